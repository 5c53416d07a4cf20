//! AUT-010: the payer had not approved the service, or had denied it.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Authorization, AuthorizationDecision, ServiceDate};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-010",
    name: "authorization-pending-or-denied",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Day,
    applies_to: "lines for whose days the log or the payer's answer holds a decision",
    authority: &[Authority {
        cite: "the payer's provider manual; X12 278, HCR01",
        verified: false,
    }],
    checks: "The decision on the line's service and day is denied, void or cancelled (fails) or \
             still pended or only requested (warns), and no approval covers the day.",
    why: "Without an approval the payer denies the line, whatever the chart says of the need.",
    cure: &[Cure::C6, Cure::C8],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, _) in case.live() {
        let approvals = row.authorization.approvals(case.record);
        let mut refused: Option<(&Authorization, Vec<ServiceDate>)> = None;
        let mut decided = false;
        for &day in &row.days {
            if approvals
                .iter()
                .any(|(_, one)| one.covers(day) || one.from.is_none())
            {
                decided = true;
                continue;
            }
            if let Some(authorization) = refusal(case, row, day) {
                let entry = refused.get_or_insert((authorization, Vec::new()));
                entry.1.push(day);
            }
        }
        match refused {
            Some((authorization, days)) => {
                checks.report(finding(case, row, authorization, &days));
            }
            None if decided => checks.pass(&RULE),
            None => checks.not_applicable(&RULE),
        }
    }
}

/// Returns the decision that refuses or postpones the service on a day, a refusal first.
pub(super) fn refusal<'c>(
    case: &Case<'c>,
    row: &LineRow,
    day: ServiceDate,
) -> Option<&'c Authorization> {
    let matched = &row.authorization;
    let indexes = matched.named.iter().chain(&matched.near);
    indexes
        .filter_map(|&index| case.record.authorizations.get(index))
        .filter(|authorization| authorization.covers(day) && words(authorization).is_some())
        .min_by_key(|authorization| (!is_final(authorization), authorization.span))
}

/// Returns whether the payer refused the service on a day for good.
pub(super) fn is_refused(case: &Case<'_>, row: &LineRow, day: ServiceDate) -> bool {
    refusal(case, row, day).is_some_and(is_final)
}

/// Returns the decision in words where it is none that grants.
fn words(authorization: &Authorization) -> Option<&'static str> {
    Some(match authorization.decision {
        AuthorizationDecision::Denied => "denied",
        AuthorizationDecision::Void => "void",
        AuthorizationDecision::Pended => "pended",
        AuthorizationDecision::Requested => "only requested",
        AuthorizationDecision::Approved
        | AuthorizationDecision::Partial
        | AuthorizationDecision::NotRequired
        | AuthorizationDecision::Unknown => return None,
    })
}

fn is_final(authorization: &Authorization) -> bool {
    matches!(
        authorization.decision,
        AuthorizationDecision::Denied | AuthorizationDecision::Void
    )
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    authorization: &Authorization,
    days: &[ServiceDate],
) -> Finding {
    let message = format!(
        "{} billed for {}; the authorization is {}: {}",
        code_words(case.ledger.service_line(row.id)),
        listed(days),
        words(authorization).unwrap_or("not granted"),
        authorization.describe()
    );
    let confidence = if is_final(authorization) { 93 } else { 65 };
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .with(Evidence::supports(authorization.span))
        .risking(risk_of_days(row, days))
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(decision: &str) -> String {
        format!(
            "auth A-1 {decision} 2026-01-01..2026-01-31 level IOP
            claim C1 I auth A-1 dx F10.20\nline 2026-01-05 H0015 rev 0906"
        )
    }

    #[test]
    fn fires_on_a_refusal_and_warns_of_a_pended_one() {
        for (decision, expected) in [("denied", "fail"), ("void", "fail"), ("pended", "warn")] {
            assert_eq!(
                outcomes(&RULE, &case(decision)),
                [format!("{expected} C1/1 2026-01-05")],
                "{decision}"
            );
        }
    }

    #[test]
    fn a_log_may_name_the_payer_by_its_number() {
        let case = |payer: &str| {
            format!(
                "auth A-1 approved 2026-01-01..2026-01-04 level IOP payer-name {payer}
                auth A-1A denied 2026-01-05..2026-01-05 level IOP payer-name {payer}
                claim C1 I auth A-1 dx F10.20\nline 2026-01-05 H0015 rev 0906"
            )
        };
        assert_eq!(outcomes(&RULE, &case("PAY1")), ["fail C1/1 2026-01-05"]);
        // Another payer's refusal says nothing.
        assert_eq!(outcomes(&RULE, &case("OTH9")), [""; 0]);
    }

    #[test]
    fn an_approval_of_the_day_passes() {
        for approval in ["approved", "partial", "unknown"] {
            assert_eq!(outcomes(&RULE, &case(approval)), [""; 0], "{approval}");
        }
        let later = format!(
            "auth A-2 approved 2026-01-01..2026-01-31 level IOP\n{}",
            case("denied")
        );
        assert_eq!(outcomes(&RULE, &later), [""; 0], "overturned");
        let elsewhere = case("denied").replace("2026-01-01..2026-01-31", "2026-02-01..2026-02-28");
        assert_eq!(outcomes(&RULE, &elsewhere), [""; 0]);
    }

    #[test]
    fn without_a_decision_it_is_not_judged() {
        let case = "claim C1 I dx F10.20\nline 2026-01-05 H0015 rev 0906";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}

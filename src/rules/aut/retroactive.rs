//! AUT-012: the approval was asked for, or decided, well after the service.

use super::approvals::held_on;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Authorization, ServiceDate};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-012",
    name: "retro-auth-after-service",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "lines under an approval that states when it was asked for or decided",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "The approval was asked for more than aut.request_grace_days after the first billed \
             day that it holds, or, where no request date is given, decided more than \
             aut.decision_grace_days after it (warns); and nothing marks it as retroactive, an \
             appeal or a reconsideration.",
    why: "Payers that find a service begun before the approval deny it unless their retroactive \
          rule was used.",
    cure: &[Cure::C6],
    params: &[
        "aut.request_grace_days",
        "aut.decision_grace_days",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Billed days with the lines that bill them.
type Days<'c> = Vec<(ServiceDate, &'c LineRow)>;

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut by_approval: BTreeMap<usize, (&Authorization, Days<'_>)> = BTreeMap::new();
    for (row, _, _) in case.live() {
        let approvals = row.authorization.approvals(case.record);
        for &day in &row.days {
            if let Some((index, approval)) = held_on(&approvals, row, day) {
                let entry = by_approval.entry(index).or_insert((approval, Vec::new()));
                entry.1.push((day, row));
            }
        }
    }
    for (approval, mut days) in by_approval.into_values() {
        days.sort_by_key(|(day, row)| (*day, row.id));
        let Some(&(first, row)) = days.first() else {
            continue;
        };
        if approval.requested.is_none() && approval.decided.is_none() {
            checks.not_applicable(&RULE);
            continue;
        }
        match late(case, row, approval, first) {
            Some((until, words, confidence)) if !is_marked(approval) => {
                let before: Vec<_> = days
                    .iter()
                    .filter(|(day, _)| *day < until)
                    .copied()
                    .collect();
                checks.report(finding(case, approval, &before, &words, confidence));
            }
            _ => checks.pass(&RULE),
        }
    }
}

/// Returns the day on which the payer was asked, or decided, and how late that was.
fn late(
    case: &Case<'_>,
    row: &LineRow,
    approval: &Authorization,
    first: ServiceDate,
) -> Option<(ServiceDate, String, u8)> {
    if let Some(requested) = approval.requested {
        let days = requested.days_since(first);
        let grace = case.number_for(row, "aut.request_grace_days");
        return (days > grace).then(|| {
            let words = format!("asked for on {requested}, {days} days after the service began");
            (requested, words, 85)
        });
    }
    let decided = approval.decided?;
    let days = decided.days_since(first);
    let grace = case.number_for(row, "aut.decision_grace_days");
    (days > grace).then(|| {
        let words = format!("decided on {decided}, {days} days after the service began");
        (decided, words, 65)
    })
}

/// Returns whether the approval says itself that it looks back.
fn is_marked(approval: &Authorization) -> bool {
    let review = approval.review.to_ascii_lowercase();
    ["retro", "appeal", "reconsider", "peer", "overturn", "post"]
        .iter()
        .any(|word| review.contains(word))
}

fn finding(
    case: &Case<'_>,
    approval: &Authorization,
    days: &[(ServiceDate, &LineRow)],
    words: &str,
    confidence: u8,
) -> Finding {
    let message = format!(
        "{} was {words} on {}, and nothing marks it as retroactive",
        approval.describe(),
        days.first()
            .map_or(String::new(), |(day, _)| day.to_string())
    );
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .with(Evidence::supports(approval.span));
    if let (Some((from, row)), Some((to, _))) = (days.first(), days.last()) {
        finding = finding.from_to(*from, *to);
        finding = finding.on_claim(&case.ledger.claim(row.id).id);
    }
    let mut by_line: BTreeMap<_, (&LineRow, Vec<ServiceDate>)> = BTreeMap::new();
    for (day, row) in days {
        by_line
            .entry(row.id)
            .or_insert((row, Vec::new()))
            .1
            .push(*day);
    }
    for (place, (row, days)) in by_line.into_values().enumerate() {
        let risk = if days.len() == row.days.len() {
            AtRisk::whole(row.id)
        } else {
            AtRisk::days(row.id, days)
        };
        finding = finding.risking(risk);
        if place < 4 {
            finding = finding.with(case.line_evidence(row.id));
        }
    }
    finding.with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(words: &str) -> String {
        format!(
            "auth A-1 approved 2026-01-01..2026-01-31 level IOP {words}
            claim C1 I auth A-1 dx F10.20
            line 2026-01-05 H0015 rev 0906\nline 2026-01-26 H0015 rev 0906"
        )
    }

    #[test]
    fn fires_on_a_late_request_and_warns_of_a_late_decision() {
        assert_eq!(
            outcomes(&RULE, &case("requested 2026-01-20")),
            ["fail C1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &case("decided 2026-01-25")),
            ["warn C1 2026-01-05"]
        );
    }

    #[test]
    fn timely_and_marked_approvals_pass() {
        for words in [
            "requested 2026-01-02 decided 2026-01-25",
            "requested 2026-01-06",
            "decided 2026-01-08",
            "requested 2026-01-20 review retrospective",
            "requested 2026-01-20 review appeal",
        ] {
            assert_eq!(outcomes(&RULE, &case(words)), [""; 0], "{words}");
        }
    }

    #[test]
    fn without_dates_it_is_not_judged() {
        assert_eq!(tally(&RULE, &case("")).not_applicable, 1);
    }
}

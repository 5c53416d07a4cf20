//! PLN-013: a certification or recertification was signed after it was due.

use super::in_force;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{DocumentKind, DocumentState, ExpectedDocument};
use crate::model::Statement;
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-013",
    name: "cert-signed-after-due",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "Medicare PHP, IOP (from 2024) and inpatient psychiatric stays with a signed \
                 certification",
    authority: &[Authority {
        cite: "42 CFR 424.11(d)",
        verified: true,
    }],
    checks: "The first certification of the stay was signed more than cert.grace_days after \
             admission, or a recertification was signed after the day by which it was due (see \
             PLN-012), and days before the signature were billed. A certification that states the \
             reason for its delay only warns, and so does one that is itself dated after the due \
             day in a chart not declared complete.",
    why: "A certification speaks from its signature on; days before a late one are denied unless \
          the delay is explained on it.",
    cure: &[Cure::C8],
    params: &[
        "cert.grace_days",
        "recert.PHP.first_day",
        "recert.PHP.interval_days",
        "recert.IOP.interval_days",
        "recert.IP-PSY.first_day",
        "recert.IP-PSY.interval_days",
        "fail.confidence",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let expected = case.ledger.calendar.iter().filter(|expected| {
        matches!(
            expected.document,
            DocumentKind::Certification | DocumentKind::Recertification
        )
    });
    for expected in expected {
        match expected.state {
            DocumentState::InTime => checks.pass(&RULE),
            DocumentState::Late if !expected.days.is_empty() => {
                report(case, checks, expected);
            }
            DocumentState::Late => checks.pass(&RULE),
            _ => checks.not_applicable(&RULE),
        }
    }
}

fn report(case: &Case<'_>, checks: &mut Checks, expected: &ExpectedDocument) {
    let (Some(stay), Some(signed), Some(note)) = (
        case.ledger.stays.get(expected.stay),
        expected.done_on,
        expected.note.map(|note| case.ledger.note(note)),
    ) else {
        return;
    };
    let message = format!(
        "Medicare {} admitted {}: the {} due by {} was signed on {signed}, {} after; {} billed \
         before the signature: {}",
        stay.level,
        stay.admission,
        expected.document.words(),
        expected.due,
        counted(
            signed.days_since(expected.due).unsigned_abs() as usize,
            "day"
        ),
        counted(expected.days.len(), "day"),
        listed(&expected.days),
    );
    // A document that is itself dated after the due day may follow one that is not here.
    let is_later = note.date().is_some_and(|date| date > expected.due);
    let outcome = if is_later {
        case.absence()
    } else {
        Outcome::Fail
    };
    let finding = RULE.finding(outcome, message);
    let mut finding = on_stay(case, stay, finding, &expected.days);
    let place = note
        .signature
        .signed_at
        .map_or_else(|| head(note), |at| at.span);
    finding = finding.with(Evidence::supports(place));
    let threshold = case.policy.number("fail.confidence");
    let explained = note
        .plan
        .as_ref()
        .and_then(|facts| facts.statement(Statement::DelayExplained));
    if let Some(span) = explained {
        finding
            .message
            .push_str("; it states a reason for the delay");
        finding = finding
            .with(Evidence::contradicts(span))
            .with_confidence(50, threshold);
    } else if note.signature.signed_at.is_none() {
        finding = finding.with_confidence(65, threshold);
    }
    finding.at_risk = in_force::at_risk(case, stay, &expected.days);
    checks.report(finding);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn php(certs: &str) -> String {
        format!(
            "complete\n{certs}\nclaim C1 I filing MA bill 131
            line 2026-01-05 H0035 rev 0912
            line 2026-01-09 H0035 rev 0912
            line 2026-01-23 H0035 rev 0912
            line 2026-01-26 H0035 rev 0912"
        )
    }

    #[test]
    fn fires_on_a_first_certification_signed_a_week_late() {
        let case = php("cert 2026-01-05 by \"Ann Poe\" MD signed 2026-01-12
            recert 2026-01-22 by \"Ann Poe\" MD");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-09"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 2);
    }

    #[test]
    fn fires_on_a_recertification_signed_after_its_day() {
        let case = php("cert 2026-01-05 by \"Ann Poe\" MD
            recert 2026-01-22 by \"Ann Poe\" MD signed 2026-01-26");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/3 2026-01-23"]);
    }

    #[test]
    fn one_dated_late_may_follow_another_that_is_not_here() {
        let case = php("cert 2026-01-12 by \"Ann Poe\" MD
            recert 2026-01-22 by \"Ann Poe\" MD");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-09"]);
        let open = case.replace("complete\n", "");
        assert_eq!(outcomes(&RULE, &open), ["warn C1 2026-01-05..2026-01-09"]);
    }

    #[test]
    fn an_explained_delay_only_warns() {
        let case = php(
            "cert 2026-01-05 by \"Ann Poe\" MD signed 2026-01-12 says delay-explained
            recert 2026-01-22 by \"Ann Poe\" MD",
        );
        assert_eq!(outcomes(&RULE, &case), ["warn C1 2026-01-05..2026-01-09"]);
    }

    #[test]
    fn signatures_in_time_pass_and_missing_ones_are_other_rules() {
        let case = php("cert 2026-01-05 by \"Ann Poe\" MD signed 2026-01-07
            recert 2026-01-22 by \"Ann Poe\" MD");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).pass, 2);
        assert_eq!(outcomes(&RULE, &php("note 2026-01-05 group")), [""; 0]);
    }
}

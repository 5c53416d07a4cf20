//! LOC-022: a court, housing or respite is all that the record gives as the reason for the stay.

use super::statements::{Said, cited, said};
use super::{assessments, down_to, step_down};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::model::{Assertion, Dimension, Direction, Measure, NoteKind};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-022",
    name: "goal-of-stay-non-clinical",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Delta,
    applies_to: "residential and inpatient stays, withdrawal management excepted",
    authority: &[Authority {
        cite: "payer manuals; state Medicaid manuals",
        verified: false,
    }],
    checks: "A note of the stay or its admission affirms a court or other mandate, need of \
             housing, respite or custodial care, and no note from the admission window to the \
             last billed day states a clinical need (withdrawal, illness, emotional state or \
             relapse) of need.clinical_weight, affirmed or as history of a failed level, nor a \
             dimension rated 3 or 4, nor a need for the setting. Without an assessment it does \
             not apply.",
    why: "Courts and housing are reasons to be somewhere, not medical need; with a clinical need \
          beside them they do no harm.",
    cure: &[Cure::C8],
    params: &[
        "need.clinical_weight",
        "admission.window_before_days",
        "admission.window_after_days",
    ],
    rests_on_absence: true,
    needs: &[crate::ledger::Supply::Assessments],
    scope: Scope::Patient(check),
};

/// Mandate, homelessness, custodial care or respite.
const OTHER_GOALS: [&str; 3] = ["D4-06", "D6-01", "P-10"];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let applies =
            (stay.level.is_residential() || stay.level.is_inpatient()) && !stay.withdrawal;
        let at_admission = assessments::at_admission(case, stay);
        if !applies || at_admission.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let (from, _) = assessments::window(case, stay);
        let least = case.number_for_stay(stay, "need.clinical_weight");
        let all = said(case, from, stay.last_day());
        let goals: Vec<Said<'_>> = all
            .iter()
            .filter(|said| {
                said.affirms(&OTHER_GOALS) && said.note.kind != NoteKind::DischargeSummary
            })
            .copied()
            .collect();
        if goals.is_empty() || all.iter().any(|said| is_clinical(said, least)) {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{} admitted {}: the record gives a court or other mandate, housing, respite or \
             custody as a reason ({} statements) and states no clinical need {}",
            stay.level,
            stay.admission,
            goals.len(),
            case.absence_words(),
        );
        let mut finding = RULE
            .finding(case.absence(), message)
            .with_all(cited(&goals, 8).into_iter().map(Evidence::supports));
        finding.confidence = finding.confidence.min(80);
        finding = on_stay(case, stay, finding, &stay.days).with_all(
            at_admission
                .iter()
                .take(4)
                .map(|note| Evidence::searched(head(note))),
        );
        finding.at_risk = down_to(case, stay, step_down(stay.level), &stay.days);
        checks.report(finding);
    }
}

fn is_clinical(said: &Said<'_>, least: i64) -> bool {
    let found = said.mention;
    if matches!(found.assertion, Assertion::Negated | Assertion::OtherPerson) {
        return false;
    }
    let id = found.indicator.as_str();
    if let Some(Measure::DimensionRating(_, rating)) = found.measure {
        return rating >= 3;
    }
    let stated = ["D5-05", "D5-06", "D5-14", "P-01", "P-03"].contains(&id);
    let need = found.direction == Direction::H
        && found.assertion == Assertion::Affirmed
        && i64::from(found.weight) >= least
        && matches!(
            found.dimension,
            Dimension::D1 | Dimension::D2 | Dimension::D3 | Dimension::D5
        );
    stated || need
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    const STAY: &str = "claim C1 I\nline 2026-01-05..2026-01-09 H2036 rev 1002";
    const COURT: &str = "complete\nnote 2026-01-05 assessment\nmention D4-06 affirmed N w0\n";

    #[test]
    fn fires_when_the_court_is_all() {
        assert_eq!(
            outcomes(&RULE, &format!("{COURT}{STAY}")),
            ["fail C1/1 2026-01-05..2026-01-09"]
        );
        let partial = COURT.replace("complete\n", "");
        assert_eq!(
            outcomes(&RULE, &format!("{partial}{STAY}")),
            ["warn C1/1 2026-01-05..2026-01-09"]
        );
    }

    #[test]
    fn a_clinical_need_beside_it_does_not() {
        for need in [
            "mention D5-03 affirmed H w3",
            "mention D5-01 affirmed H w2",
            "mention D5-05 historical H w3",
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("{COURT}{need}\n{STAY}")),
                [""; 0],
                "{need}"
            );
        }
    }

    #[test]
    fn without_an_assessment_it_does_not_apply() {
        let case = format!("complete\nnote 2026-01-06 group\nmention D4-06 affirmed N w0\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }
}

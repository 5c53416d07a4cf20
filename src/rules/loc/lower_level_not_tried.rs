//! LOC-019: nothing says that a lower level was tried or would not do.

use super::{assessments, down_to, step_down};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Supply, names_a_problem};
use crate::model::{Assertion, Dimension, Direction, LevelOfCare, Measure, Mention};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-019",
    name: "lower-level-not-tried-or-considered",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Delta,
    applies_to: "PHP and residential stays, withdrawal management excepted",
    authority: &[Authority {
        cite: "payer manuals",
        verified: false,
    }],
    checks: "From before admission to the end of the admission window, no note says that a lower \
             level failed, was not enough or would not do, that prior treatments failed, that care \
             steps down from a higher level, or that structure around the clock is needed; none \
             holds an acute exception (withdrawal, illness or risk of weight 3, a dimension rated \
             3 or 4); and no lower or higher program was billed before. Without an assessment it \
             does not apply. Since a history may stand in other words, it only warns.",
    why: "Payers ask for the least intensive level that works, so they ask what was tried.",
    cure: &[Cure::C8, Cure::C7],
    params: &[
        "admission.window_before_days",
        "admission.window_after_days",
        "need.24h_weight",
    ],
    rests_on_absence: true,
    needs: &[Supply::Assessments],
    scope: Scope::Patient(check),
};

/// Lower level failed, prior treatments, use in treatment, 24-hour structure, inpatient otherwise,
/// step-down, outpatient not enough, use in the household, relapse.
const CONSIDERED: [&str; 9] = [
    "D5-05", "D5-06", "D5-07", "D5-14", "P-01", "P-02", "P-03", "D6-02", "D5-03",
];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let applies = stay.level == LevelOfCare::PartialHospitalization
            || (stay.level.is_residential() && !stay.withdrawal);
        let assessments = assessments::at_admission(case, stay);
        if !applies || assessments.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let least = case.number_for_stay(stay, "need.24h_weight");
        let (_, until) = assessments::window(case, stay);
        let considered = case
            .record
            .notes
            .iter()
            .filter(|note| note.date().is_some_and(|date| date <= until))
            .flat_map(|note| note.mentions.iter().map(move |found| (note, found)))
            .any(|(note, found)| !names_a_problem(note.kind, found) && considers(found, least));
        // What was tried stands in so many words that the reader's look at the sentences of the
        // assessment counts as well.
        let is_told = assessments.iter().any(|note| note.less_care.is_some());
        if considered || is_told || was_billed_before(case, stay) {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{} admitted {}: no note up to {until} says that a lower level was tried, failed or \
             would not do, and no acute reason stands in its place, {}",
            stay.level,
            stay.admission,
            case.absence_words(),
        );
        let mut finding = on_stay(case, stay, RULE.finding(Outcome::Warn, message), &stay.days);
        finding.at_risk = down_to(case, stay, step_down(stay.level), &stay.days);
        finding = finding.with_all(
            assessments
                .iter()
                .map(|note| Evidence::searched(head(note))),
        );
        checks.report(finding);
    }
}

fn considers(found: &Mention, least: i64) -> bool {
    if matches!(found.assertion, Assertion::Negated | Assertion::OtherPerson) {
        return false;
    }
    if CONSIDERED.contains(&found.indicator.as_str()) {
        return true;
    }
    if let Some(Measure::DimensionRating(_, rating)) = found.measure {
        return rating >= 3;
    }
    found.assertion == Assertion::Affirmed
        && found.direction == Direction::H
        && i64::from(found.weight) >= least
        && matches!(
            found.dimension,
            Dimension::D1 | Dimension::D2 | Dimension::D3
        )
}

/// Returns whether another program was billed up to a month before.
fn was_billed_before(case: &Case<'_>, stay: &Stay) -> bool {
    case.ledger.stays.iter().any(|other| {
        other.level != stay.level
            && other.first_day() < stay.first_day()
            && stay.first_day().days_since(other.last_day()) <= 30
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    const STAY: &str = "claim C1 I\nline 2026-01-05..2026-01-09 H2036 rev 1002";
    const PLAIN: &str = "complete\nnote 2026-01-05 assessment\nmention D5-01 affirmed H w2\n";

    #[test]
    fn fires_when_nothing_was_considered() {
        assert_eq!(
            outcomes(&RULE, &format!("{PLAIN}{STAY}")),
            ["warn C1/1 2026-01-05..2026-01-09"]
        );
    }

    #[test]
    fn a_failed_level_an_acute_reason_or_a_step_down_pass() {
        for reason in [
            "mention D5-05 historical H w3",
            "mention D1-01 affirmed H w3",
            "mention T-02 affirmed H w3 rating 6/3",
            "claim C0 I\nline 2026-01-01..2026-01-04 H0010 rev 0116",
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("{PLAIN}{reason}\n{STAY}")),
                [""; 0],
                "{reason}"
            );
        }
    }

    #[test]
    fn less_care_spoken_of_in_a_sentence_of_the_assessment_passes() {
        let told = PLAIN.replace("assessment\n", "assessment speaks-of-less-care\n");
        assert_eq!(outcomes(&RULE, &format!("{told}{STAY}")), [""; 0]);
        // A level that is named is no word on a lower one.
        let level = PLAIN.replace("assessment\n", "assessment speaks-of-level\n");
        assert_eq!(outcomes(&RULE, &format!("{level}{STAY}")).len(), 1);
    }

    #[test]
    fn without_an_assessment_it_does_not_apply() {
        let case = format!("complete\nnote 2026-01-06 group\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }
}

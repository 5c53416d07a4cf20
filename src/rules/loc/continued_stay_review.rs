//! LOC-016: the stay went on for longer than its reviews allow without a review of its level.

use super::whole_days;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::ledger::{Stay, Supply};
use crate::model::{Assertion, LevelOfCare, Note, NoteKind, ServiceDate};
use crate::policy::PayerClass;
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-016",
    name: "continued-stay-not-reviewed",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "IOP, PHP, residential, withdrawal management and inpatient stays",
    authority: &[Authority {
        cite: "state Medicaid manuals; payer manuals",
        verified: false,
    }],
    checks: "From one review of the level to the next, or to the last billed day, more than \
             review.gap_days of the level and review.grace_days pass. Admission is the first \
             review. Utilization and continued-stay reviews, plan reviews, recertifications and \
             weekly summaries are reviews, and so is any other note that states a level, \
             dimension ratings, medical necessity, a need for the setting or readiness for a \
             lower level; in withdrawal management and inpatient care every prescriber's or \
             nurse's note. The billed days after the gap and before the next review are counted.",
    why: "Payers pay for a level as long as somebody looks whether it is still needed.",
    cure: &[Cure::C7],
    params: &[
        "review.gap_days.IP",
        "review.gap_days.withdrawal",
        "review.gap_days.residential",
        "review.gap_days.PHP",
        "review.gap_days.IOP",
        "review.grace_days",
    ],
    rests_on_absence: true,
    needs: &[Supply::UtilizationReviews],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        if case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let gap = gap(case, stay);
        let allowed = gap + case.number_for_stay(stay, "review.grace_days");
        let reviews = reviews(case, stay);
        let mut points: Vec<ServiceDate> = vec![stay.told_from];
        points.extend(reviews.iter().filter_map(|note| note.date()));
        points.dedup();
        let mut late: Vec<ServiceDate> = Vec::new();
        let mut longest = 0;
        for (place, &from) in points.iter().enumerate() {
            let to = points
                .get(place + 1)
                .copied()
                .unwrap_or_else(|| stay.last_day().plus_days(1));
            let after_gap = |day: &ServiceDate| day.days_since(from) > allowed && *day < to;
            let before = late.len();
            late.extend(stay.days.iter().copied().filter(after_gap));
            if late.len() > before {
                longest = longest.max(to.days_since(from));
            }
        }
        if late.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{} admitted {}: {} of the level in {}, the longest gap {longest} days where {} are \
             allowed {}; {} billed after a gap: {}",
            stay.level,
            stay.admission,
            counted(points.len() - 1, "review"),
            counted(stay.days.len(), "billed day"),
            gap,
            case.absence_words(),
            counted(late.len(), "day"),
            listed(&late),
        );
        let mut finding = RULE.finding(case.absence(), message);
        finding.confidence = finding.confidence.min(85);
        let mut heads: Vec<Evidence> = reviews
            .iter()
            .take(8)
            .map(|note| Evidence::supports(head(note)))
            .collect();
        if let Some(&first) = late.first() {
            heads.extend(case.searched_notes(first, allowed, 0));
        }
        finding = on_stay(case, stay, finding.with_all(heads), &late);
        finding.at_risk = whole_days(case, stay, &late);
        checks.report(finding);
    }
}

/// Returns the longest time between two reviews. In psychiatric residential care of Medicaid's
/// under 21 the law has the team review the plan, and with it the need for the setting, each 30 days
/// (42 CFR 441.156); the payer's interval for plan reviews at this level stands for it.
fn gap(case: &Case<'_>, stay: &Stay) -> i64 {
    let usual = case.number_for_stay(stay, gap_key(stay));
    let first = stay.first_day();
    let is_minor = case
        .record
        .birth_date
        .is_none_or(|born| first.days_since(born) < 21 * 365 + 5);
    if stay.level == LevelOfCare::ResidentialPsychiatric
        && stay.payer_class == PayerClass::Medicaid
        && is_minor
    {
        usual.max(stay.terms(case.policy).plan_review_days())
    } else {
        usual
    }
}

fn gap_key(stay: &Stay) -> &'static str {
    match stay.level {
        _ if stay.withdrawal => "review.gap_days.withdrawal",
        LevelOfCare::ResidentialWithdrawal => "review.gap_days.withdrawal",
        level if level.is_inpatient() => "review.gap_days.IP",
        level if level.is_24_hour() => "review.gap_days.residential",
        LevelOfCare::PartialHospitalization => "review.gap_days.PHP",
        _ => "review.gap_days.IOP",
    }
}

/// Returns the documents that review the level, by date.
fn reviews<'l>(case: &Case<'l>, stay: &Stay) -> Vec<&'l Note> {
    let clinical = gap_key(stay) == "review.gap_days.withdrawal" || stay.level.is_inpatient();
    let mut reviews: Vec<&Note> = case
        .record
        .notes
        .iter()
        .filter(|note| {
            note.date()
                .is_some_and(|date| stay.admission < date && date <= stay.last_day())
        })
        .filter(|note| is_review(note, clinical))
        .collect();
    reviews.sort_by_key(|note| (note.date(), note.place()));
    reviews
}

/// Statements that review a level: recommended level, ratings, tools, necessity, need for the
/// setting or not, readiness for a lower level, continued stay. A review that ends in less care is
/// one as much as a review that ends in more of the same.
const STATEMENTS: [&str; 16] = [
    "T-01", "T-02", "T-03", "T-04", "T-05", "T-06", "T-07", "D5-14", "D5-15", "D5-24", "D5-25",
    "D5-19", "D5-21", "P-01", "P-03", "P-10",
];

/// Goals met and waiting for another place, where more than in passing.
const CONCLUSIONS: [&str; 2] = ["D5-20", "D6-12"];

fn is_review(note: &Note, clinical: bool) -> bool {
    match note.kind {
        NoteKind::UtilizationReview
        | NoteKind::PlanReview
        | NoteKind::Recertification
        | NoteKind::Certification
        | NoteKind::ProgramSummary
        | NoteKind::PsychiatricEvaluation
        | NoteKind::Assessment => true,
        NoteKind::PrescriberNote
        | NoteKind::NursingNote
        | NoteKind::Flowsheet
        | NoteKind::HistoryAndPhysical
            if clinical =>
        {
            true
        }
        NoteKind::Administrative | NoteKind::DischargeSummary => false,
        _ => note.mentions.iter().any(|found| {
            !matches!(
                found.assertion,
                Assertion::OtherPerson | Assertion::Historical
            ) && (STATEMENTS.contains(&found.indicator.as_str())
                || found.weight >= 3
                    && found.assertion == Assertion::Affirmed
                    && CONCLUSIONS.contains(&found.indicator.as_str()))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn stay(notes: &str) -> String {
        format!(
            "complete\nnote 2026-01-05 assessment\n{notes}
            claim C1 I\nline 2026-01-05..2026-01-24 H2036 rev 1002"
        )
    }

    #[test]
    fn fires_on_the_days_after_a_gap() {
        let case = stay("note 2026-01-11 utilization-review");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-21..2026-01-24"]);
        let partial = case.replace("complete\n", "");
        assert_eq!(
            outcomes(&RULE, &partial),
            ["warn C1/1 2026-01-21..2026-01-24"]
        );
    }

    #[test]
    fn reviews_of_any_form_a_week_apart_pass() {
        let case = stay(
            "note 2026-01-12 plan-review
            note 2026-01-20 individual\nmention D5-14 affirmed H w3",
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn a_review_that_ends_in_a_lower_level_is_a_review() {
        let told = |second: &str| {
            stay(&format!(
                "note 2026-01-12 unknown\nmention D5-19 affirmed L w2 level PHP
                note 2026-01-20 group\nmention {second}"
            ))
        };
        for second in ["D5-20 affirmed L w3", "D6-12 affirmed L w3"] {
            assert_eq!(outcomes(&RULE, &told(second)), [""; 0], "{second}");
        }
        // One goal out of several, and goals not met, review no level.
        for second in ["D5-20 affirmed L w2", "D5-20 negated L w3"] {
            assert_eq!(outcomes(&RULE, &told(second)).len(), 1, "{second}");
        }
    }

    #[test]
    fn nurses_review_withdrawal_and_no_chart_is_no_gap() {
        let case = "complete\nnote 2026-01-05 nursing\nnote 2026-01-07 nursing
            claim C1 I\nline 2026-01-05..2026-01-08 H0010 rev 0116";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
        assert_eq!(
            outcomes(
                &RULE,
                "claim C1 I\nline 2026-01-05..2026-01-24 H2036 rev 1002"
            ),
            [""; 0]
        );
    }

    #[test]
    fn medicaids_children_in_residence_are_reviewed_each_month() {
        let resident = |filing: &str, born: &str| {
            format!(
                "complete\npatient P1 born {born}
                note 2026-01-05 assessment\nnote 2026-01-20 group
                claim C1 I filing {filing}\nline 2026-01-05..2026-01-24 - rev 1001"
            )
        };
        assert_eq!(outcomes(&RULE, &resident("MC", "2012-05-01")), [""; 0]);
        for (filing, born) in [("CI", "2012-05-01"), ("MC", "1990-05-01")] {
            assert_eq!(
                outcomes(&RULE, &resident(filing, born)).len(),
                1,
                "{filing} {born}"
            );
        }
    }

    #[test]
    fn a_chart_gathered_for_one_month_says_nothing_of_the_months_before() {
        let month = "complete\nnote 2026-01-05 assessment\nnote 2026-03-09 shift
            claim C1 I admit 2026-01-05\nline 2026-03-09..2026-03-11 H2036 rev 1002";
        assert_eq!(outcomes(&RULE, month), [""; 0]);
    }
}

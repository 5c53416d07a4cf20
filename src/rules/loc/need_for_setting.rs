//! LOC-011: nothing says why the patient needs care around the clock.

use super::{assessments, down_to};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, names_a_problem};
use crate::model::{
    Assertion, Dimension, Direction, LevelOfCare, Measure, Mention, Note, NoteKind, ServiceDate,
};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-011",
    name: "24h-need-not-documented",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Delta,
    applies_to: "high-intensity and psychiatric residential and inpatient stays",
    authority: &[Authority {
        cite: "ASAM Criteria; state Medicaid manuals",
        verified: false,
    }],
    checks: "No note, assessment or review from the admission window to the last billed day states \
             a need for a 24-hour setting: that structure or nursing around the clock is required, \
             that a lower level failed or would not do, that the home is one of active use, a \
             24-hour level recommended by a tool, a dimension rated 3 or 4, imminent risk, or \
             withdrawal or illness of weight 3; and no assessment at admission states a risk or a \
             relapse or home of that weight. Without any assessment in the window it is no-data. \
             Since a need may stand in other words, it only warns.",
    why: "Care around the clock is paid for a need around the clock; without one the days are \
          paid as partial hospitalization at best.",
    cure: &[Cure::C7],
    params: &[
        "admission.window_before_days",
        "admission.window_after_days",
        "need.24h_weight",
    ],
    rests_on_absence: true,
    needs: &[crate::ledger::Supply::Assessments],
    scope: Scope::Patient(check),
};

/// 24-hour structure or nursing needed, lower level failed or not enough, inpatient otherwise
/// required, step-down from inpatient, use in the household.
const NEEDS: [&str; 8] = [
    "D5-14", "D2-05", "D5-05", "D5-06", "P-01", "P-02", "P-03", "D6-02",
];

/// Statements of risk to self or others, now or in the past, that an assessment at admission makes.
const RISKS: [&str; 11] = [
    "D3-01", "D3-02", "D3-03", "D3-05", "D3-06", "D3-07", "D3-08", "D3-09", "D3-11", "D3-24",
    "D3-39",
];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        if !applies(stay) || case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let (from, _) = assessments::window(case, stay);
        let least = case.number_for_stay(stay, "need.24h_weight");
        let mut notes = case.record.notes.iter().filter(|note| {
            note.date()
                .is_some_and(|date| from <= date && date <= stay.last_day())
        });
        if notes.any(|note| {
            let mut mentions = note.mentions.iter();
            mentions.any(|found| states_need(note, found, least))
        }) {
            checks.pass(&RULE);
            continue;
        }
        let at_admission = assessments::at_admission(case, stay);
        checks.report(finding(case, stay, &at_admission, from));
    }
}

fn applies(stay: &Stay) -> bool {
    let is_level = matches!(
        stay.level,
        LevelOfCare::ResidentialHigh
            | LevelOfCare::ResidentialPopulation
            | LevelOfCare::ResidentialPsychiatric
            | LevelOfCare::InpatientPsychiatric
    );
    is_level && !stay.withdrawal
}

fn states_need(note: &Note, found: &Mention, least: i64) -> bool {
    if names_a_problem(note.kind, found) {
        return false;
    }
    // "Would relapse without" is read as conditional and is the reason all the same.
    let is_said = !matches!(found.assertion, Assertion::Negated | Assertion::OtherPerson);
    let is_now = matches!(found.assertion, Assertion::Affirmed | Assertion::Uncertain);
    let is_assessment = matches!(
        note.kind,
        NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical
    );
    let strong = match found.measure {
        // The head of a plan or a review names the program and gives no reason for it.
        Some(Measure::Level(level)) if found.dimension == Dimension::T => {
            level.is_24_hour() && is_assessment
        }
        Some(Measure::DimensionRating(_, rating)) => rating >= 3,
        _ => {
            found.direction == Direction::H
                && i64::from(found.weight) >= least
                && (matches!(
                    found.dimension,
                    Dimension::D1 | Dimension::D2 | Dimension::D3 | Dimension::T
                ) || (is_assessment
                    && matches!(found.dimension, Dimension::D5 | Dimension::D6)))
        }
    };
    let risk = is_assessment
        && found.direction == Direction::H
        && RISKS.contains(&found.indicator.as_str());
    (is_said && (risk || NEEDS.contains(&found.indicator.as_str()))) || (is_now && strong)
}

fn finding(
    case: &Case<'_>,
    stay: &Stay,
    assessments: &[&Note],
    from: ServiceDate,
) -> crate::finding::Finding {
    let without = assessments.is_empty();
    let searched = case.record.notes.iter().filter(|note| {
        note.date()
            .is_some_and(|date| from <= date && date <= stay.last_day())
    });
    let message = format!(
        "{} admitted {}, {} days billed: {} states a need for care around the clock {} ({} notes \
         searched)",
        stay.level,
        stay.admission,
        stay.days.len(),
        if without {
            "no assessment is supplied and no note"
        } else {
            "neither the assessment nor any later note"
        },
        case.absence_words(),
        searched.clone().count(),
    );
    let outcome = if without {
        Outcome::NoData
    } else {
        Outcome::Warn
    };
    let mut finding = on_stay(case, stay, RULE.finding(outcome, message), &stay.days);
    finding.at_risk = down_to(case, stay, LevelOfCare::PartialHospitalization, &stay.days);
    let mut heads: Vec<Evidence> = assessments
        .iter()
        .map(|note| Evidence::searched(head(note)))
        .collect();
    if heads.is_empty() {
        heads = searched
            .take(8)
            .map(|note| Evidence::searched(head(note)))
            .collect();
    }
    if heads.is_empty() {
        heads = case.searched_notes(stay.admission, 30, 7);
    }
    finding.with_all(heads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    const STAY: &str = "claim C1 I\nline 2026-01-05..2026-01-09 H2036 rev 1002";
    const WELL: &str = "complete\nnote 2026-01-05 assessment\nmention D3-15 affirmed H w2\n";

    #[test]
    fn fires_when_nothing_says_why_around_the_clock() {
        assert_eq!(
            outcomes(&RULE, &format!("{WELL}{STAY}")),
            ["warn C1/1 2026-01-05..2026-01-09"]
        );
    }

    #[test]
    fn a_need_in_any_words_or_later_in_the_stay_passes() {
        for need in [
            "mention D5-14 hypothetical H w3",
            "mention D5-05 historical H w3",
            "mention T-02 affirmed H w3 rating 5/3",
            "mention T-01 affirmed N w3 level RES-HIGH",
            "mention D5-08 affirmed H w3",
            "mention D3-03 affirmed H w2",
            "mention D3-07 historical H w2",
            "note 2026-01-08 individual\nmention D6-02 affirmed H w3",
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("{WELL}{need}\n{STAY}")),
                [""; 0],
                "{need}"
            );
        }
    }

    #[test]
    fn without_an_assessment_it_cannot_tell_and_low_intensity_needs_none() {
        let case = format!("complete\nnote 2026-01-06 group\n{STAY}");
        assert_eq!(
            outcomes(&RULE, &case),
            ["no-data C1/1 2026-01-05..2026-01-09"]
        );
        let low = format!("{WELL}{STAY}").replace("H2036 rev 1002", "H2034");
        assert_eq!(outcomes(&RULE, &low), [""; 0]);
    }
}

//! LOC-012: the admission assessment does not say why this level.

use super::{assessments, down_to, step_down};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Supply};
use crate::model::{Assertion, Measure, Mention, Note, NoteKind};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-012",
    name: "admission-loc-justification-missing",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Delta,
    applies_to: "IOP, PHP, residential, withdrawal management and inpatient stays",
    authority: &[
        Authority {
            cite: "42 CFR 410.43 and 410.44",
            verified: true,
        },
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
            verified: false,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "An assessment or evaluation dated from admission.window_before_days before to \
             admission.window_after_days after admission exists, and none of them holds a \
             statement on the level of care: a recommended level, dimension ratings, a placement \
             score, a statement of medical necessity, of the need for a structured day or \
             24-hour setting, of a lower level that failed or would not do; nor does a history and \
             physical. Since a reason may stand in other words, it only warns unless an assessment \
             has 250 words or more. Without any assessment in the window it is no-data.",
    why: "The stay rests on the reason for its level at admission; without one it is downcoded.",
    cure: &[Cure::C7],
    params: &[
        "admission.window_before_days",
        "admission.window_after_days",
    ],
    rests_on_absence: true,
    needs: &[Supply::Assessments],
    scope: Scope::Patient(check),
};

/// Indicators that say something on the level of care: recommended level, ASAM ratings, LOCUS and
/// CALOCUS, other criteria, medical necessity, need for 24 hours or not, program necessity, a lower
/// level that failed, former treatments, readiness for a lower or a higher one.
const STATEMENTS: [&str; 18] = [
    "T-01", "T-02", "T-03", "T-04", "T-05", "T-06", "T-07", "D5-05", "D5-06", "D5-14", "D5-15",
    "D5-19", "D5-24", "D5-25", "P-01", "P-02", "P-03", "P-14",
];

/// Words of an assessment from which on its silence on the level is more than brevity. A short one
/// is mostly shorthand, and shorthand for a level has no end of forms.
const LONG: u16 = 250;

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        if case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let assessments = assessments::at_admission(case, stay);
        let (first, last) = assessments::window(case, stay);
        if case.record.notes.iter().any(|note| {
            let date = note.date().filter(|date| first <= *date && *date <= last);
            date.is_some() && gives_reasons(note.kind) && states_level(note)
        }) {
            checks.pass(&RULE);
        } else if assessments.is_empty() {
            let (before, after) = (
                stay.admission.days_since(first),
                last.days_since(stay.admission),
            );
            let message = format!(
                "{} admitted {}: no assessment dated {first} to {last} is in the files supplied, \
                 so its reason for the level cannot be checked",
                stay.level, stay.admission,
            );
            let finding = on_stay(
                case,
                stay,
                RULE.finding(Outcome::NoData, message),
                &stay.days,
            );
            checks.report(finding.with_all(case.searched_notes(stay.admission, before, after)));
        } else {
            checks.report(finding(case, stay, &assessments));
        }
    }
}

fn finding(case: &Case<'_>, stay: &Stay, assessments: &[&Note]) -> crate::finding::Finding {
    let dates: Vec<String> = assessments
        .iter()
        .take(4)
        .filter_map(|note| note.date())
        .map(|date| date.to_string())
        .collect();
    let message = format!(
        "{} admitted {}: no assessment at admission states a reason for the level {} (searched \
         those of {})",
        stay.level,
        stay.admission,
        case.absence_words(),
        dates.join(", "),
    );
    let is_long = assessments.iter().any(|note| note.elements.words >= LONG);
    let outcome = if is_long {
        case.absence()
    } else {
        Outcome::Warn
    };
    let mut finding = on_stay(case, stay, RULE.finding(outcome, message), &stay.days);
    // A reason may stand in words that no indicator knows, so a reading is due before it is held
    // against the stay.
    finding.confidence = finding.confidence.min(80);
    finding.at_risk = down_to(case, stay, step_down(stay.level), &stay.days);
    for note in assessments {
        finding = finding
            .with(Evidence::searched(head(note)))
            .with_all(note.spans.iter().take(3).copied().map(Evidence::searched));
    }
    finding
}

/// Returns whether documents of a kind are where the reason for a level is written at admission.
fn gives_reasons(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical
    )
}

/// Returns whether a document speaks of a level of care or of what less care did. "Does not meet
/// criteria" is a statement as well; only talk of others is not.
fn states_level(note: &Note) -> bool {
    let speaks = |mention: &Mention| {
        matches!(mention.measure, Some(Measure::Level(_)))
            || STATEMENTS.iter().any(|id| mention.indicator == *id)
    };
    note.level_statement.is_some()
        || note.less_care.is_some()
        || note
            .mentions
            .iter()
            .any(|mention| mention.assertion != Assertion::OtherPerson && speaks(mention))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    const STAY: &str = "claim C1 I\nline 2026-01-05 H0015 rev 0906";

    #[test]
    fn fires_on_an_assessment_without_a_reason() {
        let case = format!(
            "complete\nnote 2026-01-05 assessment words 300\nmention D3-04 affirmed L w2\n{STAY}"
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        let short = case.replace("words 300", "words 80");
        assert_eq!(outcomes(&RULE, &short), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn any_talk_of_the_level_or_of_less_care_passes() {
        for told in [
            "note 2026-01-05 assessment speaks-of-level",
            "note 2026-01-05 assessment speaks-of-less-care",
            "note 2026-01-05 assessment\nmention D5-05 historical H w3",
            "note 2026-01-05 assessment\nnote 2026-01-06 history-and-physical speaks-of-level",
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("complete\n{told}\n{STAY}")),
                [""; 0],
                "{told}"
            );
        }
        // What somebody else needed is no reason.
        let other = format!(
            "complete\nnote 2026-01-05 assessment\nmention D5-05 other-person H w3\n{STAY}"
        );
        assert_eq!(outcomes(&RULE, &other).len(), 1);
    }

    #[test]
    fn a_recommended_level_in_any_of_them_passes() {
        let case = format!(
            "complete\nnote 2026-01-02 assessment\nnote 2026-01-05 psychiatric-evaluation
            mention T-01 affirmed N w3 level IOP\n{STAY}"
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn without_an_assessment_it_cannot_tell() {
        for note in ["note 2026-01-05 group", "note 2025-10-05 assessment"] {
            let case = format!("complete\n{note}\n{STAY}");
            assert_eq!(
                outcomes(&RULE, &case),
                ["no-data C1/1 2026-01-05"],
                "{note}"
            );
        }
    }

    #[test]
    fn sessions_have_no_level_to_justify() {
        let case = "complete\nnote 2026-01-05 assessment\nclaim C1 P\nline 2026-01-05 90837";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }
}

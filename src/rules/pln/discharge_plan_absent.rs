//! PLN-016: nothing in the chart of a long stay speaks of discharge.

use super::stated::on_documents;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::ledger::Stay;
use crate::model::{Note, NoteKind};
use crate::rules::dates::counted;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-016",
    name: "discharge-plan-absent-long-stay",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "PHP and IOP stays over discharge_plan.day-program_days and residential stays \
                 over discharge_plan.residential_days",
    authority: &[
        Authority {
            cite: "Medicare Benefit Policy Manual",
            verified: false,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "The stay lasted longer than that from admission to its last billed day, and no plan, \
             review, note or summary of it speaks of discharge, aftercare, length of stay or \
             stepping down as something ahead: that a lower level of care failed before, or \
             would not be enough, is no plan for discharge.",
    why: "A program stay has an end that it works toward; a long one without a word of it is \
          read as care that goes on by itself.",
    cure: &[Cure::C3, Cure::C7],
    params: &[
        "discharge_plan.day-program_days",
        "discharge_plan.residential_days",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Least number of notes from which their silence says anything.
const LEAST_NOTES: usize = 4;

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let Some(limit) = limit(case, stay) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let length = stay.last_day().days_since(stay.told_from);
        let notes: Vec<&Note> = case
            .record
            .notes
            .iter()
            .filter(|note| {
                note.date().is_some_and(|date| {
                    stay.admission.plus_days(-14) <= date && date <= stay.last_day().plus_days(30)
                })
            })
            .collect();
        if length <= limit || notes.len() < LEAST_NOTES {
            checks.not_applicable(&RULE);
            continue;
        }
        let speaks = |note: &&&Note| {
            note.planning.discharge.is_some()
                || note
                    .mentions
                    .iter()
                    .any(|mention| mention.indicator == "D5-19")
        };
        if notes.iter().any(|note| speaks(&note)) {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{} admitted {}, billed to {}, {}: none of {} of the stay speaks of discharge, \
             aftercare or stepping down {}",
            stay.level,
            stay.admission,
            stay.last_day(),
            counted(length.unsigned_abs() as usize, "day"),
            counted(notes.len(), "note"),
            case.absence_words(),
        );
        let finding = RULE.finding(case.absence(), message);
        // Plans are where a reviewer looks first.
        let mut searched = notes;
        searched.sort_by_key(|note| {
            let is_plan = matches!(note.kind, NoteKind::TreatmentPlan | NoteKind::PlanReview);
            (!is_plan, note.date(), note.place())
        });
        let searched = searched.into_iter().take(8);
        let finding = on_documents(case, stay, finding, &[])
            .with_all(searched.map(|note| Evidence::searched(head(note))));
        checks.report(finding);
    }
}

fn limit(case: &Case<'_>, stay: &Stay) -> Option<i64> {
    if stay.withdrawal {
        None
    } else if stay.level.is_day_program() {
        Some(case.number_for_stay(stay, "discharge_plan.day-program_days"))
    } else if stay.level.is_24_hour() {
        Some(case.number_for_stay(stay, "discharge_plan.residential_days"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn iop(last: &str, extra: &str) -> String {
        format!(
            "plan 2026-01-05\nnote 2026-01-06 group\nnote 2026-01-13 group\nnote 2026-01-20 individual{extra}
            claim C1 I\nline 2026-01-05 H0015 rev 0906\nline 2026-01-20 H0015 rev 0906\nline {last} H0015 rev 0906"
        )
    }

    #[test]
    fn fires_on_a_long_silent_stay() {
        let case = iop("2026-02-06", "");
        assert_eq!(outcomes(&RULE, &case), ["warn C1 2026-01-05..2026-02-06"]);
        let complete = format!("complete\n{case}");
        assert_eq!(
            outcomes(&RULE, &complete),
            ["fail C1 2026-01-05..2026-02-06"]
        );
    }

    #[test]
    fn one_word_of_discharge_or_a_stay_of_thirty_days_passes() {
        assert_eq!(
            outcomes(&RULE, &iop("2026-02-06", " speaks-of-discharge")),
            [""; 0]
        );
        assert_eq!(outcomes(&RULE, &iop("2026-02-04", "")), [""; 0]);
    }

    #[test]
    fn a_chart_of_few_notes_is_not_judged() {
        let case = iop("2026-02-06", "").replace("note 2026-01-13 group\n", "");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }
}

//! TIM-015: one amount of time stands for an evaluation and management visit and for the
//! psychotherapy added to it.

use super::stated::of_date;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Note, NoteKind, Remark, RemarkKind};
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-015",
    name: "mixed-e-m-and-psychotherapy-time",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "psychotherapy add-on codes 90833, 90836 and 90838 billed with a visit",
    authority: &[
        Authority {
            cite: "CPT time rule for psychotherapy with evaluation and management",
            verified: true,
        },
        Authority {
            cite: "local coverage determinations for psychotherapy",
            verified: true,
        },
    ],
    checks: "The note of a visit billed with a psychotherapy add-on states a time, and no minutes \
             or times of the psychotherapy alone; or it states one amount for both; or the visit's \
             level was chosen by time and its whole time is the psychotherapy's. A note that tells \
             the psychotherapy's time in any words passes, and so does a therapy note of its own.",
    why: "Time counted for the visit cannot count for the psychotherapy; without its own minutes \
          the add-on is denied.",
    cure: &[Cure::C3],
    params: &["match.confidence", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

const ADD_ONS: [&str; 3] = ["90833", "90836", "90838"];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        if !bills_any(line, &ADD_ONS) {
            continue;
        }
        let notes: Vec<&Note> = case.documentation(row).map(|(_, note)| note).collect();
        let is_timed = |note: &&Note| {
            note.time.is_some() || note.remarks.first(RemarkKind::MixedTime).is_some()
        };
        let visit = visit_of(case, row);
        if visit.is_none() || notes.is_empty() || !notes.iter().any(is_timed) {
            checks.not_applicable(&RULE);
            continue;
        }
        // A therapy note beside the visit's note has a time of its own.
        let is_own = |note: &&Note| {
            note.time.is_some()
                && matches!(note.kind, NoteKind::IndividualNote | NoteKind::FamilyNote)
        };
        match notes.iter().find_map(|note| fault(note)) {
            Some(fault) if !notes.iter().any(is_own) => {
                checks.report(finding(case, row, &fault));
            }
            _ => checks.pass(&RULE),
        }
    }
}

/// Returns the visit that the add-on is billed with.
fn visit_of<'c>(case: &Case<'c>, row: &LineRow) -> Option<&'c LineRow> {
    case.live().find_map(|(other, _, line)| {
        let code = line.procedure.as_ref()?.value.as_str();
        let is_visit = code.starts_with("99") && other.days.first() == row.days.first();
        is_visit.then_some(other)
    })
}

/// What is wrong with a note's time.
struct Fault<'n> {
    note: &'n Note,
    words: String,
    confidence: u8,
}

fn fault(note: &Note) -> Option<Fault<'_>> {
    let mixed = note.remarks.first(RemarkKind::MixedTime);
    let total = note.time.as_ref().map(|time| time.minutes);
    let stands_apart = |remark: &&Remark| {
        note.remarks.of(RemarkKind::MixedTime).all(|mixed| {
            remark.span.page != mixed.span.page
                || remark.span.end <= mixed.span.start
                || mixed.span.end <= remark.span.start
        })
    };
    let therapy = note.remarks.of(RemarkKind::TherapyTime).find(stands_apart);
    let amount = |minutes: Option<u32>| {
        minutes.map_or_else(
            || "one time".to_owned(),
            |minutes| format!("{minutes} minutes"),
        )
    };
    let (words, confidence) = match (therapy, mixed) {
        (None, Some(mixed)) => (
            format!(
                "states {} for the visit and the psychotherapy together",
                amount(mixed.minutes.or(total))
            ),
            92,
        ),
        (None, None) => (
            format!(
                "states {} and no time of the psychotherapy alone",
                amount(total)
            ),
            85,
        ),
        (Some(therapy), _) => {
            note.remarks.first(RemarkKind::LevelByTime)?;
            if therapy.minutes.is_none() || therapy.minutes != total {
                return None;
            }
            (
                format!(
                    "chooses the visit's level by time and counts the same {} as psychotherapy",
                    amount(total)
                ),
                85,
            )
        }
    };
    Some(Fault {
        note,
        words,
        confidence,
    })
}

fn finding(case: &Case<'_>, row: &LineRow, fault: &Fault<'_>) -> Finding {
    let note = fault.note;
    let message = format!(
        "{} billed with a visit; the note {} {}",
        code_words(case.ledger.service_line(row.id)),
        of_date(note.date()),
        fault.words
    );
    let places = [RemarkKind::MixedTime, RemarkKind::LevelByTime]
        .into_iter()
        .filter_map(|kind| note.remarks.first(kind))
        .map(|remark| remark.span)
        .chain(note.time.as_ref().map(|time| time.span));
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .risking(AtRisk::whole(row.id))
        .with_all(places.map(Evidence::supports))
        .with_confidence(
            fault.confidence.min(note.boundary_confidence),
            case.policy.number("fail.confidence"),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn visit(note: &str) -> String {
        format!(
            "note 2026-01-05 prescriber {note} by \"Paul Roe\" MD
            claim C1 P\nline 2026-01-05 99214\nline 2026-01-05 90833"
        )
    }

    #[test]
    fn fires_on_one_time_for_both() {
        for note in [
            "09:00-09:40",
            "minutes 40",
            "09:00-09:40 mixed 40",
            "mixed 40",
            "09:00-09:40 therapy 40 level-by-time",
        ] {
            assert_eq!(
                outcomes(&RULE, &visit(note)),
                ["fail C1/2 2026-01-05"],
                "{note}"
            );
        }
    }

    #[test]
    fn a_time_of_the_psychotherapy_passes() {
        for note in [
            "09:00-09:40 therapy 20",
            "therapy 20 minutes 40",
            "09:00-09:40 therapy 20 level-by-time",
        ] {
            assert_eq!(tally(&RULE, &visit(note)).pass, 1, "{note}");
        }
        let own = format!(
            "note 2026-01-05 individual 09:40-10:00 by \"Paul Roe\" MD\n{}",
            visit("09:00-09:20")
        );
        assert_eq!(outcomes(&RULE, &own), [""; 0]);
    }

    #[test]
    fn no_time_or_no_visit_is_not_judged_here() {
        assert_eq!(tally(&RULE, &visit("")).not_applicable, 1);
        let alone = "note 2026-01-05 prescriber 09:00-09:40\nclaim C1 P\nline 2026-01-05 90833";
        assert_eq!(tally(&RULE, alone).not_applicable, 1);
    }
}

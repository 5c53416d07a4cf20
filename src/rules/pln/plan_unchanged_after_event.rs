//! PLN-018: a relapse, an attempt or an absence without leave was documented and the plan was not
//! looked at again.

use super::stated::on_documents;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::ledger::Stay;
use crate::model::{Assertion, AttendanceStatement, Note, NoteKind, ServiceDate};
use crate::rules::dates::listed;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Span;
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-018",
    name: "plan-unchanged-after-adverse-event",
    status: RuleStatus::Preview,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "program stays with notes",
    authority: &[Authority {
        cite: "state Medicaid manuals",
        verified: false,
    }],
    checks: "A note of the stay, after its first plan.event_settled_days, affirms a relapse or \
             use in treatment, a suicide attempt, a suicidal plan or intent, an emergency visit \
             or that the patient left without leave, within the three days before the note; and \
             within plan.event_days no plan, review, safety plan, crisis note or discharge followed and no \
             note says that the plan or safety plan was reviewed or changed. Two or more notes \
             of the event, one of which says when, fail in a complete chart; anything less warns.",
    why: "A plan that stays the same after it failed shows treatment that does not answer to the \
          patient.",
    cure: &[Cure::C3, Cure::C7],
    params: &[
        "plan.event_days",
        "plan.event_settled_days",
        "fail.confidence",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let window = case.policy.number("plan.event_days");
    for stay in &case.ledger.stays {
        let told = told(case, stay);
        if told.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        // Notes within the window of the first one tell of one event.
        let mut events: Vec<Vec<Told<'_>>> = Vec::new();
        for next in told {
            match events.last_mut() {
                Some(event)
                    if event
                        .first()
                        .is_some_and(|first| next.date.days_since(first.date) <= window) =>
                {
                    event.push(next);
                }
                _ => events.push(vec![next]),
            }
        }
        let unanswered: Vec<&Vec<Told<'_>>> = events
            .iter()
            .filter(|event| !is_answered(case, stay, event, window))
            .filter(|event| event.len() > 1 || event.iter().all(|told| told.is_sure))
            .collect();
        if unanswered.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let dates: Vec<ServiceDate> = unanswered
            .iter()
            .filter_map(|event| event.first().map(|told| told.date))
            .collect();
        let all = || unanswered.iter().flat_map(|event| event.iter());
        let kinds: BTreeSet<&str> = all().map(|told| told.what).collect();
        let kinds: Vec<&str> = kinds.into_iter().collect();
        let message = format!(
            "{} admitted {}: {} documented on {}, and no plan review or change of the plan \
             followed within {window} days {}",
            stay.level,
            stay.admission,
            kinds.join(", "),
            listed(&dates),
            case.absence_words(),
        );
        let finding = RULE.finding(case.absence(), message);
        let mut finding = on_documents(case, stay, finding, &[]);
        if let (Some(&first), Some(&last)) = (dates.first(), dates.last()) {
            finding = finding.from_to(first, last);
        }
        finding = finding.with_all(all().take(6).map(|told| Evidence::supports(told.place)));
        for plan in case.ledger.plans.iter().take(4) {
            finding = finding.with(Evidence::searched(head(case.ledger.note(plan.note))));
        }
        let proven =
            |event: &&Vec<Told<'_>>| event.len() > 1 && event.iter().any(|told| told.is_dated);
        if !unanswered.iter().any(proven) {
            finding = finding.with_confidence(60, case.policy.number("fail.confidence"));
        }
        checks.report(finding);
    }
}

/// A note that tells of an adverse event.
struct Told<'c> {
    date: ServiceDate,
    note: &'c Note,
    what: &'static str,
    place: Span,
    /// Whether the note says that it happened within the last days.
    is_dated: bool,
    /// Whether the note alone is enough: a clinician's own note about this patient.
    is_sure: bool,
}

/// Most days before its note that an event may lie.
const FRESH_DAYS: u16 = 3;

/// Returns the notes of a stay that tell of an adverse event, in date order, one entry each.
fn told<'c>(case: &Case<'c>, stay: &Stay) -> Vec<Told<'c>> {
    let settled = stay
        .admission
        .plus_days(case.policy.number("plan.event_settled_days"));
    // A note whose title tells no kind, or that sums up a program's day, is the day's note where it
    // documents what was billed for it.
    let documents = |note: &Note| {
        matches!(note.kind, NoteKind::Unknown | NoteKind::ProgramSummary)
            && note.service_date_to.is_none()
            && note
                .date()
                .is_some_and(|day| is_linked(case, stay, note, day))
    };
    let mut told: Vec<Told<'_>> = case
        .record
        .notes
        .iter()
        .filter_map(|note| {
            let date = note.date()?;
            let is_late = date <= settled || date > stay.last_day();
            if is_late || !tells_of_the_day(note.kind) && !documents(note) {
                return None;
            }
            let (what, place, is_dated) = event(note)?;
            let is_sure = !matches!(note.kind, NoteKind::GroupNote | NoteKind::ShiftNote);
            Some(Told {
                date,
                note,
                what,
                place,
                is_dated,
                is_sure,
            })
        })
        .collect();
    told.sort_by_key(|told| (told.date, told.note.place()));
    told
}

/// Returns whether a note documents a line that the stay bills for its day.
fn is_linked(case: &Case<'_>, stay: &Stay, note: &Note, day: ServiceDate) -> bool {
    let rows = stay.lines.iter().filter_map(|&id| case.ledger.row(id));
    rows.filter(|row| row.days.contains(&day)).any(|row| {
        case.documentation(row)
            .any(|(_, found)| found.place() == note.place())
    })
}

fn tells_of_the_day(kind: NoteKind) -> bool {
    !kind.is_not_delivery()
        && !matches!(
            kind,
            NoteKind::Assessment
                | NoteKind::PsychiatricEvaluation
                | NoteKind::HistoryAndPhysical
                | NoteKind::DischargeSummary
                | NoteKind::ProgramSummary
                | NoteKind::LabResult
                | NoteKind::Unknown
        )
}

/// Returns the first adverse event that a note affirms, and whether it says when.
fn event(note: &Note) -> Option<(&'static str, Span, bool)> {
    if let Some(found) = note.attendance
        && found.value == AttendanceStatement::Awol
    {
        return Some(("absence without leave", found.span, true));
    }
    note.mentions.iter().find_map(|mention| {
        if mention.assertion != Assertion::Affirmed || mention.flipped || mention.weight < 2 {
            return None;
        }
        if mention.age_days.is_some_and(|age| age > FRESH_DAYS) {
            return None;
        }
        let what = match mention.indicator.as_str() {
            "D5-03" => "relapse",
            "D5-07" => "use during treatment",
            "D5-23" => "absence without leave",
            "D3-06" => "a suicide attempt",
            "D3-02" => "a suicidal plan or intent",
            // A visit of unknown date is mostly the one that led to the admission.
            "D2-06" if mention.age_days.is_some() => "an emergency visit",
            _ => return None,
        };
        Some((what, mention.span, mention.age_days.is_some()))
    })
}

/// Returns whether the plan was looked at again, or the stay ended, within the window.
fn is_answered(case: &Case<'_>, stay: &Stay, event: &[Told<'_>], window: i64) -> bool {
    let (Some(first), Some(last)) = (event.first(), event.last()) else {
        return true;
    };
    let (from, to) = (first.date, last.date.plus_days(window));
    let within = |date: ServiceDate| from <= date && date <= to;
    let ends = stay.last_day() < to;
    let replanned =
        case.ledger.plans.iter().any(|plan| {
            within(plan.from) || case.ledger.note(plan.note).date().is_some_and(within)
        });
    let noted = case.record.notes.iter().any(|note| {
        let answers = note.planning.revision.is_some()
            || matches!(
                note.kind,
                NoteKind::CrisisNote
                    | NoteKind::SafetyPlan
                    | NoteKind::DischargeSummary
                    | NoteKind::Recertification
                    | NoteKind::UtilizationReview
            );
        answers && note.date().is_some_and(within)
    });
    ends || replanned || noted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn iop(event: &str, after: &str) -> String {
        format!(
            "complete\nplan 2026-01-05\n{event}\n{after}\nclaim C1 I
            line 2026-01-05 H0015 rev 0906
            line 2026-01-13 H0015 rev 0906
            line 2026-01-28 H0015 rev 0906"
        )
    }

    const RELAPSE: &str = "note 2026-01-13 individual\nmention D5-03 affirmed H w3 age 1";

    #[test]
    fn fires_where_two_notes_tell_of_a_relapse_and_nothing_follows() {
        let case = iop(
            &format!("{RELAPSE}\nnote 2026-01-14 group\nmention D5-07 affirmed H w3"),
            "note 2026-01-16 group",
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-13"]);
        assert_eq!(outcomes(&RULE, &iop(RELAPSE, "")), ["warn C1 2026-01-13"]);
    }

    #[test]
    fn a_days_note_under_a_title_that_tells_no_kind_tells_of_the_event() {
        let told = |date: &str| {
            iop(
                &format!("note {date} unknown 09:00-12:00\nmention D3-06 affirmed H w4 age 1"),
                "note 2026-01-16 group",
            )
        };
        assert_eq!(outcomes(&RULE, &told("2026-01-13")), ["warn C1 2026-01-13"]);
        // On a day that was not billed it may be any paper.
        assert_eq!(outcomes(&RULE, &told("2026-01-15")), [""; 0]);
    }

    #[test]
    fn a_review_a_changed_plan_or_a_crisis_note_answers_it() {
        for after in [
            "review 2026-01-19",
            "note 2026-01-14 individual revises-plan",
            "note 2026-01-15 crisis",
            "note 2026-01-15 safety-plan",
        ] {
            assert_eq!(outcomes(&RULE, &iop(RELAPSE, after)), [""; 0], "{after}");
        }
    }

    #[test]
    fn old_events_first_days_and_a_single_group_note_are_left_alone() {
        for event in [
            "note 2026-01-13 individual\nmention D5-03 affirmed H w3 age 400",
            "note 2026-01-13 individual\nmention D5-03 historical H w3",
            "note 2026-01-07 individual\nmention D3-02 affirmed H w4",
            "note 2026-01-13 group\nmention D5-03 affirmed H w3",
            "note 2026-01-13 individual\nmention D2-06 affirmed H w2",
        ] {
            assert_eq!(outcomes(&RULE, &iop(event, "")), [""; 0], "{event}");
        }
    }

    #[test]
    fn the_end_of_the_stay_is_an_answer() {
        let case = iop(RELAPSE, "").replace("2026-01-28", "2026-01-19");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &iop("", "")).not_applicable, 1);
    }
}

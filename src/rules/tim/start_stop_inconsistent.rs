//! TIM-006: the start, stop and duration of a note contradict each other.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::model::{Note, NoteKind, RemarkKind, ServiceDate, ServiceTime};
use crate::rules::dates::{counted, listed};
use crate::rules::relied::{Relied, kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-006",
    name: "start-stop-inconsistent",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "notes that document billed lines and state start and stop",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3",
        verified: false,
    }],
    checks: "A note's stop is not after its start (both with am and pm, or both on the 24-hour \
             clock), or start and stop make a session longer than any (480 minutes), or a \
             duration in a field of its own differs from stop minus start by more than 2 minutes \
             and no stated break, lateness or early leaving explains it. A session, other than a \
             shift or a crisis, that passes midnight without saying so warns. More than three such \
             notes of one patient are one finding.",
    why: "Time that contradicts itself proves no minutes, and a reviewer then doubts every time of \
          the same author.",
    cure: &[Cure::C3],
    params: &[
        "times.tolerance",
        "session.longest_minutes",
        "times.listed",
        "match.confidence",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut faults = Vec::new();
    for found in relied(case, |_, _| true) {
        if found.note.time.is_none() && found.note.remarks.all.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        match fault(case, found.note) {
            Some(fault) => faults.push((found, fault)),
            None => checks.pass(&RULE),
        }
    }
    let many = usize::try_from(case.policy.number("times.listed")).unwrap_or(0);
    if faults.len() > many {
        checks.report(of_patient(case, &faults));
    } else {
        for (found, fault) in &faults {
            checks.report(of_note(case, found, fault));
        }
    }
}

/// What is wrong with a note's times.
struct Fault {
    words: String,
    places: Vec<Span>,
    confidence: u8,
}

fn fault(case: &Case<'_>, note: &Note) -> Option<Fault> {
    if let Some(remark) = note.remarks.first(RemarkKind::ImpossibleTimes)
        && let (Some(from), Some(to)) = (remark.from, remark.to)
    {
        return Some(Fault {
            words: format!("starts at {from} and stops at {to}"),
            places: vec![remark.span],
            confidence: 92,
        });
    }
    let time = note.time.as_ref()?;
    let (start, stop) = (time.start?, time.stop?);
    let longest = u32::try_from(case.policy.number("session.longest_minutes")).unwrap_or(0);
    // Eight and twelve hours are shifts, whatever the note is called.
    let is_shift = time.minutes.is_multiple_of(240);
    if is_session(note.kind) && time.minutes > longest && !is_shift {
        return Some(Fault {
            words: format!(
                "runs from {start} to {stop}, {} minutes in one session",
                time.minutes
            ),
            places: vec![time.span],
            confidence: 85,
        });
    }
    if let Some(fault) = other_duration(case, note, time) {
        return Some(fault);
    }
    let passes_midnight = stop < start
        && is_session(note.kind)
        && note.kind != NoteKind::CrisisNote
        && note.service_date_to.is_none()
        && note.remarks.first(RemarkKind::PassesMidnight).is_none();
    passes_midnight.then(|| Fault {
        words: format!("runs from {start} to {stop}, past midnight, without saying so"),
        places: vec![time.span],
        confidence: 60,
    })
}

/// Returns whether a note of the kind is of one session of an hour or a few.
fn is_session(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::GroupNote
            | NoteKind::IndividualNote
            | NoteKind::FamilyNote
            | NoteKind::CrisisNote
            | NoteKind::Assessment
            | NoteKind::PsychiatricEvaluation
            | NoteKind::PrescriberNote
    )
}

fn other_duration(case: &Case<'_>, note: &Note, time: &ServiceTime) -> Option<Fault> {
    let remark = note.remarks.first(RemarkKind::StatedDuration)?;
    let stated = remark.minutes?;
    let tolerance = u32::try_from(case.policy.number("times.tolerance")).unwrap_or(0);
    let without_breaks = time.minutes.saturating_sub(note.remarks.paused());
    let differs = |minutes: u32| minutes.abs_diff(stated) > tolerance;
    let reduces = |kind| note.remarks.first(kind).is_some();
    let is_reduced = stated < time.minutes
        && [
            RemarkKind::ArrivedLate,
            RemarkKind::LeftEarly,
            RemarkKind::AttendedPart,
            RemarkKind::Disconnected,
        ]
        .into_iter()
        .any(reduces);
    // A prescriber's total time holds work on the record before and after the visit.
    let holds_more = stated > time.minutes
        && matches!(
            note.kind,
            NoteKind::PrescriberNote | NoteKind::PsychiatricEvaluation
        );
    if !differs(time.minutes) || !differs(without_breaks) || is_reduced || holds_more {
        return None;
    }
    Some(Fault {
        words: format!(
            "states {stated} minutes, and its start and stop make {}",
            time.minutes
        ),
        places: vec![remark.span, time.span],
        confidence: 85,
    })
}

fn of_note(case: &Case<'_>, found: &Relied<'_>, fault: &Fault) -> Finding {
    let note = found.note;
    let date = note.date();
    let when = date.map_or_else(|| "without date".to_owned(), |date| format!("of {date}"));
    let message = format!("the {} {when} {}", kind_words(note.kind), fault.words);
    let mut finding = RULE.finding(Outcome::Fail, message);
    if let Some(date) = date {
        finding = finding.dated(date);
    }
    if let Some(row) = found.first_line() {
        let line = case.ledger.service_line(row.id);
        finding = finding
            .on_line(&case.ledger.claim(row.id).id, line.number)
            .with(case.line_evidence(row.id));
    }
    for risk in found.at_risk() {
        finding = finding.risking(risk);
    }
    finding
        .with_all(fault.places.iter().map(|&place| Evidence::supports(place)))
        .with_confidence(
            fault.confidence.min(note.boundary_confidence),
            case.policy.number("fail.confidence"),
        )
}

/// States faults of many notes once.
fn of_patient(case: &Case<'_>, faults: &[(Relied<'_>, Fault)]) -> Finding {
    let mut dates: Vec<ServiceDate> = faults
        .iter()
        .filter_map(|(found, _)| found.note.date())
        .collect();
    dates.sort_unstable();
    dates.dedup();
    let example = faults.first().map_or("", |(_, fault)| fault.words.as_str());
    let message = format!(
        "start, stop and duration contradict each other in {} ({}); the first {example}",
        counted(faults.len(), "note"),
        listed(&dates)
    );
    let mut finding = RULE.finding(Outcome::Fail, message);
    if let (Some(&first), Some(&last)) = (dates.first(), dates.last()) {
        finding = finding.from_to(first, last);
    }
    let confidence = faults
        .iter()
        .map(|(found, fault)| fault.confidence.min(found.note.boundary_confidence))
        .min();
    for (place, (found, fault)) in faults.iter().enumerate() {
        for risk in found.at_risk() {
            finding = finding.risking(risk);
        }
        if place < 8 {
            finding = finding.with_all(fault.places.iter().map(|&place| Evidence::supports(place)));
        }
    }
    finding.with_confidence(
        confidence.unwrap_or(0),
        case.policy.number("fail.confidence"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn session(note: &str) -> String {
        format!("note 2026-01-05 individual {note}\nclaim C1 P\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_on_times_that_cannot_be() {
        for (note, words) in [
            (
                "impossible 14:00-13:10",
                "starts at 14:00 and stops at 13:10",
            ),
            ("09:00-21:50", "770 minutes in one session"),
            (
                "14:00-14:50 duration 30",
                "states 30 minutes, and its start and stop make 50",
            ),
        ] {
            let case = session(note);
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"], "{note}");
            let found = findings(&RULE, &case);
            assert!(found[0].message.contains(words), "{}", found[0].message);
            assert_eq!(found[0].at_risk.len(), 1);
        }
    }

    #[test]
    fn times_that_agree_or_are_explained_pass() {
        for note in [
            "14:00-14:53",
            "14:00-14:53 duration 53",
            "14:00-16:00 duration 105 pause 15",
            "14:00-15:00 duration 35 late 25",
            "07:00-19:00",
        ] {
            assert_eq!(tally(&RULE, &session(note)).pass, 1, "{note}");
        }
        let visit = "note 2026-01-05 prescriber 14:00-14:20 duration 35
            claim C1 P\nline 2026-01-05 99214";
        assert_eq!(tally(&RULE, visit).pass, 1);
    }

    #[test]
    fn passing_midnight_warns_for_sessions_only() {
        assert_eq!(
            outcomes(&RULE, &session("23:30-00:23")),
            ["warn C1/1 2026-01-05"]
        );
        let crisis = session("23:30-00:23")
            .replace("individual", "crisis")
            .replace("90837", "90839");
        assert_eq!(outcomes(&RULE, &crisis), [""; 0]);
        let told = session("23:30-00:23 passes-midnight");
        assert_eq!(outcomes(&RULE, &told), [""; 0]);
    }

    #[test]
    fn many_notes_are_one_statement() {
        let mut case = String::new();
        for day in 5..10 {
            case.push_str(&format!(
                "note 2026-01-0{day} individual 14:00-14:50 duration 30\n"
            ));
        }
        case.push_str("claim C1 P\n");
        for day in 5..10 {
            case.push_str(&format!("line 2026-01-0{day} 90834\n"));
        }
        let found = findings(&RULE, &case);
        assert_eq!(outcomes(&RULE, &case), ["fail - 2026-01-05..2026-01-09"]);
        assert_eq!(found[0].at_risk.len(), 5);
    }

    #[test]
    fn a_note_without_times_is_not_judged() {
        assert_eq!(tally(&RULE, &session("")).not_applicable, 1);
    }
}

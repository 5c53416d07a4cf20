//! TIM-019: a night on which the patient was away was billed as a day of stay.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{
    AttendanceStatement, AttendanceStatus, LineId, Note, NoteKind, RemarkKind, ServiceDate,
    StayKind,
};
use crate::policy;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::{counted, listed};
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::{FileId, Span};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-019",
    name: "leave-of-absence-night-billed",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Day,
    applies_to: "residential and inpatient days billed per diem, without a leave revenue code",
    authority: &[
        Authority {
            cite: "midnight census rule of payer manuals",
            verified: false,
        },
        Authority {
            cite: "state Medicaid bed-hold rules",
            verified: false,
        },
    ],
    checks: "A leave log, the attendance sheets of two days running, or a note of the day, of the \
             night, of the leave or of the return says that the patient was away (pass, AWOL, hospital) at \
             midnight after a billed day, \
             and the line carries no leave revenue code (018x) nor the claim a leave span. A pass \
             that ends the same day is no night. A leave without a return warns for its first \
             night only, and so do a patient gone without leave of whose return one note alone does not \
             tell, and a night on which a shift note documents the patient.",
    why: "A day of stay is counted at midnight; a night away is not payable unless the payer pays \
          bed holds and it is billed as one.",
    cure: &[Cure::C4],
    params: &["leave.payable_nights", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    // A payer that pays some nights of leave in a stay pays the first ones.
    let mut paid: BTreeMap<usize, i64> = BTreeMap::new();
    for (row, claim, line) in case.live() {
        if !row.billed.level.is_24_hour() || !row.billed.is_per_diem() {
            continue;
        }
        let is_leave = line
            .revenue
            .as_ref()
            .and_then(|code| policy::revenue(&code.value))
            .is_some_and(|info| info.leave);
        if is_leave {
            checks.pass(&RULE);
            continue;
        }
        let spans = claim.occurrence_spans.iter();
        let on_leave: Vec<_> = spans
            .filter(|span| span.value.0 == "74")
            .map(|span| span.value.1)
            .collect();
        let mut nights = Vec::new();
        for &day in &row.days {
            if on_leave.iter().any(|range| range.contains(day)) {
                continue;
            }
            let Some(night) = away_at_midnight(case, day) else {
                continue;
            };
            let stay = stay_of(case, row.id);
            let used = paid.entry(stay).or_default();
            if *used < case.number_for(row, "leave.payable_nights") {
                *used += 1;
                continue;
            }
            nights.push(night);
        }
        if nights.is_empty() {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, row, &nights));
        }
    }
}

fn stay_of(case: &Case<'_>, line: LineId) -> usize {
    let stays = &case.ledger.stays;
    stays
        .iter()
        .position(|stay| stay.lines.contains(&line))
        .unwrap_or(stays.len())
}

/// A billed day after which the patient was away at midnight.
struct Night {
    day: ServiceDate,
    words: &'static str,
    places: Vec<Span>,
    against: Vec<Span>,
    confidence: u8,
}

fn away_at_midnight(case: &Case<'_>, day: ServiceDate) -> Option<Night> {
    let mut night = by_log(case, day)
        .or_else(|| by_note(case, day))
        .or_else(|| by_sheets(case, day))?;
    night.against = present_at_night(case, day);
    if !night.against.is_empty() {
        night.confidence = night.confidence.min(60);
    }
    Some(night)
}

fn by_log(case: &Case<'_>, day: ServiceDate) -> Option<Night> {
    case.record.stays.iter().find_map(|stay| {
        let StayKind::Away(status) = stay.kind else {
            return None;
        };
        let from = stay.from?;
        let confidence = match stay.to {
            Some(to) if from <= day && day < to => 93,
            None if from == day && status == AttendanceStatus::Awol => 65,
            _ => return None,
        };
        Some(Night {
            day,
            words: match status {
                AttendanceStatus::Awol => "AWOL by the leave log",
                AttendanceStatus::Medical => "in hospital by the leave log",
                _ => "on leave by the leave log",
            },
            places: vec![stay.span],
            against: Vec::new(),
            confidence,
        })
    })
}

/// Most days from the note of a leave to a night that it tells of.
const LONGEST_LEAVE: i64 = 30;

/// Returns what the notes of the day, of the day after, or of the leave that began before say of
/// the night.
fn by_note(case: &Case<'_>, day: ServiceDate) -> Option<Night> {
    let notes_of = |date: ServiceDate| {
        let notes = case.ledger.notes_on(date).iter();
        let notes = notes.map(|&note| case.ledger.note(note));
        notes.filter(move |note| note.date() == Some(date))
    };
    let leaves = (2..=LONGEST_LEAVE).flat_map(|back| notes_of(day.plus_days(-back)));
    let near = [1, 0, -1].into_iter();
    let told: Vec<Told> = near
        .flat_map(|ahead| notes_of(day.plus_days(ahead)))
        .chain(leaves)
        .filter_map(|note| told_of(case, note, day))
        .collect();
    let surest = told.iter().max_by_key(|told| told.confidence);
    // Two notes, one of them of the night itself or of the return, leave no doubt.
    let is_agreed = told
        .iter()
        .any(|told| surest.is_some_and(|one| one.note != told.note && one.date != told.date));
    let remarked = surest.map(|surest| {
        let confidence = if is_agreed { 88 } else { surest.confidence };
        let places: Vec<Span> = told.iter().take(3).map(|told| told.span).collect();
        (places, surest.confidence.max(confidence))
    });
    let stated = || {
        notes_of(day)
            .filter(|note| is_of_unit(note))
            .find_map(|note| {
                let statement = note.attendance.filter(|statement| {
                    matches!(
                        statement.value,
                        AttendanceStatement::OnPass | AttendanceStatement::Awol
                    )
                })?;
                covers_midnight(note).then(|| (vec![statement.span], 85))
            })
    };
    let (places, confidence) = remarked.or_else(stated)?;
    Some(Night {
        day,
        words: "away by the note of the night",
        places,
        against: Vec::new(),
        confidence,
    })
}

/// What a note says of a night.
struct Told {
    note: (FileId, u32),
    date: ServiceDate,
    span: Span,
    confidence: u8,
}

fn told_of(case: &Case<'_>, note: &Note, day: ServiceDate) -> Option<Told> {
    let date = note.date()?;
    let of = |kind| {
        let mut found = note.remarks.of(kind);
        found.find(|remark| remark.on.unwrap_or(date) == day)
    };
    let (remark, confidence) = match of(RemarkKind::AwayOvernight) {
        // Who came back the next day tells less certainly which night it was.
        Some(remark) => (remark, if date <= day { 85 } else { 65 }),
        None => {
            let remark = of(RemarkKind::AwayPerhaps)?;
            let is_back = seen_later(case, note, date);
            (remark, if is_back { return None } else { 65 })
        }
    };
    Some(Told {
        note: (note.file, note.ordinal),
        date,
        span: remark.span,
        confidence,
    })
}

/// Returns whether a later note of the same day, or one whose time is not told, may be of a patient
/// who was back.
fn seen_later(case: &Case<'_>, gone: &Note, date: ServiceDate) -> bool {
    let start = |note: &Note| note.time.as_ref().and_then(|time| time.start);
    let notes = case.ledger.notes_on(date).iter();
    let mut notes = notes.map(|&note| case.ledger.note(note));
    notes.any(|note| {
        let is_other = (note.file, note.ordinal) != (gone.file, gone.ordinal);
        let tells_away = note.attendance.is_some()
            || note.remarks.of(RemarkKind::AwayOvernight).next().is_some()
            || note.remarks.of(RemarkKind::AwayPerhaps).next().is_some();
        let is_before = start(note)
            .zip(start(gone))
            .is_some_and(|(note, gone)| note < gone);
        is_other && note.date() == Some(date) && is_of_unit(note) && !tells_away && !is_before
    })
}

fn is_of_unit(note: &Note) -> bool {
    matches!(
        note.kind,
        NoteKind::ShiftNote
            | NoteKind::NursingNote
            | NoteKind::ProgressNote
            | NoteKind::ProgramSummary
            | NoteKind::Unknown
    )
}

/// Returns whether the note's time reaches over midnight, or to it from the late evening.
fn covers_midnight(note: &Note) -> bool {
    note.time.as_ref().is_some_and(|time| {
        let (Some(start), Some(stop)) = (time.start, time.stop) else {
            return false;
        };
        stop <= start || start.since_midnight() >= 22 * 60
    })
}

/// Returns whether the sheets of the day and of the next say away all day.
fn by_sheets(case: &Case<'_>, day: ServiceDate) -> Option<Night> {
    let mut places = away_by_sheet(case, day)?;
    places.extend(away_by_sheet(case, day.plus_days(1))?);
    Some(Night {
        day,
        words: "away by the attendance sheets of the day and the next",
        places,
        against: Vec::new(),
        confidence: 82,
    })
}

fn away_by_sheet(case: &Case<'_>, day: ServiceDate) -> Option<Vec<Span>> {
    let rows = &case.ledger.days.get(&day)?.attendance;
    let entries: Vec<_> = rows
        .iter()
        .filter_map(|&row| case.record.attendance.get(row))
        .collect();
    let is_away = |status| matches!(status, AttendanceStatus::Pass | AttendanceStatus::Awol);
    (!entries.is_empty() && entries.iter().all(|entry| is_away(entry.status)))
        .then(|| entries.iter().take(2).map(|entry| entry.span).collect())
}

/// Returns the notes that document the patient over that midnight.
fn present_at_night(case: &Case<'_>, day: ServiceDate) -> Vec<Span> {
    let notes = case.ledger.notes_on(day).iter();
    notes
        .map(|&note| case.ledger.note(note))
        .filter(|note| {
            note.date() == Some(day)
                && matches!(note.kind, NoteKind::ShiftNote | NoteKind::NursingNote)
                && note.attendance.is_none()
                && note
                    .remarks
                    .of(RemarkKind::AwayOvernight)
                    .all(|remark| remark.on.is_some_and(|night| night != day))
                && note
                    .time
                    .as_ref()
                    .is_some_and(|time| time.start.zip(time.stop).is_some_and(|(a, b)| b < a))
        })
        .filter_map(|note| note.time.as_ref().map(|time| time.span))
        .take(2)
        .collect()
}

fn finding(case: &Case<'_>, row: &LineRow, nights: &[Night]) -> Finding {
    let days: Vec<ServiceDate> = nights.iter().map(|night| night.day).collect();
    let words = nights.first().map_or("away", |night| night.words);
    let message = format!(
        "{} billed for {} on which the patient was {words}: {}",
        code_words(case.ledger.service_line(row.id)),
        counted(nights.len(), "night"),
        listed(&days)
    );
    let confidence = nights.iter().map(|night| night.confidence).max();
    let mut finding =
        on_line(case, RULE.finding(Outcome::Fail, message), row).risking(risk_of_days(row, &days));
    if let (Some(&first), Some(&last)) = (days.first(), days.last()) {
        finding = finding.from_to(first, last);
    }
    let mut places: Vec<Span> = nights
        .iter()
        .flat_map(|night| night.places.iter().copied())
        .collect();
    places.sort_unstable();
    places.dedup();
    let against = nights.iter().flat_map(|night| night.against.iter());
    finding
        .with_all(places.into_iter().take(8).map(Evidence::supports))
        .with_all(against.take(4).map(|&place| Evidence::contradicts(place)))
        .with_confidence(
            confidence.unwrap_or(0),
            case.policy.number("fail.confidence"),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn stay(rest: &str, line: &str) -> String {
        format!("{rest}\nclaim C1 I\nline 2026-01-05..2026-01-11 H0018 rev 1002 {line}")
    }

    #[test]
    fn fires_on_nights_away() {
        for rest in [
            "stay pass 2026-01-09..2026-01-11",
            "note 2026-01-09 shift 23:00-07:00 on-pass\nnote 2026-01-10 shift 23:00-07:00 awol",
            "note 2026-01-09 shift overnight\nnote 2026-01-10 shift overnight",
            "note 2026-01-09 administrative overnight 2026-01-09 overnight 2026-01-10",
            "attend 2026-01-09 \"\" pass\nattend 2026-01-10 \"\" pass\nattend 2026-01-11 \"\" pass",
        ] {
            assert_eq!(
                outcomes(&RULE, &stay(rest, "")),
                ["fail C1/1 2026-01-09..2026-01-10"],
                "{rest}"
            );
        }
    }

    #[test]
    fn day_passes_leave_lines_and_paid_bed_holds_pass() {
        for rest in [
            "stay pass 2026-01-09..2026-01-09",
            "note 2026-01-09 shift 07:00-15:00 on-pass",
            "attend 2026-01-09 \"\" pass",
            "set leave.payable_nights 2\nstay pass 2026-01-09..2026-01-11",
            "",
        ] {
            assert_eq!(tally(&RULE, &stay(rest, "")).pass, 1, "{rest}");
        }
        let leave = stay("stay pass 2026-01-04..2026-01-12", "").replace("rev 1002", "rev 0183");
        assert_eq!(outcomes(&RULE, &leave), [""; 0]);
    }

    #[test]
    fn what_the_night_notes_contradict_or_leave_open_only_warns() {
        let present = "note 2026-01-09 shift 23:00-07:00\nstay pass 2026-01-09..2026-01-10";
        assert_eq!(
            outcomes(&RULE, &stay(present, "")),
            ["warn C1/1 2026-01-09"]
        );
        assert_eq!(
            outcomes(&RULE, &stay("stay awol 2026-01-09..2026-01-09 open", "")),
            ["warn C1/1 2026-01-09"]
        );
        let back = "note 2026-01-10 shift 15:00-23:00 overnight 2026-01-09";
        assert_eq!(outcomes(&RULE, &stay(back, "")), ["warn C1/1 2026-01-09"]);
    }

    #[test]
    fn two_notes_that_agree_are_sure_and_one_that_leaves_it_open_warns() {
        let gone = "note 2026-01-09 shift 21:00-21:10 away-perhaps";
        let back = "note 2026-01-10 shift 15:00-23:00 overnight 2026-01-09";
        let fires = |rest: &str| outcomes(&RULE, &stay(rest, ""));
        assert_eq!(fires(gone), ["warn C1/1 2026-01-09"]);
        assert_eq!(fires(&format!("{gone}\n{back}")), ["fail C1/1 2026-01-09"]);
        // Two who both saw the patient leave know no more than one.
        let twice = format!("{gone}\nnote 2026-01-09 nursing 21:30-21:40 away-perhaps");
        assert_eq!(fires(&twice), ["warn C1/1 2026-01-09"]);
        // Who is written of later that day was back.
        for later in ["shift 22:00-22:30", "shift"] {
            let seen = format!("{gone}\nnote 2026-01-09 {later}");
            assert_eq!(fires(&seen), [""; 0], "{later}");
        }
        let before = format!("{gone}\nnote 2026-01-09 shift 07:00-15:00");
        assert_eq!(fires(&before), ["warn C1/1 2026-01-09"]);
    }
}

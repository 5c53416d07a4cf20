//! TIM-011: a group note credits time that the attendance sheet does not show.

use super::day_sheet;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{DayRow, Interval, LineRow, Supply, is_day_note};
use crate::model::{AttendanceEntry, AttendanceStatus, Note, NoteKind, ServiceDate};
use crate::rules::billed_line::code_words;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-011",
    name: "attendance-sheet-note-disagree",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "billed days and sessions with group notes and attendance sheets; a program's note \
                 of the day where its groups are billed one by one",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3",
        verified: false,
    }],
    checks: "A group note that documents a billed line reaches more than 10 minutes beyond the \
             first time in and the last time out that the sheet shows for it, or the sheet marks \
             the patient absent from that session, or from the whole day. Of a note of the day it \
             counts where as many sessions are billed as the sheet shows, or more. Breaks between the \
             sheet's sessions, a sheet that shows more than the note, and a note that states the \
             shorter time itself are no disagreement. Where the note of a day that is paid as a \
             whole lists its sessions with their minutes, and the sheet shows the patient in one of \
             them for a shorter time, it warns and puts nothing at risk. Where untimed marks only show fewer \
             sessions attended than groups noted, it warns.",
    why: "Where sheet and note disagree, a payer believes the one made at the door and denies the \
          difference.",
    cure: &[Cure::C3],
    params: &[
        "attendance.tolerance",
        "match.confidence",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[Supply::AttendanceSheets],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut lines_of: BTreeMap<(ServiceDate, usize), Vec<&LineRow>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        for (link, note) in case.documentation(row) {
            let is_group = note.kind == NoteKind::GroupNote && note.attendance.is_none();
            // The hours of a day program are the program's; of groups billed one by one its note of
            // the day is the group note.
            if is_group || is_day_note(note) && !row.billed.is_per_diem() {
                lines_of.entry((link.day, link.note)).or_default().push(row);
            }
        }
    }
    let mut by_day: BTreeMap<ServiceDate, Vec<Billed<'_>>> = BTreeMap::new();
    for ((date, note), rows) in lines_of {
        by_day.entry(date).or_default().push(Billed {
            note: case.ledger.note(note),
            rows,
        });
    }
    for (date, notes) in by_day {
        let Some(day) = case.ledger.days.get(&date) else {
            continue;
        };
        let sheet = Sheet::of(case, day);
        if sheet.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let found: Vec<Excess<'_>> = notes
            .iter()
            .filter_map(|billed| {
                excess(case, &sheet, billed).or_else(|| beyond(case, &sheet, billed, &notes))
            })
            .collect();
        if !found.is_empty() {
            checks.report(finding(case, date, day, &found));
        } else if let Some(finding) = fewer_sessions(case, date, &sheet, &notes) {
            checks.report(finding);
        } else {
            checks.pass(&RULE);
        }
    }
    day_sheet::shorter_sessions(case, checks);
}

/// A group note with the lines it documents.
pub(super) struct Billed<'c> {
    pub(super) note: &'c Note,
    pub(super) rows: Vec<&'c LineRow>,
}

/// The rows of one day's sheets.
pub(super) struct Sheet<'c> {
    pub(super) present: Vec<&'c AttendanceEntry>,
    pub(super) missed: Vec<&'c AttendanceEntry>,
    /// Rows whose mark is not understood, which could be either.
    pub(super) unclear: usize,
}

impl<'c> Sheet<'c> {
    pub(super) fn of(case: &Case<'c>, day: &DayRow) -> Self {
        let mut sheet = Self {
            present: Vec::new(),
            missed: Vec::new(),
            unclear: 0,
        };
        for &row in &day.attendance {
            let Some(entry) = case.record.attendance.get(row) else {
                continue;
            };
            match entry.status {
                AttendanceStatus::Present => sheet.present.push(entry),
                AttendanceStatus::Unclear => sheet.unclear += 1,
                AttendanceStatus::Closed => {}
                _ => sheet.missed.push(entry),
            }
        }
        sheet
    }

    fn is_empty(&self) -> bool {
        self.present.is_empty() && self.missed.is_empty()
    }
}

/// Time that a note credits and the sheet does not show.
struct Excess<'c> {
    billed: &'c Billed<'c>,
    minutes: u32,
    of: u32,
    words: String,
    sheet: Vec<&'c AttendanceEntry>,
    confidence: u8,
}

fn excess<'c>(case: &Case<'_>, sheet: &Sheet<'c>, billed: &'c Billed<'c>) -> Option<Excess<'c>> {
    let tolerance = u32::try_from(case.policy.number("attendance.tolerance")).unwrap_or(0);
    let own = interval_of(billed.note);
    let stated = billed.note.time.map(|time| {
        time.stated_minutes
            .unwrap_or(time.minutes)
            .min(time.minutes)
    });
    if sheet.present.is_empty() && sheet.unclear == 0 {
        let minutes = stated.unwrap_or(60);
        return Some(Excess {
            billed,
            minutes,
            of: minutes,
            // Said once for the day, however many notes it has.
            words: "group notes document attendance on a day of which the attendance sheet says \
                    that the patient was not there"
                .to_owned(),
            sheet: sheet.missed.clone(),
            confidence: 88,
        });
    }
    let (own, (start, stop)) = own?;
    let stated = stated?;
    if is_day_note(billed.note) && !day_sheet::credits_every_session(case, sheet, billed) {
        return None;
    }
    let overlapping = |entries: &[&'c AttendanceEntry]| -> Vec<(&'c AttendanceEntry, (u32, u32))> {
        let timed = entries.iter().filter_map(|entry| {
            let (from, to) = (entry.time_in?, entry.time_out?);
            let (from, to) = (from.since_midnight(), to.since_midnight());
            (own.overlap(Interval::new(from, to)) > 0).then_some((*entry, (from, to)))
        });
        timed.collect()
    };
    if is_day_note(billed.note) {
        let missed = overlapping(&sheet.missed);
        let minutes = missed
            .iter()
            .map(|(_, (from, to))| own.overlap(Interval::new(*from, *to)))
            .sum();
        if minutes > tolerance {
            return Some(Excess {
                billed,
                minutes,
                of: stated.max(minutes),
                words: format!(
                    "the day's note from {} to {} stands for {} billed sessions, and the \
                     attendance sheet marks {} of them as missed",
                    clock(start),
                    clock(stop),
                    day_sheet::sessions(case, billed),
                    missed.len(),
                ),
                sheet: missed.into_iter().map(|(entry, _)| entry).collect(),
                confidence: 88,
            });
        }
    }
    let present = overlapping(&sheet.present);
    let first_in = present.iter().map(|(_, (from, _))| *from).min();
    let last_out = present.iter().map(|(_, (_, to))| *to).max();
    let (Some(first_in), Some(last_out)) = (first_in, last_out) else {
        // Nothing shows the patient there: was the session marked as missed?
        let missed = overlapping(&sheet.missed);
        let longest = missed
            .iter()
            .map(|(_, (from, to))| own.overlap(Interval::new(*from, *to)))
            .max()?;
        let half = longest.saturating_mul(2) >= stop - start;
        return half.then(|| Excess {
            billed,
            minutes: stated,
            of: stated,
            words: format!(
                "the group note from {} to {} credits {stated} minutes, and the attendance sheet \
                 marks that session as missed",
                clock(start),
                clock(stop)
            ),
            sheet: missed.into_iter().map(|(entry, _)| entry).collect(),
            confidence: 90,
        });
    };
    if is_day_note(billed.note) && !day_sheet::is_cut_short(&present, (start, stop), tolerance) {
        return None;
    }
    let beyond = first_in.saturating_sub(start) + stop.saturating_sub(last_out);
    let covered = (stop - start).saturating_sub(beyond);
    if beyond <= tolerance || stated <= covered.saturating_add(tolerance) {
        return None;
    }
    let minutes = stated - covered;
    Some(Excess {
        billed,
        minutes,
        of: stated,
        words: format!(
            "the group note credits {stated} minutes from {} to {}, and the attendance sheet shows \
             the patient from {} to {} ({minutes} minutes less)",
            clock(start),
            clock(stop),
            clock(first_in),
            clock(last_out)
        ),
        sheet: present.into_iter().map(|(entry, _)| entry).collect(),
        confidence: 90,
    })
}

/// Returns a session that lies wholly before or after the times between which the sheet shows the
/// patient in the house. Only a row that spans the day tells these: one that names no session, or
/// within which two of the day's sessions lie. A list of sessions that lacks a row may lack a page.
fn beyond<'c>(
    case: &Case<'_>,
    sheet: &Sheet<'c>,
    billed: &'c Billed<'c>,
    notes: &[Billed<'_>],
) -> Option<Excess<'c>> {
    let tolerance = u32::try_from(case.policy.number("attendance.tolerance")).unwrap_or(0);
    let (_, (start, stop)) = interval_of(billed.note)?;
    if sheet.unclear > 0 || !sheet.missed.is_empty() || is_day_note(billed.note) {
        return None;
    }
    let mut in_house: Option<(u32, u32)> = None;
    for entry in &sheet.present {
        let (from, to) = (
            entry.time_in?.since_midnight(),
            entry.time_out?.since_midnight(),
        );
        let row = Interval::new(from, to);
        let within = |billed: &&Billed<'_>| {
            interval_of(billed.note).is_some_and(|(own, _)| own.overlap(row) > 0)
        };
        let spans_day = entry.session.trim().is_empty() || notes.iter().filter(within).count() > 1;
        if from >= to || !spans_day {
            return None;
        }
        let (first, last) = in_house.unwrap_or((from, to));
        in_house = Some((first.min(from), last.max(to)));
    }
    let (first_in, last_out) = in_house?;
    let is_outside =
        start.saturating_add(tolerance) >= last_out || stop <= first_in.saturating_add(tolerance);
    let minutes = billed.note.time?.minutes;
    is_outside.then(|| Excess {
        billed,
        minutes,
        of: minutes,
        words: format!(
            "the group note from {} to {} credits {minutes} minutes, and by the attendance sheet \
             the patient was in the house from {} to {} only",
            clock(start),
            clock(stop),
            clock(first_in),
            clock(last_out)
        ),
        sheet: sheet.present.clone(),
        confidence: 88,
    })
}

fn interval_of(note: &Note) -> Option<(Interval, (u32, u32))> {
    let time = note.time.as_ref()?;
    let (start, stop) = (time.start?.since_midnight(), time.stop?.since_midnight());
    (start < stop).then(|| (Interval::new(start, stop), (start, stop)))
}

fn clock(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn finding(case: &Case<'_>, date: ServiceDate, day: &DayRow, found: &[Excess<'_>]) -> Finding {
    let mut words: Vec<&str> = found.iter().map(|excess| excess.words.as_str()).collect();
    words.dedup();
    let more = words.len().saturating_sub(2);
    words.truncate(2);
    let mut message = format!("on {date} {}", words.join("; "));
    if more > 0 {
        message.push_str(&format!("; and {more} more notes of the day"));
    }
    let mut finding = RULE.finding(Outcome::Fail, message).dated(date);
    // The line of the clearest disagreement is named; each line risks its own share.
    let mut shares: BTreeMap<crate::model::LineId, (&LineRow, u32, u32)> = BTreeMap::new();
    for excess in found {
        for row in &excess.billed.rows {
            let whole = if row.billed.is_per_diem() {
                day.attended().unwrap_or(excess.of).max(excess.of)
            } else {
                excess.of
            };
            let share = shares.entry(row.id).or_insert((row, 0, whole));
            share.1 += excess.minutes;
        }
    }
    for (place, (row, minutes, of)) in shares.values().enumerate() {
        if place == 0 {
            let line = case.ledger.service_line(row.id);
            finding = finding.on_line(&case.ledger.claim(row.id).id, line.number);
        }
        let percent = minutes.saturating_mul(100).checked_div(*of).unwrap_or(100);
        let percent = u8::try_from(percent.clamp(1, 100)).unwrap_or(100);
        finding = finding
            .with(case.line_evidence(row.id))
            .risking(AtRisk::days(row.id, vec![date]).at_percent(percent));
    }
    let sure = found.iter().map(|excess| {
        excess
            .confidence
            .min(excess.billed.note.boundary_confidence)
    });
    let confidence = sure.max().unwrap_or(0);
    for excess in found.iter().take(6) {
        let note = excess.billed.note;
        let place = note.time.map_or(head(note), |time| time.span);
        finding = finding.with(Evidence::contradicts(place)).with_all(
            excess
                .sheet
                .iter()
                .take(4)
                .map(|entry| Evidence::supports(entry.span)),
        );
    }
    finding.with_confidence(confidence, case.policy.number("fail.confidence"))
}

/// Warns where a sheet of untimed marks lists as many sessions as there are group notes, and the
/// patient missed some of them.
fn fewer_sessions(
    case: &Case<'_>,
    date: ServiceDate,
    sheet: &Sheet<'_>,
    notes: &[Billed<'_>],
) -> Option<Finding> {
    let is_untimed = sheet
        .present
        .iter()
        .chain(&sheet.missed)
        .all(|entry| entry.time_in.is_none());
    let named = sheet.missed.iter().all(|entry| !entry.session.is_empty());
    let listed = sheet.present.len() + sheet.missed.len();
    let differs = is_untimed
        && named
        && sheet.unclear == 0
        && !sheet.missed.is_empty()
        && listed == notes.len()
        && sheet.present.len() < notes.len();
    if !differs {
        return None;
    }
    let row = notes.first()?.rows.first()?;
    let line = case.ledger.service_line(row.id);
    let message = format!(
        "on {date} the attendance sheet shows {} of {listed} sessions attended, and {} group notes \
         document attendance ({})",
        sheet.present.len(),
        notes.len(),
        code_words(line)
    );
    let percent = sheet.missed.len() * 100 / listed;
    Some(
        RULE.finding(Outcome::Warn, message)
            .dated(date)
            .on_line(&case.ledger.claim(row.id).id, line.number)
            .with(case.line_evidence(row.id))
            .risking(
                AtRisk::days(row.id, vec![date])
                    .at_percent(u8::try_from(percent.clamp(1, 100)).unwrap_or(100)),
            )
            .with_all(
                sheet
                    .missed
                    .iter()
                    .take(4)
                    .map(|entry| Evidence::supports(entry.span)),
            )
            .with_all(
                notes
                    .iter()
                    .take(6)
                    .map(|billed| Evidence::contradicts(head(billed.note))),
            ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn day(note: &str, sheet: &str) -> String {
        format!("note 2026-01-05 group {note}\n{sheet}\nclaim C1 I\nline 2026-01-05 H0015 rev 0906")
    }

    #[test]
    fn fires_on_time_that_the_sheet_does_not_show() {
        let case = day(
            "09:00-10:30",
            "attend 2026-01-05 Process 09:00-10:00 present",
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        let found = findings(&RULE, &case);
        assert!(
            found[0].message.contains("30 minutes less"),
            "{}",
            found[0].message
        );
        assert_eq!(found[0].at_risk[0].percent, 33);
        for (note, sheet) in [
            (
                "09:00-10:30",
                "attend 2026-01-05 Process 09:25-10:30 present",
            ),
            (
                "09:00-10:30",
                "attend 2026-01-05 Process 09:00-10:30 absent",
            ),
            ("09:00-10:30", "attend 2026-01-05 \"\" absent"),
            ("", "attend 2026-01-05 Process no-show"),
        ] {
            assert_eq!(
                outcomes(&RULE, &day(note, sheet)),
                ["fail C1/1 2026-01-05"],
                "{note} {sheet}"
            );
        }
    }

    #[test]
    fn sheets_that_show_the_time_pass() {
        for (note, sheet) in [
            (
                "09:00-10:30",
                "attend 2026-01-05 Process 09:05-10:25 present",
            ),
            (
                "09:00-10:30",
                "attend 2026-01-05 Process 08:40-12:00 present",
            ),
            (
                "09:00-12:00",
                "attend 2026-01-05 Process 09:00-10:15 present
                attend 2026-01-05 Skills 10:45-12:00 present",
            ),
            (
                "09:00-10:30 minutes 60",
                "attend 2026-01-05 Process 09:00-10:00 present",
            ),
            ("09:00-10:30", "attend 2026-01-05 \"\" present"),
            ("", "attend 2026-01-05 Process 09:00-10:00 present"),
            (
                "09:00-10:30",
                "attend 2026-01-05 Process 09:00-10:30 present
                attend 2026-01-05 Art 11:00-12:00 absent",
            ),
            ("09:00-10:30", "attend 2026-01-05 Process unclear"),
        ] {
            assert_eq!(
                outcomes(&RULE, &day(note, sheet)),
                [""; 0],
                "{note} {sheet}"
            );
        }
    }

    #[test]
    fn untimed_marks_only_warn() {
        let case = day(
            "09:00-10:30\nnote 2026-01-05 group 10:40-12:00",
            "attend 2026-01-05 Process present\nattend 2026-01-05 Skills absent",
        );
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn a_day_without_a_sheet_is_not_judged() {
        assert_eq!(tally(&RULE, &day("09:00-10:30", "")).not_applicable, 1);
    }

    #[test]
    fn a_session_after_the_patient_had_left_fails() {
        let two = |rest: &str| {
            day(
                "09:00-10:00",
                &format!("note 2026-01-05 group 10:15-11:15\nnote 2026-01-05 group {rest}"),
            )
        };
        let log = "attend 2026-01-05 \"Door log\" 08:50-12:24 present";
        let found = outcomes(&RULE, &format!("{}\n{log}", two("13:00-14:00")));
        assert_eq!(found, ["fail C1/1 2026-01-05"]);
        let inside = format!("{}\n{log}", two("11:20-12:20"));
        assert_eq!(outcomes(&RULE, &inside), [""; 0]);
        // A list of sessions may lack the page of one of them.
        let list = "attend 2026-01-05 \"Process\" 09:00-10:00 present
            attend 2026-01-05 \"Skills\" 10:15-11:15 present";
        let listed = format!("{}\n{list}", two("13:00-14:00"));
        assert!(
            !outcomes(&RULE, &listed)
                .iter()
                .any(|found| found.starts_with("fail"))
        );
        let without = "attend 2026-01-05 \"Door log\" present";
        let untimed = format!("{}\n{without}", two("13:00-14:00"));
        assert!(
            !outcomes(&RULE, &untimed)
                .iter()
                .any(|found| found.starts_with("fail"))
        );
    }
}

//! TIM-009: a day billed per diem has fewer documented minutes or services than the level needs.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{DayRow, LineRow, is_day_note, is_form, is_minor, tells_of_several_sessions};
use crate::model::{
    AttendanceStatus, LevelOfCare, NoteKind, ServiceDate, ServiceLine, SignatureState,
};
use crate::policy::{PayerClass, ServiceFamily};
use crate::rules::billed_line::code_words;
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-009",
    name: "per-diem-day-below-minimum",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Day,
    applies_to: "IOP and PHP days billed per diem; Medicare program days billed by component",
    authority: &[
        Authority {
            cite: "HCPCS definition of H0015",
            verified: false,
        },
        Authority {
            cite: "Medicare Claims Processing Manual ch. 4 §260",
            verified: false,
        },
    ],
    checks: "The notes of a billed day state fewer minutes than the level's day needs (IOP 180, for \
             patients under 18 120 except H0015, PHP 240, half-day PHP 180), overlap counted once. Where some notes state no time, \
             the attendance sheet fills the gap; where neither gives minutes, a note tells of \
             more times than could be taken for its own, or it cannot be told what a note of the \
             day is, the day is no-data. \
             Where the sheet shows enough minutes that the notes do not, or a short day rests on one \
             note of the whole day and no sheet bears it out, it warns. A Medicare day billed by component needs three \
             documented services; where one note tells of the whole day and its minutes do not \
             make up three, the day is no-data. A day without any note is DOC-001.",
    why: "A per diem pays for a whole program day; a shorter day is denied or paid as the single \
          services it held.",
    cure: &[Cure::C4],
    params: &[
        "min_minutes_day.IOP",
        "min_minutes_day.IOP-adolescent",
        "min_minutes_day.PHP",
        "min_minutes_day.PHP-half",
        "min_services_day.medicare",
        "fail.confidence",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut unknown: BTreeMap<usize, BTreeSet<ServiceDate>> = BTreeMap::new();
    for (row, _, line) in case.live() {
        if !row.billed.level.is_day_program() || !row.billed.is_per_diem() {
            continue;
        }
        let Some(least) = least_minutes(case, row, line) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let days = judge_days(case, row, least);
        if !days.unknown.is_empty() {
            let stay = case
                .ledger
                .stays
                .iter()
                .position(|stay| stay.lines.contains(&row.id))
                .unwrap_or(0);
            unknown.entry(stay).or_default().extend(&days.unknown);
        }
        let short = days.short_of(row, line);
        if !short.is_empty() {
            checks.report(of_line(case, row, least, &short));
        } else if !days.enough.is_empty() {
            checks.pass(&RULE);
        }
    }
    for days in unknown.into_values() {
        checks.report(without_minutes(case, &days.into_iter().collect::<Vec<_>>()));
    }
    component_days(case, checks);
}

/// Returns the least minutes of the line's day.
fn least_minutes(case: &Case<'_>, row: &LineRow, line: &ServiceLine) -> Option<u32> {
    let is_half_day = row.billed.level == LevelOfCare::PartialHospitalization
        && line
            .revenue
            .as_ref()
            .is_some_and(|code| code.value.as_str() == "0912");
    // H0015 is three hours a day by its definition, whoever is treated.
    let code = line.procedure.as_ref().map(|code| code.value.as_str());
    let is_adolescent = row.billed.level == LevelOfCare::IntensiveOutpatient
        && code != Some("H0015")
        && row
            .days
            .first()
            .is_some_and(|day| is_minor(case.record.birth_date, *day));
    let least = if is_adolescent {
        row.terms(case.policy).get("min_minutes_day.IOP-adolescent")
    } else if is_half_day {
        row.terms(case.policy).get("min_minutes_day.PHP-half")
    } else {
        row.terms(case.policy).min_minutes_day()
    };
    least
        .and_then(|least| u32::try_from(least).ok())
        .filter(|least| *least > 0)
}

/// The days of one line by what is known of their minutes.
#[derive(Default)]
struct Days {
    enough: Vec<ServiceDate>,
    /// Day, documented minutes, and whether the sheet shows enough.
    short: Vec<(ServiceDate, u32, bool)>,
    unknown: Vec<ServiceDate>,
}

impl Days {
    /// Returns the days that fail. A range billed with fewer units than days used only some of
    /// its days, so its shortest days may be the ones not billed.
    fn short_of(&self, row: &LineRow, line: &ServiceLine) -> Vec<(ServiceDate, u32, bool)> {
        let billed = line
            .units
            .as_ref()
            .and_then(|units| usize::try_from(units.value.floor()).ok())
            .filter(|units| *units > 0 && *units < row.days.len())
            .unwrap_or(row.days.len());
        let room = billed.saturating_sub(self.enough.len() + self.unknown.len());
        let mut short = self.short.clone();
        if billed < row.days.len() {
            short.sort_by_key(|(day, minutes, _)| (std::cmp::Reverse(*minutes), *day));
        }
        short.truncate(room);
        short.sort_unstable();
        short
    }
}

fn judge_days(case: &Case<'_>, row: &LineRow, least: u32) -> Days {
    let mut days = Days::default();
    for &date in &row.days {
        let Some(day) = case.ledger.days.get(&date) else {
            continue;
        };
        let sheet = day.sheet_minutes.unwrap_or(0);
        let may_hold_more = || day.untimed_notes > 0 || has_unknown_note(case, date);
        match day.minutes() {
            Some(minutes) if minutes >= least => days.enough.push(date),
            // Notes without a time, and those of which it could not be told what they are, may hold
            // the missing minutes; a sheet of the whole day bears them out.
            Some(_) if sheet >= least && may_hold_more() => days.enough.push(date),
            Some(_) if day.sheet_minutes.is_none() && may_hold_more() => days.unknown.push(date),
            Some(minutes) if minutes > 0 => days.short.push((date, minutes, sheet >= least)),
            // Nobody was there, by sheet: that the day was billed is for other rules.
            Some(_) => {}
            None if is_documented(case, row, date, day) => days.unknown.push(date),
            None => {}
        }
    }
    days
}

/// Returns whether a note of the day alone is of an unknown kind and may tell of its program.
fn has_unknown_note(case: &Case<'_>, date: ServiceDate) -> bool {
    let notes = case.ledger.notes_on(date).iter();
    notes.map(|&note| case.ledger.note(note)).any(|note| {
        note.kind == NoteKind::Unknown
            && note.date() == Some(date)
            && note.attendance.is_none()
            && note.signature.state != SignatureState::MarkedUnsigned
            && !is_form(note)
    })
}

/// Returns whether anything shows that the day took place.
fn is_documented(case: &Case<'_>, row: &LineRow, date: ServiceDate, day: &DayRow) -> bool {
    day.sheet_sessions > 0 || case.documentation(row).any(|(link, _)| link.day == date)
}

fn of_line(
    case: &Case<'_>,
    row: &LineRow,
    least: u32,
    short: &[(ServiceDate, u32, bool)],
) -> Finding {
    let line = case.ledger.service_line(row.id);
    let level = row.billed.level;
    let days: Vec<ServiceDate> = short.iter().map(|(day, ..)| *day).collect();
    let of_day = |(day, minutes, _): &(ServiceDate, u32, bool)| format!("{day} {minutes}");
    let list: Vec<String> = short.iter().take(8).map(of_day).collect();
    let by_sheet = short.iter().any(|(.., by_sheet)| *by_sheet);
    let mut message = match short {
        [(day, minutes, _)] => format!(
            "{} billed for {day}, which has {minutes} documented minutes; {level} needs {least} \
             ({} short)",
            code_words(line),
            least.saturating_sub(*minutes)
        ),
        _ => format!(
            "{} of {} billed days of {} have fewer than {least} documented minutes: {}",
            short.len(),
            row.days.len(),
            code_words(line),
            list.join(", ")
        ),
    };
    if short.len() > list.len() {
        message.push_str(&format!(" and {} more", short.len() - list.len()));
    }
    if by_sheet {
        message.push_str("; the attendance sheet shows more, so look for notes not supplied");
    }
    // One note of a whole day may tell times in a way that was not understood.
    // Where a sheet bears the times out, they were understood.
    let on_sheet = |day: &ServiceDate| {
        let row = case.ledger.days.get(day);
        row.is_some_and(|row| row.sheet_minutes.is_some_and(|minutes| minutes < least))
    };
    let of_day_note = days
        .iter()
        .any(|day| has_day_note(case, *day) && !on_sheet(day));
    let confidence = match (by_sheet, of_day_note) {
        (true, _) => 60,
        (false, true) => 70,
        (false, false) => 92,
    };
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .on_line(&case.ledger.claim(row.id).id, line.number)
        .with(case.line_evidence(row.id))
        .risking(risk_of_days(row, &days));
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        finding = finding.from_to(*first, *last);
    }
    for day in days.iter().take(4) {
        finding = finding.with_all(day_evidence(case, *day, by_sheet));
    }
    finding.with_confidence(confidence, case.policy.number("fail.confidence"))
}

/// Cites the times of a day's notes and the rows of its sheets.
fn day_evidence(case: &Case<'_>, date: ServiceDate, against: bool) -> Vec<Evidence> {
    let Some(day) = case.ledger.days.get(&date) else {
        return Vec::new();
    };
    let notes = day
        .notes
        .iter()
        .map(|&note| case.ledger.note(note))
        .filter(|note| note.date() == Some(date) && note.attendance.is_none())
        .filter_map(|note| note.time.as_ref())
        .map(|time| Evidence::supports(time.span))
        .take(6);
    let rows = day
        .attendance
        .iter()
        .filter_map(|&row| case.record.attendance.get(row))
        .filter(|entry| entry.status == AttendanceStatus::Present || !against)
        .map(|entry| {
            if against {
                Evidence::contradicts(entry.span)
            } else {
                Evidence::supports(entry.span)
            }
        })
        .take(4);
    notes.chain(rows).collect()
}

/// Returns whether a day's minutes are told by one note of the whole day.
fn has_day_note(case: &Case<'_>, date: ServiceDate) -> bool {
    let notes = case.ledger.notes_on(date).iter();
    notes
        .map(|&note| case.ledger.note(note))
        .any(|note| is_day_note(note) && note.time.is_some())
}

/// Shorter than this is no session of a program.
const LEAST_SESSION_MINUTES: u32 = 30;

/// Returns whether a note tells of several sessions of a day, and if so how many its minutes
/// make up.
fn of_several(case: &Case<'_>, date: ServiceDate) -> Option<i64> {
    let notes = case.ledger.notes_on(date).iter();
    notes
        .map(|&note| case.ledger.note(note))
        .filter(|note| note.date() == Some(date) && tells_of_several_sessions(note))
        // Sessions with a time for each were counted.
        .filter(|note| note.time.is_none_or(|time| time.sessions < 2))
        .map(|note| {
            let minutes = note.time.map_or(0, |time| time.minutes);
            i64::from(minutes / LEAST_SESSION_MINUTES)
        })
        .max()
}

fn without_minutes(case: &Case<'_>, days: &[ServiceDate]) -> Finding {
    let message = format!(
        "the minutes of these billed program days could not be counted, since neither notes nor \
         attendance sheets state them all: {}",
        listed(days)
    );
    no_data(case, days, message)
}

fn no_data(case: &Case<'_>, days: &[ServiceDate], message: String) -> Finding {
    let mut finding = RULE.finding(Outcome::NoData, message);
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        finding = finding.from_to(*first, *last);
    }
    let mut places: Vec<Evidence> = Vec::new();
    for day in days.iter().take(8) {
        let notes = case.ledger.notes_on(*day).iter();
        places.extend(
            notes
                .take(2)
                .map(|&note| Evidence::searched(head(case.ledger.note(note)))),
        );
        let rows = case
            .ledger
            .days
            .get(day)
            .map(|day| day.attendance.as_slice())
            .unwrap_or(&[]);
        let rows = rows
            .iter()
            .filter_map(|&row| case.record.attendance.get(row));
        places.extend(rows.take(2).map(|entry| Evidence::searched(entry.span)));
    }
    finding.with_all(places)
}

/// Checks Medicare days that are billed service by service: payment is per diem all the same, and
/// takes three services. Only where three were billed can documentation fall short of them.
fn component_days(case: &Case<'_>, checks: &mut Checks) {
    let mut by_day: BTreeMap<(usize, ServiceDate), Vec<&LineRow>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        let is_component = row.payer_class == PayerClass::Medicare
            && row.billed.level.is_day_program()
            && !row.billed.is_per_diem()
            && row.billed.family != ServiceFamily::Laboratory;
        if let (true, [day]) = (is_component, row.days.as_slice()) {
            by_day.entry((row.id.claim, *day)).or_default().push(row);
        }
    }
    let mut unclear: BTreeSet<ServiceDate> = BTreeSet::new();
    for ((claim, date), rows) in by_day {
        let (Some(day), Some(first)) = (case.ledger.days.get(&date), rows.first()) else {
            continue;
        };
        let least = case.number_for(first, "min_services_day.medicare").max(0);
        let billed: i64 = rows
            .iter()
            .filter_map(|row| case.ledger.service_line(row.id).units.as_ref())
            .map(|units| units.value.floor().max(0))
            .sum();
        let documented = i64::from(day.service_notes.max(day.sheet_sessions));
        let of_several = of_several(case, date);
        if billed < least || documented == 0 {
            checks.not_applicable(&RULE);
        } else if documented.max(of_several.unwrap_or(0)) >= least {
            checks.pass(&RULE);
        } else if of_several.is_some() {
            unclear.insert(date);
        } else {
            let message = format!(
                "{billed} program services billed for {date}, {documented} documented {}; a \
                 Medicare program day needs {least}",
                case.absence_words()
            );
            let mut finding = RULE.finding(case.absence(), message).dated(date);
            if let Some(claim) = case.record.claims.get(claim) {
                finding = finding.on_claim(&claim.id);
            }
            for row in rows {
                finding = finding
                    .risking(risk_of_days(row, &[date]))
                    .with(case.line_evidence(row.id));
            }
            checks.report(finding.with_all(day_evidence(case, date, false)));
        }
    }
    if !unclear.is_empty() {
        let days: Vec<ServiceDate> = unclear.into_iter().collect();
        let message = format!(
            "how many services these Medicare program days held could not be counted, since one \
             note tells of all of them: {}",
            listed(&days)
        );
        checks.report(no_data(case, &days, message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn day(notes: &str, line: &str) -> String {
        format!("{notes}\nclaim C1 I\n{line}")
    }

    const IOP: &str = "line 2026-01-05 H0015 rev 0906";

    #[test]
    fn fires_on_a_short_day() {
        let case = day(
            "note 2026-01-05 group 09:00-10:30\nnote 2026-01-05 group 10:30-11:30",
            IOP,
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert!(
            findings(&RULE, &case)[0].message.contains("150"),
            "minutes are named"
        );
        let half = day(
            "note 2026-01-05 group 09:00-11:00",
            "line 2026-01-05 H0035 rev 0912",
        );
        assert!(findings(&RULE, &half)[0].message.contains("needs 180"));
    }

    #[test]
    fn two_hours_make_an_adolescents_day_except_under_h0015() {
        let young = |code: &str, time: &str| {
            let lines = format!("line 2026-01-05 {code} rev 0905");
            let notes = format!("patient P2 born 2010-03-01\nnote 2026-01-05 group {time}");
            outcomes(&RULE, &day(&notes, &lines))
        };
        assert_eq!(young("S9480", "16:00-18:00"), [""; 0]);
        assert_eq!(young("S9480", "16:00-17:00").len(), 1);
        assert_eq!(young("H0015", "16:00-18:00").len(), 1);
    }

    #[test]
    fn a_day_note_that_the_sheet_bears_out_fails() {
        let note = "note 2026-01-05 program-summary 09:00-10:00";
        let sheet = "attend 2026-01-05 Group 09:00-10:00 present";
        let line = "line 2026-01-05 H0035 rev 0913";
        assert_eq!(outcomes(&RULE, &day(note, line)), ["warn C1/1 2026-01-05"]);
        let both = day(&format!("{note}\n{sheet}"), line);
        assert_eq!(outcomes(&RULE, &both), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_session_between_two_sittings_counts_beside_them() {
        let sheet = "group 16:30-19:40 minutes 150 sitting 16:30-18:40 sitting 19:20-19:40";
        for (session, found) in [("18:45-19:15", 0), ("17:00-17:30", 1)] {
            let notes = format!("note 2026-01-05 {sheet}\nnote 2026-01-05 individual {session}");
            assert_eq!(outcomes(&RULE, &day(&notes, IOP)).len(), found);
        }
    }
    #[test]
    fn overlapping_notes_count_once() {
        let case = day(
            "note 2026-01-05 group 09:00-11:00\nnote 2026-01-05 individual 10:00-11:00",
            IOP,
        );
        assert!(findings(&RULE, &case)[0].message.contains("120 documented"));
    }

    #[test]
    fn a_full_day_passes() {
        for case in [
            day("note 2026-01-05 group 09:00-12:00", IOP),
            day(
                "note 2026-01-05 group\nattend 2026-01-05 Group 09:00-12:00 present",
                IOP,
            ),
            day(
                "note 2026-01-05 group 09:00-13:00",
                "line 2026-01-05 H0035 rev 0913",
            ),
            day(
                "note 2026-01-05 individual 09:00-09:50",
                "line 2026-01-05 90837",
            ),
            day("note 2026-01-05 shift", "line 2026-01-05 H0018 rev 1002"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn only_the_short_days_of_a_range_are_at_risk() {
        let case = day(
            "note 2026-01-05 group 09:00-12:00
            note 2026-01-06 group 09:00-10:00
            note 2026-01-07 group 09:00-12:00",
            "line 2026-01-05..2026-01-07 H0015 rev 0906",
        );
        let found = findings(&RULE, &case);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-06"]);
        assert!(matches!(&found[0].at_risk[0].portion, Portion::Days(days) if days.len() == 1));
        let two_units = case.replace("rev 0906", "rev 0906 units 2");
        assert_eq!(
            outcomes(&RULE, &two_units),
            [""; 0],
            "the short day need not be a billed one"
        );
    }

    #[test]
    fn a_sheet_with_enough_minutes_turns_it_into_a_warning() {
        let case = day(
            "note 2026-01-05 group 09:00-10:00\nattend 2026-01-05 Group 09:00-12:00 present",
            IOP,
        );
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
        let untimed = format!("note 2026-01-05 group\n{case}");
        assert_eq!(outcomes(&RULE, &untimed), [""; 0], "the rest has no times");
    }

    #[test]
    fn days_without_minutes_are_no_data_once() {
        let case = day(
            "note 2026-01-05 group\nnote 2026-01-06 group\nnote 2026-01-06 group 09:00-10:00",
            "line 2026-01-05 H0015 rev 0906\nline 2026-01-06 H0015 rev 0906",
        );
        assert_eq!(outcomes(&RULE, &case), ["no-data - 2026-01-05..2026-01-06"]);
        assert_eq!(
            tally(&RULE, &day("", IOP)),
            Default::default(),
            "no note at all is DOC-001"
        );
    }

    #[test]
    fn a_note_with_more_times_than_were_counted_fails_no_day() {
        for rest in ["", "\nnote 2026-01-05 group 10:30-11:00"] {
            let case = day(
                &format!("note 2026-01-05 group 09:00-10:00 more-times{rest}"),
                IOP,
            );
            assert_eq!(outcomes(&RULE, &case), ["no-data - 2026-01-05"], "{rest}");
        }
    }

    #[test]
    fn the_minutes_of_a_second_note_are_never_those_of_a_day_note() {
        let visit = "note 2026-01-05 psychiatric-evaluation 08:00-08:50";
        for (note, expected) in [
            ("program-summary", "no-data - 2026-01-05"),
            (
                "program-summary 09:00-10:00 more-times",
                "no-data - 2026-01-05",
            ),
            ("program-summary 09:00-10:00", "warn C1/1 2026-01-05"),
        ] {
            let case = day(&format!("{visit}\nnote 2026-01-05 {note}"), IOP);
            assert_eq!(outcomes(&RULE, &case), [expected], "{note}");
        }
        let full = format!("{visit}\nnote 2026-01-05 program-summary 09:00-12:15");
        assert_eq!(outcomes(&RULE, &day(&full, IOP)), [""; 0]);
        // Each group has a note of its own; the summary adds none.
        let groups = "note 2026-01-05 group 09:00-10:00\nnote 2026-01-05 group 10:00-11:00
            note 2026-01-05 program-summary";
        assert_eq!(outcomes(&RULE, &day(groups, IOP)), ["fail C1/1 2026-01-05"]);
        // A summary of the week holds no minutes of the day.
        let week = "note 2026-01-05 group 09:00-10:00
            note 2026-01-05 program-summary to 2026-01-09";
        assert_eq!(outcomes(&RULE, &day(week, IOP)), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn one_note_of_a_medicare_day_tells_of_all_its_services() {
        let claim = "complete\nclaim C1 I filing MA cc 92
            line 2026-01-05 90853\nline 2026-01-05 G0176\nline 2026-01-05 G0177";
        for (note, expected) in [
            ("program-summary 09:00-12:20 pause 20", vec![]),
            ("program-summary", vec!["no-data - 2026-01-05"]),
            ("group 09:00-10:00 more-times", vec!["no-data - 2026-01-05"]),
            ("group 09:00-10:00", vec!["fail C1 2026-01-05"]),
        ] {
            let case = format!("note 2026-01-05 {note}\n{claim}");
            assert_eq!(outcomes(&RULE, &case), expected, "{note}");
        }
    }

    #[test]
    fn medicare_components_need_three_documented_services() {
        let lines = "line 2026-01-05 G0410 rev 0915 units 2\nline 2026-01-05 90834 rev 0914";
        let claim = "complete\nclaim C1 I filing MA cc 41";
        let two = "note 2026-01-05 group 09:00-10:00\nnote 2026-01-05 individual 10:00-10:45";
        let case = format!("{two}\n{claim}\n{lines}");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05"]);
        let three = format!("note 2026-01-05 group 13:00-14:00\n{case}");
        assert_eq!(outcomes(&RULE, &three), [""; 0]);
        let commercial = case.replace("filing MA", "filing CI");
        assert_eq!(outcomes(&RULE, &commercial), [""; 0]);
    }
}

//! DOC-017: the record says both that the patient was away and that the billed service was held.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{
    AttendanceEntry, AttendanceStatement, AttendanceStatus, Note, NoteKind, ServiceDate,
};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-017",
    name: "contradictory-attendance",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Day,
    applies_to: "days of day programs, and group sessions; nights in residence are another rule's, \
                 and so are missed appointments of which a note or a sheet alone tells",
    authority: &[
        Authority {
            cite: "Medicare Benefit Policy Manual ch. 6 §70.3",
            verified: false,
        },
        Authority {
            cite: "payer manuals",
            verified: false,
        },
    ],
    checks: "For a billed day of a day program every row of the attendance sheets, a leave log or \
             a note says that the patient was away, and a group note of the day says that it was \
             attended, or nothing but a technician's note of the day stands for it; or a note or \
             log says on a pass, absent without leave, in hospital or \
             discharged, or a note and every row of the sheets say alike that the patient did not \
             come, and no note of the day records a service. For a billed group the row of \
             the session's own time says away and its note says attended. Where the note was of a \
             session by telehealth, or is a technician's, it warns.",
    why: "Of two records that contradict each other one is wrong, and a reviewer believes the one \
          that does not pay.",
    cure: &[Cure::C4, Cure::C5],
    params: &["match.confidence", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Both sides of one day.
struct Contradiction {
    day: ServiceDate,
    away: Vec<Span>,
    attended: Vec<Span>,
    is_in_doubt: bool,
    reason: &'static str,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        let is_day = row.billed.level.is_day_program() && row.billed.is_per_diem();
        let is_group = !row.billed.is_per_diem()
            && line
                .procedure
                .as_ref()
                .is_some_and(|code| matches!(code.value.as_str(), "90853" | "H0005" | "90849"));
        if !is_day && !is_group {
            checks.not_applicable(&RULE);
            continue;
        }
        let found: Vec<Contradiction> = row
            .days
            .iter()
            .filter_map(|&day| {
                if is_day {
                    of_day(case, row, day)
                } else {
                    of_group(case, row, day)
                }
            })
            .collect();
        if found.is_empty() {
            checks.pass(&RULE);
        } else {
            report(case, row, &found, checks);
        }
    }
}

fn report(case: &Case<'_>, row: &LineRow, found: &[Contradiction], checks: &mut Checks) {
    let days: Vec<ServiceDate> = found.iter().map(|one| one.day).collect();
    let (Some(&from), Some(&to)) = (days.first(), days.last()) else {
        return;
    };
    let attended = found.iter().any(|one| !one.attended.is_empty());
    let other_side = if attended {
        "while a note of the day records attendance"
    } else {
        "and no note of the day records a service"
    };
    let message = format!(
        "{} billed for {}: the record says that the patient was {}, {other_side}",
        code_words(case.ledger.service_line(row.id)),
        listed(&days),
        found.first().map_or("away", |one| one.reason),
    );
    let away = found.iter().flat_map(|one| one.away.iter().take(4));
    let other = found.iter().flat_map(|one| one.attended.iter().take(2));
    let confidence = if found.iter().all(|one| one.is_in_doubt) {
        65
    } else {
        90
    };
    let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
        .from_to(from, to)
        .risking(risk_of_days(row, &days))
        .with_all(away.take(8).copied().map(Evidence::supports))
        .with_all(other.take(4).copied().map(Evidence::contradicts))
        .with_confidence(confidence, case.policy.number("fail.confidence"));
    checks.report(finding);
}

/// Looks at a day of a day program.
fn of_day(case: &Case<'_>, row: &LineRow, day: ServiceDate) -> Option<Contradiction> {
    let notes: Vec<&Note> = case
        .documentation(row)
        .filter(|(link, note)| link.day == day && note.date() == Some(day))
        .map(|(_, note)| note)
        .collect();
    let groups: Vec<&Note> = notes
        .iter()
        .copied()
        .filter(|note| note.kind == NoteKind::GroupNote)
        .collect();
    let (mut away, reason) = away_all_day(case, day)?;
    // A sheet and a note that tell of the same missed day leave no other reading.
    let is_missed = !notes.iter().any(|note| !tells_of_absence(note));
    if is_missed && let Some(told) = absence_note(case, day) {
        away.push(told);
        return Some(Contradiction {
            day,
            away,
            attended: Vec::new(),
            is_in_doubt: false,
            reason,
        });
    }
    // Somebody seen alone on a day of missed groups contradicts nothing. A technician's note shows
    // presence at most, and often tells why the patient stayed away.
    let by_staff = !notes.is_empty() && notes.iter().all(|note| note.kind == NoteKind::ShiftNote);
    if groups.is_empty() && !by_staff && (!notes.is_empty() || !is_leave(reason)) {
        return None;
    }
    let of_day = if by_staff { &notes } else { &groups };
    Some(Contradiction {
        day,
        away,
        attended: of_day.iter().map(|note| attended_at(note)).collect(),
        is_in_doubt: by_staff
            || !groups.is_empty() && groups.iter().all(|note| note.telehealth.is_some()),
        reason,
    })
}

fn tells_of_absence(note: &Note) -> bool {
    let missed = AttendanceStatement::NoShow;
    note.kind == NoteKind::NoShow || note.attendance.is_some_and(|found| found.value == missed)
}

/// Returns where a note of a day tells that the patient did not come, where sheets have rows of it.
fn absence_note(case: &Case<'_>, day: ServiceDate) -> Option<Span> {
    if entries(case, day).is_empty() {
        return None;
    }
    let notes = case.ledger.notes_on(day).iter();
    notes
        .map(|&note| case.ledger.note(note))
        .find(|note| note.date() == Some(day) && tells_of_absence(note))
        .map(crate::rules::head)
}

/// Returns where sheets, logs or notes say that the patient was away all day, and in which words.
fn away_all_day(case: &Case<'_>, day: ServiceDate) -> Option<(Vec<Span>, &'static str)> {
    let rows = entries(case, day);
    if !rows.is_empty() {
        let reasons: Vec<&'static str> = rows.iter().filter_map(|row| away(row.status)).collect();
        return (reasons.len() == rows.len())
            .then(|| (rows.iter().map(|row| row.span).collect(), reasons[0]));
    }
    if let Some(stay) = case.record.stays.iter().find(|stay| {
        matches!(stay.kind, crate::model::StayKind::Away(_)) && stay.is_gone_all_day(day)
    }) {
        return Some((vec![stay.span], "on leave by the log"));
    }
    let statement = case
        .ledger
        .notes_on(day)
        .iter()
        .map(|&note| case.ledger.note(note))
        .filter(|note| note.date() == Some(day) && note.service_date_to.is_none())
        .find_map(|note| note.attendance)?;
    let reason = match statement.value {
        AttendanceStatement::OnPass => "on a pass",
        AttendanceStatement::Awol => "absent without leave",
        // One missed or refused session is not a missed day.
        AttendanceStatement::NoShow | AttendanceStatement::Refused => return None,
    };
    Some((vec![statement.span], reason))
}

/// Looks at one billed group: the sheet's row of the session's own time.
fn of_group(case: &Case<'_>, row: &LineRow, day: ServiceDate) -> Option<Contradiction> {
    let (_, note) = case
        .documentation(row)
        .find(|(link, note)| link.day == day && note.kind == NoteKind::GroupNote)?;
    let start = note.time?.start?.since_midnight();
    let mut sessions = entries(case, day).into_iter().filter(|entry| {
        let begun = entry.time_in.map(|time| time.since_midnight());
        begun.is_some_and(|begun| begun.abs_diff(start) <= 10)
    });
    let entry = sessions.next()?;
    let reason = away(entry.status)?;
    // Two sessions at one time: the patient sat in the other.
    if sessions.any(|other| away(other.status).is_none()) {
        return None;
    }
    Some(Contradiction {
        day,
        away: vec![entry.span],
        attended: vec![attended_at(note)],
        is_in_doubt: note.telehealth.is_some(),
        reason,
    })
}

fn entries<'c>(case: &Case<'c>, day: ServiceDate) -> Vec<&'c AttendanceEntry> {
    let record = case.record;
    let rows = case
        .ledger
        .days
        .get(&day)
        .map(|day| day.attendance.as_slice());
    rows.unwrap_or_default()
        .iter()
        .filter_map(|&row| record.attendance.get(row))
        .collect()
}

fn away(status: AttendanceStatus) -> Option<&'static str> {
    match status {
        AttendanceStatus::Absent | AttendanceStatus::NoShow => Some("absent"),
        AttendanceStatus::Pass => Some("on a pass"),
        AttendanceStatus::Awol => Some("absent without leave"),
        AttendanceStatus::Medical => Some("in medical care elsewhere"),
        AttendanceStatus::Discharged => Some("discharged"),
        AttendanceStatus::Present
        | AttendanceStatus::Refused
        | AttendanceStatus::Closed
        | AttendanceStatus::Unclear => None,
    }
}

/// A missed day without a note is a missed appointment, which has its own rule.
fn is_leave(reason: &str) -> bool {
    reason != "absent"
}

fn attended_at(note: &Note) -> Span {
    note.time
        .map_or_else(|| crate::rules::head(note), |time| time.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const DAY: &str = "claim C1 I\nline 2026-01-05 H0015 rev 0906";
    const GROUP: &str = "claim C1 P\nline 2026-01-05 90853";

    #[test]
    fn an_absent_day_with_a_group_note_fails() {
        let case = format!(
            "attend 2026-01-05 Group absent\nattend 2026-01-05 Skills absent\nnote 2026-01-05 group 09:00-12:00\n{DAY}"
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn a_pass_without_a_service_fails() {
        let case = format!("note 2026-01-05 progress on-pass\n{DAY}");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        let sheet = format!("attend 2026-01-05 Group pass\n{DAY}");
        assert_eq!(outcomes(&RULE, &sheet), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_missed_day_of_which_note_and_sheet_tell_fails() {
        let case = format!(
            "attend 2026-01-05 Group absent\nattend 2026-01-05 Skills absent\nnote 2026-01-05 progress no-show\n{DAY}"
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        for other in [
            case.replace("Skills absent", "Skills present"),
            case.replace("note 2026-01-05 progress no-show\n", ""),
            case.replace("attend 2026-01-05 Group absent\n", "")
                .replace("attend 2026-01-05 Skills absent\n", ""),
            format!("note 2026-01-05 individual\n{case}"),
        ] {
            assert_eq!(outcomes(&RULE, &other), [""; 0], "{other}");
        }
    }

    #[test]
    fn a_technicians_note_on_a_day_of_absence_warns() {
        let case =
            format!("attend 2026-01-05 Day absent\nnote 2026-01-05 shift 08:00-08:15\n{DAY}");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
        for honest in [
            case.replace("absent", "present"),
            format!("note 2026-01-05 individual\n{case}"),
            case.replace("attend 2026-01-05 Day absent\n", ""),
        ] {
            assert_eq!(outcomes(&RULE, &honest), [""; 0], "{honest}");
        }
    }

    #[test]
    fn a_billed_group_against_its_own_row() {
        let case = format!(
            "attend 2026-01-05 Group 09:00-10:00 absent\nnote 2026-01-05 group 09:00-10:00\n{GROUP}"
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        for honest in [
            case.replace("absent", "present"),
            case.replace("09:00-10:00 absent", "13:00-14:00 absent"),
            format!("attend 2026-01-05 Art 09:00-10:00 present\n{case}"),
        ] {
            assert_eq!(outcomes(&RULE, &honest), [""; 0], "{honest}");
        }
    }

    #[test]
    fn honest_days_pass() {
        for case in [
            format!("attend 2026-01-05 Group absent\nattend 2026-01-05 Art present\nnote 2026-01-05 group\n{DAY}"),
            // Seen alone on a day of missed groups.
            format!("attend 2026-01-05 Group absent\nnote 2026-01-05 individual\n{DAY}"),
            // Without any note this is a missed appointment.
            format!("attend 2026-01-05 Group absent\n{DAY}"),
            format!("note 2026-01-05 group refused\nnote 2026-01-05 group\n{DAY}"),
            format!("attend 2026-01-05 Group unclear\nnote 2026-01-05 group\n{DAY}"),
            format!("note 2026-01-05 group\n{DAY}"),
            "attend 2026-01-05 Group absent\nnote 2026-01-05 group\nclaim C1 I\nline 2026-01-05 H2036 rev 1002".to_owned(),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }
}

//! TIM-014: the record says that the patient did not come, and nothing says otherwise.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, documents, is_dose, misses_day, misses_dose, misses_session};
use crate::model::{AttendanceStatement, AttendanceStatus, Note, NoteKind, ServiceDate};
use crate::policy::ServiceFamily;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Span;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-014",
    name: "billed-after-no-show",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "sessions and day-program days; 24-hour care and laboratory lines are not judged",
    authority: &[Authority {
        cite: "Social Security Act §1862(a)(1)(A), §1833(e)",
        verified: true,
    }],
    checks: "A note of the billed date says that the patient did not come, cancelled or refused, \
             it can speak of the billed kind of service, and no note of the date documents that \
             service. For a day program, an attendance sheet on which every session of the day is \
             missed says the same, and so does a short note of a few minutes that says so and \
             tells of no service; it warns where no sheet of the day bears it out. Where one such note can speak of several undocumented lines, \
             it warns.",
    why: "A service that was not delivered is an overpayment.",
    cure: &[Cure::C5],
    params: &["match.confidence", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut missed: Vec<Missed<'_>> = Vec::new();
    for (row, _, _) in case.live() {
        let is_judged = !row.billed.level.is_24_hour()
            && row.billed.family != ServiceFamily::Laboratory
            && !row.days.is_empty();
        if !is_judged {
            checks.not_applicable(&RULE);
            continue;
        }
        let of_row = missed_days(case, row);
        if of_row.is_empty() {
            checks.pass(&RULE);
        }
        if !of_row.is_empty() {
            missed.push(Missed { row, days: of_row });
        }
    }
    // One missed appointment cannot be two: count how many lines each statement would explain.
    let mut claimed: BTreeMap<Span, usize> = BTreeMap::new();
    for found in &missed {
        for statement in found.days.values().flatten() {
            *claimed.entry(statement.span).or_default() += 1;
        }
    }
    for found in &missed {
        checks.report(finding(case, found, &claimed));
    }
}

/// A line with the days of which only a missed appointment is recorded.
struct Missed<'c> {
    row: &'c LineRow,
    days: BTreeMap<ServiceDate, Vec<Statement>>,
}

/// Where the record says that the patient did not come.
struct Statement {
    span: Span,
    by_sheet: bool,
    /// Whether it is surely told of the billed day: the note is of a missed appointment as a whole,
    /// or the sheets of the day show nobody present either.
    is_told: bool,
}

fn missed_days(case: &Case<'_>, row: &LineRow) -> BTreeMap<ServiceDate, Vec<Statement>> {
    let mut missed = BTreeMap::new();
    for &day in &row.days {
        let delivered = case
            .documentation(row)
            .any(|(link, note)| link.day == day && !says_missed(note));
        if delivered {
            continue;
        }
        let mut statements: Vec<Statement> = case
            .ledger
            .notes_on(day)
            .iter()
            .map(|&note| case.ledger.note(note))
            .filter(|note| note.date() == Some(day) && tells_of_miss(note, row))
            .map(|note| Statement {
                // A title alone ("No show note") says less than the words below it.
                span: match note.attendance {
                    Some(statement) if note.kind != NoteKind::NoShow => statement.span,
                    _ => start_of(note),
                },
                by_sheet: false,
                is_told: !is_program_day(row)
                    || says_missed(note)
                    || misses_session(note)
                    || nobody_on_sheet(case, day),
            })
            .collect();
        if is_program_day(row) {
            statements.extend(missed_by_sheet(case, day));
        }
        if !statements.is_empty() {
            missed.insert(day, statements);
        }
    }
    missed
}

/// Returns the first words of a note that is as a whole the record of a missed appointment.
fn start_of(note: &Note) -> Span {
    // Below the letterhead, which says nothing of the day.
    let (place, title) = (note.place(), head(note));
    let start = if title.page == place.page && title.start > place.start {
        title.start
    } else {
        place.start
    };
    Span {
        start,
        end: place.end.min(start.saturating_add(400)),
        ..place
    }
}

fn says_missed(note: &Note) -> bool {
    note.kind == NoteKind::NoShow
        || note.attendance.is_some_and(|statement| {
            matches!(
                statement.value,
                AttendanceStatement::NoShow | AttendanceStatement::Refused
            )
        })
}

/// Returns whether the note says that the service of a line was missed.
fn tells_of_miss(note: &Note, row: &LineRow) -> bool {
    (says_missed(note) || misses_session(note)) && fits(note, row)
        || is_dose(row) && misses_dose(note)
        || is_program_day(row) && misses_day(note)
}

fn is_program_day(row: &LineRow) -> bool {
    row.billed.level.is_day_program() && row.billed.is_per_diem()
}

/// Returns whether the note can speak of the line's service. A missed group says nothing of an
/// individual session, and a prescriber's record of a missed visit nothing of a group.
fn fits(note: &Note, row: &LineRow) -> bool {
    let is_prescriber = note
        .credential
        .as_ref()
        .is_some_and(|found| found.value.class.is_prescriber());
    let is_group = matches!(
        row.billed.family,
        ServiceFamily::Group | ServiceFamily::Family | ServiceFamily::Program
    );
    if is_prescriber && is_group {
        return false;
    }
    let is_general = matches!(
        note.kind,
        NoteKind::NoShow | NoteKind::ProgressNote | NoteKind::Unknown | NoteKind::Contact
    );
    is_general || documents(note.kind, row.billed.family)
}

/// Returns whether sheets have rows of the day, and none says present.
fn nobody_on_sheet(case: &Case<'_>, day: ServiceDate) -> bool {
    case.ledger
        .days
        .get(&day)
        .is_some_and(|day| !day.attendance.is_empty() && day.sheet_sessions == 0)
}

/// Returns the sheet rows of a day on which every session was missed.
fn missed_by_sheet(case: &Case<'_>, day: ServiceDate) -> Vec<Statement> {
    let rows = case
        .ledger
        .days
        .get(&day)
        .map(|day| day.attendance.as_slice())
        .unwrap_or(&[]);
    let entries: Vec<_> = rows
        .iter()
        .filter_map(|&row| case.record.attendance.get(row))
        .collect();
    let is_missed = |status| {
        matches!(
            status,
            AttendanceStatus::Absent | AttendanceStatus::NoShow | AttendanceStatus::Refused
        )
    };
    if !entries.iter().all(|entry| is_missed(entry.status)) {
        return Vec::new();
    }
    entries
        .iter()
        .map(|entry| Statement {
            span: entry.span,
            by_sheet: true,
            is_told: true,
        })
        .collect()
}

fn finding(case: &Case<'_>, found: &Missed<'_>, claimed: &BTreeMap<Span, usize>) -> Finding {
    let row = found.row;
    let days: Vec<ServiceDate> = found.days.keys().copied().collect();
    let statements = || found.days.values().flatten();
    let by_sheet = statements().all(|statement| statement.by_sheet);
    let source = if by_sheet {
        "the attendance sheet"
    } else {
        "the only note"
    };
    let message = format!(
        "{} billed for {}, of which {source} says that the patient did not come or refused",
        code_words(case.ledger.service_line(row.id)),
        listed(&days)
    );
    // A sheet's statement about the day is not used up by one line, a missed appointment is.
    let is_shared = statements().any(|statement| {
        !statement.by_sheet && claimed.get(&statement.span).is_some_and(|count| *count > 1)
    });
    let is_told = statements().all(|statement| statement.is_told);
    let confidence = match (is_shared, is_told) {
        (true, _) => 60,
        (false, true) => 93,
        (false, false) => 70,
    };
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .from_to(days[0], days[days.len() - 1])
        .risking(risk_of_days(row, &days))
        .with_all(
            statements()
                .take(8)
                .map(|statement| Evidence::supports(statement.span)),
        )
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    #[test]
    fn fires_when_only_a_missed_appointment_is_recorded() {
        for note in [
            "no-show",
            "individual no-show",
            "progress refused",
            "individual refused",
        ] {
            let case = format!("note 2026-01-05 {note}\nclaim C1 P\nline 2026-01-05 90837");
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"], "{note}");
        }
        let day = "attend 2026-01-05 Group no-show
            claim C1 I
            line 2026-01-05 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, day), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_short_note_of_a_day_missed_is_no_day_of_a_program() {
        let note = "note 2026-01-05 progress 09:30-09:35 words 30\nmention P-06 affirmed L w3";
        let day = "claim C1 I\nline 2026-01-05 H0035 rev 0912";
        let told = format!("{note}\nattend 2026-01-05 Group unclear\n{day}");
        assert_eq!(outcomes(&RULE, &told), ["fail C1/1 2026-01-05"]);
        assert_eq!(
            outcomes(&RULE, &format!("{note}\n{day}")),
            ["warn C1/1 2026-01-05"]
        );
        for other in [
            // Somebody who missed one group and was there.
            note.replace("09:30-09:35", "09:00-12:15"),
            note.replace("words 30", "words 30 has response"),
            note.replace("words 30", "words 130"),
            format!("{note}\nnote 2026-01-05 group 13:00-16:00"),
            "note 2026-01-05 progress 09:30-09:35 words 30".to_owned(),
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("{other}\n{day}")),
                [""; 0],
                "{other}"
            );
        }
    }

    #[test]
    fn a_session_of_no_minutes_that_was_missed_documents_none() {
        let note = "note 2026-01-05 case-management words 9\nmention P-06 affirmed L w3";
        let line = "claim C1 P\nline 2026-01-05 H2014";
        assert_eq!(
            outcomes(&RULE, &format!("{note}\n{line}")),
            ["fail C1/1 2026-01-05"]
        );
        let seen = note.replace("words 9", "10:20-10:50 words 9");
        assert_eq!(outcomes(&RULE, &format!("{seen}\n{line}")), [""; 0]);
    }

    #[test]
    fn a_later_session_of_the_day_or_another_service_passes() {
        for case in [
            "note 2026-01-05 no-show\nnote 2026-01-05 individual 15:00-15:53
            claim C1 P\nline 2026-01-05 90837",
            "note 2026-01-05 group no-show\nclaim C1 P\nline 2026-01-05 90837",
            "note 2026-01-05 shift refused\nclaim C1 I\nline 2026-01-05 H0018 rev 1002",
            "attend 2026-01-05 Group no-show\nattend 2026-01-05 Art present
            claim C1 I\nline 2026-01-05 H0015 rev 0906",
            "note 2026-01-04 no-show\nclaim C1 P\nline 2026-01-05 90837",
            "note 2026-01-05 no-show by \"Ann Poe\" MD\nclaim C1 P\nline 2026-01-05 90853",
        ] {
            assert_eq!(outcomes(&RULE, case), [""; 0], "{case}");
        }
    }

    #[test]
    fn one_missed_appointment_for_two_lines_warns() {
        let case = "note 2026-01-05 no-show
            claim C1 P
            line 2026-01-05 90837
            line 2026-01-05 90853";
        assert_eq!(
            outcomes(&RULE, case),
            ["warn C1/1 2026-01-05", "warn C1/2 2026-01-05"]
        );
    }

    #[test]
    fn a_line_without_any_record_passes_here() {
        assert_eq!(tally(&RULE, "claim C1 P\nline 2026-01-05 90837").pass, 1);
    }

    #[test]
    fn a_missed_dose_is_a_missed_service() {
        let missed = "note 2026-01-05 nursing words 13\nmention P-06 affirmed L w3";
        let dose = format!("{missed}\nclaim C1 P\nline 2026-01-05 H0020");
        assert_eq!(outcomes(&RULE, &dose), ["fail C1/1 2026-01-05"]);
        let given = format!("note 2026-01-05 medication-record\n{dose}");
        assert_eq!(outcomes(&RULE, &given), [""; 0]);
        // Nothing is known of a day without an entry.
        assert_eq!(
            outcomes(&RULE, "claim C1 P\nline 2026-01-05 H0020"),
            [""; 0]
        );
    }
}

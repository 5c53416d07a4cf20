//! OVL-015: an individual session was billed that lies inside a group billed for the patient.

use super::sessions::{Session, are_two_services, clock, sessions};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{Interval, LineRow};
use crate::model::{Minute, NoteKind, Remark, RemarkKind, ServiceDate};
use crate::policy::ServiceFamily;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-015",
    name: "concurrent-group-and-individual",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "individual sessions whose notes state start and stop",
    authority: &[Authority {
        cite: "CPT time rule",
        verified: true,
    }],
    checks: "The note of an individual session states a time that lies within that of a group note \
             of the same patient and day, give or take overlap.minutes at either end, and each of \
             the two documents a billed line that the other does not, or the session one beside \
             the per diem of the program day. A session taken out of a \
             program day that is billed per diem alone is one billed service. It warns, and puts nothing at \
             risk, where the note of such a day lists its groups with the minutes that each counts \
             for, and counts the whole of the one within which the session lies. OVL-003 names both \
             lines of any two services at once; this rule names the individual session.",
    why: "Psychotherapy time is face to face with the one patient. Minutes spent in a group cannot \
          be an individual session too, so one of the two is not payable.",
    cure: &[Cure::C3],
    params: &["overlap.minutes", "match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let slack = u32::try_from(case.policy.number("overlap.minutes")).unwrap_or(0);
    for (date, sessions) in sessions(case) {
        let single = |session: &&Session<'_>| !session.is_whole_day && is_individual(session);
        for own in sessions.iter().filter(single) {
            let group = sessions.iter().find(|group| {
                group.note.kind == NoteKind::GroupNote
                    && group.start <= own.start.saturating_add(slack)
                    && own.stop <= group.stop.saturating_add(slack)
                    && own.interval().overlap(group.interval()) > slack
                    && (are_two_services(case, own, group) || is_beside_day(own, group))
            });
            match group {
                Some(group) => {
                    for row in own.own_rows(group) {
                        checks.report(finding(case, date, own, group, row));
                    }
                }
                None => match counted_twice(case, date, own, slack) {
                    Some(listed) => checks.report(of_listed(case, date, own, listed)),
                    None => checks.pass(&RULE),
                },
            }
        }
    }
}

/// Returns whether the session is billed on a line of its own beside the program day that the group
/// documents: a day's per diem is documented by all its notes, and by the session's too.
fn is_beside_day(own: &Session<'_>, group: &Session<'_>) -> bool {
    let has_own = own.own_rows(group).any(|row| !row.billed.is_per_diem());
    has_own && day_of(group).is_some()
}

fn day_of<'c>(group: &Session<'c>) -> Option<&'c LineRow> {
    let mut rows = group.rows.iter().copied();
    rows.find(|row| row.billed.is_per_diem())
}

/// Returns the group within which a session lies, as the note of the day lists it with its time, where
/// it counts more of the group's minutes than the session leaves.
fn counted_twice<'c>(
    case: &Case<'c>,
    date: ServiceDate,
    own: &Session<'_>,
    slack: u32,
) -> Option<&'c Remark> {
    let notes = case.ledger.notes_on(date).iter();
    let notes = notes.map(|&note| case.ledger.note(note));
    let of_day = notes.filter(|note| note.date() == Some(date) && note.attendance.is_none());
    of_day
        .flat_map(|note| note.remarks.of(RemarkKind::DaySession))
        .find(|listed| {
            let times = listed.from.zip(listed.to);
            times.is_some_and(|(from, to)| {
                let group = Interval::new(from.since_midnight(), to.since_midnight());
                let both = own.interval().overlap(group);
                let length = to.since_midnight().saturating_sub(from.since_midnight());
                let counted = listed.minutes.unwrap_or(0);
                from.since_midnight() <= own.start.saturating_add(slack)
                    && own.stop <= to.since_midnight().saturating_add(slack)
                    && both > slack
                    && counted > length.saturating_sub(both).saturating_add(slack)
            })
        })
}

fn of_listed(case: &Case<'_>, date: ServiceDate, own: &Session<'_>, listed: &Remark) -> Finding {
    let clock_of = |minute: Option<Minute>| clock(minute.map_or(0, Minute::since_midnight));
    let message = format!(
        "the individual session from {} to {} on {date} lies inside the group from {} to {}, for which \
         the note of the day counts {} minutes; minutes count once",
        clock(own.start),
        clock(own.stop),
        clock_of(listed.from),
        clock_of(listed.to),
        listed.minutes.unwrap_or(0),
    );
    let finding = RULE.finding(Outcome::Warn, message);
    let finding = match own.rows.first() {
        Some(row) => on_line(case, finding, row),
        None => finding,
    };
    Finding {
        date_to: None,
        exposure: ExposureKind::None,
        at_risk: Vec::new(),
        ..finding
    }
    .dated(date)
    .with(Evidence::supports(own.span))
    .with(Evidence::supports(listed.span))
}

fn is_individual(session: &Session<'_>) -> bool {
    let by_line = || {
        let mut rows = session.rows.iter();
        rows.any(|row| row.billed.family == ServiceFamily::Individual)
    };
    match session.note.kind {
        NoteKind::IndividualNote => true,
        NoteKind::ProgressNote => by_line(),
        _ => false,
    }
}

fn finding(
    case: &Case<'_>,
    date: ServiceDate,
    own: &Session<'_>,
    group: &Session<'_>,
    row: &LineRow,
) -> Finding {
    let other = group.own_rows(own).next().or_else(|| day_of(group));
    let billed = other.map_or_else(String::new, |other| {
        let line = case.ledger.service_line(other.id);
        format!(
            ", billed as {} on claim {} line {}",
            code_words(line),
            case.ledger.claim(other.id).id,
            line.number
        )
    });
    let message = format!(
        "{}: the individual session from {} to {} on {date} lies inside the group from {} to {}\
         {billed}",
        code_words(case.ledger.service_line(row.id)),
        clock(own.start),
        clock(own.stop),
        clock(group.start),
        clock(group.stop),
    );
    let finding = on_line(case, RULE.finding(Outcome::Fail, message), row);
    Finding {
        date_to: None,
        ..finding
    }
    .dated(date)
    .risking(risk_of_days(row, &[date]))
    .with(Evidence::supports(own.span))
    .with(Evidence::supports(group.span))
    .with_all(other.map(|other| case.line_evidence(other.id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn two(individual: &str, group: &str) -> String {
        format!(
            "note 2026-01-05 individual {individual}\nnote 2026-01-05 group {group}
            claim C1 P\nline 2026-01-05 90834\nline 2026-01-05 90853"
        )
    }

    #[test]
    fn fires_on_the_individual_session_inside_the_group() {
        for individual in ["10:15-11:00", "10:00-10:45", "09:57-10:45"] {
            let case = two(individual, "10:00-11:30");
            assert_eq!(
                outcomes(&RULE, &case),
                ["fail C1/1 2026-01-05"],
                "{individual}"
            );
        }
    }

    #[test]
    fn a_session_billed_beside_the_day_that_its_group_fills_fires() {
        let case = |individual: &str, lines: &str| {
            format!(
                "note 2026-01-05 individual {individual}\nnote 2026-01-05 group 17:30-20:50
                claim C1 P\nline 2026-01-05 H0015\n{lines}"
            )
        };
        let session = "line 2026-01-05 90834";
        assert_eq!(
            outcomes(&RULE, &case("18:00-18:45", session)),
            ["fail C1/2 2026-01-05"]
        );
        assert_eq!(outcomes(&RULE, &case("21:00-21:45", session)), [""; 0]);
        assert_eq!(outcomes(&RULE, &case("18:00-18:45", "")), [""; 0]);
    }

    #[test]
    fn between_two_sittings_of_a_group_the_patient_was_free() {
        let sheet = "10:00-13:00 minutes 120 sitting 10:00-11:00 sitting 12:00-13:00";
        assert_eq!(outcomes(&RULE, &two("11:05-11:50", sheet)), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &two("12:10-12:55", sheet)),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn sessions_beside_the_group_or_partly_in_it_pass_here() {
        for individual in ["11:30-12:15", "09:15-10:00", "09:30-10:15"] {
            let case = two(individual, "10:00-11:30");
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{individual}");
        }
    }

    #[test]
    fn a_session_within_a_per_diem_day_is_one_billed_service() {
        let case = "note 2026-01-05 individual 10:15-11:00\nnote 2026-01-05 group 09:00-12:00
            claim C1 I\nline 2026-01-05 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }

    #[test]
    fn a_session_within_a_group_that_the_days_note_counts_whole_warns() {
        let case = |individual: &str, counted: u32| {
            format!(
                "note 2026-01-05 individual {individual}
                note 2026-01-05 program-summary 09:00-16:00 day-session 09:00-10:00 60 day-session 15:00-16:00 {counted}
                claim C1 I\nline 2026-01-05 H0018 rev 1001"
            )
        };
        assert_eq!(
            outcomes(&RULE, &case("15:10-16:04", 60)),
            ["warn C1/1 2026-01-05"]
        );
        assert!(
            findings(&RULE, &case("15:10-16:04", 60))[0]
                .at_risk
                .is_empty()
        );
        // The note left the session's minutes out, or the session lies beside the group.
        assert_eq!(outcomes(&RULE, &case("15:10-16:00", 10)), [""; 0]);
        assert_eq!(outcomes(&RULE, &case("16:00-16:55", 60)), [""; 0]);
    }

    #[test]
    fn notes_without_times_are_not_judged() {
        assert_eq!(
            tally(&RULE, &two("minutes 45", "10:00-11:30")),
            Default::default()
        );
    }
}

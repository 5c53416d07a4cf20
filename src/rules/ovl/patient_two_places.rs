//! OVL-003: one patient was in two billed services at the same time.

use super::sessions::{Session, are_two_services, clock, sessions};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{LineId, ServiceDate};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-003",
    name: "patient-two-places",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "lines whose notes state start and stop",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3",
        verified: false,
    }],
    checks: "Two notes of services to one patient overlap by more than the minutes that clocks \
             explain, and each documents a billed line that the other does not. Not two places: \
             two notes of one group, two copies of a note, nursing contacts, an add-on and its \
             main service, and sessions within one program day billed per diem at the program's \
             place. It warns where a service billed apart in the community falls into the hours of \
             the program, which the patient may have left for it, and where one \
             of them is a case manager's or community team's contact or help on the job, which may go on without the \
             patient, and its note tells how the patient took it.",
    why: "A patient cannot be in two services at once, so one of them was not delivered as \
          billed.",
    cure: &[Cure::C3],
    params: &["overlap.minutes", "match.confidence", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let least = u32::try_from(case.policy.number("overlap.minutes")).unwrap_or(0);
    for (date, notes) in sessions(case) {
        // Each line once, with the note and the services beside it.
        let mut found: BTreeMap<LineId, Conflict<'_>> = BTreeMap::new();
        for (place, one) in notes.iter().enumerate() {
            let later = notes.iter().skip(place + 1);
            for other in later.take_while(|other| other.start.saturating_add(least) < one.stop) {
                let minutes = one.interval().overlap(other.interval());
                if minutes > least && are_two_services(case, one, other) {
                    note_conflict(&mut found, one, other, minutes);
                    note_conflict(&mut found, other, one, minutes);
                }
            }
        }
        if found.is_empty() {
            checks.pass(&RULE);
        }
        for conflict in found.into_values() {
            checks.report(finding(case, date, &conflict));
        }
    }
}

/// One line with the services that overlap its own.
struct Conflict<'c> {
    row: &'c LineRow,
    span: Span,
    time: (u32, u32),
    others: BTreeSet<Span>,
    other: &'c LineRow,
    minutes: u32,
    /// Whether neither service can be given without the patient.
    is_sure: bool,
}

fn note_conflict<'c>(
    found: &mut BTreeMap<LineId, Conflict<'c>>,
    own: &Session<'c>,
    other: &Session<'c>,
    minutes: u32,
) {
    let theirs: BTreeSet<LineId> = other.rows.iter().map(|row| row.id).collect();
    let ours: BTreeSet<LineId> = own.rows.iter().map(|row| row.id).collect();
    let Some(beside) = other
        .rows
        .iter()
        .copied()
        .find(|row| !ours.contains(&row.id))
    else {
        return;
    };
    for row in own
        .rows
        .iter()
        .copied()
        .filter(|row| !theirs.contains(&row.id))
    {
        let conflict = found.entry(row.id).or_insert_with(|| Conflict {
            row,
            span: own.span,
            time: (own.start, own.stop),
            others: BTreeSet::new(),
            other: beside,
            minutes,
            is_sure: false,
        });
        let is_within_day = own.is_away && bills_a_day(other) || other.is_away && bills_a_day(own);
        conflict.is_sure |= own.needs_patient && other.needs_patient && !is_within_day;
        conflict.others.insert(other.span);
        conflict.minutes = conflict.minutes.max(minutes);
    }
}

/// Returns whether a session documents a program's day.
fn bills_a_day(session: &Session<'_>) -> bool {
    let mut rows = session.rows.iter();
    rows.any(|row| row.billed.level.is_day_program() && row.billed.is_per_diem())
}

fn finding(case: &Case<'_>, date: ServiceDate, conflict: &Conflict<'_>) -> Finding {
    let other = case.ledger.service_line(conflict.other.id);
    let message = format!(
        "{} from {} to {} overlaps {} (claim {} line {}) by {} minutes on {date}",
        code_words(case.ledger.service_line(conflict.row.id)),
        clock(conflict.time.0),
        clock(conflict.time.1),
        code_words(other),
        case.ledger.claim(conflict.other.id).id,
        other.number,
        conflict.minutes
    );
    let finding = on_line(case, RULE.finding(Outcome::Fail, message), conflict.row);
    Finding {
        date_to: None,
        ..finding
    }
    .dated(date)
    .risking(risk_of_days(conflict.row, &[date]))
    .with(Evidence::supports(conflict.span))
    .with_all(
        conflict
            .others
            .iter()
            .take(4)
            .map(|span| Evidence::supports(*span)),
    )
    .with(case.line_evidence(conflict.other.id))
    .with_confidence(
        if conflict.is_sure { 95 } else { 65 },
        case.policy.number("fail.confidence"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn two(individual: &str, group: &str) -> String {
        format!(
            "note 2026-01-05 individual {individual}
            note 2026-01-05 group {group}
            claim C1 P
            line 2026-01-05 90834
            line 2026-01-05 90853"
        )
    }

    #[test]
    fn fires_on_both_lines() {
        assert_eq!(
            outcomes(&RULE, &two("10:00-10:45", "10:15-11:15")),
            ["fail C1/1 2026-01-05", "fail C1/2 2026-01-05"]
        );
        assert_eq!(
            tally(&RULE, &two("10:15-11:00", "10:00-12:00")).fail,
            2,
            "within the group"
        );
    }

    #[test]
    fn a_teams_contact_beside_help_on_the_job_warns() {
        let drawn = |one: &str, other: &str, codes: [&str; 2]| {
            let case = format!(
                "note 2026-01-05 case-management 10:00-10:45 {one}
                note 2026-01-05 case-management 10:15-11:15 by \"Ann Poe\" LPC {other}
                claim C1 P
                line 2026-01-05 {} units 3
                line 2026-01-05 {} units 4",
                codes[0], codes[1]
            );
            outcomes(&RULE, &case)
        };
        let both = drawn("has response", "has response", ["H0039", "H2023"]);
        assert_eq!(both, ["warn C1/1 2026-01-05", "warn C1/2 2026-01-05"]);
        assert_eq!(drawn("has response", "", ["H0039", "H2023"]), [""; 0]);
        let team = drawn("has response", "has response", ["H0039", "H0039"]);
        assert_eq!(team, [""; 0]);
        let case = drawn("has response", "has response", ["H0039", "T1016"]);
        assert_eq!(case, [""; 0]);
    }

    #[test]
    fn a_case_manager_out_with_the_patient_during_a_visit_warns() {
        let drawn = |place: &str, told: &str| {
            let case = format!(
                "note 2026-01-05 case-management 13:00-13:45 {told}
                note 2026-01-05 prescriber 13:15-13:40 by \"Ann Poe\" MD
                claim C1 P pos {place}
                line 2026-01-05 T1017 units 3
                claim C2 P pos 53
                line 2026-01-05 99213"
            );
            outcomes(&RULE, &case)
        };
        let both = drawn("99", "has response");
        assert_eq!(both, ["warn C1/1 2026-01-05", "warn C2/1 2026-01-05"]);
        assert_eq!(drawn("53", "has response"), [""; 0]);
        assert_eq!(drawn("99", ""), [""; 0]);
    }

    #[test]
    fn a_service_in_the_community_is_no_session_of_the_program_day() {
        let drawn = |place: &str, day: &str| {
            format!(
                "note 2026-01-05 case-management 10:30-11:30
                note 2026-01-05 progress {day} by \"Ann Poe\" LPC
                claim C1 P pos {place}
                line 2026-01-05 H0038 units 4
                claim C2 P pos 52
                line 2026-01-05 H0035"
            )
        };
        assert_eq!(
            outcomes(&RULE, &drawn("99", "09:00-15:00")),
            ["warn C1/1 2026-01-05", "warn C2/1 2026-01-05"]
        );
        // The day's own note tells of the whole of it.
        let whole = drawn("99", "09:00-15:00").replace("progress", "program-summary");
        assert_eq!(outcomes(&RULE, &whole).len(), 2);
        let inside = whole.replace("pos 99", "pos 52");
        assert_eq!(outcomes(&RULE, &inside), [""; 0]);
        assert_eq!(outcomes(&RULE, &drawn("52", "09:00-15:00")), [""; 0]);
        assert_eq!(outcomes(&RULE, &drawn("99", "11:30-15:00")), [""; 0]);
        assert_eq!(outcomes(&RULE, &drawn("99", "minutes 360")), [""; 0]);
    }

    #[test]
    fn peer_support_needs_the_patient_and_case_management_does_not() {
        let drawn = |code: &str| {
            format!(
                "note 2026-01-05 case-management 14:30-15:15
                note 2026-01-05 group 14:00-15:15
                claim C1 P
                line 2026-01-05 {code} units 3
                line 2026-01-05 90853"
            )
        };
        assert_eq!(tally(&RULE, &drawn("H0038")).fail, 2);
        assert_eq!(tally(&RULE, &drawn("T1017")).fail, 0);
    }

    #[test]
    fn adjoining_sessions_and_small_overlaps_pass() {
        for (one, other) in [
            ("10:00-10:45", "10:45-11:45"),
            ("10:00-10:45", "10:40-11:40"),
        ] {
            assert_eq!(outcomes(&RULE, &two(one, other)), [""; 0], "{one} {other}");
        }
    }

    #[test]
    fn one_billed_service_is_not_two_places() {
        for case in [
            "note 2026-01-05 group 09:00-12:00\nnote 2026-01-05 individual 10:00-10:45
            claim C1 I\nline 2026-01-05 H0015 rev 0906",
            "note 2026-01-05 group 09:00-10:00\nnote 2026-01-05 group 09:00-10:00 by \"Ann Poe\" LPC
            claim C1 P\nline 2026-01-05 90853\nclaim C2 P\nline 2026-01-05 90853",
            "note 2026-01-05 prescriber 09:00-09:40 by \"Ann Poe\" MD
            note 2026-01-05 individual 09:10-09:40 by \"Ann Poe\" MD
            claim C1 P\nline 2026-01-05 99213\nline 2026-01-05 90833",
        ] {
            assert_eq!(outcomes(&RULE, case), [""; 0], "{case}");
        }
    }

    #[test]
    fn notes_without_start_and_stop_are_not_judged() {
        assert_eq!(tally(&RULE, &two("minutes 45", "10:15-11:15")).fail, 0);
        assert_eq!(tally(&RULE, &two("", "")), Default::default());
    }
}

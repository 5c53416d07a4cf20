//! OVL-003: one patient was in two billed services at the same time.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{Interval, LineRow};
use crate::model::{LineId, Note, NoteKind, PersonName, ServiceDate};
use crate::rules::billed_line::{bills_any, code_words, on_line};
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
             main service, and sessions within one program day billed per diem.",
    why: "A patient cannot be in two services at once, so one of them was not delivered as \
          billed.",
    cure: &[Cure::C3],
    params: &["overlap.minutes", "match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut lines_of: BTreeMap<usize, Vec<&LineRow>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        for (link, _) in case.documentation(row) {
            lines_of.entry(link.note).or_default().push(row);
        }
    }
    let mut by_day: BTreeMap<ServiceDate, Vec<Timed<'_>>> = BTreeMap::new();
    for (index, rows) in &lines_of {
        let note = case.ledger.note(*index);
        if let (Some(date), Some(timed)) = (note.date(), timed(note, rows)) {
            by_day.entry(date).or_default().push(timed);
        }
    }
    let least = u32::try_from(case.policy.number("overlap.minutes")).unwrap_or(0);
    for (date, mut notes) in by_day {
        notes.sort_by_key(|timed| (timed.start, timed.stop, timed.span));
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

/// A note with its time and the lines it documents.
struct Timed<'c> {
    note: &'c Note,
    rows: &'c [&'c LineRow],
    start: u32,
    stop: u32,
    span: Span,
}

impl Timed<'_> {
    fn interval(&self) -> Interval {
        Interval::new(self.start, self.stop)
    }

    fn author(&self) -> Option<String> {
        let author = self.note.author.as_ref()?;
        PersonName::parse(&author.value).map(|name| name.key())
    }

    /// Returns the lines that this note documents and the other does not.
    fn own_rows<'s>(&'s self, other: &'s Timed<'_>) -> impl Iterator<Item = &'s LineRow> {
        self.rows
            .iter()
            .copied()
            .filter(|row| other.rows.iter().all(|theirs| theirs.id != row.id))
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
}

fn timed<'c>(note: &'c Note, rows: &'c [&'c LineRow]) -> Option<Timed<'c>> {
    let time = note.time.as_ref()?;
    let (start, stop) = (time.start?.since_midnight(), time.stop?.since_midnight());
    // A nursing contact may fall within any session.
    let is_service = note.kind.is_therapeutic_service() && note.kind != NoteKind::NursingNote;
    (is_service && note.attendance.is_none() && start < stop).then_some(Timed {
        note,
        rows,
        start,
        stop,
        span: time.span,
    })
}

fn are_two_services(case: &Case<'_>, one: &Timed<'_>, other: &Timed<'_>) -> bool {
    let same_kind = one.note.kind == other.note.kind;
    let same_time = (one.start, one.stop) == (other.start, other.stop);
    // Two leaders write of one group; a note amended or copied stands twice.
    if same_kind
        && (same_time
            || one
                .author()
                .is_some_and(|author| Some(author) == other.author()))
    {
        return false;
    }
    let is_add_on = |row: &LineRow| {
        let codes = ["90785", "90833", "90836", "90838", "90840"];
        bills_any(case.ledger.service_line(row.id), &codes)
    };
    let has_own =
        |one: &Timed<'_>, other: &Timed<'_>| one.own_rows(other).any(|row| !is_add_on(row));
    let mixed = one.rows.iter().chain(other.rows).any(|row| is_add_on(row));
    // A session within a program day that is billed per diem alone is one billed service.
    has_own(one, other) && has_own(other, one) && !mixed
}

fn note_conflict<'c>(
    found: &mut BTreeMap<LineId, Conflict<'c>>,
    own: &Timed<'c>,
    other: &Timed<'c>,
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
        });
        conflict.others.insert(other.span);
        conflict.minutes = conflict.minutes.max(minutes);
    }
}

fn finding(case: &Case<'_>, date: ServiceDate, conflict: &Conflict<'_>) -> Finding {
    let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
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

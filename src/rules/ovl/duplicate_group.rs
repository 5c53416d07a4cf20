//! OVL-012: more groups were billed for a day than the notes show groups held.

use super::sessions::clock;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Note, NoteKind, PersonName, ServiceDate, Units};
use crate::policy::{ServiceFamily, UnitBasis};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::counted;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Span;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-012",
    name: "duplicate-group-billing",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "group sessions billed by the session",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "Two group notes of the patient name the same time of one day (starts and stops no \
             further apart than overlap.minutes), and more group sessions are billed for the day \
             than different groups are documented; a group note without a time counts as a group \
             of its own. It warns where the two notes have different authors and the chart was \
             not declared complete, since a second group's note may be missing beside that of a \
             co-leader. One note for two lines is COD-024.",
    why: "A patient attends a group once, however many leaders write of it; the second payment for \
          the slot is an overpayment.",
    cure: &[Cure::C5],
    params: &["overlap.minutes", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut billed: BTreeMap<ServiceDate, Vec<&LineRow>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        let is_group = row.billed.family == ServiceFamily::Group
            && row.billed.unit == UnitBasis::Session
            && !row.payment.denied;
        if let (true, [day]) = (is_group, row.days.as_slice()) {
            billed.entry(*day).or_default().push(row);
        }
    }
    let slack = u32::try_from(case.policy.number("overlap.minutes")).unwrap_or(0);
    for (day, rows) in billed {
        let slots = slots(case, day, slack);
        let sessions: i64 = rows.iter().map(|row| units(case, row)).sum();
        let excess = sessions.saturating_sub(slots.len() as i64);
        let twice = slots.iter().find(|slot| slot.notes.len() > 1);
        match twice {
            Some(slot) if excess > 0 => {
                let found = finding(case, day, &rows, slot, (sessions, slots.len(), excess));
                found.into_iter().for_each(|finding| checks.report(finding));
            }
            _ => checks.pass(&RULE),
        }
    }
}

/// One group of the day with the notes that speak of it.
struct Slot<'c> {
    time: Option<(u32, u32)>,
    notes: Vec<&'c Note>,
}

fn slots<'c>(case: &Case<'c>, day: ServiceDate, slack: u32) -> Vec<Slot<'c>> {
    let mut slots: Vec<Slot<'c>> = Vec::new();
    let notes = case.ledger.notes_on(day).iter();
    for note in notes.map(|&index| case.ledger.note(index)) {
        let is_group = note.kind == NoteKind::GroupNote
            && note.date() == Some(day)
            && note.attendance.is_none();
        if !is_group {
            continue;
        }
        let time = note
            .time
            .as_ref()
            .and_then(|time| Some((time.start?.since_midnight(), time.stop?.since_midnight())));
        let same = |slot: &&mut Slot<'c>| match (slot.time, time) {
            (Some(one), Some(other)) => {
                one.0.abs_diff(other.0) <= slack && one.1.abs_diff(other.1) <= slack
            }
            _ => false,
        };
        match slots.iter_mut().find(same) {
            Some(slot) => slot.notes.push(note),
            None => slots.push(Slot {
                time,
                notes: vec![note],
            }),
        }
    }
    slots
}

fn units(case: &Case<'_>, row: &LineRow) -> i64 {
    let units = case.ledger.service_line(row.id).units.as_ref();
    units.map_or(1, |units| units.value.floor().max(1))
}

fn finding(
    case: &Case<'_>,
    day: ServiceDate,
    rows: &[&LineRow],
    slot: &Slot<'_>,
    (sessions, held, excess): (i64, usize, i64),
) -> Option<Finding> {
    // The last line that rests on the slot, else the last of the day.
    let rests = |row: &&&LineRow| {
        case.documentation(row).any(|(_, note)| {
            slot.notes
                .iter()
                .any(|of_slot| of_slot.place() == note.place())
        })
    };
    let row = rows.iter().rfind(rests).or(rows.last())?;
    let (start, stop) = slot.time.unwrap_or_default();
    let message = format!(
        "{} billed for {day} ({} on this line), {} documented: {} notes speak of the group from {} \
         to {}",
        counted(
            usize::try_from(sessions).unwrap_or_default(),
            "group session"
        ),
        code_words(case.ledger.service_line(row.id)),
        held,
        slot.notes.len(),
        clock(start),
        clock(stop)
    );
    let of_row = units(case, row);
    let at_risk = if excess < of_row {
        AtRisk::units(row.id, Units::whole(excess))
    } else {
        risk_of_days(row, &row.days)
    };
    let author = |note: &Note| {
        let author = note.author.as_ref()?;
        PersonName::parse(&author.value).map(|name| name.key())
    };
    let first = slot.notes.first().and_then(|note| author(note));
    let one_author = slot.notes.iter().all(|note| author(note) == first);
    let sure = one_author || case.chart_is_complete();
    let place = |note: &&Note| -> Span { note.time.map_or_else(|| head(note), |time| time.span) };
    let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
        .risking(at_risk)
        .with_all(
            slot.notes
                .iter()
                .take(4)
                .map(|note| Evidence::supports(place(note))),
        )
        .with_confidence(
            if sure { 88 } else { 65 },
            case.policy.number("fail.confidence"),
        );
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn groups(notes: &[&str], lines: &str) -> String {
        let notes: String = notes
            .iter()
            .map(|note| format!("note 2026-01-05 group {note}\n"))
            .collect();
        format!("{notes}claim C1 P\n{lines}")
    }

    const TWO: &str = "line 2026-01-05 90853\nline 2026-01-05 90853 mod 59";

    #[test]
    fn fires_on_the_second_line_for_one_slot() {
        let case = groups(&["10:00-11:00", "10:00-11:00"], TWO);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/2 2026-01-05"]);
        let units = groups(
            &["10:00-11:00", "10:02-11:00"],
            "line 2026-01-05 H0005 units 2",
        );
        assert_eq!(outcomes(&RULE, &units), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn two_leaders_warn_until_the_chart_is_complete() {
        let case = groups(&["10:00-11:00", "10:00-11:00 by \"Ann Poe\" LPC"], TWO);
        assert_eq!(outcomes(&RULE, &case), ["warn C1/2 2026-01-05"]);
        let complete = format!("complete\n{case}");
        assert_eq!(outcomes(&RULE, &complete), ["fail C1/2 2026-01-05"]);
    }

    #[test]
    fn two_leaders_of_a_group_billed_once_and_two_groups_pass() {
        for case in [
            groups(
                &["10:00-11:00", "10:00-11:00 by \"Ann Poe\" LPC"],
                "line 2026-01-05 90853",
            ),
            groups(&["10:00-11:00", "11:15-12:15"], TWO),
            groups(&["10:00-11:00", "10:00-11:00", "minutes 60"], TWO),
            groups(&["10:00-11:00"], TWO),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn days_without_a_billed_group_are_not_judged() {
        let case = groups(&["10:00-11:00", "10:00-11:00"], "line 2026-01-05 H0015");
        assert_eq!(tally(&RULE, &case), Default::default());
    }
}

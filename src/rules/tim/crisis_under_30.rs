//! TIM-005: crisis psychotherapy was too short for its code or its add-on.

use super::stated::minutes_of;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{NoteKind, ServiceDate};
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-005",
    name: "crisis-under-30",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "crisis psychotherapy 90839 and its add-on 90840",
    authority: &[Authority {
        cite: "CPT time rule",
        verified: true,
    }],
    checks: "All crisis notes of the day together state fewer than 30 minutes for 90839, or fewer \
             than 75 for 90840. Overlapping notes count once.",
    why: "Below 30 minutes the session is individual psychotherapy, and the add-on is reported \
          only from 75 minutes on.",
    cure: &[Cure::C4],
    params: &[
        "crisis.first_minutes",
        "crisis.second_minutes",
        "match.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let lines = || {
        case.live()
            .filter(|(_, _, line)| bills_any(line, &["90839", "90840"]))
    };
    // The first hour and its add-on rest on the same contacts, which need not be continuous.
    let mut notes_of_day: BTreeMap<ServiceDate, BTreeSet<usize>> = BTreeMap::new();
    for (row, _, _) in lines() {
        for (link, _) in case.documentation(row) {
            let notes = notes_of_day.entry(link.day).or_default();
            notes.insert(link.note);
            notes.extend(
                case.ledger
                    .notes_on(link.day)
                    .iter()
                    .copied()
                    .filter(|&note| {
                        let note = case.ledger.note(note);
                        note.kind == NoteKind::CrisisNote && note.attendance.is_none()
                    }),
            );
        }
    }
    for (row, _, _) in lines() {
        let notes: Option<&BTreeSet<usize>> =
            row.days.first().and_then(|day| notes_of_day.get(day));
        let minutes =
            notes.and_then(|notes| minutes_of(notes.iter().map(|&note| case.ledger.note(note))));
        match (notes, minutes) {
            (Some(notes), Some(minutes)) if minutes > 0 => judge(case, checks, row, notes, minutes),
            _ => checks.not_applicable(&RULE),
        }
    }
}

fn judge(
    case: &Case<'_>,
    checks: &mut Checks,
    row: &LineRow,
    notes: &BTreeSet<usize>,
    minutes: u32,
) {
    let line = case.ledger.service_line(row.id);
    let key = if bills_any(line, &["90839"]) {
        "crisis.first_minutes"
    } else {
        "crisis.second_minutes"
    };
    let least = case.number_for(row, key);
    if i64::from(minutes) >= least {
        checks.pass(&RULE);
        return;
    }
    let message = format!(
        "{} needs {least} minutes of crisis service on the day, the notes state {minutes}",
        code_words(line)
    );
    let times = notes
        .iter()
        .filter_map(|&note| case.ledger.note(note).time.as_ref());
    let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
        .risking(AtRisk::whole(row.id))
        .with_all(times.take(6).map(|time| Evidence::supports(time.span)));
    checks.report(finding);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn session(time: &str, lines: &str) -> String {
        format!("note 2026-01-05 crisis {time}\nclaim C1 P\n{lines}")
    }

    const FIRST: &str = "line 2026-01-05 90839";
    const BOTH: &str = "line 2026-01-05 90839\nline 2026-01-05 90840";

    #[test]
    fn fires_below_each_minimum() {
        assert_eq!(
            outcomes(&RULE, &session("09:00-09:29", FIRST)),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &session("09:00-10:14", BOTH)),
            ["fail C1/2 2026-01-05"]
        );
    }

    #[test]
    fn the_minimum_passes_also_over_two_contacts() {
        assert_eq!(outcomes(&RULE, &session("09:00-09:30", FIRST)), [""; 0]);
        assert_eq!(outcomes(&RULE, &session("09:00-10:15", BOTH)), [""; 0]);
        let two = format!(
            "note 2026-01-05 crisis 08:00-08:40\n{}",
            session("12:00-12:45", BOTH)
        );
        assert_eq!(outcomes(&RULE, &two), [""; 0]);
    }

    #[test]
    fn no_note_or_time_is_not_this_rule() {
        assert_eq!(tally(&RULE, &session("", FIRST)).not_applicable, 1);
        assert_eq!(
            tally(&RULE, &format!("claim C1 P\n{FIRST}")).not_applicable,
            1
        );
    }
}

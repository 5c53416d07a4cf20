//! TIM-001: the note of a code that is chosen or counted by time states no time.

use super::stated::{PSYCHOTHERAPY, of_date};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Note, Remark, RemarkKind, ServiceDate};
use crate::policy::UnitBasis;
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-001",
    name: "no-time-documented-timed-code",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "psychotherapy 90832 to 90838, codes of 15 minutes, codes of an hour",
    authority: &[Authority {
        cite: "CPT time rule; Medicare local coverage determinations for psychotherapy",
        verified: true,
    }],
    checks: "The notes that document the line state neither start and stop nor total minutes. Where \
             a note holds minutes or times that may be the session's and that were not understood, it \
             is no-data. A line without a note is not this rule.",
    why: "A code chosen by time cannot be verified without a time in the record, so it is denied \
          or paid at the shortest code.",
    cure: &[Cure::C3, Cure::C0],
    params: &["match.confidence", "fail.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        let by_time = matches!(row.billed.unit, UnitBasis::Fifteen | UnitBasis::Hour);
        if !by_time && !bills_any(line, &PSYCHOTHERAPY) {
            continue;
        }
        let mut by_day: ByDay<'_> = BTreeMap::new();
        for (link, note) in case.documentation(row) {
            by_day
                .entry(link.day)
                .or_default()
                .push((link.confidence, note));
        }
        if by_day.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        // Times that contradict each other are TIM-006's: the note does state them. A visit that did
        // not happen has none, and is TIM-014's.
        let is_untimed = |note: &Note| {
            note.time.is_none()
                && note.attendance.is_none()
                && note.remarks.first(RemarkKind::ImpossibleTimes).is_none()
        };
        // "Psychotherapy 25 minutes, apart from the visit" is all the time that an add-on asks for.
        let is_add_on = bills_any(line, &ADD_ONS);
        let is_told = |note: &Note| is_add_on && has_therapy_minutes(note);
        by_day.retain(|_, notes| {
            let mut notes = notes.iter();
            notes.all(|(_, note)| is_untimed(note) && !is_told(note))
        });
        if by_day.is_empty() || attended_by_sheet(case, row, &by_day) {
            checks.pass(&RULE);
            continue;
        }
        let (unread, untimed): (ByDay<'_>, ByDay<'_>) = by_day
            .into_iter()
            .partition(|(_, notes)| notes.iter().any(|(_, note)| unread(note).is_some()));
        if !unread.is_empty() {
            checks.report(not_understood(case, row, &unread));
        }
        if !untimed.is_empty() {
            checks.report(finding(case, row, &untimed));
        }
    }
}

/// The notes of each day with how sure it is that they document the line.
type ByDay<'n> = BTreeMap<ServiceDate, Vec<(u8, &'n Note)>>;

/// Psychotherapy that is billed beside a visit.
const ADD_ONS: [&str; 3] = ["90833", "90836", "90838"];

fn has_therapy_minutes(note: &Note) -> bool {
    let mut therapy = note.remarks.of(RemarkKind::TherapyTime);
    therapy.any(|remark| remark.minutes.is_some())
}

/// Returns the minutes or times in a note that may be the session's and were not understood.
fn unread(note: &Note) -> Option<&Remark> {
    let mut therapy = note.remarks.of(RemarkKind::TherapyTime);
    let unread = note.remarks.first(RemarkKind::UnreadTime);
    unread.or_else(|| therapy.find(|remark| remark.minutes.is_some() || remark.from.is_some()))
}

fn not_understood(case: &Case<'_>, row: &LineRow, by_day: &ByDay<'_>) -> Finding {
    let line = case.ledger.service_line(row.id);
    let days: Vec<ServiceDate> = by_day.keys().copied().collect();
    let message = format!(
        "{} is billed by time, and {} states minutes or times that were not understood as the \
         session's; look whether they are",
        code_words(line),
        which(&days),
    );
    let places = by_day
        .values()
        .flatten()
        .filter_map(|(_, note)| unread(note));
    let places = places.take(6).map(|remark| Evidence::searched(remark.span));
    on_line(case, RULE.finding(Outcome::NoData, message), row).with_all(places)
}

/// Returns the notes of some days in words.
fn which(days: &[ServiceDate]) -> String {
    match days {
        [day] => format!("the note {}", of_date(Some(*day))),
        _ => format!("the notes of {}", listed(days)),
    }
}

/// Returns whether an hourly program's sheet gives the times: such programs keep time there, and
/// a group note of the day often states none.
fn attended_by_sheet(case: &Case<'_>, row: &LineRow, by_day: &ByDay<'_>) -> bool {
    row.billed.unit == UnitBasis::Hour
        && by_day.keys().all(|day| {
            case.ledger
                .days
                .get(day)
                .is_some_and(|day| day.sheet_minutes.is_some_and(|m| m > 0))
        })
}

fn finding(case: &Case<'_>, row: &LineRow, by_day: &ByDay<'_>) -> Finding {
    let line = case.ledger.service_line(row.id);
    let days: Vec<ServiceDate> = by_day.keys().copied().collect();
    let notes = || by_day.values().flatten();
    let which = which(&days);
    let message = format!(
        "{} is billed by time, but {which} states neither start and stop nor total minutes",
        code_words(line)
    );
    let confidence = notes()
        .map(|(link, note)| (*link).min(note.boundary_confidence))
        .min()
        .unwrap_or(95);
    let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
        .risking(risk_of_days(row, &days))
        .with_all(
            notes()
                .take(6)
                .map(|(_, note)| Evidence::supports(head(note))),
        )
        .with_all(
            notes()
                .take(6)
                .map(|(_, note)| Evidence::searched(note.place())),
        );
    finding.with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    #[test]
    fn fires_without_any_time() {
        let case = "note 2026-01-05 individual\nclaim C1 P\nline 2026-01-05 90834";
        assert_eq!(outcomes(&RULE, case), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, case)[0].at_risk.len(), 1);
        let case = "note 2026-01-05 case-management\nclaim C1 P\nline 2026-01-05 H2015 units 4";
        assert_eq!(outcomes(&RULE, case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_time_of_any_form_and_untimed_codes_pass() {
        for case in [
            "note 2026-01-05 individual minutes 45\nclaim C1 P\nline 2026-01-05 90834",
            "note 2026-01-05 individual 09:00-09:45\nclaim C1 P\nline 2026-01-05 90834",
            "note 2026-01-05 group\nclaim C1 P\nline 2026-01-05 90853",
            "note 2026-01-05 assessment\nclaim C1 P\nline 2026-01-05 90791",
            "note 2026-01-05 group\nattend 2026-01-05 Process 09:00-11:00 present
            claim C1 P\nline 2026-01-05 H2012 units 2",
        ] {
            assert_eq!(outcomes(&RULE, case), [""; 0], "{case}");
        }
    }

    #[test]
    fn minutes_that_were_not_understood_are_no_data() {
        let case = |remark: &str| {
            format!("note 2026-01-05 individual {remark}\nclaim C1 P\nline 2026-01-05 90834")
        };
        for remark in ["unread-time", "therapy 18"] {
            assert_eq!(
                outcomes(&RULE, &case(remark)),
                ["no-data C1/1 2026-01-05"],
                "{remark}"
            );
        }
        let add_on = case("therapy 18").replace("90834", "90833");
        assert_eq!(outcomes(&RULE, &add_on), [""; 0]);
        // Minutes of lateness are no session's.
        assert_eq!(outcomes(&RULE, &case("late 20")), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_line_without_a_note_is_left_to_the_note_rule() {
        let case = "claim C1 P\nline 2026-01-05 90834";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}

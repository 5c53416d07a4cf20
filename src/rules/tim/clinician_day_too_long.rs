//! TIM-008: a clinician's sessions of one day are longer than any scheduled shift.

use super::implausible_round_times::spoken;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{Interval, PatientSummary, Slot, total_minutes};
use crate::model::ServiceDate;
use crate::policy::Policy;
use crate::rules::dates::{counted, listed};
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-008",
    name: "session-longer-than-scheduled-shift",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "sessions of one clinician with start and stop; shift and nursing notes are not \
                 sessions",
    authority: &[Authority {
        cite: "HHS OIG audit practice",
        verified: false,
    }],
    checks: "The sessions that one clinician's notes of a day state, over all patients and with \
             overlap counted once, add up to more than 12 hours. One warning per clinician with \
             the days.",
    why: "No shift holds so many hours of sessions; a payer takes such days as proof that times \
          were written from the schedule, and extrapolates.",
    cure: &[Cure::C9],
    params: &["clinician.day_hours"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Facility(check),
};

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    let mut diaries: BTreeMap<&str, BTreeMap<ServiceDate, Vec<&Slot>>> = BTreeMap::new();
    for slot in patients.iter().flat_map(|patient| &patient.slots) {
        // A last name alone may be two people's.
        if slot.author.ends_with('|') || slot.author.starts_with('|') {
            continue;
        }
        diaries
            .entry(&*slot.author)
            .or_default()
            .entry(slot.date)
            .or_default()
            .push(slot);
    }
    let most = policy
        .number("clinician.day_hours")
        .max(0)
        .saturating_mul(60);
    for (author, days) in diaries {
        let mut long: Vec<(ServiceDate, u32, Vec<&Slot>)> = Vec::new();
        for (date, mut slots) in days {
            let mut intervals: Vec<Interval> = slots
                .iter()
                .map(|slot| Interval::new(slot.start, slot.stop))
                .collect();
            let minutes = total_minutes(&mut intervals);
            if i64::from(minutes) > most {
                slots.sort_by_key(|slot| (slot.start, slot.stop, slot.time_span));
                long.push((date, minutes, slots));
            }
        }
        if long.is_empty() {
            checks.pass(&RULE);
        } else {
            checks.report(finding(author, most / 60, &long));
        }
    }
}

fn finding(author: &str, hours: i64, long: &[(ServiceDate, u32, Vec<&Slot>)]) -> Finding {
    let dates: Vec<ServiceDate> = long.iter().map(|(date, ..)| *date).collect();
    let longest = long.iter().map(|(_, minutes, _)| *minutes).max();
    let longest = longest.unwrap_or(0);
    let message = format!(
        "the sessions in notes of {} add up to more than {hours} hours on {} (up to {} h {:02}): {}",
        spoken(author),
        counted(dates.len(), "day"),
        longest / 60,
        longest % 60,
        listed(&dates)
    );
    let mut finding = RULE.finding(Outcome::Warn, message);
    if let (Some(&first), Some(&last)) = (dates.first(), dates.last()) {
        finding = finding.from_to(first, last);
    }
    let slots = || long.iter().flat_map(|(.., slots)| slots.iter());
    // A group of twelve has one time: each is cited once.
    let mut places: BTreeMap<(ServiceDate, u32, u32), _> = BTreeMap::new();
    for slot in slots() {
        places
            .entry((slot.date, slot.start, slot.stop))
            .or_insert(slot.time_span);
    }
    let author = slots().next().and_then(|slot| slot.author_span);
    finding
        .with_all(author.map(Evidence::supports))
        .with_all(places.into_values().take(16).map(Evidence::supports))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    #[test]
    fn fires_on_a_day_of_more_sessions_than_a_shift_holds() {
        let case =
            "patient P1\nnote 2026-01-05 group 07:00-12:00\nnote 2026-01-05 group 12:30-17:00
            patient P2\nnote 2026-01-05 individual 17:00-21:00";
        assert_eq!(outcomes(&RULE, case), ["warn - 2026-01-05"]);
        let found = findings(&RULE, case);
        assert!(found[0].message.contains("13 h 30"), "{}", found[0].message);
        let few = case.replace("17:00-21:00", "17:00-19:00");
        assert_eq!(tally(&RULE, &few).pass, 1);
    }

    #[test]
    fn one_group_of_many_patients_counts_once() {
        let case = "patient P1\nnote 2026-01-05 group 09:00-16:00
            patient P2\nnote 2026-01-05 group 09:00-16:00";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }

    #[test]
    fn shifts_and_notes_without_times_are_no_sessions() {
        for case in [
            "note 2026-01-05 shift 07:00-22:00",
            "note 2026-01-05 nursing 07:00-22:00",
            "note 2026-01-05 individual minutes 800",
        ] {
            assert_eq!(outcomes(&RULE, case), [""; 0], "{case}");
        }
    }
}

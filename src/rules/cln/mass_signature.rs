//! CLN-008: one author signed many notes of several sessions within minutes.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{PatientSummary, SignedNote};
use crate::model::ServiceDate;
use crate::policy::Policy;
use crate::rules::dates::listed;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-008",
    name: "mass-signature-same-minute",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "signed chart notes with the time of the signature",
    authority: &[Authority {
        cite: "OIG work on electronic signatures",
        verified: false,
    }],
    checks: "One author signed at least mass_signature.notes notes within \
             mass_signature.minutes minutes, of at least mass_signature.sessions different \
             sessions (date and start time). The members of one group, signed together after \
             it, are one session. Times that an export fills in (midnight, one minute before) \
             do not count. One finding an author, with its largest batch; no dollars.",
    why: "Notes signed by the dozen were not read when they were signed, and often not written on \
          their days. It is a pattern that makes a payer look at every note of the author.",
    cure: &[Cure::C9],
    params: &[
        "mass_signature.notes",
        "mass_signature.minutes",
        "mass_signature.sessions",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Facility(check),
};

/// A note and the minute, counted from an old date, in which it was signed.
struct Signed<'s> {
    minute: i64,
    note: &'s SignedNote,
    patient: &'s str,
}

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    let mut by_author: BTreeMap<&str, Vec<Signed<'_>>> = BTreeMap::new();
    for patient in patients {
        for note in &patient.signed {
            // Exports without a clock write midnight or the day's last minute.
            if note.minute == 0 || note.minute == 1439 {
                continue;
            }
            by_author.entry(&note.author).or_default().push(Signed {
                minute: i64::from(note.minute) + 1440 * days(note.signed_on),
                note,
                patient: &patient.patient,
            });
        }
    }
    let number = |key: &str| policy.number(key);
    let least_notes = usize::try_from(number("mass_signature.notes")).unwrap_or(usize::MAX);
    let least_sessions = usize::try_from(number("mass_signature.sessions")).unwrap_or(usize::MAX);
    let window = number("mass_signature.minutes");
    for signed in by_author.values_mut() {
        signed.sort_by_key(|signed| (signed.minute, signed.note.span));
        let mut best: Option<(usize, usize)> = None;
        let mut from = 0;
        for to in 0..signed.len() {
            while signed[to].minute - signed[from].minute > window {
                from += 1;
            }
            let count = to + 1 - from;
            let is_larger = best.is_none_or(|(from, to)| count > to + 1 - from);
            if count >= least_notes && is_larger && sessions(&signed[from..=to]) >= least_sessions {
                best = Some((from, to));
            }
        }
        match best.and_then(|(from, to)| signed.get(from..=to)) {
            Some(batch) => checks.report(finding(batch)),
            None => checks.pass(&RULE),
        }
    }
}

fn days(date: ServiceDate) -> i64 {
    ServiceDate::new(2000, 1, 1).map_or(0, |first| date.days_since(first))
}

fn sessions(batch: &[Signed<'_>]) -> usize {
    let sessions = batch.iter().map(|signed| {
        let note = signed.note;
        // Individual sessions of two patients at one time are two, whatever else is wrong.
        let patient = if note.is_group { "" } else { signed.patient };
        (note.date, note.start, patient)
    });
    sessions.collect::<BTreeSet<_>>().len()
}

fn finding(batch: &[Signed<'_>]) -> Finding {
    let patients: BTreeSet<&str> = batch.iter().map(|signed| signed.patient).collect();
    let dates: BTreeSet<ServiceDate> = batch.iter().map(|signed| signed.note.date).collect();
    let dates: Vec<ServiceDate> = dates.into_iter().collect();
    let (first, last) = (batch.first(), batch.last());
    let minutes = first
        .zip(last)
        .map_or(0, |(first, last)| last.minute - first.minute);
    let (name, signed_on) = first.map_or(("", None), |first| {
        (&*first.note.name, Some(first.note.signed_on))
    });
    let message = format!(
        "{name} signed {} notes of {} sessions and {} patients within {} on {}; they are of {}",
        batch.len(),
        sessions(batch),
        patients.len(),
        match minutes {
            0 => "one minute".to_owned(),
            1 => "1 minute".to_owned(),
            minutes => format!("{minutes} minutes"),
        },
        signed_on.map_or_else(String::new, |date| date.to_string()),
        listed(&dates),
    );
    let finding = RULE.finding(Outcome::Fail, message).with_all(
        batch
            .iter()
            .take(20)
            .map(|signed| Evidence::supports(signed.note.span)),
    );
    match signed_on {
        Some(date) => finding.dated(date),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    /// Notes of some sessions with so many members, signed from 16:00 on, one every `step`.
    fn batch(sessions: u32, members: u32, step: u32) -> String {
        let mut case = String::new();
        let mut minute = 0;
        for member in 0..members {
            case.push_str(&format!("patient P{member}\n"));
            for session in 0..sessions {
                case.push_str(&format!(
                    "note 2026-01-0{} group 09:00-10:00 signed 2026-01-09 at 16:{:02}\n",
                    session + 5,
                    minute,
                ));
                minute = (minute + step) % 60;
            }
        }
        case
    }

    #[test]
    fn fires_once_an_author_on_many_sessions_in_a_minute() {
        let case = batch(3, 6, 0);
        assert_eq!(outcomes(&RULE, &case), ["fail - 2026-01-09"]);
        let message = &findings(&RULE, &case)[0].message;
        assert!(
            message.contains("18 notes of 3 sessions and 6 patients"),
            "{message}"
        );
    }

    #[test]
    fn one_group_and_signatures_over_an_hour_do_not_fire() {
        for case in [batch(1, 20, 0), batch(3, 6, 3), batch(2, 7, 0)] {
            assert_eq!(outcomes(&RULE, &case), [""; 0]);
            assert_eq!(tally(&RULE, &case).pass, 1);
        }
    }

    #[test]
    fn signatures_without_a_time_do_not_count() {
        let case = batch(3, 6, 0).replace(" at 16:00", "");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        let midnight = batch(3, 6, 0).replace(" at 16:00", " at 00:00");
        assert_eq!(outcomes(&RULE, &midnight), [""; 0]);
    }
}

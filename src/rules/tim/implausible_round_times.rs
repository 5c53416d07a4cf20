//! TIM-007: nearly all of a clinician's sessions begin on the quarter hour and last equally long.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{PatientSummary, Slot};
use crate::model::{NoteKind, ServiceDate};
use crate::policy::Policy;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-007",
    name: "implausible-round-times",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "individual, family and other single sessions with start and stop; groups run by \
                 a schedule and are not judged",
    authority: &[Authority {
        cite: "HHS OIG audit practice",
        verified: false,
    }],
    checks: "Of at least 40 single sessions of one clinician over all patients, at least 95 \
             percent begin exactly on a quarter hour and have the same length. One warning per \
             clinician.",
    why: "Real sessions begin late and end early; times that never vary look copied from the \
          schedule, and a payer then asks for the audit log of every note.",
    cure: &[Cure::C9],
    params: &["round_times.sessions", "round_times.percent"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Facility(check),
};

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    let mut by_author: BTreeMap<&str, BTreeSet<Session>> = BTreeMap::new();
    for slot in patients.iter().flat_map(|patient| &patient.slots) {
        // A last name alone may be two people's.
        let is_whole_name = !slot.author.ends_with('|') && !slot.author.starts_with('|');
        if is_whole_name && is_single_session(slot.kind) {
            by_author
                .entry(&*slot.author)
                .or_default()
                .insert(Session::of(slot));
        }
    }
    let least = policy.number("round_times.sessions");
    let percent = policy.number("round_times.percent");
    for (author, sessions) in by_author {
        // A session noted twice, for two members of a family, is one.
        let mut distinct: BTreeMap<(ServiceDate, u32), &Session> = BTreeMap::new();
        for session in &sessions {
            distinct
                .entry((session.date, session.start))
                .or_insert(session);
        }
        let count = distinct.len() as i64;
        if count < least.max(1) {
            checks.not_applicable(&RULE);
            continue;
        }
        let mut lengths: BTreeMap<u32, i64> = BTreeMap::new();
        for session in distinct.values().filter(|session| session.is_round()) {
            *lengths.entry(session.length()).or_default() += 1;
        }
        let most = lengths
            .iter()
            .max_by_key(|(length, count)| (**count, std::cmp::Reverse(**length)));
        match most {
            Some((&length, &round)) if round * 100 >= percent * count => {
                let sessions: Vec<&Session> = distinct.into_values().collect();
                checks.report(finding(author, &sessions, length, round));
            }
            _ => checks.pass(&RULE),
        }
    }
}

/// Returns whether a note of the kind is of one session as it recurs week by week; evaluations
/// are long and seldom.
fn is_single_session(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::IndividualNote
            | NoteKind::FamilyNote
            | NoteKind::ProgressNote
            | NoteKind::PrescriberNote
    )
}

/// One timed session of a clinician.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Session {
    date: ServiceDate,
    start: u32,
    stop: u32,
    place: Span,
    author: Option<Span>,
}

impl Session {
    fn of(slot: &Slot) -> Self {
        Self {
            date: slot.date,
            start: slot.start,
            stop: slot.stop,
            place: slot.time_span,
            author: slot.author_span,
        }
    }

    fn is_round(&self) -> bool {
        self.start.is_multiple_of(15)
    }

    fn length(&self) -> u32 {
        self.stop.saturating_sub(self.start)
    }
}

fn finding(author: &str, sessions: &[&Session], length: u32, round: i64) -> Finding {
    let message = format!(
        "{round} of {} single sessions of {} begin exactly on a quarter hour and last exactly \
         {length} minutes",
        sessions.len(),
        spoken(author)
    );
    let mut finding = RULE.finding(Outcome::Warn, message);
    if let (Some(first), Some(last)) = (sessions.first(), sessions.last()) {
        finding = finding.from_to(first.date, last.date);
        finding = finding.with_all(first.author.map(Evidence::supports));
    }
    finding.with_all(
        sessions
            .iter()
            .filter(|session| session.is_round() && session.length() == length)
            .take(12)
            .map(|session| Evidence::supports(session.place)),
    )
}

/// Returns the folded name of an author in reading order: `Roe, Dana`.
pub(super) fn spoken(author: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    let parts: Vec<String> = author.split('|').map(capital).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    /// Draws sessions, one a day, by a rule for their times.
    fn sessions(count: u32, kind: &str, times: impl Fn(u32) -> String) -> String {
        let first = ServiceDate::new(2026, 1, 5).expect("a date");
        (0..count)
            .map(|place| {
                let date = first.plus_days(i64::from(place));
                format!("note {date} {kind} {}\n", times(place))
            })
            .collect()
    }

    #[test]
    fn fires_on_times_that_never_vary() {
        let case = sessions(40, "individual", |_| "10:00-11:00".to_owned());
        assert_eq!(outcomes(&RULE, &case), ["warn - 2026-01-05..2026-02-13"]);
        let found = findings(&RULE, &case);
        assert!(
            found[0]
                .message
                .contains("40 of 40 single sessions of Roe, Dana"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn times_as_they_happen_few_sessions_and_groups_pass() {
        let varied = sessions(60, "individual", |place| {
            format!("10:0{}-10:5{}", place % 7, place % 9)
        });
        assert_eq!(tally(&RULE, &varied).pass, 1);
        let nearly = sessions(40, "individual", |place| {
            let stop = if place % 10 == 0 { "10:52" } else { "11:00" };
            format!("10:00-{stop}")
        });
        assert_eq!(outcomes(&RULE, &nearly), [""; 0]);
        let few = sessions(39, "individual", |_| "10:00-11:00".to_owned());
        assert_eq!(tally(&RULE, &few).not_applicable, 1);
        let groups = sessions(60, "group", |_| "10:00-11:00".to_owned());
        assert_eq!(outcomes(&RULE, &groups), [""; 0]);
    }

    #[test]
    fn notes_without_an_author_belong_to_nobody() {
        let case = sessions(40, "individual", |_| "10:00-11:00 no-author".to_owned());
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }
}

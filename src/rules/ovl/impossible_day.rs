//! OVL-002: one clinician's notes document more hours of a day than a person can work.

use super::clinician_two_places::are_one_session;
use super::sessions::clock;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{PatientSummary, Slot, UntimedService};
use crate::model::{LineId, ServiceDate};
use crate::policy::Policy;
use crate::rules::dates::listed;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-002",
    name: "clinician-impossible-day",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "services of therapists, counselors and prescribers whose notes state a time or a \
                 length",
    authority: &[Authority {
        cite: "HHS OIG audit practice",
        verified: false,
    }],
    checks: "The services that one author's notes document on one day add up to more than \
             impossible_day.warn_hours (warn, low), impossible_day.fail_hours (fail) or \
             impossible_day.critical_hours (fail, critical). A group counts once however many \
             patients were in it, and so does a family or shared session of exactly the same time. \
             Notes of more than impossible_day.longest_hours are shifts and not counted; nor are \
             nurses, technicians and aides. Authors are compared by full name. Beyond the failing \
             hours there is one finding a patient and author, with the days, and the sessions \
             beyond them are at risk; a long day below them is told once for the author, at the \
             first patient with a billed session.",
    why: "Time-based services need the clinician's presence. Auditors add up a clinician's day, \
          and one beyond what a person can work discredits every note of it.",
    cure: &[Cure::C9],
    params: &[
        "impossible_day.warn_hours",
        "impossible_day.fail_hours",
        "impossible_day.critical_hours",
        "impossible_day.longest_hours",
        "overlap.group_slack",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Facility(check),
};

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    let limits = Limits::of(policy);
    let mut found: BTreeMap<(usize, &str), Vec<Share>> = BTreeMap::new();
    let mut long: BTreeMap<&str, (usize, Vec<Share>)> = BTreeMap::new();
    for ((author, date), diary) in diaries(patients, &limits) {
        let day = diary.day(&limits);
        if day.minutes <= limits.warn {
            checks.pass(&RULE);
            continue;
        }
        let spans = diary.spans();
        if day.minutes <= limits.fail {
            // A long day is a question to the author; the patients of the day bear no mark of it.
            let first = diary.patients().first().copied();
            let place = long.get(author).map(|(patient, _)| *patient).or(first);
            if let Some(patient) = place {
                let share = diary.share(patient, date, &day, &spans);
                let entry = long.entry(author).or_insert_with(|| (patient, Vec::new()));
                entry.1.push(share);
            }
            continue;
        }
        for patient in diary.patients() {
            let share = diary.share(patient, date, &day, &spans);
            found.entry((patient, author)).or_default().push(share);
        }
    }
    let long = long
        .into_iter()
        .map(|(author, (patient, shares))| ((patient, author), shares));
    for ((patient, _), shares) in found.into_iter().chain(long) {
        if let Some(patient) = patients.get(patient) {
            checks.report(finding(patient, &shares, &limits));
        }
    }
}

/// The limits, in minutes.
struct Limits {
    warn: u32,
    fail: u32,
    critical: u32,
    longest: u32,
    slack: u32,
}

impl Limits {
    fn of(policy: &Policy) -> Self {
        let minutes = |key: &str| {
            let hours = u32::try_from(policy.number(key)).unwrap_or(0);
            hours.saturating_mul(60)
        };
        Self {
            warn: minutes("impossible_day.warn_hours"),
            fail: minutes("impossible_day.fail_hours"),
            critical: minutes("impossible_day.critical_hours"),
            longest: minutes("impossible_day.longest_hours"),
            slack: u32::try_from(policy.number("overlap.group_slack")).unwrap_or(0),
        }
    }
}

/// Everything that one author documented on one day, with the patients by index.
#[derive(Default)]
struct Diary<'s> {
    slots: Vec<(usize, &'s Slot)>,
    untimed: Vec<(usize, &'s UntimedService)>,
}

fn diaries<'s>(
    patients: &'s [PatientSummary],
    limits: &Limits,
) -> BTreeMap<(&'s str, ServiceDate), Diary<'s>> {
    let mut diaries: BTreeMap<(&str, ServiceDate), Diary<'_>> = BTreeMap::new();
    // A last name alone, or with an initial, may be several people's.
    let is_full = |author: &str| {
        let mut parts = author.split('|').map(|part| part.chars().count());
        matches!((parts.next(), parts.next()), (Some(last), Some(first)) if last > 1 && first > 1)
    };
    for (index, patient) in patients.iter().enumerate() {
        for slot in &patient.slots {
            let length = slot.stop.saturating_sub(slot.start);
            if !slot.is_shift_staff && length <= limits.longest && is_full(&slot.author) {
                let diary = diaries.entry((&*slot.author, slot.date));
                diary.or_default().slots.push((index, slot));
            }
        }
        for service in &patient.untimed {
            let counts = !service.is_shift_staff && service.minutes <= limits.longest;
            if counts && is_full(&service.author) {
                let diary = diaries.entry((&*service.author, service.date));
                diary.or_default().untimed.push((index, service));
            }
        }
    }
    for diary in diaries.values_mut() {
        diary
            .slots
            .sort_by_key(|(_, slot)| (slot.start, slot.stop, slot.time_span));
    }
    diaries
}

/// The sum of a diary.
struct Day {
    minutes: u32,
    sessions: usize,
    /// Lines of the sessions that lie beyond the failing hours, by patient.
    beyond: BTreeSet<(usize, LineId)>,
}

impl Diary<'_> {
    fn day(&self, limits: &Limits) -> Day {
        let mut day = Day {
            minutes: 0,
            sessions: 0,
            beyond: BTreeSet::new(),
        };
        // Of untimed groups nothing tells which are one, so those of one length count once.
        let mut lengths = BTreeSet::new();
        for (_, service) in &self.untimed {
            if !service.is_group || lengths.insert(service.minutes) {
                day.minutes += service.minutes;
                day.sessions += 1;
            }
        }
        for (place, (patient, slot)) in self.slots.iter().enumerate() {
            let earlier = self.slots.get(..place).unwrap_or_default();
            let is_known = earlier.iter().any(|(other_patient, other)| {
                let same_note = other_patient == patient
                    && (other.start, other.stop) == (slot.start, slot.stop);
                same_note || are_one_session(other, slot, limits.slack)
            });
            if !is_known {
                day.minutes += slot.stop.saturating_sub(slot.start);
                day.sessions += 1;
            }
            if day.minutes > limits.fail {
                day.beyond
                    .extend(slot.lines.iter().map(|line| (*patient, *line)));
            }
        }
        day
    }

    /// Returns the patients with a billed session.
    fn patients(&self) -> BTreeSet<usize> {
        let timed = self
            .slots
            .iter()
            .map(|(patient, slot)| (patient, &slot.lines));
        let untimed = self
            .untimed
            .iter()
            .map(|(patient, service)| (patient, &service.lines));
        timed
            .chain(untimed)
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(patient, _)| *patient)
            .collect()
    }

    fn spans(&self) -> Vec<Span> {
        let timed = self.slots.iter().map(|(_, slot)| slot.time_span);
        let untimed = self.untimed.iter().map(|(_, service)| service.span);
        timed.chain(untimed).collect()
    }

    fn share(&self, patient: usize, date: ServiceDate, day: &Day, spans: &[Span]) -> Share {
        let own = self.slots.iter().filter(|(index, _)| *index == patient);
        let own: Vec<&Slot> = own.map(|(_, slot)| *slot).collect();
        let own_untimed = self.untimed.iter().filter(|(index, _)| *index == patient);
        let own_untimed: Vec<&UntimedService> = own_untimed.map(|(_, service)| *service).collect();
        let timed = own.iter().map(|slot| slot.time_span);
        let untimed = own_untimed.iter().map(|service| service.span);
        let mut evidence: Vec<Span> = timed.chain(untimed).take(2).collect();
        evidence.extend(own.iter().filter_map(|slot| slot.author_span).take(1));
        let others: Vec<Span> = spans
            .iter()
            .copied()
            .filter(|span| !evidence.contains(span))
            .collect();
        evidence.extend(others.into_iter().take(6));
        let first = self.slots.iter().map(|(_, slot)| slot.start).min();
        let last = self.slots.iter().map(|(_, slot)| slot.stop).max();
        let beyond = day.beyond.iter();
        Share {
            date,
            minutes: day.minutes,
            sessions: day.sessions,
            between: first.zip(last),
            lines: own
                .iter()
                .flat_map(|slot| slot.lines.clone())
                .chain(own_untimed.iter().flat_map(|service| service.lines.clone()))
                .collect(),
            beyond: beyond
                .filter(|(index, _)| *index == patient)
                .map(|(_, line)| *line)
                .collect(),
            evidence,
        }
    }
}

/// One impossible day as it bears on one patient.
struct Share {
    date: ServiceDate,
    minutes: u32,
    sessions: usize,
    between: Option<(u32, u32)>,
    lines: BTreeSet<LineId>,
    beyond: Vec<LineId>,
    evidence: Vec<Span>,
}

fn finding(patient: &PatientSummary, shares: &[Share], limits: &Limits) -> Finding {
    let days: Vec<ServiceDate> = shares.iter().map(|share| share.date).collect();
    let worst = shares.iter().max_by_key(|share| share.minutes);
    let minutes = worst.map_or(0, |share| share.minutes);
    let outcome = if minutes > limits.fail {
        Outcome::Fail
    } else {
        Outcome::Warn
    };
    let mut message = format!(
        "the author's notes document {} hours {} minutes of service in {} sessions",
        minutes / 60,
        minutes % 60,
        worst.map_or(0, |share| share.sessions)
    );
    if let Some((start, stop)) = worst.and_then(|share| share.between) {
        message.push_str(&format!(" between {} and {}", clock(start), clock(stop)));
    }
    if let Some(worst) = worst {
        message.push_str(&format!(" on {}", worst.date));
    }
    if days.len() > 1 {
        message.push_str(&format!(
            "; more than {} hours on each of {}",
            limits.warn / 60,
            listed(&days)
        ));
    }
    let mut finding = RULE.finding(outcome, message);
    finding.patient = Some(patient.patient.clone());
    // A long day is a question, an impossible one an accusation.
    finding.severity = match minutes {
        minutes if minutes > limits.critical => Severity::Critical,
        minutes if minutes > limits.fail => Severity::High,
        _ => Severity::Low,
    };
    if let (Some(&first), Some(&last)) = (days.first(), days.last()) {
        finding = finding.from_to(first, last);
    }
    let lines: BTreeSet<LineId> = shares
        .iter()
        .flat_map(|share| share.lines.clone())
        .collect();
    let name = |id: &LineId| patient.line_names.iter().find(|(known, ..)| known == id);
    let first = lines.first().and_then(name);
    if let Some((id, claim, number)) = first {
        finding = if lines.len() == 1 {
            finding.on_line(claim, *number)
        } else if lines.iter().all(|other| other.claim == id.claim) {
            finding.on_claim(claim)
        } else {
            finding
        };
    }
    for share in shares {
        for line in &share.beyond {
            finding = finding.risking(AtRisk::days(*line, vec![share.date]));
        }
    }
    let evidence = shares
        .iter()
        .take(3)
        .flat_map(|share| share.evidence.clone());
    finding.with_all(evidence.map(Evidence::supports))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    /// Draws a day of so many individual hours from 6:00, each with a patient of its own.
    fn hours(count: u32, by: &str) -> String {
        (0..count)
            .map(|hour| {
                let (from, to) = (6 + hour, 7 + hour);
                format!(
                    "patient P{hour}\nnote 2026-01-05 individual {from:02}:00-{to:02}:00 {by}
                    claim C{hour} P\nline 2026-01-05 90837\n"
                )
            })
            .collect()
    }

    #[test]
    fn warns_beyond_twelve_hours_and_fails_beyond_sixteen() {
        let found = outcomes(&RULE, &hours(13, ""));
        assert_eq!(found, ["warn C0/1 2026-01-05"], "one for the author");
        let found = findings(&RULE, &hours(13, ""));
        assert_eq!(found[0].severity, Severity::Low);
        let day = hours(17, "");
        let found = findings(&RULE, &day);
        let fails = |finding: &Finding| {
            finding.outcome == Outcome::Fail && finding.severity == Severity::High
        };
        assert!(found.iter().all(fails));
        let at_risk = found.iter().filter(|finding| !finding.at_risk.is_empty());
        assert_eq!(at_risk.count(), 1, "the seventeenth hour");
        assert!(
            found[0].message.contains("17 hours 0 minutes"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn more_than_a_day_is_critical() {
        let lengths: String = (0..26)
            .map(|index| format!("patient P{index}\nnote 2026-01-05 individual minutes 60\n"))
            .collect();
        let case = format!(
            "{lengths}note 2026-01-05 individual 10:00-10:53\nclaim C P\nline 2026-01-05 90837"
        );
        let found = findings(&RULE, &case);
        assert_eq!(found.len(), 1, "only the billed patient");
        assert_eq!(found[0].severity, Severity::Critical);
    }

    #[test]
    fn a_long_day_groups_shifts_and_technicians_pass() {
        let group: String = (0..20)
            .map(|index| {
                format!(
                    "patient P{index}\nnote 2026-01-05 group 09:00-12:00
                    claim C{index} I\nline 2026-01-05 H0015 rev 0906\n"
                )
            })
            .collect();
        for case in [
            hours(12, ""),
            hours(13, "by Roe LCSW"),
            hours(13, "by \"Sam Lee\" BHT"),
            group,
            "note 2026-01-05 progress 07:00-23:00\nclaim C I\nline 2026-01-05 H0018 rev 1002"
                .into(),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn notes_without_time_or_author_are_not_judged() {
        let case = "note 2026-01-05 individual\nnote 2026-01-05 individual 09:00-10:00 no-author";
        assert_eq!(tally(&RULE, case), Default::default());
    }
}

//! OVL-014: a clinician's consecutive sessions were at sites too far apart for the time between.

use super::sessions::clock;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{PatientSummary, Slot};
use crate::model::ServiceDate;
use crate::policy::Policy;
use crate::rules::dates::listed;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-014",
    name: "travel-impossible",
    status: RuleStatus::Stable,
    severity: Severity::Low,
    exposure: ExposureKind::None,
    applies_to: "sessions in person whose notes name a site that chartproof.toml knows by its \
                 [[site_distance]] table",
    authority: &[Authority {
        cite: "HHS OIG audit practice",
        verified: false,
    }],
    checks: "Two consecutive sessions of one author on one day are at two sites more than \
             travel.miles apart, and less than travel.minutes lie between the stop of one and the \
             start of the next. Telehealth sessions and overlapping ones (OVL-001) are not \
             judged; without a table of distances the rule says nothing. One finding a patient and \
             author, with the days.",
    why: "Nobody travels that far in that time, so one of the sites or times is wrong, which puts \
          the place of service in question.",
    cure: &[Cure::C9],
    params: &["travel.minutes", "travel.miles"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Facility(check),
};

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    if policy.sites.is_empty() {
        return;
    }
    let mut diaries: BTreeMap<(&str, ServiceDate), Vec<Entry<'_>>> = BTreeMap::new();
    for patient in patients {
        for slot in &patient.slots {
            let is_full = slot.author.split('|').all(|part| part.chars().count() > 1);
            let site = slot
                .site
                .as_deref()
                .and_then(|site| policy.sites.resolve(site));
            if let (true, false, Some(site)) = (is_full, slot.is_telehealth, site) {
                let diary = diaries.entry((&*slot.author, slot.date));
                diary.or_default().push(Entry {
                    patient,
                    slot,
                    site,
                });
            }
        }
    }
    let mut found: BTreeMap<(&str, &str), Vec<Trip<'_>>> = BTreeMap::new();
    for ((author, _), diary) in &mut diaries {
        diary.sort_by_key(|entry| (entry.slot.start, entry.slot.stop, entry.slot.time_span));
        for pair in diary.windows(2) {
            let [from, to] = pair else { continue };
            match trip(policy, from, to) {
                Some(trip) => found
                    .entry((to.patient.patient.as_str(), author))
                    .or_default()
                    .push(trip),
                None => checks.pass(&RULE),
            }
        }
    }
    for trips in found.into_values() {
        checks.report(finding(policy, &trips));
    }
}

/// One session in person.
#[derive(Clone, Copy)]
struct Entry<'s> {
    patient: &'s PatientSummary,
    slot: &'s Slot,
    site: &'s str,
}

/// A way that could not be made.
struct Trip<'s> {
    from: Entry<'s>,
    to: Entry<'s>,
    miles: u32,
    minutes: u32,
}

fn trip<'s>(policy: &Policy, from: &Entry<'s>, to: &Entry<'s>) -> Option<Trip<'s>> {
    let minutes = to.slot.start.checked_sub(from.slot.stop)?;
    let miles = policy.sites.miles(from.site, to.site)?;
    let is_far = i64::from(miles) > policy.number("travel.miles");
    let is_soon = i64::from(minutes) < policy.number("travel.minutes");
    (is_far && is_soon).then_some(Trip {
        from: *from,
        to: *to,
        miles,
        minutes,
    })
}

fn finding(policy: &Policy, trips: &[Trip<'_>]) -> Finding {
    let days: Vec<ServiceDate> = trips.iter().map(|trip| trip.to.slot.date).collect();
    let mut message = trips.first().map_or_else(String::new, |trip| {
        format!(
            "the author ended a session at {} at {} and began this one at {}, {} miles away, at {} \
             on {}: {} minutes between them",
            trip.from.site,
            clock(trip.from.slot.stop),
            trip.to.site,
            trip.miles,
            clock(trip.to.slot.start),
            trip.to.slot.date,
            trip.minutes
        )
    });
    if days.len() > 1 {
        message.push_str(&format!(
            "; less than {} minutes for such a way on {}",
            policy.number("travel.minutes"),
            listed(&days)
        ));
    }
    let mut finding = RULE.finding(Outcome::Warn, message);
    if let Some(trip) = trips.first() {
        finding.patient = Some(trip.to.patient.patient.clone());
        let names = &trip.to.patient.line_names;
        let line = trip.to.slot.lines.first();
        let name = line.and_then(|id| names.iter().find(|(known, ..)| known == id));
        if let (Some((_, claim, number)), 1) = (name, trips.len()) {
            finding = finding.on_line(claim, *number);
        }
    }
    if let (Some(&first), Some(&last)) = (days.first(), days.last()) {
        finding = finding.from_to(first, last);
    }
    let spans = trips
        .iter()
        .take(4)
        .flat_map(|trip| [trip.to.slot.time_span, trip.from.slot.time_span]);
    finding.with_all(spans.map(Evidence::supports))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn day(distance: &str, one: &str, other: &str) -> String {
        format!(
            "{distance}
            patient P1\nnote 2026-01-05 individual {one}\nclaim C1 P\nline 2026-01-05 90837
            patient P2\nnote 2026-01-05 individual {other}\nclaim C2 P\nline 2026-01-05 90837"
        )
    }

    const FAR: &str = "distance \"Mill Road\" Lakeside 18";

    #[test]
    fn fires_on_the_session_after_the_way() {
        let case = day(
            FAR,
            "09:00-10:00 site \"Mill Road\"",
            "10:05-11:00 site Lakeside",
        );
        assert_eq!(outcomes(&RULE, &case), ["warn C2/1 2026-01-05"]);
        assert!(findings(&RULE, &case)[0].message.contains("18 miles"));
    }

    #[test]
    fn time_enough_a_near_site_and_telehealth_pass() {
        for (distance, other) in [
            (FAR, "10:30-11:20 site Lakeside"),
            (FAR, "10:05-11:00 site \"Mill Road\""),
            (FAR, "10:05-11:00 site Elsewhere"),
            (FAR, "09:30-10:30 site Lakeside"),
            (
                "distance \"Mill Road\" Lakeside 6",
                "10:05-11:00 site Lakeside",
            ),
        ] {
            let case = day(distance, "09:00-10:00 site \"Mill Road\"", other);
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{other}");
        }
    }

    #[test]
    fn without_distances_or_sites_nothing_is_judged() {
        let case = day(
            "",
            "09:00-10:00 site \"Mill Road\"",
            "10:05-11:00 site Lakeside",
        );
        assert_eq!(tally(&RULE, &case), Default::default());
        let case = day(FAR, "09:00-10:00", "10:05-11:00");
        assert_eq!(tally(&RULE, &case), Default::default());
    }
}

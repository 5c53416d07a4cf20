//! OVL-008: services were billed for days after the patient's death or inside custody.

use super::rows::{Rows, on_rows};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{DepartureKind, Note, NoteKind, ServiceDate, StayKind};
use crate::rules::dates::{counted, listed};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-008",
    name: "during-jail-or-deceased",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "live lines of patients of whom a claim, a log or a note says that they died or \
                 are in custody",
    authority: &[
        Authority {
            cite: "the state's Medicaid manual",
            verified: false,
        },
        Authority {
            cite: "42 CFR 411.4",
            verified: true,
        },
    ],
    checks: "A live line bills a day after the patient's death, which a patient status of 20 or \
             40 to 42, occurrence code 55, a census row or a note states; or a day inside custody: \
             between two statements of custody or from one to the release, or within a leave for \
             jail. Custody that is told again goes on, up to the release that is told. After a single statement of custody, days of the next custody.days without a \
             service note warn. It warns as well where one source alone tells of the death and \
             notes document services after it, and where notes document services inside custody. \
             Services given in a correctional place (09) are not judged.",
    why: "Nobody can be treated after death, and payers do not pay for people in custody; such \
          payments are returned in full.",
    cure: &[Cure::C5],
    params: &["custody.days", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let deaths = deaths(case);
    let seen = days_with_service(case);
    let custody = custody(case, &seen);
    let mut by_claim: BTreeMap<(usize, bool), Rows<'_>> = BTreeMap::new();
    for (row, claim, line) in case.live() {
        let place = line.place_of_service.as_ref();
        let place = place.or(claim.place_of_service.as_ref());
        let is_inside_jail = place.is_some_and(|place| place.value.as_str() == "09");
        if row.days.is_empty() || (deaths.is_empty() && custody.is_empty()) || is_inside_jail {
            checks.not_applicable(&RULE);
            continue;
        }
        let days_where = |hit: &dyn Fn(ServiceDate) -> bool| -> Vec<ServiceDate> {
            row.days.iter().copied().filter(|day| hit(*day)).collect()
        };
        let after = days_where(&|day| deaths.first().is_some_and(|death| death.on < day));
        let told_there = seen_in_custody(case, row);
        let inside = days_where(&|day| {
            told_there.contains(&day) || custody.iter().any(|span| span.covers(day, &seen))
        });
        match (after.is_empty(), inside.is_empty()) {
            (false, _) => by_claim
                .entry((row.id.claim, true))
                .or_default()
                .push((row, after)),
            (true, false) => {
                let key = (row.id.claim, false);
                by_claim.entry(key).or_default().push((row, inside));
            }
            (true, true) => checks.pass(&RULE),
        }
    }
    for ((_, is_death), rows) in by_claim {
        checks.report(if is_death {
            after_death(case, &deaths, &seen, &rows)
        } else {
            in_custody(case, &custody, &seen, &rows)
        });
    }
}

/// A statement that the patient died.
struct Death {
    on: ServiceDate,
    told_by: String,
    evidence: Evidence,
}

/// Returns the statements of death, the earliest first. A note without a date of death counts
/// from its own day.
fn deaths(case: &Case<'_>) -> Vec<Death> {
    let mut found = Vec::new();
    let live: BTreeSet<usize> = case.ledger.live_lines().map(|row| row.id.claim).collect();
    for claim in live
        .iter()
        .filter_map(|&index| case.record.claims.get(index))
    {
        let expired = claim
            .patient_status
            .as_ref()
            .filter(|status| matches!(status.value.as_str(), "20" | "40" | "41" | "42"));
        let last = claim.statement.as_ref().map(|range| range.value.to());
        let discharge = claim.discharge.as_ref().map(|date| date.value);
        if let (Some(status), Some(on)) = (expired, discharge.or(last)) {
            found.push(Death {
                on,
                told_by: format!("patient status {} of claim {}", status.value, claim.id),
                evidence: Evidence::supports(status.span),
            });
        }
        let occurrences = claim.details.occurrences.iter();
        for occurrence in occurrences.filter(|occurrence| occurrence.code.value == "55") {
            if let Some(dates) = occurrence.dates {
                found.push(Death {
                    on: dates.from(),
                    told_by: format!("occurrence code 55 of claim {}", claim.id),
                    evidence: Evidence::supports(occurrence.code.span),
                });
            }
        }
    }
    for entry in &case.record.stays {
        let on = match entry.kind {
            StayKind::Admitted => entry.to,
            StayKind::Away(_) => entry.from,
        };
        if let (true, Some(on)) = (says(&entry.reason, &DEAD), on) {
            found.push(Death {
                on,
                told_by: "the census log".to_owned(),
                evidence: Evidence::supports(entry.span),
            });
        }
    }
    for note in &case.record.notes {
        for departure in note.whereabouts.of(DepartureKind::Died) {
            if let Some(on) = departure.value.on.or(note.date()) {
                found.push(Death {
                    on,
                    told_by: "a note".to_owned(),
                    evidence: Evidence::supports(departure.span),
                });
            }
        }
    }
    found.sort_by_key(|death| death.on);
    found
}

const DEAD: [&str; 5] = ["deceased", "died", "death", "expired", "passed away"];
const JAILED: [&str; 6] = [
    "jail",
    "incarcerat",
    "custody",
    "prison",
    "arrest",
    "detention",
];

fn says(reason: &str, words: &[&str]) -> bool {
    let lower = reason.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// A time in custody: after `from` and before `until`.
struct Custody {
    from: ServiceDate,
    until: ServiceDate,
    /// Whether its end is only assumed, since nothing tells of it.
    is_open: bool,
    evidence: Vec<Evidence>,
}

impl Custody {
    fn covers(&self, day: ServiceDate, seen: &BTreeMap<ServiceDate, Vec<Evidence>>) -> bool {
        let inside = self.from < day && day < self.until;
        // Who is seen in a session after a single statement is out again.
        let seen_again = || seen.range(self.from.plus_days(1)..=day).next().is_some();
        inside && !(self.is_open && seen_again())
    }
}

fn custody(case: &Case<'_>, seen: &BTreeMap<ServiceDate, Vec<Evidence>>) -> Vec<Custody> {
    let mut found = Vec::new();
    for entry in &case.record.stays {
        let is_away = matches!(entry.kind, StayKind::Away(_)) && says(&entry.reason, &JAILED);
        if let (true, Some(from), Some(until)) = (is_away, entry.from, entry.to) {
            found.push(Custody {
                from,
                until,
                is_open: false,
                evidence: vec![Evidence::supports(entry.span)],
            });
        }
    }
    let statements = custody_statements(case);
    for (place, (from, is_start, evidence)) in statements.iter().enumerate() {
        // Who is released on the day of the arrest is out.
        let is_out = statements
            .iter()
            .any(|(date, is_start, _)| date == from && !is_start);
        if !is_start || is_out {
            continue;
        }
        // The notes of one day tell of one event. Custody that is told again goes on, up to the
        // release; it begins anew where the patient was seen in between.
        let mut until = *from;
        let mut places = vec![*evidence];
        for (date, is_start, other) in statements.get(place + 1..).unwrap_or_default() {
            if *date <= until {
                continue;
            }
            let is_seen = || seen.range(until.plus_days(1)..*date).next().is_some();
            if *is_start && until > *from && is_seen() {
                break;
            }
            until = *date;
            places.push(*other);
            if !is_start {
                break;
            }
        }
        let is_open = until == *from;
        if is_open {
            until = from.plus_days(case.policy.number("custody.days").saturating_add(1));
        }
        found.push(Custody {
            from: *from,
            until,
            is_open,
            evidence: places,
        });
    }
    found
}

/// Returns what notes and claims say of custody, by date: whether it begins or ends there.
fn custody_statements(case: &Case<'_>) -> Vec<(ServiceDate, bool, Evidence)> {
    let mut found = Vec::new();
    for note in &case.record.notes {
        let Some(date) = note.date() else { continue };
        for departure in &note.whereabouts.departures {
            let is_start = match departure.value.kind {
                DepartureKind::InCustody => true,
                DepartureKind::Released => false,
                _ => continue,
            };
            let on = departure.value.on.unwrap_or(date);
            found.push((on, is_start, Evidence::supports(departure.span)));
        }
    }
    for claim in &case.record.claims {
        let status = claim
            .patient_status
            .as_ref()
            .filter(|status| status.value == "21");
        let last = claim.statement.as_ref().map(|range| range.value.to());
        let on = claim.discharge.as_ref().map(|date| date.value).or(last);
        if let (Some(status), Some(on)) = (status, on) {
            found.push((on, true, Evidence::supports(status.span)));
        }
    }
    found.sort_by_key(|(date, is_start, evidence)| (*date, *is_start, *evidence));
    found
}

/// Returns the days of a line whose own note of a session says that the patient is in custody, and
/// of no release.
fn seen_in_custody(case: &Case<'_>, row: &LineRow) -> BTreeSet<ServiceDate> {
    let tells = |note: &Note, day: ServiceDate| {
        let is_session =
            note.kind.is_therapeutic_service() || note.kind == NoteKind::CaseManagement;
        let mut held = note.whereabouts.of(DepartureKind::InCustody);
        is_session
            && note.attendance.is_none()
            && note.time.is_some()
            && held.any(|gone| gone.value.on.is_none_or(|on| on <= day))
            && note
                .whereabouts
                .of(DepartureKind::Released)
                .next()
                .is_none()
    };
    let documented = case.documentation(row);
    documented
        .filter(|(link, note)| note.date() == Some(link.day) && tells(note, link.day))
        .map(|(link, _)| link.day)
        .collect()
}

/// Returns the days on which a note documents a service to the patient.
fn days_with_service(case: &Case<'_>) -> BTreeMap<ServiceDate, Vec<Evidence>> {
    let mut days: BTreeMap<ServiceDate, Vec<Evidence>> = BTreeMap::new();
    for note in &case.record.notes {
        let is_service = note.kind.is_therapeutic_service() && note.attendance.is_none();
        let tells = note.whereabouts.departures.is_empty();
        if let (true, Some(date)) = (is_service && tells, note.date()) {
            let place = Evidence::contradicts(crate::rules::head(note));
            days.entry(date).or_default().push(place);
        }
    }
    days
}

fn after_death(
    case: &Case<'_>,
    deaths: &[Death],
    seen: &BTreeMap<ServiceDate, Vec<Evidence>>,
    rows: &[(&LineRow, Vec<ServiceDate>)],
) -> Finding {
    let days = days_of(rows);
    let on = deaths.first().map(|death| death.on);
    let later: Vec<Evidence> = on
        .and_then(|on| seen.range(on.plus_days(1)..).next())
        .map(|(_, places)| places.clone())
        .unwrap_or_default();
    let told = deaths.first().map_or_else(String::new, |death| {
        format!("{} tells of it by {}", death.told_by, death.on)
    });
    let message = format!(
        "{} billed for {}, after the patient's death ({told}){}",
        counted(rows.len(), "line"),
        listed(&days),
        if later.is_empty() {
            ""
        } else {
            "; notes of later dates document services"
        }
    );
    let sure = later.is_empty() || deaths.len() > 1;
    on_rows(case, RULE.finding(Outcome::Fail, message), rows, &days)
        .with_all(deaths.iter().take(4).map(|death| death.evidence))
        .with_all(later.into_iter().take(4))
        .with_confidence(
            if sure { 93 } else { 65 },
            case.policy.number("fail.confidence"),
        )
}

fn in_custody(
    case: &Case<'_>,
    custody: &[Custody],
    seen: &BTreeMap<ServiceDate, Vec<Evidence>>,
    rows: &[(&LineRow, Vec<ServiceDate>)],
) -> Finding {
    let days = days_of(rows);
    let spans: Vec<&Custody> = custody
        .iter()
        .filter(|span| days.iter().any(|day| span.covers(*day, seen)))
        .collect();
    let told_there: Vec<Evidence> = rows
        .iter()
        .flat_map(|(row, days)| case.documentation(row).map(move |found| (days, found)))
        .filter(|(days, (link, _))| days.contains(&link.day))
        .flat_map(|(_, (_, note))| note.whereabouts.of(DepartureKind::InCustody))
        .map(|gone| Evidence::supports(gone.span))
        .collect();
    let since = spans.iter().map(|span| span.from).min();
    let documented: Vec<Evidence> = days
        .iter()
        .filter_map(|day| seen.get(day))
        .flatten()
        .copied()
        .collect();
    let is_open = spans.iter().any(|span| span.is_open);
    let message = format!(
        "{} billed for {}, while the record says that the patient was in custody{}{}{}",
        counted(rows.len(), "line"),
        listed(&days),
        since.map_or_else(String::new, |from| format!(" from {from}")),
        match spans.iter().map(|span| span.until).max() {
            Some(until) if !is_open => format!(" to {until}"),
            _ => "; nothing tells until when".to_owned(),
        },
        if !told_there.is_empty() {
            "; the note of the service itself says so"
        } else if documented.is_empty() {
            ""
        } else {
            "; notes of these days document services"
        }
    );
    // A visit in jail is sure where other notes tell of the days around it.
    let is_framed = days
        .iter()
        .all(|day| spans.iter().any(|span| span.covers(*day, seen)));
    let sure = !is_open && documented.is_empty() && (told_there.is_empty() || is_framed);
    on_rows(case, RULE.finding(Outcome::Fail, message), rows, &days)
        .with_all(spans.iter().flat_map(|span| span.evidence.clone()).take(4))
        .with_all(told_there.into_iter().take(4))
        .with_all(documented.into_iter().take(4))
        .with_confidence(
            if sure { 90 } else { 65 },
            case.policy.number("fail.confidence"),
        )
}

fn days_of(rows: &[(&LineRow, Vec<ServiceDate>)]) -> Vec<ServiceDate> {
    let days: BTreeSet<ServiceDate> = rows.iter().flat_map(|(_, days)| days.clone()).collect();
    days.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const DEAD: &str = "claim D I status 20 statement 2026-01-01..2026-01-05
        line 2026-01-05 H0015 rev 0906";

    #[test]
    fn fires_after_the_death_that_a_claim_a_note_or_a_log_states() {
        let case = format!("{DEAD}\nclaim C1 P\nline 2026-01-06 90837\nline 2026-01-07 90853");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-06..2026-01-07"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 2);
        for statement in [
            "note 2026-01-05 contact gone died",
            "note 2026-01-20 contact gone died 2026-01-05",
            "stay admitted 2026-01-01..2026-01-05 reason \"Deceased\"",
            "claim O I occurrence 55 2026-01-05\nline 2026-01-04 H0015 rev 0906",
        ] {
            let case = format!("{statement}\nclaim C1 P\nline 2026-01-06 90837");
            assert_eq!(
                outcomes(&RULE, &case),
                ["fail C1/1 2026-01-06"],
                "{statement}"
            );
        }
    }

    #[test]
    fn one_status_code_against_later_notes_warns() {
        let case = format!(
            "{DEAD}\nnote 2026-01-06 individual 10:00-10:53\nclaim C1 P\nline 2026-01-06 90837"
        );
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-06"]);
        let two = format!("note 2026-01-05 contact gone died\n{case}");
        assert_eq!(outcomes(&RULE, &two), ["fail C1/1 2026-01-06"]);
    }

    #[test]
    fn fires_inside_custody() {
        let line = "claim C1 P\nline 2026-01-07 90837";
        for (case, outcome) in [
            (
                "note 2026-01-05 contact gone custody\nnote 2026-01-09 contact gone released",
                "fail",
            ),
            (
                "note 2026-01-05 contact gone custody\nnote 2026-01-09 contact gone custody",
                "fail",
            ),
            (
                "stay away 2026-01-05..2026-01-09 reason \"County jail\"",
                "fail",
            ),
            // Told afterwards, with both of its days.
            (
                "note 2026-01-15 contact gone custody 2026-01-05 gone released 2026-01-09",
                "fail",
            ),
            // Told again on the day itself, up to the release.
            (
                "note 2026-01-05 contact gone custody
                note 2026-01-07 case-management 10:00-11:00 gone custody
                note 2026-01-09 contact gone released",
                "fail",
            ),
            ("note 2026-01-05 contact gone custody", "warn"),
            (
                "note 2026-01-05 contact gone custody\nnote 2026-01-07 individual
                note 2026-01-09 contact gone released",
                "warn",
            ),
        ] {
            let drawn = format!("{case}\n{line}");
            assert_eq!(
                outcomes(&RULE, &drawn),
                [format!("{outcome} C1/1 2026-01-07")],
                "{case}"
            );
        }
    }

    #[test]
    fn a_session_whose_own_note_tells_of_custody_warns() {
        let drawn = |note: &str, line: &str| {
            let case = format!("note 2026-01-05 {note}\nclaim C1 P {line}");
            outcomes(&RULE, &format!("{case}\nline 2026-01-05 90834"))
        };
        let seen = "individual 10:00-10:45 gone custody";
        assert_eq!(drawn(seen, ""), ["warn C1/1 2026-01-05"]);
        assert_eq!(
            drawn(&format!("{seen} 2026-01-02"), ""),
            ["warn C1/1 2026-01-05"]
        );
        assert_eq!(drawn(seen, "pos 09"), [""; 0]);
        assert_eq!(drawn(&format!("{seen} gone released"), ""), [""; 0]);
        assert_eq!(drawn("individual 10:00-10:45", ""), [""; 0]);
    }

    #[test]
    fn the_day_itself_a_return_and_a_correctional_place_pass() {
        for case in [
            format!("{DEAD}\nclaim C1 P\nline 2026-01-05 90837"),
            "note 2026-01-05 contact gone custody\nclaim C1 P\nline 2026-01-05 90837".to_owned(),
            "note 2026-01-05 contact gone custody\nnote 2026-01-06 individual
            claim C1 P\nline 2026-01-07 90837"
                .to_owned(),
            "note 2026-01-05 contact gone custody\nclaim C1 P\nline 2026-01-20 90837".to_owned(),
            "note 2026-01-05 contact gone custody gone released\nclaim C1 P\nline 2026-01-07 90837"
                .to_owned(),
            "stay away 2026-01-05..2026-01-09 reason \"jail\"
            claim C1 P pos 09\nline 2026-01-07 90837"
                .to_owned(),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn a_record_without_such_statements_is_not_judged() {
        assert_eq!(
            tally(&RULE, "claim C1 P\nline 2026-01-06 90837").not_applicable,
            1
        );
    }
}

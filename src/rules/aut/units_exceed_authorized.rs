//! AUT-005: more days, visits or units were billed under an approval than it grants.

use super::approvals::{approvals, is_for_level, is_named};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, Supply};
use crate::model::{Authorization, LineId, ServiceDate, UnitKind, Units};
use crate::policy::UnitBasis;
use crate::rules::billed_line::code_words;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-005",
    name: "units-exceed-authorized",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Unit,
    applies_to: "lines billed under an approval that grants a number of days, visits, hours or units",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "Counted in order of date over all live lines, the days, visits, hours or units billed \
             under an approval exceed what it grants. A per diem counts its days, and a day counts \
             once however many lines bill it. Where several approvals of one service cover a \
             date, the next is used when one is full. An approval without a number of units is \
             not checked.",
    why: "The payer pays up to the granted quantity and denies the rest.",
    cure: &[Cure::C6],
    params: &[],
    rests_on_absence: true,
    needs: &[Supply::Authorizations],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for used in used(case).values() {
        match used.excess.as_slice() {
            [] => checks.pass(&RULE),
            [first, ..] => checks.report(finding(case, used, *first)),
        }
    }
}

/// Returns what was billed under each approval that grants a quantity, by approval.
pub(super) fn used<'c>(case: &Case<'c>) -> BTreeMap<usize, Used<'c>> {
    let mut tallies: BTreeMap<usize, Used<'c>> = BTreeMap::new();
    for event in events(case) {
        let candidates = granting(case, event.row, event.day);
        for (index, authorization, granted) in &candidates {
            tallies
                .entry(*index)
                .or_insert_with(|| Used::new(authorization, *granted));
        }
        let room = candidates.iter().find_map(|(index, authorization, _)| {
            let cost = cost(authorization, &event)?;
            tallies
                .get(index)
                .is_some_and(|used| used.has_room(&event, cost))
                .then_some((*index, cost))
        });
        // Where all are full, the excess stands against the last to have been open.
        let full = || {
            candidates
                .iter()
                .rev()
                .find_map(|(index, authorization, _)| Some((*index, cost(authorization, &event)?)))
        };
        if let Some((index, cost)) = room.or_else(full)
            && let Some(used) = tallies.get_mut(&index)
        {
            used.take(&event, cost);
        }
    }
    tallies
}

/// One billed day of one line.
struct Event<'c> {
    row: &'c LineRow,
    day: ServiceDate,
    /// Units billed on the day.
    units: Units,
}

/// Returns billed days in order of date, then place. A denied line that was billed again counts
/// once.
fn events<'c>(case: &Case<'c>) -> Vec<Event<'c>> {
    let code = |id: LineId| {
        let line = case.ledger.service_line(id);
        (
            line.procedure.as_ref().map(|code| &code.value),
            line.revenue.as_ref().map(|code| &code.value),
        )
    };
    let mut paid: BTreeSet<_> = BTreeSet::new();
    for (row, _, _) in case.live().filter(|(row, _, _)| !row.payment.denied) {
        paid.insert((code(row.id), row.days.clone()));
    }
    let mut events = Vec::new();
    for (row, _, line) in case.live() {
        if row.payment.denied && paid.contains(&(code(row.id), row.days.clone())) {
            continue;
        }
        let units = line
            .units
            .as_ref()
            .map_or(Units::whole(row.days.len() as i64), |units| units.value);
        for (place, &day) in row.days.iter().enumerate() {
            let units = of_day(units, row.days.len(), place);
            if units.thousandths() > 0 {
                events.push(Event { row, day, units });
            }
        }
    }
    events.sort_by_key(|event| (event.day, event.row.id));
    events
}

/// Shares a line's units out over its days: one a day from the first on, since a range with fewer
/// units than days does not say which of them were used, and what is left over on the first.
fn of_day(units: Units, days: usize, place: usize) -> Units {
    if days <= 1 {
        return units;
    }
    let one = Units::whole(1);
    let beyond = units.minus(Units::whole(days as i64)).max(Units::default());
    let share = units
        .minus(Units::whole(place as i64))
        .min(one)
        .max(Units::default());
    if place == 0 {
        share.plus(beyond)
    } else {
        share
    }
}

/// Returns the approvals with a quantity that cover a day of a line: those of the named number
/// where the claim names one that covers, else every one of the level.
fn granting<'c>(
    case: &Case<'c>,
    row: &LineRow,
    day: ServiceDate,
) -> Vec<(usize, &'c Authorization, Units)> {
    let covering: Vec<(usize, &Authorization)> = approvals(case, row)
        .into_iter()
        .filter(|(index, one)| one.covers(day) && (is_named(row, *index) || is_for_level(one, row)))
        .collect();
    let number = |one: &Authorization| one.number.as_ref().map(|number| number.value.clone());
    let named = covering
        .iter()
        .find(|(index, _)| is_named(row, *index))
        .map(|(_, one)| number(one));
    let mut found = Vec::new();
    for (index, one) in covering {
        if named.as_ref().is_some_and(|named| number(one) != *named) {
            continue;
        }
        match &one.units {
            Some(units) if units.value.thousandths() > 0 => found.push((index, one, units.value)),
            // An approval without a quantity has room for everything.
            _ => return Vec::new(),
        }
    }
    found.sort_by_key(|(index, one, _)| (one.from, *index));
    found
}

/// Returns what a billed day takes of an approval; `None` when it cannot be told.
fn cost(authorization: &Authorization, event: &Event<'_>) -> Option<Cost> {
    let basis = event.row.billed.unit;
    let kind = authorization.unit_kind.unwrap_or(match basis {
        UnitBasis::Day => UnitKind::Day,
        _ => UnitKind::Unit,
    });
    match (kind, basis) {
        (UnitKind::Day, _) | (UnitKind::Visit, UnitBasis::Day) => Some(Cost::Day),
        (UnitKind::Visit, UnitBasis::Session) => Some(Cost::Units(event.units)),
        (UnitKind::Visit, _) => Some(Cost::Units(Units::whole(1))),
        (UnitKind::Hour, UnitBasis::Hour) => Some(Cost::Units(event.units)),
        (UnitKind::Hour, _) => None,
        (UnitKind::Unit, UnitBasis::Day) => Some(Cost::Day),
        (UnitKind::Unit, _) => Some(Cost::Units(event.units)),
    }
}

#[derive(Clone, Copy)]
enum Cost {
    /// A day, however many lines bill it.
    Day,
    /// This many units.
    Units(Units),
}

/// What was billed under one approval.
pub(super) struct Used<'c> {
    pub(super) authorization: &'c Authorization,
    pub(super) granted: Units,
    pub(super) used: Units,
    days: BTreeSet<ServiceDate>,
    first_line: Option<LineId>,
    /// Lines beyond the quantity, with their days and units, in order of date.
    pub(super) excess: Vec<(LineId, ServiceDate, Units)>,
}

impl<'c> Used<'c> {
    fn new(authorization: &'c Authorization, granted: Units) -> Self {
        Self {
            authorization,
            granted,
            used: Units::default(),
            days: BTreeSet::new(),
            first_line: None,
            excess: Vec::new(),
        }
    }

    /// Returns what the event adds: nothing for a day that is counted already.
    fn added(&self, event: &Event<'_>, cost: Cost) -> Units {
        match cost {
            Cost::Day if self.days.contains(&event.day) => Units::default(),
            // A half-day unit takes half a day.
            Cost::Day => event.units.min(Units::whole(1)),
            Cost::Units(units) => units,
        }
    }

    fn has_room(&self, event: &Event<'_>, cost: Cost) -> bool {
        self.used.plus(self.added(event, cost)) <= self.granted
    }

    fn take(&mut self, event: &Event<'_>, cost: Cost) {
        let added = self.added(event, cost);
        let over_before = self.used.minus(self.granted).max(Units::default());
        self.used = self.used.plus(added);
        let over = self.used.minus(self.granted).minus(over_before);
        self.first_line.get_or_insert(event.row.id);
        if let Cost::Day = cost {
            self.days.insert(event.day);
        }
        if over.thousandths() > 0 {
            self.excess.push((event.row.id, event.day, over.min(added)));
        }
    }
}

fn finding(
    case: &Case<'_>,
    used: &Used<'_>,
    (id, day, _): (LineId, ServiceDate, Units),
) -> Finding {
    let authorization = used.authorization;
    let last_day = used.excess.last().map_or(day, |(_, last, _)| *last);
    let line = case.ledger.service_line(id);
    let excess = used.used.minus(used.granted);
    let noun = match authorization.unit_kind {
        Some(UnitKind::Day) => "days",
        Some(UnitKind::Visit) => "visits",
        Some(UnitKind::Hour) => "hours",
        _ => "units",
    };
    let message = format!(
        "billed {} {noun} of {}, authorized {}: {} ({excess} too many, from {day} on)",
        used.used,
        code_words(line),
        used.granted,
        authorization.describe()
    );
    let mut by_line: BTreeMap<LineId, (Vec<ServiceDate>, Units)> = BTreeMap::new();
    for (id, day, units) in &used.excess {
        let entry = by_line.entry(*id).or_default();
        entry.0.push(*day);
        entry.1 = entry.1.plus(*units);
    }
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .on_line(&case.ledger.claim(id).id, line.number)
        .from_to(day, last_day)
        .with(case.line_evidence(id));
    for (place, (id, (days, units))) in by_line.iter().enumerate() {
        let risk = match case.ledger.row(*id) {
            Some(row) if row.days.len() > 1 => risk_of_days(row, days),
            _ => AtRisk::units(*id, *units),
        };
        finding = finding.risking(risk);
        if place > 0 && place < 8 {
            finding = finding.with(case.line_evidence(*id));
        }
    }
    let first_line = used.first_line.filter(|first| *first != id);
    finding
        .with(Evidence::supports(authorization.span))
        .with_all(
            authorization
                .units
                .as_ref()
                .map(|units| Evidence::supports(units.span)),
        )
        .with_all(first_line.map(|id| case.line_evidence(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn days(granted: &str, lines: &[&str]) -> String {
        let mut case =
            format!("auth A-1 approved 2026-01-01..2026-01-31 level IOP units {granted}\n");
        case.push_str("claim C1 I auth A-1\n");
        for line in lines {
            case.push_str(&format!("line {line}\n"));
        }
        case
    }

    const THREE: [&str; 3] = [
        "2026-01-05 H0015 rev 0906",
        "2026-01-07 H0015 rev 0906",
        "2026-01-09 H0015 rev 0906",
    ];

    #[test]
    fn fires_on_the_day_beyond() {
        let case = days("2 days", &THREE);
        let found = findings(&RULE, &case);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/3 2026-01-09"]);
        assert!(
            found[0]
                .message
                .starts_with("billed 3 days of H0015, authorized 2: A-1,"),
            "{}",
            found[0].message
        );
        let range = days("2 days", &["2026-01-05..2026-01-09 H0015 rev 0906"]);
        let found = findings(&RULE, &range);
        assert_eq!(
            outcomes(&RULE, &range),
            ["fail C1/1 2026-01-07..2026-01-09"]
        );
        assert!(matches!(&found[0].at_risk[0].portion, Portion::Days(days) if days.len() == 3));
    }

    #[test]
    fn visits_and_units_are_counted_as_billed() {
        let case = "auth A-1 approved 2026-01-01..2026-01-31 code H0004 units 6
            claim C1 P auth A-1
            line 2026-01-05 H0004 units 4
            line 2026-01-06 H0004 units 4";
        let found = findings(&RULE, case);
        assert_eq!(outcomes(&RULE, case), ["fail C1/2 2026-01-06"]);
        assert_eq!(found[0].at_risk[0].portion, Portion::Units(Units::whole(2)));
        assert_eq!(
            outcomes(&RULE, &case.replace("units 6\n", "units 2 visits\n")),
            [""; 0]
        );
    }

    #[test]
    fn the_last_granted_day_and_two_lines_of_a_day_pass() {
        assert_eq!(outcomes(&RULE, &days("3 days", &THREE)), [""; 0]);
        let components = ["2026-01-05 G0410 rev 0915", "2026-01-05 90834 rev 0914"];
        let case = days("1 days", &components)
            .replace("level IOP", "code G0410,90834")
            .replace("auth A-1\n", "auth A-1 cc 92\n");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn an_extension_takes_what_the_first_does_not_hold() {
        let case = format!(
            "auth A-1 approved 2026-01-08..2026-01-31 level IOP units 1 days\n{}",
            days("2 days", &THREE)
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn a_denied_line_billed_again_counts_once() {
        let case = format!(
            "{}claim C2 I auth A-1\nline 2026-01-05 H0015 rev 0906\npaid C1 1 0 denied CO-16",
            days("3 days", &THREE)
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn an_approval_without_a_quantity_is_not_checked() {
        assert_eq!(
            tally(&RULE, &days("3 days", &THREE).replace("units 3 days", "")).fail,
            0
        );
        assert_eq!(tally(&RULE, &days("0 days", &THREE)).fail, 0);
    }
}

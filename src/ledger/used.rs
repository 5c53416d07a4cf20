//! Counts what was billed under each approval that grants a quantity: over all live lines in order
//! of date, a day once however many lines bill it, the next approval when one is full.

use super::{Ledger, LineRow};
use crate::model::{Authorization, LineId, ServiceDate, UnitKind, Units};
use crate::policy::UnitBasis;
use std::collections::{BTreeMap, BTreeSet};

/// Returns what was billed under each approval that grants a quantity, by approval.
pub(super) fn used<'r>(ledger: &Ledger<'r>) -> BTreeMap<usize, Used<'r>> {
    let mut tallies: BTreeMap<usize, Used<'r>> = BTreeMap::new();
    for event in events(ledger) {
        let candidates = granting(ledger, event.row, event.day);
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
struct Event<'l> {
    row: &'l LineRow,
    day: ServiceDate,
    /// Units billed on the day.
    units: Units,
}

/// Returns billed days in order of date, then place. A denied line that was billed again counts
/// once.
fn events<'l>(ledger: &'l Ledger<'_>) -> Vec<Event<'l>> {
    let code = |id: LineId| {
        let line = ledger.service_line(id);
        (
            line.procedure.as_ref().map(|code| &code.value),
            line.revenue.as_ref().map(|code| &code.value),
        )
    };
    let mut paid: BTreeSet<_> = BTreeSet::new();
    for row in ledger.live_lines().filter(|row| !row.payment.denied) {
        paid.insert((code(row.id), row.days.clone()));
    }
    let mut events = Vec::new();
    for row in ledger.live_lines() {
        let line = ledger.service_line(row.id);
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
fn granting<'r>(
    ledger: &Ledger<'r>,
    row: &LineRow,
    day: ServiceDate,
) -> Vec<(usize, &'r Authorization, Units)> {
    let covering: Vec<(usize, &Authorization)> = row
        .authorization
        .approvals(ledger.record)
        .into_iter()
        .filter(|(_, one)| is_listed(one, ledger, row))
        .filter(|(index, one)| {
            one.covers(day) && (row.authorization.is_named(*index) || row.is_at_level_of(one))
        })
        .collect();
    let number = |one: &Authorization| one.number.as_ref().map(|number| number.value.clone());
    let named = covering
        .iter()
        .find(|(index, _)| row.authorization.is_named(*index))
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

/// Returns whether a line can use an approval up: sessions of a code that it does not list cannot,
/// whatever number the claim names. Program days often go by another code than the approved one.
fn is_listed(approval: &Authorization, ledger: &Ledger<'_>, row: &LineRow) -> bool {
    let procedure = ledger.service_line(row.id).procedure.as_ref();
    row.billed.level.is_program()
        || approval.procedures.is_empty()
        || procedure.is_none_or(|code| approval.procedures.contains(&code.value))
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
#[derive(Debug, Clone)]
pub struct Used<'r> {
    /// The approval.
    pub authorization: &'r Authorization,
    /// What it grants.
    pub granted: Units,
    /// What was billed under it.
    pub used: Units,
    /// What each billed day took, in order of date.
    pub taken: Vec<(ServiceDate, Units)>,
    /// The first line billed under it.
    pub first_line: Option<LineId>,
    days: BTreeSet<ServiceDate>,
    /// Lines beyond the quantity, with their days and units, in order of date.
    pub excess: Vec<(LineId, ServiceDate, Units)>,
}

impl<'r> Used<'r> {
    fn new(authorization: &'r Authorization, granted: Units) -> Self {
        Self {
            authorization,
            granted,
            used: Units::default(),
            taken: Vec::new(),
            first_line: None,
            days: BTreeSet::new(),
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
        self.taken.push((event.day, added));
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

//! Episodes at a program level: runs of billed days with the admission they belong to.

use super::{LineRow, PatientRecord};
use crate::model::{Authorization, Element, LevelOfCare, LineId, Note, NoteKind, ServiceDate};
use crate::policy::{PayerClass, PayerKey, Policy, ServiceFamily, Terms};
use std::collections::BTreeMap;

/// A run of billed days at one program level with one payer class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Level billed.
    pub level: LevelOfCare,
    /// Whether the stay was billed as withdrawal management (by code or bed), which 3.7 alone
    /// does not tell.
    pub withdrawal: bool,
    /// Class of the payer of its first line.
    pub payer_class: PayerClass,
    /// Whose terms hold for it: those of the payer of its first line.
    pub payer: PayerKey,
    /// Admission to the level: the claims' admission date, else the plan's, else that of the order
    /// to admit, where it belongs to this stay, else the first billed day.
    pub admission: ServiceDate,
    /// The day from which the chart can tell of the stay: its admission, or the first billed day
    /// where the chart does not tell of the time between.
    pub told_from: ServiceDate,
    /// The earliest day by which the stay may have begun as approvals show it: the start of those of
    /// its service that hold on its first billed day without a gap, where that lies before the
    /// admission. An export of one month begins in the middle of stays.
    pub approved_from: Option<ServiceDate>,
    /// Billed days in order, each once.
    pub days: Vec<ServiceDate>,
    /// Lines, in order.
    pub lines: Vec<LineId>,
}

impl Stay {
    /// Returns the first billed day.
    pub fn first_day(&self) -> ServiceDate {
        self.days[0]
    }

    /// Returns the payer's terms on the stay's first billed day.
    pub fn terms<'p>(&self, policy: &'p Policy) -> Terms<'p> {
        policy.terms(self.payer, self.level, self.days.first().copied())
    }

    /// Returns the least hours a week on a day, where the level has a minimum: intensive outpatient
    /// care of patients under 18 has a lower one.
    pub fn least_hours_week(
        &self,
        policy: &Policy,
        born: Option<ServiceDate>,
        on: ServiceDate,
    ) -> Option<i64> {
        let terms = self.terms(policy);
        if self.level == LevelOfCare::IntensiveOutpatient && is_minor(born, on) {
            return Some(terms.number("min_hours_week.IOP-adolescent"));
        }
        terms.min_hours_week()
    }

    /// Returns the last billed day.
    pub fn last_day(&self) -> ServiceDate {
        self.days[self.days.len() - 1]
    }
}

/// Returns whether a patient was under 18 on a day; not where the birth date is not known.
pub fn is_minor(born: Option<ServiceDate>, on: ServiceDate) -> bool {
    born.is_some_and(|born| on.years_since(born) < 18)
}

/// A gap of more days than this between billed days starts a new stay of a day program; a
/// 24-hour stay ends after one unbilled night more than a weekend pass.
const DAY_PROGRAM_GAP: i64 = 21;
const RESIDENTIAL_GAP: i64 = 4;

/// Cuts the live program lines into stays.
pub(super) fn stays(record: &PatientRecord, _policy: &Policy, lines: &[LineRow]) -> Vec<Stay> {
    let mut by_level: BTreeMap<(u8, LevelOfCare), Vec<&LineRow>> = BTreeMap::new();
    for row in lines {
        let level = row.billed.level;
        let is_program = level.is_program()
            && row.billed.family != ServiceFamily::Laboratory
            && !row.days.is_empty();
        if is_program && !row.superseded {
            by_level.entry((level.rank(), level)).or_default().push(row);
        }
    }
    let mut stays = Vec::new();
    for ((_, level), mut rows) in by_level {
        rows.sort_by_key(|row| (row.days.clone(), row.id));
        let gap = if level.is_24_hour() {
            RESIDENTIAL_GAP
        } else {
            DAY_PROGRAM_GAP
        };
        let mut current: Option<Stay> = None;
        for row in rows {
            let (first, last) = (row.days[0], row.days[row.days.len() - 1]);
            let joins = current
                .as_ref()
                .is_some_and(|stay| first.days_since(stay.last_day()) <= gap + 1);
            if !joins {
                stays.extend(current.take());
            }
            let stay = current.get_or_insert_with(|| Stay {
                level,
                withdrawal: false,
                payer_class: row.payer_class,
                payer: row.payer,
                admission: first,
                told_from: first,
                approved_from: None,
                days: Vec::new(),
                lines: Vec::new(),
            });
            stay.withdrawal |= row.billed.family == ServiceFamily::Withdrawal;
            stay.days.extend(&row.days);
            stay.days.sort_unstable();
            stay.days.dedup();
            stay.lines.push(row.id);
            debug_assert!(stay.last_day() >= last);
        }
        stays.extend(current);
    }
    stays.sort_by_key(|stay| (stay.days[0], stay.level.rank(), stay.level));
    for place in 0..stays.len() {
        let approved = approved_from(record, &stays[place], lines);
        let date = admission(record, &stays, place, approved);
        let stay = &mut stays[place];
        stay.admission = date;
        stay.approved_from = approved.filter(|from| *from < date);
        if is_told(record, date, stay.first_day()) {
            stay.told_from = date;
        }
    }
    stays
}

/// The longest time from an admission to the first billed day by which it still is the stay's: the
/// claims of residential stays go on for months, while outpatient claims may carry the day on which
/// the patient first came to the house.
const RESIDENTIAL_BEFORE: i64 = 730;
const DAY_PROGRAM_BEFORE: i64 = 120;

/// The same for a date that only a plan states, which may be carried over from another stay.
const PLANNED_BEFORE: i64 = 30;

/// The longest silence in which a chart still tells of the time between: a residence writes daily, a
/// day program on most days of the week.
const UNTOLD_DAYS: i64 = 14;

/// Returns whether the chart tells of the time from an admission to the first billed day. One that
/// holds the papers of the admission and the billed month was gathered for that month: what was
/// written in between need not be there.
fn is_told(record: &PatientRecord, admission: ServiceDate, first: ServiceDate) -> bool {
    let dates = record.notes.iter().filter_map(Note::date);
    let mut between: Vec<ServiceDate> = dates
        .filter(|date| admission <= *date && *date <= first)
        .collect();
    between.push(first);
    between.sort_unstable();
    let mut before = admission;
    between.into_iter().all(|date| {
        let silence = date.days_since(before);
        before = date;
        silence <= UNTOLD_DAYS
    })
}

fn longest_before(level: LevelOfCare) -> i64 {
    if level.is_24_hour() {
        RESIDENTIAL_BEFORE
    } else {
        DAY_PROGRAM_BEFORE
    }
}

/// The most days between two approvals of one stay.
const BETWEEN_APPROVALS: i64 = 3;

/// Returns the first day of the approvals of a stay's service that hold on its first billed day, one
/// after the other, where that is earlier.
fn approved_from(record: &PatientRecord, stay: &Stay, lines: &[LineRow]) -> Option<ServiceDate> {
    let first = stay.first_day();
    let of_stay = |row: &&LineRow| row.days.contains(&first) && stay.lines.contains(&row.id);
    let rows: Vec<&LineRow> = lines.iter().filter(of_stay).collect();
    let fits = |approval: &Authorization, row: &LineRow| {
        let is_level = approval.level == Some(stay.level);
        approval.decision.grants() && (is_level || row.is_named_in(approval))
    };
    let mut begins = first;
    for row in rows {
        let mut spans: Vec<(ServiceDate, ServiceDate)> = row
            .authorization
            .approvals(record)
            .into_iter()
            .filter(|(_, approval)| fits(approval, row))
            .filter_map(|(_, approval)| Some((approval.from?, approval.to.unwrap_or(first))))
            .collect();
        spans.sort_unstable();
        for (from, to) in spans.into_iter().rev() {
            if from < begins && to.plus_days(BETWEEN_APPROVALS) >= begins {
                begins = from;
            }
        }
    }
    (begins < first && first.days_since(begins) <= longest_before(stay.level)).then_some(begins)
}

/// The most days between an admission and the plan that was made on it.
const PLAN_OF_ADMISSION: i64 = 14;

/// Returns the day on which a plan of the stay's own level says that the patient was admitted, however
/// long before the first billed day, where the plan was made on that admission or an approval begins
/// with it, and nothing tells that the patient left in between.
fn planned_long_ago(
    record: &PatientRecord,
    stay: &Stay,
    approved: Option<ServiceDate>,
) -> Option<ServiceDate> {
    let first = stay.first_day();
    let left_since = |date: ServiceDate| {
        record.notes.iter().any(|note| {
            note.kind == NoteKind::DischargeSummary
                && note.date().is_some_and(|left| date < left && left < first)
        })
    };
    record
        .notes
        .iter()
        .filter(|note| matches!(note.kind, NoteKind::TreatmentPlan | NoteKind::Certification))
        .filter_map(|note| {
            let plan = note.plan.as_ref()?;
            let date = plan.admission.as_ref()?.value;
            let is_close = |other: ServiceDate| other.days_since(date).abs() <= PLAN_OF_ADMISSION;
            let is_level = plan
                .level
                .as_ref()
                .is_some_and(|level| level.value == stay.level)
                && note.date().is_some_and(is_close);
            (is_level || approved.is_some_and(is_close)).then_some(date)
        })
        .filter(|date| *date <= first && first.days_since(*date) <= longest_before(stay.level))
        .filter(|date| !left_since(*date))
        .max()
}

/// Returns the admission of a stay by its claims, else by the plans, else by the order to admit.
fn admission(
    record: &PatientRecord,
    stays: &[Stay],
    place: usize,
    approved: Option<ServiceDate>,
) -> ServiceDate {
    let stay = &stays[place];
    let first = stay.first_day();
    let longest = longest_before(stay.level);
    let near = |date: ServiceDate, longest: i64| date <= first && first.days_since(date) <= longest;
    let claimed = stay
        .lines
        .iter()
        .filter_map(|id| record.claims[id.claim].admission.as_ref())
        .map(|date| date.value)
        .filter(|date| near(*date, longest))
        .min();
    let planned = record
        .notes
        .iter()
        .filter(|note| matches!(note.kind, NoteKind::TreatmentPlan | NoteKind::Certification))
        .filter_map(|note| note.plan.as_ref())
        .filter(|plan| {
            plan.level
                .as_ref()
                .is_none_or(|level| level.value == stay.level)
        })
        .filter_map(|plan| plan.admission.as_ref())
        .map(|date| date.value)
        .filter(|date| near(*date, PLANNED_BEFORE))
        .min();
    // An export of one month's claims may hold the order of an admission in the month before.
    let is_earlier = |date: ServiceDate| {
        let mut others = stays.iter().filter(|other| other.level == stay.level);
        others.any(|other| other.first_day() < first && date <= other.last_day())
    };
    let ordered = record
        .notes
        .iter()
        .filter(|note| note.kind == NoteKind::Order && note.elements.has(Element::Admission))
        .filter(|note| {
            note.level_hint
                .is_some_and(|level| level.value == stay.level)
        })
        .filter_map(Note::date)
        .filter(|date| near(*date, PLANNED_BEFORE) && !is_earlier(*date))
        .max();
    let date = claimed
        .or(planned)
        .or_else(|| planned_long_ago(record, stay, approved))
        .or(ordered)
        .unwrap_or(first);
    // Houses admit once and bill several levels: the days of another level in between show that the
    // date is that of the house, and this level began with its first billed day.
    let steps = stays.iter().any(|other| {
        other.level != stay.level
            && other.first_day() < first
            && other.days.iter().any(|day| date <= *day && *day < first)
    });
    if steps { first } else { date }
}

//! The patient-day calendar: a table per month, patients down, days across.

use crate::finding::Severity;
use crate::ledger::{Census, Verdict};
use crate::model::{Money, ServiceDate};
use crate::report::figures::supports;
use crate::report::{DayResult, PatientResult, Results};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Cells shown. A cell with its words takes about 130 bytes.
const CELLS: usize = 10_000;

/// The calendar.
pub(super) struct Calendar<'r> {
    pub(super) months: Vec<Month<'r>>,
    pub(super) patients_left_out: usize,
}

/// One month.
pub(super) struct Month<'r> {
    pub(super) title: String,
    pub(super) days: Vec<DayHead>,
    pub(super) rows: Vec<Row<'r>>,
}

/// The head of a day's column.
pub(super) struct DayHead {
    pub(super) number: u32,
    pub(super) weekend: bool,
}

/// One patient's month.
pub(super) struct Row<'r> {
    pub(super) key: &'r str,
    pub(super) name: &'r str,
    pub(super) cells: Vec<Cell>,
    pub(super) levels: String,
    pub(super) billed: usize,
    pub(super) supported: usize,
    pub(super) rated: usize,
}

/// One patient-day; the letter is empty where nothing is known.
#[derive(Clone, Default)]
pub(super) struct Cell {
    pub(super) letter: &'static str,
    pub(super) class: &'static str,
    pub(super) words: String,
}

impl<'r> Calendar<'r> {
    /// Returns the calendar of the patients with most dollars at risk, listed by key.
    pub(super) fn new(results: &'r Results) -> Self {
        let known = || results.days.iter().filter(|day| letter(day).is_some());
        let mut days: BTreeMap<&str, usize> = BTreeMap::new();
        for day in known() {
            *days.entry(&day.patient).or_default() += 1;
        }
        let chosen = choose(results, &days);
        let patients_left_out = days.len() - chosen.len();
        let people: BTreeMap<&str, &PatientResult> = results
            .patients
            .iter()
            .map(|patient| (&*patient.key, patient))
            .collect();

        let mut months: BTreeMap<(i32, u32), BTreeMap<&str, Vec<&DayResult>>> = BTreeMap::new();
        for day in known().filter(|day| chosen.contains(&*day.patient)) {
            let month = (day.date.year(), day.date.month());
            months
                .entry(month)
                .or_default()
                .entry(&day.patient)
                .or_default()
                .push(day);
        }
        let months = months
            .into_iter()
            .filter_map(|((year, month), patients)| {
                let first = ServiceDate::new(year, month, 1)?;
                let heads: Vec<DayHead> = (0..31)
                    .map(|offset| first.plus_days(offset))
                    .take_while(|date| date.month() == month)
                    .map(|date| DayHead {
                        number: date.day(),
                        weekend: matches!(date.weekday_from_sunday(), 0 | 6),
                    })
                    .collect();
                let rows = patients
                    .into_iter()
                    .map(|(key, days)| {
                        let name = people
                            .get(key)
                            .map(|person| &*person.name)
                            .unwrap_or_default();
                        Row::new(key, name, heads.len(), &days)
                    })
                    .collect();
                Some(Month {
                    title: first.naive().format("%B %Y").to_string(),
                    days: heads,
                    rows,
                })
            })
            .collect();
        Self {
            months,
            patients_left_out,
        }
    }
}

/// Returns the patients to show: most dollars first, as long as there is room.
fn choose<'r>(results: &Results, days: &BTreeMap<&'r str, usize>) -> BTreeSet<&'r str> {
    let gross = |patient: &str| {
        results
            .exposure
            .by_patient
            .get(patient)
            .map_or(Money::ZERO, |dollars| dollars.gross)
    };
    let mut ranked: Vec<(&str, usize)> = days.iter().map(|(&one, &days)| (one, days)).collect();
    ranked.sort_by(|a, b| gross(b.0).cmp(&gross(a.0)).then(a.0.cmp(b.0)));
    let mut room = CELLS;
    ranked
        .into_iter()
        .take_while(|(_, days)| match room.checked_sub(*days) {
            Some(rest) => {
                room = rest;
                true
            }
            None => false,
        })
        .map(|(patient, _)| patient)
        .collect()
}

impl<'r> Row<'r> {
    fn new(key: &'r str, name: &'r str, length: usize, days: &[&DayResult]) -> Self {
        let mut row = Self {
            key,
            name,
            cells: vec![Cell::default(); length],
            levels: String::new(),
            billed: 0,
            supported: 0,
            rated: 0,
        };
        let mut levels = BTreeSet::new();
        for day in days {
            if let Some(cell) = row.cells.get_mut(day.date.day() as usize - 1) {
                *cell = Cell::new(day);
            }
            if !day.billed.is_empty() {
                row.billed += 1;
                row.supported += usize::from(supports(day.verdict));
                row.rated += usize::from(day.verdict != Verdict::NotRated);
                levels.extend(day.level_billed);
            }
        }
        let levels: Vec<&str> = levels.into_iter().map(|level| level.id()).collect();
        row.levels = levels.join(", ");
        row
    }
}

impl Cell {
    fn new(day: &DayResult) -> Self {
        Self {
            letter: letter(day).unwrap_or_default(),
            class: class(day),
            words: words(day),
        }
    }
}

/// Returns the letter that the legend explains; `None` for a day of which nothing is known.
fn letter(day: &DayResult) -> Option<&'static str> {
    if !day.billed.is_empty() {
        return Some(match day.verdict {
            Verdict::SupportsBilled => "S",
            Verdict::SupportsHigher => "H",
            Verdict::SupportsLower => "L",
            Verdict::Conflicted => "C",
            Verdict::Silent => "N",
            Verdict::NotRated => "B",
        });
    }
    match day.census {
        Census::Absent | Census::Pass | Census::Awol | Census::Hospital => Some("a"),
        _ if day.notes > 0 || day.sheet_minutes.is_some_and(|minutes| minutes > 0) => Some("d"),
        _ => None,
    }
}

/// Returns the class of the fill: the gravest finding of a billed day.
fn class(day: &DayResult) -> &'static str {
    if day.billed.is_empty() {
        return "u";
    }
    match day.worst {
        // A calm fill would say that all is well on a day whose level the record does not show.
        None | Some(Severity::Info) if falls_short(day.verdict) => "sx",
        None | Some(Severity::Info) => "s0",
        Some(Severity::Low) => "s1",
        Some(Severity::Medium) => "s2",
        Some(Severity::High) => "s3",
        Some(Severity::Critical) => "s4",
    }
}

fn falls_short(verdict: Verdict) -> bool {
    matches!(
        verdict,
        Verdict::SupportsLower | Verdict::Conflicted | Verdict::Silent
    )
}

fn words(day: &DayResult) -> String {
    let mut words = format!("{}: ", day.date);
    // Writing to a string cannot fail.
    let _ = match (day.level_billed, day.level_supported) {
        (Some(billed), Some(supported)) if day.verdict != Verdict::NotRated => {
            write!(words, "billed {billed}, record supports {supported}")
        }
        (Some(billed), _) => write!(words, "billed {billed}, {}", verdict_words(day.verdict)),
        (None, _) => write!(words, "not billed"),
    };
    if day.level_authorized.is_some() && day.level_authorized != day.level_billed {
        let _ = write!(
            words,
            ", authorized {}",
            day.level_authorized.map_or("", |l| l.id())
        );
    }
    let _ = write!(
        words,
        "; {} {}",
        day.notes,
        if day.notes == 1 { "note" } else { "notes" }
    );
    if let Some(minutes) = day.note_minutes {
        let _ = write!(words, ", {minutes} min noted");
    }
    if let Some(minutes) = day.sheet_minutes {
        let _ = write!(words, ", {minutes} min on sheets");
    }
    if day.census != Census::Unknown {
        let _ = write!(words, ", {}", day.census.id());
    }
    if let Some(worst) = day.worst {
        let _ = write!(words, "; gravest finding {worst}");
    }
    words
}

/// Returns what a verdict says, for people.
pub(super) fn verdict_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Silent => "no evidence either way",
        Verdict::NotRated => "level not rated",
        Verdict::Conflicted => "strong evidence both ways",
        Verdict::SupportsBilled => "billed level supported",
        Verdict::SupportsLower => "lower level supported",
        Verdict::SupportsHigher => "higher level supported",
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::sample;
    use super::*;

    #[test]
    fn a_row_has_one_cell_for_each_day_of_its_month() {
        let results = sample::results();
        let calendar = Calendar::new(&results);
        let march = &calendar.months[0];
        assert_eq!(march.title, "March 2025");
        assert_eq!(march.days.len(), 31);
        assert!(march.days[0].weekend);
        assert_eq!(march.rows[0].cells.len(), 31);
        assert_eq!(march.rows[0].cells[0].letter, "");
        assert_eq!(march.rows[0].cells[2].letter, "L");
    }

    #[test]
    fn unbilled_days_are_shown_apart() {
        let results = sample::results();
        let unbilled = results
            .days
            .iter()
            .find(|day| day.billed.is_empty())
            .unwrap();
        assert_eq!(letter(unbilled), Some("d"));
        assert_eq!(class(unbilled), "u");
        assert!(words(unbilled).contains("not billed; 1 note, 50 min noted"));
    }
}

//! `ledger.csv`: one patient-day a row.

use super::{DayResult, Results, cell};
use std::io::{self, Write};

const HEADER: [&str; 20] = [
    "patient",
    "date",
    "level_billed",
    "level_authorized",
    "level_supported",
    "verdict",
    "notes",
    "note_minutes",
    "sheet_minutes",
    "census",
    "billed",
    "charged",
    "paid",
    "worst",
    "census_source",
    "census_place",
    "plan_dated",
    "certification_dated",
    "assessment_dated",
    "remit",
];

/// Writes every patient-day as one row. `billed` lists claim and line number, `CLM-1:2`.
pub fn write(results: &Results, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(HEADER)?;
    for day in &results.days {
        writer.write_record(record(results, day))?;
    }
    writer.flush()
}

fn record(results: &Results, day: &DayResult) -> [String; HEADER.len()] {
    let billed: Vec<String> = day
        .billed
        .iter()
        .map(|(claim, line)| format!("{claim}:{line}"))
        .collect();
    [
        cell::text(&day.patient).into_owned(),
        day.date.to_string(),
        or_empty(day.level_billed),
        or_empty(day.level_authorized),
        or_empty(day.level_supported),
        day.verdict.id().to_owned(),
        day.notes.to_string(),
        or_empty(day.note_minutes),
        or_empty(day.sheet_minutes),
        day.census.id().to_owned(),
        cell::text(&billed.join("; ")).into_owned(),
        day.charged.to_decimal(),
        day.paid.map(|paid| paid.to_decimal()).unwrap_or_default(),
        or_empty(day.worst),
        day.census_source.map_or("", |(words, _)| words).to_owned(),
        day.census_source
            .map(|(_, place)| {
                let path = results.path(place.file);
                cell::text(&format!("{path} page {} at {}", place.page, place.start)).into_owned()
            })
            .unwrap_or_default(),
        or_empty(day.plan),
        or_empty(day.certification),
        or_empty(day.assessment),
        day.remit.to_owned(),
    ]
}

fn or_empty(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_day_without_minutes_has_an_empty_cell_and_not_a_zero() {
        let mut results = sample::results();
        results.days.truncate(1);
        results.days[0].patient = "=CH".to_owned();
        results.days[0].note_minutes = None;
        results.days[0].sheet_minutes = Some(0);
        let mut out = Vec::new();
        write(&results, &mut out).unwrap();
        let mut reader = csv::Reader::from_reader(&out[..]);
        let row = reader.records().next().unwrap().unwrap();
        assert_eq!(&row[0], "'=CH");
        assert_eq!(&row[7], "");
        assert_eq!(&row[8], "0");
    }
}

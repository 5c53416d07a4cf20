//! Reads the tables of a note as rows with times: withdrawal scales with their times across,
//! vital signs and observation checks with their times down, a scale's items one under another.
//! It does not judge the scores, and it takes a table's headings for no statement about the
//! patient.

use super::flow_lines::{doses_of_day, is_wrapped};
use super::labels::{Label, cells};
use super::view::NoteView;
use super::when::{self, FoundTime};
use crate::model::{FlowsheetPart, FlowsheetRow, Minute, NoteKind, ServiceDate};
use crate::text::{Located, Span};
use std::ops::Range;

/// Lines that a table may hold; a longer one is no table of a chart.
const LONGEST: usize = 400;

/// The tables of a note.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Flowsheets {
    /// What they record, in order.
    pub(super) rows: Vec<FlowsheetRow>,
    /// Their headings, of columns and of scored items.
    pub(super) headings: Vec<Span>,
}

/// A column of a table.
struct Column {
    /// Its heading's bytes.
    name: Range<usize>,
    /// Its time, where it is headed by one.
    time: Option<Minute>,
    /// Its date, where it is headed by one.
    date: Option<ServiceDate>,
}

/// Returns the tables of a note dated `dated`.
pub(super) fn read_flowsheets(
    view: &NoteView<'_>,
    kind: NoteKind,
    dated: Option<ServiceDate>,
) -> Flowsheets {
    let mut found = Flowsheets::default();
    let lines: Vec<usize> = view.body_lines().map(|(index, _)| index).collect();
    let mut at = 0;
    while let Some(&index) = lines.get(at) {
        let parted = view.line(index).is_some_and(|line| line.is_parted);
        if kind == NoteKind::MedicationRecord
            && let Some(row) = doses_of_day(view, index)
        {
            found.rows.push(row);
            at += 1;
            continue;
        }
        if !parted && kind != NoteKind::Flowsheet {
            at += 1;
            continue;
        }
        let rest = lines.get(at + 1..).unwrap_or_default();
        let rest = rest.get(..LONGEST.min(rest.len())).unwrap_or_default();
        let used = times_across(view, index, rest, dated, &mut found)
            .or_else(|| times_down(view, index, rest, kind, dated, &mut found))
            .or_else(|| item_list(view, index, rest, kind, dated, &mut found));
        at += used.unwrap_or(0) + 1;
    }
    found
}

/// Reads a table whose columns are headed by times or dates and whose rows are measures. Returns
/// the lines used below the heading.
fn times_across(
    view: &NoteView<'_>,
    heading: usize,
    below: &[usize],
    dated: Option<ServiceDate>,
    found: &mut Flowsheets,
) -> Option<usize> {
    let text = view.line(heading)?.text;
    let parts = cells(text);
    if parts.len() < 3 {
        return None;
    }
    let mut columns: Vec<Column> = Vec::new();
    for (place, name) in parts.iter().enumerate() {
        columns.extend(clock_column(text, name, dated));
        // All but the corner must be times.
        if columns.len() < place {
            return None;
        }
    }
    if columns.len() < 3 {
        return None;
    }
    let mut used = 0;
    let mut rows = Vec::new();
    let mut names = Vec::new();
    for &index in below {
        let Some(line) = view.line(index) else { break };
        let row = cells(line.text);
        let Some((name, values)) = row.split_first() else {
            break;
        };
        let named = line
            .text
            .get(name.clone())
            .is_some_and(|name| name.contains(char::is_alphabetic));
        if values.is_empty() || !named || values.len() > columns.len() + 1 {
            break;
        }
        let measure = Located::new(
            line.text.get(name.clone())?.to_owned(),
            view.place(index, name.clone()),
        );
        let part = part_of(&measure.value);
        names.push(measure.span);
        for (place, value) in values.iter().enumerate() {
            let column = if values.len() == columns.len() {
                columns.get(place)
            } else {
                nearest(&columns, value)
            };
            let Some(column) = column else { continue };
            rows.push(FlowsheetRow {
                date: column.date.or(dated),
                time: column.time,
                measure: measure.clone(),
                value: Located::new(
                    line.text.get(value.clone())?.to_owned(),
                    view.place(index, value.clone()),
                ),
                part,
            });
        }
        used += 1;
    }
    if used < 2 {
        return None;
    }
    found
        .headings
        .push(view.line(heading)?.trimmed_span(view.file()));
    // The names of drugs in a medication record do say something of the patient.
    let numbers = rows
        .iter()
        .filter(|row| is_reading(&row.value.value))
        .count();
    if numbers * 2 >= rows.len() {
        found.headings.extend(names);
    }
    found.rows.extend(rows);
    Some(used)
}

/// Reads a table whose first column holds times and whose others are headed by measures.
fn times_down(
    view: &NoteView<'_>,
    heading: usize,
    below: &[usize],
    kind: NoteKind,
    dated: Option<ServiceDate>,
    found: &mut Flowsheets,
) -> Option<usize> {
    let text = view.line(heading)?.text;
    let parts = cells(text);
    let (corner, names) = parts.split_first()?;
    let corner = text.get(corner.clone())?.to_ascii_lowercase();
    let timed = ["time", "date", "hour", "hr"]
        .iter()
        .any(|word| corner.starts_with(word));
    if !timed || corner.contains(':') || names.len() < 2 {
        return None;
    }
    let columns: Vec<Column> = names
        .iter()
        .map(|name| Column {
            name: name.clone(),
            time: None,
            date: None,
        })
        .collect();
    let mut used = 0;
    let mut rows = Vec::new();
    let wrapped = usize::from(is_wrapped(view, text, below));
    for &index in below.iter().skip(wrapped) {
        let Some(line) = view.line(index) else { break };
        let row = cells(line.text);
        let Some((first, mut values)) = row.split_first() else {
            break;
        };
        let Some(lead) = line.text.get(first.clone()) else {
            break;
        };
        let date = when::find_dates(lead).first().map(|found| found.date);
        let mut time = clock(lead);
        let mut columns = columns.as_slice();
        // "3/2/26   0800   120/80": date and time in two columns, whose headings may be two as well.
        if time.is_none()
            && date.is_some()
            && let Some((second, rest)) = values.split_first()
            && let Some(text) = line.text.get(second.clone())
            && clock(text).is_some()
        {
            time = clock(text);
            values = rest;
            if let Some((second, rest)) = columns.split_first()
                && is_of_time(view.line(heading)?.text, second)
            {
                columns = rest;
            }
        }
        if time.is_none() && date.is_none() || values.is_empty() {
            break;
        }
        for (place, value) in values.iter().enumerate() {
            let column = if values.len() == columns.len() {
                columns.get(place)
            } else {
                nearest(columns, value)
            };
            let Some(column) = column else { continue };
            let heading_text = text.get(column.name.clone())?;
            rows.push(FlowsheetRow {
                date: date.or(dated),
                time: minute_past(time, heading_text),
                measure: Located::new(
                    heading_text.to_owned(),
                    view.place(heading, column.name.clone()),
                ),
                value: Located::new(
                    line.text.get(value.clone())?.to_owned(),
                    view.place(index, value.clone()),
                ),
                part: part_of(heading_text),
            });
        }
        used += 1;
    }
    // One reading makes a table only where nothing else is expected, or under the names of what is
    // measured.
    let measured = columns
        .iter()
        .filter_map(|column| text.get(column.name.clone()))
        .filter(|name| is_vital_sign(name));
    let is_measured = kind == NoteKind::Flowsheet || measured.count() >= 2;
    if used < if is_measured { 1 } else { 2 } {
        return None;
    }
    found
        .headings
        .push(view.line(heading)?.trimmed_span(view.file()));
    found.rows.extend(rows);
    Some(used + wrapped)
}

/// Reads the items of a scale one under another, each with its score, in a flowsheet.
fn item_list(
    view: &NoteView<'_>,
    first: usize,
    below: &[usize],
    kind: NoteKind,
    dated: Option<ServiceDate>,
    found: &mut Flowsheets,
) -> Option<usize> {
    if kind != NoteKind::Flowsheet {
        return None;
    }
    let time = view
        .labelled(Label::Time)
        .chain(view.labelled(Label::Start))
        .find_map(|field| {
            when::find_labelled_times(view.value(field))
                .first()
                .copied()
        })
        .and_then(|time| time.minute_of_day());
    let mut rows = Vec::new();
    for &index in std::iter::once(&first).chain(below) {
        let Some(line) = view.line(index) else { break };
        let Some((name, value)) = scored_item(line.text) else {
            break;
        };
        let measure = line.text.get(name.clone())?.to_owned();
        rows.push(FlowsheetRow {
            date: dated,
            time,
            part: part_of(&measure),
            measure: Located::new(measure, view.place(index, name)),
            value: Located::new(
                line.text.get(value.clone())?.to_owned(),
                view.place(index, value),
            ),
        });
    }
    // Fewer lines may be anything that ends with a number.
    if rows.len() < 5 {
        return None;
    }
    let used = rows.len() - 1;
    found
        .headings
        .extend(rows.iter().map(|row| row.measure.span));
    found.rows.extend(rows);
    Some(used)
}

/// Returns the name and the score of a line such as `Tremor   2` or `Total score: 12`.
fn scored_item(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let trimmed = text.trim_end();
    let digits = trimmed.bytes().rev().take_while(u8::is_ascii_digit).count();
    let start = trimmed.len().checked_sub(digits)?;
    let before = trimmed.get(..start)?;
    let gap = before.ends_with("  ") || before.ends_with('\t') || before.trim_end().ends_with(':');
    let name = before.trim_end_matches([' ', '\t', ':', '.']);
    let lead = name.len() - name.trim_start().len();
    let words = name.split_whitespace().count();
    ((1..=2).contains(&digits)
        && gap
        && (1..=8).contains(&words)
        && name.contains(char::is_alphabetic))
    .then_some((lead..name.len(), start..trimmed.len()))
}

/// Returns a heading as a column of a time or a date.
fn clock_column(text: &str, name: &Range<usize>, dated: Option<ServiceDate>) -> Option<Column> {
    let cell = text.get(name.clone())?;
    let full = when::find_dates(cell).first().map(|found| found.date);
    let date = full.or_else(|| {
        let year = dated?.year();
        when::find_partial_date(cell, year)
            .filter(|found| found.end - found.start + 1 >= cell.len())
            .map(|found| found.date)
    });
    let time = clock(cell);
    (date.is_some() || time.is_some()).then(|| Column {
        name: name.clone(),
        time,
        date,
    })
}

/// Returns the time of a cell that holds a time and nothing else but perhaps a date.
fn clock(cell: &str) -> Option<Minute> {
    let times = when::find_labelled_times(cell);
    let time: &FoundTime = times.first()?;
    let rest = cell.get(time.end..)?;
    // "0900 BP check" is a row's name, not its time.
    (times.len() == 1 && !rest.contains(char::is_alphabetic))
        .then(|| time.minute_of_day())
        .flatten()
}

/// Adds the minutes that a column of quarter hours is headed by: `:15`.
fn minute_past(time: Option<Minute>, heading: &str) -> Option<Minute> {
    let time = time?;
    let past = heading
        .trim()
        .strip_prefix(':')
        .and_then(|digits| digits.parse::<u32>().ok())
        .filter(|past| *past < 60);
    match past {
        Some(past) => {
            let all = time.since_midnight() + past;
            Minute::new(all / 60 % 24, all % 60)
        }
        None => Some(time),
    }
}

/// Returns the column whose heading stands nearest to a value.
fn nearest<'c>(columns: &'c [Column], value: &Range<usize>) -> Option<&'c Column> {
    let middle = |range: &Range<usize>| (range.start + range.end) as i64;
    columns
        .iter()
        .min_by_key(|column| (middle(&column.name) - middle(value)).abs())
}

/// Returns whether a column is headed by a word for the time.
fn is_of_time(heading: &str, column: &Column) -> bool {
    heading.get(column.name.clone()).is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        ["time", "hour", "hr"]
            .iter()
            .any(|word| name.starts_with(word))
    })
}

/// Returns whether a heading begins with the name of a vital sign: `BP sitting`, `HR`, `Temp F`.
fn is_vital_sign(heading: &str) -> bool {
    const SIGNS: [&str; 13] = [
        "bp",
        "b/p",
        "blood",
        "hr",
        "p",
        "pulse",
        "heart",
        "temp",
        "t",
        "temperature",
        "rr",
        "resp",
        "spo2",
    ];
    let first = heading.split_whitespace().next().unwrap_or_default();
    SIGNS.iter().any(|sign| first.eq_ignore_ascii_case(sign))
}

fn part_of(measure: &str) -> FlowsheetPart {
    let lower = measure.to_lowercase();
    if lower.contains("initial") || lower == "by" || lower == "rn" || lower == "staff" {
        FlowsheetPart::Initials
    } else if lower.contains("total") || lower.ends_with("score") || lower == "sum" {
        FlowsheetPart::Total
    } else {
        FlowsheetPart::Item
    }
}

fn is_reading(value: &str) -> bool {
    value.len() <= 8
        && value
            .bytes()
            .all(|b| b.is_ascii_digit() || b"/.-%".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::note::from_pages;
    use crate::read::note::view::Document;
    use crate::text::{FileId, Page};
    use proptest::prelude::*;

    fn rows(text: &str) -> Vec<String> {
        let pages = [Page::plain(1, text)];
        let notes = from_pages(FileId(0), "f.txt", &pages, &mut Vec::new());
        notes
            .iter()
            .flat_map(|note| &note.flowsheet)
            .map(|row| {
                let time = row.time.map_or("-".to_owned(), |time| time.to_string());
                let total = if row.part == FlowsheetPart::Total {
                    "!"
                } else {
                    ""
                };
                format!("{time} {}{total}={}", row.measure.value, row.value.value)
            })
            .collect()
    }

    #[test]
    fn reads_times_across() {
        let text = "CIWA-Ar FLOWSHEET\nPatient: Doe, Jane   MRN: 1042\nDate: 03/16/2026\n\nItem              0000   0400   0800\nNausea/vomiting      2      1      0\nTremor               3      2      1\nTOTAL                5      3      1\n";
        let found = rows(text);
        assert_eq!(found.len(), 9, "{found:?}");
        assert_eq!(found[1], "04:00 Nausea/vomiting=1");
        assert_eq!(found[6], "00:00 TOTAL!=5");
    }

    #[test]
    fn reads_times_down_with_a_cell_left_out() {
        let text = "VITAL SIGNS FLOWSHEET\nPatient: Doe, Jane   MRN: 1042\nDate: 03/16/2026\nTime     BP        HR    Temp\n0800     120/80    88    98.6\n1200     118/76          98.4\n";
        assert_eq!(
            rows(text),
            [
                "08:00 BP=120/80",
                "08:00 HR=88",
                "08:00 Temp=98.6",
                "12:00 BP=118/76",
                "12:00 Temp=98.4"
            ]
        );
    }

    #[test]
    fn a_heading_may_go_on_below_in_its_bracket() {
        let text = "WM FLOWSHEET\nPatient: Doe, Jane   MRN: 1042\nDate: 03/16/2026\n\nTime   BP       HR   COWS  (items:\npulse/sweats/pupils/aches)\n0910   120/80   88   7  (2/2/1/2)\n1530   118/76   84   --  not done\n";
        let found = rows(text);
        assert!(found.contains(&"09:10 COWS=7".to_owned()), "{found:?}");
        assert!(found.contains(&"15:30 COWS=--".to_owned()), "{found:?}");
    }

    #[test]
    fn one_row_of_vital_signs_is_read_in_any_note() {
        let day = |head: &str, row: &str| {
            format!(
                "PHP DAY NOTE\nPatient: Doe, Jane   MRN: 1042\nDate: 03/09/2026\n{head}\n{row}\nShe ate half of lunch and stayed for all groups.\n"
            )
        };
        let found = rows(&day(
            "Date / time  BP sitting  BP standing  HR sit  Temp F",
            "03/09 08:24  104/66  98/60  72  98.2",
        ));
        assert_eq!(
            found,
            [
                "08:24 BP sitting=104/66",
                "08:24 BP standing=98/60",
                "08:24 HR sit=72",
                "08:24 Temp F=98.2"
            ]
        );
        let sessions = day(
            "Time  Session  Leader  Remark",
            "09:15-10:15  Process  A. Roe  late",
        );
        assert_eq!(rows(&sessions), [""; 0]);
    }

    #[test]
    fn reads_items_under_each_other_and_checks_by_quarter_hours() {
        let text = "Clinical Opiate Withdrawal Scale (COWS)\nPatient: Doe, Jane   MRN: 1042\nAssessment date: 03/16/2026    Time: 0900\nResting pulse     2\nSweating          1\nRestlessness      0\nPupil size        1\nYawning           2\nTotal score: 6\n";
        let found = rows(text);
        assert_eq!(found.len(), 6, "{found:?}");
        assert_eq!(found[0], "09:00 Resting pulse=2");
        assert_eq!(found[5], "09:00 Total score!=6");
        let checks = "OBSERVATION CHECKS\nDate: 03/16/2026\nTime    :00   :15   :30\n0100    S     S     A\n0200    S     B     S\n";
        assert!(rows(checks).contains(&"02:15 :15=B".to_owned()));
    }

    #[test]
    fn a_medication_record_by_days_tells_the_doses_of_each() {
        let text = "OBSERVED SELF-ADMINISTRATION LOG / MAR     Client: DOE, JANE   Client ID 1042\nMedication: chlordiazepoxide per taper order 03/02/2026\n03/02/2026 1300 50 mg taken GT | 1900 50 mg taken MO\n03/03/2026 0100 50 mg taken MO | 0700 50 mg taken GT\nInitials: GT = Gwen Low, LVN   MO = Mark Poe, RADT-I\n";
        let pages = [Page::plain(1, text)];
        let notes = from_pages(FileId(0), "f.txt", &pages, &mut Vec::new());
        let [note] = notes.as_slice() else {
            panic!("one note")
        };
        assert_eq!(note.kind, NoteKind::MedicationRecord);
        let days = note.flowsheet.iter().filter_map(|row| row.date);
        assert_eq!(days.map(|day| day.day()).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn a_sheet_of_scores_is_known_whatever_stands_before_its_name() {
        for scale in ["COWS", "CIWA-Ar"] {
            let text = format!(
                "ELM RECOVERY - WM FLOWSHEET ({scale})     Client: DOE, JANE  Client ID 1042  DOB 07/19/1986\nDate        Time   {scale}  Pulse  Staff\n03/09/2026  1300   14    108    G. Low LVN\n03/09/2026  1900   15    110    M. Poe RADT-I\n"
            );
            let pages = [Page::plain(1, text.as_str())];
            let notes = from_pages(FileId(0), "f.txt", &pages, &mut Vec::new());
            let kinds: Vec<NoteKind> = notes.iter().map(|note| note.kind).collect();
            assert_eq!(kinds, [NoteKind::Flowsheet], "{scale}");
        }
    }

    #[test]
    fn columns_keep_their_names_where_date_and_time_stand_apart() {
        let text = "CIWA\nPatient: Doe, Jane   MRN: 1042\n| Date | Time | CIWA | Lorazepam | Nurse |\n| 04/06/2026 | 18:50 | 11 | 2 mg | M. Poe RN |\n| 04/07/2026 | 07:00 | 9 | not needed | J. Low RN |\n";
        let scores = |text: &str| -> Vec<String> {
            let found = rows(text).into_iter();
            found.filter(|row| row.contains(" CIWA=")).collect()
        };
        assert_eq!(scores(text), ["18:50 CIWA=11", "07:00 CIWA=9"]);
        let spaced = "CIWA-Ar RECORD\nPatient: Doe, Jane   MRN: 1042\nDate  Time  CIWA  Lorazepam  Nurse\n04/06/2026  18:50  11  2 mg  M. Poe RN\n04/07/2026  07:00  9  not needed  J. Low RN\n";
        assert_eq!(scores(spaced), ["18:50 CIWA=11", "07:00 CIWA=9"]);
    }

    #[test]
    fn prose_and_schedules_are_no_flowsheet() {
        for text in [
            "GROUP NOTE\nDate: 4/5/2026\nTime   Topic\nShe came at 9:00 and left at 10:00.\n",
            "NURSING NOTE\nDate: 4/5/2026\nShe slept 6 hours and rates pain 3.\nTremor 2\n",
        ] {
            assert_eq!(rows(text), [""; 0], "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "(Time|Item|BP|0800|8:00a|3/4| {2,4}|\t|\\||2|120/80|TOTAL|é|\n){0,60}|\\PC{0,80}") {
            let pages = [Page::plain(1, text.as_str())];
            let document = Document::new(FileId(0), "x", &pages);
            let view = document.view(0..document.lines.len());
            read_flowsheets(&view, NoteKind::Flowsheet, None);
        }
    }
}

//! Reads attendance sheets: one row per patient and session, or a grid of patients and days.
//! Marks that could mean two things stay unclear.

use super::columns::Header;
use super::csv::{Cell, Row};
use super::field::Field;
use super::sheet::{DateCell, Sheet, body};
use super::vocabulary::attendance;
use crate::model::{AttendanceEntry, AttendanceStatus, Minute, ServiceDate};
use crate::problem::{Problem, ProblemKind};
use crate::read::dates::{ClockTime, find_dates, parse_date, parse_time};
use crate::text::bytes::has_digit;
use std::collections::BTreeMap;

/// Reads a sheet with one row per patient and session.
pub(super) fn read_rows<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
) -> Vec<AttendanceEntry> {
    let legend = Legend::new(rows, header.row);
    let clock = Clock::of(rows.get(header.row + 1..).unwrap_or_default(), header);
    let session = title_session(rows, header.row);
    tell_unread_times(sheet, header, rows);
    body(header, rows)
        .filter_map(|row| {
            let mut entry = entry(sheet, header, row, &legend, clock)?;
            if entry.session.is_empty() && header.column(Field::Session).is_none() {
                entry.session.clone_from(&session);
            }
            Some(entry)
        })
        .collect()
}

/// Tells of columns full of clock times that were not read, where the sheet gives nobody's time there
/// otherwise: what is counted from such a sheet would be missing without a word.
fn tell_unread_times(sheet: &mut Sheet<'_>, header: &Header, rows: &[Row<'_>]) {
    let has = |field| header.column(field).is_some();
    let is_told = has(Field::TimeRange)
        || has(Field::Minutes)
        || has(Field::Hours)
        || has(Field::TimeIn) && has(Field::TimeOut);
    if is_told || header.is_schedule {
        return;
    }
    let is_clock = |text: &str| {
        let is_written = text.contains(':') || text.to_ascii_lowercase().ends_with('m');
        let time = text.split_once(' ').map_or(text, |(_, time)| time);
        is_written && (parse_time(text).is_some() || parse_time(time).is_some())
    };
    let unread = header.unread_columns(rows).into_iter();
    let names: Vec<String> = unread
        .filter(|(column, _)| are_mostly(rows, header.row, *column, is_clock))
        .map(|(_, name)| name.chars().take(40).collect())
        .collect();
    if names.is_empty() {
        return;
    }
    let message = format!(
        "columns of the attendance sheet hold clock times and no field was read from them: {}; so \
         the sheet does not say how long anybody was there. Name them time-in and time-out in \
         chartproof.toml ([[columns]] with file, kind and [columns.headers]) or rename the headers",
        names.join(", ")
    );
    let place = rows.get(header.row).map(|row| sheet.span(&row.range));
    let place = place.unwrap_or_else(|| sheet.start());
    let problem = Problem::at(place, ProblemKind::UnknownColumns, message);
    sheet.problems.push(problem);
}

/// Returns whether most of a column's values, below a header, are a time with its end or say who was
/// there. The moments at which something was given, measured or said are neither.
pub(super) fn are_ranges(rows: &[Row<'_>], header: usize, column: usize) -> bool {
    let is_range = |text: &str| {
        let has_end = text
            .split_once(['-', '–'])
            .is_some_and(|(from, to)| parse_time(from).is_some() && parse_time(to).is_some());
        has_end || status_of(text).is_some()
    };
    are_mostly(rows, header, column, is_range)
}

/// Returns whether most of a column's values, below a header, say who was there.
pub(super) fn are_marks(rows: &[Row<'_>], header: usize, column: usize) -> bool {
    let legend = Legend::new(rows, header);
    let is_mark = |text: &str| legend.status(text) != AttendanceStatus::Unclear || text.len() == 1;
    are_mostly(rows, header, column, is_mark)
}

/// Returns whether a column holds counts alone: `Day` may head dates, and `Days` numbers.
pub(super) fn are_counts(rows: &[Row<'_>], header: usize, column: usize) -> bool {
    let is_count = |text: &str| text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    are_mostly(rows, header, column, is_count)
}

fn are_mostly(rows: &[Row<'_>], header: usize, column: usize, is: impl Fn(&str) -> bool) -> bool {
    const SAMPLE: usize = 100;
    let rows = rows.get(header + 1..).unwrap_or_default().iter();
    let texts = rows.map(|row| row.text(column));
    let (found, all) = texts
        .filter(|text| !text.is_empty())
        .take(SAMPLE)
        .fold((0, 0), |(found, all), text| {
            (found + usize::from(is(text)), all + 1)
        });
    found * 2 > all
}

/// Finds the days that head a grid's columns: full dates, month and day with the year of the
/// title, or days of the month that the title names. `names` are those of the sheet and the file,
/// which are asked where no title tells.
pub(super) fn day_reader(
    rows: &[Row<'_>],
    names: &[String],
) -> impl Fn(&str) -> Option<ServiceDate> + use<> {
    let titles = rows.iter().take(super::columns::TITLE_ROWS);
    // Below the row of days stand birth dates and the like.
    let end = titles.clone().position(heads_days);
    let titles = titles.take(end.map_or(usize::MAX, |end| end + 1));
    let cells = titles.flat_map(|row| row.cells.iter());
    let (mut year, mut month) = (None, None);
    // The month that the year is told with, which may end a year in the columns.
    let mut told = None;
    for cell in cells.filter(|cell| cell.text.len() < 120) {
        if let Some((_, date)) = find_dates(&cell.text).next() {
            year = year.or(Some(date.year()));
        }
        if let Some(first) = month_of(&cell.text) {
            month = month.or(Some(first));
            year = year.or(Some(first.year()));
        }
    }
    if let Some(first) = month {
        told = Some(first.month());
    }
    if let (None, Some(row)) = (year, end.and_then(|end| rows.get(end))) {
        let named = names.iter().find_map(|name| month_of(name));
        // A few bare numbers may head groups; a week of them heads days.
        month = month.or(named.filter(|_| bare_days(row) >= 7));
        year = named.map(|first| first.year());
        told = named.map(|first| first.month());
        year = year.or_else(|| names.iter().find_map(|name| only_year(name)));
    }
    move |header| {
        if let Some(date) = parse_date(header) {
            return Some(date);
        }
        // `Mon 4/6`: the weekday goes, the year comes from the title.
        let day = header.trim().rsplit(' ').next()?;
        if let (Some(year), Some((left, right))) = (year, month_and_day(day)) {
            // `12/30` and `1/2` under `December 2026`.
            let turn = match told {
                Some(month) if month > left + 6 => 1,
                Some(month) if month + 6 < left => -1,
                _ => 0,
            };
            return ServiceDate::new(year + turn, left, right);
        }
        let first = month?;
        let number: u32 = day.parse().ok().filter(|_| day.len() <= 2)?;
        ServiceDate::new(first.year(), first.month(), number)
    }
}

/// Returns whether a row heads columns by month and day alone, which nothing gives a year.
pub(super) fn lacks_year(row: &Row<'_>) -> bool {
    let days = row.cells.iter();
    let days = days.filter(|cell| month_and_day(last_word(&cell.text)).is_some());
    days.count() >= 3
}

fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once(['/', '-'])?;
    let number = |part: &str, most: u32| {
        let number = part.parse::<u32>().ok().filter(|_| part.len() <= 2)?;
        (1..=most).contains(&number).then_some(number)
    };
    Some((number(month, 12)?, number(day, 31)?))
}

/// Returns whether a row heads columns by days, of a full date or less.
fn heads_days(row: &Row<'_>) -> bool {
    let days = row.cells.iter().filter(|cell| {
        month_and_day(last_word(&cell.text)).is_some() || parse_date(&cell.text).is_some()
    });
    days.count() + bare_days(row) >= 3
}

/// Returns how many columns a row heads by a number that can be a day of the month.
fn bare_days(row: &Row<'_>) -> usize {
    let is_number = |text: &str| {
        let day = last_word(text);
        (1..=2).contains(&day.len()) && day.bytes().all(|byte| byte.is_ascii_digit())
    };
    row.cells
        .iter()
        .filter(|cell| is_number(&cell.text))
        .count()
}

fn last_word(text: &str) -> &str {
    text.trim().rsplit(' ').next().unwrap_or_default()
}

/// Returns the one year that a name holds: `sign in 2026`.
fn only_year(name: &str) -> Option<i32> {
    let words = name.split(|c: char| !c.is_ascii_digit());
    let mut years = words
        .filter(|word| word.len() == 4)
        .filter_map(|word| word.parse::<i32>().ok())
        .filter(|year| (2000..2100).contains(year));
    let year = years.next()?;
    years.all(|other| other == year).then_some(year)
}

/// Reads `April 2026`, also within a longer title, as the first of that month.
fn month_of(title: &str) -> Option<ServiceDate> {
    // Without a year it is no month of one; most titles and all prose end here.
    if !has_digit(title) {
        return None;
    }
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).collect();
    words.windows(2).find_map(|pair| match pair {
        [month, year] if year.len() == 4 => parse_date(&format!("{month} 1, {year}")),
        _ => None,
    })
}

/// Reads a grid of patients and days.
pub(super) fn read_grid<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
    day_of: impl Fn(&str) -> Option<ServiceDate>,
) -> Vec<AttendanceEntry> {
    let legend = Legend::new(rows, header.row);
    let Some(head) = rows.get(header.row) else {
        return Vec::new();
    };
    let days: Vec<(usize, ServiceDate)> = head
        .cells
        .iter()
        .enumerate()
        .filter_map(|(column, cell)| Some((column, day_of(&cell.text)?)))
        .collect();
    let mut entries = Vec::new();
    for row in rows.iter().skip(header.row + 1) {
        let marks = || {
            days.iter()
                .filter_map(|(column, day)| Some((row.cells.get(*column)?, *day)))
        };
        if marks().all(|(cell, _)| cell.text.is_empty()) {
            continue;
        }
        let patient = sheet.patient(header, row);
        if patient.is_empty() {
            let message = "has marks but names no patient; its marks are not used";
            sheet.trouble(row, ProblemKind::NoPatient, message);
            continue;
        }
        for (cell, date) in marks().filter(|(cell, _)| !cell.text.is_empty()) {
            let (time_in, time_out, minutes) = times_in(&cell.text, Clock::TwelveHours);
            let status = match minutes {
                Some(_) => AttendanceStatus::Present,
                None => legend.status(&cell.text),
            };
            entries.push(AttendanceEntry {
                file: sheet.file,
                span: sheet.span(&cell.range),
                patient: patient.clone(),
                date,
                session: header.text(row, Field::Session).to_owned(),
                time_in,
                time_out,
                minutes,
                status,
            });
        }
    }
    entries
}

fn entry<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    legend: &Legend,
    clock: Clock,
) -> Option<AttendanceEntry> {
    // A legend below the rows: `P = Present`, `A = Absent`.
    if row
        .cells
        .iter()
        .all(|cell| cell.text.is_empty() || cell.text.contains('='))
    {
        return None;
    }
    let patient = sheet.patient(header, row);
    if patient.is_empty() {
        let message = "names no patient; it is not used";
        sheet.trouble(row, ProblemKind::NoPatient, message);
        return None;
    }
    let date = match sheet.date(header, row, Field::Date, "date") {
        DateCell::Date(date) => date,
        DateCell::Bad => return None,
        DateCell::Blank => match header.title_date {
            Some(date) => date,
            None => {
                sheet.trouble(row, ProblemKind::BadValue, "has no date; it is not used");
                return None;
            }
        },
    };
    let time = |field| {
        sheet
            .cell(header, row, field)
            .and_then(|cell| time_of(cell))
    };
    let (arrival, departure) = (time(Field::TimeIn), time(Field::TimeOut));
    let unread = [(Field::TimeIn, arrival), (Field::TimeOut, departure)]
        .into_iter()
        .any(|(field, time)| time.is_none() && sheet.cell(header, row, field).is_some());
    let (time_in, time_out, elapsed) = match sheet.cell(header, row, Field::TimeRange) {
        Some(cell) if arrival.is_none() && departure.is_none() => times_in(&cell.text, clock),
        _ => clock.span(arrival, departure),
    };
    let minutes = stated_minutes(header, row).or(elapsed);
    // When an appointment was to be says neither that somebody came nor when.
    let (arrival, time_in, time_out, minutes) = match header.is_schedule {
        true => (None, None, None, None),
        false => (arrival, time_in, time_out, minutes),
    };
    let mark = sheet
        .cell(header, row, Field::Attendance)
        .or_else(|| sheet.cell(header, row, Field::Decision));
    let status = match mark {
        Some(mark) => legend.status(&mark.text),
        None if arrival.is_some() || minutes.is_some_and(|minutes| minutes > 0) => {
            AttendanceStatus::Present
        }
        None => AttendanceStatus::Unclear,
    };
    // Sheets write the reason for an absence into the time columns.
    let in_place_of_time = [Field::TimeIn, Field::TimeOut]
        .into_iter()
        .filter_map(|field| sheet.cell(header, row, field))
        .map(|cell| legend.status(&cell.text))
        .find(|status| *status != AttendanceStatus::Unclear);
    let status = match (mark, arrival, in_place_of_time) {
        (None, None, Some(status)) => status,
        _ => status,
    };
    // Who left before a group has no times in its row, unlike who left in the midst of it.
    let session = header.text(row, Field::Session);
    let is_timed =
        header.column(Field::TimeIn).is_some() && !header.is_schedule && !session.is_empty();
    let has_left = || mark.is_some_and(|mark| says_left(&mark.text));
    let came = arrival.is_some() || departure.is_some() || minutes.is_some() || unread;
    let status = match status {
        AttendanceStatus::Present if is_timed && !came && has_left() => AttendanceStatus::Unclear,
        status => status,
    };
    if unread && in_place_of_time.is_none() {
        let message = "a time cannot be read; write it as 9:00 AM or 13:00";
        sheet.trouble(row, ProblemKind::BadValue, message);
    }
    Some(AttendanceEntry {
        file: sheet.file,
        span: sheet.span(&row.range),
        patient,
        date,
        session: session.to_owned(),
        time_in,
        time_out,
        minutes,
        status,
    })
}

/// Returns whether a mark says that the patient left: `Left early - ride`.
fn says_left(mark: &str) -> bool {
    let mark = mark.trim().to_ascii_lowercase();
    mark.starts_with("left") || matches!(mark.as_str(), "le" | "l/e")
}

/// Returns the group that a sign-in sheet's titles name: `Group: Relapse Prevention`.
fn title_session(rows: &[Row<'_>], header: usize) -> String {
    let titles = rows.iter().take(header).flat_map(|row| {
        let next = row.cells.iter().skip(1).map(Some).chain([None]);
        row.cells.iter().zip(next)
    });
    for (cell, right) in titles {
        let (label, value) = cell.text.split_once(':').unwrap_or((&cell.text, ""));
        let is_label = matches!(
            label.trim().to_ascii_lowercase().as_str(),
            "group" | "group name" | "session" | "topic" | "group topic" | "class"
        );
        if is_label {
            let beside = right.map_or("", |cell| cell.text.as_ref());
            return [value.trim(), beside.trim()]
                .into_iter()
                .find(|text| !text.is_empty())
                .unwrap_or_default()
                .to_owned();
        }
    }
    String::new()
}

fn stated_minutes(header: &Header, row: &Row<'_>) -> Option<u32> {
    let minutes = header.text(row, Field::Minutes);
    let number = minutes.trim_end_matches(|c: char| !c.is_ascii_digit());
    let number = number.strip_suffix(".0").unwrap_or(number);
    if let Ok(minutes) = number.parse::<u32>() {
        return (minutes <= 24 * 60).then_some(minutes);
    }
    // `1:30` is a duration of hours and minutes in either column.
    let hours = header.text(row, Field::Hours);
    for text in [minutes, hours] {
        if let Some((hours, minutes)) = text.split_once(':') {
            let (hours, minutes): (u32, u32) =
                (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
            return (hours <= 24 && minutes < 60).then_some(hours * 60 + minutes);
        }
    }
    let hours = crate::model::Units::parse(hours.trim_end_matches(|c: char| !c.is_ascii_digit()))?;
    let minutes = hours.thousandths().checked_mul(60)? / 1000;
    u32::try_from(minutes)
        .ok()
        .filter(|minutes| *minutes <= 24 * 60)
}

fn time_of(cell: &Cell<'_>) -> Option<ClockTime> {
    parse_time(&cell.text).or_else(|| {
        // A time kept as date and time; the date is a spreadsheet's filler or the day itself.
        let (_, time) = cell.text.split_once(' ')?;
        parse_time(time)
    })
}

/// Reads a pair of times in one cell: `9:00-12:00`.
fn times_in(text: &str, clock: Clock) -> (Option<Minute>, Option<Minute>, Option<u32>) {
    let pair = text
        .split_once(['-', '–'])
        .map(|(from, to)| (parse_time(from), parse_time(to)));
    match pair {
        Some((Some(from), Some(to))) => clock.span(Some(from), Some(to)),
        _ => (None, None, None),
    }
}

/// How a sheet writes times without am or pm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clock {
    /// Some time is 13:00 or later, so all are of the 24-hour clock.
    TwentyFourHours,
    /// `1:00` may be afternoon.
    TwelveHours,
}

impl Clock {
    fn of(rows: &[Row<'_>], header: &Header) -> Self {
        let mut times = rows
            .iter()
            .flat_map(|row| [Field::TimeIn, Field::TimeOut].map(|field| header.text(row, field)));
        let is_24_hour = |text: &str| {
            let letters = text.chars().any(char::is_alphabetic);
            !letters && parse_time(text).is_some_and(|t| t.minute.since_midnight() >= 13 * 60)
        };
        if times.any(is_24_hour) {
            Self::TwentyFourHours
        } else {
            Self::TwelveHours
        }
    }

    /// Returns the times that are certain, and the minutes between them, which are certain also
    /// where both leave out am and pm.
    fn span(
        self,
        from: Option<ClockTime>,
        to: Option<ClockTime>,
    ) -> (Option<Minute>, Option<Minute>, Option<u32>) {
        let certain = |time: ClockTime| self == Self::TwentyFourHours || time.meridiem_known;
        let (Some(from), Some(to)) = (from, to) else {
            let keep = |time: Option<ClockTime>| time.filter(|t| certain(*t)).map(|t| t.minute);
            return (keep(from), keep(to), None);
        };
        let (start, end) = (from.minute.since_midnight(), to.minute.since_midnight());
        let half = 12 * 60;
        let elapsed = |day: u32| (end + day - start) % day;
        match (certain(from), certain(to)) {
            // Past midnight when the end is before the start.
            (true, true) => (Some(from.minute), Some(to.minute), Some(elapsed(2 * half))),
            (false, false) => (None, None, Some((end % half + half - start % half) % half)),
            // The uncertain one lies within twelve hours of the certain one.
            (true, false) => {
                let minutes = (end % half + half - start % half) % half;
                (
                    Some(from.minute),
                    minute((start + minutes) % (2 * half)),
                    Some(minutes),
                )
            }
            (false, true) => {
                let minutes = (end % half + half - start % half) % half;
                (
                    minute((end + 2 * half - minutes) % (2 * half)),
                    Some(to.minute),
                    Some(minutes),
                )
            }
        }
    }
}

fn minute(since_midnight: u32) -> Option<Minute> {
    Minute::new(since_midnight / 60, since_midnight % 60)
}

/// What the sheet itself says of its marks: `P = Present, A = Absent`.
struct Legend {
    marks: BTreeMap<String, AttendanceStatus>,
}

impl Legend {
    /// Looks for a legend in titles and footers.
    fn new(rows: &[Row<'_>], header: usize) -> Self {
        let mut marks = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            // Rows of data hold no legend, and most rows are data.
            if index > header && row.filled() > 6 {
                continue;
            }
            let parts = row
                .cells
                .iter()
                .flat_map(|cell| cell.text.split([',', ';', '|', '\n']));
            marks.extend(parts.filter_map(legend_entry));
        }
        Self { marks }
    }

    fn status(&self, mark: &str) -> AttendanceStatus {
        let stated = self.marks.get(mark.trim().to_lowercase().as_str()).copied();
        stated
            .or_else(|| status_of(mark))
            .unwrap_or(AttendanceStatus::Unclear)
    }
}

/// Reads `P = Present` or `Legend: P = Present`; the mark is the last word before the sign.
fn legend_entry(part: &str) -> Option<(String, AttendanceStatus)> {
    let (before, meaning) = part.rsplit_once('=').or_else(|| part.rsplit_once(':'))?;
    let mark = before
        .rsplit([' ', ':', '('])
        .find(|word| !word.is_empty())?;
    let status = status_of(meaning.trim().trim_end_matches([')', '.', ']']))?;
    (mark.chars().count() <= 3).then(|| (mark.to_lowercase(), status))
}

pub(super) fn status_of(mark: &str) -> Option<AttendanceStatus> {
    Some(match attendance(mark)? {
        "present" => AttendanceStatus::Present,
        "absent" => AttendanceStatus::Absent,
        "no-show" => AttendanceStatus::NoShow,
        "refused" => AttendanceStatus::Refused,
        "pass" => AttendanceStatus::Pass,
        "awol" => AttendanceStatus::Awol,
        "medical" => AttendanceStatus::Medical,
        "discharged" => AttendanceStatus::Discharged,
        "closed" => AttendanceStatus::Closed,
        _ => return None,
    })
}

//! The text being read with its place, and the values that X12 segments share: dates, amounts,
//! units. It turns bytes into spans and bad values into problems.

use super::lexer::{Piece, Segment};
use crate::model::{DateRange, Minute, Money, ServiceDate, Units};
use crate::problem::{Problem, ProblemKind};
use crate::text::{CharMap, FileId, Located, Span};
use std::ops::Range;

/// One file's text, the map to character offsets, and what went wrong so far.
pub(super) struct Source<'t> {
    /// The file.
    pub(super) file: FileId,
    /// Its text, page 1.
    pub(super) text: &'t str,
    map: CharMap<'t>,
    problems: Vec<Problem>,
    /// Problems beyond those that are kept.
    uncounted: u64,
}

/// More problems than this say nothing new, and a file can be made to hold millions.
const MOST_PROBLEMS: usize = 10_000;

impl<'t> Source<'t> {
    /// Prepares a text for reading.
    pub(super) fn new(file: FileId, text: &'t str) -> Self {
        Self {
            file,
            text,
            map: CharMap::new(text),
            problems: Vec::new(),
            uncounted: 0,
        }
    }

    /// Returns what could not be understood so far.
    #[cfg(test)]
    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Returns everything that could not be understood.
    pub(super) fn into_problems(mut self) -> Vec<Problem> {
        if self.uncounted > 0 {
            let message = format!(
                "{} more problems of this file are not listed; correct the first ones and run \
                 the audit again",
                self.uncounted
            );
            let problem = Problem::file(self.file, ProblemKind::ClaimStructure, message);
            self.problems.push(problem);
        }
        self.problems
    }

    /// Returns how many problems were met so far.
    pub(super) fn troubles(&self) -> u64 {
        self.problems.len() as u64 + self.uncounted
    }

    /// Notes a problem.
    pub(super) fn report(&mut self, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.uncounted += 1;
        }
    }

    /// Returns the span of a range of bytes.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(
            self.file,
            1,
            self.map.to_char(range.start),
            self.map.to_char(range.end),
        )
    }

    /// Joins a value with the place of its piece.
    pub(super) fn located<T>(&self, value: T, piece: Piece<'_>) -> Located<T> {
        Located::new(value, self.span(piece.range()))
    }

    /// Returns a piece's text with its place, or `None` when nothing is written.
    pub(super) fn text_of(&self, piece: Piece<'_>) -> Option<Located<String>> {
        (!piece.is_empty()).then(|| self.located(piece.text.to_owned(), piece))
    }

    /// Notes trouble in a segment.
    pub(super) fn trouble(&mut self, segment: &Segment<'_>, kind: ProblemKind, message: &str) {
        if self.problems.len() >= MOST_PROBLEMS {
            self.uncounted += 1;
            return;
        }
        let message = format!(
            "segment {} ({}): {message}",
            segment.number,
            shown_id(segment)
        );
        let span = self.span(segment.range());
        self.problems.push(Problem::at(span, kind, message));
    }

    /// Reads an amount; one that is missing or unreadable becomes nothing and a problem.
    pub(super) fn money(&mut self, segment: &Segment<'_>, index: usize, what: &str) -> Money {
        let piece = segment.element(index);
        Money::parse(piece.text).unwrap_or_else(|| {
            let found = if piece.is_empty() { "is missing" } else { "is not an amount" };
            let message = format!(
                "{what} (element {index}) {found}; it is counted as 0.00 until the file is corrected"
            );
            self.trouble(segment, ProblemKind::BadValue, &message);
            Money::ZERO
        })
    }

    /// Reads an amount that may be left out; an unreadable one becomes a problem.
    pub(super) fn optional_money(
        &mut self,
        segment: &Segment<'_>,
        index: usize,
        what: &str,
    ) -> Option<Located<Money>> {
        let piece = segment.element(index);
        if piece.is_empty() {
            return None;
        }
        let Some(money) = Money::parse(piece.text) else {
            let message = format!("{what} (element {index}) is not an amount; it is not used");
            self.trouble(segment, ProblemKind::BadValue, &message);
            return None;
        };
        Some(self.located(money, piece))
    }

    /// Reads a number of units that may be left out; an unreadable one becomes a problem.
    pub(super) fn optional_units(
        &mut self,
        segment: &Segment<'_>,
        index: usize,
        what: &str,
    ) -> Option<Units> {
        let piece = segment.element(index);
        let units = parse_units(piece.text);
        if units.is_none() && !piece.is_empty() {
            let message = format!("{what} (element {index}) is not a number; it is left open");
            self.trouble(segment, ProblemKind::BadValue, &message);
        }
        units
    }

    /// Reads a number of units; one that is missing or unreadable becomes a problem.
    pub(super) fn units(&mut self, segment: &Segment<'_>, index: usize) -> Option<Located<Units>> {
        let piece = segment.element(index);
        if let Some(units) = parse_units(piece.text) {
            return Some(self.located(units, piece));
        }
        let found = if piece.is_empty() {
            "are missing"
        } else {
            "are not a number"
        };
        let message = format!("units (element {index}) {found}; checks of units skip this line");
        self.trouble(segment, ProblemKind::BadValue, &message);
        None
    }

    /// Reads the date or range of a DTP segment; a bad one becomes a problem.
    pub(super) fn dates(&mut self, segment: &Segment<'_>) -> Option<Located<DateRange>> {
        let piece = segment.element(3);
        if let Some(range) = parse_dates(piece.text) {
            return Some(self.located(range, piece));
        }
        let message = format!(
            "the date with qualifier {} is not CCYYMMDD or a range of two such dates that ends \
             after it starts; correct it in the billing system and export again",
            known_code(segment.element(1).text)
        );
        self.trouble(segment, ProblemKind::BadValue, &message);
        None
    }
}

/// Returns the id, or a stand-in when the segment does not begin with anything like an id, so
/// that damaged files do not leak content into messages.
pub(super) fn shown_id<'t>(segment: &Segment<'t>) -> &'t str {
    known_code(segment.id())
}

fn known_code(code: &str) -> &str {
    let plausible =
        (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plausible { code } else { "unknown" }
}

/// Reads `CCYYMMDD`, `CCYYMMDDHHMM` or `CCYYMMDD-CCYYMMDD`, whatever format qualifier precedes
/// it: senders mislabel ranges as single dates and the other way round.
pub(super) fn parse_dates(text: &str) -> Option<DateRange> {
    match text.split_once('-') {
        Some((from, to)) => DateRange::new(parse_date(from.trim())?, parse_date(to.trim())?),
        None => parse_date(text).map(DateRange::day),
    }
}

/// Reads a date, with the time of day that `DT` adds cut off.
pub(super) fn parse_date(text: &str) -> Option<ServiceDate> {
    match text.len() {
        8 => ServiceDate::parse_ccyymmdd(text),
        10 | 12 | 14 if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            ServiceDate::parse_ccyymmdd(text.get(..8)?)
        }
        _ => None,
    }
}

/// Reads a time of day, `HHMM` with or without seconds, or the hour alone.
pub(super) fn parse_time(text: &str) -> Option<Minute> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !matches!(text.len(), 2 | 4 | 6 | 8) {
        return None;
    }
    let minute = text
        .get(2..4)
        .map_or(Some(0), |minute| minute.parse().ok())?;
    Minute::new(text.get(..2)?.parse().ok()?, minute)
}

/// Reads units, with zeros beyond the third decimal cut off.
pub(super) fn parse_units(text: &str) -> Option<Units> {
    let text = match text.split_once('.') {
        Some((_, fraction)) if fraction.len() > 3 => text.trim_end_matches('0'),
        _ => text,
    };
    Units::parse(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_do_not_exist_are_refused() {
        for (text, expected) in [
            ("20260105", Some("2026-01-05")),
            ("202601051330", Some("2026-01-05")),
            ("20260105-20260109", Some("2026-01-05 to 2026-01-09")),
            ("20260109-20260105", None),
            ("20260230", None),
            ("XXXXXXXX", None),
            ("2026010é", None),
            ("", None),
        ] {
            assert_eq!(
                parse_dates(text).map(|dates| dates.to_string()).as_deref(),
                expected
            );
        }
    }

    #[test]
    fn units_may_carry_trailing_zeros() {
        assert_eq!(
            parse_units("1.50000")
                .map(|units| units.to_string())
                .as_deref(),
            Some("1.5")
        );
        assert_eq!(parse_units("1.23456"), None);
    }
}

//! The file being read with its places and problems, and the values that FHIR's resources share:
//! codes in words, dates, amounts.

use super::json::Item;
use super::resource::Resources;
use crate::model::{DateRange, Money, ServiceDate, Units};
use crate::problem::{Problem, ProblemKind};
use crate::read::document::when::When;
use crate::text::{CharMap, FileId, Located, Span};
use std::cell::RefCell;

/// One file's resources, the map to character offsets, and what went wrong so far.
pub(super) struct Source<'s, 'j, 't> {
    /// The file.
    pub(super) file: FileId,
    /// Its resources.
    pub(super) resources: &'s Resources<'j, 't>,
    /// The folder of the file, within which ids of resources are unique.
    folder: String,
    map: CharMap<'t>,
    problems: RefCell<Vec<Problem>>,
}

impl<'s, 'j, 't> Source<'s, 'j, 't> {
    /// Prepares a file for reading.
    pub(super) fn new(
        file: FileId,
        name: &str,
        text: &'t str,
        resources: &'s Resources<'j, 't>,
    ) -> Self {
        let folder = name.rfind(['/', '\\']).and_then(|at| name.get(..at));
        Self {
            file,
            resources,
            folder: folder.unwrap_or_default().to_owned(),
            map: CharMap::new(text),
            problems: RefCell::new(Vec::new()),
        }
    }

    /// Returns the span of a value, without the quotes of a text.
    pub(super) fn span(&self, item: Item<'_, '_>) -> Span {
        let range = item.inner_range();
        Span::new(
            self.file,
            1,
            self.map.to_char(range.start),
            self.map.to_char(range.end),
        )
    }

    /// Returns a resource's key with the folder of its export, since every server counts from 1.
    pub(super) fn scoped(&self, key: &str) -> String {
        format!("{}|{key}", self.folder)
    }

    /// Joins a value with its place.
    pub(super) fn located<T>(&self, value: T, item: Item<'_, '_>) -> Located<T> {
        Located::new(value, self.span(item))
    }

    /// Notes trouble with a value.
    pub(super) fn trouble(&self, item: Item<'_, '_>, kind: ProblemKind, message: &str) {
        self.trouble_at(self.span(item), kind, message);
    }

    /// Notes trouble at a place.
    pub(super) fn trouble_at(&self, span: Span, kind: ProblemKind, message: &str) {
        self.problems
            .borrow_mut()
            .push(Problem::at(span, kind, message));
    }

    /// Notes trouble with the file.
    pub(super) fn trouble_of_file(&self, kind: ProblemKind, message: &str) {
        self.problems
            .borrow_mut()
            .push(Problem::file(self.file, kind, message));
    }

    /// Returns what went wrong.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }

    /// Reads the date of a member; a bad one becomes a problem.
    pub(super) fn date(&self, holder: Item<'j, 't>, name: &str) -> Option<Located<ServiceDate>> {
        let item = holder.get(name)?;
        let text = item.text()?;
        let date = When::from_iso(&text).and_then(|when| when.date());
        if date.is_none() {
            self.trouble(
                item,
                ProblemKind::BadValue,
                &format!(
                    "the member {name} is no whole date (YYYY-MM-DD); it is not used until the \
                     file is corrected"
                ),
            );
        }
        date.map(|date| self.located(date, item))
    }

    /// Reads a period's days; a period that ends before it starts becomes a problem.
    pub(super) fn period(&self, period: Item<'j, 't>) -> Option<Located<DateRange>> {
        let from = self.date(period, "start");
        let to = self.date(period, "end");
        let first = from.or(to)?.value;
        let last = to.or(from)?.value;
        match DateRange::new(first, last) {
            Some(range) => Some(self.located(range, period)),
            None => {
                self.trouble(
                    period,
                    ProblemKind::BadValue,
                    "the period ends before it starts; it is not used until the file is corrected",
                );
                None
            }
        }
    }

    /// Reads an amount of money; a bad one becomes a problem.
    pub(super) fn money(&self, amount: Item<'j, 't>) -> Option<Money> {
        let value = amount.get("value").unwrap_or(amount);
        let money = value.text().and_then(|text| Money::parse(&text));
        if money.is_none() {
            self.trouble(
                value,
                ProblemKind::BadValue,
                "the value is no amount of dollars and cents; it is not used until the file is \
                 corrected",
            );
        }
        money
    }

    /// Reads a quantity as units.
    pub(super) fn units(&self, quantity: Item<'j, 't>) -> Option<Located<Units>> {
        let value = quantity.get("value").unwrap_or(quantity);
        let text = value.text()?;
        let text = match text.split_once('.') {
            Some((_, fraction)) if fraction.len() > 3 => text.trim_end_matches('0'),
            _ => &text,
        };
        let units = Units::parse(text.trim_end_matches('.'));
        if units.is_none() {
            self.trouble(
                value,
                ProblemKind::BadValue,
                "the quantity is no number of units; checks of units skip this line",
            );
        }
        units.map(|units| self.located(units, value))
    }
}

/// Returns a code in words: its text, else a display, else the bare code.
pub(super) fn words(concept: Item<'_, '_>) -> String {
    concept
        .text_of("text")
        .or_else(|| concept.each("coding").find_map(|c| c.text_of("display")))
        .or_else(|| concept.text_of("display"))
        .or_else(|| concept.each("coding").find_map(|c| c.text_of("code")))
        .or_else(|| concept.text_of("code"))
        .or_else(|| concept.text().map(|text| text.trim().to_owned()))
        .unwrap_or_default()
}

/// Returns the words of a member that is a code.
pub(super) fn words_of(holder: Item<'_, '_>, name: &str) -> String {
    holder
        .each(name)
        .map(words)
        .find(|words| !words.is_empty())
        .unwrap_or_default()
}

/// Returns the codes of a member that is a code, with their systems.
pub(super) fn codes<'j, 't>(
    holder: Item<'j, 't>,
    name: &str,
) -> impl Iterator<Item = (String, Item<'j, 't>)> {
    holder
        .each(name)
        .flat_map(|concept| concept.each("coding"))
        .filter_map(|coding| {
            let system = coding.text_of("system").unwrap_or_default();
            Some((system.to_ascii_lowercase(), coding.get("code")?))
        })
}

/// Returns whether a member that is a code has one of the codes.
pub(super) fn has_code(holder: Item<'_, '_>, name: &str, wanted: &[&str]) -> bool {
    codes(holder, name).any(|(_, code)| {
        code.text()
            .is_some_and(|code| wanted.iter().any(|w| code.eq_ignore_ascii_case(w)))
    })
}

/// Reads a member's time.
pub(super) fn when(holder: Item<'_, '_>, name: &str) -> Option<When> {
    When::from_iso(&holder.get(name)?.text()?)
}

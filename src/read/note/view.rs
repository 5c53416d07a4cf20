//! Gives one note's part of a document to the readers of facts.

use super::labels::{Field, Label, find_fields};
use super::lines::{Line, add_lines, lines_of};
use super::{kind, patient, signature};
use crate::read::document::furniture;
use crate::text::{FileId, Page, Span};
use std::ops::Range;

/// A file's lines with the labelled facts on them.
pub(crate) struct Document<'t> {
    /// The file.
    pub(crate) file: FileId,
    /// Its name.
    pub(crate) name: &'t str,
    /// Its lines.
    pub(crate) lines: Vec<Line<'t>>,
    /// Its labelled facts, by line.
    pub(crate) fields: Vec<Field>,
    /// Whether a header names the patient anywhere, by name or record number.
    pub(crate) has_banner: bool,
}

impl<'t> Document<'t> {
    /// Prepares the pages of a file.
    pub(crate) fn new(file: FileId, name: &'t str, pages: &'t [Page]) -> Self {
        let mut lines = lines_of(pages);
        furniture::mark(&mut lines);
        Self::of_lines(file, name, lines)
    }

    /// Prepares texts that begin at a character of a page each and are one note together.
    pub(crate) fn of_parts(file: FileId, parts: impl Iterator<Item = (u32, u32, &'t str)>) -> Self {
        let mut lines = Vec::new();
        for (page, start, text) in parts {
            add_lines(&mut lines, page, start, text);
        }
        Self::of_lines(file, "", lines)
    }

    /// Returns a document of the lines of one range, which keep their places.
    pub(super) fn of_range(&self, range: Range<usize>) -> Document<'t> {
        self.of_ranges(std::slice::from_ref(&range))
    }

    /// Returns a document of the lines of several.
    pub(super) fn of_ranges(&self, ranges: &[Range<usize>]) -> Document<'t> {
        let lines = ranges
            .iter()
            .filter_map(|range| self.lines.get(range.clone()))
            .flatten()
            .copied()
            .collect();
        Self::of_lines(self.file, self.name, lines)
    }

    fn of_lines(file: FileId, name: &'t str, lines: Vec<Line<'t>>) -> Self {
        let fields = find_fields(&lines);
        let mut document = Self {
            file,
            name,
            lines,
            fields,
            has_banner: false,
        };
        let mut fields = document.fields.iter().filter(|field| !field.in_prose);
        document.has_banner = fields.any(|field| {
            let value = document.value(field);
            match field.label {
                Label::Mrn => patient::record_number(value).is_some(),
                Label::PatientName => patient::name_part(value).is_some(),
                _ => false,
            }
        });
        document
    }

    /// Returns the labelled facts on the lines.
    pub(crate) fn fields_in(&self, lines: Range<usize>) -> &[Field] {
        let from = self
            .fields
            .partition_point(|field| field.line < lines.start);
        let to = self.fields.partition_point(|field| field.line < lines.end);
        self.fields.get(from..to.max(from)).unwrap_or_default()
    }

    /// Returns a field's value.
    pub(crate) fn value(&self, field: &Field) -> &'t str {
        self.lines
            .get(field.value_line)
            .and_then(|line| line.text.get(field.value.clone()))
            .unwrap_or_default()
    }

    /// Returns the note on the lines.
    pub(crate) fn view(&self, lines: Range<usize>) -> NoteView<'_> {
        let fields = self.fields_in(lines.clone());
        let mut view = NoteView {
            document: self,
            from: lines.start,
            to: lines.end,
            header_end: lines.end,
            fields,
            page_fields: &[],
        };
        view.header_end = header_end(&view);
        let page = self.lines.get(lines.start).map(|line| line.page);
        let above = self
            .lines
            .get(..lines.start)
            .unwrap_or_default()
            .iter()
            .rev();
        let above = above.take_while(|line| Some(line.page) == page).count();
        view.page_fields = self.fields_in(lines.start - above..lines.start);
        view
    }
}

/// One note's lines and labelled facts.
pub(crate) struct NoteView<'d> {
    /// The document.
    pub(crate) document: &'d Document<'d>,
    /// The first line.
    pub(crate) from: usize,
    /// One past the last line.
    pub(crate) to: usize,
    /// The first line after the header: prose or a section's heading.
    pub(crate) header_end: usize,
    /// The labelled facts, running headers included.
    pub(crate) fields: &'d [Field],
    /// The labelled facts above the note on its first page.
    page_fields: &'d [Field],
}

impl<'d> NoteView<'d> {
    /// Returns the file.
    pub(crate) fn file(&self) -> FileId {
        self.document.file
    }

    /// Returns a line of the document.
    pub(crate) fn line(&self, index: usize) -> Option<&'d Line<'d>> {
        self.document.lines.get(index)
    }

    /// Returns the lines that hold something, without running headers and footers.
    pub(crate) fn body_lines(&self) -> impl DoubleEndedIterator<Item = (usize, &'d Line<'d>)> {
        let lines = self
            .document
            .lines
            .get(self.from..self.to)
            .unwrap_or_default();
        let from = self.from;
        lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !line.furniture && !line.is_blank())
            .map(move |(index, line)| (from + index, line))
    }

    /// Returns every line, also those that repeat like running headers: numbered headings do.
    pub(crate) fn all_lines(&self) -> &'d [Line<'d>] {
        let lines = self.document.lines.get(self.from..self.to);
        lines.unwrap_or_default()
    }

    /// Returns a field's value.
    pub(crate) fn value(&self, field: &Field) -> &'d str {
        self.document.value(field)
    }

    /// Returns the place of a field's value, of its label where the value is empty.
    pub(crate) fn value_span(&self, field: &Field) -> Span {
        if field.value.is_empty() {
            return self.name_span(field);
        }
        self.place(field.value_line, field.value.clone())
    }

    /// Returns the place of a field's label.
    pub(crate) fn name_span(&self, field: &Field) -> Span {
        self.place(field.line, field.name.clone())
    }

    /// Returns the place of part of a field's value.
    pub(crate) fn part_span(&self, field: &Field, part: Range<usize>) -> Span {
        let start = field.value.start;
        self.place(field.value_line, start + part.start..start + part.end)
    }

    /// Returns the place of some bytes of a line.
    pub(crate) fn place(&self, line: usize, bytes: Range<usize>) -> Span {
        match self.line(line) {
            Some(line) => line.span(self.file(), bytes),
            None => Span::new(self.file(), 1, 0, 0),
        }
    }

    /// Returns the fields on a line.
    pub(crate) fn fields_on(&self, line: usize) -> impl Iterator<Item = &'d Field> {
        self.document.fields_in(line..line + 1).iter()
    }

    /// Returns the fields with the label, those in the note's own lines before those in running
    /// headers.
    pub(crate) fn labelled(&self, label: Label) -> impl Iterator<Item = &'d Field> {
        let own = move |field: &&Field| field.label == label;
        let furniture = |field: &Field| {
            self.document
                .lines
                .get(field.line)
                .is_some_and(|line| line.furniture)
        };
        let first = self
            .fields
            .iter()
            .filter(own)
            .filter(move |field| !furniture(field));
        let last = self
            .fields
            .iter()
            .filter(own)
            .filter(move |field| furniture(field));
        // A note that begins below another still stands under its page's running header.
        let identifies = matches!(
            label,
            Label::PatientName | Label::Mrn | Label::MemberId | Label::BirthDate
        );
        let page = self
            .page_fields
            .iter()
            .filter(own)
            .filter(move |field| furniture(field));
        first.chain(last).chain(page.filter(move |_| identifies))
    }

    /// Returns whether the note is all of its file.
    pub(crate) fn is_whole_file(&self) -> bool {
        self.from == 0 && self.to == self.document.lines.len()
    }

    /// Returns whether the line stands in a running header or footer.
    pub(crate) fn is_furniture(&self, line: usize) -> bool {
        self.line(line).is_some_and(|line| line.furniture)
    }
}

const SECTIONS: &[&str] = &[
    "subjective",
    "objective",
    "data",
    "assessment",
    "plan",
    "intervention",
    "interventions",
    "response",
    "narrative",
    "presenting problem",
    "chief complaint",
    "mental status",
    "mental status exam",
    "hpi",
    "history of present illness",
    "goals",
    "goals addressed",
    "behavior",
    "summary",
    "content",
    "description",
    "clinical content",
    "progress",
    "progress toward goals",
    "s",
    "o",
    "a",
    "p",
    "d",
    "b",
    "i",
    "r",
    "note text",
    "content of session",
    "session content",
    "therapeutic intervention",
    "client response",
    "presentation",
    "focus of session",
    "session summary",
    "group content",
    "group summary",
    "risk assessment",
    "reason for visit",
    "identified problems",
    "problem 1",
    "problem #1",
    "diagnosis",
    "diagnoses",
    "medications",
];

/// Returns the first line that is prose or heads a section.
fn header_end(view: &NoteView<'_>) -> usize {
    let mut seen = 0;
    for (index, line) in view.body_lines() {
        seen += 1;
        if seen > 45 {
            return index;
        }
        if seen > 3 && signature::is_signature(line) {
            return index;
        }
        let labelled = view.fields_on(index).next().is_some();
        let head = line.text.split(':').next().unwrap_or_default();
        let head = head
            .trim()
            .trim_matches(['*', '#', '[', ']', '-', '='])
            .trim()
            .to_ascii_lowercase();
        if seen > 1
            && SECTIONS.contains(&head.as_str())
            && (line.text.contains(':') || kind::read_title(line.text).is_none())
        {
            return index;
        }
        // An address line or a running header can be long; prose is long and in small letters.
        let small = |word: &&str| word.starts_with(char::is_lowercase);
        let is_prose = line.text.split_whitespace().filter(small).count() >= 5
            && kind::title_of_line(line.text).is_none();
        if !labelled && line.words() >= 14 && is_prose {
            return index;
        }
    }
    view.to
}

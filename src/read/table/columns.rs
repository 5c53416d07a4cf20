//! Answers for what a table's columns mean: which row is the header, which kind of table it is,
//! and which column holds which field. Of the values below it only asks what shape they have.

mod nearest;

use super::ambiguous::told_by_values;
use super::column_map::Hints;
use super::csv::Row;
use super::field::{Field, Kind};
use super::header_words::{Words, unnumbered};
use super::heading::{
    Heading, MOST_COLUMNS, exact, header_words, is_short, may_be_words, may_name,
};
use super::vocabulary::{KindEntry, VOCABULARY};
use super::{attendance, notes};
use crate::model::ServiceDate;
use crate::read::dates::find_dates;
use crate::text::bytes::has_digit;
use std::collections::BTreeMap;

pub(super) use nearest::nearest;

/// A table's header as understood.
pub(super) struct Header {
    /// The kind of table.
    pub(super) kind: Kind,
    /// The place of the header's last row among the rows that are not blank.
    pub(super) row: usize,
    /// The day that the titles above state for every row, where no column holds one.
    pub(super) title_date: Option<ServiceDate>,
    /// Whether its days and times are those of appointments, which say when somebody was to come.
    pub(super) is_schedule: bool,
    fields: Fields,
}

type Fields = BTreeMap<Field, Vec<usize>>;

impl Header {
    /// Returns the first column of a field.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.columns(field).first().copied()
    }

    /// Returns all columns of a field, from the left.
    pub(super) fn columns(&self, field: Field) -> &[usize] {
        self.fields.get(&field).map_or(&[], Vec::as_slice)
    }

    /// Returns the headers of columns that no field was read from.
    pub(super) fn unread<'r>(&self, rows: &'r [Row<'_>]) -> Vec<&'r str> {
        let names = self.unread_columns(rows).into_iter();
        names.map(|(_, name)| name).collect()
    }

    /// Returns the columns that no field was read from, with their headers.
    pub(super) fn unread_columns<'r>(&self, rows: &'r [Row<'_>]) -> Vec<(usize, &'r str)> {
        let Some(row) = rows.get(self.row) else {
            return Vec::new();
        };
        let is_read = |column: &usize| self.fields.values().any(|all| all.contains(column));
        (0..row.cells.len().min(MOST_COLUMNS))
            .filter(|column| !is_read(column))
            .map(|column| (column, row.text(column)))
            .filter(|(_, name)| !name.is_empty())
            .collect()
    }

    /// Returns the text of a field in a row, empty when there is no such column.
    pub(super) fn text<'r>(&self, row: &'r Row<'_>, field: Field) -> &'r str {
        self.column(field).map_or("", |column| row.text(column))
    }
}

/// How many rows may stand before the header: titles, facility, reporting period.
pub(super) const TITLE_ROWS: usize = 15;

/// Rows among which a header stands: one may spread over two.
pub(super) const HEAD_ROWS: usize = TITLE_ROWS + 1;

/// What the headers say.
pub(super) enum Recognition {
    /// One kind of table.
    One(Header),
    /// Two kinds equally well; their names in sentences.
    Two(&'static str, &'static str),
    /// No kind.
    None,
}

/// Finds the header among the first rows, which may spread over two rows.
pub(super) fn recognize(rows: &[Row<'_>], hints: &Hints) -> Recognition {
    let mut best: Option<(usize, Header)> = None;
    let mut rival: Option<(usize, Header)> = None;
    let first = rows.iter().take(HEAD_ROWS);
    let head: Vec<Vec<Option<Heading>>> = first.map(|row| header_words(row, hints)).collect();
    // Rows of prose head nothing.
    let is_bare = |index: usize| {
        hints.fields.is_empty()
            && head
                .get(index)
                .is_none_or(|row| row.iter().flatten().all(|heading| heading.is_foreign))
    };
    for index in 0..head.len().min(TITLE_ROWS) {
        for spread in [1, 2] {
            let Some(below) = head.get(index + spread - 1) else {
                continue;
            };
            if is_bare(index) && is_bare(index + spread - 1) {
                continue;
            }
            let candidate = match (spread, head.get(index)) {
                (1, Some(row)) => row.clone(),
                (_, Some(above)) if is_lower_header(rows.get(index), rows.get(index + 1)) => {
                    joined(above, below)
                }
                _ => continue,
            };
            let candidate = told_by_values(candidate, rows, index + spread);
            for kind in kinds(hints) {
                let mut fields = fields_of(&candidate, hints, Some(kind));
                let title_date = title_date(rows, index, kind, &fields);
                let complete = lacking(kind, &fields, title_date).is_empty()
                    && !kind.excludes.iter().any(|f| fields.contains_key(f));
                let header = index + spread - 1;
                if !complete || !holds(&mut fields, kind, rows, header, hints) {
                    continue;
                }
                if are_notes_rather(&candidate, kind.kind, rows, header, hints) {
                    continue;
                }
                let marks = kind.marks.iter().filter(|f| fields.contains_key(f)).count();
                let score = fields.len() + marks;
                let found = Header {
                    kind: kind.kind,
                    row: index + spread - 1,
                    title_date,
                    is_schedule: is_schedule(&candidate, &fields),
                    fields,
                };
                match &best {
                    Some((highest, header)) if score <= *highest => {
                        if score == *highest && header.kind != kind.kind {
                            rival = Some((score, found));
                        }
                    }
                    _ => best = Some((score, found)),
                }
            }
        }
    }
    match (best, rival) {
        (Some((score, header)), Some((rival_score, rival))) if score == rival_score => {
            match [&header, &rival].map(is_posting) {
                [true, _] => Recognition::One(header),
                [_, true] => Recognition::One(rival),
                _ => Recognition::Two(label(header.kind), label(rival.kind)),
            }
        }
        (Some((_, header)), _) => Recognition::One(header),
        (None, _) => Recognition::None,
    }
}

/// Returns whether a table is surely one of payments: it tells what was paid, when and by which check
/// or under which number of the payer, and neither a diagnosis nor who rendered the service. A
/// list of charges may show beside them what was paid.
fn is_posting(header: &Header) -> bool {
    let has = |field| header.fields.contains_key(&field);
    let is_of_claims = [
        Field::Diagnosis,
        Field::RenderingNpi,
        Field::TypeOfBill,
        Field::PlaceOfService,
    ];
    header.kind == Kind::Remittance
        && has(Field::Paid)
        && has(Field::PaymentDate)
        && (has(Field::CheckNumber) || has(Field::PayerControl))
        && !is_of_claims.into_iter().any(has)
}

/// Returns whether the column of days is headed as one of appointments: `Appt Date`.
fn is_schedule(candidate: &[Option<Heading>], fields: &Fields) -> bool {
    let column = fields.get(&Field::Date).and_then(|all| all.first());
    let heading = column.and_then(|column| candidate.get(*column)?.as_ref());
    heading.is_some_and(|heading| heading.words.contains("appointment"))
}

/// Returns whether the columns that make a kind hold what they must, as their names alone do not
/// tell: `Progress Note` may head a column of ticks, and a `Time` or a `Result` stands in records of
/// doses, scores and calls as well as on sheets of attendance.
fn holds(
    fields: &mut Fields,
    kind: &KindEntry,
    rows: &[Row<'_>],
    header: usize,
    hints: &Hints,
) -> bool {
    if kind.kind == Kind::NoteExport {
        return hold_notes(fields, rows, header, hints);
    }
    let column = |field| fields.get(&field).and_then(|all| all.first()).copied();
    match kind.kind {
        Kind::AttendanceSheet => {
            let plain = [
                Field::Attendance,
                Field::TimeIn,
                Field::Minutes,
                Field::Hours,
                Field::Session,
                Field::LeftCall,
            ];
            let counts = column(Field::Date)
                .is_some_and(|column| attendance::are_counts(rows, header, column));
            let tells = plain.into_iter().any(|field| column(field).is_some())
                || column(Field::TimeRange)
                    .is_some_and(|column| attendance::are_ranges(rows, header, column))
                || column(Field::Decision)
                    .is_some_and(|column| attendance::are_marks(rows, header, column));
            tells && !counts
        }
        _ => true,
    }
}

/// Returns whether columns hold the text of notes, and leaves out those that do not: `Plan` may be
/// who pays, `Response` what a payer said, and `Notes` a remark beside other facts.
fn hold_notes(fields: &mut Fields, rows: &[Row<'_>], header: usize, hints: &Hints) -> bool {
    let has_question = fields.contains_key(&Field::NoteQuestion);
    let parts = fields.remove(&Field::NotePart).unwrap_or_default();
    let told: Vec<usize> = parts
        .into_iter()
        .filter(|column| notes::are_parts(rows, header, *column))
        .collect();
    let least = if has_question { 1 } else { 2 };
    let has_parts = told.len() >= least
        && told
            .iter()
            .any(|column| notes::are_texts(rows, header, *column));
    let bodies = fields.get(&Field::NoteBody).cloned().unwrap_or_default();
    // What a user named is taken at its word.
    let is_named = hints.fields.values().any(|field| *field == Field::NoteBody);
    let has_body = !bodies.is_empty()
        && (is_named
            || bodies
                .iter()
                .any(|column| notes::are_texts(rows, header, *column)));
    if has_parts || has_body && !told.is_empty() {
        fields.insert(Field::NotePart, told);
    }
    if has_parts || has_body {
        return true;
    }
    // `Note` alone heads the note where its cells are no remarks and somebody signs them.
    let signs = [Field::SignedBy, Field::SignedOn, Field::CosignedOn];
    let is_signed = signs.iter().any(|field| fields.contains_key(field));
    let remark = fields.get(&Field::Summary).and_then(|all| all.first());
    let remark = remark.filter(|column| is_signed && notes::are_long(rows, header, **column));
    if let Some(column) = remark.copied() {
        fields.remove(&Field::Summary);
        fields.insert(Field::NoteBody, vec![column]);
        return true;
    }
    false
}

/// Returns whether a table that may be of claims or attendance is one of notes: it holds their text
/// and who wrote or signed them, and neither a charge nor a claim's number. Most such exports hold a
/// code column and times as well.
fn are_notes_rather(
    candidate: &[Option<Heading>],
    kind: Kind,
    rows: &[Row<'_>],
    header: usize,
    hints: &Hints,
) -> bool {
    let authors: &[Field] = match kind {
        Kind::Claims => &[
            Field::SignedBy,
            Field::SignedOn,
            Field::CosignedOn,
            Field::Author,
            Field::Credential,
        ],
        // Where nobody signs, what a sheet of attendance says would be lost with the notes.
        Kind::AttendanceSheet => &[Field::SignedBy, Field::SignedOn],
        _ => return false,
    };
    let Some(notes) = VOCABULARY
        .kind(Kind::NoteExport)
        .filter(|_| hints.kind.is_none())
    else {
        return false;
    };
    let mut fields = fields_of(candidate, hints, Some(notes));
    let has = |field: &Field| fields.contains_key(field);
    let is_claim = notes.excludes.iter().any(has) || has(&Field::ClaimNumber);
    !is_claim
        && authors.iter().any(has)
        && lacking(notes, &fields, None).is_empty()
        && hold_notes(&mut fields, rows, header, hints)
}

/// Returns whether [`recognize`] may find a header among the first rows, of which it needs no more
/// than [`HEAD_ROWS`]. It says no of nearly every note.
pub(super) fn may_be_headed(rows: &[Row<'_>], hints: &Hints) -> bool {
    if !hints.fields.is_empty() {
        return true;
    }
    // Most rows that are left by the first question are not by the second, which costs more.
    may_name_two(rows, may_be_words) && may_name_two(rows, may_name)
}

/// Returns whether a row, alone or with the one that continues it, has two cells that may name a
/// column. Every kind of table needs two columns, whatever its titles tell.
fn may_name_two(rows: &[Row<'_>], may_name: fn(&str) -> bool) -> bool {
    let rows = rows.get(..rows.len().min(HEAD_ROWS)).unwrap_or_default();
    let alone = rows.iter().any(|row| two_may_name([row], may_name));
    alone
        || rows.windows(2).any(|pair| {
            let [above, below] = pair else { return false };
            is_lower_header(Some(above), Some(below)) && two_may_name([above, below], may_name)
        })
}

/// Returns whether two cells of some rows may name a column. Cells are asked no longer than two
/// can be found.
fn two_may_name<'r, 't: 'r>(
    rows: impl IntoIterator<Item = &'r Row<'t>> + Clone,
    may_name: fn(&str) -> bool,
) -> bool {
    let cells = || {
        let rows = rows.clone().into_iter();
        let cells = rows.flat_map(|row| row.cells.iter().take(MOST_COLUMNS));
        cells.filter(|cell| is_short(&cell.text))
    };
    let (mut left, mut found) = (cells().count(), 0);
    for cell in cells() {
        if found + left < 2 {
            break;
        }
        left -= 1;
        found += usize::from(may_name(&cell.text));
        if found == 2 {
            return true;
        }
    }
    false
}

/// Returns whether [`recognize_grid`] may find a header: a row has two cells with a digit.
pub(super) fn may_be_grid(rows: &[Row<'_>]) -> bool {
    rows.iter().take(TITLE_ROWS).any(|row| {
        let cells = row.cells.iter().take(MOST_COLUMNS);
        cells.filter(|cell| has_digit(&cell.text)).nth(1).is_some()
    })
}

/// Finds the header of a grid of names and dates: a column of names, and at least two columns
/// for which `is_day` finds a day.
pub(super) fn recognize_grid(
    rows: &[Row<'_>],
    hints: &Hints,
    is_day: impl Fn(&str) -> bool,
) -> Option<Header> {
    rows.iter()
        .take(TITLE_ROWS)
        .enumerate()
        .find_map(|(index, row)| {
            let cells = row.cells.iter().take(MOST_COLUMNS);
            let days = cells
                .filter(|cell| has_digit(&cell.text) && is_day(&cell.text))
                .count();
            if days < 2 {
                return None;
            }
            let mut fields = fields_of(
                &header_words(row, hints),
                hints,
                VOCABULARY.kind(Kind::AttendanceSheet),
            );
            fields.retain(|_, columns| {
                columns.retain(|column| !is_day(row.text(*column)));
                !columns.is_empty()
            });
            let names = [
                Field::PatientName,
                Field::PatientLast,
                Field::Mrn,
                Field::MemberId,
            ];
            let fits = names.iter().any(|field| fields.contains_key(field));
            fits.then_some(Header {
                kind: Kind::AttendanceSheet,
                row: index,
                title_date: None,
                is_schedule: false,
                fields,
            })
        })
}

/// Returns whether a row prints the header again, as logs do on each page.
pub(super) fn repeats(header: &Row<'_>, row: &Row<'_>) -> bool {
    let filled = |row: &Row<'_>, column: usize| !row.text(column).is_empty();
    (0..row.cells.len())
        .filter(|column| filled(row, *column))
        .all(|column| row.text(column).eq_ignore_ascii_case(header.text(column)))
}

/// Returns how many columns of a row are headers that are known.
pub(super) fn known_headers(row: &Row<'_>, hints: &Hints) -> usize {
    fields_of(&header_words(row, hints), hints, None)
        .values()
        .map(Vec::len)
        .sum()
}

/// Returns the kinds that come into question: all, or the one that the user named.
fn kinds(hints: &Hints) -> impl Iterator<Item = &'static KindEntry> {
    let wanted = hints.kind;
    VOCABULARY
        .kinds
        .iter()
        .filter(move |entry| wanted.is_none_or(|kind| kind == entry.kind))
}

fn label(kind: Kind) -> &'static str {
    VOCABULARY.kind(kind).map_or("", |entry| &entry.label)
}

fn lacking<'k>(
    kind: &'k KindEntry,
    fields: &Fields,
    title_date: Option<ServiceDate>,
) -> Vec<&'k [Field]> {
    let groups = kind.groups.iter().map(Vec::as_slice);
    groups
        .filter(|group| {
            let has_date = title_date.is_some() && group.contains(&Field::Date);
            !has_date && !group.iter().any(|field| fields.contains_key(field))
        })
        .collect()
}

/// Returns the one day that the titles of a sign-in sheet state. A day on which something was
/// printed is none.
fn title_date(
    rows: &[Row<'_>],
    header: usize,
    kind: &KindEntry,
    fields: &Fields,
) -> Option<ServiceDate> {
    let is_sheet = kind.kind == Kind::AttendanceSheet
        && !fields.contains_key(&Field::Date)
        && [Field::TimeIn, Field::TimeRange, Field::Attendance]
            .iter()
            .any(|field| fields.contains_key(field));
    if !is_sheet {
        return None;
    }
    let about_the_print = |text: &str| {
        let lower = text.to_lowercase();
        ["print", "run ", "generated", "created", "as of", "report"]
            .iter()
            .any(|word| lower.contains(word))
    };
    let mut found = None;
    for row in rows.iter().take(header) {
        if row.cells.iter().any(|cell| about_the_print(&cell.text)) {
            continue;
        }
        for cell in row.cells.iter().take(MOST_COLUMNS) {
            for (_, date) in find_dates(&cell.text) {
                if found.is_some_and(|earlier| earlier != date) {
                    return None;
                }
                found = Some(date);
            }
        }
    }
    found
}

/// Returns whether a row continues the header above it: names only, no values.
fn is_lower_header(above: Option<&Row<'_>>, below: Option<&Row<'_>>) -> bool {
    let (Some(above), Some(below)) = (above, below) else {
        return false;
    };
    let is_name = |text: &str| {
        text.len() <= 40
            && text.starts_with(|c: char| c.is_alphabetic() || c == '#')
            && text.bytes().filter(u8::is_ascii_digit).count() <= 2
            && find_dates(text).next().is_none()
    };
    let filled = below.cells.iter().take(MOST_COLUMNS);
    above.filled() >= 2
        && below.filled() >= 2
        && filled
            .filter(|cell| !cell.text.is_empty())
            .all(|cell| is_name(&cell.text))
}

/// Joins two rows of headers; a name above holds for the blank cells at its right.
fn joined(above: &[Option<Heading>], below: &[Option<Heading>]) -> Vec<Option<Heading>> {
    let mut carried: Option<&Heading> = None;
    (0..above.len().max(below.len()))
        .map(|column| {
            let top = above.get(column).and_then(Option::as_ref);
            carried = top.or(carried);
            let bottom = below.get(column).and_then(Option::as_ref);
            match (carried, bottom) {
                (Some(top), Some(bottom)) if !top.is_foreign && !bottom.is_foreign => {
                    let both: Words = top.words.union(&bottom.words).cloned().collect();
                    // `Service` above `Units` is just units.
                    Some(if exact(&both, &Hints::default(), None).is_some() {
                        Heading::new(both)
                    } else {
                        bottom.clone()
                    })
                }
                (_, Some(bottom)) => Some(bottom.clone()),
                (_, None) => top.cloned(),
            }
        })
        .collect()
}

fn fields_of(row: &[Option<Heading>], hints: &Hints, kind: Option<&KindEntry>) -> Fields {
    let mut fields = Fields::new();
    let mut loose = Vec::new();
    for (column, heading) in row.iter().enumerate() {
        let Some(heading) = heading else { continue };
        if heading.is_foreign && hints.fields.is_empty() {
            continue;
        }
        match exact(&heading.words, hints, kind) {
            Some(field) => add(&mut fields, field, column),
            None => loose.push((column, heading)),
        }
    }
    let numbered = |words: &Words| {
        exact(words, hints, kind).filter(|field| VOCABULARY.repeats.contains(field))
    };
    for (column, heading) in loose {
        let glued = || {
            let words = heading.unglued.as_ref()?;
            exact(words, hints, kind).or_else(|| numbered(&unnumbered(words)?))
        };
        let field = heading
            .unnumbered
            .as_ref()
            .and_then(numbered)
            .or_else(glued)
            .or(heading.near);
        if let Some(field) = field {
            add(&mut fields, field, column);
        }
    }
    for columns in fields.values_mut() {
        columns.sort_unstable();
    }
    for (own, other) in &VOCABULARY.stand_ins {
        if !fields.contains_key(other)
            && let Some(columns) = fields.remove(own)
        {
            fields.insert(*other, columns);
        }
    }
    fields
}

fn add(fields: &mut Fields, field: Field, column: usize) {
    let columns = fields.entry(field).or_default();
    if columns.is_empty() || VOCABULARY.repeats.contains(&field) {
        columns.push(column);
    }
}

#[cfg(test)]
mod tests;

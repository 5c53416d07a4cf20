//! Finds identifiers of another patient under a patient's note: a copied footer, a page of
//! another chart. One fact that differs may be a slip; two that stand together are a person.

mod told;

use crate::model::{PatientIdentity, PersonName, Stranger};
use crate::read::note::kind;
use crate::read::note::labels::{Field, Label};
use crate::read::note::patient::{is_subject, name_part, record_number};
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::Span;

/// Lines on which identifiers that belong together stand.
const NEAR: usize = 2;

/// Returns the places where a note names another patient than its own.
pub(super) fn read_strangers(view: &NoteView<'_>, own: &PatientIdentity) -> Vec<Stranger> {
    let mut found: Vec<(usize, Stranger)> = Vec::new();
    for field in view.fields {
        let Some(stranger) = differing(view, field, own) else {
            continue;
        };
        match found.last_mut() {
            Some((line, last)) if field.line <= *line + NEAR => {
                last.name |= stranger.name;
                last.record_number |= stranger.record_number;
                last.birth_date |= stranger.birth_date;
                if last.span.page == stranger.span.page {
                    last.span.end = last.span.end.max(stranger.span.end);
                }
                *line = field.line;
            }
            _ => found.push((field.line, stranger)),
        }
    }
    found
        .into_iter()
        .map(|(_, stranger)| stranger)
        .filter(|stranger| {
            let facts = [stranger.name, stranger.record_number, stranger.birth_date];
            facts.iter().filter(|differs| **differs).count() >= 2
        })
        .chain(in_prose(view, own))
        .chain(told::told(view, own))
        .take(8)
        .collect()
}

/// Returns where running text gives another patient's record number and birth date side by side,
/// `(MH-2077, DOB 05/14/1984)`.
fn in_prose(view: &NoteView<'_>, own: &PatientIdentity) -> Vec<Stranger> {
    const LABEL: &str = "DOB";
    let (Some(number), Some(born)) = (&own.mrn, &own.birth_date) else {
        return Vec::new();
    };
    let strange = |index: usize, text: &str| {
        let at = text.find(LABEL)?;
        let before = text.get(..at)?.trim_end_matches([' ', ',', ';', '/', '-']);
        let start = before
            .rfind([' ', '(', '#', ':', '['])
            .map_or(0, |at| at + 1);
        let other = before.get(start..)?;
        let after = text.get(at + LABEL.len()..)?;
        let date = after.trim_start_matches([' ', ':', '.']);
        let date = date.split([' ', ')', ',', ';', ']']).next()?;
        let date = when::parse_date(date)?.date;
        let has_digits = other.bytes().filter(u8::is_ascii_digit).count() >= 4;
        let is_other = has_digits
            && shape(other) == shape(&number.value)
            && !other.eq_ignore_ascii_case(&number.value)
            && (date.month(), date.day()) != (born.value.month(), born.value.day());
        is_other.then(|| Stranger {
            span: view.place(index, start..at + LABEL.len()),
            name: false,
            record_number: true,
            birth_date: true,
        })
    };
    // A header's or footer's labelled number is read as a field.
    let is_field = |index: usize| {
        let mut fields = view.fields.iter();
        fields.any(|field| {
            field.line == index && matches!(field.label, Label::Mrn | Label::PatientName)
        })
    };
    view.body_lines()
        .filter(|(index, line)| line.text.contains(LABEL) && !is_field(*index))
        .filter_map(|(index, line)| strange(index, line.text))
        .collect()
}

/// Returns what one field says of another person; `None` when it agrees, says nothing or cannot
/// be compared.
fn differing(view: &NoteView<'_>, field: &Field, own: &PatientIdentity) -> Option<Stranger> {
    let value = view.value(field);
    let mut stranger = Stranger {
        span: view.value_span(field),
        name: false,
        record_number: false,
        birth_date: false,
    };
    match field.label {
        Label::PatientName => {
            let text = value.get(name_part(value)?)?;
            let name = PersonName::parse(text).filter(|_| !is_subject(text))?;
            stranger.name =
                !name.first.is_empty() && shares_nothing(&name, &own.name.as_ref()?.value);
        }
        Label::Mrn if names_a_record(view, field) => {
            let number = value.get(record_number(value)?)?;
            let known = &own.mrn.as_ref()?.value;
            // Numbers of two kinds (a case number, a facility's) differ in their shape.
            stranger.record_number =
                !number.eq_ignore_ascii_case(known) && shape(number) == shape(known);
            if stranger.record_number
                && let Some((name, span)) = name_before(view, field)
                && shares_nothing(&name, &own.name.as_ref()?.value)
            {
                stranger.name = true;
                stranger.span.start = span.start;
            }
        }
        Label::BirthDate => {
            let born = when::parse_date(value)?.date;
            let known = own.birth_date.as_ref()?.value;
            stranger.birth_date = (born.month(), born.day(), born.year() % 100)
                != (known.month(), known.day(), known.year() % 100);
        }
        _ => return None,
    }
    (stranger.name || stranger.record_number || stranger.birth_date).then_some(stranger)
}

/// "MRN" and "Chart #" number a patient; a bare "ID" may number a print request or a user.
fn names_a_record(view: &NoteView<'_>, field: &Field) -> bool {
    let label = view
        .line(field.line)
        .and_then(|line| line.text.get(field.name.clone()));
    let lower = label.unwrap_or_default().to_ascii_lowercase();
    ["mr", "record", "chart", "client", "patient", "resident"]
        .iter()
        .any(|word| lower.contains(word))
}

/// Reads the name in a footer such as `Poe, Max   MRN: 2077   Page 1 of 1`.
fn name_before(view: &NoteView<'_>, field: &Field) -> Option<(PersonName, Span)> {
    let before = view.line(field.line)?.text.get(..field.name.start)?;
    let cut = before.trim_end_matches([' ', '|', '(', '-', '\t', '[', '•', '·']);
    let start = cut.rfind("  ").map_or(0, |at| at + 2);
    let start = start.max(cut.rfind(['|', '\t', ':']).map_or(0, |at| at + 1));
    let part = name_part(cut.get(start..)?)?;
    let bytes = start + part.start..start + part.end;
    let name = PersonName::parse(before.get(bytes.clone())?)?;
    // Two capitalized words may be anything; a family name before a comma is a person.
    let is_person = !name.first.is_empty()
        && before.get(bytes.clone())?.contains(',')
        && kind::read_title(before).is_none();
    is_person.then(|| (name, view.place(field.line, bytes)))
}

/// Returns whether two names have no word in common, so that neither a nickname beside the same
/// family name nor a married name is taken for another person.
fn shares_nothing(one: &PersonName, other: &PersonName) -> bool {
    let words = |name: &PersonName| -> Vec<String> {
        [&name.last, &name.first, &name.middle]
            .iter()
            .flat_map(|part| part.split(|c: char| !c.is_alphabetic()))
            .filter(|word| word.chars().count() > 1)
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    !one.is_empty() && !other.is_empty() && !one.iter().any(|word| other.contains(word))
}

fn shape(number: &str) -> Vec<u8> {
    let class = |byte: u8| match byte {
        b'0'..=b'9' => b'0',
        b'a'..=b'z' | b'A'..=b'Z' => b'a',
        other => other,
    };
    number.bytes().map(class).collect()
}

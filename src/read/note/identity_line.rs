//! Reads a typed identity line that has no labels but the birth date's: `Ann Roe  X-1005  dob
//! 1/30/84`, `ROE, ANN | 10442 | DOB 01/30/1984`.

use super::labels::Label;
use super::view::NoteView;
use super::when;
use crate::model::{PersonName, ServiceDate};
use crate::text::Located;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static BORN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:d\.?o\.?b\.?|born|birth\s*date|date\s+of\s+birth)(?:\s|:|$)").ok()
});

/// How many lines of a note's beginning may hold the line.
const REACH: usize = 6;

/// What such a line states.
pub(crate) struct IdentityLine {
    pub(crate) name: Located<PersonName>,
    pub(crate) record_number: Option<Located<String>>,
    pub(crate) birth_date: Option<Located<ServiceDate>>,
}

/// Returns the first identity line at a note's beginning.
pub(crate) fn read_identity_line(view: &NoteView<'_>) -> Option<IdentityLine> {
    let born = BORN.as_ref()?;
    // A running header states it too.
    let running = view
        .labelled(Label::BirthDate)
        .filter(|field| view.is_furniture(field.line))
        .filter_map(|field| view.line(field.line).map(|line| (field.line, line)));
    let own = view.body_lines().take(REACH);
    own.chain(running).find_map(|(index, line)| {
        let label = born.find(line.text)?;
        let before = line.text.get(..label.start())?;
        let mut name = None;
        let mut record_number = None;
        for cell in cells(before) {
            let text = before.get(cell.clone())?;
            if name.is_none() && is_name(text) {
                name =
                    PersonName::parse(text).map(|name| Located::new(name, view.place(index, cell)));
            } else if record_number.is_none() && is_number(text) {
                record_number = Some(Located::new(text.to_owned(), view.place(index, cell)));
            }
        }
        let after = line.text.get(label.end()..)?;
        let birth_date = when::find_dates(after).first().map(|found| {
            let bytes = label.end() + found.start..label.end() + found.end;
            Located::new(found.date, view.place(index, bytes))
        });
        Some(IdentityLine {
            name: name?,
            record_number,
            birth_date,
        })
    })
}

/// Cuts a line at bars, tabs, slashes between blanks and runs of blanks.
fn cells(text: &str) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let is_break = matches!(bytes[at], b'|' | b'\t' | b';')
            || (bytes[at] == b' ' && bytes.get(at + 1) == Some(&b' '));
        if is_break {
            cells.push(start..at);
            start = at + 1;
        }
        at += 1;
    }
    cells.push(start..text.len());
    cells
        .into_iter()
        .filter_map(|cell| {
            let part = text.get(cell.clone())?;
            let lead = part.len() - part.trim_start_matches([' ', '(', '#', '-']).len();
            let kept = part.trim_matches([' ', '(', ')', '#', '-', ',']).len();
            (kept > 0).then(|| cell.start + lead..cell.start + lead + kept)
        })
        .collect()
}

fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    (2..=4).contains(&words.len())
        && words.iter().all(|word| {
            word.chars().next().is_some_and(char::is_uppercase)
                && word
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.'))
        })
        && super::kind::read_title(text).is_none()
}

fn is_number(text: &str) -> bool {
    text.len() <= 20
        && text.bytes().filter(u8::is_ascii_digit).count() >= 3
        && text.matches(' ').count() <= 1
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ' '))
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    /// Returns `number name birth-date` as read from a typed note.
    fn identity(header: &str) -> String {
        let text = format!("INDIVIDUAL NOTE\n{header}\nDOS 1/9/26\n\nClient was on time.\n");
        let notes = from_pages(FileId(0), "n.txt", &[Page::plain(1, text)], &mut Vec::new());
        let Some(note) = notes.first() else {
            return String::new();
        };
        let patient = &note.patient;
        format!(
            "{} {} {}",
            patient.mrn.as_ref().map_or("-", |mrn| &mrn.value),
            patient
                .name
                .as_ref()
                .map_or_else(|| "-".to_owned(), |name| name.value.display()),
            patient
                .birth_date
                .map_or_else(|| "-".to_owned(), |date| date.value.to_string()),
        )
    }

    #[test]
    fn typed_lines_give_name_number_and_birth_date() {
        for (header, expected) in [
            ("Ann Roe  X-1005  dob 1/30/84", "X-1005 Ann Roe 1984-01-30"),
            (
                "ROE, ANN | 10442 | DOB 01/30/1984",
                "10442 ANN ROE 1984-01-30",
            ),
            (
                "Ann Q. O'Roe   (#20881)   D.O.B. 1/30/1984",
                "20881 Ann O'Roe 1984-01-30",
            ),
            ("Ann Roe  dob 1/30/84", "- Ann Roe 1984-01-30"),
        ] {
            assert_eq!(identity(header), expected, "{header}");
        }
    }

    #[test]
    fn sentences_about_birth_are_no_identity() {
        assert!(identity("Client was born in Ohio and moved here.").starts_with("- -"));
    }
}

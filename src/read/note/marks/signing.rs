//! Reads signatures that name nobody in full: initials, a picture, a stamp. It does not say
//! whether a printed name stands beside them; rules compare.

use crate::model::{Signature, SignatureState, Signing};
use crate::read::document::PICTURE;
use crate::read::note::credential;
use crate::read::note::labels::{Field, Label};
use crate::read::note::signature::is_method;
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::{Located, Span};

/// Returns how the author's signature is made, where it is no name.
pub(super) fn read_signing(view: &NoteView<'_>) -> Option<Located<Signing>> {
    view.fields
        .iter()
        .filter(|field| field.label == Label::Signature)
        .find_map(|field| signing_of(view, field))
}

/// Returns where the note's status says that it is signed, final or locked.
pub(super) fn read_closed(view: &NoteView<'_>) -> Option<Span> {
    let says_closed = |field: &&Field| {
        let lower = view.value(field).trim_start().to_ascii_lowercase();
        [
            "signed",
            "final",
            "complete",
            "locked",
            "closed",
            "approved",
            "authenticated",
        ]
        .iter()
        .any(|word| lower.starts_with(word))
    };
    view.fields
        .iter()
        .filter(|field| field.label == Label::Status)
        .find(says_closed)
        .map(|field| view.value_span(field))
}

/// Returns the initials that stand alone in the last line of a note that nobody signed otherwise.
pub(super) fn read_closing_initials(
    view: &NoteView<'_>,
    signature: &Signature,
) -> Option<Located<Signing>> {
    if signature.state != SignatureState::Absent {
        return None;
    }
    let written = |text: &str| text.contains(|letter: char| letter.is_alphanumeric());
    let mut lines = view.body_lines().filter(|(_, line)| written(line.text));
    let (_, line) = lines
        .next_back()
        .filter(|(index, _)| *index > view.header_end)?;
    let text = line
        .text
        .trim()
        .trim_start_matches(['-', '–', '—', '/', '~', ' ']);
    let letters: String = text.chars().filter(|sign| *sign != '.').collect();
    let is_short = (2..=3).contains(&letters.len());
    // "ps" and "PS"; "Ps" begins a word.
    let one_case = letters.bytes().all(|byte| byte.is_ascii_lowercase())
        || letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let upper = letters.to_ascii_uppercase();
    let is_word = NO_INITIALS.contains(&upper.as_str()) || credential::classify(&upper).is_some();
    let letters = if is_short && one_case && !is_word {
        upper
    } else {
        // With the date behind them.
        initials(text).filter(|_| !when::find_dates(text).is_empty())?
    };
    Some(Located::new(
        Signing::Initials(letters),
        line.trimmed_span(view.file()),
    ))
}

/// Short words that end notes and sign nothing.
const NO_INITIALS: [&str; 18] = [
    "NA", "OK", "END", "EOM", "NO", "YES", "WNL", "TBD", "NKA", "CC", "PRN", "BID", "TID", "QHS",
    "AM", "PM", "NAD", "DC",
];

fn signing_of(view: &NoteView<'_>, field: &Field) -> Option<Located<Signing>> {
    let label = view.line(field.line)?.text.get(field.name.clone())?;
    // "Approved by: JR" on a form is no signature of the author.
    if !label.to_ascii_lowercase().contains("sign") {
        return None;
    }
    let value = view.value(field);
    let lower = value.to_ascii_lowercase();
    let signing = if ["illegible", "unreadable", "not legible", "scribble"]
        .iter()
        .any(|word| lower.contains(word))
        || lower.contains(PICTURE)
    {
        Signing::Illegible
    } else if lower.contains("stamp")
        && !lower.contains("time stamp")
        && !lower.contains("timestamp")
    {
        Signing::Stamp
    } else {
        Signing::Initials(initials(value)?)
    };
    Some(Located::new(signing, view.value_span(field)))
}

/// Returns the initials that a value begins with, where nothing but credentials and dates follows.
fn initials(value: &str) -> Option<String> {
    let end = value
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(value.len());
    let words: Vec<&str> = value
        .get(..end)?
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '(' | ')' | '"' | '-'))
        .filter(|word| !word.is_empty() && *word != "s" && !word.eq_ignore_ascii_case("date:"))
        .collect();
    let mut letters = String::new();
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.peek() {
        let plain: String = word.chars().filter(|c| *c != '.').collect();
        let short = (1..=3).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_uppercase());
        let is_other = is_method(&plain) || credential::classify(word).is_some();
        if !short || letters.len() + plain.len() > 4 || is_other {
            break;
        }
        letters.push_str(&plain);
        rest.next();
    }
    let is_date_word = |word: &str| {
        matches!(
            word.to_ascii_lowercase().as_str(),
            "date" | "time" | "at" | "on"
        )
    };
    let others = rest.all(|word| credential::classify(word).is_some() || is_date_word(word));
    ((2..=4).contains(&letters.len()) && others).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn tells_initials_from_names_and_credentials() {
        for (value, want) in [
            ("JR", Some("JR")),
            ("J.R., LPC  3/2/26", Some("JR")),
            ("J R   Date: 03/02/2026", Some("JR")),
            ("D. M. K.", Some("DMK")),
            ("Jane Roe, LPC", None),
            ("RN", None),
            ("MD 3/2/26", None),
            ("PIN 3/2/26", None),
            ("J. Roe", None),
            ("", None),
            ("____", None),
            ("ON FILE", None),
        ] {
            assert_eq!(initials(value).as_deref(), want, "{value}");
        }
    }
}

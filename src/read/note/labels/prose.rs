//! Tells labels of a header from the same words inside a sentence: `reviewed rhythm chart 11/14
//! days`, `Mary Poe (DOB 4/12/1996, MRN 70-388) said that …`.

use super::{Field, Label, opens_cell};
use std::ops::Range;

/// Words in small letters that make a sentence.
const SENTENCE: usize = 5;

/// Labels that are words of everyday language: only a form's own place makes them a label.
const EVERYDAY: [&str; 5] = ["chart", "medical record", "account", "id", "casefile"];

/// Returns whether a label of identity stands inside a sentence; `opening` is the first label of
/// its line.
pub(super) fn is_inside(
    text: &str,
    label: Label,
    name: &Range<usize>,
    opening: Option<&Field>,
) -> bool {
    let identifies = matches!(
        label,
        Label::PatientName | Label::Mrn | Label::MemberId | Label::BirthDate | Label::Account
    );
    let before = text.get(..name.start).unwrap_or_default();
    if !identifies || opens_cell(before) {
        return false;
    }
    // "Client: Jane Doe, seen at home with her son today. MRN: 1042": the line is about her.
    let about = opening.is_some_and(|field| {
        let names = [Label::PatientName, Label::PlainName, Label::Mrn];
        names.contains(&field.label) && field.name.start <= 3
    });
    if about {
        return false;
    }
    let start = ["  ", "\t", "|"]
        .into_iter()
        .filter_map(|gap| Some(before.rfind(gap)? + gap.len()))
        .max();
    let start = start.unwrap_or(0);
    let rest = text.get(name.end..).unwrap_or_default();
    let end = ["  ", "\t", "|"]
        .into_iter()
        .filter_map(|gap| rest.find(gap));
    let end = name.end + end.min().unwrap_or(rest.len());
    let words = text.get(start..end).unwrap_or_default().split_whitespace();
    let small = words.filter(|word| word.starts_with(char::is_lowercase));
    small.count() >= SENTENCE
}

/// Returns whether a patient's label stands behind a letterhead on the line that heads a printed page:
/// `HILL YOUTH CENTER Client: ROE, ANN ID: 1042 DOB: 03/04/2010`. No sentence is written in capitals
/// only, and a number or a birth date follows the name.
pub(super) fn heads_page(before: &str, value: &str) -> bool {
    const JOINING: [&str; 6] = ["of", "the", "and", "for", "at", "in"];
    const BEHIND: [&str; 8] = [
        " ID", " DOB", " MRN", " MR", " Chart", " D.O.B", " Acct", " #",
    ];
    let mut words = before.split_whitespace();
    let is_letterhead = before.len() <= LETTERHEAD
        && before.ends_with(' ')
        && words.clone().nth(1).is_some()
        && words.all(|word| !word.starts_with(char::is_lowercase) || JOINING.contains(&word))
        && !before.contains(['.', ':', ';', '?']);
    is_letterhead
        && value.trim_start().starts_with(char::is_uppercase)
        && BEHIND.iter().any(|label| value.contains(label))
}

/// Bytes of a facility's name above a page.
const LETTERHEAD: usize = 90;

/// Returns whether a label without a colon can have the number that follows it: a word of
/// everyday language can only in a cell of its own.
pub(super) fn can_number(text: &str, name: &Range<usize>, next: &str, in_form: bool) -> bool {
    let label = text.get(name.clone()).unwrap_or_default();
    if !EVERYDAY.iter().any(|word| label.eq_ignore_ascii_case(word)) {
        return true;
    }
    let token = next.split_whitespace().next().unwrap_or_default();
    let behind = next.get(token.len()..).unwrap_or_default();
    let goes_on = behind
        .strip_prefix(' ')
        .is_some_and(|words| words.starts_with(char::is_lowercase));
    in_form && !goes_on
}

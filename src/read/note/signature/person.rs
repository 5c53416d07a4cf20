//! Reads the person that a signature names, with the place of the name and of its credential.

use super::method::past_method;
use crate::model::Credential;
use crate::read::note::credential::{self, NamedPerson};
use crate::read::note::view::NoteView;
use crate::text::{Located, strip_prefix_ignoring_case};
use std::ops::Range;

pub(super) type PersonPlace = (Located<String>, Option<Located<Credential>>);

pub(super) fn person_from(
    view: &NoteView<'_>,
    index: usize,
    text: &str,
    from: usize,
) -> Option<PersonPlace> {
    let rest = text.get(from..)?;
    let skip = rest.len() - skip_joining_words(rest).len();
    let from = from + skip;
    let person = credential::read_person(text.get(from..)?)?;
    Some(located(view, index, text, from, person))
}

pub(super) fn located(
    view: &NoteView<'_>,
    line: usize,
    text: &str,
    from: usize,
    person: NamedPerson,
) -> PersonPlace {
    let shift = |range: &Range<usize>| from + range.start..from + range.end;
    let name = shift(&person.name);
    let written = text.get(name.clone()).unwrap_or_default();
    let given = person
        .given
        .as_ref()
        .and_then(|given| text.get(shift(given)));
    let signer = Located::new(
        match given {
            Some(given) => format!("{given} {written}"),
            None => written.to_owned(),
        },
        view.place(line, name),
    );
    let credential = person
        .credential
        .map(|(credential, place)| Located::new(credential, view.place(line, shift(&place))));
    (signer, credential)
}

pub(super) fn skip_joining_words(text: &str) -> &str {
    let mut rest = past_signs(past_method(text));
    for word in [
        // "E-signature applied by Jane Roe".
        "applied",
        "captured",
        "affixed",
        "by",
        "on behalf of",
        "supervisor",
        "supervising clinician",
        "attending",
    ] {
        let tail = strip_prefix_ignoring_case(rest, word);
        if let Some(tail) = tail.filter(|tail| tail.starts_with([' ', ':'])) {
            rest = past_signs(past_method(tail));
        }
    }
    // "signed: /s/ Jane Roe".
    let rest = rest.strip_prefix("s/").unwrap_or(rest);
    let rest = rest.strip_prefix("es/").unwrap_or(rest);
    rest.strip_prefix("/s/").unwrap_or(rest).trim_start()
}

fn past_signs(text: &str) -> &str {
    text.trim_start_matches([
        ' ', ':', '-', '–', '—', '|', '/', '_', ')', '(', '*', '"', '[', ']', '.', ',',
    ])
}

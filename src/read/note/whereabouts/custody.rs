//! Reads custody that is told afterwards, in one sentence with both of its dates: "In county jail
//! from 1/8 until released 1/14". It reads no custody that goes on.

use crate::model::ServiceDate;
use crate::read::note::when;
use regex::Regex;
use std::sync::LazyLock;

/// Words of which one stands in every such sentence.
pub(super) const WORDS: [&str; 4] = ["county jail", "in jail", "from jail", "incarcerated"];

/// Whoever else may have been held.
const OTHERS: [&str; 26] = [
    "brother",
    "sister",
    "mother",
    "father",
    "mom",
    "dad",
    "son",
    "daughter",
    "husband",
    "wife",
    "partner",
    "boyfriend",
    "girlfriend",
    "bf",
    "gf",
    "friend",
    "cousin",
    "uncle",
    "aunt",
    "ex",
    "roommate",
    "peer",
    "nephew",
    "niece",
    "fiance",
    "spouse",
];
/// Days back from the note beyond which a date is of another year or another time.
const LONGEST_AGO: i64 = 120;

static BEGAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:from|since|incarcerated(?: on)?|booked(?: on| in)?|taken(?: in)?(?: on)?|arrested(?: on)?|jailed(?: on)?|in jail) (?:the )?(\d{1,2}/\d{1,2}(?:/\d{2,4})?)\b",
    )
    .ok()
});
static ENDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:\b(?:until|till|through|thru|to|out|released)(?: released)?(?: from (?:the )?(?:county )?jail)?(?: on)?|[-–]) ?(\d{1,2}/\d{1,2}(?:/\d{2,4})?)\b",
    )
    .ok()
});

/// Returns the sentences of a line, each with the byte at which it begins.
pub(super) fn sentences(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = line.split_inclusive([';', '!']);
    let sentences = parts.flat_map(|part| part.split_inclusive(". "));
    sentences.scan(0, |end, sentence| {
        let from = *end;
        *end += sentence.len();
        Some((from, sentence))
    })
}

/// Returns the first and the last day of a custody that a line tells of, with the bytes of its
/// sentence.
pub(super) fn told(
    line: &str,
    unless: &[String],
    written: ServiceDate,
) -> Option<(ServiceDate, ServiceDate, std::ops::Range<usize>)> {
    for (from, sentence) in sentences(line) {
        let lower = sentence.to_lowercase();
        let is_held = WORDS.iter().any(|word| lower.contains(word));
        if !is_held || lower.len() != sentence.len() {
            continue;
        }
        if names_others(sentence, unless) {
            continue;
        }
        let day = |pattern: &LazyLock<Option<Regex>>| {
            let found = pattern.as_ref()?.captures(&lower)?.get(1)?;
            date(found.as_str(), written)
        };
        if let (Some(first), Some(last)) = (day(&BEGAN), day(&ENDED))
            && first < last
        {
            return Some((first, last, from..from + sentence.trim_end().len()));
        }
    }
    None
}

/// Returns whether a text names somebody else who may have been held, or holds one of some words.
pub(super) fn names_others(text: &str, unless: &[String]) -> bool {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        OTHERS.contains(&word) || unless.iter().any(|known| known.eq_ignore_ascii_case(word))
    })
}

/// Returns the last such day up to the day of writing.
pub(super) fn date(text: &str, written: ServiceDate) -> Option<ServiceDate> {
    let whole = when::parse_date(text).map(|found| found.date);
    let partial = |year| when::find_partial_date(text, year).map(|found| found.date);
    let is_near = |date: &ServiceDate| (0..=LONGEST_AGO).contains(&written.days_since(*date));
    whole
        .or_else(|| partial(written.year()).filter(is_near))
        .or_else(|| partial(written.year() - 1))
        .filter(is_near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(String, String)> {
        let unless = ["if", "history", "not"].map(str::to_owned);
        let written = ServiceDate::new(2026, 1, 15)?;
        let (first, last, place) = told(line, &unless, written)?;
        assert!(line.get(place).is_some_and(|words| words.contains("/14")));
        Some((first.to_string(), last.to_string()))
    }

    #[test]
    fn both_ends_of_a_custody_are_read() {
        let both = Some(("2026-01-08".to_owned(), "2026-01-14".to_owned()));
        for line in [
            "In county jail from 1/8 (taken at the hearing) until released 1/14.",
            "Back today. Tanisha released from county jail 1/14 in the evening, in since 1/8.",
            "Client was incarcerated 1/8/2026, released from jail 1/14/2026.",
            "Incarcerated in county jail from 1/8/2026 to 1/14/2026.",
        ] {
            assert_eq!(read(line), both, "{line}");
        }
    }

    #[test]
    fn what_is_no_custody_of_the_patient_is_not_read() {
        for line in [
            "His brother was in county jail from 1/8 until 1/14.",
            "Fears being in jail from 1/8 to 1/14 if found guilty.",
            "History: in jail from 1/8/2019 to 1/14/2019.",
            "In jail in 2019. Session from 1/8 moved to 1/14.",
            "Released from jail 1/14.",
            "Works in the kitchen of the county jail.",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}

//! Reads vital signs stated together, and the items of a PHQ-9.

use super::Piece;
use crate::model::{Vitals, WordingFacts};
use crate::text::Located;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A blood pressure, a pulse and a temperature within one line or two.
static VITALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:\bb/?p|blood pressure)[\s:=]{0,4}(\d{2,3})\s?/\s?(\d{2,3})[^0-9]{1,20}?(?:\bhr|pulse|heart rate|\bp)[\s:=]{0,4}(\d{2,3})\b(?:.{0,40}?)(?:\bt|temp|temperature)[\s:=]{0,4}(\d{2,3}\.\d)",
    )
    .ok()
});

/// The same three in whatever order, each with its own words.
static PRESSURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:\bb/?p|\bblood pressure)[\s:=]{0,4}(\d{2,3})\s?/\s?(\d{2,3})\b").ok()
});
static PULSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:hr|pulse|heart rate|p)[\s:=]{0,4}(\d{2,3})(?:[^\d./]|[.]?$|[.]\s)").ok()
});
static TEMPERATURE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:t|temp|temperature)[\s:=]{0,4}(\d{2,3}\.\d)").ok());

/// Bytes before and behind a blood pressure in which the others stand.
const NEAR: usize = 60;

/// Nine answers in a row behind the scale's name.
static ITEMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"phq-?\s?9[^\n]{0,40}?[^0-9/\n]((?:[0-3]\s?[,;/|\s]\s?){8}[0-3])(?:[^0-9/]|$)").ok()
});

/// One answer a line: "3. Trouble sleeping ... 2".
static ITEM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:q|item |#)?([1-9])[.):]\s?[^\n0-9]{0,110}?[\s:=.\[(]([0-3])[\])]?\s*(?:\([^)]*\))?\s*$").ok()
});

/// Reads the readings of a piece of a note.
pub(super) fn read(piece: &Piece<'_>, facts: &mut WordingFacts) {
    if facts.vitals.is_none() {
        facts.vitals = vitals(piece);
    }
    if facts.phq9.is_none() && piece.lower.contains("phq") {
        facts.phq9 = in_a_row(piece).or_else(|| line_by_line(piece));
    }
}

fn vitals(piece: &Piece<'_>) -> Option<Located<Vitals>> {
    let lower = &piece.lower;
    if !(lower.contains("bp") || lower.contains("b/p") || lower.contains("blood pressure")) {
        return None;
    }
    let in_order = VITALS.as_ref()?.captures_iter(lower).filter_map(|found| {
        let whole = found.get(0)?;
        let number = |group: usize| number(found.get(group)?.as_str());
        let vitals = Vitals {
            systolic: number(1)?,
            diastolic: number(2)?,
            pulse: number(3)?,
            temperature: number(4)?,
        };
        Some((vitals, whole.start()..whole.end()))
    });
    // Readings told again are not taken again.
    let is_taken = |(_, place): &(Vitals, Range<usize>)| {
        let (start, end) = piece.line(place.start, place.end);
        let around = lower.get(start..end).unwrap_or_default();
        !RETOLD.iter().any(|word| around.contains(word))
    };
    let (vitals, place) = in_order
        .chain(in_any_order(lower))
        .find(|found| is_taken(found))?;
    Some(Located::new(vitals, piece.span(place.start, place.end)))
}

fn number(text: &str) -> Option<u16> {
    text.replace('.', "").parse().ok()
}

/// Reads `T 98.4 BP 112/68 HR 76`, whatever comes first.
fn in_any_order(lower: &str) -> impl Iterator<Item = (Vitals, Range<usize>)> + '_ {
    let pressures = PRESSURE
        .iter()
        .flat_map(|pattern| pattern.captures_iter(lower));
    pressures.filter_map(|found| {
        let whole = found.get(0)?;
        let from = lower.floor_char_boundary(whole.start().saturating_sub(NEAR));
        let to = lower.floor_char_boundary(whole.end() + NEAR);
        let near = lower.get(from..to)?;
        let pulse = PULSE.as_ref()?.captures(near)?.get(1)?;
        let warmth = TEMPERATURE.as_ref()?.captures(near)?.get(1)?;
        let vitals = Vitals {
            systolic: number(found.get(1)?.as_str())?,
            diastolic: number(found.get(2)?.as_str())?,
            pulse: number(pulse.as_str())?,
            temperature: number(warmth.as_str())?,
        };
        let start = whole
            .start()
            .min(from + pulse.start())
            .min(from + warmth.start());
        let end = whole.end().max(from + pulse.end()).max(from + warmth.end());
        Some((vitals, start..end))
    })
}

/// Words beside readings that were taken before.
const RETOLD: [&str; 14] = [
    "admission",
    "admit",
    "intake",
    "baseline",
    "initial",
    "previous",
    "prior",
    "last recorded",
    "last taken",
    "yesterday",
    "earlier",
    "from nursing",
    "per nursing",
    "reviewed",
];

fn in_a_row(piece: &Piece<'_>) -> Option<Located<[u8; 9]>> {
    let found = ITEMS.as_ref()?.captures(&piece.lower)?;
    let list = found.get(1)?;
    let digits = list.as_str().bytes().filter(u8::is_ascii_digit);
    let mut items = [0; 9];
    for (item, digit) in items.iter_mut().zip(digits) {
        *item = digit - b'0';
    }
    Some(Located::new(items, piece.span(list.start(), list.end())))
}

fn line_by_line(piece: &Piece<'_>) -> Option<Located<[u8; 9]>> {
    let pattern = ITEM.as_ref()?;
    let from = piece.lower.find("phq")?;
    let mut items = [0; 9];
    let mut next = 1;
    let mut start = None;
    let mut at = from;
    for line in piece.lower.get(from..)?.split_inclusive('\n') {
        if let Some(found) = pattern.captures(line.trim_end()) {
            let number: usize = found.get(1)?.as_str().parse().ok()?;
            let answer: u8 = found.get(2)?.as_str().parse().ok()?;
            if number == next {
                if let Some(item) = items.get_mut(number - 1) {
                    *item = answer;
                }
                start.get_or_insert(at);
                if number == 9 {
                    let end = at + line.trim_end().len();
                    return Some(Located::new(items, piece.span(start?, end)));
                }
                next += 1;
            } else if number == 1 {
                // Another scale's first item, or the list begins again.
                items = [answer, 0, 0, 0, 0, 0, 0, 0, 0];
                (next, start) = (2, Some(at));
            }
        }
        at += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::model::WordingFacts;
    use crate::scan::wording::wording;
    use crate::text::{FileId, Span};

    fn facts(text: &str) -> WordingFacts {
        let place = Span::new(FileId(0), 1, 0, text.len() as u32);
        let wording = wording(&[(place, text)], None);
        wording.facts().cloned().unwrap_or_default()
    }

    fn vitals(text: &str) -> Option<(u16, u16, u16, u16)> {
        let found = facts(text).vitals?.value;
        Some((
            found.systolic,
            found.diastolic,
            found.pulse,
            found.temperature,
        ))
    }

    #[test]
    fn vitals_stated_together_are_read() {
        assert_eq!(vitals("BP 132/84 HR 78 T 98.4"), Some((132, 84, 78, 984)));
        assert_eq!(
            vitals("VS: B/P: 118/76, Pulse: 64, RR 16, Temp: 97.9 F"),
            Some((118, 76, 64, 979))
        );
        assert_eq!(
            vitals("Wt 131 lb. T 98.6 BP 118/72 HR 80 R 16."),
            Some((118, 72, 80, 986))
        );
        assert_eq!(
            vitals("P 80, BP 118/72, T 98.6, pain 2/10"),
            Some((118, 72, 80, 986))
        );
        assert_eq!(vitals("T 98.6 BP 118/72, refused the rest"), None);
        assert_eq!(vitals("Vitals on admission: BP 132/84 HR 78 T 98.4"), None);
        assert_eq!(vitals("BP 132/84, declined the rest"), None);
    }

    #[test]
    fn items_are_read_in_a_row_and_line_by_line() {
        let items = |text: &str| facts(text).phq9.map(|items| items.value);
        assert_eq!(
            items("PHQ-9 items: 2,1,3,2,1,0,2,1,0 total 12"),
            Some([2, 1, 3, 2, 1, 0, 2, 1, 0])
        );
        let list: String = (1..=9)
            .map(|item| format!("{item}. Words about the item ... {}\n", item % 4))
            .collect();
        assert_eq!(
            items(&format!("PHQ-9\n{list}")),
            Some([1, 2, 3, 0, 1, 2, 3, 0, 1])
        );
        assert_eq!(items("PHQ-9 today 12, was 14 on 3/2/2026"), None);
        assert_eq!(items("PHQ-9: 12"), None);
    }
}

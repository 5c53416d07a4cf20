//! Reads dimensions that stand in one list behind a word for them: `ASAM: 1-low, 2-low, 3-moderate`,
//! `Dims 1-6: 0/1/2/1/3/2`, `Dims 1, 2 low`. It does not judge the ratings.

use super::dimension_rating::{bare_rating, in_words, rating, spaces};
use crate::model::Dimension;
use std::ops::Range;

/// A dimension of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The dimension, in third-edition numbers.
    pub(crate) dimension: u8,
    /// Its rating, 0 to 4; `None` where words tell of it.
    pub(crate) rating: Option<u8>,
    /// From its number to its rating.
    pub(crate) place: Range<usize>,
}

/// What a list of dimensions stands behind.
const LEADS: [&str; 4] = ["asam", "dim", "d1-6", "d1-d6"];
/// Words between a lead and its list.
const FILLERS: &[&str] = &[
    "s",
    "ension",
    "ensions",
    "ensional",
    "criteria",
    "dimension",
    "dimensions",
    "dimensional",
    "dims",
    "dim",
    "multidimensional",
    "assessment",
    "review",
    "reviewed",
    "risk",
    "risks",
    "rating",
    "ratings",
    "rated",
    "severity",
    "score",
    "scores",
    "scored",
    "3rd",
    "4th",
    "third",
    "fourth",
    "ed",
    "edition",
    "v3",
    "v4",
    "1-6",
    "i-vi",
    "d1-6",
    "d1-d6",
    "0-4",
    "1 to 6",
    "summary",
    "profile",
    "are",
    "as",
    "follows",
    "current",
    "today",
    "six",
];
/// Letters between a lead and its list.
const LONGEST_LEAD: usize = 60;
/// Letters that a list spends on one dimension.
const LONGEST_ITEM: usize = 200;
/// Fewer numbers in a row are no list of dimensions.
const LEAST: usize = 3;
/// Numbers whose words rate nothing may be of anything until there are so many.
const LEAST_UNRATED: usize = 5;

/// Returns the dimensions that the lists of a text name. The text is in small letters.
pub(crate) fn listed(text: &str) -> Vec<Listed> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(lead) = next_lead(text, from) {
        from = lead.end;
        let starts = starts(text, lead.end);
        // The lead's own words may be the list's beginning, so that the longest way is tried first.
        let list = starts
            .into_iter()
            .rev()
            .find_map(|start| list_at(text, start));
        if let Some(list) = list {
            from = list.last().map_or(from, |last| last.place.end.max(from));
            found.extend(list);
        }
    }
    found
}

/// Returns whether a text may hold such a list, whatever its letters' size.
pub(crate) fn may_list(text: &str) -> bool {
    let leads = ["asam", "ASAM", "Asam", "dim", "Dim", "DIM", "d1-", "D1-"];
    leads.iter().any(|lead| text.contains(lead))
}

/// Returns whether a list of dimensions begins at a place, or the number there is rated: "1-low".
pub(crate) fn begins_at(text: &str, start: usize) -> bool {
    list_at(text, start).is_some()
        || Item::at(text, start)
            .filter(|item| item.style != b' ')
            .is_some_and(|item| rating(text, item.end).is_some())
}

fn next_lead(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let found = LEADS.iter().filter_map(|lead| {
        let at = from + rest.find(lead)?;
        Some(at..at + lead.len())
    });
    found.min_by_key(|place| place.start)
}

/// Returns the places at which a list may begin behind a lead.
fn starts(text: &str, end: usize) -> Vec<usize> {
    let mut at = end;
    let mut places = Vec::new();
    loop {
        let rest = text.get(at..).unwrap_or("");
        let open = rest.trim_start_matches([
            ' ', ':', '=', '-', '*', '(', ')', '[', ']', ',', '.', '/', '\n',
        ]);
        let signs = &rest[..rest.len() - open.len()];
        if signs.contains("\n\n") || at - end > LONGEST_LEAD {
            break;
        }
        // "#1" and "(1)" belong to the list.
        let opening = signs.ends_with(['(', '[']);
        let begin = text.len() - open.len();
        places.push(begin - usize::from(opening));
        let word = FILLERS.iter().filter(|word| {
            open.strip_prefix(**word)
                .is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric()))
        });
        let Some(word) = word.max_by_key(|word| word.len()) else {
            break;
        };
        at = begin + word.len();
    }
    places
}

fn list_at(text: &str, start: usize) -> Option<Vec<Listed>> {
    run(text, start)
        .or_else(|| items(text, start))
        .or_else(|| grouped(text, start))
}

/// Reads six ratings in the order of the dimensions: "0/1/2/1/3/2", "low, low, mod, low, high, low".
fn run(text: &str, start: usize) -> Option<Vec<Listed>> {
    let mut at = start;
    let mut style = None;
    let mut found = Vec::new();
    for number in 1..=6 {
        let from = at + spaces(text, at);
        let (rated, end) = bare_rating(text, from)?;
        found.push(Listed {
            dimension: in_edition(text, from, number, ""),
            rating: Some(rated),
            place: from..end,
        });
        let next = end + spaces(text, end);
        let sign = text
            .as_bytes()
            .get(next)
            .copied()
            .filter(|sign| b",/-;|".contains(sign));
        let own = sign.or((next > end).then_some(b' '));
        if number == 6 {
            // A seventh would make it a row of something else.
            let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
            let goes_on = digit(next) || sign.is_some_and(|_| digit(next + 1));
            return (!goes_on).then_some(found);
        }
        if own.is_none() || style.is_some() && style != own {
            return None;
        }
        style = own;
        at = next + usize::from(sign.is_some());
    }
    None
}

/// A number that opens an item, with the sign behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Item {
    number: u8,
    numeral: Numeral,
    /// The sign behind the number, a space where there is none.
    style: u8,
    /// One past the sign.
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numeral {
    Digit,
    Roman,
    Word,
}

impl Item {
    fn at(text: &str, start: usize) -> Option<Self> {
        const ROMAN: [&str; 6] = ["i", "ii", "iii", "iv", "v", "vi"];
        const WORDS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];
        let rest = text.get(start..)?;
        let open = rest.trim_start_matches(['(', '[', '#']);
        let bytes = open.as_bytes();
        let length = bytes
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        let word = open.get(..length)?;
        let place = |list: &[&str]| list.iter().position(|known| *known == word);
        let (place, numeral) = match bytes.first()? {
            digit @ b'1'..=b'6' if length == 1 => (usize::from(digit - b'1'), Numeral::Digit),
            b'i' | b'v' => (place(&ROMAN)?, Numeral::Roman),
            b'o' | b't' | b'f' | b's' => (place(&WORDS)?, Numeral::Word),
            _ => return None,
        };
        let end = start + (rest.len() - open.len()) + length;
        let sign = end + spaces(text, end);
        let (style, end) = match text.as_bytes().get(sign)? {
            style @ (b'-' | b':' | b'=' | b')' | b']') => (*style, sign + 1),
            b'.' if text.as_bytes().get(sign + 1) == Some(&b' ') => (b'.', sign + 1),
            _ if sign > end && numeral != Numeral::Word => (b' ', sign),
            _ => return None,
        };
        Some(Self {
            number: place as u8 + 1,
            numeral,
            style,
            end,
        })
    }

    fn is_like(self, other: Self) -> bool {
        self.numeral == other.numeral && self.style == other.style
    }
}

/// Reads dimensions by their numbers: "1-low on bup, 2-low, 3-moderate/high".
fn items(text: &str, start: usize) -> Option<Vec<Listed>> {
    let first = Item::at(text, start).filter(|item| item.number == 1)?;
    let mut found: Vec<Listed> = Vec::new();
    let (mut item, mut at) = (first, start);
    loop {
        let rated = rating(text, item.end);
        let follows = following(text, item);
        let next = follows.map_or(text.len(), |(_, next)| next);
        let name = text.get(item.end..next.min(item.end + 60)).unwrap_or("");
        let rated = rated.filter(|(_, end)| *end <= next);
        if item.style == b' ' && rated.is_none() {
            break;
        }
        found.push(Listed {
            dimension: in_edition(text, at, item.number, name),
            rating: rated.map(|(rating, _)| rating),
            place: at..rated.map_or(item.end, |(_, end)| end),
        });
        let Some((next, place)) = follows else { break };
        (item, at) = (next, place);
    }
    let rated = found.iter().filter(|item| item.rating.is_some()).count();
    let is_list = found.len() >= LEAST && (rated >= LEAST - 1 || found.len() >= LEAST_UNRATED);
    is_list.then_some(found)
}

/// Returns the next item of a list and where it begins: the next number, or a later one that is
/// rated.
fn following(text: &str, item: Item) -> Option<(Item, usize)> {
    let limit = text.len().min(item.end + LONGEST_ITEM);
    let mut later = None;
    let bytes = text.as_bytes();
    for at in item.end..limit {
        let begins = bytes
            .get(at.checked_sub(1)?)
            .is_some_and(|before| b" ,;.|/(#\n[".contains(before));
        if !begins || !text.is_char_boundary(at) {
            continue;
        }
        let Some(next) = Item::at(text, at).filter(|next| next.is_like(item)) else {
            continue;
        };
        if next.number == item.number + 1 {
            let is_rated = next.style != b' ' || rating(text, next.end).is_some();
            if is_rated {
                return Some((next, at));
            }
        } else if later.is_none() && next.number > item.number && rating(text, next.end).is_some() {
            later = Some((next, at));
        }
    }
    later
}

/// Reads several dimensions of one rating: "1, 2 low; 3-5 high".
fn grouped(text: &str, start: usize) -> Option<Vec<Listed>> {
    let mut found = Vec::new();
    let mut at = start;
    while let Some((numbers, rated, end)) = group(text, at) {
        found.extend(numbers.into_iter().map(|(number, place)| Listed {
            dimension: in_edition(text, place, number, ""),
            rating: Some(rated),
            place: place..place + 1,
        }));
        let rest = text.get(end..).unwrap_or("");
        let next = rest.trim_start_matches([',', ';', ' ']);
        if next.len() == rest.len() {
            break;
        }
        at = text.len() - next.len();
    }
    (found.len() >= 2).then_some(found)
}

/// Numbers with their places, the rating that they share, and the end.
type Group = (Vec<(u8, usize)>, u8, usize);

/// Reads "1, 2 and 4 low".
fn group(text: &str, start: usize) -> Option<Group> {
    let bytes = text.as_bytes();
    let mut numbers: Vec<(u8, usize)> = Vec::new();
    let mut at = start;
    let mut spans = false;
    loop {
        let digit = *bytes.get(at).filter(|byte| (b'1'..=b'6').contains(byte))?;
        let number = digit - b'0';
        match numbers.last() {
            Some((last, _)) if *last >= number => return None,
            Some((last, _)) if spans => numbers.extend((last + 1..number).map(|each| (each, at))),
            _ => {}
        }
        numbers.push((number, at));
        at += 1;
        let rest = text.get(at..)?;
        let joints = [", and ", " and ", " & ", ", ", ",", "/", "&"];
        let ranges = ["-", " to ", " - ", " through ", " thru "];
        let joint = |list: &[&'static str]| {
            let mut joints = list.iter().filter(|joint| {
                rest.strip_prefix(**joint)
                    .is_some_and(|after| after.starts_with(|c: char| ('1'..='6').contains(&c)))
            });
            joints.next().map(|joint| joint.len())
        };
        if let Some(length) = joint(&joints) {
            (at, spans) = (at + length, false);
        } else if let Some(length) = joint(&ranges) {
            (at, spans) = (at + length, true);
        } else {
            break;
        }
    }
    let rest = text.get(at..)?;
    let mut words = rest.trim_start_matches([' ', ':', '=', '-']);
    if words.len() == rest.len() {
        return None;
    }
    for filler in ["are ", "all ", "rated ", "at ", "is ", "remain "] {
        words = words.strip_prefix(filler).unwrap_or(words);
    }
    let (rated, end) = in_words(text, text.len() - words.len())?;
    Some((numbers, rated, end))
}

/// Returns a dimension's number in the third edition by its name and by the edition that the text
/// names before it. What a fourth edition's bare "D4" rates is the third's fifth.
pub(crate) fn in_edition(text: &str, at: usize, number: u8, name: &str) -> u8 {
    let by_name = Dimension::in_third_edition(number, name);
    if number < 4 || by_name != number || is_of_third(number, name) {
        return by_name;
    }
    let before = text.get(..at).unwrap_or("");
    let last = |marks: &[&str]| marks.iter().filter_map(|mark| before.rfind(mark)).max();
    let fourth = last(&["4th ed", "fourth ed", "asam 4th", "asam fourth", "asam4"]);
    let is_fourth = fourth > last(&["3rd ed", "third ed", "asam 3rd", "asam third", "asam3"]);
    match (is_fourth, number) {
        (true, 4) => 5,
        (true, 5) => 6,
        (true, 6) => 4,
        _ => number,
    }
}

/// Returns whether the words at a number are of the third edition's dimension.
fn is_of_third(number: u8, name: &str) -> bool {
    let words: &[&str] = match number {
        4 => &["readi", "ready", "motivat", "contemplat", "willing"],
        5 => &["relapse", "continued"],
        _ => &["environment", "living", "housing", "home"],
    };
    words.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratings(text: &str) -> Vec<(u8, Option<u8>)> {
        let text = text.to_ascii_lowercase();
        let listed = listed(&text).into_iter();
        listed.map(|item| (item.dimension, item.rating)).collect()
    }

    fn rated(text: &str) -> Vec<u8> {
        let ratings = ratings(text);
        let dimensions: Vec<u8> = ratings.iter().map(|(dimension, _)| *dimension).collect();
        assert_eq!(dimensions, [1, 2, 3, 4, 5, 6], "{text}");
        ratings
            .iter()
            .map(|(_, rating)| rating.unwrap_or(9))
            .collect()
    }

    #[test]
    fn numbers_with_ratings_are_read_in_every_hand() {
        for (text, expected) in [
            (
                "ASAM: 1-low on bup, 2-low, 3-moderate/high, 4-moderate, 5-high, 6-high. Needs 2.5 PHP.",
                [1, 1, 3, 2, 3, 3],
            ),
            (
                "ASAM dims: 1-0, 2-1, 3-2, 4-1, 5-3, 6-2",
                [0, 1, 2, 1, 3, 2],
            ),
            ("Dims: 1:0 2:1 3:2 4:1 5:3 6:2.", [0, 1, 2, 1, 3, 2]),
            (
                "ASAM (3rd ed) risk ratings 1=0; 2=1; 3=2; 4=1; 5=3; 6=2",
                [0, 1, 2, 1, 3, 2],
            ),
            (
                "Dimensions: I-low, II-low, III-mod, IV-low, V-high, VI-severe",
                [1, 1, 2, 1, 3, 4],
            ),
            (
                "ASAM: 1 none, 2 low, 3 mod-high, 4 low, 5 very high, 6 mod",
                [0, 1, 3, 1, 4, 2],
            ),
            (
                "ASAM: (1) none (2) mild (3) mod (4) mild (5) high (6) mod",
                [0, 1, 2, 1, 3, 2],
            ),
            (
                "ASAM #1 none #2 mild #3 mod #4 mild #5 high #6 mod",
                [0, 1, 2, 1, 3, 2],
            ),
            (
                "Dimensions. One: low. Two: low, gout. Three: high. Four: low. Five: high. Six: low.",
                [1, 1, 3, 1, 3, 1],
            ),
            (
                "ASAM: 1) 0/4 no w/d 2) 1/4 3) 2/4 4) 1/4 5) 3/4 6) 2/4",
                [0, 1, 2, 1, 3, 2],
            ),
            ("ASAM 0/1/2/1/3/2", [0, 1, 2, 1, 3, 2]),
            ("ASAM dims 1-6: 0, 1, 2, 1, 3, 2.", [0, 1, 2, 1, 3, 2]),
            (
                "Dimensions 1-6 are low, low, mod, low, high, mod",
                [1, 1, 2, 1, 3, 2],
            ),
            ("D1-6: 0-1-2-1-3-2", [0, 1, 2, 1, 3, 2]),
        ] {
            assert_eq!(rated(text), expected, "{text}");
        }
    }

    #[test]
    fn several_dimensions_may_share_a_rating_and_words_may_stand_for_one() {
        let (low, high) = (Some(1), Some(3));
        assert_eq!(
            ratings("Dims 1, 2 low, 4 mild."),
            [(1, low), (2, low), (4, low)]
        );
        assert_eq!(
            ratings("Dims 1-2 low; 3-5 high"),
            [(1, low), (2, low), (3, high), (4, high), (5, high)]
        );
        let told = "ASAM: 1-no w/d, 2-HTN, 3-tearful daily, 4-ready, 5-high, 6-alone";
        let told = ratings(told);
        assert_eq!(told.len(), 6);
        assert_eq!(
            told.iter()
                .filter_map(|(_, rating)| *rating)
                .collect::<Vec<_>>(),
            [3]
        );
    }

    #[test]
    fn the_fourth_editions_numbers_are_told_by_its_name() {
        let text = "ASAM (4th ed.) 1-low, 2-low, 3-mod, 4-high, 5-mod, 6-low";
        let by_number: Vec<u8> = ratings(text)
            .iter()
            .map(|(dimension, _)| *dimension)
            .collect();
        assert_eq!(by_number, [1, 2, 3, 5, 6, 4]);
        // A name of the third edition says which it is.
        let named = "Reviewed by the 4th ed. ASAM: 1-low, 2-low, 3-mod, 4-readiness high, 5-relapse mod, 6-low";
        assert_eq!(ratings(named)[3].0, 4);
    }

    #[test]
    fn levels_plans_and_other_rows_are_no_lists_of_dimensions() {
        for text in [
            "ASAM 2.5",
            "ASAM level 1, weekly counseling",
            "ASAM: 1 - outpatient",
            "ASAM criteria: 1. Group daily 2. Family weekly 3. UDS",
            "ASAM 3.7 for 3-4 days then 3.5",
            "dimmed lights at 1-2-3",
            "Dims reviewed 1/2/26, 2/3/26",
            "Dimension 1-6 reviewed with client",
            "ASAM 1/2/1/3",
            "Dim 5: 3 relapses, 2 admissions",
        ] {
            assert_eq!(ratings(text), [], "{text}");
        }
    }
}

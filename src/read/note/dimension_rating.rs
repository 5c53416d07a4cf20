//! Reads how a dimension is rated: 0 to 4, or in words of degree. It does not judge the rating.

/// Reads a rating, 0 to 4 or in words, of two the higher, behind words that lead up to it.
pub(super) fn rating(text: &str, start: usize) -> Option<(u8, usize)> {
    let mut at = start + spaces(text, start);
    for lead in ["risk ", "rated ", "severity ", "level ", "is ", "at "] {
        if text.get(at..)?.starts_with(lead) {
            at += lead.len();
        }
    }
    bare_rating(text, at)
}

/// Reads a rating that stands at a place, of two the higher: "mod-high", "0-1". What a number counts
/// ("3 relapses") is none.
pub(crate) fn bare_rating(text: &str, at: usize) -> Option<(u8, usize)> {
    in_digits(text, at).or_else(|| in_words(text, at))
}

fn in_digits(text: &str, at: usize) -> Option<(u8, usize)> {
    let digit = |at: usize| {
        let bytes = text.as_bytes();
        let value = *bytes.get(at).filter(|byte| (b'0'..=b'4').contains(byte))?;
        let glued = bytes
            .get(at + 1)
            .is_some_and(|next| next.is_ascii_alphanumeric() || *next == b'%');
        let decimal =
            bytes.get(at + 1) == Some(&b'.') && bytes.get(at + 2).is_some_and(u8::is_ascii_digit);
        (!glued && !decimal).then_some(value - b'0')
    };
    let mut rated = digit(at)?;
    let mut end = at + 1;
    let rest = text.get(end..)?;
    if let Some(after) = rest
        .strip_prefix("/4")
        .or_else(|| rest.strip_prefix(" / 4"))
        && !after.starts_with('/')
    {
        end = text.len() - after.len();
    } else if rest.starts_with('-')
        && let Some(other) = digit(end + 1).filter(|other| *other == rated + 1)
        && !text.get(end + 2..)?.starts_with('-')
    {
        // "0-1": of two the higher.
        rated = other;
        end += 2;
    }
    let next = text.get(end..)?.trim_start_matches(' ');
    let word: &str = next
        .split(|c: char| !c.is_ascii_alphabetic())
        .next()
        .unwrap_or("");
    (!COUNTED.contains(&word)).then_some((rated, end))
}

/// What a number counts that rates nothing.
const COUNTED: &[&str] = &[
    "x",
    "day",
    "days",
    "wk",
    "wks",
    "week",
    "weeks",
    "mo",
    "month",
    "months",
    "yr",
    "yrs",
    "years",
    "hrs",
    "hours",
    "times",
    "relapses",
    "drinks",
    "admissions",
    "attempts",
    "tx",
    "txs",
    "kids",
    "children",
    "duis",
    "meds",
    "prior",
    "mg",
];

/// Reads a rating in words; of "mod/high" the higher.
pub(super) fn in_words(text: &str, at: usize) -> Option<(u8, usize)> {
    let (mut rated, mut end) = one_word(text, at)?;
    let rest = text.get(end..)?;
    let joints = [" to ", "-to-", "-", "/", " - ", " / ", "->", " "];
    let other = joints.iter().find_map(|joint| {
        let after = rest.strip_prefix(joint)?;
        one_word(text, text.len() - after.len())
    });
    if let Some((higher, after)) = other {
        (rated, end) = (rated.max(higher), after);
    }
    (!qualifies(text.get(end..).unwrap_or(""))).then_some((rated, end))
}

fn one_word(text: &str, at: usize) -> Option<(u8, usize)> {
    const WORDS: &[(&str, u8)] = &[
        ("none", 0),
        ("no risk", 0),
        ("n/a", 0),
        ("very low", 0),
        ("low", 1),
        ("mild", 1),
        ("minimal", 1),
        ("min", 1),
        ("moderate", 2),
        ("mod", 2),
        ("medium", 2),
        ("high", 3),
        ("significant", 3),
        ("serious", 3),
        ("substantial", 3),
        ("severe", 4),
        ("very high", 4),
        ("extreme", 4),
        ("extremely high", 4),
        ("imminent", 4),
        ("critical", 4),
    ];
    let rest = text.get(at..)?;
    let ends = |word: &str| {
        rest.strip_prefix(word)
            .is_some_and(|after| !after.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let found = WORDS.iter().filter(|(word, _)| ends(word));
    let (word, rated) = found.max_by_key(|(word, _)| word.len())?;
    Some((*rated, at + word.len()))
}

/// Returns whether a word of degree belongs to a noun of its own: "low mood" rates nothing.
fn qualifies(rest: &str) -> bool {
    const NOUNS: &[&str] = &[
        "mood",
        "energy",
        "support",
        "supports",
        "self",
        "esteem",
        "appetite",
        "interest",
        "income",
        "hypertension",
        "htn",
        "bp",
        "back",
        "pain",
        "frustration",
        "anxiety",
        "depression",
        "dep",
        "intensity",
    ];
    // "Mild (HTN)" is a rating with its reason.
    let next = rest.strip_prefix([' ', '-']).unwrap_or("");
    let word = next.split(|c: char| !c.is_ascii_alphabetic()).next();
    word.is_some_and(|word| NOUNS.contains(&word))
}

/// Returns how many spaces stand at a place.
pub(super) fn spaces(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or(&[]);
    rest.iter().take_while(|byte| **byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_degrees_the_higher_is_meant() {
        let read = |text| rating(text, 0).map(|(rating, _)| rating);
        for (text, expected) in [
            ("mod-high", 3),
            ("moderate/high", 3),
            ("low to moderate", 2),
            ("very high", 4),
            ("very low", 0),
            (" risk 2/4", 2),
            ("0-1.", 1),
            ("1-2 anxiety", 2),
            ("severe withdrawal", 4),
            ("mild (htn)", 1),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_counts_or_qualifies_something_rates_nothing() {
        let read = |text| rating(text, 0);
        for text in [
            "3 relapses",
            "2 admissions",
            "low mood",
            "low-intensity",
            "2000 iu",
            "3.5",
            "lowered",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

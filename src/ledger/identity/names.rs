//! Tells whether two names can be one person's: nicknames, initials, double names, married names,
//! slips of the pen. A likeness alone joins nobody; it needs another key beside it.

use crate::model::PersonName;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// How two names are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same name, case, accents, hyphens and middle names aside.
    Same,
    /// A nickname, an initial, part of a double name, names in the other order, one slip.
    Variant,
    /// The given name is the same and the family name is another.
    OtherLast,
    /// The family name is the same and the given name is another.
    OtherFirst,
    /// Two names, or one name of two generations (Jr., Sr.).
    Different,
}

/// A name cut into folded words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NameParts {
    last: Vec<String>,
    first: Vec<String>,
    middle: Vec<String>,
    suffix: Option<&'static str>,
}

impl NameParts {
    /// Cuts a name.
    pub(super) fn new(name: &PersonName) -> Self {
        let mut suffix = None;
        let mut words = |text: &str, is_last: bool| -> Vec<String> {
            let parts =
                text.split(|c: char| c.is_whitespace() || matches!(c, '-' | ',' | '‑' | '–'));
            let mut kept = Vec::new();
            for part in parts {
                let word = fold(part);
                // "Worley V" behind a family name; a middle name may be V. as well.
                let is_fifth = is_last && word == "v" && !kept.is_empty();
                match suffix_of(&word).or(is_fifth.then_some("v")) {
                    Some(found) => suffix = suffix.or(Some(found)),
                    None if word == "esq" => {}
                    None if !word.is_empty() => kept.push(word),
                    None => {}
                }
            }
            kept
        };
        let last = words(&name.last, true);
        let (first, middle) = (words(&name.first, false), words(&name.middle, false));
        Self {
            last,
            first,
            middle,
            suffix,
        }
    }

    /// Returns `last|first`, under which equal names are found. Middle names are left out.
    pub(super) fn key(&self) -> String {
        let first = self.first.first().map_or("", String::as_str);
        format!("{}|{first}", self.last.concat())
    }

    /// Returns the letters with which family and given name begin.
    pub(super) fn initials(&self) -> BTreeSet<char> {
        let words = self.last.iter().chain(self.first.first());
        words.filter_map(|word| word.chars().next()).collect()
    }
}

/// Compares two names as sources write them.
pub fn likeness(one: &PersonName, other: &PersonName) -> Likeness {
    compare(&NameParts::new(one), &NameParts::new(other))
}

/// Compares two names.
pub(super) fn compare(one: &NameParts, other: &NameParts) -> Likeness {
    if let (Some(a), Some(b)) = (one.suffix, other.suffix)
        && a != b
    {
        return Likeness::Different;
    }
    let last = compare_last(&one.last, &other.last);
    let first = compare_first(one, other);
    match (last, first) {
        (Part::Same, Part::Same) if middles_differ(one, other) => Likeness::Variant,
        (Part::Same, Part::Same) => Likeness::Same,
        // One slip may happen; slips in both names make another person.
        (Part::Slip, Part::Slip) => Likeness::Different,
        (Part::Other, Part::Other) => {
            if are_in_other_order(one, other) {
                Likeness::Variant
            } else {
                Likeness::Different
            }
        }
        (Part::Other, Part::Same) => Likeness::OtherLast,
        (Part::Other, _) => Likeness::Different,
        (Part::Same | Part::Variant, Part::Other) => Likeness::OtherFirst,
        (Part::Slip, Part::Other) => Likeness::Different,
        _ => Likeness::Variant,
    }
}

/// Returns whether two names are the same words, the family name first in one of them, as portals
/// print it without a comma: `ROE ANN`.
pub(super) fn are_in_other_order(one: &NameParts, other: &NameParts) -> bool {
    !one.last.is_empty()
        && one.last.concat() == other.first.concat()
        && one.first.concat() == other.last.concat()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Same,
    Variant,
    Slip,
    Other,
}

fn compare_last(one: &[String], other: &[String]) -> Part {
    let (a, b) = (one.concat(), other.concat());
    if a == b {
        return Part::Same;
    }
    // `Castaneda-Roe` and `Roe`; particles such as `de` are no name.
    let shares = one
        .iter()
        .any(|word| word.chars().count() >= 3 && other.contains(word));
    if shares && (one.len() > 1 || other.len() > 1) {
        return Part::Variant;
    }
    if is_slip(&a, &b) {
        Part::Slip
    } else {
        Part::Other
    }
}

fn compare_first(one: &NameParts, other: &NameParts) -> Part {
    let (Some(a), Some(b)) = (one.first.first(), other.first.first()) else {
        return Part::Variant;
    };
    let is_initial =
        |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    let by_middle = |name: &str, other: &NameParts| {
        let more = other.first.iter().skip(1).chain(&other.middle);
        name.chars().count() > 1 && more.into_iter().any(|middle| middle == name)
    };
    let is_short = |short: &str, long: &str| short.chars().count() >= 3 && long.starts_with(short);
    if a == b {
        Part::Same
    } else if is_initial(a, b)
        || is_initial(b, a)
        || are_nicknames(a, b)
        || by_middle(a, other)
        || by_middle(b, one)
        || is_short(a, b)
        || is_short(b, a)
    {
        Part::Variant
    } else if is_slip(a, b) {
        Part::Slip
    } else {
        Part::Other
    }
}

/// Returns whether both state a middle name and one cannot be the other's.
fn middles_differ(one: &NameParts, other: &NameParts) -> bool {
    let middle = |parts: &NameParts| -> Option<String> {
        let more = parts.first.get(1).or(parts.middle.first());
        more.cloned()
    };
    let (Some(a), Some(b)) = (middle(one), middle(other)) else {
        return false;
    };
    !(a.starts_with(&b) || b.starts_with(&a))
}

/// Returns whether two words differ by one letter put in, left out, changed or swapped with its
/// neighbour. Short words differ too easily.
fn is_slip(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if a.len().min(b.len()) < 4 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same_start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let rest = |word: &[char], skip: usize| word.get(same_start + skip..).map(<[char]>::to_vec);
    if a.len() != b.len() {
        let (short, long) = if a.len() < b.len() {
            (&a, &b)
        } else {
            (&b, &a)
        };
        return rest(short, 0) == rest(long, 1);
    }
    let swapped = a.get(same_start) == b.get(same_start + 1)
        && a.get(same_start + 1) == b.get(same_start)
        && rest(&a, 2).is_some()
        && rest(&a, 2) == rest(&b, 2);
    swapped || rest(&a, 1).is_some() && rest(&a, 1) == rest(&b, 1)
}

/// Returns whether a word can stand for a person of a name: a part of it, a nickname, a slip.
pub fn is_name_of(name: &PersonName, word: &str) -> bool {
    let word = fold(word);
    let parts = [&name.last, &name.first, &name.middle];
    parts
        .into_iter()
        .flat_map(|part| part.split(|letter: char| !letter.is_alphanumeric()))
        .map(fold)
        .filter(|part| !part.is_empty())
        .any(|part| {
            let is_short = word.chars().count().min(part.chars().count()) >= 3
                && (part.starts_with(&word) || word.starts_with(&part));
            part == word || is_short || are_nicknames(&part, &word) || is_slip(&part, &word)
        })
}

fn are_nicknames(one: &str, other: &str) -> bool {
    let groups = |name: &str| NICKNAMES.get(name);
    match (groups(one), groups(other)) {
        (Some(a), Some(b)) => !a.is_disjoint(b),
        _ => false,
    }
}

/// The groups that each given name is in. That the table parses is a test's matter.
static NICKNAMES: LazyLock<BTreeMap<String, BTreeSet<usize>>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Source {
        groups: Vec<Vec<String>>,
    }
    let mut names: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let source = toml::from_str::<Source>(include_str!("../../knowledge/nicknames.toml"));
    let groups = source.map(|source| source.groups).unwrap_or_default();
    for (index, group) in groups.into_iter().enumerate() {
        for name in group {
            names.entry(name).or_default().insert(index);
        }
    }
    names
});

fn suffix_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "jr" | "junior" => "jr",
        "sr" | "senior" => "sr",
        "ii" | "2nd" => "ii",
        "iii" | "3rd" => "iii",
        "iv" | "4th" => "iv",
        _ => return None,
    })
}

/// Keeps letters and digits in lower case, without accents: claims write none.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for character in word.chars().flat_map(char::to_lowercase) {
        match character {
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => folded.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => folded.push('e'),
            'í' | 'ì' | 'î' | 'ï' | 'ī' | 'ı' => folded.push('i'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ō' | 'ő' => folded.push('o'),
            'ú' | 'ù' | 'û' | 'ü' | 'ū' | 'ű' | 'ů' => folded.push('u'),
            'ñ' | 'ń' | 'ň' => folded.push('n'),
            'ç' | 'ć' | 'č' => folded.push('c'),
            'ý' | 'ÿ' => folded.push('y'),
            'š' | 'ś' | 'ş' => folded.push('s'),
            'ž' | 'ź' | 'ż' => folded.push('z'),
            'ł' => folded.push('l'),
            'ř' => folded.push('r'),
            'ğ' => folded.push('g'),
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            other if other.is_alphanumeric() => folded.push(other),
            _ => {}
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn likeness(one: &str, other: &str) -> Likeness {
        let parts = |text: &str| NameParts::new(&PersonName::parse(text).expect("a name"));
        let (a, b) = (parts(one), parts(other));
        assert_eq!(
            compare(&a, &b),
            compare(&b, &a),
            "{one} / {other} both ways"
        );
        compare(&a, &b)
    }

    #[test]
    fn names_of_one_person_are_told_from_names_of_two() {
        use Likeness::{Different, OtherFirst, OtherLast, Same, Variant};
        for (one, other, expected) in [
            ("Muster, Zoë", "MUSTER, ZOE", Same),
            ("O'Brien, Ann", "OBRIEN, ANN M", Same),
            ("Castaneda-Roe, Lidia", "CASTANEDA ROE, LIDIA", Same),
            ("Mary Ann Roe", "Roe, Mary", Same),
            ("Roe, Robert Jr", "Roe, Robert", Same),
            ("Roe Jr., Robert", "Roe Sr., Robert", Different),
            ("Roe V, Robert", "Roe, Robert", Same),
            ("Roe V, Robert", "Roe IV, Robert", Different),
            ("Robert Roe III", "Roe III, Robert", Same),
            ("Roe Esq., Robert", "Roe, Robert", Same),
            ("Roe, Robert V", "Roe, Robert", Same),
            ("Roe, Liz", "Roe, Elizabeth", Variant),
            ("Roe, Bob", "Roe, Robert", Variant),
            ("Roe, R", "Roe, Robert", Variant),
            ("Roe, Alex", "Roe, Alexander", Variant),
            ("Roe, John Paul", "Roe, Paul", Variant),
            ("Roe, John A", "Roe, John B", Variant),
            ("Castaneda-Roe, Lidia", "Roe, Lidia", Variant),
            ("Halvorsen, Grady", "Halvorson, Grady", Variant),
            ("Drummond, Neal", "Drummond, Nael", Variant),
            ("Lee, Ann", "Ann, Lee", Variant),
            ("Halvorsen, Maria", "Halvorson, Marla", Different),
            ("Poe, Lidia", "Roe, Lidia", OtherLast),
            ("Roe, Ann", "Roe, Ben", OtherFirst),
            ("Roe, Jon", "Roe, Jan", OtherFirst),
            ("Roe, Ann", "Poe, Ben", Different),
        ] {
            assert_eq!(likeness(one, other), expected, "{one} / {other}");
        }
        assert!(NICKNAMES.len() > 300, "the table parses");
    }

    proptest! {
        #[test]
        fn never_panics_and_is_symmetric(one in "\\PC{1,20}", other in "\\PC{1,20}") {
            if let (Some(a), Some(b)) = (PersonName::parse(&one), PersonName::parse(&other)) {
                let (a, b) = (NameParts::new(&a), NameParts::new(&b));
                prop_assert_eq!(compare(&a, &b), compare(&b, &a));
            }
        }
    }
}

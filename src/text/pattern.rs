//! Asks expressions of text that is nearly always plain ASCII. An expression over Unicode costs
//! many times as much to prepare, and once more for each kind of place that it comes to.

use regex::{Captures, Match, Regex, bytes};
use std::ops::Range;
use std::sync::OnceLock;

/// An expression that says of every text what [`Regex`] says of it.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: String,
    /// The expression over bytes, asked of text that is ASCII; `None` where it cannot be made.
    plain: OnceLock<Option<bytes::Regex>>,
    /// The expression itself, prepared when first needed.
    full: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Prepares an expression; `None` for one that is none.
    pub(crate) fn new(source: &str) -> Option<Self> {
        let pattern = Self::unprepared(source);
        (pattern.plain().is_some() || pattern.full().is_some()).then_some(pattern)
    }

    /// Returns whether it can be prepared.
    #[cfg(test)]
    pub(crate) fn is_expression(&self) -> bool {
        self.plain().is_some() || self.full().is_some()
    }

    /// Keeps an expression that was tested to be one, and prepares it when it is first asked:
    /// of the many that a lexicon holds, a changed note needs few.
    pub(crate) fn unprepared(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            plain: OnceLock::new(),
            full: OnceLock::new(),
        }
    }

    fn plain(&self) -> Option<&bytes::Regex> {
        let prepare = || {
            bytes::RegexBuilder::new(&plain_form(&self.source))
                .unicode(false)
                .build()
                .ok()
        };
        self.plain.get_or_init(prepare).as_ref()
    }

    fn full(&self) -> Option<&Regex> {
        self.full
            .get_or_init(|| Regex::new(&self.source).ok())
            .as_ref()
    }

    fn plain_for(&self, text: &str) -> Option<&bytes::Regex> {
        text.is_ascii().then(|| self.plain()).flatten()
    }

    /// Returns whether the expression matches anywhere.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        match self.plain_for(text) {
            Some(plain) => plain.is_match(text.as_bytes()),
            None => self.full().is_some_and(|full| full.is_match(text)),
        }
    }

    /// Returns the bytes of the first match.
    pub(crate) fn find(&self, text: &str) -> Option<Range<usize>> {
        match self.plain_for(text) {
            Some(plain) => Some(plain.find(text.as_bytes())?.range()),
            None => Some(self.full()?.find(text)?.range()),
        }
    }

    /// Returns the bytes of all matches.
    pub(crate) fn find_iter(&self, text: &str) -> impl Iterator<Item = Range<usize>> {
        let plain = self.plain_for(text);
        let full = if plain.is_none() { self.full() } else { None };
        let of_plain = plain.map(|plain| plain.find_iter(text.as_bytes()));
        let of_full = full.map(|full| full.find_iter(text));
        let of_plain = of_plain.into_iter().flatten().map(|found| found.range());
        of_plain.chain(of_full.into_iter().flatten().map(|found| found.range()))
    }

    /// Returns the first match with its groups.
    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<Groups<'t>> {
        self.captures_iter(text).next()
    }

    /// Returns all matches with their groups.
    pub(crate) fn captures_iter<'t>(&self, text: &'t str) -> impl Iterator<Item = Groups<'t>> {
        let plain = self.plain_for(text);
        let full = if plain.is_none() { self.full() } else { None };
        let of_plain = plain.map(|plain| plain.captures_iter(text.as_bytes()));
        let of_full = full.map(|full| full.captures_iter(text));
        let of_plain = of_plain.into_iter().flatten();
        let of_full = of_full.into_iter().flatten();
        of_plain
            .map(|found| Groups::Plain(found, text))
            .chain(of_full.map(Groups::Full))
    }
}

/// A match with its groups.
pub(crate) enum Groups<'t> {
    /// Of text that is ASCII.
    Plain(bytes::Captures<'t>, &'t str),
    /// Of any text.
    Full(Captures<'t>),
}

impl<'t> Groups<'t> {
    /// Returns a group by its number, 0 for the match itself.
    pub(crate) fn get(&self, group: usize) -> Option<Group<'t>> {
        match self {
            Self::Plain(found, text) => Some(Group::at(text, found.get(group)?.range())),
            Self::Full(found) => found.get(group).map(Group::of),
        }
    }

    /// Returns a group by its name.
    pub(crate) fn name(&self, group: &str) -> Option<Group<'t>> {
        match self {
            Self::Plain(found, text) => Some(Group::at(text, found.name(group)?.range())),
            Self::Full(found) => found.name(group).map(Group::of),
        }
    }
}

/// Part of a match.
pub(crate) struct Group<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl<'t> Group<'t> {
    fn at(whole: &'t str, range: Range<usize>) -> Self {
        let text = whole.get(range.clone()).unwrap_or_default();
        Self { text, range }
    }

    fn of(found: Match<'t>) -> Self {
        let (text, range) = (found.as_str(), found.range());
        Self { text, range }
    }

    /// Returns its text.
    pub(crate) fn as_str(&self) -> &'t str {
        self.text
    }

    /// Returns its first byte.
    pub(crate) fn start(&self) -> usize {
        self.range.start
    }

    /// Returns one past its last byte.
    pub(crate) fn end(&self) -> usize {
        self.range.end
    }

    /// Returns its bytes.
    pub(crate) fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

/// Returns an expression as it is asked of ASCII: other characters become a byte that no such
/// text holds.
fn plain_form(source: &str) -> String {
    let mut plain = String::with_capacity(source.len());
    for character in source.chars() {
        match character.is_ascii() {
            true => plain.push(character),
            false => plain.push_str(r"\xFF"),
        }
    }
    plain
        .replace(r"\p{Lu}", "[A-Z]")
        .replace(r"\p{Ll}", "[a-z]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOURCES: [&str; 6] = [
        r"(?i)\b(?:pt\.?|she|he)\s+(?:was\s+)?(?P<what>\w+)(?:\s*[.,;–]|\s*$)",
        r"^[\W_]*(?:\d{1,2}[a-z]?[.)]\s*)?[^.;]{0,9}?\bk",
        r"(?-i:\p{Lu}\p{Ll}+)\s*[-–]\s*\d",
        r"(?ix) \[\s*[x✓✔]\s*\] | ☒ | \S+$",
        r"s+\b.|\D\d\B",
        r"(?i)[^k–]s",
    ];

    proptest! {
        #[test]
        fn says_what_the_plain_expression_says(
            text in "(pt|She was|he |late|[x]|\\[x\\]|Kk |s|3|12|[-.;,_ )\n]|–|é|ſ|\u{212a}|☒|٣|\u{a0}){0,12}"
        ) {
            for source in SOURCES {
                let pattern = Pattern::new(source).expect("an expression");
                prop_assert!(pattern.plain().is_some());
                let full = Regex::new(source).expect("an expression");
                prop_assert_eq!(pattern.is_match(&text), full.is_match(&text));
                prop_assert_eq!(pattern.find(&text), full.find(&text).map(|found| found.range()));
                let others = full.find_iter(&text).map(|found| found.range());
                prop_assert!(pattern.find_iter(&text).eq(others));
                let own = pattern.captures_iter(&text).map(|found| {
                    let whole = found.get(0).expect("a match");
                    let what = found.name("what").map(|group| group.range());
                    (whole.as_str(), whole.range(), found.get(1).map(|group| group.range()), what)
                });
                let others = full.captures_iter(&text).map(|found| {
                    let whole = found.get(0).expect("a match");
                    let what = found.name("what").map(|group| group.range());
                    (whole.as_str(), whole.range(), found.get(1).map(|group| group.range()), what)
                });
                prop_assert!(own.eq(others));
            }
        }
    }

    #[test]
    fn what_is_no_expression_is_none() {
        assert!(Pattern::new("(").is_none());
    }
}

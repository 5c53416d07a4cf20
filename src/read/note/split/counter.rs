//! Reads the page numbers that each document prints by itself: `Page 2 of 3`. Where they begin
//! again a document begins; where they go on, none does.

use crate::read::note::lines::Line;
use crate::text::AnyOf;
use crate::text::bytes::has_digit;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A page's number within its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counter {
    /// Which page of the document.
    pub(crate) number: u32,
    /// How many it says there are.
    pub(crate) of: u32,
    /// The line on which it stands.
    pub(crate) line: usize,
}

static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:page|pg\.?|p\.)\s*:?\s*#?(\d{1,4})\s*(?:of|/)\s*(\d{1,4})\b|^\s*-?\s*(\d{1,4})\s*(?:of|/)\s*(\d{1,4})\s*-?\s*$").ok()
});

/// Returns the page numbers printed at the edges of the pages, by the file's page.
pub(crate) fn counters(lines: &[Line<'_>]) -> BTreeMap<u32, Counter> {
    let mut found: BTreeMap<u32, Counter> = BTreeMap::new();
    let Some(pattern) = COUNT.as_ref() else {
        return found;
    };
    let mut seen: BTreeMap<u32, usize> = BTreeMap::new();
    let mut filled: BTreeMap<u32, usize> = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.is_blank()) {
        *filled.entry(line.page).or_default() += 1;
    }
    for (index, line) in lines.iter().enumerate() {
        if line.is_blank() {
            continue;
        }
        let at = seen.entry(line.page).or_default();
        *at += 1;
        let all = filled.get(&line.page).copied().unwrap_or(0);
        let edge = *at <= 7 || *at + 4 > all;
        if !edge || line.text.len() > 200 || !has_digit(line.text) || !may_count(line.text) {
            continue;
        }
        let Some(captures) = pattern.captures_iter(line.text).last() else {
            continue;
        };
        let number = |one: usize, other: usize| {
            captures
                .get(one)
                .or_else(|| captures.get(other))
                .and_then(|found| found.as_str().parse::<u32>().ok())
        };
        if let (Some(number), Some(of)) = (number(1, 3), number(2, 4))
            && (1..=of).contains(&number)
        {
            // The last on the page is the footer's, which counts most reliably.
            found.insert(
                line.page,
                Counter {
                    number,
                    of,
                    line: index,
                },
            );
        }
    }
    found
}

/// Words of which one stands before a page's number, unless the number opens the line.
static WORDS: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&["page", "pg", "p."]));

fn may_count(text: &str) -> bool {
    let opening = text.trim_start().trim_start_matches('-').trim_start();
    opening.starts_with(char::is_numeric) || WORDS.is_in(text)
}

/// Returns whether the pages count documents and not the whole file: they begin again at 1, and
/// no document is so long as to be a batch of its own.
pub(crate) fn count_documents(counters: &BTreeMap<u32, Counter>) -> bool {
    let begins = counters
        .iter()
        .filter(|(_, counter)| counter.number == 1)
        .count();
    begins >= 2 && counters.values().all(|counter| counter.of <= 30)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::note::lines::lines_of;
    use crate::text::Page;

    #[test]
    fn reads_the_numbers_that_pages_print() {
        for (text, want) in [
            ("GROUP NOTE\nShe came.\nPage 2 of 3", Some((2, 3))),
            ("x\nFacility   pg. 1/12   printed 4/5/26", Some((1, 12))),
            ("x\n3 / 7", Some((3, 7))),
            ("P.003/013 FAX\nx", Some((3, 13))),
            ("She attended 4 of 5 groups.", None),
            ("BP 120/80", None),
            ("Page 9 of 3", None),
        ] {
            let pages = [Page::plain(1, text)];
            let found = counters(&lines_of(&pages));
            let got = found.get(&1).map(|counter| (counter.number, counter.of));
            assert_eq!(got, want, "{text}");
        }
    }
}

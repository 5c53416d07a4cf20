//! Recognizes running headers and footers: lines that repeat at the top or bottom of a file's
//! pages. They stay in the text, so that spans hold; readers of notes skip them, except for the
//! identity and date they may carry.

mod titles;

use crate::read::note::kind;
use crate::read::note::labels::{Label, find_fields};
use crate::read::note::lines::Line;
use crate::read::note::signature::is_signature;
use crate::read::note::split::counter::{count_documents, counters};
use crate::read::note::when;
use crate::text::bytes::has_digit;
use crate::text::{AnyOf, bytes};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use titles::{heads_a_day, heads_documents};

/// Pages that a number must count before it is taken to count pages.
const LEAST_COUNTED: usize = 3;

/// Lines at each edge of a page that may be running headers or footers.
const EDGE: usize = 7;

static PAGE_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:page|pg\.?)\s*:?\s*#?\d+(?:\s*(?:of|/)\s*\d+)?\W*$|^\W*\d{1,4}\s*(?:of|/)\s*\d{1,4}\W*$|^[-–\s]*\d{1,4}[-–\s]*$").ok()
});

/// Marks the running headers and footers among the lines.
pub(crate) fn mark(lines: &mut [Line<'_>]) {
    let pages = page_ranges(lines);
    // One page has no running lines; what it says twice is its form's.
    if pages.len() < 2 {
        for line in lines.iter_mut() {
            line.furniture = is_page_number(line.text);
        }
        return;
    }
    let mut edges: Vec<(usize, bool)> = Vec::new();
    for range in &pages {
        edges.extend(edge_lines(lines, range.clone()));
    }
    let keys = repeated_keys(lines, &edges);
    let mut repeats: BTreeMap<&str, usize> = BTreeMap::new();
    for key in keys.iter().flatten() {
        *repeats.entry(key).or_default() += 1;
    }
    let counting = counting_lines(lines, &edges, pages.len());
    let mut titles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut heads: BTreeMap<&str, bool> = BTreeMap::new();
    for (&(index, bottom), key) in edges.iter().zip(&keys) {
        let key = key.as_deref().unwrap_or_default();
        let count = repeats.get(key).copied().unwrap_or(0);
        let heads_entry = !bottom
            && count >= 2
            && *heads
                .entry(key)
                .or_insert_with(|| heads_entries(lines, &pages, index));
        let most = count >= 2 && count * 10 >= pages.len() * 6;
        let heads_day = !bottom && count >= 3 && !most && heads_a_day(lines, index);
        let Some(line) = lines.get_mut(index) else {
            continue;
        };
        if counting.contains(&index) {
            line.furniture = true;
            continue;
        }
        // The last line of notes written alike is theirs, unless it stands on most pages.
        // A document's name on fewer than nearly all pages names the documents that begin there.
        let names = || kind::names_a_document(line.text) && count * 10 < pages.len() * 9;
        let repeated = !(heads_entry || heads_day)
            && (most || count >= 3 && (!bottom || key.contains('#')))
            && !names();
        let runs = count >= 3 && count * 10 >= pages.len() * 8;
        line.furniture =
            repeated && (!belongs_to_a_note(line) || runs && bottom && identifies(line));
        if runs && !bottom && !heads_entry && is_title(line) {
            titles.entry(key).or_default().push(index);
        }
    }
    for same in titles.into_values() {
        if !heads_documents(lines, &same) {
            for index in same {
                if let Some(line) = lines.get_mut(index) {
                    line.furniture = true;
                }
            }
        }
    }
    for range in &pages {
        keep_outer_run(lines, range.clone());
    }
    repeat_of_the_page_before(lines, &pages);
    for line in lines.iter_mut() {
        line.furniture |= is_page_number(line.text);
    }
}

/// Returns whether a labelled line at a page's top begins an entry, as `VISIT: …` above
/// `PATIENT: …` does: then entries within the pages begin with the same two labels.
fn heads_entries(lines: &[Line<'_>], pages: &[std::ops::Range<usize>], index: usize) -> bool {
    let labels = |at: usize| -> Option<(&str, &str)> {
        let label = |at: usize| {
            let (label, _) = lines.get(at)?.text.trim().split_once(':')?;
            (!label.is_empty() && label.len() <= 24).then_some(label)
        };
        Some((label(at)?, label(at + 1)?))
    };
    let Some(own) = labels(index).filter(|_| lines.get(index).is_some_and(|l| !identifies(l)))
    else {
        return false;
    };
    let within = |range: &std::ops::Range<usize>| {
        let inner = range.start + EDGE..range.end;
        // Few lines begin so, and all are asked.
        let begins = |at: usize| {
            lines
                .get(at)
                .is_some_and(|line| line.text.trim_start().starts_with(own.0))
        };
        inner
            .filter(|&at| begins(at) && labels(at) == Some(own))
            .count()
    };
    let entries: usize = pages.iter().map(within).sum();
    entries * 2 >= pages.len()
}

/// Marks the first lines of a document's second and later pages that repeat those of the page
/// before, as systems print that put a document's own name above each of its pages. Only the
/// document's page numbers tell these from another document of the same name.
fn repeat_of_the_page_before(lines: &mut [Line<'_>], pages: &[std::ops::Range<usize>]) {
    let counters = counters(lines);
    if !count_documents(&counters) {
        return;
    }
    for pair in pages.windows(2) {
        let [before, here] = pair else { continue };
        let count = |range: &std::ops::Range<usize>| {
            let page = lines.get(range.start)?.page;
            counters.get(&page)
        };
        let goes_on = match (count(before), count(here)) {
            (Some(old), Some(new)) => new.of == old.of && new.number == old.number + 1,
            _ => false,
        };
        if !goes_on {
            continue;
        }
        let filled = |range: &std::ops::Range<usize>| -> Vec<usize> {
            range
                .clone()
                .filter(|&index| lines.get(index).is_some_and(|line| !line.is_blank()))
                .take(EDGE)
                .collect()
        };
        let same: Vec<usize> = filled(before)
            .into_iter()
            .zip(filled(here))
            .take_while(|(old, new)| {
                let text = |at: usize| lines.get(at).map_or("", |line| line.text.trim());
                text(*old) == text(*new) || key(text(*old)) == key(text(*new))
            })
            .map(|(_, new)| new)
            .collect();
        for index in same {
            if let Some(line) = lines.get_mut(index) {
                line.furniture = true;
            }
        }
    }
}

/// Returns the edge lines that differ from page to page only in digits, one number among which
/// counts the pages: a fax machine's line, `Facility | Name | 3`. What else changes in them is
/// the minute of sending or printing.
fn counting_lines(lines: &[Line<'_>], edges: &[(usize, bool)], pages: usize) -> BTreeSet<usize> {
    let mut alike: BTreeMap<(bool, String), Vec<usize>> = BTreeMap::new();
    if pages < LEAST_COUNTED {
        return BTreeSet::new();
    }
    for &(index, bottom) in edges {
        if let Some(line) = lines.get(index)
            && has_digit(line.text)
            && line.text.len() < 200
        {
            let group = alike.entry((bottom, masked(line.text))).or_default();
            group.push(index);
        }
    }
    let pages_of = |group: &[usize]| -> BTreeSet<u32> {
        let of_lines = group.iter().filter_map(|&index| lines.get(index));
        of_lines.map(|line| line.page).collect()
    };
    let on_most = |of_pages: &BTreeSet<u32>| {
        of_pages.len() >= LEAST_COUNTED && of_pages.len() * 10 >= pages * 6
    };
    let counts = |index: &usize| {
        let line = lines.get(*index);
        line.is_some_and(|line| numbers_a_page(line.text) || !belongs_to_a_note(line))
    };
    let mut found = BTreeSet::new();
    for mut group in alike.into_values() {
        // Few lines stand on most pages, and only of those more is asked.
        if !on_most(&pages_of(&group)) {
            continue;
        }
        group.retain(counts);
        let of_pages = pages_of(&group);
        if on_most(&of_pages) && of_pages.len() == group.len() && counts_pages(lines, &group) {
            found.extend(group);
        }
    }
    found
}

/// Returns whether one of the lines' numbers rises by one with every page.
fn counts_pages(lines: &[Line<'_>], group: &[usize]) -> bool {
    let mut constant: Option<Vec<Option<i64>>> = None;
    for line in group.iter().filter_map(|&index| lines.get(index)) {
        let ahead: Vec<Option<i64>> = numbers(line.text)
            .into_iter()
            .map(|number| number.map(|number| number - i64::from(line.page)))
            .collect();
        constant = Some(match constant {
            None => ahead,
            Some(known) => known
                .into_iter()
                .zip(ahead)
                .map(|(known, new)| known.filter(|known| new == Some(*known)))
                .collect(),
        });
    }
    constant.is_some_and(|places| places.iter().any(Option::is_some))
}

/// Returns the numbers of a line in order; `None` for one too long to count pages.
fn numbers(text: &str) -> Vec<Option<i64>> {
    // A month may rise with the pages too.
    let mut plain = text.to_owned();
    for date in when::find_dates(text).iter().rev() {
        plain.replace_range(date.start..date.end, "x");
    }
    plain
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .map(|run| (run.len() <= 5).then(|| run.parse().ok()).flatten())
        .collect()
}

/// Returns a line's words with each number as one mark.
fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text
        .split_whitespace()
        .flat_map(|word| word.chars().chain([' ']))
    {
        if character.is_ascii_digit() {
            if !out.ends_with('#') {
                out.push('#');
            }
        } else {
            out.extend(character.to_lowercase());
        }
    }
    out
}

/// Returns whether a line names the patient, and is no signature.
fn identifies(line: &Line<'_>) -> bool {
    !is_signature(line)
        && find_fields(std::slice::from_ref(line)).iter().any(|field| {
            matches!(
                field.label,
                Label::PatientName | Label::Mrn | Label::BirthDate | Label::Account
            )
        })
}

fn is_title(line: &Line<'_>) -> bool {
    // "Release of Information  Page 3/20" counts pages, whatever document it names.
    !numbers_a_page(line.text)
        && kind::looks_like_title(line.text)
        && kind::read_title(line.text).is_some_and(|title| title.of <= title.words + 4)
}

/// Returns whether a line is a title, a signature or states facts of one note, which repeat
/// because notes of one kind or day follow each other and not because they run.
fn belongs_to_a_note(line: &Line<'_>) -> bool {
    let own = |label: Label| {
        !matches!(
            label,
            Label::PatientName
                | Label::PlainName
                | Label::Mrn
                | Label::MemberId
                | Label::Account
                | Label::BirthDate
                | Label::Sex
                | Label::Admission
                | Label::Program
                | Label::Level
                | Label::OtherDate
                | Label::Other
        )
    };
    is_title(line)
        || is_signature(line)
        || find_fields(std::slice::from_ref(line))
            .iter()
            .any(|field| own(field.label))
}

/// Returns whether the line holds a page number beside other words.
fn numbers_a_page(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.split_once("page").is_some_and(|(_, rest)| {
        rest.trim_start_matches([' ', ':', '#'])
            .starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Returns whether the line is only a page number.
pub(crate) fn is_page_number(text: &str) -> bool {
    // A bare number may be a value in a column; a page number says "of" or "page", or is dashed.
    text.len() < 40
        && has_digit(text)
        && PAGE_NUMBER
            .as_ref()
            .is_some_and(|pattern| pattern.is_match(text))
        && (text.to_ascii_lowercase().contains(['g', 'o']) || text.contains('-'))
}

fn page_ranges(lines: &[Line<'_>]) -> Vec<std::ops::Range<usize>> {
    let mut ranges = Vec::new();
    let mut from = 0;
    for index in 1..=lines.len() {
        let page = |at: usize| lines.get(at).map(|line| line.page);
        if index == lines.len() || page(index) != page(index - 1) {
            ranges.push(from..index);
            from = index;
        }
    }
    ranges
}

/// Returns the lines at the edges of a page and whether they stand at its bottom.
fn edge_lines(lines: &[Line<'_>], range: std::ops::Range<usize>) -> Vec<(usize, bool)> {
    let filled: Vec<usize> = range
        .filter(|&index| lines.get(index).is_some_and(|line| !line.is_blank()))
        .collect();
    let tail = filled
        .len()
        .saturating_sub(EDGE)
        .max(EDGE.min(filled.len()));
    let top = filled.iter().take(EDGE).map(|index| (*index, false));
    let bottom = filled.iter().skip(tail).map(|index| (*index, true));
    top.chain(bottom).collect()
}

/// Returns the keys of the edge lines, and none for lines that no other can be the same as.
fn repeated_keys(lines: &[Line<'_>], edges: &[(usize, bool)]) -> Vec<Option<String>> {
    let texts = || {
        edges
            .iter()
            .map(|(index, _)| lines.get(*index).map_or("", |line| line.text))
    };
    let mut seen: BTreeMap<[usize; 4], usize> = BTreeMap::new();
    for text in texts() {
        *seen.entry(letters(text)).or_default() += 1;
    }
    let repeats = |text: &str| seen.get(&letters(text)).is_some_and(|count| *count > 1);
    texts()
        .map(|text| repeats(text).then(|| key(text)))
        .collect()
}

/// Counts some letters of a line, of which lines with the same key hold as many.
fn letters(text: &str) -> [usize; 4] {
    // Of other letters some signs beyond ASCII are capitals.
    [b'e', b'a', b'n', b't']
        .map(|letter| bytes::count(text.as_bytes(), |byte| byte.to_ascii_lowercase() == letter))
}

/// Returns what makes two lines the same running line: their words, with digits ignored only
/// where they number pages or state when the copy was printed. Dates of service must stay
/// different, or the headers of a file's notes would pass for a running header.
fn key(text: &str) -> String {
    let lower = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    // Only numbers can be ignored, and most lines hold none.
    let is_numbered = bytes::any(lower.as_bytes(), |byte| {
        byte.is_ascii_digit() | (byte == b'#')
    });
    if is_numbered && COUNTS.is_in(&lower) && !SERVES.is_in(&lower) {
        return lower
            .chars()
            .map(|c| if c.is_ascii_digit() { '#' } else { c })
            .collect::<String>()
            .replace("##", "#")
            .replace("##", "#");
    }
    lower
}

/// Words beside the numbers of pages and the days of prints.
static COUNTS: LazyLock<AnyOf> = LazyLock::new(|| {
    AnyOf::new(&[
        "page",
        "print",
        "generated",
        "exported",
        " of ",
        "run date",
        "report date",
        "faxed",
        "pg",
    ])
});

/// Words beside the days of services.
static SERVES: LazyLock<AnyOf> =
    LazyLock::new(|| AnyOf::new(&["service", "dos", "session", "encounter", "visit"]));

/// Keeps only runs that touch the edge of the page: a repeated line below a note's own lines is
/// a heading of its form.
fn keep_outer_run(lines: &mut [Line<'_>], range: std::ops::Range<usize>) {
    let filled: Vec<usize> = range
        .filter(|&index| lines.get(index).is_some_and(|line| !line.is_blank()))
        .collect();
    let is = |lines: &[Line<'_>], index: usize| {
        lines
            .get(index)
            .is_some_and(|l| l.furniture || is_page_number(l.text))
    };
    let head = filled.iter().take_while(|&&index| is(lines, index)).count();
    let tail = filled
        .iter()
        .rev()
        .take_while(|&&index| is(lines, index))
        .count();
    let middle = filled
        .get(head..filled.len().saturating_sub(tail).max(head))
        .unwrap_or_default();
    for &index in middle {
        if let Some(line) = lines.get_mut(index) {
            line.furniture = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::note::lines::lines_of;
    use crate::text::Page;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_of_one_key_hold_as_many_of_some_letters(text in "(E|e|É|K|\u{212a}|İ|[ 0-9]| page |ant){0,9}") {
            for other in [text.to_lowercase(), text.to_ascii_uppercase(), text.replace(' ', "  ")] {
                if key(&text) == key(&other) {
                    prop_assert_eq!(letters(&text), letters(&other));
                }
            }
        }
    }

    fn furniture(pages: &[&str]) -> Vec<String> {
        let pages: Vec<Page> = pages
            .iter()
            .enumerate()
            .map(|(at, text)| Page::plain(at as u32 + 1, *text))
            .collect();
        let mut lines = lines_of(&pages);
        mark(&mut lines);
        lines
            .iter()
            .filter(|line| line.furniture)
            .map(|line| line.text.to_owned())
            .collect()
    }

    #[test]
    fn marks_what_repeats_at_the_edges() {
        let found = furniture(&[
            "Doe, Jane  MRN 1\nGROUP NOTE\nDate of Service: 4/5/2026\nShe came.\nPage 1 of 3",
            "Doe, Jane  MRN 1\nmore words\nPage 2 of 3",
            "Doe, Jane  MRN 1\nGROUP NOTE\nDate of Service: 4/6/2026\nShe spoke.\nPage 3 of 3",
        ]);
        assert_eq!(found.len(), 6, "{found:?}");
        assert!(
            found
                .iter()
                .all(|line| line.starts_with("Doe") || line.starts_with("Page"))
        );
    }

    #[test]
    fn marks_lines_that_differ_only_in_numbers_and_count_pages() {
        let page = |number: u32, date: &str| {
            format!(
                "04/14/2026 10:2{number} FAX 555-0177 RECORDS P.{number:03}/003\nINDIVIDUAL NOTE\nDate of Service: {date}\nShe came on {date}."
            )
        };
        let pages = [
            page(1, "4/1/2026"),
            page(2, "4/2/2026"),
            page(3, "4/3/2026"),
        ];
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        let found = furniture(&pages);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().all(|line| line.contains("FAX")));
    }

    #[test]
    fn keeps_facts_that_notes_of_one_day_share() {
        let page = "Doe, Jane  MRN 1\nDate of Service: 4/5/2026\nGROUP NOTE\nShe came.\nSigned: Ann Roe, RN";
        let found = furniture(&[page, page, page]);
        assert_eq!(found, ["Doe, Jane  MRN 1"; 3]);
    }

    #[test]
    fn keeps_headers_of_notes_whose_dates_differ() {
        let found = furniture(&[
            "INDIVIDUAL NOTE\nDate of Service: 4/5/2026\nShe came.",
            "INDIVIDUAL NOTE\nDate of Service: 4/6/2026\nShe spoke.",
        ]);
        assert_eq!(found, Vec::<String>::new());
    }
}

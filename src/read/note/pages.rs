//! Checks a chart's pages against each other: page numbers that skip, repeat or stop short, and
//! a page that names another patient than the rest. It moves nothing; it says what it saw.

use super::labels::Label;
use super::patient;
use super::split::counter::{Counter, counters};
use super::view::Document;
use crate::model::MissingPages;
use crate::problem::{Problem, ProblemKind};
use crate::text::Span;
use std::collections::BTreeMap;

/// Adds what is wrong with the pages of a file to the problems; returns the page numbers that
/// are missing.
pub(super) fn check(document: &Document<'_>, problems: &mut Vec<Problem>) -> Vec<MissingPages> {
    let pages: Vec<u32> = pages_of(document);
    if pages.len() < 2 {
        return Vec::new();
    }
    let missing = check_numbers(document, &pages, problems);
    check_identity(document, &pages, problems);
    missing
}

fn pages_of(document: &Document<'_>) -> Vec<u32> {
    let mut pages: Vec<u32> = document.lines.iter().map(|line| line.page).collect();
    pages.dedup();
    pages
}

/// Says what the page numbers of one file show.
struct Teller<'a, 'd> {
    document: &'a Document<'d>,
    problems: &'a mut Vec<Problem>,
    missing: Vec<MissingPages>,
}

impl Teller<'_, '_> {
    fn tell(&mut self, counter: Counter, message: String) -> Option<Span> {
        let line = self.document.lines.get(counter.line)?;
        let span = line.trimmed_span(self.document.file);
        self.problems
            .push(Problem::at(span, ProblemKind::PageSequence, message));
        Some(span)
    }

    /// Tells that numbers are missing beside a page number, between two pages of the file.
    fn tell_gap(&mut self, counter: Counter, from: u32, to: u32, before: u32, after: u32) {
        let of = counter.of;
        let message = missing(&range(from, to), of, before, after);
        if let Some(span) = self.tell(counter, message) {
            self.missing.push(MissingPages { from, to, of, span });
        }
    }
}

/// Follows `Page x of y` from page to page. A file of which only a few pages are numbered proves
/// nothing by its gaps.
fn check_numbers(
    document: &Document<'_>,
    pages: &[u32],
    problems: &mut Vec<Problem>,
) -> Vec<MissingPages> {
    let counters = counters(&document.lines);
    if counters.len() * 2 < pages.len() {
        return Vec::new();
    }
    let mut teller = Teller {
        document,
        problems,
        missing: Vec::new(),
    };
    let mut last: Option<(u32, Counter)> = None;
    for &page in pages {
        let Some(&counter) = counters.get(&page) else {
            last = None;
            continue;
        };
        match last {
            Some((before, old)) if old.of == counter.of && counter.number > old.number => {
                if counter.number > old.number + 1 {
                    teller.tell_gap(counter, old.number + 1, counter.number - 1, before, page);
                }
            }
            Some((before, old)) if old.of == counter.of && old.number == counter.number => {
                if old.of > 1 && same_text(document, before, page) {
                    teller.tell(
                        counter,
                        format!(
                            "page {} of {} stands twice, as pages {before} and {page} of the \
                             file, with the same text; what it records counts once",
                            counter.number, counter.of
                        ),
                    );
                }
            }
            Some((before, old)) if counter.number == 1 => {
                if old.number < old.of {
                    teller.tell_gap(old, old.number + 1, old.of, before, page);
                }
            }
            _ => {
                if counter.number > 1 && last.is_none_or(|(_, old)| old.of != counter.of) {
                    teller.tell_gap(counter, 1, counter.number - 1, page, page);
                }
            }
        }
        last = Some((page, counter));
    }
    if let Some((page, old)) = last
        && old.number < old.of
    {
        teller.tell_gap(old, old.number + 1, old.of, page, page);
    }
    teller.missing
}

fn range(from: u32, to: u32) -> String {
    if from == to {
        format!("page {from}")
    } else {
        format!("pages {from} to {to}")
    }
}

fn missing(gap: &str, of: u32, before: u32, after: u32) -> String {
    let place = if before == after {
        format!("at page {before} of the file")
    } else {
        format!("between pages {before} and {after} of the file")
    };
    format!(
        "{gap} of {of} missing {place}: the printed page numbers do not go on; look for the rest \
         in the record system or in another file before taking anything for not documented"
    )
}

fn same_text(document: &Document<'_>, one: u32, other: u32) -> bool {
    let words = |page: u32| {
        document
            .lines
            .iter()
            .filter(move |line| line.page == page)
            .flat_map(|line| line.text.split_whitespace())
    };
    words(one).eq(words(other))
}

/// Who a page says it is about.
struct PageIdentity {
    page: u32,
    number: Option<String>,
    name: Option<String>,
    born: Option<String>,
    span: Span,
}

/// Reports pages whose record number, or name and birth date, are another patient's than those
/// of nearly all other pages.
fn check_identity(document: &Document<'_>, pages: &[u32], problems: &mut Vec<Problem>) {
    let found: Vec<PageIdentity> = pages
        .iter()
        .filter_map(|&page| page_identity(document, page))
        .collect();
    let numbers = most(found.iter().filter_map(|page| page.number.as_ref()));
    let names = most(found.iter().filter_map(|page| page.name.as_ref()));
    let births = most(found.iter().filter_map(|page| page.born.as_ref()));
    let differs = |own: &Option<String>, most: &Option<String>| match (own, most) {
        (Some(own), Some(most)) => own != most,
        _ => false,
    };
    let strange: Vec<&PageIdentity> = found
        .iter()
        .filter(|page| {
            let number = differs(&page.number, &numbers);
            let name = differs(&page.name, &names);
            let born = differs(&page.born, &births);
            // One wrong digit is a slip; two facts that differ are another person.
            u8::from(number) + u8::from(name) + u8::from(born) >= 2
        })
        .collect();
    // A file of several patients has no page out of place.
    if strange.len() * 5 > found.len() || found.len() < 4 {
        return;
    }
    for page in strange {
        problems.push(Problem::at(
            page.span,
            ProblemKind::IdentityConflict,
            format!(
                "page {} names another patient than the other pages of this file: at least two \
                 of record number, name and birth date differ; what it records is kept with the \
                 patient whom it names; check whether the page was filed in the wrong chart",
                page.page
            ),
        ));
    }
}

/// Returns the value of most pages, if at least seven in ten agree.
fn most<'s>(values: impl Iterator<Item = &'s String>) -> Option<String> {
    let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
    let mut all = 0;
    for value in values {
        *counts.entry(value).or_default() += 1;
        all += 1;
    }
    let (value, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 10 >= all * 7).then(|| value.clone())
}

/// Returns the first identity that a page states.
fn page_identity(document: &Document<'_>, page: u32) -> Option<PageIdentity> {
    let from = document.lines.partition_point(|line| line.page < page);
    let to = document.lines.partition_point(|line| line.page <= page);
    let view = document.view(from..to);
    let identity = patient::read_patient(&view);
    let place = identity
        .mrn
        .as_ref()
        .map(|mrn| mrn.span)
        .or_else(|| identity.name.as_ref().map(|name| name.span))?;
    let labelled = document
        .fields_in(from..to)
        .iter()
        .any(|field| field.label == Label::Mrn);
    Some(PageIdentity {
        page,
        number: identity
            .mrn
            .filter(|_| labelled)
            .map(|mrn| mrn.value.to_lowercase()),
        name: identity.name.map(|name| name.value.key()),
        born: identity.birth_date.map(|born| born.value.to_string()),
        span: place,
    })
}

#[cfg(test)]
mod tests {
    use crate::problem::{Problem, ProblemKind};
    use crate::read::document::text::pages_of;
    use crate::read::note::from_pages;
    use crate::text::FileId;

    fn problems(pages: &[String], kind: ProblemKind) -> Vec<Problem> {
        let mut problems = Vec::new();
        from_pages(
            FileId(0),
            "chart.txt",
            &pages_of(&pages.join("\u{c}"), 1),
            &mut problems,
        );
        problems.retain(|problem| problem.kind == kind);
        problems
    }

    fn page(who: (&str, &str, &str), number: u32, of: u32) -> String {
        let (name, mrn, born) = who;
        format!(
            "Client: {name}   MRN: {mrn}   DOB: {born}\nNursing Note\nDate of Service: 4/{number}/2026\nSlept through the night and took all of her medication on time, day {number}.\nSigned: Ann Roe, RN 4/{number}/2026 07:10\nPage {number} of {of}\n"
        )
    }

    const DOE: (&str, &str, &str) = ("Doe, Jane", "A-1042", "3/14/1988");
    const POE: (&str, &str, &str) = ("Poe, Mary", "B-2077", "9/2/1971");

    #[test]
    fn a_missing_page_is_told_with_its_number() {
        let all: Vec<String> = (1..=5).map(|number| page(DOE, number, 5)).collect();
        assert_eq!(problems(&all, ProblemKind::PageSequence), []);
        let gap: Vec<String> = [1, 2, 4, 5].map(|number| page(DOE, number, 5)).into();
        let found = problems(&gap, ProblemKind::PageSequence);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.starts_with("page 3 of 5 missing"));
        let cut: Vec<String> = (1..=3).map(|number| page(DOE, number, 5)).collect();
        let found = problems(&cut, ProblemKind::PageSequence);
        assert!(found[0].message.starts_with("pages 4 to 5 of 5 missing"));
        let twice: Vec<String> = [1, 2, 2, 3].map(|number| page(DOE, number, 3)).into();
        let found = problems(&twice, ProblemKind::PageSequence);
        assert!(found[0].message.contains("twice"), "{found:?}");
    }

    #[test]
    fn documents_that_count_by_themselves_have_no_gap() {
        let all: Vec<String> = [(1, 2), (2, 2), (1, 1), (1, 3), (2, 3), (3, 3)]
            .map(|(number, of)| page(DOE, number, of))
            .into();
        assert_eq!(problems(&all, ProblemKind::PageSequence), []);
    }

    #[test]
    fn another_patients_page_is_told() {
        let mut all: Vec<String> = (1..=6).map(|number| page(DOE, number, 6)).collect();
        all[3] = page(POE, 4, 6);
        let found = problems(&all, ProblemKind::IdentityConflict);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].span.map(|span| span.page), Some(4));
        // A mistyped number alone is no other person.
        all[3] = page(("Doe, Jane", "A-1024", "3/14/1988"), 4, 6);
        assert_eq!(problems(&all, ProblemKind::IdentityConflict), []);
        // A file of two patients has none out of place.
        let both: Vec<String> = (1..=6)
            .map(|number| page(if number < 4 { DOE } else { POE }, number, 6))
            .collect();
        assert_eq!(problems(&both, ProblemKind::IdentityConflict), []);
    }
}

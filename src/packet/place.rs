//! Places the documents of a selection on pages, keeps back what may not go out, and finds the
//! page on which a span stands. A page of a source stands in the packet once.

use super::draw::{Face, SourcePage, lay_source};
use super::excerpt::{pieces, terminator};
use super::others::Others;
use super::pdf::{Highlight, Original, areas_of_words};
use super::select::{Document, ExhibitKind, Mark, Selection};
use super::{Source, draw::Area};
use crate::read::FileKind;
use crate::text::sentence::around;
use crate::text::{CharMap, FileId, Page, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A note on more pages than this is shown by its first page, its marked ones and its last: a
/// longer run is a chart whose notes could not be told apart.
const WHOLE_NOTE: usize = 8;

/// What a page of an exhibit is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    /// The source's own page, shown this wide and turned by these degrees.
    Copied { width: f32, rotation: i64 },
    /// The source's text.
    Text(SourcePage),
}

/// One page of an exhibit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) kind: ExhibitKind,
    /// The document that brought it.
    pub(super) title: String,
    pub(super) file: FileId,
    pub(super) page: u32,
    /// The characters of the source's page that stand on it, as runs `start..end` in order.
    pub(super) ranges: Vec<(u32, u32)>,
    pub(super) body: Body,
    pub(super) quotes: Vec<Quoted>,
}

/// Marked words on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Quoted {
    pub(super) mark: Mark,
    /// The document that they stand in.
    pub(super) document: String,
    pub(super) words: String,
    pub(super) areas: Vec<Area>,
}

/// A page or document that was kept back, for the reviewer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct KeptOut {
    pub(super) file: FileId,
    pub(super) page: u32,
    pub(super) title: String,
    pub(super) why: String,
}

/// The pages of all exhibits.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) pages: Vec<Placed>,
    pub(super) kept_out: Vec<KeptOut>,
    /// What the reviewer should look at before the packet goes out.
    pub(super) cautions: Vec<KeptOut>,
}

/// Places every document.
pub(super) fn place(
    selection: &Selection<'_>,
    sources: &BTreeMap<FileId, Source<'_>>,
    originals: &BTreeMap<FileId, Original>,
    others: &Others,
) -> Places {
    let mut places = Places::default();
    let held: Vec<Span> = selection
        .documents
        .iter()
        .filter(|document| document.held.is_some())
        .flat_map(|document| document.spans.iter().copied())
        .collect();
    for document in &selection.documents {
        let first = document.spans.first();
        if let (Some(why), Some(span)) = (document.held, first) {
            places.keep_out(span.file, span.page, document, why);
            continue;
        }
        let mut by_page: BTreeMap<(FileId, u32), Vec<(u32, u32)>> = BTreeMap::new();
        for span in &document.spans {
            let of_page = by_page.entry((span.file, span.page)).or_default();
            of_page.push((span.start, span.end));
        }
        let shown = shown_pages(document, by_page.keys().copied().collect());
        if shown.len() < by_page.len()
            && let Some(span) = first
        {
            let why = format!(
                "it runs over {} pages, of which the first, the last and those with marked words \
                 are in the packet",
                by_page.len()
            );
            places.caution(span.file, span.page, document, &why);
        }
        if let (Some(why), Some(span)) = (document.caution, first) {
            places.caution(span.file, span.page, document, why);
        }
        for ((file, number), spans) in by_page {
            if !shown.contains(&(file, number)) {
                continue;
            }
            let page = sources
                .get(&file)
                .and_then(|source| Some((source, source.page(number)?)));
            let Some((source, page)) = page else {
                places.keep_out(file, number, document, "its text could not be read again");
                continue;
            };
            let marks = marks_on(selection, document, page, file);
            let whole = originals
                .get(&file)
                .and_then(|original| original.page(number));
            let new = match whole {
                Some((width, rotation)) => {
                    let barred = barred_page(page, file, others, &held);
                    if let Some(why) = barred {
                        places.keep_out(file, number, document, why);
                        continue;
                    }
                    vec![copied(document, file, page, &marks, (width, rotation))]
                }
                None => {
                    let pieces = pieces(source.kind, page.text.as_str(), document.extent, &spans);
                    let map = CharMap::new(page.text.as_str());
                    let barred = pieces
                        .iter()
                        .find_map(|&(start, end)| others.named_in(map.slice(start, end)));
                    if let Some(why) = barred {
                        places.keep_out(file, number, document, why);
                        continue;
                    }
                    if source.kind == FileKind::Pdf {
                        let why = "its page could not be copied, so its text is printed instead";
                        places.caution(file, number, document, why);
                    }
                    text_pages(document, source, file, page, &marks, &pieces)
                }
            };
            for placed in new {
                if !places.mark_again(&placed) {
                    places.pages.push(placed);
                }
            }
        }
    }
    places.kept_out.sort();
    places.kept_out.dedup();
    places.cautions.sort();
    places.cautions.dedup();
    places
}

impl Places {
    /// Returns the place, from 0, of the page on which a span begins.
    pub(super) fn find(&self, span: Span) -> Option<usize> {
        self.pages.iter().position(|placed| placed.shows(span))
    }

    /// Returns the kinds of exhibit that have a page, in order.
    pub(super) fn kinds(&self) -> Vec<ExhibitKind> {
        let has_page = |kind: &ExhibitKind| self.pages.iter().any(|page| page.kind == *kind);
        ExhibitKind::ALL.into_iter().filter(has_page).collect()
    }

    fn keep_out(&mut self, file: FileId, page: u32, document: &Document, why: &str) {
        self.kept_out.push(KeptOut {
            file,
            page,
            title: document.title(),
            why: why.to_owned(),
        });
    }

    fn caution(&mut self, file: FileId, page: u32, document: &Document, why: &str) {
        self.cautions.push(KeptOut {
            file,
            page,
            title: document.title(),
            why: why.to_owned(),
        });
    }

    /// Adds a document's marks to the page where an earlier document brought the same; returns
    /// whether one did.
    fn mark_again(&mut self, again: &Placed) -> bool {
        let earlier = self.pages.iter_mut().find(|placed| {
            placed.file == again.file && placed.page == again.page && placed.ranges == again.ranges
        });
        let Some(earlier) = earlier else {
            return false;
        };
        for quoted in &again.quotes {
            let is_known = |known: &Quoted| known.mark.meets(&quoted.mark.span);
            if !earlier.quotes.iter().any(is_known) {
                earlier.quotes.push(quoted.clone());
            }
        }
        true
    }
}

impl Placed {
    /// Returns whether the page is the source's own.
    pub(super) fn is_copied(&self) -> bool {
        matches!(self.body, Body::Copied { .. })
    }

    /// Returns whether a span begins on the page.
    pub(super) fn shows(&self, span: Span) -> bool {
        let is_on = match &self.body {
            Body::Copied { .. } => true,
            Body::Text(text) => text.shows(span.start),
        };
        self.file == span.file && self.page == span.page && is_on
    }

    /// Returns the marks to draw.
    pub(super) fn highlights(&self) -> Vec<Highlight> {
        let quotes = self.quotes.iter();
        quotes
            .map(|quoted| Highlight {
                areas: quoted.areas.clone(),
                why: quoted.mark.why,
            })
            .collect()
    }
}

/// Returns which pages of a document are shown.
fn shown_pages(document: &Document, all: Vec<(FileId, u32)>) -> BTreeSet<(FileId, u32)> {
    if all.len() <= WHOLE_NOTE {
        return all.into_iter().collect();
    }
    let ends = [all.first(), all.last()].into_iter().flatten().copied();
    let marked = document
        .marks
        .iter()
        .map(|mark| (mark.span.file, mark.span.page))
        .filter(|page| all.contains(page));
    ends.chain(marked).collect()
}

/// Returns why a whole page may not go out.
fn barred_page(page: &Page, file: FileId, others: &Others, held: &[Span]) -> Option<&'static str> {
    let is_held = held
        .iter()
        .any(|span| span.file == file && span.page == page.number);
    if is_held {
        return Some("a note that is kept out stands on the same page");
    }
    if others.has_note_on(file, page.number) {
        return Some("another patient's note stands on the same page");
    }
    others.named_in(page.text.as_str())
}

/// Returns the marks that have a place on a page, each with its words.
fn quoted(
    document: &Document,
    marks: &[Mark],
    map: &CharMap<'_>,
    areas_of: impl Fn(u32, u32) -> Vec<Area>,
) -> Vec<Quoted> {
    let quotes = marks.iter().copied().filter_map(|mark| {
        let Span { start, end, .. } = mark.span;
        let areas = areas_of(start, end);
        (!areas.is_empty()).then(|| Quoted {
            mark,
            document: document.title(),
            words: map.slice(start, end).to_owned(),
            areas,
        })
    });
    quotes.collect()
}

fn copied(
    document: &Document,
    file: FileId,
    page: &Page,
    marks: &[Mark],
    (width, rotation): (f32, i64),
) -> Placed {
    let text = page.text.as_str();
    let map = CharMap::new(text);
    let is_upright = rotation % 180 == 0;
    let quotes = quoted(document, marks, &map, |start, end| {
        areas_of_words(&page.words, start, end, is_upright)
    });
    Placed {
        kind: document.kind,
        title: document.title(),
        file,
        page: page.number,
        ranges: vec![(0, text.chars().count() as u32)],
        quotes,
        body: Body::Copied { width, rotation },
    }
}

fn text_pages(
    document: &Document,
    source: &Source<'_>,
    file: FileId,
    page: &Page,
    marks: &[Mark],
    pieces: &[(u32, u32)],
) -> Vec<Placed> {
    let text = page.text.as_str();
    let map = CharMap::new(text);
    let face = match source.kind {
        FileKind::Docx | FileKind::Rtf | FileKind::Html | FileKind::Ccda => Face::Serif,
        _ => Face::Mono,
    };
    let end = (source.kind == FileKind::X12).then(|| terminator(text));
    let laid = lay_source(text, pieces, face, end);
    let placed = laid.into_iter().map(|laid| {
        let quotes = quoted(document, marks, &map, |start, end| laid.areas(start, end));
        Placed {
            kind: document.kind,
            title: document.title(),
            file,
            page: page.number,
            ranges: laid.ranges(),
            quotes,
            body: Body::Text(laid),
        }
    });
    placed.collect()
}

/// Returns a document's marks on a page, in order, none twice. A statement is marked with its
/// sentence, unless that holds words that speak against the lines.
fn marks_on(
    selection: &Selection<'_>,
    document: &Document,
    page: &Page,
    file: FileId,
) -> Vec<Mark> {
    let characters: Vec<char> = page.text.as_str().chars().collect();
    let is_here = |span: &Span| span.file == file && span.page == page.number;
    let against = |mark: &Mark| {
        let mut spans = selection.adverse.iter().flat_map(|adverse| &adverse.spans);
        spans.any(|span| mark.meets(span))
    };
    let mut marks: Vec<Mark> = Vec::new();
    for mark in document.marks.iter().filter(|mark| is_here(&mark.span)) {
        let mut mark = *mark;
        let within = document.spans.iter().find(|span| span.contains(&mark.span));
        if mark.weight > 0
            && let Some(within) = within
        {
            let phrase = (mark.span.start as usize, mark.span.end as usize);
            let limits = (within.start as usize, within.end as usize);
            let (start, end) = around(&characters, phrase, limits);
            let wider = Mark {
                span: Span::new(file, page.number, start as u32, end as u32),
                ..mark
            };
            if !against(&wider) {
                mark = wider;
            }
        }
        if !marks.iter().any(|known| known.meets(&mark.span)) {
            marks.push(mark);
        }
    }
    marks.sort();
    marks
}

//! Turns PDF bytes into pages of text with a box per word. Interpreting what a page draws, and
//! nothing else, is left to a library; grouping glyphs into words, lines and columns is ours.

mod attached;
mod collect;
mod fields;
mod fonts;
mod guard;
mod hayro;
mod layout;
mod picture;
mod recognize;

#[cfg(test)]
mod tests;

use super::{DocumentPlace, DocumentText};
use crate::problem::{Problem, ProblemKind};
use crate::read::FileKind;
use crate::text::{FileId, NoteText, Page, PageCoverage, Span};

/// Most pages that are read of one file.
const MAX_PAGES: usize = 100_000;
/// Most glyphs that are read of one page; more is a drawing, or an attack.
const MAX_GLYPHS: usize = 200_000;

/// One drawn character, or several that one glyph stands for.
#[derive(Debug, Clone, PartialEq)]
struct Glyph {
    /// The characters.
    text: GlyphText,
    /// Where its pen begins, in unrotated page space.
    origin: (f32, f32),
    /// Where its pen ends.
    advance: (f32, f32),
    /// Its type size, in points.
    size: f32,
    /// How far its box rises over its baseline, in points.
    rise: f32,
    /// How far its box drops below its baseline, in points.
    drop: f32,
}

/// The characters of a glyph.
#[derive(Debug, Clone, PartialEq, Eq)]
enum GlyphText {
    /// One character, by far the most common.
    One(char),
    /// Several, as of a ligature.
    Many(String),
}

impl GlyphText {
    /// Returns whether it shows nothing.
    fn is_blank(&self) -> bool {
        match self {
            Self::One(c) => c.is_whitespace() || c.is_control(),
            Self::Many(text) => text.trim().is_empty(),
        }
    }
}

/// A straight line or thin box, as tables are ruled with, in unrotated page space.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rule {
    x0: f32,
    y0: f32,
    x1: f32,
    y1: f32,
}

/// Words that stand beside a page's text, as a comment does, and the place they are pinned to.
#[derive(Debug, Clone, PartialEq)]
struct Aside {
    words: String,
    x0: f32,
    y0: f32,
    x1: f32,
    y1: f32,
}

/// What one page draws.
#[derive(Debug, Clone, PartialEq, Default)]
struct PageGlyphs {
    /// The glyphs in the order they are drawn.
    glyphs: Vec<Glyph>,
    /// The lines that may rule tables.
    rules: Vec<Rule>,
    /// Comments and other words beside the text.
    asides: Vec<Aside>,
    /// Degrees by which viewers turn the page clockwise: 0, 90, 180 or 270.
    rotation: u16,
    /// What was drawn but is not among the glyphs.
    coverage: PageCoverage,
    /// Whether the page holds more than could be read.
    damaged: bool,
}

/// Why a PDF could not be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OpenFailure {
    /// It needs a password that was not given.
    Encrypted,
    /// It is damaged beyond repair.
    Damaged,
    /// It would unpack to more than memory holds.
    TooLarge,
}

/// Returns the pages of a PDF, those of the documents it carries inside behind its own.
pub(crate) fn read_pages(place: &DocumentPlace<'_>, bytes: &[u8]) -> DocumentText {
    let mut parts = read_parts(place, bytes).into_iter();
    let mut document = parts.next().unwrap_or_else(nothing);
    for part in parts {
        document.pages.extend(part.pages);
        document.problems.extend(part.problems);
    }
    document
}

/// Returns the documents of a PDF: itself, then those that it carries inside, whose pages are
/// numbered on.
pub(crate) fn read_parts(place: &DocumentPlace<'_>, bytes: &[u8]) -> Vec<DocumentText> {
    let mut document = nothing();
    let opened = match hayro::open(bytes, &place.options.pdf_passwords) {
        Ok(opened) => opened,
        Err(failure) => {
            document.problems.push(unopened(place, failure));
            return vec![document];
        }
    };
    read_own_pages(place, &opened, &mut document);
    let next = number_of(place, document.pages.len());
    let mut parts = vec![document];
    parts.extend(read_attachments(place, next, &opened));
    parts
}

fn nothing() -> DocumentText {
    DocumentText {
        kind: FileKind::Pdf,
        pages: Vec::new(),
        problems: Vec::new(),
    }
}

fn read_own_pages(place: &DocumentPlace<'_>, opened: &hayro::Opened, document: &mut DocumentText) {
    let file = place.file;
    let mut pages = opened.pages();
    let mut damaged = Vec::new();
    let mut refused: Option<String> = None;
    for index in 0..pages.count().min(MAX_PAGES) {
        let number = number_of(place, index);
        let glyphs = pages.glyphs(index);
        let mut laid = layout::lay_out(&glyphs);
        let mut coverage = glyphs.coverage;
        coverage.characters = letters(&laid.text);
        if coverage.lacks_text()
            && coverage.images > 0
            && let Some(reader) = &place.options.picture_reader
            && let Some(drawn) = pages.picture(index)
        {
            match reader.read_picture(&drawn.picture) {
                Ok(words) => recognize::add_words(&words, &drawn, &mut laid, &mut coverage),
                Err(reason) => refused = refused.or(Some(reason)),
            }
        }
        if glyphs.damaged || laid.text.is_empty() && coverage.unreadable_glyphs > 0 {
            damaged.push(number);
        }
        document.pages.push(Page {
            number,
            text: NoteText::new(laid.text),
            words: laid.words,
            coverage,
        });
    }
    if document.pages.is_empty() {
        document
            .problems
            .push(unopened(place, OpenFailure::Damaged));
        return;
    }
    if pages.count() > MAX_PAGES {
        document.problems.push(Problem::file(
            file,
            ProblemKind::PageDamaged,
            format!("only the first {MAX_PAGES} pages were read; split the file"),
        ));
    }
    if opened.is_built_from_xml() {
        document.problems.push(Problem::file(
            file,
            ProblemKind::PageDamaged,
            "the PDF is an XFA form, whose pages only some viewers build; what was typed into it \
             was not read: open it in such a viewer, print it to a PDF and run again",
        ));
    }
    for (first, last) in runs(damaged) {
        document.problems.push(Problem::at(
            Span::new(file, first, 0, 0),
            ProblemKind::PageDamaged,
            format!(
                "{} drawn text that could not be turned into characters; compare with the \
                 original and export again from the record system",
                pages_words(first, last, "holds", "hold")
            ),
        ));
    }
    without_text(
        file,
        &document.pages,
        refused.as_deref(),
        &mut document.problems,
    );
}

/// Reads the documents that a PDF carries inside, a portfolio's above all.
fn read_attachments(
    place: &DocumentPlace<'_>,
    first_page: u32,
    opened: &hayro::Opened,
) -> Vec<DocumentText> {
    let mut next = first_page;
    let attachments = opened.attachments();
    let count = attachments.len();
    let mut parts = Vec::new();
    for (index, attached) in attachments.into_iter().enumerate() {
        let which = format!("attached file {} of {count}", index + 1);
        let read = match (attached, place.attachment(next)) {
            (Some(bytes), Some(inner)) => super::read_attached(&inner, &bytes),
            _ => DocumentText {
                problems: vec![Problem::file(
                    place.file,
                    ProblemKind::PageDamaged,
                    "it could not be unpacked, or is nested too deep; save it beside the PDF and \
                     run again",
                )],
                ..nothing()
            },
        };
        let pages = u32::try_from(read.pages.len()).unwrap_or(u32::MAX);
        next = next.saturating_add(pages);
        let problems = read.problems.into_iter().map(|problem| Problem {
            // An attachment that is lost is a part of the file, not the file.
            kind: match problem.kind {
                kind if kind.loses_the_file() => ProblemKind::PageDamaged,
                kind => kind,
            },
            message: format!("{which}: {}", problem.message),
            ..problem
        });
        parts.push(DocumentText {
            problems: problems.collect(),
            ..read
        });
    }
    parts
}

fn number_of(place: &DocumentPlace<'_>, index: usize) -> u32 {
    u32::try_from(index)
        .unwrap_or(u32::MAX)
        .saturating_add(place.first_page)
}

/// Returns how many characters a text has that show something.
fn letters(text: &str) -> u32 {
    let count = text.chars().filter(|c| !c.is_whitespace()).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn unopened(place: &DocumentPlace<'_>, failure: OpenFailure) -> Problem {
    let sentence = match failure {
        OpenFailure::Encrypted if place.options.pdf_passwords.is_empty() => {
            "the PDF needs a password; give it with `--pdf-password`, or save a copy without one, \
             and run again"
        }
        OpenFailure::Encrypted => {
            "the PDF needs a password and none of those given fits; give the right one with \
             `--pdf-password`, or save a copy without one, and run again"
        }
        OpenFailure::TooLarge => {
            "the PDF unpacks to more than can be held in memory, as files made to do harm do; \
             print it to a new PDF and run again"
        }
        OpenFailure::Damaged => "the PDF is damaged and no page could be read; export it again",
    };
    let kind = match failure {
        OpenFailure::Encrypted => ProblemKind::Encrypted,
        OpenFailure::Damaged | OpenFailure::TooLarge => ProblemKind::Unreadable,
    };
    Problem::file(place.file, kind, sentence)
}

/// Reports each run of pages without text, or with too little of it beside images, once.
fn without_text(file: FileId, all: &[Page], refused: Option<&str>, problems: &mut Vec<Problem>) {
    let numbers = |wanted: fn(&Page) -> bool| {
        runs(
            all.iter()
                .filter(|page| wanted(page))
                .map(|page| page.number)
                .collect(),
        )
    };
    let blank: fn(&Page) -> bool = |page| page.text.as_str().trim().is_empty();
    let scan = |first: u32, last: u32| match refused {
        Some(reason) => format!("text recognition (OCR) failed: {reason}"),
        None if all
            .iter()
            .filter(|page| (first..=last).contains(&page.number))
            .any(|page| page.coverage.recognized_words > 0) =>
        {
            "text recognition (OCR) is not sure of it: compare with the original".to_owned()
        }
        None => "run again with `--ocr` to have text recognition (OCR) read them".to_owned(),
    };
    for (first, last) in numbers(blank) {
        let images = all
            .iter()
            .filter(|page| (first..=last).contains(&page.number))
            .any(|page| page.coverage.images > 0 && !page.coverage.images_are_blank);
        let shapes = all
            .iter()
            .filter(|page| (first..=last).contains(&page.number))
            .any(|page| page.coverage.lacks_text());
        let advice = if !images && shapes {
            "they show drawn shapes, perhaps letters without their text: export them again from \
             the record system"
                .to_owned()
        } else if images {
            format!("they show images, probably scans; {}", scan(first, last))
        } else {
            "check that nothing is missing".to_owned()
        };
        problems.push(Problem::at(
            Span::new(file, first, 0, 0),
            ProblemKind::PageWithoutText,
            format!(
                "{} no text; {advice}",
                pages_words(first, last, "holds", "hold")
            ),
        ));
    }
    let partly: fn(&Page) -> bool =
        |page| page.coverage.lacks_text() && !page.text.as_str().trim().is_empty();
    for (first, last) in numbers(partly) {
        problems.push(Problem::at(
            Span::new(file, first, 0, 0),
            ProblemKind::PageWithoutText,
            format!(
                "{} mostly images with little text beside them, probably a scan; what the images \
                 show was not read in full; {}",
                pages_words(first, last, "is", "are"),
                scan(first, last)
            ),
        ));
    }
}

fn pages_words(first: u32, last: u32, one: &str, many: &str) -> String {
    if first == last {
        format!("page {first} {one}")
    } else {
        format!("pages {first}–{last} {many}")
    }
}

/// Returns the runs of consecutive numbers.
fn runs(numbers: Vec<u32>) -> Vec<(u32, u32)> {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

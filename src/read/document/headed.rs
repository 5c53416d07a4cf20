//! Reads a document that stands within a structured one (a C-CDA's body, a FHIR attachment) and
//! heads its pages with the facts that the holder states of it.

use super::coded::{self, CodedHeader};
use super::{DocumentPlace, DocumentText, PartText, ccda, read_attached};
use crate::problem::{Problem, ProblemKind};
use crate::read::signature::{self, Signature};
use crate::read::{FileKind, decode};
use crate::text::Page;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// A document within another.
pub(crate) struct Attached {
    /// What there is of it.
    pub(crate) data: Data,
}

/// What there is of a document within another.
pub(crate) enum Data {
    /// Base64.
    Encoded(String),
    /// Its text itself.
    Written(String),
    /// Only a pointer to it.
    Elsewhere,
}

/// Reads a document within another. `holder` is the place of what holds it.
pub(crate) fn read(
    holder: &DocumentPlace<'_>,
    first_page: u32,
    coded: &CodedHeader,
    attached: &Attached,
) -> Vec<PartText> {
    let refuse = |why: &str| vec![refused(holder, why)];
    let decoded;
    let bytes: &[u8] = match &attached.data {
        Data::Elsewhere => {
            return refuse(
                "a document is named whose file stands elsewhere and is not in the export; ask \
                 for it",
            );
        }
        Data::Written(text) => text.as_bytes(),
        Data::Encoded(text) => match decode_base64(text) {
            Some(bytes) => {
                decoded = bytes;
                &decoded
            }
            None => {
                return refuse(
                    "a document within the file is not valid base64 and cannot be read; export \
                     it again",
                );
            }
        },
    };
    let Some(place) = holder.attachment(first_page) else {
        return refuse(
            "documents stand in documents too deep; the innermost are not read; export them one \
             by one",
        );
    };
    let mut parts = of_kind(&place, bytes);
    // Pages that hold a document's own layout stay as they are, so the head gets its own page.
    match parts.as_mut_slice() {
        [part] if part.text.kind == FileKind::Pdf => around(part, &place, coded),
        [part] if part.text.kind != FileKind::Ccda => onto(part, &place, coded),
        _ => {}
    }
    parts
}

/// Decodes base64 as files carry it: broken into lines, with or without padding, of either
/// alphabet.
pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let clean: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    GeneralPurpose::new(&alphabet::STANDARD, config)
        .decode(clean)
        .ok()
}

fn of_kind(place: &DocumentPlace<'_>, bytes: &[u8]) -> Vec<PartText> {
    if signature::of(bytes) == Signature::Text {
        let text = decode::text(bytes).text;
        if ccda::looks_like(&text) {
            return ccda::read_parts(place, &text);
        }
    }
    let mut read = read_attached(place, bytes);
    for problem in &mut read.problems {
        // The file that holds the document is not lost with it.
        if problem.kind.loses_the_file() {
            problem.kind = ProblemKind::PageWithoutText;
        }
    }
    vec![PartText::of(read)]
}

fn refused(place: &DocumentPlace<'_>, why: &str) -> PartText {
    PartText::of(DocumentText {
        kind: FileKind::Unknown,
        pages: Vec::new(),
        problems: vec![Problem::file(place.file, ProblemKind::PageWithoutText, why)],
    })
}

/// Puts the head before a document's first page and the signatures after its last.
fn around(part: &mut PartText, place: &DocumentPlace<'_>, coded: &CodedHeader) {
    let body = words(part);
    let opening = coded::opening(coded, place.file, place.first_page, &body);
    part.text.problems.extend(opening.problems);
    let before = u32::from(!opening.text.is_empty());
    for page in &mut part.text.pages {
        page.number = page.number.saturating_add(before);
    }
    for problem in &mut part.text.problems {
        if let Some(span) = &mut problem.span {
            span.page = span.page.saturating_add(before);
        }
    }
    if before > 0 {
        let page = Page::plain(place.first_page, opening.text);
        part.text.pages.insert(0, page);
    }
    let closing = coded.closing(&body);
    let last = part
        .text
        .pages
        .last()
        .map_or(place.first_page, |p| p.number);
    if !closing.is_empty() {
        part.text
            .pages
            .push(Page::plain(last.saturating_add(1), closing));
    }
}

/// Writes the head onto a document's first page and the signatures onto its last.
fn onto(part: &mut PartText, place: &DocumentPlace<'_>, coded: &CodedHeader) {
    let Some(first) = part.text.pages.first_mut() else {
        return;
    };
    let opening = coded::opening(coded, place.file, place.first_page, first.text.as_str());
    part.text.problems.extend(opening.problems);
    if !opening.text.is_empty() {
        *first = Page::plain(
            first.number,
            format!("{}\n{}", opening.text, first.text.as_str()),
        );
    }
    let body = words(part);
    let closing = coded.closing(&body);
    if let Some(last) = part.text.pages.last_mut().filter(|_| !closing.is_empty()) {
        *last = Page::plain(
            last.number,
            format!("{}\n\n{closing}", last.text.as_str().trim_end()),
        );
    }
}

fn words(part: &PartText) -> String {
    let pages = part.text.pages.iter();
    pages
        .map(|page| page.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

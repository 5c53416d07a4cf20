//! The manifest: where every page and every mark of a packet comes from, so that each can be
//! checked against the sources again.

use super::Source;
use super::cite::Citer;
use super::place::{Body, Placed};
use crate::text::FileId;
use serde::Serialize;
use std::collections::BTreeMap;

/// The schema's name; a change of shape takes a new one.
pub const SCHEMA: &str = "chartproof.packet/1";

#[derive(Debug, Serialize)]
struct Manifest<'m> {
    schema: &'static str,
    version: &'static str,
    claim: &'m str,
    pages: Vec<PageRow<'m>>,
}

/// One page. Pages of the packet's own have a part and no source.
#[derive(Debug, Serialize)]
struct PageRow<'m> {
    page: usize,
    /// `letter`, `comparison`, …, or `exhibit`.
    part: &'m str,
    #[serde(flatten)]
    source: Option<SourceRow<'m>>,
}

#[derive(Debug, Serialize)]
struct SourceRow<'m> {
    exhibit: String,
    kind: &'static str,
    document: &'m str,
    file: &'m str,
    sha256: &'m str,
    source_page: u32,
    /// `copied` where the page is the source's own, `text` where its text is printed.
    rendering: &'static str,
    /// Characters of the source's page that stand on it, as runs of start and end.
    characters: &'m [(u32, u32)],
    quotes: Vec<QuoteRow<'m>>,
}

#[derive(Debug, Serialize)]
struct QuoteRow<'m> {
    start: u32,
    end: u32,
    quote: &'m str,
    why: &'m str,
    /// Left, lower, right and upper edge of each box, in points of the packet's page before it
    /// is turned.
    boxes: Vec<[f32; 4]>,
}

/// Writes the manifest. `front` names the part of every page before the first exhibit.
pub(super) fn manifest(
    claim: &str,
    front: &[&str],
    citer: &Citer<'_>,
    sources: &BTreeMap<FileId, Source<'_>>,
) -> Vec<u8> {
    let own = front.iter().enumerate().map(|(place, part)| PageRow {
        page: place + 1,
        part,
        source: None,
    });
    let exhibits = citer.places.pages.iter().enumerate();
    let exhibits = exhibits.filter_map(|(place, placed)| {
        let source = sources.get(&placed.file)?;
        Some(PageRow {
            page: citer.front + place + 1,
            part: "exhibit",
            source: Some(source_row(placed, source, citer)),
        })
    });
    let manifest = Manifest {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        claim,
        pages: own.chain(exhibits).collect(),
    };
    // Strings and numbers alone cannot fail to be written.
    let mut bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn source_row<'m>(placed: &'m Placed, source: &'m Source<'_>, citer: &Citer<'_>) -> SourceRow<'m> {
    let quotes = placed.quotes.iter().map(|quoted| QuoteRow {
        start: quoted.mark.span.start,
        end: quoted.mark.span.end,
        quote: &quoted.words,
        why: quoted.mark.why,
        boxes: quoted
            .areas
            .iter()
            .map(|area| [area.x0, area.y0, area.x1, area.y1].map(rounded))
            .collect(),
    });
    SourceRow {
        exhibit: citer.label(placed.kind),
        kind: placed.kind.id(),
        document: &placed.title,
        file: source.path,
        sha256: source.sha256,
        source_page: placed.page,
        rendering: match placed.body {
            Body::Copied { .. } => "copied",
            Body::Text(_) => "text",
        },
        characters: &placed.ranges,
        quotes: quotes.collect(),
    }
}

fn rounded(number: f32) -> f32 {
    (number * 100.0).round() / 100.0
}

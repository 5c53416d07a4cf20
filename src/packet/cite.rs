//! Turns spans into citations of the packet's own pages: `Exhibit C, page 14`.

use super::place::Places;
use super::select::ExhibitKind;
use crate::text::Span;

/// Words with the places that show them.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Fact {
    pub(super) words: String,
    pub(super) spans: Vec<Span>,
}

impl Fact {
    /// Joins words with the places that show them.
    pub(super) fn new(words: impl Into<String>, spans: impl IntoIterator<Item = Span>) -> Self {
        Self {
            words: words.into(),
            spans: spans.into_iter().collect(),
        }
    }
}

/// Knows on which page of the packet a span stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Citer<'p> {
    pub(super) places: &'p Places,
    /// Pages before the first exhibit.
    pub(super) front: usize,
}

impl Citer<'_> {
    /// Returns the citation of a span; `None` where its page is not in the packet.
    pub(super) fn cite(&self, span: Span) -> Option<String> {
        self.places.find(span).map(|place| self.at(place))
    }

    /// Returns the citation of a page of an exhibit, counted from 0 over all exhibits.
    pub(super) fn at(&self, place: usize) -> String {
        let label = self
            .places
            .pages
            .get(place)
            .map_or_else(String::new, |page| self.label(page.kind));
        format!("{label}, page {}", self.front + place + 1)
    }

    /// Returns the citation of all spans that are in the packet, each page once; `None` where
    /// none is.
    pub(super) fn all(&self, spans: &[Span]) -> Option<String> {
        let mut cited: Vec<String> = Vec::new();
        for span in spans {
            if let Some(citation) = self.cite(*span)
                && !cited.contains(&citation)
            {
                cited.push(citation);
            }
        }
        (!cited.is_empty()).then(|| cited.join("; "))
    }

    /// Returns an exhibit's label: `Exhibit C`.
    pub(super) fn label(&self, kind: ExhibitKind) -> String {
        let place = self.places.kinds().iter().position(|one| *one == kind);
        let letter = place
            .and_then(|place| u8::try_from(place).ok())
            .map_or('?', |place| char::from(b'A' + place));
        format!("Exhibit {letter}")
    }
}

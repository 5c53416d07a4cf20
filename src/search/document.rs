//! A note as the index takes it and gives it back.

use super::schema::{Fields, fold};
use crate::model::{Assertion, IndicatorId, LevelOfCare, Mention, NoteKind, ServiceDate};
use crate::text::{NoteText, Span};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tantivy::TantivyDocument;

/// One note to index. It has no `Debug`, since it holds text of the chart.
#[derive(Clone)]
pub struct NoteDocument<'a> {
    /// The patient's key.
    pub patient: &'a str,
    /// The file's path relative to the case folder.
    pub file_path: &'a str,
    /// The file's SHA-256 in hexadecimal.
    pub sha256: &'a str,
    /// The note's text, one piece per page, each with its place.
    pub pages: Vec<(Span, &'a str)>,
    /// Date of service.
    pub date: Option<ServiceDate>,
    /// What kind of document it is.
    pub kind: NoteKind,
    /// The author's name as written.
    pub author: Option<&'a str>,
    /// The level of care it names.
    pub level: Option<LevelOfCare>,
    /// What it says.
    pub mentions: &'a [Mention],
}

/// A note as it is stored, so that a hit can be cut without opening the source again: in
/// postcard's form, which writes text as it is, where JSON would look at each letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredNote {
    pub(super) patient: String,
    pub(super) file: String,
    pub(super) sha256: String,
    pub(super) pages: Vec<StoredPage>,
    pub(super) date: Option<ServiceDate>,
    pub(super) kind: String,
    pub(super) author: Option<NoteText>,
    pub(super) level: Option<LevelOfCare>,
    pub(super) mentions: Vec<StoredMention>,
}

/// The part of a note on one page; `start` is its first character on that page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct StoredPage {
    pub(super) page: u32,
    pub(super) start: u32,
    pub(super) text: NoteText,
}

impl StoredNote {
    /// Writes the note behind what a list of bytes holds.
    fn write(&self, to: Vec<u8>) -> postcard::Result<Vec<u8>> {
        postcard::to_extend(self, to)
    }

    /// Reads a note that was written; `None` where the bytes are none.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// Place, indicator and assertion of a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredMention {
    pub(super) page: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) indicator: IndicatorId,
    pub(super) assertion: Assertion,
}

/// Bytes that what stands beside a note's text takes, or a little more.
const BESIDE_TEXT: usize = 512;

impl NoteDocument<'_> {
    /// Returns the document of the index.
    pub(super) fn to_tantivy(&self, fields: &Fields) -> postcard::Result<TantivyDocument> {
        let hash = self.hash();
        let text = joined(self.pages.iter().map(|(_, text)| *text));
        let terms = self.mention_terms();
        // Space is made once: documents wait for their writer by the thousand.
        let note = Vec::with_capacity(text.len() + BESIDE_TEXT);
        let note = self.to_stored().write(note)?;
        let length = text.len() + note.len() + terms.iter().map(String::len).sum::<usize>();
        let mut document = TantivyDocument::with_capacity(length + 4 * terms.len() + BESIDE_TEXT);
        let mut id = hash.to_hex().to_string();
        id.truncate(32);
        document.add_text(fields.id, id);
        document.add_text(fields.file, self.file_path);
        document.add_text(fields.patient, fold(self.patient));
        document.add_text(fields.kind, self.kind.id());
        if let Some(level) = self.level {
            document.add_text(fields.level, fold(level.id()));
        }
        if let Some(author) = self.author {
            document.add_text(fields.author, author);
        }
        for term in terms {
            document.add_text(fields.mention, term);
        }
        document.add_text(fields.text, text);
        let day = self.date.map(day_number);
        if let Some(day) = day {
            document.add_i64(fields.day, day);
        }
        document.add_u64(fields.order, order(day, &hash));
        document.add_bytes(fields.note, &note);
        Ok(document)
    }

    fn hash(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.sha256.as_bytes());
        // The same file under two names is two documents.
        hasher.update(self.file_path.as_bytes());
        for (span, _) in self.pages.iter().take(1) {
            hasher.update(&span.page.to_le_bytes());
            hasher.update(&span.start.to_le_bytes());
            hasher.update(&span.end.to_le_bytes());
        }
        hasher.finalize()
    }

    fn mention_terms(&self) -> BTreeSet<String> {
        let mut terms = BTreeSet::new();
        for mention in self.mentions {
            let indicator = fold(mention.indicator.as_str());
            let assertion = mention.assertion.id();
            terms.insert(format!("{indicator}={assertion}"));
            terms.insert(format!("={assertion}"));
            terms.insert(indicator);
        }
        terms
    }

    fn to_stored(&self) -> StoredNote {
        StoredNote {
            patient: self.patient.to_owned(),
            file: self.file_path.to_owned(),
            sha256: self.sha256.to_owned(),
            pages: self
                .pages
                .iter()
                .map(|(span, text)| StoredPage {
                    page: span.page,
                    start: span.start,
                    text: NoteText::new(*text),
                })
                .collect(),
            date: self.date,
            kind: self.kind.id().to_owned(),
            author: self.author.map(NoteText::new),
            level: self.level,
            mentions: self
                .mentions
                .iter()
                .map(|mention| StoredMention {
                    page: mention.span.page,
                    start: mention.span.start,
                    end: mention.span.end,
                    indicator: mention.indicator,
                    assertion: mention.assertion,
                })
                .collect(),
        }
    }
}

/// Returns the pieces as one text, so that a phrase is found across a page's end.
pub(super) fn joined<'t>(pieces: impl Iterator<Item = &'t str>) -> String {
    let mut text = String::new();
    for (index, piece) in pieces.enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(piece);
    }
    text
}

/// Returns the days since 1970-01-01.
pub(super) fn day_number(date: ServiceDate) -> i64 {
    ServiceDate::new(1970, 1, 1).map_or(0, |epoch| date.days_since(epoch))
}

/// Returns the order of notes of equal rank: by date, undated ones last, then by content, so
/// that it does not depend on how the index was written.
fn order(day: Option<i64>, hash: &blake3::Hash) -> u64 {
    const LAST: u64 = 0x00FF_FFFF;
    // Dates lie between 1900 and 2199, some 110,000 days: 24 bits are enough.
    let day = day.map_or(LAST, |day| {
        day.saturating_add(100_000).clamp(0, 0x00FF_FFFE) as u64
    });
    let low = hash
        .as_bytes()
        .iter()
        .take(5)
        .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    day << 40 | low
}

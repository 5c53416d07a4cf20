//! What a reader of one document's pages is given and gives back.

use crate::model::{NoteKind, PatientIdentity};
use crate::problem::Problem;
use crate::read::{FileKind, ReadOptions};
use crate::text::{FileId, NoteText, Page};

/// Most documents within documents (a PDF attached to a FHIR bundle in a portfolio) that are
/// opened; deeper nesting is an attack.
pub(crate) const MAX_DEPTH: u8 = 4;

/// Where a document's pages will stand and what may help to read them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DocumentPlace<'o> {
    /// The file that holds the document.
    pub(crate) file: FileId,
    /// The number of the document's first page: 1, or more for an attachment, whose pages follow
    /// those of the file that holds it.
    pub(crate) first_page: u32,
    /// How many documents this one stands in.
    pub(crate) depth: u8,
    /// What the user told.
    pub(crate) options: &'o ReadOptions,
}

impl<'o> DocumentPlace<'o> {
    /// Returns the place of a file's own document.
    pub(crate) fn whole(file: FileId, options: &'o ReadOptions) -> Self {
        Self {
            file,
            first_page: 1,
            depth: 0,
            options,
        }
    }

    /// Returns the place of an attachment whose pages begin at `first_page`, or `None` where
    /// nesting has gone too deep.
    pub(crate) fn attachment(self, first_page: u32) -> Option<Self> {
        (self.depth < MAX_DEPTH).then_some(Self {
            first_page,
            depth: self.depth + 1,
            ..self
        })
    }
}

/// A document's pages, before notes are looked for on them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DocumentText {
    /// The kind of document.
    pub(crate) kind: FileKind,
    /// Its pages, numbered on from [`DocumentPlace::first_page`].
    pub(crate) pages: Vec<Page>,
    /// What could not be read.
    pub(crate) problems: Vec<Problem>,
}

/// One of several documents in a file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartText {
    /// Its pages.
    pub(crate) text: DocumentText,
    /// The kind of its notes, where the document's code says more than its words.
    pub(crate) kind: Option<NoteKind>,
    /// The lines printed before the document's own words; empty where there are none. What kind
    /// of document it is stands there, and not in the titles of its sections.
    pub(crate) head: NoteText,
    /// Who its notes are about, where the holder states it in coded form.
    pub(crate) patient: Option<PatientIdentity>,
}

impl PartText {
    /// Returns a document whose words say of what kind it is.
    pub(crate) fn of(text: DocumentText) -> Self {
        Self {
            text,
            kind: None,
            head: NoteText::default(),
            patient: None,
        }
    }
}

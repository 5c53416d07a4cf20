//! Draws the pages that a packet authors: prose and tables, and the text of sources that have no
//! pages of their own. Everything is first laid out as drafts and drawn at the end, since page
//! numbers are known only then.

mod draft;
mod flow;
mod font;
mod pdf;
mod source_text;

pub(super) use draft::{Area, Draft, LETTER, Op};
pub(super) use flow::Flow;
pub(super) use font::Face;
pub(super) use pdf::to_pdf;
pub(super) use source_text::{SourcePage, lay_source};

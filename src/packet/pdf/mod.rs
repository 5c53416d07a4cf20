//! Puts the packet's PDF together: pages that were drawn, pages copied from the chart's own PDFs,
//! stamps, highlights, bookmarks and the manifest as an attachment.

mod annotation;
mod assemble;
mod highlight;
mod import;
mod original;
mod resources;
mod strip;
#[cfg(test)]
mod tests;

pub(super) use assemble::{Assembly, Bookmark, Leaf, assemble};
pub(super) use highlight::{Highlight, areas_of_words};
pub(super) use original::Original;
pub(super) use strip::STRIP;

/// Most bytes that one stream of a source may unpack to.
const MAX_STREAM: usize = 256 << 20;

//! Turns documents into pages of text and the notes on them.

pub(crate) mod furniture;
pub mod pdf;
pub mod text;

pub use pdf::read_pdf;
pub use text::read_text;

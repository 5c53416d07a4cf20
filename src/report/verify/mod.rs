//! Answers for what `chartproof verify` says: citations as read back from a report's own files,
//! what may be wrong with one, and the outcome as text and as JSON. It opens no files; whether a
//! citation holds is for the conductor to find out.

mod citation;
mod fault;
mod json;
mod named;
mod outcome;
mod text;

pub use citation::{Citation, Place, Range};
pub use fault::{Fault, short};
pub use json::write_json;
pub use named::{in_csv, in_html, in_json, in_packet};
pub use outcome::{Broken, Change, ChangedFile, Verified};
pub use text::write_text;

//! Reads citations back from the files that a report consists of, one reader per kind of file.
//! Whatever was done to a file since, nothing here fails: a row that is no row is counted.

mod csv;
mod html;
mod json;

pub use csv::in_csv;
pub use html::in_html;
pub use json::{in_json, in_packet};

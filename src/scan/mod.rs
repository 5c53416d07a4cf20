//! Answers for what a note says: indicators, their assertion status and values. Whether a
//! mention matters is for the rules.

mod assertion;
mod checkbox;
mod classify;
mod normalize;
mod sections;
mod sentences;
mod tokens;

pub use classify::{Classified, classify};
pub use sections::section_name;

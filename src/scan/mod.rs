//! Answers for what a note says: indicators, their assertion status and values. Whether a
//! mention matters is for the rules.

mod answers;
mod any_word;
mod assertion;
mod bystanders;
mod checkbox;
mod classify;
mod conflict;
mod counts;
mod criteria;
mod diagnoses;
mod diagnosis;
mod elements;
#[cfg(test)]
mod fixture;
mod frame;
mod group_talk;
mod headings;
mod lexicon;
mod normalize;
mod note_input;
mod openings;
mod parts;
mod payers;
mod phrases;
mod pieces;
mod planning;
mod questions;
mod reason;
mod scanner;
mod sections;
mod sentences;
mod session_table;
mod signs;
pub mod sketch;
mod titles;
mod tokens;
mod told;
mod topic;
mod values;
mod withdrawal;
pub mod wording;

#[cfg(test)]
mod offsets;
#[cfg(test)]
mod tests;

pub use classify::{Classified, classify};
pub use lexicon::{Indicator, Lexicon, LexiconError};
pub use note_input::NoteInput;
pub use planning::read_planning;
pub use reason::Reason;
pub use scanner::Scanner;
pub use sections::section_name;

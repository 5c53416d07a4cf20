//! Answers for what a note says: indicators, their assertion status and values. Whether a
//! mention matters is for the rules.

pub mod sketch;

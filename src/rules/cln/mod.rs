//! Copied notes.

pub(super) mod identical_note;

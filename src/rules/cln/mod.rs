//! Copied notes.

mod identical_note;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[&identical_note::RULE];

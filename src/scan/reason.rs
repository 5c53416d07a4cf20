//! Tells why a statement has its class: the rule, the words behind it, and the words they were
//! sought in. It decides nothing.

use crate::text::Span;

/// Why a mention has its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// The rule that chose the class, in a few words.
    pub rule: &'static str,
    /// The cue on the page, where words decided.
    pub cue: Option<Span>,
    /// The sentence or line within which cues count.
    pub scope: Option<Span>,
}

/// A reason by its places in the plain text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ground {
    pub(super) rule: &'static str,
    pub(super) cue: Option<(usize, usize)>,
    pub(super) scope: (usize, usize),
}

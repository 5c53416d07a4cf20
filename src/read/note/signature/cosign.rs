//! Finds statements that a second signature is still to come: `Cosign Needed`, `Awaiting
//! supervisor signature`. They say nothing against the author's own.

use super::{Candidate, Role};
use crate::model::SignatureState;
use crate::read::note::guards::Guard;
use crate::read::note::view::NoteView;
use crate::text::Pattern;
use std::sync::LazyLock;

static AWAITED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:co-?\s?sign(?:ature|er)?|counter-?sign(?:ature)?|supervis(?:or|ory|ing)(?:'?s)?(?:\s+\w+)?(?:\s+signature)?|attending(?:\s+signature|\s+attestation))\s*(?:is\s+|:\s*|-\s*|status\s*:?\s*)?(?:pending|needed|required|awaited|awaiting|not\s+signed|unsigned|outstanding|due)\b
        |\b(?:pending|awaiting|needs|requires|requested|missing)\s+(?:a\s+)?(?:co-?\s?sign(?:ature|er|ing)?\b|counter-?signature|supervis(?:or|ory|ing)\b|attending\b|cosigner\b)",
    )
});

/// Words of which one stands in every match.
pub(crate) const AWAITS: [&str; 3] = ["sign", "supervis", "attending"];

/// Returns the line that says so, as an unsigned second signature.
pub(super) fn awaited(view: &NoteView<'_>) -> Option<Candidate> {
    let pattern = AWAITED.as_ref()?;
    let (index, line) = view.body_lines().find(|(_, line)| {
        let text = line.text;
        // Prose may speak of a supervisor whose approval of a plan is pending.
        text.len() < 160
            && line.may(Guard::Awaits)
            && pattern
                .find(text)
                .is_some_and(|found| found.start < 12 || follows_a_gap(text, found.start))
    })?;
    Some(Candidate {
        line: index,
        state: SignatureState::MarkedUnsigned,
        role: Role::Cosigner,
        signer: None,
        credential: None,
        at: None,
        span: line.trimmed_span(view.file()),
    })
}

fn follows_a_gap(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    before.ends_with("  ") || before.trim_end().ends_with([':', '|', '-', '[', '('])
}

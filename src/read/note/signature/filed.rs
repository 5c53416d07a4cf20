//! Reads the header stamp by which some record systems show a signed note: `Author: ROE, JANE R,
//! LCSW  Filed: 2/3/2026 1542`, `Status: Signed  Filed: 2/3/2026 3:42 PM`. They print no other
//! signature.

use super::stamp::timestamp;
use crate::model::{Signature, SignatureState};
use crate::read::note::view::NoteView;
use crate::text::Located;
use regex::Regex;
use std::sync::LazyLock;

static FILED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:filed|signed|status\s*:\s*signed)\s*:?\s+(?:at\s+|on\s+)?").ok()
});

/// Returns the signature that a header's stamp shows, for a note whose author is named.
pub(super) fn filed_stamp(
    view: &NoteView<'_>,
    author: Option<&Located<String>>,
) -> Option<Signature> {
    let signer = author?.clone();
    let pattern = FILED.as_ref()?;
    let header = view
        .body_lines()
        .take_while(|(index, _)| *index < view.header_end.max(view.from + 6));
    for (index, line) in header {
        for found in pattern.find_iter(line.text) {
            let Some((at, range)) = line.text.get(found.end()..).and_then(timestamp) else {
                continue;
            };
            // The stamp's time follows its word at once; farther on it belongs to another field.
            if range.start > 3 {
                continue;
            }
            let bytes = found.end() + range.start..found.end() + range.end;
            return Some(Signature {
                state: SignatureState::Signed,
                signer: Some(signer),
                signed_at: Some(Located::new(at, view.place(index, bytes.clone()))),
                span: Some(view.place(index, found.start()..bytes.end)),
            });
        }
    }
    None
}

//! Sums as people compare them: in hexadecimal digits.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Returns bytes as lower-case hexadecimal digits.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Returns the SHA-256, in hexadecimal, of several texts in their order.
pub fn sum_of_texts<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut sum = Sha256::new();
    for text in texts {
        // The length keeps one text's end apart from the next one's beginning.
        sum.update((text.len() as u64).to_le_bytes());
        sum.update(text);
    }
    hexadecimal(&sum.finalize())
}

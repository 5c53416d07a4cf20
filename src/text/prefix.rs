//! Takes the words off with which a text begins, however they are capitalized.

/// Returns what follows the ASCII words with which a text begins, in whatever case.
pub(crate) fn strip_prefix_ignoring_case<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let (head, behind) = text.split_at_checked(words.len())?;
    head.eq_ignore_ascii_case(words).then_some(behind)
}

#[cfg(test)]
mod tests {
    use super::strip_prefix_ignoring_case as strip;

    #[test]
    fn the_words_go_whatever_their_case_and_never_half_a_letter() {
        assert_eq!(strip("E-Signed by Ann", "e-signed "), Some("by Ann"));
        assert_eq!(strip("e-signed", "e-signed"), Some(""));
        assert_eq!(strip("e-sig", "e-signed"), None);
        assert_eq!(strip("aé", "ab"), None);
    }
}

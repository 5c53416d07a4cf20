//! Escapes words for the page, with signs for what is not seen in them.

use crate::text::visible;
use askama::filters::{Escaper, Html};
use std::fmt::{Result, Write};

/// The escaper of every template: no word of a chart can open a tag, and none can turn the
/// direction of what stands beside it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown;

impl Escaper for Shown {
    fn write_escaped_str<W: Write>(&self, to: W, text: &str) -> Result {
        Html.write_escaped_str(to, &visible(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_unseen_characters_are_shown() {
        let mut out = String::new();
        let words = "<b>\u{202e}\"\u{1b}\n";
        Shown.write_escaped_str(&mut out, words).unwrap();
        assert_eq!(out, "&#60;b&#62;�&#34;␛\n");
    }
}

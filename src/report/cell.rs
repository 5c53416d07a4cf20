//! Text for cells of tables that people open in a spreadsheet.

use std::borrow::Cow;

/// Returns the text with a leading apostrophe where a spreadsheet would run it as a formula.
///
/// Only for text that comes from files; amounts and dates of our own may begin with a minus.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_words_are_left_alone() {
        for formula in ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        for plain in ["", "CH-1001", " =1", "a=b", "'=1"] {
            assert_eq!(text(plain), plain);
        }
    }
}

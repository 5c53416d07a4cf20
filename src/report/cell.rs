//! Text for cells of tables that people open in a spreadsheet.

use crate::text::is_unseen;
use std::borrow::Cow;

/// Returns the text with a leading apostrophe where a spreadsheet would run it as a formula.
///
/// Only for text that comes from files; amounts and dates of our own may begin with a minus.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if is_formula(text) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns whether a spreadsheet may run the text as a formula.
///
/// OWASP's list on CSV injection has the four signs, tabs and carriage returns, line feeds and the
/// signs of full width that Japanese and Chinese systems type. Characters that are not seen are
/// dropped by some importers, and then the next one leads.
pub(super) fn is_formula(text: &str) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let leads = |c: char| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫' | '−'
        )
    };
    first.is_control()
        || leads(first)
        || is_unseen(first) && {
            let seen = text.trim_start_matches(|c: char| is_unseen(c) || c.is_whitespace());
            seen.starts_with(leads)
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_words_are_left_alone() {
        for formula in [
            "=1+1",
            "+A1",
            "-A1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠A",
            "\u{feff}=1",
            "\u{202e}\n@A",
            "\0=1",
            "−1",
        ] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        for plain in ["", "CH-1001", " =1", "a=b", "'=1", "\u{feff}note", "–"] {
            assert_eq!(text(plain), plain);
        }
    }
}

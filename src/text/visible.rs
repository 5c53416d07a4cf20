//! Shows characters that are not seen themselves but steer what shows them.

use std::borrow::Cow;

/// Returns text in which such characters stand as signs, one for one, so that positions stay.
///
/// Control characters become their pictures (`␛` for escape). What turns the direction of writing,
/// takes no room or tags other characters becomes `�`. Line feeds, the carriage returns before
/// them and tabs stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let ends_line = character == '\r' && characters.peek() == Some(&'\n');
        shown.push(if ends_line {
            character
        } else {
            sign(character)
        });
    }
    Cow::Owned(shown)
}

/// Returns text on one line, with signs for what is not seen.
pub fn on_one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| is_unseen(c) || matches!(c, '\n' | '\t')) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace(['\n', '\r', '\t'], " ");
    Cow::Owned(visible(&spaced).into_owned())
}

/// Returns whether a character is not seen itself and is no plain space, line feed or tab.
///
/// The directions are those of the Unicode Bidirectional Algorithm (UAX #9, 2); the rest are
/// controls, characters without width, line separators and tags (UAX #44, categories Cc, Cf, Zl
/// and Zp). The soft hyphen stays: hyphenated text is full of it, and it steers nothing.
pub fn is_unseen(character: char) -> bool {
    match character {
        '\n' | '\t' => false,
        '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        '\u{e0000}'..='\u{e007f}' => true,
        other => other.is_control(),
    }
}

fn sign(character: char) -> char {
    match character {
        '\0'..='\u{1f}' if is_unseen(character) => {
            char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}')
        }
        '\u{7f}' => '\u{2421}',
        other if is_unseen(other) => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_shown_one_for_one() {
        let text = "a\0\u{1b}[2J\u{202e}b\u{2067}\u{200b}\u{7f}\u{9b}\rc\r\n\td\u{e0041}";
        let shown = visible(text);
        assert_eq!(shown, "a␀␛[2J�b��␡�␍c\r\n\td�");
        assert_eq!(shown.chars().count(), text.chars().count());
        assert_eq!(on_one_line(text), "a␀␛[2J�b��␡� c   d�");
    }

    #[test]
    fn words_of_every_script_are_left_alone() {
        for text in ["naïve – “quoted”", "שלום", "日本語", "a\u{ad}b", "100 %\n"] {
            assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
        }
    }
}

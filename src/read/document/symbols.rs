//! Tells what the glyphs of symbol fonts show. Forms draw their boxes and ticks with Wingdings,
//! where a ticked box is stored as the letter þ.

/// A font whose characters are pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SymbolFont {
    /// Wingdings.
    Wingdings,
    /// Wingdings 2.
    Wingdings2,
    /// Webdings.
    Webdings,
    /// Symbol: Greek letters and mathematics.
    Symbol,
}

/// An empty box.
pub(crate) const EMPTY_BOX: char = '☐';
/// A box that is chosen.
pub(crate) const CHOSEN_BOX: char = '☒';

const WINGDINGS: &[(u8, char)] = &[
    (0x6c, '●'),
    (0x6d, '❍'),
    (0x6e, '■'),
    (0x6f, EMPTY_BOX),
    (0x70, EMPTY_BOX),
    (0x71, EMPTY_BOX),
    (0x72, EMPTY_BOX),
    (0x73, '⬧'),
    (0x74, '⧫'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x77, '⬥'),
    (0x78, CHOSEN_BOX),
    (0x9e, '·'),
    (0x9f, '•'),
    (0xa1, '○'),
    (0xa7, '▪'),
    (0xa8, EMPTY_BOX),
    (0xd8, '➢'),
    (0xdf, '←'),
    (0xe0, '→'),
    (0xe1, '↑'),
    (0xe2, '↓'),
    (0xe8, '➔'),
    (0xf0, '⇨'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, CHOSEN_BOX),
    (0xfe, '☑'),
    (0x4a, '☺'),
    (0x4c, '☹'),
    (0x28, '☎'),
    (0x2a, '✉'),
];

const WINGDINGS2: &[(u8, char)] = &[
    (0x4f, '✗'),
    (0x50, '✓'),
    (0x51, CHOSEN_BOX),
    (0x52, '☑'),
    (0x53, CHOSEN_BOX),
    (0x54, CHOSEN_BOX),
    (0x97, '•'),
    (0xa2, '■'),
    (0xa3, EMPTY_BOX),
    (0xa4, EMPTY_BOX),
    (0xaa, EMPTY_BOX),
];

const WEBDINGS: &[(u8, char)] = &[
    (0x3d, '•'),
    (0x61, '✓'),
    (0x63, EMPTY_BOX),
    (0x67, '■'),
    (0x6e, '●'),
    (0x72, '✗'),
];

/// The Greek letters of Symbol, from `A` and from `a`.
const GREEK_CAPITALS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
const GREEK_SMALL: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

const SYMBOL: &[(u8, char)] = &[
    (0x22, '∀'),
    (0x24, '∃'),
    (0x2a, '∗'),
    (0x2d, '−'),
    (0x40, '≅'),
    (0x5e, '⊥'),
    (0x7e, '∼'),
    (0xa3, '≤'),
    (0xa5, '∞'),
    (0xab, '↔'),
    (0xac, '←'),
    (0xad, '↑'),
    (0xae, '→'),
    (0xaf, '↓'),
    (0xb0, '°'),
    (0xb1, '±'),
    (0xb2, '″'),
    (0xb3, '≥'),
    (0xb4, '×'),
    (0xb7, '•'),
    (0xb8, '÷'),
    (0xb9, '≠'),
    (0xba, '≡'),
    (0xbb, '≈'),
    (0xbc, '…'),
    (0xd2, '®'),
    (0xd3, '©'),
    (0xd4, '™'),
    (0xd6, '√'),
    (0xde, '⇒'),
    (0xe0, '◊'),
    (0xe2, '®'),
    (0xe3, '©'),
    (0xe4, '™'),
];

impl SymbolFont {
    /// Returns the symbol font of this name, if it is one.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        match name.as_str() {
            "symbol" | "symbolmt" | "symbol mt" => Some(Self::Symbol),
            "wingdings 2" | "wingdings2" => Some(Self::Wingdings2),
            "webdings" => Some(Self::Webdings),
            name if name.starts_with("wingdings") && !name.contains('3') => Some(Self::Wingdings),
            _ => None,
        }
    }

    /// Returns what a character of the font shows; `None` where that is not known.
    pub(crate) fn shows(self, c: char) -> Option<char> {
        let Some(code) = code_of(c) else {
            // A character of Unicode proper is shown from another font.
            return Some(c);
        };
        if code <= 0x20 || code == 0xa0 {
            return Some(' ');
        }
        let table = match self {
            Self::Wingdings => WINGDINGS,
            Self::Wingdings2 => WINGDINGS2,
            Self::Webdings => WEBDINGS,
            Self::Symbol => SYMBOL,
        };
        if let Some((_, shown)) = table.iter().find(|(known, _)| *known == code) {
            return Some(*shown);
        }
        if self != Self::Symbol {
            return None;
        }
        match code {
            b'A'..=b'Z' => GREEK_CAPITALS.chars().nth(usize::from(code - b'A')),
            b'a'..=b'z' => GREEK_SMALL.chars().nth(usize::from(code - b'a')),
            0x21..=0x7e => Some(char::from(code)),
            _ => None,
        }
    }
}

/// Returns what a character of the private area shows when nothing tells its font: the bullets,
/// boxes and ticks that forms use.
pub(crate) fn shows_anywhere(c: char) -> Option<char> {
    match code_of(c)? {
        0xb7 => Some('•'),
        0x2d => Some('−'),
        0xb3 => Some('≥'),
        0xa3 => Some('≤'),
        _ => SymbolFont::Wingdings.shows(c),
    }
}

/// Returns whether the character stands in the private area that symbol fonts use.
pub(crate) fn is_private(c: char) -> bool {
    ('\u{f000}'..='\u{f0ff}').contains(&c)
}

fn code_of(c: char) -> Option<u8> {
    let code = u32::from(c);
    let code = if is_private(c) { code - 0xf000 } else { code };
    u8::try_from(code).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_ticks_come_out_as_such() {
        for (font, text, want) in [
            ("Wingdings", "\u{f0a8}\u{f0fe}ý¨", "☐☑☒☐"),
            ("Wingdings 2", "£RS", "☐☑☒"),
            ("Webdings", "ca", "☐✓"),
            ("Symbol", "\u{f0b7}ab³ 4", "•αβ≥ 4"),
        ] {
            let font = SymbolFont::of(font).unwrap();
            let shown: String = text.chars().filter_map(|c| font.shows(c)).collect();
            assert_eq!(shown, want);
        }
        assert_eq!(SymbolFont::of("Arial"), None);
        assert_eq!(SymbolFont::Wingdings.shows('\u{f021}'), None);
        assert_eq!(SymbolFont::Wingdings.shows('☒'), Some('☒'));
        assert_eq!(shows_anywhere('\u{f0b7}'), Some('•'));
        assert_eq!(GREEK_CAPITALS.chars().count(), 26);
        assert_eq!(GREEK_SMALL.chars().count(), 26);
    }
}

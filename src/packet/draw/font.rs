//! The fonts of the pages that a packet authors: which glyph shows a character, and how wide.
//! They hold Latin, punctuation, boxes and check marks; what they lack is shown as `�`.

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A face of the authored pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::packet) enum Face {
    /// Prose.
    Serif,
    /// Headings and labels.
    Bold,
    /// Text whose columns matter.
    Mono,
    /// Check marks and shapes that the others lack.
    Symbols,
}

/// How a character is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::packet) struct Shown {
    /// The face that holds its glyph.
    pub(in crate::packet) face: Face,
    /// The glyph.
    pub(in crate::packet) glyph: u32,
    /// Its width at a size of 1.
    pub(in crate::packet) width: f32,
    /// Whether no face holds the character, so that `�` stands for it.
    pub(in crate::packet) is_replaced: bool,
}

impl Face {
    const ALL: [Self; 4] = [Self::Serif, Self::Bold, Self::Mono, Self::Symbols];

    /// Returns the font file.
    pub(in crate::packet) fn data(self) -> &'static [u8] {
        match self {
            Self::Serif => include_bytes!("../../knowledge/fonts/NotoSerif-Regular.ttf"),
            Self::Bold => include_bytes!("../../knowledge/fonts/NotoSerif-Bold.ttf"),
            Self::Mono => include_bytes!("../../knowledge/fonts/NotoSansMono-Regular.ttf"),
            Self::Symbols => include_bytes!("../../knowledge/fonts/NotoSansSymbols2-Regular.ttf"),
        }
    }

    /// Returns how a character is shown where this face is asked for.
    pub(in crate::packet) fn show(self, character: char) -> Shown {
        // A tab or another blank that a font lacks is a space; nothing else is drawn for it.
        let character = if character.is_whitespace() || character.is_control() {
            ' '
        } else {
            character
        };
        for face in [self, Self::Mono, Self::Symbols] {
            if let Some(&(glyph, width)) = GLYPHS[&face].get(&character) {
                return Shown {
                    face,
                    glyph,
                    width,
                    is_replaced: false,
                };
            }
        }
        let (glyph, width) = GLYPHS[&Self::Mono]
            .get(&'\u{fffd}')
            .copied()
            .unwrap_or((0, 0.6));
        Shown {
            face: Self::Mono,
            glyph,
            width,
            is_replaced: true,
        }
    }

    /// Returns the width of a text at a size, in points.
    pub(in crate::packet) fn width(self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.show(c).width).sum::<f32>() * size
    }
}

/// Glyph and width by character.
type Glyphs = BTreeMap<char, (u32, f32)>;

/// The glyphs of every face.
static GLYPHS: LazyLock<BTreeMap<Face, Glyphs>> = LazyLock::new(|| {
    Face::ALL
        .into_iter()
        .map(|face| (face, glyphs(face)))
        .collect()
});

fn glyphs(face: Face) -> Glyphs {
    let Ok(font) = FontRef::new(face.data()) else {
        return BTreeMap::new();
    };
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
    let mapped = font.charmap().mappings().filter_map(|(code, glyph)| {
        let width = metrics.advance_width(glyph)?;
        Some((char::from_u32(code)?, (glyph.to_u32(), width)))
    });
    mapped.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_opens_and_a_missing_character_is_replaced() {
        for face in Face::ALL {
            assert!(GLYPHS[&face].len() > 30, "{face:?}");
        }
        assert!(!Face::Serif.show('é').is_replaced);
        assert_eq!(Face::Serif.show('☐').face, Face::Symbols);
        assert_eq!(Face::Serif.show('│').face, Face::Mono);
        assert!(Face::Serif.show('漢').is_replaced);
        let wide = Face::Mono.width("iiii", 10.0);
        assert!((wide - 24.0).abs() < 0.1, "{wide}");
    }
}

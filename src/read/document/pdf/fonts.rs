//! Tells what the fonts of a page say of the letters written in them: how far they rise over
//! their baseline and drop below it, which is the height of a word's box, and whether they are
//! letters or pictures.

use crate::read::document::symbols::SymbolFont;
use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_syntax::object::{Array, Dict, Name};
use hayro_syntax::page::Page;

/// Rise and drop as shares of the type size, where a font does not say.
pub(super) const UNKNOWN: Extent = Extent {
    rise: 0.95,
    drop: 0.35,
};
/// Most fonts of a page that are looked at.
const MAX_FONTS: usize = 64;

/// How far letters rise and drop, as shares of the type size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    pub(super) rise: f32,
    pub(super) drop: f32,
}

/// The fonts of a page.
pub(super) struct Fonts {
    /// The extent of all fonts, where they are much alike.
    uniform: Option<Extent>,
    /// The extent of the fonts that have no name in their program.
    unnamed: Extent,
    /// Fonts by the font's name.
    named: Vec<(String, Extent)>,
    /// Whether some font of the page has pictures for letters.
    has_symbols: bool,
}

impl Default for Fonts {
    fn default() -> Self {
        Self {
            uniform: Some(UNKNOWN),
            unnamed: UNKNOWN,
            named: Vec::new(),
            has_symbols: false,
        }
    }
}

impl Fonts {
    /// Reads the fonts of a page.
    pub(super) fn of_page(page: &Page<'_>) -> Self {
        let fonts = &page.resources().fonts;
        let mut named = Vec::new();
        let mut unnamed = None;
        for key in fonts.keys().take(MAX_FONTS) {
            let Some(font) = fonts.get::<Dict<'_>>(key.as_ref()) else {
                continue;
            };
            let name = font.get::<Name<'_>>("BaseFont");
            let name = name.as_ref().map_or("", |name| name.as_str()).to_owned();
            let kind = font.get::<Name<'_>>("Subtype");
            let extent = extent_of(&font, &name);
            if kind.is_some_and(|kind| kind.as_str() == "Type1") {
                unnamed = unnamed.or(Some(extent));
            }
            named.push((name, extent));
        }
        let first = named.first().map(|(_, extent)| *extent);
        let alike = |first: &Extent| {
            named.iter().all(|(_, other)| {
                (other.rise - first.rise).abs() < 0.05 && (other.drop - first.drop).abs() < 0.05
            })
        };
        Self {
            uniform: first.filter(alike),
            unnamed: unnamed.or(first).unwrap_or(UNKNOWN),
            has_symbols: named
                .iter()
                .any(|(name, _)| SymbolFont::of(plain_name(name)).is_some()),
            named,
        }
    }

    /// Returns the extent of the font that a run is written in, and the font where it has
    /// pictures for letters.
    pub(super) fn of_run(&self, run: &GlyphRun<'_, '_>) -> (Extent, Option<SymbolFont>) {
        if let (Some(uniform), false) = (self.uniform, self.has_symbols) {
            return (uniform, None);
        }
        let name = run.glyphs().first().and_then(|glyph| match &**glyph {
            Glyph::Outline(outline) => outline.font_data()?.postscript_name,
            Glyph::Type3(_) => None,
        });
        let Some(name) = name else {
            return (self.unnamed, None);
        };
        let name = plain_name(&name);
        let found = self.named.iter().find(|(own, _)| plain_name(own) == name);
        let extent = found.map_or(self.unnamed, |(_, extent)| *extent);
        (extent, SymbolFont::of(name))
    }
}

/// Returns a font's name without the mark of a subset, "BAAAAA+".
fn plain_name(name: &str) -> &str {
    name.split_once('+').map_or(name, |(_, plain)| plain)
}

fn extent_of(font: &Dict<'_>, name: &str) -> Extent {
    let inner = font
        .get::<Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptor = inner
        .as_ref()
        .unwrap_or(font)
        .get::<Dict<'_>>("FontDescriptor");
    let Some(descriptor) = descriptor else {
        return standard(name);
    };
    // Some programs write 0, or a drop above the baseline.
    let share = |key: &str, default: f32| {
        descriptor
            .get::<f32>(key)
            .map(|value| (value / 1000.0).abs())
            .filter(|share| 0.0 < *share && *share < 3.0)
            .unwrap_or(default)
    };
    Extent {
        rise: share("Ascent", UNKNOWN.rise),
        drop: share("Descent", UNKNOWN.drop),
    }
}

/// Returns the extent of a font that every viewer has, and no file describes.
fn standard(name: &str) -> Extent {
    let (rise, drop) = match plain_name(name) {
        name if name.starts_with("Helvetica") || name.starts_with("Arial") => (0.718, 0.207),
        name if name.starts_with("Courier") => (0.629, 0.157),
        name if name.starts_with("Times") => (0.683, 0.217),
        _ => (UNKNOWN.rise, UNKNOWN.drop),
    };
    Extent { rise, drop }
}

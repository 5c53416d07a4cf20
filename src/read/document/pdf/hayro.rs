//! Reads glyphs with hayro. Only this file names it, and a panic inside it is caught here and
//! becomes a damaged page or file.

use super::{Glyph, GlyphSource, GlyphText, MAX_GLYPHS, MAX_PAGES, OpenFailure, PageGlyphs};
use crate::text::PageCoverage;
use hayro_cmap::BfString;
use hayro_interpret::font::{Glyph as DrawnGlyph, GlyphRun};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use hayro_syntax::page::Rotation;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use kurbo::{Affine, BezPath, Point, Rect};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The glyph source that rests on hayro.
pub(super) struct Hayro;

impl GlyphSource for Hayro {
    fn read_pages(
        &self,
        bytes: &[u8],
        each: &mut dyn FnMut(PageGlyphs),
    ) -> Result<(), OpenFailure> {
        let opened = catch_unwind(AssertUnwindSafe(|| Pdf::new(bytes.to_vec())));
        let pdf = match opened {
            Ok(Ok(pdf)) => pdf,
            Ok(Err(LoadPdfError::Decryption(error))) => {
                return Err(match error {
                    DecryptionError::InvalidEncryption => OpenFailure::Damaged,
                    _ => OpenFailure::Encrypted,
                });
            }
            Ok(Err(LoadPdfError::Invalid)) | Err(_) => return Err(second_opinion(bytes)),
        };
        let count = catch_unwind(AssertUnwindSafe(|| pdf.pages().len())).unwrap_or(0);
        let mut cache = InterpreterCache::new();
        for index in 0..count.min(MAX_PAGES) {
            let page = catch_unwind(AssertUnwindSafe(|| page_glyphs(&pdf, index, &cache)));
            let glyphs = page.unwrap_or_else(|_| {
                // A cache that a panic left half-written is not used again.
                cache = InterpreterCache::new();
                PageGlyphs {
                    damaged: true,
                    ..PageGlyphs::default()
                }
            });
            each(glyphs);
        }
        Ok(())
    }
}

/// Asks another parser why a file will not open: a password, or damage.
fn second_opinion(bytes: &[u8]) -> OpenFailure {
    let document = catch_unwind(AssertUnwindSafe(|| lopdf::Document::load_mem(bytes)));
    match document {
        Ok(Ok(document)) if document.is_encrypted() => OpenFailure::Encrypted,
        _ => OpenFailure::Damaged,
    }
}

fn page_glyphs<'p>(pdf: &'p Pdf, index: usize, cache: &InterpreterCache<'p>) -> PageGlyphs {
    let Some(page) = pdf.pages().get(index) else {
        return PageGlyphs::default();
    };
    let crop = page.intersected_crop_box();
    let visible = Rect::new(crop.x0, crop.y0, crop.x1, crop.y1);
    let visible = if visible.area() > 1.0 {
        visible
    } else {
        Rect::new(-1e6, -1e6, 1e6, 1e6)
    };
    // The identity leaves all boxes in the page's own unrotated space.
    let mut context = Context::new(
        Affine::IDENTITY,
        visible,
        cache,
        pdf.xref(),
        InterpreterSettings::default(),
    );
    let mut collector = Collector {
        visible,
        found: PageGlyphs::default(),
    };
    interpret_page(page, &mut context, &mut collector);
    collector.found.rotation = match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 90,
        Rotation::Flipped => 180,
        Rotation::FlippedHorizontal => 270,
    };
    collector.found
}

struct Collector {
    visible: Rect,
    found: PageGlyphs,
}

impl Collector {
    fn coverage(&mut self) -> &mut PageCoverage {
        &mut self.found.coverage
    }

    fn collect(&mut self, glyph: &DrawnGlyph<'_>, transform: Affine, hidden: bool) {
        if self.found.glyphs.len() >= MAX_GLYPHS {
            self.found.damaged = true;
            return;
        }
        let width = match glyph {
            DrawnGlyph::Outline(outline) => outline.advance_width(),
            DrawnGlyph::Type3(drawn) => drawn.advance_width(),
        };
        let width = f64::from(width.unwrap_or(500.0));
        let origin = transform * Point::ZERO;
        let advance = transform * Point::new(width, 0.0);
        let up = transform * Point::new(0.0, 1000.0);
        let size = (up - origin).hypot();
        let values = [origin.x, origin.y, advance.x, advance.y, size];
        if values.iter().any(|value| !value.is_finite()) {
            return;
        }
        // What lies outside the visible part of the page is not on it.
        let middle = origin.midpoint(advance);
        if !self.visible.inflate(1.0, 1.0).contains(middle) {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) if c == '\u{fffd}' || is_private(c) => None,
            Some(BfString::Char(c)) => Some(GlyphText::One(c)),
            Some(BfString::String(text)) => Some(GlyphText::Many(text)),
            None => None,
        };
        let Some(text) = text else {
            // A glyph without width or a blank without a character loses nothing.
            self.coverage().unreadable_glyphs += u32::from(width > 0.0);
            return;
        };
        if hidden {
            self.coverage().invisible_characters += 1;
        }
        self.found.glyphs.push(Glyph {
            text,
            origin: (origin.x as f32, origin.y as f32),
            advance: (advance.x as f32, advance.y as f32),
            size: size as f32,
        });
    }
}

fn is_private(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let hidden = matches!(mode, DrawMode::Invisible);
        for glyph in run.glyphs() {
            self.collect(glyph, props.transform * glyph.transform(), hidden);
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.coverage().images += 1;
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

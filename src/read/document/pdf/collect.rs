//! Collects what a page draws: glyphs with their places, the lines that rule its tables, and how
//! much of it is images. Nothing is decoded that text does not need.

use super::fields::{Field, Shown};
use super::fonts::{Extent, Fonts, UNKNOWN};
use super::{Aside, Glyph, GlyphText, MAX_GLYPHS, PageGlyphs, Rule};
use crate::read::document::symbols::{SymbolFont, is_private, shows_anywhere};
use crate::text::PageCoverage;
use hayro_cmap::BfString;
use hayro_interpret::font::{Glyph as DrawnGlyph, GlyphRun};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};
use kurbo::{Affine, BezPath, PathEl, Point, Rect};
use std::panic::resume_unwind;

/// Most drawing steps of one page. Forms that draw each other double the work with each level, so
/// a small file can ask for more than a computer ever does.
const MAX_STEPS: u32 = if cfg!(test) { 20_000 } else { 1_000_000 };
/// Most table rules kept of one page.
const MAX_RULES: usize = 4_000;
/// A rule is at most this thick, in points.
const RULE_THICKNESS: f64 = 3.0;
/// A rule is at least this long, in points.
const RULE_LENGTH: f64 = 6.0;

/// The work of one page was more than is allowed.
struct TooMuchWork;

/// A device that keeps glyphs.
pub(super) struct Collector {
    visible: Rect,
    fonts: Fonts,
    extent: Extent,
    symbols: Option<SymbolFont>,
    found: PageGlyphs,
    steps: u32,
    run: u32,
    known: Vec<Known>,
}

/// What a code of the run shows. Looking it up costs more than all else, and a run repeats its
/// letters; beyond one run, the same code may belong to another font.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    run: u32,
    code: u32,
    width: f64,
    shown: Option<char>,
}

impl Collector {
    /// Returns a collector for a page of which this part is shown.
    pub(super) fn new(visible: Rect, fonts: Fonts) -> Self {
        Self {
            visible,
            fonts,
            extent: UNKNOWN,
            symbols: None,
            found: PageGlyphs::default(),
            steps: 0,
            run: 0,
            known: vec![Known::default(); 256],
        }
    }

    /// Returns how many glyphs were collected.
    pub(super) fn count(&self) -> usize {
        self.found.glyphs.len()
    }

    /// Notes that drawing ended before the page did.
    pub(super) fn broke_off(&mut self) {
        self.found.damaged = true;
    }

    /// Gives up the collected page.
    pub(super) fn finish(self) -> PageGlyphs {
        self.found
    }

    /// Puts the states of fields into the text. Glyphs from `drawn` on are those of appearances;
    /// where an appearance shows words, its words win over the field's value.
    pub(super) fn finish_fields(&mut self, fields: &[Field], drawn: usize) {
        let appearances: Vec<Glyph> = self.found.glyphs.drain(drawn..).collect();
        let mut shows_words = vec![false; fields.len()];
        for glyph in appearances {
            let middle = (
                f64::from(glyph.origin.0 + glyph.advance.0) / 2.0,
                f64::from(glyph.origin.1 + glyph.advance.1) / 2.0,
            );
            let place = fields.iter().position(|field| {
                field.shown != Shown::Hidden && field.area.inflate(1.0, 1.0).contains(middle)
            });
            // The mark of a check box is written from its state: fonts draw a cross, a check
            // mark or a bullet for one and the same answer.
            if place.is_some_and(|place| {
                matches!(
                    fields.get(place),
                    Some(Field {
                        shown: Shown::Mark(_),
                        ..
                    })
                )
            }) {
                continue;
            }
            if let Some(place) = place
                && let Some(shows) = shows_words.get_mut(place)
            {
                *shows |= !glyph.text.is_blank();
            }
            self.found.glyphs.push(glyph);
        }
        for (field, shows_words) in fields.iter().zip(shows_words) {
            match &field.shown {
                Shown::Hidden => self.coverage().hidden_annotations += 1,
                Shown::Mark(checked) => {
                    let mark = if *checked { "☒" } else { "☐" };
                    self.found.glyphs.extend(field.written(mark));
                }
                Shown::Value(words) | Shown::Signature(words) if !shows_words => {
                    if field.has_room() {
                        self.found.glyphs.extend(field.written(words));
                    } else {
                        self.aside(field, words);
                    }
                }
                Shown::Value(_) | Shown::Signature(_) => {}
                Shown::Comment(words) => self.aside(field, words),
            }
        }
    }

    /// Keeps words that stand beside the page's text.
    fn aside(&mut self, field: &Field, words: &str) {
        if words.trim().is_empty() {
            return;
        }
        let Rect { x0, y0, x1, y1 } = field.area;
        self.found.asides.push(Aside {
            words: words.to_owned(),
            x0: x0 as f32,
            y0: y0 as f32,
            x1: x1 as f32,
            y1: y1 as f32,
        });
    }

    fn coverage(&mut self) -> &mut PageCoverage {
        &mut self.found.coverage
    }

    /// Counts a drawing step and ends a page that asks for too many.
    fn step(&mut self) {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            // Unwinding is the only way out of the interpreter; it is caught where it was called.
            resume_unwind(Box::new(TooMuchWork));
        }
    }

    fn collect(
        &mut self,
        glyph: &DrawnGlyph<'_>,
        transform: Affine,
        stretched: bool,
        hidden: bool,
    ) {
        if self.found.glyphs.len() >= MAX_GLYPHS {
            self.found.damaged = true;
            return;
        }
        let code = glyph.char_code();
        let place = (code & 0xff) as usize;
        let known = self.known.get(place).copied().unwrap_or_default();
        let (mut width, text) = if known.run == self.run && known.code == code {
            (known.width, known.shown.map(GlyphText::One))
        } else {
            let width = width_of(glyph);
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => readable(c, self.symbols).map(GlyphText::One),
                Some(BfString::String(text)) => Some(GlyphText::Many(text)),
                // A symbol font's code tells the picture where nothing else does.
                None => self
                    .symbols
                    .and_then(|font| font.shows(char::from(u8::try_from(code).ok()?)))
                    .map(GlyphText::One),
            };
            if let (Some(known), None | Some(GlyphText::One(_))) =
                (self.known.get_mut(place), &text)
            {
                *known = Known {
                    run: self.run,
                    code,
                    width,
                    shown: match text {
                        Some(GlyphText::One(c)) => Some(c),
                        _ => None,
                    },
                };
            }
            (width, text)
        };
        let [along_x, along_y, up_x, up_y, x, y] = transform.as_coeffs();
        let size = length(up_x, up_y);
        if stretched && size > 0.0 {
            // A substitute font is stretched to the width that the file states, which is the
            // width asked for already.
            let along = length(along_x, along_y);
            if along > 0.0 {
                width *= size / along;
            }
        }
        let origin = Point::new(x, y);
        let advance = Point::new(x + along_x * width, y + along_y * width);
        let size = size * 1000.0;
        if ![origin.x, origin.y, advance.x, advance.y, size]
            .iter()
            .all(|value| value.is_finite())
        {
            return;
        }
        // What lies outside the visible part of the page is not on it; a letter that its edge
        // cuts is.
        let visible = self.visible.inflate(1.0, 1.0);
        if !visible.contains(origin) && !visible.contains(origin.midpoint(advance)) {
            return;
        }
        let Some(text) = text else {
            // A glyph without width or a blank without a character loses nothing.
            self.coverage().unreadable_glyphs += u32::from(width > 0.0);
            return;
        };
        if hidden {
            self.coverage().invisible_characters += 1;
        }
        let size = size as f32;
        self.found.glyphs.push(Glyph {
            text,
            origin: (origin.x as f32, origin.y as f32),
            advance: (advance.x as f32, advance.y as f32),
            size,
            rise: self.extent.rise * size,
            drop: self.extent.drop * size,
        });
    }

    fn rule(&mut self, area: Rect) {
        let area = area.abs();
        let long = area.width().max(area.height());
        let thin = area.width().min(area.height());
        if thin <= RULE_THICKNESS && long >= RULE_LENGTH && self.found.rules.len() < MAX_RULES {
            self.found.rules.push(Rule {
                x0: area.x0 as f32,
                y0: area.y0 as f32,
                x1: area.x1 as f32,
                y1: area.y1 as f32,
            });
        }
    }
}

fn width_of(glyph: &DrawnGlyph<'_>) -> f64 {
    let width = match glyph {
        DrawnGlyph::Outline(outline) => outline.advance_width(),
        DrawnGlyph::Type3(drawn) => drawn.advance_width(),
    };
    f64::from(width.unwrap_or(500.0))
}

fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

/// Returns the character that a glyph shows, or `None` where its code says nothing.
fn readable(c: char, symbols: Option<SymbolFont>) -> Option<char> {
    match c {
        '\u{fffd}' | '\0' => None,
        c if symbols.is_some() => symbols.and_then(|font| font.shows(c)),
        c if is_private(c) => shows_anywhere(c),
        // Letters of a font's own say nothing to others.
        '\u{e000}'..='\u{f8ff}' => None,
        c => Some(c),
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        self.step();
        let mut first = Point::ZERO;
        let mut area: Option<Rect> = None;
        let mut straight = true;
        for element in path.elements().iter().take(4 * MAX_RULES) {
            match *element {
                PathEl::MoveTo(point) => {
                    if let Some(area) = area.take()
                        && straight
                    {
                        self.rule(area);
                    }
                    straight = true;
                    first = props.transform * point;
                }
                PathEl::LineTo(point) => {
                    let point = props.transform * point;
                    area = Some(
                        area.unwrap_or_else(|| Rect::from_points(first, first))
                            .union_pt(point),
                    );
                }
                PathEl::ClosePath => {}
                PathEl::QuadTo(..) | PathEl::CurveTo(..) => straight = false,
            }
        }
        if !straight {
            self.coverage().shapes += 1;
        }
        let Some(area) = area.filter(|_| straight) else {
            return;
        };
        self.rule(area);
        if path.elements().len() <= 6 && area.width() > 20.0 && area.height() > 6.0 {
            // The edges of a box rule a table as well as lines do.
            self.edges(area);
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {
        self.step();
    }

    fn push_clip_rect(&mut self, _: &Rect) {
        self.step();
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.step();
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.step();
        self.run += 1;
        (self.extent, self.symbols) = self.fonts.of_run(run);
        let hidden = matches!(mode, DrawMode::Invisible);
        let stretched = is_stretched(run);
        for glyph in run.glyphs() {
            self.collect(
                glyph,
                props.transform * glyph.transform(),
                stretched,
                hidden,
            );
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.step();
        let size = (f64::from(image.width()), f64::from(image.height()));
        let area = props
            .transform
            .transform_rect_bbox(Rect::new(0.0, 0.0, size.0, size.1))
            .intersect(self.visible);
        let share = 100.0 * area.area() / self.visible.area().max(1.0);
        let coverage = self.coverage();
        coverage.images += 1;
        // Images that overlap are counted twice, which errs towards saying too much.
        coverage.image_percent =
            (f64::from(coverage.image_percent) + share.clamp(0.0, 100.0)).min(100.0) as u8;
    }

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, _: &DrawMode) {
        self.step();
        let area = props.transform.transform_rect_bbox(*rect);
        self.rule(area);
        if area.width() > 20.0 && area.height() > 6.0 {
            self.edges(area);
        }
    }
}

impl Collector {
    fn edges(&mut self, area: Rect) {
        let Rect { x0, y0, x1, y1 } = area;
        for edge in [
            Rect::new(x0, y0, x1, y0),
            Rect::new(x0, y1, x1, y1),
            Rect::new(x0, y0, x0, y1),
            Rect::new(x1, y0, x1, y1),
        ] {
            self.rule(edge);
        }
    }
}

/// Returns whether the glyphs of a run are stretched each by its own measure, as a substitute for
/// a font that the file does not hold is.
fn is_stretched(run: &GlyphRun<'_, '_>) -> bool {
    let ratio = |transform: Affine| {
        let [a, b, c, d, _, _] = transform.as_coeffs();
        (a * a + b * b) / (c * c + d * d).max(f64::MIN_POSITIVE)
    };
    let mut ratios = run.glyphs().iter().map(|glyph| ratio(glyph.transform()));
    let Some(first) = ratios.next() else {
        return false;
    };
    ratios.any(|other| (other - first).abs() > 0.001)
}

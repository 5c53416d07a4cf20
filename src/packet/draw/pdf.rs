//! Draws drafts as the pages of a PDF.

use super::{Draft, Face, Op};
use krilla::SerializeSettings;
use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use std::collections::BTreeMap;

/// Draws pages. The same drafts give the same bytes: no dates, no chance.
pub(in crate::packet) fn to_pdf(drafts: &[Draft]) -> Result<Vec<u8>, String> {
    let settings = SerializeSettings {
        xmp_metadata: false,
        enable_tagging: false,
        ..SerializeSettings::default()
    };
    let mut document = krilla::Document::new_with(settings);
    let mut fonts: BTreeMap<Face, Font> = BTreeMap::new();
    for draft in drafts {
        let size = PageSettings::from_wh(draft.width, draft.height)
            .ok_or_else(|| format!("a page of {} × {} points", draft.width, draft.height))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for op in &draft.ops {
            match op {
                Op::Text {
                    x,
                    y,
                    face,
                    size,
                    shade,
                    text,
                } => {
                    surface.set_fill(Some(fill(*shade)));
                    draw_text(&mut surface, &mut fonts, (*x, *y), *face, *size, text)?;
                }
                Op::Fill {
                    x,
                    y,
                    width,
                    height,
                    shade,
                } => {
                    surface.set_fill(Some(fill(*shade)));
                    let mut path = PathBuilder::new();
                    if let Some(area) = Rect::from_xywh(*x, *y, *width, *height) {
                        path.push_rect(area);
                    }
                    if let Some(path) = path.finish() {
                        surface.draw_path(&path);
                    }
                }
            }
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| format!("{error:?}"))
}

fn fill(shade: u8) -> Fill {
    Fill {
        paint: luma::Color::new(shade).into(),
        opacity: NormalizedF32::ONE,
        rule: krilla::paint::FillRule::default(),
    }
}

/// Draws a text in runs of one face each.
fn draw_text(
    surface: &mut Surface<'_>,
    fonts: &mut BTreeMap<Face, Font>,
    (mut x, y): (f32, f32),
    face: Face,
    size: f32,
    text: &str,
) -> Result<(), String> {
    let mut run: Vec<KrillaGlyph> = Vec::new();
    let mut run_face = face;
    let mut run_width = 0.0;
    for (at, character) in text.char_indices() {
        let shown = face.show(character);
        if shown.face != run_face && !run.is_empty() {
            let font = font(fonts, run_face)?;
            surface.draw_glyphs(Point::from_xy(x, y), &run, font, text, size, false);
            x += run_width * size;
            run_width = 0.0;
            run.clear();
        }
        run_face = shown.face;
        run_width += shown.width;
        run.push(KrillaGlyph {
            glyph_id: GlyphId::new(shown.glyph),
            text_range: at..at + character.len_utf8(),
            x_advance: shown.width,
            x_offset: 0.0,
            y_offset: 0.0,
            y_advance: 0.0,
            location: None,
        });
    }
    if !run.is_empty() {
        let font = font(fonts, run_face)?;
        surface.draw_glyphs(Point::from_xy(x, y), &run, font, text, size, false);
    }
    Ok(())
}

fn font(fonts: &mut BTreeMap<Face, Font>, face: Face) -> Result<Font, String> {
    if let Some(font) = fonts.get(&face) {
        return Ok(font.clone());
    }
    let font = Font::new(face.data().into(), 0).ok_or("a font of the program cannot be read")?;
    fonts.insert(face, font.clone());
    Ok(font)
}

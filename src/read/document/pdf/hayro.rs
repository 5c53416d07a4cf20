//! Opens PDFs with hayro and draws their pages into collectors. A panic inside the library is
//! caught here and becomes a damaged page or file.

use super::collect::Collector;
use super::fonts::Fonts;
use super::{OpenFailure, PageGlyphs, attached, fields, guard, picture};
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page,
};
use hayro_syntax::object::Dict;
use hayro_syntax::page::{Page, Rotation};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use kurbo::{Affine, Rect};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// An open PDF.
pub(super) struct Opened {
    pdf: Pdf,
}

/// Opens a PDF with no password, else with the first of the passwords that fits.
pub(super) fn open(bytes: &[u8], passwords: &[String]) -> Result<Opened, OpenFailure> {
    if !guard::is_bounded(bytes) {
        return Err(OpenFailure::TooLarge);
    }
    let bytes = Arc::new(bytes.to_vec());
    let mut failure = OpenFailure::Damaged;
    for password in std::iter::once("").chain(passwords.iter().map(String::as_str)) {
        let opened = catch_unwind(AssertUnwindSafe(|| {
            Pdf::new_with_password(bytes.clone(), password)
        }));
        failure = match opened {
            Ok(Ok(pdf)) => return Ok(Opened { pdf }),
            Ok(Err(LoadPdfError::Decryption(error))) => match error {
                DecryptionError::InvalidEncryption => OpenFailure::Damaged,
                _ => OpenFailure::Encrypted,
            },
            Ok(Err(LoadPdfError::Invalid)) | Err(_) => second_opinion(&bytes),
        };
        if failure != OpenFailure::Encrypted {
            break;
        }
    }
    Err(failure)
}

/// Asks another parser why a file will not open: a password, or damage.
fn second_opinion(bytes: &[u8]) -> OpenFailure {
    let document = catch_unwind(AssertUnwindSafe(|| lopdf::Document::load_mem(bytes)));
    match document {
        Ok(Ok(document)) if document.is_encrypted() => OpenFailure::Encrypted,
        _ => OpenFailure::Damaged,
    }
}

impl Opened {
    /// Returns the reader of its pages. Fonts are read once for all pages.
    pub(super) fn pages(&self) -> Pages<'_> {
        Pages {
            pdf: &self.pdf,
            count: catch_unwind(AssertUnwindSafe(|| self.pdf.pages().len())).unwrap_or(0),
            cache: InterpreterCache::new(),
        }
    }

    /// Returns the files attached to the document, in the order of its list.
    pub(super) fn attachments(&self) -> Vec<attached::Attached> {
        catch_unwind(AssertUnwindSafe(|| attached::find(&self.pdf))).unwrap_or_default()
    }

    /// Returns whether the document is a form whose pages a viewer would build from XML (XFA), so
    /// that its own pages say little or nothing.
    pub(super) fn is_built_from_xml(&self) -> bool {
        catch_unwind(AssertUnwindSafe(|| {
            catalog(&self.pdf).is_some_and(|catalog| {
                catalog.get::<bool>("NeedsRendering") == Some(true)
                    && catalog
                        .get::<Dict<'_>>("AcroForm")
                        .is_some_and(|form| form.contains_key("XFA"))
            })
        }))
        .unwrap_or(false)
    }
}

/// Returns the document's catalog.
pub(super) fn catalog(pdf: &Pdf) -> Option<Dict<'_>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())
}

/// Reads the pages of an open PDF.
pub(super) struct Pages<'p> {
    pdf: &'p Pdf,
    count: usize,
    cache: InterpreterCache<'p>,
}

impl<'p> Pages<'p> {
    /// Returns how many pages there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Returns what a page draws. What was collected before the library broke off is kept.
    pub(super) fn glyphs(&mut self, index: usize) -> PageGlyphs {
        let page = catch_unwind(AssertUnwindSafe(|| self.pdf.pages().get(index)));
        let Some(page) = page.ok().flatten() else {
            return PageGlyphs {
                damaged: true,
                ..PageGlyphs::default()
            };
        };
        let turns = quarter_turns(page);
        let fonts = catch_unwind(AssertUnwindSafe(|| Fonts::of_page(page)));
        let mut collector = Collector::new(visible(page), fonts.unwrap_or_default());
        self.collect(page, RenderContent::PAGE, &mut collector);
        let fields = catch_unwind(AssertUnwindSafe(|| fields::of_page(page, turns)));
        let fields = fields.unwrap_or_else(|_| {
            collector.broke_off();
            Vec::new()
        });
        if !fields.is_empty() {
            // Appearances are collected by themselves, so that each is known for its field.
            let drawn = collector.count();
            self.collect(page, RenderContent::ANNOTATIONS, &mut collector);
            collector.finish_fields(&fields, drawn);
        }
        let mut found = collector.finish();
        found.rotation = 90 * u16::from(turns);
        found
    }

    /// Returns the images of a page, drawn together as they are shown.
    pub(super) fn picture(&mut self, index: usize) -> Option<picture::Drawn> {
        let drawn = catch_unwind(AssertUnwindSafe(|| {
            let page = self.pdf.pages().get(index)?;
            let mut canvas = picture::Canvas::new(visible(page), quarter_turns(page))?;
            self.draw(page, RenderContent::all(), &mut canvas);
            Some(canvas.finish())
        }));
        drawn.unwrap_or_else(|_| {
            self.cache = InterpreterCache::new();
            None
        })
    }

    fn collect(&mut self, page: &Page<'p>, content: RenderContent, collector: &mut Collector) {
        if catch_unwind(AssertUnwindSafe(|| self.draw(page, content, collector))).is_err() {
            // A cache that a panic left half-written is not used again.
            self.cache = InterpreterCache::new();
            collector.broke_off();
        }
    }

    fn draw(
        &self,
        page: &Page<'p>,
        content: RenderContent,
        device: &mut impl hayro_interpret::Device<'p>,
    ) {
        // The identity leaves all boxes in the page's own unrotated space.
        let mut context = Context::new(
            Affine::IDENTITY,
            visible(page),
            &self.cache,
            self.pdf.xref(),
            InterpreterSettings {
                render_content: content,
                ..InterpreterSettings::default()
            },
        );
        interpret_page(page, &mut context, device);
    }
}

/// Returns the part of the page that viewers show.
fn visible(page: &Page<'_>) -> Rect {
    let crop = page.intersected_crop_box();
    let crop = Rect::new(crop.x0, crop.y0, crop.x1, crop.y1);
    if crop.area() > 1.0 {
        crop
    } else {
        Rect::new(0.0, 0.0, 612.0, 792.0)
    }
}

/// Returns by how many quarter turns viewers turn the page clockwise.
fn quarter_turns(page: &Page<'_>) -> u8 {
    match page.rotation() {
        Rotation::None => 0,
        Rotation::Horizontal => 1,
        Rotation::Flipped => 2,
        Rotation::FlippedHorizontal => 3,
    }
}

//! A source PDF whose pages are copied. A page's drawing becomes one form, clipped to the page's
//! box, so that neither a fault in it nor what was cropped away can reach beyond it.

use super::import::Import;
use super::{MAX_STREAM, annotation, resources};
use crate::packet::draw::Area;
use lopdf::{Document, LoadOptions, Object, ObjectId, Stream, dictionary};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// An open source.
pub(in crate::packet) struct Original {
    document: Document,
    pages: BTreeMap<u32, ObjectId>,
    import: Import,
}

/// A page as copied into the packet, before its strip and marks.
pub(super) struct CopiedPage {
    /// The page's drawing.
    pub(super) form: ObjectId,
    /// The box that viewers show of it.
    pub(super) area: Area,
    /// Degrees by which viewers turn it clockwise.
    pub(super) rotation: i64,
    /// Comments and marks that are pinned on it.
    pub(super) annotations: Vec<Object>,
    /// Form fields to draw over it.
    pub(super) drawn: Vec<(Object, [f32; 6])>,
}

impl Original {
    /// Opens a PDF, with the passwords where it needs one. `None` where it cannot be copied.
    pub(in crate::packet) fn open(bytes: &[u8], passwords: &[String]) -> Option<Self> {
        let tried = std::iter::once("").chain(passwords.iter().map(String::as_str));
        for password in tried {
            let options = LoadOptions {
                password: Some(password.to_owned()),
                max_decompressed_size: Some(MAX_STREAM),
                ..LoadOptions::default()
            };
            // A fault in the library is a file that cannot be copied, and no more.
            let opened = catch_unwind(AssertUnwindSafe(|| {
                Document::load_mem_with_options(bytes, options)
            }));
            let Ok(Ok(document)) = opened else { continue };
            if document.is_encrypted() {
                continue;
            }
            let pages = document.get_pages();
            let import = Import::of(&document);
            return Some(Self {
                document,
                pages,
                import,
            });
        }
        None
    }

    /// Returns how wide viewers show a page, and by how many degrees they turn it; `None` where
    /// there is no such page or it cannot be copied.
    pub(in crate::packet) fn page(&self, number: u32) -> Option<(f32, i64)> {
        let id = *self.pages.get(&number)?;
        content(&self.document, id)?;
        let page = self.document.get_dictionary(id).ok()?;
        if !annotation::are_fields_drawn(&self.document, page) {
            return None;
        }
        let (area, rotation) = (self.shown(id)?, self.rotation(id));
        Some((super::strip::shown_width(area, rotation), rotation))
    }

    /// Returns the layers that were copied, with whether they are hidden.
    pub(super) fn layers(&self) -> &[(ObjectId, bool)] {
        self.import.layers()
    }

    /// Copies a page.
    pub(super) fn copy(&mut self, number: u32, target: &mut Document) -> Option<CopiedPage> {
        let id = *self.pages.get(&number)?;
        let (area, rotation) = (self.shown(id)?, self.rotation(id));
        let source = &self.document;
        let content = content(source, id)?;
        let page = source.get_dictionary(id).ok()?;
        let all = inherited(source, id, b"Resources")
            .and_then(|object| object.as_dict().ok())
            .cloned()
            .unwrap_or_default();
        let used = resources::used(source, &all, &content);
        let used = self.import.object(source, target, &used.into());
        let mut form = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => numbers(area),
            "Resources" => used,
        };
        if let Ok(group) = page.get(b"Group") {
            form.set("Group", self.import.object(source, target, group));
        }
        let mut stream = Stream::new(form, content);
        // What cannot be packed stays as it is.
        let _ = stream.compress();
        let form = target.add_object(stream);
        let pinned = annotation::copy(&mut self.import, source, target, page);
        Some(CopiedPage {
            form,
            area,
            rotation,
            annotations: pinned.annotations,
            drawn: pinned.drawn,
        })
    }

    fn rotation(&self, id: ObjectId) -> i64 {
        inherited(&self.document, id, b"Rotate")
            .and_then(|object| object.as_i64().ok())
            .map_or(0, |degrees| degrees.rem_euclid(360) / 90 * 90)
    }

    /// Returns the box that viewers show: the crop box within the media box.
    fn shown(&self, id: ObjectId) -> Option<Area> {
        let found =
            |key| inherited(&self.document, id, key).and_then(|box_| area(&self.document, box_));
        let media = found(b"MediaBox").unwrap_or(Area {
            x0: 0.0,
            y0: 0.0,
            x1: 612.0,
            y1: 792.0,
        });
        let crop = found(b"CropBox").unwrap_or(media);
        let both = Area {
            x0: crop.x0.max(media.x0),
            y0: crop.y0.max(media.y0),
            x1: crop.x1.min(media.x1),
            y1: crop.y1.min(media.y1),
        };
        let shown = if both.x0 < both.x1 && both.y0 < both.y1 {
            both
        } else {
            media
        };
        (shown.x1 - shown.x0 > 1.0 && shown.y1 - shown.y0 > 1.0).then_some(shown)
    }
}

/// Returns what a page draws; `None` where a part of it cannot be unpacked.
fn content(document: &Document, page: ObjectId) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    for id in document.get_page_contents(page) {
        let stream = document.get_object(id).ok()?.as_stream().ok()?;
        let left = MAX_STREAM.checked_sub(content.len())?;
        if stream.dict.has(b"Filter") {
            content.extend(stream.decompressed_content_with_limit(left).ok()?);
        } else {
            content.extend_from_slice(&stream.content);
        }
        content.push(b'\n');
    }
    Some(content)
}

/// Returns an entry of a page that may stand on one of its ancestors.
fn inherited<'d>(document: &'d Document, page: ObjectId, key: &[u8]) -> Option<&'d Object> {
    let mut node = document.get_dictionary(page).ok()?;
    // A damaged tree may run in a circle.
    for _ in 0..64 {
        if let Ok(found) = node.get_deref(key, document) {
            return Some(found);
        }
        let parent = node.get(b"Parent").ok()?.as_reference().ok()?;
        node = document.get_dictionary(parent).ok()?;
    }
    None
}

/// Reads a box, whichever of its corners comes first.
pub(super) fn area(document: &Document, object: &Object) -> Option<Area> {
    let (_, object) = document.dereference(object).ok()?;
    let number = |place: usize| -> Option<f32> {
        let (_, item) = document
            .dereference(object.as_array().ok()?.get(place)?)
            .ok()?;
        item.as_float().ok()
    };
    let (a, b, c, d) = (number(0)?, number(1)?, number(2)?, number(3)?);
    Some(Area {
        x0: a.min(c),
        y0: b.min(d),
        x1: a.max(c),
        y1: b.max(d),
    })
}

/// Writes a box.
pub(super) fn numbers(area: Area) -> Object {
    Object::Array(
        [area.x0, area.y0, area.x1, area.y1]
            .map(Object::Real)
            .to_vec(),
    )
}

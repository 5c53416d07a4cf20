//! Puts pages in their order and adds what holds the packet together.

use super::highlight::{Highlight, annotation};
use super::original::{CopiedPage, Original, numbers};
use super::strip::strip;
use crate::packet::draw::{Draft, to_pdf};
use crate::text::FileId;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use std::collections::BTreeMap;

/// One page of the packet.
pub(in crate::packet) enum Leaf {
    /// Drawn by the packet.
    Drawn {
        /// The page with its stamp.
        draft: Draft,
        /// Marks on it.
        highlights: Vec<Highlight>,
    },
    /// Copied from a source PDF.
    Copied {
        /// The source.
        file: FileId,
        /// The page there, from 1.
        page: u32,
        /// The stamp, as wide as the page is shown.
        stamp: Draft,
        /// Marks on it.
        highlights: Vec<Highlight>,
    },
}

/// A bookmark.
pub(in crate::packet) struct Bookmark {
    /// What it says.
    pub(in crate::packet) title: String,
    /// The page it leads to, from 1.
    pub(in crate::packet) page: usize,
}

/// Everything that the PDF is made of.
pub(in crate::packet) struct Assembly<'a> {
    /// The pages in order.
    pub(in crate::packet) leaves: &'a [Leaf],
    /// The sources of copied pages.
    pub(in crate::packet) originals: &'a mut BTreeMap<FileId, Original>,
    /// Bookmarks in order.
    pub(in crate::packet) bookmarks: &'a [Bookmark],
    /// The document's title.
    pub(in crate::packet) title: &'a str,
    /// What is attached as `manifest.json`.
    pub(in crate::packet) manifest: &'a [u8],
    /// 16 bytes that tell this packet from others, made from its content.
    pub(in crate::packet) id: [u8; 16],
}

/// Makes the PDF's bytes.
pub(in crate::packet) fn assemble(assembly: Assembly<'_>) -> Result<Vec<u8>, String> {
    let drafts: Vec<Draft> = assembly
        .leaves
        .iter()
        .map(|leaf| match leaf {
            Leaf::Drawn { draft, .. } => draft.clone(),
            Leaf::Copied { stamp, .. } => stamp.clone(),
        })
        .collect();
    let drawn = to_pdf(&drafts)?;
    let mut target = Document::load_mem(&drawn).map_err(|error| error.to_string())?;
    let drawn_pages: Vec<ObjectId> = target.page_iter().collect();
    if drawn_pages.len() != assembly.leaves.len() {
        return Err("a drawn page is missing".to_owned());
    }
    let tree = target.new_object_id();
    let mut pages = Vec::new();
    for (leaf, drawn) in assembly.leaves.iter().zip(drawn_pages) {
        pages.push(match leaf {
            Leaf::Drawn { highlights, .. } => {
                let marks = marks(&mut target, highlights);
                let page = target
                    .get_dictionary_mut(drawn)
                    .map_err(|error| error.to_string())?;
                page.set("Parent", tree);
                if !marks.is_empty() {
                    page.set("Annots", marks);
                }
                drawn
            }
            Leaf::Copied {
                file,
                page,
                highlights,
                ..
            } => {
                let original = assembly.originals.get_mut(file);
                let copied = original
                    .and_then(|original| original.copy(*page, &mut target))
                    .ok_or_else(|| format!("page {page} of a source cannot be copied"))?;
                let stamp = as_form(&mut target, drawn)?;
                let mut marks = marks(&mut target, highlights);
                marks.splice(0..0, copied.annotations.iter().cloned());
                let page = copied_page(&mut target, tree, &copied, stamp, marks);
                target.add_object(page)
            }
        });
    }
    let kids: Vec<Object> = pages.iter().map(|&id| id.into()).collect();
    target.objects.insert(
        tree,
        dictionary! { "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids }.into(),
    );
    let outlines = outlines(&mut target, assembly.bookmarks, &pages);
    let attached = attachment(&mut target, assembly.manifest);
    let layers: Vec<(ObjectId, bool)> = assembly
        .originals
        .values()
        .flat_map(|original| original.layers().iter().copied())
        .collect();
    let mut catalog = dictionary! {
        "Type" => "Catalog",
        "Pages" => tree,
        "Outlines" => outlines,
        "PageMode" => "UseOutlines",
        "Lang" => Object::string_literal("en-US"),
        "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
        "Names" => dictionary! {
            "EmbeddedFiles" => dictionary! {
                "Names" => vec![Object::string_literal("manifest.json"), attached.into()],
            },
        },
        "AF" => vec![Object::from(attached)],
    };
    if !layers.is_empty() {
        let all: Vec<Object> = layers.iter().map(|(id, _)| (*id).into()).collect();
        let off: Vec<Object> = layers
            .iter()
            .filter(|(_, is_hidden)| *is_hidden)
            .map(|(id, _)| (*id).into())
            .collect();
        catalog.set(
            "OCProperties",
            dictionary! { "OCGs" => all, "D" => dictionary! { "OFF" => off } },
        );
    }
    let catalog = target.add_object(catalog);
    let information = target.add_object(dictionary! {
        "Title" => text(assembly.title),
        "Producer" => Object::string_literal("chartproof"),
    });
    let id = Object::String(assembly.id.to_vec(), StringFormat::Hexadecimal);
    target.trailer.set("Root", catalog);
    target.trailer.set("Info", information);
    target.trailer.set("ID", vec![id.clone(), id]);
    target.version = "1.7".to_owned();
    target.prune_objects();
    target.renumber_objects();
    target.compress();
    let mut bytes = Vec::new();
    target
        .save_to(&mut bytes)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn marks(target: &mut Document, highlights: &[Highlight]) -> Vec<Object> {
    highlights
        .iter()
        .filter_map(|highlight| annotation(target, highlight))
        .collect()
}

/// Makes the page that shows a copied page above its stamp.
fn copied_page(
    target: &mut Document,
    tree: ObjectId,
    copied: &CopiedPage,
    stamp: ObjectId,
    marks: Vec<Object>,
) -> Dictionary {
    let strip = strip(copied.area, copied.rotation);
    let mut forms = dictionary! { "Original" => copied.form, "Stamp" => stamp };
    let mut content = String::from("q /Original Do Q\n");
    let placed = |name: &str, matrix: [f32; 6]| {
        let numbers: Vec<String> = matrix.iter().map(|n| format!("{n:.4}")).collect();
        format!("q {} cm /{name} Do Q\n", numbers.join(" "))
    };
    for (place, (field, matrix)) in copied.drawn.iter().enumerate() {
        let name = format!("Field{place}");
        content.push_str(&placed(&name, *matrix));
        forms.set(name, field.clone());
    }
    content.push_str(&placed("Stamp", strip.matrix));
    let content = target.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
    let mut page = dictionary! {
        "Type" => "Page",
        "Parent" => tree,
        "MediaBox" => numbers(strip.area),
        "Resources" => dictionary! { "XObject" => forms },
        "Contents" => content,
    };
    if copied.rotation != 0 {
        page.set("Rotate", copied.rotation);
    }
    if !marks.is_empty() {
        page.set("Annots", marks);
    }
    page
}

/// Turns a drawn page into a form.
fn as_form(target: &mut Document, page: ObjectId) -> Result<ObjectId, String> {
    let content = target.get_page_content(page);
    let failed = |error: lopdf::Error| error.to_string();
    let page = target.get_dictionary(page).map_err(failed)?;
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => page.get(b"MediaBox").map_err(failed)?.clone(),
        "Resources" => page.get(b"Resources").map_err(failed)?.clone(),
    };
    Ok(target.add_object(Stream::new(form, content)))
}

fn outlines(target: &mut Document, bookmarks: &[Bookmark], pages: &[ObjectId]) -> ObjectId {
    let root = target.new_object_id();
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| target.new_object_id()).collect();
    for (place, bookmark) in bookmarks.iter().enumerate() {
        let mut entry = dictionary! { "Title" => text(&bookmark.title), "Parent" => root };
        if let Some(&page) = pages.get(bookmark.page.saturating_sub(1)) {
            entry.set("Dest", vec![Object::from(page), Object::from("Fit")]);
        }
        if let Some(&before) = place.checked_sub(1).and_then(|before| ids.get(before)) {
            entry.set("Prev", before);
        }
        if let Some(&after) = ids.get(place + 1) {
            entry.set("Next", after);
        }
        target.objects.insert(ids[place], entry.into());
    }
    let mut list = dictionary! { "Type" => "Outlines", "Count" => ids.len() as i64 };
    if let (Some(&first), Some(&last)) = (ids.first(), ids.last()) {
        list.set("First", first);
        list.set("Last", last);
    }
    target.objects.insert(root, list.into());
    root
}

fn attachment(target: &mut Document, manifest: &[u8]) -> ObjectId {
    let file = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => "application/json",
        "Params" => dictionary! { "Size" => manifest.len() as i64 },
    };
    let file = target.add_object(Stream::new(file, manifest.to_vec()));
    target.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => Object::string_literal("manifest.json"),
        "UF" => Object::string_literal("manifest.json"),
        "Desc" => Object::string_literal("Where every page and mark of this packet comes from"),
        "AFRelationship" => "Data",
        "EF" => dictionary! { "F" => file },
    })
}

/// Writes a text that people read: in ASCII where that suffices, else in UTF-16.
fn text(words: &str) -> Object {
    if words.is_ascii() {
        return Object::string_literal(words);
    }
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(words.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

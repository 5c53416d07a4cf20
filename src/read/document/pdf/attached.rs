//! Finds the files that a PDF carries inside: a portfolio's documents, attachments of the
//! document, and attachments pinned to a page.

use super::hayro::catalog;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

/// Most files taken from one document.
const MAX_FILES: usize = 2_000;
/// Most levels of the tree of names.
const MAX_LEVELS: usize = 32;
/// Most nodes of the tree of names; a tree that leads back to itself has no end.
const MAX_NODES: usize = 20_000;
/// Most bytes of one attached file.
const MAX_BYTES: usize = 256 << 20;

/// The bytes of an attached file, or `None` where they could not be read.
pub(super) type Attached = Option<Vec<u8>>;

/// Returns the attached files of a document.
pub(super) fn find(pdf: &Pdf) -> Vec<Attached> {
    let mut found = Vec::new();
    if let Some(tree) = catalog(pdf)
        .and_then(|catalog| catalog.get::<Dict<'_>>("Names"))
        .and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"))
    {
        walk(&tree, 0, &mut { MAX_NODES }, &mut found);
    }
    for page in pdf.pages().iter() {
        let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else {
            continue;
        };
        for annotation in annotations.iter::<Dict<'_>>() {
            let is_file = annotation
                .get::<Name<'_>>("Subtype")
                .is_some_and(|kind| kind.as_str() == "FileAttachment");
            if is_file
                && found.len() < MAX_FILES
                && let Some(specification) = annotation.get::<Dict<'_>>("FS")
            {
                found.extend(attached(&specification));
            }
        }
    }
    found
}

fn walk(node: &Dict<'_>, level: usize, nodes: &mut usize, found: &mut Vec<Attached>) {
    if level > MAX_LEVELS || *nodes == 0 {
        return;
    }
    *nodes -= 1;
    if let Some(names) = node.get::<Array<'_>>("Names") {
        for object in names.iter::<Object<'_>>() {
            if found.len() >= MAX_FILES {
                return;
            }
            if let Object::Dict(specification) = object {
                found.extend(attached(&specification));
            }
        }
    }
    if let Some(kids) = node.get::<Array<'_>>("Kids") {
        for kid in kids.iter::<Dict<'_>>() {
            walk(&kid, level + 1, nodes, found);
        }
    }
}

/// Returns the file that a specification holds; `None` where it only names one elsewhere.
fn attached(specification: &Dict<'_>) -> Option<Attached> {
    let files = specification.get::<Dict<'_>>("EF")?;
    let stream = files
        .get::<Stream<'_>>("UF")
        .or_else(|| files.get::<Stream<'_>>("F"));
    let bytes = stream
        .and_then(|stream| stream.decoded().ok().map(|bytes| bytes.into_owned()))
        .filter(|bytes| bytes.len() <= MAX_BYTES);
    Some(bytes)
}

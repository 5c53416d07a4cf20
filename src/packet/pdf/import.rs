//! Copies objects of a source PDF into the packet. What would drag in other pages of the source,
//! or what the page does not need, stays behind: pages, structure, metadata, and whatever does
//! something when a page is opened or clicked.

use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// Entries that tell of the making of a page or tie it to a structure that stays behind.
const LEFT_BEHIND: [&[u8]; 5] = [
    b"StructParent",
    b"StructParents",
    b"Metadata",
    b"PieceInfo",
    b"LastModified",
];

/// Entries of a stream that name something outside of the document, or act. Drawings need none of
/// them (ISO 32000-1, 7.3.8.2, 8.10.4 and 12.6.3). Elsewhere such names may be those of glyphs.
const LEFT_BEHIND_OF_STREAMS: [&[u8]; 8] = [
    b"F",
    b"FFilter",
    b"FDecodeParms",
    b"Ref",
    b"OPI",
    b"A",
    b"AA",
    b"OpenAction",
];

/// The types of actions (ISO 32000-2, 12.6.4).
const ACTIONS: [&[u8]; 20] = [
    b"GoTo",
    b"GoToR",
    b"GoToE",
    b"GoToDp",
    b"Launch",
    b"Thread",
    b"URI",
    b"Sound",
    b"Movie",
    b"Hide",
    b"Named",
    b"SubmitForm",
    b"ResetForm",
    b"ImportData",
    b"SetOCGState",
    b"Rendition",
    b"Trans",
    b"GoTo3DView",
    b"JavaScript",
    b"RichMediaExecute",
];

/// What was copied of one source, so that a font of many pages is copied once.
#[derive(Debug, Default)]
pub(super) struct Import {
    copied: BTreeMap<ObjectId, ObjectId>,
    /// Layers of the source that are hidden by default.
    hidden: BTreeSet<ObjectId>,
    /// Layers that were copied, with whether they are hidden.
    layers: Vec<(ObjectId, bool)>,
}

impl Import {
    /// Begins with the layers that a source hides.
    pub(super) fn of(source: &Document) -> Self {
        Self {
            hidden: hidden_layers(source).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Returns the layers that were copied, with whether they are hidden.
    pub(super) fn layers(&self) -> &[(ObjectId, bool)] {
        &self.layers
    }

    /// Copies an object with all that it needs.
    pub(super) fn object(
        &mut self,
        source: &Document,
        target: &mut Document,
        object: &Object,
    ) -> Object {
        let mut waiting = Vec::new();
        let copy = self.rewritten(target, object, &mut waiting);
        while let Some((old, new)) = waiting.pop() {
            let found = source.get_object(old).unwrap_or(&Object::Null);
            // A link to another page is cut: that page is not part of the packet.
            let is_page = found.as_dict().is_ok_and(|dict| {
                [
                    &b"Page"[..],
                    b"Pages",
                    b"Catalog",
                    b"StructElem",
                    b"StructTreeRoot",
                ]
                .iter()
                .any(|kind| dict.has_type(kind))
            });
            let copy = if is_page {
                Object::Null
            } else {
                self.rewritten(target, found, &mut waiting)
            };
            if found.as_dict().is_ok_and(|dict| dict.has_type(b"OCG")) {
                self.layers.push((new, self.hidden.contains(&old)));
            }
            target.objects.insert(new, copy);
        }
        copy
    }

    /// Returns an object with its references renumbered; those not copied yet are noted.
    fn rewritten(
        &mut self,
        target: &mut Document,
        object: &Object,
        waiting: &mut Vec<(ObjectId, ObjectId)>,
    ) -> Object {
        match object {
            Object::Reference(old) => {
                if let Some(new) = self.copied.get(old) {
                    return Object::Reference(*new);
                }
                let new = target.new_object_id();
                self.copied.insert(*old, new);
                waiting.push((*old, new));
                Object::Reference(new)
            }
            Object::Array(items) => Object::Array(
                items
                    .iter()
                    .map(|item| self.rewritten(target, item, waiting))
                    .collect(),
            ),
            Object::Dictionary(dict) if is_action(dict) => Object::Null,
            Object::Dictionary(dict) => Object::Dictionary(self.dictionary(target, dict, waiting)),
            Object::Stream(stream) => {
                let mut copy = stream.clone();
                copy.dict = self.dictionary(target, &stream.dict, waiting);
                for key in LEFT_BEHIND_OF_STREAMS {
                    copy.dict.remove(key);
                }
                Object::Stream(copy)
            }
            other => other.clone(),
        }
    }

    fn dictionary(
        &mut self,
        target: &mut Document,
        dict: &Dictionary,
        waiting: &mut Vec<(ObjectId, ObjectId)>,
    ) -> Dictionary {
        let mut copy = Dictionary::new();
        for (key, value) in dict {
            if !LEFT_BEHIND.contains(&key.as_slice()) {
                copy.set(key.clone(), self.rewritten(target, value, waiting));
            }
        }
        copy
    }
}

fn is_action(dict: &Dictionary) -> bool {
    let kind = dict.get(b"S").and_then(Object::as_name);
    dict.has_type(b"Action") || kind.is_ok_and(|kind| ACTIONS.contains(&kind))
}

/// Returns the layers that viewers do not show unless asked.
fn hidden_layers(source: &Document) -> Option<BTreeSet<ObjectId>> {
    let catalog = source.catalog().ok()?;
    let layers = catalog
        .get_deref(b"OCProperties", source)
        .ok()?
        .as_dict()
        .ok()?;
    let usual = layers.get_deref(b"D", source).ok()?.as_dict().ok()?;
    let ids = |dict: &Dictionary, key: &[u8]| -> Vec<ObjectId> {
        let listed = dict.get_deref(key, source).and_then(Object::as_array);
        listed
            .map(|items| {
                items
                    .iter()
                    .filter_map(|item| item.as_reference().ok())
                    .collect()
            })
            .unwrap_or_default()
    };
    let is_off = usual
        .get(b"BaseState")
        .is_ok_and(|state| state.as_name().is_ok_and(|name| name == b"OFF"));
    let mut hidden: BTreeSet<ObjectId> = ids(usual, b"OFF").into_iter().collect();
    if is_off {
        hidden.extend(ids(layers, b"OCGs"));
        for shown in ids(usual, b"ON") {
            hidden.remove(&shown);
        }
    }
    Some(hidden)
}

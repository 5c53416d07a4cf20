//! Takes along what is pinned on a copied page: comments and marks as they are, filled form
//! fields as part of the page's drawing, since outside of their form they would be empty.

use super::import::Import;
use super::original::area;
use crate::packet::draw::Area;
use lopdf::{Dictionary, Document, Object};

/// Entries of an annotation that are copied.
const KEPT: [&[u8]; 23] = [
    b"Type",
    b"Subtype",
    b"Rect",
    b"QuadPoints",
    b"C",
    b"IC",
    b"CA",
    b"AP",
    b"AS",
    b"F",
    b"Contents",
    b"BS",
    b"Border",
    b"DA",
    b"DS",
    b"Name",
    b"InkList",
    b"Vertices",
    b"L",
    b"LE",
    b"T",
    b"M",
    b"RD",
];

/// Kinds that say nothing on the page or lead elsewhere.
const LEFT_OUT: [&[u8]; 9] = [
    b"Link",
    b"Popup",
    b"FileAttachment",
    b"Sound",
    b"Movie",
    b"Screen",
    b"RichMedia",
    b"3D",
    b"TrapNet",
];

/// What a page's annotations become.
#[derive(Debug, Default)]
pub(super) struct Pinned {
    /// Annotations to pin on the copy.
    pub(super) annotations: Vec<Object>,
    /// Appearances of form fields to draw, each with what moves it to its place.
    pub(super) drawn: Vec<(Object, [f32; 6])>,
}

/// Returns whether every filled field of a page says itself how it looks. Where one does not, its
/// form's program would draw it, and a copy would show an empty field.
pub(super) fn are_fields_drawn(source: &Document, page: &Dictionary) -> bool {
    of_page(source, page).into_iter().all(|annotation| {
        let is_field = annotation
            .get(b"Subtype")
            .is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"Widget"));
        !is_field || is_hidden(annotation) || appearance(source, annotation).is_some() || {
            let is_filled = match of_field(source, annotation, b"V") {
                Some(Object::String(value, _)) => !value.is_empty(),
                Some(Object::Name(state)) => state != b"Off",
                // A signature's value is no words of the page.
                Some(Object::Dictionary(_)) | None => false,
                Some(_) => true,
            };
            !is_filled
        }
    })
}

/// Returns an entry of a field that may stand on one of its parents.
fn of_field<'d>(source: &'d Document, field: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut node = field;
    // A damaged form may run in a circle.
    for _ in 0..32 {
        if let Ok(found) = node.get_deref(key, source) {
            return Some(found);
        }
        node = node.get_deref(b"Parent", source).ok()?.as_dict().ok()?;
    }
    None
}

fn of_page<'d>(source: &'d Document, page: &'d Dictionary) -> Vec<&'d Dictionary> {
    let listed = page.get_deref(b"Annots", source).and_then(Object::as_array);
    let found = listed.into_iter().flatten().filter_map(|item| {
        let (_, found) = source.dereference(item).ok()?;
        found.as_dict().ok()
    });
    found.collect()
}

fn is_hidden(annotation: &Dictionary) -> bool {
    let flags = annotation.get(b"F").and_then(Object::as_i64).unwrap_or(0);
    flags & (2 | 32) != 0
}

/// Copies a page's annotations. Hidden ones are not read and not copied.
pub(super) fn copy(
    import: &mut Import,
    source: &Document,
    target: &mut Document,
    page: &Dictionary,
) -> Pinned {
    let mut pinned = Pinned::default();
    for annotation in of_page(source, page) {
        let kind = annotation
            .get(b"Subtype")
            .and_then(Object::as_name)
            .unwrap_or_default();
        if is_hidden(annotation) || LEFT_OUT.contains(&kind) {
            continue;
        }
        if kind == b"Widget" {
            pinned
                .drawn
                .extend(field(import, source, target, annotation));
            continue;
        }
        let mut copy = Dictionary::new();
        for (key, value) in annotation {
            if KEPT.contains(&key.as_slice()) {
                copy.set(key.clone(), import.object(source, target, value));
            }
        }
        pinned.annotations.push(target.add_object(copy).into());
    }
    pinned
}

/// Returns a field's appearance and the matrix by which viewers put it into the field's box
/// (ISO 32000-1, 12.5.5).
fn field(
    import: &mut Import,
    source: &Document,
    target: &mut Document,
    annotation: &Dictionary,
) -> Option<(Object, [f32; 6])> {
    let shown = appearance(source, annotation)?;
    let (_, found) = source.dereference(shown).ok()?;
    let form = &found.as_stream().ok()?.dict;
    let place = area(source, annotation.get(b"Rect").ok()?)?;
    let own = area(source, form.get(b"BBox").ok()?)?;
    let matrix =
        numbers(source, form.get(b"Matrix").ok()).unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    let turned = transformed(own, matrix);
    let scale = |to: f32, from: f32| if from.abs() < 0.001 { 1.0 } else { to / from };
    let sx = scale(place.x1 - place.x0, turned.x1 - turned.x0);
    let sy = scale(place.y1 - place.y0, turned.y1 - turned.y0);
    let moved = [
        sx,
        0.0,
        0.0,
        sy,
        place.x0 - sx * turned.x0,
        place.y0 - sy * turned.y0,
    ];
    let copy = import.object(source, target, shown);
    Some((copy, moved))
}

/// Returns the form that shows a field in its present state.
fn appearance<'d>(source: &'d Document, annotation: &'d Dictionary) -> Option<&'d Object> {
    let states = annotation.get_deref(b"AP", source).ok()?.as_dict().ok()?;
    let shown = states.get(b"N").ok()?;
    let (_, found) = source.dereference(shown).ok()?;
    let shown = match found {
        Object::Stream(_) => shown,
        _ => {
            let state = annotation.get(b"AS").and_then(Object::as_name).ok()?;
            found.as_dict().ok()?.get(state).ok()?
        }
    };
    let (_, found) = source.dereference(shown).ok()?;
    found.as_stream().is_ok().then_some(shown)
}

fn transformed(area: Area, [a, b, c, d, e, f]: [f32; 6]) -> Area {
    let corner = |x: f32, y: f32| {
        let (x, y) = (a * x + c * y + e, b * x + d * y + f);
        Area {
            x0: x,
            y0: y,
            x1: x,
            y1: y,
        }
    };
    corner(area.x0, area.y0)
        .with(corner(area.x1, area.y0))
        .with(corner(area.x0, area.y1))
        .with(corner(area.x1, area.y1))
}

fn numbers(source: &Document, object: Option<&Object>) -> Option<[f32; 6]> {
    let (_, object) = source.dereference(object?).ok()?;
    let mut numbers = [0.0; 6];
    let items = object.as_array().ok()?;
    for (place, number) in numbers.iter_mut().enumerate() {
        *number = items.get(place)?.as_float().ok()?;
    }
    Some(numbers)
}

//! Cuts a page's resources down to what the page itself draws. Programs that merge charts often
//! give all pages one list of all images: copied whole, it would carry other pages' scans into
//! the packet, unseen but there to be taken out.

use super::MAX_STREAM;
use lopdf::{Dictionary, Document, Object};
use std::collections::BTreeSet;

/// The lists whose entries are drawn by name.
const BY_NAME: [&[u8]; 7] = [
    b"XObject",
    b"Font",
    b"Pattern",
    b"Shading",
    b"ExtGState",
    b"ColorSpace",
    b"Properties",
];

/// Returns the resources that a content uses, by the names in it.
pub(super) fn used(source: &Document, resources: &Dictionary, content: &[u8]) -> Dictionary {
    let names = all_names(source, resources, content);
    let mut kept = Dictionary::new();
    for (key, value) in resources {
        let list = source
            .dereference(value)
            .ok()
            .and_then(|(_, one)| one.as_dict().ok());
        match list {
            Some(list) if BY_NAME.contains(&key.as_slice()) => {
                let mut shorter = Dictionary::new();
                for (name, entry) in list {
                    if names.contains(name) {
                        shorter.set(name.clone(), entry.clone());
                    }
                }
                kept.set(key.clone(), shorter);
            }
            _ => kept.set(key.clone(), value.clone()),
        }
    }
    kept
}

/// Returns the names in a content and in the forms it draws that have no resources of their own:
/// those use the page's.
fn all_names(source: &Document, resources: &Dictionary, content: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut names = BTreeSet::new();
    let mut fresh = names_in(content);
    let forms = resources
        .get_deref(b"XObject", source)
        .and_then(Object::as_dict)
        .ok();
    while let Some(name) = fresh.pop_first() {
        if names.contains(&name) {
            continue;
        }
        let form = forms
            .and_then(|forms| forms.get_deref(&name, source).ok())
            .and_then(|form| form.as_stream().ok())
            .filter(|form| !form.dict.has(b"Resources"))
            .filter(|form| {
                form.dict
                    .get(b"Subtype")
                    .is_ok_and(|kind| kind.as_name().is_ok_and(|kind| kind == b"Form"))
            });
        if let Some(form) = form {
            let inner = form
                .decompressed_content_with_limit(MAX_STREAM)
                .unwrap_or_else(|_| form.content.clone());
            fresh.append(&mut names_in(&inner));
        }
        names.insert(name);
    }
    names
}

/// Returns every name in a content. One inside a string is taken along, which costs little.
fn names_in(content: &[u8]) -> BTreeSet<Vec<u8>> {
    let ends = |byte: u8| byte.is_ascii_whitespace() || byte == 0 || b"()<>[]{}/%".contains(&byte);
    let mut names = BTreeSet::new();
    let mut rest = content;
    while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
        rest = rest.get(at + 1..).unwrap_or_default();
        let length = rest
            .iter()
            .position(|byte| ends(*byte))
            .unwrap_or(rest.len());
        names.insert(decoded(rest.get(..length).unwrap_or_default()));
    }
    names
}

/// Resolves `#20` in a name.
fn decoded(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut at = 0;
    while let Some(&byte) = name.get(at) {
        let hex = name
            .get(at + 1..at + 3)
            .and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(code) if byte == b'#' => {
                plain.push(code);
                at += 3;
            }
            _ => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{Stream, dictionary};

    #[test]
    fn images_that_the_page_does_not_draw_stay_behind() {
        let mut document = Document::new();
        let image = document.add_object(Stream::new(dictionary! { "Subtype" => "Image" }, vec![]));
        let other = document.add_object(Stream::new(dictionary! { "Subtype" => "Image" }, vec![]));
        let form = Stream::new(dictionary! { "Subtype" => "Form" }, b"/Im#31 Do".to_vec());
        let form = document.add_object(form);
        let resources = dictionary! {
            "XObject" => dictionary! { "Fm0" => form, "Im1" => image, "Im2" => other },
            "ProcSet" => vec![Object::from("PDF")],
        };
        let kept = used(&document, &resources, b"q /Fm0 Do Q");
        let list = kept
            .get(b"XObject")
            .and_then(Object::as_dict)
            .expect("a list");
        let names: Vec<_> = list.iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(names, [b"Fm0".to_vec(), b"Im1".to_vec()]);
        assert!(kept.has(b"ProcSet"));
    }
}

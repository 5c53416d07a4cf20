//! Citations in JSON: every object that names a `file` is one, wherever it stands.

use super::super::{Citation, Place, Range};
use crate::text::NoteText;
use serde_json::{Map, Value};

/// Adds the citations of one JSON text: a whole file, or one line of one. Returns false when it
/// is no JSON.
///
/// `named` tells where the text stands. In `lines.jsonl` and `unbilled.jsonl` a place without an
/// end is where a note begins, which `starts_notes` says.
pub fn in_json(text: &str, named: &str, starts_notes: bool, found: &mut Vec<Citation>) -> bool {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return false;
    };
    let named = match value.get("id").and_then(Value::as_str) {
        Some(id) => format!("{named}, finding {id}"),
        None => named.to_owned(),
    };
    walk(&value, &named, starts_notes, found);
    true
}

/// Adds the citations of an appeal packet's manifest: of each page its source and the words that
/// are marked on it. Returns false when it is no such manifest.
pub fn in_packet(text: &str, found: &mut Vec<Citation>) -> bool {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return false;
    };
    let Some(pages) = value.get("pages").and_then(Value::as_array) else {
        return false;
    };
    for page in pages {
        let (Some(file), Some(number)) = (
            page.get("file").and_then(Value::as_str),
            page.get("page").and_then(Value::as_u64),
        ) else {
            // Pages of the packet's own have no source.
            continue;
        };
        let named = format!("packet page {number}");
        let mut cite = |place: &Map<String, Value>| {
            let mut place = place.clone();
            let own = page.get("source_page").cloned().unwrap_or_default();
            place.insert("page".to_owned(), own);
            found.push(Citation {
                named: named.clone(),
                file: file.to_owned(),
                sha256: sum(page.get("sha256")),
                place: Some(read_place(&place, false)),
            });
        };
        if let Some(page) = page.as_object() {
            cite(page);
        }
        let quotes = page.get("quotes").and_then(Value::as_array);
        for quote in quotes.into_iter().flatten().filter_map(Value::as_object) {
            cite(quote);
        }
    }
    true
}

fn walk(value: &Value, named: &str, starts_notes: bool, found: &mut Vec<Citation>) {
    match value {
        Value::Array(items) => {
            for item in items {
                walk(item, named, starts_notes, found);
            }
        }
        Value::Object(object) => {
            if let Some(file) = object.get("file").and_then(Value::as_str) {
                let has_place = object.get("page").is_some_and(|page| !page.is_null());
                found.push(Citation {
                    named: named.to_owned(),
                    file: file.to_owned(),
                    sha256: sum(object.get("sha256")),
                    place: has_place.then(|| read_place(object, starts_notes)),
                });
            }
            for item in object.values() {
                walk(item, named, starts_notes, found);
            }
        }
        _ => {}
    }
}

fn sum(value: Option<&Value>) -> Option<String> {
    let sum = value.and_then(Value::as_str)?;
    (!sum.is_empty()).then(|| sum.to_owned())
}

fn read_place(object: &Map<String, Value>, starts_notes: bool) -> Place {
    // `None` where nothing is written, `Some(None)` where something else than a number is.
    let number = |key: &str| {
        let value = object.get(key).filter(|value| !value.is_null())?;
        Some(value.as_u64().and_then(|number| u32::try_from(number).ok()))
    };
    let page = number("page").flatten();
    let range = match (page, number("start"), number("end")) {
        (None, ..) | (_, Some(None), _) | (_, _, Some(None)) => Range::Malformed,
        (_, None, None) => Range::Page,
        (_, Some(Some(start)), None) if starts_notes => Range::NoteFrom(start),
        (_, Some(Some(start)), None) => Range::From(start),
        (_, Some(Some(start)), Some(Some(end))) if start <= end => Range::Characters(start, end),
        _ => Range::Malformed,
    };
    Place {
        page: page.unwrap_or(0),
        range,
        words: object
            .get("quote")
            .and_then(Value::as_str)
            .map(NoteText::new),
        goes_on: false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Citation, Range};
    use super::*;

    fn found(text: &str, starts_notes: bool) -> Vec<Citation> {
        let mut found = Vec::new();
        assert!(in_json(text, "x.jsonl, line 1", starts_notes, &mut found));
        found
    }

    #[test]
    fn every_object_that_names_a_file_is_found_at_any_depth() {
        let text = r#"{"id":"ab","evidence":[
            {"file":"a.txt","sha256":"00","page":2,"start":3,"end":9,"quote":"denies"},
            {"file":"b.txt","sha256":"","page":null,"start":null,"end":null,"quote":null}]}"#;
        let found = found(text, false);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].named, "x.jsonl, line 1, finding ab");
        let place = found[0].place.as_ref().unwrap();
        assert_eq!((place.page, place.range), (2, Range::Characters(3, 9)));
        assert_eq!((&found[1].sha256, &found[1].place), (&None, &None));
    }

    #[test]
    fn a_place_that_is_no_place_is_told() {
        let range = |text: &str| found(text, true)[0].place.as_ref().unwrap().range;
        assert_eq!(
            range(r#"{"file":"a","page":1,"start":4}"#),
            Range::NoteFrom(4)
        );
        for text in [
            r#"{"file":"a","page":"1","start":4}"#,
            r#"{"file":"a","page":1,"start":-4}"#,
            r#"{"file":"a","page":1,"start":9,"end":4}"#,
            r#"{"file":"a","page":1,"end":4}"#,
        ] {
            assert_eq!(range(text), Range::Malformed, "{text}");
        }
        assert!(!in_json("{\"file\":", "x", false, &mut Vec::new()));
    }

    #[test]
    fn a_packets_pages_cite_their_sources() {
        let text = r#"{"schema":"chartproof.packet/1","pages":[{"page":1,"part":"letter"},
            {"page":2,"part":"exhibit","file":"a.pdf","sha256":"00","source_page":7,"start":0,
             "end":90,"quotes":[{"start":4,"end":10,"quote":"denies","why":"x"}]}]}"#;
        let mut found = Vec::new();
        assert!(in_packet(text, &mut found));
        let ranges: Vec<_> = found
            .iter()
            .map(|one| one.place.as_ref().map(|place| (place.page, place.range)))
            .collect();
        assert_eq!(
            ranges,
            [
                Some((7, Range::Characters(0, 90))),
                Some((7, Range::Characters(4, 10)))
            ]
        );
        assert!(!in_packet("{}", &mut found));
    }
}

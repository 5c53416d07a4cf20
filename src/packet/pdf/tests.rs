//! Copies pages of PDFs made by many producers and reads them back.

use super::*;
use crate::packet::draw::Draft;
use crate::packet::stamp::Stamp;
use crate::read::{ReadOptions, document};
use crate::text::{FileId, Page};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use std::collections::BTreeMap;

macro_rules! samples {
    ($($name:literal),* $(,)?) => {
        [$(($name, &include_bytes!(concat!("../../../tests/data/pdf/", $name, ".pdf"))[..])),*]
    };
}

fn samples() -> Vec<(&'static str, &'static [u8])> {
    samples![
        "chromium",
        "ehr_print",
        "encrypted_aes256",
        "encrypted_rc4",
        "encrypted_for_printing",
        "object_streams",
        "reportlab",
        "rotated_90",
        "rotated_180",
        "rotated_270",
        "scan_with_fax_header",
        "tex",
        "two_columns",
        "word_processor",
    ]
    .to_vec()
}

fn options() -> ReadOptions {
    ReadOptions {
        pdf_passwords: vec!["wrong".to_owned(), "secret".to_owned()],
        ..ReadOptions::default()
    }
}

fn words(page: &Page) -> Vec<String> {
    page.text
        .as_str()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

fn stamp(width: f32) -> Draft {
    let stamp = Stamp {
        label: "Exhibit Q",
        claim: "TEST-1",
        number: 1,
        of: 1,
        source: String::new(),
    };
    stamp.alone(width)
}

/// Marks with the words they were made for.
type Marked = Vec<(String, Highlight)>;

/// Makes a packet of the first page alone, with every tenth word marked.
fn packet_of(bytes: &[u8], page: &Page) -> Option<(Vec<u8>, Marked)> {
    let original = Original::open(bytes, &options().pdf_passwords)?;
    let (width, rotation) = original.page(1)?;
    let text: Vec<char> = page.text.as_str().chars().collect();
    let marked: Marked = page
        .words
        .iter()
        .step_by(10)
        .map(|word| {
            let areas = areas_of_words(&page.words, word.start, word.end, rotation % 180 == 0);
            let quote = text[word.start as usize..word.end as usize]
                .iter()
                .collect();
            (quote, Highlight { areas, why: "test" })
        })
        .collect();
    let leaf = Leaf::Copied {
        file: FileId(0),
        page: 1,
        stamp: stamp(width),
        highlights: marked.iter().map(|(_, mark)| mark.clone()).collect(),
    };
    let mut originals = BTreeMap::from([(FileId(0), original)]);
    let made = assemble(Assembly {
        leaves: &[leaf],
        originals: &mut originals,
        bookmarks: &[],
        title: "A test",
        manifest: b"{}",
        id: [7; 16],
    });
    Some((made.expect("a packet"), marked))
}

#[test]
fn copied_pages_read_as_the_originals_with_their_stamp() {
    for (name, bytes) in samples() {
        let original = document::pdf_pages(FileId(0), bytes, &options());
        let (made, _) =
            packet_of(bytes, &original[0]).unwrap_or_else(|| panic!("{name}: not copied"));
        let copy = document::pdf_pages(FileId(0), &made, &ReadOptions::default());
        let mut rest = words(&copy[0]);
        let mut missed = Vec::new();
        for word in words(&original[0]) {
            match rest.iter().position(|found| *found == word) {
                Some(place) => drop(rest.remove(place)),
                None => missed.push(word),
            }
        }
        assert!(missed.is_empty(), "{name}: {missed:?}");
        let stamped = rest.join(" ");
        assert!(stamped.contains("Exhibit Q"), "{name}: {stamped}");
        assert!(
            rest.len() < 16,
            "{name}: more than the stamp came along: {stamped}"
        );
    }
}

#[test]
fn every_mark_lies_on_its_word_and_on_no_other() {
    let mut marks = 0;
    for (name, bytes) in samples() {
        let original = document::pdf_pages(FileId(0), bytes, &options());
        let (made, marked) = packet_of(bytes, &original[0]).expect(name);
        let copy = document::pdf_pages(FileId(0), &made, &ReadOptions::default());
        let text: Vec<char> = copy[0].text.as_str().chars().collect();
        for (quote, mark) in marked {
            let under: Vec<String> = copy[0]
                .words
                .iter()
                .filter(|word| {
                    let (x, y) = ((word.x0 + word.x1) / 2.0, (word.y0 + word.y1) / 2.0);
                    mark.areas
                        .iter()
                        .any(|area| area.x0 < x && x < area.x1 && area.y0 < y && y < area.y1)
                })
                .map(|word| {
                    text[word.start as usize..word.end as usize]
                        .iter()
                        .collect()
                })
                .collect();
            assert_eq!(under, [quote], "{name}");
            marks += 1;
        }
    }
    assert!(marks > 100, "only {marks} marks");
}

#[test]
fn nothing_but_the_copied_page_comes_along() {
    // The sample has several pages; a word of the second that the first lacks must be gone.
    let (name, bytes) = (
        "reportlab",
        samples()
            .iter()
            .find(|one| one.0 == "reportlab")
            .expect("it")
            .1,
    );
    let original = document::pdf_pages(FileId(0), bytes, &options());
    assert!(original.len() > 1, "{name} has several pages");
    let (made, _) = packet_of(bytes, &original[0]).expect(name);
    let made = Document::load_mem(&made).expect("a PDF");
    let pages = made
        .objects
        .values()
        .filter(|object| object.as_dict().is_ok_and(|dict| dict.has_type(b"Page")));
    assert_eq!(pages.count(), 1);
    let streams = made
        .objects
        .values()
        .filter_map(|object| object.as_stream().ok());
    let drawings = streams.filter(|stream| {
        let content = stream.decompressed_content().unwrap_or_default();
        content
            .windows(3)
            .any(|three| three == b"BT\n" || three == b"BT " || three == b"BT\r")
    });
    assert_eq!(drawings.count(), 2, "the page's drawing and the stamp's");
}

#[test]
fn a_form_whose_fields_do_not_say_how_they_look_is_not_copied() {
    let bytes = include_bytes!("../../../tests/data/pdf/form.pdf");
    let form = Original::open(bytes, &[]).expect("it opens");
    assert_eq!(form.page(1), None);
}

#[test]
fn a_field_that_says_how_it_looks_is_drawn_in_its_place() {
    let (made, page) = with_field(dictionary! { "N" => appearance() });
    let original = Original::open(&made, &[]).expect("it opens");
    assert!(original.page(1).is_some());
    let (copy, _) = packet_of(&made, &page).expect("it is copied");
    let copy = &document::pdf_pages(FileId(0), &copy, &ReadOptions::default())[0];
    let text: Vec<char> = copy.text.as_str().chars().collect();
    let word = copy.words.iter().find(|word| {
        text[word.start as usize..word.end as usize] == ['F', 'i', 'l', 'l', 'e', 'd']
    });
    let word = word.expect("the field's word");
    assert!(
        100.0 <= word.x0 && word.x1 <= 300.0 && 400.0 <= word.y0 && word.y1 <= 440.0,
        "{word:?}"
    );
    let (empty, _) = with_field(Dictionary::new());
    assert_eq!(Original::open(&empty, &[]).expect("it opens").page(1), None);
}

/// Returns a form that shows one word.
fn appearance() -> Stream {
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    Stream::new(
        dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 100.into(), 20.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        },
        b"BT /F 10 Tf 2 6 Td (Filled) Tj ET".to_vec(),
    )
}

/// Makes a PDF of one page with a filled field, and reads it.
fn with_field(looks: Dictionary) -> (Vec<u8>, Page) {
    let mut made = Document::with_version("1.7");
    let mut looks = looks;
    if let Ok(form) = looks.get(b"N").cloned() {
        let form = made.add_object(form);
        looks.set("N", form);
    }
    let field = made.add_object(dictionary! {
        "Type" => "Annot",
        "Subtype" => "Widget",
        "FT" => "Tx",
        "V" => Object::string_literal("Filled"),
        "Rect" => vec![100.into(), 400.into(), 300.into(), 440.into()],
        "AP" => looks,
    });
    let pages = made.new_object_id();
    let content = made.add_object(Stream::new(Dictionary::new(), Vec::new()));
    let page = made.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "MediaBox" => vec![0.into(), 0.into(), 612.into(), 792.into()],
        "Contents" => content,
        "Annots" => vec![Object::from(field)],
    });
    let tree = dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::from(page)] };
    made.objects.insert(pages, tree.into());
    let catalog = made.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    made.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    made.save_to(&mut bytes).expect("written");
    let page = document::pdf_pages(FileId(0), &bytes, &ReadOptions::default()).remove(0);
    (bytes, page)
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let (_, bytes) = samples()[0];
    let page = &document::pdf_pages(FileId(0), bytes, &options())[0];
    assert!(packet_of(bytes, page).expect("one").0 == packet_of(bytes, page).expect("other").0);
}

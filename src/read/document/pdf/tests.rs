//! Small invented PDFs, written here byte by byte.

use super::*;
use crate::read::{FileContent, ReadOptions, document};
use crate::text::FileId;
use proptest::prelude::*;

fn read_whole(file: FileId, name: &str, bytes: &[u8]) -> FileContent {
    document::read_pdf(file, name, bytes, &ReadOptions::default())
}

/// Writes a PDF whose pages have the content streams and attributes given.
fn pdf(pages: &[(&str, &str)]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        {
            let kids: Vec<String> = (0..pages.len())
                .map(|at| format!("{} 0 R", 4 + 2 * at))
                .collect();
            format!(
                "<</Type/Pages/Kids[{}]/Count {}>>",
                kids.join(" "),
                pages.len()
            )
        },
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    for (index, (content, attributes)) in pages.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R{attributes}>>",
            5 + 2 * index
        ));
        objects.push(format!(
            "<</Length {}>>stream\n{content}\nendstream",
            content.len()
        ));
    }
    let mut out = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = out.len();
    out.push_str(&format!(
        "xref\n0 {}\n0000000000 65535 f \n",
        objects.len() + 1
    ));
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF",
        objects.len() + 1
    ));
    out.into_bytes()
}

/// Writes text at places of a page, in the order given.
fn at(texts: &[(f32, f32, &str)]) -> String {
    let show =
        |(x, y, text): &(f32, f32, &str)| format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n");
    texts.iter().map(show).collect()
}

fn page_text(content: &str, attributes: &str) -> String {
    let read = read_whole(FileId(0), "a.pdf", &pdf(&[(content, attributes)]));
    assert_eq!(read.pages.len(), 1, "{:?}", read.problems);
    read.pages[0].text.as_str().to_owned()
}

#[test]
fn places_count_and_the_order_of_drawing_does_not() {
    let content = at(&[
        (72.0, 688.0, "Second line of it."),
        (300.0, 720.0, "MRN: 10442"),
        (72.0, 720.0, "Client: Doe, Jane"),
        (72.0, 700.0, "First line of the note"),
        (72.0, 640.0, "After a gap."),
    ]);
    assert_eq!(
        page_text(&content, ""),
        "Client: Doe, Jane  MRN: 10442\n\nFirst line of the note\nSecond line of it.\n\nAfter a gap."
    );
}

#[test]
fn columns_of_prose_are_read_one_after_the_other() {
    let mut texts = Vec::new();
    for line in 0..8u8 {
        let y = 700.0 - 12.0 * f32::from(line);
        texts.push((72.0, y, "left words fill up this whole line"));
        texts.push((330.0, y, "right words fill up the other line"));
    }
    let text = page_text(&at(&texts), "");
    assert!(text.starts_with("left words"), "{text}");
    assert!(text.rfind("left") < text.find("right"), "{text}");
}

#[test]
fn words_have_boxes_in_unrotated_space_whatever_the_rotation() {
    for attributes in ["", "/Rotate 90", "/Rotate 180"] {
        let read = read_whole(
            FileId(0),
            "a.pdf",
            &pdf(&[(&at(&[(72.0, 700.0, "Jane slept")]), attributes)]),
        );
        let words: Vec<_> = read.pages[0]
            .words
            .iter()
            .map(|word| (word.start, word.end))
            .collect();
        assert_eq!(words, [(0, 4), (5, 10)]);
        let first = read.pages[0].words[0];
        assert!(
            (first.x0 - 72.0).abs() < 0.5 && first.y0 < 700.0 && first.y1 > 705.0,
            "{first:?}"
        );
    }
}

#[test]
fn what_lies_outside_the_crop_box_is_dropped() {
    let content = at(&[(72.0, 700.0, "shown"), (72.0, 20.0, "cropped")]);
    assert_eq!(page_text(&content, "/CropBox[0 100 612 792]"), "shown");
}

#[test]
fn invisible_text_is_read_and_counted() {
    let read = read_whole(
        FileId(0),
        "a.pdf",
        &pdf(&[("BT /F1 10 Tf 3 Tr 72 700 Td (scan) Tj ET", "")]),
    );
    assert_eq!(read.pages[0].text.as_str(), "scan");
    assert_eq!(read.pages[0].coverage.invisible_characters, 4);
}

#[test]
fn pages_without_text_are_reported_once_per_run() {
    let full = at(&[(72.0, 700.0, "GROUP NOTE")]);
    let read = read_whole(
        FileId(0),
        "a.pdf",
        &pdf(&[(&full, ""), ("", ""), ("", ""), (&full, ""), ("", "")]),
    );
    let messages: Vec<&str> = read
        .problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::PageWithoutText)
        .map(|problem| problem.message.as_str())
        .collect();
    assert_eq!(messages.len(), 2);
    assert!(
        messages[0].starts_with("pages 2–3 hold no text"),
        "{messages:?}"
    );
    assert!(
        messages[1].starts_with("page 5 holds no text"),
        "{messages:?}"
    );
}

#[test]
fn a_chart_of_two_notes_gives_two_notes() {
    let note = |date: &str| {
        let date = format!("Date of Service: {date}");
        at(&[
            (72.0, 740.0, "INDIVIDUAL THERAPY NOTE"),
            (72.0, 720.0, "Client: Doe, Jane"),
            (300.0, 720.0, "MRN: 10442"),
            (72.0, 708.0, &date),
            (
                72.0,
                680.0,
                "Client talked about her week and the cravings she had at home.",
            ),
            (
                72.0,
                640.0,
                "Electronically signed by Ann Roe, LCSW 04/06/2026 14:32",
            ),
        ])
    };
    let read = read_whole(
        FileId(0),
        "chart.pdf",
        &pdf(&[(&note("04/05/2026"), ""), (&note("04/06/2026"), "")]),
    );
    let dates: Vec<_> = read
        .notes
        .iter()
        .filter_map(|note| note.date())
        .map(|date| date.to_string())
        .collect();
    assert_eq!(dates, ["2026-04-05", "2026-04-06"]);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
}

#[test]
fn damaged_bytes_are_a_problem() {
    let read = read_whole(FileId(0), "a.pdf", b"%PDF-1.4 and nothing else");
    assert_eq!(
        read.problems.first().map(|problem| problem.kind),
        Some(ProblemKind::Unreadable)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_panic(cut in 0usize..900, change in 0usize..900, byte in any::<u8>()) {
        let mut bytes = pdf(&[(&at(&[(72.0, 700.0, "GROUP NOTE"), (72.0, 680.0, "Client: Doe")]), "")]);
        if let Some(place) = bytes.get_mut(change) {
            *place = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut / 3));
        read_whole(FileId(0), "a.pdf", &bytes);
    }
}

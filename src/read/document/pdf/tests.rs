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

/// Returns the text of one page whose resources hold the fonts and forms given.
fn drawn(content: &str) -> String {
    page_text(content, "")
}

#[test]
fn overprinted_words_stay_whole() {
    let content = at(&[
        (72.0, 700.0, "Diagnosis: alcohol use disorder severe"),
        (220.0, 700.0, "Provider: Ann Roe"),
    ]);
    let text = drawn(&content);
    for word in ["disorder", "severe", "Provider:"] {
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn text_drawn_twice_is_read_once() {
    let content = at(&[
        (72.0, 700.0, "GROUP NOTE"),
        (72.4, 700.0, "GROUP NOTE"),
        (72.4, 699.6, "GROUP NOTE"),
    ]);
    assert_eq!(drawn(&content), "GROUP NOTE");
    // The same words one line below are another line.
    let content = at(&[(72.0, 700.0, "no change"), (72.0, 689.0, "no change")]);
    assert_eq!(drawn(&content), "no change\nno change");
}

#[test]
fn spaced_letters_make_a_word_and_spaced_words_do_not() {
    let spaced = "BT /F1 10 Tf 2.2 Tc 72 700 Td (REVIEWED) Tj ET";
    assert_eq!(drawn(spaced), "REVIEWED");
    let words = "BT /F1 10 Tf 72 700 Td [(on)-300(a)-300(weekly)-300(basis)] TJ ET";
    assert_eq!(drawn(words), "on a weekly basis");
}

#[test]
fn a_footnote_mark_stands_apart_and_an_ordinal_does_not() {
    let raised = |mark: &str| {
        format!(
            "BT /F1 10 Tf 72 700 Td (rated it 6) Tj /F1 6 Tf 4 Ts ({mark}) Tj 0 Ts /F1 10 Tf ( today) Tj ET"
        )
    };
    assert_eq!(drawn(&raised("2")), "rated it 6 2 today");
    assert_eq!(drawn(&raised("th")), "rated it 6th today");
}

#[test]
fn cells_between_rules_are_read_one_by_one() {
    let words = at(&[
        (74.0, 700.0, "Goal 1"),
        (142.0, 700.0, "Client practiced two of the"),
        (142.0, 688.0, "coping skills at home."),
        (292.0, 700.0, "In progress since"),
        (292.0, 688.0, "the last review"),
    ]);
    let ruled = |across: &str| {
        format!(
            "{words} 72 712 m 380 712 l S 72 680 m 380 680 l S 72 680 m 72 712 l S 380 680 m 380 712 l S {across}"
        )
    };
    assert_eq!(
        drawn(&ruled("140 680 m 140 712 l S 290 680 m 290 712 l S")),
        "Goal 1  Client practiced two of the coping skills at home.  In progress since the last review"
    );
    // Without walls between them nothing says that the lines belong together.
    assert_eq!(
        drawn(&ruled("")),
        "Goal 1  Client practiced two of the  In progress since\ncoping skills at home.  the last review"
    );
}

#[test]
fn labels_with_values_in_a_cell_keep_their_lines() {
    let words = at(&[
        (74.0, 700.0, "Client: Doe"),
        (74.0, 688.0, "MRN: 10442"),
        (242.0, 700.0, "Program: PHP"),
        (242.0, 688.0, "Payer: Acme"),
    ]);
    let content = format!("{words} 72 680 328 32 re S 240 680 m 240 712 l S");
    assert_eq!(
        drawn(&content),
        "Client: Doe\nMRN: 10442\nProgram: PHP\nPayer: Acme"
    );
    let words = at(&[
        (74.0, 700.0, "Provider:"),
        (242.0, 700.0, "Ann Roe, LCSW"),
        (242.0, 688.0, "Clinical Director"),
    ]);
    let content = format!("{words} 72 680 328 32 re S 240 680 m 240 712 l S");
    assert_eq!(
        drawn(&content),
        "Provider:  Ann Roe, LCSW\nClinical Director"
    );
}

#[test]
fn a_page_number_between_columns_is_not_in_them() {
    let mut texts = Vec::new();
    for line in 0..8u8 {
        let y = 700.0 - 12.0 * f32::from(line);
        texts.push((72.0, y, "left words fill up this whole line"));
        texts.push((330.0, y, "right words fill up the other line"));
    }
    texts.push((300.0, 560.0, "7"));
    let text = drawn(&at(&texts));
    assert!(text.ends_with("the other line\n\n7"), "{text}");
}

#[test]
fn right_to_left_words_are_written_as_they_are_read() {
    use super::layout::lay_out;
    let glyph = |c: char, x: f32| Glyph {
        text: GlyphText::One(c),
        origin: (x, 700.0),
        advance: (x + 5.0, 700.0),
        size: 10.0,
        rise: 8.0,
        drop: 2.0,
    };
    // "שלום לך" stands from the right: its first letter is the rightmost.
    let shown = [
        ('ש', 130.0),
        ('ל', 125.0),
        ('ו', 120.0),
        ('ם', 115.0),
        ('ל', 105.0),
        ('ך', 100.0),
    ];
    let page = PageGlyphs {
        glyphs: shown.map(|(c, x)| glyph(c, x)).to_vec(),
        ..PageGlyphs::default()
    };
    assert_eq!(lay_out(&page).text, "שלום לך");
}

#[test]
fn forms_that_draw_each_other_without_end_are_given_up() {
    // Each level draws the next twice, which makes 2^30 drawings of it.
    let form = |next: usize| {
        format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {next} 0 R>>>>/Length 12>>stream\n/X Do /X Do \nendstream"
        )
    };
    let mut bytes = String::from_utf8(pdf(&[("/X Do", "")]))
        .expect("text")
        .replace("/Font<</F1 3 0 R>>", "/XObject<</X 6 0 R>>");
    // Loose objects are found without a table of places.
    let end = bytes.find("xref").expect("a table");
    let forms: Vec<String> = (6..36)
        .map(|number| format!("{number} 0 obj\n{}\nendobj\n", form(number + 1)))
        .collect();
    bytes.truncate(end);
    bytes.push_str(&forms.concat());
    bytes.push_str("trailer<</Root 1 0 R/Size 40>>\nstartxref\n0\n%%EOF");
    let read = read_whole(FileId(0), "a.pdf", bytes.as_bytes());
    assert_eq!(
        read.problems.first().map(|problem| problem.kind),
        Some(ProblemKind::PageDamaged),
        "{:?}",
        read.problems
    );
}

//! Reads the PDFs of `tests/data/pdf`, made by many producers, and compares the words with the
//! lists that stand beside them.

use crate::bad_input::{GOOD_CLAIM, GOOD_NOTE};
use crate::support::{Audited, root};
use chartproof::read::{
    FileContent, Picture, PictureReader, PictureWord, ReadOptions, document, file,
};
use chartproof::text::{FileId, Page};
use proptest::prelude::*;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// Least share of the lines listed that must be found word for word, in percent.
const LEAST_LINES: f64 = 99.0;

fn data() -> PathBuf {
    root().join("tests/data/pdf")
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(data().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn options() -> ReadOptions {
    ReadOptions {
        pdf_passwords: vec!["wrong".to_owned(), "secret".to_owned()],
        ..ReadOptions::default()
    }
}

fn pages(name: &str, options: &ReadOptions) -> Vec<Page> {
    document::pdf_pages(FileId(0), &bytes(name), options)
}

fn text(pages: &[Page]) -> String {
    let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
    texts.join("\n\n")
}

/// Returns the words of a text with one space between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_lines_of_every_producer_are_read_word_for_word() {
    let mut files = 0;
    for entry in std::fs::read_dir(data()).expect("the folder of PDFs") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|kind| kind != "lines") {
            continue;
        }
        let name = path.with_extension("pdf");
        let name = name.file_name().expect("a name").to_string_lossy();
        let read = format!(" {} ", words(&text(&pages(&name, &options()))));
        let listed = std::fs::read_to_string(&path).expect("a list of lines");
        let lines: Vec<String> = listed.lines().map(words).collect();
        let missed: Vec<&String> = lines
            .iter()
            .filter(|line| !read.contains(&format!(" {line} ")))
            .collect();
        let share = 100.0 * (lines.len() - missed.len()) as f64 / lines.len() as f64;
        assert!(
            lines.len() > 50,
            "{name}: the list is too short to prove much"
        );
        assert!(share >= LEAST_LINES, "{name}: {share:.2} %: {missed:#?}");
        files += 1;
    }
    assert!(files >= 10, "only {files} lists");
}

#[test]
fn a_column_is_read_to_its_end_before_the_next() {
    let text = text(&pages("two_columns.pdf", &options()));
    let flat = words(&text);
    // Sentences that run over line ends stay whole only where columns are not mixed.
    let whole = flat
        .matches("denied suicidal ideation, intent or plan")
        .count();
    let parts = flat.matches("suicidal").count();
    assert!(whole > 3 && whole == parts, "{whole} of {parts}");
}

#[test]
fn a_wrapped_cell_stays_with_its_row() {
    let text = text(&pages("reportlab.pdf", &options()));
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("Goal ") && line.contains("/2026"))
        .collect();
    assert_eq!(rows.len(), 12, "{text}");
    for row in rows {
        let cells: Vec<&str> = row.split("  ").filter(|cell| !cell.is_empty()).collect();
        assert_eq!(cells.len(), 4, "{row}");
        assert!(cells[1].ends_with('.'), "{row}");
    }
}

#[test]
fn a_password_opens_what_is_encrypted_and_none_is_told() {
    for name in ["encrypted_aes256.pdf", "encrypted_rc4.pdf"] {
        let read: FileContent = file(FileId(0), name, &bytes(name), &options());
        assert_eq!(read.pages.len(), 3, "{name}");
        let refused = file(FileId(0), name, &bytes(name), &ReadOptions::default());
        assert!(refused.pages.is_empty(), "{name}");
        let message = &refused.problems[0].message;
        assert!(message.contains("--pdf-password"), "{message}");
        let wrong = ReadOptions {
            pdf_passwords: vec!["hunter2".to_owned()],
            ..ReadOptions::default()
        };
        let refused = file(FileId(0), name, &bytes(name), &wrong);
        let message = &refused.problems[0].message;
        assert!(message.contains("none of those given fits"), "{message}");
        assert!(!message.contains("hunter2") && !format!("{wrong:?}").contains("hunter2"));
    }
    // Restrictions on printing alone need no password.
    let read = pages("encrypted_for_printing.pdf", &ReadOptions::default());
    assert_eq!(read.len(), 3);
}

#[test]
fn fields_of_a_form_are_read_at_their_places() {
    let pages = pages("form.pdf", &options());
    let text = text(&pages);
    for line in [
        "Client Name:  Marlowe, Tessa  MRN:  10777",
        "Suicidal ideation:  ☐  Yes  ☒  No",
        "Risk level:  ☐  Low  ☒  Moderate  ☐  High",
        "Level of care:  PHP",
        "Duration:  50 minutes",
        "Plan: continue PHP.",
        "[Comment by Reviewer: Please add end time]",
        "Electronically signed by Ann Roe, LCSW 04/05/2026 14:40",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(
        text.contains(
            "[Digitally signed by Ann Roe, LCSW 04/05/2026 14:32; reason: I am the author]"
        ),
        "{text}"
    );
    assert!(
        text.contains("[Signature field without a signature]"),
        "{text}"
    );
    assert!(!text.contains("hidden words"), "{text}");
    assert_eq!(pages[0].coverage.hidden_annotations, 1);
}

#[test]
fn documents_inside_a_portfolio_follow_its_own_pages() {
    let read = file(
        FileId(0),
        "portfolio.pdf",
        &bytes("portfolio.pdf"),
        &options(),
    );
    let numbers: Vec<u32> = read.pages.iter().map(|page| page.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    assert!(read.pages[4].text.as_str().contains("Quill, Jonas"));
    let messages: Vec<&str> = read
        .problems
        .iter()
        .map(|problem| problem.message.as_str())
        .filter(|message| message.starts_with("attached file"))
        .collect();
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(
        !read
            .problems
            .iter()
            .any(|problem| problem.kind.loses_the_file())
    );
    let noted: Vec<u32> = read.notes.iter().map(|note| note.place().page).collect();
    assert!(noted.contains(&5), "{noted:?}");
}

/// Answers every picture with the same words and keeps its size.
#[derive(Default)]
struct Parrot {
    confidence: u8,
    asked: Mutex<Vec<(u32, u32, usize)>>,
}

impl PictureReader for Parrot {
    fn read_picture(&self, picture: &Picture) -> Result<Vec<PictureWord>, String> {
        let dark = picture.shades.iter().filter(|shade| **shade < 128).count();
        self.asked
            .lock()
            .expect("one thread")
            .push((picture.width, picture.height, dark));
        if self.confidence == 0 {
            return Err("nobody is there".to_owned());
        }
        let word = |text: &str, line, left| PictureWord {
            text: text.to_owned(),
            line,
            left,
            top: 300 * (line + 1),
            width: 150,
            height: 30,
            confidence: self.confidence,
        };
        Ok(vec![
            word("GROUP", 0, 300),
            word("NOTE", 0, 500),
            word("Jane", 1, 300),
        ])
    }
}

fn recognized(name: &str, confidence: u8) -> (FileContent, Vec<(u32, u32, usize)>) {
    let parrot = Arc::new(Parrot {
        confidence,
        asked: Mutex::default(),
    });
    let options = ReadOptions {
        picture_reader: Some(parrot.clone()),
        ..ReadOptions::default()
    };
    let read = file(FileId(0), name, &bytes(name), &options);
    let asked = parrot.asked.lock().expect("one thread").clone();
    (read, asked)
}

#[test]
fn a_scan_is_unread_without_text_recognition() {
    let read = file(
        FileId(0),
        "a.pdf",
        &bytes("scan_ccitt.pdf"),
        &ReadOptions::default(),
    );
    assert!(read.pages[0].coverage.lacks_text());
    assert!(
        read.problems[0].message.contains("`--ocr`"),
        "{:?}",
        read.problems
    );
}

#[test]
fn a_fax_header_does_not_make_a_scan_read() {
    let read = file(
        FileId(0),
        "a.pdf",
        &bytes("scan_with_fax_header.pdf"),
        &ReadOptions::default(),
    );
    assert!(read.pages[0].text.as_str().contains("PAGE 2/7"));
    assert!(read.pages[0].coverage.lacks_text());
    assert!(
        read.problems[0].message.contains("mostly images"),
        "{:?}",
        read.problems
    );
}

#[test]
fn recognized_words_have_places_on_the_page() {
    let (read, asked) = recognized("scan_with_fax_header.pdf", 90);
    let page = &read.pages[0];
    assert!(page.text.as_str().ends_with("PAGE 2/7\n\nGROUP NOTE\nJane"));
    assert!(!page.coverage.lacks_text());
    assert_eq!(page.coverage.recognized_words, 3);
    assert_eq!(page.coverage.recognition_confidence, 90);
    let word = page.words[page.words.len() - 3];
    // 300 pixels from the left and 300 to 330 from the top, at 300 dots per inch.
    assert!(
        (word.x0 - 72.0).abs() < 0.6 && (word.x1 - 108.0).abs() < 0.6,
        "{word:?}"
    );
    assert!((word.y1 - (792.0 - 72.0)).abs() < 1.0, "{word:?}");
    let [(width, height, dark)] = asked[..] else {
        panic!("one page, one picture: {asked:?}");
    };
    assert!(width == 2550 && height.abs_diff(3300) < 4, "{asked:?}");
    assert!(
        dark > 50_000,
        "the picture shows the scan: {dark} dark pixels"
    );
}

#[test]
fn recognition_that_fails_or_is_unsure_leaves_the_page_unread() {
    let (failed, _) = recognized("scan_ccitt.pdf", 0);
    assert!(failed.pages[0].coverage.lacks_text());
    assert!(failed.problems[0].message.contains("nobody is there"));
    let (unsure, _) = recognized("scan_ccitt.pdf", 30);
    assert!(unsure.pages[0].coverage.lacks_text());
    assert!(
        unsure.problems[0].message.contains("not sure"),
        "{:?}",
        unsure.problems
    );
}

#[test]
fn pages_with_text_are_not_recognized() {
    let (_, asked) = recognized("word_processor.pdf", 90);
    assert!(asked.is_empty(), "{asked:?}");
}

/// Returns how the missing note of a claim is judged in a chart declared complete, with a scan
/// beside the note or without.
fn missing_note(scan: Option<&str>) -> Vec<(String, String)> {
    let case = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, bytes: &[u8]| {
        std::fs::write(case.path().join(name), bytes).expect("written");
    };
    let note = GOOD_NOTE.replace("01/05/2026", "01/12/2026");
    write("note.txt", note.as_bytes());
    write("claim.837", GOOD_CLAIM.as_bytes());
    if let Some(scan) = scan {
        write("scan.pdf", &bytes(scan));
    }
    let audited = Audited::run(case.path(), &["--quiet", "--chart-complete"]);
    let word = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or("").to_owned();
    audited
        .rows("findings.jsonl")
        .iter()
        .filter(|row| row["rule"] == "DOC-001")
        .map(|row| (word(row, "outcome"), word(row, "message")))
        .collect()
}

#[test]
fn absence_proves_nothing_while_a_page_is_unread() {
    let read = missing_note(None);
    assert!(
        read.iter().any(|(outcome, _)| outcome == "fail"),
        "{read:?}"
    );
    for scan in [
        "scan_ccitt.pdf",
        "scan_with_fax_header.pdf",
        "encrypted_rc4.pdf",
    ] {
        let unread = missing_note(Some(scan));
        assert!(!unread.is_empty());
        for (outcome, message) in unread {
            assert_ne!(outcome, "fail", "{scan}: {message}");
            assert!(message.contains("could not be read"), "{scan}: {message}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_damage_panics(
        name in prop::sample::select(vec![
            "form.pdf", "portfolio.pdf", "object_streams.pdf", "encrypted_rc4.pdf", "scan_ccitt.pdf",
        ]),
        changes in proptest::collection::vec((any::<u32>(), any::<u8>()), 1..12),
        cut in 0usize..4000,
    ) {
        let mut bytes = bytes(name);
        for (place, byte) in changes {
            let place = place as usize % bytes.len();
            bytes[place] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut.saturating_sub(2000)));
        let read = file(FileId(0), name, &bytes, &options());
        prop_assert!(!read.pages.is_empty() || !read.problems.is_empty());
    }
}

//! Reads bytes as the program does and checks what must hold of any input. Each target is one
//! function here; the test suite feeds kept findings to the same ones.

use chartproof::model::{Assertion, LevelOfCare, NoteKind, ServiceDate};
use chartproof::policy::{FacilityFile, Policy};
use chartproof::read::{self, FileContent, ReadOptions};
use chartproof::scan::{Lexicon, NoteInput, Scanner, read_planning, sketch, wording};
use chartproof::search::{IndexBuilder, NoteDocument, NoteIndex, Query, Searcher};
use chartproof::text::{FileId, PageMaps, Span};
use std::cell::RefCell;
use std::io::{Cursor, Write};
use std::sync::OnceLock;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A target's name and what it feeds.
pub type Target = (&'static str, fn(&[u8]));

/// Every target by its name.
pub const TARGETS: &[Target] = &[
    ("ccda", ccda),
    ("csv", csv),
    ("docx", docx),
    ("fhir", fhir),
    ("pdf", pdf),
    ("policy", policy),
    ("query", query),
    ("rtf", rtf),
    ("scan", scan),
    ("x12", x12),
];

/// Feeds markup to the C-CDA reader.
pub fn ccda(bytes: &[u8]) {
    let opening = b"<?xml version=\"1.0\"?>\n<ClinicalDocument xmlns=\"urn:hl7-org:v3\">";
    read("fuzz.xml", &[opening, bytes].concat());
}

/// Feeds rows to the table reader, below headers of an authorization log, and whole files.
pub fn csv(bytes: &[u8]) {
    let header = b"Auth #,Patient,DOB,Member ID,Payer,Level of Care,Start,End,Units,Status\n";
    read("fuzz.csv", &[header, bytes].concat());
    read("fuzz.csv", bytes);
}

/// Feeds markup to the DOCX reader as a document's body, inside a sound archive: bytes of the
/// archive itself are the zip library's matter.
pub fn docx(bytes: &[u8]) {
    const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    const OPENING: &[u8] = b"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let body = [OPENING, bytes].concat();
    for (name, part) in [
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", body.as_slice()),
    ] {
        archive.start_file(name, stored).expect("a part begins");
        archive.write_all(part).expect("a part is written");
    }
    let file = archive.finish().expect("the archive ends").into_inner();
    read("fuzz.docx", &file);
}

/// Feeds resources to the FHIR reader.
pub fn fhir(bytes: &[u8]) {
    read(
        "fuzz.json",
        &[b"{\"resourceType\":\"Bundle\",", bytes].concat(),
    );
}

/// Feeds bytes to the PDF reader.
pub fn pdf(bytes: &[u8]) {
    read("fuzz.pdf", &[b"%PDF-1.7\n", bytes].concat());
}

/// Feeds bytes to the readers of settings: the facility's file alone, over another and as a
/// policy, and a lexicon laid over the program's and alone.
pub fn policy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(file) = FacilityFile::parse(text) {
        let mut under = FacilityFile::default();
        under.overlay(file.clone());
        let mut over = file;
        over.overlay(under);
        // A number out of bounds is refused, not believed.
        let _ = Policy::for_facility(over);
    }
    let read = [Lexicon::only_user(text), Lexicon::with_user(text)];
    for lexicon in read.into_iter().flatten() {
        let note = b"Progress Note\nClient denies SI/HI, reports cravings 7/10.\n";
        scanned(note, &mut Scanner::new(&lexicon));
    }
}

/// Feeds text to the query language, and what it understood to an index, with every filter.
pub fn query(bytes: &[u8]) {
    static SEARCHER: OnceLock<Searcher> = OnceLock::new();
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(query) = Query::parse(text) else {
        return;
    };
    let searcher = SEARCHER.get_or_init(|| searcher().expect("an index in memory"));
    let filtered = query
        .clone()
        .of_patient(text)
        .with_assertion(Assertion::Negated)
        .at_level(LevelOfCare::PartialHospitalization);
    let day = ServiceDate::new(2026, 1, 5).expect("a date");
    for query in [query, filtered.clone(), filtered.from(day).to(day)] {
        let hits = searcher
            .search(&query, 10)
            .expect("a query that was read can be asked");
        let count = searcher.count(&query).expect("and counted");
        assert_eq!(hits.len(), count.min(10), "hits and their number differ");
        for place in hits.iter().flat_map(|hit| &hit.matches) {
            let length = place.quote.as_str().chars().count() as u32;
            assert_eq!(
                place.start + length,
                place.end,
                "a quote is not its characters"
            );
        }
    }
}

fn searcher() -> Result<Searcher, chartproof::search::SearchError> {
    let index = NoteIndex::in_memory()?;
    let mut builder = IndexBuilder::new(&index, 0)?;
    for (number, text) in [
        "Denies SI. A naïve walk; reports cravings, panic",
        "Group note 10:30",
    ]
    .into_iter()
    .enumerate()
    {
        let end = text.chars().count() as u32;
        builder.add(&NoteDocument {
            patient: "FZ-1",
            file_path: "fuzz.txt",
            sha256: "00",
            pages: vec![(Span::new(FileId(0), number as u32 + 1, 0, end), text)],
            date: ServiceDate::new(2026, 1, 5),
            kind: NoteKind::GroupNote,
            author: Some("Jane Roe"),
            level: Some(LevelOfCare::PartialHospitalization),
            mentions: &[],
        })?;
    }
    builder.finish()?;
    Searcher::new(&index)
}

/// Feeds bytes to the RTF reader.
pub fn rtf(bytes: &[u8]) {
    read("fuzz.rtf", &[b"{\\rtf1", bytes].concat());
}

/// Feeds a note to everything that an audit reads out of it with the whole lexicon.
pub fn scan(bytes: &[u8]) {
    thread_local! {
        static SCANNER: RefCell<Scanner<'static>> = RefCell::new(Scanner::new(Lexicon::embedded()));
    }
    let opening =
        b"Patient: Doe, Jane   MRN: FZ-1   DOB: 01/02/1990\nDate of Service: 01/05/2026\n";
    SCANNER.with_borrow_mut(|scanner| scanned(&[opening, bytes].concat(), scanner));
}

fn scanned(note: &[u8], scanner: &mut Scanner<'_>) {
    let mut content = read("fuzz.txt", note);
    let pages = PageMaps::new(&content.pages);
    for note in &mut content.notes {
        let input = NoteInput::of(note, &pages);
        let mentions = scanner.note(&input);
        for mention in &mentions {
            assert!(
                !pages.slice(&mention.span).is_empty(),
                "a mention of no words"
            );
        }
        let explained = scanner
            .explained(&input)
            .into_iter()
            .map(|(mention, _)| mention);
        assert!(
            explained.eq(mentions),
            "what is explained is not what was found"
        );
        scanner.elements(&input);
        let pieces: Vec<(Span, &str)> = note
            .spans
            .iter()
            .map(|span| (*span, pages.slice(span)))
            .collect();
        let name = note.patient.name.as_ref().map(|name| &name.value);
        let title = note.title.map_or("", |title| pages.slice(&title));
        sketch::sketch(&pieces, name, title);
        wording::wording(&pieces, name);
        read_planning(note, &pages);
    }
}

/// Feeds segments to the X12 reader, behind an envelope of its own.
pub fn x12(bytes: &[u8]) {
    let opening = b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260110*1200*^*00501*000000001*0*P*:~";
    read("fuzz.837", &[opening, bytes].concat());
}

/// Reads a file and checks that every span of its notes lies on its page.
fn read(name: &str, bytes: &[u8]) -> FileContent {
    let content = read::file(FileId(0), name, bytes, &ReadOptions::default());
    let length = |number: u32| {
        content
            .pages
            .iter()
            .find(|page| page.number == number)
            .map(|page| page.text.as_str().chars().count() as u32)
    };
    for note in &content.notes {
        for span in &note.spans {
            let end = length(span.page).expect("a note stands on a page that was read");
            assert!(
                span.start <= span.end && span.end <= end,
                "a span leaves its page"
            );
        }
    }
    let said_or_read = !content.problems.is_empty() || !content.pages.is_empty();
    assert!(said_or_read, "nothing was read and nothing was said");
    content
}

//! Measures the search index: how fast notes are written into it, against a bare tantivy program
//! that writes the same words and stored bytes under the same schema, and how fast it answers.
//!
//! The argument is a case folder that was audited before, and then its index folder. Prints one
//! JSON line; it asserts nothing about time.
//!
//!     cargo bench --bench search -- CASE INDEX

#![expect(clippy::print_stdout, reason = "a bench prints what it measures")]

use chartproof::model::{IndicatorId, Note, ServiceDate};
use chartproof::read::{self, FileKind, ReadOptions};
use chartproof::scan::{Lexicon, NoteInput, Scanner};
use chartproof::search::{IndexBuilder, NoteDocument, NoteIndex, Query, Searcher, schema};
use chartproof::store;
use chartproof::text::{PageMaps, Span};
use std::path::Path;
use std::time::Instant;
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer};
use tantivy::{Index, TantivyDocument};

/// Notes that are written.
const NOTES: usize = 20_000;
/// Memory of either writer.
const MEMORY: usize = 64 * 1024 * 1024;
/// How often both are written, in turn.
const ROUNDS: usize = 3;
/// Queries of each kind.
const QUERIES: usize = 500;

/// A note as read and scanned, with its words.
struct Read {
    file: String,
    sha256: String,
    patient: String,
    note: Note,
    pages: Vec<(Span, String)>,
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let [case, index] = arguments.as_slice() else {
        println!("give a case folder and its index folder");
        return;
    };
    let notes = read(Path::new(case));
    let bytes: usize = notes
        .iter()
        .flat_map(|note| &note.pages)
        .map(|(_, text)| text.len())
        .sum();
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(timed(|| write(&notes)));
        bare.push(timed(|| write_bare(&notes)));
    }
    let (ours, bare) = (median(&mut ours), median(&mut bare));
    let opened = Searcher::new(&NoteIndex::in_folder(Path::new(index)).expect("an index"));
    let searcher = opened.expect("an index that can be searched");
    let (phrase, structured) = (phrases(&searcher, &notes), structured(&searcher));
    println!(
        "{{\"bench\":\"search\",\"notes_written\":{},\"index_mb_per_s\":{:.1},\
         \"bare_mb_per_s\":{:.1},\"times_bare\":{:.2},\"notes_searched\":{},\
         \"phrase_p50_ms\":{:.2},\"phrase_p99_ms\":{:.2},\"structured_p50_ms\":{:.2},\
         \"structured_p99_ms\":{:.2}}}",
        notes.len(),
        bytes as f64 / 1e6 / ours,
        bytes as f64 / 1e6 / bare,
        ours / bare,
        searcher.notes(),
        phrase.0,
        phrase.1,
        structured.0,
        structured.1,
    );
}

/// Reads and scans notes of a case.
fn read(case: &Path) -> Vec<Read> {
    let case = store::discover(case).expect("a case folder");
    let mut scanner = Scanner::new(Lexicon::embedded());
    let mut notes = Vec::new();
    for file in &case.files {
        let (bytes, sha256) = file.location.read().expect("a file");
        let content = read::file(file.id, &file.path, &bytes, &ReadOptions::default());
        if content.kind != FileKind::Text {
            continue;
        }
        let maps = PageMaps::new(&content.pages);
        for mut note in content.notes {
            note.mentions = scanner.note(&NoteInput {
                pages: &maps,
                spans: &note.spans,
                kind: note.kind,
                service_date: note.date(),
                headings: &note.headings,
            });
            let pages = note
                .spans
                .iter()
                .map(|span| (*span, maps.slice(span).to_owned()));
            notes.push(Read {
                file: file.path.clone(),
                sha256: sha256.clone(),
                patient: note
                    .patient
                    .mrn
                    .as_ref()
                    .map_or(String::new(), |mrn| mrn.value.clone()),
                pages: pages.collect(),
                note,
            });
        }
        if notes.len() >= NOTES {
            break;
        }
    }
    notes
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Writes the notes as an audit does.
fn write(notes: &[Read]) {
    let folder = tempfile::tempdir().expect("a folder");
    let index = NoteIndex::in_folder(folder.path()).expect("an index");
    let mut builder = IndexBuilder::new(&index, MEMORY).expect("a writer");
    for read in notes {
        let pages = read.pages.iter().map(|(span, text)| (*span, text.as_str()));
        builder
            .add(&NoteDocument {
                patient: &read.patient,
                file_path: &read.file,
                sha256: &read.sha256,
                pages: pages.collect(),
                date: read.note.date(),
                kind: read.note.kind,
                author: read
                    .note
                    .author
                    .as_ref()
                    .map(|author| author.value.as_str()),
                level: read.note.level_hint.map(|level| level.value),
                mentions: &read.note.mentions,
            })
            .expect("a note is added");
    }
    builder.finish().expect("the index is written");
}

/// Writes the same words, ids and terms, with the note's text stored, and nothing else.
fn write_bare(notes: &[Read]) {
    let folder = tempfile::tempdir().expect("a folder");
    let schema = schema();
    let field = |name: &str| schema.get_field(name).expect("a field");
    let index = Index::create_in_dir(folder.path(), schema.clone()).expect("an index");
    let words = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(LowerCaser)
        .build();
    index.tokenizers().register("words", words);
    let mut writer = index
        .writer_with_num_threads::<TantivyDocument>(1, MEMORY)
        .expect("a writer");
    for (number, read) in notes.iter().enumerate() {
        let mut document = TantivyDocument::new();
        document.add_text(field("id"), format!("{number:032}"));
        document.add_text(field("file"), &read.file);
        document.add_text(field("patient"), &read.patient);
        document.add_text(field("kind"), read.note.kind.id());
        if let Some(author) = &read.note.author {
            document.add_text(field("author"), &author.value);
        }
        for mention in &read.note.mentions {
            document.add_text(field("mention"), mention.indicator.as_str());
        }
        let text: String = read.pages.iter().map(|(_, text)| text.as_str()).collect();
        document.add_bytes(field("note"), text.as_bytes());
        document.add_text(field("text"), text);
        document.add_u64(field("order"), number as u64);
        document.add_i64(field("day"), 20_000);
        writer.add_document(document).expect("a note is added");
    }
    writer.commit().expect("the index is written");
    writer.wait_merging_threads().expect("the index is at rest");
}

/// Times phrases of three words of notes, for one patient and from a date on, in milliseconds.
fn phrases(searcher: &Searcher, notes: &[Read]) -> (f64, f64) {
    let from = ServiceDate::new(2026, 1, 1).expect("a date");
    let step = (notes.len() / QUERIES).max(1);
    let queries = notes.iter().step_by(step).map(|read| {
        let text = read.pages.first().map_or("", |(_, text)| text.as_str());
        let body: Vec<&str> = text
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| word.len() > 2)
            .collect();
        let place = body.len() / 2;
        let words = body.get(place..place + 3).unwrap_or_default().join(" ");
        let query = Query::parse(&format!("\"{words}\"")).expect("a phrase");
        query.of_patient(&read.patient).from(from)
    });
    percentiles(searcher, queries)
}

/// Times queries for an indicator with an assertion in a range of dates, over all patients.
fn structured(searcher: &Searcher) -> (f64, f64) {
    let indicators = [
        "D1-01", "D3-01", "D3-02", "D5-01", "D5-03", "D6-01", "T-01", "P-01",
    ];
    let assertions = ["affirmed", "negated", "historical"];
    let queries = (0..QUERIES).map(|number| {
        let indicator = indicators[number % indicators.len()];
        let assertion = assertions[number % assertions.len()];
        let parsed = Query::parse(&format!("assertion:{assertion} kind:group-note"));
        let day = ServiceDate::new(2026, 1, 1 + number as u32 % 28).expect("a date");
        parsed
            .expect("a query")
            .with_indicator(IndicatorId::new(indicator).expect("an indicator"))
            .from(day)
    });
    percentiles(searcher, queries)
}

fn percentiles(searcher: &Searcher, queries: impl Iterator<Item = Query>) -> (f64, f64) {
    let mut times: Vec<f64> = queries
        .map(|query| {
            let time = timed(|| {
                searcher.search(&query, 20).expect("hits or none");
            });
            time * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    (at(0.5), at(0.99))
}

//! The merged charts: how many note boundaries, dates of service, authors and signature states
//! are right, of how many, counted chart by chart and printed.

use crate::support::root;
use chartproof::model::{Note, Signature, SignatureState};
use chartproof::read::{self, FileContent};
use chartproof::text::FileId;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Truth {
    note: Vec<Document>,
}

/// One document of a chart, as its writer made it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    page: u32,
    /// Its first line, and which of the equal lines of the page it is.
    first: String,
    #[serde(default)]
    nth: usize,
    /// The line that names it, where that is not the first: only the patient's and the
    /// facility's names stand between, so a note may begin at any of them.
    title: Option<String>,
    kind: String,
    date: Option<String>,
    start: Option<String>,
    stop: Option<String>,
    minutes: Option<u32>,
    author: Option<String>,
    credential: Option<String>,
    signature: String,
    signed_at: Option<String>,
    cosignature: Option<String>,
    cosigner: Option<String>,
    patient: Option<String>,
}

/// What is counted, in the order of printing; the first four must hold.
const MEASURES: [&str; 9] = [
    "boundary",
    "date",
    "author",
    "signature",
    "credential",
    "cosigner",
    "kind",
    "time",
    "patient",
];
const HELD: usize = 4;

#[derive(Default, Clone)]
struct Count {
    right: [usize; MEASURES.len()],
    of: [usize; MEASURES.len()],
    /// Notes by tens of boundary confidence: right and all.
    bands: BTreeMap<u8, (usize, usize)>,
    faults: String,
}

impl Count {
    fn add(&mut self, measure: usize, right: bool) {
        self.of[measure] += 1;
        self.right[measure] += usize::from(right);
    }

    fn merge(&mut self, other: &Count) {
        for measure in 0..MEASURES.len() {
            self.right[measure] += other.right[measure];
            self.of[measure] += other.of[measure];
        }
        for (band, (right, all)) in &other.bands {
            let sum = self.bands.entry(*band).or_default();
            sum.0 += right;
            sum.1 += all;
        }
    }

    fn line(&self, name: &str) -> String {
        let mut line = format!("{name:<16}");
        for measure in 0..MEASURES.len() {
            let _ = write!(line, " {:>4}/{:<4}", self.right[measure], self.of[measure]);
        }
        line
    }
}

/// Returns the first and the one-past-last character at which the document may begin.
fn region(content: &FileContent, document: &Document) -> (u32, u32) {
    let page = content
        .pages
        .iter()
        .find(|page| page.number == document.page)
        .expect("the page of a document");
    let mut at = 0;
    let mut seen = 0;
    let mut from = None;
    let wanted = document.title.as_ref().unwrap_or(&document.first);
    for line in page.text.as_str().split('\n') {
        let length = line.chars().count() as u32;
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if from.is_none() && same_line(&words, &document.first) {
            if seen == document.nth {
                from = Some(at);
            }
            seen += 1;
        }
        if let Some(from) = from
            && same_line(&words, wanted)
        {
            return (from, at + length);
        }
        at += length + 1;
    }
    panic!("page {} has no line {:?}", document.page, document.first);
}

/// Returns whether a line is the one meant, whatever blanks the reader of a PDF put in.
fn same_line(read: &str, written: &str) -> bool {
    let solid = |text: &str| {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    solid(read) == solid(written)
}

/// Returns the words of a name in one order and case, whichever way it is written.
fn name(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split([' ', ',', '.'])
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.sort();
    words
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn state(signature: &Signature) -> &'static str {
    match signature.state {
        SignatureState::Signed => "signed",
        SignatureState::TypedName => "typed",
        SignatureState::MarkedUnsigned => "unsigned",
        SignatureState::Blank => "blank",
        SignatureState::Absent => "absent",
    }
}

fn signature_is_right(document: &Document, note: &Note) -> bool {
    let cosignature = note.cosignature.as_ref().map(state);
    let signed_at = note.signature.signed_at.map(|at| at.value.to_string());
    state(&note.signature) == document.signature
        && cosignature == document.cosignature.as_deref()
        && document
            .signed_at
            .as_ref()
            .is_none_or(|wanted| signed_at.as_ref() == Some(wanted))
}

fn patient_is_right(document: &Document, note: &Note) -> bool {
    let Some(wanted) = &document.patient else {
        return note.patient.mrn.is_none() && note.patient.name.is_none();
    };
    let mrn = note.patient.mrn.as_ref();
    let written = note.patient.name.as_ref();
    mrn.is_some_and(|mrn| letters(&mrn.value) == letters(wanted))
        || written.is_some_and(|found| {
            name(&format!("{} {}", found.value.first, found.value.last)) == name(wanted)
        })
}

fn count(folder: &Path) -> Count {
    let text = std::fs::read_to_string(folder.join("truth.toml")).expect("truth.toml");
    let truth: Truth = toml::from_str(&text).expect("truth.toml is valid");
    let chart = ["chart.txt", "chart.pdf"]
        .iter()
        .find(|name| folder.join(name).exists())
        .expect("a chart");
    let bytes = std::fs::read(folder.join(chart)).expect("the chart");
    let content = read::file(FileId(0), chart, &bytes, &Default::default());
    let mut count = Count::default();
    let mut taken = vec![false; content.notes.len()];
    for document in &truth.note {
        let (from, to) = region(&content, document);
        let at = content.notes.iter().position(|note| {
            let place = note.place();
            place.page == document.page && from <= place.start && place.start < to
        });
        if let Some(at) = at {
            taken[at] = true;
        }
        let note = at.map(|at| &content.notes[at]);
        check(&mut count, document, note);
    }
    for (note, taken) in content.notes.iter().zip(&taken) {
        let band = count
            .bands
            .entry(note.boundary_confidence / 10 * 10)
            .or_default();
        band.0 += usize::from(*taken);
        band.1 += 1;
        if !taken {
            count.add(0, false);
            let place = note.place();
            let page = &content.pages[place.page as usize - 1];
            let line: String = page
                .text
                .as_str()
                .chars()
                .skip(place.start as usize)
                .take_while(|c| *c != '\n')
                .collect();
            let _ = writeln!(
                count.faults,
                "  page {}: no document begins at {line:?} ({})",
                place.page, note.boundary_confidence
            );
        }
    }
    count
}

fn check(count: &mut Count, document: &Document, note: Option<&Note>) {
    let fault = |count: &mut Count, measure: usize, right: bool, found: String| {
        count.add(measure, right);
        if !right {
            let _ = writeln!(
                count.faults,
                "  page {} {:?}: {} {found}",
                document.page, document.first, MEASURES[measure]
            );
        }
    };
    let Some(note) = note else {
        for measure in 0..HELD {
            fault(count, measure, false, "of a note not found".into());
        }
        for measure in HELD..MEASURES.len() {
            count.add(measure, false);
        }
        return;
    };
    fault(count, 0, true, String::new());
    let date = note.date().map(|date| date.to_string());
    fault(
        count,
        1,
        date == document.date,
        format!("{date:?}, is {:?}", document.date),
    );
    let author = note.author.as_ref().map(|author| author.value.as_str());
    fault(
        count,
        2,
        author.map(name) == document.author.as_deref().map(name),
        format!("{author:?}, is {:?}", document.author),
    );
    fault(
        count,
        3,
        signature_is_right(document, note),
        format!(
            "{} {:?} {:?}, is {} {:?} {:?}",
            state(&note.signature),
            note.signature.signed_at.map(|at| at.value.to_string()),
            note.cosignature.as_ref().map(state),
            document.signature,
            document.signed_at,
            document.cosignature,
        ),
    );
    let credential = note
        .credential
        .as_ref()
        .map(|found| found.value.text.as_str());
    fault(
        count,
        4,
        document.credential.is_none()
            || credential.map(letters) == document.credential.as_deref().map(letters),
        format!("{credential:?}, is {:?}", document.credential),
    );
    if let Some(cosigner) = &document.cosigner {
        let found = note
            .cosignature
            .as_ref()
            .and_then(|signature| signature.signer.as_ref())
            .map(|signer| signer.value.as_str());
        fault(
            count,
            5,
            found.map(name) == Some(name(cosigner)),
            format!("{found:?}, is {cosigner:?}"),
        );
    }
    fault(
        count,
        6,
        note.kind.id() == document.kind,
        format!("{}, is {}", note.kind.id(), document.kind),
    );
    let time = note.time.as_ref();
    let found = (
        time.and_then(|time| time.start)
            .map(|minute| minute.to_string()),
        time.and_then(|time| time.stop)
            .map(|minute| minute.to_string()),
        time.map(|time| time.minutes),
    );
    fault(
        count,
        7,
        document.minutes.is_none()
            || found
                == (
                    document.start.clone(),
                    document.stop.clone(),
                    document.minutes,
                ),
        format!("{found:?}, is {:?} {:?}", document.start, document.minutes),
    );
    fault(
        count,
        8,
        patient_is_right(document, note),
        format!("is {:?}", document.patient),
    );
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "the counts are what the test is read for"
)]
fn at_least_99_in_100_of_each_measure_are_right() {
    let folder = root().join("corpus/merged-charts");
    let mut charts: Vec<_> = std::fs::read_dir(folder)
        .expect("the merged charts")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    charts.sort();
    assert!(charts.len() >= 10, "too few charts to speak of layouts");
    let mut all = Count::default();
    let mut head = format!("{:<16}", "");
    for measure in MEASURES {
        let _ = write!(head, " {measure:>9}");
    }
    println!("{head}");
    let mut faults = String::new();
    for chart in &charts {
        let name = chart.file_name().expect("a name").to_string_lossy();
        let found = count(chart);
        println!("{}", found.line(&name));
        if !found.faults.is_empty() {
            let _ = write!(faults, "{name}\n{}", found.faults);
        }
        all.merge(&found);
    }
    println!("{}", all.line("all"));
    println!("boundary confidence: right of all");
    for (band, (right, total)) in &all.bands {
        println!("  {band}-{}: {right}/{total}", band + 9);
    }
    print!("{faults}");
    for (measure, name) in MEASURES.iter().enumerate().take(HELD) {
        let (right, of) = (all.right[measure], all.of[measure]);
        assert!(right * 100 >= of * 99, "{name}: {right} of {of}");
    }
}

//! An invented index for tests.

use super::{Hit, IndexBuilder, NoteDocument, NoteIndex, Query, Searcher};
use crate::model::{
    Assertion, Dimension, Direction, IndicatorId, LevelOfCare, Mention, NoteKind, ServiceDate,
};
use crate::text::{FileId, Span};

const GROUP: &str =
    "Panic group. Client walked a naïve walk to the café at 10:30 and denies suicidal";
const GROUP_END: &str = "ideation today. Reports cravings.";
const NURSING: &str = "Reported two panic attacks overnight.";
const PLAN: &str = "Goals for the week.";

fn mention(start: u32, end: u32, indicator: &str, assertion: Assertion) -> Mention {
    Mention {
        span: Span::new(FileId(0), 1, start, end),
        indicator: IndicatorId::new(indicator).unwrap(),
        dimension: Dimension::D3,
        direction: Direction::L,
        weight: 2,
        assertion,
        flipped: false,
        measure: None,
        age_days: None,
        at: None,
        on: None,
        section: 0,
    }
}

/// Returns an index of three notes: two of one patient, one of them undated.
pub(super) fn index() -> NoteIndex {
    let index = NoteIndex::in_memory().unwrap();
    write(&index, 0);
    index
}

/// Writes the three notes, the first of them after so many others.
pub(super) fn write(index: &NoteIndex, rotation: usize) {
    let denies = GROUP.find("denies").unwrap();
    let denies = 100 + GROUP[..denies].chars().count() as u32;
    let mentions = [
        mention(100, 105, "D3-04", Assertion::Affirmed),
        mention(denies, denies + 15, "D3-01", Assertion::Negated),
    ];
    let span = |page, start, text: &str| {
        Span::new(FileId(0), page, start, start + text.chars().count() as u32)
    };
    let mut notes = [
        NoteDocument {
            patient: "CH-1001",
            file_path: "charts/a.pdf",
            sha256: "aa",
            pages: vec![
                (span(1, 100, GROUP), GROUP),
                (span(2, 0, GROUP_END), GROUP_END),
            ],
            date: ServiceDate::new(2025, 3, 4),
            kind: NoteKind::GroupNote,
            author: Some("Jane Roe"),
            level: Some(LevelOfCare::PartialHospitalization),
            mentions: &mentions,
        },
        NoteDocument {
            patient: "CH-1002",
            file_path: "charts/b.txt",
            sha256: "bb",
            pages: vec![(span(1, 0, NURSING), NURSING)],
            date: ServiceDate::new(2025, 3, 5),
            kind: NoteKind::NursingNote,
            author: Some("R. Roe"),
            level: None,
            mentions: &[],
        },
        NoteDocument {
            patient: "CH-1001",
            file_path: "charts/c.txt",
            sha256: "cc",
            pages: vec![(span(1, 0, PLAN), PLAN)],
            date: None,
            kind: NoteKind::TreatmentPlan,
            author: None,
            level: None,
            mentions: &[],
        },
    ];
    notes.rotate_left(rotation);
    let mut builder = IndexBuilder::new(index, 0).unwrap();
    for note in &notes {
        builder.add(note).unwrap();
    }
    builder.finish().unwrap();
}

/// Returns the hits of a query.
pub(super) fn search(query: &str) -> Vec<Hit> {
    let query = Query::parse(query).unwrap();
    Searcher::new(&index()).unwrap().search(&query, 10).unwrap()
}

/// Returns the words of every match, by date of the note.
pub(super) fn quotes(query: &str) -> Vec<String> {
    let mut hits = search(query);
    hits.sort_by_key(|hit| hit.date);
    hits.iter()
        .flat_map(|hit| &hit.matches)
        .map(|one| one.quote.as_str().to_owned())
        .collect()
}

//! Answers for which notes of an export resemble each other once what is template, what a group
//! had in common and what is honestly carried from note to note are left out. Whether a
//! resemblance is a fault is for the rules.
//!
//! Notes keep hashes of their words (five-word shingles), so no text is opened again. Cost grows
//! with the number of notes: see `nearest`.

mod common;
mod mask;
mod nearest;
mod template;

pub use common::{CommonText, OwnText};
pub use nearest::{Entry, Found, Relation, nearest};
pub use template::{TemplateRule, learn};

use super::{Export, PatientRecord};
use crate::model::{Note, NoteKind, ServiceDate};
use crate::policy::Policy;
use crate::text::Span;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// A note that resembles an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct NoteCopy {
    /// The note, by its place in the record.
    pub note: usize,
    /// What the earlier one is to it.
    pub relation: Relation,
    /// Jaccard similarity of their own words, 0 to 1.
    pub similarity: f64,
    /// The note's own words.
    pub tokens: u32,
    /// The paragraphs of the note that the earlier one has too.
    pub passages: Vec<Span>,
    /// The earlier note.
    pub source: CopySource,
}

/// The earlier of two notes that resemble each other.
#[derive(Debug, Clone, PartialEq)]
pub struct CopySource {
    /// Its place in the record, where it is the same patient's.
    pub note: Option<usize>,
    /// Its date.
    pub date: ServiceDate,
    /// Its kind.
    pub kind: NoteKind,
    /// Its author.
    pub author: Option<String>,
    /// Its own words.
    pub tokens: u32,
    /// The paragraphs that the later note has too.
    pub passages: Vec<Span>,
}

/// Compares all notes of an export and puts what was found into the patients' records.
pub fn compare_notes(patients: &mut [PatientRecord], policy: &Policy) {
    let Some(first) = patients.first() else {
        return;
    };
    let number = |key: &str| u64::try_from(policy.number(key)).unwrap_or_default();
    let rule = TemplateRule {
        share: number("clone.template_share"),
        patients: number("clone.template_patients") as usize,
        notes: number("clone.template_notes") as usize,
    };
    let common = CommonText::learn(patients, rule);
    let export = Arc::new(Export {
        common,
        ..Export::clone(&first.export)
    });
    let least = ["clone.jaccard", "clone.across", "clone.author"]
        .into_iter()
        .map(number)
        .min();
    let least = least.unwrap_or(100) as f64 / 100.0;
    // A patient's own notes need to meet only each other, so that few are held at once.
    let within: Vec<(usize, NoteCopy)> = (0..patients.len())
        .into_par_iter()
        .flat_map_iter(|patient| {
            let own = entries(patients, patient..patient + 1, |note| {
                let own = export.common.own(note);
                (own.tokens >= least_words(note, policy)).then_some((own.shingles, 0))
            });
            let relations = [Relation::SamePatient, Relation::OtherAuthor];
            let found = nearest(&own, &relations, least);
            copies(patients, &own, &found, &export.common)
        })
        .collect();
    let across = entries(patients, 0..patients.len(), |note| {
        let own = export.common.of_patient(note);
        let session = export.common.unclear_session(note).unwrap_or_default();
        // A couple or a family shares one note of its session.
        let is_shared = note.kind == NoteKind::FamilyNote;
        let is_long = own.tokens >= least_words(note, policy);
        (!is_shared && is_long).then_some((own.shingles, session))
    });
    let of_others = nearest(&across, &[Relation::OtherPatient], least);
    let both_ways = mirrored(&across, of_others);
    let across = copies(patients, &across, &both_ways, &export.common);
    for record in patients.iter_mut() {
        record.export = Arc::clone(&export);
        record.copies.clear();
    }
    for (patient, copy) in within.into_iter().chain(across) {
        if let Some(record) = patients.get_mut(patient) {
            record.copies.push(copy);
        }
    }
    for record in patients {
        record.copies.sort_by_key(|copy| (copy.note, copy.relation));
    }
}

/// Adds the other way round of pairs of one day: of two patients' notes of the same day neither is
/// known to be the original.
fn mirrored(entries: &[Entry], mut found: Vec<Found>) -> Vec<Found> {
    let date = |place: usize| entries.get(place).map(|entry| entry.date);
    let known: BTreeSet<usize> = found.iter().map(|found| found.later).collect();
    let mut others: Vec<Found> = found
        .iter()
        .filter(|found| date(found.later) == date(found.earlier))
        .filter(|found| !known.contains(&found.earlier))
        .map(|found| Found {
            later: found.earlier,
            earlier: found.later,
            ..*found
        })
        .collect();
    others.sort_by_key(|found| (found.later, found.earlier));
    others.dedup_by_key(|found| found.later);
    found.extend(others);
    found
}

/// Returns how many words of its own a note must have to be compared. What a group note says of
/// one patient is short; shift and nursing notes are made of stock sentences and must be longer.
pub fn least_words(note: &Note, policy: &Policy) -> u32 {
    let key = match note.kind {
        NoteKind::GroupNote => "clone.section_tokens",
        NoteKind::NursingNote | NoteKind::ShiftNote => "clone.form_tokens",
        _ => "clone.min_tokens",
    };
    u32::try_from(policy.number(key)).unwrap_or_default()
}

/// Returns whether a note tells of a service, so that its words must be of its own day.
pub fn tells_of_service(note: &Note) -> bool {
    if note.kind.is_not_delivery() || note.wording.is_log() {
        return false;
    }
    match note.kind {
        NoteKind::Flowsheet
        | NoteKind::MedicationRecord
        | NoteKind::LabResult
        | NoteKind::DischargeSummary
        | NoteKind::Contact => false,
        // Consents and forms are of no known kind; a stated time shows a service.
        NoteKind::Unknown => note.time.is_some(),
        _ => true,
    }
}

/// Returns the notes of some patients to compare, by date.
fn entries(
    patients: &[PatientRecord],
    which: Range<usize>,
    words: impl Fn(&Note) -> Option<(Vec<u32>, u64)>,
) -> Vec<Entry> {
    let mut entries: Vec<(Option<u32>, Entry)> = Vec::new();
    let first = which.start;
    let records = patients.get(which).unwrap_or_default();
    for (patient, record) in (first..).zip(records) {
        for (place, note) in record.notes.iter().enumerate() {
            let Some(date) = note.date().filter(|_| tells_of_service(note)) else {
                continue;
            };
            let Some((shingles, session)) = words(note) else {
                continue;
            };
            let start = note.time.and_then(|time| time.start);
            entries.push((
                start.map(|start| start.since_midnight()),
                Entry {
                    patient: patient as u32,
                    note: place as u32,
                    date,
                    author: common::author_number(note),
                    session,
                    shingles,
                },
            ));
        }
    }
    entries.sort_by_key(|(start, entry)| (entry.date, *start, entry.patient, entry.note));
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn copies(
    patients: &[PatientRecord],
    entries: &[Entry],
    found: &[Found],
    common: &CommonText,
) -> Vec<(usize, NoteCopy)> {
    let found = found.iter();
    let copies = found.filter_map(|found| copy(patients, entries, found, common));
    copies.collect()
}

fn copy(
    patients: &[PatientRecord],
    entries: &[Entry],
    found: &Found,
    common: &CommonText,
) -> Option<(usize, NoteCopy)> {
    let (later, earlier) = (entries.get(found.later)?, entries.get(found.earlier)?);
    let note = |entry: &Entry| {
        let record = patients.get(entry.patient as usize)?;
        record.notes.get(entry.note as usize)
    };
    let (copied, source) = (note(later)?, note(earlier)?);
    let tokens = |note: &Note| match found.relation {
        Relation::OtherPatient => common.of_patient(note).tokens,
        _ => common.own(note).tokens,
    };
    let copy = NoteCopy {
        note: later.note as usize,
        relation: found.relation,
        similarity: found.similarity,
        tokens: tokens(copied),
        passages: passages(copied, &earlier.shingles),
        source: CopySource {
            note: (later.patient == earlier.patient).then_some(earlier.note as usize),
            date: earlier.date,
            kind: source.kind,
            author: source.author.as_ref().map(|author| author.value.clone()),
            tokens: tokens(source),
            passages: passages(source, &later.shingles),
        },
    };
    Some((later.patient as usize, copy))
}

/// Paragraphs cited, and characters of each: what a reader can compare at a glance.
const MOST_PASSAGES: usize = 2;
const MOST_CHARACTERS: u32 = 700;

/// Returns the paragraphs of a note most of whose words stand among other words, longest first,
/// in order of the note.
pub fn passages(note: &Note, others: &[u32]) -> Vec<Span> {
    let mut shared: Vec<(usize, Span)> = note
        .sketch
        .parts
        .iter()
        .filter_map(|part| {
            let shingles = note.sketch.of_part(part);
            let common = shingles
                .iter()
                .filter(|shingle| others.binary_search(shingle).is_ok())
                .count();
            let end = part.span.end.min(part.span.start + MOST_CHARACTERS);
            let span = Span { end, ..part.span };
            (common * 5 >= shingles.len() * 2 && common >= 4).then_some((common, span))
        })
        .collect();
    shared.sort_by_key(|(common, span)| (std::cmp::Reverse(*common), *span));
    shared.truncate(MOST_PASSAGES);
    let mut spans: Vec<Span> = shared.into_iter().map(|(_, span)| span).collect();
    spans.sort_unstable();
    spans
}

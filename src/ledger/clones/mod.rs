//! Answers for which notes of an export resemble each other once what is template, what a group
//! had in common and what is honestly carried from note to note are left out. Whether a
//! resemblance is a fault is for the rules.
//!
//! Notes keep hashes of their words (five-word shingles), so no text is opened again. Cost grows
//! with the number of notes: see `nearest`.

mod common;
mod mask;
mod named;
mod nearest;
mod template;

pub use common::{CommonText, OwnText};
pub use named::NamedPatient;
use named::Person;
pub use nearest::{Entry, Found, Relation, Words, nearest};
pub use template::{TemplateRule, learn};

use super::{Basis, Bodies, Conclusions, Export, PatientRecord, whole, with_bodies};
use crate::model::{Note, NoteKind, ServiceDate, are_alike, percent_alike};
use crate::policy::Policy;
use crate::text::Span;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What comparing tells of a note's words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteWords {
    /// Words of its own narrative.
    pub own: u32,
    /// Words that are not the facility's template; `None` when no template of its kind is known.
    pub beyond_template: Option<u32>,
    /// How alike its own words and those of the last note of its kind are (Jaccard similarity in
    /// whole percent, rounded down), where both have enough of them to be compared and it is at
    /// least `clone.near`; else 0.
    pub like_last: u8,
    /// The same with the last note of its kind and author.
    pub like_own_last: u8,
    /// A number of its author; 0 when unknown.
    pub author: u64,
}

/// A note that resembles an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// What was concluded of patients before, and what that rests on.
#[derive(Clone, Copy)]
pub struct Before<'b> {
    /// What was concluded.
    pub conclusions: &'b dyn Conclusions,
    /// What is known of each patient, in the order of patients.
    pub bases: &'b [Option<Basis>],
}

/// Compares all notes of an export and puts what was found into the patients' records. What
/// `before` tells is not worked out again.
pub fn compare_notes(
    patients: &mut [PatientRecord],
    policy: &Policy,
    bodies: &dyn Bodies,
    before: Option<Before<'_>>,
) {
    let Some(first) = patients.first() else {
        return;
    };
    let number = |key: &str| u64::try_from(policy.number(key)).unwrap_or_default();
    let rule = TemplateRule {
        share: number("clone.template_share"),
        patients: number("clone.template_patients") as usize,
        notes: number("clone.template_notes") as usize,
    };
    let conclusions = before.map(|before| before.conclusions);
    let common = CommonText::learn(patients, rule, bodies, conclusions);
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
    let (across, people): (Vec<_>, Vec<_>) = patients
        .par_iter_mut()
        .enumerate()
        .map(|(patient, record)| {
            record.export = Arc::clone(&export);
            let known = known_before(before, patient, record, policy);
            let mut tell =
                || with_bodies(bodies, record, |record| Alone::of(record, policy, least));
            let mut alone = match known {
                Some((conclusions, basis)) => basis.concluded("compared", conclusions, tell),
                None => tell(),
            };
            record.words = alone.words;
            record.copies = alone.copies;
            for (_, entry) in &mut alone.across {
                entry.patient = patient as u32;
            }
            (alone.across, alone.people)
        })
        .unzip();
    named::name_others(patients, people);
    let across = across.into_iter().flatten();
    let mut across: Vec<(Option<u32>, Entry)> = across.collect();
    across.par_sort_by_key(|(start, entry)| (entry.date, *start, entry.patient, entry.note));
    let across: Vec<Entry> = across.into_iter().map(|(_, entry)| entry).collect();
    let of_others = nearest(&across, &[Relation::OtherPatient], least, |place| {
        let entry = across.get(place);
        let note = entry.and_then(|entry| note_of(patients, entry));
        note.map(|note| export.common.of_patient(&whole(bodies, note)).shingles)
            .unwrap_or_default()
    });
    let found: Vec<(usize, NoteCopy)> = mirrored(&across, of_others)
        .into_par_iter()
        .filter_map(|found| {
            let (later, earlier) = (across.get(found.later)?, across.get(found.earlier)?);
            let copied = whole(bodies, note_of(patients, later)?);
            let source = whole(bodies, note_of(patients, earlier)?);
            let own = |note: &Note| export.common.of_patient(note);
            let words = (own(&copied), own(&source));
            let copy = copy(&found, (later, &copied), (earlier, &source), &words);
            Some((later.patient as usize, copy))
        })
        .collect();
    for (patient, copy) in found {
        if let Some(record) = patients.get_mut(patient) {
            record.copies.push(copy);
        }
    }
    for record in patients {
        record.copies.sort_by_key(|copy| (copy.note, copy.relation));
    }
}

/// What comparing tells of one patient's notes alone, and those of them that meet other patients'.
#[derive(Serialize, Deserialize)]
struct Alone {
    words: Vec<NoteWords>,
    copies: Vec<NoteCopy>,
    across: Vec<(Option<u32>, Entry)>,
    people: Vec<Person>,
}

impl Alone {
    fn of(record: &PatientRecord, policy: &Policy, least: f64) -> Self {
        let compared = compared(record, policy);
        Self {
            words: compared.words,
            copies: copies_within(record, compared.within, least),
            across: compared.across,
            people: named::people(&record.notes),
        }
    }
}

/// Returns what comparing a patient's notes alone rests on: what is known of the patient, the words
/// that are common, and the numbers in force.
fn known_before<'b>(
    before: Option<Before<'b>>,
    patient: usize,
    record: &PatientRecord,
    policy: &Policy,
) -> Option<(&'b dyn Conclusions, Basis)> {
    let before = before?;
    let known = before.bases.get(patient)?.as_ref()?;
    let common = record.export.common.sum_for(record);
    let numbers: Vec<(&str, i64)> = policy.parameters.overridden().collect();
    Some((before.conclusions, known.and(&(common, numbers))?))
}

fn note_of<'r>(patients: &'r [PatientRecord], entry: &Entry) -> Option<&'r Note> {
    let record = patients.get(entry.patient as usize)?;
    record.notes.get(entry.note as usize)
}

/// A patient's notes that are compared, each with the start of its service.
#[derive(Default)]
struct Compared {
    /// What is told of every note's words.
    words: Vec<NoteWords>,
    /// Those that meet the patient's others, with their words.
    within: Vec<(Option<u32>, Entry, OwnText)>,
    /// Those that meet other patients'.
    across: Vec<(Option<u32>, Entry)>,
}

/// Returns the notes of a patient to compare. What a note says of the patient alone is looked at
/// once where it is all of the note's own words, as it is but in group notes.
fn compared(record: &PatientRecord, policy: &Policy) -> Compared {
    let common = &record.export.common;
    let near = policy.number("clone.near") as f64 / 100.0;
    let mut compared = Compared::default();
    // The last note of each kind, and of each kind and author, by its place among those that are
    // compared; `None` where it has too few words.
    let mut last: BTreeMap<(NoteKind, Option<u64>), Option<usize>> = BTreeMap::new();
    for (place, note) in (0..).zip(&record.notes) {
        let (own, beyond_template) = common.words(note);
        let author = common::author_number(note);
        compared.words.push(NoteWords {
            own: own.tokens,
            beyond_template,
            like_last: 0,
            like_own_last: 0,
            author,
        });
        let Some(date) = note.date().filter(|_| tells_of_service(note)) else {
            continue;
        };
        let start = note.time.and_then(|time| time.start);
        let start = start.map(|start| start.since_midnight());
        let entry = |session, words| Entry {
            patient: 0,
            note: place,
            date,
            author,
            session,
            words,
        };
        let least = least_words(note, policy);
        let words = |own: &OwnText| (own.tokens >= least).then(|| Words::of(&own.shingles));
        let own_words = words(&own);
        // A couple or a family shares one note of its session.
        if note.kind != NoteKind::FamilyNote {
            let apart = match common.response(note) {
                Some(response) => words(&response),
                None => own_words.clone(),
            };
            let session = common.unclear_session(note).unwrap_or_default();
            let met = apart.map(|words| (start, entry(session, words)));
            compared.across.extend(met);
        }
        let enough = own_words.is_some().then_some(compared.within.len());
        let of_kind = last.insert((note.kind, None), enough).flatten();
        let of_author = last.insert((note.kind, Some(author)), enough).flatten();
        if let Some(words) = own_words {
            let alike = |before: Option<usize>| {
                let before = before.and_then(|before| compared.within.get(before));
                before
                    .filter(|(_, _, before)| are_alike(&own.shingles, &before.shingles, near))
                    .map_or(0, |(_, _, before)| {
                        percent_alike(&own.shingles, &before.shingles)
                    })
            };
            let like_last = alike(of_kind);
            let like_own_last = if of_author == of_kind {
                like_last
            } else {
                alike(of_author)
            };
            if let Some(told) = compared.words.last_mut() {
                (told.like_last, told.like_own_last) = (like_last, like_own_last);
            }
            compared.within.push((start, entry(0, words), own));
        }
    }
    compared
}

/// Returns a patient's notes that resemble an earlier one of the same patient.
fn copies_within(
    record: &PatientRecord,
    mut own: Vec<(Option<u32>, Entry, OwnText)>,
    least: f64,
) -> Vec<NoteCopy> {
    own.sort_by_key(|(start, entry, _)| (entry.date, *start, entry.note));
    let (entries, words): (Vec<Entry>, Vec<OwnText>) = own
        .into_iter()
        .map(|(_, entry, words)| (entry, words))
        .unzip();
    let relations = [Relation::SamePatient, Relation::OtherAuthor];
    let shingles = |place: usize| {
        let words = words.get(place);
        words
            .map(|words| words.shingles.clone())
            .unwrap_or_default()
    };
    let found = nearest(&entries, &relations, least, shingles);
    let copies = found.iter().filter_map(|found| {
        let (later, earlier) = (entries.get(found.later)?, entries.get(found.earlier)?);
        let copied = record.notes.get(later.note as usize)?;
        let source = record.notes.get(earlier.note as usize)?;
        let words = (
            words.get(found.later)?.clone(),
            words.get(found.earlier)?.clone(),
        );
        Some(copy(found, (later, copied), (earlier, source), &words))
    });
    copies.collect()
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

/// Describes a copy; `words` are those of the later and of the earlier note.
fn copy(
    found: &Found,
    (later, copied): (&Entry, &Note),
    (earlier, source): (&Entry, &Note),
    words: &(OwnText, OwnText),
) -> NoteCopy {
    NoteCopy {
        note: later.note as usize,
        relation: found.relation,
        similarity: found.similarity,
        tokens: words.0.tokens,
        passages: passages(copied, &words.1.shingles),
        source: CopySource {
            note: (found.relation != Relation::OtherPatient).then_some(earlier.note as usize),
            date: earlier.date,
            kind: source.kind,
            author: source.author.as_ref().map(|author| author.value.clone()),
            tokens: words.1.tokens,
            passages: passages(source, &words.0.shingles),
        },
    }
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

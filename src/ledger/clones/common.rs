//! Knows which words of a note are its own: not those of the facility's template, nor those that
//! a group's members have in common.

use super::mask::Mask;
use super::template::{TemplateRule, learn, sample};
use crate::ledger::{Basis, BasisSum, Bodies, Conclusions, PatientRecord, whole};
use crate::model::{Note, NoteKind, PartRole, PersonName, ServiceDate, SketchPart, distinct};
use crate::text::packed;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A kind of notes, and the hash of their title; 0 for all titles.
type Class = (NoteKind, u32);

/// A group session: date, author and start.
type Session = (ServiceDate, u64, Option<u32>);

/// Members from whose notes the words of a group can be told from those of its members.
const LEAST_MEMBERS: usize = 3;

/// The words that many notes share.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CommonText {
    templates: BTreeMap<Class, Mask>,
    sessions: BTreeMap<Session, Mask>,
}

/// A note's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnText {
    /// Shingles, sorted, each once.
    pub shingles: Vec<u32>,
    /// How many words they cover.
    pub tokens: u32,
}

impl CommonText {
    /// Learns from all notes of an export, save for what was learned from the same notes before.
    pub(super) fn learn(
        patients: &[PatientRecord],
        rule: TemplateRule,
        bodies: &dyn Bodies,
        conclusions: Option<&dyn Conclusions>,
    ) -> Self {
        let mut classes: BTreeMap<Class, Vec<Vec<&Note>>> = BTreeMap::new();
        let mut sessions: BTreeMap<Session, Vec<(usize, &Note)>> = BTreeMap::new();
        let of_patients: Vec<OfPatient<'_>> = patients.par_iter().map(OfPatient::of).collect();
        for (patient, of_patient) in of_patients.into_iter().enumerate() {
            for (session, note) in of_patient.sessions {
                sessions.entry(session).or_default().push((patient, note));
            }
            for (class, notes) in of_patient.classes {
                classes.entry(class).or_default().push(notes);
            }
        }
        let set = |note: &&Note| distinct(&whole(bodies, note).sketch.shingles);
        Self {
            templates: classes
                .into_par_iter()
                .filter_map(|(class, patients)| {
                    let sample = sample(&patients, rule)?;
                    let groups = sample.iter().map(|notes| notes.iter().copied().copied());
                    let known = known_before(conclusions, groups, rule, bodies);
                    let template = concluded("template", known, || learn(&sample, set, rule));
                    Some((class, Mask::new(template)))
                })
                .collect(),
            sessions: sessions
                .into_par_iter()
                .filter_map(|(session, members)| {
                    // Notes come by patient.
                    let of_patients = members.chunk_by(|one, other| one.0 == other.0);
                    if of_patients.clone().count() < LEAST_MEMBERS {
                        return None;
                    }
                    let groups = of_patients.map(|notes| notes.iter().map(|(_, note)| *note));
                    let known = known_before(conclusions, groups, rule, bodies);
                    let learn = || shared(members, rule.share, set);
                    Some((session, Mask::new(concluded("session", known, learn))))
                })
                .collect(),
        }
    }

    /// Sums what of this is said of a patient's notes.
    pub fn sum_for(&self, record: &PatientRecord) -> BasisSum {
        let mut sum = blake3::Hasher::new();
        for ((kind, title), mask) in &self.templates {
            sum.update(kind.id().as_bytes());
            sum.update(&title.to_le_bytes()).update(mask.sum());
        }
        for note in &record.notes {
            let session = self.session_text(note);
            sum.update(session.map_or(&[0; 32], |mask| mask.sum()));
        }
        *sum.finalize().as_bytes()
    }

    /// Returns a note's own narrative: what stands under headings of goals, plans, histories,
    /// mental status and of a group's topic is left out, as is what its session shared.
    /// Of a group note only what speaks of the patient is its own: the rest tells of the group.
    pub fn own(&self, note: &Note) -> OwnText {
        self.words(note).0
    }

    /// Returns a note's own narrative, and how many of all its words are not template; `None` when
    /// no template of its kind is known, so that nothing can be told.
    pub(super) fn words(&self, note: &Note) -> (OwnText, Option<u32>) {
        let is_group = note.kind == NoteKind::GroupNote;
        let is_own = |part: &SketchPart| match part.role {
            PartRole::Response => true,
            PartRole::Body => !is_group || part.is_personal,
            PartRole::Intervention => !is_group,
            PartRole::Topic | PartRole::Carried | PartRole::MentalStatus => false,
        };
        let [of_kind, of_title] = self.templates_of(note);
        let session = self.session_text(note);
        let (mut own, mut tokens, mut beyond) = (Vec::new(), 0, 0);
        for part in &note.sketch.parts {
            let is_own = is_own(part);
            let others = own.len();
            let uncovered = uncovered(note, part, &[of_kind, of_title], |shingle| {
                if is_own {
                    own.push(shingle);
                }
            });
            beyond += uncovered;
            if is_own && session.is_some() {
                own.truncate(others);
                let masks = [of_kind, of_title, session];
                tokens += self::uncovered(note, part, &masks, |shingle| own.push(shingle));
            } else if is_own {
                tokens += uncovered;
            }
        }
        let own = OwnText {
            shingles: distinct(&own),
            tokens,
        };
        (own, of_kind.map(|_| beyond))
    }

    /// Returns what a note says of this patient alone, for comparing it with another patient's:
    /// of a group note with a response, that; else its own narrative.
    pub(super) fn of_patient(&self, note: &Note) -> OwnText {
        self.response(note).unwrap_or_else(|| self.own(note))
    }

    /// Returns the response of a group note that has one.
    pub(super) fn response(&self, note: &Note) -> Option<OwnText> {
        if !has_response(note) {
            return None;
        }
        let masks = self.templates_of(note);
        let responses = note.sketch.parts.iter();
        let responses = responses.filter(|part| part.role == PartRole::Response);
        let mut own = Vec::new();
        let tokens = responses
            .map(|part| uncovered(note, part, &masks, |shingle| own.push(shingle)))
            .sum();
        Some(OwnText {
            shingles: distinct(&own),
            tokens,
        })
    }

    /// Returns the session whose words cannot be told from those of its members: that of a group
    /// note without a heading of its own for the patient, whose session is too small. Members come
    /// at different minutes, so that of a leader's day only its halves are told apart.
    pub(super) fn unclear_session(&self, note: &Note) -> Option<u64> {
        if has_response(note) || self.session_text(note).is_some() {
            return None;
        }
        let (date, author, start) = session(note)?;
        let is_afternoon = start.is_some_and(|start| start >= 12 * 60);
        let day = u64::from(date.day()) + 32 * u64::from(date.month());
        let half = u64::from(is_afternoon) << 32;
        Some((author ^ (half + day + 512 * date.year() as u64)) | 1)
    }

    fn session_text(&self, note: &Note) -> Option<&Mask> {
        self.sessions.get(&session(note)?)
    }

    /// Returns the template of a note's kind and that of its title.
    fn templates_of(&self, note: &Note) -> [Option<&Mask>; 2] {
        let of_class = |title| self.templates.get(&(note.kind, title));
        let of_title = of_class(note.sketch.title).filter(|_| note.sketch.title != 0);
        [of_class(0), of_title]
    }
}

/// One patient's notes, by what their words may be shared with.
#[derive(Default)]
struct OfPatient<'n> {
    classes: BTreeMap<Class, Vec<&'n Note>>,
    sessions: Vec<(Session, &'n Note)>,
}

impl<'n> OfPatient<'n> {
    fn of(record: &'n PatientRecord) -> Self {
        let mut of_patient = Self::default();
        // Every word stands in a shingle.
        for note in record.notes.iter().filter(|note| note.sketch.tokens > 0) {
            let session = session(note).map(|session| (session, note));
            of_patient.sessions.extend(session);
            let mut add = |title| {
                let class = of_patient.classes.entry((note.kind, title));
                class.or_default().push(note);
            };
            add(0);
            if note.sketch.title != 0 {
                add(note.sketch.title);
            }
        }
        of_patient
    }
}

/// Returns how many words of a paragraph stand in no common shingle, and hands over the shingles
/// that are not common.
fn uncovered(
    note: &Note,
    part: &SketchPart,
    common: &[Option<&Mask>],
    mut own: impl FnMut(u32),
) -> u32 {
    let mut covered = 0;
    // A word is common when it stands in a common shingle; shingles are five words long.
    let mut covered_to = 0;
    for (place, shingle) in note.sketch.of_part(part).iter().enumerate() {
        if common.iter().flatten().any(|mask| mask.holds(*shingle)) {
            let (from, to) = (place.max(covered_to), place + 5);
            covered += (to - from) as u32;
            covered_to = to;
        } else {
            own(*shingle);
        }
    }
    part.tokens.saturating_sub(covered)
}

fn has_response(note: &Note) -> bool {
    let is_response = |role| role == PartRole::Response;
    note.kind == NoteKind::GroupNote && note.sketch.parts.iter().any(|part| is_response(part.role))
}

/// Returns the session that a group note is of.
fn session(note: &Note) -> Option<Session> {
    if note.kind != NoteKind::GroupNote {
        return None;
    }
    let start = note.time.and_then(|time| time.start);
    let author = author_number(note);
    (author != 0).then_some((
        note.date()?,
        author,
        start.map(|start| start.since_midnight()),
    ))
}

/// Returns a number that stands for a note's author; 0 when unknown.
pub(super) fn author_number(note: &Note) -> u64 {
    let Some(name) = note
        .author
        .as_ref()
        .and_then(|author| PersonName::parse(&author.value))
    else {
        return 0;
    };
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    name.key().bytes().fold(0xcbf2_9ce4_8422_2325, fold) | 1
}

/// Conclusions, and the basis of one of them.
type Known<'k> = Option<(&'k dyn Conclusions, Basis)>;

/// Tells what the common words of notes are learned from: the notes, patient by patient. `None`
/// where a note's body has no sum.
fn known_before<'k, 'n, G: Iterator<Item = &'n Note>>(
    conclusions: Option<&'k dyn Conclusions>,
    patients: impl Iterator<Item = G>,
    rule: TemplateRule,
    bodies: &dyn Bodies,
) -> Known<'k> {
    let conclusions = conclusions?;
    let sums = patients.map(|notes| notes.map(|note| bodies.sum(note)).collect());
    let sums: Vec<Vec<[u8; 16]>> = sums.collect::<Option<_>>()?;
    Some((conclusions, Basis::shared(&(rule.share, sums))?))
}

/// Shingles that were learned, as they are kept.
#[derive(Serialize, Deserialize)]
struct Learned(#[serde(with = "packed")] Box<[u32]>);

/// Returns the shingles that were learned from the same before, else learns them.
fn concluded(kind: &str, known: Known<'_>, learn: impl FnOnce() -> Vec<u32>) -> Box<[u32]> {
    let learned = || Learned(learn().into());
    match known {
        Some((conclusions, basis)) => basis.concluded(kind, conclusions, learned).0,
        None => learned().0,
    }
}

/// Returns the shingles that a share of a session's members have in common.
fn shared(members: Vec<(usize, &Note)>, share: u64, set: impl Fn(&&Note) -> Vec<u32>) -> Vec<u32> {
    let mut members: Vec<(usize, Vec<u32>)> = members
        .into_iter()
        .map(|(patient, note)| (patient, set(&note)))
        .collect();
    members.sort_unstable();
    members.dedup_by_key(|(patient, _)| *patient);
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for shingle in members.iter().flat_map(|(_, shingles)| shingles) {
        *counts.entry(*shingle).or_default() += 1;
    }
    let all = members.len() as u64;
    counts
        .into_iter()
        .filter(|(_, count)| count * 100 >= share * all)
        .map(|(shingle, _)| shingle)
        .collect()
}

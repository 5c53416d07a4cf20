//! Tells what kind of document a note is, from its title first, then from the fields that name
//! its service, its file's name, its first lines, and at last its author's credential.

mod admission;
mod bare;
mod due;
mod house;
mod named;
mod noun;
mod opening;
mod pattern;
mod result;
mod session;
mod visit;

use super::day_blocks;
use super::view::NoteView;
use super::when;
use crate::model::{AuthorClass, NoteKind};
use crate::text::Span;
use crate::text::bytes::has_digit;
pub(super) use admission::{
    admission_title, assessment_title, goes_through_dimensions, is_assessments_own_title,
    tells_history_and_level,
};
use aho_corasick::automaton::Automaton;
use aho_corasick::automaton::StateID;
use aho_corasick::dfa::DFA;
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, Anchored, MatchKind};
use bare::bare_title;
pub(super) use due::before_review_due;
use house::names_a_house;
pub(crate) use named::{Named, named_by, read_named};
pub(crate) use noun::names_a_document;
pub(super) use result::is_result_print;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    kind: Vec<KindEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindEntry {
    kind: NoteKind,
    title: Vec<String>,
    service: Vec<String>,
    body: Vec<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Title,
    Service,
    Body,
}

struct Kinds {
    titles: DFA,
    title_phrases: Vec<(NoteKind, Role, u32)>,
    is_code: Vec<bool>,
    bodies: AhoCorasick,
    body_phrases: Vec<NoteKind>,
}

static KINDS: LazyLock<Option<Kinds>> = LazyLock::new(|| {
    let file: KindFile = toml::from_str(include_str!("../../knowledge/note_kinds.toml")).ok()?;
    let (mut titles, mut title_phrases) = (Vec::new(), Vec::new());
    let mut is_code = Vec::new();
    let (mut bodies, mut body_phrases) = (Vec::new(), Vec::new());
    for entry in file.kind {
        for (phrases, role) in [
            (entry.title, Role::Title),
            (entry.service, Role::Service),
            (entry.body, Role::Body),
        ] {
            for phrase in phrases {
                // Titles are matched between spaces, so that only whole words count.
                if role == Role::Body {
                    bodies.push(phrase);
                    body_phrases.push(entry.kind);
                } else {
                    let words = phrase.split(' ').count() as u32;
                    titles.push(format!(" {phrase} "));
                    // H0004 is of groups as well, where a modifier says so.
                    is_code.push(phrase.len() == 5 && phrase.starts_with('9'));
                    title_phrases.push((entry.kind, role, words));
                }
            }
        }
    }
    let bodies = AhoCorasickBuilder::new()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(bodies);
    Some(Kinds {
        titles: DFA::new(titles).ok()?,
        title_phrases,
        is_code,
        bodies: bodies.ok()?,
        body_phrases,
    })
});

/// What a title says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TitleReading {
    /// The kind it names.
    pub(crate) kind: NoteKind,
    /// How much it says: 100 for a generic progress note, 300 for a document's own name.
    pub(crate) weight: u32,
    /// Words of the phrase that named the kind.
    pub(crate) words: u32,
    /// Words of the whole title.
    pub(crate) of: u32,
}

/// Reads the kind that a title names, if it names one.
pub(crate) fn read_title(text: &str) -> Option<TitleReading> {
    let kinds = KINDS.as_ref()?;
    if text.len() > 160 {
        return None;
    }
    let mut phrases = PhraseWalk::new(&kinds.titles)?;
    let of = folded(text, |byte| phrases.step(byte));
    let mut best: Option<TitleReading> = None;
    let mut coded: Option<NoteKind> = None;
    let mut codes = 0;
    for phrase in phrases.found {
        let Some(&(kind, role, words)) = kinds.title_phrases.get(phrase) else {
            continue;
        };
        if role == Role::Service && kinds.is_code.get(phrase) == Some(&true) {
            coded = Some(kind);
            codes += 1;
        }
        // "THERAPEUTIC GROUP HOME" names the house.
        if kind == NoteKind::GroupNote && words == 1 && names_a_house(text) {
            continue;
        }
        // "Mar 3, 2026" is a day and no medication administration record.
        if kind == NoteKind::MedicationRecord && words == 1 && names_a_month(text) {
            continue;
        }
        let weight = match (kind, role) {
            (NoteKind::NoShow, _) => 400,
            // Many notes have a part of this name.
            (NoteKind::ProgressNote | NoteKind::SafetyPlan, _) => 100,
            // One bare word ("consent", "orders", "vitals") names a document only by itself.
            (_, Role::Title) if words == 1 && of > 3 => 90,
            // "ISP Progress Note" tells of a service that the plan names.
            (NoteKind::TreatmentPlan, _) if words == 1 && of > 1 => 90,
            (_, Role::Title) => 300,
            _ => 200,
        };
        let reading = TitleReading {
            kind,
            weight,
            words,
            of,
        };
        let better = best.is_none_or(|best| (weight, words) > (best.weight, best.words));
        if better {
            best = Some(reading);
        }
    }
    // "Psychotherapy Intake (90791)": the one code tells which of two sessions is meant.
    if let (Some(best), Some(coded), 1) = (best.as_mut(), coded, codes)
        && is_told_by_code(best.kind, coded)
    {
        best.kind = coded;
    }
    // A phrase that is the whole title says more than its words apart.
    let is_all = |best: TitleReading| best.weight >= 300 && best.words >= best.of;
    if best.is_none_or(|best| best.weight <= 300 && !is_all(best))
        && let Some((kind, words)) = pattern::kind_of(text)
    {
        best = Some(TitleReading {
            kind,
            weight: 300,
            words,
            of: words,
        });
    }
    best
}

/// Returns whether a billing code in a title tells the kind better than the title's words: both are
/// sessions, and the words name another.
fn is_told_by_code(named: NoteKind, coded: NoteKind) -> bool {
    let is_talk = |kind| {
        matches!(
            kind,
            NoteKind::IndividualNote | NoteKind::FamilyNote | NoteKind::GroupNote
        )
    };
    let is_first = |kind| matches!(kind, NoteKind::Assessment | NoteKind::PsychiatricEvaluation);
    is_talk(named) && (is_talk(coded) || is_first(coded))
}

/// Returns whether the word "mar" stands beside a number, as the name of a month does.
fn names_a_month(text: &str) -> bool {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    words
        .windows(2)
        .any(|pair| matches!(pair, ["mar", day] | [day, "mar"] if is_number(day)))
}

/// Reads the kind that a line names as a document's title, apart from the dates, times, numbers
/// and the author that systems print into the same line: `3/10/26 | 0030 | NURSING NOTE`,
/// `Progress Notes by Roe, Ann, RN at 3/2/2026 9:00 AM`, `Indiv. session 1/29/26, 2p-2:52p`.
pub(crate) fn title_of_line(text: &str) -> Option<TitleReading> {
    let text = text.trim();
    if text.len() > 160 || text.ends_with(['.', ';', ',', '?']) {
        return None;
    }
    let text = match has_digit(text) {
        true => before_review_due(text),
        false => text,
    };
    if looks_like_title(text)
        && let Some(reading) = read_title(text)
    {
        // "Certification by Ann Roe, MD at 3/2/2026 9:00 AM": who wrote it is none of the title, whose
        // one word is all of it.
        let is_doubted = reading.weight < 100 && has_digit(text) && text.contains(" by ");
        let bare = is_doubted.then(|| read_title(&bare_title(text))).flatten();
        return bare
            .filter(|bare| bare.weight > reading.weight)
            .or(Some(reading));
    }
    if !has_digit(text) {
        return None;
    }
    let bare = bare_title(text);
    let words = bare.split_whitespace().count();
    let shaped = looks_like_title(&bare);
    if words > 12 || !shaped && when::find_dates(text).is_empty() {
        return None;
    }
    let reading = read_title(&bare)?;
    if shaped {
        return Some(reading);
    }
    // A sentence that mentions a service does not begin with it.
    let first = bare.chars().find(|c| c.is_alphanumeric());
    let begins = first.is_some_and(char::is_alphabetic)
        && read_title(
            &bare
                .split_whitespace()
                .take(reading.words as usize)
                .collect::<Vec<_>>()
                .join(" "),
        )
        .is_some();
    (begins && words <= reading.words as usize + 3).then_some(reading)
}

/// A walk over a title that keeps every phrase it comes to.
struct PhraseWalk<'k> {
    titles: &'k DFA,
    state: StateID,
    found: Vec<usize>,
}

impl<'k> PhraseWalk<'k> {
    fn new(titles: &'k DFA) -> Option<Self> {
        Some(Self {
            titles,
            state: titles.start_state(Anchored::No).ok()?,
            found: Vec::new(),
        })
    }

    fn step(&mut self, byte: u8) {
        let titles = self.titles;
        self.state = titles.next_state(Anchored::No, self.state, byte);
        if titles.is_match(self.state) {
            let count = titles.match_len(self.state);
            let phrase = |place| titles.match_pattern(self.state, place).as_usize();
            self.found.extend((0..count).map(phrase));
        }
    }
}

/// Gives the bytes of a text in lower case between single spaces, with a space at each end, and
/// returns how many words they are.
fn folded(text: &str, mut give: impl FnMut(u8)) -> u32 {
    let (mut words, mut in_word) = (0, false);
    give(b' ');
    for character in text.chars() {
        if !character.is_alphanumeric() {
            if in_word {
                give(b' ');
            }
            in_word = false;
            continue;
        }
        words += u32::from(!in_word);
        in_word = true;
        if character.is_ascii() {
            give(character.to_ascii_lowercase() as u8);
        } else {
            let small = character.to_lowercase().to_string();
            small.bytes().for_each(&mut give);
        }
    }
    if in_word {
        give(b' ');
    }
    words
}

/// Returns what [`folded`] gives as one text.
fn fold(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len() + 2);
    folded(text, |byte| bytes.push(byte));
    String::from_utf8(bytes).unwrap_or_default()
}

/// Words that titles do not capitalize.
const SMALL: [&str; 13] = [
    "of", "and", "for", "the", "to", "in", "a", "an", "with", "on", "by", "or", "at",
];

/// Returns whether a line has the shape of a title: few words, capitals, no sentence.
pub(crate) fn looks_like_title(text: &str) -> bool {
    let text = text
        .trim()
        .trim_matches(['*', '#', '=', '-', '_', '~', '|', '[', ']', ' ']);
    if text.len() > 110 || text.ends_with(['.', ';', ',', '?']) {
        return false;
    }
    let (mut small, mut capital) = (0, 0);
    for (place, word) in text.split_whitespace().enumerate() {
        if place == 12 {
            return false;
        }
        if word.starts_with(char::is_uppercase) {
            capital += 1;
        } else if word.starts_with(char::is_alphabetic) && !SMALL.contains(&word) {
            small += 1;
        }
    }
    // Two thirds of the words that count.
    capital > 0 && capital >= small * 2
}

/// Returns the kind of a note with the place of its title. `class` is its author's.
pub(crate) fn read_kind(
    view: &NoteView<'_>,
    named: &Named,
    class: Option<AuthorClass>,
) -> (NoteKind, Option<Span>) {
    let (kind, place) = kind_by_name(view, named, class);
    match kind {
        NoteKind::NursingNote if session::teaches_group(view) => (NoteKind::GroupNote, place),
        kind => (kind, place),
    }
}

fn kind_by_name(
    view: &NoteView<'_>,
    named: &Named,
    class: Option<AuthorClass>,
) -> (NoteKind, Option<Span>) {
    match named.0 {
        // A nurse's shift assessment is nursing, whatever its form calls it.
        Some((reading, span))
            if reading.kind == NoteKind::ShiftNote && class == Some(AuthorClass::Nurse) =>
        {
            (NoteKind::NursingNote, Some(span))
        }
        Some((reading, span)) if reading.weight > 100 || reading.kind == NoteKind::SafetyPlan => (
            visit::of_prescriber(reading.kind, view, class, true),
            Some(span),
        ),
        Some((reading, span)) if reading.weight == 100 => {
            let refined = by_file_name(view).filter(|kind| *kind != NoteKind::ProgressNote);
            // A nurse's note of the day lists the groups that the patient went to.
            let tells_groups =
                || class != Some(AuthorClass::Nurse) && day_blocks::lists_groups(view);
            let refined = refined
                .or_else(|| by_service_code(view))
                .or_else(|| tells_groups().then_some(NoteKind::GroupNote))
                .or_else(|| by_author(class))
                .or_else(|| opening::named_session(view))
                .or_else(|| by_body(view));
            (refined.unwrap_or(reading.kind), Some(span))
        }
        _ => {
            let guess = by_file_name(view)
                .or_else(|| by_service_code(view))
                .or_else(|| by_body(view))
                .or_else(|| by_author(class))
                .or_else(|| session::of_therapist(view, class))
                .map(|kind| visit::of_prescriber(kind, view, class, false));
            (
                guess.unwrap_or(NoteKind::Unknown),
                named.0.map(|(_, span)| span),
            )
        }
    }
}

fn by_file_name(view: &NoteView<'_>) -> Option<NoteKind> {
    // A merged file's name speaks for the whole file, not for one of its notes.
    if !view.is_whole_file() {
        return None;
    }
    let name = view.document.name.rsplit(['/', '\\']).next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    read_title(stem)
        .filter(|reading| reading.weight >= 100)
        .map(|reading| reading.kind)
}

/// Reads the kind from a billing code in the header: `Service Code: 90837`, `CPT 90853`.
fn by_service_code(view: &NoteView<'_>) -> Option<NoteKind> {
    view.body_lines()
        .take_while(|(index, _)| *index < view.header_end)
        .take(20)
        .flat_map(|(_, line)| line.text.split(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|token| token.len() == 5 && token.bytes().skip(1).all(|byte| byte.is_ascii_digit()))
        .find_map(|token| read_title(token).filter(|reading| reading.weight == 200))
        .map(|reading| reading.kind)
}

fn by_author(class: Option<AuthorClass>) -> Option<NoteKind> {
    match class? {
        AuthorClass::Physician | AuthorClass::OtherPrescriber => Some(NoteKind::PrescriberNote),
        AuthorClass::Nurse => Some(NoteKind::NursingNote),
        AuthorClass::Technician | AuthorClass::MedicalSupport => Some(NoteKind::ShiftNote),
        AuthorClass::ActivityTherapist => Some(NoteKind::GroupNote),
        _ => None,
    }
}

fn by_body(view: &NoteView<'_>) -> Option<NoteKind> {
    let kinds = KINDS.as_ref()?;
    let mut counts: std::collections::BTreeMap<NoteKind, u32> = Default::default();
    for (_, line) in view.body_lines().take(30) {
        let folded = fold(
            line.text
                .get(..line.text.len().min(2000))
                .unwrap_or(line.text),
        );
        for found in kinds.bodies.find_iter(&folded) {
            if let Some(kind) = kinds.body_phrases.get(found.pattern().as_usize()) {
                *counts.entry(*kind).or_default() += 1;
            }
        }
    }
    let most = counts.values().copied().max()?;
    let mut leaders = counts.into_iter().filter(|(_, count)| *count == most);
    let leader = leaders.next()?;
    // A tie says nothing.
    leaders.next().is_none().then_some(leader.0)
}

#[cfg(test)]
use bare::{is_calendar, is_of_title};
#[cfg(test)]
mod tests;

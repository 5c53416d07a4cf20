//! Finds what a sentence tells of somebody else where the grammar of the sentence alone does not
//! show it: a husband who himself wants to die, a peer who tells of his own life, an aunt and "not
//! she". Where the note leaves it open whose it is, nothing is changed.

use super::assertion::is_person;
use super::scanner::Draft;
use super::sentences::Sentence;
use crate::model::{Assertion, Dimension, NoteKind};

/// Takes from the patient what a sentence tells of somebody else. The drafts are the sentence's.
pub(super) fn give(drafts: &mut [Draft], kind: NoteKind, plain: &str, sentence: &Sentence) {
    if drafts.is_empty() {
        return;
    }
    let text = plain.get(sentence.start..sentence.end).unwrap_or_default();
    let Some((from, to, rule)) = stressed(plain, sentence.start, text)
        .map(|(from, to)| (from, to, "stressed as another than the patient"))
        .or_else(|| {
            told_of_self(plain, sentence.start, text, kind)
                .map(|(from, to)| (from, to, "told by a helper of his own life"))
        })
        .or_else(|| instead(text).map(|(from, to)| (from, to, "said of another, not the patient")))
    else {
        return;
    };
    for draft in drafts {
        let is_within = draft.start >= sentence.start + from && draft.end <= sentence.start + to;
        if is_within && !matches!(draft.mention.dimension, Dimension::T | Dimension::P) {
            draft.mention.assertion = Assertion::OtherPerson;
            draft.ground.rule = rule;
        }
    }
}

/// A part of a sentence, in bytes.
type Part = (usize, usize);

const MEN: [&str; 15] = [
    "husband",
    "father",
    "dad",
    "brother",
    "son",
    "boyfriend",
    "uncle",
    "grandfather",
    "grandpa",
    "stepfather",
    "stepdad",
    "stepson",
    "nephew",
    "fiance",
    "godfather",
];
const WOMEN: [&str; 16] = [
    "wife",
    "mother",
    "mom",
    "mum",
    "sister",
    "daughter",
    "girlfriend",
    "aunt",
    "grandmother",
    "grandma",
    "stepmother",
    "stepmom",
    "stepdaughter",
    "niece",
    "fiancee",
    "godmother",
];
/// Words for the patient behind which a pronoun is the patient's.
const PATIENT: [&str; 8] = [
    "client",
    "client's",
    "patient",
    "patient's",
    "pt",
    "pt's",
    "resident",
    "resident's",
];

/// Reads "He himself has been thinking of it", "He was himself suicidal at 19", of a man who is not
/// the patient: the patient is called "she", and a man was named or the patient plainly is none. Where
/// both hold, "He drinks nightly" is of him too.
fn stressed(plain: &str, start: usize, text: &str) -> Option<Part> {
    let mut words = text.split(' ');
    let (reflexive, is_man) = match words.next()? {
        "he" => ("himself", true),
        "she" => ("herself", false),
        _ => return None,
    };
    let second = words.next()?;
    let is_stressed = second == reflexive
        || (matches!(second, "was" | "is" | "has" | "had") && words.next()? == reflexive);
    // Of a long note the part around is looked at, so that each sentence costs the same.
    let low = plain.floor_char_boundary(start.saturating_sub(AROUND));
    let before = plain.get(low..start)?;
    let plain = plain.get(low..plain.floor_char_boundary(start + AROUND))?;
    let is_others = if is_stressed {
        is_named(before, plain, is_man) || is_patient_of_other_sex(plain, is_man)
    } else {
        // Of what he reports it stays open who did it.
        let near = before.get(before.floor_char_boundary(before.len().saturating_sub(NEAR))..)?;
        !REPORTS.contains(&second)
            && is_named(near, plain, is_man)
            && is_patient_of_other_sex(plain, is_man)
    };
    // He may go on to tell of her.
    let patient = if is_man {
        [" she ", " her "]
    } else {
        [" he ", " his "]
    };
    let end = patient.iter().filter_map(|word| text.find(word)).min();
    is_others.then(|| (0, end_of_part(text, 0).min(end.unwrap_or(text.len()))))
}

/// How far around a sentence the note is asked whom it calls he and she, in bytes.
const AROUND: usize = 4000;
/// How far before a pronoun the relative is looked for that it stands for, in bytes.
const NEAR: usize = 240;
/// What relatives do who tell of the patient.
const REPORTS: [&str; 24] = [
    "reports",
    "reported",
    "says",
    "said",
    "states",
    "stated",
    "notes",
    "noted",
    "thinks",
    "feels",
    "believes",
    "worries",
    "worried",
    "describes",
    "described",
    "told",
    "tells",
    "observed",
    "saw",
    "found",
    "fears",
    "denies",
    "denied",
    "is",
];

/// Returns whether relatives of one sex only were named before, and the note speaks of the other sex
/// too, who then is the patient: "Husband reports ... She asked him".
fn is_named(before: &str, plain: &str, is_man: bool) -> bool {
    let (own, others) = if is_man {
        (&MEN[..], &WOMEN[..])
    } else {
        (&WOMEN[..], &MEN[..])
    };
    let (possessive, pronouns) = if is_man {
        ("his", ["she", "her"])
    } else {
        ("her", ["he", "his"])
    };
    let mut last = "";
    let mut named = false;
    for word in words_of(before) {
        if own.contains(&word) {
            // "His father": then the patient is a man himself.
            if last == possessive {
                return false;
            }
            named = true;
        }
        last = word;
    }
    named
        && words_of(plain).any(|word| pronouns.contains(&word))
        && !words_of(plain).any(|word| others.contains(&word))
}

/// Returns whether a pronoun of the other sex follows a word for the patient with nobody between:
/// "at client's request and with her release".
fn is_patient_of_other_sex(plain: &str, is_man: bool) -> bool {
    const REACH: usize = 7;
    let (own, others) = if is_man {
        (["he", "his", "him"], ["she", "her", "hers"])
    } else {
        (["she", "her", "hers"], ["he", "his", "him"])
    };
    let mut left = 0;
    let mut found = false;
    for word in words_of(plain) {
        if PATIENT.contains(&word) {
            left = REACH;
        } else if left > 0 {
            left -= 1;
            if own.contains(&word) {
                // The patient is called so as well, or the note is not clear.
                return false;
            }
            if MEN.contains(&word) || WOMEN.contains(&word) {
                left = 0;
            } else if others.contains(&word) {
                found = true;
                left = 0;
            }
        }
    }
    found
}

/// Who writes a note of peer support tells of his own life in it.
const HELPERS: [&str; 17] = [
    "writer",
    "this writer",
    "the writer",
    "peer specialist",
    "peer support specialist",
    "certified peer specialist",
    "peer support",
    "peer mentor",
    "recovery coach",
    "coach",
    "cps",
    "pss",
    "crss",
    "guest speaker",
    "speaker",
    "the speaker",
    "alumni speaker",
];
const TELLS: [&str; 12] = [
    "shared",
    "share",
    "disclosed",
    "told",
    "talked",
    "spoke",
    "described",
    "explained",
    "mentioned",
    "related",
    "gave",
    "used",
];

/// Reads "I shared how I lost my job", "Writer shared her own overdose", up to where the patient is
/// spoken of again.
fn told_of_self(plain: &str, start: usize, text: &str, kind: NoteKind) -> Option<Part> {
    let (teller, first_person) = if text.starts_with("i ") {
        ("i", true)
    } else {
        // Few sentences open so, and the longer name is meant where both fit.
        let named = HELPERS.iter().filter(|name| {
            text.strip_prefix(**name)
                .is_some_and(|rest| rest.starts_with(' '))
        });
        (*named.max_by_key(|name| name.len())?, false)
    };
    let rest = text.get(teller.len() + 1..)?;
    let verb = rest.split(' ').next()?;
    if !TELLS.contains(&verb) {
        return None;
    }
    let mut from = teller.len() + 1 + verb.len();
    for hearer in [
        " him",
        " her",
        " them",
        " pt",
        " client",
        " the client",
        " the group",
        " group",
        " with him",
        " with her",
        " with client",
        " with pt",
        " with the group",
    ] {
        let told = text.get(from..)?.strip_prefix(hearer);
        if told.is_some_and(|rest| rest.starts_with([' ', ','])) {
            from += hearer.len();
            break;
        }
    }
    let to = end_of_part(text, from);
    let part = text.get(from..to)?;
    let is_own = if first_person {
        // What a patient is quoted with, and what a client wrote, stays the patient's.
        kind == NoteKind::CaseManagement
            && !is_quoted(plain, start)
            && words_of(part).any(|word| matches!(word, "my" | "i" | "me"))
    } else {
        words_of(part).any(|word| word == "own")
            || part.contains("lived experience")
            || teller.ends_with("speaker")
    };
    is_own.then_some((from, to))
}

/// Returns whether a place stands within quotation marks of its line.
fn is_quoted(plain: &str, at: usize) -> bool {
    let before = plain.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.bytes().filter(|&byte| byte == b'"').count() % 2 == 1
}

/// Words that set the patient apart from who was named right before.
const NOT_PATIENT: [&str; 12] = [
    "she",
    "he",
    "they",
    "her",
    "him",
    "pt",
    "client",
    "patient",
    "the client",
    "the patient",
    "the pt",
    "herself",
];

/// Reads "her aunt, not she, was hospitalized": all behind it is the aunt's.
fn instead(text: &str) -> Option<Part> {
    let (at, sign) = [", not ", " (not "]
        .iter()
        .find_map(|sign| text.find(sign).map(|at| (at, *sign)))?;
    let rest = text.get(at + sign.len()..)?;
    let word = NOT_PATIENT
        .iter()
        .filter(|word| {
            rest.strip_prefix(**word)
                .is_some_and(|rest| rest.starts_with([',', ')']))
        })
        .max_by_key(|word| word.len())?;
    let before = text.get(..at)?;
    let named = before.rsplit([' ', '(', '/']).next()?;
    let from = at + sign.len() + word.len() + 1;
    is_person(named).then(|| (from, end_of_part(text, from)))
}

/// Returns where the part of a sentence that begins at a byte ends: before the patient, or anybody by
/// a pronoun, is its subject again.
fn end_of_part(text: &str, from: usize) -> usize {
    const ENDS: [&str; 22] = [
        ";",
        " but ",
        " pt ",
        " client ",
        " patient ",
        ", he ",
        ", she ",
        ", they ",
        " and he ",
        " and she ",
        " and they ",
        " while she ",
        " while he ",
        " that he ",
        " that she ",
        " he'd ",
        " she'd ",
        " he said",
        " she said",
        " then she ",
        " then he ",
        " his client",
    ];
    let rest = text.get(from..).unwrap_or_default();
    let end = ENDS.iter().filter_map(|mark| rest.find(mark)).min();
    end.map_or(text.len(), |at| from + at)
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '\''))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_others(note: &str, sentence: &str, words: &str, kind: NoteKind) -> bool {
        let (note, sentence) = (note.to_lowercase(), sentence.to_lowercase());
        let start = note.find(&sentence).expect("the sentence");
        let at = sentence.find(words).expect("the words");
        let part = stressed(&note, start, &sentence)
            .or_else(|| told_of_self(&note, start, &sentence, kind))
            .or_else(|| instead(&sentence));
        part.is_some_and(|(from, to)| from <= at && at + words.len() <= to)
    }

    #[test]
    fn a_man_who_himself_is_ill_is_not_the_woman_in_treatment() {
        let he = "He himself has been having thoughts of not wanting to live.";
        let of = |note: &str, sentence: &str, words: &str| {
            is_others(
                &format!("{note} {sentence}"),
                sentence,
                words,
                NoteKind::FamilyNote,
            )
        };
        let words = "not wanting to live";
        assert!(of(
            "Husband (Rene) reports the bar is full. She asked him to empty it.",
            he,
            words
        ));
        assert!(of("Her father came and she cried.", he, words));
        assert!(of(
            "Tad alone, at client's request and w/ her release.",
            "He was himself suicidal at 19, not since.",
            "suicidal"
        ));
        // Whose it is stays open, or it is the patient's.
        assert!(!of("", he, words));
        assert!(!of("His father drank and she left.", he, words));
        assert!(!of(
            "Wife reports he sleeps little. She is worried.",
            he,
            words
        ));
        assert!(!of("Father hit mother; she left.", he, words));
        assert!(!of(
            "Client says his sleep is poor. Father came, she is his aunt.",
            he,
            words
        ));
        assert!(!of("Client's mother came with her sister.", he, words));
        // Unstressed, it must be plain on both sides.
        let plain = "He drinks nightly and hides it.";
        let of = |note: &str, sentence: &str| {
            let note = format!("{note} {sentence}");
            is_others(&note, sentence, "drinks", NoteKind::FamilyNote)
        };
        assert!(of(
            "Client says her cravings are low. Husband came late.",
            plain
        ));
        assert!(!of("Husband came late.", plain));
        assert!(!of(
            "Client says his cravings are low. Father came late.",
            plain
        ));
        assert!(!of(
            "Client says her cravings are low. Husband and mother came.",
            plain
        ));
        assert!(!of(
            "Client says her cravings are low. Husband came.",
            "He says she drinks."
        ));
        assert!(!of(
            "Client says her cravings are low. Husband came.",
            "He sees that she drinks."
        ));
    }

    #[test]
    fn who_helps_tells_of_his_own_life() {
        let of = |sentence: &str, words: &str, kind| is_others(sentence, sentence, words, kind);
        let peer = NoteKind::CaseManagement;
        assert!(of(
            "I shared how I lost my job in '09.",
            "lost my job",
            peer
        ));
        assert!(of(
            "I told her I was homeless for my first year.",
            "homeless",
            peer
        ));
        assert!(of(
            "Writer shared her own overdose.",
            "overdose",
            NoteKind::GroupNote
        ));
        assert!(of(
            "Guest speaker told of a relapse.",
            "relapse",
            NoteKind::GroupNote
        ));
        assert!(!of(
            "I shared how I lost my job.",
            "lost my job",
            NoteKind::IndividualNote
        ));
        assert!(!of("I asked how he lost his job.", "lost his job", peer));
        assert!(!of("I shared my list; he relapsed.", "relapsed", peer));
        assert!(!of(
            "I told him my worry that he will relapse.",
            "relapse",
            peer
        ));
        assert!(!of(
            "Writer shared the overdose plan.",
            "overdose",
            NoteKind::GroupNote
        ));
        let quote = "Client: \"It was bad. I shared how I lost my job.\"";
        assert!(!is_others(
            quote,
            "I shared how I lost my job",
            "lost my job",
            peer
        ));
    }

    #[test]
    fn one_is_named_and_not_the_patient() {
        let of = |sentence: &str, words: &str| {
            is_others(sentence, sentence, words, NoteKind::Assessment)
        };
        assert!(of(
            "Her aunt, not she, was hospitalized for mania.",
            "mania"
        ));
        assert!(of(
            "Her sister (not pt) attempted suicide.",
            "attempted suicide"
        ));
        assert!(!of(
            "She, not her aunt, was hospitalized for mania.",
            "mania"
        ));
        assert!(!of("Sad, not he, of all people, relapsed.", "relapsed"));
        assert!(!of("Her aunt, not she, drove; she was manic.", "manic"));
        assert!(!of("Her aunt, not sure why, was angry.", "angry"));
    }
}

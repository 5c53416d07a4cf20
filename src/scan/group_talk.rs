//! Tells what a group note says of the group from what it says of its patient.

use super::elements::{CLINICIAN, PATIENT, tokens};
use super::scanner::Draft;
use super::sections;
use super::sentences::Sentence;
use crate::model::{Assertion, Dimension, Direction, NoteKind};

/// Takes what a sentence of a group note says of states and dangers from the patient where it
/// tells what the whole group was about: "psychoeducation on relapse" is nobody's relapse.
/// The drafts are the sentence's.
pub(super) fn give(drafts: &mut [Draft], kind: NoteKind, plain: &str, sentence: &Sentence) {
    let text = plain.get(sentence.start..sentence.end).unwrap_or_default();
    let section = sections::section_name(sentence.section);
    if drafts.is_empty() || kind != NoteKind::GroupNote || !describes_group(text, section) {
        return;
    }
    for draft in drafts {
        let is_state = !matches!(draft.mention.dimension, Dimension::T | Dimension::P);
        if is_state && draft.mention.direction != Direction::N {
            draft.mention.assertion = Assertion::OtherPerson;
            draft.ground.rule = "said of the group";
        }
    }
}

/// Words that open a sentence about what a group did or was taught.
const OPENERS: [&str; 23] = [
    "group",
    "groups",
    "members",
    "participants",
    "attendees",
    "clients",
    "patients",
    "residents",
    "facilitator",
    "topic",
    "discussion",
    "psychoeducation",
    "session",
    "handout",
    "teaching",
    "education",
    "psychoed",
    "lecture",
    "presentation",
    "worksheet",
    "video",
    "film",
    "instruction",
];

/// Returns whether a sentence of a group note says what the group was about or did, so that
/// nothing in it is a statement on the patient. Narrower than a count of words needs: "told the
/// group of drinking again" is the patient's own.
fn describes_group(text: &str, section: &str) -> bool {
    let mut of_patient = false;
    let mut of_members = false;
    let mut before = "";
    for word in tokens(text) {
        match word {
            "members" | "participants" => of_members = true,
            "member" if matches!(before, "each" | "every") => of_members = true,
            word if PATIENT.contains(&word) && !matches!(word, "clients" | "patients" | "pts") => {
                of_patient = true;
            }
            _ => {}
        }
        before = word;
    }
    // The letter before a part of a note: "O: Teaching on side effects".
    let text = match text.split_once(':') {
        Some((letter, rest)) if letter.len() == 1 => rest,
        _ => text,
    };
    let mut first = tokens(text).filter(|word| *word != "the");
    let opens = first.next().is_some_and(|word| OPENERS.contains(&word));
    // What stands under "Content" or "I" may go on to the patient; the one who treats does not.
    let of_clinician = section == "INTERV" && tokens(text).any(|word| CLINICIAN.contains(&word));
    let of_topic = section == "TOPIC" && !FINDINGS.iter().any(|words| text.contains(words));
    !of_patient && (opens || of_members || of_clinician || of_topic)
}

/// What is found on one patient, even where a whole note stands behind "Topic:".
const FINDINGS: [&str; 20] = [
    "no si",
    "no hi",
    "denies",
    "denied",
    "mood bright",
    "mood low",
    "mood improved",
    "mood better",
    "mood stable",
    "mood euthymic",
    "mood depressed",
    "mood anxious",
    "affect bright",
    "affect flat",
    "affect full",
    "affect congruent",
    "affect blunted",
    "affect constricted",
    "affect euthymic",
    "affect improved",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_and_what_members_did_are_the_groups() {
        for (text, section) in [
            ("psychoeducation on relapse and its early signs.", ""),
            ("members drew a timeline of the last episode.", ""),
            ("relapse signatures: each member drew a timeline.", ""),
            ("cravings and triggers", "TOPIC"),
            ("mood and what lifts it.", "TOPIC"),
            ("o: teaching on side effects, missed doses, and sleep.", ""),
            (
                "therapist applied chain analysis on a recent lapse.",
                "INTERV",
            ),
        ] {
            assert!(describes_group(text, section), "{text}");
        }
    }

    #[test]
    fn what_the_patient_told_the_group_is_the_patients() {
        for (text, section) in [
            ("told the group of drinking again on saturday.", ""),
            ("client named cravings as the trigger.", "INTERV"),
            ("group members saw that he was tearful.", ""),
            ("a teaching moment: missed doses all week.", ""),
            ("working full time, denies si.", "INTERV"),
            ("encouraged, mood brighter, no si.", "TOPIC"),
        ] {
            assert!(!describes_group(text, section), "{text}");
        }
    }
}

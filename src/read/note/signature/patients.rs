//! Tells the patient's own signature, or that of who cares for one, from a clinician's: `Participant
//! agreed on screen, e-signature J. A-S.`, `Guardian e-signed 4/5/26`.

use super::person::skip_joining_words;
use crate::read::note::credential;
use std::ops::Range;

/// Words for the patient and for people around who sign papers and write no notes.
const PEOPLE: [&str; 44] = [
    "patient",
    "pt",
    "client",
    "clt",
    "resident",
    "member",
    "participant",
    "consumer",
    "guest",
    "youth",
    "minor",
    "child",
    "teen",
    "adolescent",
    "individual",
    "served",
    "recipient",
    "enrollee",
    "beneficiary",
    "guardian",
    "parent",
    "parents",
    "mother",
    "father",
    "mom",
    "dad",
    "stepmother",
    "stepfather",
    "grandmother",
    "grandfather",
    "grandparent",
    "aunt",
    "uncle",
    "sister",
    "brother",
    "spouse",
    "wife",
    "husband",
    "partner",
    "caregiver",
    "conservator",
    "surrogate",
    "witness",
    "representative",
];

/// Words behind them that make a post of them: `patient care tech`, `parent partner`.
const POSTS: [&str; 27] = [
    "care",
    "advocate",
    "aide",
    "assistant",
    "counselor",
    "specialist",
    "tech",
    "technician",
    "partner",
    "services",
    "service",
    "coordinator",
    "navigator",
    "advisor",
    "support",
    "worker",
    "liaison",
    "mentor",
    "educator",
    "therapist",
    "rights",
    "relations",
    "manager",
    "physician",
    "psychiatrist",
    "supervisor",
    "staff",
];

/// Returns whether a word names the patient or somebody who signs beside one.
pub(super) fn is_person(word: &str) -> bool {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let word = word.strip_suffix("’s").unwrap_or(word);
    PEOPLE.iter().any(|known| word.eq_ignore_ascii_case(known))
}

fn is_post(word: &str) -> bool {
    POSTS.iter().any(|post| word.eq_ignore_ascii_case(post))
}

/// Returns whether the words that sign are said of the patient, or of somebody beside one: who is
/// named before them in the same sentence, with no clinician there or behind them.
pub(super) fn signs_here(text: &str, phrase: &Range<usize>) -> bool {
    let head = text.get(..phrase.start).unwrap_or_default();
    let sentence = head.get(sentence_start(head)..).unwrap_or_default();
    let behind = skip_joining_words(text.get(phrase.end..).unwrap_or_default());
    let is_clinician = |text: &str| {
        credential::read_person(text).is_some_and(|person| person.credential.is_some())
    };
    if is_clinician(behind)
        || behind
            .match_indices(" by ")
            .any(|(at, by)| is_clinician(behind.get(at + by.len()..).unwrap_or_default()))
    {
        return false;
    }
    let mut led = words(behind).map(|(at, word)| (at, at + word.len(), word));
    if let Some((0, end, word)) = led.next()
        && is_person(word)
        && !led.next().is_some_and(|(_, _, next)| is_post(next))
    {
        // "Signed by resident Jane Roe, MD".
        return !is_clinician(behind.get(end..).unwrap_or_default());
    }
    let mut found = None;
    let mut all = words(sentence).peekable();
    while let Some((at, word)) = all.next() {
        if !is_person(word) {
            continue;
        }
        // "Parent partner": the second word is of the post as well.
        if all.peek().is_some_and(|(_, next)| is_post(next)) {
            all.next();
        } else {
            found = Some(at + word.len());
        }
    }
    found.is_some_and(|end| {
        let between = sentence.get(end..).unwrap_or_default();
        let mut starts = between.char_indices().filter(|&(at, letter)| {
            let before = between.get(..at).and_then(|head| head.chars().next_back());
            letter.is_uppercase() && before.is_none_or(|c| !c.is_alphanumeric())
        });
        !starts.any(|(at, _)| is_clinician(between.get(at..).unwrap_or_default()))
    })
}

/// Returns where the last sentence of a text begins; an initial's point ends none.
pub(super) fn sentence_start(text: &str) -> usize {
    let ends = |gap: &str| {
        let found = text.rmatch_indices(gap);
        found
            .map(|(at, gap)| (at, at + gap.len()))
            .find(|&(at, _)| {
                let letters = text
                    .get(..at)
                    .unwrap_or_default()
                    .bytes()
                    .rev()
                    .take_while(u8::is_ascii_alphabetic);
                gap != ". " || letters.count() != 1
            })
            .map_or(0, |(_, end)| end)
    };
    let gaps = [". ", "; ", "  ", "| ", "! ", "? "];
    gaps.into_iter().map(ends).max().unwrap_or(0)
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let lead = rest.find(char::is_alphabetic)?;
        let word = rest.get(lead..)?;
        let length = word
            .find(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’')))
            .unwrap_or(word.len());
        let at = from + lead;
        from = at + length;
        Some((at, word.get(..length)?))
    })
}

#[cfg(test)]
mod tests {
    use super::signs_here;

    #[test]
    fn the_patient_signs_only_where_no_clinician_does() {
        let signs = |text: &str| {
            let start = text.find("e-sign").unwrap();
            let end = start + text[start..].find(' ').unwrap_or(text.len() - start);
            signs_here(text, &(start..end))
        };
        for text in [
            "Participant agreed on screen, e-signature J. A-S.",
            "Client e-signed",
            "Client J. Doe e-signed 4/8/26",
            "Guardian e-signature 4/5/26",
            "Agreed. The parent's e-signature on tablet 4/5/26",
            "Client e-signed on tablet with Ann Roe, LPC present 4/5/26",
        ] {
            assert!(signs(text), "{text}");
        }
        for text in [
            "Client seen by Ann Roe, LPC, e-signed 4/5/26",
            "Session with client done. Ann Roe e-signed 4/5/26",
            "Client plan e-signed by Ann Roe, LPC 4/5/26",
            "Patient care tech J. Roe e-signed 4/5/26",
            "Parent partner J. Roe e-signed 4/5/26",
            "Ann Roe, LPC e-signed 4/5/26",
        ] {
            assert!(!signs(text), "{text}");
        }
    }
}

//! Finds under whom a note says that its service was given: `Incident to Dr. Roe, who set up the plan
//! and was in the suite`, `Under the direct supervision of Dr. Roe`. An incident that was reported to
//! somebody is another matter.

use crate::model::Credential;
use crate::read::note::credential;
use crate::read::note::guards::Guard;
use crate::read::note::labels::Label;
use crate::read::note::signature;
use crate::read::note::view::NoteView;
use crate::text::Located;

/// Words of which one stands in every such statement.
pub(in crate::read::note) const WORDS: [&str; 3] = ["incident to", "incident-to", SUPERVISED];

const SUPERVISED: &str = "supervision of";

/// Words before an incident that happened, and before a service that was not given so.
const OF_EVENTS: [&str; 30] = [
    "the",
    "an",
    "this",
    "that",
    "any",
    "each",
    "every",
    "his",
    "her",
    "their",
    "our",
    "of",
    "no",
    "not",
    "reported",
    "report",
    "reporting",
    "critical",
    "serious",
    "unusual",
    "sentinel",
    "safety",
    "prior",
    "another",
    "discussed",
    "minor",
    "disclosed",
    "related",
    "similar",
    "past",
];

/// Most names that are taken.
const MOST: usize = 4;

/// Returns the names of those under whom a note says that its service was given, as written.
pub(super) fn read_incident_to(view: &NoteView<'_>) -> Vec<Located<String>> {
    let mut names = Vec::new();
    let lines = view.body_lines();
    for (index, line) in lines.filter(|(_, line)| line.may(Guard::IncidentTo)) {
        let Some(behind) = statement(line.text) else {
            continue;
        };
        take_names(view, index, behind, &mut names);
        // The sentence may go on below.
        let below = view.line(index + 1);
        if names.is_empty() && below.is_some_and(|line| !signature::is_signature(line)) {
            take_names(view, index + 1, 0, &mut names);
        }
        for field in view.labelled(Label::Cosignature) {
            take_names(view, field.value_line, field.value.start, &mut names);
        }
        break;
    }
    names
}

/// Returns where the words of a statement end on a line.
fn statement(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let places = WORDS.iter().flat_map(|words| {
        lower
            .match_indices(words)
            .map(|(at, words)| at..at + words.len())
    });
    let mut stated = places.filter(|place| {
        let before = lower.get(..place.start).unwrap_or_default();
        let behind = lower.get(place.end..).unwrap_or_default();
        let mut words = before.split_whitespace().rev().take(3);
        // "Under the direct supervision of Dr. Roe"; "supervision of her children" is another's.
        if lower.get(place.clone()) == Some(SUPERVISED) {
            return words.any(|word| word == "under") && !before.contains("not ");
        }
        let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        // A sentence before says nothing of this one.
        let last = words.next().filter(|word| !word.ends_with(['.', ';', ':']));
        let is_event = last.is_some_and(|word| OF_EVENTS.contains(&bare(word).as_str()));
        let is_denied =
            last.is_some() && words.any(|word| matches!(bare(word).as_str(), "not" | "never"));
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '-')
            && !behind.starts_with(|c: char| c.is_alphanumeric());
        is_whole && !is_event && !is_denied
    });
    stated.next().map(|place| place.end)
}

/// Takes whoever is named on a line from a byte on: by title, with a credential or by two names.
fn take_names(view: &NoteView<'_>, index: usize, from: usize, names: &mut Vec<Located<String>>) {
    let Some(text) = view.line(index).map(|line| line.text) else {
        return;
    };
    let mut at = from;
    while let Some(rest) = text.get(at..).filter(|_| names.len() < MOST) {
        let lead = rest.find(|c: char| c.is_uppercase());
        let Some(start) = lead.map(|lead| at + lead) else {
            return;
        };
        let opens = text
            .get(..start)
            .is_none_or(|before| !before.ends_with(|c: char| c.is_alphanumeric()));
        let person = text
            .get(start..)
            .filter(|_| opens)
            .and_then(credential::read_person);
        let Some(person) = person else {
            at = end_of_word(text, start);
            continue;
        };
        let name = start + person.name.start..start + person.name.end;
        let written = text.get(name.clone()).unwrap_or_default();
        // "Supervising physician" is a role.
        let is_prescriber = |found: &(Credential, _)| {
            found.0.class.is_prescriber() && found.0.text.starts_with(char::is_uppercase)
        };
        let is_named =
            written.contains(' ') || person.credential.as_ref().is_some_and(is_prescriber);
        at = match is_named {
            true if names.iter().any(|known| known.value == written) => start + person.end,
            true => {
                names.push(Located::new(written.to_owned(), view.place(index, name)));
                start + person.end
            }
            false => end_of_word(text, start),
        };
    }
}

fn end_of_word(text: &str, start: usize) -> usize {
    let word = text.get(start..).unwrap_or_default();
    let length = word.find(|c: char| !c.is_alphanumeric());
    start + length.unwrap_or(word.len()).max(1)
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn names(words: &str) -> Vec<String> {
        let text = format!(
            "PROGRESS NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n{words}\nElectronically signed by Ann Roe, PMHNP-BC 04/05/2026 14:00\n"
        );
        let notes = from_pages(FileId(0), "n.txt", &[Page::plain(1, text)], &mut Vec::new());
        let under = |note: &crate::model::Note| {
            let names = note.marks.incident_to.iter();
            names.map(|name| name.value.clone()).collect()
        };
        notes.first().map(under).unwrap_or_default()
    }

    #[test]
    fn reads_under_whom_a_service_was_given() {
        for (words, name) in [
            (
                "Incident to Dr. Poe, who established the plan 4/1 and was in the suite.",
                "Dr. Poe",
            ),
            (
                "Seen incident-to; supervising physician Dr. Poe on site and available.",
                "Dr. Poe",
            ),
            (
                "Incident-to service. Supervising physician: Max Poe, MD, present in the suite.",
                "Max Poe",
            ),
            ("Billed incident to Max T. Poe, MD.", "Max T. Poe"),
            (
                "Seen under the direct supervision of Dr. Poe, who was in the office.",
                "Dr. Poe",
            ),
            (
                "Visit provided incident to\nDr. Max Poe (in office).",
                "Dr. Max Poe",
            ),
        ] {
            assert_eq!(names(words), [name], "{words}");
        }
    }

    #[test]
    fn incidents_and_what_was_not_given_so_name_nobody() {
        for words in [
            "Staff reported the incident to Dr. Poe at 0900.",
            "She was calm before the incident today and told Max Poe.",
            "Not billed incident to Dr. Poe, who was away.",
            "Talked of an incident to her supervisor Max Poe.",
            "Seen incident-to.",
            "Talked of the supervision of her children with Max Poe.",
            "Not under the supervision of Dr. Poe any more.",
        ] {
            let found = names(words);
            assert_eq!(found, [""; 0], "{words}");
        }
    }
}

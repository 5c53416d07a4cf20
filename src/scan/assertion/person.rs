//! Decides whether a statement is about someone other than the patient, by the people named in
//! its clause.

use super::cues::{CueTable, Event, Kind};
use super::scope::View;

/// Words whose speaker tells of themselves, whatever verb follows.
const PEERS: [&str; 5] = ["peer", "client", "member", "friend", "roommate"];
/// The farthest a person may stand before the words about them.
const FARTHEST: usize = 14;

/// Returns the person who owns the statement at `from..to`, when it is not the patient.
pub(crate) fn other<'e>(
    table: &CueTable,
    view: &View<'e>,
    from: usize,
    _to: usize,
) -> Option<&'e Event> {
    view.events
        .iter()
        .rev()
        .filter(|event| event.kind == Kind::Kin && event.end <= from)
        .find(|person| owns(table, view, person, from))
}

fn owns(table: &CueTable, view: &View<'_>, person: &Event, from: usize) -> bool {
    let text = view.text;
    let possessive = text
        .get(person.end..)
        .is_some_and(|rest| rest.starts_with("'s"));
    let person_end = person.end + if possessive { 2 } else { 0 };
    let person_word = text.get(person.start..person.end).unwrap_or("");
    let peer = PEERS.iter().any(|peer| person_word.contains(peer));

    if view.events.iter().any(|event| {
        event.kind == Kind::Conjunction && event.start >= person.end && event.end <= from
    }) {
        return false;
    }
    let mut informant = false;
    let mut words = 0;
    let mut previous = "";
    for token in view
        .tokens
        .iter()
        .filter(|token| token.start >= person_end && token.end <= from)
    {
        let word = token.of(text);
        if !token.word {
            if word == ";" || (word == ":" && token.start > person_end) {
                return false;
            }
            previous = word;
            continue;
        }
        words += 1;
        if words > FARTHEST {
            return false;
        }
        if words <= 3 && table.reporting.contains(word) && !peer {
            informant = true;
        }
        if table.patients.contains(word) {
            return false;
        }
        if matches!(word, "he" | "she" | "they" | "his" | "her")
            && (informant
                || matches!(
                    previous,
                    "," | "and"
                        | "when"
                        | "while"
                        | "after"
                        | "because"
                        | "that"
                        | "since"
                        | "before"
                        | "until"
                ))
        {
            return false;
        }
        if previous == ","
            && table.openers.contains(word)
            && !matches!(word, "who" | "which" | "has" | "had" | "is" | "was")
        {
            return false;
        }
        previous = word;
    }
    if informant {
        return false;
    }
    if possessive && words <= 4 {
        return true;
    }
    !is_circumstance(table, view, person)
}

/// Returns whether the person is named only as company, cause or object ("lives with mother").
fn is_circumstance(table: &CueTable, view: &View<'_>, person: &Event) -> bool {
    let next = view
        .tokens
        .iter()
        .find(|token| token.start >= person.end)
        .map_or("", |token| token.of(view.text));
    if matches!(
        next,
        "who" | "whose" | "that" | "has" | "had" | "is" | "was" | "with" | "w"
    ) {
        return false;
    }
    let before = |skip: usize| {
        view.tokens
            .iter()
            .rev()
            .filter(|token| token.end <= person.start)
            .nth(skip)
            .map_or("", |token| token.of(view.text))
    };
    let mut at = 0;
    while matches!(
        before(at),
        "his"
            | "her"
            | "their"
            | "the"
            | "my"
            | "pt's"
            | "patient's"
            | "client's"
            | "older"
            | "younger"
            | "a"
            | "an"
            | "maternal"
            | "paternal"
            | "s"
            | "other"
            | "ex"
            | "own"
            | "some"
            | "two"
            | "three"
            | "several"
    ) {
        at += 1;
        if at > 3 {
            break;
        }
    }
    let lead = before(at);
    if lead == "and" {
        // "Mother and father" share the place of the first.
        return !view
            .events
            .iter()
            .any(|event| event.kind == Kind::Kin && event.end <= person.start);
    }
    table.companions.contains(lead)
}

#[cfg(test)]
mod tests {
    use crate::model::Assertion;
    use crate::scan::classify::classify;

    #[test]
    fn tells_owners_from_informants_and_company() {
        for (text, target, class) in [
            (
                "Mother has depression.",
                "depression",
                Assertion::OtherPerson,
            ),
            (
                "Her brother's overdose upset her.",
                "overdose",
                Assertion::OtherPerson,
            ),
            (
                "Mother reports pt is suicidal.",
                "suicidal",
                Assertion::Affirmed,
            ),
            (
                "Lives with mother, endorses depression.",
                "depression",
                Assertion::Affirmed,
            ),
            (
                "Lives with mother who has schizophrenia.",
                "schizophrenia",
                Assertion::OtherPerson,
            ),
            ("Peer shared SI.", "SI", Assertion::OtherPerson),
        ] {
            let start = text.find(target).unwrap_or(0) as u32;
            let got = classify(text, start, start + target.len() as u32).assertion;
            assert_eq!(got, class, "{text}");
        }
    }
}

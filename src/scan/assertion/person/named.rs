//! Tells words that look like other people from people, and people called by their names.

use crate::scan::assertion::cues::{CueTable, Event};
use crate::scan::assertion::scope::View;
use crate::scan::tokens::Token;

/// Words before "sib" that make it a brother or a sister.
const DETERMINERS: [&str; 16] = [
    "his", "her", "their", "my", "a", "one", "older", "younger", "oldest", "youngest", "twin",
    "half", "another", "only", "pt's", "client's",
];

/// Returns whether a person is only who referred or brought the patient: "referred by the caregiver
/// grandmother after a third ER visit". "Brought by her mother, who drinks" goes on about the mother.
pub(super) fn brings(view: &View<'_>, person: &Event) -> bool {
    let before = view.tokens_until(person.start);
    let word = |at: usize| before.get(at).map_or("", |token| token.of(view.text));
    let nearest = before.len().saturating_sub(5);
    let by = (nearest..before.len())
        .rev()
        .find(|&at| matches!(word(at), "by" | "," | ";"))
        .filter(|&at| at > 0 && word(at) == "by");
    let brought = by.is_some_and(|at| {
        matches!(
            word(at - 1),
            "referred"
                | "brought"
                | "in"
                | "accompanied"
                | "sent"
                | "transported"
                | "driven"
                | "escorted"
                | "off"
        )
    });
    let after = view
        .tokens_from(person.end)
        .iter()
        .map(|token| token.of(view.text));
    let next = after.clone().find(|word| *word != ",").unwrap_or("");
    brought
        && !matches!(
            next,
            "who" | "whose" | "with" | "w" | "has" | "is" | "was" | "'s" | "and" | "&"
        )
}

/// Returns whether "sib" is self-injurious behavior: "SI/HI/SIB/AVH", "no SIB, cravings 8". A sibling
/// has somebody's word before it or does something.
pub(in crate::scan::assertion) fn is_self_injury(text: &str, event: &Event) -> bool {
    if text.get(event.start..event.end) != Some("sib") {
        return false;
    }
    let before = text.get(..event.start).unwrap_or("").trim_end();
    let last = before.rsplit([' ', '\n', '(']).next().unwrap_or("");
    let after = text.get(event.end..).unwrap_or("");
    let next = after
        .strip_prefix(' ')
        .and_then(|rest| rest.split([' ', ',', '.', ';']).next())
        .unwrap_or("");
    let acts = matches!(
        next,
        "who"
            | "has"
            | "had"
            | "is"
            | "was"
            | "died"
            | "uses"
            | "says"
            | "said"
            | "reports"
            | "reported"
            | "states"
            | "stated"
            | "relapsed"
            | "overdosed"
            | "in"
            | "and"
    ) || next.starts_with('(');
    !DETERMINERS.contains(&last) && !acts
}

/// Returns whether a word makes "client" behind it somebody else.
pub(super) fn is_other(word: &str) -> bool {
    matches!(word, "other" | "another" | "fellow")
}

/// What is a person's without what happens there being theirs.
const PLACES: [&str; 19] = [
    "house",
    "home",
    "apartment",
    "apt",
    "place",
    "car",
    "truck",
    "room",
    "bedroom",
    "bathroom",
    "basement",
    "garage",
    "couch",
    "yard",
    "porch",
    "trailer",
    "kitchen",
    "condo",
    "farm",
];

/// Returns whether a person is named only as the owner of a place ("his parents' house").
pub(super) fn is_owner_of_place(text: &str, person: &Event) -> bool {
    let rest = text.get(person.end..).unwrap_or("");
    let owned = rest.strip_prefix("'s ").or_else(|| rest.strip_prefix("' "));
    owned.is_some_and(|owned| {
        let word = owned.split([' ', ',', '.', ';', ':']).next().unwrap_or("");
        PLACES.contains(&word)
    })
}

/// Returns whether a level of care behind a comma is the patient's, whoever was named before it: "wife at
/// home nights, so no 24-hour need", "husband works nights, IOP failed". "Sister depressed, did IOP" is
/// of the sister.
pub(super) fn is_level_apart(text: &str, person_end: usize, from: usize) -> bool {
    let middle = text.get(person_end..from).unwrap_or("");
    let target = text.get(from..).unwrap_or("");
    let target = ["needs ", "requires "]
        .iter()
        .find_map(|verb| target.strip_prefix(verb))
        .unwrap_or(target);
    let names_level = [
        "24 h",
        "24h",
        "24/7",
        "iop",
        "php",
        "lower level",
        "level of care",
    ]
    .iter()
    .any(|level| target.starts_with(level));
    let lead = middle.rsplit_once(',').map(|(_, lead)| lead.trim());
    names_level && lead.is_some_and(|lead| matches!(lead, "" | "so" | "so no" | "no" | "hence no"))
}

/// Returns whether the words themselves name the patient ("stalking her", "statements from pt").
pub(super) fn is_said_of_patient(
    table: &CueTable,
    view: &View<'_>,
    from: usize,
    to: usize,
) -> bool {
    let target = view.text.get(from..to).unwrap_or("");
    // "Mother's own restricting named by pt": whose it is stands before it.
    if view
        .text
        .get(..from)
        .is_some_and(|head| head.ends_with("'s own "))
    {
        return false;
    }
    let object = target
        .rsplit_once(' ')
        .is_some_and(|(_, last)| matches!(last, "him" | "her"));
    let mut following = view
        .tokens_from(to)
        .iter()
        .take(4)
        .map(|token| token.of(view.text));
    object
        || (following.any(|word| matches!(word, "from" | "by"))
            && following
                .next()
                .is_some_and(|word| table.patients.contains(word)))
}

/// How one is who calls.
const STATES: [&str; 16] = [
    "drunk",
    "intoxicated",
    "high",
    "tipsy",
    "hungover",
    "crying",
    "tearful",
    "sobbing",
    "suicidal",
    "manic",
    "psychotic",
    "paranoid",
    "angry",
    "anxious",
    "agitated",
    "slurring",
];

/// Returns whether nothing but a call stands between a person and a state: "son called drunk" tells how
/// the son was. "Son called: drunk again" and "mother called CPS" do not.
pub(super) fn calls_so(text: &str, between: &[Token], from: usize) -> bool {
    let mut words = between.iter().map(|token| token.of(text));
    let calls = matches!(words.next(), Some("called" | "phoned" | "texted" | "calls"))
        && words.all(|word| matches!(word, "in" | "again" | "here" | "twice" | "while"));
    let target = text.get(from..).unwrap_or("");
    let state = target.split([' ', ',', '.', ';', '/']).next().unwrap_or("");
    calls && STATES.contains(&state)
}

/// What comes back to the patient of somebody.
const REMEMBERED: [&str; 10] = [
    "nightmares",
    "nightmare",
    "dreams",
    "flashbacks",
    "flashback",
    "memories",
    "images",
    "visions",
    "loss",
    "death",
];

/// Returns whether a person is named only as whom nightmares or a loss are of: in "nightmares of
/// roommate, startle" the startle is the patient's.
pub(super) fn is_dreamed_of(view: &View<'_>, person: &Event) -> bool {
    let mut before = view
        .tokens_until(person.start)
        .iter()
        .rev()
        .map(|token| token.of(view.text))
        .skip_while(|word| matches!(*word, "his" | "her" | "their" | "the" | "my" | "late"));
    before.next() == Some("of") && before.next().is_some_and(|word| REMEMBERED.contains(&word))
}

/// Returns the name of one who is not the patient and says a thing of themselves: "Bridget said that
/// she herself had wanted to die", "Adele said that she has been suicidal herself". Of a patient
/// nobody stresses it.
pub(in crate::scan::assertion) fn speaks_of_self(
    table: &CueTable,
    view: &View<'_>,
    from: usize,
    to: usize,
) -> Option<(usize, usize)> {
    let word = |at: usize| view.tokens.get(at).map_or("", |token| token.of(view.text));
    let name = view.tokens.first()?;
    let is_name = name.word
        && word(0).len() > 2
        && word(0).bytes().all(|byte| byte.is_ascii_alphabetic())
        && !table.patients.contains(word(0))
        && !NO_NAMES.contains(&word(0));
    let verb = (1..=2).find(|&at| table.reporting.contains(word(at)))?;
    if !is_name {
        return None;
    }
    let mut at = verb + 1;
    if word(at) == "that" {
        at += 1;
    }
    let stressed = match word(at) {
        "she" => "herself",
        "he" => "himself",
        _ => return None,
    };
    let behind = view
        .tokens_from(to)
        .first()
        .map_or("", |next| next.of(view.text));
    let linked = view
        .tokens
        .get(at + 1..)?
        .iter()
        .take_while(|token| token.end <= from)
        .all(|token| matches!(token.of(view.text), "has" | "had" | "been" | "is" | "was"));
    let of_self = word(at + 1) == stressed || (behind == stressed && linked);
    (of_self && view.tokens.get(at)?.end <= from).then_some((name.start, name.end))
}

/// Words with which a sentence on the patient may open.
const NO_NAMES: [&str; 14] = [
    "she",
    "he",
    "they",
    "member",
    "youth",
    "also",
    "then",
    "later",
    "again",
    "teen",
    "who",
    "and",
    "individual",
    "participant",
];

#[cfg(test)]
mod tests {
    use crate::model::Assertion;
    use crate::scan::classify::assert_classes;

    #[test]
    fn self_injury_is_no_sibling() {
        assert_classes(&[
            ("Denies SI/HI/SIB/AVH.", "AVH", Assertion::Negated),
            ("SIB urges 5, cravings 8.", "cravings", Assertion::Affirmed),
            ("No SIB. Reports cravings.", "cravings", Assertion::Affirmed),
            ("Her sib had cravings.", "cravings", Assertion::OtherPerson),
            ("Sib has depression.", "depression", Assertion::OtherPerson),
            (
                "Older sib with psychosis.",
                "psychosis",
                Assertion::OtherPerson,
            ),
        ]);
    }

    #[test]
    fn other_clients_and_owners_of_places_are_told_from_the_patient() {
        assert_classes(&[
            (
                "Peer (other client) was yelling about wanting to hurt himself down the hall.",
                "hurt himself",
                Assertion::OtherPerson,
            ),
            (
                "Another resident threatened to hurt himself.",
                "hurt himself",
                Assertion::OtherPerson,
            ),
            (
                "Other pt cut herself; she stayed calm.",
                "cut herself",
                Assertion::OtherPerson,
            ),
            (
                "Male client in group disclosed suicidal ideation.",
                "suicidal ideation",
                Assertion::OtherPerson,
            ),
            (
                "Male client presents with suicidal ideation.",
                "suicidal ideation",
                Assertion::Affirmed,
            ),
            (
                "He walked out of his parents' house on two nights, barefoot, and was found by the police.",
                "found by the police",
                Assertion::Affirmed,
            ),
            (
                "Her mother's drinking and depression came up.",
                "depression",
                Assertion::OtherPerson,
            ),
        ]);
    }

    #[test]
    fn who_calls_drunk_is_told_from_who_calls_about_it() {
        assert_classes(&[
            ("Upset, son called drunk.", "drunk", Assertion::OtherPerson),
            ("Mother called in crying.", "crying", Assertion::OtherPerson),
            (
                "Mother called pt, drunk when he answered.",
                "drunk",
                Assertion::Affirmed,
            ),
            ("Wife called: drunk again.", "drunk", Assertion::Affirmed),
            (
                "Father called and said he was drunk.",
                "drunk",
                Assertion::Affirmed,
            ),
        ]);
    }

    #[test]
    fn nightmares_of_one_who_died_are_the_patients_and_so_is_what_follows() {
        assert_classes(&[
            (
                "Nightmares of roommate, startle; SI denied.",
                "startle",
                Assertion::Affirmed,
            ),
            (
                "Flashbacks of her father, hypervigilance.",
                "hypervigilance",
                Assertion::Affirmed,
            ),
            (
                "History of mother, depression.",
                "depression",
                Assertion::OtherPerson,
            ),
        ]);
    }

    #[test]
    fn who_stresses_herself_is_not_the_patient() {
        assert_classes(&[
            (
                "Bridget said that she herself had wanted to die after Juniper was born.",
                "wanted to die",
                Assertion::OtherPerson,
            ),
            (
                "Adele said that she has been suicidal herself, years ago.",
                "suicidal",
                Assertion::OtherPerson,
            ),
            (
                "Adele said that she has been suicidal for a week.",
                "suicidal",
                Assertion::Affirmed,
            ),
            (
                "She said that she herself had wanted to die.",
                "wanted to die",
                Assertion::Affirmed,
            ),
            (
                "Client said that she herself wanted to die.",
                "wanted to die",
                Assertion::Affirmed,
            ),
        ]);
    }
}

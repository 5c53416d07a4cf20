//! Tells where a line that opens with a group's topic goes on about its patient: "Topic: sleep. G. up
//! since 1, craving 7." It cuts no sentences.

/// Words that speak of the group, or of one who leads it, where a name could stand.
const NOT_NAMES: [&str; 74] = [
    "group",
    "groups",
    "members",
    "member",
    "participants",
    "attendees",
    "clients",
    "patients",
    "residents",
    "peers",
    "peer",
    "everyone",
    "everybody",
    "someone",
    "somebody",
    "nobody",
    "one",
    "two",
    "three",
    "several",
    "some",
    "many",
    "most",
    "all",
    "each",
    "both",
    "others",
    "other",
    "few",
    "staff",
    "facilitator",
    "facilitators",
    "therapist",
    "counselor",
    "clinician",
    "writer",
    "leader",
    "nurse",
    "rn",
    "lpn",
    "bht",
    "ot",
    "rd",
    "dietitian",
    "chaplain",
    "coach",
    "intern",
    "speaker",
    "presenter",
    "guest",
    "alumni",
    "instructor",
    "provider",
    "psychologist",
    "we",
    "who",
    "and",
    "then",
    "also",
    "it",
    "mother",
    "father",
    "discussion",
    "video",
    "film",
    "handout",
    "lecture",
    "worksheet",
    "session",
    "topic",
    "book",
    "article",
    "story",
    "author",
];

/// What one person is told to have done in a group, behind a name or an initial.
const DEEDS: [&str; 48] = [
    "sat",
    "shared",
    "said",
    "asked",
    "told",
    "wrote",
    "read",
    "cried",
    "spoke",
    "laughed",
    "listened",
    "nodded",
    "reported",
    "reports",
    "denied",
    "denies",
    "stated",
    "states",
    "rated",
    "rates",
    "participated",
    "engaged",
    "attended",
    "arrived",
    "left",
    "chose",
    "practiced",
    "volunteered",
    "disclosed",
    "admitted",
    "endorsed",
    "endorses",
    "declined",
    "refused",
    "appeared",
    "appears",
    "gave",
    "drew",
    "came",
    "stayed",
    "wanted",
    "wants",
    "felt",
    "feels",
    "joined",
    "craves",
    "had",
    "was",
];

/// Deeds with which a sentence without a subject opens; "shared", "reviewed" and "listed" may be what
/// the one who leads did.
const OPENING_DEEDS: [&str; 34] = [
    "sat",
    "stayed",
    "left",
    "slept",
    "woke",
    "wants",
    "wanted",
    "feels",
    "felt",
    "says",
    "said",
    "reports",
    "reported",
    "denies",
    "denied",
    "states",
    "stated",
    "endorses",
    "endorsed",
    "admits",
    "admitted",
    "cried",
    "cries",
    "declined",
    "refused",
    "arrived",
    "appeared",
    "appears",
    "participated",
    "engaged",
    "listened",
    "craves",
    "dissociated",
    "disclosed",
];

/// How one person is, as a sentence without a subject opens.
const STATES: [&str; 20] = [
    "quiet",
    "tearful",
    "guarded",
    "alert",
    "irritable",
    "withdrawn",
    "restless",
    "sleepy",
    "drowsy",
    "attentive",
    "anxious",
    "angry",
    "calm",
    "pleasant",
    "cooperative",
    "silent",
    "crying",
    "agitated",
    "sad",
    "late",
];

/// What is rated with a number.
const RATED: [&str; 10] = [
    "craving",
    "cravings",
    "urge",
    "urges",
    "mood",
    "anxiety",
    "depression",
    "pain",
    "back",
    "suds",
];

/// Words that may follow a state in the same sentence.
const AFTER_STATE: [&str; 16] = [
    "and",
    "but",
    "at",
    "then",
    "in",
    "when",
    "today",
    "until",
    "during",
    "after",
    "w",
    "with",
    "throughout",
    "affect",
    "to",
    "all",
];

/// Words of a sentence on everybody of the group, or on somebody in a film.
const OF_OTHERS: [&str; 15] = [
    "man",
    "woman",
    "boy",
    "girl",
    "person",
    "character",
    "podcast",
    "each",
    "every",
    "members",
    "participants",
    "clients",
    "patients",
    "peers",
    "people",
];

/// Returns whether a sentence behind that of a group's topic, in plain text, speaks of one patient:
/// by an initial, a name or a pronoun, by a rating, or by what only one person does or is.
/// `is_upper` tells whether its first letter was a capital.
pub(super) fn is_left(sentence: &str, is_upper: bool) -> bool {
    let mut words = sentence
        .split([' ', ',', ';', ':', '/', '(', ')'])
        .filter(|word| !word.is_empty());
    let (Some(first), second) = (words.next(), words.next().unwrap_or("")) else {
        return false;
    };
    let bare = first.trim_end_matches('.');
    let behind = second.trim_end_matches('.');
    let label = sentence
        .get(first.len()..)
        .is_some_and(|rest| rest.starts_with(':'));
    if label {
        return false;
    }
    if is_initial(bare) {
        return is_upper && (is_deed(behind) || STATES.contains(&behind) || behind == "up");
    }
    let name = is_upper && !NOT_NAMES.contains(&bare) && !is_plural(bare);
    if name && DEEDS.contains(&behind) && !matches!(behind, "had" | "was") {
        return true;
    }
    let rated = RATED.contains(&bare) && behind.starts_with(|c: char| c.is_ascii_digit());
    let state = STATES.contains(&bare)
        && (sentence.len() <= first.len() + 1
            || sentence
                .get(first.len()..)
                .is_some_and(|rest| rest.starts_with([',', ';', '.']))
            || AFTER_STATE.contains(&behind));
    rated
        || state
        || OPENING_DEEDS.contains(&bare)
        || (bare == "shared" && matches!(behind, "that" | "his" | "her" | "he" | "she"))
        || sentence.matches("/10").count() == 1
        || is_of_one(sentence)
}

/// Returns whether a word may speak of several: "teens shared", not "Silas shared".
fn is_plural(word: &str) -> bool {
    word.ends_with('s')
        && !["as", "is", "os", "us"]
            .iter()
            .any(|end| word.ends_with(end))
}

/// Returns whether a word is an initial.
fn is_initial(word: &str) -> bool {
    word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic()) && word != "a"
}

fn is_deed(word: &str) -> bool {
    DEEDS.contains(&word) || (word.len() > 4 && word.ends_with("ed"))
}

/// Returns whether "he" or "she" is spoken of, and neither the group nor somebody in a film or a story.
fn is_of_one(sentence: &str) -> bool {
    let mut one = false;
    for word in sentence.split([' ', ',', ';', '.', ':']) {
        if OF_OTHERS.contains(&word) || NOT_NAMES.contains(&word) {
            return false;
        }
        one |= matches!(word, "he" | "she");
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_is_told_from_the_group() {
        for (sentence, wanted) in [
            ("G. gave rank not name, then name.", true),
            ("D. asked if Antabuse \"is poison\", RN answered.", true),
            ("G up since 1, nightmare of the ramp.", true),
            ("D. tearful.", true),
            ("Left room 4 min when chair fell.", true),
            ("Quiet, then dissociated 3 min.", true),
            ("Desmond sat by the door.", true),
            ("Back 7/10, angry.", true),
            ("Cravings 7, urge to leave at noon.", true),
            ("Shared that his last relapse began with a beer.", true),
            ("When the chair fell he froze.", true),
            ("Craving and how it climbs.", false),
            (
                "Discussed warning signs, cravings and how relapse happens.",
                false,
            ),
            ("Members shared cravings.", false),
            ("Teens shared cravings.", false),
            ("Silas shared a slip.", true),
            ("Everyone named one craving.", false),
            ("Reviewed HALT, cravings and triggers.", false),
            ("Shared a handout on relapse.", false),
            ("Anxious thoughts and how to catch them.", false),
            ("A. breathing, B. grounding.", false),
            ("B. grounding by the senses.", false),
            ("Each member told what he fears.", false),
            ("Video of a man who relapsed after he lost his job.", false),
            ("Speaker told how he overdosed.", false),
            ("A review of cravings.", false),
            ("Facilitator asked for examples of urges.", false),
            ("O: teaching on side effects.", false),
        ] {
            let lower = sentence.to_lowercase();
            let is_upper = sentence.starts_with(char::is_uppercase);
            assert_eq!(is_left(&lower, is_upper), wanted, "{sentence}");
        }
    }
}

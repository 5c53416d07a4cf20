//! Tells of a word whether it stands for the patient, for somebody else, or for what is said of
//! either. Whom a sentence means by it is not its matter.

use crate::text::words::Classes;
use std::sync::LazyLock;

const SUBJECTS: [&str; 14] = [
    "client",
    "patient",
    "pt",
    "cl",
    "resident",
    "consumer",
    "participant",
    "client's",
    "patient's",
    "pt's",
    "cl's",
    "resident's",
    "mr",
    "ms",
];

const OTHERS: [&str; 108] = [
    "attorney",
    "aunt",
    "baby",
    "bf",
    "boss",
    "boy",
    "boyfriend",
    "brother",
    "brothers",
    "caregiver",
    "caseworker",
    "child",
    "children",
    "clinician",
    "co-worker",
    "counselor",
    "counsellor",
    "cousin",
    "coworker",
    "coworkers",
    "dad",
    "daughter",
    "daughters",
    "doctor",
    "dr",
    "employer",
    "ex",
    "ex-husband",
    "ex-wife",
    "facilitator",
    "family",
    "father",
    "fiance",
    "fiancee",
    "fiancé",
    "fiancée",
    "friend",
    "friends",
    "gf",
    "girl",
    "girlfriend",
    "grandchildren",
    "granddaughter",
    "grandfather",
    "grandma",
    "grandmother",
    "grandpa",
    "grandparents",
    "grandson",
    "guardian",
    "guy",
    "husband",
    "infant",
    "judge",
    "kids",
    "lady",
    "landlord",
    "landlady",
    "lawyer",
    "man",
    "manager",
    "member",
    "members",
    "men",
    "mom",
    "mother",
    "neighbor",
    "nephew",
    "niece",
    "nurse",
    "officer",
    "others",
    "parent",
    "parents",
    "partner",
    "pastor",
    "peer",
    "peers",
    "people",
    "person",
    "physician",
    "prescriber",
    "provider",
    "psychiatrist",
    "relative",
    "roommate",
    "roommates",
    "sibling",
    "siblings",
    "sister",
    "sisters",
    "someone",
    "son",
    "sons",
    "sponsor",
    "spouse",
    "staff",
    "stepfather",
    "stepmother",
    "supervisor",
    "teacher",
    "tech",
    "therapist",
    "uncle",
    "wife",
    "woman",
    "women",
    "writer",
];

/// What a sentence says that its subject did, where the subject is who a note is about.
const VERBS: [&str; 54] = [
    "reported",
    "reports",
    "stated",
    "states",
    "denied",
    "denies",
    "endorsed",
    "endorses",
    "presented",
    "presents",
    "attended",
    "attends",
    "participated",
    "participates",
    "shared",
    "shares",
    "identified",
    "identifies",
    "verbalized",
    "verbalizes",
    "expressed",
    "expresses",
    "appeared",
    "appears",
    "arrived",
    "discussed",
    "discusses",
    "described",
    "describes",
    "acknowledged",
    "acknowledges",
    "explored",
    "processed",
    "engaged",
    "agreed",
    "agrees",
    "remains",
    "continues",
    "asked",
    "came",
    "completed",
    "cried",
    "feels",
    "felt",
    "joined",
    "left",
    "listened",
    "rated",
    "said",
    "sat",
    "spoke",
    "talked",
    "told",
    "worked",
];

/// Words that open a sentence before such a verb and are no names.
const NO_NAMES: [&str; 82] = [
    "he",
    "she",
    "they",
    "it",
    "i",
    "we",
    "who",
    "this",
    "that",
    "these",
    "client",
    "patient",
    "pt",
    "cl",
    "resident",
    "consumer",
    "participant",
    "individual",
    "group",
    "therapist",
    "counselor",
    "clinician",
    "writer",
    "nurse",
    "staff",
    "facilitator",
    "family",
    "mother",
    "father",
    "and",
    "also",
    "then",
    "team",
    "members",
    "member",
    "peers",
    "mood",
    "affect",
    "sleep",
    "anxiety",
    "depression",
    "risk",
    "both",
    "which",
    "all",
    "another",
    "attendance",
    "chaplain",
    "coach",
    "cravings",
    "discharge",
    "discussion",
    "energy",
    "everybody",
    "everyone",
    "few",
    "goal",
    "guest",
    "homework",
    "insight",
    "instructor",
    "leader",
    "many",
    "medication",
    "most",
    "nobody",
    "none",
    "nothing",
    "one",
    "pain",
    "plan",
    "presenter",
    "progress",
    "session",
    "several",
    "some",
    "speaker",
    "speech",
    "there",
    "three",
    "topic",
    "what",
];

pub(super) const IS_SUBJECT: u8 = 1;
pub(super) const IS_OTHER: u8 = 2;
pub(super) const IS_VERB: u8 = 4;
pub(super) const IS_NO_NAME: u8 = 8;
pub(super) const IS_MALE: u8 = 16;
pub(super) const IS_FEMALE: u8 = 32;
/// Is a form of address.
pub(super) const IS_TITLE: u8 = 64;

/// What the words of the lists above are, so that every word of a note is looked up once.
static CLASSES: LazyLock<Classes> = LazyLock::new(|| {
    Classes::new(&[
        (&SUBJECTS, IS_SUBJECT),
        (&OTHERS, IS_OTHER),
        (&VERBS, IS_VERB),
        (&NO_NAMES, IS_NO_NAME),
        (&["he", "him", "his", "himself"], IS_MALE),
        (&["she", "her", "hers", "herself"], IS_FEMALE),
        (&["mr", "ms", "mrs", "miss"], IS_TITLE),
    ])
});

/// Returns what a word in lower case is, as bits.
pub(super) fn class_of(word: &str) -> u8 {
    CLASSES.of(word)
}

/// Returns whether a word, in lower case, is one for the patient.
pub(super) fn is_subject(word: &str) -> bool {
    class_of(bare(word)) & IS_SUBJECT != 0
}

/// Returns whether a word, in lower case, is one for somebody else.
pub(super) fn is_other_person(word: &str) -> bool {
    class_of(bare(word)) & IS_OTHER != 0
}

/// Returns a word without the signs around it and without its genitive.
pub(super) fn bare(word: &str) -> &str {
    let is_sign = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    let bytes = word.as_bytes();
    let from = bytes.iter().position(|byte| !is_sign(byte));
    let to = bytes.iter().rposition(|byte| !is_sign(byte));
    let (Some(from), Some(to)) = (from, to) else {
        return "";
    };
    let mut word = word.get(from..=to).unwrap_or(word);
    // Other signs than those of ASCII stand beside few words.
    if !(bytes.get(from).is_some_and(u8::is_ascii) && bytes.get(to).is_some_and(u8::is_ascii)) {
        word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    }
    match word.strip_suffix('s') {
        Some(rest) => rest
            .strip_suffix('\'')
            .or(rest.strip_suffix('’'))
            .unwrap_or(word),
        None => word,
    }
}

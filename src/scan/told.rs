//! Tells facts that stand under a heading of plans: progress listed under "Goals" in a review, a
//! score under "Recommendation". It does not judge them.

use super::criteria;
use crate::model::NoteKind;

/// Words that open a goal rather than tell how far it was reached.
const AIMS: [&str; 36] = [
    "will",
    "to",
    "reduce",
    "increase",
    "improve",
    "maintain",
    "develop",
    "learn",
    "identify",
    "demonstrate",
    "attend",
    "complete",
    "decrease",
    "eliminate",
    "achieve",
    "be",
    "able",
    "no",
    "return",
    "build",
    "use",
    "practice",
    "continue",
    "remain",
    "stay",
    "client",
    "patient",
    "pt",
    "explore",
    "establish",
    "utilize",
    "manage",
    "express",
    "verbalize",
    "engage",
    "report",
];
/// Words that make any sentence one of aims.
const AHEAD: [&str; 18] = [
    " will ",
    " by ",
    "within ",
    "target",
    " or less",
    " or fewer",
    " at least",
    " per week for",
    "goal is",
    " until",
    " if ",
    " when ",
    "so that",
    "in order",
    "as evidenced",
    "able to",
    "needs to",
    "plan to",
];
/// Words that tell how far something came.
const TOLD: [&str; 22] = [
    " met",
    "still ",
    "continues",
    "was ",
    "were ",
    "had ",
    "has ",
    "no longer",
    "remains",
    "twice",
    "once",
    "times",
    "last week",
    "this week",
    "since",
    "now ",
    "a day",
    "daily",
    " acts",
    "incidents",
    "ed ",
    "ed.",
];

/// Returns whether a sentence under the goals of a review tells what came of them.
pub(super) fn is_progress(kind: NoteKind, section: &str, sentence: &str) -> bool {
    if section != "GOAL" || !matches!(kind, NoteKind::PlanReview | NoteKind::UtilizationReview) {
        return false;
    }
    let told = without_label(sentence);
    let first = told.split([' ', ',', '.']).next().unwrap_or("");
    !AIMS.contains(&first)
        && !AHEAD.iter().any(|words| sentence.contains(words))
        && (TOLD.iter().any(|words| sentence.contains(words))
            || (has_score(told)
                && is_numbered(sentence, told)
                && !STATES.contains(&first)
                && !AIMED_AT.iter().any(|words| told.contains(words))))
}

/// Words that open a goal in a plan's terms, besides those of aims.
const STATES: [&str; 9] = [
    "improved",
    "increased",
    "decreased",
    "reduced",
    "sustained",
    "continued",
    "stable",
    "sobriety",
    "sleep",
];
/// Words and units that make a number one aimed at.
const AIMED_AT: [&str; 16] = [
    "<", ">", " below", " under", " to ", " within", " days", " weeks", " wks", " months", "%",
    " per ", "/wk", "/week", "x/", " x ",
];
/// Words that tell of the day.
const OF_DAY: [&str; 12] = [
    " today",
    "last pm",
    "last night",
    "this am",
    "this pm",
    "overnight",
    "yesterday",
    "tonight",
    "slept ",
    "progressing",
    "still ",
    "tearful",
];

/// Returns whether a sentence behind "Goal 1:" in a note of a day tells of that day: therapists name
/// the goal worked on so.
pub(super) fn is_of_day(kind: NoteKind, section: &str, sentence: &str) -> bool {
    let plans = criteria::plans(kind) || kind == NoteKind::SafetyPlan;
    if section != "GOAL" || plans {
        return false;
    }
    let told = without_label(sentence);
    let first = told.split([' ', ',', '.']).next().unwrap_or("");
    let unnumbered = told.len() < sentence.len() && !is_numbered(sentence, told);
    !unnumbered
        && !AIMS.contains(&first)
        && !STATES.contains(&first)
        && !AHEAD
            .iter()
            .chain(&AIMED_AT)
            .any(|words| told.contains(words))
        && (has_score(told) || OF_DAY.iter().any(|words| told.contains(words)))
}

/// Returns whether the label before what is told has a number.
fn is_numbered(sentence: &str, told: &str) -> bool {
    sentence
        .get(..sentence.len() - told.len())
        .is_some_and(|label| label.bytes().any(|byte| byte.is_ascii_digit()))
}

/// Returns whether a number is told behind a word ("gad 7 10").
fn has_score(told: &str) -> bool {
    let mut last = "";
    told.split([' ', ',', ';', ':']).any(|word| {
        let number = word.trim_end_matches(['.', 'h']);
        let is_score = !number.is_empty()
            && number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'/')
            && last.bytes().any(|byte| byte.is_ascii_alphanumeric());
        last = word;
        is_score
    })
}

/// Returns the sentence without "Goal 2a:" or "Objective 1." before it.
fn without_label(sentence: &str) -> &str {
    let rest = ["goals", "goal", "objectives", "objective", "obj"]
        .iter()
        .find_map(|label| sentence.strip_prefix(label));
    rest.map_or(sentence, |rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || " #.:-)(".contains(c))
    })
}

/// Words before a score that set it as an aim.
const AIMED: [&str; 20] = [
    "reduce",
    "reduction",
    "decrease",
    "lower",
    "below",
    "under",
    "less",
    "goal",
    "target",
    "until",
    "if",
    "when",
    "once",
    "administer",
    "repeat",
    "obtain",
    "complete",
    "unless",
    "to",
    "achieve",
];

/// Returns whether a score at `from..to` of a sentence is told with its number, not aimed at.
pub(super) fn is_score(sentence: &str, from: usize, to: usize) -> bool {
    let rest = sentence.get(to..).unwrap_or("");
    let rest = rest.trim_start_matches([' ', ':', '=', '(']);
    let rest = ["is ", "of ", "was ", "at ", "today ", "score ", "now "]
        .iter()
        .find_map(|link| rest.strip_prefix(link))
        .unwrap_or(rest);
    let head = sentence.get(..from).unwrap_or("");
    rest.starts_with(|c: char| c.is_ascii_digit())
        && !head
            .split([' ', ',', ';', ':', '('])
            .any(|word| AIMED.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_under_goals_is_told() {
        let review = NoteKind::PlanReview;
        for (sentence, wanted) in [
            ("all goals met.", true),
            ("goals met.", true),
            ("flashbacks four a day.", true),
            ("goal 1. purged twice.", true),
            ("goal 2: phq 9 14.", true),
            ("goal 2: phq 9 under 10.", false),
            ("still purging three times a week.", true),
            ("goal 2: reduce flashbacks to once a day.", false),
            ("purging no more than once a week by 04/01.", false),
            ("will name two triggers.", false),
        ] {
            assert_eq!(is_progress(review, "GOAL", sentence), wanted, "{sentence}");
        }
        assert!(!is_progress(
            NoteKind::TreatmentPlan,
            "GOAL",
            "purged twice."
        ));
        assert!(!is_progress(review, "PLAN", "purged twice."));
    }

    #[test]
    fn behind_a_numbered_goal_a_note_tells_of_its_day() {
        let note = NoteKind::IndividualNote;
        for (kind, sentence, wanted) in [
            (note, "goal 1: gad 7 10.", true),
            (note, "goal 1: urges 5.", true),
            (note, "passive si last pm, journaling.", true),
            (note, "goal 1: reduce panic to 1 a week.", false),
            (note, "goal 1: phq 9 below 10.", false),
            (note, "goal 1: no si for 14 days.", false),
            (note, "goal 1: stable housing.", false),
            (note, "goal: gad 7 10.", false),
            (NoteKind::TreatmentPlan, "goal 1: gad 7 10.", false),
        ] {
            assert_eq!(is_of_day(kind, "GOAL", sentence), wanted, "{sentence}");
        }
    }

    #[test]
    fn a_score_is_told_or_aimed_at() {
        assert!(is_score("phq 9 16, so php continues.", 0, 5));
        assert!(!is_score("reduce phq 9 to 5", 7, 12));
        assert!(!is_score("reduce phq 9 16 to 5", 7, 12));
        assert!(!is_score("phq 9 weekly", 0, 5));
    }
}

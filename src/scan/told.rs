//! Tells facts that stand under a heading of plans: progress listed under "Goals" in a review, a
//! score under "Recommendation". It does not judge them.

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
        && TOLD.iter().any(|words| sentence.contains(words))
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
    fn a_score_is_told_or_aimed_at() {
        assert!(is_score("phq 9 16, so php continues.", 0, 5));
        assert!(!is_score("reduce phq 9 to 5", 7, 12));
        assert!(!is_score("reduce phq 9 16 to 5", 7, 12));
        assert!(!is_score("phq 9 weekly", 0, 5));
    }
}

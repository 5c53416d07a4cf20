//! Tells whether words such as "treatment plan reviewed" say that the patient's plan was reviewed on
//! the day of the note. It does not decide what the review must hold.

use crate::model::ServiceDate;
use crate::read::dates::find_dates;
use std::ops::Range;

/// Words before the phrase, in its clause, that put the review ahead, deny it or tell of an earlier
/// one.
const NOT_NOW: [&str; 17] = [
    " will ",
    " be ",
    " to have ",
    " must ",
    " should ",
    " need ",
    " needs ",
    " not ",
    " no ",
    " never ",
    " if ",
    " until ",
    " once ",
    " unless ",
    " next ",
    " previously ",
    " yet ",
];

/// Words behind it of a review ahead or past, of a rhythm, or with people who do not treat.
const NOT_THIS: [&str; 19] = [
    " next session",
    " next visit",
    " next week",
    " next appointment",
    " next meeting",
    " next month",
    " tomorrow ",
    " every ",
    " weekly ",
    " monthly ",
    " last week",
    " last month",
    " last session",
    " reviewer",
    " insur",
    " payer",
    " payor",
    " ur ",
    " utilization ",
];

/// Returns whether the phrase at `found` tells of a review on the day `noted`, by what stands around
/// it in its sentence.
pub(super) fn is_review(text: &str, found: &Range<usize>, noted: Option<ServiceDate>) -> bool {
    let (Some(before), Some(phrase), Some(after)) = (
        text.get(..found.start),
        text.get(found.clone()),
        text.get(found.end..),
    ) else {
        return false;
    };
    let before = before.rsplit(ENDS).next().unwrap_or_default();
    // An empty box denies what stands beside it.
    if before.trim_end().ends_with("[ ]") || before.trim_end().ends_with(['☐', '□']) {
        return false;
    }
    let paragraph = before.rsplit("\n\n").next().unwrap_or_default();
    // "Did not sleep, treatment plan reviewed with him" denies the sleep.
    let clause = paragraph.rsplit(',').next().unwrap_or_default();
    let before = format!(" {} ", words_of(clause));
    if NOT_NOW.iter().any(|word| before.contains(word)) {
        return false;
    }
    // "Safety plan reviewed with patient", "Meal plan reviewed with her" are other plans.
    let is_bare = phrase
        .get(..5)
        .is_some_and(|word| word.eq_ignore_ascii_case("plan "))
        && !phrase
            .get(..7)
            .is_some_and(|word| word.eq_ignore_ascii_case("plan of"));
    if is_bare
        && !matches!(
            before.trim(),
            "" | "the" | "goals and" | "goals and the" | "-" | "•"
        )
    {
        return false;
    }
    // "Treatment plan reviewed/updated: N" is a field that asks.
    let line = after.lines().next().unwrap_or_default();
    let asked = line.find([':', '?']).filter(|at| *at <= 24);
    if asked
        .and_then(|at| line.get(at..))
        .is_some_and(is_unanswered)
    {
        return false;
    }
    let rest = after.split(ENDS).next().unwrap_or_default();
    let rest: String = rest.chars().take(60).collect();
    let rest = format!(" {} ", words_of(&rest));
    if NOT_THIS.iter().any(|word| rest.contains(word)) {
        return false;
    }
    // "Treatment plan reviewed 3/2/26" in a note of another day tells of that day.
    let dates = find_dates(line.get(..line.len().min(40)).unwrap_or(line));
    dates.into_iter().all(|(_, date)| noted == Some(date))
}

/// Returns the words in lower case, with single blanks between.
pub(super) fn words_of(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").to_lowercase()
}

/// What ends a sentence or its clause.
const ENDS: [char; 5] = ['.', ';', '!', '?', ':'];

/// Returns whether a field that asks for the review is empty or denies it.
fn is_unanswered(line: &str) -> bool {
    let lower = line.to_lowercase();
    let answer = lower.trim_matches([' ', '\t', ':', '?', '_']);
    if answer.contains("[x] y") {
        return false;
    }
    let said = answer.trim_start_matches("[x]").trim_start();
    let mut words = said.split(|c: char| !c.is_alphanumeric() && c != '/');
    let first = words.next().unwrap_or_default();
    // "No changes" tells how the review ended.
    let goes_on = words.find(|word| !word.is_empty()).is_some_and(|word| {
        ["change", "revision", "new", "update"]
            .iter()
            .any(|w| word.starts_with(w))
    });
    let denies = ["no", "n/a", "na", "n", "not"].contains(&first) && !goes_on;
    let ticks_no = answer.starts_with("[ ]") || answer.starts_with(['☐', '□']);
    answer.is_empty() || denies || ticks_no
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tells(text: &str) -> bool {
        let lower = text.to_lowercase();
        let (at, phrase) = [
            "reviewed the treatment plan",
            "treatment plan reviewed",
            "plan reviewed with",
        ]
        .into_iter()
        .find_map(|phrase| Some((lower.find(phrase)?, phrase)))
        .expect("a phrase");
        let noted = ServiceDate::parse_iso("2026-03-02");
        is_review(text, &(at..at + phrase.len()), noted)
    }

    #[test]
    fn a_review_of_the_day_is_one() {
        for text in [
            "Goals: goal 1 partly met. Plan reviewed with patient, continue; next step set.",
            "Treatment plan reviewed with client.",
            "Met to discuss progress. Individualized treatment plan reviewed and updated.",
            "Intervention: Reviewed the treatment plan with her and compared the ratings.",
            "Treatment plan reviewed: [x] Yes [ ] No",
            "[x] Treatment plan reviewed",
            "Reports no cravings, treatment plan reviewed with patient, next review in 14 days",
            "Treatment plan reviewed, goal 2 not met.",
            "I have reviewed the treatment plan with her.",
            "Treatment plan reviewed: [ ] No [x] Yes",
            "Treatment plan reviewed with patient: no changes at this time",
            "Treatment plan reviewed 3/2/2026 with patient",
        ] {
            assert!(tells(text), "{text}");
        }
    }

    #[test]
    fn a_review_ahead_or_of_another_plan_or_day_is_none() {
        for text in [
            "Client will have her treatment plan reviewed on Monday.",
            "Treatment plan reviewed with patient next session.",
            "Safety plan reviewed with patient.",
            "Relapse prevention plan reviewed with client and sponsor.",
            "Treatment plan reviewed: ____",
            "Treatment plan reviewed/updated: N",
            "Treatment plan reviewed: [x] No [ ] Yes",
            "Treatment plan reviewed: n/a",
            "Treatment plan reviewed? No, patient left early",
            "[ ] Treatment plan reviewed",
            "Has not reviewed the treatment plan yet.",
            "Treatment plan reviewed 02/14/2026 by team",
            "Plan reviewed with UR nurse, three days approved",
        ] {
            assert!(!tells(text), "{text}");
        }
    }
}

//! Tells whether words such as "lower level of care" speak of what lies ahead. What failed before the
//! stay, or why nothing less would do, is no plan for its end.

use super::review::words_of;
use std::ops::Range;

/// How the phrases begin that justifications of a level use of the past, too.
const OF_PAST_TOO: [&str; 5] = [
    "lower level",
    "step",
    "after discharge",
    "post-discharge",
    "post discharge",
];

/// Words before such a phrase, in its sentence, that tell of the past or of the need.
const BEFORE: [&str; 17] = [
    " failed ",
    " failure ",
    " failures ",
    " failing ",
    " relapsed ",
    " unsuccessful ",
    " unsuccessfully ",
    " history of ",
    " hx of ",
    " previous ",
    " prior step",
    " prior lower",
    " cannot be ",
    " can not be ",
    " unable to be ",
    " not be managed ",
    " not be treated ",
];

/// Words behind it that do.
const BEHIND: [&str; 9] = [
    " failed ",
    " relapsed ",
    " unsuccessful ",
    " was not ",
    " were not ",
    " was insufficient ",
    " were insufficient ",
    " was inadequate ",
    " did not ",
];

/// Returns whether the phrase at `found` speaks of what is ahead, by the words of its sentence.
pub(super) fn is_ahead(text: &str, found: &Range<usize>) -> bool {
    let (Some(before), Some(phrase), Some(after)) = (
        text.get(..found.start),
        text.get(found.clone()),
        text.get(found.end..),
    ) else {
        return true;
    };
    let phrase = words_of(phrase);
    if !OF_PAST_TOO.iter().any(|start| phrase.starts_with(start)) {
        return true;
    }
    let ends = ['.', ';', '!', '?'];
    let before = before.rsplit(ends).next().unwrap_or_default();
    let before = before.rsplit("\n\n").next().unwrap_or_default();
    let before = format!(" {} ", words_of(before));
    let behind = after.split(ends).next().unwrap_or_default();
    let behind: String = behind.chars().take(60).collect();
    let behind = format!(" {} ", words_of(&behind).replace(':', ""));
    !BEFORE.iter().any(|word| before.contains(word))
        && !BEHIND.iter().any(|word| behind.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(text: &str) -> bool {
        let lower = text.to_lowercase();
        let phrases = [
            "lower level of care",
            "step-down to",
            "step down to",
            "after discharge",
        ];
        let found = phrases
            .iter()
            .find_map(|phrase| Some((lower.find(phrase)?, phrase.len())));
        let (at, length) = found.expect("a phrase");
        is_ahead(text, &(at..at + length))
    }

    #[test]
    fn what_failed_or_would_not_do_is_not_ahead() {
        for text in [
            "Failure of a lower level of care: relapsed within a week of detox in March.",
            "He relapsed twice after\nstep-down to IOP last year.",
            "History of step down to outpatient in 2024.",
            "A lower level of care was not enough in spring.",
            "Lower level of care failed before.",
            "Symptoms cannot be managed at a lower level of care.",
            "She relapsed the week after discharge from detox.",
        ] {
            assert!(!ahead(text), "{text}");
        }
    }

    #[test]
    fn what_is_planned_is_ahead() {
        for text in [
            "Failed twice at home. Plan: transition to a lower level of care next week.",
            "Ready for a lower level of care when goals 1 and 2 are met.",
            "Will step down to IOP on 03/02.",
            "Sees her therapist the week after discharge.",
            "A lower level of care is not yet indicated.",
        ] {
            assert!(ahead(text), "{text}");
        }
    }
}

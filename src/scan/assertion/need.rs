//! Tells where a patient cannot do without what is named: "cannot stay sober without 24-hour care"
//! is a need of such care, "can be managed without 24-hour care" is none.

use super::clause::LACKED;
use super::scope::View;

/// Words that may stand between "without" and what is named.
const ARTICLES: [&str; 8] = ["a", "an", "any", "the", "this", "such", "his", "her"];
/// The farthest a word of inability may stand from "without".
const FARTHEST: usize = 9;
/// Words after which what may be harmed is denied.
const NO: [&str; 5] = ["no", "low", "minimal", "little", "without"];

/// Returns whether "without" stands before a target and its clause says that it will not do
/// without.
pub(super) fn is_needed(view: &View<'_>, from: usize, to: usize) -> bool {
    // "Thoughts of not waking up without a plan", "moderate risk w/o intent": nobody needs these.
    let target = view.tokens_between(from, to).iter();
    if target
        .map(|token| token.of(view.text))
        .any(|word| LACKED.contains(&word))
    {
        return false;
    }
    let before = view.tokens_until(from).iter().rev();
    let mut back = before.map(|token| token.of(view.text));
    let mut word = back.next();
    if word.is_some_and(|word| ARTICLES.contains(&word)) {
        word = back.next();
    }
    // "W/out" and "w/o" are three words each.
    let is_short =
        matches!(word, Some("out" | "o")) && back.next() == Some("/") && back.next() == Some("w");
    if !is_short && !matches!(word, Some("without" | "wo")) {
        return false;
    }
    let mut clause = back
        .take_while(|word| !ends_clause(word))
        .take(FARTHEST)
        .peekable();
    let opens = clause.peek().is_none();
    if opens {
        let after = view.tokens_from(to).iter().map(|token| token.of(view.text));
        let mut after = after.take_while(|word| !matches!(*word, ";" | "." | ":"));
        after.any(|word| is_peril(word) || matches!(word, "would" | "will" | "likely"))
    } else {
        let found = clause.by_ref().any(is_peril);
        found && !clause.any(|word| NO.contains(&word))
    }
}

fn ends_clause(word: &str) -> bool {
    matches!(word, "," | ";" | ":" | "." | "and" | "but")
}

/// Returns whether a word says that something cannot be, or that harm comes of it.
fn is_peril(word: &str) -> bool {
    matches!(
        word,
        "cannot"
            | "can't"
            | "couldn't"
            | "not"
            | "never"
            | "unable"
            | "unsafe"
            | "unlikely"
            | "impossible"
            | "risk"
            | "difficulty"
    ) || ["relaps", "decompensat", "deteriorat", "fail", "struggl"]
        .iter()
        .any(|stem| word.starts_with(stem))
}

#[cfg(test)]
mod tests {
    use crate::model::Assertion;
    use crate::scan::classify::classify;

    #[test]
    fn what_cannot_be_done_without_is_needed() {
        for (text, target, class) in [
            (
                "Patient cannot remain sober without 24-hour care.",
                "24-hour care",
                Assertion::Affirmed,
            ),
            (
                "At high risk of relapse without the 24-hour structure.",
                "24-hour structure",
                Assertion::Affirmed,
            ),
            (
                "Without 24-hour structure he would return to use.",
                "24-hour structure",
                Assertion::Affirmed,
            ),
            (
                "He has not gone a day without cravings.",
                "cravings",
                Assertion::Affirmed,
            ),
            (
                "Remains high acute risk w/out 24h supervision.",
                "24h supervision",
                Assertion::Affirmed,
            ),
            (
                "Unsafe w/o 24h supervision.",
                "24h supervision",
                Assertion::Affirmed,
            ),
            (
                "Manages w/out 24h supervision.",
                "24h supervision",
                Assertion::Negated,
            ),
            (
                "Can be managed without 24-hour care.",
                "24-hour care",
                Assertion::Negated,
            ),
            (
                "No risk of relapse without 24-hour care.",
                "24-hour care",
                Assertion::Negated,
            ),
            (
                "Not seen at breakfast, slept without nightmares.",
                "nightmares",
                Assertion::Negated,
            ),
            (
                "Passive SI with thoughts of not waking up without plan or intent.",
                "plan or intent",
                Assertion::Negated,
            ),
            (
                "Moderate risk without a suicide plan.",
                "suicide plan",
                Assertion::Negated,
            ),
        ] {
            let start = text.find(target).unwrap_or(0) as u32;
            let got = classify(text, start, start + target.len() as u32).assertion;
            assert_eq!(got, class, "{text}");
        }
    }
}

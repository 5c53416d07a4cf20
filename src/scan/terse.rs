//! Reads the signs by which a terse note denies: `0 SI`, `SI 0, HI 0`, `-SI/-HI`, `SI - HI -`,
//! `UDS: - coc, + bup`. Words that deny are the cues' matter.

use super::checkbox::Verdict;
use super::lexicon::{Indicator, Parser};
use super::scanner::Candidate;
use crate::model::{Assertion, Direction};

/// What is asked of every patient, and so written shortest.
const RISKS: [&str; 10] = [
    "avh", "ah/vh", "a/vh", "si/hi", "nssi", "sib", "si", "hi", "ah", "vh",
];

/// Words that may stand between the sign and what it counts.
const BETWEEN: [&str; 7] = [
    "active", "current", "passive", "reported", "new", "any", "observed",
];

/// Words with which a sentence goes on after a dash.
const GOES_ON: [&str; 16] = [
    "passive", "active", "plan", "intent", "yes", "endorses", "endorsed", "present", "with",
    "fleeting", "chronic", "reports", "reported", "states", "pt", "has",
];

/// Returns that a sign denies what a form of an indicator states, and nothing where none does. A
/// value beside the form is read as such.
pub(super) fn verdict(
    indicator: &Indicator,
    text: &str,
    sentence: (usize, usize),
    found: &Candidate,
) -> Option<Verdict> {
    let states = indicator.direction == Some(Direction::H) && indicator.parser == Parser::None;
    (states && denies(text, sentence, found.start, found.end))
        .then_some(Verdict::Marked(Assertion::Negated))
}

/// Returns whether a sign denies the target `from..to` of a sentence in plain text.
fn denies(text: &str, sentence: (usize, usize), from: usize, to: usize) -> bool {
    let before = text.get(sentence.0..from).unwrap_or_default();
    let after = text.get(to..sentence.1).unwrap_or_default();
    // A line above may end without a stop.
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    if answers_none(after) || counts_none(before) || is_negative_screen(before) {
        return true;
    }
    let target = text.get(from..to).unwrap_or_default();
    RISKS.contains(&target.trim_end_matches('-')) && is_marked(before, after)
}

/// `SI 0, HI 0`, `SI: 0 HI: 0`, `w/d sx 0.`, `SI -ve`. A score (`0/10`) is none.
fn answers_none(after: &str) -> bool {
    let rest = after.trim_start_matches([' ', ':', '=']);
    let gap = after.get(..after.len() - rest.len()).unwrap_or_default();
    if gap.is_empty() || gap.len() > 3 {
        return false;
    }
    if let Some(rest) = rest.strip_prefix("-ve") {
        return !rest.starts_with(char::is_alphanumeric);
    }
    let Some(rest) = rest.strip_prefix('0') else {
        return false;
    };
    let mut signs = rest.chars();
    match signs.next() {
        None | Some(',' | ';' | ')') => true,
        Some('.') => !signs.next().is_some_and(|sign| sign.is_ascii_digit()),
        Some(' ') => is_answered(rest),
        _ => false,
    }
}

/// Returns whether the next item has a 0 of its own: what stands before it was an answer as well.
fn is_answered(rest: &str) -> bool {
    let rest = rest.trim_start();
    let word = rest.split([' ', ':', '=']).next().unwrap_or_default();
    let behind = rest.get(word.len()..).unwrap_or_default();
    let answer = behind.trim_start_matches([' ', ':', '=']);
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'/')
        && answer.starts_with('0')
        && !answer
            .get(1..2)
            .is_some_and(|sign| sign.starts_with(|c: char| c.is_ascii_digit() || c == '/'))
}

/// `0 SI`, `0 SI 0 HI`, `SI- HI- 0 AH/VH`. The 0 behind an item is its own: `nausea 0 tremor 3`.
fn counts_none(before: &str) -> bool {
    let mut head = before.trim_end();
    if let Some(word) = BETWEEN.iter().find(|word| ends_with_word(head, word)) {
        head = head
            .get(..head.len() - word.len())
            .unwrap_or_default()
            .trim_end();
    }
    // "0 SI/HI".
    if let Some(pair) = head.strip_suffix('/') {
        let word = pair.rsplit([' ', '/']).next().unwrap_or_default();
        if RISKS.contains(&word) {
            head = pair
                .get(..pair.len() - word.len())
                .unwrap_or_default()
                .trim_end();
        }
    }
    for _ in 0..8 {
        let Some(rest) = without_zero(head) else {
            return false;
        };
        let rest = rest.trim_end();
        if rest.is_empty() || rest.ends_with([',', ';', '.']) || is_minus_behind(rest) {
            return true;
        }
        // "0 SI 0 HI": the item between has a 0 before it.
        let word = rest.rsplit(' ').next().unwrap_or_default();
        if !RISKS.contains(&word) {
            return false;
        }
        head = rest
            .get(..rest.len() - word.len())
            .unwrap_or_default()
            .trim_end();
    }
    false
}

fn without_zero(head: &str) -> Option<&str> {
    let rest = head.strip_suffix('0').or(head.strip_suffix("zero"))?;
    (rest.is_empty() || rest.ends_with(' ')).then_some(rest)
}

fn is_minus_behind(rest: &str) -> bool {
    rest.strip_suffix('-')
        .is_some_and(|word| word.ends_with(char::is_alphanumeric))
}

/// `UDS: - coc, - fent, + bup`.
fn is_negative_screen(before: &str) -> bool {
    let is_screen = ["uds", "utox", "drug screen", "tox screen"]
        .iter()
        .any(|word| before.contains(word));
    is_screen
        && before
            .trim_end()
            .strip_suffix('-')
            .is_some_and(|head| head.trim_end().ends_with([':', ',', ';']))
}

/// `-SI -HI`, `-SI/-HI` and `SI - HI -`: one alone may be a dash of the list or of the sentence.
fn is_marked(before: &str, after: &str) -> bool {
    let gaps = [' ', ',', '/', ';'];
    if let Some(head) = before.strip_suffix('-') {
        let opens = head.is_empty() || head.ends_with(gaps);
        let next = after.trim_start_matches(gaps).strip_prefix('-');
        let is_next = next.is_some_and(|next| risk_at(next).is_some());
        let last = head.trim_end_matches(gaps);
        let is_last = RISKS.iter().any(|risk| {
            last.strip_suffix(risk)
                .is_some_and(|head| head.ends_with('-'))
        });
        return opens && (is_next || is_last);
    }
    if let Some(behind) = after.strip_prefix('-') {
        // "SI- HI-"; but "SI- passive only" goes on after its dash.
        let word = behind.trim_start().split([' ', ',', '.']).next();
        let goes_on = word.is_some_and(|word| GOES_ON.contains(&word));
        return (behind.is_empty() || behind.starts_with([' ', ',', ';', '.', '/'])) && !goes_on;
    }
    // A dash that opens the line is not kept.
    let gap = after.len() - after.trim_start_matches(gaps).len();
    if before.is_empty() && gap > 0 {
        let next = after.get(gap..).and_then(|next| next.strip_prefix('-'));
        if next.is_some_and(|next| risk_at(next).is_some()) {
            return true;
        }
    }
    let Some(behind) = after.strip_prefix(" -") else {
        return false;
    };
    let next = behind.trim_start_matches(gaps);
    let is_next = risk_at(next).is_some_and(|rest| rest.starts_with(" -") || rest.starts_with('-'));
    let closes = behind.is_empty() || behind.starts_with(['.', ',', ';']);
    let is_last = before
        .trim_end_matches(gaps)
        .strip_suffix('-')
        .is_some_and(|head| {
            let head = head.trim_end();
            RISKS.iter().any(|risk| ends_with_word(head, risk))
        });
    is_next || closes && is_last
}

/// Returns what follows a risk's abbreviation at the beginning of a text.
fn risk_at(text: &str) -> Option<&str> {
    let rest = RISKS.iter().find_map(|risk| text.strip_prefix(risk))?;
    (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|head| !head.ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::denies;

    /// Judges the words in brackets.
    fn judged(drawn: &str) -> bool {
        let from = drawn.find('[').expect("a target");
        let text = drawn.replace('[', "");
        let to = text.find(']').expect("its end");
        let text = text.replace(']', "");
        denies(&text, (0, text.len()), from, to)
    }

    #[test]
    fn signs_deny() {
        for drawn in [
            "si- hi- 0 [ah/vh].",
            "0 [si] 0 hi.",
            "0 si 0 [hi].",
            "0 [si/hi].",
            "0 si/[hi].",
            "si- [hi]- 0 ah/vh.",
            "[si] -hi",
            "safe, 0 [si] today",
            "0 si, 0 hi, 0 [psychosis]",
            "0 active [si]",
            "[w/d sx] 0.",
            "[si] 0, hi 0",
            "[si]: 0 hi: 0",
            "si=0 [hi]=0",
            "[si] -ve hi -ve",
            "-[si] -hi",
            "-si/-[hi]/-avh",
            "[si] - hi -",
            "si - [hi] -",
            "uds: - coc, - [fent], + bup",
        ] {
            assert!(judged(drawn), "{drawn}");
        }
    }

    #[test]
    fn scores_lists_and_dashes_do_not() {
        for drawn in [
            "nausea 0 [tremor] 3",
            "nausea: 0 [tremor]: 3",
            "ciwa 0 [anxiety] present",
            "[pain] 0/10",
            "[si] 0.5",
            "-[si] with plan",
            "[si]- passive only",
            "[si]-related worry",
            "[si] - no plan, contracts for safety",
            "endorses [si] - passive only",
            "pt w/ [si] - plan to od",
            "uds: - coc, + [fent]",
            "10 [si]",
            "mg 0 [hi]",
        ] {
            assert!(!judged(drawn), "{drawn}");
        }
    }
}

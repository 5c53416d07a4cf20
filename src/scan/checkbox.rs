//! Reads boxes, option lists, and questions with their answers.

use super::sentences::Sentence;
use super::signs;
use super::tokens::stands_alone;
use crate::model::Assertion;
use crate::text::bytes;

/// What a form says of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A box or an answer decides.
    Marked(Assertion),
    /// A question without its answer.
    Unanswered,
    /// A list of options nobody marked, or an option not chosen.
    Template,
}

const MARKS: [(&str, bool); 10] = [
    ("[y]", true),
    ("[n]", false),
    ("(y)", true),
    ("(n)", false),
    ("[x]", true),
    ("(x)", true),
    ("[ ]", false),
    ("( )", false),
    ("[]", false),
    ("()", false),
];
const NEGATIVE: [&str; 17] = [
    "no",
    "n",
    "none",
    "denies",
    "denied",
    "absent",
    "negative",
    "neg",
    "not present",
    "never",
    "not at all",
    "nil",
    "wnl",
    "not reported",
    "not observed",
    "nope",
    "no concerns",
];
const POSITIVE: [&str; 12] = [
    "yes",
    "y",
    "present",
    "positive",
    "pos",
    "endorses",
    "reports",
    "yeah",
    "sometimes",
    "often",
    "several days",
    "every day",
];

/// Returns the verdict of boxes, options or an answer on the target at `from..to` of the sentence
/// at `place` of `list`, or `None` when the words decide.
pub(crate) fn verdict(
    text: &str,
    gaps: &[u32],
    list: &[Sentence],
    place: usize,
    from: usize,
    to: usize,
) -> Option<Verdict> {
    let sentence = list.get(place)?;
    let piece = text.get(sentence.start..sentence.end)?;
    let within = (
        from.checked_sub(sentence.start)?,
        to.max(from).checked_sub(sentence.start)?,
    );
    if let Some(present) = signs::sign(
        (
            text.get(..sentence.start).unwrap_or(""),
            text.get(sentence.end..).unwrap_or(""),
        ),
        piece,
        within.0,
        within.1,
    ) {
        return Some(Verdict::Marked(class(present)));
    }
    if is_printed_choice(piece) {
        return Some(Verdict::Template);
    }
    if bytes::any(piece.as_bytes(), |byte| (byte == b'[') | (byte == b'('))
        && let Some(verdict) = boxes(text, sentence, from, to)
    {
        return Some(verdict);
    }
    let separated = bytes::any(piece.as_bytes(), |byte| {
        (byte == b'/') | (byte == b'|') | (byte == b',')
    });
    if separated && is_option_list(text, sentence, from, to) {
        return Some(Verdict::Template);
    }
    if piece.ends_with('?') && to < sentence.end && !is_told(piece, within.1) {
        return question(text, gaps, piece, list.get(place + 1));
    }
    None
}

struct Mark {
    start: usize,
    end: usize,
    checked: bool,
}

fn marks(text: &str, sentence: &Sentence) -> Vec<Mark> {
    let Some(piece) = text.get(sentence.start..sentence.end) else {
        return Vec::new();
    };
    let mut marks = Vec::new();
    let mut at = 0;
    while let Some(found) = piece.get(at..).and_then(|rest| rest.find(['[', '('])) {
        let start = at + found;
        let rest = piece.get(start..).unwrap_or("");
        match MARKS.iter().find(|(form, _)| rest.starts_with(form)) {
            Some(&(form, checked)) => {
                marks.push(Mark {
                    start: sentence.start + start,
                    end: sentence.start + start + form.len(),
                    checked,
                });
                at = start + form.len();
            }
            None => at = start + 1,
        }
    }
    marks
}

fn boxes(text: &str, sentence: &Sentence, from: usize, to: usize) -> Option<Verdict> {
    let marks = marks(text, sentence);
    let first = marks.first()?;
    let lead = text.get(sentence.start..first.start)?.trim();
    // "SI [x]  HI [ ]": the mark follows its label.
    let postfix = !lead.is_empty()
        && !lead.ends_with([':', '-', '?'])
        && marks.last().is_some_and(|last| {
            text.get(last.end..sentence.end)
                .is_some_and(|tail| tail.trim_matches([' ', '.', ',', ';']).is_empty())
        });
    if postfix {
        let mark = marks.iter().find(|mark| mark.start >= to)?;
        return Some(Verdict::Marked(class(mark.checked)));
    }
    let option = |index: usize| {
        let start = marks.get(index).map_or(sentence.end, |mark| mark.end);
        let end = marks.get(index + 1).map_or(sentence.end, |mark| mark.start);
        text.get(start..end)
            .unwrap_or("")
            .trim_matches([' ', ',', ';', '.', '/', ':', '|'])
    };
    if to <= first.start {
        // "Label: [ ] Yes [x] No".
        let chosen =
            (0..marks.len()).find(|&index| marks.get(index).is_some_and(|mark| mark.checked));
        return Some(match chosen {
            None => Verdict::Template,
            Some(index) if is_one_of(&NEGATIVE, option(index)) => {
                Verdict::Marked(Assertion::Negated)
            }
            Some(_) => Verdict::Marked(Assertion::Affirmed),
        });
    }
    let index = marks.iter().rposition(|mark| mark.end <= from)?;
    let checked = marks.get(index).is_some_and(|mark| mark.checked);
    // A checked statement may carry words of its own ("[x] denies SI"): let them decide.
    let own_words = option(index).split(' ').count() > 4 || opens_negative(option(index));
    match (checked, own_words) {
        (true, true) => None,
        (true, false) => Some(Verdict::Marked(Assertion::Affirmed)),
        (false, true) => Some(Verdict::Template),
        // "SI: [ ] none [x] passive [ ] active": where one is chosen, the others are not.
        (false, false) if !lead.is_empty() && !marks.iter().any(|mark| mark.checked) => {
            Some(Verdict::Template)
        }
        (false, false) => Some(Verdict::Marked(Assertion::Negated)),
    }
}

fn class(checked: bool) -> Assertion {
    if checked {
        Assertion::Affirmed
    } else {
        Assertion::Negated
    }
}

fn opens_negative(words: &str) -> bool {
    NEGATIVE
        .iter()
        .any(|word| words.starts_with(word) && stands_alone(words, 0, word.len()))
        || words.starts_with("without")
        || words.starts_with("not ")
        || words.starts_with("history")
        || words.starts_with("hx")
}

fn is_one_of(list: &[&str], words: &str) -> bool {
    list.iter()
        .any(|word| words.starts_with(word) && stands_alone(words, 0, word.len()))
}

/// Words that only a printed choice puts side by side.
const CHOICES: [&str; 24] = [
    "none", "passive", "active", "plan", "intent", "yes", "no", "mild", "moderate", "severe",
    "present", "absent", "denies", "n/a", "low", "high", "y", "n", "good", "fair", "poor",
    "ideation", "means", "positive",
];

/// Returns whether a line only prints the choices ("Y N  Cravings", "circle one").
fn is_printed_choice(piece: &str) -> bool {
    const BOTH: [&str; 6] = ["y n", "y/n", "y / n", "yes no", "yes/no", "yes / no"];
    let asks =
        piece.contains("circle ") && (piece.contains("circle one") || piece.contains("circle all"));
    // Each pair of answers begins with "y" and ends with "n" or "o".
    let pair = piece.starts_with('y') || piece.ends_with(['n', 'o']);
    asks || piece.contains("check all that apply") && !piece.contains("[x]")
        || pair
            && BOTH.iter().any(|both| {
                let opens = piece
                    .strip_prefix(both)
                    .is_some_and(|rest| rest.starts_with([' ', ':', '-']));
                let closes = piece
                    .strip_suffix(both)
                    .is_some_and(|head| head.ends_with([' ', ':', '?', '(', '[']));
                opens || closes
            })
}

/// Returns whether the target stands in or labels a printed list of options without a mark
/// ("SI: none / passive / active").
fn is_option_list(text: &str, sentence: &Sentence, _from: usize, to: usize) -> bool {
    let Some(piece) = text.get(sentence.start..sentence.end) else {
        return false;
    };
    let Some(colon) = piece.find(':') else {
        return false;
    };
    if to > sentence.end {
        return false;
    }
    let value = piece
        .get(colon + 1..)
        .unwrap_or("")
        .trim()
        .trim_end_matches('.');
    let separator = if value.contains('|') { '|' } else { '/' };
    let mut options = 0;
    let mut negative = false;
    for part in value.split(separator) {
        let part = part.trim();
        if !CHOICES.contains(&part) {
            return false;
        }
        options += 1;
        negative |= is_one_of(&NEGATIVE, part);
    }
    options >= 2 && (negative || options >= 3)
}

/// Words that open a question.
const ASKING: [&str; 24] = [
    "do", "does", "did", "are", "is", "have", "has", "had", "any", "how", "what", "when", "where",
    "who", "in", "over", "was", "were", "can", "could", "would", "will", "during", "ever",
];

/// Returns whether a deed is told before the item that is asked about, or a question has a clause of its
/// own: "Hit peer w/ ruler, 5 stitches?", "wish to be dead in May; overdose intentional?".
fn is_told(piece: &str, end: usize) -> bool {
    let first = piece.split(' ').next().unwrap_or("");
    let behind = piece.get(end..).unwrap_or("");
    let clause = behind.contains(';') && !ASKING.contains(&first) && !behind.contains(" you ");
    clause || (behind.contains(',') && super::assertion::is_act(first))
}

fn question(text: &str, gaps: &[u32], piece: &str, next: Option<&Sentence>) -> Option<Verdict> {
    let _ = gaps;
    let reply = next
        .and_then(|next| text.get(next.start..next.end))
        .unwrap_or("")
        .trim_start_matches(|c: char| !c.is_ascii_alphanumeric() && c != '[');
    let reply = reply
        .trim_start_matches("answer:")
        .trim_start_matches("response:")
        .trim_start_matches("a:")
        .trim_start();
    if reply.starts_with("[x] no") || is_one_of(&NEGATIVE, reply) || reply == "0" {
        return Some(Verdict::Marked(Assertion::Negated));
    }
    if reply.starts_with("[x] yes") || is_one_of(&POSITIVE, reply) {
        return Some(Verdict::Marked(Assertion::Affirmed));
    }
    let first = piece
        .trim_start_matches(|c: char| !c.is_ascii_alphabetic())
        .split(' ')
        .next()
        .unwrap_or("");
    let asks = ASKING.contains(&first) || piece.contains(" you ") || piece.starts_with("q:");
    if asks {
        Some(Verdict::Unanswered)
    } else {
        Some(Verdict::Marked(Assertion::Uncertain))
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Assertion::{self, Affirmed, Hypothetical, Negated, Uncertain};
    use crate::scan::classify::classify;

    #[test]
    fn forms_decide_as_marked() {
        let cases: [(&str, &str, Assertion); 14] = [
            ("[x] SI [ ] HI", "SI", Affirmed),
            ("[x] SI [ ] HI", "HI", Negated),
            ("Suicidal ideation: ☐ Yes ☒ No", "Suicidal", Negated),
            (
                "Suicidal ideation: ( ) none (x) passive",
                "Suicidal",
                Affirmed,
            ),
            ("SI [x]  HI [ ]", "HI", Negated),
            ("SI: none / passive / active", "SI", Hypothetical),
            ("SI: denies", "SI", Negated),
            ("HI – none", "HI", Negated),
            ("AVH: N", "AVH", Negated),
            (
                "Are you having thoughts of harming yourself? No",
                "harming",
                Negated,
            ),
            ("Any thoughts of suicide?\nYes, daily", "suicide", Affirmed),
            ("Any thoughts of suicide?", "suicide", Hypothetical),
            ("SI?", "SI", Uncertain),
            ("SI: passive, no plan", "plan", Negated),
        ];
        for (text, target, class) in cases {
            let start = text
                .char_indices()
                .position(|(at, _)| text[at..].starts_with(target))
                .unwrap_or(0) as u32;
            let got = classify(text, start, start + target.len() as u32).assertion;
            assert_eq!(got, class, "{text} [{target}]");
        }
    }
}

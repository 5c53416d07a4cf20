//! Reads a nought, or "N" for no, written at a finding in telegraphic notes: "0 SI/HI", "SI: 0",
//! "SI N HI N". It reads no other numbers and no scores.

use super::signs::CIRCUMSTANCES;

/// Words after which a nought counts what follows and rates nothing before it.
const BEFORE: [&str; 24] = [
    "and",
    "with",
    "w/",
    "has",
    "had",
    "reports",
    "reported",
    "endorses",
    "endorsed",
    "voices",
    "voiced",
    "shows",
    "showed",
    "states",
    "still",
    "today",
    "now",
    "currently",
    "pt",
    "client",
    "patient",
    "he",
    "she",
    "again",
];
/// Words that may follow an answer without belonging to it.
const TAIL: [&str; 3] = ["x", "overnight", "no"];
/// Words that may stand between a finding and the nought out of so many that rates it.
const LINKS: [&str; 12] = [
    "rated",
    "is",
    "are",
    "was",
    "at",
    "today",
    "currently",
    "level",
    "now",
    "a",
    "intensity",
    "severity",
];
/// An item that a comma adds to a denial is a short form of no more letters ("0 SI, HI, AVH").
const SHORT_FORM: usize = 5;

/// Returns whether a nought or an "N" beside the words at `from..to` of a sentence denies them.
pub(super) fn denied(sentence: &str, from: usize, to: usize) -> bool {
    match behind(sentence.get(to..).unwrap_or("")) {
        Behind::Denied => true,
        Behind::Counted => false,
        Behind::Nothing => before(sentence, from, to).is_some(),
    }
}

enum Behind {
    Denied,
    /// Another number or answer belongs to it.
    Counted,
    Nothing,
}

fn behind(rest: &str) -> Behind {
    let label = rest.trim_start();
    if label.starts_with("(0)") || label.starts_with("[0]") {
        return Behind::Denied;
    }
    let value = label.strip_prefix([':', '=']).unwrap_or(label);
    let is_labelled = value.len() < label.len();
    let value = value.trim_start();
    if value.len() == rest.len() {
        return Behind::Nothing;
    }
    if out_of(value) {
        return Behind::Denied;
    }
    let (word, tail) = split_word(value);
    let denied = match word {
        "0" => is_answer(tail, |next| next.starts_with(|c: char| c.is_ascii_digit())),
        "n" => is_answer(tail, |next| matches!(next, "n" | "y")),
        // "SI no HI no"; "SI no plan" denies the plan.
        "no" | "nil" | "none" => {
            let all = rest.trim_end_matches(['.', ' ']).ends_with(word);
            all && !tail.starts_with(',') && is_answer(tail, |next| next == word)
        }
        _ => {
            let counted = word.starts_with(|c: char| c.is_ascii_digit()) && word != "0";
            return if counted || (is_labelled && word == "y") {
                Behind::Counted
            } else {
                Behind::Nothing
            };
        }
    };
    if denied {
        Behind::Denied
    } else {
        Behind::Nothing
    }
}

/// Returns whether text goes on with a nought out of so many: "0/10", "rated at 0 out of 10".
fn out_of(value: &str) -> bool {
    let mut value = value;
    for _ in 0..3 {
        let (word, tail) = split_word(value);
        if !LINKS.contains(&word) {
            break;
        }
        value = tail.trim_start_matches([' ', ':']);
    }
    value.strip_prefix('0').is_some_and(|tail| {
        let tail = tail.trim_start();
        let whole = tail
            .strip_prefix('/')
            .or_else(|| tail.strip_prefix("out of "));
        whole.is_some_and(|whole| {
            let whole = whole.trim_start();
            whole.starts_with("10") || split_word(whole).0 == "5" || split_word(whole).0 == "4"
        })
    })
}

/// Returns whether nothing after an answer belongs to it: the sentence ends, or another item with
/// an answer of its own follows.
fn is_answer(tail: &str, answers: impl Fn(&str) -> bool) -> bool {
    if tail.is_empty() || tail.starts_with([',', ';', '|', ')']) {
        return true;
    }
    if let Some(rest) = tail.strip_prefix(['.', '/']) {
        return !rest.starts_with(|c: char| c.is_ascii_digit()) && rest != "a";
    }
    let next = tail.trim_start_matches([' ', '-']);
    let mut words = next
        .split([' ', ',', ';', '.', ':', '='])
        .filter(|word| !word.is_empty());
    let first = words.next().unwrap_or("");
    next.len() < tail.len()
        && (CIRCUMSTANCES.contains(&first)
            || TAIL.contains(&first)
            || first.starts_with(['+', '-'])
            || first.ends_with(['+', '-'])
            || words.take(2).any(answers))
}

/// Reads "0 SI", "0 SI/HI", "0 SI or HI".
fn before(sentence: &str, from: usize, to: usize) -> Option<()> {
    let mut head = sentence.get(..from)?.trim_end();
    if !sentence.get(head.len()..from)?.is_empty() && is_nought(head) {
        return Some(());
    }
    let short = to - from <= SHORT_FORM;
    for _ in 0..4 {
        let list = ["/", " or", " nor", " &"]
            .iter()
            .find_map(|sign| head.strip_suffix(sign))
            .or_else(|| head.strip_suffix(',').filter(|_| short))?;
        head = last_word(list.trim_end()).0.trim_end();
        if is_nought(head) {
            return Some(());
        }
    }
    None
}

/// Returns whether text ends with a nought that counts what follows it.
fn is_nought(head: &str) -> bool {
    let Some(lead) = head.strip_suffix('0') else {
        return false;
    };
    if lead.is_empty() || lead.ends_with([':', ',', ';', '(', '|']) {
        return true;
    }
    let before = lead.trim_end();
    if before.len() == lead.len() {
        return false;
    }
    // "0 SI 0 HI": what stands before is denied in the same way.
    let (rest, word) = last_word(before);
    before.ends_with([':', ',', ';', '-', '+', '(', '|', '.'])
        || BEFORE.contains(&word)
        || is_nought(rest.trim_end())
}

fn last_word(text: &str) -> (&str, &str) {
    let at = text.rfind(' ').map_or(0, |space| space + 1);
    text.split_at(at)
}

fn split_word(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::denied;

    #[test]
    fn noughts_deny_what_they_count() {
        for (sentence, word, wanted) in [
            ("0 si 0 hi.", "si", true),
            ("0 si 0 hi.", "hi", true),
            ("0 si/hi.", "hi", true),
            ("0 si, hi, avh", "avh", true),
            ("safe, 0 si today", "si", true),
            ("si- hi- 0 ah/vh.", "ah/vh", true),
            ("w/d sx 0.", "w/d sx", true),
            ("w/d sx 0, craving 3", "w/d sx", true),
            ("si: 0 hi: 0", "si", true),
            ("si=0 hi=0", "si", true),
            ("si n hi n", "si", true),
            ("si n hi y", "hi", false),
            ("si no hi no", "si", true),
            ("si no plan", "si", false),
            ("endorsed si no plan no intent", "si", false),
            ("si no, hi plan", "si", false),
            ("si(0) hi(0)", "si", true),
            ("si n/a", "si", false),
            ("si 3/10 hi 0/10", "si", false),
            ("si 3/10 hi 0/10", "hi", true),
            ("urges are at 0 out of 10", "urges", true),
            ("si 0 since friday", "si", true),
            ("si 0/10", "si", true),
            ("si 2/10", "si", false),
            ("si: 0 hi: 3", "hi", false),
            ("craving 0 si passive", "si", false),
            ("ciwa 0 tremor mild", "tremor", false),
            ("cravings 10 si", "si", false),
            ("bac 0.0 si", "si", false),
            ("0 si, anxious", "anxious", false),
            ("si 0.5 mg", "si", false),
            ("anxiety n depression", "anxiety", false),
        ] {
            let from = sentence.find(word).unwrap_or(0);
            let got = denied(sentence, from, from + word.len());
            assert_eq!(got, wanted, "{sentence} {word}");
        }
    }
}

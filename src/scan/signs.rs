//! Reads plus and minus signs written at a finding: "+SI, -HI", "SI- HI-", "(-) SI (+) cravings",
//! "SI -ve". It reads neither boxes nor numbers.

use crate::text::bytes;

/// Words that may follow a sign without belonging to what it is written at ("SI- 0 HI").
const TAIL: [&str; 4] = ["0", "no", "denies", "denied"];

/// Words that tell when or by whom, behind a sign or an answer ("SI- today", "SI: 0 per pt").
pub(super) const CIRCUMSTANCES: [&str; 8] = [
    "today",
    "tonight",
    "now",
    "currently",
    "this",
    "at",
    "per",
    "since",
];

/// Short forms of risk, which are charted with a sign: a dash behind one is no dash of prose.
const OF_RISK: [&str; 12] = [
    "si", "hi", "sib", "nssi", "avh", "ah", "vh", "s/i", "h/i", "si/hi", "ah/vh", "dts",
];

/// Returns whether the words at `from..to` of a sentence bear a plus (`true`) or a minus. `before`
/// is what stands before the sentence, `behind` what follows it.
pub(super) fn sign(
    (before, behind): (&str, &str),
    sentence: &str,
    from: usize,
    to: usize,
) -> Option<bool> {
    let signed = bytes::any(sentence.as_bytes(), |byte| (byte == b'+') | (byte == b'-'));
    let cut_off = from == 0 && before.ends_with('-');
    if !signed && !cut_off {
        return None;
    }
    let of_risk = sentence
        .get(from..to)
        .is_some_and(|word| OF_RISK.contains(&word));
    if of_risk && let Some(present) = alone((before, behind), sentence, from, to) {
        return Some(present);
    }
    bracketed(sentence, from, to)
        .or_else(|| glued_before(sentence, from))
        .or_else(|| first_of_signed(before, sentence, from))
        .or_else(|| spaced_before(sentence, from))
        .or_else(|| glued_behind(sentence, to))
        .or_else(|| lettered(sentence, to))
        .or_else(|| spaced_behind(sentence, to))
}

/// Reads "(-) SI (+) cravings", the signs leading, or "SI (-), HI (+)", the signs behind.
fn bracketed(sentence: &str, from: usize, to: usize) -> Option<bool> {
    let mut marks = sentence
        .match_indices(['(', '['])
        .filter_map(|(at, _)| Some((at, value(sentence.get(at + 1..at + 3)?)?)))
        .peekable();
    let first = marks.peek()?.0;
    let lead = sentence.get(..first)?.trim();
    if lead.is_empty() || lead.ends_with(':') {
        let (at, present) = marks.take_while(|mark| mark.0 < from).last()?;
        let between = sentence.get(at + 3..from)?;
        return (between.split_whitespace().count() <= 6 && !between.contains(['.', ';']))
            .then_some(present);
    }
    let (at, present) = marks.find(|mark| mark.0 >= to)?;
    let between = sentence.get(to..at)?;
    (between.split_whitespace().count() <= 2 && !between.contains([',', '.', ';', ':']))
        .then_some(present)
}

fn value(sign: &str) -> Option<bool> {
    match sign {
        "+)" | "+]" => Some(true),
        "-)" | "-]" => Some(false),
        _ => None,
    }
}

/// Reads the sign of a short form of risk that stands by itself: "Mood ok. -SI. Sleep ok.", "SI -",
/// "SI/HI - , calm". "SI - passive" goes on to tell of it.
fn alone((before, behind): (&str, &str), sentence: &str, from: usize, to: usize) -> Option<bool> {
    let chain = chained(sentence, to);
    let rest = sentence.get(chain..)?;
    let closed = |rest: &str| rest.is_empty() || rest.starts_with(['.', ',', ';', ')']);
    if from == 0 && before.ends_with('-') && closed(rest) {
        // The minus was cut off as a bullet's; within a line and where no list stands around it is
        // none.
        let line = before.rsplit('\n').next().unwrap_or("");
        let within = line
            .trim_end_matches('-')
            .trim_end()
            .ends_with(['.', '!', '?']);
        let lists = |line: &str| line.trim_start().starts_with('-');
        let among = before.rsplit('\n').nth(1).is_some_and(lists)
            || behind.split('\n').nth(1).is_some_and(lists);
        let whole = rest.trim_end_matches('.').is_empty()
            && behind.split('\n').next().unwrap_or("").trim().is_empty();
        if within || (whole && !among) {
            return Some(false);
        }
    }
    let (tail, present) = match rest.strip_prefix(" -") {
        Some(tail) => (tail, false),
        None => (rest.strip_prefix(" +")?, true),
    };
    // "SI -\npassive" goes on in the next line.
    let goes_on = tail.is_empty()
        && behind
            .strip_prefix('\n')
            .is_some_and(|next| next.starts_with(|first: char| first.is_ascii_alphabetic()));
    (closed(tail) && !goes_on).then_some(present)
}

/// Returns where a list of short forms by slashes ends ("si/hi/avh").
fn chained(sentence: &str, to: usize) -> usize {
    let mut end = to;
    while let Some(rest) = sentence.get(end..).and_then(|rest| rest.strip_prefix('/')) {
        let length = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        if !rest
            .get(..length)
            .is_some_and(|word| OF_RISK.contains(&word))
        {
            break;
        }
        end += 1 + length;
    }
    end
}

/// Reads "+SI, -HI". A lone minus at the start of a line is a bullet.
fn glued_before(sentence: &str, from: usize) -> Option<bool> {
    let bytes = sentence.as_bytes();
    let sign = *bytes.get(from.checked_sub(1)?)?;
    let free = from < 2 || matches!(bytes.get(from - 2), Some(b' ' | b',' | b';' | b'/'));
    if !free {
        return None;
    }
    match sign {
        b'+' => Some(true),
        b'-' if from >= 2 || sentence.contains('+') => Some(false),
        _ => None,
    }
}

/// Reads the first item of "-SI -HI": the minus before it is no bullet where another item bears
/// one as well.
fn first_of_signed(before: &str, sentence: &str, from: usize) -> Option<bool> {
    let again = before.ends_with('-')
        && from == 0
        && sentence
            .match_indices(['-', '+'])
            .any(|(at, _)| at > 0 && is_glued_to_word(sentence, at));
    again.then_some(false)
}

fn is_glued_to_word(sentence: &str, at: usize) -> bool {
    let bytes = sentence.as_bytes();
    matches!(bytes.get(at - 1), Some(b' ' | b',' | b';' | b'/'))
        && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
}

/// Reads "UDS: - cocaine, + bup": a list whose members all lead with a sign, both kinds among them.
fn spaced_before(sentence: &str, from: usize) -> Option<bool> {
    let head = sentence.get(..from)?;
    let (lead, present) = match head.strip_suffix("- ") {
        Some(lead) => (lead, false),
        None => (head.strip_suffix("+ ")?, true),
    };
    let list = sentence.split_once(':')?.1;
    let leads = |member: &str, sign| member.trim_start().starts_with(sign);
    let all = list
        .split([',', ';'])
        .all(|member| leads(member, '-') || leads(member, '+'));
    let both = list.split([',', ';']).any(|member| leads(member, '+'))
        && list.split([',', ';']).any(|member| leads(member, '-'));
    (lead.trim_end().ends_with([':', ',', ';']) && all && both).then_some(present)
}

/// Reads "SI- HI-" and "SI/HI-": each item of the line bears its sign, so a dash before a value is
/// none.
fn glued_behind(sentence: &str, to: usize) -> Option<bool> {
    let bytes = sentence.as_bytes();
    let sign = *bytes.get(to)?;
    if sign == b'/' {
        let next = sentence.get(to + 1..)?;
        let word = next.find(|c: char| !c.is_ascii_alphabetic())?;
        return (word > 0)
            .then(|| glued_behind(sentence, to + 1 + word))
            .flatten();
    }
    if !matches!(sign, b'+' | b'-') {
        return None;
    }
    let rest = sentence.get(to + 1..)?;
    // "SI-HI-AVH-".
    let glued = rest
        .find(|c: char| !c.is_ascii_alphabetic())
        .filter(|&length| {
            rest.get(..length)
                .is_some_and(|word| OF_RISK.contains(&word))
        });
    if let Some(length) = glued {
        return glued_behind(sentence, to + 1 + length).map(|_| sign == b'+');
    }
    let next = rest.trim_start_matches([',', ';', '/', ' ']);
    let word = next
        .split([' ', ',', ';', '/', '.'])
        .next()
        .unwrap_or_default();
    let ended = rest.is_empty() || rest.starts_with([' ', ',', ';', '/', '.']);
    let signed = rest.starts_with([',', ';', '/', '.'])
        || next.is_empty()
        || word.ends_with(['+', '-'])
        || TAIL.contains(&word)
        || CIRCUMSTANCES.contains(&word)
        || is_span(word);
    (ended && signed).then_some(sign == b'+')
}

/// Returns whether a word tells for how long ("x7d", "3d", "overnight").
fn is_span(word: &str) -> bool {
    let count = word.strip_prefix('x').unwrap_or(word);
    let unit = count.trim_start_matches(|c: char| c.is_ascii_digit());
    matches!(word, "overnight" | "throughout" | "x")
        || (unit.len() < count.len()
            && (matches!(
                unit,
                "d" | "days" | "wk" | "wks" | "h" | "hr" | "hrs" | "mo"
            ) || (unit.is_empty() && count.len() < word.len())))
}

/// Reads "SI -ve".
fn lettered(sentence: &str, to: usize) -> Option<bool> {
    let rest = sentence.get(to..)?.trim_start_matches([' ', ':', '=']);
    let (tail, present) = match rest.strip_prefix("-ve") {
        Some(tail) => (tail, false),
        None => (rest.strip_prefix("+ve")?, true),
    };
    (!tail.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(present)
}

/// Reads "SI - HI -": every item has its sign behind it, the last one too. "SI - passive - no plan"
/// parts what belongs together.
fn spaced_behind(sentence: &str, to: usize) -> Option<bool> {
    let list = sentence.trim_end_matches([' ', '.']);
    if !list.ends_with([' ', '-', '+']) || !list.ends_with(['-', '+']) {
        return None;
    }
    let list = list.rsplit_once(':').map_or(list, |(_, list)| list);
    // "SI-, HI-, psychosis -": the last sign stands apart.
    let among = ["-,", "+,"].iter().any(|sign| list.contains(sign));
    if among && matches!(list.get(to..).map(str::trim), Some("-" | "+")) {
        return Some(list.ends_with('+'));
    }
    let mut items = 0;
    for item in list.split_inclusive(['-', '+']) {
        items += 1;
        let words = item.trim_end_matches(['-', '+']);
        if !words.ends_with(' ') || words.split_whitespace().count() > 2 {
            return None;
        }
    }
    let rest = sentence.get(to..)?.trim_start();
    let sign = rest
        .chars()
        .next()
        .filter(|sign| matches!(sign, '-' | '+'))?;
    (items > 1).then_some(sign == '+')
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn signs_are_told_from_dashes() {
        for (sentence, word, wanted) in [
            ("+si, -hi", "si", Some(true)),
            ("+si, -hi", "hi", Some(false)),
            ("si- hi- avh-", "hi", Some(false)),
            ("si- hi- avh-", "avh", Some(false)),
            ("si- hi- 0 ah/vh.", "hi", Some(false)),
            ("si+ today, hi-", "si", Some(true)),
            ("si/hi-", "si", Some(false)),
            ("(-) si (+) cravings", "si", Some(false)),
            ("(-) si (+) cravings", "cravings", Some(true)),
            ("si (-), hi (+)", "hi", Some(true)),
            ("si (-), hi (+)", "si", Some(false)),
            ("si - hi -", "si", Some(false)),
            ("risk: si - hi +.", "hi", Some(true)),
            ("si -ve hi +ve", "si", Some(false)),
            ("si -ve hi +ve", "hi", Some(true)),
            ("uds: - coc, - fent, + bup (rx)", "fent", Some(false)),
            ("uds: - coc, - fent, + bup (rx)", "bup", Some(true)),
            ("sx: - panic, - si", "si", None),
            ("-fever today", "fever", None),
            ("si - passive", "si", None),
            ("si - passive - no plan", "si", None),
            ("si- passive", "si", None),
            ("si -", "si", Some(false)),
            ("slept well; si -.", "si", Some(false)),
            ("si/hi -", "si", Some(false)),
            ("calm, si -, hi -, ate lunch", "si", Some(false)),
            ("calm, si -, hi -, ate lunch", "hi", Some(false)),
            ("si- x7d, no plan", "si", Some(false)),
            ("si- x 7 days", "si", Some(false)),
            ("si- 3d", "si", Some(false)),
            ("si- 3/10", "si", None),
            ("si- overnight", "si", Some(false)),
            ("si-hi-avh-", "si", Some(false)),
            ("sib-, ate lunch", "sib", Some(false)),
            ("si-hi-, passive", "hi", Some(false)),
            ("si - none", "si", None),
            ("home visit -", "visit", None),
            ("panic -, then slept", "panic", None),
            ("si-, hi-, psychosis -", "psychosis", Some(false)),
            ("si -very strong", "si", None),
            ("follow-up for pain", "up", None),
            ("pain (worse at night)", "pain", None),
        ] {
            let from = sentence.find(word).unwrap_or(0);
            assert_eq!(
                sign(("", ""), sentence, from, from + word.len()),
                wanted,
                "{sentence} {word}"
            );
        }
    }

    #[test]
    fn a_minus_cut_off_before_a_sentence_counts_among_others_or_alone() {
        let told = |before, sentence, behind| sign((before, behind), sentence, 0, 2);
        assert_eq!(told("-", "si -hi", ""), Some(false));
        assert_eq!(told("-", "si/-hi", ""), Some(false));
        assert_eq!(told("-", "si with plan - today", ""), None);
        assert_eq!(told("-", "si +hi", ""), Some(false));
        assert_eq!(told("", "si -hi", ""), None);
        assert_eq!(told("mood ok. -", "si.", " sleep ok."), Some(false));
        assert_eq!(told("mood ok. -", "si, hi.", " sleep ok."), Some(false));
        assert_eq!(told("mood ok. -", "si daily.", " sleep ok."), None);
        assert_eq!(told("seen today\n-", "si.", "\ncalm"), Some(false));
        assert_eq!(told("seen today\n-", "si, insomnia", "\ncalm"), None);
        assert_eq!(told("symptoms\n-", "si", "\n-insomnia"), None);
        assert_eq!(told("-insomnia\n-", "si", "\ncalm"), None);
        assert_eq!(told("- ", "si.", ""), None);
    }

    #[test]
    fn a_dash_at_the_end_of_a_line_may_go_on() {
        assert_eq!(sign(("", "\npassive"), "si -", 0, 2), None);
        assert_eq!(sign(("", "\n\npassive"), "si -", 0, 2), Some(false));
    }
}

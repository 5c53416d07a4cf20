//! Widens a marked phrase to the sentence it stands in, so that no word is quoted without what was
//! said around it.

/// A sentence longer than this is not marked as a whole.
const LONGEST: usize = 320;
/// A line shorter than this was ended by its writer, not by the page's edge.
const SHORT_LINE: usize = 55;

/// Returns the sentence around the characters `start..end` of a text, within `from..to`; the
/// characters themselves where the sentence has no end in sight.
pub(crate) fn around(
    text: &[char],
    (start, end): (usize, usize),
    (from, to): (usize, usize),
) -> (usize, usize) {
    let to = to.min(text.len());
    if start < from || end > to || start >= end {
        return (start, end);
    }
    let mut first = start;
    while first > from && !is_end(text, first - 1) {
        first -= 1;
    }
    let mut last = end;
    while last < to && (!is_end(text, last - 1) || is_quoting(text, first, last)) {
        last += 1;
    }
    let is_blank = |place: usize| text.get(place).is_none_or(|c| c.is_whitespace());
    while first < start && is_blank(first) {
        first += 1;
    }
    while last > end && is_blank(last - 1) {
        last -= 1;
    }
    if last - first > LONGEST {
        return (start, end);
    }
    (first, last)
}

/// Returns whether a quotation that began in `first..last` goes on over the end of its line. A page's
/// edge ends no quotation; an empty line does.
fn is_quoting(text: &[char], first: usize, last: usize) -> bool {
    let so_far = text.get(first..last).unwrap_or_default();
    let behind = text.get(last..).unwrap_or_default();
    let open = so_far.iter().filter(|c| **c == '"').count() % 2 == 1
        || so_far.iter().rposition(|c| *c == '\u{201c}')
            > so_far.iter().rposition(|c| *c == '\u{201d}');
    let line = behind.iter().take(LONGEST).take_while(|c| **c != '\n');
    open && so_far.ends_with(&['\n'])
        && behind.first() != Some(&'\n')
        && line.into_iter().any(|c| matches!(c, '"' | '\u{201d}'))
}

/// Returns whether a sentence ends with the character at a place.
fn is_end(text: &[char], place: usize) -> bool {
    let at = |place: usize| text.get(place).copied();
    let next = at(place + 1);
    match at(place) {
        Some('.' | '!' | '?') => {
            // A stop within a number or between initials ends nothing.
            let is_initial = place
                .checked_sub(2)
                .is_none_or(|before| at(before).is_some_and(|c| !c.is_alphanumeric()))
                && at(place.wrapping_sub(1)).is_some_and(char::is_uppercase);
            next.is_none_or(char::is_whitespace) && !is_initial
        }
        // "Same as yesterday." ends behind its mark.
        Some('"' | '\u{201d}') => {
            let stop = place.checked_sub(1).and_then(at);
            matches!(stop, Some('.' | '!' | '?')) && next.is_none_or(char::is_whitespace)
        }
        Some('\n') => {
            let before = text.get(..place).unwrap_or_default();
            let length = before.iter().rev().take_while(|c| **c != '\n').count();
            let is_list = next.is_none_or(|c| c == '\n' || !c.is_alphanumeric() && c != '(');
            length < SHORT_LINE || is_list
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the sentence around the words between `[` and `]`.
    fn sentence(drawn: &str) -> String {
        let start = drawn.find('[').expect("an opening mark");
        let end = drawn.find(']').expect("a closing mark") - 1;
        let text: Vec<char> = drawn.chars().filter(|c| !matches!(c, '[' | ']')).collect();
        let (first, last) = around(&text, (start, end), (0, text.len()));
        text[first..last].iter().collect()
    }

    #[test]
    fn a_phrase_grows_to_its_sentence_and_no_further() {
        let wrapped = "Slept well last night and ate. Endorses [suicidal\nideation] with a plan and \
                       says she cannot promise\nto be safe. Denies HI.";
        let long = "x ".repeat(30);
        for (drawn, expected) in [
            ("Ate. [Cravings 8]/10 daily. Calm.", "Cravings 8/10 daily."),
            (
                "Mood: low\nRisk: [SI with plan]\nPlan: observe",
                "Risk: SI with plan",
            ),
            (
                "Seen by Dr. A. Low for [relapse] at 2.5 mg. Ok.",
                "Low for relapse at 2.5 mg.",
            ),
        ] {
            let found = sentence(drawn);
            assert!(found.ends_with(expected), "{drawn}: {found}");
        }
        for (drawn, expected) in [
            (
                "Sleep 6 h.\n[SI] \"same\nas yesterday.\" Ate lunch.",
                "SI \"same\nas yesterday.\"",
            ),
            ("[SI] 5\" cut on arm\nAte lunch.", "SI 5\" cut on arm"),
        ] {
            assert_eq!(sentence(drawn), expected);
        }
        let drawn = format!("{long}. {}", wrapped.replace('\n', " \n"));
        assert!(sentence(&drawn.replace(" \n", " ")).starts_with("Endorses suicidal"));
    }

    #[test]
    fn a_sentence_without_end_is_left_alone() {
        let drawn = format!("{} [relapse] {}", "word ".repeat(60), "word ".repeat(60));
        assert_eq!(sentence(&drawn), "relapse");
    }
}

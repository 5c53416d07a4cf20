//! Tells the titles of problems, of dimensions and of groups from what is said of the patient.

use crate::text::words::WordSet;
use std::sync::LazyLock;

/// Returns the length of the title that opens a sentence, 0 where there is none.
pub(super) fn title(sentence: &str) -> usize {
    match sentence.as_bytes().first() {
        Some(b'p') => problem_title(sentence),
        Some(b'd') => dimension_title(sentence),
        Some(b'g') => group_title(sentence),
        _ => 0,
    }
}

/// Returns the length of the title of a numbered or addressed problem at a sentence's start
/// (`problem 1: alcohol withdrawal`), 0 where there is none. Such a title names what is treated;
/// what follows "as evidenced by" or another stop says how the patient is.
fn problem_title(sentence: &str) -> usize {
    let Some(rest) = sentence.strip_prefix("problem") else {
        return 0;
    };
    let rest = rest.strip_prefix('s').unwrap_or(rest).trim_start();
    let rest = rest.strip_prefix("area").unwrap_or(rest).trim_start();
    let rest = rest.strip_prefix("number").unwrap_or(rest).trim_start();
    let numbered = rest.trim_start_matches(['#', '(', ' ']);
    let is_title = numbered.starts_with(|c: char| c.is_ascii_digit())
        || rest.starts_with("addressed")
        || rest.starts_with("focus");
    if !is_title {
        return 0;
    }
    let stops = [
        " as evidenced",
        " aeb",
        " due to",
        " related to",
        " r/t",
        " evidenced by",
        ". ",
        "; ",
        " - client",
        " - patient",
        " - pt",
    ];
    let title_end = stops.iter().filter_map(|stop| sentence.find(stop)).min();
    title_end.unwrap_or(sentence.len())
}

/// Words of the dimensions' own names, in the criteria's third and fourth editions.
static NAMES: LazyLock<WordSet> = LazyLock::new(|| {
    "acute intoxication and or and/or withdrawal potential addiction medications medication \
     biomedical biomed conditions condition complications physical health emotional behavioral \
     cognitive psychiatric readiness to change motivation relapse continued use problem substance \
     related risks risk recovery living environment recovery/living interactions person centered \
     considerations intoxication/withdrawal conditions/complications emotional/behavioral \
     emotional/behavioral/cognitive relapse/continued use/continued"
        .split_whitespace()
        .map(str::to_owned)
        .collect()
});

/// Reads "Dimension 1 - Acute intoxication/withdrawal: last use 4/2": the dimension's own name.
fn dimension_title(sentence: &str) -> usize {
    let rest = ["dimension", "dim.", "dim", "d"]
        .iter()
        .find_map(|label| sentence.strip_prefix(label))
        .map(str::trim_start);
    let Some(rest) = rest.and_then(|rest| rest.strip_prefix(['1', '2', '3', '4', '5', '6'])) else {
        return 0;
    };
    let rest = rest.trim_start_matches([' ', '-', ':', '.', ')', '(', '|']);
    let mut length = sentence.len() - rest.len();
    let mut named = 0;
    for piece in rest.split_inclusive([' ', ',', ':', '(', ')', '-']) {
        let word = piece.trim_end_matches([' ', ',', ':', '(', ')', '-']);
        if !word.is_empty() && !NAMES.contains(word) {
            break;
        }
        named += usize::from(word.len() > 3) + usize::from(word.contains('/'));
        length += piece.len();
        if piece.ends_with(':') {
            break;
        }
    }
    // One word alone may tell something: "D1 withdrawal moderate".
    let stops = sentence
        .get(..length)
        .is_some_and(|name| name.trim_end().ends_with([':', '-', ')']))
        || sentence.len() == length;
    if named >= 2 && stops { length } else { 0 }
}

/// Reads "Grp 3 7:45p-8:50p cravings & urge surf (# in group: 11)": which group it was, and when.
fn group_title(sentence: &str) -> usize {
    let rest = ["group", "grp", "gp"]
        .iter()
        .find_map(|label| sentence.strip_prefix(label))
        .map(|rest| rest.trim_start_matches([' ', '#']));
    let Some(rest) = rest else {
        return 0;
    };
    let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() == rest.len() || rest.len() - number.len() > 2 {
        return 0;
    }
    let clock = number.trim_start_matches([' ', ',', ':', '-', '(', '.', ')']);
    let time = clock
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '-' | ' ' | 'a' | 'p' | 'm')))
        .unwrap_or(clock.len());
    let times = clock.get(..time).unwrap_or("");
    if times.bytes().filter(|&byte| byte == b':').count() < 2 {
        return 0;
    }
    let from = sentence.len() - clock.len() + time;
    let topic = sentence.get(from..).unwrap_or("");
    // A count of members closes the title, or a colon before what is told.
    let bracket = topic.find(')').map(|at| at + 1);
    let colon = topic.find(": ").map(|at| at + 1);
    let end = bracket.or(colon).filter(|&end| end <= LONGEST_TOPIC);
    end.map_or(0, |end| from + end)
}

/// A group's topic with its count of members is not longer, in bytes.
const LONGEST_TOPIC: usize = 90;

#[cfg(test)]
mod tests {
    /// Returns what stands behind the title.
    fn told(text: &str) -> &str {
        text.get(super::title(text)..).unwrap_or("").trim()
    }

    #[test]
    fn a_dimension_is_named_before_it_is_told() {
        assert_eq!(
            told("dimension 1 - acute intoxication/withdrawal: last use 4/2, risk 0"),
            "last use 4/2, risk 0"
        );
        assert_eq!(told("d5: relapse, continued use potential - high"), "high");
        assert_eq!(
            told("dimension 1: withdrawal moderate"),
            "dimension 1: withdrawal moderate"
        );
        assert_eq!(
            told("depressed and in withdrawal"),
            "depressed and in withdrawal"
        );
    }

    #[test]
    fn a_group_is_named_before_what_was_said_in_it() {
        assert_eq!(
            told("grp 3 7:45p-8:50p cravings & urge surf (# in group: 11) named payday"),
            "named payday"
        );
        assert_eq!(
            told("group 2, 6:35p-7:40p, cravings & urge surf, 7 members: she left"),
            "she left"
        );
        assert_eq!(
            told("group 2 was about cravings"),
            "group 2 was about cravings"
        );
    }

    #[test]
    fn a_numbered_problem_is_a_title_up_to_its_evidence() {
        let length = |text| super::problem_title(text);
        assert_eq!(length("problem 1: alcohol withdrawal"), 29);
        assert_eq!(
            length("problem #2 suicidal ideation aeb plan to overdose"),
            28
        );
        assert_eq!(length("problems addressed: depression"), 30);
        assert_eq!(length("problem solving with wife, drinks daily"), 0);
        assert_eq!(length("presenting problem: suicidal ideation"), 0);
    }
}

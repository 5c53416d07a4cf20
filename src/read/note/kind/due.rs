//! Cuts off a title's line what stands behind the name of a plan: when it is to be reviewed.

use crate::text::{bytes, strip_prefix_ignoring_case};

/// Returns the part of a line before the words on the next review, where a comma, a bracket, a gap
/// or a date parts them from the name: `IOP TREATMENT PLAN   04/08/2026, review due 05/08/2026` is
/// no review.
pub(crate) fn before_review_due(text: &str) -> &str {
    const DUE: [&str; 4] = ["due", "by", "before", "no later"];
    const ON: [&str; 3] = ["on", "date", "in"];
    const LEADS: [&str; 4] = ["next", "due for", "plan", "tx plan"];
    let mut from = 0;
    while let Some(at) = find_review(text, from) {
        from = at + "review".len();
        let Some((head, behind)) = text.split_at_checked(from) else {
            break;
        };
        let behind = behind.trim_start_matches([' ', ':', '-']);
        let opens = |words: &[&str]| words.iter().any(|word| opens_with(behind, word));
        let is_due = opens(&DUE);
        let is_dated = behind.starts_with(|c: char| c.is_ascii_digit()) || opens(&ON);
        let mut name = head.get(..at).unwrap_or_default().trim_end_matches(' ');
        let gap = at - name.len();
        let mut is_named = false;
        for lead in LEADS {
            if let Some(before) = strip_last(name, lead) {
                name = before.trim_end_matches(' ');
                is_named = lead == "next" || lead == "due for";
                break;
            }
        }
        // "Treatment Plan - Review 04/08/2026" is a review of that day.
        let ends = |marks: &str| name.ends_with(|c: char| c.is_ascii_digit() || marks.contains(c));
        let is_parted =
            is_named || is_due && (gap >= 2 || ends(",;:.()[]|–-")) || is_dated && ends(",;([");
        if is_parted && !name.trim().is_empty() {
            return name.trim_end_matches([' ', ',', ';', '-', '(', '|']);
        }
    }
    text
}

fn find_review(text: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    let mut at = 0;
    loop {
        at += bytes::find(rest.get(at..)?, |byte| byte == b'r' || byte == b'R')?;
        let word = rest.get(at..at + "review".len())?;
        if word.eq_ignore_ascii_case(b"review") {
            return Some(from + at);
        }
        at += 1;
    }
}

fn opens_with(text: &str, word: &str) -> bool {
    strip_prefix_ignoring_case(text, word)
        .is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
}

fn strip_last<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(word.len())?;
    let (before, last) = text.split_at_checked(at)?;
    let is_word = !before.ends_with(char::is_alphanumeric);
    (last.eq_ignore_ascii_case(word) && is_word).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::before_review_due;

    #[test]
    fn the_day_of_the_next_review_is_no_part_of_the_name() {
        for (text, want) in [
            (
                "IOP TREATMENT PLAN   04/08/2026, review due 05/08/2026",
                "IOP TREATMENT PLAN   04/08/2026",
            ),
            (
                "Treatment Plan 4/8/2026 (next review 5/8/2026)",
                "Treatment Plan 4/8/2026",
            ),
            (
                "RECOVERY PLAN, 3.1   04/02/2026    Review by 04/16/2026",
                "RECOVERY PLAN, 3.1   04/02/2026",
            ),
            (
                "TREATMENT PLAN REVIEW 04/08/2026, next review due 05/08/2026",
                "TREATMENT PLAN REVIEW 04/08/2026",
            ),
            (
                "Created 02/20/2026, review 08/20/2026",
                "Created 02/20/2026",
            ),
        ] {
            assert_eq!(before_review_due(text), want, "{text}");
        }
        for whole in [
            "TREATMENT PLAN REVIEW 04/08/2026",
            "Treatment Plan - Review 04/08/2026",
            "Treatment Plan Review - 30 Day",
            "Plan Review Date: 04/08/2026",
            "WEEKLY TREATMENT REVIEW",
            "Utilization Review 04/08/2026",
            "",
        ] {
            assert_eq!(before_review_due(whole), whole, "{whole}");
        }
    }
}

//! Writes lists of dates in messages.

use crate::model::ServiceDate;

/// Returns dates as runs: `2026-01-05 to 2026-01-07, 2026-01-12`. The dates are in order. After
/// eight runs the rest is counted, not listed; the finding's dollars still name every day.
pub(crate) fn listed(dates: &[ServiceDate]) -> String {
    let runs = runs(dates);
    let mut text = String::new();
    for (place, run) in runs.iter().take(8).enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        match run {
            [only] => text.push_str(&only.to_string()),
            [first, .., last] => text.push_str(&format!("{first} to {last}")),
            [] => {}
        }
    }
    let left: usize = runs.iter().skip(8).map(|run| run.len()).sum();
    if left > 0 {
        text.push_str(&format!(" and {left} more"));
    }
    text
}

/// Returns `1 day` or `3 days`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// Cuts dates in order into runs of consecutive days.
pub(super) fn runs(dates: &[ServiceDate]) -> Vec<&[ServiceDate]> {
    dates
        .chunk_by(|one, next| next.days_since(*one) <= 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_listed_as_runs() {
        let day = |day| ServiceDate::new(2026, 1, day).expect("a date");
        let dates: Vec<_> = [5, 6, 7, 12].into_iter().map(day).collect();
        assert_eq!(listed(&dates), "2026-01-05 to 2026-01-07, 2026-01-12");
        let many: Vec<_> = (0..10).map(|place| day(1 + place * 2)).collect();
        assert!(
            listed(&many).ends_with("2026-01-15 and 2 more"),
            "{}",
            listed(&many)
        );
        assert_eq!(listed(&[]), "");
        assert_eq!(counted(1, "day"), "1 day");
    }
}

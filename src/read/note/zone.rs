//! Reads the time zone that is written behind a clock time. It knows the zones of the United
//! States alone.

/// Hours that each zone's clock is behind universal time (15 U.S.C. 260a-263).
const ZONES: [(&str, u32); 14] = [
    ("EST", 5),
    ("EDT", 4),
    ("CST", 6),
    ("CDT", 5),
    ("MST", 7),
    ("MDT", 6),
    ("PST", 8),
    ("PDT", 7),
    ("AKST", 9),
    ("AKDT", 8),
    ("HST", 10),
    ("AST", 4),
    ("UTC", 0),
    ("GMT", 0),
];

/// Returns how many hours the clock of the one zone that a line names is behind universal time.
pub(super) fn hours_behind(text: &str) -> Option<u32> {
    let words = || text.split(|c: char| !c.is_ascii_alphanumeric());
    let mut found = words().filter_map(|word| {
        let zone = ZONES.iter().find(|(name, _)| *name == word)?;
        Some(zone.1)
    });
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_zone_of_a_line_is_read() {
        assert_eq!(hours_behind("Joined 3:01 PM / Left 6:02 PM MST"), Some(7));
        assert_eq!(hours_behind("5:00 PM EDT - 8:00 PM EDT (video)"), Some(4));
        assert_eq!(hours_behind("5:00 PM EST (3:00 PM MST)"), None);
        assert_eq!(hours_behind("EST"), Some(5));
        assert_eq!(hours_behind("best estimate 5 PM"), None);
    }
}

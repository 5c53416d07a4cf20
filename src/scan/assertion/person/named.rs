//! Tells words that look like other people from people.

use crate::scan::assertion::cues::Event;

/// Words before "sib" that make it a brother or a sister.
const DETERMINERS: [&str; 16] = [
    "his", "her", "their", "my", "a", "one", "older", "younger", "oldest", "youngest", "twin",
    "half", "another", "only", "pt's", "client's",
];

/// Returns whether "sib" is self-injurious behavior: "SI/HI/SIB/AVH", "no SIB, cravings 8". A sibling
/// has somebody's word before it or does something.
pub(in crate::scan::assertion) fn is_self_injury(text: &str, event: &Event) -> bool {
    if text.get(event.start..event.end) != Some("sib") {
        return false;
    }
    let before = text.get(..event.start).unwrap_or("").trim_end();
    let last = before.rsplit([' ', '\n', '(']).next().unwrap_or("");
    let after = text.get(event.end..).unwrap_or("");
    let next = after
        .strip_prefix(' ')
        .and_then(|rest| rest.split([' ', ',', '.', ';']).next())
        .unwrap_or("");
    let acts = matches!(
        next,
        "who"
            | "has"
            | "had"
            | "is"
            | "was"
            | "died"
            | "uses"
            | "says"
            | "said"
            | "reports"
            | "reported"
            | "states"
            | "stated"
            | "relapsed"
            | "overdosed"
            | "in"
            | "and"
    ) || next.starts_with('(');
    !DETERMINERS.contains(&last) && !acts
}

#[cfg(test)]
mod tests {
    use crate::model::Assertion;
    use crate::scan::classify::assert_classes;

    #[test]
    fn self_injury_is_no_sibling() {
        assert_classes(&[
            ("Denies SI/HI/SIB/AVH.", "AVH", Assertion::Negated),
            ("SIB urges 5, cravings 8.", "cravings", Assertion::Affirmed),
            ("No SIB. Reports cravings.", "cravings", Assertion::Affirmed),
            ("Her sib had cravings.", "cravings", Assertion::OtherPerson),
            ("Sib has depression.", "depression", Assertion::OtherPerson),
            (
                "Older sib with psychosis.",
                "psychosis",
                Assertion::OtherPerson,
            ),
        ]);
    }
}

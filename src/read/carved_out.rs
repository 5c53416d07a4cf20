//! Words by which an eligibility answer or a coverage table tells that another plan manages
//! behavioral health.

/// Returns whether words of a payer's answer or of a coverage table say that another plan manages behavioral health.
pub(super) fn says_carved_out(words: &str) -> bool {
    let words = words.to_ascii_uppercase();
    let any = |phrases: &[&str]| phrases.iter().any(|phrase| words.contains(phrase));
    any(&BEHAVIORAL) && any(&ELSEWHERE)
}

/// Subjects of a message about behavioral benefits, and what it says of them when another plan has
/// them.
const BEHAVIORAL: [&str; 6] = [
    "BEHAVIORAL",
    "MENTAL HEALTH",
    "SUBSTANCE",
    "PSYCHIATRIC",
    "CHEMICAL DEPENDENCY",
    "MH/SA",
];

const ELSEWHERE: [&str; 9] = [
    "CARVED OUT",
    "CARVE OUT",
    "CARVE-OUT",
    "CARVED-OUT",
    "ADMINISTERED BY",
    "MANAGED BY",
    "ADMINISTERED THROUGH",
    "SUBMIT CLAIMS TO",
    "BILL TO",
];

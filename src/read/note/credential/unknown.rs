//! Tells a credential that no list holds: states make new ones every year, and a signature with one
//! is not a signature without any.

/// Abbreviations that stand behind a name and are no credentials.
const OTHERS: [&str; 44] = [
    "MRN", "DOB", "NPI", "EST", "PST", "CST", "MST", "EDT", "PDT", "CDT", "MDT", "UTC", "LLC",
    "PLLC", "INC", "LOC", "PHP", "IOP", "RTC", "DBT", "CBT", "EMDR", "ASAM", "CIWA", "COWS", "PHQ",
    "GAD", "MSE", "MAT", "UDS", "ADHD", "PTSD", "MDD", "OCD", "AUD", "OUD", "TMS", "ECT", "CCBHC",
    "DRAFT", "FINAL", "LATE", "NOTE", "DATE",
];

/// Returns the length of such a credential at `start`: three to seven capitals behind the comma of
/// a name of two words or more that is not in capitals itself, as `ROE, JANE` is.
pub(super) fn length(text: &str, from: usize, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let word = rest.get(..length)?;
    let is_shaped = (3..=7).contains(&length)
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && !OTHERS.contains(&word);
    let ends = !rest
        .get(length..)?
        .starts_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '-' | '/' | '\'' | '='));
    let name = text.get(..from)?.trim_end();
    let is_comma = text.get(from..start)?.trim() == ",";
    let mut words = name.rsplit(' ');
    let is_mixed = |word: &str| {
        word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase) || word.len() <= 2
    };
    let is_name = words.next().is_some_and(|last| {
        last.contains(char::is_lowercase) && last.starts_with(char::is_uppercase)
    }) && words.next().is_some_and(is_mixed);
    (is_shaped && ends && is_comma && is_name).then_some(length)
}

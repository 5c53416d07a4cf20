//! Takes what may be a title from a line of a note's beginning: without its label, and without the
//! date, the time and whatever else stands behind it.

use super::fold;

/// Labels before the name of a document or service.
const LABELS: [&str; 12] = [
    "service",
    "service type",
    "type of service",
    "type",
    "note type",
    "note",
    "document",
    "visit type",
    "encounter type",
    "session type",
    "encounter",
    "title",
];

/// Letters that a title has at most.
const LONGEST: usize = 60;

/// Returns the title in folded words, parted by single spaces; `None` where the line is no title.
pub(super) fn title_words(line: &str) -> Option<String> {
    let line = line.trim().trim_matches(['*', '#', '=', '_', '~', ' ']);
    let line = match line.split_once(':') {
        Some((label, value)) if is_label(label) => value.trim(),
        _ => line,
    };
    // Behind a gap, a bar or bold letters stand the date and the author.
    let head = line.split("  ").next().unwrap_or_default();
    let head = head.split(['|', '\t', '·', '•']).next().unwrap_or_default();
    let head = head.split("**").next().unwrap_or_default();
    let head = before_date(head).trim_end_matches([' ', '-', '–', '—', ',', '(']);
    let is_shaped = !head.is_empty()
        && head.len() <= LONGEST
        && head.starts_with(char::is_alphabetic)
        && !head.contains([':', ';', '?'])
        && (!head.ends_with('.') || head.ends_with(" ed."));
    if !is_shaped {
        return None;
    }
    // Brackets stay, for what stands in them only adds.
    match head.split_once('(') {
        Some((name, inner)) => Some(format!("{}({}", fold(name), fold(inner))),
        None => Some(fold(head)),
    }
}

/// Returns the line before a bar, a slash or dashes between spaces, behind which a header line goes on
/// with the patient: `Exposure session / Poe, Gideon / MH-31 / dob 08/19/2008`.
pub(super) fn first_piece(line: &str) -> &str {
    let ends = [" / ", " -- ", " — ", " | "];
    let end = ends.iter().filter_map(|end| line.find(end)).min();
    line.get(..end.unwrap_or(line.len())).unwrap_or(line)
}

/// Returns the words of what [`title_words`] gives.
pub(super) fn words_of(head: &str) -> impl Iterator<Item = &str> + Clone {
    head.split([' ', '(']).filter(|word| !word.is_empty())
}

fn is_label(label: &str) -> bool {
    let label = label.trim_end_matches(['*', ' ']);
    LABELS.iter().any(|known| label.eq_ignore_ascii_case(known))
}

/// Returns the text before its first date or time: a word with digits and a slash, a colon or a
/// hyphen, or a year. "2.1", "4th" and "6" are none.
fn before_date(text: &str) -> &str {
    let mut from = 0;
    for word in text.split_inclusive(' ') {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let begins = word
            .trim_start_matches('(')
            .starts_with(|c: char| c.is_ascii_digit());
        if begins && digits > 1 && (digits >= 4 || word.contains(['/', ':', '-'])) {
            return text.get(..from).unwrap_or(text);
        }
        from += word.len();
    }
    text
}

//! Takes what may be a title from a line of a note's beginning: without its label, and without the
//! date, the time and whatever else stands behind it.

use super::{fold, read_title, title_of_line};
use crate::model::NoteKind;
use crate::read::note::view::NoteView;

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

/// Lines of a note's beginning among which its first sentence stands.
const BEGINNING: usize = 8;

/// Returns the kind of the session that the text of a plain note begins with: `Family psychotherapy
/// with patient and her aunt, 2:00-2:50 PM.`
pub(super) fn named_session(view: &NoteView<'_>) -> Option<NoteKind> {
    let is_head = |index: usize, text: &str| {
        let heads_line = view
            .fields_on(index)
            .any(|field| field.marked && field.name.start < 3);
        heads_line || is_fact(text) || title_of_line(text).is_some_and(|title| title.weight <= 100)
    };
    let mut lines = view.body_lines().take(BEGINNING);
    let (_, line) = lines.find(|(index, line)| !line.is_blank() && !is_head(*index, line.text))?;
    session_begun(line.text)
}

/// Returns whether a line begins with the label of a fact, known or not: `Editor: Ann Roe, LMFT`.
fn is_fact(text: &str) -> bool {
    let label = text.split_once(':').map_or("", |(label, _)| label.trim());
    let words = label.split(' ').count();
    !label.is_empty()
        && words <= 3
        && label.chars().all(|c| c.is_alphabetic() || c == ' ')
        && read_title(label).is_none()
}

/// Returns the kind of session that a sentence names before anything else.
fn session_begun(text: &str) -> Option<NoteKind> {
    let text = text.trim();
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    let stops = |c: char| c.is_ascii_digit() || ".,;:(|[–—".contains(c);
    let head = text.split(stops).next().unwrap_or_default();
    let head = [" with ", " w/ ", " and ", " for ", " - "]
        .iter()
        .fold(head, |head, word| head.split(word).next().unwrap_or(head));
    let reading = read_title(head)?;
    let is_session = matches!(
        reading.kind,
        NoteKind::IndividualNote | NoteKind::FamilyNote | NoteKind::GroupNote
    );
    let is_part = head.len() < text.len();
    (is_session
        && is_part
        && reading.weight >= 200
        && reading.words >= 2
        && reading.of <= reading.words + 2)
        .then_some(reading.kind)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    #[test]
    fn a_plain_note_is_of_the_session_that_its_text_begins_with() {
        let kind = |body: &str| {
            let text = format!(
                "Progress Notes by Ann Roe, LMFT at 4/5/2026 3:10 PM\nAuthor: Ann Roe, LMFT\n\
                 Editor: Ann Roe, LMFT (Therapist)\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 4/5/2026 3:10 PM\n\n{body}\n\
                 Electronically signed by Ann Roe, LMFT at 4/5/2026 3:20 PM\n"
            );
            let pages = [Page::plain(1, &text)];
            from_pages(FileId(0), "n.txt", &pages, &mut Vec::new())[0].kind
        };
        for (body, want) in [
            (
                "Family psychotherapy with patient present. Began 2:10 PM, ended 3:00 PM (50 minutes).",
                NoteKind::FamilyNote,
            ),
            (
                "Group psychotherapy, Tuesday women, 1:00 PM - 2:15 PM (75 min), 7 participants.",
                NoteKind::GroupNote,
            ),
            (
                "Individual psychotherapy 2:00 PM - 2:45 PM. He asks about group psychotherapy.",
                NoteKind::IndividualNote,
            ),
            // What is to come, and what is spoken of, is not the session.
            (
                "Family session next month was planned. Psychotherapy 45 min, she wrote a list.",
                NoteKind::IndividualNote,
            ),
        ] {
            assert_eq!(kind(body), want, "{body}");
        }
    }
}

//! Knows the print of a patient's medications, which records no service: names of drugs with how
//! they are taken and since when, under a heading and without a word on a visit.

use super::view::NoteView;
use crate::model::{NoteKind, SignatureState};

/// What such a print is headed by.
const HEADINGS: [&str; 12] = [
    "medication list",
    "medications list",
    "active medications",
    "active medication list",
    "current medications",
    "current medication list",
    "home medications",
    "home medication list",
    "med list",
    "medication profile",
    "patient medications",
    "medications",
];

/// Lines at the beginning among which the heading stands.
const REACH: usize = 6;

/// Words in small letters of a sentence; how to take a drug is told in fewer.
const SENTENCE: usize = 9;

/// Returns whether a note that names no service of its own is a list of medications. What is
/// signed or speaks in sentences is a note, whatever it lists.
pub(super) fn is_list(view: &NoteView<'_>, kind: NoteKind, signed: SignatureState) -> bool {
    let may_be = matches!(kind, NoteKind::Unknown | NoteKind::Administrative);
    if !may_be || signed != SignatureState::Absent {
        return false;
    }
    let is_heading = |text: &str| {
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        HEADINGS
            .iter()
            .any(|known| bare.eq_ignore_ascii_case(known))
    };
    let is_sentence = |text: &str| {
        let small = |word: &&str| word.starts_with(char::is_lowercase);
        text.split_whitespace().filter(small).count() >= SENTENCE
    };
    view.body_lines()
        .take(REACH)
        .any(|(_, line)| is_heading(line.text))
        && !view.body_lines().any(|(_, line)| is_sentence(line.text))
}

#[cfg(test)]
mod tests {
    use crate::model::NoteKind;
    use crate::problem::Problem;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn read(text: &str) -> (NoteKind, Option<String>, Vec<Problem>) {
        let pages = [Page::plain(1, text)];
        let mut problems = Vec::new();
        let notes = from_pages(FileId(0), "prints/p.txt", &pages, &mut problems);
        assert_eq!(notes.len(), 1, "{text}");
        let date = notes[0].date().map(|date| date.to_string());
        (notes[0].kind, date, problems)
    }

    const HEAD: &str = "Sunrise Center | Chart Print | Client: Doe, Jane | MRN: 1042";

    #[test]
    fn a_list_of_medications_is_no_service() {
        let list = format!(
            "{HEAD}\n\nActive Medications\nDrug | Sig | Start\nsertraline 50 mg | 1 po qam | 02/12/2026\nPrinted 05/28/2026 22:10 by rquill\n"
        );
        let (kind, date, problems) = read(&list);
        assert_eq!((kind, date), (NoteKind::Administrative, None));
        assert_eq!(problems, []);
    }

    #[test]
    fn a_note_that_begins_with_medications_stays_one() {
        let signed = format!(
            "{HEAD}\n\nCurrent Medications\nsertraline 50 mg\nDate of Service: 02/12/2026\nSigned: Ann Roe, PMHNP 02/12/2026\n"
        );
        assert_ne!(read(&signed).0, NoteKind::Administrative);
        let told = format!(
            "{HEAD}\n\nCurrent Medications\nsertraline 50 mg\nDate of Service: 02/12/2026\nShe sleeps better now and wants to go on with it for the next month.\n"
        );
        assert_ne!(read(&told).0, NoteKind::Administrative);
    }
}

//! Finds a note whose head names its patient and a day and stands below a rule or at a page's top,
//! as prints of a stay set notes below one another, whatever its title says: `NUTR 04/17/2026`, then
//! `pt Ann Roe | X-1042 | DOB 03/04/1990`.

use super::super::labels::Label;
use super::super::view::Document;
use super::super::when;
use super::cue::Cue;
use super::entry::is_below_rule;
use crate::model::ServiceDate;

/// Filled lines that such a head takes, and words of its first.
const HEAD: usize = 4;
const WORDS: usize = 16;

/// Words beside a day on which no service was.
const OTHER_DAYS: [&str; 9] = [
    "print",
    "admi",
    "discharge",
    "due",
    "expire",
    "effective",
    "revised",
    "run date",
    "export",
];

/// Returns the day of the note that begins at the line; `None` where none does.
pub(super) fn day_of(document: &Document<'_>, cues: &[Cue], index: usize) -> Option<ServiceDate> {
    let (cue, line) = (cues.get(index)?, document.lines.get(index)?);
    let is_open = cue.top || is_below_rule(cues, index);
    if !is_open || cue.addendum || line.words() > WORDS || line.text.trim_end().ends_with('.') {
        return None;
    }
    let head = head(cues, index);
    let identity = head.iter().fold(0u8, |told, at| {
        told | cues.get(*at).map_or(0, |cue| cue.identity)
    });
    // A birth date is nobody's but the patient's; a name alone may be of anybody.
    if identity & 4 == 0 && identity.count_ones() < 2 {
        return None;
    }
    let told = head.iter().rev().find(|at| {
        cues.get(**at)
            .is_some_and(|cue| cue.identity != 0 || cue.dated)
    })?;
    let below = cues.get(told + 1..).unwrap_or_default().iter();
    let is_followed = below
        .take_while(|cue| !cue.separator && !cue.page_begins)
        .any(|cue| !cue.blank && !cue.signature);
    is_followed.then(|| day_on(document, cues, &head)).flatten()
}

/// Returns the day that the head of the note at a line states, wherever it stands.
pub(super) fn day_above(document: &Document<'_>, cues: &[Cue], from: usize) -> Option<ServiceDate> {
    let first = (from..cues.len()).find(|at| cues.get(*at).is_some_and(is_filled))?;
    day_on(document, cues, &head(cues, first))
}

/// Returns the filled lines from one on that may be of a head.
fn head(cues: &[Cue], index: usize) -> Vec<usize> {
    let lines = cues.iter().enumerate().skip(index);
    lines
        .take_while(|(at, cue)| {
            let ends = cue.separator || cue.prose || cue.signature || cue.attests;
            !ends && (*at == index || !cue.page_begins)
        })
        .filter(|(_, cue)| !cue.blank)
        .map(|(at, _)| at)
        .take(HEAD)
        .collect()
}

fn is_filled(cue: &Cue) -> bool {
    !cue.blank && !cue.separator
}

/// Returns the first day on some lines that is neither a birth date nor one of other papers.
fn day_on(document: &Document<'_>, cues: &[Cue], lines: &[usize]) -> Option<ServiceDate> {
    let dated = lines
        .iter()
        .filter(|at| cues.get(**at).is_some_and(|cue| cue.dated));
    dated.copied().find_map(|at| {
        let text = document.lines.get(at)?.text;
        let lower = text.to_ascii_lowercase();
        let births: Vec<_> = document
            .fields_in(at..at + 1)
            .iter()
            .filter(|field| field.label == Label::BirthDate && field.value_line == at)
            .map(|field| field.value.clone())
            .collect();
        let is_of_service = |found: &when::FoundDate| {
            let before = lower.get(..found.start).unwrap_or_default();
            let near = before.get(before.floor_char_boundary(found.start.saturating_sub(24))..);
            !births.iter().any(|value| value.contains(&found.start))
                && !OTHER_DAYS
                    .iter()
                    .any(|word| near.is_some_and(|near| near.contains(word)))
        };
        let found = when::find_dates(text).into_iter().find(is_of_service)?;
        Some(found.date)
    })
}

#[cfg(test)]
mod tests {
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    /// Returns the days and the patients' numbers of the notes of some pages.
    fn notes(pages: &[&str]) -> Vec<String> {
        let pages = pages
            .iter()
            .zip(1..)
            .map(|(text, at)| Page::plain(at, *text));
        let pages: Vec<Page> = pages.collect();
        let notes = from_pages(FileId(0), "stay.txt", &pages, &mut Vec::new());
        let of = |note: &crate::model::Note| {
            let number = note.patient.mrn.as_ref().map_or("-", |mrn| &mrn.value);
            let day = note.date().map_or("-".to_owned(), |day| day.to_string());
            format!("{number} {day}")
        };
        notes.iter().map(of).collect()
    }

    const SESSION: &str = "Family session\nJunie Roe · X-3112 · born 06/03/2010\n\
        Thursday 04/16/2026, time: 14:30-15:30, with Hen Poe, LMFT\n\n\
        Parents took her to lunch on a day pass and she ate most of the plate with them.\n\n\
        Signed electronically: Hen Poe, LMFT, 04/16/2026 15:39\n";
    const RULE: &str = "----------------------------------------\n";

    #[test]
    fn a_head_with_patient_and_day_below_a_rule_begins_a_note_of_any_title() {
        for head in [
            "NUTR 04/17/2026\npt Junie Roe | X-3112 | DOB 06/03/2010 | 12:30-12:50",
            "RD f/u 04/17/2026\nRoe, Junie / X-3112 / dob 06/03/2010",
            "Junie Roe (X-3112) DOB 06/03/2010\nArt studio, 04/17/2026, 12:30 to 12:50",
        ] {
            let next = format!(
                "{head}\n\n95% lunch. Yogurt swap declined.\nP: recheck Mon.\n\n\
                 Fen Oster, RD, LD -- e-signed 04/17/2026 12:59\n"
            );
            let want = ["X-3112 2026-04-16", "X-3112 2026-04-17"];
            assert_eq!(
                notes(&[&format!("{SESSION}\n{RULE}{next}")]),
                want,
                "{head}"
            );
            assert_eq!(notes(&[SESSION, &next]), want, "{head}");
        }
    }

    #[test]
    fn below_a_page_that_nobody_signed_another_day_begins_another_note() {
        let unsigned = SESSION.replace(
            "Signed electronically: Hen Poe, LMFT, 04/16/2026 15:39\n",
            "",
        );
        let next = "Patient Name: Junie Roe, MRN X-3112, DOB 06/03/2010\n\
            RN shift, 04/17/2026, 07:00 to 15:00\n0700 CIWA 16, 162/98, P 112.\n\
            Electronically signed: Bea Poe, RN, 04/17/2026 15:07\n";
        assert_eq!(notes(&[&unsigned, next]).len(), 2);
        // The same day's head above the next page goes on with the note.
        let same = next.replace("04/17", "04/16");
        assert_eq!(notes(&[&unsigned, &same]).len(), 1);
    }

    #[test]
    fn what_a_note_keeps_below_a_rule_begins_none() {
        for below in [
            "Pt: J. Roe 04/16/2026\nParent: A. Roe 04/16/2026\n",
            "Copy to chart 04/16/2026\nWeight stable and lunch eaten.\n",
            "Roe, Junie  X-3112  DOB 06/03/2010\nPrinted 06/12/2026\n",
            "Mother: Ann Roe, DOB 01/02/1980\nPhone 555-0142\nShe asked for the handout.\n",
        ] {
            assert_eq!(
                notes(&[&format!("{SESSION}\n{RULE}{below}")]).len(),
                1,
                "{below}"
            );
        }
    }
}

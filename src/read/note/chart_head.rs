//! Reads whose chart a note is filed in, where the head of its page names one patient and the
//! note's own label another: a note written in the wrong chart. The chart's owner is then whom the
//! note counts for, and the label tells of somebody else.

use super::labels::Label;
use super::patient::{name_part, record_number};
use super::view::NoteView;
use super::when;
use crate::model::{PatientIdentity, PersonName};
use crate::text::Located;

/// Lines of a note's beginning that may be its page's head.
const REACH: usize = 2;

/// Returns the patient of the page's head, `ROE, ANN [R-1042] DOB 01/30/1984`, where the file lies in
/// the folder of that number and the note's label states another name and another record number.
pub(super) fn other_than(view: &NoteView<'_>, label: &PatientIdentity) -> Option<PatientIdentity> {
    let (name, number) = (label.name.as_ref()?, label.mrn.as_ref()?);
    let head = head(view)?;
    let (own, own_number) = (head.name.as_ref()?, head.mrn.as_ref()?);
    let differs = own.value.key() != name.value.key()
        && !own.value.last.eq_ignore_ascii_case(&name.value.last)
        && !own.value.first.eq_ignore_ascii_case(&name.value.first)
        && !own_number.value.eq_ignore_ascii_case(&number.value);
    let path = view.document.name;
    let is_filed = path
        .split(['/', '\\'])
        .any(|part| part.eq_ignore_ascii_case(&own_number.value));
    (differs && is_filed).then_some(head)
}

fn head(view: &NoteView<'_>) -> Option<PatientIdentity> {
    let running = view
        .labelled(Label::BirthDate)
        .filter(|field| view.is_furniture(field.line));
    let own = view.labelled(Label::BirthDate).filter(|field| {
        view.body_lines()
            .take(REACH)
            .any(|(line, _)| line == field.line)
    });
    own.chain(running).find_map(|field| {
        let text = view.line(field.line)?.text;
        let before = text.get(..field.name.start)?;
        let open = before.find(['[', '('])?;
        let lead = before.len() - before.trim_start().len();
        let written = before.get(lead..open)?;
        let part = name_part(written)?;
        let name = PersonName::parse(written.get(part.clone())?)?;
        if name.first.is_empty() || written.contains(':') {
            return None;
        }
        let inner = before.get(open + 1..)?;
        let number = record_number(inner)?;
        let digits = inner
            .get(number.clone())?
            .bytes()
            .filter(u8::is_ascii_digit);
        if digits.count() < 3 {
            return None;
        }
        let number = open + 1 + number.start..open + 1 + number.end;
        let date = when::parse_date(view.value(field))?;
        Some(PatientIdentity {
            mrn: Some(Located::new(
                before.get(number.clone())?.to_owned(),
                view.place(field.line, number),
            )),
            name: Some(Located::new(
                name,
                view.place(field.line, lead + part.start..lead + part.end),
            )),
            birth_date: Some(Located::new(
                date.date,
                view.part_span(field, date.start..date.end),
            )),
            ..PatientIdentity::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::model::Note;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn note(path: &str, label: &str) -> Note {
        let text = format!(
            "ROE, ANN [TF-0427] DOB 06/14/2000 - Hill Residential\nNursing note\n{label}\n\
             3/8/26 2030. Packing changed, wound bed pink, cephalexin given 2000. No SI.\n\
             Max Poe RN e-sign 3/8/26 2052\n"
        );
        let mut notes = from_pages(FileId(0), path, &[Page::plain(1, text)], &mut Vec::new());
        assert_eq!(notes.len(), 1, "{label}");
        notes.remove(0)
    }

    #[test]
    fn a_note_that_names_another_counts_for_the_chart_it_lies_in() {
        let other = "Patient: Doe, Sam   MRN: TF-0418   DOB: 08/11/1993";
        let found = note("charts/TF-0427/10_rn.docx", other);
        let number = found.patient.mrn.as_ref().map(|mrn| mrn.value.as_str());
        assert_eq!(number, Some("TF-0427"));
        let stranger = found.marks.strangers.first().expect("a stranger");
        assert!(stranger.name && stranger.record_number && stranger.birth_date);
        // Where the file lies tells whose chart it is.
        let elsewhere = note("charts/TF-0418/10_rn.docx", other);
        let number = elsewhere.patient.mrn.as_ref().map(|mrn| mrn.value.as_str());
        assert_eq!(number, Some("TF-0418"));
    }

    #[test]
    fn a_label_of_the_same_patient_is_no_stranger() {
        for label in [
            "Patient: Roe, Ann   MRN: TF-0427   DOB: 06/14/2000",
            "Patient: Poe, Ann   MRN: TF-0427   DOB: 06/14/2000",
        ] {
            let found = note("charts/TF-0427/10_rn.docx", label);
            assert!(found.marks.strangers.is_empty(), "{label}");
        }
        let unlabelled = note("charts/TF-0427/10_rn.docx", "Shift: evening");
        assert!(unlabelled.marks.strangers.is_empty());
    }
}

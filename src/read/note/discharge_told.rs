//! Reads that a patient leaves a day program on the day of the note: `Discharge from PHP end of day
//! 4/5/2026`.

use super::view::NoteView;
use super::when;
use crate::model::{NoteKind, Remark, RemarkKind, ServiceDate};
use crate::text::Pattern;
use std::sync::LazyLock;

/// Words of which one stands in every such statement; the first letter may be a capital.
const CUES: [&str; 3] = ["ischarge", "d/c", "D/C"];

static TOLD: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:discharge[ds]?|d/c(?:['’]?d)?)\s+(?:from\s+)?(?:the\s+)?
        (?:php|iop|partial(?:\s+hospital(?:ization)?(?:\s+program)?)?|intensive\s+outpatient(?:\s+program)?|day\s+(?:program|treatment|hospital)|program)\b
        (?P<when>[^.;]{0,24}?(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?|\btoday\b|\bthis\s+date\b))",
    )
});

/// Words by which the discharge is planned, asked for or another's.
const PLANNED: [&str; 14] = [
    "plan",
    "anticipat",
    "expect",
    "project",
    "tentativ",
    "estimat",
    "goal",
    "if ",
    "prior to",
    "before",
    "until",
    "not ",
    "request",
    "criteria",
];

/// Returns the discharge that a note tells on its own day or the day before it.
pub(super) fn discharge_told(
    view: &NoteView<'_>,
    kind: NoteKind,
    date: ServiceDate,
) -> Option<Remark> {
    let may_tell = matches!(
        kind,
        NoteKind::CaseManagement
            | NoteKind::Contact
            | NoteKind::PrescriberNote
            | NoteKind::Order
            | NoteKind::UtilizationReview
    );
    if !may_tell {
        return None;
    }
    view.body_lines().find_map(|(index, line)| {
        let text = line.text;
        if !CUES.iter().any(|cue| text.contains(cue)) {
            return None;
        }
        let captures = TOLD.as_ref()?.captures(text)?;
        let (whole, when) = (captures.get(0)?, captures.name("when")?);
        let before = text.get(..whole.start())?.rsplit(['.', ';']).next()?;
        let sentence = format!("{before}{}", whole.as_str()).to_ascii_lowercase();
        if PLANNED.iter().any(|word| sentence.contains(word)) {
            return None;
        }
        let lower = when.as_str().to_ascii_lowercase();
        let on = match lower.ends_with("today") || lower.ends_with("date") {
            true => date,
            false => {
                let from = when.start();
                let mut found = when::find_dates(text).into_iter();
                found.find(|day| day.start >= from)?.date
            }
        };
        // What lies further back or ahead is another stay's or a plan.
        (-1..=0).contains(&on.days_since(date)).then(|| Remark {
            kind: RemarkKind::DischargeTold,
            minutes: None,
            from: None,
            to: None,
            on: Some(on),
            span: view.place(index, whole.range()),
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::model::{RemarkKind, ServiceDate};
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn told(body: &str) -> Option<ServiceDate> {
        let text = format!(
            "Case Management Note\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n\
             {body}\nElectronically signed by Ann Roe, RN 04/05/2026 4:20 PM\n"
        );
        let pages = [Page::plain(1, &text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        notes[0].remarks.first(RemarkKind::DischargeTold)?.on
    }

    #[test]
    fn a_discharge_of_the_day_is_read_and_a_planned_one_is_not() {
        let day = ServiceDate::new(2026, 4, 5);
        for body in [
            "Reviewer called back. Discharge from PHP end of day 4/5/2026 to her own therapist.",
            "She was discharged from IOP today.",
            "D/C'd from the program 4/5/26, ride home with her aunt.",
        ] {
            assert_eq!(told(body), day, "{body}");
        }
        for body in [
            "Planned discharge from PHP 4/5/2026 was moved to next week.",
            "Discharge from PHP 4/19/2026 to her own therapist.",
            "She was discharged from IOP 1/12/2026 and came back in March.",
            "Discharge planning with the aunt today.",
        ] {
            assert_eq!(told(body), None, "{body}");
        }
    }
}

//! Finds that a note says itself that its session went on past midnight: `00:20 (crossed midnight)`,
//! `Stop: 12:10 AM next day`, or the day after the session's beside the stop.

use super::labels::Label;
use super::view::NoteView;
use super::when;
use crate::model::{Remark, RemarkKind, ServiceDate, ServiceTime};
use std::ops::Range;

/// Words that say so, in a note whose stop lies before its start.
const WORDS: [&str; 6] = [
    "midnight",
    "next day",
    "following day",
    "next morning",
    "next calendar day",
    "+1 day",
];

/// Returns the remark, where the session's stop lies before its start on the clock.
pub(super) fn past_midnight(
    view: &NoteView<'_>,
    day: Option<ServiceDate>,
    time: &ServiceTime,
) -> Option<Remark> {
    let (start, stop) = (time.start?, time.stop?);
    // Nearly every note ends here.
    if stop >= start {
        return None;
    }
    let next = day.map(|day| day.plus_days(1));
    view.body_lines().find_map(|(index, line)| {
        let bytes = said(line.text).or_else(|| dated(view, index, line.text, next?))?;
        Some(Remark {
            kind: RemarkKind::PastMidnight,
            minutes: None,
            from: None,
            to: None,
            on: next,
            span: view.place(index, bytes),
        })
    })
}

fn said(text: &str) -> Option<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let mut words = WORDS.iter();
    words.find_map(|word| lower.find(word).map(|at| at..at + word.len()))
}

/// Returns the next day where it stands on a line with the time of the session, and not in the
/// head of another field.
fn dated(view: &NoteView<'_>, index: usize, text: &str, next: ServiceDate) -> Option<Range<usize>> {
    let is_time = view
        .fields_on(index)
        .any(|field| matches!(field.label, Label::Stop | Label::Time | Label::Start));
    if !is_time {
        return None;
    }
    let mut dates = when::find_dates(text).into_iter();
    dates
        .find(|found| found.date == next)
        .map(|found| found.start..found.end)
}

#[cfg(test)]
mod tests {
    use crate::model::RemarkKind;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn says(times: &str, words: &str) -> bool {
        let text = format!(
            "INDIVIDUAL SESSION NOTE\nClient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\n\
             {times}\n\n{words}\n\nElectronically signed by Ann Roe, LPC 04/06/2026 8:00 AM\n"
        );
        let pages = [Page::plain(1, &text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        assert_eq!(notes.len(), 1, "{text}");
        notes[0].remarks.first(RemarkKind::PastMidnight).is_some()
    }

    #[test]
    fn a_note_says_that_it_passed_midnight() {
        let plain = "Sat with her in the waiting room and used grounding; urge down to 3.";
        for (times, words) in [
            ("Start Time: 23:40   End Time: 00:15 (past midnight)", plain),
            ("Start Time: 23:40   End Time: 00:15 04/06/2026", plain),
            ("Start Time: 23:40   End Time: 00:15 (next day)", plain),
            (
                "Start Time: 23:40   End Time: 00:15",
                "Called out at 11:40 pm, stayed until quarter past midnight. Used grounding.",
            ),
        ] {
            assert!(says(times, words), "{times} {words}");
        }
        assert!(!says("Start Time: 23:40   End Time: 00:15", plain));
        assert!(!says(
            "Start Time: 10:00   End Time: 10:50",
            "She was awake past midnight again."
        ));
    }
}

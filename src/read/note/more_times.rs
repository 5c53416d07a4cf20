//! Finds that a note tells more times of service than were taken for its own, as a day note does
//! whose groups stand in a layout that is not known: its minutes are not counted then.

use super::attendance::absence_in;
use super::day_blocks::{numbered, only_range};
use super::labels::{Label, cells};
use super::time::{between, first_time, is_other_time};
use super::view::NoteView;
use super::when::FoundRange;
use crate::model::{NoteKind, Remark, RemarkKind, ServiceTime};

/// Most words of a line that tells when something was; sentences are longer.
const MOST_WORDS: usize = 16;

/// Least minutes of a service; shorter times are of breaks and checks.
const LEAST_MINUTES: u32 = 10;

/// Returns the first time of service that lies outside of the one that was taken.
pub(super) fn more_times(
    view: &NoteView<'_>,
    kind: NoteKind,
    taken: &ServiceTime,
) -> Option<Remark> {
    let is_of_day = matches!(
        kind,
        NoteKind::GroupNote | NoteKind::ProgramSummary | NoteKind::ProgressNote | NoteKind::Unknown
    );
    let (Some(start), Some(stop), true) = (taken.start, taken.stop, is_of_day) else {
        return None;
    };
    let remark = |(from, to, minutes), span| {
        let is_outside = to <= start || stop <= from;
        (is_outside && minutes >= LEAST_MINUTES).then_some(Remark {
            kind: RemarkKind::MoreTimes,
            minutes: Some(minutes),
            from: Some(from),
            to: Some(to),
            on: None,
            span,
        })
    };
    let of_line = view.body_lines().find_map(|(index, line)| {
        let range = period(view, index, line.text)?;
        let clock = between(&range.from, &range.to, kind)?;
        remark(clock, view.place(index, range.start..range.end))
    });
    of_line.or_else(|| {
        view.labelled(Label::Start).skip(1).find_map(|field| {
            let end = view
                .labelled(Label::Stop)
                .find(|end| (end.line, end.name.start) > (field.line, field.name.start))
                .filter(|end| end.line <= field.line + 2)?;
            let (from, to) = (first_time(view, field)?, first_time(view, end)?);
            remark(between(&from, &to, kind)?, view.value_span(field))
        })
    })
}

/// Returns the one range of a line that tells of a period: one that begins with the range, names a
/// numbered part of the day, or is a field for times.
fn period(view: &NoteView<'_>, index: usize, text: &str) -> Option<FoundRange> {
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || "-*•·".contains(c));
    let begins_with_digit = trimmed.starts_with(|c: char| c.is_ascii_digit());
    let is_field = || {
        let mut fields = view.fields_on(index);
        fields.any(|field| field.label == Label::Time && field.value_line == index)
    };
    if !begins_with_digit && numbered(trimmed).is_none() && !is_field()
        || trimmed.split_whitespace().count() > MOST_WORDS
        || is_other_time(text)
        || is_row_of_absence(view, index, text)
    {
        return None;
    }
    let range = only_range(text)?;
    let lead = text.len() - trimmed.len();
    (!begins_with_digit || range.start == lead).then_some(range)
}

/// Returns whether a table's row ends with the word that the patient was not there.
fn is_row_of_absence(view: &NoteView<'_>, index: usize, text: &str) -> bool {
    let is_parted = view.line(index).is_some_and(|line| line.is_parted);
    let ends_absent = || {
        let cells = cells(text);
        let last = cells.get(1..)?.last()?;
        absence_in(text.get(last.clone())?)
    };
    is_parted && ends_absent().is_some()
}

#[cfg(test)]
mod tests {
    use crate::model::{NoteKind, RemarkKind, TimeBasis};
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    /// Returns the minutes, whether they are a stated total, and whether more times stand.
    fn read(body: &str) -> (Option<u32>, bool, bool) {
        let text = format!(
            "PROGRESS NOTE - IOP DAY\nPatient: Doe, Jane   MRN: 1042\n\
             Date of Service: 04/05/2026\n{body}\nPlan: next group.\n\
             Electronically signed by Ann Roe, CADC 04/05/2026 9:20 PM\n"
        );
        let pages = [Page::plain(1, &text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        assert_eq!(notes.len(), 1, "{body}");
        let time = notes[0].time.as_ref();
        (
            time.map(|time| time.minutes),
            time.is_some_and(|time| time.basis == TimeBasis::Duration),
            notes[0].remarks.first(RemarkKind::MoreTimes).is_some(),
        )
    }

    #[test]
    fn times_that_were_not_taken_are_told() {
        let lists = "Time: 5:30 PM - 6:30 PM\nShe wrote a list.\n\
                     6:35 PM - 7:40 PM  Anger\nShe spoke.\n7:45 PM - 8:50 PM  Grief\nShe wrote.";
        assert_eq!(read(lists), (Some(60), false, true));
        let pairs = "Process Group\nStart Time: 5:30 PM   End Time: 6:30 PM\nShe shared.\n\n\
                     Skills Group\nStart Time: 6:35 PM   End Time: 7:40 PM\nShe spoke.";
        assert_eq!(read(pairs), (Some(60), false, true));
        // A stated total counts for all of them.
        let total = format!("{lists}\nTotal program time: 190 minutes");
        assert_eq!(read(&total), (Some(190), true, false));
        // One that says less than the time taken is of something else.
        let short = format!("{lists}\nTotal time: 20 minutes");
        assert_eq!(read(&short), (Some(60), false, true));
    }

    #[test]
    fn other_times_are_none_of_the_service() {
        for body in [
            "Time: 5:30 PM - 8:50 PM\n6:35 PM - 7:40 PM  Anger\nShe spoke.",
            "Time: 5:30 PM - 8:50 PM\nShe works 9:00 AM - 1:00 PM at the shop.",
            "Time: 5:30 PM - 8:50 PM\n9:00 AM - 1:00 PM scheduled visit with her court officer",
            "Time: 5:30 PM - 8:50 PM\nNext appointment 04/07/2026 5:30 PM - 8:50 PM",
        ] {
            assert!(!read(body).2, "{body}");
        }
    }

    #[test]
    fn a_note_of_numbered_groups_is_a_group_note() {
        let text = "PROGRESS NOTE - IOP DAY\nPatient: Doe, Jane   MRN: 1042\n\
                    Date of Service: 04/05/2026\ngrp 1  5:30p-6:30p  values\n   shared.\n\
                    grp 2  6:35p-7:40p  shame\n   wrote.\n\
                    Electronically signed by Ann Roe, CADC 04/05/2026 9:20 PM\n";
        let kind = |text: &str| {
            let pages = [Page::plain(1, text)];
            from_pages(FileId(0), "n.txt", &pages, &mut Vec::new())[0].kind
        };
        assert_eq!(kind(text), NoteKind::GroupNote);
        let individual = text.replace("PROGRESS NOTE - IOP DAY", "INDIVIDUAL THERAPY NOTE");
        assert_eq!(kind(&individual), NoteKind::IndividualNote);
        let no_times = text.replace("5:30p-6:30p", "").replace("6:35p-7:40p", "");
        assert_ne!(kind(&no_times), NoteKind::GroupNote);
    }
}

//! Finds that a note holds entries of other days than its own, as a log does whose rows were not
//! told apart: what was done on those days may stand in them.

use super::addendum::heads_addendum;
use super::guards::Guard;
use super::labels::Label;
use super::lines::Line;
use super::signature::is_signature;
use super::view::NoteView;
use super::when;
use crate::model::{NoteKind, Remark, RemarkKind, ServiceDate};
use crate::text::Span;
use crate::text::bytes::has_digit;
use std::ops::Range;

/// Fewer entries of other days are a remark on what was or is to come.
const LEAST: usize = 2;

/// Farther than this from the note's day is history.
const MOST_DAYS: i64 = 45;

/// No more are kept; a log of a month has fewer.
const MOST: usize = 62;

/// Returns a remark for each other day than the note's own, if it has one, that a line begins with.
pub(super) fn other_days(
    view: &NoteView<'_>,
    kind: NoteKind,
    day: Option<ServiceDate>,
) -> Vec<Remark> {
    let mut found: Vec<Remark> = Vec::new();
    // An evaluation of a day tells of others as history; one of no day may be a record of tests.
    let is_of_past = matches!(kind, NoteKind::DischargeSummary | NoteKind::LabResult);
    if kind.is_not_delivery() || is_of_past || day.is_some() && tells_history(kind) {
        return found;
    }
    for (index, line) in view.body_lines() {
        let Some(start) = date_at(line.text).filter(|_| found.len() < MOST) else {
            continue;
        };
        let head = line.text.get(start..).unwrap_or_default();
        let head = head.get(..head.floor_char_boundary(24)).unwrap_or_default();
        let Some(date) = when::find_dates(head).into_iter().next() else {
            continue;
        };
        let rest = line.text.get(start + date.end..).unwrap_or_default();
        let is_near =
            day.is_none_or(|day| date.date != day && date.date.days_since(day).abs() <= MOST_DAYS);
        if date.start > 0 || !is_near || !tells(rest) {
            continue;
        }
        if found.iter().all(|known| known.on != Some(date.date)) {
            found.push(Remark {
                kind: RemarkKind::OtherDay,
                minutes: None,
                from: None,
                to: None,
                on: Some(date.date),
                span: view.place(index, start..start + date.end),
            });
        }
    }
    if found.len() < LEAST {
        found.clear();
    }
    for remark in signed_days(view, day) {
        if found.len() < MOST && found.iter().all(|known| known.on != remark.on) {
            found.push(remark);
        }
    }
    found
}

/// Words of a line that heads an entry, and bytes before its day.
const HEAD_WORDS: usize = 14;
const BEFORE: usize = 48;

/// Returns a remark for each other day than the note's own that a short line states with a signature of
/// that day below, as entries of a log have that were not told apart. What is added later is no entry.
fn signed_days(view: &NoteView<'_>, day: Option<ServiceDate>) -> Vec<Remark> {
    let signs = |index: usize, line: &Line<'_>| {
        let mut fields = view.fields_on(index);
        line.may(Guard::Signs)
            && (is_signature(line)
                || fields.any(|field| field.label == Label::Signature && field.marked))
    };
    // Nearly every note ends here.
    if view
        .body_lines()
        .filter(|(index, line)| signs(*index, line))
        .take(2)
        .count()
        < 2
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut head: Option<(ServiceDate, Span)> = None;
    let mut has_text = false;
    for (index, line) in view.all_lines().iter().enumerate() {
        let index = view.from + index;
        if line.is_blank() {
            continue;
        }
        let is_added = line.may(Guard::Adds) && heads_addendum(line.text.trim());
        if signs(index, line) {
            let signed = when::find_dates(line.text).last().map(|found| found.date);
            if let Some((date, span)) = head.take()
                && signed.is_some_and(|signed| (0..=1).contains(&signed.days_since(date)))
                && has_text
                && day != Some(date)
            {
                found.push(Remark {
                    kind: RemarkKind::OtherDay,
                    minutes: None,
                    from: None,
                    to: None,
                    on: Some(date),
                    span,
                });
            }
            has_text = false;
        } else if is_added {
            return Vec::new();
        } else if let Some((date, bytes)) = head_day(line) {
            head = Some((date, view.place(index, bytes)));
            has_text = false;
        } else {
            has_text |= line.words() >= 4;
        }
    }
    found
}

/// Returns the day that a short line states at its head, if it may be an entry's.
fn head_day(line: &Line<'_>) -> Option<(ServiceDate, Range<usize>)> {
    const OTHER: [&str; 15] = [
        "birth",
        "dob",
        "d.o.b",
        "due",
        "target",
        "admi",
        "disch",
        "effective",
        "expir",
        "print",
        "review",
        "sign",
        "next",
        "onset",
        "late entry",
    ];
    if !has_digit(line.text) || line.words() > HEAD_WORDS || line.text.trim_end().ends_with('.') {
        return None;
    }
    let found = when::find_dates(line.text).into_iter().next()?;
    let lower = line.text.to_ascii_lowercase();
    let is_other = OTHER.iter().any(|word| lower.contains(word));
    (found.start <= BEFORE && !is_other).then_some((found.date, found.start..found.end))
}

fn tells_history(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical
    )
}

/// Returns where a line's date may begin: first, or behind a row's number or the word "date".
fn date_at(text: &str) -> Option<usize> {
    let is_edge = |c: char| c.is_whitespace() || "|-*•·#".contains(c);
    let first = text.trim_start_matches(is_edge);
    let label = first
        .get(..4)
        .filter(|word| word.eq_ignore_ascii_case("date"));
    let first = label.map_or(first, |label| {
        let rest = first.get(label.len()..).unwrap_or_default();
        rest.trim_start_matches([':', ' '])
    });
    if !first.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let number = first.bytes().take_while(u8::is_ascii_digit).count();
    let behind = first.get(number..).unwrap_or_default();
    let rest = behind.trim_start_matches(is_edge);
    let is_numbered =
        number <= 3 && rest.len() < behind.len() && behind.starts_with([' ', '\t', '|']);
    let at = if is_numbered { rest } else { first };
    Some(text.len() - at.len())
}

/// Returns whether what stands behind a date is an entry: some words, none of what is to come or of
/// a signature.
fn tells(rest: &str) -> bool {
    const OTHER: [&str; 12] = [
        "electronically",
        "e-sig",
        "esig",
        "signed by",
        "cosign",
        "next",
        "appointment",
        "appt",
        "due",
        "scheduled",
        "will ",
        "target",
    ];
    let lower = rest.to_ascii_lowercase();
    let has_word = lower
        .split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| !word.is_empty());
    has_word && !OTHER.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::model::RemarkKind;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn days(title: &str, body: &str) -> Vec<String> {
        let text = format!(
            "{title}\nPatient: Doe, Jane   MRN: 1042\nDate: 04/01/2026\n{body}\n\
             Electronically signed by Ann Roe, BHT 04/15/2026 9:20 PM\n"
        );
        let pages = [Page::plain(1, &text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        let remarks = notes
            .iter()
            .flat_map(|note| note.remarks.of(RemarkKind::OtherDay));
        remarks
            .filter_map(|remark| remark.on)
            .map(|day| day.to_string())
            .collect()
    }

    #[test]
    fn a_record_of_tests_holds_the_days_of_its_rows() {
        let text = "Psychological Testing - time record\nPatient: Doe, Jane   MRN: 1042\n\
                    Date | Activity | Minutes\n04/22/2026 | administration and scoring | 122\n\
                    04/29/2026 | integration and report | 130\n\
                    05/06/2026 | feedback | 45\nAnn Roe, PhD\n";
        let pages = [Page::plain(1, text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        let remarks = notes
            .iter()
            .flat_map(|note| note.remarks.of(RemarkKind::OtherDay));
        let dated = notes.iter().filter(|note| note.date().is_some()).count();
        // Whether it is one note or was cut, the days of the rows are there.
        assert!(remarks.count() >= 2 || dated >= 3);
    }

    #[test]
    fn signed_entries_that_were_not_parted_are_told() {
        let page = |text: &str| [Page::plain(1, text)];
        let notes = |text: &str| from_pages(FileId(0), "n.txt", &page(text), &mut Vec::new());
        // Each head has other words, so that nothing repeats.
        let text = "Shift Note\nPatient: Doe, Jane   MRN: 1042\nDate: 04/01/2026\n\
                    Slept well and ate with the others.\nSigned: Ann Roe, BHT 04/01/2026 9:20 PM\n\
                    then on 04/02/2026 evening\nQuiet day, went to both of the groups.\n\
                    Signed: Ann Roe, BHT 04/02/2026 9:20 PM\n";
        let told: usize = notes(text)
            .iter()
            .map(|note| note.remarks.of(RemarkKind::OtherDay).count())
            .sum();
        assert!(told == 1 || notes(text).len() == 2);
        // A second signature, and what is added later, are of the note's day.
        for below in [
            "Cosigned by Al Gray, MD 04/02/2026",
            "ADDENDUM 04/02/2026\nShe called and asked for her coat.\nSigned: Ann Roe, BHT 04/02/2026",
        ] {
            let text = format!(
                "Shift Note\nPatient: Doe, Jane   MRN: 1042\nDate: 04/01/2026\nSlept well and ate with the \
                 others.\nSigned: Ann Roe, BHT 04/01/2026 9:20 PM\n{below}\n"
            );
            let notes = notes(&text);
            let mut remarks = notes
                .iter()
                .flat_map(|note| note.remarks.of(RemarkKind::OtherDay));
            assert!(remarks.next().is_none(), "{below}");
        }
    }

    #[test]
    fn what_is_to_come_and_one_day_alone_are_no_entries() {
        for body in [
            "Slept well.\n04/02/2026 went to court.",
            "04/08/2026 next appointment\n04/15/2026 next appointment",
            "01/02/2026 first use\n01/09/2026 jail",
        ] {
            assert_eq!(days("INDIVIDUAL THERAPY NOTE", body), [""; 0], "{body}");
        }
        let plan = "04/02/2026 group\n04/03/2026 group";
        assert_eq!(days("TREATMENT PLAN", plan), [""; 0]);
    }
}

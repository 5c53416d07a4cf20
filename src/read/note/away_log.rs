//! Reads the nights away that the log of one pass or leave states by when the patient left and was
//! back: `Left 03/20/2026 14:00`, `Returned 03/22/2026 17:10`.

use super::view::NoteView;
use super::when;
use crate::model::{NoteKind, Remark, RemarkKind, ServiceDate};
use crate::text::Span;
use std::ops::Range;

/// Most nights of one leave; more are a slip of the pen.
const MOST_NIGHTS: i64 = 30;

/// What such a log is called.
const LOGS: [&str; 4] = ["pass", "leave", "loa", "sign out"];

const LEFT: [&str; 16] = [
    "left",
    "out",
    "departed",
    "departure",
    "date out",
    "time out",
    "date/time out",
    "date left",
    "left at",
    "left on",
    "signed out",
    "leave start",
    "leave began",
    "actual departure",
    "pass start",
    "checked out",
];

const BACK: [&str; 17] = [
    "returned",
    "return",
    "back",
    "in",
    "date in",
    "time in",
    "date/time in",
    "date returned",
    "returned at",
    "returned on",
    "signed in",
    "actual return",
    "leave end",
    "leave ended",
    "back at",
    "pass end",
    "checked in",
];

/// Returns the nights between leaving and coming back. A return that is only expected is none.
pub(super) fn nights_of_log(
    view: &NoteView<'_>,
    kind: NoteKind,
    title: Option<Span>,
) -> Vec<Remark> {
    if kind != NoteKind::Administrative || !is_log(view, title) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut left: Option<(ServiceDate, Span)> = None;
    for (index, line) in view.body_lines() {
        for (names, is_return) in [(&LEFT[..], false), (&BACK[..], true)] {
            let Some((date, place)) = dated(line.text, names) else {
                continue;
            };
            let span = view.place(index, place);
            match (is_return, left) {
                (false, _) => left = Some((date, span)),
                (true, Some((from, begun))) => {
                    let nights = date.days_since(from);
                    if nights <= MOST_NIGHTS {
                        found.extend((0..nights).map(|night| away(from.plus_days(night), begun)));
                    }
                    left = None;
                }
                (true, None) => {}
            }
        }
    }
    found
}

fn away(night: ServiceDate, span: Span) -> Remark {
    Remark {
        kind: RemarkKind::AwayOvernight,
        minutes: None,
        from: None,
        to: None,
        on: Some(night),
        span,
    }
}

fn is_log(view: &NoteView<'_>, title: Option<Span>) -> bool {
    let Some(title) = title else { return false };
    view.body_lines().any(|(_, line)| {
        let words = line.text.to_ascii_lowercase();
        line.page == title.page
            && line.trimmed_span(view.file()).contains(&title)
            && LOGS.iter().any(|log| words.contains(log))
    })
}

/// Returns the date that stands right behind one of the names, at a line's begin or behind a gap.
fn dated(text: &str, names: &[&str]) -> Option<(ServiceDate, Range<usize>)> {
    when::find_dates(text).into_iter().find_map(|date| {
        let before = text.get(..date.start)?.trim_end();
        let before = before.trim_end_matches([':', '-', '|', '\t']).trim_end();
        let begin = before.rfind("  ").map_or(0, |gap| gap + 2);
        let begin = begin.max(before.rfind(['\t', '|', ';']).map_or(0, |gap| gap + 1));
        let name = before.get(begin..)?.trim();
        let is_named = names.iter().any(|known| name.eq_ignore_ascii_case(known));
        is_named.then_some((date.date, begin..date.end))
    })
}

#[cfg(test)]
mod tests {
    use crate::model::{NoteKind, RemarkKind};
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    fn nights(title: &str, body: &str) -> Vec<String> {
        let text = format!(
            "{title}\nPatient: Doe, Jane   MRN: 1042\nService date: 03/20/2026\n{body}\n\
             Electronically signed by Ann Roe, RN on 03/22/2026 17:25\n"
        );
        let notes = from_pages(
            FileId(0),
            "n.txt",
            &[Page::plain(1, &text)],
            &mut Vec::new(),
        );
        assert_eq!(notes.len(), 1, "{body}");
        assert_eq!(notes[0].kind, NoteKind::Administrative, "{title}");
        let remarks = notes[0].remarks.of(RemarkKind::AwayOvernight);
        remarks
            .filter_map(|remark| Some(remark.on?.to_string()[5..].to_owned()))
            .collect()
    }

    #[test]
    fn nights_stand_between_leaving_and_coming_back() {
        for (title, body) in [
            (
                "Pass Log",
                "Type   Weekend pass, overnight\nLeft   03/20/2026 14:00\nReturned   03/22/2026 17:10",
            ),
            (
                "Leave of Absence Log",
                "Out: 03/20/2026 14:30   Back: 03/22/2026 16:05",
            ),
            ("LOA Log", "Date Out | 03/20/2026 | Date In | 03/22/2026"),
        ] {
            assert_eq!(nights(title, body), ["03-20", "03-21"], "{body}");
        }
    }

    #[test]
    fn a_day_pass_and_a_return_not_yet_seen_are_no_night() {
        for body in [
            "Left   03/20/2026 10:00\nReturned   03/20/2026 15:40",
            "Left   03/20/2026 10:00\nExpected return   03/22/2026 17:00\nReturned:",
            "Returned   03/22/2026 17:10",
            "Left   03/20/2025 10:00\nReturned   03/22/2026 17:10",
        ] {
            assert_eq!(nights("Pass Log", body), [""; 0], "{body}");
        }
    }
}

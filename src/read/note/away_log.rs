//! Reads the nights away that the log of one pass or leave states by when the patient left and was
//! back: `Left 03/20/2026 14:00`, `Returned 03/22/2026 17:10`.

use super::view::NoteView;
use super::when;
use crate::model::{NoteKind, Remark, RemarkKind, ServiceDate};
use crate::text::{Pattern, Span};
use std::ops::Range;
use std::sync::LazyLock;

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

/// Returns the nights between leaving and coming back. Of a return that is only expected the nights
/// before it follow if the patient stayed away.
pub(super) fn nights_of_log(
    view: &NoteView<'_>,
    kind: NoteKind,
    title: Option<Span>,
    written: ServiceDate,
) -> Vec<Remark> {
    let may_be = matches!(
        kind,
        NoteKind::Administrative
            | NoteKind::Unknown
            | NoteKind::ShiftNote
            | NoteKind::NursingNote
            | NoteKind::ProgressNote
    );
    if !may_be || !is_log(view, title) {
        return Vec::new();
    }
    let labelled = labelled(view);
    if labelled.is_empty() {
        expected(view, written)
    } else {
        labelled
    }
}

/// Returns the nights of a leave whose dates stand behind their labels.
fn labelled(view: &NoteView<'_>) -> Vec<Remark> {
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
                        let kind = RemarkKind::AwayOvernight;
                        let nights = 0..nights;
                        found.extend(nights.map(|n| away(kind, from.plus_days(n), begun)));
                    }
                    left = None;
                }
                (true, None) => {}
            }
        }
    }
    found
}

static OUT: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)(?:^|[.;|]\s*|\b(?:pt|client|resident|patient|she|he|they)\.?\s+)(?:was\s+)?(?:out|left|departed|signed\s+out|checked\s+out|picked\s+up)\b[^.;]{0,24}?\b(?:\d{1,2}:\d{2}|\d{3,4}\b|\d{1,2}\s*[ap]\.?m)(?:[^;]{0,16}?\b(?P<date>\d{1,2}/\d{1,2}(?:/\d{2,4})?))?",
    )
});

static DUE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:expected|exp\.?|due|est(?:imated)?\.?|scheduled)\s+(?:to\s+)?(?:be\s+)?(?:back|return|in|time\s+in)\b[^.;]{0,24}?\b(?P<date>\d{1,2}/\d{1,2}(?:/\d{2,4})?)|\b(?:return|back)\s+(?:is\s+)?(?:due|expected)\b[^.;]{0,24}?\b(?P<then>\d{1,2}/\d{1,2}(?:/\d{2,4})?)",
    )
});

static OVERNIGHT: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)(?:^|[.;|]\s*|\b(?:type|pass)\s*:?\s*)(?:overnight|o/n)\b(?:[.;]|$|\s+(?:at|with|w/|pass|leave|visit|to)\b)",
    )
});

/// Reads a leave that has begun and whose end is to come: `Out 10:04 am Sat 9/13 with husband.
/// Expected back Sun 9/14 18:00. Overnight at home.` A request has not begun.
fn expected(view: &NoteView<'_>, written: ServiceDate) -> Vec<Remark> {
    let (Some(out), Some(due), Some(overnight)) = (OUT.as_ref(), DUE.as_ref(), OVERNIGHT.as_ref())
    else {
        return Vec::new();
    };
    let mut left: Option<(ServiceDate, Span)> = None;
    let (mut until, mut is_overnight) = (None, false);
    for (index, line) in view.body_lines() {
        let text = line.text;
        let lower = text.to_ascii_lowercase();
        if [
            "request",
            "propos",
            "not overnight",
            "no overnight",
            "denied",
            "cancel",
        ]
        .iter()
        .any(|word| lower.contains(word))
        {
            return Vec::new();
        }
        if left.is_none()
            && let Some(found) = out.captures(text)
            && let Some(whole) = found.get(0)
        {
            let on = found
                .name("date")
                .map_or(Some(written), |date| near(date.as_str(), written));
            left = on.map(|on| (on, view.place(index, whole.range())));
        }
        if let Some(found) = due.captures(text) {
            let date = found.name("date").or_else(|| found.name("then"));
            until = date.and_then(|date| near(date.as_str(), written));
        }
        is_overnight |= overnight.is_match(text);
    }
    let Some((from, span)) = left else {
        return Vec::new();
    };
    let nights = match until {
        Some(until) => until.days_since(from),
        None => i64::from(is_overnight),
    };
    if from.days_since(written).abs() > 1 || nights > MOST_NIGHTS {
        return Vec::new();
    }
    let kind = RemarkKind::AwayPerhaps;
    let nights = 0..nights;
    nights
        .map(|night| away(kind, from.plus_days(night), span))
        .collect()
}

/// Returns a date whose year may be left out, next to the day of writing.
fn near(text: &str, written: ServiceDate) -> Option<ServiceDate> {
    if let Some(found) = when::parse_date(text) {
        return Some(found.date);
    }
    let of_year = |year| when::find_partial_date(text, year).map(|found| found.date);
    let is_near = |date: &ServiceDate| date.days_since(written).abs() <= 60;
    (-1..=1).find_map(|years| of_year(written.year() + years).filter(is_near))
}

fn away(kind: RemarkKind, night: ServiceDate, span: Span) -> Remark {
    Remark {
        kind,
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
        told(RemarkKind::AwayOvernight, title, body)
    }

    fn told(kind: RemarkKind, title: &str, body: &str) -> Vec<String> {
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
        let remarks = notes[0].remarks.of(kind);
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

    #[test]
    fn a_leave_whose_end_is_to_come_tells_of_its_nights_perhaps() {
        for (title, body) in [
            (
                "Pass Log",
                "Out 10:04 am Fri 3/20 with husband. Expected back Sat 3/21 18:00. Overnight at home.",
            ),
            (
                "Pass Log",
                "Left 1400 with aunt. Overnight pass. Meds given.",
            ),
            (
                "LOA Log",
                "Signed out 2:10 pm 3/20/2026. Return due 3/21/26 by noon.",
            ),
        ] {
            let perhaps = told(RemarkKind::AwayPerhaps, title, body);
            assert_eq!(perhaps, ["03-20"], "{body}");
            assert_eq!(nights(title, body), [""; 0], "{body}");
        }
        for body in [
            "Out 10:04 am Fri 3/20 with husband. Expected back 3/20 18:00.",
            "Requested: out 10:00 am 3/20, expected back 3/21 18:00. Overnight.",
            "Expected back 3/21. Overnight at home.",
            "Out 10:04 am with husband to lunch.",
        ] {
            let perhaps = told(RemarkKind::AwayPerhaps, "Pass Log", body);
            assert_eq!(perhaps, [""; 0], "{body}");
        }
    }
}

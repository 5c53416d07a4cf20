//! Reads minutes as forms print them beside a session: `Face-to-face time: 45 minutes`,
//! `Total F2F time 45 min`, `Duration (mins) 45`; and start and stop parted by a stroke.

use super::guards::Guard;
use super::labels::{Field, Label};
use super::number_words;
use super::time::{amount, between};
use super::view::NoteView;
use super::when::{self, FoundRange, FoundTime};
use crate::model::NoteKind;
use crate::text::bytes::has_digit;
use crate::text::{Pattern, Span};
use std::sync::LazyLock;

static MINUTES: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:f2f|ftf|face[-\s]to[-\s]face)(?:\s+(?:time|contact|minutes))?\s*(?:[:=-]\s*|\s(?:was|of)\s+)?(\d{1,3})\s*(?:minutes?|mins?)\b
        |^\s*(?:(?:total|session|service|visit)\s+)?(?:duration|length|time|minutes)\s*\((?:min|mins|minutes)\.?\)\s*[:=]?\s*(\d{1,3})\s*$",
    )
});

/// Returns the minutes that a form's line states.
pub(super) fn read_minutes(view: &NoteView<'_>) -> Option<(u32, Span)> {
    let labelled = view.labelled(Label::Time).find_map(|field| {
        let value = view.value(field);
        let Some((minutes, place)) = amount(value) else {
            return bare_minutes(view, field, value);
        };
        // A clock's `2:45` is no length of time.
        let words = value.get(place.clone())?;
        let has_unit = words.contains(char::is_alphabetic) && !words.contains(':');
        // "45 min. One night episode": the text goes on behind.
        let behind = value.get(place.end..)?;
        let ends = words.ends_with('.') || behind.starts_with(['.', ',', ';', ')']);
        let is_all = place.start == 0 && (value.len() <= place.end + 30 || ends);
        (has_unit && is_all && (1..=600).contains(&minutes))
            .then(|| (minutes, view.part_span(field, place)))
    });
    labelled.or_else(|| {
        let pattern = MINUTES.as_ref()?;
        view.body_lines().find_map(|(index, line)| {
            if !line.may(Guard::Lasts) || !has_digit(line.text) {
                return None;
            }
            let captures = pattern.captures(line.text)?;
            let number = captures.get(1).or_else(|| captures.get(2))?;
            let minutes: u32 = number.as_str().parse().ok()?;
            let whole = captures.get(0)?.range();
            (5..=600)
                .contains(&minutes)
                .then(|| (minutes, view.place(index, whole)))
        })
    })
}

/// Reads the bare number of `Face-to-face time: 45`, which no clock shows.
fn bare_minutes(view: &NoteView<'_>, field: &Field, value: &str) -> Option<(u32, Span)> {
    const OF_MINUTES: [&str; 4] = ["face", "f2f", "contact", "clinical"];
    let name = view.line(field.line)?.text.get(field.name.clone())?;
    let name = name.to_ascii_lowercase();
    let minutes: u32 = value.parse().ok()?;
    let is_length = (5..=240).contains(&minutes) && value.len() <= 3;
    (is_length && OF_MINUTES.iter().any(|word| name.contains(word)))
        .then(|| (minutes, view.part_span(field, 0..value.len())))
}

/// Returns two times of a label's value that a stroke parts: `2:00 PM / 2:45 PM`, `0905/0950`.
pub(super) fn parted(text: &str, times: &[FoundTime]) -> Option<FoundRange> {
    if let [from] = times
        && let Some(rest) = text.get(from.end..)?.strip_prefix('/')
    {
        let start = text.len() - rest.len();
        let to = when::find_labelled_times(rest).into_iter().next()?;
        return (to.start == 0).then_some(FoundRange {
            start: from.start,
            end: start + to.end,
            from: *from,
            to: FoundTime {
                start,
                end: start + to.end,
                ..to
            },
        });
    }
    let [from, to] = times else { return None };
    (text.get(from.end..to.start)?.trim() == "/").then_some(FoundRange {
        start: from.start,
        end: to.end,
        from: *from,
        to: *to,
    })
}

/// Reads the minutes in brackets behind the one time of a header's field for the day: `Appt: 3/4/2026
/// 10:00 AM (45 min)`.
pub(super) fn beside_start(view: &NoteView<'_>) -> Option<(u32, Span)> {
    let labels = [Label::ServiceDate, Label::Date, Label::Start, Label::Time];
    let mut fields = labels.into_iter().flat_map(|label| view.labelled(label));
    fields.find_map(|field| {
        let value = view.value(field);
        if field.line >= view.header_end || !value.ends_with(')') {
            return None;
        }
        let times = when::find_labelled_times(value);
        let [only] = times.as_slice() else {
            return None;
        };
        let behind = value.get(only.end..)?;
        let inner = behind.trim_start().strip_prefix('(')?;
        let (minutes, place) = amount(inner)?;
        let rest = inner.get(place.end..)?.trim_matches(['.', ' ']);
        let start = value.len() - inner.len();
        let is_all = place.start == 0 && rest == ")" && (5..=600).contains(&minutes);
        let bytes = start + place.start..start + place.end;
        is_all.then(|| (minutes, view.part_span(field, bytes)))
    })
}

/// Returns whether the minutes between two times stand behind them, as of a session and hardly of
/// anything else: `10:00 to 10:24, twenty-four minutes`, `2:00-2:53 pm (53 min)`.
pub(super) fn is_measured(text: &str, range: &FoundRange, kind: NoteKind) -> bool {
    let behind = text.get(range.end..).unwrap_or_default();
    let mut rest = behind.trim_start_matches([' ', ',', ';', ':', '(', '=', '-', '–', '.']);
    for lead in [
        "for a total of ",
        "a total of ",
        "total of ",
        "total ",
        "for ",
        "or ",
    ] {
        rest = rest.strip_prefix(lead).unwrap_or(rest);
    }
    let Some((minutes, length)) = number_words::leading(rest) else {
        return false;
    };
    let unit = rest
        .get(length..)
        .unwrap_or_default()
        .trim_start_matches([' ', '-']);
    unit.get(..3)
        .is_some_and(|unit| unit.eq_ignore_ascii_case("min"))
        && between(&range.from, &range.to, kind).is_some_and(|(_, _, known)| known == minutes)
}

/// Returns the sentence around a part of a text.
pub(super) fn sentence_around(text: &str, start: usize, end: usize) -> &str {
    let from = text
        .get(..start)
        .and_then(|t| t.rfind(". "))
        .map_or(0, |at| at + 2);
    let to = text
        .get(end..)
        .and_then(|t| t.find(". "))
        .map_or(text.len(), |at| end + at);
    text.get(from..to).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use crate::text::{FileId, Page};

    fn minutes(line: &str) -> Option<u32> {
        let text = format!(
            "Individual Progress Note\nClient: Malachi Poe\nDOB: 12/1/2000   Client ID: FC1\n\
             Appointment date: February 4, 2026\n{line}\n\nTalked of work. Plan: next week.\n\n\
             Signed electronically by Bram Roe, LCSW on February 4, 2026 at 3:20 pm\n"
        );
        let page = Page::plain(1, text.as_str());
        let notes = crate::read::note::from_pages(FileId(0), "", &[page], &mut Vec::new());
        notes[0].time.as_ref().map(|time| time.minutes)
    }

    #[test]
    fn minutes_of_forms_are_read() {
        for line in [
            "Face-to-face time: 45 minutes",
            "Face to face: 45 mins",
            "Face-to-face time: 45",
            "Time In/Out: 1400/1445",
            "Session Time: 2:00/2:45 PM",
            "Total F2F time 45 min",
            "Time in/out: 2:00 PM / 2:45 PM",
            "Duration (mins) 45",
            "Date of Service 02/04/2026 In 10:12 am Out 10:57 am (45 min) Place: school",
            "Arrived 2:00 PM  Left 2:45 PM",
            "Mr. Poe came alone today, and no change in his medicines was made. 10:00 to 10:45, forty-five minutes. He sold the shop.",
            "We met from 2 until 2:45 and he was calm.",
        ] {
            assert_eq!(minutes(line), Some(45), "{line}");
        }
        for line in [
            "Last face-to-face: 2/4/2026",
            "Duration (mins)",
            "Time: 2:45 PM",
            "Time: 45",
            "Checked in 2:00 PM out 2:45 PM",
            "He slept 10:00 to 10:45 and was glad of it when he woke in the chair by the window there.",
            "He ran along the river as he does each day now. 10:00 to 10:45, thirty minutes. He likes it.",
        ] {
            assert_eq!(minutes(line), None, "{line}");
        }
    }
}

//! Tells the titles of documents that stand on many pages from running headers.

use super::identifies;
use crate::read::note::kind;
use crate::read::note::labels::{Label, find_fields};
use crate::read::note::lines::Line;
use crate::read::note::when;
use crate::text::bytes::has_digit;

/// Returns whether a title stands right above a line that begins with a day, as that of a short
/// document of one page does: `MD PROGRESS`, then `03/03/2026 0840-0855. Rough night.`
pub(super) fn heads_a_day(lines: &[Line<'_>], index: usize) -> bool {
    let (Some(line), Some(below)) = (lines.get(index), lines.get(index + 1)) else {
        return false;
    };
    let begins = |text: &str| {
        when::find_dates(text)
            .first()
            .is_some_and(|day| day.start == 0)
    };
    below.page == line.page
        && below
            .text
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
        && kind::looks_like_title(line.text)
        && !has_digit(line.text)
        && !identifies(line)
        && begins(below.text.trim_start())
}

/// Returns whether a title that stands on nearly every page names the documents that begin
/// there: then a header's facts follow it. A running title has the next entry's own title or the
/// last page's sentence below it.
pub(super) fn heads_documents(lines: &[Line<'_>], titles: &[usize]) -> bool {
    let heads = titles
        .iter()
        .filter(|&&title| {
            let page = lines.get(title).map(|line| line.page);
            let below = lines
                .get(title + 1..)
                .unwrap_or_default()
                .iter()
                .take_while(|line| Some(line.page) == page)
                .filter(|line| !line.is_blank() && !line.furniture)
                .take(4);
            let mut facts = false;
            for line in below {
                if kind::title_of_line(line.text).is_some() {
                    break;
                }
                facts |= find_fields(std::slice::from_ref(line))
                    .iter()
                    .any(|field| states_a_service(field.label));
                // A date on a line of its own is the visit's.
                facts |= line.words() <= 4 && !when::find_dates(line.text).is_empty();
            }
            facts
        })
        .count();
    heads * 2 > titles.len()
}

fn states_a_service(label: Label) -> bool {
    matches!(
        label,
        Label::ServiceDate
            | Label::Date
            | Label::Start
            | Label::Stop
            | Label::Time
            | Label::Duration
            | Label::Author
            | Label::NoteType
    )
}

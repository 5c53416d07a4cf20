//! Reads lines that go with flowsheets and medication records: a day's doses on one line, and a
//! heading that goes on below.

use super::view::NoteView;
use super::when;
use crate::model::{FlowsheetPart, FlowsheetRow};
use crate::text::Located;

/// Reads a line of a medication record that begins with its day and goes on with the doses of that
/// day: `03/03/2026 0100 50 mg taken MO | 0700 50 mg taken GT`.
pub(super) fn doses_of_day(view: &NoteView<'_>, index: usize) -> Option<FlowsheetRow> {
    let text = view.line(index)?.text;
    let lead = text.len() - text.trim_start().len();
    let day = when::find_dates(text).first().copied()?;
    let doses = text.get(day.end..)?;
    let is_dose = [
        "mg", "ml", "tab", "cap", "taken", "given", "refused", "held",
    ]
    .iter()
    .any(|word| doses.contains(word));
    (day.start == lead && is_dose).then(|| FlowsheetRow {
        date: Some(day.date),
        time: None,
        measure: Located::new(
            text.get(day.start..day.end).unwrap_or_default().to_owned(),
            view.place(index, day.start..day.end),
        ),
        value: Located::new(
            doses.trim().to_owned(),
            view.place(index, day.end..text.trim_end().len()),
        ),
        part: FlowsheetPart::Item,
    })
}

/// Returns whether the row of headings goes on below with the rest of a bracket: `COWS (items:` and
/// `pulse/sweats/pupils)`.
pub(super) fn is_wrapped(view: &NoteView<'_>, heading: &str, below: &[usize]) -> bool {
    let open = heading.rfind('(');
    if open.is_none_or(|open| heading.rfind(')').is_some_and(|close| close > open)) {
        return false;
    }
    let next = below.first().and_then(|&index| view.line(index));
    next.is_some_and(|next| next.text.trim_end().ends_with(')') && !next.text.contains('('))
}

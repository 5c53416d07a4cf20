//! Tells what an ambiguous header means by the shape of the values below it.

use super::authorization::unit_kind;
use super::csv::Row;
use super::header_words::words;
use super::heading::Heading;
use crate::model::Units;

/// How many rows below a header are looked at for what a column holds.
const SAMPLED_ROWS: usize = 40;

/// Adds to ambiguous headers what their values tell: `Requested` and `Approved` above counts are
/// quantities and no dates, and `Unit` above words like `days` says what a unit is.
pub(super) fn told_by_values(
    mut headings: Vec<Option<Heading>>,
    rows: &[Row<'_>],
    first: usize,
) -> Vec<Option<Heading>> {
    let below = rows.get(first..).unwrap_or_default();
    let below = below.get(..SAMPLED_ROWS).unwrap_or(below);
    for (column, slot) in headings.iter_mut().enumerate() {
        let Some(heading) = slot else { continue };
        let is = |word: &str| heading.words.contains(word);
        let may_be_either = is("request") || is("approved");
        if !(may_be_either && heading.words.len() == 1 || is("units")) {
            continue;
        }
        let values = || {
            let texts = below.iter().map(|row| row.text(column));
            texts.filter(|text| !text.is_empty())
        };
        if values().next().is_none() {
            continue;
        }
        if is("units") && values().all(|text| unit_kind(text).is_some()) {
            *slot = Some(Heading::new(words("unit type")));
        } else if may_be_either && values().all(is_count) {
            let mut words = heading.words.clone();
            words.insert("quantity".to_owned());
            *slot = Some(Heading::new(words));
        }
    }
    headings
}

fn is_count(text: &str) -> bool {
    Units::parse(text).is_some_and(|units| units < Units::whole(1_000))
}

//! Answers for what one cell of a header may name, whatever the kind of its table.

use super::column_map::Hints;
use super::csv::Row;
use super::field::Field;
use super::header_words::{Words, is_prose, unglued, unnumbered, words};
use super::vocabulary::{KindEntry, VOCABULARY};
use crate::read::dates::find_dates;

/// How many columns are looked at. No export comes near it; hostile files exceed it.
pub(super) const MOST_COLUMNS: usize = 600;

/// The words of a header with what they come to, which is the same for every kind of table.
#[derive(Clone)]
pub(super) struct Heading {
    pub(super) words: Words,
    pub(super) unnumbered: Option<Words>,
    pub(super) unglued: Option<Words>,
    pub(super) near: Option<Field>,
    /// Whether no way of reading it names a field of any table. Prose is cut into cells, too,
    /// before it is known for what it is, and most of its cells end here.
    pub(super) is_foreign: bool,
}

impl Heading {
    /// Takes a header's words.
    pub(super) fn new(words: Words) -> Self {
        let is_known = exact(&words, &Hints::default(), None).is_some();
        let unglued = (!is_known).then(|| unglued(&words)).flatten();
        let unnumbered = unnumbered(&words);
        let near = (!is_known && words.iter().any(|word| VOCABULARY.words.contains(word)))
            .then(|| nearly(&words))
            .flatten();
        let may_name = |words: &Words| words.iter().all(|word| VOCABULARY.words.contains(word));
        let is_foreign = near.is_none()
            && !may_name(&words)
            && !unnumbered.as_ref().is_some_and(may_name)
            && !unglued.as_ref().is_some_and(|words| {
                may_name(words) || self::unnumbered(words).as_ref().is_some_and(may_name)
            });
        Self {
            words,
            unnumbered,
            unglued,
            near,
            is_foreign,
        }
    }

    /// Stands for a cell whose words no table needs.
    fn foreign() -> Self {
        Self {
            words: Words::new(),
            unnumbered: None,
            unglued: None,
            near: None,
            is_foreign: true,
        }
    }
}

/// Returns the words of each cell that can be a header: short, and no value.
pub(super) fn header_words(row: &Row<'_>, hints: &Hints) -> Vec<Option<Heading>> {
    let cells = row.cells.iter().take(MOST_COLUMNS);
    let mut headings: Vec<_> = cells.map(|cell| heading_of(&cell.text, hints)).collect();
    part_plan_from_payer(row, hints, &mut headings);
    name_status_of_night(row, hints, &mut headings);
    headings
}

/// Takes a bare `Status` beside `Census Date` for that of the night, which beside another date is
/// anything.
fn name_status_of_night(row: &Row<'_>, hints: &Hints, headings: &mut [Option<Heading>]) {
    const NIGHTS: [&str; 4] = ["census date", "midnight date", "night of", "census night"];
    let is_any = |text: &str, names: &[&str]| {
        let text = text.trim().replace('_', " ");
        names.iter().any(|name| text.eq_ignore_ascii_case(name))
    };
    let mut cells = row.cells.iter().take(MOST_COLUMNS);
    if !cells.any(|cell| is_any(&cell.text, &NIGHTS)) {
        return;
    }
    for (cell, heading) in row.cells.iter().zip(headings) {
        if is_any(&cell.text, &["status"]) {
            *heading = heading_of("Census Status", hints);
        }
    }
}

/// Tells a plan from its payer where a row names both. `Plan` alone is who pays and `Plan ID` the
/// member's number there; beside `Payer` it is one of that payer's products, and beside `Member ID`
/// its id is the payer's.
fn part_plan_from_payer(row: &Row<'_>, hints: &Hints, headings: &mut [Option<Heading>]) {
    const PLANS: [&str; 3] = ["plan", "plan name", "benefit plan"];
    const PLAN_IDS: [&str; 5] = ["plan id", "plan code", "plan number", "plan no", "plan #"];
    const PAYERS: [&str; 12] = [
        "payer",
        "payor",
        "payer name",
        "payor name",
        "insurance",
        "insurance name",
        "insurer",
        "carrier",
        "insurance company",
        "ins",
        "ins name",
        "carrier name",
    ];
    let named = |names: &[&str], column: usize| {
        let text = row.text(column).trim().replace('_', " ");
        names.iter().any(|name| text.eq_ignore_ascii_case(name))
    };
    let columns = 0..row.cells.len().min(headings.len());
    // Hardly any row names a plan.
    let may_be_plan = |column: usize| {
        let text = row.text(column).as_bytes();
        text.len() <= 14
            && text
                .windows(4)
                .any(|four| four.eq_ignore_ascii_case(b"plan"))
    };
    if !columns.clone().any(may_be_plan) {
        return;
    }
    let has_plan = |column: &usize| named(&PLANS, *column) || named(&PLAN_IDS, *column);
    if !columns.clone().any(|column| has_plan(&column)) {
        return;
    }
    let field_of = |headings: &[Option<Heading>], column: usize| {
        let heading = headings.get(column)?.as_ref()?;
        exact(&heading.words, &Hints::default(), None)
    };
    let has_payer = columns.clone().any(|column| named(&PAYERS, column));
    let has_member = columns.clone().any(|column| {
        !named(&PLAN_IDS, column) && field_of(headings, column) == Some(Field::MemberId)
    });
    let has_payer_id = columns
        .clone()
        .any(|column| field_of(headings, column) == Some(Field::PayerId));
    for column in columns {
        let means = if named(&PLANS, column) && has_payer {
            Some(Heading::foreign())
        } else if named(&PLAN_IDS, column) && (has_member || has_payer_id) {
            // Beside the payer's own id it is a product's.
            Some(if has_payer_id || has_payer {
                Heading::foreign()
            } else {
                Heading::new(words("payer id"))
            })
        } else {
            None
        };
        // What the user named stays so.
        if let (Some(means), Some(slot)) = (means, headings.get_mut(column))
            && slot
                .as_ref()
                .is_none_or(|heading| !hints.fields.contains_key(&heading.words))
        {
            *slot = Some(means);
        }
    }
}

/// Returns whether a cell may name a field of some table, by its words or by the values below.
pub(super) fn may_name(cell: &str) -> bool {
    may_be_words(cell)
        && heading_of(cell, &Hints::default())
            .is_some_and(|heading| !heading.is_foreign || heading.words.contains("units"))
}

/// Returns whether a cell is a few words and no prose, as nearly all cells of notes are.
pub(super) fn may_be_words(cell: &str) -> bool {
    is_short(cell) && !is_prose(cell)
}

fn heading_of(cell: &str, hints: &Hints) -> Option<Heading> {
    let is_header = is_short(cell) && find_dates(cell).next().is_none();
    is_header.then(|| {
        // A user may name a column by any words.
        if hints.fields.is_empty() && is_prose(cell) {
            Heading::foreign()
        } else {
            Heading::new(words(cell))
        }
    })
}

/// Returns whether a cell is no longer than a header, as every cell is that [`may_name`] holds of.
pub(super) fn is_short(cell: &str) -> bool {
    !cell.is_empty() && cell.len() <= 60
}

/// Returns the field that the words name, in a table of a kind or of any.
pub(super) fn exact(words: &Words, hints: &Hints, kind: Option<&KindEntry>) -> Option<Field> {
    hints
        .fields
        .get(words)
        .or_else(|| kind.and_then(|kind| kind.aliases.get(words)))
        .or_else(|| VOCABULARY.aliases.get(words))
        .copied()
}

/// Finds the alias of at least two words that a header holds with one word more.
fn nearly(words: &Words) -> Option<Field> {
    if words.len() < 3 || words.len() > VOCABULARY.longest + 1 {
        return None;
    }
    let mut rest = words.clone();
    let mut found = words.iter().filter_map(|more| {
        if VOCABULARY.unlike.contains(more) {
            return None;
        }
        let more = rest.take(more)?;
        let field = VOCABULARY.aliases.get(&rest).copied();
        rest.insert(more);
        field
    });
    let first = found.next()?;
    // Two meanings are no meaning.
    found.all(|field| field == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn prose_names_no_field(
            words in proptest::collection::vec(
                "[a-z]{1,8}|Units?|approved|requests?|Date|the|auth|Payer|ID|no|[0-9]{1,3}|#|client's|D.O.B.|[(]|sessionnote|é",
                1..6
            ),
            gap in " |, |_||[.]",
        ) {
            let cell = words.join(&gap);
            if is_prose(&cell) {
                let heading = Heading::new(super::words(&cell));
                prop_assert!(heading.is_foreign, "{cell}");
                for told in ["units", "request", "approved"] {
                    prop_assert!(!heading.words.contains(told) || heading.words.len() > 1 && told != "units", "{cell}");
                }
            }
        }
    }
}

//! Reads a payer's letter that asks for records or refuses payment: its date, and the dates of
//! service it names. A facility's own request to another provider names no claim.

use super::phrases::{Meaning, phrases};
use crate::model::{Letter, LetterKind, NoteKind, ServiceDate};
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::Located;

/// Lines of a letter's beginning in which its date stands.
const REACH: usize = 25;

/// Returns what a payer's letter does and when it was written.
pub(super) fn read_letter(view: &NoteView<'_>, kind: NoteKind) -> Option<Letter> {
    if !matches!(kind, NoteKind::Administrative | NoteKind::Unknown) {
        return None;
    }
    let mut does = None;
    let mut names_claims = false;
    let mut date = None;
    let mut services: Option<(ServiceDate, ServiceDate)> = None;
    let mut due: Option<Located<ServiceDate>> = None;
    for (place, (index, line)) in view.body_lines().enumerate() {
        let lower = line.text.to_ascii_lowercase();
        if does.is_none() && place < REACH {
            does = phrases(line.text).find_map(|(meaning, _)| match meaning {
                Meaning::Request => Some(LetterKind::RecordsRequest),
                Meaning::Denial => Some(LetterKind::Denial),
                Meaning::Demand => Some(LetterKind::Demand),
                _ => None,
            });
        }
        names_claims |= ["claim", "overpayment", "payment review", "medical review"]
            .iter()
            .any(|word| lower.contains(word));
        let dates = when::find_dates(line.text);
        let Some(first) = dates.first() else { continue };
        if lower.contains("service") || lower.contains("dos") {
            for found in &dates {
                services = Some(match services {
                    Some((from, to)) => (from.min(found.date), to.max(found.date)),
                    None => (found.date, found.date),
                });
            }
        } else if due.is_none() && date.is_some() && asks_by(&lower) {
            // Where several dates stand on such a line, the last one is the day asked for.
            due = dates.last().map(|last| {
                let bytes = last.start..last.end;
                Located::new(last.date, view.place(index, bytes))
            });
        } else if date.is_none() && place < REACH && dates_the_letter(&lower) {
            let bytes = first.start..first.end;
            date = Some(Located::new(first.date, view.place(index, bytes)));
        }
    }
    let date = date?;
    names_claims.then_some(Letter {
        kind: does?,
        date,
        services,
        due: due.filter(|due| due.value > date.value),
    })
}

/// Returns whether a line's date can be the day by which an answer is wanted.
fn asks_by(lower: &str) -> bool {
    let words = lower
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut before = "";
    for word in words {
        if matches!(word, "by" | "due" | "deadline") || (before == "no" && word == "later") {
            return true;
        }
        if before == "on" && word == "or" {
            return lower.contains("on or before");
        }
        before = word;
    }
    false
}

/// Returns whether a line's date can be the letter's own.
fn dates_the_letter(lower: &str) -> bool {
    ![
        "birth",
        "dob",
        "due",
        "respond",
        "no later",
        "within",
        "received",
        "paid",
        "admit",
        "fax",
        "before",
        "deadline",
        "discharge",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

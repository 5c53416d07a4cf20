//! The dated events of a claim, each with the exhibit and page that shows it.

use super::cite::{Citer, Fact};
use super::draw::Flow;
use super::facts::{capitalized, decision_words, dollars, note_words, scope_of};
use super::select::{ExhibitKind, Selection, authorization_of};
use crate::model::{LetterKind, ServiceDate};
use crate::rules::code_words;
use std::collections::BTreeSet;

/// Writes the chronology. An event whose page is not in the packet is left out.
pub(super) fn write(selection: &Selection<'_>, citer: &Citer<'_>, flow: &mut Flow) {
    let rows: Vec<Vec<String>> = events(selection)
        .into_iter()
        .filter_map(|(date, fact)| {
            let cited = citer.all(&fact.spans)?;
            Some(vec![date.to_string(), fact.words, cited])
        })
        .collect();
    flow.title("Chronology");
    if rows.is_empty() {
        flow.paragraph("No dated event stands on a page of this packet.");
        return;
    }
    flow.table(&[1.1, 5.0, 2.2], &["Date", "Event", "Where"], &rows);
}

/// Lists the events by date, those of one date in the order of care, claim and decision.
fn events(selection: &Selection<'_>) -> Vec<(ServiceDate, Fact)> {
    let mut events: Vec<(ServiceDate, u8, Fact)> = Vec::new();
    let mut add = |date: Option<ServiceDate>, rank: u8, fact: Fact| {
        events.extend(date.map(|date| (date, rank, fact)));
    };
    let record = selection.case.record;
    let ledger = selection.case.ledger;
    let claim = selection.claim();
    if let Some(admission) = &claim.admission {
        let fact = Fact::new("Admission, as stated on the claim", [admission.span]);
        add(Some(admission.value), 0, fact);
    }
    let authorizations: BTreeSet<usize> = selection
        .rows
        .iter()
        .filter_map(|row| authorization_of(row))
        .collect();
    for found in authorizations
        .into_iter()
        .filter_map(|place| record.authorizations.get(place))
    {
        let number = found.number.as_ref().map_or("", |number| &number.value);
        let name = format!("Authorization {number}").trim_end().to_owned();
        add(
            found.requested,
            1,
            Fact::new(format!("{name} requested"), [found.span]),
        );
        let decided = format!("{name} {}", decision_words(found.decision));
        add(found.decided, 2, Fact::new(decided, [found.span]));
        let scope = scope_of(found);
        if found.decision.grants() && !scope.is_empty() {
            let words = format!("First day authorized ({number}): {scope}");
            add(found.from, 3, Fact::new(words, [found.span]));
        }
    }
    // A note may stand for several billed days; it is told once.
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for (index, note) in record.notes.iter().enumerate() {
        let is_chosen = selection.documents.iter().any(|document| {
            document.kind > ExhibitKind::Claim
                && document.held.is_none()
                && document.spans.first() == note.spans.first()
        });
        if is_chosen && told.insert(index) {
            let words = capitalized(&note_words(note));
            add(note.date(), 4, Fact::new(words, [note.place()]));
        }
    }
    for row in &selection.rows {
        let line = ledger.service_line(row.id);
        let words = format!(
            "Service billed on line {}: {}, charge {}",
            line.number,
            code_words(line),
            dollars(line.charge)
        );
        add(row.days.first().copied(), 5, Fact::new(words, [line.span]));
    }
    let sent = format!("Claim {} submitted", claim.id);
    add(claim.submitted, 6, Fact::new(sent, [claim.span]));
    let mut decided: BTreeSet<(ServiceDate, usize)> = BTreeSet::new();
    for denial in &selection.denials {
        if let Some(date) = denial.notice {
            decided.insert((date, denial.remittance));
        }
    }
    for (date, remittance) in decided {
        let of_it = || {
            selection
                .denials
                .iter()
                .filter(|one| one.remittance == remittance)
        };
        let amount = of_it().map(|one| one.amount).sum();
        let reasons: BTreeSet<String> = of_it().map(|one| one.reason()).collect();
        let reasons: Vec<String> = reasons.into_iter().collect();
        let words = format!(
            "Remittance: {} refused for {}",
            dollars(amount),
            reasons.join(", ")
        );
        add(Some(date), 7, Fact::new(words, of_it().map(|one| one.span)));
    }
    for note in &record.notes {
        let Some(letter) = note.marks.letter else {
            continue;
        };
        let words = match letter.kind {
            LetterKind::RecordsRequest => "Letter of the payer: records requested",
            LetterKind::Denial => "Letter of the payer: payment refused",
            LetterKind::Demand => "Letter of the payer: repayment demanded",
        };
        add(
            Some(letter.date.value),
            8,
            Fact::new(words, [letter.date.span]),
        );
    }
    events.sort_by(|a, b| {
        let key =
            |event: &(ServiceDate, u8, Fact)| (event.0, event.1, event.2.spans.first().copied());
        key(a).cmp(&key(b))
    });
    events
        .into_iter()
        .map(|(date, _, fact)| (date, fact))
        .collect()
}

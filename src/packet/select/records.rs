//! The documents that are records of data files: the decision, the authorization, the claim.

use super::{Document, ExhibitKind, Extent, Mark, Selection};
use crate::model::{Authorization, PatientIdentity};
use crate::text::Span;
use std::collections::BTreeSet;

/// Lists the payer's decision, or its request for records.
pub(super) fn decision(selection: &Selection<'_>) -> Vec<Document> {
    let record = selection.case.record;
    let places: BTreeSet<usize> = selection
        .denials
        .iter()
        .map(|denial| denial.remittance)
        .collect();
    let mut documents = Vec::new();
    for place in places {
        let Some(remittance) = record.remittances.get(place) else {
            continue;
        };
        let marks = selection
            .denials
            .iter()
            .filter(|denial| denial.remittance == place)
            .map(|denial| Mark::new(denial.span, "reason of the refusal"));
        documents.push(Document {
            kind: ExhibitKind::Denial,
            what: "remittance".to_owned(),
            date: remittance.payment_date,
            extent: Extent::Payment,
            spans: vec![remittance.span],
            marks: marks.collect(),
            held: None,
            caution: None,
        });
    }
    for note in &record.notes {
        let Some(letter) = note.marks.letter else {
            continue;
        };
        let is_request = selection
            .request
            .is_some_and(|request| request.date.span == letter.date.span);
        let is_denial = selection
            .denial_letters()
            .any(|denial| denial.date.span == letter.date.span);
        if is_request || is_denial {
            let what = if is_request {
                "records request"
            } else {
                "denial letter"
            };
            documents.push(Document {
                kind: ExhibitKind::Denial,
                what: what.to_owned(),
                date: Some(letter.date.value),
                extent: Extent::Note,
                spans: note.spans.clone(),
                marks: vec![Mark::new(letter.date.span, "date")],
                held: None,
                caution: None,
            });
        }
    }
    documents
}

/// Lists the authorizations that the lines are held to.
pub(super) fn authorizations(selection: &Selection<'_>) -> Vec<Document> {
    let record = selection.case.record;
    let places: BTreeSet<usize> = selection
        .rows
        .iter()
        .filter_map(|row| authorization_of(row))
        .collect();
    let chosen = places
        .into_iter()
        .filter_map(|place| record.authorizations.get(place));
    chosen.map(authorization).collect()
}

/// Returns the authorization to compare a line with: the one that holds, else the nearest.
pub(in crate::packet) fn authorization_of(row: &crate::ledger::LineRow) -> Option<usize> {
    let best = row.authorization.best();
    best.or_else(|| row.authorization.near.first().copied())
}

fn authorization(found: &Authorization) -> Document {
    let mut spans = vec![found.span];
    spans.extend(identity(&found.patient));
    let number = found
        .number
        .as_ref()
        .map(|number| (number.span, "authorization number"));
    let level = found
        .level_text
        .as_ref()
        .map(|level| (level.span, "level authorized"));
    let units = found
        .units
        .as_ref()
        .map(|units| (units.span, "units authorized"));
    let marked = [number, level, units].into_iter().flatten();
    Document {
        kind: ExhibitKind::Authorization,
        what: format!("authorization {}", found.describe()),
        date: None,
        extent: Extent::Record,
        spans,
        marks: marked.map(|(span, why)| Mark::new(span, why)).collect(),
        held: None,
        caution: None,
    }
}

/// Lists the claim.
pub(super) fn claim(selection: &Selection<'_>) -> Document {
    let claim = selection.claim();
    let mut spans = vec![claim.span];
    spans.extend(identity(&claim.patient));
    let mut marks = Vec::new();
    for row in &selection.rows {
        let line = selection.case.ledger.service_line(row.id);
        let code = line
            .procedure
            .as_ref()
            .map(|code| (code.span, "service billed"));
        let dates = line.dates.as_ref().map(|dates| (dates.span, "date billed"));
        let units = line
            .units
            .as_ref()
            .map(|units| (units.span, "units billed"));
        marks.extend([code, dates, units].into_iter().flatten());
    }
    Document {
        kind: ExhibitKind::Claim,
        what: format!("claim {}", claim.id),
        date: None,
        extent: Extent::Record,
        spans,
        marks: marks
            .into_iter()
            .map(|(span, why)| Mark::new(span, why))
            .collect(),
        held: None,
        caution: None,
    }
}

/// Returns where a record says who it is about.
fn identity(patient: &PatientIdentity) -> Vec<Span> {
    let name = patient.name.as_ref().map(|name| name.span);
    let member = patient.member_id.as_ref().map(|member| member.span);
    [name, member].into_iter().flatten().collect()
}

//! What the letter may say, taken from the ledger, with the places that show it.

use super::cite::Fact;
use super::place::{Places, Quoted};
use super::select::{ExhibitKind, Selection, authorization_of};
use crate::model::{Authorization, AuthorizationDecision, Money, Note, SignatureState};
use crate::rules::{code_words, listed};
use crate::text::Span;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What a letter's placeholders stand for.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Names and numbers that only address the letter.
    pub(super) plain: BTreeMap<&'static str, String>,
    /// Facts, which need a citation beside them.
    pub(super) stated: BTreeMap<&'static str, String>,
    /// What is cited by name.
    pub(super) cited: BTreeMap<&'static str, Vec<Span>>,
    /// Lists, each entry with its places.
    pub(super) lists: BTreeMap<&'static str, Vec<Fact>>,
}

/// Statements on the level of care that the letter quotes at most.
const QUOTED: usize = 12;

/// Gathers the facts of a selection. `facility` and `date` are the sender's.
pub(super) fn facts(
    selection: &Selection<'_>,
    places: &Places,
    facility: &str,
    date: Option<String>,
) -> Facts {
    let mut facts = Facts::default();
    let record = selection.case.record;
    let claim = selection.claim();
    let dated = date.unwrap_or_else(|| "Date: ____________________".to_owned());
    let member = claim.patient.member_id.as_ref().map(|id| id.value.clone());
    let plain = [
        ("facility", Some(facility.to_owned())),
        ("payer", Some(claim.payer.called().to_owned())),
        ("date", Some(dated)),
        ("patient", record.name.as_ref().map(|name| name.display())),
        ("birth_date", record.birth_date.map(|date| date.to_string())),
        ("member_id", member),
        ("claim", Some(claim.id.clone())),
    ];
    let unknown = || "not stated in the files".to_owned();
    for (name, value) in plain {
        let value = value.filter(|value| !value.is_empty());
        facts.plain.insert(name, value.unwrap_or_else(unknown));
    }
    state_claim(selection, &mut facts);
    state_denial(selection, &mut facts);
    state_authorization(selection, &mut facts);
    // What a decision or an authorization says is cited where it says it, or not at all.
    for kind in ExhibitKind::ALL
        .into_iter()
        .filter(|kind| *kind > ExhibitKind::Claim)
    {
        let first = places.pages.iter().find(|page| page.kind == kind);
        if let Some(page) = first {
            let first = page.ranges.first().map_or(0, |range| range.0);
            let start = Span::new(page.file, page.page, first, first);
            facts.cited.insert(kind.id(), vec![start]);
        }
    }
    facts.lists.insert("lines", lines(selection));
    facts
        .lists
        .insert("documents", documents(selection, places));
    facts.lists.insert("notes", notes(selection));
    facts.lists.insert("level", level(places));
    facts
}

fn state_claim(selection: &Selection<'_>, facts: &mut Facts) {
    let ledger = selection.case.ledger;
    let billed = || selection.rows.iter().map(|row| ledger.service_line(row.id));
    let charge: Money = billed().map(|line| line.charge).sum();
    let codes: BTreeSet<String> = billed().map(code_words).collect();
    let codes: Vec<String> = codes.into_iter().collect();
    facts.stated.insert("charge", dollars(charge));
    facts.stated.insert("codes", codes.join(", "));
    facts.stated.insert("days", listed(&selection.days()));
    let spans = billed().map(|line| line.span).collect();
    facts.cited.insert("claim", spans);
}

fn state_denial(selection: &Selection<'_>, facts: &mut Facts) {
    if let Some(request) = selection.request {
        facts
            .stated
            .insert("request_date", request.date.value.to_string());
        facts.cited.insert("request", vec![request.date.span]);
    }
    if let Some(letter) = selection.denial_letters().next() {
        let date = letter.date;
        facts
            .stated
            .insert("denial_letter_date", date.value.to_string());
        facts.cited.insert("denial_letter", vec![date.span]);
    }
    let Some(first) = selection.denials.first() else {
        return;
    };
    let refused: Money = selection.denials.iter().map(|denial| denial.amount).sum();
    let reasons: BTreeSet<String> = selection
        .denials
        .iter()
        .map(|denial| format!("{} ({})", denial.reason(), denial.meaning.label()))
        .collect();
    let reasons: Vec<String> = reasons.into_iter().collect();
    facts.stated.insert("amount_refused", dollars(refused));
    facts.stated.insert("reasons", reasons.join(", "));
    if let Some(notice) = first.notice {
        facts.stated.insert("denial_date", notice.to_string());
    }
    let spans = selection.denials.iter().map(|denial| denial.span).collect();
    facts.cited.insert("denial", spans);
}

fn state_authorization(selection: &Selection<'_>, facts: &mut Facts) {
    let record = selection.case.record;
    let granted = selection
        .rows
        .iter()
        .filter_map(|row| record.authorizations.get(authorization_of(row)?))
        // What was refused, or only asked for, authorizes nothing.
        .find(|one| one.decision.grants());
    let Some(found) = granted else { return };
    let number = found.number.as_ref().map(|number| number.value.clone());
    let number = number.filter(|number| !number.is_empty());
    let unknown = || "without a stated number".to_owned();
    facts
        .stated
        .insert("authorization_number", number.unwrap_or_else(unknown));
    facts.stated.insert("authorization_scope", scope_of(found));
    facts.cited.insert("authorization", vec![found.span]);
}

/// Returns what was authorized, in words.
pub(super) fn scope_of(found: &Authorization) -> String {
    let mut parts = Vec::new();
    if let Some(level) = found.level {
        parts.push(level.label().to_owned());
    }
    if !found.procedures.is_empty() {
        let codes: Vec<&str> = found.procedures.iter().map(|code| code.as_str()).collect();
        parts.push(codes.join(", "));
    }
    if let Some(units) = &found.units {
        let kind = match found.unit_kind {
            Some(crate::model::UnitKind::Day) => "days",
            Some(crate::model::UnitKind::Visit) => "visits",
            Some(crate::model::UnitKind::Hour) => "hours",
            _ => "units",
        };
        parts.push(format!("{} {kind}", units.value));
    }
    match (found.from, found.to) {
        (Some(from), Some(to)) => parts.push(format!("{from} to {to}")),
        (Some(from), None) => parts.push(format!("from {from}")),
        _ => {}
    }
    parts.join("; ")
}

/// Returns a decision in words.
pub(super) fn decision_words(decision: AuthorizationDecision) -> &'static str {
    match decision {
        AuthorizationDecision::Approved => "approved",
        AuthorizationDecision::Partial => "approved in part",
        AuthorizationDecision::Pended => "pended",
        AuthorizationDecision::Denied => "denied",
        AuthorizationDecision::Void => "voided",
        AuthorizationDecision::NotRequired => "not required",
        AuthorizationDecision::Requested => "requested",
        AuthorizationDecision::Unknown => "listed without a stated decision",
    }
}

fn lines(selection: &Selection<'_>) -> Vec<Fact> {
    let ledger = selection.case.ledger;
    let entries = selection.rows.iter().map(|row| {
        let line = ledger.service_line(row.id);
        let denial = selection.denials.iter().find(|one| one.line == row.id);
        let units = line
            .units
            .as_ref()
            .map_or_else(String::new, |units| format!(", units {}", units.value));
        let mut words = format!(
            "Line {}: {}, {}{units}, charge {}",
            line.number,
            code_words(line),
            listed(&row.days),
            dollars(line.charge),
        );
        if let Some(denial) = denial {
            words.push_str(&format!(
                ", refused {} for {}",
                dollars(denial.amount),
                denial.reason()
            ));
        }
        Fact::new(
            words,
            std::iter::once(line.span).chain(denial.map(|one| one.span)),
        )
    });
    entries.collect()
}

/// Lists plans, certifications and assessments in the packet.
fn documents(selection: &Selection<'_>, places: &Places) -> Vec<Fact> {
    let kinds = [
        ExhibitKind::Plan,
        ExhibitKind::Certification,
        ExhibitKind::Assessment,
    ];
    let documents = selection.documents.iter();
    documents
        .filter(|document| kinds.contains(&document.kind))
        .filter_map(|document| {
            let span = document
                .spans
                .iter()
                .find(|span| places.find(**span).is_some())?;
            Some(Fact::new(capitalized(&document.title()), [*span]))
        })
        .collect()
}

/// Lists the notes of the billed days.
fn notes(selection: &Selection<'_>) -> Vec<Fact> {
    let least = selection.case.policy.number("match.confidence");
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut entries: Vec<(crate::model::ServiceDate, usize)> = Vec::new();
    for link in selection
        .rows
        .iter()
        .flat_map(|row| row.documented_by(least))
    {
        if seen.insert(link.note) {
            entries.push((link.day, link.note));
        }
    }
    entries.sort_unstable();
    entries
        .into_iter()
        .map(|(day, index)| {
            let note = selection.case.ledger.note(index);
            Fact::new(format!("{day}: {}", note_words(note)), [note.place()])
        })
        .collect()
}

/// Returns a note in words: kind, time, who signed.
pub(super) fn note_words(note: &Note) -> String {
    let mut words = note.kind.id().replace('-', " ");
    if let Some(time) = note.time {
        match (time.start, time.stop) {
            (Some(start), Some(stop)) => words.push_str(&format!(", {start} to {stop}")),
            _ => words.push_str(&format!(", {} minutes", time.minutes)),
        }
    }
    if note.signature.state == SignatureState::Signed
        && let Some(signer) = &note.signature.signer
    {
        words.push_str(&format!(", signed by {}", signer.value));
    }
    words
}

/// Quotes the weightiest statements on the level of care that are marked in the packet, in the
/// order of its pages.
fn level(places: &Places) -> Vec<Fact> {
    let mut quoted: Vec<(u32, usize, &Quoted)> = Vec::new();
    for (place, placed) in places.pages.iter().enumerate() {
        let quotes = placed.quotes.iter();
        let of_level = quotes.filter(|one| one.mark.why == super::LEVEL);
        quoted.extend(of_level.map(|one| (one.mark.weight, place, one)));
    }
    quoted.sort_by_key(|(weight, place, one)| (Reverse(*weight), *place, one.mark.span));
    quoted.truncate(QUOTED);
    quoted.sort_by_key(|(_, place, one)| (*place, one.mark.span));
    let entries = quoted.into_iter().map(|(_, _, one)| {
        let words: Vec<&str> = one.words.split_whitespace().collect();
        Fact::new(
            format!("“{}”, {}", words.join(" "), one.document),
            [one.mark.span],
        )
    });
    entries.collect()
}

/// Returns an amount as people write it.
pub(super) fn dollars(amount: Money) -> String {
    let plain = amount.to_decimal();
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, "00"));
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}${grouped}.{cents}")
}

/// Returns a text with a capital first letter.
pub(super) fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(characters).collect()
    })
}

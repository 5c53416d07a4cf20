//! Chooses what a packet shows: the lines, the documents with the words to mark in them, what
//! speaks against the lines and so stays out, and what is missing. It opens no file; whether a
//! page may go out is settled later, when its words are known.

mod adverse;
mod documents;
mod marks;
mod records;

use adverse::Adverse;
pub(super) use records::authorization_of;

use crate::finding::Finding;
use crate::ledger::{Denial, LineRow};
use crate::model::{Letter, LetterKind, LineId, ServiceDate};
use crate::rules::{Case, exhibits_lacking, is_substance_use, letter_requests};
use crate::text::{FileId, Span};
use std::collections::BTreeSet;

/// What an exhibit is, in the order of their letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ExhibitKind {
    Denial,
    Authorization,
    Claim,
    Plan,
    Certification,
    Assessment,
    Notes,
    Level,
}

impl ExhibitKind {
    pub(super) const ALL: [Self; 8] = [
        Self::Denial,
        Self::Authorization,
        Self::Claim,
        Self::Plan,
        Self::Certification,
        Self::Assessment,
        Self::Notes,
        Self::Level,
    ];

    /// Returns the exhibit's title.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Denial => "The payer's decision or request",
            Self::Authorization => "The authorization",
            Self::Claim => "The claim",
            Self::Plan => "Treatment plan in force",
            Self::Certification => "Certification in force",
            Self::Assessment => "Admission and standing assessments",
            Self::Notes => "Notes of the days billed",
            Self::Level => "Further statements on the level of care",
        }
    }

    /// Returns its name in letter templates and manifests.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Denial => "denial",
            Self::Authorization => "authorization",
            Self::Claim => "claim",
            Self::Plan => "plan",
            Self::Certification => "certification",
            Self::Assessment => "assessment",
            Self::Notes => "notes",
            Self::Level => "level",
        }
    }
}

/// Words to mark, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub(super) span: Span,
    pub(super) why: &'static str,
    /// How much a statement weighs, in hundredths; 0 for other words.
    pub(super) weight: u32,
}

impl Mark {
    /// Marks words that are no statement on the level of care.
    pub(super) fn new(span: Span, why: &'static str) -> Self {
        Self {
            span,
            why,
            weight: 0,
        }
    }

    /// Returns whether two marks share a character.
    pub(super) fn meets(&self, other: &Span) -> bool {
        let own = &self.span;
        own.file == other.file
            && own.page == other.page
            && own.start < other.end
            && other.start < own.end
    }
}

/// How much of a source goes with a document's spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Extent {
    /// A note: its own text, or the pages it stands on.
    Note,
    /// A record of a data file: the segments, row or object of each span, no neighbour's.
    Record,
    /// A claim payment: its loop, and the head that names payer and date.
    Payment,
}

/// One document of an exhibit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    pub(super) kind: ExhibitKind,
    /// What it is: `group note`.
    pub(super) what: String,
    /// Its date.
    pub(super) date: Option<ServiceDate>,
    pub(super) extent: Extent,
    /// Where it stands, in order.
    pub(super) spans: Vec<Span>,
    pub(super) marks: Vec<Mark>,
    /// Why it is kept out, where that is known without reading it.
    pub(super) held: Option<&'static str>,
    /// Why the reviewer should look at it before it goes out.
    pub(super) caution: Option<&'static str>,
}

impl Document {
    /// Returns what it is with its date: `group note of 2026-03-04`.
    pub(super) fn title(&self) -> String {
        match self.date {
            Some(date) => format!("{} of {date}", self.what),
            None => self.what.clone(),
        }
    }
}

/// What a packet of one claim shows.
#[derive(Debug)]
pub struct Selection<'c> {
    pub(super) case: Case<'c>,
    /// The rows that the packet is about, in order: those refused, else all of the claim.
    pub(super) rows: Vec<&'c LineRow>,
    /// The denials of these rows.
    pub(super) denials: Vec<&'c Denial>,
    /// A payer's letter that asks for their records.
    pub(super) request: Option<Letter>,
    pub(super) documents: Vec<Document>,
    pub(super) adverse: Vec<Adverse>,
    /// The findings of the patient, for the comparison.
    pub(super) findings: &'c [Finding],
    /// What the files lack, in words.
    pub(super) lacking: Vec<String>,
    /// Whether 42 CFR Part 2 may hold for the record.
    pub(super) is_substance_use: bool,
}

/// Chooses what a packet of one claim shows. `findings` are the patient's own; `None` where the
/// patient has no such claim.
pub fn select<'c>(case: Case<'c>, findings: &'c [Finding], claim: &str) -> Option<Selection<'c>> {
    let ledger = case.ledger;
    let of_claim = |row: &&LineRow| ledger.claim(row.id).id == claim;
    let mut rows: Vec<&LineRow> = ledger.live_lines().filter(of_claim).collect();
    if rows.is_empty() {
        // A claim that a later one replaced may still be what the payer's letter speaks of.
        rows = ledger.lines.iter().filter(of_claim).collect();
    }
    if rows.is_empty() {
        return None;
    }
    let is_denied = |row: &&LineRow| ledger.denials.iter().any(|denial| denial.line == row.id);
    // One number often stands on the claims to several payers: the one refused is meant.
    let meant = rows
        .iter()
        .copied()
        .find(is_denied)
        .or(rows.first().copied());
    rows.retain(|row| meant.is_some_and(|meant| meant.id.claim == row.id.claim));
    let denials: Vec<&Denial> = ledger
        .denials
        .iter()
        .filter(|denial| rows.iter().any(|row| row.id == denial.line))
        .collect();
    let request = letter_requests(&case)
        .into_iter()
        .find(|request| {
            let asked = |row: &&LineRow| rows.iter().any(|own| own.id == row.id);
            request.rows.iter().any(asked)
        })
        .map(|request| request.letter);
    if !denials.is_empty() {
        rows.retain(|row| denials.iter().any(|denial| denial.line == row.id));
    }
    let mut selection = Selection {
        case,
        lacking: exhibits_lacking(&case, &rows),
        rows,
        denials,
        request,
        documents: Vec::new(),
        adverse: Vec::new(),
        findings,
        is_substance_use: false,
    };
    selection.is_substance_use = selection.may_be_part_2();
    selection.adverse = adverse::adverse(&selection);
    selection.documents = documents::documents(&selection);
    Some(selection)
}

impl<'c> Selection<'c> {
    /// Returns the files that must be opened again to build the packet.
    pub fn files(&self) -> BTreeSet<FileId> {
        let of_documents = self.documents.iter().flat_map(|document| &document.spans);
        let of_adverse = self.adverse.iter().flat_map(|adverse| &adverse.spans);
        of_documents
            .chain(of_adverse)
            .map(|span| span.file)
            .collect()
    }

    /// Returns the billed days, each once, in order.
    pub(super) fn days(&self) -> Vec<ServiceDate> {
        let days: BTreeSet<ServiceDate> = self
            .rows
            .iter()
            .flat_map(|row| &row.days)
            .copied()
            .collect();
        days.into_iter().collect()
    }

    /// Returns the payer's letters that refuse payment for the billed days or demand it back.
    pub(super) fn denial_letters(&self) -> impl Iterator<Item = Letter> {
        let days = self.days();
        let letters = self.case.record.notes.iter();
        letters
            .filter_map(|note| note.marks.letter)
            .filter(|letter| letter.kind != LetterKind::RecordsRequest)
            .filter(move |letter| letter.names_any(&days))
    }

    pub(super) fn ids(&self) -> Vec<LineId> {
        self.rows.iter().map(|row| row.id).collect()
    }

    pub(super) fn numbers(&self) -> Vec<u32> {
        self.rows
            .iter()
            .map(|row| self.case.ledger.service_line(row.id).number)
            .collect()
    }

    pub(super) fn claim(&self) -> &'c crate::model::Claim {
        let first = self.rows.first().map_or(0, |row| row.id.claim);
        &self.case.record.claims[first]
    }

    /// Returns whether a claim of the patient names a diagnosis of substance use, a line bills
    /// withdrawal management, or the chart itself holds a notice of 42 CFR Part 2.
    fn may_be_part_2(&self) -> bool {
        let record = self.case.record;
        let diagnosed = record
            .claims
            .iter()
            .flat_map(|claim| &claim.diagnoses)
            .any(|code| is_substance_use(code.value.as_str()));
        let withdrawal = self
            .rows
            .iter()
            .any(|row| row.billed.level.is_withdrawal_management());
        let notice = record
            .notes
            .iter()
            .any(|note| note.elements.has(crate::model::Element::DisclosureConsent));
        diagnosed || withdrawal || notice
    }
}

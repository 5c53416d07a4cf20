//! Answers for X12 interchanges: claims (837 professional and institutional), remittances (835),
//! reviews (278), eligibility (271) and acknowledgments of claims (277CA). Transactions that an
//! audit has no use for are listed; the rest is named in a problem. It judges no claim.
//!
//! A file is cut twice: once to find its transactions and check their envelopes, once to read
//! each. Neither pass keeps a list of segments, so that size costs time but no room.

mod acknowledgment;
mod claim;
mod claim_header;
mod claim_institutional;
mod claim_line;
mod claim_professional;
mod eligibility;
mod envelope;
mod hierarchy;
mod lexer;
mod other_payer;
mod party;
mod payment;
mod remittance;
mod review;
mod review_terms;
mod source;
#[cfg(test)]
mod tests;
mod tree;
mod values;
pub mod write;

use super::{FileContent, FileKind};
use crate::model::ClaimForm;
use crate::problem::{Problem, ProblemKind};
use crate::text::{FileId, Page};
use envelope::Transaction;
use source::Source;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// Returns whether a text is an X12 interchange, or the remains of one that begin with GS or ST.
pub fn looks_like(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    lexer::declared_delimiters(text).is_some()
        || lexer::guessed_delimiters(text).is_some()
        || lexer::unwrapped(text).is_some_and(|text| lexer::declared_delimiters(&text).is_some())
}

/// Reads every claim and remittance of an X12 file. Page 1 of the result holds the text, with
/// lines that were broken at a fixed width joined.
pub fn read(file: FileId, text: &str) -> FileContent {
    let text = joined(text);
    let mut content = FileContent::empty(FileKind::X12);
    let mut source = Source::new(file, &text);
    let mut unread = Unread::default();
    let mut was_read = false;
    envelope::walk(&mut source, |source, mut transaction| {
        transaction.mend_component(source);
        let version = transaction.version;
        let (before, troubles) = (records(&content), source.troubles());
        match (transaction.kind, form(&transaction)) {
            ("837", Some(form)) => claim::read(source, &transaction, form, &mut content.claims),
            ("835", _) => remittance::read(
                source,
                &transaction,
                &mut content.remittances,
                &mut content.payments,
            ),
            ("278", _) => review::read(source, &transaction, &mut content),
            ("271", _) => eligibility::read(source, &transaction, &mut content.coverages),
            ("277", _) if is_acknowledgment(&transaction) => {
                acknowledgment::read(source, &transaction, &mut content.acknowledgments);
            }
            (kind, _) => {
                let place = transaction.first().range();
                let (description, use_) = describe(kind, version);
                unread.add(description, use_, place);
                return;
            }
        }
        was_read = true;
        if records(&content) == before && source.troubles() == troubles {
            let message = "begins a transaction in which no claim, payment, review, coverage or \
                           acknowledgment was found; ask for the complete file if it should hold \
                           any";
            source.trouble(transaction.first(), ProblemKind::BadValue, message);
        }
    });
    unread.report(&mut source, was_read);
    if unread.is_empty() && !was_read {
        let problem = nothing_read(&source);
        source.report(problem);
    }
    content.problems = source.into_problems();
    content.pages.push(Page::plain(1, text.into_owned()));
    content
}

/// Returns the page of an X12 file without reading it.
pub(super) fn pages(text: &str) -> Vec<Page> {
    vec![Page::plain(1, joined(text).into_owned())]
}

/// Joins lines that were broken at a fixed width.
fn joined(text: &str) -> Cow<'_, str> {
    lexer::unwrapped(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Cuts a text into segments and elements without reading them, and returns how many there are.
pub fn count_tokens(text: &str) -> (u64, u64) {
    lexer::Lexer::new(text).fold((0, 0), |(segments, elements), segment| {
        (segments + 1, elements + segment.elements().count() as u64)
    })
}

fn records(content: &FileContent) -> usize {
    content.claims.len()
        + content.remittances.len()
        + content.payments.len()
        + content.authorizations.len()
        + content.authorization_requests.len()
        + content.coverages.len()
        + content.acknowledgments.len()
}

/// Whether an audit would have use for what a transaction holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// It holds facts that are not read, which is a loss.
    Lost,
    /// It asks, confirms or reports what the audit has no use for.
    None,
}

/// The transactions of a file that are not read, each kind with its first place and its number.
#[derive(Default)]
struct Unread(BTreeMap<(Use, &'static str), (Range<usize>, u32)>);

impl Unread {
    fn add(&mut self, description: &'static str, use_: Use, place: Range<usize>) {
        let entry = self.0.entry((use_, description)).or_insert((place, 0));
        entry.1 += 1;
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn report(&self, source: &mut Source<'_>, was_read: bool) {
        for ((use_, description), (place, count)) in &self.0 {
            let (kind, rest) = match use_ {
                Use::None => (
                    ProblemKind::NotNeeded,
                    "holds nothing that an audit needs; it is left alone",
                ),
                // A file that also gave claims is not lost, so the kind says less.
                Use::Lost if was_read => (
                    ProblemKind::ClaimStructure,
                    "is not read; its facts are not used",
                ),
                Use::Lost => (
                    ProblemKind::UnknownFileType,
                    "is not read; its facts are not used",
                ),
            };
            let times = match count {
                1 => String::new(),
                count => format!(" ({count} of them)"),
            };
            let message = format!("{description}{times} {rest}");
            source.report(Problem::at(source.span(place.clone()), kind, message));
        }
    }
}

fn nothing_read(source: &Source<'_>) -> Problem {
    // TA1 stands in the interchange itself and is often all that there is.
    let is_receipt = lexer::Lexer::new(source.text)
        .take(8)
        .any(|segment| segment.id() == "TA1");
    if is_receipt {
        let message = "an interchange acknowledgment (TA1) holds nothing that an audit needs; it \
                       is left alone";
        return Problem::file(source.file, ProblemKind::NotNeeded, message);
    }
    let message = "the interchange holds no transaction (ST to SE); ask for the complete file";
    Problem::file(source.file, ProblemKind::UnknownFileType, message)
}

/// Returns whether a 277 acknowledges claims (277CA) and does not answer a status request.
fn is_acknowledgment(transaction: &Transaction<'_>) -> bool {
    if transaction.version.contains("X214") {
        return true;
    }
    let is_other = ["X212", "X213", "X070", "X093"];
    let names_other = is_other
        .iter()
        .any(|guide| transaction.version.contains(guide));
    let mut segments = transaction.segments().take(3);
    !names_other && segments.any(|segment| segment.id() == "BHT" && segment.element(6).text == "TH")
}

/// Returns which claim form an 837 is: by its service lines, for senders mislabel the version,
/// else by its version. Dental claims are of neither form.
fn form(transaction: &Transaction<'_>) -> Option<ClaimForm> {
    if transaction.kind != "837" {
        return None;
    }
    let names = |guides: [&str; 2]| {
        guides
            .iter()
            .any(|guide| transaction.version.contains(guide))
    };
    let by_version = match transaction.version {
        _ if names(["X222", "X098"]) => Some(ClaimForm::Professional),
        _ if names(["X223", "X096"]) => Some(ClaimForm::Institutional),
        _ => None,
    };
    let by_service = transaction
        .segments()
        .find_map(|segment| match segment.id() {
            "SV1" => Some(Some(ClaimForm::Professional)),
            "SV2" => Some(Some(ClaimForm::Institutional)),
            "SV3" => Some(None),
            _ => None,
        });
    by_service.unwrap_or(by_version)
}

/// Returns the transaction of a guide's version, for those whose ST was lost.
fn kind_of_version(version: &str) -> Option<&'static str> {
    let guides: [(&str, &[&str]); 4] = [
        ("837", &["X222", "X223", "X098", "X096"]),
        ("278", &["X217", "X094"]),
        ("271", &["X279", "X092"]),
        ("277", &["X214"]),
    ];
    let names = |guides: &[&str]| guides.iter().any(|guide| version.contains(guide));
    let found = guides.iter().find(|(_, guides)| names(guides));
    found.map(|(kind, _)| *kind)
}

/// Names a transaction that is not read, and tells whether that is a loss. Anything outside of
/// health care is lumped together.
fn describe(kind: &str, version: &str) -> (&'static str, Use) {
    match kind {
        "837" if version.contains("X224") || version.contains("X097") => {
            ("transaction 837 (dental claim)", Use::Lost)
        }
        "837" => (
            "transaction 837 without version and service lines",
            Use::Lost,
        ),
        "270" => ("transaction 270 (eligibility inquiry)", Use::None),
        "274" => ("transaction 274 (provider directory)", Use::None),
        "275" => ("transaction 275 (attachment)", Use::Lost),
        "276" => ("transaction 276 (claim status request)", Use::None),
        "277" if version.contains("X213") => ("transaction 277 (request for records)", Use::Lost),
        "277" => ("transaction 277 (claim status)", Use::None),
        "820" => ("transaction 820 (premium payment)", Use::None),
        "824" => ("transaction 824 (application advice)", Use::None),
        "834" => ("transaction 834 (enrollment)", Use::None),
        "864" => ("transaction 864 (text message)", Use::None),
        "997" => ("transaction 997 (acknowledgment)", Use::None),
        "999" => ("transaction 999 (acknowledgment)", Use::None),
        _ => ("an X12 transaction from outside of health care", Use::Lost),
    }
}

//! Answers for X12 interchanges: claims (837 professional and institutional) and remittances
//! (835). Other transactions are named in a problem and left alone. It judges no claim.

mod claim;
mod claim_institutional;
mod claim_professional;
mod envelope;
mod hierarchy;
mod lexer;
mod party;
mod remittance;
mod source;
#[cfg(test)]
mod tests;

use super::{FileContent, FileKind};
use crate::model::ClaimForm;
use crate::problem::{Problem, ProblemKind};
use crate::text::{FileId, Page};
use envelope::Transaction;
use source::Source;
use std::borrow::Cow;
use std::collections::BTreeMap;

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
    let text = match lexer::unwrapped(text) {
        Some(joined) => Cow::Owned(joined),
        None => Cow::Borrowed(text),
    };
    let mut content = FileContent::empty(FileKind::X12);
    let mut source = Source::new(file, &text);
    let mut unread = BTreeMap::new();
    let mut was_read = false;
    envelope::walk(&mut source, |source, transaction| {
        match (transaction.kind, form(&transaction)) {
            ("837", Some(form)) => claim::read(source, &transaction, form, &mut content.claims),
            ("835", _) => remittance::read(source, &transaction, &mut content.remittances),
            (kind, _) => {
                let first = transaction.segments.first().map(|segment| segment.range());
                unread
                    .entry(describe(kind, transaction.version))
                    .or_insert(first);
                return;
            }
        }
        was_read = true;
    });
    // A file that also gave claims is not lost, so the problem is of a kind that says less.
    let kind = if was_read {
        ProblemKind::ClaimStructure
    } else {
        ProblemKind::UnknownFileType
    };
    let nothing_at_all = unread.is_empty() && !was_read;
    for (description, place) in unread {
        let message = format!("{description} is not read; its facts are not used");
        let problem = match place {
            Some(range) => Problem::at(source.span(range), kind, message),
            None => Problem::file(file, kind, message),
        };
        source.problems.push(problem);
    }
    if nothing_at_all {
        let message = "the interchange holds no transaction (ST to SE); ask for the complete file";
        source
            .problems
            .push(Problem::file(file, ProblemKind::UnknownFileType, message));
    }
    content.problems = source.problems;
    content.pages.push(Page::plain(1, text.into_owned()));
    content
}

/// Returns which claim form an 837 is: by its version, else by its service lines. Dental claims
/// are of neither form.
fn form(transaction: &Transaction<'_, '_>) -> Option<ClaimForm> {
    let names = |guides: [&str; 2]| {
        guides
            .iter()
            .any(|guide| transaction.version.contains(guide))
    };
    if names(["X222", "X098"]) {
        return Some(ClaimForm::Professional);
    }
    if names(["X223", "X096"]) {
        return Some(ClaimForm::Institutional);
    }
    if names(["X224", "X097"]) {
        return None;
    }
    transaction
        .segments
        .iter()
        .find_map(|segment| match segment.id() {
            "SV1" => Some(ClaimForm::Professional),
            "SV2" => Some(ClaimForm::Institutional),
            _ => None,
        })
}

/// Returns whether a guide's version is one of the claims that are read, 4010 or 5010.
fn is_claim_version(version: &str) -> bool {
    ["X222", "X223", "X098", "X096"]
        .iter()
        .any(|guide| version.contains(guide))
}

/// Names a transaction that is not read. Anything outside of health care is lumped together.
fn describe(kind: &str, version: &str) -> &'static str {
    match kind {
        "837" if version.contains("X224") || version.contains("X097") => {
            "transaction 837 (dental claim)"
        }
        "837" => "transaction 837 without version and service lines",
        "270" => "transaction 270 (eligibility inquiry)",
        "271" => "transaction 271 (eligibility)",
        "274" => "transaction 274 (provider directory)",
        "275" => "transaction 275 (attachment)",
        "276" => "transaction 276 (claim status request)",
        "277" => "transaction 277 (claim status)",
        "278" => "transaction 278 (authorization)",
        "820" => "transaction 820 (premium payment)",
        "824" => "transaction 824 (application advice)",
        "834" => "transaction 834 (enrollment)",
        "864" => "transaction 864 (text message)",
        "997" => "transaction 997 (acknowledgment)",
        "999" => "transaction 999 (acknowledgment)",
        _ => "an X12 transaction from outside of health care",
    }
}

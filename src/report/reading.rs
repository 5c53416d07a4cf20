//! Shows reading trouble as `ING` findings. Readers describe problems; nothing here judges a
//! chart.

use crate::finding::{Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::problem::{Problem, ProblemKind};

/// Returns the problem as a finding of outcome `no-data`: what was not read proves nothing.
pub fn as_finding(problem: &Problem) -> Finding {
    Finding {
        rule: code(problem.kind),
        name: name(problem.kind),
        outcome: Outcome::NoData,
        severity: severity(problem.kind),
        confidence: 100,
        patient: None,
        claim: None,
        line: None,
        date: None,
        date_to: None,
        due: None,
        at_risk: Vec::new(),
        exposure: ExposureKind::None,
        message: problem.message.clone(),
        cure: &[Cure::C7],
        authority: &[],
        evidence: vec![match problem.span {
            Some(span) => Evidence::searched(span),
            None => Evidence::searched_file(problem.file),
        }],
    }
}

/// Returns the code of a kind of problem, `ING-001`. Codes are never reused.
pub fn code(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::UnknownFileType => "ING-001",
        ProblemKind::EmptyFile => "ING-002",
        ProblemKind::Unreadable => "ING-003",
        ProblemKind::PageWithoutText => "ING-004",
        ProblemKind::PageDamaged => "ING-005",
        ProblemKind::Encrypted => "ING-006",
        ProblemKind::ClaimStructure => "ING-007",
        ProblemKind::BadValue => "ING-008",
        ProblemKind::UnknownColumns => "ING-009",
        ProblemKind::NoPatient => "ING-010",
        ProblemKind::NoServiceDate => "ING-011",
        ProblemKind::IdentityConflict => "ING-012",
        ProblemKind::LeftOut => "ING-013",
        ProblemKind::NotNeeded => "ING-014",
        ProblemKind::PageSequence => "ING-015",
    }
}

/// Returns the name of a kind of problem, `unknown-file-type`.
pub fn name(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::UnknownFileType => "unknown-file-type",
        ProblemKind::EmptyFile => "empty-file",
        ProblemKind::Unreadable => "unreadable-file",
        ProblemKind::PageWithoutText => "page-without-text",
        ProblemKind::PageDamaged => "page-damaged",
        ProblemKind::Encrypted => "encrypted-document",
        ProblemKind::ClaimStructure => "claim-structure-broken",
        ProblemKind::BadValue => "value-not-understood",
        ProblemKind::UnknownColumns => "columns-not-understood",
        ProblemKind::NoPatient => "record-without-patient",
        ProblemKind::NoServiceDate => "note-without-service-date",
        ProblemKind::IdentityConflict => "patient-identity-conflict",
        ProblemKind::LeftOut => "beside-the-text",
        ProblemKind::NotNeeded => "content-not-needed",
        ProblemKind::PageSequence => "page-sequence-broken",
    }
}

/// Returns how grave a kind of problem is: medium where a file, a page, a record or a patient
/// may be missing from the audit, info where one value is or nothing is missed.
pub fn severity(kind: ProblemKind) -> Severity {
    match kind {
        ProblemKind::BadValue | ProblemKind::LeftOut | ProblemKind::NotNeeded => Severity::Info,
        _ => Severity::Medium,
    }
}

/// Returns whether the problem costs a whole file or a page, and so is listed among the findings
/// and not only among the problems.
pub fn loses_text(kind: ProblemKind) -> bool {
    kind.loses_the_file()
        || matches!(
            kind,
            ProblemKind::PageWithoutText | ProblemKind::PageDamaged | ProblemKind::PageSequence
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, Span};

    #[test]
    fn an_unread_page_is_no_data_with_its_place() {
        let span = Span::new(FileId(3), 2, 0, 0);
        let finding = as_finding(&Problem::at(
            span,
            ProblemKind::PageWithoutText,
            "page 2 holds no text",
        ));
        assert_eq!(finding.rule, "ING-004");
        assert_eq!(finding.outcome, Outcome::NoData);
        assert_eq!(finding.evidence, [Evidence::searched(span)]);
    }

    #[test]
    fn a_lost_file_cites_the_whole_file() {
        let finding = as_finding(&Problem::file(FileId(1), ProblemKind::Encrypted, "locked"));
        assert_eq!(finding.evidence, [Evidence::searched_file(FileId(1))]);
        assert!(loses_text(ProblemKind::Encrypted));
        assert!(!loses_text(ProblemKind::BadValue));
    }
}

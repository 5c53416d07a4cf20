//! Tells what is wrong with the content of notes: each note by itself, or one statement for a
//! clinician who writes them all alike.

use super::super::relied::{Relied, kind_words};
use crate::finding::{AtRisk, Evidence, ExposureKind, Finding, Outcome};
use crate::model::{LineId, Note, NoteKind, ServiceDate, SignatureState};
use crate::policy::ServiceFamily;
use crate::rules::dates::listed;
use crate::rules::{Case, Checks, Rule, head};
use std::collections::BTreeMap;

/// One note with a gap in its content.
pub(super) struct Gap<'c> {
    /// The note and the lines that rest on it.
    pub relied: Relied<'c>,
    /// What is wrong, as the end of "the group note of 2026-01-05 …".
    pub what: String,
    /// How sure, in percent.
    pub confidence: u8,
    /// Places that show it.
    pub evidence: Vec<Evidence>,
}

/// Reports gaps: one finding a note, or one for an author with `elements.pattern_notes` and more.
pub(super) fn report(case: &Case<'_>, checks: &mut Checks, rule: &Rule, gaps: Vec<Gap<'_>>) {
    let least = usize::try_from(case.policy.number("elements.pattern_notes")).unwrap_or(3);
    let mut by_author: BTreeMap<String, Vec<Gap<'_>>> = BTreeMap::new();
    for gap in gaps {
        let author = gap.relied.note.author.as_ref();
        let author = author.map_or_else(String::new, |name| name.value.clone());
        by_author.entry(author).or_default().push(gap);
    }
    for (author, gaps) in by_author {
        if gaps.len() < least.max(2) {
            for gap in gaps {
                let kind = kind_words(gap.relied.note.kind);
                let date = gap.relied.note.date();
                let date = date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
                let message = format!("the {kind} of {date} {}", gap.what);
                checks.report(finding(case, rule, message, &[gap]));
            }
            continue;
        }
        let mut dates: Vec<ServiceDate> = gaps
            .iter()
            .filter_map(|gap| gap.relied.note.date())
            .collect();
        dates.sort_unstable();
        dates.dedup();
        let what = gaps.first().map_or("", |gap| gap.what.as_str());
        let by = if author.is_empty() {
            String::new()
        } else {
            format!(" by {author}")
        };
        let message = format!(
            "{} notes{by} ({}) have the same gap; the first {what}",
            gaps.len(),
            listed(&dates),
        );
        checks.report(finding(case, rule, message, &gaps));
    }
}

fn finding(case: &Case<'_>, rule: &Rule, message: String, gaps: &[Gap<'_>]) -> Finding {
    let mut finding = rule.finding(Outcome::Fail, message);
    let dates = || gaps.iter().filter_map(|gap| gap.relied.note.date());
    if let (Some(first), Some(last)) = (dates().min(), dates().max()) {
        finding = if first == last {
            finding.dated(first)
        } else {
            finding.from_to(first, last)
        };
    }
    let mut lines: Vec<LineId> = gaps
        .iter()
        .filter_map(|gap| gap.relied.first_line())
        .map(|row| row.id)
        .collect();
    lines.sort_unstable();
    lines.dedup();
    if let Some(&first) = lines.first() {
        let claim = case.ledger.claim(first);
        if lines.len() == 1 {
            finding = finding.on_line(&claim.id, case.ledger.service_line(first).number);
        } else if lines.iter().all(|line| line.claim == first.claim) {
            finding = finding.on_claim(&claim.id);
        }
    }
    for gap in gaps.iter().take(12) {
        finding = finding
            .with(Evidence::supports(head(gap.relied.note)))
            .with_all(gap.evidence.iter().copied());
    }
    finding = finding.with_all(lines.iter().take(5).map(|&line| case.line_evidence(line)));
    if rule.exposure != ExposureKind::None {
        let at_risk: Vec<AtRisk> = gaps.iter().flat_map(|gap| gap.relied.at_risk()).collect();
        finding.at_risk = at_risk;
        if finding.at_risk.is_empty() {
            finding.exposure = ExposureKind::None;
        }
    }
    let confidence = gaps.iter().map(|gap| gap.confidence).min().unwrap_or(70);
    finding.with_confidence(confidence, case.policy.number("fail.confidence"))
}

/// Returns whether a note is one of therapy whose content was read and can be judged: signed or
/// not, but no draft, no absence, and surely one note.
pub(super) fn is_therapy_note(note: &Note) -> bool {
    matches!(
        note.kind,
        NoteKind::GroupNote
            | NoteKind::IndividualNote
            | NoteKind::FamilyNote
            | NoteKind::ProgressNote
    ) && note.elements.were_read()
        && note.attendance.is_none()
        && note.signature.state != SignatureState::MarkedUnsigned
        && note.boundary_confidence >= 60
}

/// Returns whether a family of services is paid for therapy that a note must describe.
pub(super) fn is_therapy(family: ServiceFamily) -> bool {
    matches!(
        family,
        ServiceFamily::Individual
            | ServiceFamily::Group
            | ServiceFamily::Family
            | ServiceFamily::Program
            | ServiceFamily::Residential
            | ServiceFamily::Inpatient
            | ServiceFamily::Withdrawal
    )
}

/// Returns whether a note documents only lines of therapy, and is the one a line or day rests on.
pub(super) fn rests_therapy_on(relied: &Relied<'_>) -> bool {
    let therapy = |line: &super::super::relied::ReliedLine<'_>| is_therapy(line.row.billed.family);
    relied.lines.iter().all(therapy) && relied.lines.iter().any(|line| !line.alone.is_empty())
}

//! What the rules on copied notes share: what rests on a note, how a pair is cited, and which
//! notes are often forms.

use crate::finding::{Evidence, ExposureKind, Finding};
use crate::model::{Note, NoteKind};
use crate::rules::relied::Relied;
use crate::rules::{Case, head};
use crate::text::Span;

/// How sure a finding on shift and nursing notes is, which are often forms.
const FORM_CONFIDENCE: u8 = 70;

/// Returns evidence of the passages, or of the note's head where none can be shown.
pub(super) fn cited(passages: &[Span], note: &Note) -> Vec<Evidence> {
    if passages.is_empty() {
        return vec![Evidence::supports(head(note))];
    }
    passages.iter().copied().map(Evidence::supports).collect()
}

/// Names the line of a note and puts at risk what rests on it alone, at a share in percent.
/// Where nothing does, no dollars are.
pub(super) fn on_note(
    case: &Case<'_>,
    finding: Finding,
    relied: &[Relied<'_>],
    note: usize,
    percent: u8,
) -> Finding {
    let mut finding = finding;
    if let Some(found) = relied.iter().find(|found| found.index == note) {
        let at_risk = found.at_risk().into_iter();
        finding
            .at_risk
            .extend(at_risk.map(|risk| risk.at_percent(percent)));
        if let Some(row) = found.first_line() {
            let line = case.ledger.service_line(row.id);
            finding = finding
                .on_line(&case.ledger.claim(row.id).id, line.number)
                .with(Evidence::supports(line.span));
        }
    }
    if finding.at_risk.is_empty() {
        finding.exposure = ExposureKind::None;
    }
    finding
}

/// The same for a finding on several notes: a line is named only where it is the only one.
pub(super) fn on_notes(
    case: &Case<'_>,
    finding: Finding,
    relied: &[Relied<'_>],
    notes: &[usize],
    percent: u8,
) -> Finding {
    let mut finding = finding;
    let mut rows = Vec::new();
    for found in relied.iter().filter(|found| notes.contains(&found.index)) {
        let at_risk = found.at_risk().into_iter();
        finding
            .at_risk
            .extend(at_risk.map(|risk| risk.at_percent(percent)));
        rows.extend(found.first_line().map(|row| row.id));
    }
    rows.sort_unstable();
    rows.dedup();
    if let [only] = rows[..] {
        finding = finding.on_line(
            &case.ledger.claim(only).id,
            case.ledger.service_line(only).number,
        );
    } else if let Some(first) = rows.first()
        && rows.iter().all(|row| row.claim == first.claim)
    {
        finding = finding.on_claim(&case.ledger.claim(*first).id);
    }
    let lines = rows.iter().take(3).map(|row| case.line_evidence(*row));
    finding = finding.with_all(lines.collect::<Vec<_>>());
    if finding.at_risk.is_empty() {
        finding.exposure = ExposureKind::None;
    }
    finding
}

/// Lowers the confidence where the note is of a kind that is often a form.
pub(super) fn as_sure_as_kind(case: &Case<'_>, finding: Finding, note: &Note) -> Finding {
    if matches!(
        note.kind,
        NoteKind::ShiftNote | NoteKind::NursingNote | NoteKind::Unknown
    ) {
        return finding.with_confidence(FORM_CONFIDENCE, case.policy.number("fail.confidence"));
    }
    finding
}

/// Returns how much two notes agree, in words.
pub(super) fn agreement(similarity: f64) -> String {
    let percent = (similarity * 100.0).floor();
    if percent >= 100.0 {
        "has the same words as".to_owned()
    } else {
        format!("agrees to {percent} % with")
    }
}

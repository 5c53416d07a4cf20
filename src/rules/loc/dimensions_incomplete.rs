//! LOC-013: the admission assessment leaves ASAM dimensions out.

use super::assessments;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{Dimension, Measure, Note, NoteKind};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-013",
    name: "asam-dimensions-incomplete",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "IOP, PHP, residential and withdrawal management stays for substance use",
    authority: &[Authority {
        cite: "ASAM Criteria; state Medicaid manuals",
        verified: false,
    }],
    checks: "The assessments of the admission window rate or name at least one ASAM dimension, and \
             fewer than asam.dimensions are rated, named or spoken of in them. A dimension is \
             spoken of by any statement that belongs to it, said of now or the past, affirmed or \
             denied. Since a dimension may be spoken of in other words, it only warns.",
    why: "A placement by dimensions is argued in all of them; a reviewer reads a missing one as \
          no need.",
    cure: &[Cure::C3, Cure::C7],
    params: &[
        "asam.dimensions",
        "admission.window_before_days",
        "admission.window_after_days",
    ],
    rests_on_absence: true,
    needs: &[crate::ledger::Supply::Assessments],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    // A patient who steps down is assessed once for the whole course, so the first stay speaks.
    for stay in &case.ledger.stays {
        let (first, last) = assessments::window(case, stay);
        // Nurses and physicians often cover the first two dimensions in documents of their own.
        let notes: Vec<&Note> = case
            .record
            .notes
            .iter()
            .filter(|note| is_intake(note.kind))
            .filter(|note| {
                note.date()
                    .is_some_and(|date| first <= date && date <= last)
            })
            .collect();
        let by_dimension = notes.iter().any(|note| works_by_dimension(note));
        if !is_for_substance_use(case, stay) || !by_dimension {
            checks.not_applicable(&RULE);
            continue;
        }
        let covered: BTreeSet<u8> = notes.iter().flat_map(|note| dimensions(note)).collect();
        if covered.len() as i64 >= case.number_for_stay(stay, "asam.dimensions") {
            checks.pass(&RULE);
            continue;
        }
        let missing: Vec<String> = (1..=6_u8)
            .filter(|dimension| !covered.contains(dimension))
            .map(|dimension| dimension.to_string())
            .collect();
        let message = format!(
            "{} admitted {}: the assessment works by ASAM dimensions and addresses {} of 6; \
             dimension {} {} neither rated nor spoken of {}",
            stay.level,
            stay.admission,
            covered.len(),
            missing.join(", "),
            if missing.len() == 1 { "is" } else { "are" },
            case.absence_words(),
        );
        let mut finding = RULE.finding(Outcome::Warn, message);
        let rated = notes
            .iter()
            .flat_map(|note| &note.mentions)
            .filter(|found| found.indicator == "T-02");
        finding = finding
            .with_all(rated.take(6).map(|found| Evidence::supports(found.span)))
            .with_all(
                notes
                    .iter()
                    .take(4)
                    .map(|note| Evidence::searched(head(note))),
            );
        checks.report(on_stay(case, stay, finding, &stay.days));
        break;
    }
}

fn works_by_dimension(note: &Note) -> bool {
    note.dimensions != 0 || note.mentions.iter().any(|found| found.indicator == "T-02")
}

fn is_intake(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::Assessment
            | NoteKind::PsychiatricEvaluation
            | NoteKind::HistoryAndPhysical
            | NoteKind::NursingNote
    )
}

fn is_for_substance_use(case: &Case<'_>, stay: &Stay) -> bool {
    let claims: BTreeSet<usize> = stay.lines.iter().map(|id| id.claim).collect();
    claims.iter().any(|&claim| {
        let principal = case
            .record
            .claims
            .get(claim)
            .and_then(|claim| claim.diagnoses.first());
        principal.is_some_and(|code| code.value.dotted().starts_with("F1"))
    })
}

/// Returns the dimensions that a note rates, names or speaks of.
fn dimensions(note: &Note) -> impl Iterator<Item = u8> + '_ {
    let named = (1..=6_u8).filter(|dimension| note.dimensions & (1 << (dimension - 1)) != 0);
    let spoken = note
        .mentions
        .iter()
        .filter_map(|found| match found.measure {
            Some(Measure::DimensionRating(dimension, _)) => Some(dimension),
            _ => match found.dimension {
                Dimension::D1 => Some(1),
                Dimension::D2 => Some(2),
                Dimension::D3 => Some(3),
                Dimension::D4 => Some(4),
                Dimension::D5 => Some(5),
                Dimension::D6 => Some(6),
                Dimension::T | Dimension::P => None,
            },
        });
    named.chain(spoken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const STAY: &str = "claim C1 I dx F11.20\nline 2026-01-05 H0015 rev 0906";
    const RATED: &str = "note 2026-01-05 assessment
        mention T-02 affirmed L w2 rating 1/0
        mention T-02 affirmed H w3 rating 3/3
        mention T-02 affirmed H w3 rating 5/3
        mention D4-01 affirmed H w2\n";

    #[test]
    fn fires_on_an_assessment_of_four_dimensions() {
        let case = format!("complete\n{RATED}{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
        let message = &findings(&RULE, &case)[0].message;
        assert!(message.contains("4 of 6; dimension 2, 6 are"), "{message}");
    }

    #[test]
    fn dimensions_named_or_spoken_of_elsewhere_at_intake_pass() {
        let case = format!(
            "complete\n{RATED}mention D6-05 negated L w2
            note 2026-01-05 nursing\nmention D2-04 affirmed L w1\n{STAY}"
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn another_kind_of_assessment_or_a_mental_health_stay_is_left_alone() {
        let other = "complete\nnote 2026-01-05 assessment\nmention D4-01 affirmed H w2\n";
        assert_eq!(outcomes(&RULE, &format!("{other}{STAY}")), [""; 0]);
        let mental = format!("complete\n{RATED}{STAY}").replace("F11.20", "F33.2");
        assert_eq!(outcomes(&RULE, &mental), [""; 0]);
    }
}

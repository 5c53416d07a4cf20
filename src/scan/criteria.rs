//! Tells sentences that set a criterion for the end of a stay or for another level: "step down to PHP
//! when 14 days without SIB", "discharge: back to work, 6 wks sober". What they name is to come.

use crate::model::NoteKind;

/// Words that open such a sentence.
const OPENERS: [&str; 9] = [
    "step down",
    "stepdown",
    "discharge",
    "d/c",
    "dc",
    "transition",
    "transfer",
    "graduate",
    "step to",
];
/// Words behind which the criterion stands.
const WHEN: [&str; 7] = [
    " when ",
    " once ",
    " upon ",
    " contingent on ",
    " criteria",
    " provided ",
    " as soon as ",
];
/// Words that tell what was or is.
const TOLD: [&str; 12] = [
    " was ",
    " were ",
    " had ",
    " did ",
    " completed",
    " discharged",
    " left",
    " today",
    " yesterday",
    " is ",
    " has been",
    " on hold",
];

/// Returns whether a sentence, in plain text, sets a criterion.
pub(super) fn sets(kind: NoteKind, sentence: &str) -> bool {
    let rest = ["plan:", "p:", "dispo:", "disposition:"]
        .iter()
        .find_map(|label| sentence.strip_prefix(label))
        .map_or(sentence, str::trim_start);
    let Some(rest) = OPENERS.iter().find_map(|word| rest.strip_prefix(word)) else {
        return false;
    };
    let labelled = rest.starts_with(':') && plans(kind);
    (labelled || WHEN.iter().any(|word| rest.contains(word)))
        && !TOLD.iter().any(|word| rest.contains(word))
}

/// Returns whether notes of a kind are written before the stay they speak of has passed.
pub(super) fn plans(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::TreatmentPlan
            | NoteKind::PlanReview
            | NoteKind::Assessment
            | NoteKind::PsychiatricEvaluation
            | NoteKind::HistoryAndPhysical
            | NoteKind::Certification
            | NoteKind::Recertification
            | NoteKind::Order
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn criteria_are_told_from_what_happened() {
        let plan = NoteKind::TreatmentPlan;
        for (kind, sentence, wanted) in [
            (
                plan,
                "step down to php when 14 days without sib and family pass goes safely.",
                true,
            ),
            (
                plan,
                "discharge: back to work, 6 wks sober, aftercare group found.",
                true,
            ),
            (
                NoteKind::ProgramSummary,
                "step down to iop once cravings are under 3.",
                true,
            ),
            (NoteKind::Unknown, "discharge: back to work, sober.", false),
            (plan, "discharge was delayed when he relapsed.", false),
            (plan, "stepped down to php when insurance ended.", false),
            (plan, "relapsed once when alone.", false),
        ] {
            assert_eq!(sets(kind, sentence), wanted, "{sentence}");
        }
    }
}

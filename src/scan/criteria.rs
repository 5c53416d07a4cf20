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

/// Labels of what a plan aims at.
const AIMS: [&str; 6] = ["objective", "objectives", "obj", "goal", "goals", "target"];

/// Returns whether a sentence of a plan states an aim: behind its label, or up to a day that is set
/// for it ("attends 90% of groups for 7 days by 3/21").
fn aims(kind: NoteKind, sentence: &str) -> bool {
    if kind != NoteKind::TreatmentPlan {
        return false;
    }
    let label = AIMS
        .iter()
        .filter_map(|word| sentence.strip_prefix(word))
        .any(|rest| {
            let rest =
                rest.trim_start_matches(|c: char| c == ' ' || c == '#' || c.is_ascii_digit());
            rest.starts_with([':', '.', ')'])
        });
    let set = sentence.match_indices(" by ").any(|(at, by)| {
        let day = sentence.get(at + by.len()..).unwrap_or("");
        let digits = day.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2).contains(&digits) && day.get(digits..).is_some_and(|rest| rest.starts_with('/'))
    });
    (label || set) && !TOLD.iter().any(|word| sentence.contains(word))
}

/// Returns whether a sentence, in plain text, sets a criterion.
pub(super) fn sets(kind: NoteKind, sentence: &str) -> bool {
    if aims(kind, sentence) {
        return true;
    }
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
            (plan, "attends 90% of groups for 7 days by 3/21.", true),
            (plan, "objective: sleep 7 hours 5 nights a week.", true),
            (plan, "obj 2: no si for 14 days.", true),
            (plan, "was seen by 3/21 and had no si.", false),
            (plan, "seen by 3 doctors, sleeps 7 hours.", false),
            (
                NoteKind::IndividualNote,
                "objective: sleeps 7 hours.",
                false,
            ),
            (NoteKind::PlanReview, "attends 90% of groups.", false),
        ] {
            assert_eq!(sets(kind, sentence), wanted, "{sentence}");
        }
    }
}

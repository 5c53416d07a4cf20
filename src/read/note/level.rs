//! Reads a level of care named in a note's title, program or level field.

use super::kind;
use super::labels::Label;
use super::view::NoteView;
use crate::model::LevelOfCare;
use crate::text::{Located, Pattern};
use std::sync::LazyLock;

/// Writes the pattern of an ASAM level number with the words that make it one.
macro_rules! asam {
    ($number:literal) => {
        concat!(
            r"\b(?:asam|loc|level\s+of\s+care|care\s+level|(?:asam|care|recommended)\s+level|level)\s*[:#=-]?\s*",
            $number,
            r"\b|\b",
            $number,
            r"\b\s*-?\s*(?:wm|residential|withdrawal|detox|rehab|clinically|medically|level|unit|program|loc|r\.?t\.?c)"
        )
    };
}

static LEVELS: LazyLock<Vec<(Pattern, LevelOfCare)>> = LazyLock::new(|| {
    use LevelOfCare::*;
    // Order matters: the first pattern that fits decides, so the narrow stand before the wide.
    let table: &[(&str, LevelOfCare)] = &[
        // A bare decimal is a dose, a score or an hour; a level says so or names its program.
        (asam!("3\\.7(?:\\s*-?\\s*wm)?"), ResidentialMedical),
        (asam!("3\\.5"), ResidentialHigh),
        (asam!("3\\.3"), ResidentialPopulation),
        (asam!("3\\.2(?:\\s*-?\\s*wm)?"), ResidentialWithdrawal),
        (asam!("3\\.1"), ResidentialLow),
        (r"\blevel\s*4(?:\.0)?(?:-wm)?\b|\b4-wm\b", InpatientDetox),
        (r"\blevel\s*2\.7\b", IntensiveOutpatientMedical),
        (
            r"\b(?:asam|level)\s*(?:level\s*)?2\.5\b",
            PartialHospitalization,
        ),
        (
            r"\b(?:asam|level)\s*(?:level\s*)?2\.1\b",
            IntensiveOutpatient,
        ),
        (
            r"\bphp\b|partial\s+hospital|\bday\s+treatment\b",
            PartialHospitalization,
        ),
        (r"\biop\b|intensive\s+out-?\s?patient", IntensiveOutpatient),
        (
            r"\botp\b|opioid\s+treatment\s+program|methadone\s+(?:clinic|program)",
            OpioidTreatmentProgram,
        ),
        (
            r"\bprtf\b|psychiatric\s+residential|\brtc\s+psych|residential\s+psychiatric|mental\s+health\s+residential",
            ResidentialPsychiatric,
        ),
        (r"medically\s+monitored", ResidentialMedical),
        (
            r"inpatient\s+(?:detox|withdrawal)|hospital\s+detox|medically\s+managed\s+(?:inpatient|withdrawal)",
            InpatientDetox,
        ),
        (
            r"residential\s+(?:detox|withdrawal)|social\s+detox",
            ResidentialWithdrawal,
        ),
        (
            r"inpatient\s+(?:psych|behavioral|mental|unit)|psychiatric\s+(?:inpatient|hospital|unit)|acute\s+(?:inpatient|psych)|\bipf\b",
            InpatientPsychiatric,
        ),
        (
            r"crisis\s+(?:stabilization|unit|residential)|\bcsu\b",
            Crisis,
        ),
        (
            r"\bdetox(?:ification)?\b|withdrawal\s+management",
            ResidentialMedical,
        ),
        (
            r"low[- ]intensity\s+residential|halfway|recovery\s+residence|sober\s+living",
            ResidentialLow,
        ),
        (r"\bresidential\b|\brtc\b", ResidentialHigh),
        (
            r"\b(?:routine|general|standard|traditional)?\s*out-?\s?patient\b|\bgop\b",
            Outpatient,
        ),
        (r"\binpatient\b", InpatientPsychiatric),
    ];
    table
        .iter()
        .filter_map(|(pattern, level)| Some((Pattern::new(&format!("(?i){pattern}"))?, *level)))
        .collect()
});

/// Returns the level of care that a short text names, with its bytes.
pub(crate) fn level_from_text(text: &str) -> Option<(LevelOfCare, std::ops::Range<usize>)> {
    if text.len() > 200 {
        return None;
    }
    LEVELS.iter().find_map(|(pattern, level)| {
        let found = pattern.find(text)?;
        Some((*level, found))
    })
}

/// Returns the level of care that a note's header names.
pub(crate) fn read_level(view: &NoteView<'_>) -> Option<Located<LevelOfCare>> {
    for label in [Label::Level, Label::Program, Label::NoteType] {
        for field in view.labelled(label) {
            if field.line >= view.header_end && !view.is_furniture(field.line) {
                continue;
            }
            if let Some((level, place)) = level_from_text(view.value(field)) {
                return Some(Located::new(level, view.part_span(field, place)));
            }
        }
    }
    view.body_lines()
        .take_while(|(index, _)| *index < view.header_end)
        .take(8)
        .filter(|(_, line)| {
            kind::looks_like_title(line.text) && kind::read_title(line.text).is_some()
        })
        .find_map(|(index, line)| {
            let (level, place) = level_from_text(line.text)?;
            Some(Located::new(level, view.place(index, place)))
        })
}

//! Reads titles that are put together from a few words in whatever order, as no list of phrases can
//! hold them all: `Treatment Plan 30-Day Review`, `Discharge Against Medical Advice - Summary`.

use crate::model::NoteKind;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternFile {
    qualifiers: Vec<String>,
    pattern: Vec<PatternEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternEntry {
    kind: NoteKind,
    needs: Vec<Vec<String>>,
    with: Vec<String>,
}

/// What one word does for the patterns.
#[derive(Clone, Copy, Default)]
struct Word {
    /// The patterns in whose titles it may stand, as bits.
    allowed: u32,
    /// The groups that it stands in, as bits, [`GROUPS`] to a pattern.
    fills: u128,
}

struct Patterns {
    words: HashMap<String, Word>,
    /// The kind of each pattern, and its groups as bits.
    kinds: Vec<(NoteKind, u128)>,
}

/// Groups that a pattern has at most.
const GROUPS: usize = 4;

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let file: PatternFile =
        toml::from_str(include_str!("../../../knowledge/title_patterns.toml")).ok()?;
    let mut words: HashMap<String, Word> = HashMap::new();
    for word in file.qualifiers {
        words.entry(word).or_default().allowed = u32::MAX;
    }
    let mut kinds = Vec::new();
    for (place, entry) in file.pattern.into_iter().enumerate() {
        let bit = 1_u32.checked_shl(u32::try_from(place).ok()?)?;
        let mut all = 0;
        for (group, needed) in entry.needs.into_iter().enumerate() {
            let fills = 1 << (place * GROUPS + group);
            all |= fills;
            for word in needed {
                let word = words.entry(word).or_default();
                word.allowed |= bit;
                word.fills |= fills;
            }
        }
        for word in entry.with {
            words.entry(word).or_default().allowed |= bit;
        }
        kinds.push((entry.kind, all));
    }
    Some(Patterns { words, kinds })
});

/// Letters of a word and words of a title that a pattern knows at most.
const LONGEST: usize = 20;
const MOST: u32 = 9;

/// Returns the kind of a title of which a pattern knows every word, and how many words they are.
pub(super) fn kind_of(title: &str) -> Option<(NoteKind, u32)> {
    // A colon introduces what is said below it.
    if title.len() > 90 || title.contains(':') {
        return None;
    }
    let patterns = PATTERNS.as_ref()?;
    let (mut allowed, mut fills, mut count) = (u32::MAX, 0, 0);
    for word in title.split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        count += 1;
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        // Most texts that are asked of end at their first word.
        let mut small = [0; LONGEST];
        let known = small.get_mut(..word.len()).and_then(|small| {
            small.copy_from_slice(word.as_bytes());
            small.make_ascii_lowercase();
            patterns.words.get(std::str::from_utf8(small).ok()?)
        })?;
        allowed &= known.allowed;
        fills |= known.fills;
        if allowed == 0 || count > MOST {
            return None;
        }
    }
    let mut kinds = patterns.kinds.iter().enumerate();
    let (_, (kind, _)) =
        kinds.find(|(place, (_, all))| allowed & 1 << place != 0 && fills & all == *all)?;
    Some((*kind, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_written_as_they_are_read() {
        let file: PatternFile =
            toml::from_str(include_str!("../../../knowledge/title_patterns.toml"))
                .expect("a valid file");
        assert!(file.pattern.len() * GROUPS <= 128 && file.pattern.len() <= 32);
        for entry in &file.pattern {
            let mut seen: Vec<&String> = Vec::new();
            assert!((2..=GROUPS).contains(&entry.needs.len()));
            for word in entry.needs.iter().flatten() {
                assert!(!seen.contains(&word), "{word} twice in {:?}", entry.kind);
                seen.push(word);
            }
            for word in entry.needs.iter().flatten().chain(&entry.with) {
                assert!(
                    word.len() <= LONGEST && *word == word.to_lowercase(),
                    "{word}"
                );
            }
        }
    }

    #[test]
    fn titles_are_told_by_their_words_in_any_order() {
        use NoteKind as K;
        for (title, kind) in [
            (
                "Discharge Against Medical Advice - Summary",
                K::DischargeSummary,
            ),
            ("Summary of Discharge", K::DischargeSummary),
            ("Discharge (AMA)", K::DischargeSummary),
            ("Treatment Completion Summary", K::DischargeSummary),
            ("Discharge from IOP - Summary", K::DischargeSummary),
            ("Treatment Plan 30-Day Review", K::PlanReview),
            ("Review of Treatment Plan", K::PlanReview),
            ("Master Treatment Plan - 14 Day Update", K::PlanReview),
            ("Interdisciplinary Team Meeting", K::PlanReview),
            ("Plan of Treatment", K::TreatmentPlan),
            ("IOP plan", K::TreatmentPlan),
            ("Individualized Plan", K::TreatmentPlan),
            ("Certificate of Need", K::Certification),
            ("Physician Cert - PHP", K::Certification),
            ("PHP Recert", K::Recertification),
            ("Day Treatment Assessment", K::Assessment),
            ("Comprehensive Adult Assessment", K::Assessment),
            ("ASAM Level of Care Determination", K::Assessment),
            ("Psychiatry Intake", K::PsychiatricEvaluation),
            ("Initial Psychiatry Consult", K::PsychiatricEvaluation),
            ("Psychiatric Med Follow-Up", K::PrescriberNote),
            ("E/M Visit", K::PrescriberNote),
            ("MAT Follow Up", K::PrescriberNote),
            ("Nurse's Progress Note", K::NursingNote),
            ("LVN Shift Note", K::NursingNote),
            ("Parent Coaching Session", K::FamilyNote),
            ("Group Therapy Session Note", K::GroupNote),
            ("Skills Training Group", K::GroupNote),
            ("Standing Order - UDS", K::Order),
            ("Lab Requisition", K::Order),
            ("Laboratory Final Report", K::LabResult),
            ("Weights and Orthostatics", K::Flowsheet),
            ("271 Eligibility Response", K::Administrative),
            ("Appointment List", K::Administrative),
        ] {
            assert_eq!(kind_of(title).map(|found| found.0), Some(kind), "{title}");
        }
    }

    #[test]
    fn words_of_no_document_are_no_title() {
        for title in [
            "Assessment",
            "Plan",
            "Day Treatment",
            "Health assessment",
            "Pain assessment",
            "Fall Risk Assessment",
            "Discharge planning group",
            "Discharge Criteria",
            "Treatment plan: review weekly",
            "Family history",
            "Psychiatric history",
            "Court order",
            "Certificate of Completion",
            "Group home",
            "Care plan discussed with mother",
            "Ann Roe",
            "",
        ] {
            assert_eq!(kind_of(title), None, "{title}");
        }
    }
}

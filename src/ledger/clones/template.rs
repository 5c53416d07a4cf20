//! Learns what is template: words that most patients' notes of a kind share.

/// What a learned text must be shared by.
#[derive(Debug, Clone, Copy)]
pub struct TemplateRule {
    /// Share of notes, each patient counting alike, in percent.
    pub share: u64,
    /// Least number of patients; a patient's own repetitions are no template.
    pub patients: usize,
    /// Least number of notes.
    pub notes: usize,
}

/// Notes looked at of one patient, and patients looked at of one kind: enough to tell a share.
const MOST_NOTES: usize = 8;
const MOST_PATIENTS: usize = 400;

/// What one note of a patient counts, so that every number of notes up to eight divides it.
const WHOLE: u32 = 840;

/// Returns the shingles that make the template of a kind of notes, sorted. `patients` holds each
/// patient's notes, of which `set` gives the shingles, sorted, each once; it is asked for a sample
/// of them only. `None` when there are too few to tell.
pub fn learn<N>(
    patients: &[Vec<N>],
    set: impl Fn(&N) -> Vec<u32>,
    rule: TemplateRule,
) -> Option<Vec<u32>> {
    let notes: usize = patients.iter().map(Vec::len).sum();
    if patients.len() < rule.patients || notes < rule.notes {
        return None;
    }
    let step = patients.len().div_ceil(MOST_PATIENTS).max(1);
    let mut weights: Vec<(u32, u32)> = Vec::new();
    let mut counted = 0;
    for notes in patients
        .iter()
        .step_by(step)
        .filter(|notes| !notes.is_empty())
    {
        counted += 1;
        let step = notes.len().div_ceil(MOST_NOTES).max(1);
        let sample = notes.iter().step_by(step);
        let weight = WHOLE / sample.len() as u32;
        weights.extend(sample.flat_map(&set).map(|shingle| (shingle, weight)));
    }
    weights.sort_unstable();
    let mut template = Vec::new();
    for same in weights.chunk_by(|one, other| one.0 == other.0) {
        let sum: u64 = same.iter().map(|(_, weight)| u64::from(*weight)).sum();
        if let Some((shingle, _)) = same.first()
            && sum * 100 >= rule.share * u64::from(WHOLE) * counted
        {
            template.push(*shingle);
        }
    }
    Some(template)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: TemplateRule = TemplateRule {
        share: 60,
        patients: 4,
        notes: 8,
    };

    #[test]
    fn what_most_patients_share_is_template_and_one_patients_copies_are_not() {
        // Every patient has 1 and 2; the first copies 50 into a hundred notes.
        let mut patients: Vec<Vec<Vec<u32>>> = (0..4)
            .map(|patient| vec![vec![1, 2, 10 + patient], vec![1, 2, 20 + patient]])
            .collect();
        patients[0] = vec![vec![1, 2, 50]; 100];
        assert_eq!(learn(&patients, Vec::clone, RULE), Some(vec![1, 2]));
    }

    #[test]
    fn too_few_patients_or_notes_teach_nothing() {
        let three = vec![vec![vec![1, 2]; 10]; 3];
        assert_eq!(learn(&three, Vec::clone, RULE), None);
        let few_notes = vec![vec![vec![1, 2]]; 4];
        assert_eq!(learn(&few_notes, Vec::clone, RULE), None);
    }
}

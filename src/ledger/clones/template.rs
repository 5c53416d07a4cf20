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

/// Returns the notes to learn from, some of some patients, each patient's apart. `None` when there
/// are too few to tell.
pub(super) fn sample<N>(patients: &[Vec<N>], rule: TemplateRule) -> Option<Vec<Vec<&N>>> {
    let notes: usize = patients.iter().map(Vec::len).sum();
    if patients.len() < rule.patients || notes < rule.notes {
        return None;
    }
    let step = patients.len().div_ceil(MOST_PATIENTS).max(1);
    let some = patients.iter().step_by(step);
    let sample = some.filter(|notes| !notes.is_empty()).map(|notes| {
        let step = notes.len().div_ceil(MOST_NOTES).max(1);
        notes.iter().step_by(step).collect()
    });
    Some(sample.collect())
}

/// Returns the shingles that make the template of a kind of notes, sorted. `set` gives those of a
/// note of the sample, sorted, each once.
pub fn learn<N>(sample: &[Vec<&N>], set: impl Fn(&N) -> Vec<u32>, rule: TemplateRule) -> Vec<u32> {
    let mut weights: Vec<(u32, u32)> = Vec::new();
    let counted = sample.len() as u64;
    for notes in sample {
        let weight = WHOLE / notes.len().max(1) as u32;
        let shingles = notes.iter().flat_map(|note| set(note));
        weights.extend(shingles.map(|shingle| (shingle, weight)));
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
    template
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
        let sample = sample(&patients, RULE).expect("enough to learn from");
        assert_eq!(learn(&sample, Vec::clone, RULE), [1, 2]);
    }

    #[test]
    fn too_few_patients_or_notes_teach_nothing() {
        let three = vec![vec![vec![1, 2]; 10]; 3];
        assert_eq!(sample(&three, RULE), None);
        let few_notes = vec![vec![vec![1, 2]]; 4];
        assert_eq!(sample(&few_notes, RULE), None);
    }
}

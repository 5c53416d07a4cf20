//! Tells diagnoses that behavioral-health services are billed for from others.

use crate::model::DiagnosisCode;

/// Returns whether behavioral-health services may be billed for the diagnosis.
///
/// Mental and substance-use disorders are chapter F; beside them stand symptoms of mind and
/// behavior (R40 to R46), circumstances (Z), dementia and sleep disorders (G30, G31, G47),
/// poisoning and self-harm (T, X71 to X83) and mental disorders in pregnancy and childbirth (O99.3,
/// O90.6). A wide set on purpose: what lies outside has nothing to do with the mind.
pub(super) fn is_behavioral(code: &DiagnosisCode) -> bool {
    let code = code.as_str();
    let in_range = |first: &str, last: &str| {
        code.get(..3)
            .is_some_and(|category| (first..=last).contains(&category))
    };
    // Sleep apnea is a disorder of breathing.
    let is_of_breathing = code.starts_with("G473");
    code.starts_with(['F', 'Z', 'T'])
        || in_range("R40", "R46")
        || in_range("G30", "G31")
        || in_range("X71", "X83")
        || !is_of_breathing
            && ["G47", "O993", "O906"]
                .iter()
                .any(|family| code.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mind_is_told_from_the_body() {
        for (code, expected) in [
            ("F32.1", true),
            ("R45.851", true),
            ("G47.00", true),
            ("X78.8XXA", true),
            ("G47.33", false),
            ("I10", false),
            ("R51.9", false),
            ("G89.29", false),
            ("O80", false),
        ] {
            let code = DiagnosisCode::new(code).expect("a code");
            assert_eq!(is_behavioral(&code), expected, "{}", code.dotted());
        }
    }
}

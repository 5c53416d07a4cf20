//! Which rules run.

/// Rules chosen by `--select` and left out by `--ignore`: codes (`TIM-002`) or families (`TIM`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// When not empty, only these run.
    pub select: Vec<String>,
    /// These never run.
    pub ignore: Vec<String>,
}

impl Selection {
    /// Returns whether the rule of this code runs.
    pub fn includes(&self, code: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|entry| matches(entry, code));
        (self.select.is_empty() || named(&self.select)) && !named(&self.ignore)
    }
}

fn matches(entry: &str, code: &str) -> bool {
    let entry = entry.trim();
    code.eq_ignore_ascii_case(entry)
        || code
            .split_once('-')
            .is_some_and(|(family, _)| family.eq_ignore_ascii_case(entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selects_by_code_and_family() {
        let selection = Selection {
            select: vec!["tim".into(), "DOC-002".into()],
            ignore: vec!["TIM-003".into()],
        };
        assert!(selection.includes("TIM-002"));
        assert!(selection.includes("DOC-002"));
        assert!(!selection.includes("TIM-003"));
        assert!(!selection.includes("DOC-001"));
        assert!(Selection::default().includes("COD-001"));
    }
}

//! Tells the titles of problems from what is said of the patient.

/// Returns the length of the title of a numbered or addressed problem at a sentence's start
/// (`problem 1: alcohol withdrawal`), 0 where there is none. Such a title names what is treated;
/// what follows "as evidenced by" or another stop says how the patient is.
pub(super) fn problem_title(sentence: &str) -> usize {
    let Some(rest) = sentence.strip_prefix("problem") else {
        return 0;
    };
    let rest = rest.strip_prefix('s').unwrap_or(rest).trim_start();
    let rest = rest.strip_prefix("area").unwrap_or(rest).trim_start();
    let rest = rest.strip_prefix("number").unwrap_or(rest).trim_start();
    let numbered = rest.trim_start_matches(['#', '(', ' ']);
    let is_title = numbered.starts_with(|c: char| c.is_ascii_digit())
        || rest.starts_with("addressed")
        || rest.starts_with("focus");
    if !is_title {
        return 0;
    }
    let stops = [
        " as evidenced",
        " aeb",
        " due to",
        " related to",
        " r/t",
        " evidenced by",
        ". ",
        "; ",
        " - client",
        " - patient",
        " - pt",
    ];
    let title_end = stops.iter().filter_map(|stop| sentence.find(stop)).min();
    title_end.unwrap_or(sentence.len())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_numbered_problem_is_a_title_up_to_its_evidence() {
        let length = |text| super::problem_title(text);
        assert_eq!(length("problem 1: alcohol withdrawal"), 29);
        assert_eq!(
            length("problem #2 suicidal ideation aeb plan to overdose"),
            28
        );
        assert_eq!(length("problems addressed: depression"), 30);
        assert_eq!(length("problem solving with wife, drinks daily"), 0);
        assert_eq!(length("presenting problem: suicidal ideation"), 0);
    }
}

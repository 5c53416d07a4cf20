//! Files made to hurt: noise without end, segments without end, trees without end.

use super::{ISA, content, interchange, professional};
use crate::problem::ProblemKind;

#[test]
fn a_million_terminators_are_one_stretch_of_noise() {
    let text = format!("{ISA}{}", "~".repeat(1_000_000));
    let found = content(&text);
    assert!(found.problems.len() <= 2, "{}", found.problems.len());
    assert!(found.claims.is_empty());
}

#[test]
fn a_segment_without_end_is_reported_and_the_rest_is_read() {
    let long = format!("NTE*ADD*{}", "A*".repeat(100_000));
    let claim = [
        "CLM*1*10***11:B:1",
        &long,
        "LX*1",
        "SV1*HC:90834*10*UN*1",
        "DTP*472*D8*20260105",
    ];
    let found = content(&professional(&claim));
    assert_eq!(found.claims[0].lines[0].charge.cents(), 1000);
    assert_eq!(found.problems.len(), 1);
    assert!(
        found.problems[0]
            .message
            .contains("longer than any segment")
    );
}

#[test]
fn trees_without_end_and_without_sense_end() {
    for level in ["20", "22", "23", "EV", "SS", "PT"] {
        for (kind, version) in [
            ("837", "005010X222A1"),
            ("278", "005010X217"),
            ("271", "005010X279A1"),
            ("277", "005010X214"),
        ] {
            let nodes: Vec<String> = (1..2000)
                .map(|number| format!("HL*{number}*{}*{level}*1", 2000 - number))
                .collect();
            let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
            let found = content(&interchange(kind, version, &nodes));
            assert!(found.problems.len() <= 2100, "{kind} {level}");
        }
    }
}

#[test]
fn problems_are_counted_beyond_the_first_ten_thousand() {
    let claim = vec!["QQQ*1"; 10_500];
    let found = content(&professional(&claim));
    assert_eq!(found.problems.len(), 10_001);
    let rest = found.problems.iter().find(|problem| problem.span.is_none());
    let rest = rest.expect("a count of the rest");
    assert_eq!(rest.kind, ProblemKind::ClaimStructure);
    assert!(rest.message.starts_with("500 more") || rest.message.starts_with("501 more"));
}

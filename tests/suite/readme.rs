//! Keeps the README true.

use crate::support::root;
use chartproof::rules::RULES;

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("README.md")
}

#[test]
fn rule_table_lists_every_rule_and_no_other() {
    let readme = readme();
    let expected: Vec<String> = RULES
        .iter()
        .map(|rule| format!("| {} | {} | {} |", rule.code, rule.name, rule.severity.id()))
        .collect();
    let written: Vec<&str> = readme
        .lines()
        .filter(|line| {
            line.starts_with("| ") && line.as_bytes().get(5) == Some(&b'-') && line.len() > 20
        })
        .collect();
    assert_eq!(
        written,
        expected,
        "the README's rule table should be:\n{}",
        expected.join("\n")
    );
    assert!(
        readme.contains(&format!("{} rules", RULES.len())),
        "rule count"
    );
}

#[test]
fn rules_are_in_order_and_named_once() {
    let families = [
        "DOC", "PLN", "LOC", "TIM", "CLN", "AUT", "COD", "COB", "DEN", "OVL",
    ];
    let place = |code: &str| {
        let family = families.iter().position(|family| code.starts_with(family));
        (family.expect("a known family"), code.to_owned())
    };
    let places: Vec<_> = RULES.iter().map(|rule| place(rule.code)).collect();
    assert!(places.is_sorted_by(|a, b| a < b), "registry order");
    for rule in RULES.iter() {
        assert!(
            !rule.checks.is_empty() && !rule.why.is_empty(),
            "{}",
            rule.code
        );
        // Context accuses nobody and so rests on nothing.
        let is_context = rule.severity == chartproof::finding::Severity::Info;
        assert!(is_context || !rule.authority.is_empty(), "{}", rule.code);
        for key in rule.params {
            assert!(
                chartproof::policy::Parameters::describe(key).is_some(),
                "{}: no parameter `{key}`",
                rule.code
            );
        }
    }
}

//! Statements with hard language, drawn: carets under the words, the class after them.

use chartproof::model::Assertion;
use chartproof::scan::classify;

const FILES: [(&str, &str); 14] = [
    ("traps", include_str!("../data/assertion/traps.txt")),
    ("dates", include_str!("../data/assertion/dates.txt")),
    ("speakers", include_str!("../data/assertion/speakers.txt")),
    ("plans", include_str!("../data/assertion/plans.txt")),
    ("lists", include_str!("../data/assertion/lists.txt")),
    ("long", include_str!("../data/assertion/long.txt")),
    ("mixed", include_str!("../data/assertion/mixed.txt")),
    ("grounds", include_str!("../data/assertion/grounds.txt")),
    ("affirmed", include_str!("../data/assertion/affirmed.txt")),
    ("negated", include_str!("../data/assertion/negated.txt")),
    (
        "historical",
        include_str!("../data/assertion/historical.txt"),
    ),
    (
        "hypothetical",
        include_str!("../data/assertion/hypothetical.txt"),
    ),
    (
        "other-person",
        include_str!("../data/assertion/other-person.txt"),
    ),
    ("uncertain", include_str!("../data/assertion/uncertain.txt")),
];

#[test]
fn drawn_statements_have_their_class() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (file, text) in FILES {
        let mut statement = "";
        for line in text.lines() {
            let Some(start) = line
                .find('^')
                .filter(|_| line.trim_start().starts_with('^'))
            else {
                statement = line;
                continue;
            };
            let end = line.rfind('^').map_or(start, |last| last + 1);
            let class = Assertion::from_id(line[end..].trim());
            let got = classify(statement, start as u32, end as u32);
            seen += 1;
            if class != Some(got.assertion) {
                wrong.push(format!(
                    "{file}: {statement} [{}] wants {:?}, got {} ({})",
                    &statement[start..end],
                    class,
                    got.assertion.id(),
                    got.rule
                ));
            }
        }
    }
    assert!(seen >= 700, "only {seen} statements were read");
    assert!(
        wrong.is_empty(),
        "{} of {seen} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

//! The list of rules, family by family. Adding a rule is one file, one `mod` line and one line in
//! its family's list.

use super::{Rule, aut, cln, cob, cod, den, doc, loc, ovl, pln, tim};
use std::sync::LazyLock;

/// Every rule, in listing order.
pub static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    [
        doc::RULES,
        pln::RULES,
        loc::RULES,
        tim::RULES,
        cln::RULES,
        aut::RULES,
        cod::RULES,
        cob::RULES,
        den::RULES,
        ovl::RULES,
    ]
    .concat()
});

/// Returns the rule of a code, case-insensitively.
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES
        .iter()
        .copied()
        .find(|rule| rule.code.eq_ignore_ascii_case(code.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;
    use crate::policy::Parameters;
    use crate::rules::{Case, Checks, Scope, fixture};
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_is_whole_and_its_parameters_exist() {
        let mut codes = BTreeSet::new();
        let mut names = BTreeSet::new();
        for rule in RULES.iter() {
            assert!(
                codes.insert(rule.code) && names.insert(rule.name),
                "{} twice",
                rule.code
            );
            assert!(
                !rule.checks.is_empty() && !rule.why.is_empty(),
                "{}",
                rule.code
            );
            for key in rule.params {
                assert!(
                    Parameters::describe(key).is_some(),
                    "{}: no `{key}`",
                    rule.code
                );
            }
            assert_eq!(
                find(&rule.code.to_lowercase()).map(|found| found.code),
                Some(rule.code)
            );
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn no_record_makes_a_rule_panic(
            statements in proptest::collection::vec((0_usize..STATEMENTS.len(), 1_u32..28), 0..25),
            complete: bool,
        ) {
            // The first statement gives mentions and lines something to stand in.
            let mut drawn = String::from(if complete { "complete\n" } else { "" });
            drawn.push_str("note 2026-01-01 assessment\nclaim C0 I filing MA\n");
            for (statement, day) in statements {
                drawn.push_str(&STATEMENTS[statement].replace("{}", &format!("2026-01-{day:02}")));
                drawn.push('\n');
            }
            let (policy, records) = fixture::draw(&drawn);
            for record in &records {
                let ledger = Ledger::build(record, &policy);
                let mut checks = Checks::default();
                for rule in RULES.iter() {
                    if let Scope::Patient(check) = rule.scope {
                        check(&Case { record, ledger: &ledger, policy: &policy }, &mut checks);
                    }
                }
                for finding in checks.findings() {
                    proptest::prop_assert!(!finding.evidence.is_empty(), "{}", finding.rule);
                }
            }
        }
    }

    const STATEMENTS: [&str; 20] = [
        "note {} group 09:00-10:00",
        "note {} individual no-show",
        "note {} nursing 23:00-07:00 unsigned",
        "note {} shift no-date absent",
        "note {} group no-author to 2026-02-20",
        "mention D1-04 affirmed L w2 score 3",
        "mention D3-04 affirmed L w2",
        "mention D3-28 affirmed L w2",
        "mention D3-01 affirmed H w4",
        "plan {} to 2026-01-10",
        "review {} from 2026-03-01 to 2026-01-01",
        "cert {} undated",
        "recert {} blank",
        "claim C1 P",
        "line {} 90837",
        "line {} H0015 rev 0906 units 5",
        "line {}..2026-01-31 H0035 rev 0912 units 3",
        "line {}..2026-02-10 H0010 rev 0116",
        "line {} - no-units undated",
        "attend {} \"Process group\" 09:00-08:00 absent",
    ];
}

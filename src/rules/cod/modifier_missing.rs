//! COD-008: a line lacks a modifier that its payer requires.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::ServiceLine;
use crate::policy::RequiredModifiers;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-008",
    name: "modifier-required-missing",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "lines of a payer for which chartproof.toml lists required_modifiers",
    authority: &[Authority {
        cite: "the payer's provider manual, as chartproof.toml states it",
        verified: false,
    }],
    checks: "chartproof.toml lists modifiers of which the payer wants at least one on lines of \
             this procedure or revenue code, and the line carries none of them.",
    why: "The payer cannot tell the program or the clinician's degree and denies the line, with \
          reason 4.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let wanted: Vec<&RequiredModifiers> = case
            .policy
            .payer_entry(&claim.payer)
            .into_iter()
            .flat_map(|entry| &entry.required_modifiers)
            .filter(|wanted| speaks_of(wanted, line))
            .collect();
        if wanted.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let Some(lacking) = wanted.iter().find(|wanted| !is_met(wanted, line)) else {
            checks.pass(&RULE);
            continue;
        };
        let carried: Vec<&str> = line.modifiers.iter().map(|one| one.as_str()).collect();
        let carried = if carried.is_empty() {
            "no modifier".to_owned()
        } else {
            carried.join(", ")
        };
        let message = format!(
            "{} billed with {carried}; {} wants one of {}",
            code_words(line),
            payer_words(&claim.payer.name, &claim.payer.id),
            lacking.any_of.join(", ")
        );
        let code = line.procedure.as_ref().map(|code| code.span);
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .with_all(code.map(Evidence::supports))
            .risking(AtRisk::whole(row.id));
        checks.report(finding);
    }
}

fn payer_words<'p>(name: &'p str, id: &'p str) -> &'p str {
    [name, id]
        .into_iter()
        .find(|words| !words.trim().is_empty())
        .unwrap_or("the payer")
}

fn speaks_of(wanted: &RequiredModifiers, line: &ServiceLine) -> bool {
    let procedure = line.procedure.as_ref().map(|code| code.value.as_str());
    let revenue = line.revenue.as_ref().map(|code| code.value.as_str());
    wanted.codes.iter().any(|code| {
        let code = code.trim();
        [procedure, revenue]
            .into_iter()
            .flatten()
            .any(|billed| billed.eq_ignore_ascii_case(code))
    })
}

fn is_met(wanted: &RequiredModifiers, line: &ServiceLine) -> bool {
    line.modifiers.iter().any(|carried| {
        wanted
            .any_of
            .iter()
            .any(|one| one.trim().eq_ignore_ascii_case(carried.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const PAYER: &str = "payer PAY1 medicaid wants HF,HE on H0015,H0004 wants HO,HN on H0004\n";

    fn case(line: &str) -> String {
        format!("{PAYER}claim C1 P dx F10.20\nline 2026-01-05 {line}")
    }

    #[test]
    fn fires_where_none_of_the_wanted_modifiers_is_carried() {
        for line in ["H0015", "H0015 mod U5", "H0004 mod HF", "H0004 mod HO"] {
            assert_eq!(
                outcomes(&RULE, &case(line)),
                ["fail C1/1 2026-01-05"],
                "{line}"
            );
        }
        let found = findings(&RULE, &case("H0015 mod U5"));
        assert!(found[0].message.contains("wants one of HF, HE"));
    }

    #[test]
    fn one_of_each_list_is_enough_wherever_it_stands() {
        for line in ["H0015 mod U5,HE", "H0004 mod HO,HF", "90834"] {
            assert_eq!(outcomes(&RULE, &case(line)), [""; 0], "{line}");
        }
    }

    #[test]
    fn other_payers_and_facilities_without_a_list_are_not_judged() {
        let other = case("H0015").replace("claim C1 P", "claim C1 P payer PAY2");
        assert_eq!(tally(&RULE, &other).not_applicable, 1);
        let none = case("H0015").replace(PAYER, "");
        assert_eq!(tally(&RULE, &none).not_applicable, 1);
    }
}

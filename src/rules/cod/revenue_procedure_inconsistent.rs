//! COD-011: a revenue code was billed with a procedure that does not go with it.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::LevelOfCare;
use crate::policy::{
    ContractEntry, LevelBasis, ProcedureInfo, RevenueInfo, ServiceFamily, procedure, revenue,
};
use crate::rules::billed_line::on_line;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-011",
    name: "revenue-hcpcs-inconsistent",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "institutional lines with a revenue code and a procedure",
    authority: &[Authority {
        cite: "NUBC revenue codes; the payer's provider manual",
        verified: false,
    }],
    checks: "The table of revenue codes does not list the procedure, and the two name different \
             things: another level of care, another kind of therapy, or a laboratory test. Other \
             combinations that the table does not list warn. What the payer's contract names \
             together passes, and so does a procedure that it names for the revenue code's level; \
             one that it names for another level contradicts the revenue code. Codes that the \
             tables do not know are not judged.",
    why: "The payer's edits deny a procedure that does not fit its revenue code.",
    cure: &[Cure::C4],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let (Some(revenue_code), Some(code)) = (&line.revenue, &line.procedure) else {
            continue;
        };
        let known = revenue(&revenue_code.value);
        let goes = known.and_then(|info| info.goes_with(&code.value));
        let (Some(revenue_info), Some(goes)) = (known, goes) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let contract = case.policy.contract_for(claim, line);
        if goes || contract.is_some_and(|entry| names_both(entry, revenue_info)) {
            checks.pass(&RULE);
            continue;
        }
        let Some(info) = procedure(&code.value) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let is_contradiction = contradict(row, revenue_info, info);
        // The contract knows the procedure; that the table does not list it here says nothing then.
        if contract.is_some() && !is_contradiction {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{} ({}) billed with revenue {} ({})",
            code.value, info.label, revenue_code.value, revenue_info.label
        );
        let confidence = if is_contradiction { 92 } else { 65 };
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .risking(AtRisk::whole(row.id))
            .with(Evidence::supports(revenue_code.span))
            .with(Evidence::supports(code.span))
            .with_confidence(confidence, case.policy.number("fail.confidence"));
        checks.report(finding);
    }
}

/// Returns whether a contract names the procedure for this revenue code, or for the level that the
/// revenue code stands for.
fn names_both(entry: &ContractEntry, revenue: &RevenueInfo) -> bool {
    !entry.revenue.trim().is_empty() || revenue.level == Some(entry.level)
}

/// Returns whether the two codes name different things. Payers' lists are longer than any table,
/// so a combination that is only not listed is no proof.
fn contradict(row: &LineRow, revenue: &RevenueInfo, procedure: &ProcedureInfo) -> bool {
    if procedure.family == ServiceFamily::Laboratory {
        return true;
    }
    let meant = if row.billed.basis == LevelBasis::Contract {
        row.billed.level
    } else {
        procedure.level
    };
    let other_level =
        |level: LevelOfCare| meant.is_program() && level.rank().abs_diff(meant.rank()) > 2;
    match revenue.level {
        // A bed holds treatment of more than one level; only a day program is another thing.
        Some(level) if level.is_24_hour() => meant.is_day_program(),
        // Program services by component go with either program.
        Some(level) => other_level(level) && procedure.family != ServiceFamily::Group,
        None => {
            row.billed.family != ServiceFamily::Unknown
                && !matches!(
                    procedure.family,
                    ServiceFamily::Assessment
                        | ServiceFamily::EvaluationManagement
                        | ServiceFamily::Testing
                        | ServiceFamily::Support
                        | ServiceFamily::Crisis
                        | ServiceFamily::Medication
                )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn line(code: &str, revenue: &str) -> String {
        format!("claim C1 I dx F33.1\nline 2026-01-05 {code} rev {revenue}")
    }

    #[test]
    fn fires_where_the_codes_contradict() {
        for (code, revenue) in [
            ("S9480", "0915"),
            ("90837", "0915"),
            ("90853", "0914"),
            ("H0035", "0906"),
            ("H0015", "1002"),
            ("80307", "0906"),
        ] {
            let case = line(code, revenue);
            assert_eq!(
                outcomes(&RULE, &case),
                ["fail C1/1 2026-01-05"],
                "{code} {revenue}"
            );
        }
    }

    #[test]
    fn what_goes_together_and_what_a_contract_names_pass() {
        for (code, revenue) in [
            ("H0015", "0906"),
            ("S9480", "0905"),
            ("H0018", "1002"),
            ("90837", "0914"),
            ("H0035", "0913"),
        ] {
            assert_eq!(
                outcomes(&RULE, &line(code, revenue)),
                [""; 0],
                "{code} {revenue}"
            );
        }
        // The contract names the two together, or the procedure for the revenue code's level.
        for contract in ["H0015 IOP rev 0912", "H0015 PHP"] {
            let contract = format!("contract {contract}\n{}", line("H0015", "0912"));
            assert_eq!(outcomes(&RULE, &contract), [""; 0], "{contract}");
        }
    }

    #[test]
    fn a_contract_that_names_no_revenue_code_excuses_no_contradiction() {
        for (contract, code, revenue) in [
            ("S0201 PHP", "S0201", "0906"),
            ("H0015 IOP", "H0015", "0912"),
            ("H0015 IOP", "H0015", "1002"),
        ] {
            let case = format!("contract {contract}\n{}", line(code, revenue));
            assert_eq!(
                outcomes(&RULE, &case),
                ["fail C1/1 2026-01-05"],
                "{contract}"
            );
        }
        // What is only not listed is the contract's to know.
        let unlisted = format!("contract G0410 PHP\n{}", line("G0410", "0906"));
        assert!(
            !outcomes(&RULE, &unlisted)
                .iter()
                .any(|found| found.starts_with("warn"))
        );
    }

    #[test]
    fn a_combination_that_is_only_not_listed_warns() {
        for (code, revenue) in [("90791", "0914"), ("90853", "0913"), ("G0410", "0906")] {
            assert_eq!(
                outcomes(&RULE, &line(code, revenue)),
                ["warn C1/1 2026-01-05"],
                "{code}"
            );
        }
    }

    #[test]
    fn unknown_codes_are_not_judged() {
        for (code, revenue) in [("H0015", "0999"), ("H9999", "0906"), ("H0015", "1000")] {
            assert_eq!(
                tally(&RULE, &line(code, revenue)).not_applicable,
                1,
                "{code} {revenue}"
            );
        }
    }
}

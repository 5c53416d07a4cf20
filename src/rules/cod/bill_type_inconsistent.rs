//! COD-012: a revenue code was billed on a type of bill that cannot carry it.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::policy::bill_type_conflict;
use crate::rules::billed_line::on_line;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-012",
    name: "tob-inconsistent",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "institutional lines with a revenue code and a type of bill",
    authority: &[Authority {
        cite: "NUBC type of bill and revenue codes; X12 837I implementation guide",
        verified: false,
    }],
    checks: "The table of bill types lists the revenue code as one that the bill type cannot \
             carry: beds on outpatient bills (13x, 85x, 76x), outpatient programs on hospital \
             inpatient bills (11x). What the payer's contract names passes.",
    why: "The payer's edits return the claim: the setting of the bill and the service contradict \
          each other.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let (Some(bill), Some(code)) = (&claim.type_of_bill, &line.revenue) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let Some(conflict) = bill_type_conflict(&bill.value, &code.value) else {
            checks.pass(&RULE);
            continue;
        };
        let message = format!(
            "revenue {} billed on type of bill {}: {}",
            code.value, bill.value, conflict.why
        );
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .with(Evidence::supports(code.span))
            .with(Evidence::supports(bill.span))
            .risking(AtRisk::whole(row.id));
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn line(bill: &str, line: &str) -> String {
        format!("claim C1 I bill {bill} dx F33.1\nline 2026-01-05 {line}")
    }

    #[test]
    fn fires_on_a_bed_on_an_outpatient_bill_and_a_program_on_an_inpatient_one() {
        for (bill, code) in [
            ("131", "H0018 rev 1002"),
            ("851", "- rev 0124"),
            ("761", "H0011 rev 0126"),
            ("111", "H0035 rev 0912"),
            ("117", "H0015 rev 0906"),
        ] {
            let case = line(bill, code);
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"], "{case}");
        }
    }

    #[test]
    fn services_on_their_own_bill_pass() {
        for (bill, code) in [
            ("131", "H0035 rev 0912"),
            ("111", "- rev 0124"),
            ("861", "H0018 rev 1002"),
            ("891", "H0015 rev 0906"),
            ("131", "90853 rev 0915"),
            ("111", "- rev 0915"),
        ] {
            let case = line(bill, code);
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn without_a_bill_type_it_is_not_judged() {
        let case = "claim C1 I dx F33.1\nline 2026-01-05 H0018 rev 1002";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}

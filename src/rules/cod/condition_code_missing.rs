//! COD-013: a Medicare day-program claim carries no condition code that says so.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, ClaimForm, LevelOfCare, ServiceDate};
use crate::policy::{PayerClass, ServiceFamily};
use crate::rules::billed_line::claim_head;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-013",
    name: "condition-code-missing",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "original Medicare claims of hospitals, critical access hospitals and community \
                 mental health centers (bill types 13x, 85x, 76x) with day-program lines",
    authority: &[Authority {
        cite: "Medicare Claims Processing Manual ch. 4 §§260, 261; CMS MM13222",
        verified: true,
    }],
    checks: "The claim has lines of partial hospitalization, or of intensive outpatient from 2024 \
             on, and neither condition code 41 nor 92.",
    why: "Medicare returns the claim: without the code it cannot be paid as a program.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut by_claim: BTreeMap<usize, Vec<&LineRow>> = BTreeMap::new();
    for (row, claim, _) in case.live() {
        if row.payer_class == PayerClass::Medicare && needs_condition_code(claim) {
            by_claim.entry(row.id.claim).or_default().push(row);
        }
    }
    for rows in by_claim.values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        let program: Vec<&LineRow> = rows.iter().copied().filter(|row| is_program(row)).collect();
        if program.is_empty() {
            checks.not_applicable(&RULE);
        } else if claim.has_condition("41") || claim.has_condition("92") {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, claim, rows, &program));
        }
    }
}

fn needs_condition_code(claim: &Claim) -> bool {
    let bill = claim.type_of_bill.as_ref().map(|bill| bill.value.as_str());
    claim.form == ClaimForm::Institutional
        && bill.is_some_and(|bill| ["13", "76", "85"].iter().any(|kind| bill.starts_with(kind)))
}

/// Returns whether the line is of a program that the code must mark on its date.
fn is_program(row: &LineRow) -> bool {
    // Medicare's intensive outpatient benefit, and its code, began in 2024.
    let began = ServiceDate::new(2024, 1, 1);
    row.billed.family != ServiceFamily::Laboratory
        && match row.billed.level {
            LevelOfCare::PartialHospitalization => true,
            LevelOfCare::IntensiveOutpatient => row.days.first().copied() >= began,
            _ => false,
        }
}

fn finding(case: &Case<'_>, claim: &Claim, rows: &[&LineRow], program: &[&LineRow]) -> Finding {
    let levels: std::collections::BTreeSet<_> = program
        .iter()
        .map(|row| (row.billed.level.rank(), row.billed.level.id()))
        .collect();
    let levels: Vec<&str> = levels.into_iter().map(|(_, id)| id).collect();
    let message = format!(
        "the claim bills {} lines of {} but carries neither condition code 41 nor 92",
        program.len(),
        levels.join(" and ")
    );
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .on_claim(&claim.id)
        .with(Evidence::searched(claim_head(claim)))
        .with_all(
            claim
                .type_of_bill
                .as_ref()
                .map(|bill| Evidence::supports(bill.span)),
        )
        .with_all(
            claim
                .condition_codes
                .iter()
                .take(6)
                .map(|code| Evidence::searched(code.span)),
        )
        .with_all(program.iter().take(4).map(|row| case.line_evidence(row.id)));
    let days = || rows.iter().flat_map(|row| &row.days).copied();
    if let (Some(from), Some(to)) = (days().min(), days().max()) {
        finding = finding.from_to(from, to);
    }
    for row in rows {
        finding = finding.risking(AtRisk::whole(row.id));
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn claim(words: &str) -> String {
        format!(
            "claim C1 {words} dx F33.1
            line 2026-01-05 G0410 rev 0915
            line 2026-01-05 80307 rev 0300"
        )
    }

    #[test]
    fn fires_on_each_bill_type() {
        for bill in ["131", "761", "851"] {
            let case = claim(&format!("I filing MA bill {bill}"));
            assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05"], "{bill}");
            assert_eq!(
                findings(&RULE, &case)[0].at_risk.len(),
                2,
                "the whole claim"
            );
        }
        let other_code = claim("I filing MA bill 131 cc 04");
        assert_eq!(tally(&RULE, &other_code).fail, 1);
    }

    #[test]
    fn either_code_another_payer_or_no_program_pass() {
        for words in [
            "I filing MA bill 131 cc 41",
            "I filing MA bill 131 cc 92",
            "I filing CI bill 131",
            "I filing MA bill 111",
            "P filing MB",
        ] {
            assert_eq!(outcomes(&RULE, &claim(words)), [""; 0], "{words}");
        }
        let clinic = "claim C1 I filing MA bill 131\nline 2026-01-05 90837 rev 0914";
        assert_eq!(tally(&RULE, clinic).not_applicable, 1);
        let early = "claim C1 I filing MA bill 131\nline 2023-12-29 S9480 rev 0905";
        assert_eq!(outcomes(&RULE, early), [""; 0]);
    }

    #[test]
    fn the_rest_of_the_record_tells_which_program_lacks_its_code() {
        let level = |more: &str| {
            let case = format!("{more}\n{}", claim("I filing MA bill 131"));
            let found = findings(&RULE, &case);
            let message = found.last().map(|found| found.message.clone());
            let message = message.unwrap_or_default();
            ["IOP", "PHP"]
                .into_iter()
                .find(|level| message.contains(&format!("of {level} but")))
                .unwrap_or("?")
        };
        let sibling = |code: &str| {
            format!("claim C0 I filing MA bill 131 cc {code}\nline 2025-12-29 G0410 rev 0915")
        };
        assert_eq!(level(&sibling("41")), "PHP");
        assert_eq!(level(&sibling("92")), "IOP");
        assert_eq!(level("plan 2026-01-04 level PHP"), "PHP");
        assert_eq!(level("cert 2026-01-04 level IOP"), "IOP");
        assert_eq!(
            level("auth A-1 approved 2026-01-01..2026-01-31 level PHP"),
            "PHP"
        );
        // Nothing tells: what only the higher program needs is not asked for.
        assert_eq!(level(""), "IOP");
        assert_eq!(level("plan 2025-06-04 level PHP"), "IOP");
    }

    #[test]
    fn a_claim_without_a_bill_type_is_not_judged() {
        assert_eq!(outcomes(&RULE, &claim("I filing MA")), [""; 0]);
    }
}

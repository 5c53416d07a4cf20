//! COD-027: the billing provider's taxonomy is of another specialty than behavioral health.

use super::behavioral::is_behavioral;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, ServiceLine};
use crate::policy::{ServiceFamily, bills_behavioral, procedure};
use crate::rules::billed_line::rows_by_claim;
use crate::rules::dates::counted;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-027",
    name: "taxonomy-or-specialty-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::Low,
    exposure: ExposureKind::Line,
    applies_to: "claims for behavioral services whose billing provider states a taxonomy; \
                 laboratory lines and drugs have billers of their own",
    authority: &[Authority {
        cite: "NUCC Health Care Provider Taxonomy; the payer's enrollment rules",
        verified: false,
    }],
    checks: "The billing provider's taxonomy code belongs to no family of the table of providers \
             who bill behavioral-health services, and the claim bills such services. One warning \
             per patient and taxonomy code.",
    why: "A payer that checks the taxonomy against its enrollment denies the claim with reason \
          172, or sends it to the wrong part of the plan.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut foreign: BTreeMap<&str, Vec<&LineRow>> = BTreeMap::new();
    for (index, rows) in rows_by_claim(case, |_, claim, line| is_service(claim, line)) {
        let Some(claim) = case.record.claims.get(index) else {
            continue;
        };
        let billing = claim.billing.as_ref();
        match billing.and_then(|billing| billing.taxonomy.as_deref()) {
            None => checks.not_applicable(&RULE),
            Some(taxonomy) if bills_behavioral(taxonomy) => checks.pass(&RULE),
            Some(taxonomy) => foreign.entry(taxonomy).or_default().extend(rows),
        }
    }
    for (taxonomy, rows) in foreign {
        let mut claims: Vec<usize> = rows.iter().map(|row| row.id.claim).collect();
        claims.dedup();
        let message = format!(
            "the billing provider's taxonomy {taxonomy} on {} is of no behavioral-health \
             provider",
            counted(claims.len(), "claim"),
        );
        let mut finding = RULE.finding(Outcome::Warn, message);
        let days = || rows.iter().flat_map(|row| row.days.iter().copied());
        if let (Some(first), Some(last)) = (days().min(), days().max()) {
            finding = finding.from_to(first, last);
        }
        for (place, claim) in claims.iter().enumerate() {
            let Some(claim) = case.record.claims.get(*claim) else {
                continue;
            };
            if place == 0 && claims.len() == 1 {
                finding = finding.on_claim(&claim.id);
            }
            let billing = claim.billing.as_ref().filter(|_| place < 8);
            finding = finding.with_all(billing.map(|billing| Evidence::supports(billing.span)));
        }
        for row in rows.iter().take(4) {
            finding = finding.with(case.line_evidence(row.id));
        }
        for row in &rows {
            finding = finding.risking(AtRisk::whole(row.id));
        }
        checks.report(finding);
    }
}

/// Returns whether the line bills a behavioral service: by its family, for a behavioral diagnosis.
fn is_service(claim: &Claim, line: &ServiceLine) -> bool {
    let family = line
        .procedure
        .as_ref()
        .and_then(|code| procedure(&code.value))
        .map(|info| info.family);
    let is_other = matches!(
        family,
        Some(ServiceFamily::Laboratory | ServiceFamily::Medication | ServiceFamily::Unknown)
    );
    let is_known = family.is_some() || line.revenue.is_some();
    is_known
        && !is_other
        && claim
            .diagnoses
            .iter()
            .any(|code| is_behavioral(&code.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(taxonomy: &str) -> String {
        format!("claim C1 P dx F33.1 taxonomy {taxonomy}\nline 2026-01-05 90834")
    }

    #[test]
    fn fires_on_a_taxonomy_of_another_specialty() {
        for taxonomy in ["332B00000X", "122300000X", "207X00000X"] {
            assert_eq!(
                outcomes(&RULE, &case(taxonomy)),
                ["warn C1 2026-01-05"],
                "{taxonomy}"
            );
        }
        let two = format!(
            "{}\nclaim C2 P dx F33.1 taxonomy 332B00000X\nline 2026-01-12 90834",
            case("332B00000X")
        );
        assert_eq!(outcomes(&RULE, &two), ["warn - 2026-01-05..2026-01-12"]);
        assert!(findings(&RULE, &two)[0].message.contains("2 claims"));
    }

    #[test]
    fn clinics_groups_and_primary_care_bill_such_services() {
        for taxonomy in ["261QM0801X", "193200000X", "207Q00000X", "363LP0808X"] {
            assert_eq!(outcomes(&RULE, &case(taxonomy)), [""; 0], "{taxonomy}");
        }
    }

    #[test]
    fn without_a_taxonomy_or_for_a_laboratory_it_is_not_judged() {
        let none = "claim C1 P dx F33.1\nline 2026-01-05 90834";
        assert_eq!(tally(&RULE, none).not_applicable, 1);
        let laboratory = case("291U00000X").replace("90834", "80307");
        assert_eq!(outcomes(&RULE, &laboratory), [""; 0]);
    }
}

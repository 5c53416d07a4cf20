//! AUT-008: another provider billed than was authorized.

use super::approvals::named_or_covering;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Authorization, Claim, Npi, ProviderRole, ServiceLine};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-008",
    name: "provider-or-npi-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "lines under an approval that names a provider by NPI",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "The approval names NPIs, and the claim names NPIs of billing, rendering, attending \
             or service facility providers, but none that the approval names; and no other \
             approval that covers the date names one of them or none (fails); or, outside of \
             programs, it names the biller and another clinician than the claim (warns). NPIs whose check digit \
             fails are not compared (COD-026).",
    why: "The approval was given to another provider; the payer denies the one who billed.",
    cure: &[Cure::C6],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let Some(&day) = row.days.first() else {
            continue;
        };
        let approvals = named_or_covering(case, row, day);
        let billed = npis_of_claim(claim, line);
        let Some(first) = approvals.first().filter(|_| !billed.is_empty()) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let fits = |approval: &&Authorization| {
            let named = npis_of_approval(approval);
            named.is_empty() || !named.is_disjoint(&billed)
        };
        let by_another = |approval: &&Authorization| is_by_another_clinician(approval, claim, line);
        if !approvals.iter().any(fits) {
            checks.report(finding(case, row, line, first, &billed));
        } else if !row.billed.level.is_program() && approvals.iter().all(by_another) {
            // A group's approval often serves every clinician of it.
            let mut finding = finding(case, row, line, first, &billed);
            finding.outcome = Outcome::Warn;
            finding.confidence = finding.confidence.min(60);
            checks.report(finding);
        } else {
            checks.pass(&RULE);
        }
    }
}

/// Returns whether an approval names clinician and biller, and the claim another clinician of the
/// same biller.
fn is_by_another_clinician(approval: &Authorization, claim: &Claim, line: &ServiceLine) -> bool {
    let named = |text: &Option<String>| text.as_deref().and_then(Npi::parse);
    let (Some(clinician), Some(biller)) =
        (named(&approval.rendering_npi), named(&approval.billing_npi))
    else {
        return false;
    };
    let of = |role| claim.provider_for(line, role).and_then(|one| one.npi());
    let billed = of(ProviderRole::Rendering);
    clinician != biller
        && of(ProviderRole::Billing) == Some(biller)
        && billed.is_some_and(|billed| billed != clinician && billed != biller)
}

fn npis_of_claim(claim: &Claim, line: &ServiceLine) -> BTreeSet<Npi> {
    let roles = [
        ProviderRole::Billing,
        ProviderRole::Rendering,
        ProviderRole::Facility,
        ProviderRole::Attending,
        ProviderRole::Supervising,
    ];
    roles
        .into_iter()
        .filter_map(|role| claim.provider_for(line, role))
        .chain(claim.rendering.as_ref())
        .filter_map(|provider| provider.npi())
        .collect()
}

fn npis_of_approval(approval: &Authorization) -> BTreeSet<Npi> {
    let written = [&approval.rendering_npi, &approval.billing_npi];
    let written = written
        .into_iter()
        .flatten()
        .filter_map(|text| Npi::parse(text));
    let named = approval
        .details
        .providers
        .iter()
        .filter_map(|named| named.provider.npi());
    written.chain(named).collect()
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    line: &ServiceLine,
    approval: &Authorization,
    billed: &BTreeSet<Npi>,
) -> Finding {
    let list = |npis: &BTreeSet<Npi>| {
        let npis: Vec<String> = npis.iter().map(ToString::to_string).collect();
        npis.join(", ")
    };
    let message = format!(
        "{} billed by NPI {}, authorized for {}: {}",
        code_words(line),
        list(billed),
        list(&npis_of_approval(approval)),
        approval.describe()
    );
    let providers = [
        line.rendering.as_ref(),
        case.ledger.claim(row.id).rendering.as_ref(),
        case.ledger.claim(row.id).billing.as_ref(),
    ];
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .with(Evidence::supports(approval.span))
        .with_all(
            providers
                .into_iter()
                .flatten()
                .take(2)
                .map(|provider| Evidence::supports(provider.span)),
        )
        .risking(AtRisk::whole(row.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    const ONE: &str = "1245319599";
    const OTHER: &str = "1003000126";

    fn case(approval: &str, claim: &str) -> String {
        format!(
            "auth A-1 approved 2026-01-01..2026-01-31 code 90837 {approval}
            claim C1 P auth A-1 dx F33.1 {claim}\nline 2026-01-05 90837"
        )
    }

    #[test]
    fn fires_where_another_provider_billed() {
        let case = case(&format!("npi {ONE}"), &format!("npi {OTHER}"));
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn another_clinician_of_the_approved_biller_only_warns() {
        let third = "1861456782";
        let drawn = case(
            &format!("npi {ONE} billing {OTHER}"),
            &format!("billing {OTHER} npi {third}"),
        );
        let same = drawn.replace(third, ONE);
        assert_eq!(outcomes(&RULE, &same), [""; 0]);
        assert_eq!(outcomes(&RULE, &drawn), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn the_named_provider_in_any_role_passes() {
        for case in [
            case(&format!("npi {ONE}"), &format!("npi {ONE}")),
            case(&format!("npi {ONE}"), &format!("billing {ONE} npi {OTHER}")),
            case(&format!("billing {ONE}"), &format!("billing {ONE}")),
            format!(
                "auth A-2 approved 2026-01-01..2026-01-31 code 90837\n{}",
                case(&format!("npi {ONE}"), &format!("npi {OTHER}"))
            ),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn without_identifiers_it_is_not_judged() {
        let bad = case("npi 1234567890", &format!("npi {OTHER}"));
        assert_eq!(outcomes(&RULE, &bad), [""; 0]);
        let none = case(&format!("npi {ONE}"), "billing none");
        assert_eq!(tally(&RULE, &none).not_applicable, 1);
    }
}

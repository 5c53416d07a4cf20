//! COD-026: a provider's identifier on the claim fails its check digit, or the biller has none.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, Npi, Provider};
use crate::rules::billed_line::on_line;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-026",
    name: "npi-invalid",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "billing and rendering providers of every claim",
    authority: &[Authority {
        cite: "45 CFR 162.406",
        verified: true,
    }],
    checks: "The identifier of the billing or rendering provider is not ten digits that begin with \
             1 or 2 and pass the check digit, or the claim names a billing provider without one.",
    why: "A claim with an impossible provider identifier is rejected.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut by_claim: BTreeMap<usize, Vec<&LineRow>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        by_claim.entry(row.id.claim).or_default().push(row);
    }
    for rows in by_claim.values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        match claim
            .billing
            .as_ref()
            .map(|provider| (provider, fault(provider)))
        {
            // A table of claims need not name the biller at all.
            None => checks.not_applicable(&RULE),
            Some((provider, Some(fault))) => {
                let message = match fault {
                    Fault::Missing => "the claim names a billing provider without an NPI",
                    Fault::Wrong => "the billing provider's NPI fails its check digit",
                };
                checks.report(of_claim(case, claim, rows, provider, message));
            }
            Some((_, None)) => checks.pass(&RULE),
        }
        // One identifier in the claim's header is one fault, however many lines stand under it.
        let (own, shared): (Vec<&LineRow>, Vec<&LineRow>) = rows
            .iter()
            .partition(|row| case.ledger.service_line(row.id).rendering.is_some());
        if let Some(rendering) = claim.rendering.as_ref().filter(|_| !shared.is_empty()) {
            match fault(rendering) {
                Some(Fault::Wrong) => {
                    let message = "the rendering provider's NPI fails its check digit";
                    checks.report(of_claim(case, claim, &shared, rendering, message));
                }
                Some(Fault::Missing) => checks.not_applicable(&RULE),
                None => checks.pass(&RULE),
            }
        }
        for row in own {
            let Some(rendering) = &case.ledger.service_line(row.id).rendering else {
                continue;
            };
            match fault(rendering) {
                Some(Fault::Wrong) => checks.report(of_line(case, row, rendering)),
                // Not every payer asks for the person; only the biller must have an identifier.
                Some(Fault::Missing) => checks.not_applicable(&RULE),
                None => checks.pass(&RULE),
            }
        }
    }
}

/// What is wrong with an identifier.
#[derive(Clone, Copy)]
enum Fault {
    Missing,
    Wrong,
}

fn fault(provider: &Provider) -> Option<Fault> {
    match &provider.npi_text {
        None => Some(Fault::Missing),
        Some(text) if text.value.trim().is_empty() => Some(Fault::Missing),
        Some(text) if Npi::parse(&text.value).is_none() => Some(Fault::Wrong),
        Some(_) => None,
    }
}

fn of_claim(
    case: &Case<'_>,
    claim: &Claim,
    rows: &[&LineRow],
    provider: &Provider,
    message: &str,
) -> Finding {
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .on_claim(&claim.id)
        .with(Evidence::supports(
            provider
                .npi_text
                .as_ref()
                .map_or(provider.span, |npi| npi.span),
        ))
        .with_all(rows.iter().take(2).map(|row| case.line_evidence(row.id)));
    let days = || rows.iter().flat_map(|row| &row.days).copied();
    if let (Some(from), Some(to)) = (days().min(), days().max()) {
        finding = finding.from_to(from, to);
    }
    for row in rows {
        finding = finding.risking(AtRisk::whole(row.id));
    }
    if let [only] = rows {
        finding.line = Some(case.ledger.service_line(only.id).number);
    }
    finding
}

fn of_line(case: &Case<'_>, row: &LineRow, provider: &Provider) -> Finding {
    let span = provider
        .npi_text
        .as_ref()
        .map_or(provider.span, |npi| npi.span);
    let message = "the rendering provider's NPI fails its check digit";
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .risking(AtRisk::whole(row.id))
        .with(Evidence::supports(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn case(claim: &str, line: &str) -> String {
        format!("claim C1 P {claim}\nline 2026-01-05 90837 {line}")
    }

    #[test]
    fn fires_on_a_wrong_or_missing_identifier() {
        for (claim, line, wanted) in [
            ("npi 1234567890", "", "fail C1/1 2026-01-05"),
            ("", "npi 12345", "fail C1/1 2026-01-05"),
            ("billing 1234567890", "", "fail C1/1 2026-01-05"),
            ("billing none", "", "fail C1/1 2026-01-05"),
        ] {
            assert_eq!(
                outcomes(&RULE, &case(claim, line)),
                [wanted],
                "{claim} {line}"
            );
        }
    }

    #[test]
    fn valid_identifiers_and_no_rendering_provider_pass() {
        for (claim, line) in [
            ("", ""),
            ("npi 1234567893", ""),
            ("npi 1234567890", "npi 1234567893"),
        ] {
            assert_eq!(
                outcomes(&RULE, &case(claim, line)),
                [""; 0],
                "{claim} {line}"
            );
        }
    }

    #[test]
    fn the_message_holds_no_identifier() {
        let found = findings(&RULE, &case("npi 1234567890", ""));
        assert!(!found[0].message.contains("1234567890"));
    }
}

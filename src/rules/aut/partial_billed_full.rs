//! AUT-011: the payer approved part of what was asked for, and more than that part was billed.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::Used;
use crate::model::{Authorization, AuthorizationDecision, Units};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-011",
    name: "partial-approval-billed-full",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Unit,
    applies_to: "approvals in part (278 action A6, log decision partial) that grant a number",
    authority: &[Authority {
        cite: "the payer's provider manual; X12 278, HCR01 A6",
        verified: false,
    }],
    checks: "The payer approved in part or with changes, and what was billed under the approval, \
             counted as in AUT-005, exceeds what it grants.",
    why: "The reduction was the payer's decision; billing as asked ignores it, and the rest is \
          denied. It can be appealed as a utilization decision.",
    cure: &[Cure::C4, Cure::C8],
    params: &[],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for used in case.ledger.used.values() {
        if used.authorization.decision != AuthorizationDecision::Partial {
            checks.not_applicable(&RULE);
        } else if used.excess.is_empty() {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, used));
        }
    }
}

fn finding(case: &Case<'_>, used: &Used<'_>) -> Finding {
    let request = request(case, used.authorization);
    let asked = request
        .and_then(|request| request.units.as_ref())
        .map_or(String::new(), |units| {
            format!(", asked for {}", units.value)
        });
    let message = format!(
        "billed {} under an approval in part that grants {}{asked}: {}",
        used.used,
        used.granted,
        used.authorization.describe()
    );
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .with(Evidence::supports(used.authorization.span))
        .with_all(request.map(|request| Evidence::supports(request.span)));
    if let (Some((id, from, _)), Some((_, to, _))) = (used.excess.first(), used.excess.last()) {
        let line = case.ledger.service_line(*id);
        finding = finding
            .on_line(&case.ledger.claim(*id).id, line.number)
            .from_to(*from, *to)
            .with(case.line_evidence(*id));
    }
    let mut by_line: std::collections::BTreeMap<_, Units> = std::collections::BTreeMap::new();
    for (id, _, units) in &used.excess {
        let sum = by_line.entry(*id).or_default();
        *sum = sum.plus(*units);
    }
    for (id, units) in by_line {
        finding = finding.risking(AtRisk::units(id, units));
    }
    finding
}

/// Returns the request that the approval answers: of the same number, else the one of the same
/// dates.
fn request<'c>(case: &Case<'c>, approval: &Authorization) -> Option<&'c Authorization> {
    let requests = &case.record.authorization_requests;
    let number = approval.number.as_ref().map(|number| &number.value);
    requests
        .iter()
        .find(|request| number.is_some() && request.number.as_ref().map(|it| &it.value) == number)
        .or_else(|| {
            requests
                .iter()
                .find(|request| request.from.is_some() && request.from == approval.from)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(decision: &str, units: u32) -> String {
        format!(
            "auth A-1 {decision} 2026-01-01..2026-01-31 level IOP units {units} days
            claim C1 I auth A-1 dx F10.20
            line 2026-01-05 H0015 rev 0906\nline 2026-01-07 H0015 rev 0906"
        )
    }

    #[test]
    fn fires_beyond_the_part_that_was_approved() {
        assert_eq!(
            outcomes(&RULE, &case("partial", 1)),
            ["fail C1/2 2026-01-07"]
        );
    }

    #[test]
    fn within_the_part_or_under_a_whole_approval_it_passes() {
        assert_eq!(outcomes(&RULE, &case("partial", 2)), [""; 0]);
        assert_eq!(outcomes(&RULE, &case("approved", 1)), [""; 0]);
    }

    #[test]
    fn without_a_quantity_it_is_not_judged() {
        let case = case("partial", 1).replace("units 1 days", "");
        assert_eq!(tally(&RULE, &case), Default::default());
    }
}

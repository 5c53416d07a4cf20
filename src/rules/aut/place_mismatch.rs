//! AUT-009: the service was billed at another place than was authorized.

use super::approvals::named_or_covering;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Authorization, Claim, ClaimForm, ServiceLine};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-009",
    name: "pos-or-facility-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "lines under an approval that names a place of service or a type of bill",
    authority: &[Authority {
        cite: "the payer's provider manual; X12 278, UM04",
        verified: false,
    }],
    checks: "The approval names a place of service and a professional line bills another, or it \
             names a facility type and an institutional claim's type of bill begins otherwise; \
             and no other approval that covers the date names the billed place or none. The two \
             places of telehealth (02 and 10) count as one.",
    why: "A service at another place than approved is denied, or repriced.",
    cure: &[Cure::C4],
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
        let compared: Vec<Option<Comparison<'_>>> = approvals
            .iter()
            .map(|approval| compare(approval, claim, line))
            .collect();
        let first = compared.iter().flatten().next();
        let Some(first) = first else {
            checks.not_applicable(&RULE);
            continue;
        };
        let fits = |one: &Option<Comparison<'_>>| one.as_ref().is_none_or(|one| one.agrees);
        if compared.iter().any(fits) {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, row, line, first));
        }
    }
}

/// What an approval and a line say of the place.
struct Comparison<'c> {
    approval: &'c Authorization,
    what: &'static str,
    authorized: &'c str,
    billed: &'c str,
    agrees: bool,
}

/// Compares the places; `None` where one of them names none.
fn compare<'c>(
    approval: &'c Authorization,
    claim: &'c Claim,
    line: &'c ServiceLine,
) -> Option<Comparison<'c>> {
    let authorized = approval.details.facility_code.as_str().trim();
    if authorized.is_empty() {
        return None;
    }
    let is_bill_type = approval.details.facility_code_set.as_str() == "A";
    match claim.form {
        ClaimForm::Professional if !is_bill_type => {
            let place = line.place_of_service.as_ref();
            let place = place.or(claim.place_of_service.as_ref())?;
            let billed = place.value.as_str();
            let at_distance = |place: &str| matches!(place, "02" | "10");
            Some(Comparison {
                approval,
                what: "place of service",
                authorized,
                billed,
                agrees: billed == authorized || at_distance(billed) && at_distance(authorized),
            })
        }
        ClaimForm::Institutional if is_bill_type => {
            let billed = claim.type_of_bill.as_ref()?.value.as_str();
            Some(Comparison {
                approval,
                what: "type of bill",
                authorized,
                billed,
                agrees: billed.starts_with(authorized.trim_start_matches('0')),
            })
        }
        _ => None,
    }
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    line: &ServiceLine,
    compared: &Comparison<'_>,
) -> Finding {
    let message = format!(
        "{} billed at {} {}, authorized {}: {}",
        code_words(line),
        compared.what,
        compared.billed,
        compared.authorized,
        compared.approval.describe()
    );
    let claim = case.ledger.claim(row.id);
    let place = line.place_of_service.as_ref();
    let place = place.or(claim.place_of_service.as_ref());
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .with(Evidence::supports(compared.approval.span))
        .with_all(place.map(|place| Evidence::supports(place.span)))
        .risking(AtRisk::whole(row.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(place: &str, pos: &str) -> String {
        format!(
            "auth A-1 approved 2026-01-01..2026-01-31 code 90837 {place}
            claim C1 P auth A-1 dx F33.1 {pos}\nline 2026-01-05 90837"
        )
    }

    #[test]
    fn fires_on_another_place() {
        assert_eq!(
            outcomes(&RULE, &case("place 11", "pos 10")),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn the_authorized_place_passes() {
        assert_eq!(outcomes(&RULE, &case("place 11", "pos 11")), [""; 0]);
        assert_eq!(outcomes(&RULE, &case("place 02", "pos 10")), [""; 0]);
        let other = format!(
            "auth A-2 approved 2026-01-01..2026-01-31 code 90837\n{}",
            case("place 11", "pos 10")
        );
        assert_eq!(outcomes(&RULE, &other), [""; 0]);
    }

    #[test]
    fn without_a_place_it_is_not_judged() {
        assert_eq!(tally(&RULE, &case("", "pos 10")).not_applicable, 1);
        assert_eq!(tally(&RULE, &case("place 11", "")).not_applicable, 1);
    }
}

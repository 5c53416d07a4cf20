//! COB-008: behavioral services went to a plan that does not have them.

use super::prior::{payer_words, went_to};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{InForceOn, PayerKind, Supply, held_on, in_force_on, of_claim, same_payer};
use crate::model::{Claim, Coverage, CoverageBenefit, Money, ServiceDate};
use crate::rules::billed_line::{on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-008",
    name: "wrong-plan-carve-out",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Full,
    applies_to: "claims to a payer of which the files hold the patient's coverage",
    authority: &[Authority {
        cite: "the payer's provider manual: behavioral health carve-out",
        verified: false,
    }],
    checks: "The billed payer's coverage in force on the day says in its message (271 MSG) that \
             another plan manages behavioral health; or original Medicare was billed as primary \
             while a Medicare Advantage plan was in force that got no claim. A warning where the \
             coverage only says that behavioral benefits are not covered (EB01 I) and nothing \
             else says that they are. Claims that the payer paid are passed.",
    why: "The plan denies what another plan has to pay (reason 109); each day spent on the wrong \
          one counts against the right one's filing limit.",
    cure: &[Cure::C4],
    params: &["cob.eligibility_stale_days"],
    rests_on_absence: false,
    needs: &[Supply::Coverage],
    scope: Scope::Patient(check),
};

/// Service types of behavioral health (271 EB03): mental health, psychiatric, psychotherapy,
/// outpatient and inpatient psychiatric, substance use, alcohol, drugs.
const BEHAVIORAL: [&str; 8] = ["MH", "A4", "A6", "A7", "A8", "AI", "AJ", "AK"];

fn check(case: &Case<'_>, checks: &mut Checks) {
    let stale = case.policy.number("cob.eligibility_stale_days");
    for rows in rows_by_claim(case, |_, _, _| true).values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        let Some(day) = rows.iter().flat_map(|row| &row.days).min().copied() else {
            checks.not_applicable(&RULE);
            continue;
        };
        let is_in_force = |coverage: &&Coverage| {
            let state = in_force_on(coverage, day, stale);
            matches!(state, InForceOn::Yes | InForceOn::Likely)
        };
        let coverages: Vec<&Coverage> = case.record.coverages.iter().filter(is_in_force).collect();
        if coverages.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let was_paid = rows.iter().any(|row| row.payment.paid > Some(Money::ZERO));
        let own = coverages
            .iter()
            .copied()
            .filter(|coverage| same_payer(case.policy, &coverage.payer, &claim.payer));
        let found = own
            .filter(|_| !was_paid)
            .find_map(|coverage| carved_out(claim, coverage))
            .or_else(|| replaced(case, claim, day).filter(|_| !was_paid));
        match found {
            Some(finding) => checks.report(on_claim(case, finding, rows)),
            None => checks.pass(&RULE),
        }
    }
}

fn carved_out(claim: &Claim, coverage: &Coverage) -> Option<Finding> {
    let is_told = |benefit: &&CoverageBenefit| benefit.details.is_carved_out;
    if let Some(benefit) = coverage.benefits.iter().find(is_told) {
        let message = format!(
            "billed to {}, whose eligibility answer says that another plan manages behavioral \
             health",
            payer_words(&claim.payer)
        );
        return Some(
            RULE.finding(Outcome::Fail, message)
                .with(Evidence::supports(benefit.span)),
        );
    }
    let is_behavioral = |benefit: &&CoverageBenefit| {
        let mut types = benefit.service_types.iter();
        types.any(|code| BEHAVIORAL.contains(&code.as_str()))
    };
    let lines = || coverage.benefits.iter().filter(is_behavioral);
    // Not covered outside the network, or as one procedure, is no carve-out.
    let refused = lines().find(|benefit| {
        benefit.information == "I"
            && benefit.in_network != Some(false)
            && benefit.details.procedure.is_none()
    })?;
    let covered = |benefit: &CoverageBenefit| {
        matches!(
            benefit.information.as_str(),
            "1" | "2" | "3" | "4" | "5" | "A" | "B" | "C" | "F" | "G"
        )
    };
    if lines().any(covered) {
        return None;
    }
    let message = format!(
        "billed to {}, whose eligibility answer lists behavioral benefits as not covered; another \
         plan may have them",
        payer_words(&claim.payer)
    );
    Some(
        RULE.finding(Outcome::Warn, message)
            .with(Evidence::supports(refused.span)),
    )
}

/// Original Medicare was billed while a plan stood in for it.
fn replaced(case: &Case<'_>, claim: &Claim, day: ServiceDate) -> Option<Finding> {
    // A hospital reports an Advantage patient's stay to Medicare with condition code 04.
    if claim.payer_sequence != "P" || claim.has_condition("04") {
        return None;
    }
    let held = held_on(case.record, case.policy, day);
    if of_claim(case.policy, claim, &held).kind != PayerKind::Medicare {
        return None;
    }
    let plan = held.iter().find(|held| {
        held.kind == PayerKind::MedicareAdvantage
            && !same_payer(case.policy, held.payer, &claim.payer)
            && !went_to(case, claim, held.payer)
    })?;
    let message = format!(
        "billed to {} on {day}, when the Medicare Advantage plan {} was in force and stands in for \
         it",
        payer_words(&claim.payer),
        payer_words(plan.payer)
    );
    let outcome = if plan.is_firm {
        Outcome::Fail
    } else {
        Outcome::Warn
    };
    Some(
        RULE.finding(outcome, message)
            .with(Evidence::supports(plan.span)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(coverage: &str) -> String {
        format!("coverage PAY1 active 2025-01-01.. {coverage}\nclaim C1 P\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_on_what_the_payer_says() {
        let told = case("says \"mental health is carved out to Harbor\"");
        assert_eq!(outcomes(&RULE, &told), ["fail C1 2026-01-05"]);
        assert_eq!(
            outcomes(&RULE, &case("benefit I MH")),
            ["warn C1 2026-01-05"]
        );
    }

    #[test]
    fn fires_where_an_advantage_plan_stands_in() {
        let drawn = "payer MCARE medicare\npayer PLUS medicare-advantage
            coverage MCARE active 2025-01-01..\ncoverage PLUS active 2025-01-01..
            claim C1 P payer MCARE filing MB\nline 2026-01-05 90837";
        assert_eq!(outcomes(&RULE, drawn), ["fail C1 2026-01-05"]);
        let ended = drawn.replace(
            "PLUS active 2025-01-01..",
            "PLUS active 2025-01-01..2025-11-30",
        );
        assert_eq!(outcomes(&RULE, &ended), [""; 0]);
    }

    #[test]
    fn benefits_paid_claims_and_other_messages_pass() {
        for coverage in [
            "benefit 1 MH",
            "benefit I MH benefit B MH",
            "says \"call first\"",
        ] {
            assert_eq!(outcomes(&RULE, &case(coverage)), [""; 0], "{coverage}");
        }
        let told = case("says \"mental health is carved out to Harbor\"");
        let paid = format!("{told}\npaid C1 1 60");
        assert_eq!(outcomes(&RULE, &paid), [""; 0]);
    }

    #[test]
    fn without_coverage_it_is_not_judged() {
        assert_eq!(
            tally(&RULE, "claim C1 P\nline 2026-01-05 90837").not_applicable,
            1
        );
    }
}

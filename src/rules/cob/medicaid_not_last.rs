//! COB-002: Medicaid was billed as primary while other coverage was in force.

use super::prior::{payer_words, went_to};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{
    Held, LineRow, PayerKind, Supply, held_on, may_be_same_payer, of_claim, same_payer,
};
use crate::model::{Claim, PayerOrder, ServiceDate};
use crate::policy::is_outside_medicare;
use crate::rules::billed_line::{on_claim, rows_by_claim};
use crate::rules::dates::listed;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-002",
    name: "medicaid-not-payer-of-last-resort",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "claims sent to Medicaid as primary",
    authority: &[Authority {
        cite: "42 CFR 433.135 to 433.139",
        verified: true,
    }],
    checks: "A claim went to Medicaid as primary (SBR01 P) while commercial insurance, Medicare or \
             TRICARE was in force on a day of service, and that payer neither got a claim for the \
             service nor decided on it. Proven where dated coverage says so. A warning where the \
             coverage is undated, where a plan of unknown kind is named as the primary one, or where \
             only Medicare is in force and every line bills a code that Medicare does not know (H, S \
             or T codes), which many states let pass. Lines of \
             services for which Medicare has no benefit under any code (peers, case management, \
             community support, residences: codes/medicare.toml) have nobody to go to first but a \
             commercial plan, and Medicare is not held against them.",
    why: "Medicaid pays last: the state takes back in full what another payer owed.",
    cure: &[Cure::C4, Cure::C5],
    params: &["cob.eligibility_stale_days"],
    rests_on_absence: false,
    needs: &[Supply::Coverage],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for rows in rows_by_claim(case, |_, _, _| true).values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        let own = of_claim(case.policy, claim, &[]);
        if claim.payer_sequence != "P" || kind_of(case, claim, rows, &own) != PayerKind::Medicaid {
            checks.not_applicable(&RULE);
            continue;
        }
        let mut days: Vec<ServiceDate> = rows.iter().flat_map(|row| &row.days).copied().collect();
        days.sort_unstable();
        days.dedup();
        let are_outside = rows.iter().all(|row| is_outside(case, row));
        let mut before: Option<Held<'_>> = None;
        let mut passed_over: Vec<ServiceDate> = Vec::new();
        for day in days {
            let held = held_on(case.record, case.policy, day);
            let Some(other) = other_coverage(case, claim, &held, are_outside) else {
                continue;
            };
            passed_over.push(day);
            // A dated coverage is the better proof.
            if before
                .as_ref()
                .is_none_or(|known| !known.is_firm && other.is_firm)
            {
                before = Some(other);
            }
        }
        let Some(other) = before else {
            checks.pass(&RULE);
            continue;
        };
        let is_medicare = is_medicare(other.kind);
        let at_stake: Vec<&LineRow> = rows
            .iter()
            .copied()
            .filter(|row| !is_medicare || !is_outside(case, row))
            .collect();
        passed_over.retain(|day| at_stake.iter().any(|row| row.days.contains(day)));
        let is_bypassed = is_medicare && bills_state_codes_only(claim);
        let outcome = if other.is_firm && other.kind != PayerKind::Unknown && !is_bypassed {
            Outcome::Fail
        } else {
            Outcome::Warn
        };
        let mut message = format!(
            "{} (Medicaid) was billed as primary for {}; {} ({}) was in force and pays first. No \
             claim to it and no decision of it is in the files",
            payer_words(&claim.payer),
            listed(&passed_over),
            payer_words(other.payer),
            match other.kind {
                PayerKind::Unknown => "listed as primary, its kind unknown",
                kind => kind.words(),
            }
        );
        if is_bypassed {
            message.push_str("; the state may let codes pass that Medicare does not know");
        }
        let finding = RULE
            .finding(outcome, message)
            .with(Evidence::supports(other.span));
        checks.report(on_claim(case, finding, &at_stake));
    }
}

/// Returns the kind of the claim's payer as the claim says, else as its coverage does.
fn kind_of(case: &Case<'_>, claim: &Claim, rows: &[&LineRow], own: &Held<'_>) -> PayerKind {
    if own.kind != PayerKind::Unknown {
        return own.kind;
    }
    let day = rows.iter().flat_map(|row| &row.days).min();
    let held = day.map(|day| held_on(case.record, case.policy, *day));
    of_claim(case.policy, claim, &held.unwrap_or_default()).kind
}

/// Returns the coverage that pays before Medicaid and was passed over; Medicare is none for services
/// outside its benefits.
fn other_coverage<'c>(
    case: &Case<'c>,
    claim: &Claim,
    held: &[Held<'c>],
    are_outside_medicare: bool,
) -> Option<Held<'c>> {
    let own = held
        .iter()
        .find(|held| same_payer(case.policy, held.payer, &claim.payer));
    // An eligibility answer that names another payer as the primary one does not place its own.
    let is_second =
        own.is_some_and(|own| own.order.is_none_or(|order| order > PayerOrder::Primary));
    held.iter()
        .find(|other| {
            let pays_first = match other.kind {
                PayerKind::Medicaid | PayerKind::Limited => false,
                kind if are_outside_medicare && is_medicare(kind) => false,
                // A plan of unknown kind may be Medicaid's own managed care.
                PayerKind::Unknown => is_second && other.order == Some(PayerOrder::Primary),
                _ => true,
            };
            let is_apart =
                own.is_some() || !may_be_same_payer(case.policy, other.payer, &claim.payer);
            pays_first
                && is_apart
                && !same_payer(case.policy, other.payer, &claim.payer)
                && !went_to(case, claim, other.payer)
        })
        .cloned()
}

fn is_medicare(kind: PayerKind) -> bool {
    matches!(kind, PayerKind::Medicare | PayerKind::MedicareAdvantage)
}

fn is_outside(case: &Case<'_>, row: &LineRow) -> bool {
    let procedure = case.ledger.service_line(row.id).procedure.as_ref();
    procedure.is_some_and(|code| is_outside_medicare(&code.value))
}

/// Returns whether every line bills a code that Medicare does not know.
fn bills_state_codes_only(claim: &Claim) -> bool {
    claim.lines.iter().all(|line| {
        line.procedure
            .as_ref()
            .is_some_and(|code| code.value.as_str().starts_with(['H', 'S', 'T']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(coverages: &str, claim: &str, code: &str) -> String {
        format!(
            "payer GROUP commercial\npayer MCARE medicare\ncoverage STATE active 2025-01-01.. type MC
            {coverages}\nclaim C1 P payer STATE filing MC {claim}\nline 2026-01-05 {code}"
        )
    }

    const GROUP: &str = "coverage GROUP active 2025-06-01..2026-05-31";

    #[test]
    fn fires_where_other_insurance_was_in_force() {
        assert_eq!(
            outcomes(&RULE, &case(GROUP, "", "H0015")),
            ["fail C1 2026-01-05"]
        );
        let undated = "coverage GROUP active -";
        assert_eq!(
            outcomes(&RULE, &case(undated, "", "H0015")),
            ["warn C1 2026-01-05"]
        );
    }

    #[test]
    fn codes_that_medicare_does_not_know_only_warn() {
        let medicare = "coverage MCARE active 2025-01-01..";
        assert_eq!(
            outcomes(&RULE, &case(medicare, "", "H0015")),
            ["warn C1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &case(medicare, "", "90837")),
            ["fail C1 2026-01-05"]
        );
    }

    #[test]
    fn services_outside_medicare_go_to_medicaid_first() {
        let medicare = "coverage MCARE active 2025-01-01..";
        for code in ["H0038", "T1017", "H2017", "H0019"] {
            let drawn = case(medicare, "", code);
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{code}");
            assert_eq!(tally(&RULE, &drawn).pass, 1, "{code}");
            // An employer's plan may pay for any of them.
            let drawn = case(&format!("{medicare}\n{GROUP}"), "", code);
            assert_eq!(outcomes(&RULE, &drawn), ["fail C1 2026-01-05"], "{code}");
        }
        // A visit beside it on the claim is Medicare's, and only the visit.
        let mixed = format!("{}\nline 2026-01-06 90834", case(medicare, "", "H0038"));
        let found = findings(&RULE, &mixed);
        assert_eq!(outcomes(&RULE, &mixed), ["fail C1 2026-01-06"]);
        assert_eq!(found[0].at_risk.len(), 1);
    }

    #[test]
    fn a_plan_of_unknown_kind_that_is_named_as_primary_warns() {
        let plan = "coverage Buckeye active 2025-01-01..2026-12-31 order primary";
        assert_eq!(
            outcomes(&RULE, &case(plan, "", "T2048")),
            ["warn C1 2026-01-05"]
        );
        let unordered = "coverage Buckeye active 2025-01-01..2026-12-31";
        assert_eq!(outcomes(&RULE, &case(unordered, "", "T2048")), [""; 0]);
    }

    #[test]
    fn billed_first_ended_dental_and_managed_care_pass() {
        for coverages in [
            "",
            "coverage GROUP active 2025-06-01..2025-10-31",
            "coverage \"Group Dental\" active 2025-06-01..2026-05-31",
            "coverage Buckeye active 2025-01-01..",
        ] {
            assert_eq!(
                outcomes(&RULE, &case(coverages, "", "H0015")),
                [""; 0],
                "{coverages}"
            );
        }
        assert_eq!(outcomes(&RULE, &case(GROUP, "seq S", "H0015")), [""; 0]);
        let billed = format!(
            "{}\nclaim C0 P payer GROUP\nline 2026-01-05 H0015",
            case(GROUP, "", "H0015")
        );
        assert_eq!(outcomes(&RULE, &billed), [""; 0]);
    }

    #[test]
    fn without_a_position_it_is_not_judged() {
        let drawn = case(GROUP, "seq \"\"", "H0015");
        assert_eq!(tally(&RULE, &drawn).not_applicable, 1);
    }
}

//! PLN-017: a kind of service was billed that no plan of the stay lists.

use super::stated::{self, Stated, certificates, plans};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{LineRow, Stay};
use crate::model::{Element, Modality, ServiceDate, ServiceLine};
use crate::rules::dates::{counted, listed};
use crate::rules::doc::orders::{self, Found};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-017",
    name: "service-delivered-not-on-plan",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "lines billed on days of a program stay whose code names a kind of service: \
                 individual, group and family therapy, occupational and activity therapy, \
                 education, peer support, case management and drug testing",
    authority: &[
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
        Authority {
            cite: "Medicare Benefit Policy Manual",
            verified: false,
        },
    ],
    checks: "The plans of the stay list at least two kinds of service, and neither they nor its \
             reviews, certifications and orders name the kind that was billed. It fails where they list \
             three or more; where they list two, and for drug tests, peer support and case \
             management, which may be ordered elsewhere, it warns. An order or a prescriber's note \
             that names drug tests answers for those of the order.standing_days after it.",
    why: "Only services that the plan orders are covered as part of it.",
    cure: &[Cure::C8, Cure::C7],
    params: &["order.standing_days", "fail.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Least kinds of service from which a plan counts as listing them.
const LISTS: usize = 2;

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let of_stay = plans(case, stay);
        let certificates = certificates(case, stay);
        let orders = stated::orders(case, stay);
        let all: Vec<&Stated<'_>> = of_stay
            .iter()
            .chain(certificates.iter().map(|(_, found)| found))
            .chain(&orders)
            .collect();
        let listed_kinds: BTreeSet<Modality> = all
            .iter()
            .flat_map(|found| found.facts.services.iter().map(|found| found.value))
            .collect();
        let billed = billed(case, stay);
        if of_stay.is_empty() || listed_kinds.len() < LISTS || billed.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        for (modality, rows) in billed {
            if listed_kinds.contains(&modality) {
                checks.pass(&RULE);
                continue;
            }
            // A prescriber's order stands where the plan does not list the test.
            let rows: Vec<&LineRow> = rows
                .into_iter()
                .filter(|row| modality != Modality::DrugTesting || !is_ordered(case, row))
                .collect();
            if rows.is_empty() {
                checks.pass(&RULE);
                continue;
            }
            report(
                case,
                checks,
                stay,
                &all,
                modality,
                &rows,
                listed_kinds.len(),
            );
        }
    }
}

/// Returns whether an order or a prescriber's note of before a drug test names one.
fn is_ordered(case: &Case<'_>, row: &LineRow) -> bool {
    let standing = case.number_for(row, "order.standing_days");
    row.days.first().is_some_and(|day| {
        let found = orders::find(case, &[Element::DrugTest], day.plus_days(-standing), *day);
        found == Found::Sound
    })
}

fn report(
    case: &Case<'_>,
    checks: &mut Checks,
    stay: &Stay,
    plans: &[&Stated<'_>],
    modality: Modality,
    rows: &[&LineRow],
    kinds: usize,
) {
    let days: BTreeSet<ServiceDate> = rows.iter().flat_map(|row| row.days.clone()).collect();
    let days: Vec<ServiceDate> = days.into_iter().collect();
    let (Some(&first), Some(&last), Some(row)) = (days.first(), days.last(), rows.first()) else {
        return;
    };
    let message = format!(
        "{} was billed on {} ({}), and no plan of the {} stay admitted {} lists it among {}",
        modality.words(),
        counted(days.len(), "day"),
        listed(&days),
        stay.level,
        stay.admission,
        counted(kinds, "kind of service").replace("services", "service"),
    );
    let claim = case.ledger.claim(row.id);
    let mut finding = RULE.finding(Outcome::Fail, message).from_to(first, last);
    if let [only] = rows {
        finding = finding.on_line(&claim.id, case.ledger.service_line(only.id).number);
    } else if rows.iter().all(|other| other.id.claim == row.id.claim) {
        finding = finding.on_claim(&claim.id);
    }
    for row in rows {
        finding = finding.risking(AtRisk::whole(row.id));
    }
    finding = finding
        .with_all(rows.iter().take(5).map(|row| case.line_evidence(row.id)))
        .with_all(
            plans
                .iter()
                .take(6)
                .map(|found| Evidence::searched(head(found.note))),
        );
    let ordered_elsewhere = matches!(
        modality,
        Modality::DrugTesting | Modality::Peer | Modality::CaseManagement
    );
    let confidence = if ordered_elsewhere || kinds <= LISTS {
        60
    } else {
        78
    };
    checks.report(finding.with_confidence(confidence, case.policy.number("fail.confidence")));
}

/// Returns the live lines on the stay's days by the kind of service that their code names.
fn billed<'c>(case: &Case<'c>, stay: &Stay) -> BTreeMap<Modality, Vec<&'c LineRow>> {
    let mut billed: BTreeMap<Modality, Vec<&LineRow>> = BTreeMap::new();
    for (row, _, line) in case.live() {
        let within = row
            .days
            .first()
            .is_some_and(|day| stay.first_day() <= *day && *day <= stay.last_day());
        if let Some(modality) = modality(line).filter(|_| within) {
            billed.entry(modality).or_default().push(row);
        }
    }
    billed
}

/// Returns the kind of service that a line's code names; evaluations and visits of prescribers
/// stand outside the plan's list.
fn modality(line: &ServiceLine) -> Option<Modality> {
    let code = line.procedure.as_ref()?.value.as_str();
    Some(match code {
        "90832" | "90834" | "90837" => Modality::Individual,
        "90853" | "G0410" | "G0411" => Modality::Group,
        "90846" | "90847" | "90849" => Modality::Family,
        "G0129" | "97530" | "97535" => Modality::Occupational,
        "G0176" | "H2032" => Modality::Activity,
        "G0177" => Modality::Education,
        "H0038" => Modality::Peer,
        "T1016" | "T1017" | "H0006" => Modality::CaseManagement,
        "80305" | "80306" | "80307" | "G0480" | "G0481" | "G0482" | "G0483" => {
            Modality::DrugTesting
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn php(services: &str) -> String {
        format!(
            "plan 2026-01-05 {services}\nclaim C1 I
            line 2026-01-05 H0035 rev 0912
            line 2026-01-06 90853 rev 0915
            line 2026-01-06 90847 rev 0916
            line 2026-01-07 H0035 rev 0912"
        )
    }

    #[test]
    fn fires_on_family_therapy_that_the_plan_does_not_list() {
        let case = php("services group,individual,education");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/3 2026-01-06"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn a_short_list_only_warns() {
        let case = php("services group,individual");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/3 2026-01-06"]);
    }

    #[test]
    fn what_any_plan_of_the_stay_lists_passes() {
        let case = php("services group,individual\nreview 2026-01-05 services family");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn a_prescribers_order_answers_for_a_drug_test() {
        let tested = |note: &str| {
            format!("{note}\n{}", php("services group,individual,family"))
                + "\nclaim C2 P\nline 2026-01-06 80307"
        };
        assert_eq!(outcomes(&RULE, &tested("")), ["warn C2/1 2026-01-06"]);
        for note in [
            "note 2026-01-05 prescriber has drug-test",
            "note 2026-01-05 order has drug-test",
        ] {
            assert_eq!(outcomes(&RULE, &tested(note)), [""; 0], "{note}");
        }
        // A counselor's word on a result, and an order of after the test.
        for note in [
            "note 2026-01-05 individual has drug-test",
            "note 2026-01-07 order has drug-test",
        ] {
            let found = outcomes(&RULE, &tested(note));
            assert_eq!(found, ["warn C2/1 2026-01-06"], "{note}");
        }
    }

    #[test]
    fn a_plan_without_a_list_and_a_stay_without_a_plan_are_not_judged() {
        assert_eq!(tally(&RULE, &php("services group")).not_applicable, 1);
        let case = php("").replace("plan 2026-01-05", "note 2026-01-05 group");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }
}

//! PLN-019: the goals of a patient's plan are those of several other patients.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{PatientSummary, PlannedGoals};
use crate::model::{Sketch, distinct};
use crate::policy::Policy;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-019",
    name: "plan-identical-across-patients",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::None,
    applies_to: "treatment plans that state goals",
    authority: &[Authority {
        cite: "Medicare Benefit Policy Manual ch. 6 §70.3",
        verified: false,
    }],
    checks: "The goals and objectives of the plan, numbers and dates left out, are alike to at \
             least plan.same_goals_percent with those of at least plan.same_goals_patients other \
             patients. Goals of fewer than plan.same_goals_tokens words are not compared.",
    why: "Goals that fit everybody were written for nobody; a reviewer who finds the same plan in \
          several charts doubts all of them.",
    cure: &[Cure::C8],
    params: &[
        "plan.same_goals_percent",
        "plan.same_goals_patients",
        "plan.same_goals_tokens",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Facility(check),
};

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    let least_tokens = policy.number("plan.same_goals_tokens");
    let least = policy.number("plan.same_goals_percent") as f64 / 100.0;
    let others_needed = policy.number("plan.same_goals_patients").max(1) as usize;
    let plans: Vec<(usize, &PlannedGoals)> = patients
        .iter()
        .enumerate()
        .flat_map(|(index, patient)| patient.goals.iter().map(move |goals| (index, goals)))
        .filter(|(_, goals)| i64::from(goals.sketch.tokens) >= least_tokens)
        .collect();
    // Two sets that are alike share one of their smallest members, so only plans that share one
    // of those are compared.
    let mut by_shingle: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, (_, goals)) in plans.iter().enumerate() {
        for shingle in smallest(&goals.sketch, least) {
            by_shingle.entry(shingle).or_default().push(place);
        }
    }
    for (index, patient) in patients.iter().enumerate() {
        let own = plans
            .iter()
            .filter(|(owner, _)| *owner == index)
            .map(|(_, goals)| *goals);
        let mut best: Option<(&PlannedGoals, BTreeMap<usize, &PlannedGoals>)> = None;
        let mut compared = false;
        for goals in own {
            compared = true;
            let near: BTreeSet<usize> = smallest(&goals.sketch, least)
                .iter()
                .filter_map(|shingle| by_shingle.get(shingle))
                .flatten()
                .copied()
                .collect();
            let mut alike = BTreeMap::new();
            for place in near {
                if let Some(&(owner, other)) = plans.get(place)
                    && owner != index
                    && goals.sketch.similarity(&other.sketch) >= least
                {
                    alike.entry(owner).or_insert(other);
                }
            }
            if best
                .as_ref()
                .is_none_or(|(_, known)| known.len() < alike.len())
            {
                best = Some((goals, alike));
            }
        }
        match best {
            Some((goals, alike)) if alike.len() >= others_needed => {
                let message = format!(
                    "the goals of the plan of {} are those of {} other patients' plans, but for \
                     numbers and dates",
                    goals.date,
                    alike.len(),
                );
                let mut finding = RULE.finding(Outcome::Fail, message).dated(goals.date);
                finding.patient = Some(patient.patient.clone());
                finding =
                    finding.with_all(goals.spans.iter().take(4).map(|s| Evidence::supports(*s)));
                let others = alike.values().filter_map(|other| other.spans.first());
                checks.report(finding.with_all(others.take(4).map(|s| Evidence::supports(*s))));
            }
            _ if compared => checks.pass(&RULE),
            _ => checks.not_applicable(&RULE),
        }
    }
}

/// Returns the smallest shingles of a sketch, of which two sketches alike to at least `least`
/// share one: as many as may differ, and one more.
fn smallest(sketch: &Sketch, least: f64) -> Vec<u32> {
    let mut shingles = distinct(&sketch.shingles);
    let shared = (shingles.len() as f64 * least).ceil() as usize;
    shingles.truncate(shingles.len().saturating_sub(shared) + 1);
    shingles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const SAME: &str = "Patient will identify three triggers and use two coping skills each day \
                        Patient will attend all groups and share in each of them Patient will \
                        name four supports outside of the program by the date of discharge";

    fn facility(goals: &[&str]) -> String {
        let mut case = String::new();
        for (index, goals) in goals.iter().enumerate() {
            case.push_str(&format!(
                "patient P{index}\nplan 2026-01-05 goal vague goal-text \"{goals}\"\n"
            ));
        }
        case
    }

    #[test]
    fn fires_on_each_of_four_patients_with_one_plan() {
        let dated = SAME.replace("three", "5").replace("four", "6");
        let case = facility(&[
            SAME,
            SAME,
            SAME,
            &dated.replace('5', "three").replace('6', "four"),
        ]);
        assert_eq!(outcomes(&RULE, &case).len(), 4);
        let found = findings(&RULE, &case);
        assert!(
            found[0].message.contains("3 other patients"),
            "{}",
            found[0].message
        );
        assert!(
            !found[0].message.contains("P1"),
            "no other patient is named"
        );
    }

    #[test]
    fn three_patients_or_goals_of_their_own_pass() {
        let own = "Return to the choir and tell the sister of the loss before the spring term \
                   begins so that she can come along to the first concert and sit in front with \
                   the children of the neighbours";
        let case = facility(&[SAME, SAME, SAME, own]);
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).pass, 4);
    }

    #[test]
    fn short_goals_are_not_compared() {
        let short = "Stay sober and safe";
        let case = facility(&[short, short, short, short]);
        assert_eq!(tally(&RULE, &case).not_applicable, 4);
    }
}

//! PLN-019: the goals of a patient's plan are those of several other patients.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{PatientSummary, PlannedGoals};
use crate::model::{are_alike, distinct};
use crate::policy::Policy;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

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
    let sets: Vec<Vec<u32>> = plans
        .par_iter()
        .map(|(_, goals)| distinct(&goals.sketch.shingles))
        .collect();
    let candidates = candidates(&sets, least);
    let alike: Vec<BTreeMap<usize, &PlannedGoals>> = candidates
        .par_iter()
        .enumerate()
        .map(|(place, near)| alike(&plans, &sets, place, near, least))
        .collect();
    for (index, patient) in patients.iter().enumerate() {
        let from = plans.partition_point(|(owner, _)| *owner < index);
        let to = plans.partition_point(|(owner, _)| *owner <= index);
        let own = plans.get(from..to).unwrap_or_default();
        let compared = !own.is_empty();
        // Of several that are alike to as many, the first.
        let best = own
            .iter()
            .map(|(_, goals)| *goals)
            .zip(alike.get(from..to).unwrap_or_default())
            .rev()
            .max_by_key(|(_, alike)| alike.len());
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

/// Returns the first of each other patient's plans that is alike to one, among those that may be.
fn alike<'p>(
    plans: &[(usize, &'p PlannedGoals)],
    sets: &[Vec<u32>],
    place: usize,
    near: &[usize],
    least: f64,
) -> BTreeMap<usize, &'p PlannedGoals> {
    let mut alike = BTreeMap::new();
    let (Some((own, _)), Some(set)) = (plans.get(place), sets.get(place)) else {
        return alike;
    };
    for &other in near {
        if let (Some(&(owner, goals)), Some(others)) = (plans.get(other), sets.get(other))
            && owner != *own
            && are_alike(set, others, least)
        {
            alike.entry(owner).or_insert(goals);
        }
    }
    alike
}

/// Returns for every set the places of those that may be alike to it, ascending, itself among
/// them. Two sets that are alike share one of their rarest members: of as many as may differ, and
/// one more. Only sets that share one of those are compared, so that the work does not grow with
/// the square of the plans.
fn candidates(sets: &[Vec<u32>], least: f64) -> Vec<Vec<usize>> {
    let mut known: HashMap<u32, u32> = HashMap::new();
    for shingle in sets.iter().flatten() {
        *known.entry(*shingle).or_default() += 1;
    }
    let rarest = |set: &Vec<u32>| {
        let mut ranked: Vec<(u32, u32)> = set
            .iter()
            .map(|shingle| (known.get(shingle).copied().unwrap_or_default(), *shingle))
            .collect();
        ranked.sort_unstable();
        let shared = (set.len() as f64 * least).ceil() as usize;
        ranked.truncate(set.len().saturating_sub(shared) + 1);
        ranked
    };
    let rarest: Vec<Vec<(u32, u32)>> = sets.par_iter().map(rarest).collect();
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (place, ranked) in rarest.iter().enumerate() {
        for (_, shingle) in ranked.iter().filter(|(count, _)| *count > 1) {
            holders.entry(*shingle).or_default().push(place);
        }
    }
    rarest
        .par_iter()
        .map(|ranked| {
            let near = ranked
                .iter()
                .filter_map(|(_, shingle)| holders.get(shingle));
            let mut near: Vec<usize> = near.flatten().copied().collect();
            near.sort_unstable();
            near.dedup();
            near
        })
        .collect()
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

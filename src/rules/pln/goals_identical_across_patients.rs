//! PLN-019: the goals of a patient's plan are those of several other patients.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{PatientSummary, PlannedGoals};
use crate::model::are_alike;
use crate::policy::Policy;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
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
    let plans: Vec<Plan<'_>> = patients
        .iter()
        .enumerate()
        .flat_map(|(owner, patient)| patient.goals.iter().map(move |goals| Plan { owner, goals }))
        .filter(|plan| i64::from(plan.goals.tokens) >= least_tokens)
        .collect();
    let alike = alike(&plans, least);
    let mut of_patients = plans.chunk_by(|one, other| one.owner == other.owner);
    let mut next = of_patients.next();
    for (owner, patient) in patients.iter().enumerate() {
        let Some(own) = next.filter(|own| own.first().is_some_and(|plan| plan.owner == owner))
        else {
            checks.not_applicable(&RULE);
            continue;
        };
        next = of_patients.next();
        // Of several that are alike to as many, the first.
        let best = own
            .iter()
            .filter_map(|plan| Some((plan.goals, alike.get(&*plan.goals.shingles)?)))
            .rev()
            .max_by_key(|(_, alike)| alike.patients);
        match best {
            Some((goals, alike)) if alike.patients > others_needed => {
                let message = format!(
                    "the goals of the plan of {} are those of {} other patients' plans, but for \
                     numbers and dates",
                    goals.date,
                    alike.patients - 1,
                );
                let mut finding = RULE.finding(Outcome::Fail, message).dated(goals.date);
                finding.patient = Some(patient.patient.clone());
                let own = goals.spans.iter();
                let others = alike.shown.iter().filter(|(other, _)| *other != owner);
                let others = others.map(|(_, span)| span);
                let shown = own.take(SHOWN).chain(others.take(SHOWN));
                checks.report(finding.with_all(shown.map(|span| Evidence::supports(*span))));
            }
            _ => checks.pass(&RULE),
        }
    }
}

/// Goals that are shown of the plan, and other plans of which the first is.
const SHOWN: usize = 4;

/// The goals of one plan that are long enough to be compared.
#[derive(Clone, Copy)]
struct Plan<'p> {
    /// Place among the patients.
    owner: usize,
    goals: &'p PlannedGoals,
}

/// The plans that are alike to those of some words.
struct Alike {
    /// How many patients have one.
    patients: usize,
    /// The first of them, each with its place among the patients: one more than are shown, for one
    /// of them may be the patient's who is shown the others.
    shown: Vec<(usize, Span)>,
}

/// Returns for the words of every plan those that are alike to them. What is held grows with the
/// plans, not with their pairs: a facility may have given every patient the same goals.
fn alike<'p>(plans: &[Plan<'p>], least: f64) -> BTreeMap<&'p [u32], Alike> {
    let mut texts: BTreeMap<&[u32], Vec<Plan<'p>>> = BTreeMap::new();
    for plan in plans {
        texts.entry(&plan.goals.shingles).or_default().push(*plan);
    }
    let (sets, plans): (Vec<&[u32]>, Vec<Vec<Plan<'_>>>) = texts.into_iter().unzip();
    let candidates = Candidates::of(&sets, least);
    let alike = sets.par_iter().enumerate().map(|(place, set)| {
        let near = candidates.near(place, set).into_iter();
        let near = near.filter(|&other| {
            let others = sets.get(other).copied().unwrap_or_default();
            are_alike(set, others, least)
        });
        let mut of_patients: BTreeMap<usize, &PlannedGoals> = BTreeMap::new();
        for plan in near.filter_map(|other| plans.get(other)).flatten() {
            let first = of_patients.entry(plan.owner).or_insert(plan.goals);
            // Of one patient's plans that are alike the earliest is shown.
            if (plan.goals.date, &plan.goals.spans) < (first.date, &first.spans) {
                *first = plan.goals;
            }
        }
        let shown = of_patients.iter();
        let shown = shown.filter_map(|(owner, goals)| Some((*owner, *goals.spans.first()?)));
        let alike = Alike {
            shown: shown.take(SHOWN + 1).collect(),
            patients: of_patients.len(),
        };
        (*set, alike)
    });
    alike.collect()
}

/// Finds the sets that may be alike to one. Two sets that are alike share one of their rarest
/// members: of as many as may differ, and one more. Only sets that share one of those need to be
/// compared, so that the work does not grow with the square of the sets.
struct Candidates {
    least: f64,
    /// How many sets hold a member, or any other of its last bits, which does not change what is
    /// found: any order of members would do as long as it is the same for all sets.
    known: Vec<u32>,
    /// The sets among whose rarest a member is.
    holders: HashMap<u32, Vec<u32>>,
}

/// Most places of the table that counts members, 16 MiB.
const MOST_COUNTS: usize = 1 << 22;

impl Candidates {
    fn of(sets: &[&[u32]], least: f64) -> Self {
        let members: usize = sets.iter().map(|set| set.len()).sum();
        let places = members.next_power_of_two().min(MOST_COUNTS);
        let mut candidates = Self {
            least,
            known: vec![0; places],
            holders: HashMap::new(),
        };
        for member in sets.iter().copied().flatten() {
            let place = candidates.place(*member);
            if let Some(count) = candidates.known.get_mut(place) {
                *count += 1;
            }
        }
        for (set, place) in sets.iter().zip(0..) {
            for (count, member) in candidates.rarest(set) {
                // Most members are of one set only, which needs no help to find itself.
                if count > 1 {
                    candidates.holders.entry(member).or_default().push(place);
                }
            }
        }
        candidates
    }

    /// Returns the places of the sets that may be alike to the one at `own`, ascending, it among
    /// them.
    fn near(&self, own: usize, set: &[u32]) -> Vec<usize> {
        let rarest = self.rarest(set).into_iter();
        let near = rarest.filter_map(|(_, member)| self.holders.get(&member));
        let near = near.flatten().map(|place| *place as usize);
        let mut near: Vec<usize> = near.chain([own]).collect();
        near.sort_unstable();
        near.dedup();
        near
    }

    /// Returns the rarest members of a set, each behind how many sets may hold it.
    fn rarest(&self, set: &[u32]) -> Vec<(u32, u32)> {
        let count = |member| self.known.get(self.place(member)).copied();
        let ranked = set.iter().map(|&m| (count(m).unwrap_or_default(), m));
        let mut ranked: Vec<(u32, u32)> = ranked.collect();
        ranked.sort_unstable();
        let shared = (set.len() as f64 * self.least).ceil() as usize;
        ranked.truncate(set.len().saturating_sub(shared) + 1);
        ranked
    }

    fn place(&self, member: u32) -> usize {
        member as usize & self.known.len().saturating_sub(1)
    }
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

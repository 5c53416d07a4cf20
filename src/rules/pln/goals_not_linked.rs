//! PLN-009: the plan's goals are about other things than the reason for admission.

use super::stated::{on_documents, plans};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{Assertion, Concern, DiagnosisBasis, NoteKind};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-009",
    name: "goals-not-linked-to-admission-reason",
    status: RuleStatus::Preview,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "plans of PHP, IOP and residential stays that state goals",
    authority: &[Authority {
        cite: "Medicare Benefit Policy Manual ch. 6",
        verified: false,
    }],
    checks: "What the problems and goals of the stay's plans are about (depression, substance \
             use, housing and the like, by their words) has nothing in common with the reason \
             for admission: the psychiatric diagnoses on the stay's claims and what its admission \
             assessments list or affirm more than once. Goals about symptoms, coping, mood or safety in general fit any \
             reason.",
    why: "Services toward goals that have nothing to do with why the patient was admitted do not \
          treat the condition that the claim names.",
    cure: &[Cure::C8],
    params: &[
        "admission.window_before_days",
        "admission.window_after_days",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let of_stay = plans(case, stay);
        let mut goals: BTreeMap<Concern, Span> = BTreeMap::new();
        for found in of_stay.iter().flat_map(|plan| &plan.facts.concerns) {
            goals.entry(found.value).or_insert(found.span);
        }
        let reasons = reasons(case, stay);
        if goals.is_empty() || reasons.is_empty() || stay.withdrawal {
            checks.not_applicable(&RULE);
            continue;
        }
        if goals.contains_key(&Concern::General)
            || goals.keys().any(|concern| reasons.contains_key(concern))
        {
            checks.pass(&RULE);
            continue;
        }
        let dates: Vec<_> = of_stay.iter().filter_map(|plan| plan.note.date()).collect();
        let message = format!(
            "{} admitted {} for {}; the problems and goals of its plans are about {} only",
            stay.level,
            stay.admission,
            words(&reasons),
            words(&goals),
        );
        let stated = of_stay.iter().flat_map(|plan| &plan.facts.goals);
        let finding = RULE.finding(Outcome::Fail, message);
        let finding = on_documents(case, stay, finding, &dates)
            .with_all(stated.take(6).map(|goal| Evidence::supports(goal.span)))
            .with_all(goals.values().take(4).map(|span| Evidence::supports(*span)))
            .with_all(
                reasons
                    .values()
                    .take(4)
                    .map(|span| Evidence::supports(*span)),
            )
            .with_confidence(70, case.policy.number("fail.confidence"));
        checks.report(finding);
    }
}

fn words(concerns: &BTreeMap<Concern, Span>) -> String {
    let words: Vec<&str> = concerns.keys().map(|concern| concern.words()).collect();
    words.join(", ")
}

/// Returns why the patient was admitted, by the claims' diagnoses and the admission assessments.
fn reasons(case: &Case<'_>, stay: &Stay) -> BTreeMap<Concern, Span> {
    let mut reasons = BTreeMap::new();
    let mut told = 0;
    for id in &stay.lines {
        for code in &case.ledger.claim(*id).diagnoses {
            for concern in of_diagnosis(code.value.as_str()) {
                reasons.entry(*concern).or_insert(code.span);
                told += 2;
            }
        }
    }
    let before = case.policy.number("admission.window_before_days");
    let after = case.policy.number("admission.window_after_days");
    for note in &case.record.notes {
        let near = note.date().is_some_and(|date| {
            let days = date.days_since(stay.admission);
            -before <= days && days <= after
        });
        let assesses = matches!(
            note.kind,
            NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical
        );
        if !near || !assesses {
            continue;
        }
        for named in &note.elements.diagnoses {
            if named.basis == DiagnosisBasis::Listed
                && let Ok(category) = std::str::from_utf8(&named.category)
            {
                for concern in of_diagnosis(category) {
                    reasons.entry(*concern).or_insert(named.span);
                    told += 2;
                }
            }
        }
        for mention in &note.mentions {
            if mention.assertion == Assertion::Affirmed
                && let Some(concern) = of_indicator(mention.indicator.as_str())
            {
                reasons.entry(concern).or_insert(mention.span);
                told += 1;
            }
        }
    }
    // Two words of an evaluation ("SI threats") are not why somebody was admitted.
    if told < 2 {
        reasons.clear();
    }
    reasons
}

fn of_diagnosis(code: &str) -> &'static [Concern] {
    let code = code.to_ascii_uppercase();
    // Disruptive mood dysregulation, F34.8, is known by its outbursts; a bare category may be it.
    let code = code.replace('.', "");
    if code.starts_with("F348") || code == "F34" {
        return &[Concern::Depression, Concern::Aggression];
    }
    match code.get(..3).unwrap_or_default() {
        "F30" | "F31" => &[Concern::Mania, Concern::Depression],
        "F32" | "F33" | "F34" => &[Concern::Depression],
        "F40" | "F41" | "F42" => &[Concern::Anxiety],
        "F43" => &[Concern::Trauma],
        "F50" => &[Concern::Eating],
        "F63" | "F91" => &[Concern::Aggression],
        block if block.starts_with("F1") => &[Concern::Substance],
        block if block.starts_with("F2") => &[Concern::Psychosis],
        _ => &[],
    }
}

fn of_indicator(id: &str) -> Option<Concern> {
    Some(match id {
        "D3-15" | "D3-16" | "D3-48" | "D3-35" => Concern::Depression,
        "D3-01" | "D3-02" | "D3-03" | "D3-06" | "D3-08" => Concern::SelfHarm,
        "D3-10" | "D3-11" | "D3-12" => Concern::Psychosis,
        "D3-14" => Concern::Mania,
        "D3-17" | "D3-18" => Concern::Anxiety,
        "D3-19" | "D3-20" => Concern::Trauma,
        "D3-21" => Concern::Eating,
        "D3-24" | "D3-25" => Concern::Aggression,
        "D6-01" | "D6-02" | "D6-03" | "D6-07" | "D6-09" => Concern::Social,
        "D5-01" | "D5-03" | "D5-07" | "D5-08" => Concern::Substance,
        id if id.starts_with("D1-") => Concern::Substance,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn php(plan: &str) -> String {
        format!("{plan}\nclaim C1 I dx F33.2\nline 2026-01-05 H0035 rev 0912")
    }

    #[test]
    fn fires_where_goals_are_about_housing_only() {
        let case = php("plan 2026-01-05 about social,physical");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
        let message = &findings(&RULE, &case)[0].message;
        assert!(message.contains("for depression"), "{message}");
    }

    #[test]
    fn one_shared_concern_or_a_general_one_passes() {
        for about in ["social,depression", "social,general"] {
            let case = php(&format!("plan 2026-01-05 about {about}"));
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{about}");
        }
        let assessed = php(
            "note 2026-01-05 assessment\nmention D6-01 affirmed H w2\nplan 2026-01-05 about social",
        );
        assert_eq!(outcomes(&RULE, &assessed), [""; 0]);
    }

    #[test]
    fn without_readable_goals_or_reasons_nothing_is_said() {
        assert_eq!(tally(&RULE, &php("plan 2026-01-05")).not_applicable, 1);
        let case = php("plan 2026-01-05 about social").replace(" dx F33.2", "");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }

    #[test]
    fn two_words_of_an_evaluation_are_no_reason() {
        let told = |mentions: &str| {
            php(&format!(
                "note 2026-01-05 assessment\n{mentions}\nplan 2026-01-05 about aggression"
            ))
            .replace("F33.2", "F84.0")
        };
        let once = "mention D3-01 affirmed H w3";
        assert_eq!(outcomes(&RULE, &told(once)), [""; 0]);
        let twice = format!("{once}\nmention D3-08 affirmed H w3");
        assert_eq!(outcomes(&RULE, &told(&twice)), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn a_child_of_outbursts_is_treated_for_aggression() {
        let plan = "plan 2026-01-05 about aggression";
        let child = |code: &str| php(plan).replace("F33.2", code);
        assert_eq!(outcomes(&RULE, &child("F34.81")), [""; 0]);
        assert_eq!(outcomes(&RULE, &child("F34.1")).len(), 1);
    }
}

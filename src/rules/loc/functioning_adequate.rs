//! LOC-010: a scale rates the patient's functioning as adequate during a level for those it fails.

use super::statements::{Said, cited, said_in_course};
use super::{down_to, step_down};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Direction, LevelOfCare, Measure, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-010",
    name: "functioning-adequate",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Delta,
    applies_to: "PHP and residential stays",
    authority: &[Authority {
        cite: "payer manuals",
        verified: false,
    }],
    checks: "During the stay a current GAF of at least function.gaf_adequate or an average WHODAS \
             2.0 of at most function.whodas_adequate is recorded, no later score of the kind is \
             worse, and another statement of the course says that the patient functions well; no \
             note from then on states impaired function. Independence in self-care alone is not \
             counted. A single score without such a statement warns.",
    why: "These levels are for people whose illness keeps them from managing; a rating of good \
          functioning says it does not.",
    cure: &[Cure::C8],
    params: &["function.gaf_adequate", "function.whodas_adequate"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let applies = stay.level == LevelOfCare::PartialHospitalization
            || (stay.level.is_residential() && !stay.withdrawal);
        let course = said_in_course(case, stay);
        let scores: Vec<Said<'_>> = course
            .iter()
            .copied()
            .filter(|said| adequate(case, said).is_some())
            .collect();
        if !applies || scores.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        // The good scores that no worse one follows.
        let worse = scores
            .iter()
            .rposition(|said| adequate(case, said) == Some(false));
        let good: Vec<Said<'_>> = scores[worse.map_or(0, |place| place + 1)..].to_vec();
        let Some(first) = good.first().map(|said| said.date) else {
            checks.pass(&RULE);
            continue;
        };
        let impaired = course.iter().any(|said| {
            said.date >= first
                && said.affirms(&["D3-43", "D3-44", "D3-22", "D3-40", "D3-41"])
                && said.mention.direction == Direction::H
        });
        let days: Vec<ServiceDate> = stay
            .days
            .iter()
            .copied()
            .filter(|day| *day >= first)
            .collect();
        if impaired || days.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let mut evidence = good;
        let statements = course
            .iter()
            .filter(|said| said.date >= first && said.affirms(&["D3-45", "D6-15", "D5-22"]));
        evidence.extend(statements.copied());
        evidence.sort_by_key(|said| (said.date, said.index, said.mention.span));
        let stated = evidence
            .iter()
            .any(|said| said.affirms(&["D3-45", "D6-15", "D5-22"]));
        let message = format!(
            "{}: functioning rated adequate on {first}, no worse rating and no impairment stated \
             after it, and {} billed from then on: {}",
            stay.level,
            counted(days.len(), "day"),
            listed(&days),
        );
        let mut finding = RULE
            .finding(Outcome::Fail, message)
            .with_all(cited(&evidence, 8).into_iter().map(Evidence::supports));
        finding = on_stay(case, stay, finding, &days);
        finding.at_risk = down_to(case, stay, step_down(stay.level), &days);
        let confidence = if stated { 80 } else { 65 };
        checks.report(finding.with_confidence(confidence, case.policy.number("fail.confidence")));
    }
}

/// Returns whether a score rates functioning as adequate; `None` for what is no such score.
fn adequate(case: &Case<'_>, said: &Said<'_>) -> Option<bool> {
    let Some(Measure::Score(score)) = said.mention.measure else {
        return None;
    };
    if said.affirms(&["D3-40"]) {
        Some(score >= case.policy.number("function.gaf_adequate") as f32)
    } else if said.affirms(&["D3-41"]) && said.mention.direction != Direction::N {
        // A WHODAS sum has no direction; only averages are rated.
        Some(score <= case.policy.number("function.whodas_adequate") as f32)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn php(one: &str, other: &str) -> String {
        format!(
            "note 2026-01-05 individual\n{one}\nnote 2026-01-07 group\n{other}
            claim C1 I\nline 2026-01-05 H0035 rev 0912\nline 2026-01-07 H0035 rev 0912"
        )
    }

    const GOOD: &str = "mention D3-40 affirmed L w2 score 68";

    #[test]
    fn fires_on_a_good_score_with_a_statement_and_warns_on_the_score_alone() {
        let case = php(GOOD, "mention D3-45 affirmed L w2");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-07"]);
        assert_eq!(
            outcomes(&RULE, &php(GOOD, "")),
            ["warn C1 2026-01-05..2026-01-07"]
        );
    }

    #[test]
    fn a_worse_score_impairment_or_independent_self_care_do_not_fire() {
        let worse = "mention D3-40 affirmed H w2 score 42";
        assert_eq!(outcomes(&RULE, &php(GOOD, worse)), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &php(GOOD, "mention D3-43 affirmed H w2")),
            [""; 0]
        );
        let selfcare = "mention D3-45 affirmed L w2";
        assert_eq!(outcomes(&RULE, &php(selfcare, selfcare)), [""; 0]);
    }

    #[test]
    fn without_a_score_it_says_nothing() {
        assert_eq!(outcomes(&RULE, &php("", "")), [""; 0]);
    }
}

//! AUT-015: another modifier or tier was billed than was authorized.

use super::approvals::{is_leave, named_or_covering};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Authorization, Modifier, ServiceLine};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-015",
    name: "modifier-or-tier-differs",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "lines under an approval that names a modifier of program, intensity or state tier",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "The approval names modifiers of tier (TF, TG, U1 to U9, UA to UD, HF, HG, HH, HE), \
             the line carries modifiers of the same kind (population, or intensity and state), and \
             none agrees (fails); or the line carries \
             none (warns). Modifiers of telehealth, of group and of the clinician are not \
             compared.",
    why: "The tier is what the payer priced; another one is repriced or denied.",
    cure: &[Cure::C4],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        let Some(&day) = row.days.first().filter(|_| !is_leave(line)) else {
            continue;
        };
        let approvals = named_or_covering(case, row, day);
        let billed = tiers(&line.modifiers);
        let Some(first) = approvals
            .iter()
            .find(|one| !tiers(&one.modifiers).is_empty())
        else {
            checks.not_applicable(&RULE);
            continue;
        };
        let fits = |approval: &&Authorization| agrees(&tiers(&approval.modifiers), &billed);
        if approvals.iter().any(fits) {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, row, line, first, &billed));
        }
    }
}

/// Returns whether what was billed agrees with what was granted: of population and of intensity,
/// whatever both name.
fn agrees(granted: &[&str], billed: &[&str]) -> bool {
    let is_population = |tier: &&&str| tier.starts_with('H');
    let of = |list: &[&str], population: bool| -> Vec<String> {
        let kept = list.iter().filter(|tier| is_population(tier) == population);
        kept.map(|tier| (*tier).to_owned()).collect()
    };
    let mut compared = false;
    for population in [true, false] {
        let (granted, billed) = (of(granted, population), of(billed, population));
        if granted.is_empty() || billed.is_empty() {
            continue;
        }
        compared = true;
        if !granted.iter().any(|tier| billed.contains(tier)) {
            return false;
        }
    }
    compared || granted.is_empty()
}

fn tiers(modifiers: &[Modifier]) -> Vec<&str> {
    modifiers
        .iter()
        .map(Modifier::as_str)
        .filter(|modifier| {
            matches!(*modifier, "TF" | "TG" | "HF" | "HG" | "HH" | "HE")
                || matches!(
                    modifier.as_bytes(),
                    [b'U', b'1'..=b'9'] | [b'U', b'A'..=b'D']
                )
        })
        .collect()
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    line: &ServiceLine,
    approval: &Authorization,
    billed: &[&str],
) -> Finding {
    let granted = tiers(&approval.modifiers).join(", ");
    let with = if billed.is_empty() {
        "without a tier".to_owned()
    } else {
        format!("with {}", billed.join(", "))
    };
    let message = format!(
        "{} billed {with}, authorized with {granted}: {}",
        code_words(line),
        approval.describe()
    );
    let confidence = if billed.is_empty() { 65 } else { 90 };
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .with(Evidence::supports(approval.span))
        .risking(AtRisk::whole(row.id))
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(approval: &str, line: &str) -> String {
        format!(
            "auth A-1 approved 2026-01-01..2026-01-31 code H2036 {approval}
            claim C1 I auth A-1 dx F10.20\nline 2026-01-05 H2036 rev 1002 {line}"
        )
    }

    #[test]
    fn fires_on_another_tier_and_warns_of_none() {
        assert_eq!(
            outcomes(&RULE, &case("mod TF", "mod TG")),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &case("mod U5", "")),
            ["warn C1/1 2026-01-05"]
        );
    }

    #[test]
    fn the_same_tier_and_other_modifiers_pass() {
        assert_eq!(outcomes(&RULE, &case("mod HF,TG", "mod TG")), [""; 0]);
        assert_eq!(outcomes(&RULE, &case("mod HO", "mod HN")), [""; 0]);
        let second = format!(
            "auth A-2 approved 2026-01-01..2026-01-31 code H2036\n{}",
            case("mod TF", "mod TG")
        );
        assert_eq!(outcomes(&RULE, &second), [""; 0]);
    }

    #[test]
    fn an_approval_without_a_tier_is_not_judged() {
        assert_eq!(tally(&RULE, &case("", "mod TG")).not_applicable, 1);
    }
}

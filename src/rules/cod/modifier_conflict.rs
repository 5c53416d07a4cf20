//! COD-009: modifiers on one line exclude each other, or one contradicts the code.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::ServiceLine;
use crate::policy::{ModifierConflict, modifier_conflicts};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-009",
    name: "modifier-conflict",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "lines with modifiers",
    authority: &[Authority {
        cite: "HCPCS Level II modifiers; the payer's provider manual",
        verified: false,
    }],
    checks: "The line carries two modifiers of a set that the table of conflicts lists as \
             exclusive (two age groups, two levels of education, video and audio only, family \
             with and without the client), or a modifier that the table lists as contradicting \
             the procedure (group on individual psychotherapy).",
    why: "The payer cannot tell which of the two holds and denies the line.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        if line.modifiers.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let Some((conflict, found)) = modifier_conflicts()
            .iter()
            .find_map(|conflict| Some((conflict, found(conflict, line)?)))
        else {
            checks.pass(&RULE);
            continue;
        };
        let message = format!(
            "{} carries {}: {}",
            code_words(line),
            found.join(" and "),
            conflict.why
        );
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .with_all(
                line.procedure
                    .as_ref()
                    .map(|code| Evidence::supports(code.span)),
            )
            .risking(AtRisk::whole(row.id));
        checks.report(finding);
    }
}

/// Returns the modifiers of the line that the conflict speaks of, where it applies.
fn found<'l>(conflict: &ModifierConflict, line: &'l ServiceLine) -> Option<Vec<&'l str>> {
    let listed: Vec<&str> = line
        .modifiers
        .iter()
        .map(|modifier| modifier.as_str())
        .filter(|modifier| conflict.modifiers.iter().any(|one| one == modifier))
        .collect();
    let mut distinct = listed.clone();
    distinct.dedup();
    let applies = if conflict.codes.is_empty() {
        distinct.len() > 1
    } else {
        let code = line.procedure.as_ref()?.value.as_str();
        !listed.is_empty() && conflict.codes.iter().any(|one| one == code)
    };
    applies.then_some(distinct)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn line(line: &str) -> String {
        format!("claim C1 P dx F33.1\nline 2026-01-05 {line}")
    }

    #[test]
    fn fires_on_modifiers_that_exclude_each_other() {
        for text in [
            "90837 mod 95,93",
            "H0004 mod HN,HO",
            "H0004 mod HA,HB",
            "90847 mod HS",
            "90846 mod HR",
            "90834 mod HQ",
        ] {
            assert_eq!(
                outcomes(&RULE, &line(text)),
                ["fail C1/1 2026-01-05"],
                "{text}"
            );
        }
    }

    #[test]
    fn modifiers_that_go_together_pass() {
        for text in [
            "90837 mod 95,HO",
            "H0004 mod HF,HO,U1",
            "90853 mod HQ",
            "90847 mod HR",
            "90846 mod HS",
            "90837 mod 93,FQ",
            "H0004 mod HO,HO",
        ] {
            assert_eq!(outcomes(&RULE, &line(text)), [""; 0], "{text}");
        }
    }

    #[test]
    fn without_modifiers_it_is_not_judged() {
        assert_eq!(tally(&RULE, &line("90837")).not_applicable, 1);
    }
}

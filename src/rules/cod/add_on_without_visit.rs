//! COD-018: psychotherapy was billed as an add-on and no medical visit stands beside it.

use crate::finding::{AtRisk, Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, ProcedureCode, ServiceLine};
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-018",
    name: "therapy-by-e-m-add-on-without-e-m",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "90833, 90836, 90838",
    authority: &[Authority {
        cite: "CPT add-on rule for 90833, 90836, 90838",
        verified: true,
    }],
    checks: "No line of the patient bills an evaluation and management service (99202 to 99499, \
             G0463) on the same date, by the same clinician where both name one.",
    why: "The add-on pays for therapy beside a medical visit; without the visit nothing of it is \
          payable.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

const ADD_ONS: [&str; 3] = ["90833", "90836", "90838"];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        if !bills_any(line, &ADD_ONS) || row.days.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let visit = case.live().find(|(other, other_claim, other_line)| {
            is_visit(other_line)
                && other.days.iter().any(|day| row.days.contains(day))
                && may_be_one_clinician((claim, line), (other_claim, other_line))
        });
        if visit.is_some() {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, row, line));
        }
    }
}

fn finding(case: &Case<'_>, row: &LineRow, line: &ServiceLine) -> crate::finding::Finding {
    let message = format!(
        "{} billed without a medical visit on its date by the same clinician",
        code_words(line)
    );
    on_line(case, RULE.finding(Outcome::Fail, message), row).risking(AtRisk::whole(row.id))
}

fn is_visit(line: &ServiceLine) -> bool {
    line.procedure.as_ref().is_some_and(|code| {
        is_evaluation_and_management(&code.value) || code.value.as_str() == "G0463"
    })
}

/// Returns whether the code is of evaluation and management, 99202 to 99499.
pub(super) fn is_evaluation_and_management(code: &ProcedureCode) -> bool {
    code.cpt_number()
        .is_some_and(|number| (99202..=99499).contains(&number))
}

/// Returns whether the same clinician may have done both: the identifiers agree, or one is not
/// given.
fn may_be_one_clinician(one: (&Claim, &ServiceLine), other: (&Claim, &ServiceLine)) -> bool {
    let npi = |(claim, line): (&Claim, &ServiceLine)| {
        let rendering = line.rendering.as_ref().or(claim.rendering.as_ref());
        rendering.and_then(|provider| provider.npi_text.as_ref().map(|npi| npi.value.clone()))
    };
    match (npi(one), npi(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    #[test]
    fn fires_without_a_visit() {
        let case = "claim C1 P dx F33.1\nline 2026-01-05 90833\nline 2026-01-06 99213";
        assert_eq!(outcomes(&RULE, case), ["fail C1/1 2026-01-05"]);
        let other = "claim C1 P dx F33.1\nline 2026-01-05 90833 npi 1234567893
            line 2026-01-05 99213 npi 1245319599";
        assert_eq!(outcomes(&RULE, other), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_visit_on_any_claim_of_the_day_passes() {
        for case in [
            "claim C1 P dx F33.1\nline 2026-01-05 90833\nline 2026-01-05 99214",
            "claim C1 P dx F33.1\nline 2026-01-05 90836\nclaim C2 P dx F33.1\nline 2026-01-05 99232",
            "claim C1 P dx F33.1\nline 2026-01-05 90834",
        ] {
            assert_eq!(outcomes(&RULE, case), [""; 0], "{case}");
        }
    }

    #[test]
    fn without_a_date_it_is_not_judged() {
        let case = "claim C1 P dx F33.1\nline 2026-01-05 90833 undated";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}

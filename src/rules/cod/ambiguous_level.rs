//! COD-010: the codes of a line name levels of care that lie far apart.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{LevelOfCare, ServiceLine};
use crate::policy::{LevelBasis, procedure, revenue};
use crate::rules::billed_line::on_line;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-010",
    name: "ambiguous-level-code",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "institutional lines whose revenue code and procedure each name a program level",
    authority: &[Authority {
        cite: "the payer's contract and provider manual",
        verified: false,
    }],
    checks: "The bed of the revenue code and the program of the procedure lie more than one band \
             of intensity apart, the payer's contract does not name the code, and no \
             authorization of the line says which level is meant.",
    why: "Payers read such a line at either level: the lower one reprices it, and an audit takes \
          the difference back.",
    cure: &[Cure::C9],
    params: &["level.band_ranks"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        let Some((bed, program)) = levels(line) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let band = case.policy.number("level.band_ranks");
        let is_near = i64::from(bed.rank().abs_diff(program.rank())) <= band;
        let authorized = row
            .authorization
            .best()
            .and_then(|index| case.record.authorizations.get(index))
            .and_then(|authorization| authorization.level);
        if is_near || row.billed.basis == LevelBasis::Contract || authorized.is_some() {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "the revenue code names {bed} and the procedure {program}; neither contract nor \
             authorization says which is meant, and the line was read as {}",
            row.billed.level
        );
        let finding = on_line(case, RULE.finding(Outcome::Warn, message), row)
            .with_all(
                line.revenue
                    .as_ref()
                    .map(|code| Evidence::supports(code.span)),
            )
            .with_all(
                line.procedure
                    .as_ref()
                    .map(|code| Evidence::supports(code.span)),
            )
            .risking(AtRisk::whole(row.id));
        checks.report(finding);
    }
}

/// Returns the program levels that the revenue code and the procedure name, where both do.
fn levels(line: &ServiceLine) -> Option<(LevelOfCare, LevelOfCare)> {
    let bed = line.revenue.as_ref().and_then(|code| revenue(&code.value));
    let bed = bed.and_then(|info| info.level)?;
    let program = line.procedure.as_ref();
    let program = program.and_then(|code| procedure(&code.value))?.level;
    (bed.is_program() && program.is_program()).then_some((bed, program))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    const LINE: &str = "claim C1 I dx F10.20\nline 2026-01-05 H0015 rev 1002";

    #[test]
    fn fires_where_bed_and_program_lie_far_apart() {
        assert_eq!(outcomes(&RULE, LINE), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn a_contract_an_authorization_or_near_levels_pass() {
        let contract = format!("contract H0015 RES-HIGH\n{LINE}");
        assert_eq!(outcomes(&RULE, &contract), [""; 0]);
        let authorized =
            format!("auth A1 approved 2026-01-01..2026-01-31 level RES-HIGH code H0015\n{LINE}");
        assert_eq!(outcomes(&RULE, &authorized), [""; 0]);
        let near = LINE.replace("H0015", "H0018");
        assert_eq!(outcomes(&RULE, &near), [""; 0]);
    }

    #[test]
    fn one_code_alone_is_not_judged() {
        let case = "claim C1 I dx F10.20\nline 2026-01-05 - rev 1002";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}

//! AUT-007: the claim names an approval that does not list the billed code.

use super::approvals::{is_leave, named_or_covering};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Authorization, ProcedureCode, ServiceLine};
use crate::policy::{UnitBasis, procedure, revenue};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-007",
    name: "procedure-not-in-authorized-set",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "lines whose claim names an approval that lists codes",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "Neither the procedure nor the revenue code of the line stands in the list of the \
             approval that the claim names, nor in that of another approval which covers the \
             date; nor does the list hold a code for the same program (same level, unit and \
             family, as H0015 and S9480). A program approved under another level is AUT-006. A code \
             that is only billed on top of another is approved with that one.",
    why: "An approval pays for the codes it lists; another code is denied as not approved.",
    cure: &[Cure::C4, Cure::C6],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        if is_add_on(row) {
            checks.not_applicable(&RULE);
            continue;
        }
        let approvals = row.authorization.approvals(case.record);
        let named = approvals
            .iter()
            .find(|(index, one)| row.authorization.is_named(*index) && lists_codes(one));
        let first = row.days.first().filter(|_| !is_leave(line));
        let (Some((_, named)), Some(&day)) = (named, first) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let is_listed = named_or_covering(case, row, day)
            .into_iter()
            .any(|one| lists(one, line) || grants_day(one, row));
        let is_other_level = named
            .level
            .is_some_and(|level| level.is_program() && row.billed.level.is_program())
            && !row.is_at_level_of(named);
        if is_listed || is_other_level {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, row, line, named));
        }
    }
}

/// Codes that are billed only on top of another, which is what payers approve: interactive
/// complexity, psychotherapy beside a visit, a further half hour of crisis, each further hour or half
/// hour of testing, a visit's complexity.
const ADD_ONS: [&str; 12] = [
    "90785", "90833", "90836", "90838", "90840", "96131", "96133", "96137", "96139", "99415",
    "99417", "G2211",
];

fn is_add_on(row: &LineRow) -> bool {
    let code = row.procedure.as_ref().map(ProcedureCode::as_str);
    code.is_some_and(|code| ADD_ONS.contains(&code))
}

fn lists_codes(approval: &Authorization) -> bool {
    !approval.procedures.is_empty() || !approval.revenues.is_empty()
}

fn lists(approval: &Authorization, line: &ServiceLine) -> bool {
    let by_revenue = line
        .revenue
        .as_ref()
        .is_some_and(|code| approval.revenues.contains(&code.value));
    let by_procedure = line.procedure.as_ref().is_some_and(|code| {
        approval
            .procedures
            .iter()
            .any(|listed| is_same_thing(listed, &code.value))
    });
    // An approval of revenue codes alone says nothing of procedures, and the other way round.
    let says_nothing = approval.procedures.is_empty() && line.revenue.is_none()
        || approval.revenues.is_empty() && line.procedure.is_none();
    by_revenue || by_procedure || says_nothing || !lists_codes(approval)
}

/// Returns whether an approval grants the day program that a line is a part of: the groups and
/// activities of a partial hospitalization day are billed one by one, and approved as days.
fn grants_day(approval: &Authorization, row: &LineRow) -> bool {
    let level = row.billed.level;
    let by_revenue = approval
        .revenues
        .iter()
        .filter_map(revenue)
        .any(|info| info.level == Some(level));
    let by_procedure = approval
        .procedures
        .iter()
        .filter_map(procedure)
        .any(|info| info.level == level && info.unit == UnitBasis::Day);
    level.is_day_program() && (by_revenue || by_procedure)
}

/// Returns whether two codes are one, or bill one program: the same level, unit and family.
fn is_same_thing(one: &ProcedureCode, other: &ProcedureCode) -> bool {
    // Two codes of single sessions differ in time and so in price; two of a program day do not.
    let known = |code| {
        procedure(code)
            .filter(|info| info.level.is_program())
            .map(|info| (info.level, info.unit, info.family))
    };
    one == other || known(one).is_some_and(|one| Some(one) == known(other))
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    line: &ServiceLine,
    approval: &Authorization,
) -> Finding {
    let codes = approval.procedures.iter().map(ProcedureCode::as_str);
    let revenues = approval.revenues.iter().map(|code| code.as_str());
    let listed: Vec<&str> = codes.chain(revenues).collect();
    let message = format!(
        "billed {}, authorized {}: {}",
        code_words(line),
        listed.join(", "),
        approval.describe()
    );
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .with(Evidence::supports(approval.span))
        .risking(AtRisk::whole(row.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(codes: &str, line: &str) -> String {
        format!(
            "auth A-1 approved 2026-01-01..2026-01-31 code {codes}
            claim C1 P auth A-1 dx F33.1\nline 2026-01-05 {line}"
        )
    }

    #[test]
    fn fires_on_a_code_that_is_not_listed() {
        assert_eq!(
            outcomes(&RULE, &case("90832", "90837")),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &case("90853", "90834")),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn listed_codes_and_codes_for_the_same_thing_pass() {
        assert_eq!(outcomes(&RULE, &case("90837,90834", "90837")), [""; 0]);
        let iop = case("H0015 level IOP", "S9480 rev 0905").replace("C1 P", "C1 I");
        assert_eq!(outcomes(&RULE, &iop), [""; 0]);
        let other = format!(
            "auth A-2 approved 2026-01-01..2026-01-31 code 90837\n{}",
            case("90832", "90837")
        );
        assert_eq!(outcomes(&RULE, &other), [""; 0]);
    }

    #[test]
    fn what_is_billed_on_top_of_another_code_is_approved_with_it() {
        for line in ["90785", "90833", "90840", "96137", "96131"] {
            let drawn = case("90791,90834,96136", line);
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{line}");
            assert_eq!(tally(&RULE, &drawn).not_applicable, 1, "{line}");
        }
        let base = case("90791,90834", "96136");
        assert_eq!(outcomes(&RULE, &base), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn an_approval_without_codes_is_not_judged() {
        let case = case("90837", "90837").replace("code 90837", "level OP");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }

    #[test]
    fn an_approved_program_day_pays_for_its_parts() {
        let php = |revenue: &str| {
            format!(
                "auth A-1 approved 2026-01-01..2026-01-31 rev {revenue}
                claim C1 I auth A-1 cc 41\nline 2026-01-05 G0410 rev 0915"
            )
        };
        assert_eq!(outcomes(&RULE, &php("0912")), [""; 0]);
        assert_eq!(outcomes(&RULE, &php("0914")), ["fail C1/1 2026-01-05"]);
    }
}

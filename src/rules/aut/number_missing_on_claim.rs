//! AUT-002: the service was approved, but the claim carries no authorization number.

use super::approvals::held_on;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Supply;
use crate::rules::billed_line::{claim_head, code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-002",
    name: "auth-number-missing-on-claim",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "lines whose service and date an approval with a number holds",
    authority: &[Authority {
        cite: "ASC X12N 837 implementation guide, REF*G1",
        verified: false,
    }],
    checks: "An approval with a number covers the line's service and first day, and neither the \
             claim nor the line carries an authorization number. A table that states none for any \
             claim has no column for it and is not judged.",
    why: "The payer cannot find the approval and pends or denies the line.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[Supply::Authorizations],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let tables = &case.record.export.tables_without_authorizations;
    for (row, claim, line) in case.live() {
        if tables.contains(&claim.file) {
            checks.not_applicable(&RULE);
            continue;
        }
        let approvals = row.authorization.approvals(case.record);
        let held = row
            .days
            .first()
            .and_then(|day| held_on(&approvals, row, *day));
        let Some((_, approval)) = held.filter(|(_, approval)| row.is_at_level_of(approval)) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let Some(number) = &approval.number else {
            checks.not_applicable(&RULE);
            continue;
        };
        let carries = claim
            .authorizations_for(line)
            .iter()
            .any(|number| !number.value.trim().is_empty());
        if carries {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{} was approved ({}), but the claim carries no authorization number",
            code_words(line),
            approval.describe()
        );
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .risking(AtRisk::whole(row.id))
            .with(Evidence::searched(claim_head(claim)))
            .with(Evidence::supports(number.span))
            .with(Evidence::supports(approval.span));
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(auth: &str, claim: &str, line: &str) -> String {
        format!("auth {auth}\nclaim C1 I {claim}\nline 2026-01-05 {line}")
    }

    const APPROVED: &str = "A-1 approved 2026-01-01..2026-01-31 level IOP";

    #[test]
    fn fires_when_the_number_is_missing() {
        assert_eq!(
            outcomes(&RULE, &case(APPROVED, "", "H0015 rev 0906")),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn a_number_on_claim_or_line_passes() {
        for (claim, line) in [
            ("auth A-1", "H0015"),
            ("", "H0015 auth A-1"),
            ("auth X-9", "H0015"),
        ] {
            assert_eq!(outcomes(&RULE, &case(APPROVED, claim, line)), [""; 0]);
        }
    }

    #[test]
    fn an_approval_of_days_or_of_a_level_says_nothing_of_a_clinicians_visit() {
        for auth in [
            "A-1 approved 2026-01-01..2026-01-31 units 7 days",
            "A-1 approved 2026-01-01..2026-01-31 level RTC-PSY units 7 days",
        ] {
            for line in ["99309", "90870", "90834", "90785"] {
                let drawn = case(auth, "pos 56", line).replace("C1 I", "C1 P");
                assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{auth} {line}");
            }
            let day = case(auth, "", "- rev 1001");
            assert_eq!(outcomes(&RULE, &day), ["fail C1/1 2026-01-05"], "{auth}");
        }
        // An approval of visits, or one that names the code, is of the visit.
        for auth in [
            "A-1 approved 2026-01-01..2026-01-31 units 7 visits",
            "A-1 approved 2026-01-01..2026-01-31 code 90834 units 7 days",
        ] {
            let drawn = case(auth, "", "90834");
            assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"], "{auth}");
        }
    }

    #[test]
    fn an_approval_of_one_service_says_nothing_of_another_of_its_level() {
        let of = |contract: &str, approved: &str, billed: &str| {
            let auth = format!("A-1 approved 2026-01-01..2026-01-31 {approved}");
            format!(
                "{contract}\n{}",
                case(&auth, "", billed).replace("C1 I", "C1 P")
            )
        };
        let crisis = "contract H0018 CRISIS";
        for (contract, approved, billed) in [
            (crisis, "level CRISIS code H0018 units 3 days", "H2011"),
            ("", "level SUPPORT code H2017 units 12", "T1017"),
            ("", "level OP code 90853", "90834"),
        ] {
            let drawn = of(contract, approved, billed);
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{approved} {billed}");
            assert_eq!(tally(&RULE, &drawn).not_applicable, 1);
        }
        // Without codes it is of the level; and a program goes by several codes.
        for (contract, approved, billed) in [
            (crisis, "level CRISIS units 3 days", "H0018"),
            ("", "level SUPPORT units 12", "T1017"),
            ("", "level IOP code H0015", "S9480 rev 0905"),
        ] {
            let drawn = of(contract, approved, billed);
            assert_eq!(outcomes(&RULE, &drawn).len(), 1, "{approved} {billed}");
        }
    }

    #[test]
    fn no_approval_or_no_number_is_not_this_rule() {
        for auth in [
            "A-1 denied 2026-01-01..2026-01-31 level IOP",
            "A-1 approved 2026-02-01..2026-02-28 level IOP",
            "- approved 2026-01-01..2026-01-31 level IOP",
            "A-1 approved 2026-01-01..2026-01-31 level RES-HIGH",
        ] {
            assert_eq!(
                tally(&RULE, &case(auth, "", "H0015 rev 0906")).not_applicable,
                1,
                "{auth}"
            );
        }
    }
}

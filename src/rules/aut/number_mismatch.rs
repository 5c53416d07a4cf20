//! AUT-003: the authorization number on the claim is not in the patient's log.

use super::approvals::{numbers_words, said_elsewhere};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Supply;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::counted;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-003",
    name: "auth-number-mismatch",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "lines that carry an authorization number, where the patient has a log",
    authority: &[Authority {
        cite: "ASC X12N 837 implementation guide, REF*G1",
        verified: false,
    }],
    checks: "None of the numbers that hold for the line stands in the patient's authorization \
             log; case, spaces, hyphens and leading zeros are not compared. Where the log has no \
             entry for the line's payer and service at all, it is taken for incomplete and only \
             warns unless the chart is declared complete.",
    why: "The payer denies a line whose number is not its approval's.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: true,
    needs: &[Supply::Authorizations],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let numbered = case
        .record
        .authorizations
        .iter()
        .filter(|row| row.number.is_some())
        .count();
    for (row, claim, line) in case.live() {
        let numbers = claim.authorizations_for(line);
        if numbers.is_empty() || numbered == 0 || row.days.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        if row.authorization.named.is_some() {
            checks.pass(&RULE);
            continue;
        }
        if let Some(remark) = said_elsewhere(case, row) {
            let message = format!(
                "{} carries the authorization number {}, which only a remark of the log mentions: \
                 its approval is not in the files supplied",
                code_words(line),
                numbers_words(claim, line),
            );
            let finding = on_line(case, RULE.finding(Outcome::NoData, message), row);
            checks.report(finding.with(Evidence::searched(remark)));
            continue;
        }
        let matched = &row.authorization;
        let speaks_of_service: Vec<usize> = matched
            .covering
            .iter()
            .chain(&matched.near)
            .copied()
            .collect();
        let outcome = if speaks_of_service.is_empty() {
            case.absence()
        } else {
            Outcome::Fail
        };
        let mut message = format!(
            "{} carries the authorization number {}, which is none of the {} of this patient",
            code_words(line),
            numbers_words(claim, line),
            counted(numbered, "number")
        );
        let covering = matched
            .covering
            .first()
            .and_then(|&i| case.record.authorizations.get(i));
        if let Some(approval) = covering.filter(|approval| approval.number.is_some()) {
            message.push_str(&format!(
                "; the approval that covers it is {}",
                approval.describe()
            ));
        }
        let searched = if speaks_of_service.is_empty() {
            case.record
                .authorizations
                .iter()
                .take(8)
                .collect::<Vec<_>>()
        } else {
            let rows = speaks_of_service.iter().take(8);
            rows.filter_map(|&index| case.record.authorizations.get(index))
                .collect()
        };
        let finding = on_line(case, RULE.finding(outcome, message), row)
            .risking(AtRisk::whole(row.id))
            .with_all(
                numbers
                    .iter()
                    .take(4)
                    .map(|number| Evidence::supports(number.span)),
            )
            .with_all(searched.into_iter().map(|row| Evidence::searched(row.span)));
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(number: &str, auth: &str) -> String {
        format!("auth {auth}\nclaim C1 I {number}\nline 2026-01-05 H0015 rev 0906")
    }

    const APPROVED: &str = "A-1182 approved 2026-01-01..2026-01-31 level IOP";

    #[test]
    fn fires_on_a_number_that_the_log_does_not_hold() {
        let case = case("auth A-1128", APPROVED);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert!(
            findings(&RULE, &case)[0].message.contains("A-1182"),
            "the right one is named"
        );
    }

    #[test]
    fn the_same_number_written_otherwise_passes() {
        for number in ["A-1182", "a1182", "A1182"] {
            let case = case(&format!("auth {number}"), APPROVED);
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{number}");
        }
    }

    #[test]
    fn a_number_that_a_remark_mentions_cannot_be_checked() {
        let log = format!("{APPROVED} mentions A-1183");
        let said = case("auth A-1183", &log);
        assert_eq!(outcomes(&RULE, &said), ["no-data C1/1 2026-01-05"]);
        let other = case("auth A-1184", &log);
        assert_eq!(outcomes(&RULE, &other), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_log_of_another_service_only_warns() {
        let case = case("auth A-9", "B-1 approved 2026-01-01..2026-01-31 code 90837");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
        assert_eq!(
            outcomes(&RULE, &format!("complete\n{case}")),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn no_number_or_no_log_is_not_this_rule() {
        assert_eq!(tally(&RULE, &case("", APPROVED)).not_applicable, 1);
        let no_log = "claim C1 I auth A-1\nline 2026-01-05 H0015 rev 0906";
        assert_eq!(tally(&RULE, no_log).not_applicable, 1);
    }
}

//! DEN-002: a payer refused a line for need, level, amount or documentation.

use super::groups::groups;
use crate::finding::{Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::{Route, Supply};
use crate::policy::ReasonClass;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-002",
    name: "substantive-denial-appealable",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::None,
    applies_to: "lines that a remittance refuses for another than a technical reason",
    authority: &[
        Authority {
            cite: "X12 claim adjustment reason codes; the payer's appeal rules",
            verified: false,
        },
        Authority {
            cite: "42 CFR 422.138(c)",
            verified: true,
        },
    ],
    checks: "The latest remittance refuses the line or a part of it, no later payment or reversal \
             answers it, the reason is of need, level, amount, documentation or a review (or of \
             authorization or coverage where no corrected claim can mend it), and the time to \
             appeal is not over. A line paid nothing for such a reason is refused even where the \
             remittance leaves the bill to the patient (group PR). A reason that the table does not hold, a missing last day or an \
             audit without a date only warns. Where an approval covers the day, it is said. One \
             finding a claim and reason.",
    why: "Such a denial stands unless the record is brought before the payer in time; no corrected \
          claim changes it.",
    cure: &[Cure::C8],
    params: &[],
    rests_on_absence: false,
    needs: &[Supply::Remittances],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for group in groups(case) {
        if group.is_technical() || matches!(group.route, Route::Over(_)) {
            checks.not_applicable(&RULE);
            continue;
        }
        let is_open = case.policy.as_of.is_some() && group.route.deadline().is_some();
        let is_known = group.class() != ReasonClass::Unclassified;
        let outcome = if is_open && is_known {
            Outcome::Fail
        } else {
            Outcome::Warn
        };
        let action = group
            .denials
            .first()
            .map_or("", |(denial, _)| denial.meaning.action());
        let mut message = format!(
            "{}, of class {}; first: {action}; {}",
            group.words(case),
            group.class().words(),
            group.until(case)
        );
        let approved = group
            .denials
            .iter()
            .find(|(denial, row)| denial.refuses_approved(row));
        let approval = approved.and_then(|(_, row)| {
            let index = *row.authorization.covering.first()?;
            case.record.authorizations.get(index)
        });
        if let Some(approval) = approval {
            message.push_str(&format!("; {} covers it", approval.describe()));
        }
        if group
            .denials
            .iter()
            .any(|(denial, row)| denial.is_binding_approval(row))
        {
            message.push_str(", and a Medicare Advantage plan is bound by its approval");
        }
        let mut finding = group.place(case, RULE.finding(outcome, message));
        if let Some(approval) = approval {
            finding = finding.with(crate::finding::Evidence::supports(approval.span));
        }
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(paid: &str) -> String {
        format!(
            "as-of 2026-03-10\nclaim C1 I filing CI\nline 2026-01-05 H0015 rev 0906 charge 250.00\n\
             paid C1 1 {paid}"
        )
    }

    #[test]
    fn fires_on_need_level_and_what_only_an_appeal_mends() {
        for denied in [
            "CO-50", "CO-150", "CO-151", "CO-152", "CO-B12", "CO-29", "CO-210", "CO-193",
        ] {
            let drawn = case(&format!("0.00 denied {denied} date 2026-02-20"));
            assert_eq!(
                outcomes(&RULE, &drawn),
                ["fail C1/1 2026-01-05"],
                "{denied}"
            );
        }
    }

    #[test]
    fn fires_on_a_part_and_on_a_missing_authorization_after_the_corrected_claims_time() {
        let part = case("150.00 adjust CO-151 100.00 date 2026-02-20");
        assert!(
            findings(&RULE, &part)[0]
                .message
                .contains("100.00 of 250.00")
        );
        let late = case("0.00 denied CO-197 date 2025-11-01");
        assert_eq!(outcomes(&RULE, &late), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn an_approval_that_covers_the_day_is_said() {
        let auth = "auth A-7 approved 2026-01-01..2026-01-31 level IOP\n";
        let drawn = format!("{auth}{}", case("0.00 denied CO-50 date 2026-02-20"));
        let message = findings(&RULE, &drawn)[0].message.clone();
        assert!(message.contains("A-7"), "{message}");
        let advantage = drawn.replace("filing CI", "filing 16");
        assert!(
            findings(&RULE, &advantage)[0]
                .message
                .contains("bound by its approval")
        );
    }

    #[test]
    fn technical_reasons_price_and_answered_denials_are_not_this_rule() {
        for paid in [
            "0.00 denied CO-16 date 2026-02-20",
            "0.00 denied CO-197 date 2026-02-20",
            "150.00 adjust CO-45 100.00 date 2026-02-20",
            "150.00 adjust PR-2 100.00 date 2026-02-20",
        ] {
            assert_eq!(outcomes(&RULE, &case(paid)), [""; 0], "{paid}");
        }
        let reversed = case("0.00 denied CO-50 date 2026-02-20")
            + "\npaid C1 1 0.00 reversal date 2026-03-01\npaid C1 1 200.00 date 2026-03-01";
        assert_eq!(outcomes(&RULE, &reversed), [""; 0]);
        assert_eq!(
            tally(&RULE, &case("0.00 denied CO-50 date 2024-02-20")).not_applicable,
            1
        );
    }

    #[test]
    fn a_refusal_that_is_left_to_the_patient_is_one() {
        let left = |adjusted: &str| case(&format!("0.00 {adjusted} date 2026-02-20"));
        for reason in ["PR-50", "PR-204", "PR-242", "PR-39"] {
            let drawn = left(&format!("denied {reason}"));
            assert_eq!(
                outcomes(&RULE, &drawn),
                ["fail C1/1 2026-01-05"],
                "{reason}"
            );
        }
        // The remittance may call the claim processed.
        let processed = left("adjust PR-50 250.00");
        assert_eq!(outcomes(&RULE, &processed).len(), 1);
        for share in ["denied PR-1", "denied PR-2", "denied PR-3", "denied PR-178"] {
            assert_eq!(outcomes(&RULE, &left(share)), [""; 0], "{share}");
        }
        // A part of a paid line, and what another payer got as well, are the patient's or that one's.
        let part = case("150.00 adjust PR-96 100.00 date 2026-02-20");
        assert_eq!(outcomes(&RULE, &part), [""; 0]);
        let drawn = left("denied PR-204");
        let line = drawn
            .lines()
            .find(|line| line.trim().starts_with("line "))
            .expect("a line");
        let passed_on = format!("{drawn}\nclaim C2 I seq S payer NEXT filing MC\n{line}");
        assert_eq!(outcomes(&RULE, &passed_on), [""; 0]);
    }

    #[test]
    fn an_unknown_reason_or_a_missing_date_only_warns() {
        for paid in [
            "0.00 denied CO-50",
            "0.00 denied CO-777 date 2026-02-20",
            "0.00 denied CO-96 date 2026-02-20",
        ] {
            assert_eq!(
                outcomes(&RULE, &case(paid)),
                ["warn C1/1 2026-01-05"],
                "{paid}"
            );
        }
    }
}

//! DEN-001: a payer refused a line for a fault that a corrected claim can mend.

use super::groups::groups;
use crate::finding::{Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::{Route, Supply};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-001",
    name: "technical-denial-fixable",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "lines that a remittance refuses for a technical reason",
    authority: &[Authority {
        cite: "X12 claim adjustment reason codes; the payer's filing limits",
        verified: false,
    }],
    checks: "The latest remittance refuses the line, no later payment or reversal answers it, the \
             reason is of the claim, its codes or the order of payers (or of authorization or \
             coverage, while a corrected claim is still accepted), and time is left. Without the \
             date that the audit speaks for, or where no last day is known, it warns. One finding \
             a claim and reason; a remark code decides where the reason is a shell.",
    why: "The service may be sound and the money is lost for a field on a form. Nobody but the \
          facility can mend it, and only in time.",
    cure: &[Cure::C4, Cure::C6, Cure::C7],
    params: &["den.coordination_days"],
    rests_on_absence: false,
    needs: &[Supply::Remittances],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for group in groups(case) {
        if !group.is_technical() || matches!(group.route, Route::Over(_)) {
            checks.not_applicable(&RULE);
            continue;
        }
        let is_open = case.policy.as_of.is_some() && group.route.deadline().is_some();
        let outcome = if is_open {
            Outcome::Fail
        } else {
            Outcome::Warn
        };
        let action = group
            .denials
            .first()
            .map_or("", |(denial, _)| denial.meaning.action());
        let message = format!(
            "{}, of class {}; first: {action}; {}",
            group.words(case),
            group.class().words(),
            group.until(case)
        );
        checks.report(group.place(case, RULE.finding(outcome, message)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(paid: &str) -> String {
        format!(
            "as-of 2026-03-10\nclaim C1 P filing CI\nline 2026-01-05 90837 charge 180.00\n\
             paid C1 1 0.00 {paid}"
        )
    }

    #[test]
    fn fires_on_a_fault_of_the_claim_in_time() {
        for denied in ["CO-4", "CO-16", "CO-197", "CO-22", "CO-252"] {
            let drawn = case(&format!("denied {denied} date 2026-02-20"));
            assert_eq!(
                outcomes(&RULE, &drawn),
                ["fail C1/1 2026-01-05"],
                "{denied}"
            );
        }
        let drawn = case("denied CO-4 date 2026-02-20");
        let message = &findings(&RULE, &drawn)[0].message;
        assert!(
            message.contains("180.00 of 180.00") && message.contains("by 2026-05-21"),
            "{message}"
        );
    }

    #[test]
    fn need_price_and_the_patients_share_are_not_technical() {
        for denied in ["CO-50", "CO-45", "PR-96", "PR-1", "CO-999", "CO-29"] {
            let drawn = case(&format!("denied {denied} date 2026-02-20"));
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{denied}");
        }
        let shell = case("denied CO-16 remarks N661 date 2026-02-20");
        assert_eq!(outcomes(&RULE, &shell), [""; 0]);
    }

    #[test]
    fn a_later_payment_reversal_or_new_claim_answers_it() {
        let denied = case("denied CO-4 date 2026-02-20");
        for more in [
            "paid C1 1 120.00 date 2026-03-01",
            "claim C2 P filing CI\nline 2026-01-05 90837\npaid C2 1 120.00 date 2026-03-01",
            "claim C2 P filing CI freq 7 ref ICN-C1\nline 2026-01-05 90837",
        ] {
            let drawn = format!("{denied}\n{more}");
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{more}");
        }
    }

    #[test]
    fn the_refusal_of_a_claim_sent_twice_is_none() {
        let drawn = case("date 2026-02-20").replace("0.00 date", "120.00 date")
            + "\npaid C1 1 0.00 denied CO-18 date 2026-02-27";
        assert_eq!(outcomes(&RULE, &drawn), [""; 0]);
    }

    #[test]
    fn the_printed_day_for_a_corrected_claim_goes_first() {
        let by = |letter: &str| {
            let note =
                format!("as-of 2026-03-10\nnote 2026-03-01 administrative letter {letter}\n");
            let drawn = case("denied CO-16 remarks M76 date 2026-02-20");
            let drawn = drawn.replace("as-of 2026-03-10\n", &note);
            findings(&RULE, &drawn)[0].message.clone()
        };
        let named = by("denial 2026-03-01 correct-by 2026-03-30 of C1");
        assert!(named.contains("by 2026-03-30"), "{named}");
        // Of another claim, and a day for an appeal alone.
        for other in [
            "denial 2026-03-01 correct-by 2026-03-30 of C9",
            "denial 2026-03-01 due 2026-03-30 of C1",
        ] {
            let message = by(other);
            assert!(message.contains("by 2026-05-21"), "{message}");
        }
    }

    #[test]
    fn without_a_date_or_class_it_warns() {
        assert_eq!(
            outcomes(&RULE, &case("denied CO-4")),
            ["warn C1/1 2026-01-05"]
        );
        let drawn = case("denied CO-4 date 2026-02-20").replace("filing CI", "filing ZZ");
        assert_eq!(outcomes(&RULE, &drawn), ["warn C1/1 2026-01-05"]);
        let drawn = case("denied CO-4 date 2026-02-20").replace("as-of 2026-03-10\n", "");
        assert_eq!(outcomes(&RULE, &drawn), ["warn C1/1 2026-01-05"]);
        let over = case("denied CO-4 date 2025-02-20");
        assert_eq!(tally(&RULE, &over).not_applicable, 1);
    }
}

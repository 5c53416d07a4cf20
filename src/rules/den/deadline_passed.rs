//! DEN-004: the last day to correct or appeal a denial is over.

use super::groups::{days_words, groups};
use crate::finding::{Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::{Route, Supply};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-004",
    name: "appeal-deadline-passed",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::None,
    applies_to: "denials that nothing has answered, where the audit has a date",
    authority: &[Authority {
        cite: "42 CFR 405.942(b), 42 CFR 405.980 and the payer's rules on good cause",
        verified: false,
    }],
    checks: "From the date that the audit speaks for, both the time for a corrected claim (where \
             one could mend it) and the time to appeal are over, with the days for receipt and \
             moved over a weekend where the payer's rule does so; nothing in the files answers \
             the denial.",
    why: "The amount is lost unless good cause for lateness is shown. It should leave the accounts \
          receivable, and its cause should be known.",
    cure: &[Cure::C8, Cure::C9],
    params: &[],
    rests_on_absence: false,
    needs: &[Supply::Remittances],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let Some(today) = case.policy.as_of else {
        checks.not_applicable(&RULE);
        return;
    };
    for group in groups(case) {
        match group.route {
            Route::Over(deadline) => {
                let message = format!(
                    "{}; {}, {} before {today}; only good cause for lateness can reopen it",
                    group.words(case),
                    group.until(case),
                    days_words(today.days_since(deadline.last)),
                );
                checks.report(group.place(case, RULE.finding(Outcome::Fail, message)));
            }
            Route::Unknown => checks.not_applicable(&RULE),
            Route::Correct(_) | Route::Appeal(_) => checks.pass(&RULE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(as_of: &str, filing: &str, paid: &str) -> String {
        format!(
            "as-of {as_of}\nclaim C1 P filing {filing}\nline 2026-01-05 90837\npaid C1 1 0.00 {paid}"
        )
    }

    #[test]
    fn fires_on_the_day_after_the_last_one() {
        let commercial = "denied CO-50 date 2026-02-01";
        assert_eq!(
            outcomes(&RULE, &case("2026-08-01", "CI", commercial)),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &case("2026-07-31", "CI", commercial)),
            [""; 0]
        );
        // Medicare: the 125th day of 2026-01-11 is a Saturday, so Monday 2026-05-18 is the last.
        let medicare = "denied CO-50 date 2026-01-11";
        assert_eq!(
            outcomes(&RULE, &case("2026-05-18", "MB", medicare)),
            [""; 0]
        );
        assert_eq!(
            outcomes(&RULE, &case("2026-05-19", "MB", medicare)),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn a_technical_denial_lives_as_long_as_either_clock() {
        // 90 days for a corrected claim, 180 for an appeal.
        let denied = "denied CO-4 date 2026-02-01";
        assert_eq!(outcomes(&RULE, &case("2026-06-01", "CI", denied)), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &case("2026-08-01", "CI", denied)),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn without_dates_nothing_is_over() {
        assert_eq!(
            tally(&RULE, &case("2026-08-01", "CI", "denied CO-50")).not_applicable,
            1
        );
        assert_eq!(
            tally(
                &RULE,
                &case("2026-08-01", "ZZ", "denied CO-50 date 2024-02-01")
            )
            .not_applicable,
            1
        );
    }
}

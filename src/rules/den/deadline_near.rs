//! DEN-003: the last day to correct or appeal a denial is near.

use super::groups::{days_words, groups};
use crate::finding::{Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::{Route, Supply};
use crate::policy::Clock;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-003",
    name: "appeal-deadline-near",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::None,
    applies_to: "denials that nothing has answered, where the audit has a date",
    authority: &[
        Authority {
            cite: "42 CFR 405.942; 42 CFR 438.402(c)(2); 29 CFR 2560.503-1(h)",
            verified: false,
        },
        Authority {
            cite: "the payer's contract or manual",
            verified: false,
        },
    ],
    checks: "From the date that the audit speaks for, den.near_days days or fewer are left to the \
             day to keep: the day that the payer's letter of denial names, else the remittance's \
             date and the days of the payer's class, without the \
             days for receipt and without moving over a weekend. Records that were asked for have \
             their own rule. Where the payer's class or the remittance's date is not known, there \
             is no last day, and that is said.",
    why: "After that day the denial is final, whatever the record shows.",
    cure: &[Cure::C4, Cure::C8],
    params: &["den.near_days"],
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
        let deadline = match group.route {
            Route::Correct(deadline) | Route::Appeal(deadline) => deadline,
            Route::Over(_) => {
                checks.not_applicable(&RULE);
                continue;
            }
            Route::Unknown => {
                let message = format!("{}; {}", group.words(case), group.unknown_words(case));
                checks.report(group.place(case, RULE.finding(Outcome::NoData, message)));
                continue;
            }
        };
        let near = group
            .denials
            .first()
            .map_or(0, |(_, row)| case.number_for(row, "den.near_days"));
        let left = deadline.safe.days_since(today);
        if deadline.clock == Clock::Records {
            checks.not_applicable(&RULE);
        } else if left > near {
            checks.pass(&RULE);
        } else {
            let left = if left < 0 {
                format!("the day to keep was {} ago", days_words(left))
            } else {
                format!("{} left from {today}", days_words(left))
            };
            let message = format!("{left}: {}; {}", group.words(case), group.until(case));
            checks.report(group.place(case, RULE.finding(Outcome::Fail, message)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(as_of: &str, filing: &str, paid: &str) -> String {
        format!(
            "as-of {as_of}\nclaim C1 P filing {filing}\nline 2026-01-05 90837\npaid C1 1 0.00 {paid}"
        )
    }

    #[test]
    fn the_day_that_the_payers_letter_names_goes_before_its_class() {
        let case = "as-of 2026-06-10\nclaim C1 P filing ZZ dx F33.1\nline 2026-03-05 90837
            paid C1 1 0.00 denied CO-50 date 2026-04-01
            note 2026-04-02 administrative letter denial 2026-04-02 services 2026-03-01..2026-03-31 due 2026-06-20";
        let found = findings(&RULE, case);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].message.contains("2026-06-20"),
            "{}",
            found[0].message
        );
        let late = case.replace("as-of 2026-06-10", "as-of 2026-05-10");
        assert_eq!(outcomes(&RULE, &late), [""; 0]);
    }

    #[test]
    fn fires_from_fifteen_days_before_the_day_to_keep() {
        // Commercial, 180 days from 2026-02-01: 2026-07-31.
        let denied = "denied CO-50 date 2026-02-01";
        for (as_of, fires) in [
            ("2026-07-15", false),
            ("2026-07-16", true),
            ("2026-07-31", true),
            ("2026-08-01", false),
        ] {
            let found = outcomes(&RULE, &case(as_of, "CI", denied));
            assert_eq!(found.len(), usize::from(fires), "{as_of}");
        }
    }

    #[test]
    fn medicares_days_for_receipt_still_count_as_near() {
        // 120 days from 2026-01-10: 2026-05-10; with receipt 2026-05-15.
        let drawn = case("2026-05-13", "MB", "denied CO-50 date 2026-01-10");
        let message = findings(&RULE, &drawn)[0].message.clone();
        assert!(
            message.contains("was 3 days ago") && message.contains("2026-05-15"),
            "{message}"
        );
    }

    #[test]
    fn a_missing_date_or_class_is_no_data() {
        assert_eq!(
            outcomes(&RULE, &case("2026-03-01", "CI", "denied CO-50")),
            ["no-data C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(
                &RULE,
                &case("2026-03-01", "ZZ", "denied CO-50 date 2026-02-01")
            ),
            ["no-data C1/1 2026-01-05"]
        );
        let undated = case("2026-03-01", "CI", "denied CO-50 date 2026-02-01")
            .replace("as-of 2026-03-01\n", "");
        assert_eq!(tally(&RULE, &undated).not_applicable, 1);
    }

    #[test]
    fn the_payers_own_number_moves_the_day() {
        let drawn = format!(
            "set den.appeal_days.commercial.1 60\n{}",
            case("2026-03-25", "CI", "denied CO-50 date 2026-02-01")
        );
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"]);
    }
}

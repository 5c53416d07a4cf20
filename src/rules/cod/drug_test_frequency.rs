//! COD-025: more drug tests were billed than payers accept.

use crate::finding::{AtRisk, Authority, Cure, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{ServiceDate, ServiceLine};
use crate::rules::billed_line::{bills_any, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-025",
    name: "uds-frequency-excess",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "presumptive (80305 to 80307) and definitive (G0480 to G0483, G0659) drug tests",
    authority: &[Authority {
        cite: "local coverage determinations on drug testing; the payer's provider manual",
        verified: false,
    }],
    checks: "More than cod.presumptive_per_day presumptive or cod.definitive_per_day definitive \
             tests are billed for one date, or more than cod.presumptive_per_year or \
             cod.definitive_per_year within a calendar year. What exceeds the number is at risk.",
    why: "Drug tests are paid per day and per year; what exceeds the number is taken back without \
          reading the chart.",
    cure: &[Cure::C8],
    params: &[
        "cod.presumptive_per_day",
        "cod.definitive_per_day",
        "cod.presumptive_per_year",
        "cod.definitive_per_year",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

const PRESUMPTIVE: [&str; 3] = ["80305", "80306", "80307"];
const DEFINITIVE: [&str; 5] = ["G0480", "G0481", "G0482", "G0483", "G0659"];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (codes, kind, per_day, per_year) in [
        (
            &PRESUMPTIVE[..],
            "presumptive",
            "cod.presumptive_per_day",
            "cod.presumptive_per_year",
        ),
        (
            &DEFINITIVE[..],
            "definitive",
            "cod.definitive_per_day",
            "cod.definitive_per_year",
        ),
    ] {
        let mut tests: Vec<(ServiceDate, &LineRow, i64)> = case
            .live()
            .filter(|(row, _, line)| bills_any(line, codes) && !row.payment.denied)
            .filter_map(|(row, _, line)| Some((*row.days.first()?, row, count(line))))
            .collect();
        tests.sort_by_key(|(day, row, _)| (*day, row.id));
        let mut of_day: BTreeMap<ServiceDate, i64> = BTreeMap::new();
        let mut of_year: BTreeMap<i32, i64> = BTreeMap::new();
        for (day, row, count) in tests {
            let day_sum = of_day.entry(day).or_default();
            *day_sum += count;
            let year_sum = of_year.entry(day.year()).or_default();
            *year_sum += count;
            let (day_sum, year_sum) = (*day_sum, *year_sum);
            let (day_most, year_most) = (
                case.number_for(row, per_day),
                case.number_for(row, per_year),
            );
            if day_sum > day_most {
                let message = format!(
                    "{day_sum} {kind} drug tests billed for {day}; payers accept {day_most} a day"
                );
                checks.report(finding(case, row, message));
            } else if year_sum > year_most {
                let message = format!(
                    "{kind} drug test number {year_sum} of {}; payers accept {year_most} a year",
                    day.year()
                );
                checks.report(finding(case, row, message));
            } else {
                checks.pass(&RULE);
            }
        }
    }
}

fn count(line: &ServiceLine) -> i64 {
    line.units
        .as_ref()
        .map_or(1, |units| units.value.floor().max(1))
}

fn finding(case: &Case<'_>, row: &LineRow, message: String) -> Finding {
    on_line(case, RULE.finding(Outcome::Fail, message), row).risking(AtRisk::whole(row.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    #[test]
    fn fires_on_the_second_of_a_day_and_beyond_the_year() {
        let case = "claim C1 P dx F10.20\nline 2026-01-05 80307\nline 2026-01-05 80305";
        assert_eq!(outcomes(&RULE, case), ["fail C1/2 2026-01-05"]);
        let case = "set cod.definitive_per_year 1
            claim C1 P dx F10.20\nline 2026-01-05 G0480\nline 2026-02-05 G0480";
        assert_eq!(outcomes(&RULE, case), ["fail C1/2 2026-02-05"]);
    }

    #[test]
    fn one_of_each_a_day_passes() {
        let case = "claim C1 P dx F10.20\nline 2026-01-05 80307\nline 2026-01-05 G0480
            line 2026-01-12 80307";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
        assert_eq!(tally(&RULE, case).pass, 3);
        let denied = "claim C1 P dx F10.20\nline 2026-01-05 80307\nclaim C2 P dx F10.20
            line 2026-01-05 80307\npaid C1 1 0 denied CO-16";
        assert_eq!(outcomes(&RULE, denied), [""; 0]);
    }

    #[test]
    fn an_undated_test_is_of_no_day() {
        let case = "claim C1 P dx F10.20\nline 2026-01-05 80307\nline 2026-01-05 80307 undated";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }
}

//! AUT-004: days were billed before or after the dates of their approval.

use super::approvals::{outside, said_elsewhere};
use super::pending_or_denied::is_refused;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, Supply};
use crate::model::{Authorization, ServiceDate};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-004",
    name: "dos-outside-auth-dates",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "lines for whose service the log holds an approval",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "Billed days lie before the first or after the last day of the approval that the claim \
             names, or of the nearest approval of the service within 90 days (one that begins after \
             everything on a claim without a number is none), and no other \
             approval of the level covers them; a day that the payer refused is AUT-010's. Where the \
             claim's own number stands in a remark of the log only, it is no-data. A range billed with fewer units than days fails \
             only when its units do not fit the covered days.",
    why: "An approval holds for its dates only; days outside are denied as not authorized.",
    cure: &[Cure::C6],
    params: &["authorization.near_days"],
    rests_on_absence: false,
    needs: &[Supply::Authorizations],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut without_dates: BTreeSet<usize> = BTreeSet::new();
    for (row, _, line) in case.live() {
        let approvals = row.authorization.approvals(case.record);
        if approvals.is_empty() || row.days.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        // A refusal of the day is AUT-010's to tell.
        let stands_outside = outside(case, row).map(|(approval, mut days)| {
            days.retain(|&day| !is_refused(case, row, day));
            (approval, days)
        });
        if stands_outside
            .as_ref()
            .is_some_and(|(_, days)| days.is_empty())
        {
            checks.not_applicable(&RULE);
            continue;
        }
        let Some((approval, days)) = stands_outside else {
            let holds = row
                .days
                .iter()
                .all(|day| approvals.iter().any(|(_, a)| a.covers(*day)));
            match approvals
                .iter()
                .find(|(_, approval)| approval.from.is_none())
            {
                _ if holds => checks.pass(&RULE),
                Some((index, approval)) if without_dates.insert(*index) => {
                    checks.report(no_dates(case, row, approval));
                }
                _ => checks.not_applicable(&RULE),
            }
            continue;
        };
        let covered = row.days.len() - days.len();
        let units = line.units.as_ref().map(|units| units.value.floor());
        let fits = units.is_some_and(|units| {
            units > 0
                && usize::try_from(units)
                    .is_ok_and(|units| units < row.days.len() && units <= covered)
        });
        if fits {
            checks.pass(&RULE);
        } else if let Some(remark) = said_elsewhere(case, row) {
            checks.report(elsewhere(case, row, remark));
        } else {
            checks.report(finding(case, row, approval, &days));
        }
    }
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    approval: &Authorization,
    days: &[ServiceDate],
) -> Finding {
    let message = format!(
        "{} billed for {}, authorized {}",
        code_words(case.ledger.service_line(row.id)),
        listed(days),
        approval.describe()
    );
    let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
        .risking(risk_of_days(row, days))
        .with(Evidence::supports(approval.span));
    match (days.first(), days.last()) {
        (Some(first), Some(last)) => Finding {
            date_to: None,
            ..finding
        }
        .from_to(*first, *last),
        _ => finding,
    }
}

/// The claim's own number stands in a remark of the log: its approval exists and is not supplied.
fn elsewhere(case: &Case<'_>, row: &LineRow, remark: Span) -> Finding {
    let message = format!(
        "the approval that the claim names for {} is only mentioned in a remark of the log, so its \
         dates could not be checked",
        code_words(case.ledger.service_line(row.id)),
    );
    on_line(case, RULE.finding(Outcome::NoData, message), row).with(Evidence::searched(remark))
}

fn no_dates(case: &Case<'_>, row: &LineRow, approval: &Authorization) -> Finding {
    let message = format!(
        "the approval {} gives no dates, so the days billed under it could not be checked",
        approval.describe()
    );
    on_line(case, RULE.finding(Outcome::NoData, message), row)
        .with(Evidence::searched(approval.span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{draw, findings, outcomes, tally};

    fn case(auth: &str, line: &str) -> String {
        format!("auth {auth}\nclaim C1 I auth A-1\nline {line} H0015 rev 0906")
    }

    const TO_9TH: &str = "A-1 approved 2026-01-01..2026-01-09 level IOP";

    #[test]
    fn fires_on_days_before_and_after() {
        assert_eq!(
            outcomes(&RULE, &case(TO_9TH, "2026-01-10")),
            ["fail C1/1 2026-01-10"]
        );
        assert_eq!(
            outcomes(&RULE, &case(TO_9TH, "2025-12-31")),
            ["fail C1/1 2025-12-31"]
        );
        let range = case(TO_9TH, "2026-01-08..2026-01-12");
        assert_eq!(
            outcomes(&RULE, &range),
            ["fail C1/1 2026-01-10..2026-01-12"]
        );
        assert!(
            findings(&RULE, &range)[0]
                .message
                .contains("A-1, 2026-01-01 to 2026-01-09")
        );
    }

    #[test]
    fn a_refused_day_is_left_to_the_refusal() {
        let with = |decision: &str| {
            let refused = format!("auth A-2 {decision} 2026-01-10..2026-01-12 level IOP\n");
            outcomes(&RULE, &format!("{refused}{}", case(TO_9TH, "2026-01-10")))
        };
        assert_eq!(with("denied"), [""; 0]);
        assert_eq!(with("pended"), ["fail C1/1 2026-01-10"], "nobody refused");
        let another = format!(
            "auth A-2 denied 2026-02-10..2026-02-12 level IOP\n{}",
            case(TO_9TH, "2026-01-10")
        );
        assert_eq!(outcomes(&RULE, &another), ["fail C1/1 2026-01-10"]);
    }

    #[test]
    fn a_number_that_stands_in_a_remark_is_no_data() {
        let drawn = |remark: &str| {
            let log = format!("B-1 approved 2026-01-01..2026-01-09 level IOP {remark}");
            outcomes(&RULE, &case(&log, "2026-01-10"))
        };
        assert_eq!(drawn("mentions A-1"), ["no-data C1/1 2026-01-10"]);
        assert_eq!(drawn("mentions A-7"), ["fail C1/1 2026-01-10"]);
    }

    #[test]
    fn the_edges_and_an_extension_pass() {
        assert_eq!(outcomes(&RULE, &case(TO_9TH, "2026-01-01")), [""; 0]);
        assert_eq!(outcomes(&RULE, &case(TO_9TH, "2026-01-09")), [""; 0]);
        let extended = format!(
            "auth A-1 approved 2026-01-10..2026-01-31 level IOP\n{}",
            case(TO_9TH, "2026-01-08..2026-01-12")
        );
        assert_eq!(outcomes(&RULE, &extended), [""; 0]);
        let units = case(TO_9TH, "2026-01-05..2026-01-11").replace("rev", "units 3 rev");
        assert_eq!(
            outcomes(&RULE, &units),
            [""; 0],
            "three days fit the covered five"
        );
    }

    #[test]
    fn an_approval_of_long_ago_or_another_level_is_not_this_rule() {
        let old = case(
            "B-1 approved 2025-01-01..2025-01-31 level IOP",
            "2026-01-05",
        );
        assert_eq!(tally(&RULE, &old).not_applicable, 1);
        let other = case(
            "B-1 approved 2026-01-01..2026-01-31 level PHP",
            "2026-01-05",
        );
        assert_eq!(tally(&RULE, &other).fail, 0, "AUT-006 speaks of it");
        let none = "claim C1 I\nline 2026-01-05 H0015 rev 0906";
        assert_eq!(tally(&RULE, none).not_applicable, 1);
    }

    #[test]
    fn an_approval_without_dates_is_no_data() {
        let (policy, mut records) = draw(&case(TO_9TH, "2026-01-05"));
        records[0].authorizations[0].from = None;
        let ledger = crate::ledger::Ledger::build(&records[0], &policy);
        let mut checks = Checks::default();
        check(
            &Case {
                record: &records[0],
                ledger: &ledger,
                policy: &policy,
            },
            &mut checks,
        );
        assert_eq!(checks.findings().len(), 1);
        assert_eq!(checks.findings()[0].outcome, Outcome::NoData);
    }
}

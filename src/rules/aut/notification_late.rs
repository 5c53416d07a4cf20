//! AUT-013: the payer was told of an admission late.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{Authorization, ServiceDate};
use crate::rules::relied::risk_of_days;
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-013",
    name: "notification-late",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Day,
    applies_to: "24-hour stays whose first approval states when it was asked for",
    authority: &[Authority {
        cite: "the payer's provider manual; CARC 210",
        verified: false,
    }],
    checks: "The first request for the stay was made more than aut.notification_days weekdays \
             after the admission, and is not marked as retroactive. Whether and when a payer must \
             be told is for its contract to say, so this warns; the days before the request are at \
             risk.",
    why: "Many contracts cut or deny the days before the payer was told of an admission.",
    cure: &[Cure::C8],
    params: &["aut.notification_days"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        if !stay.level.is_24_hour() {
            continue;
        }
        let Some((requested, approval)) = first_request(case, stay) else {
            checks.not_applicable(&RULE);
            continue;
        };
        // Who asks for the third month of a stay asked for the first one before.
        if stay.first_day().days_since(stay.admission) > 7 {
            checks.not_applicable(&RULE);
            continue;
        }
        let within = case.number_for_stay(stay, "aut.notification_days");
        let days = weekdays_between(stay.admission, requested);
        let is_retro = approval.review.to_ascii_lowercase().contains("retro");
        if days <= within || is_retro {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, stay, requested, approval, days, within));
        }
    }
}

/// Returns the earliest request of an approval that holds for the stay's first day; `None` where
/// an approval of that day does not say when it was asked for, since it may be the earliest.
fn first_request<'c>(case: &Case<'c>, stay: &Stay) -> Option<(ServiceDate, &'c Authorization)> {
    let first = stay.first_day();
    let row = stay
        .lines
        .iter()
        .filter_map(|&id| case.ledger.row(id))
        .find(|row| row.days.contains(&first))?;
    let holding: Vec<&Authorization> = row
        .authorization
        .approvals(case.record)
        .into_iter()
        .map(|(_, approval)| approval)
        .filter(|approval| approval.covers(first))
        .collect();
    if holding.iter().any(|approval| approval.requested.is_none()) {
        return None;
    }
    holding
        .into_iter()
        .filter_map(|approval| Some((approval.requested?, approval)))
        .min_by_key(|(requested, approval)| (*requested, approval.span))
}

/// Counts the weekdays after one date up to another; 0 where it is not later.
fn weekdays_between(from: ServiceDate, to: ServiceDate) -> i64 {
    let days = to.days_since(from).clamp(0, 400);
    (1..=days)
        .filter(|offset| !matches!(from.plus_days(*offset).weekday_from_sunday(), 0 | 6))
        .count() as i64
}

fn finding(
    case: &Case<'_>,
    stay: &Stay,
    requested: ServiceDate,
    approval: &Authorization,
    days: i64,
    within: i64,
) -> Finding {
    let message = format!(
        "{} admitted on {}; the payer was asked on {requested}, {days} weekdays later ({within} \
         are usual): {}",
        stay.level,
        stay.admission,
        approval.describe()
    );
    let early: Vec<ServiceDate> = stay
        .days
        .iter()
        .copied()
        .filter(|day| *day < requested)
        .collect();
    let mut finding = on_stay(case, stay, RULE.finding(Outcome::Warn, message), &early)
        .with(Evidence::supports(approval.span));
    for row in stay.lines.iter().filter_map(|&id| case.ledger.row(id)) {
        let hit: Vec<ServiceDate> = row
            .days
            .iter()
            .copied()
            .filter(|day| early.contains(day))
            .collect();
        if !hit.is_empty() {
            finding = finding.risking(risk_of_days(row, &hit));
        }
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn stay(words: &str) -> String {
        format!(
            "auth A-1 approved 2026-01-05..2026-01-31 level RES-HIGH {words}
            claim C1 I auth A-1 dx F10.20 admit 2026-01-05
            line 2026-01-05..2026-01-18 H0018 rev 1002 units 14"
        )
    }

    #[test]
    fn warns_of_a_late_notice() {
        assert_eq!(
            outcomes(&RULE, &stay("requested 2026-01-12")),
            ["warn C1/1 2026-01-05..2026-01-11"]
        );
    }

    #[test]
    fn a_timely_or_retroactive_one_passes() {
        for words in [
            "requested 2026-01-05",
            "requested 2026-01-07",
            "requested 2026-01-12 review retro",
        ] {
            assert_eq!(outcomes(&RULE, &stay(words)), [""; 0], "{words}");
        }
        let weekend = stay("requested 2026-01-05")
            .replace("2026-01-05..2026-01-31", "2026-01-02..2026-01-31")
            .replace("admit 2026-01-05", "admit 2026-01-02")
            .replace("2026-01-05..2026-01-18", "2026-01-02..2026-01-15");
        assert_eq!(outcomes(&RULE, &weekend), [""; 0], "over a weekend");
    }

    #[test]
    fn without_a_request_date_it_is_not_judged() {
        assert_eq!(tally(&RULE, &stay("")).not_applicable, 1);
    }
}

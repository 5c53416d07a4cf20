//! AUT-014: more days a week were billed than the approval allows.

use super::approvals::held_on;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Authorization, ServiceDate};
use crate::rules::billed_line::code_words;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-014",
    name: "frequency-over-authorized",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Day,
    applies_to: "lines under an approval that limits days or visits a week",
    authority: &[Authority {
        cite: "X12 278, HSD; the payer's provider manual",
        verified: false,
    }],
    checks: "In a week from Sunday to Saturday more days were billed under the approval than it \
             allows; a day counts once. The days beyond the number are at risk. A range billed \
             with fewer units than days does not say which of them were used and is not counted.",
    why: "The frequency is part of the approval; the days beyond it are denied.",
    cure: &[Cure::C6],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Days of one week by date, with the line that bills each.
type WeekDays<'c> = BTreeMap<ServiceDate, &'c LineRow>;

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut weeks: BTreeMap<(usize, ServiceDate), (&Authorization, u32, WeekDays<'_>)> =
        BTreeMap::new();
    for (row, _, line) in case.live() {
        let units = line.units.as_ref().map(|units| units.value.floor());
        let days = i64::try_from(row.days.len()).unwrap_or(i64::MAX);
        if days > 1 && units.is_some_and(|units| units < days) {
            continue;
        }
        let approvals = row.authorization.approvals(case.record);
        for &day in &row.days {
            let Some((index, approval)) = held_on(&approvals, row, day) else {
                continue;
            };
            if let Some(most) = approval.per_week.filter(|most| (1..7).contains(most)) {
                let sunday = day.plus_days(-i64::from(day.weekday_from_sunday()));
                let entry =
                    weeks
                        .entry((index, sunday))
                        .or_insert((approval, most, BTreeMap::new()));
                entry.2.entry(day).or_insert(row);
            }
        }
    }
    for ((_, sunday), (approval, most, days)) in weeks {
        if days.len() as u64 <= u64::from(most) {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, sunday, approval, most, &days));
        }
    }
}

fn finding(
    case: &Case<'_>,
    sunday: ServiceDate,
    approval: &Authorization,
    most: u32,
    days: &WeekDays<'_>,
) -> Finding {
    let beyond: Vec<(ServiceDate, &LineRow)> = days
        .iter()
        .skip(most as usize)
        .map(|(day, row)| (*day, *row))
        .collect();
    let code = beyond.first().map_or(String::new(), |(_, row)| {
        code_words(case.ledger.service_line(row.id))
    });
    let message = format!(
        "billed {code} on {} days in the week of {sunday}, authorized {most} a week: {}",
        days.len(),
        approval.describe()
    );
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .with(Evidence::supports(approval.span));
    if let (Some((from, row)), Some((to, _))) = (beyond.first(), beyond.last()) {
        let line = case.ledger.service_line(row.id);
        finding = finding
            .on_line(&case.ledger.claim(row.id).id, line.number)
            .from_to(*from, *to);
    }
    for (day, row) in beyond {
        finding = finding
            .with(case.line_evidence(row.id))
            .risking(risk_of_days(row, &[day]));
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(per_week: u32, days: &[u32]) -> String {
        let lines: String = days
            .iter()
            .map(|day| format!("line 2026-01-{day:02} H0015 rev 0906\n"))
            .collect();
        format!(
            "auth A-1 approved 2026-01-01..2026-01-31 level IOP per-week {per_week}
            claim C1 I auth A-1 dx F10.20\n{lines}"
        )
    }

    #[test]
    fn fires_on_the_fourth_day_of_three() {
        assert_eq!(
            outcomes(&RULE, &case(3, &[5, 6, 7, 8])),
            ["fail C1/4 2026-01-08"]
        );
    }

    #[test]
    fn weeks_within_the_number_pass() {
        assert_eq!(outcomes(&RULE, &case(3, &[5, 7, 9, 12, 14, 16])), [""; 0]);
        let across = case(3, &[8, 9, 10, 11]);
        assert_eq!(outcomes(&RULE, &across), [""; 0], "a week ends on Saturday");
        let range = case(3, &[]) + "line 2026-01-05..2026-01-09 H0015 rev 0906 units 3";
        assert_eq!(outcomes(&RULE, &range), [""; 0]);
    }

    #[test]
    fn an_approval_without_a_frequency_is_not_judged() {
        let case = case(3, &[5, 6, 7, 8]).replace("per-week 3", "");
        assert_eq!(tally(&RULE, &case), Default::default());
    }
}

//! OVL-004: two programs of different levels were billed per diem for one day.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{LevelOfCare, ServiceDate};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-004",
    name: "two-levels-same-day",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "per-diem lines of program levels",
    authority: &[
        Authority {
            cite: "Medicare Claims Processing Manual",
            verified: false,
        },
        Authority {
            cite: "the payer's provider manual",
            verified: false,
        },
    ],
    checks: "Two live per-diem lines of different program levels bill the same day; a 24-hour \
             level does not bill its day of discharge. The lower level is at risk for the day. It \
             warns where low-intensity residential care stands beside a day program, which some \
             payers pay together, where a range is billed with fewer units than days, and where a \
             code stands for several levels. Not judged: a denied line, lines of two billing \
             providers, and a bed with its treatment on one claim.",
    why: "A patient has one level of care on a day, so the second per diem is denied.",
    cure: &[Cure::C4],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut by_day: BTreeMap<ServiceDate, Vec<&LineRow>> = BTreeMap::new();
    let mut judged = 0_u64;
    for (row, _, _) in case.live() {
        if !row.billed.is_per_diem() || !row.billed.level.is_program() || row.payment.denied {
            continue;
        }
        judged += 1;
        for &day in &row.days {
            by_day.entry(day).or_default().push(row);
        }
    }
    let mut pairs: BTreeMap<_, (&LineRow, &LineRow, Vec<ServiceDate>)> = BTreeMap::new();
    for (day, rows) in &by_day {
        let Some(highest) = rows
            .iter()
            .max_by_key(|row| (row.billed.level.rank(), std::cmp::Reverse(row.id)))
        else {
            continue;
        };
        for row in rows {
            if row.billed.level != highest.billed.level && are_two_programs(case, row, highest) {
                let pair = pairs.entry((row.id, highest.id));
                pair.or_insert_with(|| (row, highest, Vec::new()))
                    .2
                    .push(*day);
            }
        }
    }
    for _ in pairs.len() as u64..judged {
        checks.pass(&RULE);
    }
    for (lower, higher, days) in pairs.into_values() {
        checks.report(finding(case, lower, higher, &days));
    }
}

/// Returns whether the two lines bill two programs of one billing provider.
fn are_two_programs(case: &Case<'_>, one: &LineRow, other: &LineRow) -> bool {
    let biller = |row: &LineRow| {
        let billing = case.ledger.claim(row.id).billing.as_ref();
        billing
            .and_then(|provider| provider.npi_text.as_ref())
            .map(|npi| npi.value.as_str())
    };
    let two_billers = matches!((biller(one), biller(other)), (Some(a), Some(b)) if a != b);
    // An accommodation line and its treatment line are one stay, billed in two lines.
    let bed_and_treatment = one.id.claim == other.id.claim
        && one.days == other.days
        && one.billed.level.is_24_hour()
        && other.billed.level.is_24_hour();
    !two_billers && !bed_and_treatment
}

fn finding(case: &Case<'_>, lower: &LineRow, higher: &LineRow, days: &[ServiceDate]) -> Finding {
    let claim = case.ledger.claim(higher.id);
    let line = case.ledger.service_line(higher.id);
    let message = format!(
        "{} ({}) and {} ({}, claim {} line {}) are both billed per diem for {}",
        code_words(case.ledger.service_line(lower.id)),
        lower.billed.level,
        code_words(line),
        higher.billed.level,
        claim.id,
        line.number,
        listed(days)
    );
    let mut finding = on_line(case, RULE.finding(Outcome::Fail, message), lower)
        .risking(risk_of_days(lower, days))
        .with(Evidence::supports(line.span));
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        finding = Finding {
            date_to: None,
            ..finding
        }
        .from_to(*first, *last);
        finding = finding.with_all(times_on(case, *first));
    }
    finding.with_confidence(
        confidence(case, lower, higher),
        case.policy.number("fail.confidence"),
    )
}

/// Cites the times of the first day's notes, which show what was delivered.
fn times_on(case: &Case<'_>, day: ServiceDate) -> Vec<Evidence> {
    let notes = case
        .ledger
        .notes_on(day)
        .iter()
        .map(|&note| case.ledger.note(note));
    let times = notes
        .filter(|note| note.date() == Some(day))
        .filter_map(|note| note.time.as_ref());
    times
        .take(8)
        .map(|time| Evidence::supports(time.span))
        .collect()
}

fn confidence(case: &Case<'_>, lower: &LineRow, higher: &LineRow) -> u8 {
    let paid_together =
        higher.billed.level == LevelOfCare::ResidentialLow && lower.billed.level.is_day_program();
    let is_loose_range = |row: &LineRow| {
        let units = case.ledger.service_line(row.id).units.as_ref();
        units.is_some_and(|units| units.value.floor() < row.days.len() as i64)
    };
    // Two residential levels by codes that stand for several may be one level.
    let unsure = lower.billed.level.is_24_hour() && higher.billed.level.is_24_hour();
    let levels = if unsure {
        lower.billed.confidence.min(higher.billed.confidence)
    } else {
        95
    };
    if paid_together || is_loose_range(lower) || is_loose_range(higher) {
        60
    } else {
        levels
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes};

    fn two(one: &str, other: &str) -> String {
        format!("claim C1 I\nline {one}\nclaim C2 I\nline {other}")
    }

    const PHP: &str = "2026-01-05 H0035 rev 0913";
    const IOP: &str = "2026-01-05 H0015 rev 0906";

    #[test]
    fn fires_on_the_lower_level() {
        assert_eq!(outcomes(&RULE, &two(PHP, IOP)), ["fail C2/1 2026-01-05"]);
        assert_eq!(outcomes(&RULE, &two(IOP, PHP)), ["fail C1/1 2026-01-05"]);
        let bed = two("2026-01-03..2026-01-06 H0018 rev 1002", PHP);
        assert_eq!(outcomes(&RULE, &bed), ["fail C2/1 2026-01-05"]);
    }

    #[test]
    fn only_the_shared_days_are_at_risk() {
        let case = two(
            "2026-01-05..2026-01-08 H0011 rev 0126",
            "2026-01-08..2026-01-12 H2034 rev 1003",
        );
        let found = findings(&RULE, &case);
        assert_eq!(outcomes(&RULE, &case), ["fail C2/1 2026-01-08"]);
        assert!(matches!(&found[0].at_risk[0].portion, Portion::Days(days) if days.len() == 1));
    }

    #[test]
    fn transfer_by_midnight_one_level_and_denied_lines_pass() {
        for case in [
            two("2026-01-05..2026-01-08 H0011 rev 0126 units 3", "2026-01-08..2026-01-12 H0018 rev 1002"),
            two(PHP, "2026-01-06 H0015 rev 0906"),
            two(IOP, "2026-01-05 S9480 rev 0905"),
            two(PHP, "2026-01-05 90837"),
            format!("{}\npaid C1 1 0 denied CO-197", two(PHP, IOP)),
            two(PHP, IOP).replace("C2 I", "C2 I billing 1245319599"),
            "claim C1 I\nline 2026-01-05..2026-01-07 - rev 0124\nline 2026-01-05..2026-01-07 H0011 rev 0126".into(),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn what_some_payers_pay_together_and_loose_ranges_warn() {
        let housing = two("2026-01-05 H2034 rev 1003", IOP);
        assert_eq!(outcomes(&RULE, &housing), ["warn C2/1 2026-01-05"]);
        let range = two(PHP, "2026-01-05..2026-01-09 H0015 rev 0906 units 2");
        assert_eq!(outcomes(&RULE, &range), ["warn C2/1 2026-01-05"]);
    }
}

//! Tells which approvals can hold for a line, and whether its payer asks for one at all.

use crate::ledger::{LineRow, mentions_number};
use crate::model::{
    Adjustment, AdjustmentGroup, Authorization, AuthorizationDecision, Claim, Money, ServiceDate,
    ServiceLine,
};
use crate::policy::{PayerClass, ServiceFamily};
use crate::rules::Case;
use crate::text::Span;

/// Returns the row of the patient's log whose remark mentions the number that a line names, where no
/// row is of that number: "days 6-10 on GR-88131, see letter".
pub(super) fn said_elsewhere(case: &Case<'_>, row: &LineRow) -> Option<Span> {
    if row.authorization.named.is_some() {
        return None;
    }
    let claim = &case.record.claims[row.id.claim];
    let numbers = claim.authorizations_for(case.ledger.service_line(row.id));
    let mentions = |authorization: &&Authorization| {
        let mut numbers = numbers.iter();
        numbers.any(|number| mentions_number(authorization, &number.value))
    };
    let found = case.record.authorizations.iter().find(mentions)?;
    Some(found.span)
}

/// Returns whether the line's payer asks for an authorization of its service: the facility's
/// list of codes and levels where it gives one, else every program level except for original
/// Medicare, which has no prior authorization for them, and for what an earlier payer paid.
pub(super) fn is_required(
    case: &Case<'_>,
    row: &LineRow,
    claim: &Claim,
    line: &ServiceLine,
) -> bool {
    let entry = case.policy.payer_entry(&claim.payer);
    let Some(listed) = entry.and_then(|entry| entry.authorization_required.as_ref()) else {
        return row.billed.level.is_program()
            && row.billed.family != ServiceFamily::Laboratory
            && row.payer_class != PayerClass::Medicare
            && !is_remainder(claim, line);
    };
    let level = row.billed.level.id();
    listed.iter().map(|entry| entry.trim()).any(|entry| {
        let is = |code: Option<&str>| code.is_some_and(|code| code.eq_ignore_ascii_case(entry));
        // A revenue code may be written with three digits.
        is(line.procedure.as_ref().map(|code| code.value.as_str()))
            || line.revenue.as_ref().is_some_and(|code| {
                code.value.as_str() == entry || code.value.as_str().strip_prefix('0') == Some(entry)
            })
            || is(Some(level))
    })
}

/// Returns whether a claim asks a later payer only for what an earlier one left to pay, as the claim
/// itself reports: the earlier one covered the service, so the cost sharing needs no approval of its
/// own. Where the earlier payer paid nothing and left nothing to the patient, the later one is the
/// first to pay, and may ask.
fn is_remainder(claim: &Claim, line: &ServiceLine) -> bool {
    let owes = |adjustments: &[Adjustment]| {
        adjustments.iter().any(|one| {
            one.group == AdjustmentGroup::PR
                && matches!(one.reason.as_str(), "1" | "2" | "3" | "66")
        })
    };
    let by_line = line
        .details
        .adjudications
        .iter()
        .any(|one| one.paid > Money::ZERO || owes(&one.adjustments));
    let is_later = !matches!(claim.payer_sequence.trim(), "" | "P");
    let by_claim = || {
        claim.details.other_payers.iter().any(|other| {
            let paid = other
                .paid
                .as_ref()
                .is_some_and(|paid| paid.value > Money::ZERO);
            paid || owes(&other.adjustments)
        })
    };
    by_line || is_later && line.details.adjudications.is_empty() && by_claim()
}

/// Returns the approvals a line can be held to on a day: the one its claim names, whatever its
/// dates, and those that cover the day.
pub(super) fn named_or_covering<'c>(
    case: &Case<'c>,
    row: &LineRow,
    day: ServiceDate,
) -> Vec<&'c Authorization> {
    row.authorization
        .approvals(case.record)
        .into_iter()
        .filter(|(index, approval)| row.authorization.is_named(*index) || approval.covers(day))
        .map(|(_, approval)| approval)
        .collect()
}

/// Returns the approval under which a day was billed: the named one where it holds on the day,
/// else one of the same level, else any that holds.
pub(super) fn held_on<'c>(
    approvals: &[(usize, &'c Authorization)],
    row: &LineRow,
    day: ServiceDate,
) -> Option<(usize, &'c Authorization)> {
    let covering = || {
        approvals
            .iter()
            .filter(|(_, approval)| approval.covers(day))
    };
    covering()
        .find(|(index, _)| row.authorization.is_named(*index))
        .or_else(|| covering().find(|(_, approval)| row.is_at_level_of(approval)))
        .or_else(|| covering().next())
        .copied()
}

/// Returns how many days lie between an approval's dates and a day; `None` when it has no dates.
pub(super) fn days_away(authorization: &Authorization, day: ServiceDate) -> Option<i64> {
    let from = authorization.from?;
    let before = from.days_since(day).max(0);
    let after = authorization.to.map_or(0, |to| day.days_since(to).max(0));
    Some(before.max(after))
}

/// Returns whether the payer answered that the service needs no authorization.
pub(super) fn is_waived(case: &Case<'_>, row: &LineRow) -> bool {
    let matched = &row.authorization;
    let indexes = matched
        .named
        .iter()
        .chain(&matched.covering)
        .chain(&matched.near);
    indexes
        .filter_map(|&index| case.record.authorizations.get(index))
        .any(|authorization| {
            authorization.decision == AuthorizationDecision::NotRequired
                && (authorization.from.is_none()
                    || row
                        .days
                        .first()
                        .is_some_and(|day| authorization.covers(*day)))
        })
}

/// Returns which of a line's days no approval holds, where an approval near enough explains them
/// as days outside its dates. The approval is the one the claim names, else the nearest of the
/// same level.
pub(super) fn outside<'c>(
    case: &Case<'c>,
    row: &LineRow,
) -> Option<(&'c Authorization, Vec<ServiceDate>)> {
    let approvals = row.authorization.approvals(case.record);
    let named = approvals
        .iter()
        .find(|(index, _)| row.authorization.is_named(*index))
        .copied();
    let holds = |day: ServiceDate| {
        approvals.iter().any(|(index, approval)| {
            let is_other_level = !row.is_at_level_of(approval);
            // What another level's approval covers is a fault of the level, not of the dates;
            // but a claim that names an approval is held to the one it names.
            approval.covers(day)
                && (!is_other_level || row.authorization.is_named(*index) || named.is_none())
        })
    };
    let days: Vec<ServiceDate> = row
        .days
        .iter()
        .copied()
        .filter(|day| !holds(*day))
        .collect();
    let first = *days.first()?;
    let near = case.policy.number("authorization.near_days");
    // An approval that begins after everything on a claim without a number was for something
    // later: the claim's own services have none.
    let is_later = |approval: &Authorization| {
        let rows = case.ledger.rows_of_claim(row.id.claim).iter();
        let last = rows.filter_map(|other| other.days.last()).max();
        row.authorization.named.is_none()
            && approval
                .from
                .zip(last)
                .is_some_and(|(from, last)| from > *last)
    };
    let nearest = || {
        approvals
            .iter()
            .filter(|(_, approval)| row.is_at_level_of(approval) && !is_later(approval))
            .filter_map(|(index, approval)| Some((days_away(approval, first)?, *index, *approval)))
            .filter(|(away, ..)| *away <= near)
            .min_by_key(|(away, index, _)| (*away, *index))
            .map(|(.., approval)| approval)
    };
    let explains = named
        .map(|(_, approval)| approval)
        .filter(|named| named.from.is_some());
    Some((explains.or_else(nearest)?, days))
}

/// Returns whether a line reports leave days, which no approval lists and none pays as care.
pub(super) fn is_leave(line: &ServiceLine) -> bool {
    let revenue = line.revenue.as_ref();
    revenue.is_some_and(|code| code.value.as_str().starts_with("018"))
}

/// Returns the numbers that hold for a line, in words.
pub(super) fn numbers_words(claim: &Claim, line: &ServiceLine) -> String {
    let numbers: Vec<&str> = claim
        .authorizations_for(line)
        .into_iter()
        .map(|number| number.value.as_str())
        .collect();
    numbers.join(", ")
}

#[cfg(test)]
mod tests {
    use crate::ledger::{Ledger, PatientSummary, burn_downs};
    use crate::model::Units;
    use crate::rules::{Case, Checks, RULES, Scope, fixture};
    use proptest::prelude::*;

    const STATEMENTS: [&str; 24] = [
        "auth A-1 approved {}..2026-01-28 level IOP units 2 days",
        "auth A-1 approved {}..2026-02-20 level PHP units 0.5 hours",
        "auth A-2 partial {}..2026-01-31 code H0004,90837 units 3 visits",
        "auth - denied {}..2026-01-31 level RES-HIGH",
        "auth A-3 pended {}..2026-01-31",
        "payer PAY1 commercial requires H0015,906,OP",
        "note {} individual 23:50-00:10 minutes 600",
        "note {} individual minutes 0",
        "note {} group 09:00-10:00 by Roe LCSW",
        "note {} progress refused",
        "note {} crisis 09:00-09:20",
        "attend {} Group no-show",
        "attend {} Group 09:00-12:00 present",
        "claim C1 P auth A-1 dx F32,F1O20 npi 1 billing none",
        "claim C2 I filing MA bill 131 dx F10.20",
        "claim C2 I filing MA freq 7 cc 92",
        "line {} 90837 ptr 0,9 units -3",
        "line {} 90840 units 99999999",
        "line {} H0004 units 0.125 auth A-9",
        "line {}..2026-02-10 H2012 units 7",
        "line {}..2026-01-28 H0015 rev 0906 units 3",
        "line {} H0035 rev 0915",
        "line {} G0410 rev 0915 units 4",
        "patient {}",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_claim_log_or_sheet_makes_a_rule_panic(
            statements in proptest::collection::vec((0_usize..STATEMENTS.len(), 1_u32..28), 0..40),
        ) {
            let mut drawn = String::from("claim C0 I\n");
            for (statement, day) in statements {
                let statement = STATEMENTS[statement];
                drawn.push_str(&statement.replace("{}", &format!("2026-01-{day:02}")));
                drawn.push('\n');
                if statement.starts_with("patient") {
                    drawn.push_str("claim C9 P\n");
                }
            }
            let (policy, records) = fixture::draw(&drawn);
            let ledgers: Vec<_> =
                records.iter().map(|record| Ledger::build(record, &policy)).collect();
            for ledger in &ledgers {
                for one in burn_downs(ledger, &policy) {
                    prop_assert!(one.left().is_none_or(|left| left >= Units::default()));
                }
            }
            let summaries: Vec<_> = ledgers.iter().map(PatientSummary::of).collect();
            let mut checks = Checks::default();
            for rule in RULES.iter() {
                match rule.scope {
                    Scope::Facility(check) => check(&summaries, &policy, &mut checks),
                    Scope::Patient(check) => {
                        for (record, ledger) in records.iter().zip(&ledgers) {
                            check(&Case { record, ledger, policy: &policy }, &mut checks);
                        }
                    }
                }
            }
            for finding in checks.findings() {
                prop_assert!(!finding.evidence.is_empty(), "{}", finding.rule);
            }
        }
    }
}

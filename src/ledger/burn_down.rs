//! Tells how each approval stands: what is left of it, when it ends, and on which day it is used up
//! if services go on as they did. A forecast of what was billed, never a finding.

use super::{Ledger, Used, may_be_same_payer};
use crate::model::{Authorization, ServiceDate, Units};
use crate::policy::Policy;
use serde::{Deserialize, Serialize};

/// How an approval stands on the date that the audit speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ApprovalStanding {
    /// More was billed than it grants.
    Exceeded,
    /// All of it was billed and its days are not over.
    UsedUp,
    /// At the pace of the last weeks it is used up before it ends.
    RunsOut,
    /// It ends within days, services go on, and no approval follows it.
    Ends,
    /// It holds.
    Holds,
    /// It begins later.
    NotBegun,
    /// Its days are over.
    Ended,
    /// It has no dates, or the audit speaks for no date.
    Unknown,
}

impl ApprovalStanding {
    /// Returns the standing in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Exceeded => "more billed than granted",
            Self::UsedUp => "used up",
            Self::RunsOut => "runs out before it ends",
            Self::Ends => "ends soon, none follows",
            Self::Holds => "holds",
            Self::NotBegun => "not begun",
            Self::Ended => "ended",
            Self::Unknown => "not known",
        }
    }

    /// Returns whether something has to be done about it.
    pub fn asks_for_action(self) -> bool {
        matches!(
            self,
            Self::Exceeded | Self::UsedUp | Self::RunsOut | Self::Ends
        )
    }
}

/// What is left of one approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BurnDown {
    /// Index into the record's authorizations.
    pub authorization: usize,
    /// What it grants; `None` where it gives no quantity.
    pub granted: Option<Units>,
    /// What was billed under it; `None` where it gives no quantity to count against.
    pub used: Option<Units>,
    /// The last day billed under it.
    pub last_billed: Option<ServiceDate>,
    /// What a week of the last weeks took; `None` where less than a week was billed.
    pub per_week: Option<Units>,
    /// The day on which nothing is left at that pace.
    pub runs_out: Option<ServiceDate>,
    /// How it stands.
    pub standing: ApprovalStanding,
}

impl BurnDown {
    /// Returns what is left; zero where more was billed than granted.
    pub fn left(&self) -> Option<Units> {
        let left = self.granted?.minus(self.used?);
        Some(left.max(Units::default()))
    }
}

/// Returns how every approval of the record stands, in their order.
pub fn burn_downs(ledger: &Ledger<'_>, policy: &Policy) -> Vec<BurnDown> {
    let all = ledger.record.authorizations.iter().enumerate();
    all.filter(|(_, one)| one.decision.grants())
        .map(|(index, one)| of_approval(ledger, policy, index, one, ledger.used.get(&index)))
        .collect()
}

fn of_approval(
    ledger: &Ledger<'_>,
    policy: &Policy,
    index: usize,
    approval: &Authorization,
    used: Option<&Used<'_>>,
) -> BurnDown {
    let granted = approval.units.as_ref().map(|units| units.value);
    let granted = granted.filter(|granted| granted.thousandths() > 0);
    let mut found = BurnDown {
        authorization: index,
        granted,
        used: granted.map(|_| used.map_or(Units::default(), |used| used.used)),
        last_billed: used.and_then(|used| used.taken.last()).map(|(day, _)| *day),
        per_week: None,
        runs_out: None,
        standing: ApprovalStanding::Unknown,
    };
    if let Some((per_week, runs_out)) = used.and_then(|used| pace(used, policy)) {
        found.per_week = Some(per_week);
        found.runs_out = runs_out;
    }
    if found.last_billed.is_none() {
        found.last_billed = last_billed(ledger, index);
    }
    found.standing = standing(ledger, policy, approval, &found);
    found
}

/// Returns what the last weeks took a week, and the day on which nothing is left at that pace.
fn pace(used: &Used<'_>, policy: &Policy) -> Option<(Units, Option<ServiceDate>)> {
    let (first, last) = (used.taken.first()?.0, used.taken.last()?.0);
    let window = policy.number("authorization.pace_days").max(7);
    let start = first.max(last.plus_days(1 - window));
    let days = last.days_since(start) + 1;
    // Two sessions of one week say nothing of the next.
    if days < 7 {
        return None;
    }
    let recent = used.taken.iter().filter(|(day, _)| *day >= start);
    let taken = recent.fold(Units::default(), |sum, (_, units)| sum.plus(*units));
    if taken.thousandths() <= 0 {
        return None;
    }
    let left = used.granted.minus(used.used).thousandths();
    // What lasts for years needs no forecast.
    let lasts = i128::from(left) * i128::from(days) / i128::from(taken.thousandths());
    let lasts = i64::try_from(lasts).ok().filter(|days| *days < 1_000);
    let runs_out = lasts.filter(|_| left > 0);
    Some((
        taken.share(7, days),
        runs_out.map(|lasts| last.plus_days(lasts + 1)),
    ))
}

/// Returns the last day billed on a line that names the approval or that it covers.
fn last_billed(ledger: &Ledger<'_>, index: usize) -> Option<ServiceDate> {
    let approval = ledger.record.authorizations.get(index)?;
    ledger
        .live_lines()
        .filter(|row| {
            let matched = &row.authorization;
            (matched.is_named(index) || matched.covering.contains(&index))
                && row.is_at_level_of(approval)
        })
        .flat_map(|row| row.days.iter().copied())
        .filter(|day| approval.covers(*day))
        .max()
}

fn standing(
    ledger: &Ledger<'_>,
    policy: &Policy,
    approval: &Authorization,
    found: &BurnDown,
) -> ApprovalStanding {
    if let (Some(granted), Some(used)) = (found.granted, found.used)
        && used > granted
    {
        return ApprovalStanding::Exceeded;
    }
    let (Some(today), Some(from)) = (policy.as_of, approval.from) else {
        return ApprovalStanding::Unknown;
    };
    if from > today {
        return ApprovalStanding::NotBegun;
    }
    if approval.to.is_some_and(|to| to < today) {
        return ApprovalStanding::Ended;
    }
    if found.granted.is_some() && found.granted == found.used {
        return ApprovalStanding::UsedUp;
    }
    // Who was not billed for weeks has probably left; nothing runs out then.
    let window = policy.number("authorization.pace_days");
    let goes_on = found
        .last_billed
        .is_some_and(|last| today.days_since(last) <= window);
    if !goes_on {
        return ApprovalStanding::Holds;
    }
    let is_before_end = |day: ServiceDate| approval.to.is_none_or(|to| day <= to);
    if found.runs_out.is_some_and(is_before_end) {
        return ApprovalStanding::RunsOut;
    }
    let soon = policy.number("authorization.expiry_days");
    let ends = approval.to.filter(|to| to.days_since(today) <= soon);
    match ends {
        Some(to) if !is_followed(ledger, policy, approval, to) => ApprovalStanding::Ends,
        _ => ApprovalStanding::Holds,
    }
}

/// Returns whether another approval of the payer holds on the day after this one's last.
fn is_followed(
    ledger: &Ledger<'_>,
    policy: &Policy,
    approval: &Authorization,
    to: ServiceDate,
) -> bool {
    let next = to.plus_days(1);
    ledger.record.authorizations.iter().any(|other| {
        other.decision.grants()
            && other.covers(next)
            && may_be_same_payer(policy, &other.payer, &approval.payer)
            && (other.level == approval.level || other.level.is_none() || approval.level.is_none())
    })
}

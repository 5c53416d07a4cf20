//! What other payers did with a service that a claim bills: their claims, their remittances, and
//! what the claim itself reports of them. Shared by the family's rules.

use crate::ledger::{may_be_same_payer, same_payer};
use crate::model::{Claim, Money, OtherPayer, Payer, RemittanceClaim, ServiceDate};
use crate::policy::Policy;
use crate::rules::Case;

/// What one other payer paid for a claim's services.
pub(super) struct Prior<'c> {
    /// The payer.
    pub payer: &'c Payer,
    /// Its remittances, in order of payment.
    pub remittances: Vec<&'c RemittanceClaim>,
}

impl Prior<'_> {
    /// Returns what it paid in all, less what it took back.
    pub(super) fn paid(&self) -> Money {
        self.remittances.iter().map(|found| found.paid).sum()
    }

    /// Returns the charges that it decided on: at least those of the claim, more where the claim bills a
    /// part of what went to it.
    pub(super) fn charged(&self, claim: &Claim) -> Money {
        let decided = self.remittances.iter().map(|found| found.charge).max();
        decided.unwrap_or_default().max(claim.total_charge)
    }

    /// Returns every amount that its payments came to, one after the other, and each payment.
    pub(super) fn amounts_so_far(&self) -> Vec<Money> {
        let mut so_far = Money::ZERO;
        let mut amounts = Vec::new();
        for remittance in &self.remittances {
            so_far += remittance.paid;
            amounts.extend([so_far, remittance.paid]);
        }
        amounts
    }
}

/// Returns the first and last date that a claim bills.
pub(super) fn dates_of(claim: &Claim) -> Option<(ServiceDate, ServiceDate)> {
    let lines = claim.lines.iter().filter_map(|line| line.dates.as_ref());
    let all = || lines.clone().chain(claim.statement.as_ref());
    let from = all().map(|dates| dates.value.from()).min()?;
    let to = all().map(|dates| dates.value.to()).max()?;
    Some((from, to))
}

/// Returns whether two claims bill one service: the dates overlap, and they carry one number or
/// every line of the one stands on the other.
pub(super) fn same_service(one: &Claim, other: &Claim) -> bool {
    let (Some((from, to)), Some((other_from, other_to))) = (dates_of(one), dates_of(other)) else {
        return false;
    };
    if to < other_from || other_to < from {
        return false;
    }
    if !one.id.is_empty() && one.id == other.id {
        return true;
    }
    stands_on(other, one)
}

/// Returns whether two claims bill one service, or the one a part of what the other bills: the days
/// of a month's claim that go on to the next payer.
pub(super) fn same_service_or_part(one: &Claim, other: &Claim) -> bool {
    same_service(one, other) || stands_on(one, other)
}

/// Returns whether every line of a claim stands on another one.
fn stands_on(claim: &Claim, other: &Claim) -> bool {
    !claim.lines.is_empty()
        && claim.lines.iter().all(|line| {
            let dates = line.dates.as_ref().map(|dates| dates.value);
            dates.is_some()
                && other.lines.iter().any(|twin| {
                    twin.dates.as_ref().map(|dates| dates.value) == dates
                        && twin.charge == line.charge
                        && twin.procedure.as_ref().map(|code| &code.value)
                            == line.procedure.as_ref().map(|code| &code.value)
                        && twin.revenue.as_ref().map(|code| &code.value)
                            == line.revenue.as_ref().map(|code| &code.value)
                })
        })
}

/// Returns the remittances of a claim's services by the payers that surely are others than the
/// claim's, one group a payer, where they paid before the claim was sent. A payer that paid as a
/// later one is none of them.
pub(super) fn priors<'c>(case: &Case<'c>, claim: &Claim) -> Vec<Prior<'c>> {
    priors_by(case, claim, same_service)
}

/// Returns the same where a claim bills one service with another one as a function says.
pub(super) fn priors_by<'c>(
    case: &Case<'c>,
    claim: &Claim,
    is_same: fn(&Claim, &Claim) -> bool,
) -> Vec<Prior<'c>> {
    let mut priors: Vec<Prior<'c>> = Vec::new();
    for remittance in remittances_by(case, claim, is_same) {
        let payer = &remittance.payer;
        let is_nobody = payer.name.trim().is_empty() && payer.id.trim().is_empty();
        let is_later = matches!(
            remittance.details.status_code.as_str(),
            "2" | "3" | "20" | "21"
        ) || is_after(remittance, claim);
        if is_nobody || is_later || may_be_same_payer(case.policy, payer, &claim.payer) {
            continue;
        }
        match priors
            .iter_mut()
            .find(|prior| same_payer(case.policy, prior.payer, payer))
        {
            Some(prior) => prior.remittances.push(remittance),
            None => priors.push(Prior {
                payer,
                remittances: vec![remittance],
            }),
        }
    }
    priors
}

/// Returns every remittance of a claim's services, by whatever payer.
pub(super) fn remittances_of<'c>(case: &Case<'c>, claim: &Claim) -> Vec<&'c RemittanceClaim> {
    remittances_by(case, claim, same_service)
}

fn remittances_by<'c>(
    case: &Case<'c>,
    claim: &Claim,
    is_same: fn(&Claim, &Claim) -> bool,
) -> Vec<&'c RemittanceClaim> {
    let record = case.record;
    let ids: Vec<&str> = record
        .claims
        .iter()
        .filter(|other| is_same(claim, other))
        .map(|other| other.id.as_str())
        .filter(|id| !id.is_empty())
        .collect();
    record
        .remittances
        .iter()
        .filter(|remittance| ids.contains(&remittance.claim_id.as_str()))
        .filter(|remittance| may_be_of(claim, remittance))
        .collect()
}

/// Returns whether a remittance may speak of the claim's days: one account number often stands on
/// every claim of a patient.
fn may_be_of(claim: &Claim, remittance: &RemittanceClaim) -> bool {
    let Some((from, to)) = dates_of(claim) else {
        return true;
    };
    let mut dates = remittance
        .lines
        .iter()
        .filter_map(|line| line.dates)
        .peekable();
    dates.peek().is_none() || dates.any(|dates| dates.from() <= to && from <= dates.to())
}

fn is_after(remittance: &RemittanceClaim, claim: &Claim) -> bool {
    match (remittance.payment_date, claim.submitted) {
        (Some(paid), Some(sent)) => paid > sent,
        _ => false,
    }
}

/// Returns what a claim says of another payer.
pub(super) fn reported<'c>(
    policy: &Policy,
    claim: &'c Claim,
    payer: &Payer,
) -> Option<&'c OtherPayer> {
    let others = &claim.details.other_payers;
    let same = others
        .iter()
        .find(|other| same_payer(policy, &other.payer, payer));
    // One other payer under a name that begins alike is meant.
    same.or_else(|| {
        others
            .iter()
            .find(|other| may_be_same_payer(policy, &other.payer, payer))
    })
}

/// Returns whether another payer's decision stands on the claim: an amount paid, adjustments, or
/// decisions on lines.
pub(super) fn has_decision(claim: &Claim, other: &OtherPayer) -> bool {
    other.paid.is_some()
        || !other.adjustments.is_empty()
        || claim.lines.iter().any(|line| {
            line.details
                .adjudications
                .iter()
                .any(|decision| is_by(claim, other, &decision.payer_id.value))
        })
}

/// Returns whether a decision on a line is by the other payer: by its id, or because the claim
/// names no further payer.
pub(super) fn is_by(claim: &Claim, other: &OtherPayer, payer_id: &str) -> bool {
    claim.details.other_payers.len() == 1
        || payer_id.trim().eq_ignore_ascii_case(other.payer.id.trim())
}

/// Returns whether the services of a claim went to a payer: on a claim of their own, in a
/// remittance of it, or decided by it as the claim says.
pub(super) fn went_to(case: &Case<'_>, claim: &Claim, payer: &Payer) -> bool {
    // The claim's own payer may bear a name that begins like the other's.
    let is_payer = |other: &Payer| {
        may_be_same_payer(case.policy, other, payer)
            && !same_payer(case.policy, other, &claim.payer)
    };
    let claimed = case
        .record
        .claims
        .iter()
        .any(|other| is_payer(&other.payer) && same_service(claim, other));
    claimed
        || remittances_of(case, claim)
            .iter()
            .any(|found| is_payer(&found.payer))
        || claim
            .details
            .other_payers
            .iter()
            .any(|other| is_payer(&other.payer) && has_decision(claim, other))
}

/// Returns a payer's name for a message.
pub(super) fn payer_words(payer: &Payer) -> &str {
    match payer.called() {
        "" => "an unnamed payer",
        called => called,
    }
}

/// Returns the last four characters of a member id, which tell two apart without giving either.
pub(super) fn ending(id: &str) -> String {
    let id: Vec<char> = id.chars().filter(|c| c.is_alphanumeric()).collect();
    let start = id.len().saturating_sub(4);
    id.get(start..).unwrap_or_default().iter().collect()
}

/// Returns whether a claim came from an 837 file: only there can other payers' decisions stand.
pub(super) fn is_x12(claim: &Claim) -> bool {
    let batch = &claim.details.batch;
    !batch.purpose.is_empty() || !batch.submitter_id.is_empty() || !batch.reference.is_empty()
}

/// Returns whether two member ids are one: written alike but for marks, leading zeros, the letters
/// before a Blue plan's number, or a dependent's number of up to three digits behind it.
pub(super) fn same_member(one: &str, other: &str) -> bool {
    let fold = |id: &str| -> String {
        let id = id.chars().filter(char::is_ascii_alphanumeric);
        id.collect::<String>().to_ascii_uppercase()
    };
    let is_masked = one.contains(['*', '•']) || other.contains(['*', '•']);
    let (one, other) = (fold(one), fold(other));
    if one.is_empty() || other.is_empty() {
        return true;
    }
    // Of a number whose beginning is hidden, or of its last digits alone, the rest must agree.
    if is_masked || one.len().min(other.len()) <= 4 {
        return one.ends_with(&other) || other.ends_with(&one);
    }
    let ((letters, one), (other_letters, other)) = (plan_letters(&one), plan_letters(&other));
    if !letters.is_empty() && !other_letters.is_empty() && letters != other_letters {
        return false;
    }
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    match long.strip_prefix(short) {
        Some("") => true,
        Some(behind) => {
            short.len() >= 6
                && behind.len() <= 3
                && behind.bytes().all(|byte| byte.is_ascii_digit())
        }
        None => false,
    }
}

/// Cuts the one to three letters off that stand before a number.
fn plan_letters(id: &str) -> (&str, &str) {
    let digits = id.trim_start_matches(|character: char| character.is_ascii_alphabetic());
    let letters = id.len() - digits.len();
    let is_number = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && letters <= 3 {
        id.split_at(letters)
    } else {
        ("", id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_member_id_in_two_spellings() {
        for (one, other) in [
            ("XQZ4410233", "4410233"),
            ("0044102333", "44102333"),
            ("441-023-33", "44102333"),
            ("44102333", "4410233301"),
            ("*****2333", "44102333"),
            ("2333", "44102333"),
        ] {
            assert!(
                same_member(one, other) && same_member(other, one),
                "{one} {other}"
            );
        }
        for (one, other) in [
            ("44102333", "44102338"),
            ("44102333", "14410233"),
            ("K5520180", "L5520180"),
            ("1EG4TE5MK73", "1EG4TE5MK37"),
        ] {
            assert!(!same_member(one, other), "{one} {other}");
        }
    }
}

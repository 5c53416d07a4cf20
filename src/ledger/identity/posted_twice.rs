//! Sets aside what the facility's own list of claims says was paid where the payer's advice of the
//! same claim is there too: a column of payments is no second payment.

use crate::ledger::PatientRecord;
use crate::model::{Money, RemittanceClaim};
use crate::problem::{Problem, ProblemKind};
use std::collections::BTreeMap;

/// Drops payments that stand in the file of their own claim where another file pays the claim, and
/// tells where the two sums differ.
pub(super) fn set_aside(record: &mut PatientRecord, problems: &mut Vec<Problem>) {
    let PatientRecord {
        claims,
        remittances,
        ..
    } = record;
    let is_own = |paid: &RemittanceClaim| {
        let mut claims = claims.iter();
        claims.any(|claim| claim.file == paid.file && claim.id == paid.claim_id)
    };
    let mut advised: BTreeMap<String, Money> = BTreeMap::new();
    for paid in remittances.iter().filter(|paid| !is_own(paid)) {
        *advised.entry(paid.claim_id.clone()).or_default() += paid.paid;
    }
    if advised.is_empty() {
        return;
    }
    let mut posted: BTreeMap<String, (Money, crate::text::Span)> = BTreeMap::new();
    remittances.retain(|paid| {
        let repeats = advised.contains_key(&paid.claim_id) && is_own(paid);
        if repeats {
            let known = posted.entry(paid.claim_id.clone());
            known.or_insert((Money::ZERO, paid.span)).0 += paid.paid;
        }
        !repeats
    });
    for (claim, (sum, place)) in posted {
        if advised.get(&claim).is_some_and(|advised| *advised != sum) {
            problems.push(Problem::at(
                place,
                ProblemKind::BadValue,
                "the payments in this list of claims do not add up to what the payer's advices \
                 say of the same claim; the advices are used. Look whether an advice is missing",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::table;
    use crate::text::FileId;

    const CLAIMS: &str = "ClaimNo,Chart,FromDOS,ToDOS,Proc,Units,Charge,InsPaid,PayerID,Payer\n\
        C1,R-1,04/06/2026,04/06/2026,H0019,1,900.00,640.00,CHP,Copperline Health Plan\n\
        C1,R-1,04/07/2026,04/07/2026,H0019,1,900.00,640.00,CHP,Copperline Health Plan\n";
    const ADVICE: &str = "Payer,Check #,Remit Date,Claim #,DOS,Proc,Billed,Paid\n\
        Copperline Health Plan,K1,05/26/2026,C1,04/06/2026,H0019,900.00,640.00\n\
        Copperline Health Plan,K1,05/26/2026,C1,04/07/2026,H0019,900.00,640.00\n";

    fn record(texts: &[&str]) -> PatientRecord {
        let mut record = PatientRecord::default();
        for (text, file) in texts.iter().zip(0..) {
            let read = table::read(FileId(file), text, &table::Hints::default());
            record.claims.extend(read.claims);
            record.remittances.extend(read.remittances);
        }
        record
    }

    fn paid(texts: &[&str]) -> (Vec<Money>, usize) {
        let mut record = record(texts);
        let mut problems = Vec::new();
        set_aside(&mut record, &mut problems);
        let paid = record.remittances.iter().map(|paid| paid.paid);
        (paid.collect(), problems.len())
    }

    #[test]
    fn a_payment_in_both_files_is_one() {
        let sum = Money::from_cents(128_000);
        assert_eq!(paid(&[CLAIMS, ADVICE]), (vec![sum], 0));
        assert_eq!(paid(&[ADVICE, CLAIMS]), (vec![sum], 0));
    }

    #[test]
    fn what_no_advice_tells_stays_and_a_difference_is_told() {
        let sum = Money::from_cents(128_000);
        assert_eq!(paid(&[CLAIMS]), (vec![sum], 0));
        let other = ADVICE.replace("C1", "C2");
        assert_eq!(paid(&[CLAIMS, &other]).0.len(), 2);
        let less = ADVICE.replace("640.00\nCopper", "600.00\nCopper");
        assert_eq!(
            paid(&[CLAIMS, &less]),
            (vec![Money::from_cents(124_000)], 1)
        );
    }
}

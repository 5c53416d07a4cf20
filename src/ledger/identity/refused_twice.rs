//! Sets aside what a list of denials repeats of the payments: kept twice one refusal would look like
//! two decisions.

use crate::ledger::PatientRecord;
use crate::model::{Money, RemittanceClaim, RemittanceLine};

/// Moves the reasons of repeated lines to the payment that they repeat, and drops the repeats. What
/// is left comes in no order; the record sorts its remittances afterwards.
pub(super) fn set_aside(record: &mut PatientRecord) {
    let all = std::mem::take(&mut record.remittances);
    let (lists, kept): (Vec<_>, Vec<_>) = all.into_iter().partition(is_list);
    record.remittances = kept;
    // A list states no charges, so no list repeats another.
    for mut listed in lists {
        listed.lines.retain(|line| {
            let twin = record
                .remittances
                .iter_mut()
                .filter(|other| is_other_account(other, &listed.claim_id, listed.file))
                .filter(|other| other.payment_date == listed.payment_date)
                .flat_map(|other| &mut other.lines)
                .find(|other| is_same(other, line));
            let Some(twin) = twin else { return true };
            if twin.adjustments.is_empty() {
                twin.adjustments.clone_from(&line.adjustments);
            }
            for remark in &line.remarks {
                if !twin.remarks.contains(remark) {
                    twin.remarks.push(remark.clone());
                }
            }
            false
        });
        if !listed.lines.is_empty() {
            record.remittances.push(listed);
        }
    }
}

/// Returns whether a remittance only lists refusals: it pays nothing and states no charges.
fn is_list(remittance: &RemittanceClaim) -> bool {
    let is_refusal = |line: &RemittanceLine| {
        line.charge == Money::ZERO && line.paid == Money::ZERO && !line.adjustments.is_empty()
    };
    !remittance.lines.is_empty() && remittance.lines.iter().all(is_refusal)
}

fn is_other_account(other: &RemittanceClaim, claim: &str, file: crate::text::FileId) -> bool {
    other.claim_id == claim && other.file != file
}

fn is_same(one: &RemittanceLine, listed: &RemittanceLine) -> bool {
    one.paid == Money::ZERO
        && one.charge != Money::ZERO
        && one.procedure == listed.procedure
        && (one.dates == listed.dates || one.dates.is_none() || listed.dates.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::table;
    use crate::text::FileId;

    const PAID: &str = "Claim #,Post Date,Check #,CPT,DOS,Charge,Paid,Adjustments\n\
        C1,10/13/2026,K1,90834,09/01/2026,150.00,0.00,CO-4 150.00\n\
        C1,10/13/2026,K1,90834,09/08/2026,150.00,102.00,CO-45 48.00\n";
    const DENIED: &str = "Claim #,Denial Date,CPT,DOS,Denied Amt,Group,Reason,Remark\n\
        C1,10/13/2026,90834,09/01/2026,150.00,CO,4,N822\n";

    fn read(file: u32, text: &str) -> Vec<RemittanceClaim> {
        table::read(FileId(file), text, &table::Hints::default()).remittances
    }

    fn set_aside_all(texts: &[&str]) -> Vec<RemittanceClaim> {
        let all = texts.iter().zip(0..).map(|(text, file)| read(file, text));
        let mut record = PatientRecord {
            remittances: all.collect::<Vec<_>>().concat(),
            ..PatientRecord::default()
        };
        set_aside(&mut record);
        record.remittances
    }

    #[test]
    fn a_denial_that_the_payments_hold_is_counted_once_with_its_remark() {
        for texts in [[PAID, DENIED], [DENIED, PAID]] {
            let kept = set_aside_all(&texts);
            assert_eq!(kept.len(), 1);
            assert_eq!(kept[0].lines.len(), 2);
            assert_eq!(kept[0].lines[0].remarks, ["N822"]);
        }
    }

    #[test]
    fn a_denial_of_another_day_or_service_stays() {
        let other_day = DENIED.replace("10/13/2026", "11/13/2026");
        assert_eq!(set_aside_all(&[PAID, &other_day]).len(), 2);
        let other_code = DENIED.replace("90834", "90837");
        assert_eq!(set_aside_all(&[PAID, &other_code]).len(), 2);
    }
}

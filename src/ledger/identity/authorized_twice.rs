//! Joins the payer's answer (278) with the row that the facility's own log keeps of it: one approval
//! read from two files would seem to grant twice.

use super::fold_id;
use crate::ledger::PatientRecord;
use crate::model::{Authorization, ServiceDate};
use std::collections::BTreeMap;

/// What tells one approval from another: its number and its days. Rows of one number with other
/// days are extensions.
type Key = (String, Option<ServiceDate>, Option<ServiceDate>);

/// Joins the approvals of a record that two files hold. Rows of one file are kept as they are.
pub(super) fn join(record: &mut PatientRecord) {
    let mut kept: Vec<Authorization> = Vec::with_capacity(record.authorizations.len());
    let mut places: BTreeMap<Key, usize> = BTreeMap::new();
    for row in std::mem::take(&mut record.authorizations) {
        let Some(key) = key(&row) else {
            kept.push(row);
            continue;
        };
        let twin = places.get(&key).copied();
        let twin = twin.filter(|&place| kept.get(place).is_some_and(|one| one.file != row.file));
        let Some(slot) = twin.and_then(|place| kept.get_mut(place)) else {
            places.entry(key).or_insert(kept.len());
            kept.push(row);
            continue;
        };
        // The payer's own answer is the approval; the log fills in what it does not say.
        let (mut answer, logged) = if is_answer(&row) && !is_answer(slot) {
            (row, slot.clone())
        } else {
            (slot.clone(), row)
        };
        fill(&mut answer, &logged);
        // What the log says was told to the payer is told still.
        if !logged.mentions.is_empty() && !answer.details.messages.is_empty() {
            let told = Authorization {
                units: None,
                ..logged
            };
            record.authorization_requests.push(told);
        } else {
            answer.mentions.extend(logged.mentions);
        }
        *slot = answer;
    }
    record.authorizations = kept;
}

fn key(row: &Authorization) -> Option<Key> {
    let number = fold_id(&row.number.as_ref()?.value);
    (!number.is_empty()).then_some((number, row.from, row.to))
}

/// Returns whether the row is a payer's response: only these carry its coded action.
fn is_answer(row: &Authorization) -> bool {
    !row.details.action.is_empty()
}

fn fill(answer: &mut Authorization, logged: &Authorization) {
    fn or<T: Clone>(slot: &mut Option<T>, other: &Option<T>) {
        if slot.is_none() {
            slot.clone_from(other);
        }
    }
    fn or_list<T: Clone>(slot: &mut Vec<T>, other: &[T]) {
        if slot.is_empty() {
            slot.extend_from_slice(other);
        }
    }
    or(&mut answer.level, &logged.level);
    or(&mut answer.level_text, &logged.level_text);
    or_list(&mut answer.procedures, &logged.procedures);
    or_list(&mut answer.revenues, &logged.revenues);
    or_list(&mut answer.modifiers, &logged.modifiers);
    if answer.units.is_none() {
        answer.units.clone_from(&logged.units);
        answer.unit_kind = logged.unit_kind;
    }
    or(&mut answer.per_week, &logged.per_week);
    or(&mut answer.requested, &logged.requested);
    or(&mut answer.decided, &logged.decided);
    // Whom the payer approved it names itself, or leaves open.
    if answer.details.providers.is_empty() {
        or(&mut answer.rendering_npi, &logged.rendering_npi);
        or(&mut answer.billing_npi, &logged.billing_npi);
    }
    or(&mut answer.clinical_summary, &logged.clinical_summary);
    if answer.review.is_empty() || !logged.review.is_empty() {
        answer.review.clone_from(&logged.review);
    }
    if answer.payer.name.is_empty() {
        answer.payer.name.clone_from(&logged.payer.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{FileContent, table, x12};
    use crate::text::FileId;

    const LOG: &str = "MRN,Auth #,LOC,Code,Mod,Days appr,From,Through,Freq,Status\n\
        M1,A-7,3.5,H0018,HF,14,01/05/2026,01/18/2026,5x/wk,Approved\n\
        M1,A-7,3.5,H0018,HF,7,01/19/2026,01/25/2026,,Approved\n";

    fn answer() -> FileContent {
        let isa = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105\
                   *0900*^*00501*000000007*0*P*:~GS*HI*A*B*20260105*0900*7*X*005010X217~";
        let text = format!(
            "{isa}ST*278*1*005010X217~BHT*0007*11*1*20260105*0900*18~HL*1**20*1~NM1*X3*2*PLAN~\
             HL*2*1*21*1~NM1*1P*2*HOUSE*****XX*2000000004~HL*3*2*22*1~NM1*IL*1*DOE*JO****MI*W1~\
             HL*4*3*EV*0~UM*AR*I*A7~HCR*A1*A7~DTP*472*RD8*20260105-20260118~HSD*DY*14~\
             SE*1*1~GE*1*7~IEA*1*000000007~"
        );
        x12::read(FileId(1), &text)
    }

    #[test]
    fn an_answer_and_its_row_of_the_log_are_one_approval() {
        let logged = table::read(FileId(0), LOG, &table::Hints::default()).authorizations;
        let answered = answer().authorizations;
        assert_eq!((logged.len(), answered.len()), (2, 1));
        for order in [[&logged[..], &answered[..]], [&answered[..], &logged[..]]] {
            let mut record = PatientRecord {
                authorizations: order.concat(),
                ..PatientRecord::default()
            };
            join(&mut record);
            let joined = &record.authorizations;
            assert_eq!(joined.len(), 2, "the extension stays");
            let first = joined
                .iter()
                .find(|row| row.file == FileId(1))
                .expect("the answer");
            assert_eq!(first.per_week, Some(5));
            assert_eq!(first.modifiers.len(), 1);
            assert!(first.level.is_some() && !first.procedures.is_empty());
        }
    }

    #[test]
    fn rows_of_one_log_and_other_numbers_are_kept() {
        let twice = LOG.replace("01/19/2026,01/25/2026", "01/05/2026,01/18/2026");
        let logged = table::read(FileId(0), &twice, &table::Hints::default()).authorizations;
        let mut record = PatientRecord {
            authorizations: logged,
            ..PatientRecord::default()
        };
        join(&mut record);
        assert_eq!(record.authorizations.len(), 2);
    }
}

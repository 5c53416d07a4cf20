//! Finds the authorization that holds for each line.

use super::identity::fold_id;
use super::payers::{first_word, fold_payer};
use super::{LineRow, PatientRecord};
use crate::model::{Authorization, Claim, IN_A_REMARK, LevelOfCare, ServiceLine, UnitKind};
use crate::policy;

/// Returns the day program that all codes of an approval name: 0905 is an intensive outpatient day,
/// 0912 and 0913 are days of partial hospitalization.
pub fn program_of_codes(approval: &Authorization) -> Option<LevelOfCare> {
    let revenues = approval
        .revenues
        .iter()
        .map(|code| policy::revenue(code).and_then(|info| info.level));
    let procedures = approval
        .procedures
        .iter()
        .map(|code| policy::procedure(code).map(|info| info.level));
    let mut levels = revenues.chain(procedures);
    let first = levels.next()??;
    (first.is_day_program() && levels.all(|level| level == Some(first))).then_some(first)
}

/// Returns whether the remark of an authorization's row mentions another authorization's number.
pub fn mentions_number(authorization: &Authorization, number: &str) -> bool {
    let references = authorization.details.references.iter();
    references
        .filter(|reference| reference.qualifier == IN_A_REMARK)
        .any(|reference| fold_id(&reference.value.value) == fold_id(number))
}

/// Assigns authorizations to every line: the one the claim names, those that match the service
/// and cover its first day, and those that match the service on other days.
pub(super) fn assign(record: &PatientRecord, rows: &mut [LineRow]) {
    for row in rows {
        let claim = &record.claims[row.id.claim];
        let line = &claim.lines[row.id.line];
        let Some(&first) = row.days.first() else {
            continue;
        };
        let numbers: Vec<String> = claim
            .authorizations_for(line)
            .into_iter()
            .map(|number| fold_id(&number.value))
            .collect();
        for (index, authorization) in record.authorizations.iter().enumerate() {
            let number = authorization
                .number
                .as_ref()
                .map(|number| fold_id(&number.value));
            let is_named = number.is_some_and(|number| numbers.contains(&number));
            if is_named {
                // Several rows can carry one number (extensions); the one that covers wins.
                let better = row
                    .authorization
                    .named
                    .is_none_or(|named| !record.authorizations[named].covers(first));
                if better {
                    row.authorization.named = Some(index);
                }
            }
            if !same_payer(authorization, claim) || !same_service(authorization, line, row) {
                continue;
            }
            if authorization.decision.grants() && authorization.covers(first) {
                row.authorization.covering.push(index);
            } else {
                row.authorization.near.push(index);
            }
        }
        let named = row.authorization.named;
        row.authorization
            .covering
            .sort_by_key(|&index| (Some(index) != named, index));
    }
}

/// Returns whether the authorization may be of the claim's payer. A log that names no payer, or a
/// payer under a short name or by the number that claims give it, is not held against the claim.
fn same_payer(authorization: &Authorization, claim: &Claim) -> bool {
    let ids = (
        fold_payer(&authorization.payer.id),
        fold_payer(&claim.payer.id),
    );
    if !ids.0.is_empty() && ids.0 == ids.1 {
        return true;
    }
    let names = (
        fold_payer(&authorization.payer.name),
        fold_payer(&claim.payer.name),
    );
    if names.0.is_empty() || names.1.is_empty() {
        return true;
    }
    let is_number = names.0 == ids.1 || names.1 == ids.0;
    if is_number || names.0.contains(&names.1) || names.1.contains(&names.0) {
        return true;
    }
    first_word(&authorization.payer.name) == first_word(&claim.payer.name)
}

/// Returns whether the authorization is for the line's service: it names the code, or the level,
/// or neither (then it is taken for whatever the patient received; days alone are those of a bed or
/// a program, and say nothing of what clinicians bill beside it).
fn same_service(authorization: &Authorization, line: &ServiceLine, row: &LineRow) -> bool {
    let procedure = line.procedure.as_ref().map(|code| &code.value);
    let revenue = line.revenue.as_ref().map(|code| &code.value);
    let names_code = procedure.is_some_and(|code| authorization.procedures.contains(code))
        || revenue.is_some_and(|code| authorization.revenues.contains(code));
    if names_code {
        return true;
    }
    // A program goes by several codes; of the sessions and services of one level, which share no
    // more than the name of the level, an approval that names codes covers these alone.
    if procedure.is_some() && !authorization.procedures.is_empty() && !row.billed.level.is_program()
    {
        return false;
    }
    match authorization.level {
        // A different level of program care still is the authorization to compare with
        // (AUT-006); outpatient sessions beside a program are not.
        Some(level) => {
            level == row.billed.level || (level.is_program() && row.billed.level.is_program())
        }
        None => {
            let is_of_days = authorization.unit_kind == Some(UnitKind::Day);
            authorization.procedures.is_empty()
                && authorization.revenues.is_empty()
                && (!is_of_days || row.billed.level.is_program() || row.billed.is_per_diem())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_people_write_them() {
        assert_eq!(fold_id("a-1182"), fold_id("A 1182"));
        assert_eq!(fold_id("000123"), fold_id("123"));
        assert_ne!(fold_id("A1182"), fold_id("A1128"));
    }
}

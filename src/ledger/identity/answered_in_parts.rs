//! Joins what one answer of a payer (278) says in two levels: the event, with its days, and the one
//! service of it, with its codes. Read apart they would seem to grant twice, and the part without
//! codes would take the use. The payer and the level that only the answer's codes name are told too.

use super::fold_id;
use crate::ledger::{PatientRecord, program_of_codes};
use crate::model::{Authorization, Payer};

/// Joins the parts of each answer of a record.
pub(super) fn join(record: &mut PatientRecord) {
    let mut kept: Vec<Authorization> = Vec::with_capacity(record.authorizations.len());
    for row in std::mem::take(&mut record.authorizations) {
        match kept.iter_mut().find(|one| are_parts(one, &row)) {
            Some(one) if has_codes(one) => take_terms(one, row),
            Some(one) => {
                let event = std::mem::replace(one, row);
                take_terms(one, event);
            }
            None => kept.push(row),
        }
    }
    let payers: Vec<&Payer> = record.claims.iter().map(|claim| &claim.payer).collect();
    for row in kept.iter_mut().filter(|row| is_answer(row)) {
        name_payer(row, &payers);
        row.level = row.level.or_else(|| program_of_codes(row));
    }
    record.authorizations = kept;
}

/// Returns whether the row is a payer's response: only these carry its coded action.
fn is_answer(row: &Authorization) -> bool {
    !row.details.action.is_empty()
}

fn has_codes(row: &Authorization) -> bool {
    !row.procedures.is_empty() || !row.revenues.is_empty()
}

/// Returns whether two rows are the event and the service of one answer: one number, decision and
/// time, codes in one of them only, and not two quantities.
fn are_parts(one: &Authorization, other: &Authorization) -> bool {
    let number = |row: &Authorization| row.number.as_ref().map(|number| fold_id(&number.value));
    let units = |row: &Authorization| row.units.map(|units| units.value);
    let alike = match (units(one), units(other)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    is_answer(one)
        && is_answer(other)
        && one.file == other.file
        && has_codes(one) != has_codes(other)
        && number(one).is_some_and(|own| !own.is_empty())
        && number(one) == number(other)
        && one.decision == other.decision
        && one.from.is_some()
        && (one.from, one.to) == (other.from, other.to)
        && alike
}

/// Gives a service what only its event says; days are counted before other units.
fn take_terms(service: &mut Authorization, event: Authorization) {
    if service.units.is_none() || event.units.is_some() && event.unit_kind.is_some() {
        service.units = event.units;
        service.unit_kind = event.unit_kind.or(service.unit_kind);
    }
    service.per_week = service.per_week.or(event.per_week);
    service.requested = service.requested.or(event.requested);
    service.decided = service.decided.or(event.decided);
    service.clinical_summary = service.clinical_summary.or(event.clinical_summary);
    service.mentions.extend(event.mentions);
}

/// Names the payer of an answer that names only who reviewed, where claims went to the reviewer. A
/// reviewer whom no claim names decides for somebody else.
fn name_payer(row: &mut Authorization, payers: &[&Payer]) {
    let is_named = !row.payer.name.is_empty() || !row.payer.id.is_empty();
    let Some(reviewer) = row.details.reviewer.as_ref().filter(|_| !is_named) else {
        return;
    };
    let same = |one: &str, other: &str| {
        let one = fold_id(one);
        !one.is_empty() && one == fold_id(other)
    };
    let is_billed = payers
        .iter()
        .any(|payer| same(&payer.id, &reviewer.id) || same(&payer.name, &reviewer.name));
    if is_billed {
        row.payer = reviewer.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LevelOfCare, UnitKind};
    use crate::read::x12;
    use crate::text::FileId;

    fn joined(event: &str, service: &str) -> Vec<Authorization> {
        let isa = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105\
                   *0900*^*00501*000000007*0*P*:~GS*HI*A*B*20260105*0900*7*X*005010X217~";
        let text = format!(
            "{isa}ST*278*1*005010X217~BHT*0007*11*1*20260105*0900*18~HL*1**20*1~NM1*X3*2*PLAN*****PI*P1~\
             HL*2*1*21*1~NM1*1P*2*HOUSE*****XX*2000000004~HL*3*2*22*1~NM1*IL*1*DOE*JO****MI*W1~\
             HL*4*3*EV*1~UM*HS*I*MH~HCR*A6*A7~DTP*472*RD8*20260105-20260118~{event}\
             HL*5*4*SS*0~UM*HS*I*MH~HCR*A6*A7~{service}SE*1*1~GE*1*7~IEA*1*000000007~"
        );
        let mut record = PatientRecord {
            authorizations: x12::read(FileId(1), &text).authorizations,
            ..PatientRecord::default()
        };
        join(&mut record);
        record.authorizations
    }

    #[test]
    fn an_event_and_its_service_are_one_approval() {
        let service = "DTP*472*RD8*20260105-20260118~SV2*0905***DA*12~";
        let rows = joined("HSD*DY*12~", service);
        let [row] = rows.as_slice() else {
            panic!("{} rows", rows.len())
        };
        assert_eq!(row.revenues.len(), 1);
        assert_eq!(row.level, Some(LevelOfCare::IntensiveOutpatient));
        assert_eq!(row.unit_kind, Some(UnitKind::Day));
        assert_eq!(row.units.map(|units| units.value.floor()), Some(12));
        // Nobody billed the reviewer.
        assert_eq!(row.payer.name, "");
        for (code, level) in [
            (
                "SV2*0912***DA*12~",
                Some(LevelOfCare::PartialHospitalization),
            ),
            (
                "SV1*HC:S9480*100*UN*12~",
                Some(LevelOfCare::IntensiveOutpatient),
            ),
            ("SV1*HC:90837*100*UN*12~", None),
        ] {
            assert_eq!(joined("HSD*DY*12~", code)[0].level, level, "{code}");
        }
    }

    #[test]
    fn other_quantities_and_other_days_are_granted_beside() {
        let other = "SV1*HC:90837*100*UN*4~";
        assert_eq!(joined("HSD*DY*12~", other).len(), 2);
        let later = "DTP*472*RD8*20260119-20260125~SV2*0905***DA*12~";
        assert_eq!(joined("HSD*DY*12~", later).len(), 2);
    }
}

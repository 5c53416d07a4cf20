//! Writes a claim of the model as the 837 that says the same, for reading it back.

use super::super::write::SegmentWriter;
use super::segments::{Out, ccyymmdd, hhmm, span_of, text_of};
use crate::model::*;
use crate::text::Located;

/// Writes one claim as a whole interchange.
pub(super) fn claim(claim: &Claim, delimiters: [char; 4]) -> String {
    let [element, component, repetition, terminator] = delimiters;
    let mut out = Out(SegmentWriter::new(
        element, component, repetition, terminator,
    ));
    let guide = match claim.form {
        ClaimForm::Professional => "005010X222A1",
        ClaimForm::Institutional => "005010X223A2",
    };
    let isa = [
        "ISA", "00", " ", "00", " ", "ZZ", "S", "ZZ", "R", "260105", "0900",
    ];
    let (repetition, component) = (repetition.to_string(), component.to_string());
    let tail = [
        repetition.as_str(),
        "00501",
        "000000007",
        "0",
        "P",
        &component,
    ];
    out.line(&[&isa[..], &tail[..]].concat());
    out.line(&["GS", "HC", "A", "B", "20260105", "0900", "7", "X", guide]);
    let before = out.0.segments();
    out.line(&["ST", "837", "0001", guide]);
    out.above(claim);
    out.header(claim);
    for line in &claim.lines {
        out.service(claim, line);
    }
    let count = out.0.segments() - before + 1;
    out.line(&["SE", &count.to_string(), "0001"]);
    out.line(&["GE", "1", "7"]);
    out.line(&["IEA", "1", "000000007"]);
    out.0.finish()
}

impl Out {
    fn above(&mut self, claim: &Claim) {
        let details = &claim.details;
        let batch = &details.batch;
        let submitted = claim.submitted.map(ccyymmdd).unwrap_or_default();
        let purpose = batch.purpose.as_str();
        self.line(&[
            "BHT",
            "0019",
            "00",
            &batch.reference,
            &submitted,
            "0900",
            purpose,
        ]);
        self.line(&[
            "NM1",
            "41",
            "2",
            &batch.submitter,
            "",
            "",
            "",
            "",
            "46",
            &batch.submitter_id,
        ]);
        self.line(&[
            "NM1",
            "40",
            "2",
            &batch.receiver,
            "",
            "",
            "",
            "",
            "46",
            &batch.receiver_id,
        ]);
        self.line(&["HL", "1", "", "20", "1"]);
        let billing = claim.billing.as_ref().expect("a billing provider");
        let taxonomy = billing.taxonomy.as_deref().unwrap_or_default();
        self.line(&["PRV", "BI", "PXC", taxonomy]);
        self.provider("85", billing);
        self.address(details.billing_address.as_deref());
        self.line(&["REF", "EI", billing.tax_id.as_deref().unwrap_or_default()]);
        let is_dependent = details.subscriber.is_some();
        self.line(&["HL", "2", "1", "22", if is_dependent { "1" } else { "0" }]);
        let relationship = details.relationship.as_str();
        let own = if is_dependent { "" } else { relationship };
        let (number, name) = (&details.group_number, &details.group_name);
        let filing = &claim.payer.filing_code;
        self.line(&[
            "SBR",
            &claim.payer_sequence,
            own,
            number,
            name,
            details.insurance_type.as_str(),
            "",
            "",
            "",
            filing,
        ]);
        self.person("IL", details.subscriber.as_ref().unwrap_or(&claim.patient));
        let payer = &claim.payer;
        self.line(&[
            "NM1",
            "PR",
            "2",
            &payer.name,
            "",
            "",
            "",
            "",
            "PI",
            &payer.id,
        ]);
        self.references(&details.payer_references);
        if is_dependent {
            self.line(&["HL", "3", "2", "23", "0"]);
            self.line(&["PAT", relationship]);
            let mut patient = claim.patient.clone();
            patient.member_id = None;
            self.person("QC", &patient);
        }
    }

    fn header(&mut self, claim: &Claim) {
        let details = &claim.details;
        let is_institutional = claim.form == ClaimForm::Institutional;
        let code = match claim.frequency {
            ClaimFrequency::Original => "1",
            ClaimFrequency::InterimContinuing => "3",
            ClaimFrequency::Replacement => "7",
            _ => "8",
        };
        let facility = match is_institutional {
            true => self.0.composite(&["13", "A", code]),
            false => self.0.composite(&["11", "B", code]),
        };
        let causes: Vec<&str> = details
            .related_causes
            .iter()
            .map(Qualifier::as_str)
            .collect();
        let causes = self.0.composite(&causes);
        let signature = match details.signature_on_file {
            Some(true) => "Y",
            _ => "N",
        };
        let charge = claim.total_charge.to_decimal();
        let head = ["CLM", &claim.id, &charge, "", "", &facility, signature];
        let tail = [
            details.assignment.as_str(),
            details.benefits_assigned.as_str(),
            details.release.as_str(),
            "",
            &causes,
            details.special_program.as_str(),
        ];
        let delay = ["", "", "", "", "", "", "", details.delay_reason.as_str()];
        self.line(&[&head[..], &tail[..], &delay[..]].concat());
        if let Some(statement) = &claim.statement {
            self.line(&["DTP", "434", "RD8", &span_of(statement.value)]);
        }
        if let (Some(day), Some(time)) = (claim.admission, details.admission_time) {
            let moment = ccyymmdd(day.value) + &hhmm(time);
            self.line(&["DTP", "435", "DT", &moment]);
        }
        if let Some(time) = details.discharge_time {
            self.line(&["DTP", "096", "TM", &hhmm(time)]);
        }
        self.events(&details.dates);
        if let Some(status) = &claim.patient_status {
            let admission = |code: &Option<Located<String>>| text_of(code.as_ref());
            let (kind, source) = (
                admission(&details.admission_type),
                admission(&details.admission_source),
            );
            self.line(&["CL1", &kind, &source, &status.value]);
        }
        self.attachments(&details.attachments);
        self.contract(details.contract.as_deref());
        self.amounts(&details.amounts);
        for number in &claim.authorizations {
            self.line(&["REF", "G1", &number.value]);
        }
        if let Some(number) = &claim.original_reference {
            self.line(&["REF", "F8", &number.value]);
        }
        self.line(&["REF", "EA", &text_of(claim.patient.mrn.as_ref())]);
        self.references(&details.references);
        for information in &details.file_information {
            self.line(&["K3", information.value.as_str()]);
        }
        self.notes(&details.notes);
        self.indicators(&details.indicators);
        self.codes(claim);
        if let Some(rendering) = &claim.rendering {
            self.detailed(if is_institutional { "71" } else { "82" }, rendering);
        }
        if let Some(supervising) = &claim.supervising {
            self.detailed("DQ", supervising);
        }
        if let Some(facility) = &claim.facility {
            self.detailed("77", facility);
            self.address(details.facility_address.as_ref());
        }
        self.named(&details.providers);
        for other in &details.other_payers {
            self.other_payer(other);
        }
    }

    fn codes(&mut self, claim: &Claim) {
        let details = &claim.details;
        let mut composites: Vec<Vec<String>> = Vec::new();
        for found in &details.diagnoses {
            let qualifier = match (found.role, found.is_icd9) {
                (DiagnosisRole::Principal, false) => "ABK",
                (DiagnosisRole::Principal, true) => "BK",
                (DiagnosisRole::Admitting, false) => "ABJ",
                (DiagnosisRole::Admitting, true) => "BJ",
                (DiagnosisRole::ReasonForVisit, false) => "APR",
                (DiagnosisRole::ReasonForVisit, true) => "PR",
                (DiagnosisRole::ExternalCause, false) => "ABN",
                (DiagnosisRole::ExternalCause, true) => "BN",
                (DiagnosisRole::Other, false) => "ABF",
                (DiagnosisRole::Other, true) => "BF",
            };
            let present = match found.present_on_admission {
                Some(PresentOnAdmission::Yes) => "Y",
                Some(PresentOnAdmission::No) => "N",
                Some(PresentOnAdmission::Unknown) => "U",
                Some(PresentOnAdmission::Undetermined) => "W",
                Some(PresentOnAdmission::Exempt) => "1",
                None => "",
            };
            let code = found.code.value.as_str();
            composites.push(owned(&[qualifier, code, "", "", "", "", "", "", present]));
        }
        for found in &details.procedures {
            let qualifier = if found.is_principal { "BBR" } else { "BBQ" };
            let day = found
                .dates
                .map(|dates| ccyymmdd(dates.from()))
                .unwrap_or_default();
            composites.push(owned(&[qualifier, &found.code.value, "D8", &day]));
        }
        for found in &details.occurrences {
            let day = found
                .dates
                .map(|dates| ccyymmdd(dates.from()))
                .unwrap_or_default();
            composites.push(owned(&["BH", &found.code.value, "D8", &day]));
        }
        for found in &claim.occurrence_spans {
            let (code, range) = &found.value;
            composites.push(owned(&["BI", code, "RD8", &span_of(*range)]));
        }
        for found in &details.values {
            let amount = found.amount.to_decimal();
            composites.push(owned(&["BE", &found.code.value, "", "", &amount]));
        }
        for code in &claim.condition_codes {
            composites.push(owned(&["BG", &code.value]));
        }
        for code in &details.treatment_codes {
            composites.push(owned(&["TC", &code.value]));
        }
        if let Some(drg) = &details.drg {
            composites.push(owned(&["DR", &drg.value]));
        }
        for some in composites.chunks(12) {
            let written = some.iter().map(|parts| {
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                self.0.composite(&parts)
            });
            let written: Vec<String> = std::iter::once("HI".to_owned()).chain(written).collect();
            let elements: Vec<&str> = written.iter().map(String::as_str).collect();
            self.line(&elements);
        }
    }

    fn other_payer(&mut self, other: &OtherPayer) {
        let (number, name) = (&other.group_number, &other.group_name);
        let (relationship, kind) = (other.relationship.as_str(), other.insurance_type.as_str());
        let filing = &other.payer.filing_code;
        self.line(&[
            "SBR",
            &other.sequence,
            relationship,
            number,
            name,
            kind,
            "",
            "",
            "",
            filing,
        ]);
        self.adjustments(&other.adjustments);
        for (qualifier, amount) in [
            ("D", &other.paid),
            ("EAF", &other.remaining_liability),
            ("A8", &other.non_covered),
        ] {
            if let Some(amount) = amount {
                self.line(&["AMT", qualifier, &amount.value.to_decimal()]);
            }
        }
        let (assigned, release) = (other.benefits_assigned.as_str(), other.release.as_str());
        self.line(&["OI", "", "", assigned, "", "", release]);
        if let Some(inpatient) = &other.inpatient {
            let mut elements = vec![String::new(); 25];
            elements[0] = "MIA".to_owned();
            for (place, units) in [
                (1, inpatient.covered_days),
                (3, inpatient.psychiatric_days),
                (15, inpatient.cost_report_days),
            ] {
                elements[place] = units.map(|units| units.to_string()).unwrap_or_default();
            }
            for (place, amount) in &inpatient.amounts {
                elements[usize::from(*place)] = amount.to_decimal();
            }
            for (place, remark) in [5, 20, 21, 22, 23].into_iter().zip(&inpatient.remarks) {
                elements[place].clone_from(remark);
            }
            self.owned_line(&elements);
        }
        if let Some(outpatient) = &other.outpatient {
            let mut elements = vec![String::new(); 10];
            elements[0] = "MOA".to_owned();
            elements[1].clone_from(&outpatient.rate);
            for (place, amount) in [
                (2, outpatient.payable),
                (8, outpatient.renal),
                (9, outpatient.non_payable),
            ] {
                elements[place] = amount.map(Money::to_decimal).unwrap_or_default();
            }
            for (place, remark) in (3..=7).zip(&outpatient.remarks) {
                elements[place].clone_from(remark);
            }
            self.owned_line(&elements);
        }
        self.person("IL", &other.subscriber);
        let payer = &other.payer;
        self.line(&[
            "NM1",
            "PR",
            "2",
            &payer.name,
            "",
            "",
            "",
            "",
            "PI",
            &payer.id,
        ]);
        if let Some(day) = other.adjudicated {
            self.line(&["DTP", "573", "D8", &ccyymmdd(day.value)]);
        }
        self.references(&other.references);
        self.named(&other.providers);
    }

    fn service(&mut self, claim: &Claim, line: &ServiceLine) {
        let details = &line.details;
        self.line(&["LX", &line.number.to_string()]);
        let qualifier = match details.procedure_qualifier.as_str() {
            "" => "HC",
            other => other,
        };
        let words = details
            .description
            .as_ref()
            .map(|words| words.value.as_str());
        let procedure = line.procedure.as_ref().map(|code| &code.value);
        let procedure = self.procedure(qualifier, procedure, &line.modifiers, words);
        let charge = line.charge.to_decimal();
        let units = line
            .units
            .map(|units| units.value.to_string())
            .unwrap_or_default();
        let yes = |flag: bool| if flag { "Y" } else { "" };
        match claim.form {
            ClaimForm::Professional => {
                let place = line.place_of_service.as_ref();
                let own = place.filter(|place| Some(*place) != claim.place_of_service.as_ref());
                let place = own.map(|place| place.value.to_string()).unwrap_or_default();
                let pointers: Vec<String> =
                    line.diagnosis_pointers.iter().map(u8::to_string).collect();
                let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
                let pointers = self.0.composite(&pointers);
                let head = [
                    "SV1",
                    &procedure,
                    &charge,
                    &line.unit_basis,
                    &units,
                    &place,
                    "",
                ];
                let (emergency, screening) = (yes(details.emergency), yes(details.screening));
                let planning = yes(details.family_planning);
                let tail = [&pointers, "", emergency, "", screening, planning];
                self.line(&[&head[..], &tail[..]].concat());
            }
            ClaimForm::Institutional => {
                let revenue = line.revenue.as_ref().map(|code| code.value.to_string());
                let money =
                    |amount: Option<Money>| amount.map(Money::to_decimal).unwrap_or_default();
                let (rate, open) = (money(details.rate), money(details.non_covered));
                let revenue = revenue.unwrap_or_default();
                let basis = &line.unit_basis;
                self.line(&[
                    "SV2", &revenue, &procedure, &charge, basis, &units, &rate, &open,
                ]);
            }
        }
        self.attachments(&details.attachments);
        self.indicators(&details.indicators);
        if let Some(dates) = &line.dates {
            self.line(&["DTP", "472", "RD8", &span_of(dates.value)]);
        }
        self.events(&details.dates);
        self.contract(details.contract.as_deref());
        if let Some(number) = &line.control_number {
            self.line(&["REF", "6R", number]);
        }
        if let Some(number) = &line.authorization {
            let payer = self.0.composite(&["2U", &claim.payer.id]);
            self.line(&["REF", "G1", &number.value, "", &payer]);
        }
        self.references(&details.references);
        self.amounts(&details.amounts);
        for information in &details.file_information {
            self.line(&["K3", information.value.as_str()]);
        }
        self.notes(&details.notes);
        for drug in &details.drugs {
            self.line(&["LIN", "", drug.code_set.as_str(), &drug.code.value]);
            let quantity = drug
                .quantity
                .map(|units| units.to_string())
                .unwrap_or_default();
            self.line(&["CTP", "", "", "", &quantity, drug.unit.as_str()]);
            self.line(&["REF", "XZ", &drug.prescription]);
        }
        if let Some(rendering) = &line.rendering {
            self.detailed("82", rendering);
        }
        self.named(&details.providers);
        for decision in &details.adjudications {
            let code = decision.procedure.as_ref();
            let procedure = self.procedure("HC", code, &decision.modifiers, None);
            let revenue = decision
                .revenue
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            let units = decision
                .units
                .map(|units| units.to_string())
                .unwrap_or_default();
            let into = decision
                .bundled_into
                .map(|line| line.to_string())
                .unwrap_or_default();
            let (payer, paid) = (&decision.payer_id.value, decision.paid.to_decimal());
            self.line(&["SVD", payer, &paid, &procedure, &revenue, &units, &into]);
            self.adjustments(&decision.adjustments);
            if let Some(day) = decision.adjudicated {
                self.line(&["DTP", "573", "D8", &ccyymmdd(day.value)]);
            }
            if let Some(amount) = decision.remaining_liability {
                self.line(&["AMT", "EAF", &amount.value.to_decimal()]);
            }
        }
    }

    fn procedure(
        &self,
        qualifier: &str,
        code: Option<&ProcedureCode>,
        modifiers: &[Modifier],
        description: Option<&str>,
    ) -> String {
        let modifier = |index: usize| modifiers.get(index).map_or("", Modifier::as_str);
        let code = code.map_or("", ProcedureCode::as_str);
        let modifiers = [modifier(0), modifier(1), modifier(2), modifier(3)];
        let rest = [description.unwrap_or_default()];
        self.0
            .composite(&[&[qualifier, code], &modifiers[..], &rest[..]].concat())
    }
}

fn owned(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

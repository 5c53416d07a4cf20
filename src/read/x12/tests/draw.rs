//! Draws random claims of the model, with every field that a claim transaction can fill. Fields
//! are named one by one, so that a field added to the model has to be drawn as well.

use crate::model::*;
use crate::text::{FileId, Located, NoteText, Span};

/// Random values from a seed.
pub(super) struct Draw(u64);

const NOWHERE: Span = Span {
    file: FileId(0),
    page: 1,
    start: 0,
    end: 0,
};

impl Draw {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number of a splitmix sequence.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn one<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len() as u64) as usize]
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(2) == 0).then(|| value(self))
    }

    fn some<T>(&mut self, most: u64, mut value: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| value(self)).collect()
    }

    fn word(&mut self) -> String {
        let letters: Vec<char> = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789é".chars().collect();
        (0..=self.below(8)).map(|_| self.one(&letters)).collect()
    }

    fn words(&mut self) -> String {
        format!("{} {}", self.word(), self.word())
    }

    fn perhaps(&mut self) -> String {
        self.maybe(Self::word).unwrap_or_default()
    }

    fn qualifier(&mut self, codes: &[&str]) -> Qualifier {
        Qualifier::new(self.one(codes))
    }

    fn money(&mut self) -> Money {
        Money::from_cents(self.below(2_000_000) as i64 - 500_000)
    }

    fn units(&mut self) -> Units {
        let text = format!("{}.{:03}", self.below(90), self.below(1000));
        Units::parse(&text).expect("units")
    }

    fn day(&mut self) -> ServiceDate {
        let (year, month, day) = (
            2000 + self.below(40),
            1 + self.below(12),
            1 + self.below(28),
        );
        ServiceDate::new(year as i32, month as u32, day as u32).expect("a date")
    }

    fn range(&mut self) -> DateRange {
        let from = self.day();
        let to = from.plus_days(self.below(30) as i64);
        DateRange::new(from, to).expect("a range")
    }

    fn minute(&mut self) -> Minute {
        Minute::new(self.below(24) as u32, self.below(60) as u32).expect("a time")
    }

    fn code(&mut self) -> ProcedureCode {
        ProcedureCode::new(self.one(&["90837", "H0015", "90853", "99213"])).expect("a code")
    }

    fn modifiers(&mut self) -> Vec<Modifier> {
        self.some(4, |draw| {
            Modifier::new(draw.one(&["GT", "95", "HF", "U1"])).expect("a modifier")
        })
    }

    fn revenue(&mut self) -> RevenueCode {
        RevenueCode::new(self.one(&["0905", "0912", "0126"])).expect("a code")
    }

    fn diagnosis_code(&mut self) -> Located<DiagnosisCode> {
        let code = self.one(&["F1020", "F411", "F332", "Z590"]);
        at(DiagnosisCode::new(code).expect("a code"))
    }

    fn name(&mut self) -> PersonName {
        PersonName {
            last: self.word(),
            first: self.word(),
            middle: self.perhaps(),
        }
    }

    fn person(&mut self, member_id: Option<Located<String>>) -> PatientIdentity {
        PatientIdentity {
            mrn: None,
            source_id: None,
            member_id,
            name: Some(at(self.name())),
            birth_date: Some(at(self.day())),
            sex: Some(self.one(&[Sex::Female, Sex::Male, Sex::Unknown])),
        }
    }

    fn provider(&mut self) -> Provider {
        Provider {
            name: self.word(),
            first: self.perhaps(),
            npi_text: Some(at(self.word())),
            taxonomy: self.maybe(Self::word),
            tax_id: None,
            span: NOWHERE,
        }
    }

    fn named(&mut self, roles: &[ProviderRole]) -> NamedProvider {
        NamedProvider {
            role: self.one(roles),
            provider: self.provider(),
            address: self.maybe(Self::address),
            references: self.some(2, |draw| draw.reference(&["G2", "0B", "1G"])),
        }
    }

    fn address(&mut self) -> Address {
        Address {
            street: self.words(),
            unit: self.perhaps(),
            city: self.words(),
            state: self.word(),
            postal_code: self.word(),
        }
    }

    fn reference(&mut self, qualifiers: &[&str]) -> Reference {
        Reference {
            qualifier: self.qualifier(qualifiers),
            value: at(self.words()),
            payer_id: self.perhaps(),
        }
    }

    fn event(&mut self, qualifiers: &[&str]) -> DatedEvent {
        let time = self.maybe(Self::minute);
        let dates = match time {
            // A time of day stands behind a single day only.
            Some(_) => DateRange::day(self.day()),
            None => self.range(),
        };
        DatedEvent {
            qualifier: self.qualifier(qualifiers),
            dates: at(dates),
            time,
        }
    }

    fn amount(&mut self, qualifiers: &[&str]) -> QualifiedAmount {
        QualifiedAmount {
            qualifier: self.qualifier(qualifiers),
            amount: at(self.money()),
        }
    }

    fn note(&mut self) -> ClaimNote {
        ClaimNote {
            purpose: self.qualifier(&["ADD", "DCP", "TPO"]),
            text: at(NoteText::new(self.words())),
        }
    }

    fn attachment(&mut self) -> Attachment {
        Attachment {
            report_type: self.qualifier(&["OZ", "DS", "AM"]),
            transmission: self.qualifier(&["BM", "EL", "AA"]),
            control_number: self.perhaps(),
            span: NOWHERE,
        }
    }

    fn contract(&mut self) -> Box<ContractTerms> {
        Box::new(ContractTerms {
            kind: self.qualifier(&["02", "09"]),
            amount: self.maybe(Self::money),
            percent: self.perhaps(),
            code: self.perhaps(),
            discount: self.perhaps(),
            version: self.perhaps(),
        })
    }

    fn indicator(&mut self) -> ConditionIndicator {
        ConditionIndicator {
            category: self.qualifier(&["ZZ", "07", "75"]),
            applies: self.below(2) == 0,
            codes: self.some(5, |draw| draw.qualifier(&["AV", "S2", "01"])),
        }
    }

    fn adjustment(&mut self) -> Adjustment {
        let groups = [
            AdjustmentGroup::CO,
            AdjustmentGroup::PR,
            AdjustmentGroup::OA,
        ];
        Adjustment {
            group: self.one(&groups),
            reason: self.one(&["45", "1", "A1"]).to_owned(),
            amount: self.money(),
            quantity: self.maybe(Self::units),
            span: NOWHERE,
        }
    }

    fn remarks(&mut self, most: u64) -> Vec<String> {
        self.some(most, |draw| draw.one(&["MA01", "N211", "N130"]).to_owned())
    }

    fn other_payer(&mut self) -> OtherPayer {
        let member_id = Some(at(self.word()));
        OtherPayer {
            span: NOWHERE,
            payer: Payer {
                name: self.words(),
                id: self.word(),
                filing_code: self.one(&["MB", "MC", "CI"]).to_owned(),
            },
            sequence: self.one(&["P", "S", "T", "A"]).to_owned(),
            relationship: self.qualifier(&["18", "01", "19"]),
            group_number: self.perhaps(),
            group_name: self.perhaps(),
            insurance_type: self.qualifier(&["12", "47", ""]),
            subscriber: self.person(member_id),
            adjustments: self.some(3, Self::adjustment),
            paid: self.maybe(|draw| at(draw.money())),
            remaining_liability: self.maybe(|draw| at(draw.money())),
            non_covered: self.maybe(|draw| at(draw.money())),
            benefits_assigned: self.qualifier(&["Y", "N"]),
            release: self.qualifier(&["Y", "I"]),
            inpatient: self.maybe(|draw| {
                let drg_amount = draw.money();
                InpatientAdjudication {
                    covered_days: draw.maybe(Self::units),
                    psychiatric_days: draw.maybe(Self::units),
                    cost_report_days: draw.maybe(Self::units),
                    drg_amount: Some(drg_amount),
                    amounts: vec![(2, draw.money()), (4, drg_amount), (18, draw.money())],
                    remarks: draw.remarks(5),
                }
            }),
            outpatient: self.maybe(|draw| OutpatientAdjudication {
                rate: draw.word(),
                payable: draw.maybe(Self::money),
                remarks: draw.remarks(5),
                renal: draw.maybe(Self::money),
                non_payable: draw.maybe(Self::money),
            }),
            adjudicated: self.maybe(|draw| at(draw.day())),
            references: self.some(3, |draw| draw.reference(&["F8", "T4", "2U", "G1", "9F"])),
            providers: self.some(2, |draw| {
                let mut named = draw.named(&[ProviderRole::Rendering, ProviderRole::Referring]);
                named.address = None;
                named
            }),
        }
    }

    fn adjudication(&mut self) -> LineAdjudication {
        LineAdjudication {
            span: NOWHERE,
            payer_id: at(self.word()),
            paid: self.money(),
            procedure: Some(self.code()),
            modifiers: self.modifiers(),
            revenue: self.maybe(Self::revenue),
            units: self.maybe(Self::units),
            bundled_into: self.maybe(|draw| draw.below(50) as u32),
            adjustments: self.some(3, Self::adjustment),
            adjudicated: self.maybe(|draw| at(draw.day())),
            remaining_liability: self.maybe(|draw| at(draw.money())),
        }
    }

    fn diagnosis(&mut self, role: DiagnosisRole) -> ClaimDiagnosis {
        let present = [
            PresentOnAdmission::Yes,
            PresentOnAdmission::No,
            PresentOnAdmission::Unknown,
            PresentOnAdmission::Undetermined,
            PresentOnAdmission::Exempt,
        ];
        ClaimDiagnosis {
            role,
            code: self.diagnosis_code(),
            present_on_admission: self.maybe(|draw| draw.one(&present)),
            is_icd9: self.below(4) == 0,
        }
    }

    fn drug(&mut self) -> Drug {
        Drug {
            code: at(self.word()),
            code_set: self.qualifier(&["N4", "EN"]),
            quantity: Some(self.units()),
            unit: self.qualifier(&["ML", "UN"]),
            prescription: self.word(),
            span: NOWHERE,
        }
    }

    fn details(
        &mut self,
        is_institutional: bool,
        subscriber: Option<PatientIdentity>,
    ) -> ClaimDetails {
        use DiagnosisRole::{Admitting, ExternalCause, Other, Principal, ReasonForVisit};
        let mut roles = vec![Principal, Other, Other];
        if is_institutional {
            roles.extend([Admitting, ReasonForVisit, ExternalCause]);
        }
        let diagnoses = roles.into_iter().map(|role| self.diagnosis(role)).collect();
        let roles: &[ProviderRole] = if is_institutional {
            &[
                ProviderRole::Operating,
                ProviderRole::OtherOperating,
                ProviderRole::Rendering,
            ]
        } else {
            &[
                ProviderRole::Referring,
                ProviderRole::PrimaryCare,
                ProviderRole::PickUp,
            ]
        };
        let few = if is_institutional { 3 } else { 0 };
        ClaimDetails {
            batch: Shared::from(ClaimBatch {
                reference: self.word(),
                purpose: self.qualifier(&["CH", "RP"]),
                submitter: self.words(),
                submitter_id: self.word(),
                receiver: self.words(),
                receiver_id: self.word(),
            }),
            subscriber,
            relationship: self.qualifier(&["18", "01", "19"]),
            group_number: self.perhaps(),
            group_name: self.perhaps(),
            insurance_type: self.qualifier(&["12", "47"]),
            payer_references: self.some(2, |draw| draw.reference(&["2U", "G2", "FY"])),
            billing_address: Some(Shared::from(self.address())),
            facility_address: Some(self.address()),
            signature_on_file: Some(self.below(2) == 0),
            assignment: self.qualifier(&["A", "B", "C"]),
            benefits_assigned: self.qualifier(&["Y", "N", "W"]),
            release: self.qualifier(&["Y", "I"]),
            special_program: self.qualifier(&["", "02", "05"]),
            delay_reason: self.qualifier(&["", "1", "11"]),
            related_causes: self.some(3, |draw| draw.qualifier(&["AA", "EM", "OA"])),
            admission_type: is_institutional.then(|| at("1".to_owned())),
            admission_source: is_institutional.then(|| at("2".to_owned())),
            admission_time: is_institutional.then(|| self.minute()),
            discharge_time: is_institutional.then(|| self.minute()),
            dates: self.some(4, |draw| {
                draw.event(&["431", "439", "454", "304", "296", "297", "314", "050"])
            }),
            references: self.some(4, |draw| draw.reference(&["9F", "D9", "X4", "4N", "P4"])),
            amounts: self.some(2, |draw| draw.amount(&["F5", "F3"])),
            diagnoses,
            procedures: self.some(few, |draw| ClaimProcedure {
                is_principal: draw.below(2) == 0,
                code: at(draw.word()),
                dates: Some(DateRange::day(draw.day())),
            }),
            occurrences: self.some(few, |draw| OccurrenceCode {
                code: at(draw.word()),
                dates: Some(DateRange::day(draw.day())),
            }),
            values: self.some(few, |draw| ValueCode {
                code: at(draw.word()),
                amount: draw.money(),
            }),
            treatment_codes: self.some(few, |draw| at(draw.word())),
            drg: is_institutional.then(|| at(self.word())),
            indicators: self.some(2, Self::indicator),
            notes: self.some(2, Self::note),
            attachments: self.some(2, Self::attachment),
            contract: self.maybe(Self::contract),
            file_information: self.some(2, |draw| at(NoteText::new(draw.words()))),
            providers: self.some(3, |draw| draw.named(roles)),
            other_payers: self.some(3, Self::other_payer),
        }
    }

    fn line(
        &mut self,
        number: u32,
        form: ClaimForm,
        claim_place: Option<&Located<PlaceOfService>>,
    ) -> ServiceLine {
        let is_institutional = form == ClaimForm::Institutional;
        let roles = [
            ProviderRole::Purchased,
            ProviderRole::Facility,
            ProviderRole::Supervising,
            ProviderRole::Ordering,
            ProviderRole::Referring,
        ];
        let place = self.maybe(|draw| PlaceOfService::new(draw.one(&["02", "10", "53"])));
        let place = place.flatten().map(at);
        let details = LineDetails {
            is_charge_unknown: false,
            procedure_qualifier: self.qualifier(&["", "ER", "WK"]),
            description: self.maybe(|draw| at(NoteText::new(draw.words()))),
            emergency: !is_institutional && self.below(2) == 0,
            screening: !is_institutional && self.below(2) == 0,
            family_planning: !is_institutional && self.below(2) == 0,
            rate: self.maybe(Self::money).filter(|_| is_institutional),
            non_covered: self.maybe(Self::money).filter(|_| is_institutional),
            drugs: self.some(2, Self::drug),
            dates: self.some(3, |draw| draw.event(&["607", "463", "304", "738", "471"])),
            references: self.some(3, |draw| draw.reference(&["9F", "X4", "9B", "D9"])),
            amounts: self.some(2, |draw| draw.amount(&["T", "F4"])),
            indicators: self.some(2, Self::indicator),
            notes: self.some(2, Self::note),
            attachments: self.some(2, Self::attachment),
            contract: self.maybe(Self::contract),
            file_information: self.some(1, |draw| at(NoteText::new(draw.words()))),
            providers: self.some(3, |draw| draw.named(&roles)),
            adjudications: self.some(3, Self::adjudication),
        };
        ServiceLine {
            number,
            span: NOWHERE,
            procedure: Some(at(self.code())),
            modifiers: self.modifiers(),
            revenue: is_institutional.then(|| at(self.revenue())),
            charge: self.money(),
            units: Some(at(self.units())),
            unit_basis: self.one(&["UN", "MJ", "DA"]).to_owned(),
            dates: Some(at(self.range())),
            place_of_service: if is_institutional {
                None
            } else {
                place.or(claim_place.cloned())
            },
            diagnosis_pointers: match form {
                ClaimForm::Professional => self.some(4, |draw| 1 + draw.below(12) as u8),
                ClaimForm::Institutional => Vec::new(),
            },
            rendering: self.maybe(Self::provider),
            authorization: self.maybe(|draw| at(draw.word())),
            control_number: self.maybe(Self::word),
            details: details.into(),
        }
    }

    /// Draws one claim.
    pub(super) fn claim(&mut self, form: ClaimForm) -> Claim {
        let is_institutional = form == ClaimForm::Institutional;
        let member_id = Some(at(self.word()));
        let subscriber = self.maybe(|draw| draw.person(member_id.clone()));
        let mut patient = self.person(member_id);
        patient.mrn = Some(at(self.word()));
        let mut details = self.details(is_institutional, subscriber);
        let (code, frequency) = self.one(&[
            ("1", ClaimFrequency::Original),
            ("3", ClaimFrequency::InterimContinuing),
            ("7", ClaimFrequency::Replacement),
            ("8", ClaimFrequency::Void),
        ]);
        let place = (!is_institutional).then(|| at(PlaceOfService::new("11").expect("a place")));
        let bill = TypeOfBill::new(&format!("13{code}")).expect("a type of bill");
        let facility = self.maybe(Self::provider);
        if facility.is_none() {
            details.facility_address = None;
        }
        let listed = |role: DiagnosisRole| {
            let of_role = details
                .diagnoses
                .iter()
                .filter(move |found| found.role == role);
            of_role.map(|found| found.code.clone()).collect::<Vec<_>>()
        };
        let diagnoses = [
            listed(DiagnosisRole::Principal),
            listed(DiagnosisRole::Other),
        ]
        .concat();
        let mut billing = self.provider();
        billing.taxonomy = Some(self.word());
        billing.tax_id = Some(self.word());
        let lines = (0..self.below(4)).fold(vec![1], |mut numbers, _| {
            let last = numbers.last().copied().unwrap_or(0);
            numbers.push(last + 1 + self.below(2) as u32);
            numbers
        });
        let lines = lines
            .into_iter()
            .map(|number| self.line(number, form, place.as_ref()));
        Claim {
            lines: lines.collect(),
            file: FileId(0),
            span: NOWHERE,
            id: self.words(),
            form,
            patient,
            payer: Payer {
                name: self.words(),
                id: self.word(),
                filing_code: self.one(&["MB", "MC", "CI"]).to_owned(),
            },
            payer_sequence: self.one(&["P", "S", "T"]).to_owned(),
            submitted: Some(self.day()),
            total_charge: self.money(),
            place_of_service: place,
            type_of_bill: is_institutional.then(|| at(bill)),
            frequency,
            original_reference: self.maybe(|draw| at(draw.word())),
            authorizations: self.some(2, |draw| at(draw.word())),
            statement: is_institutional.then(|| at(self.range())),
            admission: is_institutional.then(|| at(self.day())),
            discharge: None,
            patient_status: is_institutional.then(|| at("01".to_owned())),
            diagnoses,
            condition_codes: self
                .some(if is_institutional { 3 } else { 0 }, |draw| at(draw.word())),
            occurrence_spans: self.some(if is_institutional { 2 } else { 0 }, |draw| {
                at((draw.word(), draw.range()))
            }),
            billing: Some(billing),
            rendering: Some(self.provider()),
            supervising: self.maybe(Self::provider).filter(|_| !is_institutional),
            facility,
            details,
        }
    }
}

fn at<T>(value: T) -> Located<T> {
    Located::new(value, NOWHERE)
}

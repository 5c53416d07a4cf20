//! Claims and their service lines as billed.

use super::{
    ClaimDetails, DateRange, DiagnosisCode, LineDetails, Modifier, Money, NamedProvider, Npi,
    PatientIdentity, PersonName, PlaceOfService, ProcedureCode, ProviderRole, Rare, RevenueCode,
    ServiceDate, TypeOfBill, Units,
};
use crate::text::{FileId, Located, Span};
use serde::{Deserialize, Serialize};

/// Which transaction a claim came on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimForm {
    /// 837P, CMS-1500.
    Professional,
    /// 837I, UB-04.
    Institutional,
}

/// The claim frequency code (third position of the type of bill).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimFrequency {
    /// 1: admit through discharge, or an original professional claim.
    Original,
    /// 2: first interim bill.
    InterimFirst,
    /// 3: continuing interim bill.
    InterimContinuing,
    /// 4: last interim bill.
    InterimLast,
    /// 5: late charges.
    LateCharge,
    /// 7: replacement of a prior claim.
    Replacement,
    /// 8: void of a prior claim.
    Void,
    /// Any other code.
    Other,
}

/// A payer as named on a claim, authorization or remittance.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Payer {
    /// Name as written.
    pub name: String,
    /// Payer id as written; empty when none is given.
    pub id: String,
    /// X12 claim filing indicator (`MB`, `MC`, `CI`), empty when none is given.
    pub filing_code: String,
}

impl Payer {
    /// Returns what people call it: its name, else its id; empty where it has neither.
    pub fn called(&self) -> &str {
        match self.name.trim() {
            "" => self.id.trim(),
            name => name,
        }
    }
}

/// A provider named on a claim. The NPI keeps what was written, valid or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provider {
    /// The last name or organization name.
    pub name: String,
    /// The first name, empty for organizations.
    pub first: String,
    /// The NPI as written; `None` when the claim gives none.
    pub npi_text: Option<Located<String>>,
    /// Taxonomy code, where given.
    pub taxonomy: Option<String>,
    /// Tax id, where given.
    pub tax_id: Option<String>,
    /// Where the provider is named.
    pub span: Span,
}

impl Provider {
    /// Returns the NPI when its check digit holds.
    pub fn npi(&self) -> Option<Npi> {
        self.npi_text
            .as_ref()
            .and_then(|text| Npi::parse(&text.value))
    }

    /// Returns the person's name; `None` for an organization, which has no first name.
    pub fn person(&self) -> Option<PersonName> {
        (!self.first.trim().is_empty()).then(|| PersonName {
            last: self.name.clone(),
            first: self.first.clone(),
            middle: String::new(),
        })
    }
}

/// One claim. Claims keep every line, in order of their line numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The file.
    pub file: FileId,
    /// The claim's segments, from CLM to the last of its lines.
    pub span: Span,
    /// Patient control number (CLM01); empty when the claim gives none.
    pub id: String,
    /// Which form it came on.
    pub form: ClaimForm,
    /// Who it is about.
    pub patient: PatientIdentity,
    /// The payer it was sent to.
    pub payer: Payer,
    /// That payer's position: `P` primary, `S` secondary, `T` tertiary; empty when not given.
    pub payer_sequence: String,
    /// When the transaction was made (BHT04).
    pub submitted: Option<ServiceDate>,
    /// Total charge (CLM02).
    pub total_charge: Money,
    /// Place of service of a professional claim (CLM05-1).
    pub place_of_service: Option<Located<PlaceOfService>>,
    /// Type of bill of an institutional claim (CLM05-1 and CLM05-3).
    pub type_of_bill: Option<Located<TypeOfBill>>,
    /// Frequency (CLM05-3).
    pub frequency: ClaimFrequency,
    /// The payer's control number of the claim this one replaces or voids (REF*F8).
    pub original_reference: Option<Located<String>>,
    /// Prior authorization numbers at claim level (REF*G1).
    pub authorizations: Vec<Located<String>>,
    /// Statement dates of an institutional claim (DTP*434).
    pub statement: Option<Located<DateRange>>,
    /// Admission date (DTP*435).
    pub admission: Option<Located<ServiceDate>>,
    /// Discharge date (DTP*096 with a date), where given.
    pub discharge: Option<Located<ServiceDate>>,
    /// Patient status (CL103).
    pub patient_status: Option<Located<String>>,
    /// Diagnoses in order; the first is principal.
    pub diagnoses: Vec<Located<DiagnosisCode>>,
    /// Condition codes (HI*BG).
    pub condition_codes: Vec<Located<String>>,
    /// Occurrence spans (HI*BI): code and dates.
    pub occurrence_spans: Vec<Located<(String, DateRange)>>,
    /// Billing provider (2010AA).
    pub billing: Option<Provider>,
    /// Rendering provider (2310B), or attending for institutional claims (2310A).
    pub rendering: Option<Provider>,
    /// Supervising provider (2310D).
    pub supervising: Option<Provider>,
    /// Service facility (2310C).
    pub facility: Option<Provider>,
    /// The service lines.
    pub lines: Vec<ServiceLine>,
    /// What the claim says beyond that.
    pub details: ClaimDetails,
}

/// One service line of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLine {
    /// The line number (LX01), from 1.
    pub number: u32,
    /// The line's segments, from LX to its last segment.
    pub span: Span,
    /// Procedure code.
    pub procedure: Option<Located<ProcedureCode>>,
    /// Modifiers in order.
    pub modifiers: Vec<Modifier>,
    /// Revenue code of an institutional line.
    pub revenue: Option<Located<RevenueCode>>,
    /// Charge.
    pub charge: Money,
    /// Units billed; `None` when absent or unreadable.
    pub units: Option<Located<Units>>,
    /// Unit basis: `UN`, `MJ`, `DA`.
    pub unit_basis: String,
    /// Dates of service; the claim's statement dates when the line gives none.
    pub dates: Option<Located<DateRange>>,
    /// Place of service of the line, else the claim's.
    pub place_of_service: Option<Located<PlaceOfService>>,
    /// Diagnosis pointers, from 1. Empty on institutional lines.
    pub diagnosis_pointers: Vec<u8>,
    /// Rendering provider of the line (2420A), where given.
    pub rendering: Option<Provider>,
    /// Prior authorization at line level (REF*G1), which overrides the claim's.
    pub authorization: Option<Located<String>>,
    /// Line control number (REF*6R).
    pub control_number: Option<String>,
    /// What the line says beyond that.
    pub details: Rare<LineDetails>,
}

/// Identifies a service line of one patient's record: place of the claim, place of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineId {
    /// Index into the record's claims.
    pub claim: usize,
    /// Index into the claim's lines.
    pub line: usize,
}

impl Claim {
    /// Returns the rendering provider that holds for a line: the line's, the claim's, else the
    /// billing provider.
    pub fn rendering_for<'c>(&'c self, line: &'c ServiceLine) -> Option<&'c Provider> {
        line.rendering
            .as_ref()
            .or(self.rendering.as_ref())
            .or(self.billing.as_ref())
    }

    /// Returns the authorization numbers that hold for a line.
    pub fn authorizations_for<'c>(&'c self, line: &'c ServiceLine) -> Vec<&'c Located<String>> {
        match &line.authorization {
            Some(number) => vec![number],
            None => self.authorizations.iter().collect(),
        }
    }

    /// Returns the provider that holds for a line in a role: the line's, else the claim's.
    pub fn provider_for<'c>(
        &'c self,
        line: &'c ServiceLine,
        role: ProviderRole,
    ) -> Option<&'c Provider> {
        let named = |providers: &'c [NamedProvider]| {
            providers
                .iter()
                .find(|named| named.role == role)
                .map(|named| &named.provider)
        };
        let own = match role {
            ProviderRole::Rendering => return self.rendering_for(line),
            ProviderRole::Billing => self.billing.as_ref(),
            ProviderRole::Supervising => self.supervising.as_ref(),
            ProviderRole::Facility => self.facility.as_ref(),
            ProviderRole::Attending if self.form == ClaimForm::Institutional => {
                self.rendering.as_ref()
            }
            _ => None,
        };
        named(&line.details.providers)
            .or(own)
            .or_else(|| named(&self.details.providers))
    }

    /// Returns whether the condition code is on the claim.
    pub fn has_condition(&self, code: &str) -> bool {
        self.condition_codes
            .iter()
            .any(|condition| condition.value == code)
    }
}

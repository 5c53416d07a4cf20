//! Remittances: what the payer paid, adjusted or took back.

use super::{
    DateRange, DatedEvent, InpatientAdjudication, Modifier, Money, OutpatientAdjudication,
    PatientIdentity, Payer, ProcedureCode, Provider, QualifiedAmount, Qualifier, Reference,
    RevenueCode, ServiceDate, Units,
};
use crate::text::{FileId, Span};
use serde::{Deserialize, Serialize};

/// The status of a claim on a remittance (CLP02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimStatus {
    /// 1, 2, 3, 19, 20, 21: processed.
    Processed,
    /// 4: denied.
    Denied,
    /// 22: reversal of a previous payment.
    Reversal,
    /// Anything else.
    Other,
}

/// Who bears an adjustment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AdjustmentGroup {
    /// Contractual obligation.
    CO,
    /// Patient responsibility.
    PR,
    /// Other adjustment.
    OA,
    /// Payer initiated.
    PI,
    /// Correction or reversal.
    CR,
}

/// One adjustment triplet of a CAS segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// The group.
    pub group: AdjustmentGroup,
    /// The claim adjustment reason code.
    pub reason: String,
    /// The amount.
    pub amount: Money,
    /// Units adjusted, where said.
    pub quantity: Option<Units>,
    /// The segment.
    pub span: Span,
}

/// One claim payment (CLP loop).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittanceClaim {
    /// The file.
    pub file: FileId,
    /// The CLP segment.
    pub span: Span,
    /// The patient control number (CLP01).
    pub claim_id: String,
    /// Status.
    pub status: ClaimStatus,
    /// Charge.
    pub charge: Money,
    /// Paid.
    pub paid: Money,
    /// Patient responsibility.
    pub patient_responsibility: Money,
    /// The payer's claim control number (CLP07).
    pub payer_control_number: String,
    /// The payer.
    pub payer: Payer,
    /// Payment date (BPR16).
    pub payment_date: Option<ServiceDate>,
    /// Claim-level adjustments.
    pub adjustments: Vec<Adjustment>,
    /// Remark codes (MIA, MOA, LQ).
    pub remarks: Vec<String>,
    /// The service lines.
    pub lines: Vec<RemittanceLine>,
    /// What the payment says beyond that.
    pub details: RemittanceDetails,
}

/// Further statements of a claim payment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RemittanceDetails {
    /// The status as written (CLP02).
    pub status_code: Qualifier,
    /// Number of the cheque or transfer (TRN02), which joins it to its payment.
    pub trace: String,
    /// Facility code (CLP08).
    pub facility_code: Qualifier,
    /// Frequency (CLP09).
    pub frequency: Qualifier,
    /// Diagnosis related group (CLP11), empty when none is given.
    pub drg: String,
    /// The patient as the payer knows them (NM1*QC).
    pub patient: PatientIdentity,
    /// The insured, where another than the patient (NM1*IL).
    pub insured: Option<PatientIdentity>,
    /// The patient as the payer corrected them (NM1*74).
    pub corrected: Option<PatientIdentity>,
    /// The provider that rendered the service (NM1*82).
    pub rendering: Option<Provider>,
    /// The payer to which the claim was passed on (NM1*TT).
    pub forwarded_to: Option<Payer>,
    /// The payer that the claim should go to first (NM1*PR).
    pub priority_payer: Option<Payer>,
    /// Received (050), expiration of coverage (036), statement (232, 233).
    pub dates: Vec<DatedEvent>,
    /// Reference numbers: record number, group, original claim.
    pub references: Vec<Reference>,
    /// Amounts: `AU` covered, `I` interest, `D8` discount.
    pub amounts: Vec<QualifiedAmount>,
    /// Quantities: `CA` covered days.
    pub quantities: Vec<(Qualifier, Units)>,
    /// How an inpatient claim was adjudicated.
    pub inpatient: Option<InpatientAdjudication>,
    /// How an outpatient claim was adjudicated.
    pub outpatient: Option<OutpatientAdjudication>,
}

/// One service payment (SVC loop).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemittanceLine {
    /// The SVC segment.
    pub span: Span,
    /// The adjudicated procedure.
    pub procedure: Option<ProcedureCode>,
    /// Revenue code.
    pub revenue: Option<RevenueCode>,
    /// Charge.
    pub charge: Money,
    /// Paid.
    pub paid: Money,
    /// Units paid.
    pub units: Option<Units>,
    /// Dates of service.
    pub dates: Option<DateRange>,
    /// Line control number (REF*6R).
    pub control_number: Option<String>,
    /// Adjustments.
    pub adjustments: Vec<Adjustment>,
    /// Remark codes.
    pub remarks: Vec<String>,
    /// What the line says beyond that.
    pub details: RemittanceLineDetails,
}

/// Further statements of a service payment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RemittanceLineDetails {
    /// Modifiers of the adjudicated procedure (SVC01).
    pub modifiers: Vec<Modifier>,
    /// The procedure that was billed, where the payer paid for another (SVC06).
    pub billed_procedure: Option<ProcedureCode>,
    /// Modifiers of the procedure that was billed.
    pub billed_modifiers: Vec<Modifier>,
    /// Units that were billed, where the payer paid for another number (SVC07).
    pub billed_units: Option<Units>,
    /// Reference numbers: location (`LU`), policy (`0K`), provider (`HPI`).
    pub references: Vec<Reference>,
    /// Amounts: `B6` allowed.
    pub amounts: Vec<QualifiedAmount>,
    /// Quantities.
    pub quantities: Vec<(Qualifier, Units)>,
    /// Codes of drug claims (LQ*RX).
    pub drug_remarks: Vec<String>,
}

impl RemittanceLine {
    /// Returns whether the payer paid for another procedure than was billed.
    pub fn is_recoded(&self) -> bool {
        let billed = self.details.billed_procedure.as_ref();
        billed.is_some_and(|billed| self.procedure.as_ref() != Some(billed))
    }

    /// Returns the amount allowed (AMT*B6), where said.
    pub fn allowed(&self) -> Option<Money> {
        QualifiedAmount::first(&self.details.amounts, "B6")
    }
}

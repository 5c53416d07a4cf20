//! What other payers decided on a claim, as the claim itself states it (coordination of benefits).

use super::{
    Adjustment, Modifier, Money, NamedProvider, PatientIdentity, Payer, ProcedureCode, Qualifier,
    Reference, RevenueCode, ServiceDate, Units,
};
use crate::text::{Located, Span};
use serde::{Deserialize, Serialize};

/// Another payer of a claim (2320, 2330).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherPayer {
    /// The SBR segment.
    pub span: Span,
    /// The payer, with its filing code.
    pub payer: Payer,
    /// Its position: `P`, `S`, `T`, `A` to `H`, `U`.
    pub sequence: String,
    /// How the patient is related to its subscriber (SBR02).
    pub relationship: Qualifier,
    /// Group number, empty when none is given.
    pub group_number: String,
    /// Group name, empty when none is given.
    pub group_name: String,
    /// Why Medicare pays second (SBR05), empty when not said.
    pub insurance_type: Qualifier,
    /// Its subscriber (2330A).
    pub subscriber: PatientIdentity,
    /// Adjustments at claim level.
    pub adjustments: Vec<Adjustment>,
    /// What it paid (AMT*D).
    pub paid: Option<Located<Money>>,
    /// What the patient still owes (AMT*EAF).
    pub remaining_liability: Option<Located<Money>>,
    /// What it does not cover (AMT*A8).
    pub non_covered: Option<Located<Money>>,
    /// Assignment of benefits (OI03).
    pub benefits_assigned: Qualifier,
    /// Release of information (OI06).
    pub release: Qualifier,
    /// How an inpatient claim was adjudicated (MIA).
    pub inpatient: Option<InpatientAdjudication>,
    /// How an outpatient claim was adjudicated (MOA).
    pub outpatient: Option<OutpatientAdjudication>,
    /// When it decided (DTP*573).
    pub adjudicated: Option<Located<ServiceDate>>,
    /// Its reference numbers: claim control number, authorization, referral.
    pub references: Vec<Reference>,
    /// Providers as it knows them (2330C to 2330I).
    pub providers: Vec<NamedProvider>,
}

/// Another payer's decision on a line (2430).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineAdjudication {
    /// The SVD segment.
    pub span: Span,
    /// The payer's id (SVD01).
    pub payer_id: Located<String>,
    /// What it paid (SVD02).
    pub paid: Money,
    /// The procedure that it paid for (SVD03).
    pub procedure: Option<ProcedureCode>,
    /// Modifiers of that procedure.
    pub modifiers: Vec<Modifier>,
    /// Revenue code (SVD04).
    pub revenue: Option<RevenueCode>,
    /// Units that it paid (SVD05).
    pub units: Option<Units>,
    /// The line into which it bundled this one (SVD06).
    pub bundled_into: Option<u32>,
    /// Adjustments.
    pub adjustments: Vec<Adjustment>,
    /// When it decided (DTP*573).
    pub adjudicated: Option<Located<ServiceDate>>,
    /// What the patient still owes (AMT*EAF).
    pub remaining_liability: Option<Located<Money>>,
}

/// How an inpatient claim was adjudicated (MIA).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct InpatientAdjudication {
    /// Covered days or visits (MIA01).
    pub covered_days: Option<Units>,
    /// Lifetime psychiatric days used (MIA03).
    pub psychiatric_days: Option<Units>,
    /// Days of the cost report (MIA15).
    pub cost_report_days: Option<Units>,
    /// Amount of the diagnosis related group (MIA04).
    pub drg_amount: Option<Money>,
    /// Every amount by its element number.
    pub amounts: Vec<(u8, Money)>,
    /// Remark codes (MIA05, MIA20 to MIA23).
    pub remarks: Vec<String>,
}

/// How an outpatient claim was adjudicated (MOA).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OutpatientAdjudication {
    /// Reimbursement rate as written (MOA01), empty when none is given.
    pub rate: String,
    /// Payable amount of the procedures (MOA02).
    pub payable: Option<Money>,
    /// Remark codes (MOA03 to MOA07).
    pub remarks: Vec<String>,
    /// Payment for end-stage renal disease (MOA08).
    pub renal: Option<Money>,
    /// Professional part that is not payable (MOA09).
    pub non_payable: Option<Money>,
}

//! A payment as one remittance transaction states it: the cheque or transfer, and what the payer
//! added or took back for the provider as a whole.

use super::{Money, Payer, Qualifier, ServiceDate, Units};
use crate::text::{FileId, Located, Span};
use serde::{Deserialize, Serialize};

/// One payment (an 835 transaction).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The file.
    pub file: FileId,
    /// The BPR segment.
    pub span: Span,
    /// Amount (BPR02), negative where the provider is debited (BPR03 `D`).
    pub amount: Money,
    /// What the transaction does (BPR01): `I` pays and informs, `H` informs only.
    pub handling: Qualifier,
    /// How it is paid (BPR04): `ACH`, `CHK`, `NON`.
    pub method: Qualifier,
    /// When it is paid (BPR16).
    pub date: Option<ServiceDate>,
    /// When the transaction was made (DTM*405).
    pub produced: Option<ServiceDate>,
    /// Number of the cheque or transfer (TRN02), empty when none is given.
    pub trace: String,
    /// Id of who originated it (TRN03), empty when none is given.
    pub originator: String,
    /// The payer.
    pub payer: Payer,
    /// Name of the payee (N1*PE).
    pub payee: String,
    /// NPI of the payee as written, empty when none is given.
    pub payee_npi: String,
    /// Tax id of the payee (REF*TJ, N104 with FI), empty when none is given.
    pub payee_tax_id: String,
    /// Sum of what its claims were paid.
    pub claims_paid: Money,
    /// How many claims it lists.
    pub claims: u32,
    /// Summaries by provider (TS3).
    pub summaries: Vec<ProviderSummary>,
    /// Adjustments of the provider's account (PLB).
    pub adjustments: Vec<ProviderAdjustment>,
}

impl Payment {
    /// Returns whether anything was stated: an empty transaction leaves nothing but its place.
    pub fn says_anything(&self) -> bool {
        self.claims > 0
            || self.amount != Money::ZERO
            || !self.trace.is_empty()
            || !self.adjustments.is_empty()
    }

    /// Returns by how much the payment differs from its claims less its provider adjustments;
    /// zero when it balances.
    pub fn imbalance(&self) -> Money {
        let adjusted: Money = self.adjustments.iter().map(|found| found.amount).sum();
        self.amount - (self.claims_paid - adjusted)
    }
}

/// Totals of one provider and bill type (TS3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderSummary {
    /// The segment.
    pub span: Span,
    /// The provider's number as written.
    pub provider: String,
    /// Facility code.
    pub facility_code: String,
    /// End of the fiscal year, where readable.
    pub fiscal_year_end: Option<ServiceDate>,
    /// How many claims.
    pub claims: Option<Units>,
    /// Total charge.
    pub charge: Option<Money>,
}

/// One adjustment of a provider's account (a pair of PLB elements).
///
/// A positive amount lowers the payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderAdjustment {
    /// The provider's number as written.
    pub provider: String,
    /// End of the fiscal year, where readable.
    pub fiscal_year_end: Option<ServiceDate>,
    /// The reason: `WO` recovery of an overpayment, `FB` balance carried forward, `72` return.
    pub reason: Qualifier,
    /// The payer's reference, often the claim that is recovered; `None` when not given.
    pub reference: Option<Located<String>>,
    /// The amount.
    pub amount: Money,
    /// The pair.
    pub span: Span,
}

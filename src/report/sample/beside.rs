//! What stands beside the findings of the sample: a document, an approval, a settled
//! claim, a payment in question.

use crate::exposure::{ClaimExposure, Overpaid};
use crate::ledger::{ApprovalStanding, BurnDown, ClaimBalance, DocumentKind, DocumentState};
use crate::model::{LevelOfCare, Money, ServiceDate, UnitKind, Units};
use crate::policy::{PayerClass, Policy, return_clock};
use crate::report::{AuthorizationResult, BalanceResult, DocumentResult};
use crate::text::{FileId, Span};

/// Returns a treatment plan that was not found.
pub(super) fn document() -> DocumentResult {
    DocumentResult {
        patient: "A-1".to_owned(),
        level: LevelOfCare::PartialHospitalization,
        admission: ServiceDate::new(2026, 3, 2).unwrap(),
        document: DocumentKind::TreatmentPlan,
        due: ServiceDate::new(2026, 3, 9).unwrap(),
        state: DocumentState::Missing,
        done_on: None,
        days: vec![ServiceDate::new(2026, 3, 10).unwrap()],
        authority: "42 CFR 424.24(e)",
        verified: true,
        place: None,
    }
}

/// Returns an approval that is used up before it ends.
pub(super) fn authorization() -> AuthorizationResult {
    AuthorizationResult {
        patient: "A-1".to_owned(),
        number: "AUTH-77".to_owned(),
        payer: "Meridian".to_owned(),
        level: Some(LevelOfCare::IntensiveOutpatient),
        codes: vec!["H0015".to_owned()],
        from: ServiceDate::new(2025, 3, 3),
        to: ServiceDate::new(2025, 7, 31),
        unit: Some(UnitKind::Day),
        burn_down: BurnDown {
            authorization: 0,
            granted: Some(Units::whole(12)),
            used: Some(Units::whole(6)),
            last_billed: ServiceDate::new(2025, 3, 14),
            per_week: Units::parse("3.5"),
            runs_out: ServiceDate::new(2025, 3, 29),
            standing: ApprovalStanding::RunsOut,
        },
        place: Span::new(FileId(3), 1, 40, 60),
    }
}

/// Returns a claim of which a part is explained by nothing.
pub(super) fn balance() -> BalanceResult {
    BalanceResult {
        patient: "A-1".to_owned(),
        balance: ClaimBalance {
            claim: "CLM-9".to_owned(),
            payer: "Meridian".to_owned(),
            remittances: 2,
            charge: Money::from_cents(18_000),
            paid: Money::from_cents(10_000),
            adjusted: Money::from_cents(4_750),
            patient: Money::from_cents(2_000),
        },
    }
}

/// Returns a paid claim in question, with its clock.
pub(super) fn overpaid(claim: &ClaimExposure) -> Overpaid {
    let known = ServiceDate::new(2025, 6, 30);
    Overpaid {
        patient: claim.patient.clone(),
        claim: claim.claim.clone(),
        payer: claim.payer.clone(),
        class: PayerClass::Medicare,
        paid: claim.paid.unwrap_or_default(),
        amount: claim.dollars.gross,
        curable: Money::ZERO,
        paid_on: ServiceDate::new(2025, 4, 2),
        rules: vec!["TIM-002"],
        clock: known
            .and_then(|known| return_clock(&Policy::default(), PayerClass::Medicare, known)),
    }
}

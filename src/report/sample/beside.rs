//! What the invented facility has beside claims: documents due, approvals, settled claims, trouble.

use crate::exposure::{ClaimExposure, Overpaid};
use crate::model::{LevelOfCare, Money, ServiceDate, Units};
use crate::policy::{PayerClass, Policy, return_clock};
use crate::problem::{Problem, ProblemKind};
use crate::report::{AuthorizationResult, BalanceResult, DocumentResult};
use crate::text::{FileId, Span};

/// Returns a plan that was not found.
pub(super) fn documents() -> Vec<DocumentResult> {
    vec![DocumentResult {
        patient: "A-1".to_owned(),
        level: LevelOfCare::PartialHospitalization,
        admission: ServiceDate::new(2026, 3, 2).unwrap(),
        document: crate::ledger::DocumentKind::TreatmentPlan,
        due: ServiceDate::new(2026, 3, 9).unwrap(),
        state: crate::ledger::DocumentState::Missing,
        done_on: None,
        days: vec![ServiceDate::new(2026, 3, 10).unwrap()],
        authority: "42 CFR 424.24(e)",
        verified: true,
        place: None,
    }]
}

/// Returns an approval that runs out.
pub(super) fn authorizations() -> Vec<AuthorizationResult> {
    vec![AuthorizationResult {
        patient: "A-1".to_owned(),
        number: "AUTH-77".to_owned(),
        payer: "Meridian".to_owned(),
        level: Some(LevelOfCare::IntensiveOutpatient),
        codes: vec!["H0015".to_owned()],
        from: ServiceDate::new(2025, 3, 3),
        to: ServiceDate::new(2025, 7, 31),
        unit: Some(crate::model::UnitKind::Day),
        burn_down: crate::ledger::BurnDown {
            authorization: 0,
            granted: Some(Units::whole(12)),
            used: Some(Units::whole(6)),
            last_billed: ServiceDate::new(2025, 3, 14),
            per_week: Units::parse("3.5"),
            runs_out: ServiceDate::new(2025, 3, 29),
            standing: crate::ledger::ApprovalStanding::RunsOut,
        },
        place: Span::new(FileId(3), 1, 40, 60),
    }]
}

/// Returns a settled claim of whose charge nothing explains a part.
pub(super) fn balances() -> Vec<BalanceResult> {
    vec![BalanceResult {
        patient: "A-1".to_owned(),
        balance: crate::ledger::ClaimBalance {
            claim: "CLM-9".to_owned(),
            payer: "Meridian".to_owned(),
            remittances: 2,
            charge: Money::from_cents(18_000),
            paid: Money::from_cents(10_000),
            adjusted: Money::from_cents(4_750),
            patient: Money::from_cents(2_000),
        },
    }]
}

/// Returns trouble with a page, a file and a value.
pub(super) fn problems() -> Vec<Problem> {
    vec![
        Problem::at(
            Span::new(FileId(1), 207, 0, 0),
            ProblemKind::PageWithoutText,
            "page 207 holds one image and no text; run OCR on it or supply the original",
        ),
        Problem::file(
            FileId(2),
            ProblemKind::UnknownFileType,
            "the bytes are of no kind that is read; supply the pages as PDF with text",
        ),
        Problem::at(
            Span::new(FileId(3), 1, 212, 221),
            ProblemKind::BadValue,
            "DTP03 is not a date of the form CCYYMMDD; the line has no date",
        ),
    ]
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

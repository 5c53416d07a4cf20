//! What the rules on correct-coding edits share: whose edits touch a claim, and whether its payer
//! is bound by them.

use crate::finding::Outcome;
use crate::model::{Claim, ClaimForm, ServiceDate, ServiceLine};
use crate::policy::{EditSetting, Edition, PayerClass};
use crate::rules::Case;
use crate::rules::billed_line::same_biller;

/// Returns whose edits touch a claim, and whether they are Medicaid's; `None` for bills of
/// inpatient and residential care, which no edit touches.
pub(super) fn edits_for(case: &Case<'_>, claim: &Claim) -> Option<(EditSetting, bool)> {
    let is_medicaid = case.policy.payer_class(&claim.payer) == PayerClass::Medicaid;
    let setting = match claim.form {
        ClaimForm::Professional => EditSetting::Practitioner,
        ClaimForm::Institutional => {
            let bill = claim.type_of_bill.as_ref()?;
            let kind = bill.value.as_str().get(..2)?;
            // Hospital outpatient, community mental health center, critical access hospital.
            ["12", "13", "14", "76", "85"]
                .contains(&kind)
                .then_some(EditSetting::OutpatientHospital)?
        }
    };
    Some((setting, is_medicaid))
}

/// Returns how sure a finding is: Medicare and Medicaid are bound by the edits of the quarter;
/// other payers mostly follow them, and another quarter's edition may differ.
pub(super) fn outcome(
    case: &Case<'_>,
    claim: &Claim,
    edition: &Edition,
    date: ServiceDate,
) -> Outcome {
    let is_bound = match case.policy.payer_class(&claim.payer) {
        PayerClass::Medicare | PayerClass::MedicareAdvantage => !edition.is_medicaid,
        PayerClass::Medicaid => edition.is_medicaid,
        _ => false,
    };
    if is_bound && edition.holds_on(date) {
        Outcome::Fail
    } else {
        Outcome::Warn
    }
}

/// Returns the words that name an edition and what keeps it from being proof.
pub(super) fn edition_words(
    case: &Case<'_>,
    claim: &Claim,
    edition: &Edition,
    date: ServiceDate,
) -> String {
    let program = if edition.is_medicaid {
        "Medicaid"
    } else {
        "Medicare"
    };
    let mut words = format!("{program} edition {}", edition.label);
    if !edition.holds_on(date) {
        words.push_str(", not known to be that of the date of service");
    } else if outcome(case, claim, edition, date) == Outcome::Warn {
        words.push_str(", which this payer may not follow");
    }
    words
}

/// Returns whether two lines are one provider's: for professional claims the clinicians', where
/// both are named, otherwise the billers'.
pub(super) fn same_provider(
    (claim, line): (&Claim, &ServiceLine),
    (other, other_line): (&Claim, &ServiceLine),
) -> bool {
    let npi = |claim: &Claim, line: &ServiceLine| {
        let named = line.rendering.as_ref().or(claim.rendering.as_ref());
        let npi = named.and_then(|clinician| clinician.npi_text.as_ref());
        npi.map(|npi| npi.value.clone())
    };
    if claim.form != other.form || !same_biller(claim, other) {
        return false;
    }
    if claim.form == ClaimForm::Institutional {
        return true;
    }
    match (npi(claim, line), npi(other, other_line)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

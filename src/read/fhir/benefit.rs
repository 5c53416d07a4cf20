//! Reads what a payer decided, from an `ExplanationOfBenefit`: paid, adjusted, denied.

use super::claim;
use super::json::Item;
use super::people;
use super::value::{Source, codes, has_code, when};
use crate::model::{
    Adjustment, AdjustmentGroup, ClaimStatus, DateRange, Money, RemittanceClaim, RemittanceDetails,
    RemittanceLine, RemittanceLineDetails,
};

/// Amounts that the patient owes, with the reason codes that stand for them.
const PATIENTS: [(&str, &str); 4] = [
    ("deductible", "1"),
    ("coinsurance", "2"),
    ("copay", "3"),
    ("memberliability", ""),
];

/// Returns the number of the claim that was decided.
pub(super) fn claim_number<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> String {
    let reference = item.get("claim");
    let claim = reference.and_then(|reference| source.resources.resolve(reference, item));
    claim
        .map(claim::number_of)
        .or_else(|| {
            let identifier = reference?.get("identifier")?;
            identifier.text_of("value")
        })
        .unwrap_or_else(|| claim::number_of(item))
}

/// Reads one decision.
pub(super) fn read<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> RemittanceClaim {
    let mut lines: Vec<RemittanceLine> = item
        .each("item")
        .map(|line| read_line(source, line))
        .collect();
    let statement = item
        .get("billablePeriod")
        .and_then(|period| source.period(period))
        .map(|period| period.value);
    for line in &mut lines {
        line.dates = line.dates.or(statement);
    }
    let adjustments = adjustments(source, item);
    let paid = item
        .path(&["payment", "amount"])
        .and_then(|amount| source.money(amount))
        .or_else(|| total(source, item, &["benefit", "paidtoprovider", "paid"]))
        .unwrap_or_else(|| lines.iter().map(|line| line.paid).sum());
    RemittanceClaim {
        file: source.file,
        span: source.span(item),
        claim_id: claim_number(source, item),
        status: status(item, paid, &adjustments, &lines),
        charge: total(source, item, &["submitted"])
            .unwrap_or_else(|| lines.iter().map(|line| line.charge).sum()),
        paid,
        patient_responsibility: total(source, item, &["memberliability", "patientliability"])
            .unwrap_or_else(|| owed(&adjustments, &lines)),
        payer_control_number: claim::number_of(item),
        payer: item
            .get("insurer")
            .map(|insurer| people::payer(source, insurer, item))
            .unwrap_or_default(),
        payment_date: item
            .get("payment")
            .and_then(|payment| when(payment, "date"))
            .and_then(|when| when.date()),
        adjustments,
        remarks: remarks(item),
        lines,
        details: RemittanceDetails::default(),
    }
}

fn read_line<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> RemittanceLine {
    let (procedure, service_revenue) = claim::service(source, item);
    let revenue = codes(item, "revenue")
        .find_map(|(_, code)| crate::model::RevenueCode::new(&code.text()?))
        .or(service_revenue.map(|revenue| revenue.value));
    let units = item
        .get("quantity")
        .and_then(|quantity| source.units(quantity));
    let dates = item
        .get("servicedPeriod")
        .and_then(|period| source.period(period))
        .map(|period| period.value)
        .or_else(|| {
            source
                .date(item, "servicedDate")
                .map(|day| DateRange::day(day.value))
        });
    RemittanceLine {
        span: source.span(item),
        procedure: procedure.map(|procedure| procedure.value),
        revenue,
        charge: claim::charge(source, item, units),
        paid: part(source, item, &["benefit", "paidtoprovider", "paid"]).unwrap_or(Money::ZERO),
        units: units.map(|units| units.value),
        dates,
        control_number: None,
        adjustments: adjustments(source, item),
        remarks: remarks(item),
        details: RemittanceLineDetails::default(),
    }
}

fn part<'j, 't>(
    source: &Source<'_, 'j, 't>,
    item: Item<'j, 't>,
    categories: &[&str],
) -> Option<Money> {
    item.each("adjudication")
        .find(|part| has_code(*part, "category", categories))
        .and_then(|part| source.money(part.get("amount")?))
}

fn total<'j, 't>(
    source: &Source<'_, 'j, 't>,
    item: Item<'j, 't>,
    categories: &[&str],
) -> Option<Money> {
    item.each("total")
        .find(|total| has_code(*total, "category", categories))
        .and_then(|total| source.money(total.get("amount")?))
}

fn adjustments<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> Vec<Adjustment> {
    let mut found = Vec::new();
    for part in item.each("adjudication") {
        let patients = PATIENTS
            .iter()
            .find(|(category, _)| has_code(part, "category", &[category]));
        let stated = codes(part, "reason")
            .find(|(system, _)| !system.contains("remark"))
            .and_then(|(_, code)| code.text().map(|code| code.into_owned()));
        // Paid, allowed and submitted amounts adjust nothing.
        let reason = match (stated, patients) {
            (Some(reason), _) => reason,
            (None, Some((_, reason))) if !reason.is_empty() => (*reason).to_owned(),
            _ => continue,
        };
        let amount = part
            .get("amount")
            .and_then(|amount| source.money(amount))
            .unwrap_or(Money::ZERO);
        // FHIR names no adjustment group; only the categories that say who pays are taken as one.
        let group = if patients.is_some() {
            AdjustmentGroup::PR
        } else if has_code(part, "category", &["discount", "contractual"]) {
            AdjustmentGroup::CO
        } else {
            AdjustmentGroup::OA
        };
        if amount != Money::ZERO || patients.is_none() {
            found.push(Adjustment {
                group,
                reason,
                amount,
                quantity: None,
                span: source.span(part),
            });
        }
    }
    found
}

/// Returns the remark codes among the reasons.
fn remarks(item: Item<'_, '_>) -> Vec<String> {
    item.each("adjudication")
        .flat_map(|part| codes(part, "reason"))
        .filter(|(system, _)| system.contains("remark"))
        .filter_map(|(_, code)| code.text().map(|code| code.into_owned()))
        .collect()
}

fn owed(adjustments: &[Adjustment], lines: &[RemittanceLine]) -> Money {
    adjustments
        .iter()
        .chain(lines.iter().flat_map(|line| &line.adjustments))
        .filter(|adjustment| adjustment.group == AdjustmentGroup::PR)
        .map(|adjustment| adjustment.amount)
        .sum()
}

fn status(
    item: Item<'_, '_>,
    paid: Money,
    adjustments: &[Adjustment],
    lines: &[RemittanceLine],
) -> ClaimStatus {
    if item.text_of("status").as_deref() == Some("cancelled") {
        return ClaimStatus::Reversal;
    }
    let disposition = item.text_of("disposition").unwrap_or_default();
    let disposition = disposition.to_ascii_lowercase();
    let denied = disposition.contains("denied")
        || has_code(item, "decision", &["denied"])
        || item
            .each("adjudication")
            .chain(item.each("item").flat_map(|line| line.each("adjudication")))
            .any(|part| has_code(part, "category", &["denialreason"]));
    let reasons = !adjustments.is_empty() || lines.iter().any(|line| !line.adjustments.is_empty());
    match item.text_of("outcome").as_deref() {
        Some("queued" | "error") => ClaimStatus::Other,
        _ if paid == Money::ZERO && denied && (reasons || disposition.contains("denied")) => {
            ClaimStatus::Denied
        }
        _ => ClaimStatus::Processed,
    }
}

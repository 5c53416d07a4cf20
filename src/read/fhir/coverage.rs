//! Reads `Coverage` resources.

use super::json::Item;
use super::people;
use super::value::{Source, has_code, words_of};
use crate::model::{Coverage, CoverageDetails, CoverageStatus, PatientIdentity, PayerOrder};

/// Reads one coverage.
pub(super) fn read<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> Coverage {
    let period = item.get("period");
    let days = |name: &str| {
        period
            .and_then(|period| source.date(period, name))
            .map(|date| date.value)
    };
    let group = item
        .each("class")
        .find(|class| has_code(*class, "type", &["group"]))
        .and_then(|class| class.text_of("value"));
    Coverage {
        file: source.file,
        span: source.span(item),
        patient: patient(source, item),
        payer: item
            .each("payor")
            .next()
            .map(|payor| people::payer(source, payor, item))
            .unwrap_or_default(),
        status: match item.text_of("status").as_deref() {
            Some("active") => CoverageStatus::Active,
            Some("cancelled") => CoverageStatus::Inactive,
            _ => CoverageStatus::Unknown,
        },
        order: match item.text_of("order").as_deref() {
            Some("1") => Some(PayerOrder::Primary),
            Some("2") => Some(PayerOrder::Secondary),
            Some(order) if order.parse::<u32>().is_ok_and(|order| order > 2) => {
                Some(PayerOrder::Tertiary)
            }
            _ => None,
        },
        from: days("start"),
        to: days("end"),
        group: group.unwrap_or_default(),
        insurance_type: words_of(item, "type"),
        relationship: words_of(item, "relationship"),
        benefits: Vec::new(),
        checked: None,
        details: CoverageDetails::default(),
    }
}

/// Returns who is covered, with the payer's number.
pub(super) fn patient<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> PatientIdentity {
    let mut identity = people::subject(source, item, "beneficiary").identity;
    let number = item.get("subscriberId").or_else(|| {
        item.each("identifier")
            .find(|identifier| has_code(*identifier, "type", &["MB", "MC", "MA", "SN"]))
            .and_then(|identifier| identifier.get("value"))
    });
    if let Some(number) = number
        && let Some(text) = number.text().filter(|text| !text.trim().is_empty())
    {
        identity.member_id = Some(source.located(text.trim().to_owned(), number));
    }
    identity
}

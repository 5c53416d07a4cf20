//! What a claim says of its other payers (2320, 2330) and of their decisions on its lines (2430).

use super::lexer::Segment;
use super::source::Source;
use super::{party, values};
use crate::model::{
    LineAdjudication, NamedProvider, OtherPayer, PatientIdentity, Payer, ProviderRole, Qualifier,
    RevenueCode,
};

/// Whom the last NM1 of another payer's loop named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// Nobody yet.
    Nobody,
    /// Its subscriber.
    Subscriber,
    /// The payer itself.
    Payer,
    /// A provider as it knows them.
    Provider,
}

/// Opens another payer's loop from its SBR segment.
pub(super) fn open(source: &Source<'_>, segment: &Segment<'_>) -> OtherPayer {
    let text = |index: usize| segment.element(index).text.to_owned();
    OtherPayer {
        span: source.span(segment.range()),
        payer: Payer {
            filing_code: text(9),
            ..Payer::default()
        },
        sequence: text(1),
        relationship: values::code(segment, 2),
        group_number: text(3),
        group_name: text(4),
        insurance_type: values::code(segment, 5),
        subscriber: PatientIdentity::default(),
        adjustments: Vec::new(),
        paid: None,
        remaining_liability: None,
        non_covered: None,
        benefits_assigned: Qualifier::default(),
        release: Qualifier::default(),
        inpatient: None,
        outpatient: None,
        adjudicated: None,
        references: Vec::new(),
        providers: Vec::new(),
    }
}

/// Takes an NM1 segment of the loop and returns whom it named.
pub(super) fn name(source: &Source<'_>, segment: &Segment<'_>, other: &mut OtherPayer) -> Naming {
    match segment.element(1).text {
        "IL" => {
            party::identify(&mut other.subscriber, source, segment);
            Naming::Subscriber
        }
        "PR" => {
            let filing_code = std::mem::take(&mut other.payer.filing_code);
            other.payer = Payer {
                filing_code,
                ..party::payer(segment)
            };
            Naming::Payer
        }
        entity => {
            other.providers.push(NamedProvider {
                role: ProviderRole::from_entity(entity),
                provider: party::provider(source, segment),
                address: None,
                references: Vec::new(),
            });
            Naming::Provider
        }
    }
}

/// Takes a REF segment of the loop.
pub(super) fn reference(
    source: &Source<'_>,
    segment: &Segment<'_>,
    other: &mut OtherPayer,
    naming: Naming,
) {
    let reference = values::reference(source, segment);
    match (naming, other.providers.last_mut()) {
        (Naming::Provider, Some(named)) => {
            party::enrich(&mut named.provider, segment);
            named.references.extend(reference);
        }
        _ => other.references.extend(reference),
    }
}

/// Takes any other segment of the loop; returns whether it belongs there.
pub(super) fn take(
    source: &mut Source<'_>,
    segment: &Segment<'_>,
    other: &mut OtherPayer,
    naming: Naming,
) -> bool {
    match (segment.id(), segment.element(1).text) {
        ("CAS", _) => values::adjust(source, segment, &mut other.adjustments),
        ("AMT", "D") => other.paid = source.optional_money(segment, 2, "the amount paid"),
        ("AMT", "EAF") => {
            other.remaining_liability = source.optional_money(segment, 2, "the patient's rest");
        }
        ("AMT", "A8") => {
            other.non_covered = source.optional_money(segment, 2, "the amount not covered");
        }
        // Old guides list totals of the payer here that its adjustments repeat.
        ("AMT", _) => {}
        ("OI", _) => {
            other.benefits_assigned = values::code(segment, 3);
            other.release = values::code(segment, 6);
        }
        ("MIA", _) => other.inpatient = Some(values::inpatient(segment)),
        ("MOA", _) => other.outpatient = Some(values::outpatient(segment)),
        ("DMG", _) => party::demographics(&mut other.subscriber, source, segment),
        ("DTP", "573") => other.adjudicated = values::first_day(source, segment),
        _ => return naming == Naming::Provider && segment.id() == "PER",
    }
    true
}

/// Opens another payer's decision on a line from its SVD segment.
pub(super) fn adjudication(source: &mut Source<'_>, segment: &Segment<'_>) -> LineAdjudication {
    let payer = segment.element(1);
    let coded = values::coded(segment, segment.element(3));
    LineAdjudication {
        span: source.span(segment.range()),
        payer_id: source.located(payer.text.to_owned(), payer),
        paid: source.money(segment, 2, "what the other payer paid"),
        procedure: coded.procedure.map(|(procedure, _)| procedure),
        modifiers: coded.modifiers,
        revenue: RevenueCode::new(segment.element(4).text).or(coded.revenue),
        units: source.optional_units(segment, 5, "the number of units paid"),
        bundled_into: segment.element(6).text.parse().ok(),
        adjustments: Vec::new(),
        adjudicated: None,
        remaining_liability: None,
    }
}

/// Takes a segment that follows SVD; returns whether it belongs to the decision.
pub(super) fn take_adjudication(
    source: &mut Source<'_>,
    segment: &Segment<'_>,
    decision: &mut LineAdjudication,
) -> bool {
    match (segment.id(), segment.element(1).text) {
        ("CAS", _) => values::adjust(source, segment, &mut decision.adjustments),
        ("DTP", "573") => decision.adjudicated = values::first_day(source, segment),
        ("AMT", "EAF") => {
            decision.remaining_liability = source.optional_money(segment, 2, "the patient's rest");
        }
        _ => return false,
    }
    true
}

//! What a review of a 278 grants: decision, dates, quantities, services.

use super::lexer::Segment;
use super::review::{self, Review};
use super::source::{Source, parse_units};
use super::values;
use crate::model::{
    AuthorizationDecision, AuthorizationDetails, AuthorizedQuantity, ClaimNote, DatedEvent,
    EventKind, Qualifier, ReferenceKind, ServiceDate, UnitKind, Units,
};
use crate::text::Located;

/// Takes a segment of an event or service; returns whether it says anything of it.
pub(super) fn take(source: &mut Source<'_>, segment: &Segment<'_>, review: &mut Review) -> bool {
    let details = &mut review.details;
    match segment.id() {
        "TRN" => details.traces.push(segment.element(2).text.to_owned()),
        "UM" => {
            details.category = values::code(segment, 1);
            details.certification = values::code(segment, 2);
            details.service_type = values::code(segment, 3);
            details.facility_code = Qualifier::new(segment.component(4, 1).text);
            details.facility_code_set = Qualifier::new(segment.component(4, 2).text);
        }
        "HCR" => {
            details.action = values::code(segment, 1);
            if let Some(number) = source.text_of(segment.element(2)) {
                review.number = Some(number);
            }
            let reasons = segment.repetitions(3).filter(|reason| !reason.is_empty());
            details.reasons = reasons.map(|reason| reason.text.to_owned()).collect();
        }
        "REF" => {
            let Some(reference) = values::reference(source, segment) else {
                return true;
            };
            if reference.kind() == ReferenceKind::Authorization && review.number.is_none() {
                review.number = Some(reference.value.clone());
            }
            details.references.push(reference);
        }
        "DTP" => details.dates.extend(values::event(source, segment)),
        "HI" => {
            for composite in segment.elements().skip(1).take(12) {
                let diagnosis = values::diagnosis(source, segment, composite);
                details.diagnoses.extend(diagnosis);
            }
        }
        "HSD" => details.quantities.push(review::quantity(source, segment)),
        "SV1" => service(source, segment, review, [1, 2, 3, 4]),
        "SV2" => {
            let revenue = crate::model::RevenueCode::new(segment.element(1).text);
            review.revenues.extend(revenue);
            service(source, segment, review, [2, 3, 4, 5]);
        }
        "MSG" => {
            if let Some(text) = values::words(source, segment.element(1)) {
                details.messages.push(ClaimNote {
                    purpose: Qualifier::default(),
                    text,
                });
            }
        }
        "PWK" => details
            .attachments
            .push(values::attachment(source, segment)),
        "AAA" => details.rejections.push(review::rejection(source, segment)),
        _ => return false,
    }
    true
}

/// Reads SV1 or SV2 by the places of composite, amount, unit basis and units.
fn service(source: &mut Source<'_>, segment: &Segment<'_>, review: &mut Review, at: [usize; 4]) {
    let [composite, amount, basis, units] = at;
    let coded = values::coded(segment, segment.element(composite));
    review
        .procedures
        .extend(coded.procedure.map(|(procedure, _)| procedure));
    review.modifiers.extend(coded.modifiers);
    let amount = source.optional_money(segment, amount, "the amount of the service");
    review.details.amount = amount.map(|amount| amount.value);
    let piece = segment.element(units);
    if let Some(units) = parse_units(piece.text) {
        let units = source.located(units, piece);
        review.service_units = Some((units, values::code(segment, basis)));
    }
}

/// Fills what a service leaves open from its event.
pub(super) fn inherit(review: &mut Review, event: &Review) {
    let (own, above) = (&mut review.details, &event.details);
    if own.action.is_empty() {
        own.action = above.action;
        own.reasons.clone_from(&above.reasons);
    }
    if review.number.is_none() {
        review.number.clone_from(&event.number);
    }
    for (field, inherited) in [
        (&mut own.certification, above.certification),
        (&mut own.category, above.category),
        (&mut own.service_type, above.service_type),
    ] {
        if field.is_empty() {
            *field = inherited;
        }
    }
    if own.facility_code.is_empty() {
        own.facility_code = above.facility_code;
        own.facility_code_set = above.facility_code_set;
    }
    if !own.dates.iter().any(is_window) {
        own.dates.extend(above.dates.iter().copied());
    }
    own.diagnoses.extend(above.diagnoses.iter().cloned());
    own.providers.extend(above.providers.iter().cloned());
    own.messages.extend(above.messages.iter().cloned());
    own.references.extend(above.references.iter().cloned());
    own.traces.extend(above.traces.iter().cloned());
    own.rejections.extend(above.rejections.iter().copied());
}

/// Returns the decision.
///
/// A review that could not be worked on (AAA) was not refused: nothing was decided, so it stays
/// a request.
pub(super) fn decision(details: &AuthorizationDetails, asks: bool) -> AuthorizationDecision {
    if asks {
        return AuthorizationDecision::Requested;
    }
    let grants = matches!(details.action.as_str(), "A1" | "A2" | "A6");
    match (details.action.as_str(), details.certification.as_str()) {
        // A confirmed cancellation takes back what was granted.
        ("C", _) => AuthorizationDecision::Void,
        (_, "3") if grants => AuthorizationDecision::Void,
        ("A1", _) => AuthorizationDecision::Approved,
        ("A2" | "A6", _) => AuthorizationDecision::Partial,
        ("A3", _) => AuthorizationDecision::Denied,
        // The payer must be called: nothing is granted and nothing refused.
        ("A4" | "CT", _) => AuthorizationDecision::Pended,
        ("NA", _) => AuthorizationDecision::NotRequired,
        ("", _) => AuthorizationDecision::Requested,
        _ => AuthorizationDecision::Pended,
    }
}

/// Returns the kind of review in words.
pub(super) fn review_words(details: &AuthorizationDetails) -> &'static str {
    match details.certification.as_str() {
        "I" => "initial",
        "R" => "concurrent",
        "S" => "revised",
        "N" => "reconsideration",
        "4" => "extension",
        "3" => "cancel",
        "1" | "2" => "appeal",
        _ => "",
    }
}

/// The dates and quantities that rules compare with claims.
pub(super) struct Terms {
    pub(super) from: Option<ServiceDate>,
    pub(super) to: Option<ServiceDate>,
    pub(super) issued: Option<ServiceDate>,
    pub(super) units: Option<Located<Units>>,
    pub(super) unit_kind: Option<UnitKind>,
    pub(super) per_week: Option<u32>,
}

impl Terms {
    /// Reads the terms of a review.
    pub(super) fn of(review: &Review) -> Self {
        let quantity = review.details.quantities.first();
        let (units, unit_kind) = match (quantity, &review.service_units) {
            (Some(quantity), _) => of_quantity(quantity),
            (None, Some((units, basis))) => match kind_of_basis(basis.as_str()) {
                Some(kind) => (Some(*units), Some(kind)),
                None => (None, None),
            },
            (None, None) => (None, None),
        };
        let (from, to) = window(&review.details.dates, units.map(|units| units.value));
        let issued = DatedEvent::first(&review.details.dates, EventKind::Issue);
        Self {
            from,
            to,
            issued: issued.map(|event| event.dates.value.from()),
            units,
            unit_kind,
            per_week: quantity.and_then(per_week),
        }
    }
}

fn is_window(event: &DatedEvent) -> bool {
    matches!(
        event.kind(),
        EventKind::Effective | EventKind::Service | EventKind::Event | EventKind::Admission
    )
}

/// Returns the first and last day of the window.
///
/// The certified window (007, 036) goes before the dates that were proposed (472, AAH, 435). A
/// single proposed day that grants several units only says when they begin, so its end is open:
/// closing it would refuse every later day.
fn window(
    events: &[DatedEvent],
    units: Option<Units>,
) -> (Option<ServiceDate>, Option<ServiceDate>) {
    let first = |kind| DatedEvent::first(events, kind).map(|event| event.dates.value);
    let expires = first(EventKind::Expiration).map(|dates| dates.to());
    let several = units.is_none_or(|units| units.thousandths() > 1000);
    let proposed = first(EventKind::Service).or(first(EventKind::Event));
    let (from, to) = match (first(EventKind::Effective), proposed) {
        (Some(effective), _) if effective.days() > 1 => (effective.from(), Some(effective.to())),
        (Some(effective), _) => (effective.from(), None),
        (None, Some(dates)) if dates.days() > 1 || !several => (dates.from(), Some(dates.to())),
        (None, Some(dates)) => (dates.from(), None),
        (None, None) => {
            let Some(admission) = first(EventKind::Admission) else {
                return (None, expires);
            };
            let discharge = first(EventKind::Discharge).map(|dates| dates.to());
            (admission.from(), discharge)
        }
    };
    (Some(from), expires.or(to))
}

/// Returns the total of a quantity and its kind. With a frequency the quantity counts per
/// frequency unit, and a total exists only where the period is a whole number of them.
fn of_quantity(quantity: &AuthorizedQuantity) -> (Option<Located<Units>>, Option<UnitKind>) {
    let kind = match quantity.unit.as_str() {
        "VS" => Some(UnitKind::Visit),
        "DY" => Some(UnitKind::Day),
        "HS" => Some(UnitKind::Hour),
        "UN" => Some(UnitKind::Unit),
        _ => None,
    };
    let Some(count) = quantity.quantity.filter(|_| kind.is_some()) else {
        return (None, kind);
    };
    let total = if quantity.per.is_empty() {
        Some(count)
    } else {
        times_of_period(quantity)
            .and_then(|times| Units::parse(&format_thousandths(count.thousandths() * times)))
    };
    (total.map(|total| Located::new(total, quantity.span)), kind)
}

/// Returns how often the frequency unit recurs in the period, where that is a whole number.
fn times_of_period(quantity: &AuthorizedQuantity) -> Option<i64> {
    let periods = quantity.periods?.thousandths();
    let days_each = |code: &str| match code {
        "DA" | "7" => Some(1),
        "WK" | "35" => Some(7),
        _ => None,
    };
    let days = match (quantity.per.as_str(), quantity.period.as_str()) {
        // Months hold no whole number of days or weeks.
        ("MO", "34") => (1, 1),
        (per, period) => (days_each(period)?, days_each(per)?),
    };
    let each = quantity.per_count.map_or(1000, Units::thousandths).max(1);
    let (all, one) = (periods * days.0, each * days.1);
    (periods < 1_000_000 && all % one == 0).then_some(all / one)
}

fn format_thousandths(thousandths: i64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

fn per_week(quantity: &AuthorizedQuantity) -> Option<u32> {
    if quantity.per != "WK" {
        return None;
    }
    let weeks = quantity.per_count.map_or(1000, Units::thousandths).max(1);
    // "20 days, WK, 5" without a period is written for 20 days in 5 weeks and for 5 days a week.
    if weeks != 1000 && quantity.period.is_empty() {
        return None;
    }
    let count = quantity.quantity?.thousandths();
    (count % weeks == 0).then(|| u32::try_from(count / weeks).ok())?
}

fn kind_of_basis(basis: &str) -> Option<UnitKind> {
    match basis {
        "UN" => Some(UnitKind::Unit),
        "DA" => Some(UnitKind::Day),
        _ => None,
    }
}

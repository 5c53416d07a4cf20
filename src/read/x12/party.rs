//! Reads the people and organizations that NM1 and DMG segments name.

use super::lexer::{Piece, Segment};
use super::source::{Source, parse_date};
use crate::model::{PatientIdentity, Payer, PersonName, Provider, Sex};
use crate::problem::ProblemKind;
use crate::text::Located;

/// Reads a provider. The NPI is kept as written, valid or not.
pub(super) fn provider(source: &Source<'_>, segment: &Segment<'_>) -> Provider {
    let id = segment.element(9);
    let (npi_text, tax_id) = match segment.element(8).text {
        "XX" => (source.text_of(id), None),
        // Guides before the NPI carried the tax id or social security number here.
        "24" | "34" if !id.is_empty() => (None, Some(id.text.to_owned())),
        _ => (None, None),
    };
    Provider {
        name: segment.element(3).text.to_owned(),
        first: segment.element(4).text.to_owned(),
        npi_text,
        taxonomy: None,
        tax_id,
        span: source.span(segment.range()),
    }
}

/// Adds what a REF or PRV after a provider's NM1 says of it. The first statement holds.
pub(super) fn enrich(provider: &mut Provider, segment: &Segment<'_>) {
    match (segment.id(), segment.element(1).text) {
        ("REF", "EI" | "SY" | "TJ") if provider.tax_id.is_none() => {
            provider.tax_id = owned(segment.element(2));
        }
        ("PRV", _) if provider.taxonomy.is_none() => provider.taxonomy = taxonomy(segment),
        _ => {}
    }
}

/// Returns whether a REF segment gives an identifier of the provider named before it, and not a
/// number of the claim or line that stands out of its place.
pub(super) fn is_of_provider(segment: &Segment<'_>) -> bool {
    matches!(
        segment.element(1).text,
        "0B" | "1A"
            | "1B"
            | "1C"
            | "1D"
            | "1G"
            | "1H"
            | "1J"
            | "B3"
            | "BQ"
            | "EI"
            | "FH"
            | "G2"
            | "G5"
            | "HPI"
            | "LU"
            | "N5"
            | "N7"
            | "SY"
            | "TJ"
            | "U3"
            | "X5"
    )
}

/// Returns the taxonomy code of a PRV segment.
pub(super) fn taxonomy(segment: &Segment<'_>) -> Option<String> {
    owned(segment.element(3))
}

/// Reads name and member id of a subscriber or patient.
pub(super) fn identify(identity: &mut PatientIdentity, source: &Source<'_>, segment: &Segment<'_>) {
    let (last, first, middle) = (segment.element(3), segment.element(4), segment.element(5));
    if !last.is_empty() || !first.is_empty() {
        let name = PersonName {
            last: last.text.to_owned(),
            first: first.text.to_owned(),
            middle: middle.text.to_owned(),
        };
        let written = [last, first, middle]
            .into_iter()
            .filter(|piece| !piece.is_empty());
        let range = written
            .map(|piece| piece.range())
            .reduce(|all, next| all.start..next.end);
        identity.name = range.map(|range| Located::new(name, source.span(range)));
    }
    if segment.element(8).text != "34" {
        identity.member_id = source.text_of(segment.element(9));
    }
}

/// Reads birth date and sex from a DMG segment.
pub(super) fn demographics(
    identity: &mut PatientIdentity,
    source: &mut Source<'_>,
    segment: &Segment<'_>,
) {
    let birth = segment.element(2);
    if let Some(date) = parse_date(birth.text) {
        identity.birth_date = Some(source.located(date, birth));
    } else if !birth.is_empty() {
        let message = "the birth date is not CCYYMMDD; the patient is matched without it";
        source.trouble(segment, ProblemKind::BadValue, message);
    }
    identity.sex = match segment.element(3).text {
        "F" => Some(Sex::Female),
        "M" => Some(Sex::Male),
        "" => None,
        _ => Some(Sex::Unknown),
    };
}

/// Reads a payer named by NM1, or by the N1 of a remittance.
pub(super) fn payer(segment: &Segment<'_>) -> Payer {
    let (name, id) = if segment.id() == "N1" { (2, 4) } else { (3, 9) };
    Payer {
        name: segment.element(name).text.to_owned(),
        id: segment.element(id).text.to_owned(),
        filing_code: String::new(),
    }
}

fn owned(piece: Piece<'_>) -> Option<String> {
    (!piece.is_empty()).then(|| piece.text.to_owned())
}

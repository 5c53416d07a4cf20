//! What only institutional claims (837I) have: type of bill and the SV2 revenue line.

use super::claim_professional::procedure;
use super::lexer::{Piece, Segment};
use super::source::Source;
use crate::model::{RevenueCode, ServiceLine, TypeOfBill};
use crate::problem::ProblemKind;
use crate::text::Located;

/// Joins facility code and frequency to the type of bill.
pub(super) fn type_of_bill(
    source: &Source<'_>,
    segment: &Segment<'_>,
    facility: Piece<'_>,
    frequency: Piece<'_>,
) -> Option<Located<TypeOfBill>> {
    if facility.is_empty() {
        return None;
    }
    let type_of_bill = TypeOfBill::new(&format!("{}{}", facility.text, frequency.text))?;
    Some(source.located(type_of_bill, segment.element(5)))
}

/// Returns whether a revenue line only repeats the claim's total, as paper forms do.
pub(super) fn is_total(segment: &Segment<'_>) -> bool {
    matches!(segment.element(1).text, "0001" | "001")
}

/// Reads SV2 into a line.
pub(super) fn service(source: &mut Source<'_>, segment: &Segment<'_>, line: &mut ServiceLine) {
    let revenue = segment.element(1);
    line.revenue = RevenueCode::new(revenue.text).map(|code| source.located(code, revenue));
    procedure(source, segment, 2, line);
    if line.revenue.is_none() && line.procedure.is_none() {
        let message = "the line names neither revenue code nor procedure; checks of codes skip it";
        source.trouble(segment, ProblemKind::BadValue, message);
    }
    line.charge = source.money(segment, 3, "the line's charge");
    line.unit_basis = segment.element(4).text.to_owned();
    line.units = source.units(segment, 5);
    let money = |source: &mut Source<'_>, index: usize, what: &str| {
        let amount = source.optional_money(segment, index, what);
        amount.map(|amount| amount.value)
    };
    let rate = money(source, 6, "the rate");
    let non_covered = money(source, 7, "the charge not covered");
    if rate.is_some() || non_covered.is_some() {
        line.details.rate = rate;
        line.details.non_covered = non_covered;
    }
    line.place_of_service = None;
}

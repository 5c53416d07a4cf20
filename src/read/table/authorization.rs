//! Reads the rows of an authorization log. Whether an authorization covers a claim is not its
//! matter.

use super::columns::{Field, Header, decision, repeats};
use super::csv::Row;
use super::level::level_from_text;
use super::sheet::{DateCell, Sheet};
use crate::model::{
    Authorization, AuthorizationDecision, AuthorizationDetails, Modifier, Payer, ProcedureCode,
    RevenueCode, ServiceDate, UnitKind, Units,
};
use crate::problem::ProblemKind;
use crate::read::dates::{find_dates, parse_date};
use crate::text::Located;

/// Reads every row below the header.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
) -> Vec<Authorization> {
    let Some((head, body)) = rows.get(header.row..).and_then(<[_]>::split_first) else {
        return Vec::new();
    };
    let rows = body.iter().filter(|row| !repeats(head, row));
    rows.filter_map(|row| authorization(sheet, header, row))
        .collect()
}

/// Reads one row; `None` for one that names neither patient, number nor dates, which is reported
/// unless it is a lone remark.
fn authorization<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Option<Authorization> {
    if row.filled() < 2 {
        return None;
    }
    let patient = sheet.patient(header, row);
    let number = sheet.text(header, row, Field::AuthNumber);
    let (from, to) = window(sheet, header, row);
    if patient.is_empty() {
        let message = "names no patient; it is matched by its authorization number only, where it \
                       has one. Add a name with birth date, an MRN or a member id";
        sheet.trouble(row, ProblemKind::NoPatient, message);
        if number.is_none() && from.is_none() {
            return None;
        }
    }
    let (procedures, revenues, modifiers) = codes(header, row);
    let level_text = sheet.text(header, row, Field::Level);
    let (units, unit_kind) = units(sheet, header, row);
    Some(Authorization {
        file: sheet.file,
        span: sheet.span(&row.range),
        number,
        patient,
        payer: Payer {
            name: header.text(row, Field::Payer).to_owned(),
            id: header.text(row, Field::PayerId).to_owned(),
            filing_code: String::new(),
        },
        decision: decision_of(header, row),
        level: level_text
            .as_ref()
            .and_then(|level| level_from_text(&level.value)),
        level_text,
        procedures,
        revenues,
        modifiers,
        units,
        unit_kind,
        per_week: per_week(header.text(row, Field::PerWeek)),
        from,
        to,
        requested: sheet
            .date(header, row, Field::Requested, "request date")
            .date(),
        decided: decided(sheet, header, row),
        review: header.text(row, Field::Review).to_owned(),
        rendering_npi: sheet
            .text(header, row, Field::RenderingNpi)
            .map(|npi| npi.value),
        billing_npi: sheet
            .text(header, row, Field::BillingNpi)
            .map(|npi| npi.value),
        clinical_summary: sheet
            .cell(header, row, Field::Summary)
            .map(|cell| sheet.span(&cell.range)),
        details: AuthorizationDetails::default(),
    })
}

/// Reads first and last day. A window of which one end cannot be read covers nothing: an open
/// end would let it cover every later day.
fn window<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> (Option<ServiceDate>, Option<ServiceDate>) {
    let from = sheet.date(header, row, Field::From, "start date");
    let to = sheet.date(header, row, Field::To, "end date");
    let range = header.text(row, Field::DateRange);
    let (from, to) = match (from, to) {
        (DateCell::Bad, to) => (None, to.date()),
        (_, DateCell::Bad) => (None, None),
        (DateCell::Blank, DateCell::Blank) if !range.is_empty() => {
            let mut dates = find_dates(range).map(|(_, date)| date);
            match (dates.next(), dates.next(), dates.next()) {
                (Some(from), Some(to), None) => (Some(from), Some(to)),
                (Some(day), None, None) => (Some(day), Some(day)),
                _ => {
                    let message = "the dates are not one range of two dates; it covers no day. \
                                   Write MM/DD/YYYY - MM/DD/YYYY";
                    sheet.trouble(row, ProblemKind::BadValue, message);
                    (None, None)
                }
            }
        }
        (from, to) => (from.date(), to.date()),
    };
    if let (Some(first), Some(last)) = (from, to)
        && last < first
    {
        let message = "ends before it starts; it covers no day until the log is corrected";
        sheet.trouble(row, ProblemKind::BadValue, message);
        return (None, None);
    }
    (from, to)
}

/// Reads when it was decided. `Date Approved` beside a window of its own is that day.
fn decided<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> Option<ServiceDate> {
    if header.column(Field::Decided).is_none() && header.column(Field::From).is_some() {
        return parse_date(header.text(row, Field::DateRange));
    }
    sheet
        .date(header, row, Field::Decided, "decision date")
        .date()
}

fn decision_of(header: &Header, row: &Row<'_>) -> AuthorizationDecision {
    // A log may say so in the place of the number.
    let stated = decision(header.text(row, Field::Decision)).or_else(|| {
        decision(header.text(row, Field::AuthNumber)).filter(|key| *key == "not-required")
    });
    match stated {
        Some("approved") => AuthorizationDecision::Approved,
        Some("partial") => AuthorizationDecision::Partial,
        Some("pended") => AuthorizationDecision::Pended,
        Some("denied") => AuthorizationDecision::Denied,
        Some("void") => AuthorizationDecision::Void,
        Some("not-required") => AuthorizationDecision::NotRequired,
        _ => AuthorizationDecision::Unknown,
    }
}

/// Reads the units granted and what a unit is, from the header or from the cell itself: `5 days`.
fn units<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> (Option<Located<Units>>, Option<UnitKind>) {
    let stated = unit_kind(header.text(row, Field::UnitKind));
    for (field, kind) in [
        (Field::Units, None),
        (Field::UnitsDays, Some(UnitKind::Day)),
        (Field::UnitsVisits, Some(UnitKind::Visit)),
        (Field::UnitsHours, Some(UnitKind::Hour)),
    ] {
        let Some(cell) = sheet.cell(header, row, field) else {
            continue;
        };
        let text = cell.text.as_ref();
        let length = text
            .bytes()
            .take_while(|b| b.is_ascii_digit() || *b == b'.' || *b == b',');
        let (number, rest) = text.split_at(length.count());
        let number = number.replace(',', "");
        let kind = stated.or_else(|| unit_kind(rest)).or(kind);
        // Logs write 999 where the payer set no limit.
        if matches!(
            number.trim_start_matches('0').split('.').next(),
            Some("999" | "9999")
        ) {
            return (None, kind);
        }
        return match Units::parse(&number) {
            Some(units) if rest.trim().is_empty() || unit_kind(rest).is_some() => {
                (Some(sheet.located(units, cell)), kind)
            }
            _ => {
                let message = "the units are not a number; checks of units skip this row";
                sheet.trouble(row, ProblemKind::BadValue, message);
                (None, kind)
            }
        };
    }
    (None, stated)
}

fn unit_kind(text: &str) -> Option<UnitKind> {
    let lower = text.trim().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if begins(&["day", "dy", "per diem", "diem", "da"]) {
        Some(UnitKind::Day)
    } else if begins(&["visit", "vs", "session", "encounter"]) {
        Some(UnitKind::Visit)
    } else if begins(&["hour", "hr", "hs"]) {
        Some(UnitKind::Hour)
    } else if begins(&["unit", "un"]) {
        Some(UnitKind::Unit)
    } else {
        None
    }
}

/// Reads `5`, `5x/wk`, `5 days per week`, `3-5/wk` (the higher number is the limit).
fn per_week(text: &str) -> Option<u32> {
    let numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let numbers: Vec<u32> = numbers.filter_map(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [one] => Some(*one),
        [low, high] if low < high => Some(*high),
        _ => None,
    }
}

/// Reads procedure codes, revenue codes and modifiers out of the columns that may mix them:
/// `H0015-HF; 0906`.
fn codes(header: &Header, row: &Row<'_>) -> (Vec<ProcedureCode>, Vec<RevenueCode>, Vec<Modifier>) {
    let (mut procedures, mut revenues, mut modifiers) = (Vec::new(), Vec::new(), Vec::new());
    for field in [Field::Procedure, Field::Revenue, Field::Modifier] {
        let is_separator = |c: char| !c.is_alphanumeric();
        for token in header
            .text(row, field)
            .split(is_separator)
            .filter(|token| !token.is_empty())
        {
            let is_number = token.bytes().all(|byte| byte.is_ascii_digit());
            match token.len() {
                5 if is_procedure(token) => procedures.extend(ProcedureCode::new(token)),
                3 | 4 if is_number => revenues.extend(RevenueCode::new(token)),
                2 if field == Field::Modifier || !procedures.is_empty() && !is_number => {
                    modifiers.extend(Modifier::new(token));
                }
                _ => {}
            }
        }
    }
    (procedures, revenues, modifiers)
}

/// Returns whether a token has the shape of a CPT or HCPCS code: four digits between an optional
/// letter before and a digit or letter behind.
fn is_procedure(token: &str) -> bool {
    let bytes = token.as_bytes();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters = bytes
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    digits + letters == 5
        && digits >= 4
        && bytes
            .get(1..4)
            .is_some_and(|middle| middle.iter().all(u8::is_ascii_digit))
}

//! Reads coverage tables: one row per patient and payer, or a primary and a secondary payer side
//! by side.

use super::columns::Header;
use super::csv::Row;
use super::field::Field;
use super::sheet::{DateCell, Sheet, body};
use super::vocabulary::coverage_status;
use crate::model::{
    BenefitDetails, Coverage, CoverageBenefit, CoverageStatus, Payer, PayerOrder, PersonName,
    ServiceDate,
};
use crate::problem::ProblemKind;
use crate::read::carved_out::says_carved_out;

/// Reads every row below the header.
pub(super) fn read<'t>(sheet: &mut Sheet<'t>, header: &Header, rows: &[Row<'t>]) -> Vec<Coverage> {
    body(header, rows)
        .flat_map(|row| coverages(sheet, header, row))
        .collect()
}

fn coverages<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> Vec<Coverage> {
    let mut patient = sheet.patient(header, row);
    let relationship = header.text(row, Field::Relationship).to_owned();
    // Only who is the subscriber can be named by the subscriber's name.
    if patient.name.is_none() && is_self(&relationship) {
        patient.name = sheet
            .cell(header, row, Field::SubscriberName)
            .and_then(|cell| PersonName::parse(&cell.text).map(|name| sheet.located(name, cell)));
    }
    if patient.is_empty() {
        let message = "names no patient; it is not used. Add a name with birth date, an MRN or a \
                       member id";
        sheet.trouble(row, ProblemKind::NoPatient, message);
        return Vec::new();
    }
    let (from, to) = window(sheet, header, row);
    let span = sheet.span(&row.range);
    // Where it stands differs: a column of its own, a comment.
    let is_carved_out = row.cells.iter().any(|cell| says_carved_out(&cell.text));
    let required = yes_or_no(header.text(row, Field::AuthorizationRequired));
    let first = Coverage {
        details: Default::default(),
        file: sheet.file,
        span,
        patient,
        payer: Payer {
            name: header.text(row, Field::Payer).to_owned(),
            id: header.text(row, Field::PayerId).to_owned(),
            filing_code: String::new(),
        },
        status: status(header, row),
        order: order(header.text(row, Field::PayerOrder)).or_else(|| {
            let beside = sheet.cell(header, row, Field::SecondaryPayer);
            beside.map(|_| PayerOrder::Primary)
        }),
        from,
        to,
        group: header.text(row, Field::GroupNumber).to_owned(),
        insurance_type: header.text(row, Field::InsuranceType).to_owned(),
        relationship,
        benefits: required
            .map(Some)
            .or(is_carved_out.then_some(None))
            .map(|required| CoverageBenefit {
                details: BenefitDetails {
                    is_carved_out,
                    ..BenefitDetails::default()
                },
                span,
                information: String::new(),
                service_types: Vec::new(),
                authorization_required: required,
                in_network: None,
                dates: None,
            })
            .into_iter()
            .collect(),
        checked: sheet
            .date(header, row, Field::Checked, "date of the inquiry")
            .date(),
    };
    let second = sheet
        .cell(header, row, Field::SecondaryPayer)
        .map(|cell| cell.text.to_string());
    let second = second.map(|payer| {
        let mut patient = first.patient.clone();
        patient.member_id = sheet.id(header, row, Field::SecondaryMemberId, "member id");
        Coverage {
            patient,
            payer: Payer {
                name: payer,
                ..Payer::default()
            },
            // The row's dates, group and status are the first payer's.
            status: CoverageStatus::Unknown,
            order: Some(PayerOrder::Secondary),
            from: None,
            to: None,
            group: String::new(),
            insurance_type: String::new(),
            benefits: Vec::new(),
            ..first.clone()
        }
    });
    [first].into_iter().chain(second).collect()
}

/// Reads first and last day. Where one end cannot be read both are left out: an open end would
/// cover every later day.
fn window<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> (Option<ServiceDate>, Option<ServiceDate>) {
    let from = sheet.date(header, row, Field::From, "effective date");
    let to = match sheet.cell(header, row, Field::To) {
        Some(cell) if is_open(&cell.text) => DateCell::Blank,
        _ => sheet.date(header, row, Field::To, "end date"),
    };
    match (from, to) {
        (DateCell::Bad, _) | (_, DateCell::Bad) => (None, None),
        (from, to) => match (from.date(), to.date()) {
            (Some(first), Some(last)) if last < first => {
                let message = "the coverage ends before it starts; its dates are not used";
                sheet.trouble(row, ProblemKind::BadValue, message);
                (None, None)
            }
            // The last day of 9999 or 2099 stands for no end.
            (from, Some(last)) if last.year() >= 2099 => (from, None),
            window => window,
        },
    }
}

fn is_open(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains("/9999")
        || lower.starts_with("9999")
        || matches!(
            lower.as_str(),
            "present" | "current" | "open" | "ongoing" | "active"
        )
}

fn status(header: &Header, row: &Row<'_>) -> CoverageStatus {
    let stated = header.text(row, Field::CoverageStatus);
    match coverage_status(stated) {
        Some("active") => CoverageStatus::Active,
        Some("inactive") => CoverageStatus::Inactive,
        _ => CoverageStatus::Unknown,
    }
}

fn order(text: &str) -> Option<PayerOrder> {
    match text.trim().to_ascii_lowercase().chars().next()? {
        'p' | '1' => Some(PayerOrder::Primary),
        's' | '2' => Some(PayerOrder::Secondary),
        't' | '3' => Some(PayerOrder::Tertiary),
        _ => None,
    }
}

fn is_self(relationship: &str) -> bool {
    matches!(
        relationship.trim().to_ascii_lowercase().as_str(),
        "self" | "18" | "subscriber" | "insured" | "s"
    )
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" | "true" | "required" | "x" => Some(true),
        "n" | "no" | "false" | "not required" => Some(false),
        _ => None,
    }
}

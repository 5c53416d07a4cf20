//! Reads what payers paid, adjusted and denied: payment tables, and the payment columns of claims
//! tables. Rows of one claim, payment date and check are one remittance.

use super::codes::codes;
use super::columns::Header;
use super::csv::Row;
use super::field::{Field, Kind};
use super::sheet::{Sheet, amount, body};
use super::vocabulary::claim_status;
use crate::model::{
    Adjustment, AdjustmentGroup, ClaimStatus, DateRange, Money, PatientIdentity, Payer,
    RemittanceClaim, RemittanceDetails, RemittanceLine, ServiceDate, Units,
};
use crate::problem::ProblemKind;
use crate::text::{Located, Span};
use std::collections::BTreeMap;

/// Reads every row of a payment table.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
) -> Vec<RemittanceClaim> {
    tell_unread_dates(sheet, header, rows);
    tell_unread_payments(sheet, header, rows);
    let mut payments = Payments::new(header, rows);
    for row in body(header, rows) {
        let dates = dates(sheet, header, row);
        let patient = sheet.patient(header, row);
        payments.take(sheet, header, row, dates, &patient);
    }
    payments.claims
}

/// Tells which columns look like days and were not read, where none gives the day of payment: the
/// days to appeal are counted from it.
fn tell_unread_dates<'t>(sheet: &mut Sheet<'t>, header: &Header, rows: &[Row<'t>]) {
    if header.column(Field::PaymentDate).is_some() {
        return;
    }
    let unread = header.unread(rows);
    let dates: Vec<&str> = unread
        .into_iter()
        .filter(|name| {
            let name = name.to_ascii_lowercase();
            name.len() <= 40 && (name.contains("date") || name.split(' ').any(|word| word == "dt"))
        })
        .collect();
    if let (false, Some(row)) = (dates.is_empty(), rows.get(header.row)) {
        let message = format!(
            "no column is known to give the date of payment, so no last day to appeal is counted; \
             left unread: {}. Name the column in chartproof.toml ([columns.headers]) as \
             `payment-date`",
            dates.join(", ")
        );
        sheet.trouble(row, ProblemKind::BadValue, &message);
    }
}

/// Tells that no column says what was paid: then a reason such as CO-45 stands beside money that
/// nobody read, and refuses nothing.
pub(super) fn tell_unread_payments<'t>(sheet: &mut Sheet<'t>, header: &Header, rows: &[Row<'t>]) {
    let tells_reasons = [
        Field::Adjustment,
        Field::AdjustmentReason,
        Field::AdjustmentGroup,
    ];
    let tells = tells_reasons
        .into_iter()
        .any(|field| header.column(field).is_some());
    if !tells || header.column(Field::Paid).is_some() || lists_denials(header, rows) {
        return;
    }
    let Some(row) = rows.get(header.row) else {
        return;
    };
    let unread = header.unread(rows);
    let unread: Vec<&str> = unread.into_iter().filter(|name| name.len() <= 40).collect();
    let left = match unread.is_empty() {
        true => String::new(),
        false => format!("; left unread: {}", unread.join(", ")),
    };
    let message = format!(
        "no column is known to give what was paid, so no row without the status `Denied` is taken \
         as paid or refused{left}. Name the column in chartproof.toml ([columns.headers]) as `paid`"
    );
    sheet.trouble(row, ProblemKind::BadValue, &message);
}

/// Returns whether a table says of its reasons that they are of denials, as lists of denials do
/// that need no column of what was paid.
fn lists_denials(header: &Header, rows: &[Row<'_>]) -> bool {
    let Some(row) = rows.get(header.row) else {
        return false;
    };
    let tells = |field| {
        header.columns(field).iter().any(|column| {
            let name = row.text(*column).to_ascii_lowercase();
            name.contains("deni") || name.contains("deny") || name.contains("reject")
        })
    };
    let fields = [
        Field::AdjustmentReason,
        Field::Adjustment,
        Field::PaymentDate,
    ];
    fields.into_iter().any(tells)
}

/// Reads the dates of service of a row: one day, from and to, or a range in one cell.
pub(super) fn dates<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Option<Located<DateRange>> {
    let single = sheet.cell(header, row, Field::Date).cloned();
    let first = sheet.cell(header, row, Field::From).cloned();
    let cell = first
        .or(single)
        .or_else(|| sheet.cell(header, row, Field::DateRange).cloned())?;
    let range = match sheet.range_of(&cell) {
        Some(range) => range,
        None => {
            let message = "the date of service is not a date that can be read with certainty; \
                           write it as MM/DD/YYYY";
            sheet.trouble(row, ProblemKind::BadValue, message);
            return None;
        }
    };
    let to = match sheet.date(header, row, Field::To, "last date of service") {
        super::sheet::DateCell::Date(date) => date,
        super::sheet::DateCell::Blank => range.to(),
        super::sheet::DateCell::Bad => return None,
    };
    match DateRange::new(range.from(), to) {
        Some(range) => Some(sheet.located(range, &cell)),
        None => {
            let message = "the service ends before it starts; its dates are not used";
            sheet.trouble(row, ProblemKind::BadValue, message);
            None
        }
    }
}

/// Remittances while rows arrive.
#[derive(Default)]
pub(super) struct Payments {
    /// Remittances in the order of their first rows.
    pub(super) claims: Vec<RemittanceClaim>,
    places: BTreeMap<(String, Option<ServiceDate>, String), usize>,
    /// Whether a reason refuses even where no column says what was paid.
    lists_denials: bool,
    /// Whether it was said that payments without claim number are lost.
    has_warned: bool,
}

impl Payments {
    /// Begins the reading of a table.
    pub(super) fn new(header: &Header, rows: &[Row<'_>]) -> Self {
        Self {
            lists_denials: lists_denials(header, rows),
            ..Self::default()
        }
    }

    /// Adds a row, where it says anything of a payment.
    pub(super) fn take<'t>(
        &mut self,
        sheet: &mut Sheet<'t>,
        header: &Header,
        row: &Row<'t>,
        dates: Option<Located<DateRange>>,
        patient: &PatientIdentity,
    ) {
        let paid = sheet.money(header, row, Field::Paid, "paid amount");
        let mut adjustments = adjustments(sheet, header, row);
        let denied = claim_status(header.text(row, Field::Decision)) == Some("denied");
        if paid.is_none() && adjustments.is_empty() && !denied {
            return;
        }
        if header.column(Field::Paid).is_none() && !denied && !self.lists_denials {
            return;
        }
        // A payer's list knows the claim by what it calls the patient's account.
        let is_named = header.column(Field::ClaimNumber).is_some();
        let number = if header.kind == Kind::Remittance && !is_named {
            Field::Mrn
        } else {
            Field::ClaimNumber
        };
        let Some(claim_id) = sheet.id(header, row, number, "claim number") else {
            if !self.has_warned {
                let message = "has a payment but no claim number of the facility; such payments \
                               cannot be posted. Add the claim number that the claims carry";
                sheet.trouble(row, ProblemKind::BadValue, message);
                self.has_warned = true;
            }
            return;
        };
        let is_unpaid = paid == Some(Money::ZERO);
        let paid = paid.unwrap_or_default();
        let charge = sheet
            .money(header, row, Field::Charge, "charge")
            .unwrap_or_default();
        let payment_date = sheet
            .date(header, row, Field::PaymentDate, "payment date")
            .date();
        let responsibility = sheet
            .money(header, row, Field::PatientResponsibility, "patient's share")
            .unwrap_or_default();
        if is_unpaid {
            say_what_was_refused(&mut adjustments, charge, responsibility);
        }
        let check = header.text(row, Field::CheckNumber).to_owned();
        let span = sheet.span(&row.range);
        let key = (claim_id.value.clone(), payment_date, check.clone());
        let next = self.claims.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.claims.push(RemittanceClaim {
                details: RemittanceDetails {
                    trace: check,
                    patient: patient.clone(),
                    ..RemittanceDetails::default()
                },
                file: sheet.file,
                span,
                claim_id: claim_id.value,
                status: ClaimStatus::Processed,
                charge: Money::ZERO,
                paid: Money::ZERO,
                patient_responsibility: Money::ZERO,
                payer_control_number: header.text(row, Field::PayerControl).to_owned(),
                payer: Payer {
                    name: header.text(row, Field::Payer).to_owned(),
                    id: header.text(row, Field::PayerId).to_owned(),
                    filing_code: String::new(),
                },
                payment_date,
                adjustments: Vec::new(),
                remarks: Vec::new(),
                lines: Vec::new(),
            });
        }
        let Some(claim) = self.claims.get_mut(place) else {
            return;
        };
        claim.charge += charge;
        claim.paid += paid;
        claim.patient_responsibility += responsibility;
        let remarks = remarks(sheet, header, row);
        let (procedures, revenues, _) = codes(header, row);
        if dates.is_some() || !procedures.is_empty() || !revenues.is_empty() {
            claim.lines.push(RemittanceLine {
                details: Default::default(),
                span,
                procedure: procedures.into_iter().next(),
                revenue: revenues.into_iter().next(),
                charge,
                paid,
                units: Units::parse(header.text(row, Field::Units)),
                dates: dates.map(|dates| dates.value),
                control_number: None,
                adjustments,
                remarks,
            });
        } else {
            claim.adjustments.extend(adjustments);
            claim.remarks.extend(remarks);
        }
        claim.status = match (claim.paid, denied) {
            (paid, _) if paid < Money::ZERO => ClaimStatus::Reversal,
            (Money::ZERO, true) => ClaimStatus::Denied,
            _ => ClaimStatus::Processed,
        };
    }
}

/// Gives the one reason for which nothing was paid the amount that a table leaves out: the whole
/// charge, or what it leaves to the patient. Several reasons share it in parts that nobody told.
fn say_what_was_refused(adjustments: &mut [Adjustment], charge: Money, responsibility: Money) {
    let [adjustment] = adjustments else { return };
    if adjustment.amount != Money::ZERO {
        return;
    }
    adjustment.amount = match (adjustment.group, responsibility) {
        (_, Money::ZERO) => charge,
        (AdjustmentGroup::PR, share) => share,
        _ => Money::ZERO,
    };
}

/// Reads adjustments: `CO-45`, `PR 1; CO 97`, `45` beside a group column. An amount stands beside
/// each reason, in columns or in a list of its own (`70.00; 30.00`), or not at all: one amount beside
/// several reasons is not split, and theirs is zero.
fn adjustments<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> Vec<Adjustment> {
    let mut found = Vec::new();
    let mut unread = false;
    // `Adj Group/Code` may head the groups alone or the groups with their reasons.
    let is_headed = header.column(Field::AdjustmentReason).is_some();
    let headed = match is_headed {
        true => Field::AdjustmentReason,
        false => Field::AdjustmentGroup,
    };
    for cell in sheet.cells(header, row, headed) {
        let span = sheet.span(&cell.range);
        let read = reasons(&cell.text);
        unread |= read.is_empty() && group(&cell.text).is_none();
        found.extend(
            read.into_iter()
                .map(|(group, reason)| (group, reason, span)),
        );
    }
    // Words beside a code are its wording.
    if unread && found.is_empty() {
        let message = "the reason is not a CARC such as CO-197; it is not used";
        sheet.trouble(row, ProblemKind::BadValue, message);
    }
    let groups = sheet.cells(header, row, Field::AdjustmentGroup);
    let groups: Vec<_> = groups.map(|cell| group(&cell.text)).collect();
    let cells: Vec<_> = sheet.cells(header, row, Field::Adjustment).collect();
    let listed: Vec<Adjustment> = cells
        .iter()
        .filter(|cell| amount(&cell.text).is_none())
        .flat_map(|cell| listed(&cell.text, sheet.span(&cell.range)))
        .collect();
    if found.is_empty() && !listed.is_empty() {
        return listed;
    }
    let amounts: Vec<_> = cells.iter().flat_map(|cell| sums(&cell.text)).collect();
    let are_paired = amounts.len() == found.len();
    found
        .into_iter()
        .enumerate()
        .map(|(place, (stated, reason, span))| Adjustment {
            quantity: None,
            // Without a group it is "other": none that says who bears it.
            group: stated
                .or_else(|| groups.get(place).copied().flatten())
                .unwrap_or(AdjustmentGroup::OA),
            reason,
            amount: if are_paired {
                amounts.get(place).copied().flatten().unwrap_or_default()
            } else {
                Money::ZERO
            },
            span,
        })
        .collect()
}

/// Reads the amounts of a cell, one or a list; a part that is none makes the whole cell none.
fn sums(text: &str) -> Vec<Option<Money>> {
    if let Some(one) = amount(text) {
        return vec![Some(one)];
    }
    let parts = text
        .split([';', '|', '\n'])
        .flat_map(|part| part.split(", "));
    let read: Option<Vec<Money>> = parts.map(amount).collect();
    read.map_or_else(|| vec![None], |all| all.into_iter().map(Some).collect())
}

/// Reads a list of adjustments with their amounts in one cell: `CO-45 88.00; PR-1 60.00`. A part
/// without an amount makes the whole cell no such list.
fn listed(text: &str, span: Span) -> Vec<Adjustment> {
    let parts = text
        .split([';', '|', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let read = parts.map(|part| {
        let (codes, sum) = part.rsplit_once([' ', ':', '=', '\t'])?;
        let (group, reason) = reasons(codes).into_iter().next()?;
        Some(Adjustment {
            quantity: None,
            group: group.unwrap_or(AdjustmentGroup::OA),
            reason,
            amount: amount(sum)?,
            span,
        })
    });
    read.collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// Returns the group and reason codes of a cell: `CO-45: contractual`, `CO45, PR2`, `197`.
fn reasons(text: &str) -> Vec<(Option<AdjustmentGroup>, String)> {
    let mut found = Vec::new();
    for part in text.split([';', ',', '|', '\n', '/']) {
        let mut pending = None;
        for word in part.split(|c: char| !c.is_ascii_alphanumeric()) {
            if word.is_empty() {
                continue;
            }
            if let Some(group) = group(word) {
                pending = Some(group);
                continue;
            }
            let split = word.get(..2).and_then(group).zip(word.get(2..));
            let (stated, code) = match split {
                Some((group, code)) => (Some(group), code),
                None => (pending, word),
            };
            // What follows the code is its wording.
            if is_reason(code) {
                found.push((stated, code.trim_start_matches('0').to_ascii_uppercase()));
            }
            break;
        }
    }
    found
}

/// Returns whether a text has the shape of a CARC: one to three digits, or a letter with digits.
fn is_reason(code: &str) -> bool {
    let digits = code.strip_prefix(['A', 'B', 'D', 'P', 'W', 'Y', 'a', 'b', 'p']);
    let digits = digits.unwrap_or(code);
    (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn group(text: &str) -> Option<AdjustmentGroup> {
    Some(match text.trim().to_ascii_uppercase().as_str() {
        "CO" => AdjustmentGroup::CO,
        "PR" => AdjustmentGroup::PR,
        "OA" => AdjustmentGroup::OA,
        "PI" => AdjustmentGroup::PI,
        "CR" => AdjustmentGroup::CR,
        _ => return None,
    })
}

/// Reads remark codes: `M62`, `N30, MA130`.
fn remarks<'t>(sheet: &Sheet<'t>, header: &Header, row: &Row<'t>) -> Vec<String> {
    let is_remark = |word: &&str| {
        let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let letters = word.len() - digits.len();
        (1..=2).contains(&letters)
            && (1..=4).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    sheet
        .cells(header, row, Field::Remark)
        .flat_map(|cell| {
            cell.text
                .split(|c: char| !c.is_ascii_alphanumeric())
                .filter(is_remark)
                .map(str::to_ascii_uppercase)
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjustments_with_their_amounts_may_stand_in_one_cell() {
        let shown = |text: &str| {
            let span = Span::new(crate::text::FileId(0), 1, 0, 1);
            let each = listed(text, span)
                .into_iter()
                .map(|one| format!("{:?}-{} {}", one.group, one.reason, one.amount.to_decimal()));
            each.collect::<Vec<_>>().join("; ")
        };
        assert_eq!(shown("CO-45 88.00;PR-1 60.00"), "CO-45 88.00; PR-1 60.00");
        assert_eq!(shown("CO45: $1,088.10"), "CO-45 1088.10");
        assert_eq!(shown("CO-45 88.00; contractual"), "");
        assert_eq!(shown("88.00"), "");
    }

    #[test]
    fn amounts_may_stand_in_a_list_of_their_own() {
        let shown = |text: &str| {
            let each = sums(text).into_iter();
            let each = each.map(|sum| sum.map_or("-".to_owned(), |sum| sum.to_decimal()));
            each.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown("70.00; 30.00"), "70.00 30.00");
        assert_eq!(shown("1,088.10 | $5"), "1088.10 5.00");
        assert_eq!(shown("45.00, 30.00"), "45.00 30.00");
        assert_eq!(shown("70.00; see EOB"), "-");
        assert_eq!(shown(""), "-");
    }

    #[test]
    fn a_payers_list_names_the_claim_as_the_patients_account() {
        let list = "EOB Date,Check #,Patient Account #,Service Date,Procedure,Billed Amount,Paid Amount,\
                    Adj Reason 1,Adj Amount 1,Payer Claim #\n\
                    09/23/2026,P1,60211,09/02/2026,90834,150.00,0.00,CO-16,150.00,E670309\n";
        let hints = crate::read::table::Hints::default();
        let read = crate::read::table::read(crate::text::FileId(0), list, &hints);
        assert_eq!(read.remittances[0].claim_id, "60211");
        assert!(read.problems.is_empty());
        let day = |text: &str| {
            let read = crate::read::table::read(crate::text::FileId(0), text, &hints);
            let told = read.problems.first().map(|problem| problem.message.clone());
            (read.remittances[0].payment_date.is_some(), told)
        };
        assert_eq!(day(list), (true, None));
        let (dated, told) = day(&list.replace("EOB Date", "Wire Date"));
        assert!(!dated);
        assert!(told.is_some_and(|told| told.contains("left unread: Wire Date")));
        assert_eq!(day(&list.replace("EOB Date", "Batch")), (false, None));
    }

    #[test]
    fn reasons_are_read_in_every_spelling() {
        let shown = |text: &str| {
            let parts = reasons(text)
                .into_iter()
                .map(|(group, reason)| match group {
                    Some(group) => format!("{group:?}-{reason}"),
                    None => reason,
                });
            parts.collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("CO-45", "CO-45"),
            ("CO45", "CO-45"),
            ("CO 045", "CO-45"),
            ("PR-1; CO-97: bundled with 12", "PR-1 CO-97"),
            ("197", "197"),
            ("197 - precertification absent", "197"),
            ("CO-B7", "CO-B7"),
            ("A1", "A1"),
            ("patient not covered", ""),
            ("", ""),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}

//! Reads claims tables as practice management exports them: a row per service line. Rows that
//! carry one claim number for one patient are one claim; a row without number is a claim of its
//! own.

use super::codes::{codes, diagnoses};
use super::columns::Header;
use super::csv::Row;
use super::field::Field;
use super::payments::{Payments, dates, tell_unread_payments};
use super::people::provider;
use super::sheet::{Sheet, body};
use super::vocabulary::claim_status;
use crate::model::{
    Claim, ClaimForm, ClaimFrequency, DateRange, DiagnosisCode, LineDetails, Money,
    PatientIdentity, Payer, PlaceOfService, ProcedureCode, Rare, RemittanceClaim, RevenueCode,
    ServiceLine, TypeOfBill, Units,
};
use crate::problem::{Problem, ProblemKind};
use crate::text::Located;
use std::collections::BTreeMap;

/// Reads every row: claims, and remittances where the table says what was paid.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
) -> (Vec<Claim>, Vec<RemittanceClaim>) {
    let mut claims: Vec<Claim> = Vec::new();
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut payments = Payments::new(header, rows);
    let mut unbilled: Vec<&Row<'t>> = Vec::new();
    let mut last: Option<(usize, u32)> = None;
    if header.column(Field::Charge).is_none() {
        sheet.problems.push(without_charges(sheet, header, rows));
    }
    tell_unread_payments(sheet, header, rows);
    for row in body(header, rows) {
        if claim_status(header.text(row, Field::Decision)) == Some("unbilled") {
            unbilled.push(row);
            continue;
        }
        let patient = sheet.patient(header, row);
        let id = sheet.id(header, row, Field::ClaimNumber, "claim number");
        if patient.is_empty() {
            let message = "names no patient; the claim cannot be joined to a chart. Add a name \
                           with birth date, an MRN or a member id";
            sheet.trouble(row, ProblemKind::NoPatient, message);
        }
        let id = id.map(|id| id.value).unwrap_or_default();
        let next = claims.len();
        let place = if id.is_empty() {
            next
        } else {
            *places.entry((id.clone(), who(&patient))).or_insert(next)
        };
        if place == next {
            claims.push(open(sheet, header, row, id, patient.clone()));
        }
        let dates = dates(sheet, header, row);
        payments.take(sheet, header, row, dates, &patient);
        let line = line(sheet, header, row, dates);
        if let Some(claim) = claims.get_mut(place) {
            // The rows of a claim are cited together only where nobody else's stand between.
            if last == Some((place, row.number - 1)) {
                claim.span.end = claim.span.end.max(line.span.end);
            }
            add(sheet, header, row, claim, line);
        }
        last = Some((place, row.number));
    }
    for claim in &mut claims {
        // Statement dates are a matter of institutional claims.
        if claim.form == ClaimForm::Professional {
            claim.statement = None;
        }
    }
    if let Some(first) = unbilled.first() {
        let message = format!(
            "this row and {} more are marked as not billed, void or deleted; they are not audited \
             as claims",
            unbilled.len() - 1
        );
        sheet.trouble(first, ProblemKind::BadValue, &message);
    }
    (claims, payments.claims)
}

fn without_charges(sheet: &Sheet<'_>, header: &Header, rows: &[Row<'_>]) -> Problem {
    let place = match rows.get(header.row) {
        Some(row) => sheet.span(&row.range),
        None => sheet.start(),
    };
    let message = "no column for the charge was found (such as Charge, Billed, Fee, Extended), so \
                   the charges are unknown, not zero: nothing is checked against them. Name the \
                   column in chartproof.toml ([[columns]]) or rename its header";
    Problem::at(place, ProblemKind::BadValue, message)
}

/// Returns what tells patients apart within one table.
fn who(patient: &PatientIdentity) -> String {
    let mrn = patient.mrn.as_ref().map(|mrn| mrn.value.clone());
    let name = patient.name.as_ref().map(|name| name.value.key());
    let member = patient.member_id.as_ref().map(|id| id.value.clone());
    mrn.or(name).or(member).unwrap_or_default()
}

fn open<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    id: String,
    patient: PatientIdentity,
) -> Claim {
    let type_of_bill = type_of_bill(sheet, header, row);
    let stated = frequency(header.text(row, Field::ClaimFrequency));
    let of_bill = type_of_bill
        .as_ref()
        .and_then(|bill| bill.value.as_str().get(2..3))
        .and_then(frequency);
    let located_date = |sheet: &mut Sheet<'t>, field, what| {
        let date = sheet.date(header, row, field, what).date()?;
        let cell = sheet.cell(header, row, field)?;
        Some(sheet.located(date, cell))
    };
    Claim {
        details: Default::default(),
        file: sheet.file,
        span: sheet.span(&row.range),
        id,
        form: if type_of_bill.is_some() {
            ClaimForm::Institutional
        } else {
            ClaimForm::Professional
        },
        patient,
        payer: Payer {
            name: header.text(row, Field::Payer).to_owned(),
            id: header.text(row, Field::PayerId).to_owned(),
            filing_code: filing_code(header.text(row, Field::FinancialClass)).to_owned(),
        },
        payer_sequence: sequence(header.text(row, Field::PayerOrder)).to_owned(),
        submitted: sheet
            .date(header, row, Field::BilledDate, "billed date")
            .date(),
        total_charge: Money::ZERO,
        place_of_service: None,
        type_of_bill,
        frequency: stated.or(of_bill).unwrap_or(ClaimFrequency::Original),
        original_reference: sheet.id(header, row, Field::OriginalReference, "original reference"),
        authorizations: Vec::new(),
        statement: None,
        admission: located_date(sheet, Field::Admission, "admission date"),
        discharge: located_date(sheet, Field::Discharge, "discharge date"),
        patient_status: sheet.text(header, row, Field::PatientStatus),
        diagnoses: Vec::new(),
        condition_codes: Vec::new(),
        occurrence_spans: Vec::new(),
        billing: provider(
            sheet,
            header,
            row,
            Field::BillingName,
            Field::BillingNpi,
            Field::BillingTaxonomy,
        ),
        rendering: None,
        supervising: None,
        facility: None,
        lines: Vec::new(),
    }
}

/// Adds a line with what its row says of the claim as a whole.
fn add<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    claim: &mut Claim,
    mut line: ServiceLine,
) {
    // A revenue code stands on UB-04 claims only.
    if line.revenue.is_some() {
        claim.form = ClaimForm::Institutional;
    }
    let of_row = row_diagnoses(sheet, header, row);
    for diagnosis in &of_row {
        if claim
            .diagnoses
            .iter()
            .all(|known| known.value != diagnosis.value)
        {
            claim.diagnoses.push(diagnosis.clone());
        }
    }
    if claim.form == ClaimForm::Professional {
        line.diagnosis_pointers = match pointers(header.text(row, Field::DiagnosisPointer)) {
            stated if !stated.is_empty() => stated,
            // The row's own diagnoses, by their places on the claim.
            _ => of_row
                .iter()
                .filter_map(|own| claim.diagnoses.iter().position(|d| d.value == own.value))
                .filter_map(|place| u8::try_from(place + 1).ok())
                .collect(),
        };
        claim.place_of_service = claim
            .place_of_service
            .take()
            .or_else(|| line.place_of_service.clone());
    }
    // Numbers rise; one that does not is no line number of this claim.
    let last = claim.lines.last().map_or(0, |line| line.number);
    if line.number <= last {
        line.number = last.saturating_add(1);
    }
    claim.total_charge += line.charge;
    if let Some(dates) = line.dates {
        let statement = claim.statement.map_or(dates.value, |all| {
            let (from, to) = (all.value.from(), all.value.to());
            let from = from.min(dates.value.from());
            let to = to.max(dates.value.to());
            DateRange::new(from, to).unwrap_or(all.value)
        });
        claim.statement = Some(Located::new(statement, dates.span));
    }
    claim.lines.push(line);
}

fn line<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    dates: Option<Located<DateRange>>,
) -> ServiceLine {
    let (procedures, revenues, modifiers) = codes(header, row);
    let procedure = procedure(sheet, header, row, procedures);
    let revenue_cell = sheet
        .cell(header, row, Field::Revenue)
        .or_else(|| sheet.cell(header, row, Field::Procedure));
    let revenue = revenue_cell.and_then(|cell| {
        let code: RevenueCode = revenues.into_iter().next()?;
        Some(sheet.located(code, cell))
    });
    if procedure.is_none() && revenue.is_none() {
        let message = "has no procedure or revenue code; the line cannot be judged";
        sheet.trouble(row, ProblemKind::BadValue, message);
    }
    if dates.is_none() && !has_date_cell(sheet, header, row) {
        let message = "has no date of service; the line cannot be joined to a note";
        sheet.trouble(row, ProblemKind::BadValue, message);
    }
    let place = sheet.cell(header, row, Field::PlaceOfService);
    let charge = sheet.money(header, row, Field::Charge, "charge");
    let mut details = Rare::default();
    if charge.is_none() {
        details = Rare::from(LineDetails {
            is_charge_unknown: true,
            ..LineDetails::default()
        });
    }
    ServiceLine {
        details,
        number: header
            .text(row, Field::LineNumber)
            .parse()
            .unwrap_or_default(),
        span: sheet.span(&row.range),
        procedure,
        modifiers,
        revenue,
        charge: charge.unwrap_or_default(),
        units: units(sheet, header, row),
        unit_basis: basis(header.text(row, Field::UnitKind)).to_owned(),
        dates,
        place_of_service: place.and_then(|cell| {
            let digits: String = cell.text.chars().take_while(char::is_ascii_digit).collect();
            let code = PlaceOfService::new(&digits).filter(|_| digits.len() <= 2)?;
            Some(sheet.located(code, cell))
        }),
        diagnosis_pointers: Vec::new(),
        rendering: provider(
            sheet,
            header,
            row,
            Field::RenderingName,
            Field::RenderingNpi,
            Field::RenderingTaxonomy,
        ),
        authorization: sheet.id(header, row, Field::AuthNumber, "authorization number"),
        control_number: None,
    }
}

fn has_date_cell<'t>(sheet: &Sheet<'t>, header: &Header, row: &Row<'t>) -> bool {
    [Field::Date, Field::From, Field::DateRange]
        .into_iter()
        .any(|field| sheet.cell(header, row, field).is_some())
}

/// Returns the procedure code; one of another shape is kept as written, since facilities use
/// codes of their own that a contract maps.
fn procedure<'t>(
    sheet: &Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    found: Vec<ProcedureCode>,
) -> Option<Located<ProcedureCode>> {
    let cell = sheet.cell(header, row, Field::Procedure)?;
    let own = || {
        let word = cell.text.split_whitespace().next()?;
        let is_revenue = word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
        ProcedureCode::new(word).filter(|_| !is_revenue && word.len() <= 12)
    };
    let code = found.into_iter().next().or_else(own)?;
    Some(sheet.located(code, cell))
}

fn units<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> Option<Located<Units>> {
    let cell = [
        Field::Units,
        Field::UnitsDays,
        Field::UnitsVisits,
        Field::UnitsHours,
    ]
    .into_iter()
    .find_map(|field| sheet.cell(header, row, field))?;
    let text = cell.text.replace(',', "");
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    let units = Units::parse(number).map(|units| sheet.located(units, cell));
    if units.is_none() {
        let message = "the units are not a number; checks of units skip this line";
        sheet.trouble(row, ProblemKind::BadValue, message);
    }
    units
}

fn row_diagnoses<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Vec<Located<DiagnosisCode>> {
    let mut found: Vec<Located<DiagnosisCode>> = Vec::new();
    let mut unread = false;
    // Clearinghouses put the diagnosis itself where others put a pointer to it.
    let pointed = sheet.cells(header, row, Field::DiagnosisPointer);
    let pointed = pointed.into_iter().map(|cell| (cell, false));
    let stated = sheet.cells(header, row, Field::Diagnosis);
    for (cell, is_diagnosis) in stated.into_iter().map(|cell| (cell, true)).chain(pointed) {
        let codes = diagnoses(&cell.text);
        unread |= is_diagnosis && codes.is_empty();
        for (code, _) in codes {
            if found.iter().all(|known| known.value != code) {
                found.push(sheet.located(code, cell));
            }
        }
    }
    if unread {
        let message = "a diagnosis is not an ICD-10-CM code; it is not used";
        sheet.trouble(row, ProblemKind::BadValue, message);
    }
    found
}

/// Reads `1,2`, `12` or `A, B`.
fn pointers(text: &str) -> Vec<u8> {
    if !diagnoses(text).is_empty() {
        return Vec::new();
    }
    text.chars()
        .filter_map(|character| match character {
            '1'..='9' => u8::try_from(character.to_digit(10)?).ok(),
            'A'..='L' => Some(character as u8 - b'A' + 1),
            'a'..='l' => Some(character as u8 - b'a' + 1),
            _ => None,
        })
        .collect()
}

fn type_of_bill<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Option<Located<TypeOfBill>> {
    let cell = sheet.cell(header, row, Field::TypeOfBill)?;
    let digits: String = cell
        .text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let bill = TypeOfBill::new(&digits).filter(|bill| bill.as_str().len() == 3);
    let located = bill.map(|bill| sheet.located(bill, cell));
    if located.is_none() {
        let message = "the type of bill is not three or four characters; it is not used";
        sheet.trouble(row, ProblemKind::BadValue, message);
    }
    located
}

/// Reads a frequency code, or the word for one.
fn frequency(text: &str) -> Option<ClaimFrequency> {
    let lower = text.trim().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    Some(match lower.as_str() {
        "" => return None,
        "1" => ClaimFrequency::Original,
        "2" => ClaimFrequency::InterimFirst,
        "3" => ClaimFrequency::InterimContinuing,
        "4" => ClaimFrequency::InterimLast,
        "5" => ClaimFrequency::LateCharge,
        "7" => ClaimFrequency::Replacement,
        "8" => ClaimFrequency::Void,
        _ if begins(&["7 ", "7-", "replace", "correct"]) => ClaimFrequency::Replacement,
        _ if begins(&["8 ", "8-", "void", "cancel"]) => ClaimFrequency::Void,
        _ if begins(&["1 ", "1-", "original", "new"]) => ClaimFrequency::Original,
        _ => ClaimFrequency::Other,
    })
}

/// Returns X12's claim filing indicator for a financial class, empty for one that is not plain.
fn filing_code(class: &str) -> &'static str {
    let lower = class.to_ascii_lowercase();
    let has = |word: &str| lower.contains(word);
    if has("medicare") && (has("advantage") || has("hmo") || has("replacement")) {
        "16"
    } else if has("medicare") {
        "MB"
    } else if has("medicaid") {
        "MC"
    } else if has("tricare") || has("champus") {
        "CH"
    } else if has("commercial") || has("private insurance") {
        "CI"
    } else {
        ""
    }
}

fn sequence(text: &str) -> &'static str {
    match text.trim().to_ascii_lowercase().chars().next() {
        Some('p' | '1') => "P",
        Some('s' | '2') => "S",
        Some('t' | '3') => "T",
        _ => "",
    }
}

fn basis(text: &str) -> &'static str {
    let lower = text.trim().to_ascii_lowercase();
    if lower.starts_with("min") || lower == "mj" {
        "MJ"
    } else if lower.starts_with("da") {
        "DA"
    } else if lower.starts_with("un") {
        "UN"
    } else {
        ""
    }
}

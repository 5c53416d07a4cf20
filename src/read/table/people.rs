//! Reads staff and providers that a cell names, with credentials behind the name or without.

use super::columns::Header;
use super::csv::Row;
use super::field::Field;
use super::sheet::Sheet;
use crate::model::{PersonName, Provider, StaffEntry};
use crate::problem::ProblemKind;
use crate::read::credential_class;
use crate::read::note::credential::read_person;
use crate::text::Located;

/// Splits `Dana Poe, LCSW` into the name and its credentials as written.
pub(super) fn person(text: &str) -> Option<(PersonName, String)> {
    let read = read_person(text);
    let (name, credential) = match &read {
        Some(person) => (
            text.get(person.name.clone()).unwrap_or(text),
            person
                .credential
                .as_ref()
                .and_then(|(_, place)| text.get(place.clone()))
                .unwrap_or_default(),
        ),
        None => (text, ""),
    };
    PersonName::parse(name).map(|name| (name, credential.to_owned()))
}

/// Reads a provider out of a name column and an NPI column; `None` when both are empty. The NPI
/// is kept as written, valid or not.
pub(super) fn provider<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
    name: Field,
    npi: Field,
    taxonomy: Field,
) -> Option<Provider> {
    let npi_text = sheet.id(header, row, npi, "NPI");
    let cell = sheet.cell(header, row, name);
    let person = cell.and_then(|cell| person(&cell.text));
    let span = match (cell, &npi_text) {
        (Some(cell), _) => sheet.span(&cell.range),
        (None, Some(npi)) => npi.span,
        (None, None) => return None,
    };
    let (name, first) = match (person, cell) {
        (Some((name, _)), _) => (name.last, name.first),
        (None, Some(cell)) => (cell.text.to_string(), String::new()),
        (None, None) => (String::new(), String::new()),
    };
    Some(Provider {
        name,
        first,
        npi_text,
        taxonomy: Some(header.text(row, taxonomy).to_owned()).filter(|code| !code.is_empty()),
        tax_id: None,
        span,
    })
}

/// Reads every row of a staff roster.
pub(super) fn roster<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
) -> Vec<StaffEntry> {
    super::sheet::body(header, rows)
        .filter_map(|row| staff(sheet, header, row))
        .collect()
}

fn staff<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> Option<StaffEntry> {
    let Some((name, stated)) = staff_name(sheet, header, row) else {
        sheet.trouble(row, ProblemKind::BadValue, "names nobody; it is not used");
        return None;
    };
    // "License: LPC" names what somebody is licensed as.
    let license = header.text(row, Field::License);
    let licensed_as = credential_class(license).map_or("", |_| license);
    let written = match header.text(row, Field::Credential) {
        "" => licensed_as,
        written => written,
    };
    Some(StaffEntry {
        file: sheet.file,
        span: sheet.span(&row.range),
        name,
        credential: if written.is_empty() {
            stated
        } else {
            written.to_owned()
        },
        license: license.to_owned(),
        npi: sheet.id(header, row, Field::RenderingNpi, "NPI"),
        supervisor: header.text(row, Field::Supervisor).to_owned(),
        from: sheet.date(header, row, Field::From, "start date").date(),
        to: sheet.date(header, row, Field::To, "end date").date(),
    })
}

fn staff_name<'t>(
    sheet: &Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Option<(Located<PersonName>, String)> {
    if let Some(last) = sheet.cell(header, row, Field::StaffLast) {
        let first = header.text(row, Field::StaffFirst);
        let mut given = first.split_whitespace();
        let name = PersonName {
            last: last.text.to_string(),
            first: given.next().unwrap_or_default().to_owned(),
            middle: given.collect::<Vec<_>>().join(" "),
        };
        return Some((sheet.located(name, last), String::new()));
    }
    let cell = sheet.cell(header, row, Field::StaffName)?;
    let (name, credential) = person(&cell.text)?;
    Some((sheet.located(name, cell), credential))
}

//! Reads the correct-coding files that CMS publishes each quarter, as text with tabs or commas or
//! as a workbook: pairs of codes, and most units of a code. Which claims they touch is for rules.

use super::table::csv;
use crate::model::ServiceDate;
use crate::policy::{EditCode, EditSetting, Edition, PairEdit, PairTable, UnitEdit, UnitTable};
use calamine::{DataType, Reader, Xlsx};
use std::io::Cursor;
use thiserror::Error;

/// Why a file of edits could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditsError {
    /// No header as CMS writes it.
    #[error("no header of {expected}; give the file as CMS publishes it")]
    NoHeader {
        /// The header that was looked for.
        expected: &'static str,
    },
    /// A header, but no edit below it.
    #[error("no edit below the header; give the file as CMS publishes it")]
    NoRows,
    /// Rows that begin as edits do and cannot be read.
    #[error("{count} rows cannot be read as edits, so the file is not used")]
    BadRows {
        /// How many.
        count: usize,
    },
    /// The workbook is damaged.
    #[error("the workbook cannot be read; download it again")]
    Workbook,
}

/// Reads a file of pairs (procedure to procedure).
pub fn pairs(name: &str, bytes: &[u8]) -> Result<PairTable, EditsError> {
    let mut rows = Vec::new();
    let mut bad = 0;
    let mut columns = (false, false);
    let mut head = String::new();
    each_row(bytes, |cells| {
        let first = cells.first().and_then(|cell| EditCode::new(cell));
        let second = cells.get(1).and_then(|cell| EditCode::new(cell));
        let (Some(first), Some(second)) = (first, second) else {
            // The header stands on several lines of the text files.
            if rows.is_empty() {
                let line = cells
                    .join(" ")
                    .to_lowercase()
                    .replace("column1", "column 1");
                let line = line.replace("column2", "column 2");
                columns.0 |= line.contains("column 1");
                columns.1 |= line.contains("column 2");
                head.push_str(&line);
                head.push('\n');
            }
            return;
        };
        match pair(first, second, cells.get(2..).unwrap_or_default()) {
            Some(row) => rows.push(row),
            None => bad += 1,
        }
    })?;
    if columns != (true, true) {
        return Err(EditsError::NoHeader {
            expected: "`Column 1` and `Column 2`",
        });
    }
    whole(rows.len(), bad)?;
    Ok(PairTable::new(edition(name, &head), rows))
}

/// Reads a file of most units (medically unlikely edits).
pub fn units(name: &str, bytes: &[u8]) -> Result<UnitTable, EditsError> {
    let mut rows = Vec::new();
    let mut bad = 0;
    let mut has_header = false;
    let mut head = String::new();
    each_row(bytes, |cells| {
        let Some(code) = cells.first().and_then(|cell| EditCode::new(cell)) else {
            if rows.is_empty() {
                let line = cells.join(" ").to_lowercase();
                has_header |= line.contains("mue value") || line.contains("mue adjudication");
                head.push_str(&line);
                head.push('\n');
            }
            return;
        };
        let units = cells.get(1).and_then(|cell| cell.trim().parse().ok());
        // "3 Date of Service Edit: Clinical". Medicaid's edition has none; its edits are by line.
        let basis = cells
            .get(2)
            .and_then(|cell| cell.trim().chars().next())
            .and_then(|first| first.to_digit(10))
            .filter(|basis| (1..=3).contains(basis))
            .unwrap_or(1);
        match units {
            Some(units) => rows.push(UnitEdit {
                code,
                units,
                basis: basis as u8,
            }),
            None => bad += 1,
        }
    })?;
    if !has_header {
        return Err(EditsError::NoHeader {
            expected: "`MUE Values`",
        });
    }
    whole(rows.len(), bad)?;
    Ok(UnitTable::new(edition(name, &head), rows))
}

/// Returns an error unless all rows could be read. A table with holes would pass what it should
/// question, so it is not used in part.
fn whole(read: usize, bad: usize) -> Result<(), EditsError> {
    match (read, bad) {
        (0, _) => Err(EditsError::NoRows),
        (_, 0) => Ok(()),
        (_, count) => Err(EditsError::BadRows { count }),
    }
}

/// Reads what stands behind the two codes: the mark of old edits, in force from, until, modifier
/// indicator. Medicaid's edition lacks the mark.
fn pair(first: EditCode, second: EditCode, cells: &[&str]) -> Option<PairEdit> {
    let place = cells.iter().position(|cell| date(cell).is_some())?;
    let from = date(cells.get(place)?)?;
    let until = cells.get(place + 1)?.trim();
    let to = if until.is_empty() || until == "*" {
        None
    } else {
        Some(date(until)?)
    };
    let indicator = cells.get(place + 2)?.trim();
    let indicator = indicator
        .parse()
        .ok()
        .filter(|one| matches!(one, 0 | 1 | 9))?;
    Some(PairEdit {
        first,
        second,
        from,
        to,
        indicator,
    })
}

/// Reads `20260101` or `01/01/2026`.
fn date(text: &str) -> Option<ServiceDate> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
        let year = i32::try_from(part(0, 4)?).ok()?;
        return ServiceDate::new(year, part(4, 6)?, part(6, 8)?);
    }
    text.contains('/').then(|| super::dates::parse_date(text))?
}

/// Tells the edition from the file's name and the lines above its rows.
fn edition(name: &str, head: &str) -> Edition {
    let name = name.to_lowercase();
    let told = format!("{name}\n{head}");
    let setting = if told.contains("outpatient hospital")
        || told.contains("outpatienthospital")
        || name.contains("ccioph")
        || name.contains("oph")
    {
        EditSetting::OutpatientHospital
    } else if told.contains("dme") || told.contains("supplier") {
        EditSetting::Supplier
    } else {
        EditSetting::Practitioner
    };
    let is_medicaid = told.contains("medicaid") || name.starts_with("mcd");
    let quarter = version(&name).or_else(|| effective(&name));
    let label = match quarter {
        Some((year, quarter)) => format!("{year} Q{quarter}"),
        None => name.clone(),
    };
    Edition {
        setting,
        label,
        quarter: quarter.and_then(|(year, quarter)| days(year, quarter)),
        is_medicaid,
    }
}

/// Reads the version in the name of a file of pairs, `ccipra-v321r0-f1`: 32.1 is the second
/// quarter of 2026.
fn version(name: &str) -> Option<(i32, u32)> {
    name.match_indices("-v").find_map(|(place, _)| {
        let digits: String = name
            .get(place + 2..)?
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let number: i32 = (digits.len() == 3).then(|| digits.parse().ok())??;
        let quarter = u32::try_from(number % 10).ok()? + 1;
        (quarter <= 4).then_some((1994 + number / 10, quarter))
    })
}

/// Reads the date in the name of a file of units, `..._Eff_01-01-2026.csv`.
fn effective(name: &str) -> Option<(i32, u32)> {
    let (_, rest) = name.split_once("eff")?;
    let rest = rest.trim_start_matches(|sign: char| sign.is_alphabetic() || sign == '_');
    let rest = rest.trim_start_matches('-');
    let mut parts = rest.split(|sign: char| !sign.is_ascii_digit());
    let month: u32 = parts.next()?.parse().ok()?;
    let _day: u32 = parts.next()?.parse().ok()?;
    let year: i32 = parts.next()?.parse().ok()?;
    ((1..=12).contains(&month) && year > 1990).then_some((year, (month - 1) / 3 + 1))
}

/// Returns the first and last day of a quarter.
fn days(year: i32, quarter: u32) -> Option<(ServiceDate, ServiceDate)> {
    let last = match quarter {
        1 => (3, 31),
        2 => (6, 30),
        3 => (9, 30),
        _ => (12, 31),
    };
    Some((
        ServiceDate::new(year, quarter * 3 - 2, 1)?,
        ServiceDate::new(year, last.0, last.1)?,
    ))
}

/// Hands over the cells of each row of a text or of a workbook's sheets.
fn each_row(bytes: &[u8], mut row: impl FnMut(&[&str])) -> Result<(), EditsError> {
    if bytes.starts_with(b"PK") {
        return each_row_of_workbook(bytes, row);
    }
    let text = super::decode::text(bytes).text;
    let tabs = text.bytes().filter(|byte| *byte == b'\t').count();
    let lines = text.bytes().filter(|byte| *byte == b'\n').count();
    let delimiter = if tabs > lines { '\t' } else { ',' };
    for read in csv::rows(&text, delimiter) {
        let cells: Vec<&str> = read.cells.iter().map(|cell| cell.text.as_ref()).collect();
        row(&cells);
    }
    Ok(())
}

fn each_row_of_workbook(bytes: &[u8], mut row: impl FnMut(&[&str])) -> Result<(), EditsError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| EditsError::Workbook)?;
    for sheet in book.sheet_names() {
        let mut reader = book
            .worksheet_cells_reader(&sheet)
            .map_err(|_| EditsError::Workbook)?;
        let mut cells: Vec<String> = Vec::new();
        let mut number = 0;
        let mut hand_over = |cells: &mut Vec<String>| {
            let words: Vec<&str> = cells.iter().map(String::as_str).collect();
            row(&words);
            cells.clear();
        };
        while let Some(cell) = reader.next_cell().map_err(|_| EditsError::Workbook)? {
            let (at, column) = cell.get_position();
            if at != number {
                hand_over(&mut cells);
                number = at;
            }
            // Edits have seven columns; what stands further right is no part of them.
            if column < 16 {
                let column = column as usize;
                if cells.len() <= column {
                    cells.resize(column + 1, String::new());
                }
                if let Some(place) = cells.get_mut(column) {
                    *place = cell.get_value().as_string().unwrap_or_default();
                }
            }
        }
        hand_over(&mut cells);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ProcedureCode;
    use crate::policy::Edits;

    const PAIRS: &str = "CPT only copyright 2025 American Medical Association. All rights \
        reserved.\r\n\
        \t\t*=in existence\tEffective\tDeletion\tModifier\t\r\n\
        Column 1\tColumn 2\tprior to 1996\tDate\tDate\t0=not allowed\tPTP Edit Rationale\r\n\
        90839\t90834\t\t20130101\t*\t0\tMisuse of Column Two code with Column One code\r\n\
        90791\t90834\t\t20130101\t20191231\t1\tMore extensive procedure\r\n";
    const UNITS: &str = "\"CPT codes, descriptions and other data only are copyright 2025\n\
        American Medical Association. All rights reserved.\n\"\n\
        HCPCS/CPT Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n\
        90791,1,3 Date of Service Edit: Clinical,Nature of Service/Procedure\n\
        96131,7,3 Date of Service Edit: Clinical,Clinical: Data\n\
        90785,3,2 Date of Service Edit: Policy,Code Descriptor / CPT Instruction\n";

    fn code(text: &str) -> ProcedureCode {
        ProcedureCode::new(text).expect("a code")
    }

    fn day(text: &str) -> ServiceDate {
        ServiceDate::parse_iso(text).expect("a date")
    }

    #[test]
    fn reads_pairs_as_cms_writes_them() {
        let table = pairs("ccipra-v320r0-f1.txt", PAIRS.as_bytes()).expect("a table");
        let edits = Edits {
            pairs: vec![table],
            units: Vec::new(),
        };
        let whose = (EditSetting::Practitioner, false);
        let found = edits.pair(whose, &code("90839"), &code("90834"), day("2026-02-02"));
        let (row, edition) = found.expect("the pair");
        assert_eq!((row.indicator, edition.label.as_str()), (0, "2026 Q1"));
        let old = |date| edits.pair(whose, &code("90791"), &code("90834"), day(date));
        assert!(old("2019-12-31").is_some() && old("2020-01-01").is_none());
    }

    #[test]
    fn reads_units_below_a_notice_of_several_lines() {
        let name = "MCR_MUE_PractitionerServices_Eff_01-01-2026.csv";
        let edits = Edits {
            pairs: Vec::new(),
            units: vec![units(name, UNITS.as_bytes()).expect("a table")],
        };
        let whose = (EditSetting::Practitioner, false);
        let most = |text: &str| {
            edits
                .most_units(whose, &code(text), day("2026-03-31"))
                .map(|(row, edition)| (row.units, row.basis, edition.label.as_str()))
        };
        assert_eq!(most("90791"), Some((1, 3, "2026 Q1")));
        assert_eq!(most("90785"), Some((3, 2, "2026 Q1")));
        assert_eq!(most("90834"), None);
    }

    #[test]
    fn the_edition_is_told_by_the_name() {
        let told = |name: &str| {
            let edition = edition(name, "");
            (edition.label, edition.setting, edition.is_medicaid)
        };
        for (name, label, setting, is_medicaid) in [
            (
                "ccioph-v313r0-f2.xlsx",
                "2025 Q4",
                EditSetting::OutpatientHospital,
                false,
            ),
            (
                "ccipra-v320r1-f4.txt",
                "2026 Q1",
                EditSetting::Practitioner,
                false,
            ),
            (
                "MCR_MUE_OutpatientHospitalServices_Eff_07-01-2026.csv",
                "2026 Q3",
                EditSetting::OutpatientHospital,
                false,
            ),
            (
                "Medicaid_PTP_eff-04-01-2026.txt",
                "2026 Q2",
                EditSetting::Practitioner,
                true,
            ),
        ] {
            assert_eq!(
                told(name),
                (label.to_owned(), setting, is_medicaid),
                "{name}"
            );
        }
        assert_eq!(told("edits.txt").0, "edits.txt");
    }

    #[test]
    fn other_files_and_broken_rows_are_refused() {
        let refused = |text: &str| pairs("x.txt", text.as_bytes()).expect_err("no table");
        assert!(matches!(
            refused("Name,Age\nPoe,40\n"),
            EditsError::NoHeader { .. }
        ));
        let broken = PAIRS.replace("20191231", "never");
        assert_eq!(refused(&broken), EditsError::BadRows { count: 1 });
        let empty: String = PAIRS.split_inclusive('\n').take(3).collect();
        assert_eq!(refused(&empty), EditsError::NoRows);
        assert!(units("x.csv", PAIRS.as_bytes()).is_err());
        assert_eq!(pairs("x.xlsx", b"PK\x03\x04"), Err(EditsError::Workbook));
    }
}

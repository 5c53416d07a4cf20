//! Reads procedure codes, revenue codes, modifiers and diagnoses out of cells that may mix them.

use super::columns::Header;
use super::csv::Row;
use super::field::Field;
use crate::model::{DiagnosisCode, Modifier, ProcedureCode, RevenueCode};

/// Reads procedure codes, revenue codes and modifiers out of the columns that may mix them:
/// `H0015-HF; 0906`.
pub(super) fn codes(
    header: &Header,
    row: &Row<'_>,
) -> (Vec<ProcedureCode>, Vec<RevenueCode>, Vec<Modifier>) {
    let (mut procedures, mut revenues, mut modifiers) = (Vec::new(), Vec::new(), Vec::new());
    // A column of services may name a level, a code, or both: "IOP (90853, G0177)".
    for field in [
        Field::Procedure,
        Field::Revenue,
        Field::Modifier,
        Field::Level,
    ] {
        let is_separator = |c: char| !c.is_alphanumeric();
        let cells = header.columns(field).iter().map(|column| row.text(*column));
        if field == Field::Procedure {
            modifiers.extend(cells.clone().flat_map(numbered_modifiers));
        }
        let tokens = cells.flat_map(|text| text.split(is_separator));
        for token in tokens.filter(|token| !token.is_empty()) {
            let is_number = token.bytes().all(|byte| byte.is_ascii_digit());
            match token.len() {
                5 if is_procedure(token) => procedures.extend(ProcedureCode::new(token)),
                3 | 4 if is_number && field != Field::Level => {
                    revenues.extend(RevenueCode::new(token))
                }
                2 if field == Field::Modifier
                    || field != Field::Level && !procedures.is_empty() && !is_number =>
                {
                    modifiers.extend(Modifier::new(token));
                }
                _ => {}
            }
        }
    }
    (procedures, revenues, modifiers)
}

/// Returns the modifiers of two digits that stand behind a code in its own cell: `90837-95-93`,
/// `90837:95`. Behind a blank they must end the cell, since `90837 24 units` counts.
fn numbered_modifiers(cell: &str) -> Vec<Modifier> {
    let mut found = Vec::new();
    let is_part = |c: char| c.is_ascii_alphanumeric();
    let mut rest = cell.trim();
    while let Some(at) = rest.find(is_part) {
        rest = rest.get(at..).unwrap_or_default();
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (code, behind) = rest.split_at(end);
        rest = behind;
        if !(code.len() == 5 && is_procedure(code)) {
            continue;
        }
        let mut own = Vec::new();
        let (mut is_glued, mut ends) = (true, false);
        loop {
            let gap = rest.find(is_part).unwrap_or(rest.len());
            let (between, behind) = rest.split_at(gap);
            let end = behind.find(|c| !is_part(c)).unwrap_or(behind.len());
            let (token, behind) = behind.split_at(end);
            if token.is_empty() {
                ends = true;
                break;
            }
            let is_number = token.bytes().all(|byte| byte.is_ascii_digit());
            if token.len() != 2 || is_number && !NUMBERED.contains(&token) {
                break;
            }
            is_glued &= matches!(between, "-" | ":" | "/" | "*");
            if is_number {
                own.extend(Modifier::new(token));
            }
            rest = behind;
        }
        if is_glued || ends {
            found.extend(own);
        }
    }
    found
}

/// Modifiers of CPT that are two digits.
const NUMBERED: [&str; 39] = [
    "22", "23", "24", "25", "26", "27", "32", "33", "47", "50", "51", "52", "53", "54", "55", "56",
    "57", "58", "59", "62", "63", "66", "73", "74", "76", "77", "78", "79", "80", "81", "82", "90",
    "91", "92", "93", "95", "96", "97", "99",
];

/// Returns whether a token has the shape of a CPT or HCPCS code: four digits between an optional
/// letter before and a digit or letter behind.
pub(super) fn is_procedure(token: &str) -> bool {
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

/// Returns the ICD-10-CM codes of a text, with their bytes: `F10.20 - Alcohol dependence; F33.1`.
pub(super) fn diagnoses(text: &str) -> Vec<(DiagnosisCode, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let mut position = 0;
    let is_separator = |c: char| !(c.is_ascii_alphanumeric() || c == '.');
    for token in text.split_inclusive(is_separator) {
        let start = position;
        position += token.len();
        let code = token.trim_end_matches(is_separator).trim_end_matches('.');
        if is_diagnosis(code) {
            found.extend(DiagnosisCode::new(code).map(|value| (value, start..start + code.len())));
        }
    }
    found
}

/// Returns whether a token has the shape of an ICD-10-CM code: a letter, a digit, a digit or A or
/// B, then up to four more behind an optional full stop.
fn is_diagnosis(token: &str) -> bool {
    let (category, rest) = match token.split_once('.') {
        Some((category, rest)) if category.len() == 3 && !rest.is_empty() => (category, rest),
        Some(_) => return false,
        None if token.is_ascii() && token.len() >= 3 => token.split_at(3),
        None => return false,
    };
    let bytes = category.as_bytes();
    let [letter, digit, third] = bytes else {
        return false;
    };
    letter.is_ascii_alphabetic()
        && digit.is_ascii_digit()
        && (third.is_ascii_digit() || matches!(third, b'A' | b'B' | b'a' | b'b'))
        && rest.len() <= 4
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diagnoses_are_found_among_their_names() {
        for (text, expected) in [
            ("F10.20", "F1020"),
            ("F10.20 - Alcohol dependence; F33.1", "F1020 F331"),
            ("f1020,F331", "F1020 F331"),
            ("(F43.10) PTSD", "F4310"),
            ("Z3A.12", "Z3A12"),
            ("Major depression", ""),
            ("309.81", ""),
            ("A1c high", ""),
            ("B12 vitamin", "B12"),
        ] {
            let codes: Vec<_> = diagnoses(text)
                .into_iter()
                .map(|(c, _)| c.to_string())
                .collect();
            assert_eq!(codes.join(" "), expected, "{text}");
        }
        let text = "x; F10.20";
        let (_, range) = diagnoses(text).remove(0);
        assert_eq!(&text[range], "F10.20");
    }
}

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

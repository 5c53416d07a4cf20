//! Values that pass, each only in a shape that is known to name nobody.

use crate::finding::{EvidenceRole, ExposureKind, Outcome, Severity};
use crate::ledger::Verdict;
use crate::model::{LevelOfCare, Money};

/// Returns the procedure code of a text that is one: `90834`, `H0015`, `0001F`.
pub(super) fn procedure(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let (first, middle, last) = match bytes {
        [first, middle @ .., last] if bytes.len() == 5 => (first, middle, last),
        _ => return None,
    };
    let plain = middle.iter().all(u8::is_ascii_digit)
        && (first.is_ascii_digit() || first.is_ascii_uppercase() && last.is_ascii_digit())
        && (last.is_ascii_digit() || last.is_ascii_uppercase());
    plain.then(|| text.to_owned())
}

/// Returns the revenue code of a text that is one: `0905`.
pub(super) fn revenue(text: &str) -> Option<String> {
    let plain = matches!(text.len(), 3 | 4) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.to_owned())
}

/// Returns an amount.
pub(super) fn money(text: &str) -> Option<Money> {
    Money::parse(text)
}

pub(super) fn confidence(value: f64) -> f64 {
    (value.clamp(0.0, 1.0) * 100.0).round() / 100.0
}

pub(super) fn level(text: &str) -> Option<&'static str> {
    LevelOfCare::from_id(text).map(LevelOfCare::id)
}

pub(super) fn outcome(text: &str) -> Option<&'static str> {
    one_of(
        [Outcome::Fail, Outcome::Warn, Outcome::NoData].map(Outcome::id),
        text,
    )
}

pub(super) fn severity(text: &str) -> Option<&'static str> {
    one_of(Severity::ALL.map(Severity::id), text)
}

pub(super) fn exposure(text: &str) -> Option<&'static str> {
    let all = [
        ExposureKind::Full,
        ExposureKind::Line,
        ExposureKind::Unit,
        ExposureKind::Delta,
        ExposureKind::Day,
        ExposureKind::None,
    ];
    one_of(all.map(ExposureKind::id), text)
}

pub(super) fn role(text: &str) -> Option<&'static str> {
    let all = [
        EvidenceRole::Supports,
        EvidenceRole::Contradicts,
        EvidenceRole::Searched,
    ];
    one_of(all.map(EvidenceRole::id), text)
}

pub(super) fn verdict(text: &str) -> Option<&'static str> {
    let all = [
        Verdict::SupportsBilled,
        Verdict::SupportsLower,
        Verdict::SupportsHigher,
        Verdict::Conflicted,
        Verdict::Silent,
        Verdict::NotRated,
    ];
    one_of(all.map(Verdict::id), text)
}

fn one_of<const N: usize>(all: [&'static str; N], text: &str) -> Option<&'static str> {
    all.into_iter().find(|known| *known == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_pass_and_what_may_be_a_name_or_number_does_not() {
        for code in ["90834", "H0015", "0001F", "S9480"] {
            assert_eq!(procedure(code).as_deref(), Some(code));
        }
        for other in [
            "", "DOE12", "SMITH", "h0015", "H00155", "H001A", "H0015-HF", "9083é",
        ] {
            assert_eq!(procedure(other), None, "{other}");
        }
        assert_eq!(revenue("0905").as_deref(), Some("0905"));
        assert_eq!(revenue("09055").or(revenue("A905")), None);
        assert_eq!(verdict("SILENT"), Some("SILENT"));
        assert_eq!(verdict("Silent").or(outcome("")), None);
    }
}

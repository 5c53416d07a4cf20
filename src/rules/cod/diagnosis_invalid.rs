//! COD-002: a diagnosis code cannot be a complete ICD-10-CM code.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, DiagnosisCode, ServiceDate, ServiceLine};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Located;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-002",
    name: "diagnosis-structurally-invalid",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "every diagnosis of every claim",
    authority: &[Authority {
        cite: "ICD-10-CM (45 CFR 162.1002)",
        verified: true,
    }],
    checks: "The code is not a letter, a digit, a digit or A or B, and up to four more letters or \
             digits; or it is a header that needs more characters on the date of service. Headers \
             are known for mental, behavioral and related chapters; other codes are judged by \
             their form alone.",
    why: "An incomplete or impossible diagnosis is rejected.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut by_claim: BTreeMap<usize, Vec<(&LineRow, &ServiceLine)>> = BTreeMap::new();
    for (row, _, line) in case.live() {
        by_claim.entry(row.id.claim).or_default().push((row, line));
    }
    for lines in by_claim.values() {
        let Some((first, _)) = lines.first() else {
            continue;
        };
        let claim = case.ledger.claim(first.id);
        let date = first.days.first().copied();
        for (place, code) in claim.diagnoses.iter().enumerate() {
            match fault(&code.value, date) {
                None => checks.pass(&RULE),
                Some(fault) => {
                    checks.report(finding(case, claim, lines, place, code, &fault));
                }
            }
        }
    }
}

fn finding(
    case: &Case<'_>,
    claim: &Claim,
    lines: &[(&LineRow, &ServiceLine)],
    place: usize,
    code: &Located<DiagnosisCode>,
    fault: &str,
) -> Finding {
    let number = u8::try_from(place + 1).unwrap_or(u8::MAX);
    // Institutional lines have no pointers: the claim's diagnoses are theirs.
    let uses: Vec<_> = lines
        .iter()
        .filter(|(_, line)| {
            line.diagnosis_pointers.is_empty() || line.diagnosis_pointers.contains(&number)
        })
        .collect();
    let message = format!("diagnosis {number}, {}, {fault}", code.value.dotted());
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .on_claim(&claim.id)
        .with(Evidence::supports(code.span));
    if let Some((row, line)) = uses.first().copied().or(lines.first()) {
        finding = finding
            .on_line(&claim.id, line.number)
            .with(case.line_evidence(row.id));
    }
    let days = || lines.iter().flat_map(|(row, _)| &row.days).copied();
    if let (Some(from), Some(to)) = (days().min(), days().max()) {
        finding = finding.from_to(from, to);
    }
    for (row, _) in uses {
        finding = finding.risking(AtRisk::whole(row.id));
    }
    finding
}

/// Returns what is wrong with a code on a date.
fn fault(code: &DiagnosisCode, date: Option<ServiceDate>) -> Option<String> {
    let text = code.as_str();
    if !is_well_formed(text) {
        return Some("has not the form of an ICD-10-CM code".to_owned());
    }
    let header = HEADERS.get(text)?;
    let is_in_force = header.is_none_or(|from| date.is_some_and(|date| date >= from));
    is_in_force.then(|| "is a header that needs more characters".to_owned())
}

fn is_well_formed(code: &str) -> bool {
    let bytes = code.as_bytes();
    let [first, second, third, rest @ ..] = bytes else {
        return false;
    };
    first.is_ascii_uppercase()
        && second.is_ascii_digit()
        && (third.is_ascii_digit() || matches!(third, b'A' | b'B'))
        && rest.len() <= 4
        && rest
            .iter()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderFile {
    headers: Vec<HeaderGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderGroup {
    /// First date of service on which these codes are headers; empty when they always were.
    #[serde(default)]
    from: String,
    codes: Vec<String>,
}

/// Header codes, with the first date on which they are headers where they were complete before.
static HEADERS: LazyLock<BTreeMap<String, Option<ServiceDate>>> = LazyLock::new(|| {
    let text = include_str!("../../knowledge/codes/diagnosis_headers.toml");
    let file = toml::from_str::<HeaderFile>(text);
    debug_assert!(file.is_ok(), "diagnosis_headers.toml");
    let groups = file.map(|file| file.headers).unwrap_or_default();
    groups
        .into_iter()
        .flat_map(|group| {
            let from = ServiceDate::parse_iso(&group.from);
            group.codes.into_iter().map(move |code| (code, from))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;
    use proptest::prelude::*;

    fn case(dx: &str) -> String {
        format!("claim C1 P dx {dx}\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_on_impossible_and_incomplete_codes() {
        for dx in [
            "F1O20",
            "F10",
            "F32",
            "F33",
            "F41",
            "F10.2",
            "F43.1",
            "F43.8",
            "10F20",
            "F10.20000",
        ] {
            assert_eq!(outcomes(&RULE, &case(dx)), ["fail C1/1 2026-01-05"], "{dx}");
        }
    }

    #[test]
    fn complete_codes_of_any_chapter_pass() {
        for dx in [
            "F10.20", "F20.9", "F39", "F54", "F32.A", "F33.1", "F43.10", "F43.81", "F50.010",
            "Z63.0", "R45.851", "T14.91XA", "U07.1", "C7A.00", "M1A.00X0", "I10",
        ] {
            assert_eq!(outcomes(&RULE, &case(dx)), [""; 0], "{dx}");
        }
    }

    #[test]
    fn a_code_is_a_header_from_its_date_on() {
        let earlier = case("F43.8").replace("2026-01-05", "2022-09-30");
        assert_eq!(outcomes(&RULE, &earlier), [""; 0]);
    }

    #[test]
    fn headers_parse_with_their_dates() {
        let text = include_str!("../../knowledge/codes/diagnosis_headers.toml");
        let file: HeaderFile = toml::from_str(text).expect("parses");
        let count: usize = file.headers.iter().map(|group| group.codes.len()).sum();
        assert_eq!(count, HEADERS.len(), "a code stands twice");
        for group in &file.headers {
            assert!(group.from.is_empty() || ServiceDate::parse_iso(&group.from).is_some());
            assert!(group.codes.iter().all(|code| is_well_formed(code)));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_panic(text in "\\PC{0,12}") {
            if let Some(code) = DiagnosisCode::new(&text) {
                fault(&code, None);
            }
        }
    }
}

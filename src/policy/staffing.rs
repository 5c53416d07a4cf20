//! Which classes of clinicians may render which services, as far as payers agree.

use crate::model::{AuthorClass, Credential, ProcedureCode};
use serde::Deserialize;
use std::sync::LazyLock;

/// Who may render a group of services.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staffing {
    /// The services in words, `psychotherapy`.
    pub label: String,
    /// Their procedure codes.
    pub codes: Vec<String>,
    /// Classes that may render them.
    pub allowed: Vec<AuthorClass>,
    /// Classes that may not, whatever the payer and state.
    pub never: Vec<AuthorClass>,
    /// Where that comes from.
    pub source: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct StaffingFile {
    ambiguous: Vec<String>,
    bachelors: Vec<String>,
    service: Vec<Staffing>,
}

static STAFFING: LazyLock<StaffingFile> = LazyLock::new(|| {
    let file = toml::from_str(include_str!("../knowledge/service_staff.toml"));
    debug_assert!(
        file.is_ok(),
        "service_staff.toml: {:?}",
        file.as_ref().err()
    );
    file.unwrap_or_default()
});

/// Whether a credential qualifies for a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Allowed,
    /// It does for no payer.
    Never,
    /// That depends on the payer or state, or on what the credential stands for.
    Depends,
}

/// Returns who may render the services of a code; `None` where payers do not agree.
pub fn staffing(code: &ProcedureCode) -> Option<&'static Staffing> {
    STAFFING
        .service
        .iter()
        .find(|service| service.codes.iter().any(|known| known == code.as_str()))
}

/// Returns whether what a roster gives for a person is a degree below a master's and nothing else.
pub fn is_bachelors(credential: &str) -> bool {
    let words = credential.split([',', ';', '/', ' ']);
    let mut words = words
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect())
        .filter(|word: &String| !word.is_empty())
        .peekable();
    words.peek().is_some()
        && words.all(|word| STAFFING.bachelors.contains(&word.to_ascii_uppercase()))
}

/// Returns whether a credential qualifies for services.
pub fn standing(services: &Staffing, credential: &Credential) -> Standing {
    let plain: String = credential
        .text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    if services.allowed.contains(&credential.class) {
        Standing::Allowed
    } else if STAFFING.ambiguous.contains(&plain.to_ascii_uppercase())
        || !services.never.contains(&credential.class)
    {
        Standing::Depends
    } else {
        Standing::Never
    }
}

/// Services that a technician or a machine renders and the physician, psychologist or behavior
/// analyst bills (CPT).
const TECHNICIANS: [&str; 7] = [
    "90868", "96138", "96139", "96146", "97152", "97153", "97154",
];

/// Returns whether a service is rendered by a technician and billed under another, by what its code
/// says (CPT).
pub fn is_given_by_technicians(code: &ProcedureCode) -> bool {
    TECHNICIANS.contains(&code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str, text: &str, class: AuthorClass) -> Option<Standing> {
        let services = staffing(&ProcedureCode::new(code)?)?;
        let text = text.to_owned();
        Some(standing(services, &Credential { text, class }))
    }

    #[test]
    fn the_table_parses_and_no_class_stands_on_both_sides() {
        assert!(STAFFING.service.len() >= 3);
        for service in &STAFFING.service {
            assert!(!service.source.is_empty());
            let both = |class: &&AuthorClass| service.never.contains(class);
            assert_eq!(service.allowed.iter().find(both), None, "{}", service.label);
            for code in &service.codes {
                assert!(ProcedureCode::new(code).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn tells_who_may_render_what() {
        use AuthorClass::*;
        for (code, text, class, want) in [
            ("90837", "BHT", Technician, Some(Standing::Never)),
            ("90837", "LCSW", Independent, Some(Standing::Allowed)),
            ("90837", "CADC", Counselor, Some(Standing::Depends)),
            ("90837", "MA", MedicalSupport, Some(Standing::Depends)),
            ("90837", "M.H.A.", Technician, Some(Standing::Depends)),
            ("90837", "QMHP", StateRole, Some(Standing::Depends)),
            ("99214", "LPC", Independent, Some(Standing::Never)),
            ("99214", "PMHNP", OtherPrescriber, Some(Standing::Allowed)),
            ("H0015", "BHT", Technician, None),
        ] {
            assert_eq!(told(code, text, class), want, "{text} for {code}");
        }
    }
}

//! Reads whom resources are about and who wrote them: patients, practitioners, organizations.

use super::json::Item;
use super::resource::relative;
use super::value::{Source, codes, when, words, words_of};
use crate::model::{PatientIdentity, Payer, PersonName, Provider, Sex};
use crate::read::document::coded::{CodedHeader, CodedPerson};
use crate::text::Located;

/// A patient as the file knows them.
#[derive(Clone, Default)]
pub(super) struct Subject {
    /// For matching across files, with places on page 1.
    pub(super) identity: PatientIdentity,
    /// For the head of a printed page.
    person: CodedPerson,
    birth: Option<crate::read::document::when::When>,
    sex: String,
}

impl Subject {
    /// Writes the patient into a head.
    pub(super) fn head(&self, coded: &mut CodedHeader) {
        coded.patient = self.person.clone();
        coded.birth = self.birth;
        coded.sex.clone_from(&self.sex);
        let text = |value: &Option<Located<String>>| {
            value
                .as_ref()
                .map_or(String::new(), |value| value.value.clone())
        };
        coded.record_number = text(&self.identity.mrn);
        coded.member_id = text(&self.identity.member_id);
    }
}

/// Reads the patient whom a member of a resource names.
pub(super) fn subject<'j, 't>(
    source: &Source<'_, 'j, 't>,
    holder: Item<'j, 't>,
    name: &str,
) -> Subject {
    let Some(reference) = holder.each(name).next() else {
        return Subject::default();
    };
    let mut subject = match source.resources.resolve(reference, holder) {
        Some(patient) => of_patient(source, patient),
        None => of_display(source, reference),
    };
    // A patient contained in the resource has no id beyond it.
    let key = reference
        .text_of("reference")
        .filter(|written| !written.starts_with('#'));
    if subject.identity.source_id.is_none()
        && let Some(key) = key.and_then(|written| relative(&written))
        && let Some(item) = reference.get("reference")
    {
        subject.identity.source_id = Some(source.located(source.scoped(&key), item));
    }
    if let Some(number) = reference.get("identifier").and_then(|id| id.get("value"))
        && subject.identity.mrn.is_none()
        && let Some(text) = number.text()
    {
        subject.identity.mrn = Some(source.located(text.trim().to_owned(), number));
    }
    subject
}

fn of_display<'j>(source: &Source<'_, 'j, '_>, reference: Item<'j, '_>) -> Subject {
    let mut subject = Subject::default();
    if let Some(display) = reference.get("display")
        && let Some(text) = display.text()
        && let Some(name) = PersonName::parse(&text)
        && text.split_whitespace().count() >= 2
    {
        subject.person.text = text.trim().to_owned();
        subject.identity.name = Some(source.located(name, display));
    }
    subject
}

/// Reads a `Patient` resource.
pub(super) fn of_patient<'j, 't>(source: &Source<'_, 'j, 't>, patient: Item<'j, 't>) -> Subject {
    let mut subject = Subject::default();
    read_numbers(source, patient, &mut subject.identity);
    if let Some(id) = patient.get("id")
        && let Some(text) = id.text()
    {
        let key = source.scoped(&format!("Patient/{text}"));
        subject.identity.source_id = Some(source.located(key, id));
    }
    if let Some(name) = best_name(patient) {
        subject.person = human_name(name);
        let (family, given) = (&subject.person.family, &subject.person.given);
        let read = match family.is_empty() {
            true => PersonName::parse(&subject.person.text),
            false => {
                let (first, middle) = given.split_once(' ').unwrap_or((given, ""));
                Some(PersonName {
                    last: family.clone(),
                    first: first.to_owned(),
                    middle: middle.to_owned(),
                })
            }
        };
        subject.identity.name = read.map(|read| source.located(read, name));
        // A patient's suffix is of the family (Jr.), not a credential.
        subject.person.suffix.clear();
    }
    subject.birth = when(patient, "birthDate");
    subject.identity.birth_date = source.date(patient, "birthDate");
    let sex = patient.text_of("gender").unwrap_or_default();
    subject.identity.sex = match sex.as_str() {
        "" => None,
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => Some(Sex::Unknown),
    };
    subject.sex = sex;
    subject
}

/// Takes the facility's number and the payer's among a patient's identifiers. Social security
/// numbers, licences and passports are neither.
fn read_numbers<'j, 't>(
    source: &Source<'_, 'j, 't>,
    patient: Item<'j, 't>,
    identity: &mut PatientIdentity,
) {
    let mut first = None;
    for identifier in patient.each("identifier") {
        let Some(value) = identifier.get("value") else {
            continue;
        };
        let Some(text) = value.text().filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        let number = || source.located(text.trim().to_owned(), value);
        let system = identifier.text_of("system").unwrap_or_default();
        let kind: Vec<String> = codes(identifier, "type")
            .filter_map(|(_, code)| code.text().map(|code| code.to_ascii_uppercase()))
            .collect();
        let is = |wanted: &[&str]| kind.iter().any(|kind| wanted.contains(&kind.as_str()));
        let named = words_of(identifier, "type").to_ascii_lowercase();
        let old = identifier.text_of("use").as_deref() == Some("old");
        let payers = ["us-medicare", "us-mbi", "us-medicaid", "us-hicn"];
        if is(&["MR", "MRT"]) || named.contains("medical record") || named == "mrn" {
            if identity.mrn.is_none() && !old {
                identity.mrn = Some(number());
            }
        } else if is(&["MB", "MC", "MA", "SN", "NIIP"])
            || payers.iter().any(|payer| system.ends_with(payer))
        {
            identity.member_id.get_or_insert_with(number);
        } else if !is(&["SS", "SB", "DL", "PPN", "NI", "TAX", "BC", "DR"])
            && !system.ends_with("us-ssn")
            && !old
            && first.is_none()
        {
            first = Some(number());
        }
    }
    if identity.mrn.is_none() {
        identity.mrn = first;
    }
}

fn best_name<'j, 't>(person: Item<'j, 't>) -> Option<Item<'j, 't>> {
    let of_use = |wanted: &str| {
        person
            .each("name")
            .find(|name| name.text_of("use").as_deref() == Some(wanted))
    };
    of_use("official")
        .or_else(|| of_use("usual"))
        .or_else(|| person.each("name").next())
        .filter(|name| name.is_object())
}

fn human_name(name: Item<'_, '_>) -> CodedPerson {
    let joined = |part: &str| {
        name.each(part)
            .filter_map(Item::text)
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (family, given) = (joined("family"), joined("given"));
    let text = match family.is_empty() && given.is_empty() {
        true => name.text_of("text").unwrap_or_default(),
        false => String::new(),
    };
    CodedPerson {
        family,
        given,
        text,
        suffix: name
            .each("suffix")
            .filter_map(Item::text)
            .map(|suffix| suffix.trim_matches([',', ' ']).to_owned())
            .filter(|suffix| !suffix.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
        role: String::new(),
    }
}

/// Reads the person whom a reference names, with credential and role as far as the file knows
/// them. Organizations and devices are no persons.
pub(super) fn person<'j, 't>(
    source: &Source<'_, 'j, 't>,
    reference: Item<'j, 't>,
    within: Item<'j, 't>,
) -> CodedPerson {
    let display = reference.text_of("display").unwrap_or_default();
    let Some(found) = source.resources.resolve(reference, within) else {
        let written = reference.text_of("reference").unwrap_or_default();
        let of_place = ["Organization/", "Device/", "Location/"];
        let text = match of_place.iter().any(|kind| written.contains(kind)) {
            true => String::new(),
            false => display,
        };
        return CodedPerson {
            text,
            ..CodedPerson::default()
        };
    };
    let mut person = match found.text_of("resourceType").as_deref() {
        Some("Practitioner") => practitioner(found),
        Some("PractitionerRole") => {
            let mut person = found
                .get("practitioner")
                .map(|inner| self::inner(source, inner, found))
                .unwrap_or_default();
            person.role = [words_of(found, "code"), words_of(found, "specialty")]
                .into_iter()
                .find(|role| !role.is_empty())
                .unwrap_or_default();
            person
        }
        Some("Patient" | "RelatedPerson" | "Person") => {
            best_name(found).map(human_name).unwrap_or_default()
        }
        _ => return CodedPerson::default(),
    };
    if person.is_empty() {
        person.text = display;
    }
    person
}

/// Reads the practitioner of a role. Only one step is followed, so that circles end.
fn inner<'j, 't>(
    source: &Source<'_, 'j, 't>,
    reference: Item<'j, 't>,
    within: Item<'j, 't>,
) -> CodedPerson {
    match source.resources.resolve(reference, within) {
        Some(found) if found.text_of("resourceType").as_deref() == Some("Practitioner") => {
            practitioner(found)
        }
        _ => CodedPerson {
            text: reference.text_of("display").unwrap_or_default(),
            ..CodedPerson::default()
        },
    }
}

fn practitioner(found: Item<'_, '_>) -> CodedPerson {
    let mut person = best_name(found).map(human_name).unwrap_or_default();
    if person.suffix.is_empty() {
        let short = |text: &str| text.len() <= 10 && !text.contains(' ');
        let qualified: Vec<String> = found
            .each("qualification")
            .filter_map(|qualification| qualification.get("code"))
            .filter_map(|code| {
                let coded = code
                    .each("coding")
                    .find_map(|coding| coding.text_of("code"));
                let written = words(code);
                Some(written.clone())
                    .filter(|written| short(written))
                    .or(coded.filter(|coded| {
                        short(coded) && coded.starts_with(|c: char| c.is_ascii_alphabetic())
                    }))
                    .or(Some(written))
            })
            .filter(|words| !words.is_empty())
            .collect();
        person.suffix = qualified.join(", ");
    }
    person
}

/// Reads the provider whom a reference names on a claim.
pub(super) fn provider<'j, 't>(
    source: &Source<'_, 'j, 't>,
    reference: Item<'j, 't>,
    within: Item<'j, 't>,
) -> Provider {
    let mut provider = Provider {
        name: reference.text_of("display").unwrap_or_default(),
        first: String::new(),
        npi_text: None,
        taxonomy: None,
        tax_id: None,
        span: source.span(reference),
    };
    read_provider_numbers(source, reference.each("identifier"), &mut provider);
    let Some(mut found) = source.resources.resolve(reference, within) else {
        return provider;
    };
    if found.text_of("resourceType").as_deref() == Some("PractitionerRole") {
        provider.taxonomy = codes(found, "specialty")
            .find(|(system, _)| system.contains("nucc") || system.contains("taxonomy"))
            .and_then(|(_, code)| Some(code.text()?.into_owned()));
        read_provider_numbers(source, found.each("identifier"), &mut provider);
        let role = found;
        match role
            .get("practitioner")
            .and_then(|inner| source.resources.resolve(inner, role))
        {
            Some(practitioner) => found = practitioner,
            None => return provider,
        }
    }
    read_provider_numbers(source, found.each("identifier"), &mut provider);
    match best_name(found).map(human_name) {
        Some(name) if !name.family.is_empty() => {
            provider.name = name.family;
            provider.first = name.given;
        }
        _ => {
            if let Some(name) = found.text_of("name") {
                provider.name = name;
            }
        }
    }
    provider
}

fn read_provider_numbers<'j, 't: 'j>(
    source: &Source<'_, 'j, 't>,
    identifiers: impl Iterator<Item = Item<'j, 't>>,
    provider: &mut Provider,
) {
    for identifier in identifiers {
        let Some(value) = identifier.get("value") else {
            continue;
        };
        let Some(text) = value.text() else { continue };
        let system = identifier.text_of("system").unwrap_or_default();
        let is = |wanted: &[&str]| super::value::has_code(identifier, "type", wanted);
        if system.ends_with("us-npi") || is(&["NPI"]) {
            provider
                .npi_text
                .get_or_insert_with(|| source.located(text.trim().to_owned(), value));
        } else if is(&["TAX"]) || system.ends_with("2.16.840.1.113883.4.4") {
            provider
                .tax_id
                .get_or_insert_with(|| text.trim().to_owned());
        }
    }
}

/// Reads a payer.
pub(super) fn payer<'j, 't>(
    source: &Source<'_, 'j, 't>,
    reference: Item<'j, 't>,
    within: Item<'j, 't>,
) -> Payer {
    let number = |identifier: Item<'_, '_>| identifier.text_of("value");
    let mut payer = Payer {
        name: reference.text_of("display").unwrap_or_default(),
        id: reference
            .each("identifier")
            .find_map(number)
            .unwrap_or_default(),
        filing_code: String::new(),
    };
    if let Some(found) = source.resources.resolve(reference, within) {
        if let Some(name) = found.text_of("name") {
            payer.name = name;
        }
        if payer.id.is_empty() {
            payer.id = found
                .each("identifier")
                .find_map(number)
                .unwrap_or_default();
        }
    }
    payer
}

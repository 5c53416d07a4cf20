//! Reads the head of a C-CDA: whom it is about, of which visit, by whom, signed by whom.

use super::value::{display, interval, person};
use super::xml::{attribute, child, children, path, plain_text};
use crate::read::document::coded::{CodedHeader, CodedPeriod, CodedPerson, CodedSignature};
use crate::read::document::when::When;
use roxmltree::Node;

/// Identifies social security numbers, which are no record numbers.
const SOCIAL_SECURITY: &str = "2.16.840.1.113883.4.1";
/// Identifies Medicare beneficiaries, old numbers and new.
const MEDICARE: [&str; 2] = ["2.16.840.1.113883.4.572", "2.16.840.1.113883.4.927"];
/// Begins the ids of driver's licences.
const LICENCES: &str = "2.16.840.1.113883.4.3.";

/// Documents that sum up a record and are not written on a service: continuity of care, patient
/// summaries, what patients wrote themselves.
const SUMMARIES: [&str; 3] = ["34133-9", "60591-5", "51855-5"];

/// What the head of a document states.
pub(super) struct Head {
    /// The facts to print.
    pub(super) coded: CodedHeader,
    /// Whether the document sums up a record.
    pub(super) is_summary: bool,
    /// Whether the patient has an id, though none by which a record can be matched.
    pub(super) has_unusable_id: bool,
    /// Whether a signature's time was that of the export.
    pub(super) has_export_stamps: bool,
}

/// Reads the head of a `ClinicalDocument`.
pub(super) fn read(document: Node<'_, '_>) -> Head {
    let mut coded = CodedHeader::default();
    let code = child(document, "code");
    coded.title = child(document, "title").map(plain_text).unwrap_or_default();
    coded.kind = code.map(display).unwrap_or_default();
    if coded.title.is_empty() {
        coded.title = std::mem::take(&mut coded.kind);
    }
    let has_unusable_id = read_patient(document, &mut coded);
    let is_summary = code
        .and_then(|code| attribute(code, "code"))
        .is_some_and(|code| SUMMARIES.contains(&code));
    read_times(document, is_summary, &mut coded);
    read_authors(document, &mut coded);
    read_signatures(document, &mut coded);
    let has_export_stamps = coded.drop_export_stamps();
    read_others(document, &mut coded);
    Head {
        coded,
        is_summary,
        has_unusable_id,
        has_export_stamps,
    }
}

/// Reads the patient; returns whether ids were given and none serves as a record number.
fn read_patient(document: Node<'_, '_>, coded: &mut CodedHeader) -> bool {
    let Some(role) = path(document, &["recordTarget", "patientRole"]) else {
        return false;
    };
    let mut numbers: Vec<(&str, bool)> = Vec::new();
    let mut ids = 0;
    for id in children(role, "id") {
        ids += 1;
        let (root, extension) = (attribute(id, "root"), attribute(id, "extension"));
        let Some(extension) = extension else { continue };
        match root.unwrap_or_default() {
            SOCIAL_SECURITY => {}
            root if root.starts_with(LICENCES) => {}
            root if MEDICARE.contains(&root) => coded.member_id = extension.to_owned(),
            _ => {
                let authority = attribute(id, "assigningAuthorityName").unwrap_or_default();
                let authority = authority.to_ascii_lowercase();
                let named = authority.contains("mrn") || authority.contains("medical record");
                numbers.push((extension, named));
            }
        }
    }
    let chosen = numbers
        .iter()
        .position(|(_, named)| *named)
        .or((!numbers.is_empty()).then_some(0));
    if let Some(chosen) = chosen {
        let (number, _) = numbers.remove(chosen);
        number.clone_into(&mut coded.record_number);
    }
    coded.other_ids = numbers
        .into_iter()
        .map(|(number, _)| number.to_owned())
        .filter(|number| *number != coded.record_number)
        .collect();
    if let Some(patient) = child(role, "patient") {
        coded.patient = person(patient);
        coded.birth = child(patient, "birthTime")
            .and_then(|birth| When::from_hl7(attribute(birth, "value")?));
        coded.sex = child(patient, "administrativeGenderCode")
            .map(sex)
            .unwrap_or_default();
    }
    ids > 0 && coded.record_number.is_empty() && coded.member_id.is_empty()
}

fn sex(code: Node<'_, '_>) -> String {
    match attribute(code, "code") {
        Some("F") => "Female".to_owned(),
        Some("M") => "Male".to_owned(),
        _ => display(code),
    }
}

fn read_times(document: Node<'_, '_>, is_summary: bool, coded: &mut CodedHeader) {
    let encounter = path(
        document,
        &["componentOf", "encompassingEncounter", "effectiveTime"],
    )
    .and_then(interval);
    let event = children(document, "documentationOf")
        .filter_map(|of| path(of, &["serviceEvent", "effectiveTime"]))
        .find_map(interval);
    // The service of a summary is the whole of care, often from birth.
    let event = event.filter(|event| !is_summary && event.is_one_visit());
    // The encounter of a stay began on the day of admission; the visit is the event within it.
    let is_stay = |stay: &CodedPeriod| {
        let is_long = stay.to.is_some() && !stay.is_one_visit();
        let lies_within = |event: &CodedPeriod| match (stay.from.date(), event.from.date()) {
            (Some(from), Some(date)) => date > from || is_long && date == from,
            _ => false,
        };
        (stay.to.is_none() || is_long) && event.as_ref().is_some_and(lies_within)
    };
    coded.service = encounter.filter(|stay| !is_stay(stay)).or(event);
    let made =
        child(document, "effectiveTime").and_then(|time| When::from_hl7(attribute(time, "value")?));
    let visit = coded
        .service
        .as_ref()
        .is_some_and(CodedPeriod::is_one_visit);
    if visit || is_summary {
        coded.created = made;
        return;
    }
    // Without a visit of one day, a note is of the day on which it was written.
    let written = children(document, "author")
        .filter(|author| path(*author, &["assignedAuthor", "assignedPerson"]).is_some())
        .find_map(|author| When::from_hl7(attribute(child(author, "time")?, "value")?));
    coded.written = written.filter(|when| when.date().is_some()).or(made);
    coded.created = made.filter(|_| coded.written != made);
}

fn read_authors(document: Node<'_, '_>, coded: &mut CodedHeader) {
    for author in children(document, "author") {
        let Some(assigned) = child(author, "assignedAuthor") else {
            continue;
        };
        let writer = assigned_person(assigned);
        if !writer.is_empty() {
            if coded.author.is_empty() {
                coded.author = writer;
            } else if writer != coded.author {
                let also = format!("Also written by {}", writer.with_credential());
                coded.others.push(also);
            }
        } else if let Some(device) = child(assigned, "assignedAuthoringDevice") {
            let name = child(device, "softwareName").or(child(device, "manufacturerModelName"));
            let name = name.map(plain_text).unwrap_or_default();
            if !name.is_empty() {
                coded.others.push(format!("Made by the software {name}"));
            }
        }
    }
}

/// Reads the person of an assigned author, entity or performer with role.
pub(super) fn assigned_person(assigned: Node<'_, '_>) -> CodedPerson {
    let Some(node) = child(assigned, "assignedPerson") else {
        return CodedPerson::default();
    };
    let mut found = person(node);
    if found.is_empty() {
        return CodedPerson::default();
    }
    if found.suffix.is_empty() {
        found.role = child(assigned, "code").map(display).unwrap_or_default();
    }
    found
}

fn read_signatures(document: Node<'_, '_>, coded: &mut CodedHeader) {
    let legal = children(document, "legalAuthenticator").map(|node| (node, false));
    let others = children(document, "authenticator").map(|node| (node, true));
    for (node, is_other) in legal.chain(others) {
        let signer = child(node, "assignedEntity")
            .map(assigned_person)
            .unwrap_or_default();
        // S is "signed"; X asks for a signature and I intends one.
        let code = child(node, "signatureCode").and_then(|code| attribute(code, "code"));
        let signed = matches!(code, Some("S" | "s"));
        if attribute(node, "nullFlavor").is_some() {
            continue;
        }
        if matches!(code, Some("X" | "I" | "x" | "i")) {
            coded.status = "Signature pending".to_owned();
            continue;
        }
        let at = child(node, "time").and_then(|time| When::from_hl7(attribute(time, "value")?));
        // Without a name, only the code and a time together say that somebody signed.
        if signer.is_empty() && !(signed && at.is_some()) {
            continue;
        }
        let second = is_other && !coded.signatures.is_empty();
        if !coded.signatures.iter().any(|known| known.person == signer) {
            coded.signatures.push(CodedSignature {
                person: signer,
                at,
                second,
            });
        }
    }
}

fn read_others(document: Node<'_, '_>, coded: &mut CodedHeader) {
    for related in children(document, "relatedDocument") {
        let line = match attribute(related, "typeCode") {
            Some("APND") => "Addendum to an earlier document",
            Some("RPLC") => "Replaces an earlier version of this document",
            Some("XFRM") => "Transformed from another document",
            _ => continue,
        };
        coded.others.push(line.to_owned());
    }
    let encounter = path(document, &["componentOf", "encompassingEncounter"]);
    if let Some(encounter) = encounter {
        let kind = child(encounter, "code").map(display).unwrap_or_default();
        push(coded, "Class of visit: ", kind);
        let place = path(encounter, &["location", "healthCareFacility"]);
        let place = place.and_then(|place| {
            path(place, &["location", "name"])
                .or(path(place, &["serviceProviderOrganization", "name"]))
        });
        push(
            coded,
            "Location: ",
            place.map(plain_text).unwrap_or_default(),
        );
    }
    if coded.author.is_empty()
        && let Some(provider) = provider(document)
    {
        push(coded, "Rendering provider: ", provider.with_credential());
    }
    let keeper = path(
        document,
        &[
            "custodian",
            "assignedCustodian",
            "representedCustodianOrganization",
            "name",
        ],
    );
    push(
        coded,
        "Facility: ",
        keeper.map(plain_text).unwrap_or_default(),
    );
}

/// Returns who gave the service, for documents that software wrote.
fn provider(document: Node<'_, '_>) -> Option<CodedPerson> {
    let performers = children(document, "documentationOf")
        .filter_map(|of| child(of, "serviceEvent"))
        .flat_map(|event| children(event, "performer"));
    let encounter = path(document, &["componentOf", "encompassingEncounter"]);
    let responsible = encounter.and_then(|encounter| child(encounter, "responsibleParty"));
    responsible
        .into_iter()
        .chain(performers)
        .filter_map(|party| child(party, "assignedEntity").map(assigned_person))
        .find(|person| !person.is_empty())
}

fn push(coded: &mut CodedHeader, label: &str, value: String) {
    if !value.is_empty() {
        coded.others.push(format!("{label}{value}"));
    }
}

//! Prints charted facts that are no documents: a day's vital signs, scores and results as
//! flowsheets, problems, medications, procedures and visits as a summary of each patient.

use super::documents::narrative;
use super::json::Item;
use super::people;
use super::resource::relative;
use super::shelf::{next_page, period};
use super::value::{Source, has_code, when, words, words_of};
use crate::model::NoteKind;
use crate::read::FileKind;
use crate::read::document::coded::{self, CodedHeader, CodedPeriod};
use crate::read::document::when::When;
use crate::read::document::{DocumentPlace, DocumentText, PartText};
use std::collections::{BTreeMap, BTreeSet};

/// Types of which each resource is a line of a patient's summary, with the line's heading.
const SUMMARIZED: [(&str, &str); 20] = [
    ("Encounter", "Visits"),
    ("Condition", "Problems and Diagnoses"),
    ("AllergyIntolerance", "Allergies"),
    ("MedicationRequest", "Medications Ordered"),
    ("MedicationStatement", "Medications Taken"),
    ("MedicationAdministration", "Medications Given"),
    ("MedicationDispense", "Medications Dispensed"),
    ("Procedure", "Procedures"),
    ("Immunization", "Immunizations"),
    ("ServiceRequest", "Orders and Referrals"),
    ("Goal", "Goals"),
    ("FamilyMemberHistory", "Family History"),
    ("CareTeam", "Care Team"),
    ("ClinicalImpression", "Impressions"),
    ("RiskAssessment", "Risk Assessments"),
    ("Flag", "Flags"),
    ("NutritionOrder", "Nutrition"),
    ("DeviceRequest", "Devices"),
    ("Appointment", "Appointments"),
    ("Communication", "Communications"),
];

/// Prints the file's charted facts but those that documents printed already.
pub(super) fn read(
    source: &Source<'_, '_, '_>,
    _place: &DocumentPlace<'_>,
    parts: &mut Vec<PartText>,
    printed: &BTreeSet<usize>,
) {
    flowsheets(source, parts, printed);
    summaries(source, parts, printed);
}

/// Returns whether resources of a type are lines of a summary.
pub(super) fn is_summarized(kind: &str) -> bool {
    SUMMARIZED.iter().any(|(known, _)| *known == kind)
}

/// Returns the member of a resource that names its patient.
fn patient_member(item: Item<'_, '_>) -> &'static str {
    match item.get("subject").is_some() {
        true => "subject",
        false => "patient",
    }
}

fn patient_key(item: Item<'_, '_>) -> String {
    let reference = item
        .each(patient_member(item))
        .find_map(|reference| reference.text_of("reference"));
    reference
        .map(|written| relative(&written).unwrap_or(written))
        .unwrap_or_default()
}

fn is_withdrawn(item: Item<'_, '_>) -> bool {
    let says = |name: &str| item.text_of(name).as_deref() == Some("entered-in-error");
    says("status")
        || says("lifecycleStatus")
        || has_code(item, "verificationStatus", &["entered-in-error"])
}

/// Prints observations by patient, day and kind.
fn flowsheets<'j>(
    source: &Source<'_, 'j, '_>,
    parts: &mut Vec<PartText>,
    printed: &BTreeSet<usize>,
) {
    type Sheet<'j, 't> = Vec<(When, Item<'j, 't>)>;
    let mut sheets: BTreeMap<(String, String, bool), Sheet<'_, '_>> = BTreeMap::new();
    let mut undated = 0;
    for resource in source.resources.of_kind("Observation") {
        let item = resource.item;
        if is_withdrawn(item) || printed.contains(&item.range().start) {
            continue;
        }
        let Some(at) = time_of(item) else {
            undated += 1;
            continue;
        };
        let day = at.without_time().to_string();
        let is_lab = has_code(item, "category", &["laboratory"]);
        let key = (patient_key(item), sortable(&at, &day), is_lab);
        sheets.entry(key).or_default().push((at, item));
    }
    for ((_, _, is_lab), mut sheet) in sheets {
        sheet.sort_by_key(|(at, item)| (at.time(), item.range().start));
        let Some(&(first_at, first)) = sheet.first() else {
            continue;
        };
        let subject = people::subject(source, first, patient_member(first));
        let mut header = CodedHeader {
            title: match is_lab {
                true => "Laboratory Results",
                false => "Vital Signs and Scores Flowsheet",
            }
            .to_owned(),
            ..CodedHeader::default()
        };
        subject.head(&mut header);
        header.service = Some(CodedPeriod {
            from: first_at.without_time(),
            to: None,
        });
        let mut body = String::new();
        for (_, item) in &sheet {
            if let Some(line) = line(source, *item) {
                body.push_str(&line);
                body.push('\n');
            }
        }
        if body.is_empty() {
            continue;
        }
        let kind = match is_lab {
            true => NoteKind::LabResult,
            false => NoteKind::Flowsheet,
        };
        push(source, parts, kind, &subject, &header, &body);
    }
    if undated > 0 {
        source.trouble_of_file(
            crate::problem::ProblemKind::NoServiceDate,
            &format!(
                "{undated} observation(s) state no time (effective or issued); no day can show \
                 them"
            ),
        );
    }
}

/// Returns a key by which days sort in their order.
fn sortable(at: &When, day: &str) -> String {
    match at.date() {
        Some(date) => date.to_string(),
        None => day.to_owned(),
    }
}

fn time_of(item: Item<'_, '_>) -> Option<When> {
    when(item, "effectiveDateTime")
        .or_else(|| period(item.get("effectivePeriod")?).map(|period| period.from))
        .or_else(|| when(item, "effectiveInstant"))
        .or_else(|| when(item, "issued"))
}

/// Prints each patient's other facts as a summary, which is of no day.
fn summaries<'j>(
    source: &Source<'_, 'j, '_>,
    parts: &mut Vec<PartText>,
    printed: &BTreeSet<usize>,
) {
    let mut by_patient: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let mut holders: BTreeMap<String, Item<'_, '_>> = BTreeMap::new();
    for (place, (kind, _)) in SUMMARIZED.iter().enumerate() {
        for resource in source.resources.of_kind(kind) {
            let item = resource.item;
            if is_withdrawn(item) || printed.contains(&item.range().start) {
                continue;
            }
            let Some(line) = line(source, item) else {
                continue;
            };
            let key = patient_key(item);
            holders.entry(key.clone()).or_insert(item);
            let lines = by_patient
                .entry(key)
                .or_insert_with(|| vec![Vec::new(); SUMMARIZED.len()]);
            if let Some(lines) = lines.get_mut(place) {
                lines.push(line);
            }
        }
    }
    // A patient of whom nothing else is known still ties the files of the export together.
    for resource in source.resources.of_kind("Patient") {
        let key = resource.key().unwrap_or_default();
        by_patient.entry(key).or_default();
    }
    for (key, sections) in by_patient {
        let own = source.resources.at_address(&key);
        let subject = match (own, holders.get(&key)) {
            (Some(patient), _) => people::of_patient(source, patient),
            (None, Some(holder)) => people::subject(source, *holder, patient_member(*holder)),
            (None, None) => continue,
        };
        let mut header = CodedHeader {
            title: "Face Sheet".to_owned(),
            ..CodedHeader::default()
        };
        subject.head(&mut header);
        let mut body = String::new();
        for ((_, heading), lines) in SUMMARIZED.iter().zip(&sections) {
            if !lines.is_empty() {
                body.push_str(&format!("\n{heading}\n{}\n", lines.join("\n")));
            }
        }
        push(
            source,
            parts,
            NoteKind::Administrative,
            &subject,
            &header,
            &body,
        );
    }
}

fn push(
    source: &Source<'_, '_, '_>,
    parts: &mut Vec<PartText>,
    kind: NoteKind,
    subject: &people::Subject,
    header: &CodedHeader,
    body: &str,
) {
    let printed = coded::page(header, source.file, next_page(parts), body);
    parts.push(PartText {
        text: DocumentText {
            kind: FileKind::Fhir,
            pages: vec![printed.page],
            problems: printed.problems,
        },
        kind: Some(kind),
        head: printed.head,
        patient: Some(subject.identity.clone()),
    });
}

/// Returns a resource as one line: what, how much, when, in what state, by whom; `None` where it
/// says nothing.
pub(super) fn line<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> Option<String> {
    let name = name(source, item);
    let mut values = shown_value(item);
    for component in item.each("component") {
        let part = shown_value(component).join(", ");
        if !part.is_empty() {
            values.push(format!("{} {part}", words_of(component, "code")));
        }
    }
    if let Some(reason) = item.get("dataAbsentReason") {
        values.push(words(reason));
    }
    let mut line = String::new();
    if has_code(item, "verificationStatus", &["refuted"]) {
        line.push_str("Refuted: ");
    }
    line.push_str(&name);
    if !values.is_empty() {
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&values.join(", "));
    }
    if line.is_empty() {
        let told = narrative(source, item);
        line = told.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if line.is_empty() {
        return None;
    }
    for part in circumstances(source, item) {
        line.push_str(" | ");
        line.push_str(&part);
    }
    Some(line)
}

fn name<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> String {
    if let Some(reference) = item.get("medicationReference") {
        let drug = source
            .resources
            .resolve(reference, item)
            .map(|drug| words_of(drug, "code"));
        return drug
            .or_else(|| reference.text_of("display"))
            .unwrap_or_default();
    }
    if let Some(relative) = item.get("relationship") {
        let illnesses: Vec<String> = item
            .each("condition")
            .map(|condition| words_of(condition, "code"))
            .collect();
        return format!("{}: {}", words(relative), illnesses.join(", "));
    }
    let named = [
        "code",
        "medicationCodeableConcept",
        "vaccineCode",
        "type",
        "description",
        "class",
        "name",
        "summary",
    ];
    let found = named
        .iter()
        .map(|member| words_of(item, member))
        .find(|words| !words.is_empty());
    let name = found.unwrap_or_default();
    match item
        .each("code")
        .flat_map(|code| code.each("coding"))
        .find_map(icd_10)
    {
        Some(code) if !name.contains(&code) => format!("{name} ({code})"),
        _ => name,
    }
}

fn icd_10(coding: Item<'_, '_>) -> Option<String> {
    let system = coding.text_of("system")?.to_ascii_lowercase();
    system.contains("icd-10").then(|| coding.text_of("code"))?
}

/// Returns a value of any of FHIR's types in words.
pub(super) fn shown_value(holder: Item<'_, '_>) -> Vec<String> {
    let mut shown = Vec::new();
    for member in holder.children() {
        let words = match member.key() {
            "valueQuantity" | "valueAge" | "valueDuration" => quantity(member),
            "valueCodeableConcept" | "valueCoding" => words(member),
            "valueBoolean" => match member.text().as_deref() {
                Some("true") => "Yes".to_owned(),
                Some("false") => "No".to_owned(),
                _ => continue,
            },
            "valueString" | "valueInteger" | "valueDecimal" | "valueUri" | "valueTime" => member
                .text()
                .map_or(String::new(), |text| text.trim().to_owned()),
            "valueDate" | "valueDateTime" | "valueInstant" => member
                .text()
                .and_then(|text| When::from_iso(&text))
                .map_or(String::new(), |when| when.to_string()),
            "valueRange" => {
                let bound = |name: &str| member.get(name).map(quantity).unwrap_or_default();
                format!("{} to {}", bound("low"), bound("high"))
            }
            "valueRatio" => {
                let part = |name: &str| member.get(name).map(quantity).unwrap_or_default();
                format!("{} / {}", part("numerator"), part("denominator"))
            }
            "valuePeriod" => shown_period(member),
            "valueReference" => member.text_of("display").unwrap_or_default(),
            _ => continue,
        };
        if !words.is_empty() {
            shown.push(words);
        }
    }
    shown
}

fn quantity(item: Item<'_, '_>) -> String {
    let value = item.text_of("value").unwrap_or_default();
    let sign = item.text_of("comparator").unwrap_or_default();
    let unit = item
        .text_of("unit")
        .or_else(|| item.text_of("code"))
        .filter(|unit| unit != "1" && unit != "{score}")
        .unwrap_or_default();
    format!("{sign}{value} {unit}").trim().to_owned()
}

fn shown_period(item: Item<'_, '_>) -> String {
    match period(item) {
        Some(CodedPeriod { from, to: Some(to) }) if to != from => format!("{from} to {to}"),
        Some(CodedPeriod { from, .. }) => from.to_string(),
        None => String::new(),
    }
}

/// Returns when, in what state, how and by whom.
fn circumstances<'j, 't>(source: &Source<'_, 'j, 't>, item: Item<'j, 't>) -> Vec<String> {
    let mut parts = Vec::new();
    let times: [(&str, &str); 13] = [
        ("", "effectiveDateTime"),
        ("", "performedDateTime"),
        ("", "occurrenceDateTime"),
        ("", "authoredOn"),
        ("", "whenHandedOver"),
        ("", "scheduledString"),
        ("onset ", "onsetDateTime"),
        ("onset ", "onsetString"),
        ("until ", "abatementDateTime"),
        ("recorded ", "recordedDate"),
        ("from ", "startDate"),
        ("at ", "start"),
        ("sent ", "sent"),
    ];
    for (before, member) in times {
        let Some(text) = item.text_of(member) else {
            continue;
        };
        let shown = When::from_iso(&text).map_or(text, |when| when.to_string());
        parts.push(format!("{before}{shown}"));
    }
    for member in [
        "effectivePeriod",
        "performedPeriod",
        "period",
        "onsetPeriod",
    ] {
        parts.extend(item.get(member).map(shown_period));
    }
    for member in [
        "clinicalStatus",
        "verificationStatus",
        "lifecycleStatus",
        "interpretation",
    ] {
        parts.push(words_of(item, member));
    }
    let status = item.text_of("status").unwrap_or_default();
    if !matches!(
        status.as_str(),
        "final" | "completed" | "finished" | "active"
    ) {
        parts.push(status);
    }
    for (member, inner) in [
        ("dosageInstruction", "text"),
        ("dosage", "text"),
        ("note", "text"),
    ] {
        parts.extend(item.each(member).filter_map(|part| part.text_of(inner)));
    }
    for (member, inner) in [
        ("performer", ""),
        ("performer", "actor"),
        ("participant", "individual"),
        ("participant", "member"),
        ("requester", ""),
    ] {
        for holder in item.each(member) {
            let reference = match inner {
                "" => Some(holder),
                inner => holder.get(inner),
            };
            let Some(reference) = reference.filter(|reference| {
                reference.get("reference").is_some() || reference.get("display").is_some()
            }) else {
                continue;
            };
            let person = people::person(source, reference, item);
            if !person.is_empty() {
                parts.push(format!("by {}", person.with_credential()));
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    for part in &mut parts {
        // A line stays a line.
        if part.contains('\n') {
            *part = part.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
    parts
}

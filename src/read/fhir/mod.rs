//! Answers for FHIR R4: resources as JSON, single, in bundles and arrays, or one a line. Page 1
//! holds the file's text, to which claims and coverages point; documents and charted facts follow
//! as pages of their own.

mod benefit;
mod charted;
mod claim;
mod coverage;
mod documents;
mod json;
mod people;
mod resource;
mod shelf;
#[cfg(test)]
mod tests;
mod value;

use super::document::{self, DocumentPlace, PartText};
use super::{FileContent, FileKind, ReadOptions};
use crate::problem::{Problem, ProblemKind};
use crate::text::{CharMap, FileId, Page, Span};
use json::Json;
use resource::Resources;
use std::collections::{BTreeMap, BTreeSet};
use value::Source;

/// Returns whether a text is JSON that holds FHIR resources.
pub(crate) fn looks_like(text: &str) -> bool {
    text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace())
        .starts_with(['{', '['])
        && text.contains("\"resourceType\"")
}

/// Returns whether bytes open more brackets in a row than any chart does, which is told before
/// anything is decoded.
pub(crate) fn is_hostile(bytes: &[u8]) -> bool {
    bytes.len() > 4096
        && bytes
            .iter()
            .take(4096)
            .all(|byte| matches!(byte, b'[' | b'{' | b' ' | b'\n'))
        && bytes.starts_with(b"[")
}

/// Reads the resources of a file. `name` is its path, whose folder is that of its export.
pub(crate) fn read(file: FileId, name: &str, text: &str, options: &ReadOptions) -> FileContent {
    let json = Json::parse(text);
    let resources = Resources::find(&json);
    let mut content = FileContent::empty(FileKind::Fhir);
    content.problems = damages(file, text, &json, &resources);
    let source = Source::new(file, name, text, &resources);
    read_money(&source, &mut content);
    let mut parts: Vec<PartText> = Vec::new();
    let mut printed = BTreeSet::new();
    let place = DocumentPlace::whole(file, options);
    documents::read(&source, &place, &mut parts, &mut printed);
    charted::read(&source, &place, &mut parts, &printed);
    report_missing(&source);
    report_unread(&source);
    content.problems.extend(source.into_problems());
    content.pages.push(Page::plain(1, text));
    document::add_parts(&mut content, file, name, parts);
    content
}

/// Reads claims, what payers decided, and coverages.
fn read_money(source: &Source<'_, '_, '_>, content: &mut FileContent) {
    for resource in source.resources.of_kind("Claim") {
        match claim::why_not_billed(resource.item) {
            None => content.claims.push(claim::read(source, resource.item)),
            Some(why) => source.trouble(
                resource.item,
                ProblemKind::BadValue,
                &format!("the claim {why}; it is not taken as billed"),
            ),
        }
    }
    for resource in source.resources.of_kind("ExplanationOfBenefit") {
        let item = resource.item;
        if matches!(
            item.text_of("status").as_deref(),
            Some("entered-in-error" | "draft")
        ) || claim::is_no_bill(item)
        {
            source.trouble(
                item,
                ProblemKind::BadValue,
                "the explanation of benefits is a draft, an error or no answer to a bill; it is \
                 not used",
            );
            continue;
        }
        let remittance = benefit::read(source, item);
        let known = content
            .claims
            .iter()
            .any(|claim| claim.id == remittance.claim_id);
        if !known && item.text_of("status").as_deref() != Some("cancelled") {
            let mut claim = claim::read(source, item);
            claim.id.clone_from(&remittance.claim_id);
            content.claims.push(claim);
        }
        content.remittances.push(remittance);
    }
    for resource in source.resources.of_kind("Coverage") {
        if resource.item.text_of("status").as_deref() == Some("entered-in-error") {
            continue;
        }
        let coverage = coverage::read(source, resource.item);
        content.coverages.push(coverage);
    }
    for (who, item) in content
        .claims
        .iter()
        .map(|claim| (&claim.patient, claim.span))
    {
        if who.is_empty() {
            source.trouble_at(
                item,
                ProblemKind::NoPatient,
                "the claim names no patient by number, name or reference; it belongs to nobody \
                 until the file is corrected",
            );
        }
    }
}

/// Says what of the file's JSON could not be read.
fn damages(
    file: FileId,
    text: &str,
    json: &Json<'_>,
    resources: &Resources<'_, '_>,
) -> Vec<Problem> {
    let map = CharMap::new(text);
    let span = |from: usize, to: usize| Span::new(file, 1, map.to_char(from), map.to_char(to));
    let mut problems = Vec::new();
    for damage in &json.damages {
        problems.push(Problem::at(
            span(damage.at, damage.at + 1),
            ProblemKind::ClaimStructure,
            format!(
                "{}; what stands whole before and behind it was read; export the file again",
                damage.why
            ),
        ));
    }
    for item in &resources.broken {
        let range = item.range();
        problems.push(Problem::at(
            span(range.start, range.end),
            ProblemKind::ClaimStructure,
            "a resource is cut or damaged and is not used",
        ));
    }
    if resources.all.is_empty() {
        problems.push(Problem::file(
            file,
            ProblemKind::UnknownFileType,
            "the JSON holds no whole FHIR resource; export it again as FHIR R4 JSON or NDJSON",
        ));
    } else if resources.strangers > 0 {
        problems.push(Problem::file(
            file,
            ProblemKind::BadValue,
            format!(
                "{} value(s) at the top of the file are no FHIR resources and are not used",
                resources.strangers
            ),
        ));
    }
    problems
}

/// Says which references lead out of the file.
fn report_missing(source: &Source<'_, '_, '_>) {
    let missing = source.resources.missing();
    if missing.is_empty() {
        return;
    }
    let shown: Vec<String> = missing
        .iter()
        .map(|(kind, count)| format!("{kind} ({count})"))
        .collect();
    source.trouble_of_file(
        ProblemKind::BadValue,
        &format!(
            "references lead to resources that are not in the file: {}; names, record numbers \
             and dates that only those state are missing unless another file of the same folder \
             gives them",
            shown.join(", ")
        ),
    );
}

/// Types that only serve others, and types that are read.
const READ: [&str; 21] = [
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "RelatedPerson",
    "Organization",
    "Location",
    "HealthcareService",
    "Endpoint",
    "Medication",
    "Binary",
    "Questionnaire",
    "Provenance",
    "OperationOutcome",
    "List",
    "Group",
    "Claim",
    "ExplanationOfBenefit",
    "Coverage",
    "Observation",
    "ValueSet",
    "CodeSystem",
];

/// Says which types of resources are left alone.
fn report_unread(source: &Source<'_, '_, '_>) {
    let mut unread: BTreeMap<String, u32> = BTreeMap::new();
    for resource in &source.resources.all {
        let kind = resource.kind();
        let is_read = READ.contains(&kind.as_str())
            || documents::DOCUMENTS.contains(&kind.as_str())
            || charted::is_summarized(&kind);
        if !is_read {
            // A type is a word of the standard; anything else is not repeated.
            let known = kind.len() <= 40 && kind.bytes().all(|byte| byte.is_ascii_alphabetic());
            let shown = if known { kind } else { "unknown".to_owned() };
            *unread.entry(shown).or_default() += 1;
        }
    }
    if !unread.is_empty() {
        let shown: Vec<String> = unread
            .iter()
            .map(|(kind, count)| format!("{kind} ({count})"))
            .collect();
        source.trouble_of_file(
            ProblemKind::BadValue,
            &format!(
                "resources of these types are not read and their facts are not used: {}",
                shown.join(", ")
            ),
        );
    }
}

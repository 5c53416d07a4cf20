//! Reads the documents among the resources: references to documents with what is attached,
//! compositions, reports, questionnaires, care plans. Each becomes pages of its own, headed by
//! what its resource states.

use super::charted;
use super::json::Item;
use super::people;
use super::shelf::{Shelf, date, period, state};
use super::value::{Source, when, words, words_of};
use crate::problem::ProblemKind;
use crate::read::document::coded::{CodedPeriod, CodedSignature};
use crate::read::document::{DocumentPlace, PartText, ccda};
use std::collections::BTreeSet;

/// Types whose resources are documents.
pub(super) const DOCUMENTS: [&str; 5] = [
    "DocumentReference",
    "Composition",
    "DiagnosticReport",
    "QuestionnaireResponse",
    "CarePlan",
];

/// Reads every document of the file. What it prints of other resources is added to `printed`, by
/// where they begin.
pub(super) fn read<'j>(
    source: &Source<'_, 'j, '_>,
    place: &DocumentPlace<'_>,
    parts: &mut Vec<PartText>,
    printed: &mut BTreeSet<usize>,
) {
    let mut shelf = Shelf {
        source,
        place,
        parts,
        elsewhere: 0,
        withdrawn: 0,
    };
    for resource in &source.resources.all {
        let item = resource.item;
        let kind = resource.kind();
        if !DOCUMENTS.contains(&kind.as_str()) {
            continue;
        }
        if shelf.is_withdrawn(item) {
            shelf.withdrawn += 1;
            continue;
        }
        match kind.as_str() {
            "DocumentReference" => document_reference(&mut shelf, item),
            "Composition" => composition(&mut shelf, item, printed),
            "DiagnosticReport" => report(&mut shelf, item, printed),
            "QuestionnaireResponse" => questionnaire(&mut shelf, item),
            _ => care_plan(&mut shelf, item),
        }
    }
    shelf.report();
}

fn document_reference<'j, 't>(shelf: &mut Shelf<'_, '_, 'j, 't>, item: Item<'j, 't>) {
    let subject = people::subject(shelf.source, item, "subject");
    let mut header = shelf.head(item, &subject);
    let attachments = || item.each("content").filter_map(|c| c.get("attachment"));
    let kind = words_of(item, "type");
    let named = item
        .text_of("description")
        .or_else(|| attachments().find_map(|attachment| attachment.text_of("title")));
    header.title = named.unwrap_or_else(|| kind.clone());
    header.kind = if header.title == kind {
        String::new()
    } else {
        kind
    };
    date(&mut header, shelf.visit(item), when(item, "date"));
    for reference in item.each("authenticator") {
        let person = people::person(shelf.source, reference, item);
        if !person.is_empty() {
            header.signatures.push(CodedSignature {
                person,
                at: None,
                second: false,
            });
        }
    }
    state(&mut header, item.text_of("docStatus").as_deref());
    for related in item.each("relatesTo") {
        match related.text_of("code").as_deref() {
            Some("appends") => header
                .others
                .push("Addendum to an earlier document".to_owned()),
            Some("replaces") => header
                .others
                .push("Replaces an earlier version of this document".to_owned()),
            _ => {}
        }
    }
    shelf.push_attached(&subject, &header, attachments());
}

fn composition<'j, 't>(
    shelf: &mut Shelf<'_, '_, 'j, 't>,
    item: Item<'j, 't>,
    printed: &mut BTreeSet<usize>,
) {
    let subject = people::subject(shelf.source, item, "subject");
    let mut header = shelf.head(item, &subject);
    header.title = item.text_of("title").unwrap_or_default();
    let kind = words_of(item, "type");
    if header.title.is_empty() {
        header.title = kind;
    } else if header.title != kind {
        header.kind = kind;
    }
    let event = item
        .each("event")
        .find_map(|event| period(event.get("period")?));
    let visit = shelf
        .visit(item)
        .or(event.filter(CodedPeriod::is_one_visit));
    date(&mut header, visit, when(item, "date"));
    for attester in item.each("attester") {
        let mode = attester.text_of("mode").unwrap_or_default();
        // A patient may attest in person; staff do as well.
        let by_staff = attester
            .path(&["party", "reference"])
            .and_then(Item::text)
            .is_some_and(|party| party.contains("Practitioner"));
        if mode == "personal" && !by_staff {
            continue;
        }
        let person = attester
            .get("party")
            .map(|party| people::person(shelf.source, party, item))
            .unwrap_or_default();
        if !person.is_empty() && header.signatures.iter().all(|s| s.person != person) {
            let second = !header.signatures.is_empty() && person != header.author;
            header.signatures.push(CodedSignature {
                person,
                at: when(attester, "time"),
                second,
            });
        }
    }
    // The author's own signature stands first.
    header.signatures.sort_by_key(|signature| signature.second);
    state(&mut header, item.text_of("status").as_deref());
    let mut body = String::new();
    for section in item.each("section") {
        print_section(shelf.source, item, section, &mut body, printed, 0);
    }
    if body.trim().is_empty() {
        body = narrative(shelf.source, item);
    }
    if body.trim().is_empty() {
        shelf.source.trouble(
            item,
            ProblemKind::PageWithoutText,
            "the composition holds no narrative and no entries that could be read",
        );
        return;
    }
    shelf.push_printed(&subject, &header, &body);
}

fn print_section<'j, 't>(
    source: &Source<'_, 'j, 't>,
    composition: Item<'j, 't>,
    section: Item<'j, 't>,
    body: &mut String,
    printed: &mut BTreeSet<usize>,
    depth: usize,
) {
    let title = section
        .text_of("title")
        .unwrap_or_else(|| words_of(section, "code"));
    let text = narrative(source, section);
    let mut lines = String::new();
    for reference in section.each("entry") {
        let Some(entry) = source.resources.resolve(reference, composition) else {
            continue;
        };
        if text.trim().is_empty() {
            if let Some(line) = charted::line(source, entry) {
                lines.push_str(&line);
                lines.push('\n');
            }
            printed.insert(entry.range().start);
        }
    }
    if !(title.is_empty() && text.is_empty() && lines.is_empty()) {
        body.push('\n');
        for part in [title.as_str(), text.trim_end(), lines.trim_end()] {
            if !part.is_empty() {
                body.push_str(part);
                body.push('\n');
            }
        }
    }
    // The walk of the JSON bounds the depth; this only keeps the call stack small.
    if depth < 32 {
        for inner in section.each("section") {
            print_section(source, composition, inner, body, printed, depth + 1);
        }
    }
}

/// Prints the narrative of a resource or section.
pub(super) fn narrative(source: &Source<'_, '_, '_>, holder: Item<'_, '_>) -> String {
    let Some(div) = holder.get("text").and_then(|text| text.get("div")) else {
        return String::new();
    };
    let Some(markup) = div.text() else {
        return String::new();
    };
    match ccda::print_markup(&markup) {
        Ok(text) => text,
        Err(why) => {
            source.trouble(
                div,
                ProblemKind::PageDamaged,
                &format!("a narrative cannot be read: {why}"),
            );
            String::new()
        }
    }
}

fn report<'j, 't>(
    shelf: &mut Shelf<'_, '_, 'j, 't>,
    item: Item<'j, 't>,
    printed: &mut BTreeSet<usize>,
) {
    let subject = people::subject(shelf.source, item, "subject");
    let mut header = shelf.head(item, &subject);
    header.title = words_of(item, "code");
    header.kind = words_of(item, "category");
    let effective = when(item, "effectiveDateTime")
        .map(|from| CodedPeriod { from, to: None })
        .or_else(|| period(item.get("effectivePeriod")?));
    date(
        &mut header,
        effective.or(shelf.visit(item)),
        when(item, "issued"),
    );
    state(&mut header, item.text_of("status").as_deref());
    let forms = || item.each("presentedForm");
    if forms().next().is_some() && shelf.push_attached(&subject, &header, forms()) {
        return;
    }
    let mut body = narrative(shelf.source, item);
    let told = !body.trim().is_empty();
    for reference in item.each("result") {
        let Some(result) = shelf.source.resources.resolve(reference, item) else {
            continue;
        };
        if let Some(line) = charted::line(shelf.source, result).filter(|_| !told) {
            body.push_str(&line);
            body.push('\n');
        }
        printed.insert(result.range().start);
    }
    if let Some(conclusion) = item.text_of("conclusion")
        && !body.contains(&conclusion)
    {
        body.push_str(&format!("Conclusion: {conclusion}\n"));
    }
    for code in item.each("conclusionCode") {
        let words = words(code);
        if !body.contains(&words) {
            body.push_str(&format!("Conclusion: {words}\n"));
        }
    }
    if !body.trim().is_empty() {
        shelf.push_printed(&subject, &header, &body);
    }
}

fn questionnaire<'j, 't>(shelf: &mut Shelf<'_, '_, 'j, 't>, item: Item<'j, 't>) {
    let subject = people::subject(shelf.source, item, "subject");
    let mut header = shelf.head(item, &subject);
    let form = item
        .text_of("questionnaire")
        .and_then(|address| shelf.source.resources.at_address(&address));
    let title = form.and_then(|form| form.text_of("title")).or_else(|| {
        item.path(&["_questionnaire", "extension", "valueString"])?
            .text()
            .map(|t| t.into_owned())
    });
    header.title = title.unwrap_or_else(|| "Questionnaire".to_owned());
    date(&mut header, shelf.visit(item), when(item, "authored"));
    state(&mut header, item.text_of("status").as_deref());
    let mut body = String::new();
    let mut due: Vec<Item<'j, 't>> = item.each("item").collect();
    due.reverse();
    while let Some(question) = due.pop() {
        let text = question
            .text_of("text")
            .or_else(|| question.text_of("linkId"))
            .unwrap_or_default();
        let mut inner: Vec<Item<'j, 't>> = question.each("item").collect();
        let mut answers = Vec::new();
        for answer in question.each("answer") {
            answers.extend(charted::shown_value(answer));
            inner.extend(answer.each("item"));
        }
        match answers.is_empty() {
            true if inner.is_empty() => body.push_str(&format!("{text}: not answered\n")),
            true => body.push_str(&format!("\n{text}\n")),
            false => body.push_str(&format!("{text}: {}\n", answers.join(", "))),
        }
        inner.reverse();
        due.extend(inner);
    }
    if body.trim().is_empty() {
        body = narrative(shelf.source, item);
    }
    if !body.trim().is_empty() {
        shelf.push_printed(&subject, &header, &body);
    }
}

fn care_plan<'j, 't>(shelf: &mut Shelf<'_, '_, 'j, 't>, item: Item<'j, 't>) {
    let subject = people::subject(shelf.source, item, "subject");
    let mut header = shelf.head(item, &subject);
    header.title = item
        .text_of("title")
        .filter(|title| title.to_ascii_lowercase().contains("plan"))
        .unwrap_or_else(|| "Care Plan".to_owned());
    header.written = when(item, "created");
    if let Some(valid) = item.get("period") {
        if let Some(start) = when(valid, "start") {
            header.written = header.written.or(Some(start));
            header.others.push(format!("Effective Date: {start}"));
        }
        if let Some(end) = when(valid, "end") {
            header.others.push(format!("Plan End Date: {end}"));
        }
    }
    match item.text_of("status").as_deref() {
        Some("draft") => header.status = "Draft".to_owned(),
        Some(status) => header.others.push(format!("Plan is {status}")),
        None => {}
    }
    let mut body = narrative(shelf.source, item);
    for description in [item.text_of("title"), item.text_of("description")] {
        let description = description.unwrap_or_default();
        if !description.is_empty() && description != header.title && !body.contains(&description) {
            body.push_str(&format!("{description}\n"));
        }
    }
    for reference in item.each("goal") {
        let goal = shelf.source.resources.resolve(reference, item);
        if let Some(line) = goal.and_then(|goal| charted::line(shelf.source, goal)) {
            body.push_str(&format!("Goal: {line}\n"));
        }
    }
    for activity in item.each("activity") {
        let line = match activity.get("detail") {
            Some(detail) => charted::line(shelf.source, detail),
            None => activity
                .get("reference")
                .and_then(|reference| shelf.source.resources.resolve(reference, item))
                .and_then(|planned| charted::line(shelf.source, planned)),
        };
        if let Some(line) = line {
            body.push_str(&format!("Intervention: {line}\n"));
        }
    }
    if !body.trim().is_empty() {
        shelf.push_printed(&subject, &header, &body);
    }
}

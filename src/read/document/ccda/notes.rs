//! Finds the notes within a C-CDA (Note Activity entries), each of which has its own author, day
//! and words, so that a summary's notes stay apart.

use super::header::assigned_person;
use super::narrative::{Ids, Met, print_element};
use super::value::{display, interval, person};
use super::xml::{attribute, child, children, is, path, plain_text};
use crate::read::document::coded::{CodedHeader, CodedPerson, CodedSignature};
use crate::read::document::headed::Attached;
use crate::read::document::when::When;
use roxmltree::Node;
use std::collections::BTreeSet;

const NOTE_ACTIVITY: &str = "2.16.840.1.113883.10.20.22.4.202";

/// One note within a document.
pub(super) struct InnerNote {
    /// What its entry states.
    pub(super) coded: CodedHeader,
    /// Its words.
    pub(super) text: String,
    /// Its file, where it is attached instead of written.
    pub(super) attached: Option<Attached>,
}

/// Returns whether a statement is a note.
pub(super) fn is_note(statement: Node<'_, '_>) -> bool {
    is(&statement, "act")
        && children(statement, "templateId").any(|id| attribute(id, "root") == Some(NOTE_ACTIVITY))
}

/// Returns the notes of a section. Their words are added to `moved`, so that the section does not
/// print them as well.
pub(super) fn find<'a, 'i>(
    section: Node<'a, 'i>,
    whole: &CodedHeader,
    ids: &Ids<'a, 'i>,
    moved: &mut BTreeSet<u32>,
    met: &mut Met,
) -> Vec<InnerNote> {
    let acts: Vec<Node<'a, 'i>> = section
        .children()
        .filter(|node| is(node, "entry"))
        .flat_map(|entry| entry.descendants())
        .filter(|node| is_note(*node))
        .collect();
    let targets: Vec<Option<Node<'a, 'i>>> = acts
        .iter()
        .map(|act| child(*act, "text").and_then(|text| ids.referred(text)))
        .collect();
    let marked: BTreeSet<u32> = targets
        .iter()
        .flatten()
        .map(|node| node.id().get())
        .collect();
    let mut notes = Vec::new();
    for (act, target) in acts.iter().zip(&targets) {
        let mut words = String::new();
        if let Some(target) = target {
            let block = block_of(*target, &marked);
            if moved.insert(block.id().get()) {
                words = print_element(block, met);
            }
        }
        let text = child(*act, "text");
        let encoded = text.filter(|text| attribute(*text, "representation") == Some("B64"));
        let attached = encoded
            .filter(|text| !own_text(*text).is_empty())
            .map(Attached::of_element);
        if attached.is_none()
            && words.is_empty()
            && let Some(text) = text.filter(|_| target.is_none())
        {
            words = print_element(text, met);
        }
        notes.push(InnerNote {
            coded: read_head(*act, section, whole),
            text: words,
            attached,
        });
    }
    notes
}

/// Returns the note of an entry that stands outside of any section.
pub(super) fn find_alone(act: Node<'_, '_>, whole: &CodedHeader, met: &mut Met) -> InnerNote {
    InnerNote {
        coded: read_head(act, act, whole),
        text: child(act, "text")
            .map(|text| print_element(text, met))
            .unwrap_or_default(),
        attached: None,
    }
}

/// Returns the text that is an element's own, without that of its children.
pub(super) fn own_text(node: Node<'_, '_>) -> String {
    node.children()
        .filter(Node::is_text)
        .filter_map(|part| part.text())
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Returns the row, item or paragraph around a note's words, whose other cells say when and by
/// whom it was written, unless another note's words stand in it too.
fn block_of<'a, 'i>(target: Node<'a, 'i>, marked: &BTreeSet<u32>) -> Node<'a, 'i> {
    let mut block = target;
    let others = |node: Node<'_, '_>| {
        node.descendants()
            .filter(|inner| marked.contains(&inner.id().get()))
            .count()
            > 1
    };
    for above in target.ancestors().skip(1) {
        let inner = matches!(
            above.tag_name().name(),
            "td" | "th" | "tr" | "item" | "paragraph" | "content"
        );
        if !inner || others(above) {
            break;
        }
        block = above;
        if matches!(above.tag_name().name(), "tr" | "item") {
            break;
        }
    }
    block
}

fn read_head(act: Node<'_, '_>, section: Node<'_, '_>, whole: &CodedHeader) -> CodedHeader {
    let code = child(act, "code");
    // The code says only "note"; its translation says which.
    let kind = code
        .into_iter()
        .flat_map(|code| children(code, "translation"))
        .find_map(|translation| attribute(translation, "displayName"))
        .map(str::to_owned);
    let own = code.map(display).unwrap_or_default();
    let mut coded = CodedHeader {
        title: kind.unwrap_or(own),
        patient: whole.patient.clone(),
        record_number: whole.record_number.clone(),
        member_id: whole.member_id.clone(),
        birth: whole.birth,
        sex: whole.sex.clone(),
        is_final: child(act, "statusCode").and_then(|code| attribute(code, "code"))
            == Some("completed"),
        ..CodedHeader::default()
    };
    let section_title = child(section, "title").map(plain_text).unwrap_or_default();
    if !section_title.is_empty() && section_title != coded.title {
        coded.others.push(format!("Section: {section_title}"));
    }
    coded.service = child(act, "effectiveTime").and_then(interval);
    for author in children(act, "author") {
        let assigned = child(author, "assignedAuthor");
        let writer = assigned.map(assigned_person).unwrap_or_default();
        if coded.author.is_empty() {
            coded.author = match writer.is_empty() {
                // A reference to an author whom the head names in full.
                true if names_head_author(assigned, act) => whole.author.clone(),
                _ => writer,
            };
            let at =
                child(author, "time").and_then(|time| When::from_hl7(attribute(time, "value")?));
            coded.created = at.filter(|_| coded.service.is_some());
            coded.written = at.filter(|_| coded.service.is_none());
        }
    }
    for participant in children(act, "participant") {
        if attribute(participant, "typeCode") != Some("LA") {
            continue;
        }
        let entity = path(participant, &["participantRole", "playingEntity"]);
        let signer: CodedPerson = entity.map(person).unwrap_or_default();
        let at =
            child(participant, "time").and_then(|time| When::from_hl7(attribute(time, "value")?));
        if !signer.is_empty() {
            coded.signatures.push(CodedSignature {
                person: signer,
                at,
                second: false,
            });
        }
    }
    coded
}

/// Returns whether an author without a name has the id of the document's first author.
fn names_head_author(assigned: Option<Node<'_, '_>>, act: Node<'_, '_>) -> bool {
    let head = act
        .ancestors()
        .last()
        .and_then(|root| root.descendants().find(|node| is(node, "ClinicalDocument")))
        .and_then(|document| path(document, &["author", "assignedAuthor", "id"]));
    let key = |id: Node<'_, '_>| {
        let root = attribute(id, "root").unwrap_or_default().to_owned();
        let extension = attribute(id, "extension").unwrap_or_default().to_owned();
        (root, extension)
    };
    let own = assigned.and_then(|assigned| child(assigned, "id"));
    match (head, own) {
        (Some(head), Some(own)) => key(head) == key(own),
        _ => false,
    }
}

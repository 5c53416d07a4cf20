//! Reads C-CDA: one document's head, sections and notes as pages of text, in the order of the
//! document. What is attached is read by the reader of its own kind.

mod entries;
mod header;
mod narrative;
mod notes;
#[cfg(test)]
mod tests;
mod value;
mod xml;

use super::coded::{self, CodedHeader};
use super::headed::{self, Attached, Data};
use super::{DocumentPlace, DocumentText, PartText};
use crate::model::NoteKind;
use crate::problem::{Problem, ProblemKind};
use crate::read::FileKind;
use crate::text::Page;
use narrative::{Ids, Met};
use notes::InnerNote;
use roxmltree::{Document, Node};
use std::collections::BTreeSet;
use xml::{attribute, child, children, is, plain_text};

/// Elements that stand at the top of parts of C-CDA cut from their document.
const PARTS: [&str; 26] = [
    "section",
    "component",
    "structuredBody",
    "entry",
    "act",
    "observation",
    "organizer",
    "encounter",
    "procedure",
    "substanceAdministration",
    "supply",
    "participant",
    "participantRole",
    "informant",
    "author",
    "performer",
    "custodian",
    "recordTarget",
    "dataEnterer",
    "informationRecipient",
    "authenticator",
    "legalAuthenticator",
    "documentationOf",
    "componentOf",
    "addr",
    "text",
];

/// Marks of HL7's coded markup.
const CODED: [&str; 8] = [
    "templateId",
    "codeSystem",
    "classCode",
    "typeCode",
    "moodCode",
    "nullFlavor",
    "<assigned",
    "root=",
];

/// Returns whether a text is a C-CDA, or a part of one.
pub(crate) fn looks_like(text: &str) -> bool {
    let Some(root) = xml::root_name(text) else {
        return false;
    };
    let local = root.rsplit(':').next().unwrap_or(root);
    if local == "ClinicalDocument" {
        return true;
    }
    let end = (0..=text.len().min(16 * 1024))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    let head = text.get(..end).unwrap_or_default();
    let has = |marks: &[&str]| marks.iter().any(|mark| head.contains(mark));
    // HTML has sections and addresses too, and no codes.
    !local.eq_ignore_ascii_case("html") && has(&["ClinicalDocument", "urn:hl7-org:v3"])
        || PARTS.contains(&local) && has(&CODED)
}

/// Returns whether a text is XML of any kind but HTML.
pub(crate) fn is_xml(text: &str) -> bool {
    xml::root_name(text).is_some_and(|name| !name.eq_ignore_ascii_case("html"))
        && text.contains("</")
        && text.trim_end().ends_with('>')
}

/// Reads a C-CDA's documents: the main one, the notes within it and what is attached to it.
pub(crate) fn read_parts(place: &DocumentPlace<'_>, text: &str) -> Vec<PartText> {
    xml::open(text, |document, mends| {
        let mut reader = Reader {
            place: *place,
            next_page: place.first_page,
            parts: Vec::new(),
            problems: Vec::new(),
        };
        for how in mends {
            reader.trouble(
                ProblemKind::PageDamaged,
                &format!("the C-CDA is damaged: {how}"),
            );
        }
        reader.read(document);
        reader.finish()
    })
    .unwrap_or_else(|why| {
        let message =
            format!("the C-CDA cannot be read: {why}; export it again or print it to PDF");
        vec![PartText::of(DocumentText {
            kind: FileKind::Ccda,
            pages: Vec::new(),
            problems: vec![Problem::file(place.file, ProblemKind::Unreadable, message)],
        })]
    })
}

/// Prints the words of a piece of markup (the narrative of a FHIR resource), which needs no
/// document around it. Returns why it cannot be read otherwise.
pub(crate) fn print_markup(markup: &str) -> Result<String, String> {
    xml::open(markup, |document, _| {
        narrative::print(document.root(), &BTreeSet::new(), &mut Met::default())
    })
}

struct Reader<'o> {
    place: DocumentPlace<'o>,
    next_page: u32,
    parts: Vec<PartText>,
    problems: Vec<Problem>,
}

impl<'o> Reader<'o> {
    fn trouble(&mut self, kind: ProblemKind, message: &str) {
        self.problems
            .push(Problem::file(self.place.file, kind, message));
    }

    fn read(&mut self, document: &Document<'_>) {
        let root = document.root_element();
        let wholes: Vec<Node<'_, '_>> = root
            .descendants()
            .filter(|node| is(node, "ClinicalDocument"))
            .collect();
        if wholes.is_empty() {
            self.trouble(
                ProblemKind::PageDamaged,
                "the XML holds parts of a C-CDA and no ClinicalDocument, so it names no patient, \
                 day or author; its sections and entries were read; export the whole document",
            );
            self.read_document(root, CodedHeader::default(), None);
            return;
        }
        for whole in wholes {
            let head = header::read(whole);
            if head.has_unusable_id {
                self.trouble(
                    ProblemKind::BadValue,
                    "the C-CDA gives the patient's ids in a form that no chart number has \
                     (without extension, or a social security number); the patient is matched by \
                     name and birth date",
                );
            }
            if head.has_export_stamps {
                self.trouble(
                    ProblemKind::BadValue,
                    "the C-CDA's signature carries the very time at which the file was made, days \
                     after the visit; it is taken as signed without a date; look in the record \
                     system for the time of signing",
                );
            }
            let dated = head
                .coded
                .service
                .is_some_and(|period| period.is_one_visit());
            let kind = (head.is_summary && !dated).then_some(NoteKind::Administrative);
            self.read_document(whole, head.coded, kind);
        }
    }

    /// Reads one document. `kind` overrules what its words suggest.
    fn read_document(&mut self, whole: Node<'_, '_>, coded: CodedHeader, kind: Option<NoteKind>) {
        let ids = Ids::of(whole);
        let mut body = Body {
            ids: &ids,
            coded: &coded,
            text: String::new(),
            notes: Vec::new(),
            moved: BTreeSet::new(),
            met: Met::default(),
        };
        body.collect(whole, true);
        let Body {
            text, notes, met, ..
        } = body;
        let files = attached(whole);
        if !text.trim().is_empty() || notes.is_empty() && files.is_empty() {
            if text.trim().is_empty() {
                self.trouble(
                    ProblemKind::PageWithoutText,
                    "the C-CDA has neither narrative nor coded entries that could be read; ask \
                     for the document with its body",
                );
            }
            self.push_printed(&coded, &text, kind);
        }
        for note in notes {
            self.push_note(note);
        }
        for file in files {
            self.push_file(&coded, &file);
        }
        self.report(&met);
    }

    fn push_printed(&mut self, coded: &CodedHeader, text: &str, kind: Option<NoteKind>) {
        let printed = coded::page(coded, self.place.file, self.next_page, text);
        self.problems.extend(printed.problems);
        self.push(PartText {
            text: DocumentText {
                kind: FileKind::Ccda,
                pages: vec![printed.page],
                problems: Vec::new(),
            },
            kind,
            head: printed.head,
            patient: None,
        });
    }

    fn push_note(&mut self, note: InnerNote) {
        match note.attached {
            Some(file) => self.push_file(&note.coded, &file),
            None if note.text.trim().is_empty() => self.trouble(
                ProblemKind::PageWithoutText,
                "a note's entry in the C-CDA points to words that the document does not hold; \
                 ask for the note itself",
            ),
            None => self.push_printed(&note.coded, &note.text, None),
        }
    }

    fn push_file(&mut self, coded: &CodedHeader, file: &Attached) {
        let parts = headed::read(&self.place, self.next_page, coded, file);
        for part in parts {
            self.push(part);
        }
    }

    fn push(&mut self, part: PartText) {
        let pages = u32::try_from(part.text.pages.len()).unwrap_or(u32::MAX);
        self.next_page = self.next_page.saturating_add(pages);
        self.parts.push(part);
    }

    fn report(&mut self, met: &Met) {
        if met.pictures > 0 {
            self.trouble(
                ProblemKind::LeftOut,
                &format!(
                    "the C-CDA's narrative shows {} picture(s), whose content is not read",
                    met.pictures
                ),
            );
        }
        if met.deleted > 0 {
            self.trouble(
                ProblemKind::LeftOut,
                &format!(
                    "the C-CDA's narrative marks {} passage(s) as deleted; they are not taken as \
                     the author's words",
                    met.deleted
                ),
            );
        }
    }

    fn finish(mut self) -> Vec<PartText> {
        if self.parts.is_empty() {
            self.parts.push(PartText::of(DocumentText {
                kind: FileKind::Ccda,
                pages: vec![Page::plain(self.place.first_page, "")],
                problems: Vec::new(),
            }));
        }
        if let Some(first) = self.parts.first_mut() {
            self.problems.append(&mut first.text.problems);
            first.text.problems = self.problems;
        }
        self.parts
    }
}

/// The sections' text while they are walked.
struct Body<'b, 'a, 'i> {
    ids: &'b Ids<'a, 'i>,
    coded: &'b CodedHeader,
    text: String,
    notes: Vec<InnerNote>,
    moved: BTreeSet<u32>,
    met: Met,
}

impl<'a, 'i> Body<'_, 'a, 'i> {
    /// Prints the sections below a node, and statements that stand outside of any section.
    fn collect(&mut self, node: Node<'a, 'i>, outermost: bool) {
        if is(&node, "section") {
            self.section(node);
            return;
        }
        if entries::is_statement(&node) {
            let lines = entries::print(std::iter::once(node), "", self.ids);
            self.text.push_str(&lines);
            if notes::is_note(node) {
                let note = notes::find_alone(node, self.coded, &mut self.met);
                self.notes.push(note);
            }
            return;
        }
        for inner in node.children().filter(Node::is_element) {
            // The head of a document is read by its own reader.
            let head = outermost && is(&node, "ClinicalDocument") && !is(&inner, "component");
            if !head && !is(&inner, "ClinicalDocument") {
                self.collect(inner, false);
            }
        }
    }

    fn section(&mut self, section: Node<'a, 'i>) {
        let notes = notes::find(
            section,
            self.coded,
            self.ids,
            &mut self.moved,
            &mut self.met,
        );
        let has_notes = !notes.is_empty();
        self.notes.extend(notes);
        let narrative = child(section, "text")
            .filter(|text| !self.moved.contains(&text.id().get()))
            .map(|text| narrative::print(text, &self.moved, &mut self.met))
            .unwrap_or_default();
        let whole = child(section, "text").map(plain_text).unwrap_or_default();
        let statements = children(section, "entry").filter_map(entries::statement);
        let coded = entries::print(statements, &whole, self.ids);
        let title = title(section);
        let inner: Vec<Node<'a, 'i>> = children(section, "component")
            .flat_map(|component| children(component, "section"))
            .collect();
        let has_words = !(narrative.is_empty() && coded.is_empty());
        // The title of a section that holds nothing but notes stands with the notes.
        if has_words || !has_notes && !title.is_empty() {
            self.text.push('\n');
            if !title.is_empty() {
                self.text.push_str(&title);
                self.text.push('\n');
            }
            self.text.push_str(&narrative);
            self.text.push_str(&coded);
            if !has_words && attribute(section, "nullFlavor").is_some() {
                self.text.push_str("No information\n");
            }
        }
        for section in inner {
            self.section(section);
        }
    }
}

fn title(section: Node<'_, '_>) -> String {
    let written = child(section, "title").map(plain_text).unwrap_or_default();
    if !written.is_empty() {
        return written;
    }
    child(section, "code")
        .map(value::display)
        .unwrap_or_default()
}

/// Returns the files that make up a document's body.
fn attached(whole: Node<'_, '_>) -> Vec<Attached> {
    let bodies = whole.descendants().filter(|node| is(node, "nonXMLBody"));
    bodies
        .filter_map(|body| child(body, "text"))
        .map(Attached::of_element)
        .collect()
}

impl Attached {
    /// Reads an element that encloses a file.
    fn of_element(text: Node<'_, '_>) -> Self {
        let data = notes::own_text(text);
        let elsewhere = data.is_empty() && child(text, "reference").is_some();
        Self {
            data: match (elsewhere, attribute(text, "representation")) {
                (true, _) => Data::Elsewhere,
                (_, Some("B64")) => Data::Encoded(data),
                _ => Data::Written(data),
            },
        }
    }
}

//! Collects the documents of a file: their pages in order, the heads that their resources state,
//! and what had to be left out.

use super::json::Item;
use super::people::{self, Subject};
use super::value::{Source, when};
use crate::problem::ProblemKind;
use crate::read::FileKind;
use crate::read::document::coded::{self, CodedHeader, CodedPeriod};
use crate::read::document::headed::{self, Attached, Data};
use crate::read::document::when::When;
use crate::read::document::{DocumentPlace, DocumentText, PartText};

/// The documents read so far.
pub(super) struct Shelf<'s, 'r, 'j, 't> {
    /// The file.
    pub(super) source: &'s Source<'r, 'j, 't>,
    /// The file's own place.
    pub(super) place: &'s DocumentPlace<'s>,
    /// Their pages.
    pub(super) parts: &'s mut Vec<PartText>,
    /// Documents that are not in the export.
    pub(super) elsewhere: usize,
    /// Documents that are not taken as notes.
    pub(super) withdrawn: usize,
}

/// Returns the number of the next page after page 1 and the parts' own.
pub(super) fn next_page(parts: &[PartText]) -> u32 {
    let pages: usize = parts.iter().map(|part| part.text.pages.len()).sum();
    u32::try_from(pages).unwrap_or(u32::MAX).saturating_add(2)
}

impl<'j, 't> Shelf<'_, '_, 'j, 't> {
    /// Returns whether a document was entered in error, or replaced by another of the file.
    pub(super) fn is_withdrawn(&self, item: Item<'j, 't>) -> bool {
        let says = |name: &str, value: &str| item.text_of(name).as_deref() == Some(value);
        if says("status", "entered-in-error") || says("docStatus", "entered-in-error") {
            return true;
        }
        let superseded = says("status", "superseded");
        let key = item.text_of("id").map(|id| {
            let kind = item.text_of("resourceType").unwrap_or_default();
            format!("{kind}/{id}")
        });
        let replaces = |other: Item<'j, 't>| {
            other.each("relatesTo").any(|related| {
                related.text_of("code").as_deref() == Some("replaces")
                    && ["target", "targetReference"].iter().any(|name| {
                        related
                            .path(&[name, "reference"])
                            .and_then(Item::text)
                            .and_then(|text| super::resource::relative(&text))
                            .is_some_and(|target| Some(target) == key)
                    })
            })
        };
        superseded
            && self
                .source
                .resources
                .all
                .iter()
                .any(|resource| replaces(resource.item))
    }

    /// Says what was left out.
    pub(super) fn report(&self) {
        if self.withdrawn > 0 {
            self.source.trouble_of_file(
                ProblemKind::BadValue,
                &format!(
                    "{} document(s) are marked as entered in error or replaced by a later version \
                     in the file; they are not taken as notes",
                    self.withdrawn
                ),
            );
        }
        if self.elsewhere > 0 {
            self.source.trouble_of_file(
                ProblemKind::PageWithoutText,
                &format!(
                    "{} document(s) are only named by an address and are not in the export; \
                     export them with their content (Binary)",
                    self.elsewhere
                ),
            );
        }
    }

    /// Prints a document whose words stand in the resource.
    pub(super) fn push_printed(&mut self, subject: &Subject, header: &CodedHeader, body: &str) {
        let number = next_page(self.parts);
        let printed = coded::page(header, self.source.file, number, body);
        self.parts.push(PartText {
            text: DocumentText {
                kind: FileKind::Fhir,
                pages: vec![printed.page],
                problems: printed.problems,
            },
            kind: None,
            head: printed.head,
            patient: Some(subject.identity.clone()),
        });
    }

    /// Reads the first of several formats of one document that can be read; returns whether
    /// there was one.
    pub(super) fn push_attached(
        &mut self,
        subject: &Subject,
        header: &CodedHeader,
        attachments: impl Iterator<Item = Item<'j, 't>>,
    ) -> bool {
        let mut refused: Option<Vec<PartText>> = None;
        let mut named = 0;
        for attachment in attachments {
            let Some(attached) = self.attached(attachment) else {
                named += 1;
                continue;
            };
            let number = next_page(self.parts);
            let mut read = headed::read(self.place, number, header, &attached);
            let has_words = read.iter().any(|part| {
                let words = |page: &crate::text::Page| !page.text.as_str().trim().is_empty();
                part.text.pages.iter().any(words)
            });
            if !has_words {
                refused.get_or_insert(read);
                continue;
            }
            for part in &mut read {
                // A document that names its own patient in coded form keeps that.
                if part.text.kind != FileKind::Ccda {
                    part.patient = Some(subject.identity.clone());
                }
            }
            self.parts.append(&mut read);
            return true;
        }
        match refused {
            Some(read) => self.parts.extend(read),
            None if named > 0 => self.elsewhere += 1,
            None => {}
        }
        false
    }

    /// Returns an attachment's content, inline or in a `Binary` of the file.
    fn attached(&self, attachment: Item<'j, 't>) -> Option<Attached> {
        if let Some(data) = attachment.text_of("data") {
            return Some(Attached {
                data: Data::Encoded(data),
            });
        }
        let address = attachment.text_of("url")?;
        // Small files may stand in the address itself.
        if let Some(rest) = address.strip_prefix("data:")
            && let Some((_, data)) = rest.split_once(";base64,")
        {
            return Some(Attached {
                data: Data::Encoded(data.to_owned()),
            });
        }
        let binary = self.source.resources.at_address(&address)?;
        Some(Attached {
            data: Data::Encoded(binary.text_of("data").or(binary.text_of("content"))?),
        })
    }

    /// Reads what every document's resource states.
    pub(super) fn head(&self, item: Item<'j, 't>, subject: &Subject) -> CodedHeader {
        let mut header = CodedHeader::default();
        subject.head(&mut header);
        for name in ["author", "performer", "resultsInterpreter"] {
            for reference in item.each(name) {
                let person = people::person(self.source, reference, item);
                if person.is_empty() {
                    continue;
                }
                if header.author.is_empty() {
                    header.author = person;
                } else if person != header.author {
                    let also = format!("Also written by {}", person.with_credential());
                    header.others.push(also);
                }
            }
        }
        header
    }

    /// Returns the visit or stay of a document, from its own period or its encounter.
    pub(super) fn visit(&self, item: Item<'j, 't>) -> Option<CodedPeriod> {
        let context = item.get("context");
        let own = context.and_then(|context| period(context.get("period")?));
        let encounter = || {
            let reference = item
                .each("encounter")
                .next()
                .or_else(|| context?.each("encounter").next())?;
            let encounter = self.source.resources.resolve(reference, item)?;
            period(encounter.get("period")?)
        };
        own.or_else(encounter)
    }
}

/// Reads a period of times.
pub(super) fn period(item: Item<'_, '_>) -> Option<CodedPeriod> {
    let (start, end) = (when(item, "start"), when(item, "end"));
    Some(CodedPeriod {
        from: start.or(end)?,
        to: end,
    })
}

/// Dates a document: by its visit where that is one, else by when it was written.
pub(super) fn date(header: &mut CodedHeader, visit: Option<CodedPeriod>, written: Option<When>) {
    header.service = visit;
    let is_visit = visit.is_some_and(|visit| visit.is_one_visit());
    header.created = written.filter(|_| is_visit);
    header.written = written.filter(|_| !is_visit);
}

/// Takes over what a resource says of its own state.
pub(super) fn state(header: &mut CodedHeader, status: Option<&str>) {
    match status {
        Some("final" | "completed") => header.is_final = true,
        Some("amended" | "corrected" | "appended") => {
            header.is_final = true;
            header
                .others
                .push("Amended after it was made final".to_owned());
        }
        Some("preliminary" | "partial" | "registered" | "in-progress" | "draft") => {
            header.status = "Preliminary".to_owned();
        }
        _ => {}
    }
}

//! Reads how a document is parted into sections, and which running header and footer each shows.
//! Word states a section at its end, so this is read before the text.

use super::numbering::is_on;
use super::package::{attribute, reader};
use quick_xml::events::{BytesStart, Event};

/// One section's properties.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// Relationship ids of its headers, by kind, in the order in which they are shown.
    pub(super) headers: Vec<(Shown, String)>,
    /// Relationship ids of its footers.
    pub(super) footers: Vec<(Shown, String)>,
    /// Whether its first page has a header of its own.
    pub(super) has_title_page: bool,
    /// Whether it begins on the page on which the section before it ends.
    pub(super) is_continuous: bool,
}

/// On which pages a header is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shown {
    /// The first page of the section.
    First,
    /// Every page that has no other.
    Default,
    /// Pages of even number.
    Even,
}

impl Section {
    /// Returns the ids among these headers or footers that are shown at all.
    pub(super) fn shown<'s>(
        &'s self,
        all: &'s [(Shown, String)],
        even_differs: bool,
    ) -> Vec<&'s str> {
        let mut shown: Vec<_> = all
            .iter()
            .filter(|(when, _)| match when {
                Shown::First => self.has_title_page,
                Shown::Default => true,
                Shown::Even => even_differs,
            })
            .collect();
        shown.sort_by_key(|(when, _)| *when);
        shown.into_iter().map(|(_, id)| id.as_str()).collect()
    }
}

/// Returns the sections of a document in order.
pub(super) fn read(xml: &str) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut open: Option<Section> = None;
    let mut former = 0_u32;
    let mut reader = reader(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                begin(&element, &mut open, &mut former);
            }
            Ok(Event::Empty(element)) => {
                let name = element.local_name().into_inner();
                if name == "sectPr" && former == 0 {
                    sections.push(Section::default());
                } else if name != "sectPrChange" {
                    begin(&element, &mut open, &mut former);
                }
            }
            Ok(Event::End(end)) => match end.local_name().into_inner() {
                "sectPrChange" => former = former.saturating_sub(1),
                "sectPr" if former == 0 => sections.extend(open.take()),
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return sections,
            Ok(_) => {}
        }
    }
}

fn begin(element: &BytesStart<'_>, open: &mut Option<Section>, former: &mut u32) {
    let name = element.local_name().into_inner();
    match name {
        "sectPrChange" => *former += 1,
        _ if *former > 0 => {}
        "sectPr" => *open = Some(Section::default()),
        "headerReference" | "footerReference" => {
            let Some(section) = open else { return };
            let shown = match attribute(element, "type").as_deref() {
                Some("first") => Shown::First,
                Some("even") => Shown::Even,
                _ => Shown::Default,
            };
            let Some(id) = attribute(element, "id") else {
                return;
            };
            if name == "headerReference" {
                section.headers.push((shown, id));
            } else {
                section.footers.push((shown, id));
            }
        }
        "titlePg" => {
            if let Some(section) = open {
                section.has_title_page = is_on(element);
            }
        }
        "type" => {
            if let Some(section) = open {
                section.is_continuous = attribute(element, "val").as_deref() == Some("continuous");
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn former_properties_are_no_section() {
        let sections = read(
            r#"<w:body><w:p><w:pPr><w:sectPr><w:headerReference w:type="first" r:id="a"/>
            <w:headerReference w:type="default" r:id="b"/><w:titlePg/></w:sectPr></w:pPr></w:p>
            <w:sectPr><w:type w:val="continuous"/><w:sectPrChange><w:sectPr/></w:sectPrChange></w:sectPr></w:body>"#,
        );
        let [first, second] = sections.as_slice() else {
            panic!("{} sections", sections.len());
        };
        assert_eq!(first.shown(&first.headers, false), ["a", "b"]);
        assert!(!first.is_continuous && second.is_continuous);
    }
}

//! Turns the XML of a document's body, header or footnotes into lines. Each element says what
//! comes next; nothing is kept of it but its text.

use super::forms::{CheckBox, Control};
use super::numbering::{Counters, ListPlace, Numbering, Styles, font, is_on, number};
use super::package::{attribute, reader};
use crate::read::document::flow::Flow;
use crate::read::document::symbols::{self, SymbolFont};
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

/// Most elements within each other; more is an attack.
const MAX_DEPTH: u32 = 4_000;

/// What the parts of one document share.
#[derive(Default)]
pub(super) struct Shared {
    /// Its lists.
    pub(super) numbering: Numbering,
    /// Its styles.
    pub(super) styles: Styles,
    /// The lines of footnotes and endnotes by kind and id.
    pub(super) notes: BTreeMap<(NoteKind, String), Vec<String>>,
    /// Header, footer and start of each section.
    pub(super) sections: Vec<SectionText>,
    /// Lines of documents that are to be merged in, by relationship id.
    pub(super) imported: BTreeMap<String, Vec<String>>,
}

/// The kinds of notes below the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NoteKind {
    /// At the bottom of the page.
    Foot,
    /// At the end of the document.
    End,
}

/// One section's running lines.
#[derive(Default)]
pub(super) struct SectionText {
    /// Its header.
    pub(super) header: Vec<String>,
    /// Its footer.
    pub(super) footer: Vec<String>,
    /// Whether it begins on the page of the section before.
    pub(super) is_continuous: bool,
}

/// What was left out because it is no part of the text.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct LeftOut {
    /// Tracked deletions.
    pub(super) deletions: usize,
    /// Passages formatted as hidden.
    pub(super) hidden: usize,
    /// Comments.
    pub(super) comments: usize,
    /// Documents that this one refers to.
    pub(super) references: usize,
}

/// Reads one part.
pub(super) struct Body<'s> {
    shared: &'s Shared,
    /// The text.
    pub(super) flow: Flow,
    /// What was left out.
    pub(super) left_out: LeftOut,
    /// Whether the part broke off before its end.
    pub(super) damaged: bool,
    /// Footnotes, where the part is one of footnotes.
    pub(super) notes: Vec<(String, Vec<String>)>,
    counters: Counters,
    depth: u32,
    /// Elements open within one that is left out, with it.
    skipped: u32,
    /// Elements open that hold properties and no text.
    properties: u32,
    in_paragraph_properties: u32,
    in_text: bool,
    paragraphs: Vec<Paragraph>,
    runs: Vec<Run>,
    /// For each choice between forms of one thing, whether one was taken.
    choices: Vec<bool>,
    controls: Vec<Control>,
    check_box: Option<CheckBox>,
    boxes: usize,
    section: usize,
    section_ends: bool,
    marks: u32,
    outer: Vec<(String, Flow)>,
}

#[derive(Default)]
struct Paragraph {
    style: Option<String>,
    place: ListPlace,
    /// For each field that is open, whether its instruction is being read.
    fields: Vec<bool>,
    page_break: bool,
    has_text: bool,
}

#[derive(Default)]
struct Run {
    hidden: bool,
    font: Option<SymbolFont>,
}

impl<'s> Body<'s> {
    /// Returns a reader of a part.
    pub(super) fn new(shared: &'s Shared) -> Self {
        Self {
            shared,
            flow: Flow::new(),
            left_out: LeftOut::default(),
            damaged: false,
            notes: Vec::new(),
            counters: Counters::default(),
            depth: 0,
            skipped: 0,
            properties: 0,
            in_paragraph_properties: 0,
            in_text: false,
            paragraphs: Vec::new(),
            runs: Vec::new(),
            choices: Vec::new(),
            controls: Vec::new(),
            check_box: None,
            boxes: 0,
            section: 0,
            section_ends: false,
            marks: 0,
            outer: Vec::new(),
        }
    }

    /// Reads the part's XML.
    pub(super) fn read(&mut self, xml: &str) {
        let mut reader = reader(xml);
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        self.damaged = true;
                        break;
                    }
                    self.start(&element);
                }
                Ok(Event::Empty(element)) => {
                    self.start(&element);
                    self.end(element.local_name().into_inner());
                }
                Ok(Event::End(end)) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.end(end.local_name().into_inner());
                }
                Ok(Event::Text(text)) if self.in_text => self.text(&text),
                Ok(Event::CData(text)) if self.in_text => self.text(&text.into_inner()),
                Ok(Event::GeneralRef(reference)) if self.in_text => {
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(c)) => Some(c.to_string()),
                        _ => quick_xml::escape::resolve_predefined_entity(&reference)
                            .map(str::to_owned),
                    };
                    // Entities that a document declares for itself are not expanded.
                    self.damaged |= resolved.is_none();
                    self.text(&resolved.unwrap_or_default());
                }
                Ok(Event::Eof) => {
                    self.damaged |= self.depth > 0;
                    break;
                }
                Err(_) => {
                    self.damaged = true;
                    break;
                }
                Ok(_) => {}
            }
            if self.flow.overflowed() {
                break;
            }
        }
        if !self.section_ends {
            self.end_section();
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        let name = element.local_name().into_inner();
        if self.properties > 0 {
            self.property(name, element);
            return;
        }
        match name {
            "pPr" => {
                self.properties += 1;
                self.in_paragraph_properties += 1;
            }
            "rPr" | "tblPr" | "trPr" | "tcPr" | "tblPrEx" | "sdtPr" | "sdtEndPr" | "sectPr"
            | "ffData" | "tblGrid" => self.properties += 1,
            "del" | "moveFrom" => {
                self.left_out.deletions += 1;
                self.skipped = 1;
            }
            "instrText" | "delText" | "delInstrText" | "rt" => self.skipped = 1,
            "AlternateContent" => self.choices.push(false),
            // The same thing in other forms for other programs: only the first is taken.
            "Choice" | "Fallback" => match self.choices.last_mut() {
                Some(taken) if *taken => self.skipped = 1,
                Some(taken) => *taken = true,
                None => {}
            },
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => self.runs.push(Run::default()),
            "t" => self.in_text = true,
            "tab" | "ptab" => self.show("\t"),
            "noBreakHyphen" => self.show("-"),
            "cr" => self.show("\n"),
            "br" => match attribute(element, "type").as_deref() {
                Some("page") if self.is_shown() => self.flow.page_break(),
                _ => self.show("\n"),
            },
            // A sentence is not cut where the page happened to end: the break waits for the end
            // of its paragraph.
            "lastRenderedPageBreak" => self.rendered_break(),
            "sym" => self.symbol(element),
            "fldChar" => self.field(element),
            "tr" => self.flow.open_row(),
            "tc" => self.flow.open_cell(),
            "txbxContent" => {
                self.boxes += 1;
                self.flow.open_box();
            }
            "textpath" => {
                if let Some(text) = attribute(element, "string") {
                    self.flow.open_box();
                    self.flow.text(&text);
                    self.flow.close_box();
                }
            }
            "blip" | "imagedata" => self.flow.image(),
            "signatureline" => self.signature_line(element),
            "sdt" => self.controls.push(Control::default()),
            "sdtContent" => self.control_content(),
            "footnoteReference" => self.note_reference(element, NoteKind::Foot),
            "endnoteReference" => self.note_reference(element, NoteKind::End),
            "footnote" | "endnote" => self.begin_note(element),
            "commentReference" => self.left_out.comments += 1,
            "altChunk" => {
                let id = attribute(element, "id").unwrap_or_default();
                match self.shared.imported.get(&id) {
                    Some(lines) => {
                        for line in lines {
                            self.flow.text(line);
                            self.flow.line();
                        }
                    }
                    None => self.left_out.references += 1,
                }
            }
            "subDoc" => self.left_out.references += 1,
            _ => {}
        }
    }

    /// Reads a property of the paragraph, run, cell, control or form field that is open.
    fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        match name {
            "pPr" | "rPr" | "tblPr" | "trPr" | "tcPr" | "tblPrEx" | "sdtPr" | "sdtEndPr"
            | "sectPr" | "ffData" | "tblGrid" => self.properties += 1,
            // What the properties were before a tracked change.
            "pPrChange" | "rPrChange" | "tblPrChange" | "trPrChange" | "tcPrChange"
            | "tblPrExChange" | "sectPrChange" | "numberingChange" | "tblGridChange" => {
                self.skipped = 1;
            }
            "pStyle" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = attribute(element, "val");
                }
            }
            "numId" | "ilvl" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    let value = number(element, "val");
                    if name == "numId" {
                        paragraph.place.list = value;
                    } else {
                        paragraph.place.level = value;
                    }
                }
            }
            "pageBreakBefore" if is_on(element) => self.flow.page_break(),
            "vanish" | "specVanish" | "rStyle" | "rFonts" => self.run_property(name, element),
            "checkbox" | "showingPlcHdr" => {
                if let Some(control) = self.controls.last_mut() {
                    control.property(name, element);
                }
            }
            "checkBox" | "ddList" => self.check_box = Some(CheckBox::default()),
            "checked" | "default" | "result" | "listEntry" => match &mut self.check_box {
                Some(check_box) => check_box.property(name, element),
                None => {
                    if let Some(control) = self.controls.last_mut() {
                        control.property(name, element);
                    }
                }
            },
            _ => {}
        }
    }

    fn run_property(&mut self, name: &str, element: &BytesStart<'_>) {
        // The properties of a paragraph's mark say nothing about its words.
        if self.in_paragraph_properties > 0 {
            return;
        }
        let Some(run) = self.runs.last_mut() else {
            return;
        };
        match name {
            "rFonts" => run.font = font(element).as_deref().and_then(SymbolFont::of),
            "rStyle" => {
                let style = attribute(element, "val").unwrap_or_default();
                run.hidden |= self.shared.styles.hides(&style);
                let font = self.shared.styles.font(&style);
                run.font = run.font.or(font.and_then(SymbolFont::of));
            }
            _ => run.hidden = is_on(element),
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "pPr" => {
                self.properties = self.properties.saturating_sub(1);
                self.in_paragraph_properties = self.in_paragraph_properties.saturating_sub(1);
                self.label();
            }
            "sectPr" => {
                self.properties = self.properties.saturating_sub(1);
                self.section_ends = true;
                if self.in_paragraph_properties == 0 {
                    self.end_section();
                }
            }
            "rPr" | "tblPr" | "trPr" | "tcPr" | "tblPrEx" | "sdtPr" | "sdtEndPr" | "tblGrid" => {
                self.properties = self.properties.saturating_sub(1);
            }
            "ffData" => {
                self.properties = self.properties.saturating_sub(1);
                self.check_box = None;
            }
            "checkBox" | "ddList" if self.properties > 0 => {
                if let Some(check_box) = self.check_box.take() {
                    self.show_always(&check_box.shown(name));
                }
            }
            "AlternateContent" => {
                self.choices.pop();
            }
            "p" => self.end_paragraph(),
            "r" => {
                self.runs.pop();
            }
            "t" => self.in_text = false,
            "tr" => self.flow.close_row(),
            "tc" => self.flow.close_cell(),
            "txbxContent" => {
                self.boxes = self.boxes.saturating_sub(1);
                self.flow.close_box();
            }
            "sdt" => {
                self.controls.pop();
            }
            "footnote" | "endnote" => self.end_note(),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = self.paragraphs.pop().unwrap_or_default();
        self.flow.line();
        if paragraph.page_break {
            self.flow.page_break();
        }
        if std::mem::take(&mut self.section_ends) {
            self.end_section();
        }
    }

    fn end_section(&mut self) {
        let Some(section) = self.shared.sections.get(self.section) else {
            return;
        };
        self.section += 1;
        self.flow.end_section(&section.header, &section.footer);
        match self.shared.sections.get(self.section) {
            Some(next) if !next.is_continuous => self.flow.new_section_page(),
            _ => {}
        }
    }

    /// Writes the number or bullet that the paragraph's list shows.
    fn label(&mut self) {
        let Some(paragraph) = self.paragraphs.last() else {
            return;
        };
        let mut place = paragraph.place;
        if let Some(style) = &paragraph.style
            && (place.list.is_none() || place.level.is_none())
        {
            let own = self.shared.styles.place(style);
            place.list = place.list.or(own.list);
            place.level = place.level.or(own.level);
        }
        if place.list.is_some() && self.flow.at_line_start() {
            let label = self.shared.numbering.next_label(place, &mut self.counters);
            self.flow.text(&label);
        }
    }

    fn rendered_break(&mut self) {
        match self.paragraphs.last_mut() {
            Some(paragraph) if paragraph.has_text => paragraph.page_break = true,
            _ => self.flow.page_break(),
        }
    }

    fn field(&mut self, element: &BytesStart<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        match attribute(element, "fldCharType").as_deref() {
            Some("begin") => paragraph.fields.push(true),
            Some("separate") => {
                if let Some(instruction) = paragraph.fields.last_mut() {
                    *instruction = false;
                }
            }
            Some("end") => {
                paragraph.fields.pop();
            }
            _ => {}
        }
    }

    fn symbol(&mut self, element: &BytesStart<'_>) {
        let code = attribute(element, "char")
            .and_then(|code| u32::from_str_radix(code.trim(), 16).ok())
            .and_then(char::from_u32);
        let font = attribute(element, "font")
            .as_deref()
            .and_then(SymbolFont::of);
        let Some(code) = code else { return };
        let shown = self.shown_in(code, font);
        self.show(shown.encode_utf8(&mut [0; 4]));
    }

    fn shown_in(&mut self, c: char, font: Option<SymbolFont>) -> char {
        let shown = match font {
            Some(font) => font.shows(c),
            None if symbols::is_private(c) => symbols::shows_anywhere(c),
            None => Some(c),
        };
        shown.unwrap_or_else(|| {
            self.flow.unreadable_glyph();
            '\u{fffd}'
        })
    }

    fn text(&mut self, text: &str) {
        let font = self.runs.last().and_then(|run| run.font);
        if font.is_none() && !text.contains(|c| symbols::is_private(c) || c == '\n' || c == '\r') {
            self.show(text);
            return;
        }
        let mut shown = String::with_capacity(text.len());
        for c in text.chars() {
            // White space in the XML is white space on the page.
            let c = if matches!(c, '\n' | '\r') { ' ' } else { c };
            shown.push(self.shown_in(c, font));
        }
        self.show(&shown);
    }

    fn is_shown(&self) -> bool {
        let instruction = |paragraph: &Paragraph| paragraph.fields.iter().any(|open| *open);
        !self.runs.last().is_some_and(|run| run.hidden)
            && !self.paragraphs.last().is_some_and(instruction)
    }

    fn show(&mut self, text: &str) {
        if !self.is_shown() {
            let hidden = self.runs.last().is_some_and(|run| run.hidden);
            self.left_out.hidden += usize::from(hidden && !text.trim().is_empty());
            return;
        }
        self.show_always(text);
    }

    fn show_always(&mut self, text: &str) {
        self.flow.text(text);
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.has_text |= !text.trim().is_empty();
        }
    }

    /// Writes the line that Word draws for signing with a certificate. Whether it was used stands
    /// in another part.
    fn signature_line(&mut self, element: &BytesStart<'_>) {
        self.flow.open_box();
        self.flow.text("Signature line:");
        for name in ["suggestedsigner", "suggestedsigner2"] {
            if let Some(value) = attribute(element, name).filter(|value| !value.is_empty()) {
                self.flow.text(" ");
                self.flow.text(&value);
            }
        }
        self.flow.close_box();
    }

    fn control_content(&mut self) {
        let Some(shown) = self.controls.last().and_then(Control::shown) else {
            return;
        };
        // The control's own content is the same box drawn, or a prompt to fill it in.
        self.skipped = 1;
        self.show_always(shown);
        if self.paragraphs.len() <= self.boxes {
            self.flow.close_line();
        }
    }

    fn note_reference(&mut self, element: &BytesStart<'_>, kind: NoteKind) {
        let id = attribute(element, "id").unwrap_or_default();
        let Some(lines) = self.shared.notes.get(&(kind, id)) else {
            return;
        };
        self.marks += 1;
        let mark = format!("[{}]", self.marks);
        self.show_always(&mark);
        self.flow.footnote(&mark, lines);
    }

    fn begin_note(&mut self, element: &BytesStart<'_>) {
        if attribute(element, "type").is_some_and(|kind| kind != "normal") {
            self.skipped = 1;
            return;
        }
        let id = attribute(element, "id").unwrap_or_default();
        let outer = std::mem::replace(&mut self.flow, Flow::new());
        self.outer.push((id, outer));
    }

    fn end_note(&mut self) {
        if let Some((id, outer)) = self.outer.pop() {
            let note = std::mem::replace(&mut self.flow, outer);
            self.notes.push((id, note.into_lines()));
        }
    }
}

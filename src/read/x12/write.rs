//! Writes segments with any delimiters, and writes a whole file back as it was cut. What cannot
//! be written without being cut otherwise when it is read again is refused.

use super::lexer::{Delimiters, Lexer, Segment};

/// Collects the segments of an interchange.
#[derive(Debug, Clone)]
pub struct SegmentWriter {
    text: String,
    delimiters: Delimiters,
    segments: u64,
}

impl SegmentWriter {
    /// Starts without any segment. The delimiters stand between elements, between components,
    /// between repetitions and after segments.
    pub fn new(element: char, component: char, repetition: char, terminator: char) -> Self {
        Self {
            text: String::new(),
            delimiters: Delimiters {
                element,
                component,
                terminator,
                repetition: Some(repetition),
            },
            segments: 0,
        }
    }

    /// Writes one segment from its elements, the id first. Empty elements at the end are left
    /// out, as the standard asks. Returns whether it could be written: an element may hold
    /// components and repetitions, but neither of the other delimiters.
    pub fn write(&mut self, elements: &[&str]) -> bool {
        let Delimiters {
            element,
            terminator,
            ..
        } = self.delimiters;
        let written = elements.iter().rposition(|text| !text.is_empty());
        let Some(elements) = written.and_then(|last| elements.get(..=last)) else {
            return false;
        };
        if elements
            .iter()
            .any(|text| text.contains([element, terminator]))
        {
            return false;
        }
        for (index, text) in elements.iter().enumerate() {
            if index > 0 {
                self.text.push(element);
            }
            self.text.push_str(text);
        }
        self.text.push(terminator);
        self.segments += 1;
        true
    }

    /// Joins components to a composite, without empty ones at its end.
    pub fn composite(&self, components: &[&str]) -> String {
        let written = components.iter().rposition(|text| !text.is_empty());
        let kept = written.and_then(|last| components.get(..=last));
        let separator = self.delimiters.component.to_string();
        kept.unwrap_or_default().join(&separator)
    }

    /// Returns how many segments were written.
    pub fn segments(&self) -> u64 {
        self.segments
    }

    /// Returns the text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// Writes every segment of a file back with the delimiters it was cut by: the same elements in
/// the same order, without the blanks and line breaks around them.
pub fn rewritten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for segment in Lexer::new(text) {
        write_back(&segment, &mut out);
    }
    out
}

fn write_back(segment: &Segment<'_>, out: &mut String) {
    // The blanks of an ISA pad it to its width, and its last element is the separator itself.
    if segment.element(0).text == "ISA" {
        out.push_str(segment.text());
    } else {
        for (index, piece) in segment.elements().enumerate() {
            if index > 0 {
                out.push(segment.delimiters.element);
            }
            out.push_str(piece.text);
        }
    }
    if segment.terminated {
        out.push(segment.delimiters.terminator);
    }
}

//! Marks the quoted words on a page: boxes from the words' places, and the annotations that show
//! them. An appearance stream with the blend mode Multiply is given, so that every viewer shows
//! and prints the mark over the words without hiding them.

use crate::packet::draw::Area;
use crate::text::WordBox;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// A mark on a page.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::packet) struct Highlight {
    /// Its boxes, in unrotated page space, one for each line it runs over.
    pub(in crate::packet) areas: Vec<Area>,
    /// Why the words are marked: `date of service`.
    pub(in crate::packet) why: &'static str,
}

/// How much of the lower of two words' heights must overlap for them to stand on one line.
const SAME_LINE: f32 = 0.6;

/// Returns the boxes of the words that hold any of the characters `start..end`. Words of one line
/// are joined; on a page that is shown on its side every word has its own box, since there lines
/// run another way.
pub(in crate::packet) fn areas_of_words(
    words: &[WordBox],
    start: u32,
    end: u32,
    is_upright: bool,
) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for word in words
        .iter()
        .filter(|word| word.start < end && start < word.end)
    {
        let area = Area {
            x0: word.x0,
            y0: word.y0,
            x1: word.x1,
            y1: word.y1,
        };
        match areas.last_mut() {
            Some(last) if is_upright && is_one_line(*last, area) => *last = last.with(area),
            _ => areas.push(area),
        }
    }
    areas
}

fn is_one_line(one: Area, other: Area) -> bool {
    let overlap = one.y1.min(other.y1) - one.y0.max(other.y0);
    let lower = (one.y1 - one.y0).min(other.y1 - other.y0);
    overlap > SAME_LINE * lower && other.x0 >= one.x0
}

/// Returns the annotation of a mark.
pub(super) fn annotation(target: &mut Document, highlight: &Highlight) -> Option<Object> {
    let around = highlight.areas.iter().copied().reduce(Area::with)?;
    let mut content = String::from("/Multiply gs 1 0.93 0.35 rg\n");
    let mut quads: Vec<Object> = Vec::new();
    for area in &highlight.areas {
        content.push_str(&format!(
            "{:.2} {:.2} {:.2} {:.2} re f\n",
            area.x0,
            area.y0,
            area.x1 - area.x0,
            area.y1 - area.y0
        ));
        // Upper left, upper right, lower left, lower right: the order that viewers follow,
        // whatever the specification's own figure shows.
        for number in [
            area.x0, area.y1, area.x1, area.y1, area.x0, area.y0, area.x1, area.y0,
        ] {
            quads.push(real(number));
        }
    }
    let rect = || {
        Object::Array(
            [around.x0, around.y0, around.x1, around.y1]
                .map(real)
                .to_vec(),
        )
    };
    let multiply = dictionary! { "Type" => "ExtGState", "BM" => "Multiply" };
    let form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "BBox" => rect(),
        "Resources" => dictionary! {
            "ExtGState" => dictionary! { "Multiply" => multiply },
        },
    };
    let appearance = target.add_object(Stream::new(form, content.into_bytes()));
    let annotation: Dictionary = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Highlight",
        "Rect" => rect(),
        "QuadPoints" => quads,
        "C" => vec![real(1.0), real(0.93), real(0.35)],
        // Printed, and not to be moved by accident.
        "F" => 4 | 128,
        "Contents" => Object::string_literal(highlight.why),
        "AP" => dictionary! { "N" => appearance },
    };
    Some(target.add_object(annotation).into())
}

/// Returns a number with two places, so that bytes do not depend on the last bit of a float.
pub(super) fn real(number: f32) -> Object {
    Object::Real((number * 100.0).round() / 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(start: u32, x0: f32, y0: f32) -> WordBox {
        WordBox {
            start,
            end: start + 4,
            x0,
            y0,
            x1: x0 + 20.0,
            y1: y0 + 10.0,
        }
    }

    #[test]
    fn words_of_a_line_are_joined_and_a_broken_quote_has_two_boxes() {
        let words = [
            word(0, 0.0, 100.0),
            word(5, 25.0, 100.0),
            word(10, 50.0, 100.0),
            word(15, 0.0, 86.0),
        ];
        let areas = areas_of_words(&words, 6, 19, true);
        assert_eq!(areas.len(), 2);
        assert_eq!((areas[0].x0, areas[0].x1), (25.0, 70.0));
        assert_eq!(areas[1].y0, 86.0);
        assert_eq!(areas_of_words(&words, 6, 19, false).len(), 3);
        assert!(areas_of_words(&words, 4, 5, true).is_empty());
    }
}

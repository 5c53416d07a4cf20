//! A page before it is drawn.

use super::Face;

/// Width and height of a page in points: US letter, which is what American payers print on.
pub(in crate::packet) const LETTER: (f32, f32) = (612.0, 792.0);

/// A box on a page in PDF points, origin at the lower left.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub(in crate::packet) struct Area {
    /// Left edge.
    pub(in crate::packet) x0: f32,
    /// Lower edge.
    pub(in crate::packet) y0: f32,
    /// Right edge.
    pub(in crate::packet) x1: f32,
    /// Upper edge.
    pub(in crate::packet) y1: f32,
}

impl Area {
    /// Returns the smallest box around this one and another.
    pub(in crate::packet) fn with(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }
}

/// One thing to draw. Vertical places are counted down from the page's upper edge; `shade` is 0
/// for black and 255 for white.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::packet) enum Op {
    /// A text on its baseline.
    Text {
        x: f32,
        y: f32,
        face: Face,
        size: f32,
        shade: u8,
        text: String,
    },
    /// A filled box.
    Fill {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        shade: u8,
    },
}

/// A page to draw.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::packet) struct Draft {
    /// Width in points.
    pub(in crate::packet) width: f32,
    /// Height in points.
    pub(in crate::packet) height: f32,
    /// What is on it, in drawing order.
    pub(in crate::packet) ops: Vec<Op>,
}

impl Draft {
    /// Returns an empty page of letter size.
    pub(in crate::packet) fn letter() -> Self {
        Self::sized(LETTER.0, LETTER.1)
    }

    /// Returns an empty page of a size.
    pub(in crate::packet) fn sized(width: f32, height: f32) -> Self {
        Self {
            width,
            height,
            ops: Vec::new(),
        }
    }

    /// Adds a text on its baseline, in black.
    pub(in crate::packet) fn text(&mut self, x: f32, y: f32, face: Face, size: f32, text: &str) {
        self.shaded(x, y, face, size, 0, text);
    }

    /// Adds a text on its baseline in a shade of grey.
    pub(in crate::packet) fn shaded(
        &mut self,
        x: f32,
        y: f32,
        face: Face,
        size: f32,
        shade: u8,
        text: &str,
    ) {
        self.ops.push(Op::Text {
            x,
            y,
            face,
            size,
            shade,
            text: text.to_owned(),
        });
    }

    /// Adds a thin grey line.
    pub(in crate::packet) fn rule(&mut self, x: f32, y: f32, width: f32) {
        self.ops.push(Op::Fill {
            x,
            y,
            width,
            height: 0.5,
            shade: 150,
        });
    }
}

//! Learns from a chart how its system prints: in one chart a line of capitals with a date begins
//! a note each time, in another the same words head a section of every note. What the clear
//! cases show decides the unclear ones.

use super::cue::Cue;
use super::score::break_before;
use crate::model::NoteKind;
use std::collections::BTreeMap;

/// How a line that names a document is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    kind: Option<NoteKind>,
    announced: bool,
    capitals: bool,
    dated: bool,
}

/// How often a shape stands after a break that closes what stands above, of how often at all.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    closed: u32,
    all: u32,
}

/// What a chart's own lines teach.
#[derive(Debug, Default)]
pub(super) struct Habits {
    shapes: BTreeMap<Shape, Seen>,
}

impl Habits {
    /// Learns from every line that names a document.
    pub(super) fn of(cues: &[Cue]) -> Self {
        let mut habits = Self::default();
        for (index, cue) in cues.iter().enumerate() {
            let Some(shape) = shape(cue) else { continue };
            let from = index.saturating_sub(12);
            let closes = index == 0 || break_before(cues, from, index).closes;
            let seen = habits.shapes.entry(shape).or_default();
            seen.all += 1;
            seen.closed += u32::from(closes);
        }
        habits
    }

    /// Returns what the habit of a line's shape adds to the evidence.
    pub(super) fn evidence(&self, cue: &Cue) -> i32 {
        let Some(seen) = shape(cue).and_then(|shape| self.shapes.get(&shape)) else {
            return 0;
        };
        match seen {
            seen if seen.all < 3 => 0,
            seen if seen.closed * 10 >= seen.all * 7 => 15,
            seen if seen.closed * 10 <= seen.all * 2 => -20,
            _ => 0,
        }
    }
}

fn shape(cue: &Cue) -> Option<Shape> {
    (cue.title.is_some() || cue.named).then(|| Shape {
        kind: cue.title.map(|title| title.kind),
        announced: cue.announced,
        capitals: cue.capitals,
        dated: cue.dated,
    })
}

//! Where the bodies of notes come from. Only what is looked at is in memory: a case's notes may be
//! held without their bodies, each of which is put in while its patient is compared or judged.

use super::PatientRecord;
use crate::model::{Note, TakenBody};
use std::borrow::Cow;

/// Gives the bodies of notes that are held without them.
pub trait Bodies: Sync {
    /// Returns the body of a note; `None` where the note has it.
    fn body(&self, note: &Note) -> Option<TakenBody>;

    /// Returns a sum of the body: those of equal sums are equal. `None` where the note has it.
    fn sum(&self, note: &Note) -> Option<[u8; 16]>;
}

/// Notes that all have their bodies.
#[derive(Debug, Clone, Copy, Default)]
pub struct Whole;

impl Bodies for Whole {
    fn body(&self, _note: &Note) -> Option<TakenBody> {
        None
    }

    fn sum(&self, _note: &Note) -> Option<[u8; 16]> {
        None
    }
}

/// Returns a note with its body.
pub fn whole<'n>(bodies: &dyn Bodies, note: &'n Note) -> Cow<'n, Note> {
    match bodies.body(note) {
        Some(body) => {
            let mut note = note.clone();
            note.put_body(body);
            Cow::Owned(note)
        }
        None => Cow::Borrowed(note),
    }
}

/// Looks at a record whose notes have their bodies meanwhile.
pub fn with_bodies<R>(
    bodies: &dyn Bodies,
    record: &mut PatientRecord,
    look: impl FnOnce(&PatientRecord) -> R,
) -> R {
    let mut lent = Vec::new();
    for (place, note) in record.notes.iter_mut().enumerate() {
        if let Some(body) = bodies.body(note) {
            note.put_body(body);
            lent.push(place);
        }
    }
    let seen = look(record);
    for place in lent {
        if let Some(note) = record.notes.get_mut(place) {
            note.take_body();
        }
    }
    seen
}

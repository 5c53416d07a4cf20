//! Tells a note of a missed appointment from one that documents its own session and speaks of
//! another appointment which was missed.

use crate::model::{AttendanceStatement, Element, Note};

/// Least words of its own that a note of a session tells beside a missed appointment.
const LEAST_WORDS: u16 = 25;

/// Letters around a statement of absence within which what it seems to tell of the patient is the
/// absence itself.
const NEAR: u32 = 100;

/// Returns whether a note documents a session of its own, so that what it says of a missed
/// appointment is of another one: it states from when to when it was or how many took part, and
/// tells at another place how the patient took part or appeared.
pub fn tells_of_another_appointment(note: &Note) -> bool {
    let Some(statement) = note.attendance else {
        return false;
    };
    let was_held = note.participants.is_some()
        || note
            .time
            .is_some_and(|time| time.start.is_some() && time.stop.is_some());
    if statement.value != AttendanceStatement::NoShow
        || !note.kind.is_therapeutic_service()
        || !was_held
        || note.elements.own_words() < LEAST_WORDS
    {
        return false;
    }
    let shown = [Element::Response, Element::Statement, Element::Progress];
    let mut places = shown
        .iter()
        .filter_map(|&element| note.elements.place(element))
        .chain(note.elements.own);
    let absence = statement.span;
    places.any(|place| {
        place.page != absence.page
            || place.end + NEAR < absence.start
            || absence.end + NEAR < place.start
    })
}

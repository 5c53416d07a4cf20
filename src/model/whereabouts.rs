//! Where a note says the service was given, and what it says of a patient who is gone.

use super::ServiceDate;
use crate::text::{Located, Span};
use serde::{Deserialize, Serialize};

/// Where a note says the service was given, and what it says of a patient who is gone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Whereabouts {
    /// The site named in the note's header, as written.
    pub site: Option<Box<Located<String>>>,
    /// Where the header says that patient and clinician met in one room.
    pub in_person: Option<Span>,
    /// Statements that the patient is gone, in order.
    pub departures: Vec<Located<Departure>>,
}

impl Whereabouts {
    /// Returns the statements of one kind.
    pub fn of(&self, kind: DepartureKind) -> impl Iterator<Item = &Located<Departure>> {
        self.departures
            .iter()
            .filter(move |departure| departure.value.kind == kind)
    }
}

/// How a patient is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DepartureKind {
    /// Dead.
    Died,
    /// In jail, prison or police custody at the time of writing.
    InCustody,
    /// Out of custody again.
    Released,
    /// Discharged from the program that the note speaks of.
    Discharged,
}

/// One statement that a patient is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Departure {
    /// How.
    pub kind: DepartureKind,
    /// The day it names; `None` leaves the day of the note.
    pub on: Option<ServiceDate>,
}

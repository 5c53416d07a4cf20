//! The part of a note that only its judging needs, so that a case's notes can be held without it.

use super::{
    Addendum, AttendanceStatement, Credential, Elements, Empty, Mention, Note, PatientIdentity,
    PlanFacts, Planning, Rare, RecordMarks, Remarks, Signature, SketchPart, Telehealth,
    Whereabouts, Wording,
};
use crate::text::{Located, Span, packed};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What a note says, as facts: everything but what it is, of whom, when and by whom.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NoteBody {
    /// How sure the reader is of where the note begins and ends, in percent.
    pub boundary_confidence: u8,
    /// Its title as written, where it has one.
    pub title: Option<Span>,
    /// The author's credential.
    pub credential: Option<Located<Credential>>,
    /// The author's signature.
    pub signature: Signature,
    /// A second signature: cosignature, supervisor, attending attestation.
    pub cosignature: Option<Signature>,
    /// How many took part in a group, where stated.
    pub participants: Option<Located<u32>>,
    /// A statement that the patient was not there.
    pub attendance: Option<Located<AttendanceStatement>>,
    /// The ASAM dimensions that an intake document or a review names, dimension 1 as the lowest bit.
    pub dimensions: u8,
    /// Where an assessment states a level of care and its reason; `None` for other kinds.
    pub level_statement: Option<Span>,
    /// Where an assessment says of less care that it was tried or would not do; `None` for other
    /// kinds.
    pub less_care: Option<Span>,
    /// What a plan, certification or order states; `None` for other kinds.
    pub plan: Option<Box<PlanFacts>>,
    /// What it says of discharge and of changes to the plan.
    pub planning: Planning,
    /// What was added to it later, in order.
    pub addenda: Vec<Addendum>,
    /// What it says of a service held at a distance.
    pub telehealth: Option<Telehealth>,
    /// What it contains of what payers ask for.
    pub elements: Elements,
    /// How it is worded.
    pub wording: Wording,
    /// What it remarks on time and presence.
    pub remarks: Remarks,
    /// What it shows of its making.
    pub marks: RecordMarks,
    /// Where it was, and whether it says that the patient is gone.
    pub whereabouts: Whereabouts,
    /// The headings of its tables, which say nothing about the patient.
    pub headings: Vec<Span>,
    /// What the note says, sorted by span.
    pub mentions: Vec<Mention>,
}

impl Empty for NoteBody {
    fn empty() -> &'static Self {
        static EMPTY: LazyLock<NoteBody> = LazyLock::new(NoteBody::default);
        &EMPTY
    }
}

/// What was taken out of a note: its body, the words of its sketch, and who it is about, which once
/// the notes are sorted by patient only their judging needs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TakenBody {
    body: NoteBody,
    patient: Rare<PatientIdentity>,
    #[serde(with = "packed")]
    shingles: Box<[u32]>,
    parts: Box<[SketchPart]>,
}

impl Note {
    /// Takes the body out of the note.
    pub fn take_body(&mut self) -> TakenBody {
        TakenBody {
            body: std::mem::take(&mut self.body).into_inner(),
            patient: std::mem::take(&mut self.patient),
            shingles: std::mem::take(&mut self.sketch.shingles),
            parts: std::mem::take(&mut self.sketch.parts),
        }
    }

    /// Puts back what was taken out.
    pub fn put_body(&mut self, taken: TakenBody) {
        self.body = taken.body.into();
        self.patient = taken.patient;
        self.sketch.shingles = taken.shingles;
        self.sketch.parts = taken.parts;
    }
}

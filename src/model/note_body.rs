//! The part of a note that only its judging needs, so that a case's notes can be held without it.

use super::sketch::packed;
use super::{
    Addendum, Elements, FlowsheetRow, Mention, Note, NoteKind, PlanFacts, Planning, RecordMarks,
    Remarks, SketchPart, Telehealth, Whereabouts, Wording,
};
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// What a note says, as facts: everything but what it is, of whom, when and by whom.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct NoteBody {
    plan: Option<Box<PlanFacts>>,
    planning: Planning,
    addenda: Vec<Addendum>,
    telehealth: Option<Telehealth>,
    flowsheet: Vec<FlowsheetRow>,
    elements: Elements,
    wording: Wording,
    remarks: Remarks,
    marks: RecordMarks,
    whereabouts: Whereabouts,
    headings: Vec<Span>,
    mentions: Vec<Mention>,
    #[serde(with = "packed")]
    shingles: Box<[u32]>,
    parts: Box<[SketchPart]>,
}

impl Note {
    /// Takes the body out of the note. What is left tells what joining and comparing patients
    /// needs: what kinds of document an export holds is told by flowsheets and by what
    /// administrative documents contain, so these stay.
    pub fn take_body(&mut self) -> NoteBody {
        let stays = self.kind == NoteKind::Administrative;
        NoteBody {
            plan: self.plan.take(),
            planning: std::mem::take(&mut self.planning),
            addenda: std::mem::take(&mut self.addenda),
            telehealth: self.telehealth.take(),
            flowsheet: self.flowsheet.clone(),
            elements: if stays {
                self.elements.clone()
            } else {
                std::mem::take(&mut self.elements)
            },
            wording: std::mem::take(&mut self.wording),
            remarks: std::mem::take(&mut self.remarks),
            marks: std::mem::take(&mut self.marks),
            whereabouts: std::mem::take(&mut self.whereabouts),
            headings: std::mem::take(&mut self.headings),
            mentions: std::mem::take(&mut self.mentions),
            shingles: std::mem::take(&mut self.sketch.shingles),
            parts: std::mem::take(&mut self.sketch.parts),
        }
    }

    /// Puts a body back that was taken out.
    pub fn put_body(&mut self, body: NoteBody) {
        let NoteBody {
            plan,
            planning,
            addenda,
            telehealth,
            flowsheet,
            elements,
            wording,
            remarks,
            marks,
            whereabouts,
            headings,
            mentions,
            shingles,
            parts,
        } = body;
        self.plan = plan;
        self.planning = planning;
        self.addenda = addenda;
        self.telehealth = telehealth;
        self.flowsheet = flowsheet;
        self.elements = elements;
        self.wording = wording;
        self.remarks = remarks;
        self.marks = marks;
        self.whereabouts = whereabouts;
        self.headings = headings;
        self.mentions = mentions;
        self.sketch.shingles = shingles;
        self.sketch.parts = parts;
    }
}

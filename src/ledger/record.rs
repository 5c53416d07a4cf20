//! Everything that the sources say of one patient.

use super::{Export, IdentityLink, NamedPatient, NoteCopy, NoteWords};
use crate::model::{
    AttendanceEntry, Authorization, Claim, ClaimAcknowledgment, Coverage, Note, PersonName,
    RemittanceClaim, ServiceDate, Sex, StayEntry,
};
use crate::problem::TableGuess;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One patient's facts from all sources, each list sorted by its place in the sources.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PatientRecord {
    /// How the patient is named in outputs: the MRN where known, else a member id, else a
    /// stable label made from the first source.
    pub key: String,
    /// Name, where known.
    pub name: Option<PersonName>,
    /// Birth date, where known.
    pub birth_date: Option<ServiceDate>,
    /// Sex, where known.
    pub sex: Option<Sex>,
    /// Confidence that everything here is one patient, in percent.
    pub confidence: u8,
    /// Joins of other bases than the same keys, sorted.
    pub links: Vec<IdentityLink>,
    /// Pages that may belong to this chart and could not be read, so that nothing is proved by
    /// what is not found.
    pub unread_pages: u32,
    /// Files that may hold notes of this chart and were lost as a whole, by path.
    pub unread_files: Vec<String>,
    /// Tables that were not understood, with what each may be and its path. Their rows may name
    /// anybody.
    pub unread_tables: Vec<(TableGuess, String)>,
    /// Days of which notes that name nobody stand in a file of this patient's, with its path.
    pub unplaced: BTreeMap<ServiceDate, String>,
    /// Notes, sorted by date, then place.
    pub notes: Vec<Note>,
    /// Claims, sorted by place.
    pub claims: Vec<Claim>,
    /// What the whole export holds, shared by all patients.
    #[serde(skip)]
    pub export: Arc<Export>,
    /// Authorizations, sorted by place.
    pub authorizations: Vec<Authorization>,
    /// Attendance rows, sorted by date, then place.
    pub attendance: Vec<AttendanceEntry>,
    /// Remittances of the patient's claims, sorted by payment date, then place.
    pub remittances: Vec<RemittanceClaim>,
    /// Coverages, sorted by place.
    pub coverages: Vec<Coverage>,
    /// Requests for authorization, sorted by place. They grant nothing.
    pub authorization_requests: Vec<Authorization>,
    /// Acknowledgments of the patient's claims, sorted by place.
    pub acknowledgments: Vec<ClaimAcknowledgment>,
    /// Census and leave rows, sorted by dates, then place.
    pub stays: Vec<StayEntry>,
    /// What comparing tells of the notes' words, note by note; none where they were not compared.
    pub words: Vec<NoteWords>,
    /// Notes that resemble an earlier one, by note.
    pub copies: Vec<NoteCopy>,
    /// Notes that speak of another patient by full name, by note.
    pub named: Vec<NamedPatient>,
}

impl PatientRecord {
    /// Returns the path of a table that was not understood and may be of a kind.
    pub fn unread_table(&self, guess: TableGuess) -> Option<&str> {
        let mut tables = self.unread_tables.iter();
        let found = tables.find(|(one, _)| *one == guess)?;
        Some(&found.1)
    }

    /// Returns what comparing tells of the words of the note at a place.
    pub fn words_of(&self, note: usize) -> NoteWords {
        self.words.get(note).copied().unwrap_or_default()
    }
}

//! What the whole export holds beyond one patient's own facts: which kinds of source were
//! supplied at all, and the staff.

use super::payers::{first_word, fold_payer};
use super::takeback::{Takeback, takebacks};
use super::{CommonText, DocumentKind, Facts};
use crate::model::{Authorization, Claim, Note, NoteKind, Payer, ServiceLine, StaffEntry};
use crate::problem::TableGuess;
use crate::text::FileId;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A kind of source that an export may hold or lack. What no patient has was not supplied, which
/// is one statement about the export and none about any chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Supply {
    /// Clinical notes of any kind.
    Notes,
    /// Attendance sheets.
    AttendanceSheets,
    /// Census or leave logs.
    CensusLogs,
    /// Treatment plans or their reviews.
    Plans,
    /// Physician certifications or recertifications.
    Certifications,
    /// Orders of a physician or another prescriber.
    Orders,
    /// Medication administration records.
    MedicationRecords,
    /// Flowsheets of withdrawal scores or vitals.
    Flowsheets,
    /// Assessments and evaluations.
    Assessments,
    /// Discharge summaries.
    DischargeSummaries,
    /// Utilization or continued-stay reviews.
    UtilizationReviews,
    /// Laboratory and drug-screen results.
    LabResults,
    /// Authorizations of any kind.
    Authorizations,
    /// Requests for authorization.
    AuthorizationRequests,
    /// Coverage or eligibility.
    Coverage,
    /// Remittances.
    Remittances,
    /// Acknowledgments of claims.
    Acknowledgments,
    /// A staff roster.
    StaffRoster,
    /// Consents to disclose the record, or the notice against redisclosure.
    DisclosureConsents,
    /// NCCI procedure-to-procedure edits. They come with the audit's own settings.
    PairEdits,
    /// Medically unlikely edits.
    UnitEdits,
}

impl Supply {
    /// Returns the kind of source that a table may be whose columns were not understood.
    pub fn guessed(guess: TableGuess) -> Self {
        match guess {
            TableGuess::Attendance => Self::AttendanceSheets,
            TableGuess::Authorizations => Self::Authorizations,
            TableGuess::Payments => Self::Remittances,
        }
    }

    /// Returns the kind in words, as in "no attendance sheets were supplied".
    pub fn words(self) -> &'static str {
        match self {
            Self::Notes => "clinical notes",
            Self::AttendanceSheets => "attendance sheets",
            Self::CensusLogs => "census or leave logs",
            Self::Plans => "treatment plans or plan reviews",
            Self::Certifications => "physician certifications",
            Self::Orders => "orders",
            Self::MedicationRecords => "medication administration records",
            Self::Flowsheets => "flowsheets",
            Self::Assessments => "assessments or evaluations",
            Self::DischargeSummaries => "discharge summaries",
            Self::UtilizationReviews => "utilization or continued-stay reviews",
            Self::LabResults => "laboratory results",
            Self::Authorizations => "authorizations",
            Self::AuthorizationRequests => "authorization requests",
            Self::Coverage => "coverage or eligibility data",
            Self::Remittances => "remittances",
            Self::Acknowledgments => "claim acknowledgments",
            Self::StaffRoster => "staff rosters",
            Self::DisclosureConsents => "consents to disclose",
            Self::PairEdits => "NCCI procedure-to-procedure edits",
            Self::UnitEdits => "medically unlikely edits",
        }
    }

    /// Returns whether a case's own files hold it, so that one that was not understood may.
    pub fn may_lie_in_files(self) -> bool {
        !matches!(self, Self::PairEdits | Self::UnitEdits)
    }

    /// Returns how to supply it, in words that end a sentence.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::PairEdits => "give the quarter's files of CMS with --ncci",
            Self::UnitEdits => "give the quarter's file of CMS with --mue",
            _ => "add them to the case folder",
        }
    }

    /// Returns the kind of source that a document belongs to.
    pub fn of_document(document: DocumentKind) -> Self {
        match document {
            DocumentKind::Certification | DocumentKind::Recertification => Self::Certifications,
            DocumentKind::PsychiatricEvaluation
            | DocumentKind::HistoryAndPhysical
            | DocumentKind::Assessment => Self::Assessments,
            DocumentKind::TreatmentPlan | DocumentKind::PlanReview => Self::Plans,
            DocumentKind::DischargeSummary => Self::DischargeSummaries,
        }
    }

    fn of_note(kind: NoteKind) -> Option<Self> {
        Some(match kind {
            NoteKind::TreatmentPlan | NoteKind::PlanReview => Self::Plans,
            NoteKind::Certification | NoteKind::Recertification => Self::Certifications,
            NoteKind::Order => Self::Orders,
            NoteKind::MedicationRecord => Self::MedicationRecords,
            NoteKind::Flowsheet => Self::Flowsheets,
            NoteKind::Assessment
            | NoteKind::PsychiatricEvaluation
            | NoteKind::HistoryAndPhysical => Self::Assessments,
            NoteKind::DischargeSummary => Self::DischargeSummaries,
            NoteKind::UtilizationReview => Self::UtilizationReviews,
            NoteKind::LabResult => Self::LabResults,
            _ => return None,
        })
    }
}

/// What the export holds beyond one patient. Every patient's record shares it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Export {
    /// The kinds of source that at least one file holds.
    pub supplies: BTreeSet<Supply>,
    /// The staff that rosters list, in file order.
    pub staff: Vec<StaffEntry>,
    /// The words that many notes share.
    #[serde(skip)]
    pub common: CommonText,
    /// Tables of claims without any diagnosis: they have no such column.
    pub tables_without_diagnoses: BTreeSet<FileId>,
    /// Tables of claims without any authorization number.
    pub tables_without_authorizations: BTreeSet<FileId>,
    /// How many patients hold an approval of each payer, by its folded name.
    pub authorized_by: BTreeMap<String, usize>,
    /// The names and identifiers of the payers that rows of the authorization logs name; empty where a row
    /// names none, since then it cannot be told whose rows they are.
    pub logged: BTreeSet<String>,
    /// Money that payers took back and that no claim explains, in order of place.
    #[serde(serialize_with = "as_list")]
    pub takebacks: Arc<[Takeback]>,
}

/// Stores a list that several hold as a list.
fn as_list<S: Serializer>(takebacks: &[Takeback], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(takebacks)
}

impl Export {
    /// Returns whether any file holds sources of the kind.
    pub fn holds(&self, supply: Supply) -> bool {
        self.supplies.contains(&supply)
    }

    /// Returns how many patients hold an approval of a payer.
    pub fn approvals_of(&self, payer: &Payer) -> usize {
        let name = fold_payer(&payer.name);
        self.authorized_by.get(&name).copied().unwrap_or_default()
    }

    /// Returns whether the authorization logs may hold rows of a payer: one names it, though by a
    /// longer or shorter name, or it is not told whose rows they are.
    pub fn may_log(&self, payer: &Payer) -> bool {
        let (name, id) = (fold_payer(&payer.name), fold_payer(&payer.id));
        self.logged.is_empty()
            || name.is_empty()
            || self.logged.iter().any(|logged| {
                let folded = fold_payer(logged);
                folded == id
                    || folded.contains(&name)
                    || name.contains(&folded)
                    || first_word(logged) == first_word(&payer.name)
            })
    }

    /// Looks over all facts and takes the staff out of them.
    pub(super) fn of(facts: &mut Facts) -> Self {
        let mut supplies: BTreeSet<Supply> = facts
            .notes
            .iter()
            .filter_map(|note| Supply::of_note(note.kind))
            .collect();
        let lists = [
            (Supply::AttendanceSheets, facts.attendance.is_empty()),
            (Supply::CensusLogs, facts.stays.is_empty()),
            (Supply::Authorizations, facts.authorizations.is_empty()),
            (
                Supply::AuthorizationRequests,
                facts.authorization_requests.is_empty(),
            ),
            (Supply::Coverage, facts.coverages.is_empty()),
            (Supply::Remittances, facts.remittances.is_empty()),
            (Supply::Acknowledgments, facts.acknowledgments.is_empty()),
            (Supply::StaffRoster, facts.staff.is_empty()),
        ];
        supplies.extend(
            lists
                .iter()
                .filter(|(_, lacks)| !lacks)
                .map(|(kind, _)| *kind),
        );
        let is_clinical = |note: &Note| note.kind != NoteKind::Administrative;
        if facts.notes.iter().any(is_clinical) {
            supplies.insert(Supply::Notes);
        }
        // A table of readings inside a nursing note is a flowsheet too, one of doses is none.
        let is_measured =
            |note: &Note| note.kind != NoteKind::MedicationRecord && !note.flowsheet.is_empty();
        if facts.notes.iter().any(is_measured) {
            supplies.insert(Supply::Flowsheets);
        }
        if facts.notes.iter().any(|note| note.is_disclosure_consent) {
            supplies.insert(Supply::DisclosureConsents);
        }
        Self {
            supplies,
            takebacks: takebacks(facts).into(),
            staff: std::mem::take(&mut facts.staff),
            common: CommonText::default(),
            authorized_by: authorized_by(facts.authorizations.iter()),
            logged: logged_payers(facts.authorizations.iter()),
            tables_without_diagnoses: tables_without(facts, |claim| !claim.diagnoses.is_empty()),
            tables_without_authorizations: tables_without(facts, |claim| {
                let of_line = |line: &ServiceLine| line.authorization.is_some();
                !claim.authorizations.is_empty() || claim.lines.iter().any(of_line)
            }),
        }
    }
}

/// Counts the patients of each payer that hold an approval.
pub(crate) fn authorized_by<'a>(
    rows: impl Iterator<Item = &'a Authorization>,
) -> BTreeMap<String, usize> {
    let mut patients: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows.filter(|row| row.decision.grants()) {
        let who = &row.patient;
        let id = who.mrn.as_ref().or(who.member_id.as_ref());
        let id = id.map(|id| id.value.clone());
        let id = id.or_else(|| who.name.as_ref().map(|name| name.value.key()));
        let payer = fold_payer(&row.payer.name);
        if let Some(id) = id.filter(|_| !payer.is_empty()) {
            patients.entry(payer).or_default().insert(id);
        }
    }
    let counts = patients.into_iter();
    counts.map(|(payer, held)| (payer, held.len())).collect()
}

/// Returns what names the payers of the rows of authorization logs; nothing where a row names none.
pub(crate) fn logged_payers<'a>(rows: impl Iterator<Item = &'a Authorization>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for row in rows {
        if fold_payer(&row.payer.name).is_empty() {
            return BTreeSet::new();
        }
        names.insert(row.payer.name.clone());
        if !fold_payer(&row.payer.id).is_empty() {
            names.insert(row.payer.id.clone());
        }
    }
    names
}

/// Returns the tables of claims of which none has something. Forms have a place for everything;
/// a table that never states it has no column for it.
fn tables_without(facts: &Facts, has: impl Fn(&Claim) -> bool) -> BTreeSet<FileId> {
    let of_tables = || {
        let claims = facts.claims.iter();
        claims.filter(|claim| facts.tables.contains(&claim.file))
    };
    let mut files: BTreeSet<FileId> = of_tables().map(|claim| claim.file).collect();
    for claim in of_tables().filter(|claim| has(claim)) {
        files.remove(&claim.file);
    }
    files
}

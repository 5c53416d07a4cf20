//! Compact per-patient summaries for checks that need several patients at once.

use super::{Ledger, Takeback};
use crate::model::LineId;
use crate::model::{
    AuthorClass, LevelOfCare, Money, Note, NoteKind, PersonName, ServiceDate, ServiceTime,
    SignatureState, TimeBasis, distinct,
};
use crate::policy::UnitBasis;
use crate::problem::TableGuess;
use crate::text::{Span, packed, shared_text};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One timed service of one clinician.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot {
    /// Folded name of the author, `last|first`.
    #[serde(with = "shared_text")]
    pub author: Arc<str>,
    /// The date.
    pub date: ServiceDate,
    /// Start, minutes since midnight.
    pub start: u32,
    /// Stop, minutes since midnight.
    pub stop: u32,
    /// Whether it is a group: many patients share one group's slot.
    pub is_group: bool,
    /// Note kind.
    pub kind: NoteKind,
    /// Where the time stands.
    pub time_span: Span,
    /// Where the author stands.
    pub author_span: Option<Span>,
    /// The lines that the note documents.
    pub lines: Vec<LineId>,
    /// The site that the note's header names, as written.
    #[serde(with = "shared_text::maybe")]
    pub site: Option<Arc<str>>,
    /// Whether the service was held at a distance.
    pub is_telehealth: bool,
    /// Whether the author is of the staff who work shifts: nurses, technicians and the like.
    pub is_shift_staff: bool,
}

/// One service of one clinician of which only the length is stated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct UntimedService {
    /// Folded name of the author, `last|first`.
    #[serde(with = "shared_text")]
    pub author: Arc<str>,
    /// The date.
    pub date: ServiceDate,
    /// Minutes.
    pub minutes: u32,
    /// Whether it is a group.
    pub is_group: bool,
    /// Whether the author works shifts.
    pub is_shift_staff: bool,
    /// Where the length stands.
    pub span: Span,
    /// The lines that the note documents.
    pub lines: Vec<LineId>,
}

/// A billed program day with group notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupDay {
    /// Level billed.
    pub level: LevelOfCare,
    /// The day.
    pub date: ServiceDate,
    /// Whether an attendance sheet speaks of the day.
    pub on_sheet: bool,
    /// The lines that bill the day at the level.
    pub lines: Vec<LineId>,
    /// Where the first group note of the day stands.
    pub note: Span,
}

/// The goals of one treatment plan, for finding the same ones in other patients' plans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedGoals {
    /// The plan's date.
    pub date: ServiceDate,
    /// Where its goals stand.
    pub spans: Vec<Span>,
    /// How many words they have.
    pub tokens: u32,
    /// Hashes of their words, five at a time, sorted, each once.
    #[serde(with = "packed")]
    pub shingles: Box<[u32]>,
}

/// A note that was signed at a known time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SignedNote {
    /// Folded name of the author, `last|first`.
    #[serde(with = "shared_text")]
    pub author: Arc<str>,
    /// The author's name as written.
    #[serde(with = "shared_text")]
    pub name: Arc<str>,
    /// The day of the signature.
    pub signed_on: ServiceDate,
    /// Its time, minutes since midnight.
    pub minute: u32,
    /// The note's date of service.
    pub date: ServiceDate,
    /// The start of the service, minutes since midnight, where stated.
    pub start: Option<u32>,
    /// Whether it is a group's note.
    pub is_group: bool,
    /// Where the signature's time stands.
    pub span: Span,
}

/// A denial that stands, for finding the same one on other claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeniedService {
    /// The payer's name, else its id.
    pub payer: String,
    /// The code billed.
    pub code: String,
    /// The reason, `CO-197`.
    pub reason: String,
    /// What the reason means.
    pub label: String,
    /// The claim.
    pub claim: String,
    /// The date of the remittance.
    pub date: ServiceDate,
    /// The amount refused.
    pub amount: Money,
    /// Where the reason stands.
    pub span: Span,
}

/// One billed line of timed psychotherapy, with the clinician who rendered it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimedTherapy {
    /// The clinician's NPI as billed.
    pub npi: String,
    /// The clinician's name as billed.
    pub name: String,
    /// The date.
    pub date: ServiceDate,
    /// Whether it is the code of 60 minutes, 90837.
    pub is_longest: bool,
    /// Where the line stands.
    pub span: Span,
}

/// Names that many notes of a patient bear, each held once: summaries of a whole facility are in
/// memory together.
#[derive(Default)]
struct Names(BTreeSet<Arc<str>>);

impl Names {
    fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.0.insert(Arc::clone(&name));
        name
    }
}

/// What facility-scope checks need of one patient.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PatientSummary {
    /// The patient's key.
    pub patient: String,
    /// Timed services, sorted.
    pub slots: Vec<Slot>,
    /// Goals of the patient's plans and reviews, in date order.
    pub goals: Vec<PlannedGoals>,
    /// Services of which only the length is stated, sorted.
    pub untimed: Vec<UntimedService>,
    /// Billed program days with group notes, by level, then date.
    pub group_days: Vec<GroupDay>,
    /// Pages that may belong to the chart and could not be read.
    pub unread_pages: u32,
    /// The path of a table that was not understood and may be an attendance sheet.
    pub unread_sheet: Option<String>,
    /// Claim id and line number of every line that a slot, an untimed service or a group day
    /// names, sorted by line.
    pub line_names: Vec<(LineId, String, u32)>,
    /// Notes with the time of their signature, in order of the record.
    pub signed: Vec<SignedNote>,
    /// Denials that stand and have a date, in order of lines.
    pub denied: Vec<DeniedService>,
    /// Money taken back that no claim explains; shared by all patients.
    #[serde(skip)]
    pub takebacks: Arc<[Takeback]>,
    /// Billed timed psychotherapy of which the clinician is known, by clinician, then date.
    pub therapy: Vec<TimedTherapy>,
}

impl PatientSummary {
    /// Summarizes a patient's ledger.
    pub fn of(ledger: &Ledger<'_>) -> Self {
        let mut names = Names::default();
        let mut slots = Vec::new();
        let mut untimed = Vec::new();
        for (index, note) in ledger.record.notes.iter().enumerate() {
            let (Some(date), Some(time), Some(author)) = (note.date(), &note.time, &note.author)
            else {
                continue;
            };
            // A shift is presence on a unit; it overlaps others' shifts by nature.
            let may_be_timed =
                note.kind.is_therapeutic_service() || is_support(note.kind) || is_visit(note, time);
            if !may_be_timed || note.kind == NoteKind::NursingNote {
                continue;
            }
            let Some(name) = PersonName::parse(&author.value) else {
                continue;
            };
            let is_shift_staff = note.credential.as_ref().is_some_and(|credential| {
                matches!(
                    credential.value.class,
                    AuthorClass::Nurse | AuthorClass::Technician | AuthorClass::MedicalSupport
                )
            });
            let lines = lines_of(ledger, index);
            let is_joined = note.remarks.sittings().next().is_some();
            let is_of_day = note.kind == NoteKind::ProgressNote
                || note.kind == NoteKind::GroupNote && is_joined;
            if is_of_day && tells_of_program_day(ledger, (time.minutes, is_joined), &lines) {
                continue;
            }
            // What no line bills, as case management, may be kept for several patients at once.
            let is_told_apart = is_support(note.kind) || note.kind == NoteKind::Unknown;
            if is_told_apart && (lines.is_empty() || note.attendance.is_some()) {
                continue;
            }
            let (Some(start), Some(stop)) = (time.start, time.stop) else {
                if note.attendance.is_none() {
                    untimed.push(UntimedService {
                        author: names.shared(&name.key()),
                        date,
                        minutes: time.minutes,
                        is_group: note.kind == NoteKind::GroupNote,
                        is_shift_staff,
                        span: time.span,
                        lines,
                    });
                }
                continue;
            };
            if start >= stop {
                continue;
            }
            let slot = Slot {
                author: names.shared(&name.key()),
                date,
                start: start.since_midnight(),
                stop: stop.since_midnight(),
                is_group: note.kind == NoteKind::GroupNote,
                kind: note.kind,
                time_span: time.span,
                author_span: Some(author.span),
                lines,
                site: note
                    .whereabouts
                    .site
                    .as_ref()
                    .map(|site| names.shared(&site.value)),
                is_telehealth: note.telehealth.is_some(),
                is_shift_staff,
            };
            // Between the sittings of one note its author may have been with anybody.
            slots.extend(note.remarks.sittings().map(|(start, stop, place)| Slot {
                start: start.since_midnight(),
                stop: stop.since_midnight(),
                time_span: place,
                ..slot.clone()
            }));
            if !is_joined {
                slots.push(slot);
            }
        }
        slots.sort();
        slots.shrink_to_fit();
        untimed.sort();
        untimed.shrink_to_fit();
        let notes = ledger.record.notes.iter();
        let mut signed: Vec<SignedNote> =
            notes.filter_map(|note| signed(note, &mut names)).collect();
        signed.shrink_to_fit();
        let of_slots = slots.iter().flat_map(|slot| slot.lines.clone());
        let of_untimed = untimed.iter().flat_map(|service| service.lines.clone());
        let group_days = group_days(ledger);
        let of_days = group_days.iter().flat_map(|day| day.lines.clone());
        let mut ids: Vec<LineId> = of_slots.chain(of_untimed).chain(of_days).collect();
        ids.sort_unstable();
        ids.dedup();
        let line_names = ids
            .into_iter()
            .map(|id| {
                (
                    id,
                    ledger.claim(id).id.clone(),
                    ledger.service_line(id).number,
                )
            })
            .collect();
        Self {
            patient: ledger.record.key.clone(),
            slots,
            goals: planned_goals(ledger),
            untimed,
            group_days,
            unread_pages: ledger.record.unread_pages,
            unread_sheet: ledger
                .record
                .unread_table(TableGuess::Attendance)
                .map(str::to_owned),
            line_names,
            signed,
            denied: denied(ledger),
            takebacks: Arc::clone(&ledger.record.export.takebacks),
            therapy: therapy(ledger),
        }
    }

    /// Returns the claim id and line number of a line that the summary names.
    pub fn line_name(&self, id: LineId) -> Option<(&str, u32)> {
        let place = self
            .line_names
            .binary_search_by_key(&id, |(known, ..)| *known)
            .ok()?;
        let (_, claim, number) = self.line_names.get(place)?;
        Some((claim, *number))
    }
}

/// Returns the lines that a note documents, its own first: a session that is billed for itself
/// before the days and weeks of a program that it was a part of. A line that merely has the note
/// on its day is not documented by it where another is.
/// Minutes from which a note of a day program tells of the day and not of one session.
const PROGRAM_DAY: u32 = 150;

/// Returns whether a plain note, or one sheet of all groups, tells of a whole program day, whose
/// groups others than its author may have held: "PHP day note, 9:30 AM - 2:30 PM".
fn tells_of_program_day(
    ledger: &Ledger<'_>,
    (minutes, is_joined): (u32, bool),
    lines: &[LineId],
) -> bool {
    let is_of_program = |line: &LineId| {
        let level = ledger.row(*line).map(|row| row.billed.level);
        level.is_some_and(|level| level.is_day_program() || is_joined && level.is_program())
    };
    minutes >= PROGRAM_DAY && lines.iter().any(is_of_program)
}

fn lines_of(ledger: &Ledger<'_>, note: usize) -> Vec<LineId> {
    let mut of_note: Vec<(bool, u8, LineId)> = Vec::new();
    for row in ledger.lines.iter().filter(|row| !row.superseded) {
        let links = row.links.iter().filter(|link| link.note == note);
        if let Some(confidence) = links.map(|link| link.confidence).max() {
            let bundles = matches!(
                row.billed.unit,
                UnitBasis::Day | UnitBasis::Week | UnitBasis::Month
            );
            of_note.push((bundles, confidence, row.id));
        }
    }
    let is_sure = |(_, confidence, _): &(bool, u8, LineId)| *confidence >= SURE;
    if of_note.iter().any(is_sure) {
        of_note.retain(is_sure);
    }
    of_note.sort_by_key(|(bundles, _, id)| (*bundles, *id));
    of_note.into_iter().map(|(_, _, id)| id).collect()
}

/// The least confidence at which a note is a line's documentation beside those of other lines.
const SURE: u8 = 80;

/// Most minutes of a visit whose note bears a title that no list knows.
const LONGEST_VISIT: u32 = 90;

/// Returns whether a note that is of no known kind tells of one clinician's visit with the patient by
/// start and stop, as a dietitian's does in a program. Who works shifts is with several at once.
fn is_visit(note: &Note, time: &ServiceTime) -> bool {
    let is_clinician = note.credential.as_ref().is_some_and(|credential| {
        !matches!(
            credential.value.class,
            AuthorClass::Nurse | AuthorClass::Technician | AuthorClass::MedicalSupport
        )
    });
    note.kind == NoteKind::Unknown
        && is_clinician
        && note.signature.state == SignatureState::Signed
        && time.basis == TimeBasis::StartStop
        && time.minutes <= LONGEST_VISIT
}

fn is_support(kind: NoteKind) -> bool {
    kind == NoteKind::CaseManagement
}

/// Lists the denials that stand and have a date.
fn denied(ledger: &Ledger<'_>) -> Vec<DeniedService> {
    let denials = ledger.denials.iter().filter_map(|denial| {
        let (claim, line) = (ledger.claim(denial.line), ledger.service_line(denial.line));
        let remittance = ledger.record.remittances.get(denial.remittance)?;
        let payers = [&remittance.payer, &claim.payer];
        let names = payers.iter().flat_map(|payer| [&payer.name, &payer.id]);
        let code = match (&line.procedure, &line.revenue) {
            (Some(code), _) => code.value.to_string(),
            (None, Some(revenue)) => format!("revenue {}", revenue.value),
            (None, None) => return None,
        };
        Some(DeniedService {
            payer: names
                .into_iter()
                .find(|name| !name.is_empty())
                .map_or_else(|| "a payer".to_owned(), |name| name.clone()),
            code,
            reason: denial.reason(),
            label: denial.meaning.label(),
            claim: claim.id.clone(),
            date: denial.notice?,
            amount: denial.amount,
            span: denial.span,
        })
    });
    denials.collect()
}

/// Codes of timed psychotherapy, with and without a visit.
const TIMED: [&str; 6] = ["90832", "90833", "90834", "90836", "90837", "90838"];

/// Lists the billed lines of timed psychotherapy. A claim that names no one beside the biller does
/// not tell whose session it was.
fn therapy(ledger: &Ledger<'_>) -> Vec<TimedTherapy> {
    let mut all: Vec<TimedTherapy> = ledger
        .live_lines()
        .filter_map(|row| {
            let (claim, line) = (ledger.claim(row.id), ledger.service_line(row.id));
            let code = line.procedure.as_ref()?.value.as_str();
            let clinician = line.rendering.as_ref().or(claim.rendering.as_ref())?;
            let npi = clinician.npi_text.as_ref()?.value.clone();
            TIMED.contains(&code).then_some(())?;
            Some(TimedTherapy {
                npi,
                name: format!("{} {}", clinician.first, clinician.name)
                    .trim()
                    .to_owned(),
                date: *row.days.first()?,
                is_longest: code == "90837",
                span: line.span,
            })
        })
        .collect();
    all.sort();
    all
}

/// Lists the billed program days that group notes document.
fn group_days(ledger: &Ledger<'_>) -> Vec<GroupDay> {
    let mut days: BTreeMap<(u8, LevelOfCare, ServiceDate), GroupDay> = BTreeMap::new();
    for row in ledger.live_lines() {
        let level = row.billed.level;
        if !level.is_program() {
            continue;
        }
        for link in &row.links {
            let note = ledger.note(link.note);
            let is_group = note.kind == NoteKind::GroupNote
                && note.attendance.is_none()
                && note.date() == Some(link.day);
            if !is_group {
                continue;
            }
            let on_sheet = ledger
                .days
                .get(&link.day)
                .is_some_and(|day| !day.attendance.is_empty());
            let day = days
                .entry((level.rank(), level, link.day))
                .or_insert_with(|| GroupDay {
                    level,
                    date: link.day,
                    on_sheet,
                    lines: Vec::new(),
                    note: note.title.unwrap_or_else(|| note.place()),
                });
            if !day.lines.contains(&row.id) {
                day.lines.push(row.id);
            }
        }
    }
    days.into_values().collect()
}

fn planned_goals(ledger: &Ledger<'_>) -> Vec<PlannedGoals> {
    ledger
        .plans
        .iter()
        .filter_map(|row| {
            let plan = ledger.note(row.note).plan.as_deref()?;
            let goals = plan.goals.iter().filter(|goal| !goal.is_problem);
            (!plan.goal_sketch.shingles.is_empty()).then(|| PlannedGoals {
                date: row.from,
                spans: goals.map(|goal| goal.span).collect(),
                tokens: plan.goal_sketch.tokens,
                shingles: distinct(&plan.goal_sketch.shingles).into(),
            })
        })
        .collect()
}

/// Returns when a note was signed, where its signature has a time and a signer. What is entered
/// line by line, results and forms are not signed note by note.
fn signed(note: &Note, names: &mut Names) -> Option<SignedNote> {
    let is_entered = matches!(
        note.kind,
        NoteKind::Flowsheet
            | NoteKind::MedicationRecord
            | NoteKind::LabResult
            | NoteKind::Administrative
            | NoteKind::Unknown
    );
    let signed_at = note.signature.signed_at?;
    let signer = note.signature.signer.as_ref().or(note.author.as_ref())?;
    let name = PersonName::parse(&signer.value)?;
    (!is_entered).then_some(SignedNote {
        author: names.shared(&name.key()),
        name: names.shared(&name.display()),
        signed_on: signed_at.value.date,
        minute: signed_at.value.time?.since_midnight(),
        date: note.date()?,
        start: note
            .time
            .and_then(|time| time.start)
            .map(|start| start.since_midnight()),
        is_group: note.kind == NoteKind::GroupNote,
        span: signed_at.span,
    })
}

//! Tells by the words of a title and of a table's headings whether rows with a day each are a log,
//! and what its columns hold.

use super::labels::{Label, cells};
use super::view::Document;
use super::when;
use crate::model::NoteKind;
use std::ops::Range;

/// Words of a title that say that it heads a log of days.
const LOG: [&str; 29] = [
    "log",
    "logs",
    "shift",
    "shifts",
    "bht",
    "mht",
    "tech",
    "techs",
    "technician",
    "house",
    "milieu",
    "contact",
    "contacts",
    "course",
    "sessions",
    "daily",
    "day",
    "rounds",
    "observation",
    "observations",
    "overnight",
    "notes",
    "entries",
    "record",
    "sheet",
    "treatments",
    "groups",
    "journal",
    "documentation",
];

/// Words of a title of something else.
const OTHER: [&str; 66] = [
    "vital",
    "vitals",
    "ciwa",
    "cows",
    "cina",
    "flow",
    "flowsheet",
    "medication",
    "medications",
    "med",
    "meds",
    "mar",
    "emar",
    "dose",
    "doses",
    "drug",
    "prn",
    "appointment",
    "appointments",
    "appt",
    "appts",
    "problem",
    "problems",
    "plan",
    "goal",
    "goals",
    "objectives",
    "lab",
    "labs",
    "laboratory",
    "uds",
    "ua",
    "breathalyzer",
    "toxicology",
    "results",
    "history",
    "timeline",
    "chronology",
    "authorization",
    "authorizations",
    "auth",
    "utilization",
    "ur",
    "um",
    "insurance",
    "payer",
    "payment",
    "payments",
    "billing",
    "claims",
    "ledger",
    "weight",
    "weights",
    "glucose",
    "schedule",
    "calendar",
    "diagnoses",
    "allergies",
    "inventory",
    "visitor",
    "visitors",
    "pass",
    "leave",
    "attendance",
    "weekly",
    "monthly",
];

/// Words of a title of calls, made to anybody.
const CALLS: [&str; 8] = [
    "contact",
    "contacts",
    "phone",
    "telephone",
    "call",
    "calls",
    "outreach",
    "correspondence",
];

/// Words of a table's heading of something else than a log.
const MEASURES: [&str; 50] = [
    "bp",
    "hr",
    "pulse",
    "temp",
    "resp",
    "rr",
    "spo2",
    "o2",
    "score",
    "scores",
    "total",
    "ciwa",
    "cows",
    "dose",
    "drug",
    "medication",
    "med",
    "route",
    "goal",
    "goals",
    "target",
    "objective",
    "problem",
    "onset",
    "result",
    "results",
    "reference",
    "range",
    "auth",
    "approved",
    "payer",
    "claim",
    "amount",
    "paid",
    "charge",
    "charges",
    "balance",
    "facility",
    "outcome",
    "diagnosis",
    "due",
    "reviewer",
    "decision",
    "appointment",
    "location",
    "reason",
    "expected",
    "lot",
    "weight",
    "severity",
];

/// What stands above a log's entries.
pub(super) struct Head {
    /// Whether it says that it heads a log.
    pub(super) is_log: bool,
    /// Whether it says that it heads something else.
    pub(super) is_other: bool,
    /// Whether it says that it heads calls and the like, with whomever.
    pub(super) is_of_calls: bool,
    /// The kind of the entries by its words.
    pub(super) kind: Option<NoteKind>,
    /// The one year of its days.
    pub(super) year: Option<i32>,
}

impl Head {
    /// Reads a head of at most some filled lines; `None` where more stand there.
    pub(super) fn of(document: &Document<'_>, range: Range<usize>, most: usize) -> Option<Self> {
        let mut head = Self {
            is_log: false,
            is_other: false,
            is_of_calls: false,
            kind: None,
            year: None,
        };
        let mut years = Vec::new();
        let mut filled = 0;
        for index in range {
            let line = document.lines.get(index)?;
            if line.is_blank() {
                continue;
            }
            let fields = document.fields_in(index..index + 1);
            if !fields.iter().any(|field| field.label == Label::BirthDate) {
                years.extend(when::find_dates(line.text).iter().map(|at| at.date.year()));
            }
            if line.furniture {
                continue;
            }
            filled += 1;
            if filled > most {
                return None;
            }
            let identifies = fields.iter().any(|field| {
                matches!(
                    field.label,
                    Label::PatientName | Label::Mrn | Label::MemberId | Label::BirthDate
                )
            });
            // A sentence tells of much that the log is not.
            if !identifies && line.words() <= 14 && !line.text.trim_end().ends_with('.') {
                head.take(line.text);
            }
        }
        years.dedup();
        head.year = match years.as_slice() {
            [year] => Some(*year),
            _ => None,
        };
        Some(head)
    }

    fn take(&mut self, text: &str) {
        for word in words(text) {
            self.is_log |= LOG.contains(&word.as_str());
            self.is_other |= OTHER.contains(&word.as_str());
            self.is_of_calls |= CALLS.contains(&word.as_str());
            let kind = match word.as_str() {
                "bht" | "mht" | "tech" | "techs" | "house" | "milieu" | "shift" | "overnight"
                | "rounds" | "residential" => Some(NoteKind::ShiftNote),
                "testing" => Some(NoteKind::Assessment),
                "nursing" => Some(NoteKind::NursingNote),
                _ => None,
            };
            self.kind = self.kind.or(kind);
        }
    }
}

/// Returns the words of a text in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

/// Returns whether a row tells measures and no words: a pressure, a pulse, a score.
pub(super) fn is_measured(text: &str, day: &Range<usize>) -> bool {
    let rest = text.get(day.end..).unwrap_or_default();
    let told: Vec<String> = words(rest).collect();
    let signs = [
        "bp", "hr", "spo2", "o2", "rr", "temp", "ciwa", "cows", "mg", "ml", "mcg",
    ];
    let is_number = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
    let measures = told.iter().filter(|word| signs.contains(&word.as_str()));
    let (measures, numbers) = (measures.count(), told.iter().filter(is_number).count());
    // "CIWA 8 at 0900, walked with staff, ate lunch" tells more than its score.
    measures > 0 && (measures + numbers) * 2 >= told.len()
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// The day.
    Day,
    /// When it began.
    Start,
    /// When it ended.
    Stop,
    /// How many minutes it took.
    Minutes,
    /// Who wrote the entry.
    Person,
    /// That and when it was signed.
    Stamp,
    /// The shift.
    Shift,
    /// A billing code.
    Code,
    /// What is told.
    Text,
    /// Anything else.
    Other,
}

/// A table's columns.
#[derive(Debug)]
pub(super) struct Columns {
    columns: Vec<Column>,
    is_other: bool,
}

impl Columns {
    /// Reads the row of headings above the first entry.
    pub(super) fn above(document: &Document<'_>, head: Range<usize>) -> Option<Self> {
        let mut above = document.lines.get(head)?.iter().rev();
        let line = above.find(|line| !line.is_blank() && !line.furniture)?;
        let names = parts(line.text);
        if !line.is_parted || names.len() < 3 || names.len() > 12 {
            return None;
        }
        let name = |at: &Range<usize>| line.text.get(at.clone()).unwrap_or_default();
        let mut columns: Vec<Column> = names.iter().map(|at| column(name(at))).collect();
        // Where nothing else names the writer, who signed does.
        let stamps = || columns.iter().filter(|column| **column == Column::Stamp);
        if !columns.contains(&Column::Person) && stamps().count() == 1 {
            for column in &mut columns {
                if *column == Column::Stamp {
                    *column = Column::Person;
                }
            }
        }
        let is_other = names
            .iter()
            .flat_map(|at| words(name(at)))
            .any(|word| MEASURES.contains(&word.as_str()));
        let has_day = columns.contains(&Column::Day);
        has_day.then_some(Self { columns, is_other })
    }

    /// Returns whether the headings say that each row tells of one day's service: who or when, and
    /// what.
    pub(super) fn tell_of_days(&self) -> bool {
        let has = |column: Column| self.columns.contains(&column);
        let has_times = has(Column::Start) && (has(Column::Stop) || has(Column::Minutes));
        (has(Column::Person) || has(Column::Shift) || has_times) && has(Column::Text)
    }

    /// Returns whether the headings say that the table is something else.
    pub(super) fn are_other(&self) -> bool {
        self.is_other
    }

    /// Returns the bytes of a row's cell of a column, where one column holds it.
    pub(super) fn cell(&self, row: &str, wanted: Column) -> Option<Range<usize>> {
        let mut found = self.columns.iter().enumerate();
        let mut found = found.by_ref().filter(|(_, column)| **column == wanted);
        let (at, _) = found.next()?;
        if found.next().is_some() {
            return None;
        }
        let cells = parts(row);
        // Without bars an empty cell cannot be told, and the others would be taken for it.
        let is_whole = row.contains('|') || cells.len() == self.columns.len();
        let cell = cells.get(at).filter(|_| is_whole)?;
        (!cell.is_empty()).then(|| cell.clone())
    }
}

/// Returns the cells of a row, empty ones as well where bars part them.
fn parts(text: &str) -> Vec<Range<usize>> {
    if !text.contains('|') {
        return cells(text);
    }
    let mut start = 0;
    let pieces = text.split('|').map(|piece| {
        let begin = start + piece.len() - piece.trim_start().len();
        let trimmed = piece.trim();
        start += piece.len() + 1;
        begin..begin + trimmed.len()
    });
    let mut pieces: Vec<Range<usize>> = pieces.collect();
    // A border around the row.
    if text.trim_start().starts_with('|') {
        pieces.remove(0);
    }
    pieces
}

fn column(name: &str) -> Column {
    let lower = name.trim().to_ascii_lowercase();
    let is = |names: &[&str]| names.contains(&lower.as_str());
    if is(&[
        "date",
        "day",
        "dos",
        "date of service",
        "service date",
        "session date",
    ]) {
        Column::Day
    } else if is(&[
        "in",
        "start",
        "time in",
        "start time",
        "begin",
        "began",
        "from",
    ]) {
        Column::Start
    } else if is(&[
        "out",
        "end",
        "stop",
        "time out",
        "end time",
        "stop time",
        "to",
    ]) {
        Column::Stop
    } else if is(&[
        "min",
        "mins",
        "minutes",
        "total min",
        "total minutes",
        "duration (min)",
    ]) {
        Column::Minutes
    } else if is(&[
        "staff",
        "by",
        "initials",
        "init",
        "who",
        "tech",
        "bht",
        "mht",
        "clinician",
        "provider",
        "counselor",
        "therapist",
        "operator",
        "author",
        "staff initials",
        "staff name",
        "staff member",
        "entered by",
        "written by",
        "nurse",
        "worker",
        "case manager",
        "staff/credential",
        "name/credential",
        "given by",
        "dosed by",
        "dispensed by",
        "administered by",
    ]) {
        Column::Person
    } else if is(&[
        "signature",
        "signed",
        "signed by",
        "signed at",
        "signed on",
        "date signed",
        "time signed",
        "date/time signed",
        "signed date/time",
        "staff signature",
        "e-signature",
        "esignature",
        "electronic signature",
        "e-signed",
        "signature/date",
        "signature date",
        "sign",
        "stamp",
    ]) {
        Column::Stamp
    } else if is(&["shift"]) {
        Column::Shift
    } else if is(&["code", "cpt", "cpt code", "service code", "hcpcs"]) {
        Column::Code
    } else if is(&[
        "note",
        "notes",
        "observation",
        "observations",
        "comment",
        "comments",
        "narrative",
        "activity",
        "contact",
        "tolerance",
        "entry",
        "remarks",
        "progress note",
        "description",
        "service",
        "response",
        "what",
        "content",
        "intervention",
        "summary",
        "behavior",
        "documentation",
        "event",
        "events",
        "activities",
        "purpose",
        "details",
    ]) {
        Column::Text
    } else {
        Column::Other
    }
}

//! Prints what a structured document (C-CDA, FHIR) states in coded form as plain lines, so that
//! people and the reader of notes find it in the words that every chart uses.

use super::when::{When, twelve_hours};
use crate::problem::{Problem, ProblemKind};
use crate::read::note;
use crate::text::{FileId, NoteText, Page, Span};

/// A printed page with what could not be said on it.
pub(crate) struct PrintedPage {
    /// The page.
    pub(crate) page: Page,
    /// The head at its beginning.
    pub(crate) head: NoteText,
    /// What was left out.
    pub(crate) problems: Vec<Problem>,
}

/// Prints a document's head, its text and who signed it on one page.
pub(crate) fn page(header: &CodedHeader, file: FileId, number: u32, body: &str) -> PrintedPage {
    let opening = opening(header, file, number, body);
    let mut text = opening.text;
    let head = NoteText::new(text.clone());
    text.push('\n');
    text.push_str(body.trim_start_matches('\n').trim_end());
    let closing = header.closing(body);
    if !closing.is_empty() {
        text.push_str("\n\n");
        text.push_str(&closing);
    }
    PrintedPage {
        page: Page::plain(number, text),
        head,
        problems: opening.problems,
    }
}

/// The lines that open a document, with what could not be said in them.
pub(crate) struct Opening {
    /// The lines.
    pub(crate) text: String,
    /// What was left out.
    pub(crate) problems: Vec<Problem>,
}

/// Returns the lines that open a document whose text is `body`. The times of its visit are among
/// them only where the text states none: what the author wrote counts first.
pub(crate) fn opening(header: &CodedHeader, file: FileId, number: u32, body: &str) -> Opening {
    let mut text = header.opening();
    let times = header.times();
    if !times.is_empty() {
        let probe = [Page::plain(number, format!("{text}\n{body}"))];
        let notes = note::from_pages(file, "", &probe, &mut Vec::new());
        if notes.iter().all(|note| note.time.is_none()) {
            text.push_str(&times);
        }
    }
    let mut problems = Vec::new();
    let day = header.service.map(|period| period.from).or(header.written);
    if day.is_some_and(|day| day.day_is_unsure()) {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        problems.push(Problem::at(
            Span::new(file, number, 0, length),
            ProblemKind::BadValue,
            "the document's time is written in Greenwich time before 10:00, so its local day may \
             be the one before; it is not used as the date of service; export with the facility's \
             own time zone",
        ));
    }
    Opening { text, problems }
}

/// A person as a structured document names them.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct CodedPerson {
    /// Family name.
    pub(crate) family: String,
    /// Given names.
    pub(crate) given: String,
    /// The name as one text, where the source does not part it.
    pub(crate) text: String,
    /// Credentials behind the name.
    pub(crate) suffix: String,
    /// The role or specialty in words.
    pub(crate) role: String,
}

impl CodedPerson {
    /// Returns whether nobody is named.
    pub(crate) fn is_empty(&self) -> bool {
        self.family.is_empty() && self.given.is_empty() && self.text.is_empty()
    }

    /// Returns `Jane Roe, LCSW`.
    pub(crate) fn with_credential(&self) -> String {
        let name = if self.family.is_empty() && self.given.is_empty() {
            self.text.clone()
        } else {
            format!("{} {}", self.given, self.family).trim().to_owned()
        };
        match self.suffix.is_empty() {
            true => name,
            false => format!("{name}, {}", self.suffix),
        }
    }

    /// Returns `Doe, Jane Q`, which keeps a family name of several words together.
    pub(crate) fn family_first(&self) -> String {
        match (self.family.is_empty(), self.given.is_empty()) {
            (false, false) => format!("{}, {}", self.family, self.given),
            (false, true) => self.family.clone(),
            (true, false) => self.given.clone(),
            (true, true) => self.text.clone(),
        }
    }
}

/// A signature that a structured document states.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct CodedSignature {
    /// Who signed.
    pub(crate) person: CodedPerson,
    /// When.
    pub(crate) at: Option<When>,
    /// Whether it is given besides the author's.
    pub(crate) second: bool,
}

impl CodedHeader {
    /// Takes the times off signatures that carry the very time at which the file was made, long
    /// after the visit: an export stamped them, and they do not say when the note was signed.
    /// Returns whether there were any.
    pub(crate) fn drop_export_stamps(&mut self) -> bool {
        let visit = self.service.filter(CodedPeriod::is_one_visit);
        let (Some(visit), Some(made)) = (visit.and_then(|v| v.from.date()), self.created) else {
            return false;
        };
        let late = made.date().is_some_and(|made| made.days_since(visit) > 1);
        let mut dropped = false;
        for signature in &mut self.signatures {
            if late && signature.at == Some(made) {
                signature.at = None;
                dropped = true;
            }
        }
        dropped
    }
}

/// When a document's service was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodedPeriod {
    /// Its start.
    pub(crate) from: When,
    /// Its end, where stated.
    pub(crate) to: Option<When>,
}

impl CodedPeriod {
    /// Returns whether the period is one visit: a day, or a night up to the next noon.
    pub(crate) fn is_one_visit(&self) -> bool {
        let Some(from) = self.from.date() else {
            return false;
        };
        match self.to {
            None => true,
            Some(to) => to.date().is_some_and(|to_date| {
                let night = to.time().is_some_and(|t| t.since_midnight() <= 12 * 60)
                    && self.from.time().is_some();
                to_date == from || to_date.days_since(from) == 1 && night
            }),
        }
    }
}

/// What a structured document's head states.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct CodedHeader {
    /// The title.
    pub(crate) title: String,
    /// The kind of document as coded.
    pub(crate) kind: String,
    /// The patient.
    pub(crate) patient: CodedPerson,
    /// The facility's record number.
    pub(crate) record_number: String,
    /// The payer's id.
    pub(crate) member_id: String,
    /// Other ids of the patient.
    pub(crate) other_ids: Vec<String>,
    /// Birth date.
    pub(crate) birth: Option<When>,
    /// Sex in words.
    pub(crate) sex: String,
    /// The visit or stay that the document is of.
    pub(crate) service: Option<CodedPeriod>,
    /// When the document was written, where that tells its day.
    pub(crate) written: Option<When>,
    /// When the file was made.
    pub(crate) created: Option<When>,
    /// Who wrote it.
    pub(crate) author: CodedPerson,
    /// Whether the source calls the document final.
    pub(crate) is_final: bool,
    /// The state as written, where the document is not final.
    pub(crate) status: String,
    /// Signatures.
    pub(crate) signatures: Vec<CodedSignature>,
    /// Other facts, each as a line.
    pub(crate) others: Vec<String>,
}

impl CodedHeader {
    /// Returns the lines that open the document's first page. No signature stands among them:
    /// it would part the head from what follows it.
    pub(crate) fn opening(&self) -> String {
        let mut lines = Lines::default();
        lines.push("", &self.title);
        lines.push("Patient: ", &self.patient.family_first());
        lines.push("MRN: ", &self.record_number);
        lines.push("Member ID: ", &self.member_id);
        let birth = self.birth.map(|birth| birth.without_time());
        lines.push("DOB: ", &shown(&birth));
        lines.push("Sex: ", &self.sex);
        lines.push("Document Type: ", &self.kind);
        match &self.service {
            Some(period) if period.is_one_visit() => {
                lines.push("Date of Service: ", &day_of(&period.from));
            }
            Some(period) => {
                lines.push("Admission Date: ", &day_of(&period.from));
                lines.push(
                    "Discharge Date: ",
                    &period.to.map_or(String::new(), |to| day_of(&to)),
                );
            }
            None => {}
        }
        // A day that hangs on the time zone is no day of a note; the caller says so.
        let unsure = self.written.is_some_and(|when| when.day_is_unsure());
        let label = if unsure { "Entered: " } else { "Note Date: " };
        lines.push(label, &shown(&self.written));
        lines.push("Created: ", &shown(&self.created));
        lines.push("Author: ", &self.author.with_credential());
        lines.push("Credentials: ", &self.author.role);
        lines.push("Document Status: ", &self.status);
        for other in &self.other_ids {
            lines.push("Also identified as ", other);
        }
        for other in &self.others {
            lines.push("", other);
        }
        lines.0
    }

    /// Returns the line of the visit's times, which a caller adds where the document's own words
    /// state none.
    pub(crate) fn times(&self) -> String {
        let Some(period) = self.service.filter(CodedPeriod::is_one_visit) else {
            return String::new();
        };
        let (Some(from), Some(to)) = (period.from.time(), period.to.and_then(|to| to.time()))
        else {
            return String::new();
        };
        let utc = period.from.is_utc_clock() || period.to.is_some_and(|to| to.is_utc_clock());
        if !utc {
            return format!(
                "Start Time: {}   End Time: {}\n",
                twelve_hours(from),
                twelve_hours(to)
            );
        }
        // Greenwich's clock is nobody's wall clock, but the length of the visit holds.
        match to.since_midnight().checked_sub(from.since_midnight()) {
            Some(minutes) if minutes > 0 => format!("Duration: {minutes} minutes\n"),
            _ => String::new(),
        }
    }

    /// Returns the lines that close a document whose text is `body`: who signed, else who wrote
    /// it, since the standards do not oblige a system to state signatures. Where the text has a
    /// signature line of its own, filled or not, that speaks for itself.
    pub(crate) fn closing(&self, body: &str) -> String {
        let mut lines = Lines::default();
        for signature in &self.signatures {
            let name = signature.person.with_credential();
            let verb = match signature.second {
                true => "Electronically cosigned",
                false => "Electronically signed",
            };
            let by = match name.is_empty() {
                true => String::new(),
                false => format!(" by {name}"),
            };
            let on = signature.at.map_or(String::new(), |at| format!(" on {at}"));
            lines.push("", &format!("{verb}{by}{on}"));
        }
        let speaks = || body.lines().any(note::signature::is_signature_line);
        if self.signatures.is_empty() && self.status.is_empty() && !speaks() {
            if self.is_final {
                lines.push("Document Status: ", "Final");
            }
            lines.push("Author: ", &self.author.with_credential());
        }
        lines.0
    }
}

fn day_of(when: &When) -> String {
    // A day that hangs on the time zone is no date of service; the caller says so.
    match when.timestamp() {
        Some(stamp) if !when.day_is_unsure() => {
            let date = stamp.date;
            format!("{:02}/{:02}/{}", date.month(), date.day(), date.year())
        }
        _ => String::new(),
    }
}

fn shown(when: &Option<When>) -> String {
    when.map_or(String::new(), |when| when.to_string())
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn push(&mut self, label: &str, value: &str) {
        let mut words = value.split_whitespace().peekable();
        if words.peek().is_none() {
            return;
        }
        self.0.push_str(label);
        for (index, word) in words.enumerate() {
            if index > 0 {
                self.0.push(' ');
            }
            self.0.push_str(word);
        }
        self.0.push('\n');
    }
}

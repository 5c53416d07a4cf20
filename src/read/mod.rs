//! Answers for turning one file's bytes into the model and a list of problems. It takes bytes,
//! never opens files, and never fails: what it cannot understand becomes a problem.

mod carved_out;
pub mod dates;
pub mod decode;
pub mod document;
pub mod edits;
mod fhir;
pub mod note;
mod options;
mod signature;
pub mod table;
pub mod x12;

pub use options::{Picture, PictureReader, PictureWord, ReadOptions};

use crate::model::{
    AttendanceEntry, AuthorClass, Authorization, Claim, ClaimAcknowledgment, Coverage, Note,
    Payment, PersonName, RemittanceClaim, StaffEntry, StayEntry,
};
use crate::problem::{Problem, ProblemKind};
use crate::text::{FileId, Page};
use signature::Signature;
pub(crate) use signature::{ZipKind, kind_of_members};

/// What kind of file was read, told from its content.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// Plain text.
    Text,
    /// PDF.
    Pdf,
    /// A Word document (DOCX).
    Docx,
    /// Rich text (RTF).
    Rtf,
    /// An HTML page.
    Html,
    /// A C-CDA document.
    Ccda,
    /// FHIR resources as JSON or NDJSON.
    Fhir,
    /// X12 interchange of any transaction.
    X12,
    /// A delimited table.
    Csv,
    /// A workbook (XLSX).
    Xlsx,
    /// A zip archive, whose members are files of their own.
    Archive,
    /// Configuration and other files that the audit itself uses or leaves alone by design.
    Configuration,
    /// Nothing that the program reads.
    Unknown,
}

/// Everything that one file gave.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct FileContent {
    /// The kind of file.
    pub kind: FileKind,
    /// Its text by page. Data files (X12, CSV) have their decoded text as page 1, so that every
    /// span can be quoted.
    pub pages: Vec<Page>,
    /// Notes found, in file order. Mentions and sketch are still empty: scanning fills them.
    pub notes: Vec<Note>,
    /// Claims found, in file order.
    pub claims: Vec<Claim>,
    /// Authorizations found.
    pub authorizations: Vec<Authorization>,
    /// Attendance rows found.
    pub attendance: Vec<AttendanceEntry>,
    /// Remittance claims found.
    pub remittances: Vec<RemittanceClaim>,
    /// Coverages found.
    pub coverages: Vec<Coverage>,
    /// Requests for authorization found. They decide nothing, so they stand apart.
    pub authorization_requests: Vec<Authorization>,
    /// Acknowledgments of claims found.
    pub acknowledgments: Vec<ClaimAcknowledgment>,
    /// Payments found: the cheques and transfers that the remittance claims belong to.
    pub payments: Vec<Payment>,
    /// Census and leave rows found.
    pub stays: Vec<StayEntry>,
    /// Staff roster rows found.
    pub staff: Vec<StaffEntry>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
}

impl FileContent {
    /// Returns a content of the kind with nothing in it.
    pub fn empty(kind: FileKind) -> Self {
        Self {
            kind,
            pages: Vec::new(),
            notes: Vec::new(),
            claims: Vec::new(),
            authorizations: Vec::new(),
            attendance: Vec::new(),
            remittances: Vec::new(),
            coverages: Vec::new(),
            authorization_requests: Vec::new(),
            acknowledgments: Vec::new(),
            payments: Vec::new(),
            stays: Vec::new(),
            staff: Vec::new(),
            problems: Vec::new(),
        }
    }
}

/// Returns the class of credentials as a roster writes them: `LCSW`, `MSW, LCSW-S`, `Peer
/// specialist`; `None` when none of them is known.
pub(crate) fn credential_class(text: &str) -> Option<AuthorClass> {
    let listed = || note::credential::credentials_after(&format!(", {text}"), 0);
    note::credential::classify(text).or_else(|| listed().map(|(credential, _, _)| credential.class))
}

/// Returns whether a name is written with a credential behind it.
pub(crate) fn person_has_credential(text: &str) -> bool {
    note::credential::read_person(text).is_some_and(|person| person.credential.is_some())
}

/// Returns the name of a person written with credentials behind it or without.
pub(crate) fn person_name(text: &str) -> Option<PersonName> {
    let name = note::credential::read_person(text).map(|person| person.name);
    PersonName::parse(name.and_then(|name| text.get(name)).unwrap_or(text))
}

/// Reads one file. `name` is its path relative to the case folder, which may hold a date or a
/// document kind; the file's type is told from its bytes, and from its name only where a table's
/// headers are not understood.
pub fn file(file: FileId, name: &str, bytes: &[u8], options: &ReadOptions) -> FileContent {
    if fhir::is_hostile(bytes) {
        return refused(
            file,
            ProblemKind::Unreadable,
            "the file opens more brackets than any record nests; it is no chart or is damaged",
        );
    }
    match signature::of(bytes) {
        Signature::Docx => document::read_docx(file, name, bytes, options),
        Signature::Rtf => document::read_rtf(file, name, bytes, options),
        Signature::EncryptedOffice => refused(
            file,
            ProblemKind::Encrypted,
            "the Office document needs a password; open it, save a copy without one and run again",
        ),
        Signature::Empty => refused(
            file,
            ProblemKind::EmptyFile,
            "the file is empty; export it again",
        ),
        Signature::Pdf => document::read_pdf(file, name, bytes, options),
        Signature::Foreign(foreign) => {
            refused(file, ProblemKind::UnknownFileType, &foreign.sentence())
        }
        Signature::Workbook => table::read_workbook(file, bytes, &options.columns.hints(name)),
        Signature::Text => {
            let decoded = decode::text(bytes);
            let mut content = text(file, name, &decoded.text, options);
            if decoded.lossy {
                content.problems.push(Problem::file(
                    file,
                    ProblemKind::PageDamaged,
                    format!(
                        "some characters are not valid {}; they were replaced",
                        decoded.encoding
                    ),
                ));
            }
            content
        }
    }
}

/// Returns the pages of a file that was read before and is of the kind, without looking for notes
/// or records again.
pub fn pages(
    file: FileId,
    name: &str,
    bytes: &[u8],
    kind: FileKind,
    options: &ReadOptions,
) -> Vec<Page> {
    match kind {
        FileKind::Text => document::text::pages_of(&decode::text(bytes).text, 1),
        FileKind::Csv => vec![Page::plain(1, decode::text(bytes).text)],
        FileKind::X12 => x12::pages(&decode::text(bytes).text),
        FileKind::Pdf => document::pdf_pages(file, bytes, options),
        // Their pages come of the same walk as their notes.
        _ => self::file(file, name, bytes, options).pages,
    }
}

fn text(file: FileId, name: &str, text: &str, options: &ReadOptions) -> FileContent {
    if text.trim().is_empty() {
        return refused(
            file,
            ProblemKind::EmptyFile,
            "the file holds only blanks; export it again",
        );
    }
    if x12::looks_like(text) {
        return x12::read(file, text);
    }
    if document::ccda::looks_like(text) {
        return document::read_ccda(file, name, text, options);
    }
    if fhir::looks_like(text) {
        return fhir::read(file, name, text, options);
    }
    if signature::is_html(text) {
        return document::read_html(file, name, text, options);
    }
    if signature::is_mhtml(text) {
        return refused(
            file,
            ProblemKind::UnknownFileType,
            "a web page saved as one file (MHTML), which is not read; open it in a browser and \
             save it as PDF or as HTML only",
        );
    }
    if signature::is_email(text) {
        return refused(
            file,
            ProblemKind::UnknownFileType,
            "an e-mail message (EML), which is not read; open it, save it as PDF and its \
             attachments as files",
        );
    }
    if let Some(foreign) = signature::of_markup(text) {
        return refused(file, ProblemKind::UnknownFileType, &foreign.sentence());
    }
    if document::ccda::is_xml(text) {
        return refused(
            file,
            ProblemKind::UnknownFileType,
            "an XML document that is no C-CDA, which is not read; export it as PDF or plain text",
        );
    }
    let hints = options.columns.hints(name);
    // A table that is not understood is no note either.
    if table::looks_like(text, &hints) || is_named_table(name) && table::is_cut_as(text) {
        return table::read(file, text, &hints);
    }
    document::read_text(file, name, text, options)
}

fn is_named_table(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["csv", "tsv"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

fn refused(file: FileId, kind: ProblemKind, sentence: &str) -> FileContent {
    let mut content = FileContent::empty(FileKind::Unknown);
    content.problems.push(Problem::file(file, kind, sentence));
    content
}

//! Reads a document that stands within another: an attachment, a part to be merged in. The same
//! readers do it as for files.

use super::{DocumentPlace, DocumentText, docx, html, pdf, rtf, text};
use crate::problem::{Problem, ProblemKind};
use crate::read::signature::{self, Signature};
use crate::read::table::Hints;
use crate::read::{FileKind, decode, table, x12};

/// Returns the pages of a document within another, told by its bytes; of a kind that is no
/// document, a problem that says what it is.
pub(crate) fn read_attached(place: &DocumentPlace<'_>, bytes: &[u8]) -> DocumentText {
    let refused = |kind, sentence: String| DocumentText {
        kind: FileKind::Unknown,
        pages: Vec::new(),
        problems: vec![Problem::file(place.file, kind, sentence)],
    };
    match signature::of(bytes) {
        Signature::Pdf => pdf::read_pages(place, bytes),
        Signature::Docx => docx::read_pages(place, bytes),
        Signature::Rtf => rtf::read_pages(place, bytes),
        Signature::Text => {
            let decoded = decode::text(bytes);
            let text = decoded.text;
            let mut document = if signature::is_html(&text) {
                html::read_pages(place, &text)
            } else if x12::looks_like(&text) || table::looks_like(&text, &Hints::default()) {
                refused(
                    ProblemKind::UnknownFileType,
                    "an attached document is a data file (X12 or a table), which is read only as \
                     a file of its own; save it in the case folder"
                        .to_owned(),
                )
            } else {
                text::read_pages(place, &text)
            };
            if decoded.lossy {
                document.problems.push(Problem::file(
                    place.file,
                    ProblemKind::PageDamaged,
                    format!(
                        "some characters of an attached document are not valid {}; they were \
                         replaced",
                        decoded.encoding
                    ),
                ));
            }
            document
        }
        Signature::Empty => refused(
            ProblemKind::EmptyFile,
            "an attached document is empty; export it again".to_owned(),
        ),
        Signature::EncryptedOffice => refused(
            ProblemKind::Encrypted,
            "an attached Office document needs a password; save a copy without one".to_owned(),
        ),
        Signature::Workbook => refused(
            ProblemKind::UnknownFileType,
            "an attached document is a workbook, which is read only as a file of its own; \
             save it in the case folder"
                .to_owned(),
        ),
        Signature::Foreign(foreign) => refused(
            ProblemKind::UnknownFileType,
            format!("an attached document is {}", foreign.sentence()),
        ),
    }
}

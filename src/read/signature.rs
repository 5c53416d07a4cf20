//! Tells what a file is from its bytes, never from its name.

mod container;
mod markup;

pub(crate) use container::ZipKind;
pub(crate) use markup::{is_email, is_html, is_mhtml, of_markup};

use super::decode;
use container::Ole;
use std::io::Cursor;

/// What the bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    /// No bytes at all.
    Empty,
    /// PDF, possibly after some leading bytes.
    Pdf,
    /// A Word document, told from other zip files by its members.
    Docx,
    /// A workbook: XLSX, XLSM or XLS.
    Workbook,
    /// Rich text.
    Rtf,
    /// An Office document under a password.
    EncryptedOffice,
    /// Text of some kind.
    Text,
    /// A kind that is known and not read.
    Foreign(Foreign),
}

/// A kind of file that is known and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Foreign {
    /// What it is, in words that begin a sentence.
    pub(super) what: &'static str,
    /// What to do about it.
    pub(super) advice: &'static str,
}

impl Foreign {
    /// Returns the sentence that refuses the file.
    pub(super) fn sentence(self) -> String {
        format!("{}, which is not read; {}", self.what, self.advice)
    }
}

const PICTURE: &str = "a picture holds no text: save it as a PDF, run text recognition (OCR) on \
                       it and read the PDF";
const UNPACK: &str = "unpack it and read the folder, or pack the files again as a zip archive";
const EXPORT: &str = "export it as PDF or plain text";
const SOUND: &str = "write down or print what it documents and read that";

/// Beginnings of files that are not text: where they stand, what they are, what to do.
const BEGINNINGS: &[(usize, &[u8], &str, &str)] = &[
    (0, b"\x89PNG", "a picture (PNG)", PICTURE),
    (0, b"\xff\xd8\xff", "a picture (JPEG)", PICTURE),
    (0, b"GIF8", "a picture (GIF)", PICTURE),
    (0, b"II*\0", "a picture (TIFF)", PICTURE),
    (0, b"MM\0*", "a picture (TIFF)", PICTURE),
    (0, b"II+\0", "a picture (TIFF)", PICTURE),
    (8, b"WEBP", "a picture (WebP)", PICTURE),
    (4, b"ftyphei", "a picture (HEIC)", PICTURE),
    (4, b"ftypmif1", "a picture (HEIF)", PICTURE),
    (4, b"ftyp", "a sound or video recording", SOUND),
    (8, b"WAVE", "a sound recording (WAV)", SOUND),
    (0, b"ID3", "a sound recording (MP3)", SOUND),
    (128, b"DICM", "a medical image (DICOM)", EXPORT),
    (0, b"\x1f\x8b", "a gzip archive", UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (0, b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (0, b"BZh", "a bzip2 archive", UNPACK),
    (0, b"\xfd7zXZ\0", "an xz archive", UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive", UNPACK),
    (257, b"ustar", "a tar archive", UNPACK),
    (
        0,
        b"\xffWPC",
        "a WordPerfect document",
        "open it in Word or WordPerfect and save it as .docx or PDF",
    ),
    (
        0,
        b"SQLite format 3\0",
        "a database (SQLite)",
        "export what it holds as CSV, PDF or plain text",
    ),
    (
        0,
        b"%!PS",
        "a PostScript document",
        "print it to PDF and read that",
    ),
    (0, b"{\\pwi", "a Pocket Word document", EXPORT),
];

const OLD_WORD: Foreign = Foreign {
    what: "a Word document of the old format (.doc)",
    advice: "open it in Word and save it as .docx or PDF",
};

/// Tells what a file is.
pub(super) fn of(bytes: &[u8]) -> Signature {
    if bytes.is_empty() {
        return Signature::Empty;
    }
    if let Some(kind) = container::zip_kind(bytes) {
        return of_zip(kind);
    }
    if let Some(kind) = container::ole_kind(bytes) {
        return of_ole(kind);
    }
    // Readers of PDF accept up to a kilobyte of other bytes before the header.
    let head = bytes.get(..1024).unwrap_or(bytes);
    let mut behind_signs = head.split(|byte| *byte == b'%').skip(1);
    if behind_signs.any(|behind| behind.starts_with(b"PDF-")) {
        return Signature::Pdf;
    }
    // Rich text after a byte order mark or white space is rich text still.
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if start.trim_ascii_start().starts_with(b"{\\rtf") {
        return Signature::Rtf;
    }
    let begins = |(at, beginning, _, _): &&(usize, &[u8], &str, &str)| {
        head.get(*at..)
            .is_some_and(|rest| rest.starts_with(beginning))
    };
    if let Some((at, _, what, advice)) = BEGINNINGS.iter().find(begins)
        // Words may spell a mark by chance: only what is no text is taken by a mark within.
        && (*at == 0 || decode::looks_binary(bytes))
        && (!what.contains("MP3") && !what.contains("bzip2") || decode::looks_binary(bytes))
    {
        return Signature::Foreign(Foreign { what, advice });
    }
    if decode::looks_binary(bytes) {
        return Signature::Foreign(Foreign {
            what: "binary data of no kind that is known",
            advice: EXPORT,
        });
    }
    Signature::Text
}

fn of_zip(kind: ZipKind) -> Signature {
    let (what, advice) = match kind {
        ZipKind::Word => return Signature::Docx,
        ZipKind::Workbook => return Signature::Workbook,
        ZipKind::Presentation => (
            "a presentation (PPTX)",
            "open it in PowerPoint and save it as PDF",
        ),
        ZipKind::OtherOffice => (
            "an Office document of a kind that holds no chart text",
            "open it in the program that made it and save it as PDF",
        ),
        ZipKind::OpenDocument => (
            "an OpenDocument file (ODT, ODS)",
            "open it in Word or LibreOffice and save it as .docx or PDF",
        ),
        ZipKind::Pages => (
            "a document of Apple Pages or Numbers",
            "open it there and export it as PDF",
        ),
        ZipKind::Book => ("an electronic book (EPUB)", EXPORT),
        ZipKind::Archive => (
            "a zip archive within another file",
            "save it as a file in the case folder, where it is read as a folder",
        ),
        ZipKind::Damaged => (
            "a zip archive or Office document that is cut off or damaged",
            "copy or export it again",
        ),
    };
    Signature::Foreign(Foreign { what, advice })
}

fn of_ole(kind: Ole) -> Signature {
    Signature::Foreign(match kind {
        Ole::Encrypted => return Signature::EncryptedOffice,
        Ole::Word => OLD_WORD,
        Ole::Excel => return Signature::Workbook,
        Ole::PowerPoint => Foreign {
            what: "a PowerPoint presentation of the old format (.ppt)",
            advice: "open it in PowerPoint and save it as PDF",
        },
        Ole::Message => Foreign {
            what: "an Outlook message (.msg)",
            advice: "open it in Outlook, save it as PDF and its attachments as files",
        },
        Ole::Other => Foreign {
            what: "an Office document of an old format",
            advice: "open it in the program that made it and save it as .docx, .xlsx or PDF",
        },
    })
}

/// Returns what a zip file is from its members.
pub(crate) fn kind_of_members<R: std::io::Read + std::io::Seek>(
    zip: &zip::ZipArchive<R>,
) -> ZipKind {
    container::kind_of_members(zip.file_names_raw())
}

/// Opens a zip file that lies in memory.
pub(crate) fn open_zip(bytes: &[u8]) -> Option<zip::ZipArchive<Cursor<&[u8]>>> {
    zip::ZipArchive::new(Cursor::new(bytes)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_files_by_their_bytes() {
        assert_eq!(of(b""), Signature::Empty);
        assert_eq!(of(b"junk\n%PDF-1.4"), Signature::Pdf);
        assert_eq!(of(b"Patient: seen today."), Signature::Text);
        assert_eq!(of(b"\xef\xbb\xbf\n{\\rtf1 x}"), Signature::Rtf);
        assert_eq!(of(b"BZhang, Ann was seen today."), Signature::Text);
        for (bytes, word) in [
            (&b"PK\x03\x04rest"[..], "damaged"),
            (b"\x00\x01\x02\x03\xff\x00", "no kind"),
            (b"\x89PNG\r\n\x1a\n", "PNG"),
            (b"\x1f\x8b\x08\0", "gzip"),
        ] {
            match of(bytes) {
                Signature::Foreign(foreign) => assert!(foreign.sentence().contains(word)),
                other => panic!("{other:?}"),
            }
        }
    }
}

//! Tells what a file is from its first bytes, never from its name.

use super::decode;

/// What the first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signature {
    /// No bytes at all.
    Empty,
    /// PDF, possibly after some leading bytes.
    Pdf,
    /// A workbook: XLSX, XLSM or XLS.
    Workbook,
    /// Text of some kind.
    Text,
    /// A kind that is known and not read, in words that begin a sentence.
    Foreign(&'static str),
}

/// Known beginnings of files that are not text. Longer ones first where one begins another.
const FOREIGN: [(&[u8], &str); 12] = [
    (
        b"PK\x03\x04",
        "a zip archive or an Office document (DOCX, XLSX)",
    ),
    (b"PK\x05\x06", "an empty zip archive"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "a legacy Office document (DOC, XLS)",
    ),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "an RTF document"),
];

/// Tells what a file is.
pub(super) fn of(bytes: &[u8]) -> Signature {
    if bytes.is_empty() {
        return Signature::Empty;
    }
    // Readers of PDF accept up to a kilobyte of other bytes before the header.
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") {
        return Signature::Pdf;
    }
    if is_workbook(bytes) {
        return Signature::Workbook;
    }
    if let Some((_, what)) = FOREIGN
        .iter()
        .find(|(beginning, _)| bytes.starts_with(beginning))
    {
        return Signature::Foreign(what);
    }
    if decode::looks_binary(bytes) {
        return Signature::Foreign("binary data of no kind that is known");
    }
    Signature::Text
}

/// Tells a workbook from other Office documents by the name of its main part in the directory of
/// the zip or OLE container.
fn is_workbook(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"PK\x03\x04") {
        return zip::ZipArchive::new(std::io::Cursor::new(bytes))
            .is_ok_and(|archive| archive.index_for_name("xl/workbook.xml").is_some());
    }
    let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    let utf16 = |name: &str| -> Vec<u8> { name.bytes().flat_map(|byte| [byte, 0]).collect() };
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        && (has(&utf16("Workbook\0")) || has(&utf16("Book\0")))
        && !has(&utf16("WordDocument"))
}

/// Tells whether a text is markup or data of a kind that is known and not read.
pub(super) fn of_markup(text: &str) -> Option<&'static str> {
    let head = text
        .trim_start()
        .get(..256.min(text.trim_start().len()))
        .or_else(|| {
            // The cut fell into a character; a shorter head serves as well.
            let end = text
                .trim_start()
                .char_indices()
                .take(200)
                .last()
                .map_or(0, |(at, _)| at);
            text.trim_start().get(..end)
        })?;
    let lower = head.to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Some("an HTML page");
    }
    if lower.starts_with("<?xml") || lower.starts_with("<clinicaldocument") {
        return Some("an XML document (such as C-CDA)");
    }
    let is_json = (head.starts_with('{') || head.starts_with('['))
        && head.contains('"')
        && head.contains(':');
    is_json.then_some("JSON data (such as FHIR)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_files_by_their_bytes() {
        assert_eq!(of(b""), Signature::Empty);
        assert_eq!(of(b"junk\n%PDF-1.4"), Signature::Pdf);
        assert_eq!(of(b"Patient: seen today."), Signature::Text);
        assert!(matches!(of(b"PK\x03\x04rest"), Signature::Foreign(_)));
        assert!(matches!(
            of(b"\x00\x01\x02\x03\xff\x00"),
            Signature::Foreign(_)
        ));
        assert!(of_markup("  <?xml version=\"1.0\"?>").is_some());
        assert!(of_markup("{\"resourceType\":\"Bundle\"}").is_some());
        assert!(of_markup("[x] denies SI: no").is_none());
    }
}

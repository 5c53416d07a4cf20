//! Tells what is in the two containers that Office documents come in: zip and OLE.

/// What a zip file is, told from the names of its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ZipKind {
    /// A Word document (DOCX, DOCM, DOTX, DOTM).
    Word,
    /// A workbook (XLSX, XLSM).
    Workbook,
    /// A presentation.
    Presentation,
    /// Another Office document.
    OtherOffice,
    /// ODT, ODS and their kin.
    OpenDocument,
    /// A document of Apple's programs.
    Pages,
    /// An electronic book.
    Book,
    /// An archive of files.
    Archive,
    /// It begins like a zip file and cannot be opened as one.
    Damaged,
}

/// What an OLE file is, told from the names of its streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ole {
    /// An encrypted document of the new format.
    Encrypted,
    /// DOC.
    Word,
    /// XLS.
    Excel,
    /// PPT.
    PowerPoint,
    /// MSG.
    Message,
    /// Something else.
    Other,
}

/// Names of streams, and what file they are in.
const STREAMS: [(&str, Ole); 7] = [
    ("EncryptedPackage", Ole::Encrypted),
    ("WordDocument", Ole::Word),
    ("Workbook", Ole::Excel),
    ("Book", Ole::Excel),
    ("PowerPoint Document", Ole::PowerPoint),
    ("__properties_version1.0", Ole::Message),
    ("__nameid_version1.0", Ole::Message),
];

/// Bytes of one entry of an OLE directory, and where in it the length of its name stands.
const OLE_ENTRY: usize = 128;
const OLE_NAME: usize = 64;

/// Returns what a zip file is; `None` for bytes that are none.
pub(super) fn zip_kind(bytes: &[u8]) -> Option<ZipKind> {
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return None;
    }
    Some(match super::open_zip(bytes) {
        Some(zip) => kind_of_members(zip.file_names_raw()),
        None => ZipKind::Damaged,
    })
}

/// Returns what a zip file is from its members' names.
pub(super) fn kind_of_members<'n>(names: impl Iterator<Item = &'n [u8]>) -> ZipKind {
    let (mut office, mut word, mut workbook, mut slides) = (false, false, false, false);
    let (mut mimetype, mut content, mut container, mut pages) = (false, false, false, false);
    for name in names {
        // Some writers part folders with the other stroke.
        let name = String::from_utf8_lossy(name)
            .replace('\\', "/")
            .to_ascii_lowercase();
        match name.trim_start_matches('/') {
            "[content_types].xml" => office = true,
            "mimetype" => mimetype = true,
            "content.xml" => content = true,
            "meta-inf/container.xml" => container = true,
            "index/document.iwa" | "index.zip" => pages = true,
            name => {
                word |= name.starts_with("word/");
                workbook |= name.starts_with("xl/");
                slides |= name.starts_with("ppt/");
            }
        }
    }
    match (office, mimetype) {
        (true, _) if word => ZipKind::Word,
        (true, _) if workbook => ZipKind::Workbook,
        (true, _) if slides => ZipKind::Presentation,
        (true, _) => ZipKind::OtherOffice,
        (false, true) if content => ZipKind::OpenDocument,
        (false, true) if container => ZipKind::Book,
        (false, _) if pages => ZipKind::Pages,
        _ => ZipKind::Archive,
    }
}

/// Returns what an OLE file is; `None` for bytes that are none.
///
/// Its directory is a list of entries that begin at multiples of their length, wherever in the
/// file the list lies, so looking at each such place finds them without following any chain.
pub(super) fn ole_kind(bytes: &[u8]) -> Option<Ole> {
    if !bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return None;
    }
    let found = bytes.chunks_exact(OLE_ENTRY).filter_map(|entry| {
        let length = usize::from(u16::from_le_bytes([
            *entry.get(OLE_NAME)?,
            *entry.get(OLE_NAME + 1)?,
        ]));
        STREAMS
            .iter()
            .find(|(name, _)| length == 2 * name.len() + 2 && is_named(entry, name))
            .map(|(_, kind)| *kind)
    });
    // A Word document may hold workbooks, never the other way round in a chart.
    Some(found.min().unwrap_or(Ole::Other))
}

fn is_named(entry: &[u8], name: &str) -> bool {
    // Names of streams are compared without regard to case.
    name.bytes().zip(entry.chunks_exact(2)).all(|(byte, unit)| {
        unit.first()
            .is_some_and(|low| low.eq_ignore_ascii_case(&byte))
            && unit.get(1) == Some(&0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zip_files_are_told_by_their_members() {
        let kind = |names: &[&str]| kind_of_members(names.iter().map(|name| name.as_bytes()));
        for (names, want) in [
            (
                &["[Content_Types].xml", "_rels/.rels", "word/document.xml"][..],
                ZipKind::Word,
            ),
            (
                &["[Content_Types].xml", "word\\document.xml"],
                ZipKind::Word,
            ),
            (
                &["[Content_Types].xml", "xl/workbook.xml"],
                ZipKind::Workbook,
            ),
            (&["mimetype", "content.xml"], ZipKind::OpenDocument),
            (&["mimetype", "META-INF/container.xml"], ZipKind::Book),
            (&["charts/a.docx", "charts/word/b.pdf"], ZipKind::Archive),
            (&[], ZipKind::Archive),
        ] {
            assert_eq!(kind(names), want, "{names:?}");
        }
    }

    #[test]
    fn ole_files_are_told_by_their_streams() {
        let mut bytes = vec![0; 1024];
        bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        assert_eq!(ole_kind(&bytes), Some(Ole::Other));
        for (at, unit) in "WordDocument".encode_utf16().enumerate() {
            bytes[512 + 2 * at..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        bytes[512 + OLE_NAME] = 26;
        assert_eq!(ole_kind(&bytes), Some(Ole::Word));
        assert_eq!(ole_kind(b"text"), None);
    }
}

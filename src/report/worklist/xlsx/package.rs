//! A workbook's archive with the parts that are always the same (ECMA-376, part 2). It is written
//! in one go, so that a part of any length takes no memory.

use std::io::{self, Write};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Bytes that a part may have in an archive that every spreadsheet program opens.
pub(super) const MOST_BYTES: u64 = u32::MAX as u64;

/// Name and content of every part that no result changes.
const FIXED: [(&str, &str); 4] = [
    // Programs tell a workbook from other archives by its first part.
    (
        "[Content_Types].xml",
        include_str!("parts/content_types.xml"),
    ),
    (
        "_rels/.rels",
        include_str!("parts/package_relationships.xml"),
    ),
    (
        "xl/_rels/workbook.xml.rels",
        include_str!("parts/workbook_relationships.xml"),
    ),
    ("xl/styles.xml", include_str!("parts/styles.xml")),
];

/// An archive that is being written.
pub(super) struct Package<'o> {
    zip: ZipWriter<StreamWriter<Guarded<'o>>>,
}

impl<'o> Package<'o> {
    /// Starts an archive with the fixed parts.
    pub(super) fn begin(out: &'o mut dyn Write) -> io::Result<Self> {
        let out = Guarded { out, failed: false };
        let zip = ZipWriter::new_stream(out);
        let mut package = Self { zip };
        for (name, content) in FIXED {
            package.part(name)?.write_all(content.as_bytes())?;
        }
        Ok(package)
    }

    /// Starts a part and returns where its bytes go.
    pub(super) fn part(&mut self, name: &str) -> io::Result<&mut dyn Write> {
        // The library would take the clock's time in some builds, and no two runs would give the
        // same bytes.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            // A fast one: a long list would else take longer than every other output.
            .compression_level(Some(2))
            .last_modified_time(DateTime::DEFAULT);
        self.zip.start_file(name, options)?;
        Ok(&mut self.zip)
    }

    /// Ends the archive.
    pub(super) fn finish(self) -> io::Result<()> {
        self.zip.finish()?;
        Ok(())
    }
}

/// Passes bytes on until the first failure and then swallows them: the library ends an archive that
/// is given up, and prints to standard error where it cannot.
struct Guarded<'o> {
    out: &'o mut dyn Write,
    failed: bool,
}

impl Write for Guarded<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        if !self.failed {
            let written = self.out.write_all(buffer);
            written.inspect_err(|_| self.failed = true)?;
        }
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failed {
            return Ok(());
        }
        self.out.flush().inspect_err(|_| self.failed = true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with so many bytes left.
    struct Left(usize);

    impl Write for Left {
        fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
            let left = self.0.checked_sub(buffer.len());
            self.0 = left.ok_or(io::ErrorKind::StorageFull)?;
            Ok(buffer.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(out: &mut dyn Write) -> io::Result<()> {
        let mut package = Package::begin(out)?;
        package.part("xl/workbook.xml")?.write_all(&[7; 100_000])?;
        package.finish()
    }

    #[test]
    fn a_full_disk_is_told_as_one_wherever_it_ends() {
        let mut whole = Vec::new();
        written(&mut whole).unwrap();
        written(&mut Left(whole.len())).unwrap();
        for left in (0..whole.len()).step_by(7) {
            let told = written(&mut Left(left)).unwrap_err();
            assert_eq!(told.kind(), io::ErrorKind::StorageFull, "{left}");
        }
    }
}

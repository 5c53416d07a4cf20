//! A source file's name on the page: a link to the file's own entry, broken over lines only where
//! its parts end.

use super::shown::Shown;
use crate::report::Results;
use crate::text::FileId;
use askama::filters::Escaper;
use std::fmt::{Display, Formatter, Result};

/// Marks after which a long path may go on in the next line, save the dot of its extension.
const PARTS_END: [char; 4] = ['/', '-', '_', '.'];

/// The name of one file, written as HTML.
#[derive(Clone, Copy)]
pub(super) struct SourceName<'r> {
    path: &'r str,
    /// The file whose entry is linked to.
    entry: Option<FileId>,
}

impl<'r> SourceName<'r> {
    /// Returns a link to the file's entry.
    pub(super) fn linked(results: &'r Results, file: FileId) -> Self {
        Self {
            path: results.path(file),
            entry: Some(file),
        }
    }

    /// Returns the name alone.
    pub(super) fn plain(results: &'r Results, file: FileId) -> Self {
        Self {
            path: results.path(file),
            entry: None,
        }
    }

    /// Returns the length of the name in bytes, without what makes it a link.
    pub(super) fn length(self) -> usize {
        self.path.len()
    }
}

impl Display for SourceName<'_> {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        if let Some(file) = self.entry {
            write!(out, "<a href=\"#s{}\">", file.0)?;
        }
        let dot = self.path.rfind('.').unwrap_or(self.path.len());
        let (stem, extension) = self.path.split_at(dot);
        for (place, part) in stem.split_inclusive(PARTS_END).enumerate() {
            if place > 0 {
                out.write_str("<wbr>")?;
            }
            Shown.write_escaped_str(&mut *out, part)?;
        }
        Shown.write_escaped_str(&mut *out, extension)?;
        if self.entry.is_some() {
            out.write_str("</a>")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_breaks_where_its_parts_end_and_is_escaped() {
        let name = SourceName {
            path: "charts/A&B_note-1.txt",
            entry: Some(FileId(12)),
        };
        assert_eq!(
            name.to_string(),
            "<a href=\"#s12\">charts/<wbr>A&#38;B_<wbr>note-<wbr>1.txt</a>"
        );
    }
}

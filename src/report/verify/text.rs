//! The outcome for people.

use super::{Broken, Change, ChangedFile, Range, Verified, short};
use std::io::{self, Write};

/// Rows shown of one kind; JSON has them all.
const SHOWN: usize = 50;

/// Writes the outcome as text.
pub fn write_text(verified: &Verified, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}: checked against {}",
        verified.report, verified.case
    )?;
    writeln!(out, "manifest SHA-256 {}", short(&verified.manifest_sha256))?;
    let summed = |out: &mut dyn Write, all: usize, changed: &[ChangedFile], what: &str| {
        let bad = changed
            .iter()
            .filter(|one| !matches!(one.change, Change::NotNamed | Change::Row(_)))
            .count();
        writeln!(
            out,
            "{what}: {} of {all} unchanged",
            all.saturating_sub(bad)
        )
    };
    summed(
        out,
        verified.outputs,
        &verified.changed_outputs,
        "report files",
    )?;
    let rows = verified.changed_outputs.iter().map(output_words);
    list(out, rows)?;
    summed(out, verified.sources, &verified.changed_sources, "sources")?;
    let rows = verified.changed_sources.iter().map(source_words);
    list(out, rows)?;
    writeln!(
        out,
        "citations: {} of {} hold",
        verified.citations.saturating_sub(verified.broken.len()),
        verified.citations
    )?;
    list(out, verified.broken.iter().map(broken_words))?;
    for note in &verified.notes {
        writeln!(out, "note: {note}")?;
    }
    writeln!(
        out,
        "{}",
        if verified.holds() {
            "Everything holds."
        } else {
            "Not everything holds."
        }
    )
}

fn list(out: &mut dyn Write, rows: impl ExactSizeIterator<Item = String>) -> io::Result<()> {
    let left_out = rows.len().saturating_sub(SHOWN);
    for row in rows.take(SHOWN) {
        writeln!(out, "  {row}")?;
    }
    if left_out > 0 {
        writeln!(out, "  {left_out} more; `--format json` lists all")?;
    }
    Ok(())
}

fn output_words(file: &ChangedFile) -> String {
    let path = &file.path;
    match &file.change {
        Change::Gone => format!("{path} is gone"),
        Change::Unreadable => format!("{path} cannot be read"),
        Change::Bytes { expected, actual } => format!(
            "{path} was changed after it was written (SHA-256 expected {}, actual {})",
            short(expected),
            short(actual)
        ),
        Change::NotNamed => format!(
            "{path} is not named by the manifest: another run wrote it, or it was added later"
        ),
        Change::Row(row) => format!("{path}, line {row}, cannot be read"),
    }
}

fn source_words(file: &ChangedFile) -> String {
    let path = &file.path;
    match &file.change {
        Change::Bytes { expected, actual } => format!(
            "{path} was changed after it was read (SHA-256 expected {}, actual {})",
            short(expected),
            short(actual)
        ),
        _ => output_words(file),
    }
}

fn broken_words(broken: &Broken) -> String {
    let citation = &broken.citation;
    let place = citation.place.as_ref().map(|place| {
        let characters = match place.range {
            Range::Page | Range::Malformed => String::new(),
            Range::NoteFrom(start) | Range::From(start) => format!(", from character {start}"),
            Range::Characters(start, end) => format!(", characters {start}–{end}"),
        };
        format!(", page {}{characters}", place.page)
    });
    format!(
        "{}: {}{}: {}",
        citation.named,
        citation.file,
        place.unwrap_or_default(),
        broken.fault.words()
    )
}

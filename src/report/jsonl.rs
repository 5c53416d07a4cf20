//! One JSON object a line.

use serde::Serialize;
use std::io::{self, Write};

/// Writes every row as one JSON object a line.
pub(super) fn write_rows<T: Serialize>(
    rows: impl Iterator<Item = T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    // A line is handed on whole: `out` sums what it is given, piece by piece.
    let mut line = Vec::new();
    for row in rows {
        line.clear();
        serde_json::to_writer(&mut line, &row)?;
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}

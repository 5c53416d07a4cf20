//! One JSON object a line.

use serde::Serialize;
use std::io::{self, Write};

/// Writes every row as one JSON object a line.
pub(super) fn write_rows<T: Serialize>(
    rows: impl Iterator<Item = T>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

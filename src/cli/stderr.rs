//! Standard error, on which everything but answers is told. All of the program's words for it
//! pass here, so that `--redact` reaches each of them.

use super::redaction;
use std::io::Write;

/// Writes whole lines, redacted where that was asked for.
#[derive(Default)]
pub(super) struct Stderr {
    line: Vec<u8>,
}

/// Returns standard error.
pub(super) fn stderr() -> Stderr {
    Stderr::default()
}

impl Stderr {
    fn tell(&mut self, end: usize) -> std::io::Result<()> {
        let told: Vec<u8> = self.line.drain(..end).collect();
        let told = redaction::redacted(&String::from_utf8_lossy(&told));
        anstream::stderr().write_all(told.as_bytes())
    }
}

impl Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.line.extend_from_slice(bytes);
        if let Some(last) = self.line.iter().rposition(|byte| *byte == b'\n') {
            self.tell(last + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Drop for Stderr {
    fn drop(&mut self) {
        // There is nobody left to tell when standard error is gone.
        let _ = self.tell(self.line.len());
    }
}

//! Standard error, on which everything but answers is told. All of the program's words for it
//! pass here, so that `--redact` reaches each of them and no file's name steers a terminal.

use super::redaction;
use crate::text::visible;
use std::borrow::Cow;
use std::io::Write;

/// Writes whole lines, redacted where that was asked for.
pub(super) struct Stderr {
    line: Vec<u8>,
    shown: fn(&str) -> Cow<'_, str>,
}

/// Returns standard error, on which a sign stands for each unseen character.
pub(super) fn stderr() -> Stderr {
    Stderr {
        line: Vec::new(),
        shown: visible,
    }
}

/// Returns standard error for words with styles of their own, which hold nothing but what was
/// typed.
pub(super) fn styled() -> Stderr {
    Stderr {
        line: Vec::new(),
        shown: |text| Cow::Borrowed(text),
    }
}

impl Stderr {
    fn tell(&mut self, end: usize) -> std::io::Result<()> {
        let told: Vec<u8> = self.line.drain(..end).collect();
        let told = redaction::redacted(&String::from_utf8_lossy(&told));
        anstream::stderr().write_all((self.shown)(&told).as_bytes())
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

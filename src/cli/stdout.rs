//! Standard output, on which answers are given. Words of charts and names of files pass here, so
//! that none of them steers a terminal or turns the text around it.

use crate::text::{is_unseen, visible};
use std::borrow::Cow;
use std::io::{StdoutLock, Write};

/// Writes text with what is unseen in it shown.
pub(super) struct Stdout {
    out: StdoutLock<'static>,
    shown: fn(&str) -> Cow<'_, str>,
    /// Bytes of a character that has only begun.
    begun: Vec<u8>,
}

/// Returns standard output for people, on which a sign stands for each unseen character.
pub(super) fn text() -> Stdout {
    with(visible)
}

/// Returns standard output for JSON, whose values stay what they are: unseen characters are
/// written as escapes, which every reader of JSON takes for the characters themselves.
pub(super) fn json() -> Stdout {
    with(escaped)
}

fn with(shown: fn(&str) -> Cow<'_, str>) -> Stdout {
    Stdout {
        out: std::io::stdout().lock(),
        shown,
        begun: Vec::new(),
    }
}

/// Outside of strings JSON has no unseen character but line feeds, which stay.
fn escaped(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unseen) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if is_unseen(character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.begun.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            // The rest of a character comes with the next bytes.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.begun.len(),
        };
        let text: Vec<u8> = self.begun.drain(..whole).collect();
        let text = String::from_utf8_lossy(&text);
        self.out.write_all((self.shown)(&text).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_its_values() {
        let value = "a\u{202e}b\u{9b}\u{e0041}\u{1b}é";
        let json = serde_json::to_string(value).unwrap();
        let shown = escaped(&json);
        assert_eq!(shown, r#""a\u202eb\u009b\udb40\udc41\u001bé""#);
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), value);
    }
}

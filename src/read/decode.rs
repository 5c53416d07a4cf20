//! Answers for turning a file's bytes into text, whatever its encoding. It does not tell what the
//! text is about.

use crate::text::bytes;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Text decoded from bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without its byte order mark.
    pub text: String,
    /// Whether some bytes had no meaning in the encoding and were replaced.
    pub lossy: bool,
    /// The encoding's name, as the WHATWG names it.
    pub encoding: &'static str,
}

impl std::fmt::Debug for Decoded {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "Decoded({} bytes of {})",
            self.text.len(),
            self.encoding
        )
    }
}

/// Decodes UTF-8, UTF-16 with a byte order mark, what markup declares, else Windows-1252.
///
/// Windows-1252 is what Western practice software writes when it does not write Unicode. A file
/// that is UTF-8 but for a few damaged bytes is still read as UTF-8, since reading it as
/// Windows-1252 would garble every accented name in it.
pub fn text(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode(encoding, bytes.get(mark..).unwrap_or_default());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded {
            text: text.to_owned(),
            lossy: false,
            encoding: UTF_8.name(),
        };
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return decode(encoding, bytes);
    }
    if mostly_utf8(bytes) {
        return decode(UTF_8, bytes);
    }
    decode(declared(bytes).unwrap_or(WINDOWS_1252), bytes)
}

/// Returns the encoding that a page of markup declares in its beginning: `<meta charset=…>`,
/// `<?xml … encoding=…?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..2048).unwrap_or(bytes);
    if head.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let value = ["charset", "encoding"].iter().find_map(|name| {
        let after = head.split_once(name)?.1.trim_start().strip_prefix('=')?;
        let value = after.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c))?;
        value.get(..end).map(str::to_owned)
    })?;
    // Bytes in which the declaration can be read are no UTF-16, and bytes that came this far are
    // no UTF-8, whatever it says.
    Encoding::for_label(value.as_bytes())
        .filter(|found| found.is_ascii_compatible() && *found != UTF_8)
}

/// Returns whether the bytes are no text in any encoding that is read: an image, an archive, a
/// program, noise.
pub fn looks_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if Encoding::for_bom(sample).is_some() || unmarked_utf16(sample).is_some() {
        return false;
    }
    if sample.contains(&0) {
        return true;
    }
    // File, group, record and unit separators are legitimate X12 delimiters, escape and form
    // feed occur in printer output.
    let odd = bytes::count(sample, |byte| {
        let is_expected =
            (byte == b'\t') | (byte == b'\n') | (byte == b'\r') | (byte == 0x0c) | (byte >= 0x1a);
        (byte < 0x20) & !is_expected | (byte == 0x7f)
    });
    if odd * 100 > sample.len() {
        return true;
    }
    // Noise without control bytes: text in a Western code page is mostly ASCII.
    let high = bytes::count(sample, |byte| byte >= 0x80);
    high * 3 > sample.len() && !mostly_utf8(sample)
}

/// Bytes that are looked at to tell text from noise.
const SAMPLE: usize = 64 * 1024;

fn decode(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        lossy,
        encoding: encoding.name(),
    }
}

/// Tells UTF-16 without a mark by the zero bytes of its ASCII characters.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..512).unwrap_or(bytes);
    if sample.len() < 4 {
        return None;
    }
    let zeros = |parity: usize| {
        sample
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 >= half * 9 && even == 0 {
        Some(UTF_16LE)
    } else if even * 10 >= half * 9 && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Returns whether most non-ASCII bytes form valid UTF-8 sequences.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|byte| *byte >= 0x80).count();
        broken += chunk.invalid().len();
    }
    valid > broken * 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_what_practice_software_writes() {
        let utf16 = |order: fn(u16) -> [u8; 2], mark: &[u8]| {
            let mut bytes = mark.to_vec();
            bytes.extend("Zoë, note".encode_utf16().flat_map(order));
            bytes
        };
        for (bytes, encoding) in [
            ("Zoë, note".as_bytes().to_vec(), "UTF-8"),
            (
                [b"\xEF\xBB\xBF".as_slice(), "Zoë, note".as_bytes()].concat(),
                "UTF-8",
            ),
            (b"Zo\xEB, note".to_vec(), "windows-1252"),
            (utf16(u16::to_le_bytes, b"\xFF\xFE"), "UTF-16LE"),
            (utf16(u16::to_be_bytes, b"\xFE\xFF"), "UTF-16BE"),
        ] {
            let decoded = text(&bytes);
            assert_eq!(
                (decoded.text.as_str(), decoded.encoding),
                ("Zoë, note", encoding)
            );
            assert!(!decoded.lossy && !looks_binary(&bytes), "{encoding}");
        }
    }

    #[test]
    fn markup_says_its_encoding() {
        for (head, encoding) in [
            ("<html><meta charset=windows-1251>", "windows-1251"),
            ("<?xml version='1.0' encoding='ISO-8859-2'?>", "ISO-8859-2"),
            ("<meta charset=utf-16>", "windows-1252"),
            ("charset=windows-1251;", "windows-1252"),
        ] {
            let bytes = [head.as_bytes(), b"\xcf\xf0\xe8\xe2\xe5\xf2 \xcf\xf0\xe8"].concat();
            assert_eq!(text(&bytes).encoding, encoding, "{head}");
        }
    }

    #[test]
    fn one_damaged_byte_does_not_turn_utf8_into_mojibake() {
        let mut bytes = "Zoë Nuñez ".repeat(20).into_bytes();
        bytes.push(0xFF);
        let decoded = text(&bytes);
        assert!(decoded.lossy);
        assert!(decoded.text.starts_with("Zoë Nuñez"));
    }

    #[test]
    fn control_characters_that_no_text_holds_are_noise() {
        for byte in 0..=0x7f_u8 {
            let sample = [b"She came. ".repeat(10), vec![byte; 2]].concat();
            let is_expected = matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a..=0x7e);
            assert_eq!(looks_binary(&sample), !is_expected, "{byte}");
        }
    }

    #[test]
    fn noise_named_as_text_is_refused() {
        let noise: Vec<u8> = (0..4000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        assert!(looks_binary(&noise));
        assert!(looks_binary(b"\x89PNG\r\n\x1a\n\x00\x00"));
        assert!(!looks_binary(b"ISA\x1d00\x1d"));
        assert!(!looks_binary(b""));
    }
}

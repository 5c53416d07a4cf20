//! Cuts a sentence into words and signs. Numbers are words.

/// One word or one sign of the plain text, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// First byte.
    pub(crate) start: usize,
    /// One past the last byte.
    pub(crate) end: usize,
    /// Whether it is a word or number rather than a sign.
    pub(crate) word: bool,
}

impl Token {
    /// Returns the token's text.
    pub(crate) fn of<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// Refills `tokens` with the tokens of `text[start..end]`.
pub(crate) fn tokenize(text: &str, start: usize, end: usize, tokens: &mut Vec<Token>) {
    tokens.clear();
    let bytes = text.as_bytes();
    let end = end.min(bytes.len());
    let mut at = start;
    while at < end {
        if bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let from = at;
        if is_word(bytes[at]) {
            while at < end && is_word(bytes[at]) {
                at += 1;
            }
            // A decimal stays one number.
            if at + 1 < end
                && bytes[at] == b'.'
                && bytes[at - 1].is_ascii_digit()
                && bytes[at + 1].is_ascii_digit()
            {
                at += 1;
                while at < end && is_word(bytes[at]) {
                    at += 1;
                }
            }
            tokens.push(Token {
                start: from,
                end: at,
                word: true,
            });
        } else {
            at += 1;
            tokens.push(Token {
                start: from,
                end: at,
                word: false,
            });
        }
    }
}

fn is_word(byte: u8) -> bool {
    WORD[usize::from(byte)]
}

const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'\'';
        byte += 1;
    }
    table
};

/// Returns whether `start..end` of `text` stands alone: no letter or digit touches its ends.
pub(crate) fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    if start >= end || end > bytes.len() {
        return false;
    }
    let open = start == 0
        || !bytes[start].is_ascii_alphanumeric()
        || !bytes[start - 1].is_ascii_alphanumeric();
    let close = end == bytes.len()
        || !bytes[end - 1].is_ascii_alphanumeric()
        || !bytes[end].is_ascii_alphanumeric();
    open && close
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_decimals_and_splits_signs() {
        let text = "temp 100.9, bp 120/80.";
        let mut tokens = Vec::new();
        tokenize(text, 0, text.len(), &mut tokens);
        let words: Vec<_> = tokens.iter().map(|token| token.of(text)).collect();
        assert_eq!(words, ["temp", "100.9", ",", "bp", "120", "/", "80", "."]);
    }
}

//! Cuts rich text into braces, control words and characters, one byte after the other, whatever
//! the bytes are.

/// One piece of rich text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'b> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// A control word with its number: `\par`, `\u8217`.
    Word(&'b [u8], Option<i32>),
    /// A control symbol: `\~`, `\*`.
    Symbol(u8),
    /// A character by its code: `\'92`.
    Hex(u8),
    /// Characters as they stand.
    Text(&'b [u8]),
}

/// Gives the tokens of rich text.
pub(super) struct Lexer<'b> {
    bytes: &'b [u8],
    at: usize,
}

/// Longest name of a control word.
const MAX_NAME: usize = 32;

impl<'b> Lexer<'b> {
    /// Begins at the first byte.
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn control(&mut self) -> Token<'b> {
        let Some(first) = self.peek() else {
            return Token::Text(b"");
        };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first == b'\'' {
                return self.hex();
            }
            return Token::Symbol(first);
        }
        let from = self.at;
        while self.at - from < MAX_NAME && self.peek().is_some_and(|b| b.is_ascii_alphabetic()) {
            self.at += 1;
        }
        let name = self.bytes.get(from..self.at).unwrap_or_default();
        let number = self.number();
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        if name == b"bin" {
            // What follows is no rich text but so many bytes of a picture.
            let length = usize::try_from(number.unwrap_or(0)).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
        }
        Token::Word(name, number)
    }

    fn number(&mut self) -> Option<i32> {
        let begin = self.at;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.at += 1;
        }
        let digits = self.at;
        let mut value: i32 = 0;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            value = value
                .saturating_mul(10)
                .saturating_add(i32::from(digit - b'0'));
            self.at += 1;
        }
        if self.at == digits {
            self.at = begin;
            return None;
        }
        Some(if negative { -value } else { value })
    }

    fn hex(&mut self) -> Token<'b> {
        let digit = |at: usize| {
            self.bytes
                .get(at)
                .and_then(|byte| char::from(*byte).to_digit(16))
        };
        match (digit(self.at), digit(self.at + 1)) {
            (Some(high), Some(low)) => {
                self.at += 2;
                Token::Hex((high * 16 + low) as u8)
            }
            // Not a code: the quote is a character.
            _ => Token::Text(b"'"),
        }
    }
}

impl<'b> Iterator for Lexer<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let byte = self.peek()?;
            match byte {
                b'{' => {
                    self.at += 1;
                    return Some(Token::Open);
                }
                b'}' => {
                    self.at += 1;
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.at += 1;
                    return Some(self.control());
                }
                // Line breaks of the file say nothing.
                b'\r' | b'\n' | 0 => self.at += 1,
                _ => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    let end = rest
                        .iter()
                        .position(|b| matches!(b, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0))
                        .unwrap_or(rest.len());
                    self.at += end;
                    return rest.get(..end).map(Token::Text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_words_codes_and_characters() {
        let tokens: Vec<_> =
            Lexer::new(b"{\\b0 Zo\\'eb\\u-3913?\\~a\r\nb\\bin3 }}}\\par}").collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word(b"b", Some(0)),
                Token::Text(b"Zo"),
                Token::Hex(0xeb),
                Token::Word(b"u", Some(-3913)),
                Token::Text(b"?"),
                Token::Symbol(b'~'),
                Token::Text(b"a"),
                Token::Text(b"b"),
                Token::Word(b"bin", Some(3)),
                Token::Word(b"par", None),
                Token::Close,
            ]
        );
    }

    proptest! {
        #[test]
        fn always_ends(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Lexer::new(&bytes).count() <= bytes.len());
        }
    }
}

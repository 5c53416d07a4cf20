//! Turns page text into the plain ASCII text that forms and cues are matched on, with a map back
//! to the original bytes. It does not find sentences.

/// Plain text with its way back: lower case, one space, hyphens between letters as spaces, soft
/// line ends as spaces and hard ones as line feeds, box signs as `[x]` and `[ ]`.
#[derive(Debug, Default)]
pub(crate) struct Normalized {
    /// ASCII text.
    pub(crate) text: String,
    /// For every byte of `text`, the byte of the original it comes from.
    raw: Vec<u32>,
    /// Places in `text` where columns are set apart by a tab or three spaces and more.
    pub(crate) gaps: Vec<u32>,
    /// `text` while it is written.
    bytes: Vec<u8>,
    /// Where the lines of the original end.
    line_ends: Vec<u32>,
}

/// A label that opens a line is not longer, its colon included.
const LONGEST_LABEL: usize = 40;
/// Line lengths that a wrapped paragraph may have, in characters.
const WRAP_FROM: usize = 50;
const WRAP_TO: usize = 100;

impl Normalized {
    /// Refills the buffers with the plain form of `original`.
    pub(crate) fn fill(&mut self, original: &str) {
        self.raw.clear();
        self.gaps.clear();
        self.bytes = std::mem::take(&mut self.text).into_bytes();
        self.bytes.clear();
        let mut ends = std::mem::take(&mut self.line_ends);
        ends.clear();
        let breaks = original.match_indices('\n');
        ends.extend(breaks.map(|(at, _)| at as u32));
        if !original.is_empty() && !original.ends_with('\n') {
            ends.push(original.len() as u32);
        }
        let width = width(original, &ends);
        let mut ends_left = ends.iter().map(|&end| end as usize);
        let mut end = ends_left.next().unwrap_or(0);
        let mut start = 0;
        let mut line = original.get(..end).unwrap_or("");
        let mut words = line.trim();
        loop {
            let returned = line.ends_with('\r');
            self.line(
                if returned {
                    line.trim_end_matches('\r')
                } else {
                    line
                },
                start,
            );
            let Some(next_end) = ends_left.next() else {
                break;
            };
            start = end + 1;
            line = original.get(start..next_end).unwrap_or("");
            let next = line.trim();
            if continues(words, next, width) {
                self.space(end);
            } else {
                self.line_feed(end);
            }
            (end, words) = (next_end, next);
        }
        self.line_ends = ends;
        // Only ASCII was written.
        self.text = String::from_utf8(std::mem::take(&mut self.bytes)).unwrap_or_default();
    }

    /// Returns the original bytes that `start..end` of the plain text comes from.
    pub(crate) fn original(&self, original: &str, start: usize, end: usize) -> (usize, usize) {
        let from = self
            .raw
            .get(start)
            .map_or(original.len(), |&at| at as usize);
        if end <= start {
            return (from, from);
        }
        let last = self
            .raw
            .get(end - 1)
            .map_or(original.len(), |&at| at as usize);
        let width = original
            .get(last..)
            .and_then(|tail| tail.chars().next())
            .map_or(0, char::len_utf8);
        (from, (last + width).max(from))
    }

    /// Returns the place in the plain text of original byte `at`, or of the next one kept.
    pub(crate) fn place(&self, at: usize) -> usize {
        self.raw.partition_point(|&raw| (raw as usize) < at)
    }

    /// Returns whether the letters of `start..end` are all capitals in the original.
    pub(crate) fn is_upper(&self, original: &str, start: usize, end: usize) -> bool {
        let (from, to) = self.original(original, start, end);
        let words = original.get(from..to).unwrap_or("");
        let mut capital = false;
        for byte in words.bytes() {
            // An "s" may stand at the end, no other small letter anywhere.
            if byte.is_ascii_lowercase() && byte != b's' {
                return false;
            }
            capital |= byte.is_ascii_uppercase();
            if byte == b's' || !byte.is_ascii() {
                return is_upper(words);
            }
        }
        capital
    }

    fn push(&mut self, byte: u8, at: usize) {
        self.bytes.push(byte);
        self.raw.push(at as u32);
    }
    fn push_str(&mut self, text: &str, at: usize) {
        for byte in text.bytes() {
            self.push(byte, at);
        }
    }

    fn space(&mut self, at: usize) {
        if !matches!(self.bytes.last(), None | Some(b' ' | b'\n')) {
            self.push(b' ', at);
        }
    }

    /// Two line feeds stand for a blank line; more say nothing new.
    fn line_feed(&mut self, at: usize) {
        if self.bytes.ends_with(b" ") {
            self.bytes.pop();
            self.raw.pop();
        }
        if !self.bytes.is_empty() && !self.bytes.ends_with(b"\n\n") {
            self.push(b'\n', at);
        }
    }

    /// Writes the run of ordinary letters and signs, with single spaces between them, that begins
    /// at a place of a line; they stay as they are but for capitals. Returns where it ends.
    fn run(&mut self, line: &str, from: usize, offset: usize) -> usize {
        let bytes = line.as_bytes();
        let mut at = from;
        let mut spaced = true;
        while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            match ordinary(u64::from_le_bytes(*eight), spaced) {
                Some(ends_spaced) => spaced = ends_spaced,
                None => break,
            }
            at += 8;
        }
        while let Some(&byte) = bytes.get(at) {
            match CLASS[usize::from(byte)] {
                Class::Ordinary => spaced = false,
                Class::Space if !spaced => spaced = true,
                _ => break,
            }
            at += 1;
        }
        let run = bytes.get(from..at).unwrap_or(&[]);
        self.bytes.extend(run.iter().map(u8::to_ascii_lowercase));
        self.raw
            .extend((offset + from) as u32..(offset + at) as u32);
        at
    }

    fn line(&mut self, line: &str, offset: usize) {
        let mut index = 0;
        let mut previous = ' ';
        let mut blanks = 0;
        loop {
            let end = self.run(line, index, offset);
            if end > index {
                previous = char::from(line.as_bytes()[end - 1]);
                blanks = usize::from(previous == ' ');
                index = end;
            }
            let Some(rest) = line.get(index..) else {
                return;
            };
            let mut characters = rest.chars();
            let Some(character) = characters.next() else {
                return;
            };
            let next = characters.next().unwrap_or(' ');
            let at = offset + index;
            let first = index == 0;
            index += character.len_utf8();
            if character.is_whitespace() || character.is_control() {
                blanks += if character == '\t' { 3 } else { 1 };
                self.space(at);
                if blanks >= 3 && !self.bytes.is_empty() && !self.bytes.ends_with(b"\n") {
                    let place = self.bytes.len() as u32;
                    if self.gaps.last() != Some(&place) {
                        self.gaps.push(place);
                    }
                }
                previous = ' ';
                continue;
            }
            blanks = 0;
            match character {
                '-' | '\u{2010}' | '\u{2011}' => {
                    let joined = previous.is_alphanumeric()
                        && next.is_alphanumeric()
                        && (previous.is_alphabetic() || next.is_alphabetic());
                    if joined {
                        self.space(at)
                    } else {
                        self.push(b'-', at)
                    }
                }
                '*' if previous == '*' || next == '*' => {}
                '_' if previous == '_' || next == '_' => {}
                '#' if first || previous == '#' => {}
                '!'..='~' => self.push(character as u8, at),
                '\u{2018}' | '\u{2019}' | '\u{2032}' => self.push(b'\'', at),
                '\u{201c}' | '\u{201d}' => self.push(b'"', at),
                '\u{2012}'..='\u{2015}' | '\u{2212}' => {
                    if previous.is_ascii_digit() && next.is_ascii_digit() {
                        self.push(b'-', at);
                    } else {
                        self.space(at);
                        self.push(b'-', at);
                        self.space(at);
                    }
                }
                '☐' | '□' | '◻' | '❏' | '❑' => self.push_str("[ ]", at),
                '☑' | '☒' | '✓' | '✔' | '■' | '✅' | '\u{f0fe}' => {
                    self.push_str("[x]", at)
                }
                '≥' => self.push(b'>', at),
                '≤' => self.push(b'<', at),
                '→' | '➔' | '⇒' | '➜' => self.push_str("->", at),
                'ø' | 'Ø' | '∅' if !previous.is_alphabetic() && !next.is_alphabetic() => {
                    self.push_str("no", at);
                }
                '•' | '●' | '▪' | '◦' | '·' | '‣' | '\u{f0b7}' => self.push(b'*', at),
                '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' => {}
                _ => self.fold(character, at),
            }
            previous = character;
        }
    }

    /// Writes a letter outside ASCII as its base letters, and anything else as a space.
    fn fold(&mut self, character: char, at: usize) {
        let folded = match character {
            'à'..='å' | 'À'..='Å' | 'ā' | 'ă' | 'ą' => "a",
            'ç' | 'Ç' | 'ć' | 'č' => "c",
            'è'..='ë' | 'È'..='Ë' | 'ē' | 'ę' | 'ě' => "e",
            'ì'..='ï' | 'Ì'..='Ï' | 'ī' => "i",
            'ñ' | 'Ñ' | 'ń' => "n",
            'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'ō' => "o",
            'ù'..='ü' | 'Ù'..='Ü' | 'ū' => "u",
            'ý' | 'ÿ' => "y",
            'ß' => "ss",
            'æ' | 'Æ' => "ae",
            'œ' | 'Œ' => "oe",
            '\u{fb00}' => "ff",
            '\u{fb01}' => "fi",
            '\u{fb02}' => "fl",
            '\u{fb03}' => "ffi",
            '\u{fb04}' => "ffl",
            '½' => ".5",
            _ if character.is_alphabetic() => "x",
            _ => return self.space(at),
        };
        self.push_str(folded, at);
    }
}

/// What a byte needs.
#[derive(Clone, Copy)]
enum Class {
    /// A letter, digit or sign that means itself wherever it stands.
    Ordinary,
    Space,
    Other,
}

const CLASS: [Class; 256] = {
    let mut table = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' => Class::Space,
            b'-' | b'*' | b'_' | b'#' => Class::Other,
            b'!'..=b'~' => Class::Ordinary,
            _ => Class::Other,
        };
        byte += 1;
    }
    table
};

/// Returns whether eight bytes end with a space, if all are ordinary and no space follows another
/// or, where one stands before them, opens them. `None` may also be a needless doubt.
#[inline]
fn ordinary(eight: u64, spaced: bool) -> Option<bool> {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let equal = |byte: u8| {
        let differs = eight ^ (LOW * u64::from(byte));
        differs.wrapping_sub(LOW) & !differs & HIGH
    };
    // Below a space, or past the last sign of ASCII; no byte borrows from the next.
    let control = !((eight | HIGH) - LOW * u64::from(b' ')) & HIGH;
    let other = (eight | equal(0x7f)) & HIGH;
    let spaces = equal(b' ');
    let doubled = spaces & ((spaces << 8) | (u64::from(spaced) << 7));
    let special = equal(b'-') | equal(b'*') | equal(b'_') | equal(b'#');
    (control | other | doubled | special == 0).then_some(spaces >> 63 == 1)
}

/// Returns the width of the widest line, within what a wrapped paragraph may have.
fn width(original: &str, ends: &[u32]) -> usize {
    let bytes = original.as_bytes();
    let (mut widest, mut start) = (WRAP_FROM, 0);
    for &end in ends {
        let end = end as usize;
        // A carriage return belongs to the line feed after it.
        let returned = end < bytes.len() && end > start && bytes.get(end - 1) == Some(&b'\r');
        widest = widest.max(end - start - usize::from(returned));
        if widest >= WRAP_TO {
            return WRAP_TO;
        }
        start = end + 1;
    }
    widest
}

/// Returns whether all letters of words are capitals, but for an "s" at their end.
fn is_upper(words: &str) -> bool {
    words.chars().any(char::is_uppercase)
        && !words
            .trim_end_matches("'s")
            .trim_end_matches('s')
            .chars()
            .any(char::is_lowercase)
}

/// Decides whether `next` goes on with the paragraph of `line`: a wrapped line is about as wide
/// as its page, or is followed by a lower-case letter.
fn continues(line: &str, next: &str, width: usize) -> bool {
    let Some(first) = next.chars().next() else {
        return false;
    };
    if line.is_empty() || line.ends_with(':') {
        return false;
    }
    let is_short = || line.len() + 1 + first_word(next) < width.saturating_sub(width / 10);
    // "Cried 10 min / no si": in notes without points a denial opens a line of its own.
    if ["no ", "denies ", "denied "]
        .iter()
        .any(|word| next.starts_with(word))
        && is_short()
    {
        return false;
    }
    let goes_on = if first.is_lowercase() {
        // A short line in capitals is a heading, whatever follows.
        line.len() > 45
            || line.chars().any(char::is_lowercase)
            || line.chars().filter(|c| c.is_alphabetic()).count() < 6
    } else {
        !is_short()
    };
    // Each row of a table tells its own.
    let rows = || line.contains('|') && next.contains('|');
    let below_head = || first.is_uppercase() && is_head(line);
    goes_on && !starts_an_item(next) && !rows() && !below_head()
}

/// Returns whether a line is one of a note's head, with the day in it behind its label: what was done
/// begins below it, however wide it is.
fn is_head(line: &str) -> bool {
    ["Date:", "DOS:", "Date of Service:"].iter().any(|label| {
        line.split_once(label)
            .is_some_and(|(_, day)| day.trim_start().starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Returns the length of the first word of a line that begins with one.
fn first_word(line: &str) -> usize {
    let end = line
        .bytes()
        .position(|byte| byte.is_ascii_whitespace() || !byte.is_ascii());
    match end.map(|end| (end, line.as_bytes().get(end))) {
        None => line.len(),
        Some((end, Some(byte))) if byte.is_ascii() && end > 0 => end,
        // Outside ASCII there are other blanks.
        Some(_) => line.split_whitespace().next().map_or(0, str::len),
    }
}

/// Returns whether a line opens an item of its own: a bullet, a number, a box, a label, a row.
fn starts_an_item(line: &str) -> bool {
    let mut characters = line.chars();
    match characters.next() {
        Some(
            '-' | '*' | '•' | '●' | '▪' | '◦' | '·' | '☐' | '☑' | '☒' | '✓' | '✔' | '#' | '|' | '□'
            | '■',
        ) => {
            return true;
        }
        Some('[' | '(') => {
            let mark = characters.next();
            if matches!(mark, Some(' ' | 'x' | 'X' | ']' | ')')) {
                return true;
            }
        }
        _ => {}
    }
    // "grp 2  6:35p-7:40p": the next group of the day.
    let group = line
        .strip_prefix("grp ")
        .or_else(|| line.strip_prefix("group "));
    if group.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return true;
    }
    let head = match line.get(..LONGEST_LABEL) {
        Some(head) if head.is_ascii() => head,
        _ => line
            .char_indices()
            .nth(LONGEST_LABEL)
            .and_then(|(end, _)| line.get(..end))
            .unwrap_or(line),
    };
    let digits = head.len() - head.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=2).contains(&digits) && matches!(head.as_bytes().get(digits), Some(b'.' | b')')) {
        return head.as_bytes().get(digits + 1) == Some(&b' ');
    }
    head.find(':').is_some_and(|colon| {
        let label = &head[..colon];
        label.split_whitespace().count() <= 4
            && label.chars().next().is_some_and(|c| c.is_uppercase())
            && !label.contains(['.', ',', ';'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str) -> String {
        let mut normalized = Normalized::default();
        normalized.fill(text);
        normalized.text
    }

    #[test]
    fn joins_wrapped_lines_and_keeps_listed_ones() {
        assert_eq!(
            plain("endorses suicidal\n   ideation"),
            "endorses suicidal ideation"
        );
        assert_eq!(plain("suicidal-ideation"), "suicidal ideation");
        assert_eq!(
            plain("Denies SI\nMood euthymic"),
            "denies si\nmood euthymic"
        );
        assert_eq!(plain("Reports pain\r\n- SI"), "reports pain\n- si");
        assert_eq!(plain("a\n\n\n\nb"), "a\n\nb");
    }

    #[test]
    fn folds_boxes_ligatures_and_accents() {
        assert_eq!(plain("☐ SI ☒ HI"), "[ ] si [x] hi");
        assert_eq!(plain("suﬃciently naïve"), "sufficiently naive");
        assert_eq!(plain("ø SI"), "no si");
    }

    proptest! {
        #[test]
        fn maps_every_byte_back(text in "\\PC{0,200}") {
            let mut normalized = Normalized::default();
            normalized.fill(&text);
            for at in 0..normalized.text.len() {
                let (from, to) = normalized.original(&text, at, at + 1);
                prop_assert!(text.get(from..to).is_some());
            }
        }
    }
}

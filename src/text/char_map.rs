//! Maps byte offsets of a text to character offsets and back.

/// Converts between byte and character offsets of one text.
///
/// ASCII text, by far the most common, costs nothing; other text keeps one checkpoint every
/// 64 bytes, so a lookup reads at most 64 bytes.
#[derive(Debug, Clone)]
pub struct CharMap<'t> {
    text: &'t str,
    /// Characters before byte `index * STEP`, empty for ASCII.
    checkpoints: Vec<u32>,
}

const STEP: usize = 64;

impl<'t> CharMap<'t> {
    /// Prepares the map for a text.
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self {
                text,
                checkpoints: Vec::new(),
            };
        }
        let mut checkpoints = Vec::with_capacity(text.len() / STEP + 1);
        let mut characters = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            checkpoints.push(characters);
            characters += chunk.iter().filter(|&&byte| !is_continuation(byte)).count() as u32;
        }
        Self { text, checkpoints }
    }

    /// Returns how many characters start before byte `offset`; past the end counts as the end.
    pub fn to_char(&self, offset: usize) -> u32 {
        let offset = offset.min(self.text.len());
        let Some(&before) = self.checkpoints.get(offset / STEP) else {
            // ASCII, or the end of a text whose length is a multiple of the step.
            return match self.checkpoints.last() {
                None => offset as u32,
                Some(&last) => last + self.count((self.checkpoints.len() - 1) * STEP, offset),
            };
        };
        before + self.count(offset / STEP * STEP, offset)
    }

    /// Returns the byte offset of character `index`; past the end gives the text's length.
    pub fn to_byte(&self, index: u32) -> usize {
        if self.checkpoints.is_empty() {
            return (index as usize).min(self.text.len());
        }
        let checkpoint = self.checkpoints.partition_point(|&before| before <= index) - 1;
        let mut seen = self.checkpoints[checkpoint];
        let bytes = self.text.as_bytes();
        let mut position = checkpoint * STEP;
        while position < bytes.len() {
            if !is_continuation(bytes[position]) {
                if seen == index {
                    return position;
                }
                seen += 1;
            }
            position += 1;
        }
        bytes.len()
    }

    /// Returns the text of characters `start..end`.
    pub fn slice(&self, start: u32, end: u32) -> &'t str {
        let (from, to) = (self.to_byte(start), self.to_byte(end));
        self.text.get(from..to.max(from)).unwrap_or_default()
    }

    fn count(&self, from: usize, to: usize) -> u32 {
        self.text.as_bytes()[from..to]
            .iter()
            .filter(|&&byte| !is_continuation(byte))
            .count() as u32
    }
}

fn is_continuation(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_char_indices(text in "\\PC{0,300}") {
            let map = CharMap::new(&text);
            for (index, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(map.to_char(byte), index as u32);
                prop_assert_eq!(map.to_byte(index as u32), byte);
            }
            prop_assert_eq!(map.to_char(text.len()), text.chars().count() as u32);
            prop_assert_eq!(map.to_byte(text.chars().count() as u32), text.len());
        }
    }
}

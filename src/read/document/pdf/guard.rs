//! Refuses PDFs whose streams would unpack to more than memory holds, before anything is
//! unpacked. Lengths are counted; no byte of what is packed is kept.

/// Most bytes that all packed streams of a file may unpack to together.
const MAX_TOTAL: u64 = 6 << 30;
/// Most bytes that one packed stream may unpack to.
const MAX_STREAM: u64 = 256 << 20;
/// A packed stream shorter than this unpacks to less than the limit, whatever it holds: each of
/// its bytes stands for 1032 at most.
const SUSPECT: usize = (MAX_STREAM / 1032) as usize;
/// Bytes before a stream in which its dictionary is looked for.
const DICTIONARY: usize = 4096;

/// Returns whether every packed stream of a file unpacks to a size that can be held.
pub(super) fn is_bounded(bytes: &[u8]) -> bool {
    let mut at = 0;
    let mut total = 0;
    while let Some(found) = find(bytes, at, b"stream") {
        at = found + 6;
        let before = bytes
            .get(found.saturating_sub(DICTIONARY)..found)
            .unwrap_or_default();
        if before.ends_with(b"end") {
            continue;
        }
        let dictionary = match before.windows(4).rposition(|four| four == b" obj") {
            Some(start) => before.get(start..).unwrap_or_default(),
            None => before,
        };
        let filters = count(dictionary, b"FlateDecode") + count(dictionary, b"/Fl ");
        let packed = count(dictionary, b"LZWDecode") + count(dictionary, b"RunLengthDecode");
        if filters + packed > 1 {
            // No program packs what is packed already; whoever does wants it to grow twice.
            return false;
        }
        if filters == 0 {
            continue;
        }
        let end = find(bytes, at, b"endstream").unwrap_or(bytes.len());
        let start = at + bytes.get(at..).map_or(0, line_end);
        let data = bytes.get(start..end).unwrap_or_default();
        at = end;
        if data.len() < SUSPECT {
            total += 4 * data.len() as u64;
            continue;
        }
        // An encrypted stream unpacks to nothing here, which is as good: its true length is not
        // known, but whoever can encrypt it holds the chart.
        let unpacked = unpacked_length(data, MAX_STREAM);
        total += unpacked;
        if unpacked >= MAX_STREAM || total > MAX_TOTAL {
            return false;
        }
    }
    true
}

fn find(bytes: &[u8], from: usize, word: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let first = *word.first()?;
    let mut at = 0;
    loop {
        at += rest.get(at..)?.iter().position(|byte| *byte == first)?;
        if rest.get(at..).is_some_and(|rest| rest.starts_with(word)) {
            return Some(from + at);
        }
        at += 1;
    }
}

fn count(bytes: &[u8], word: &[u8]) -> usize {
    bytes
        .windows(word.len())
        .filter(|part| *part == word)
        .count()
}

/// Returns how many bytes the line end behind the word `stream` takes.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// Returns how many bytes a zlib stream unpacks to, up to a limit. What is damaged counts up to
/// its damage.
fn unpacked_length(data: &[u8], limit: u64) -> u64 {
    let mut bits = Bits {
        bytes: data.get(2..).unwrap_or_default(),
        at: 0,
        held: 0,
        count: 0,
    };
    let mut length = 0;
    while let Some(last) = bits.take(1) {
        let more = match bits.take(2) {
            Some(0) => stored(&mut bits),
            Some(1) => Codes::fixed().and_then(|codes| block(&mut bits, &codes, limit - length)),
            Some(2) => {
                Codes::read(&mut bits).and_then(|codes| block(&mut bits, &codes, limit - length))
            }
            _ => None,
        };
        let Some(more) = more else { break };
        length += more;
        if last == 1 || length >= limit {
            break;
        }
    }
    length.min(limit)
}

/// Bits of a packed stream, the lowest of each byte first.
struct Bits<'b> {
    bytes: &'b [u8],
    at: usize,
    held: u64,
    count: u32,
}

impl Bits<'_> {
    fn fill(&mut self) {
        while self.count <= 48
            && let Some(byte) = self.bytes.get(self.at)
        {
            self.held |= u64::from(*byte) << self.count;
            self.count += 8;
            self.at += 1;
        }
    }

    fn take(&mut self, count: u32) -> Option<u32> {
        self.fill();
        if self.count < count {
            return None;
        }
        let value = self.held & ((1 << count) - 1);
        self.held >>= count;
        self.count -= count;
        Some(value as u32)
    }

    fn symbol(&mut self, table: &Table) -> Option<u16> {
        self.fill();
        let entry = *table.entries.get((self.held & 0x7fff) as usize)?;
        let length = u32::from(entry >> 12);
        if length == 0 || length > self.count {
            return None;
        }
        self.held >>= length;
        self.count -= length;
        Some(entry & 0x0fff)
    }
}

/// Counts a block that is stored as it is.
fn stored(bits: &mut Bits<'_>) -> Option<u64> {
    let odd = bits.count % 8;
    bits.take(odd)?;
    let length = bits.take(16)?;
    bits.take(16)?;
    let held = bits.count / 8;
    let from_held = length.min(held);
    for _ in 0..from_held {
        bits.take(8)?;
    }
    bits.at += (length - from_held) as usize;
    (bits.at <= bits.bytes.len()).then_some(u64::from(length))
}

/// Counts a block that is packed with codes.
fn block(bits: &mut Bits<'_>, codes: &Codes, limit: u64) -> Option<u64> {
    let mut length = 0;
    loop {
        match bits.symbol(&codes.lengths)? {
            0..=255 => length += 1,
            256 => return Some(length),
            symbol => {
                let place = usize::from(symbol - 257);
                let (base, extra) = *LENGTHS.get(place)?;
                length += u64::from(base + bits.take(extra)?);
                let distance = bits.symbol(&codes.distances)?;
                // Two codes of distance share a count of further bits.
                bits.take((u32::from(distance) / 2).saturating_sub(1))?;
            }
        }
        if length >= limit {
            return Some(length);
        }
    }
}

/// Base and further bits of the codes of lengths.
const LENGTHS: [(u32, u32); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

/// The order in which the lengths of the codes of lengths are written.
const ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// The codes of one block.
struct Codes {
    lengths: Table,
    distances: Table,
}

impl Codes {
    fn fixed() -> Option<Self> {
        let mut lengths = [8u8; 288];
        lengths.get_mut(144..256)?.fill(9);
        lengths.get_mut(256..280)?.fill(7);
        Some(Self {
            lengths: Table::of(&lengths),
            distances: Table::of(&[5; 30]),
        })
    }

    fn read(bits: &mut Bits<'_>) -> Option<Self> {
        let literals = bits.take(5)? as usize + 257;
        let distances = bits.take(5)? as usize + 1;
        let count = bits.take(4)? as usize + 4;
        let mut own = [0u8; 19];
        for place in ORDER.iter().take(count) {
            *own.get_mut(*place)? = bits.take(3)? as u8;
        }
        let own = Table::of(&own);
        let mut lengths: Vec<u8> = Vec::with_capacity(320);
        while lengths.len() < literals + distances {
            let (value, times) = match bits.symbol(&own)? {
                16 => (*lengths.last()?, bits.take(2)? + 3),
                17 => (0, bits.take(3)? + 3),
                18 => (0, bits.take(7)? + 11),
                length => (length as u8, 1),
            };
            lengths.extend(std::iter::repeat_n(value, times as usize));
        }
        Some(Self {
            lengths: Table::of(lengths.get(..literals)?),
            distances: Table::of(lengths.get(literals..literals + distances)?),
        })
    }
}

/// Symbols by the bits that stand for them: the length of the code above, the symbol below.
struct Table {
    entries: Vec<u16>,
}

impl Table {
    fn of(lengths: &[u8]) -> Self {
        let mut entries = vec![0u16; 1 << 15];
        let mut code = 0u32;
        for length in 1..=15u8 {
            for (symbol, _) in lengths
                .iter()
                .enumerate()
                .filter(|(_, own)| **own == length)
            {
                let bits = u32::from(length);
                let reversed = code.reverse_bits() >> (32 - bits);
                let mut place = reversed as usize;
                while let Some(entry) = entries.get_mut(place) {
                    *entry = (u16::from(length) << 12) | symbol as u16;
                    place += 1 << bits;
                }
                code += 1;
            }
            code <<= 1;
        }
        Self { entries }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    /// Packs bytes as a PDF stream does, by way of a ZIP file, whose packing is the same.
    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        zip.start_file("a", options).expect("a ZIP file in memory");
        zip.write_all(bytes).expect("a ZIP file in memory");
        let zip = zip.finish().expect("a ZIP file in memory").into_inner();
        let length = u32::from_le_bytes([zip[18], zip[19], zip[20], zip[21]]) as usize;
        let start = 30 + usize::from(zip[26]) + usize::from(zip[28]);
        [&[0x78, 0x9c], &zip[start..start + length]].concat()
    }

    fn file(filter: &str, data: &[u8]) -> Vec<u8> {
        let head = format!(
            "%PDF-1.4\n4 0 obj\n<</Filter{filter}/Length {}>>stream\n",
            data.len()
        );
        [head.as_bytes(), data, b"\nendstream endobj"].concat()
    }

    #[test]
    fn a_stream_that_grows_beyond_memory_is_refused() {
        let small = packed(&vec![b' '; 100_000]);
        assert!(is_bounded(&file("/FlateDecode", &small)));
        let large = packed(&vec![b' '; 300 << 20]);
        assert!(!is_bounded(&file("/FlateDecode", &large)));
        assert!(!is_bounded(&file("[/FlateDecode/FlateDecode]", &small)));
        assert!(is_bounded(&file("[/ASCII85Decode/FlateDecode]", &small)));
    }

    proptest! {
        #[test]
        fn lengths_are_counted_exactly(bytes in proptest::collection::vec(0u8..9, 0..4000), times in 1usize..40) {
            let bytes = bytes.repeat(times);
            prop_assert_eq!(unpacked_length(&packed(&bytes), u64::MAX), bytes.len() as u64);
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            unpacked_length(&bytes, 1 << 20);
            is_bounded(&file("/FlateDecode", &bytes));
        }
    }
}

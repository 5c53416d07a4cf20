//! Cuts what belongs to a record out of a data file: whole segments, rows or objects, and none of
//! the neighbours', which may be another patient's.

use super::select::Extent;
use crate::read::FileKind;
use crate::text::CharMap;

/// Returns the pieces of a page, `start..end` in characters, that show a document's spans on it.
/// Pieces are in order and do not overlap.
pub(super) fn pieces(
    kind: FileKind,
    text: &str,
    extent: Extent,
    spans: &[(u32, u32)],
) -> Vec<(u32, u32)> {
    let map = CharMap::new(text);
    let in_bytes = |&(start, end): &(u32, u32)| (map.to_byte(start), map.to_byte(end));
    let asked: Vec<(usize, usize)> = spans.iter().map(in_bytes).collect();
    let wanted: Vec<(usize, usize)> = match (kind, extent) {
        (_, Extent::Note) => asked,
        (FileKind::X12, Extent::Payment) => payment(text, &asked),
        (FileKind::X12, _) => asked
            .iter()
            .map(|&(start, end)| whole(text, start, end, terminator(text)))
            .collect(),
        (FileKind::Csv | FileKind::Xlsx, _) => rows(text, &asked),
        _ => asked,
    };
    let in_order = merged(wanted);
    in_order
        .into_iter()
        .map(|(start, end)| (map.to_char(start), map.to_char(end)))
        .collect()
}

/// Returns the character that ends an X12 file's segments: the one behind the ISA segment.
pub(super) fn terminator(text: &str) -> char {
    let isa = text.find("ISA").and_then(|at| text.get(at..));
    isa.and_then(|isa| isa.chars().nth(105)).unwrap_or('~')
}

/// Widens a range to the ends of what a character parts.
fn whole(text: &str, start: usize, end: usize, part: char) -> (usize, usize) {
    let before = text.get(..start).and_then(|before| before.rfind(part));
    let from = before.map_or(0, |at| at + part.len_utf8());
    // A range that ends with its terminator is whole already.
    let inner = end.saturating_sub(part.len_utf8()).max(start);
    let after = text.get(inner..).and_then(|after| after.find(part));
    let to = after.map_or(text.len(), |at| inner + at + part.len_utf8());
    let blanks = text.get(from..to).unwrap_or_default();
    let blanks = blanks.len() - blanks.trim_start().len();
    (from + blanks, to)
}

/// Segments that begin something else than a claim payment's own loop.
const AFTER_PAYMENT: [&str; 6] = ["CLP", "LX", "SE", "PLB", "TS2", "TS3"];

/// Returns claim payments from their first segment to their last, with the head of their
/// transaction before them.
fn payment(text: &str, asked: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let end_mark = terminator(text);
    let mut wanted = Vec::new();
    for &(start, _) in asked {
        let (start, _) = whole(text, start, start + 1, end_mark);
        let transaction = text
            .get(..start)
            .and_then(|before| before.rfind("ST*").filter(|_| before.contains("ST*835")));
        if let Some(from) = transaction {
            wanted.push((from, until(text, from, end_mark, &["LX", "CLP"])));
        }
        wanted.push((start, until(text, start, end_mark, &AFTER_PAYMENT)));
    }
    wanted
}

/// Returns where the run of segments from `start` ends: before the next one of some kinds.
fn until(text: &str, start: usize, end_mark: char, stops: &[&str]) -> usize {
    let mut at = start;
    let mut is_first = true;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.trim().is_empty()) {
        let segment = rest.trim_start();
        let id = segment
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        if !is_first && stops.contains(&id) {
            break;
        }
        is_first = false;
        match rest.find(end_mark) {
            Some(length) => at += length + end_mark.len_utf8(),
            None => return text.len(),
        }
    }
    at
}

/// Returns whole rows, with the row of headings before them.
fn rows(text: &str, asked: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut wanted: Vec<(usize, usize)> = asked
        .iter()
        .map(|&(start, end)| whole(text, start, end, '\n'))
        .collect();
    let blanks = text.len() - text.trim_start().len();
    let first = whole(text, blanks, blanks + 1, '\n');
    wanted.push(first);
    wanted
}

fn merged(mut pieces: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    pieces.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::new();
    for (start, end) in pieces {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(kind: FileKind, text: &str, extent: Extent, words: &str) -> Vec<String> {
        let at = text.find(words).expect("the words") as u32;
        let spans = [(at, at + words.len() as u32)];
        let cut = pieces(kind, text, extent, &spans);
        let part = |&(start, end): &(u32, u32)| text[start as usize..end as usize].to_owned();
        cut.iter().map(part).collect()
    }

    #[test]
    fn a_payment_is_cut_with_its_head_and_without_its_neighbours() {
        let text = "ST*835*1~BPR*I*78~N1*PR*PAYER~LX*1~CLP*A*4*9~NM1*QC*1*ONE~CAS*CO*50*9~\n\
                    CLP*B*4*8~NM1*QC*1*TWO~CAS*CO*16*8~LQ*HE*M77~CLP*C*1~SE*9~";
        assert_eq!(
            cut(FileKind::X12, text, Extent::Payment, "CLP*B*4*8"),
            [
                "ST*835*1~BPR*I*78~N1*PR*PAYER~",
                "CLP*B*4*8~NM1*QC*1*TWO~CAS*CO*16*8~LQ*HE*M77~"
            ]
        );
    }

    #[test]
    fn a_name_in_a_segment_brings_the_whole_segment() {
        let text = "HL*1~NM1*IL*1*MARSH*ADA~N3*STREET~CLM*A~";
        assert_eq!(
            cut(FileKind::X12, text, Extent::Record, "MARSH"),
            ["NM1*IL*1*MARSH*ADA~"]
        );
    }

    #[test]
    fn a_row_of_a_table_stands_below_its_headings() {
        let text = "Name,Auth\nOne,1\nTwo,2\nThree,3\n";
        assert_eq!(
            cut(FileKind::Csv, text, Extent::Record, "Two,2"),
            ["Name,Auth\n", "Two,2\n"]
        );
    }
}

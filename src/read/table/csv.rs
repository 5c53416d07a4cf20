//! Cuts delimited text into rows and cells, each with its place. It does not know what columns
//! mean. The `csv` crate gives places of records but not of cells, which citations need.

use crate::text::bytes;
use std::borrow::Cow;
use std::ops::Range;

/// One cell.
#[derive(Clone)]
pub(in crate::read) struct Cell<'t> {
    /// Its text without quotes and outer blanks.
    pub(in crate::read) text: Cow<'t, str>,
    /// The bytes of that text in the file; inside of the quotes where it is quoted.
    pub(super) range: Range<usize>,
}

/// One row that is not blank.
pub(in crate::read) struct Row<'t> {
    /// Its number in the file, from 1, blank rows counted.
    pub(super) number: u32,
    /// Its bytes, without its line end.
    pub(super) range: Range<usize>,
    /// Its cells.
    pub(in crate::read) cells: Vec<Cell<'t>>,
}

impl<'t> Row<'t> {
    /// Returns the text of a cell, empty when the row is too short.
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| &cell.text)
    }

    /// Returns how many cells hold something.
    pub(super) fn filled(&self) -> usize {
        self.cells
            .iter()
            .filter(|cell| !cell.text.is_empty())
            .count()
    }
}

/// Returns the delimiter that cuts the text most evenly, or `None` when none does. A first line
/// such as `sep=;`, which Excel writes and obeys, decides.
pub(super) fn sniff(text: &str) -> Option<char> {
    let stated = text.trim_start_matches('\u{feff}').strip_prefix("sep=");
    let mut stated = stated.unwrap_or_default().chars();
    if let (Some(delimiter), Some('\r' | '\n')) = (stated.next(), stated.next()) {
        return Some(delimiter);
    }
    let head = text.get(..floor(text, 16 * 1024)).unwrap_or_default();
    let evenness = |delimiter: char| {
        let mut widths: Vec<usize> = if may_open_quote(head, delimiter) {
            let rows = rows(head, delimiter).map(|row| row.cells.len());
            rows.take(SNIFFED_ROWS).collect()
        } else {
            unquoted_widths(head, delimiter)
                .take(SNIFFED_ROWS)
                .collect()
        };
        widths.sort_unstable();
        let commonest = widths.chunk_by(|one, next| one == next).map(|same| {
            let width = same.first().copied().unwrap_or(1);
            (same.len() * (width - 1), same.len(), width)
        });
        commonest.max().unwrap_or_default()
    };
    [',', '\t', ';', '|']
        .into_iter()
        // A character that does not occur cuts nothing.
        .filter(|delimiter| bytes::any(head.as_bytes(), |byte| byte == *delimiter as u8))
        .map(|delimiter| (evenness(delimiter), delimiter))
        .filter(|((score, ..), _)| *score > 0)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, delimiter)| delimiter)
}

/// How many rows tell the delimiter.
const SNIFFED_ROWS: usize = 40;

/// Returns whether a quote stands where a cell begins. No other quote changes how a text is cut.
fn may_open_quote(text: &str, delimiter: char) -> bool {
    let mut rest = text;
    while let Some(quote) = bytes::find(rest.as_bytes(), |byte| byte == b'"') {
        let (before, after) = rest.split_at(quote);
        let before = before.trim_end_matches([' ', '\u{feff}']);
        if before.is_empty() || before.ends_with([delimiter, '\r', '\n']) {
            return true;
        }
        rest = after.get(1..).unwrap_or_default();
    }
    false
}

/// Returns how many cells each row has that is not blank, of a text in which no quote opens a
/// cell. It says what [`rows`] does, and is asked of every note. The delimiter is ASCII.
fn unquoted_widths(text: &str, delimiter: char) -> impl Iterator<Item = usize> {
    let holds = move |c: char| c != delimiter && !is_blank(c);
    lines(text)
        .filter(move |line| line.contains(holds))
        .map(move |line| bytes::count(line.as_bytes(), |byte| byte == delimiter as u8) + 1)
}

/// Returns what line ends part: `\r`, `\n` or both.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = bytes::find(text.as_bytes(), |byte| (byte == b'\n') | (byte == b'\r'));
        let (line, behind) = match end {
            Some(end) => (text.get(..end), text.get(end + 1..)),
            None => (Some(text), None),
        };
        rest = behind;
        line
    })
}

fn floor(text: &str, limit: usize) -> usize {
    let mut at = limit.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Cuts a text into its rows that are not blank.
pub(in crate::read) fn rows(text: &str, delimiter: char) -> impl Iterator<Item = Row<'_>> {
    let mut cutter = Cutter {
        text,
        delimiter,
        position: 0,
        number: 0,
        quotes: Quotes::Trusted,
        line_end: 0,
        plain_until: 0,
        width: 0,
    };
    std::iter::from_fn(move || cutter.next_row())
}

struct Cutter<'t> {
    text: &'t str,
    delimiter: char,
    position: usize,
    number: u32,
    quotes: Quotes,
    /// The first line end at or behind the last place that asked for it.
    line_end: usize,
    /// Quotes before this byte are plain characters, since one on their line never closes.
    plain_until: usize,
    /// Cells of the row before, which most rows have as well.
    width: usize,
}

/// Cells of a row that are kept. No program writes more; a hostile row would fill the memory.
pub(super) const MOST_IN_ROW: usize = 20_000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Trusted,
    /// A quote was opened and never closed, so quoted cells must end on their own line. Without
    /// this a stray quote would swallow the rest of the file.
    WithinLine,
}

impl<'t> Cutter<'t> {
    fn next_row(&mut self) -> Option<Row<'t>> {
        let bytes = self.text.as_bytes();
        while self.position < bytes.len() {
            // Blank lines are stepped over without being cut.
            match (bytes.get(self.position), bytes.get(self.position + 1)) {
                (Some(b'\r'), Some(b'\n')) => {
                    self.position += 2;
                    self.number = self.number.saturating_add(1);
                    continue;
                }
                (Some(b'\r' | b'\n'), _) => {
                    self.position += 1;
                    self.number = self.number.saturating_add(1);
                    continue;
                }
                _ => {}
            }
            let row = self.cut();
            if row.filled() > 0 {
                return Some(row);
            }
        }
        None
    }

    fn cut(&mut self) -> Row<'t> {
        self.number = self.number.saturating_add(1);
        let start = self.position;
        let mut cells = Vec::with_capacity(self.width);
        loop {
            let (cell, ended) = self.cell();
            if cells.len() < MOST_IN_ROW {
                cells.push(cell);
            }
            if ended {
                break;
            }
        }
        self.width = cells.len();
        let raw = self.text.get(start..self.position).unwrap_or_default();
        let range = start..start + raw.trim_end().len();
        Row {
            number: self.number,
            range,
            cells,
        }
    }

    /// Reads one cell and steps behind its delimiter or line end; says whether the row ended.
    fn cell(&mut self) -> (Cell<'t>, bool) {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\u{feff}']).len();
        let is_quoted = rest.get(blanks..).is_some_and(|rest| rest.starts_with('"'));
        if is_quoted && self.position >= self.plain_until {
            let start = self.position + blanks + 1;
            if let Some(end) = self.closing_quote(start) {
                let cell = trimmed(self.text.get(start..end).unwrap_or_default(), start);
                self.position = end + 1;
                // What stands between the closing quote and the delimiter is noise.
                return (cell, self.skip_to_end().1);
            }
        }
        let start = self.position;
        let (length, ended) = self.skip_to_end();
        let raw = self.text.get(start..start + length).unwrap_or_default();
        (trimmed(raw, start), ended)
    }

    /// Returns the place of the quote that closes a cell: one before a delimiter or line end.
    /// Doubled quotes do not close, nor do lone ones within the text, as in `"5"10 tall"`.
    fn closing_quote(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let line_end = self.line_end(start);
        let mut at = start;
        while let Some(found) = self.text.get(at..).and_then(|rest| rest.find('"')) {
            let quote = at + found;
            let crossed = quote > line_end;
            if crossed && self.quotes == Quotes::WithinLine {
                break;
            }
            if bytes.get(quote + 1) == Some(&b'"') {
                at = quote + 2;
                continue;
            }
            let behind = self.text.get(quote + 1..).unwrap_or_default();
            let behind = behind.trim_start_matches(' ');
            if behind.is_empty() || behind.starts_with([self.delimiter, '\r', '\n']) {
                return Some(quote);
            }
            // A lone quote that opens a cell of a later line: this one was never closed.
            let before = self.text.get(..quote).unwrap_or_default();
            if crossed && before.ends_with([self.delimiter, '\r', '\n']) {
                self.plain_until = line_end;
                return None;
            }
            at = quote + 1;
        }
        self.quotes = Quotes::WithinLine;
        self.plain_until = line_end;
        None
    }

    /// Returns the first line end at or behind a byte that is not before the last one asked for.
    fn line_end(&mut self, from: usize) -> usize {
        if self.line_end < from {
            let rest = self.text.get(from..).unwrap_or_default();
            self.line_end = rest
                .find(['\r', '\n'])
                .map_or(self.text.len(), |at| from + at);
        }
        self.line_end
    }

    /// Steps behind the next delimiter or line end; returns the bytes before it and whether it
    /// was a line end.
    fn skip_to_end(&mut self) -> (usize, bool) {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let ends = [self.delimiter, '\r', '\n'];
        // Bytes are compared faster than characters, and this is done for every cell.
        let found = match u8::try_from(self.delimiter) {
            Ok(delimiter) if delimiter.is_ascii() => bytes::find(rest.as_bytes(), |byte| {
                (byte == delimiter) | (byte == b'\r') | (byte == b'\n')
            }),
            _ => rest.find(ends),
        };
        let Some(length) = found else {
            self.position = self.text.len();
            return (rest.len(), true);
        };
        let ended = !rest
            .get(length..)
            .is_some_and(|rest| rest.starts_with(self.delimiter));
        let crlf = rest
            .get(length..)
            .is_some_and(|rest| rest.starts_with("\r\n"));
        self.position += length + if crlf { 2 } else { 1 };
        (length, ended)
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn trimmed(raw: &str, start: usize) -> Cell<'_> {
    let kept = raw.trim_start_matches(is_blank);
    let start = start + (raw.len() - kept.len());
    let kept = kept.trim_end_matches(is_blank);
    let text = if kept.contains('"') && kept.contains("\"\"") {
        Cow::Owned(kept.replace("\"\"", "\""))
    } else {
        Cow::Borrowed(kept)
    };
    Cell {
        text,
        range: start..start + kept.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str, delimiter: char) -> Vec<Vec<String>> {
        let texts = |row: Row<'_>| row.cells.iter().map(|cell| cell.text.to_string()).collect();
        rows(text, delimiter).map(texts).collect()
    }

    #[test]
    fn cells_point_at_their_bytes() {
        let text =
            "\u{feff}Name,Note\r\n\"Muster, Ana\" , x \r\n\r\n\"a \"\"b\"\"\",\"two\nlines\"\n";
        assert_eq!(
            cut(text, ','),
            [
                ["Name", "Note"],
                ["Muster, Ana", "x"],
                ["a \"b\"", "two\nlines"]
            ]
        );
        let row = rows(text, ',').nth(1).expect("a row");
        assert_eq!(&text[row.cells[0].range.clone()], "Muster, Ana");
        assert_eq!(&text[row.range], "\"Muster, Ana\" , x");
    }

    #[test]
    fn a_stray_quote_does_not_swallow_the_file() {
        assert_eq!(
            cut("a,b\n\"c,d\ne,f\n", ','),
            [["a", "b"], ["\"c", "d"], ["e", "f"]]
        );
    }

    #[test]
    fn broken_quotes_cost_no_other_row() {
        // Opened and not closed, although a later row has quotes of its own.
        assert_eq!(
            cut("\"c,d\ne,f\n\"g, h\",i\n", ','),
            [vec!["\"c", "d"], vec!["e", "f"], vec!["g, h", "i"]]
        );
        // Quotes that nobody doubled.
        assert_eq!(
            cut("\"5'10\" tall\",x\n\"a \"b\" c\",y\n", ','),
            [["5'10\" tall", "x"], ["a \"b\" c", "y"]]
        );
        // A text of several lines stays one cell.
        assert_eq!(cut("\"a\n\nb\",x\n", ','), [["a\n\nb", "x"]]);
    }

    #[test]
    fn the_delimiter_is_the_one_that_cuts_evenly() {
        for (text, delimiter) in [
            (
                "Name;DOB;Auth\nMuster, Ana;1/2/80;A1\nRoe, Al;1/3/80;A2\n",
                Some(';'),
            ),
            (
                "Name\tDOB\nMuster, Ana\t1/2/80\nRoe, Al\t1/3/80\n",
                Some('\t'),
            ),
            ("Name|DOB\nA|B\n", Some('|')),
            ("Title\nName,DOB,Auth\nA,B,C\n", Some(',')),
            ("sep=;\r\nName,x;DOB,y\r\n", Some(';')),
            ("no table at all", None),
        ] {
            assert_eq!(sniff(text), delimiter, "{text}");
        }
    }

    proptest! {
        #[test]
        fn rows_without_opening_quotes_are_as_wide_as_they_are_cut(
            text in "[a ,;\"\r\n\t\u{feff}é]{0,12}|[a ,;\r\n\t\u{feff}é]{0,60}|([a,]{0,9}a\"[ a,;\n]){0,6}"
        ) {
            for delimiter in [',', ';', '\t'] {
                if may_open_quote(&text, delimiter) {
                    continue;
                }
                let cut: Vec<usize> = rows(&text, delimiter).map(|row| row.cells.len()).collect();
                prop_assert_eq!(unquoted_widths(&text, delimiter).collect::<Vec<_>>(), cut);
            }
        }

        #[test]
        fn never_panics_and_never_points_outside(text in "[\\PC\r\n\",;\"]{0,200}", d in "[,;|\t]") {
            let _ = sniff(&text);
            let delimiter = d.chars().next().unwrap_or(',');
            for row in rows(&text, delimiter) {
                prop_assert!(text.get(row.range.clone()).is_some());
                for cell in row.cells {
                    prop_assert!(text.get(cell.range.clone()).is_some());
                }
            }
        }
    }
}

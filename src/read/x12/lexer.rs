//! Cuts X12 text into segments, elements and components, each with its place. It knows the
//! delimiters that each ISA declares and nothing of what segments mean.

use std::ops::Range;

/// The delimiters of one interchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Delimiters {
    /// Between elements.
    pub(super) element: char,
    /// Between components of an element.
    pub(super) component: char,
    /// After each segment.
    pub(super) terminator: char,
    /// Between repetitions of an element (ISA11); older guides have none.
    pub(super) repetition: Option<char>,
}

/// A piece of a segment: an element or a component, without the blanks around it.
#[derive(Clone, Copy)]
pub(super) struct Piece<'t> {
    /// The text.
    pub(super) text: &'t str,
    /// The byte at which it starts.
    pub(super) start: usize,
}

impl<'t> Piece<'t> {
    fn trimmed(text: &'t str, start: usize) -> Self {
        let is_plain = |byte: Option<&u8>| byte.is_none_or(|byte| (0x21..0x7f).contains(byte));
        let bytes = text.as_bytes();
        if is_plain(bytes.first()) && is_plain(bytes.last()) {
            return Self { text, start };
        }
        let kept = text.trim_start();
        Self {
            text: kept.trim_end(),
            start: start + (text.len() - kept.len()),
        }
    }

    /// Returns whether nothing was written.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the bytes it covers.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Returns the parts between delimiters, each without the blanks around it.
    pub(super) fn split(self, delimiter: char) -> Pieces<'t> {
        Pieces {
            rest: Some(self.text),
            start: self.start,
            delimiter,
        }
    }
}

/// The parts of a piece, in order.
#[derive(Clone)]
pub(super) struct Pieces<'t> {
    rest: Option<&'t str>,
    start: usize,
    delimiter: char,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let rest = self.rest?;
        let start = self.start;
        let Some(end) = position(rest, self.delimiter) else {
            self.rest = None;
            return Some(Piece::trimmed(rest, start));
        };
        let next = end + self.delimiter.len_utf8();
        self.rest = rest.get(next..);
        self.start += next;
        Some(Piece::trimmed(rest.get(..end)?, start))
    }

    // Skipping needs no trimming, and most segments are asked for a late element.
    fn nth(&mut self, count: usize) -> Option<Piece<'t>> {
        for _ in 0..count {
            let rest = self.rest?;
            let next = position(rest, self.delimiter).map(|end| end + self.delimiter.len_utf8());
            let Some(next) = next else {
                self.rest = None;
                return None;
            };
            self.rest = rest.get(next..);
            self.start += next;
        }
        self.next()
    }
}

/// Finds a delimiter. Elements are a few bytes long, where a plain loop beats a wide search.
fn position(text: &str, delimiter: char) -> Option<usize> {
    if delimiter.is_ascii() {
        let delimiter = delimiter as u8;
        text.bytes().position(|byte| byte == delimiter)
    } else {
        text.find(delimiter)
    }
}

/// One segment, without its terminator.
#[derive(Clone, Copy)]
pub(super) struct Segment<'t> {
    text: &'t str,
    start: usize,
    /// Its number in the file, from 1.
    pub(super) number: u32,
    /// Whether its terminator was found; only the last segment of a file may lack it.
    pub(super) terminated: bool,
    pub(super) delimiters: Delimiters,
}

impl<'t> Segment<'t> {
    /// Returns the segment id, `CLM`.
    pub(super) fn id(&self) -> &'t str {
        // Every segment is asked for its id several times, and nearly all have a plain one.
        let bytes = self.text.as_bytes();
        let delimiter = u32::from(self.delimiters.element);
        for length in [3, 2] {
            if bytes
                .get(length)
                .is_some_and(|&byte| u32::from(byte) == delimiter)
                && let Some(id) = self.text.get(..length)
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
            {
                return id;
            }
        }
        self.element(0).text
    }

    /// Returns the bytes it covers.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Returns the whole segment as written.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the segment as cut by another component separator.
    pub(super) fn with_component(mut self, component: char) -> Self {
        self.delimiters.component = component;
        self
    }

    /// Returns whether the segment is longer than any that carries facts, so that it can only
    /// come from damage or from an embedded picture.
    pub(super) fn is_oversized(&self) -> bool {
        self.text.len() > LONGEST
    }

    /// Returns all elements, the id being element 0.
    pub(super) fn elements(&self) -> Pieces<'t> {
        self.whole().split(self.delimiters.element)
    }

    /// Returns element `index` (CLM01 is element 1 of CLM); an empty piece at the segment's end
    /// when it is missing.
    pub(super) fn element(&self, index: usize) -> Piece<'t> {
        self.elements().nth(index).unwrap_or(self.nothing())
    }

    /// Returns the components of an element.
    pub(super) fn components(&self, index: usize) -> Pieces<'t> {
        self.element(index).split(self.delimiters.component)
    }

    /// Returns component `place` (from 1) of an element; an empty piece when it is missing.
    pub(super) fn component(&self, index: usize, place: usize) -> Piece<'t> {
        self.part(self.element(index), place)
    }

    /// Returns component `place` (from 1) of a composite; an empty piece when it is missing.
    pub(super) fn part(&self, composite: Piece<'t>, place: usize) -> Piece<'t> {
        let mut parts = composite.split(self.delimiters.component);
        parts.nth(place.saturating_sub(1)).unwrap_or(self.nothing())
    }

    /// Returns the repetitions of an element.
    pub(super) fn repetitions(&self, index: usize) -> Pieces<'t> {
        let element = self.element(index);
        match self.delimiters.repetition {
            Some(repetition) => element.split(repetition),
            None => Pieces {
                rest: Some(element.text),
                start: element.start,
                delimiter: self.delimiters.element,
            },
        }
    }

    fn whole(&self) -> Piece<'t> {
        Piece {
            text: self.text,
            start: self.start,
        }
    }

    fn nothing(&self) -> Piece<'t> {
        Piece {
            text: "",
            start: self.start + self.text.len(),
        }
    }
}

/// The longest text segments (notes, messages) hold a few hundred characters.
const LONGEST: usize = 65_536;

/// Iterates over the segments of a text that may hold several interchanges, each with delimiters
/// of its own.
#[derive(Clone)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    position: usize,
    count: u32,
    delimiters: Option<Delimiters>,
}

impl<'t> Lexer<'t> {
    /// Prepares to cut a text. Text before the first ISA is cut by guessed delimiters, where a
    /// guess is evident.
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            position: 0,
            count: 0,
            delimiters: None,
        }
    }

    /// Returns a lexer that gives the segments from `first` to the last one that starts before
    /// byte `end`, with the numbers they have in the file.
    pub(super) fn from_segment(text: &'t str, first: &Segment<'t>, end: usize) -> Self {
        Self {
            text: text.get(..end).unwrap_or(text),
            position: first.start,
            count: first.number.saturating_sub(1),
            delimiters: Some(first.delimiters),
        }
    }

    /// Steps over noise and empty segments; a damaged file can hold millions of either.
    fn skip_noise(&mut self) {
        let terminator = self.delimiters.map(|found| found.terminator);
        let bytes = self.text.as_bytes();
        loop {
            while bytes.get(self.position).is_some_and(|&byte| {
                matches!(byte, b' ' | b'\t'..=b'\r' | 0 | 0x1a)
                    || terminator == Some(char::from(byte)) && byte.is_ascii()
            }) {
                self.position += 1;
            }
            let rest = self.text.get(self.position..).unwrap_or_default();
            let wide = rest.chars().next().filter(|character| {
                !character.is_ascii() && (is_noise(*character) || terminator == Some(*character))
            });
            match wide {
                Some(character) => self.position += character.len_utf8(),
                None => return,
            }
        }
    }
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Segment<'t>;

    fn next(&mut self) -> Option<Segment<'t>> {
        self.skip_noise();
        let kept = self.text.get(self.position..)?;
        if kept.is_empty() {
            return None;
        }
        if let Some(declared) = declared_delimiters(kept) {
            self.delimiters = Some(declared);
        }
        let delimiters = match self.delimiters {
            Some(delimiters) => delimiters,
            None => *self.delimiters.insert(guessed_delimiters(kept)?),
        };
        let (mut text, mut skip, mut terminated) = match end_of_segment(kept, delimiters) {
            Some(end) => {
                let width = kept[end..].chars().next().map_or(0, char::len_utf8);
                (&kept[..end], end + width, true)
            }
            None => (kept, kept.len(), false),
        };
        // Some writers leave out the last terminator before the next interchange's line.
        if text.starts_with("IEA")
            && let Some(line_end) = text.find(['\r', '\n'])
        {
            (text, skip, terminated) = (&text[..line_end], line_end, true);
        }
        let start = self.position;
        self.position += skip;
        self.count = self.count.saturating_add(1);
        Some(Segment {
            text: text.trim_end(),
            start,
            number: self.count,
            terminated,
            delimiters,
        })
    }
}

/// Blanks, line ends, byte order marks, and the NUL or Ctrl-Z padding of old transfer programs.
fn is_noise(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\0' | '\u{1a}')
}

fn end_of_segment(text: &str, delimiters: Delimiters) -> Option<usize> {
    match delimiters.terminator {
        '\r' | '\n' => text.find(['\r', '\n']),
        terminator if terminator.is_ascii() => {
            let terminator = terminator as u8;
            text.bytes().position(|byte| byte == terminator)
        }
        terminator => text.find(terminator),
    }
}

/// Returns the delimiters of the ISA at the start of a text.
///
/// The standard makes ISA 106 characters wide; senders that trim its fields are common enough to
/// count separators instead.
pub(super) fn declared_delimiters(text: &str) -> Option<Delimiters> {
    let after_id = text.strip_prefix("ISA")?;
    let element = after_id.chars().next().filter(|c| may_delimit(*c))?;
    let head = head_of(after_id, 600);
    let width = element.len_utf8();
    let mut separators = head.char_indices().filter(|(_, c)| *c == element);
    let (eleventh, _) = separators.nth(10)?;
    let last = separators.nth(4).map(|(at, _)| at).filter(|at| *at <= 400);
    let counted = last.and_then(|at| head.get(at + width..));
    let (component, terminator) = counted
        .and_then(|tail| ends_of(tail, head))
        .or_else(|| ends_before_group(head, element))
        .or_else(|| {
            let component = counted?.chars().next()?;
            may_delimit(component).then_some((component, '~'))
        })?;
    let repetition = head.get(eleventh + width..)?.chars().next();
    Some(Delimiters {
        element,
        component,
        terminator,
        // Older guides have a letter here, for the standard that was followed.
        repetition: repetition.filter(|c| may_delimit(*c) && *c != element && *c != component),
    })
}

/// Reads component separator and terminator from what stands behind the last separator of ISA.
fn ends_of(tail: &str, head: &str) -> Option<(char, char)> {
    let mut characters = tail.chars();
    let component = characters.next()?;
    let after_component = characters.as_str();
    // ISA16 was left out: what stands in its place ends the segment.
    if begins_group(after_component) && !after_component.starts_with(char::is_whitespace) {
        return Some((':', component));
    }
    let is_last = after_component.chars().nth(1).is_none();
    let (component, terminator) = match characters.next() {
        // The terminator was left out or lies beyond a field of wrong width.
        Some(letter) if letter.is_alphanumeric() => {
            (component, if head.contains('~') { '~' } else { '\n' })
        }
        Some(terminator) => (component, terminator),
        None => (component, '~'),
    };
    let follows = characters.as_str().trim_start_matches(is_noise);
    let is_plausible = is_last
        || follows.is_empty()
        || begins_group(follows)
        || follows.starts_with("ISA")
        || follows.starts_with("IEA")
        || follows.starts_with("ST");
    (is_plausible && may_delimit(component)).then_some((component, terminator))
}

/// Reads component separator and terminator from what stands before the first group, where the
/// fields of ISA cannot be counted.
fn ends_before_group(head: &str, element: char) -> Option<(char, char)> {
    let marks = [format!("GS{element}"), format!("TA1{element}")];
    let at = marks.iter().filter_map(|mark| head.find(mark)).min()?;
    let before = head.get(..at)?;
    let visible = before.trim_end();
    let mut backwards = visible.chars().rev();
    let last = backwards
        .next()
        .filter(|c| may_delimit(*c) && *c != element);
    let Some(terminator) = last else {
        return (visible.len() < before.len()).then_some((':', '\n'));
    };
    let component = backwards
        .next()
        .filter(|c| may_delimit(*c) && *c != element);
    Some((component.unwrap_or(':'), terminator))
}

fn begins_group(text: &str) -> bool {
    text.trim_start().starts_with("GS") || text.starts_with("TA1")
}

/// Returns the first characters of a text, at most `bytes` long.
fn head_of(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes))
        .unwrap_or_default()
}

/// Guesses the delimiters of a text that starts in the middle of an interchange, from the
/// separator after its first segment id and from what stands before the next known id.
pub(super) fn guessed_delimiters(text: &str) -> Option<Delimiters> {
    let id_length = OPENERS.iter().find(|id| text.starts_with(**id))?.len();
    let element = text
        .get(id_length..)?
        .chars()
        .next()
        .filter(|c| may_delimit(*c))?;
    let head = head_of(text, 400);
    for id in ["BHT", "ST", "BPR", "NM1", "REF", "HL", "TRN"] {
        let mark = format!("{id}{element}");
        let Some(at) = head
            .get(1..)
            .and_then(|rest| rest.find(&mark))
            .map(|at| at + 1)
        else {
            continue;
        };
        let before = &head[..at];
        let visible = before.trim_end();
        let terminator = match visible.chars().next_back() {
            Some(last) if may_delimit(last) && last != element => last,
            Some(_) if visible.len() < before.len() => '\n',
            _ => continue,
        };
        return Some(Delimiters {
            element,
            component: ':',
            terminator,
            repetition: Some('^'),
        });
    }
    None
}

const OPENERS: [&str; 2] = ["GS", "ST"];

fn may_delimit(character: char) -> bool {
    !character.is_alphanumeric() && character != ' '
}

/// Joins lines that were broken at a fixed width, as mainframe transfers do, or returns `None`
/// when the text is not of that kind.
///
/// Lines of one equal length cannot come from ending each segment with a line break.
pub(super) fn unwrapped(text: &str) -> Option<String> {
    let body = text.trim_start_matches(is_noise);
    let delimiters_can_wait = body.starts_with("ISA");
    let mut lines = body.lines();
    let width = lines.next()?.len();
    if !delimiters_can_wait || !(40..=512).contains(&width) {
        return None;
    }
    let (mut last, mut full) = (lines.next()?, 0_usize);
    for line in lines {
        // Only the last line may be shorter.
        if last.len() != width {
            return None;
        }
        full += 1;
        last = line;
    }
    let wrapped = full > 0 && last.len() <= width;
    wrapped.then(|| body.chars().filter(|c| !matches!(c, '\r' | '\n')).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ISA: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
                       *260105*0900*^*00501*000000001*0*P*:~";

    fn ids(text: &str) -> Vec<String> {
        Lexer::new(text)
            .map(|segment| segment.id().to_owned())
            .collect()
    }

    #[test]
    fn any_delimiters_and_line_noise_are_read() {
        let plain = format!("{ISA}GS*HC~ST*837*1~");
        for text in [
            plain.clone(),
            format!("\u{feff} \r\n{}", plain.replace('~', "~\r\n")),
            plain.replace('~', "\n"),
            plain.replace('~', "\r\n"),
            plain.replace('*', "|").replace('~', "¦"),
            plain.replace('~', "\u{1d}"),
            plain.replace('~', "!").replace('*', "~"),
            plain.replace(":~", "~"),
        ] {
            assert_eq!(ids(&text), ["ISA", "GS", "ST"], "{text}");
        }
    }

    #[test]
    fn an_isa_of_wrong_width_is_measured_by_what_follows() {
        for isa in [
            ISA.replace("*P*:~", "*P~"),
            ISA.replace("*00*          *00*", "*00*00*"),
            ISA.replace("*0*P", "*0*0*P"),
            ISA.replace("          ", "............................"),
        ] {
            let text = format!("{isa}\nGS*HC~ST*837*1~SV1*HC:90837~");
            assert_eq!(ids(&text), ["ISA", "GS", "ST", "SV1"], "{isa}");
            let last = Lexer::new(&text).last().expect("a segment");
            assert_eq!(last.component(1, 2).text, "90837");
        }
    }

    #[test]
    fn each_interchange_brings_its_own_delimiters() {
        let second = ISA.replace('*', "|").replace('~', "\n");
        let text = format!("{ISA}GS*HC~IEA*1*1\n{second}GS|HC\n");
        assert_eq!(ids(&text), ["ISA", "GS", "IEA", "ISA", "GS"]);
    }

    #[test]
    fn pieces_point_at_their_bytes() {
        let text = format!("{ISA}\nSV1*HC:90837:GT* 150 *UN*1~");
        let segment = Lexer::new(&text).nth(1).expect("a second segment");
        assert_eq!(&text[segment.component(1, 2).range()], "90837");
        assert_eq!(&text[segment.element(2).range()], "150");
        assert!(segment.element(9).is_empty() && segment.component(1, 9).is_empty());
        assert_eq!(&text[segment.range()], "SV1*HC:90837:GT* 150 *UN*1");
    }

    #[test]
    fn a_missing_isa_is_guessed_only_where_evident() {
        assert_eq!(ids("ST*837*0001~BHT*0019~"), ["ST", "BHT"]);
        assert_eq!(ids("GS|HC|A\nST|837|0001\n"), ["GS", "ST"]);
        assert!(ids("STATUS REPORT of the week").is_empty());
    }

    #[test]
    fn lines_broken_at_a_fixed_width_are_joined() {
        let text = format!("{ISA}GS*HC*A*B*20260105*0900*1*X*005010X222A1~ST*837*0001~SE*2*0001~");
        let wrapped: String = text
            .as_bytes()
            .chunks(80)
            .map(|line| format!("{}\r\n", String::from_utf8_lossy(line)))
            .collect();
        assert_eq!(unwrapped(&wrapped).as_deref(), Some(text.as_str()));
        assert_eq!(unwrapped(&text.replace('~', "~\n")), None);
    }

    proptest! {
        #[test]
        fn never_panics_and_never_points_outside(text in "(ISA)?[\\PC\\r\\n*~:]{0,200}") {
            for segment in Lexer::new(&text) {
                for piece in segment.elements() {
                    prop_assert_eq!(text.get(piece.range()), Some(piece.text));
                }
            }
            let _ = unwrapped(&text);
        }
    }
}

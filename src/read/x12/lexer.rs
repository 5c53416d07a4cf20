//! Cuts X12 text into segments, elements and components, each with its place. It knows the
//! delimiters that each ISA declares and nothing of what segments mean.

use std::ops::Range;

/// The four delimiters of one interchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Delimiters {
    /// Between elements.
    pub(super) element: char,
    /// Between components of an element.
    pub(super) component: char,
    /// After each segment.
    pub(super) terminator: char,
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

    fn split(self, delimiter: char) -> impl Iterator<Item = Piece<'t>> {
        let mut next = self.start;
        self.text.split(delimiter).map(move |part| {
            let start = next;
            next += part.len() + delimiter.len_utf8();
            Piece::trimmed(part, start)
        })
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
    delimiters: Delimiters,
}

impl<'t> Segment<'t> {
    /// Returns the segment id, `CLM`.
    pub(super) fn id(&self) -> &'t str {
        self.text
            .split(self.delimiters.element)
            .next()
            .unwrap_or_default()
            .trim()
    }

    /// Returns the bytes it covers.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Returns all elements, the id being element 0.
    pub(super) fn elements(&self) -> impl Iterator<Item = Piece<'t>> {
        Piece {
            text: self.text,
            start: self.start,
        }
        .split(self.delimiters.element)
    }

    /// Returns element `index` (CLM01 is element 1 of CLM); an empty piece at the segment's end
    /// when it is missing.
    pub(super) fn element(&self, index: usize) -> Piece<'t> {
        self.elements().nth(index).unwrap_or(self.nothing())
    }

    /// Returns the components of an element.
    pub(super) fn components(&self, index: usize) -> impl Iterator<Item = Piece<'t>> {
        self.element(index).split(self.delimiters.component)
    }

    /// Returns component `place` (from 1) of an element; an empty piece when it is missing.
    pub(super) fn component(&self, index: usize, place: usize) -> Piece<'t> {
        self.components(index)
            .nth(place.saturating_sub(1))
            .unwrap_or(self.nothing())
    }

    fn nothing(&self) -> Piece<'t> {
        Piece {
            text: "",
            start: self.start + self.text.len(),
        }
    }
}

/// Iterates over the segments of a text that may hold several interchanges, each with delimiters
/// of its own.
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
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Segment<'t>;

    fn next(&mut self) -> Option<Segment<'t>> {
        loop {
            let rest = self.text.get(self.position..)?;
            let kept = rest.trim_start_matches(is_noise);
            self.position += rest.len() - kept.len();
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
            let text = text.trim_end();
            if text.is_empty() {
                continue;
            }
            self.count = self.count.saturating_add(1);
            return Some(Segment {
                text,
                start,
                number: self.count,
                terminated,
                delimiters,
            });
        }
    }
}

/// Blanks, line ends, byte order marks, and the NUL or Ctrl-Z padding of old transfer programs.
fn is_noise(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{feff}' | '\0' | '\u{1a}')
}

fn end_of_segment(text: &str, delimiters: Delimiters) -> Option<usize> {
    match delimiters.terminator {
        '\r' | '\n' => text.find(['\r', '\n']),
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
    let mut separators = after_id.char_indices().filter(|(_, c)| *c == element);
    let (last, _) = separators.nth(15)?;
    if last > 400 {
        return None;
    }
    let mut tail = after_id.get(last + element.len_utf8()..)?.chars();
    let component = tail.next()?;
    let terminator = tail.next();
    let ends_at_gs = |rest: &str| rest.trim_start().starts_with("GS") || rest.starts_with("TA1");
    match terminator {
        // ISA16 was left out: what stands in its place ends the segment.
        Some('G' | 'T')
            if ends_at_gs(after_id.get(last + element.len_utf8() + component.len_utf8()..)?) =>
        {
            Some(Delimiters {
                element,
                component: ':',
                terminator: component,
            })
        }
        Some(terminator) => Some(Delimiters {
            element,
            component,
            terminator,
        }),
        None => Some(Delimiters {
            element,
            component,
            terminator: '~',
        }),
    }
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
    let head: String = text.chars().take(400).collect();
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
    let rest: Vec<&str> = lines.collect();
    let (last, full) = rest.split_last()?;
    let wrapped =
        !full.is_empty() && last.len() <= width && full.iter().all(|line| line.len() == width);
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

//! Groups segments into transactions and checks the counts and control numbers around them.
//! It reads no transaction's content. Nothing here is fatal: a wrong count is a problem, and the
//! transaction is read all the same.

use super::lexer::{Lexer, Segment};
use super::source::{Source, shown_id};
use crate::problem::{Problem, ProblemKind};

/// One transaction set, from ST to the segment before SE.
pub(super) struct Transaction<'t> {
    /// The transaction set id (ST01): `837`.
    pub(super) kind: &'t str,
    /// The guide's version (ST03, else GS08); empty when neither is given.
    pub(super) version: &'t str,
    text: &'t str,
    first: Segment<'t>,
    end: usize,
}

impl<'t> Transaction<'t> {
    /// Returns its first segment, ST unless that was lost.
    pub(super) fn first(&self) -> &Segment<'t> {
        &self.first
    }

    /// Finds the component separator that the transaction uses where it is not the one that ISA
    /// declares, as `HC>90837` beside a declared colon, and reports it.
    pub(super) fn mend_component(&mut self, source: &mut Source<'t>) {
        let found = self.segments().take(200).find_map(|segment| {
            let composite = match segment.id() {
                "SV1" | "SVC" | "HI" => segment.element(1),
                "SV2" => segment.element(2),
                _ => return None,
            };
            Some((segment, other_separator(&segment, composite.text)?))
        });
        let Some((segment, separator)) = found else {
            return;
        };
        let message = "separates components by another character than its ISA declares; the one \
                       used is taken for the whole transaction";
        source.trouble(&segment, ProblemKind::BadValue, message);
        self.first = self.first.with_component(separator);
    }

    /// Cuts its segments once more, ST first. A file of any size is read this way without a
    /// list of its segments.
    pub(super) fn segments(&self) -> impl Iterator<Item = Segment<'t>> + use<'t> {
        Lexer::from_segment(self.text, &self.first, self.end)
            // The end of a cut segment is lost, and half an amount would be a wrong amount.
            .filter(|segment| segment.terminated && !segment.is_oversized())
    }
}

/// Walks a file and hands over each transaction, complete or cut off.
pub(super) fn walk<'t>(
    source: &mut Source<'t>,
    mut each: impl FnMut(&mut Source<'t>, Transaction<'t>),
) {
    let mut walker = Walker::default();
    let mut last = None;
    for segment in Lexer::new(source.text) {
        last = Some(segment);
        walker.take(source, segment, &mut each);
    }
    if let Some(last) = last {
        walker.end_of_file(source, last, &mut each);
    }
}

/// Returns the separator of a composite such as `HC>90837`, unless it is the declared one.
fn other_separator(segment: &Segment<'_>, composite: &str) -> Option<char> {
    let qualifier = composite
        .bytes()
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let separator = composite.get(qualifier..)?.chars().next()?;
    let is_composite = (2..=3).contains(&qualifier)
        && matches!(separator, ':' | '>' | '<' | '^' | '|' | '\\' | ';')
        && !composite.contains(segment.delimiters.component)
        && Some(separator) != segment.delimiters.repetition;
    is_composite.then_some(separator)
}

#[derive(Default)]
struct Walker<'t> {
    interchange: Option<Open<'t>>,
    group: Option<Open<'t>>,
    version: &'t str,
    transaction: Option<Begun<'t>>,
    reported_missing_isa: bool,
    reported_stray: bool,
}

/// A transaction that waits for its end.
struct Begun<'t> {
    kind: &'t str,
    first: Segment<'t>,
    holds: u64,
}

/// An envelope that waits for its end.
struct Open<'t> {
    control: &'t str,
    holds: u64,
}

impl<'t> Walker<'t> {
    fn take(
        &mut self,
        source: &mut Source<'t>,
        segment: Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'t>),
    ) {
        let id = segment.id();
        if !segment.terminated && !matches!(id, "SE" | "GE" | "IEA" | "ISA") {
            return;
        }
        if segment.is_oversized() {
            let message = "is longer than any segment that is read; it is not used. Ask for the \
                           file again if it should hold claims";
            source.trouble(&segment, ProblemKind::ClaimStructure, message);
        }
        match id {
            "ISA" => {
                self.close_transaction(source, &segment, each);
                self.close_group(source, &segment);
                self.close_interchange(source, &segment);
                self.interchange = Some(Open {
                    control: segment.element(13).text,
                    holds: 0,
                });
                self.reported_stray = false;
            }
            "GS" => {
                self.expect_interchange(source, &segment);
                self.close_transaction(source, &segment, each);
                self.close_group(source, &segment);
                self.version = segment.element(8).text;
                self.group = Some(Open {
                    control: segment.element(6).text,
                    holds: 0,
                });
                if let Some(interchange) = &mut self.interchange {
                    interchange.holds = interchange.holds.saturating_add(1);
                }
            }
            "ST" => {
                self.expect_interchange(source, &segment);
                self.close_transaction(source, &segment, each);
                self.open_transaction(segment.element(1).text, segment);
            }
            "SE" => self.end_transaction(source, &segment, each),
            "GE" => self.end_group(source, &segment, each),
            "IEA" => self.end_interchange(source, &segment, each),
            "TA1" if self.transaction.is_none() => {}
            _ => match &mut self.transaction {
                Some(open) => open.holds += 1,
                None => self.stray(source, segment),
            },
        }
    }

    fn open_transaction(&mut self, kind: &'t str, first: Segment<'t>) {
        self.transaction = Some(Begun {
            kind,
            first,
            holds: 1,
        });
        if let Some(group) = &mut self.group {
            group.holds = group.holds.saturating_add(1);
        }
    }

    /// Handles a segment outside of any transaction; a BHT or BPR there begins one whose ST was
    /// lost.
    fn stray(&mut self, source: &mut Source<'t>, segment: Segment<'t>) {
        let kind = match segment.id() {
            "BPR" => Some("835"),
            "BHT" => super::kind_of_version(self.version),
            _ => None,
        };
        match kind {
            Some(kind) => {
                self.open_transaction(kind, segment);
                let message = "begins a transaction without ST; it is read by its group's version";
                source.trouble(&segment, ProblemKind::ClaimStructure, message);
            }
            None if !self.reported_stray => {
                self.reported_stray = true;
                let message = "stands outside of any transaction (ST to SE); it and what follows \
                               up to the next ST are not used";
                source.trouble(&segment, ProblemKind::ClaimStructure, message);
            }
            None => {}
        }
    }

    fn expect_interchange(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        if self.interchange.is_none() && !self.reported_missing_isa {
            self.reported_missing_isa = true;
            let message = "comes without an ISA before it; its delimiters were guessed. Ask the \
                           clearinghouse for the complete interchange";
            source.trouble(segment, ProblemKind::ClaimStructure, message);
        }
    }

    fn end_transaction(
        &mut self,
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'t>),
    ) {
        let Some(open) = &self.transaction else {
            let message = "ends no open transaction";
            source.trouble(segment, ProblemKind::ClaimStructure, message);
            return;
        };
        let held = open.holds + 1;
        if segment.element(1).text.parse::<u64>().ok() != Some(held) {
            let message = match segment.element(1).text.parse::<u64>() {
                Ok(said) => format!(
                    "counts {said} segments where the transaction has {held}; some may be missing"
                ),
                Err(_) => format!("has no count of the {held} segments of its transaction"),
            };
            source.trouble(segment, ProblemKind::ClaimStructure, &message);
        }
        let starts = open.first;
        if starts.id() == "ST" && starts.element(2).text != segment.element(2).text {
            let message = "has a control number other than its ST";
            source.trouble(segment, ProblemKind::ClaimStructure, message);
        }
        self.hand_over(source, segment.range().start, each);
    }

    fn end_group(
        &mut self,
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'t>),
    ) {
        self.close_transaction(source, segment, each);
        check_end(source, segment, self.group.take(), "GS", "transactions");
    }

    fn end_interchange(
        &mut self,
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'t>),
    ) {
        self.close_transaction(source, segment, each);
        self.close_group(source, segment);
        check_end(source, segment, self.interchange.take(), "ISA", "groups");
    }

    fn close_transaction(
        &mut self,
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'t>),
    ) {
        if self.transaction.is_some() {
            let message = "comes before the transaction is ended by SE; what was sent is used, \
                           the rest may be missing";
            source.trouble(segment, ProblemKind::ClaimStructure, message);
            self.hand_over(source, segment.range().start, each);
        }
    }

    fn close_group(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        if self.group.take().is_some() {
            let message = "comes before the group is ended by GE";
            source.trouble(segment, ProblemKind::ClaimStructure, message);
        }
    }

    fn close_interchange(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        if self.interchange.take().is_some() {
            let message = "comes before the interchange is ended by IEA";
            source.trouble(segment, ProblemKind::ClaimStructure, message);
        }
    }

    fn hand_over(
        &mut self,
        source: &mut Source<'t>,
        end: usize,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'t>),
    ) {
        let Some(Begun { kind, first, .. }) = self.transaction.take() else {
            return;
        };
        let stated = match first.id() {
            "ST" => first.element(3).text,
            _ => "",
        };
        let version = if stated.is_empty() {
            self.version
        } else {
            stated
        };
        let transaction = Transaction {
            kind,
            version,
            text: source.text,
            first,
            end,
        };
        each(source, transaction);
    }

    fn end_of_file(
        &mut self,
        source: &mut Source<'t>,
        last: Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'t>),
    ) {
        let missing = match (&self.transaction, &self.group, &self.interchange) {
            (Some(_), _, _) => "SE",
            (None, Some(_), _) => "GE",
            (None, None, Some(_)) => "IEA",
            (None, None, None) => return,
        };
        let cut = if last.terminated {
            ""
        } else {
            ", which is itself cut off and not used"
        };
        let message = format!(
            "the file ends at segment {} ({}){cut}; {missing} is missing, so later claims may be \
             lost. Ask for the complete file",
            last.number,
            shown_id(&last)
        );
        let span = source.span(last.range());
        source.report(Problem::at(span, ProblemKind::ClaimStructure, message));
        self.hand_over(source, source.text.len(), each);
    }
}

fn check_end<'t>(
    source: &mut Source<'t>,
    segment: &Segment<'t>,
    open: Option<Open<'t>>,
    opener: &str,
    things: &str,
) {
    let Some(open) = open else {
        let message = format!("has no {opener} that it could end");
        source.trouble(segment, ProblemKind::ClaimStructure, &message);
        return;
    };
    if segment.element(1).text.parse::<u64>().ok() != Some(open.holds) {
        let message = match segment.element(1).text.parse::<u64>() {
            Ok(said) => format!("counts {said} where {} {things} were found", open.holds),
            Err(_) => format!("has no count of the {} {things} found", open.holds),
        };
        source.trouble(segment, ProblemKind::ClaimStructure, &message);
    }
    let control = segment.element(2).text;
    let numbers = (control.parse::<u64>(), open.control.parse::<u64>());
    let same = matches!(numbers, (Ok(ends), Ok(starts)) if ends == starts);
    if !same && control != open.control {
        let message = format!("has a control number other than its {opener}");
        source.trouble(segment, ProblemKind::ClaimStructure, &message);
    }
}

//! Groups segments into transactions and checks the counts and control numbers around them.
//! It reads no transaction's content. Nothing here is fatal: a wrong count is a problem, and the
//! transaction is read all the same.

use super::lexer::{Lexer, Segment};
use super::source::{Source, shown_id};
use crate::problem::{Problem, ProblemKind};

/// One transaction set, from ST to the segment before SE.
pub(super) struct Transaction<'s, 't> {
    /// The transaction set id (ST01): `837`.
    pub(super) kind: &'t str,
    /// The guide's version (ST03, else GS08); empty when neither is given.
    pub(super) version: &'t str,
    /// Its segments, ST first.
    pub(super) segments: &'s [Segment<'t>],
}

/// Walks a file and hands over each transaction, complete or cut off.
pub(super) fn walk<'t>(
    source: &mut Source<'t>,
    mut each: impl FnMut(&mut Source<'t>, Transaction<'_, 't>),
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

#[derive(Default)]
struct Walker<'t> {
    interchange: Option<Open<'t>>,
    group: Option<Open<'t>>,
    version: &'t str,
    transaction: Option<&'t str>,
    segments: Vec<Segment<'t>>,
    reported_missing_isa: bool,
    reported_stray: bool,
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
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'_, 't>),
    ) {
        let id = segment.id();
        if !segment.terminated && !matches!(id, "SE" | "GE" | "IEA" | "ISA") {
            // The end of a cut segment is lost, and half an amount would be a wrong amount.
            return;
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
                self.open_transaction(segment.element(1).text);
                self.segments.push(segment);
            }
            "SE" => self.end_transaction(source, &segment, each),
            "GE" => self.end_group(source, &segment, each),
            "IEA" => self.end_interchange(source, &segment, each),
            "TA1" if self.transaction.is_none() => {}
            _ if self.transaction.is_some() => self.segments.push(segment),
            _ => self.stray(source, segment),
        }
    }

    fn open_transaction(&mut self, kind: &'t str) {
        self.transaction = Some(kind);
        if let Some(group) = &mut self.group {
            group.holds = group.holds.saturating_add(1);
        }
    }

    /// Handles a segment outside of any transaction; a BHT or BPR there begins one whose ST was
    /// lost.
    fn stray(&mut self, source: &mut Source<'t>, segment: Segment<'t>) {
        let kind = match segment.id() {
            "BPR" => Some("835"),
            "BHT" if super::is_claim_version(self.version) => Some("837"),
            _ => None,
        };
        match kind {
            Some(kind) => {
                self.open_transaction(kind);
                self.segments.push(segment);
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
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'_, 't>),
    ) {
        if self.transaction.is_none() {
            source.trouble(
                segment,
                ProblemKind::ClaimStructure,
                "ends no open transaction",
            );
            return;
        }
        let held = self.segments.len() as u64 + 1;
        if segment.element(1).text.parse::<u64>().ok() != Some(held) {
            let message = match segment.element(1).text.parse::<u64>() {
                Ok(said) => format!(
                    "counts {said} segments where the transaction has {held}; some may be missing"
                ),
                Err(_) => format!("has no count of the {held} segments of its transaction"),
            };
            source.trouble(segment, ProblemKind::ClaimStructure, &message);
        }
        let opened = self.segments.first().filter(|first| first.id() == "ST");
        if opened.is_some_and(|st| st.element(2).text != segment.element(2).text) {
            let message = "has a control number other than its ST";
            source.trouble(segment, ProblemKind::ClaimStructure, message);
        }
        self.hand_over(source, each);
    }

    fn end_group(
        &mut self,
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'_, 't>),
    ) {
        self.close_transaction(source, segment, each);
        check_end(source, segment, self.group.take(), "GS", "transactions");
    }

    fn end_interchange(
        &mut self,
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'_, 't>),
    ) {
        self.close_transaction(source, segment, each);
        self.close_group(source, segment);
        check_end(source, segment, self.interchange.take(), "ISA", "groups");
    }

    fn close_transaction(
        &mut self,
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'_, 't>),
    ) {
        if self.transaction.is_some() {
            let message = "comes before the transaction is ended by SE; what was sent is used, \
                           the rest may be missing";
            source.trouble(segment, ProblemKind::ClaimStructure, message);
            self.hand_over(source, each);
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
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'_, 't>),
    ) {
        if let Some(kind) = self.transaction.take() {
            let stated = self.segments.first().filter(|first| first.id() == "ST");
            let stated = stated.map_or("", |st| st.element(3).text);
            let version = if stated.is_empty() {
                self.version
            } else {
                stated
            };
            each(
                source,
                Transaction {
                    kind,
                    version,
                    segments: &self.segments,
                },
            );
        }
        self.segments.clear();
    }

    fn end_of_file(
        &mut self,
        source: &mut Source<'t>,
        last: Segment<'t>,
        each: &mut impl FnMut(&mut Source<'t>, Transaction<'_, 't>),
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
        source
            .problems
            .push(Problem::at(span, ProblemKind::ClaimStructure, message));
        self.hand_over(source, each);
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

//! Reads a note's mentions: one pass for forms, then cue analysis only in sentences that hold one.

mod found;
mod writing;

use self::writing::SIGNS;
use super::assertion::{Analyzer, Setting, Shadow};
use super::checkbox::{self, Verdict};
use super::elements::Shown;
use super::lexicon::{Entry, Lexicon, Parser, Surroundings, ends_with_word, starts_with_word};
use super::normalize::Normalized;
use super::note_input::NoteInput;
use super::payers::{self, Speaker};
use super::pieces::{self, locate};
use super::questions::{is_denial, listed, preset_with, tells_of_past};
use super::reason::{Ground, Reason};
use super::sections::{self, Effect};
use super::sentences::{self, Sentence};
use super::titles;
use super::values::{self, Outcome, Spot};
use super::{
    bystanders, conflict, counts, criteria, diagnosis, frame, group_talk, session_table, told,
};
use crate::model::{Assertion, Direction, Measure, Mention, NoteKind};
use crate::text::Span;
use crate::text::bytes::has_digit;

/// Scans notes one after another; its buffers are reused.
pub struct Scanner<'l> {
    lexicon: &'l Lexicon,
    analyzer: Analyzer,
    pub(super) plain: Normalized,
    original: String,
    pub(super) sentences: Vec<Sentence>,
    hits: Vec<Hit>,
    /// What was found besides forms.
    pub(super) shown: Vec<Shown>,
    /// Who may speak of a level of care, where they are named.
    speakers: Vec<Speaker>,
    candidates: Vec<Candidate>,
    shadows: Vec<Shadow>,
    drafts: Vec<Draft>,
    /// Why the target judged last has its class.
    ground: Ground,
    /// Whether the sentence sets a criterion for what is to come.
    ahead: bool,
    /// Whether the note gives ground for signs of withdrawal, once that was asked.
    of_withdrawal: Option<bool>,
}

#[derive(Debug, Clone, Copy)]
struct Hit {
    start: usize,
    end: usize,
    form: u32,
}

/// A form found in a place where it means what it is listed for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) indicator: u16,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) entry: Entry,
}

/// A mention by its place in the plain text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mention: Mention,
    pub(super) ground: Ground,
}

impl<'l> Scanner<'l> {
    /// Prepares to scan with a lexicon.
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Self {
            lexicon,
            analyzer: Analyzer::new(),
            plain: Normalized::default(),
            original: String::new(),
            sentences: Vec::new(),
            hits: Vec::new(),
            shown: Vec::new(),
            speakers: Vec::new(),
            candidates: Vec::new(),
            shadows: Vec::new(),
            drafts: Vec::new(),
            ground: Ground::default(),
            ahead: false,
            of_withdrawal: None,
        }
    }

    /// Returns everything the note says, sorted by place.
    pub fn note(&mut self, input: &NoteInput<'_>) -> Vec<Mention> {
        self.read(input, |_, mention| mention, |mention| mention)
    }

    /// Returns everything the note says with the reason of each class, sorted by place.
    pub fn explained(&mut self, input: &NoteInput<'_>) -> Vec<(Mention, Reason)> {
        self.read(
            input,
            |reason, mention| (mention, reason()),
            |(mention, _)| mention,
        )
    }

    /// Reads a note into one value a mention. `make` gets the reason only if it asks.
    fn read<T>(
        &mut self,
        input: &NoteInput<'_>,
        make: impl Fn(&dyn Fn() -> Reason, Mention) -> T,
        mention_of: impl Fn(&T) -> &Mention,
    ) -> Vec<T> {
        let mut original = std::mem::take(&mut self.original);
        let pieces = pieces::join(input, &mut original);
        self.plain.fill(&original);
        sentences::split(&self.plain, &original, &mut self.sentences);
        self.find_phrases();
        self.drafts.clear();
        self.of_withdrawal = None;
        let mut next = 0;
        for place in 0..self.sentences.len() {
            let Some(&sentence) = self.sentences.get(place) else {
                break;
            };
            while self
                .hits
                .get(next)
                .is_some_and(|hit| hit.start < sentence.start)
            {
                next += 1;
            }
            let first = next;
            while self
                .hits
                .get(next)
                .is_some_and(|hit| hit.start < sentence.end)
            {
                next += 1;
            }
            if first < next && sections::effect(sentence.section) != Effect::Ignore {
                let from = self.drafts.len();
                self.sentence(&original, input, place, sentence, first..next);
                let drafts = &mut self.drafts[from..];
                group_talk::give(drafts, input.kind, &self.plain.text, &sentence);
                bystanders::give(drafts, input.kind, &self.plain.text, &sentence);
            }
        }
        payers::give(
            &mut self.drafts,
            &self.plain.text,
            &self.sentences,
            &self.speakers,
        );
        session_table::give(&mut self.drafts, &original, &self.plain);
        self.grid(&original);
        let mut mentions = Vec::with_capacity(self.drafts.len());
        for draft in &self.drafts {
            let place = |start, end| {
                let (from, to) = self.plain.original(&original, start, end);
                locate(&pieces, from, to)
            };
            if let Some(span) = place(draft.start, draft.end) {
                let mention = Mention {
                    span,
                    ..draft.mention
                };
                let reason = || Reason {
                    rule: draft.ground.rule,
                    cue: draft.ground.cue.and_then(|(start, end)| place(start, end)),
                    scope: place(draft.ground.scope.0, draft.ground.scope.1),
                };
                mentions.push(make(&reason, mention));
            }
        }
        self.original = original;
        if !input.headings.is_empty() {
            let heads = |span: &Span| input.headings.iter().any(|heading| heading.contains(span));
            mentions.retain(|item| !heads(&mention_of(item).span));
        }
        mentions.sort_by(|a, b| {
            let (a, b) = (mention_of(a), mention_of(b));
            (a.span, a.indicator, a.flipped, a.assertion).cmp(&(
                b.span,
                b.indicator,
                b.flipped,
                b.assertion,
            ))
        });
        mentions.dedup_by(|a, b| {
            let (a, b) = (mention_of(a), mention_of(b));
            a.span == b.span && a.indicator == b.indicator && a.assertion == b.assertion
        });
        mentions
    }

    fn sentence(
        &mut self,
        original: &str,
        input: &NoteInput<'_>,
        place: usize,
        sentence: Sentence,
        hits: std::ops::Range<usize>,
    ) {
        let is_cut = self.gather(original, input, sentence, hits);
        if self.candidates.is_empty() {
            return;
        }
        if !is_cut {
            self.analyzer
                .cut(&self.plain.text, sentence.start, sentence.end);
        }
        let piece = self.plain.text.get(sentence.start..sentence.end);
        self.ahead = criteria::sets(input.kind, piece.unwrap_or(""));
        conflict::settle(self.lexicon, &mut self.candidates);
        self.analyzer.prepare(
            &self.plain.text,
            &self.plain.gaps,
            sentence.start,
            sentence.end,
            input.service_date,
        );
        self.shadows.clear();
        let lexicon = self.lexicon;
        let text = self.plain.text.as_str();
        self.shadows.extend(self.candidates.iter().map(|candidate| {
            let denial = is_denial(lexicon, candidate);
            Shadow::new(text, candidate.start, candidate.end, denial)
        }));
        let first = self.drafts.len();
        for index in 0..self.candidates.len() {
            let Some(&candidate) = self.candidates.get(index) else {
                break;
            };
            self.judge(input.kind, place, sentence, candidate);
        }
        conflict::finish(self.lexicon, &mut self.drafts, first);
    }

    /// Collects the forms of a sentence that stand in their context, and returns whether it had
    /// to be cut into words for that: in most sentences that hold no more than an anchor, it has
    /// not.
    fn gather(
        &mut self,
        original: &str,
        input: &NoteInput<'_>,
        sentence: Sentence,
        hits: std::ops::Range<usize>,
    ) -> bool {
        self.candidates.clear();
        let mut is_cut = false;
        let mut tried: Vec<u16> = Vec::new();
        let text = self.plain.text.as_str();
        let piece = text.get(sentence.start..sentence.end).unwrap_or("");
        if frame::lists_items(piece) {
            return false;
        }
        let title = titles::title(piece);
        for hit in self.hits.get(hits).unwrap_or(&[]) {
            if hit.end > sentence.end
                || (hit.start > sentence.start && hit.start < sentence.start + title)
            {
                continue;
            }
            let form = hit.form as usize;
            let guards = self
                .lexicon
                .guarded
                .get(form)
                .map_or(&[][..], Vec::as_slice);
            if !guards.is_empty() && !is_cut {
                self.analyzer.cut(text, sentence.start, sentence.end);
                is_cut = true;
            }
            let lexicon = self.lexicon;
            let surroundings = Surroundings {
                text,
                tokens: self.analyzer.tokens(),
                from: hit.start,
                to: hit.end,
                sentence: (sentence.start, sentence.end),
                upper: !guards.is_empty() && self.plain.is_upper(original, hit.start, hit.end),
                named: !guards.is_empty() && self.is_credential(original, sentence, hit),
                section: sections::section_name(sentence.section),
                kind: input.kind.id(),
            };
            let accepts = |indicator: u16| {
                let mut guards = guards
                    .iter()
                    .filter_map(|&at| lexicon.guards.get(usize::from(at)));
                guards.all(|guard| {
                    let indicator = lexicon.indicators().get(usize::from(indicator));
                    let is_for = indicator.is_none_or(|indicator| guard.is_for(indicator.id));
                    !is_for || guard.accepts(&surroundings)
                })
            };
            for &entry in self.lexicon.entries.get(form).into_iter().flatten() {
                match entry {
                    Entry::Form { indicator, .. } | Entry::Instrument { indicator, .. }
                        if accepts(indicator) =>
                    {
                        self.candidates.push(Candidate {
                            indicator,
                            start: hit.start,
                            end: hit.end,
                            entry,
                        });
                    }
                    Entry::Anchor(pattern) if !tried.contains(&pattern) => {
                        tried.push(pattern);
                        let Some(pattern) = self.lexicon.patterns.get(usize::from(pattern)) else {
                            continue;
                        };
                        let piece = text.get(sentence.start..sentence.end).unwrap_or("");
                        // Outside ASCII there are other digits.
                        if pattern.needs_digit && piece.is_ascii() && !has_digit(piece) {
                            continue;
                        }
                        if pattern.reject_with.is_in(piece) {
                            continue;
                        }
                        for found in pattern.regex.find_iter(piece) {
                            let before = piece.get(..found.start).unwrap_or("").trim_end();
                            let after = piece.get(found.end..).unwrap_or("");
                            let after = after.trim_start_matches([' ', '"']);
                            let before_it = |word: &String| ends_with_word(before, word);
                            let after_it = |word: &String| starts_with_word(after, word);
                            if pattern.reject_prev.iter().any(before_it)
                                || pattern.reject_next.iter().any(after_it)
                            {
                                continue;
                            }
                            self.candidates.push(Candidate {
                                indicator: pattern.indicator,
                                start: sentence.start + found.start,
                                end: sentence.start + found.end,
                                entry: Entry::Form {
                                    indicator: pattern.indicator,
                                    preset: None,
                                    weak: pattern.weak,
                                },
                            });
                        }
                    }
                    _ => {}
                }
            }
        }
        is_cut
    }

    fn judge(&mut self, kind: NoteKind, place: usize, sentence: Sentence, candidate: Candidate) {
        let Some(indicator) = self
            .lexicon
            .indicators()
            .get(usize::from(candidate.indicator))
        else {
            return;
        };
        if indicator.id == SIGNS && !self.is_of_withdrawal(candidate) {
            return;
        }
        let verdict = checkbox::verdict(
            &self.plain.text,
            &self.plain.gaps,
            &self.sentences,
            place,
            candidate.start,
            candidate.end,
        );
        let is_marked = verdict.is_some();
        let verdict = verdict.or_else(|| {
            let told = self.is_rateable(candidate.entry)
                && indicator.parser == Parser::None
                && self.is_counted_out(sentence, candidate);
            told.then_some(Verdict::Marked(Assertion::Negated))
        });
        if verdict == Some(Verdict::Template) {
            return;
        }
        // "Topic: bingo" tells what the hour was for.
        let piece = self
            .plain
            .text
            .get(sentence.start..sentence.end)
            .unwrap_or("");
        let heading = sections::section_name(sentence.section);
        // "Education: PAWS. COWS 4. Craving 6.": what is taught has no score.
        let taught = heading == "EDU" && matches!(candidate.entry, Entry::Instrument { .. });
        let told = (indicator.about_session && heading == "TOPIC")
            || (taught
                && told::is_score(
                    piece,
                    candidate.start - sentence.start,
                    candidate.end - sentence.start,
                ))
            || told::is_progress(kind, heading, piece)
            || told::is_of_day(kind, heading, piece);
        let scored = heading == "PLAN"
            && (matches!(candidate.entry, Entry::Instrument { .. })
                || indicator.parser == Parser::Locus)
            && told::is_score(
                piece,
                candidate.start - sentence.start,
                candidate.end - sentence.start,
            );
        let setting = Setting {
            section: if told { 0 } else { sentence.section },
            recent_days: indicator.recent_days,
            about_others: indicator.about_others,
            happens: matches!(candidate.entry, Entry::Form { .. })
                && matches!(indicator.parser, Parser::None | Parser::NamedLevel)
                && indicator.id.as_str().starts_with('D'),
            plan_stands: indicator.plan_stands || told || scored,
            told,
            scored: matches!(candidate.entry, Entry::Instrument { .. })
                || indicator.parser == Parser::Dimension,
            ahead: self.ahead,
        };
        let judgment = self.analyzer.judge(
            &self.plain.text,
            &self.plain.gaps,
            candidate.start,
            candidate.end,
            &self.shadows,
            setting,
        );
        // "Goal: 0 cravings by 5/1" counts what is to come.
        let aims = !is_marked && judgment.assertion == Assertion::Hypothetical;
        let verdict = verdict.filter(|_| !aims);
        let mut assertion = match verdict {
            Some(Verdict::Marked(assertion)) => assertion,
            Some(Verdict::Unanswered) => Assertion::Hypothetical,
            Some(Verdict::Template) | None => judgment.assertion,
        };
        let spot = Spot {
            text: &self.plain.text,
            from: candidate.start,
            to: candidate.end,
            sentence: (sentence.start, sentence.end),
        };
        let mut mention = Mention {
            // Replaced when the place is known on its page.
            span: Span::new(crate::text::FileId(0), 0, 0, 0),
            indicator: indicator.id,
            dimension: indicator.dimension,
            direction: indicator.direction.unwrap_or(Direction::N),
            weight: indicator.weight,
            assertion,
            flipped: false,
            measure: None,
            age_days: judgment.age_days,
            at: None,
            on: judgment.on,
            section: sentence.section,
        };
        if diagnosis::names(
            &self.plain.text,
            (sentence.start, sentence.end),
            candidate.start,
            candidate.end,
        ) {
            mention.section = sections::by_heading("dx").unwrap_or(mention.section);
        }
        let listed = judgment.assertion == Assertion::Negated
            && judgment
                .ground
                .cue
                .is_some_and(|(_, end)| listed(&self.plain.text, end, candidate, sentence.end));
        let outcome = match candidate.entry {
            Entry::Instrument { instrument, .. } => {
                match self.lexicon.instruments.get(usize::from(instrument)) {
                    Some(instrument) => values::instrument(instrument, spot),
                    None => Outcome::Nothing,
                }
            }
            Entry::Form { preset, weak, .. } => {
                if weak {
                    mention.weight = mention.weight.saturating_sub(1).max(1);
                }
                if let Some(preset) = preset {
                    // "No use, UDS negative": the list does not deny what is itself a denial.
                    if listed && preset.assertion == Assertion::Negated {
                        assertion = Assertion::Affirmed;
                    }
                    assertion = preset_with(preset.assertion, assertion);
                    mention.direction = preset.direction.unwrap_or(mention.direction);
                    mention.weight = preset.weight.unwrap_or(mention.weight);
                    Outcome::Plain
                } else {
                    if indicator.parser == Parser::NamedLevel {
                        mention.measure = values::enough(spot).map(Measure::Level);
                    }
                    let read = values::read(indicator.parser, spot);
                    values::dated(indicator.parser, spot, judgment.age_days).unwrap_or(read)
                }
            }
            Entry::Anchor(_) => Outcome::Nothing,
        };
        // A list of denied complaints denies neither good news nor a score in it.
        if listed
            && assertion == Assertion::Negated
            && (mention.direction == Direction::L || matches!(outcome, Outcome::Read(_)))
        {
            assertion = Assertion::Affirmed;
        }
        if assertion == Assertion::Affirmed
            && indicator.scored_when_historical
            && tells_of_past(spot.words())
        {
            assertion = Assertion::Historical;
        }
        mention.assertion = assertion;
        let (rule, cue) = match verdict {
            Some(Verdict::Marked(_)) => ("marked or answered", None),
            Some(_) => ("only asked about", None),
            None => (judgment.ground.rule, judgment.ground.cue),
        };
        self.ground = Ground {
            rule,
            cue,
            scope: (sentence.start, sentence.end),
        };
        if verdict.is_none() && assertion != judgment.assertion {
            self.ground = self.by_words();
        }
        match outcome {
            Outcome::Nothing => {}
            Outcome::Told(told) => {
                mention.assertion = told;
                self.ground = self.by_words();
                self.emit(indicator, candidate.start, candidate.end, mention, false);
            }
            Outcome::Plain => self.emit(
                indicator,
                candidate.start,
                candidate.end,
                mention,
                judgment.told_as_history,
            ),
            Outcome::Read(readings) => {
                // A score of 0 is a score, not a denial.
                let own = judgment.ground.cue.is_some_and(|(start, end)| {
                    readings
                        .iter()
                        .any(|reading| reading.start <= start && end <= reading.end)
                });
                if own && mention.assertion == Assertion::Negated {
                    mention.assertion = Assertion::Affirmed;
                }
                self.emit_readings(
                    indicator,
                    candidate,
                    mention,
                    &readings,
                    judgment.told_as_history,
                );
            }
        }
    }

    /// Returns whether a nought denies what a form names; a nought is a score of its own elsewhere.
    fn is_rateable(&self, entry: Entry) -> bool {
        match entry {
            Entry::Form { .. } => true,
            Entry::Instrument { instrument, .. } => self
                .lexicon
                .instruments
                .get(usize::from(instrument))
                .is_some_and(|instrument| instrument.out_of == Some(10)),
            Entry::Anchor(_) => false,
        }
    }

    /// Returns whether a nought or an "N" is written at a candidate.
    fn is_counted_out(&self, sentence: Sentence, candidate: Candidate) -> bool {
        let piece = self.plain.text.get(sentence.start..sentence.end);
        let place = |at: usize| at.saturating_sub(sentence.start);
        piece.is_some_and(|piece| {
            counts::denied(piece, place(candidate.start), place(candidate.end))
        })
    }
}

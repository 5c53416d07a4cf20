//! Decides whether a mention is about this patient, now, and true. It does not decide whether
//! the mention matters; rules do.

mod clause;
pub(crate) mod cues;
mod facts;
mod lists;
mod need;
mod person;
mod quotes;
mod remark;
mod resolve;
mod scope;
mod stays;
mod time;

pub(crate) use time::unit_days;

/// Returns whether a word names a person other than the patient.
pub(crate) fn is_person(word: &str) -> bool {
    cues::table().names_person(word)
}

/// Returns whether a word tells what somebody did ("threw").
pub(crate) fn is_act(word: &str) -> bool {
    cues::table().acts.contains(word)
}

use self::cues::{CueClass, CueTable, Event, Kind, Reach};
use self::resolve::{Found, resolve};
use self::scope::View;
use self::time::When;
use super::tokens::{self, Token};
use crate::model::{Assertion, ServiceDate};

/// What is known of a target besides its words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// The section it stands in.
    pub(crate) section: u8,
    /// An event older than this many days is history.
    pub(crate) recent_days: u32,
    /// The indicator is itself about other people, so naming them changes nothing.
    pub(crate) about_others: bool,
    /// A plan states the fact itself (an order, a change of dose).
    pub(crate) plan_stands: bool,
    /// It tells what came of an aim, so the label of the aim before it aims at nothing.
    pub(crate) told: bool,
    /// It is what somebody has or does, so "weekly" tells how often and orders nothing.
    pub(crate) happens: bool,
    /// It is an instrument or a rating, which is of its assessment's day.
    pub(crate) scored: bool,
    /// Its sentence sets a criterion for what is to come.
    pub(crate) ahead: bool,
}

/// The place of another match, whose words are not cues for its neighbors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shadow {
    start: usize,
    end: usize,
    /// It says that a complaint is absent ("no tremor"), so a list may go on after it. "No sleep"
    /// is a complaint itself, and what follows it is not denied.
    denial: bool,
    /// A list goes on after it, so that a negation in it reaches further.
    lists_on: bool,
    /// A comma stands right after it.
    comma: bool,
}

impl Shadow {
    pub(crate) fn new(text: &str, start: usize, end: usize, denial: bool) -> Self {
        Self {
            start,
            end,
            denial,
            lists_on: lists_on(text, end),
            comma: text.get(end..).is_some_and(|rest| rest.starts_with(", ")),
        }
    }
}

/// Why a class was chosen: the rule, and the words behind it in the plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ground {
    pub(crate) rule: &'static str,
    pub(crate) cue: Option<(usize, usize)>,
}

/// The judgment on one target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Judgment {
    pub(crate) assertion: Assertion,
    pub(crate) age_days: Option<u16>,
    pub(crate) on: Option<ServiceDate>,
    /// A word put it in the past, whatever class won in the end.
    pub(crate) told_as_history: bool,
    pub(crate) ground: Ground,
}

/// Judges the targets of one sentence after another; its buffers are reused.
pub(crate) struct Analyzer {
    table: &'static CueTable,
    tokens: Vec<Token>,
    events: Vec<Event>,
    kept: Vec<Event>,
    /// An event's place and that of another that takes its place.
    rivals: Vec<(usize, usize)>,
    whens: Vec<When>,
}

impl Analyzer {
    pub(crate) fn new() -> Self {
        Self {
            table: cues::table(),
            tokens: Vec::new(),
            events: Vec::new(),
            kept: Vec::new(),
            rivals: Vec::new(),
            whens: Vec::new(),
        }
    }

    /// Returns the tokens of the sentence prepared last.
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Finds the words of the sentence `start..end`.
    pub(crate) fn cut(&mut self, text: &str, start: usize, end: usize) {
        tokens::tokenize(text, start, end, &mut self.tokens);
    }

    /// Finds the cues of the sentence cut last.
    pub(crate) fn prepare(
        &mut self,
        text: &str,
        gaps: &[u32],
        start: usize,
        end: usize,
        service: Option<ServiceDate>,
    ) {
        self.table.find(text, start, end, &mut self.events);
        // "Spoke of his mother's stroke": the stroke is hers, what was said before it is not.
        self.events.retain(|event| {
            if event.kind == Kind::Kin && person::is_self_injury(text, event) {
                return false;
            }
            !text
                .get(event.end..)
                .is_some_and(|rest| rest.starts_with("'s"))
                || !self.table.cue(event).is_some_and(|cue| {
                    cue.class == CueClass::OtherPerson && cue.direction == Reach::Backward
                })
        });
        let view = View {
            text,
            tokens: &self.tokens,
            events: &[],
            gaps: &[],
        };
        time::find(&view, service, &mut self.whens);
        self.find_rivals(gaps);
    }

    /// Judges the target at `from..to` of the prepared sentence. Cues inside `shadows`, the
    /// places of other matches, belong to those, denials excepted.
    pub(crate) fn judge(
        &mut self,
        text: &str,
        gaps: &[u32],
        from: usize,
        to: usize,
        shadows: &[Shadow],
        setting: Setting,
    ) -> Judgment {
        self.keep(text, from, to, shadows);
        let view = View {
            text,
            tokens: &self.tokens,
            events: &self.kept,
            gaps,
        };
        let mut found = Found::default();
        let is_needed = need::is_needed(&view, from, to);
        for event in &self.kept {
            let Some(cue) = self.table.cue(event) else {
                continue;
            };
            let denies = matches!(cue.class, CueClass::Negated | CueClass::Hypothetical);
            if denies && is_needed {
                continue;
            }
            // "Ready for discharge tomorrow" is a statement of today.
            let soon = setting.plan_stands
                && cue.class == CueClass::Hypothetical
                && event.start >= to
                && text
                    .get(event.start..event.end)
                    .is_some_and(|form| SOON.contains(&form));
            let often = (setting.happens || setting.scored)
                && event.start >= to
                && text.get(event.start..event.end) == Some("weekly");
            let label = setting.told
                && cue.class == CueClass::Hypothetical
                && view
                    .tokens
                    .first()
                    .is_some_and(|first| event.start == first.start);
            let of_remark = setting.scored
                && cue.class == CueClass::Historical
                && remark::is_apart(&view, event, from, to);
            let forecast = setting.scored && remark::is_forecast(&view, event, cue, from, to);
            if soon
                || often
                || label
                || of_remark
                || forecast
                || remark::is_quoted_wish(&view, event, cue, from, to)
            {
                continue;
            }
            if cue.class != CueClass::Pseudo
                && scope::reaches(self.table, &view, event, cue, from, to)
            {
                found.note(cue, event);
                // "Denies SI, anhedonia present": after a comma, the item has a verdict of its own.
                if cue.class == CueClass::Affirmed
                    && event.start <= to + 1
                    && text
                        .get(..from)
                        .is_some_and(|head| head.trim_end().ends_with(','))
                {
                    found.undone = Some((event.start, event.end));
                }
            }
        }
        if !setting.about_others
            && found.other.is_none()
            && let Some(event) = person::other(self.table, &view, from, to)
            && !(setting.scored && person::is_before_score(&view, event, from, to))
        {
            found.other = Some((event.start, event.end));
        }
        if !setting.about_others && found.other.is_none() {
            found.other = person::speaks_of_self(self.table, &view, from, to);
        }
        if setting.ahead
            && let Some(first) = view.tokens.first()
        {
            found.hypothetical = Some((first.start, first.end));
        }
        let mut dated = self.dated(&view, from, to);
        dated = dated.filter(|when| !setting.scored || !time::is_of_event(&view, when, from, to));
        if found.historical.is_none()
            && let Some(place) = stays::led_to(&view, from, to, dated)
        {
            found.historical = Some(place);
            found.over = true;
        }
        resolve(&found, dated, &view, (from, to), setting)
    }

    /// Takes out events inside the target, inside longer events, and inside other matches.
    fn keep(&mut self, text: &str, from: usize, to: usize, shadows: &[Shadow]) {
        self.kept.clear();
        let rivals = self.rivals.as_slice();
        for (place, event) in self.events.iter().enumerate() {
            if event.start < to && event.end > from {
                continue;
            }
            let shadowed = shadows.iter().any(|shadow| {
                shadow.start <= event.start
                    && event.end <= shadow.end
                    && event.end - event.start < shadow.end - shadow.start
                    && (shadow.start >= to || shadow.end <= from)
                    && !shadow.lists_on
                    && !(shadow.denial && shadow.comma && self.denies(event))
                    && !(shadow.end < from
                        && self.denies(event)
                        && leads_to(text.get(shadow.end..from).unwrap_or("")))
            });
            // "Son uses fentanyl": whose household it is does not make the fentanyl the patient's.
            let subject = event.kind == Kind::Kin
                && text
                    .get(event.end..)
                    .is_some_and(|rest| VERBS.iter().any(|verb| rest.starts_with(verb)));
            if shadowed
                && !subject
                && !text
                    .get(event.start..event.end)
                    .is_some_and(|form| form.starts_with("den"))
            {
                continue;
            }
            let (_, rest) = rivals.split_at(rivals.partition_point(|&(of, _)| of < place));
            let beaten = rest
                .iter()
                .take_while(|&&(of, _)| of == place)
                .filter_map(|&(_, rival)| self.events.get(rival))
                .any(|rival| rival.start >= to || rival.end <= from && !self.plans(rival));
            if !beaten {
                self.kept.push(*event);
            }
        }
    }

    /// Returns whether an event before the target plans what follows: "will be started on insulin".
    fn plans(&self, event: &Event) -> bool {
        self.table.cue(event).is_some_and(|cue| {
            cue.class == CueClass::Hypothetical && cue.direction == Reach::Backward
        })
    }

    fn denies(&self, event: &Event) -> bool {
        self.table
            .cue(event)
            .is_some_and(|cue| cue.class == CueClass::Negated)
    }

    /// Lists for each event the others that take its place, whatever the target.
    fn find_rivals(&mut self, gaps: &[u32]) {
        self.rivals.clear();
        let lengths = self.events.iter().map(|event| event.end - event.start);
        let longest = lengths.max().unwrap_or(0);
        for (place, event) in self.events.iter().enumerate() {
            // A rival ends where the event does or later, so none begins earlier than this.
            let first = self
                .events
                .partition_point(|rival| rival.start + longest < event.end);
            for (other, rival) in self.events.iter().enumerate().skip(first) {
                if rival.start >= event.end {
                    break;
                }
                // "Is not only": the pseudo-cue begins inside the cue and goes past it.
                let overlapping = event.start < rival.start
                    && event.end < rival.end
                    && self
                        .table
                        .cue(rival)
                        .is_some_and(|cue| cue.class == CueClass::Pseudo);
                let longer = rival.end - rival.start > event.end - event.start
                    && rival.start <= event.start
                    && event.end <= rival.end
                    // "Sleep: no   Appetite: fair" holds no "no appetite".
                    && !is_parted(gaps, rival);
                if overlapping || (longer && self.hides(rival, event)) {
                    self.rivals.push((place, other));
                }
            }
        }
    }

    /// Returns whether a longer event takes the place of one inside it.
    fn hides(&self, longer: &Event, event: &Event) -> bool {
        let Some(cue) = self.table.cue(longer) else {
            // "other than" hides "than"; it hides no cue of another kind but a shorter boundary.
            return self.table.cue(event).is_none() || longer.kind != Kind::Kin;
        };
        if cue.class == CueClass::Pseudo {
            return true;
        }
        if cue.value || cue.r#final || cue.contrast {
            return false;
        }
        match self.table.cue(event) {
            None => true,
            Some(short) if short.direction == cue.direction || cue.direction == Reach::Both => true,
            Some(short) if short.direction == Reach::Forward => longer.end != event.end,
            Some(_) => true,
        }
    }

    /// Returns the time expression that dates the target, if one does.
    fn dated(&self, view: &View<'_>, from: usize, to: usize) -> Option<When> {
        self.whens
            .iter()
            .filter(|when| when.end <= from || when.start >= to)
            .filter(|when| {
                let (low, high) = if when.end <= from {
                    (when.end, from)
                } else {
                    (to, when.start)
                };
                let blocked = view.events.iter().any(|event| {
                    event.kind == Kind::Conjunction && event.start >= low && event.end <= high
                });
                // "In 2012, he was treated for ...": the comma sets only the date apart.
                let fronted = view
                    .tokens
                    .iter()
                    .take_while(|token| token.end <= when.start)
                    .count()
                    <= 2;
                let mut words = 0;
                let mut commas = 0;
                let mut after = 0;
                for token in view.tokens_between(low, high) {
                    match token.of(view.text) {
                        ";" | ":" => return false,
                        // "A stroke in 2007 with residual weakness".
                        "residual" | "persistent" | "persisting" | "ongoing" | "now"
                        | "currently" | "since" | "still" => return false,
                        "," if fronted && token.start <= when.end => {}
                        // "Four overdoses, the last in 2019".
                        "the" | "last" | "most" | "recent" | "recently" | "latest" | "one"
                        | "in" | "was" | "on" | "about" | "around" | "approximately" | "approx" => {
                        }
                        "," => {
                            commas += 1;
                            after = 0;
                        }
                        _ if token.word => {
                            words += 1;
                            after += 1;
                        }
                        _ => {}
                    }
                }
                let near = if commas == 0 {
                    words <= 8
                } else {
                    commas == 1 && after == 0 && words <= 5
                };
                !blocked && near
            })
            .min_by_key(|when| {
                if when.end <= from {
                    from - when.end
                } else {
                    when.start - to
                }
            })
            .copied()
    }
}

/// Returns whether a list goes on after a match, so that a negation in it reaches further.
fn lists_on(text: &str, end: usize) -> bool {
    let Some(rest) = text.get(end..) else {
        return false;
    };
    if !rest.starts_with(", ") {
        return rest.starts_with('/') || rest.starts_with(" or ") || rest.starts_with(" nor ");
    }
    let rest = rest.get(..LONGEST_LIST).unwrap_or(rest);
    let sentence = rest.split(['.', ';', '\n']).next().unwrap_or("");
    sentence.contains(" or ") || sentence.contains(" nor ")
}

/// Returns whether the words behind a match only lead to a target: "does not meet criteria", then
/// "for 24-hour care", denies the need of such care.
fn leads_to(middle: &str) -> bool {
    let mut words = middle.split(' ').filter(|word| !word.is_empty());
    words.next() == Some("for")
        && words.all(|word| matches!(word, "a" | "an" | "the" | "any" | "continued" | "further"))
}

/// No list is longer in bytes.
const LONGEST_LIST: usize = 1200;

/// What a person named in a match does, as its subject.
const VERBS: [&str; 6] = [
    " uses ",
    " drinks ",
    " is ",
    " who ",
    " still ",
    " actively ",
];

/// When a plan comes true.
const SOON: [&str; 4] = ["tomorrow", "next week", "in 2 wk", "weekly"];

/// Returns whether a wide gap, as between two columns, stands within an event.
fn is_parted(gaps: &[u32], event: &Event) -> bool {
    let next = gaps.partition_point(|&gap| gap as usize <= event.start);
    gaps.get(next)
        .is_some_and(|&gap| (gap as usize) < event.end)
}

//! Finds what a note remarks on time and presence: late, early, breaks, time of psychotherapy.
//! Remarks of other people, other days and other places are none of the note's service.

use super::away::nights_away;
use super::away_log::nights_of_log;
use super::day_blocks::read_sittings;
use super::day_table;
use super::discharge_told::discharge_told;
use super::film::film_alone;
use super::guards::Cues;
use super::labels::Label;
use super::more_times::more_times;
use super::other_days::other_days;
use super::past_midnight::past_midnight;
use super::unread_time::unread_time;
use super::view::NoteView;
use super::when;
use super::written_times::{differing_duration, impossible_times};
use crate::model::{Minute, NoteKind, Remark, RemarkKind, Remarks, ServiceDate, ServiceTime};
use crate::policy::counts_toward_hours;
use crate::text::{Groups, Pattern, Span};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// Returns the remarks of a note of the kind, whose title, day and time of service were read.
pub(super) fn read_remarks(
    view: &NoteView<'_>,
    kind: NoteKind,
    title: Option<Span>,
    (date, time): (Option<ServiceDate>, Option<&ServiceTime>),
) -> Remarks {
    let mut all = Vec::new();
    if is_of_service(kind) {
        worded(view, &mut all);
        all.extend(day_table::sessions(view, kind));
        all.extend(not_program_time(view, title).or_else(|| film_alone(view, kind)));
    }
    if let Some(date) = date {
        let start = time.and_then(|time| time.start);
        all.extend(nights_away(view, kind, (date, start)));
        all.extend(nights_of_log(view, kind, title, date));
    }
    all.extend(other_days(view, kind, date));
    if kind == NoteKind::DischargeSummary {
        all.extend(discharged_on(view).or_else(|| discharged_in_words(view, date?)));
    } else if tells_of_the_past(kind)
        && let Some(date) = date
    {
        // "Discharge date: 03/27/2026" of a call in which the program's end is told.
        let is_past = |on: ServiceDate| (0..=14).contains(&date.days_since(on));
        all.extend(discharged_on(view).filter(|told| told.on.is_some_and(is_past)));
    }
    all.extend(date.and_then(|date| discharge_told(view, kind, date)));
    if kind.is_therapeutic_service() {
        all.extend(impossible_times(view, kind, time));
        all.extend(time.and_then(|time| differing_duration(view, time)));
        all.extend(time.and_then(|time| more_times(view, kind, time)));
        all.extend(time.and_then(|time| past_midnight(view, date, time)));
    }
    if let Some(time) = time.filter(|_| is_of_service(kind)) {
        all.extend(read_sittings(view, kind, time));
    }
    if time.is_none() && is_of_service(kind) {
        all.extend(unread_time(view, kind));
    }
    all.sort_by_key(|remark| (remark.span, remark.kind));
    all.dedup_by(|next, first| {
        (next.kind, next.span, next.on) == (first.kind, first.span, first.on)
    });
    Remarks { all }
}

/// Returns whether a note of the kind tells what was: a plan, a request to a payer or an assessment
/// also gives dates of what is to come, and of other stays.
fn tells_of_the_past(kind: NoteKind) -> bool {
    is_of_service(kind) && kind != NoteKind::Assessment && kind != NoteKind::PsychiatricEvaluation
        || matches!(kind, NoteKind::NursingNote | NoteKind::Contact)
}

fn is_of_service(kind: NoteKind) -> bool {
    kind.is_therapeutic_service() && kind != NoteKind::NursingNote
        || matches!(
            kind,
            NoteKind::CaseManagement | NoteKind::ProgramSummary | NoteKind::Unknown
        )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    remark: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: RemarkKind,
    cue: String,
    /// Whether no letter stands beside the cue in any match.
    #[serde(default)]
    alone: bool,
    pattern: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for the test"))]
    examples: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for the test"))]
    others: Vec<String>,
}

struct Patterns {
    /// The entries of each cue.
    of_cue: Vec<Vec<usize>>,
    entries: Vec<Worded>,
    /// An amount of minutes or hours, or a time of day.
    stated: Pattern,
}

struct Worded {
    entry: &'static Entry,
    pattern: Pattern,
    /// Whether every match holds an amount or a time, which few lines do.
    needs_amount: bool,
}

const AMOUNT: &str = r"(?P<amount>\d{1,3}|five|ten|fifteen|twenty(?:[- ]five)?|thirty|forty(?:[- ]five)?|half\s+an|an|one)[\s-]*(?P<unit>minutes?|mins?\b\.?|m\b|hours?|hrs?\b)";
const TIME: &str = r"(?P<at>\d{1,2}:\d{2}(?:\s*[ap]\.?m?\b\.?)?|(?:0\d|1\d|2[0-3])[0-5]\d\b|\d{1,2}\s*[ap]\.?m\b\.?)";

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let file = toml::from_str::<File>(include_str!("../../knowledge/remarks.toml"));
    debug_assert!(file.is_ok(), "remarks.toml: {:?}", file.err());
    file.map_or_else(|_| Vec::new(), |file| file.remark)
});

/// A word that stands on every line that remarks on something.
pub(super) struct Cue {
    pub(super) word: &'static str,
    /// Whether no letter stands beside it in any remark.
    pub(super) alone: bool,
}

static CUES: LazyLock<Vec<Cue>> = LazyLock::new(|| {
    let mut cues: Vec<Cue> = Vec::new();
    for Entry { cue, alone, .. } in &*ENTRIES {
        match cues.iter_mut().find(|known| known.word == cue) {
            Some(known) => known.alone &= alone,
            None => cues.push(Cue {
                word: cue,
                alone: *alone,
            }),
        }
    }
    cues
});

/// Returns the cues, whose places number them.
pub(super) fn cues() -> &'static [Cue] {
    &CUES
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let mut of_cue: Vec<Vec<usize>> = CUES.iter().map(|_| Vec::new()).collect();
    let mut entries = Vec::new();
    for entry in &*ENTRIES {
        let pattern = entry
            .pattern
            .replacen("{amount}", AMOUNT, 1)
            .replacen("{time}", TIME, 1);
        let pattern = Pattern::new(&format!("(?i){pattern}"))?;
        let place = CUES.iter().position(|cue| cue.word == entry.cue)?;
        of_cue.get_mut(place)?.push(entries.len());
        // Where a pattern takes bare digits beside an amount, those may stand for it.
        let bare = entry.pattern.replace(r"[^.;\d]", "").contains(r"\d");
        entries.push(Worded {
            entry,
            pattern,
            needs_amount: entry.pattern.contains("{amount}") && !bare
                || entry.pattern.contains("{time}"),
        });
    }
    let stated = Pattern::new(&format!(
        "(?i)(?:{AMOUNT}|{})",
        TIME.replacen("?P<at>", "", 1)
    ));
    Some(Patterns {
        of_cue,
        entries,
        stated: stated?,
    })
});

fn worded(view: &NoteView<'_>, all: &mut Vec<Remark>) {
    let Some(patterns) = PATTERNS.as_ref() else {
        return;
    };
    for (index, line) in view.body_lines() {
        // A word that only begins like a cue, as "later" does, remarks on nothing.
        let near = (index.saturating_sub(1)..=index + 1).filter_map(|at| view.line(at));
        let told = near.fold(Cues::default(), |told, line| told.and(line.told_cues()));
        let own = line.cues();
        let mut around: Option<(Window, bool)> = None;
        for (cue, entries) in patterns.of_cue.iter().enumerate() {
            if !own.holds(cue) || !told.holds(cue) {
                continue;
            }
            let (window, states_amount) = around.get_or_insert_with(|| {
                let window = Window::around(view, index);
                let states_amount = patterns.stated.is_match(&window.text);
                (window, states_amount)
            });
            let own = window.own.clone();
            for &place in entries {
                let Some(worded) = patterns.entries.get(place) else {
                    continue;
                };
                if worded.needs_amount && !*states_amount {
                    continue;
                }
                let entry = worded.entry;
                for captures in worded.pattern.captures_iter(&window.text) {
                    let Some(whole) = captures.get(0) else {
                        continue;
                    };
                    // The cue's own line finds it; the lines around it find theirs.
                    let cue_at = find_cue(whole.as_str(), &entry.cue).map(|at| whole.start() + at);
                    if !cue_at.is_some_and(|at| own.contains(&at)) {
                        continue;
                    }
                    if is_of_something_else(&window.text, whole.range(), entry.kind) {
                        continue;
                    }
                    all.extend(remark(view, window, entry.kind, &captures));
                }
            }
        }
    }
}

fn find_cue(text: &str, cue: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(cue)
}

/// A line with its neighbours, since sentences are wrapped.
pub(super) struct Window {
    pub(super) text: String,
    /// The bytes of the line itself.
    pub(super) own: Range<usize>,
    /// Document line, first byte in `text`, first byte of it in the line.
    parts: Vec<(usize, usize, usize)>,
}

impl Window {
    pub(super) fn around(view: &NoteView<'_>, index: usize) -> Self {
        let mut window = Self {
            text: String::new(),
            own: 0..0,
            parts: Vec::new(),
        };
        let page = view.line(index).map(|line| line.page);
        for place in index.saturating_sub(1)..=index + 1 {
            let Some(line) = view.line(place) else {
                continue;
            };
            let is_beside = line.page == page.unwrap_or(0)
                && (view.from..view.to).contains(&place)
                && !line.furniture;
            if place != index && (!is_beside || !is_prose(line.text)) {
                continue;
            }
            if !window.text.is_empty() {
                window.text.push(' ');
            }
            let trimmed = line.text.trim();
            let lead = line.text.len() - line.text.trim_start().len();
            let start = window.text.len();
            window.parts.push((place, start, lead));
            window.text.push_str(trimmed);
            if place == index {
                window.own = start..window.text.len();
            }
        }
        window
    }

    /// Returns the place in the document of some bytes of the window.
    pub(super) fn span(&self, view: &NoteView<'_>, bytes: &Range<usize>) -> Option<Span> {
        let place = |at: usize| {
            let (line, start, lead) = self
                .parts
                .iter()
                .rev()
                .find(|(_, start, _)| *start <= at)
                .copied()?;
            Some((line, at - start + lead))
        };
        let (line, from) = place(bytes.start)?;
        let (last, to) = place(bytes.end.checked_sub(1)?)?;
        let first = view.place(line, from..from);
        let end = view.place(last, to..to + 1);
        Some(Span {
            end: end.end.max(first.start),
            ..first
        })
    }
}

/// Returns whether a line can be part of a wrapped sentence: not a labelled field or a heading.
fn is_prose(text: &str) -> bool {
    let text = text.trim();
    let label = text.split_once(':').map_or("", |(label, _)| label);
    text.split_whitespace().nth(2).is_some() && (label.is_empty() || label.len() > 30)
}

static ELSEWHERE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)\b(?:yesterday|last\s+(?:week|night|session|time|month|\w+day)|previous(?:ly)?|usually|often|frequently|always|sometimes|history\s+of|tends|chronic\w*|will|would|if|whenever|goal|objective|policy|rules?|next|tomorrow|period|menses|denie[sd]|not|never|without|avoid\w*|no\s+longer|curfew|rent|bill)\b|n't\b",
    )
});

static OTHERS: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:peers?|another|others?|roommate|group\s+leader|facilitator|therapist|writer|counselor|staff|clinician|mother|mom|father|dad|husband|wife|spouse|partner|daughter|son|sister|brother|parents?|bus|van|driver|ride|uber|boss|friend|boyfriend|girlfriend|interpreter|notes?|documentation|dose|medications?|meds|lunch|dinner|meal)\s+(?:\w+\s+){0,2}$",
    )
});

/// Returns whether the sentence of a remark speaks of another person, day or place.
fn is_of_something_else(text: &str, found: Range<usize>, kind: RemarkKind) -> bool {
    if !matches!(
        kind,
        RemarkKind::ArrivedLate
            | RemarkKind::LeftEarly
            | RemarkKind::AttendedPart
            | RemarkKind::Disconnected
    ) {
        return false;
    }
    let before = text.get(..found.start).unwrap_or_default();
    let from = before
        .rfind(['.', ';', '!', '?'])
        // "Pt. arrived" is no end of a sentence.
        .filter(|at| !before.get(..*at).unwrap_or_default().ends_with("Pt"))
        .map_or(0, |at| at + 1);
    let subject = before.get(from..).unwrap_or_default();
    if OTHERS.as_ref().is_some_and(|other| other.is_match(subject)) {
        return true;
    }
    let own = text.get(from..found.end).unwrap_or_default();
    let behind = text.get(found.end..).unwrap_or_default();
    ELSEWHERE.as_ref().is_some_and(|words| words.is_match(own))
        || AT_WORK.as_ref().is_some_and(|work| {
            let within = text.get(found).unwrap_or_default();
            work.is_match(within) || work.find(behind).is_some_and(|place| place.start <= 1)
        })
}

// "Late to work" is another place; "left early for work" is a reason.
static AT_WORK: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:to|from|at)\s+(?:his\s+|her\s+|their\s+|my\s+)?(?:work|job|school|shift|class|court|church|appointment)\b",
    )
});

fn remark(
    view: &NoteView<'_>,
    window: &Window,
    kind: RemarkKind,
    captures: &Groups<'_>,
) -> Option<Remark> {
    let whole = captures.get(0)?;
    let minutes = captures.name("amount").and_then(|amount| {
        let unit = captures
            .name("unit")
            .map_or("", |unit| unit.as_str())
            .to_ascii_lowercase();
        minutes_of(amount.as_str(), unit.starts_with('h'))
    });
    let minutes = minutes.or_else(|| {
        // "attended 35 of 60 minutes": the first number is what the remark says.
        let digits: String = whole
            .as_str()
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        (kind == RemarkKind::AttendedPart || kind == RemarkKind::TherapyTime)
            .then(|| digits.parse().ok())
            .flatten()
    });
    let from = captures.name("at").and_then(|at| clock(at.as_str()));
    Some(Remark {
        kind,
        minutes: minutes.filter(|minutes| *minutes < 24 * 60),
        from,
        to: None,
        on: None,
        span: window.span(view, &whole.range())?,
    })
}

fn clock(text: &str) -> Option<Minute> {
    let time = when::find_labelled_times(text).into_iter().next()?;
    // Programs run by day: one to six without am or pm is after noon.
    let half = match (time.half, time.hour, time.long_clock) {
        (None, 1..=6, false) => Some(when::Half::Pm),
        (half, ..) => half,
    };
    when::clock(time.hour, time.minute, half)
}

fn minutes_of(amount: &str, hours: bool) -> Option<u32> {
    let words: String = amount
        .to_ascii_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .collect::<Vec<_>>()
        .join(" ");
    let number = match words.as_str() {
        "half an" => return hours.then_some(30),
        "an" | "one" => 1,
        "five" => 5,
        "ten" => 10,
        "fifteen" => 15,
        "twenty" => 20,
        "twenty five" => 25,
        "thirty" => 30,
        "forty" => 40,
        "forty five" => 45,
        digits => digits.parse().ok()?,
    };
    // "an minute" is no amount; "1 minute" is none that matters.
    Some(if hours { number * 60 } else { number })
}

/// Returns the day of discharge that a note states in a field of its own.
fn discharged_on(view: &NoteView<'_>) -> Option<Remark> {
    const NAMES: [&str; 5] = [
        "discharge date",
        "date of discharge",
        "dc date",
        "d/c date",
        "discharged",
    ];
    view.labelled(Label::OtherDate).find_map(|field| {
        let line = view.line(field.line)?;
        let name = line.text.get(field.name.clone())?.to_ascii_lowercase();
        if !NAMES.contains(&name.trim()) {
            return None;
        }
        let date = when::parse_date(view.value(field))?;
        Some(Remark {
            kind: RemarkKind::DischargedOn,
            minutes: None,
            from: None,
            to: None,
            on: Some(date.date),
            span: view.part_span(field, date.start..date.end),
        })
    })
}

static DISCHARGED: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)(?:\bdate\s+of\s+discharge\s+(?:is\s+|was\s+)?\d|(?:^\s*|[.;]\s+|(?P<comma>,\s+(?:and\s+)?)|\b(?:client|patient|pt\.?|resident|he|she|they|m(?:r|s|rs)\.?\s+\w+)\s+(?:was\s+|is\s+)?)(?:discharged|d/c'?d|dc'?d)\s+(?:(?:home|successfully|ama|from\s+(?:the\s+)?(?:program|facility|unit|residential|treatment))\s+){0,2}(?:on\s+)?\d|(?:^\s*|[.;]\s+|\b(?:adm|admit|admitted|admission|intake)\b[^.;a-z]{0,24}\d\s*[,/–-]?\s*)(?:d/c|dc|disch\.?|discharge)\s*(?:date\s*)?[:-]?\s*(?:on\s+)?\d|\b(?:left|eloped)\s+(?:the\s+\w+\s+)?(?:against\s+(?:medical\s+|staff\s+)?advice|ama)\s+(?:on\s+)?\d)",
    )
});

/// Words before a comma by which the discharge behind it may be from somewhere else.
const OTHER_STAY: [&str; 6] = [
    "hospital",
    "inpatient",
    "emergency",
    " ed ",
    "previous",
    "jail",
];

/// Returns the day of discharge that a sentence of a discharge summary states. Other discharges,
/// which a history tells of, lie further back.
fn discharged_in_words(view: &NoteView<'_>, date: ServiceDate) -> Option<Remark> {
    let pattern = DISCHARGED.as_ref()?;
    view.body_lines().find_map(|(index, line)| {
        let captures = pattern.captures(line.text)?;
        let found = captures.get(0)?;
        // "In the hospital from 3/2, discharged 3/4" ends another stay.
        if let Some(comma) = captures.name("comma") {
            let before = line.text.get(..comma.start())?.to_ascii_lowercase();
            let own = before.rsplit(". ").next()?;
            if OTHER_STAY.iter().any(|word| own.contains(word)) {
                return None;
            }
        }
        let from = found.end().checked_sub(1)?;
        let day = when::find_dates(line.text)
            .into_iter()
            .find(|day| day.start == from)?;
        (-7..=1)
            .contains(&day.date.days_since(date))
            .then(|| Remark {
                kind: RemarkKind::DischargedOn,
                minutes: None,
                from: None,
                to: None,
                on: Some(day.date),
                span: view.place(index, day.start..day.end),
            })
    })
}

/// Returns that the session was no program time, by its topic or its title.
fn not_program_time(view: &NoteView<'_>, title: Option<Span>) -> Option<Remark> {
    let of_span = |span: Span| Remark {
        kind: RemarkKind::NotProgramTime,
        minutes: None,
        from: None,
        to: None,
        on: None,
        span,
    };
    let topic = view.labelled(Label::GroupTopic).next();
    if let Some(field) = topic {
        let value = view.value(field);
        // A topic in a sentence ("using free time well") is what was spoken of.
        let is_name = value.split_whitespace().count() <= 4;
        return (is_name && !counts_toward_hours(value)).then(|| of_span(view.value_span(field)));
    }
    let title = title?;
    let (_, line) = view.body_lines().find(|(_, line)| {
        line.page == title.page && line.trimmed_span(view.file()).contains(&title)
    })?;
    (line.text.split_whitespace().count() <= 6 && !counts_toward_hours(line.text))
        .then(|| of_span(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds_alone(text: &str, cue: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let words = lower.split(|c: char| !c.is_ascii_alphabetic());
        words.into_iter().any(|word| word == cue)
    }

    #[test]
    fn every_pattern_tells_its_examples_apart() {
        let patterns = PATTERNS.as_ref().expect("remarks.toml parses");
        for worded in &patterns.entries {
            let entry = worded.entry;
            let made = |text: &str| {
                let is_tried = !worded.needs_amount || patterns.stated.is_match(text);
                is_tried
                    && worded.pattern.captures_iter(text).any(|captures| {
                        let whole = captures.get(0).expect("a match");
                        assert!(!entry.alone || holds_alone(whole.as_str(), &entry.cue));
                        find_cue(whole.as_str(), &entry.cue).is_some()
                            && !is_of_something_else(text, whole.range(), entry.kind)
                    })
            };
            for example in &entry.examples {
                assert!(made(example), "{}: {example}", entry.pattern);
            }
            for other in &entry.others {
                assert!(!made(other), "{}: {other}", entry.pattern);
            }
        }
    }
}

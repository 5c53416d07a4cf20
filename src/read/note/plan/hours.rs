//! Reads how many hours a week a plan plans: what it says of the program as a whole, else the
//! sum of what it says of each service.

use crate::model::HoursBasis;
use crate::read::note::labels::Label;
use crate::read::note::view::NoteView;
use crate::text::bytes::has_digit;
use crate::text::{Groups, Located, Pattern};
use std::ops::Range;
use std::sync::LazyLock;

struct Rates {
    per_week: Pattern,
    days_times_hours: Pattern,
    hours_times_days: Pattern,
    hours_on_weekdays: Pattern,
    weekly_minutes: Pattern,
}

static RATES: LazyLock<Option<Rates>> = LazyLock::new(|| {
    // "9+ h/wk" and "9.25 h/wk" state nine and more.
    let count = r"\b(\d{1,3}(?:\.\d{1,2})?)\+?(?:\s*(?:-|–|to)\s*\d{1,3}(?:\.\d{1,2})?)?";
    // "22.5 group hours/week" names its services within the amount.
    let hours = r"\s*-?\s*(?:(?:group|program|treatment|therapy|therapeutic|clinical|structured|service|contact|programming)\s+)?(?:hours?|hrs?|h)\b\.?";
    let week = r"(?:per|/|a|each|every|weekly)\s*(?:week|wk|weekly)?";
    Some(Rates {
        per_week: Pattern::new(&format!(
            r"(?i){count}{hours}\s*(?:of\s+[\w\s]{{0,40}}?)?\s*(?:per\s*(?:week|wk)|/\s*(?:week|wk)|a\s+week|each\s+week|weekly|every\s+week)"
        ))?,
        days_times_hours: Pattern::new(&format!(
            r"(?i)\b(\d|two|three|four|five)\s*-?\s*(?:days?|d|x|times?|sessions?|evenings?|eves?|nights?|mornings?|afternoons?|visits?|meetings?|groups?)\s*(?:{week})?\s*(?:x|×|\*|@|,|;|for|at|of|,?\s*-)?\s*{count}{hours}"
        ))?,
        hours_times_days: Pattern::new(&format!(
            r"(?i){count}{hours}\s*(?:/|per|a|each|x|×|,|daily|\s)*\s*(?:day|session|visit|daily|d\b)?\s*(?:x|×|\*|,|for|;|\s)*\s*(\d)\s*-?\s*(?:days?|d\b|times?|x|sessions?|evenings?|eves?|mornings?|afternoons?|visits?)\b"
        ))?,
        hours_on_weekdays: Pattern::new(&format!(
            r"(?i){count}{hours}\s*(?:/|per|a|each)?\s*(?:day|daily)?\s*,?\s*(?:on\s+)?(?:mon(?:day)?s?\s*(?:-|–|to|through|thru)\s*fri(?:day)?s?|m\s*-\s*f\b|weekdays)"
        ))?,
        weekly_minutes: Pattern::new(
            r"(?i)\b(?:weekly|once\s+(?:a|per|each)\s+week|1\s*x\s*/?\s*(?:per\s+|a\s+)?(?:week|wk)(?:ly)?),?\s+(?:for\s+|x\s+|at\s+)?(\d{2,3})\s*-?\s*min|\b(\d{2,3})\s*-?\s*min(?:ute)?s?\.?,?\s+(?:sessions?\s+)?(?:weekly|(?:once\s+)?(?:a|per|each|every)\s+week)\b",
        )?,
    })
});

/// Fewer hours a week than this, in tenths, are those of one service and never of a program.
const LEAST_PROGRAM: u32 = 30;

/// Returns planned hours per week in tenths, and what they are the hours of.
///
/// A sum of services counts only where every service's line could be read: one that states
/// minutes, or hours a day without days, leaves the sum unknown.
pub(super) fn read_hours(view: &NoteView<'_>) -> Option<(Located<u32>, HoursBasis)> {
    let mut program: Option<Located<u32>> = labelled_hours(view);
    let mut other: Option<Located<u32>> = None;
    let mut services = Services::default();
    for (index, line) in view.body_lines() {
        for sentence in sentences(line.text) {
            let said = line.text.get(sentence.clone()).unwrap_or_default();
            if is_not_treatment(&said.to_ascii_lowercase()) {
                continue;
            }
            let mut at = sentence.start;
            for part in said.split_inclusive(';') {
                let mut start = at;
                at += part.len();
                let mut rest = part;
                while let Some((subject, rate)) = next_rate(rest, start == at - part.len()) {
                    let Some((tenths, place)) = rate else {
                        let lower = rest.to_ascii_lowercase();
                        match subject {
                            Subject::Service => services.add_unread(&lower),
                            // The program's own schedule is said in words that were not read: what
                            // one service comes to is not the plan's hours.
                            Subject::Program => {
                                services.is_unknown |= states_schedule(&lower);
                            }
                            // "Use skills 3x a week" is a goal's, a program's tells when it meets.
                            Subject::Unnamed => {
                                services.is_unknown |=
                                    tells_when(&lower) && states_schedule(&lower);
                            }
                        }
                        break;
                    };
                    let end = place.end;
                    let place = view.place(index, start + place.start..start + end);
                    let found = Located::new(tenths, place);
                    match subject {
                        Subject::Program if tenths >= LEAST_PROGRAM => raise(&mut program, found),
                        Subject::Program | Subject::Service => services.add(found),
                        Subject::Unnamed if tenths >= LEAST_PROGRAM => raise(&mut other, found),
                        Subject::Unnamed => {}
                    }
                    start += end;
                    rest = rest.get(end..).unwrap_or_default();
                }
            }
        }
    }
    let (services, basis) = services.sum();
    // The services together may come to more than the line that names the program.
    if let Some(found) = program
        && services.is_none_or(|sum| sum.value <= found.value)
    {
        return Some((found, HoursBasis::Program));
    }
    let by_services = services.map(|sum| (sum, basis));
    by_services
        .into_iter()
        .chain(other.map(|found| (found, HoursBasis::Services)))
        .max_by_key(|(found, _)| found.value)
}

/// What the services of a plan come to.
#[derive(Default)]
struct Services {
    sum: Option<Located<u32>>,
    /// Whether an amount could not be read at all.
    is_unknown: bool,
    /// Whether some are planned once or twice a week, without hours.
    has_few_more: bool,
}

impl Services {
    fn add(&mut self, found: Located<u32>) {
        match &mut self.sum {
            Some(sum) => sum.value += found.value,
            None => self.sum = Some(found),
        }
    }

    /// Takes services whose hours could not be read, named in a part of a line.
    fn add_unread(&mut self, lower: &str) {
        for named in lower.split(',').filter(|named| states_often(named)) {
            if is_few(named) {
                self.has_few_more = true;
            } else {
                self.is_unknown = true;
            }
        }
    }

    fn sum(self) -> (Option<Located<u32>>, HoursBasis) {
        let basis = if self.has_few_more {
            HoursBasis::SomeServices
        } else {
            HoursBasis::Services
        };
        (self.sum.filter(|_| !self.is_unknown), basis)
    }
}

/// Returns whether a piece of a line tells how often a service comes: by an amount, or in the few
/// words of a list.
fn states_often(lower: &str) -> bool {
    const OFTEN: [&str; 4] = ["weekly", "daily", "once", "twice"];
    let is_listed = lower.split_whitespace().nth(5).is_none();
    states_amount(lower) || is_listed && OFTEN.iter().any(|word| lower.contains(word))
}

/// Returns whether a piece of a line gives a schedule: so many days or evenings a week, weekdays with
/// a clock's times, hours each time.
fn states_schedule(lower: &str) -> bool {
    SCHEDULE
        .as_ref()
        .is_some_and(|schedule| has_digit(lower) && schedule.is_match(lower))
}

fn tells_when(lower: &str) -> bool {
    const WHEN: [&str; 9] = [
        "evening",
        "morning",
        "afternoon",
        "hr",
        "hour",
        "mon",
        "m/w",
        "m-f",
        "mwf",
    ];
    WHEN.iter().any(|word| lower.contains(word))
}

static SCHEDULE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?x)\b(?:\d|two|three|four|five)\s*-?\s*(?:x|days?|d|evenings?|eves?|nights?|mornings?|afternoons?|sessions?|times)\s*(?:/|per\s|a\s|each\s|every\s|weekly|wkly)\s*(?:wk|week)?
        | \b(?:m\W?\s?t?u?\W?\s?w\W?\s?(?:th?\W?\s?)?f|t(?:ue?)?\W\s?th|mon\w*\W+(?:tue\w*\W+)?wed\w*|tue\w*\W+(?:wed\w*\W+)?thu\w*|m\s*-\s*f|mon\w*\s*(?:-|–|to|through)\s*(?:thu|fri)\w*)\b[^.;]{0,24}\d
        | \b\d{1,2}(?:\.\d+)?\s*(?:hours?|hrs?|h)\s*(?:each|per\s+(?:day|session|evening|group)|/\s*(?:day|session|evening)|a\s+(?:day|session|evening))",
    )
});

/// Returns whether a service comes once or twice a week and its minutes are not told.
fn is_few(lower: &str) -> bool {
    const FEW: [&str; 6] = ["1x", "2x", "x1", "x2", "once", "twice"];
    let digits = lower.bytes().filter(u8::is_ascii_digit).count();
    digits <= 1 && FEW.iter().any(|word| lower.contains(word))
        || digits == 0 && lower.contains("weekly")
}

/// Returns the next rate of a part of a line and what it is said of; `None` where what is left after
/// an earlier rate goes on about the same one.
fn next_rate(rest: &str, is_first: bool) -> Option<(Subject, Option<Rate>)> {
    let goes_on = rest.trim_start().trim_start_matches(')').trim_start();
    let is_next = [",", "and ", "+", "&", "plus "]
        .iter()
        .any(|word| goes_on.starts_with(word));
    if !is_first && !is_next {
        return None;
    }
    let lower = rest.to_ascii_lowercase();
    let rate = rate(rest);
    // ASCII letters alone change case, so places are the same in both.
    let (before, after) = match &rate {
        Some((_, place)) => lower.split_at_checked(place.end).unwrap_or((&lower, "")),
        None => (lower.as_str(), ""),
    };
    let subject = subject(before, after);
    // What names nothing after a rate is an aside to it: "9 hours per week, 3 days x 3 hours".
    let names_own = is_first || !matches!(self::subject(before, ""), Subject::Unnamed);
    names_own.then_some((subject, rate))
}

/// Returns the sentences of a line, as places in it. A dot behind a short word is part of it.
fn sentences(text: &str) -> Vec<Range<usize>> {
    const SHORT: [&str; 12] = [
        "hr", "hrs", "h", "min", "mins", "wk", "wks", "vs", "approx", "no", "dr", "x",
    ];
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ") {
        let before = text.get(start..at).unwrap_or_default();
        let word = before
            .rsplit(|c: char| !c.is_ascii_alphabetic())
            .next()
            .unwrap_or_default();
        let is_short = SHORT.iter().any(|short| word.eq_ignore_ascii_case(short));
        let next = text.get(at + 1..).unwrap_or_default().trim_start();
        if !is_short && next.starts_with(|c: char| c.is_ascii_uppercase()) {
            found.push(start..at + 1);
            start = at + 1;
        }
    }
    found.push(start..text.len());
    found
}

/// Hours a week in tenths, with their place in a text.
type Rate = (u32, Range<usize>);

/// What a rate is said of.
enum Subject {
    Program,
    Service,
    Unnamed,
}

/// Tells what a rate is said of by the words up to it, else by those after it.
fn subject(before: &str, after: &str) -> Subject {
    const PROGRAM: [&str; 9] = [
        "php",
        "iop",
        "partial hosp",
        "intensive outpatient",
        "total",
        "level of care",
        "therapeutic services",
        "structured",
        "hours per week:",
    ];
    const SERVICE: [&str; 13] = [
        "group",
        "individual",
        "family",
        "occupational",
        "activity",
        "nursing",
        "education",
        "medication",
        "case manage",
        "peer",
        "therapy",
        "session",
        "counsel",
    ];
    let any = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    // Where services are listed with commas, the rate is of the one that it stands beside: "exposure
    // group, after-school program 4 hours per week".
    let own = before.rsplit(',').next().unwrap_or(before);
    // "Program schedule: 4 days a week, 3 hours of scheduled therapy a day" is of the program as a
    // whole, until a service is named.
    let is_schedule = before.split_once(':').is_some_and(|(label, rest)| {
        let rest = rest
            .replace("scheduled therapy", "")
            .replace("of therapy", "");
        label.split_whitespace().count() <= 6
            && label.contains("program")
            && !any(label, &SERVICE)
            && !any(&rest, &SERVICE)
    });
    if is_schedule {
        return Subject::Program;
    }
    let names_program = any(own, &PROGRAM) || own.contains("program");
    if names_program && !any(own, &SERVICE) {
        return Subject::Program;
    }
    if any(before, &SERVICE) {
        Subject::Service
    } else if any(before, &PROGRAM) {
        Subject::Program
    } else if any(after, &SERVICE) {
        Subject::Service
    } else if any(after, &PROGRAM) || before.contains("program") || after.contains("program") {
        Subject::Program
    } else {
        Subject::Unnamed
    }
}

/// Returns whether a line gives an amount of a service, which then must be read for a sum.
fn states_amount(lower: &str) -> bool {
    let digit = has_digit(lower);
    digit
        && [
            "hour", "hr", "min", "x/", "x week", "per week", "daily", "weekly", "day",
        ]
        .iter()
        .any(|word| lower.contains(word))
}

/// Returns whether a line speaks of hours of something else: sleep, work, meetings outside.
fn is_not_treatment(lower: &str) -> bool {
    const OTHER: [&str; 16] = [
        "sleep",
        "work",
        "volunteer",
        "exercise",
        "meeting",
        "school",
        "college",
        "class ",
        "walk",
        "screen time",
        "job",
        "visitation",
        "phone",
        "within ",
        "24 hour",
        "24-hour",
    ];
    OTHER.iter().any(|word| {
        // A program after school is one.
        let mut places = lower.match_indices(word);
        places.any(|(at, _)| *word != "school" || !is_after_school(lower, at))
    })
}

fn is_after_school(lower: &str, at: usize) -> bool {
    let before = lower.get(..at).unwrap_or_default();
    before.ends_with("after-") || before.ends_with("after ")
}

fn raise(slot: &mut Option<Located<u32>>, found: Located<u32>) {
    if slot.is_none_or(|known| known.value < found.value) {
        *slot = Some(found);
    }
}

fn labelled_hours(view: &NoteView<'_>) -> Option<Located<u32>> {
    view.labelled(Label::Hours).find_map(|field| {
        let value = view.value(field);
        let line = view.line(field.line)?;
        let name = line.text.get(field.name.clone())?.to_ascii_lowercase();
        if let Some((tenths, place)) = rate(value) {
            // "Frequency:" inside one service's row speaks of that service.
            let ahead = line.text.get(..field.name.start)?.to_ascii_lowercase();
            let words = value.to_ascii_lowercase();
            let (before, after) = words.split_at_checked(place.end)?;
            let of_service = matches!(subject(before, after), Subject::Service)
                || matches!(subject(&ahead, ""), Subject::Service);
            let of_program = name.contains("week") || name.contains("program");
            return (tenths >= LEAST_PROGRAM && (of_program || !of_service))
                .then(|| Located::new(tenths, view.part_span(field, place)));
        }
        // "Hours per week: 20".
        if !(name.contains("hours") || name.contains("hrs")) {
            return None;
        }
        let digits = value
            .bytes()
            .take_while(|b| b.is_ascii_digit() || *b == b'.')
            .count();
        let tenths = tenths(value.get(..digits)?)?;
        (10..=1680)
            .contains(&tenths)
            .then(|| Located::new(tenths, view.part_span(field, 0..digits)))
    })
}

/// Reads hours a week: said outright, or as days by hours. A range counts by its lower end,
/// which is what the plan promises.
fn rate(text: &str) -> Option<Rate> {
    let rates = RATES.as_ref()?;
    let weekly = rates
        .per_week
        .captures(text)
        .and_then(|captures| Some((tenths(captures.get(1)?.as_str())?, captures.get(0)?.range())));
    let product = |captures: Groups<'_>, days: usize, hours: usize| {
        let days = days_of(captures.get(days)?.as_str())?;
        let hours = tenths(captures.get(hours)?.as_str())?;
        // More than a day has, or no more than a week.
        ((1..=7).contains(&days) && hours <= 240).then_some(())?;
        Some((days * hours, captures.get(0)?.range()))
    };
    weekly
        .or_else(|| {
            rates
                .days_times_hours
                .captures(text)
                .and_then(|c| product(c, 1, 2))
        })
        .or_else(|| {
            rates
                .hours_times_days
                .captures(text)
                .and_then(|c| product(c, 2, 1))
        })
        .or_else(|| {
            let captures = rates.hours_on_weekdays.captures(text)?;
            let hours = tenths(captures.get(1)?.as_str()).filter(|hours| *hours <= 240)?;
            Some((hours * 5, captures.get(0)?.range()))
        })
        .or_else(|| {
            let captures = rates.weekly_minutes.captures(text)?;
            let minutes = captures.get(1).or(captures.get(2))?;
            let minutes: u32 = minutes.as_str().parse().ok()?;
            Some((minutes / 6, captures.get(0)?.range()))
        })
        .filter(|(tenths, _)| (5..=1680).contains(tenths))
}

/// Reads how many days a week, in a digit or a word.
fn days_of(text: &str) -> Option<u32> {
    const WORDS: [(&str, u32); 4] = [("two", 2), ("three", 3), ("four", 4), ("five", 5)];
    let lower = text.to_ascii_lowercase();
    let named = WORDS.iter().find(|(word, _)| *word == lower);
    named.map_or_else(|| text.parse().ok(), |(_, days)| Some(*days))
}

fn tenths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let whole: u32 = whole.parse().ok()?;
    let fraction: u32 = fraction.get(..1).unwrap_or("0").parse().ok()?;
    whole.checked_mul(10)?.checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_of_the_service_that_it_stands_beside() {
        let of_program = |before: &str| matches!(subject(before, ""), Subject::Program);
        assert!(of_program(
            "services: exposure group and parent group, after-school program 4 hours per week"
        ));
        assert!(of_program("family therapy, iop 9 hours per week"));
        assert!(!of_program("iop, process group 3 hours per week"));
        assert!(!of_program(
            "php: nursing, education program 2 hours per week"
        ));
    }

    #[test]
    fn days_and_evenings_by_hours_are_a_rate() {
        for (text, want) in [
            ("IOP 3 evenings/wk, 3 hr each (9+ h/wk) x 8 wks", 90),
            ("IOP (9+ h/wk)", 90),
            ("IOP 9.25 h/wk", 92),
            ("IOP 3x/wk, 3 h (9.5 h/wk)", 95),
            ("IOP three evenings a week, 3 hours each", 90),
            ("IOP 3 nights/wk x 3 hrs", 90),
            ("IOP 3 mornings per week, 3 hrs", 90),
            ("PHP 5 d/wk 6 hrs", 300),
            ("PHP 5 d/wk 5 h/d = 25 h/wk", 250),
            ("PHP groups 5 h/d x 4 d/wk", 200),
            ("IOP 3 hrs/d, 3 d a week", 90),
            ("IOP 3 hours x 3 evenings", 90),
            ("PHP 5 days/week, 6 hours/day", 300),
            ("IOP 4 afternoons weekly for 3 hours", 120),
        ] {
            let found = rate(text).map(|(tenths, _)| tenths);
            assert_eq!(found, Some(want), "{text}");
        }
        for text in [
            "individual therapy weekly",
            "PHQ-9 9 to 4",
            "sleeps 7 h most nights",
            "30+ days sober",
        ] {
            assert_eq!(rate(text), None, "{text}");
        }
    }

    #[test]
    fn a_schedule_that_was_not_read_is_seen() {
        for text in [
            "iop 3 evenings/wk",
            "program runs m/w/f 9-12",
            "mon, wed, thu 6-9 pm",
            "iop 3 days a week",
            "attends 3 hrs each",
            "php m-f 9-3",
        ] {
            assert!(states_schedule(text), "{text}");
        }
        for text in [
            "phq-9 from 14 to 9 by 6/2",
            "goal: use skills daily",
            "lives with 2 roommates",
            "discharge to op in 8 weeks",
        ] {
            assert!(!states_schedule(text), "{text}");
        }
    }

    #[test]
    fn a_program_after_school_is_treatment_and_school_is_not() {
        assert!(!is_not_treatment("after-school program 4 hours per week"));
        assert!(is_not_treatment("attend school 4 hours per week"));
        assert!(is_not_treatment(
            "work 4 hours a week in the after-school program"
        ));
    }
}

//! Reads spans of time and shares: since last use, sober for, slept, hours a week, n of m.

use super::{Outcome, Reading, Spot};
use crate::model::{Assertion, Direction, Measure};
use crate::scan::assertion::unit_days;
use regex::Regex;
use std::sync::LazyLock;

type Lazy = LazyLock<Option<Regex>>;

fn captures<'t>(regex: &Lazy, text: &'t str) -> Option<regex::Captures<'t>> {
    regex.as_ref().and_then(|regex| regex.captures(text))
}

fn reading(measure: Measure, band: Option<(Direction, u8)>, start: usize, end: usize) -> Reading {
    Reading {
        measure,
        direction: band.map(|(direction, _)| direction),
        weight: band.map(|(_, weight)| weight),
        assertion: None,
        start,
        end,
        at: None,
    }
}

static SPAN: Lazy = LazyLock::new(|| {
    Regex::new(r"^[^\d.;\n]{0,24}?\b(?:(\d{1,3}(?:\.\d)?)|(a|an|one|two|three|four|five|six|seven|several|few|couple of)) ?-?\+? ?(h|hrs?|hours?|d|days?|w|wks?|weeks?|mos?|months?|yrs?|years?|y)\b|^[^\d.;\n]{0,20}?\b(today|tonight|yesterday|this am|this morning|last night|earlier today|just prior|prior to arrival|pta|last week|last month|last year)\b").ok()
});

fn span_days(found: &regex::Captures<'_>) -> Option<f32> {
    if let Some(word) = found.get(4) {
        return Some(match word.as_str() {
            "yesterday" => 1.0,
            "last week" => 7.0,
            "last month" => 30.0,
            "last year" => 365.0,
            "last night" => 0.5,
            _ => 0.0,
        });
    }
    let count = match (found.get(1), found.get(2).map(|m| m.as_str())) {
        (Some(number), _) => number.as_str().parse::<f32>().ok()?,
        (_, Some("a" | "an" | "one")) => 1.0,
        (_, Some("two" | "couple of")) => 2.0,
        (_, Some("three" | "several" | "few")) => 3.0,
        (_, Some("four")) => 4.0,
        (_, Some("five")) => 5.0,
        (_, Some("six")) => 6.0,
        (_, Some("seven")) => 7.0,
        _ => return None,
    };
    let unit = found.get(3)?.as_str();
    let days = unit_days(unit)?;
    Some(if days == 0 {
        count / 24.0
    } else {
        count * days as f32
    })
}

fn use_band(days: f32) -> (Direction, u8) {
    if days <= 3.0 {
        (Direction::H, 2)
    } else if days <= 7.0 {
        (Direction::N, 1)
    } else {
        (Direction::L, 2)
    }
}

/// Returns the reading of a last use so many days ago.
pub(super) fn used(days: f32, spot: Spot<'_>) -> Outcome {
    Outcome::Read(vec![reading(
        Measure::AgeDays(days),
        Some(use_band(days)),
        spot.from,
        spot.to,
    )])
}

/// A month or a season alone: "last drink in November".
static MONTH_ALONE: Lazy = LazyLock::new(|| {
    Regex::new(r"^[ :]*(?:was |were |reported |of alcohol )*(?:in|back in|around|sometime in) (?:early |late |mid |the |last )*(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december|spring|summer|fall|autumn|winter)\b(?:,? (?:of )?(?:19|20)\d\d)?(?:[.,;)]|$| [a-z])").ok()
});

pub(super) fn last_use(spot: Spot<'_>) -> Outcome {
    let words = spot.words();
    if !words.starts_with("last")
        && !words.starts_with("most")
        && !words.starts_with("date of")
        && !words.starts_with("time")
    {
        let inner = Spot {
            to: spot.from,
            ..spot
        };
        return match captures(&SPAN, inner.after(words.len()))
            .as_ref()
            .and_then(span_days)
        {
            Some(days) => Outcome::Read(vec![reading(
                Measure::AgeDays(days),
                Some(use_band(days)),
                spot.from,
                spot.to,
            )]),
            None => Outcome::Plain,
        };
    }
    let after = spot.after(60);
    match captures(&SPAN, after) {
        Some(found) => match (span_days(&found), found.get(0)) {
            (Some(days), Some(whole)) => Outcome::Read(vec![reading(
                Measure::AgeDays(days),
                Some(use_band(days)),
                spot.from,
                spot.to + whole.end(),
            )]),
            _ => Outcome::Plain,
        },
        // Who used yesterday names the day.
        None if captures(&MONTH_ALONE, after).is_some() => Outcome::Told(Assertion::Historical),
        None => Outcome::Plain,
    }
}

static SOBER_AFTER: Lazy = LazyLock::new(|| {
    Regex::new(r"^ ?(?:for |x ?|since |over |about |approximately |almost |nearly |of |time |date |[:=])*(?:(\d{1,4}) ?(d|days?|w|wks?|weeks?|mos?|months?|yrs?|years?|y)\b|(?:a|one) (year|month|week|day)\b)").ok()
});
static SOBER_BEFORE: Lazy = LazyLock::new(|| {
    Regex::new(r"(?:(\d{1,4}) ?(d|days?|w|wks?|weeks?|mos?|months?|yrs?|years?|y)|(?:a|one) (year|month|week|day)) ?(?:of )?(?:continuous )?$").ok()
});
static SOBER_WITHIN: Lazy =
    LazyLock::new(|| Regex::new(r"^(?:(\d{1,4}) ?)?(days?|weeks?|months?|years?)\b").ok());

pub(super) fn sobriety(spot: Spot<'_>) -> Outcome {
    let count = |found: &regex::Captures<'_>| -> Option<f32> {
        match (found.get(1), found.get(2), found.get(3)) {
            (Some(number), Some(unit), _) => {
                Some(number.as_str().parse::<f32>().ok()? * unit_days(unit.as_str())? as f32)
            }
            (_, _, Some(unit)) => Some(unit_days(unit.as_str())? as f32),
            _ => None,
        }
    };
    let before = spot.before(24);
    let mut start = spot.from;
    let mut end = spot.to;
    let mut days = captures(&SOBER_AFTER, spot.after(40)).and_then(|found| {
        end = spot.to + found.get(0).map_or(0, |whole| whole.end());
        count(&found)
    });
    if days.is_none() {
        days = captures(&SOBER_BEFORE, before).and_then(|found| {
            start = spot.from - before.len() + found.get(0).map_or(0, |whole| whole.start());
            count(&found)
        });
    }
    if days.is_none() {
        // "60 days clean": the unit is part of the form, the number stands before it.
        days = captures(&SOBER_WITHIN, spot.words()).and_then(|found| {
            let unit = found.get(2)?.as_str();
            let digits_at = before
                .trim_end()
                .rfind(|c: char| !c.is_ascii_digit())
                .map_or(0, |at| at + 1);
            let number: f32 = before.trim_end().get(digits_at..)?.parse().ok()?;
            start = spot.from - before.len() + digits_at;
            Some(number * unit_days(unit)? as f32)
        });
    }
    let Some(days) = days else {
        return Outcome::Plain;
    };
    let band = match days {
        _ if days < 7.0 => (Direction::H, 1),
        _ if days < 30.0 => (Direction::N, 1),
        _ if days < 90.0 => (Direction::L, 1),
        _ => (Direction::L, 2),
    };
    Outcome::Read(vec![reading(Measure::Number(days), Some(band), start, end)])
}

static SLEPT: Lazy = LazyLock::new(|| {
    Regex::new(r"^[^\d.;\n,]{0,14}?(\d{1,2}(?:\.\d)?)(?:-(\d{1,2}))? ?(?:h|hrs?|hours?)\b").ok()
});

pub(super) fn sleep(spot: Spot<'_>) -> Outcome {
    let bare = matches!(spot.words(), "sleep" | "slept" | "sleeps");
    let Some(found) = captures(&SLEPT, spot.after(30)) else {
        return if bare {
            Outcome::Nothing
        } else {
            Outcome::Plain
        };
    };
    let (Some(number), Some(whole)) = (found.get(1), found.get(0)) else {
        return Outcome::Plain;
    };
    let Ok(hours) = number.as_str().parse::<f32>() else {
        return Outcome::Plain;
    };
    if hours > 20.0 {
        return Outcome::Nothing;
    }
    let mut read = reading(
        Measure::Number(hours),
        None,
        spot.from,
        spot.to + whole.end(),
    );
    read.assertion = bare.then_some(if !(5.0..12.0).contains(&hours) {
        Assertion::Affirmed
    } else {
        Assertion::Negated
    });
    Outcome::Read(vec![read])
}

static SHARE: Lazy = LazyLock::new(|| {
    Regex::new(r"^[ :]*(?:only |a total of |about )?(\d{1,2}|one|two|three|four|five) ?(?:/|of|out of)(?: the| his| her| their)? ?(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten)\b|^[ :=]*(?:was |is |at |rate )*(\d{1,3}) ?%").ok()
});
static FEW: Lazy = LazyLock::new(|| {
    Regex::new(r"^ (?:only )?(\d{1,2}|one|two|three) (?:group|groups|sessions?|days?)\b|^ ?x ?(\d{1,2})\b|^ (\d)x ?(?:/|per |a )w").ok()
});

fn small(word: &str) -> Option<u16> {
    Some(match word {
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        number => number.parse().ok()?,
    })
}

/// Returns whether a year follows a number, a slash and a number: "last attended 3/25/2026".
fn has_year(rest: &str) -> bool {
    rest.strip_prefix('/')
        .is_some_and(|year| year.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// Returns whether a number, a slash and a number name the day that was missed, "missed 3/26 for
/// illness", rather than how many of how many: those have their noun, "missed 3/5 groups".
fn is_day(pair: &str, rest: &str) -> bool {
    let noun = rest
        .trim_start()
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .next()
        .unwrap_or("");
    let counted = [
        "group",
        "session",
        "day",
        "visit",
        "class",
        "meeting",
        "appointment",
        "appt",
        "dose",
        "program",
        "iop",
        "php",
        "week",
        "this",
        "last",
        "so",
        "scheduled",
        "possible",
        "total",
    ];
    let Some((month, day)) = pair.trim_start_matches([' ', ':']).split_once('/') else {
        return false;
    };
    let is_in = |number: &str, most: u8| {
        let number = number.trim().parse::<u8>();
        number.is_ok_and(|number| (1..=most).contains(&number))
    };
    is_in(month, 12) && is_in(day, 31) && !counted.iter().any(|word| noun.starts_with(word))
}

/// Reads "attended 2 of 10": under half argues for less, four fifths and more for nothing.
pub(super) fn ratio(spot: Spot<'_>) -> Outcome {
    let words = spot.words();
    let bare = matches!(
        words,
        "attended"
            | "missed"
            | "attends"
            | "attending"
            | "attendance"
            | "compliance"
            | "participation"
            | "absent x"
            | "absences"
    );
    let missed = words.starts_with("missed") || words.starts_with("absent");
    let after = spot.after(40);
    if let Some(found) = captures(&SHARE, after) {
        let pair = match (found.get(1), found.get(2), found.get(3)) {
            (Some(part), Some(whole), _) => small(part.as_str()).zip(small(whole.as_str())),
            (_, _, Some(percent)) => percent
                .as_str()
                .parse::<u16>()
                .ok()
                .map(|percent| (percent, 100)),
            _ => None,
        };
        if let (Some((part, whole)), Some(place)) = (pair, found.get(0))
            && whole > 0
            && part <= whole
            && !has_year(after.get(place.end()..).unwrap_or(""))
            && !(words == "missed"
                && is_day(place.as_str(), after.get(place.end()..).unwrap_or("")))
        {
            let share = f32::from(if missed { whole - part } else { part }) / f32::from(whole);
            let (direction, weight) = match share {
                _ if share < 0.5 => (Direction::L, 3),
                _ if share < 0.8 => (Direction::N, 1),
                _ => (Direction::N, 1),
            };
            let attended = if missed { whole - part } else { part };
            let mut read = reading(
                Measure::Ratio(attended, whole),
                Some((direction, weight)),
                spot.from,
                spot.to + place.end(),
            );
            read.assertion = None;
            return Outcome::Read(vec![read]);
        }
    }
    if let Some(found) = captures(&FEW, after)
        && let Some(count) = found
            .get(1)
            .or_else(|| found.get(2))
            .or_else(|| found.get(3))
            .and_then(|m| small(m.as_str()))
        && let Some(place) = found.get(0)
    {
        if missed || count <= 2 {
            return Outcome::Read(vec![reading(
                Measure::Number(f32::from(count)),
                Some((Direction::L, 2)),
                spot.from,
                spot.to + place.end(),
            )]);
        }
        return Outcome::Nothing;
    }
    if bare {
        Outcome::Nothing
    } else {
        Outcome::Plain
    }
}

static JOB_HOURS: Lazy = LazyLock::new(|| {
    Regex::new(r"(\d{1,2}) ?-?(?:h|hrs?|hours?)(?: ?(?:/|per|a|each|weekly) ?)?").ok()
});

/// A full-time job in hours a week.
const FULL_TIME: f32 = 40.0;

/// Returns hours written in words ("working forty hours a week").
fn spelled(text: &str) -> Option<f32> {
    let before = text
        .split(" hour")
        .next()
        .filter(|rest| rest.len() < text.len())?;
    let mut words = before.rsplit(' ');
    let last = words.next()?;
    let tens = |word: &str| {
        Some(match word {
            "thirty" => 30.0,
            "forty" => 40.0,
            "fifty" => 50.0,
            "sixty" => 60.0,
            _ => return None,
        })
    };
    tens(last).or_else(|| Some(tens(words.next()?)? + f32::from(small(last)?)))
}

/// Reads the hours a week of a job: stated with it, or meant by "full time".
pub(super) fn job_hours(spot: Spot<'_>) -> Outcome {
    let after = spot.after(40);
    let stated = |text: &str| {
        let hours = captures(&JOB_HOURS, text)?.get(1)?.as_str().parse().ok()?;
        // More is a slip of the pen; a number of a day or a shift is less than ten.
        (10.0..=80.0).contains(&hours).then_some(hours)
    };
    let full_time = |text: &str| {
        ["full time", "full-time", "fulltime", " ft"]
            .iter()
            .any(|words| text.contains(words))
    };
    let hours = stated(spot.words())
        .or_else(|| spelled(spot.words()))
        .or_else(|| stated(after))
        .or_else(|| (full_time(spot.words()) || full_time(after)).then_some(FULL_TIME))
        .or_else(|| workdays(spot.words(), after))
        .or_else(|| once(after));
    match hours {
        Some(hours) => Outcome::Read(vec![reading(
            Measure::HoursPerWeek(hours),
            None,
            spot.from,
            spot.to,
        )]),
        None => Outcome::Plain,
    }
}

static WORKDAY: Lazy = LazyLock::new(|| {
    Regex::new(r"(\d{1,2})(?::\d\d)? ?(?:am?)? ?(?:-|to) ?(\d{1,2})(?::\d\d)? ?(?:pm?)?$").ok()
});
static ALL_WEEK: Lazy = LazyLock::new(|| {
    Regex::new(r"^[^.;\n]{0,16}?\b(?:m ?- ?f|mon(?:day)? ?(?:-|to|through|thru) ?fri(?:day)?|weekdays|every (?:week)?day|daily|all week)\b").ok()
});

/// Returns the hours of a week in which "8-4" is worked from Monday to Friday.
fn workdays(words: &str, after: &str) -> Option<f32> {
    ALL_WEEK.as_ref()?.find(after)?;
    let found = captures(&WORKDAY, words)?;
    let hour = |place| found.get(place)?.as_str().parse::<f32>().ok();
    let (from, to) = (hour(1)?, hour(2)?);
    let long = if to > from {
        to - from
    } else {
        to + 12.0 - from
    };
    Some(long * 5.0).filter(|hours| (10.0..=80.0).contains(hours))
}

static ONCE: Lazy = LazyLock::new(|| {
    Regex::new(r"^[^.;\n]{0,32}?[ ,(](?:for )?(\d(?:\.\d)?) ?(?:h|hrs?|hours?)\b").ok()
});

/// Returns hours that are said of one time and of no day, shift or week.
fn once(after: &str) -> Option<f32> {
    let found = captures(&ONCE, after)?;
    let rest = after.get(found.get(0)?.end()..)?.trim_start();
    let is_rate = ["a ", "per ", "each ", "/", "daily", "every", "shift", "of "]
        .iter()
        .any(|word| rest.starts_with(word));
    (!is_rate)
        .then(|| found.get(1)?.as_str().parse().ok())
        .flatten()
}

static HOURS_BEFORE: Lazy =
    LazyLock::new(|| Regex::new(r"(\d{1,2}(?:\.\d)?)(?: ?-? ?\d{1,2})? ?$").ok());
static HOURS_AFTER: Lazy =
    LazyLock::new(|| Regex::new(r"^ (\d{1,2}(?:\.\d)?) ?(?:h|hrs?|hours?)\b").ok());
static DAYS_BY: Lazy = LazyLock::new(|| Regex::new(r"^ ?(\d(?:\.\d)?) ?(?:h|hrs?|hours?)\b").ok());

/// Reads planned or delivered hours a week.
pub(super) fn hours_per_week(spot: Spot<'_>) -> Outcome {
    let words = spot.words();
    let before = spot.before(10);
    let number = captures(&HOURS_BEFORE, before).and_then(|found| {
        found
            .get(1)
            .and_then(|m| m.as_str().parse::<f32>().ok().map(|n| (n, m.start())))
    });
    if words == "attended" {
        return match captures(&HOURS_AFTER, spot.after(14)).and_then(|found| {
            Some((
                found.get(1)?.as_str().parse::<f32>().ok()?,
                found.get(0)?.end(),
            ))
        }) {
            Some((hours, end)) => Outcome::Read(vec![reading(
                Measure::Number(hours),
                Some((Direction::N, 1)),
                spot.from,
                spot.to + end,
            )]),
            None => Outcome::Nothing,
        };
    }
    if words.starts_with("if ") {
        return Outcome::Plain;
    }
    let Some((number, at)) = number else {
        return Outcome::Nothing;
    };
    let start = spot.from - before.len() + at;
    let (measure, end) = if words == "days x" {
        match captures(&DAYS_BY, spot.after(10)).and_then(|found| {
            Some((
                found.get(1)?.as_str().parse::<f32>().ok()?,
                found.get(0)?.end(),
            ))
        }) {
            Some((hours, end)) => (Measure::HoursPerWeek(number * hours), spot.to + end),
            None => return Outcome::Nothing,
        }
    } else if (words.contains("week") || words.contains("wk")) && words.starts_with('h') {
        (Measure::HoursPerWeek(number), spot.to)
    } else {
        (Measure::Number(number), spot.to)
    };
    if number > 100.0 {
        return Outcome::Nothing;
    }
    Outcome::Read(vec![reading(measure, Some((Direction::N, 1)), start, end)])
}

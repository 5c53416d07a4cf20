//! Reads scores of rated instruments: first and latest values, orders and thresholds refused.

use super::{Outcome, Reading, Spot, clock, ordered_before, told};
use crate::model::{Assertion, Measure, Minute};
use crate::scan::lexicon::{Band, Instrument};
use crate::scan::tokens::stands_alone;
use regex::Regex;
use std::sync::LazyLock;

type Lazy = LazyLock<Option<Regex>>;

/// Between an instrument and its score stand only such words.
static FIRST: Lazy = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?P<gap>(?:[ :=(\-,~|*\[]|\b(?:score[sd]?|scoring|total|result|results|rating|rated|level|value|is|was|are|were|of|at|a|an|the|his|her|today|today's|yesterday|now|currently|current|",
        r"remains|remained|down|up|to|from|and|reading|noted|obtained|completed|with|this|am|pm|morning|initial|baseline|intake|admission|admit|on|last|final|highest|most|recent|avg|average|mean|about|approximately|around|high|elevated|ar|raw|moderate|severe|mild|minimal|low|factors|decreased|increased|dropped|improved|went|fell|rose|declined|trended|trending|came|changed|reduced|worsened|scores|risk|running|in|mid|upper|lower|over|arrival|by|my|our|count)\b)*?)",
        r"(?P<n>-?\d{1,3}(?:\.\d{1,2})?)"
    ))
    .ok()
});
static ARROW: Lazy = LazyLock::new(|| {
    Regex::new(r"^(?: ?/ ?\d{1,3})?(?:[^\d.;]{0,20}?)(?:->|=>|\bto\b|\bthen\b|-->)[ :=]*(?:now |a )?(\d{1,3}(?:\.\d)?)\b").ok()
});
static NOW: Lazy = LazyLock::new(|| {
    Regex::new(r"\b(?:now|today|currently|current|presently|this am|this morning|at d/c|at discharge)\b(?: (?:is|at|it is|score|of|a|=))*[ :=]*(\d{1,3}(?:\.\d)?)\b").ok()
});
static AFTER_NOW: Lazy = LazyLock::new(|| {
    Regex::new(r"[,; (](\d{1,3}(?:\.\d)?) (?:now|today|currently|at discharge|at d/c|this am)\b")
        .ok()
});
static TIMED: Lazy =
    LazyLock::new(|| Regex::new(r"[, ](\d{1,2}) ?(?:@|at) ?\d{1,2}:?\d{2}\b").ok());
/// "COWS 0800 = 11, 1400 = 9": a flowsheet writes the hour first.
static HOUR_FIRST: Lazy = LazyLock::new(|| {
    Regex::new(r"^[ ,;:(@]*(?:at )?([01]\d|2[0-3]):?([0-5]\d) ?[=:] ?(\d{1,2})(?:$|[ ,;.)])").ok()
});
static EARLIER: Lazy = LazyLock::new(|| {
    Regex::new(r"\((?:was|from|prev\w*|prior|down from|up from|baseline)[ :]*(\d{1,3}(?:\.\d)?)\b|\b(?:down|up|decreased|increased) from (\d{1,3}(?:\.\d)?)\b").ok()
});

fn captures<'t>(regex: &Lazy, text: &'t str) -> Option<regex::Captures<'t>> {
    regex.as_ref().and_then(|regex| regex.captures(text))
}

pub(super) fn instrument(instrument: &Instrument, spot: Spot<'_>) -> Outcome {
    let none = |spot| {
        if instrument.required {
            told(spot)
        } else {
            Outcome::Plain
        }
    };
    if let Some(limit) = instrument.out_of {
        return rating(instrument, spot, limit);
    }
    let Some(readings) = numbers(spot, instrument.low, instrument.high, instrument.tight) else {
        return none(spot);
    };
    Outcome::Read(
        readings
            .into_iter()
            .map(|number| banded(&instrument.bands, number))
            .collect(),
    )
}

/// A number with its place.
pub(super) struct Number {
    value: f32,
    start: usize,
    end: usize,
    earlier: bool,
    at: Option<Minute>,
}

/// Reads the first number after a form and, where the sentence goes on to it, the latest.
pub(super) fn numbers(spot: Spot<'_>, low: f32, high: f32, tight: bool) -> Option<Vec<Number>> {
    if is_taken_often(spot.words())
        && let Some(list) = by_the_hour(spot, low, high)
    {
        return Some(list);
    }
    let after = spot.after(90);
    let found = captures(&FIRST, after)?;
    let gap = found.name("gap")?;
    let number = found.name("n")?;
    let widest = if tight { 10 } else { 40 };
    if gap.len() > widest || ordered_before(spot.before(24)) {
        return None;
    }
    let rest = own_part(after.get(number.end()..)?);
    let told = tells_of_change(gap.as_str()) || tells_of_change(spot.before(40));
    if !told && is_due(rest) {
        return None;
    }
    let glued = rest.as_bytes().first().copied().unwrap_or(b' ');
    // "350s" is a number, "4h" an order, "8:00" a time.
    let decade = glued == b's'
        && !rest
            .as_bytes()
            .get(1)
            .is_some_and(u8::is_ascii_alphanumeric);
    if (glued.is_ascii_alphabetic() && !decade) || matches!(glued, b':' | b'%') {
        return None;
    }
    // "on 3/1" is a date, "18/67" a score of its maximum.
    let slashed = slashed(rest);
    if rest.starts_with('/') && slashed.is_none() {
        let over: f32 = digits(rest.get(1..)?).parse().ok()?;
        let maximum = over >= high.min(67.0) || over >= 10.0 && over >= high;
        if !maximum || gap.as_str().trim_end().ends_with("on") {
            return None;
        }
    }
    let value: f32 = number.as_str().parse().ok()?;
    if !(low..=high).contains(&value) {
        return None;
    }
    let words = gap.as_str();
    let mut list = vec![Number {
        value,
        start: spot.to + number.start(),
        end: spot.to + number.end(),
        earlier: false,
        at: clock(rest),
    }];
    let push = |list: &mut Vec<Number>, place: std::ops::Range<usize>, earlier: bool| {
        if let Some(Ok(value)) = rest.get(place.clone()).map(str::parse::<f32>)
            && (low..=high).contains(&value)
        {
            let base = spot.to + number.end();
            list.push(Number {
                value,
                start: base + place.start,
                end: base + place.end,
                earlier,
                at: None,
            });
        }
    };
    // "12/11/9", "0, 1, 0": a scale of withdrawal is taken several times a day.
    let of_day = is_taken_often(spot.words()) && !tells_of_days(rest);
    if let Some(row) = slashed {
        for place in row {
            push(&mut list, place, false);
        }
        if !of_day {
            only_last_stands(&mut list);
        }
    } else if let Some((row, latest)) = dated_row(rest) {
        for place in row {
            push(&mut list, place, false);
        }
        for (index, number) in list.iter_mut().enumerate() {
            number.earlier = index != latest;
        }
    } else if let Some(arrow) = captures(&ARROW, rest).and_then(|found| found.get(1)) {
        // "19 -> 14 -> 6", "from 24 to 9": the way led from the first to the last, and the last
        // stands.
        let mut at = arrow.end();
        // "15 to 9 by 12/17": the second is what is aimed at, and the first stands.
        let aimed = !told && rest.get(at..).is_some_and(is_due);
        if !aimed {
            push(&mut list, arrow.range(), false);
        }
        while !aimed && list.len() < LONGEST_TREND {
            let Some(part) = rest.get(at..) else { break };
            let Some(next) = captures(&ARROW, part).and_then(|found| found.get(1)) else {
                break;
            };
            let before = list.len();
            push(&mut list, at + next.start()..at + next.end(), false);
            if list.len() == before {
                break;
            }
            at += next.end();
        }
        only_last_stands(&mut list);
    } else if let Some(row) = row(rest) {
        // "8, 6, 3": a row of scores in the order they were taken.
        for place in row {
            push(&mut list, place, false);
        }
        if !of_day {
            only_last_stands(&mut list);
        }
    } else if list.first().is_some_and(|first| first.at.is_some())
        && let Some(regex) = TIMED.as_ref()
        && regex.is_match(rest)
    {
        for found in regex.captures_iter(rest).take(8) {
            let Some(score) = found.get(1) else { continue };
            let at = rest.get(score.end()..).and_then(clock);
            push(&mut list, score.range(), false);
            if let Some(last) = list.last_mut() {
                last.at = at;
            }
        }
    } else if let Some(now) = captures(&NOW, rest)
        .or_else(|| captures(&AFTER_NOW, rest))
        .and_then(|found| found.get(1))
    {
        if let Some(first) = list.first_mut() {
            first.earlier = true;
        }
        push(&mut list, now.range(), false);
    } else if let Some(found) = captures(&EARLIER, rest) {
        if let Some(before) = found.get(1).or_else(|| found.get(2)) {
            push(&mut list, before.range(), true);
        }
    } else if words.contains("was ")
        && words.contains("yesterday")
        && let Some(first) = list.first_mut()
    {
        first.earlier = true;
    }
    Some(list)
}

/// Reads scores that each stand behind their hour, if they begin right behind the form.
fn by_the_hour(spot: Spot<'_>, low: f32, high: f32) -> Option<Vec<Number>> {
    let after = spot.after(90);
    // Most scores have no hour before them.
    let lead = after.trim_start_matches([' ', ':', '@', '(']);
    let hour = lead.strip_prefix("at ").unwrap_or(lead).as_bytes();
    if !hour.iter().take(2).all(u8::is_ascii_digit) || ordered_before(spot.before(24)) {
        return None;
    }
    let own = own_part(after);
    let (mut list, mut at) = (Vec::new(), 0);
    while list.len() < LONGEST_TREND {
        let Some(found) = own.get(at..).and_then(|rest| captures(&HOUR_FIRST, rest)) else {
            break;
        };
        let (hour, minute, score) = (found.get(1)?, found.get(2)?, found.get(3)?);
        let value: f32 = score.as_str().parse().ok()?;
        if !(low..=high).contains(&value) {
            return None;
        }
        list.push(Number {
            value,
            start: spot.to + at + score.start(),
            end: spot.to + at + score.end(),
            earlier: false,
            at: Minute::new(hour.as_str().parse().ok()?, minute.as_str().parse().ok()?),
        });
        at += score.end();
    }
    (!list.is_empty()).then_some(list)
}

/// Returns whether a date or an occasion of what is to come follows a number ("9 by 12/17").
fn is_due(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['/', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    let Some(when) = rest.strip_prefix(" or less by ").or_else(|| {
        rest.strip_prefix(" or below by ")
            .or_else(|| rest.strip_prefix(" by "))
    }) else {
        return false;
    };
    when.starts_with(|first: char| first.is_ascii_digit())
        || [
            "discharge",
            "d/c",
            "dc",
            "end of",
            "the end",
            "week ",
            "wk ",
            "next",
            "review",
            "target",
            "month",
            "jan",
            "feb",
            "mar",
            "apr",
            "may",
            "jun",
            "jul",
            "aug",
            "sep",
            "oct",
            "nov",
            "dec",
            "completion",
            "step",
        ]
        .iter()
        .any(|word| when.starts_with(word))
}

/// Returns whether words tell that a score has changed, so that a date behind it is of that.
fn tells_of_change(words: &str) -> bool {
    [
        "decreased",
        "dropped",
        "improved",
        "went",
        "fell",
        "declined",
        "came",
        "reduced",
        "rose",
        "increased",
        "was",
        "were",
        "had",
        "has",
        "changed",
    ]
    .iter()
    .any(|word| {
        words
            .match_indices(word)
            .any(|(at, _)| stands_alone(words, at, at + word.len()))
    })
}

/// A trend holds no more values.
const LONGEST_TREND: usize = 12;

/// Returns the text up to the next instrument or vital sign, whose numbers are its own.
fn own_part(rest: &str) -> &str {
    const NAMES: [&str; 30] = [
        "phq", "gad", "pcl", "ciwa", "cows", "audit", "dast", "gaf", "whodas", "bam", "locus",
        "calocus", "casii", "moca", "mmse", "ymrs", "madrs", "ham d", "hamd", "bdi", "bai",
        "c ssrs", "cssrs", "columbia", "bprs", "cgi", "hr", "bp", "pain", "cravings",
    ];
    let end = NAMES
        .iter()
        .filter_map(|name| {
            rest.match_indices(name)
                .map(|(at, _)| at)
                .find(|&at| stands_alone(rest, at, at + name.len()) || starts_word(rest, at, name))
        })
        .min()
        .unwrap_or(rest.len());
    rest.get(..end).unwrap_or(rest)
}

/// Returns whether a name with its number glued to it stands there ("phq9").
fn starts_word(text: &str, at: usize, name: &str) -> bool {
    let bytes = text.as_bytes();
    let free = at == 0 || !bytes.get(at - 1).is_some_and(u8::is_ascii_alphanumeric);
    free && bytes.get(at + name.len()).is_some_and(u8::is_ascii_digit)
}

/// Returns where the further numbers of a bare row stand (", 6, 3"), if all that follows the first
/// number up to a clock time, an end or a pause is such a row.
fn row(rest: &str) -> Option<Vec<std::ops::Range<usize>>> {
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < LONGEST_TREND {
        let part = rest.get(at..)?;
        let lead = ["; ", ", and ", ", ", ",", " and ", " & "]
            .iter()
            .find(|lead| part.starts_with(**lead))
            .map_or(0, |lead| lead.len());
        let number = digits(part.get(lead..)?).len();
        let after = part.get(lead + number..)?;
        let ends = after.is_empty()
            || after.starts_with([',', '.', ';', ')'])
            || [
                " and ", " at ", " @", " today", " this ", " over ", " last ", " & ",
            ]
            .iter()
            .any(|word| after.starts_with(word));
        if lead == 0 || number == 0 || number > 3 || !ends {
            break;
        }
        found.push(at + lead..at + lead + number);
        at += lead + number;
    }
    (!found.is_empty()).then_some(found)
}

fn is_taken_often(form: &str) -> bool {
    form.starts_with("ciwa") || form.starts_with("cows")
}

/// Returns whether a row of scores is of several days.
fn tells_of_days(rest: &str) -> bool {
    ["over ", "days", "trend", " last ", "yesterday", "since"]
        .iter()
        .any(|word| rest.contains(word))
}

/// Returns where the numbers of a row by slashes stand ("/11/9"), if it is no date.
fn slashed(rest: &str) -> Option<Vec<std::ops::Range<usize>>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    while rest.get(at..).is_some_and(|part| part.starts_with('/')) && found.len() < LONGEST_TREND {
        let length = digits(rest.get(at + 1..)?).len();
        if !(1..=2).contains(&length) {
            return None;
        }
        found.push(at + 1..at + 1 + length);
        at += 1 + length;
    }
    let ends = rest.get(at..)?.chars().next();
    let is_date = found.len() == 2 && found.last().is_some_and(|last| last.len() == 2);
    (found.len() >= 2 && !is_date && !ends.is_some_and(char::is_alphanumeric)).then_some(found)
}

/// Reads "(21) on 2/2, 9 on 3/2" behind the first number: where the further numbers stand, and which
/// of all is the latest by its date.
fn dated_row(rest: &str) -> Option<(Vec<std::ops::Range<usize>>, usize)> {
    let (mut at, mut found) = (0, Vec::new());
    let mut latest = (date_behind(rest, &mut at)?, 0);
    while found.len() < LONGEST_TREND {
        let part = rest.get(at..)?;
        let leads = [", then ", ", and ", "; ", ", ", " and ", " then ", " -> "];
        let Some(lead) = leads.iter().find(|lead| part.starts_with(**lead)) else {
            break;
        };
        let start = at + lead.len();
        let length = digits(rest.get(start..)?).len();
        let mut next = start + length;
        let Some(date) = date_behind(rest, &mut next).filter(|_| length > 0) else {
            break;
        };
        found.push(start..start + length);
        // Around the turn of the year the smaller month is the later one.
        let is_later = if date.0.abs_diff(latest.0.0) > 6 {
            date.0 < latest.0.0
        } else {
            date >= latest.0
        };
        if is_later {
            latest = (date, found.len());
        }
        at = next;
    }
    (!found.is_empty()).then_some((found, latest.1))
}

/// Reads " on 2/2" or " (2/2)" at a place, which moves behind it: month and day.
fn date_behind(text: &str, at: &mut usize) -> Option<(u32, u32)> {
    let part = text.get(*at..)?;
    let lead = [" on ", " (on ", " ("]
        .iter()
        .find(|lead| part.starts_with(**lead))?;
    let mut rest = part.get(lead.len()..)?;
    let month = digits(rest);
    rest = rest.get(month.len()..)?.strip_prefix('/')?;
    let day = digits(rest);
    rest = rest.get(day.len()..)?;
    if let Some(year) = rest.strip_prefix('/') {
        rest = year.get(digits(year).len()..)?;
    }
    rest = rest.strip_prefix(')').unwrap_or(rest);
    let date = (month.parse().ok()?, day.parse().ok()?);
    *at = text.len() - rest.len();
    ((1..=12).contains(&date.0) && (1..=31).contains(&date.1)).then_some(date)
}

fn only_last_stands(list: &mut [Number]) {
    let last = list.len().saturating_sub(1);
    for number in list.iter_mut().take(last) {
        number.earlier = true;
    }
}

/// Returns numbers as readings without a meaning.
pub(super) fn plain(numbers: Vec<Number>) -> Outcome {
    Outcome::Read(
        numbers
            .into_iter()
            .map(|number| banded(&[], number))
            .collect(),
    )
}

fn digits(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

fn banded(bands: &[Band], number: Number) -> Reading {
    let band = bands
        .iter()
        .rev()
        .find(|band| band.from <= number.value)
        .or_else(|| bands.first());
    let negates = band.is_some_and(|band| band.negates);
    Reading {
        measure: Measure::Score(number.value),
        direction: band.and_then(|band| band.direction),
        weight: band.filter(|band| !band.negates).map(|band| band.weight),
        assertion: match (number.earlier, negates) {
            (true, _) => Some(Assertion::Historical),
            (false, true) => Some(Assertion::Negated),
            (false, false) => None,
        },
        start: number.start,
        end: number.end,
        at: number.at,
    }
}

static RATED: Lazy = LazyLock::new(|| {
    Regex::new(
        r"^[^\d.;\n]{0,24}?(\d{1,2})(?:-\d{1,2})? ?(?:/|out of|of|on a scale of) ?(\d{1,2})\b",
    )
    .ok()
});
static SCALED: Lazy = LazyLock::new(|| {
    Regex::new(r"^[ ]*(?:[:=]|rated(?: at| as)?|is rated|level(?: is| of)?|at a|at an|as a|as an)[ :]*(?:a |an )?(\d{1,2})\b").ok()
});
/// "Craving 3.", "craving 4 after group", "craving 0-1, uses skills": on the same scale as 3/10.
static BARE: Lazy = LazyLock::new(|| {
    Regex::new(r"^ (\d{1,2})(?:-\d{1,2})?(?:$|[.;)]$|[.;)] |, [a-z]| (?:after|before|now|today|this|at (?:start|end|intake|rest)|then)\b)").ok()
});
static RATED_BEFORE: Lazy = LazyLock::new(|| {
    Regex::new(
        r"(\d{1,2}) ?(?:/|out of) ?(\d{1,2})[ ,]*(?:for |in |of |level of |strong |severe )?$",
    )
    .ok()
});

/// Reads "8/10" after a form, "rated an 8", or "9/10 pain".
/// Returns whether nothing stands before the scale's end, where the value belongs: asterisks and
/// lines of a template are dropped before a text is scanned.
fn is_left_blank(after: &str) -> bool {
    let words = after.trim_start_matches(|c: char| c.is_ascii_lowercase() || " :=,(".contains(c));
    let scale = words.strip_prefix('/');
    scale.is_some_and(|scale| scale.starts_with(|c: char| c.is_ascii_digit()))
}

fn rating(instrument: &Instrument, spot: Spot<'_>, limit: u32) -> Outcome {
    let read = |value: regex::Match<'_>, base: usize| {
        let number: f32 = value.as_str().parse().ok()?;
        (instrument.low..=instrument.high)
            .contains(&number)
            .then(|| {
                let number = Number {
                    value: number,
                    start: base + value.start(),
                    end: base + value.end(),
                    earlier: false,
                    at: None,
                };
                Outcome::Read(vec![banded(&instrument.bands, number)])
            })
    };
    let after = spot.after(40);
    // "Cravings used to be 9/10, now 2/10".
    if after.starts_with(" used to be ") {
        let Some(now) = after.find(" now ") else {
            return Outcome::Told(Assertion::Historical);
        };
        let to = spot.to + now + " now".len();
        return rating(instrument, Spot { to, ..spot }, limit);
    }
    // "Craving rated ***/10" was never filled in.
    if is_left_blank(after) {
        return Outcome::Told(Assertion::Hypothetical);
    }
    let before = spot.before(20);
    let full = |found: &regex::Captures<'_>| {
        found.get(2).and_then(|m| m.as_str().parse::<u32>().ok()) == Some(limit)
    };
    captures(&RATED, after)
        .filter(full)
        .or_else(|| captures(&SCALED, after))
        .or_else(|| captures(&BARE, after))
        .and_then(|found| found.get(1).and_then(|value| read(value, spot.to)))
        .or_else(|| {
            captures(&RATED_BEFORE, before)
                .filter(full)
                .and_then(|found| {
                    found
                        .get(1)
                        .and_then(|value| read(value, spot.from - before.len()))
                })
        })
        .unwrap_or(Outcome::Plain)
}

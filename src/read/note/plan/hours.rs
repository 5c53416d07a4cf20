//! Reads how many hours a week a plan plans: what it says of the program as a whole, else the
//! sum of what it says of each service.

use crate::model::HoursBasis;
use crate::read::note::labels::Label;
use crate::read::note::view::NoteView;
use crate::text::Located;
use regex::Regex;
use std::sync::LazyLock;

struct Rates {
    per_week: Regex,
    days_times_hours: Regex,
    hours_times_days: Regex,
}

static RATES: LazyLock<Option<Rates>> = LazyLock::new(|| {
    let count = r"(\d{1,3}(?:\.\d)?)(?:\s*(?:-|to)\s*\d{1,3}(?:\.\d)?)?";
    let hours = r"\s*-?\s*(?:hours?|hrs?|h)\b\.?";
    let week = r"(?:per|/|a|each|every|weekly)\s*(?:week|wk|weekly)?";
    Some(Rates {
        per_week: Regex::new(&format!(
            r"(?i){count}{hours}\s*(?:of\s+[\w\s]{{0,40}}?)?\s*(?:per\s*(?:week|wk)|/\s*(?:week|wk)|a\s+week|each\s+week|weekly|every\s+week)"
        ))
        .ok()?,
        days_times_hours: Regex::new(&format!(
            r"(?i)(\d)\s*-?\s*(?:days?|x|times?|sessions?)\s*(?:{week})?\s*(?:x|×|\*|@|,|for|at|,?\s*-)?\s*{count}{hours}"
        ))
        .ok()?,
        hours_times_days: Regex::new(&format!(
            r"(?i){count}{hours}\s*(?:/|per|a|each|x|×|,|daily|\s)*\s*(?:day|session|visit|daily)?\s*(?:x|×|\*|,|for|;|\s)*\s*(\d)\s*-?\s*(?:days?|times?|x|sessions?)\b"
        ))
        .ok()?,
    })
});

/// Returns planned hours per week in tenths, and what they are the hours of.
pub(super) fn read_hours(view: &NoteView<'_>) -> Option<(Located<u32>, HoursBasis)> {
    let mut program: Option<Located<u32>> = labelled_hours(view);
    let mut other: Option<Located<u32>> = None;
    let mut services: Option<Located<u32>> = None;
    for (index, line) in view.body_lines() {
        let lower = line.text.to_ascii_lowercase();
        if !(lower.contains("hour") || lower.contains("hr")) || is_not_treatment(&lower) {
            continue;
        }
        let mut at = 0;
        for part in line.text.split_inclusive(';') {
            let start = at;
            at += part.len();
            let Some((tenths, place)) = rate(part) else {
                continue;
            };
            let place = view.place(index, start + place.start..start + place.end);
            let found = Located::new(tenths, place);
            match subject(&part.to_ascii_lowercase()) {
                Subject::Program => raise(&mut program, found),
                Subject::Service => match &mut services {
                    Some(sum) => sum.value += tenths,
                    None => services = Some(found),
                },
                Subject::Unnamed => raise(&mut other, found),
            }
        }
    }
    // A single service may be given for more hours than the line that names the program.
    if let Some(sum) = services
        && program.is_some_and(|found| found.value < sum.value)
    {
        program = Some(sum);
    }
    let stated =
        program.or(other.filter(|found| services.is_none_or(|sum| sum.value < found.value)));
    stated
        .map(|found| (found, HoursBasis::Program))
        .or_else(|| services.map(|sum| (sum, HoursBasis::Services)))
}

/// What a rate is said of.
enum Subject {
    Program,
    Service,
    Unnamed,
}

fn subject(lower: &str) -> Subject {
    const PROGRAM: [&str; 9] = [
        "php",
        "iop",
        "partial hosp",
        "intensive outpatient",
        "program",
        "total",
        "level of care",
        "therapeutic services",
        "hours per week:",
    ];
    const SERVICE: [&str; 12] = [
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
    ];
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if any(&PROGRAM) {
        Subject::Program
    } else if any(&SERVICE) {
        Subject::Service
    } else {
        Subject::Unnamed
    }
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
    OTHER.iter().any(|word| lower.contains(word))
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
            let of_service = matches!(subject(&value.to_ascii_lowercase()), Subject::Service)
                || matches!(
                    subject(&line.text.get(..field.name.start)?.to_ascii_lowercase()),
                    Subject::Service
                );
            let of_program = name.contains("week") || name.contains("program");
            return (of_program || !of_service)
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
fn rate(text: &str) -> Option<(u32, std::ops::Range<usize>)> {
    let rates = RATES.as_ref()?;
    let weekly = rates
        .per_week
        .captures(text)
        .and_then(|captures| Some((tenths(captures.get(1)?.as_str())?, captures.get(0)?.range())));
    let product = |captures: regex::Captures<'_>, days: usize, hours: usize| {
        let days: u32 = captures.get(days)?.as_str().parse().ok()?;
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
        .filter(|(tenths, _)| (5..=1680).contains(tenths))
}

fn tenths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let whole: u32 = whole.parse().ok()?;
    let fraction: u32 = fraction.get(..1).unwrap_or("0").parse().ok()?;
    whole.checked_mul(10)?.checked_add(fraction)
}

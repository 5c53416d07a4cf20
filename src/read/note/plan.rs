//! Reads what a treatment plan, review or certification states: from when to when it holds,
//! for which level, and how many hours a week it plans.

use super::labels::{Field, Label};
use super::level::level_from_text;
use super::view::NoteView;
use super::when;
use crate::model::{LevelOfCare, NoteKind, PlanFacts, ServiceDate};
use crate::text::Located;
use regex::Regex;
use std::sync::LazyLock;

/// Returns the facts of a plan or certification; `None` for other kinds of note.
pub(crate) fn read_plan(
    view: &NoteView<'_>,
    kind: NoteKind,
    header_level: Option<Located<LevelOfCare>>,
) -> Option<PlanFacts> {
    let plans = matches!(
        kind,
        NoteKind::TreatmentPlan
            | NoteKind::PlanReview
            | NoteKind::Certification
            | NoteKind::Recertification
    );
    if !plans {
        return None;
    }
    let (period_from, period_to) = period(view);
    let certifies = matches!(kind, NoteKind::Certification | NoteKind::Recertification);
    let (sentence_from, sentence_to) = if certifies {
        sentence_period(view)
    } else {
        (None, None)
    };
    Some(PlanFacts {
        effective: period_from
            .or_else(|| labelled_date(view, Label::Effective))
            .or(sentence_from),
        expires: period_to
            .or_else(|| labelled_date(view, Label::Expires))
            .or(sentence_to),
        admission: labelled_date(view, Label::Admission),
        level: labelled_level(view)
            .or(header_level)
            .or_else(|| worded_level(view)),
        hours_per_week_tenths: hours(view),
    })
}

fn labelled_date(view: &NoteView<'_>, label: Label) -> Option<Located<ServiceDate>> {
    view.labelled(label).find_map(|field| {
        let found = when::parse_date(view.value(field))?;
        Some(Located::new(
            found.date,
            view.part_span(field, found.start..found.end),
        ))
    })
}

type Dates = (Option<Located<ServiceDate>>, Option<Located<ServiceDate>>);

fn period(view: &NoteView<'_>) -> Dates {
    for label in [Label::Period, Label::Effective] {
        for field in view.labelled(label) {
            let dates = when::find_dates(view.value(field));
            if let [from, to, ..] = dates.as_slice()
                && from.date < to.date
            {
                let at = |found: &when::FoundDate| {
                    Some(Located::new(
                        found.date,
                        view.part_span(field, found.start..found.end),
                    ))
                };
                return (at(from), at(to));
            }
        }
    }
    (None, None)
}

static THROUGH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:from|period|certif\w*|effective|beginning|for)\b").ok());

/// Reads `… for the period 4/5/2026 through 5/4/2026`.
fn sentence_period(view: &NoteView<'_>) -> Dates {
    for (index, line) in view.body_lines() {
        let dates = when::find_dates(line.text);
        if let [from, to, ..] = dates.as_slice()
            && from.date < to.date
            && let Some(between) = line.text.get(from.end..to.start)
            && matches!(
                between.trim().to_ascii_lowercase().as_str(),
                "to" | "through" | "thru" | "-" | "–" | "until" | "and ending" | "and"
            )
            && THROUGH.as_ref().is_some_and(|p| p.is_match(line.text))
        {
            let at = |found: &when::FoundDate| {
                Some(Located::new(
                    found.date,
                    view.place(index, found.start..found.end),
                ))
            };
            return (at(from), at(to));
        }
    }
    (None, None)
}

fn labelled_level(view: &NoteView<'_>) -> Option<Located<LevelOfCare>> {
    let fields = view
        .labelled(Label::Level)
        .chain(view.labelled(Label::Program));
    fields.into_iter().find_map(|field| {
        let (level, place) = level_from_text(view.value(field))?;
        Some(Located::new(level, view.part_span(field, place)))
    })
}

static ADMITTED_TO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:requires?|needs?|appropriate for|admi(?:t|tted|ssion) to|services? (?:in|at)|treatment (?:in|at)|certify|recertify)\b").ok()
});

fn worded_level(view: &NoteView<'_>) -> Option<Located<LevelOfCare>> {
    view.body_lines().find_map(|(index, line)| {
        let cue = ADMITTED_TO.as_ref()?.find(line.text)?;
        let rest = line.text.get(cue.end()..)?;
        // "would otherwise require inpatient care" names what is avoided.
        let before = line.text.get(..cue.start())?.to_ascii_lowercase();
        if before.trim_end().ends_with("otherwise") || before.contains("absence of") {
            return None;
        }
        let cut = rest.char_indices().nth(90).map_or(rest.len(), |(at, _)| at);
        let (level, place) = level_from_text(rest.get(..cut)?)?;
        let base = cue.end();
        Some(Located::new(
            level,
            view.place(index, base + place.start..base + place.end),
        ))
    })
}

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

/// Returns planned hours per week in tenths.
fn hours(view: &NoteView<'_>) -> Option<Located<u32>> {
    labelled_hours(view).or_else(|| {
        view.body_lines().find_map(|(index, line)| {
            let lower = line.text.to_ascii_lowercase();
            if !(lower.contains("hour") || lower.contains("hr"))
                || lower.contains("sleep")
                || lower.contains("work")
            {
                return None;
            }
            let (tenths, place) = rate(line.text)?;
            Some(Located::new(tenths, view.place(index, place)))
        })
    })
}

fn labelled_hours(view: &NoteView<'_>) -> Option<Located<u32>> {
    view.labelled(Label::Hours).find_map(|field: &Field| {
        let value = view.value(field);
        if let Some((tenths, place)) = rate(value) {
            return Some(Located::new(tenths, view.part_span(field, place)));
        }
        // "Hours per week: 20".
        let line = view.line(field.line)?;
        let name = line.text.get(field.name.clone())?.to_ascii_lowercase();
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

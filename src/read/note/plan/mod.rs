//! Reads what a treatment plan, review or certification states: from when to when it holds,
//! for which level, how many hours a week and how often it plans, its goals, and who signs it.
//! The services and statements it names are found by scanning.

mod admitted;
mod goals;
mod hours;
mod next_level;
mod order;
mod signing;

pub(super) use signing::CONSENTS;

use super::labels::Label;
use super::level::level_from_text;
use super::view::NoteView;
use super::when;
use crate::model::{LevelOfCare, NoteKind, PlanFacts, ServiceDate};
use crate::text::{Located, Pattern, Span};
use std::sync::LazyLock;

/// Returns the facts of a plan, a certification or an order, which may hold a plan's frequency and
/// services; `None` for other kinds of note.
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
            | NoteKind::Order
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
    let hours = hours::read_hours(view);
    let level = labelled_level(view)
        .or(header_level)
        .or_else(|| worded_level(view));
    let admitted = || {
        let is_of_stay = kind != NoteKind::Order;
        let level = level.map(|level| level.value);
        is_of_stay.then(|| admitted::read_admission(view, level))?
    };
    Some(PlanFacts {
        effective: period_from
            .or_else(|| labelled_date(view, Label::Effective))
            .or(sentence_from),
        expires: period_to
            .or_else(|| labelled_date(view, Label::Expires))
            .or(sentence_to)
            .or_else(|| worded_review(view, kind)),
        void_after: void_after(view),
        admission: labelled_date(view, Label::Admission).or_else(admitted),
        level,
        next_level: next_level::read_next_level(view),
        hours_per_week_tenths: hours.map(|(hours, _)| hours),
        hours_basis: hours.map(|(_, basis)| basis).unwrap_or_default(),
        diagnosis: order::diagnosis(view),
        frequency: order::frequency(view),
        duration: order::duration(view),
        signers: signing::signers(view),
        patient: signing::patient(view),
        goals: goals::read_goals(view),
        ..PlanFacts::default()
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

static THROUGH: LazyLock<Option<Pattern>> =
    LazyLock::new(|| Pattern::new(r"(?i)\b(?:from|period|certif\w*|effective|beginning|for)\b"));

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

static NEXT_REVIEW: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)(?:^|[.;,(|]\s*)(?:(?:next|treatment|tx|master|plan|mtp|itp)\s+){0,4}review(?:\s+(?:is|will\s+be))?(?:\s+(?:due|date|set|scheduled))*(?:\s+(?:on|by|for|before))?\s*[:\-–]?\s*",
    )
});

/// Reads the review that a plan's sentence sets, without a label's colon: `Next review due 4/8/2026.`,
/// `…, review due by 5/8`. A review that is not said to be next or due may be this one.
fn worded_review(view: &NoteView<'_>, kind: NoteKind) -> Option<Located<ServiceDate>> {
    if !matches!(kind, NoteKind::TreatmentPlan | NoteKind::PlanReview) {
        return None;
    }
    view.body_lines().find_map(|(index, line)| {
        let mut from = 0;
        while let Some(rest) = line.text.get(from..)
            && let Some(cue) = NEXT_REVIEW.as_ref()?.find(rest)
        {
            let end = from + cue.end;
            let lower = rest.get(cue.start..cue.end)?.to_ascii_lowercase();
            let is_to_come = lower.contains("next") || lower.contains("due");
            let date = when::find_dates(line.text).into_iter();
            let mut date = date.filter(|found| found.start == end && is_to_come);
            if let Some(found) = date.next() {
                let place = view.place(index, found.start..found.end);
                return Some(Located::new(found.date, place));
            }
            from = end.max(from + 1);
        }
        None
    })
}

static VOID: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:(?:not|no\s+longer)\s+valid|invalid|void)\s+(?:past|after|beyond)\b|\b(?:void|expires|lapses)\s+(?:if\s+not\s+reviewed|unless\s+reviewed|without\s+(?:a\s+)?review)\b",
    )
});

/// Reads that the plan is none once its date has passed: `Not valid past this date without review`.
fn void_after(view: &NoteView<'_>) -> Option<Span> {
    view.body_lines().find_map(|(index, line)| {
        if !["alid", "oid", "xpires", "apses"]
            .iter()
            .any(|cue| line.text.contains(cue))
        {
            return None;
        }
        let found = VOID.as_ref()?.find(line.text)?;
        Some(view.place(index, found.start..found.end))
    })
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

static ADMITTED_TO: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:requires?|needs?|appropriate for|admi(?:t|tted|ssion) to|services? (?:in|at)|treatment (?:in|at)|certify|recertify)\b",
    )
});

/// Words of what was before, where another level of care is named.
const PAST: [&str; 8] = [
    " ago",
    " while in ",
    " while at ",
    " failed ",
    " after ",
    " since ",
    " prior ",
    " previous",
];

fn worded_level(view: &NoteView<'_>) -> Option<Located<LevelOfCare>> {
    view.body_lines().find_map(|(index, line)| {
        let cue = ADMITTED_TO.as_ref()?.find(line.text)?;
        let rest = line.text.get(cue.end..)?;
        // "would otherwise require inpatient care" names what is avoided.
        let before = line.text.get(..cue.start)?.to_ascii_lowercase();
        if before.trim_end().ends_with("otherwise") || before.contains("absence of") {
            return None;
        }
        let cut = rest.char_indices().nth(90).map_or(rest.len(), |(at, _)| at);
        let rest = rest.get(..cut)?;
        // "needs 24-hour care, took pills nine days ago while in PHP" names what was before.
        let past = PAST.iter().filter_map(|word| rest.find(word)).min();
        let (level, place) = level_from_text(rest.get(..past.unwrap_or(cut))?)?;
        let base = cue.end;
        Some(Located::new(
            level,
            view.place(index, base + place.start..base + place.end),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_says_that_it_is_void_after_its_date() {
        let is_void = |text: &str| VOID.as_ref().is_some_and(|void| void.is_match(text));
        for text in [
            "Review due 3/2/2026 (plan not valid past this date without team review)",
            "This plan is no longer valid after 3/2/2026.",
            "Void unless reviewed by 3/2/2026",
        ] {
            assert!(is_void(text), "{text}");
        }
        for text in [
            "Signature not valid without a date",
            "Valid through 3/2/2026",
            "She tried to avoid after-school conflict",
        ] {
            assert!(!is_void(text), "{text}");
        }
    }
}

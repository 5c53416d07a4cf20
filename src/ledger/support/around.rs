//! Gathers the notes around one day and weighs them: which still speak, which are over, and whether
//! an old evaluation alone holds the level.

use super::evidence::{Evidence, Over, is_rated};
use super::notes::ScoredNote;
use super::scale::Scale;
use super::telling::IDEATION;
use super::{Support, Verdict};
use crate::model::{Direction, IndicatorId, LevelOfCare, Mention, ServiceDate};

/// Days after which an assessment alone no longer holds a level that newer notes speak against.
const FRESH: i64 = 7;

/// Returns what the notes around a date support for a billed level; `passed` where scores show that
/// withdrawal is over by then.
pub(super) fn weigh(
    scale: &Scale,
    notes: &[ScoredNote],
    level: LevelOfCare,
    (date, passed): (ServiceDate, bool),
) -> Support {
    let last = scale.last_day(level);
    let all = gathered(scale, notes, level, (date, passed), (last, None)).verdict();
    if all.verdict != Verdict::SupportsBilled {
        return all;
    }
    let fresh = scale.window(level).max(FRESH);
    let is_old = |note: &ScoredNote| {
        note.is_assessment && (fresh + 1..=last).contains(&date.days_since(note.date))
    };
    let denied = match level.is_24_hour() {
        true => denied_since(notes, date),
        false => None,
    };
    if denied.is_none() && !notes.iter().any(is_old) {
        return all;
    }
    // What was true at an old evaluation, and a wish to die that the notes since deny, do not hold a
    // patient whom these call well. Nor does that make the level one that nothing speaks for.
    let since = gathered(
        scale,
        notes,
        level,
        (date, passed),
        (fresh.min(last), denied),
    );
    let is_over = since.has_come_to_an_end();
    let since = since.verdict();
    match since.verdict {
        Verdict::Conflicted if !is_over => all,
        Verdict::SupportsLower | Verdict::Conflicted => Support {
            verdict: Verdict::Conflicted,
            level: since.level,
            both_ways: false,
            ..all
        },
        _ => all,
    }
}

/// Gathers the evidence of the notes around a date: of assessments up to so many days old, and
/// without the wish to die that is told before the dates that deny it.
fn gathered<'s>(
    scale: &'s Scale,
    notes: &[ScoredNote],
    level: LevelOfCare,
    (date, passed): (ServiceDate, bool),
    (last, denied_since): (i64, Option<ServiceDate>),
) -> Evidence<'s> {
    let window = scale.window(level);
    let earliest = date.plus_days(-window.max(last));
    let latest = date.plus_days(window);
    let first = notes.partition_point(|note| note.date < earliest);
    let around = notes.get(first..).unwrap_or_default();
    // What was needed before does not outlive the prescriber's word that nothing but a place is.
    let until_then = around.iter().take_while(|note| note.date <= date);
    let settled = until_then
        .filter(|note| note.only_waits)
        .map(|note| note.date)
        .max();
    let over = Over {
        settled,
        passed,
        denied_since,
        newest: newest_scores(around, date),
    };
    let mut evidence = Evidence::new(scale, level, over);
    for note in around.iter().take_while(|note| note.date <= latest) {
        let age = date.days_since(note.date);
        if age.abs() <= window {
            evidence.take(note, 100, true, age);
        } else if note.is_assessment && (0..=last).contains(&age) {
            evidence.take(note, scale.kept_after(level, age), false, age);
        }
    }
    evidence
}

/// Returns the first of the dates, a day among them, that all deny suicidal risk; `None` where the
/// day itself does not, where it is the only one, or where the day also affirms it. A wish to die is
/// a state: what the notes of the day and of another before it deny is not kept up by older ones.
fn denied_since(notes: &[ScoredNote], day: ServiceDate) -> Option<ServiceDate> {
    let mut dates: Vec<ServiceDate> = Vec::new();
    let mut affirmed = None;
    for note in notes.iter().take_while(|note| note.date <= day) {
        let mentions = || note.mentions.iter().map(|(_, mention, _)| mention);
        let affirms = |found: &Mention| {
            IDEATION.contains(&found.indicator.as_str()) && found.direction == Direction::H
        };
        if mentions().any(affirms) {
            dates.clear();
            affirmed = Some(note.date);
        } else if affirmed < Some(note.date) && mentions().any(|found| found.indicator == "D3-04") {
            dates.push(note.date);
        }
    }
    dates.dedup();
    let first = *dates.first()?;
    (dates.last() == Some(&day) && first < day).then_some(first)
}

/// Returns the newest date up to a day on which each instrument was scored: a PHQ-9 of 6 this week
/// takes the place of the 20 at intake. Withdrawal rises and falls within hours, so that no score of
/// it replaces another.
fn newest_scores(notes: &[ScoredNote], day: ServiceDate) -> Vec<(IndicatorId, ServiceDate)> {
    let mut newest: Vec<(IndicatorId, ServiceDate)> = Vec::new();
    for note in notes.iter().take_while(|note| note.date <= day) {
        for (_, mention, _) in note.mentions.iter().filter(|(_, found, _)| is_rated(found)) {
            match newest.iter_mut().find(|(id, _)| *id == mention.indicator) {
                Some((_, date)) => *date = note.date,
                None => newest.push((mention.indicator, note.date)),
            }
        }
    }
    newest
}

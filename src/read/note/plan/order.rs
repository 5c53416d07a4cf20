//! Reads what makes a plan an order: the diagnosis, how often services are given and how long.

use crate::read::note::view::NoteView;
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

static DIAGNOSIS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)\b[FGRTZ]\d{2}(?:\.\d{1,4}[A-Z]?)?\b
        |(?i:\bdisorder\b|\bschizophreni\w*|\bmajor\s+depressi\w*|\bMDD\b|\bPTSD\b|\bGAD\b|\bbipolar\b|\bopioid\s+dependence|\balcohol\s+dependence|\bdependence\b|\banorexia|\bbulimia|\bAUD\b|\bOUD\b|\bpsychosis\b)",
    )
    .ok()
});

static DIAGNOSIS_LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:diagnos[ie]s|diagnostic\s+impression|dx|icd-?10)\b[^:]{0,30}:\s*(\S.*)")
        .ok()
});

/// Returns where a plan names a diagnosis: a code, a disorder, or words behind the label.
pub(super) fn diagnosis(view: &NoteView<'_>) -> Option<Span> {
    let (named, labelled) = (DIAGNOSIS.as_ref()?, DIAGNOSIS_LABEL.as_ref()?);
    view.body_lines().find_map(|(index, line)| {
        let place = named
            .find(line.text)
            .map(|found| found.range())
            .or_else(|| {
                let value = labelled.captures(line.text)?.get(1)?;
                let letters = value.as_str().chars().filter(|c| c.is_alphabetic()).count();
                let lower = value.as_str().to_ascii_lowercase();
                let empty = lower.starts_with("deferred")
                    || lower.starts_with("pending")
                    || lower.starts_with("none")
                    || lower.starts_with("see ");
                (letters > 3 && !empty).then(|| value.range())
            })?;
        Some(view.place(index, place))
    })
}

static FREQUENCY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        (?:\d+(?:\.\d+)?|\b(?:one|two|three|four|five|six|seven|once|twice|a|minimum))\s*
            (?:\(\d+\)\s*|(?:-|–|to|or)\s*(?:\d+|two|three|four|five|six)\s*)?
            (?:x|times?|days?|sessions?|groups?|hours?|hrs?\.?|h|evenings?|nights?|visits?|minutes?|mins?|mornings?|individual\w*|family\w*)?\s*
            (?:of\s+[\w\s]{1,30})?
            (?:/|\bper\b|\ba\b|\beach\b|\bevery\b|\bevery\s+other\b)\s*(?:week|wk|day|month|mo)\b
        |\d\s*x\s*/?\s*(?:weekly|wkly|wk|week|daily|day|d|month|monthly)\b
        |\b(?:daily|weekly|bi-?weekly|monthly|nightly|wkly|bid|prn)\b
        |\bevery\s+(?:other\s+)?(?:week|day|month|mon|tues|wednes|thurs|fri|\d+\s+(?:days?|weeks?))\w*
        |\b(?:mon|tue|wed|thu|fri)[a-z]*\s*(?:-|–|through|thru|to|,|/|and|&)\s*(?:mon|tue|wed|thu|fri)
        |\bm\s*-\s*f\b|\bm/w/f\b|\bmwf\b|\bmtwthf\b|\bt/th\b
        |\b\d\s*(?:days?|evenings?|nights?)\s*(?:x|×|,|@|at|for|of)\s*\d
        |\b\d(?:\.\d)?\s*(?:hours?|hrs?)\s*(?:x|×|,|@)\s*\d\s*days?
        |\b(?:once|twice)\s+(?:weekly|daily|monthly|a)\b
        |\bas\s+needed\b|\bq\.?\s?(?:week|wk|day|month|\d)",
    )
    .ok()
});

static TREATS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:group|individual|family|therap|session|php|iop|partial|intensive|program|treatment|service|frequency|schedule|counsel|nursing|education|medication|psychoed|case manage|attend|ot\b|modalit|visit|amount|intensity|duration)",
    )
    .ok()
});

static GOAL_SENTENCE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^[\W\d]*(?:goal|objective|ltg|stg)\b|\bwill\s+(?:use|practice|identify|report|reduce|learn|take|verbalize|complete|demonstrate|develop|improve|increase|decrease|maintain|obtain|rate|log|journal|call|be able)\b")
        .ok()
});

/// Returns where a plan says how often services are given. A rhythm inside a goal ("will use a
/// skill daily") is the patient's and not the program's.
pub(super) fn frequency(view: &NoteView<'_>) -> Option<Span> {
    let (often, treats) = (FREQUENCY.as_ref()?, TREATS.as_ref()?);
    let mut above = "";
    for (index, line) in view.body_lines() {
        let is_goal = GOAL_SENTENCE.as_ref()?.is_match(line.text);
        if !is_goal
            && let Some(found) = often.find(line.text)
            && (treats.is_match(line.text) || treats.is_match(above))
        {
            return Some(view.place(index, found.range()));
        }
        above = line.text;
    }
    None
}

static DURATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        \b\d+(?:\.\d+)?\s*(?:-|–|to\s)?\s*\d*\s*-?\s*(?:weeks?|wks?|months?|days?|minutes?|mins?\.?|hours?|hrs?\.?|sessions?)\b
        |\b(?:one|two|three|four|five|six|eight|ten|twelve|thirty|sixty|ninety)\s+(?:weeks?|months?|days?|hours?|minutes?|sessions?)\b
        |\b(?:estimated|anticipated|expected|projected)\s+(?:length|los|discharge|duration|completion|stay|d/c)
        |\blength\s+of\s+stay\b|\belos\b|\bduration\s*:\s*\S|\btarget\s+(?:discharge|completion)\b
        |\b(?:through|until|thru|ending)\s+\d",
    )
    .ok()
});

/// Returns where a plan says how long services or sessions last.
pub(super) fn duration(view: &NoteView<'_>) -> Option<Span> {
    let long = DURATION.as_ref()?;
    view.body_lines().find_map(|(index, line)| {
        if GOAL_SENTENCE.as_ref()?.is_match(line.text) {
            return None;
        }
        let found = long.find(line.text)?;
        Some(view.place(index, found.range()))
    })
}

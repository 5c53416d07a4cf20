//! Reads what makes a plan an order: the diagnosis, how often services are given and how long.

use crate::read::note::view::NoteView;
use crate::text::{Pattern, Span};
use std::ops::Range;
use std::sync::LazyLock;

static DIAGNOSIS: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?x)\b[FGRTZ]\d{2}(?:\.\d{1,4}[A-Z]?)?\b
        |(?i:\bdisorder\b|\bschizophreni\w*|\bmajor\s+depressi\w*|\bMDD\b|\bPTSD\b|\bGAD\b|\bbipolar\b|\bopioid\s+dependence|\balcohol\s+dependence|\bdependence\b|\banorexia|\bbulimia|\bAUD\b|\bOUD\b|\bpsychosis\b)",
    )
});

static DIAGNOSIS_LABEL: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(r"(?i)\b(?:diagnos[ie]s|diagnostic\s+impression|dx|icd-?10)\b[^:]{0,30}:\s*(\S.*)")
});

/// Returns where a plan names a diagnosis: a code, a disorder, or words behind the label.
pub(super) fn diagnosis(view: &NoteView<'_>) -> Option<Span> {
    let (named, labelled) = (DIAGNOSIS.as_ref()?, DIAGNOSIS_LABEL.as_ref()?);
    view.body_lines().find_map(|(index, line)| {
        let place = named.find(line.text).or_else(|| {
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

static FREQUENCY: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
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
});

static TREATS: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:group|individual|family|therap|session|php|iop|partial|intensive|program|treatment|service|frequency|schedule|counsel|nursing|education|medication|psychoed|case manage|attend|ot\b|modalit|visit|amount|intensity|duration)",
    )
});

static GOAL_SENTENCE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)^[\W\d]*(?:goal|objective|ltg|stg)\b|\bwill\s+(?:use|practice|identify|report|reduce|learn|take|verbalize|complete|demonstrate|develop|improve|increase|decrease|maintain|obtain|rate|log|journal|call|be able)\b",
    )
});

static GOAL_LABEL: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)(?:\b(?:long|short)[-\s]+(?:term|range)\s+|\btreatment\s+)?\b(?:goals?|objectives?|ltg|stg)\s*(?:\(s\))?\s*(?:no\.?\s*|\#\s*)?[\d.]{0,4}[a-z]?\s*(?:\([^)]{1,20}\)\s*)?:",
    )
});

static ORDER_LABEL: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:interventions?|services?|frequency|modalit\w+|schedule|amount|duration|treatments?|therap\w+|methods?|program)\b[^:.;]{0,30}:",
    )
});

/// A sentence behind a goal that tells the program's own rhythm: `… to 40. PHP 5 days/week`.
static PROGRAM_SENTENCE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)[.;]\s+((?:php|iop|op|partial(?:\s+hospital\w*)?(?:\s+program)?|intensive\s+outpatient(?:\s+program)?|day\s+(?:program|treatment)|residential|(?:individual|group|family)(?:\s+(?:therapy|psychotherapy|counseling|sessions?))?)\s*:?\s*(?:\d|once\b|twice\b|weekly\b|daily\b))",
    )
});

static LABEL: LazyLock<Option<Pattern>> =
    LazyLock::new(|| Pattern::new(r"^\s*(?:[-•*·]|\(?\d+[.)]|[A-Z][^:.;]{1,40}:)"));

/// A line's words on the order, with what the plan's goals and objectives say left out.
struct OrderWords {
    /// Whether the goal that the last line told goes on.
    in_goal: bool,
}

impl OrderWords {
    /// Returns the bytes of a line before, and behind, the goal in it.
    fn of(&mut self, line: &str) -> [Range<usize>; 2] {
        let (Some(goal), Some(order), Some(label), Some(sentence)) = (
            GOAL_LABEL.as_ref(),
            ORDER_LABEL.as_ref(),
            LABEL.as_ref(),
            GOAL_SENTENCE.as_ref(),
        ) else {
            return [0..line.len(), 0..0];
        };
        let none = 0..0;
        let ends = line.trim_end().ends_with(['.', ';', '!', '?']) || line.trim().is_empty();
        // Wrapped words go on in lower case; a new line of a list does not.
        let is_wrapped = line
            .trim_start()
            .starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        let goes_on = self.in_goal && is_wrapped && !label.is_match(line);
        let goal = goal.find(line);
        let (start, from) = match goal {
            Some(ref goal) => (goal.start, goal.end),
            None if goes_on || sentence.is_match(line) => (0, 0),
            None => {
                self.in_goal = false;
                return [0..line.len(), none];
            }
        };
        let behind = line
            .get(from..)
            .and_then(|rest| order.find(rest))
            .map(|found| from + found.start..line.len());
        let behind = behind.or_else(|| {
            let rest = line.get(from..).filter(|_| goal.is_some())?;
            let program = PROGRAM_SENTENCE.as_ref()?.captures(rest)?.get(1)?;
            Some(from + program.start()..line.len())
        });
        self.in_goal = behind.is_none() && !ends;
        [0..start, behind.unwrap_or(none)]
    }
}

/// Returns where a plan says how often services are given. A rhythm inside a goal ("will use a
/// skill daily", "Objective 2: attend 5 days a week") is the patient's and not the program's.
pub(super) fn frequency(view: &NoteView<'_>) -> Option<Span> {
    let (often, treats) = (FREQUENCY.as_ref()?, TREATS.as_ref()?);
    let mut words = OrderWords { in_goal: false };
    let mut above = "";
    for (index, line) in view.body_lines() {
        for part in words.of(line.text) {
            let text = line.text.get(part.clone()).unwrap_or_default();
            if let Some(found) = often.find(text)
                && (treats.is_match(text) || treats.is_match(above))
            {
                let place = part.start + found.start..part.start + found.end;
                return Some(view.place(index, place));
            }
        }
        above = line.text;
    }
    None
}

static DURATION: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)
        \b\d+(?:\.\d+)?\s*(?:-|–|to\s)?\s*\d*\s*-?\s*(?:weeks?|wks?|months?|days?|minutes?|mins?\.?|hours?|hrs?\.?|sessions?)\b
        |\b(?:one|two|three|four|five|six|eight|ten|twelve|thirty|sixty|ninety)\s+(?:weeks?|months?|days?|hours?|minutes?|sessions?)\b
        |\b(?:estimated|anticipated|expected|projected)\s+(?:length|los|discharge|duration|completion|stay|d/c)
        |\blength\s+of\s+stay\b|\belos\b|\bduration\s*:\s*\S|\btarget\s+(?:discharge|completion)\b
        |\b(?:through|until|thru|ending)\s+\d",
    )
});

/// Returns where a plan says how long services or sessions last.
pub(super) fn duration(view: &NoteView<'_>) -> Option<Span> {
    let long = DURATION.as_ref()?;
    let mut words = OrderWords { in_goal: false };
    view.body_lines().find_map(|(index, line)| {
        words.of(line.text).into_iter().find_map(|part| {
            let found = long.find(line.text.get(part.clone())?)?;
            Some(view.place(index, part.start + found.start..part.start + found.end))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(lines: &[&str]) -> Vec<String> {
        let mut words = OrderWords { in_goal: false };
        let mut kept = Vec::new();
        for line in lines {
            for part in words.of(line) {
                let text = line[part].trim();
                if !text.is_empty() {
                    kept.push(text.to_owned());
                }
            }
        }
        kept
    }

    #[test]
    fn goals_and_objectives_are_no_order() {
        assert_eq!(
            order(&[
                "Short-term objective 2: attend, recorded in log, at least 5 days a week.",
                "STG 1a: attend group",
                "5 days a week by 3/24",
                "Services: as clinically indicated.",
            ]),
            ["Services: as clinically indicated."]
        );
        assert_eq!(
            order(&[
                "Problem 1: worry. Goal 1: attend 5 days a week. Interventions: group 3x/week"
            ]),
            ["Problem 1: worry.", "Interventions: group 3x/week"]
        );
    }

    #[test]
    fn lines_of_a_list_after_a_goal_are_kept() {
        assert_eq!(
            order(&["Client will use one skill daily", "Group therapy 3x/week"]),
            ["Group therapy 3x/week"]
        );
    }
}

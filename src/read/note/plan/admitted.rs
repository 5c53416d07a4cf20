//! Reads when a plan says in running words that the patient came into care, without a label's colon:
//! `Adm 3/23/2026`, `First plan of this episode (admitted 5/4/2026)`, `in IOP since 3/23/26`.

use crate::model::{LevelOfCare, ServiceDate};
use crate::read::note::level::level_from_text;
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::{Located, Pattern};
use std::sync::LazyLock;

/// What tells of an admission, up to its date. `to` may be followed by the name of the program.
static CUE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    let program = r"(?:the\s+|this\s+|our\s+)?[\w.]{2,14}(?:[\s-]+(?:outpatient|hospitalization|program|treatment|care|services|level|house)){0,2}";
    Pattern::new(&format!(
        r"(?ix)\b(?:
            (?:adm\.?|admits?|admitted|admission|enrolled|intake)(?:\s+date)?(?:\s+(?:in)?to\s+(?P<to>{program}))?
            | (?:date\s+of\s+admission|doa|start\s+of\s+care|soc)
            | (?:entered|started|began|start\s+of|in)\s+(?P<in>iop|php|op|sop|rtc|residential|program|the\s+program|this\s+program|this\s+level|day\s+treatment|treatment\s+here)(?:\s+since)?
        )\s*(?:was\s+)?(?:on\s+|of\s+|[:\-–=]\s*)?$"
    ))
});

/// Words before it that make it another admission.
const OTHER: [&str; 25] = [
    "prior",
    "previous",
    "previously",
    "last",
    "past",
    "hospital",
    "inpatient",
    "psych",
    "psychiatric",
    "medical",
    "icu",
    "er",
    "ed",
    "detox",
    "re",
    "first",
    "former",
    "earlier",
    "next",
    "planned",
    "expected",
    "anticipated",
    "since",
    "before",
    "if",
];

/// Places that are no program of the facility's own.
const ELSEWHERE: [&str; 12] = [
    "hospital",
    "medical",
    "er",
    "ed",
    "icu",
    "using",
    "drinking",
    "inpatient",
    "psych",
    "jail",
    "thoughts",
    "relapse",
];

/// Returns the day on which a plan's own words say that the patient was admitted; not one to another
/// level than the plan's.
pub(super) fn read_admission(
    view: &NoteView<'_>,
    level: Option<LevelOfCare>,
) -> Option<Located<ServiceDate>> {
    view.body_lines().find_map(|(index, line)| {
        if !may_tell(line.text) {
            return None;
        }
        when::find_dates(line.text)
            .into_iter()
            .find(|found| tells(line.text, found.start, found.end, level))
            .map(|found| Located::new(found.date, view.place(index, found.start..found.end)))
    })
}

/// Returns whether a line holds a digit and the letters of one of the words, before any is looked for.
fn may_tell(text: &str) -> bool {
    crate::text::bytes::has_digit(text) && {
        let lower = text.to_ascii_lowercase();
        let words = [
            "adm", "enrolled", "intake", "doa", "soc", "start", "entered", "began", "since",
        ];
        words.iter().any(|word| lower.contains(word))
    }
}

/// Returns whether the words right before a date say that it is that of the admission.
fn tells(text: &str, start: usize, end: usize, level: Option<LevelOfCare>) -> bool {
    let Some(before) = text.get(..start) else {
        return false;
    };
    let from = before.char_indices().rev().nth(79).map_or(0, |(at, _)| at);
    let near = before.get(from..).unwrap_or_default();
    let Some(found) = CUE.as_ref().and_then(|cue| cue.captures(near)) else {
        return false;
    };
    let Some(all) = found.get(0) else {
        return false;
    };
    let lower = near
        .get(..all.range().start)
        .unwrap_or_default()
        .to_ascii_lowercase();
    // The words of the same clause, nearest last.
    let clause = lower
        .rsplit(['.', ';', '(', ',', ':'])
        .next()
        .unwrap_or_default();
    let mut words = clause.split(|c: char| !c.is_ascii_alphanumeric()).rev();
    if words
        .by_ref()
        .filter(|word| !word.is_empty())
        .take(3)
        .any(|word| OTHER.contains(&word))
    {
        return false;
    }
    let place = found
        .get(1)
        .or(found.get(2))
        .map(|place| place.as_str().to_ascii_lowercase());
    if let Some(place) = place {
        let is_elsewhere = place
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| ELSEWHERE.contains(&word));
        let named = level_from_text(&place).map(|(named, _)| named);
        let is_other = named.zip(level).is_some_and(|(named, own)| named != own);
        if is_elsewhere || is_other {
            return false;
        }
    }
    // "Admitted 3/1/26 to 3/9/26 at Mercy", "admitted 3/20/26 to St. Luke", "admitted 3/20/26 that …".
    let after = text
        .get(end..)
        .unwrap_or_default()
        .trim_start()
        .to_ascii_lowercase();
    ![
        "to ",
        "-",
        "–",
        "through",
        "thru",
        "at ",
        "that ",
        "from ",
        "discharged",
        "until",
    ]
    .iter()
    .any(|word| after.starts_with(word))
        || after.strip_prefix("to ").is_some_and(|rest| {
            let near = rest.get(..24).unwrap_or(rest);
            level_from_text(near).is_some_and(|(named, _)| level.is_none_or(|own| own == named))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> bool {
        let dates = when::find_dates(text);
        dates.iter().any(|found| {
            tells(
                text,
                found.start,
                found.end,
                Some(LevelOfCare::IntensiveOutpatient),
            )
        })
    }

    #[test]
    fn admissions_in_running_words_are_read() {
        for text in [
            "F11.20, F43.10. Adm 3/23/2026. Goal 1: 0 opioid use",
            "First plan of this episode (admitted 5/4/2026).",
            "Adm. 3/23/26",
            "Client admitted on March 23, 2026, voluntarily",
            "Admitted to IOP 3/23/26 after detox",
            "Admitted to the program on 3/23/2026",
            "Admitted 3/23/2026 to IOP level 2.1",
            "IOP admission 3/23/26",
            "DOA 03/23/2026",
            "Date of admission 3/23/2026",
            "Started IOP 3/23/26",
            "In IOP since 3/23/26",
            "enrolled 3/23/2026; attends M/W/F",
            "Intake 3/23/26, 12 weeks",
        ] {
            assert!(told(text) && may_tell(text), "{text}");
        }
    }

    #[test]
    fn other_admissions_and_other_dates_are_not() {
        for text in [
            "Last admission 3/1/2026 at Mercy",
            "Prior adm 3/1/26 for detox",
            "hospital admission 3/1/26",
            "psych admission on 3/1/2026",
            "re-admitted 3/1/26",
            "Admitted 3/1/26 to 3/9/26 for detox",
            "admitted to Mercy Hospital 3/1/26",
            "Admitted to residential 3/1/26",
            "admitted using on 3/20/26",
            "Client admitted 3/20/2026 that she drank",
            "Goal 1 by 5/30/2026",
            "Next review due 4/22/2026",
            "in recovery since 3/1/26",
            "started sertraline 3/23/26",
        ] {
            assert!(!told(text), "{text}");
        }
    }
}

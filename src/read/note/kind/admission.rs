//! Tells an admission assessment by what it holds where its title says only that somebody was
//! admitted or assessed: `IOP ADMISSION (ASAM 2.1)`, `ADMIT NOTE (MD)`, `Assessment / ASAM`, `IOP
//! assessment`. "Assessment" alone heads a part of most notes as well.

use super::fold;
use super::opening::{first_piece, title_words, words_of};
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::Span;

/// Words that stand beside "admission" in such a title: programs, levels and who admits. "Orders",
/// "checklist", "agreement" and the like make it another document.
const BESIDE: [&str; 38] = [
    "asam",
    "level",
    "of",
    "care",
    "loc",
    "iop",
    "php",
    "op",
    "rtc",
    "residential",
    "detox",
    "wm",
    "withdrawal",
    "management",
    "partial",
    "hospitalization",
    "hospital",
    "intensive",
    "outpatient",
    "inpatient",
    "adult",
    "adolescent",
    "youth",
    "sud",
    "mh",
    "to",
    "the",
    "program",
    "md",
    "do",
    "np",
    "pa",
    "physician",
    "provider",
    "new",
    "client",
    "patient",
    "clinical",
];

/// Lines at a note's beginning that may be its title.
const HEAD: usize = 5;

/// Returns the place of such a title.
pub(in crate::read::note) fn admission_title(view: &NoteView<'_>) -> Option<Span> {
    let mut lines = view.body_lines().take(HEAD);
    lines.find_map(|(_, line)| {
        // Behind a gap stand the date and the author.
        let head = line.text.trim().split("  ").next()?;
        is_title(head).then(|| line.trimmed_span(view.file()))
    })
}

fn is_title(head: &str) -> bool {
    if head.len() > 60 || head.contains(':') || head.ends_with(['.', ',']) {
        return false;
    }
    let folded = fold(head);
    let mut admits = false;
    let (mut words, mut plain) = (0, true);
    for word in folded.split_whitespace() {
        words += 1;
        let is_admission = matches!(
            word,
            "admission" | "admit" | "admitting" | "intake" | "note"
        );
        admits |= is_admission && word != "note";
        plain &= is_admission || word.bytes().all(|b| b.is_ascii_digit()) || BESIDE.contains(&word);
    }
    admits && plain && words >= 2
}

/// Words that name an assessment.
const ASSESSES: [&str; 9] = [
    "assessment",
    "assess",
    "biopsychosocial",
    "bps",
    "psychosocial",
    "evaluation",
    "eval",
    "intake",
    "dimensions",
];

/// Words that stand beside them, beside those of [`BESIDE`].
const BESIDE_ASSESSMENT: [&str; 22] = [
    "initial",
    "comprehensive",
    "clinical",
    "integrated",
    "admission",
    "diagnostic",
    "dimensional",
    "six",
    "dimension",
    "criteria",
    "placement",
    "edition",
    "ed",
    "3rd",
    "4th",
    "third",
    "fourth",
    "and",
    "history",
    "addiction",
    "co",
    "occurring",
];

/// Returns the place of a title that names an assessment among a note's first lines. A heading of
/// the parts of a progress note above it makes it one of them.
pub(in crate::read::note) fn assessment_title(view: &NoteView<'_>) -> Option<Span> {
    for (_, line) in view.body_lines().take(HEAD) {
        let whole = title_words(line.text);
        if whole.as_deref().is_some_and(names_part) {
            return None;
        }
        let piece = || title_words(first_piece(line.text));
        if whole.as_deref().is_some_and(names_assessment)
            || piece().is_some_and(|piece| names_assessment(&piece))
        {
            return Some(line.trimmed_span(view.file()));
        }
    }
    None
}

/// Returns whether a title of an assessment is the document's own and heads no part of it: the file is
/// called so, or the line goes on with when it was and by whom, `ASSESSMENT   20-OCT-25  0815-0925  BY
/// A. ROE LCSW`.
pub(in crate::read::note) fn is_assessments_own_title(view: &NoteView<'_>) -> bool {
    let is_filed = || {
        let name = view.document.name.rsplit(['/', '\\']).next();
        let stem = name.map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
        view.is_whole_file() && stem.is_some_and(|stem| names_assessment(&fold(stem)))
    };
    let is_dated = || {
        view.body_lines().take(HEAD).any(|(_, line)| {
            let names = title_words(line.text).is_some_and(|head| names_assessment(&head));
            names && !when::find_dates(line.text).is_empty()
        })
    };
    is_filed() || is_dated()
}

/// Returns whether a heading is one of a progress note's parts before its assessment.
fn names_part(head: &str) -> bool {
    let mut words = words_of(head);
    let first = words.next().unwrap_or_default();
    matches!(
        first,
        "subjective" | "objective" | "data" | "s" | "o" | "d" | "situation" | "background"
    )
}

fn names_assessment(head: &str) -> bool {
    let mut names = false;
    let plain = words_of(head).all(|word| {
        let is_name = ASSESSES.contains(&word);
        names |= is_name;
        is_name
            || word.bytes().all(|b| b.is_ascii_digit())
            || BESIDE_ASSESSMENT.contains(&word)
            || BESIDE.contains(&word)
    });
    names && plain
}

/// Returns whether a text tells what an assessment does beside the dimensions: the history, the
/// diagnosis and the level of care that follows.
pub(in crate::read::note) fn tells_history_and_level(view: &NoteView<'_>) -> bool {
    const HISTORY: [&str; 8] = [
        "history",
        "hx",
        "onset",
        "first use",
        "last use",
        "prior treatment",
        "previous treatment",
        "years",
    ];
    const DIAGNOSIS: [&str; 4] = ["diagnos", "dx", "dsm", "icd"];
    const LEVEL: [&str; 7] = [
        "level of care",
        "loc",
        "level 2",
        "level 3",
        "asam",
        "meets criteria",
        "recommend",
    ];
    let mut told = [false; 3];
    for (_, line) in view.body_lines() {
        let folded = fold(line.text);
        for (told, words) in told
            .iter_mut()
            .zip([&HISTORY[..], &DIAGNOSIS[..], &LEVEL[..]])
        {
            *told |= words.iter().any(|word| {
                folded.match_indices(word).any(|(at, _)| {
                    let (before, rest) = folded.split_at(at);
                    let is_end = || {
                        !rest
                            .get(word.len()..)
                            .unwrap_or_default()
                            .starts_with(char::is_alphabetic)
                    };
                    before.ends_with(' ') && (word.len() > 6 || is_end())
                })
            });
        }
    }
    told == [true; 3]
}

/// Dimensions of six that an assessment by them speaks of.
const LEAST: u32 = 5;

/// Returns whether a document under such a title assesses: it goes through the dimensions of the
/// ASAM criteria.
pub(in crate::read::note) fn goes_through_dimensions(dimensions: u8) -> bool {
    dimensions.count_ones() >= LEAST
}

#[cfg(test)]
mod tests {
    use super::{is_title, names_assessment, title_words};

    #[test]
    fn an_assessment_is_named_by_nothing_else() {
        let named = |title| title_words(title).is_some_and(|head| names_assessment(&head));
        for title in [
            "**Assessment / ASAM** 10/06/2025 time: 10:00 AM to 11:00 AM",
            "Service: Assessment / ASAM | Date of service: 10/31/2025",
            "Biopsychosocial / ASAM 4th ed.",
            "IOP assessment",
            "Assessment",
            "Service: IOP assessment | Date of service: 10/03/2025",
        ] {
            assert!(named(title), "{title}");
        }
        for other in [
            "Assessment: MDD, improving",
            "Assessment and Plan",
            "Pain assessment",
            "Fall risk assessment",
            "Nursing assessment",
            "Her assessment was done on Monday.",
            "IOP",
        ] {
            assert!(!named(other), "{other}");
        }
    }

    #[test]
    fn an_admission_is_told_from_its_papers() {
        for title in [
            "IOP ADMISSION (ASAM 2.1)",
            "ASAM 3.1 ADMISSION",
            "ADMIT NOTE (MD)",
            "Residential Admission",
            "Admission to PHP",
        ] {
            assert!(is_title(title), "{title}");
        }
        for other in [
            "ADMISSION ORDERS",
            "Admission Checklist",
            "Admission Agreement",
            "Admission: 04/01/2026",
            "ADMISSION",
            "Medication note",
            "She was glad of her admission to IOP.",
        ] {
            assert!(!is_title(other), "{other}");
        }
    }
}

//! Tells an admission assessment by what it holds where its title says only that somebody was
//! admitted: `IOP ADMISSION (ASAM 2.1)`, `ADMIT NOTE (MD)`, `ASAM 3.1 ADMISSION   04/01/2026`.

use super::fold;
use crate::read::note::view::NoteView;
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

/// Dimensions of six that an assessment by them speaks of.
const LEAST: u32 = 5;

/// Returns whether a document under such a title assesses: it goes through the dimensions of the
/// ASAM criteria.
pub(in crate::read::note) fn goes_through_dimensions(dimensions: u8) -> bool {
    dimensions.count_ones() >= LEAST
}

#[cfg(test)]
mod tests {
    use super::is_title;

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

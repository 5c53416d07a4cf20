//! The reviewer's sheet: what speaks against the lines, what was kept out and why, what is
//! missing and what to look at before the packet goes out. It is never part of the packet.

use super::Source;
use super::cite::Citer;
use super::index::missing;
use super::place::KeptOut;
use super::select::Selection;
use crate::denials::QueueEntry;
use crate::ledger::{DocumentState, ExpectedDocument};
use crate::text::{CharMap, FileId, Span};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Entries against the lines that are listed at most; findings come before statements.
const AGAINST: usize = 80;
/// Longest quote in characters.
const QUOTE: usize = 200;

/// What the sheet tells besides what was selected and placed.
pub(super) struct Remarks<'r> {
    /// The claim's entries of the work queue.
    pub(super) queue: &'r [QueueEntry],
    /// Lines of the letter template whose sentences were left out.
    pub(super) letter_lines: Vec<usize>,
    /// Characters that no font of the program holds, printed as `�`.
    pub(super) replaced: usize,
}

/// Writes the sheet.
pub(super) fn sheet(
    selection: &Selection<'_>,
    sources: &BTreeMap<FileId, Source<'_>>,
    citer: &Citer<'_>,
    remarks: &Remarks<'_>,
) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line("FOR THE REVIEWER ONLY. DO NOT SEND.");
    line(&format!(
        "What the appeal packet of claim {} leaves out, and what to decide before it goes out.",
        selection.claim().id
    ));
    section(&mut line, "The denial", &queue_words(remarks.queue));
    let mut against: Vec<String> = selection
        .adverse
        .iter()
        .take(AGAINST)
        .map(|adverse| {
            let mut text = adverse.words.clone();
            for span in &adverse.spans {
                text.push_str("\n    ");
                text.push_str(&place_words(sources, citer, *span));
            }
            text
        })
        .collect();
    let more = selection.adverse.len().saturating_sub(AGAINST);
    if more > 0 {
        against.push(format!("{more} more statements for a lower level"));
    }
    section(&mut line, "What speaks against these lines", &against);
    let kept: Vec<String> = citer
        .places
        .kept_out
        .iter()
        .map(|kept| kept_words(sources, kept))
        .collect();
    section(&mut line, "Kept out of the packet", &kept);
    let mut lacking = missing(selection);
    lacking.extend(calendar(selection));
    section(&mut line, "Missing", &lacking);
    let mut look: Vec<String> = citer
        .places
        .cautions
        .iter()
        .map(|kept| kept_words(sources, kept))
        .collect();
    if selection.is_substance_use {
        look.push(
            "42 CFR Part 2 may hold for this record: a consent that covers this disclosure must be \
             on file, and a copy of it or a clear explanation of its scope goes with the packet \
             (42 CFR 2.32). The notice page is in the packet."
                .to_owned(),
        );
    }
    for number in &remarks.letter_lines {
        look.push(format!(
            "The letter's paragraph with the sentence on line {number} of its template was left \
             out: what that sentence states or cites is not in the packet."
        ));
    }
    if remarks.replaced > 0 {
        look.push(format!(
            "{} of sources have no glyph in the packet's fonts and are printed as �.",
            crate::rules::counted(remarks.replaced, "character")
        ));
    }
    section(&mut line, "Look at before sending", &look);
    out
}

fn section(line: &mut impl FnMut(&str), title: &str, entries: &[String]) {
    line("");
    line(&format!("{title} ({})", entries.len()));
    for entry in entries {
        line(&format!("  - {entry}"));
    }
}

fn queue_words(entries: &[QueueEntry]) -> Vec<String> {
    let words = entries.iter().map(|entry| {
        let mut text = format!("{}: {}", entry.work.id(), entry.label);
        if !entry.reason.is_empty() {
            let _ = write!(text, " ({}, {})", entry.reason, entry.class);
        }
        let _ = write!(text, "; first: {}", entry.action);
        if let Some(deadline) = entry.deadline {
            let _ = write!(
                text,
                "; keep {}, last day by the rule {} ({})",
                deadline.safe,
                deadline.last,
                deadline.basis()
            );
        }
        let _ = write!(text, "; the record: {}", entry.verdict.id());
        text
    });
    words.collect()
}

/// Returns where words stand, what they are, and whether a page of the packet shows them.
fn place_words(sources: &BTreeMap<FileId, Source<'_>>, citer: &Citer<'_>, span: Span) -> String {
    let Some(source) = sources.get(&span.file) else {
        return "a file that could not be read again".to_owned();
    };
    let words = source.page(span.page).map_or_else(String::new, |page| {
        let words = CharMap::new(page.text.as_str()).slice(span.start, span.end);
        let flat: Vec<&str> = words.split_whitespace().collect();
        let flat = flat.join(" ");
        match flat.char_indices().nth(QUOTE) {
            Some((cut, _)) => format!("{}…", flat.get(..cut).unwrap_or_default()),
            None => flat,
        }
    });
    let shown = citer.cite(span).map_or_else(
        || "not in the packet".to_owned(),
        |cited| format!("stands, unmarked by this, on {cited}"),
    );
    format!(
        "{}, page {}, characters {} to {}: “{words}” ({shown})",
        source.path, span.page, span.start, span.end
    )
}

fn kept_words(sources: &BTreeMap<FileId, Source<'_>>, kept: &KeptOut) -> String {
    let path = sources.get(&kept.file).map_or("", |source| source.path);
    format!("{path}, page {}, {}: {}", kept.page, kept.title, kept.why)
}

/// Lists documents that the lines' stays had to have and the files do not show in time.
fn calendar(selection: &Selection<'_>) -> Vec<String> {
    let ledger = selection.case.ledger;
    let days = selection.days();
    let is_gap = |expected: &&ExpectedDocument| {
        let stay = ledger.stays.get(expected.stay);
        let is_own = stay.is_some_and(|stay| {
            selection
                .rows
                .iter()
                .any(|row| stay.lines.contains(&row.id))
        });
        let is_open = !matches!(
            expected.state,
            DocumentState::InTime | DocumentState::NotYetDue
        );
        is_own && is_open && expected.days.iter().any(|day| days.contains(day))
    };
    let gaps = ledger.calendar.iter().filter(is_gap);
    gaps.map(|expected| {
        format!(
            "{} due {}: {}",
            expected.document.words(),
            expected.due,
            expected.state.words()
        )
    })
    .collect()
}

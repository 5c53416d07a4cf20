//! Properties of where mentions stand, however the page writes its words, and of scanning one
//! note after another.

use super::lexicon::Lexicon;
use super::normalize::Normalized;
use super::{NoteInput, Scanner};
use crate::model::{Mention, NoteKind};
use crate::text::{FileId, Page, PageMaps, Span};
use proptest::prelude::*;

fn scan(scanner: &mut Scanner<'_>, pages: &[Page]) -> Vec<Mention> {
    let spans: Vec<Span> = pages
        .iter()
        .map(|page| {
            let end = page.text.as_str().chars().count() as u32;
            Span::new(FileId(0), page.number, 0, end)
        })
        .collect();
    scanner.note(&NoteInput {
        pages: &PageMaps::new(pages),
        spans: &spans,
        kind: NoteKind::Unknown,
        service_date: None,
        headings: &[],
    })
}

/// Returns the plain form of the characters that a mention's span cuts from its page.
fn plain(pages: &[Page], mention: &Mention) -> String {
    let cut: String = pages
        .iter()
        .filter(|page| page.number == mention.span.page)
        .flat_map(|page| page.text.as_str().chars())
        .skip(mention.span.start as usize)
        .take((mention.span.end - mention.span.start) as usize)
        .collect();
    let mut normalized = Normalized::default();
    normalized.fill(&cut);
    normalized.text
}

/// One form as pages write it: capitals, columns, hyphens, soft hyphens, accents, wrapped lines.
const WRITTEN: [&str; 8] = [
    "suicidal ideation",
    "Suicidal Ideation",
    "suicidal   ideation",
    "suicidal-ideation",
    "suici\u{ad}dal ideation",
    "suicidal idéation",
    "suicidal\r\nideation",
    "suicidal\n   ideation",
];

#[test]
fn a_form_is_cut_out_as_written() {
    let mut scanner = Scanner::new(Lexicon::embedded());
    for written in WRITTEN {
        let pages = [Page::plain(
            1,
            format!("Œuvre – naïve ☒ ﬁne.\r\nReports {written}."),
        )];
        let mentions = scan(&mut scanner, &pages);
        assert!(!mentions.is_empty(), "{written:?}");
        for mention in mentions {
            assert_eq!(plain(&pages, &mention), "suicidal ideation", "{written:?}");
        }
    }
}

proptest! {
    #[test]
    fn every_mention_is_cut_out_whole(
        before in prop::collection::vec(sign(), 0..12),
        written in prop::sample::select(WRITTEN.to_vec()),
        after in prop::collection::vec(sign(), 0..12),
        first in "\\PC{0,40}",
    ) {
        let text = format!("{} {written} {}", before.join(" "), after.join(" "));
        let pages = [Page::plain(1, first), Page::plain(2, text)];
        let mut scanner = Scanner::new(Lexicon::embedded());
        for mention in scan(&mut scanner, &pages) {
            if mention.span.page == 2 {
                prop_assert_eq!(plain(&pages, &mention), "suicidal ideation");
            }
        }
    }

    #[test]
    fn a_note_does_not_depend_on_the_one_before(one in note(), other in note()) {
        let mut scanner = Scanner::new(Lexicon::embedded());
        let (one, other) = ([Page::plain(1, one)], [Page::plain(1, other)]);
        let fresh = scan(&mut scanner, &one);
        scan(&mut scanner, &other);
        prop_assert_eq!(scan(&mut scanner, &one), fresh);
    }
}

fn sign() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "é", "ﬀ", "—", "–", "•", "😀", "\r\n", "\n", "\t", "   ", "Œ", "pt.", ",", ";", "☒", "’",
        "\u{ad}", "ß", "½",
    ])
}

fn note() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "Denies",
            "SI",
            "HI",
            ",",
            ".",
            "\n",
            "Plan:",
            "[x]",
            "[ ]",
            "reports",
            "cravings",
            "PHQ-9 14",
            "last drink 3 days ago",
            "mother",
            "has",
            "no",
            "tremor",
            "CIWA 11",
            "\t",
            "   ",
            "Dx: F32.1",
            "Family history:",
            "if",
            "é",
            "☐",
        ]),
        0..40,
    )
    .prop_map(|words| words.join(" "))
}

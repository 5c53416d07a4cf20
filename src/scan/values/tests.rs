//! Values as they are written: many forms of one score, several a line, trends, and numbers that
//! are none.

use crate::model::{Assertion, Measure, NoteKind};
use crate::scan::{Lexicon, NoteInput, Scanner};
use crate::text::{FileId, Page, Span};

/// Returns the scores of an indicator in a text, with whether each stands now.
fn scores(text: &str, indicator: &str) -> Vec<(f32, bool)> {
    let pages = [Page::plain(1, text)];
    let spans = [Span::new(FileId(0), 1, 0, text.chars().count() as u32)];
    Scanner::new(Lexicon::embedded())
        .note(&NoteInput {
            pages: &crate::text::PageMaps::new(&pages),
            spans: &spans,
            kind: NoteKind::Unknown,
            service_date: None,
            headings: &[],
        })
        .iter()
        .filter(|mention| mention.indicator.as_str() == indicator)
        .filter_map(|mention| {
            let stands = mention.assertion != Assertion::Historical;
            match mention.measure? {
                Measure::Score(value) | Measure::Number(value) | Measure::BloodAlcohol(value) => {
                    Some((value, stands))
                }
                _ => None,
            }
        })
        .collect()
}

#[test]
fn one_score_in_many_forms() {
    for (text, indicator, value) in [
        ("CIWA-Ar: 12/67", "D1-04", 12.0),
        ("CIWA total = 7", "D1-04", 7.0),
        ("ciwa score of 9 at 0400", "D1-04", 9.0),
        ("COWS 13 (mod)", "D1-05", 13.0),
        ("COWS score of 6 @ 0600", "D1-05", 6.0),
        ("PHQ-9 (15)", "D3-16", 15.0),
        ("PHQ9=16/27", "D3-16", 16.0),
        ("Pt scored PHQ-9 of 22 today", "D3-16", 22.0),
        ("GAD-7: 17/21", "D3-17", 17.0),
        ("The C-SSRS 4 today", "D3-05", 4.0),
        ("C-SSRS 4", "D3-05", 4.0),
        ("AUDIT 24; DAST-10 7", "D5-17", 24.0),
        ("AUDIT 24; DAST-10 7", "D5-18", 7.0),
        ("DAST: 6/10", "D5-18", 6.0),
        ("GAF = 45", "D3-40", 45.0),
        ("WHODAS 2.0: 2.8", "D3-41", 2.8),
        ("BAM risk=15", "D5-16", 15.0),
        ("LOCUS composite score: 22 (Level 4)", "T-03", 22.0),
        ("CALOCUS 24", "T-05", 24.0),
        ("BAC .240 g/dL", "D1-10", 0.24),
        ("ETOH level 212 mg/dL", "D1-10", 0.212),
        ("Cravings 7 out of 10", "D5-01", 7.0),
        ("Pain level 9 of 10", "D2-10", 9.0),
        ("MoCA = 19/30", "D3-22", 19.0),
        ("MADRS score: 36", "D3-42", 36.0),
    ] {
        assert_eq!(scores(text, indicator), [(value, true)], "{text}");
    }
}

#[test]
fn trends_end_with_the_value_that_stands() {
    for (text, indicator, values) in [
        (
            "CIWA 14 -> 9 -> 4 overnight",
            "D1-04",
            &[(14.0, false), (9.0, false), (4.0, true)][..],
        ),
        (
            "CIWA scores today: 8, 6, 3",
            "D1-04",
            &[(8.0, true), (6.0, true), (3.0, true)],
        ),
        (
            "CIWA 12, 8, 3 over three days",
            "D1-04",
            &[(12.0, false), (8.0, false), (3.0, true)],
        ),
        (
            "CIWA 12/11/9 today",
            "D1-04",
            &[(12.0, true), (11.0, true), (9.0, true)],
        ),
        (
            "COWS 0, 1, 0",
            "D1-05",
            &[(0.0, true), (1.0, true), (0.0, true)],
        ),
        ("CIWA 12/11/25: 4", "D1-04", &[]),
        (
            "COWS 0800 = 11, 1400 = 9",
            "D1-05",
            &[(11.0, true), (9.0, true)],
        ),
        (
            "CIWA @ 0800: 11; @1200: 9.",
            "D1-04",
            &[(11.0, true), (9.0, true)],
        ),
        ("CIWA-Ar on arrival 19.", "D1-04", &[(19.0, true)]),
        ("COWS by my count 15.", "D1-05", &[(15.0, true)]),
        ("CIWA at 0800 and 1200", "D1-04", &[]),
        ("COWS due 0800: held", "D1-05", &[]),
        (
            "PHQ-9 21 on 2/2, 9 on 3/2",
            "D3-16",
            &[(21.0, false), (9.0, true)],
        ),
        (
            "PHQ-9 9 (3/2), 21 (2/2)",
            "D3-16",
            &[(9.0, true), (21.0, false)],
        ),
        ("PHQ-9 9 on 3/2, GAD-7 8 on 3/2", "D3-16", &[(9.0, true)]),
        (
            "PHQ-9 decreased from 21 to 9",
            "D3-16",
            &[(21.0, false), (9.0, true)],
        ),
        (
            "PHQ-9: 18 \u{2192} 11",
            "D3-16",
            &[(18.0, false), (11.0, true)],
        ),
        (
            "COWS 22 on admission, 4 today",
            "D1-05",
            &[(22.0, false), (4.0, true)],
        ),
    ] {
        assert_eq!(scores(text, indicator), values, "{text}");
    }
}

#[test]
fn a_score_keeps_to_its_own_instrument() {
    let text = "PHQ-9 today is 12, GAD-7 today is 9";
    assert_eq!(scores(text, "D3-16"), [(12.0, true)]);
    assert_eq!(scores(text, "D3-17"), [(9.0, true)]);
    let text = "PHQ-9 18, GAD-7 14, PCL-5 45";
    assert_eq!(scores(text, "D3-16"), [(18.0, true)]);
}

#[test]
fn what_is_no_score_is_not_read() {
    for (text, indicator) in [
        ("CIWA 75", "D1-04"),
        ("PHQ-9 35", "D3-16"),
        ("COWS q4h", "D1-05"),
        ("Hold for CIWA < 8", "D1-04"),
        ("CIWA 8h after the last dose", "D1-04"),
        ("locus of control 5", "T-03"),
        ("Chart audit 12 done", "D5-17"),
        ("GAF n/a", "D3-40"),
    ] {
        assert_eq!(scores(text, indicator), [], "{text}");
    }
}

#[test]
fn the_name_beside_a_dimension_tells_its_edition() {
    let rated = |text: &str| {
        let pages = [Page::plain(1, text)];
        let spans = [Span::new(FileId(0), 1, 0, text.chars().count() as u32)];
        let mentions = Scanner::new(Lexicon::embedded()).note(&NoteInput {
            pages: &crate::text::PageMaps::new(&pages),
            spans: &spans,
            kind: NoteKind::Unknown,
            service_date: None,
            headings: &[],
        });
        mentions.iter().find_map(|mention| match mention.measure? {
            Measure::DimensionRating(dimension, rating) => Some((dimension, rating)),
            _ => None,
        })
    };
    assert_eq!(rated("Dimension 4 - Readiness to change: 3"), Some((4, 3)));
    assert_eq!(
        rated("Dimension 4 - Substance use-related risks: 3"),
        Some((5, 3))
    );
    assert_eq!(
        rated("Dimension 5: Recovery environment interactions - 2"),
        Some((6, 2))
    );
    assert_eq!(
        rated("Dimension 5: Relapse, continued use potential - 2"),
        Some((5, 2))
    );
    assert_eq!(rated("Dimension 4: 2"), Some((4, 2)));
}

/// Returns how the C-SSRS is told in a text, with its item.
fn columbia(text: &str) -> Vec<(f32, Assertion)> {
    let pages = [Page::plain(1, text)];
    let spans = [Span::new(FileId(0), 1, 0, text.chars().count() as u32)];
    Scanner::new(Lexicon::embedded())
        .note(&NoteInput {
            pages: &crate::text::PageMaps::new(&pages),
            spans: &spans,
            kind: NoteKind::Unknown,
            service_date: None,
            headings: &[],
        })
        .iter()
        .filter(|mention| mention.indicator.as_str() == "D3-05")
        .filter_map(|mention| match mention.measure? {
            Measure::Score(value) => Some((value, mention.assertion)),
            _ => None,
        })
        .collect()
}

#[test]
fn an_item_of_the_columbia_screener_is_its_answer() {
    use Assertion::{Affirmed, Historical, Negated, Uncertain};
    for (text, told) in [
        (
            "C-SSRS 6 behavior, lifetime | No | No",
            vec![(6.0, Negated)],
        ),
        ("C-SSRS 1 wish dead | Yes | Yes", vec![(1.0, Affirmed)]),
        ("C-SSRS 3-5 | N/A | N/A", vec![]),
        (
            "C-SSRS 2 suicidal thoughts | Yes | No",
            vec![(2.0, Uncertain)],
        ),
        (
            "C-SSRS item 4 intent without plan: no",
            vec![(4.0, Negated)],
        ),
        (
            "CSSRS Q6 suicidal behavior past 3 months | Yes",
            vec![(6.0, Affirmed)],
        ),
        ("C-SSRS 6 behavior lifetime | Yes", vec![(6.0, Historical)]),
        // A level, whatever else is asked behind it.
        ("C-SSRS: 3", vec![(3.0, Affirmed)]),
        ("C-SSRS 3, no intent.", vec![(3.0, Affirmed)]),
        ("C-SSRS 4, SI: no", vec![(4.0, Affirmed)]),
        ("C-SSRS 3 moderate risk, plan: no", vec![(3.0, Affirmed)]),
    ] {
        assert_eq!(columbia(text), told, "{text}");
    }
}

#[test]
fn a_level_that_is_called_enough_is_read_behind_the_words() {
    use crate::model::LevelOfCare::{self, *};
    let named = |text: &str| -> Vec<Option<LevelOfCare>> {
        let mentions = crate::scan::fixture::scan_as(text, NoteKind::Unknown, None);
        let ready = mentions.into_iter().filter(|mention| {
            ["D5-15", "D5-19", "D5-24"].contains(&mention.indicator.as_str())
                && mention.assertion == Assertion::Affirmed
        });
        let level = |measure| match measure {
            Some(Measure::Level(level)) => Some(level),
            _ => None,
        };
        ready.map(|mention| level(mention.measure)).collect()
    };
    for (text, level) in [
        ("Ready for IOP since Monday.", Some(IntensiveOutpatient)),
        (
            "All goals met. Ready for PHP 4/6. PHP accepts.",
            Some(PartialHospitalization),
        ),
        ("Ready for step-down to IOP.", Some(IntensiveOutpatient)),
        (
            "Ready to step down from PHP to IOP.",
            Some(IntensiveOutpatient),
        ),
        (
            "Meets PHP/IOP, no longer meets 3.5.",
            Some(PartialHospitalization),
        ),
        ("Ready for 3.1 or IOP.", Some(ResidentialLow)),
        ("Ready for discharge. IOP intake Monday.", None),
        ("Team agrees 3.5 no longer clinically needed.", None),
        (
            "Appropriate for PHP, not RTC.",
            Some(PartialHospitalization),
        ),
        ("Ready to step down.", None),
    ] {
        let found = named(text);
        assert!(!found.is_empty(), "{text}");
        assert!(
            found.iter().all(|one| *one == level || one.is_none()),
            "{text} {found:?}"
        );
        assert!(
            level.is_none() || found.contains(&level),
            "{text} {found:?}"
        );
    }
}

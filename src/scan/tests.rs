//! Every example of the lexicon, and sentences with several cues.

use super::fixture::scan_as;
use super::lexicon::Lexicon;
use crate::model::{Assertion, Measure, Mention, NoteKind, ServiceDate};

fn scan(text: &str) -> Vec<Mention> {
    scan_as(text, NoteKind::Unknown, None)
}

fn number(measure: Option<Measure>) -> Option<f32> {
    match measure {
        Some(
            Measure::Score(value)
            | Measure::Number(value)
            | Measure::AgeDays(value)
            | Measure::BloodAlcohol(value),
        ) => Some(value),
        _ => None,
    }
}

fn told(mentions: &[Mention], text: &str) -> String {
    let words: Vec<char> = text.chars().collect();
    mentions
        .iter()
        .map(|m| {
            let quote: String = words[m.span.start as usize..m.span.end as usize]
                .iter()
                .collect();
            format!(
                "{}={}{}{:?} [{quote}]",
                m.indicator,
                m.assertion.id(),
                m.direction.id(),
                m.measure
            )
        })
        .collect::<Vec<_>>()
        .join(" ; ")
}

#[test]
fn every_example_of_the_lexicon_holds() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for indicator in Lexicon::embedded().indicators() {
        for example in &indicator.examples {
            seen += 1;
            let mentions = scan(&example.text);
            let id = example
                .id
                .clone()
                .unwrap_or_else(|| indicator.id.as_str().to_owned());
            let mut of_id = mentions.iter().filter(|m| m.indicator.as_str() == id);
            let holds = match Assertion::from_id(&example.expect) {
                None => of_id.next().is_none(),
                Some(class) => of_id.any(|m| {
                    m.assertion == class
                        && example
                            .direction
                            .is_none_or(|direction| m.direction == direction)
                        && example
                            .value
                            .is_none_or(|value| number(m.measure) == Some(value))
                }),
            };
            if !holds {
                wrong.push(format!(
                    "{id} {:?} expects {}: {}",
                    example.text,
                    example.expect,
                    told(&mentions, &example.text)
                ));
            }
        }
    }
    assert!(seen > 450);
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// A sentence, what must be found in it, and what must not.
struct Case {
    text: &'static str,
    finds: &'static [&'static str],
    spares: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        text: "Pt states he is suicidal, \"I've decided.\" Plan: overdose on the trazodone he has \
               saved up with whiskey. States intent to do it this coming weekend. Has access.",
        finds: &["D3-01 affirmed H", "D3-02 affirmed H"],
        spares: &["D3-06 affirmed", "D3-02 hypothetical"],
    },
    Case {
        text: "Education - venlafaxine, w/ RN Pruitt; asked about dose. PHQ-9 19. Anhedonia.",
        finds: &["D3-16 affirmed H", "D3-15 affirmed H"],
        spares: &["D3-15 hypothetical"],
    },
    Case {
        text: "Education - signs of relapse, cravings and SI reviewed.",
        finds: &[],
        spares: &["D5-01 affirmed", "D3-01 affirmed", "D5-03 affirmed"],
    },
    Case {
        text: "Attempt age 19 (OD), hospitalized then.",
        finds: &["D3-06 historical"],
        spares: &["D3-06 affirmed"],
    },
    Case {
        text: "Denies AVH/HI. SI with plan, pills.",
        finds: &["D3-09 negated", "D3-02 affirmed H"],
        spares: &["D3-04 affirmed"],
    },
    Case {
        text: "Cannot complete meals without supervision, unstable vitals need daily monitoring.",
        finds: &["D1-21 affirmed H"],
        spares: &["D1-21 hypothetical"],
    },
    Case {
        text: "Denies SI/HI; however reports passive DW last night, no plan.",
        finds: &["D3-04 affirmed L", "D3-03 affirmed H"],
        spares: &["D3-01 affirmed"],
    },
    Case {
        text: "Mother states pt has been drinking a fifth daily; pt denies.",
        finds: &["D1-16 uncertain"],
        spares: &["D1-16 affirmed", "D1-16 other-person"],
    },
    Case {
        text: "No current w/d. Hx of DTs 2021. CIWA 3 @0800.",
        finds: &[
            "D1-01 negated",
            "D1-02 historical",
            "D1-03 historical",
            "D1-04 affirmed L",
        ],
        spares: &["D1-02 affirmed"],
    },
    Case {
        text: "If cravings >7 call sponsor.",
        finds: &["D5-01 hypothetical"],
        spares: &["D5-01 affirmed"],
    },
    Case {
        text: "Rx'd suboxone, UDS + bup, otherwise neg.",
        finds: &["D5-09 affirmed L"],
        spares: &["D5-08 affirmed"],
    },
    Case {
        text: "Client's brother relapsed; client sober 60d.",
        finds: &["D5-03 other-person", "D5-13 affirmed L"],
        spares: &["D5-03 affirmed"],
    },
    Case {
        text: "SI: none / passive / active",
        finds: &[],
        spares: &[
            "D3-01 affirmed",
            "D3-01 negated",
            "D3-04 affirmed",
            "D3-03 affirmed",
        ],
    },
    Case {
        text: "r/o PTSD; trial of prazosin.",
        finds: &["D3-19 uncertain", "D3-32 affirmed"],
        spares: &["D3-19 affirmed"],
    },
    Case {
        text: "Discussed relapse prevention, signs of withdrawal, when to call 911.",
        finds: &["D1-01 hypothetical"],
        spares: &["D1-01 affirmed", "D5-03 affirmed"],
    },
    Case {
        text: "Attended 2 of 10 groups, working FT, denies SI, euthymic.",
        finds: &[
            "P-06 affirmed L",
            "D6-08 affirmed L",
            "D3-04 affirmed L",
            "D3-28 affirmed L",
        ],
        spares: &[],
    },
    Case {
        text: "CIWA not done.",
        finds: &[],
        spares: &["D1-04 affirmed", "D1-04 hypothetical"],
    },
    Case {
        text: "HR 122, BP 168/104, CIWA 19\u{2192}14 after 2 mg Ativan.",
        finds: &["D1-21 affirmed H", "D1-04 affirmed H", "D1-12 affirmed"],
        spares: &[],
    },
    Case {
        text: "LOCUS 15 on 3/1 (was 24).",
        finds: &["T-03 affirmed L", "T-03 historical H"],
        spares: &[],
    },
    Case {
        text: "No change in SI since yesterday.",
        finds: &["D3-01 uncertain"],
        spares: &["D3-01 negated", "D3-04 affirmed"],
    },
    Case {
        text: "Not suicidal but would hurt self if discharged today.",
        finds: &["D3-01 negated", "D3-02 hypothetical"],
        spares: &["D3-01 affirmed"],
    },
    Case {
        text: "Doesn't require 24-hr care, per MD.",
        finds: &["D5-15 affirmed L"],
        spares: &["D5-14 affirmed"],
    },
    Case {
        text: "Group: relapse prevention. Peer shared SI.",
        finds: &["D3-01 other-person"],
        spares: &["D5-03 affirmed", "D5-03 hypothetical", "D3-01 affirmed"],
    },
    Case {
        text: "Pt was on 1:1 for SI until 4/3; now q30.",
        finds: &["D3-37 historical"],
        spares: &["D3-37 affirmed"],
    },
    Case {
        text: "Never had a w/d sz; denies DT's.",
        finds: &["D1-02 negated", "D1-03 negated"],
        spares: &["D1-02 affirmed"],
    },
    Case {
        text: "FAMILY HISTORY\nAlcohol withdrawal, suicide attempt, depression.\n\nRISK ASSESSMENT:\nSI: denies\nHI: denies",
        finds: &[
            "D3-06 other-person",
            "D3-01 negated",
            "D3-09 negated",
            "D3-04 affirmed L",
        ],
        spares: &["D3-06 affirmed", "D3-15 affirmed"],
    },
    Case {
        text: "Reports suicidal\n   ideation with a plan.",
        finds: &["D3-02 affirmed H"],
        spares: &[],
    },
    Case {
        text: "\u{2610} SI  \u{2612} HI",
        finds: &["D3-09 affirmed", "D3-01 negated"],
        spares: &["D3-01 affirmed"],
    },
    Case {
        text: "Signed: Dr. Depression Smith",
        finds: &[],
        spares: &["D3-15 affirmed"],
    },
    Case {
        text: "Si joint pain. Hi there. locus of control. Chart audit done.",
        finds: &[],
        spares: &[
            "D3-01 affirmed",
            "D3-09 affirmed",
            "T-03 affirmed",
            "D5-17 affirmed",
        ],
    },
    Case {
        text: "Plan: continue Librium taper day 2. Monitor for seizures.",
        finds: &["D1-12 affirmed"],
        spares: &["D2-07 affirmed"],
    },
    Case {
        text: "PHQ-9: 14/27. GAD-7 score of 16. COWS=14 @0800.",
        finds: &["D3-16 affirmed H", "D3-17 affirmed H", "D1-05 affirmed H"],
        spares: &[],
    },
    Case {
        text: "Dimension 1: 0, Dimension 3: 2, D5 - 4",
        finds: &["T-02 affirmed L", "T-02 affirmed N", "T-02 affirmed H"],
        spares: &[],
    },
    Case {
        text: "ASAM level 3.5 recommended.",
        finds: &["T-01 affirmed"],
        spares: &[],
    },
    Case {
        text: "Denies cravings, AVH, or withdrawal symptoms.",
        finds: &[
            "D5-01 negated",
            "D5-02 affirmed L",
            "D3-10 negated",
            "D3-13 affirmed",
            "D1-01 negated",
            "D1-11 affirmed",
        ],
        spares: &["D3-10 affirmed"],
    },
    Case {
        text: "Denies HI/SI, functioning well at home.",
        finds: &["D3-45 affirmed L", "D3-01 negated"],
        spares: &["D3-43 affirmed", "D3-45 negated"],
    },
    Case {
        text: "No cravings, SI, PHQ-9 5, working fulltime.",
        finds: &["D3-16 affirmed L", "D3-45 affirmed L", "D3-01 negated"],
        spares: &["D3-16 negated", "D3-43 affirmed"],
    },
    Case {
        text: "No tremor, chills, vomiting.",
        finds: &["D1-23 negated"],
        spares: &["D1-23 affirmed"],
    },
    Case {
        text: "No sleep, shaking, sweating.",
        finds: &["D1-23 affirmed"],
        spares: &["D1-23 negated"],
    },
    Case {
        text: "Suicidal thoughts daily, no intent, plan denied.",
        finds: &["D3-01 affirmed"],
        spares: &["D3-01 negated", "D3-04 affirmed"],
    },
    Case {
        text: "SI, HI, plan denied.",
        finds: &["D3-01 negated", "D3-09 negated"],
        spares: &["D3-01 affirmed"],
    },
    Case {
        text: "CIWA 2, no tremor.",
        finds: &["D1-04 affirmed L", "D1-11 affirmed L"],
        spares: &["D1-04 negated"],
    },
    Case {
        text: "PHQ-9 from 23 to 8 since intake.",
        finds: &["D3-16 historical H", "D3-16 affirmed L"],
        spares: &["D3-16 affirmed H"],
    },
    Case {
        text: "Discharge criteria\nGoals met or maximum benefit reached.",
        finds: &["D5-20 hypothetical", "D5-19 hypothetical"],
        spares: &["D5-20 affirmed", "D5-19 affirmed"],
    },
    Case {
        text: "Condition at discharge: goals met.",
        finds: &["D5-20 affirmed L"],
        spares: &[],
    },
    Case {
        text: "Topic: anger and urges\nPt reported cravings 8/10.",
        finds: &["D5-01 hypothetical", "D5-01 affirmed H"],
        spares: &["D3-47 affirmed"],
    },
    Case {
        text: "Group topic: bingo",
        finds: &["P-09 affirmed"],
        spares: &[],
    },
    Case {
        text: "WITHDRAWAL MANAGEMENT NURSING NOTE\nFamily Therapy Note\nProgram: Withdrawal Unit\nSleeping.",
        finds: &[],
        spares: &["D1-01 affirmed", "P-11 affirmed"],
    },
    Case {
        text: "Client: reports SI today.",
        finds: &["D3-01 affirmed H"],
        spares: &[],
    },
    Case {
        text: "Dimension 1: Acute intoxication and/or withdrawal potential",
        finds: &[],
        spares: &["D1-01 affirmed", "D1-09 affirmed"],
    },
    Case {
        text: "No withdrawal anticipated. Low withdrawal potential. Social withdrawal noted.",
        finds: &["D1-01 hypothetical"],
        spares: &["D1-01 affirmed", "D1-01 negated", "D1-11 affirmed"],
    },
    Case {
        text: "Rehearsed asking her boss for leave. Role play of declining a drink. Being followed by her cardiologist.",
        finds: &[],
        spares: &["D3-02 affirmed", "D3-31 affirmed", "D3-12 affirmed"],
    },
    Case {
        text: "Shaking hands at the door, she slipped out; he walked around the lake at home.",
        finds: &[],
        spares: &["D1-23 affirmed", "D5-03 affirmed", "P-09 affirmed"],
    },
];

#[test]
fn a_row_of_scores_is_no_date() {
    let date = ServiceDate::new(2026, 3, 3);
    let mentions = scan_as("CIWA 12/11/9 today.", NoteKind::NursingNote, date);
    let of_scale = mentions.iter().filter(|m| m.indicator.as_str() == "D1-04");
    let told: Vec<_> = of_scale.map(|m| (m.assertion, m.on)).collect();
    assert_eq!(told, [(Assertion::Affirmed, None); 3]);
}

#[test]
fn names_of_diagnoses_stand_in_their_section() {
    for text in [
        "Dx: F43.10 Post-traumatic stress disorder",
        "Post-traumatic stress disorder (F43.10)",
        "Seen for F43.10 post-traumatic stress disorder, stable.",
        "DIAGNOSES:\nF43.10 Post-traumatic stress disorder",
        "Admitting diagnosis: post-traumatic stress disorder",
    ] {
        let mentions = scan(text);
        assert!(!mentions.is_empty(), "{text}");
        for mention in mentions {
            assert_eq!(super::section_name(mention.section), "DX", "{text}");
        }
    }
    for text in [
        "Dx: F41.1 GAD\nTearful and anxious all night.",
        "Diagnosis\nF43.12 PTSD, chronic\nWhy today\nAnxious since the crash.",
        "F41.1; pt reports being anxious.",
    ] {
        let told = scan(text)
            .iter()
            .any(|m| m.indicator == "D3-18" && super::section_name(m.section) != "DX");
        assert!(told, "{text}");
    }
}

#[test]
fn sentences_with_several_cues_are_taken_apart() {
    let mut wrong = Vec::new();
    for case in CASES {
        let mentions = scan(case.text);
        let has = |wanted: &str| {
            let mut parts = wanted.split(' ');
            let (id, class, direction) = (parts.next(), parts.next(), parts.next());
            mentions.iter().any(|m| {
                Some(m.indicator.as_str()) == id
                    && Some(m.assertion.id()) == class
                    && direction.is_none_or(|direction| m.direction.id() == direction)
            })
        };
        for wanted in case.finds.iter().filter(|wanted| !has(wanted)) {
            wrong.push(format!(
                "{:?} wants {wanted}: {}",
                case.text,
                told(&mentions, case.text)
            ));
        }
        for unwanted in case.spares.iter().filter(|unwanted| has(unwanted)) {
            wrong.push(format!(
                "{:?} wants no {unwanted}: {}",
                case.text,
                told(&mentions, case.text)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

mod places {
    use super::scan;
    use crate::text::CharMap;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn spans_cut_the_words_they_matched(
            words in prop::collection::vec(prop::sample::select(vec![
                "endorses", "suicidal", "ideation", "caf\u{e9}", "\r\n", "\n\n", "hallucina\u{fb01}ons", "denies",
                "cravings", "\u{2022}", "8/10", "CIWA", "19\u{2192}14", "\u{1f600}", "na\u{ef}ve", "\u{2610}", "relapsed", ".",
            ]), 0..60),
        ) {
            let text = words.join(" ");
            let map = CharMap::new(&text);
            for mention in scan(&text) {
                let quote = map.slice(mention.span.start, mention.span.end);
                prop_assert!(!quote.is_empty());
                prop_assert!(quote.chars().next().is_some_and(|c| !c.is_whitespace()));
                if mention.indicator == "D5-01" && mention.measure.is_none() {
                    prop_assert!(quote.to_lowercase().contains("craving"), "{}", quote.len());
                }
            }
        }

        #[test]
        fn any_text_is_scanned(text in "\\PC{0,400}") {
            scan(&text);
        }
    }
}

#[test]
fn a_bare_one_to_one_is_an_observation_only_in_notes_of_a_unit() {
    for (text, kind, expected) in [
        ("Slept 6 h. 1:1.", NoteKind::ShiftNote, true),
        ("1:1 cont. Ate lunch.", NoteKind::ShiftNote, true),
        ("1:1, 24-h need unchanged.", NoteKind::PrescriberNote, true),
        ("1:1 with therapist.", NoteKind::ShiftNote, false),
        ("Staff ratio 1:1.", NoteKind::ShiftNote, false),
        ("1:1.", NoteKind::IndividualNote, false),
        ("Q15. Slept.", NoteKind::ShiftNote, false),
        ("1:1 cont. weekly.", NoteKind::IndividualNote, false),
    ] {
        let found = scan_as(text, kind, None);
        let observed = found.iter().any(|one| one.indicator.as_str() == "D3-37");
        assert_eq!(observed, expected, "{text}: {}", told(&found, text));
    }
}

#[test]
fn a_stay_in_an_emergency_room_that_is_over_is_history() {
    let date = ServiceDate::new(2026, 3, 3);
    for (text, class) in [
        (
            "One ED visit 2/20 with SI, held overnight, released.",
            Assertion::Historical,
        ),
        ("SI since 2/20, seen at home.", Assertion::Affirmed),
        ("ED visit 2/20. SI daily since.", Assertion::Affirmed),
    ] {
        let found = scan_as(text, NoteKind::PsychiatricEvaluation, date);
        let si = found.iter().find(|one| one.indicator.as_str() == "D3-01");
        assert_eq!(si.map(|one| one.assertion), Some(class), "{text}");
    }
}

#[test]
fn a_number_that_rates_a_dimension_hides_nothing_before_it() {
    let text = "Dimension 3: low mood, panic, no SI/HI, risk 2";
    let found = scan(text);
    let rated = found.iter().find_map(|one| match one.measure {
        Some(Measure::DimensionRating(_, rating)) => Some(rating),
        _ => None,
    });
    assert_eq!(rated, Some(2), "{}", told(&found, text));
    for indicator in ["D3-18", "D3-01"] {
        let is_told = found.iter().any(|one| one.indicator.as_str() == indicator);
        assert!(is_told, "{indicator}: {}", told(&found, text));
    }
}

/// Returns how the first mention of an indicator is asserted.
fn assertion_of(text: &str, indicator: &str) -> Option<Assertion> {
    let mentions = scan(text);
    let found = mentions.iter().find(|one| one.indicator == indicator);
    found.map(|one| one.assertion)
}

#[test]
fn a_problem_is_told_before_the_intervention_and_a_plan_behind_it() {
    let pirp = "P: Panic attacks on the bus, irritable.\nI: Breathing practised.\nR: Calmer.\n\
                P: Continue weekly.";
    assert_eq!(assertion_of(pirp, "D3-18"), Some(Assertion::Affirmed));
    let soap = "S: Slept well.\nO: Calm.\nA: Stable.\nP: Call the office if panic attacks return.";
    assert_ne!(assertion_of(soap, "D3-18"), Some(Assertion::Affirmed));
}

#[test]
fn a_row_of_a_table_does_not_reach_into_the_next() {
    let table =
        "Dim 5 Relapse potential | 3 | No stretch over 3 days\nDim 6 Nightmares | 3 | nightly";
    assert_eq!(assertion_of(table, "D3-19"), Some(Assertion::Affirmed));
}

#[test]
fn what_is_former_is_the_work_and_not_the_nightmares() {
    for (text, want) in [
        (
            "Former long haul driver, panic attacks on overpasses.",
            Assertion::Affirmed,
        ),
        ("Former Marine with panic attacks.", Assertion::Affirmed),
        ("Former panic attacks.", Assertion::Historical),
    ] {
        assert_eq!(assertion_of(text, "D3-18"), Some(want), "{text}");
    }
}

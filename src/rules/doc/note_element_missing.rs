//! DOC-018: a note of therapy lacks most of what payers ask for.

use super::gaps::{self, Gap, is_therapy_note, rests_therapy_on};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::model::{Assertion, Element, Note};
use crate::rules::relied::relied;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-018",
    name: "missing-required-note-element",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "individual, group and family therapy notes that billed lines or days rest on",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
            verified: false,
        },
        Authority {
            cite: "local coverage determinations on psychiatric services",
            verified: false,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "The note shows fewer than elements.least of five elements, by heading or in prose: \
             a goal or problem (or a symptom that the note tells of), an intervention, the patient's response, progress, a next step. \
             A day that another sound note documents is not at risk, and a note of \
             elements.most_words words and more is left to a reader. Three such notes of one \
             author make one finding.",
    why: "A note must show what was done for this patient's plan and what came of it; one that \
          shows only that time was spent is denied as insufficient documentation.",
    cure: &[Cure::C3, Cure::C8],
    params: &[
        "elements.least",
        "elements.most_words",
        "elements.pattern_notes",
        "fail.confidence",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

/// The five elements with their names.
const ELEMENTS: [(&str, &[Element]); 5] = [
    ("goal or problem", &[Element::Goal, Element::Diagnosis]),
    ("intervention", &[Element::Intervention, Element::Modality]),
    ("response", &[Element::Response, Element::Statement]),
    ("progress", &[Element::Progress]),
    ("next step", &[Element::NextStep]),
];

fn check(case: &Case<'_>, checks: &mut Checks) {
    let least = usize::try_from(case.policy.number("elements.least")).unwrap_or(3);
    let most = case.policy.number("elements.most_words");
    let is_thin = |note: &Note| {
        is_therapy_note(note) && i64::from(note.elements.words) < most && shown(note).len() < least
    };
    let mut found = Vec::new();
    for relied in relied(case, |_, note| !is_thin(note)) {
        if !is_therapy_note(relied.note) {
            checks.not_applicable(&RULE);
        } else if is_thin(relied.note) && rests_therapy_on(&relied) {
            found.push(gap(relied));
        } else {
            checks.pass(&RULE);
        }
    }
    gaps::report(case, checks, &RULE, found);
}

/// Returns the elements that a note shows.
fn shown(note: &Note) -> Vec<usize> {
    let marks = &note.elements;
    (0..ELEMENTS.len())
        .filter(|&place| {
            let of_place = ELEMENTS.get(place);
            // "Binge urge all day, panic in group": in shorthand the symptom is the problem.
            of_place.is_some_and(|(_, elements)| marks.has_any(elements))
                || place == 0 && tells_symptom(note)
        })
        .collect()
}

/// Returns whether a note tells of a symptom or a score of the patient's.
fn tells_symptom(note: &Note) -> bool {
    let mut told = note.mentions.iter();
    told.any(|found| {
        found.assertion == Assertion::Affirmed
            && !found.flipped
            && !found.indicator.as_str().starts_with("P-")
    })
}

fn gap(relied: crate::rules::relied::Relied<'_>) -> Gap<'_> {
    let shown = shown(relied.note);
    let names = |wanted: bool| {
        let of_kind = ELEMENTS
            .iter()
            .enumerate()
            .filter(|(place, _)| shown.contains(place) == wanted);
        let names: Vec<&str> = of_kind.map(|(_, (name, _))| *name).collect();
        names.join(", ")
    };
    let what = if shown.is_empty() {
        format!("shows none of: {}", names(false))
    } else {
        format!("shows {} alone, and no {}", names(true), names(false))
    };
    let places = ELEMENTS
        .iter()
        .flat_map(|(_, elements)| elements.iter())
        .filter_map(|&element| relied.note.elements.place(element));
    let evidence = places
        .map(Evidence::contradicts)
        .chain(
            relied
                .note
                .spans
                .iter()
                .take(2)
                .copied()
                .map(Evidence::searched),
        )
        .collect();
    Gap {
        what,
        confidence: if shown.len() < 2 { 82 } else { 68 },
        evidence,
        relied,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn session(note: &str) -> String {
        format!("note 2026-01-05 individual {note}\nclaim C1 P\nline 2026-01-05 90834")
    }

    #[test]
    fn fires_on_a_note_that_shows_two_elements_or_fewer() {
        let one = session("has statement words 30");
        assert_eq!(outcomes(&RULE, &one), ["fail C1/1 2026-01-05"]);
        assert!(
            findings(&RULE, &one)[0]
                .message
                .contains("shows response alone, and no goal"),
            "{}",
            findings(&RULE, &one)[0].message
        );
        let two = session("has intervention,response words 30");
        assert_eq!(outcomes(&RULE, &two), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn three_elements_or_a_long_note_are_enough() {
        for note in [
            "has intervention,response,next-step words 30",
            "has response words 200",
            // Not read, so nothing can be said.
            "words 0",
            "no-show has statement",
        ] {
            assert_eq!(outcomes(&RULE, &session(note)), [""; 0], "{note}");
        }
    }

    #[test]
    fn a_symptom_of_the_patients_is_a_problem() {
        let told = |mention: &str| {
            let note = "has response,next-step words 20";
            outcomes(&RULE, &session(&format!("{note}\nmention {mention}")))
        };
        assert_eq!(told("D5-03 affirmed H w2"), [""; 0]);
        for none in [
            "D5-03 hypothetical H w2",
            "D5-03 negated H w2",
            "P-11 affirmed H w1",
        ] {
            assert_eq!(told(none), ["warn C1/1 2026-01-05"], "{none}");
        }
    }

    #[test]
    fn a_sound_note_of_the_same_day_holds_it_up() {
        let case = "note 2026-01-05 group has statement words 20
            note 2026-01-05 individual has goal,intervention,response
            claim C1 I\nline 2026-01-05 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }

    #[test]
    fn three_notes_of_one_author_are_one_finding() {
        let mut case = String::new();
        for day in 5..9 {
            case.push_str(&format!(
                "note 2026-01-{day:02} individual has statement words 20\n"
            ));
        }
        case.push_str("claim C1 P\n");
        for day in 5..9 {
            case.push_str(&format!("line 2026-01-{day:02} 90834\n"));
        }
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-08"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 4);
    }
}

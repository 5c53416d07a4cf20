//! DOC-020: a therapy note tells what was done and not how the patient took it.

use super::gaps::{self, Gap, is_therapy_note};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::model::{Assertion, Element, Mention, Note, NoteKind};
use crate::rules::relied::{Relied, ReliedLine, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-020",
    name: "no-response-to-intervention",
    status: RuleStatus::Stable,
    severity: Severity::Low,
    exposure: ExposureKind::None,
    applies_to: "individual, group and family therapy notes that document a billed line",
    authority: &[
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
        Authority {
            cite: "payer manuals",
            verified: false,
        },
    ],
    checks: "The note tells an intervention, and no word or heading of the patient's response or \
             participation; nor does it tell anything the patient said, showed or scored after the \
             first intervention. A family session without the patient (90846) is not judged. Three \
             such notes of one author make one finding.",
    why: "Whether treatment works is told by how the patient takes it; reviewers mark notes that \
          never say so, and a run of them speaks against the plan.",
    cure: &[Cure::C3],
    params: &[
        "response.most_words",
        "elements.pattern_notes",
        "fail.confidence",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let most = case.policy.number("response.most_words");
    let mut found = Vec::new();
    for relied in relied(case, |_, _| true) {
        let note = relied.note;
        let tells_intervention =
            note.elements.has(Element::Intervention) && note.kind != NoteKind::ProgressNote;
        if !is_therapy_note(note) || !tells_intervention || is_without_patient(case, &relied) {
            checks.not_applicable(&RULE);
        } else if i64::from(note.elements.words) >= most || tells_response(note) {
            checks.pass(&RULE);
        } else {
            found.push(gap(relied));
        }
    }
    gaps::report(case, checks, &RULE, found);
}

/// Returns whether a note documents nothing but family sessions without the patient, who then has
/// nothing to respond to.
fn is_without_patient(case: &Case<'_>, relied: &Relied<'_>) -> bool {
    let is_without = |line: &ReliedLine<'_>| {
        let code = case.ledger.service_line(line.row.id).procedure.as_ref();
        code.is_some_and(|code| code.value.as_str() == "90846")
    };
    !relied.lines.is_empty() && relied.lines.iter().all(is_without)
}

/// Words on the patient from which a group note tells more than the intervention.
const OWN_WORDS: u16 = 12;

/// Returns whether a note tells how the patient took the intervention.
fn tells_response(note: &Note) -> bool {
    let elements = &note.elements;
    // What a group note says beside the group is how its patient was, in whatever words.
    let is_group = note.kind == NoteKind::GroupNote && elements.shared_words > 0;
    if elements.has(Element::Response) || is_group && elements.own_words() >= OWN_WORDS {
        return true;
    }
    let Some(did) = elements.place(Element::Intervention) else {
        return false;
    };
    let after = |place: crate::text::Span| (place.page, place.start) > (did.page, did.end);
    // "Tolerating 30 mg, brighter", "Chest tight, breathed. GAD-7 12.": in shorthand the response is
    // how the patient is.
    let tells_state = |found: &Mention| {
        matches!(found.assertion, Assertion::Affirmed | Assertion::Negated)
            && after(found.span)
            && found.indicator != "P-11"
    };
    elements.place(Element::Statement).is_some_and(after) || note.mentions.iter().any(tells_state)
}

fn gap(relied: crate::rules::relied::Relied<'_>) -> Gap<'_> {
    let did = relied.note.elements.place(Element::Intervention);
    let whole = relied.note.spans.iter().take(2).copied();
    Gap {
        what: "tells an intervention and not how the patient took it".to_owned(),
        confidence: 76,
        evidence: did
            .into_iter()
            .map(Evidence::supports)
            .chain(whole.map(Evidence::searched))
            .collect(),
        relied,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn session(note: &str) -> String {
        format!("note 2026-01-05 individual {note}\nclaim C1 P\nline 2026-01-05 90834")
    }

    #[test]
    fn fires_where_nothing_follows_the_intervention() {
        for has in ["goal,intervention,next-step", "statement,intervention"] {
            let case = session(&format!("has {has}"));
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"], "{has}");
        }
    }

    #[test]
    fn a_response_in_any_words_is_enough() {
        for has in ["intervention,response", "intervention,statement", "goal"] {
            assert_eq!(
                outcomes(&RULE, &session(&format!("has {has}"))),
                [""; 0],
                "{has}"
            );
        }
        assert_eq!(outcomes(&RULE, &session("words 0")), [""; 0]);
    }

    #[test]
    fn a_family_session_without_the_patient_is_not_judged() {
        let family = |code: &str| {
            format!(
                "note 2026-01-05 family has goal,intervention\nclaim C1 P\nline 2026-01-05 {code}"
            )
        };
        assert_eq!(outcomes(&RULE, &family("90846")), [""; 0]);
        assert_eq!(outcomes(&RULE, &family("90847")), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_state_or_score_told_behind_the_intervention_is_a_response() {
        let told = |mention: &str| {
            let note = format!("has intervention,next-step\nmention {mention}");
            outcomes(&RULE, &session(&note))
        };
        assert_eq!(told("D3-17 affirmed H w2 score 12"), [""; 0]);
        // What may come, what was once and that therapy was given are none.
        for none in [
            "D3-17 hypothetical H w2",
            "D3-07 historical H w3",
            "P-11 affirmed H w1",
        ] {
            assert_eq!(told(none), ["fail C1/1 2026-01-05"], "{none}");
        }
    }
}

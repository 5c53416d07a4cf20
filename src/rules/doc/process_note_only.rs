//! DOC-030: psychotherapy was billed on a therapist's private notes alone.

use super::gaps::{self, Gap, is_therapy_note};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::model::{Element, Note, NoteKind};
use crate::rules::relied::relied;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-030",
    name: "psychotherapy-notes-vs-progress-note",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "individual and family therapy notes that document a billed line",
    authority: &[
        Authority {
            cite: "45 CFR 164.501",
            verified: true,
        },
        Authority {
            cite: "45 CFR 164.508(a)(2)",
            verified: true,
        },
    ],
    checks: "The note shows the words of a private process note (countertransference, the \
             therapist's own hypotheses and reactions), and none of what a progress note must \
             hold: no time, no named method, no diagnosis, no goal and no next step. A day that \
             another note documents is not at risk.",
    why: "Process notes are kept apart from the record and may not be asked for or used for \
          payment, so a session that rests on one alone has no documentation.",
    cure: &[Cure::C7, Cure::C3],
    params: &["elements.pattern_notes", "fail.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut found = Vec::new();
    for relied in relied(case, |_, note| !is_private(note)) {
        if !matches!(
            relied.note.kind,
            NoteKind::IndividualNote | NoteKind::FamilyNote | NoteKind::ProgressNote
        ) {
            checks.not_applicable(&RULE);
        } else if is_private(relied.note) {
            let place = relied.note.elements.place(Element::ProcessNote);
            let whole = relied.note.spans.iter().take(2).copied();
            found.push(Gap {
                what: "is a private process note, and holds no time, method, diagnosis, goal or \
                       next step"
                    .to_owned(),
                confidence: 80,
                evidence: place
                    .into_iter()
                    .map(Evidence::supports)
                    .chain(whole.map(Evidence::searched))
                    .collect(),
                relied,
            });
        } else {
            checks.pass(&RULE);
        }
    }
    gaps::report(case, checks, &RULE, found);
}

/// Returns whether a note is a therapist's private note and nothing else.
pub(crate) fn is_private(note: &Note) -> bool {
    let of_progress = [
        Element::Modality,
        Element::Diagnosis,
        Element::Goal,
        Element::NextStep,
    ];
    note.kind != NoteKind::GroupNote
        && is_therapy_note(note)
        && note.time.is_none()
        && note.elements.has(Element::ProcessNote)
        && !note.elements.has_any(&of_progress)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn session(note: &str) -> String {
        format!("note 2026-01-05 individual {note}\nclaim C1 P\nline 2026-01-05 90834")
    }

    #[test]
    fn fires_on_a_private_note_alone() {
        let case = session("has process-note,statement,intervention");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_progress_note_with_a_reflection_is_none() {
        for note in [
            "09:00-09:45 has process-note",
            "has process-note,modality",
            "has process-note,next-step",
            "has statement",
            "words 0",
        ] {
            assert_eq!(outcomes(&RULE, &session(note)), [""; 0], "{note}");
        }
    }
}

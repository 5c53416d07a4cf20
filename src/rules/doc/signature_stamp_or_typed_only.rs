//! DOC-005: a signature is a typed name or a stamp, with nothing that shows who put it there.

use super::gathered::{author_key, author_words, gathered, notes_words, placed};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Note, SignatureState, Signing};
use crate::rules::relied::{carries_signature, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-005",
    name: "signature-stamp-or-typed-only",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "notes that document a billed line; not flowsheets, medication records and forms",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.4",
        verified: true,
    }],
    checks: "The note closes with a typed name that no electronic-signature phrase and no date \
             goes with, its status does not say that it is signed or final; or it says that the \
             signature is a stamp or on file. Notes of one author \
             are stated once. Where all notes of a chart (stamp.pattern_notes or more) end so, \
             it warns, since the export may leave the signature's stamp out.",
    why: "A typed name or a stamp does not show that the author authenticated the note; stamps \
          are accepted only for a disability. The record system's audit trail may show more than \
          the print does.",
    cure: &[Cure::C1, Cure::C7],
    params: &["stamp.pattern_notes"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut typed = Vec::new();
    let mut signed = 0;
    for found in relied(case, |_, note| !is_typed_only(note)) {
        if !carries_signature(found.note.kind) {
            checks.not_applicable(&RULE);
        } else if is_typed_only(found.note) {
            typed.push(found);
        } else {
            signed += 1;
            checks.pass(&RULE);
        }
    }
    let all = typed.len();
    let is_pattern = signed == 0 && all as i64 >= case.policy.number("stamp.pattern_notes");
    for ((_, is_stamp), notes) in gathered(typed, |note| (author_key(note), is_stamped(note))) {
        let [first, ..] = &notes[..] else { continue };
        let name = author_words(first.note).to_owned();
        let verb = if notes.len() == 1 { "ends" } else { "end" };
        let mut message = if is_stamp {
            format!(
                "{} {verb} with a stamp as the signature of {name}",
                notes_words(&notes)
            )
        } else {
            format!(
                "{} {verb} with the typed name of {name}, without a date or an \
                 electronic-signature phrase",
                notes_words(&notes)
            )
        };
        let outcome = if is_pattern && !is_stamp {
            message.push_str(
                "; no note of this chart shows more, so check whether the export leaves the \
                 signature's stamp out",
            );
            Outcome::Warn
        } else {
            Outcome::Fail
        };
        let places = notes.iter().take(8).map(|found| {
            let note = found.note;
            let mark = note.marks.signing.as_ref().map(|signing| signing.span);
            Evidence::supports(mark.or(note.signature.span).unwrap_or(head(note)))
        });
        let finding = RULE
            .finding(outcome, message)
            .with_all(places.collect::<Vec<_>>());
        checks.report(placed(case, finding, &notes));
    }
}

fn is_stamped(note: &Note) -> bool {
    let signing = note.marks.signing.as_ref().map(|signing| &signing.value);
    signing == Some(&Signing::Stamp)
}

/// Initials and scrawls are another rule's.
fn is_typed_only(note: &Note) -> bool {
    match note.marks.signing.as_ref().map(|signing| &signing.value) {
        Some(Signing::Stamp) => true,
        Some(_) => false,
        None => note.signature.state == SignatureState::TypedName && note.marks.closed.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn note(rest: &str) -> String {
        format!("note 2026-01-05 individual {rest}\nclaim C1 P\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_on_typed_names_and_stamps() {
        for manner in ["typed", "stamped"] {
            assert_eq!(
                outcomes(&RULE, &note(manner)),
                ["fail C1/1 2026-01-05"],
                "{manner}"
            );
        }
    }

    #[test]
    fn signed_unsigned_and_initialed_notes_are_not_this_rule() {
        for rest in [
            "",
            "undated",
            "unsigned",
            "initials DR",
            "absent",
            "typed closed",
        ] {
            assert_eq!(outcomes(&RULE, &note(rest)), [""; 0], "{rest}");
        }
    }

    #[test]
    fn a_day_that_a_signed_note_carries_risks_nothing() {
        let case = "note 2026-01-05 group typed
            note 2026-01-05 individual
            claim C1 I
            line 2026-01-05 H0015 rev 0906";
        assert!(findings(&RULE, case)[0].at_risk.is_empty());
    }

    #[test]
    fn an_export_that_prints_only_names_warns_once() {
        let mut case = String::from("claim C1 P\n");
        for day in 1..=6 {
            case.push_str(&format!(
                "line 2026-01-0{day} 90837\nnote 2026-01-0{day} individual typed\n"
            ));
        }
        assert_eq!(outcomes(&RULE, &case), ["warn C1 2026-01-01..2026-01-06"]);
    }
}

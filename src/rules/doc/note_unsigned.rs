//! DOC-002: a note that a claim rests on is not signed.

use super::logged;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::model::{Note, NoteKind, SignatureState};
use crate::rules::relied::{Relied, carries_signature, kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-002",
    name: "note-unsigned",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "notes that document a billed line, and plans and certifications of a billed stay; \
                 not flowsheets, medication records, results and forms",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.4",
        verified: true,
    }],
    checks: "The note has no signature, an empty signature line, or is marked as unsigned, draft \
             or pending. Where other signed notes document the same session or day, it warns and \
             puts nothing at risk. A log whose days were not told apart and that has no signature at \
             its end is no data. A document of no known kind beside such notes, as a questionnaire, is \
             not asked for one. A typed name without an electronic signature is not this rule.",
    why: "An unsigned note is not considered by a reviewer unless its author attests to it.",
    cure: &[Cure::C1],
    params: &["match.confidence", "fail.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let relied = relied(case, |_, note| !is_unsigned(note));
    let signable = || {
        relied
            .iter()
            .filter(|found| carries_signature(found.note.kind))
    };
    // Some systems print charts without any signature; then the paper shows none, but the cause
    // may be the export.
    let count = signable().count();
    let export_without_signatures =
        count >= 5 && signable().all(|found| found.note.signature.state == SignatureState::Absent);
    for found in &relied {
        if !carries_signature(found.note.kind) {
            checks.not_applicable(&RULE);
        } else if !is_unsigned(found.note) {
            checks.pass(&RULE);
        } else if is_form(found) {
            checks.not_applicable(&RULE);
        } else if logged::holds_days(found.note)
            && found.note.signature.state == SignatureState::Absent
        {
            checks.report(of_log(found.note));
        } else {
            let mut finding = finding(case, found);
            if export_without_signatures {
                finding.message.push_str(
                    "; no note of this chart shows a signature, so check whether the export \
                     leaves them out",
                );
                finding = finding.with_confidence(60, case.policy.number("fail.confidence"));
            }
            checks.report(finding);
        }
    }
    for note in relied_plans(case) {
        if is_unsigned(note) {
            checks.report(of_plan(case, note));
        } else {
            checks.pass(&RULE);
        }
    }
}

fn finding(case: &Case<'_>, found: &Relied<'_>) -> Finding {
    let note = found.note;
    let at_risk = found.at_risk();
    // The day or session stands without this note.
    let outcome = if at_risk.is_empty() {
        Outcome::Warn
    } else {
        Outcome::Fail
    };
    let mut message = format!(
        "the {} {} {}",
        kind_words(note.kind),
        dated(note),
        state_words(note)
    );
    if let Some(row) = found.first_line() {
        let line = case.ledger.service_line(row.id);
        message.push_str(&format!(
            "; it documents claim {} line {}",
            case.ledger.claim(row.id).id,
            line.number
        ));
    }
    if at_risk.is_empty() {
        message.push_str(", which other signed notes document as well, so no dollars rest on it");
    }
    let mut finding = RULE.finding(outcome, message);
    finding.exposure = if at_risk.is_empty() {
        ExposureKind::None
    } else {
        RULE.exposure
    };
    finding.at_risk = at_risk;
    finding = placed(finding, note);
    if let Some(row) = found.first_line() {
        let line = case.ledger.service_line(row.id);
        finding = finding
            .on_line(&case.ledger.claim(row.id).id, line.number)
            .with(Evidence::supports(line.span));
    }
    finding.with_confidence(confidence(note), case.policy.number("fail.confidence"))
}

/// Says that a log of several days shows no signature of the whole: its rows may name who wrote them.
fn of_log(note: &Note) -> Finding {
    let message = format!(
        "the {} that begins on {} holds entries of other days and no signature of the whole; who \
         signed its entries was not told apart",
        kind_words(note.kind),
        note.date()
            .map_or_else(|| "no date".to_owned(), |date| date.to_string()),
    );
    placed(RULE.finding(Outcome::NoData, message), note)
}

fn of_plan(case: &Case<'_>, note: &Note) -> Finding {
    let message = format!(
        "the {} {} {}; the billed stay rests on it",
        kind_words(note.kind),
        dated(note),
        state_words(note)
    );
    let mut finding = RULE.finding(Outcome::Fail, message);
    finding.exposure = ExposureKind::None;
    placed(finding, note).with_confidence(confidence(note), case.policy.number("fail.confidence"))
}

fn placed(finding: Finding, note: &Note) -> Finding {
    let finding = match note.date() {
        Some(date) => finding.dated(date),
        None => finding,
    };
    match note.signature.span {
        Some(span) => finding
            .with(Evidence::supports(span))
            .with(Evidence::supports(head(note))),
        None => finding.with_all(note.spans.iter().take(4).copied().map(Evidence::searched)),
    }
}

/// Returns the plans and certifications dated within a billed stay or the month before it.
fn relied_plans<'c>(case: &Case<'c>) -> impl Iterator<Item = &'c Note> {
    let stays = &case.ledger.stays;
    case.record.notes.iter().filter(|note| {
        let kind = matches!(
            note.kind,
            NoteKind::TreatmentPlan
                | NoteKind::PlanReview
                | NoteKind::Certification
                | NoteKind::Recertification
        );
        kind && note.date().is_some_and(|date| {
            stays
                .iter()
                .any(|stay| stay.admission.plus_days(-30) <= date && date <= stay.last_day())
        })
    })
}

/// Returns whether a document of no known kind without any signature stands beside signed notes of the
/// same service, as a questionnaire does that the patient filled in.
fn is_form(found: &Relied<'_>) -> bool {
    found.note.kind == NoteKind::Unknown
        && found.note.signature.state == SignatureState::Absent
        && found.at_risk().is_empty()
}

pub(super) fn is_unsigned(note: &Note) -> bool {
    matches!(
        note.signature.state,
        SignatureState::Absent | SignatureState::Blank | SignatureState::MarkedUnsigned
    )
}

fn state_words(note: &Note) -> &'static str {
    match note.signature.state {
        SignatureState::MarkedUnsigned => "is marked as not signed",
        SignatureState::Blank => "has an empty signature line",
        _ => "carries no signature",
    }
}

/// Returns how sure it is that the signature is missing. Where nothing at all was found, the note
/// may be cut short or be a form that nobody signs.
fn confidence(note: &Note) -> u8 {
    match (note.signature.state, note.kind) {
        (SignatureState::Absent, NoteKind::Unknown) => 60,
        (SignatureState::Absent, _) => note.boundary_confidence.min(88),
        _ => 95,
    }
}

fn dated(note: &Note) -> String {
    note.date()
        .map_or_else(|| "without date".to_owned(), |date| format!("of {date}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn session(signature: &str) -> String {
        format!("note 2026-01-05 individual {signature}\nclaim C1 P\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_on_every_kind_of_missing_signature() {
        for signature in ["unsigned", "draft", "blank", "absent"] {
            let found = findings(&RULE, &session(signature));
            assert_eq!(
                outcomes(&RULE, &session(signature)),
                ["fail C1/1 2026-01-05"]
            );
            assert_eq!(found[0].at_risk.len(), 1, "{signature}");
        }
    }

    #[test]
    fn signed_typed_and_flowsheet_are_not_this_rule() {
        for case in [
            session(""),
            session("typed"),
            session("undated"),
            "note 2026-01-05 flowsheet absent\nclaim C1 I\nline 2026-01-05 H2036 rev 1002".into(),
            "note 2026-01-05 individual absent".into(),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn a_day_that_signed_notes_carry_only_warns_and_risks_nothing() {
        let case = "note 2026-01-05 group unsigned
            note 2026-01-05 individual
            claim C1 I
            line 2026-01-05 H0015 rev 0906";
        let found = findings(&RULE, case);
        assert_eq!(outcomes(&RULE, case), ["warn C1/1 2026-01-05"]);
        assert!(found[0].at_risk.is_empty());
    }

    #[test]
    fn a_form_of_no_known_kind_beside_signed_notes_is_not_asked_for_a_signature() {
        let case = |form: &str, note: &str| {
            format!("{form}\n{note}\nclaim C1 I\nline 2026-01-05 H0015 rev 0906")
        };
        let form = "note 2026-01-05 unknown absent";
        let signed = "note 2026-01-05 group";
        assert_eq!(outcomes(&RULE, &case(form, signed)), [""; 0]);
        assert_eq!(outcomes(&RULE, &case(form, "")).len(), 1);
        let blank = "note 2026-01-05 unknown blank";
        assert_eq!(outcomes(&RULE, &case(blank, signed)).len(), 1);
    }

    #[test]
    fn an_unsigned_plan_of_a_stay_fires() {
        let case = "plan 2026-01-05 blank
            note 2026-01-05 group
            claim C1 I
            line 2026-01-05 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, case), ["fail - 2026-01-05"]);
    }

    #[test]
    fn an_export_without_any_signature_only_warns() {
        let mut case = String::from("claim C1 P\n");
        for day in 1..=6 {
            case.push_str(&format!("line 2026-01-0{day} 90837\n"));
            case.push_str(&format!("note 2026-01-0{day} individual absent\n"));
        }
        assert_eq!(tally(&RULE, &case).warn, 6);
        assert_eq!(tally(&RULE, &case.replacen("absent", "", 1)).fail, 5);
    }
}

//! DOC-004: a signature carries no date.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Note, NoteKind, SignatureState};
use crate::rules::relied::{carries_signature, kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-004",
    name: "signature-not-dated",
    status: RuleStatus::Stable,
    severity: Severity::Low,
    exposure: ExposureKind::None,
    applies_to: "notes that document a billed line, and certifications",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.4",
        verified: false,
    }],
    checks: "The note is signed, and no date stands with the signature. High for certifications, \
             whose validity begins with it.",
    why: "Without a date a reviewer cannot tell whether the entry was made at or near the service.",
    cure: &[Cure::C1, Cure::C2],
    params: &["match.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for found in relied(case, |_, _| true) {
        if !carries_signature(found.note.kind)
            || found.note.signature.state != SignatureState::Signed
            // What closes a log of several days dates none of its entries.
            || found.note.marks.of_log.is_some()
        {
            checks.not_applicable(&RULE);
            continue;
        }
        if found.note.signature.signed_at.is_some() {
            checks.pass(&RULE);
            continue;
        }
        let mut finding = finding(found.note);
        if let Some(row) = found.first_line() {
            let line = case.ledger.service_line(row.id);
            finding = finding.on_line(&case.ledger.claim(row.id).id, line.number);
        }
        checks.report(finding);
    }
    for row in &case.ledger.certifications {
        let note = case.ledger.note(row.note);
        if !row.signed {
            checks.not_applicable(&RULE);
        } else if row.signed_on.is_some() {
            checks.pass(&RULE);
        } else {
            let mut finding = finding(note);
            finding.severity = Severity::High;
            checks.report(finding);
        }
    }
}

fn finding(note: &Note) -> crate::finding::Finding {
    let what = match note.kind {
        NoteKind::Certification | NoteKind::Recertification => "physician's signature",
        _ => "signature",
    };
    let date = note.date();
    let of_date = date.map(|date| format!(" of {date}")).unwrap_or_default();
    let message = format!(
        "the {what} on the {}{of_date} has no date",
        kind_words(note.kind)
    );
    let place = note.signature.span.unwrap_or_else(|| head(note));
    let finding = RULE
        .finding(Outcome::Fail, message)
        .with(Evidence::supports(place));
    match date {
        Some(date) => finding.dated(date),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    #[test]
    fn fires_on_a_signature_without_date() {
        let case = "note 2026-01-05 individual undated\nclaim C1 P\nline 2026-01-05 90837";
        assert_eq!(outcomes(&RULE, case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_certification_is_graver() {
        let found = findings(&RULE, "cert 2026-01-05 undated");
        assert_eq!(found[0].severity, Severity::High);
    }

    #[test]
    fn dated_unsigned_and_unbilled_notes_are_not_this_rule() {
        for note in [
            "individual",
            "individual unsigned",
            "individual typed",
            "shift logged",
        ] {
            let case = format!("note 2026-01-05 {note}\nclaim C1 P\nline 2026-01-05 90837");
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{note}");
        }
        assert_eq!(
            outcomes(&RULE, "note 2026-01-05 individual undated"),
            [""; 0]
        );
    }
}

//! DOC-009: a signature names no credential.

use super::staff::on_roster;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Note, PersonName, SignatureState};
use crate::rules::relied::{carries_signature, kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-009",
    name: "author-credential-missing",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "signed notes that document a billed line",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.4",
            verified: false,
        },
        Authority {
            cite: "state Medicaid manuals",
            verified: false,
        },
    ],
    checks: "The note has a signer and no credential stands with the name, in the signature or in \
             the header. Only lines and days that no other note with a credential documents are \
             at risk. Where the staff roster gives the author's credential, it warns.",
    why: "Without a credential a reviewer cannot tell whether the author may render the service.",
    cure: &[Cure::C2],
    params: &["match.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let known: BTreeSet<String> = case
        .record
        .notes
        .iter()
        .filter(|note| note.credential.is_some())
        .filter_map(author_key)
        .collect();
    for found in relied(case, |_, note| note.credential.is_some()) {
        let note = found.note;
        let signer = note.signature.signer.as_ref().or(note.author.as_ref());
        let (Some(signer), true, SignatureState::Signed | SignatureState::TypedName) =
            (signer, carries_signature(note.kind), note.signature.state)
        else {
            checks.not_applicable(&RULE);
            continue;
        };
        if note.credential.is_some() {
            checks.pass(&RULE);
            continue;
        }
        // Initials and scrawls name nobody whose credential could be missed.
        if note.marks.signing.is_some() {
            checks.not_applicable(&RULE);
            continue;
        }
        let date = note.date();
        let mut message = format!(
            "the {}{} is signed without a credential",
            kind_words(note.kind),
            date.map(|date| format!(" of {date}")).unwrap_or_default(),
        );
        if author_key(note).is_some_and(|key| known.contains(&key)) {
            message.push_str("; other notes of the same author in this chart state one");
        }
        let listed = on_roster(case, &signer.value).filter(|entry| !entry.credential.is_empty());
        if let Some(entry) = listed {
            message.push_str(&format!(
                "; the staff roster gives the author's as {}, which a reviewer may take for a \
                 signature log",
                entry.credential
            ));
        }
        let outcome = match listed {
            Some(_) => Outcome::Warn,
            None => Outcome::Fail,
        };
        let mut finding = RULE.finding(outcome, message).with(Evidence::supports(
            note.signature.span.unwrap_or(signer.span),
        ));
        finding = finding.with_all(listed.map(|entry| Evidence::supports(entry.span)));
        if let Some(date) = date {
            finding = finding.dated(date);
        }
        if let Some(row) = found.first_line() {
            let line = case.ledger.service_line(row.id);
            finding = finding
                .on_line(&case.ledger.claim(row.id).id, line.number)
                .with(Evidence::supports(line.span));
        }
        finding.at_risk = found.at_risk();
        if finding.at_risk.is_empty() {
            finding.exposure = ExposureKind::None;
        }
        checks.report(finding);
    }
}

fn author_key(note: &Note) -> Option<String> {
    let name = note.author.as_ref().or(note.signature.signer.as_ref())?;
    PersonName::parse(&name.value).map(|name| name.key())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn note(rest: &str) -> String {
        format!("note 2026-01-05 individual {rest}\nclaim C1 P\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_on_a_bare_name() {
        let case = note("by \"Ann Poe\"");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn a_credential_or_no_signer_is_not_this_rule() {
        for rest in [
            "by \"Ann Poe\" LCSW",
            "no-author",
            "no-credential unsigned",
            "by \"Ann Poe\" initials AP",
        ] {
            assert_eq!(outcomes(&RULE, &note(rest)), [""; 0], "{rest}");
        }
    }

    #[test]
    fn a_roster_that_gives_the_credential_makes_it_a_warning() {
        let rostered = format!("staff \"Ann Poe\" LCSW\n{}", note("by \"Ann Poe\""));
        assert_eq!(outcomes(&RULE, &rostered), ["warn C1/1 2026-01-05"]);
        let other = format!("staff \"Bea Roe\" LCSW\n{}", note("by \"Ann Poe\""));
        assert_eq!(outcomes(&RULE, &other), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn says_when_the_author_states_it_elsewhere() {
        let case = format!("note 2026-01-02 individual\n{}", note("no-credential"));
        assert!(findings(&RULE, &case)[0].message.contains("other notes"));
    }
}

//! DOC-011: a note of somebody under supervision lacks the supervisor's signature, or got it late.

use super::gathered::{author_key, author_words, gathered, notes_words, placed};
use super::staff::{author, on_roster};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{AuthorClass, Note, SignatureState};
use crate::policy::ServiceFamily;
use crate::rules::relied::{Relied, ReliedLine, carries_signature, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-011",
    name: "supervision-cosignature-missing",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "notes that document a billed line, by interns, students, associates and others \
                 licensed under supervision",
    authority: &[
        Authority {
            cite: "42 CFR 410.26 (incident-to services)",
            verified: true,
        },
        Authority {
            cite: "state licence laws and payer manuals",
            verified: false,
        },
    ],
    checks: "The author's credential is one held under supervision, and the note has no second \
             signature, is marked as awaiting one, or was cosigned more than cosign_days after the \
             service. It fails for interns, students and trainees, for a note marked as awaiting, \
             for a late one, and where the author's other notes are cosigned; else it warns, since \
             whether each note must be cosigned is the state's and payer's matter. Stated once an \
             author.",
    why: "What a person under supervision did is payable as the supervisor's service, and the \
          cosignature is the evidence of that.",
    cure: &[Cure::C1, Cure::C9],
    params: &["cosign_days", "match.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

/// What is wrong with a note's second signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Want {
    Missing,
    Awaited,
    Late,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let days = case.policy.number("cosign_days");
    let mut cosigned_authors: BTreeSet<String> = BTreeSet::new();
    for note in &case.record.notes {
        if is_supervised(note) && is_cosigned(note) {
            cosigned_authors.insert(author_key(note));
        }
    }
    let mut wanting = Vec::new();
    for found in relied(case, |_, note| want(note, days).is_none()) {
        let note = found.note;
        // A note that its author has not signed awaits more than a cosignature.
        let judged = is_supervised(note)
            && carries_signature(note.kind)
            && note.signature.state == SignatureState::Signed;
        if !judged || is_unlicensed_work(&found) {
            checks.not_applicable(&RULE);
        } else if want(note, days).is_none() {
            checks.pass(&RULE);
        } else {
            wanting.push(found);
        }
    }
    for ((key, found), notes) in gathered(wanting, |note| (author_key(note), want(note, days))) {
        if let Some(want) = found {
            let custom = cosigned_authors.contains(&key);
            report(case, want, custom, &notes, checks);
        }
    }
}

fn report(case: &Case<'_>, want: Want, custom: bool, notes: &[Relied<'_>], checks: &mut Checks) {
    let Some(first) = notes.first() else { return };
    let title = first
        .note
        .credential
        .as_ref()
        .map_or("", |found| &found.value.text);
    let verb = if notes.len() == 1 { "has" } else { "have" };
    let mut message = format!(
        "{} by {}, {title}, {verb} ",
        notes_words(notes),
        author_words(first.note)
    );
    let outcome = match want {
        Want::Awaited => {
            message.push_str("the mark of a supervisor's signature still awaited");
            Outcome::Fail
        }
        Want::Late => {
            let late = notes.iter().filter_map(|found| lateness(found.note)).max();
            message.push_str(&format!(
                "a supervisor's signature up to {} days after the service; cosign_days allows {}",
                late.unwrap_or_default(),
                case.policy.number("cosign_days"),
            ));
            Outcome::Fail
        }
        Want::Missing => {
            message.push_str(&format!(
                "no supervisor's signature {}",
                case.absence_words()
            ));
            if custom {
                message.push_str("; other notes of the author are cosigned");
            }
            if custom || is_trainee(title) {
                case.absence()
            } else {
                message.push_str(
                    "; whether each note must be cosigned is for the state's board and the payer",
                );
                Outcome::Warn
            }
        }
    };
    let credentials = notes
        .iter()
        .filter_map(|found| found.note.credential.as_ref());
    let mut finding = RULE.finding(outcome, message).with_all(
        credentials
            .take(6)
            .map(|credential| Evidence::supports(credential.span)),
    );
    let seconds = notes.iter().filter_map(|found| {
        let second = found.note.cosignature.as_ref()?;
        second.signed_at.map(|at| at.span).or(second.span)
    });
    finding = finding.with_all(seconds.take(6).map(Evidence::supports));
    if want == Want::Missing {
        let searched = notes
            .iter()
            .take(4)
            .map(|found| Evidence::searched(found.note.place()));
        finding = finding.with_all(searched);
    }
    if let Some(entry) = author(first.note).and_then(|name| on_roster(case, name))
        && !entry.supervisor.is_empty()
    {
        finding.message.push_str(&format!(
            "; the staff roster names {} as supervisor",
            entry.supervisor
        ));
        finding = finding.with(Evidence::supports(entry.span));
    }
    checks.report(placed(case, finding, notes));
}

/// Returns whether a note documents nothing but community support, which people with a bachelor's
/// degree or training on the job deliver in their own right: rehabilitation, skills, peer support,
/// case management, outreach. Only somebody in training, or a signature that the note itself awaits,
/// leaves something to cosign.
fn is_unlicensed_work(found: &Relied<'_>) -> bool {
    let title = found.note.credential.as_ref();
    let is_support = |line: &ReliedLine<'_>| line.row.billed.family == ServiceFamily::Support;
    found.note.cosignature.is_none()
        && !found.lines.is_empty()
        && found.lines.iter().all(is_support)
        && !title.is_some_and(|found| {
            is_trainee(&found.value.text) || found.value.text.to_lowercase().contains("associate")
        })
}

fn is_supervised(note: &Note) -> bool {
    note.credential
        .as_ref()
        .is_some_and(|credential| credential.value.class == AuthorClass::Supervised)
}

fn is_cosigned(note: &Note) -> bool {
    note.cosignature
        .as_ref()
        .is_some_and(|second| second.state == SignatureState::Signed)
}

/// People in training may never act without a supervisor; of licences held under supervision some
/// ask for a cosignature on each note and some do not.
fn is_trainee(title: &str) -> bool {
    let lower = title.to_lowercase();
    [
        "intern",
        "student",
        "trainee",
        "practicum",
        "supervisee",
        "candidate",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

fn want(note: &Note, days: i64) -> Option<Want> {
    if !is_supervised(note) {
        return None;
    }
    match &note.cosignature {
        None => Some(Want::Missing),
        Some(second) if second.state != SignatureState::Signed => Some(Want::Awaited),
        Some(_) => lateness(note)
            .is_some_and(|late| late > days)
            .then_some(Want::Late),
    }
}

/// Returns how many days after the service the second signature was given.
fn lateness(note: &Note) -> Option<i64> {
    let signed = note.cosignature.as_ref()?.signed_at?.value.date;
    Some(signed.days_since(note.service_date_to.or(note.date())?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn case(rest: &str) -> String {
        format!("complete\nnote 2026-01-05 individual {rest}\nclaim C1 P\nline 2026-01-05 90837")
    }

    #[test]
    fn an_interns_note_fails_and_an_associates_warns() {
        let intern = case("by \"Ann Poe\" Intern");
        assert_eq!(outcomes(&RULE, &intern), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &intern)[0].at_risk.len(), 1);
        assert_eq!(
            outcomes(&RULE, &intern.replace("complete", "")),
            ["warn C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &case("by \"Ann Poe\" LMSW")),
            ["warn C1/1 2026-01-05"]
        );
    }

    #[test]
    fn awaited_late_and_customary_cosignatures_fail() {
        for rest in [
            "by \"Ann Poe\" LMSW cosign-awaited",
            "by \"Ann Poe\" LMSW cosigned 2026-01-20 by \"Dana Roe\"",
        ] {
            assert_eq!(
                outcomes(&RULE, &case(rest)),
                ["fail C1/1 2026-01-05"],
                "{rest}"
            );
        }
        let other =
            "note 2026-01-02 individual by \"Ann Poe\" LMSW cosigned 2026-01-03 by \"Dana Roe\"";
        let custom = format!("{other}\n{}", case("by \"Ann Poe\" LMSW"));
        assert_eq!(outcomes(&RULE, &custom), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn cosigned_in_time_licensed_and_unsigned_notes_pass() {
        for rest in [
            "by \"Ann Poe\" LMSW cosigned 2026-01-19 by \"Dana Roe\"",
            "by \"Ann Poe\" LCSW",
            "by \"Ann Poe\" Intern unsigned",
            "by \"Ann Poe\"",
        ] {
            assert_eq!(outcomes(&RULE, &case(rest)), [""; 0], "{rest}");
        }
    }

    #[test]
    fn the_rosters_supervisor_is_named() {
        let drawn = format!(
            "staff \"Ann Poe\" LMSW supervisor \"Dana Roe, LCSW\"\n{}",
            case("by \"Ann Poe\" LMSW")
        );
        assert!(
            findings(&RULE, &drawn)[0]
                .message
                .contains("names Dana Roe, LCSW")
        );
    }

    #[test]
    fn community_support_needs_no_licence() {
        let day = |title: &str, code: &str| {
            format!(
                "complete\nnote 2026-01-05 case-management by \"Ann Poe\" {title}
                claim C1 P\nline 2026-01-05 {code}"
            )
        };
        for code in ["T1016", "H2019", "H2014", "H0038", "H2020"] {
            assert_eq!(outcomes(&RULE, &day("LMSW", code)), [""; 0], "{code}");
        }
        assert_eq!(
            outcomes(&RULE, &day("Intern", "T1016")),
            ["fail C1/1 2026-01-05"]
        );
    }
}

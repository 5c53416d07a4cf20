//! Notes in the manner of many record systems, with the facts that must come out of them.

mod absence;
mod charts;
mod group_prints;
mod logs;
mod mangled;
mod patients;
mod plans;
mod remarks;
mod signatures;
mod signing_lines;
mod spans;
mod when;
mod whole;

use super::*;
use crate::model::{PersonName, TimeBasis};
use crate::read::document::text::pages_of;
use proptest::prelude::*;

fn notes_of(name: &str, text: &str) -> Vec<Note> {
    let pages = pages_of(text, 1);
    let mut problems = Vec::new();
    from_pages(FileId(0), name, &pages, &mut problems)
}

/// Prints the facts of a note, one word each, so that a case can name those it is about.
fn facts(note: &Note) -> String {
    let mut out = vec![format!("kind={}", note.kind.id())];
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push(format!("{name}={}", value.replace(' ', "_")));
        }
    };
    add(
        "name",
        note.patient
            .name
            .as_ref()
            .map(|n| PersonName::display(&n.value)),
    );
    add("mrn", note.patient.mrn.as_ref().map(|n| n.value.clone()));
    add(
        "member",
        note.patient.member_id.as_ref().map(|n| n.value.clone()),
    );
    add(
        "dob",
        note.patient
            .birth_date
            .as_ref()
            .map(|d| d.value.to_string()),
    );
    add(
        "dos",
        note.service_date.map(|(date, basis)| {
            let to = note
                .service_date_to
                .map_or(String::new(), |to| format!("..{to}"));
            format!("{}{to}/{basis:?}", date.value)
        }),
    );
    add(
        "time",
        note.time.map(|time| {
            let at = |minute: Option<crate::model::Minute>| {
                minute.map_or(String::new(), |m| m.to_string())
            };
            let basis = if time.basis == TimeBasis::Duration {
                "/total"
            } else {
                ""
            };
            format!(
                "{}-{}={}{basis}",
                at(time.start),
                at(time.stop),
                time.minutes
            )
        }),
    );
    add(
        "stated",
        note.time
            .and_then(|time| time.stated_minutes)
            .map(|m| m.to_string()),
    );
    add("author", note.author.as_ref().map(|a| a.value.clone()));
    add(
        "cred",
        note.credential
            .as_ref()
            .map(|c| format!("{}/{:?}", c.value.text, c.value.class)),
    );
    let signed = |signature: &crate::model::Signature| {
        let at = signature
            .signed_at
            .map_or(String::new(), |at| format!("@{}", at.value));
        format!("{:?}{at}", signature.state)
    };
    add("sig", Some(signed(&note.signature)));
    add(
        "signer",
        note.signature.signer.as_ref().map(|s| s.value.clone()),
    );
    add("cosig", note.cosignature.as_ref().map(signed));
    add(
        "cosigner",
        note.cosignature
            .as_ref()
            .and_then(|s| s.signer.clone())
            .map(|s| s.value),
    );
    add("present", note.participants.map(|p| p.value.to_string()));
    add("absent", note.attendance.map(|a| format!("{:?}", a.value)));
    add("level", note.level_hint.map(|l| l.value.id().to_owned()));
    if let Some(plan) = &note.plan {
        add("from", plan.effective.map(|d| d.value.to_string()));
        add("to", plan.expires.map(|d| d.value.to_string()));
        add("admit", plan.admission.map(|d| d.value.to_string()));
        add("plan-level", plan.level.map(|l| l.value.id().to_owned()));
        add(
            "hours",
            plan.hours_per_week_tenths.map(|h| h.value.to_string()),
        );
        add("dx", plan.diagnosis.map(|_| String::new()));
        add("often", plan.frequency.map(|_| String::new()));
        add("long", plan.duration.map(|_| String::new()));
        add("consent", plan.patient.map(|p| format!("{:?}", p.value)));
        let goals = || plan.goals.iter().filter(|goal| !goal.is_problem);
        let measurable = goals().filter(|goal| goal.measurable).count();
        add("goals", Some(format!("{measurable}/{}", goals().count())));
        for signer in &plan.signers {
            add(
                "signs",
                Some(format!("{:?}:{:?}", signer.class, signer.state)),
            );
        }
    }
    out.join(" ")
}

/// Says which of the wanted facts the single note of a text lacks; `!word` must be absent.
fn check(name: &str, text: &str, want: &str) -> Vec<String> {
    let notes = notes_of(name, text);
    let all: Vec<String> = notes.iter().map(facts).collect();
    let [got] = all.as_slice() else {
        return vec![format!(
            "{} notes instead of one in:\n{text}\n{all:#?}",
            all.len()
        )];
    };
    let have: Vec<&str> = got.split(' ').collect();
    want.split_whitespace()
        .filter(|word| match word.strip_prefix('!') {
            Some(absent) => have
                .iter()
                .any(|fact| fact.split('=').next() == Some(absent)),
            None => !have.contains(word),
        })
        .map(|word| format!("wanted {word}, got [{got}] from:\n{text}"))
        .collect()
}

fn assert_no_failures(failures: Vec<String>) {
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Wraps a header line into a note that is otherwise fixed.
fn with_header(line: &str) -> String {
    format!(
        "INDIVIDUAL THERAPY NOTE\nPatient: Doe, Jane   MRN: 10442\n{line}\nDATA: Client talked about her week and the cravings she had on the weekend at home.\nPLAN: Meet again.\n"
    )
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,200}|([A-Z][a-z]+ |Patient: |Signed|\n|Date: |4/5/26|10:00-|: |, RN|___|\\[x\\]|é|\u{c}| {2}){0,60}") {
        for note in notes_of("a 4.5.26.txt", &text) {
            prop_assert!(!note.spans.is_empty());
        }
    }
}

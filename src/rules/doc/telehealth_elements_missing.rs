//! DOC-029: a service billed at a distance whose note does not say by what means, where the
//! patient was, that they agreed, or why there was no picture.

use super::gaps::{self, Gap};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, Element, Note, NoteKind, ServiceDate, ServiceLine, TelehealthModality};
use crate::rules::relied::{Relied, ReliedLine};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-029",
    name: "telehealth-elements-missing",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "lines with modifier 95, 93, GT, GQ or FQ, or place of service 02 or 10",
    authority: &[
        Authority {
            cite: "42 CFR 410.78",
            verified: true,
        },
        Authority {
            cite: "state Medicaid and payer manuals",
            verified: false,
        },
    ],
    checks: "The note of the service does not say one of: video or audio only; where the patient \
             was; that the patient agreed (in this note, or in another of the chart within \
             telehealth.consent_days before); for audio only, why there was no video. Three such \
             notes of one author make one finding.",
    why: "Coverage at a distance hangs on where the patient was and on the means; what the note \
          does not say cannot be shown later.",
    cure: &[Cure::C7, Cure::C3],
    params: &[
        "telehealth.consent_days",
        "elements.pattern_notes",
        "fail.confidence",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut found = Vec::new();
    for (row, claim, line) in case.live() {
        if !is_distant(claim, line) {
            continue;
        }
        let Some((link, note)) = case.documentation(row).next() else {
            // No note at all: DOC-001.
            checks.not_applicable(&RULE);
            continue;
        };
        // A note of a session in person lacks nothing; how it was billed is COD-028's.
        let is_in_person = note.telehealth.is_none() && note.whereabouts.in_person.is_some();
        if !note.elements.were_read() || is_in_person {
            checks.not_applicable(&RULE);
            continue;
        }
        let missing = missing(case, note, link.day);
        if missing.is_empty() {
            checks.pass(&RULE);
        } else {
            found.push(gap(row, link.note, note, link.day, &missing));
        }
    }
    gaps::report(case, checks, &RULE, found);
}

fn gap<'c>(
    row: &'c LineRow,
    index: usize,
    note: &'c Note,
    day: ServiceDate,
    missing: &[&str],
) -> Gap<'c> {
    let said = note.telehealth.map(|telehealth| telehealth.modality.span);
    let whole = note.spans.iter().take(2).copied();
    let only_consent = missing == [CONSENT];
    Gap {
        what: format!(
            "is billed at a distance and does not say {}",
            missing.join(", ")
        ),
        confidence: if only_consent { 65 } else { 80 },
        evidence: said
            .into_iter()
            .map(Evidence::contradicts)
            .chain(whole.map(Evidence::searched))
            .collect(),
        relied: Relied {
            index,
            note,
            lines: vec![ReliedLine::single(row, vec![day])],
        },
    }
}

const CONSENT: &str = "that the patient agreed";

/// Returns what a note does not say.
fn missing(case: &Case<'_>, note: &Note, day: ServiceDate) -> Vec<&'static str> {
    let marks = &note.elements;
    let modality = note.telehealth.map(|telehealth| telehealth.modality.value);
    let is_video = modality == Some(TelehealthModality::Video) || marks.has(Element::Video);
    let is_audio = !is_video
        && (modality == Some(TelehealthModality::AudioOnly) || marks.has(Element::AudioOnly));
    let place = note
        .telehealth
        .and_then(|telehealth| telehealth.patient_location);
    let mut missing = Vec::new();
    if !is_video && !is_audio {
        missing.push("whether by video or audio only");
    }
    if place.is_none() && !marks.has(Element::PatientPlace) {
        missing.push("where the patient was");
    }
    if !agreed(case, note, day) {
        missing.push(CONSENT);
    }
    if is_audio && !marks.has(Element::AudioReason) {
        missing.push("why there was no video");
    }
    missing
}

/// Returns whether the patient agreed, in this note or in another of the year before.
fn agreed(case: &Case<'_>, note: &Note, day: ServiceDate) -> bool {
    let in_note = |note: &Note| {
        let read = note.telehealth.and_then(|telehealth| telehealth.consent);
        read.is_some() || note.elements.has(Element::TelehealthConsent)
    };
    let days = case.policy.number("telehealth.consent_days");
    in_note(note)
        || case.record.notes.iter().any(|other| {
            let is_before = other
                .date()
                .is_none_or(|date| (0..=days).contains(&day.days_since(date)));
            let is_distant = [Element::Distance, Element::Video, Element::AudioOnly];
            let speaks_of_it =
                other.kind == NoteKind::Administrative || other.elements.has_any(&is_distant);
            is_before && speaks_of_it && in_note(other)
        })
}

fn is_distant(claim: &Claim, line: &ServiceLine) -> bool {
    let by_modifier = line
        .modifiers
        .iter()
        .any(|modifier| matches!(modifier.as_str(), "95" | "93" | "GT" | "GQ" | "FQ"));
    let place = line.place_of_service.as_ref();
    let place = place.or(claim.place_of_service.as_ref());
    by_modifier || place.is_some_and(|place| matches!(place.value.as_str(), "02" | "10"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn session(note: &str) -> String {
        format!(
            "note 2026-01-05 individual words 80 {note}\nclaim C1 P\nline 2026-01-05 90834 mod 95"
        )
    }

    #[test]
    fn fires_on_what_is_not_said() {
        let case = session("telehealth video");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        // What says nothing of a distance lacks more; what says in person, nothing.
        assert_eq!(outcomes(&RULE, &session("")), ["fail C1/1 2026-01-05"]);
        assert_eq!(outcomes(&RULE, &session("in-person")), [""; 0]);
        assert!(
            findings(&RULE, &case)[0]
                .message
                .ends_with("does not say where the patient was, that the patient agreed")
        );
        let consent = session("telehealth video place");
        assert_eq!(outcomes(&RULE, &consent), ["warn C1/1 2026-01-05"]);
        let audio = session("telehealth audio place consent");
        assert!(
            findings(&RULE, &audio)[0]
                .message
                .ends_with("why there was no video")
        );
    }

    #[test]
    fn what_is_said_anywhere_is_enough() {
        for case in [
            session("telehealth video place consent"),
            session("has video,patient-place,telehealth-consent"),
            session("has audio-only,patient-place,telehealth-consent,audio-reason"),
            format!(
                "note 2025-12-20 administrative has telehealth-consent\n{}",
                session("telehealth video place")
            ),
            session("").replace(" mod 95", ""),
            session("words 0"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }
}

//! DOC-006: a note was signed long after the service.

use super::logged;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Note, NoteKind, RemarkKind, ServiceDate, SignatureState};
use crate::rules::relied::{carries_signature, kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-006",
    name: "late-signature",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "signed notes that document a billed line",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.4–5",
            verified: false,
        },
        Authority {
            cite: "state Medicaid and payer manuals",
            verified: false,
        },
    ],
    checks: "The signature's date lies more than sign_days after the service: progress and group \
             notes, evaluations, plans and shift notes each have their own limit, and so has a \
             note of a session that is marked as a late entry. Only lines and \
             days that no other timely note documents are at risk.",
    why: "A late signature reads as a late entry, which a reviewer may give no weight.",
    cure: &[Cure::C9, Cure::C0],
    params: &[
        "sign_days.progress",
        "sign_days.evaluation",
        "sign_days.plan",
        "sign_days.shift",
        "sign_days.late_entry",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    // A note is held to the terms of the first line that it documents.
    let mut held_to: BTreeMap<usize, &LineRow> = BTreeMap::new();
    for (row, _, _) in case.live() {
        for (link, _) in case.documentation(row) {
            held_to.entry(link.note).or_insert(row);
        }
    }
    let lateness = |index: usize, note: &Note| lateness(case, held_to.get(&index).copied(), note);
    for found in relied(case, |index, note| {
        lateness(index, note).is_none_or(|late| !late.is_late())
    }) {
        if !carries_signature(found.note.kind) {
            checks.not_applicable(&RULE);
            continue;
        }
        let Some(late) = lateness(found.index, found.note) else {
            // Unsigned (DOC-002) or without date (DOC-004).
            checks.not_applicable(&RULE);
            continue;
        };
        let (Some(signed), true) = (found.note.signature.signed_at, late.is_late()) else {
            checks.pass(&RULE);
            continue;
        };
        let message = format!(
            "the {} of {} was signed {}, {} days after the service; {} allows {}",
            kind_words(found.note.kind),
            late.service,
            signed.value.date,
            late.days,
            late.key,
            late.limit,
        );
        let mut finding = RULE
            .finding(Outcome::Fail, message)
            .dated(late.service)
            .with(Evidence::supports(signed.span));
        if let Some((date, _)) = found.note.service_date {
            finding = finding.with(Evidence::supports(date.span));
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

struct Lateness {
    service: ServiceDate,
    days: i64,
    limit: i64,
    key: &'static str,
}

impl Lateness {
    fn is_late(&self) -> bool {
        self.days > self.limit
    }
}

/// Returns how long after the service a note was signed; `None` when that cannot be told.
fn lateness(case: &Case<'_>, row: Option<&LineRow>, note: &Note) -> Option<Lateness> {
    if note.signature.state != SignatureState::Signed {
        return None;
    }
    let signed = note.signature.signed_at?.value.date;
    // A summary of a week is written after its last day.
    let service = note.service_date_to.or(note.date())?;
    // So is a log of several days.
    let service = logged::last_day(note).map_or(service, |last| last.max(service));
    let key = match note.kind {
        NoteKind::Assessment | NoteKind::PsychiatricEvaluation | NoteKind::HistoryAndPhysical => {
            "sign_days.evaluation"
        }
        NoteKind::TreatmentPlan
        | NoteKind::PlanReview
        | NoteKind::Certification
        | NoteKind::Recertification
        | NoteKind::DischargeSummary => "sign_days.plan",
        NoteKind::ShiftNote | NoteKind::NursingNote => "sign_days.shift",
        _ => "sign_days.progress",
    };
    let limit = |key| row.map_or_else(|| case.policy.number(key), |row| case.number_for(row, key));
    let is_marked = note.remarks.first(RemarkKind::LateEntry).is_some();
    // The mark gives a note more time, never less.
    let late_entry = "sign_days.late_entry";
    let key = match is_marked && limit(key) < limit(late_entry) {
        true => late_entry,
        false => key,
    };
    Some(Lateness {
        service,
        days: signed.days_since(service),
        limit: limit(key),
        key,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn signed(kind: &str, date: &str) -> String {
        format!("note 2026-01-05 {kind} signed {date}\nclaim C1 I\nline 2026-01-05 H2036 rev 1002")
    }

    #[test]
    fn each_kind_has_its_own_limit() {
        for (kind, timely, late) in [
            ("group", "2026-01-12", "2026-01-13"),
            ("assessment", "2026-01-19", "2026-01-20"),
            ("shift", "2026-01-08", "2026-01-09"),
        ] {
            assert_eq!(outcomes(&RULE, &signed(kind, timely)), [""; 0], "{kind}");
            assert_eq!(
                outcomes(&RULE, &signed(kind, late)),
                ["fail C1/1 2026-01-05"],
                "{kind}"
            );
        }
    }

    #[test]
    fn a_marked_late_entry_has_its_own_limit() {
        let marked = |date: &str| signed("group late-entry", date);
        assert_eq!(outcomes(&RULE, &marked("2026-02-04")), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &marked("2026-02-05")),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &signed("group", "2026-02-04")),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn a_timely_note_of_the_day_leaves_nothing_at_risk() {
        let case = format!(
            "{}\nnote 2026-01-05 individual",
            signed("group", "2026-02-20")
        );
        assert!(findings(&RULE, &case)[0].at_risk.is_empty());
    }

    #[test]
    fn unsigned_and_undated_are_other_rules() {
        for state in ["unsigned", "undated", "typed"] {
            let case =
                signed(&format!("group {state}"), "2026-01-05").replace(" signed 2026-01-05", "");
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{state}");
        }
    }
}

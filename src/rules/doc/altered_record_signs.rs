//! DOC-023: a session has two different records, or a record was changed after it was signed.

use super::gathered::{author_key, gathered, notes_words, placed};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::model::{DateBasis, Note, NoteKind, SignatureState, StampKind, Timestamp};
use crate::rules::relied::{Relied, kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Located;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-023",
    name: "altered-record-signs",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "signed notes of sessions, one of which documents a billed line",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.5, ch. 4 §4.18",
        verified: false,
    }],
    checks: "Two signed notes have the same author, date, kind and start time, share much of their \
             words (version.least_similarity to version.most_similarity), or have the same words \
             and another end, and neither calls itself a correction, addendum or draft; group notes, \
             and notes that share less than two fifths of their words, warn. Or the \
             system's stamp says that a note was created more than a day after the date of its \
             signature, or changed more than a day after it, cosignature and addenda aside; then \
             it warns.",
    why: "Two versions of one record, or a signature older than the note, are what investigators \
          take for a record made to fit the claim. The record system's audit trail decides it.",
    cure: &[Cure::C0, Cure::C7],
    params: &[
        "version.min_tokens",
        "version.least_similarity",
        "version.most_similarity",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let versions = versions(case);
    let relied = relied(case, |_, _| true);
    for version in &versions {
        report_versions(case, version, &relied, checks);
    }
    let is_version = |index: usize| {
        versions
            .iter()
            .any(|version| version.first == index || version.second == index)
    };
    let mut stamped = Vec::new();
    for found in relied {
        if is_version(found.index) {
            continue;
        }
        match stamped_later(found.note) {
            Some(_) => stamped.push(found),
            None => checks.pass(&RULE),
        }
    }
    for ((_, kind), notes) in gathered(stamped, |note| (author_key(note), stamped_kind(note))) {
        report_stamps(case, kind, notes, checks);
    }
}

/// Two records of one session.
struct Version {
    first: usize,
    second: usize,
    similarity: f64,
}

fn versions(case: &Case<'_>) -> Vec<Version> {
    let least = case.policy.number("version.least_similarity") as f64 / 100.0;
    let most = case.policy.number("version.most_similarity") as f64 / 100.0;
    let min_tokens = case.policy.number("version.min_tokens");
    let mut sessions: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, note) in case.record.notes.iter().enumerate() {
        let dated = matches!(
            note.service_date,
            Some((_, DateBasis::Labelled | DateBasis::Header))
        );
        let start = note.time.and_then(|time| time.stop.and(time.start));
        let author = author_key(note);
        // Nurses enter several forms at one time.
        if note.kind.is_therapeutic_service()
            && note.kind != NoteKind::NursingNote
            && note.signature.state == SignatureState::Signed
            && i64::from(note.sketch.tokens) >= min_tokens
            && note.marks.labelled_change.is_none()
            && note.addenda.is_empty()
            && note.attendance.is_none()
            && !author.is_empty()
            && dated
            && let Some(start) = start
        {
            let key = (note.date(), author, note.kind, start.since_midnight());
            sessions.entry(key).or_default().push(index);
        }
    }
    let mut found = Vec::new();
    for notes in sessions.values() {
        for (place, &first) in notes.iter().enumerate() {
            for &second in &notes[place + 1..] {
                let (one, other) = (case.ledger.note(first), case.ledger.note(second));
                let similarity = one.sketch.similarity(&other.sketch);
                let other_end =
                    one.time.map(|time| time.minutes) != other.time.map(|time| time.minutes);
                if (least..=most).contains(&similarity) || similarity > most && other_end {
                    found.push(Version {
                        first,
                        second,
                        similarity,
                    });
                }
            }
        }
    }
    found
}

fn report_versions(case: &Case<'_>, version: &Version, relied: &[Relied<'_>], checks: &mut Checks) {
    let (first, second) = (
        case.ledger.note(version.first),
        case.ledger.note(version.second),
    );
    let documents: Vec<&Relied<'_>> = relied
        .iter()
        .filter(|found| found.index == version.first || found.index == version.second)
        .collect();
    let Some(date) = first.date() else { return };
    if documents.is_empty() || are_two_sessions(&documents) {
        checks.not_applicable(&RULE);
        return;
    }
    let minutes = |note: &Note| note.time.map_or(0, |time| time.minutes);
    let times = if minutes(first) == minutes(second) {
        String::new()
    } else {
        format!(
            ", one of {} and one of {} minutes",
            minutes(first),
            minutes(second)
        )
    };
    let words = if first.sketch.text_hash == second.sketch.text_hash {
        "with the same words".to_owned()
    } else {
        format!("that agree to {} %", (version.similarity * 100.0).round())
    };
    let message = format!(
        "two signed versions of the {} of {date} by the same author {words}{times}; neither says \
         that it corrects the other",
        kind_words(first.kind),
    );
    let time = |note: &Note| note.time.map_or(head(note), |time| time.span);
    // Notes of two groups under one mistyped time share a form's words.
    let is_sure = first.kind != NoteKind::GroupNote && version.similarity >= 0.4;
    let outcome = if is_sure {
        Outcome::Fail
    } else {
        Outcome::Warn
    };
    let mut finding = RULE.finding(outcome, message).dated(date).with_all([
        Evidence::supports(time(first)),
        Evidence::supports(time(second)),
        Evidence::supports(head(first)),
        Evidence::supports(head(second)),
    ]);
    for line in documents.iter().flat_map(|found| &found.lines) {
        if finding.claim.is_none() {
            let service = case.ledger.service_line(line.row.id);
            finding = finding
                .on_line(&case.ledger.claim(line.row.id).id, service.number)
                .with(case.line_evidence(line.row.id));
        }
        // A day that more than this session documents does not fall with it.
        if sole(case, line.row.id, version) {
            let risk = crate::finding::AtRisk::whole(line.row.id);
            if !finding.at_risk.contains(&risk) {
                finding = finding.risking(risk);
            }
        }
    }
    if finding.at_risk.is_empty() {
        finding.exposure = ExposureKind::None;
    }
    checks.report(finding);
}

/// Returns whether each note documents a line of its own: then one of two billed sessions has the
/// wrong time, and neither is a version of the other.
fn are_two_sessions(documents: &[&Relied<'_>]) -> bool {
    let lines =
        |found: &Relied<'_>| -> Vec<_> { found.lines.iter().map(|line| line.row.id).collect() };
    match documents {
        [one, other] => {
            let others = lines(other);
            !lines(one).iter().any(|line| others.contains(line))
        }
        _ => false,
    }
}

/// Returns whether nothing but the two versions documents a line.
fn sole(case: &Case<'_>, id: crate::finding::LineId, version: &Version) -> bool {
    case.ledger.row(id).is_some_and(|row| {
        case.documentation(row)
            .all(|(link, _)| link.note == version.first || link.note == version.second)
    })
}

/// Returns the stamp that tells of a creation or a change more than a day after the signature.
fn stamped_later(note: &Note) -> Option<(StampKind, Located<Timestamp>)> {
    let signed = note.signature.signed_at?.value.date;
    if note.marks.labelled_change.is_some() || !note.addenda.is_empty() {
        return None;
    }
    let later = |at: &Located<Timestamp>| at.value.date.days_since(signed) > 1;
    if let Some(at) = note.marks.last(StampKind::Created).filter(later) {
        return Some((StampKind::Created, at));
    }
    // Systems stamp a change when a supervisor signs.
    let cosigned = note
        .cosignature
        .as_ref()
        .and_then(|second| second.signed_at);
    let after_all = |at: &Located<Timestamp>| {
        cosigned.is_none_or(|second| at.value.date.days_since(second.value.date) > 1)
    };
    let edited = note.marks.last(StampKind::Edited);
    let edited = edited.filter(later).filter(after_all)?;
    Some((StampKind::Edited, edited))
}

fn stamped_kind(note: &Note) -> StampKind {
    stamped_later(note).map_or(StampKind::Printed, |(kind, _)| kind)
}

fn report_stamps(case: &Case<'_>, kind: StampKind, notes: Vec<Relied<'_>>, checks: &mut Checks) {
    let places: Vec<Located<Timestamp>> = notes
        .iter()
        .filter_map(|found| stamped_later(found.note).map(|(_, at)| at))
        .collect();
    let (Some(at), Some(first)) = (places.first(), notes.first()) else {
        return;
    };
    let signed = first.note.signature.signed_at;
    let done = match kind {
        StampKind::Created => "created",
        _ => "changed",
    };
    let verb = if notes.len() == 1 { "was" } else { "were" };
    let mut message = format!(
        "by the system's stamp {} {verb} {done} after the date of the signature",
        notes_words(&notes)
    );
    if let ([_], Some(signed)) = (&notes[..], signed) {
        message.push_str(&format!(": signed {}, {done} {}", signed.value, at.value));
    }
    message.push_str("; the audit trail of the record system shows what was done");
    let signatures = notes
        .iter()
        .filter_map(|found| found.note.signature.signed_at);
    let finding: Finding = RULE
        .finding(Outcome::Warn, message)
        .with_all(places.iter().take(6).map(|at| Evidence::supports(at.span)))
        .with_all(
            signatures
                .take(6)
                .map(|signed| Evidence::supports(signed.span)),
        );
    // One author's many changes are one statement; dollars rest on what alone documents a day.
    checks.report(placed(case, finding, &notes));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const ONE: &str = "Client named two triggers at work and practiced urge surfing with the \
        therapist; affect was flat at first and brightened later; agreed to call a sponsor before \
        Friday and to bring the trigger list to the next session with the counselor.";

    fn other() -> String {
        ONE.replace(
            "agreed to call a sponsor before Friday",
            "reported daily thoughts of death and no plan",
        )
    }

    fn pair(first: &str, second: &str) -> String {
        format!(
            "note 2026-01-05 individual {first}\nnote 2026-01-05 individual {second}\nclaim C1 P\nline 2026-01-05 90837"
        )
    }

    #[test]
    fn two_texts_of_one_session_fail() {
        let case = pair(
            &format!("10:00-10:53 text \"{ONE}\""),
            &format!("10:00-10:53 text \"{}\"", other()),
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn the_same_text_with_another_end_fails() {
        let case = pair(
            &format!("10:00-10:38 text \"{ONE}\""),
            &format!("10:00-10:53 text \"{ONE}\""),
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert!(
            findings(&RULE, &case)[0]
                .message
                .contains("38 and one of 53")
        );
    }

    #[test]
    fn prints_drafts_corrections_and_two_sessions_pass() {
        let other = other();
        for (first, second) in [
            ("10:00-10:53", format!("10:00-10:53 text \"{ONE}\"")),
            ("10:00-10:53", format!("14:00-14:53 text \"{other}\"")),
            ("10:00-10:53", format!("10:00-10:53 draft text \"{other}\"")),
            (
                "10:00-10:53",
                format!("10:00-10:53 labelled text \"{other}\""),
            ),
            (
                "10:00-10:53",
                format!("10:00-10:53 by \"Ann Poe\" LPC text \"{other}\""),
            ),
        ] {
            let case = pair(&format!("{first} text \"{ONE}\""), &second);
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{second}");
        }
    }

    #[test]
    fn two_groups_under_one_time_warn_and_two_billed_sessions_pass() {
        let case = pair(
            &format!("10:00-10:53 text \"{ONE}\""),
            &format!("10:00-10:53 text \"{}\"", other()),
        );
        let groups = case
            .replace("individual", "group")
            .replace("90837", "90853");
        assert_eq!(outcomes(&RULE, &groups), ["warn C1/1 2026-01-05"]);
        let billed = format!("{groups}\nline 2026-01-05 90853");
        assert_eq!(outcomes(&RULE, &billed), [""; 0]);
    }

    #[test]
    fn stamps_after_the_signature_warn() {
        for rest in ["stamp created 2026-01-20", "stamp edited 2026-02-01 09:00"] {
            let case =
                format!("note 2026-01-05 individual {rest}\nclaim C1 P\nline 2026-01-05 90837");
            assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"], "{rest}");
        }
        for rest in [
            "stamp created 2026-01-05 11:00 stamp edited 2026-01-06 08:00 stamp printed 2026-03-01",
            "stamp edited 2026-02-01 labelled",
            "stamp edited 2026-02-01 addendum 2026-02-01 by \"Dana Roe\"",
            "stamp edited 2026-02-01 cosigned 2026-02-01 by \"Ann Poe\"",
            "undated stamp edited 2026-02-01",
        ] {
            let case =
                format!("note 2026-01-05 individual {rest}\nclaim C1 P\nline 2026-01-05 90837");
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{rest}");
        }
    }
}

//! DOC-016: a note was finished before the service it records.

use super::gathered::{author_key, author_words, gathered, notes_words, placed};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{DateBasis, Note, NoteKind, SignatureState, StampKind, Timestamp};
use crate::rules::relied::{Relied, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::{Located, Span};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-016",
    name: "note-predates-service",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "notes of sessions that document a billed line and state their date; not plans, \
                 orders, nursing and shift notes",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
        verified: false,
    }],
    checks: "The note was signed, or by the system's stamp last edited, on a date before its date \
             of service, or on that day more than precharting.slack_minutes before the session \
             began; or it tells the service only as something to come. When a note was created \
             says nothing, since systems open notes from the schedule. Where three notes or more \
             of one author are signed some hours early on the day itself, or one is early by half \
             a day, clocks may be the cause, and it warns. A note that only foretells warns.",
    why: "What was written before a session cannot record what happened in it.",
    cure: &[Cure::C0],
    params: &["precharting.slack_minutes", "match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// How a note shows that it was written too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Early {
    /// On an earlier date.
    Date,
    /// On the day, before the session.
    Time,
    /// By its words.
    Words,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let slack = case.policy.number("precharting.slack_minutes");
    let mut early = Vec::new();
    for found in relied(case, |_, note| earliness(note, slack).is_none()) {
        if !is_session(found.note) {
            checks.not_applicable(&RULE);
        } else if earliness(found.note, slack).is_some() {
            early.push(found);
        } else {
            checks.pass(&RULE);
        }
    }
    let key = |note: &Note| {
        (
            author_key(note),
            earliness(note, slack).map(|(early, _)| early),
        )
    };
    for ((_, how), notes) in gathered(early, key) {
        if let Some(how) = how {
            report(case, how, &notes, slack, checks);
        }
    }
}

fn report(case: &Case<'_>, how: Early, notes: &[Relied<'_>], slack: i64, checks: &mut Checks) {
    let Some(first) = notes.first() else { return };
    let name = author_words(first.note);
    let verb = if notes.len() == 1 { "was" } else { "were" };
    let mut message = match how {
        Early::Words => format!(
            "{} of {name} tell{} the billed service as something to come and nowhere as done",
            notes_words(notes),
            if notes.len() == 1 { "s" } else { "" },
        ),
        _ => format!(
            "{} of {name} {verb} finished before the service began",
            notes_words(notes)
        ),
    };
    if let ([only], Some((_, at)), Some((date, _))) =
        (notes, finished(first.note), first.note.service_date)
    {
        let start = only.note.time.and_then(|time| time.start);
        let start = start.map(|start| format!(" {start}")).unwrap_or_default();
        if how != Early::Words {
            message.push_str(&format!(
                ": finished {}, service {}{start}",
                at.value, date.value
            ));
        }
    }
    let clocks = how == Early::Time && (notes.len() >= 3 || notes.iter().any(half_a_day_early));
    if clocks {
        message.push_str("; the author's clock, a time zone or AM and PM may be the cause");
    }
    let outcome = if clocks || how == Early::Words {
        Outcome::Warn
    } else {
        Outcome::Fail
    };
    let places = notes.iter().take(6).flat_map(|found| {
        let at = earliness(found.note, slack).map(|(_, span)| span);
        let time = found.note.time.map(|time| time.span);
        let date = found.note.service_date.map(|(date, _)| date.span);
        [at, time.or(date)].into_iter().flatten()
    });
    let finding = RULE
        .finding(outcome, message)
        .with_all(places.map(Evidence::supports).collect::<Vec<_>>());
    checks.report(placed(case, finding, notes));
}

/// Returns whether a note records one session with a date of its own. Plans and orders are
/// signed before they hold, and an overnight shift is dated by either of its days.
fn is_session(note: &Note) -> bool {
    let overnight = note.time.is_some_and(|time| {
        time.start
            .zip(time.stop)
            .is_some_and(|(start, stop)| start > stop)
    });
    let dated = note
        .service_date
        .is_some_and(|(_, basis)| matches!(basis, DateBasis::Labelled | DateBasis::Header));
    note.kind.is_therapeutic_service()
        && note.kind != NoteKind::NursingNote
        && note.attendance.is_none()
        && note.service_date_to.is_none()
        && dated
        && !overnight
}

/// Returns when a note was finished: its signature, else the last edit that the system stamped.
fn finished(note: &Note) -> Option<(Span, Located<Timestamp>)> {
    let signed = note
        .signature
        .signed_at
        .filter(|_| note.signature.state == SignatureState::Signed);
    let at = signed.or_else(|| note.marks.last(StampKind::Edited))?;
    Some((at.span, at))
}

fn earliness(note: &Note, slack: i64) -> Option<(Early, Span)> {
    if !is_session(note) {
        return None;
    }
    let foretold = note.marks.foretold.map(|span| (Early::Words, span));
    let (Some(service), Some((span, at))) = (note.date(), finished(note)) else {
        return foretold;
    };
    if at.value.date < service {
        // A year or a century off is a slip of the pen.
        let days = service.days_since(at.value.date);
        return if days <= 60 {
            Some((Early::Date, span))
        } else {
            foretold
        };
    }
    let start = note.time.and_then(|time| time.start);
    let early = at.value.date == service
        && at.value.time.zip(start).is_some_and(|(at, start)| {
            i64::from(at.since_midnight()) + slack < i64::from(start.since_midnight())
        });
    if early {
        Some((Early::Time, span))
    } else {
        foretold
    }
}

/// A signature at 1:55 for a session from 1:00 PM was made at 1:55 PM.
fn half_a_day_early(found: &Relied<'_>) -> bool {
    let note = found.note;
    let times = finished(note)
        .and_then(|(_, at)| at.value.time)
        .zip(note.time.and_then(|time| time.start));
    times.is_some_and(|(at, start)| {
        let later = at.since_midnight() + 720;
        (start.since_midnight()..start.since_midnight() + 300).contains(&later)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn note(rest: &str) -> String {
        format!("note 2026-01-05 individual 10:00-10:53 {rest}\nclaim C1 P\nline 2026-01-05 90837")
    }

    #[test]
    fn fires_on_a_signature_or_last_edit_before_the_session() {
        for rest in [
            "signed 2026-01-04",
            "signed-at 09:05",
            "undated stamp edited 2026-01-05 08:00",
        ] {
            assert_eq!(
                outcomes(&RULE, &note(rest)),
                ["fail C1/1 2026-01-05"],
                "{rest}"
            );
        }
    }

    #[test]
    fn opened_early_signed_within_the_slack_or_overnight_passes() {
        for case in [
            note("stamp created 2026-01-04 08:00 signed-at 11:00"),
            note("signed-at 09:50"),
            note("signed 2025-01-05"),
            note("basis file signed 2026-01-04"),
            "note 2026-01-06 nursing 23:00-07:00 signed-at 07:10
            claim C1 I\nline 2026-01-06 H2036 rev 1002"
                .to_owned(),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn clocks_and_forecasts_warn() {
        let afternoon = note("signed-at 01:55").replace("10:00-10:53", "13:00-13:53");
        assert_eq!(outcomes(&RULE, &afternoon), ["warn C1/1 2026-01-05"]);
        assert_eq!(outcomes(&RULE, &note("foretold")), ["warn C1/1 2026-01-05"]);
        let mut zone = String::from("claim C1 P\n");
        for day in 5..=7 {
            zone.push_str(&format!(
                "line 2026-01-0{day} 90837\nnote 2026-01-0{day} individual 10:00-10:53 signed-at 09:10\n"
            ));
        }
        assert_eq!(outcomes(&RULE, &zone), ["warn C1 2026-01-05..2026-01-07"]);
    }

    #[test]
    fn a_note_without_signature_date_is_not_judged() {
        assert_eq!(outcomes(&RULE, &note("undated")), [""; 0]);
    }
}

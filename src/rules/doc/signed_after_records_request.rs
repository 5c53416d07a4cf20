//! DOC-008: a note was signed, or added to, after a payer asked for the records.

use super::gathered::{Gathered, notes_words, placed};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{LetterKind, Note, ServiceDate, Timestamp};
use crate::rules::relied::relied;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::{Located, Span};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-008",
    name: "signed-after-records-request",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "notes that document a billed line, where a payer's records request or denial of \
                 the patient's claims was supplied",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.5",
        verified: true,
    }],
    checks: "A payer's letter among the files, or a remittance that asks for records (CARC 252, \
             226), has a date; a note of a service before it, on a claim sent before it and of \
             the services it names, was signed or added to on or after that date and more than \
             request.routine_days after the service. A note signed late rests on nothing sound; \
             an addition puts no dollars at risk, since the note stands without it. Stated once a \
             letter.",
    why: "Reviewers leave aside what was signed or written after they asked, and many such entries \
          are taken for an attempt to repair the record.",
    cure: &[Cure::C0, Cure::C8],
    params: &["request.routine_days"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// A payer's request or denial with its date.
struct Asked<'c> {
    date: ServiceDate,
    span: Span,
    words: &'static str,
    services: Option<(ServiceDate, ServiceDate)>,
    claim: Option<&'c str>,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let requests = requests(case);
    if requests.is_empty() {
        checks.not_applicable(&RULE);
        return;
    }
    let routine = case.policy.number("request.routine_days");
    for asked in &requests {
        let late = |note: &Note| signed_late(note, asked, routine).is_some();
        let mut signed = Vec::new();
        let mut added = Vec::new();
        for found in relied(case, |_, note| !late(note)) {
            let concerned = found
                .lines
                .iter()
                .any(|line| concerns(case, asked, line.row));
            if !concerned || !named(asked, found.note) {
                checks.not_applicable(&RULE);
            } else if late(found.note) {
                signed.push(found);
            } else if added_late(found.note, asked, routine).is_some() {
                added.push(found);
            } else {
                checks.pass(&RULE);
            }
        }
        if !signed.is_empty() {
            let places = signed
                .iter()
                .filter_map(|found| signed_late(found.note, asked, routine));
            let finding = finding(asked, &signed, "signed", places.collect());
            checks.report(placed(case, finding, &signed));
        }
        if !added.is_empty() {
            let places = added
                .iter()
                .filter_map(|found| added_late(found.note, asked, routine));
            let finding = finding(asked, &added, "added to", places.collect());
            let mut finding = placed(case, finding, &added);
            finding
                .message
                .push_str("; the notes stand without the additions, so no dollars rest on them");
            finding.at_risk.clear();
            finding.exposure = ExposureKind::None;
            checks.report(finding);
        }
    }
}

fn finding(
    asked: &Asked<'_>,
    notes: &Gathered<'_>,
    done: &str,
    places: Vec<Located<Timestamp>>,
) -> Finding {
    let verb = if notes.len() == 1 { "was" } else { "were" };
    let last = places.iter().map(|place| place.value.date).max();
    let message = format!(
        "{} {verb} {done} after {} of {}, the last on {}",
        notes_words(notes),
        asked.words,
        asked.date,
        last.unwrap_or(asked.date),
    );
    RULE.finding(Outcome::Fail, message)
        .with_all(
            places
                .iter()
                .take(8)
                .map(|place| Evidence::supports(place.span)),
        )
        .with(Evidence::supports(asked.span))
}

/// Returns the letters and remittances by which a payer asked for records or refused to pay.
fn requests<'c>(case: &Case<'c>) -> Vec<Asked<'c>> {
    let record = case.record;
    let letters = record.notes.iter().filter_map(|note| {
        let letter = note.marks.letter?;
        Some(Asked {
            date: letter.date.value,
            span: letter.date.span,
            words: match letter.kind {
                LetterKind::RecordsRequest => "the payer's records request",
                LetterKind::Denial => "the payer's denial",
                LetterKind::Demand => "the payer's demand",
            },
            services: letter.services,
            claim: None,
        })
    });
    let asks = |reason: &str| matches!(reason, "252" | "226");
    let remittances = record.remittances.iter().filter_map(move |paid| {
        let lines = paid.lines.iter().flat_map(|line| &line.adjustments);
        let mut all = paid.adjustments.iter().chain(lines);
        let adjustment = all.find(|adjustment| asks(&adjustment.reason))?;
        Some(Asked {
            date: paid.payment_date?,
            span: adjustment.span,
            words: "the remittance that asks for records",
            services: None,
            claim: Some(&paid.claim_id),
        })
    });
    let mut all: Vec<Asked<'c>> = letters.chain(remittances).collect();
    all.sort_by_key(|asked| (asked.date, asked.span));
    // A second notice of the same services asks nothing new.
    all.dedup_by(|later, first| later.services == first.services && later.claim == first.claim);
    all
}

/// Returns whether a request can concern a line: its claim had been sent.
fn concerns(case: &Case<'_>, asked: &Asked<'_>, row: &LineRow) -> bool {
    let claim = case.ledger.claim(row.id);
    claim.submitted.is_none_or(|sent| sent <= asked.date)
        && asked.claim.is_none_or(|id| id == claim.id)
}

/// Returns whether a request can concern a note: the service lay before it and among the dates
/// that it names.
fn named(asked: &Asked<'_>, note: &Note) -> bool {
    note.date().is_some_and(|date| {
        date < asked.date
            && asked
                .services
                .is_none_or(|(from, to)| from <= date && date <= to)
    })
}

fn signed_late(note: &Note, asked: &Asked<'_>, routine: i64) -> Option<Located<Timestamp>> {
    note.signature
        .signed_at
        .filter(|signed| is_late(note, signed.value.date, asked, routine))
}

fn added_late(note: &Note, asked: &Asked<'_>, routine: i64) -> Option<Located<Timestamp>> {
    let times = note.addenda.iter().filter_map(|addendum| addendum.at);
    times
        .filter(|at| is_late(note, at.value.date, asked, routine))
        .max_by_key(|at| at.value)
}

fn is_late(note: &Note, done: ServiceDate, asked: &Asked<'_>, routine: i64) -> bool {
    let service = note.service_date_to.or(note.date());
    done >= asked.date && service.is_some_and(|service| done.days_since(service) > routine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(note: &str, letter: &str) -> String {
        format!(
            "note 2026-01-05 individual {note}
            {letter}
            claim C1 P submitted 2026-01-20
            line 2026-01-05 90837"
        )
    }

    const LETTER: &str = "note 2026-03-01 administrative letter request 2026-03-01";

    #[test]
    fn fires_on_a_signature_after_the_letter() {
        let late = case("signed 2026-03-04", LETTER);
        assert_eq!(outcomes(&RULE, &late), ["fail C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, &late)[0].at_risk.len(), 1);
        let addendum = case("addendum 2026-03-04 by \"Dana Roe\"", LETTER);
        assert!(findings(&RULE, &addendum)[0].at_risk.is_empty());
    }

    #[test]
    fn fires_on_a_signature_after_a_remittance_that_asks_for_records() {
        let drawn =
            case("signed 2026-03-04", "") + "\npaid C1 1 0.00 denied CO-252 date 2026-02-20";
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn timely_signatures_other_services_and_later_claims_pass() {
        for drawn in [
            case("signed 2026-02-28", LETTER),
            case(
                "signed 2026-03-04",
                &format!("{LETTER} services 2025-11-01..2025-12-31"),
            ),
            case("signed 2026-03-04", LETTER)
                .replace("submitted 2026-01-20", "submitted 2026-03-09"),
            // Signed in the routine of the week in which the letter happened to come.
            case("signed 2026-03-01", LETTER).replace("2026-01-05", "2026-02-27"),
        ] {
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{drawn}");
        }
    }

    #[test]
    fn without_a_request_nothing_is_judged() {
        assert_eq!(
            tally(&RULE, &case("signed 2026-03-04", "")).not_applicable,
            1
        );
    }
}

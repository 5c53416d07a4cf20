//! TIM-020: the day of discharge from 24-hour care was billed as a day of stay.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{Census, LineRow};
use crate::model::{Claim, ClaimForm, ClaimFrequency, NoteKind, RemarkKind, ServiceDate, StayKind};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-020",
    name: "discharge-day-billed",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Day,
    applies_to: "residential and inpatient days billed per diem",
    authority: &[Authority {
        cite: "midnight census rule: the day of admission counts, the day of discharge does not",
        verified: false,
    }],
    checks: "The units of a per-diem line reach over the day of discharge, which a census log, the \
             claim or the discharge summary states. Where only the claim's last date with a \
             discharged patient status and a discharge summary of that date say it, it warns. Admission and discharge on one day count \
             as one day; a transfer to another 24-hour level, a payer that pays the day, and a line \
             of fewer units than days are not judged.",
    why: "Days of stay are counted at midnight, so the day of discharge is one day too many.",
    cure: &[Cure::C4],
    params: &["discharge_day.payable", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let is_stay = row.billed.level.is_24_hour() && row.billed.is_per_diem();
        let (true, Some(&last)) = (is_stay, row.days.last()) else {
            continue;
        };
        let found = discharge(case, row, claim).filter(|found| row.days.contains(&found.day));
        let Some(found) = found else {
            checks.pass(&RULE);
            continue;
        };
        let is_payable = case.number_for(row, "discharge_day.payable") > 0;
        let is_one_day = admission(case, row, claim) == Some(found.day);
        // Fewer units than days: a day of the span is not billed, and may be this one.
        let units = line.units.as_ref().map(|units| units.value.floor());
        let leaves_days_out = units.is_some_and(|units| units < row.days.len() as i64);
        if leaves_days_out
            || is_payable
            || is_one_day
            || stays_on(case, row, found.day)
            || found.day < last
        {
            checks.not_applicable(&RULE);
        } else {
            checks.report(finding(case, row, &found));
        }
    }
}

/// A day of discharge with what states it.
struct Discharge {
    day: ServiceDate,
    source: &'static str,
    places: Vec<Span>,
    confidence: u8,
}

fn discharge(case: &Case<'_>, row: &LineRow, claim: &Claim) -> Option<Discharge> {
    let near = |day: ServiceDate| row.days.contains(&day);
    let logged = case.record.stays.iter().find(|stay| {
        stay.kind == StayKind::Admitted
            && stay.to.is_some_and(near)
            && stay.level.is_none_or(|level| level.is_24_hour())
    });
    if let Some((stay, day)) = logged.and_then(|stay| Some((stay, stay.to?))) {
        return Some(Discharge {
            day,
            source: "the census log",
            places: vec![stay.span],
            confidence: 92,
        });
    }
    let summary = case
        .record
        .notes
        .iter()
        .filter(|note| note.kind == NoteKind::DischargeSummary)
        .filter_map(|note| note.remarks.first(RemarkKind::DischargedOn))
        .find(|remark| remark.on.is_some_and(near));
    if let Some((remark, day)) = summary.and_then(|remark| Some((remark, remark.on?))) {
        return Some(Discharge {
            day,
            source: "the discharge summary",
            places: vec![remark.span],
            confidence: 88,
        });
    }
    if let Some(date) = claim.discharge.filter(|date| near(date.value)) {
        return Some(Discharge {
            day: date.value,
            source: "the claim",
            places: vec![date.span],
            confidence: 88,
        });
    }
    // The last date of a claim for a discharged patient is the day of discharge, but claims are
    // also sent with the last night as the last date.
    let statement = claim.statement?;
    let status = claim.patient_status.as_ref()?;
    let is_last = claim.form == ClaimForm::Institutional
        && !matches!(
            claim.frequency,
            ClaimFrequency::InterimFirst | ClaimFrequency::InterimContinuing
        )
        && status.value != "30"
        && near(statement.value.to());
    let day = statement.value.to();
    let summary = case
        .record
        .notes
        .iter()
        .find(|note| note.kind == NoteKind::DischargeSummary && note.date() == Some(day));
    summary.filter(|_| is_last).map(|summary| Discharge {
        day,
        source: "the claim's last date and patient status",
        places: vec![status.span, statement.span, head(summary)],
        confidence: 60,
    })
}

fn admission(case: &Case<'_>, row: &LineRow, claim: &Claim) -> Option<ServiceDate> {
    let claimed = claim.admission.map(|date| date.value);
    let logged = case
        .record
        .stays
        .iter()
        .filter(|stay| stay.kind == StayKind::Admitted)
        .filter_map(|stay| stay.from)
        .filter(|from| row.days.contains(from))
        .max();
    claimed
        .or(logged)
        .or_else(|| case.ledger.stay_of(row.id).map(|stay| stay.admission))
}

/// Returns whether the patient went on to another 24-hour level, or came back, on the day.
fn stays_on(case: &Case<'_>, row: &LineRow, day: ServiceDate) -> bool {
    let readmitted = case.record.stays.iter().any(|stay| {
        stay.kind == StayKind::Admitted
            && stay.from == Some(day)
            && stay.level.is_none_or(|level| level.is_24_hour())
    });
    let goes_on = case.ledger.live_lines().any(|other| {
        other.id != row.id
            && other.billed.level.is_24_hour()
            && other.billed.is_per_diem()
            && (other.days.contains(&day.plus_days(1))
                && (other.id.claim != row.id.claim || is_there(case, day.plus_days(1)))
                || other.billed.level != row.billed.level && other.days.contains(&day))
    });
    readmitted || goes_on
}

/// Returns whether anything but the claim shows the patient in care on a day.
fn is_there(case: &Case<'_>, day: ServiceDate) -> bool {
    let notes = case.ledger.notes_on(day).iter();
    let mut notes = notes.map(|&index| case.ledger.note(index));
    let row = case.ledger.days.get(&day);
    row.is_some_and(|row| row.census == Census::Present)
        || notes.any(|note| !note.kind.is_not_delivery() && note.attendance.is_none())
}

fn finding(case: &Case<'_>, row: &LineRow, found: &Discharge) -> Finding {
    let line = case.ledger.service_line(row.id);
    let units = line.units.as_ref().map(|units| units.value);
    let message = format!(
        "{} billed with {} units through {}, the day of discharge by {}; the midnight rule leaves \
         that day out",
        code_words(line),
        units.map_or_else(|| "no".to_owned(), |units| units.to_string()),
        found.day,
        found.source
    );
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .from_to(found.day, found.day)
        .risking(risk_of_days(row, &[found.day]))
        .with_all(found.places.iter().map(|&place| Evidence::supports(place)))
        .with_confidence(found.confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn stay(rest: &str, claim: &str) -> String {
        format!("{rest}\nclaim C1 I {claim}\nline 2026-01-05..2026-01-12 H0018 rev 1002")
    }

    #[test]
    fn the_day_after_billed_on_the_same_claim_hides_nothing() {
        let days = |notes: &str| {
            format!(
                "stay admitted 2026-01-05..2026-01-06\n{notes}
                claim C1 I\nline 2026-01-05 H0018 rev 1002\nline 2026-01-06 H0018 rev 1002
                line 2026-01-07 H0018 rev 1002"
            )
        };
        assert_eq!(outcomes(&RULE, &days("")), ["fail C1/2 2026-01-06"]);
        assert_eq!(outcomes(&RULE, &days("note 2026-01-07 group")), [""; 0]);
    }

    #[test]
    fn fewer_units_than_days_may_leave_the_day_out() {
        let leave = stay("stay admitted 2026-01-05..2026-01-12", "")
            .replace("rev 1002", "rev 1002 units 6");
        assert_eq!(outcomes(&RULE, &leave), [""; 0]);
        let all = leave.replace("units 6", "units 8");
        assert_eq!(outcomes(&RULE, &all).len(), 1);
    }

    #[test]
    fn fires_when_the_day_of_discharge_is_a_unit() {
        for (rest, claim) in [
            ("stay admitted 2026-01-05..2026-01-12", ""),
            (
                "note 2026-01-13 discharge-summary discharged 2026-01-12",
                "",
            ),
            ("", "discharge 2026-01-12"),
        ] {
            assert_eq!(
                outcomes(&RULE, &stay(rest, claim)),
                ["fail C1/1 2026-01-12"],
                "{rest} {claim}"
            );
        }
        let claim = "statement 2026-01-05..2026-01-12 status 01";
        assert_eq!(outcomes(&RULE, &stay("", claim)), [""; 0]);
        let by_status = stay("note 2026-01-12 discharge-summary", claim);
        assert_eq!(outcomes(&RULE, &by_status), ["warn C1/1 2026-01-12"]);
    }

    #[test]
    fn nights_only_interim_bills_and_payers_that_pay_it_pass() {
        for case in [
            stay("stay admitted 2026-01-05..2026-01-12", "")
                .replace("rev 1002", "rev 1002 units 7"),
            stay("stay admitted 2026-01-05..2026-01-13", ""),
            stay("", "statement 2026-01-05..2026-01-12 status 30"),
            "set discharge_day.payable 1\nstay admitted 2026-01-05..2026-01-12\nclaim C1 I
            line 2026-01-05..2026-01-12 H0018 rev 1002"
                .to_owned(),
            "stay admitted 2026-01-05..2026-01-05\nclaim C1 I admit 2026-01-05
            line 2026-01-05 H0018 rev 1002"
                .to_owned(),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn a_transfer_is_not_judged_here() {
        let case = stay(
            "stay admitted 2026-01-05..2026-01-12\nstay admitted 2026-01-12..2026-01-20",
            "",
        );
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
        let day_program = "stay admitted 2026-01-05..2026-01-05\nclaim C1 I
            line 2026-01-05 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, day_program), [""; 0]);
    }
}

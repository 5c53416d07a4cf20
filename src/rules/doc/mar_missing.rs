//! DOC-027: a taper ran and no administration is recorded.

use super::stopped::days_stopped;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::ledger::{Stay, Supply};
use crate::model::{Assertion, Element, LevelOfCare, Mention, Note, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::{is_withdrawal, on_stay, risk_on};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-027",
    name: "mar-missing-for-wm-or-medicated-day",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "withdrawal management and inpatient stays with a taper",
    authority: &[
        Authority {
            cite: "42 CFR 482.23",
            verified: true,
        },
        Authority {
            cite: "ASAM Criteria",
            verified: false,
        },
    ],
    checks: "A taper or withdrawal medication is ordered or under way in the stay, and a billed \
             day has no administration: no medication record covers it and no note tells a dose \
             given, taken, held, refused or not needed. A note that only points to the medication \
             record tells a dose where the patient's files hold such a record, and else that the \
             taper ran. Days before the first and after the last recorded dose, and days after a \
             note that the taper or the scale ended, count only where a note of the day says that \
             the taper runs; the last day does not count.",
    why: "A medicated withdrawal day is paid for medication given; without the record nobody can \
          tell that it was.",
    cure: &[Cure::C7, Cure::C0],
    params: &[],
    rests_on_absence: true,
    needs: &[Supply::MedicationRecords],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let is_medicated = is_withdrawal(stay) || stay.level == LevelOfCare::InpatientPsychiatric;
        let tapers = tapers(case, stay);
        if !is_medicated || tapers.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let missing = missing(case, stay, &tapers);
        if missing.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{}: a taper is told on {} and no dose given, held or refused is recorded on {} {}: {}",
            stay.level,
            listed(&days_of(&tapers)),
            counted(missing.len(), "billed day"),
            case.absence_words(),
            listed(&missing),
        );
        let mut finding = on_stay(case, stay, RULE.finding(case.absence(), message), &missing);
        finding.at_risk = risk_on(case, stay, &missing);
        // What is told on the very days shows best that the taper ran.
        let mut told = tapers.clone();
        told.sort_by_key(|(date, place)| (!missing.contains(date), *date, *place));
        let told: Vec<Evidence> = told
            .iter()
            .take(6)
            .map(|(_, place)| Evidence::supports(*place))
            .collect();
        let notes = missing.iter().flat_map(|day| case.ledger.notes_on(*day));
        let searched = notes
            .take(8)
            .map(|&index| Evidence::searched(head(case.ledger.note(index))));
        checks.report(finding.with_all(told).with_all(searched));
    }
}

type Told = (ServiceDate, crate::text::Span);

/// Returns where the notes of a stay tell that a taper is ordered or runs, in order of days.
fn tapers(case: &Case<'_>, stay: &Stay) -> Vec<Told> {
    let mut found: Vec<Told> = Vec::new();
    for note in &case.record.notes {
        let Some(date) = note.date() else { continue };
        let is_of_stay = stay.first_day() <= date && date <= stay.last_day();
        let is_told = !matches!(
            note.kind,
            NoteKind::DischargeSummary | NoteKind::UtilizationReview | NoteKind::Administrative
        );
        if is_of_stay && is_told {
            let first = note.mentions.iter().find(|mention| is_taper(mention));
            found.extend(first.map(|mention| (date, mention.span)));
        }
    }
    found.sort_by_key(|(date, _)| *date);
    found
}

fn is_taper(mention: &Mention) -> bool {
    mention.indicator == "D1-12" && mention.assertion == Assertion::Affirmed
}

fn days_of(told: &[Told]) -> Vec<ServiceDate> {
    let mut days: Vec<ServiceDate> = told.iter().map(|(date, _)| *date).collect();
    days.dedup();
    days
}

/// Returns the days on which a taper ran and no dose is recorded.
fn missing(case: &Case<'_>, stay: &Stay, tapers: &[Told]) -> Vec<ServiceDate> {
    let days = |is_one: &dyn Fn(ServiceDate) -> bool| -> Vec<ServiceDate> {
        let days = stay.days.iter().copied();
        days.filter(|day| is_one(*day)).collect()
    };
    let taper_days = days_of(tapers);
    let dosed = days(&|day| is_dosed(case, day));
    let pointed = days(&|day| points_to_nothing(case, day));
    let stopped = days_stopped(case, stay);
    let ended = stopped.filter(|day| stay.first_day() < *day).min();
    let between = |day: ServiceDate| {
        let known = || dosed.iter().chain(&pointed);
        ended.is_none_or(|ended| day < ended)
            && known().any(|first| *first < day)
            && known().any(|last| day < *last)
    };
    let started = taper_days.first().copied();
    stay.days
        .iter()
        .copied()
        .filter(|day| *day != stay.last_day() && !dosed.contains(day))
        // The order of the first evening may start with the next morning's dose.
        .filter(|day| *day != stay.first_day() || dosed.is_empty() || pointed.contains(day))
        .filter(|day| started.is_some_and(|started| started <= *day))
        .filter(|day| between(*day) || taper_days.contains(day) || pointed.contains(day))
        .collect()
}

/// Returns whether a note of the day says of the taper no more than that the medication record
/// tells its doses ("Taper as ordered, see MAR"), and the patient's files hold no such record.
fn points_to_nothing(case: &Case<'_>, day: ServiceDate) -> bool {
    case.ledger.notes_on(day).iter().any(|&index| {
        let note = case.ledger.note(index);
        matches!(
            note.kind,
            NoteKind::NursingNote | NoteKind::PrescriberNote | NoteKind::ShiftNote
        ) && note.elements.has(Element::MarReferred)
            && note.elements.has(Element::Withdrawal)
    }) && !has_record(case)
}

fn has_record(case: &Case<'_>) -> bool {
    let mut notes = case.record.notes.iter();
    notes.any(|note| note.kind == NoteKind::MedicationRecord)
}

/// Returns whether a dose is recorded on a day, or a record covers it that may hold one.
fn is_dosed(case: &Case<'_>, day: ServiceDate) -> bool {
    let told = case.ledger.notes_on(day).iter().any(|&index| {
        let note = case.ledger.note(index);
        // "See MAR" shows a dose only where there is a record to see.
        let points = || note.elements.has(Element::MarReferred) && has_record(case);
        !note.kind.is_not_delivery() && (note.elements.has(Element::Administered) || points())
    });
    told || case.record.notes.iter().any(|note| covers(note, day))
}

/// Returns whether a medication record covers a day: a row of it, its dates, or its month.
fn covers(note: &Note, day: ServiceDate) -> bool {
    if note.kind != NoteKind::MedicationRecord {
        return false;
    }
    let rows = || note.flowsheet.iter().filter_map(|row| row.date);
    if note.service_date_to.is_none() && rows().next().is_some() {
        return rows().any(|date| date == day) || note.date() == Some(day);
    }
    match (note.date(), note.service_date_to) {
        // A record whose dates could not be read may cover any day.
        (None, _) => true,
        (Some(from), Some(to)) => from <= day && day <= to,
        // A sheet of a month is dated by its first day.
        (Some(from), None) if from.day() == 1 => from.month() == day.month(),
        (Some(from), None) => from == day,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn stay(notes: &str) -> String {
        format!("complete\n{notes}\nclaim C1 I\nline 2026-01-05..2026-01-09 H0010 rev 1002")
    }

    const TAPER: &str = "note 2026-01-05 history-and-physical\nmention D1-12 affirmed H w3\n\
                         note 2026-01-06 prescriber\nmention D1-12 affirmed H w3\n\
                         note 2026-01-07 prescriber\nmention D1-12 affirmed H w3";

    #[test]
    fn fires_on_taper_days_without_a_dose() {
        assert_eq!(
            outcomes(&RULE, &stay(TAPER)),
            ["fail C1/1 2026-01-05..2026-01-07"]
        );
        let gap = format!(
            "{TAPER}\nnote 2026-01-06 medication-record\nnote 2026-01-08 medication-record"
        );
        assert_eq!(outcomes(&RULE, &stay(&gap)), ["fail C1/1 2026-01-07"]);
    }

    #[test]
    fn any_record_of_a_dose_is_enough() {
        for more in [
            "note 2026-01-05 medication-record to 2026-01-09",
            "note 2026-01-01 medication-record",
            "note 2026-01-06 nursing has administered\nnote 2026-01-07 nursing has administered",
        ] {
            assert_eq!(
                outcomes(&RULE, &stay(&format!("{TAPER}\n{more}"))),
                [""; 0],
                "{more}"
            );
        }
    }

    #[test]
    fn a_word_that_points_to_a_record_needs_the_record() {
        let points = "note 2026-01-05 nursing has mar-referred,withdrawal\n\
                      note 2026-01-06 nursing has mar-referred,withdrawal\n\
                      note 2026-01-07 nursing has mar-referred,withdrawal";
        let alone = stay(&format!("{TAPER}\n{points}"));
        assert_eq!(
            outcomes(&RULE, &alone),
            ["fail C1/1 2026-01-05..2026-01-07"]
        );
        // Days between two such words are of the taper, too, though no note tells of it.
        let first = "note 2026-01-05 history-and-physical\nmention D1-12 affirmed H w3\n\
                     note 2026-01-05 nursing has administered\n\
                     note 2026-01-06 nursing has mar-referred,withdrawal\n\
                     note 2026-01-08 nursing has mar-referred,withdrawal";
        assert_eq!(
            outcomes(&RULE, &stay(first)),
            ["fail C1/1 2026-01-06..2026-01-08"]
        );
        let with = stay(&format!(
            "{TAPER}\n{points}\nnote 2026-01-08 medication-record"
        ));
        assert_eq!(outcomes(&RULE, &with), [""; 0]);
    }

    #[test]
    fn no_dose_is_due_once_the_taper_is_over() {
        let gap = "note 2026-01-05 history-and-physical\nmention D1-12 affirmed H w3\n\
                   note 2026-01-05 medication-record\nnote 2026-01-08 nursing has administered";
        let open = stay(gap);
        assert_eq!(outcomes(&RULE, &open), ["fail C1/1 2026-01-06..2026-01-07"]);
        let over = stay(&format!(
            "{gap}\nnote 2026-01-06 prescriber has scale-stopped"
        ));
        assert_eq!(outcomes(&RULE, &over), [""; 0]);
    }

    #[test]
    fn a_stay_without_a_taper_needs_no_record() {
        assert_eq!(outcomes(&RULE, &stay("note 2026-01-05 nursing")), [""; 0]);
        let residential = stay(TAPER).replace("H0010", "H2036");
        assert_eq!(outcomes(&RULE, &residential), [""; 0]);
    }
}

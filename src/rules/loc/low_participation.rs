//! LOC-025: the patient refused or slept through sessions, week after week, while every day was billed.

use super::statements::{Said, said_in_course};
use super::whole_days;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Week};
use crate::model::{
    Assertion, AttendanceStatement, AttendanceStatus, LevelOfCare, NoteKind, ServiceDate,
};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-025",
    name: "low-participation-in-high-level",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "PHP and residential stays, withdrawal management excepted",
    authority: &[Authority {
        cite: "Medicare Benefit Policy Manual ch. 6 §70.3; state Medicaid manuals",
        verified: false,
    }],
    checks: "In a program week at least participation.refusals sessions, on different dates, were \
             refused, slept through or sat out, by notes of service or by the attendance sheet. \
             All such weeks of a stay make one finding. The dates on which no other note says \
             that the patient took part are at risk; weeks in which the patient took part on \
             every such date warn.",
    why: "A day is paid for treatment received; a bed and a refusal are not a day of treatment.",
    cure: &[Cure::C4],
    params: &["participation.refusals"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (index, stay) in case.ledger.stays.iter().enumerate() {
        let applies = stay.level == LevelOfCare::PartialHospitalization
            || (stay.level.is_residential() && !stay.withdrawal);
        if !applies || (case.record.notes.is_empty() && case.record.attendance.is_empty()) {
            checks.not_applicable(&RULE);
            continue;
        }
        let course = said_in_course(case, stay);
        let refused = refusals(case, stay, &course);
        let least = case.number_for_stay(stay, "participation.refusals").max(1);
        let weeks = case.ledger.weeks.iter().filter(|week| week.stay == index);
        let low: Vec<ServiceDate> = weeks
            .map(|week| of_week(week, &refused))
            .filter(|dates| dates.len() as i64 >= least)
            .flatten()
            .collect();
        if low.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        checks.report(finding(case, stay, &course, &refused, &low));
    }
}

fn of_week(week: &Week, refused: &BTreeMap<ServiceDate, Vec<Span>>) -> Vec<ServiceDate> {
    let ends = week.starts.plus_days(6);
    refused
        .range(week.starts..=ends)
        .map(|(&date, _)| date)
        .collect()
}

/// Returns the billed dates on which a session was refused, slept through or sat out, with places.
fn refusals(case: &Case<'_>, stay: &Stay, course: &[Said<'_>]) -> BTreeMap<ServiceDate, Vec<Span>> {
    let mut refused: BTreeMap<ServiceDate, Vec<Span>> = BTreeMap::new();
    let billed = |date: &ServiceDate| stay.days.binary_search(date).is_ok();
    // Found once: a note may hold as many mentions as a file has room for.
    let took_part: BTreeSet<Span> = (case.record.notes.iter())
        .filter(|note| {
            note.mentions
                .iter()
                .any(|found| found.indicator == "D4-09" && found.assertion == Assertion::Affirmed)
        })
        .map(|note| note.place())
        .collect();
    for said in course.iter().filter(|said| billed(&said.date)) {
        if is_session(said.note.kind)
            && said.affirms(&["D4-04"])
            && !took_part.contains(&said.note.place())
        {
            refused
                .entry(said.date)
                .or_default()
                .push(said.mention.span);
        }
    }
    for note in &case.record.notes {
        let Some(date) = note.date().filter(billed) else {
            continue;
        };
        let statement = note.attendance.as_ref().filter(|_| is_session(note.kind));
        if let Some(said) = statement.filter(|said| said.value == AttendanceStatement::Refused) {
            refused.entry(date).or_default().push(said.span);
        }
    }
    for entry in case
        .record
        .attendance
        .iter()
        .filter(|entry| billed(&entry.date))
    {
        if entry.status == AttendanceStatus::Refused {
            refused.entry(entry.date).or_default().push(entry.span);
        }
    }
    refused
}

fn is_session(kind: NoteKind) -> bool {
    matches!(
        kind,
        NoteKind::GroupNote
            | NoteKind::IndividualNote
            | NoteKind::ProgressNote
            | NoteKind::ShiftNote
            | NoteKind::ProgramSummary
            | NoteKind::NoShow
    )
}

fn finding(
    case: &Case<'_>,
    stay: &Stay,
    course: &[Said<'_>],
    refused: &BTreeMap<ServiceDate, Vec<Span>>,
    low: &[ServiceDate],
) -> crate::finding::Finding {
    let took_part = |date: &ServiceDate| {
        course
            .iter()
            .any(|said| said.date == *date && said.affirms(&["D4-09", "P-04", "P-07"]))
    };
    let lost: Vec<ServiceDate> = low
        .iter()
        .copied()
        .filter(|date| !took_part(date))
        .collect();
    let message = format!(
        "{}: sessions were refused, slept through or sat out on {}, in weeks with at least {} such \
         dates: {}; on {} of them no other note says that the patient took part",
        stay.level,
        counted(low.len(), "billed date"),
        case.number_for_stay(stay, "participation.refusals"),
        listed(low),
        lost.len(),
    );
    let places = low.iter().filter_map(|date| refused.get(date)?.first());
    let mut finding = RULE
        .finding(Outcome::Fail, message)
        .with_all(places.take(16).copied().map(Evidence::supports));
    let part = course.iter().filter(|said| {
        low.binary_search(&said.date).is_ok() && said.affirms(&["D4-09", "P-04", "P-07"])
    });
    finding = finding.with_all(
        part.take(4)
            .map(|said| Evidence::contradicts(said.mention.span)),
    );
    finding = on_stay(case, stay, finding, low);
    finding.at_risk = whole_days(case, stay, &lost);
    if lost.is_empty() {
        finding = finding.with_confidence(60, case.policy.number("fail.confidence"));
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn stay(refused: &[u32], more: &str) -> String {
        let mut case = format!("{more}\n");
        for day in refused {
            case.push_str(&format!(
                "note 2026-01-{day:02} group\nmention D4-04 affirmed H w2\n"
            ));
        }
        format!("{case}claim C1 I\nline 2026-01-05..2026-01-16 H2036 rev 1002")
    }

    #[test]
    fn fires_once_on_three_dates_of_a_week() {
        let case = stay(&[5, 7, 8, 13], "");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05..2026-01-08"]);
        assert!(findings(&RULE, &case)[0].message.contains("3 billed dates"));
        let sheets = "attend 2026-01-05 \"Group\" refused\nattend 2026-01-06 \"Group\" refused
            attend 2026-01-07 \"Group\" refused";
        assert_eq!(
            outcomes(&RULE, &stay(&[], sheets)),
            ["fail C1/1 2026-01-05..2026-01-07"]
        );
    }

    #[test]
    fn two_dates_or_three_in_two_weeks_do_not_and_part_taken_warns() {
        assert_eq!(outcomes(&RULE, &stay(&[5, 7], "")), [""; 0]);
        assert_eq!(outcomes(&RULE, &stay(&[8, 9, 12], "")), [""; 0]);
        let part: String = [5, 7, 8]
            .map(|day| format!("note 2026-01-{day:02} individual\nmention D4-09 affirmed L w1\n"))
            .concat();
        assert_eq!(
            outcomes(&RULE, &stay(&[5, 7, 8], &part)),
            ["warn C1/1 2026-01-05..2026-01-08"]
        );
    }

    #[test]
    fn a_note_of_very_many_mentions_is_gone_through_once() {
        let many = "mention D4-04 affirmed H w2\n".repeat(300_000);
        let case = stay(&[7, 8], &format!("note 2026-01-05 group\n{many}"));
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05..2026-01-08"]);
    }

    #[test]
    fn without_notes_or_sheets_it_says_nothing() {
        assert_eq!(
            outcomes(
                &RULE,
                "claim C1 I\nline 2026-01-05..2026-01-16 H2036 rev 1002"
            ),
            [""; 0]
        );
    }
}

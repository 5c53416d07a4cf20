//! DOC-001: a billed service or day has no note.

use super::perhaps_noted::perhaps_noted;
use super::{dos_mismatch, logged};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{LineRow, NoteLink, Supply, is_dose, misses_day, misses_dose, misses_session};
use crate::model::{AttendanceStatement, Claim, NoteKind, ServiceDate, ServiceLine, Units};
use crate::policy::{ServiceFamily, UnitBasis, revenue};
use crate::rules::dates::{counted, listed};
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-001",
    name: "note-missing-for-billed-service",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "all lines except laboratory, pharmacy and leave of absence",
    authority: &[
        Authority {
            cite: "Social Security Act §1833(e)",
            verified: true,
        },
        Authority {
            cite: "Social Security Act §1862(a)(1)",
            verified: true,
        },
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
            verified: false,
        },
        Authority {
            cite: "42 CFR 424.5(a)(6)",
            verified: true,
        },
        Authority {
            cite: "42 CFR 431.107",
            verified: true,
        },
    ],
    checks: "A billed session has no note of its date that fits the service at the confidence \
             match.confidence; a billed day has no note of a delivered service at all. A weekly \
             summary, a plan or a utilization review is no delivery. Silent where DOC-015 finds \
             the note under another date, and where a note says that the patient did not come \
             (TIM-014). Where a note of another day holds entries that begin with the day, no data. \
             Where the line's clinician wrote a note of another kind that day, or a note that fits \
             bears no date, it warns. \
             What documents a code that the table of procedures does not know cannot be \
             told: no data.",
    why: "What is not documented was not done: a reviewer denies the line in full.",
    cure: &[Cure::C7, Cure::C0, Cure::C5],
    params: &["match.confidence", "dos_mismatch.days"],
    rests_on_absence: true,
    needs: &[Supply::Notes],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let lines: Vec<_> = case
        .live()
        .filter(|(row, _, line)| needs_note(row, line))
        .collect();
    let left_out = case.live().count().saturating_sub(lines.len());
    (0..left_out).for_each(|_| checks.not_applicable(&RULE));
    if case.record.notes.is_empty() {
        if !lines.is_empty() {
            checks.report(no_notes_at_all(case, &lines));
        }
        return;
    }
    let explained: BTreeSet<_> = dos_mismatch::mismatches(case)
        .into_iter()
        .map(|found| (found.row.id, found.day))
        .collect();
    for (row, claim, line) in lines {
        let missing: Vec<ServiceDate> = undocumented(case, row)
            .into_iter()
            .filter(|day| !explained.contains(&(row.id, *day)) && !says_absent(case, row, *day))
            .collect();
        if missing.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let (logged, missing): (Vec<ServiceDate>, Vec<ServiceDate>) = missing
            .into_iter()
            .partition(|day| logged::holds(case, *day));
        if !logged.is_empty() {
            checks.report(logged::finding(case, &RULE, (row, claim, line), &logged));
        }
        // Days with a record that falls short only of a service's are told apart from bare ones.
        let (doubtful, bare): (Vec<ServiceDate>, Vec<ServiceDate>) = missing
            .into_iter()
            .partition(|day| near_miss(case, row, &[*day]).is_some());
        for missing in [bare, doubtful] {
            report(case, checks, (row, claim, line), &missing);
        }
    }
}

fn report(
    case: &Case<'_>,
    checks: &mut Checks,
    (row, claim, line): (&LineRow, &Claim, &ServiceLine),
    missing: &[ServiceDate],
) {
    let (Some(&first), Some(&last)) = (missing.first(), missing.last()) else {
        return;
    };
    let service = describe(line);
    if !is_known(row, line) {
        let message = format!(
            "line {}: {service} on {} is a code of which it is not known what documents it; no \
             note of it was recognized",
            line.number,
            listed(missing),
        );
        let finding = RULE.finding(Outcome::NoData, message);
        let finding = finding.on_line(&claim.id, line.number).from_to(first, last);
        checks.report(finding.with(Evidence::supports(line.span)));
        return;
    }
    let expected = expected_days(row, line);
    let documented = row.days.len().saturating_sub(missing.len());
    // Where a range is longer than its units, any of its undocumented days may be unbilled.
    let loose = expected < row.days.len();
    let message = if loose {
        format!(
            "line {}: {service} bills {} within {} to {}, notes were found on {documented}; no \
             note {} for {}",
            line.number,
            counted(expected, "day"),
            row.days[0],
            row.days[row.days.len() - 1],
            case.absence_words(),
            listed(missing),
        )
    } else if row.billed.is_per_diem() {
        format!(
            "line {}: {service} bills {}, with no note of a delivered service {}: {}",
            line.number,
            counted(missing.len(), "day"),
            case.absence_words(),
            listed(missing),
        )
    } else {
        format!(
            "line {}: {service} on {} has no note that documents it {}",
            line.number,
            listed(missing),
            case.absence_words(),
        )
    };
    let at_risk = if loose {
        AtRisk::units(
            row.id,
            Units::whole(expected.saturating_sub(documented) as i64),
        )
    } else {
        risk_of_days(row, missing)
    };
    let mut finding = RULE
        .finding(case.absence(), message)
        .on_line(&claim.id, line.number)
        .from_to(first, last)
        .risking(at_risk)
        .with(Evidence::supports(line.span));
    if row.billed.is_per_diem() {
        finding.exposure = ExposureKind::Day;
    }
    if let Some(link) = near_miss(case, row, missing) {
        finding = finding
            .with(Evidence::contradicts(head(case.ledger.note(link.note))))
            .with_confidence(60, case.policy.number("fail.confidence"));
    } else if let Some(perhaps) = perhaps_noted(case, row, missing) {
        finding.message.push_str(&format!("; {}", perhaps.why));
        finding = finding
            .with(Evidence::contradicts(head(perhaps.note)))
            .with_confidence(60, case.policy.number("fail.confidence"));
    }
    let searched = case.searched_notes(first, 3, last.days_since(first) + 3);
    checks.report(finding.with_all(searched));
}

/// Returns a note of one of some days that fell short of the confidence by little: for an uncertain
/// date or patient, or since it shows the patient in residence and no service.
fn near_miss<'r>(case: &Case<'_>, row: &'r LineRow, days: &[ServiceDate]) -> Option<&'r NoteLink> {
    let least = case.policy.number("match.confidence");
    row.links.iter().find(|link| {
        days.contains(&link.day) && (1..=12).contains(&(least - i64::from(link.confidence)))
    })
}

fn no_notes_at_all(
    case: &Case<'_>,
    lines: &[(&LineRow, &Claim, &ServiceLine)],
) -> crate::finding::Finding {
    // One finding for the patient: the export most likely left the chart out.
    let outcome = if case.chart_is_complete() {
        case.absence()
    } else {
        Outcome::NoData
    };
    let mut finding = RULE.finding(
        outcome,
        format!(
            "no note of this patient {}, while {} billed; supply the chart or check that its \
             documents name the patient",
            case.absence_words(),
            if lines.len() == 1 {
                "1 line was".to_owned()
            } else {
                format!("{} lines were", lines.len())
            },
        ),
    );
    let days = || {
        lines
            .iter()
            .flat_map(|(row, _, _)| row.days.iter().copied())
    };
    if let (Some(first), Some(last)) = (days().min(), days().max()) {
        finding = finding.from_to(first, last);
    }
    if outcome != Outcome::NoData {
        finding.at_risk = lines
            .iter()
            .map(|(row, _, _)| AtRisk::whole(row.id))
            .collect();
    }
    finding.with_all(
        lines
            .iter()
            .take(5)
            .map(|(_, _, line)| Evidence::supports(line.span)),
    )
}

/// Returns whether a line must have a note. Laboratory and pharmacy lines have orders and
/// results, leave days have nothing, and a line without date cannot be matched (a problem was
/// reported when it was read).
pub(super) fn needs_note(row: &LineRow, line: &ServiceLine) -> bool {
    let revenue_code = line.revenue.as_ref().map(|code| &code.value);
    let is_leave = revenue_code
        .and_then(revenue)
        .is_some_and(|info| info.leave);
    // Revenue codes 025x and 063x are pharmacy, 027x supplies, 030x and 031x laboratory.
    let is_ancillary = revenue_code.is_some_and(|code| {
        ["025", "063", "027", "030", "031"]
            .iter()
            .any(|prefix| code.as_str().starts_with(prefix))
    });
    !row.days.is_empty()
        && row.billed.family != ServiceFamily::Laboratory
        && !is_leave
        && !is_ancillary
}

/// Returns whether it can be told what documents a line: the table knows its procedure, or it bills
/// no procedure but a program's or a bed's day.
fn is_known(row: &LineRow, line: &ServiceLine) -> bool {
    line.procedure.is_none() || row.billed.family != ServiceFamily::Unknown
}

/// Returns the days of a line without documentation; none when as many days are documented as
/// the line bills.
pub(super) fn undocumented(case: &Case<'_>, row: &LineRow) -> Vec<ServiceDate> {
    let documented: BTreeSet<ServiceDate> =
        case.documentation(row).map(|(link, _)| link.day).collect();
    let expected = expected_days(row, case.ledger.service_line(row.id));
    if documented.len() >= expected {
        return Vec::new();
    }
    row.days
        .iter()
        .copied()
        .filter(|day| !documented.contains(day))
        .collect()
}

/// Returns how many days of a line must have a note: as many as it bills, since a range may be
/// longer than its units; one for a week, a month or units of time.
fn expected_days(row: &LineRow, line: &ServiceLine) -> usize {
    let by_day = matches!(row.billed.unit, UnitBasis::Day | UnitBasis::Session);
    if !by_day {
        return 1;
    }
    let units = line.units.as_ref().map(|units| units.value.floor().max(1));
    let units = units.and_then(|units| usize::try_from(units).ok());
    units.map_or(row.days.len(), |units| units.min(row.days.len()))
}

/// Returns whether a note of the day says that the patient did not come or refused, and none
/// shows a service; that is TIM-014's to say.
pub(super) fn says_absent(case: &Case<'_>, row: &LineRow, day: ServiceDate) -> bool {
    case.ledger.notes_on(day).iter().any(|&index| {
        let note = case.ledger.note(index);
        note.kind == NoteKind::NoShow
            || note.attendance.is_some_and(|statement| {
                matches!(
                    statement.value,
                    AttendanceStatement::NoShow | AttendanceStatement::Refused
                )
            })
            || is_dose(row) && misses_dose(note)
            || row.billed.level.is_day_program() && misses_day(note)
            || misses_session(note) && !row.billed.level.is_24_hour()
    })
}

/// Returns the service as the claim names it.
pub(super) fn describe(line: &ServiceLine) -> String {
    match (&line.procedure, &line.revenue) {
        (Some(procedure), _) => procedure.value.to_string(),
        (None, Some(revenue)) => format!("revenue code {}", revenue.value),
        (None, None) => "a service without code".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    #[test]
    fn fires_on_a_session_without_note() {
        let case = "complete
            note 2026-01-02 individual
            claim C1 P
            line 2026-01-02 90837
            line 2026-01-09 90837";
        assert_eq!(outcomes(&RULE, case), ["fail C1/2 2026-01-09"]);
    }

    #[test]
    fn days_of_one_line_make_one_finding() {
        let case = "complete
            note 2026-01-05 group
            note 2026-01-08 group
            claim C1 I
            line 2026-01-05..2026-01-08 H2036 rev 1002";
        let found = findings(&RULE, case);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].message.ends_with("2026-01-06 to 2026-01-07"),
            "{}",
            found[0].message
        );
        assert_eq!(found[0].exposure, ExposureKind::Day);
    }

    #[test]
    fn without_a_complete_chart_it_only_warns() {
        let case = "note 2026-01-02 individual
            claim C1 P
            line 2026-01-09 90837";
        assert_eq!(outcomes(&RULE, case), ["warn C1/1 2026-01-09"]);
    }

    #[test]
    fn a_plan_or_weekly_summary_is_no_delivery() {
        let case = "complete
            plan 2026-01-05
            note 2026-01-05 utilization-review
            note 2026-01-05 program-summary to 2026-01-09
            claim C1 I
            line 2026-01-05 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, case), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_signed_record_of_a_day_in_residence_is_never_no_record() {
        for note in [
            "contact",
            "plan-review",
            "order",
            "shift on-pass",
            "case-management",
        ] {
            let case = format!(
                "complete\nnote 2026-01-05 shift\nnote 2026-01-06 {note}\nclaim C1 I
                line 2026-01-05..2026-01-06 H2036 rev 1002 units 2"
            );
            assert!(
                outcomes(&RULE, &case)
                    .iter()
                    .all(|found| found.starts_with("warn")),
                "{note}"
            );
        }
        // An unsigned form and a letter to a payer show nobody in the house.
        for note in [
            "plan-review unsigned",
            "utilization-review",
            "contact unsigned",
        ] {
            let case = format!(
                "complete\nnote 2026-01-05 shift\nnote 2026-01-06 {note}\nclaim C1 I
                line 2026-01-05..2026-01-06 H2036 rev 1002 units 2"
            );
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-06"], "{note}");
        }
        // A day program is paid for services.
        let program = "complete\nnote 2026-01-05 contact\nclaim C1 I
            line 2026-01-05 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, program), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn silent_where_a_note_exists_or_is_not_expected() {
        for case in [
            "note 2026-01-05 shift\nclaim C1 I\nline 2026-01-05 H2036 rev 1002",
            "note 2026-01-05 group\nclaim C1 P\nline 2026-01-06 80307",
            "note 2026-01-05 group\nclaim C1 I\nline 2026-01-06 - rev 0301",
            // Three days of a week were used, and three are documented.
            "note 2026-01-05 group\nnote 2026-01-07 group\nnote 2026-01-09 group
             claim C1 I\nline 2026-01-05..2026-01-09 H0015 rev 0906 units 3",
            // The patient did not come: TIM-014.
            "note 2026-01-05 individual no-show\nclaim C1 P\nline 2026-01-05 90837",
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("complete\n{case}")),
                [""; 0],
                "{case}"
            );
        }
    }

    #[test]
    fn the_note_of_a_program_day_documents_all_its_services() {
        let claim = "claim C1 I filing MA cc 92
            line 2026-01-05 90853 rev 0915
            line 2026-01-05 G0176 rev 0904
            line 2026-01-05 G0177 rev 0942";
        for note in [
            "program-summary",
            "program-summary 09:00-12:20",
            "group 09:00-10:00 more-times",
        ] {
            let case = format!("complete\nnote 2026-01-05 {note}\n{claim}");
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{note}");
        }
        // A group's own note is of one session, and a summary of the week of none.
        let group = format!("complete\nnote 2026-01-05 group 09:00-10:00\n{claim}");
        assert_eq!(outcomes(&RULE, &group).len(), 2);
        let week = format!("complete\nnote 2026-01-05 program-summary to 2026-01-09\n{claim}");
        assert_eq!(outcomes(&RULE, &week).len(), 3);
        // A visit is no part of what a program's note tells.
        let visit = "complete\nnote 2026-01-05 program-summary
            claim C1 P\nline 2026-01-05 99213";
        assert_eq!(outcomes(&RULE, visit).len(), 1);
    }

    #[test]
    fn an_add_on_is_documented_by_the_note_of_its_service() {
        for (note, codes) in [
            ("group", ["90853", "90785"]),
            ("individual", ["90837", "90785"]),
            ("crisis", ["90839", "90840"]),
            ("assessment", ["96130", "96131"]),
        ] {
            let case = format!(
                "complete\nnote 2026-01-05 {note}\nclaim C1 P
                line 2026-01-05 {}\nline 2026-01-05 {}",
                codes[0], codes[1]
            );
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{codes:?}");
        }
        let alone = "complete\nnote 2026-01-05 case-management\nclaim C1 P
            line 2026-01-05 90785";
        assert_eq!(outcomes(&RULE, alone), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_physicians_visit_to_a_residence_rests_on_a_physicians_note() {
        for code in ["99309", "99349", "90870"] {
            for note in ["prescriber by \"Ann Poe\" MD", "progress by \"Ann Poe\" MD"] {
                let case = format!(
                    "complete\nnote 2026-01-05 {note}\nclaim C1 P pos 56\nline 2026-01-05 {code}"
                );
                assert_eq!(outcomes(&RULE, &case), [""; 0], "{code} {note}");
            }
            let group = format!(
                "complete\nnote 2026-01-05 group\nclaim C1 P pos 56\nline 2026-01-05 {code}"
            );
            assert_eq!(outcomes(&RULE, &group), ["fail C1/1 2026-01-05"], "{code}");
        }
    }

    #[test]
    fn an_injection_or_a_screening_is_told_in_whatever_note_it_was_given_with() {
        for note in [
            "nursing by \"Ann Poe\" RN",
            "prescriber",
            "individual",
            "medication-record",
        ] {
            let case = format!(
                "complete\nnote 2026-01-05 {note}\nclaim C1 P
                line 2026-01-05 90834\nline 2026-01-05 96372\nline 2026-01-05 96127 units 3"
            );
            let found = outcomes(&RULE, &case);
            assert!(
                !found.iter().any(|one| !one.contains("C1/1")),
                "{note}: {found:?}"
            );
        }
        let nothing = "complete\nnote 2026-01-09 nursing\nclaim C1 P\nline 2026-01-05 96372";
        assert_eq!(outcomes(&RULE, nothing), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn of_an_unknown_code_nothing_is_held_to_be_missing() {
        for (code, rest) in [("J0401", "units 400"), ("99484", ""), ("H9999", "")] {
            let case = format!(
                "complete\nnote 2026-01-05 nursing\nclaim C1 P pos 56\nline 2026-01-05 {code} {rest}"
            );
            assert_eq!(
                outcomes(&RULE, &case),
                ["no-data C1/1 2026-01-05"],
                "{code}"
            );
        }
    }

    #[test]
    fn a_teams_code_is_documented_by_any_of_the_team() {
        let case = |code: &str, note: &str| {
            format!("complete\nnote 2026-01-05 {note}\nclaim C1 P\nline 2026-01-05 {code}")
        };
        for note in [
            "nursing",
            "shift",
            "case-management",
            "prescriber",
            "contact",
        ] {
            for code in ["H0039", "H0040"] {
                let found = outcomes(&RULE, &case(code, note));
                assert_eq!(found, [""; 0], "{code} {note}");
            }
        }
        for (code, note) in [
            ("H2011", "nursing"),
            ("H2011", "case-management"),
            ("S9484", "shift"),
            ("H2017", "group"),
            ("H2014", "individual"),
            ("H2016", "case-management"),
            ("H0033", "shift"),
            ("T1502", "nursing"),
            ("H0034", "nursing"),
            ("96130", "individual"),
        ] {
            assert_eq!(outcomes(&RULE, &case(code, note)), [""; 0], "{code} {note}");
        }
        // A plan or a review for the payer is no contact, and psychotherapy is not a team's code.
        for (code, note) in [
            ("H0039", "plan-review"),
            ("H2011", "utilization-review"),
            ("90834", "nursing"),
            ("90834", "case-management"),
        ] {
            let found = outcomes(&RULE, &case(code, note));
            assert_eq!(found, ["fail C1/1 2026-01-05"], "{code} {note}");
        }
        // The session takes its own note, and leaves none to the team.
        let both = "complete\nnote 2026-01-05 individual\nclaim C1 P
            line 2026-01-05 H0039\nline 2026-01-05 90834";
        assert_eq!(outcomes(&RULE, both), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_patient_without_any_note_makes_one_finding() {
        let case = "claim C1 P\nline 2026-01-02 90837\nline 2026-01-09 90837";
        assert_eq!(outcomes(&RULE, case), ["no-data - 2026-01-02..2026-01-09"]);
        let complete = format!("complete\n{case}");
        assert_eq!(
            outcomes(&RULE, &complete),
            ["fail - 2026-01-02..2026-01-09"]
        );
        assert_eq!(tally(&RULE, "note 2026-01-02 group").pass, 0);
    }
}

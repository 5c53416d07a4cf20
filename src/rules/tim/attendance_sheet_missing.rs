//! TIM-012: a program day with groups stands on no attendance sheet, where the program keeps them.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{GroupDay, PatientSummary, Supply};
use crate::model::{LevelOfCare, ServiceDate};
use crate::policy::Policy;
use crate::rules::dates::{counted, listed};
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-012",
    name: "attendance-sheet-missing",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "billed PHP, IOP and residential days with group notes",
    authority: &[Authority {
        cite: "payer manuals on sign-in sheets of group programs",
        verified: false,
    }],
    checks: "A billed program day with group notes stands on no attendance sheet, while sheets \
             cover most (60 percent) of the group days of the level, the patient's own or all \
             patients' together. One finding per patient and level, with the days; no data while \
             a table that may be such a sheet could not be read. A level of which sheets cover fewer days keeps or exported none, and nothing is said.",
    why: "Payers ask for the sign-in sheet of every group; a day without one is denied even where \
          a note exists.",
    cure: &[Cure::C7],
    params: &["attendance.coverage_percent"],
    rests_on_absence: true,
    needs: &[Supply::AttendanceSheets],
    scope: Scope::Facility(check),
};

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    let mut of_level: BTreeMap<LevelOfCare, Coverage> = BTreeMap::new();
    for day in patients.iter().flat_map(|patient| &patient.group_days) {
        of_level.entry(day.level).or_default().count(day);
    }
    let least = policy.number("attendance.coverage_percent");
    for patient in patients {
        let mut levels: BTreeMap<LevelOfCare, Vec<&GroupDay>> = BTreeMap::new();
        for day in &patient.group_days {
            levels.entry(day.level).or_default().push(day);
        }
        for (level, days) in levels {
            let mut own = Coverage::default();
            days.iter().for_each(|day| own.count(day));
            let all = of_level.get(&level).copied().unwrap_or_default();
            // A patient of a program without sheets is not one whose sheet was lost.
            let is_kept = own.reaches(least) || all.without(own).reaches(least);
            let missing: Vec<&GroupDay> = days.into_iter().filter(|day| !day.on_sheet).collect();
            if missing.is_empty() {
                checks.pass(&RULE);
            } else if is_kept {
                checks.report(finding(patient, policy, level, &missing, own));
            } else {
                checks.not_applicable(&RULE);
            }
        }
    }
}

/// How many group days stand on sheets.
#[derive(Clone, Copy, Default)]
struct Coverage {
    on_sheet: i64,
    days: i64,
}

impl Coverage {
    fn count(&mut self, day: &GroupDay) {
        self.days += 1;
        self.on_sheet += i64::from(day.on_sheet);
    }

    fn without(self, other: Self) -> Self {
        Self {
            on_sheet: self.on_sheet - other.on_sheet,
            days: self.days - other.days,
        }
    }

    fn reaches(self, percent: i64) -> bool {
        self.on_sheet > 0 && self.on_sheet * 100 >= percent * self.days
    }
}

fn finding(
    patient: &PatientSummary,
    policy: &Policy,
    level: LevelOfCare,
    missing: &[&GroupDay],
    own: Coverage,
) -> Finding {
    let is_complete = policy.chart_complete && patient.unread_pages == 0;
    let unread = patient.unread_sheet.as_deref();
    let (outcome, place) = if unread.is_some() {
        (Outcome::NoData, "in the files that could be read")
    } else if is_complete {
        (Outcome::Fail, "in a chart declared complete")
    } else {
        (Outcome::Warn, "in the files supplied")
    };
    let dates: Vec<ServiceDate> = missing.iter().map(|day| day.date).collect();
    let message = format!(
        "{} of {level} with group notes and no attendance sheet {place}: {} ({} of {} group days \
         of this patient stand on sheets)",
        counted(dates.len(), "billed day"),
        listed(&dates),
        own.on_sheet,
        own.days
    );
    let mut finding = RULE.finding(outcome, message);
    if let Some(path) = unread {
        let doubt = format!("; {path} could not be read and may be one");
        finding.message.push_str(&doubt);
    }
    finding.patient = Some(patient.patient.clone());
    if let (Some(&first), Some(&last)) = (dates.first(), dates.last()) {
        finding = finding.from_to(first, last);
    }
    let mut lines: BTreeMap<_, Vec<ServiceDate>> = BTreeMap::new();
    for day in missing {
        for &line in &day.lines {
            lines.entry(line).or_default().push(day.date);
        }
    }
    let first = lines
        .keys()
        .next()
        .filter(|_| lines.len() == 1)
        .and_then(|&line| patient.line_name(line));
    if let Some((claim, number)) = first {
        finding = finding.on_line(claim, number);
    }
    // What nobody knows puts nothing at risk.
    for (line, days) in lines.into_iter().filter(|_| unread.is_none()) {
        finding = finding.risking(AtRisk::days(line, days));
    }
    finding.with_all(
        missing
            .iter()
            .take(8)
            .map(|day| Evidence::searched(day.note)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn days(level: &str, dates: &[u32], sheets: &[u32]) -> String {
        let mut case = String::new();
        for day in dates {
            case.push_str(&format!("note 2026-01-{day:02} group 09:00-12:00\n"));
        }
        for day in sheets {
            case.push_str(&format!(
                "attend 2026-01-{day:02} Process 09:00-12:00 present\n"
            ));
        }
        case.push_str("claim C1 I\n");
        for day in dates {
            case.push_str(&format!("line 2026-01-{day:02} {level}\n"));
        }
        case
    }

    const IOP: &str = "H0015 rev 0906";

    #[test]
    fn fires_on_a_day_without_its_sheet() {
        let case = days(IOP, &[5, 7, 9, 12], &[5, 7, 12]);
        assert_eq!(outcomes(&RULE, &case), ["warn C1/3 2026-01-09"]);
        let complete = format!("complete\n{case}");
        assert_eq!(outcomes(&RULE, &complete), ["fail C1/3 2026-01-09"]);
    }

    #[test]
    fn a_table_that_was_not_read_and_may_be_a_sheet_leaves_no_data() {
        let case = format!("complete\n{}", days(IOP, &[5, 7, 9, 12], &[5, 7, 12]));
        let unread = format!("unread-table attendance\n{case}");
        assert_eq!(outcomes(&RULE, &unread), ["no-data C1/3 2026-01-09"]);
        let other = format!("unread-table authorizations\n{case}");
        assert_eq!(outcomes(&RULE, &other), ["fail C1/3 2026-01-09"]);
    }

    #[test]
    fn fires_on_a_patient_without_sheets_where_others_have_them() {
        let case = format!(
            "patient P1\n{}patient P2\n{}",
            days(IOP, &[5, 7, 9], &[5, 7, 9]),
            days(IOP, &[5, 7], &[])
        );
        assert_eq!(outcomes(&RULE, &case), ["warn - 2026-01-05..2026-01-07"]);
    }

    #[test]
    fn a_program_that_keeps_no_sheets_is_silent() {
        let case = format!(
            "patient P1\n{}patient P2\n{}",
            days("H0035 rev 0912", &[5, 7, 9], &[5, 7, 9]),
            days(IOP, &[5, 7], &[])
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
        let few = days(IOP, &[5, 7, 9, 12], &[5]);
        assert_eq!(outcomes(&RULE, &few), [""; 0]);
    }

    #[test]
    fn days_without_group_notes_are_not_judged() {
        let case = "attend 2026-01-05 Process present\nnote 2026-01-07 individual
            claim C1 I\nline 2026-01-07 H0015 rev 0906";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }
}

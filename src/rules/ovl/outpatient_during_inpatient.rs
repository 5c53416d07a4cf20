//! OVL-006: an outpatient or program service was billed for a day inside a hospital stay.

use super::hospital::{Hospital, hospitals};
use crate::finding::{Authority, Cure, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Claim, ServiceDate, ServiceLine};
use crate::policy::{ServiceFamily, UnitBasis, revenue};
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-006",
    name: "outpatient-during-inpatient",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "live lines of outpatient, program and residential services of patients with a \
                 hospital stay on a claim, a census or a leave log",
    authority: &[Authority {
        cite: "Medicare Claims Processing Manual ch. 3",
        verified: false,
    }],
    checks: "A live line bills a day that lies after the day of admission and before the day of \
             discharge of a hospital stay, which a claim for hospital days or a census or leave \
             log shows. It warns where a claim names no place of service, and for community \
             support and medication, which some payers pay during a stay. Not judged: services in \
             the hospital itself by place of service or code, leave days, laboratory, weekly and \
             monthly services, and a range whose units fit on the days outside the stay.",
    why: "A patient in hospital was not in the program or the office, and the hospital's payment \
          covers the patient's care: the payer denies the service as given during an inpatient \
          stay.",
    cure: &[Cure::C4],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let hospitals = hospitals(case);
    for (row, claim, line) in case.live() {
        if hospitals.is_empty() || !is_judged(row, claim, line) {
            checks.not_applicable(&RULE);
            continue;
        }
        let hit = hospitals
            .iter()
            .filter(|hospital| hospital.claim != Some(row.id.claim))
            .map(|hospital| {
                let covered = row.days.iter().copied().filter(|day| hospital.covers(*day));
                (hospital, covered.collect::<Vec<ServiceDate>>())
            })
            .find(|(_, days)| !days.is_empty() && !fits_outside(row, line, days));
        match hit {
            Some((hospital, days)) => checks.report(finding(case, row, hospital, &days)),
            None => checks.pass(&RULE),
        }
    }
}

/// Evaluation and management of a patient in hospital, and psychotherapy consultations there.
const HOSPITAL_CODES: [&str; 17] = [
    "99221", "99222", "99223", "99231", "99232", "99233", "99234", "99235", "99236", "99238",
    "99239", "99251", "99252", "99253", "99254", "99255", "90870",
];

/// Places of service inside an institution that keeps the patient overnight.
const HOSPITAL_PLACES: [&str; 6] = ["21", "23", "31", "32", "51", "61"];

fn is_judged(row: &LineRow, claim: &Claim, line: &ServiceLine) -> bool {
    let is_leave = line
        .revenue
        .as_ref()
        .and_then(|code| revenue(&code.value))
        .is_some_and(|info| info.leave);
    let is_hospital_bill = claim
        .type_of_bill
        .as_ref()
        .is_some_and(|bill| bill.value.as_str().starts_with("11"))
        && !row.billed.level.is_program();
    !row.days.is_empty()
        && !row.payment.denied
        && !row.billed.level.is_inpatient()
        && !matches!(row.billed.unit, UnitBasis::Week | UnitBasis::Month)
        && row.billed.family != ServiceFamily::Laboratory
        && !is_leave
        && !is_hospital_bill
        && !bills_any(line, &HOSPITAL_CODES)
        && place(claim, line).is_none_or(|place| !HOSPITAL_PLACES.contains(&place))
}

fn place<'c>(claim: &'c Claim, line: &'c ServiceLine) -> Option<&'c str> {
    let place = line.place_of_service.as_ref();
    let place = place.or(claim.place_of_service.as_ref())?;
    Some(place.value.as_str())
}

/// Returns whether a range bills no more units than it has days outside the stay.
fn fits_outside(row: &LineRow, line: &ServiceLine, inside: &[ServiceDate]) -> bool {
    let outside = row.days.len().saturating_sub(inside.len()) as i64;
    outside > 0
        && line
            .units
            .as_ref()
            .is_some_and(|units| units.value.floor() <= outside)
}

fn finding(case: &Case<'_>, row: &LineRow, hospital: &Hospital, days: &[ServiceDate]) -> Finding {
    let (claim, line) = (case.ledger.claim(row.id), case.ledger.service_line(row.id));
    let message = format!(
        "{} billed for {}, while by {} the patient was in hospital from {} to {}",
        code_words(line),
        listed(days),
        hospital.told_by,
        hospital.admitted,
        hospital.discharged
    );
    let names_place = place(claim, line).is_some() || line.revenue.is_some();
    let may_be_paid = matches!(
        row.billed.family,
        ServiceFamily::Support | ServiceFamily::Medication
    );
    let confidence = if may_be_paid || !names_place { 60 } else { 92 };
    let first = days.first().copied().unwrap_or(hospital.admitted);
    let last = days.last().copied().unwrap_or(first);
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .from_to(first, last)
        .risking(risk_of_days(row, days))
        .with(hospital.evidence)
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes, tally};

    const HOSPITAL: &str = "claim H1 I bill 111 statement 2026-01-05..2026-01-09 status 01
        line 2026-01-05..2026-01-09 - rev 0124 units 4";

    #[test]
    fn fires_inside_the_stay() {
        let case = format!("{HOSPITAL}\nclaim C1 P pos 11\nline 2026-01-07 90837");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-07"]);
        let still_there = format!("{HOSPITAL}\nclaim C1 P pos 11\nline 2026-01-09 90837")
            .replace("status 01", "status 30");
        assert_eq!(outcomes(&RULE, &still_there), ["fail C1/1 2026-01-09"]);
        let log = "stay medical 2026-01-05..2026-01-08
            claim C1 I\nline 2026-01-05..2026-01-07 H0015 rev 0906";
        let found = findings(&RULE, log);
        assert_eq!(outcomes(&RULE, log), ["fail C1/1 2026-01-06..2026-01-07"]);
        assert!(matches!(&found[0].at_risk[0].portion, Portion::Days(days) if days.len() == 2));
    }

    #[test]
    fn the_days_of_admission_and_discharge_and_hospital_services_pass() {
        for line in [
            "claim C1 P pos 11\nline 2026-01-05 90837",
            "claim C1 P pos 11\nline 2026-01-09 90837",
            "claim C1 P pos 21\nline 2026-01-07 90837",
            "claim C1 P\nline 2026-01-07 99232",
            "claim C1 P\nline 2026-01-07 80307",
            "claim C1 I\nline 2026-01-05..2026-01-09 H0015 rev 0906 units 2",
        ] {
            let case = format!("{HOSPITAL}\n{line}");
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{line}");
        }
    }

    #[test]
    fn an_unnamed_place_or_case_management_warns() {
        for line in [
            "claim C1 P\nline 2026-01-07 90837",
            "claim C1 P pos 11\nline 2026-01-07 T1017",
        ] {
            let case = format!("{HOSPITAL}\n{line}");
            assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-07"], "{line}");
        }
    }

    #[test]
    fn residential_days_on_a_hospital_form_are_no_hospital_stay() {
        let case = "claim R1 I bill 111 statement 2026-01-05..2026-01-09
            line 2026-01-05..2026-01-09 H0018 rev 1002
            claim C1 P pos 11\nline 2026-01-07 90837";
        assert_eq!(tally(&RULE, case).not_applicable, 2);
    }
}

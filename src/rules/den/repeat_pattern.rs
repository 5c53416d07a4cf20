//! DEN-007: one payer refuses one code for one reason again and again.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{DeniedService, PatientSummary, Supply};
use crate::model::{Money, ServiceDate};
use crate::policy::Policy;
use crate::rules::dates::counted;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-007",
    name: "repeat-denial-pattern",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::None,
    applies_to: "denials of all patients with a remittance date",
    authority: &[Authority {
        cite: "OIG General Compliance Program Guidance, auditing and monitoring",
        verified: false,
    }],
    checks: "Within den.pattern_days days of remittances, one payer refused one code for one \
             reason on at least den.pattern_denials claims; price, the patient's share and refused \
             duplicates do not count, nor do denials that were answered since. One finding a \
             payer, code and reason, over its largest such time.",
    why: "What is refused over and over has one cause: a setting, a contract, a missing habit. \
          Mending it stops the next denials as well.",
    cure: &[Cure::C9],
    params: &["den.pattern_denials", "den.pattern_days"],
    rests_on_absence: false,
    needs: &[Supply::Remittances],
    scope: Scope::Facility(check),
};

/// A denial with its patient.
type Denied<'d> = (&'d DeniedService, &'d str);

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    let mut alike: BTreeMap<(&str, &str, &str), Vec<Denied<'_>>> = BTreeMap::new();
    for patient in patients {
        for denied in &patient.denied {
            let key = (
                denied.payer.as_str(),
                denied.code.as_str(),
                denied.reason.as_str(),
            );
            alike
                .entry(key)
                .or_default()
                .push((denied, &patient.patient));
        }
    }
    let least = usize::try_from(policy.number("den.pattern_denials").max(1)).unwrap_or(usize::MAX);
    let window = policy.number("den.pattern_days");
    for ((payer, code, reason), mut denials) in alike {
        denials.sort_by_key(|(denied, patient)| (denied.date, *patient, denied.span));
        match largest(&denials, window).filter(|found| claims(found) >= least) {
            Some(found) => checks.report(finding(payer, code, reason, found)),
            None => checks.pass(&RULE),
        }
    }
}

fn claims(denials: &[Denied<'_>]) -> usize {
    let claims: BTreeSet<(&str, &str)> = denials
        .iter()
        .map(|(denied, patient)| (*patient, denied.claim.as_str()))
        .collect();
    claims.len()
}

/// Returns the run of denials within the window that has most claims, the first of equals.
fn largest<'d>(denials: &'d [Denied<'d>], window: i64) -> Option<&'d [Denied<'d>]> {
    let mut best: Option<&[Denied<'_>]> = None;
    let mut from = 0;
    for (to, (last, _)) in denials.iter().enumerate() {
        while denials
            .get(from)
            .is_some_and(|(first, _)| last.date.days_since(first.date) > window)
        {
            from += 1;
        }
        let run = denials.get(from..=to)?;
        if best.is_none_or(|best| run.len() > best.len()) {
            best = Some(run);
        }
    }
    best
}

fn finding(payer: &str, code: &str, reason: &str, denials: &[Denied<'_>]) -> Finding {
    let patients: BTreeSet<&str> = denials.iter().map(|(_, patient)| *patient).collect();
    let amount: Money = denials.iter().map(|(denied, _)| denied.amount).sum();
    let dates: Vec<ServiceDate> = denials.iter().map(|(denied, _)| denied.date).collect();
    let label = denials.first().map_or("", |(denied, _)| &denied.label);
    let (first, last) = (dates.first().copied(), dates.last().copied());
    let message = format!(
        "{payer} refused {code} for {reason} ({label}) on {} of {}, for {} in all, in remittances \
         of {} to {}",
        counted(claims(denials), "claim"),
        counted(patients.len(), "patient"),
        amount.to_decimal(),
        first.map_or_else(String::new, |date| date.to_string()),
        last.map_or_else(String::new, |date| date.to_string()),
    );
    let finding = RULE.finding(Outcome::Fail, message).with_all(
        denials
            .iter()
            .take(20)
            .map(|(denied, _)| Evidence::supports(denied.span)),
    );
    match first.zip(last) {
        Some((from, to)) => finding.from_to(from, to),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn case(denials: u32, reason: &str, step: u32) -> String {
        let mut drawn = String::new();
        for number in 0..denials {
            let day = ServiceDate::new(2026, 1, 5)
                .expect("a date")
                .plus_days(i64::from(number * step));
            drawn.push_str(&format!(
                "patient P{number}\nclaim C{number} P filing CI\nline 2026-01-0{} 90837\n\
                 paid C{number} 1 0.00 denied {reason} date {day}\n",
                1 + number % 4
            ));
        }
        drawn
    }

    #[test]
    fn fires_once_on_five_within_ninety_days() {
        assert_eq!(
            outcomes(&RULE, &case(5, "CO-197", 10)),
            ["fail - 2026-01-05..2026-02-14"]
        );
        let message = findings(&RULE, &case(6, "CO-197", 3))[0].message.clone();
        assert!(message.contains("6 claims of 6 patients"), "{message}");
    }

    #[test]
    fn four_a_long_time_and_price_do_not_fire() {
        assert_eq!(outcomes(&RULE, &case(4, "CO-197", 10)), [""; 0]);
        assert_eq!(outcomes(&RULE, &case(5, "CO-197", 40)), [""; 0]);
        assert_eq!(outcomes(&RULE, &case(8, "CO-45", 1)), [""; 0]);
    }

    #[test]
    fn denials_without_a_date_are_no_pattern() {
        let drawn = case(6, "CO-197", 3);
        let undated: String = drawn
            .lines()
            .map(|line| line.split(" date ").next().unwrap_or_default().to_owned() + "\n")
            .collect();
        assert_eq!(outcomes(&RULE, &undated), [""; 0]);
    }
}

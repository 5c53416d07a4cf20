//! COD-021: nearly all of a clinician's timed psychotherapy is billed at the longest code.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{PatientSummary, TimedTherapy};
use crate::policy::Policy;
use crate::rules::{Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-021",
    name: "90837-outlier",
    status: RuleStatus::Stable,
    severity: Severity::Low,
    exposure: ExposureKind::None,
    applies_to: "timed psychotherapy (90832 to 90838), per rendering clinician over all patients",
    authority: &[Authority {
        cite: "HHS OIG audits of psychotherapy; payers' outlier letters",
        verified: false,
    }],
    checks: "Of a clinician's billed lines of timed psychotherapy, at least \
             cod.long_session_lines in number, more than cod.long_session_share percent are \
             90837. One warning per clinician with the counts.",
    why: "Sessions of 53 minutes and more are possible, but a payer that sees hardly any other \
          probes the clinician's notes for stated times. It is a pattern and proves no fault.",
    cure: &[Cure::C9],
    params: &["cod.long_session_share", "cod.long_session_lines"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Facility(check),
};

/// Lines that a finding cites.
const CITED: usize = 12;

fn check(patients: &[PatientSummary], policy: &Policy, checks: &mut Checks) {
    let share = policy.number("cod.long_session_share");
    let least = policy.number("cod.long_session_lines");
    let mut by_clinician: BTreeMap<&str, Vec<(&str, &TimedTherapy)>> = BTreeMap::new();
    for patient in patients {
        for line in &patient.therapy {
            by_clinician
                .entry(line.npi.as_str())
                .or_default()
                .push((patient.patient.as_str(), line));
        }
    }
    for lines in by_clinician.into_values() {
        let all = lines.len() as i64;
        if all < least {
            checks.not_applicable(&RULE);
            continue;
        }
        let long: Vec<_> = lines.iter().filter(|(_, line)| line.is_longest).collect();
        if (long.len() as i64).saturating_mul(100) <= all.saturating_mul(share) {
            checks.pass(&RULE);
            continue;
        }
        let patients: BTreeSet<&str> = long.iter().map(|(patient, _)| *patient).collect();
        let mut long: Vec<&TimedTherapy> = long.into_iter().map(|(_, line)| *line).collect();
        long.sort_by_key(|line| (line.date, line.span));
        checks.report(finding(&long, lines.len(), patients.len(), share));
    }
}

fn finding(long: &[&TimedTherapy], all: usize, patients: usize, share: i64) -> Finding {
    let first = long.first();
    let name = first
        .map(|line| line.name.as_str())
        .filter(|name| !name.is_empty());
    let npi = first.map_or("", |line| line.npi.as_str());
    let message = format!(
        "{} (NPI {npi}): {} of {all} billed lines of timed psychotherapy are 90837, {} percent, \
         for {patients} patients; payers probe above {share} percent",
        name.unwrap_or("a clinician"),
        long.len(),
        (long.len() * 100).checked_div(all).unwrap_or_default(),
    );
    let mut finding = RULE.finding(Outcome::Warn, message);
    if let (Some(first), Some(last)) = (first, long.last()) {
        finding = finding.from_to(first.date, last.date);
    }
    finding.with_all(
        long.iter()
            .take(CITED)
            .map(|line| Evidence::supports(line.span)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(long: u32, short: u32, claim: &str) -> String {
        let mut drawn = format!("claim C1 P dx F33.1 {claim}\n");
        for day in 1..=long {
            drawn.push_str(&format!("line 2026-01-{day:02} 90837\n"));
        }
        for day in 1..=short {
            drawn.push_str(&format!("line 2026-02-{day:02} 90834\n"));
        }
        drawn
    }

    const BY: &str = "by \"Roe, Dana\"";

    #[test]
    fn fires_once_for_a_clinician_of_long_sessions_only() {
        let drawn = case(18, 3, BY);
        assert_eq!(outcomes(&RULE, &drawn), ["warn - 2026-01-01..2026-01-18"]);
        let found = findings(&RULE, &drawn);
        assert!(
            found[0].message.contains("18 of 21"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn a_mix_of_lengths_passes() {
        assert_eq!(tally(&RULE, &case(16, 4, BY)).pass, 1);
    }

    #[test]
    fn few_lines_or_an_unnamed_clinician_say_nothing() {
        assert_eq!(tally(&RULE, &case(19, 0, BY)).not_applicable, 1);
        assert_eq!(outcomes(&RULE, &case(25, 0, "")), [""; 0]);
    }
}

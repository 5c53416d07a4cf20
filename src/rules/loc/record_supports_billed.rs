//! LOC-002: the record supports the level billed. Context for an appeal, not a fault.

use super::places;
use crate::finding::{Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Verdict;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-002",
    name: "record-supports-billed",
    status: RuleStatus::Stable,
    severity: Severity::Info,
    exposure: ExposureKind::None,
    applies_to: "lines of program levels",
    authority: &[],
    checks: "Around the billed days the record meets the requirements of the billed level or of a \
             higher one, with at least one statement to cite.",
    why: "These are the statements to cite when the level is questioned.",
    cure: &[],
    params: &["support.window_days.24h", "support.window_days.day-program"],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let supports = matches!(
            row.support.verdict,
            Verdict::SupportsBilled | Verdict::SupportsHigher
        );
        let higher = places(case, &row.support.evidence_higher, 5);
        if !row.billed.level.is_program() || !supports || higher.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let lower = places(case, &row.support.evidence_lower, 3);
        let message = format!(
            "line {}: billed {}, and the record supports it with {} to cite",
            line.number,
            row.billed.level,
            crate::rules::dates::counted(higher.len(), "statement"),
        );
        let mut finding = RULE
            .finding(Outcome::Warn, message)
            .on_line(&claim.id, line.number)
            .with_all(higher.into_iter().map(Evidence::supports))
            .with_all(lower.into_iter().map(Evidence::contradicts));
        if let Some(days) = row.span_of_days() {
            finding = finding.from_to(days.from(), days.to());
        }
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const ILL: &str = "note 2026-01-05 group
        mention D3-01 affirmed H w3
        mention D3-43 affirmed H w3
        claim C1 I
        line 2026-01-05 H0035 rev 0912";

    #[test]
    fn names_the_statements_and_risks_nothing() {
        let found = findings(&RULE, ILL);
        assert_eq!(outcomes(&RULE, ILL), ["warn C1/1 2026-01-05"]);
        assert_eq!(found[0].severity, Severity::Info);
        assert!(found[0].at_risk.is_empty());
    }

    #[test]
    fn a_silent_record_and_sessions_say_nothing() {
        let silent = "note 2026-01-05 group\nclaim C1 I\nline 2026-01-05 H0035 rev 0912";
        assert_eq!(outcomes(&RULE, silent), [""; 0]);
        let session = ILL
            .replace("H0035 rev 0912", "90837")
            .replace("claim C1 I", "claim C1 P");
        assert_eq!(outcomes(&RULE, &session), [""; 0]);
    }
}

//! DEN-009: a payer refused for need or level what the record does not support.

use super::groups::groups;
use super::record_supports::statements;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Supply, Verdict};
use crate::policy::ReasonClass;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-009",
    name: "denied-and-record-does-not-support",
    status: RuleStatus::Stable,
    severity: Severity::Info,
    exposure: ExposureKind::None,
    applies_to: "lines of program levels that are refused for need, level, amount or documentation",
    authority: &[Authority {
        cite: "the payer's rules on corrected claims",
        verified: false,
    }],
    checks: "The denial stands, its reason is substantive, and around the billed days the record \
             supports a lower level than was billed.",
    why: "An appeal would send the payer the proof against it. The lower level may be billed while \
          a corrected claim is accepted, or the denial accepted.",
    cure: &[Cure::C4, Cure::C9],
    params: &[],
    rests_on_absence: false,
    needs: &[Supply::Remittances],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for mut group in groups(case) {
        if group.class() != ReasonClass::Substantive {
            checks.not_applicable(&RULE);
            continue;
        }
        group.denials.retain(|(_, row)| {
            row.support.verdict == Verdict::SupportsLower && !row.support.evidence_lower.is_empty()
        });
        let Some((_, first)) = group.denials.first() else {
            checks.not_applicable(&RULE);
            continue;
        };
        let lower = statements(case, &group.denials, 3, |row| &row.support.evidence_lower);
        let higher = statements(case, &group.denials, 3, |row| &row.support.evidence_higher);
        let message = format!(
            "{}; {} was billed and the record supports {} at most",
            group.words(case),
            first.billed.level,
            first.support.level,
        );
        let finding = group
            .place(case, RULE.finding(Outcome::Fail, message))
            .with_all(lower.into_iter().take(8).map(Evidence::supports))
            .with_all(higher.into_iter().take(4).map(Evidence::contradicts));
        checks.report(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn case(reason: &str, mentions: &str) -> String {
        format!(
            "as-of 2026-03-10\nnote 2026-01-05 group 09:00-12:00\n{mentions}\n\
             note 2026-01-06 group 09:00-12:00\n{mentions}\n\
             note 2026-01-07 group 09:00-12:00\n{mentions}\n\
             claim C1 I filing CI\nline 2026-01-06 H0035 rev 0912\n\
             paid C1 1 0.00 denied {reason} date 2026-02-20"
        )
    }

    const LOWER: &str =
        "mention D3-04 affirmed L w4\nmention D3-28 affirmed L w4\nmention D1-04 affirmed L w4";

    #[test]
    fn fires_where_the_record_supports_less() {
        assert_eq!(
            outcomes(&RULE, &case("CO-50", LOWER)),
            ["fail C1/1 2026-01-06"]
        );
    }

    #[test]
    fn technical_reasons_and_silent_records_are_not_this_rule() {
        assert_eq!(outcomes(&RULE, &case("CO-16", LOWER)), [""; 0]);
        assert_eq!(tally(&RULE, &case("CO-50", "")).not_applicable, 1);
    }
}

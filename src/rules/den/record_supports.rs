//! DEN-008: a payer refused for need or level what the record supports.

use super::groups::groups;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{LineRow, Route, Supply, Verdict, Weighed};
use crate::policy::ReasonClass;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-008",
    name: "denied-but-record-supports",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::None,
    applies_to: "lines of program levels that are refused for need, level, amount or documentation",
    authority: &[Authority {
        cite: "the payer's appeal rules",
        verified: false,
    }],
    checks: "The denial stands, its reason is substantive, the time to appeal is not over, and \
             around the billed days the record meets the requirements of the billed level or of a \
             higher one, with statements to cite.",
    why: "These are the denials worth an appeal first: the proof is in the chart already.",
    cure: &[Cure::C8],
    params: &[],
    rests_on_absence: false,
    needs: &[Supply::Remittances],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for mut group in groups(case) {
        let is_over = matches!(group.route, Route::Over(_));
        if group.class() != ReasonClass::Substantive || is_over {
            checks.not_applicable(&RULE);
            continue;
        }
        group.denials.retain(|(_, row)| {
            let supports = matches!(
                row.support.verdict,
                Verdict::SupportsBilled | Verdict::SupportsHigher
            );
            row.billed.level.is_program() && supports && !row.support.evidence_higher.is_empty()
        });
        let Some((_, first)) = group.denials.first() else {
            checks.not_applicable(&RULE);
            continue;
        };
        let higher = statements(case, &group.denials, 3, |row| &row.support.evidence_higher);
        // What speaks against the appeal is counted whole.
        let lower = statements(case, &group.denials, usize::MAX, |row| {
            &row.support.evidence_lower
        });
        let message = format!(
            "{}, but the record supports {}, with {} to cite and {} on the other side; {}",
            group.words(case),
            first.billed.level,
            crate::rules::dates::counted(higher.len(), "statement"),
            lower.len(),
            group.until(case)
        );
        let finding = group
            .place(case, RULE.finding(Outcome::Fail, message))
            .with_all(higher.into_iter().take(8).map(Evidence::supports))
            .with_all(lower.into_iter().take(4).map(Evidence::contradicts));
        checks.report(finding);
    }
}

/// Returns where up to so many statements a line of one side stand, in order of place.
pub(super) fn statements<'c>(
    case: &Case<'c>,
    denials: &[(&'c crate::ledger::Denial, &'c LineRow)],
    most: usize,
    side: impl Fn(&'c LineRow) -> &'c Vec<Weighed>,
) -> BTreeSet<Span> {
    denials
        .iter()
        .flat_map(|(_, row)| side(row).iter().take(most))
        .filter_map(|weighed| {
            let mentions = &case.ledger.note(weighed.note).mentions;
            mentions.get(weighed.mention).map(|mention| mention.span)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    pub(super) fn case(reason: &str, mentions: &str) -> String {
        format!(
            "as-of 2026-03-10\nnote 2026-01-05 group 09:00-12:00\n{mentions}\n\
             note 2026-01-06 group 09:00-12:00\n{mentions}\n\
             claim C1 I filing CI\nline 2026-01-05 H0035 rev 0912\n\
             paid C1 1 0.00 denied {reason} date 2026-02-20"
        )
    }

    const SUPPORTS: &str =
        "mention D3-01 affirmed H w4\nmention D1-01 affirmed H w4\nmention D5-01 affirmed H w4";

    #[test]
    fn fires_where_the_record_supports_the_level() {
        let drawn = case("CO-50", SUPPORTS);
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"]);
        assert!(findings(&RULE, &drawn)[0].evidence.len() > 2);
    }

    #[test]
    fn technical_reasons_and_silent_records_are_not_this_rule() {
        assert_eq!(outcomes(&RULE, &case("CO-16", SUPPORTS)), [""; 0]);
        assert_eq!(outcomes(&RULE, &case("CO-50", "")), [""; 0]);
        assert_eq!(tally(&RULE, &case("CO-50", "")).not_applicable, 1);
    }

    #[test]
    fn a_single_session_has_no_level_to_support() {
        let session = case("CO-50", SUPPORTS).replace("H0035 rev 0912", "90837");
        assert_eq!(outcomes(&RULE, &session), [""; 0]);
    }
}

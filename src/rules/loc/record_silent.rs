//! LOC-003: the record says too little on the level billed.

use super::{days_at_percent, is_reviewed_daily, support_on};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Severity};
use crate::ledger::{Support, Verdict};
use crate::model::ServiceDate;
use crate::rules::dates::listed;
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-003",
    name: "record-silent-on-level",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "PHP, residential, withdrawal management and inpatient stays",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
            verified: false,
        },
        Authority {
            cite: "payer manuals",
            verified: false,
        },
    ],
    checks: "On at least silent.share of a stay's billed days the notes around the day hold less \
             than support.silent_sum of evidence in either direction. The silent days count by \
             half.",
    why: "A reviewer denies days on which nothing says why this level was needed.",
    cure: &[Cure::C7, Cure::C3],
    params: &["silent.share", "support.silent_sum"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let rated: Vec<(ServiceDate, &Support)> = stay
            .days
            .iter()
            .filter_map(|&day| Some((day, support_on(case, day, stay.level)?)))
            .collect();
        // Without any note there is no record that could be silent (DOC-001).
        if !is_reviewed_daily(stay.level) || rated.is_empty() || case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let silent: Vec<ServiceDate> = rated
            .iter()
            // A day that no note tells of is DOC-001's; the notes around it are not silent.
            .filter(|(_, support)| support.verdict == Verdict::Silent && !support.leans)
            .map(|(day, _)| *day)
            .collect();
        let share = silent.len() * 100 / rated.len();
        if silent.is_empty() || (share as i64) < case.number_for_stay(stay, "silent.share") {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{}: the record says too little on the level of care on {} of {} billed days \
             ({share} %) {}: {}",
            stay.level,
            silent.len(),
            rated.len(),
            case.absence_words(),
            listed(&silent),
        );
        let mut finding = on_stay(case, stay, RULE.finding(case.absence(), message), &silent);
        finding.at_risk = days_at_percent(case, stay, &silent, 50);
        let notes = silent.iter().flat_map(|&day| case.ledger.notes_on(day));
        let mut heads: Vec<Evidence> = notes
            .take(8)
            .map(|&note| Evidence::searched(head(case.ledger.note(note))))
            .collect();
        if let (true, Some(&first)) = (heads.is_empty(), silent.first()) {
            heads = case.searched_notes(first, 7, 7);
        }
        checks.report(finding.with_all(heads));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const STAY: &str = "claim C1 I\nline 2026-01-05..2026-01-14 H2036 rev 1002";

    #[test]
    fn fires_on_a_stay_that_says_nothing_of_the_level() {
        let case = format!("complete\nnote 2026-01-05 shift\nnote 2026-01-09 group\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05..2026-01-14"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk[0].percent, 50);
    }

    #[test]
    fn a_few_silent_days_are_left_alone() {
        let ill = "mention D3-20 affirmed H w3\nmention D5-01 affirmed H w3";
        let case =
            format!("complete\nnote 2026-01-06 group\n{ill}\nnote 2026-01-11 group\n{ill}\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn an_incomplete_chart_warns_and_an_empty_one_is_not_this_rule() {
        let case = format!("note 2026-01-05 shift\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05..2026-01-14"]);
        assert_eq!(outcomes(&RULE, STAY), [""; 0]);
    }
}

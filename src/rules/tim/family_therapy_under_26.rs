//! TIM-004: family psychotherapy was too short for its code.

use super::stated::{best, of_date};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-004",
    name: "family-therapy-under-26",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "family psychotherapy 90846 and 90847",
    authority: &[Authority {
        cite: "CPT time rule",
        verified: true,
    }],
    checks: "The note states fewer than 26 minutes, by the longer reading where start and stop \
             disagree with the stated duration. Where several notes document the line, the best \
             counts.",
    why: "Family psychotherapy is reported from the midpoint of its 50 minutes on; a shorter \
          session is denied.",
    cure: &[Cure::C4],
    params: &["family.minutes", "match.confidence", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        if !bills_any(line, &["90846", "90847"]) {
            continue;
        }
        let Some(stated) = best(case, row) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let least = case.number_for(row, "family.minutes");
        if i64::from(stated.high) >= least {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{} needs {least} minutes, the note {} states {}",
            code_words(line),
            of_date(stated.note.date()),
            stated.words()
        );
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .risking(AtRisk::whole(row.id))
            .with(Evidence::supports(stated.time.span));
        let threshold = case.policy.number("fail.confidence");
        checks.report(finding.with_confidence(stated.confidence, threshold));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn session(time: &str, code: &str) -> String {
        format!("note 2026-01-05 family {time}\nclaim C1 P\nline 2026-01-05 {code}")
    }

    #[test]
    fn fires_below_the_midpoint() {
        assert_eq!(
            outcomes(&RULE, &session("minutes 25", "90847")),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &session("09:00-09:20", "90846")),
            ["fail C1/1 2026-01-05"]
        );
    }

    #[test]
    fn the_midpoint_and_other_codes_pass() {
        for (time, code) in [("minutes 26", "90847"), ("minutes 20", "90849")] {
            assert_eq!(
                outcomes(&RULE, &session(time, code)),
                [""; 0],
                "{time} {code}"
            );
        }
    }

    #[test]
    fn no_time_is_not_this_rule() {
        assert_eq!(tally(&RULE, &session("", "90847")).not_applicable, 1);
    }
}

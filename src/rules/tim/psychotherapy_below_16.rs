//! TIM-003: a psychotherapy session was too short for any psychotherapy code.

use super::stated::{best, carried, of_date, psychotherapy};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-003",
    name: "psychotherapy-below-16-min",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "psychotherapy 90832, 90834, 90837 and the add-ons 90833, 90836, 90838",
    authority: &[Authority {
        cite: "CPT time rule; Medicare local coverage determinations for psychotherapy",
        verified: true,
    }],
    checks: "The note states fewer than 16 minutes, by the longer reading where start and stop \
             disagree with the stated duration. Where several notes document the line, the best \
             counts.",
    why: "Psychotherapy of fewer than 16 minutes is not reported at all, so nothing of the line \
          is payable.",
    cure: &[Cure::C4],
    params: &[
        "psychotherapy.minutes.90832",
        "match.confidence",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        let Some(code) = line.procedure.as_ref().map(|code| code.value.as_str()) else {
            continue;
        };
        if psychotherapy(&row.terms(case.policy), code).is_none() {
            continue;
        }
        let Some(stated) = best(case, row) else {
            checks.not_applicable(&RULE);
            continue;
        };
        if carried(&row.terms(case.policy), code, stated.high).is_some() {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "the note {} states {}; psychotherapy begins at {}, so {} is not payable",
            of_date(stated.note.date()),
            stated.words(),
            case.number_for(row, "psychotherapy.minutes.90832"),
            code_words(line)
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
        format!("note 2026-01-05 individual {time}\nclaim C1 P\nline 2026-01-05 {code}")
    }

    #[test]
    fn fires_below_sixteen_minutes() {
        for code in ["90832", "90833", "90834", "90837", "90838"] {
            let case = session("09:00-09:15", code);
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"], "{code}");
        }
    }

    #[test]
    fn sixteen_minutes_by_either_reading_pass() {
        for (time, code) in [
            ("09:00-09:16", "90832"),
            ("minutes 16", "90837"),
            ("09:00-09:10 minutes 30", "90832"),
            ("09:00-09:10", "90853"),
        ] {
            assert_eq!(
                outcomes(&RULE, &session(time, code)),
                [""; 0],
                "{time} {code}"
            );
        }
    }

    #[test]
    fn the_best_of_two_notes_counts() {
        let case = "note 2026-01-05 individual 09:00-09:05
            note 2026-01-05 individual 10:00-10:40
            claim C1 P
            line 2026-01-05 90834";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }

    #[test]
    fn a_time_of_nothing_is_missing_data() {
        assert_eq!(
            tally(&RULE, &session("minutes 0", "90832")).not_applicable,
            1
        );
        assert_eq!(tally(&RULE, &session("", "90832")).not_applicable, 1);
    }
}

//! LOC-020: the patient could not take part in the program that was billed.

use super::statements::{Said, cited, dates, said_in_course};
use super::whole_days;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::ServiceDate;
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-020",
    name: "unable-to-participate",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "IOP, PHP and residential stays, withdrawal management excepted",
    authority: &[Authority {
        cite: "42 CFR 410.43(c)(7)",
        verified: true,
    }],
    checks: "Notes on at least unable.dates dates within unable.within_days days affirm that the \
             patient was not able to take part (too ill, sedated, psychotic, asleep), no note of \
             the stay from the first of them on tells of an accommodation or a changed \
             medication, and no note of these dates says that the patient took part. Dates \
             within unable.illness_days days warn, since a passing illness looks so.",
    why: "A program is covered for people who can take part in it; who cannot needs another \
          level or a changed plan.",
    cure: &[Cure::C8],
    params: &["unable.dates", "unable.within_days", "unable.illness_days"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let applies = stay.level.is_day_program() || stay.level.is_residential();
        if !applies || stay.withdrawal || case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let course = said_in_course(case, stay);
        let took_part = |date: ServiceDate| {
            course
                .iter()
                .any(|said| said.date == date && said.affirms(&["D4-09", "P-04", "P-07"]))
        };
        let unable: Vec<Said<'_>> = course
            .iter()
            .filter(|said| said.affirms(&["P-05"]) && !took_part(said.date))
            .copied()
            .collect();
        let on = dates(&unable);
        let count = usize::try_from(case.number_for_stay(stay, "unable.dates").max(1))
            .unwrap_or(usize::MAX);
        let within = case.number_for_stay(stay, "unable.within_days");
        let dense = on.windows(count).any(|run| {
            matches!(run, [first, .., last] if last.days_since(*first) < within) || run.len() == 1
        });
        let Some(&first) = on.first().filter(|_| dense) else {
            checks.pass(&RULE);
            continue;
        };
        let answered = course
            .iter()
            .any(|said| said.date >= first && said.affirms(&["P-13", "D3-32", "P-14"]));
        let days: Vec<ServiceDate> = stay
            .days
            .iter()
            .copied()
            .filter(|day| on.binary_search(day).is_ok())
            .collect();
        if answered || days.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let passing = on.last().is_some_and(|last| {
            last.days_since(first) < case.number_for_stay(stay, "unable.illness_days")
        });
        let message = format!(
            "{}: notes on {} say that the patient was not able to take part ({}), and none tells \
             of an accommodation or a changed plan; {} billed among them",
            stay.level,
            counted(on.len(), "date"),
            listed(&on),
            counted(days.len(), "day"),
        );
        let mut finding = RULE
            .finding(Outcome::Fail, message)
            .with_all(cited(&unable, 12).into_iter().map(Evidence::supports));
        finding = on_stay(case, stay, finding, &days);
        finding.at_risk = whole_days(case, stay, &days);
        let confidence = if passing { 60 } else { 80 };
        checks.report(finding.with_confidence(confidence, case.policy.number("fail.confidence")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn php(days: &[u32], more: &str) -> String {
        let mut case = String::new();
        let mut lines = String::new();
        for day in days {
            case.push_str(&format!(
                "note 2026-01-{day:02} group\nmention P-05 affirmed N w2\n"
            ));
            lines.push_str(&format!("line 2026-01-{day:02} H0035 rev 0912\n"));
        }
        format!("{case}{more}\nclaim C1 I\n{lines}")
    }

    #[test]
    fn fires_on_three_dates_over_a_week_and_warns_on_three_in_a_row() {
        assert_eq!(
            outcomes(&RULE, &php(&[5, 8, 13], "")),
            ["fail C1 2026-01-05..2026-01-13"]
        );
        assert_eq!(
            outcomes(&RULE, &php(&[5, 6, 7], "")),
            ["warn C1 2026-01-05..2026-01-07"]
        );
    }

    #[test]
    fn two_dates_a_changed_plan_or_part_taken_the_same_day_do_not() {
        assert_eq!(outcomes(&RULE, &php(&[5, 8], "")), [""; 0]);
        let changed = "note 2026-01-13 individual\nmention P-13 affirmed N w0";
        assert_eq!(outcomes(&RULE, &php(&[5, 8, 13], changed)), [""; 0]);
        let took_part = "note 2026-01-08 individual\nmention D4-09 affirmed L w1";
        assert_eq!(outcomes(&RULE, &php(&[5, 8, 13], took_part)), [""; 0]);
    }

    #[test]
    fn without_notes_it_says_nothing() {
        assert_eq!(
            outcomes(&RULE, "claim C1 I\nline 2026-01-05 H0035 rev 0912"),
            [""; 0]
        );
    }
}

//! LOC-021: acute risk on a day of a level that cannot hold it, and no sign that it was raised.

use super::statements::{Said, said};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Census, LineRow};
use crate::model::{Direction, LevelOfCare, Measure, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-021",
    name: "acute-risk-beyond-level",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::None,
    applies_to: "outpatient, IOP and PHP days",
    authority: &[Authority {
        cite: "42 CFR 410.43(c)(6)",
        verified: true,
    }],
    checks: "On a billed day a note of the day affirms suicidal ideation together with a plan or \
             intent of weight 4, a C-SSRS of acute.cssrs or more, active delirium tremens or a \
             withdrawal seizure, or a CIWA-Ar of acute.ciwa or more; and up to acute.days later no \
             note, census row, claim or crisis note shows hospital care, a crisis service or a \
             higher level. One finding a patient.",
    why: "This is about safety before money: a reviewer refers it to quality of care, and a \
          clinician should look at it at once.",
    cure: &[Cure::C9, Cure::C7],
    params: &["acute.ciwa", "acute.cssrs", "acute.days"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut billed: BTreeMap<ServiceDate, &LineRow> = BTreeMap::new();
    for (row, _, _) in case.live() {
        let holds = row.billed.level.rank() <= LevelOfCare::IntensiveOutpatientMedical.rank()
            && row.billed.level.rank() >= LevelOfCare::Outpatient.rank();
        for &day in row.days.iter().filter(|_| holds) {
            billed.entry(day).or_insert(row);
        }
    }
    let after = case.policy.number("acute.days");
    let mut days: Vec<ServiceDate> = Vec::new();
    let mut evidence: Vec<Evidence> = Vec::new();
    let mut first_row: Option<&LineRow> = None;
    for (&day, &row) in &billed {
        // A round-the-clock level billed on the day holds the risk.
        let higher = case
            .ledger
            .days
            .get(&day)
            .and_then(|row| row.level_billed)
            .is_some_and(LevelOfCare::is_24_hour);
        let acute = acute_on(case, day);
        if higher || acute.is_empty() || is_raised(case, row, day, after) {
            continue;
        }
        days.push(day);
        first_row = first_row.or(Some(row));
        evidence.extend(
            acute
                .iter()
                .take(4)
                .map(|said| Evidence::supports(said.mention.span)),
        );
        let denied = said(case, day, day)
            .into_iter()
            .filter(|said| said.affirms(&["D3-04"]));
        evidence.extend(
            denied
                .take(2)
                .map(|said| Evidence::contradicts(said.mention.span)),
        );
    }
    let Some(row) = first_row else {
        if billed.is_empty() {
            checks.not_applicable(&RULE);
        } else {
            checks.pass(&RULE);
        }
        return;
    };
    let message = format!(
        "{}: acute risk is affirmed on {} ({}), and no note, claim or census of the next {} shows a \
         higher level, a hospital or a crisis service",
        row.billed.level,
        counted(days.len(), "day"),
        listed(&days),
        counted(usize::try_from(after).unwrap_or(0), "day"),
    );
    evidence.truncate(16);
    let mut finding = RULE.finding(Outcome::Fail, message).with_all(evidence);
    if let (Some(&first), Some(&last)) = (days.first(), days.last()) {
        finding = finding.from_to(first, last);
    }
    if days.len() == 1 {
        let (claim, line) = (case.ledger.claim(row.id), case.ledger.service_line(row.id));
        finding = finding.on_line(&claim.id, line.number);
    }
    // Who acted may have written it where this program does not look.
    let confidence = if case.chart_is_complete() { 80 } else { 70 };
    checks.report(finding.with_confidence(confidence, case.policy.number("fail.confidence")));
}

/// Returns the statements of acute risk of one day.
fn acute_on<'l>(case: &Case<'l>, day: ServiceDate) -> Vec<Said<'l>> {
    let of_day: Vec<Said<'l>> = said(case, day, day)
        .into_iter()
        // Evaluations at admission tell of what led to it.
        .filter(|said| said.note.kind != NoteKind::DischargeSummary)
        .filter(|said| said.mention.age_days.is_none_or(|age| age <= 1))
        .collect();
    let score = |said: &Said<'_>| match said.mention.measure {
        Some(Measure::Score(score)) => score,
        _ => 0.0,
    };
    let cssrs = case.policy.number("acute.cssrs") as f32;
    let ciwa = case.policy.number("acute.ciwa") as f32;
    let ideation_in: BTreeSet<usize> = of_day
        .iter()
        .filter(|said| {
            said.affirms(&["D3-01"]) && said.mention.direction == Direction::H
                || said.affirms(&["D3-05"]) && score(said) >= cssrs
        })
        .map(|said| said.index)
        .collect();
    of_day
        .iter()
        .filter(|said| {
            let strong = said.mention.direction == Direction::H && said.mention.weight >= 4;
            match said.mention.indicator.as_str() {
                // Means at home without ideation are a risk factor, not a plan.
                "D3-02" => said.affirms(&["D3-02"]) && strong && ideation_in.contains(&said.index),
                "D3-05" => said.affirms(&["D3-05"]) && score(said) >= cssrs,
                "D1-02" => said.affirms(&["D1-02"]) && strong,
                "D1-04" => said.affirms(&["D1-04"]) && score(said) >= ciwa,
                _ => false,
            }
        })
        .copied()
        .collect()
}

/// Returns whether anything up to some days later shows that care was raised.
fn is_raised(case: &Case<'_>, row: &LineRow, day: ServiceDate, after: i64) -> bool {
    let until = day.plus_days(after);
    let noted = case.record.notes.iter().any(|note| {
        note.date().is_some_and(|date| day <= date && date <= until)
            && (note.kind == NoteKind::CrisisNote
                || note.mentions.iter().any(|found| {
                    let id = found.indicator.as_str();
                    ["P-14", "D2-06", "D3-37", "D3-38", "P-01"].contains(&id)
                        && found.assertion != crate::model::Assertion::Negated
                        && found.assertion != crate::model::Assertion::Historical
                        && found.assertion != crate::model::Assertion::OtherPerson
                }))
    });
    let billed_or_listed = case.ledger.days.range(day..=until).any(|(_, grid)| {
        matches!(grid.census, Census::Hospital | Census::Discharged)
            || grid
                .level_billed
                .is_some_and(|level| level.rank() > row.billed.level.rank() && level.is_24_hour())
    });
    noted || billed_or_listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    const PLAN: &str = "note 2026-01-05 individual\nmention D3-01 affirmed H w3
        mention D3-02 affirmed H w4\n";
    const LINES: &str =
        "claim C1 I\nline 2026-01-05 H0035 rev 0912\nline 2026-01-06 H0035 rev 0912";

    #[test]
    fn a_day_of_very_many_plans_without_ideation_is_gone_through_once() {
        let many = "mention D3-02 affirmed H w4\n".repeat(300_000);
        let case = format!("complete\nnote 2026-01-05 individual\n{many}{LINES}");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn fires_on_ideation_with_a_plan_that_nobody_answers() {
        assert_eq!(
            outcomes(&RULE, &format!("complete\n{PLAN}{LINES}")),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &format!("{PLAN}{LINES}")),
            ["warn C1/1 2026-01-05"]
        );
    }

    #[test]
    fn means_at_home_a_past_plan_or_a_raised_level_do_not() {
        let means = PLAN.replace("mention D3-01 affirmed H w3\n", "");
        assert_eq!(
            outcomes(&RULE, &format!("complete\n{means}{LINES}")),
            [""; 0]
        );
        let past = PLAN.replace("D3-02 affirmed H w4", "D3-02 affirmed H w4 age 9");
        assert_eq!(
            outcomes(&RULE, &format!("complete\n{past}{LINES}")),
            [""; 0]
        );
        for raised in [
            "note 2026-01-05 crisis\n",
            "note 2026-01-06 contact\nmention P-14 affirmed N w0\n",
            "claim C2 I\nline 2026-01-06 - rev 0124\n",
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("complete\n{PLAN}{raised}{LINES}")),
                [""; 0],
                "{raised}"
            );
        }
    }

    #[test]
    fn a_day_without_notes_says_nothing() {
        assert_eq!(outcomes(&RULE, &format!("complete\n{LINES}")), [""; 0]);
    }
}

//! LOC-009: the patient works or attends school full time during the days billed.

use super::down_to;
use super::statements::{Said, cited, dates, said_in_course};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{LevelOfCare, Measure, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-009",
    name: "works-or-attends-school-full-time",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Delta,
    applies_to: "PHP and high-intensity residential stays",
    authority: &[Authority {
        cite: "ASAM Criteria dimensions 4 to 6; payer manuals",
        verified: false,
    }],
    checks: "Notes of the stay's course (no evaluations, plans or discharge summaries) affirm on \
             at least work.dates dates that the patient works or attends school now, and at least \
             one of them states work.full_time_hours hours a week or full time. Without stated \
             hours it warns. The days from the first statement on are counted.",
    why: "Somebody who works full time has neither the hours for the program nor, most often, \
          the impairment it treats.",
    cure: &[Cure::C8],
    params: &["work.dates", "work.full_time_hours"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        if !applies(stay) || case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let hours = case.number_for_stay(stay, "work.full_time_hours") as f32;
        let mut working = said_in_course(case, stay);
        working.retain(|said| works_now(said, hours));
        let on = dates(&working);
        let Some(&first) = on
            .first()
            .filter(|_| on.len() as i64 >= case.number_for_stay(stay, "work.dates"))
        else {
            checks.pass(&RULE);
            continue;
        };
        let full_time = working.iter().any(|said| is_full_time(said, hours));
        let days: Vec<ServiceDate> = stay
            .days
            .iter()
            .copied()
            .filter(|day| *day >= first)
            .collect();
        let message = format!(
            "{}: {} say that the patient works or attends school {} ({}), and {} from then on \
             were billed: {}",
            stay.level,
            counted(on.len(), "note date"),
            if full_time {
                "full time"
            } else {
                "now, hours not stated"
            },
            listed(&on),
            counted(days.len(), "day"),
            listed(&days),
        );
        let mut finding = RULE
            .finding(Outcome::Fail, message)
            .with_all(cited(&working, 10).into_iter().map(Evidence::supports));
        finding = on_stay(case, stay, finding, &days);
        finding.at_risk = down_to(case, stay, LevelOfCare::IntensiveOutpatient, &days);
        let confidence = if full_time { 85 } else { 65 };
        checks.report(finding.with_confidence(confidence, case.policy.number("fail.confidence")));
    }
}

/// Low-intensity residences expect their residents to work by day.
fn applies(stay: &Stay) -> bool {
    matches!(
        stay.level,
        LevelOfCare::PartialHospitalization
            | LevelOfCare::ResidentialHigh
            | LevelOfCare::ResidentialPsychiatric
    )
}

fn works_now(said: &Said<'_>, full_time: f32) -> bool {
    // "Employed as a welder" is a background; going to work is not.
    said.affirms(&["D6-15"]) && !is_by_the_hour(said)
        || (said.affirms(&["D6-08"]) && is_full_time(said, full_time))
}

/// Two hours of an evening are no work that takes the program's place.
fn is_by_the_hour(said: &Said<'_>) -> bool {
    matches!(said.mention.measure, Some(Measure::HoursPerWeek(hours)) if hours < 10.0)
}

fn is_full_time(said: &Said<'_>, least: f32) -> bool {
    matches!(said.mention.measure, Some(Measure::HoursPerWeek(hours)) if hours >= least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn php(one: &str, other: &str) -> String {
        format!(
            "note 2026-01-05 assessment\nmention D6-08 affirmed L w1
            note 2026-01-06 group\n{one}\nnote 2026-01-08 individual\n{other}
            claim C1 I\nline 2026-01-05 H0035 rev 0912\nline 2026-01-06 H0035 rev 0912
            line 2026-01-08 H0035 rev 0912"
        )
    }

    #[test]
    fn fires_on_two_notes_and_warns_without_hours() {
        let now = "mention D6-15 affirmed L w1";
        assert_eq!(
            outcomes(&RULE, &php(now, now)),
            ["warn C1 2026-01-06..2026-01-08"]
        );
        let hours = "mention D6-15 affirmed L w1 hours 40";
        assert_eq!(
            outcomes(&RULE, &php(now, hours)),
            ["fail C1 2026-01-06..2026-01-08"]
        );
    }

    #[test]
    fn one_date_a_background_or_a_low_intensity_residence_do_not_fire() {
        let now = "mention D6-15 affirmed L w1 hours 40";
        assert_eq!(outcomes(&RULE, &php(now, "")), [""; 0]);
        let background = "mention D6-08 affirmed L w1";
        assert_eq!(outcomes(&RULE, &php(background, background)), [""; 0]);
        let evening = "mention D6-15 affirmed L w1 hours 2";
        assert_eq!(outcomes(&RULE, &php(evening, evening)), [""; 0]);
        let low = php(now, now).replace("H0035 rev 0912", "H2034");
        assert_eq!(outcomes(&RULE, &low), [""; 0]);
    }

    #[test]
    fn without_notes_it_says_nothing() {
        assert_eq!(
            outcomes(&RULE, "claim C1 I\nline 2026-01-05 H0035 rev 0912"),
            [""; 0]
        );
    }
}

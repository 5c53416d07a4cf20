//! LOC-005: a run of billed days on which the patient is described as stable.

use super::{down_to, is_reviewed_daily, step_down, support_on};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Verdict, is_diagnosis_line};
use crate::model::{Assertion, Dimension, Direction, IndicatorId, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-005",
    name: "stable-throughout-high-level",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Delta,
    applies_to: "PHP, residential, withdrawal management and inpatient stays",
    authority: &[
        Authority {
            cite: "Medicare Benefit Policy Manual ch. 6 §70.3",
            verified: false,
        },
        Authority {
            cite: "ASAM Criteria",
            verified: false,
        },
    ],
    checks: "On at least stable.days consecutive billed days the notes of the day deny risk to \
             self and others and describe the patient as stable in another respect (mood, sleep, \
             withdrawal, cravings, medication), and hold no statement of weight 2 or more for a \
             higher level. Where other evidence around these days supports the level, it warns.",
    why: "A reviewer ends the stay where the notes stop showing a need for it.",
    cure: &[Cure::C8],
    params: &["stable.days", "fail.confidence"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let least = case.number_for_stay(stay, "stable.days").max(1);
        let least = usize::try_from(least).unwrap_or(usize::MAX);
        if !is_reviewed_daily(stay.level) {
            checks.not_applicable(&RULE);
            continue;
        }
        let mut fired = false;
        let mut run: Vec<(ServiceDate, Vec<Span>)> = Vec::new();
        for &day in &stay.days {
            let follows = run
                .last()
                .is_none_or(|(last, _)| !stay.level.is_24_hour() || day.days_since(*last) == 1);
            let stable = stable_day(case, day);
            if stable.is_none() || !follows {
                fired |= report(case, checks, stay, &run, least);
                run.clear();
            }
            run.extend(stable.map(|places| (day, places)));
        }
        fired |= report(case, checks, stay, &run, least);
        if !fired {
            checks.pass(&RULE);
        }
    }
}

/// Reports a run that is long enough; returns whether it was.
fn report(
    case: &Case<'_>,
    checks: &mut Checks,
    stay: &Stay,
    run: &[(ServiceDate, Vec<Span>)],
    least: usize,
) -> bool {
    if run.len() < least {
        return false;
    }
    let days: Vec<ServiceDate> = run.iter().map(|(day, _)| *day).collect();
    let supports = days
        .iter()
        .filter_map(|&day| support_on(case, day, stay.level));
    let supported = supports
        .clone()
        .filter(|support| {
            matches!(
                support.verdict,
                Verdict::SupportsBilled | Verdict::SupportsHigher
            )
        })
        .count();
    let level = supports
        .map(|support| support.level)
        .filter(|level| level.rank() < stay.level.rank())
        .max_by_key(|level| level.rank())
        .unwrap_or_else(|| step_down(stay.level));
    let message = format!(
        "{}: {} in a row describe the patient as stable, deny risk and state no need for the \
         level: {}",
        stay.level,
        counted(days.len(), "billed day"),
        listed(&days),
    );
    let mut finding = on_stay(case, stay, RULE.finding(Outcome::Fail, message), &days);
    finding.at_risk = down_to(case, stay, level, &days);
    let statements = run
        .iter()
        .flat_map(|(_, places)| places.iter().take(2))
        .take(20);
    // The statements come before the lines, since they are what a reviewer reads first.
    let mut evidence: Vec<Evidence> = statements.map(|place| Evidence::supports(*place)).collect();
    evidence.append(&mut finding.evidence);
    finding.evidence = evidence;
    if supported * 2 > days.len() {
        finding = finding.with_confidence(65, case.policy.number("fail.confidence"));
    }
    checks.report(finding);
    true
}

/// Returns whether a note of the day says that the patient is ready to leave or waits for a place.
fn is_ready(case: &Case<'_>, day: ServiceDate) -> bool {
    let notes = case.ledger.notes_on(day).iter();
    notes
        .flat_map(|&index| &case.ledger.note(index).mentions)
        .any(|found| {
            let is_said = matches!(found.assertion, Assertion::Affirmed | Assertion::Uncertain);
            is_said && ["D5-19", "D5-20", "D6-12"].contains(&found.indicator.as_str())
        })
}

/// Returns the statements that describe the patient as stable on a day; `None` when the day is
/// not described so.
fn stable_day(case: &Case<'_>, day: ServiceDate) -> Option<Vec<Span>> {
    let mut denial = None;
    let mut others: BTreeSet<IndicatorId> = BTreeSet::new();
    let mut places = Vec::new();
    // "Ready to go, just nowhere to go": to have no home is then why somebody waits, and no need.
    let is_homeless_only = is_ready(case, day);
    for &index in case.ledger.notes_on(day) {
        let note = case.ledger.note(index);
        if note.kind.is_not_delivery() || note.kind == NoteKind::DischargeSummary {
            continue;
        }
        for mention in note
            .mentions
            .iter()
            .filter(|found| found.assertion == Assertion::Affirmed && !is_diagnosis_line(found))
        {
            match mention.direction {
                Direction::H if is_homeless_only && mention.indicator == "D6-01" => continue,
                Direction::H if mention.weight >= 2 => return None,
                Direction::L => {}
                _ => continue,
            }
            let denies = mention.indicator == "D3-04"
                || (mention.flipped && mention.dimension == Dimension::D3 && mention.weight >= 2);
            // Motivation and housing do not tell whether the condition is stable.
            let tells = matches!(
                mention.dimension,
                Dimension::D1 | Dimension::D3 | Dimension::D5
            );
            if denies {
                denial = denial.or(Some(mention.span));
            } else if tells && others.insert(mention.indicator) {
                places.push(mention.span);
            }
        }
    }
    let denial = denial?;
    if places.is_empty() {
        return None;
    }
    places.insert(0, denial);
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn stay(days: u32, on_day: impl Fn(u32) -> &'static str) -> String {
        let mut case = String::new();
        for day in 1..=days {
            case.push_str(&format!(
                "note 2026-01-{:02} nursing\n{}\n",
                day + 4,
                on_day(day)
            ));
        }
        format!(
            "{case}claim C1 I\nline 2026-01-05..2026-01-{:02} H2036 rev 1002",
            days + 4
        )
    }

    const STABLE: &str = "mention D3-04 affirmed L w2\nmention D3-28 affirmed L w2";

    #[test]
    fn fires_on_five_stable_days() {
        let case = stay(5, |_| STABLE);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05..2026-01-09"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
    }

    #[test]
    fn four_days_a_day_of_need_or_denial_alone_do_not_fire() {
        let denial = "mention D3-04 affirmed L w2";
        let need =
            "mention D3-04 affirmed L w2\nmention D3-28 affirmed L w2\nmention D5-01 affirmed H w2";
        for case in [
            stay(4, |_| STABLE),
            stay(8, |day| if day == 4 || day == 8 { need } else { STABLE }),
            stay(6, |_| denial),
            stay(6, |_| ""),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }
}

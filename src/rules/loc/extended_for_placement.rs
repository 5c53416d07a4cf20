//! LOC-018: the patient stayed on because there was nowhere to go.

use super::statements::{Said, cited, dates, said_in_course};
use super::{support_on, whole_days};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Verdict, only_waits};
use crate::model::ServiceDate;
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-018",
    name: "stay-extended-for-placement",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "PHP, residential and inpatient stays",
    authority: &[Authority {
        cite: "Medicare Benefit Policy Manual ch. 2 §30",
        verified: false,
    }],
    checks: "Notes on at least placement.days dates affirm that the patient waits for a bed, \
             housing, a court or another placement, or stays for what is no care; from the first of them to the last, no note \
             states a need of weight 2, and the record does not support the level on the billed \
             days between, or a note of the day says that the patient is ready and waits. It fails when one of these notes also describes the patient as stable \
             or ready, else it warns. Where notes since the first state a need, it warns only if on \
             at least placement.days dates one note says both that the patient waits and that \
             goals are met or the patient is ready. It warns too where a prescriber's one note says \
             that the patient is ready for discharge and waits, at least placement.days days were \
             billed from then on, and no note from that day on states a need.",
    why: "Days of waiting are custodial and not paid at this level, whoever caused the delay.",
    cure: &[Cure::C8],
    params: &["placement.days"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Risk denied, mood stable, improved, functioning, no cravings, no need for the setting, ready,
/// goals met.
const STABLE: [&str; 11] = [
    "D3-04", "D3-28", "D3-30", "D3-45", "D5-02", "D5-15", "D5-24", "D5-25", "D5-19", "D5-20",
    "P-10",
];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        if !super::is_reviewed_daily(stay.level) || case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let course = said_in_course(case, stay);
        let least = case.number_for_stay(stay, "placement.days");
        let mut waits: Vec<Said<'_>> = waits_at_the_end(&course);
        let mut needs: Vec<Said<'_>> = Vec::new();
        if (dates(&waits).len() as i64) < least {
            waits = ready_and_waiting(&course);
            needs = needs_since(&course, &waits);
        }
        // One such word of the prescriber holds until a note states a need again.
        let is_settled = (dates(&waits).len() as i64) < least;
        if is_settled {
            waits = settled(&course);
            needs.clear();
        }
        let on = dates(&waits);
        let (Some(&first), Some(&last)) = (on.first(), on.last()) else {
            checks.pass(&RULE);
            continue;
        };
        let last = if is_settled { stay.last_day() } else { last };
        let days: Vec<ServiceDate> = stay
            .days
            .iter()
            .copied()
            .filter(|day| first <= *day && *day <= last)
            .filter(|day| {
                !needs.is_empty()
                    || !is_supported(case, stay, *day)
                    || is_ready_on(&course, &waits, *day)
            })
            .collect();
        if !is_settled && (on.len() as i64) < least || (days.len() as i64) < least {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{}: notes on {} say that the patient waits for placement, or stays for a court, a lease \
             or a ride and not for care, {}, and {} were billed: {}",
            stay.level,
            counted(on.len(), "date"),
            if needs.is_empty() {
                "none between them states a need for the level".to_owned()
            } else {
                format!(
                    "each ready or with goals met, while notes since the first state a need on {}",
                    counted(dates(&needs).len(), "date")
                )
            },
            counted(days.len(), "day"),
            listed(&days),
        );
        let stable = course
            .iter()
            .filter(|said| said.date >= first && said.affirms(&STABLE));
        let stable: Vec<Said<'_>> = stable.copied().collect();
        let mut finding = RULE
            .finding(Outcome::Fail, message)
            .with_all(cited(&waits, 10).into_iter().map(Evidence::supports))
            .with_all(cited(&stable, 6).into_iter().map(Evidence::supports))
            .with_all(cited(&needs, 6).into_iter().map(Evidence::contradicts));
        finding = on_stay(case, stay, finding, &days);
        finding.at_risk = whole_days(case, stay, &days);
        let is_sure = needs.is_empty() && !stable.is_empty() && !is_settled;
        let confidence = if is_sure { 85 } else { 65 };
        checks.report(finding.with_confidence(confidence, case.policy.number("fail.confidence")));
    }
}

/// Returns the statements of waiting whose own note calls the patient ready.
fn ready_and_waiting<'l>(course: &[Said<'l>]) -> Vec<Said<'l>> {
    let ready: BTreeSet<usize> = course
        .iter()
        .filter(|said| said.affirms(&["D5-15", "D5-24", "D5-25", "D5-19", "D5-20"]))
        .map(|said| said.index)
        .collect();
    let waits = course
        .iter()
        .filter(|said| waits(said) && ready.contains(&said.index));
    waits.copied().collect()
}

/// Returns whether on a day one note says both that the patient waits and is ready: what notes of the days
/// before said of a need does not hold that day up.
fn is_ready_on(course: &[Said<'_>], waits: &[Said<'_>], day: ServiceDate) -> bool {
    let ready = ready_and_waiting(course);
    waits.iter().any(|said| {
        said.date == day
            && ready
                .iter()
                .any(|both| both.index == said.index && both.date == day)
    })
}

/// Returns the statements of waiting of a prescriber who also calls the patient ready, where no note
/// of that day or a later one states a need.
fn settled<'l>(course: &[Said<'l>]) -> Vec<Said<'l>> {
    let last_need = course
        .iter()
        .filter(|said| is_need(said))
        .map(|said| said.date)
        .max();
    let waits = course.iter().filter(|said| {
        waits(said) && only_waits(said.note) && last_need.is_none_or(|need| need < said.date)
    });
    waits.copied().collect()
}

/// Returns the needs stated from the first day of waiting on.
fn needs_since<'l>(course: &[Said<'l>], waits: &[Said<'l>]) -> Vec<Said<'l>> {
    let Some(first) = waits.first() else {
        return Vec::new();
    };
    let needs = course.iter().filter(|said| first.date <= said.date);
    needs.filter(|said| is_need(said)).copied().collect()
}

/// A place on a waiting list, which weighs less, holds nobody back.
fn waits(said: &Said<'_>) -> bool {
    said.affirms(&["D6-12"]) && said.mention.weight >= 3
}

/// To have no home is the reason for waiting and no need for the level.
fn is_need(said: &Said<'_>) -> bool {
    said.states_need(2) && said.mention.indicator != "D6-01"
}

/// Returns the statements of waiting after the last stated need.
fn waits_at_the_end<'l>(course: &[Said<'l>]) -> Vec<Said<'l>> {
    let need = course.iter().filter(|said| is_need(said));
    let last_need = need.map(|said| said.date).max();
    let waits = course
        .iter()
        .filter(|said| waits(said) && last_need.is_none_or(|need| need < said.date));
    waits.copied().collect()
}

fn is_supported(case: &Case<'_>, stay: &Stay, day: ServiceDate) -> bool {
    support_on(case, day, stay.level).is_some_and(|support| {
        matches!(
            support.verdict,
            Verdict::SupportsBilled | Verdict::SupportsHigher
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn stay(on_day: impl Fn(u32) -> &'static str) -> String {
        let mut case = String::new();
        for day in 5..=10 {
            case.push_str(&format!("note 2026-01-{day:02} nursing\n{}\n", on_day(day)));
        }
        format!("{case}claim C1 I\nline 2026-01-05..2026-01-10 - rev 0124")
    }

    const WAITS: &str = "mention D6-12 affirmed L w3\nmention D3-04 affirmed L w2";

    #[test]
    fn fires_on_the_days_of_waiting_and_warns_without_a_word_of_the_patient() {
        let case = stay(|day| {
            if day >= 8 {
                WAITS
            } else {
                "mention D3-01 affirmed H w3"
            }
        });
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-08..2026-01-10"]);
        let bare = stay(|day| {
            if day >= 8 {
                "mention D6-12 affirmed L w3"
            } else {
                ""
            }
        });
        assert_eq!(outcomes(&RULE, &bare), ["warn C1/1 2026-01-08..2026-01-10"]);
    }

    #[test]
    fn one_date_or_a_need_meanwhile_do_not_fire() {
        assert_eq!(
            outcomes(&RULE, &stay(|day| if day == 9 { WAITS } else { "" })),
            [""; 0]
        );
        let need = |day| {
            if day == 10 {
                "mention D3-10 affirmed H w3"
            } else {
                WAITS
            }
        };
        assert_eq!(outcomes(&RULE, &stay(need)), [""; 0]);
    }

    #[test]
    fn a_need_beside_notes_that_call_the_patient_ready_warns() {
        let case = stay(|day| match day {
            8 | 10 => "mention D6-12 affirmed L w3\nmention D5-19 affirmed L w3",
            9 => "mention D3-20 affirmed H w2",
            _ => "",
        });
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-08..2026-01-10"]);
    }

    #[test]
    fn an_assessment_does_not_hold_who_has_been_well_since_the_last_need() {
        const WELL: &str = "mention D6-12 affirmed L w3\nmention D5-20 affirmed L w3\n\
                            mention D3-28 affirmed L w2";
        let stay = |last_need: u32| {
            let mut case = "note 2026-01-05 assessment\nmention D5-14 affirmed H w3\n\
                            mention D5-03 affirmed H w3\nmention D6-02 affirmed H w3\n\
                            mention D3-19 affirmed H w2\n"
                .to_owned();
            for day in 6..=20 {
                let said = if day <= last_need {
                    "mention D5-01 affirmed H w3\nmention D3-19 affirmed H w2"
                } else {
                    WELL
                };
                case.push_str(&format!("note 2026-01-{day:02} group\n{said}\n"));
            }
            format!("{case}claim C1 I\nline 2026-01-05..2026-01-20 H0018 rev 1002")
        };
        let found = outcomes(&RULE, &stay(16));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("fail C1/1 2026-01-18"), "{found:?}");
        assert_eq!(outcomes(&RULE, &stay(20)), [""; 0]);
    }

    #[test]
    fn a_need_of_the_days_before_does_not_hold_up_a_day_of_waiting_and_readiness() {
        let case = |second: &'static str| {
            stay(move |day| match day {
                5..=8 => "mention D3-01 affirmed H w3",
                9 => "mention D6-12 affirmed L w3\nmention D5-19 affirmed L w3",
                10 => second,
                _ => "",
            })
        };
        let both = "mention D6-12 affirmed L w3\nmention D5-20 affirmed L w3";
        assert_eq!(
            outcomes(&RULE, &case(both)),
            ["fail C1/1 2026-01-09..2026-01-10"]
        );
        assert_eq!(outcomes(&RULE, &case("")), [""; 0]);
    }

    #[test]
    fn one_word_of_the_prescriber_holds_until_a_need_is_stated() {
        const SETTLED: &str = "mention D5-19 affirmed L w3\nmention D6-12 affirmed L w3";
        let drawn = |kind: &str, later: &'static str| {
            let case = stay(|day| match day {
                5..=7 => "mention D3-14 affirmed H w3",
                8 => SETTLED,
                10 => later,
                _ => "",
            });
            case.replace(
                "note 2026-01-08 nursing",
                &format!("note 2026-01-08 {kind}"),
            )
        };
        let case = drawn("prescriber by \"Ann Poe\" MD", "");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-08..2026-01-10"]);
        assert_eq!(outcomes(&RULE, &drawn("nursing", "")), [""; 0]);
        let need = drawn(
            "prescriber by \"Ann Poe\" MD",
            "mention D3-10 affirmed H w3",
        );
        assert_eq!(outcomes(&RULE, &need), [""; 0]);
    }

    #[test]
    fn without_notes_it_says_nothing() {
        assert_eq!(
            outcomes(&RULE, "claim C1 I\nline 2026-01-05..2026-01-10 - rev 0124"),
            [""; 0]
        );
    }
}

//! TIM-002: a psychotherapy code needs more minutes than its note states.

use super::stated::{Stated, best, carried, of_date, psychotherapy};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-002",
    name: "psychotherapy-time-below-code",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Unit,
    applies_to: "psychotherapy 90832, 90834, 90837 and the add-ons 90833, 90836, 90838",
    authority: &[Authority {
        cite: "CPT time rule; Medicare local coverage determinations for psychotherapy",
        verified: true,
    }],
    checks: "The note states fewer minutes than the code needs (16, 38, 53), but enough for a \
             shorter code. Where several notes document the line, the best counts. Where start \
             and stop disagree with the stated duration and only one of them is enough, it warns. \
             Fewer than 16 minutes are TIM-003.",
    why: "The code is paid down to the one that the minutes carry.",
    cure: &[Cure::C4],
    params: &[
        "psychotherapy.minutes.90832",
        "psychotherapy.minutes.90834",
        "psychotherapy.minutes.90837",
        "psychotherapy.downcode_percent",
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
        let terms = row.terms(case.policy);
        let Some((place, least)) = psychotherapy(&terms, code) else {
            continue;
        };
        let Some(stated) = best(case, row) else {
            checks.not_applicable(&RULE);
            continue;
        };
        if stated.low >= least {
            checks.pass(&RULE);
            continue;
        }
        if stated.high >= least {
            // The longer reading carries the code, the shorter one does not.
            let lower = carried(&terms, code, stated.low);
            let need = Need {
                place,
                least,
                minutes: stated.low,
            };
            checks.report(finding(case, row, &stated, &need, lower, 60));
            continue;
        }
        match carried(&terms, code, stated.high) {
            Some(lower) => {
                let need = Need {
                    place,
                    least,
                    minutes: stated.high,
                };
                let sure = stated.confidence;
                checks.report(finding(case, row, &stated, &need, Some(lower), sure));
            }
            None => checks.not_applicable(&RULE),
        }
    }
}

/// What the billed code needs, and the minutes that are held against it.
struct Need {
    /// Place of the code in the order of length.
    place: usize,
    least: u32,
    minutes: u32,
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    stated: &Stated<'_>,
    need: &Need,
    lower: Option<(usize, &'static str)>,
    confidence: u8,
) -> Finding {
    let code = code_words(case.ledger.service_line(row.id));
    let mut message = format!(
        "{code} needs {} minutes, the note {} states {}",
        need.least,
        of_date(stated.note.date()),
        stated.words()
    );
    let steps = match lower {
        Some((lower, _)) => need.place.saturating_sub(lower),
        None => need.place + 1,
    };
    if let Some((_, lower)) = lower {
        message.push_str(&format!("; {} minutes carry {lower}", need.minutes));
    }
    // Rates of psychotherapy codes are seldom known, so a step down counts a fixed share.
    let step = case
        .number_for(row, "psychotherapy.downcode_percent")
        .clamp(0, 100);
    let percent = match lower {
        Some(_) => (step * steps as i64).min(100),
        None => 100,
    };
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .risking(AtRisk::whole(row.id).at_percent(u8::try_from(percent).unwrap_or(100)))
        .with(Evidence::supports(stated.time.span))
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn session(minutes: u32, code: &str) -> String {
        format!("note 2026-01-05 individual minutes {minutes}\nclaim C1 P\nline 2026-01-05 {code}")
    }

    #[test]
    fn fires_below_the_code() {
        for (minutes, code, lower, percent) in [
            (52, "90837", "90834", 30),
            (38, "90837", "90834", 30),
            (37, "90837", "90832", 60),
            (37, "90834", "90832", 30),
            (45, "90838", "90836", 30),
        ] {
            let found = findings(&RULE, &session(minutes, code));
            assert_eq!(found.len(), 1, "{minutes} {code}");
            assert_eq!(found[0].outcome, Outcome::Fail);
            assert!(
                found[0].message.ends_with(&format!("carry {lower}")),
                "{}",
                found[0].message
            );
            assert_eq!(found[0].at_risk[0].percent, percent);
        }
    }

    #[test]
    fn enough_minutes_and_too_few_for_any_code_are_not_this_rule() {
        for (minutes, code) in [
            (53, "90837"),
            (38, "90834"),
            (16, "90832"),
            (120, "90837"),
            (15, "90837"),
            (12, "90832"),
            (20, "90847"),
        ] {
            assert_eq!(
                outcomes(&RULE, &session(minutes, code)),
                [""; 0],
                "{minutes} {code}"
            );
        }
    }

    #[test]
    fn two_readings_of_the_time_only_warn() {
        let case = "note 2026-01-05 individual 09:00-09:45 minutes 53
            claim C1 P
            line 2026-01-05 90837";
        assert_eq!(outcomes(&RULE, case), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn no_note_or_no_time_is_not_this_rule() {
        let case = "claim C1 P\nline 2026-01-05 90837";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
        let case = "note 2026-01-05 individual\nclaim C1 P\nline 2026-01-05 90837";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}

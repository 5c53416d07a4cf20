//! TIM-013: a note says that the patient came late or left early, and the whole time was billed.

use super::attended::{Attended, attended};
use super::stated::{PSYCHOTHERAPY, carried, psychotherapy};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{Note, Units};
use crate::policy::UnitBasis;
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-013",
    name: "arrived-late-left-early-not-reduced",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Unit,
    applies_to: "psychotherapy codes, 15-minute codes and hour codes",
    authority: &[Authority {
        cite: "CPT time rule",
        verified: true,
    }],
    checks: "A note says by how much the patient came late or left early, or which part was \
             attended, its stated time is the session's whole time, and the billed code or units \
             need more minutes than the attended ones. A note whose start or stop is already \
             moved, or whose minutes an attendance sheet confirms, is not judged. Where the start \
             could be either, other sessions of the patient at the same time decide.",
    why: "Minutes when the patient was not there are not billable, and the note itself proves \
          them.",
    cure: &[Cure::C4],
    params: &[
        "late.least_minutes",
        "fifteen.rounding",
        "hour.rounding",
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
        let is_psychotherapy = bills_any(line, &PSYCHOTHERAPY);
        let is_timed = matches!(row.billed.unit, UnitBasis::Fifteen | UnitBasis::Hour)
            && line.unit_basis != "MJ";
        if !is_psychotherapy && !is_timed {
            checks.not_applicable(&RULE);
            continue;
        }
        let Some(total) = total(case, row) else {
            checks.not_applicable(&RULE);
            continue;
        };
        let excess = if is_psychotherapy {
            of_code(case, row, &total)
        } else {
            of_units(case, row, &total)
        };
        match excess {
            Some((needs, risk)) => checks.report(finding(case, row, &total, &needs, risk)),
            None => checks.pass(&RULE),
        }
    }
}

/// The minutes of a line's notes, with what remarks leave of them.
struct Total {
    stated: u32,
    attended: u32,
    places: Vec<Span>,
    times: Vec<Span>,
    confidence: u8,
}

/// Returns the minutes, or `None` when no note has a remark or one states no time.
fn total(case: &Case<'_>, row: &LineRow) -> Option<Total> {
    let mut total = Total {
        stated: 0,
        attended: 0,
        places: Vec::new(),
        times: Vec::new(),
        confidence: 99,
    };
    for (link, note) in case.documentation(row) {
        let time = note.time.as_ref()?;
        let stated = time.minutes.max(time.stated_minutes.unwrap_or(0));
        total.stated += stated;
        match attended(case, note) {
            Some(Attended {
                minutes,
                places,
                confidence,
            }) => {
                total.attended += minutes;
                total.places.extend(places);
                total.times.push(time.span);
                total.confidence = total
                    .confidence
                    .min(confidence)
                    .min(link.confidence)
                    .min(note.boundary_confidence);
            }
            None => total.attended += billable(note, stated),
        }
    }
    (!total.places.is_empty()).then_some(total)
}

fn billable(note: &Note, stated: u32) -> u32 {
    stated.saturating_sub(note.remarks.paused())
}

/// Returns what the psychotherapy code needs, and the dollars, where the attended minutes carry a
/// shorter code or none.
fn of_code(case: &Case<'_>, row: &LineRow, total: &Total) -> Option<(String, AtRisk)> {
    let line = case.ledger.service_line(row.id);
    let code = line.procedure.as_ref()?.value.as_str();
    let terms = row.terms(case.policy);
    let (place, least) = psychotherapy(&terms, code)?;
    if total.attended >= least {
        return None;
    }
    let lower = carried(&terms, code, total.attended);
    let step = terms.number("psychotherapy.downcode_percent").clamp(0, 100);
    let percent = match lower {
        Some((lower, _)) => (step * place.saturating_sub(lower) as i64).min(100),
        None => 100,
    };
    let percent = u8::try_from(percent).unwrap_or(100);
    Some((
        format!("{code} needs {least}"),
        AtRisk::whole(row.id).at_percent(percent),
    ))
}

/// Returns what the units need, and the units too many.
fn of_units(case: &Case<'_>, row: &LineRow, total: &Total) -> Option<(String, AtRisk)> {
    let line = case.ledger.service_line(row.id);
    let billed = line.units.as_ref()?.value;
    let (length, key) = match row.billed.unit {
        UnitBasis::Hour => (60, "hour.rounding"),
        _ => (15, "fifteen.rounding"),
    };
    let rounding = case.number_for(row, key).clamp(1, length);
    let minutes = i64::from(total.attended);
    let carried = minutes / length + i64::from(minutes % length >= rounding);
    let excess = billed.minus(Units::whole(carried));
    (excess.thousandths() > 0).then(|| {
        (
            format!("they carry {carried} of {billed} units billed"),
            AtRisk::units(row.id, excess),
        )
    })
}

fn finding(case: &Case<'_>, row: &LineRow, total: &Total, needs: &str, risk: AtRisk) -> Finding {
    let code = code_words(case.ledger.service_line(row.id));
    let message = format!(
        "{code}: the note states {} minutes and says that the patient was there for {} of them; \
         {needs}",
        total.stated, total.attended
    );
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .risking(risk)
        .with_all(
            total
                .places
                .iter()
                .take(8)
                .map(|&place| Evidence::supports(place)),
        )
        .with_all(
            total
                .times
                .iter()
                .take(4)
                .map(|&place| Evidence::contradicts(place)),
        )
        .with_confidence(total.confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn session(note: &str, line: &str) -> String {
        format!("note 2026-01-05 individual {note}\nclaim C1 P\nline 2026-01-05 {line}")
    }

    #[test]
    fn fires_when_the_whole_time_was_billed() {
        for (note, line) in [
            ("10:00-11:00 late 25", "90837"),
            ("10:00-11:00 late 25", "H0004 units 4"),
            ("10:00-10:50 early 20", "90834"),
            ("10:00-11:00 left-at 10:20", "H0004 units 4"),
            ("10:00-11:00 part 35", "H0004 units 4"),
            ("10:00-12:00 late 35", "H2012 units 2"),
        ] {
            let case = session(note, line);
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"], "{case}");
        }
        let found = findings(&RULE, &session("10:00-11:00 late 25", "H0004 units 4"));
        assert_eq!(found[0].at_risk[0].portion, Portion::Units(Units::whole(2)));
        assert!(
            found[0].message.contains("there for 35"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn reduced_time_or_units_pass() {
        for (note, line) in [
            ("10:00-11:00 late 25", "H0004 units 2"),
            ("10:00-11:00 late 5", "90837"),
            ("10:00-11:00 late 20", "90834"),
        ] {
            assert_eq!(tally(&RULE, &session(note, line)).pass, 1, "{note} {line}");
        }
        for (note, line) in [
            ("10:25-11:00 late 25", "H0004 units 3"),
            ("10:00-11:00 minutes 35 late 25", "H0004 units 2"),
            ("10:30-11:30 late 30", "H0004 units 4"),
            ("10:00-11:00", "90837"),
            // A stop at 10:53 may be when the patient left.
            ("10:00-10:53 early 20", "90837"),
            ("", "90837"),
        ] {
            let case = session(note, line);
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{note} {line}");
        }
    }

    #[test]
    fn other_sessions_and_sheets_decide_what_the_times_are_of() {
        let case = session("10:00-11:00 late 30", "H0004 units 4");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        let usual = format!(
            "note 2026-01-06 individual 10:00-11:00\nnote 2026-01-07 individual 10:00-11:00\n{case}"
        );
        assert_eq!(outcomes(&RULE, &usual), ["fail C1/1 2026-01-05"]);
        let present = format!("attend 2026-01-05 Skills 10:00-11:00 present\n{usual}");
        assert_eq!(outcomes(&RULE, &present), [""; 0]);
    }

    #[test]
    fn untimed_codes_are_not_judged() {
        let group = "note 2026-01-05 group 10:00-11:00 late 25\nclaim C1 P\nline 2026-01-05 90853";
        assert_eq!(tally(&RULE, group).not_applicable, 1);
    }
}

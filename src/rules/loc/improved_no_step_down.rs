//! LOC-017: the patient improved, and the level went on unchanged without a reason.

use super::down_to;
use super::statements::{Said, cited, dates, is_told_to_payer, said};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Stay;
use crate::model::{LevelOfCare, Measure, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-017",
    name: "improved-but-no-step-down",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Delta,
    applies_to: "IOP, PHP, residential and inpatient stays",
    authority: &[Authority {
        cite: "ASAM Criteria; payer manuals",
        verified: false,
    }],
    checks: "Of two PHQ-9 or two GAD-7 scores in a row during the stay, the later is lower by at \
             least improved.percent and below improved.scale_below, and no later one is at or \
             above it again; or notes on at least improved.statement_dates dates say that goals \
             are met or the patient is ready for a lower level. More than improved.days billed \
             days follow the lower score or the first of these dates, and no note after it affirms \
             a need of weight 2, a need for the setting, use or a medication change. Where other \
             notes affirm one, it warns only if on at least improved.statement_dates dates one \
             note says both that goals are met and that the patient is ready. The days beyond \
             improved.days are counted.",
    why: "Continued stay is paid for continued need; a note of readiness or a halved score \
          without a reason to stay ends it.",
    cure: &[Cure::C8],
    params: &[
        "improved.percent",
        "improved.scale_below",
        "improved.statement_dates",
        "improved.days",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        if case.record.notes.is_empty() || stay.withdrawal {
            checks.not_applicable(&RULE);
            continue;
        }
        let mut course = said(case, stay.admission, stay.last_day());
        course.retain(|said| !looks_ahead(said.note.kind));
        let improvements = [scores(case, stay, &course), statements(case, stay, &course)];
        let fired = improvements
            .into_iter()
            .flatten()
            .find_map(|improvement| finding(case, stay, &course, improvement));
        match fired {
            Some(finding) => checks.report(finding),
            None => checks.pass(&RULE),
        }
    }
}

/// What shows the improvement: its date, the words for it and where it stands.
struct Improvement<'l> {
    on: ServiceDate,
    words: String,
    stated: Vec<Said<'l>>,
    /// Whether single notes say in every way that the level is no longer needed, so that what
    /// others tell does not silence it.
    is_plain: bool,
}

fn looks_ahead(kind: NoteKind) -> bool {
    is_told_to_payer(kind) || matches!(kind, NoteKind::TreatmentPlan | NoteKind::DischargeSummary)
}

/// The scales whose fall shows improvement.
const SCALES: [(&str, &str); 3] = [("D3-16", "PHQ-9"), ("D3-48", "PHQ-A"), ("D3-17", "GAD-7")];

/// Returns the last halving of a score that no later score took back.
fn scores<'l>(case: &Case<'_>, stay: &Stay, course: &[Said<'l>]) -> Option<Improvement<'l>> {
    let percent = case.number_for_stay(stay, "improved.percent") as f32;
    let below = case.number_for_stay(stay, "improved.scale_below") as f32;
    SCALES.into_iter().find_map(|(id, name)| {
        let series: Vec<(Said<'l>, f32)> = course
            .iter()
            .filter(|said| said.affirms(&[id]))
            .filter_map(|said| match said.mention.measure {
                Some(Measure::Score(score)) => Some((*said, score)),
                _ => None,
            })
            .collect();
        let place = series.windows(2).position(|pair| {
            let [(earlier, before), (later, after)] = pair else {
                return false;
            };
            earlier.date < later.date
                && *after < below
                && *before >= below
                && (before - after) * 100.0 >= before * percent
        })?;
        let stays_low = series[place + 1..].iter().all(|(_, score)| *score < below);
        let ((earlier, before), (later, after)) = (series[place], series[place + 1]);
        stays_low.then(|| Improvement {
            on: later.date,
            words: format!(
                "{name} fell from {before} on {} to {after} on {}",
                earlier.date, later.date
            ),
            stated: vec![earlier, later],
            is_plain: false,
        })
    })
}

/// Returns the date from which enough notes say that goals are met or a lower level would do.
fn statements<'l>(case: &Case<'_>, stay: &Stay, course: &[Said<'l>]) -> Option<Improvement<'l>> {
    let ready: Vec<Said<'l>> = course
        .iter()
        .filter(|said| said.affirms(&["D5-19", "D5-20"]) && said.mention.weight >= 3)
        .copied()
        .collect();
    let on = dates(&ready);
    let needed = usize::try_from(case.number_for_stay(stay, "improved.statement_dates")).ok()?;
    on.get(needed.max(1) - 1)?;
    let both: Vec<Said<'l>> = ready
        .iter()
        .filter(|said| {
            ["D5-19", "D5-20"].iter().all(|id| {
                let mut same = ready.iter().filter(|other| other.index == said.index);
                same.any(|other| other.affirms(&[id]))
            })
        })
        .copied()
        .collect();
    Some(Improvement {
        on: *on.first()?,
        is_plain: dates(&both).len() >= needed.max(1),
        words: format!(
            "notes on {} say that goals are met or a lower level is due: {}",
            counted(on.len(), "date"),
            listed(&on)
        ),
        stated: ready,
    })
}

fn finding(
    case: &Case<'_>,
    stay: &Stay,
    course: &[Said<'_>],
    improvement: Improvement<'_>,
) -> Option<crate::finding::Finding> {
    let after: Vec<ServiceDate> = stay
        .days
        .iter()
        .copied()
        .filter(|day| *day > improvement.on)
        .collect();
    let allowed = usize::try_from(case.number_for_stay(stay, "improved.days")).ok()?;
    let beyond = after.get(allowed..).filter(|days| !days.is_empty())?;
    let reasons = course.iter().filter(|said| {
        said.date > improvement.on
            && (said.states_need(2)
                || said.affirms(&["D5-14", "P-01", "P-03", "D3-32", "D5-08", "D5-03"]))
    });
    let reasons: Vec<Said<'_>> = reasons.copied().collect();
    if !reasons.is_empty() && !improvement.is_plain {
        return None;
    }
    // Without any note after it the record is silent, which is another matter (LOC-003).
    let last_noted = course
        .last()
        .map(|said| said.date)
        .filter(|date| *date > improvement.on)?;
    let level = match stay.level {
        level if level.is_24_hour() => LevelOfCare::PartialHospitalization,
        LevelOfCare::PartialHospitalization => LevelOfCare::IntensiveOutpatient,
        _ => LevelOfCare::Outpatient,
    };
    let message = format!(
        "{}: {}, {} were billed after that, and {}; {} beyond the first {allowed}: {}",
        stay.level,
        improvement.words,
        counted(after.len(), "day"),
        if reasons.is_empty() {
            format!("no note up to {last_noted} states a reason to stay")
        } else {
            let on = dates(&reasons).len();
            format!("other notes state a need on {}", counted(on, "date"))
        },
        counted(beyond.len(), "day"),
        listed(beyond),
    );
    let mut finding = RULE.finding(Outcome::Fail, message).with_all(
        cited(&improvement.stated, 8)
            .into_iter()
            .map(Evidence::supports),
    );
    finding = finding.with_all(cited(&reasons, 6).into_iter().map(Evidence::contradicts));
    finding = on_stay(case, stay, finding, beyond);
    finding.at_risk = down_to(case, stay, level, beyond);
    let threshold = case.policy.number("fail.confidence");
    Some(finding.with_confidence(if reasons.is_empty() { 80 } else { 60 }, threshold))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    /// An IOP stay of twelve days, Monday, Wednesday and Friday, with notes on each day.
    fn iop(notes: &str) -> String {
        let first = ServiceDate::new(2026, 1, 5).expect("a date");
        let mut case = format!("{notes}\n");
        let mut lines = String::new();
        for week in 0..4 {
            for day in [0, 2, 4] {
                let date = first.plus_days(week * 7 + day);
                case.push_str(&format!("note {date} group\nmention D3-04 affirmed L w2\n"));
                lines.push_str(&format!("line {date} H0015 rev 0906\n"));
            }
        }
        format!("{case}claim C1 I\n{lines}")
    }

    const HALVED: &str = "note 2026-01-05 individual\nmention D3-16 affirmed H w3 score 22
        note 2026-01-09 individual\nmention D3-16 affirmed L w1 score 9";

    #[test]
    fn fires_on_a_halved_score_and_more_than_seven_days() {
        let case = iop(HALVED);
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-28..2026-01-30"]);
        assert!(
            findings(&RULE, &case)[0]
                .message
                .contains("PHQ-9 fell from 22")
        );
        let ready = "note 2026-01-06 individual\nmention D5-19 affirmed L w3
            note 2026-01-08 individual\nmention D5-20 affirmed L w3";
        assert_eq!(
            outcomes(&RULE, &iop(ready)),
            ["fail C1 2026-01-23..2026-01-30"]
        );
    }

    #[test]
    fn notes_that_call_the_goals_met_and_the_patient_ready_warn_beside_needs() {
        let both = "mention D5-19 affirmed L w3\nmention D5-20 affirmed L w3";
        let case = format!(
            "note 2026-01-06 individual\n{both}\nnote 2026-01-08 individual\n{both}
            note 2026-01-12 group\nmention D3-35 affirmed H w2"
        );
        assert_eq!(
            outcomes(&RULE, &iop(&case)),
            ["warn C1 2026-01-23..2026-01-30"]
        );
    }

    #[test]
    fn a_reason_to_stay_a_score_that_rose_again_or_one_statement_do_not() {
        for more in [
            "note 2026-01-20 individual\nmention D5-01 affirmed H w2",
            "note 2026-01-20 individual\nmention D3-16 affirmed H w2 score 15",
        ] {
            assert_eq!(
                outcomes(&RULE, &iop(&format!("{HALVED}\n{more}"))),
                [""; 0],
                "{more}"
            );
        }
        // "Goal 1 met" in one note and a step-down spoken of in another leave other needs open.
        let apart = "note 2026-01-06 individual\nmention D5-19 affirmed L w3
            note 2026-01-08 individual\nmention D5-20 affirmed L w3
            note 2026-01-12 individual\nmention D5-01 affirmed H w2";
        assert_eq!(outcomes(&RULE, &iop(apart)), [""; 0]);
        let once = "note 2026-01-08 individual\nmention D5-19 affirmed L w3";
        assert_eq!(outcomes(&RULE, &iop(once)), [""; 0]);
    }

    #[test]
    fn a_chart_that_ends_with_the_score_proves_nothing() {
        let case = iop(HALVED);
        let cut: String = case
            .lines()
            .filter(|line| {
                !(line.starts_with("note 2026-01-1")
                    || line.starts_with("note 2026-01-2")
                    || line.starts_with("note 2026-01-3")
                    || *line == "mention D3-04 affirmed L w2")
            })
            .map(|line| format!("{line}\n"))
            .collect();
        assert_eq!(outcomes(&RULE, &cut), [""; 0]);
    }
}

//! CLN-004: the same vital signs entry after entry, or the same answers to a PHQ-9.

use super::copied::on_notes;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Minute, Note, NoteKind, ServiceDate, Vitals};
use crate::rules::dates::listed;
use crate::rules::relied::relied;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-004",
    name: "copied-vitals-or-scores",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "withdrawal management, inpatient, PHP and other stays whose notes or flowsheets \
                 record vital signs or PHQ-9 items",
    authority: &[Authority {
        cite: "OIG work on copied records",
        verified: false,
    }],
    checks: "Blood pressure, pulse and temperature are all equal to the last digit in at least \
             vitals.run readings that follow one another; or two PHQ-9s of different dates have \
             the same nine answers, with a sum of at least phq9.least_sum. Readings that a note \
             tells again (of admission, of intake, from nursing) and readings of one hour do not \
             count.",
    why: "Three readings of a living body do not agree in four numbers, and nobody answers nine \
          questions alike weeks apart by chance. Equal values show that they were carried over \
          and not taken, on days whose need for monitoring rests on them.",
    cure: &[Cure::C9, Cure::C7],
    params: &["vitals.run", "phq9.least_sum"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// One reading: when, of which note, where.
#[derive(Debug, Clone, Copy)]
struct Reading<T> {
    date: ServiceDate,
    at: Option<Minute>,
    note: usize,
    value: T,
    span: Span,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let vitals = vitals(case);
    let least = usize::try_from(case.policy.number("vitals.run")).unwrap_or(usize::MAX);
    let runs = vitals.chunk_by(|one, other| one.value == other.value);
    let runs: Vec<_> = runs.filter(|run| run.len() >= least.max(2)).collect();
    for run in &runs {
        if let Some(first) = run.first() {
            let value = first.value;
            let what = format!(
                "{} readings in a row are equal: BP {}/{}, pulse {}, temperature {}.{}",
                run.len(),
                value.systolic,
                value.diastolic,
                value.pulse,
                value.temperature / 10,
                value.temperature % 10,
            );
            report(case, run, &what, checks);
        }
    }
    let scores = phq9(case);
    let least_sum = case.policy.number("phq9.least_sum");
    let pairs = scores.chunk_by(|one, other| one.value == other.value);
    let pairs: Vec<_> = pairs
        .filter(|same| same.len() >= 2)
        .filter(|same| {
            let sum = same.first().map_or(0, |first| {
                first.value.iter().map(|item| i64::from(*item)).sum::<i64>()
            });
            sum >= least_sum
        })
        .collect();
    for same in &pairs {
        let what = format!(
            "{} PHQ-9s of different dates have the same nine answers",
            same.len()
        );
        report(case, same, &what, checks);
    }
    if runs.is_empty() && pairs.is_empty() {
        if vitals.len() >= least || scores.len() >= 2 {
            checks.pass(&RULE);
        } else {
            checks.not_applicable(&RULE);
        }
    }
}

fn report<T: Copy>(case: &Case<'_>, run: &[Reading<T>], what: &str, checks: &mut Checks) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return;
    };
    let mut days: Vec<ServiceDate> = run.iter().map(|reading| reading.date).collect();
    days.dedup();
    let mut copies: Vec<usize> = run.iter().skip(1).map(|reading| reading.note).collect();
    copies.dedup();
    copies.retain(|note| *note != first.note);
    let finding = RULE
        .finding(Outcome::Fail, format!("{what} ({})", listed(&days)))
        .from_to(first.date, last.date)
        .with_all(
            run.iter()
                .take(6)
                .map(|reading| Evidence::supports(reading.span)),
        );
    let relied = relied(case, |index, _| !copies.contains(&index));
    checks.report(on_notes(case, finding, &relied, &copies, 100));
}

/// Returns the readings of vital signs in order, one an hour at most.
fn vitals(case: &Case<'_>) -> Vec<Reading<Vitals>> {
    let mut readings = Vec::new();
    for (note, found) in case.record.notes.iter().enumerate() {
        if !may_take_readings(found) {
            continue;
        }
        let Some(date) = found.date() else { continue };
        let stated = found.wording.facts().and_then(|facts| facts.vitals);
        if let Some(vitals) = stated {
            readings.push(Reading {
                date,
                at: found.time.and_then(|time| time.start),
                note,
                value: vitals.value,
                span: vitals.span,
            });
        }
        readings.extend(of_flowsheet(found, note, date));
    }
    readings.sort_by_key(|reading| (reading.date, reading.at, reading.span));
    // A reading told in two notes of one hour, or of one day without times, is one reading.
    readings.dedup_by(|later, earlier| {
        later.date == earlier.date
            && later.value == earlier.value
            && match (later.at, earlier.at) {
                (Some(one), Some(other)) => {
                    one.since_midnight().abs_diff(other.since_midnight()) < 60
                }
                _ => true,
            }
    });
    readings
}

/// Documents that sum up a time tell its readings again.
fn may_take_readings(note: &Note) -> bool {
    !note.kind.is_not_delivery()
        && !matches!(
            note.kind,
            NoteKind::DischargeSummary | NoteKind::ProgramSummary
        )
}

fn of_flowsheet(note: &Note, index: usize, date: ServiceDate) -> Vec<Reading<Vitals>> {
    type Row = (Option<(u16, u16)>, Option<u16>, Option<u16>, Option<Span>);
    let mut rows: BTreeMap<(ServiceDate, Minute), Row> = BTreeMap::new();
    for cell in &note.flowsheet {
        let Some(time) = cell.time else { continue };
        let value = cell.value.value.trim();
        let row = rows.entry((cell.date.unwrap_or(date), time)).or_default();
        match cell.measure.value.trim().to_ascii_lowercase().as_str() {
            "bp" | "b/p" | "blood pressure" => {
                row.0 = value.split_once('/').and_then(|(systolic, diastolic)| {
                    Some((
                        systolic.trim().parse().ok()?,
                        diastolic.trim().parse().ok()?,
                    ))
                });
                row.3 = Some(cell.value.span);
            }
            "hr" | "p" | "pulse" | "heart rate" => row.1 = value.parse().ok(),
            "t" | "temp" | "temperature" | "temp (f)" | "temp f" => {
                row.2 = value.split_once('.').and_then(|(whole, tenth)| {
                    let tenth: u16 = tenth.get(..1)?.parse().ok()?;
                    Some(whole.parse::<u16>().ok()? * 10 + tenth)
                });
            }
            _ => {}
        }
    }
    rows.into_iter()
        .filter_map(|((date, at), (pressure, pulse, temperature, span))| {
            let (systolic, diastolic) = pressure?;
            Some(Reading {
                date,
                at: Some(at),
                note: index,
                value: Vitals {
                    systolic,
                    diastolic,
                    pulse: pulse?,
                    temperature: temperature?,
                },
                span: span?,
            })
        })
        .collect()
}

/// Returns the answers of every PHQ-9, one a date.
fn phq9(case: &Case<'_>) -> Vec<Reading<[u8; 9]>> {
    let mut readings: Vec<Reading<[u8; 9]>> = Vec::new();
    for (note, found) in case.record.notes.iter().enumerate() {
        let items = found.wording.facts().and_then(|facts| facts.phq9);
        let (Some(items), Some(date), true) = (items, found.date(), may_take_readings(found))
        else {
            continue;
        };
        readings.push(Reading {
            date,
            at: None,
            note,
            value: items.value,
            span: items.span,
        });
    }
    readings.sort_by_key(|reading| (reading.date, reading.span));
    readings.dedup_by_key(|reading| reading.date);
    readings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn notes(vitals: [&str; 3]) -> String {
        let mut case = String::from("claim C1 I\n");
        for (day, vitals) in (5..8).zip(vitals) {
            case.push_str(&format!(
                "line 2026-01-0{day} H0011 rev 0126
                note 2026-01-0{day} nursing text \"Slept well. {vitals} No tremor seen.\"\n"
            ));
        }
        case
    }

    #[test]
    fn fires_on_three_equal_readings() {
        let case = notes(["BP 132/84 HR 78 T 98.4"; 3]);
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-07"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 2);
    }

    #[test]
    fn readings_that_differ_or_are_told_again_do_not_fire() {
        let stable = notes([
            "BP 120/80 HR 72 T 98.6",
            "BP 120/80 HR 70 T 98.6",
            "BP 120/80 HR 72 T 98.6",
        ]);
        assert_eq!(outcomes(&RULE, &stable), [""; 0]);
        assert_eq!(tally(&RULE, &stable).pass, 1);
        let retold = notes(["Vitals on admission: BP 132/84 HR 78 T 98.4."; 3]);
        assert_eq!(outcomes(&RULE, &retold), [""; 0]);
        assert_eq!(tally(&RULE, &notes([""; 3])).not_applicable, 1);
    }

    #[test]
    fn the_same_answers_weeks_apart_fire_and_low_ones_do_not() {
        let two = |items: &str| {
            format!(
                "note 2026-01-05 assessment text \"PHQ-9 items: {items}\"
                note 2026-01-19 prescriber text \"PHQ-9 items: {items}\""
            )
        };
        assert_eq!(
            outcomes(&RULE, &two("2,1,3,2,1,0,2,1,0")),
            ["fail - 2026-01-05..2026-01-19"]
        );
        assert_eq!(outcomes(&RULE, &two("0,1,0,0,1,0,0,0,0")), [""; 0]);
    }
}

//! TIM-016: more 15-minute or hour units were billed than the documented minutes make.

use super::stated::minutes_of;
use super::testing_time;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{ProcedureCode, ServiceDate, Units};
use crate::policy::{ServiceFamily, UnitBasis};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "TIM-016",
    name: "15-minute-units-exceed-minutes",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Unit,
    applies_to: "codes of 15 minutes and codes of an hour; codes for further time of testing",
    authority: &[Authority {
        cite: "state Medicaid and payer rounding rules",
        verified: true,
    }],
    checks: "The units billed of a code on a day exceed what the minutes of its notes make by the \
             rounding rule (the last part counts from 8 of 15, or 31 of 60 minutes). Lines of one \
             code and day are counted together, overlap of notes once. Hourly programs count the \
             attendance sheet where it shows more. A line with an untimed note is not judged here. \
             Of codes for further time of testing (96131, 96133, 96137, 96139, 96121, 96113) the \
             base code's hour or half hour comes off first; as such time may be gathered over \
             several days it warns, and only where the notes are of these two codes alone.",
    why: "Units beyond the documented time are reduced.",
    cure: &[Cure::C4],
    params: &["fifteen.rounding", "hour.rounding", "match.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut groups: BTreeMap<(&ProcedureCode, Vec<ServiceDate>), Vec<&LineRow>> = BTreeMap::new();
    for (row, _, line) in case.live() {
        if testing_time::judge(case, checks, row) {
            continue;
        }
        let Some(code) = &line.procedure else {
            continue;
        };
        // `MJ` counts minutes, not units.
        let is_counted = matches!(row.billed.unit, UnitBasis::Fifteen | UnitBasis::Hour)
            && line.unit_basis != "MJ"
            && !row.days.is_empty();
        if is_counted {
            groups
                .entry((&code.value, row.days.clone()))
                .or_default()
                .push(row);
        }
    }
    for rows in groups.into_values() {
        // The same service sent to two payers or twice is one service: judge each claim alone
        // where the lines share their notes.
        if share_notes(case, &rows) {
            for row in rows {
                judge(case, checks, &[row]);
            }
        } else {
            judge(case, checks, &rows);
        }
    }
}

fn share_notes(case: &Case<'_>, rows: &[&LineRow]) -> bool {
    let mut seen = BTreeSet::new();
    rows.iter().any(|row| {
        case.documentation(row)
            .any(|(link, _)| !seen.insert(link.note))
    })
}

fn judge(case: &Case<'_>, checks: &mut Checks, rows: &[&LineRow]) {
    let Some(first) = rows.first() else { return };
    let units: Option<Vec<Units>> = rows
        .iter()
        .map(|row| {
            case.ledger
                .service_line(row.id)
                .units
                .as_ref()
                .map(|units| units.value)
        })
        .collect();
    let all_documented = rows
        .iter()
        .all(|row| case.documentation(row).next().is_some());
    let (Some(units), true) = (units, all_documented) else {
        checks.not_applicable(&RULE);
        return;
    };
    let mut notes: BTreeMap<ServiceDate, BTreeSet<usize>> = BTreeMap::new();
    for row in rows {
        for (link, _) in case.documentation(row) {
            notes.entry(link.day).or_default().insert(link.note);
        }
    }
    let mut minutes: u32 = 0;
    let mut carried: i64 = 0;
    for (day, notes) in &notes {
        let by_notes = minutes_of(notes.iter().map(|&note| case.ledger.note(note)));
        let Some(of_day) = on_day(case, first, *day, by_notes) else {
            checks.not_applicable(&RULE);
            return;
        };
        minutes = minutes.saturating_add(of_day);
        carried += units_of(case, first, of_day);
    }
    let billed = units
        .iter()
        .fold(Units::default(), |sum, units| sum.plus(*units));
    let excess = billed.minus(Units::whole(carried));
    if excess.thousandths() <= 0 {
        checks.pass(&RULE);
    } else {
        checks.report(finding(
            case,
            rows,
            &notes,
            Counted {
                billed,
                minutes,
                carried,
                excess,
            },
        ));
    }
}

/// Returns the minutes of a day. Hourly programs keep time on sheets, and notes of other kinds
/// add to their day.
fn on_day(case: &Case<'_>, row: &LineRow, day: ServiceDate, by_notes: Option<u32>) -> Option<u32> {
    if row.billed.family != ServiceFamily::Program {
        return by_notes;
    }
    let of_day = case.ledger.days.get(&day);
    let by_sheet = of_day.and_then(|day| day.sheet_minutes);
    let all_notes = of_day
        .filter(|day| day.untimed_notes == 0)
        .and_then(|day| day.note_minutes);
    by_notes.max(by_sheet).max(all_notes)
}

/// Returns how many units the minutes make by the policy's rounding.
fn units_of(case: &Case<'_>, row: &LineRow, minutes: u32) -> i64 {
    let (length, key) = match row.billed.unit {
        UnitBasis::Hour => (60, "hour.rounding"),
        _ => (15, "fifteen.rounding"),
    };
    let rounding = case.number_for(row, key).clamp(1, length);
    let minutes = i64::from(minutes);
    minutes / length + i64::from(minutes % length >= rounding)
}

struct Counted {
    billed: Units,
    minutes: u32,
    carried: i64,
    excess: Units,
}

fn finding(
    case: &Case<'_>,
    rows: &[&LineRow],
    notes: &BTreeMap<ServiceDate, BTreeSet<usize>>,
    counted: Counted,
) -> Finding {
    let Counted {
        billed,
        minutes,
        carried,
        excess,
    } = counted;
    let last = rows[rows.len() - 1];
    let message = format!(
        "billed {billed} units of {}, the notes state {minutes} minutes, which make {carried} \
         ({excess} too many)",
        code_words(case.ledger.service_line(last.id))
    );
    let mut finding = on_line(case, RULE.finding(Outcome::Fail, message), last);
    // The excess is taken from the last lines first.
    let mut left = excess;
    for row in rows.iter().rev() {
        let own = case
            .ledger
            .service_line(row.id)
            .units
            .as_ref()
            .map(|units| units.value);
        let share = own.unwrap_or_default().min(left);
        if share.thousandths() > 0 {
            finding = finding.risking(AtRisk::units(row.id, share));
            left = left.minus(share);
        }
    }
    let times = notes
        .values()
        .flatten()
        .filter_map(|&note| case.ledger.note(note).time.as_ref())
        .map(|time| Evidence::supports(time.span));
    finding.with_all(times.take(8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn contact(time: &str, line: &str) -> String {
        format!("note 2026-01-05 individual {time}\nclaim C1 P\nline 2026-01-05 {line}")
    }

    #[test]
    fn fires_on_units_beyond_the_minutes() {
        let case = contact("09:00-09:38", "H0004 units 4");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        let found = findings(&RULE, &case);
        assert_eq!(found[0].at_risk[0].portion, Portion::Units(Units::whole(1)));
        assert!(
            found[0].message.contains("38 minutes, which make 3"),
            "{}",
            found[0].message
        );
        let hours = contact("09:00-10:30", "H2012 units 2").replace("10:30", "10:29");
        assert_eq!(outcomes(&RULE, &hours), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn the_midpoint_makes_a_unit() {
        for case in [
            contact("09:00-09:53", "H0004 units 4"),
            contact("09:00-09:08", "H0004 units 1"),
            contact("09:00-10:31", "H2012 units 2"),
            contact("09:00-09:20", "90853 units 4"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn full_and_up_to_rounding_follow_the_policy() {
        let case = contact("09:00-09:53", "H0004 units 4");
        assert_eq!(
            outcomes(&RULE, &format!("set fifteen.rounding 15\n{case}")).len(),
            1
        );
        let case = contact("09:00-09:16", "H0004 units 2");
        assert_eq!(outcomes(&RULE, &case).len(), 1);
        assert_eq!(
            outcomes(&RULE, &format!("set fifteen.rounding 1\n{case}")).len(),
            0
        );
    }

    #[test]
    fn several_contacts_of_a_day_are_counted_together() {
        let case = format!(
            "note 2026-01-05 individual 13:00-13:30\n{}",
            contact("09:00-09:30", "H0004 units 4")
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn no_note_time_or_units_is_not_this_rule() {
        for case in [
            contact("", "H0004 units 4"),
            contact("09:00-09:30", "H0004 no-units"),
            "claim C1 P\nline 2026-01-05 H0004 units 4".to_owned(),
        ] {
            assert_eq!(tally(&RULE, &case).not_applicable, 1, "{case}");
        }
    }
}

//! DOC-028: days of withdrawal management without the scores that show what was managed.

use super::stopped::days_scoring_stopped;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Supply};
use crate::model::{Assertion, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::{ambulatory_withdrawal, is_withdrawal, on_stay, risk_on};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-028",
    name: "withdrawal-scale-missing",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "24-hour withdrawal management stays, and ambulatory visits of a course with scores",
    authority: &[
        Authority {
            cite: "ASAM Criteria",
            verified: false,
        },
        Authority {
            cite: "payer manuals",
            verified: false,
        },
    ],
    checks: "A billed day has fewer than withdrawal.scores_day scores of a withdrawal scale, in \
             flowsheets and notes together; the stay's first and last day need one, and so does each \
             ambulatory visit, for which it warns. Days from the \
             one on which a note says that the scale, taper or protocol ended are not counted, \
             nor days of a flowsheet whose scores could not be read, nor days with one score whose \
             nursing note says that the scale was taken every few hours.",
    why: "Withdrawal management is paid for measured withdrawal: without scores a day is paid as \
          residential care at most.",
    cure: &[Cure::C7, Cure::C8],
    params: &["withdrawal.scores_day"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let courses = ambulatory_withdrawal(case);
    for stay in case.ledger.stays.iter().chain(&courses) {
        let is_scored = case
            .ledger
            .withdrawal_scores
            .iter()
            .any(|score| stay.first_day() <= score.date && score.date <= stay.last_day());
        // Where flowsheets were left out of the export altogether, LOC-007 says so.
        let is_supplied =
            is_scored || case.chart_is_complete() || case.record.export.holds(Supply::Flowsheets);
        // Visits of a course of which no score was taken may be of medication alone.
        let is_judged =
            is_withdrawal(stay) || !stay.level.is_24_hour() && stay.withdrawal && is_scored;
        if !is_judged || case.record.notes.is_empty() || !is_supplied {
            checks.not_applicable(&RULE);
            continue;
        }
        let short = short_days(case, stay);
        if short.is_empty() {
            checks.pass(&RULE);
        } else {
            report(case, checks, stay, &short);
        }
    }
}

/// Returns the days with too few scores, each with how many it has.
fn short_days(case: &Case<'_>, stay: &Stay) -> BTreeMap<ServiceDate, usize> {
    let least = usize::try_from(case.number_for_stay(stay, "withdrawal.scores_day")).unwrap_or(2);
    let ended = days_scoring_stopped(case, stay).min();
    let mut short = BTreeMap::new();
    for &day in &stay.days {
        let is_edge = day == stay.first_day() || day == stay.last_day() || !stay.level.is_24_hour();
        let needed = if is_edge { least.min(1) } else { least };
        let scores = case.ledger.withdrawal_scores.iter();
        let count = scores.filter(|score| score.date == day).count();
        let is_over =
            ended.is_some_and(|ended| ended <= day) || count > 0 && is_repeated(case, day);
        if count < needed && !is_over && !has_unread_table(case, day) && is_charted(case, day) {
            short.insert(day, count);
        }
    }
    short
}

/// Returns whether a nurse's note of the day says that the scale was taken again and again ("CIWA
/// every 4 hours"): such a note tells the last score and not each.
fn is_repeated(case: &Case<'_>, day: ServiceDate) -> bool {
    let notes = case.ledger.notes_on(day).iter();
    notes.map(|&index| case.ledger.note(index)).any(|note| {
        matches!(note.kind, NoteKind::NursingNote | NoteKind::ShiftNote)
            && note.mentions.iter().any(|mention| {
                let is_scale = mention.indicator == "D1-04" || mention.indicator == "D1-05";
                is_scale && mention.assertion == Assertion::Hypothetical
            })
    })
}

/// Returns whether a flowsheet covers the day that gave no score at all.
fn has_unread_table(case: &Case<'_>, day: ServiceDate) -> bool {
    let scores = &case.ledger.withdrawal_scores;
    case.ledger.notes_on(day).iter().any(|&index| {
        case.ledger.note(index).kind == NoteKind::Flowsheet
            && !scores.iter().any(|score| score.note == index)
    })
}

/// Returns whether anything of the day was supplied: a day without any note is DOC-001.
fn is_charted(case: &Case<'_>, day: ServiceDate) -> bool {
    case.ledger
        .notes_on(day)
        .iter()
        .any(|&index| !case.ledger.note(index).kind.is_not_delivery())
}

fn report(case: &Case<'_>, checks: &mut Checks, stay: &Stay, short: &BTreeMap<ServiceDate, usize>) {
    let days: Vec<ServiceDate> = short.keys().copied().collect();
    let found: usize = short.values().sum();
    let (billed, absent) = (counted(days.len(), "billed day"), case.absence_words());
    let message = match stay.level.is_24_hour() {
        true => format!(
            "{}: {billed} with fewer than {} withdrawal scores (the first and last day need one), \
             {} found on them {absent}: {}",
            stay.level,
            case.number_for_stay(stay, "withdrawal.scores_day"),
            counted(found, "score"),
            listed(&days),
        ),
        false => format!(
            "ambulatory withdrawal management: {billed} without a withdrawal score {absent}: {}",
            listed(&days),
        ),
    };
    // How often a visit is scored is the program's protocol.
    let outcome = match stay.level.is_24_hour() {
        true => case.absence(),
        false => Outcome::Warn,
    };
    let mut finding = on_stay(case, stay, RULE.finding(outcome, message), &days);
    finding.at_risk = risk_on(case, stay, &days);
    let scores = case.ledger.withdrawal_scores.iter();
    let partial = scores
        .filter(|score| short.contains_key(&score.date))
        .take(8)
        .map(|score| Evidence::contradicts(score.place));
    let notes = days.iter().flat_map(|day| case.ledger.notes_on(*day));
    let searched = notes
        .take(10)
        .map(|&index| Evidence::searched(head(case.ledger.note(index))));
    checks.report(finding.with_all(partial).with_all(searched));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;
    use crate::rules::fixture::{draw, findings, outcomes};

    fn scored(scores: &[(u32, &[u32])], more: &str) -> String {
        let mut case = String::from("complete\n");
        for (day, values) in scores {
            case.push_str(&format!("note 2026-01-{day:02} nursing\n"));
            for (place, value) in values.iter().enumerate() {
                let hour = 8 + place * 6;
                case.push_str(&format!("row CIWA-Ar {value} at {hour:02}:00\n"));
            }
        }
        format!("{case}{more}\nclaim C1 I\nline 2026-01-05..2026-01-08 H0010 rev 1002")
    }

    #[test]
    fn fires_on_a_full_day_with_one_score() {
        let case = scored(&[(5, &[14]), (6, &[12]), (7, &[9, 8]), (8, &[5])], "");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-06"]);
        assert!(findings(&RULE, &case)[0].message.contains("1 score found"));
    }

    #[test]
    fn a_score_that_a_note_repeats_from_the_sheet_is_one() {
        let days = [(5, &[14][..]), (6, &[12]), (7, &[9, 8]), (8, &[5])];
        let again = |score: u32, time: &str| {
            let note = format!(
                "note 2026-01-06 nursing\nmention D1-04 affirmed H w2 score {score} at {time}"
            );
            outcomes(&RULE, &scored(&days, &note))
        };
        assert_eq!(again(12, "08:00"), ["fail C1/1 2026-01-06"]);
        assert_eq!(again(12, "16:00"), [""; 0]);
        assert_eq!(again(9, "08:00"), [""; 0]);
    }

    #[test]
    fn the_edges_need_one_and_the_end_of_scoring_ends_the_need() {
        let whole = scored(&[(5, &[14]), (6, &[12, 10]), (7, &[9, 8]), (8, &[5])], "");
        assert_eq!(outcomes(&RULE, &whole), [""; 0]);
        let ended = scored(
            &[(5, &[14]), (6, &[7, 4]), (7, &[]), (8, &[])],
            "note 2026-01-07 prescriber has scale-stopped",
        );
        assert_eq!(outcomes(&RULE, &ended), [""; 0]);
        let short = [(5, &[14][..]), (6, &[12]), (7, &[9, 8]), (8, &[5])];
        let record = scored(
            &short,
            "note 2026-01-05 medication-record has scale-stopped",
        );
        assert_eq!(outcomes(&RULE, &record), ["fail C1/1 2026-01-06"]);
        let unread = scored(
            &[(5, &[14]), (6, &[7, 4]), (7, &[]), (8, &[2])],
            "note 2026-01-07 flowsheet",
        );
        assert_eq!(outcomes(&RULE, &unread), [""; 0]);
        let repeated = scored(
            &[(5, &[14]), (6, &[12, 10]), (7, &[9]), (8, &[5])],
            "note 2026-01-07 nursing\nmention D1-04 hypothetical L w2",
        );
        assert_eq!(outcomes(&RULE, &repeated), [""; 0]);
    }

    #[test]
    fn residential_days_need_none() {
        let case = scored(&[(5, &[]), (6, &[])], "").replace("H0010", "H2036");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    fn told(drawn: &str) -> Vec<String> {
        let (policy, records) = draw(drawn);
        let ledger = Ledger::build(&records[0], &policy);
        let scores = ledger.withdrawal_scores.iter();
        scores
            .map(|score| {
                let time = score.time.map_or("-".to_owned(), |time| time.to_string());
                format!("{} {time} {:?} {}", score.date, score.scale, score.score)
            })
            .collect()
    }

    #[test]
    fn sentences_and_tables_give_each_score_once() {
        let drawn = "note 2026-01-05 nursing
            mention D1-04 affirmed L w2 score 12 at 08:00
            mention D1-04 hypothetical L w2 score 8
            row CIWA-Ar 12 at 08:00
            row CIWA-Ar 9 at 14:00
            row Pulse 96 at 14:00";
        assert_eq!(
            told(drawn),
            ["2026-01-05 08:00 Ciwa 12", "2026-01-05 14:00 Ciwa 9"]
        );
    }

    #[test]
    fn a_plain_total_belongs_to_the_scale_of_its_items() {
        let items = "row \"Pupil size\" 1\nrow Yawning 1\nrow Tremor 1\nrow \"Total score\" 7";
        let drawn = format!("note 2026-01-05 flowsheet\n{items}");
        assert_eq!(told(&drawn), ["2026-01-05 - Cows 7"]);
        assert!(told("note 2026-01-05 flowsheet\nrow \"Total score\" 7").is_empty());
    }

    #[test]
    fn a_visit_needs_one_score_where_the_course_has_scores() {
        let visits = |scores: &[(u32, &[u32])]| {
            let lines: String = (5..=8)
                .map(|day| format!("line 2026-01-{day:02} H0014\n"))
                .collect();
            scored(scores, "")
                .replace("claim C1 I", "claim C1 P")
                .replace("line 2026-01-05..2026-01-08 H0010 rev 1002", &lines)
        };
        let short = visits(&[(5, &[14, 11]), (6, &[]), (7, &[9]), (8, &[5])]);
        assert_eq!(outcomes(&RULE, &short), ["warn C1/2 2026-01-06"]);
        assert_eq!(
            outcomes(
                &RULE,
                &visits(&[(5, &[14]), (6, &[9]), (7, &[9]), (8, &[5])])
            ),
            [""; 0]
        );
        let none = visits(&[(5, &[]), (6, &[]), (7, &[]), (8, &[])]);
        assert_eq!(outcomes(&RULE, &none), [""; 0]);
    }
}

//! CLN-005: a statement that is true on one day only is carried to later days, or the patient's
//! age is not the patient's.

use super::copied::on_notes;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::tells_of_service;
use crate::model::{NoteKind, Relative, RelativeKind, ServiceDate};
use crate::rules::dates::listed;
use crate::rules::relied::relied;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-005",
    name: "copy-forward-contradiction",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "notes of delivered services, assessments and evaluations",
    authority: &[Authority {
        cite: "CMS guidance on electronic health records: copying and pasting",
        verified: false,
    }],
    checks: "The same words say that the last drink or use was the same number of days ago, or \
             that it is the same day of withdrawal, in notes copy_forward.days or more apart \
             (withdrawal days: two or more apart). Of what comes again, as panic, self-harm and \
             seizures, three notes must say it. Or a note states an age that differs by \
             copy_forward.years or more from the patient's age by the birth date; a single note \
             warns. What the later notes alone document is at risk.",
    why: "\"Three days ago\" cannot be true on the 5th and on the 15th. A statement that time has \
          made false shows that the note around it was carried forward, and it puts every other \
          statement of the note in doubt.",
    cure: &[Cure::C3],
    params: &["copy_forward.days", "copy_forward.years"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// What is counted, how many days, and the hash of the words around it.
type Statement = (RelativeKind, u16, u32);

/// When and in which note a statement was made.
type Told = (ServiceDate, usize, Relative);

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut by_words: BTreeMap<Statement, Vec<Told>> = BTreeMap::new();
    let mut has_statement = false;
    for (index, note) in case.record.notes.iter().enumerate() {
        let Some(date) = note.date() else { continue };
        let may_retell = !tells_of_service(note)
            || matches!(
                note.kind,
                NoteKind::DischargeSummary | NoteKind::ProgramSummary
            );
        let facts = note.wording.facts().filter(|_| !may_retell);
        for relative in facts.into_iter().flat_map(|facts| &facts.relative) {
            has_statement = true;
            by_words
                .entry((relative.kind, relative.days, relative.words))
                .or_default()
                .push((date, index, *relative));
        }
    }
    let mut is_clean = true;
    let least_days = case.policy.number("copy_forward.days");
    for ((kind, days, _), told) in &by_words {
        let (Some(first), Some(last)) = (told.first(), told.last()) else {
            continue;
        };
        let least = match kind {
            RelativeKind::SinceUse | RelativeKind::SinceEvent => least_days,
            RelativeKind::DayOf => 2,
        };
        if last.0.days_since(first.0) < least {
            continue;
        }
        let mut dates: Vec<ServiceDate> = told.iter().map(|(date, ..)| *date).collect();
        dates.dedup();
        // A second attack may have come just as long before the second note.
        if *kind == RelativeKind::SinceEvent && dates.len() < 3 {
            continue;
        }
        is_clean = false;
        let what = match kind {
            RelativeKind::SinceUse | RelativeKind::SinceEvent => format!(
                "the last {} was {days} days ago in the same words on {}, {} days apart: it would \
                 be of {} and of {}",
                if *kind == RelativeKind::SinceUse {
                    "use"
                } else {
                    "time that it came"
                },
                listed(&dates),
                last.0.days_since(first.0),
                first.0.plus_days(-i64::from(*days)),
                last.0.plus_days(-i64::from(*days)),
            ),
            RelativeKind::DayOf => format!(
                "it is day {days} in the same words on {}, {} days apart",
                listed(&dates),
                last.0.days_since(first.0),
            ),
        };
        let mut copies: Vec<usize> = told
            .iter()
            .filter(|(date, ..)| date.days_since(first.0) >= 1)
            .map(|(_, index, _)| *index)
            .collect();
        copies.dedup();
        let finding = RULE
            .finding(Outcome::Fail, what)
            .from_to(first.0, last.0)
            .with(Evidence::supports(first.2.span))
            .with_all(
                told.iter()
                    .skip(1)
                    .take(5)
                    .map(|(_, _, relative)| Evidence::supports(relative.span)),
            );
        let relied = relied(case, |index, _| !copies.contains(&index));
        checks.report(on_notes(case, finding, &relied, &copies, 100));
    }
    is_clean &= !ages(case, checks, &mut has_statement);
    if is_clean {
        if has_statement {
            checks.pass(&RULE);
        } else {
            checks.not_applicable(&RULE);
        }
    }
}

/// Reports ages that are not the patient's; returns whether there were any.
fn ages(case: &Case<'_>, checks: &mut Checks, has_statement: &mut bool) -> bool {
    let Some(born) = case.record.birth_date else {
        return false;
    };
    let least = case.policy.number("copy_forward.years");
    let mut wrong = Vec::new();
    for (index, note) in case.record.notes.iter().enumerate() {
        let stated = note.wording.facts().and_then(|facts| facts.age);
        let (Some(stated), Some(date)) = (stated, note.date()) else {
            continue;
        };
        *has_statement = true;
        let age = i64::from(date.years_since(born));
        if (i64::from(stated.value) - age).abs() >= least {
            wrong.push((index, date, age, stated));
        }
    }
    let Some(&(_, first, age, stated)) = wrong.first() else {
        return false;
    };
    let dates: Vec<ServiceDate> = wrong.iter().map(|(_, date, ..)| *date).collect();
    let message = format!(
        "the patient is said to be {} years old on {}; by the birth date the age was {age}",
        stated.value,
        listed(&dates),
    );
    let indexes: Vec<usize> = wrong.iter().map(|(index, ..)| *index).collect();
    let last = dates.last().copied().unwrap_or(first);
    let finding = RULE
        .finding(Outcome::Fail, message)
        .from_to(first, last)
        .with_all(
            wrong
                .iter()
                .take(6)
                .map(|(.., stated)| Evidence::supports(stated.span)),
        );
    // One wrong number may be a slip of the hand.
    let confidence = if wrong.len() == 1 { 70 } else { 90 };
    let finding = finding.with_confidence(confidence, case.policy.number("fail.confidence"));
    let relied = relied(case, |index, _| !indexes.contains(&index));
    checks.report(on_notes(case, finding, &relied, &indexes, 100));
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn two(one: &str, other: &str, day: &str) -> String {
        format!(
            "patient P1 name \"Ann Poe\" born 1990-05-01
            note 2026-01-05 prescriber text \"{one}\"
            note 2026-01-{day} prescriber text \"{other}\"
            claim C1 P
            line 2026-01-05 99213
            line 2026-01-{day} 99213"
        )
    }

    #[test]
    fn what_comes_again_is_carried_forward_when_three_notes_say_it() {
        let words = "Last panic attack was three days ago, on the bus.";
        let case = two(words, words, "15");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        let third = format!("{case}\nnote 2026-01-10 prescriber text \"{words}\"");
        assert_eq!(
            outcomes(&RULE, &third),
            ["fail C1/2 2026-01-05..2026-01-15"]
        );
    }

    #[test]
    fn fires_on_three_days_ago_ten_days_later() {
        let words = "Reports last drink 3 days ago, sweats at night.";
        let case = two(words, words, "15");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/2 2026-01-05..2026-01-15"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk.len(), 1);
        let detox = "Client is on day 2 of detox and eats little.";
        assert_eq!(outcomes(&RULE, &two(detox, detox, "08")).len(), 1);
    }

    #[test]
    fn other_words_or_days_close_together_do_not_fire() {
        let words = "Reports last drink 3 days ago, sweats at night.";
        assert_eq!(outcomes(&RULE, &two(words, words, "06")), [""; 0]);
        let lapsed = "Lapsed at a wedding; last drink 3 days ago and has told her sponsor.";
        let case = two(words, lapsed, "20");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).pass, 1);
        assert_eq!(tally(&RULE, &two("Well.", "Well.", "06")).not_applicable, 1);
    }

    #[test]
    fn ages_are_held_against_the_birth_date() {
        let (right, wrong) = (
            "Client is a 35-year-old single female.",
            "Client is a 52-year-old married female.",
        );
        assert_eq!(outcomes(&RULE, &two(right, right, "06")), [""; 0]);
        assert!(outcomes(&RULE, &two(right, wrong, "06"))[0].starts_with("warn C1/2"));
        assert!(outcomes(&RULE, &two(wrong, wrong, "06"))[0].starts_with("fail C1 "));
        let unknown = two(wrong, wrong, "06").replace(" born 1990-05-01", "");
        assert_eq!(outcomes(&RULE, &unknown), [""; 0]);
    }
}

//! CLN-002: several notes in a row say nearly the same.

use super::copied::{as_sure_as_kind, cited, on_notes};
use crate::finding::{Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::{clones::passages, tells_of_service};
use crate::model::{NoteKind, ServiceDate};
use crate::rules::dates::listed;
use crate::rules::relied::{kind_words, relied};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-002",
    name: "near-identical-consecutive-notes",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "notes of delivered services",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
        verified: false,
    }],
    checks: "At least clone.run notes of one kind, or of one kind and author, that follow one \
             another in the chart, of different dates, agree each with the one before it to clone.near in their own words \
             (template, what a group had in common, goals, plans and histories left out; at \
             least clone.min_tokens words each; group notes clone.section_tokens, shift and nursing \
             notes clone.form_tokens). Logs of checks do not count; shift and nursing \
             notes warn. Half of what the notes after the first alone document is at risk.",
    why: "Notes that hardly change from day to day show a template that was filled in, not a \
          patient who was treated; a reviewer cannot tell what each session did.",
    cure: &[Cure::C8],
    params: &[
        "clone.run",
        "clone.near",
        "clone.min_tokens",
        "clone.section_tokens",
        "clone.form_tokens",
        "fail.confidence",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// One note of a series.
struct Told {
    index: usize,
    date: ServiceDate,
    /// How alike it and the note before it in the series are, in percent.
    like_last: u8,
}

/// The notes of a kind, of all authors or of one, by number.
type Series = (NoteKind, Option<u64>);

fn check(case: &Case<'_>, checks: &mut Checks) {
    // Series of all authors come first.
    let mut series: BTreeMap<Series, Vec<Told>> = BTreeMap::new();
    for (index, note) in case.record.notes.iter().enumerate() {
        // Weekly summaries have a rule of their own.
        let Some(date) = note.date().filter(|_| tells_of_service(note)) else {
            continue;
        };
        if note.kind == NoteKind::ProgramSummary {
            continue;
        }
        let words = case.record.words_of(index);
        series.entry((note.kind, None)).or_default().push(Told {
            index,
            date,
            like_last: words.like_last,
        });
        if words.author != 0 {
            let of_author = series.entry((note.kind, Some(words.author))).or_default();
            of_author.push(Told {
                index,
                date,
                like_last: words.like_own_last,
            });
        }
    }
    let least = case.policy.number("clone.near");
    let least_run = usize::try_from(case.policy.number("clone.run")).unwrap_or(usize::MAX);
    // What is told of a series of all authors is not told again of one of them.
    let mut told: BTreeSet<usize> = BTreeSet::new();
    for ((_, author), notes) in &series {
        let mut is_clean = true;
        let follows = |one: &Told, other: &Told| {
            one.date != other.date && i64::from(other.like_last) >= least
        };
        for run in notes.chunk_by(follows) {
            let is_told = author.is_some() && run.iter().any(|one| told.contains(&one.index));
            if run.len() >= least_run.max(2) && !is_told {
                is_clean = false;
                told.extend(run.iter().map(|one| one.index));
                report(case, run, author.is_some(), checks);
            }
        }
        if is_clean && author.is_none() && notes.len() >= least_run {
            checks.pass(&RULE);
        }
    }
}

fn report(case: &Case<'_>, run: &[Told], by_one: bool, checks: &mut Checks) {
    let [first, second, ..] = run else { return };
    let lowest = run.iter().skip(1).map(|told| told.like_last).min();
    let note = case.ledger.note(first.index);
    let days: Vec<ServiceDate> = run.iter().map(|told| told.date).collect();
    let message = format!(
        "{} {}s in a row{} agree to {} % or more, each with the one before it: {}",
        run.len(),
        kind_words(note.kind),
        if by_one { " by one author" } else { "" },
        lowest.unwrap_or_default(),
        listed(&days),
    );
    let copies: Vec<usize> = run.iter().skip(1).map(|told| told.index).collect();
    let next = case.ledger.note(second.index);
    let own = |note| case.record.export.common.own(note).shingles;
    let (of_first, of_second) = (own(note), own(next));
    let finding = RULE
        .finding(Outcome::Fail, message)
        .from_to(first.date, days.last().copied().unwrap_or(first.date))
        .with_all(cited(&passages(note, &of_second), note))
        .with_all(cited(&passages(next, &of_first), next))
        .with_all(run.iter().skip(2).take(4).flat_map(|told| {
            let other = case.ledger.note(told.index);
            cited(&passages(other, &of_first), other)
                .into_iter()
                .take(1)
        }));
    let relied = relied(case, |index, _| !copies.contains(&index));
    let finding = on_notes(case, finding, &relied, &copies, 50);
    checks.report(as_sure_as_kind(case, finding, note));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const WORDS: &str = "Client arrived on time and spoke about the argument with a landlord over \
        rent and about the offer of a night job at the bakery; counselor and client weighed the \
        cost of nights against money owed, listed three people to ask for help, and rehearsed a \
        phone call that client made from the office before leaving with a written list of calls.";

    fn three(edit: impl Fn(usize, &str) -> String, kind: &str) -> String {
        let mut case = String::from("claim C1 P\n");
        for (place, day) in ["05", "07", "09"].iter().enumerate() {
            let words = edit(place, WORDS);
            case.push_str(&format!("line 2026-01-{day} 90834\n"));
            case.push_str(&format!("note 2026-01-{day} {kind} text \"{words}\"\n"));
        }
        case
    }

    #[test]
    fn fires_on_three_in_a_row_at_half() {
        let words = ["calls", "calls", "errands"];
        let case = three(
            |place, text| text.replace("list of calls", &format!("list of {}", words[place])),
            "individual",
        );
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-09"]);
        let risks = &findings(&RULE, &case)[0].at_risk;
        assert_eq!(
            risks.iter().map(|risk| risk.percent).collect::<Vec<_>>(),
            [50, 50]
        );
        let shift = three(|_, text| text.to_owned(), "shift");
        assert!(outcomes(&RULE, &shift)[0].starts_with("warn"));
    }

    #[test]
    fn notes_of_other_authors_between_do_not_part_a_run() {
        let case = {
            let mut case = String::from("claim C1 P\n");
            let others = [
                "Client walked by the river with a brother and told of the garden, of rain all week, of a dog that ran off and came home by itself, and of a song that the choir will sing at Easter in the old church.",
                "Client brought the letter from school about the son, read it aloud twice, wept a little, and then wrote an answer with the counselor that asks for a meeting on Tuesday with both teachers and the nurse.",
            ];
            for (place, day) in [5, 7, 9].into_iter().enumerate() {
                case.push_str(&format!("line 2026-01-{day:02} 90834\n"));
                case.push_str(&format!(
                    "note 2026-01-{day:02} individual by \"Ann Poe\" LCSW text \"{WORDS}\"\n"
                ));
                if let Some(other) = others.get(place) {
                    let next = day + 1;
                    case.push_str(&format!(
                        "note 2026-01-{next:02} individual by \"Bea Roe\" LCSW text \"{other}\"\n"
                    ));
                }
            }
            case
        };
        let found = findings(&RULE, &case);
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-05..2026-01-09"]);
        assert!(
            found[0].message.contains("by one author"),
            "{}",
            found[0].message
        );
        // The other notes between by the same hand part the run.
        let one_hand = case.replace("Bea Roe", "Ann Poe");
        assert_eq!(outcomes(&RULE, &one_hand), [""; 0]);
        // A run of the kind as a whole is told once, as such.
        let unnamed = three(|_, text| text.to_owned(), "individual");
        assert!(!findings(&RULE, &unnamed)[0].message.contains("author"));
    }

    #[test]
    fn two_of_three_and_other_words_do_not_fire() {
        let last_differs = |place: usize, text: &str| match place {
            2 => text
                .replace(
                    "argument with a landlord over rent",
                    "visit of a sister from Ohio",
                )
                .replace(
                    "weighed the cost of nights",
                    "looked at what it would ask of them",
                ),
            _ => text.to_owned(),
        };
        let case = three(last_differs, "individual");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).pass, 1);
        assert_eq!(
            outcomes(&RULE, &three(|_, _| "Did well.".to_owned(), "group")),
            [""; 0]
        );
    }

    #[test]
    fn notes_without_words_are_no_run() {
        let case = "note 2026-01-05 group\nnote 2026-01-06 group\nnote 2026-01-07 group";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }
}

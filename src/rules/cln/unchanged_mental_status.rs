//! CLN-011: the mental status examination stays the same, word for word, while a score or the
//! risk changes.

use super::copied::on_note;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::model::{Assertion, IndicatorId, Measure, Note, PartRole};
use crate::rules::relied::relied;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-011",
    name: "mse-unchanged-during-acute-change",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "notes with a mental status examination",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
        verified: false,
    }],
    checks: "Two notes that follow one another have the same mental status examination, word for \
             word and of at least mse.min_tokens words, while a score that both state (PHQ-9, \
             GAD-7, CIWA, COWS or another of the lexicon) differs by at least mse.points.",
    why: "An examination that does not move when the patient's score does was most likely carried \
          over; the payer then doubts which of the two is true.",
    cure: &[Cure::C8],
    params: &["mse.points", "mse.min_tokens"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// A note's examination.
struct Exam<'c> {
    index: usize,
    note: &'c Note,
    words: Vec<u32>,
    span: Span,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let least_words = u32::try_from(case.policy.number("mse.min_tokens")).unwrap_or(u32::MAX);
    let exams: Vec<Exam<'_>> = case
        .record
        .notes
        .iter()
        .enumerate()
        .filter(|(_, note)| note.date().is_some() && !note.kind.is_not_delivery())
        .filter_map(|(index, note)| exam(index, note, least_words))
        .collect();
    if exams.len() < 2 {
        checks.not_applicable(&RULE);
        return;
    }
    let points = case.policy.number("mse.points") as f32;
    for pair in exams.windows(2) {
        let [one, other] = pair else { continue };
        let changed = (one.words == other.words && one.note.date() != other.note.date())
            .then(|| change(one.note, other.note, points))
            .flatten();
        let (Some(changed), Some(earlier), Some(date)) =
            (changed, one.note.date(), other.note.date())
        else {
            checks.pass(&RULE);
            continue;
        };
        let message = format!(
            "the mental status examinations of {earlier} and {date} are the same word for word \
             ({} words), while a score went from {} to {}",
            other.words.len() + 4,
            changed.from.1,
            changed.to.1,
        );
        let finding = RULE
            .finding(Outcome::Fail, message)
            .dated(date)
            .with(Evidence::supports(other.span))
            .with(Evidence::supports(one.span))
            .with(Evidence::contradicts(changed.to.0))
            .with(Evidence::contradicts(changed.from.0));
        let relied = relied(case, |index, _| index != other.index);
        let finding = on_note(case, finding, &relied, other.index, 100);
        checks.report(finding);
    }
}

fn exam(index: usize, note: &Note, least_words: u32) -> Option<Exam<'_>> {
    let parts = || {
        let parts = note.sketch.parts.iter();
        parts.filter(|part| part.role == PartRole::MentalStatus)
    };
    let first = parts().next()?;
    let tokens: u32 = parts().map(|part| part.tokens).sum();
    let words = parts().flat_map(|part| note.sketch.of_part(part).to_vec());
    (tokens >= least_words).then(|| Exam {
        index,
        note,
        words: words.collect(),
        span: Span {
            end: first.span.end.min(first.span.start + 700),
            ..first.span
        },
    })
}

/// A score that both notes state, where and how much.
struct Change {
    from: (Span, f32),
    to: (Span, f32),
}

fn change(one: &Note, other: &Note, points: f32) -> Option<Change> {
    let mut first: BTreeMap<IndicatorId, (Span, f32)> = BTreeMap::new();
    for (indicator, from) in scores(one) {
        first.entry(indicator).or_insert(from);
    }
    scores(other).find_map(|(indicator, to)| {
        // What a note tells again of an earlier date is not its own score.
        let from = *first.get(&indicator)?;
        ((to.1 - from.1).abs() >= points).then_some(Change { from, to })
    })
}

fn scores(note: &Note) -> impl Iterator<Item = (IndicatorId, (Span, f32))> + '_ {
    note.mentions.iter().filter_map(|mention| {
        let Some(Measure::Score(score)) = mention.measure else {
            return None;
        };
        let is_now = mention.assertion == Assertion::Affirmed
            && mention.on.is_none_or(|on| Some(on) == note.date())
            && mention.age_days.is_none_or(|days| days == 0);
        is_now.then_some((mention.indicator, (mention.span, score)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const EXAM: &str = "Mental status exam: Alert and oriented to person, place and time, casually \
        dressed, cooperative, speech of normal rate, mood euthymic with full affect, thought \
        process linear, no hallucinations, insight and judgment fair.";

    fn two(exam: &str, score: u32) -> String {
        format!(
            "note 2026-01-05 prescriber text \"{EXAM}\"
            mention D3-31 affirmed H w2 score 8
            note 2026-01-12 prescriber text \"{exam}\"
            mention D3-31 affirmed H w2 score {score}
            claim C1 P
            line 2026-01-12 99213"
        )
    }

    #[test]
    fn fires_where_the_score_moves_and_the_exam_does_not() {
        let case = two(EXAM, 21);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-12"]);
        assert!(findings(&RULE, &case)[0].message.contains("from 8 to 21"));
    }

    #[test]
    fn a_small_change_or_another_exam_does_not_fire() {
        assert_eq!(outcomes(&RULE, &two(EXAM, 11)), [""; 0]);
        let other = EXAM.replace("euthymic with full affect", "low with a flat affect");
        let case = two(&other, 21);
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).pass, 1);
    }

    #[test]
    fn without_scores_or_exams_nothing_is_said() {
        let unscored = two(EXAM, 21).replace(" score 21", "");
        assert_eq!(outcomes(&RULE, &unscored), [""; 0]);
        assert_eq!(tally(&RULE, "note 2026-01-05 prescriber").not_applicable, 1);
    }
}

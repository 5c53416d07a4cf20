//! AUT-018: the payer was told something that the chart of those days denies.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{WithdrawalScale, WithdrawalScore, is_diagnosis_line, names_a_problem};
use crate::model::{Assertion, Authorization, Measure, Mention, Note, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeSet;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-018",
    name: "auth-basis-not-in-record",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "clinical summaries of authorization logs and requests, and utilization reviews",
    authority: &[Authority {
        cite: "the payer's provider manual on accurate statements in authorization requests",
        verified: false,
    }],
    checks: "A request or utilization review affirms suicidal ideation or a plan, recent use or \
             relapse, withdrawal, a lower level of care that failed, a lack of support or of a home; chart \
             notes within aut.story_days of it deny the same thing, \
             and none of them affirms it, suspects it or tells it of the recent past. Where notes \
             of the thirty days before did affirm it, denials on one date more are needed; so are \
             two dates for support. A \
             withdrawal score counts as denied where the chart has scores of the same scale then, \
             one of them of that day or the day before, and all lie more than \
             aut.story_score_margin points lower.",
    why: "An approval that rests on statements which the record denies can be rescinded, and the \
          days it covers taken back as obtained by misrepresentation. It is for a person to find \
          out whether the note or the request is wrong, so the rule only warns.",
    cure: &[Cure::C7],
    params: &["aut.story_days", "aut.story_score_margin"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// A thing that payers are told, and how charts speak of it.
struct Topic {
    words: &'static str,
    /// What tells the payer of it.
    told: &'static [&'static str],
    /// What in the chart bears it out, whether affirmed, suspected or of the recent past.
    borne_out: &'static [&'static str],
    /// What in the chart denies it when affirmed.
    denied: &'static [&'static str],
    /// What in the chart denies it when negated, beside what tells of it.
    refuted: &'static [&'static str],
    /// Whether it is told of the past as well: a treatment that failed did so before.
    is_history: bool,
    /// The least dates with a denial.
    least_dates: usize,
}

const TOPICS: [Topic; 6] = [
    Topic {
        words: "suicidal ideation",
        told: &["D3-01", "D3-02"],
        borne_out: &["D3-01", "D3-02", "D3-03", "D3-06", "D3-08"],
        denied: &["D3-04"],
        refuted: &[],
        is_history: false,
        least_dates: 1,
    },
    Topic {
        words: "recent use or relapse",
        told: &["D5-03", "D5-07"],
        borne_out: &[
            "D5-03", "D5-07", "D5-08", "D1-07", "D1-09", "D1-16", "D1-20",
        ],
        denied: &[],
        refuted: &[],
        is_history: false,
        least_dates: 1,
    },
    Topic {
        words: "withdrawal",
        told: &["D1-01", "D1-02"],
        borne_out: &["D1-01", "D1-02", "D1-21", "D1-23"],
        denied: &["D1-11"],
        refuted: &[],
        is_history: false,
        least_dates: 1,
    },
    Topic {
        words: "a lower level of care that failed",
        told: &["D5-05"],
        borne_out: &["D5-05", "D5-06", "P-02", "P-03"],
        denied: &[],
        refuted: &["D5-06"],
        is_history: true,
        least_dates: 1,
    },
    Topic {
        words: "no support",
        told: &["D6-04"],
        borne_out: &["D6-01", "D6-02", "D6-03", "D6-04"],
        denied: &["D6-05", "D6-14"],
        refuted: &[],
        is_history: false,
        // One relative who helps is no support system: more than one day has to say so.
        least_dates: 2,
    },
    Topic {
        words: "no home",
        told: &["D6-01"],
        borne_out: &["D6-01", "D6-02", "D6-03"],
        denied: &["D6-06"],
        refuted: &[],
        is_history: false,
        least_dates: 1,
    },
];

/// One statement to a payer: a request or a review.
struct Story<'c> {
    date: ServiceDate,
    mentions: &'c [Mention],
    /// What it is, in words.
    words: String,
    /// The authorization that it was made for, where one is known.
    approval: Option<&'c Authorization>,
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let stories = stories(case);
    let mut said: BTreeSet<(&str, ServiceDate)> = BTreeSet::new();
    for story in &stories {
        let mut is_sound = true;
        for topic in &TOPICS {
            if let Some(finding) = denied(case, story, topic) {
                is_sound = false;
                // A request and the review written for it say the same thing once.
                if said.insert((topic.words, story.date)) {
                    checks.report(finding);
                }
            }
        }
        if let Some(finding) = score(case, story) {
            is_sound = false;
            if said.insert(("score", story.date)) {
                checks.report(finding);
            }
        }
        if is_sound {
            checks.pass(&RULE);
        }
    }
}

/// Lists what the payer was told, in order of dates. The payer's own words in its answer are
/// nothing that it was told.
fn stories<'c>(case: &Case<'c>) -> Vec<Story<'c>> {
    let record = case.record;
    let requests = record.authorization_requests.iter();
    let logged = record.authorizations.iter();
    let mut all: Vec<Story<'c>> = logged
        .filter(|row| row.details.messages.is_empty())
        .chain(requests)
        .filter(|row| !row.mentions.is_empty())
        .filter_map(|row| {
            Some(Story {
                date: row.requested.or(row.from)?,
                mentions: &row.mentions,
                words: format!("the request for {}", row.describe()),
                approval: Some(row),
            })
        })
        .collect();
    for note in &record.notes {
        let Some(date) = note.date().filter(|_| is_review(note)) else {
            continue;
        };
        all.push(Story {
            date,
            mentions: &note.mentions,
            words: format!("the utilization review of {date}"),
            approval: record.authorizations.iter().find(|row| {
                row.requested
                    .is_some_and(|requested| requested.days_since(date).abs() <= 3)
                    || row.covers(date)
            }),
        });
    }
    all.sort_by_key(|story| story.date);
    all
}

fn is_review(note: &Note) -> bool {
    note.kind == NoteKind::UtilizationReview && !note.mentions.is_empty()
}

/// Returns chart notes from some days before a date to some days after it, with their dates.
fn chart<'c>(
    case: &Case<'c>,
    date: ServiceDate,
    before: i64,
    after: i64,
) -> impl Iterator<Item = (ServiceDate, &'c Note)> + use<'c> {
    case.record
        .notes
        .iter()
        .filter(|note| {
            !matches!(
                note.kind,
                NoteKind::UtilizationReview | NoteKind::Administrative
            )
        })
        .filter_map(|note| Some((note.date()?, note)))
        .filter(move |(day, _)| {
            let apart = day.days_since(date);
            -before <= apart && apart <= after
        })
}

fn says(note: &Note) -> impl Iterator<Item = &Mention> {
    note.mentions
        .iter()
        .filter(|found| !is_diagnosis_line(found) && !names_a_problem(note.kind, found))
}

fn is_any(mention: &Mention, indicators: &[&str]) -> bool {
    indicators.contains(&mention.indicator.as_str())
}

fn bears_out(mention: &Mention, topic: &Topic) -> bool {
    is_any(mention, topic.borne_out)
        && matches!(
            mention.assertion,
            Assertion::Affirmed | Assertion::Uncertain | Assertion::Historical
        )
}

fn tells(mention: &Mention, topic: &Topic) -> bool {
    let is_now =
        mention.assertion == Assertion::Affirmed && mention.age_days.unwrap_or_default() <= 7;
    let is_past = topic.is_history
        && matches!(
            mention.assertion,
            Assertion::Affirmed | Assertion::Historical
        );
    is_any(mention, topic.told) && (is_now || is_past)
}

fn denies(mention: &Mention, topic: &Topic) -> bool {
    (is_any(mention, topic.told) || is_any(mention, topic.refuted))
        && mention.assertion == Assertion::Negated
        || is_any(mention, topic.denied) && mention.assertion == Assertion::Affirmed
}

fn denied(case: &Case<'_>, story: &Story<'_>, topic: &Topic) -> Option<Finding> {
    let told: Vec<Span> = story
        .mentions
        .iter()
        .filter(|found| tells(found, topic))
        .map(|found| found.span)
        .collect();
    if told.is_empty() {
        return None;
    }
    let within = case.policy.number("aut.story_days");
    let mut denials: Vec<(ServiceDate, Span)> = Vec::new();
    for (date, note) in chart(case, story.date, within, within) {
        if says(note).any(|found| bears_out(found, topic)) {
            return None;
        }
        denials.extend(
            says(note)
                .filter(|found| denies(found, topic))
                .map(|found| (date, found.span)),
        );
    }
    denials.sort_unstable();
    denials.dedup_by_key(|(_, span)| *span);
    let mut dates: Vec<ServiceDate> = denials.iter().map(|(date, _)| *date).collect();
    dates.dedup();
    // A request may still tell why the patient came, which the notes of then bear out.
    let earlier = chart(case, story.date, 30, -within - 1)
        .filter(|(_, note)| says(note).any(|found| bears_out(found, topic)))
        .map(|(date, _)| date)
        .max();
    let least = topic.least_dates + usize::from(earlier.is_some());
    if dates.len() < least {
        return None;
    }
    let earlier = earlier.map_or_else(String::new, |date| {
        format!("; the last note before to affirm it is of {date}")
    });
    let message = format!(
        "{} told the payer of {} on {}; within {within} days of it {} in the chart deny it ({}) \
         and none affirms it{earlier}",
        story.words,
        topic.words,
        story.date,
        counted(denials.len(), "statement"),
        listed(&dates),
    );
    let denials = denials.into_iter().map(|(_, span)| span);
    Some(finding(case, story, message, &told, denials))
}

/// Compares withdrawal scores.
fn score(case: &Case<'_>, story: &Story<'_>) -> Option<Finding> {
    let within = case.policy.number("aut.story_days");
    let margin = case.policy.number("aut.story_score_margin") as f32;
    let of_story = |mention: &Mention| {
        let scale = match mention.indicator.as_str() {
            "D1-04" => WithdrawalScale::Ciwa,
            "D1-05" => WithdrawalScale::Cows,
            _ => return None,
        };
        match mention.measure {
            Some(Measure::Score(score)) if mention.assertion == Assertion::Affirmed => {
                Some((scale, score, mention.span))
            }
            _ => None,
        }
    };
    for (scale, told, place) in story.mentions.iter().filter_map(of_story) {
        let charted: Vec<&WithdrawalScore> = case
            .ledger
            .withdrawal_scores
            .iter()
            .filter(|one| {
                let is_chart = case.ledger.note(one.note).kind != NoteKind::UtilizationReview;
                is_chart
                    && (one.scale == scale || one.scale == WithdrawalScale::Other)
                    && one.date.days_since(story.date).abs() <= within
            })
            .collect();
        let highest = charted.iter().map(|one| one.score).reduce(f32::max);
        let is_current = charted
            .iter()
            .any(|one| (0..=1).contains(&story.date.days_since(one.date)));
        let Some(highest) = highest.filter(|highest| is_current && highest + margin < told) else {
            continue;
        };
        let name = match scale {
            WithdrawalScale::Cows => "COWS",
            _ => "CIWA",
        };
        let message = format!(
            "{} told the payer of a {name} score of {told} on {}; the {} charted within {within} \
             days of it are {highest} at most",
            story.words,
            story.date,
            counted(charted.len(), "score"),
        );
        let places = charted.iter().map(|one| one.place);
        return Some(finding(case, story, message, &[place], places));
    }
    None
}

fn finding(
    case: &Case<'_>,
    story: &Story<'_>,
    message: String,
    told: &[Span],
    denials: impl Iterator<Item = Span>,
) -> Finding {
    let mut finding = RULE
        .finding(Outcome::Warn, message)
        .dated(story.date)
        .with_all(told.iter().take(4).map(|span| Evidence::supports(*span)))
        .with_all(denials.take(8).map(Evidence::contradicts));
    let Some(approval) = story.approval else {
        return finding;
    };
    // What the approval covers from then on rests on what was told.
    let is_logged = |index: &usize| {
        case.record
            .authorizations
            .get(*index)
            .is_some_and(|row| row.span == approval.span)
    };
    for (row, _, _) in case.live() {
        let matched = &row.authorization;
        let rests = matched.named.iter().chain(&matched.covering).any(is_logged);
        let days: Vec<ServiceDate> = row
            .days
            .iter()
            .copied()
            .filter(|day| approval.covers(*day))
            .collect();
        if rests && !days.is_empty() {
            finding = finding.risking(AtRisk::days(row.id, days));
        }
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(told: &str, chart: &str) -> String {
        format!(
            "auth A-1 approved 2026-01-05..2026-01-16 level PHP requested 2026-01-05\n{told}
            claim C1 I auth A-1 dx F33.2\nline 2026-01-07 H0035 rev 0912\n{chart}"
        )
    }

    const SUICIDAL: &str = "told D3-01 affirmed H w3";
    const DENIED: &str = "note 2026-01-05 individual\nmention D3-01 negated H w3
        mention D3-04 affirmed L w2 flipped";

    #[test]
    fn fires_where_the_chart_denies_what_the_payer_was_told() {
        let drawn = case(SUICIDAL, DENIED);
        assert_eq!(outcomes(&RULE, &drawn), ["warn - 2026-01-05"]);
        let found = findings(&RULE, &drawn);
        assert_eq!(found[0].at_risk.len(), 1);
        assert!(found[0].message.contains("A-1"), "{}", found[0].message);
        let relapse = case(
            "told D5-03 affirmed H w3",
            "note 2026-01-06 individual\nmention D5-03 negated H w3",
        );
        assert_eq!(outcomes(&RULE, &relapse), ["warn - 2026-01-05"]);
    }

    #[test]
    fn fires_on_a_failed_level_and_a_lack_of_support_that_the_chart_denies() {
        let failed = "told D5-05 historical H w3";
        let first = "note 2026-01-06 assessment\nmention D5-06 negated H w2";
        assert_eq!(outcomes(&RULE, &case(failed, first)), ["warn - 2026-01-05"]);
        let stepped = format!("{first}\nnote 2026-01-05 progress\nmention P-02 affirmed H w2");
        assert_eq!(outcomes(&RULE, &case(failed, &stepped)), [""; 0]);

        let alone = "told D6-04 affirmed H w2";
        let once = "note 2026-01-05 assessment\nmention D6-05 affirmed L w2";
        let twice = format!("{once}\nnote 2026-01-07 individual\nmention D6-05 affirmed L w2");
        assert_eq!(outcomes(&RULE, &case(alone, once)), [""; 0]);
        assert_eq!(outcomes(&RULE, &case(alone, &twice)), ["warn - 2026-01-05"]);
        let homeless = "told D6-01 affirmed H w2";
        let housed = "note 2026-01-05 assessment\nmention D6-06 affirmed L w1";
        assert_eq!(
            outcomes(&RULE, &case(homeless, housed)),
            ["warn - 2026-01-05"]
        );
        let both = format!("{twice}\nmention D6-02 affirmed H w2");
        assert_eq!(outcomes(&RULE, &case(alone, &both)), [""; 0]);
    }

    #[test]
    fn fires_on_a_score_far_above_those_charted() {
        let drawn = |told: u32, charted: u32| {
            case(
                &format!("told D1-04 affirmed H w3 score {told}"),
                &format!("note 2026-01-05 nursing\nmention D1-04 affirmed H w2 score {charted}"),
            )
        };
        assert_eq!(outcomes(&RULE, &drawn(18, 6)), ["warn - 2026-01-05"]);
        assert_eq!(outcomes(&RULE, &drawn(18, 15)), [""; 0]);
        assert_eq!(outcomes(&RULE, &drawn(8, 12)), [""; 0]);
    }

    #[test]
    fn one_note_that_bears_it_out_is_enough() {
        for other in [
            "note 2026-01-06 group\nmention D3-01 affirmed H w3",
            "note 2026-01-04 assessment\nmention D3-03 affirmed H w2",
            "note 2026-01-06 nursing\nmention D3-01 uncertain H w3",
            "note 2026-01-07 individual\nmention D3-01 historical H w3",
        ] {
            let drawn = case(SUICIDAL, &format!("{DENIED}\n{other}"));
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{other}");
        }
    }

    #[test]
    fn what_brought_the_patient_in_needs_more_than_one_denial() {
        let before = "note 2025-12-20 assessment\nmention D3-01 affirmed H w3";
        let drawn = case(SUICIDAL, &format!("{DENIED}\n{before}"));
        assert_eq!(outcomes(&RULE, &drawn), [""; 0]);
        let again = format!("{drawn}\nnote 2026-01-07 group\nmention D3-01 negated H w3");
        assert_eq!(outcomes(&RULE, &again), ["warn - 2026-01-05"]);
    }

    #[test]
    fn a_review_in_the_chart_is_told_to_the_payer_too() {
        let drawn = "note 2026-01-05 utilization-review\nmention D3-01 affirmed H w3
            note 2026-01-06 individual\nmention D3-01 negated H w3";
        assert_eq!(outcomes(&RULE, drawn), ["warn - 2026-01-05"]);
    }

    #[test]
    fn silence_in_the_chart_and_denials_far_away_say_nothing() {
        for chart in [
            "note 2026-01-05 individual",
            "note 2026-01-14 individual\nmention D3-01 negated H w3",
        ] {
            let drawn = case(SUICIDAL, chart);
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{chart}");
        }
        let nothing = case("", DENIED);
        assert_eq!(tally(&RULE, &nothing).warn, 0);
    }
}

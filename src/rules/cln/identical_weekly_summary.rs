//! CLN-010: summaries of two weeks in a row say the same.

use super::copied::{agreement, cited};
use crate::finding::{AtRisk, Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::clones::passages;
use crate::model::{Note, NoteKind, ServiceDate, jaccard};
use crate::rules::relied::{kind_words, risk_of_days};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "CLN-010",
    name: "identical-weekly-summary",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "weekly summaries, plan reviews and continued-stay reviews of PHP, IOP and \
                 residential stays",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
            verified: false,
        },
        Authority {
            cite: "payers' continued-stay criteria",
            verified: false,
        },
    ],
    checks: "A weekly summary, plan review or continued-stay review agrees to clone.near with the \
             one before it, of another week, in its own words (template, goals, plans and \
             histories left out; at least clone.min_tokens words each). Half of the days of the \
             later one's week is at risk.",
    why: "A stay continues because something changed or still has to; a summary that repeats last \
          week's shows neither, and the payer ends the stay with the first of the two.",
    cure: &[Cure::C8],
    params: &["clone.near", "clone.min_tokens"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut series: BTreeMap<NoteKind, Vec<(ServiceDate, &Note)>> = BTreeMap::new();
    for note in &case.record.notes {
        let is_summary = matches!(
            note.kind,
            NoteKind::ProgramSummary | NoteKind::UtilizationReview | NoteKind::PlanReview
        );
        if let Some(date) = note.date().filter(|_| is_summary) {
            series.entry(note.kind).or_default().push((date, note));
        }
    }
    let least = case.policy.number("clone.near") as f64 / 100.0;
    let least_words = case.policy.number("clone.min_tokens");
    if series.is_empty() {
        checks.not_applicable(&RULE);
    }
    for notes in series.values() {
        for pair in notes.windows(2) {
            let &[(earlier, one), (date, other)] = pair else {
                continue;
            };
            let (first, second) = (
                case.record.export.common.own(one),
                case.record.export.common.own(other),
            );
            let is_long = i64::from(first.tokens.min(second.tokens)) >= least_words;
            // Two summaries of one week are copies of a file, or of its draft.
            if !is_long || date.days_since(earlier) < 4 {
                checks.not_applicable(&RULE);
                continue;
            }
            let similarity = jaccard(&first.shingles, &second.shingles);
            if similarity < least {
                checks.pass(&RULE);
                continue;
            }
            let message = format!(
                "the {} of {date} {} the one of {earlier} ({} words compared)",
                kind_words(other.kind),
                agreement(similarity),
                second.tokens,
            );
            let mut finding = RULE
                .finding(Outcome::Fail, message)
                .dated(date)
                .with_all(cited(&passages(other, &first.shingles), other))
                .with_all(cited(&passages(one, &second.shingles), one));
            let (from, to) = week(other, earlier, date);
            let mut days: Vec<ServiceDate> = Vec::new();
            for (row, ..) in case.live() {
                let of_row: Vec<ServiceDate> = row
                    .days
                    .iter()
                    .copied()
                    .filter(|day| from <= *day && *day <= to && row.billed.is_per_diem())
                    .collect();
                if !of_row.is_empty() {
                    let risk: AtRisk = risk_of_days(row, &of_row);
                    finding = finding.risking(risk.at_percent(50));
                    days.extend(of_row);
                }
            }
            days.sort_unstable();
            days.dedup();
            if days.is_empty() {
                finding.exposure = ExposureKind::None;
            } else if let Some(stay) = case.ledger.stays.iter().find(|stay| {
                finding
                    .at_risk
                    .iter()
                    .any(|risk| stay.lines.contains(&risk.line))
            }) {
                finding = on_stay(case, stay, finding, &days).from_to(from.max(earlier), to);
            }
            checks.report(finding);
        }
    }
}

/// Returns the days that a summary speaks for: those it names, else the seven that end with it.
fn week(note: &Note, earlier: ServiceDate, date: ServiceDate) -> (ServiceDate, ServiceDate) {
    match note.service_date_to {
        Some(to) if to > date => (date, to),
        _ => (date.plus_days(-6).max(earlier.plus_days(1)), date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const WEEK: &str = "Client attended all groups this week and worked on the letter to an \
        estranged son; cravings were strongest on the evenings after court and were met with calls \
        to two peers. Continued stay is needed because the housing fell through and the medication \
        was changed on Tuesday, with sleep of four hours since and panic on the bus twice.";
    const OTHER: &str = "Client missed one group for a dental visit and returned the same day. The \
        son answered the letter; client read it aloud and planned a first call with the counselor \
        present. Sleep is six hours on the new dose. Continued stay is needed until the room at \
        the sober house is ready on the first and the first refusal at the old bar is practised.";

    fn weeks(one: &str, other: &str, second: &str) -> String {
        format!(
            "note 2026-01-09 program-summary text \"{one}\"
            note {second} program-summary text \"{other}\"
            claim C1 I
            line 2026-01-12 H0015 rev 0906
            line 2026-01-14 H0015 rev 0906
            line 2026-01-20 H0015 rev 0906"
        )
    }

    #[test]
    fn fires_on_the_second_week_at_half() {
        let case = weeks(WEEK, WEEK, "2026-01-16");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-10..2026-01-16"]);
        let risks = &findings(&RULE, &case)[0].at_risk;
        assert_eq!(
            risks.iter().map(|risk| risk.percent).collect::<Vec<_>>(),
            [50, 50]
        );
    }

    #[test]
    fn another_week_in_other_words_and_the_same_week_twice_do_not_fire() {
        let case = weeks(WEEK, OTHER, "2026-01-16");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).pass, 1);
        assert_eq!(outcomes(&RULE, &weeks(WEEK, WEEK, "2026-01-10")), [""; 0]);
    }

    #[test]
    fn plan_reviews_are_summaries_too() {
        let reviews = |one: &str, other: &str| {
            let drawn = weeks(one, other, "2026-01-16");
            outcomes(&RULE, &drawn.replace("program-summary", "plan-review"))
        };
        assert_eq!(reviews(WEEK, WEEK), ["fail C1 2026-01-10..2026-01-16"]);
        assert_eq!(reviews(WEEK, OTHER), [""; 0]);
    }

    #[test]
    fn short_summaries_tell_nothing() {
        let case = weeks("Did well.", "Did well.", "2026-01-16");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, "note 2026-01-05 group").not_applicable, 1);
    }
}

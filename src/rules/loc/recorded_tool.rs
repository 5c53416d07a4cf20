//! LOC-014 and LOC-015: the level that a placement tool in the chart gives, against the one billed.

use super::{down_to, statements};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, given_level};
use crate::model::{Assertion, LevelOfCare, Measure, Mention, Note, NoteKind, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The tool gives a lower level.
pub(crate) static BELOW: Rule = Rule {
    code: "LOC-014",
    name: "recorded-loc-tool-below-billed",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Delta,
    applies_to: "IOP, PHP, residential, withdrawal management and inpatient stays",
    authority: &[Authority {
        cite: "payer and state manuals",
        verified: false,
    }],
    checks: "An assessment, evaluation, review, weekly summary or individual note dated from the \
             admission window to tool.discharge_days before the last billed day records a LOCUS or \
             CALOCUS level or an ASAM level of care, every level it records lies below the billed \
             one, and no such note of the same or a later date records the billed level or \
             calls it needed in words. A continued-stay review counts where it goes through the \
             dimensions. The billed days from it on are counted, or until a note records the billed level. A level named in \
             the last days is discharge planning, unless an instrument scored it or a review of the \
             dimensions gave it and three days more were billed; one without either in the course \
             of the stay warns, and \
             low-intensity residential care beside an intensive \
             outpatient level warns, as the two are often combined.",
    why: "The chart's own tool says that a lower level would do; a payer needs no other argument.",
    cure: &[Cure::C8],
    params: &[
        "tool.discharge_days",
        "admission.window_before_days",
        "support.band_ranks",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check_below),
};

/// The tool gives the billed level or a higher one.
pub(crate) static MEETS: Rule = Rule {
    code: "LOC-015",
    name: "recorded-loc-tool-equals-or-above-billed",
    status: RuleStatus::Stable,
    severity: Severity::Info,
    exposure: ExposureKind::None,
    applies_to: "IOP, PHP, residential, withdrawal management and inpatient stays",
    authority: &[],
    checks: "A note of the same kinds records a LOCUS, CALOCUS or ASAM level at or above the one \
             billed.",
    why: "These are the statements to cite when the level is questioned.",
    cure: &[],
    params: &["admission.window_before_days", "support.band_ranks"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check_meets),
};

/// The levels that one note records.
struct Recorded<'l> {
    date: ServiceDate,
    note: &'l Note,
    highest: LevelOfCare,
    /// Whether an instrument gave it, or a review of the dimensions.
    scored: bool,
    places: Vec<Span>,
}

/// What tools give below the billed level, and the days billed from then on.
struct Below<'l> {
    recorded: Vec<Recorded<'l>>,
    /// Where in these the first of them stands.
    first: usize,
    days: Vec<ServiceDate>,
}

/// Returns the billed days of a stay from a tool on that gives a lower level, up to a note that
/// records the billed one.
pub(super) fn days_below(case: &Case<'_>, stay: &Stay) -> Vec<ServiceDate> {
    below(case, stay, recorded(case, stay)).map_or_else(Vec::new, |below| below.days)
}

/// Billed days after a score that are more than the time in which a discharge is prepared.
const DAYS_AFTER_SCORE: usize = 3;

fn below<'l>(case: &Case<'l>, stay: &Stay, recorded: Vec<Recorded<'l>>) -> Option<Below<'l>> {
    let planning = stay
        .last_day()
        .plus_days(-case.number_for_stay(stay, "tool.discharge_days"));
    let low = |record: &Recorded<'_>| !meets(case, stay, record.highest);
    let first = recorded.iter().position(|record| {
        let at_intake = (is_intake(record.note.kind) || record.scored)
            && record.date <= stay.admission.plus_days(1);
        // A score is no plan: a program goes on in spite of it.
        let goes_on = || {
            let after = stay.days.iter().filter(|day| **day > record.date);
            record.scored && after.count() >= DAYS_AFTER_SCORE
        };
        low(record)
            && (at_intake || record.date <= planning || goes_on())
            && !recorded
                .iter()
                .any(|other| other.date == record.date && !low(other))
    })?;
    let until = recorded[first..]
        .iter()
        .find(|record| !low(record))
        .map(|record| record.date);
    let from = recorded[first].date;
    let days: Vec<ServiceDate> = stay
        .days
        .iter()
        .copied()
        .filter(|day| from <= *day && until.is_none_or(|until| *day < until))
        .collect();
    (!days.is_empty()).then_some(Below {
        recorded,
        first,
        days,
    })
}

fn check_below(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let recorded = recorded(case, stay);
        if recorded.is_empty() {
            checks.not_applicable(&BELOW);
            continue;
        }
        let Some(below) = below(case, stay, recorded) else {
            checks.pass(&BELOW);
            continue;
        };
        let Below {
            recorded,
            first,
            days,
        } = below;
        let low = |record: &Recorded<'_>| !meets(case, stay, record.highest);
        let from = recorded[first].date;
        let level = recorded[first].highest;
        let message = format!(
            "{}: a placement tool or recommendation of {from} gives {level}, and {} billed at {} \
             from then on: {}",
            stay.level,
            counted(days.len(), "day"),
            stay.level,
            listed(&days),
        );
        let stated = recorded[first..].iter().take_while(|record| low(record));
        let against = recorded.iter().filter(|record| !low(record));
        let mut finding = BELOW
            .finding(Outcome::Fail, message)
            .with_all(
                stated
                    .flat_map(|record| &record.places)
                    .take(6)
                    .copied()
                    .map(Evidence::supports),
            )
            .with_all(
                against
                    .flat_map(|record| &record.places)
                    .take(4)
                    .copied()
                    .map(Evidence::contradicts),
            );
        finding = on_stay(case, stay, finding, &days);
        finding.at_risk = down_to(case, stay, level, &days);
        let combined = stay.level == LevelOfCare::ResidentialLow && level.is_day_program();
        // A level named in the course of a stay without a score is often where the patient is to
        // go next.
        let is_rating = is_intake(recorded[first].note.kind) || recorded[first].scored;
        let confidence = match (combined, is_rating) {
            (true, _) => 60,
            (false, true) => 85,
            (false, false) => 65,
        };
        checks.report(finding.with_confidence(confidence, case.policy.number("fail.confidence")));
    }
}

fn check_meets(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let mut recorded = recorded(case, stay);
        recorded.retain(|record| meets(case, stay, record.highest));
        let Some(first) = recorded.first() else {
            checks.not_applicable(&MEETS);
            continue;
        };
        let message = format!(
            "{}: {} from {} on record {} or a higher level, to cite when the level is questioned",
            stay.level,
            counted(recorded.len(), "document"),
            first.date,
            stay.level,
        );
        let places = recorded.iter().flat_map(|record| &record.places).take(8);
        let finding = MEETS
            .finding(Outcome::Warn, message)
            .with_all(places.copied().map(Evidence::supports));
        checks.report(on_stay(case, stay, finding, &stay.days));
    }
}

fn meets(case: &Case<'_>, stay: &Stay, level: LevelOfCare) -> bool {
    let band = case.number_for_stay(stay, "support.band_ranks");
    i64::from(level.rank()) + band >= i64::from(stay.level.rank())
}

/// Returns what tools recorded for a stay, by date.
fn recorded<'l>(case: &Case<'l>, stay: &Stay) -> Vec<Recorded<'l>> {
    let before = case.number_for_stay(stay, "admission.window_before_days");
    let from = stay.admission.plus_days(-before);
    let mut all: Vec<Recorded<'l>> = Vec::new();
    for note in &case.record.notes {
        let dated = note
            .date()
            .filter(|date| from <= *date && *date <= stay.last_day());
        let by_dimensions = reviews_dimensions(note);
        // A payer is told of the level that was asked for; a review of the dimensions is the
        // clinicians' own, whoever reads it.
        let is_told = |kind| statements::is_told_to_payer(kind) && !by_dimensions;
        let Some(date) = dated.filter(|_| !is_told(note.kind)) else {
            continue;
        };
        let kind = match note.kind {
            NoteKind::UtilizationReview => NoteKind::PlanReview,
            kind => kind,
        };
        // The billed level that is called needed in words speaks for it, and less in words ("then
        // IOP") is often what comes after.
        let levels: Vec<(LevelOfCare, Span)> = note
            .mentions
            .iter()
            .filter_map(|found| {
                let named = named(kind, found).filter(|level| meets(case, stay, *level));
                Some((given_level(kind, found).or(named)?, found.span))
            })
            .collect();
        let Some(highest) = levels
            .iter()
            .map(|(level, _)| *level)
            .max_by_key(|level| level.rank())
        else {
            continue;
        };
        all.push(Recorded {
            date,
            note,
            highest,
            scored: note
                .mentions
                .iter()
                .any(|found| is_scored(kind, found) || by_dimensions && is_given(kind, found)),
            places: levels.into_iter().map(|(_, place)| place).collect(),
        });
    }
    all.sort_by_key(|record| (record.date, record.note.place()));
    all
}

/// Dimensions of six that a review of them goes through.
const REVIEWED_DIMENSIONS: u32 = 5;

/// Returns whether a review of the stay goes through the dimensions: "ASAM continued stay review".
fn reviews_dimensions(note: &Note) -> bool {
    matches!(
        note.kind,
        NoteKind::UtilizationReview | NoteKind::PlanReview
    ) && note.dimensions.count_ones() >= REVIEWED_DIMENSIONS
}

fn is_given(kind: NoteKind, found: &Mention) -> bool {
    given_level(kind, found).is_some()
}

/// Returns whether a statement is what an instrument gave.
fn is_scored(kind: NoteKind, found: &Mention) -> bool {
    found.indicator != "T-01" && given_level(kind, found).is_some()
}

/// Returns the level that words call needed: "recommendation: PHP", "needs 2.5".
fn named(kind: NoteKind, found: &Mention) -> Option<LevelOfCare> {
    let is_own = matches!(
        kind,
        NoteKind::Assessment
            | NoteKind::PsychiatricEvaluation
            | NoteKind::HistoryAndPhysical
            | NoteKind::PlanReview
            | NoteKind::ProgramSummary
            | NoteKind::PrescriberNote
            | NoteKind::IndividualNote
            | NoteKind::ProgressNote
    );
    match found.measure {
        Some(Measure::Level(level))
            if is_own && found.indicator == "T-07" && found.assertion == Assertion::Affirmed =>
        {
            Some(level)
        }
        _ => None,
    }
}

fn is_intake(kind: NoteKind) -> bool {
    matches!(kind, NoteKind::Assessment | NoteKind::PsychiatricEvaluation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn php(notes: &str) -> String {
        format!(
            "{notes}\nclaim C1 I\nline 2026-01-05 H0035 rev 0912\nline 2026-01-08 H0035 rev 0912
            line 2026-01-20 H0035 rev 0912"
        )
    }

    #[test]
    fn a_tool_below_the_billed_level_fires() {
        let locus = php("note 2026-01-05 assessment\nmention T-03 affirmed L w2 score 15");
        assert_eq!(outcomes(&BELOW, &locus), ["fail C1 2026-01-05..2026-01-20"]);
        assert_eq!(outcomes(&MEETS, &locus), [""; 0]);
        let week = php("note 2026-01-08 program-summary\nmention T-01 affirmed N w3 level IOP");
        assert_eq!(outcomes(&BELOW, &week), ["warn C1 2026-01-08..2026-01-20"]);
    }

    #[test]
    fn the_billed_level_beside_it_discharge_planning_and_reviews_for_payers_do_not() {
        for notes in [
            "note 2026-01-05 assessment\nmention T-01 affirmed N w3 level OP\nmention T-01 affirmed N w3 level PHP",
            "note 2026-01-19 individual\nmention T-01 affirmed N w3 level IOP",
            "note 2026-01-08 utilization-review\nmention T-01 affirmed N w3 level IOP",
            "note 2026-01-05 assessment\nmention T-01 historical N w3 level IOP",
        ] {
            assert_eq!(outcomes(&BELOW, &php(notes)), [""; 0], "{notes}");
        }
    }

    #[test]
    fn the_billed_level_needed_in_words_stands_against_a_score() {
        let with = |more: &str| {
            php(&format!(
                "note 2026-01-05 assessment\nmention T-05 affirmed N w2 score 18\n{more}"
            ))
        };
        assert_eq!(
            outcomes(&BELOW, &with("")),
            ["fail C1 2026-01-05..2026-01-20"]
        );
        let needed = with("mention T-07 affirmed N w0 level PHP");
        assert_eq!(outcomes(&BELOW, &needed), [""; 0]);
        // What less care words name is no tool's level.
        let less = php("note 2026-01-05 assessment\nmention T-07 affirmed N w0 level IOP");
        assert_eq!(outcomes(&BELOW, &less), [""; 0]);
    }

    #[test]
    fn a_score_in_the_last_days_counts_while_the_program_goes_on() {
        let days = |score: &str| {
            let billed: String = (12..=19)
                .map(|day| format!("line 2026-01-{day} H0035 rev 0912\n"))
                .collect();
            format!(
                "note {score} prescriber\nmention T-03 affirmed N w2 score 17\nclaim C1 I\n{billed}"
            )
        };
        let early = outcomes(&BELOW, &days("2026-01-16"));
        assert_eq!(early, ["fail C1 2026-01-16..2026-01-19"]);
        assert_eq!(outcomes(&BELOW, &days("2026-01-17")), [""; 0]);
        let named = days("2026-01-16").replace(
            "T-03 affirmed N w2 score 17",
            "T-01 affirmed N w3 level IOP",
        );
        assert_eq!(outcomes(&BELOW, &named), [""; 0]);
    }

    #[test]
    fn a_review_of_the_dimensions_gives_a_level_until_the_last_days() {
        let with = |date: &str, dimensions: u8, level: &str| {
            let billed: String = (12..=19)
                .map(|day| format!("line 2026-01-{day} H0035 rev 0912\n"))
                .collect();
            let review = format!("note {date} utilization-review dimensions {dimensions}");
            format!("{review}\nmention T-01 affirmed N w3 level {level}\nclaim C1 I\n{billed}")
        };
        let review = |date, dimensions, level| outcomes(&BELOW, &with(date, dimensions, level));
        assert_eq!(
            review("2026-01-15", 6, "IOP"),
            ["fail C1 2026-01-15..2026-01-19"]
        );
        for (date, dimensions, level) in [
            // Without the dimensions a payer is told what was asked for.
            ("2026-01-15", 2, "IOP"),
            // Two days more are the time in which a discharge is prepared.
            ("2026-01-17", 6, "IOP"),
            ("2026-01-15", 6, "PHP"),
        ] {
            assert_eq!(review(date, dimensions, level), [""; 0], "{date} {level}");
        }
    }

    #[test]
    fn a_tools_level_in_words_counts_as_its_number_does() {
        let casii = php("note 2026-01-05 unknown\nmention T-05 affirmed N w2 level IOP");
        assert_eq!(outcomes(&BELOW, &casii), ["fail C1 2026-01-05..2026-01-20"]);
        let group = php("note 2026-01-05 group\nmention T-05 affirmed N w2 level IOP");
        assert_eq!(outcomes(&BELOW, &group), [""; 0]);
    }

    #[test]
    fn a_level_that_meets_is_named_for_an_appeal() {
        let case = php("note 2026-01-05 assessment\nmention T-03 affirmed H w3 score 21");
        assert_eq!(outcomes(&MEETS, &case), ["warn C1 2026-01-05..2026-01-20"]);
        assert_eq!(outcomes(&BELOW, &case), [""; 0]);
        assert_eq!(
            outcomes(&MEETS, &php("note 2026-01-05 assessment")),
            [""; 0]
        );
    }
}

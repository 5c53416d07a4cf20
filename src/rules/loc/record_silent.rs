//! LOC-003: the record says too little on the level billed.

use super::recorded_tool::days_below;
use super::statements::is_of_course;
use super::{days_at_percent, is_reviewed_daily, support_on};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Stay, Support, Verdict};
use crate::model::{Assertion, Measure, Mention, Note, ServiceDate};
use crate::rules::dates::listed;
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-003",
    name: "record-silent-on-level",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Day,
    applies_to: "PHP, residential, withdrawal management and inpatient stays",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
            verified: false,
        },
        Authority {
            cite: "payer manuals",
            verified: false,
        },
    ],
    checks: "On at least silent.share of a stay's billed days the notes around the day hold less \
             than support.silent_sum of evidence in either direction. The silent days count by \
             half. Where notes around them name the level as needed, or the assessment says what \
             less care did not do, in words that are not weighed, it is no-data. Days billed after a \
             placement tool gave a lower level are not counted (LOC-014).",
    why: "A reviewer denies days on which nothing says why this level was needed.",
    cure: &[Cure::C7, Cure::C3],
    params: &[
        "silent.share",
        "support.silent_sum",
        "support.window_days.24h",
        "support.window_days.day-program",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let rated: Vec<(ServiceDate, &Support)> = stay
            .days
            .iter()
            .filter_map(|&day| Some((day, support_on(case, day, stay.level)?)))
            .collect();
        // Without any note there is no record that could be silent (DOC-001).
        if !is_reviewed_daily(stay.level) || rated.is_empty() || case.record.notes.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let mut silent_days: Vec<ServiceDate> = rated
            .iter()
            // A day that no note tells of is DOC-001's; the notes around it are not silent.
            .filter(|(_, support)| support.verdict == Verdict::Silent && !support.leans)
            .map(|(day, _)| *day)
            .collect();
        if !silent_days.is_empty() {
            // A tool that gives a lower level says something (LOC-014).
            let below = days_below(case, stay);
            silent_days.retain(|day| !below.contains(day));
        }
        // A note that names the level as needed, or says what less care did not do, is not silent
        // though its words weigh nothing here.
        let window = window(case, stay);
        let says_on: Vec<ServiceDate> = match silent_days.is_empty() {
            true => Vec::new(),
            false => speaking(case).collect(),
        };
        let is_spoken_of = |day: &ServiceDate| {
            let mut near = says_on.iter();
            near.any(|date| date.days_since(*day).abs() <= window)
        };
        let (spoken, silent): (Vec<ServiceDate>, Vec<ServiceDate>) =
            silent_days.into_iter().partition(is_spoken_of);
        let share = silent.len() * 100 / rated.len();
        let least = case.number_for_stay(stay, "silent.share");
        if (share as i64) < least
            && ((silent.len() + spoken.len()) * 100 / rated.len()) as i64 >= least
        {
            let message = format!(
                "{}: notes around {} of {} billed days speak of the level in words that are not \
                 weighed, so that it cannot be told whether they say enough: {}",
                stay.level,
                spoken.len(),
                rated.len(),
                listed(&spoken),
            );
            let finding = RULE.finding(Outcome::NoData, message);
            checks.report(on_stay(case, stay, finding, &spoken));
            continue;
        }
        if silent.is_empty() || (share as i64) < least {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{}: the record says too little on the level of care on {} of {} billed days \
             ({share} %) {}: {}",
            stay.level,
            silent.len(),
            rated.len(),
            case.absence_words(),
            listed(&silent),
        );
        let mut finding = on_stay(case, stay, RULE.finding(case.absence(), message), &silent);
        finding.at_risk = days_at_percent(case, stay, &silent, 50);
        let notes = silent.iter().flat_map(|&day| case.ledger.notes_on(day));
        let mut heads: Vec<Evidence> = notes
            .take(8)
            .map(|&note| Evidence::searched(head(case.ledger.note(note))))
            .collect();
        if let (true, Some(&first)) = (heads.is_empty(), silent.first()) {
            heads = case.searched_notes(first, 7, 7);
        }
        checks.report(finding.with_all(heads));
    }
}

/// Returns within how many days of a day notes tell of it.
fn window(case: &Case<'_>, stay: &Stay) -> i64 {
    let key = match stay.level.is_24_hour() {
        true => "support.window_days.24h",
        false => "support.window_days.day-program",
    };
    case.number_for_stay(stay, key)
}

/// Returns the days of the notes that name the level, or say of less care that it was tried or would
/// not do, in words that carry no weight.
fn speaking<'c>(case: &Case<'c>) -> impl Iterator<Item = ServiceDate> + use<'c> {
    let names = |mention: &Mention| {
        let is_level = matches!(mention.measure, Some(Measure::Level(_)));
        mention.assertion != Assertion::OtherPerson
            && (mention.indicator == "T-07" && is_level
                // "Not ready for IOP", in other words than "continues to meet criteria".
                || mention.indicator == "D5-21" && mention.flipped)
    };
    let speaks = move |note: &&Note| {
        note.less_care.is_some() || is_of_course(note.kind) && note.mentions.iter().any(names)
    };
    let notes = case.record.notes.iter().filter(speaks);
    notes.filter_map(Note::date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const STAY: &str = "claim C1 I\nline 2026-01-05..2026-01-14 H2036 rev 1002";

    #[test]
    fn fires_on_a_stay_that_says_nothing_of_the_level() {
        let case = format!("complete\nnote 2026-01-05 shift\nnote 2026-01-09 group\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05..2026-01-14"]);
        assert_eq!(findings(&RULE, &case)[0].at_risk[0].percent, 50);
    }

    #[test]
    fn a_note_that_names_the_level_in_unweighed_words_is_no_data() {
        let php = |note: &str| {
            format!(
                "complete\nnote 2026-01-05 group\n{note}\nclaim C1 I
                line 2026-01-05 H0035 rev 0912"
            )
        };
        for said in [
            "mention T-07 affirmed N w0 level PHP",
            "note 2026-01-04 assessment speaks-of-less-care",
        ] {
            let found = findings(&RULE, &php(said));
            assert_eq!(outcomes(&RULE, &php(said)), ["no-data C1/1 2026-01-05"]);
            assert!(found[0].at_risk.is_empty());
        }
        // "Medically necessary" and "meets criteria" name nothing, and an old word is too old.
        for said in [
            "mention T-07 affirmed N w0",
            "mention D5-21 affirmed N w0",
            "note 2025-12-20 assessment speaks-of-less-care",
        ] {
            assert_eq!(
                outcomes(&RULE, &php(said)),
                ["fail C1/1 2026-01-05"],
                "{said}"
            );
        }
    }

    #[test]
    fn a_record_whose_tool_gives_a_lower_level_is_not_silent() {
        let php = |level: &str| {
            format!(
                "complete\nnote 2026-01-05 assessment\nmention T-01 affirmed N w3 level {level}
                note 2026-01-06 group\nnote 2026-01-12 group
                claim C1 I\nline 2026-01-05 H0035 rev 0912\nline 2026-01-06 H0035 rev 0912
                line 2026-01-12 H0035 rev 0912"
            )
        };
        assert_eq!(outcomes(&RULE, &php("IOP")), [""; 0]);
        assert_eq!(outcomes(&RULE, &php("PHP")).len(), 1);
    }

    #[test]
    fn a_few_silent_days_are_left_alone() {
        let ill = "mention D3-20 affirmed H w3\nmention D5-01 affirmed H w3";
        let case =
            format!("complete\nnote 2026-01-06 group\n{ill}\nnote 2026-01-11 group\n{ill}\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn an_incomplete_chart_warns_and_an_empty_one_is_not_this_rule() {
        let case = format!("note 2026-01-05 shift\n{STAY}");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05..2026-01-14"]);
        assert_eq!(outcomes(&RULE, STAY), [""; 0]);
    }

    /// Returns the verdict of the first line, with the level said to be supported.
    fn verdict(drawn: &str) -> (&'static str, Option<&'static str>) {
        let (policy, records) = crate::rules::fixture::draw(drawn);
        let ledger = crate::ledger::Ledger::build(&records[0], &policy);
        let row = &ledger.lines[0];
        let level = row.level_supported().map(|level| level.id());
        (row.support.verdict.id(), level)
    }

    #[test]
    fn grave_psychosis_around_the_day_is_no_silence() {
        let php = |mention: &str| {
            format!(
                "note 2026-01-05 group\nmention {mention}\nclaim C1 I\nline 2026-01-05 H0035 rev 0913"
            )
        };
        let voices = php("D3-10 affirmed H w3");
        assert_eq!(verdict(&voices), ("SUPPORTS_BILLED", Some("PHP")));
        let tool = format!(
            "{}\nmention T-03 affirmed H w2 score 20",
            php("D3-15 affirmed H w2")
        );
        assert_eq!(verdict(&tool).0, "SUPPORTS_BILLED");
        assert_eq!(verdict(&php("D3-15 affirmed H w1")).0, "SILENT");
        let never = php("D3-10 negated H w3");
        assert_eq!(verdict(&never), ("SILENT", None));
    }

    #[test]
    fn what_an_assessment_of_last_week_calls_grave_or_too_little_is_no_silence() {
        let of = |evaluated: &str, said: &str| {
            let drawn = format!(
                "note {evaluated} assessment\nmention {said}\nmention D3-15 affirmed H w2
                note 2026-01-15 group\nmention D3-15 affirmed H w2
                claim C1 I\nline 2026-01-15 H0035 rev 0913"
            );
            verdict(&drawn).0
        };
        for said in [
            "D3-06 affirmed H w4",
            "P-03 affirmed H w3",
            "T-07 affirmed N w0 level PHP",
        ] {
            assert_eq!(of("2026-01-06", said), "SUPPORTS_BILLED", "{said}");
        }
        // What was tried before is no word on what is enough, and a month is too long for one.
        assert_eq!(of("2026-01-06", "P-03 historical H w3"), "SILENT");
        assert_eq!(of("2025-12-18", "P-03 affirmed H w3"), "SILENT");
    }

    /// Draws a day of a level between a note of the day before and one of the day, both saying the
    /// same.
    fn day(said: &str, line: &str) -> String {
        format!("note 2026-01-04 assessment\n{said}\nnote 2026-01-05 individual\n{said}\n{line}")
    }

    const PHP: &str = "claim C1 I\nline 2026-01-05 H0035 rev 0912";
    const RESIDENCE: &str = "claim C1 I\nline 2026-01-05 H2036 rev 1002";

    #[test]
    fn low_ratings_speak_only_where_the_dimension_carries_the_level() {
        let needs = "mention T-02 affirmed H w3 rating 3/3\nmention T-02 affirmed H w3 rating 5/3";
        let low = |dimensions: &[u8]| {
            let ratings = dimensions
                .iter()
                .map(|dimension| format!("mention T-02 affirmed L w2 rating {dimension}/1\n"));
            ratings.collect::<String>()
        };
        let with = |dimensions: &[u8], line: &str| {
            verdict(&day(&format!("{}{needs}", low(dimensions)), line))
        };
        assert_ne!(with(&[1, 2, 4, 6], PHP).0, "CONFLICTED");
        assert_eq!(with(&[1, 2, 4, 6], PHP), verdict(&day(needs, PHP)));
        // A sober home does speak against a residence.
        let home = with(&[6], RESIDENCE);
        let lower = |drawn: &str| {
            let (policy, records) = crate::rules::fixture::draw(drawn);
            crate::ledger::Ledger::build(&records[0], &policy).lines[0]
                .support
                .lower
        };
        let told = |dimensions: &[u8], line| lower(&day(&low(dimensions), line));
        assert!(
            told(&[6], RESIDENCE) > 0 && told(&[1, 2, 4], RESIDENCE) == 0,
            "{home:?}"
        );
        assert!(told(&[5], PHP) > 0 && told(&[1, 2, 4, 6], PHP) == 0);
    }

    #[test]
    fn risk_denied_is_no_reason_against_a_residence_that_never_rested_on_risk() {
        let fine = "mention D3-04 affirmed L w2\nmention D3-28 affirmed L w2
            mention D4-08 affirmed L w1";
        let of = |need: &str| verdict(&day(&format!("{need}\n{fine}"), RESIDENCE));
        let compulsions = "mention D3-43 affirmed H w2\nmention D6-09 affirmed H w1";
        assert_eq!(of(compulsions), ("SILENT", None));
        let terrors = "mention D3-24 affirmed H w3";
        assert_eq!(of(terrors).0, "SUPPORTS_BILLED");
        // Where the need was one of risk, that it is denied speaks.
        let ideation = "mention D3-03 affirmed H w2\nmention D6-09 affirmed H w1";
        assert_eq!(of(ideation).0, "CONFLICTED");
        // That the patient is well in so many words speaks against any need.
        let well = "mention D3-45 affirmed L w2\nmention D5-02 affirmed L w2";
        assert_ne!(of(&format!("{compulsions}\n{well}")).0, "SILENT");
    }

    #[test]
    fn that_no_bed_is_needed_and_risk_denied_are_no_reasons_against_a_day_program() {
        let ill = "mention D3-15 affirmed H w2";
        let fit = "mention D5-15 affirmed L w2\nmention D3-04 affirmed L w2";
        let both = day(&format!("{ill}\n{fit}"), PHP);
        assert_eq!(verdict(&both).0, verdict(&day(ill, PHP)).0);
        let well =
            "mention D3-28 affirmed L w2\nmention D5-02 affirmed L w2\nmention D3-45 affirmed L w2";
        let over = day(&format!("{ill}\n{well}"), PHP);
        assert!(["CONFLICTED", "SUPPORTS_LOWER"].contains(&verdict(&over).0));
    }

    #[test]
    fn a_plan_of_suicide_below_a_diagnosis_in_the_header_is_no_silence() {
        let in_list = (0..=u8::MAX)
            .find(|&section| crate::scan::section_name(section) == "DX")
            .expect("a section of diagnoses");
        let session = |mention: &str| {
            let line = "claim C1 P\nline 2026-01-05 90839";
            let said =
                format!("note 2026-01-05 crisis\nmention {mention} section {in_list}\n{line}");
            verdict(&said).0
        };
        assert_ne!(session("D3-02 affirmed H w4"), "SILENT");
        // What is carried from note to note as a label stays one.
        assert_eq!(session("D3-20 affirmed H w3"), "SILENT");
    }

    #[test]
    fn not_being_suicidal_is_no_evidence_against_intensive_outpatient_care() {
        let iop = |well: &str| {
            format!(
                "note 2026-01-05 group\nmention D3-26 affirmed H w2\nmention D3-04 affirmed L w2
                mention D3-13 affirmed L w2\n{well}\nclaim C1 I\nline 2026-01-05 H0015 rev 0906"
            )
        };
        assert_eq!(verdict(&iop("")), ("SUPPORTS_BILLED", Some("IOP")));
        let well = "mention D3-28 affirmed L w2\nmention D6-12 affirmed L w3";
        assert_ne!(verdict(&iop(well)).0, "SUPPORTS_BILLED");
    }

    #[test]
    fn doses_and_leave_have_no_level_to_support() {
        let dose = "note 2026-01-05 nursing\nmention D1-01 affirmed H w3
            claim C1 P\nline 2026-01-05 H0020";
        assert_eq!(verdict(dose), ("NOT_RATED", None));
        let leave = "note 2026-01-05 shift\nmention D3-01 affirmed H w3
            claim C1 I\nline 2026-01-05 - rev 0183";
        assert_eq!(verdict(leave), ("NOT_RATED", None));
    }
}

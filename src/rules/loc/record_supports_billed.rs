//! LOC-002: the record supports the level billed. Context for an appeal, not a fault.

use super::places;
use crate::finding::{Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{LineRow, Verdict};
use crate::model::ServiceDate;
use crate::rules::dates::counted;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-002",
    name: "record-supports-billed",
    status: RuleStatus::Stable,
    severity: Severity::Info,
    exposure: ExposureKind::None,
    applies_to: "lines of program levels",
    authority: &[],
    checks: "Around the billed days the record meets the requirements of the billed level or of a \
             higher one, with at least one statement to cite. Days of which no note of a service \
             tells are left out: what stands in the notes around them does not show them.",
    why: "These are the statements to cite when the level is questioned.",
    cure: &[],
    params: &["support.window_days.24h", "support.window_days.day-program"],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    // One finding a claim: an appeal is made for a claim, and a line each would bury the faults.
    let mut supported: BTreeMap<usize, Vec<&LineRow>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        let supports = matches!(
            row.support.verdict,
            Verdict::SupportsBilled | Verdict::SupportsHigher
        );
        let can_be_cited = !row.support.evidence_higher.is_empty()
            && row.days.iter().any(|day| is_told(case, *day));
        if row.billed.level.is_program() && supports && can_be_cited {
            supported.entry(row.id.claim).or_default().push(row);
        } else {
            checks.not_applicable(&RULE);
        }
    }
    for rows in supported.into_values() {
        checks.report(finding(case, &rows));
    }
}

fn finding(case: &Case<'_>, rows: &[&LineRow]) -> crate::finding::Finding {
    let mut days: BTreeSet<ServiceDate> = BTreeSet::new();
    let mut numbers = Vec::new();
    let mut higher: BTreeSet<Span> = BTreeSet::new();
    let mut lower: BTreeSet<Span> = BTreeSet::new();
    for row in rows {
        days.extend(row.days.iter().filter(|day| is_told(case, **day)));
        numbers.push(case.ledger.service_line(row.id).number.to_string());
        higher.extend(places(case, &row.support.evidence_higher, 3));
        lower.extend(places(case, &row.support.evidence_lower, 2));
    }
    let claim = case.ledger.claim(rows[0].id);
    let message = format!(
        "billed {}, and the record supports it on {} (line {}), with {} to cite",
        rows[0].billed.level,
        counted(days.len(), "day"),
        numbers.join(", "),
        counted(higher.len(), "statement"),
    );
    let mut finding = RULE
        .finding(Outcome::Warn, message)
        .on_claim(&claim.id)
        .with_all(higher.into_iter().take(STATEMENTS).map(Evidence::supports))
        .with_all(
            lower
                .into_iter()
                .take(STATEMENTS / 2)
                .map(Evidence::contradicts),
        );
    if let (Some(&first), Some(&last)) = (days.first(), days.last()) {
        finding = finding.from_to(first, last);
    }
    if let [only] = rows {
        finding.line = Some(case.ledger.service_line(only.id).number);
    }
    finding
}

/// Returns whether a note tells of a service on the day.
fn is_told(case: &Case<'_>, day: ServiceDate) -> bool {
    let notes = case.ledger.notes_on(day).iter();
    notes
        .map(|&index| case.ledger.note(index))
        .any(|note| !note.kind.is_not_delivery() && note.attendance.is_none())
}

/// How many statements one claim cites; the ledger keeps the rest.
const STATEMENTS: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LevelOfCare;
    use crate::rules::fixture::{findings, outcomes};
    use crate::rules::loc::record_silent;

    const ILL: &str = "note 2026-01-05 group
        mention D3-01 affirmed H w3
        mention D3-43 affirmed H w3
        claim C1 I
        line 2026-01-05 H0035 rev 0912";

    #[test]
    fn names_the_statements_and_risks_nothing() {
        let found = findings(&RULE, ILL);
        assert_eq!(outcomes(&RULE, ILL), ["warn C1/1 2026-01-05"]);
        assert_eq!(found[0].severity, Severity::Info);
        assert!(found[0].at_risk.is_empty());
    }

    #[test]
    fn a_crisis_is_rated_by_the_risk_of_its_hour() {
        let verdict = |mention: &str, code: &str| {
            let drawn = format!(
                "note 2026-01-05 crisis\nmention {mention}\nclaim C1 P\nline 2026-01-05 {code}"
            );
            let (policy, records) = crate::rules::fixture::draw(&drawn);
            let ledger = crate::ledger::Ledger::build(&records[0], &policy);
            ledger.lines[0].support.verdict
        };
        let (grave, mild) = ("D3-01 affirmed H w3", "D3-01 affirmed H w1");
        assert_eq!(verdict(grave, "90839"), Verdict::SupportsBilled);
        assert_ne!(verdict(mild, "90839"), Verdict::SupportsBilled);
    }

    #[test]
    fn a_bodily_sign_alone_is_no_residential_need() {
        let level = |mentions: &str| {
            let drawn = format!(
                "note 2026-01-05 group\n{mentions}\nclaim C1 I\nline 2026-01-05 H0015 rev 0906"
            );
            let (policy, records) = crate::rules::fixture::draw(&drawn);
            let ledger = crate::ledger::Ledger::build(&records[0], &policy);
            ledger.lines[0].support.level
        };
        let one = "mention D2-11 affirmed H w3";
        assert_ne!(level(one), LevelOfCare::ResidentialMedical);
        let two = format!("{one}\nmention D2-01 affirmed H w3");
        assert_eq!(level(&two), LevelOfCare::ResidentialMedical);
        let kept = format!("{one}\nmention D5-14 affirmed H w3");
        assert_eq!(level(&kept), LevelOfCare::ResidentialMedical);
    }

    #[test]
    fn what_is_written_later_does_not_speak_against_an_earlier_day() {
        let both_ways = |before: &str| {
            let drawn = format!(
                "note 2026-01-05 group\nmention D3-05 affirmed H w2\nmention D5-08 affirmed H w3
                {before}
                note 2026-01-07 individual\nmention D3-28 affirmed L w2\nmention D5-20 affirmed L w3
                mention D5-08 affirmed H w2
                note 2026-01-08 group\nmention D3-45 affirmed L w2\nmention D5-19 affirmed L w3
                claim C1 I\nline 2026-01-05 H0018 rev 1002"
            );
            let (policy, records) = crate::rules::fixture::draw(&drawn);
            let ledger = crate::ledger::Ledger::build(&records[0], &policy);
            ledger.lines[0].support.both_ways
        };
        assert!(!both_ways(""));
        assert!(both_ways(
            "note 2026-01-04 individual\nmention D3-28 affirmed L w2\nmention D5-20 affirmed L w3
            note 2026-01-05 individual\nmention D3-45 affirmed L w2\nmention D5-19 affirmed L w3"
        ));
    }

    /// The verdicts of the days of a drawn case.
    fn verdicts(drawn: &str) -> Vec<Verdict> {
        let (policy, records) = crate::rules::fixture::draw(drawn);
        let ledger = crate::ledger::Ledger::build(&records[0], &policy);
        let days = ledger.days.values();
        days.filter_map(|day| Some(day.support.as_ref()?.verdict))
            .collect()
    }

    #[test]
    fn older_need_does_not_outlive_a_prescribers_word_that_the_patient_only_waits() {
        let drawn = |by: &str, later: &str| {
            verdicts(&format!(
                "note 2026-01-05 prescriber by \"Ann Poe\" MD
                mention D3-14 affirmed H w4\nmention D5-14 affirmed H w3
                note 2026-01-07 {by}
                mention D5-19 affirmed L w3\nmention D6-12 affirmed L w3
                note 2026-01-08 nursing\n{later}
                claim C1 I\nline 2026-01-05..2026-01-08 T2048 rev 1001 units 4"
            ))
        };
        let supports = |verdict: &Verdict| *verdict == Verdict::SupportsBilled;
        let word = drawn("prescriber by \"Ann Poe\" MD", "");
        assert!(
            supports(&word[0]) && !word[2..].iter().any(supports),
            "{word:?}"
        );
        // A nurse's word alone decides nothing, and a need of the day counts again.
        assert!(drawn("nursing", "")[2..].iter().any(supports));
        let again = "mention D3-14 affirmed H w4\nmention D5-14 affirmed H w3";
        let again = drawn("prescriber by \"Ann Poe\" MD", again);
        assert!(again[3] != Verdict::SupportsLower, "{again:?}");
    }

    /// Returns the summed evidence for a higher level, the verdict and the level shown of a day.
    fn on(drawn: &str, day: &str) -> (u32, Verdict, Option<LevelOfCare>) {
        let (policy, records) = crate::rules::fixture::draw(drawn);
        let ledger = crate::ledger::Ledger::build(&records[0], &policy);
        let mut days = ledger.days.iter();
        let found = days.find(|(date, _)| date.to_string() == day);
        let row = found.expect("a billed day").1;
        let support = row.support.as_ref().expect("a rated day");
        let billed = row.level_billed.expect("a level");
        (support.higher, support.verdict, support.level_shown(billed))
    }

    #[test]
    fn a_wish_to_die_denied_on_the_day_and_before_is_not_kept_up_by_older_days() {
        let well = "mention D3-28 affirmed L w2\nmention D5-02 affirmed L w2
            mention D5-20 affirmed L w3";
        let verdict = |second: &str, third: &str| {
            let drawn = format!(
                "note 2026-01-05 nursing\nmention D3-02 affirmed H w4\nmention D3-03 affirmed H w2
                note 2026-01-06 nursing\n{second}\n{well}
                note 2026-01-07 nursing\n{third}\n{well}
                claim C1 I\nline 2026-01-05..2026-01-07 T2048 rev 1001 units 3"
            );
            on(&drawn, "2026-01-07").1
        };
        let (denied, said) = ("mention D3-04 affirmed L w2", "mention D3-01 affirmed H w3");
        assert_eq!(verdict(denied, denied), Verdict::Conflicted);
        for (second, third) in [(said, denied), (denied, said), (denied, ""), ("", "")] {
            assert_eq!(verdict(second, third), Verdict::SupportsBilled);
        }
    }

    #[test]
    fn an_old_evaluation_alone_does_not_hold_whom_newer_notes_call_well() {
        let ill = "mention D2-11 affirmed H w3\nmention D2-01 affirmed H w3";
        let well = "mention D3-28 affirmed L w2\nmention D5-02 affirmed L w2
            mention D5-20 affirmed L w3";
        let drawn = |evaluated: &str, more: &str| {
            format!(
                "note {evaluated} assessment\n{ill}\nnote 2026-01-13 group\n{well}\n{more}
                note 2026-01-14 individual\n{well}
                claim C1 I\nline 2026-01-14 H0035 rev 0912"
            )
        };
        let day = |evaluated, more| on(&drawn(evaluated, more), "2026-01-14").1;
        assert_eq!(day("2026-01-02", ""), Verdict::Conflicted);
        assert_eq!(day("2026-01-10", ""), Verdict::SupportsBilled);
        assert_eq!(day("2026-01-02", ill), Verdict::SupportsBilled);
    }

    #[test]
    fn a_day_program_that_is_supported_is_shown_as_one() {
        let bodily = "mention D2-11 affirmed H w3\nmention D2-01 affirmed H w3";
        let day = |billed: &str| {
            let drawn =
                format!("note 2026-01-05 nursing\n{bodily}\nclaim C1 I\nline 2026-01-05 {billed}");
            let (policy, records) = crate::rules::fixture::draw(&drawn);
            let ledger = crate::ledger::Ledger::build(&records[0], &policy);
            let (_, verdict, level) = on(&drawn, "2026-01-05");
            assert_eq!(verdict, Verdict::SupportsBilled);
            assert_eq!(ledger.lines[0].level_supported(), level, "one meaning");
            level.expect("a level")
        };
        assert_eq!(day("H0035 rev 0912"), LevelOfCare::PartialHospitalization);
        assert_eq!(day("H2036 rev 1002"), LevelOfCare::ResidentialHigh);
        assert_eq!(day("H0010 rev 1002"), LevelOfCare::ResidentialMedical);
    }

    #[test]
    fn who_needs_no_bed_by_the_days_own_note_is_not_said_to_need_a_hospital() {
        let of = |more: &str| {
            let drawn = format!(
                "note 2026-01-05 individual\nmention D3-02 affirmed H w4\n{more}
                claim C1 I\nline 2026-01-05 H0035 rev 0912"
            );
            on(&drawn, "2026-01-05").1
        };
        assert_eq!(of(""), Verdict::SupportsHigher);
        assert_eq!(of("mention D5-15 affirmed L w2"), Verdict::SupportsBilled);
        assert_eq!(of("mention D5-15 negated L w2"), Verdict::SupportsHigher);
        let tool = |level| of(&format!("mention T-01 affirmed N w3 level {level}"));
        assert_eq!(tool("PHP"), Verdict::SupportsBilled);
        assert_eq!(tool("RES-HIGH"), Verdict::SupportsHigher);
    }

    #[test]
    fn withdrawal_that_scores_show_to_be_over_supports_no_further_day() {
        let drawn = |scores: [u32; 4], more: &str| {
            let mut case = String::new();
            for (place, score) in scores.iter().enumerate() {
                let (day, direction) = (place + 5, if *score > 7 { "H w3" } else { "L w1" });
                case.push_str(&format!(
                    "note 2026-01-{day:02} nursing
                    mention D1-04 affirmed {direction} score {score} at 08:00\n{more}\n"
                ));
            }
            verdicts(&format!(
                "{case}claim C1 I\nline 2026-01-05..2026-01-08 H0010 rev 1002 units 4"
            ))
        };
        let supports = |verdict: &Verdict| *verdict == Verdict::SupportsBilled;
        let over = drawn([15, 4, 2, 1], "");
        assert!(supports(&over[0]) && !supports(&over[2]), "{over:?}");
        let goes_on = drawn([15, 14, 12, 10], "");
        assert!(goes_on.iter().all(supports), "{goes_on:?}");
        // A taper that holds it down is treatment.
        let tapered = drawn([15, 4, 2, 1], "mention D1-12 affirmed H w3");
        assert!(tapered.iter().all(supports), "{tapered:?}");
    }

    #[test]
    fn days_without_a_service_are_left_out() {
        let two = "\nline 2026-01-06 H0035 rev 0912";
        let with = |more: &str| {
            let found = findings(&RULE, &format!("{ILL}{two}\n{more}"));
            found.first().map(|found| found.message.clone())
        };
        let one = with("").expect("the first day is told");
        assert!(one.contains("on 1 day (line 1)"), "{one}");
        let both = with("note 2026-01-06 group").expect("both days are told");
        assert!(both.contains("on 2 days (line 1, 2)"), "{both}");
    }

    #[test]
    fn a_silent_record_and_sessions_say_nothing() {
        let silent = "note 2026-01-05 group\nclaim C1 I\nline 2026-01-05 H0035 rev 0912";
        assert_eq!(outcomes(&RULE, silent), [""; 0]);
        // What meets no program's requirements supports none, and is not silence either.
        let leaning = silent.replace("group", "group\nmention D5-01 affirmed H w2");
        assert_eq!(outcomes(&RULE, &leaning), [""; 0]);
        assert_eq!(outcomes(&record_silent::RULE, &leaning), [""; 0]);
        let session = ILL
            .replace("H0035 rev 0912", "90837")
            .replace("claim C1 I", "claim C1 P");
        assert_eq!(outcomes(&RULE, &session), [""; 0]);
    }

    #[test]
    fn what_is_acute_lifts_a_residence_to_the_hospital_that_treats_it() {
        let level = |mentions: &str, billed: &str| {
            let drawn = format!(
                "note 2026-01-05 nursing\n{mentions}\nnote 2026-01-06 shift
                claim C1 I\nline 2026-01-05 {billed}"
            );
            let (policy, records) = crate::rules::fixture::draw(&drawn);
            let ledger = crate::ledger::Ledger::build(&records[0], &policy);
            let support = &ledger.lines[0].support;
            assert_eq!(support.verdict, Verdict::SupportsBilled, "{mentions}");
            support.level
        };
        let (seizure, attempt) = ("mention D1-02 affirmed H w4", "mention D3-06 affirmed H w4");
        let (plan, watched) = ("mention D3-02 affirmed H w4", "mention D3-37 affirmed H w4");
        let detox = "H0010 rev 0116";
        assert_eq!(level(seizure, detox), LevelOfCare::InpatientDetox);
        let residence = "H2036 rev 1002";
        let kept = LevelOfCare::ResidentialHigh;
        assert_eq!(level(attempt, residence), kept);
        assert_eq!(level(&format!("{attempt}\n{watched}"), residence), kept);
        assert_eq!(level("mention D1-07 affirmed H w3", residence), kept);
        let both = format!("{attempt}\n{plan}");
        assert_eq!(level(&both, residence), LevelOfCare::InpatientPsychiatric);
    }
}

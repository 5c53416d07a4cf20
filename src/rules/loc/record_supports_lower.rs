//! LOC-001: the record supports a lower level than the one billed.

use super::{is_reviewed_daily, places, support_on};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::Verdict;
use crate::model::ServiceDate;
use crate::rules::dates::listed;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-001",
    name: "record-supports-lower-than-billed",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Delta,
    applies_to: "PHP, residential, withdrawal management and inpatient lines",
    authority: &[
        Authority {
            cite: "Social Security Act §1862(a)(1)(A)",
            verified: true,
        },
        Authority {
            cite: "42 CFR 410.43 and 410.44",
            verified: true,
        },
        Authority {
            cite: "ASAM Criteria; payer manuals",
            verified: false,
        },
    ],
    checks: "Around the billed days the record meets the requirements of a lower level only, and \
             evidence for a lower level adds up to support.lower_sum from at least \
             support.lower_notes notes. Of an instrument's scores the newest up to the day counts, \
             but for withdrawal's. Missing evidence for the billed level alone is not this rule.",
    why: "A reviewer downcodes to the level that the record supports, or denies the days.",
    cure: &[Cure::C8],
    params: &[
        "support.lower_sum",
        "support.lower_notes",
        "support.conflict_sum",
        "support.silent_sum",
        "support.window_days.24h",
        "support.window_days.day-program",
    ],
    rests_on_absence: true,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, claim, line) in case.live() {
        let (billed, support) = (row.billed.level, &row.support);
        if !is_reviewed_daily(billed) || row.days.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        match support.verdict {
            // Hours alone are no statement of the record; LOC-008 says what they show.
            Verdict::SupportsLower if support.by_attendance => {
                checks.not_applicable(&RULE);
                continue;
            }
            Verdict::SupportsLower => {}
            Verdict::SupportsBilled | Verdict::SupportsHigher => {
                checks.pass(&RULE);
                continue;
            }
            // Too little or both ways: other rules say so, and it is no pass.
            _ => {
                checks.not_applicable(&RULE);
                continue;
            }
        }
        let mut days: Vec<ServiceDate> = row
            .days
            .iter()
            .copied()
            .filter(|&day| {
                support_on(case, day, billed)
                    .is_none_or(|support| support.verdict == Verdict::SupportsLower)
            })
            .collect();
        if days.is_empty() {
            days.clone_from(&row.days);
        }
        let lower = places(case, &support.evidence_lower, 5);
        let higher = places(case, &support.evidence_higher, 5);
        let message = format!(
            "line {}: billed {billed}, the record around {} supports {} ({} {} for a lower level, \
             {} against)",
            line.number,
            listed(&days),
            support.level,
            lower.len(),
            if lower.len() == 1 {
                "statement"
            } else {
                "statements"
            },
            higher.len(),
        );
        let confidence = if higher.is_empty() { 90 } else { 80 };
        let mut finding = RULE
            .finding(Outcome::Fail, message)
            .on_line(&claim.id, line.number)
            .with_all(lower.into_iter().map(Evidence::supports))
            .with_all(higher.into_iter().map(Evidence::contradicts))
            .with_confidence(confidence, case.policy.number("fail.confidence"));
        if finding.evidence.is_empty()
            && let Some(&first) = days.first()
        {
            // The hours alone decide: LOC-008 cites them.
            let notes = case.ledger.notes_on(first).iter().take(4);
            let heads = notes.map(|&note| Evidence::supports(head(case.ledger.note(note))));
            finding = finding.with_all(heads);
        }
        finding = finding.with(Evidence::supports(line.span));
        if let (Some(&first), Some(&last)) = (days.first(), days.last()) {
            finding = finding.from_to(first, last);
        }
        let of_line = if days.len() == row.days.len() {
            Vec::new()
        } else {
            days
        };
        checks.report(finding.risking(AtRisk::down_to(row.id, support.level, of_line)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const WELL: &str = "mention D3-04 affirmed L w2
        mention D3-45 affirmed L w2
        mention D5-02 affirmed L w2";

    fn php(one: &str, other: &str) -> String {
        format!(
            "note 2026-01-05 group\n{one}\nnote 2026-01-06 individual\n{other}
            claim C1 I\nline 2026-01-05 H0035 rev 0912"
        )
    }

    #[test]
    fn fires_on_two_notes_that_describe_a_well_patient() {
        let found = findings(&RULE, &php(WELL, WELL));
        assert_eq!(outcomes(&RULE, &php(WELL, WELL)), ["fail C1/1 2026-01-05"]);
        assert_eq!(found[0].evidence.len(), 6, "five statements and the line");
        assert!(
            found[0].message.contains("supports OP"),
            "{}",
            found[0].message
        );
    }

    #[test]
    fn work_and_passes_are_the_life_of_a_halfway_house() {
        let out = "mention D5-22 affirmed L w2\nmention D6-15 affirmed L w3";
        let drawn = |more: &str| {
            let (one, other) = (format!("{out}\n{more}"), format!("{out}\n{more}"));
            php(&one, &other).replace("H0035 rev 0912", "H2034 rev 1003")
        };
        assert_eq!(outcomes(&RULE, &drawn("")), [""; 0]);
        assert_eq!(outcomes(&RULE, &drawn(WELL)), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn one_note_silence_and_support_do_not_fire() {
        let ill = "mention D3-01 affirmed H w3\nmention D3-43 affirmed H w3";
        for case in [php(WELL, ""), php("", ""), php(ill, ill)] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn a_newer_score_takes_the_place_of_an_older_one() {
        let scored = |older: &str, newer: &str| {
            php(
                &format!("{WELL}\nmention D3-16 affirmed {older}"),
                &format!("{WELL}\nmention D3-16 affirmed {newer}"),
            )
            .replace("line 2026-01-05", "line 2026-01-06")
        };
        let (ill, well) = ("H w4 score 22", "L w2 score 6");
        assert_eq!(
            outcomes(&RULE, &scored(ill, well)),
            ["fail C1/1 2026-01-06"]
        );
        assert_eq!(outcomes(&RULE, &scored(well, ill)), [""; 0]);
    }

    #[test]
    fn what_a_plan_aims_at_is_no_score() {
        let planned = |kind: &str| {
            let ill = "mention D3-16 affirmed H w4 score 22\nmention D3-43 affirmed H w2";
            php(
                &format!("{WELL}\n{ill}"),
                &format!("{WELL}\nnote 2026-01-06 {kind}\nmention D3-16 affirmed L w2 score 6"),
            )
            .replace("line 2026-01-05", "line 2026-01-06")
        };
        assert_eq!(outcomes(&RULE, &planned("treatment-plan")), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &planned("individual")),
            ["fail C1/1 2026-01-06"]
        );
    }

    #[test]
    fn a_tool_that_gives_the_billed_level_holds_until_notes_since_speak_against_it() {
        let tool = "mention T-01 affirmed N w3 level PHP";
        let same = php(WELL, &format!("{WELL}\n{tool}"));
        assert_eq!(outcomes(&RULE, &same), [""; 0]);
        let before = format!("note 2026-01-04 assessment\n{tool}\n{}", php(WELL, WELL));
        assert_eq!(outcomes(&RULE, &before), ["fail C1/1 2026-01-05"]);
        // A lower level holds nothing.
        let lower = php(WELL, &format!("{WELL}\n{}", tool.replace("PHP", "IOP")));
        assert_eq!(outcomes(&RULE, &lower), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn an_intensive_outpatient_line_is_not_reviewed_daily() {
        let case = php(WELL, WELL).replace("H0035 rev 0912", "H0015 rev 0906");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn the_level_that_the_record_names_is_the_one_that_is_priced() {
        let named = |words: &str, billed: &str| {
            let note = format!("{WELL}\n{words}");
            let case = php(&note, &note).replace("H0035 rev 0912", billed);
            let found = findings(&RULE, &case);
            found.first().map(|finding| finding.message.clone())
        };
        const RESIDENCE: &str = "H0017 rev 1001";
        let says = |words, billed, level: &str| {
            let message = named(words, billed).expect("a finding");
            assert!(message.contains(&format!("supports {level} ")), "{message}");
        };
        says("mention D5-19 affirmed L w2 level PHP", RESIDENCE, "PHP");
        says("mention D5-24 affirmed L w3 level IOP", RESIDENCE, "IOP");
        says("mention D5-25 affirmed L w3", "H0035 rev 0912", "IOP");
        // What the payer was told is no evidence, and the level that it names is priced all the same.
        let review = "note 2026-01-06 utilization-review\nmention D5-19 affirmed L w2 level PHP";
        let case = php(WELL, &format!("{WELL}\n{review}")).replace("H0035 rev 0912", RESIDENCE);
        assert!(findings(&RULE, &case)[0].message.contains("supports PHP "));
        // What is denied names nothing, and who is ready for the billed level stays at it.
        says("mention D5-19 negated L w2 level PHP", RESIDENCE, "OP");
        let to_php = "mention D5-19 affirmed L w3 level PHP";
        says(to_php, "H0035 rev 0912", "OP");
        let alone = format!(
            "note 2026-01-05 group\n{to_php}\nnote 2026-01-06 group\n{to_php}
            claim C1 I\nline 2026-01-05 H0035 rev 0912"
        );
        assert_eq!(outcomes(&RULE, &alone), [""; 0]);
    }
}

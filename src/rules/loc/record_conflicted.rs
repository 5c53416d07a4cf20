//! LOC-004: strong statements both for and against the billed level.

use super::{days_at_percent, places, support_on};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{Support, Verdict, Weighed};
use crate::model::ServiceDate;
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "LOC-004",
    name: "record-conflicted",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Day,
    applies_to: "IOP, PHP, residential, withdrawal management and inpatient stays",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.3.2",
        verified: false,
    }],
    checks: "On billed days of a stay the notes around the day hold evidence of at least \
             support.conflict_sum for a higher level, without meeting the billed level's \
             requirements, and statements from at least support.lower_notes notes that the \
             patient is well or needs less (support.lower_sum, support.lower_telling); taking \
             part, denied risk, a safe home and a discharge planned for later are none. Or one \
             note of the day affirms active suicidal thoughts and another denies them. One \
             finding a stay; the days count by half. It always warns, since a reader must weigh \
             both sides.",
    why: "A reviewer who meets both statements believes the one that saves money, unless the \
          record itself explains the difference.",
    cure: &[Cure::C9, Cure::C8],
    params: &[
        "support.conflict_sum",
        "support.lower_sum",
        "support.lower_telling",
        "support.lower_notes",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let conflicted: Vec<(ServiceDate, &Support)> = stay
            .days
            .iter()
            .filter_map(|&day| Some((day, support_on(case, day, stay.level)?)))
            .filter(|(_, support)| support.verdict == Verdict::Conflicted && support.both_ways)
            .collect();
        if conflicted.is_empty() {
            checks.pass(&RULE);
            continue;
        }
        let days: Vec<ServiceDate> = conflicted.iter().map(|(day, _)| *day).collect();
        let lower = strongest(case, &conflicted, |support| {
            let speaks = |piece: &&Weighed| piece.is_telling || denies_risk(case, piece);
            support
                .evidence_lower
                .iter()
                .filter(speaks)
                .copied()
                .collect()
        });
        let higher = strongest(case, &conflicted, |support| support.evidence_higher.clone());
        let message = format!(
            "{}: the record speaks both for and against the level on {} of {}: {} ({} for it, {} \
             against it)",
            stay.level,
            days.len(),
            counted(stay.days.len(), "billed day"),
            listed(&days),
            counted(higher.len(), "statement"),
            lower.len(),
        );
        let mut finding = on_stay(case, stay, RULE.finding(Outcome::Warn, message), &days);
        finding.at_risk = days_at_percent(case, stay, &days, 50);
        let mut evidence: Vec<Evidence> = lower.into_iter().map(Evidence::supports).collect();
        evidence.extend(higher.into_iter().map(Evidence::contradicts));
        evidence.append(&mut finding.evidence);
        finding.evidence = evidence;
        checks.report(finding);
    }
}

/// Returns up to eight places of the days' strongest statements in one direction.
fn strongest(
    case: &Case<'_>,
    days: &[(ServiceDate, &Support)],
    of: impl Fn(&Support) -> Vec<Weighed>,
) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for (_, support) in days {
        for place in places(case, &of(support), 3) {
            if !found.contains(&place) && found.len() < 8 {
                found.push(place);
            }
        }
    }
    found
}

/// Returns whether a piece of evidence denies risk on the very day.
fn denies_risk(case: &Case<'_>, piece: &Weighed) -> bool {
    let mention = case.ledger.note(piece.note).mentions.get(piece.mention);
    piece.distance == 0 && mention.is_some_and(|found| found.indicator == "D3-04")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    const WELL: &str =
        "mention D3-28 affirmed L w2\nmention D5-02 affirmed L w2\nmention D3-45 affirmed L w2";

    #[test]
    fn fires_once_a_stay_on_risk_affirmed_and_denied_on_one_date() {
        let case = "note 2026-01-05 individual\nmention D3-05 affirmed H w4 score 5
            note 2026-01-05 group\nmention D3-04 affirmed L w2\nmention D5-02 affirmed L w2
            claim C1 I\nline 2026-01-05 H0035 rev 0912";
        assert_eq!(outcomes(&RULE, case), ["warn C1/1 2026-01-05"]);
        assert_eq!(findings(&RULE, case)[0].at_risk[0].percent, 50);
    }

    #[test]
    fn cravings_in_a_well_patient_are_a_conflict_only_when_strong() {
        let php = |one: &str| {
            format!(
                "note 2026-01-05 group\n{WELL}\nnote 2026-01-06 individual\n{WELL}\n{one}
                claim C1 I\nline 2026-01-06 H0035 rev 0912"
            )
        };
        assert_eq!(
            outcomes(&RULE, &php("mention D5-03 affirmed H w3")),
            ["warn C1/1 2026-01-06"]
        );
        assert_eq!(
            outcomes(&RULE, &php("mention D5-01 affirmed H w2")),
            [""; 0]
        );
    }

    #[test]
    fn two_lone_sentences_one_of_them_weak_contradict_no_needs() {
        let ill = "mention D5-03 affirmed H w3";
        let php = |one: &str, other: &str| {
            format!(
                "note 2026-01-05 group\n{one}\nnote 2026-01-06 individual\n{other}\n{ill}
                claim C1 I\nline 2026-01-06 H0035 rev 0912"
            )
        };
        let (works, ready) = ("mention D3-45 affirmed L w2", "mention P-10 affirmed L w3");
        assert_eq!(outcomes(&RULE, &php(works, ready)), [""; 0]);
        // Two plain words that less is enough, or a third sentence, are a conflict.
        let plain = "mention D5-24 affirmed L w3";
        assert_eq!(outcomes(&RULE, &php(plain, plain)).len(), 1);
        let third = format!("{ready}\nmention D3-28 affirmed L w2");
        assert_eq!(outcomes(&RULE, &php(works, &third)).len(), 1);
        // Nor does what is too thin to contradict carry a lower level.
        let (policy, records) = crate::rules::fixture::draw(&php(works, ready));
        let ledger = crate::ledger::Ledger::build(&records[0], &policy);
        assert_ne!(
            ledger.lines[0].support.verdict,
            crate::ledger::Verdict::SupportsLower
        );
    }

    #[test]
    fn taking_part_a_good_home_and_a_planned_step_down_are_no_conflict() {
        let ill = "mention D3-43 affirmed H w3\nmention D5-03 affirmed H w3";
        let fit = "mention P-06 affirmed L w2\nmention D4-09 affirmed L w1
            mention P-09 affirmed L w2\nmention D6-14 affirmed L w2\nmention D3-04 affirmed L w2
            mention D1-11 affirmed L w3\nmention D5-09 affirmed L w2";
        let case = format!(
            "note 2026-01-05 group\n{fit}\nnote 2026-01-06 individual\n{fit}\n{ill}
            plan 2026-01-05\nmention D5-19 affirmed L w3\nmention D5-20 affirmed L w3
            claim C1 I\nline 2026-01-06 H0035 rev 0912"
        );
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
    }

    #[test]
    fn one_note_that_tells_how_risk_passed_is_no_conflict() {
        let case =
            "note 2026-01-05 individual\nmention D3-01 affirmed H w3\nmention D3-04 affirmed L w2
            claim C1 I\nline 2026-01-05 H0035 rev 0912";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }

    #[test]
    fn a_record_that_says_nothing_is_no_conflict() {
        let case = "note 2026-01-05 group\nclaim C1 I\nline 2026-01-05 H0035 rev 0912";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }
}

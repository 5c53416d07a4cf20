//! AUT-006: another level of care was billed than was authorized.

use super::approvals::held_on;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, Supply, agreed, program_of_codes};
use crate::model::{Authorization, LevelOfCare, ServiceDate};
use crate::policy::{LevelBasis, procedure};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Located;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-006",
    name: "loc-differs-from-authorized",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Delta,
    applies_to: "program lines whose day an approval with a level holds",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "The billed level ranks more than two steps from the level of the approval that holds \
             on the day, and no approval of the billed level holds; an approval that names the \
             procedure of a day program's line approves it, whatever level its words give; one code \
             stands for several residential levels, and the words say which. Critical where a higher level \
             was billed; low where a lower one was. Where the billed code stands for several \
             levels and no contract says which, it warns.",
    why: "The payer pays the level it approved, or denies the line.",
    cure: &[Cure::C4],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[Supply::Authorizations],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, _) in case.live() {
        // A session of a clinician beside a program's approval is not another level of it.
        if !row.billed.level.is_program() {
            continue;
        }
        let approvals = row.authorization.approvals(case.record);
        let mut compared = false;
        let mut other: BTreeMap<usize, (&Authorization, LevelOfCare, Vec<ServiceDate>)> =
            BTreeMap::new();
        for &day in &row.days {
            let Some((index, approval)) = held_on(&approvals, row, day) else {
                continue;
            };
            let contracted = || contracted_level(case, row, approval);
            let of_number = || level_of_number(case, row, approval, day);
            let told = approval
                .level
                .or_else(contracted)
                .or_else(|| approved_revenue(row, approval))
                .or_else(of_number);
            let Some(level) = told else {
                continue;
            };
            compared = true;
            let held_elsewhere = !row.authorization.is_named(index)
                && approvals
                    .iter()
                    .any(|(_, one)| one.covers(day) && row.is_at_level_of(one));
            let is_other = !row.is_near(level) && !row.is_approved_by_code(approval);
            if is_other && !held_elsewhere && !is_outside_named(&approvals, row, day) {
                other
                    .entry(index)
                    .or_insert((approval, level, Vec::new()))
                    .2
                    .push(day);
            }
        }
        match (compared, other.is_empty()) {
            (false, _) => checks.not_applicable(&RULE),
            (true, true) => checks.pass(&RULE),
            _ => {
                for (approval, level, days) in other.into_values() {
                    checks.report(finding(case, row, approval, level, &days));
                }
            }
        }
    }
}

/// Returns the level that the payer's contract gives the codes of an approval which names none; its
/// codes alone stand for several levels.
fn contracted_level(
    case: &Case<'_>,
    row: &LineRow,
    approval: &Authorization,
) -> Option<LevelOfCare> {
    let claim = case.ledger.claim(row.id);
    let mut line = case.ledger.service_line(row.id).clone();
    line.revenue = approval
        .revenues
        .first()
        .map(|code| Located::new(code.clone(), approval.span));
    let mut levels = approval.procedures.iter().map(|code| {
        line.procedure = Some(Located::new(code.clone(), approval.span));
        let level = case.policy.billed_level(claim, &line);
        (level.basis == LevelBasis::Contract).then_some(level.level)
    });
    let first = levels.next()??;
    levels.all(|level| level == Some(first)).then_some(first)
}

/// Returns the day program that an approval grants by its revenue codes alone.
fn approved_revenue(row: &LineRow, approval: &Authorization) -> Option<LevelOfCare> {
    let is_asked = row.billed.level.is_day_program() && approval.procedures.is_empty();
    is_asked.then(|| program_of_codes(approval)).flatten()
}

/// Returns the level of another part of one answer: the same number and day, where the parts do not
/// disagree.
fn level_of_number(
    case: &Case<'_>,
    row: &LineRow,
    approval: &Authorization,
    day: ServiceDate,
) -> Option<LevelOfCare> {
    let number = &approval.number.as_ref()?.value;
    let granted = case.record.authorizations.iter();
    let levels = granted
        .filter(|one| one.decision.grants() && one.covers(day))
        .filter(|one| one.number.as_ref().is_some_and(|own| own.value == *number))
        .filter_map(|one| one.level.or_else(|| approved_revenue(row, one)));
    agreed(levels)
}

/// Returns whether the claim names an approval that does not hold on the day: then its dates are
/// the fault, which is AUT-004.
fn is_outside_named(
    approvals: &[(usize, &Authorization)],
    row: &LineRow,
    day: ServiceDate,
) -> bool {
    approvals.iter().any(|(index, approval)| {
        row.authorization.is_named(*index) && approval.from.is_some() && !approval.covers(day)
    })
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    approval: &Authorization,
    level: LevelOfCare,
    days: &[ServiceDate],
) -> Finding {
    let billed = row.billed.level;
    let is_higher = billed.rank() > level.rank();
    let message = format!(
        "{} billed as {billed} for {} by {}, authorized {level} ({})",
        code_words(case.ledger.service_line(row.id)),
        listed(days),
        row.billed.basis.label(),
        approval.describe()
    );
    let mut finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
        .with(Evidence::supports(approval.span))
        .with_all(
            approval
                .level_text
                .as_ref()
                .map(|text| Evidence::supports(text.span)),
        );
    if is_higher {
        let all = row.days.iter().all(|day| days.contains(day));
        let named = if all { Vec::new() } else { days.to_vec() };
        finding = finding.risking(AtRisk::down_to(row.id, level, named));
    } else {
        finding.severity = Severity::Low;
        finding.exposure = ExposureKind::None;
    }
    finding.with_confidence(
        level_confidence(case, row, level),
        case.policy.number("fail.confidence"),
    )
}

/// Returns how sure the billed level is. Codes that stand for several levels by payer are unsure
/// among 24-hour levels even beside an accommodation code.
fn level_confidence(case: &Case<'_>, row: &LineRow, authorized: LevelOfCare) -> u8 {
    let billed = row.billed;
    if billed.basis == LevelBasis::Contract {
        return billed.confidence;
    }
    let code = case.ledger.service_line(row.id).procedure.as_ref();
    let of_code = code
        .and_then(|code| procedure(&code.value))
        .map_or(100, |info| info.confidence);
    if billed.level.is_24_hour() && !authorized.is_24_hour() && of_code >= 70 {
        // Whichever residential level the code stands for, it is not a day program.
        return billed.confidence.max(85);
    }
    billed.confidence.min(of_code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Portion;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(level: &str, line: &str) -> String {
        format!(
            "auth A-1 approved 2026-01-01..2026-01-31 level {level}
            claim C1 I auth A-1
            line 2026-01-05 {line}"
        )
    }

    #[test]
    fn fires_when_a_higher_level_was_billed() {
        let case = case("IOP", "H0035 rev 0913");
        let found = findings(&RULE, &case);
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"]);
        assert_eq!(found[0].severity, Severity::Critical);
        assert_eq!(
            found[0].at_risk[0].portion,
            Portion::DownTo(LevelOfCare::IntensiveOutpatient, Vec::new())
        );
    }

    #[test]
    fn a_lower_level_is_low_and_risks_nothing() {
        let found = findings(&RULE, &case("PHP", "H0015 rev 0906"));
        assert_eq!(found[0].severity, Severity::Low);
        assert!(found[0].at_risk.is_empty());
    }

    #[test]
    fn the_same_band_and_single_sessions_pass() {
        for (level, line) in [
            ("IOP", "H0015 rev 0906"),
            ("RTC-PSY", "H0018 rev 1002"),
            ("PHP", "90837"),
        ] {
            assert_eq!(
                outcomes(&RULE, &case(level, line)),
                [""; 0],
                "{level} {line}"
            );
        }
    }

    #[test]
    fn a_residence_bills_days_under_the_code_of_rehabilitation() {
        let case = |bill: &str, line: &str| {
            case("PHP", line).replace("claim C1 I", &format!("claim C1 I bill {bill}"))
        };
        for bill in ["861", "891 taxonomy 323P00000X"] {
            let days = outcomes(&RULE, &case(bill, "- rev 0911"));
            assert_eq!(days.len(), 1, "{bill} {days:?}");
        }
        // A visit elsewhere, and one that its procedure names.
        for (bill, line) in [
            ("131", "- rev 0911"),
            ("891 taxonomy 261QM0801X", "- rev 0911"),
            ("861", "H2017 rev 0911"),
        ] {
            assert_eq!(outcomes(&RULE, &case(bill, line)), [""; 0], "{bill} {line}");
        }
    }

    #[test]
    fn a_code_of_several_levels_warns_unless_a_contract_says_which() {
        let case = case("RES-LOW", "H2036 rev 1002");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
        let contract = format!("contract H2036 RES-HIGH\n{case}");
        assert_eq!(outcomes(&RULE, &contract), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn an_approval_of_the_billed_level_beside_it_passes() {
        let case = "auth A-1 approved 2026-01-01..2026-01-31 level IOP
            auth A-2 approved 2026-01-01..2026-01-31 level PHP
            claim C1 I
            line 2026-01-05 H0035 rev 0913";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }

    #[test]
    fn a_contract_tells_the_level_of_an_approval_by_codes() {
        let case = "contract H2034 RES-LOW\ncontract H0018 RES-HIGH
            auth A-1 approved 2026-01-01..2026-01-31 code H2034
            claim C1 I auth A-1
            line 2026-01-05 H0018 rev 1002";
        assert_eq!(outcomes(&RULE, case), ["fail C1/1 2026-01-05"]);
        let same = case.replace("code H2034", "code H0018");
        assert_eq!(outcomes(&RULE, &same), [""; 0]);
        let without = case.replace("contract H2034 RES-LOW", "");
        assert_eq!(outcomes(&RULE, &without), [""; 0]);
    }

    #[test]
    fn an_approval_of_the_billed_code_is_of_its_level() {
        let day = |code: &str| {
            format!(
                "contract H2012 IOP\ncontract H0035 PHP
                auth A-1 approved 2026-01-01..2026-01-31 level PHP code {code}
                claim C1 P auth A-1
                line 2026-01-05 H2012"
            )
        };
        assert_eq!(outcomes(&RULE, &day("H2012")), [""; 0]);
        assert_eq!(outcomes(&RULE, &day("H2012,H0035")), [""; 0]);
        assert_eq!(outcomes(&RULE, &day("H0035")), ["fail C1/1 2026-01-05"]);
        // One code bills residences of several levels, and the words say which was approved.
        let bed = "contract H2036 RES-HIGH
            auth A-1 approved 2026-01-01..2026-01-31 level RES-LOW code H2036
            claim C1 I auth A-1
            line 2026-01-05 H2036 rev 1002";
        assert_eq!(outcomes(&RULE, bed), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn an_approval_without_level_is_missing_data() {
        let case = case("IOP", "H0035 rev 0913").replace(" level IOP", "");
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }

    #[test]
    fn revenue_codes_of_a_day_program_tell_the_level() {
        let answer = |codes: &str, line: &str| {
            format!(
                "auth A-1 approved 2026-01-01..2026-01-31 {codes}
                claim C1 I auth A-1 cc 41
                line 2026-01-05 {line}"
            )
        };
        assert_eq!(
            outcomes(&RULE, &answer("rev 0905", "G0410 rev 0915")),
            ["fail C1/1 2026-01-05"]
        );
        assert_eq!(
            outcomes(&RULE, &answer("rev 0912", "G0410 rev 0915")),
            [""; 0]
        );
        // Revenue codes that stand for no program, or for two, tell nothing.
        for codes in ["rev 0915", "rev 0905,0912"] {
            let case = answer(codes, "G0410 rev 0915");
            assert_eq!(tally(&RULE, &case).not_applicable, 1, "{codes}");
        }
    }

    #[test]
    fn one_part_of_an_answer_gives_the_level_of_the_other() {
        let parts = |second: &str| {
            format!(
                "auth A-1 approved 2026-01-01..2026-01-31 units 12 days
                auth {second} approved 2026-01-01..2026-01-31 rev 0905
                claim C1 I auth A-1 cc 41\nline 2026-01-05 G0410 rev 0915"
            )
        };
        assert_eq!(outcomes(&RULE, &parts("A-1")), ["fail C1/1 2026-01-05"]);
        assert_eq!(outcomes(&RULE, &parts("A-2")), [""; 0]);
    }
}

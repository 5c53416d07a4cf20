//! OVL-013: a service was billed by the day and by the quarter hour for one date.

use super::biller::{Billers, billers};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{ServiceDate, ServiceLine};
use crate::policy::per_diem_of;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-013",
    name: "15-min-sibling-per-diem",
    status: RuleStatus::Stable,
    severity: Severity::Medium,
    exposure: ExposureKind::Line,
    applies_to: "15-minute community support lines whose service has a per-diem code as well",
    authority: &[Authority {
        cite: "NCCI policy manual for Medicaid",
        verified: false,
    }],
    checks: "A live 15-minute line bills a date for which a live line bills the per-diem code of \
             the same service (the pairs are data: codes/siblings.toml). It warns where two \
             providers bill, where the 15-minute line carries a modifier for a distinct service \
             (59, XE, XP, XS, XU), and where the per diem's range has fewer units than days. \
             Denied lines are not judged.",
    why: "The per diem pays for all of the service on the day, so its 15-minute units are paid \
          twice.",
    cure: &[Cure::C4],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// Modifiers that say the service was a distinct one.
const DISTINCT: [&str; 5] = ["59", "XE", "XP", "XS", "XU"];

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        let Some(per_diem) = line
            .procedure
            .as_ref()
            .and_then(|code| per_diem_of(&code.value))
        else {
            continue;
        };
        if row.days.is_empty() || row.payment.denied {
            checks.not_applicable(&RULE);
            continue;
        }
        let hit = case.live().find_map(|(other, _, other_line)| {
            let code = other_line.procedure.as_ref()?.value.as_str();
            let shared: Vec<ServiceDate> = row
                .days
                .iter()
                .copied()
                .filter(|day| other.days.contains(day))
                .collect();
            let is_pair = per_diem.iter().any(|known| known == code) && !other.payment.denied;
            (is_pair && !shared.is_empty()).then_some((other, other_line, shared))
        });
        match hit {
            Some((other, other_line, days)) => {
                checks.report(finding(case, (row, line), (other, other_line), &days));
            }
            None => checks.pass(&RULE),
        }
    }
}

fn finding(
    case: &Case<'_>,
    (row, line): (&LineRow, &ServiceLine),
    (other, other_line): (&LineRow, &ServiceLine),
    days: &[ServiceDate],
) -> Finding {
    let (claim, other_claim) = (case.ledger.claim(row.id), case.ledger.claim(other.id));
    let message = format!(
        "{} by the quarter hour and its per diem {} (claim {} line {}) are both billed for {}",
        code_words(line),
        code_words(other_line),
        other_claim.id,
        other_line.number,
        listed(days)
    );
    let is_distinct = line
        .modifiers
        .iter()
        .any(|modifier| DISTINCT.contains(&modifier.as_str()));
    let is_loose = other_line
        .units
        .as_ref()
        .is_some_and(|units| units.value.floor() < other.days.len() as i64);
    let one_biller = billers(claim, other_claim) == Billers::Same;
    let confidence = if is_distinct || is_loose || !one_biller {
        60
    } else {
        90
    };
    let first = days.first().copied().unwrap_or(row.days[0]);
    let last = days.last().copied().unwrap_or(first);
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .from_to(first, last)
        .risking(risk_of_days(row, days))
        .with(Evidence::supports(other_line.span))
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    #[test]
    fn fires_on_the_quarter_hours() {
        let case = "claim C1 P\nline 2026-01-05 H2018
            claim C2 P\nline 2026-01-05 H2017 units 4";
        assert_eq!(outcomes(&RULE, case), ["fail C2/1 2026-01-05"]);
    }

    #[test]
    fn another_provider_or_a_distinct_service_warns() {
        let case = "claim C1 P\nline 2026-01-05 H2018
            claim C2 P billing 1245319599\nline 2026-01-05 H2017 units 4";
        assert_eq!(outcomes(&RULE, case), ["warn C2/1 2026-01-05"]);
        let distinct = "claim C1 P\nline 2026-01-05 H2016\nline 2026-01-05 H2015 mod 59";
        assert_eq!(outcomes(&RULE, distinct), ["warn C1/2 2026-01-05"]);
    }

    #[test]
    fn other_days_other_services_and_denied_lines_pass() {
        for case in [
            "claim C1 P\nline 2026-01-05 H2018\nline 2026-01-06 H2017",
            "claim C1 P\nline 2026-01-05 H2018\nline 2026-01-05 H2015",
            "claim C1 P\nline 2026-01-05 H2018\nline 2026-01-05 H2017\npaid C1 1 0 denied CO-97",
        ] {
            assert_eq!(outcomes(&RULE, case), [""; 0], "{case}");
        }
    }

    #[test]
    fn a_line_without_a_date_does_not_apply() {
        let case = "claim C1 P\nline 2026-01-05 H2018\nline 2026-01-05 H2017 undated";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
    }
}

//! COB-006: the billed payer's coverage was not in force on the day of service.

use super::prior::{payer_words, same_member};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{InForceOn, LineRow, Supply, in_force_on, same_payer};
use crate::model::{Claim, Coverage, CoverageStatus, Money, ServiceDate};
use crate::rules::billed_line::{claim_head, rows_by_claim};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-006",
    name: "coverage-inactive-on-dos",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "claims to a payer of which the files hold the patient's coverage",
    authority: &[Authority {
        cite: "the payer's provider manual: eligibility on the date of service",
        verified: false,
    }],
    checks: "Every coverage of the patient with the billed payer, under the claim's member id, was \
             out of force on a billed day: it had ended or not begun, or the payer's answer for \
             that day says not active (271 EB01 6 to 8). A warning where the payer paid the claim \
             all the same. It is said once a patient that the files do not tell where an answer \
             was given before the coverage's last day, or where a plan year's end alone lies \
             between.",
    why: "The payer owes nothing for a day on which the patient was not insured with it; what it \
          paid, it takes back when the end of coverage reaches its files.",
    cure: &[Cure::C4, Cure::C7],
    params: &["cob.eligibility_stale_days"],
    rests_on_absence: false,
    needs: &[Supply::Coverage],
    scope: Scope::Patient(check),
};

/// Reasons by which a payer says that there was no coverage: before, after, lapsed.
const NOT_COVERED: [&str; 3] = ["26", "27", "200"];

fn check(case: &Case<'_>, checks: &mut Checks) {
    let stale = case.policy.number("cob.eligibility_stale_days");
    let mut untold: Option<Finding> = None;
    for rows in rows_by_claim(case, |_, _, _| true).values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        let coverages: Vec<&Coverage> = case
            .record
            .coverages
            .iter()
            .filter(|coverage| same_payer(case.policy, &coverage.payer, &claim.payer))
            .collect();
        if coverages.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let (mut out, mut unknown): (Vec<ServiceDate>, Vec<ServiceDate>) = Default::default();
        for day in rows.iter().flat_map(|row| &row.days) {
            let states = coverages
                .iter()
                .map(|coverage| state(coverage, claim, *day, stale));
            let states: Vec<InForceOn> = states.collect();
            let has = |wanted: InForceOn| states.contains(&wanted);
            if has(InForceOn::Yes) || has(InForceOn::Likely) {
                continue;
            }
            if has(InForceOn::Unknown) {
                unknown.push(*day);
            } else {
                out.push(*day);
            }
        }
        out.sort_unstable();
        out.dedup();
        if !out.is_empty() {
            checks.report(finding(case, claim, rows, &coverages, &out));
        } else if let Some(day) = unknown.iter().min() {
            untold.get_or_insert_with(|| not_told(claim, &coverages, *day));
        } else {
            checks.pass(&RULE);
        }
    }
    if let Some(finding) = untold {
        checks.report(finding);
    }
}

/// A coverage under another number says nothing of the one that the claim names.
fn state(coverage: &Coverage, claim: &Claim, day: ServiceDate, stale: i64) -> InForceOn {
    let own = |identity: &crate::model::PatientIdentity| {
        identity.member_id.as_ref().map(|id| id.value.clone())
    };
    let subscriber = coverage.details.subscriber.as_ref().and_then(own);
    let stated = own(&coverage.patient).or(subscriber);
    if let (Some(billed), Some(stated)) = (own(&claim.patient), stated)
        && !same_member(&billed, &stated)
    {
        return match in_force_on(coverage, day, stale) {
            InForceOn::No => InForceOn::Unknown,
            other => other,
        };
    }
    in_force_on(coverage, day, stale)
}

fn finding(
    case: &Case<'_>,
    claim: &Claim,
    rows: &[&LineRow],
    coverages: &[&Coverage],
    out: &[ServiceDate],
) -> Finding {
    let concerned = rows
        .iter()
        .filter(|row| row.days.iter().any(|day| out.contains(day)));
    let concerned: Vec<&&LineRow> = concerned.collect();
    let paid: Money = concerned.iter().filter_map(|row| row.payment.paid).sum();
    let refused = concerned
        .iter()
        .flat_map(|row| &row.payment.reasons)
        .find(|reason| {
            let code = reason
                .split_once('-')
                .map_or(reason.as_str(), |(_, code)| code);
            NOT_COVERED.contains(&code)
        });
    let outcome = if paid > Money::ZERO && refused.is_none() {
        Outcome::Warn
    } else {
        Outcome::Fail
    };
    let coverage = coverages.first();
    let mut message = format!(
        "billed to {} for {}, when its coverage was not in force ({})",
        payer_words(&claim.payer),
        listed(out),
        coverage.map_or_else(String::new, |coverage| words(coverage))
    );
    if let Some(reason) = refused {
        message.push_str(&format!(
            "; the payer refused it for that reason ({reason})"
        ));
    } else if paid > Money::ZERO {
        message.push_str(&format!("; it paid {paid} all the same"));
    }
    let mut finding = RULE
        .finding(outcome, message)
        .on_claim(&claim.id)
        .with(Evidence::supports(claim_head(claim)))
        .with_all(
            coverages
                .iter()
                .take(4)
                .map(|coverage| Evidence::supports(coverage.span)),
        );
    if let (Some(from), Some(to)) = (out.first(), out.last()) {
        finding = finding.from_to(*from, *to);
    }
    // Of one day among others it speaks of that day's line alone.
    if let ([row], true) = (concerned.as_slice(), rows.len() > 1) {
        let line = case.ledger.service_line(row.id).number;
        finding = finding.on_line(&claim.id, line);
    }
    for row in concerned {
        finding = finding.risking(risk_of_days(row, out));
    }
    finding
}

fn words(coverage: &Coverage) -> String {
    let dates = match (coverage.from, coverage.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("ended {to}"),
        (None, None) => String::new(),
    };
    let is_inactive = coverage.status == CoverageStatus::Inactive;
    let asked = coverage.checked.map(|asked| format!("asked {asked}"));
    let parts = [
        is_inactive.then(|| "not active".to_owned()),
        (!dates.is_empty()).then_some(dates),
        asked,
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn not_told(claim: &Claim, coverages: &[&Coverage], day: ServiceDate) -> Finding {
    let message = format!(
        "whether {} covered the patient on {day} is not told ({}); an answer for the day itself \
         would tell",
        payer_words(&claim.payer),
        coverages
            .first()
            .map_or_else(String::new, |coverage| words(coverage))
    );
    RULE.finding(Outcome::NoData, message)
        .on_claim(&claim.id)
        .dated(day)
        .with_all(
            coverages
                .iter()
                .take(4)
                .map(|coverage| Evidence::searched(coverage.span)),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(coverage: &str, claim: &str) -> String {
        format!("coverage PAY1 {coverage}\nclaim C1 P {claim}\nline 2026-02-05 90837")
    }

    #[test]
    fn fires_where_the_coverage_had_ended_or_not_begun() {
        for coverage in [
            "active 2025-03-01..2026-01-31",
            "inactive 2025-03-01..2026-01-31",
            "inactive -  checked 2026-02-01",
            "inactive 2026-01-01.. asked-for 2026-02-01..2026-02-28",
            "active 2026-02-10..",
        ] {
            assert_eq!(
                outcomes(&RULE, &case(coverage, "")),
                ["fail C1 2026-02-05"],
                "{coverage}"
            );
        }
    }

    #[test]
    fn one_day_among_others_is_told_on_its_line() {
        let drawn = "coverage PAY1 inactive 2025-03-01..2026-01-31
            claim C1 P\nline 2026-01-29 90837\nline 2026-02-05 90837";
        assert_eq!(outcomes(&RULE, drawn), ["fail C1/2 2026-02-05"]);
        let both = drawn.replace("2026-01-29", "2026-02-02");
        assert_eq!(outcomes(&RULE, &both), ["fail C1 2026-02-02..2026-02-05"]);
    }

    #[test]
    fn days_before_the_end_pass_and_only_later_ones_are_at_risk() {
        let drawn = "coverage PAY1 inactive 2025-03-01..2026-01-31
            claim C1 I\nline 2026-01-30..2026-02-02 H0018 rev 1002 units 4";
        let found = findings(&RULE, drawn);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].message.contains("for 2026-02-01 to 2026-02-02"),
            "{}",
            found[0].message
        );
        for coverage in [
            "active 2025-03-01..",
            "active 2025-03-01..2026-02-05",
            "inactive 2025-03-01..2026-02-28",
            "active -",
        ] {
            assert_eq!(outcomes(&RULE, &case(coverage, "")), [""; 0], "{coverage}");
        }
        let renewed = "active 2025-03-01..2026-01-31\ncoverage PAY1 active 2026-02-01..";
        assert_eq!(outcomes(&RULE, &case(renewed, "")), [""; 0]);
    }

    #[test]
    fn a_paid_claim_warns_and_the_payers_reason_proves() {
        let ended = case("active 2025-03-01..2026-01-31", "");
        let paid = format!("{ended}\npaid C1 1 60");
        assert_eq!(outcomes(&RULE, &paid), ["warn C1 2026-02-05"]);
        let denied = format!("{ended}\npaid C1 1 0 denied CO-27");
        assert_eq!(outcomes(&RULE, &denied), ["fail C1 2026-02-05"]);
    }

    #[test]
    fn what_the_source_cannot_tell_is_no_data() {
        for coverage in [
            "active 2025-01-01..2025-12-31",
            "active 2025-03-01..2026-01-31 checked 2025-11-02",
            "inactive - checked 2026-03-09",
        ] {
            assert_eq!(
                outcomes(&RULE, &case(coverage, "")),
                ["no-data C1 2026-02-05"],
                "{coverage}"
            );
        }
        let other_number = case(
            "inactive 2025-03-01..2026-01-31 member A1234567",
            "member B7654321",
        );
        assert_eq!(outcomes(&RULE, &other_number), ["no-data C1 2026-02-05"]);
        assert_eq!(
            tally(&RULE, "claim C1 P\nline 2026-02-05 90837").not_applicable,
            1
        );
    }
}

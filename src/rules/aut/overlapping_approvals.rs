//! AUT-017: two approvals of one time name different levels or providers.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::model::{Authorization, DateRange};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-017",
    name: "overlapping-authorizations",
    status: RuleStatus::Stable,
    severity: Severity::Low,
    exposure: ExposureKind::None,
    applies_to: "approvals of one payer for program levels",
    authority: &[Authority {
        cite: "the payer's provider manual",
        verified: false,
    }],
    checks: "Two approvals share more than aut.overlap_days days, and name program levels more \
             than two ranks apart, or the same level for two different billing providers.",
    why: "Which of the two holds decides the price and the level; the payer's answer belongs in \
          the file before the claim goes out.",
    cure: &[Cure::C9],
    params: &["aut.overlap_days"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let least = case.policy.number("aut.overlap_days");
    let approvals: Vec<(&Authorization, DateRange)> = case
        .record
        .authorizations
        .iter()
        .filter(|one| one.decision.grants())
        .filter_map(|one| Some((one, DateRange::new(one.from?, one.to?)?)))
        .collect();
    for (place, (one, dates)) in approvals.iter().enumerate() {
        for (other, other_dates) in approvals.iter().skip(place + 1) {
            let shared = shared_days(*dates, *other_dates);
            if shared <= least || one.payer != other.payer {
                continue;
            }
            match difference(one, other) {
                Some(words) => checks.report(finding(one, other, shared, &words)),
                None => checks.pass(&RULE),
            }
        }
    }
}

fn shared_days(one: DateRange, other: DateRange) -> i64 {
    let from = one.from().max(other.from());
    let to = one.to().min(other.to());
    to.days_since(from) + 1
}

fn difference(one: &Authorization, other: &Authorization) -> Option<String> {
    let (level, other_level) = (one.level?, other.level?);
    if !level.is_program() || !other_level.is_program() {
        return None;
    }
    if level.rank().abs_diff(other_level.rank()) > 2 {
        return Some(format!("{level} and {other_level}"));
    }
    let (npi, other_npi) = (one.billing_npi.as_ref()?, other.billing_npi.as_ref()?);
    (npi != other_npi).then(|| format!("{level} for the providers {npi} and {other_npi}"))
}

fn finding(one: &Authorization, other: &Authorization, shared: i64, words: &str) -> Finding {
    let message = format!(
        "two approvals share {shared} days and name {words}: {}; {}",
        one.describe(),
        other.describe()
    );
    let mut finding = RULE
        .finding(Outcome::Warn, message)
        .with(Evidence::supports(one.span))
        .with(Evidence::supports(other.span));
    if let (Some(from), Some(to)) = (one.from.max(other.from), one.to.min(other.to)) {
        finding = finding.from_to(from, to);
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn two(one: &str, other: &str) -> String {
        format!("auth A-1 approved {one}\nauth A-2 approved {other}")
    }

    const IOP: &str = "2026-01-05..2026-01-31 level IOP";

    #[test]
    fn tells_of_two_levels_and_of_two_providers() {
        let case = two(IOP, "2026-01-12..2026-01-25 level PHP");
        assert_eq!(outcomes(&RULE, &case), ["warn - 2026-01-12..2026-01-25"]);
        let case = two(
            &format!("{IOP} billing 1245319599"),
            &format!("{IOP} billing 1003000126"),
        );
        assert_eq!(outcomes(&RULE, &case), ["warn - 2026-01-05..2026-01-31"]);
    }

    #[test]
    fn extensions_handovers_and_refusals_pass() {
        for case in [
            two(IOP, "2026-01-28..2026-02-28 level IOP"),
            two(IOP, "2026-01-31..2026-02-28 level PHP"),
            two(IOP, "2026-01-12..2026-01-25 level OP"),
            two(IOP, "2026-01-12..2026-01-25 level PHP").replace("A-2 approved", "A-2 denied"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn approvals_without_levels_are_not_judged() {
        let case = two("2026-01-05..2026-01-31", "2026-01-05..2026-01-31");
        assert_eq!(tally(&RULE, &case).warn, 0);
    }
}

//! AUT-016: approved days were never billed.

use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::Used;
use crate::model::{Authorization, ServiceDate, Units};
use crate::rules::case::head;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-016",
    name: "authorized-but-not-billed",
    status: RuleStatus::Stable,
    severity: Severity::Info,
    exposure: ExposureKind::None,
    applies_to: "approvals that ended aut.unbilled_days or more before the audit's date",
    authority: &[Authority {
        cite: "revenue information; no rule is broken",
        verified: false,
    }],
    checks: "No line of the patient is billed within the approval's dates or names it, notes of \
             delivered services stand within its dates, and claims of the patient were supplied \
             for other dates; or less than half of what it grants was billed and no chart was \
             supplied.",
    why: "Services that were approved and delivered can be billed within the payer's filing limit.",
    cure: &[Cure::C4],
    params: &["aut.unbilled_days"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let Some(today) = case.policy.as_of else {
        return;
    };
    let wait = case.policy.number("aut.unbilled_days");
    // A patient without any claim is one whose claims were not supplied.
    if case.record.claims.is_empty() {
        return;
    }
    let counted = &case.ledger.used;
    for (index, approval) in case.record.authorizations.iter().enumerate() {
        let (Some(from), Some(to)) = (approval.from, approval.to) else {
            continue;
        };
        if !approval.decision.grants() || today.days_since(to) < wait {
            continue;
        }
        let within = |day: ServiceDate| from <= day && day <= to;
        let is_billed = case.ledger.lines.iter().any(|row| {
            row.authorization.named == Some(index) || row.days.iter().any(|day| within(*day))
        });
        let services: Vec<usize> = (0..case.record.notes.len())
            .filter(|&note| {
                let note = case.ledger.note(note);
                note.kind.is_therapeutic_service()
                    && note.attendance.is_none()
                    && note.date().is_some_and(within)
            })
            .collect();
        let left = counted.get(&index).and_then(|used| left_over(case, used));
        if let Some(left) = left {
            let message = format!(
                "{left} of the {} granted under {} were not billed; no chart was supplied that \
                 tells whether services were delivered",
                counted.get(&index).map_or(left, |used| used.granted),
                approval.describe()
            );
            let finding = RULE
                .finding(Outcome::Warn, message)
                .from_to(from, to)
                .with(Evidence::supports(approval.span));
            checks.report(finding);
        } else if is_billed || services.is_empty() {
            checks.pass(&RULE);
        } else {
            checks.report(finding(case, approval, from, to, &services));
        }
    }
}

/// Returns what is left of an approval of which less than half was billed, where no chart tells
/// what was delivered.
fn left_over(case: &Case<'_>, used: &Used<'_>) -> Option<Units> {
    let has_chart = case
        .record
        .notes
        .iter()
        .any(|note| note.kind.is_therapeutic_service());
    let left = used.granted.minus(used.used);
    let is_most = left.thousandths() > used.used.thousandths();
    (!has_chart && is_most && used.used > Units::default()).then_some(left)
}

fn finding(
    case: &Case<'_>,
    approval: &Authorization,
    from: ServiceDate,
    to: ServiceDate,
    services: &[usize],
) -> Finding {
    let message = format!(
        "nothing was billed under {}, and {} notes of services stand within its dates",
        approval.describe(),
        services.len()
    );
    RULE.finding(Outcome::Warn, message)
        .from_to(from, to)
        .with(Evidence::supports(approval.span))
        .with_all(
            services
                .iter()
                .take(6)
                .map(|&note| Evidence::supports(head(case.ledger.note(note)))),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    const CASE: &str = "as-of 2026-06-01
        auth A-1 approved 2026-01-01..2026-01-31 level IOP
        note 2026-01-05 group 09:00-12:00
        claim C1 I dx F10.20\nline 2026-03-05 H0015 rev 0906";

    #[test]
    fn tells_of_approved_services_that_were_not_billed() {
        assert_eq!(outcomes(&RULE, CASE), ["warn - 2026-01-01..2026-01-31"]);
    }

    #[test]
    fn tells_of_what_is_left_where_no_chart_was_supplied() {
        let case = CASE
            .replace("note 2026-01-05 group 09:00-12:00\n", "\n")
            .replace("level IOP", "level IOP units 12 days")
            .replace("2026-03-05", "2026-01-07");
        assert_eq!(outcomes(&RULE, &case), ["warn - 2026-01-01..2026-01-31"]);
        let charted = case.replace("claim C1", "note 2026-01-07 group\nclaim C1");
        assert_eq!(outcomes(&RULE, &charted), [""; 0]);
        let half = case.replace("units 12 days", "units 2 days");
        assert_eq!(outcomes(&RULE, &half), [""; 0]);
    }

    #[test]
    fn billed_recent_and_undelivered_ones_pass() {
        for case in [
            CASE.replace("2026-03-05", "2026-01-05"),
            CASE.replace("as-of 2026-06-01", "as-of 2026-02-10"),
            CASE.replace("note 2026-01-05", "note 2026-02-05"),
            CASE.replace("approved", "denied"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn without_a_date_to_count_from_it_is_not_judged() {
        let case = CASE.replace("as-of 2026-06-01", "");
        assert_eq!(tally(&RULE, &case), Default::default());
    }
}

//! PLN-012: Medicare program days were billed after a recertification was due.

use super::certification_missing::{certifications, needs_certification};
use super::in_force;
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{CertificationRow, Stay, Supply};
use crate::model::{LevelOfCare, ServiceDate};
use crate::rules::dates::{counted, listed};
use crate::rules::stay::on_stay;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "PLN-012",
    name: "recert-missing-or-late",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Day,
    applies_to: "Medicare PHP, IOP and inpatient psychiatric stays with a certification",
    authority: &[
        Authority {
            cite: "42 CFR 424.24(d) and (e)",
            verified: false,
        },
        Authority {
            cite: "42 CFR 424.14",
            verified: true,
        },
    ],
    checks: "A billed day lies after the day by which a recertification had to be signed and none \
             was signed by then: PHP by day recert.PHP.first_day counted from admission as day 1, \
             then every recert.PHP.interval_days; inpatient psychiatric likewise; IOP every \
             recert.IOP.interval_days from admission. A signed recertification holds from its \
             signature. A stay without any certification is PLN-011 alone.",
    why: "Days between the due date and the recertification are denied.",
    cure: &[Cure::C1, Cure::C8, Cure::C0],
    params: &[
        "recert.PHP.first_day",
        "recert.PHP.interval_days",
        "recert.IOP.interval_days",
        "recert.IP-PSY.first_day",
        "recert.IP-PSY.interval_days",
    ],
    rests_on_absence: true,
    needs: &[Supply::Certifications],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for stay in &case.ledger.stays {
        let of_stay: Vec<&CertificationRow> = certifications(case, stay).collect();
        if !needs_certification(stay) || of_stay.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let gaps = gaps(case, stay, &of_stay);
        if gaps.is_empty() {
            checks.pass(&RULE);
        }
        for gap in gaps {
            checks.report(finding(case, stay, &of_stay, &gap));
        }
    }
}

/// Billed days after a due date.
struct Gap<'l> {
    due: ServiceDate,
    days: Vec<ServiceDate>,
    /// The recertification that came too late.
    late: Option<&'l CertificationRow>,
}

fn gaps<'l>(case: &Case<'_>, stay: &Stay, of_stay: &[&'l CertificationRow]) -> Vec<Gap<'l>> {
    let (first_due, interval) = schedule(case, stay);
    let mut signed: Vec<(ServiceDate, &CertificationRow)> = of_stay
        .iter()
        .filter(|row| row.signed)
        // A later certification renews as well as one that is headed as recertification.
        .filter(|row| row.is_recertification || row.date.days_since(stay.admission) > 3)
        // A signature without date is DOC-004; the document's date stands for it here.
        .map(|row| (row.signed_on.unwrap_or(row.date), *row))
        .collect();
    signed.sort_by_key(|(date, row)| (*date, row.note));
    let mut gaps = Vec::new();
    let mut held_to = first_due;
    let mut take = |due: ServiceDate, until: Option<ServiceDate>, late| {
        let open = stay
            .days
            .iter()
            .copied()
            .filter(|day| *day > due && until.is_none_or(|until| *day < until));
        let days: Vec<ServiceDate> = open.collect();
        if !days.is_empty() {
            gaps.push(Gap { due, days, late });
        }
    };
    for (date, row) in signed {
        if date > held_to {
            take(held_to, Some(date), Some(row));
        }
        held_to = held_to.max(date.plus_days(interval));
    }
    take(held_to, None, None);
    gaps
}

/// Returns the last day before the first recertification is due, and the interval after it.
fn schedule(case: &Case<'_>, stay: &Stay) -> (ServiceDate, i64) {
    let number = |key: &str| case.number_for_stay(stay, key);
    match stay.level {
        LevelOfCare::PartialHospitalization => (
            stay.told_from.plus_days(number("recert.PHP.first_day") - 1),
            number("recert.PHP.interval_days"),
        ),
        LevelOfCare::InpatientPsychiatric => (
            stay.told_from
                .plus_days(number("recert.IP-PSY.first_day") - 1),
            number("recert.IP-PSY.interval_days"),
        ),
        _ => {
            let interval = number("recert.IOP.interval_days");
            (stay.told_from.plus_days(interval), interval)
        }
    }
}

fn finding(
    case: &Case<'_>,
    stay: &Stay,
    of_stay: &[&CertificationRow],
    gap: &Gap<'_>,
) -> crate::finding::Finding {
    let unsigned = of_stay.iter().find(|row| {
        !row.signed && row.date > stay.admission && row.date.days_since(gap.due).abs() <= 14
    });
    let (outcome, then) = match (gap.late, unsigned) {
        (Some(late), _) => (
            Outcome::Fail,
            format!(
                "the next was signed on {}",
                late.signed_on.unwrap_or(late.date)
            ),
        ),
        (None, Some(row)) => (
            Outcome::Fail,
            format!("the one of {} is not signed", row.date),
        ),
        (None, None) => (
            case.absence(),
            format!("none is found {}", case.absence_words()),
        ),
    };
    let message = format!(
        "Medicare {} admitted {}: a recertification was due by {}, {then}; {} billed after it: {}",
        stay.level,
        stay.admission,
        gap.due,
        counted(gap.days.len(), "day"),
        listed(&gap.days),
    );
    let mut finding = on_stay(case, stay, RULE.finding(outcome, message), &gap.days);
    finding.at_risk = in_force::at_risk(case, stay, &gap.days);
    for row in of_stay {
        let note = case.ledger.note(row.note);
        let place = note
            .signature
            .signed_at
            .map_or_else(|| head(note), |at| at.span);
        // What the document says of how long it holds is the first thing a reviewer checks.
        let period = note.plan.as_ref().and_then(|plan| plan.expires);
        finding = finding
            .with_all(period.map(|date| Evidence::supports(date.span)))
            .with(Evidence::supports(place));
    }
    if gap.late.is_none() {
        finding = finding.with_all(case.searched_notes(gap.due, 7, 14));
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    /// A Medicare PHP stay admitted 2026-01-05 (day 18 is 2026-01-22).
    fn php(first: &str) -> String {
        format!(
            "complete\ncert 2026-01-05 by \"Ann Poe\" MD\n{first}
            claim C1 I filing MA bill 131
            line 2026-01-05 H0035 rev 0912
            line 2026-01-22 H0035 rev 0912
            line 2026-01-23 H0035 rev 0912
            line 2026-01-29 H0035 rev 0912"
        )
    }

    #[test]
    fn fires_after_day_18_without_recertification() {
        assert_eq!(
            outcomes(&RULE, &php("")),
            ["fail C1 2026-01-23..2026-01-29"]
        );
    }

    #[test]
    fn a_late_signature_opens_a_gap_until_its_date() {
        let late = php("recert 2026-01-21 by \"Ann Poe\" MD signed 2026-01-28");
        assert_eq!(outcomes(&RULE, &late), ["fail C1/3 2026-01-23"]);
    }

    #[test]
    fn one_signed_on_the_day_passes() {
        assert_eq!(
            outcomes(&RULE, &php("recert 2026-01-22 by \"Ann Poe\" MD")),
            [""; 0]
        );
    }

    #[test]
    fn without_any_certification_or_with_another_payer_it_does_not_apply() {
        let none = php("").replace(
            "cert 2026-01-05 by \"Ann Poe\" MD\n",
            "note 2026-01-05 group\n",
        );
        assert_eq!(outcomes(&RULE, &none), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &php("").replace("filing MA", "filing CI")),
            [""; 0]
        );
    }

    #[test]
    fn an_unsigned_one_does_not_count() {
        let case = php("recert 2026-01-21 by \"Ann Poe\" MD blank").replace("complete\n", "");
        assert_eq!(outcomes(&RULE, &case), ["fail C1 2026-01-23..2026-01-29"]);
    }
}

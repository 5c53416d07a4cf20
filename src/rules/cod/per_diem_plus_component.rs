//! COD-017: a service that the day's per diem includes was billed beside it.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, Route};
use crate::model::{ServiceDate, ServiceLine};
use crate::policy::{ReasonClass, ServiceFamily};
use crate::rules::billed_line::{code_words, on_line, same_biller};
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-017",
    name: "per-diem-plus-component",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Day,
    applies_to: "individual, group and family therapy and counseling on days billed by per diem \
                 at IOP, PHP, residential or withdrawal management",
    authority: &[Authority {
        cite: "the payer's provider manual; outpatient prospective payment per-diem rules",
        verified: false,
    }],
    checks: "The same biller billed the same payer a program per diem and, for the same date, \
             individual, group or family therapy or counseling. A service on a claim of the other \
             form (professional beside institutional), which some contracts pay apart, warns. \
             Evaluations, medical visits, crisis care, laboratory and testing are not judged, nor \
             a line that the payer denied; a per diem denied for a reason that an appeal can still \
             answer warns, since both would be paid if it were won.",
    why: "The per diem pays for the day's therapy; paying it again is an overpayment.",
    cure: &[Cure::C4],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut per_diems: BTreeMap<ServiceDate, Vec<&LineRow>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        if row.billed.is_per_diem()
            && row.billed.level.is_program()
            && (!row.payment.denied || may_be_won(case, row))
        {
            for &day in &row.days {
                per_diems.entry(day).or_default().push(row);
            }
        }
    }
    for (row, _, line) in case.live() {
        if !is_component(row, line) {
            checks.not_applicable(&RULE);
            continue;
        }
        let twice: Vec<(ServiceDate, &LineRow)> = row
            .days
            .iter()
            .filter_map(|day| {
                let beside = per_diems.get(day)?;
                let hit = beside.iter().find(|diem| bill_together(case, diem, row))?;
                Some((*day, *hit))
            })
            .collect();
        match twice.first() {
            Some(&(_, diem)) => checks.report(finding(case, row, diem, &twice)),
            None => checks.pass(&RULE),
        }
    }
}

/// Returns whether a line was refused for need, level or documentation and an appeal is open.
fn may_be_won(case: &Case<'_>, row: &LineRow) -> bool {
    let mut denials = case.ledger.denials.iter();
    denials.any(|denial| {
        denial.line == row.id
            && denial.meaning.class == ReasonClass::Substantive
            && matches!(
                denial.route(row, case.policy, case.policy.as_of),
                Route::Appeal(_)
            )
    })
}

fn is_component(row: &LineRow, line: &ServiceLine) -> bool {
    !row.billed.is_per_diem()
        && !row.payment.denied
        && line.procedure.is_some()
        && matches!(
            row.billed.family,
            ServiceFamily::Individual | ServiceFamily::Group | ServiceFamily::Family
        )
}

/// Returns whether one biller sent both to one payer.
fn bill_together(case: &Case<'_>, diem: &LineRow, component: &LineRow) -> bool {
    let (one, other) = (case.ledger.claim(diem.id), case.ledger.claim(component.id));
    let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
    let same_payer = if one.payer.id.is_empty() || other.payer.id.is_empty() {
        same(&one.payer.name, &other.payer.name)
    } else {
        same(&one.payer.id, &other.payer.id)
    };
    same_payer && same_biller(one, other)
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    diem: &LineRow,
    twice: &[(ServiceDate, &LineRow)],
) -> Finding {
    let (component, program) = (
        case.ledger.service_line(row.id),
        case.ledger.service_line(diem.id),
    );
    let days: Vec<ServiceDate> = twice.iter().map(|(day, _)| *day).collect();
    let first = days.first().copied();
    let beside = if diem.payment.denied {
        "; the per diem is denied, and were its appeal won, both would be paid"
    } else {
        ""
    };
    let message = format!(
        "{} billed beside the {} per diem {} of claim {} line {}{}{beside}",
        code_words(component),
        diem.billed.level,
        code_words(program),
        case.ledger.claim(diem.id).id,
        program.number,
        first.map_or(String::new(), |day| format!(", both for {day}"))
    );
    let same_form = case.ledger.claim(row.id).form == case.ledger.claim(diem.id).form;
    let confidence = if same_form && !diem.payment.denied {
        92
    } else {
        65
    };
    let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
        .with(case.line_evidence(diem.id))
        .with_all(
            program
                .procedure
                .as_ref()
                .map(|code| Evidence::supports(code.span)),
        )
        .with_confidence(confidence, case.policy.number("fail.confidence"));
    // Until then the service is paid once.
    if diem.payment.denied {
        return finding;
    }
    finding.risking(if days.len() == row.days.len() {
        AtRisk::whole(row.id)
    } else {
        risk_of_days(row, &days)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    const IOP: &str = "claim C1 I dx F10.20\nline 2026-01-05 H0015 rev 0906";

    #[test]
    fn fires_on_therapy_beside_the_per_diem() {
        let case = format!("{IOP}\nline 2026-01-05 90853 rev 0915");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/2 2026-01-05"]);
        let case = "claim C1 I dx F10.20\nline 2026-01-05..2026-01-09 H0018 rev 1002 units 5
            claim C2 I dx F10.20\nline 2026-01-07 H0004 rev 0914 units 4";
        assert_eq!(outcomes(&RULE, case), ["fail C2/1 2026-01-07"]);
    }

    #[test]
    fn a_professional_claim_beside_it_warns() {
        let case = format!("{IOP}\nclaim C2 P dx F10.20\nline 2026-01-05 90834");
        assert_eq!(outcomes(&RULE, &case), ["warn C2/1 2026-01-05"]);
    }

    #[test]
    fn what_the_per_diem_does_not_include_passes() {
        for line in [
            "line 2026-01-06 90853 rev 0915",
            "line 2026-01-05 90791 rev 0914",
            "line 2026-01-05 99213 rev 0510",
            "line 2026-01-05 80307 rev 0301",
            "line 2026-01-05 90839 rev 0900",
        ] {
            let case = format!("{IOP}\n{line}");
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{line}");
        }
        let other_payer = format!("{IOP}\nclaim C2 I payer PAY2 dx F10.20\nline 2026-01-05 90853");
        assert_eq!(outcomes(&RULE, &other_payer), [""; 0]);
        let other_biller =
            format!("{IOP}\nclaim C2 I billing 1245319599 dx F10.20\nline 2026-01-05 90853");
        assert_eq!(outcomes(&RULE, &other_biller), [""; 0]);
        let denied =
            format!("{IOP}\nclaim C2 I dx F10.20\nline 2026-01-05 90853\npaid C2 1 0 denied CO-97");
        assert_eq!(outcomes(&RULE, &denied), [""; 0]);
    }

    #[test]
    fn a_denied_per_diem_warns_while_its_appeal_is_open() {
        let case = |reason: &str, today: &str| {
            format!(
                "as-of {today}\n{IOP}\nline 2026-01-05 90834 rev 0914\n\
                 paid C1 1 0.00 denied {reason} date 2026-02-20"
            )
            .replace("C1 I", "C1 I filing CI")
        };
        let open = case("CO-50", "2026-03-10");
        assert_eq!(outcomes(&RULE, &open), ["warn C1/2 2026-01-05"]);
        assert!(findings(&RULE, &open)[0].at_risk.is_empty());
        for over in [case("CO-97", "2026-03-10"), case("CO-50", "2028-03-10")] {
            assert_eq!(outcomes(&RULE, &over), [""; 0], "{over}");
        }
    }

    #[test]
    fn a_line_without_a_date_is_beside_nothing() {
        let case = format!("{IOP}\nline 2026-01-05 90853 rev 0915 undated");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).fail, 0);
    }
}

//! OVL-007: a residential day was billed per diem, and an affiliate billed outpatient treatment
//! for the same day.

use super::biller::{Billers, billers};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{LevelOfCare, ServiceDate};
use crate::policy::ServiceFamily;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::listed;
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-007",
    name: "residential-and-affiliated-op-double-dip",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "day-program, individual, group and family lines of patients with a residential \
                 per diem",
    authority: &[
        Authority {
            cite: "the payer's provider manual",
            verified: false,
        },
        Authority {
            cite: "the state's Medicaid manual",
            verified: false,
        },
    ],
    checks: "A live line for a day program or for individual, group or family therapy bills a day \
             that a residential per diem of another billing provider in this export bills too, \
             the first day of the residential line left out. It fails where both billers carry \
             one tax id, and warns where only the export ties them, where the residential level \
             is low-intensity, and where a range has fewer units than days. Low-intensity \
             residential care beside outpatient therapy is usual and not judged; nor are denied \
             lines.",
    why: "A residential per diem pays for the day's treatment. Treatment billed for the same day \
          under an affiliate's number is the same service paid twice.",
    cure: &[Cure::C4],
    params: &["fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let beds: Vec<&LineRow> = case
        .live()
        .map(|(row, _, _)| row)
        .filter(|row| {
            row.billed.level.is_residential() && row.billed.is_per_diem() && !row.payment.denied
        })
        .collect();
    for (row, _, _) in case.live() {
        if beds.is_empty() || !is_treatment(row) {
            checks.not_applicable(&RULE);
            continue;
        }
        let hit = beds.iter().find_map(|bed| {
            let relation = billers(case.ledger.claim(row.id), case.ledger.claim(bed.id));
            let affiliated = matches!(relation, Billers::OneOwner | Billers::Two);
            let shared = shared_days(case, row, bed);
            let usual = bed.billed.level == LevelOfCare::ResidentialLow
                && !row.billed.level.is_day_program();
            (affiliated && !usual && !shared.is_empty()).then_some((*bed, relation, shared))
        });
        match hit {
            Some((bed, relation, days)) => {
                checks.report(finding(case, row, bed, relation, &days));
            }
            None => checks.pass(&RULE),
        }
    }
}

fn is_treatment(row: &LineRow) -> bool {
    let is_family = matches!(
        row.billed.family,
        ServiceFamily::Individual
            | ServiceFamily::Group
            | ServiceFamily::Family
            | ServiceFamily::Program
    );
    is_family && !row.billed.level.is_24_hour() && !row.payment.denied
}

/// Returns the days of a line that the bed bills too. Before admission the patient may have been
/// in the other program that day.
fn shared_days(case: &Case<'_>, row: &LineRow, bed: &LineRow) -> Vec<ServiceDate> {
    let admission = case.ledger.stay_of(bed.id).map(|stay| stay.first_day());
    row.days
        .iter()
        .copied()
        .filter(|day| bed.days.contains(day) && Some(*day) != admission)
        .collect()
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    bed: &LineRow,
    relation: Billers,
    days: &[ServiceDate],
) -> Finding {
    let bed_line = case.ledger.service_line(bed.id);
    let tie = match relation {
        Billers::OneOwner => "another billing provider with the same tax id",
        _ => "another billing provider in this export",
    };
    let message = format!(
        "{} billed for {} by {tie}, while {} ({}, claim {} line {}) bills the same {}",
        code_words(case.ledger.service_line(row.id)),
        listed(days),
        code_words(bed_line),
        bed.billed.level,
        case.ledger.claim(bed.id).id,
        bed_line.number,
        if days.len() == 1 { "day" } else { "days" },
    );
    let is_loose = |row: &LineRow| {
        let units = case.ledger.service_line(row.id).units.as_ref();
        row.billed.is_per_diem()
            && units.is_some_and(|units| units.value.floor() < row.days.len() as i64)
    };
    let unsure = relation != Billers::OneOwner
        || bed.billed.level == LevelOfCare::ResidentialLow
        || is_loose(row)
        || is_loose(bed);
    let billing = case.ledger.claim(row.id).billing.as_ref();
    let first = days.first().copied().unwrap_or(row.days[0]);
    let last = days.last().copied().unwrap_or(first);
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .from_to(first, last)
        .risking(risk_of_days(row, days))
        .with(Evidence::supports(bed_line.span))
        .with_all(billing.map(|provider| Evidence::supports(provider.span)))
        .with_confidence(
            if unsure { 65 } else { 92 },
            case.policy.number("fail.confidence"),
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    fn two(tin: &str, line: &str) -> String {
        format!(
            "claim R1 I tin 12-3456789\nline 2026-01-05..2026-01-11 H0018 rev 1002
            claim O1 P billing 1245319599 tin {tin}\nline {line}"
        )
    }

    #[test]
    fn fires_on_the_affiliates_line() {
        let case = two("123456789", "2026-01-07 H0015");
        assert_eq!(outcomes(&RULE, &case), ["fail O1/1 2026-01-07"]);
        let therapy = two("123456789", "2026-01-07 90837");
        assert_eq!(outcomes(&RULE, &therapy), ["fail O1/1 2026-01-07"]);
    }

    #[test]
    fn a_biller_tied_only_by_the_export_warns() {
        let case = two("987654321", "2026-01-07 90837");
        assert_eq!(outcomes(&RULE, &case), ["warn O1/1 2026-01-07"]);
        let low = two("123456789", "2026-01-07 H0015").replace("H0018 rev 1002", "H2034 rev 1003");
        assert_eq!(outcomes(&RULE, &low), ["warn O1/1 2026-01-07"]);
    }

    #[test]
    fn admission_discharge_own_and_other_services_pass() {
        for case in [
            two("123456789", "2026-01-05 90837"),
            two("123456789", "2026-01-12 H0015"),
            two("123456789", "2026-01-07 99213"),
            two("123456789", "2026-01-07 80307"),
            two("123456789", "2026-01-07 90837").replace("billing 1245319599", ""),
            two("123456789", "2026-01-07 90837").replace("H0018 rev 1002", "H2034 rev 1003"),
            format!(
                "{}\npaid O1 1 0 denied CO-97",
                two("123456789", "2026-01-07 90837")
            ),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn claims_that_name_no_biller_are_not_judged() {
        let case = two("123456789", "2026-01-07 90837")
            .replace("billing 1245319599 tin 123456789", "billing none")
            .replace("claim R1 I tin 12-3456789", "claim R1 I billing none");
        assert_eq!(tally(&RULE, &case).pass, 1);
    }
}

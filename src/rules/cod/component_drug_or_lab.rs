//! COD-030: a laboratory test or drug was billed beside a per diem that includes it.

use crate::finding::{AtRisk, Authority, Cure, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::ServiceLine;
use crate::policy::ServiceFamily;
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-030",
    name: "bundled-labs-or-drugs-in-per-diem",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "laboratory tests and drugs on days billed by a residential or withdrawal \
                 management per diem, where cod.per_diem_includes_labs says that the contract \
                 includes them",
    authority: &[Authority {
        cite: "the payer's contract and provider manual",
        verified: false,
    }],
    checks: "The contract's per diem includes laboratory tests and drugs \
             (cod.per_diem_includes_labs is 1), and a test (80047 to 89398, G0480 to G0483, \
             G0659) or a drug (J-codes, revenue 0250 to 0259, 0300 to 0319, 0636) is billed to the \
             same payer for a day of the per diem.",
    why: "The per diem has paid for it already.",
    cure: &[Cure::C4],
    params: &["cod.per_diem_includes_labs"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let per_diems: Vec<&LineRow> = case
        .live()
        .filter(|(row, _, _)| {
            row.billed.is_per_diem() && row.billed.level.is_24_hour() && !row.payment.denied
        })
        .map(|(row, _, _)| row)
        .collect();
    for (row, claim, line) in case.live() {
        if row.payment.denied || !is_lab_or_drug(row, line) {
            continue;
        }
        let diem = per_diems.iter().find(|diem| {
            let other = case.ledger.claim(diem.id);
            (&claim.payer.id, &claim.payer.name) == (&other.payer.id, &other.payer.name)
                && row.days.iter().any(|day| diem.days.contains(day))
        });
        let Some(diem) = diem else {
            checks.pass(&RULE);
            continue;
        };
        if case.number_for(diem, "cod.per_diem_includes_labs") != 1 {
            checks.not_applicable(&RULE);
            continue;
        }
        let message = format!(
            "{} billed on a day of the {} per diem of claim {}, which by contract includes it",
            code_words(line),
            diem.billed.level,
            case.ledger.claim(diem.id).id
        );
        let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
            .with(case.line_evidence(diem.id))
            .risking(AtRisk::whole(row.id));
        checks.report(finding);
    }
}

fn is_lab_or_drug(row: &LineRow, line: &ServiceLine) -> bool {
    let by_code = line.procedure.as_ref().is_some_and(|code| {
        let number = code.value.cpt_number();
        number.is_some_and(|number| (80047..=89398).contains(&number))
            || code.value.as_str().starts_with('J')
    });
    let by_revenue = line.revenue.as_ref().is_some_and(|code| {
        let code = code.value.as_str();
        ("0250"..="0259").contains(&code) || ("0300"..="0319").contains(&code) || code == "0636"
    });
    row.billed.family == ServiceFamily::Laboratory || by_code || by_revenue
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    const STAY: &str = "claim C1 I dx F10.20\nline 2026-01-05..2026-01-09 H0018 rev 1002 units 5\nclaim C2 P dx F10.20";
    const INCLUDED: &str = "set cod.per_diem_includes_labs 1";

    #[test]
    fn fires_where_the_contract_includes_it() {
        let case = format!("{INCLUDED}\n{STAY}\nline 2026-01-06 80307");
        assert_eq!(outcomes(&RULE, &case), ["fail C2/1 2026-01-06"]);
        let case = format!("{INCLUDED}\n{STAY}\nline 2026-01-06 J2315");
        assert_eq!(outcomes(&RULE, &case), ["fail C2/1 2026-01-06"]);
    }

    #[test]
    fn other_days_and_services_pass() {
        for line in ["2026-01-12 80307", "2026-01-06 99232"] {
            let case = format!("{INCLUDED}\n{STAY}\nline {line}");
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{line}");
        }
    }

    #[test]
    fn an_unknown_contract_is_not_judged() {
        let case = format!("{STAY}\nline 2026-01-06 80307");
        assert_eq!(outcomes(&RULE, &case), [""; 0]);
        assert_eq!(tally(&RULE, &case).not_applicable, 1);
    }
}

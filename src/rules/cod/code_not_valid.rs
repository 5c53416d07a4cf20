//! COD-007: a code was billed for a date on which it did not exist.

use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::ServiceDate;
use crate::policy::code_validity;
use crate::rules::billed_line::{on_claim, on_line, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COD-007",
    name: "code-not-valid-on-date",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "procedures and diagnoses that the table of code dates names",
    authority: &[Authority {
        cite: "HCPCS and CPT annual updates; ICD-10-CM updates of October 1 and April 1",
        verified: true,
    }],
    checks: "The table of code dates names the procedure or diagnosis, and the service date lies \
             before the code took effect or after it was deleted. Codes that the table does not \
             name are not judged.",
    why: "A code outside its dates is rejected, whatever the chart says.",
    cure: &[Cure::C4],
    params: &[],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    for (row, _, line) in case.live() {
        let (Some(code), Some(&day)) = (&line.procedure, row.days.first()) else {
            continue;
        };
        match fault(code.value.as_str(), day) {
            Known::Not => checks.not_applicable(&RULE),
            Known::Valid => checks.pass(&RULE),
            Known::Fault(words) => {
                let message = format!("{} billed for {day}: {words}", code.value);
                let finding = on_line(case, RULE.finding(Outcome::Fail, message), row)
                    .with(Evidence::supports(code.span))
                    .risking(AtRisk::whole(row.id));
                checks.report(finding);
            }
        }
    }
    for rows in rows_by_claim(case, |_, _, _| true).values() {
        diagnoses(case, rows, checks);
    }
}

/// Judges a claim's diagnoses by its last day, as payers do.
fn diagnoses(case: &Case<'_>, rows: &[&LineRow], checks: &mut Checks) {
    let last = rows.iter().flat_map(|row| &row.days).max();
    let (Some(first), Some(&last)) = (rows.first(), last) else {
        return;
    };
    let claim = case.ledger.claim(first.id);
    let mut faults: Vec<(String, Span)> = Vec::new();
    for code in &claim.diagnoses {
        match fault(code.value.as_str(), last) {
            Known::Not => {}
            Known::Valid => checks.pass(&RULE),
            Known::Fault(words) => {
                let words = format!("{} {words}", code.value.dotted());
                faults.push((words, code.span));
            }
        }
    }
    if !faults.is_empty() {
        checks.report(of_claim(case, rows, last, &faults));
    }
}

fn of_claim(
    case: &Case<'_>,
    rows: &[&LineRow],
    last: ServiceDate,
    faults: &[(String, Span)],
) -> Finding {
    let words: Vec<&str> = faults.iter().map(|(words, _)| words.as_str()).collect();
    let message = format!("diagnoses of a claim through {last}: {}", words.join("; "));
    let finding = RULE
        .finding(Outcome::Fail, message)
        .with_all(faults.iter().map(|(_, span)| Evidence::supports(*span)));
    on_claim(case, finding, rows)
}

enum Known {
    /// The table does not name the code.
    Not,
    Valid,
    Fault(String),
}

fn fault(code: &str, day: ServiceDate) -> Known {
    let Some(dates) = code_validity(code) else {
        return Known::Not;
    };
    if let Some(from) = dates.from.filter(|from| day < *from) {
        return Known::Fault(format!("took effect on {from}"));
    }
    match dates.to.filter(|to| *to < day) {
        Some(to) => Known::Fault(format!("was deleted after {to}")),
        None => Known::Valid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    #[test]
    fn fires_on_deleted_and_future_codes() {
        let case = "claim C1 P dx F33.1\nline 2026-01-05 90806";
        assert_eq!(outcomes(&RULE, case), ["fail C1/1 2026-01-05"]);
        let case = "claim C1 P dx F10.20\nline 2023-06-05 G0137";
        assert_eq!(outcomes(&RULE, case), ["fail C1/1 2023-06-05"]);
        let case = "claim C1 P dx F32.A\nline 2021-06-05 90834";
        assert_eq!(outcomes(&RULE, case), ["fail C1 2021-06-05"]);
    }

    #[test]
    fn codes_within_their_dates_pass() {
        for case in [
            "claim C1 P dx F32.A\nline 2026-01-05 90834",
            "claim C1 P dx F33.1\nline 2012-06-05 90806",
            "claim C1 P dx F10.20\nline 2026-01-05 G0137",
        ] {
            assert_eq!(outcomes(&RULE, case), [""; 0], "{case}");
        }
    }

    #[test]
    fn unknown_codes_and_dates_are_not_judged() {
        let case = "claim C1 P dx F33.1\nline 2026-01-05 X9999";
        assert_eq!(tally(&RULE, case).not_applicable, 1);
        let case = "claim C1 P dx F33.1\nline 2026-01-05 90806 undated";
        assert_eq!(outcomes(&RULE, case), [""; 0]);
    }
}

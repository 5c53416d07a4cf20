//! AUT-001: a service that needs authorization was billed without an approval.

use super::approvals::{is_required, is_waived, outside};
use super::pending_or_denied::refusal;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, Supply};
use crate::rules::billed_line::{code_words, on_line};
use crate::rules::dates::counted;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "AUT-001",
    name: "no-authorization-found",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "services that the payer authorizes: the facility's list for the payer, else every \
                 program level except for original Medicare",
    authority: &[
        Authority {
            cite: "42 CFR 438.210 (Medicaid managed care)",
            verified: true,
        },
        Authority {
            cite: "the payer's provider manual",
            verified: false,
        },
    ],
    checks: "The authorization log holds no approval for the line's service. An approval whose \
             dates lie elsewhere is AUT-004, a refusal AUT-010; a number on the claim that the log does not hold is \
             AUT-003. Where the export has no authorization of the patient at all, it is no-data, \
             once a patient, if no log was supplied, if claims do carry numbers, or if the chart \
             is not declared complete and the log holds approvals of the payer for fewer than \
             three patients; and where no row of any log is of the claim's payer. A claim that asks \
             a later payer for what an earlier one left to pay needs none.",
    why: "The payer denies a service that it did not approve.",
    cure: &[Cure::C6],
    params: &["authorization.near_days"],
    rests_on_absence: true,
    needs: &[Supply::Authorizations],
    scope: Scope::Patient(check),
};

/// Patients of a payer whose approvals a log holds from which it counts as the payer's log.
const PATIENTS: usize = 3;

fn check(case: &Case<'_>, checks: &mut Checks) {
    let has_log = !case.record.authorizations.is_empty();
    let mut unknown: Vec<&LineRow> = Vec::new();
    for (row, claim, line) in case.live() {
        if !is_required(case, row, claim, line) || row.days.is_empty() {
            checks.not_applicable(&RULE);
            continue;
        }
        let has_number = !claim.authorizations_for(line).is_empty();
        let number_is_unknown = has_number && row.authorization.named.is_none();
        // A log that holds approvals of this payer for several patients would hold this one's.
        let logs_the_payer = case.record.export.approvals_of(&claim.payer) >= PATIENTS;
        let log_was_supplied = case.record.export.holds(Supply::Authorizations)
            && (case.chart_is_complete() || logs_the_payer);
        let is_of_others = !case.record.export.may_log(&claim.payer);
        if is_of_others || !has_log && (has_number || !log_was_supplied) {
            unknown.push(row);
        } else if is_refused(case, row) {
            // What the payer refused or has not decided is AUT-010.
            checks.not_applicable(&RULE);
        } else if is_waived(case, row) || holds_or_nearly(case, row) {
            checks.pass(&RULE);
        } else if number_is_unknown {
            checks.not_applicable(&RULE);
        } else {
            checks.report(finding(case, row));
        }
    }
    if let Some(first) = unknown.first() {
        checks.report(no_log(case, &unknown, first));
    }
}

/// Returns whether an approval holds for the line, or explains it as outside its dates.
fn holds_or_nearly(case: &Case<'_>, row: &LineRow) -> bool {
    let approvals = row.authorization.approvals(case.record);
    // An approval without dates cannot be held against the line here.
    approvals.iter().any(|(_, approval)| {
        approval.from.is_none() || row.days.iter().any(|day| approval.covers(*day))
    }) || outside(case, row).is_some()
}

fn is_refused(case: &Case<'_>, row: &LineRow) -> bool {
    row.days
        .iter()
        .any(|day| refusal(case, row, *day).is_some())
}

fn finding(case: &Case<'_>, row: &LineRow) -> Finding {
    let line = case.ledger.service_line(row.id);
    let mut message = format!(
        "no approval of {} ({}) found {}",
        code_words(line),
        row.billed.level,
        case.absence_words()
    );
    if case.record.authorizations.is_empty() {
        message.push_str("; no authorization of this patient was supplied");
    } else {
        message.push_str(&format!(
            "; searched {} of this patient",
            counted(case.record.authorizations.len(), "authorization")
        ));
    }
    let searched = case.record.authorizations.iter().take(8);
    on_line(case, RULE.finding(case.absence(), message), row)
        .risking(AtRisk::whole(row.id))
        .with_all(searched.map(|authorization| Evidence::searched(authorization.span)))
}

fn no_log(case: &Case<'_>, rows: &[&LineRow], first: &LineRow) -> Finding {
    let of = if case.record.authorizations.is_empty() {
        "this patient"
    } else {
        "the claim's payer"
    };
    let message = format!(
        "{} of services that need authorization could not be checked, since no authorization of \
         {of} was supplied; add the authorization log",
        counted(rows.len(), "line")
    );
    let finding = RULE
        .finding(Outcome::NoData, message)
        .with_all(rows.iter().take(8).map(|row| {
            Evidence::searched(
                case.line_evidence(row.id)
                    .span
                    .unwrap_or(case.ledger.claim(row.id).span),
            )
        }));
    match (
        first.days.first(),
        rows.iter().filter_map(|row| row.days.last()).max(),
    ) {
        (Some(from), Some(to)) => finding.from_to(*from, (*to).max(*from)),
        _ => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{outcomes, tally};

    const LINE: &str = "claim C1 I\nline 2026-01-05 H0015 rev 0906";

    #[test]
    fn fires_when_the_log_holds_no_approval() {
        for log in [
            "complete\nauth A-1 approved 2025-01-01..2025-01-31 level IOP",
            "complete\nauth A-1 approved 2026-01-01..2026-01-31 code 90837",
            "complete",
        ] {
            let case = format!("{log}\n{LINE}");
            assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-05"], "{log}");
        }
    }

    #[test]
    fn absence_only_warns_in_an_incomplete_export() {
        let case = format!("auth A-1 approved 2026-01-01..2026-01-31 code 90837\n{LINE}");
        assert_eq!(outcomes(&RULE, &case), ["warn C1/1 2026-01-05"]);
    }

    #[test]
    fn an_export_without_any_log_says_so_once() {
        let case = format!("complete\nno-log\n{LINE}\nline 2026-01-07 H0015 rev 0906");
        assert_eq!(outcomes(&RULE, &case).len(), 1);
        assert_eq!(tally(&RULE, &case).no_data, 1);
    }

    #[test]
    fn an_approval_or_no_need_of_one_passes() {
        for case in [
            format!("auth A-1 approved 2026-01-01..2026-01-31 level IOP\n{LINE}"),
            format!("auth A-1 partial 2026-01-01..2026-01-31\n{LINE}"),
            format!("auth A-1 denied 2026-01-01..2026-01-31 level IOP\n{LINE}"),
            format!("auth A-1 pended 2026-01-01..2026-01-31 level IOP\n{LINE}"),
            format!("auth A-1 not-required 2026-01-01..2026-01-31 level IOP\n{LINE}"),
            format!("auth A-1 approved 2025-12-01..2026-01-04 level IOP\n{LINE}"),
            format!("payer PAY1 commercial requires H0018\ncomplete\n{LINE}"),
            format!("payer PAY1 medicare\ncomplete\n{LINE}"),
            "complete\nclaim C1 P\nline 2026-01-05 90837".to_owned(),
            format!("auth A-1 approved 2025-01-01..2025-01-31 code 90837\n{LINE}")
                .replace("C1 I", "C1 I auth A-9"),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }

    #[test]
    fn the_facility_list_names_codes_and_levels() {
        for list in ["90837", "OP"] {
            let case = format!(
                "complete\npayer PAY1 commercial requires {list}\nclaim C1 P\nline 2026-01-05 90837"
            );
            assert_eq!(outcomes(&RULE, &case).len(), 1, "{list}");
        }
    }

    #[test]
    fn a_log_of_the_payers_other_patients_would_hold_this_one() {
        let logged = |count: usize| {
            let mut drawn = String::from(LINE);
            for other in 0..count {
                drawn.push_str(&format!(
                    "\npatient P{}\nauth A-{other} approved 2026-01-01..2026-01-31 level IOP",
                    other + 2
                ));
            }
            drawn
        };
        assert_eq!(outcomes(&RULE, &logged(3)), ["warn C1/1 2026-01-05"]);
        assert_eq!(outcomes(&RULE, &logged(2)), ["no-data - 2026-01-05"]);
    }

    #[test]
    fn what_an_earlier_payer_left_to_pay_needs_no_approval() {
        let second = "complete\nclaim C1 I seq S";
        for rest in [
            "other MEDICARE P paid 80.00\nline 2026-01-05 H0015 rev 0906",
            "other MEDICARE P paid 0 adjust PR-1 100.00\nline 2026-01-05 H0015 rev 0906",
            "other MEDICARE P\nline 2026-01-05 H0015 rev 0906\nsvd MEDICARE 80.00",
        ] {
            assert_eq!(
                outcomes(&RULE, &format!("{second}\n{rest}")),
                [""; 0],
                "{rest}"
            );
            // Where the payer's settings ask for one, it does.
            let asked = format!("payer PAY1 medicaid requires H0015\n{second}\n{rest}");
            assert_eq!(outcomes(&RULE, &asked), ["fail C1/1 2026-01-05"], "{rest}");
        }
        for rest in [
            "line 2026-01-05 H0015 rev 0906",
            "other MEDICARE P paid 0 adjust CO-96 100.00\nline 2026-01-05 H0015 rev 0906",
            "other MEDICARE P\nline 2026-01-05 H0015 rev 0906\nsvd MEDICARE 0 adjust CO-197 100.00",
        ] {
            let drawn = format!("{second}\n{rest}");
            assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"], "{rest}");
        }
    }

    #[test]
    fn a_payer_of_which_no_row_stands_in_the_log_is_not_judged() {
        let other = "complete\npatient P2\nauth A-1 approved 2026-01-01..2026-01-31 level IOP";
        let drawn = |payer: &str| format!("{LINE}\n{other} payer {payer}");
        assert_eq!(
            outcomes(&RULE, &drawn("Northmark")),
            ["no-data - 2026-01-05"]
        );
        assert_eq!(outcomes(&RULE, &drawn("PAY1")), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn a_clinicians_visit_is_no_day_of_the_place_it_was_made_in() {
        for line in [
            "99309",
            "90870",
            "99199",
            "J0401",
            "99309 rev 0124",
            "99214 rev 0905",
        ] {
            let drawn = format!("complete\nclaim C1 P pos 56\nline 2026-01-05 {line}");
            assert_eq!(outcomes(&RULE, &drawn), [""; 0], "{line}");
        }
        // A state's own code for the residence, and the day itself, are.
        for line in ["W1234", "T2048", "- rev 1001"] {
            let drawn = format!("complete\nclaim C1 P pos 56\nline 2026-01-05 {line}");
            assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"], "{line}");
        }
    }

    #[test]
    fn a_table_without_charges_may_be_a_list_of_visits() {
        let drawn = format!("complete\n{LINE} no-charge");
        assert_eq!(outcomes(&RULE, &drawn), ["no-data C1/1 2026-01-05"]);
        let both = format!("{drawn}\nclaim C2 I\nline 2026-01-06 H0015 rev 0906");
        let found = outcomes(&RULE, &both);
        assert_eq!(
            found.last().map(String::as_str),
            Some("fail C2/1 2026-01-06")
        );
    }

    #[test]
    fn without_a_log_it_is_no_data_once() {
        let two = format!("{LINE}\nline 2026-01-06 H0015 rev 0906");
        assert_eq!(outcomes(&RULE, &two), ["no-data - 2026-01-05..2026-01-06"]);
        let with_number = two.replace("C1 I", "C1 I auth A-1");
        assert_eq!(tally(&RULE, &format!("complete\n{with_number}")).no_data, 1);
    }
}

//! DOC-021: a drug test, a withdrawal or inpatient stay, or a medication has no signed order.

use super::orders::{self, Found};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{LineRow, Stay, Supply};
use crate::model::{Element, LevelOfCare, Note, ServiceDate, ServiceLine, SignatureState};
use crate::policy::ServiceFamily;
use crate::rules::billed_line::{bills_any, code_words};
use crate::rules::dates::listed;
use crate::rules::relied::kind_words;
use crate::rules::stay::{is_withdrawal, on_stay, risk_on};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope, head};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DOC-021",
    name: "order-missing-or-unsigned",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "drug tests, injections and methadone, withdrawal and inpatient stays; unsigned \
                 admission orders of other programs",
    authority: &[
        Authority {
            cite: "Medicare Program Integrity Manual ch. 3 §3.3.2.4",
            verified: true,
        },
        Authority {
            cite: "42 CFR 410.32",
            verified: true,
        },
        Authority {
            cite: "42 CFR 482.24(c)",
            verified: true,
        },
    ],
    checks: "No order names the service: for a drug test or a medication within \
             order.standing_days before, for a medication up to order.after_days after as well, as \
             an order by telephone is written down; for a withdrawal or inpatient stay from \
             order.before_days before to order.after_days after its first day. An order may stand \
             on an order sheet, in a prescriber's note, examination, plan or certification, or be \
             told as carried out by a nurse or the laboratory. Also: the only order is a sheet \
             that nobody signed. Where the sheet for a stay shows that nobody signed it, only a \
             prescriber's own document that admits or certifies takes its place; it warns where \
             another one speaks of the treatment without ordering it, and for a stay in a residential or \
             day program.",
    why: "A test or a stay that nobody ordered is not covered, and an attestation cannot make up \
          for a signature that an order lacks.",
    cure: &[Cure::C7, Cure::C0],
    params: &[
        "order.before_days",
        "order.after_days",
        "order.standing_days",
        "fail.confidence",
    ],
    rests_on_absence: true,
    needs: &[Supply::Orders],
    scope: Scope::Patient(check),
};

const DRUG_TESTS: [&str; 8] = [
    "80305", "80306", "80307", "G0480", "G0481", "G0482", "G0483", "G0659",
];

fn check(case: &Case<'_>, checks: &mut Checks) {
    if case.record.notes.is_empty() {
        checks.not_applicable(&RULE);
        return;
    }
    lines(case, checks);
    for stay in &case.ledger.stays {
        let is_inpatient = matches!(
            stay.level,
            LevelOfCare::InpatientPsychiatric | LevelOfCare::InpatientDetox
        );
        // Which residential or day program needs an order is its payer's to say; one that was
        // written and never signed orders nothing anywhere.
        let needs_order = is_inpatient || is_withdrawal(stay);
        if !needs_order && !stay.level.is_program() {
            checks.not_applicable(&RULE);
            continue;
        }
        let before = case.policy.number("order.before_days");
        let after = case.policy.number("order.after_days");
        let first = stay.admission.min(stay.first_day());
        // A claim that continues an earlier one rests on an order the files need not hold.
        if !is_beginning(case, stay) {
            checks.not_applicable(&RULE);
            continue;
        }
        let wanted = [Element::Withdrawal, Element::Admission];
        let (from, to) = (first.plus_days(-before), stay.first_day().plus_days(after));
        match orders::find_for_stay(case, &wanted, from, to) {
            Found::Sound => checks.pass(&RULE),
            Found::Doubtful(order, other) => {
                let message = format!(
                    "{} from {}: the order of {} is not signed; the {} of {} {}",
                    stay.level,
                    stay.first_day(),
                    dated(order),
                    kind_words(other.kind),
                    dated(other),
                    if orders::is_of_prescriber(other) {
                        "names the treatment and admits nobody, look whether it stands for the order"
                    } else {
                        "tells of an order, which does not sign it"
                    },
                );
                let finding = unsigned(case, order, message)
                    .with(Evidence::contradicts(head(other)))
                    .with_confidence(65, case.policy.number("fail.confidence"));
                checks.report(of_stay(case, stay, finding));
            }
            Found::Unsigned(order) => {
                let message = format!(
                    "{} from {}: the order of {} is not signed",
                    stay.level,
                    stay.first_day(),
                    dated(order),
                );
                let mut finding = of_stay(case, stay, unsigned(case, order, message));
                if !needs_order {
                    finding.outcome = Outcome::Warn;
                    finding.confidence = finding.confidence.min(PERHAPS_NEEDED);
                }
                checks.report(finding);
            }
            Found::Missing if !needs_order => checks.not_applicable(&RULE),
            Found::Missing => {
                let message = format!(
                    "{} from {}: no order for the stay dated {from} to {to} {}",
                    stay.level,
                    stay.first_day(),
                    case.absence_words(),
                );
                let length = to.days_since(stay.first_day());
                let searched = case.searched_notes(stay.first_day(), before, length);
                let finding = RULE.finding(case.absence(), message);
                checks.report(of_stay(case, stay, finding).with_all(searched));
            }
        }
    }
}

/// How sure it is that a payer asks for the order of a stay in a program, in percent.
const PERHAPS_NEEDED: u8 = 70;

/// Returns whether the chart reaches back to the first day of a stay.
fn is_beginning(case: &Case<'_>, stay: &Stay) -> bool {
    let first = case
        .record
        .notes
        .iter()
        .filter_map(|note| note.date())
        .min();
    let claims = stay.lines.iter().map(|id| case.ledger.claim(id.to_owned()));
    let mut admissions = claims.filter_map(|claim| claim.admission);
    first.is_some_and(|first| first <= stay.first_day().plus_days(1))
        && admissions.all(|admission| stay.first_day().days_since(admission.value) <= 3)
}

fn of_stay(case: &Case<'_>, stay: &Stay, finding: Finding) -> Finding {
    let mut finding = on_stay(case, stay, finding, &stay.days);
    finding.at_risk = risk_on(case, stay, &stay.days);
    finding
}

/// Drug tests and medications: one finding for the lines of a kind that nobody ordered.
fn lines(case: &Case<'_>, checks: &mut Checks) {
    for (name, elements, is_kind) in [
        (
            "drug test",
            &[Element::DrugTest][..],
            is_drug_test as fn(&LineRow, &ServiceLine) -> bool,
        ),
        (
            "medication",
            &[
                Element::Administered,
                Element::MarReferred,
                Element::OrderWord,
                Element::Withdrawal,
            ],
            is_medication,
        ),
    ] {
        let mut missing: Vec<&LineRow> = Vec::new();
        for (row, _, line) in case.live() {
            let Some(&day) = row.days.first() else {
                continue;
            };
            if !is_kind(row, line) {
                continue;
            }
            let standing = case.number_for(row, "order.standing_days");
            let from = day.plus_days(-standing);
            // An order by telephone is written down a day or two later.
            let after = match name {
                "medication" => case.policy.number("order.after_days"),
                _ => 0,
            };
            let last = row.days.last().map_or(day, |last| *last);
            match orders::find(case, elements, from, last.plus_days(after)) {
                Found::Sound => checks.pass(&RULE),
                Found::Unsigned(order) | Found::Doubtful(order, _) => {
                    let message = format!(
                        "{} on {day}: the {name} order of {} is not signed",
                        code_words(line),
                        dated(order),
                    );
                    let finding = unsigned(case, order, message);
                    checks.report(on_lines(case, finding, &[row]));
                }
                Found::Missing => missing.push(row),
            }
        }
        if missing.is_empty() {
            continue;
        }
        let mut days: Vec<ServiceDate> = missing
            .iter()
            .flat_map(|row| row.days.iter().copied())
            .collect();
        days.sort_unstable();
        days.dedup();
        let lines = if missing.len() == 1 { "line" } else { "lines" };
        let message = format!(
            "{} {name} {lines} without an order {}: {}",
            missing.len(),
            case.absence_words(),
            listed(&days),
        );
        let finding = on_lines(case, RULE.finding(case.absence(), message), &missing);
        let around = days.first().map(|day| case.searched_notes(*day, 30, 30));
        checks.report(finding.with_all(around.unwrap_or_default()));
    }
}

fn is_drug_test(_: &LineRow, line: &ServiceLine) -> bool {
    bills_any(line, &DRUG_TESTS)
}

/// Returns whether a line bills a drug itself or its giving, not a visit about it.
fn is_medication(row: &LineRow, line: &ServiceLine) -> bool {
    let is_drug = line.procedure.as_ref().is_some_and(|code| {
        let code = code.value.as_str();
        code.starts_with('J') || matches!(code, "H0020" | "H0033" | "96372")
    });
    is_drug && row.billed.family != ServiceFamily::EvaluationManagement
}

fn dated(order: &Note) -> String {
    order
        .date()
        .map_or_else(|| "no date".to_owned(), |date| date.to_string())
}

fn unsigned(case: &Case<'_>, order: &Note, message: String) -> Finding {
    // Where no mark and no empty line shows it, the signature may only have been overlooked.
    let is_shown = order.signature.state != SignatureState::Absent;
    let place = order.signature.span.unwrap_or_else(|| head(order));
    RULE.finding(Outcome::Fail, message)
        .with(Evidence::supports(place))
        .with(Evidence::supports(head(order)))
        .with_confidence(
            if is_shown { 90 } else { 65 },
            case.policy.number("fail.confidence"),
        )
}

/// Names what lines have in common and puts each at risk.
fn on_lines(case: &Case<'_>, finding: Finding, rows: &[&LineRow]) -> Finding {
    let days = || rows.iter().flat_map(|row| row.days.iter().copied());
    let mut finding = match (days().min(), days().max()) {
        (Some(first), Some(last)) => finding.from_to(first, last),
        _ => finding,
    };
    if let Some(first) = rows.first() {
        let claim = case.ledger.claim(first.id);
        if rows.len() == 1 {
            finding = finding.on_line(&claim.id, case.ledger.service_line(first.id).number);
        } else if rows.iter().all(|row| row.id.claim == first.id.claim) {
            finding = finding.on_claim(&claim.id);
        }
    }
    for row in rows {
        finding = finding.risking(AtRisk::whole(row.id));
    }
    finding.with_all(rows.iter().take(6).map(|row| case.line_evidence(row.id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes};

    fn test_of(notes: &str) -> String {
        format!("complete\n{notes}\nclaim C1 P\nline 2026-01-08 80307")
    }

    #[test]
    fn fires_on_a_drug_test_that_nobody_ordered() {
        let case = test_of("note 2026-01-05 individual\nnote 2026-01-08 lab-result has drug-test");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-08"]);
        let open = case.replace("complete\n", "");
        assert_eq!(outcomes(&RULE, &open), ["warn C1/1 2026-01-08"]);
    }

    #[test]
    fn one_order_stands_for_all_tests() {
        for note in [
            "note 2026-01-05 order has drug-test",
            "note 2026-01-05 prescriber has drug-test",
            "note 2026-01-08 lab-result has drug-test,order-word",
            "note 2025-11-05 order has drug-test",
        ] {
            assert_eq!(outcomes(&RULE, &test_of(note)), [""; 0], "{note}");
        }
    }

    #[test]
    fn an_order_sheet_that_nobody_signed_orders_nothing() {
        let case = test_of("note 2026-01-05 order has drug-test blank");
        assert_eq!(outcomes(&RULE, &case), ["fail C1/1 2026-01-08"]);
        assert!(
            findings(&RULE, &case)[0]
                .message
                .contains("2026-01-05 is not signed")
        );
        let unsure = test_of("note 2026-01-05 order has drug-test absent");
        assert_eq!(outcomes(&RULE, &unsure), ["warn C1/1 2026-01-08"]);
    }

    #[test]
    fn an_unsigned_sheet_for_a_stay_is_not_made_good_by_who_tells_of_it() {
        let stay = |notes: &str| {
            format!(
                "complete\nnote 2026-01-05 order has admission,withdrawal blank\n{notes}\n\
                 claim C1 I\nline 2026-01-05..2026-01-08 H0010 rev 1002"
            )
        };
        for (notes, want) in [
            ("", "fail C1/1 2026-01-05..2026-01-08"),
            (
                "note 2026-01-05 nursing has withdrawal,order-word",
                "warn C1/1 2026-01-05..2026-01-08",
            ),
            (
                "note 2026-01-05 history-and-physical has withdrawal",
                "warn C1/1 2026-01-05..2026-01-08",
            ),
        ] {
            assert_eq!(outcomes(&RULE, &stay(notes)), [want], "{notes}");
        }
        for notes in [
            "note 2026-01-05 history-and-physical has withdrawal,admission",
            "note 2026-01-06 order has withdrawal",
        ] {
            assert_eq!(outcomes(&RULE, &stay(notes)), [""; 0], "{notes}");
        }
    }

    #[test]
    fn an_unsigned_admission_order_of_a_program_warns() {
        let stay = |notes: &str| {
            format!("complete\n{notes}\nclaim C1 I\nline 2026-01-05..2026-01-08 H0018 rev 1001")
        };
        let unsigned = stay("note 2026-01-05 order has admission blank");
        assert_eq!(
            outcomes(&RULE, &unsigned),
            ["warn C1/1 2026-01-05..2026-01-08"]
        );
        for notes in [
            "note 2026-01-05 order has admission",
            "note 2026-01-05 order has admission blank\nnote 2026-01-06 order has admission",
            "note 2026-01-05 individual",
        ] {
            assert_eq!(outcomes(&RULE, &stay(notes)), [""; 0], "{notes}");
        }
    }

    #[test]
    fn a_withdrawal_stay_needs_an_order_at_its_beginning() {
        let stay = |notes: &str| {
            format!("complete\n{notes}\nclaim C1 I\nline 2026-01-05..2026-01-08 H0010 rev 1002")
        };
        let none = stay("note 2026-01-05 nursing has withdrawal");
        assert_eq!(outcomes(&RULE, &none), ["fail C1/1 2026-01-05..2026-01-08"]);
        for notes in [
            "note 2026-01-05 history-and-physical has withdrawal",
            "note 2026-01-05 nursing has withdrawal,order-word",
            "note 2026-01-04 order has admission",
            // The chart begins later than the stay.
            "note 2026-01-08 nursing has withdrawal",
        ] {
            assert_eq!(outcomes(&RULE, &stay(notes)), [""; 0], "{notes}");
        }
    }

    #[test]
    fn an_order_for_a_dose_may_be_written_down_days_after() {
        let dose = |date: &str| {
            let order = format!("note {date} prescriber has order-word");
            format!("complete\nnote 2026-01-05 nursing\n{order}\nclaim C1 P\nline 2026-01-05 H0020")
        };
        assert_eq!(outcomes(&RULE, &dose("2026-01-06")), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &dose("2026-01-12")),
            ["fail C1/1 2026-01-05"]
        );
    }
}

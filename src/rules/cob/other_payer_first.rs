//! COB-001: a claim went as primary to a payer that pays after another.

use super::prior::{payer_words, went_to};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{
    Held, LineRow, PayerKind, Precedence, Primacy, Supply, held_on, may_be_same_payer, of_claim,
    precedes, primary_on, same_payer,
};
use crate::model::{Claim, RemittanceClaim, ServiceDate};
use crate::rules::billed_line::{on_claim, rows_by_claim};
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "COB-001",
    name: "other-payer-not-billed-first",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "claims sent as primary, but those to Medicaid (COB-002)",
    authority: &[
        Authority {
            cite: "42 CFR 411.20 to 411.33 (Medicare secondary payer)",
            verified: true,
        },
        Authority {
            cite: "the payers' coordination-of-benefits provisions",
            verified: false,
        },
    ],
    checks: "A claim went as primary (SBR01 P) to one payer while another's coverage was in force \
             on a day of service and pays before it: a coverage lists that one as primary, \
             Medicare is stated to pay second, TRICARE pays after others, the plan is the \
             patient's own, the birthday rule says so, or the payer itself names it on the \
             remittance. The other payer neither got a claim for the service nor decided on it. \
             Proven where dated coverage says so; a warning where the coverage is undated or \
             rests on the birthday rule. Where several payers were in force and nothing tells \
             their order, that is said once a patient.",
    why: "A payer that learns of another before it denies the claim or takes back what it paid, \
          often after the first payer's own filing limit has passed.",
    cure: &[Cure::C4],
    params: &["cob.eligibility_stale_days"],
    rests_on_absence: false,
    needs: &[Supply::Coverage],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut undecided: Option<Finding> = None;
    for rows in rows_by_claim(case, |_, _, _| true).values() {
        let Some(first) = rows.first() else { continue };
        let claim = case.ledger.claim(first.id);
        let is_unordered = claim.payer_sequence.trim().is_empty();
        if claim.payer_sequence != "P" && !is_unordered {
            checks.not_applicable(&RULE);
            continue;
        }
        match judge(case, claim, rows) {
            Judged::First => checks.pass(&RULE),
            Judged::OutOfScope => checks.not_applicable(&RULE),
            Judged::Undecided(held) => {
                undecided.get_or_insert_with(|| not_told(case, claim, rows, &held));
            }
            // A table of claims without a column for the payers' order may be of either payer.
            Judged::After(mut found) if is_unordered => {
                found.outcome = Outcome::NoData;
                found.confidence = 100;
                found.message.push_str(
                    "; the claim does not say whether it went to the first or to the second payer",
                );
                let mut found = on_claim(case, found, rows);
                found.at_risk.clear();
                checks.report(found);
            }
            Judged::After(found) => checks.report(on_claim(case, found, rows)),
        }
    }
    if let Some(finding) = undecided {
        checks.report(finding);
    }
}

enum Judged<'c> {
    First,
    OutOfScope,
    Undecided(Vec<Held<'c>>),
    After(Finding),
}

fn judge<'c>(case: &Case<'c>, claim: &'c Claim, rows: &[&LineRow]) -> Judged<'c> {
    let mut is_known = false;
    let mut undecided = None;
    for day in days_of(rows) {
        let held = held_on(case.record, case.policy, day);
        let own = of_claim(case.policy, claim, &held);
        if matches!(own.kind, PayerKind::Medicaid | PayerKind::Limited) {
            return Judged::OutOfScope;
        }
        match primary_on(case.record, case.policy, day) {
            Primacy::NoCoverage => {}
            Primacy::Known(primary, _) => {
                is_known = true;
                // That the Advantage plan was passed over is COB-008.
                let is_replaced =
                    own.kind == PayerKind::Medicare && primary.kind == PayerKind::MedicareAdvantage;
                if is_replaced
                    || !is_other(case, &primary, &own, &held)
                    || went_to(case, claim, primary.payer)
                {
                    continue;
                }
                if let Some(reason) = precedes(case.record, case.policy, &primary, &own) {
                    return Judged::After(finding(claim, &primary, reason, day));
                }
            }
            Primacy::Undecided(held) => {
                let is_one =
                    |one: &Held<'_>| may_be_same_payer(case.policy, one.payer, &claim.payer);
                let went_to_all = held
                    .iter()
                    .filter(|one| !is_one(one))
                    .all(|one| went_to(case, claim, one.payer));
                if held.iter().any(is_one) && !went_to_all {
                    undecided.get_or_insert(held);
                }
            }
        }
    }
    if let Some(remittance) = named_first(case, claim) {
        return Judged::After(by_remittance(claim, remittance));
    }
    match undecided {
        Some(held) => Judged::Undecided(held),
        None if is_known => Judged::First,
        None => Judged::OutOfScope,
    }
}

fn days_of(rows: &[&LineRow]) -> Vec<ServiceDate> {
    let mut days: Vec<ServiceDate> = rows.iter().flat_map(|row| &row.days).copied().collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Returns whether the primary payer surely is another than the claim's: the claim's is held as
/// well, or the two are of different kinds. One payer goes by many names.
fn is_other(case: &Case<'_>, primary: &Held<'_>, own: &Held<'_>, held: &[Held<'_>]) -> bool {
    if may_be_same_payer(case.policy, primary.payer, own.payer)
        && !is_told_apart(case, primary, own, held)
    {
        return false;
    }
    let is_held = held
        .iter()
        .any(|one| same_payer(case.policy, one.payer, own.payer));
    let are_kinds_known = primary.kind != PayerKind::Unknown && own.kind != PayerKind::Unknown;
    is_held || (are_kinds_known && primary.kind != own.kind)
}

/// Names that begin alike are two payers where the coverages list both.
fn is_told_apart(case: &Case<'_>, primary: &Held<'_>, own: &Held<'_>, held: &[Held<'_>]) -> bool {
    !same_payer(case.policy, primary.payer, own.payer)
        && held
            .iter()
            .any(|one| same_payer(case.policy, one.payer, own.payer))
}

/// Returns the remittance on which the claim's payer names the one that should get it first.
fn named_first<'c>(case: &Case<'c>, claim: &Claim) -> Option<&'c RemittanceClaim> {
    case.record.remittances.iter().find(|remittance| {
        remittance.claim_id == claim.id
            && remittance
                .details
                .priority_payer
                .as_ref()
                .is_some_and(|first| {
                    !may_be_same_payer(case.policy, first, &claim.payer)
                        && !went_to(case, claim, first)
                })
    })
}

fn finding(claim: &Claim, primary: &Held<'_>, reason: Precedence, day: ServiceDate) -> Finding {
    let outcome = if primary.is_firm && reason.is_firm() {
        Outcome::Fail
    } else {
        Outcome::Warn
    };
    let message = format!(
        "sent to {} as primary; {} ({}) was in force on {day} and pays first: {}. No claim to it \
         and no decision of it is in the files",
        payer_words(&claim.payer),
        payer_words(primary.payer),
        primary.kind.words(),
        reason.words()
    );
    RULE.finding(outcome, message)
        .with(Evidence::supports(primary.span))
}

fn by_remittance(claim: &Claim, remittance: &RemittanceClaim) -> Finding {
    let first = remittance.details.priority_payer.as_ref();
    let message = format!(
        "sent to {} as primary; its remittance names {} as the payer that comes first. No claim to \
         it and no decision of it is in the files",
        payer_words(&claim.payer),
        first.map_or("another payer", payer_words)
    );
    RULE.finding(Outcome::Fail, message)
        .with(Evidence::supports(remittance.span))
}

fn not_told(case: &Case<'_>, claim: &Claim, rows: &[&LineRow], held: &[Held<'_>]) -> Finding {
    let names: Vec<&str> = held.iter().map(|held| payer_words(held.payer)).collect();
    let message = format!(
        "{} were in force and nothing tells which pays first; the claim went to {} as primary. \
         The order of payment, the employer's size or the subscribers' birth dates would tell",
        names.join(" and "),
        payer_words(&claim.payer)
    );
    let mut finding = on_claim(case, RULE.finding(Outcome::NoData, message), rows)
        .with_all(held.iter().map(|held| Evidence::supports(held.span)));
    finding.at_risk.clear();
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(coverages: &str, claim: &str) -> String {
        format!("{coverages}\nclaim C1 P {claim}\nline 2026-01-05 90837")
    }

    const TWO: &str = "coverage ACME active 2025-01-01..2026-12-31 order primary
        coverage PAY1 active 2025-01-01..2026-12-31 order secondary";

    #[test]
    fn fires_where_the_primary_was_passed_over() {
        assert_eq!(outcomes(&RULE, &case(TWO, "")), ["fail C1 2026-01-05"]);
        let words = &findings(&RULE, &case(TWO, ""))[0].message;
        assert!(
            words.contains("ACME") && words.contains("lists it as primary"),
            "{words}"
        );
    }

    #[test]
    fn statutes_and_facts_decide_where_no_order_is_stated() {
        let medicare = "payer MCARE medicare\npayer GROUP commercial
            coverage MCARE active 2025-01-01..2026-12-31 type 12
            coverage GROUP active 2025-01-01..2026-12-31";
        assert_eq!(
            outcomes(&RULE, &case(medicare, "payer MCARE filing MB")),
            ["fail C1 2026-01-05"]
        );
        let tricare = "payer TRI tricare\npayer GROUP commercial
            coverage TRI active 2025-01-01..2026-12-31
            coverage GROUP active 2025-01-01..2026-12-31";
        assert_eq!(
            outcomes(&RULE, &case(tricare, "payer TRI filing CH")),
            ["fail C1 2026-01-05"]
        );
        let parents = "payer MOM commercial\npayer DAD commercial
            coverage MOM active 2025-01-01..2026-12-31 relation child subscriber born 1984-03-02
            coverage DAD active 2025-01-01..2026-12-31 relation child subscriber born 1981-08-15";
        assert_eq!(
            outcomes(&RULE, &case(parents, "payer DAD")),
            ["warn C1 2026-01-05"]
        );
        assert_eq!(outcomes(&RULE, &case(parents, "payer MOM")), [""; 0]);
    }

    #[test]
    fn the_right_order_an_ended_primary_and_a_billed_one_pass() {
        assert_eq!(outcomes(&RULE, &case(TWO, "payer ACME")), [""; 0]);
        assert_eq!(outcomes(&RULE, &case(TWO, "seq S")), [""; 0]);
        let ended = TWO.replacen("..2026-12-31", "..2025-11-30", 1);
        assert_eq!(outcomes(&RULE, &case(&ended, "")), [""; 0]);
        let billed = format!(
            "{}\nclaim C2 P payer ACME\nline 2026-01-05 90837",
            case(TWO, "")
        );
        assert_eq!(outcomes(&RULE, &billed), [""; 0]);
        let decided = format!("{}\nother ACME P paid 0 adjust CO-96 100", case(TWO, ""));
        assert_eq!(outcomes(&RULE, &decided), [""; 0]);
    }

    #[test]
    fn the_payer_itself_names_the_first() {
        let drawn = format!("{}\npaid C1 1 0 denied CO-22 first ACME", case("", ""));
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1 2026-01-05"]);
    }

    #[test]
    fn one_payer_under_another_name_is_not_accused() {
        let carrier =
            "payer GROUP commercial\ncoverage GROUP active 2025-01-01..2026-12-31 order primary";
        assert_eq!(outcomes(&RULE, &case(carrier, "")), [""; 0]);
    }

    #[test]
    fn a_list_of_insurances_without_dates_warns() {
        let listed = "coverage ACME unknown - order primary
            coverage PAY1 unknown - order secondary";
        assert_eq!(outcomes(&RULE, &case(listed, "")), ["warn C1 2026-01-05"]);
    }

    #[test]
    fn a_log_of_inquiries_without_an_answers_column_is_one_of_what_was_found() {
        let logged = |checked: &str| {
            let row = |payer: &str, order: &str| {
                format!("coverage {payer} unknown 2025-01-01.. order {order} {checked}\n")
            };
            case(&(row("ACME", "primary") + &row("PAY1", "secondary")), "")
        };
        assert_eq!(
            outcomes(&RULE, &logged("checked 2026-01-02")),
            ["fail C1 2026-01-05"]
        );
        // Asked long ago, or nobody says when.
        for checked in ["checked 2025-02-01", ""] {
            let found = outcomes(&RULE, &logged(checked));
            assert_eq!(found, ["warn C1 2026-01-05"], "{checked}");
        }
    }

    #[test]
    fn an_unknown_order_is_said_once() {
        let two = TWO
            .replace(" order primary", "")
            .replace(" order secondary", "");
        let drawn = format!("{}\nclaim C2 P\nline 2026-01-06 90837", case(&two, ""));
        assert_eq!(outcomes(&RULE, &drawn), ["no-data C1 2026-01-05"]);
        assert_eq!(tally(&RULE, &case("", "")).not_applicable, 1);
    }

    #[test]
    fn a_table_that_does_not_give_the_order_is_not_known() {
        let unordered = case(TWO, "seq \"\"");
        assert_eq!(outcomes(&RULE, &unordered), ["no-data C1 2026-01-05"]);
        assert!(findings(&RULE, &unordered)[0].at_risk.is_empty());
        let own = TWO
            .replace("ACME", "OTHER")
            .replace("PAY1", "ACME")
            .replace("OTHER", "PAY1");
        assert_eq!(outcomes(&RULE, &case(&own, "seq \"\"")), [""; 0]);
        assert_eq!(outcomes(&RULE, &case(TWO, "seq S")), [""; 0]);
    }
}

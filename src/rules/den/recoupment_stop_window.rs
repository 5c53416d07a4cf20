//! DEN-006: Medicare takes a payment back, and a request in time would stop it.

use super::groups::days_words;
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::{LetterKind, Money, RemittanceClaim, ServiceDate};
use crate::policy::PayerClass;
use crate::rules::billed_line::on_claim;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};
use crate::text::Span;
use std::collections::BTreeMap;

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-006",
    name: "recoupment-stop-window",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Line,
    applies_to: "lines of original Medicare whose payment is taken back, where the audit has a date",
    authority: &[Authority {
        cite: "42 CFR 405.379; Social Security Act 1893(f)(2)",
        verified: true,
    }],
    checks: "A remittance carries the alert of a recovery audit or of the limit on recoupment \
             (remark N432 or N469), and the date that the audit speaks for is not later than the \
             day before recoupment begins; or, after such an alert, a remittance upholds it \
             (reason 193) and den.recoupment_second_days days are not over. A demand letter for lines \
             that Medicare has paid starts the clock as well; a letter of denial \
             for such lines may be a demand, so it warns. The demand letter's \
             own date governs where it differs.",
    why: "A redetermination request by day 30, and a reconsideration request by day 60 of its \
          result, keep Medicare from taking the money before the appeal is decided.",
    cure: &[Cure::C8],
    params: &[
        "den.recoupment_stop_days",
        "den.recoupment_second_days",
        "den.recoupment_start_day",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// What starts the clock for a claim.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Start {
    Demand(ServiceDate, Span),
    Upheld(ServiceDate, Span),
    Letter(ServiceDate, Span),
    DemandLetter(ServiceDate, Span),
}

fn check(case: &Case<'_>, checks: &mut Checks) {
    let Some(today) = case.policy.as_of else {
        checks.not_applicable(&RULE);
        return;
    };
    let mut by_start: BTreeMap<(usize, Start), Vec<&LineRow>> = BTreeMap::new();
    for (row, _, _) in case.live() {
        if row.payer_class != PayerClass::Medicare {
            checks.not_applicable(&RULE);
            continue;
        }
        match start(case, row) {
            Some(start) => by_start.entry((row.id.claim, start)).or_default().push(row),
            None => checks.not_applicable(&RULE),
        }
    }
    for ((_, start), rows) in by_start {
        let number = |key: &str| case.policy.number(key);
        let begins = number("den.recoupment_start_day");
        let (date, span, outcome, days, what) = match start {
            Start::Demand(date, span) => {
                let days = number("den.recoupment_stop_days");
                (date, span, Outcome::Fail, days, "redetermination")
            }
            Start::Upheld(date, span) => {
                let days = number("den.recoupment_second_days");
                (date, span, Outcome::Fail, days, "reconsideration")
            }
            Start::Letter(date, span) => {
                let days = number("den.recoupment_stop_days");
                (date, span, Outcome::Warn, days, "redetermination")
            }
            Start::DemandLetter(date, span) => {
                let days = number("den.recoupment_stop_days");
                (date, span, Outcome::Fail, days, "redetermination")
            }
        };
        let since = today.days_since(date);
        let is_first = !matches!(start, Start::Upheld(..));
        let until = if is_first { begins - 1 } else { days };
        if since < 0 || since > until {
            checks.not_applicable(&RULE);
            continue;
        }
        let stop = date.plus_days(days);
        let left = stop.days_since(today);
        let source = match start {
            Start::Demand(..) => "Medicare's remittance",
            Start::Upheld(..) => "the decision that upholds the recovery,",
            Start::Letter(..) => "what may be Medicare's demand letter",
            Start::DemandLetter(..) => "Medicare's demand letter",
        };
        let left = if left >= 0 {
            format!("{} left", days_words(left))
        } else {
            format!("{} late", days_words(left))
        };
        let mut message = format!(
            "{source} of {date} takes back what was paid: a {what} request by {stop} stops the \
             recoupment ({left} from {today})"
        );
        if is_first {
            message.push_str(&format!("; it begins on {}", date.plus_days(begins)));
        }
        let mut finding =
            on_claim(case, RULE.finding(outcome, message), &rows).with(Evidence::supports(span));
        finding.due = Some(stop);
        finding.at_risk = rows.iter().map(|row| AtRisk::whole(row.id)).collect();
        if outcome == Outcome::Warn {
            finding.confidence = finding.confidence.min(60);
        }
        checks.report(finding);
    }
}

/// Returns what starts the clock for a line: the latest of alerts and of what upheld them.
fn start(case: &Case<'_>, row: &LineRow) -> Option<Start> {
    let alert = |remark: &String| matches!(remark.as_str(), "N432" | "N469");
    let mut found: Option<Start> = None;
    for posting in &row.payment.postings {
        let Some(remittance) = case.record.remittances.get(posting.remittance) else {
            continue;
        };
        let line = posting.line.and_then(|place| remittance.lines.get(place));
        let of_line = line.is_some_and(|line| line.remarks.iter().any(alert));
        let date = remittance.payment_date;
        let span = line.map_or(remittance.span, |line| line.span);
        if found.is_some() && upholds(remittance, posting.line) {
            found = Some(Start::Upheld(date?, span));
        } else if of_line || remittance.remarks.iter().any(alert) {
            found = Some(Start::Demand(date?, span));
        }
    }
    found.or_else(|| letter(case, row))
}

fn upholds(remittance: &RemittanceClaim, line: Option<usize>) -> bool {
    let of_line = line
        .and_then(|place| remittance.lines.get(place))
        .into_iter()
        .flat_map(|line| &line.adjustments);
    remittance
        .adjustments
        .iter()
        .chain(of_line)
        .any(|adjustment| adjustment.reason == "193")
}

/// Returns a payer's letter that refuses what Medicare has paid, or demands it back.
fn letter(case: &Case<'_>, row: &LineRow) -> Option<Start> {
    let is_paid = row.payment.paid.unwrap_or_default() > Money::ZERO;
    let letters = case
        .record
        .notes
        .iter()
        .filter_map(|note| note.marks.letter);
    let concerning = letters
        .filter(|letter| letter.kind != LetterKind::RecordsRequest && letter.names_all(&row.days));
    let latest = concerning.max_by_key(|letter| letter.date.value)?;
    let (date, span) = (latest.date.value, latest.date.span);
    is_paid.then_some(match latest.kind {
        LetterKind::Demand => Start::DemandLetter(date, span),
        _ => Start::Letter(date, span),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(as_of: &str, more: &str) -> String {
        format!(
            "as-of {as_of}\nclaim C1 P filing MB\nline 2025-06-05 90837\n\
             paid C1 1 120.00 date 2025-07-01\n{more}"
        )
    }

    const TAKEN: &str = "paid C1 1 -120.00 reversal date 2026-03-01\n\
         paid C1 1 0.00 denied CO-50 remarks N469 date 2026-03-01";

    #[test]
    fn fires_until_the_day_before_recoupment_begins() {
        for (as_of, found) in [
            ("2026-03-02", "fail C1 2025-06-05"),
            ("2026-03-31", "fail C1 2025-06-05"),
            ("2026-04-10", "fail C1 2025-06-05"),
            ("2026-04-11", ""),
        ] {
            assert_eq!(
                outcomes(&RULE, &case(as_of, TAKEN)).join(""),
                found,
                "{as_of}"
            );
        }
        let message = findings(&RULE, &case("2026-03-11", TAKEN))[0]
            .message
            .clone();
        assert!(
            message.contains("by 2026-03-31") && message.contains("begins on 2026-04-11"),
            "{message}"
        );
    }

    #[test]
    fn a_decision_that_upholds_it_starts_the_second_clock() {
        let upheld = format!("{TAKEN}\npaid C1 1 0.00 denied CO-193 date 2026-05-01");
        let message = findings(&RULE, &case("2026-06-20", &upheld))[0]
            .message
            .clone();
        assert!(
            message.contains("reconsideration request by 2026-06-30"),
            "{message}"
        );
        assert_eq!(outcomes(&RULE, &case("2026-07-01", &upheld)), [""; 0]);
    }

    #[test]
    fn a_letter_of_denial_for_paid_lines_only_warns() {
        let letter = "note 2026-03-01 administrative letter denial 2026-03-01 services 2025-06-01..2025-06-30";
        assert_eq!(
            outcomes(&RULE, &case("2026-03-11", letter)),
            ["warn C1 2025-06-05"]
        );
        let demand = letter.replace("letter denial", "letter demand");
        assert_eq!(
            outcomes(&RULE, &case("2026-03-11", &demand)),
            ["fail C1 2025-06-05"]
        );
        let others = letter.replace("2025-06-01..2025-06-30", "2025-08-01..2025-08-30");
        assert_eq!(outcomes(&RULE, &case("2026-03-11", &others)), [""; 0]);
    }

    #[test]
    fn other_payers_plain_denials_and_undated_audits_are_not_this_rule() {
        let commercial = case("2026-03-02", TAKEN).replace("filing MB", "filing CI");
        assert_eq!(tally(&RULE, &commercial).not_applicable, 1);
        let plain = TAKEN.replace(" remarks N469", "");
        assert_eq!(outcomes(&RULE, &case("2026-03-02", &plain)), [""; 0]);
        let undated = case("2026-03-02", TAKEN).replace("as-of 2026-03-02\n", "");
        assert_eq!(outcomes(&RULE, &undated), [""; 0]);
    }
}

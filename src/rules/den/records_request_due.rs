//! DEN-005: records that a payer asked for are due.

use super::groups::{days_words, groups};
use crate::finding::{AtRisk, Authority, Cure, Evidence, ExposureKind, Outcome, Severity};
use crate::ledger::{LineRow, Route};
use crate::model::{Letter, LetterKind, Note, ServiceDate};
use crate::policy::{Clock, Deadline, Started, deadline};
use crate::rules::dates::counted;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "DEN-005",
    name: "records-request-due",
    status: RuleStatus::Stable,
    severity: Severity::Critical,
    exposure: ExposureKind::Full,
    applies_to: "payers' letters that ask for records, and remittances that do, where the audit \
                 has a date",
    authority: &[Authority {
        cite: "Medicare Program Integrity Manual ch. 3 §3.2.3.8",
        verified: false,
    }],
    checks: "From the date that the audit speaks for, den.records_near_days days or fewer are left \
             until the records are due: the day that the letter names, else the date of the letter \
             or remittance and the days of the payer's class. A letter counts where a claim of the patient had been sent before it \
             for the days that it names, and no remittance after it speaks of them. Up to \
             den.records_past_days after the day it warns, since the records may have been sent; \
             later it says nothing.",
    why: "Claims whose records do not come in time are refused in full, whatever the chart holds.",
    cure: &[Cure::C7],
    params: &[
        "den.records_near_days",
        "den.records_past_days",
        "den.records_days.medicare",
        "den.records_days.medicare-advantage",
        "den.records_days.medicaid",
        "den.records_days.commercial",
        "den.records_days.tricare",
        "den.records_days.unknown",
    ],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

fn check(case: &Case<'_>, checks: &mut Checks) {
    let Some(today) = case.policy.as_of else {
        checks.not_applicable(&RULE);
        return;
    };
    for request in letter_requests(case) {
        if request.letter.date.value <= today {
            by_letter(case, checks, &request, today);
        } else {
            checks.not_applicable(&RULE);
        }
    }
    for group in groups(case) {
        let asks = group
            .denials
            .iter()
            .all(|(denial, _)| denial.asks_for_records());
        let due = match group.route {
            Route::Correct(deadline) if asks && deadline.clock == Clock::Records => deadline.last,
            _ => {
                checks.not_applicable(&RULE);
                continue;
            }
        };
        let left = due.days_since(today);
        if left > case.policy.number("den.records_near_days") {
            checks.pass(&RULE);
            continue;
        }
        let message = format!(
            "{} left from {today}: {}; {}",
            days_words(left),
            group.words(case),
            group.until(case)
        );
        let mut finding = group.place(case, RULE.finding(Outcome::Fail, message));
        for (_, row) in &group.denials {
            finding = finding.risking(AtRisk::whole(row.id));
        }
        checks.report(finding);
    }
}

/// A payer's letter that asks for records of billed lines.
pub(crate) struct LetterRequest<'c> {
    /// The letter.
    pub letter: Letter,
    /// The lines whose records it asks for; there is at least one.
    pub rows: Vec<&'c LineRow>,
    /// When the records are due.
    pub due: Deadline,
}

/// Returns the letters that ask for records of live lines and that no remittance has answered.
pub(crate) fn letter_requests<'c>(case: &Case<'c>) -> Vec<LetterRequest<'c>> {
    let letters = case.record.notes.iter().filter_map(|note| {
        let letter = note.marks.letter?;
        (letter.kind == LetterKind::RecordsRequest).then_some((note, letter))
    });
    letters
        .filter_map(|(note, letter)| {
            let rows = asked(case, note, &letter);
            let first = rows.first()?;
            let started = Started {
                notice: Some(letter.date.value),
                service: None,
            };
            let terms = first.terms(case.policy);
            let mut due = deadline(&terms, first.payer_class, Clock::Records, started)?;
            // What the letter itself says goes before the payer's usual days.
            if let Some(stated) = letter.due {
                due.days = stated.value.days_since(due.start);
                (due.last, due.safe) = (stated.value, stated.value);
            }
            Some(LetterRequest { letter, rows, due })
        })
        .collect()
}

/// Returns the live lines that a letter can speak of and that no later remittance answers.
fn asked<'c>(case: &Case<'c>, note: &Note, letter: &Letter) -> Vec<&'c LineRow> {
    let answered = |row: &LineRow| {
        let postings = row.payment.postings.iter();
        postings
            .filter_map(|posting| case.record.remittances.get(posting.remittance))
            .filter_map(|remittance| remittance.payment_date)
            .any(|date| date > letter.date.value)
    };
    // A letter that names claims speaks of these alone: its dates are theirs, and what else was
    // billed on the same days or in between is not asked for.
    let claims = || case.record.claims.iter();
    let names_claim = claims().any(|claim| note.marks.letter_names(&claim.id));
    let rows = case.live().filter(|(row, claim, _)| {
        let is_of_days = letter.services.is_none() || letter.names_any(&row.days);
        let named = if names_claim {
            note.marks.letter_names(&claim.id)
        } else {
            is_of_days
        };
        let before = row.days.iter().all(|day| *day <= letter.date.value)
            && claim.submitted.is_none_or(|sent| sent <= letter.date.value);
        named && before && !row.days.is_empty() && !answered(row)
    });
    let mut rows: Vec<&LineRow> = rows.map(|(row, ..)| row).collect();
    // Of a claim of a month it may want some days, and of its days some codes, where it names them.
    let mut narrow = |keep: &dyn Fn(&LineRow) -> bool| {
        if rows.iter().any(|row| keep(row)) {
            rows.retain(|row| keep(row));
        }
    };
    narrow(&|row| letter.services.is_none() || letter.names_any(&row.days));
    narrow(&|row| {
        let code = row.procedure.as_ref();
        code.is_some_and(|code| note.marks.letter_codes.contains(code))
    });
    rows
}

fn by_letter(
    case: &Case<'_>,
    checks: &mut Checks,
    request: &LetterRequest<'_>,
    today: ServiceDate,
) {
    let LetterRequest { letter, rows, due } = request;
    let Some(first) = rows.first() else {
        return;
    };
    let left = due.last.days_since(today);
    let past = case.policy.number("den.records_past_days");
    if left > case.policy.number("den.records_near_days") {
        checks.pass(&RULE);
        return;
    }
    if left < -past {
        checks.not_applicable(&RULE);
        return;
    }
    let (outcome, words) = if left < 0 {
        (
            Outcome::Warn,
            format!(
                "the records were due {} before {today}; nothing in the files tells that they were sent",
                days_words(left)
            ),
        )
    } else {
        (
            Outcome::Fail,
            format!("{} left from {today} to send the records", days_words(left)),
        )
    };
    let message = format!(
        "{words}: the payer's letter of {} asks for those of {}, due {} ({}); keep the proof of \
         sending",
        letter.date.value,
        counted(rows.len(), "billed line"),
        due.last,
        due.basis()
    );
    let mut finding = RULE
        .finding(outcome, message)
        .with(Evidence::supports(letter.date.span))
        .with_all(rows.iter().take(4).map(|row| case.line_evidence(row.id)));
    let claim = case.ledger.claim(first.id);
    if rows.iter().all(|row| row.id.claim == first.id.claim) {
        finding = finding.on_claim(&claim.id);
    }
    let days = || rows.iter().flat_map(|row| &row.days).copied();
    if let (Some(from), Some(to)) = (days().min(), days().max()) {
        finding = finding.from_to(from, to);
    }
    for row in rows {
        finding = finding.risking(AtRisk::whole(row.id));
    }
    checks.report(finding);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::{findings, outcomes, tally};

    fn case(as_of: &str, more: &str) -> String {
        format!(
            "as-of {as_of}\nnote 2026-01-05 individual\n{more}\n\
             claim C1 P filing CI submitted 2026-01-20\nline 2026-01-05 90837"
        )
    }

    const LETTER: &str = "note 2026-03-01 administrative letter request 2026-03-01";

    #[test]
    fn fires_from_ten_days_before_the_records_are_due() {
        // 30 days from 2026-03-01: 2026-03-31.
        for (as_of, found) in [
            ("2026-03-20", ""),
            ("2026-03-21", "fail C1 2026-01-05"),
            ("2026-03-31", "fail C1 2026-01-05"),
            ("2026-04-10", "warn C1 2026-01-05"),
            ("2026-06-10", ""),
        ] {
            assert_eq!(
                outcomes(&RULE, &case(as_of, LETTER)).join(""),
                found,
                "{as_of}"
            );
        }
        assert_eq!(
            findings(&RULE, &case("2026-03-25", LETTER))[0]
                .at_risk
                .len(),
            1
        );
    }

    #[test]
    fn the_day_that_the_letter_names_goes_first() {
        let named = format!("{LETTER} due 2026-04-20");
        assert_eq!(outcomes(&RULE, &case("2026-03-31", &named)), [""; 0]);
        assert_eq!(
            outcomes(&RULE, &case("2026-04-12", &named)),
            ["fail C1 2026-01-05"]
        );
    }

    #[test]
    fn a_letter_that_names_a_claim_and_no_days_speaks_of_that_claim() {
        for (claim, found) in [("C1", "fail C1 2026-01-05"), ("C2", "")] {
            let letter = format!("{LETTER} of {claim}");
            let more = "\nclaim C2 P filing CI submitted 2026-03-02\nline 2026-03-02 90837";
            let drawn = case("2026-03-25", &letter) + more;
            assert_eq!(outcomes(&RULE, &drawn).join(""), found, "{claim}");
        }
    }

    #[test]
    fn a_claim_and_the_codes_that_the_letter_names_narrow_its_days() {
        let others = "\nclaim C2 P filing CI submitted 2026-01-25\nline 2026-01-06 T1017
            line 2026-01-07 90837";
        let lines = |more: &str| {
            let letter = format!("{LETTER} services 2026-01-05..2026-01-31{more}");
            let found = findings(&RULE, &(case("2026-03-25", &letter) + others));
            found[0].at_risk.len()
        };
        assert_eq!(lines(""), 3);
        assert_eq!(lines(" of C1"), 1);
        assert_eq!(lines(" of C2"), 2);
        assert_eq!(lines(" of C2 codes T1017"), 1);
        assert_eq!(lines(" codes 90837"), 2);
        // A code that nobody billed, and a claim that is not there, narrow nothing.
        assert_eq!(lines(" codes H0015"), 3);
        assert_eq!(lines(" of C9"), 3);
    }

    #[test]
    fn fires_on_a_remittance_that_asks() {
        let drawn = case("2026-03-25", "") + "\npaid C1 1 0.00 denied CO-252 date 2026-03-01";
        assert_eq!(outcomes(&RULE, &drawn), ["fail C1/1 2026-01-05"]);
    }

    #[test]
    fn other_days_answers_and_denials_do_not_fire() {
        let other = format!("{LETTER} services 2025-11-01..2025-12-31");
        assert_eq!(outcomes(&RULE, &case("2026-03-25", &other)), [""; 0]);
        let answered = case("2026-03-25", LETTER) + "\npaid C1 1 120.00 date 2026-03-20";
        assert_eq!(outcomes(&RULE, &answered), [""; 0]);
        let denial = "note 2026-03-01 administrative letter denial 2026-03-01";
        assert_eq!(outcomes(&RULE, &case("2026-03-25", denial)), [""; 0]);
        let no_date = case("2026-03-25", LETTER).replace("as-of 2026-03-25\n", "");
        assert_eq!(tally(&RULE, &no_date).not_applicable, 1);
    }
}

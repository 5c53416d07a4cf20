//! Tells a payer's letter that asks in sentences, without a heading that says so, for a claim's
//! records or for a corrected claim: `Your claim has been selected for pre-payment review. Send
//! supporting records no later than 05/08/2026.` A facility's answer quotes both.

use crate::model::ProcedureCode;
use crate::policy;
use crate::read::note::when;
use crate::text::bytes::has_digit;

/// Names of a corrected claim.
pub(super) const CORRECTION: [&str; 8] = [
    "corrected claim",
    "corrected bill",
    "corrected form",
    "replacement claim",
    "resubmit",
    "resubmission",
    "rebill",
    "correct the claim",
];

/// What says that a claim came back for a fault of its own.
const RETURNED: [&str; 12] = [
    "was returned",
    "were returned",
    "is being returned",
    "are being returned",
    "has been returned",
    "was rejected",
    "has been rejected",
    "cannot be processed",
    "could not be processed",
    "unable to process",
    "missing or invalid",
    "missing/invalid",
];

/// What asks.
const ASKS: [&str; 19] = [
    "we request",
    "we are requesting",
    "requests the following",
    "requests medical",
    "requests records",
    "we need",
    "we require",
    "please send",
    "please submit",
    "please upload",
    "please provide",
    "please forward",
    "please return",
    "please fax",
    "please mail",
    "send supporting",
    "submit supporting",
    "send the ",
    "submit the ",
];

/// What is asked for.
const RECORDS: [&str; 10] = [
    "medical record",
    "treatment record",
    "clinical record",
    "supporting record",
    "the records",
    "complete record",
    "copy of the chart",
    "complete chart",
    "supporting documentation",
    "progress note",
];

/// Words by which a letter speaks of a claim that the payer holds.
const OF_A_CLAIM: [&str; 16] = [
    "your claim",
    "this claim",
    "claim above",
    "claims above",
    "above claim",
    "claim listed",
    "claims listed",
    "claim below",
    "claim:",
    "claim number",
    "claim #",
    "claim no",
    "payment integrity",
    "prepayment review",
    "pre-payment review",
    "chart audit",
];

/// What a facility writes, or a payer who has yet to authorize the care.
const OTHERS: [&str; 22] = [
    "enclosed",
    "attached",
    "as requested",
    "you requested",
    "your request",
    "in response to",
    "please find",
    "we submitted",
    "we have submitted",
    "we are submitting",
    "we have sent",
    "please reprocess",
    "our corrected claim",
    "we appeal",
    "we are appealing",
    "writing to appeal",
    "your denial",
    "authoriz",
    "concurrent review",
    "continued stay",
    "precertif",
    "pre-certif",
];

fn says(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| text.contains(phrase))
}

/// Returns whether a letter, in small letters on one line, asks for the records of a claim by some
/// day; `has_number` tells that it names the number of a claim.
pub(super) fn requests(text: &str, has_number: bool) -> bool {
    let asks = || {
        text.split(". ")
            .any(|sentence| says(sentence, &ASKS) && says(sentence, &RECORDS))
    };
    let in_time = || {
        says(
            text,
            &[
                " by ",
                "no later than",
                "due",
                "on or before",
                "within ",
                "have until",
            ],
        )
    };
    text.contains("claim")
        && (has_number || says(text, &OF_A_CLAIM))
        && asks()
        && in_time()
        && !says(text, &OTHERS)
}

/// Returns whether a letter, in small letters on one line, sends a claim back to be corrected.
pub(super) fn returns(text: &str) -> bool {
    let wants = || says(text, &CORRECTION) && says(text, &["must", "please", "you may", "should"]);
    text.contains("claim") && says(text, &RETURNED) && wants() && !says(text, &OTHERS)
}

/// Claims that are read of one letter; a list of all that a payer holds has more.
const CLAIMS: usize = 150;

/// Takes the numbers of the claims that a line names: `Claim number: C-1`, `RE: claim PY003`.
pub(super) fn claim_numbers(text: &str, lower: &str, found: &mut Vec<String>) {
    const BETWEEN: [&str; 9] = [
        "number",
        "no",
        "num",
        "id",
        "control",
        "reference",
        "ref",
        "icn",
        "dcn",
    ];
    for (at, word) in lower.match_indices("claim") {
        let Some(tail) = text.get(at + word.len()..) else {
            continue;
        };
        let mut words = tail.split([' ', '\t', ':', '#', ',', ';', '(', ')', '|']);
        let number = words
            .by_ref()
            .take(12)
            .filter(|word| !word.is_empty() && *word != "s" && *word != "s.")
            .find(|word| {
                let plain = word.trim_end_matches('.').to_ascii_lowercase();
                !BETWEEN.contains(&plain.as_str())
            });
        let number = number.map(|word| word.trim_end_matches('.'));
        let Some(number) = number.filter(|number| {
            number.len() >= 3
                && number.bytes().any(|byte| byte.is_ascii_digit())
                && when::find_dates(number).is_empty()
        }) else {
            continue;
        };
        let mut take = |number: &str| {
            if found.len() < CLAIMS && !found.iter().any(|known| known == number) {
                found.push(number.to_owned());
            }
        };
        take(number);
        // "Claims KY7002, KY7005 and KY7006": the rest of a list, as long as its numbers are alike.
        for word in words.filter(|word| !matches!(*word, "" | "and" | "&")) {
            let next = word.trim_end_matches('.');
            let is_alike = next.len() == number.len()
                && next
                    .bytes()
                    .zip(number.bytes())
                    .all(|(one, other)| one.is_ascii_digit() == other.is_ascii_digit());
            if !is_alike || procedure_code(next).is_some() {
                break;
            }
            take(next);
        }
    }
}

/// Takes the procedure codes that a line of a letter names beside a claim, its dates of service or
/// the word for a code.
pub(super) fn codes(text: &str, lower: &str, found: &mut Vec<ProcedureCode>) {
    const BESIDE: [&str; 7] = [
        "service",
        "claim",
        "dos",
        "code",
        "cpt",
        "hcpcs",
        "procedure",
    ];
    if !has_digit(lower) || !says(lower, &BESIDE) {
        return;
    }
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    for code in words.filter_map(procedure_code) {
        if found.len() < CODES && !found.contains(&code) {
            found.push(code);
        }
    }
}

/// Codes that are read of one letter.
const CODES: usize = 20;

/// Returns a procedure code that the tables know.
fn procedure_code(word: &str) -> Option<ProcedureCode> {
    let is_code = word.len() == 5 && word.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    let code = ProcedureCode::new(word).filter(|_| is_code)?;
    policy::procedure(&code).is_some().then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_a_claims_records_is_told_from_what_resembles_it() {
        for (text, want) in [
            (
                "claim: c-1 we request medical records for the claim above. records must be received by may 8, 2026.",
                true,
            ),
            (
                "re: claim number c-1. we need a copy of the chart for this date. please submit within 28 calendar days of the date of this letter.",
                true,
            ),
            (
                "your claim has been selected for pre-payment review. send supporting records no later than 5/8/2026.",
                true,
            ),
            (
                "chart audit, claim c-1. please upload the complete medical record for the service listed by 05/08/2026.",
                true,
            ),
            // The facility's answer, another facility, an authorization, a notice of rights.
            (
                "claim: c-1 as requested we send the medical record, due by 5/8/2026.",
                false,
            ),
            (
                "please send the discharge summary and medical records to our clinic by 5/8/2026.",
                false,
            ),
            (
                "this authorization does not guarantee payment of your claim. please submit the clinical record by 5/8/2026.",
                false,
            ),
            (
                "you may ask for a copy of your records. we bill your claim.",
                false,
            ),
        ] {
            assert_eq!(requests(text, false), want, "{text}");
        }
    }

    #[test]
    fn the_numbers_and_codes_of_a_line_are_taken_apart() {
        let read = |text: &str| {
            let lower = text.to_ascii_lowercase();
            let (mut numbers, mut named) = (Vec::new(), Vec::new());
            claim_numbers(text, &lower, &mut numbers);
            codes(text, &lower, &mut named);
            let named: Vec<&str> = named.iter().map(ProcedureCode::as_str).collect();
            (numbers.join(" "), named.join(" "))
        };
        for (text, numbers, named) in [
            (
                "Claim number: TB2009   Dates of service: 05/04/2026 - 05/08/2026   H0015",
                "TB2009",
                "H0015",
            ),
            (
                "Claim TB2009 DOS 05/04/2026-05/08/2026 CPT 90837 x 3",
                "TB2009",
                "90837",
            ),
            (
                "Claims: KY7002, KY7005 and KY7006; dates 09/02/2025",
                "KY7002 KY7005 KY7006",
                "",
            ),
            (
                "RE: claim PY003, codes H0015, S9480",
                "PY003",
                "H0015 S9480",
            ),
            ("Claim # 90837 08/04/2026", "90837", "90837"),
            ("Suite 90837, Albany NY", "", ""),
            ("Your claim was paid in 2025", "", ""),
        ] {
            let want = (numbers.to_owned(), named.to_owned());
            assert_eq!(read(text), want, "{text}");
        }
    }

    #[test]
    fn a_claim_sent_back_is_told_from_the_facilitys_own_words() {
        for (text, want) in [
            (
                "the claim listed was returned for a missing or invalid diagnosis code. a corrected claim must be received by may 9, 2026.",
                true,
            ),
            (
                "this claim cannot be processed. please resubmit with a valid npi.",
                true,
            ),
            (
                "the claim was returned for a missing code. our corrected claim is enclosed; please reprocess it.",
                false,
            ),
            (
                "the claim was paid. a corrected claim must be sent within a year.",
                false,
            ),
        ] {
            assert_eq!(returns(text), want, "{text}");
        }
    }
}

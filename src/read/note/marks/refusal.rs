//! Tells a payer's letter that refuses payment in sentences, without a heading that says so: `We
//! are unable to approve payment … You may appeal this decision.` A facility that appeals quotes
//! the refusal too, and grants no appeal.

/// What refuses.
const REFUSES: [&str; 24] = [
    "unable to approve",
    "not able to approve",
    "cannot approve",
    "could not approve",
    "unable to authorize payment",
    "unable to pay",
    "is denied",
    "are denied",
    "was denied",
    "were denied",
    "has been denied",
    "have been denied",
    "have denied",
    "we denied",
    "are denying",
    "decision to deny",
    "payment denied",
    "not approved for payment",
    "is not payable",
    "payment cannot be made",
    "upheld our denial",
    "uphold our denial",
    "upheld the denial",
    "uphold the denial",
];

/// What tells the reader how to appeal.
const GRANTS: [&str; 17] = [
    "you may appeal",
    "you can appeal",
    "you may request",
    "may file an appeal",
    "must file your appeal",
    "must file an appeal",
    "right to appeal",
    "appeal rights",
    "your appeal",
    "how to appeal",
    "to appeal this",
    "if you disagree",
    "appeals must be",
    "request for appeal must",
    "provider may appeal",
    "you have the right",
    "level request",
];

/// Names of an appeal.
pub(super) const APPEAL: [&str; 5] = [
    "appeal",
    "reconsideration",
    "redetermination",
    "level request",
    "dispute",
];

/// What only the one who appeals writes.
const APPEALS: [&str; 15] = [
    "we appeal",
    "we are appealing",
    "i appeal",
    "i am appealing",
    "we hereby appeal",
    "writing to appeal",
    "wish to appeal",
    "this is an appeal",
    "this is our appeal",
    " our appeal",
    "your denial",
    "your decision to deny",
    "your letter of",
    "we disagree",
    "we ask that you",
];

/// Returns whether a letter, in small letters on one line, refuses payment and tells how to appeal.
pub(super) fn refuses(text: &str) -> bool {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    says(&APPEAL) && says(&REFUSES) && says(&GRANTS) && !says(&APPEALS)
}

#[cfg(test)]
mod tests {
    use super::refuses;

    #[test]
    fn a_refusal_is_told_from_the_appeal_that_quotes_it() {
        for (text, want) in [
            (
                "we are unable to approve payment for these dates. you may appeal this decision.",
                true,
            ),
            (
                "the service is denied: not medically necessary. you may request a provider appeal.",
                true,
            ),
            (
                "the claim was denied on april 2. we appeal your denial. you may request records.",
                false,
            ),
            (
                "we upheld our denial. a second level request must reach us within 29 days of this letter.",
                true,
            ),
            ("the claim was denied. please call us.", false),
            ("we approve the days. you may appeal the amount.", false),
        ] {
            assert_eq!(refuses(text), want, "{text}");
        }
    }
}

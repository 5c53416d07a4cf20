//! Tells a payer's letter that refuses payment in sentences, without a heading that says so: `We
//! are unable to approve payment … You may appeal this decision.` A facility that appeals quotes
//! the refusal too, and grants no appeal.

/// What refuses.
const REFUSES: [&str; 20] = [
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
];

/// What tells the reader how to appeal.
const GRANTS: [&str; 16] = [
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

/// Returns whether a letter's lines, in small letters, refuse payment and tell how to appeal.
pub(super) fn refuses<'t>(lines: impl Iterator<Item = &'t str>) -> bool {
    // A phrase may go on over the line's end.
    let mut text = String::new();
    for line in lines {
        text.extend(line.split_whitespace().flat_map(|word| [word, " "]));
    }
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    text.contains("appeal") && says(&REFUSES) && says(&GRANTS) && !says(&APPEALS)
}

#[cfg(test)]
mod tests {
    use super::refuses;

    #[test]
    fn a_refusal_is_told_from_the_appeal_that_quotes_it() {
        for (text, want) in [
            (
                "we are unable to\napprove payment for these dates. you may appeal this decision.",
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
            ("the claim was denied. please call us.", false),
            ("we approve the days. you may appeal the amount.", false),
        ] {
            assert_eq!(refuses(text.lines()), want, "{text}");
        }
    }
}

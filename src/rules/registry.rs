//! The list of rules, in listing order. Adding a rule is one file, one `mod` line and one line
//! here.

use super::{Rule, doc, pln};

/// Every rule.
pub static RULES: &[&Rule] = &[
    &doc::note_missing::RULE,
    &doc::note_unsigned::RULE,
    &doc::signature_not_dated::RULE,
    &doc::late_signature::RULE,
    &doc::author_credential_missing::RULE,
    &doc::dos_mismatch::RULE,
    &pln::no_plan_in_force::RULE,
    &pln::plan_review_overdue::RULE,
    &pln::certification_missing::RULE,
    &pln::recertification_late::RULE,
];

/// Returns the rule of a code, case-insensitively.
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code.trim()))
}

//! The list of rules, in listing order. Adding a rule is one file, one `mod` line and one line
//! here.

use super::{Rule, cln, doc, loc, pln};

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
    &loc::record_supports_lower::RULE,
    &loc::record_supports_billed::RULE,
    &loc::record_silent::RULE,
    &loc::stable_throughout::RULE,
    &loc::no_withdrawal_risk::RULE,
    &loc::attendance_below_level::RULE,
    &loc::justification_missing::RULE,
    &cln::identical_note::RULE,
];

/// Returns the rule of a code, case-insensitively.
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code.trim()))
}

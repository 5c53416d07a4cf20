//! The list of rules, in listing order. Adding a rule is one file, one `mod` line and one line
//! here.

use super::Rule;

/// Every rule.
pub static RULES: &[&Rule] = &[];

/// Returns the rule of a code, case-insensitively.
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code.eq_ignore_ascii_case(code.trim()))
}

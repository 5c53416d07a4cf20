//! Denials: what payers refused, until when it can be mended or appealed, and what backs it.

mod deadline_near;
mod deadline_passed;
mod groups;
mod packet_incomplete;
mod paid_after_denial;
mod record_does_not_support;
mod record_supports;
mod records_request_due;
mod recoupment_stop_window;
mod repeat_pattern;
mod substantive;
mod takeback_not_linked;
mod technical;

pub(crate) use groups::{Group as DenialGroup, groups as denial_groups};
pub(crate) use packet_incomplete::exhibits_lacking;
pub(crate) use records_request_due::letter_requests;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &technical::RULE,
    &substantive::RULE,
    &deadline_near::RULE,
    &deadline_passed::RULE,
    &records_request_due::RULE,
    &recoupment_stop_window::RULE,
    &repeat_pattern::RULE,
    &record_supports::RULE,
    &record_does_not_support::RULE,
    &paid_after_denial::RULE,
    &takeback_not_linked::RULE,
    &packet_incomplete::RULE,
];

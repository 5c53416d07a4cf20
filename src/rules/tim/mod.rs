//! Time and attendance: do the documented minutes carry the code, the day, the week.

mod billed_after_no_show;
mod crisis_under_30;
mod family_therapy_under_26;
mod no_time_documented;
mod per_diem_day_below_minimum;
mod psychotherapy_below_16;
mod psychotherapy_time_below_code;
mod units_exceed_minutes;
mod weekly_hours_below_minimum;

mod stated;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &no_time_documented::RULE,
    &psychotherapy_time_below_code::RULE,
    &psychotherapy_below_16::RULE,
    &family_therapy_under_26::RULE,
    &crisis_under_30::RULE,
    &per_diem_day_below_minimum::RULE,
    &weekly_hours_below_minimum::RULE,
    &billed_after_no_show::RULE,
    &units_exceed_minutes::RULE,
];

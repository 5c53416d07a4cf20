//! Time and attendance: do the documented minutes carry the code, the day, the week.

mod arrived_late_not_reduced;
mod attendance_note_disagree;
mod attendance_sheet_missing;
mod billed_after_no_show;
mod clinician_day_too_long;
mod crisis_under_30;
#[cfg(test)]
mod day_cases;
mod discharge_day_billed;
mod family_therapy_under_26;
mod group_over_limit;
mod implausible_round_times;
mod leave_night_billed;
mod mixed_time;
mod no_time_documented;
mod per_diem_day_below_minimum;
mod psychotherapy_below_16;
mod psychotherapy_time_below_code;
mod start_stop_inconsistent;
mod unit_sum_exceeds_day;
mod units_exceed_minutes;
mod weekly_hours_below_minimum;

mod attended;
mod day_sheet;
mod stated;
mod testing_time;

use super::Rule;

/// The family's rules, in listing order.
pub(super) static RULES: &[&Rule] = &[
    &no_time_documented::RULE,
    &psychotherapy_time_below_code::RULE,
    &psychotherapy_below_16::RULE,
    &family_therapy_under_26::RULE,
    &crisis_under_30::RULE,
    &start_stop_inconsistent::RULE,
    &implausible_round_times::RULE,
    &clinician_day_too_long::RULE,
    &per_diem_day_below_minimum::RULE,
    &weekly_hours_below_minimum::RULE,
    &attendance_note_disagree::RULE,
    &attendance_sheet_missing::RULE,
    &arrived_late_not_reduced::RULE,
    &billed_after_no_show::RULE,
    &mixed_time::RULE,
    &units_exceed_minutes::RULE,
    &unit_sum_exceeds_day::RULE,
    &group_over_limit::RULE,
    &leave_night_billed::RULE,
    &discharge_day_billed::RULE,
];

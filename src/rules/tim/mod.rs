//! Time and attendance: do the documented minutes carry the code, the day, the week.

pub(super) mod billed_after_no_show;
pub(super) mod crisis_under_30;
pub(super) mod family_therapy_under_26;
pub(super) mod no_time_documented;
pub(super) mod per_diem_day_below_minimum;
pub(super) mod psychotherapy_below_16;
pub(super) mod psychotherapy_time_below_code;
pub(super) mod units_exceed_minutes;
pub(super) mod weekly_hours_below_minimum;

mod stated;

//! Overlaps: one person in two places, one day paid twice.

pub(super) mod clinician_two_places;
pub(super) mod patient_two_places;
pub(super) mod two_levels_same_day;

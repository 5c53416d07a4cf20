//! The numbers by which evidence is weighed, read from the policy once for a patient.

use crate::model::LevelOfCare;
use crate::policy::Policy;

/// Weights are in hundredths, shares in percent.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    window: PerSetting,
    half_life: PerSetting,
    last_day: PerSetting,
    pub(super) uncertain: u32,
    pub(super) history: u32,
    pub(super) silent: u32,
    pub(super) conflict: u32,
    pub(super) lower: u32,
    pub(super) lower_telling: u32,
    pub(super) lower_notes: usize,
    pub(super) dimension_cap: u32,
    pub(super) band: u8,
    pub(super) acute: u32,
    pub(super) acute_days: i64,
    pub(super) medical: u32,
    pub(super) residential: u32,
    pub(super) residential_one: u32,
    pub(super) residential_low: u32,
    pub(super) partial: u32,
    pub(super) partial_risk: u32,
    pub(super) partial_function: u32,
    pub(super) intensive: u32,
    pub(super) intensive_dimensions: usize,
}

/// A number of days that differs between round-the-clock care, day programs and sessions.
#[derive(Debug, Clone, Copy)]
struct PerSetting {
    round_the_clock: i64,
    day_program: i64,
    outpatient: i64,
}

impl PerSetting {
    fn of(policy: &Policy, key: &str) -> Self {
        let days = |setting: &str| policy.number(&format!("{key}.{setting}")).max(0);
        Self {
            round_the_clock: days("24h"),
            day_program: days("day-program"),
            outpatient: days("outpatient"),
        }
    }

    fn at(self, level: LevelOfCare) -> i64 {
        match level {
            level if level.is_24_hour() => self.round_the_clock,
            level if level.is_day_program() => self.day_program,
            _ => self.outpatient,
        }
    }
}

impl Scale {
    /// Reads the numbers of a policy.
    pub(super) fn of(policy: &Policy) -> Self {
        let whole = |key: &str| u32::try_from(policy.number(key)).unwrap_or(0);
        let weight = |key: &str| whole(key).saturating_mul(100);
        Self {
            window: PerSetting::of(policy, "support.window_days"),
            half_life: PerSetting::of(policy, "support.assessment_half_days"),
            last_day: PerSetting::of(policy, "support.assessment_last_days"),
            uncertain: whole("support.uncertain_percent"),
            history: whole("support.history_percent"),
            silent: weight("support.silent_sum"),
            conflict: weight("support.conflict_sum"),
            lower: weight("support.lower_sum"),
            lower_telling: weight("support.lower_telling"),
            lower_notes: whole("support.lower_notes") as usize,
            dimension_cap: weight("support.dimension_cap"),
            band: u8::try_from(policy.number("support.band_ranks")).unwrap_or(0),
            acute: weight("support.acute_weight"),
            acute_days: policy.number("support.acute_days"),
            medical: weight("support.medical_weight"),
            residential: weight("support.residential_sum"),
            residential_one: weight("support.residential_one"),
            residential_low: weight("support.residential_low_sum"),
            partial: weight("support.partial_sum"),
            partial_risk: weight("support.partial_risk"),
            partial_function: weight("support.partial_function"),
            intensive: weight("support.intensive_sum"),
            intensive_dimensions: whole("support.intensive_dimensions") as usize,
        }
    }

    /// Returns how many days on either side of a date speak for its level.
    pub(super) fn window(&self, level: LevelOfCare) -> i64 {
        self.window.at(level)
    }

    /// Returns the last day after an assessment on which it still speaks.
    pub(super) fn last_day(&self, level: LevelOfCare) -> i64 {
        self.last_day.at(level)
    }

    /// Returns the share of its weight that an assessment keeps after some days: all of it for the
    /// first period, half for the second, a quarter for the third. What was true at admission says
    /// ever less of a stay that goes on.
    pub(super) fn kept_after(&self, level: LevelOfCare, days: i64) -> u32 {
        let period = self.half_life.at(level).max(1);
        let halvings = ((days - 1).max(0) / period).min(7);
        100 >> halvings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assessment_halves_by_the_week_in_residence_and_by_two_in_a_day_program() {
        let scale = Scale::of(&Policy::default());
        let kept = |level, days| scale.kept_after(level, days);
        let residence = LevelOfCare::ResidentialHigh;
        assert_eq!(
            [0, 7, 8, 14, 15].map(|day| kept(residence, day)),
            [100, 100, 50, 50, 25]
        );
        let program = LevelOfCare::PartialHospitalization;
        assert_eq!(
            [0, 14, 15, 29].map(|day| kept(program, day)),
            [100, 100, 50, 25]
        );
    }
}

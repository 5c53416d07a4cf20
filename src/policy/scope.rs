//! Tells which levels of care a parameter speaks of by the last part of its key.

use super::level_family;
use crate::model::LevelOfCare;

/// Returns the levels that a parameter's key names: `plan_review_days.residential` speaks of
/// every residential level, `min_minutes_day.PHP-half` of partial hospitalization. A key that
/// names none speaks of all.
pub fn levels_of(key: &str) -> Vec<LevelOfCare> {
    let part = key.rsplit('.').next().unwrap_or(key);
    let of = |is_meant: &dyn Fn(LevelOfCare) -> bool| -> Vec<LevelOfCare> {
        let levels = LevelOfCare::ALL.into_iter();
        levels.filter(|level| is_meant(*level)).collect()
    };
    let named = match part {
        "residential" | "withdrawal" => {
            of(&|level| level.is_24_hour() && level_family(level) == part)
        }
        "day-program" => of(&|level| level.is_day_program()),
        "24h" => of(&|level| level.is_24_hour()),
        "outpatient" => of(&|level| !level.is_24_hour() && !level.is_day_program()),
        part => {
            let exact = of(&|level| level.id() == part);
            if exact.is_empty() {
                of(&|level| {
                    part.strip_prefix(level.id())
                        .is_some_and(|rest| rest.starts_with('-'))
                })
            } else {
                exact
            }
        }
    };
    if named.is_empty() {
        LevelOfCare::ALL.to_vec()
    } else {
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_of_a_key_names_levels() {
        let ids =
            |key: &str| -> Vec<&str> { levels_of(key).into_iter().map(LevelOfCare::id).collect() };
        assert_eq!(ids("min_minutes_day.PHP-half"), ["PHP"]);
        assert_eq!(ids("min_hours_week.IOP-adolescent"), ["IOP"]);
        assert_eq!(ids("min_hours_week.RES-LOW"), ["RES-LOW"]);
        assert_eq!(ids("plan_due_days.day-program"), ["IOP", "PHP", "IOP-MM"]);
        assert!(ids("plan_review_days.residential").contains(&"RTC-PSY"));
        assert!(!ids("plan_review_days.residential").contains(&"WM-RES"));
        assert_eq!(ids("fifteen.rounding").len(), LevelOfCare::ALL.len());
    }
}

//! Packs: what a class of payers asks for at some levels, number by number, with the dates on
//! which it holds and its source. They are data of the program; a facility's own numbers are laid
//! over them.

use super::PayerClass;
use crate::model::{LevelOfCare, ServiceDate};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The numbers of one class of payers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Name, `medicare-php-iop`.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Classes of payers that it holds for.
    pub classes: Vec<PayerClass>,
    /// Levels that it holds for; none means every level.
    pub levels: Vec<LevelOfCare>,
    /// Its numbers.
    #[serde(rename = "number")]
    pub numbers: Vec<PackNumber>,
}

/// One number of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackNumber {
    /// The parameter's key.
    pub key: String,
    /// The value.
    pub value: i64,
    /// The unit, in words; the same as the parameter's.
    pub unit: String,
    /// Where the number comes from.
    pub source: String,
    /// Whether the source was checked.
    #[serde(default = "yes")]
    pub verified: bool,
    /// First date of service it holds for; none means ever.
    #[serde(default, deserialize_with = "date")]
    pub from: Option<ServiceDate>,
    /// Last date of service it holds for; none means still.
    #[serde(default, deserialize_with = "date")]
    pub to: Option<ServiceDate>,
    /// Levels that it holds for, of those of its pack; none means all of them.
    #[serde(default)]
    pub levels: Vec<LevelOfCare>,
}

fn yes() -> bool {
    true
}

fn date<'de, D: Deserializer<'de>>(input: D) -> Result<Option<ServiceDate>, D::Error> {
    let text = String::deserialize(input)?;
    ServiceDate::parse_iso(&text)
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no date like 2026-01-31")))
}

impl PackNumber {
    /// Returns whether it holds on a date of service. A line without a date is held to what still
    /// holds.
    pub fn holds_on(&self, on: Option<ServiceDate>) -> bool {
        match on {
            Some(on) => {
                self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
            }
            None => self.to.is_none(),
        }
    }
}

impl Pack {
    /// Returns whether one of its numbers speaks for a level.
    pub fn speaks_for(&self, number: &PackNumber, level: LevelOfCare) -> bool {
        let among = |levels: &[LevelOfCare]| levels.is_empty() || levels.contains(&level);
        among(&self.levels) && among(&number.levels)
    }
}

/// The packs of the program.
const FILES: [&str; 6] = [
    include_str!("../knowledge/policy/packs/medicare-php-iop.toml"),
    include_str!("../knowledge/policy/packs/medicare-outpatient.toml"),
    include_str!("../knowledge/policy/packs/medicare-inpatient-psychiatric.toml"),
    include_str!("../knowledge/policy/packs/medicaid-generic.toml"),
    include_str!("../knowledge/policy/packs/commercial-generic.toml"),
    include_str!("../knowledge/policy/packs/tricare.toml"),
];

static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
    let of_file = |text: &&str| match toml::from_str::<Pack>(text) {
        Ok(pack) => Some(pack),
        Err(error) => {
            // The files are part of the program and a test parses them; a failure is a bug.
            debug_assert!(false, "policy pack: {error}");
            None
        }
    };
    FILES.iter().filter_map(of_file).collect()
});

/// Where the numbers of a key stand: pack and number.
static BY_KEY: LazyLock<BTreeMap<&str, Vec<(&Pack, &PackNumber)>>> = LazyLock::new(|| {
    let mut by_key: BTreeMap<&str, Vec<(&Pack, &PackNumber)>> = BTreeMap::new();
    for pack in PACKS.iter() {
        for number in &pack.numbers {
            by_key.entry(&number.key).or_default().push((pack, number));
        }
    }
    by_key
});

/// Returns the packs, in listing order.
pub fn packs() -> &'static [Pack] {
    &PACKS
}

/// Returns the pack of a name.
pub fn pack(name: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|pack| pack.name == name)
}

/// Returns the pack's number that holds for a class of payers, a level and a date of service.
pub(super) fn in_force(
    key: &str,
    class: PayerClass,
    level: LevelOfCare,
    on: Option<ServiceDate>,
) -> Option<(&'static Pack, &'static PackNumber)> {
    BY_KEY.get(key)?.iter().copied().find(|(pack, number)| {
        pack.classes.contains(&class) && pack.speaks_for(number, level) && number.holds_on(on)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Parameters;
    use std::collections::BTreeSet;

    fn iso(text: &str) -> ServiceDate {
        ServiceDate::parse_iso(text).expect("a date")
    }

    #[test]
    fn packs_parse_and_name_known_parameters_in_their_units() {
        assert_eq!(PACKS.len(), FILES.len());
        for pack in packs() {
            assert!(!pack.title.is_empty() && !pack.classes.is_empty());
            for number in &pack.numbers {
                let known = Parameters::describe(&number.key);
                let known = known.unwrap_or_else(|| panic!("{}: no {}", pack.name, number.key));
                assert_eq!(known.unit, number.unit, "{}: {}", pack.name, number.key);
                assert!(!number.source.is_empty(), "{}: {}", pack.name, number.key);
                assert!(
                    number
                        .from
                        .is_none_or(|from| { number.to.is_none_or(|to| from <= to) })
                );
            }
        }
    }

    #[test]
    fn no_two_numbers_hold_for_one_payer_level_and_date() {
        let mut dates: BTreeSet<ServiceDate> = [iso("1999-01-01"), iso("2099-01-01")].into();
        for number in packs().iter().flat_map(|pack| &pack.numbers) {
            dates.extend(number.from);
            dates.extend(number.from.map(|from| from.plus_days(-1)));
            dates.extend(number.to);
            dates.extend(number.to.map(|to| to.plus_days(1)));
        }
        for (key, numbers) in BY_KEY.iter() {
            for level in LevelOfCare::ALL {
                for &on in &dates {
                    let mut classes: Vec<PayerClass> = numbers
                        .iter()
                        .filter(|(pack, number)| {
                            pack.speaks_for(number, level) && number.holds_on(Some(on))
                        })
                        .flat_map(|(pack, _)| pack.classes.clone())
                        .collect();
                    classes.sort_unstable();
                    let all = classes.len();
                    classes.dedup();
                    assert_eq!(classes.len(), all, "{key} at {level} on {on}");
                }
            }
        }
    }

    #[test]
    fn dates_levels_and_classes_decide() {
        let recert = |level, on| {
            in_force("recert.IOP.interval_days", PayerClass::Medicare, level, on)
                .map(|(_, number)| number.value)
        };
        let iop = LevelOfCare::IntensiveOutpatient;
        assert_eq!(recert(iop, Some(iso("2024-01-01"))), Some(60));
        assert_eq!(recert(iop, Some(iso("2023-12-31"))), None);
        assert_eq!(recert(iop, None), Some(60));
        assert_eq!(recert(LevelOfCare::Outpatient, None), None);
        let medicaid = in_force(
            "recert.IP-PSY.first_day",
            PayerClass::Medicaid,
            LevelOfCare::InpatientPsychiatric,
            None,
        );
        assert_eq!(
            medicaid.map(|(pack, number)| (pack.name.as_str(), number.value)),
            Some(("medicaid-generic", 60))
        );
    }
}

//! A reviewed sample beside its universe, held to be one that can be extrapolated.

use crate::model::Money;
use std::collections::BTreeMap;
use thiserror::Error;

/// A stratum of the universe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stratum {
    /// Its name; a universe that is not stratified is one stratum.
    pub name: String,
    /// Its sampling units.
    pub units: u64,
    /// What was paid on them, where it is known.
    pub dollars: Option<Money>,
}

/// One reviewed unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampledUnit {
    /// Its id.
    pub id: String,
    /// Its stratum's name.
    pub stratum: String,
    /// What was paid.
    pub paid: Money,
    /// Paid less correct; negative where too little was paid.
    pub overpaid: Money,
    /// Whether it is marked as overturned on appeal.
    pub overturned: bool,
}

/// Why a sample cannot be extrapolated. Strata are named, units never.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SampleError {
    /// No unit at all.
    #[error("the sample holds no unit; give the reviewed sample")]
    Empty,
    /// A stratum of the sample is not in the universe.
    #[error("stratum `{name}` of the sample is not in the universe; add its size")]
    UnknownStratum {
        /// Its name.
        name: String,
    },
    /// A stratum of the universe has no unit in the sample.
    #[error(
        "stratum `{name}`: no unit was sampled, so nothing can be said of its {units} units; \
         sample it, or leave it out of the universe and claim nothing of it"
    )]
    NotSampled {
        /// Its name.
        name: String,
        /// Its units.
        units: u64,
    },
    /// One unit of several was sampled, which gives no variance.
    #[error(
        "stratum `{name}`: one unit of {units} was sampled, which gives no variance; sample one \
         more, or merge the stratum with a like one in sample and universe"
    )]
    OneUnit {
        /// Its name.
        name: String,
        /// Its units.
        units: u64,
    },
    /// More units were sampled than there are.
    #[error("stratum `{name}`: {sampled} units were sampled of {units}; mend the size")]
    TooMany {
        /// Its name.
        name: String,
        /// Units sampled.
        sampled: u64,
        /// Units there are.
        units: u64,
    },
}

/// A stratum with the units sampled from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The stratum.
    pub stratum: Stratum,
    /// The units, by id.
    pub units: Vec<SampledUnit>,
}

/// A sample that can be extrapolated: each stratum has two sampled units or all of its units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    pub(super) groups: Vec<Group>,
}

impl Sample {
    /// Joins units with the strata they were drawn from. The order of either changes nothing.
    pub fn new(units: Vec<SampledUnit>, strata: Vec<Stratum>) -> Result<Self, SampleError> {
        if units.is_empty() {
            return Err(SampleError::Empty);
        }
        let named = strata.into_iter().map(|stratum| {
            let units = Vec::new();
            (stratum.name.clone(), Group { stratum, units })
        });
        let mut groups: BTreeMap<String, Group> = named.collect();
        for unit in units {
            match groups.get_mut(&unit.stratum) {
                Some(group) => group.units.push(unit),
                None => return Err(SampleError::UnknownStratum { name: unit.stratum }),
            }
        }
        let mut groups: Vec<Group> = groups.into_values().collect();
        for group in &mut groups {
            group.units.sort_by(|a, b| a.id.cmp(&b.id));
            group.check()?;
        }
        Ok(Self { groups })
    }

    /// Returns the strata by name, each with its units by id.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Returns the sampled units, stratum by stratum.
    pub fn units(&self) -> impl Iterator<Item = &SampledUnit> {
        self.groups.iter().flat_map(|group| &group.units)
    }

    /// Returns how many units the universe holds.
    pub fn universe(&self) -> u64 {
        let units = self.groups.iter().map(|group| group.stratum.units);
        units.fold(0, u64::saturating_add)
    }

    /// Returns what was paid on the universe, where every stratum tells it.
    pub fn dollars(&self) -> Option<Money> {
        self.groups.iter().map(|group| group.stratum.dollars).sum()
    }
}

impl Group {
    /// Returns whether every unit of the stratum was sampled.
    pub fn is_certainty(&self) -> bool {
        self.units.len() as u64 == self.stratum.units
    }

    fn check(&self) -> Result<(), SampleError> {
        let name = self.stratum.name.clone();
        let units = self.stratum.units;
        match self.units.len() as u64 {
            0 => Err(SampleError::NotSampled { name, units }),
            sampled if sampled > units => Err(SampleError::TooMany {
                name,
                sampled,
                units,
            }),
            1 if units > 1 => Err(SampleError::OneUnit { name, units }),
            _ => Ok(()),
        }
    }
}

//! Draws a sample that anybody can draw again with a hash function and a sort.

use crate::model::Money;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use thiserror::Error;

/// How units are drawn, so that the drawing can be repeated without this program.
pub const METHOD: &str = "In each stratum the units are sorted by the SHA-256 of the UTF-8 text \
     `SEED|UNIT` (hexadecimal, smallest first) and the first ones are taken. In Python: \
     sorted(units, key=lambda unit: hashlib.sha256(f\"{seed}|{unit}\".encode()).hexdigest())[:size]";

/// The stratum of a frame that is not stratified.
pub const WHOLE: &str = "all";

/// One unit of a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameUnit {
    /// Its id.
    pub id: String,
    /// Its stratum; empty where the frame is not stratified.
    pub stratum: String,
    /// What was paid on it.
    pub paid: Money,
}

/// How many units are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sizes {
    /// From a frame that is not stratified.
    Whole(u64),
    /// From each stratum, by name.
    Strata(BTreeMap<String, u64>),
}

/// Why a sample cannot be drawn. Strata are named, units never.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DrawError {
    /// The frame holds no unit.
    #[error("the frame holds no unit to draw; check what was excluded")]
    NoUnits,
    /// A size is given for a stratum that the frame does not hold.
    #[error("`--sizes {name}=…`: the frame holds no such stratum; it holds {known}")]
    UnknownStratum {
        /// The name as given.
        name: String,
        /// Those that the frame holds.
        known: String,
    },
    /// Strata of the frame have no size.
    #[error(
        "`--sizes` gives no size for {strata}; add `STRATUM=SIZE` for each, or `STRATUM=0` to \
         leave it out of the universe"
    )]
    NoSize {
        /// Their names with their units.
        strata: String,
    },
    /// More units are asked for than there are.
    #[error("stratum `{name}`: {size} units are asked for and it holds {units}")]
    TooMany {
        /// Its name.
        name: String,
        /// The size asked for.
        size: u64,
        /// Its units.
        units: u64,
    },
    /// Fewer than two units are asked for.
    #[error(
        "stratum `{name}`: {size} of {units} units give no variance; draw two or more, or merge \
         it with a like stratum"
    )]
    TooFew {
        /// Its name.
        name: String,
        /// The size asked for.
        size: u64,
        /// Its units.
        units: u64,
    },
}

/// A stratum of the frame and its part of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawnStratum {
    /// Its name.
    pub name: String,
    /// Its units.
    pub units: u64,
    /// What was paid on them.
    pub dollars: Money,
    /// The units drawn, in the order of drawing.
    pub drawn: Vec<FrameUnit>,
}

/// A sample with the frame it was drawn from, stratum by stratum.
pub type Drawn = Vec<DrawnStratum>;

/// Draws units as [`METHOD`] says. The order of the frame changes nothing.
pub fn draw(frame: Vec<FrameUnit>, seed: u64, sizes: &Sizes) -> Result<Drawn, DrawError> {
    if frame.is_empty() {
        return Err(DrawError::NoUnits);
    }
    let mut strata: BTreeMap<String, Vec<FrameUnit>> = BTreeMap::new();
    for mut unit in frame {
        if matches!(sizes, Sizes::Whole(_)) {
            unit.stratum = WHOLE.to_owned();
        }
        strata.entry(unit.stratum.clone()).or_default().push(unit);
    }
    if let Sizes::Strata(sizes) = sizes {
        check_names(&strata, sizes)?;
    }
    let one = |(name, units): (String, Vec<FrameUnit>)| {
        let size = size_of(&name, units.len() as u64, sizes)?;
        Ok(take(name, units, seed, size))
    };
    strata.into_iter().map(one).collect()
}

/// Holds that the strata of the frame are those that sizes are given for.
fn check_names(
    strata: &BTreeMap<String, Vec<FrameUnit>>,
    sizes: &BTreeMap<String, u64>,
) -> Result<(), DrawError> {
    if let Some(name) = sizes.keys().find(|name| !strata.contains_key(*name)) {
        let known: Vec<&str> = strata.keys().map(String::as_str).collect();
        return Err(DrawError::UnknownStratum {
            name: name.clone(),
            known: known.join(", "),
        });
    }
    let without = strata.iter().filter(|(name, _)| !sizes.contains_key(*name));
    let without: Vec<String> = without
        .map(|(name, units)| format!("`{name}` ({} units)", units.len()))
        .collect();
    if without.is_empty() {
        return Ok(());
    }
    Err(DrawError::NoSize {
        strata: without.join(", "),
    })
}

fn size_of(name: &str, units: u64, sizes: &Sizes) -> Result<u64, DrawError> {
    let name = name.to_owned();
    let size = match sizes {
        Sizes::Whole(size) => *size,
        Sizes::Strata(sizes) => sizes.get(&name).copied().unwrap_or(0),
    };
    if size > units {
        return Err(DrawError::TooMany { name, size, units });
    }
    if size == 0 || (size == 1 && units > 1) {
        return Err(DrawError::TooFew { name, size, units });
    }
    Ok(size)
}

fn take(name: String, units: Vec<FrameUnit>, seed: u64, size: u64) -> DrawnStratum {
    let count = units.len() as u64;
    let dollars = units.iter().map(|unit| unit.paid).sum();
    let mut ranked: Vec<([u8; 32], FrameUnit)> = units
        .into_iter()
        .map(|unit| {
            let text = format!("{seed}|{}", unit.id);
            (Sha256::digest(text.as_bytes()).into(), unit)
        })
        .collect();
    ranked.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
    let drawn = ranked.into_iter().map(|(_, unit)| unit);
    DrawnStratum {
        name,
        units: count,
        dollars,
        drawn: drawn
            .take(usize::try_from(size).unwrap_or(usize::MAX))
            .collect(),
    }
}

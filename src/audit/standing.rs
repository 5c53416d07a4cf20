//! Tells whether the audit before still stands: nothing that it rests on has changed, and what
//! it wrote is there as it wrote it. Then nothing need be done at all.

use super::{IndexPlace, read_manifest};
use crate::report::manifest::Manifest;
use crate::store::{
    CaseFolder, FactCache, StoreError, open_output, read_summed, sum_of, write_summed,
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The name of what is left, among what is kept.
const NAME: &str = "standing";

/// What a finished audit leaves for the next one to stand on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The summary as it was printed.
    #[serde(with = "serde_bytes")]
    pub summary: Vec<u8>,
    /// Whether the audit ended with findings as grave as was asked for, or with a file lost.
    pub found: bool,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    rests_on: [u8; 32],
    /// SHA-256 of the manifest, which has those of all other outputs.
    manifest: String,
    standing: Standing,
}

/// Returns what the audit before left, where it was told the same, every file of the case is as
/// it was, and every output lies in `out` as it was written. `told` is everything that decides
/// the results besides the files: settings, dates, choice of rules and outputs.
///
/// The caller holds the locks of both folders.
pub fn standing(
    case: &CaseFolder,
    place: IndexPlace<'_>,
    told: &[u8],
    out: &Path,
) -> Option<Standing> {
    let (key, facts) = (place.key?, place.facts()?);
    let stored: Stored = read_summed(&facts.join(NAME))?;
    if stored.rests_on != rests_on(&key, told) || !FactCache::stands(&facts, key, case) {
        return None;
    }
    let (manifest, sum) = read_manifest(out).ok()?;
    (sum == stored.manifest && is_whole(&manifest, out)).then_some(stored.standing)
}

/// Leaves what a finished audit found, for the next one.
pub fn leave(
    place: IndexPlace<'_>,
    told: &[u8],
    manifest: String,
    standing: Standing,
) -> Result<(), StoreError> {
    let (Some(key), Some(facts)) = (place.key, place.facts()) else {
        return Ok(());
    };
    let stored = Stored {
        rests_on: rests_on(&key, told),
        manifest,
        standing,
    };
    write_summed(&facts.join(NAME), &stored)
}

fn rests_on(key: &[u8; 32], told: &[u8]) -> [u8; 32] {
    *blake3::keyed_hash(key, told).as_bytes()
}

/// Returns whether every output of a manifest lies in a folder as it was written.
fn is_whole(manifest: &Manifest, out: &Path) -> bool {
    manifest.outputs.par_iter().all(|output| {
        let file = open_output(&out.join(&output.path)).ok().flatten();
        let sum = file.and_then(|file| sum_of(file).ok());
        sum.is_some() && sum == output.sha256
    })
}

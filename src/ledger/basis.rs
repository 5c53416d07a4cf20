//! Sums up what a conclusion rests on, so that what was concluded once is not concluded again from
//! the same. It keeps nothing itself.

use super::{Bodies, PatientRecord};
use crate::text::{FileId, FileTable};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The sum of what a conclusion rests on.
pub type BasisSum = [u8; 32];

/// Keeps conclusions between runs.
pub trait Conclusions: Sync {
    /// Returns what was concluded from the same before.
    fn recall(&self, basis: &BasisSum) -> Option<Vec<u8>>;
    /// Keeps a conclusion.
    fn keep(&self, basis: BasisSum, conclusion: &[u8]);
}

/// What a conclusion about a patient rests on: a sum of facts, and the files that they stand in.
#[derive(Debug, Clone)]
pub struct Basis {
    sum: BasisSum,
    files: Vec<FileId>,
}

impl Basis {
    /// Sums a patient's facts, but for what comparing notes tells; `None` where they cannot be
    /// summed, which only costs time.
    pub fn of(record: &PatientRecord, bodies: &dyn Bodies) -> Option<Self> {
        // A body that is not with its note is told by its own sum.
        let of_bodies: Vec<_> = record.notes.iter().map(|note| bodies.sum(note)).collect();
        Self::nothing().and(&(record, of_bodies))
    }

    /// Adds something else that the conclusion rests on.
    pub fn and<T: Serialize + ?Sized>(&self, more: &T) -> Option<Self> {
        let mut table = FileTable::of(self.files.clone());
        let stored = table.store(more)?;
        let mut sum = blake3::Hasher::new();
        sum.update(&self.sum).update(&stored);
        Some(Self {
            sum: *sum.finalize().as_bytes(),
            files: table.into_files(),
        })
    }

    /// Adds the sum of something that other patients' conclusions rest on, too, and its files.
    pub fn and_shared(&self, shared: &Self) -> Self {
        let mut table = FileTable::of(self.files.clone());
        let mut sum = blake3::Hasher::new();
        sum.update(&self.sum).update(&shared.sum);
        for &file in &shared.files {
            let place = table.place(file).unwrap_or(u32::MAX);
            sum.update(&place.to_le_bytes());
        }
        Self {
            sum: *sum.finalize().as_bytes(),
            files: table.into_files(),
        }
    }

    /// Sums something that is shared.
    pub fn shared<T: Serialize + ?Sized>(shared: &T) -> Option<Self> {
        Self::nothing().and(shared)
    }

    fn nothing() -> Self {
        Self {
            sum: [0; 32],
            files: Vec::new(),
        }
    }

    /// Returns the sum under which a kind of conclusion is kept.
    pub fn sum(&self, kind: &str) -> BasisSum {
        // Facts are listed by place, so the order of the files counts, and nothing else of their
        // numbers.
        let mut order: Vec<usize> = (0..self.files.len()).collect();
        order.sort_unstable_by_key(|place| self.files.get(*place));
        let mut sum = blake3::Hasher::new();
        sum.update(kind.as_bytes()).update(&self.sum);
        for place in order {
            sum.update(&(place as u32).to_le_bytes());
        }
        *sum.finalize().as_bytes()
    }

    /// Returns what was concluded on this basis before, else concludes it and keeps it.
    pub fn concluded<T: Serialize + DeserializeOwned>(
        &self,
        kind: &str,
        conclusions: &dyn Conclusions,
        conclude: impl FnOnce() -> T,
    ) -> T {
        let sum = self.sum(kind);
        let recalled = conclusions.recall(&sum);
        if let Some(recalled) = recalled.and_then(|stored| self.restore(&stored)) {
            return recalled;
        }
        let conclusion = conclude();
        if let Some(stored) = self.store(&conclusion) {
            conclusions.keep(sum, &stored);
        }
        conclusion
    }

    /// Returns a conclusion as it is kept; `None` where it speaks of other files than it rests on.
    fn store<T: Serialize>(&self, conclusion: &T) -> Option<Vec<u8>> {
        let mut table = FileTable::of(self.files.clone());
        table.close();
        table.store(conclusion)
    }

    /// Reads a conclusion back; `None` where it is not one of the kind.
    fn restore<T: DeserializeOwned>(&self, stored: &[u8]) -> Option<T> {
        let mut table = FileTable::of(self.files.clone());
        table.restore(stored)
    }
}

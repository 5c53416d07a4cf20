//! Decides which patient a fact belongs to.

use super::MatchBasis;
use super::clusters::Clusters;
use super::directory::Directory;
use super::stated::Stated;
use crate::model::{PatientIdentity, PersonName};
use crate::text::FileId;
use crate::text::bytes::has_digit;
use std::collections::{BTreeMap, BTreeSet};

/// Finds patients by what sources state, else by where the file lies.
pub(super) struct Resolver<'m> {
    pub(super) clusters: &'m Clusters,
    pub(super) directory: &'m Directory,
    pub(super) paths: &'m [String],
    by_file: BTreeMap<FileId, BTreeSet<usize>>,
    by_folder: BTreeMap<&'m str, BTreeSet<usize>>,
}

impl<'m> Resolver<'m> {
    /// Prepares for resolving; `notes` give each chart file's identities, in the order in which
    /// they are stated.
    pub(super) fn new<'n>(
        clusters: &'m Clusters,
        directory: &'m Directory,
        paths: &'m [String],
        notes: impl Iterator<Item = (FileId, Stated<'n>)>,
    ) -> Self {
        let mut resolver = Self {
            clusters,
            directory,
            paths,
            by_file: BTreeMap::new(),
            by_folder: BTreeMap::new(),
        };
        let mut last = None;
        for (file, stated) in notes {
            let identity = stated.identity;
            if identity.is_empty() {
                continue;
            }
            let patient = match last.filter(|_| stated.repeats) {
                Some(patient) => patient,
                None => resolver.resolve(identity, file).map(|(patient, _)| patient),
            };
            last = Some(patient);
            let Some(patient) = patient else {
                continue;
            };
            resolver.by_file.entry(file).or_default().insert(patient);
            if let Some((folder, _)) = paths
                .get(file.0 as usize)
                .and_then(|path| path.rsplit_once('/'))
            {
                resolver
                    .by_folder
                    .entry(folder)
                    .or_default()
                    .insert(patient);
            }
        }
        resolver
    }

    /// Returns the patient of an identity that a file states, and what tied them.
    pub(super) fn resolve(
        &self,
        identity: &PatientIdentity,
        file: FileId,
    ) -> Option<(usize, MatchBasis)> {
        if let Some(root) = self.clusters.of(identity) {
            return Some((root, MatchBasis::Stated));
        }
        if identity.name.is_none()
            && let Some(root) = self.directory.find_bare(identity)
        {
            return Some((root, MatchBasis::Stated));
        }
        let has_number = identity.mrn.is_some();
        if !has_number && let Some(root) = only(self.directory.find_weak(identity)) {
            return Some((root, MatchBasis::Unique));
        }
        // A name that contradicts is never overruled by a folder.
        if identity.is_empty() {
            return self.by_path(file).map(|root| (root, MatchBasis::FileName));
        }
        None
    }

    /// Finds the one patient of the file's other notes, else the one whose record number or name
    /// stands in its path, else the one patient of its folder.
    fn by_path(&self, file: FileId) -> Option<usize> {
        if let Some(patients) = self.by_file.get(&file) {
            // A file of several patients is nobody's.
            return only(patients.clone());
        }
        let path = self.paths.get(file.0 as usize)?;
        let numbered = pieces(path).flat_map(|part| self.directory.find_number(&part));
        let numbered: BTreeSet<usize> = numbered.collect();
        if !numbered.is_empty() {
            return only(numbered);
        }
        let named = names(path).flat_map(|name| self.directory.find_name(&name));
        let named: BTreeSet<usize> = named.collect();
        if !named.is_empty() {
            return only(named);
        }
        let (folder, _) = path.rsplit_once('/')?;
        only(self.by_folder.get(folder)?.clone())
    }
}

/// Returns the parts of a path that may be a record number: `CH-1003-smith` holds one as its
/// first one to three hyphenated pieces.
fn pieces(path: &str) -> impl Iterator<Item = String> {
    path.split(['/', '.', '_', ' '])
        .flat_map(|part| {
            let pieces: Vec<&str> = part.split('-').collect();
            (1..=pieces.len().min(3)).filter_map(move |count| Some(pieces.get(..count)?.join("-")))
        })
        .filter(|part| has_digit(part))
}

/// Returns the names that neighbouring words of each part of a path may be, in either order.
fn names(path: &str) -> impl Iterator<Item = PersonName> {
    path.split('/').flat_map(|part| {
        let words = part.split(|c: char| !c.is_alphabetic() && c != '\'');
        let words: Vec<String> = words
            .filter(|word| word.chars().count() >= 2)
            .map(str::to_owned)
            .collect();
        let pairs: Vec<_> = words.windows(2).map(<[String]>::to_vec).collect();
        pairs.into_iter().flat_map(|pair| {
            let name = |last: Option<&String>, first: Option<&String>| PersonName {
                last: last.cloned().unwrap_or_default(),
                first: first.cloned().unwrap_or_default(),
                middle: String::new(),
            };
            [
                name(pair.first(), pair.get(1)),
                name(pair.get(1), pair.first()),
            ]
        })
    })
}

fn only(found: BTreeSet<usize>) -> Option<usize> {
    let mut found = found.into_iter();
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

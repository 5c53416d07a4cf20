//! Ties statements together that are one person's: first those with the same keys, then those
//! whose names are alike beside a key, then a name that one patient only has. Nothing is tied
//! that contradicts what is tied already, and what could be two people's is tied to neither.

use super::MatchBasis;
use super::stated::Stated;
use super::statement::{Key, Relation, Statement, key_of};
use crate::model::PatientIdentity;
use crate::problem::{Problem, ProblemKind};
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A join that was not by the same keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct IdentityLink {
    /// What tied the sources.
    pub basis: MatchBasis,
    /// Where the tied statement stands.
    pub span: Span,
}

/// Statements by the person they speak of.
pub(super) struct Clusters {
    statements: Vec<Statement>,
    places: BTreeMap<Key, usize>,
    parents: Vec<usize>,
    members: BTreeMap<usize, Vec<usize>>,
    /// Joins that were not by the same keys, by cluster.
    links: BTreeMap<usize, Vec<IdentityLink>>,
    /// What speaks against joins made or left.
    pub(super) problems: Vec<Problem>,
}

impl Clusters {
    /// Ties the statements of all identities.
    pub(super) fn new(identities: &[Stated<'_>]) -> Self {
        let mut by_key: BTreeMap<Key, Statement> = BTreeMap::new();
        let mut was_in_chart = None;
        for &Stated {
            identity,
            in_chart,
            repeats,
        } in identities
        {
            let is_known = was_in_chart.replace(in_chart) == Some(in_chart) && repeats;
            if is_known {
                continue;
            }
            let Some(key) = key_of(identity) else {
                continue;
            };
            match by_key.get_mut(&key) {
                Some(known) => {
                    known.in_chart |= in_chart;
                    known.sex = known.sex.or(identity.sex);
                }
                None => {
                    if let Some(statement) = Statement::new(identity, in_chart) {
                        by_key.insert(key, statement);
                    }
                }
            }
        }
        let (keys, statements): (Vec<Key>, Vec<Statement>) = by_key.into_iter().unzip();
        let count = statements.len();
        let mut clusters = Self {
            statements,
            places: keys.into_iter().zip(0..).collect(),
            parents: (0..count).collect(),
            members: (0..count).map(|index| (index, vec![index])).collect(),
            links: BTreeMap::new(),
            problems: Vec::new(),
        };
        clusters.tie();
        clusters
    }

    /// Returns the cluster of an identity that is strong enough to have one.
    pub(super) fn of(&self, identity: &PatientIdentity) -> Option<usize> {
        let place = self.places.get(&key_of(identity)?)?;
        Some(self.root(*place))
    }

    /// Returns every statement with its cluster.
    pub(super) fn statements(&self) -> impl Iterator<Item = (usize, &Statement)> {
        self.statements
            .iter()
            .enumerate()
            .map(|(index, statement)| (self.root(index), statement))
    }

    /// Returns the joins of a cluster that were not by the same keys, in their order.
    pub(super) fn links(&self, cluster: usize) -> &[IdentityLink] {
        self.links.get(&cluster).map_or(&[], Vec::as_slice)
    }

    fn tie(&mut self) {
        let mut similar: BTreeMap<(usize, usize), &'static str> = BTreeMap::new();
        let mut conflicts = Vec::new();
        for (one, other) in self.pairs() {
            match self.statements[one].relation(&self.statements[other]) {
                Relation::Same => {
                    if !self.join(one, other) {
                        conflicts.push((one, other, VETOED));
                    }
                }
                Relation::SameBut(sentence) => {
                    self.join(one, other);
                    self.tell(other, sentence);
                }
                Relation::Similar(sentence) => {
                    similar.insert((one, other), sentence);
                }
                Relation::Conflict(sentence) => conflicts.push((one, other, sentence)),
                Relation::None => {}
            }
        }
        self.tie_similar(&similar);
        self.tie_unique_names();
        for (one, other, sentence) in conflicts {
            if self.root(one) != self.root(other) {
                self.tell(other, sentence);
            }
        }
    }

    /// Returns the pairs of statements that share any key, each once, in order.
    fn pairs(&self) -> BTreeSet<(usize, usize)> {
        let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, statement) in self.statements.iter().enumerate() {
            let mut add = |block: String| blocks.entry(block).or_default().push(index);
            if let Some(mrn) = &statement.mrn {
                add(format!("mrn:{mrn}"));
            }
            if let Some(member) = &statement.member {
                add(format!("member:{member}"));
            }
            if let Some(source) = &statement.source {
                add(format!("source:{source}"));
            }
            if let Some(birth) = statement.birth {
                // Names that are alike share an initial; a placeholder birth date that
                // thousands share would pair them all.
                for initial in statement.parts.initials() {
                    add(format!("birth:{birth}:{initial}"));
                }
            }
        }
        let mut pairs = BTreeSet::new();
        for block in blocks.values().filter(|block| block.len() <= MOST_ALIKE) {
            for (place, &one) in block.iter().enumerate() {
                pairs.extend(block.iter().skip(place + 1).map(|&other| (one, other)));
            }
        }
        pairs
    }

    /// Ties clusters by likeness where only one cluster comes into question.
    fn tie_similar(&mut self, similar: &BTreeMap<(usize, usize), &'static str>) {
        let mut candidates: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for &(one, other) in similar.keys() {
            let (a, b) = (self.root(one), self.root(other));
            if a != b && !self.contradict(a, b) {
                candidates.entry(a).or_default().insert(b);
                candidates.entry(b).or_default().insert(a);
            }
        }
        let is_torn = |cluster: usize| {
            let others: Vec<usize> = candidates
                .get(&cluster)
                .into_iter()
                .flatten()
                .copied()
                .collect();
            others.iter().enumerate().any(|(place, &one)| {
                others
                    .iter()
                    .skip(place + 1)
                    .any(|&other| self.contradict(one, other))
            })
        };
        let torn: BTreeSet<usize> = candidates
            .keys()
            .copied()
            .filter(|cluster| is_torn(*cluster))
            .collect();
        let mut told = BTreeSet::new();
        for (&(one, other), &sentence) in similar {
            let (a, b) = (self.root(one), self.root(other));
            if a == b {
                continue;
            }
            let is_torn = |index: usize| {
                let of_cluster = self.members.get(&self.root(index));
                of_cluster
                    .into_iter()
                    .flatten()
                    .any(|member| torn.contains(member))
            };
            if is_torn(one) || is_torn(other) {
                if told.insert(a.min(b)) {
                    self.tell(other, TORN);
                }
                continue;
            }
            if self.join(one, other) {
                let span = self.statements[other].span;
                self.link(one, MatchBasis::Similar, span);
                self.tell(other, sentence);
            }
        }
    }

    /// Ties two clusters whose name nobody else has and whose other keys are of different kinds,
    /// such as a chart's record number and an authorization's member id.
    fn tie_unique_names(&mut self) {
        let mut by_name: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (root, statement) in self.statements() {
            by_name
                .entry(statement.parts.key())
                .or_default()
                .insert(root);
        }
        for clusters in by_name.into_values() {
            let roots: Vec<usize> = clusters.into_iter().collect();
            let &[one, other] = roots.as_slice() else {
                continue;
            };
            // Joins made for another name may have moved the roots.
            let (one, other) = (self.root(one), self.root(other));
            let has_birth = |root: usize| {
                let members = self.members.get(&root).into_iter().flatten();
                members
                    .into_iter()
                    .any(|index| self.statements[*index].birth.is_some())
            };
            let share_no_kind = !self.have_both(one, other, |statement| statement.mrn.is_some())
                && !self.have_both(one, other, |statement| statement.member.is_some());
            if one != other
                && !(has_birth(one) && has_birth(other))
                && share_no_kind
                && self.join(one, other)
            {
                let span = self.statements[other].span;
                self.link(one, MatchBasis::Unique, span);
            }
        }
    }

    fn have_both(&self, one: usize, other: usize, has: impl Fn(&Statement) -> bool) -> bool {
        let any = |root: usize| {
            let members = self.members.get(&root).into_iter().flatten();
            members
                .into_iter()
                .any(|index| has(&self.statements[*index]))
        };
        any(one) && any(other)
    }

    fn link(&mut self, index: usize, basis: MatchBasis, span: Span) {
        let root = self.root(index);
        let links = self.links.entry(root).or_default();
        links.push(IdentityLink { basis, span });
        links.sort_unstable();
    }

    fn tell(&mut self, index: usize, sentence: &'static str) {
        let span = self.statements[index].span;
        self.problems
            .push(Problem::at(span, ProblemKind::IdentityConflict, sentence));
    }

    fn contradict(&self, one: usize, other: usize) -> bool {
        let members = |root: usize| self.members.get(&self.root(root)).into_iter().flatten();
        members(one).any(|&a| {
            members(other).any(|&b| {
                self.statements[a].contradicts(&self.statements[b])
                    && !members(one)
                        .chain(members(other))
                        .any(|&mate| self.is_vouched(a, b, mate) || self.is_vouched(b, a, mate))
            })
        })
    }

    /// Returns whether a third statement of the record number and birth date of the one bears the
    /// name of the other: who is called two names on one record is one person elsewhere too.
    fn is_vouched(&self, one: usize, other: usize, mate: usize) -> bool {
        let mate = &self.statements[mate];
        mate.is_of_one_record(&self.statements[one]) && mate.is_alike(&self.statements[other])
    }

    fn root(&self, mut index: usize) -> usize {
        while self.parents[index] != index {
            index = self.parents[index];
        }
        index
    }

    /// Joins two clusters unless they contradict; says whether they are one now.
    fn join(&mut self, one: usize, other: usize) -> bool {
        let (a, b) = (self.root(one), self.root(other));
        if a == b {
            return true;
        }
        if self.contradict(a, b) {
            return false;
        }
        // The smaller root wins, so the outcome does not depend on the order of joins.
        let (low, high) = (a.min(b), a.max(b));
        self.parents[high] = low;
        let moved = self.members.remove(&high).unwrap_or_default();
        self.members.entry(low).or_default().extend(moved);
        let moved = self.links.remove(&high).unwrap_or_default();
        if !moved.is_empty() {
            self.links.entry(low).or_default().extend(moved);
        }
        true
    }
}

/// More statements than this under one key are a placeholder's, not a person's.
const MOST_ALIKE: usize = 2_000;

const VETOED: &str = "what this shares with one patient contradicts what that patient has \
                      elsewhere; taken as another person. Check whose record this is";

const TORN: &str = "the name here could be a variant of two patients' names; it is tied to \
                    neither. Add a record number or member id";

//! The HL tree of a claim transaction: billing provider, subscriber, dependent. It answers whom a
//! claim is about and who sent it, also where parent ids are wrong.

use super::lexer::Segment;
use super::party;
use super::source::Source;
use crate::model::{PatientIdentity, Payer, Provider};
use crate::problem::ProblemKind;
use std::collections::BTreeMap;

/// The nodes of one transaction, in file order.
pub(super) struct Hierarchy<'t> {
    nodes: Vec<Node>,
    by_id: BTreeMap<&'t str, usize>,
    current: usize,
    /// Whom the last NM1 named, so that the DMG, REF or PRV after it finds its owner.
    naming: Naming,
}

#[derive(Default)]
struct Node {
    parent: Option<usize>,
    level: Level,
    billing: Option<Provider>,
    taxonomy: Option<String>,
    subscriber: Option<PatientIdentity>,
    dependent: Option<PatientIdentity>,
    payer: Option<Payer>,
    sequence: Option<String>,
    filing_code: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Level {
    #[default]
    Root,
    Billing,
    Subscriber,
    Dependent,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    Billing,
    Subscriber,
    Dependent,
    Nobody,
}

impl<'t> Hierarchy<'t> {
    /// Starts with a root that collects what stands before any HL.
    pub(super) fn new() -> Self {
        Self {
            nodes: vec![Node::default()],
            by_id: BTreeMap::new(),
            current: 0,
            naming: Naming::Nobody,
        }
    }

    /// Takes one segment that stands outside of any claim.
    pub(super) fn take(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        match segment.id() {
            "HL" => self.open(source, segment),
            "NM1" => self.name(source, segment),
            "SBR" => {
                self.naming = Naming::Nobody;
                if let Some(node) = self.nodes.get_mut(self.current) {
                    node.sequence = Some(segment.element(1).text.to_owned());
                    node.filing_code = Some(segment.element(9).text.to_owned());
                }
            }
            "DMG" => self.demographics(source, segment),
            "REF" | "PRV" => self.enrich(segment),
            _ => {}
        }
    }

    /// Opens a node whose HL was lost, for the subscriber or dependent that a segment begins.
    pub(super) fn open_implied(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let message = "begins another person after the lines of a claim without an HL before it; \
                       what follows is taken to be about that person";
        source.trouble(segment, ProblemKind::ClaimStructure, message);
        let (level, above) = match (segment.id(), segment.element(1).text) {
            ("PAT", _) | ("NM1", "QC") => (Level::Dependent, Level::Subscriber),
            _ => (Level::Subscriber, Level::Billing),
        };
        let parent = self
            .nodes
            .iter()
            .rposition(|node| node.level == above)
            .or(Some(0));
        self.current = self.nodes.len();
        self.nodes.push(Node {
            parent,
            level,
            ..Node::default()
        });
        self.naming = Naming::Nobody;
    }

    /// Returns the patient of a claim that stands under the current node: the dependent where
    /// there is one, with the subscriber's member id, else the subscriber.
    pub(super) fn patient(&self) -> PatientIdentity {
        let subscriber = self.nearest(|node| node.subscriber.as_ref());
        let dependent = self
            .nodes
            .get(self.current)
            .and_then(|node| node.dependent.as_ref());
        match (dependent, subscriber) {
            (Some(dependent), subscriber) => {
                let mut patient = dependent.clone();
                if patient.member_id.is_none() {
                    patient.member_id = subscriber.and_then(|found| found.member_id.clone());
                }
                patient
            }
            (None, Some(subscriber)) => subscriber.clone(),
            (None, None) => PatientIdentity::default(),
        }
    }

    /// Returns the payer that the claim was sent to.
    pub(super) fn payer(&self) -> Payer {
        let mut payer = self
            .nearest(|node| node.payer.as_ref())
            .cloned()
            .unwrap_or_default();
        payer.filing_code = self
            .nearest(|node| node.filing_code.as_ref())
            .cloned()
            .unwrap_or_default();
        payer
    }

    /// Returns that payer's position (SBR01).
    pub(super) fn sequence(&self) -> String {
        self.nearest(|node| node.sequence.as_ref())
            .cloned()
            .unwrap_or_default()
    }

    /// Returns the billing provider.
    pub(super) fn billing(&self) -> Option<Provider> {
        let mut provider = self.nearest(|node| node.billing.as_ref())?.clone();
        if provider.taxonomy.is_none() {
            provider.taxonomy = self.nearest(|node| node.taxonomy.as_ref()).cloned();
        }
        Some(provider)
    }

    /// Returns the first value found from the current node upward. Parents always come earlier
    /// in the list, so this ends.
    fn nearest<'n, T>(&'n self, value: impl Fn(&'n Node) -> Option<&'n T>) -> Option<&'n T> {
        let mut index = Some(self.current);
        while let Some(node) = index.and_then(|index| self.nodes.get(index)) {
            if let Some(found) = value(node) {
                return Some(found);
            }
            index = node.parent;
        }
        None
    }

    fn open(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let level = match segment.element(3).text {
            "20" => Level::Billing,
            "22" => Level::Subscriber,
            "23" => Level::Dependent,
            _ => Level::Other,
        };
        let wanted = match level {
            Level::Subscriber => Some(Level::Billing),
            Level::Dependent => Some(Level::Subscriber),
            Level::Billing | Level::Other | Level::Root => None,
        };
        let stated = self.by_id.get(segment.element(2).text).copied();
        let parent = match wanted {
            None => stated.or(Some(0)),
            Some(wanted) => {
                let fits = |index: &usize| {
                    self.nodes
                        .get(*index)
                        .is_some_and(|node| node.level == wanted)
                };
                stated.filter(fits).or_else(|| {
                    let message = "names no parent of the level above it; the one before it in \
                                   the file is taken";
                    source.trouble(segment, ProblemKind::ClaimStructure, message);
                    self.nodes
                        .iter()
                        .rposition(|node| node.level == wanted)
                        .or(Some(0))
                })
            }
        };
        self.current = self.nodes.len();
        self.nodes.push(Node {
            parent,
            level,
            ..Node::default()
        });
        self.by_id.insert(segment.element(1).text, self.current);
        self.naming = Naming::Nobody;
    }

    fn name(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        let Some(node) = self.nodes.get_mut(self.current) else {
            return;
        };
        self.naming = match segment.element(1).text {
            "85" => {
                node.billing = Some(party::provider(source, segment));
                Naming::Billing
            }
            "IL" => {
                // A new name is a new person, so nothing of an earlier one may stay.
                let subscriber = node.subscriber.insert(PatientIdentity::default());
                party::identify(subscriber, source, segment);
                Naming::Subscriber
            }
            "QC" => {
                let dependent = node.dependent.insert(PatientIdentity::default());
                party::identify(dependent, source, segment);
                Naming::Dependent
            }
            "PR" => {
                node.payer = Some(party::payer(segment));
                Naming::Nobody
            }
            _ => Naming::Nobody,
        };
    }

    fn demographics(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let Some(node) = self.nodes.get_mut(self.current) else {
            return;
        };
        let identity = match self.naming {
            Naming::Subscriber => node.subscriber.as_mut(),
            Naming::Dependent => node.dependent.as_mut(),
            // Out of its place: it can only be about the person of this node.
            Naming::Billing | Naming::Nobody => {
                node.dependent.as_mut().or(node.subscriber.as_mut())
            }
        };
        if let Some(identity) = identity {
            party::demographics(identity, source, segment);
        }
    }

    fn enrich(&mut self, segment: &Segment<'t>) {
        let Some(node) = self.nodes.get_mut(self.current) else {
            return;
        };
        match (self.naming, node.billing.as_mut()) {
            (Naming::Billing, Some(billing)) => party::enrich(billing, segment),
            // The billing provider's PRV stands before its name.
            _ if segment.id() == "PRV" && segment.element(1).text == "BI" => {
                node.taxonomy = party::taxonomy(segment);
            }
            _ => {}
        }
    }
}

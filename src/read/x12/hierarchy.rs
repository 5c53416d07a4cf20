//! Who stands above the claims of a transaction: billing provider, subscriber, dependent, payer.
//! It answers whom a claim is about and who sent it.

use super::lexer::Segment;
use super::party;
use super::source::Source;
use super::tree::{Level, Tree};
use super::values;
use crate::model::{
    Address, ClaimBatch, ClaimDetails, PatientIdentity, Payer, Provider, Qualifier, Reference,
    Shared,
};
use crate::problem::ProblemKind;

/// The people and organizations above the claims of one transaction.
pub(super) struct Hierarchy<'t> {
    tree: Tree<'t, Facts>,
    batch: Shared<ClaimBatch>,
    /// Whom the last NM1 named, so that the DMG, REF or PRV after it finds its owner.
    naming: Naming,
}

#[derive(Default)]
struct Facts {
    billing: Option<Provider>,
    billing_address: Option<Shared<Address>>,
    taxonomy: Option<String>,
    subscriber: Option<PatientIdentity>,
    dependent: Option<PatientIdentity>,
    dependent_relationship: Qualifier,
    payer: Option<Payer>,
    payer_references: Vec<Reference>,
    coverage: Option<Coverage>,
}

/// What SBR says of the destination payer.
struct Coverage {
    sequence: String,
    relationship: Qualifier,
    group_number: String,
    group_name: String,
    insurance_type: Qualifier,
    filing_code: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    Billing,
    Subscriber,
    Dependent,
    Payer,
    Nobody,
}

/// Returns the levels under which a level may stand.
fn above(level: Level) -> &'static [Level] {
    match level {
        Level::Subscriber => &[Level::Source],
        Level::Dependent => &[Level::Subscriber],
        _ => &[],
    }
}

impl<'t> Hierarchy<'t> {
    /// Starts with nobody.
    pub(super) fn new() -> Self {
        Self {
            tree: Tree::new(),
            batch: Shared::default(),
            naming: Naming::Nobody,
        }
    }

    /// Takes one segment that stands outside of any claim.
    pub(super) fn take(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        match segment.id() {
            "BHT" => {
                self.batch.reference = segment.element(3).text.to_owned();
                self.batch.purpose = values::code(segment, 6);
            }
            "HL" => {
                self.tree.open(source, segment, above);
                self.naming = Naming::Nobody;
            }
            "NM1" => self.name(source, segment),
            "SBR" => {
                self.naming = Naming::Nobody;
                let text = |index: usize| segment.element(index).text.to_owned();
                self.tree.facts().coverage = Some(Coverage {
                    sequence: text(1),
                    relationship: values::code(segment, 2),
                    group_number: text(3),
                    group_name: text(4),
                    insurance_type: values::code(segment, 5),
                    filing_code: text(9),
                });
            }
            "PAT" => self.tree.facts().dependent_relationship = values::code(segment, 1),
            "DMG" => self.demographics(source, segment),
            "REF" | "PRV" => self.enrich(source, segment),
            "N3" | "N4" if self.naming == Naming::Billing => {
                let address = self.tree.facts().billing_address.get_or_insert_default();
                values::address(address, segment);
            }
            _ => {}
        }
    }

    /// Opens a node whose HL was lost, for the subscriber or dependent that a segment begins.
    pub(super) fn open_implied(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let message = "begins another person after the lines of a claim without an HL before it; \
                       what follows is taken to be about that person";
        source.trouble(segment, ProblemKind::ClaimStructure, message);
        match (segment.id(), segment.element(1).text) {
            ("PAT", _) | ("NM1", "QC") => {
                self.tree
                    .open_implied(Level::Dependent, &[Level::Subscriber]);
            }
            _ => self.tree.open_implied(Level::Subscriber, &[Level::Source]),
        }
        self.naming = Naming::Nobody;
    }

    /// Returns the patient of a claim that stands under the current node: the dependent where
    /// there is one, with the subscriber's member id, else the subscriber.
    pub(super) fn patient(&self) -> PatientIdentity {
        let subscriber = self.subscriber();
        match (self.dependent(), subscriber) {
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
        let payer = self.tree.nearest(|facts| facts.payer.as_ref());
        let mut payer = payer.cloned().unwrap_or_default();
        if let Some(coverage) = self.coverage() {
            payer.filing_code.clone_from(&coverage.filing_code);
        }
        payer
    }

    /// Returns that payer's position (SBR01).
    pub(super) fn sequence(&self) -> String {
        let coverage = self.coverage();
        coverage.map_or_else(String::new, |coverage| coverage.sequence.clone())
    }

    /// Returns the billing provider.
    pub(super) fn billing(&self) -> Option<Provider> {
        let mut provider = self.tree.nearest(|facts| facts.billing.as_ref())?.clone();
        if provider.taxonomy.is_none() {
            provider.taxonomy = self.tree.nearest(|facts| facts.taxonomy.clone());
        }
        Some(provider)
    }

    /// Returns what else stands above the claim.
    pub(super) fn details(&self) -> ClaimDetails {
        let dependent = self.dependent().is_some();
        let mut details = ClaimDetails {
            batch: self.batch.clone(),
            subscriber: self.subscriber().filter(|_| dependent).cloned(),
            billing_address: self.tree.nearest(|facts| facts.billing_address.clone()),
            ..ClaimDetails::default()
        };
        if let Some(coverage) = self.coverage() {
            details.relationship = coverage.relationship;
            details.group_number.clone_from(&coverage.group_number);
            details.group_name.clone_from(&coverage.group_name);
            details.insurance_type = coverage.insurance_type;
        }
        if let Some(facts) = self.tree.own().filter(|_| dependent) {
            details.relationship = facts.dependent_relationship;
        }
        let has_payer = |facts: &&Facts| facts.payer.is_some();
        let facts = self
            .tree
            .upward()
            .find_map(|(_, facts)| facts.filter(has_payer));
        details.payer_references =
            facts.map_or_else(Vec::new, |facts| facts.payer_references.clone());
        details
    }

    fn subscriber(&self) -> Option<&PatientIdentity> {
        self.tree.nearest(|facts| facts.subscriber.as_ref())
    }

    fn dependent(&self) -> Option<&PatientIdentity> {
        self.tree.own()?.dependent.as_ref()
    }

    fn coverage(&self) -> Option<&Coverage> {
        self.tree.nearest(|facts| facts.coverage.as_ref())
    }

    fn name(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        let text = |index: usize| segment.element(index).text.to_owned();
        self.naming = match segment.element(1).text {
            "41" => {
                (self.batch.submitter, self.batch.submitter_id) = (text(3), text(9));
                Naming::Nobody
            }
            "40" => {
                (self.batch.receiver, self.batch.receiver_id) = (text(3), text(9));
                Naming::Nobody
            }
            "85" => {
                let facts = self.tree.facts();
                facts.billing = Some(party::provider(source, segment));
                facts.billing_address = None;
                Naming::Billing
            }
            "IL" => {
                // A new name is a new person, so nothing of an earlier one may stay.
                let subscriber = self
                    .tree
                    .facts()
                    .subscriber
                    .insert(PatientIdentity::default());
                party::identify(subscriber, source, segment);
                Naming::Subscriber
            }
            "QC" => {
                let dependent = self
                    .tree
                    .facts()
                    .dependent
                    .insert(PatientIdentity::default());
                party::identify(dependent, source, segment);
                Naming::Dependent
            }
            "PR" => {
                let facts = self.tree.facts();
                facts.payer = Some(party::payer(segment));
                facts.payer_references.clear();
                Naming::Payer
            }
            _ => Naming::Nobody,
        };
    }

    fn demographics(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let facts = self.tree.facts();
        let identity = match self.naming {
            Naming::Subscriber => facts.subscriber.as_mut(),
            Naming::Dependent => facts.dependent.as_mut(),
            // Out of its place: it can only be about the person of this node.
            Naming::Billing | Naming::Payer | Naming::Nobody => {
                facts.dependent.as_mut().or(facts.subscriber.as_mut())
            }
        };
        if let Some(identity) = identity {
            party::demographics(identity, source, segment);
        }
    }

    fn enrich(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        let naming = self.naming;
        let facts = self.tree.facts();
        match (naming, facts.billing.as_mut()) {
            (Naming::Billing, Some(billing)) => party::enrich(billing, segment),
            (Naming::Payer, _) if segment.id() == "REF" => {
                facts
                    .payer_references
                    .extend(values::reference(source, segment));
            }
            // The billing provider's PRV stands before its name.
            _ if segment.id() == "PRV" && segment.element(1).text == "BI" => {
                facts.taxonomy = party::taxonomy(segment);
            }
            _ => {}
        }
    }
}

//! Reads the claims of one 277CA transaction: what a payer or clearinghouse said of each before
//! adjudicating it.

use super::envelope::Transaction;
use super::lexer::{Piece, Segment};
use super::source::{Source, parse_date, parse_units};
use super::tree::{Level, Tree};
use super::{party, values};
use crate::model::{
    AcknowledgmentStatus, ClaimAcknowledgment, EventKind, LineAcknowledgment, Money,
    PatientIdentity, Payer, Provider, Qualifier, RevenueCode, ServiceDate,
};
use crate::problem::ProblemKind;
use crate::text::NoteText;

/// Appends every claim that a transaction acknowledges.
pub(super) fn read<'t>(
    source: &mut Source<'t>,
    transaction: &Transaction<'t>,
    acknowledgments: &mut Vec<ClaimAcknowledgment>,
) {
    let mut reader = Reader {
        tree: Tree::new(),
        claim: None,
    };
    for segment in transaction.segments() {
        match segment.id() {
            "HL" => {
                acknowledgments.extend(reader.claim.take());
                reader.tree.open(source, &segment, |_| &[]);
            }
            "TRN" if is_claim(reader.tree.level()) => {
                acknowledgments.extend(reader.claim.take());
                let claim = reader.open(source, &segment);
                reader.claim = Some(claim);
            }
            "ST" | "BHT" => {}
            _ => reader.take(source, &segment),
        }
    }
    acknowledgments.extend(reader.claim);
}

/// Returns whether claims stand at the level; some senders use the levels of a status response.
fn is_claim(level: Level) -> bool {
    matches!(level, Level::Patient | Level::Subscriber | Level::Dependent)
}

#[derive(Default)]
struct Facts {
    source: Option<Payer>,
    provider: Option<Provider>,
    patient: Option<PatientIdentity>,
    received: Option<ServiceDate>,
    processed: Option<ServiceDate>,
}

struct Reader<'t> {
    tree: Tree<'t, Facts>,
    claim: Option<ClaimAcknowledgment>,
}

impl<'t> Reader<'t> {
    fn open(&self, source: &mut Source<'t>, segment: &Segment<'t>) -> ClaimAcknowledgment {
        if segment.element(2).is_empty() {
            let message = "the acknowledgment names no patient control number (element 2); it \
                           cannot be joined to a claim";
            source.trouble(segment, ProblemKind::BadValue, message);
        }
        let tree = &self.tree;
        ClaimAcknowledgment {
            file: source.file,
            span: source.span(segment.range()),
            claim_id: segment.element(2).text.to_owned(),
            patient: tree
                .nearest(|facts| facts.patient.clone())
                .unwrap_or_default(),
            source: tree
                .nearest(|facts| facts.source.clone())
                .unwrap_or_default(),
            provider: tree.nearest(|facts| facts.provider.clone()),
            received: tree.nearest(|facts| facts.received),
            processed: tree.nearest(|facts| facts.processed),
            statuses: Vec::new(),
            references: Vec::new(),
            dates: None,
            lines: Vec::new(),
        }
    }

    fn take(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let Some(claim) = &mut self.claim else {
            return self.above_claims(source, segment);
        };
        claim.span.end = source.span(segment.range()).end;
        match segment.id() {
            "STC" => {
                let statuses = match claim.lines.last_mut() {
                    Some(line) => &mut line.statuses,
                    None => &mut claim.statuses,
                };
                status(source, segment, statuses);
            }
            "REF" => {
                let Some(reference) = values::reference(source, segment) else {
                    return;
                };
                match claim.lines.last_mut() {
                    Some(line) => {
                        line.control_number.get_or_insert(reference.value.value);
                    }
                    None => claim.references.push(reference),
                }
            }
            "DTP" => {
                let Some(event) = values::event(source, segment) else {
                    return;
                };
                match claim.lines.last_mut() {
                    Some(line) => line.dates = Some(event.dates.value),
                    None if event.kind() == EventKind::Service => claim.dates = Some(event.dates),
                    None => {}
                }
            }
            "SVC" => claim.lines.push(line(source, segment)),
            _ => {}
        }
    }

    /// Takes what stands above the claims: who answers, to whom, for which provider.
    fn above_claims(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let level = self.tree.level();
        let facts = self.tree.facts();
        let entity = segment.element(1).text;
        match (segment.id(), level) {
            ("NM1", Level::Source) => facts.source = Some(party::payer(segment)),
            ("NM1", Level::Provider) => facts.provider = Some(party::provider(source, segment)),
            ("NM1", level) if is_claim(level) => {
                let patient = facts.patient.insert(PatientIdentity::default());
                party::identify(patient, source, segment);
            }
            ("DTP", _) if matches!(entity, "050" | "009") => {
                let day = parse_date(segment.element(3).text);
                match entity {
                    "050" => facts.received = day,
                    _ => facts.processed = day,
                }
            }
            _ => {}
        }
    }
}

fn line(source: &mut Source<'_>, segment: &Segment<'_>) -> LineAcknowledgment {
    let coded = values::coded(segment, segment.element(1));
    let charge = source.optional_money(segment, 2, "the line's charge");
    LineAcknowledgment {
        span: source.span(segment.range()),
        procedure: coded.procedure.map(|(procedure, _)| procedure),
        revenue: coded.revenue.or(RevenueCode::new(segment.element(4).text)),
        charge: charge.map(|charge| charge.value),
        units: parse_units(segment.element(7).text),
        control_number: None,
        dates: None,
        statuses: Vec::new(),
    }
}

/// Appends the up to three statuses of an STC segment.
fn status(
    source: &mut Source<'_>,
    segment: &Segment<'_>,
    statuses: &mut Vec<AcknowledgmentStatus>,
) {
    let message = segment.element(12);
    for composite in [1, 10, 11].map(|index| segment.element(index)) {
        if composite.is_empty() {
            continue;
        }
        let part = |place: usize| -> Piece<'_> { segment.part(composite, place) };
        statuses.push(AcknowledgmentStatus {
            span: source.span(segment.range()),
            category: Qualifier::new(part(1).text),
            status: part(2).text.to_owned(),
            entity: part(3).text.to_owned(),
            date: parse_date(segment.element(2).text),
            action: values::code(segment, 3),
            amount: Money::parse(segment.element(4).text),
            message: (!message.is_empty()).then(|| NoteText::new(message.text)),
        });
    }
}

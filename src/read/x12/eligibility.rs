//! Reads the coverages of one 271 transaction: one for each person that the payer answers for.

use super::envelope::Transaction;
use super::lexer::Segment;
use super::source::{Source, parse_date, parse_units};
use super::tree::{Level, Tree};
use super::{party, review, values};
use crate::model::{
    BenefitDetails, Coverage, CoverageBenefit, CoverageDetails, CoverageStatus, DateRange,
    DatedEvent, NamedProvider, PatientIdentity, Payer, PayerOrder, ProviderRole, Qualifier,
    ServiceDate,
};
use crate::problem::ProblemKind;
use crate::read::carved_out::says_carved_out;
use crate::text::{NoteText, Span};

/// Appends the coverage of every person of a transaction.
pub(super) fn read<'t>(
    source: &mut Source<'t>,
    transaction: &Transaction<'t>,
    coverages: &mut Vec<Coverage>,
) {
    let before = coverages.len();
    let mut reader = Reader {
        refused: None,
        tree: Tree::new(),
        asked: None,
        naming: Naming::Person,
    };
    for segment in transaction.segments() {
        match segment.id() {
            "BHT" => reader.asked = parse_date(segment.element(4).text),
            "HL" => {
                reader.close(source, coverages);
                reader.tree.open(source, &segment, above);
                reader.naming = Naming::Person;
            }
            "ST" => {}
            _ => reader.take(source, &segment),
        }
    }
    reader.close(source, coverages);
    if coverages.len() == before
        && let Some((segment, reason)) = reader.refused
    {
        let message = format!(
            "the payer rejected the inquiry (reason {reason}) before it answered for anybody; \
             correct it and ask again"
        );
        source.trouble(&segment, ProblemKind::BadValue, &message);
    }
}

fn above(level: Level) -> &'static [Level] {
    match level {
        Level::Dependent => &[Level::Subscriber],
        _ => &[],
    }
}

#[derive(Default)]
struct Facts {
    payer: Option<Payer>,
    person: Option<PatientIdentity>,
    span: Option<Span>,
    relationship: Qualifier,
    benefits: Vec<CoverageBenefit>,
    details: CoverageDetails,
}

/// Whom the last NM1 named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    Person,
    Related,
}

struct Reader<'t> {
    tree: Tree<'t, Facts>,
    asked: Option<ServiceDate>,
    naming: Naming,
    /// The first rejection of the transaction.
    refused: Option<(Segment<'t>, Qualifier)>,
}

impl<'t> Reader<'t> {
    fn take(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let level = self.tree.level();
        let facts = self.tree.facts();
        if matches!(level, Level::Subscriber | Level::Dependent) {
            let span = source.span(segment.range());
            facts.span.get_or_insert(span).end = span.end;
        }
        match segment.id() {
            "NM1" => self.naming = name(source, segment, level, facts),
            "TRN" => facts
                .details
                .traces
                .push(segment.element(2).text.to_owned()),
            "AAA" => {
                let rejection = review::rejection(source, segment);
                self.refused.get_or_insert((*segment, rejection.reason));
                facts.details.rejections.push(rejection);
            }
            "DMG" => {
                if let Some(person) = &mut facts.person {
                    party::demographics(person, source, segment);
                }
            }
            "INS" => facts.relationship = values::code(segment, 2),
            "REF" if self.naming == Naming::Person || facts.benefits.is_empty() => {
                let reference = values::reference(source, segment);
                if let (Some(person), "EJ") = (&mut facts.person, segment.element(1).text) {
                    person.mrn = source.text_of(segment.element(2));
                }
                facts.details.references.extend(reference);
            }
            "DTP" => {
                let Some(event) = values::event(source, segment) else {
                    return;
                };
                if let Some(benefit) = facts.benefits.last_mut() {
                    benefit.dates = benefit.dates.or(Some(event.dates.value));
                }
                facts.details.dates.push(event);
            }
            "EB" => {
                self.naming = Naming::Person;
                let benefit = benefit(source, segment);
                facts.benefits.push(benefit);
            }
            "MSG" => {
                if let Some(benefit) = facts.benefits.last_mut() {
                    let words = NoteText::new(segment.element(1).text);
                    benefit.details.is_carved_out |= says_carved_out(words.as_str());
                    benefit.details.messages.push(words);
                    benefit.span.end = source.span(segment.range()).end;
                }
            }
            _ => {}
        }
    }

    /// Ends the current node: a person whom the payer answers for becomes a coverage.
    fn close(&mut self, source: &Source<'t>, coverages: &mut Vec<Coverage>) {
        let level = self.tree.level();
        if !matches!(level, Level::Subscriber | Level::Dependent) {
            return;
        }
        let payer = self.tree.nearest(|facts| facts.payer.clone());
        let of_source = self.rejections_above();
        let subscriber = match level {
            Level::Dependent => self
                .tree
                .upward()
                .skip(1)
                .find_map(|(_, facts)| facts.and_then(|facts| facts.person.clone())),
            _ => None,
        };
        let facts = std::mem::take(self.tree.facts());
        let answers = !facts.benefits.is_empty()
            || !facts.details.rejections.is_empty()
            || level == Level::Dependent;
        let span = facts.span.filter(|_| answers || !of_source.is_empty());
        // The subscriber above a dependent is still needed by name.
        if span.is_none() || !answers && of_source.is_empty() {
            *self.tree.facts() = facts;
            return;
        }
        let person = facts.person.clone();
        let coverage = coverage(source, self.asked, payer, subscriber, facts, of_source);
        self.tree.facts().person = person;
        let spans = spans_in_force(&coverage.benefits, &coverage.details.dates);
        // What was broken off and taken up again is told once for each time.
        let (last, others) = match spans.split_last() {
            Some((last, others)) => (Some(*last), others),
            None => (None, [].as_slice()),
        };
        let within = |coverage: Coverage, span: DateRange| Coverage {
            from: Some(span.from()),
            to: Some(span.to()),
            ..coverage
        };
        coverages.extend(others.iter().map(|span| within(coverage.clone(), *span)));
        coverages.push(match last {
            Some(span) => within(coverage, span),
            None => coverage,
        });
    }

    /// Returns why the payer or the receiver of the answer could not be served at all.
    fn rejections_above(&self) -> Vec<crate::model::Rejection> {
        let above = self.tree.upward().skip(1);
        above
            .filter(|(level, _)| !matches!(level, Level::Subscriber | Level::Dependent))
            .filter_map(|(_, facts)| facts)
            .flat_map(|facts| facts.details.rejections.iter().copied())
            .collect()
    }
}

fn name(source: &Source<'_>, segment: &Segment<'_>, level: Level, facts: &mut Facts) -> Naming {
    let entity = segment.element(1).text;
    match (level, entity) {
        (Level::Source | Level::Root, _) => {
            facts.payer = Some(party::payer(segment));
            Naming::Person
        }
        (Level::Subscriber | Level::Dependent, "IL" | "03" | "QC") if facts.benefits.is_empty() => {
            let person = facts.person.insert(PatientIdentity::default());
            party::identify(person, source, segment);
            Naming::Person
        }
        // Whom a benefit line names (2120).
        (Level::Subscriber | Level::Dependent, _) => {
            let order = match entity {
                "PRP" => Some(PayerOrder::Primary),
                "SEP" => Some(PayerOrder::Secondary),
                "TTP" => Some(PayerOrder::Tertiary),
                _ => None,
            };
            if order.is_some() || entity == "PR" {
                let payer = party::payer(segment);
                facts.details.other_payers.push((order, payer));
            } else if entity != "IL" {
                facts.details.providers.push(NamedProvider {
                    role: ProviderRole::from_entity(entity),
                    provider: party::provider(source, segment),
                    address: None,
                    references: Vec::new(),
                });
            }
            Naming::Related
        }
        _ => Naming::Related,
    }
}

fn benefit(source: &mut Source<'_>, segment: &Segment<'_>) -> CoverageBenefit {
    let amount = source.optional_money(segment, 7, "the benefit amount");
    let yes_or_no = |index: usize| match segment.element(index).text {
        "Y" => Some(true),
        "N" => Some(false),
        _ => None,
    };
    let types = segment.repetitions(3).filter(|code| !code.is_empty());
    let coded = values::coded(segment, segment.element(13));
    CoverageBenefit {
        span: source.span(segment.range()),
        information: segment.element(1).text.to_owned(),
        service_types: types.map(|code| code.text.to_owned()).collect(),
        authorization_required: yes_or_no(11),
        in_network: yes_or_no(12),
        dates: None,
        details: BenefitDetails {
            level: values::code(segment, 2),
            insurance_type: values::code(segment, 4),
            plan: segment.element(5).text.to_owned(),
            period: values::code(segment, 6),
            amount: amount.map(|amount| amount.value),
            percent: segment.element(8).text.to_owned(),
            quantity_kind: values::code(segment, 9),
            quantity: parse_units(segment.element(10).text),
            procedure: coded.procedure.map(|(procedure, _)| procedure),
            messages: Vec::new(),
            is_carved_out: false,
        },
    }
}

fn coverage(
    source: &Source<'_>,
    asked: Option<ServiceDate>,
    payer: Option<Payer>,
    subscriber: Option<PatientIdentity>,
    facts: Facts,
    rejections_above: Vec<crate::model::Rejection>,
) -> Coverage {
    let Facts {
        person,
        span,
        relationship,
        mut benefits,
        mut details,
        ..
    } = facts;
    let mut patient = person.unwrap_or_default();
    let relationship = match (&subscriber, relationship.is_empty()) {
        (None, true) => "18",
        _ => relationship.as_str(),
    };
    if let Some(subscriber) = &subscriber
        && patient.member_id.is_none()
    {
        patient.member_id.clone_from(&subscriber.member_id);
    }
    details.rejections.extend(rejections_above);
    // A payer that says that it manages the benefits itself sends nobody elsewhere.
    let own = payer.as_ref().map_or("", |payer| payer.name.as_str());
    let own = own
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    for benefit in benefits.iter_mut().filter(|_| own.len() > 2) {
        let names_itself = |words: &NoteText| words.as_str().to_ascii_uppercase().contains(&own);
        if benefit.details.messages.iter().any(names_itself) {
            benefit.details.is_carved_out = false;
        }
    }
    let (from, to) = in_force(&details.dates);
    let group = details
        .references
        .iter()
        .find(|reference| matches!(reference.qualifier.as_str(), "6P" | "1L" | "18"))
        .map(|reference| reference.value.value.clone());
    let insurance_type = benefits
        .iter()
        .filter(|benefit| is_of_coverage(benefit))
        .map(|benefit| benefit.details.insurance_type)
        .find(|kind| !kind.is_empty());
    details.subscriber = subscriber;
    Coverage {
        file: source.file,
        span: span.unwrap_or(Span::new(source.file, 1, 0, 0)),
        patient,
        payer: payer.unwrap_or_default(),
        status: status(&benefits),
        order: None,
        from,
        to,
        group: group.unwrap_or_default(),
        insurance_type: insurance_type.map_or_else(String::new, |kind| kind.to_string()),
        relationship: relationship.to_owned(),
        benefits,
        checked: asked,
        details,
    }
}

/// Returns whether a benefit line says that the coverage is or is not in force.
fn is_of_coverage(benefit: &CoverageBenefit) -> bool {
    matches!(
        benefit.information.as_str(),
        "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8"
    )
}

fn is_of_plan(benefit: &CoverageBenefit) -> bool {
    benefit.service_types.is_empty() || benefit.service_types.iter().any(|code| code == "30")
}

fn is_active(benefit: &CoverageBenefit) -> bool {
    benefit.information.as_str() <= "5"
}

/// Returns whether the coverage is in force. Lines about the plan as a whole (service type 30 or
/// none) go before lines about single services, and of equals the active ones.
fn status(benefits: &[CoverageBenefit]) -> CoverageStatus {
    let stated: Vec<&CoverageBenefit> = benefits.iter().filter(|b| is_of_coverage(b)).collect();
    let whole = stated.iter().copied().filter(|benefit| is_of_plan(benefit));
    let whole: Vec<&CoverageBenefit> = whole.collect();
    let decisive = if whole.is_empty() { stated } else { whole };
    match decisive.as_slice() {
        [] => CoverageStatus::Unknown,
        lines if lines.iter().any(|benefit| is_active(benefit)) => CoverageStatus::Active,
        _ => CoverageStatus::Inactive,
    }
}

/// Returns the days on which the coverage is in force.
///
/// Plan and eligibility dates count; a single date only says when it begins, unless its
/// qualifier is that of an end.
fn in_force(events: &[DatedEvent]) -> (Option<ServiceDate>, Option<ServiceDate>) {
    let find = |qualifiers: &[&str]| {
        let is_one = |event: &&DatedEvent| qualifiers.contains(&event.qualifier.as_str());
        events.iter().find(is_one).map(|event| event.dates.value)
    };
    let range = find(&["291", "307"]);
    let begins = find(&["346", "356", "348"]).map(|dates| dates.from());
    let ends = find(&["347", "357", "349"]).map(|dates| dates.to());
    let open = find(&["346", "356"]).filter(|dates| dates.days() > 1);
    let ranged = range.filter(|dates| dates.days() > 1).or(open);
    (
        begins.or(range.map(|dates| dates.from())),
        ends.or(ranged.map(|dates| dates.to())),
    )
}

/// Qualifiers of dates that tell when a plan or an eligibility is in force.
const IN_FORCE: [&str; 4] = ["291", "307", "346", "356"];

/// Returns the days on which lines about the plan as a whole say that it is in force, where they
/// state two spans or more. Spans that touch are one: public payers renew eligibility each year
/// and answer with both years.
fn spans_in_force(benefits: &[CoverageBenefit], events: &[DatedEvent]) -> Vec<DateRange> {
    let is_told = |span: &DateRange| {
        let is_it = |event: &&DatedEvent| IN_FORCE.contains(&event.qualifier.as_str());
        let mut events = events.iter().filter(is_it);
        span.days() > 1 && events.any(|event| event.dates.value == *span)
    };
    let lines = benefits.iter().filter(|benefit| is_of_coverage(benefit));
    let lines = lines.filter(|benefit| is_active(benefit) && is_of_plan(benefit));
    let mut spans: Vec<DateRange> = lines
        .filter_map(|benefit| benefit.dates)
        .filter(is_told)
        .collect();
    if spans.len() < 2 {
        return Vec::new();
    }
    spans.sort_by_key(|span| (span.from(), span.to()));
    let mut joined: Vec<DateRange> = Vec::new();
    for span in spans {
        let touching = joined.last_mut();
        let touching = touching.filter(|last| span.from() <= last.to().plus_days(1));
        match touching {
            Some(last) => {
                let to = last.to().max(span.to());
                *last = DateRange::new(last.from(), to).unwrap_or(*last);
            }
            None => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_tells_a_carve_out_from_a_benefit() {
        for words in [
            "MENTAL HEALTH BENEFITS ARE CARVED OUT TO HARBOR BEHAVIORAL",
            "Behavioral health is administered by Harbor, call 555-0100",
        ] {
            assert!(says_carved_out(words), "{words}");
        }
        for words in [
            "MENTAL HEALTH OFFICE VISITS NEED NO AUTHORIZATION",
            "PHARMACY BENEFITS ARE ADMINISTERED BY SCRIPT PARTNERS",
        ] {
            assert!(!says_carved_out(words), "{words}");
        }
    }
}

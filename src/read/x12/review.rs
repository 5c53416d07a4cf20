//! Reads the reviews of one 278 transaction, request or response, of 5010 (X217) or 4010 (X094).
//! Each event and each service of it becomes an authorization; a request becomes one that was only
//! asked for. What a decision means for a claim is not its matter.

use super::envelope::Transaction;
use super::lexer::Segment;
use super::source::{Source, parse_date, parse_units};
use super::tree::{Level, Tree};
use super::{party, review_terms, values};
use crate::model::{
    Authorization, AuthorizationDetails, AuthorizedQuantity, Modifier, NamedProvider,
    PatientIdentity, Payer, ProcedureCode, ProviderRole, Qualifier, Rejection, RevenueCode,
    ServiceDate, Units,
};
use crate::problem::{Problem, ProblemKind};
use crate::read::FileContent;
use crate::text::{Located, Span};

/// Appends every review of a transaction to the authorizations or to the requests.
pub(super) fn read<'t>(
    source: &mut Source<'t>,
    transaction: &Transaction<'t>,
    content: &mut FileContent,
) {
    let mut reader = Reader {
        tree: Tree::new(),
        header: Header::default(),
        naming: Naming::Nobody,
        open: None,
    };
    for segment in transaction.segments() {
        reader.take(source, &segment, content);
    }
    reader.close(source, content);
}

/// What BHT says of the whole transaction.
#[derive(Default)]
struct Header {
    purpose: Qualifier,
    transaction_type: Qualifier,
    made: Option<ServiceDate>,
}

impl Header {
    /// Returns whether the transaction asks: `13` request, `01` cancellation, `36` a request for
    /// reply. Everything else answers.
    fn asks(&self) -> bool {
        matches!(self.purpose.as_str(), "13" | "01" | "36")
    }
}

/// What one node of the tree says; services inherit from their event, events from nobody.
#[derive(Default, Clone)]
pub(super) struct Facts {
    payer: Option<Payer>,
    reviewer: Option<Payer>,
    requester: Option<NamedProvider>,
    patient: Option<PatientIdentity>,
    pub(super) review: Review,
}

/// What an event or service says of itself.
#[derive(Default, Clone)]
pub(super) struct Review {
    /// Where its segments stand; `None` while nothing was said.
    pub(super) span: Option<Span>,
    /// The number of the decision (HCR02), else of REF*BB.
    pub(super) number: Option<Located<String>>,
    pub(super) procedures: Vec<ProcedureCode>,
    pub(super) revenues: Vec<RevenueCode>,
    pub(super) modifiers: Vec<Modifier>,
    /// Units of the service segment, which stand in where no quantity is given.
    pub(super) service_units: Option<(Located<Units>, Qualifier)>,
    pub(super) details: AuthorizationDetails,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    Person,
    Provider,
    Requester,
    Nobody,
}

struct Reader<'t> {
    tree: Tree<'t, Facts>,
    header: Header,
    naming: Naming,
    /// The event whose services may follow, with whether any did.
    open: Option<OpenEvent>,
}

struct OpenEvent {
    authorization: Authorization,
    has_services: bool,
    has_own_terms: bool,
}

/// Returns the levels under which a level may stand; any will do, for 4010 orders them otherwise.
fn above(_: Level) -> &'static [Level] {
    &[]
}

impl<'t> Reader<'t> {
    fn take(&mut self, source: &mut Source<'t>, segment: &Segment<'t>, content: &mut FileContent) {
        match segment.id() {
            "BHT" => {
                self.header = Header {
                    purpose: values::code(segment, 2),
                    transaction_type: values::code(segment, 6),
                    made: parse_date(segment.element(4).text),
                };
            }
            "HL" => {
                self.close_node(source, content);
                self.tree.open(source, segment, above);
                self.naming = Naming::Nobody;
            }
            "ST" => {}
            _ => self.statement(source, segment),
        }
    }

    fn statement(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        match segment.id() {
            "NM1" => return self.name(source, segment),
            "DMG" if self.naming == Naming::Person => {
                if let Some(patient) = &mut self.tree.facts().patient {
                    party::demographics(patient, source, segment);
                }
                return;
            }
            "PRV" | "N3" | "N4" | "PER" => return self.enrich(segment),
            "REF"
                if matches!(self.naming, Naming::Provider | Naming::Requester)
                    && party::is_of_provider(segment) =>
            {
                return self.enrich(segment);
            }
            "REF" if self.naming == Naming::Person => {
                if segment.element(1).text == "EJ"
                    && let Some(patient) = &mut self.tree.facts().patient
                {
                    patient.mrn = source.text_of(segment.element(2));
                }
                return;
            }
            _ => {}
        }
        let review = &mut self.tree.facts().review;
        if review_terms::take(source, segment, review) {
            let span = source.span(segment.range());
            let whole = review.span.get_or_insert(span);
            whole.end = span.end;
        }
    }

    fn name(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        let level = self.tree.level();
        let facts = self.tree.facts();
        let entity = segment.element(1).text;
        self.naming = match (level, entity) {
            (_, "IL" | "QC") => {
                let patient = facts.patient.insert(PatientIdentity::default());
                party::identify(patient, source, segment);
                Naming::Person
            }
            (Level::Source | Level::Root, "PR") => {
                facts.payer = Some(party::payer(segment));
                Naming::Nobody
            }
            (Level::Source | Level::Root, "X3" | "36" | "2B") => {
                facts.reviewer = Some(party::payer(segment));
                Naming::Nobody
            }
            (Level::Receiver, _) => {
                facts.requester = Some(named(source, segment, ProviderRole::Requester));
                Naming::Requester
            }
            _ => {
                let role = ProviderRole::from_entity(entity);
                let provider = named(source, segment, role);
                facts.review.details.providers.push(provider);
                Naming::Provider
            }
        };
    }

    fn enrich(&mut self, segment: &Segment<'t>) {
        let facts = self.tree.facts();
        let named = match self.naming {
            Naming::Requester => facts.requester.as_mut(),
            Naming::Provider => facts.review.details.providers.last_mut(),
            Naming::Person | Naming::Nobody => None,
        };
        let Some(named) = named else { return };
        match segment.id() {
            "N3" | "N4" => {
                let address = named.address.get_or_insert_default();
                values::address(address, segment);
            }
            "PER" => {}
            _ => party::enrich(&mut named.provider, segment),
        }
    }

    /// Ends the current node: an event waits for its services, a service joins its event.
    fn close_node(&mut self, source: &mut Source<'t>, content: &mut FileContent) {
        let says = |facts: Option<&Facts>| facts.is_some_and(|facts| facts.review.span.is_some());
        if !says(self.tree.own()) {
            return;
        }
        let path: Vec<&Facts> = self.tree.upward().filter_map(|(_, facts)| facts).collect();
        let own_terms = path
            .first()
            .is_some_and(|facts| !facts.review.details.quantities.is_empty());
        let parts = [
            path.first().copied(),
            path.iter()
                .skip(1)
                .copied()
                .find(|facts| facts.review.span.is_some()),
        ];
        let [Some(own), event] = parts else { return };
        let mut review = own.review.clone();
        if let Some(event) = event {
            review_terms::inherit(&mut review, &event.review);
        }
        let authorization = self.authorization(source, review, &path);
        if self.tree.level() == Level::Service || event.is_some() {
            if let Some(open) = &mut self.open {
                open.has_services = true;
            }
            push(authorization, content);
        } else {
            self.close_event(content);
            self.open = Some(OpenEvent {
                authorization,
                has_services: false,
                has_own_terms: own_terms,
            });
        }
    }

    /// Hands over an event that stands for itself: one without services, or one that grants a
    /// quantity of its own (days of an admission beside a procedure).
    fn close_event(&mut self, content: &mut FileContent) {
        if let Some(open) = self.open.take()
            && (!open.has_services || open.has_own_terms)
        {
            push(open.authorization, content);
        }
    }

    fn close(mut self, source: &mut Source<'t>, content: &mut FileContent) {
        self.close_node(source, content);
        self.close_event(content);
    }

    fn authorization(
        &self,
        source: &mut Source<'t>,
        mut review: Review,
        path: &[&Facts],
    ) -> Authorization {
        review.details.transaction_type = self.header.transaction_type;
        review.details.reviewer = path.iter().find_map(|facts| facts.reviewer.clone());
        let span = review.span.unwrap_or(Span::new(source.file, 1, 0, 0));
        let patient = path.iter().find_map(|facts| facts.patient.clone());
        if patient.as_ref().is_none_or(PatientIdentity::is_empty) {
            let message = "no subscriber or patient stands above the review; it is matched by its \
                           authorization number only";
            source.report(Problem::at(span, ProblemKind::NoPatient, message));
        }
        let payer = path.iter().find_map(|facts| facts.payer.clone());
        let requester = path.iter().find_map(|facts| facts.requester.clone());
        let decision = review_terms::decision(&review.details, self.header.asks());
        let terms = review_terms::Terms::of(&review);
        let npi = |is_person: bool| {
            let providers = review.details.providers.iter();
            providers
                .filter(|named| named.provider.first.is_empty() != is_person)
                .find_map(|named| named.provider.npi_text.as_ref())
                .map(|npi| npi.value.clone())
        };
        let (rendering_npi, billing_npi) = (npi(true), npi(false));
        let messages = review.details.messages.iter();
        let spans = messages.map(|message| message.text.span);
        let clinical_summary = spans.reduce(|all, next| Span {
            start: all.start.min(next.start),
            end: all.end.max(next.end),
            ..all
        });
        review.details.providers.extend(requester);
        let asks = self.header.asks();
        Authorization {
            file: source.file,
            span,
            number: review.number,
            patient: patient.unwrap_or_default(),
            payer: payer.unwrap_or_default(),
            decision,
            level: None,
            level_text: None,
            procedures: review.procedures,
            revenues: review.revenues,
            modifiers: review.modifiers,
            units: terms.units,
            unit_kind: terms.unit_kind,
            per_week: terms.per_week,
            from: terms.from,
            to: terms.to,
            requested: self.header.made.filter(|_| asks),
            decided: terms.issued.or(self.header.made.filter(|_| !asks)),
            review: review_terms::review_words(&review.details).to_owned(),
            rendering_npi,
            billing_npi,
            clinical_summary,
            mentions: Vec::new(),
            details: review.details,
        }
    }
}

fn push(authorization: Authorization, content: &mut FileContent) {
    if authorization.decision == crate::model::AuthorizationDecision::Requested {
        content.authorization_requests.push(authorization);
    } else {
        content.authorizations.push(authorization);
    }
}

fn named(source: &Source<'_>, segment: &Segment<'_>, role: ProviderRole) -> NamedProvider {
    NamedProvider {
        role,
        provider: party::provider(source, segment),
        address: None,
        references: Vec::new(),
    }
}

/// Reads an HSD segment.
pub(super) fn quantity(source: &mut Source<'_>, segment: &Segment<'_>) -> AuthorizedQuantity {
    AuthorizedQuantity {
        unit: values::code(segment, 1),
        quantity: source.optional_units(segment, 2, "the quantity"),
        per: values::code(segment, 3),
        per_count: parse_units(segment.element(4).text),
        period: values::code(segment, 5),
        periods: parse_units(segment.element(6).text),
        pattern: values::code(segment, 7),
        time: values::code(segment, 8),
        span: source.span(segment.range()),
    }
}

/// Reads an AAA segment.
pub(super) fn rejection(source: &Source<'_>, segment: &Segment<'_>) -> Rejection {
    Rejection {
        reason: values::code(segment, 3),
        follow_up: values::code(segment, 4),
        span: source.span(segment.range()),
    }
}

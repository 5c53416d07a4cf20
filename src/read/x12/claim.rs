//! Reads the claims of one 837 transaction: it tells where each claim and line begins and ends,
//! and whose loop a segment belongs to. What the segments say is read beside it: by
//! [`claim_header`], [`other_payer`] and the two forms. A broken claim is kept with what was
//! understood.
//!
//! [`claim_header`]: super::claim_header
//! [`other_payer`]: super::other_payer

use super::envelope::Transaction;
use super::hierarchy::Hierarchy;
use super::lexer::Segment;
use super::source::{Source, parse_date};
use super::{claim_header, claim_institutional, claim_line, claim_professional, other_payer};
use super::{party, values};
use crate::model::{
    Claim, ClaimForm, NamedProvider, Provider, ProviderRole, ServiceDate, ServiceLine,
};
use crate::problem::ProblemKind;
use std::ops::Range;

/// Appends every claim of a transaction.
pub(super) fn read<'t>(
    source: &mut Source<'t>,
    transaction: &Transaction<'t>,
    form: ClaimForm,
    claims: &mut Vec<Claim>,
) {
    let mut hierarchy = Hierarchy::new();
    let mut submitted = None;
    let mut reader: Option<Reader<'t>> = None;
    for segment in transaction.segments() {
        let segment = &segment;
        match segment.id() {
            "BHT" => {
                submitted = parse_date(segment.element(4).text);
                if submitted.is_none() {
                    let message = "the creation date (element 4) is not CCYYMMDD; checks of late \
                                   submission skip these claims";
                    source.trouble(segment, ProblemKind::BadValue, message);
                }
                hierarchy.take(source, segment);
            }
            "CLM" => {
                finish(source, reader.take(), claims);
                reader = Some(Reader::open(source, segment, form, &hierarchy, submitted));
            }
            "HL" => {
                finish(source, reader.take(), claims);
                hierarchy.take(source, segment);
            }
            // Without this the next claim would be taken for the last person's.
            id if begins_person(id, segment) && reader.as_ref().is_some_and(Reader::has_lines) => {
                finish(source, reader.take(), claims);
                hierarchy.open_implied(source, segment);
                hierarchy.take(source, segment);
            }
            id => {
                if !is_known(id) {
                    let message = "is no segment of a claim; it is not used";
                    source.trouble(segment, ProblemKind::BadValue, message);
                }
                match &mut reader {
                    Some(reader) => reader.take(source, segment),
                    None => hierarchy.take(source, segment),
                }
            }
        }
    }
    finish(source, reader, claims);
}

/// Returns whether a segment can only begin a subscriber or dependent once a claim has lines:
/// other payers' subscribers stand before the lines.
fn begins_person(id: &str, segment: &Segment<'_>) -> bool {
    match id {
        "SBR" | "PAT" => true,
        "NM1" => matches!(segment.element(1).text, "IL" | "QC"),
        _ => false,
    }
}

/// Returns whether the segment has a place in an 837, read or not.
fn is_known(id: &str) -> bool {
    matches!(
        id,
        "NM1"
            | "N2"
            | "N3"
            | "N4"
            | "PER"
            | "PRV"
            | "REF"
            | "SBR"
            | "PAT"
            | "CUR"
            | "DMG"
            | "DTP"
            | "LX"
            | "SV1"
            | "SV2"
            | "HI"
            | "AMT"
            | "CAS"
            | "SVD"
            | "NTE"
            | "PWK"
            | "CN1"
            | "K3"
            | "CL1"
            | "CRC"
            | "OI"
            | "MIA"
            | "MOA"
            | "LIN"
            | "CTP"
            | "HCP"
            | "ST"
            | "QTY"
            | "MEA"
            | "CR1"
            | "CR2"
            | "CR3"
            | "CR4"
            | "CR5"
            | "CR6"
            | "CR7"
            | "CR8"
            | "HSD"
            | "PS1"
            | "LQ"
            | "FRM"
            | "SV3"
            | "SV4"
            | "SV5"
            | "SV6"
            | "SV7"
            | "TOO"
            | "DN1"
            | "DN2"
            | "DSB"
            | "UR"
            | "IMM"
            | "LS"
            | "LE"
            | "BHT"
    )
}

/// One claim while its segments arrive.
struct Reader<'t> {
    claim: Claim,
    opening: Segment<'t>,
    bytes: Range<usize>,
    line: Option<Line<'t>>,
    /// Whose loop the current segments belong to.
    scope: Scope,
    /// The highest line number so far.
    highest: u32,
}

/// One line while its segments arrive.
struct Line<'t> {
    line: ServiceLine,
    opening: Segment<'t>,
    bytes: Range<usize>,
    has_service: bool,
    is_total: bool,
}

/// Whose loop a segment belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The claim's or line's own segments.
    Own,
    /// The provider that the last NM1 named.
    Named(Place),
    /// Another payer's view of the claim (2320, 2330); the last one.
    OtherPayer(other_payer::Naming),
    /// Another payer's decision on the line (2430); the last one.
    Adjudication,
    /// A drug of the line (2410); the last one.
    Drug,
}

/// Where the provider that an NM1 named is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Rendering,
    Supervising,
    Facility,
    /// The last of the providers listed by role.
    Listed,
}

impl<'t> Reader<'t> {
    fn open(
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        form: ClaimForm,
        hierarchy: &Hierarchy<'t>,
        submitted: Option<ServiceDate>,
    ) -> Self {
        Self {
            claim: claim_header::open(source, segment, form, hierarchy, submitted),
            opening: *segment,
            bytes: segment.range(),
            line: None,
            scope: Scope::Own,
            highest: 0,
        }
    }

    fn has_lines(&self) -> bool {
        self.line.is_some()
    }

    fn take(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let end = segment.range().end;
        self.bytes.end = end;
        let id = segment.id();
        if id == "LX" {
            self.open_line(source, segment);
            return;
        }
        if let Some(line) = &mut self.line {
            line.bytes.end = end;
        }
        match id {
            "SV1" | "SV2" => self.service(source, segment),
            "SBR" => {
                let payer = other_payer::open(source, segment);
                self.claim.details.other_payers.push(payer);
                self.scope = Scope::OtherPayer(other_payer::Naming::Nobody);
            }
            "NM1" => self.name(source, segment),
            "PRV" => {
                if let Some(provider) = self.named() {
                    party::enrich(provider, segment);
                }
            }
            "REF" => self.reference(source, segment),
            "N3" | "N4" => self.address(segment),
            _ => self.statement(source, segment, id),
        }
    }

    /// Takes a segment that states something of the claim, the line or another payer.
    fn statement(&mut self, source: &mut Source<'t>, segment: &Segment<'t>, id: &str) {
        let Some(line) = &mut self.line else {
            if let Scope::OtherPayer(naming) = self.scope
                && let Some(payer) = self.claim.details.other_payers.last_mut()
                && other_payer::take(source, segment, payer, naming)
            {
                return;
            }
            claim_header::take(source, segment, &mut self.claim);
            return;
        };
        match id {
            "SVD" => {
                let adjudication = other_payer::adjudication(source, segment);
                line.line.details.adjudications.push(adjudication);
                self.scope = Scope::Adjudication;
            }
            "LIN" => {
                let drug = claim_line::drug(source, segment);
                if let Some(drug) = drug {
                    line.line.details.drugs.push(drug);
                    self.scope = Scope::Drug;
                }
            }
            _ => {
                if self.scope == Scope::Adjudication
                    && let Some(last) = line.line.details.adjudications.last_mut()
                    && other_payer::take_adjudication(source, segment, last)
                {
                    return;
                }
                claim_line::take(source, segment, &mut line.line);
            }
        }
    }

    fn open_line(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        self.close_line(source);
        self.scope = Scope::Own;
        let stated = segment
            .element(1)
            .text
            .parse::<u32>()
            .ok()
            .filter(|number| *number > 0);
        let next = self.next_number();
        // Numbers rise in nearly every file; only one that falls back can be a repeat.
        let is_free = |number: &u32| {
            *number >= next || self.claim.lines.iter().all(|line| line.number != *number)
        };
        let number = stated.filter(is_free).unwrap_or_else(|| {
            let message = "the line number is missing, unreadable or used twice; the line is \
                           numbered by its order";
            source.trouble(segment, ProblemKind::BadValue, message);
            next
        });
        self.line = Some(self.new_line(source, segment, number));
    }

    fn service(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        if self.line.as_ref().is_none_or(|line| line.has_service) {
            let message = "a service comes without a line number (LX) before it; it is taken as a \
                           line of its own";
            source.trouble(segment, ProblemKind::ClaimStructure, message);
            self.close_line(source);
            self.line = Some(self.new_line(source, segment, self.next_number()));
        }
        self.scope = Scope::Own;
        let Some(line) = &mut self.line else { return };
        line.has_service = true;
        if segment.id() == "SV1" {
            claim_professional::service(source, segment, &mut line.line);
        } else if claim_institutional::is_total(segment) {
            line.is_total = true;
        } else {
            claim_institutional::service(source, segment, &mut line.line);
        }
    }

    /// Returns one more than the highest line number so far.
    fn next_number(&self) -> u32 {
        self.highest.saturating_add(1)
    }

    fn new_line(&self, source: &Source<'t>, segment: &Segment<'t>, number: u32) -> Line<'t> {
        Line {
            line: claim_line::open(source, segment, number, &self.claim),
            opening: *segment,
            bytes: segment.range(),
            has_service: false,
            is_total: false,
        }
    }

    fn name(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        let entity = segment.element(1).text;
        if self.line.is_none()
            && let Scope::OtherPayer(naming) = &mut self.scope
            && let Some(payer) = self.claim.details.other_payers.last_mut()
        {
            *naming = other_payer::name(source, segment, payer);
            return;
        }
        let provider = party::provider(source, segment);
        let institutional = self.claim.form == ClaimForm::Institutional;
        let role = ProviderRole::from_entity(entity);
        let own = match (role, &mut self.line) {
            (ProviderRole::Rendering, Some(line)) => {
                Some((Place::Rendering, &mut line.line.rendering))
            }
            (_, Some(_)) => None,
            // An institutional claim is led by its attending provider.
            (ProviderRole::Rendering, None) if !institutional => {
                Some((Place::Rendering, &mut self.claim.rendering))
            }
            (ProviderRole::Attending, None) if institutional => {
                Some((Place::Rendering, &mut self.claim.rendering))
            }
            (ProviderRole::Supervising, None) => {
                Some((Place::Supervising, &mut self.claim.supervising))
            }
            (ProviderRole::Facility, None) => Some((Place::Facility, &mut self.claim.facility)),
            _ => None,
        };
        let place = match own {
            Some((place, field)) => {
                *field = Some(provider);
                place
            }
            None => {
                self.listed().push(NamedProvider {
                    role,
                    provider,
                    address: None,
                    references: Vec::new(),
                });
                Place::Listed
            }
        };
        self.scope = Scope::Named(place);
    }

    /// Returns the list of providers by role that belongs to the line, else to the claim.
    fn listed(&mut self) -> &mut Vec<NamedProvider> {
        match &mut self.line {
            Some(line) => &mut line.line.details.providers,
            None => &mut self.claim.details.providers,
        }
    }

    /// Returns the provider whose loop is open.
    fn named(&mut self) -> Option<&mut Provider> {
        match self.scope {
            Scope::Named(Place::Rendering) => match &mut self.line {
                Some(line) => line.line.rendering.as_mut(),
                None => self.claim.rendering.as_mut(),
            },
            Scope::Named(Place::Supervising) => self.claim.supervising.as_mut(),
            Scope::Named(Place::Facility) => self.claim.facility.as_mut(),
            Scope::Named(Place::Listed) => {
                self.listed().last_mut().map(|named| &mut named.provider)
            }
            Scope::OtherPayer(other_payer::Naming::Provider) => {
                let payer = self.claim.details.other_payers.last_mut()?;
                payer.providers.last_mut().map(|named| &mut named.provider)
            }
            _ => None,
        }
    }

    fn address(&mut self, segment: &Segment<'t>) {
        let address = match self.scope {
            Scope::Named(Place::Facility) => &mut self.claim.details.facility_address,
            Scope::Named(Place::Listed) => match self.listed().last_mut() {
                Some(named) => &mut named.address,
                None => return,
            },
            _ => return,
        };
        values::address(address.get_or_insert_default(), segment);
    }

    fn reference(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        if self.line.is_none()
            && let Scope::OtherPayer(naming) = self.scope
            && let Some(payer) = self.claim.details.other_payers.last_mut()
        {
            other_payer::reference(source, segment, payer, naming);
            return;
        }
        if matches!(self.scope, Scope::Named(_)) && party::is_of_provider(segment) {
            if let Some(provider) = self.named() {
                party::enrich(provider, segment);
            }
            if self.scope == Scope::Named(Place::Listed)
                && let Some(named) = self.listed().last_mut()
            {
                named.references.extend(values::reference(source, segment));
            }
            return;
        }
        match &mut self.line {
            Some(line) => {
                if self.scope == Scope::Drug
                    && matches!(segment.element(1).text, "XZ" | "VY")
                    && let Some(drug) = line.line.details.drugs.last_mut()
                {
                    drug.prescription = segment.element(2).text.to_owned();
                    return;
                }
                claim_line::reference(source, segment, &mut line.line, &self.claim.payer.id);
            }
            None => claim_header::reference(source, segment, &mut self.claim),
        }
    }

    fn close_line(&mut self, source: &mut Source<'t>) {
        let Some(Line {
            mut line,
            opening,
            bytes,
            has_service,
            is_total,
        }) = self.line.take()
        else {
            return;
        };
        if is_total {
            return;
        }
        line.span = source.span(bytes);
        if !has_service {
            let message = "the line has no service (SV1 or SV2); its charge and units are unknown";
            source.trouble(&opening, ProblemKind::ClaimStructure, message);
        }
        if line.dates.is_none() {
            line.dates = self.claim.statement;
        }
        if line.dates.is_none() {
            let message = "the line has no readable date of service; it cannot be joined to notes";
            source.trouble(&opening, ProblemKind::BadValue, message);
        }
        self.highest = self.highest.max(line.number);
        self.claim.lines.push(line);
    }
}

fn finish<'t>(source: &mut Source<'t>, reader: Option<Reader<'t>>, claims: &mut Vec<Claim>) {
    let Some(mut reader) = reader else { return };
    reader.close_line(source);
    let Reader {
        mut claim,
        opening,
        bytes,
        ..
    } = reader;
    claim.span = source.span(bytes);
    // A rendering provider stands in only where no attending is named.
    if claim.rendering.is_none() {
        let mut listed = claim.details.providers.iter();
        let rendering = listed.find(|named| named.role == ProviderRole::Rendering);
        claim.rendering = rendering.map(|named| named.provider.clone());
    }
    if claim.lines.is_empty() {
        let message = "the claim has no service lines; nothing in it can be checked by day";
        source.trouble(&opening, ProblemKind::ClaimStructure, message);
    }
    if !claim.lines.is_sorted_by_key(|line| line.number) {
        claim.lines.sort_by_key(|line| line.number);
    }
    claims.push(claim);
}

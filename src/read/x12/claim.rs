//! Reads the claims of one 837 transaction: the CLM loop and what both forms share. Service
//! segments are read by the form's own file. A broken claim is kept with what was understood.

use super::envelope::Transaction;
use super::hierarchy::Hierarchy;
use super::lexer::Segment;
use super::source::{Source, parse_date, parse_dates};
use super::{claim_institutional, claim_professional, party};
use crate::model::{
    Claim, ClaimForm, ClaimFrequency, DateRange, DiagnosisCode, Money, Provider, ServiceDate,
    ServiceLine,
};
use crate::problem::ProblemKind;
use crate::text::Located;
use std::ops::Range;

/// Appends every claim of a transaction.
pub(super) fn read<'t>(
    source: &mut Source<'t>,
    transaction: &Transaction<'_, 't>,
    form: ClaimForm,
    claims: &mut Vec<Claim>,
) {
    let mut hierarchy = Hierarchy::new();
    let mut submitted = None;
    let mut reader: Option<Reader<'t>> = None;
    for segment in transaction.segments {
        match segment.id() {
            "BHT" => {
                submitted = parse_date(segment.element(4).text);
                if submitted.is_none() {
                    let message = "the creation date (element 4) is not CCYYMMDD; checks of late \
                                   submission skip these claims";
                    source.trouble(segment, ProblemKind::BadValue, message);
                }
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
            _ => match &mut reader {
                Some(reader) => reader.take(source, segment),
                None => hierarchy.take(source, segment),
            },
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

/// One claim while its segments arrive.
struct Reader<'t> {
    claim: Claim,
    opening: Segment<'t>,
    bytes: Range<usize>,
    line: Option<Line<'t>>,
    /// Whose loop the current segments belong to.
    scope: Scope,
    other_rendering: Option<Provider>,
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The claim's or line's own segments.
    Own,
    /// The provider that the last NM1 named.
    Named(Role),
    /// Another payer's view of the claim or line (2320, 2330, 2430).
    OtherPayer,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Rendering,
    OtherRendering,
    Supervising,
    Facility,
    Unused,
}

impl<'t> Reader<'t> {
    fn open(
        source: &mut Source<'t>,
        segment: &Segment<'t>,
        form: ClaimForm,
        hierarchy: &Hierarchy<'t>,
        submitted: Option<ServiceDate>,
    ) -> Self {
        let id = segment.element(1);
        if id.is_empty() {
            let message = "the claim has no patient control number (element 1); it cannot be \
                           joined to its remittance";
            source.trouble(segment, ProblemKind::BadValue, message);
        }
        let patient = hierarchy.patient();
        if patient.is_empty() {
            let message = "no subscriber or patient (NM1*IL, NM1*QC) stands above the claim; it \
                           cannot be joined to a chart";
            source.trouble(segment, ProblemKind::NoPatient, message);
        }
        let facility_code = segment.component(5, 1);
        let frequency = segment.component(5, 3);
        let claim = Claim {
            file: source.file,
            span: source.span(segment.range()),
            id: id.text.to_owned(),
            form,
            patient,
            payer: hierarchy.payer(),
            payer_sequence: hierarchy.sequence(),
            submitted,
            total_charge: source.money(segment, 2, "the total charge"),
            place_of_service: match form {
                ClaimForm::Professional => {
                    claim_professional::place_of_service(source, facility_code)
                }
                ClaimForm::Institutional => None,
            },
            type_of_bill: match form {
                ClaimForm::Professional => None,
                ClaimForm::Institutional => {
                    claim_institutional::type_of_bill(source, segment, facility_code, frequency)
                }
            },
            frequency: frequency_of(frequency.text),
            original_reference: None,
            authorizations: Vec::new(),
            statement: None,
            admission: None,
            discharge: None,
            patient_status: None,
            diagnoses: Vec::new(),
            condition_codes: Vec::new(),
            occurrence_spans: Vec::new(),
            billing: hierarchy.billing(),
            rendering: None,
            supervising: None,
            facility: None,
            lines: Vec::new(),
        };
        Self {
            claim,
            opening: *segment,
            bytes: segment.range(),
            line: None,
            scope: Scope::Own,
            other_rendering: None,
            highest: 0,
        }
    }

    fn has_lines(&self) -> bool {
        self.line.is_some()
    }

    fn take(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        self.bytes.end = segment.range().end;
        if segment.id() == "LX" {
            self.open_line(source, segment);
            return;
        }
        if let Some(line) = &mut self.line {
            line.bytes.end = segment.range().end;
        }
        match segment.id() {
            "SV1" | "SV2" => self.service(source, segment),
            "NM1" => self.name(source, segment),
            // Another payer's loop lasts until the next line, or the next claim.
            "SBR" | "SVD" => self.scope = Scope::OtherPayer,
            "PRV" | "REF" if self.scope == Scope::OtherPayer => {}
            "PRV" => self.enrich(segment),
            "REF" => self.reference(source, segment),
            "DTP" => self.date(source, segment),
            "HI" => self.codes(source, segment),
            "CL1" => self.claim.patient_status = source.text_of(segment.element(3)),
            _ => {}
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
            line: ServiceLine {
                number,
                span: source.span(segment.range()),
                procedure: None,
                modifiers: Vec::new(),
                revenue: None,
                charge: Money::ZERO,
                units: None,
                unit_basis: String::new(),
                dates: None,
                place_of_service: self.claim.place_of_service.clone(),
                diagnosis_pointers: Vec::new(),
                rendering: None,
                authorization: None,
                control_number: None,
            },
            opening: *segment,
            bytes: segment.range(),
            has_service: false,
            is_total: false,
        }
    }

    fn name(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        if self.scope == Scope::OtherPayer {
            return;
        }
        let provider = || Some(party::provider(source, segment));
        let institutional = self.claim.form == ClaimForm::Institutional;
        let role = match (segment.element(1).text, &mut self.line) {
            ("82", Some(line)) => {
                line.line.rendering = provider();
                Role::Rendering
            }
            // An institutional claim is led by its attending provider; a rendering provider
            // stands in only where no attending is named.
            ("82", None) if institutional => {
                self.other_rendering = provider();
                Role::OtherRendering
            }
            ("82", None) => {
                self.claim.rendering = provider();
                Role::Rendering
            }
            ("71", None) if institutional => {
                self.claim.rendering = provider();
                Role::Rendering
            }
            ("DQ", None) => {
                self.claim.supervising = provider();
                Role::Supervising
            }
            // 4010 named the facility FA.
            ("77" | "FA", None) => {
                self.claim.facility = provider();
                Role::Facility
            }
            _ => Role::Unused,
        };
        self.scope = Scope::Named(role);
    }

    fn named(&mut self, role: Role) -> Option<&mut Provider> {
        match (role, &mut self.line) {
            (Role::Rendering, Some(line)) => line.line.rendering.as_mut(),
            (Role::Rendering, None) => self.claim.rendering.as_mut(),
            (Role::OtherRendering, _) => self.other_rendering.as_mut(),
            (Role::Supervising, _) => self.claim.supervising.as_mut(),
            (Role::Facility, _) => self.claim.facility.as_mut(),
            (Role::Unused, _) => None,
        }
    }

    fn enrich(&mut self, segment: &Segment<'t>) {
        if let Scope::Named(role) = self.scope
            && let Some(provider) = self.named(role)
        {
            party::enrich(provider, segment);
        }
    }

    fn reference(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        let value = source.text_of(segment.element(2));
        match (segment.element(1).text, &mut self.line) {
            ("G1", line) => {
                // REF04 names the other payer that gave the number.
                let other_payer = segment.component(4, 2);
                if !other_payer.is_empty() && other_payer.text != self.claim.payer.id {
                    return;
                }
                match (line, value) {
                    (Some(line), Some(value)) => {
                        line.line.authorization.get_or_insert(value);
                    }
                    (None, Some(value)) => self.claim.authorizations.push(value),
                    (_, None) => {}
                }
            }
            ("F8", None) => self.claim.original_reference = value,
            ("EA", None) => self.claim.patient.mrn = value,
            ("6R", Some(line)) => line.line.control_number = value.map(|value| value.value),
            _ => self.enrich(segment),
        }
    }

    fn date(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        match (segment.element(1).text, &mut self.line) {
            ("472", Some(line)) => line.line.dates = source.dates(segment),
            // A claim-level service date of older guides holds for lines without one.
            ("434" | "472", None) => self.claim.statement = source.dates(segment),
            ("435", None) => self.claim.admission = first_day(source.dates(segment)),
            // A discharge hour alone (TM) is no date.
            ("096", None) if segment.element(2).text != "TM" => {
                self.claim.discharge = first_day(source.dates(segment));
            }
            _ => {}
        }
    }

    fn codes(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        for index in 1..=12 {
            let code = segment.component(index, 2);
            if code.is_empty() {
                continue;
            }
            match segment.component(index, 1).text {
                principal @ ("ABK" | "BK" | "ABF" | "BF") => {
                    let Some(diagnosis) = DiagnosisCode::new(code.text) else {
                        continue;
                    };
                    let diagnosis = source.located(diagnosis, code);
                    if principal.ends_with("BK") {
                        self.claim.diagnoses.insert(0, diagnosis);
                    } else {
                        self.claim.diagnoses.push(diagnosis);
                    }
                }
                "BG" => self.claim.condition_codes.extend(source.text_of(code)),
                "BI" => {
                    let dates = segment.component(index, 4);
                    if let Some(range) = parse_dates(dates.text) {
                        let value = (code.text.to_owned(), range);
                        self.claim
                            .occurrence_spans
                            .push(source.located(value, segment.element(index)));
                    } else {
                        let message = "the dates of an occurrence span are not a range of \
                                       CCYYMMDD; the span is not used";
                        source.trouble(segment, ProblemKind::BadValue, message);
                    }
                }
                _ => {}
            }
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
        other_rendering,
        ..
    } = reader;
    claim.span = source.span(bytes);
    if claim.rendering.is_none() {
        claim.rendering = other_rendering;
    }
    if claim.lines.is_empty() {
        let message = "the claim has no service lines; nothing in it can be checked by day";
        source.trouble(&opening, ProblemKind::ClaimStructure, message);
    }
    claim.lines.sort_by_key(|line| line.number);
    claims.push(claim);
}

fn first_day(dates: Option<Located<DateRange>>) -> Option<Located<ServiceDate>> {
    dates.map(|dates| Located::new(dates.value.from(), dates.span))
}

fn frequency_of(code: &str) -> ClaimFrequency {
    match code {
        "1" => ClaimFrequency::Original,
        "2" => ClaimFrequency::InterimFirst,
        "3" => ClaimFrequency::InterimContinuing,
        "4" => ClaimFrequency::InterimLast,
        "5" => ClaimFrequency::LateCharge,
        "7" => ClaimFrequency::Replacement,
        "8" => ClaimFrequency::Void,
        _ => ClaimFrequency::Other,
    }
}

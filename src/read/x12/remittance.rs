//! Reads the claim payments of one 835 transaction. It does not net reversals against
//! corrections and does not judge adjustments.

use super::envelope::Transaction;
use super::lexer::Segment;
use super::payment::{self, Balance};
use super::source::{Source, parse_units};
use super::{party, values};
use crate::model::{
    ClaimStatus, EventKind, Money, PatientIdentity, Payment, ReferenceKind, RemittanceClaim,
    RemittanceDetails, RemittanceLine, RemittanceLineDetails, RevenueCode, ServiceDate,
};
use crate::problem::ProblemKind;

/// Appends every claim payment of a transaction, and the payment that they add up to.
pub(super) fn read<'t>(
    source: &mut Source<'t>,
    transaction: &Transaction<'t>,
    remittances: &mut Vec<RemittanceClaim>,
    payments: &mut Vec<Payment>,
) {
    let mut payment = payment::header(source, transaction);
    let mut open: Option<Reader<'t>> = None;
    let mut in_header = true;
    for segment in transaction.segments() {
        let segment = &segment;
        let id = segment.id();
        if !payment::is_known(id) {
            let message = "is no segment of a remittance; it is not used";
            source.trouble(segment, ProblemKind::BadValue, message);
        }
        match id {
            "CLP" => {
                in_header = false;
                finish(source, open.take(), &mut payment, remittances);
                open = Some(Reader::open(source, segment, &payment));
            }
            // Provider summaries and provider adjustments end a claim.
            "LX" | "PLB" | "TS3" | "TS2" => {
                in_header = false;
                finish(source, open.take(), &mut payment, remittances);
                payment::take(source, segment, &mut payment);
            }
            _ if in_header => {}
            _ => match &mut open {
                Some(reader) => reader.take(source, segment),
                None => {
                    let message = "stands between the claims of a remittance and belongs to none";
                    source.trouble(segment, ProblemKind::ClaimStructure, message);
                }
            },
        }
    }
    finish(source, open, &mut payment, remittances);
    payment::check(source, transaction, &payment);
    if payment.says_anything() {
        payments.push(payment);
    }
}

fn finish<'t>(
    source: &mut Source<'t>,
    reader: Option<Reader<'t>>,
    payment: &mut Payment,
    remittances: &mut Vec<RemittanceClaim>,
) {
    let Some(reader) = reader else { return };
    let claim = reader.finish(source);
    payment.claims += 1;
    payment.claims_paid += claim.paid;
    remittances.push(claim);
}

/// One claim payment while its segments arrive.
struct Reader<'t> {
    claim: RemittanceClaim,
    opening: Segment<'t>,
    /// How many problems there were when the claim began: amounts that could not be read make
    /// sums meaningless.
    troubles: u64,
    statement: (Option<ServiceDate>, Option<ServiceDate>),
    line: Option<Line<'t>>,
    /// Lines whose sums do not come out.
    unbalanced: Vec<(Balance, Segment<'t>)>,
}

struct Line<'t> {
    line: RemittanceLine,
    opening: Segment<'t>,
    troubles: u64,
    period: (Option<ServiceDate>, Option<ServiceDate>),
}

impl<'t> Reader<'t> {
    fn open(source: &mut Source<'t>, segment: &Segment<'t>, payment: &Payment) -> Self {
        let troubles = source.troubles();
        if segment.element(1).is_empty() {
            let message = "the payment names no patient control number (element 1); it cannot be \
                           joined to a claim";
            source.trouble(segment, ProblemKind::BadValue, message);
        }
        let mut payer = payment.payer.clone();
        payer.filing_code = segment.element(6).text.to_owned();
        let responsibility = source.optional_money(segment, 5, "the patient's responsibility");
        let claim = RemittanceClaim {
            file: source.file,
            span: source.span(segment.range()),
            claim_id: segment.element(1).text.to_owned(),
            status: status_of(segment.element(2).text),
            charge: source.money(segment, 3, "the charge"),
            paid: source.money(segment, 4, "the payment"),
            patient_responsibility: responsibility.map_or(Money::ZERO, |found| found.value),
            payer_control_number: segment.element(7).text.to_owned(),
            payer,
            payment_date: payment.date.or(payment.produced),
            adjustments: Vec::new(),
            remarks: Vec::new(),
            lines: Vec::new(),
            details: RemittanceDetails {
                status_code: values::code(segment, 2),
                trace: payment.trace.clone(),
                facility_code: values::code(segment, 8),
                frequency: values::code(segment, 9),
                drg: segment.element(11).text.to_owned(),
                ..RemittanceDetails::default()
            },
        };
        Self {
            claim,
            opening: *segment,
            troubles,
            statement: (None, None),
            line: None,
            unbalanced: Vec::new(),
        }
    }

    fn take(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let details = &mut self.claim.details;
        match segment.id() {
            "SVC" => {
                self.close_line(source);
                let troubles = source.troubles();
                self.line = Some(Line {
                    line: service(source, segment),
                    opening: *segment,
                    troubles,
                    period: (None, None),
                });
            }
            "CAS" => {
                let adjustments = match &mut self.line {
                    Some(open) => &mut open.line.adjustments,
                    None => &mut self.claim.adjustments,
                };
                values::adjust(source, segment, adjustments);
            }
            "DTM" => self.date(source, segment),
            "NM1" => self.name(source, segment),
            "REF" => self.reference(source, segment),
            "AMT" => {
                let amounts = match &mut self.line {
                    Some(open) => &mut open.line.details.amounts,
                    None => &mut details.amounts,
                };
                amounts.extend(values::amount(source, segment));
            }
            "QTY" => {
                let quantities = match &mut self.line {
                    Some(open) => &mut open.line.details.quantities,
                    None => &mut details.quantities,
                };
                quantities.extend(values::quantity(segment));
            }
            "MIA" => {
                let inpatient = values::inpatient(segment);
                self.claim.remarks.extend_from_slice(&inpatient.remarks);
                details.inpatient = Some(inpatient);
            }
            "MOA" => {
                let outpatient = values::outpatient(segment);
                self.claim.remarks.extend_from_slice(&outpatient.remarks);
                details.outpatient = Some(outpatient);
            }
            "LQ" => self.remark(segment),
            _ => {}
        }
    }

    fn name(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        let details = &mut self.claim.details;
        let identity = match segment.element(1).text {
            "QC" => &mut details.patient,
            "IL" => details.insured.insert(PatientIdentity::default()),
            "74" => details.corrected.insert(PatientIdentity::default()),
            "82" => {
                details.rendering = Some(party::provider(source, segment));
                return;
            }
            "TT" => {
                details.forwarded_to = Some(party::payer(segment));
                return;
            }
            "PR" => {
                details.priority_payer = Some(party::payer(segment));
                return;
            }
            _ => return,
        };
        party::identify(identity, source, segment);
    }

    fn reference(&mut self, source: &Source<'t>, segment: &Segment<'t>) {
        let Some(reference) = values::reference(source, segment) else {
            return;
        };
        match (&mut self.line, reference.kind()) {
            (Some(open), ReferenceKind::LineControl) => {
                open.line.control_number = Some(reference.value.value);
            }
            (Some(open), _) => open.line.details.references.push(reference),
            (None, ReferenceKind::MedicalRecord) => {
                self.claim.details.patient.mrn = Some(reference.value.clone());
                self.claim.details.references.push(reference);
            }
            (None, _) => self.claim.details.references.push(reference),
        }
    }

    fn date(&mut self, source: &mut Source<'t>, segment: &Segment<'t>) {
        let Some(event) = values::moment(source, segment) else {
            return;
        };
        let dates = event.dates.value;
        match (event.qualifier.as_str(), &mut self.line) {
            ("472", Some(open)) => open.line.dates = Some(dates),
            ("150", Some(open)) => open.period.0 = Some(dates.from()),
            ("151", Some(open)) => open.period.1 = Some(dates.to()),
            _ => {}
        }
        match event.qualifier.as_str() {
            "232" => self.statement.0 = Some(dates.from()),
            "233" => self.statement.1 = Some(dates.to()),
            _ => {}
        }
        if event.kind() != EventKind::Service {
            self.claim.details.dates.push(event);
        }
    }

    fn remark(&mut self, segment: &Segment<'t>) {
        let code = segment.element(2);
        if code.is_empty() {
            return;
        }
        let code = code.text.to_owned();
        match (segment.element(1).text, &mut self.line) {
            ("HE", Some(open)) => open.line.remarks.push(code),
            ("HE", None) => self.claim.remarks.push(code),
            ("RX", Some(open)) => open.line.details.drug_remarks.push(code),
            _ => {}
        }
    }

    fn close_line(&mut self, source: &mut Source<'t>) {
        let Some(open) = self.line.take() else { return };
        let Line {
            mut line,
            opening,
            troubles,
            period: (from, to),
        } = open;
        line.dates = line.dates.or(values::range_of(from, to));
        if troubles == source.troubles() {
            let balance = Balance::of(line.charge, line.paid, line.adjustments.iter());
            if !balance.holds() {
                self.unbalanced.push((balance, opening));
            }
        }
        self.claim.lines.push(line);
    }

    fn finish(mut self, source: &mut Source<'t>) -> RemittanceClaim {
        self.close_line(source);
        let is_readable = self.troubles == source.troubles();
        let (from, to) = self.statement;
        // The guide lets the claim's dates stand for every line that gives none.
        let statement = values::range_of(from, to);
        for line in &mut self.claim.lines {
            line.dates = line.dates.or(statement);
        }
        let of_lines = self.claim.lines.iter().flat_map(|line| &line.adjustments);
        let all = self.claim.adjustments.iter().chain(of_lines);
        let whole = Balance::of(self.claim.charge, self.claim.paid, all);
        // Adjustments of the whole claim make up for lines that show none.
        if whole.holds() && !self.claim.adjustments.is_empty() {
            return self.claim;
        }
        for (balance, segment) in &self.unbalanced {
            balance.report(source, segment);
        }
        // A line that does not balance explains the claim that does not.
        if is_readable && !whole.holds() && self.unbalanced.is_empty() {
            whole.report(source, &self.opening);
        }
        self.claim
    }
}

fn service(source: &mut Source<'_>, segment: &Segment<'_>) -> RemittanceLine {
    let paid_for = values::coded(segment, segment.element(1));
    let billed = values::coded(segment, segment.element(6));
    let revenue = RevenueCode::new(segment.element(4).text);
    RemittanceLine {
        span: source.span(segment.range()),
        procedure: paid_for.procedure.map(|(procedure, _)| procedure),
        revenue: paid_for.revenue.or(revenue),
        charge: source.money(segment, 2, "the line's charge"),
        paid: source.money(segment, 3, "the line's payment"),
        units: source.optional_units(segment, 5, "the number of units paid"),
        dates: None,
        control_number: None,
        adjustments: Vec::new(),
        remarks: Vec::new(),
        details: RemittanceLineDetails {
            modifiers: paid_for.modifiers,
            billed_procedure: billed.procedure.map(|(procedure, _)| procedure),
            billed_modifiers: billed.modifiers,
            billed_units: parse_units(segment.element(7).text),
            ..RemittanceLineDetails::default()
        },
    }
}

fn status_of(code: &str) -> ClaimStatus {
    match code {
        "1" | "2" | "3" | "19" | "20" | "21" => ClaimStatus::Processed,
        "4" => ClaimStatus::Denied,
        "22" => ClaimStatus::Reversal,
        _ => ClaimStatus::Other,
    }
}

//! Reads the claim payments of one 835 transaction. It does not net reversals against
//! corrections and does not judge adjustments.

use super::envelope::Transaction;
use super::lexer::Segment;
use super::party;
use super::source::{Source, parse_date, parse_dates, parse_units};
use crate::model::{
    Adjustment, AdjustmentGroup, ClaimStatus, DateRange, Money, Payer, ProcedureCode,
    RemittanceClaim, RemittanceLine, RevenueCode, ServiceDate, Units,
};
use crate::problem::ProblemKind;

/// Appends every claim payment of a transaction.
pub(super) fn read<'t>(
    source: &mut Source<'t>,
    transaction: &Transaction<'_, 't>,
    remittances: &mut Vec<RemittanceClaim>,
) {
    let header = Header::read(source, transaction);
    let mut open: Option<Reader> = None;
    for segment in transaction.segments {
        match segment.id() {
            "CLP" => {
                remittances.extend(open.take().map(Reader::finish));
                open = Some(Reader::open(source, segment, &header));
            }
            // Provider summaries and provider adjustments end a claim.
            "LX" | "PLB" => remittances.extend(open.take().map(Reader::finish)),
            _ => {
                if let Some(reader) = &mut open {
                    reader.take(source, segment);
                }
            }
        }
    }
    remittances.extend(open.map(Reader::finish));
}

/// What the transaction says once for all its claims.
struct Header {
    payer: Payer,
    payment_date: Option<ServiceDate>,
}

impl Header {
    fn read(source: &mut Source<'_>, transaction: &Transaction<'_, '_>) -> Self {
        let mut header = Self {
            payer: Payer::default(),
            payment_date: None,
        };
        let mut production_date = None;
        for segment in transaction.segments {
            match (segment.id(), segment.element(1).text) {
                ("CLP" | "LX", _) => break,
                ("BPR", _) => {
                    header.payment_date = parse_date(segment.element(16).text);
                    if header.payment_date.is_none() {
                        let message = "the payment date (element 16) is not CCYYMMDD; the \
                                       production date stands in for it where one is given";
                        source.trouble(segment, ProblemKind::BadValue, message);
                    }
                }
                ("DTM", "405") => production_date = parse_date(segment.element(2).text),
                ("N1", "PR") => header.payer = party::payer(segment),
                ("REF", "2U") if header.payer.id.is_empty() => {
                    header.payer.id = segment.element(2).text.to_owned();
                }
                _ => {}
            }
        }
        header.payment_date = header.payment_date.or(production_date);
        header
    }
}

/// One claim payment while its segments arrive.
struct Reader {
    claim: RemittanceClaim,
    statement: (Option<ServiceDate>, Option<ServiceDate>),
    line: Option<RemittanceLine>,
    line_period: (Option<ServiceDate>, Option<ServiceDate>),
}

impl Reader {
    fn open(source: &mut Source<'_>, segment: &Segment<'_>, header: &Header) -> Self {
        if segment.element(1).is_empty() {
            let message = "the payment names no patient control number (element 1); it cannot be \
                           joined to a claim";
            source.trouble(segment, ProblemKind::BadValue, message);
        }
        let mut payer = header.payer.clone();
        payer.filing_code = segment.element(6).text.to_owned();
        let patient_responsibility = if segment.element(5).is_empty() {
            Money::ZERO
        } else {
            source.money(segment, 5, "the patient's responsibility")
        };
        let claim = RemittanceClaim {
            file: source.file,
            span: source.span(segment.range()),
            claim_id: segment.element(1).text.to_owned(),
            status: status_of(segment.element(2).text),
            charge: source.money(segment, 3, "the charge"),
            paid: source.money(segment, 4, "the payment"),
            patient_responsibility,
            payer_control_number: segment.element(7).text.to_owned(),
            payer,
            payment_date: header.payment_date,
            adjustments: Vec::new(),
            remarks: Vec::new(),
            lines: Vec::new(),
        };
        Self {
            claim,
            statement: (None, None),
            line: None,
            line_period: (None, None),
        }
    }

    fn take(&mut self, source: &mut Source<'_>, segment: &Segment<'_>) {
        match segment.id() {
            "SVC" => {
                self.close_line();
                self.line = Some(service(source, segment));
            }
            "CAS" => {
                let adjustments = match &mut self.line {
                    Some(line) => &mut line.adjustments,
                    None => &mut self.claim.adjustments,
                };
                adjust(source, segment, adjustments);
            }
            "DTM" => self.date(source, segment),
            "REF" if segment.element(1).text == "6R" => {
                if let Some(line) = &mut self.line {
                    line.control_number = Some(segment.element(2).text.to_owned());
                }
            }
            "MIA" => self.remark(segment, &[5, 20, 21, 22, 23]),
            "MOA" => self.remark(segment, &[3, 4, 5, 6, 7]),
            "LQ" if segment.element(1).text == "HE" => self.remark(segment, &[2]),
            _ => {}
        }
    }

    fn date(&mut self, source: &mut Source<'_>, segment: &Segment<'_>) {
        let qualifier = segment.element(1).text;
        if !matches!(qualifier, "472" | "150" | "151" | "232" | "233") {
            return;
        }
        let Some(dates) = parse_dates(segment.element(2).text) else {
            let message = "the date (element 2) is not CCYYMMDD; the service is matched without it";
            source.trouble(segment, ProblemKind::BadValue, message);
            return;
        };
        match (qualifier, &mut self.line) {
            ("472", Some(line)) => line.dates = Some(dates),
            ("150", Some(_)) => self.line_period.0 = Some(dates.from()),
            ("151", Some(_)) => self.line_period.1 = Some(dates.to()),
            ("232", _) => self.statement.0 = Some(dates.from()),
            ("233", _) => self.statement.1 = Some(dates.to()),
            _ => {}
        }
    }

    fn remark(&mut self, segment: &Segment<'_>, elements: &[usize]) {
        let remarks = match &mut self.line {
            Some(line) => &mut line.remarks,
            None => &mut self.claim.remarks,
        };
        for &index in elements {
            let code = segment.element(index);
            if !code.is_empty() {
                remarks.push(code.text.to_owned());
            }
        }
    }

    fn close_line(&mut self) {
        let period = std::mem::take(&mut self.line_period);
        if let Some(mut line) = self.line.take() {
            line.dates = line.dates.or(range_of(period));
            self.claim.lines.push(line);
        }
    }

    fn finish(mut self) -> RemittanceClaim {
        self.close_line();
        // The guide lets the claim's dates stand for every line that gives none.
        let statement = range_of(self.statement);
        for line in &mut self.claim.lines {
            line.dates = line.dates.or(statement);
        }
        self.claim
    }
}

fn range_of((from, to): (Option<ServiceDate>, Option<ServiceDate>)) -> Option<DateRange> {
    match (from, to) {
        (Some(from), Some(to)) => DateRange::new(from, to),
        (Some(day), None) | (None, Some(day)) => Some(DateRange::day(day)),
        (None, None) => None,
    }
}

fn service(source: &mut Source<'_>, segment: &Segment<'_>) -> RemittanceLine {
    let code = segment.component(1, 2);
    let mut revenue = RevenueCode::new(segment.element(4).text);
    let mut procedure = None;
    // `NU` marks a revenue code in the place of the procedure.
    if segment.component(1, 1).text == "NU" {
        revenue = RevenueCode::new(code.text).or(revenue);
    } else {
        procedure = ProcedureCode::new(code.text);
    }
    RemittanceLine {
        span: source.span(segment.range()),
        procedure,
        revenue,
        charge: source.money(segment, 2, "the line's charge"),
        paid: source.money(segment, 3, "the line's payment"),
        units: units_paid(source, segment),
        dates: None,
        control_number: None,
        adjustments: Vec::new(),
        remarks: Vec::new(),
    }
}

/// Reads the units paid, which the guide lets a payer leave out.
fn units_paid(source: &mut Source<'_>, segment: &Segment<'_>) -> Option<Units> {
    let piece = segment.element(5);
    let units = parse_units(piece.text);
    if units.is_none() && !piece.is_empty() {
        let message = "the units paid (element 5) are not a number; they are left open";
        source.trouble(segment, ProblemKind::BadValue, message);
    }
    units
}

fn adjust(source: &mut Source<'_>, segment: &Segment<'_>, adjustments: &mut Vec<Adjustment>) {
    let group = match segment.element(1).text {
        "CO" => AdjustmentGroup::CO,
        "PR" => AdjustmentGroup::PR,
        "OA" => AdjustmentGroup::OA,
        "PI" => AdjustmentGroup::PI,
        "CR" => AdjustmentGroup::CR,
        _ => {
            let message = "the adjustment group (element 1) is none of CO, PR, OA, PI, CR; its \
                           adjustments are not used";
            source.trouble(segment, ProblemKind::BadValue, message);
            return;
        }
    };
    let span = source.span(segment.range());
    for triplet in 0..6 {
        let reason = segment.element(2 + triplet * 3);
        if reason.is_empty() {
            continue;
        }
        let amount = source.money(segment, 3 + triplet * 3, "an adjustment's amount");
        adjustments.push(Adjustment {
            group,
            reason: reason.text.to_owned(),
            amount,
            span,
        });
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

//! Draws a patient's record as text, one statement a line, so that the tests of a rule can be
//! read as cases. It answers for building and running; each rule's tests say what must come out.
//!
//! Statements (`[]` = optional, in any order after the first words; `#` starts a comment):
//!
//! ```text
//! complete                              the chart set was declared complete
//! as-of DATE                            the date the audit speaks for
//! set KEY NUMBER                        a parameter
//! rate LEVEL AMOUNT                     the rate of a level
//! payer ID CLASS [name "N"] [requires H0015,PHP]
//! contract CODE LEVEL [payer ID]
//! patient KEY                           starts another patient (the first one is P1)
//! note DATE KIND [09:00-10:00] [minutes N] [by "Dana Roe" LCSW] [signed DATE] [to DATE] [level L]
//!      [unsigned|draft|typed|blank|absent|undated] [no-author] [no-credential] [no-date]
//!      [no-show|refused|on-pass|awol] [participants N] [basis file|signature] [text "words"]
//!      [boundary N] [title]              default: Dana Roe, LCSW, signed on the day, no time
//! plan|review|cert|recert DATE [from DATE] [to DATE] [level L] [hours N] [admission DATE]
//!      [and what a note may have]
//! mention ID ASSERTION H|L|N wN [score N] [level L] [ratio 2/10] [number N] [flipped]
//!      [at 08:00] [on DATE] [age N] [section N]            stands in the note above
//! claim ID P|I [payer ID] [filing CI] [auth A] [cc 41] [dx F10.20,F33.1] [admit DATE]
//!      [statement D..D] [status 30] [freq 7] [ref N] [bill 131] [pos 11] [submitted DATE]
//!      [npi N] [billing N|none] [by "Last, First"]
//! line D[..D] CODE|- [rev 0913] [units N] [charge X] [mod 95,GT] [auth A] [npi N]
//!      [by "Last, First"] [ptr 1,2|none] [pos 11] [undated]
//! auth NUMBER|- DECISION D..D [level L] [units N days|visits|hours|units] [code H0015]
//!      [rev 0906] [payer ID] [npi N] [billing N]
//! attend DATE "SESSION" [09:00-10:00] [minutes N] STATUS
//! paid CLAIM LINE AMOUNT [denied CO-197] [date DATE]
//! ```
//!
//! A statement that cannot be read panics with its line: a wrong drawing is a bug in the test.
//! The file is long because one function reads each statement with its defaults, and a reader of
//! a case looks both up here.

use super::{Case, Checks, Rule, Scope, Tally};
use crate::finding::Finding;
use crate::ledger::{Ledger, PatientRecord, PatientSummary};
use crate::model::*;
use crate::policy::{ContractEntry, FacilityFile, Policy};
use crate::text::{FileId, Located, Span};
use std::collections::BTreeMap;

/// Returns what a rule says of a drawn case: `fail C1/1 2026-01-05`, in listing order.
pub(super) fn outcomes(rule: &Rule, drawn: &str) -> Vec<String> {
    findings(rule, drawn).iter().map(describe).collect()
}

/// Returns a rule's findings over a drawn case, in listing order.
pub(super) fn findings(rule: &Rule, drawn: &str) -> Vec<Finding> {
    run(rule, drawn).0
}

/// Returns a rule's tally over a drawn case.
pub(super) fn tally(rule: &Rule, drawn: &str) -> Tally {
    run(rule, drawn).1
}

/// Returns one line for a finding: outcome, where (`C1/1`, `C1` or `-`), date or dates.
pub(super) fn describe(finding: &Finding) -> String {
    let place = match (&finding.claim, finding.line) {
        (Some(claim), Some(line)) => format!("{claim}/{line}"),
        (Some(claim), None) => claim.clone(),
        _ => "-".to_owned(),
    };
    let date = match (finding.date, finding.date_to) {
        (Some(from), Some(to)) => format!(" {from}..{to}"),
        (Some(from), None) => format!(" {from}"),
        _ => String::new(),
    };
    format!("{} {place}{date}", finding.outcome)
}

/// Returns the drawn policy and patients.
pub(super) fn draw(drawn: &str) -> (Policy, Vec<PatientRecord>) {
    let mut drawing = Drawing::new();
    for line in drawn.lines() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if !line.is_empty() && !line.starts_with('#') {
            drawing.statement(line);
        }
    }
    drawing.finish()
}

fn run(rule: &Rule, drawn: &str) -> (Vec<Finding>, Tally) {
    let (policy, records) = draw(drawn);
    let mut checks = Checks::default();
    match rule.scope {
        Scope::Patient(check) => {
            for record in &records {
                let ledger = Ledger::build(record, &policy);
                check(
                    &Case {
                        record,
                        ledger: &ledger,
                        policy: &policy,
                    },
                    &mut checks,
                );
            }
        }
        Scope::Facility(check) => {
            let summaries: Vec<PatientSummary> = records
                .iter()
                .map(|record| PatientSummary::of(&Ledger::build(record, &policy)))
                .collect();
            check(&summaries, &policy, &mut checks);
        }
    }
    let (mut findings, tallies) = checks.into_parts();
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    for finding in &findings {
        assert_eq!(finding.rule, rule.code, "a rule reports under its own code");
        assert!(
            !finding.evidence.is_empty(),
            "no evidence: {}",
            finding.message
        );
        assert!(!finding.message.is_empty() && !finding.message.contains("  "));
    }
    (
        findings,
        tallies.get(rule.code).copied().unwrap_or_default(),
    )
}

/// What was drawn so far.
struct Drawing {
    policy: Policy,
    parameters: BTreeMap<String, i64>,
    records: Vec<PatientRecord>,
    next: u32,
}

/// The words of one statement, taken from the left.
struct Words<'l> {
    line: &'l str,
    words: Vec<String>,
    place: usize,
}

impl Words<'_> {
    fn next(&mut self) -> Option<String> {
        let word = self.words.get(self.place).cloned();
        self.place += 1;
        word
    }

    fn need(&mut self) -> String {
        let word = self.next();
        word.unwrap_or_else(|| panic!("a word is missing at the end: {}", self.line))
    }

    fn peek(&self) -> Option<&str> {
        self.words.get(self.place).map(String::as_str)
    }

    fn bad(&self, word: &str) -> ! {
        panic!("cannot read `{word}` in: {}", self.line)
    }

    fn date(&mut self) -> ServiceDate {
        let word = self.need();
        ServiceDate::parse_iso(&word).unwrap_or_else(|| self.bad(&word))
    }

    fn range(&mut self) -> DateRange {
        let word = self.need();
        let (from, to) = word.split_once("..").unwrap_or((&word, &word));
        let date = |text| ServiceDate::parse_iso(text).unwrap_or_else(|| self.bad(&word));
        DateRange::new(date(from), date(to)).unwrap_or_else(|| self.bad(&word))
    }

    fn number<T: std::str::FromStr>(&mut self) -> T {
        let word = self.need();
        word.parse().unwrap_or_else(|_| self.bad(&word))
    }

    fn level(&mut self) -> LevelOfCare {
        let word = self.need();
        LevelOfCare::from_id(&word).unwrap_or_else(|| self.bad(&word))
    }

    fn money(&mut self) -> Money {
        let word = self.need();
        Money::parse(&word).unwrap_or_else(|| self.bad(&word))
    }

    fn units(&mut self) -> Units {
        let word = self.need();
        Units::parse(&word).unwrap_or_else(|| self.bad(&word))
    }

    fn minute(&mut self) -> Minute {
        let word = self.need();
        minute(&word).unwrap_or_else(|| self.bad(&word))
    }

    fn list(&mut self) -> Vec<String> {
        self.need().split(',').map(str::to_owned).collect()
    }
}

impl Drawing {
    fn new() -> Self {
        let first = PatientRecord {
            key: "P1".into(),
            confidence: 99,
            ..PatientRecord::default()
        };
        Self {
            policy: Policy::default(),
            parameters: BTreeMap::new(),
            records: vec![first],
            next: 0,
        }
    }

    fn finish(mut self) -> (Policy, Vec<PatientRecord>) {
        let file = FacilityFile {
            parameters: self.parameters,
            ..FacilityFile::default()
        };
        let parameters = Policy::for_facility(file)
            .expect("known parameters")
            .parameters;
        self.policy.parameters = parameters;
        for record in &mut self.records {
            record.notes.sort_by_key(|note| (note.date(), note.place()));
            record
                .attendance
                .sort_by_key(|entry| (entry.date, entry.span));
            record
                .remittances
                .sort_by_key(|remittance| (remittance.payment_date, remittance.span));
        }
        (self.policy, self.records)
    }

    /// Returns a place that nothing else has: notes in file 0, everything else in file 1.
    fn span(&mut self, file: u32) -> Span {
        self.next += 40;
        Span::new(FileId(file), 1, self.next, self.next + 30)
    }

    fn at<T>(&mut self, file: u32, value: T) -> Located<T> {
        Located::new(value, self.span(file))
    }

    fn record(&mut self) -> &mut PatientRecord {
        self.records.last_mut().expect("there is always a patient")
    }

    fn identity(&mut self) -> PatientIdentity {
        let mrn = self.record().key.clone();
        PatientIdentity {
            mrn: Some(self.at(0, mrn)),
            ..PatientIdentity::default()
        }
    }

    fn statement(&mut self, line: &str) {
        let mut words = Words {
            line,
            words: split(line),
            place: 0,
        };
        let first = words.need();
        match first.as_str() {
            "complete" => self.policy.chart_complete = true,
            "as-of" => self.policy.as_of = Some(words.date()),
            "set" => {
                let key = words.need();
                self.parameters.insert(key, words.number());
            }
            "rate" => {
                let level = words.level();
                self.policy.rates.insert(level, words.money());
            }
            "payer" => self.payer(&mut words),
            "contract" => self.contract(&mut words),
            "patient" => {
                let key = words.need();
                let record = PatientRecord {
                    key,
                    confidence: 99,
                    ..PatientRecord::default()
                };
                let blank = self.records.len() == 1 && {
                    let first = &self.records[0];
                    first.notes.is_empty() && first.claims.is_empty()
                };
                if blank {
                    self.records.clear();
                }
                self.records.push(record);
            }
            "note" => {
                let date = words.date();
                let kind = words.need();
                let kind = note_kind(&kind).unwrap_or_else(|| words.bad(&kind));
                self.note(date, kind, &mut words);
            }
            "plan" | "review" | "cert" | "recert" => {
                let kind = match first.as_str() {
                    "plan" => NoteKind::TreatmentPlan,
                    "review" => NoteKind::PlanReview,
                    "cert" => NoteKind::Certification,
                    _ => NoteKind::Recertification,
                };
                let date = words.date();
                self.note(date, kind, &mut words);
            }
            "mention" => self.mention(&mut words),
            "claim" => self.claim(&mut words),
            "line" => self.line(&mut words),
            "auth" => self.authorization(&mut words),
            "attend" => self.attendance(&mut words),
            "paid" => self.payment(&mut words),
            other => words.bad(other),
        }
        if let Some(rest) = words.peek() {
            panic!("`{rest}` is left over in: {line}");
        }
    }

    fn payer(&mut self, words: &mut Words<'_>) {
        let id = words.need();
        let class = words.need();
        let mut name = String::new();
        let mut requires = None;
        while let Some(word) = words.next() {
            match word.as_str() {
                "name" => name = words.need(),
                "requires" => requires = Some(words.list()),
                other => words.bad(other),
            }
        }
        let toml = format!(
            "schema = 1\n[[payer]]\nid = \"{id}\"\nname = \"{name}\"\nclass = \"{class}\"\n"
        );
        let mut file = FacilityFile::parse(&toml).expect("a payer class");
        for entry in &mut file.payers {
            entry.authorization_required = requires.clone();
        }
        self.policy.payers.extend(file.payers);
    }

    fn contract(&mut self, words: &mut Words<'_>) {
        let (code, level) = (words.need(), words.level());
        let mut payer = String::new();
        while let Some(word) = words.next() {
            match word.as_str() {
                "payer" => payer = words.need(),
                other => words.bad(other),
            }
        }
        self.policy.contracts.push(ContractEntry {
            payer,
            code,
            modifier: String::new(),
            revenue: String::new(),
            level,
        });
    }

    fn note(&mut self, date: ServiceDate, kind: NoteKind, words: &mut Words<'_>) {
        let whole = {
            let start = self.span(0);
            self.next += 400;
            Span {
                end: start.end + 400,
                ..start
            }
        };
        let patient = self.identity();
        let is_plan = matches!(
            kind,
            NoteKind::TreatmentPlan
                | NoteKind::PlanReview
                | NoteKind::Certification
                | NoteKind::Recertification
        );
        let author = self.at(0, "Dana Roe".to_owned());
        let licence = self.at(0, credential("LCSW").expect("a credential"));
        let signed_at = self.at(0, Timestamp { date, time: None });
        let signature_span = self.span(0);
        let mut note = Note {
            file: FileId(0),
            ordinal: self.record().notes.len() as u32,
            spans: vec![whole],
            boundary_confidence: 95,
            kind,
            title: None,
            patient,
            service_date: Some((self.at(0, date), DateBasis::Labelled)),
            service_date_to: None,
            time: None,
            author: Some(author),
            credential: Some(licence),
            signature: Signature {
                state: SignatureState::Signed,
                signer: None,
                signed_at: Some(signed_at),
                span: Some(signature_span),
            },
            cosignature: None,
            participants: None,
            attendance: None,
            level_hint: None,
            level_statement: None,
            plan: is_plan.then(PlanFacts::default),
            mentions: Vec::new(),
            sketch: Sketch::default(),
        };
        let mut stated = None;
        while let Some(word) = words.next() {
            match word.as_str() {
                "by" => {
                    let name = words.need();
                    note.author = Some(self.at(0, name));
                    note.credential = None;
                    if let Some(found) = words.peek().and_then(credential) {
                        words.next();
                        note.credential = Some(self.at(0, found));
                    }
                }
                "signed" => {
                    let date = words.date();
                    note.signature.signed_at = Some(self.at(0, Timestamp { date, time: None }));
                }
                "unsigned" | "draft" => unsign(&mut note, SignatureState::MarkedUnsigned),
                "typed" => unsign(&mut note, SignatureState::TypedName),
                "blank" => unsign(&mut note, SignatureState::Blank),
                "absent" => {
                    unsign(&mut note, SignatureState::Absent);
                    note.signature.span = None;
                }
                "undated" => note.signature.signed_at = None,
                "no-author" => {
                    note.author = None;
                    note.credential = None;
                }
                "no-credential" => note.credential = None,
                "no-time" => note.time = None,
                "no-date" => note.service_date = None,
                "no-show" => note.attendance = Some(self.at(0, AttendanceStatement::NoShow)),
                "refused" => note.attendance = Some(self.at(0, AttendanceStatement::Refused)),
                "on-pass" => note.attendance = Some(self.at(0, AttendanceStatement::OnPass)),
                "awol" => note.attendance = Some(self.at(0, AttendanceStatement::Awol)),
                "participants" => {
                    let count = words.number();
                    note.participants = Some(self.at(0, count));
                }
                "basis" => {
                    let basis = match words.need().as_str() {
                        "file" => DateBasis::FileName,
                        "signature" => DateBasis::Signature,
                        other => words.bad(other),
                    };
                    note.service_date = note.service_date.map(|(date, _)| (date, basis));
                }
                "boundary" => note.boundary_confidence = words.number(),
                "title" => note.title = Some(self.span(0)),
                "text" => note.sketch = crate::scan::sketch::sketch(&words.need()),
                "minutes" => stated = Some(words.number::<u32>()),
                "level" if is_plan => {
                    let level = words.level();
                    let level = self.at(0, level);
                    note.plan.get_or_insert_default().level = Some(level);
                }
                "level" => {
                    let level = words.level();
                    note.level_hint = Some(self.at(0, level));
                }
                "from" if is_plan => {
                    let date = words.date();
                    let date = self.at(0, date);
                    note.plan.get_or_insert_default().effective = Some(date);
                }
                "to" if is_plan => {
                    let date = words.date();
                    let date = self.at(0, date);
                    note.plan.get_or_insert_default().expires = Some(date);
                }
                "to" => note.service_date_to = Some(words.date()),
                "admission" => {
                    let date = words.date();
                    let date = self.at(0, date);
                    note.plan.get_or_insert_default().admission = Some(date);
                }
                "hours" => {
                    let hours: f64 = words.number();
                    let hours = self.at(0, (hours * 10.0).round() as u32);
                    note.plan.get_or_insert_default().hours_per_week_tenths = Some(hours);
                }
                other => match times(other) {
                    Some((start, stop)) => note.time = Some(self.start_stop(start, stop)),
                    None => words.bad(other),
                },
            }
        }
        if let Some(minutes) = stated {
            match &mut note.time {
                Some(time) => time.stated_minutes = Some(minutes),
                None => {
                    note.time = Some(ServiceTime {
                        start: None,
                        stop: None,
                        minutes,
                        stated_minutes: Some(minutes),
                        basis: TimeBasis::Duration,
                        span: self.span(0),
                    });
                }
            }
        }
        if note.signature.state == SignatureState::Signed {
            note.signature.signer = note.author.clone();
        }
        self.record().notes.push(note);
    }

    fn start_stop(&mut self, start: Minute, stop: Minute) -> ServiceTime {
        let (from, to) = (start.since_midnight(), stop.since_midnight());
        let minutes = if to >= from {
            to - from
        } else {
            to + 1440 - from
        };
        ServiceTime {
            start: Some(start),
            stop: Some(stop),
            minutes,
            stated_minutes: None,
            basis: TimeBasis::StartStop,
            span: self.span(0),
        }
    }

    fn mention(&mut self, words: &mut Words<'_>) {
        let id = words.need();
        let indicator = IndicatorId::new(&id).unwrap_or_else(|| words.bad(&id));
        let assertion = words.need();
        let assertion = Assertion::from_id(&assertion).unwrap_or_else(|| words.bad(&assertion));
        let direction = match words.need().as_str() {
            "H" => Direction::H,
            "L" => Direction::L,
            "N" => Direction::N,
            other => words.bad(other),
        };
        let weight = words.need();
        let weight = weight
            .strip_prefix('w')
            .and_then(|digits| digits.parse().ok())
            .unwrap_or_else(|| words.bad(&weight));
        let dimension = match id.split('-').next() {
            Some("D1") => Dimension::D1,
            Some("D2") => Dimension::D2,
            Some("D3") => Dimension::D3,
            Some("D4") => Dimension::D4,
            Some("D5") => Dimension::D5,
            Some("D6") => Dimension::D6,
            Some("P") => Dimension::P,
            _ => Dimension::T,
        };
        let mut mention = Mention {
            span: self.span(0),
            indicator,
            dimension,
            direction,
            weight,
            assertion,
            flipped: false,
            measure: None,
            age_days: None,
            at: None,
            on: None,
            section: 0,
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "score" => mention.measure = Some(Measure::Score(words.number())),
                "number" => mention.measure = Some(Measure::Number(words.number())),
                "level" => mention.measure = Some(Measure::Level(words.level())),
                "ratio" => {
                    let ratio = words.need();
                    let parts = ratio.split_once('/').unwrap_or_else(|| words.bad(&ratio));
                    let part = |text: &str| text.parse().unwrap_or_else(|_| words.bad(&ratio));
                    mention.measure = Some(Measure::Ratio(part(parts.0), part(parts.1)));
                }
                "flipped" => mention.flipped = true,
                "at" => mention.at = Some(words.minute()),
                "on" => mention.on = Some(words.date()),
                "age" => mention.age_days = Some(words.number()),
                "section" => mention.section = words.number(),
                other => words.bad(other),
            }
        }
        let line = words.line;
        let note = self.record().notes.last_mut();
        note.unwrap_or_else(|| panic!("no note above: {line}"))
            .mentions
            .push(mention);
    }

    fn claim(&mut self, words: &mut Words<'_>) {
        let id = words.need();
        let form = match words.need().as_str() {
            "P" => ClaimForm::Professional,
            "I" => ClaimForm::Institutional,
            other => words.bad(other),
        };
        let patient = self.identity();
        let span = self.span(1);
        let billing = self.provider("Example Facility", Some("1234567893"));
        let mut claim = Claim {
            file: FileId(1),
            span,
            id,
            form,
            patient,
            payer: Payer {
                name: "Example Health".into(),
                id: "PAY1".into(),
                filing_code: "CI".into(),
            },
            payer_sequence: "P".into(),
            submitted: None,
            total_charge: Money::ZERO,
            place_of_service: None,
            type_of_bill: None,
            frequency: ClaimFrequency::Original,
            original_reference: None,
            authorizations: Vec::new(),
            statement: None,
            admission: None,
            discharge: None,
            patient_status: None,
            diagnoses: Vec::new(),
            condition_codes: Vec::new(),
            occurrence_spans: Vec::new(),
            billing: Some(billing),
            rendering: None,
            supervising: None,
            facility: None,
            lines: Vec::new(),
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "payer" => {
                    let id = words.need();
                    claim.payer = Payer {
                        name: id.clone(),
                        id,
                        filing_code: "CI".into(),
                    };
                }
                "filing" => claim.payer.filing_code = words.need(),
                "auth" => {
                    let number = words.need();
                    let number = self.at(1, number);
                    claim.authorizations.push(number);
                }
                "cc" => {
                    for code in words.list() {
                        let code = self.at(1, code);
                        claim.condition_codes.push(code);
                    }
                }
                "dx" => {
                    for code in words.list() {
                        let code = DiagnosisCode::new(&code).unwrap_or_else(|| words.bad(&code));
                        let code = self.at(1, code);
                        claim.diagnoses.push(code);
                    }
                }
                "admit" => {
                    let date = words.date();
                    claim.admission = Some(self.at(1, date));
                }
                "statement" => {
                    let range = words.range();
                    claim.statement = Some(self.at(1, range));
                }
                "status" => {
                    let status = words.need();
                    claim.patient_status = Some(self.at(1, status));
                }
                "freq" => {
                    claim.frequency = match words.need().as_str() {
                        "1" => ClaimFrequency::Original,
                        "2" => ClaimFrequency::InterimFirst,
                        "3" => ClaimFrequency::InterimContinuing,
                        "4" => ClaimFrequency::InterimLast,
                        "7" => ClaimFrequency::Replacement,
                        "8" => ClaimFrequency::Void,
                        other => words.bad(other),
                    }
                }
                "ref" => {
                    let reference = words.need();
                    claim.original_reference = Some(self.at(1, reference));
                }
                "bill" => {
                    let bill = words.need();
                    let bill = TypeOfBill::new(&bill).unwrap_or_else(|| words.bad(&bill));
                    claim.type_of_bill = Some(self.at(1, bill));
                }
                "pos" => {
                    let place = words.need();
                    let place = PlaceOfService::new(&place).unwrap_or_else(|| words.bad(&place));
                    claim.place_of_service = Some(self.at(1, place));
                }
                "submitted" => claim.submitted = Some(words.date()),
                "npi" => {
                    let npi = words.need();
                    claim.rendering = Some(self.provider("Roe, Dana", Some(&npi)));
                }
                "by" => {
                    let name = words.need();
                    claim.rendering = Some(self.provider(&name, Some("1245319599")));
                }
                "billing" => {
                    claim.billing = match words.need().as_str() {
                        "none" => Some(self.provider("Example Facility", None)),
                        npi => Some(self.provider("Example Facility", Some(npi))),
                    }
                }
                other => words.bad(other),
            }
        }
        self.record().claims.push(claim);
    }

    fn provider(&mut self, name: &str, npi: Option<&str>) -> Provider {
        let (last, first) = name.split_once(", ").unwrap_or((name, ""));
        Provider {
            name: last.to_owned(),
            first: first.to_owned(),
            npi_text: npi.map(|npi| self.at(1, npi.to_owned())),
            taxonomy: None,
            tax_id: None,
            span: self.span(1),
        }
    }

    fn line(&mut self, words: &mut Words<'_>) {
        let range = words.range();
        let code = words.need();
        let procedure = if code == "-" {
            None
        } else {
            ProcedureCode::new(&code).map(|code| self.at(1, code))
        };
        let span = self.span(1);
        let mut line = ServiceLine {
            number: 0,
            span,
            procedure,
            modifiers: Vec::new(),
            revenue: None,
            charge: Money::from_cents(10_000),
            units: Some(self.at(1, Units::whole(range.days()))),
            unit_basis: "UN".into(),
            dates: Some(self.at(1, range)),
            place_of_service: None,
            diagnosis_pointers: vec![1],
            rendering: None,
            authorization: None,
            control_number: None,
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "rev" => {
                    let code = words.need();
                    let code = RevenueCode::new(&code).unwrap_or_else(|| words.bad(&code));
                    line.revenue = Some(self.at(1, code));
                }
                "units" => {
                    let units = words.units();
                    line.units = Some(self.at(1, units));
                }
                "no-units" => line.units = None,
                "charge" => line.charge = words.money(),
                "mod" => {
                    line.modifiers = words
                        .list()
                        .iter()
                        .filter_map(|text| Modifier::new(text))
                        .collect();
                }
                "auth" => {
                    let number = words.need();
                    line.authorization = Some(self.at(1, number));
                }
                "npi" => {
                    let npi = words.need();
                    line.rendering = Some(self.provider("Roe, Dana", Some(&npi)));
                }
                "by" => {
                    let name = words.need();
                    line.rendering = Some(self.provider(&name, Some("1245319599")));
                }
                "ptr" => {
                    let pointers = words.list();
                    line.diagnosis_pointers = match pointers[0].as_str() {
                        "none" => Vec::new(),
                        _ => pointers
                            .iter()
                            .filter_map(|text| text.parse().ok())
                            .collect(),
                    };
                }
                "pos" => {
                    let place = words.need();
                    let place = PlaceOfService::new(&place).unwrap_or_else(|| words.bad(&place));
                    line.place_of_service = Some(self.at(1, place));
                }
                "undated" => line.dates = None,
                other => words.bad(other),
            }
        }
        let drawn = words.line;
        let claim = self.record().claims.last_mut();
        let claim = claim.unwrap_or_else(|| panic!("no claim above: {drawn}"));
        if claim.form == ClaimForm::Institutional {
            line.diagnosis_pointers.clear();
        }
        line.number = claim.lines.len() as u32 + 1;
        claim.total_charge += line.charge;
        claim.lines.push(line);
    }

    fn authorization(&mut self, words: &mut Words<'_>) {
        let number = words.need();
        let decision = match words.need().as_str() {
            "approved" => AuthorizationDecision::Approved,
            "partial" => AuthorizationDecision::Partial,
            "pended" => AuthorizationDecision::Pended,
            "denied" => AuthorizationDecision::Denied,
            "void" => AuthorizationDecision::Void,
            "not-required" => AuthorizationDecision::NotRequired,
            "unknown" => AuthorizationDecision::Unknown,
            other => words.bad(other),
        };
        let range = words.range();
        let patient = self.identity();
        let mut row = Authorization {
            file: FileId(1),
            span: self.span(1),
            number: (number != "-").then(|| self.at(1, number)),
            patient,
            payer: Payer {
                name: "Example Health".into(),
                id: "PAY1".into(),
                ..Payer::default()
            },
            decision,
            level: None,
            level_text: None,
            procedures: Vec::new(),
            revenues: Vec::new(),
            modifiers: Vec::new(),
            units: None,
            unit_kind: None,
            per_week: None,
            from: Some(range.from()),
            to: Some(range.to()),
            requested: None,
            decided: None,
            review: String::new(),
            rendering_npi: None,
            billing_npi: None,
            clinical_summary: None,
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "level" => {
                    let level = words.level();
                    row.level = Some(level);
                    row.level_text = Some(self.at(1, level.id().to_owned()));
                }
                "units" => {
                    let units = words.units();
                    row.units = Some(self.at(1, units));
                }
                "days" => row.unit_kind = Some(UnitKind::Day),
                "visits" => row.unit_kind = Some(UnitKind::Visit),
                "hours" => row.unit_kind = Some(UnitKind::Hour),
                "code" => {
                    row.procedures = words
                        .list()
                        .iter()
                        .filter_map(|text| ProcedureCode::new(text))
                        .collect();
                }
                "rev" => {
                    row.revenues = words
                        .list()
                        .iter()
                        .filter_map(|text| RevenueCode::new(text))
                        .collect();
                }
                "payer" => {
                    let id = words.need();
                    row.payer = Payer {
                        name: id.clone(),
                        id,
                        ..Payer::default()
                    };
                }
                "per-week" => row.per_week = Some(words.number()),
                "npi" => row.rendering_npi = Some(words.need()),
                "billing" => row.billing_npi = Some(words.need()),
                other => words.bad(other),
            }
        }
        self.record().authorizations.push(row);
    }

    fn attendance(&mut self, words: &mut Words<'_>) {
        let (date, session) = (words.date(), words.need());
        let patient = self.identity();
        let mut entry = AttendanceEntry {
            file: FileId(1),
            span: self.span(1),
            patient,
            date,
            session,
            time_in: None,
            time_out: None,
            minutes: None,
            status: AttendanceStatus::Present,
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "minutes" => entry.minutes = Some(words.number()),
                "present" => entry.status = AttendanceStatus::Present,
                "absent" => entry.status = AttendanceStatus::Absent,
                "no-show" => entry.status = AttendanceStatus::NoShow,
                "refused" => entry.status = AttendanceStatus::Refused,
                "pass" => entry.status = AttendanceStatus::Pass,
                "awol" => entry.status = AttendanceStatus::Awol,
                "medical" => entry.status = AttendanceStatus::Medical,
                "discharged" => entry.status = AttendanceStatus::Discharged,
                "closed" => entry.status = AttendanceStatus::Closed,
                "unclear" => entry.status = AttendanceStatus::Unclear,
                other => match times(other) {
                    Some((start, stop)) => {
                        entry.time_in = Some(start);
                        entry.time_out = Some(stop);
                        entry.minutes =
                            Some(stop.since_midnight().saturating_sub(start.since_midnight()));
                    }
                    None => words.bad(other),
                },
            }
        }
        self.record().attendance.push(entry);
    }

    fn payment(&mut self, words: &mut Words<'_>) {
        let (claim_id, number, paid) = (words.need(), words.number::<u32>(), words.money());
        let drawn = words.line;
        let record = self.record();
        let claim = record.claims.iter().find(|claim| claim.id == claim_id);
        let claim = claim
            .unwrap_or_else(|| panic!("no claim above: {drawn}"))
            .clone();
        let line = claim.lines.iter().find(|line| line.number == number);
        let line = line
            .unwrap_or_else(|| panic!("no line above: {drawn}"))
            .clone();
        let mut remittance = RemittanceClaim {
            file: FileId(1),
            span: self.span(1),
            claim_id,
            status: ClaimStatus::Processed,
            charge: line.charge,
            paid,
            patient_responsibility: Money::ZERO,
            payer_control_number: format!("ICN-{}", claim.id),
            payer: claim.payer.clone(),
            payment_date: None,
            adjustments: Vec::new(),
            remarks: Vec::new(),
            lines: Vec::new(),
        };
        let mut paid_line = RemittanceLine {
            span: self.span(1),
            procedure: line.procedure.map(|code| code.value),
            revenue: line.revenue.map(|code| code.value),
            charge: line.charge,
            paid,
            units: line.units.map(|units| units.value),
            dates: line.dates.map(|dates| dates.value),
            control_number: line.control_number,
            adjustments: Vec::new(),
            remarks: Vec::new(),
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "denied" => {
                    let code = words.need();
                    let (group, reason) = code.split_once('-').unwrap_or_else(|| words.bad(&code));
                    let group = match group {
                        "CO" => AdjustmentGroup::CO,
                        "PR" => AdjustmentGroup::PR,
                        "OA" => AdjustmentGroup::OA,
                        "PI" => AdjustmentGroup::PI,
                        other => words.bad(other),
                    };
                    remittance.status = ClaimStatus::Denied;
                    paid_line.adjustments.push(Adjustment {
                        group,
                        reason: reason.to_owned(),
                        amount: line.charge,
                        span: self.span(1),
                    });
                }
                "date" => remittance.payment_date = Some(words.date()),
                other => words.bad(other),
            }
        }
        remittance.lines.push(paid_line);
        self.record().remittances.push(remittance);
    }
}

fn unsign(note: &mut Note, state: SignatureState) {
    note.signature.state = state;
    note.signature.signed_at = None;
    note.signature.signer = None;
}

/// Splits a line at spaces; double quotes hold words together.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (place, part) in line.split('"').enumerate() {
        if place % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

fn minute(text: &str) -> Option<Minute> {
    let (hour, minute) = text.split_once(':')?;
    Minute::new(hour.parse().ok()?, minute.parse().ok()?)
}

fn times(text: &str) -> Option<(Minute, Minute)> {
    let (start, stop) = text.split_once('-')?;
    Some((minute(start)?, minute(stop)?))
}

fn note_kind(text: &str) -> Option<NoteKind> {
    const KINDS: [NoteKind; 26] = [
        NoteKind::Assessment,
        NoteKind::PsychiatricEvaluation,
        NoteKind::HistoryAndPhysical,
        NoteKind::TreatmentPlan,
        NoteKind::PlanReview,
        NoteKind::Certification,
        NoteKind::Order,
        NoteKind::PrescriberNote,
        NoteKind::NursingNote,
        NoteKind::Flowsheet,
        NoteKind::MedicationRecord,
        NoteKind::GroupNote,
        NoteKind::IndividualNote,
        NoteKind::FamilyNote,
        NoteKind::CrisisNote,
        NoteKind::CaseManagement,
        NoteKind::ShiftNote,
        NoteKind::ProgramSummary,
        NoteKind::UtilizationReview,
        NoteKind::DischargeSummary,
        NoteKind::LabResult,
        NoteKind::NoShow,
        NoteKind::Contact,
        NoteKind::Administrative,
        NoteKind::ProgressNote,
        NoteKind::Unknown,
    ];
    KINDS.into_iter().find(|kind| {
        let id = kind.id();
        id == text || id.strip_suffix("-note") == Some(text)
    })
}

fn credential(text: &str) -> Option<Credential> {
    let class = match text {
        "MD" | "DO" => AuthorClass::Physician,
        "NP" | "PMHNP" | "PA-C" => AuthorClass::OtherPrescriber,
        "PhD" | "PsyD" => AuthorClass::Psychologist,
        "LCSW" | "LPC" | "LMFT" | "LMHC" => AuthorClass::Independent,
        "LMSW" | "LAC" | "Intern" => AuthorClass::Supervised,
        "CADC" | "LCDC" => AuthorClass::Counselor,
        "RN" | "LPN" => AuthorClass::Nurse,
        "BHT" => AuthorClass::Technician,
        _ => return None,
    };
    Some(Credential {
        text: text.to_owned(),
        class,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_a_record() {
        let (policy, records) = draw(
            r#"
            complete
            set sign_days.progress 5
            note 2026-01-05 group 09:00-10:00 by "Ann Poe" RN signed 2026-01-06
            mention D3-04 affirmed L w2
            plan 2026-01-03 from 2026-01-03 to 2026-02-02 level IOP hours 9
            claim C1 P auth A-1 dx F10.20
            line 2026-01-05 90853 units 1 charge 150.00 mod 95
            auth A-1 approved 2026-01-01..2026-01-31 level IOP units 10 days code H0015
            attend 2026-01-05 "Process group" 09:00-10:00 present
            paid C1 1 120.00 denied CO-197
            patient P2
            note 2026-01-05 group unsigned
            "#,
        );
        assert!(policy.chart_complete);
        assert_eq!(policy.number("sign_days.progress"), 5);
        assert_eq!(records.len(), 2);
        let first = &records[0];
        assert_eq!(first.notes.len(), 2, "sorted by date: plan, group");
        assert_eq!(first.notes[1].mentions.len(), 1);
        assert_eq!(first.notes[1].time.map(|time| time.minutes), Some(60));
        assert_eq!(first.claims[0].lines[0].charge, Money::from_cents(15_000));
        assert_eq!(first.remittances[0].status, ClaimStatus::Denied);
        assert_eq!(
            records[1].notes[0].signature.state,
            SignatureState::MarkedUnsigned
        );
    }

    #[test]
    #[should_panic(expected = "cannot read `purple`")]
    fn a_wrong_drawing_panics_with_its_line() {
        draw("note 2026-01-05 group purple");
    }
}

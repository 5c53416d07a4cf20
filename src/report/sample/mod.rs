//! Invented results for tests of the formats: a small facility with every kind of finding, and
//! a large one for limits.

mod beside;

use super::{
    DayResult, FileResult, LineResult, LinkResult, PatientResult, Quote, Results, RunFacts,
    UnbilledResult,
};
use crate::exposure::{ClaimExposure, Dollars, Exposure};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::{Census, Verdict};
use crate::model::{LevelOfCare, LineId, Money, ServiceDate, Units};
use crate::read::FileKind;
use crate::rules::Tally;
use crate::text::{FileId, Span};
use std::collections::BTreeMap;

const LEVELS: [LevelOfCare; 4] = [
    LevelOfCare::PartialHospitalization,
    LevelOfCare::IntensiveOutpatient,
    LevelOfCare::ResidentialHigh,
    LevelOfCare::Outpatient,
];

const NAMES: [&str; 6] = [
    "Avery Quill",
    "Jordan Hartwick",
    "Sam O'Dell-Reyes",
    "Noor <Test> Ibarra",
    "Lee Ambrose",
    "",
];

static VERIFIED: &[Authority] = &[Authority {
    cite: "42 CFR 410.43(c)(1)",
    verified: true,
}];
static UNVERIFIED: &[Authority] = &[Authority {
    cite: "Commercial medical-record standards for group therapy",
    verified: false,
}];

/// Returns the small facility.
pub(super) fn results() -> Results {
    facility(6)
}

/// Returns a facility of so many patients, two months each.
pub(super) fn facility(patients: u32) -> Results {
    let mut sample = Sample::default();
    sample.files();
    for patient in 0..patients {
        sample.patient(patient);
    }
    sample.finish()
}

#[derive(Default)]
struct Sample {
    files: Vec<FileResult>,
    patients: Vec<PatientResult>,
    lines: Vec<LineResult>,
    days: Vec<DayResult>,
    unbilled: Vec<UnbilledResult>,
    findings: Vec<(Finding, Money)>,
    quotes: BTreeMap<Span, Quote>,
}

fn dollars(whole: i64) -> Money {
    Money::from_cents(whole * 100)
}

impl Sample {
    fn files(&mut self) {
        let file = |path: &str, kind, pages, pages_without_text, notes, claims| FileResult {
            path: path.to_owned(),
            sha256: blake3::hash(path.as_bytes()).to_hex().to_string(),
            kind,
            bytes: 48_213,
            pages,
            pages_without_text,
            pages_unread: pages_without_text,
            pages_recognized: 0,
            notes,
            claims,
            records: 0,
        };
        self.files = vec![
            file("attendance/march.csv", FileKind::Csv, 1, 0, 0, 0),
            file(
                "charts/export-of-all-charts.pdf",
                FileKind::Pdf,
                412,
                1,
                388,
                0,
            ),
            file("charts/fax-cover.tif", FileKind::Unknown, 0, 0, 0, 0),
            file(
                "claims/2025-03-institutional.837",
                FileKind::X12,
                1,
                0,
                0,
                24,
            ),
            file("remits/2025-04.835", FileKind::X12, 1, 0, 0, 0),
        ];
    }

    fn quote(&mut self, page: u32, start: u32, words: [&str; 3]) -> Span {
        let [before, quote, after] = words;
        let span = Span::new(FileId(1), page, start, start + quote.chars().count() as u32);
        let quote = Quote::new(before, quote, after);
        self.quotes.insert(span, quote);
        span
    }

    fn patient(&mut self, number: u32) {
        let key = format!("CH-{}", 1001 + number);
        let level = LEVELS[number as usize % LEVELS.len()];
        let first = ServiceDate::new(2025, 3, 3 + number % 9).unwrap();
        let mut last = first;
        for week in 0..6u32 {
            let claim = format!("CLM-{}-{}", 1001 + number, week + 1);
            let days = if level.is_24_hour() { 7 } else { 5 };
            for day in 0..days {
                let date = first.plus_days(i64::from(week * 7 + day));
                last = date;
                self.day(&key, level, &claim, date, number + week, day);
            }
            // A community note between billed days, to show a documented and unbilled day.
            if days == 5 && week == 2 {
                self.unbilled_day(&key, first.plus_days(i64::from(week * 7 + 5)));
            }
        }
        self.patients.push(PatientResult {
            key,
            name: NAMES[number as usize % NAMES.len()].to_owned(),
            confidence: 98,
            unread_pages: 0,
            notes: 61,
            lines: 30,
            first_day: Some(first),
            last_day: Some(last),
        });
    }

    fn unbilled_day(&mut self, patient: &str, date: ServiceDate) {
        self.unbilled.push(UnbilledResult {
            patient: patient.to_owned(),
            date,
            place: Span::new(FileId(0), 1, 0, 40),
            kind: "individual-note",
            minutes: Some(50),
            author: Some("Dana Roe".to_owned()),
        });
        self.days.push(DayResult {
            patient: patient.to_owned(),
            date,
            level_billed: None,
            level_authorized: None,
            level_supported: None,
            verdict: Verdict::NotRated,
            notes: 1,
            note_minutes: Some(50),
            sheet_minutes: None,
            census: Census::Present,
            census_source: None,
            plan: None,
            certification: None,
            assessment: None,
            remit: "none",
            billed: Vec::new(),
            charged: Money::ZERO,
            paid: None,
            worst: None,
        });
    }

    fn day(
        &mut self,
        patient: &str,
        level: LevelOfCare,
        claim: &str,
        date: ServiceDate,
        seed: u32,
        day: u32,
    ) {
        let line = day + 1;
        let first_of_all = self.lines.is_empty();
        let verdict = match (first_of_all, level.is_program(), (seed * 3 + day) % 11) {
            (true, ..) => Verdict::SupportsLower,
            (_, false, _) => Verdict::NotRated,
            (_, _, 0) => Verdict::SupportsLower,
            (_, _, 4) => Verdict::Silent,
            (_, _, 7) => Verdict::Conflicted,
            (_, _, 9) => Verdict::SupportsHigher,
            _ => Verdict::SupportsBilled,
        };
        let before = self.findings.len();
        let page = 3 + self.lines.len() as u32;
        self.findings_of(patient, claim, line, date, (seed * 5 + day * 3) % 13, page);
        let own = &self.findings[before..];
        let worst = own.iter().map(|(finding, _)| finding.severity).max();
        let exposure = own
            .iter()
            .map(|(_, amount)| *amount)
            .max()
            .unwrap_or_default();
        let superseded = claim == "CLM-1001-6" && line == 5;
        self.lines.push(LineResult {
            patient: patient.to_owned(),
            claim: claim.to_owned(),
            line,
            date: Some(date),
            date_to: None,
            code: Some(if level.is_program() { "H0035" } else { "90837" }.to_owned()),
            revenue: level.is_program().then(|| "0912".to_owned()),
            units: Some(Units::whole(1)),
            payer: ["Prairie Mutual", "State Medicaid"][(seed % 2) as usize].to_owned(),
            level_billed: level,
            level_authorized: Some(level),
            level_supported: match verdict {
                Verdict::SupportsLower => Some(LevelOfCare::IntensiveOutpatient),
                Verdict::Silent | Verdict::NotRated => None,
                _ => Some(level),
            },
            verdict,
            notes: vec![LinkResult {
                place: Span::new(FileId(1), page, 0, 900),
                date: Some(date),
                author: Some("R. Castellane".to_owned()),
                confidence: 92,
                reason: "same patient, date and service",
            }],
            charge: dollars(450),
            paid: Some(dollars(310)),
            exposure: if superseded { Money::ZERO } else { exposure },
            superseded,
            span: Span::new(FileId(3), 1, 400 + page * 40, 430 + page * 40),
        });
        self.days.push(DayResult {
            patient: patient.to_owned(),
            date,
            level_billed: Some(level),
            level_authorized: Some(level),
            level_supported: Some(level),
            verdict,
            notes: 3,
            note_minutes: Some(150),
            sheet_minutes: Some(240),
            census: Census::Present,
            census_source: None,
            plan: None,
            certification: None,
            assessment: None,
            remit: "none",
            billed: vec![(claim.to_owned(), line)],
            charged: dollars(450),
            paid: Some(dollars(310)),
            worst,
        });
    }

    fn findings_of(
        &mut self,
        patient: &str,
        claim: &str,
        line: u32,
        date: ServiceDate,
        kind: u32,
        page: u32,
    ) {
        let first = self.findings.is_empty();
        let make = |rule, name, outcome, severity, exposure, message: &str| Finding {
            rule,
            name,
            outcome,
            severity,
            confidence: 97,
            patient: Some(patient.to_owned()),
            claim: Some(claim.to_owned()),
            line: Some(line),
            date: Some(date),
            date_to: None,
            due: None,
            at_risk: Vec::new(),
            exposure,
            message: message.to_owned(),
            cure: &[Cure::C4],
            authority: VERIFIED,
            evidence: Vec::new(),
        };
        let billed = Evidence::supports(Span::new(FileId(3), 1, 400 + page * 40, 430 + page * 40));
        if first {
            let start = self.quote(
                3,
                120,
                [
                    "Individual therapy with R. Castellane, LCSW. ",
                    "Start 10:02 Stop 10:40",
                    ". Reviewed sleep log and coping plan; client engaged.",
                ],
            );
            let finding = make(
                "TIM-002",
                "psychotherapy-time-below-code",
                Outcome::Fail,
                Severity::High,
                ExposureKind::Line,
                "Line 1 bills 60 minutes of psychotherapy (53 or more needed); the note states 38 \
                 minutes: 15 short.",
            );
            self.findings.push((
                finding.with(Evidence::supports(start)).with(billed),
                Money::from_cents(11250),
            ));
            let finding = make(
                "TIM-002",
                "psychotherapy-time-below-code",
                Outcome::NoData,
                Severity::Low,
                ExposureKind::None,
                "Line 1 has a second note without any time; its minutes could not be counted.",
            );
            self.findings.push((
                finding.with(Evidence::searched_file(FileId(1))),
                Money::ZERO,
            ));
        }
        match kind {
            2 => {
                let lower = self.quote(page, 212, [
                    "Client slept well, attended three groups, and ",
                    "denies suicidal ideation, plan or intent",
                    ". Returned to work part time this week & reports \"doing <well>\" overall.",
                ]);
                let higher = self.quote(
                    page,
                    640,
                    [
                        "Later in session client ",
                        "reported panic attacks on two days this week",
                        " and asked for a medication review.",
                    ],
                );
                let finding = make(
                    "LOC-001",
                    "level-not-supported",
                    Outcome::Warn,
                    Severity::Critical,
                    ExposureKind::Delta,
                    "PHP was billed; five notes around the date support IOP, one speaks for PHP.",
                );
                let finding = Finding {
                    cure: &[Cure::C0, Cure::C8],
                    authority: UNVERIFIED,
                    ..finding
                };
                self.findings.push((
                    finding
                        .with(Evidence::supports(lower))
                        .with(Evidence::contradicts(higher))
                        .with(billed),
                    dollars(140),
                ));
            }
            5 => {
                let finding = make(
                    "DOC-003",
                    "note-unsigned",
                    Outcome::Fail,
                    Severity::Medium,
                    ExposureKind::Day,
                    "The group note of the day carries a blank signature line.",
                );
                let place = self.quote(
                    page,
                    901,
                    ["Clinician signature: ", "____________", " Date: ______"],
                );
                let finding = Finding {
                    cure: &[Cure::C1],
                    ..finding
                };
                self.findings
                    .push((finding.with(Evidence::supports(place)), dollars(310)));
            }
            8 => {
                let finding = make(
                    "AUT-002",
                    "date-outside-authorization",
                    Outcome::Fail,
                    Severity::High,
                    ExposureKind::Line,
                    "Billed on a day after authorization A-1182 ended: 1 day over.",
                );
                let finding = Finding {
                    cure: &[Cure::C6],
                    ..finding
                };
                self.findings.push((finding.with(billed), dollars(310)));
            }
            11 => {
                let finding = make(
                    "DOC-011",
                    "copied-text",
                    Outcome::Warn,
                    Severity::Low,
                    ExposureKind::None,
                    "The note repeats 92% of the note of the day before.",
                );
                let place = self.quote(
                    page,
                    300,
                    ["", "Client participated and was receptive to feedback", "."],
                );
                self.findings
                    .push((finding.with(Evidence::supports(place)), Money::ZERO));
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Results {
        self.findings.sort_by(|a, b| a.0.order().cmp(&b.0.order()));
        let (findings, by_finding): (Vec<Finding>, Vec<Money>) = self.findings.into_iter().unzip();
        let mut exposure = Exposure {
            shares: vec![Vec::new(); findings.len()],
            by_finding,
            ..Exposure::default()
        };
        let mut claims: BTreeMap<(String, String), ClaimExposure> = BTreeMap::new();
        let mut by_line: BTreeMap<(Option<&str>, Option<u32>), Vec<usize>> = BTreeMap::new();
        for (index, finding) in findings.iter().enumerate() {
            by_line
                .entry((finding.claim.as_deref(), finding.line))
                .or_default()
                .push(index);
        }
        for line in self.lines.iter().filter(|line| !line.superseded) {
            let key = (Some(line.claim.as_str()), Some(line.line));
            let indexes = by_line.get(&key).cloned().unwrap_or_default();
            let dollars = Dollars {
                gross: line.exposure,
                probable: line.exposure.share(6, 10),
                curable: if indexes.len() == 1 {
                    line.exposure
                } else {
                    Money::ZERO
                },
            };
            let worst = indexes
                .iter()
                .copied()
                .max_by_key(|&index| exposure.by_finding[index]);
            if let Some(worst) = worst {
                let rule = findings[worst].rule;
                *exposure.by_rule.entry(rule).or_default() += dollars.gross;
            }
            let id = LineId {
                claim: claims.len(),
                line: line.line as usize,
            };
            if let Some(worst) = worst {
                exposure.shares[worst].push(crate::exposure::DayShare {
                    line: id,
                    day: 0,
                    amount: dollars.gross,
                    decides: true,
                });
            }
            exposure.total.add(dollars);
            exposure
                .by_level
                .entry(line.level_billed)
                .or_default()
                .add(dollars);
            exposure
                .by_payer
                .entry(line.payer.clone())
                .or_default()
                .add(dollars);
            exposure
                .by_patient
                .entry(line.patient.clone())
                .or_default()
                .add(dollars);
            let claim = claims
                .entry((line.patient.clone(), line.claim.clone()))
                .or_insert_with(|| ClaimExposure {
                    index: id.claim,
                    patient: line.patient.clone(),
                    claim: line.claim.clone(),
                    level: line.level_billed,
                    payer: line.payer.clone(),
                    charged: Money::ZERO,
                    paid: Some(Money::ZERO),
                    dollars: Dollars::default(),
                    findings: Vec::new(),
                });
            claim.charged += line.charge;
            claim.paid = claim.paid.map(|paid| paid + line.paid.unwrap_or_default());
            claim.dollars.add(dollars);
            claim.findings.extend(indexes);
        }
        exposure.claims = claims.into_values().collect();
        exposure.claims.sort_by(|a, b| {
            b.dollars
                .gross
                .cmp(&a.dollars.gross)
                .then_with(|| a.claim.cmp(&b.claim))
        });
        exposure.overpaid = exposure
            .claims
            .first()
            .map(beside::overpaid)
            .into_iter()
            .collect();
        let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
        for finding in &findings {
            let tally = tallies.entry(finding.rule).or_insert(Tally {
                pass: 40,
                ..Tally::default()
            });
            match finding.outcome {
                Outcome::Fail => tally.fail += 1,
                Outcome::Warn => tally.warn += 1,
                Outcome::NoData => tally.no_data += 1,
            }
        }
        Results {
            run: RunFacts {
                facility: "Cedar Hollow Behavioral Health".to_owned(),
                version: "0.1.0",
                as_of: ServiceDate::new(2025, 6, 30),
                chart_complete: false,
                rules_run: 57,
                overridden: vec![("match.confidence".to_owned(), 65)],
            },
            files: self.files,
            patients: self.patients,
            about: vec![super::About::default(); findings.len()],
            queue: Vec::new(),
            findings,
            tallies,
            exposure,
            lines: self.lines,
            days: self.days,
            documents: beside::documents(),
            authorizations: beside::authorizations(),
            balances: beside::balances(),
            not_supplied: vec![super::NotSupplied {
                kind: "attendance sheets",
                rules: vec!["TIM-010"],
            }],
            step_downs: Vec::new(),
            unbilled: self.unbilled,
            problems: beside::problems(),
            quotes: self.quotes,
        }
    }
}

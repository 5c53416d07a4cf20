//! Small invented interchanges, read end to end.

mod completeness;
mod coverage;
mod draw;
mod hostile;
mod remittance;
mod review;
mod segments;
mod written;

use super::{looks_like, read};
use crate::model::{ClaimFrequency, ClaimStatus};
use crate::problem::ProblemKind;
use crate::read::FileContent;
use crate::text::{CharMap, FileId, Span};
use proptest::prelude::*;

const ISA: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
                   *260105*0900*^*00501*000000007*0*P*:~";

/// Wraps segments into one transaction with right counts.
fn interchange(kind: &str, version: &str, body: &[&str]) -> String {
    let count = body.len() + 2;
    format!(
        "{ISA}\nGS*HC*A*B*20260105*0900*7*X*{version}~\nST*{kind}*0001*{version}~\n{}~\n\
         SE*{count}*0001~\nGE*1*7~\nIEA*1*000000007~\n",
        body.join("~\n")
    )
}

const BILLING: &[&str] = &[
    "BHT*0019*00*1*20260120*0900*CH",
    "HL*1**20*1",
    "PRV*BI*PXC*261QM0801X",
    "NM1*85*2*INVENTED CLINIC*****XX*1234567893",
    "REF*EI*990000001",
    "HL*2*1*22*0",
    "SBR*P*18*******CI",
    "NM1*IL*1*Muster*Ana*B***MI*W000111",
    "DMG*D8*19900203*F",
    "NM1*PR*2*INVENTED PLAN*****PI*PLAN1",
];

fn professional(claim: &[&str]) -> String {
    interchange("837", "005010X222A1", &[BILLING, claim].concat())
}

fn institutional(claim: &[&str]) -> String {
    interchange("837", "005010X223A2", &[BILLING, claim].concat())
}

fn content(text: &str) -> FileContent {
    read(FileId(0), text)
}

/// Returns the text at a span, which must be what the reader saw.
fn quoted(text: &str, span: Span) -> String {
    CharMap::new(text).slice(span.start, span.end).to_owned()
}

#[test]
fn a_professional_claim_keeps_all_that_the_model_has_room_for() {
    let text = professional(&[
        "CLM*A-1*250***11:B:7*Y*A*Y*Y",
        "REF*G1*AUTH1",
        "REF*F8*ICN1",
        "REF*EA*MRN1",
        "HI*ABK:F1020*ABF:F411",
        "NM1*82*1*Doe*Jo****XX*1987654321",
        "PRV*PE*PXC*101YA0400X",
        "NM1*77*2*NORTH SITE*****XX*1234567893",
        "NM1*DQ*1*Chief*Cy****XX*1234567893",
        "SBR*S*18*******MC",
        "NM1*IL*1*Other*Person****MI*Z",
        "NM1*PR*2*OTHER PLAN*****PI*PLAN2",
        "REF*G1*OTHERS",
        "LX*1",
        "SV1*HC:90837:GT:95*150*UN*1*10**1:2",
        "DTP*472*D8*20260105",
        "REF*6R*L1",
        "REF*G1*AUTH2",
        "NM1*82*1*Roe*Al****XX*1234567893",
        "SVD*PLAN2*10*HC:90837**1",
        "DTP*573*D8*20260110",
        "LX*2",
        "SV1*HC:H0015*100*UN*2.5***2",
        "DTP*472*RD8*20260106-20260107",
    ]);
    let content = content(&text);
    assert_eq!(content.problems, []);
    let claim = &content.claims[0];
    assert_eq!(
        (claim.id.as_str(), claim.frequency),
        ("A-1", ClaimFrequency::Replacement)
    );
    assert_eq!(claim.total_charge.cents(), 25_000);
    assert_eq!(
        claim.submitted.map(|date| date.to_string()).as_deref(),
        Some("2026-01-20")
    );
    assert_eq!(
        (claim.payer.id.as_str(), claim.payer.filing_code.as_str()),
        ("PLAN1", "CI")
    );
    assert_eq!(claim.payer_sequence, "P");
    let patient = &claim.patient;
    let (name, member) = (
        patient.name.as_ref().unwrap(),
        patient.member_id.as_ref().unwrap(),
    );
    assert_eq!(
        (name.value.key().as_str(), member.value.as_str()),
        ("muster|ana", "W000111")
    );
    assert_eq!(quoted(&text, name.span), "Muster*Ana*B");
    assert_eq!(quoted(&text, patient.birth_date.unwrap().span), "19900203");
    assert_eq!(patient.mrn.as_ref().unwrap().value, "MRN1");
    let billing = claim.billing.as_ref().unwrap();
    assert_eq!(billing.tax_id.as_deref(), Some("990000001"));
    assert_eq!(billing.taxonomy.as_deref(), Some("261QM0801X"));
    assert!(billing.npi().is_some());
    let rendering = claim.rendering.as_ref().unwrap();
    assert!(rendering.npi().is_none() && rendering.npi_text.is_some());
    assert_eq!(rendering.taxonomy.as_deref(), Some("101YA0400X"));
    assert_eq!(claim.facility.as_ref().unwrap().name, "NORTH SITE");
    assert_eq!(claim.supervising.as_ref().unwrap().first, "Cy");
    let auths: Vec<_> = claim
        .authorizations
        .iter()
        .map(|auth| auth.value.as_str())
        .collect();
    assert_eq!(auths, ["AUTH1"]);
    let codes: Vec<_> = claim
        .diagnoses
        .iter()
        .map(|code| code.value.dotted())
        .collect();
    assert_eq!(codes, ["F10.20", "F41.1"]);

    let [first, second] = claim.lines.as_slice() else {
        panic!("two lines")
    };
    assert_eq!(
        quoted(&text, first.procedure.as_ref().unwrap().span),
        "90837"
    );
    assert_eq!(first.modifiers.len(), 2);
    assert_eq!(
        first.place_of_service.as_ref().unwrap().value.as_str(),
        "10"
    );
    assert_eq!(
        second.place_of_service.as_ref().unwrap().value.as_str(),
        "11"
    );
    assert_eq!(first.diagnosis_pointers, [1, 2]);
    assert_eq!(first.control_number.as_deref(), Some("L1"));
    assert_eq!(first.authorization.as_ref().unwrap().value, "AUTH2");
    assert_eq!(first.rendering.as_ref().unwrap().name, "Roe");
    assert_eq!(first.dates.unwrap().value.to_string(), "2026-01-05");
    assert_eq!(second.dates.unwrap().value.days(), 2);
    assert_eq!(second.units.unwrap().value.to_string(), "2.5");
    assert!(
        quoted(&text, first.span).starts_with("LX*1")
            && quoted(&text, first.span).ends_with("20260110")
    );
    assert!(claim.span.contains(&second.span));
}

#[test]
fn an_institutional_claim_lends_its_statement_dates_to_lines() {
    let text = institutional(&[
        "CLM*I-1*3000***11:A:1*Y*A*Y*Y",
        "DTP*434*RD8*20260105-20260108",
        "DTP*435*DT*202601051330",
        "DTP*096*TM*1100",
        "CL1*1*1*01",
        "HI*ABK:F1020:::::::Y",
        "HI*BI:74:RD8:20260106-20260107",
        "HI*BG:41",
        "NM1*82*1*Second*Bo****XX*1234567893",
        "NM1*71*1*First*Al****XX*1234567893",
        "LX*1",
        "SV2*0126**3000*DA*3",
        "LX*2",
        "SV2*0915*HC:90853*50*UN*1",
        "DTP*472*D8*20260106",
        "LX*3",
        "SV2*0001**3050*UN*1",
    ]);
    let content = content(&text);
    assert_eq!(content.problems, []);
    let claim = &content.claims[0];
    assert_eq!(claim.type_of_bill.as_ref().unwrap().value.as_str(), "111");
    assert_eq!(claim.admission.unwrap().value.to_string(), "2026-01-05");
    assert!(claim.discharge.is_none() && claim.place_of_service.is_none());
    assert_eq!(claim.patient_status.as_ref().unwrap().value, "01");
    assert!(claim.has_condition("41"));
    assert_eq!(claim.occurrence_spans[0].value.1.days(), 2);
    assert_eq!(claim.rendering.as_ref().unwrap().name, "First");
    assert_eq!(claim.lines.len(), 2);
    assert_eq!(claim.lines[0].dates, claim.statement);
    assert_eq!(
        claim.lines[0].revenue.as_ref().unwrap().value.as_str(),
        "0126"
    );
    assert_eq!(claim.lines[1].dates.unwrap().value.days(), 1);
}

#[test]
fn a_dependent_is_the_patient_and_keeps_the_subscribers_member_id() {
    let dependent = [
        BILLING,
        &[
            "HL*3*2*23*0",
            "PAT*19",
            "NM1*QC*1*Muster*Kim",
            "DMG*D8*20120405*M",
        ],
        &[
            "CLM*D-1*10***11:B:1",
            "LX*1",
            "SV1*HC:90834*10*UN*1",
            "DTP*472*D8*20260105",
        ],
    ]
    .concat();
    let content = content(&interchange("837", "005010X222A1", &dependent));
    assert_eq!(content.problems, []);
    let patient = &content.claims[0].patient;
    assert_eq!(patient.name.as_ref().unwrap().value.key(), "muster|kim");
    assert_eq!(patient.member_id.as_ref().unwrap().value, "W000111");
    assert_eq!(patient.birth_date.unwrap().value.year(), 2012);
}

#[test]
fn damage_is_reported_and_the_rest_is_kept() {
    let line = ["LX*1", "SV1*HC:90834*10*UN*1", "DTP*472*D8*20260105"];
    let one = |claim: &[&str]| professional(claim);
    let with = |head: &str, rest: [&str; 3]| one(&[head, rest[0], rest[1], rest[2]]);
    let good = "CLM*1*10***11:B:1";
    for (text, kind, words) in [
        (
            with("CLM**10***11:B:1", line),
            ProblemKind::BadValue,
            "no patient control number",
        ),
        (
            with("CLM*1*ten***11:B:1", line),
            ProblemKind::BadValue,
            "is not an amount",
        ),
        (
            with(good, ["LX*1", line[1], "DTP*472*D8*20260230"]),
            ProblemKind::BadValue,
            "qualifier 472",
        ),
        (
            with(good, ["LX*1", "SV1*HC:90834*10*UN*many", line[2]]),
            ProblemKind::BadValue,
            "units",
        ),
        (
            with(good, ["LX*1", "SV1**10*UN*1", line[2]]),
            ProblemKind::BadValue,
            "no procedure",
        ),
        (
            one(&[good]),
            ProblemKind::ClaimStructure,
            "no service lines",
        ),
        (
            one(&[good, "LX*1"]),
            ProblemKind::ClaimStructure,
            "no service (SV1 or SV2)",
        ),
        (
            one(&[good, line[1], line[2]]),
            ProblemKind::ClaimStructure,
            "without a line number",
        ),
        (
            with(good, line).replace("NM1*IL*1*Muster*Ana*B***MI*W000111~\n", ""),
            ProblemKind::NoPatient,
            "no subscriber",
        ),
        (
            with(good, line).replace("HL*2*1*22", "HL*2*9*22"),
            ProblemKind::ClaimStructure,
            "no parent",
        ),
        (
            with(good, line).replace("SE*16", "SE*99"),
            ProblemKind::ClaimStructure,
            "has 16",
        ),
        (
            with(good, line).replace("*0001~\nGE", "*0002~\nGE"),
            ProblemKind::ClaimStructure,
            "control",
        ),
        (
            with(good, line).replace("GE*1", "GE*4"),
            ProblemKind::ClaimStructure,
            "1 transactions",
        ),
        (
            with(good, line).replace("IEA*1*000000007~\n", ""),
            ProblemKind::ClaimStructure,
            "IEA is missing",
        ),
    ] {
        let content = content(&text);
        assert_eq!(content.claims.len(), 1, "{words}");
        assert!(
            content
                .problems
                .iter()
                .any(|p| p.kind == kind && p.message.contains(words)),
            "{words}: {:?}",
            content.problems
        );
    }
}

#[test]
fn a_lost_hl_does_not_give_the_next_claim_to_the_last_person() {
    let claim = [
        "CLM*1*10***11:B:1",
        "LX*1",
        "SV1*HC:90834*10*UN*1",
        "DTP*472*D8*20260105",
    ];
    let next = [
        "SBR*P*18*******CI",
        "NM1*IL*1*Zweite*Eva****MI*W2",
        "NM1*PR*2*P*****PI*PLAN1",
    ];
    let content = content(&professional(&[&claim[..], &next[..], &claim[..]].concat()));
    assert_eq!(content.claims.len(), 2);
    let patient = &content.claims[1].patient;
    assert_eq!(patient.name.as_ref().unwrap().value.key(), "zweite|eva");
    assert!(patient.birth_date.is_none());
    assert!(content.claims[1].billing.is_some());
    assert!(
        content
            .problems
            .iter()
            .any(|problem| problem.message.contains("another person"))
    );
}

#[test]
fn a_cut_file_keeps_the_claims_before_the_cut() {
    let text = professional(&[
        "CLM*1*10***11:B:1",
        "LX*1",
        "SV1*HC:90834*10*UN*1",
        "DTP*472*D8*20260105",
        "CLM*2*125***11:B:1",
        "LX*1",
        "SV1*HC:90837*125*UN*1",
        "DTP*472*D8*20260106",
    ]);
    let cut = text.find("125*UN").map(|at| &text[..at + 2]).unwrap();
    let content = content(cut);
    assert_eq!(content.claims.len(), 2);
    assert_eq!(content.claims[0].lines[0].charge.cents(), 1000);
    assert!(
        content.claims[1].lines[0].procedure.is_none(),
        "half a segment is not used"
    );
    let ends = content
        .problems
        .iter()
        .find(|problem| problem.message.contains("the file ends"));
    assert!(ends.unwrap().message.contains("SE is missing"));
}

#[test]
fn a_file_without_isa_is_read_by_guessed_delimiters() {
    let text = professional(&[
        "CLM*1*10***11:B:1",
        "LX*1",
        "SV1*HC:90834*10*UN*1",
        "DTP*472*D8*20260105",
    ]);
    let text = &text[ISA.len() + 1..];
    assert!(looks_like(text));
    let content = content(text);
    assert_eq!(content.claims.len(), 1);
    assert!(
        content
            .problems
            .iter()
            .any(|problem| problem.message.contains("without an ISA"))
    );
}

#[test]
fn a_4010_claim_with_icd9_qualifiers_is_read() {
    let text = professional(&[
        "CLM*1*10***11::1",
        "HI*BK:29620*BF:30500",
        "LX*1",
        "SV1*HC:90806*10*UN*1***1",
        "DTP*472*D8*20260105",
    ])
    .replace("005010X222A1", "004010X098A1");
    let content = content(&text);
    assert_eq!(content.problems, []);
    assert_eq!(content.claims[0].diagnoses.len(), 2);
    assert_eq!(content.claims[0].frequency, ClaimFrequency::Original);
}

#[test]
fn a_remittance_keeps_adjustments_remarks_and_reversals() {
    let text = interchange(
        "835",
        "005010X221A1",
        &[
            "BPR*I*40*C*ACH************20260201",
            "N1*PR*INVENTED PLAN*XV*PLAN1",
            "LX*1",
            "CLP*A-1*1*250*40*10*CI*ICN1*11*1",
            "CAS*CO*45*100**97*100*1",
            "MOA***MA01*N211",
            "DTM*232*20260105",
            "DTM*233*20260107",
            "SVC*HC:90837:GT*150*40**1",
            "DTM*472*20260105",
            "CAS*PR*1*10",
            "REF*6R*L1",
            "LQ*HE*N130",
            "SVC*NU:0915*100*0",
            "CLP*A-1*22*-250*-40**CI*ICN1",
            "CAS*CR*45*-210",
            "PLB*1234567893*20261231*WO:X*-40",
        ],
    );
    let content = content(&text);
    assert_eq!(content.problems, []);
    let [paid, reversal] = content.remittances.as_slice() else {
        panic!("two payments")
    };
    assert_eq!(
        (paid.status, reversal.status),
        (ClaimStatus::Processed, ClaimStatus::Reversal)
    );
    assert_eq!(reversal.paid.cents(), -4000);
    assert_eq!(paid.payment_date.unwrap().to_string(), "2026-02-01");
    assert_eq!(
        (paid.payer.id.as_str(), paid.payer.filing_code.as_str()),
        ("PLAN1", "CI")
    );
    let reasons: Vec<_> = paid
        .adjustments
        .iter()
        .map(|found| found.reason.as_str())
        .collect();
    assert_eq!(reasons, ["45", "97"]);
    assert_eq!(paid.remarks, ["MA01", "N211"]);
    let [session, day] = paid.lines.as_slice() else {
        panic!("two lines")
    };
    assert_eq!(session.remarks, ["N130"]);
    assert_eq!(session.control_number.as_deref(), Some("L1"));
    assert_eq!(session.dates.unwrap().days(), 1);
    assert_eq!(day.revenue.as_ref().unwrap().as_str(), "0915");
    assert_eq!(day.dates.unwrap().days(), 3);
    assert!(quoted(&text, paid.span).starts_with("CLP*A-1*1"));
}

#[test]
fn other_transactions_are_named_once_each() {
    for (kind, version, problem, words) in [
        (
            "270",
            "005010X279A1",
            ProblemKind::NotNeeded,
            "270 (eligibility inquiry)",
        ),
        (
            "275",
            "006020X314",
            ProblemKind::UnknownFileType,
            "275 (attachment)",
        ),
        (
            "271",
            "005010X279A1",
            ProblemKind::BadValue,
            "no claim, payment",
        ),
    ] {
        let text = interchange(kind, version, &["BHT*0022*11*1*20260105*0900"]);
        let found = content(&text);
        assert_eq!(found.problems.len(), 1, "{kind}");
        assert_eq!(found.problems[0].kind, problem, "{kind}");
        assert!(found.problems[0].message.contains(words), "{kind}");
    }
    let outside = content(&interchange("850", "004010", &["BEG*00*SA*1"]));
    assert_eq!(outside.problems.len(), 1);
    assert!(
        outside.problems[0]
            .message
            .contains("outside of health care")
    );
}

#[test]
fn prose_is_not_x12() {
    for text in [
        "",
        "STATUS: stable",
        "ISABELLA met with staff",
        "GSW to left arm",
        "ST*837",
    ] {
        assert!(!looks_like(text), "{text}");
    }
}

/// Spans must lie in the page whatever the damage.
fn check_spans(content: &FileContent) -> bool {
    let length = content.pages[0].text.as_str().chars().count() as u32;
    content
        .problems
        .iter()
        .filter_map(|problem| problem.span)
        .all(|span| span.end <= length)
        && content.claims.iter().all(|claim| {
            claim.span.end <= length
                && claim
                    .lines
                    .iter()
                    .all(|line| claim.span.contains(&line.span))
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn mutated_claims_never_panic(
        cut in 0_usize..1200,
        edits in prop::collection::vec((0_usize..1200, "\\PC|\n|~|\\*|:"), 0..12),
    ) {
        let mut text: Vec<char> = professional(&[
            "CLM*1*10***11:B:1", "REF*G1*A", "HI*ABK:F1020*BI:74:RD8:20260101-20260102",
            "NM1*82*1*Doe*Jo****XX*1", "PRV*PE*PXC*1", "LX*1", "SV1*HC:90834*10*UN*1***1",
            "DTP*472*D8*20260105", "LX*2", "SV2*0915*HC:H0015*1*DA*1",
        ]).chars().collect();
        for (at, replacement) in edits {
            if at < text.len() {
                text.splice(at..=at, replacement.chars());
            }
        }
        text.truncate(text.len().saturating_sub(cut % 400));
        let text: String = text.into_iter().collect();
        let _ = looks_like(&text);
        prop_assert!(check_spans(&content(&text)));
    }

    #[test]
    fn random_segments_never_panic(
        kind in "837|835|278|271|277",
        body in prop::collection::vec(
            "(HL|NM1|CLM|LX|SV1|SV2|DTP|REF|CLP|SVC|CAS|HI|SBR|DMG|PRV|BHT|BPR|LQ|MOA|DTM|UM|HCR|HSD|EB|AAA|STC|TRN|PLB|SVD|LIN|MSG)(\\*[A-Z0-9:é-]{0,9}){0,9}",
            0..40,
        ),
    ) {
        let body: Vec<&str> = body.iter().map(String::as_str).collect();
        prop_assert!(check_spans(&content(&interchange(&kind, "", &body))));
    }
}

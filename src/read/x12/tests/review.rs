//! Reviews: requests that grant nothing, decisions, quantities and windows.

use super::{content, interchange, quoted};
use crate::model::{Authorization, AuthorizationDecision, UnitKind};
use crate::problem::ProblemKind;
use crate::read::FileContent;

const ABOVE: &[&str] = &[
    "HL*1**20*1",
    "NM1*X3*2*INVENTED PLAN*****PI*PLAN1",
    "HL*2*1*21*1",
    "NM1*1P*2*INVENTED CLINIC*****XX*1234567893",
    "HL*3*2*22*1",
    "NM1*IL*1*Muster*Ana****MI*W1",
    "DMG*D8*19900203*F",
    "HL*4*3*EV*1",
    "TRN*2*T1*9990000001",
    "UM*HS*R*MH*52:B",
];

fn review(purpose: &str, body: &[&str]) -> String {
    let bht = format!("BHT*0007*{purpose}*R1*20260103*0900*18");
    interchange(
        "278",
        "005010X217",
        &[&[bht.as_str()], ABOVE, body].concat(),
    )
}

fn only(content: &FileContent) -> &Authorization {
    assert_eq!(content.problems, []);
    let [only] = content.authorizations.as_slice() else {
        panic!("{} authorizations", content.authorizations.len())
    };
    only
}

#[test]
fn a_response_is_an_authorization_with_all_its_terms() {
    let text = review(
        "11",
        &[
            "HCR*A1*AUTH1",
            "REF*NT*ADM1",
            "DTP*007*RD8*20260105-20260131",
            "DTP*102*D8*20260104",
            "HI*ABK:F1020*ABF:F411",
            "HSD*DY*12",
            "NM1*SJ*1*Doe*Jo****XX*1234567893",
            "PRV*PE*PXC*101YA0400X",
            "MSG*Stable for partial hospital care.",
            "MSG*Next review in a week.",
            "HL*5*4*SS*0",
            "SV1*HC:H0035:HF*1200*UN*12",
        ],
    );
    let found = content(&text);
    let [service, event] = found.authorizations.as_slice() else {
        panic!("a service, and the event that grants days of its own")
    };
    assert_eq!(event.units.unwrap().value.floor(), 12);
    assert_eq!(
        (event.unit_kind, event.decision),
        (Some(UnitKind::Day), AuthorizationDecision::Approved)
    );
    assert_eq!(service.number.as_ref().unwrap().value, "AUTH1");
    assert_eq!(service.procedures[0].as_str(), "H0035");
    assert_eq!(service.modifiers[0].as_str(), "HF");
    assert_eq!(service.describe(), "AUTH1, 2026-01-05 to 2026-01-31");
    assert_eq!(service.decided.unwrap().to_string(), "2026-01-04");
    assert_eq!(service.review, "concurrent");
    assert_eq!(service.rendering_npi.as_deref(), Some("1234567893"));
    let reviewer = service.details.reviewer.as_ref().unwrap();
    assert_eq!(
        (reviewer.id.as_str(), service.payer.id.as_str()),
        ("PLAN1", "")
    );
    assert_eq!(service.details.diagnoses.len(), 2);
    assert_eq!(service.details.service_type, "MH");
    let words = quoted(&text, service.clinical_summary.unwrap());
    assert!(words.starts_with("Stable") && words.ends_with("in a week."));
    let patient = &service.patient;
    assert_eq!(patient.member_id.as_ref().unwrap().value, "W1");
    assert!(patient.birth_date.is_some());
    assert!(
        !format!("{service:?}").contains("Stable"),
        "words reach no log"
    );
}

#[test]
fn decisions_are_told_apart() {
    use AuthorizationDecision::{Approved, Denied, NotRequired, Partial, Pended, Void};
    for (code, decision) in [
        ("A1", Approved),
        ("A2", Partial),
        ("A3", Denied),
        ("A4", Pended),
        ("A6", Partial),
        ("C", Void),
        ("CT", Pended),
        ("NA", NotRequired),
        ("ZZ", Pended),
    ] {
        let hcr = format!("HCR*{code}*AUTH1");
        let found = content(&review("11", &[&hcr, "DTP*472*D8*20260105"]));
        assert_eq!(only(&found).decision, decision, "{code}");
    }
}

#[test]
fn a_request_and_a_rejected_request_grant_nothing() {
    for (purpose, body) in [
        ("13", &["DTP*472*RD8*20260105-20260131", "HSD*VS*10"][..]),
        ("13", &["HCR*A1*AUTH1", "DTP*472*D8*20260105"][..]),
        ("11", &["AAA*N**15*C"][..]),
    ] {
        let found = content(&review(purpose, body));
        assert!(found.authorizations.is_empty());
        let request = &found.authorization_requests[0];
        assert_eq!(request.decision, AuthorizationDecision::Requested);
        assert!(!request.decision.grants());
    }
}

#[test]
fn quantities_become_totals_only_where_they_are_exact() {
    for (hsd, total, per_week) in [
        ("HSD*VS*10", Some("10"), None),
        ("HSD*DY*12.5", Some("12.5"), None),
        ("HSD*VS*1*DA**7*10", Some("10"), None),
        ("HSD*VS*3*WK**35*4", Some("12"), Some(3)),
        ("HSD*VS*3*WK**34*2", None, Some(3)),
        ("HSD*DY*20*WK*5", None, None),
        ("HSD*VS*1*DA**35*2", Some("14"), None),
        ("HSD*MN*2", None, None),
        ("HSD*VS*many", None, None),
    ] {
        let found = content(&review("11", &["HCR*A1*A", "DTP*472*D8*20260105", hsd]));
        let read = &found.authorizations[0];
        let units = read.units.map(|units| units.value.to_string());
        assert_eq!(units.as_deref(), total, "{hsd}");
        assert_eq!(read.per_week, per_week, "{hsd}");
        assert_eq!(found.problems.len(), usize::from(hsd.ends_with("many")));
    }
}

#[test]
fn a_single_proposed_day_leaves_the_end_open() {
    for (dates, window) in [
        (
            &["DTP*472*D8*20260105", "HSD*VS*10"][..],
            "A, from 2026-01-05",
        ),
        (
            &["DTP*472*D8*20260105", "HSD*VS*1"][..],
            "A, 2026-01-05 to 2026-01-05",
        ),
        (
            &["DTP*472*D8*20260105", "DTP*036*D8*20260201", "HSD*VS*10"][..],
            "A, 2026-01-05 to 2026-02-01",
        ),
        (
            &["DTP*435*D8*20260105", "HSD*DY*5"][..],
            "A, from 2026-01-05",
        ),
        (
            &[
                "DTP*472*RD8*20260101-20260228",
                "DTP*007*RD8*20260105-20260131",
            ][..],
            "A, 2026-01-05 to 2026-01-31",
        ),
    ] {
        let found = content(&review("11", &[&["HCR*A1*A"], dates].concat()));
        assert_eq!(only(&found).describe(), window);
    }
}

#[test]
fn a_4010_response_with_its_own_levels_is_read() {
    let text = interchange(
        "278",
        "004010X094A1",
        &[
            "BHT*0078*11*R1*20260103*0900*18",
            "HL*1**20*1",
            "NM1*X3*2*INVENTED PLAN*****PI*PLAN1",
            "HL*2*1*21*1",
            "NM1*1P*1*Doe*Jo****24*990000001",
            "HL*3*2*22*1",
            "NM1*IL*1*Muster*Ana****MI*W1",
            "HL*4*3*19*1",
            "NM1*SJ*1*Doe*Jo****24*990000001",
            "HL*5*4*SS*0",
            "TRN*2*T1*9990000001",
            "UM*HS*I*MH*52:B",
            "HCR*A1*AUTH1",
            "DTP*472*RD8*20260105-20260131",
            "SV1*HC:90837**UN*8",
        ],
    );
    let found = content(&text);
    let read = only(&found);
    assert_eq!(read.procedures[0].as_str(), "90837");
    assert_eq!(read.units.unwrap().value.floor(), 8);
    assert_eq!(read.patient.member_id.as_ref().unwrap().value, "W1");
}

#[test]
fn damage_is_reported_and_the_rest_is_kept() {
    let text = review("11", &["HCR*A1*A", "DTP*472*D8*20260231", "HSD*VS*10"]);
    let found = content(&text.replace("NM1*IL*1*Muster*Ana****MI*W1~\n", ""));
    assert_eq!(found.authorizations[0].units.unwrap().value.floor(), 10);
    let has = |kind| found.problems.iter().any(|problem| problem.kind == kind);
    assert!(has(ProblemKind::BadValue) && has(ProblemKind::NoPatient));
}

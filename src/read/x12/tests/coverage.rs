//! Eligibility responses and acknowledgments of claims.

use super::{content, interchange};
use crate::model::{AcknowledgmentOutcome, CoverageStatus, PayerOrder};

fn eligibility(body: &[&str]) -> String {
    let above = [
        "BHT*0022*11*R1*20260103*0900",
        "HL*1**20*1",
        "NM1*PR*2*INVENTED PLAN*****PI*PLAN1",
        "HL*2*1*21*1",
        "NM1*1P*2*INVENTED CLINIC*****XX*1234567893",
        "HL*3*2*22*0",
        "TRN*2*T1*9990000001",
        "NM1*IL*1*Muster*Ana****MI*W1",
        "REF*6P*GRP1",
        "DMG*D8*19900203*F",
    ];
    interchange("271", "005010X279A1", &[&above[..], body].concat())
}

#[test]
fn spans_of_one_plan_that_touch_are_one() {
    let spans = |second: &str| {
        let second = format!("DTP*307*RD8*{second}");
        let body = [
            "EB*1*IND*30*MC",
            "DTP*307*RD8*20250201-20260131",
            "EB*1*IND*30*MC",
            second.as_str(),
            "EB*6*IND*30*MC",
            "DTP*307*RD8*20240101-20240131",
        ];
        let found = content(&eligibility(&body));
        let day = |day: Option<crate::model::ServiceDate>| {
            day.map_or(String::new(), |day| day.to_string())
        };
        let told = found.coverages.iter();
        told.map(|one| format!("{}..{}", day(one.from), day(one.to)))
            .collect::<Vec<_>>()
    };
    assert_eq!(spans("20260201-20270131"), ["2025-02-01..2027-01-31"]);
    // A month without coverage stays one.
    assert_eq!(
        spans("20260301-20270131"),
        ["2025-02-01..2026-01-31", "2026-03-01..2027-01-31"]
    );
}

#[test]
fn a_coverage_keeps_benefits_other_payers_and_dates() {
    let found = content(&eligibility(&[
        "DTP*346*D8*20250101",
        "DTP*347*D8*20251231",
        "EB*1*IND*30*HM*GOLD PLAN",
        "EB*1**MH^AI",
        "EB*CB**A7*****0.2***Y*N",
        "DTP*348*D8*20250201",
        "MSG*Call before admission.",
        "EB*R**30",
        "LS*2120",
        "NM1*PRP*2*FIRST PLAN*****PI*PLAN0",
        "LE*2120",
    ]));
    assert_eq!(found.problems, []);
    let coverage = &found.coverages[0];
    assert_eq!(coverage.status, CoverageStatus::Active);
    let days = [coverage.from, coverage.to].map(|day| day.unwrap().to_string());
    assert_eq!(days, ["2025-01-01", "2025-12-31"]);
    assert_eq!(
        (coverage.group.as_str(), coverage.insurance_type.as_str()),
        ("GRP1", "HM")
    );
    assert_eq!(coverage.relationship, "18");
    assert_eq!(coverage.benefits.len(), 4);
    assert_eq!(coverage.benefits[1].service_types, ["MH", "AI"]);
    let inpatient = &coverage.benefits[2];
    assert_eq!(
        (inpatient.authorization_required, inpatient.in_network),
        (Some(true), Some(false))
    );
    assert_eq!(inpatient.details.percent, "0.2");
    assert_eq!(inpatient.dates.unwrap().to_string(), "2025-02-01");
    assert_eq!(inpatient.details.messages.len(), 1);
    let (order, payer) = &coverage.details.other_payers[0];
    assert_eq!(
        (*order, payer.id.as_str()),
        (Some(PayerOrder::Primary), "PLAN0")
    );
}

#[test]
fn a_single_date_is_no_end_and_the_plan_decides_the_status() {
    for (body, status, to) in [
        (
            &["DTP*291*D8*20250101", "EB*1**30"][..],
            CoverageStatus::Active,
            None,
        ),
        (
            &["DTP*291*RD8*20250101-20250630", "EB*6**30"][..],
            CoverageStatus::Inactive,
            Some("2025-06-30"),
        ),
        (
            &["EB*6**30", "EB*1**88"][..],
            CoverageStatus::Inactive,
            None,
        ),
        (&["EB*6**AI", "EB*1**MH"][..], CoverageStatus::Active, None),
        (&["EB*C*IND*30"][..], CoverageStatus::Unknown, None),
    ] {
        let found = content(&eligibility(body));
        let coverage = &found.coverages[0];
        assert_eq!(coverage.status, status, "{body:?}");
        assert_eq!(
            coverage.to.map(|day| day.to_string()).as_deref(),
            to,
            "{body:?}"
        );
    }
}

#[test]
fn a_dependent_has_the_coverage_and_the_subscriber_none() {
    let found = content(&eligibility(&[
        "HL*4*3*23*0",
        "NM1*03*1*Muster*Kim",
        "DMG*D8*20120405*M",
        "INS*N*19",
        "EB*1**30",
    ]));
    let [coverage] = found.coverages.as_slice() else {
        panic!("one coverage")
    };
    assert_eq!(coverage.patient.name.as_ref().unwrap().value.first, "Kim");
    assert_eq!(coverage.patient.member_id.as_ref().unwrap().value, "W1");
    assert_eq!(coverage.relationship, "19");
    assert!(coverage.details.subscriber.is_some());
}

#[test]
fn a_rejected_inquiry_is_a_coverage_without_status_or_a_problem() {
    let found = content(&eligibility(&["AAA*N**75*C"]));
    assert_eq!(found.coverages[0].status, CoverageStatus::Unknown);
    assert_eq!(found.coverages[0].details.rejections[0].reason, "75");
    let text = interchange(
        "271",
        "005010X279A1",
        &["BHT*0022*11*R1*20260103*0900", "HL*1**20*1", "AAA*Y**42*Y"],
    );
    let found = content(&text);
    assert!(found.coverages.is_empty());
    assert!(found.problems[0].message.contains("reason 42"));
}

fn acknowledgment(body: &[&str]) -> String {
    let above = [
        "BHT*0085*08*B1*20260121*0900*TH",
        "HL*1**20*1",
        "NM1*PR*2*INVENTED PLAN*****PI*PLAN1",
        "TRN*1*R1",
        "DTP*050*D8*20260120",
        "HL*2*1*21*1",
        "NM1*41*2*SENDER*****46*S1",
        "TRN*2*B1",
        "STC*A1:20*20260120*WQ*100",
        "HL*3*2*19*1",
        "NM1*85*2*INVENTED CLINIC*****XX*1234567893",
        "HL*4*3*PT",
        "NM1*QC*1*Muster*Ana****MI*W1",
    ];
    interchange("277", "005010X214", &[&above[..], body].concat())
}

#[test]
fn claims_are_acknowledged_one_by_one() {
    let found = content(&acknowledgment(&[
        "TRN*2*A-1",
        "STC*A2:20*20260121*WQ*100",
        "REF*1K*ICN1",
        "REF*D9*CH1",
        "DTP*472*RD8*20260105-20260109",
        "TRN*2*A-2",
        "STC*A7:562:85*20260121*U*50******A7:153**provider unknown",
        "SVC*HC:90837*50*****1",
        "STC*A7:454*20260121*U",
        "REF*FJ*L1",
    ]));
    assert_eq!(found.problems, []);
    let [accepted, rejected] = found.acknowledgments.as_slice() else {
        panic!("two claims")
    };
    assert_eq!(accepted.outcome(), AcknowledgmentOutcome::Accepted);
    assert_eq!(accepted.accepted_on().unwrap().to_string(), "2026-01-21");
    assert_eq!(accepted.payer_control_number().unwrap().value, "ICN1");
    assert_eq!(accepted.received.unwrap().to_string(), "2026-01-20");
    assert_eq!(accepted.dates.unwrap().value.days(), 5);
    assert_eq!(rejected.outcome(), AcknowledgmentOutcome::Rejected);
    assert_eq!(rejected.accepted_on(), None);
    assert_eq!(rejected.statuses.len(), 2);
    assert_eq!(
        (
            rejected.statuses[0].status.as_str(),
            rejected.statuses[0].entity.as_str()
        ),
        ("562", "85")
    );
    assert_eq!(rejected.lines[0].control_number.as_deref(), Some("L1"));
    assert_eq!(rejected.lines[0].statuses.len(), 1);
    assert!(!format!("{rejected:?}").contains("provider unknown"));
}

#[test]
fn receipt_is_no_acceptance_and_an_answer_to_a_status_request_is_not_needed() {
    let found = content(&acknowledgment(&["TRN*2*A-1", "STC*A1:19*20260121*WQ*100"]));
    assert_eq!(
        found.acknowledgments[0].outcome(),
        AcknowledgmentOutcome::Received
    );
    let text = acknowledgment(&["TRN*2*A-1"]).replace("X214", "X212");
    let found = content(&text);
    assert!(found.acknowledgments.is_empty());
    assert!(found.problems[0].message.contains("277 (claim status)"));
}

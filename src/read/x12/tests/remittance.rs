//! Remittances: sums that come out and sums that do not, reversals, recoded lines, the account.

use super::{content, interchange, quoted};
use crate::model::{EventKind, Money, QualifiedAmount, Reference, ReferenceKind};
use crate::problem::ProblemKind;

fn remittance(body: &[&str]) -> String {
    let head = [
        "BPR*I*30*C*ACH************20260201",
        "TRN*1*CHECK9*1990000001",
        "DTM*405*20260131",
        "N1*PR*INVENTED PLAN*XV*PLAN1",
        "N1*PE*INVENTED CLINIC*XX*1234567893",
        "REF*TJ*990000001",
        "LX*1",
        "TS3*1234567893*11*20261231*2*250",
    ];
    interchange("835", "005010X221A1", &[&head[..], body].concat())
}

const RECODED: &[&str] = &[
    "CLP*A-1*1*150*40*10*CI*ICN1*11*1**DRG7",
    "NM1*QC*1*Muster*Ana****MI*W1",
    "NM1*74*1*Musters*Anna****C*W2",
    "NM1*82*1*Doe*Jo****XX*1234567893",
    "NM1*TT*2*NEXT PLAN*****PI*PLAN2",
    "MIA*3*0*5*100.5*MA01",
    "REF*EA*MRN1",
    "DTM*050*20260110",
    "DTM*036*20261231",
    "AMT*I*1.25",
    "QTY*CA*3",
    "SVC*HC:90834*150*40**1*HC:90837:GT*2",
    "DTM*472*20260105",
    "CAS*CO*45*100*1",
    "CAS*PR*1*10",
    "REF*6R*L1",
    "REF*LU*SITE1",
    "REF*0K*POL1",
    "AMT*B6*50",
    "LQ*HE*N130",
    "LQ*RX*70",
];

#[test]
fn everything_that_a_payment_says_is_kept() {
    let text = remittance(&[RECODED, &["PLB*1234567893*20261231*WO:ICN1*12.5*L6*-2.5"]].concat());
    let content = content(&text);
    assert_eq!(content.problems, []);
    let payment = &content.payments[0];
    assert_eq!(
        (payment.trace.as_str(), payment.method.as_str()),
        ("CHECK9", "ACH")
    );
    assert_eq!(
        (payment.payee_npi.as_str(), payment.payee_tax_id.as_str()),
        ("1234567893", "990000001")
    );
    assert_eq!(payment.summaries[0].charge, Some(Money::from_cents(25_000)));
    assert_eq!((payment.claims, payment.claims_paid.cents()), (1, 4000));
    let [recovered, interest] = payment.adjustments.as_slice() else {
        panic!("two adjustments")
    };
    assert_eq!(
        (recovered.reason.as_str(), recovered.amount.cents()),
        ("WO", 1250)
    );
    assert_eq!(recovered.reference.as_ref().unwrap().value, "ICN1");
    assert_eq!(quoted(&text, recovered.span), "WO:ICN1*12.5");
    assert_eq!(
        (interest.reason.as_str(), interest.amount.cents()),
        ("L6", -250)
    );
    assert!(interest.reference.is_none());

    let claim = &content.remittances[0];
    let details = &claim.details;
    assert_eq!(
        (details.trace.as_str(), details.drg.as_str()),
        ("CHECK9", "DRG7")
    );
    assert_eq!(details.patient.mrn.as_ref().unwrap().value, "MRN1");
    let corrected = details.corrected.as_ref().unwrap();
    assert_eq!(corrected.member_id.as_ref().unwrap().value, "W2");
    assert_eq!(details.forwarded_to.as_ref().unwrap().id, "PLAN2");
    assert!(details.rendering.as_ref().unwrap().npi().is_some());
    let inpatient = details.inpatient.as_ref().unwrap();
    assert_eq!(inpatient.psychiatric_days.unwrap().floor(), 5);
    assert_eq!(claim.remarks, ["MA01"]);
    let kinds: Vec<EventKind> = details.dates.iter().map(|event| event.kind()).collect();
    assert_eq!(kinds, [EventKind::Received, EventKind::Expiration]);
    assert_eq!(
        QualifiedAmount::first(&details.amounts, "I"),
        Some(Money::from_cents(125))
    );
    assert_eq!(details.quantities[0].1.floor(), 3);

    let line = &claim.lines[0];
    assert!(line.is_recoded());
    assert_eq!(line.allowed(), Some(Money::from_cents(5000)));
    assert_eq!(line.details.billed_modifiers.len(), 1);
    assert_eq!(line.details.billed_units.unwrap().floor(), 2);
    assert_eq!(line.adjustments[0].quantity.unwrap().floor(), 1);
    assert_eq!(line.details.drug_remarks, ["70"]);
    let location = Reference::first(&line.details.references, ReferenceKind::Location);
    assert_eq!(location.unwrap().value, "SITE1");
}

#[test]
fn sums_that_do_not_come_out_are_told_to_the_cent() {
    let paid = ["CLP*A-1*1*150*40**CI*ICN1", "CAS*CO*45*110"];
    let with_line = |adjustment| {
        [
            "CLP*A-1*1*150*40**CI*ICN1",
            "SVC*HC:90834*150*40",
            "DTM*472*20260105",
            adjustment,
        ]
    };
    for (body, words) in [
        (
            remittance(&paid),
            "the payment $30.00 is not what 1 claims were paid, $40.00, less the adjustments of the account, $0.00; the difference is -$10.00",
        ),
        (
            remittance(&["CLP*A-1*1*150*30**CI*ICN1", "CAS*CO*45*119.99"]),
            "segment 12 (CLP): the charge $150.00 is not the payment $30.00 plus the adjustments $119.99; the difference is $0.01",
        ),
        (
            remittance(&[&with_line("CAS*CO*45*109")[..], &["PLB*1*20261231*WO*10"]].concat()),
            "segment 13 (SVC): the charge $150.00 is not the payment $40.00 plus the adjustments $109.00; the difference is $1.00",
        ),
    ] {
        let found = content(&body);
        assert_eq!(found.problems.len(), 1, "{words}: {:?}", found.problems);
        assert_eq!(found.problems[0].kind, ProblemKind::BadValue);
        assert!(
            found.problems[0].message.contains(words),
            "{:?}",
            found.problems
        );
        assert_eq!(found.remittances.len(), 1);
    }
}

#[test]
fn adjustments_of_the_whole_claim_make_up_for_silent_lines() {
    let text = remittance(&[
        "CLP*A-1*1*150*30**CI*ICN1",
        "CAS*CO*45*120",
        "SVC*HC:90834*150*30",
        "DTM*472*20260105",
    ]);
    assert_eq!(content(&text).problems, []);
}

#[test]
fn a_reversal_and_its_correction_balance_together() {
    let text = remittance(&[
        "CLP*A-1*22*-150*-40**CI*ICN1",
        "SVC*HC:90837*-150*-40",
        "CAS*CR*45*-110",
        "CLP*A-1*1*150*70**CI*ICN2",
        "SVC*HC:90837*150*70",
        "CAS*CO*45*80",
    ]);
    let found = content(&text);
    assert_eq!(found.problems, []);
    let net: Money = found.remittances.iter().map(|claim| claim.paid).sum();
    assert_eq!(net.cents(), 3000);
    assert_eq!(found.payments[0].imbalance(), Money::ZERO);
}

#[test]
fn an_amount_that_cannot_be_read_is_one_problem_and_no_false_sum() {
    let text = remittance(&["CLP*A-1*1*150*30**CI*ICN1", "CAS*CO*45*twelve"]);
    let found = content(&text);
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    assert!(found.problems[0].message.contains("segment 13 (CAS)"));
}

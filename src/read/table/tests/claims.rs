//! Claims and payment tables, in the layouts of several systems.

use super::{content, quoted, told};
use crate::model::{AdjustmentGroup, ClaimForm, ClaimFrequency, ClaimStatus, Money};
use crate::problem::ProblemKind;

#[test]
fn a_row_per_service_line_becomes_claims() {
    let text = "Claim #,Patient Name,DOB,Chart #,Member ID,Payer,Fin Class,DOS From,DOS To,CPT,Mod1,Mod2,POS,Dx1,Dx2,Units,Charge,Auth #,Rendering Provider,Rendering NPI,Date Billed\n\
        1001,\"Muster, Ana\",1/2/1980,M-1,W1,Plan One,Commercial,01/05/2026,01/05/2026,90837,HO,95,10,F33.1,F41.1,1,\"$1,150.00\",A-1,\"Dana Poe, LCSW\",1234567893,01/09/2026\n\
        1001,\"Muster, Ana\",1/2/1980,M-1,W1,Plan One,Commercial,01/06/2026,01/06/2026,90853,,,11,F41.1,,1,60,,\"Poe, Dana\",1234567893,01/09/2026\n\
        1002,\"Roe, Al\",3/4/1990,M-2,W2,Plan Two,Medicaid,01/05/2026,01/09/2026,H0015-HF,,,22,F10.20,,5,900.00,,,,01/12/2026\n\
        Total,,,,,,,,,,,,,,,7,2110.00,,,,\n";
    let content = content(text);
    assert_eq!(told(&content), "");
    let [ana, al] = content.claims.as_slice() else {
        panic!("two claims: {}", content.claims.len())
    };
    assert_eq!((ana.id.as_str(), ana.lines.len()), ("1001", 2));
    assert_eq!(ana.form, ClaimForm::Professional);
    assert_eq!(ana.total_charge, Money::from_cents(121_000));
    assert_eq!(ana.payer.filing_code, "CI");
    assert_eq!(ana.submitted.unwrap().to_string(), "2026-01-09");
    let codes: Vec<_> = ana.diagnoses.iter().map(|d| d.value.dotted()).collect();
    assert_eq!(codes, ["F33.1", "F41.1"]);
    let [first, second] = ana.lines.as_slice() else {
        panic!("two lines")
    };
    assert_eq!(first.procedure.as_ref().unwrap().value.as_str(), "90837");
    let modifiers: Vec<_> = first.modifiers.iter().map(|m| m.as_str()).collect();
    assert_eq!(modifiers, ["HO", "95"]);
    assert_eq!(first.diagnosis_pointers, [1, 2]);
    assert_eq!(second.diagnosis_pointers, [2]);
    assert_eq!(first.authorization.as_ref().unwrap().value, "A-1");
    let provider = first.rendering.as_ref().unwrap();
    assert_eq!(
        (provider.name.as_str(), provider.first.as_str()),
        ("Poe", "Dana")
    );
    assert!(provider.npi().is_some());
    assert_eq!((first.number, second.number), (1, 2));
    assert!(quoted(text, second.span).starts_with("1001"));
    // Two rows next to each other are cited as one claim.
    assert_eq!(quoted(text, ana.span).lines().count(), 2);
    let line = &al.lines[0];
    assert_eq!(line.dates.unwrap().value.days(), 5);
    assert_eq!(line.procedure.as_ref().unwrap().value.as_str(), "H0015");
    assert_eq!(line.modifiers[0].as_str(), "HF");
    assert_eq!(line.units.unwrap().value.to_string(), "5");
    assert_eq!(al.payer.filing_code, "MC");
}

#[test]
fn institutional_rows_carry_bill_type_and_revenue_code() {
    let text = "PCN\tPatient\tTOB\tRev Code\tHCPCS\tService Date\tUnits\tTotal Charges\tFrequency Code\tOriginal Ref #\n\
        C9\tMuster Ana\t0131\t912\tH0035\t2026-01-05\t1\t450\t7\tICN77\n";
    let content = content(text);
    assert_eq!(told(&content), "");
    let claim = &content.claims[0];
    assert_eq!(claim.form, ClaimForm::Institutional);
    assert_eq!(claim.type_of_bill.as_ref().unwrap().value.as_str(), "131");
    assert_eq!(claim.frequency, ClaimFrequency::Replacement);
    assert_eq!(claim.original_reference.as_ref().unwrap().value, "ICN77");
    assert_eq!(
        claim.lines[0].revenue.as_ref().unwrap().value.as_str(),
        "0912"
    );
    assert_eq!(claim.statement.unwrap().value.days(), 1);
}

#[test]
fn what_was_never_billed_is_no_claim() {
    let text = "Claim ID,Client,DOS,Service Code,Qty,Amount,Status\n\
        1,Muster Ana,1/5/2026,90837,1,150,Paid\n2,Muster Ana,1/6/2026,90837,1,150,Unbilled\n\
        3,Muster Ana,1/7/2026,90837,1,150,Voided\n4,Muster Ana,1/8/2026,90837,1,150,Denied\n";
    let content = content(text);
    let ids: Vec<_> = content
        .claims
        .iter()
        .map(|claim| claim.id.as_str())
        .collect();
    assert_eq!(ids, ["1", "4"]);
    assert!(told(&content).contains("this row and 1 more are marked as not billed"));
    assert_eq!(content.remittances.len(), 1);
    assert_eq!(content.remittances[0].status, ClaimStatus::Denied);
}

#[test]
fn damaged_claim_rows_are_kept_and_told() {
    let text = "Claim #,Patient,DOS,CPT,Dx,Units,Charge\n\
        1.23E+11,Muster Ana,1/5/2026,90837,F33.1,1,150\n\
        7,,1/5/2026,90837,309.81,one,\"125,00\"\n\
        8,Muster Ana,13/13/2026,,F33.1,1,150\n";
    let content = content(text);
    assert_eq!(content.claims.len(), 3);
    assert_eq!(
        content.claims[0].id, "",
        "an id without its digits joins nothing"
    );
    let told = told(&content);
    for sentence in [
        "row 2: the claim number was shortened",
        "NoPatient row 3",
        "row 3: a diagnosis is not",
        "row 3: the units are not a number",
        "row 3: the charge is not an amount",
        "row 4: the date of service is not a date",
        "row 4: has no procedure or revenue code",
    ] {
        assert!(told.contains(sentence), "{sentence} in {told}");
    }
    assert_eq!(content.claims[1].total_charge, Money::ZERO);
}

#[test]
fn payments_are_posted_by_claim_and_check() {
    let text = "Check #,Check Date,Payer,Claim #,Payer Claim #,DOS,CPT,Billed,Allowed,Paid,Reason Codes,RARC,Pt Resp\n\
        E1,02/01/2026,Plan One,1001,ICN1,01/05/2026,90837,150.00,110.00,90.00,\"CO-45, PR-2\",N30,20.00\n\
        E1,02/01/2026,Plan One,1001,ICN1,01/06/2026,90853,60.00,0,0,CO-197,,0\n\
        E2,02/08/2026,Plan One,1001,ICN1,01/05/2026,90837,-150.00,,(90.00),CR-45,,\n";
    let content = content(text);
    assert_eq!(told(&content), "");
    let [first, reversal] = content.remittances.as_slice() else {
        panic!("two remittances")
    };
    assert_eq!(first.paid, Money::from_cents(9_000));
    assert_eq!(first.lines.len(), 2);
    assert_eq!(first.payment_date.unwrap().to_string(), "2026-02-01");
    assert_eq!(first.payer_control_number, "ICN1");
    let adjustments = &first.lines[0].adjustments;
    assert_eq!(adjustments[0].group, AdjustmentGroup::CO);
    assert_eq!(adjustments[1].reason, "2");
    assert_eq!(first.lines[0].remarks, ["N30"]);
    assert_eq!(first.lines[1].adjustments[0].reason, "197");
    assert_eq!(reversal.status, ClaimStatus::Reversal);
    assert_eq!(reversal.paid, Money::from_cents(-9_000));
}

#[test]
fn a_claims_table_with_payment_columns_gives_both() {
    let text = "Claim No,Client ID,Date of Service,CPT Code,Units,Dx,POS,Charges,Allowed,Payments,Adjustments,Balance\n\
        77,M1,01/05/2026,90837,1,F33.1,11,150.00,110.00,110.00,40.00,0.00\n";
    let content = content(text);
    assert_eq!(told(&content), "");
    assert_eq!(content.claims.len(), 1);
    assert_eq!(content.remittances[0].paid, Money::from_cents(11_000));
    // Without a claim number a payment can be posted to nothing, and that is said once.
    let text = "Client ID,Date of Service,CPT Code,Units,Dx,POS,Charges,Payments\n\
        M1,01/05/2026,90837,1,F33.1,11,150.00,110.00\nM1,01/06/2026,90837,1,F33.1,11,150.00,110.00\n";
    let content = super::content(text);
    assert_eq!(content.claims.len(), 2);
    assert_eq!(content.remittances.len(), 0);
    let kinds: Vec<_> = content
        .problems
        .iter()
        .map(|problem| problem.kind)
        .collect();
    assert_eq!(kinds, [ProblemKind::BadValue]);
}

#[test]
fn headers_over_two_rows_are_joined() {
    let text = "Claim,Patient,,Service,,,Billed,\nNumber,Name,DOB,From Date,To Date,Code,Units,Amount\n\
        5,\"Muster, Ana\",1/2/1980,1/5/2026,1/5/2026,90837,1,150\n";
    let content = content(text);
    assert_eq!(told(&content), "");
    let claim = &content.claims[0];
    assert_eq!((claim.id.as_str(), claim.lines.len()), ("5", 1));
    assert_eq!(claim.total_charge, Money::from_cents(15_000));
    assert_eq!(claim.patient.birth_date.unwrap().value.year(), 1980);
}

#[test]
fn charges_of_practice_management_are_read_under_their_own_names() {
    let text = "Chg ID,Acct,Guarantor/Patient,Birth,Svc From,Svc Thru,Proc,M1,M2,Qty,Extended,Dx 1,Where,Prov NPI,Prov,Carrier,Policy,Carrier Paid,Pt Resp,Stmt Status\n\
        70109,M-4,\"Muster, Ana\",09/09/1973,04/07/2026,04/07/2026,99214,25,95,1,165.00,F11.20,11,1234567893,Ysolde Poe MD,Plan One,W700330871,98.00,0.00,Closed\n\
        70110,M-4,\"Muster, Ana\",09/09/1973,04/07/2026,04/07/2026,80305,,,1,18.00,F11.20,11,1234567893,Ysolde Poe MD,Plan One,W700330871,11.00,0.00,Closed\n";
    let content = content(text);
    assert_eq!(told(&content), "");
    let [visit, screen] = content.claims.as_slice() else {
        panic!("two claims: {}", content.claims.len())
    };
    assert_eq!((visit.id.as_str(), screen.id.as_str()), ("70109", "70110"));
    assert_eq!(visit.patient.mrn.as_ref().unwrap().value, "M-4");
    assert_eq!(
        visit.patient.member_id.as_ref().unwrap().value,
        "W700330871"
    );
    assert_eq!(
        visit.patient.name.as_ref().unwrap().value.key(),
        "muster|ana"
    );
    assert_eq!(visit.total_charge, Money::from_cents(16_500));
    assert!(!visit.lines[0].details.is_charge_unknown);
    let modifiers: Vec<_> = visit.lines[0]
        .modifiers
        .iter()
        .map(|m| m.as_str())
        .collect();
    assert_eq!(modifiers, ["25", "95"]);
    assert_eq!(
        visit.place_of_service.as_ref().unwrap().value.as_str(),
        "11"
    );
    assert_eq!(content.remittances[0].claim_id, "70109");
}

#[test]
fn a_stand_in_gives_way_to_the_column_it_stands_for() {
    let text = "Chg ID,Claim No,Acct,MRN,Patient,Member,DOS,CPT,Charge\n\
        1,C-9,A-7,M-4,\"Muster, Ana\",W700,04/07/2026,99214,165.00\n\
        2,C-9,A-7,M-4,\"Muster, Ana\",W700,04/07/2026,80305,18.00\n";
    let content = content(text);
    let [claim] = content.claims.as_slice() else {
        panic!("one claim: {}", content.claims.len())
    };
    assert_eq!((claim.id.as_str(), claim.lines.len()), ("C-9", 2));
    assert_eq!(claim.patient.mrn.as_ref().unwrap().value, "M-4");
    assert_eq!(claim.patient.member_id.as_ref().unwrap().value, "W700");
    // `Member` above names is a person.
    let text = "Claim No,Member,DOS,CPT,Charge\n1,\"Muster, Ana\",04/07/2026,99214,165.00\n";
    let content = super::content(text);
    let patient = &content.claims[0].patient;
    assert_eq!(patient.name.as_ref().unwrap().value.key(), "muster|ana");
    assert!(patient.member_id.is_none());
}

#[test]
fn without_a_column_for_it_a_charge_is_unknown() {
    let text = "Claim No,Patient,DOS,CPT,Worth,Paid\n1,Muster Ana,04/07/2026,99214,165.00,98.00\n";
    let content = content(text);
    assert!(content.claims[0].lines[0].details.is_charge_unknown);
    assert!(told(&content).contains("no column for the charge"));
    let zero = super::content(&text.replace("Worth", "Charge").replace("165.00", "0.00"));
    assert!(!zero.claims[0].lines[0].details.is_charge_unknown);
    let blank = super::content(&text.replace("Worth", "Charge").replace("165.00", ""));
    assert!(blank.claims[0].lines[0].details.is_charge_unknown);
}

#[test]
fn shortened_names_of_payment_columns_are_read() {
    let text = "Pmt Date,Payer,Claim ID,Acct #,Svc Date,CPT,Billed,Allowed,Ins Pd,Group/Reason,Adj Amt,Pt Resp,Remark,Check #\n\
        2/13/2026,Plan One,S1,F1,1/12/2026,90834,165.00,115.50,90.50,CO-45,49.50,25.00,,CK1\n\
        2/13/2026,Plan One,S2,F1,1/13/2026,90834,165.00,0.00,0.00,CO-16,165.00,0.00,N290,CK1\n";
    let read = content(text);
    assert_eq!(told(&read), "");
    let paid: Vec<_> = read
        .remittances
        .iter()
        .map(|one| one.paid.to_decimal())
        .collect();
    assert_eq!(paid, ["90.50", "0.00"]);
    assert_eq!(
        read.remittances[0].patient_responsibility.to_decimal(),
        "25.00"
    );
    let line = &read.remittances[1].lines[0];
    assert_eq!(line.adjustments[0].reason, "16");
    for header in ["Insurance Pd", "Ins Paid", "Amt Pd"] {
        let read = content(&text.replace("Ins Pd", header));
        assert_eq!(read.remittances[0].paid.to_decimal(), "90.50", "{header}");
    }
    for header in ["Adj Code", "Grp/Rsn", "Adj Rsn", "Group Reason Code"] {
        let read = content(&text.replace("Group/Reason", header));
        let line = &read.remittances[1].lines[0];
        assert_eq!(line.adjustments[0].reason, "16", "{header}");
    }
}

#[test]
fn a_payment_table_without_what_was_paid_refuses_nothing() {
    let text = "Pmt Date,Claim ID,CPT,Svc Date,Billed,Net EFT Value,Adj Code,Adj Amt,Check #\n\
        2/13/2026,S1,90834,1/12/2026,165.00,90.50,CO-45,49.50,CK1\n";
    let read = content(text);
    assert!(read.remittances.is_empty());
    assert!(told(&read).contains("what was paid"));
    assert!(told(&read).contains("Net EFT Value"));
    // A list of denials needs no column of what was paid.
    let list = "Denial Date,Claim ID,CPT,Svc Date,Billed,Denial Code\n2/13/2026,S1,90834,1/12/2026,165.00,CO-197\n";
    let read = content(list);
    assert_eq!(read.remittances.len(), 1);
    assert!(!told(&read).contains("what was paid"));
}

#[test]
fn modifiers_may_stand_in_the_code_cell() {
    let modifiers = |cell: &str| {
        let text = format!(
            "Claim #,Patient,DOS,CPT,Units,Charge\nC1,\"Poe, Al\",1/5/2026,{cell},1,210.00\n"
        );
        let read = content(&text);
        let line = &read.claims[0].lines[0];
        let all = line.modifiers.iter().map(|one| one.as_str().to_owned());
        all.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(modifiers("90837-95-93"), "95 93");
    assert_eq!(modifiers("90837 95 93"), "95 93");
    assert_eq!(modifiers("90837:95"), "95");
    assert_eq!(modifiers("H0015-U1 HD"), "U1 HD");
    assert_eq!(modifiers("90837 24 units"), "");
    assert_eq!(modifiers("90837"), "");
}

#[test]
fn a_posting_by_line_with_check_and_payers_number_is_one_of_payments() {
    let text = "Claim No,Payer,Payer ICN,Check/EFT,Remit Date,MRN,Patient,Line,Rev,HCPCS,Svc From,Svc Thru,Units,Billed,Allowed,CO-45 Adj,Paid,Status\n\
        A77,Plan One,P900,EFT1,03/14/2026,M-1,\"Muster, Ana\",1,0913,S0201,02/06/2026,02/06/2026,1,900.00,400.00,500.00,400.00,Paid\n\
        A77,Plan One,P900,EFT1,03/14/2026,M-1,\"Muster, Ana\",2,0913,S0201,02/07/2026,02/07/2026,1,900.00,400.00,500.00,400.00,Paid\n";
    let posted = content(text);
    assert_eq!((posted.claims.len(), posted.remittances.len()), (0, 1));
    assert_eq!(posted.remittances[0].paid, Money::from_cents(80_000));
    // A list of charges that also shows what was paid stays one of claims.
    let listed = text
        .replace("Rev,", "Dx,")
        .replace(",0913,", ",F33.1,")
        .replace("CO-45 Adj", "POS")
        .replace(",500.00,", ",52,");
    assert_eq!(content(&listed).claims.len(), 1);
}

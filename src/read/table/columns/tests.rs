//! Headers as managers write them, and what may be none.

use super::*;
use crate::read::table::csv::rows;
use proptest::prelude::*;

fn field(header: &str) -> Option<Field> {
    let text = format!("{header}\t");
    let rows: Vec<_> = rows(&text, '\t').collect();
    let hints = Hints::default();
    fields_of(&header_words(rows.first()?, &hints), &hints, None)
        .into_keys()
        .next()
}

#[test]
fn every_kind_needs_two_columns() {
    for kind in &VOCABULARY.kinds {
        // A day may come from the titles.
        let groups = || {
            kind.groups
                .iter()
                .filter(|group| !group.contains(&Field::Date))
        };
        let are_apart = groups()
            .any(|one| groups().any(|other| !one.iter().any(|field| other.contains(field))));
        assert!(are_apart, "{}", kind.name);
    }
}

proptest! {
    #[test]
    fn what_may_not_be_headed_is_not_recognized(
        cells in proptest::collection::vec(
            "Patient Name|Client|MRN|Date|From|To|Service|Units?|Paid|Claim #|Time In|Auth|Start|Approved|payer|days|10|Ann Roe|4/5/2026|slept well and ate|,|\n",
            0..24
        )
    ) {
        let text = cells.join(",").replace(",\n,", "\n");
        let table: Vec<Row<'_>> = rows(&text, ',').collect();
        if !may_be_headed(&table, &Hints::default()) {
            let found = recognize(&table, &Hints::default());
            prop_assert!(matches!(found, Recognition::None), "{text}");
        }
        // Every cell of every row is counted.
        let count = |row: &Row<'_>| row.cells.iter().filter(|cell| may_name(&cell.text)).count();
        let alone = table.iter().take(HEAD_ROWS).any(|row| count(row) >= 2);
        let pairs = table.get(..table.len().min(HEAD_ROWS)).unwrap_or_default().windows(2);
        let joined = pairs.into_iter().any(|pair| {
            count(&pair[0]) + count(&pair[1]) >= 2
                && is_lower_header(Some(&pair[0]), Some(&pair[1]))
        });
        prop_assert_eq!(may_name_two(&table, may_name), alone || joined);
    }
}

#[test]
fn the_payers_number_is_not_the_members() {
    let mut table = rows("Payer ID,Member ID,payer_id,Insurance ID\n", ',');
    let headings = header_words(&table.next().expect("a row"), &Hints::default());
    let field = |column: usize| {
        let heading = headings[column].as_ref()?;
        exact(&heading.words, &Hints::default(), None)
    };
    assert_eq!(field(0), Some(Field::PayerId));
    assert_eq!(field(1), Some(Field::MemberId));
    assert_eq!(field(2), Some(Field::PayerId));
    assert_eq!(field(3), Some(Field::MemberId));
}

#[test]
fn a_plan_beside_its_payer_or_a_member_id_is_neither() {
    let field = |header: &str, column: usize| {
        let mut table = rows(header, ',');
        let headings = header_words(&table.next().expect("a row"), &Hints::default());
        let heading = headings[column].as_ref()?;
        exact(&heading.words, &Hints::default(), None)
    };
    // Who pays stands in the column of its name, whichever comes first.
    let both = "Member ID,Last,First,DOB,Plan,Payer,Status\n";
    assert_eq!(field(both, 4), None);
    assert_eq!(field(both, 5), Some(Field::Payer));
    let ids = "Client,DOB,Plan,Plan ID,Member ID,Order\n";
    assert_eq!(field(ids, 2), Some(Field::Payer));
    assert_eq!(field(ids, 3), Some(Field::PayerId));
    assert_eq!(field(ids, 4), Some(Field::MemberId));
    assert_eq!(field("Client,Payer,Plan ID,Member ID\n", 2), None);
    // Alone they say what they always did.
    let alone = "Client,DOB,Plan,Plan ID,Order\n";
    assert_eq!(field(alone, 2), Some(Field::Payer));
    assert_eq!(field(alone, 3), Some(Field::MemberId));
}

#[test]
fn an_id_that_many_people_have_is_the_payers() {
    let told = |ids: [&str; 4]| {
        let body: String = ["Roe A", "Poe B", "Doe C", "Fox D"]
            .iter()
            .zip(ids)
            .map(|(name, id)| format!("{name},{id}\n"))
            .collect();
        let text = format!("Patient,Insurance ID\n{body}");
        let table: Vec<Row<'_>> = rows(&text, ',').collect();
        let headings = header_words(&table[0], &Hints::default());
        let headings = told_by_values(headings, &table, 1);
        let heading = headings[1].as_ref()?;
        exact(&heading.words, &Hints::default(), None)
    };
    assert_eq!(told(["PUM01"; 4]), Some(Field::PayerId));
    assert_eq!(told(["A1", "A2", "A3", "A4"]), Some(Field::MemberId));
    // A family.
    assert_eq!(told(["A1", "A1", "A1", "A4"]), Some(Field::MemberId));
    assert_eq!(told([""; 4]), Some(Field::MemberId));
}

#[test]
fn headers_are_read_as_managers_write_them() {
    for (header, expected) in [
        ("Auth No.", Field::AuthNumber),
        ("AUTH #", Field::AuthNumber),
        ("auth_number", Field::AuthNumber),
        ("Prior Auth #", Field::AuthNumber),
        ("Cert #", Field::AuthNumber),
        ("Auth Start", Field::From),
        ("Eff Date", Field::From),
        ("Auth Thru", Field::To),
        ("Exp. Date", Field::To),
        ("Approved Units", Field::Units),
        ("units_auth", Field::Units),
        ("# Days Approved", Field::UnitsDays),
        ("Client Name", Field::PatientName),
        ("Pt Name", Field::PatientName),
        ("Patient (Last, First)", Field::PatientName),
        ("DOB", Field::BirthDate),
        ("D.O.B.", Field::BirthDate),
        ("Eff From", Field::From),
        ("Eff To", Field::To),
        ("Termination Date", Field::To),
        ("Health Plan", Field::Payer),
        ("UR Decision", Field::Decision),
        ("Submit Date", Field::Requested),
        ("Actual Start", Field::TimeIn),
        ("Group Time", Field::TimeRange),
        ("Svc Code", Field::Procedure),
        ("CPT/HCPCS", Field::Procedure),
        ("Ins Co", Field::Payer),
        ("EOB Date", Field::PaymentDate),
        ("EOB Dt", Field::PaymentDate),
        ("Date of EOB", Field::PaymentDate),
        ("Process Date", Field::PaymentDate),
        ("Payer Seq", Field::PayerOrder),
        ("Filing Order", Field::PayerOrder),
        ("SBR01", Field::PayerOrder),
        ("Decision", Field::Decision),
        ("Client ID", Field::Mrn),
        ("Chart #", Field::Mrn),
        ("Policy #", Field::MemberId),
        ("Subscriber ID", Field::MemberId),
        ("Insurance ID", Field::MemberId),
        ("Payer ID", Field::PayerId),
        ("payer_id", Field::PayerId),
        ("PayerID", Field::PayerId),
        ("LOC", Field::Level),
        ("Level of Care", Field::Level),
        ("Time In", Field::TimeIn),
        ("Service Date", Field::Date),
        ("DOS", Field::Date),
        ("patientLastName", Field::PatientLast),
        ("DOS From", Field::From),
        ("Thru DOS", Field::To),
        ("Claim ID", Field::ClaimNumber),
        ("Pt Control No", Field::ClaimNumber),
        ("Dx 1", Field::Diagnosis),
        ("ICD-10 Code 2", Field::Diagnosis),
        ("DxCode3", Field::Diagnosis),
        ("Mod1", Field::Modifier),
        ("Modifier 4", Field::Modifier),
        ("POS", Field::PlaceOfService),
        ("Bill Type", Field::TypeOfBill),
        ("Billed Amt", Field::Charge),
        ("Ins Paid", Field::Paid),
        ("Allowed Amt", Field::Allowed),
        ("CARC", Field::AdjustmentReason),
        ("Adj Reason Code 2", Field::AdjustmentReason),
        ("Check/EFT #", Field::CheckNumber),
        ("ERA Date", Field::PaymentDate),
        ("Payer Claim #", Field::PayerControl),
        ("Rendering Prov", Field::RenderingName),
        ("Group #", Field::GroupNumber),
        ("Rel to Insured", Field::Relationship),
        ("Admit Dt", Field::Admission),
        ("D/C Date", Field::Discharge),
        ("Subscriber Name", Field::SubscriberName),
        ("License #", Field::License),
        ("claimnum", Field::ClaimNumber),
        ("servicedate", Field::Date),
        ("CPTCODE", Field::Procedure),
        ("dxcode2", Field::Diagnosis),
        ("chargeamount", Field::Charge),
        ("patientlastname", Field::PatientLast),
        ("SVC_FROM_DT", Field::From),
        ("Treatment Auth", Field::AuthNumber),
    ] {
        assert_eq!(field(header), Some(expected), "{header}");
    }
    for (text, field, column) in [
        (
            "Auth No.,Start,End,Requested,Approved\nA1,1/5/2026,1/9/2026,20,10\n",
            Field::Units,
            4,
        ),
        (
            "Auth No.,Start,End,Days appr,Unit\nA1,1/5/2026,1/9/2026,10,days\n",
            Field::UnitKind,
            4,
        ),
        (
            "Auth No.,Start,End,Units,Requested\nA1,1/5/2026,1/9/2026,10,1/4/2026\n",
            Field::Requested,
            4,
        ),
    ] {
        let text = format!(
            "MRN,{}",
            text.replace('\n', "\nM1,").trim_end_matches("M1,")
        );
        let table: Vec<Row<'_>> = rows(&text, ',').collect();
        let Recognition::One(header) = recognize(&table, &Hints::default()) else {
            panic!("{text}");
        };
        assert_eq!(header.column(field), Some(column + 1), "{text}");
    }
    // One word more may say the opposite.
    for header in [
        "Anticipated Discharge Date",
        "Total Units Requested",
        "Referring Provider NPI",
    ] {
        let found = field(header);
        assert!(
            matches!(found, None | Some(Field::Ignored)),
            "{header}: {found:?}"
        );
    }
    assert_eq!(field("Favorite color"), None);
}

//! Who is matched with whom, and who is not.

use super::*;
use crate::model::{
    AttendanceStatus, ClaimForm, ClaimFrequency, ClaimStatus, CoverageStatus, DateRange, Money,
    Payer, PersonName, ProcedureCode, ServiceDate, ServiceLine, Sex,
};
use crate::text::Located;

fn identity(file: u32, mrn: &str, member: &str, name: &str, birth: &str) -> PatientIdentity {
    let span = Span::new(FileId(file), 1, 0, 1);
    let text = |value: &str| (!value.is_empty()).then(|| Located::new(value.to_owned(), span));
    PatientIdentity {
        mrn: text(mrn),
        member_id: text(member),
        name: PersonName::parse(name).map(|name| Located::new(name, span)),
        birth_date: ServiceDate::parse_iso(birth).map(|date| Located::new(date, span)),
        sex: None,
        source_id: None,
    }
}

fn entry(file: u32, patient: PatientIdentity) -> AttendanceEntry {
    AttendanceEntry {
        file: FileId(file),
        span: Span::new(FileId(file), 1, 0, 1),
        patient,
        date: ServiceDate::new(2026, 1, 5).expect("a date"),
        session: String::new(),
        time_in: None,
        time_out: None,
        minutes: None,
        status: AttendanceStatus::Present,
    }
}

/// Returns `key xN` for each patient.
fn matched(identities: Vec<PatientIdentity>, paths: &[&str]) -> Vec<String> {
    let attendance = identities
        .into_iter()
        .enumerate()
        .map(|(file, identity)| entry(file as u32, identity))
        .collect();
    let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
    match_patients(
        Facts {
            attendance,
            ..Facts::default()
        },
        &paths,
    )
    .patients
    .iter()
    .map(|record| format!("{} x{}", record.key, record.attendance.len()))
    .collect()
}

#[test]
fn joins_over_mrn_member_id_and_name_with_birth_date() {
    let found = matched(
        vec![
            identity(0, "CH-1", "", "Roe, Ann", "1990-01-02"),
            identity(1, "", "W100", "Ann Roe", "1990-01-02"),
            identity(2, "", "W-100", "ROE, ANN", ""),
            identity(3, "ch1", "", "", ""),
            identity(4, "", "", "Ann Roe", ""),
        ],
        &["a", "b", "c", "d", "e"],
    );
    assert_eq!(found, ["CH-1 x5"]);
}

#[test]
fn no_name_parts_a_record_number_with_one_birth_date() {
    let found = matched(
        vec![
            identity(0, "CH-1", "", "Worley III, Thad", "1990-01-02"),
            identity(1, "CH-1", "", "Thad Worley III", "1990-01-02"),
            identity(2, "CH-1", "", "III, Thad", "1990-01-02"),
            identity(3, "CH-1", "", "Poe, Ben", "1990-01-02"),
            identity(4, "", "W100", "Worley, Thad", "1990-01-02"),
        ],
        &["a", "b", "c", "d", "e"],
    );
    assert_eq!(found, ["CH-1 x5"]);
    // Another birth date beside another name is another person under a number used twice, and
    // without birth dates nothing tells.
    for birth in ["1971-03-04", ""] {
        let found = matched(
            vec![
                identity(0, "CH-1", "", "Worley III, Thad", "1990-01-02"),
                identity(1, "CH-1", "", "Poe, Ben", birth),
            ],
            &["a", "b"],
        );
        assert_eq!(found, ["CH-1 x1", "CH-1 (2) x1"], "{birth}");
    }
    let found = matched(
        vec![
            identity(0, "N/A", "", "Roe, Ann", "1900-01-01"),
            identity(1, "N/A", "", "Poe, Ben", "1900-01-01"),
        ],
        &["a", "b"],
    );
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn keeps_apart_what_only_looks_alike() {
    // Two Ann Roes with different birth dates, a dependent under the same member id, and a
    // bare name that could be either.
    let found = matched(
        vec![
            identity(0, "1", "W100", "Roe, Ann", "1990-01-02"),
            identity(1, "2", "W100", "Roe, Ann", "2012-05-05"),
            identity(2, "", "", "Ann Roe", ""),
        ],
        &["a", "b", "c"],
    );
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn a_file_without_identity_follows_the_mrn_in_its_path() {
    let found = matched(
        vec![
            identity(0, "CH-1003", "", "Roe, Ann", "1990-01-02"),
            identity(1, "", "", "", ""),
            identity(2, "", "", "", ""),
        ],
        &["charts/a.txt", "charts/CH-1003-roe/x.txt", "other/y.txt"],
    );
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "CH-1003 x2");
}

/// Matches rows written as `mrn / member id / name / birth date`, each in a file of its own, and
/// returns each patient as its files in order, with the confidence.
fn drawn(rows: &[&str]) -> (Vec<String>, Matching) {
    let attendance = rows.iter().enumerate().map(|(file, row)| {
        let mut parts = row.split('/').map(str::trim);
        let mut next = || parts.next().unwrap_or_default();
        entry(
            file as u32,
            identity(file as u32, next(), next(), next(), next()),
        )
    });
    let facts = Facts {
        attendance: attendance.collect(),
        ..Facts::default()
    };
    let paths: Vec<String> = (0..rows.len()).map(|file| format!("{file}.csv")).collect();
    let matching = match_patients(facts, &paths);
    let shown = matching.patients.iter().map(|record| {
        let files = record.attendance.iter().map(|row| row.file.0.to_string());
        let files = files.collect::<Vec<_>>().join("+");
        format!("{files} at {}", record.confidence)
    });
    let mut shown: Vec<String> = shown.collect();
    shown.sort();
    (shown, matching)
}

#[test]
fn variants_of_a_name_join_only_beside_another_key() {
    for (rows, expected) in [
        // A nickname, an accent, a double name and a slip, each with the birth date.
        (
            vec!["1//Roe, Elizabeth/1990-01-02", "/W1/Liz Roe/1990-01-02"],
            "0+1 at 88",
        ),
        (
            vec!["1//Roe, Zoë/1990-01-02", "/W1/ROE, ZOE/1990-01-02"],
            "0+1 at 99",
        ),
        (
            vec![
                "1//Castaneda-Roe, Lidia/1990-01-02",
                "/W1/ROE, LIDIA/1990-01-02",
            ],
            "0+1 at 88",
        ),
        (
            vec![
                "1//Halvorsen, Grady/1990-01-02",
                "/W1/HALVORSON, GRADY/1990-01-02",
            ],
            "0+1 at 88",
        ),
        // The same variants without any key in common stay two.
        (
            vec!["1//Roe, Elizabeth/1990-01-02", "/W1/Liz Roe/1985-11-30"],
            "0 at 99, 1 at 99",
        ),
        (
            vec!["1//Roe, Elizabeth/", "/W1/Liz Roe/"],
            "0 at 99, 1 at 99",
        ),
        // A married name needs the member id or the record number.
        (
            vec!["1/W1/Roe, Ann/1990-01-02", "/W1/Poe, Ann/1990-01-02"],
            "0+1 at 88",
        ),
        (
            vec!["1//Roe, Ann/1990-01-02", "/W1/Poe, Ann/1990-01-02"],
            "0 at 99, 1 at 99",
        ),
        (
            vec!["1//Roe, Ann/1990-01-02", "1//Poe, Ann/1990-01-02"],
            "0+1 at 99",
        ),
        // Another record number outweighs a likeness.
        (
            vec!["1//Roe, Liz/1990-01-02", "2//Roe, Beth/1990-01-02"],
            "0 at 99, 1 at 99",
        ),
        // Father and son.
        (
            vec!["1/W1/Roe, Al Sr/1960-01-02", "/W1/Roe, Al Jr/1990-01-02"],
            "0 at 99, 1 at 99",
        ),
    ] {
        let (found, _) = drawn(&rows);
        assert_eq!(found.join(", "), expected, "{rows:?}");
    }
}

#[test]
fn a_name_in_the_other_order_beside_a_number_is_no_conflict() {
    let told = |other: &str, birth: &str| {
        let (found, matching) = drawn(&[
            "1/W1/Darnell Poe-Roe/1994-01-09",
            &format!("/W1/{other}/{birth}"),
        ]);
        (found.len(), matching.problems.len())
    };
    assert_eq!(told("POE-ROE DARNELL", "1994-01-09"), (1, 0));
    // Another name or birth date is told.
    assert_ne!(told("POE-ROE DARREN", "1994-01-09"), (1, 0));
    assert_ne!(told("POE-ROE DARNELL", "1994-09-01"), (1, 0));
}

#[test]
fn family_members_under_one_member_id_stay_apart() {
    // Subscriber, spouse, twins.
    let (found, _) = drawn(&[
        "/W1/Roe, Ann/1980-01-02",
        "/W1/Roe, Ben/1979-05-06",
        "/W1/Roe, Cleo/2010-03-03",
        "/W1/Roe, Dora/2010-03-03",
        "/W1/Roe, Cleo/2010-03-03",
    ]);
    assert_eq!(found, ["0 at 99", "1 at 99", "2+4 at 99", "3 at 99"]);
    // A row with the id alone could be any of them, and a name that the id does not know is not
    // put on the subscriber.
    let (found, _) = drawn(&[
        "/W1/Roe, Ann/1980-01-02",
        "/W1/Roe, Ben/1979-05-06",
        "/W1//",
        "/W1/Poe, Eve/",
    ]);
    assert_eq!(found.len(), 4, "{found:?}");
    // With one person under it, it is that person's.
    let (found, _) = drawn(&["/W1/Roe, Ann/1980-01-02", "/W1//", "/W1//1980-01-02"]);
    assert_eq!(found, ["0+1+2 at 85"]);
}

#[test]
fn conflicts_are_told_and_nothing_is_merged_over_them() {
    // One record number, two birth dates of one name: one patient, told.
    let (found, matching) = drawn(&[
        "1//Roe, Ann/1990-01-02",
        "1//Roe, Ann/1990-01-02",
        "1//Roe, Ann/1991-07-30",
    ]);
    assert_eq!(found.len(), 1);
    assert_eq!(matching.problems.len(), 1);
    assert_eq!(
        matching.problems[0].file,
        FileId(2),
        "the rarer date is told"
    );
    // One record number, two names and birth dates: two patients with keys of their own, told.
    let (found, matching) = drawn(&["1//Roe, Ann/1990-01-02", "1//Poe, Ben/1971-07-30"]);
    assert_eq!(found, ["0 at 99", "1 at 99"]);
    let keys: Vec<_> = matching
        .patients
        .iter()
        .map(|record| record.key.as_str())
        .collect();
    assert_eq!(keys, ["1", "1 (2)"]);
    assert!(matching.problems[0].message.contains("two names"));
    // What then states the number alone belongs to neither.
    let (found, _) = drawn(&["1//Roe, Ann/1990-01-02", "1//Poe, Ben/1971-07-30", "1///"]);
    assert_eq!(found.len(), 3);
    // A slip in the birth date beside name and member id: one patient, less sure, told.
    let (found, matching) = drawn(&["1/W1/Roe, Ann/1990-01-02", "/W1/Roe, Ann/1990-02-01"]);
    assert_eq!(found, ["0+1 at 88"]);
    assert!(matching.problems.iter().any(|p| p.message.contains("slip")));
    // Another date altogether: two people.
    let (found, matching) = drawn(&["1/W1/Roe, Ann/1990-01-02", "/W1/Roe, Ann/1958-11-30"]);
    assert_eq!(found.len(), 2);
    assert!(matching.problems[0].message.contains("two birth dates"));
}

#[test]
fn a_variant_of_two_names_is_tied_to_neither() {
    let (found, matching) = drawn(&[
        "1//Roe, John/1990-01-02",
        "2//Roe, Jane/1990-01-02",
        "//Roe, J/1990-01-02",
    ]);
    assert_eq!(found, ["0 at 99", "1 at 99", "2 at 99"]);
    assert!(
        matching
            .problems
            .iter()
            .any(|p| p.message.contains("two patients' names"))
    );
}

#[test]
fn a_name_that_one_patient_only_has_joins_the_rest() {
    // The chart has record numbers, the payer's log member ids, and neither birth dates.
    let (found, matching) = drawn(&["1//Roe, Ann/", "/W1/ROE, ANN/", "//Ann Roe/"]);
    assert_eq!(found, ["0+1+2 at 85"]);
    assert!(
        matching.patients[0]
            .links
            .iter()
            .all(|link| link.basis == MatchBasis::Unique)
    );
    // Two Ann Roes: the log's row could be either.
    let (found, _) = drawn(&["1//Roe, Ann/", "2//Roe, Ann/", "/W1/ROE, ANN/"]);
    assert_eq!(found.len(), 3);
}

#[test]
fn names_in_paths_are_weak_evidence() {
    let found = matched(
        vec![
            identity(0, "7", "", "Roe, Ann", "1990-01-02"),
            identity(1, "8", "", "Poe, Ben", "1991-01-02"),
            identity(2, "", "", "", ""),
            identity(3, "", "", "", ""),
        ],
        &[
            "log.csv",
            "log2.csv",
            "charts/Poe_Ben/intake.pdf",
            "charts/misc/Poe_Ben Roe_Ann.pdf",
        ],
    );
    assert_eq!(found[0], "7 x1");
    assert_eq!(found[1], "8 x2");
    assert_eq!(
        found.len(),
        3,
        "a path of two patients is nobody's: {found:?}"
    );
}

#[test]
fn people_of_eligibility_files_alone_are_not_audited() {
    let coverage = |file, identity| Coverage {
        file: FileId(file),
        span: Span::new(FileId(file), 1, 0, 1),
        patient: identity,
        payer: Payer::default(),
        status: CoverageStatus::Active,
        order: None,
        from: None,
        to: None,
        group: String::new(),
        insurance_type: String::new(),
        relationship: String::new(),
        benefits: Vec::new(),
        checked: None,
        details: Default::default(),
    };
    let facts = Facts {
        attendance: vec![entry(0, identity(0, "1", "W1", "Roe, Ann", "1990-01-02"))],
        coverages: vec![
            coverage(1, identity(1, "", "W1", "Roe, Ann", "1990-01-02")),
            coverage(1, identity(1, "", "W9", "Poe, Ben", "1970-01-02")),
        ],
        ..Facts::default()
    };
    let matching = match_patients(facts, &["a".to_owned(), "b".to_owned()]);
    assert_eq!(matching.patients.len(), 1);
    assert_eq!(matching.patients[0].coverages.len(), 1);
    assert_eq!(matching.not_audited.len(), 1);
}

fn claim(file: u32, id: &str, day: u32) -> Claim {
    let span = Span::new(FileId(file), 1, 0, 1);
    let date = ServiceDate::new(2026, 1, day).expect("a date");
    Claim {
        file: FileId(file),
        span,
        id: id.to_owned(),
        form: ClaimForm::Professional,
        patient: identity(file, "", "W1", "Roe, Ann", "1990-01-02"),
        payer: Payer::default(),
        payer_sequence: String::new(),
        submitted: None,
        total_charge: Money::from_cents(15_000),
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
        billing: None,
        rendering: None,
        supervising: None,
        facility: None,
        lines: vec![ServiceLine {
            number: 1,
            span,
            procedure: ProcedureCode::new("90837").map(|code| Located::new(code, span)),
            modifiers: Vec::new(),
            revenue: None,
            charge: Money::from_cents(15_000),
            units: None,
            unit_basis: String::new(),
            dates: Some(Located::new(DateRange::day(date), span)),
            place_of_service: None,
            diagnosis_pointers: Vec::new(),
            rendering: None,
            authorization: None,
            control_number: None,
            details: Default::default(),
        }],
        details: Default::default(),
    }
}

#[test]
fn a_claim_that_x12_also_holds_is_audited_once() {
    let facts = Facts {
        // The table numbers its claims otherwise, and holds one that X12 does not.
        claims: vec![claim(0, "C1", 5), claim(1, "77", 5), claim(1, "78", 6)],
        tables: [FileId(1)].into(),
        ..Facts::default()
    };
    let matching = match_patients(facts, &["a".to_owned(), "b".to_owned()]);
    let ids: Vec<_> = matching.patients[0]
        .claims
        .iter()
        .map(|c| c.id.as_str())
        .collect();
    assert_eq!(ids, ["C1", "78"]);
    assert!(matching.problems[0].message.contains("copy is set aside"));
    // Two lines alike in the table and one in X12: the second may be billed twice, so it stays.
    let facts = Facts {
        claims: vec![claim(0, "C1", 5), claim(1, "77", 5), claim(1, "78", 5)],
        tables: [FileId(1)].into(),
        ..Facts::default()
    };
    let matching = match_patients(facts, &["a".to_owned(), "b".to_owned()]);
    assert_eq!(matching.patients[0].claims.len(), 2);
}

#[test]
fn the_second_payers_claim_and_a_replacement_are_no_copies() {
    let kept = |change: fn(&mut Claim)| {
        let mut other = claim(0, "C1S", 5);
        change(&mut other);
        let mut listed = claim(1, "C1", 5);
        listed.payer_sequence = "P".to_owned();
        let facts = Facts {
            claims: vec![other, listed],
            tables: [FileId(1)].into(),
            ..Facts::default()
        };
        let matching = match_patients(facts, &["a".to_owned(), "b".to_owned()]);
        matching.patients[0].claims.len()
    };
    let order = |claim: &mut Claim| claim.payer_sequence = "S".to_owned();
    assert_eq!(kept(order), 2);
    assert_eq!(
        kept(|claim| claim.frequency = ClaimFrequency::Replacement),
        2
    );
    // A claim that does not tell the payers' order may be the same one.
    assert_eq!(kept(|claim| claim.payer_sequence = String::new()), 1);
}

#[test]
fn payments_find_their_claim_although_a_table_dropped_its_zeros() {
    let payment = |claim_id: &str| RemittanceClaim {
        file: FileId(1),
        span: Span::new(FileId(1), 1, 0, 1),
        claim_id: claim_id.to_owned(),
        status: ClaimStatus::Processed,
        charge: Money::ZERO,
        paid: Money::ZERO,
        patient_responsibility: Money::ZERO,
        payer_control_number: String::new(),
        payer: Payer::default(),
        payment_date: None,
        adjustments: Vec::new(),
        remarks: Vec::new(),
        lines: Vec::new(),
        details: Default::default(),
    };
    let facts = Facts {
        claims: vec![claim(0, "00-123", 5), claim(0, "77", 6)],
        remittances: vec![payment("123"), payment("77"), payment("9")],
        ..Facts::default()
    };
    let matching = match_patients(facts, &["a".to_owned(), "b".to_owned()]);
    let posted = matching.patients[0].remittances.iter();
    let posted: Vec<_> = posted.map(|row| row.claim_id.as_str()).collect();
    assert_eq!(posted, ["00-123", "77"]);
    assert_eq!(matching.unmatched_remittances.len(), 1);
}

#[test]
fn an_id_of_one_export_ties_its_files() {
    let with = |file, mrn: &str, name: &str, source: &str| {
        let mut identity = identity(file, mrn, "", name, "");
        identity.source_id = Some(Located::new(
            source.to_owned(),
            Span::new(FileId(file), 1, 0, 1),
        ));
        identity
    };
    let rows = vec![
        with(0, "7", "Roe, Ann", "fhir/Patient/12"),
        with(1, "", "", "fhir/Patient/12"),
        with(2, "", "A. Roe", "fhir/Patient/12"),
        with(3, "", "", "fhir/Patient/99"),
    ];
    let found = matched(rows, &["a", "b", "c", "d"]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], "7 x3");
}

#[test]
fn sexes_that_differ_are_told() {
    let mut one = identity(0, "1", "", "Roe, Pat", "1990-01-02");
    let mut other = identity(1, "", "W1", "Roe, Pat", "1990-01-02");
    (one.sex, other.sex) = (Some(Sex::Female), Some(Sex::Male));
    let facts = Facts {
        attendance: vec![entry(0, one), entry(1, other)],
        ..Facts::default()
    };
    let matching = match_patients(facts, &["a".to_owned(), "b".to_owned()]);
    assert_eq!(matching.patients.len(), 1);
    assert!(matching.problems[0].message.contains("sex"));
}

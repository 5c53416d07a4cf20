//! Patients as headers name them.

use super::{assert_no_failures, check, notes_of};

#[test]
fn reads_patients_in_many_headers() {
    let mut failures = Vec::new();
    for (header, want) in [
        ("Patient: Doe, Jane", "name=Jane_Doe"),
        (
            "Patient Name: Jane Doe   MRN: 10442   DOB: 3/14/1988",
            "name=Jane_Doe mrn=10442 dob=1988-03-14",
        ),
        ("Client: Doe, J", "name=J_Doe"),
        (
            "SUNNY HILL YOUTH CENTER Client: DOE, JANE M ID: 10442 DOB: 03/14/2008",
            "name=JANE_DOE mrn=10442 dob=2008-03-14",
        ),
        (
            "Center for Hope and Healing Patient: Doe, Jane MRN: 10442",
            "name=Jane_Doe mrn=10442",
        ),
        (
            "Client Name: Jane A. Doe\nClient ID: 5-221",
            "name=Jane_Doe mrn=5-221",
        ),
        (
            "Name: Jane Doe  Chart #: 88123  D.O.B.: 03/14/88",
            "name=Jane_Doe mrn=88123 dob=1988-03-14",
        ),
        (
            "DOE, JANE    DOB 03/14/1988    MRN 10442",
            "name=JANE_DOE mrn=10442 dob=1988-03-14",
        ),
        ("Resident: Jane Doe (10442)", "name=Jane_Doe mrn=10442"),
        (
            "Pt: Doe, Jane  Medical Record #: 00-10442",
            "name=Jane_Doe mrn=00-10442",
        ),
        (
            "Patient Name    DOB           MRN\nDoe, Jane       03/14/1988    10442",
            "name=Jane_Doe mrn=10442 dob=1988-03-14",
        ),
        (
            "| Client | Doe, Jane | MRN | 10442 |",
            "name=Jane_Doe mrn=10442",
        ),
        (
            "Member ID: W123456789   Patient: Jane Doe",
            "member=W123456789 name=Jane_Doe",
        ),
        ("Patient: 45 y/o male   MRN: 10442", "mrn=10442 !name"),
        (
            "Patient Name: O'Neil-Smith, Mary Kate",
            "name=Mary_O'Neil-Smith",
        ),
        ("Birth date: 1/2/45", "dob=1945-01-02"),
        (
            "Pt: Jane Doe   #LM-3309   dob 08/15/2009",
            "name=Jane_Doe mrn=LM-3309 dob=2009-08-15",
        ),
    ] {
        failures.extend(check("a.txt", &format!("GROUP NOTE\n{header}\nDate: 4/5/2026\nNarrative: They listened well and took part in the exercise with the others.\n"), want));
    }
    assert_no_failures(failures);
}

#[test]
fn a_label_before_a_sentence_names_no_patient() {
    let head = "Hill Hospital\nDOE, JANE\nMRN: 10442    DOB: 3/14/1988\n\nMUSIC THERAPY GROUP\nDate: 4/5/2026\nActivity: drumming used to practise bringing arousal down in the room.\n";
    let mut failures = Vec::new();
    for body in [
        "Pt: Arousal 7 > 4. Chose low drum. Linked it to goal 2 (stay in the shop until done).",
        "Pt: HR 84 > 97 > 86.",
        "Client: Tearful at first, then spoke.",
    ] {
        let text = format!("{head}{body}\n");
        failures.extend(check("a.txt", &text, "name=JANE_DOE mrn=10442"));
    }
    // A header may name the patient by one word.
    let text = "GROUP NOTE\nClient: Doe\nMRN: 10442\nDate: 4/5/2026\nThey listened well.\n";
    failures.extend(check("a.txt", text, "name=Doe mrn=10442"));
    for line in [
        "Re: Member JANE DOE   ID H4471   DOB 3/14/1988",
        "Member: JANE DOE   ID H4471   DOB 3/14/1988",
        "Re: Member: JANE DOE   DOB 3/14/1988",
    ] {
        let text = format!("NOTICE OF AUTHORIZATION\nApril 5, 2026\n{line}\nApproved.\n");
        failures.extend(check("a.txt", &text, "name=JANE_DOE dob=1988-03-14 !mrn"));
    }
    let letter = "NOTICE OF AUTHORIZATION\nApril 5, 2026\nMember: Jane Doe ID HLM4471902 DOB 3/14/1988\nApproved.\n";
    failures.extend(check("a.txt", letter, "name=Jane_Doe dob=1988-03-14 !mrn"));
    let insured = "FACE SHEET\nDOE, JANE\nMRN: 10442    DOB: 3/14/1988\nMember: Self   Group: 12\n";
    failures.extend(check("a.txt", insured, "name=JANE_DOE mrn=10442"));
    let own = "GROUP NOTE\nClient: Jane Doe   ID 10442   DOB 3/14/1988\nDate: 4/5/2026\nThey listened well.\n";
    failures.extend(check("a.txt", own, "name=Jane_Doe mrn=10442 !member"));
    assert_no_failures(failures);
}

#[test]
fn the_name_of_a_form_before_a_number_is_nobody() {
    for form in ["PROBLEM LIST", "CONSENTS ON FILE"] {
        let text = format!(
            "{form}   Client ID: 70012633   Episode: 1   As of: 03/02/2026\n1. Opioid use disorder, in treatment since January of this year.\n"
        );
        let notes = super::notes_of("a.txt", &text);
        assert!(notes[0].patient.name.is_none(), "{form}");
        assert!(notes[0].patient.mrn.is_some(), "{form}");
    }
    let text = "ROE, ANN   Client ID: 70012633   Episode: 1\nShe spoke of her week.\n";
    let notes = super::notes_of("a.txt", text);
    assert!(notes[0].patient.name.is_some());
}

#[test]
fn a_patient_who_signs_with_an_initial_has_no_second_name() {
    let name = |text: &str| {
        let notes = notes_of("plan.txt", text);
        assert_eq!(notes.len(), 1, "{text}");
        notes[0]
            .patient
            .name
            .as_ref()
            .map(|name| name.value.display())
    };
    let plan = |head: &str, client: &str| {
        format!(
            "{head}\nTreatment Plan\nDate: 03/14/2026\nGoal 1: stays sober for thirty days and goes to all groups of the week.\n\
             {client}. Ann Poe, LPC electronically signed 03/14/2026 2:10 pm\n"
        )
    };
    let head = "DOE, JANE [TF-0427] DOB 06/14/2000 - Sunrise Residential";
    let own = name(&plan(head, ""));
    assert!(own.is_some());
    assert_eq!(name(&plan(head, "Client: J. Doe 3/14/26")), own);
    // A birth date behind a name in the header is none of a signature.
    let labelled = name(&plan("Client: Jane Doe 6/14/2000", ""));
    assert_eq!(labelled.as_deref(), Some("Jane Doe"));
    // Where nothing else names the patient, the signature does.
    let signed = name(&plan("Sunrise Residential", "Client: Jane Doe 3/14/26"));
    assert_eq!(signed.as_deref(), Some("Jane Doe"));
}

#[test]
fn what_stands_before_a_patients_slash_may_be_a_title() {
    let mut failures = Vec::new();
    let all = "name=Jane_Doe mrn=SL-20433 dob=1979-11-02";
    for (header, want) in [
        ("BHT DAILY / Jane Doe / SL-20433 / dob 11/2/1979", all),
        ("BHT Daily - Jane Doe - SL-20433 - DOB 11/2/1979", all),
        ("Daily Entry / Jane Doe / SL-20433 / dob 11/2/1979", all),
        ("Jane Doe / SL-20433 / dob 11/2/1979", all),
        ("Doe, Jane / SL-20433 / dob 11/2/1979", all),
        (
            "Jane Doe / F / dob 11/2/1979",
            "name=Jane_Doe dob=1979-11-02",
        ),
        // A title alone is nobody.
        ("BHT DAILY / SL-20433 / dob 11/2/1979", "!name mrn=SL-20433"),
    ] {
        let text = format!(
            "{header}\n3/23/2026  shift 0700-1500\nSpilled coffee at breakfast. Groups twice, slept in one.\n"
        );
        failures.extend(check("a.txt", &text, want));
    }
    assert_no_failures(failures);
}

#[test]
fn a_name_that_a_page_breaks_is_read_whole() {
    let mut failures = Vec::new();
    for (header, want) in [
        (
            "Client: Jane\nRoe-Doe  MR#: SL-20471  DOB: 08/17/1998",
            "name=Jane_Roe-Doe mrn=SL-20471",
        ),
        (
            "Client: Doe\nMR#: SL-20471  DOB: 08/17/1998",
            "name=Doe mrn=SL-20471",
        ),
        (
            "Client: Doe\nHill House  MR#: SL-20471  DOB: 08/17/1998",
            "name=Doe mrn=SL-20471",
        ),
        (
            "Youth: Jane Doe   MRN: SL-20471",
            "name=Jane_Doe mrn=SL-20471",
        ),
        ("Youth: Calm and polite all day.", "!name"),
    ] {
        let text = format!(
            "GROUP NOTE\n{header}\nDate: 4/5/2026\nNarrative: They listened well and took part in the exercise with the others.\n"
        );
        failures.extend(check("a.txt", &text, want));
    }
    assert_no_failures(failures);
}

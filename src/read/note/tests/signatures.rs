//! Signature blocks of many systems, and what only looks like one.

use super::{assert_no_failures, check, with_header};

#[test]
fn a_header_or_a_sentence_is_no_signature() {
    let mut failures = Vec::new();
    let text = "FAMILY THERAPY\nPatient: Doe, Jane   MRN: 1042\nStart: 04/05/2026 10:00 AM   End: 04/05/2026 10:50 AM\nProvider: Tom Roe, LMFT\nMet with her and her mother on the visit that is planned for Sunday, and both agreed on the hours of it and on who drives.\n";
    failures.extend(check("a.txt", text, "sig=Absent author=Tom_Roe"));
    let signed = "D: relapse plan done, signed by wife as well. A: goals met. P: f/u Dr Poe 3/17.\n\nElectronically signed by Tom Roe, LPC at 4/5/2026  2:40 PM";
    failures.extend(check(
        "a.txt",
        &with_header(signed),
        "sig=Signed@2026-04-05_14:40 signer=Tom_Roe",
    ));
    failures.extend(check(
        "a.txt",
        &with_header("D: safety plan done, signed by his wife as well."),
        "sig=Absent",
    ));
    // A draft says so, however it goes on.
    for status in [
        "Status: Incomplete",
        "Status: Incomplete (DRAFT - not part of the legal medical record; see signed Psychiatric Evaluation)",
    ] {
        let text = format!(
            "PROGRESS NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026    {status}\nShe is a *** y.o. seen for ***.\n"
        );
        failures.extend(check("a.txt", &text, "sig=MarkedUnsigned"));
    }
    assert_no_failures(failures);
}

#[test]
fn a_group_home_is_no_group() {
    let mut failures = Vec::new();
    let entry = "Patient: Doe, Jane   MRN: 1042\nDate: 04/05/2026\nHome from school at 1530, dinner with the house and chores done.\n";
    for (title, want) in [
        ("THERAPEUTIC GROUP HOME - MILIEU LOG", "kind=shift-note"),
        ("GROUP HOME GROUP NOTE", "kind=group-note"),
        ("PROCESS GROUP", "kind=group-note"),
    ] {
        failures.extend(check("a.txt", &format!("{title}\n{entry}"), want));
    }
    assert_no_failures(failures);
}

#[test]
fn reads_signatures_of_many_systems() {
    let mut failures = Vec::new();
    for (block, want) in [
        (
            "Electronically signed by: Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe cred=LCSW/Independent",
        ),
        (
            "Electronically signed by Jane Roe, LCSW on 04/05/2026 at 2:32 PM",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Digitally signed by Jane Roe, LPC\nDate: 2026.04.05 14:32:10",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "/s/ Jane Roe, LMFT    04/05/2026",
            "sig=Signed@2026-04-05 signer=Jane_Roe",
        ),
        (
            "Jane Roe, LCSW, electronically signed 4/5/2026 2:32pm",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Signed: Jane Roe, LCSW  04-05-26 @1432",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Signed by Jane Roe, RN, BSN on Apr 5, 2026 2:32 PM",
            "sig=Signed@2026-04-05_14:32 cred=RN/Nurse",
        ),
        (
            "Staff Signature: Jane Roe, LPC (Staff), 04/05/2026 10:02 AM",
            "sig=Signed@2026-04-05_10:02 signer=Jane_Roe",
        ),
        (
            "Therapist Signature: Jane Roe, LCSW\nDate Signed: 04/05/2026",
            "sig=Signed@2026-04-05",
        ),
        (
            "Signature:\nJane Roe, LCSW\n04/05/2026 2:32 PM",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Authenticated by ROE, JANE LCSW 2026-04-05T14:32:00-04:00",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Signature: ____________________ Date: ____________",
            "sig=Blank !signer",
        ),
        ("Clinician Signature:\nDate:", "sig=Blank !signer"),
        ("Staff Signature: ________________", "sig=Blank"),
        (
            "*** UNSIGNED ***\nAuthor: Jane Roe, LCSW",
            "sig=MarkedUnsigned author=Jane_Roe",
        ),
        ("Pending signature", "sig=MarkedUnsigned"),
        ("Electronic Signature: Pending", "sig=MarkedUnsigned"),
        ("This note has not been signed.", "sig=MarkedUnsigned"),
        ("Jane Roe, LCSW", "sig=TypedName signer=Jane_Roe"),
        (
            "Completed by: Jane Roe, LCSW",
            "sig=TypedName author=Jane_Roe",
        ),
        (
            "Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32",
        ),
        ("Client agrees and will return next week.", "sig=Absent"),
        (
            "Signed ROI for mother was sent; unsigned ROI for father is pending review.",
            "sig=Absent",
        ),
        (
            "Client signed consent for release of information to her physician today.",
            "sig=Absent",
        ),
        (
            "Client Signature: Jane Doe   Date: 04/05/2026",
            "sig=Absent",
        ),
        (
            "Electronically signed by Kim Lee, LMSW 04/05/2026 2:00 PM\nCo-signed by Ann Roe, LCSW 04/06/2026 9:00 AM",
            "signer=Kim_Lee cosigner=Ann_Roe cosig=Signed@2026-04-06_09:00",
        ),
        (
            "Kim Lee, LMSW  4/5/26\nSupervisor Signature: ____________ Date: ______",
            "cosig=Blank",
        ),
        (
            "Signed on 04/05/2026 at 2:32 PM by Jane Roe, LCSW",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Note signed by: Jane Roe LCSW (04/05/2026 02:32 PM)",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "E-signed by Roe, Jane, PMHNP-BC 4/5/2026 14:32",
            "sig=Signed@2026-04-05_14:32 cred=PMHNP-BC/OtherPrescriber",
        ),
    ] {
        failures.extend(check(
            "a.txt",
            &(with_header("Date: 04/05/2026") + block + "\n"),
            want,
        ));
    }
    failures.extend(check(
        "a.txt",
        &with_header("Date: 04/05/2026   Status: In Progress"),
        "sig=MarkedUnsigned",
    ));
    failures.extend(check(
        "a.txt",
        &(with_header("Status: Signed") + "Electronically signed by Jane Roe, LCSW 4/5/2026\n"),
        "sig=Signed@2026-04-05",
    ));
    assert_no_failures(failures);
}

#[test]
fn reads_stamps_lines_above_and_second_signatures_to_come() {
    let mut failures = Vec::new();
    for (block, want) in [
        (
            "Jane Roe, LMHC (Staff), 04/05/2026 05:14 PM\nPriya Poe, MD (Staff), 04/06/2026 08:20 AM",
            "sig=Signed@2026-04-05_17:14 signer=Jane_Roe cosig=Signed@2026-04-06_08:20 cosigner=Priya_Poe",
        ),
        (
            "/es/ JANE ROE, LCSW\nLicensed Clinical Social Worker\nSigned: 04/05/2026 17:17",
            "sig=Signed@2026-04-05_17:17 signer=JANE_ROE cred=LCSW/Independent",
        ),
        (
            "Jane Roe\nLADC I\nElectronically authenticated 4-5-2026 11:45 AM",
            "sig=Signed@2026-04-05_11:45 signer=Jane_Roe cred=LADC_I/Independent",
        ),
        (
            "Verified by: Roe LCSW, Jane on April 05, 2026 17:14 EDT",
            "sig=Signed@2026-04-05_17:14 signer=Jane_Roe cred=LCSW/Independent",
        ),
        (
            "e-signed J. Roe\nJane Roe, RN   4/5/26 1625",
            "sig=Signed@2026-04-05_16:25 signer=Jane_Roe cred=RN/Nurse",
        ),
        (
            "Counselor Signature/Credentials: Jane Roe, CADC II      Date: 4/5/26",
            "sig=Signed@2026-04-05 signer=Jane_Roe cred=CADC_II/Counselor",
        ),
        (
            "/s/ Jane Roe, PA-C   4/5/26 1800\nCosignature pending: attending physician",
            "sig=Signed@2026-04-05_18:00 cosig=MarkedUnsigned",
        ),
        (
            "Electronically signed by Jane Roe, LPC-Associate on 4/5/2026 at 11:31 AM\nAwaiting supervisor signature: Helen Poe, PhD",
            "sig=Signed@2026-04-05_11:31 cosig=MarkedUnsigned",
        ),
        (
            "Electronically signed by Jane Roe, LMSW on 4/5/2026 at 11:31 AM\nReviewed and approved by supervisor Helen Poe, PhD on 4/7/2026 at 9:04 AM",
            "sig=Signed@2026-04-05_11:31 cosig=Signed@2026-04-07_09:04 cosigner=Helen_Poe",
        ),
        (
            "______________________________\nJane Roe, M.D.",
            "sig=Blank author=Jane_Roe !signer",
        ),
        (
            "Completed by: Jane Roe, RN   Signed 04/05/2026 0920",
            "sig=Signed@2026-04-05_09:20 signer=Jane_Roe !cosig",
        ),
        (
            "Jane Roe, LISW-S signed this note on 4/5/2026 at 5:12 PM. License OH-I.0900417",
            "sig=Signed@2026-04-05_17:12 signer=Jane_Roe cred=LISW-S/Independent !cosig",
        ),
        (
            "Jane Roe, LCSW has electronically signed this progress note 4/5/2026",
            "sig=Signed@2026-04-05 signer=Jane_Roe",
        ),
        (
            "Signed Jane Roe, PhD 04/05/2026 4:30 PM",
            "sig=Signed@2026-04-05_16:30 signer=Jane_Roe cred=PhD/Psychologist",
        ),
        (
            "This document was electronically signed by Jane Roe, LPC on 4/5/2026 at 4:30 PM",
            "sig=Signed@2026-04-05_16:30 signer=Jane_Roe",
        ),
        (
            "Kim Lee, MSW Intern 4/5/2026 3:02pm\nReviewed and cosigned: Ann Roe, LISW-S 4/9/2026 9:10am",
            "dos=2026-04-05/Labelled sig=Signed@2026-04-05_15:02 signer=Kim_Lee cosig=Signed@2026-04-09_09:10 cosigner=Ann_Roe",
        ),
        (
            "Kim Lee, MSW Intern 4/5/2026 3:02pm\nCosigned by Ann Roe, LISW-S on 4/9/2026 9:10 am",
            "dos=2026-04-05/Labelled signer=Kim_Lee cosig=Signed@2026-04-09_09:10 cosigner=Ann_Roe",
        ),
        (
            "Electronically signed by Kim Lee, LMSW 4/5/2026 2:00 PM. Reviewed and cosigned by Ann Roe, LCSW 4/9/2026 9:00 AM",
            "sig=Signed@2026-04-05_14:00 signer=Kim_Lee cosig=Signed@2026-04-09_09:00 cosigner=Ann_Roe",
        ),
        // Papers that somebody signed are no signatures of the note.
        (
            "Jane Roe, LCSW signed the consent form with her on 4/5/2026.",
            "sig=Absent",
        ),
        ("Signed her school's form 4/5/2026.", "sig=Absent"),
        ("Signed Max's school form 4/5/2026 for him.", "sig=Absent"),
    ] {
        let text = format!("{}{block}\n", with_header("Date of Service: 04/05/2026"));
        failures.extend(check("note.txt", &text, want));
    }
    assert_no_failures(failures);
}

#[test]
fn who_ordered_a_test_did_not_write_its_result() {
    let lab = "LABORATORY REPORT\nPatient: Doe, Jane   MRN: 10442\nCollected: 04/05/2026\nOrdered by: Sam Hill, MD\nEthanol   NEGATIVE   500 ng/mL\n";
    let order = "PHYSICIAN ORDERS\nPatient: Doe, Jane   MRN: 10442\nOrder Date: 04/05/2026\nAdmit to partial program five days a week.\nOrdered by: Sam Hill, MD\n";
    assert_no_failures(check("lab.txt", lab, "kind=lab-result !author"));
    assert_no_failures(check("order.txt", order, "kind=order author=Sam_Hill"));
}

#[test]
fn an_attestation_belongs_to_the_note_above() {
    let resident = "********** PSYCHIATRY RESIDENT PROGRESS NOTE **********\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 02/17/2026   Time: 1010-1035\nS: slept 4 h and is still sure that the walls hum at night.\nElectronically signed by: Ann Roe, MD (PGY-3)   02/17/2026 1203\n";
    let therapy = "********** PSYCHOLOGY INDIVIDUAL THERAPY NOTE **********\nDate of Service: 02/18/2026   Start 1400  Stop 1445\nShe spoke of the move back to her family and made a list of it.\nElectronically signed by: Mia Fox, PsyD   02/18/2026 1531\n";
    for attestation in [
        "ATTENDING ATTESTATION: I saw and evaluated the patient with the resident on 2/17/26 (interpreter present). Agree. Electronically signed by: Max T. Poe, MD   02/17/2026 1620\n",
        "Attending Attestation: I saw and evaluated the patient with the resident on 2/17/26. Agree.\nElectronically signed by: Max T. Poe, MD   02/17/2026 1620\n",
        "ATTENDING ATTESTATION: I saw and evaluated the patient and agree with the plan.\nElectronically signed by: Max T. Poe, MD   02/17/2026 1620\n",
        "TEACHING PHYSICIAN ATTESTATION: I was present for the key parts. Electronically signed by: Max T. Poe, MD   02/17/2026 1620\n",
    ] {
        let text = format!("{resident}{attestation}{therapy}");
        let notes = super::notes_of("a.txt", &text);
        let [first, second] = notes.as_slice() else {
            panic!("two notes of {attestation}, not {}", notes.len())
        };
        let signer = |signature: &crate::model::Signature| {
            let name = signature.signer.as_ref();
            name.map(|name| name.value.clone()).unwrap_or_default()
        };
        assert_eq!(signer(&first.signature), "Ann Roe", "{attestation}");
        let second_signature = first.cosignature.as_ref().unwrap();
        assert_eq!(signer(second_signature), "Max T. Poe", "{attestation}");
        let at = second_signature.signed_at.unwrap().value.to_string();
        assert_eq!(at, "2026-02-17 16:20", "{attestation}");
        assert_eq!(signer(&second.signature), "Mia Fox", "{attestation}");
        assert_eq!(second.date().unwrap().to_string(), "2026-02-18");
    }
}

#[test]
fn labels_of_a_form_sign_nothing() {
    let text = with_header("Entered by: Ann Roe, LCSW on 04/05/2026\nDATA: x")
        + "\nFinalized by:        on       Co-Sign\n";
    let failures = check("a.txt", &text, "sig=Blank");
    assert_no_failures(failures);
}

#[test]
fn a_word_that_signs_opens_the_line() {
    let mut failures = Vec::new();
    for (line, want) in [
        (
            "[e-sig] Jane Roe, RN 04/05/2026 23:44",
            "sig=Signed@2026-04-05_23:44 signer=Jane_Roe cred=RN/Nurse",
        ),
        (
            "esig J. Roe, RN  04/05/2026 1907",
            "sig=Signed@2026-04-05_19:07 signer=J._Roe cred=RN/Nurse",
        ),
        (
            "E-Sig: Jane Roe, LCSW on 4/5/2026 at 2:32 PM",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "e/s Jane Roe, RN 04/05/2026 1432",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "eSigned Jane Roe, RN 4/5/26 1432",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "sgd. Jane Roe, LPC 4/5/26",
            "sig=Signed@2026-04-05 signer=Jane_Roe",
        ),
        (
            "Sig: Jane Roe, LPC 4/5/26",
            "sig=Signed@2026-04-05 signer=Jane_Roe",
        ),
        (
            "[signed] Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Auth'd by Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Authenticated: Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Validated by Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Verified by Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Sign off: Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Completed & signed: Jane Roe, RN 04/05/2026 1432",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "e-sig 04/05/2026 1432 Jane Roe, RN",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "esig Jane Roe, RN",
            "sig=Signed signer=Jane_Roe cred=RN/Nurse",
        ),
        (
            "Jane Roe, RN [e-sig] 04/05/2026 1432",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "esig Kim Lee, LMSW 04/05/2026 1400\nco-sig Ann Roe, LCSW 04/06/2026 0900",
            "sig=Signed@2026-04-05_14:00 signer=Kim_Lee cosig=Signed@2026-04-06_09:00 cosigner=Ann_Roe",
        ),
        // What looks like one.
        (
            "Sertraline 50 mg. Sig: 1 tab PO daily, filled 4/5/2026",
            "sig=Absent",
        ),
        ("Sig: Take 1 tab by mouth daily 4/5/2026", "sig=Absent"),
        ("esig: ______________ Date: ________", "sig=Absent"),
        ("e-sig on file", "sig=Absent"),
        ("Sig Other: Max Poe 4/5/2026", "sig=Absent"),
        ("Benefits verified by phone 4/5/2026", "sig=Absent"),
        ("Verified by phone with Max Poe 4/5/2026", "sig=Absent"),
        ("esign pending", "sig=MarkedUnsigned"),
        ("Awaiting e-sig", "sig=MarkedUnsigned"),
        ("Awaiting sig other for the family hour", "sig=Absent"),
        ("Pt sig missing on ROI", "sig=Absent"),
        (
            "Author: Jane Roe, LCSW - draft, not signed",
            "sig=MarkedUnsigned author=Jane_Roe",
        ),
        (
            "Jane Roe, LCSW (unsigned)",
            "sig=MarkedUnsigned author=Jane_Roe",
        ),
        (
            "Author: Jane Roe, LCSW\nHe read his draft, not signed, to the group.\nElectronically signed by Jane Roe, LCSW 4/5/2026",
            "sig=Signed@2026-04-05",
        ),
        (
            "Electronically signed by Kim Lee, LMSW 04/05/2026 2:00 PM\nSupervisor: reviewed and agree. /es/ A. Roe, LCSW 04/06/2026 09:00",
            "signer=Kim_Lee cosig=Signed@2026-04-06_09:00 cosigner=A._Roe",
        ),
    ] {
        let text = format!("{}{line}\n", with_header("Date of Service: 04/05/2026"));
        failures.extend(check("note.txt", &text, want));
    }
    assert_no_failures(failures);
}

#[test]
fn a_stamp_with_a_clinician_signs_whatever_word_joins_them() {
    let mut failures = Vec::new();
    for (block, want) in [
        (
            "Signed Tue 10/7/25 10:55 PM   Jane Roe, BA, Counselor II",
            "sig=Signed@2025-10-07_22:55 signer=Jane_Roe",
        ),
        (
            "<<sgn'd>> Jane Roe, RN 10/07/2025 23:44",
            "sig=Signed@2025-10-07_23:44 signer=Jane_Roe",
        ),
        (
            "Jane Roe, LISW-S\nSigned and locked Oct 7, 2025 at 7:32 PM",
            "sig=Signed@2025-10-07_19:32 signer=Jane_Roe",
        ),
        (
            "Note closed 10/07/2025 7:32 PM\nJane Roe, LCSW",
            "sig=Signed@2025-10-07_19:32 signer=Jane_Roe",
        ),
        (
            "Jane Roe, LMSW\nSigned electronically Oct 7, 2025, 6:21 PM",
            "sig=Signed@2025-10-07_18:21 signer=Jane_Roe cred=LMSW/Supervised",
        ),
        // Where nothing signs, what tells of a meeting does not.
        (
            "Next session 10/14/2025 10:00 AM Jane Roe, LCSW",
            "sig=Absent",
        ),
        (
            "Next appointment:\n10/14/2025 10:00 AM Jane Roe, LCSW",
            "sig=Absent",
        ),
        (
            "Med check w/ Jane Roe, NP to follow 10/08/2025 9:00 AM",
            "sig=Absent",
        ),
        (
            "She spoke of it on 10/07/2025 7:32 PM in group",
            "sig=Absent",
        ),
    ] {
        let note = format!(
            "INDIVIDUAL THERAPY NOTE\nPatient: Doe, Jane   MRN: 10442\nDate of Service: 10/07/2025\n\
             She talked about her week, worked on her plan and named three triggers of the weekend.\n\
             Plan: meet again and bring the list.\n\n{block}\n"
        );
        failures.extend(check("a.txt", &note, want));
    }
    let short = "Youth Counselor Shift Note\nYouth: Jane Doe\nMRN: 10442\nDate: Tue 10/7/25\nShift: 3p to 11p\n\
                 Staff: Ann Roe, BA\nGood day. Earned store.\n\
                 Signed Tue 10/7/25 10:55 PM   Ann Roe, BA, Youth Counselor II\n";
    failures.extend(check(
        "a.txt",
        short,
        "sig=Signed@2025-10-07_22:55 signer=Ann_Roe",
    ));
    assert_no_failures(failures);
}

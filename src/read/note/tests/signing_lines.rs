//! Lines that sign in the ways of many systems and hands: who wrote and by what means, at a
//! paragraph's end, and beside the patient's own signature.

use super::{assert_no_failures, check, notes_of, with_header};

const SIGNED: &str = "sig=Signed@2026-04-05_20:20 signer=Jane_Roe author=Jane_Roe cred=RN/Nurse";

fn below_header(block: &str, want: &str) -> Vec<String> {
    let text = format!("{}{block}\n", with_header("Date of Service: 04/05/2026"));
    check("note.txt", &text, want)
}

#[test]
fn who_wrote_stands_before_the_words_that_sign() {
    let mut failures = Vec::new();
    for verb in [
        "Charted",
        "Documented",
        "Entered",
        "Completed",
        "Recorded",
        "Written",
        "Authored",
        "Noted",
        "Prepared",
    ] {
        for joint in [
            " -- e-signed",
            ", e-signed",
            " e-signed",
            " – electronically signed",
            " - signed",
        ] {
            for means in [
                "",
                " (PIN)",
                " (password)",
                " (biometric)",
                " [badge]",
                " via token",
                " with PIN",
            ] {
                let line = format!("{verb} by Jane Roe, RN{joint}{means} 04/05/26 2020");
                failures.extend(below_header(&line, SIGNED));
            }
        }
    }
    for line in [
        "Charted by: Jane Roe, RN -- e-signed (PIN) 04/05/26 2020",
        "CHARTED BY JANE ROE, RN -- E-SIGNED (PIN) 04/05/26 2020",
        "Nurse: Jane Roe, RN, e-signed (PIN) 04/05/26 2020",
        "Author: Jane Roe, RN e-signed (PIN verified) 04/05/26 2020",
        "Jane Roe, RN e-signed (PIN) 04/05/26 2020",
        "Jane Roe RN -- electronically signed [biometric] 04/05/2026 8:20 PM",
        "E-signed (PIN) by Jane Roe, RN 04/05/26 2020",
        "E-signed (PIN) Jane Roe, RN 04/05/26 2020",
        "Electronically signed using password by Jane Roe, RN on 04/05/2026 at 8:20 PM",
        "e-signed 04/05/26 2020 (PIN) Jane Roe, RN",
        "Signed via PIN: Jane Roe, RN 04/05/26 2020",
        "Charted and e-signed by Jane Roe, RN 04/05/26 2020 (PIN)",
        "Charted/e-signed: Jane Roe, RN 04/05/26 2020",
        "Note by Jane Roe, RN (e-signed 04/05/26 2020)",
        "e-signed (Jane Roe, RN) 04/05/26 2020",
        "Written by Jane Roe, RN; signed off 04/05/26 2020",
        "Charted by Jane Roe, RN 04/05/2026 2020",
    ] {
        let same = SIGNED.replace(
            "Jane_Roe",
            if line.contains("JANE") {
                "JANE_ROE"
            } else {
                "Jane_Roe"
            },
        );
        failures.extend(below_header(line, &same));
    }
    // Nobody is named by the means.
    failures.extend(below_header(
        "e-signed (PIN) 04/05/26 2020",
        "sig=Signed@2026-04-05_20:20 !signer !author",
    ));
    failures.extend(below_header(
        "Charted by Jane Roe -- e-signed (PIN) 04/05/26 2020",
        "sig=Signed@2026-04-05_20:20 signer=Jane_Roe !cred",
    ));
    failures.extend(below_header(
        "Signature: PIN 04/05/26 2020",
        "sig=Signed@2026-04-05_20:20 !signer",
    ));
    assert_no_failures(failures);
}

#[test]
fn a_paragraph_may_end_with_its_signature() {
    let mut failures = Vec::new();
    let long = "She sat with staff for a while, spoke of the call with her sister and of the fight at home, and asked for the quiet room, where she drew for the better part of an hour before she came out for supper, ate most of it, helped to clear the table and went to the evening group with the others. ";
    for ending in [
        "Would not go in van w/ male driver. Authored and signed by Jane Roe, RN 04-05-2026 20:20",
        "Would not go in van w/ male driver. e-signed by Jane Roe, RN 04-05-2026 20:20",
        "Would not go in van w/ male driver -- e-signed Jane Roe, RN 04/05/2026 20:20",
        "Would not go in van w/ male driver -- Jane Roe, RN, e-signed 04/05/2026 20:20",
        "Would not go in van w/ male driver. ESIGN: Roe, Jane RN 04/05/2026 20:20",
        "Would not go in van w/ male driver! Jane Roe, RN e-signed (PIN) 04/05/2026 20:20",
        "Would not go in van w/ male driver. /s/ Jane Roe, RN 04/05/2026 20:20",
        "Would not go in van w/ male driver. Electronically signed: Jane Roe, RN 04/05/2026 20:20",
        "Would not go in van w/ male driver. Charted by Jane Roe, RN -- e-signed 04/05/2026 20:20",
        "Would not go in van w/ male driver. Charted by Jane Roe, RN 04/05/2026 20:20",
        "Would not go in van w/ male driver [Signed: Jane Roe, RN 04/05/2026 20:20]",
        "Would not go in van w/ male driver (e-signed Jane Roe, RN 04/05/2026 20:20)",
        "Would not go in van w/ male driver.--Jane Roe, RN  Electronically signed 05-Apr-2026 2020",
        "Suicidal thoughts today: no.   Done with Jane Roe RN, signed electronically 4/5/26 8:20 PM",
        "Card filled in and done with Jane Roe RN, signed electronically 4/5/26 8:20 PM",
        "Walked w me to the store Jane Roe, RN e-signed 04/05/2026 8:20p",
    ] {
        let mut want = SIGNED.to_owned();
        if ending.contains("Roe, Jane") {
            want = want.replace("Jane_Roe", "Roe,_Jane");
        }
        failures.extend(below_header(ending, &want));
        failures.extend(below_header(&format!("{long}{ending}"), &want));
    }
    // Signed without a day.
    failures.extend(below_header(
        "Would not go in van w/ male driver. Jane Roe, RN, electronically signed.",
        "sig=Signed signer=Jane_Roe cred=RN/Nurse",
    ));
    // What others signed, and when somebody is met.
    for other in [
        "She said that her old therapist Ann Roe, LPC signed the form 4/2/2026 for court.",
        "Discharge form was signed by Ann Roe, LPC 4/5/2026 and faxed to the court.",
        "Spoke with Max Poe, LPC who signed the release 4/3/2026 at noon.",
        "Follow up in a week. Ann Roe, LPC 4/12/2026 10:00 AM",
        "Seen by Ann Roe, MD 4/2/2026 3:00 PM for her sleep and for the signs of withdrawal.",
        "Mother signed the school form 4/5/2026 20:20",
    ] {
        failures.extend(below_header(other, "!signer"));
    }
    assert_no_failures(failures);
}

#[test]
fn two_rows_signed_at_their_ends_are_two_notes() {
    let rows = "SHIFT NOTES PM\nPatient: Doe, Jane   MRN: 10442\n10/30/2025 Carved pumpkin w/ plastic tool no issue. Good listener in group. ESIGN: Olafsson, Bree MHT 10/30/2025 22:09\n10/31/2025 Halloween party, funny and sad. Calm. Bed at 10 by permission. ESIGN: Petty, Jamal RC 10/31/2025 22:51\n";
    let notes = notes_of("a.txt", rows);
    let signed: Vec<String> = notes
        .iter()
        .filter_map(|note| Some(note.signature.signed_at?.value.to_string()))
        .collect();
    assert_eq!(signed, ["2025-10-30 22:09", "2025-10-31 22:51"]);
}

#[test]
fn the_patients_own_signature_is_not_the_authors() {
    let mut failures = Vec::new();
    let staff = "Signed: Jane Roe, LCSW - e-sign April 5, 2026 8:20 PM";
    for own in [
        "Participant agreed on screen, e-signature J. A-S.",
        "Client e-signed",
        "Client e-signed 04/04/2026 3:00 PM",
        "Client J. Doe e-signed 04/04/26",
        "Guardian e-signature: Max Doe 04/04/2026",
        "Client E-Signature: J. Doe 04/04/2026 3:00 PM",
        "Member electronically signed on tablet 04/04/2026",
        "Electronically signed by patient 04/04/2026 3:00 PM",
        "Signed by client on iPad 04/04/2026",
        "Mother e-signed via portal 4/4/26",
        "Youth: J. Doe e-signed 4/4/26",
        "E-signed: client J. Doe 4/4/26",
        "Parent/guardian electronically signed 04/04/2026 3:00 PM",
    ] {
        failures.extend(below_header(
            &format!("{own}\n\n{staff}"),
            "sig=Signed@2026-04-05_20:20 signer=Jane_Roe cred=LCSW/Independent",
        ));
        failures.extend(below_header(own, "!signer !author"));
    }
    for own in [
        "Client e-signed 04/04/2026 3:00 PM",
        "Guardian e-signature 04/04/26",
    ] {
        failures.extend(below_header(own, "sig=Absent"));
    }
    // Staff who work with them.
    for (line, signer) in [
        (
            "Patient care tech Jane Roe, MHT e-signed 04/05/2026 20:20",
            "Jane_Roe",
        ),
        (
            "Client seen by Jane Roe, LPC. Electronically signed 04/05/2026 20:20 by Jane Roe, LPC",
            "Jane_Roe",
        ),
        (
            "Electronically signed by Resident Physician Jane Roe, MD 04/05/2026 20:20",
            "Resident_Physician_Jane_Roe",
        ),
    ] {
        failures.extend(below_header(
            line,
            &format!("sig=Signed@2026-04-05_20:20 signer={signer}"),
        ));
    }
    assert_no_failures(failures);
}

#[test]
fn what_is_added_is_dated_by_itself() {
    let note = "INDIVIDUAL   05/07/2026 1:00p-1:51p\nPatient: Doe, Jane   MRN: 10442\nBrother's voicemails, 14 of them, played one. Plan: voicemail ritual at dusk w/ staff.\nJane Roe, LPCC  e-signed 05/07/2026 5:20p\n";
    let told = "Client also reported strong urges to leave and use on 05/07 and required staff presence all evening and into the night.";
    for (added, at) in [
        (
            format!(
                "ADDENDUM entered 05/27/2026 9:14a: {told} Jane Roe, LPCC e-signed 05/27/2026 9:15a"
            ),
            "2026-05-27 09:14",
        ),
        (
            format!("ADDENDUM 05/27/2026 9:14 AM: {told}"),
            "2026-05-27 09:14",
        ),
        (
            format!("ADDENDUM: {told} Jane Roe, LPCC e-signed 05/27/2026 9:15a"),
            "2026-05-27 09:15",
        ),
        (
            format!("Addendum to note of 05/07/2026, entered 05/27/2026 0914: {told}"),
            "2026-05-27 09:14",
        ),
        (format!("Late entry 05/27/2026: {told}"), "2026-05-27"),
        (
            format!(
                "LATE ENTRY written 05/27/2026 9:14a: {told} Jane Roe, LPCC e-signed 05/27/2026 9:15a"
            ),
            "2026-05-27 09:14",
        ),
        (
            format!("Amended 05/27/2026 9:14 AM by Jane Roe, LPCC: {told}"),
            "2026-05-27 09:14",
        ),
        (
            format!("Amendment (05/27/2026 9:14 AM): {told}"),
            "2026-05-27 09:14",
        ),
        (
            format!("Correction 05/27/2026 9:14 AM - {told}"),
            "2026-05-27 09:14",
        ),
        (
            format!("Added 05/27/2026 9:14 AM: {told}"),
            "2026-05-27 09:14",
        ),
    ] {
        let notes = notes_of("a.txt", &format!("{note}{added}\n"));
        let [only] = notes.as_slice() else {
            panic!("{} notes of {added}", notes.len())
        };
        let times: Vec<String> = only
            .addenda
            .iter()
            .filter_map(|one| Some(one.at?.value.to_string()))
            .collect();
        assert_eq!(times, [at], "{added}");
        let signed = only.signature.signed_at.map(|at| at.value.to_string());
        assert_eq!(signed.as_deref(), Some("2026-05-07 17:20"), "{added}");
        assert_eq!(only.cosignature, None, "{added}");
    }
    for none in [
        "Late entry for the group of 05/06 was not needed, as she had been at the dentist.",
        "Correction officer called 05/27/2026 to ask about her stay here.",
        "Added 05/27/2026 session to her calendar.",
    ] {
        let notes = notes_of("a.txt", &format!("{note}{none}\n"));
        assert!(notes.iter().all(|note| note.addenda.is_empty()), "{none}");
    }
}

#[test]
fn a_trail_of_edits_below_the_signature_names_nobody() {
    let mut failures = Vec::new();
    for (block, want) in [
        (
            "/es/ Jane Roe, LCSW  Signed: 10/07/2025 11:08\nAudit: created 10/07/2025 10:48 AM JR12 | finalized 10/07/2025 11:08 AM",
            "sig=Signed@2025-10-07_11:08 signer=Jane_Roe cred=LCSW/Independent",
        ),
        (
            "Jane Roe, RN   Signed: 10/07/2025 11:08",
            "sig=Signed@2025-10-07_11:08 signer=Jane_Roe cred=RN/Nurse",
        ),
        (
            "Signed: 10/07/2025 11:08\nAudit trail: opened 10/07/2025 10:48 by JR12",
            "sig=Signed@2025-10-07_11:08",
        ),
        // Who is named below and no system's user still signs.
        (
            "Signed: 10/07/2025 11:08\nJane Roe, LCSW",
            "sig=Signed@2025-10-07_11:08 signer=Jane_Roe cred=LCSW/Independent",
        ),
    ] {
        let note = format!(
            "INDIVIDUAL THERAPY NOTE\nPatient: Doe, Jane   MRN: 10442\nDate of Service: 10/07/2025\n\
             She talked about her week, worked on her plan and named three triggers of the weekend.\n\
             Plan: meet again and bring the list.\n\n{block}\n"
        );
        failures.extend(check("a.txt", &note, want));
    }
    assert_no_failures(failures);
}

#[test]
fn a_name_and_a_day_alone_at_the_end_sign_whatever_leads_to_them() {
    let mut failures = Vec::new();
    let day = "sig=Signed@2026-04-05 signer=Jane_Roe cred=RN/Nurse";
    for line in [
        "s/ Jane Roe, RN  4-5-26",
        "S/Jane Roe, RN 04/05/2026",
        "Nurse: /Jane Roe, RN/   04/05/2026",
        "Form completed and signed by Jane Roe, RN 04/05/2026",
        "E-SIGNATURE APPLIED BY Jane Roe, RN ON 04/05/2026",
        "Signed Date: 04/05/2026\nSigned By: Jane Roe, RN",
        "Provider Sig: Jane Roe RN  Date 04-05-2026",
        "Electronically Signed\nJane Roe\nRN\n04/05/2026",
        "Signed by Jane Roe (Unit lead, RN #48812) 04/05/2026",
    ] {
        failures.extend(below_header(line, day));
    }
    // Who is met, called or copied signs nothing, and a day alone is nobody's.
    for line in [
        "Next visit with Jane Roe, RN 04/12/2026",
        "cc: Jane Roe, RN 04/05/2026",
        "S/P knee repair 03/05/2026",
        "Referred to Jane Roe, RN 04/05/2026",
    ] {
        failures.extend(below_header(line, "sig=Absent"));
    }
    assert_no_failures(failures);
}

//! Draws notes with footers, letters and additions, and holds what is read of them.

use crate::model::{LetterKind, Note, Signing, StampKind};
use crate::read::note::from_pages;
use crate::text::{FileId, Page};

fn notes(text: &str) -> Vec<Note> {
    let pages: Vec<Page> = (1..)
        .zip(text.split('\u{c}'))
        .map(|(number, text)| Page::plain(number, text))
        .collect();
    from_pages(FileId(0), "n.txt", &pages, &mut Vec::new())
}

const HEAD: &str = "INDIVIDUAL THERAPY NOTE\nPatient: Doe, Jane   MRN: 1042   DOB: 03/04/1990\nDate of Service: 02/03/2026   Start: 10:00 AM  Stop: 10:53 AM\nClinician: Ann Roe, LPC\n\n";
const BODY: &str = "Response: Client named two triggers and practiced urge surfing with the therapist.\nShe asked to bring the list to the next session and agreed to call her sponsor before Friday.\n\n";

fn one(tail: &str) -> Note {
    let mut found = notes(&format!("{HEAD}{BODY}{tail}"));
    assert_eq!(found.len(), 1, "{tail}");
    found.remove(0)
}

#[test]
fn reads_the_stamps_of_a_footer() {
    let note = one(
        "Signed by Ann Roe, LPC on 02/03/2026 11:42 AM; Last edited 02/03/2026 11:40 AM; Created 02/03/2026 10:58 AM; Printed 03/30/2026 by records\n",
    );
    let at = |kind| note.marks.last(kind).map(|at| at.value.to_string());
    assert_eq!(at(StampKind::Edited).as_deref(), Some("2026-02-03 11:40"));
    assert_eq!(at(StampKind::Created).as_deref(), Some("2026-02-03 10:58"));
    assert_eq!(at(StampKind::Printed).as_deref(), Some("2026-03-30"));
    assert_eq!(
        note.signature
            .signed_at
            .map(|at| at.value.to_string())
            .as_deref(),
        Some("2026-02-03 11:42")
    );
    assert_eq!(note.marks.below_signature, None);
}

#[test]
fn prose_holds_no_stamps() {
    let note = one(
        "He said the list was created 02/01/2026 at home.\nElectronically signed by Ann Roe, LPC 02/03/2026 11:42 AM\n",
    );
    assert!(note.marks.stamps.is_empty());
}

#[test]
fn initials_and_scrawls_are_signatures_without_a_name() {
    let manner = |value: &str| {
        let note = notes(&format!("{HEAD}{BODY}Staff Signature: {value}\n")).remove(0);
        note.marks
            .signing
            .as_ref()
            .map(|signing| signing.value.clone())
    };
    assert_eq!(manner("AR"), Some(Signing::Initials("AR".into())));
    assert_eq!(
        manner("A.R., LPC 2/3/26"),
        Some(Signing::Initials("AR".into()))
    );
    assert_eq!(manner("[illegible] 2/3/26"), Some(Signing::Illegible));
    assert_eq!(
        manner("(signature stamp) Ann Roe, LPC"),
        Some(Signing::Stamp)
    );
    assert_eq!(manner("Ann Roe, LPC 2/3/26"), None);
    let last = |line: &str| {
        let note = notes(&format!("{HEAD}{BODY}\n{line}\n")).remove(0);
        let signing = note.marks.signing.as_ref();
        signing.map(|signing| signing.value.clone())
    };
    for line in ["ar", "AR", "A.R.", "- ar", "AR 2/3/26"] {
        assert_eq!(last(line), Some(Signing::Initials("AR".into())), "{line}");
    }
    for line in [
        "ok",
        "PRN",
        "RN",
        "Ar",
        "end",
        "Goal met.",
        "BP 120",
        "BP 120/80",
    ] {
        assert_eq!(last(line), None, "{line}");
    }
    let signed = "ar\nElectronically signed by Ann Roe, LPC 02/03/2026 11:42 AM";
    assert_eq!(last(signed), None);
    assert_eq!(manner("______"), None);
}

#[test]
fn a_status_says_that_a_note_is_signed() {
    let status = |value: &str| {
        let head = HEAD.replace("Clinician:", &format!("Note Status: {value}\nClinician:"));
        let text = format!("{head}{BODY}Ann Roe, LPC\n");
        notes(&text).remove(0).marks.closed.is_some()
    };
    assert!(status("Signed"));
    assert!(status("Final"));
    assert!(!status("Draft"));
    assert!(!status("In progress"));
}

#[test]
fn a_footer_of_another_patient_is_a_stranger() {
    let signed = "Electronically signed by Ann Roe, LPC 02/03/2026 11:42 AM\n";
    let other = one(&format!("{signed}Poe, Max   MRN: 2077   Page 1 of 1\n"));
    assert_eq!(other.marks.strangers.len(), 1);
    let labelled = one(&format!(
        "{signed}Client: Poe, Max   MRN: 2077   DOB: 09/09/1981\n"
    ));
    assert_eq!(labelled.marks.strangers.len(), 1);
    let own = one(&format!("{signed}Doe, Jane A   MRN: 1042   Page 1 of 1\n"));
    assert!(own.marks.strangers.is_empty());
    let full = one(&format!(
        "{signed}Client: Doe, Jane   MRN: 1042   DOB: 3/4/90\n"
    ));
    assert!(full.marks.strangers.is_empty());
    let slip = one(&format!("{signed}Doe, Jane   MRN: 1024   Page 1 of 1\n"));
    assert!(
        slip.marks.strangers.is_empty(),
        "one fact alone may be a slip"
    );
}

#[test]
fn identifiers_of_another_patient_in_running_text_are_a_stranger() {
    let signed = "Electronically signed by Ann Roe, LPC 02/03/2026 11:42 AM\n";
    let told = |who: &str| {
        let head = HEAD.to_owned();
        let text = format!("{head}{BODY}{who} was angry about the phone rules.\n{signed}");
        notes(&text).remove(0).marks.strangers.len()
    };
    assert_eq!(told("Max Poe (2077, DOB 09/09/1981)"), 1);
    assert_eq!(told("The patient (1042, DOB 3/4/90)"), 0, "her own");
    assert_eq!(told("Her son (DOB 09/09/2011)"), 0, "one fact alone");
}

#[test]
fn page_numbers_that_do_not_go_on_are_missing_pages() {
    let signed = "Electronically signed by Ann Roe, LPC 02/03/2026 11:42 AM\n";
    let missing = |tail: &str| -> Vec<(u32, u32, u32)> {
        let note = one(tail);
        note.marks
            .missing_pages
            .iter()
            .map(|gap| (gap.from, gap.to, gap.of))
            .collect()
    };
    assert_eq!(
        missing(&format!("Page 1 of 3\n{signed}Page 3 of 3\n")),
        [(2, 2, 3)]
    );
    assert_eq!(missing(&format!("{signed}Page 1 of 2\n")), [(2, 2, 2)]);
    assert_eq!(missing(&format!("Page 1 of 2\n{signed}Page 2 of 2\n")), []);
    assert_eq!(missing(signed), []);
}

#[test]
fn a_gap_between_pages_belongs_to_its_note() {
    let text = format!(
        "{HEAD}{BODY}Doe, Jane  MRN: 1042  Page 1 of 3\u{c}Plan: she will bring the list and we go on with it next week.\nElectronically signed by Ann Roe, LPC 02/03/2026 11:42 AM\nDoe, Jane  MRN: 1042  Page 3 of 3\n"
    );
    let found = notes(&text);
    let gaps: Vec<_> = found
        .iter()
        .flat_map(|note| &note.marks.missing_pages)
        .collect();
    assert_eq!(gaps.len(), 1);
    assert_eq!((gaps[0].from, gaps[0].to, gaps[0].of), (2, 2, 3));
}

#[test]
fn a_page_that_names_nobody_is_told() {
    let second = "Plan: bring the list of triggers, read the chapter on cravings, and meet again next week.\nElectronically signed by Ann Roe, LPC 02/03/2026 11:42 AM\n";
    let unnamed = notes(&format!("{HEAD}{BODY}\u{c}{second}"));
    assert_eq!(unnamed[0].marks.unnamed_pages.len(), 1);
    let named = notes(&format!("{HEAD}{BODY}\u{c}Doe, Jane\n{second}"));
    assert!(named[0].marks.unnamed_pages.is_empty());
}

#[test]
fn prose_below_the_signature_is_told_and_disclaimers_are_not() {
    let signed = "Electronically signed by Ann Roe, LPC 02/03/2026 11:42 AM\n\n";
    let added = "Client also worked on the thought record for the whole hour and met the goal for the week.\n";
    assert!(
        one(&format!("{signed}{added}"))
            .marks
            .below_signature
            .is_some()
    );
    // A rule above what was added does not hide it.
    assert!(
        one(&format!("{signed}- - - - - - - -\n{added}"))
            .marks
            .below_signature
            .is_some()
    );
    // One telephone number is no letterhead.
    let called =
        "Called her mother at 330-555-0100 and she will bring the forms and sit in on Monday";
    assert!(
        one(&format!("{signed}{called}\n"))
            .marks
            .below_signature
            .is_some()
    );
    // What is printed below every note does not hide it either.
    let printed = "Hill Youth Center, Wayfarer EHR, Doe, Jane, 1042\n";
    assert!(
        one(&format!("{signed}{printed}{added}"))
            .marks
            .below_signature
            .is_some()
    );
    // Nor does a foot below it, nor that the client signed another paper.
    let plan = "Client came back to the office and says that the week went well, no urges since Monday.\n\
                Client signed the new safety plan on the way out.\n\nPrinted 02/09/2026 10:04 by HIM\n";
    assert!(
        one(&format!("{signed}{plan}"))
            .marks
            .below_signature
            .is_some()
    );
    for honest in [
        "Client signed this plan and was given a copy of it, and says that it is what she wants now.\n",
        "- - - - - - - - - - - - - - - - - - - -\n",
        "* * * * * * * * * * * * * * * * * * * *\n",
        "Hill Youth Center · Wayfarer EHR · Doe, Jane · 71-00418\nHill Youth Center · Wayfarer EHR · Doe, Jane · 71-00418\n",
        "Hill Youth Center | Wayfarer EHR | Doe, Jane | MRN 71-00418 | Unit Cottonwood East\n",
        "Hill Youth Center, 120 Mill Road, Orville, OH 44667, (330) 555-0100, Fax (330) 555-0101, www.hill.example\n",
        "Hill Youth Center, Wayfarer EHR release 4, chart of Doe, Jane, number 1042, unit Cottonwood East\n",
        "____ ____ ____ ____ ____ ____ ____ ____ ____ ____ ____ ____ ____\n",
        "This document is confidential and protected by federal law; it may not be shared without consent.\n",
        "Addendum 02/04/2026 by Ann Roe, LPC\nClient called back and moved the next session to Monday at nine.\n",
        "Next appointment: 02/10/2026\n",
        "I agree with the above and have met with the resident and gone over the plan of care.\n",
        "Late entry 02/05/2026: the client also asked for a letter to the employer, which I wrote.\n",
    ] {
        let note = one(&format!("{signed}{honest}"));
        assert_eq!(note.marks.below_signature, None, "{honest}");
    }
}

#[test]
fn a_payers_letter_gives_its_date_and_services() {
    let letter = "Harbor Mutual Health Plan\nAugust 14, 2026\n\nADDITIONAL DOCUMENTATION REQUEST\nMember: Doe, Jane   DOB: 03/04/1990   Member ID: H100\nClaim number: C-1   Dates of service: 02/03/2026 - 02/10/2026\nPlease send the records for the claim by 09/01/2026.\n";
    let found = notes(letter);
    let letter = found[0].marks.letter.expect("a letter");
    assert_eq!(letter.kind, LetterKind::RecordsRequest);
    assert_eq!(letter.date.value.to_string(), "2026-08-14");
    assert_eq!(
        letter.due.map(|due| due.value.to_string()).as_deref(),
        Some("2026-09-01")
    );
    let services = letter
        .services
        .map(|(from, to)| (from.to_string(), to.to_string()));
    assert_eq!(services, Some(("2026-02-03".into(), "2026-02-10".into())));
    let own = "RECORDS REQUEST\nDate: 02/03/2026\nPatient: Doe, Jane  MRN: 1042\nPlease send her discharge summary to our clinic.\n";
    assert_eq!(notes(own)[0].marks.letter, None);
}

#[test]
fn a_letter_tells_by_when_in_every_way() {
    let due = |asks: &str| {
        let letter = format!(
            "Harbor Mutual Health Plan\nApril 1, 2026\n\nADDITIONAL DOCUMENTATION REQUEST\nMember: Doe, Jane   DOB: 03/04/1990   Member ID: H100\nClaim number: C-1   Dates of service: 03/03/2026 - 03/06/2026\n\n{asks}\n"
        );
        let found = notes(&letter);
        let letter = found[0].marks.letter.expect("a letter");
        letter.due.map(|due| due.value.to_string())
    };
    for asks in [
        "Records must be received no later than\nApril 16, 2026. If not the claim is denied.",
        "Records must be received no later than April\n16, 2026. If not the claim is denied.",
        "Records must be received no later than close of business on\nApril 16, 2026.",
        "Send the records no later than close of business on April 16, 2026.",
        "Send the records within 15 days of the date of this letter.",
        "Send the records within fifteen (15) calendar days from the date of this\nletter.",
        "Send the records within 15 days of this notice.",
        "Send the records by 5 pm ET on 4/16/26.",
        "Send the records on or before\n04/16/2026.",
        "Send the records within 30 days of the date of this letter, no later than 04/16/2026.",
    ] {
        assert_eq!(due(asks).as_deref(), Some("2026-04-16"), "{asks}");
    }
    // From the receipt, in business days, or of something else: no day is known.
    for asks in [
        "Send the records within 15 days of receipt of this letter.",
        "Send the records within 15 business days of the date of this letter.",
        "The claim was signed by\nDr. Roe on the day it was sent.",
        "Payment is made within 30 days of the decision.",
    ] {
        assert_eq!(due(asks), None, "{asks}");
    }
}

#[test]
fn only_a_note_without_delivery_foretells() {
    let head = HEAD;
    let signed = "Electronically signed by Ann Roe, LPC 02/03/2026 09:00 AM\n";
    let foretold = notes(&format!(
        "{head}Data: Client will attend the session at ten and will discuss grief.\nPlan: Client will complete a thought record.\n{signed}"
    ));
    assert!(foretold[0].marks.foretold.is_some());
    let told = notes(&format!(
        "{head}Data: Client attended and discussed grief.\nPlan: Client will attend group and will complete a thought record.\n{signed}"
    ));
    assert_eq!(told[0].marks.foretold, None);
}

#[test]
fn prose_of_another_patient_by_name_and_number_is_told() {
    let strangers = |line: &str| {
        let note = one(&format!(
            "{line}\nElectronically signed by Ann Roe, LPC 02/03/2026 11:42 AM\n"
        ));
        note.marks.strangers.len()
    };
    for line in [
        "S: Mr. Poe-Hill reports the voices are gone. He slept 7 h. His mother visits at 4. MRN 2077 reviewed w/ team.",
        "Odessa (MRN 2077) drew a map of her street and named two colours in it.",
        "Max Poe (MRN 2077) drew a map and named two colours in it.",
        "Margaret Thorne (DOB 03/11/1949) says her knee replacement is healing well.",
        "Goal 2. Met with client Max Poe (Client # 2077). Max says his sons are back.",
        "Resident Max Poe (Chart No. 2077) cooked for the house and led the check-in.",
    ] {
        assert_eq!(strangers(line), 1, "{line}");
    }
    for line in [
        // The patient's own number or name.
        "Ms. Doe reports the voices are gone. MRN 1042 reviewed with the team.",
        "Ms. Doe-Poe slept 7 h, and MRN 2077 was merged with this one.",
        // A number of another kind, and another's with reason.
        "Mr. Poe of the plan called. MRN RX-20-777 is his case.",
        "Chart (MRN 2077) was opened in error and closed again.",
        "Sat beside Odessa (MRN 2077) at lunch and drew a map.",
        "Argued with a peer, Mr. Poe (MRN 2077), over the remote.",
        "Shared a table with another client, Max Poe (Client # 2077), at lunch.",
        "Client # 4 in line for the phone, next to Max Poe.",
        "Mother, Margaret Thorne (DOB 03/11/1949), gave consent to speak with her.",
        "Dr. Poe came by. MRN 2077 is not hers.",
    ] {
        assert_eq!(strangers(line), 0, "{line}");
    }
}

#[test]
fn a_letters_day_stands_behind_the_services_it_speaks_of() {
    let letter = |day: &str| {
        format!(
            "CASCADE BLUE PPO - Provider Audit\nJune 8, 2026\n\nASH BEHAVIORAL GROUP PLLC\n\nRE: Request for medical records\nMember: Jane Doe  Member ID: XCB440915530\nClaim number: 84107  Dates of service: 04/20/2026 - 04/27/2026\n\nPlease send the treatment records and the treatment plan\nfor the services above. {day}\n\nSincerely,\nAudit Intake\n"
        )
    };
    let read = |day: &str| {
        let mut found = notes(&letter(day));
        assert_eq!(found.len(), 1);
        found.remove(0)
    };
    let note = read("Records must be received by June 29, 2026.");
    assert_eq!(note.kind, crate::model::NoteKind::Administrative);
    let due = note.marks.letter.as_ref().unwrap().due.unwrap();
    assert_eq!(due.value.to_string(), "2026-06-29");
    let note = read("Services by Dr. Poe were on 04/20/2026.");
    assert!(note.marks.letter.as_ref().unwrap().due.is_none());
}

#[test]
fn a_denial_in_plain_sentences_sets_its_day_and_a_birth_date_is_none_of_the_letter() {
    let read = |body: &str| {
        let text = format!(
            "HILL RECOVERY CAMPUS\nCLIENT NAME: Doe, Jane     RECORD NO: TF-0412     D.O.B.: 05/27/1981\n\n{body}\n"
        );
        let mut found = notes(&text);
        assert_eq!(found.len(), 1, "{body}");
        found.remove(0).marks.letter
    };
    let said = |letter: Option<crate::model::Letter>| {
        let letter = letter.expect("a letter");
        assert_eq!(letter.kind, LetterKind::Denial);
        let services = letter.services.map(|(from, to)| format!("{from}..{to}"));
        (
            letter.date.value.to_string(),
            services.unwrap_or_default(),
            letter
                .due
                .map(|due| due.value.to_string())
                .unwrap_or_default(),
        )
    };
    let expected = |due: &str| {
        (
            "2026-04-02".to_owned(),
            "2026-03-20..2026-03-22".to_owned(),
            due.to_owned(),
        )
    };
    let head = "HARBOR MUTUAL - Appeals & Grievances\nApril 2, 2026\nRE: Claim TF412C, dates of service 03/20/2026 - 03/22/2026\n";
    for (body, due) in [
        (
            "Dear Provider: After post-service clinical review we are unable to approve payment for residential care on these dates. You may appeal this decision. Your appeal must be received no later than May 22, 2026.",
            "2026-05-22",
        ),
        (
            "The claim was denied as not medically necessary. You may appeal this decision.\nYour appeal must be received no later than\nMay 22, 2026.",
            "2026-05-22",
        ),
        (
            "The claim is denied: not medically necessary. You may request an appeal within 60 days of this letter (June 1, 2026).",
            "2026-06-01",
        ),
    ] {
        assert_eq!(
            said(read(&format!("{head}{body}"))),
            expected(due),
            "{body}"
        );
    }
    // The facility's own appeal refuses nothing.
    let own = "April 2, 2026\nTo: Harbor Mutual, Appeals & Grievances\nRE: Claim TF412C, dates of service 03/20/2026 - 03/22/2026\nThe claim was denied on March 30, 2026. We appeal your denial. You may request the chart by May 22, 2026.";
    assert_eq!(read(own), None);
}

#[test]
fn letters_without_a_heading_name_their_claim_and_the_day_in_payers_words() {
    let read = |text: &str| {
        let mut found = notes(text);
        assert_eq!(found.len(), 1, "{text}");
        let note = found.remove(0);
        assert_eq!(note.kind, crate::model::NoteKind::Administrative, "{text}");
        let letter = note.marks.letter.expect(text);
        let day = |day: Option<crate::text::Located<crate::model::ServiceDate>>| {
            day.map(|day| day.value.to_string()).unwrap_or_default()
        };
        assert_eq!(letter.date.value.to_string(), "2026-04-10", "{text}");
        assert!(note.marks.letter_names("LK2041"), "{text}");
        (letter.kind, day(letter.due), day(letter.correct_by))
    };
    let who = "Member: Doe, Jane\nMember ID: H100\nClaim: LK-2041\n";
    let born = "Patient: Doe, Jane   DOB: 05/06/1991\nMember ID: H100\nClaim Number: LK-2041\nProcess date: 04/08/2026\nDate of service: 03/04/2026\n";
    for (text, want) in [
        (
            format!("Harbor Plan\nLetter date: April 10, 2026\n{who}\nThe claim listed was returned for a missing or invalid diagnosis code. A corrected claim must be\nreceived by May 9, 2026.\n"),
            (LetterKind::Denial, "", "2026-05-09"),
        ),
        (
            format!("Harbor Plan\nLetter date: April 10, 2026\n{born}\nThe claim was rejected: missing or invalid code. Please resubmit within 29 days of the date of this letter. You may appeal by June 9, 2026.\n"),
            (LetterKind::Denial, "2026-06-09", "2026-05-09"),
        ),
        (
            format!("ADVERSE BENEFIT DETERMINATION\n{born}Date of Notice: 04/10/2026\nAppeal rights: you have until 05/09/2026 to file an appeal.\n"),
            (LetterKind::Denial, "2026-05-09", ""),
        ),
        (
            "Harbor Plan\nApril 10, 2026\nRE: Jane Doe H100 claim LK-2041 03/04/2026\n\nAfter review we are unable to approve payment. If you disagree, your appeal must be postmarked no later than May 9, 2026.\n".to_owned(),
            (LetterKind::Denial, "2026-05-09", ""),
        ),
        (
            "Provider Dispute Resolution - Harbor\nLetter Date 04/10/2026\nPatient Jane Doe ID H100\nClaim LK-2041 DOS 03/04/2026\nWe upheld our denial. A second level request must reach us within 29 days of this letter.\n".to_owned(),
            (LetterKind::Denial, "2026-05-09", ""),
        ),
        (
            format!("Harbor PPO - Payment Integrity\nDate of letter: April 10, 2026\n{born}\nWe request medical records for the claim above. Please send the progress note. Records must be received by May 8, 2026.\n"),
            (LetterKind::RecordsRequest, "2026-05-08", ""),
        ),
        (
            "Harbor Plan\nApril 10, 2026\n\nRE: Jane Doe, ID H100, claim LK-2041, DOS 03/04/2026\n\nDear Provider: In order to complete our review of this claim we need a copy of the chart for this date of service. Please submit within 28 calendar days of the date of this letter.\n".to_owned(),
            (LetterKind::RecordsRequest, "2026-05-08", ""),
        ),
        (
            "Harbor SIU\n4/10/2026\nPrepayment review notice\nMember Jane Doe (H100) claim LK-2041 service 3/4/2026\nYour claim has been selected for pre-payment review. Send supporting records no later than 5/8/2026 or the claim will be denied.\n".to_owned(),
            (LetterKind::RecordsRequest, "2026-05-08", ""),
        ),
        (
            "Harbor Plan\nMailed: 04/10/2026\nSubject: Chart audit, member Jane Doe, H100\nClaim LK-2041, DOS 03/04/2026\nPlease upload the complete medical record for the service listed by 05/08/2026.\n".to_owned(),
            (LetterKind::RecordsRequest, "2026-05-08", ""),
        ),
    ] {
        let (kind, due, correct_by) = read(&text);
        assert_eq!((kind, due.as_str(), correct_by.as_str()), want, "{text}");
    }
    // The facility's own cover letter asks for nothing.
    let own = "Hill Recovery\nApril 12, 2026\nMember: Jane Doe\nClaim: LK-2041\nAs requested in your letter of April 10, 2026 the complete medical record is enclosed. Please send the decision by 05/08/2026.\n";
    assert_eq!(notes(own)[0].marks.letter, None);
}

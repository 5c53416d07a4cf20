//! Where merged charts are parted, and where not.

use super::*;
use crate::text::{FileId, Page};
use proptest::prelude::*;

fn firsts(pages: &[&str]) -> Vec<String> {
    let pages: Vec<Page> = pages
        .iter()
        .enumerate()
        .map(|(at, text)| Page::plain(at as u32 + 1, *text))
        .collect();
    let document = Document::new(FileId(0), "chart.txt", &pages);
    split(&document)
        .into_iter()
        .map(|part| {
            let mut lines = document.lines[part.lines]
                .iter()
                .filter(|l| !l.is_blank() && !l.furniture);
            lines
                .next()
                .map_or(String::new(), |line| line.text.trim().to_owned())
        })
        .collect()
}

const GROUP: &str = "GROUP PROGRESS NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\nTopic: Coping\n\nShe took part and named two coping skills that she used at home this week.\nPLAN:\nContinue.\nElectronically signed by Ann Roe, LCSW 04/05/2026 2:00 PM\n";
const NURSE: &str = "Nursing Shift Note\nPatient: Doe, Jane   MRN: 1042\nDate: 04/06/2026\nPatient slept well and ate all of breakfast, and no complaints were voiced at this time.\nSigned: Bea Poe, RN 04/06/2026 07:10\n";

#[test]
fn a_footer_that_names_the_patient_again_heads_no_note() {
    let footer = "Doe, Jane   MRN: 1042   DOB: 03/04/1990\nPage 1 of 1\n";
    assert_eq!(firsts(&[&format!("{GROUP}{footer}")]).len(), 1);
    assert_eq!(firsts(&[&format!("{GROUP}{footer}"), NURSE]).len(), 2);
    let another = NURSE.replace("Nursing Shift Note\n", "");
    assert_eq!(firsts(&[&format!("{GROUP}{another}")]).len(), 2);
}

#[test]
fn a_title_with_its_patient_on_the_line_begins_a_document_below_an_unsigned_one() {
    let face = "CLIENT FACE SHEET   Client ID: 70012745   Name: DOE, JANE\nDOB: 10/12/1983   Sex: F   Episode: 1\nAddress: 3rd St House B, Lantana CA\n";
    let assessment = "ASAM MULTIDIMENSIONAL ASSESSMENT   Client ID: 70012745  Episode: 1   Assessment Date: 02/23/2026\nNarrative: She used daily until last week and cannot stay away from it at home.\nFinalized by: Ann Roe, LCSW on 02/23/2026 03:20 PM\n";
    let both = firsts(&[face, assessment]);
    assert_eq!(both.len(), 2, "{both:?}");
    // The same document's name at the head of its next page is none.
    let next = "ASAM MULTIDIMENSIONAL ASSESSMENT   Client ID: 70012745  Episode: 1   Assessment Date: 02/23/2026\nDim 5: She relapsed three times from the day program in this one year alone.\n";
    let first = assessment.replace("Finalized by: Ann Roe, LCSW on 02/23/2026 03:20 PM\n", "");
    assert_eq!(firsts(&[&first, next]).len(), 1);
}

#[test]
fn a_sentence_that_begins_with_another_patients_identifiers_begins_no_note() {
    let sentence =
        "Client: Poe, Sam  DOB 2/3/2001  MRN: 1077 continues to work on his list of places.\n";
    let copied = GROUP.replace("PLAN:", &format!("{sentence}PLAN:"));
    assert_eq!(firsts(&[&copied]).len(), 1);
    // Below a signed note the same line is of the next.
    let next = format!(
        "{sentence}He named two of them and will go there.\nDate: 04/06/2026\nSigned: Ann Roe, LCSW 04/06/2026\n"
    );
    assert_eq!(firsts(&[&format!("{GROUP}{next}")]).len(), 2);
}

#[test]
fn a_single_note_stays_one() {
    assert_eq!(firsts(&[GROUP]).len(), 1);
    let headings = GROUP.replace(
        "PLAN:",
        "TREATMENT PLAN\nGoal 1: Sobriety\nDISCHARGE PLANNING\n-----\nSafety Plan",
    );
    assert_eq!(firsts(&[&headings]).len(), 1);
}

#[test]
fn a_named_session_begins_a_note() {
    let group = GROUP
        .replace(
            "GROUP PROGRESS NOTE",
            "Group Session: Twelve Step Facilitation",
        )
        .replace("Patient: Doe, Jane   MRN: 1042\n", "");
    let firsts = firsts(&[&format!("{NURSE}\n\n{group}")]);
    assert_eq!(
        firsts,
        [
            "Nursing Shift Note",
            "Group Session: Twelve Step Facilitation"
        ]
    );
}

#[test]
fn splits_at_separators_signatures_and_pages() {
    let want = ["GROUP PROGRESS NOTE", "Nursing Shift Note"];
    assert_eq!(firsts(&[&format!("{GROUP}{NURSE}")]), want);
    assert_eq!(firsts(&[&format!("{GROUP}\n=========\n\n{NURSE}")]), want);
    assert_eq!(firsts(&[GROUP, NURSE]), want);
}

#[test]
fn a_note_over_two_pages_stays_one() {
    let (first, second) = GROUP.split_at(GROUP.find("PLAN:").unwrap_or(0));
    let header = "Sunrise Center\nDoe, Jane  MRN 1042\n";
    let pages = [
        format!("{header}{first}"),
        format!("{header}{second}"),
        format!("{header}{NURSE}"),
    ];
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    assert_eq!(
        firsts(&pages),
        ["GROUP PROGRESS NOTE", "Nursing Shift Note"]
    );
}

#[test]
fn an_assessment_whose_next_part_tops_a_full_page_stays_one() {
    // No two lines may be alike, numbers aside, or they would count as running lines.
    let subjects = ["work", "sleep", "family", "money", "school", "health"];
    let manners = [
        "at length",
        "in few words",
        "with some shame",
        "without being asked",
    ];
    let mut told = 0;
    let mut lines = |count: usize| -> String {
        (0..count)
            .map(|_| {
                told += 1;
                format!(
                    "He spoke of his {} {} and said what he hoped would change in it.\n",
                    subjects[told % 6],
                    manners[told / 6 % 4]
                )
            })
            .collect()
    };
    let first = format!(
        "BIOPSYCHOSOCIAL ASSESSMENT\nPatient: Doe, John   MRN: 1042\nDate of Service: 04/05/2026\n{}",
        lines(12)
    );
    let second = format!(
        "ASAM Assessment\nDate: 04/05/2026\n{}Electronically signed by Ann Roe, LCSW 04/05/2026 2:00 PM\n",
        lines(12)
    );
    assert_eq!(firsts(&[&first, &second]), ["BIOPSYCHOSOCIAL ASSESSMENT"]);
    // Signed at the page's end, the next page's assessment is another document.
    let signed = format!("{first}Signed: Ann Roe, LCSW 04/05/2026\n");
    assert_eq!(firsts(&[&signed, &second]).len(), 2);
}

#[test]
fn systems_that_print_date_and_time_before_the_name() {
    let text = "3/9/26 | 1500 | NURSING NOTE\nSlept through the night and took all of her medication this morning.\ne-signed: Bea Poe, RN 3/9/26 1506\n\n3/10/26 | 1000-1045 | GROUP: RELAPSE PREVENTION\nShe took part in the group and named one trigger from the past week.\ne-signed: Al Gray, LADC 3/10/26 1145\n\n3/10/26 | 2230 | MHT OBSERVATION NOTE\nUp at two for water and then back in bed and asleep on all rounds.\ne-signed: Cy Orr, MHT 3/10/26 2236\n";
    assert_eq!(firsts(&[text]).len(), 3);
}

#[test]
fn entries_of_a_timeline_begin_with_their_time_whatever_their_role() {
    let rule = "-".repeat(60);
    let entry = |head: &str, text: &str| {
        format!("{rule}\n{head}\n{text}\n[e-signed Ann Roe, MD 04/10/2026 1140]\n")
    };
    let heads = [
        "04/07/2026 2252   BHT SHIFT NOTE 1500-2300   T. Roe, BHT",
        "04/08/2026 0830   TEACHER   P. Roe, M.Ed.",
        "04/09/2026 1000   NURSING   S. Roe, RN",
        "04/10/2026 1130   PSYCHIATRIST   Ann Roe, MD",
        "04/10/2026 8:15 pm   INCIDENT / RESTRAINT RECORD   S. Roe, RN",
        "04/11/2026 @ 1430   THERAPIST - WEEKLY   Al Gray, LPC",
    ];
    let text: String = heads
        .iter()
        .map(|head| {
            entry(
                head,
                "Slept 6 h, ate breakfast and went to all groups of the day.",
            )
        })
        .collect();
    let banner = "SUNRISE ACADEMY\nCHART TIMELINE EXPORT\nRESIDENT: DOE, JANE   CHART# LM-3309   DOB 08/15/2009\n\n";
    let got = firsts(&[&format!("{banner}{text}")]);
    assert_eq!(got.len(), heads.len(), "{got:#?}");
    assert_eq!(got[1..], heads[1..]);
    // Unsigned one-liners as well.
    let short: String = heads
        .iter()
        .map(|head| format!("{rule}\n{head}\nAsleep.\n"))
        .collect();
    assert_eq!(firsts(&[&format!("{banner}{short}")]).len(), heads.len());
}

const WEEK: &str = "Individual Psychotherapy\nStart: 03/04/2026 01:00 PM   End: 03/04/2026 01:55 PM\nProvider: Sara Poe, LMFT\nShe spoke of the move back to her family and made a list.\nElectronically signed by Sara Poe, LMFT on 03/04/2026 02:40 PM\n\n";

#[test]
fn a_session_of_its_own_below_a_signed_note_begins_one_whatever_its_title() {
    for title in [
        "Psychiatry Follow-up",
        "Psychiatry F/U",
        "Med Mgmt Follow-up",
        "Therapeutic Leave",
        "Recreation",
        "Bridge Work",
    ] {
        let text = format!(
            "{WEEK}{title}\nStart: 03/05/2026 11:15 AM   End: 03/05/2026 11:35 AM\nProvider: Ann Roe, MD\nSleeps better, no side effects of the new dose, same plan.\nElectronically signed by Ann Roe, MD on 03/05/2026 12:20 PM\n"
        );
        assert_eq!(firsts(&[&text]), ["Individual Psychotherapy", title]);
    }
    let untitled = format!(
        "{WEEK}Start: 03/05/2026 11:15 AM   End: 03/05/2026 11:35 AM\nProvider: Ann Roe, MD\nSleeps better, no side effects of the new dose, same plan.\nElectronically signed by Ann Roe, MD on 03/05/2026 12:20 PM\n"
    );
    assert_eq!(firsts(&[&untitled]).len(), 2);
}

#[test]
fn a_day_and_times_below_a_signature_begin_a_note_whatever_stands_above_them() {
    let titled = |title: &str, day: &str| {
        format!(
            "{title}\nDate 04/{day}/2026  3:30 PM - 6:30 PM  Al Gray, LPC\nNamed two feelings and practiced a skill with the others. Urge 7.\nElectronically signed Al Gray, LPC 04/{day}/2026 7:00 PM\n"
        )
    };
    for title in [
        "IOP daily note",
        "PHP day note",
        "skills evening",
        "Evening program",
    ] {
        let text: String = ["06", "08", "10"].map(|day| titled(title, day)).concat();
        let banner = "Jane Doe   (DOB 12/19/2008, chart 50440)\n";
        assert_eq!(firsts(&[&format!("{banner}{text}")]).len(), 3, "{title}");
    }
    let group = |topic: &str, day: &str| {
        format!(
            "Group: {topic} Date: 03/{day}/2026 10:00 AM-11:30 AM Facilitator: Al Gray, CADC II\nplayed the neighbor with wine and said no the third time, rates confidence 3 of 10.\nAl Gray, CADC II, e-signed 03/{day}/2026 12:10 PM\n\n"
        )
    };
    let text = format!(
        "Patient: Doe, Jane   MRN: 1042\nGroup Documentation\n{}{}{}",
        group("Craving Lab", "14"),
        group("Refusal skills", "19"),
        group("grief & drinking", "21")
    );
    assert_eq!(firsts(&[&text]).len(), 3);
    // The times again, and a second signature, are of the note above.
    let billing = format!(
        "{}Billing summary\nDate 04/06/2026  3:30 PM - 6:30 PM  180 min\nElectronically signed Al Gray, LPC 04/06/2026 7:01 PM\n",
        titled("IOP daily note", "06")
    );
    assert_eq!(firsts(&[&billing]).len(), 1);
    let later = format!(
        "{}Supervision\nDate 04/09/2026  3:30 PM - 4:30 PM  Ann Roe, LPC-S\nElectronically signed Ann Roe, LPC-S 04/09/2026 7:01 PM\n",
        titled("IOP daily note", "06")
    );
    assert_eq!(firsts(&[&later]).len(), 1);
}

#[test]
fn a_title_heads_a_page_that_names_its_patient_and_is_signed_by_itself() {
    let page = |title: &str, text: &str, signed: &str| {
        format!(
            "SUNRISE CAMPUS\nClient: Doe, Jane MRN 1042 DOB 08/11/1993\n{title}\n{text}\n{signed}\n"
        )
    };
    let signed = "Electronically signed: Ann Roe MD 03/03/2026 09:01";
    let first = page(
        "MD PROGRESS",
        "03/03/2026 0840-0855. Rough night, two hours of sleep. Asking for more, explained why slow.",
        signed,
    );
    for title in [
        "NURSING - RETURN FROM HOSPITAL",
        "DISCHARGE / STEP DOWN SUMMARY",
        "Step Down",
    ] {
        let text = "Came back from the hospital after two days there and is glad to be here again.";
        let next = page(title, text, "Mark Poe RN e-signed 03/08/2026 18:44");
        assert_eq!(firsts(&[&first, &next]).len(), 2, "{title}");
    }
    // What is not signed by itself, and a page of signatures, go on with the note above.
    for (title, text, signed) in [
        (
            "Homework",
            "Call the landlord and ask for a second key, and write down what he says.",
            "",
        ),
        (
            "SIGNATURES",
            "Client: ____________",
            "Electronically signed: Al Gray MD 03/03/2026 09:30",
        ),
        (
            "PARTICIPATION",
            "I took part in making this plan and agree with all that it says.",
            "Signed: Jane Doe 03/03/2026",
        ),
    ] {
        assert_eq!(
            firsts(&[&first, &page(title, text, signed)]).len(),
            1,
            "{title}"
        );
    }
}

#[test]
fn a_patients_own_signature_heads_no_note() {
    let plan = |own: &str| {
        format!(
            "LARK HILL CLINIC\nIOP Treatment Plan\nClient #: 1042  Name: DOE, Jane  DOB: 08/11/1993\n\
                 Date: 04/03/2026\n\nPlan effective 04/03/2026 Review due 05/03/2026\n\
                 Problem 1 Pills. Goal 1: 6 of 6 screens negative by 05/01/26.\n\
                 Frequency: group three days a week, three hours a day, for four weeks.\n\
                 Aftercare: weekly visits, union peer group.\n{own}\n\n\
                 Counselor: Ann Roe, LCSW e-signed (PIN) 04/03/26 11:30\n\
                 Client # 1042 DOE, Jane Printed 07/14/2026 Page 1 of 1\n"
        )
    };
    for own in [
        "Client: Jane Doe (sig pad) 04/03/26 11:20",
        "Client: J. Doe, signed 04/03/26",
    ] {
        assert_eq!(firsts(&[&plan(own)]).len(), 1, "{own}");
    }
}

#[test]
fn what_stands_below_a_signature_and_says_the_same_session_begins_no_note() {
    for below in [
        "Service Details\nStart: 03/04/2026 01:00 PM   End: 03/04/2026 01:55 PM\nProvider: Sara Poe, LMFT\n",
        "Supervisor Attestation\nDate: 03/06/2026\nProvider: Ann Roe, LPC\nI met with her about this client today.\nSigned: Ann Roe, LPC 03/06/2026\n",
        "Next Steps\nCall the landlord and ask for a second key.\n",
    ] {
        assert_eq!(firsts(&[&format!("{WEEK}{below}")]).len(), 1, "{below}");
    }
}

#[test]
fn a_day_below_a_signed_entry_begins_the_next() {
    let entry = |day: &str, title: &str| {
        format!(
            "03/0{day}/2026  {title} 0700-2300\n  Packing, nervous. Q30.\n  Electronically signed by Kip Roe, BHT on 03/0{day}/2026 11:02 PM\n\n"
        )
    };
    let text = format!(
        "Patient: Doe, Jane   MRN: 1042   DOB: 03/04/1990\n\n{}{}{}",
        entry("3", "AM/PM rounds"),
        entry("4", "AM/PM rounds"),
        entry("4", "Overnight rounds")
    );
    assert_eq!(firsts(&[&text]).len(), 3);
    // A dated line that nobody signs again is part of the note.
    let listed = format!("{WEEK}03/05/2026  Called mother\nNo answer.\n");
    assert_eq!(firsts(&[&listed]).len(), 1);
}

#[test]
fn a_list_of_times_below_a_rule_is_no_entry() {
    let log = "CONTACT LOG\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\nCalls made for the discharge that is planned for the coming week.\n-----------\n04/05/2026 1120   Mother   No Answer\n04/06/2026 0930   Mother   Left Message\n04/07/2026 1015   School   Records Asked\n-----------\nSigned: Ann Roe, LCSW 04/07/2026 1030\n";
    assert_eq!(firsts(&[log]).len(), 1);
}

#[test]
fn a_bare_time_of_another_day_below_a_rule_is_unclear() {
    let text = "04/05/2026 1120   NURSING NOTE   S. Roe, RN\nSlept 6 h, ate breakfast and went to all groups of the day.\n----------\n04/06/2026 0930 was calm and went to all of the groups today.\nSigned: S. Roe, RN 04/06/2026 1030\n";
    let pages = [Page::plain(1, text)];
    let document = Document::new(FileId(0), "chart.txt", &pages);
    let parts = split(&document);
    assert_eq!(parts.len(), 1);
    assert_eq!(parts[0].unclear, [3]);
    let same = text.replace("04/06", "04/05");
    let pages = [Page::plain(1, same.as_str())];
    let document = Document::new(FileId(0), "chart.txt", &pages);
    assert_eq!(split(&document)[0].unclear, [] as [usize; 0]);
}

#[test]
fn tables_end_without_a_signature() {
    let text = "CIWA-Ar FLOWSHEET\nDate: 03/16/2026\nItem      0000   0400   0800\nTremor       3      2      1\nTOTAL        3      2      1\n\nVITAL SIGNS FLOWSHEET\nDate: 03/16/2026\nTime     BP        HR\n0800     120/80    88\n1200     118/76    84\n";
    assert_eq!(
        firsts(&[text]),
        ["CIWA-Ar FLOWSHEET", "VITAL SIGNS FLOWSHEET"]
    );
}

#[test]
fn a_clients_name_and_day_beside_the_staffs_signature_heads_no_note() {
    let plan = "TREATMENT PLAN\nClient: Doe, Jane   Client ID: 1042   DOB: 03/04/1990\nDate of Service: 04/03/2026\nGoal 1: she will use two coping skills each day until the review.\nFrequency: group therapy three times a week for eight weeks in all.\nClient: J. Doe 4/3/26.\n\nElectronically signed by Ann Roe, LCSW 04/03/2026 2:00 PM\n";
    let next = GROUP.replace("Patient:", "Client:");
    assert_eq!(firsts(&[&format!("{plan}\n-----\n{next}")]).len(), 2);
    let behind =
        plan.replace("Client: J. Doe 4/3/26.\n\n", "") + "Client: J. Doe 4/3/26\n\n-----\n";
    assert_eq!(
        firsts(&[&format!("{behind}{next}")]),
        ["TREATMENT PLAN", "GROUP PROGRESS NOTE"]
    );
    // A name and a day over a note's text head it.
    let headed = "Client: Jane Doe 4/6/26\nDOB: 03/04/1990\nDate: 04/06/2026\nShe slept well and ate all of breakfast, and no complaints were voiced.\nSigned: Bea Poe, RN 04/06/2026 07:10\n";
    assert_eq!(firsts(&[&format!("{GROUP}\n{headed}")]).len(), 2);
}

#[test]
fn a_letterhead_stays_with_its_note() {
    let page = |note: &str| format!("Sunrise Center\n12 Main St\n\n{note}");
    assert_eq!(firsts(&[&page(GROUP), &page(NURSE)]).len(), 2);
}

#[test]
fn a_letterhead_in_columns_above_the_patient_is_no_note_of_its_own() {
    let page = |letterhead: &str, title: &str| {
        format!(
            "Alder House Treatment\n{letterhead}\nPatient Name: Jane Doe    Admission Date: 04/01/2026    MR#: 1042\nDate of Birth: 03/04/1990    Program: PHP\n--------------------\n{title}\nDate of Service: 04/05/2026\n\nShe took part and named two coping skills that she used at home this week.\n\nElectronically signed by Ann Roe, LCSW 04/05/2026 2:00 PM\n"
        )
    };
    for letterhead in [
        "12 Elm Street, Ashby, OH 44001   Ph 330-555-0100   Fax 330-555-0101",
        "12 Elm Street   Ashby   OH 44001",
    ] {
        for title in ["Individual Progress Note", "Nurse Note", "Face Sheet"] {
            let found = firsts(&[&page(letterhead, title)]);
            assert_eq!(found.len(), 1, "{letterhead} {title}");
        }
    }
    // Rows that are no letterhead's are a record of their own.
    let doses = "Ativan 2 mg   0800 AR   1400 BP\n";
    let record = format!("{doses}Patient: Doe, Jane   MRN: 1042\nDate: 04/04/2026\n{doses}");
    assert_eq!(
        firsts(&[&format!("{record}--------------------\n{GROUP}")]).len(),
        2
    );
}

#[test]
fn a_systems_name_above_the_patients_is_no_table() {
    let head = "Sunrise Center\nEasyChart v4.2  -  Client Chart Print\n\
                Client: DOE, JANE M    Client ID: 1042    DOB: 03/04/1990    Sex: F\n\
                Episode Admit Date: 04/01/2026    Guarantor: PINE MUTUAL\n------------------------\n";
    let note = "Note Type: Individual Therapy\nDate Of Service: 04/05/2026\nPractitioner: ROE,ANN (LCSW)\n\n\
                She took part and named two coping skills that she used at home this week.\n\n\
                Electronically signed by: Ann Roe, LCSW on 04/05/2026 14:00\n";
    assert_eq!(firsts(&[&format!("{head}{note}")]), ["Sunrise Center"]);
}

#[test]
fn notes_of_one_day_and_title_are_told_apart() {
    let second = GROUP.replace("Coping", "Relapse").replace("2:00", "4:00");
    assert_eq!(firsts(&[&format!("{GROUP}\n{second}")]).len(), 2);
}

proptest! {
    #[test]
    fn covers_every_line_without_panic(text in "(GROUP NOTE\n|Patient: Doe, J|MRN: 1|\n|=====\n|DOB: 1/2/80|Signed: A B, RN 4/5/26\n| words of prose that go on and on here today|\u{c}|é){0,40}") {
        let pages = crate::read::document::text::pages_of(&text, 1);
        let document = Document::new(FileId(0), "x", &pages);
        let parts = split(&document);
        let mut next = 0;
        for part in parts {
            prop_assert_eq!(part.lines.start, next);
            next = part.lines.end;
        }
        prop_assert_eq!(next, document.lines.len());
    }
}

//! Files that hold several notes.

use super::{facts, notes_of};

#[test]
fn a_merged_chart_of_several_systems_is_parted() {
    let group = "Sunrise Wellness Center\nGroup Session Note\nPatient Name: Doe, Jane A.   MR#: 2026-0144\nProgram: PHP\nSession Date & Time: 04/05/2026 10:00 AM to 10:50 AM\nNumber of Group Members: 9\nClient Participation:\nJane was attentive and offered that boredom on evenings is her strongest trigger.\nStaff Signature: Maria Lopez, LMHC (Staff), 04/05/2026 11:12 AM\n";
    let therapy = "Progress Note\nJane Doe\nDOB: 3/14/1988\nDate and Time: April 5, 2026 2:00 PM\nDuration: 53 minutes\nService Code: 90837\nSubjective Report: Jane reports cravings have lessened since last week.\nKim Lee, LPC-S, Provider, License #12345, electronically signed this note on 4/5/2026 at 3:10 PM\n";
    let psychiatry = "DOE, JANE   MRN: 2026-0144   DOB: 3/14/1988   Age: 38 y.o.   Sex: F\nProgress Notes by Sam Hill, MD at 4/6/2026  9:15 AM\nAuthor: Sam Hill, MD   Service: Psychiatry\nFiled: 4/6/2026  9:40 AM   Date of Service: 4/6/2026  9:15 AM   Status: Signed\n\nPsychiatric Progress Note\nSubjective: Sleep improved with trazodone and the patient states that mood is better today.\nElectronically signed by Sam Hill, MD at 4/6/2026  9:40 AM\n";
    let nurse = "*** CONFIDENTIAL - 42 CFR PART 2 ***\nClient: DOE,JANE (2026-0144)       Episode: 3\nPractitioner: POE,BEA (RN)\nDate of Service: 04/07/2026       Time: 07:00-15:00\nService Program: Residential 3.5\nNote Type: Nursing Shift Note\nClient up for breakfast, took her medication, and attended two groups without distress.\nElectronically Signed By: POE,BEA RN  04/07/2026 15:12\n";
    let want = [
        "kind=group-note mrn=2026-0144 dos=2026-04-05/Labelled time=10:00-10:50=50 present=9 level=PHP cred=LMHC/Independent sig=Signed@2026-04-05_11:12",
        "kind=individual-note name=Jane_Doe dos=2026-04-05/Header time=14:00-=53/total cred=LPC-S/Independent sig=Signed@2026-04-05_15:10",
        "kind=prescriber-note mrn=2026-0144 dos=2026-04-06/Labelled cred=MD/Physician sig=Signed@2026-04-06_09:40",
        "kind=nursing-note mrn=2026-0144 dos=2026-04-07/Labelled time=07:00-15:00=480 level=RES-HIGH cred=RN/Nurse sig=Signed@2026-04-07_15:12",
    ];
    let parts = [group, therapy, psychiatry, nurse];
    for joint in ["\n", "\u{c}", "\n----------------------\n"] {
        let notes = notes_of("chart.txt", &parts.join(joint));
        let got: Vec<String> = notes.iter().map(facts).collect();
        assert_eq!(got.len(), 4, "{joint:?}: {got:#?}");
        for (got, want) in got.iter().zip(want) {
            for word in want.split(' ') {
                assert!(
                    got.split(' ').any(|fact| fact == word),
                    "no {word} in [{got}]"
                );
            }
        }
    }
}

#[test]
fn identity_comes_from_running_headers() {
    let page = |rest: &str| format!("Doe, Jane   MRN 10442   DOB 3/14/1988\n{rest}\n");
    let text = [
        page("GROUP NOTE\nDate of Service: 4/5/2026\nShe took part in the group and shared about the past week.\nSigned: Ann Roe, LCSW 4/5/2026"),
        page("GROUP NOTE\nDate of Service: 4/6/2026\nShe was quiet at first and then shared about the past week.\nSigned: Ann Roe, LCSW 4/6/2026"),
        page("GROUP NOTE\nDate of Service: 4/7/2026\nShe was tired today but shared about the past week again.\nSigned: Ann Roe, LCSW 4/7/2026"),
    ]
    .join("\u{c}");
    let notes = notes_of("chart.txt", &text);
    assert_eq!(notes.len(), 3);
    for (note, day) in notes.iter().zip(["2026-04-05", "2026-04-06", "2026-04-07"]) {
        assert_eq!(
            note.patient.mrn.as_ref().map(|mrn| mrn.value.as_str()),
            Some("10442")
        );
        assert_eq!(
            note.date().map(|date| date.to_string()).as_deref(),
            Some(day)
        );
    }
}

#[test]
fn a_running_header_goes_with_the_notes_of_its_page() {
    let page = |name: &str, mrn: &str, day: u8| {
        format!(
            "Client: {name}    Chart #: {mrn}\n-----------------\nGROUP NOTE\nDate: 04/0{day}/2026\nTopic: Anger\n\nShe said that anger at her brother leads her to isolate.\nSigned: Al Gray, CADC 04/0{day}/2026\n\nNURSING NOTE\nDate: 04/0{day}/2026\nSlept through the night and took all of her medication this morning.\nSigned: Bea Poe, RN 04/0{day}/2026\n"
        )
    };
    let mut pages: Vec<String> = (1..4).map(|day| page("Doe, Jane", "A-11", day)).collect();
    pages.extend((1..4).map(|day| page("Poe, Mary", "B-22", day)));
    let notes = notes_of("chart.txt", &pages.join("\u{c}"));
    let mrns: Vec<&str> = notes
        .iter()
        .filter_map(|note| note.patient.mrn.as_ref())
        .map(|mrn| mrn.value.as_str())
        .collect();
    assert_eq!(mrns, [["A-11"; 6], ["B-22"; 6]].concat());
}

/// Returns the record numbers of a chart's notes, `-` where none is known.
fn numbers(text: &str) -> Vec<String> {
    let notes = notes_of("chart.txt", text);
    let number = |note: &crate::model::Note| {
        let mrn = note.patient.mrn.as_ref();
        mrn.map_or("-".to_owned(), |mrn| mrn.value.clone())
    };
    notes.iter().map(number).collect()
}

#[test]
fn numbers_inside_sentences_name_no_patient() {
    let chart = |told: &str| {
        let note = |day: u8, told: &str| {
            format!(
                "Service Date: 03/0{day}/2026\nForm: Medication Management\nTime: 0900-0921\nSleep is steady and mood is even; {told}\nElectronically signed by Ann Roe, PMHNP-BC on 03/0{day}/2026 3:40 PM\n"
            )
        };
        format!(
            "Client: Doe, John | MRN: 0019204 | DOB: 01/02/1980\n\n{}\n----------\n{}\n----------\n{}",
            note(2, "no side effects."),
            note(3, told),
            note(4, "weight is 181 today.")
        )
    };
    for told in [
        "reviewed rhythm chart 11/14 days with him.",
        "went over the chart 4410 times, he says with a laugh.",
        "roommate Mary Poe (DOB 04/12/1996, MRN 70-00388) reported that she was loud at night.",
    ] {
        assert_eq!(numbers(&chart(told)), ["0019204"; 3], "{told}");
    }
    // A file without any header says only there who its patient is.
    let alone = "PROGRESS NOTE\nDate: 03/02/2026\nThis is a note about the visit of John Doe (DOB 01/02/1980, MRN 70-00388) who was seen at home.\nSigned: Ann Roe, LCSW 03/02/2026\n";
    assert_eq!(numbers(alone), ["70-00388"]);
    // A header's number needs no colon.
    let header = "Doe, John   Chart 10442   DOB 01/02/1980\nPROGRESS NOTE\nDate: 03/02/2026\nHe was seen at home and was calm for all of the visit.\nSigned: Ann Roe, LCSW 03/02/2026\n";
    assert_eq!(numbers(header), ["10442"]);
}

#[test]
fn a_stray_number_does_not_stop_the_banner() {
    let note = |number: &str, day: u8| {
        format!(
            "PROGRESS NOTE\n{number}Date: 03/0{day}/2026\nHe was seen at home and was calm for all of the visit.\nSigned: Ann Roe, LCSW 03/0{day}/2026\n"
        )
    };
    let banner = "Client: Doe, John   MRN: 0019204   DOB: 01/02/1980\n";
    let chart = |second: &str| {
        [
            note(banner, 2),
            note(banner, 3),
            note(second, 4),
            note("", 5),
        ]
        .join("\n")
    };
    assert_eq!(numbers(&chart("MRN: 55-1\n"))[3], "0019204");
    // Another person with a name and number is a second patient: the last note may be either's.
    let other = "Client: Poe, Mary   MRN: 0020001   DOB: 05/06/1990\n";
    assert_eq!(numbers(&chart(other))[3], "-");
}

#[test]
fn another_patient_named_in_a_sentence_opens_no_note() {
    let note = "IOP DAY NOTE\nPatient: Doe, Jane  Date of service: 03/06/2026\nMRN: 70-00537 DOB: 10/11/1999  Time: 09:00-12:10\nProgram: IOP  Author: A. Roe, PhD\nD: Two dinners eaten. Mary Poe (DOB 04/12/1996, MRN 70-00388) reported that she binged on Thursday night and\ntook six laxatives, and cried about her hearing.\nSigned by A. Roe, PhD on 03/06/2026 13:31\n";
    let notes = notes_of("chart.txt", note);
    assert_eq!(notes.len(), 1);
    assert!(
        facts(&notes[0]).contains("sig=Signed"),
        "{}",
        facts(&notes[0])
    );
    assert!(!notes[0].marks.strangers.is_empty());
}

#[test]
fn another_patients_name_below_a_header_that_closes_like_a_signature_parts_no_note() {
    let note = |name: &str| {
        format!(
            "TALLGRASS HOSPITAL - Outpatient Behavioral Medicine\nPatient: DOE, ROSCOE H      MRN: 40021900      FIN: 88100856\n\
             DOB: 07/17/1956   Sex: Male\nResult Type: IOP Group Note\nResult Date: 27-Mar-2025 13:00 CDT\n\
             Result Status: Auth (Verified)\nPerformed By: Roe LMSW, Darnell on 27-Mar-2025 17:12 CDT\n\
             Verified By: Roe LMSW, Darnell on 27-Mar-2025 17:12 CDT\nSession: 13:00 - 16:15\n{name}\n\
             Talked about the tractor and about losing the use of the left arm. Seven in the group. Plan: call the \
             neighbor twice this week and log the pain.\nCosigned by: Poe LSCSW, Petra on 28-Mar-2025 08:30 CDT\n\
             Electronically Signed on 27-Mar-2025 17:12 CDT\n"
        )
    };
    for name in [
        "Patient: POE, GARNET     MRN: 40016677     DOB: 02/14/1949",
        "POE, GARNET (MRN 40016677, born 02/14/1949) seen in group.",
        "Name: POE, GARNET\nMRN: 40016677",
    ] {
        assert_eq!(notes_of("note.txt", &note(name)).len(), 1, "{name}");
    }
    // A note of the other patient is one.
    let other = note("").replace(
        "DOE, ROSCOE H      MRN: 40021900",
        "POE, GARNET      MRN: 40016677",
    );
    let both = format!("{}\n{other}", note(""));
    assert_eq!(notes_of("notes.txt", &both).len(), 2);
}

#[test]
fn the_time_of_a_report_is_its_header_and_not_a_part() {
    let report = "Psychological Evaluation Report\nPatient: Doe, Jane   MRN: 1042\n\
                  Date and Time: 9/19/2025 1:00 PM - 4:00 PM\nDuration: 180 minutes\n\n\
                  Time: record review, interpretation, integration and report, 1:00 PM to 3:00 PM (120\n\
                  minutes); interactive feedback with the patient 3:00 PM to 4:00 PM (60 minutes). Total 180\n\
                  minutes.\nResults. Full-scale estimates fall in the high average range and verbal learning is intact.\n\n\
                  Ruth Roe, PsyD signed this note electronically on 9/22/2025 at 10:05 AM\n";
    let notes = notes_of("report.txt", report);
    assert_eq!(notes[0].time.map(|time| time.minutes), Some(180));
    // Where no total is stated, the field for times goes first.
    let plain = report.replace("Duration: 180 minutes\n", "");
    let notes = notes_of("report.txt", &plain);
    assert_eq!(notes[0].time.map(|time| time.minutes), Some(120));
}

//! Dates and times of service, as headers and prose give them.

use super::{assert_no_failures, check, with_header};

#[test]
fn reads_dates_of_service() {
    let mut failures = Vec::new();
    for (line, want) in [
        ("Date of Service: 04/05/2026", "dos=2026-04-05/Labelled"),
        ("DOS: 4/5/26", "dos=2026-04-05/Labelled"),
        ("DOS 04-05-2026", "dos=2026-04-05/Labelled"),
        ("Service Date: April 5, 2026", "dos=2026-04-05/Labelled"),
        ("Session date: 2026-04-05", "dos=2026-04-05/Labelled"),
        ("Encounter Date    05-Apr-2026", "dos=2026-04-05/Labelled"),
        ("Date: 04/05/2026", "dos=2026-04-05/Header"),
        (
            "DOB: 03/14/1988   Date: 04/05/2026",
            "dos=2026-04-05/Header",
        ),
        (
            "Admission Date: 03/01/2026   Date of Service: 04/05/2026",
            "dos=2026-04-05/Labelled",
        ),
        (
            "Printed: 04/20/2026\nDate: 04/05/2026",
            "dos=2026-04-05/Header",
        ),
        ("Admission Date: 03/01/2026", "!dos"),
        ("DOB: 03/14/1988", "!dos"),
        ("Printed on 04/20/2026 10:00 AM", "!dos"),
        ("Next appointment: 04/12/2026", "!dos"),
        ("Sunday, April 5, 2026", "dos=2026-04-05/Header"),
        ("04/05/2026 10:00 AM", "dos=2026-04-05/Header"),
        ("04/05/2026  time  14:00-14:50", "dos=2026-04-05/Header"),
        (
            "04/05/2026  prog hrs attended  09:00-15:00",
            "dos=2026-04-05/Header",
        ),
        (
            "Sunday 04/05/2026, time: 13:00-13:22, with Ann Roe, LMFT",
            "dos=2026-04-05/Header",
        ),
        ("Next appt 04/12/2026 time 2:00 PM-3:00 PM", "!dos"),
        (
            "Dates of Service: 4/5/26-4/11/26",
            "dos=2026-04-05..2026-04-11/Labelled",
        ),
        (
            "Dates of Service: 4/5 - 4/11/2026",
            "dos=2026-04-05..2026-04-11/Labelled",
        ),
        (
            "Week ending: 4/11/2026",
            "dos=2026-04-05..2026-04-11/Labelled",
        ),
        (
            "Start: 04/05/2026 10:00 AM   End: 04/05/2026 10:50 AM",
            "dos=2026-04-05/Header",
        ),
        ("Date of Service\n04/05/2026", "dos=2026-04-05/Labelled"),
        (
            "Form revised 01/2024\nVisit Date: 04/05/2026",
            "dos=2026-04-05/Labelled",
        ),
        ("Date of Service: 04052026", "dos=2026-04-05/Labelled"),
    ] {
        failures.extend(check("a.txt", &with_header(line), want));
    }
    let later = "Electronically signed by Ann Roe, LCSW 04/08/2026 14:32\n";
    for (title, want) in [
        ("DISCHARGE SUMMARY   04/05/2026", "dos=2026-04-05/Header"),
        ("Discharge Summary - 4/5/26", "dos=2026-04-05/Header"),
        // Two dates tell no day of service, nor does a date of admission.
        (
            "DISCHARGE SUMMARY 03/01/2026 - 04/05/2026",
            "dos=2026-04-08/Signature",
        ),
        (
            "Discharge Summary, admitted 03/01/2026",
            "dos=2026-04-08/Signature",
        ),
    ] {
        let text = format!("{title}\nPatient: Doe, Jane   MRN: 1042\nShe did well.\n\n{later}");
        failures.extend(check("a.txt", &text, want));
    }
    // What a group is about says nothing of its day and time.
    for topic in [
        "DBT Skills - Interpersonal Effectiveness",
        "Psychoeducation - Medication and Sleep",
        "Late Arrivals and Court Dates",
    ] {
        let title = format!("GROUP NOTE   04/05/2026   11:31 AM - 12:37 PM (66 min)   {topic}");
        let text = format!("{title}\nPatient: Doe, Jane   MRN: 1042\nShe did well.\n\n{later}");
        for want in [
            "dos=2026-04-05/Header",
            "time=11:31-12:37=66",
            "kind=group-note",
        ] {
            failures.extend(check("a.txt", &text, want));
        }
    }
    let sleep = "NURSING NOTE   04/05/2026   Slept 11:00 PM - 5:30 AM";
    let text = format!("{sleep}\nPatient: Doe, Jane   MRN: 1042\nShe did well.\n\n{later}");
    failures.extend(check("a.txt", &text, "!time"));
    let signed =
        with_header("Mood: fair") + "Electronically signed by Ann Roe, LCSW 04/05/2026 14:32\n";
    failures.extend(check("a.txt", &signed, "dos=2026-04-05/Signature"));
    for name in [
        "x/2026-04-05.txt",
        "x/note_20260405.txt",
        "doe_04-05-2026_group.txt",
        "4.5.26 note.txt",
        "progress_04052026.txt",
    ] {
        failures.extend(check(
            name,
            &with_header("Mood: fair"),
            "dos=2026-04-05/FileName",
        ));
    }
    assert_no_failures(failures);
}

#[test]
fn reads_times_of_service() {
    let mut failures = Vec::new();
    for (line, want) in [
        (
            "Start Time: 1:00 PM  End Time: 1:50 PM",
            "time=13:00-13:50=50",
        ),
        (
            "Time In: 9:00 am   Time Out: 9:55 am",
            "time=09:00-09:55=55",
        ),
        ("Begin Time: 0900   End Time: 0950", "time=09:00-09:50=50"),
        ("Start: 1305 Stop: 1358", "time=13:05-13:58=53"),
        (
            "Start 2:10 PM  Stop 2:41 PM  Modality: in person",
            "time=14:10-14:41=31",
        ),
        (
            "Start time 2:30 PM  Stop time 3:12 PM",
            "time=14:30-15:12=42",
        ),
        ("Start 14:30  Stop 15:12", "time=14:30-15:12=42"),
        ("START 2:30 PM  END 3:12 PM", "time=14:30-15:12=42"),
        ("In 2:30 PM Out 3:12 PM", "time=14:30-15:12=42"),
        ("Checked in 2:30 PM out 3:12 PM for lunch", "!time"),
        (
            "Session Start: 10:00 AM\nSession End: 10:45 AM",
            "time=10:00-10:45=45",
        ),
        ("Time: 1:00-1:50 pm", "time=13:00-13:50=50"),
        ("Time: 11:30-12:20 pm", "time=11:30-12:20=50"),
        ("Time: 11:30-12:20", "time=11:30-12:20=50"),
        ("Time: 1:00 - 1:50", "time=13:00-13:50=50"),
        ("Session Time: 9:00a-9:52a", "time=09:00-09:52=52"),
        ("Time of Service: 1300–1350", "time=13:00-13:50=50"),
        (
            "Start/Stop Time: 10:00 AM to 11:00 AM",
            "time=10:00-11:00=60",
        ),
        (
            "Date of Service: 04/05/2026 10:00 AM - 10:50 AM",
            "time=10:00-10:50=50",
        ),
        ("Time: 9-10:30am", "time=09:00-10:30=90"),
        ("Duration: 50 minutes", "time=-=50/total"),
        ("Duration (minutes): 50", "time=-=50/total"),
        ("Total Time: 1 hr 30 min", "time=-=90/total"),
        ("Minutes: 45", "time=-=45/total"),
        ("Length of session: 1.5 hours", "time=-=90/total"),
        ("Total Time in Group: 60 min", "time=-=60/total"),
        (
            "Start Time: 10:00 AM  End Time: 10:50 AM  Duration: 45 min",
            "time=10:00-10:50=50 stated=45",
        ),
        ("Time: 10:00 AM   Duration: 50 min", "time=10:00-=50/total"),
        ("Mood 8-9 of 10", "!time"),
        (
            "Medications: Librium 25 mg given 9:00 AM - 1:00 PM",
            "!time",
        ),
    ] {
        failures.extend(check("a.txt", &with_header(line), want));
    }
    for (body, want) in [
        (
            "Therapist held a 53 min session with client about grief.",
            "time=-=53/total",
        ),
        (
            "Met with client for 45 minutes to discuss cravings.",
            "time=-=45/total",
        ),
        (
            "2:30 PM - 3:12 PM, 42 min. Real time audio and video. Patient at her home in the city; provider in clinic. Consent on file.",
            "time=14:30-15:12=42",
        ),
        (
            "2:30 PM to 3:12 PM (42 min) by telephone, video tried twice and the line of the patient is down since the storm.",
            "time=14:30-15:12=42",
        ),
        (
            "1:00 PM - 1:20 PM check-in and mood of each.\n1:20 PM - 2:00 PM the skill of the week.",
            "!time",
        ),
        (
            "9:00 AM - 1:00 PM she works at the shop, and then she takes the bus home to her two sons and cooks for them.",
            "!time",
        ),
        (
            "Client was seen for individual session from 2:00 pm to 2:50 pm in the office.",
            "time=14:00-14:50=50",
        ),
        (
            "Client went for a 10 min walk and arrived 15 min late to session.",
            "!time",
        ),
        (
            "Staff kept q15 min checks all night long for this client.",
            "!time",
        ),
        (
            "She slept from 10:00 pm to 6:00 am and felt rested.",
            "!time",
        ),
        (
            "Group schedule\n9:00 AM - 9:50 AM Process\n10:00 AM - 10:50 AM Skills\n11:00 AM - 11:50 AM Yoga",
            "!time",
        ),
    ] {
        let text = format!(
            "INDIVIDUAL THERAPY NOTE\nPatient: Doe, Jane   MRN: 10442\nDate: 4/5/2026\nNarrative:\n{body}\nPLAN: Meet again.\n"
        );
        failures.extend(check("a.txt", &text, want));
    }
    assert_no_failures(failures);
}

#[test]
fn joins_segments_passes_midnight_and_reads_clock_digits() {
    let mut failures = Vec::new();
    for (line, want) in [
        (
            "Date of Service: 04/05/2026   Time: 10:00 AM-10:25 AM, 10:35 AM-11:00 AM",
            "time=10:00-11:00=50",
        ),
        (
            "DOS: 04/05/2026   Program: IOP\nBlock 1: 5:30 PM - 6:30 PM   Process\n\
             Block 2: 6:40 PM - 7:40 PM   Skills\nBlock 3: 7:45 PM - 8:45 PM   Sleep",
            "time=17:30-20:45=180",
        ),
        (
            "Date of Service: 04/05/2026   Time: 11:30 PM - 12:20 AM",
            "time=23:30-00:20=50",
        ),
        (
            "4/5/26 | 1000-1045 | INDIVIDUAL SESSION",
            "time=10:00-10:45=45",
        ),
        (
            "Date of Service: 04/05/2026\nSession began 1400 and ended at 1452.",
            "time=14:00-14:52=52",
        ),
        (
            "Date: Mon 4/6\nLast seen 03/30/2026",
            "dos=2026-04-06/Header",
        ),
        ("Date of Service: 04/05/2026   Grant 2019-2022", "!time"),
    ] {
        failures.extend(check("a.txt", &with_header(line), want));
    }
    assert_no_failures(failures);
}

#[test]
fn reads_times_as_forms_print_them() {
    let mut failures = Vec::new();
    for (line, want) in [
        (
            "Svc Dt: 04/05/2026\nBegin: 1:00 PM\nEnd: 1:30 PM\nDur: 30",
            "time=13:00-13:30=30",
        ),
        (
            "Start Date/Time: 04/05/2026 10:00 AM\nEnd Date/Time: 04/05/2026 10:45 AM",
            "time=10:00-10:45=45 dos=2026-04-05/Header",
        ),
        (
            "Appt: 4/5/2026 10:00 AM (45 min)",
            "time=10:00-=45/total dos=2026-04-05/Header",
        ),
        (
            "Service Date/Time: 2026-04-05T10:00 to 2026-04-05T10:45",
            "time=10:00-10:45=45 dos=2026-04-05/Labelled",
        ),
        (
            "Service Date/Time: 04/05/2026 10:00 AM - 04/05/2026 10:45 AM",
            "time=10:00-10:45=45",
        ),
        (
            "DOS: 04/05/2026\nActual Start 10:00AM  Actual End 10:45AM",
            "time=10:00-10:45=45",
        ),
        (
            "Date/Start/Stop: 04/05/2026 / 10:00 AM / 10:45 AM",
            "time=10:00-10:45=45",
        ),
        (
            "DOS: 04/05/2026\nArrived 10:00 AM, session ended 10:45 AM",
            "time=10:00-10:45=45",
        ),
        // Days of a stay, a visit's own brackets and another's hours are no time of the session.
        (
            "Service Date/Time: 04/05/2026 10:00 AM - 04/07/2026 10:45 AM",
            "!time",
        ),
        ("Appt: 4/5/2026 10:00 AM (Dr. Poe)", "!time"),
        ("Next appt: 4/12/2026 10:00 AM (45 min)", "!time"),
    ] {
        failures.extend(check("a.txt", &with_header(line), want));
    }
    assert_no_failures(failures);
}

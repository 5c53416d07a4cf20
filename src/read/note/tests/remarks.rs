//! Remarks on time, as notes of many hands make them.

use super::notes_of;

/// Returns the remarks of the single note of a text, each with the words it cites.
fn remarks(text: &str) -> Vec<String> {
    let notes = notes_of("a.txt", text);
    let [note] = notes.as_slice() else {
        panic!("{} notes instead of one in:\n{text}", notes.len());
    };
    note.remarks
        .all
        .iter()
        .map(|remark| {
            let minutes = remark.minutes.map_or_else(String::new, |m| format!(" {m}"));
            let from = remark.from.map_or_else(String::new, |m| format!(" at {m}"));
            let to = remark.to.map_or_else(String::new, |m| format!(" to {m}"));
            let (start, end) = (remark.span.start as usize, remark.span.end as usize);
            let words: String = text.chars().skip(start).take(end - start).collect();
            format!("{:?}{minutes}{from}{to}: {words}", remark.kind)
        })
        .collect()
}

fn group(body: &str) -> String {
    format!(
        "Group Progress Note\nClient: Ann Poe   MRN: 12\nDate of Service: 01/05/2026\n\
         Time: 9:00 AM - 10:00 AM\n\n{body}\n"
    )
}

#[test]
fn lateness_is_read_with_its_minutes_and_words() {
    for (body, want) in [
        (
            "Client arrived 25 minutes late to group and took a while to settle.",
            "ArrivedLate 25: arrived 25 minutes late",
        ),
        (
            "She stayed quiet at first. Pt was a little flat today and she was twenty\nminutes late because of the bus.",
            "ArrivedLate 20: was a little flat today and she was twenty\nminutes late",
        ),
        (
            "Attendance: 25 min late\nClient was engaged.",
            "ArrivedLate 25: Attendance: 25 min late",
        ),
        (
            "He left group at 9:35 AM for a call from his lawyer.",
            "LeftEarly at 09:35: left group at 9:35 AM",
        ),
        (
            "Attended 35 of 60 minutes.",
            "AttendedPart 35: Attended 35 of 60 minutes",
        ),
        (
            "Client's connection dropped for 12 minutes and was restored.",
            "Disconnected 12: connection dropped for 12 minutes",
        ),
    ] {
        assert_eq!(remarks(&group(body)), [want], "{body}");
    }
}

#[test]
fn a_film_without_discussion_is_no_program_time() {
    for (body, words) in [
        (
            "Members watched a feature film. No discussion took place as the film\nran to the end of the hour.",
            "No discussion took place",
        ),
        (
            "Staff put on a DVD in the day room. No processing or teaching was done.",
            "No processing or teaching was done",
        ),
        (
            "A movie was shown without discussion.",
            "without discussion.",
        ),
    ] {
        assert_eq!(
            remarks(&group(body)),
            [format!("NotProgramTime: {words}")],
            "{body}"
        );
    }
    for body in [
        "Members watched a video on cravings; discussion followed.",
        "Clip of a film was shown. There was no discussion of medication.",
        "No discussion took place at home, he said, about the money. Group role-played it.",
        "The video call broke off, and he sat without speaking.",
    ] {
        assert_eq!(remarks(&group(body)), [""; 0], "{body}");
    }
}

#[test]
fn a_later_note_tells_the_day_of_discharge_in_a_field() {
    let note = |title: &str, body: &str| {
        format!(
            "{title}\nClient: Ann Poe   MRN: 12\nDate: 01/12/2026\n\n{body}\n\n\
             Electronically signed by Ann Roe, LPC 01/12/2026 2:08 PM\n"
        )
    };
    let call = "Call to client at 1:10 PM. IOP is over for her. Discharge date: 01/09/2026. Rides arranged.";
    assert_eq!(
        remarks(&note("Contact Note", call)),
        ["DischargedOn: 01/09/2026"]
    );
    // What is to come, and what was long ago.
    for body in [
        call.replace("01/09/2026", "01/23/2026"),
        call.replace("01/09/2026", "11/09/2025"),
    ] {
        assert_eq!(remarks(&note("Contact Note", &body)), [""; 0], "{body}");
    }
    assert_eq!(remarks(&note("Treatment Plan", call)), [""; 0]);
}

#[test]
fn the_day_of_discharge_is_read_in_a_sentence() {
    let summary = |body: &str| {
        format!(
            "DISCHARGE SUMMARY   01/09/2026\nClient: Ann Poe   MRN: 12\n{body}\n\n\
             Electronically signed by Ann Roe, LPC 01/12/2026 2:08 PM\n"
        )
    };
    for body in [
        "Admitted 12/20/2025, discharged 01/09/2026. Attended the program.",
        "Client was discharged on 01/09/2026 to her sister's home.",
        "The date of discharge was 01/09/2026.",
        "Admit 12/20/2025 D/C 01/09/2026 0930 to Mill Street House. Improved.",
        "Adm: 12/20/2025 - DC 01/09/2026. Improved.",
        "d/c 01/09/2026 0900 home with her sister.",
        "Wade was admitted 12/20/2025 and left against advice 01/09/2026.",
        "Left AMA on 01/09/2026 with a bridge script.",
    ] {
        assert_eq!(
            remarks(&summary(body)),
            ["DischargedOn: 01/09/2026"],
            "{body}"
        );
    }
    for body in [
        "Was in the hospital for a day, discharged 01/04/2026, and went on.",
        "Admitted 12/20/2025, discharged in good condition.",
        "Will be discharged with medication.",
        "In a program last year, discharged 02/03/2025.",
        "Sertraline 50 mg D/C 01/05/2026 for nausea.",
        "D/C planning began 01/05/2026 with her sister.",
        "Left against advice in 2024; sober since 01/02/2026.",
    ] {
        assert_eq!(remarks(&summary(body)), [""; 0], "{body}");
    }
}

#[test]
fn others_lateness_is_not_the_patients() {
    for body in [
        "He spoke of a peer who arrived 20 minutes late and disrupted the room.",
        "Client did not arrive 20 minutes late as he had feared.",
        "She is usually 10 minutes late to work.",
        "If client arrives 15 minutes late the session will be cancelled.",
        "His mother was 30 minutes late.",
        "Client plans to take a 10 minute break when angry.",
        "The note was entered 25 minutes late because of a network outage.",
        "Her medication was 30 minutes late this morning.",
        "Client spoke of free time and of lunch with his sister.",
    ] {
        assert_eq!(remarks(&group(body)), [""; 0], "{body}");
    }
}

#[test]
fn times_that_cannot_be_are_kept_as_written() {
    let note = |time: &str| {
        format!(
            "Individual Therapy Note\nClient: Ann Poe   MRN: 12\nDate of Service: 01/05/2026\n\
             {time}\n\nClient spoke of her week and of the argument with her sister at length.\n"
        )
    };
    for (time, want) in [
        (
            "Start Time: 2:00 PM   End Time: 1:10 PM",
            "ImpossibleTimes at 14:00 to 13:10: Start Time: 2:00 PM   End Time: 1:10 PM",
        ),
        (
            "Time: 1400 - 1310",
            "ImpossibleTimes at 14:00 to 13:10: 1400 - 1310",
        ),
        (
            "Time (24h): 1430-1415",
            "ImpossibleTimes at 14:30 to 14:15: 1430-1415",
        ),
        (
            "Individual Session    01/05/2026    4:50 PM to 4:05 PM",
            "ImpossibleTimes at 16:50 to 16:05: 4:50 PM to 4:05 PM",
        ),
        (
            "Session 4:50 PM - 4:05 PM, office",
            "ImpossibleTimes at 16:50 to 16:05: 4:50 PM - 4:05 PM",
        ),
        (
            "Start Time: 2:00 PM   End Time: 2:50 PM\nDuration: 30 minutes",
            "StatedDuration 30: 30 minutes",
        ),
    ] {
        assert_eq!(remarks(&note(time)), [want], "{time}");
    }
    for time in [
        "Start Time: 11:30   End Time: 12:20",
        "Time: 11:30-12:20 pm",
        "Time: 1:00 - 1:50",
        "Start Time: 2:00 PM   End Time: 2:50 PM\nDuration: 50 minutes",
        "Start Time: 2:00 PM   End Time: 3:00 PM\nFace-to-face time: 53 minutes",
        "Time: 1400-1453",
        "Individual Session    01/05/2026    4:50 PM to 5:35 PM",
        "Next appointment 01/12/2026  4:50 PM - 4:05 PM",
    ] {
        assert_eq!(remarks(&note(time)), [""; 0], "{time}");
    }
}

#[test]
fn psychotherapy_beside_a_visit_is_told_apart() {
    let visit = |body: &str| {
        format!(
            "Psychiatric Follow-up / Medication Management\nClient: Ann Poe   MRN: 12\n\
             Date of Service: 01/05/2026\nTime: 9:00 AM - 9:40 AM\n\n{body}\n\n\
             Electronically signed by Paul Roe, MD 01/05/2026\n"
        )
    };
    let kinds = |body: &str| -> Vec<String> {
        let all = remarks(&visit(body));
        all.iter()
            .map(|remark| remark.split([' ', ':']).next().unwrap_or("").to_owned())
            .collect()
    };
    assert_eq!(
        kinds("Psychotherapy: 20 minutes, separate from the visit."),
        ["TherapyTime"]
    );
    assert!(
        kinds("40 minutes spent on medication management and psychotherapy.")
            .contains(&"MixedTime".to_owned())
    );
    assert_eq!(
        kinds("Continue sertraline. Supportive therapy given."),
        [""; 0]
    );
}

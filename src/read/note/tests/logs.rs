//! Logs with a row a day, and what looks like one.

use super::*;

const HEAD: &str =
    "SUNRISE CAMPUS\nCLIENT NAME: Doe, Jane   RECORD NO: S-1042   D.O.B.: 03/14/1988\n\n";

/// Prints each note's day, kind and start.
fn days(text: &str) -> Vec<String> {
    let notes = notes_of("log.txt", text);
    let one = |note: &Note| {
        let day = note.date().map_or("?".to_owned(), |date| date.to_string());
        let minutes = note
            .time
            .map_or(String::new(), |time| format!(" {}", time.minutes));
        format!(
            "{} {}{minutes}",
            &day[day.len().saturating_sub(5)..],
            note.kind.id()
        )
    };
    notes.iter().map(one).collect()
}

#[test]
fn each_line_of_a_log_is_an_entry_of_its_day() {
    let text = format!(
        "{HEAD}HOUSE LOG  Larch Cottage 3.1   (D. Wendell, K. Prong)\n\
         4/1/26  moved in. group, in by curfew, slept here\n\
         4/2/26  work, group, in by curfew\n\
         4/3/26  work. upset after a call,\n        sat with staff on the porch\n\
         4/5/26  quiet. here\n\
         -- Kaleigh Prong BHT 4/15/26\n"
    );
    let notes = notes_of("house_log.txt", &text);
    assert_eq!(
        days(&text),
        [
            "04-01 shift-note",
            "04-02 shift-note",
            "04-03 shift-note",
            "04-05 shift-note"
        ]
    );
    for note in &notes {
        assert_eq!(
            note.patient.mrn.as_ref().map(|mrn| mrn.value.as_str()),
            Some("S-1042")
        );
        assert_eq!(note.signature.state, SignatureState::Signed);
        // The day that the log was closed makes no entry late.
        assert!(note.signature.signed_at.is_none() && note.marks.of_log.is_some());
    }
    let shown = |at: usize| {
        let span = notes[at].spans[0];
        text.get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    };
    assert!(shown(0).starts_with("CLIENT NAME") || shown(0).starts_with("SUNRISE"));
    assert_eq!(shown(1), "4/2/26  work, group, in by curfew");
    assert!(shown(2).ends_with("the porch") && shown(3).ends_with("BHT 4/15/26"));
    // Days without a year are those of the year that the head names.
    let short = text
        .replace("/26  ", "  ")
        .replace("HOUSE LOG", "HOUSE LOG April 1, 2026");
    assert_eq!(days(&short).len(), 4, "{:?}", days(&short));
}

#[test]
fn each_row_of_a_table_is_an_entry_with_its_times_and_its_writer() {
    let shift = format!(
        "{HEAD}BHT LOG Bear House\nDate | Staff | Note\n4/3/26 | Prong | groups, good\n\
         4/4/26 | Wendell, BHT | slept 7 hrs\n"
    );
    assert_eq!(days(&shift), ["04-03 shift-note", "04-04 shift-note"]);
    let notes = notes_of("bht.txt", &shift);
    assert!(
        notes
            .iter()
            .all(|note| note.signature.state == SignatureState::Signed)
    );
    assert_eq!(
        notes[1].signature.signed_at.map(|at| at.value.date),
        notes[1].date()
    );
    let contacts = format!(
        "{HEAD}TCM contact log - T1017\nDate | In | Out | Min | Contact | By\n\
         04/10/2026 | 1:00 pm | 1:38 pm | 38 | school meeting with her mother | Ione Roe, QMHS\n\
         04/24/2026 | 11:00 am | 11:23 am | 23 | housing referral after the move | Ione Roe, QMHS\n\
         Ione Roe, QMHS electronically signed each entry same day. Last 04/24/2026 12:15 pm\n"
    );
    assert_eq!(
        days(&contacts),
        ["04-10 case-management 38", "04-24 case-management 23"]
    );
    let course = format!(
        "{HEAD}TMS TREATMENT LOG (90868)\nOperator: Rae Roe, TMS tech. Supervising: Al Gray, MD, in suite.\n\
         # | Date | Start | End | Tolerance\n9 | 05/04/2026 | 8:00 | 8:24 | ok, mild ache\n\
         10 | 05/05/2026 | 8:02 | 8:26 | ok\n11 | 05/06/2026 | 8:01 | 8:25 | headache after\n\
         PHQ-9 21 at start. No seizure.\nElectronically signed by Al Gray, MD 05/12/2026 12:00\n"
    );
    let course = days(&course);
    assert_eq!(course.len(), 3, "{course:?}");
    assert!(course.iter().all(|day| day.ends_with(" 24")), "{course:?}");
}

#[test]
fn entries_signed_one_by_one_need_no_log() {
    let text = format!(
        "{HEAD}Group notes, H. Roe CADC II\n\
         03/06/2026 1000-1130 Stages of change. She sat by the door and answered when she was called on.\n\
         e-signed Harlan Roe, CADC II 03/06/2026 1210\n\
         03/10/2026 1000-1130 Thinking traps. She argued with a peer and then apologized on the break.\n\
         e-signed Harlan Roe, CADC II 03/10/2026 1222\n"
    );
    assert_eq!(days(&text), ["03-06 group-note 90", "03-10 group-note 90"]);
    let notes = notes_of("groups.txt", &text);
    let signed = |note: &Note| note.signature.signed_at.map(|at| at.value.date);
    assert!(notes.iter().all(|note| signed(note) == note.date()));
    // One that nobody signed is told apart as well.
    let third = "03/13/2026 1000-1130 People and places. She drew a map of the county and was quiet after it.\n";
    let fourth = "03/15/2026 1000-1130 Anger. She stayed for all of it and asked for the handout to read later.\n\
                  e-signed Harlan Roe, CADC II 03/15/2026 1207\n";
    let notes = notes_of("groups.txt", &format!("{text}{third}{fourth}"));
    let states: Vec<SignatureState> = notes.iter().map(|note| note.signature.state).collect();
    let signed = SignatureState::Signed;
    assert_eq!(states, [signed, signed, SignatureState::Absent, signed]);
}

#[test]
fn a_day_and_times_on_one_line_date_a_note_of_any_title() {
    let note = |day: &str| {
        format!(
            "PHP afternoon\nDate 04/{day}/2026  9:30 AM - 2:30 PM (lunch 12:00-12:30 not counted) Al Gray, LPC\n\
             Slept two hours. Named the images out loud and the group did not flinch at them.\n\
             Electronically signed Al Gray, LPC 04/{day}/2026 3:10 PM\n"
        )
    };
    let text = format!(
        "Jane Doe   (DOB 03/07/1995, chart 50446)\n{}{}",
        note("07"),
        note("08")
    );
    let notes = notes_of("php_days.txt", &text);
    let dates = notes.iter().filter_map(|note| note.service_date);
    let dates: Vec<String> = dates
        .map(|(date, basis)| format!("{} {basis:?}", date.value))
        .collect();
    assert_eq!(dates, ["2026-04-07 Header", "2026-04-08 Header"]);
}

#[test]
fn what_only_looks_like_a_log_stays_one_document() {
    for (title, rows) in [
        (
            "VITAL SIGNS LOG",
            "4/1/26  BP 120/80 HR 88\n4/2/26  BP 118/76 HR 84\n4/3/26  BP 118/76 HR 84\n",
        ),
        (
            "Shift Vitals",
            "Date | Time | BP | HR\n4/1/26 | 0800 | 120/80 | 88 | ok\n4/2/26 | 0800 | 118/76 | 84 | ok\n",
        ),
        (
            "MEDICATION LOG",
            "4/1/26  sertraline started, tolerated\n4/2/26  sertraline raised again\n4/3/26  trazodone added at night\n",
        ),
        (
            "Upcoming appointments",
            "4/1/26  Dr. Roe, dentist\n4/8/26  probation office\n4/9/26  primary care\n",
        ),
        (
            "PROBLEM LIST",
            "4/1/26  Alcohol use disorder\n4/2/26  Generalized anxiety\n4/3/26  Housing problem\n",
        ),
        (
            "UR call log",
            "Date | Reviewer | Notes\n4/1/26 | Dee Roe RN | approved 3 days\n4/4/26 | Dee Roe RN | approved 4 days\n",
        ),
        (
            "Treatment history",
            "Date | Provider | Notes\n4/1/24 | Oak House | completed the program\n4/1/25 | Elm House | left early\n",
        ),
        (
            "Discharge Summary",
            "Her course:\n4/1/26  admitted from the hospital\n4/3/26  started groups\n4/9/26  went home with her husband\n",
        ),
        (
            "Shift Note\nDate of Service: 04/09/2026",
            "She told of her week:\n4/1/26  argued with her mother\n4/3/26  went to a meeting\n4/9/26  called her sponsor\n",
        ),
        (
            "Treatment Plan\nGoals",
            "4/30/26  attends all groups\n5/15/26  names two triggers\n5/30/26  has a sponsor\n",
        ),
    ] {
        let text = format!("{HEAD}{title}\n{rows}Signed: Ann Roe, LCSW 04/09/2026\n");
        let days = days(&text);
        assert_eq!(days.len(), 1, "{title}: {days:?}");
    }
}

#[test]
fn notes_with_titles_of_their_own_are_no_log() {
    let note = |title: &str, day: &str| {
        format!(
            "{title}\n03/{day}/2026 1000-1130 She sat by the door and answered when she was called on by name.\n\
             e-signed Harlan Roe, CADC II 03/{day}/2026 1210\n"
        )
    };
    let text = format!(
        "{HEAD}{}{}",
        note("Group Therapy Note", "06"),
        note("Individual Therapy Note", "10")
    );
    let days = days(&text);
    assert_eq!(days.len(), 2, "{days:?}");
    assert!(
        days[0].contains("group-note") && days[1].contains("individual-note"),
        "{days:?}"
    );
}

#[test]
fn a_log_whose_days_are_not_told_stays_one_document() {
    // No year anywhere.
    let text = format!(
        "{HEAD}HOUSE LOG\n4/1  moved in, group\n4/2  work, group\n4/3  work, in by curfew\n-- Kay Roe BHT\n"
    );
    assert_eq!(days(&text).len(), 1);
}

/// Prints who signed each note of a house's log, with which credential and when.
fn signed(columns: &str, rows: &[&str]) -> Vec<String> {
    let text = format!(
        "{HEAD}Residential Counselor Daily Log\n{columns}\n{}\n",
        rows.join("\n")
    );
    let notes = notes_of("log.txt", &text);
    let of = |note: &Note| {
        let at = note.signature.signed_at;
        let at = at.map_or("-".to_owned(), |at| at.value.date.to_string());
        let credential = note.credential.as_ref();
        format!(
            "{:?} {} {} {at}",
            note.signature.state,
            note.author.as_ref().map_or("-", |author| &author.value),
            credential.map_or("-", |credential| &credential.value.text),
        )
    };
    notes.iter().map(of).collect()
}

#[test]
fn a_rows_own_cells_sign_it_however_long_it_is() {
    let entries = [
        "Nice lady, brought her own pillow and a laptop. No problems.",
        "Work calls all day, skipped the first group for a deadline, then cheerful all evening with the others.",
        "Work 8-4. Sister visited. Sat with her on the porch for two hours and came in when she was asked to.",
        "Out with her sister in her own car from eleven to five, back for dinner and for the evening group.",
    ];
    let want = |credential: &str| -> Vec<String> {
        (23..27)
            .map(|day| format!("Signed Malik Roe {credential} 2026-03-{day}"))
            .collect()
    };
    let rows = |sign: fn(usize) -> String| -> Vec<String> {
        let rows = entries.iter().zip(23..);
        rows.map(|(entry, day)| format!("03/{day}/2026 | {entry} | {}", sign(day)))
            .collect()
    };
    for columns in ["Date | Entry | Counselor", "Date | Note | Signature"] {
        let one = rows(|day| format!("e-signed Malik Roe, RC 03/{day}/2026 22:43"));
        let one: Vec<&str> = one.iter().map(String::as_str).collect();
        assert_eq!(signed(columns, &one), want("RC"), "{columns}");
    }
    for columns in [
        "Date | Entry | Staff | Signed",
        "Date | Entry | Counselor | Signed at",
    ] {
        let two =
            rows(|day| format!("Malik Roe, Residential Counselor | e-signed 03/{day}/2026 22:43"));
        let two: Vec<&str> = two.iter().map(String::as_str).collect();
        assert_eq!(
            signed(columns, &two),
            want("Residential Counselor"),
            "{columns}"
        );
    }
}

#[test]
fn a_long_line_signs_itself_behind_its_last_dash() {
    let rows = |text: &str| -> Vec<String> {
        let row =
            |day| format!("03/{day}/2026  {text} -- e-signed Malik Roe, RC 03/{day}/2026 22:43");
        (23..26).map(row).collect()
    };
    let long = "Worked in the sunroom on spreadsheets. Came back late from the walk - again - and ate \
                with the others at the long table, then helped with the dishes and went to bed.";
    for text in ["Joined yoga.", long] {
        let rows = rows(text);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let want = |day| format!("Signed Malik Roe RC 2026-03-{day}");
        assert_eq!(signed("", &rows), [want(23), want(24), want(25)], "{text}");
    }
    // What is told of a signed form signs nothing.
    let told = "03/23/2026  Worked in the sunroom on spreadsheets and came back late from the walk -- she \
                said that the nurse has signed the pass for the weekend and that she will go.";
    let states = signed(
        "",
        &[
            told,
            &told.replace("/23/", "/24/"),
            &told.replace("/23/", "/25/"),
        ],
    );
    assert!(
        states.iter().all(|state| !state.starts_with("Signed")),
        "{states:?}"
    );
}

#[test]
fn a_row_that_nobody_signed_stays_unsigned_among_those_that_are() {
    let rows = [
        "03/23/2026 | Quiet day in. | Malik Roe, RC | e-signed 03/23/2026 22:43",
        "03/24/2026 | Quiet day in again. | Malik Roe, RC | e-signed 03/24/2026 22:44",
        "03/25/2026 | Out with her sister. | Malik Roe, RC | ",
        "03/26/2026 | Church, then back. | Malik Roe, RC | not signed",
        "03/27/2026 | Cooked for the house. | Malik Roe, RC | e-signed 03/27/2026 22:41",
        "03/28/2026 | Packed her books. | Malik Roe, RC | e-signed 03/28/2026 22:40",
        "03/29/2026 | Last night here. | Malik Roe, RC | e-signed 03/29/2026 22:42",
    ];
    let states: Vec<bool> = signed("Date | Entry | Staff | Signed", &rows)
        .iter()
        .map(|row| row.starts_with("Signed"))
        .collect();
    assert_eq!(states, [true, true, false, false, true, true, true]);
}

#[test]
fn two_rows_that_are_signed_at_their_ends_are_two_entries() {
    let rows = [
        "Carved a pumpkin with a plastic tool and had no issue. Good listener in group. No home yet.",
        "Halloween party, dressed as a foster dad, funny and sad. Calm. Bed at 10 by permission.",
    ];
    for sign in [
        "ESIGN: Roe, Malik RC {day} 22:09",
        "E-SIGN: Malik Roe, RC {day} 22:09",
        "/Malik Roe, RC, e-signed {day} 22:09",
        "Authored and signed by Malik Roe, RC {day} 22:09",
        "Entered by Malik Roe, RC {day} 2209",
        "Malik Roe, RC {day} 22:09",
        "- Malik Roe, RC, {day} 10:09 PM",
        "(Malik Roe, RC {day} 22:09)",
        "eSigned by Malik Roe, RC on {day} at 22:09",
        "sgd Malik Roe, RC {day} 2209",
        "Auth: Malik Roe, RC {day} 22:09",
        "Staff: Malik Roe, RC {day} 22:09",
    ] {
        let row = |text: &str, day: &str| format!("{day} {text} {}\n", sign.replace("{day}", day));
        let text = format!(
            "{HEAD}DOC TYPE: SHIFT NOTES PM\n{}{}",
            row(rows[0], "10/30/2025"),
            row(rows[1], "10/31/2025")
        );
        assert_eq!(
            days(&text),
            ["10-30 shift-note", "10-31 shift-note"],
            "{sign}"
        );
        for note in notes_of("shift.txt", &text) {
            assert_eq!(note.signature.state, SignatureState::Signed, "{sign}");
            let signed = note.signature.signed_at.map(|at| at.value.date);
            assert_eq!(signed, note.date(), "{sign}");
            let author = note
                .author
                .as_ref()
                .map_or("", |author| author.value.as_str());
            assert!(
                author.contains("Roe") && author.contains("Malik"),
                "{sign}: {author}"
            );
        }
    }
    // Two days that one note tells of are its own.
    let told = format!(
        "{HEAD}DOC TYPE: SHIFT NOTE PM\n10/30/2025 {}\n10/31/2025 {}\nESIGN: Roe, Malik RC 10/31/2025 22:09\n",
        rows[0], rows[1]
    );
    assert_eq!(days(&told).len(), 1);
}

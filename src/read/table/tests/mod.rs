//! Small invented tables, read end to end.

mod claims;
mod clocks;
mod notes;
mod others;
mod parted_notes;
mod workbooks;

use super::{ColumnMap, Hints};
use crate::model::{AttendanceStatus, Authorization, AuthorizationDecision, LevelOfCare, UnitKind};
use crate::policy::ColumnsEntry;
use crate::problem::{Problem, ProblemKind};
use crate::read::FileContent;
use crate::text::{CharMap, FileId, Span};
use proptest::prelude::*;

fn content(text: &str) -> FileContent {
    super::read(FileId(0), text, &Hints::default())
}

fn looks_like(text: &str) -> bool {
    super::looks_like(text, &Hints::default())
}

/// Returns the kinds and sentences of problems, one a line.
fn told(content: &FileContent) -> String {
    let lines = content.problems.iter();
    lines
        .map(|problem| format!("{:?} {}\n", problem.kind, problem.message))
        .collect()
}

fn quoted(text: &str, span: Span) -> &str {
    CharMap::new(text).slice(span.start, span.end)
}

#[test]
fn an_authorization_log_is_read_under_titles_and_odd_headers() {
    let text = "Invented Clinic - Auth Log;;;;;;;;;\n\
        Client Name;DOB;Chart #;Ins Co;Auth No.;LOC;Svc Code;# Days Approved;Auth Start;Auth Thru;Decision\n\
        Muster, Zoë;1/2/80;M-1;Plan One;A-1182;ASAM 2.5 PHP;H0035-HF;5;1/5/2026;01/09/26;Approved\n\
        \"Roe; Al\";3/4/1990;M-2;Plan Two;;IOP;0906;999;46027;;Pending\n";
    assert!(looks_like(text));
    let content = content(text);
    assert_eq!(content.problems, []);
    let [first, second] = content.authorizations.as_slice() else {
        panic!("two rows")
    };
    assert_eq!(first.describe(), "A-1182, 2026-01-05 to 2026-01-09");
    assert_eq!(first.decision, AuthorizationDecision::Approved);
    assert_eq!(first.level, Some(LevelOfCare::PartialHospitalization));
    assert_eq!(first.procedures[0].as_str(), "H0035");
    assert_eq!(first.modifiers[0].as_str(), "HF");
    assert_eq!(first.unit_kind, Some(UnitKind::Day));
    assert_eq!(first.units.unwrap().value.to_string(), "5");
    assert_eq!(first.payer.name, "Plan One");
    let patient = &first.patient;
    assert_eq!(patient.name.as_ref().unwrap().value.key(), "muster|zoë");
    assert_eq!(
        quoted(text, patient.name.as_ref().unwrap().span),
        "Muster, Zoë"
    );
    assert_eq!(quoted(text, first.number.as_ref().unwrap().span), "A-1182");
    assert_eq!(patient.birth_date.unwrap().value.year(), 1980);
    assert!(quoted(text, first.span).ends_with(";Approved"));
    assert_eq!(second.revenues[0].as_str(), "0906");
    assert_eq!(second.decision, AuthorizationDecision::Pended);
    assert!(second.units.is_none() && second.to.is_none() && second.number.is_none());
    assert_eq!(second.from.unwrap().to_string(), "2026-01-05");
}

#[test]
fn remarks_of_a_log_mark_retroactive_reviews_and_mention_other_numbers() {
    let text = "Client Name,Chart #,Auth No.,LOC,Auth Start,Auth Thru,Decision,Reviewer Comments\n\
        Muster Ana,M-1,A-1182,IOP,1/5/2026,1/9/2026,Approved,RETRO review - eligibility of 1/20\n\
        Muster Ana,M-1,A-1183,IOP,1/5/2026,1/9/2026,Approved,\"days 6-10 on GR-88131, see letter of 1/9/2026\"\n\
        Muster Ana,M-1,A-1184,IOP,1/5/2026,1/9/2026,Approved,spoke with Ann\n";
    let content = content(text);
    let [retro, other, plain] = content.authorizations.as_slice() else {
        panic!("three rows")
    };
    let mentioned = |row: &Authorization| {
        let references = row.details.references.iter();
        references
            .map(|reference| reference.value.value.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!((retro.review.as_str(), mentioned(retro)), ("retro", vec![]));
    assert_eq!(other.review, "");
    assert_eq!(mentioned(other), ["GR-88131"]);
    assert_eq!((plain.review.as_str(), mentioned(plain)), ("", vec![]));
}

#[test]
fn a_bad_row_is_reported_and_the_others_are_kept() {
    let text = "last_name,first_name,member_id,auth_number,units_auth,unit_type,start_date,end_date,status\n\
        Muster,Ana,W1,A1,10,visits,2026-01-05,2026-01-30,Approved\n\
        ,,,A2,10,visits,2026-01-05,2026-01-30,Approved\n\
        Roe,Al,W3,A3,ten,visits,2026-01-05,13/45/2026,Denied\n\
        Poe,Bo,W4,A4,3 visits,,2026-02-05,2026-01-30,Not approved\n\
        Total,,,,,,,,\n";
    let content = content(text);
    let kinds: Vec<_> = content
        .problems
        .iter()
        .map(|p| (p.kind, p.message.as_str()))
        .collect();
    assert_eq!(content.authorizations.len(), 4);
    assert!(
        kinds
            .iter()
            .any(|(kind, text)| *kind == ProblemKind::NoPatient && text.starts_with("row 3"))
    );
    assert!(kinds.iter().any(|(_, text)| text.contains("end date")));
    assert!(
        kinds
            .iter()
            .any(|(_, text)| text.contains("units are not a number"))
    );
    assert!(
        kinds
            .iter()
            .any(|(_, text)| text.contains("ends before it starts"))
    );
    // A window with an unreadable end must not become an open one.
    assert!(content.authorizations[2].from.is_none());
    assert_eq!(
        content.authorizations[3].decision,
        AuthorizationDecision::Denied
    );
    assert_eq!(content.authorizations[3].unit_kind, Some(UnitKind::Visit));
}

#[test]
fn date_ranges_in_one_column_are_read() {
    let text = "Patient,Auth #,Dates Approved,Units,Status\n\
        Muster Ana,A1,1/5/26-1/9/26,5,Approved\nRoe Al,A2,01/05/2026 - 01/09/2026,5,Approved\n\
        Poe Bo,A3,soon,5,Approved\n";
    let content = content(text);
    assert_eq!(
        content.authorizations[0].describe(),
        "A1, 2026-01-05 to 2026-01-09"
    );
    assert_eq!(
        content.authorizations[1].describe(),
        "A2, 2026-01-05 to 2026-01-09"
    );
    assert_eq!(content.problems.len(), 1);
}

#[test]
fn who_left_before_a_group_was_not_in_it() {
    let text = "Client ID,Client Name,Date,Group,Time In,Time Out,Status\n\
        M1,\"Muster, Ana\",1/5/2026,Process,9:00 AM,10:00 AM,Present\n\
        M1,\"Muster, Ana\",1/5/2026,Skills,10:10 AM,10:40 AM,Left early\n\
        M1,\"Muster, Ana\",1/5/2026,Wellness,,,Left early - ride\n\
        M2,\"Roe, Al\",1/5/2026,Wellness,,,Present\n";
    let content = content(text);
    let read: Vec<_> = content.attendance.iter().map(|one| one.status).collect();
    assert_eq!(
        read,
        [
            AttendanceStatus::Present,
            AttendanceStatus::Present,
            AttendanceStatus::Unclear,
            AttendanceStatus::Present,
        ]
    );
}

#[test]
fn attendance_rows_keep_times_that_are_certain() {
    let text = "Client ID,Client Name,Date,Group,Time In,Time Out,Status\n\
        M1,\"Muster, Ana\",1/5/2026,Process,9:00 AM,12:00 PM,Present\n\
        M2,\"Roe, Al\",1/5/2026,Process,10:00,1:00,P\n\
        M3,\"Poe, Bo\",1/5/2026,Process,,,NS\n\
        M4,\"Low, Cy\",1/5/2026,Process,,,A\n\
        M5,\"Day, Di\",sometime,Process,,,P\n";
    let content = content(text);
    let [ana, al, bo, cy] = content.attendance.as_slice() else {
        panic!("four entries")
    };
    assert_eq!(
        (ana.minutes, ana.status),
        (Some(180), AttendanceStatus::Present)
    );
    assert_eq!(ana.time_out.unwrap().to_string(), "12:00");
    assert_eq!((al.minutes, al.time_in), (Some(180), None));
    assert_eq!(bo.status, AttendanceStatus::NoShow);
    assert_eq!(cy.status, AttendanceStatus::Unclear);
    assert_eq!(content.problems.len(), 1);
    assert!(content.problems[0].message.starts_with("row 6"));
}

#[test]
fn a_pair_of_times_in_one_column_is_read() {
    let text = "Patient,Date,Time,Attended\nMuster Ana,1/5/2026,9:00 AM - 12:00 PM,Y\n";
    let entry = &content(text).attendance[0];
    assert_eq!(
        (entry.minutes, entry.status),
        (Some(180), AttendanceStatus::Present)
    );
    assert_eq!(entry.time_in.unwrap().to_string(), "09:00");
}

#[test]
fn one_afternoon_time_shows_the_24_hour_clock() {
    let text =
        "MRN\tDate\tTime In\tTime Out\nM1\t1/5/2026\t09:00\t12:00\nM2\t1/5/2026\t13:00\t16:00\n";
    let content = content(text);
    assert_eq!(content.attendance[0].time_in.unwrap().to_string(), "09:00");
    assert_eq!(content.attendance[1].status, AttendanceStatus::Present);
}

#[test]
fn grids_of_names_and_days_are_read_with_their_legend() {
    for (title, days) in [
        ("Week of 1/5/2026", "Mon 1/5,Tue 1/6,Wed 1/7"),
        ("IOP attendance January 2026", "5,6,7"),
        ("IOP attendance", "1/5/2026,1/6/2026,1/7/2026"),
    ] {
        let text = format!(
            "{title},,,\nName,{days}\n\"Muster, Ana\",P,A,\n\"Roe, Al\",9:00-12:00,NS,?\n\
             P = Present; A = Absent,,,\n"
        );
        assert!(looks_like(&text), "{title}");
        let content = content(&text);
        assert_eq!(content.problems, [], "{title}");
        let seen: Vec<_> = content
            .attendance
            .iter()
            .map(|entry| (entry.date.day(), entry.status, entry.minutes))
            .collect();
        assert_eq!(
            seen,
            [
                (5, AttendanceStatus::Present, None),
                (6, AttendanceStatus::Absent, None),
                (5, AttendanceStatus::Present, Some(180)),
                (6, AttendanceStatus::NoShow, None),
                (7, AttendanceStatus::Unclear, None),
            ],
            "{title}"
        );
        assert_eq!(quoted(&text, content.attendance[3].span), "NS");
    }
}

#[test]
fn an_unknown_table_names_its_headers_and_what_is_missing() {
    let text = "Patient,DOB,Color,Shoe size\nMuster Ana,1/2/1980,blue,9\nRoe Al,1/3/1980,red,8\n";
    assert!(looks_like(text));
    let content = content(text);
    assert_eq!(content.problems.len(), 1);
    let problem = &content.problems[0];
    assert_eq!(problem.kind, ProblemKind::UnknownColumns);
    assert!(problem.message.contains("Shoe size") && problem.message.contains("lacks"));
    assert!(!problem.message.contains("Muster"));
    assert!(problem.message.contains("[[columns]]"));
    let entry = |headers: &[(&str, &str)], kind: &str| ColumnsEntry {
        file: "odd*.csv".to_owned(),
        kind: kind.to_owned(),
        headers: headers
            .iter()
            .map(|(header, field)| ((*header).to_owned(), (*field).to_owned()))
            .collect(),
    };
    let named = entry(&[("Color", "date"), ("Shoe size", "session")], "");
    let map = ColumnMap::new(&[named]).expect("known fields");
    let hints = map.hints("logs/Odd 1.csv");
    assert_eq!(
        super::read(FileId(0), text, &hints).problems.len(),
        2,
        "two rows without readable date"
    );
    let other = map.hints("logs/even.csv");
    assert_eq!(
        super::read(FileId(0), text, &other).problems[0].kind,
        ProblemKind::UnknownColumns
    );
    let ignored = ColumnMap::new(&[entry(&[], "ignored")]).expect("a known kind");
    let left_alone = super::read(FileId(0), text, &ignored.hints("odd.csv"));
    assert_eq!(left_alone.problems, []);
}

#[test]
fn billing_and_coverage_tables_are_no_authorization_logs() {
    for headers in [
        "Patient,Date of Service,CPT,Units,Charge,Status,Auth #,Start Date",
        "Patient,Member ID,Plan,Status,Effective Date,Term Date",
        "Patient,MRN,Admit Date,Discharge Date,Days,LOC",
        "Claim #,Check #,Paid,CARC,Auth #,Start Date,End Date,MRN",
        "Name,Title,NPI,Start Date,End Date,Supervisor",
    ] {
        let text = format!("{headers}\nMuster Ana,1/5/2026,H0035,1,1/5/2026,a,b,1/5/2026\n");
        let content = content(&text);
        assert_eq!(content.authorizations, [], "{headers}");
        let unknown = |problem: &Problem| problem.kind == ProblemKind::UnknownColumns;
        assert!(!content.problems.iter().any(unknown), "{headers}");
    }
}

#[test]
fn prose_is_no_table() {
    for text in [
        "",
        "Progress note\nClient attended group, was engaged, and left on time.\nPlan: continue.",
        "Patient Name: Ana Muster\nDate: 1/5/2026\nTime in: 9:00\nTime out: 10:00",
        "BP 120/80, HR 70, T 98\nBP 118/70, HR 71, T 98\nBP 119/70, HR 72, T 98\n",
        "S: tired, sad, calm\nO: alert, oriented, calm\nA: stable\nP: continue",
    ] {
        assert!(!looks_like(text), "{text}");
    }
}

proptest! {
    #[test]
    fn never_panics(body in "[\\PC\r\n,;\"]{0,300}") {
        for header in ["", "Name,Auth #,Start,End,Units,Status\n", "Name,Date,Time In,Time Out\n",
                       "January 2026\nName,1,2,3\n"] {
            let text = format!("{header}{body}");
            let _ = looks_like(&text);
            let length = text.chars().count() as u32;
            for problem in content(&text).problems {
                prop_assert!(problem.span.is_none_or(|span| span.end <= length));
            }
        }
    }

    #[test]
    fn odd_rows_never_panic(
        rows in prop::collection::vec("[0-9A-Za-z/:. -]{0,12}(,[0-9A-Za-z/:. -]{0,14}){0,8}", 0..12),
    ) {
        for header in [
            "Name,Auth #,Start,End,Units,Status,CPT,Freq,DOB",
            "Name,Date,Time In,Time Out,Minutes,Hours,Status,MRN",
        ] {
            let _ = content(&format!("{header}\n{}", rows.join("\n")));
        }
    }
}

#[test]
fn tables_beyond_all_measure_end_in_a_sentence() {
    let header = "Claim #,Patient Name,DOB,DOS,CPT,Units,Charge\n";
    for (body, expected) in [
        (",".repeat(3_000_000), false),
        ("\n".repeat(3_000_000), false),
        ("\"".repeat(3_000_000), false),
        (",\"a\"b".repeat(300_000), true),
        ("\"x\n".repeat(300_000), false),
    ] {
        let text = format!("{header}{body}");
        let content = content(&text);
        let is_refused = content
            .problems
            .iter()
            .any(|problem| problem.kind == ProblemKind::Unreadable);
        assert_eq!(is_refused, expected, "{:?}", body.get(..4));
    }
    let wide = "auth".repeat(10) + ",";
    let text = wide.repeat(2_000);
    assert_eq!(content(&text).problems.len(), 1);
}

#[test]
fn a_portal_list_of_cases_tells_what_is_pended() {
    let text = "Case ID;Health Plan;Member ID;Name;D.O.B.;Program/Service;Codes OK'd;Valid From;Valid Until;Visits OK'd;Case Status;Opened;Decided\n\
        TA-1;Plan One;W1;Muster, Ana;03/02/1997;ASAM 2.1 IOP;H0015;04/13/2026;06/12/2026;24;Approved;04/10/2026;04/13/2026\n\
        TA-2;Plan One;W2;Roe, Al;08/31/1984;ASAM 2.1 IOP;H0015;05/01/2026;05/31/2026;12;Pended;04/29/2026;\n";
    let found = content(text);
    assert_eq!(told(&found), "");
    let [first, second] = found.authorizations.as_slice() else {
        panic!("two authorizations: {}", found.authorizations.len())
    };
    assert_eq!(first.number.as_ref().unwrap().value, "TA-1");
    assert_eq!(first.level, Some(LevelOfCare::IntensiveOutpatient));
    assert_eq!(first.requested.unwrap().to_string(), "2026-04-10");
    assert_eq!(first.decided.unwrap().to_string(), "2026-04-13");
    assert_eq!(second.decision, AuthorizationDecision::Pended);
    assert_eq!(second.decided, None);
    // An authorization number of its own is the number, whatever the case is called.
    let both = content(&text.replace("Health Plan", "Auth Number"));
    assert_eq!(
        both.authorizations[0].number.as_ref().unwrap().value,
        "Plan One"
    );
    // Without a status nothing says what was approved; a date of decision does not.
    let silent = content(&text.replace("Case Status", "Colour"));
    assert_eq!(
        silent.authorizations[1].decision,
        AuthorizationDecision::Unknown
    );
    assert!(told(&silent).contains("no column for the decision"));
}

#[test]
fn a_table_with_numbered_headers_is_no_note() {
    let rows = "A1,B2,red,4,x\nA2,B3,blue,5,y\nA3,B4,green,6,z\n";
    assert!(looks_like(&format!(
        "Key,Shade 1,Shade 2,Depth,Born D.O.B.\n{rows}"
    )));
    // Measurements in a note are no headers.
    let vitals = "HR 80, RR 16, T 98, Pain 3, O2 97\nHR 82, RR 18, T 98, Pain 2, O2 96\n\
                  HR 84, RR 16, T 99, Pain 1, O2 98\n";
    assert!(!looks_like(vitals));
}

#[test]
fn a_file_named_as_a_table_is_no_note() {
    let read = |name: &str, text: &str| {
        let options = crate::read::ReadOptions::default();
        crate::read::file(FileId(0), name, text.as_bytes(), &options)
    };
    let odd = "2026 Q1: a.b,x 12:30,99 of 100,..\n1,2,3,4\n5,6,7,8\n";
    let content = read("misc/list.csv", odd);
    assert_eq!(content.notes.len(), 0);
    assert!(told(&content).contains("could not be understood"));
    let note = "PROGRESS NOTE\nPatient: Doe, Jane   MRN: 1042\nDate: 04/05/2026\n\
                She slept, ate, walked and spoke of work.\nSigned: Ann Roe, LCSW 04/05/2026\n";
    assert_eq!(read("misc/note.csv", note).notes.len(), 1);
}

#[test]
fn counts_of_an_authorization_log_are_read_by_any_name() {
    let log = |header: &str| {
        content(&format!(
            "Client,Client ID,Auth #,Service,{header},Start,End,Status\n\
             \"Poe, Al\",F1,CWA-77102,PHP,5,1/12/2026,1/16/2026,Approved\n\
             \"Roe, Bo\",F2,CWA-77109,IOP,12,1/12/2026,1/30/2026,Approved\n"
        ))
    };
    for header in [
        "# Approved",
        "# Auth",
        "# Auth'd",
        "Appr Units",
        "No. approved",
    ] {
        let read = log(header);
        let first = &read.authorizations[0];
        let units = first.units.map(|units| units.value.to_string());
        assert_eq!(units.as_deref(), Some("5"), "{header}");
        assert_eq!(
            first.number.as_ref().map(|one| one.value.as_str()),
            Some("CWA-77102")
        );
        assert_eq!(told(&read), "", "{header}");
    }
    let read = log("Allotment");
    assert!(read.authorizations[0].units.is_none());
    assert!(told(&read).contains("left unread: Allotment"));
}

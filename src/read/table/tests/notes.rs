//! Exports of notes, a row a note, and tables beside them that look like others.

use super::{content, looks_like, quoted, told};
use crate::model::{AuthorClass, LevelOfCare, NoteKind, SignatureState};
use crate::problem::ProblemKind;
use crate::read::table::Hints;
use crate::read::{ReadOptions, file};
use crate::text::{CharMap, FileId};
use rust_xlsxwriter::Workbook;

const HEADS: &str = "NoteKey,ClientNo,ClientName,DOB,NoteType,ServiceDate,StartTm,EndTm,Author,AuthorCred,NoteBody,NoteStatus,ESignedBy,ESignedOn,CosignedBy,CosignedOn\n";
const ROWS: &str = "1,R-1042,\"Roe, Ann\",5/14/1980,Group Therapy,3/1/2026,15:00,16:20,W. Poe,LCSW,\"She spoke of cravings, 7/10, and said \"\"I am scared\"\".\nP: continue groups daily as planned.\",Signed,\"W. Poe, LCSW\",3/1/2026 17:20,,\n\
    2,R-1042,\"Roe, Ann\",5/14/1980,Nursing Note,3/2/2026,21:30,,T. Gray,RN,\"2130. CIWA 19. Lorazepam 2 mg given per protocol, rechecked 2200.\",Draft,,,,\n\
    3,R-1074,\"Ferr, Zeke\",3/30/1985,Individual Counseling,3/2/2026,9:00 AM,9:50 AM,\"Fox, Mia\",LMSW,\"He named three triggers and rehearsed what he will say to his brother.\",Complete,\"Mia Fox, LMSW\",3/2/2026 10:58,\"Al Hill, LCSW\",3/3/2026 8:00\n";

#[test]
fn each_row_is_a_note_with_its_header_in_the_cells() {
    let text = format!("{HEADS}{ROWS}");
    assert!(looks_like(&text));
    let content = content(&text);
    assert_eq!(told(&content), "");
    assert!(content.attendance.is_empty());
    let [group, nurse, session] = content.notes.as_slice() else {
        panic!("three notes, not {}", content.notes.len())
    };
    assert_eq!(group.kind, NoteKind::GroupNote);
    let body = quoted(&text, group.spans[0]);
    assert!(body.starts_with("She spoke of cravings"), "{body}");
    assert!(body.ends_with("as planned."), "{body}");
    let (date, _) = group.service_date.unwrap();
    assert_eq!(date.value.to_string(), "2026-03-01");
    assert_eq!(quoted(&text, date.span), "3/1/2026");
    let time = group.time.unwrap();
    assert_eq!(
        (time.minutes, quoted(&text, time.span)),
        (80, "15:00,16:20")
    );
    let mrn = group.patient.mrn.as_ref().unwrap();
    assert_eq!(quoted(&text, mrn.span), "R-1042");
    assert_eq!(group.signature.state, SignatureState::Signed);
    let at = group.signature.signed_at.unwrap();
    assert_eq!(at.value.to_string(), "2026-03-01 17:20");
    let credential = group.credential.as_ref().unwrap();
    assert_eq!(credential.value.class, AuthorClass::Independent);
    assert_eq!(group.author.as_ref().unwrap().value, "W. Poe");
    assert!(group.cosignature.is_none());
    assert_eq!(nurse.kind, NoteKind::NursingNote);
    assert_eq!(nurse.signature.state, SignatureState::MarkedUnsigned);
    assert_eq!(quoted(&text, nurse.title.unwrap()), "Nursing Note");
    assert_eq!(session.time.unwrap().minutes, 50);
    assert_eq!(session.patient.mrn.as_ref().unwrap().value, "R-1074");
    let second = session.cosignature.as_ref().unwrap();
    assert_eq!(second.state, SignatureState::Signed);
    assert_eq!(session.ordinal, 2);
}

#[test]
fn a_column_or_the_text_tells_how_many_took_part() {
    let row = |head: &str, count: &str, body: &str| {
        let heads = HEADS.replace("NoteType", &format!("{head},NoteType"));
        format!(
            "{heads}1,R-1042,\"Roe, Ann\",5/14/1980,{count},Group Therapy,3/1/2026,15:00,16:20,W. Poe,LCSW,\"{body}\",Signed,\"W. Poe, LCSW\",3/1/2026 17:20,,\n"
        )
    };
    let body = "She spoke of cravings and said that she is scared of the weekend.";
    for (head, count, want) in [
        ("# in Group", "14", Some(14)),
        ("Group Size", "14", Some(14)),
        ("Number of participants", "14", Some(14)),
        ("# in Group", "", None),
        ("# in Group", "yes", None),
    ] {
        let found = content(&row(head, count, body));
        let count = found.notes[0].participants.map(|count| count.value);
        assert_eq!(count, want, "{head}");
    }
    let told = format!("Number of participants: 25. {body}");
    let found = content(&row("Remark 2", "", &told));
    assert_eq!(
        found.notes[0].participants.map(|count| count.value),
        Some(25)
    );
}

#[test]
fn an_empty_signature_is_blank_and_a_signed_text_is_signed() {
    let row = |body: &str| {
        format!(
            "Chart No,Service Date,Note Type,Narrative,Signed By,Signed On\nR-1,3/1/2026,Group Note,\"{body}\",,\nR-1,3/2/2026,Group Note,\"{body}\",,\n"
        )
    };
    let blank = content(&row(
        "She spoke of cravings and was calm for all of the group.",
    ));
    assert_eq!(blank.notes[0].signature.state, SignatureState::Blank);
    let signed = content(&row(
        "She spoke of cravings and was calm for all of the group.\nElectronically signed by Ann Roe, LCSW 3/1/2026 4:00 PM",
    ));
    assert_eq!(signed.notes[0].signature.state, SignatureState::Signed);
}

#[test]
fn who_approves_a_note_signs_it_or_reads_anothers() {
    let row = |heads: &str, by: &str, on: &str| {
        format!(
            "Service ID,Chart No,Service Date,Form,Staff,Credential,Narrative,{heads}\n7,R-1,3/2/2026,Group Note,Ann Roe,LPC,She spoke of cravings and was calm for all of it.,{by},{on}\n"
        )
    };
    let heads = "Approved By,Approved Date/Time";
    let own = content(&row(
        heads,
        "\"Electronically signed by Ann Roe, LPC\"",
        "03/02/2026 4:05 PM",
    ));
    let own = &own.notes[0];
    assert_eq!(own.signature.state, SignatureState::Signed);
    assert_eq!(own.signature.signer.as_ref().unwrap().value, "Ann Roe");
    assert_eq!(
        own.signature.signed_at.unwrap().value.to_string(),
        "2026-03-02 16:05"
    );
    assert!(own.cosignature.is_none());
    let read = content(&row(heads, "\"Poe, Max, LCSW\"", "3/4/2026"));
    let others = &read.notes[0];
    assert_eq!(others.signature.state, SignatureState::Signed);
    assert!(others.signature.signer.is_none() && others.signature.signed_at.is_none());
    assert_eq!(others.author.as_ref().unwrap().value, "Ann Roe");
    let second = others.cosignature.as_ref().unwrap();
    assert_eq!(
        second.signed_at.unwrap().value.date.to_string(),
        "2026-03-04"
    );
    let empty = content(&row(heads, "", ""));
    assert_eq!(empty.notes[0].signature.state, SignatureState::Blank);
    // Where the author has columns to sign in, who approves signs nothing for them.
    let both = content(&row(
        "Approved By,Approved Date/Time,Signed By,Signed On",
        "Max Poe",
        "3/4/2026,,",
    ));
    assert_eq!(both.notes[0].signature.state, SignatureState::Blank);
    // One cell may tell who and when.
    let second = content(&row(
        "Signed By,Supervisor Signature",
        "Ann Roe",
        "\"Max Poe, LCSW 03/05/2026\"",
    ));
    let second = second.notes[0].cosignature.clone().unwrap();
    assert_eq!(
        second.signed_at.unwrap().value.date.to_string(),
        "2026-03-05"
    );
}

#[test]
fn a_plan_names_the_diagnosis_of_its_row() {
    let diagnosis = |cell: &str| {
        let text = format!(
            "Chart No,Service Date,Note Type,Dx,Narrative,Signed By\nR-1,3/2/2026,Treatment Plan,{cell},Goal 1: she will keep a log of her sleep each night until the review.,Ann Roe\n"
        );
        let content = content(&text);
        let plan = content.notes[0].plan.clone().unwrap();
        plan.diagnosis.map(|span| quoted(&text, span).to_owned())
    };
    assert_eq!(
        diagnosis("F51.01 Insomnia").as_deref(),
        Some("F51.01 Insomnia")
    );
    assert_eq!(diagnosis(""), None);
}

#[test]
fn a_client_who_signs_a_plan_tells_nothing_of_who_wrote_the_notes() {
    let text = "Chart No,Service Date,Note Type,Note Text\nR-1,3/1/2026,Plan,\"She will come twice a week and keep a log of it.\nClient signature: /s/ Ann Roe 3/1/2026\"\n";
    let content = content(text);
    assert_eq!(content.notes, []);
    assert!(content.problems[0].message.contains("who signed"));
}

#[test]
fn notes_without_any_word_on_signatures_are_told_and_not_used() {
    let text = "Chart No,Service Date,Note Type,Note Text\nR-1,3/1/2026,Group Note,She spoke of cravings and was calm for all of it.\nR-1,3/2/2026,Group Note,He spoke of cravings and was calm for all of it.\n";
    let content = content(text);
    assert_eq!(content.notes, []);
    let [problem] = content.problems.as_slice() else {
        panic!("one problem")
    };
    assert_eq!(problem.kind, ProblemKind::UnknownColumns);
    assert!(problem.message.contains("who signed"));
}

#[test]
fn a_column_of_ticks_or_remarks_is_no_note() {
    let text = "Client,Chart No,Date,Time In,Time Out,Progress Note\n\"Roe, Ann\",R-1,3/1/2026,9:00 AM,10:00 AM,done\n\"Poe, Al\",R-2,3/1/2026,9:00 AM,10:00 AM,yes\n";
    let read = content(text);
    assert_eq!((read.notes.len(), read.attendance.len()), (0, 2));
    let remarks = "Client,Chart No,Date,Time In,Time Out,Notes\n\"Roe, Ann\",R-1,3/1/2026,9:00 AM,10:00 AM,came late because the bus broke down on the way here\n\"Poe, Al\",R-2,3/1/2026,9:00 AM,10:00 AM,left early since his mother had to be at the doctor\n";
    let read = content(remarks);
    assert_eq!((read.notes.len(), read.attendance.len()), (0, 2));
}

#[test]
fn a_workbook_of_notes_keeps_their_lines() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let body = "S: She slept badly and had two panic attacks in the night before the session today.\nO: Calm, on time, dressed for the weather, good eye contact through all of the session.\nP: Continue twice a week.";
    let heads = [
        "MRN",
        "Date of Service",
        "Note Type",
        "Body",
        "Signed By",
        "Signed Date",
    ];
    let cells = [
        "R-1",
        "03/01/2026",
        "Individual Therapy",
        body,
        "Ann Roe, LCSW",
        "03/01/2026 5:10 PM",
    ];
    for (column, (head, cell)) in heads.into_iter().zip(cells).enumerate() {
        sheet.write(0, column as u16, head).unwrap();
        sheet.write(1, column as u16, cell).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let content = file(FileId(0), "notes.xlsx", &bytes, &ReadOptions::default());
    assert_eq!(told(&content), "");
    let [note] = content.notes.as_slice() else {
        panic!("one note")
    };
    let page = content.pages[0].text.as_str();
    let span = note.spans[0];
    assert_eq!(CharMap::new(page).slice(span.start, span.end), body);
    assert_eq!(note.kind, NoteKind::IndividualNote);
}

#[test]
fn doses_scores_and_calls_are_no_attendance() {
    for text in [
        "Client No,Client,Date,Time,Medication,Dose,Action,By\nR-1,\"Roe, Ann\",3/1/2026,1700,lorazepam,2 mg,Given,T. Gray RN\nR-1,\"Roe, Ann\",3/1/2026,2015,lorazepam,2 mg,Given,T. Gray RN\n",
        "Client No,Client,Date,Time,CIWA-Ar total,BP,HR,Temp,Comment\nR-1,\"Roe, Ann\",3/1/2026,1520,19,172/104,118,98.3,\nR-1,\"Roe, Ann\",3/1/2026,2000,22,170/102,120,98.7,\n",
        "Date,Time,Client,Cl #,Payer,Spoke with,What we said,Result\n3/4/2026,11:05,\"Roe, Ann\",R-1,Plan One,Kay,stepping down tomorrow,7 days given\n3/5/2026,13:40,\"Poe, Al\",R-2,Plan Two,Dr O,cravings,Not certified\n",
    ] {
        let read = content(text);
        assert_eq!(read.attendance, [], "{text}");
        assert_eq!(read.problems.len(), 1, "{text}");
        assert_eq!(read.problems[0].kind, ProblemKind::UnknownColumns, "{text}");
    }
    for text in [
        "Client,Chart #,Date,Time\n\"Roe, Ann\",R-1,3/1/2026,9:00-12:00\n\"Poe, Al\",R-2,3/1/2026,9:00-11:30\n",
        "Client,Chart #,Date,Status\n\"Roe, Ann\",R-1,3/1/2026,Present\n\"Poe, Al\",R-2,3/1/2026,No show\n",
        "Device,Guest name,Chart no,Track,Day,Clock in,Clock out,Flag\nK-2,\"Roe, Ann\",R-1,PHP,03/02/2026,08:26,15:20,\nK-2,\"Poe, Al\",R-2,PHP,03/02/2026,08:28,15:15,\n",
    ] {
        let read = content(text);
        assert_eq!(told(&read), "", "{text}");
        assert_eq!(read.attendance.len(), 2, "{text}");
    }
}

#[test]
fn a_census_of_nights_is_read_under_plain_words() {
    let text = "Night of,House,Client No,Client,At midnight\n3/1/2026,Pine,R-1,\"Roe, Ann\",IN\n3/2/2026,Pine,R-1,\"Roe, Ann\",IN\n3/3/2026,Pine,R-1,\"Roe, Ann\",PASS\n3/4/2026,Pine,R-1,\"Roe, Ann\",IN\n";
    let read = content(text);
    assert_eq!(told(&read), "");
    let [leave] = read.stays.as_slice() else {
        panic!("one leave")
    };
    assert_eq!(leave.from.unwrap().to_string(), "2026-03-03");
}

#[test]
fn days_without_a_year_take_it_from_the_names() {
    let text = "Program attendance (P = present whole day, A = absent, PD = partial, LOA = on leave)\n\
        Name,Chart #,Program,4/6,4/7,4/8\n\"Roe, Ann\",R-1,RTC,P,A,LOA\n";
    let read = |names: &[&str]| {
        let hints = Hints {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Hints::default()
        };
        crate::read::table::read(FileId(0), text, &hints)
    };
    for names in [
        ["APR 2026", "wide.xlsx"],
        ["Sheet1", "attendance/sign in 2026.xlsx"],
    ] {
        let read = read(&names);
        assert_eq!(told(&read), "");
        let shown = read.attendance.iter();
        let shown: Vec<_> = shown
            .map(|entry| format!("{} {:?}", entry.date, entry.status))
            .collect();
        assert_eq!(
            shown,
            ["2026-04-06 Present", "2026-04-07 Absent", "2026-04-08 Pass"]
        );
    }
    let turning = text.replace("4/6,4/7,4/8", "12/30,12/31,1/2");
    let hints = Hints {
        names: vec!["Dec 2026".to_owned()],
        ..Hints::default()
    };
    let turned = crate::read::table::read(FileId(0), &turning, &hints);
    assert_eq!(turned.attendance[2].date.to_string(), "2027-01-02");
    let none = read(&["Sheet1", "wide 2025 and 2026.xlsx"]);
    assert!(none.attendance.is_empty());
    assert!(told(&none).contains("without a year"), "{}", told(&none));
}

#[test]
fn a_refusal_without_an_amount_is_of_the_whole_charge() {
    let text = "Payer,Check/EFT,Remit Date,Claim #,Patient,DOS,Proc,Billed,Allowed,Paid,Pt Resp,Group,Reason,Remark\n\
        Plan One,E1,05/28/2026,C1,\"ROE, ANN\",04/06/2026,H0019,5400.00,0.00,0.00,0.00,CO,252,N706\n\
        Plan One,E1,05/28/2026,C2,\"POE, AL\",04/13/2026,H0035,520.00,380.00,380.00,0.00,CO,45,\n\
        Plan One,E1,05/28/2026,C3,\"FOX, BO\",04/13/2026,H0035,520.00,380.00,0.00,380.00,PR,1,\n";
    let read = content(text);
    assert_eq!(told(&read), "");
    let shown: Vec<String> = read
        .remittances
        .iter()
        .map(|paid| {
            let adjustment = &paid.lines[0].adjustments[0];
            let amount = adjustment.amount.to_decimal();
            format!("{:?}-{} {amount}", adjustment.group, adjustment.reason)
        })
        .collect();
    assert_eq!(shown, ["CO-252 5400.00", "CO-45 0.00", "PR-1 380.00"]);
}

#[test]
fn columns_in_the_shorthand_of_portals_are_known() {
    let text = "Ref. Nbr,Plan,Mbr Nbr,Mbr Nm,Birth Dt,Svc Cd,Svc Lvl,Rqst Qty,Apprvd Qty,Qty Typ,Eff From,Eff Thru,Determ,Determ Dt,Svcg Prov NPI\n\
        GB-1,Plan One,W1,\"Roe, Ann\",04/27/1986,H0035,Partial Hosp,10,4,Days,03/02/2026,03/05/2026,APPROVED,02/27/2026,1234567893\n";
    let read = content(text);
    assert_eq!(told(&read), "");
    let row = &read.authorizations[0];
    assert_eq!(row.units.unwrap().value.to_string(), "4");
    assert_eq!(row.level, Some(LevelOfCare::PartialHospitalization));
    assert!(row.decided.is_some());
    let text = "Carrier,Mbr Nbr,Insured,Birth Dt,Cov Stat,Cov Eff,Cov Term\n\
        Plan One,W1,\"Roe, Ann\",11/02/1993,Inactive,01/01/2025,12/31/2025\n";
    let read = content(text);
    assert_eq!(told(&read), "");
    let coverage = &read.coverages[0];
    assert_eq!(coverage.to.unwrap().to_string(), "2025-12-31");
    let text = "Client,Cl #,DOB,Ins,Policy #,LOC / code,Auth #,Days OK,Start,LCD,Status,Decision date\n\
        \"Roe, Ann\",R-1,5/14/1980,Plan One,PA3304,H0018 Res 3.5,P-1,7,3/5/2026,3/11/2026,Approved,3/4/2026\n";
    let read = content(text);
    let row = &read.authorizations[0];
    assert_eq!(row.level, Some(LevelOfCare::ResidentialHigh));
    assert_eq!(row.procedures[0].as_str(), "H0018");
}

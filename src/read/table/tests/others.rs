//! Coverage tables, census and leave logs, sign-in sheets, rosters.

use super::{content, looks_like, told};
use crate::model::{AttendanceStatus, CoverageStatus, LevelOfCare, PayerOrder, StayKind, UnitKind};
use crate::policy::ColumnsEntry;
use crate::problem::ProblemKind;
use crate::read::table::ColumnMap;
use crate::text::FileId;

#[test]
fn coverage_rows_keep_status_order_and_open_ends() {
    let text = "Patient,DOB,Member ID,Insurance,Group #,Relationship,Policy Holder Name,Priority,Status,Eff Date,Term Date,Verified On,Auth Required\n\
        \"Muster, Ana\",1/2/1980,W1,Plan One,G7,Self,\"Muster, Ana\",Primary,Active,1/1/2026,12/31/9999,1/4/2026,Y\n\
        \"Roe, Al\",3/4/2012,W2,Plan Two,G8,Child,\"Roe, Zed\",Secondary,Inactive,1/1/2025,12/31/2025,,N\n\
        \"Poe, Bo\",3/4/1992,W3,Plan Two,,,,,,1/1/2026,soon,,\n";
    let content = content(text);
    let [ana, al, bo] = content.coverages.as_slice() else {
        panic!("three coverages")
    };
    assert_eq!(ana.status, CoverageStatus::Active);
    assert_eq!(ana.order, Some(PayerOrder::Primary));
    assert_eq!((ana.from.unwrap().year(), ana.to), (2026, None));
    assert_eq!(
        (ana.group.as_str(), ana.relationship.as_str()),
        ("G7", "Self")
    );
    assert_eq!(ana.benefits[0].authorization_required, Some(true));
    assert!(ana.checked.is_some());
    assert_eq!(al.status, CoverageStatus::Inactive);
    assert_eq!(al.patient.name.as_ref().unwrap().value.key(), "roe|al");
    assert_eq!((bo.from, bo.to), (None, None), "a bad end is no open end");
    assert!(told(&content).contains("row 4: the end date"));
}

#[test]
fn two_payers_side_by_side_are_two_coverages() {
    let text = "Client,Chart #,Primary Insurance,Primary Policy #,Secondary Insurance,Secondary Policy #\n\
        Muster Ana,M1,Plan One,W1,Plan Two,X9\nRoe Al,M2,Plan One,W2,,\n";
    let content = content(text);
    assert_eq!(told(&content), "");
    let shown: Vec<_> = content
        .coverages
        .iter()
        .map(|c| {
            let member = c.patient.member_id.as_ref().map_or("", |id| &id.value);
            (c.payer.name.as_str(), member, c.order)
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("Plan One", "W1", Some(PayerOrder::Primary)),
            ("Plan Two", "X9", Some(PayerOrder::Secondary)),
            ("Plan One", "W2", None),
        ]
    );
}

#[test]
fn a_nightly_list_tells_who_was_away_at_midnight() {
    for status in [
        "Midnight Status",
        "Census Status",
        "Midnight Census",
        "Status",
    ] {
        let text = format!(
            "Census Date,MRN,Client,Level,{status}\n\
            1/5/2026,M1,\"Muster, Ana\",3.5,Present\n1/5/2026,M2,\"Roe, Al\",3.7,In house\n\
            1/6/2026,M1,\"Muster, Ana\",3.5,Overnight pass\n1/6/2026,M2,\"Roe, Al\",3.7,In house\n\
            1/7/2026,M1,\"Muster, Ana\",3.5,Overnight pass\n1/7/2026,M2,\"Roe, Al\",3.7,Hospital\n\
            1/8/2026,M1,\"Muster, Ana\",3.5,Present\n1/8/2026,M2,\"Roe, Al\",3.7,Present\n\
            1/9/2026,M1,\"Muster, Ana\",3.5,Present\n1/9/2026,M2,\"Roe, Al\",3.7,Discharged\n\
            1/10/2026,M1,\"Muster, Ana\",3.5,Present\n1/10/2026,M2,\"Roe, Al\",3.7,Discharged\n"
        );
        assert!(looks_like(&text));
        let list = content(&text);
        assert_eq!(told(&list), "", "{status}");
        let day = |date: Option<crate::model::ServiceDate>| date.map_or(0, |date| date.day());
        let stays: Vec<_> = list
            .stays
            .iter()
            .map(|stay| (stay.kind, day(stay.from), day(stay.to)))
            .collect();
        assert_eq!(
            stays,
            [
                (StayKind::Away(AttendanceStatus::Pass), 6, 8),
                (StayKind::Away(AttendanceStatus::Medical), 7, 8),
                (StayKind::Admitted, 0, 9),
            ],
            "{status}"
        );
        assert!(list.attendance.is_empty());
    }
}

#[test]
fn tables_that_are_not_read_are_named_for_what_they_are() {
    let school = content(
        "Student,Local ID,Grade,School Date,Periods Enrolled,Periods Present,Code,Teacher,Remark\n\
         \"Roe, Ann\",M1,8,03/03/2026,6,3,P,M. Poe,\n",
    );
    assert!(told(&school).starts_with("NotNeeded"), "{}", told(&school));
    for (text, label) in [
        (
            "Dose Dt,Patient ID,Dose mg,Window time,Obs/TH,Bottles,Nurse,Remark\n1/5/2026,M1,80,06:12,OBS,,SU,\n",
            "a dosing history",
        ),
        (
            "Collected,Client,Client ID,Panel,AMP,BZO,COC,FEN,MTD,Ordering\n1/6/2026,Roe,M1,12 panel,Neg,Neg,Neg,Neg,POS,Poe\n",
            "a list of drug screens",
        ),
        (
            "MRN,Collected,Test,Result,Units,Ref\nM1,2026-03-01,Lithium,0.58,mmol/L,0.6-1.2\n",
            "a list of laboratory results",
        ),
    ] {
        let found = content(text);
        assert!(told(&found).contains(label), "{}", told(&found));
        assert!(!told(&found).contains("nearest"), "{}", told(&found));
    }
    let other = content("Ref,Patient ID,Window,Colour,Shape\n1,M1,x,red,round\n");
    assert!(told(&other).contains("nearest"), "{}", told(&other));
}

#[test]
fn short_codes_tell_why_a_bed_was_empty_at_midnight() {
    for (code, want) in [
        ("TL", Some(AttendanceStatus::Pass)),
        ("HV", Some(AttendanceStatus::Pass)),
        ("OVN", Some(AttendanceStatus::Pass)),
        ("BH", Some(AttendanceStatus::Pass)),
        ("OUT", Some(AttendanceStatus::Pass)),
        ("RUN", Some(AttendanceStatus::Awol)),
        ("ZZ", None),
    ] {
        let list = content(&format!(
            "Census Date,Unit,MRN,Midnight Status\n1/5/2026,East,M1,P\n1/6/2026,East,M1,{code}\n1/7/2026,East,M1,P\n"
        ));
        let away = list.stays.first().map(|stay| stay.kind);
        assert_eq!(away, want.map(StayKind::Away), "{code}");
        assert_eq!(told(&list).is_empty(), want.is_some(), "{code}");
    }
}

#[test]
fn a_night_that_tells_nothing_known_is_named_and_groups_stay_attendance() {
    let list = content(
        "Census Date,MRN,Midnight Status\n1/5/2026,M1,Present\n1/6/2026,M1,?\n1/7/2026,M1,Present\n\
         soon,M1,Present\n1/8/2026,M1,Present\n",
    );
    assert!(list.stays.is_empty());
    assert!(told(&list).contains("row 3"), "{}", told(&list));
    assert!(told(&list).contains("row 5"), "{}", told(&list));
    let sheet = content("Date,MRN,Status\n1/5/2026,M1,Present\n1/6/2026,M1,Absent\n");
    assert_eq!((sheet.attendance.len(), sheet.stays.len()), (2, 0));
}

#[test]
fn a_census_and_a_leave_log_tell_who_was_there() {
    let text = "Resident,MRN,Unit,Room,LOC,Admit Date,Admit Time,Discharge Date,Discharge Type\n\
        \"Muster, Ana\",M1,East,4B,ASAM 3.5,1/5/2026,2:30 PM,1/20/2026,Completed\n\
        \"Roe, Al\",M2,East,5,3.5,1/8/2026,,,\n";
    let census = content(text);
    assert_eq!(told(&census), "");
    let [ana, al] = census.stays.as_slice() else {
        panic!("two stays")
    };
    assert_eq!(ana.kind, StayKind::Admitted);
    assert_eq!(ana.level, Some(LevelOfCare::ResidentialHigh));
    assert_eq!(ana.from_time.unwrap().to_string(), "14:30");
    assert_eq!((al.from.unwrap().day(), al.to), (8, None));

    let text = "Client Name\tClient ID\tLeave Type\tDate Out\tTime Out\tReturn Date\tTime Returned\n\
        Muster Ana\tM1\tTherapeutic leave\t1/9/2026\t10:00 AM\t1/11/2026\t6:00 PM\n\
        Roe Al\tM2\tAWOL\t1/12/2026\t\t\t\nPoe Bo\tM3\tHospital\t1/14/2026\t\t1/13/2026\t\n";
    assert!(looks_like(text));
    let leave = content(text);
    let kinds: Vec<_> = leave.stays.iter().map(|stay| stay.kind).collect();
    assert_eq!(
        kinds,
        [
            StayKind::Away(AttendanceStatus::Pass),
            StayKind::Away(AttendanceStatus::Awol),
            StayKind::Away(AttendanceStatus::Medical),
        ]
    );
    let ana = &leave.stays[0];
    let day = |d| crate::model::ServiceDate::new(2026, 1, d).expect("a date");
    let gone: Vec<u32> = (8..13).filter(|d| ana.is_gone_all_day(day(*d))).collect();
    assert_eq!(gone, [10], "the days of leaving and return are not whole");
    assert!(
        !leave.stays[1].is_gone_all_day(day(20)),
        "an open leave proves nothing"
    );
    assert!(told(&leave).contains("row 4: ends before it starts"));
}

fn stays(text: &str) -> Vec<String> {
    let content = content(text);
    assert_eq!(told(&content), "", "{text}");
    let day = |date: Option<crate::model::ServiceDate>| {
        date.map_or("open".to_owned(), |date| date.to_string()[5..].to_owned())
    };
    let shown = content.stays.iter();
    shown
        .map(|stay| format!("{:?} {}..{}", stay.kind, day(stay.from), day(stay.to)))
        .collect()
}

#[test]
fn a_census_with_leaves_in_its_rows_tells_both() {
    let text = "Acct No,Resident,Unit,Admit Date,Discharge Date,Event,Leave Start,Leave End\n\
        M1,\"Muster, Ana\",East,01/05/2026,01/20/2026,,,\n\
        M2,\"Roe, Al\",East,01/05/2026,01/25/2026,Weekend pass,01/09/2026,01/11/2026\n\
        M3,\"Poe, Bo\",East,01/08/2026,,AWOL,01/12/2026,\n";
    assert_eq!(
        stays(text),
        [
            "Admitted 01-05..01-20",
            "Admitted 01-05..01-25",
            "Away(Pass) 01-09..01-11",
            "Admitted 01-08..open",
            "Away(Awol) 01-12..open",
        ]
    );
    for (start, end) in [
        ("Bed Hold Start", "Bed Hold End"),
        ("LOA Out", "LOA In"),
        ("LOA Start Date", "LOA Return Date"),
    ] {
        let text = format!(
            "MRN,Resident,Admission Date,D/C Date,{start},{end}\n\
             M2,\"Roe, Al\",01/05/2026,01/25/2026,01/09/2026,01/11/2026\n"
        );
        let [admitted, away] = &stays(&text)[..] else {
            panic!("two entries: {text}")
        };
        assert_eq!(admitted, "Admitted 01-05..01-25");
        assert!(away.ends_with("01-09..01-11"), "{away}");
    }
}

#[test]
fn events_with_one_date_each_are_joined() {
    let text = "MRN,Resident,Event,Event Date,Time\n\
        M2,\"Roe, Al\",Discharge,01/25/2026,10:00 AM\n\
        M2,\"Roe, Al\",Return from LOA,01/11/2026,6:00 PM\n\
        M2,\"Roe, Al\",LOA,01/09/2026,9:00 AM\n\
        M2,\"Roe, Al\",Admit,01/05/2026,2:00 PM\n\
        M1,\"Muster, Ana\",Admission,01/08/2026,\n\
        M1,\"Muster, Ana\",Sent to hospital,01/12/2026,\n";
    assert_eq!(
        stays(text),
        [
            "Admitted 01-08..open",
            "Away(Medical) 01-12..open",
            "Admitted 01-05..01-25",
            "Away(Pass) 01-09..01-11",
        ]
    );
    // Names of groups are no events of a census.
    let text = "MRN,Client,Event,Date\nM2,\"Roe, Al\",Process Group,01/25/2026\n";
    let content = content(text);
    assert_eq!((content.stays.len(), content.attendance.len()), (0, 1));
}

#[test]
fn a_sign_in_sheet_takes_day_and_group_from_its_titles() {
    let text = "Sunrise Example IOP,,,\nGroup: Relapse Prevention,,,\nDate: 1/5/2026,,,\n\
        Client Name,Time In,Time Out,Signature\n\
        \"Muster, Ana\",9:00 AM,10:30 AM,x\n\"Roe, Al\",,,\n";
    let content = content(text);
    let ana = &content.attendance[0];
    assert_eq!(ana.date.to_string(), "2026-01-05");
    assert_eq!(ana.session, "Relapse Prevention");
    assert_eq!(
        (ana.minutes, ana.status),
        (Some(90), AttendanceStatus::Present)
    );
    // A day on which the sheet was printed is no day of service.
    let text = "Printed 1/31/2026,,,\nClient Name,Time In,Time Out,Signature\nMuster Ana,9:00 AM,10:30 AM,x\n";
    let content = super::content(text);
    assert_eq!(content.problems[0].kind, ProblemKind::UnknownColumns);
}

#[test]
fn a_staff_roster_is_no_list_of_patients() {
    let text = "Name,Credentials,License #,NPI,Supervisor,Hire Date,Separation Date\n\
        \"Poe, Dana\",LCSW,C-99,1234567893,\"Low, Cy\",3/1/2024,\n\
        \"Cy Low, LPC-S\",,C-7,,,,\n";
    let content = content(text);
    let [dana, cy] = content.staff.as_slice() else {
        panic!("two of staff: {}", told(&content))
    };
    assert_eq!(dana.name.value.key(), "poe|dana");
    assert_eq!(
        (dana.credential.as_str(), dana.license.as_str()),
        ("LCSW", "C-99")
    );
    assert_eq!(dana.from.unwrap().year(), 2024);
    assert_eq!(cy.name.value.key(), "low|cy");
    assert!(cy.credential.starts_with("LPC"));
}

#[test]
fn zero_units_and_sums_that_differ_are_told() {
    let text = "Client,Auth #,Start,End,Units,Used,Remaining,Status\n\
        Muster Ana,A1,1/5/2026,1/9/2026,0,,,Approved\n\
        Roe Al,A2,1/5/2026,1/9/2026,10,4,5,Approved\n\
        Poe Bo,A3,1/5/2026,1/9/2026,0,,,Denied\n";
    let content = content(text);
    assert!(content.authorizations[0].units.is_none());
    assert!(content.authorizations[1].units.is_some());
    assert!(
        content.authorizations[2].units.is_some(),
        "a denial grants none"
    );
    let told = told(&content);
    assert!(told.contains("row 2: 0 units") && told.contains("row 3: units used"));
    assert_eq!(content.problems.len(), 2);
}

#[test]
fn a_team_list_with_its_licenses_is_a_staff_roster() {
    let text = "Team Member,License,NPI,Supervisor\nCy Low,LPC,1234567893,\nDana Poe,LPC-Associate,,Cy Low\n";
    let content = content(text);
    let [cy, dana] = content.staff.as_slice() else {
        panic!("two of staff: {}", told(&content))
    };
    assert_eq!(cy.credential, "LPC");
    assert_eq!(dana.supervisor, "Cy Low");
    // A license's number is no credential.
    let numbered = super::content("Team Member,License,NPI\nCy Low,C-4411,1234567893\n");
    assert_eq!(numbered.staff[0].credential, "");
}

#[test]
fn a_coverage_that_ended_is_not_open() {
    let text = "Client,DOB,Insurance,Member ID,Order,Effective,Ended\n\
        Muster Ana,3/4/1990,Acme PPO,XC1,Primary,1/1/2025,2/28/2026\n";
    let content = content(text);
    let end = content.coverages[0].to.expect("an end");
    assert_eq!((end.month(), end.day()), (2, 28));
}

#[test]
fn codes_of_a_midnight_list_tell_who_was_away() {
    let text = "Client ID,Client Name,Program,Date,Midnight Code\n\
        R-1,\"ROE, ANN\",RES 3.1,03/06/2026,IN\n\
        R-1,\"ROE, ANN\",RES 3.1,03/07/2026,PASS-OVERNIGHT\n\
        R-1,\"ROE, ANN\",RES 3.1,03/08/2026,IN\n";
    let content = content(text);
    let [away] = content.stays.as_slice() else {
        panic!("one leave: {}", told(&content))
    };
    let from = away.from.expect("a first night");
    assert_eq!((from.month(), from.day()), (3, 7));
}

#[test]
fn units_beside_what_a_unit_is_are_counted() {
    for (units, kind) in [
        ("Units OK'd", "Unit"),
        ("Units OK\u{2019}d", "Unit Type"),
        ("Units Approved", "Unit"),
    ] {
        let text = format!(
            "Client,Chart #,DOB,Payer,Auth #,Code,Status,Begin,Expires,{units},{kind}\n\
             \"Roe, Ann\",R-1,5/14/1980,Plan One,A-1,H2017,Approved,02/01/2026,02/28/2026,30,15 min\n\
             \"Poe, Al\",R-2,3/4/1990,Plan One,A-2,H0015,Approved,02/01/2026,02/28/2026,12,day\n"
        );
        let read = content(&text);
        assert_eq!(told(&read), "", "{units}");
        let units: Vec<String> = read
            .authorizations
            .iter()
            .map(|row| row.units.as_ref().unwrap().value.to_string())
            .collect();
        assert_eq!(units, ["30", "12"]);
        assert_eq!(read.authorizations[0].unit_kind, Some(UnitKind::Unit));
        assert_eq!(read.authorizations[1].unit_kind, Some(UnitKind::Day));
    }
}

#[test]
fn a_user_names_the_units_and_their_kind_without_the_table() {
    let entry = ColumnsEntry {
        file: String::new(),
        kind: String::new(),
        headers: [
            ("Menge".to_owned(), "units".to_owned()),
            ("Unit".to_owned(), "unit-kind".to_owned()),
        ]
        .into(),
    };
    let map = ColumnMap::new(&[entry]).unwrap();
    let text = "Client,Chart #,Auth #,Code,Status,Begin,Expires,Menge,Unit\n\
        \"Roe, Ann\",R-1,A-1,H2017,Approved,02/01/2026,02/28/2026,30,per 15 min\n";
    let read = crate::read::table::read(FileId(0), text, &map.hints("log.csv"));
    let row = &read.authorizations[0];
    assert_eq!(row.units.as_ref().unwrap().value.to_string(), "30");
    assert_eq!(row.unit_kind, Some(UnitKind::Unit));
}

#[test]
fn the_level_requested_is_the_approved_one_where_no_column_tells_another() {
    let log = |header: &str, decision: &str, more: &str| {
        let text = format!(
            "Client,MR #,Ref / Auth No.,{header},Decision,Days,Eff,LCD\n\
             \"Roe, Ann\",R-1,A-1,{more}3.5,{decision},7,03/13/2026,03/19/2026\n"
        );
        content(&text).authorizations[0].level
    };
    let high = Some(crate::model::LevelOfCare::ResidentialHigh);
    for header in [
        "LOC Requested",
        "Requested Level of Care",
        "Program Requested",
    ] {
        assert_eq!(log(header, "Approved", ""), high, "{header}");
        // Another level may have been granted, or none.
        for decision in ["Partially approved", "Denied", "Pended"] {
            assert_eq!(log(header, decision, ""), None, "{header} {decision}");
        }
    }
    let granted = log("LOC Approved,LOC Requested", "Approved", "3.1,");
    assert_eq!(granted, Some(crate::model::LevelOfCare::ResidentialLow));
}

#[test]
fn joining_and_leaving_a_video_meeting_is_one_stay() {
    let text = "meeting_id,meeting_name,participant,client_id,join_time,leave_time\n\
        88,Teen IOP,Ada Marsh,KW2001,03/03/2026 5:01 PM,03/03/2026 6:20 PM\n\
        88,Teen IOP,Ada Marsh (phone),KW2001,03/03/2026 6:10 PM,03/03/2026 8:02 PM\n\
        88,Teen IOP,Bo Quill,KW2002,03/03/2026 5:00 PM,03/03/2026 5:40 PM\n\
        88,Teen IOP,\"Cal Rowe, LCSW\",,03/03/2026 4:55 PM,03/03/2026 8:10 PM\n";
    assert!(looks_like(text));
    let content = content(text);
    let stays: Vec<String> = content
        .attendance
        .iter()
        .map(|entry| {
            let time = entry
                .time_in
                .map_or("-".to_owned(), |time| time.to_string());
            format!(
                "{} {time} {:?} {}",
                entry.date, entry.minutes, entry.session
            )
        })
        .collect();
    assert_eq!(
        stays,
        [
            "2026-03-03 17:01 Some(181) Teen IOP",
            "2026-03-03 17:00 Some(40) Teen IOP"
        ]
    );
    assert!(
        told(&content).contains("1 rows name no client"),
        "{}",
        told(&content)
    );
}

#[test]
fn universal_time_without_a_known_zone_gives_minutes_and_sure_days() {
    let text = "meeting_id,meeting_name,participant,client_id,join_time_utc,leave_time_utc\n\
        88,Teen IOP,Ada Marsh,KW2001,2026-03-02T21:01Z,2026-03-02T22:20Z\n\
        88,Teen IOP,Ada Marsh,KW2001,2026-03-02T22:21Z,2026-03-03T00:02Z\n\
        89,Late IOP,Ada Marsh,KW2001,2026-03-04T01:00Z,2026-03-04T03:00Z\n\
        90,Night,Ada Marsh,KW2001,2026-03-05T05:00Z,2026-03-05T06:00Z\n";
    let content = content(text);
    let stays: Vec<String> = content
        .attendance
        .iter()
        .map(|entry| format!("{} {:?} {:?}", entry.date, entry.time_in, entry.minutes))
        .collect();
    // From 21:01 on it is the same day in every state, after midnight the day before.
    assert_eq!(
        stays,
        ["2026-03-02 None Some(180)", "2026-03-03 None Some(120)"]
    );
    let told = told(&content);
    assert!(
        told.contains("universal time") && told.contains("1 rows stand"),
        "{told}"
    );
}

#[test]
fn times_in_and_out_of_a_sign_in_sheet_are_no_video_meeting() {
    let text =
        "Client,MRN,Date,Group,Arrived,Left\nMarsh Ada,M1,3/3/2026,Process,9:00 AM,10:30 AM\n";
    let content = content(text);
    assert_eq!(content.attendance[0].minutes, Some(90));
    assert_eq!(content.attendance[0].time_in.unwrap().to_string(), "09:00");
}

#[test]
fn appointments_say_who_came_and_not_when() {
    let text = "Appt Date,Start,End,Client,Client ID,Clinician,Service,Status\n\
        2/4/2026,2:00 PM,2:45 PM,\"Poe, Al\",F1,\"Roe, Bram LCSW\",Individual 45,Shown\n\
        2/11/2026,2:00 PM,2:45 PM,\"Poe, Al\",F1,\"Roe, Bram LCSW\",Individual 45,No Show\n\
        2/18/2026,2:00 PM,2:45 PM,\"Poe, Al\",F1,\"Roe, Bram LCSW\",Individual 45,Late Cancel\n\
        2/25/2026,2:00 PM,2:45 PM,\"Poe, Al\",F1,\"Roe, Bram LCSW\",Individual 45,Rescheduled\n\
        3/4/2026,2:00 PM,2:45 PM,\"Poe, Al\",F1,\"Roe, Bram LCSW\",Individual 45,Checked out\n\
        3/11/2026,2:00 PM,2:45 PM,\"Poe, Al\",F1,\"Roe, Bram LCSW\",Individual 45,Scheduled\n";
    let content = content(text);
    assert_eq!(told(&content), "");
    let shown: Vec<_> = content.attendance.iter().map(|one| one.status).collect();
    assert_eq!(
        shown,
        [
            AttendanceStatus::Present,
            AttendanceStatus::NoShow,
            AttendanceStatus::Absent,
            AttendanceStatus::Absent,
            AttendanceStatus::Present,
            AttendanceStatus::Unclear,
        ]
    );
    assert!(content.attendance.iter().all(|one| one.time_in.is_none()));
}

#[test]
fn sign_in_sheets_are_read_under_the_heads_that_programs_write() {
    for (head, row) in [
        (
            "Client #,Last name,First name,Night,Group,In,Out,Status",
            "A1,Muster,Ana,3/2/2026,IOP,5:30 PM,8:30 PM,Present",
        ),
        (
            "Service Date,QF #,Youth,Program,Arrived,Left,Attendance",
            "3/2/2026,QF1,\"Muster, Ana\",PHP,5:30 PM,8:30 PM,Present",
        ),
        (
            "PHP day,Record,Participant,Time arrived,Time left,Present?",
            "3/2/2026,10290,\"Muster, Ana\",5:30 PM,8:30 PM,Yes",
        ),
        (
            "Meeting date,Client name,Client ID,Check in,Check out,Outcome",
            "3/2/2026,\"Muster, Ana\",A1,5:30 PM,8:30 PM,Present",
        ),
        (
            "When,Who,MRN,Arrived,Left,Status",
            "3/2/2026,\"Muster, Ana\",A1,5:30 PM,8:30 PM,Present",
        ),
        (
            "Date of Group,Consumer,Case #,From,To,Show/No Show",
            "3/2/2026,\"Muster, Ana\",A1,5:30 PM,8:30 PM,Show",
        ),
        (
            "Day,Patient,ID,Start,End,Here",
            "3/2/2026,\"Muster, Ana\",A1,5:30 PM,8:30 PM,Y",
        ),
    ] {
        let content = content(&format!("{head}\n{row}\n{row}\n"));
        assert_eq!(told(&content), "", "{head}");
        let [one, _] = content.attendance.as_slice() else {
            panic!("two rows of attendance: {head}")
        };
        assert_eq!(one.status, AttendanceStatus::Present, "{head}");
        assert_eq!(one.minutes, Some(180), "{head}");
        assert_eq!(one.date.to_string(), "2026-03-02", "{head}");
        assert!(content.authorizations.is_empty(), "{head}");
    }
    let census = content(
        "QF #,Youth,Cottage,Admitted,Discharged\nQF1,\"Muster, Ana\",Heron,3/2/2026,\nQF2,\"Roe, Al\",Heron,3/1/2026,3/9/2026\n",
    );
    assert_eq!(census.stays.len(), 2);
}

#[test]
fn a_table_that_is_not_understood_tells_what_it_may_be() {
    use crate::problem::TableGuess;
    let guess = |text: &str| content(text).problems.iter().find_map(|one| one.may_be);
    let sheet = "Slot,Patient,Time in,Time out\nA,\"Muster, Ana\",9:00 AM,12:00 PM\nB,\"Roe, Al\",9:00 AM,12:00 PM\n";
    assert_eq!(guess(sheet), Some(TableGuess::Attendance));
    let menu = "Soup,Bread,Tea\nleek,rye,mint\npea,oat,rose\n";
    assert_eq!(guess(menu), None);
}

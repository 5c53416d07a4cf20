//! Columns of clock times on attendance sheets, under their many names.

use super::*;

const ROWS: &str = "\"Roe, Ann\",R-1,3/1/2026,Skills,5:30 PM,8:30 PM\n\
                    \"Poe, Al\",R-2,3/1/2026,Skills,5:32 PM,7:00 PM\n";

#[test]
fn whoever_signs_or_clocks_in_is_there_from_then() {
    for (from, to) in [
        ("Signed In", "Signed Out"),
        ("Sign-in", "Sign-out"),
        ("Time Signed In", "Time Signed Out"),
        ("Checked In", "Checked Out"),
        ("Time Arrived", "Time Left"),
        ("Clocked In", "Clocked Out"),
        ("Badge In", "Badge Out"),
        ("Scan In", "Scan Out"),
        ("Log In", "Log Out"),
        ("Punch In", "Punch Out"),
        ("Actual Time In", "Actual Time Out"),
    ] {
        let text = format!("Client,Chart #,Date,Group,{from},{to}\n{ROWS}");
        let read = content(&text);
        assert_eq!(told(&read), "", "{text}");
        let minutes: Vec<_> = read.attendance.iter().map(|entry| entry.minutes).collect();
        assert_eq!(minutes, [Some(180), Some(88)], "{text}");
    }
}

#[test]
fn clock_times_under_unknown_names_are_told() {
    let text = format!("Client,Chart #,Date,Group,Pip,Pop\n{ROWS}");
    let read = content(&text);
    assert_eq!(read.attendance.len(), 2);
    let [problem] = read.problems.as_slice() else {
        panic!("one problem: {}", told(&read))
    };
    assert_eq!(problem.kind, ProblemKind::UnknownColumns);
    assert!(problem.message.contains("Pip, Pop"), "{}", problem.message);
    // Where the minutes stand, or nothing of it is a time, nothing is missing.
    for text in [
        "Client,Chart #,Date,Group,Minutes,Pip\n\"Roe, Ann\",R-1,3/1/2026,Skills,180,5:30 PM\n",
        "Client,Chart #,Date,Group,Room,Code\n\"Roe, Ann\",R-1,3/1/2026,Skills,214,H0015\n",
    ] {
        assert_eq!(told(&content(text)), "", "{text}");
    }
}

#[test]
fn a_flow_sheet_of_vital_signs_is_told_by_its_name() {
    let text = "Client,Chart #,Date,Blind wt lb,HR supine,BP supine,HR stand,BP stand\n\
                \"Roe, Ann\",R-1,3/1/2026,91.2,48,92/60,78,80/50\n\
                \"Roe, Ann\",R-1,3/2/2026,91.6,50,94/60,76,84/52\n";
    let told = told(&content(text));
    assert!(told.contains("a flow sheet of vital signs"), "{told}");
    assert!(told.starts_with("UnknownColumns"), "{told}");
}

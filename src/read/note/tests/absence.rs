//! Statements that the patient was not there, and talk of absence that is none.

use super::{assert_no_failures, check};

#[test]
fn tells_absence_from_talk_of_absence() {
    let mut failures = Vec::new();
    for (body, want) in [
        ("Client was a no-show for group today.", "absent=NoShow"),
        ("Client did not attend group.", "absent=NoShow"),
        ("Jan no-show for bakery visit. Phoned x2.", "absent=NoShow"),
        ("Attendance: Absent", "absent=NoShow"),
        (
            "Jane did not attend program today - sister called, she stayed home. No services provided.",
            "absent=NoShow",
        ),
        ("Called twice. No services provided today.", "absent=NoShow"),
        (
            "Robert did not attend the session today, she came alone.",
            "!absent",
        ),
        ("No services provided by the school were named.", "!absent"),
        ("Attended: No", "absent=NoShow"),
        ("[ ] Attended  [x] No Show", "absent=NoShow"),
        ("Pt called to cancel today's session.", "absent=NoShow"),
        (
            "Client refused to attend group this afternoon.",
            "absent=Refused",
        ),
        (
            "Client was on a therapeutic pass with family.",
            "absent=OnPass",
        ),
        ("Patient eloped at 3 PM and remains away.", "absent=Awol"),
        ("Client denies missing groups.", "!absent"),
        ("No show policy reviewed with client.", "!absent"),
        ("A peer no-showed and client was upset by it.", "!absent"),
        (
            "Client did not attend yesterday's group due to court.",
            "!absent",
        ),
        (
            "Client refused medication but took part in the group.",
            "!absent",
        ),
        (
            "Client reported that she missed sessions last week.",
            "!absent",
        ),
        ("If client misses session, call the family.", "!absent"),
        ("Attendance: Present", "!absent"),
        ("Client will be on pass tomorrow.", "!absent"),
        (
            "Client on weekend pass with her mother until Sunday.",
            "absent=OnPass",
        ),
        (
            "Client on weekend pass to cousin; returned 8:10pm, bag clear.",
            "!absent",
        ),
        ("She is on leave from her job until April.", "!absent"),
        ("Client is on medical leave.", "!absent"),
        ("Played the solo that she did not come for.", "!absent"),
        ("She was not present, lost in thought.", "!absent"),
        ("She did not come to group.", "absent=NoShow"),
        ("She did not show.", "absent=NoShow"),
        (
            "He was a no show for Dr. Poe's psychiatry slot at 8:30 (bus); came to group on time.",
            "!absent",
        ),
        ("She was a no-show for her med check.", "!absent"),
        ("He was a no show for the group.", "absent=NoShow"),
        (
            "Jane did not come to the nine o'clock group. Her mother telephoned at 8:50.",
            "absent=NoShow",
        ),
        ("Absent from group psychotherapy today.", "absent=NoShow"),
        ("Robert did not come to the nine o'clock group.", "!absent"),
    ] {
        failures.extend(check(
            "a.txt",
            &format!(
                "GROUP PROGRESS NOTE\nPatient: Doe, Jane\nDate: 4/5/2026\nNarrative:\n{body}\n"
            ),
            want,
        ));
    }
    failures.extend(check(
        "a.txt",
        "NO SHOW NOTE\nPatient: Doe, Jane\nDate: 4/5/2026\nLeft voicemail.\n",
        "kind=no-show absent=NoShow",
    ));
    assert_no_failures(failures);
}

#[test]
fn a_group_missed_beside_a_session_is_no_missed_session() {
    let mut failures = Vec::new();
    for (title, body, want) in [
        (
            "Individual Therapy Note",
            "Client did not attend group this morning, came for the session at two.",
            "!absent",
        ),
        (
            "Individual Therapy Note",
            "Client did not attend the session.",
            "absent=NoShow",
        ),
        (
            "PHP Daily Note",
            "Client did not attend the 9 am group, van late; rest of the day attended.",
            "!absent",
        ),
        (
            "PHP Daily Note",
            "Client did not attend program today.",
            "absent=NoShow",
        ),
    ] {
        failures.extend(check(
            "a.txt",
            &format!("{title}\nPatient: Doe, Jane\nDate: 4/5/2026\nNarrative:\n{body}\n"),
            want,
        ));
    }
    assert_no_failures(failures);
}

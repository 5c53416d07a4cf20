//! Which entries of a chart document doses, days and calls, drawn as cases.

use crate::ledger::{Ledger, LineRow};
use crate::rules::fixture;

/// Returns the best confidence at which a note documents each line.
fn links(drawn: &str) -> Vec<u8> {
    let (policy, records) = fixture::draw(drawn);
    let ledger = Ledger::build(&records[0], &policy);
    let best = |row: &LineRow| {
        let links = row.links.iter().map(|link| link.confidence);
        links.max().unwrap_or(0)
    };
    ledger.lines.iter().map(best).collect()
}

const DOSE: &str = "claim C1 P\nline 2026-01-05 H0020";

#[test]
fn a_dose_is_documented_by_dosing_entries_and_not_by_sessions() {
    let best = |notes: &str| links(&format!("{notes}\n{DOSE}"))[0];
    for entry in ["nursing by \"Ann Poe\" RN", "medication-record", "shift"] {
        assert!(best(&format!("note 2026-01-05 {entry}")) >= 80, "{entry}");
    }
    let dosed = "note 2026-01-06 medication-record";
    for session in [
        "individual",
        "group",
        "prescriber",
        "assessment",
        "progress",
    ] {
        let of_day = format!("note 2026-01-05 {session}");
        assert!(best(&format!("{dosed}\n{of_day}")) < 68, "{session}");
        // Without any dosing entry in the chart the log of doses may not have been supplied.
        assert_eq!(best(&of_day), 72, "{session}");
    }
    let week = "note 2026-01-05 individual\nclaim C1 P\nline 2026-01-05 G2067";
    assert!(links(week)[0] >= 80, "a weekly bundle pays for counseling");
}

#[test]
fn an_entry_of_a_missed_dose_documents_none() {
    let missed = "note 2026-01-05 nursing words 13\nmention P-06 affirmed L w3";
    assert_eq!(links(&format!("{missed}\n{DOSE}")), [0]);
    for seen in [
        "mention D3-15 affirmed L w1",
        "mention P-06 historical L w3",
    ] {
        let case = format!("{missed}\n{seen}\n{DOSE}").replace(
            "mention P-06 affirmed L w3\nmention P-06 h",
            "mention P-06 h",
        );
        assert!(links(&case)[0] >= 80, "{seen}");
    }
    let given = missed.replace("words 13", "has administered words 13");
    assert!(links(&format!("{given}\n{DOSE}"))[0] >= 80);
}

#[test]
fn a_row_that_gives_a_dose_is_none_that_was_missed() {
    let row = |value: &str| {
        let note = "note 2026-01-05 medication-record words 13\nmention P-06 affirmed L w3";
        links(&format!("{note}\nrow Dose \"{value}\"\n{DOSE}"))
    };
    assert_eq!(row("MISSED no show"), [0]);
    assert_eq!(row("80 mg missed"), [0]);
    assert!(row("80 mg OBS")[0] >= 80);
}

#[test]
fn a_signed_consent_form_documents_no_day() {
    let day = "claim C1 I\nline 2026-01-05 H0018 rev 1001";
    let form = "note 2026-01-05 unknown absent has telehealth-consent";
    assert_eq!(links(&format!("{form}\n{day}")), [0]);
    for note in [
        "note 2026-01-05 unknown absent",
        "note 2026-01-05 unknown has telehealth-consent",
        "note 2026-01-05 unknown absent has telehealth-consent,goal",
    ] {
        assert!(links(&format!("{note}\n{day}"))[0] > 80, "{note}");
    }
}

#[test]
fn a_telephone_visit_is_documented_by_its_record() {
    let visit = |code: &str| format!("claim C1 P\nline 2026-01-05 {code}");
    let call = "note 2026-01-05 contact 10:00-10:22 by \"Ann Poe\" MD";
    assert!(links(&format!("{call}\n{}", visit("99443")))[0] >= 85);
    assert!(links(&format!("{call}\n{}", visit("99214")))[0] < 60);
    let unsigned = format!("{call} unsigned\n{}", visit("99443"));
    assert!(links(&unsigned)[0] < 60);
}

#[test]
fn occupational_and_activity_therapy_each_have_their_own_note() {
    let notes_of = |lines: [&str; 2]| {
        let drawn = format!(
            "note 2026-01-05 group by \"Wren Poe\" CTRS\nnote 2026-01-05 group by \"Dee Hale\" OTR/L\n\
             claim C1 I filing MA cc 41\nline 2026-01-05 {}\nline 2026-01-05 {}",
            lines[0], lines[1]
        );
        let (policy, records) = fixture::draw(&drawn);
        let ledger = Ledger::build(&records[0], &policy);
        let first = |row: &LineRow| row.links.first().map(|link| link.note);
        ledger.lines.iter().map(first).collect::<Vec<_>>()
    };
    assert_eq!(
        notes_of(["G0129 rev 0430", "G0176 rev 0904"]),
        [Some(1), Some(0)]
    );
    assert_eq!(
        notes_of(["G0176 rev 0904", "G0129 rev 0430"]),
        [Some(0), Some(1)]
    );
}

#[test]
fn one_report_documents_all_parts_of_a_testing() {
    let of = |codes: &str| {
        let lines: Vec<_> = codes
            .split(' ')
            .map(|code| format!("line 2026-01-05 {code}"))
            .collect();
        links(&format!(
            "note 2026-01-05 assessment\nclaim C1 P\n{}",
            lines.join("\n")
        ))
    };
    for codes in ["96130 96131 96136 96137", "96132 96133 96138 96139"] {
        assert!(of(codes).iter().all(|&link| link >= 80), "{codes}");
    }
    // An interview of the day has a note of its own, and so has a report that was billed twice.
    for codes in ["90791 96130", "96130 96130"] {
        assert!(of(codes).iter().any(|&link| link < 80), "{codes}");
    }
}

#[test]
fn psychotherapy_by_a_prescriber_may_be_headed_as_a_visit() {
    let of = |note: &str| {
        links(&format!(
            "note 2026-01-05 prescriber {note}\nclaim C1 P\nline 2026-01-05 90834"
        ))[0]
    };
    assert!(of("09:00-09:45 therapy 45 by \"Max Poe\" MD") >= 80);
    assert!(of("09:00-09:20 by \"Max Poe\" MD") < 80);
}

//! Draws what the ledger's calendar of documents says, since rules stand on it.

use crate::ledger::Ledger;
use crate::rules::fixture::draw;

/// Returns the first stay's calendar: `2026-01-08 physician certification: in time`.
fn calendar(drawn: &str) -> Vec<String> {
    let (policy, records) = draw(drawn);
    let ledger = Ledger::build(&records[0], &policy);
    ledger
        .calendar
        .iter()
        .map(|expected| {
            let touched = match expected.days.len() {
                0 => String::new(),
                days => format!(", touches {days}"),
            };
            format!(
                "{} {}: {}{touched}",
                expected.due,
                expected.document.words(),
                expected.state.words()
            )
        })
        .collect()
}

const PHP: &str = "claim C1 I filing MA bill 131
    line 2026-01-05 H0035 rev 0912
    line 2026-01-14 H0035 rev 0912
    line 2026-01-23 H0035 rev 0912
    line 2026-01-26 H0035 rev 0912";

#[test]
fn lists_what_a_medicare_partial_hospitalization_stay_needed() {
    let found = calendar(&format!(
        "note 2026-01-05 assessment
        plan 2026-01-07
        cert 2026-01-05 by \"Ann Poe\" MD
        recert 2026-01-22 by \"Ann Poe\" MD signed 2026-01-25
        {PHP}"
    ));
    assert_eq!(
        found,
        [
            "2026-01-08 physician certification: in time",
            "2026-01-12 admission assessment: in time",
            "2026-01-12 treatment plan: in time",
            "2026-01-22 physician recertification: late, touches 1",
        ]
    );
}

#[test]
fn tells_missing_unsigned_and_late_ones_with_the_days_they_touch() {
    let found = calendar(&format!(
        "plan 2026-01-19
        cert 2026-01-05 by \"Ann Poe\" MD blank
        {PHP}"
    ));
    assert_eq!(
        found,
        [
            "2026-01-08 physician certification: not signed, touches 4",
            "2026-01-12 admission assessment: not found, touches 4",
            "2026-01-12 treatment plan: late, touches 1",
            "2026-01-22 physician recertification: not found, touches 2",
        ]
    );
}

#[test]
fn reviews_and_recertifications_move_the_next_due_day() {
    let found = calendar(
        "note 2026-01-05 assessment
        plan 2026-01-05
        review 2026-02-02
        claim C1 I
        line 2026-01-05 H0015 rev 0906
        line 2026-01-20 H0015 rev 0906
        line 2026-02-05 H0015 rev 0906
        line 2026-02-20 H0015 rev 0906
        line 2026-03-06 H0015 rev 0906",
    );
    assert_eq!(
        found,
        [
            "2026-01-12 admission assessment: in time",
            "2026-01-12 treatment plan: in time",
            "2026-02-04 plan review: in time",
            "2026-03-04 plan review: not found, touches 1",
        ]
    );
}

#[test]
fn other_payers_older_stays_and_days_to_come_are_left_out() {
    let commercial = calendar(&format!("plan 2026-01-05\n{PHP}").replace("filing MA", "filing CI"));
    assert!(
        commercial
            .iter()
            .all(|expected| !expected.contains("certification"))
    );
    let early = PHP
        .replace("H0035 rev 0912", "H0015 rev 0905")
        .replace("2026", "2023");
    assert!(
        calendar(&early)
            .iter()
            .all(|expected| !expected.contains("certification"))
    );
    let open = calendar("as-of 2026-01-08\nclaim C1 P\nline 2026-01-07 H0015");
    assert!(
        open.contains(&"2026-01-14 treatment plan: not yet due".to_owned()),
        "{open:?}"
    );
}

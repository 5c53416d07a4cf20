//! Drawn cases of how approvals stand and when they are used up; no rule reads it.

use crate::ledger::{ApprovalStanding, BurnDown, Ledger, burn_downs};
use crate::model::{ServiceDate, Units};
use crate::rules::fixture::draw;

fn found(case: &str) -> Vec<BurnDown> {
    let (policy, records) = draw(case);
    let ledger = Ledger::build(&records[0], &policy);
    burn_downs(&ledger, &policy)
}

fn day(text: &str) -> Option<ServiceDate> {
    ServiceDate::parse_iso(text)
}

/// Three days a week of 12 granted, from Monday the 5th on.
fn weeks(as_of: &str, to: &str, granted: &str, more: &str) -> String {
    let mut case = format!(
        "as-of {as_of}\nauth A-1 approved 2026-01-05..{to} level IOP{granted}\n{more}\n\
         claim C1 I auth A-1\n"
    );
    for date in ["05", "07", "09", "12", "14", "16"] {
        case.push_str(&format!("line 2026-01-{date} H0015 rev 0906\n"));
    }
    case
}

#[test]
fn what_is_left_lasts_as_long_as_the_pace_says() {
    let found = found(&weeks("2026-01-17", "2026-02-28", " units 12 days", ""));
    assert_eq!(found[0].used, Some(Units::whole(6)));
    assert_eq!(found[0].left(), Some(Units::whole(6)));
    assert_eq!(found[0].last_billed, day("2026-01-16"));
    // Six days in twelve: the other six are gone twelve days later, and the day after is the
    // first with nothing left.
    assert_eq!(found[0].per_week, Units::parse("3.5"));
    assert_eq!(found[0].runs_out, day("2026-01-29"));
    assert_eq!(found[0].standing, ApprovalStanding::RunsOut);
}

#[test]
fn an_approval_that_lasts_to_its_end_holds_and_ends() {
    let case = |as_of: &str, more: &str| weeks(as_of, "2026-01-28", " units 12 days", more);
    let standing = |case: &str| found(case)[0].standing;
    assert_eq!(standing(&case("2026-01-13", "")), ApprovalStanding::Holds);
    assert_eq!(standing(&case("2026-01-20", "")), ApprovalStanding::Ends);
    let next = "auth A-2 approved 2026-01-29..2026-02-10 level IOP";
    assert_eq!(standing(&case("2026-01-20", next)), ApprovalStanding::Holds);
    assert_eq!(standing(&case("2026-01-29", "")), ApprovalStanding::Ended);
    assert_eq!(
        standing(&case("2026-01-04", "")),
        ApprovalStanding::NotBegun
    );
}

#[test]
fn nothing_runs_out_of_what_is_no_longer_used() {
    let case = weeks("2026-03-20", "2026-03-31", " units 12 days", "");
    assert_eq!(found(&case)[0].standing, ApprovalStanding::Holds);
}

#[test]
fn what_was_billed_in_full_is_used_up_and_beyond_it_exceeded() {
    let standing =
        |granted: &str| found(&weeks("2026-01-20", "2026-03-31", granted, ""))[0].standing;
    assert_eq!(standing(" units 6 days"), ApprovalStanding::UsedUp);
    assert_eq!(standing(" units 5 days"), ApprovalStanding::Exceeded);
    assert_eq!(standing(""), ApprovalStanding::Holds);
}

#[test]
fn without_a_date_or_a_quantity_nothing_is_forecast() {
    let case = weeks("2026-01-20", "2026-03-31", "", "");
    assert_eq!(found(&case)[0].runs_out, None);
    assert_eq!(found(&case)[0].used, None);
    let undated = case.replace("as-of 2026-01-20\n", "");
    assert_eq!(found(&undated)[0].standing, ApprovalStanding::Unknown);
}

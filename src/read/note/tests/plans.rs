//! Facts that only plans state.

use super::{assert_no_failures, check};

#[test]
fn reads_planned_hours() {
    let mut failures = Vec::new();
    for (line, hours) in [
        ("Frequency: 5 days x 4 hours", "hours=200"),
        ("Frequency: 3 hrs/day, 3 days/week", "hours=90"),
        ("Hours per week: 20", "hours=200"),
        (
            "Client will attend IOP 9 hours per week for 8 weeks.",
            "hours=90",
        ),
        ("PHP 5 days per week, 4 hours per day", "hours=200"),
        ("Planned: 3 days/week x 3 hours", "hours=90"),
        ("IOP 3x/week for 3 hours each", "hours=90"),
        ("20 hrs/wk of group therapy", "hours=200"),
        ("Client sleeps 8 hours per night", "!hours"),
    ] {
        failures.extend(check("a.txt", &format!("TREATMENT PLAN\nPatient: Doe, Jane\nDate: 4/5/2026\n{line}\nGoal 1: Remain sober.\n"), hours));
    }
    assert_no_failures(failures);
}

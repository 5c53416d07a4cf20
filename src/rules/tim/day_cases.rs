//! Answers for program days whose notes could not all be understood.

use super::per_diem_day_below_minimum::RULE;
use crate::rules::fixture::outcomes;

#[test]
fn a_day_with_a_note_of_an_unknown_kind_fails_no_day() {
    let case = |more: &str| {
        format!(
            "complete\nnote 2026-01-05 psychiatric-evaluation 08:00-08:50\n{more}\n\
             claim C1 I\nline 2026-01-05 H0035 rev 0912"
        )
    };
    let unknown = case("note 2026-01-05 unknown");
    assert_eq!(outcomes(&RULE, &unknown), ["no-data - 2026-01-05"]);
    // Alone, and where the other is of another day or a draft, the evaluation is the whole day.
    for more in [
        "",
        "note 2026-01-06 unknown",
        "note 2026-01-05 unknown draft",
    ] {
        let found = outcomes(&RULE, &case(more));
        assert_eq!(found, ["fail C1/1 2026-01-05"], "{more}");
    }
}

#[test]
fn the_sessions_that_one_note_tells_of_are_counted() {
    let case = |note: &str| {
        format!(
            "complete\nnote 2026-01-05 group {note}\nclaim C1 I filing MA bill 131\n\
             line 2026-01-05 G0410 rev 0915 units 3\nline 2026-01-05 G0177 rev 0942"
        )
    };
    let two = case("09:00-11:10 sessions 2");
    assert_eq!(outcomes(&RULE, &two), ["fail C1 2026-01-05"]);
    assert_eq!(outcomes(&RULE, &case("09:00-12:20 sessions 3")), [""; 0]);
    let untold = case("09:00-10:00 more-times");
    assert_eq!(outcomes(&RULE, &untold), ["no-data - 2026-01-05"]);
}

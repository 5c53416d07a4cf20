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

//! Tells of days whose entries stand in a log that was read as one note of another day.

use super::note_missing::describe;
use crate::finding::{Evidence, Finding, Outcome};
use crate::ledger::LineRow;
use crate::model::{Claim, Note, RemarkKind, ServiceDate, ServiceLine};
use crate::rules::dates::listed;
use crate::rules::{Case, Rule};

/// Returns whether a note of another day holds an entry that begins with this day.
pub(super) fn holds(case: &Case<'_>, day: ServiceDate) -> bool {
    entries(case, day).next().is_some()
}

fn entries<'c>(case: &Case<'c>, day: ServiceDate) -> impl Iterator<Item = Evidence> + use<'c> {
    let notes = case.record.notes.iter();
    let entries = notes.flat_map(|note| note.remarks.of(RemarkKind::OtherDay));
    let of_day = entries.filter(move |entry| entry.on == Some(day));
    of_day.map(|entry| Evidence::searched(entry.span))
}

/// Returns whether a note holds entries of other days that were not told apart.
pub(super) fn holds_days(note: &Note) -> bool {
    note.remarks.first(RemarkKind::OtherDay).is_some()
}

/// Returns the last day of which a note holds an entry, where it holds any of another day.
pub(super) fn last_day(note: &Note) -> Option<ServiceDate> {
    let entries = note.remarks.of(RemarkKind::OtherDay);
    entries.filter_map(|entry| entry.on).max()
}

/// Says that what documents some days of a line may stand in such a log.
pub(super) fn finding(
    case: &Case<'_>,
    rule: &Rule,
    (row, claim, line): (&LineRow, &Claim, &ServiceLine),
    days: &[ServiceDate],
) -> Finding {
    let message = format!(
        "line {}: {} on {} has no note of its own; entries that begin with {} stand in a note of \
         another day and were not told apart",
        line.number,
        describe(line),
        listed(days),
        if days.len() == 1 {
            "that day"
        } else {
            "those days"
        },
    );
    let mut finding = rule
        .finding(Outcome::NoData, message)
        .on_line(&claim.id, line.number)
        .with(case.line_evidence(row.id));
    if let (Some(first), Some(last)) = (days.first(), days.last()) {
        finding = finding.from_to(*first, *last);
    }
    let entries = days
        .iter()
        .flat_map(|day| self::entries(case, *day).take(2));
    finding.with_all(entries.take(8))
}

#[cfg(test)]
mod tests {
    use super::super::note_missing::RULE;
    use crate::rules::fixture::outcomes;

    #[test]
    fn a_day_whose_entry_stands_in_a_log_is_no_data() {
        let case = |log: &str| {
            format!(
                "complete\nnote 2026-04-01 shift {log}\nclaim C1 I
                line 2026-04-01..2026-04-03 H2036 rev 1002"
            )
        };
        assert_eq!(
            outcomes(&RULE, &case("")),
            ["fail C1/1 2026-04-02..2026-04-03"]
        );
        let one = case("other-day 2026-04-02");
        let mut found = outcomes(&RULE, &one);
        found.sort();
        assert_eq!(found, ["fail C1/1 2026-04-03", "no-data C1/1 2026-04-02"]);
        let both = case("other-day 2026-04-02 other-day 2026-04-03");
        assert_eq!(
            outcomes(&RULE, &both),
            ["no-data C1/1 2026-04-02..2026-04-03"]
        );
    }
    #[test]
    fn a_log_is_signed_at_its_end() {
        let case = |log: &str| {
            format!(
                "complete\nnote 2026-04-01 shift {log}\nnote 2026-04-01 group\nclaim C1 I
                line 2026-04-01 H2036 rev 1002"
            )
        };
        let days = "other-day 2026-04-08 other-day 2026-04-15";
        let late = &super::super::late_signature::RULE;
        let signed = "signed 2026-04-15";
        assert_eq!(outcomes(late, &case(&format!("{signed} {days}"))), [""; 0]);
        assert_eq!(outcomes(late, &case(signed)).len(), 1);
        let unsigned = &super::super::note_unsigned::RULE;
        let found = outcomes(unsigned, &case(&format!("absent {days}")));
        assert_eq!(found, ["no-data - 2026-04-01"]);
        assert_eq!(
            outcomes(unsigned, &case("absent")),
            ["warn C1/1 2026-04-01"]
        );
    }
}

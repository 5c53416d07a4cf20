//! OVL-011: two weekly opioid treatment bundles were billed for one patient and week.

use super::biller::{Billers, billers};
use crate::finding::{Authority, Cure, Evidence, ExposureKind, Finding, Outcome, Severity};
use crate::ledger::LineRow;
use crate::model::ServiceDate;
use crate::rules::billed_line::{bills_any, code_words, on_line};
use crate::rules::relied::risk_of_days;
use crate::rules::{Case, Checks, Rule, RuleStatus, Scope};

/// The rule.
pub(crate) static RULE: Rule = Rule {
    code: "OVL-011",
    name: "otp-two-providers-same-week",
    status: RuleStatus::Stable,
    severity: Severity::High,
    exposure: ExposureKind::Line,
    applies_to: "weekly opioid treatment program bundles, G2067 to G2075",
    authority: &[Authority {
        cite: "42 CFR 410.67",
        verified: true,
    }],
    checks: "Two live weekly bundles of one patient begin less than otp.week_days apart. The later \
             one is at risk. Two providers fail where their weeks overlap at least \
             otp.overlap_weeks times; fewer overlaps warn, since a transfer of care or guest \
             dosing may explain them. One provider's bundles fail where they begin on one day \
             under two codes or one line's dates reach into the other's, and warn where they begin \
             on different days, since a program may move its billing day. Where most of its bundles \
             of the patient begin on one weekday, its week begins then: a bundle of the next week \
             passes, though the one before began late. One code billed twice on one day is COD-024. \
             Denied lines are not judged.",
    why: "The bundle pays for a week of treatment at one program; a second bundle for the week is \
          an overpayment.",
    cure: &[Cure::C5],
    params: &["otp.week_days", "otp.overlap_weeks", "fail.confidence"],
    rests_on_absence: false,
    needs: &[],
    scope: Scope::Patient(check),
};

/// The weekly bundles; the codes after them are add-ons.
const BUNDLES: [&str; 9] = [
    "G2067", "G2068", "G2069", "G2070", "G2071", "G2072", "G2073", "G2074", "G2075",
];

fn check(case: &Case<'_>, checks: &mut Checks) {
    let mut bundles: Vec<(ServiceDate, &LineRow)> = case
        .live()
        .filter(|(row, _, line)| bills_any(line, &BUNDLES) && !row.payment.denied)
        .filter_map(|(row, _, _)| Some((*row.days.first()?, row)))
        .collect();
    bundles.sort_by_key(|(from, row)| (*from, row.id));
    let overlaps: Vec<Option<Overlap<'_>>> = (0..bundles.len())
        .map(|place| overlap(case, &bundles, place))
        .collect();
    let between_providers = overlaps
        .iter()
        .flatten()
        .filter(|overlap| overlap.relation != Billers::Same)
        .count() as i64;
    for ((from, row), overlap) in bundles.iter().zip(&overlaps) {
        match overlap {
            Some(overlap) => {
                let confidence = overlap.confidence(case, row, *from, between_providers);
                checks.report(finding(case, row, *from, overlap, confidence));
            }
            None => checks.pass(&RULE),
        }
    }
}

/// An earlier bundle whose week reaches into that of a later one.
struct Overlap<'c> {
    from: ServiceDate,
    row: &'c LineRow,
    relation: Billers,
}

fn overlap<'c>(
    case: &Case<'c>,
    bundles: &[(ServiceDate, &'c LineRow)],
    place: usize,
) -> Option<Overlap<'c>> {
    let (from, row) = *bundles.get(place)?;
    let days = case.number_for(row, "otp.week_days");
    let same_code = |other: &LineRow| {
        let code = |row: &LineRow| {
            let line = case.ledger.service_line(row.id);
            line.procedure.as_ref().map(|code| code.value.clone())
        };
        code(row) == code(other)
    };
    let earlier = bundles.get(..place)?.iter().rev();
    let mut near = earlier.take_while(|(other, _)| from.days_since(*other) < days);
    near.find_map(|&(other_from, other)| {
        let relation = billers(case.ledger.claim(row.id), case.ledger.claim(other.id));
        let is_own = relation == Billers::Same;
        let is_twin = is_own && other_from == from && same_code(other);
        let is_next_week = is_own && is_next_week(case, bundles, (other_from, other), (from, row));
        (!is_twin && !is_next_week).then_some(Overlap {
            from: other_from,
            row: other,
            relation,
        })
    })
}

/// Returns whether a bundle begins on the day on which the program's weeks begin and the one before
/// began late in the week before, as after a holiday, with one bundle in each week.
fn is_next_week<'c>(
    case: &Case<'c>,
    bundles: &[(ServiceDate, &'c LineRow)],
    (late, before): (ServiceDate, &'c LineRow),
    (from, row): (ServiceDate, &'c LineRow),
) -> bool {
    let biller = case.ledger.claim(row.id);
    let own = || {
        let own = bundles
            .iter()
            .filter(|(_, other)| billers(biller, case.ledger.claim(other.id)) == Billers::Same);
        own.map(|(from, _)| *from)
    };
    let on_the_day =
        own().filter(|other| other.weekday_from_sunday() == from.weekday_from_sunday());
    let is_habit = on_the_day.clone().count() * 2 > own().count();
    let has_others = on_the_day.filter(|other| *other != from).count() >= LEAST_WEEKS;
    // The week before holds that one bundle alone.
    let begins = from.plus_days(-WEEK);
    let of_week = own().filter(|other| begins <= *other && *other < from);
    is_habit && has_others && begins <= late && !before.days.contains(&from) && of_week.count() == 1
}

/// Other weeks that begin on a day of the week from which it is the program's.
const LEAST_WEEKS: usize = 2;
const WEEK: i64 = 7;

impl Overlap<'_> {
    fn confidence(
        &self,
        case: &Case<'_>,
        row: &LineRow,
        from: ServiceDate,
        between_providers: i64,
    ) -> u8 {
        let sure = match self.relation {
            Billers::Same => from == self.from || self.row.days.contains(&from),
            Billers::Unknown => false,
            _ => between_providers >= case.number_for(row, "otp.overlap_weeks"),
        };
        if sure { 90 } else { 60 }
    }
}

fn finding(
    case: &Case<'_>,
    row: &LineRow,
    from: ServiceDate,
    overlap: &Overlap<'_>,
    confidence: u8,
) -> Finding {
    let other = case.ledger.service_line(overlap.row.id);
    let who = match overlap.relation {
        Billers::Same => "the same billing provider",
        Billers::Unknown => "a claim of which the billing provider is not known",
        _ => "another billing provider",
    };
    let message = format!(
        "weekly bundle {} from {from} begins {} days after {} from {} of {who} (claim {} line {}), \
         within the same week",
        code_words(case.ledger.service_line(row.id)),
        from.days_since(overlap.from),
        code_words(other),
        overlap.from,
        case.ledger.claim(overlap.row.id).id,
        other.number
    );
    let message = message.replace(" 0 days after ", " on the same day as ");
    let message = message.replace(" 1 days after ", " 1 day after ");
    on_line(case, RULE.finding(Outcome::Fail, message), row)
        .risking(risk_of_days(row, &row.days))
        .with(Evidence::supports(other.span))
        .with_confidence(confidence, case.policy.number("fail.confidence"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixture::outcomes;

    fn weeks(own: &[&str], other: &[&str]) -> String {
        let lines = |days: &[&str]| -> String {
            days.iter()
                .map(|day| format!("line {day} G2067\n"))
                .collect()
        };
        format!(
            "claim A P\n{}claim B P billing 1245319599\n{}",
            lines(own),
            lines(other)
        )
    }

    #[test]
    fn fires_on_two_programs_week_after_week() {
        let case = weeks(
            &["2026-01-05", "2026-01-12", "2026-01-19"],
            &["2026-01-07", "2026-01-14"],
        );
        let found = outcomes(&RULE, &case);
        assert!(
            found.contains(&"fail B/1 2026-01-07".to_owned()),
            "{found:?}"
        );
        assert!(
            found.contains(&"fail A/2 2026-01-12".to_owned()),
            "{found:?}"
        );
    }

    #[test]
    fn a_transfer_between_programs_warns_once() {
        let case = weeks(&["2026-01-05", "2026-01-12"], &["2026-01-15", "2026-01-22"]);
        assert_eq!(outcomes(&RULE, &case), ["warn B/1 2026-01-15"]);
    }

    #[test]
    fn one_program_with_two_bundles_in_a_week() {
        let two_codes = "claim A P\nline 2026-01-05 G2067\nline 2026-01-05 G2074";
        assert_eq!(outcomes(&RULE, two_codes), ["fail A/2 2026-01-05"]);
        let moved = weeks(&["2026-01-05", "2026-01-11"], &[]);
        assert_eq!(outcomes(&RULE, &moved), ["warn A/2 2026-01-11"]);
    }

    #[test]
    fn a_week_that_began_late_after_a_holiday_ends_with_the_programs_week() {
        let days = |days: &[&str]| outcomes(&RULE, &weeks(days, &[]));
        let holiday = ["2026-01-05", "2026-01-12", "2026-01-20", "2026-01-26"];
        assert_eq!(days(&holiday), [""; 0]);
        // Two in one of the program's weeks, and too few to tell its day.
        let twice = ["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-22"];
        assert_eq!(days(&twice), ["warn A/4 2026-01-22"]);
        let both = [
            "2026-01-05",
            "2026-01-12",
            "2026-01-19",
            "2026-01-21",
            "2026-01-26",
        ];
        assert!(days(&both).contains(&"warn A/5 2026-01-26".to_owned()));
        assert_eq!(days(&["2026-01-20", "2026-01-26"]), ["warn A/2 2026-01-26"]);
    }

    #[test]
    fn weekly_bundles_add_ons_and_denied_weeks_pass() {
        for case in [
            weeks(&["2026-01-05", "2026-01-12"], &["2026-01-19"]),
            "claim A P\nline 2026-01-05 G2067\nline 2026-01-06 G2080".to_owned(),
            format!(
                "{}paid A 1 0 denied CO-97",
                weeks(&["2026-01-05"], &["2026-01-07"])
            ),
        ] {
            assert_eq!(outcomes(&RULE, &case), [""; 0], "{case}");
        }
    }
}

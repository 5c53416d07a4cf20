//! Counts the last days for appeals, corrected claims and records by payer class. Pure date math:
//! nothing here knows a claim. A date that is not known gives no deadline, never a guess.

use super::{Clock, PayerClass, Policy, Terms};
use crate::model::ServiceDate;
use crate::text::{Known, known};
use chrono::Months;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// One level of appeal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealLevel {
    /// The payer class, as in files.
    pub class: String,
    /// The level, from 1.
    pub level: u8,
    /// Its name, `redetermination`.
    pub name: String,
    /// Who decides.
    pub decides: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    level: Vec<AppealLevel>,
}

const FILE: &str = include_str!("../knowledge/appeals.toml");

static LEVELS: LazyLock<Vec<AppealLevel>> = LazyLock::new(|| {
    let file = toml::from_str::<File>(FILE);
    debug_assert!(file.is_ok(), "appeals.toml: {:?}", file.err());
    file.map_or_else(|_| Vec::new(), |file| file.level)
});

/// Returns a level of appeal of a payer class.
pub fn appeal_level(class: PayerClass, level: u8) -> Option<&'static AppealLevel> {
    LEVELS
        .iter()
        .find(|row| row.class == class.id() && row.level == level)
}

/// A last day, with how it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Which clock.
    pub clock: Clock,
    /// The day on which it started: of the notice, or of the service.
    pub start: ServiceDate,
    /// Days that the clock gives.
    pub days: i64,
    /// Days that were added because a notice counts as received later than it is dated.
    pub presumed: i64,
    /// The last day by the rule.
    pub last: ServiceDate,
    /// The last day without presumption and without moving over a weekend: the day to keep.
    pub safe: ServiceDate,
}

impl Deadline {
    /// Returns how the last day was counted, in words.
    pub fn basis(&self) -> String {
        let mut words = format!("{} days from {}", self.days, self.start);
        if self.presumed > 0 {
            words.push_str(&format!(", {} days for receipt", self.presumed));
        }
        if self.last > self.start.plus_days(self.days + self.presumed) {
            words.push_str(", moved to a business day");
        }
        words
    }

    /// Returns whether the last day by the rule lies before a date.
    pub fn is_past(&self, today: ServiceDate) -> bool {
        self.last < today
    }
}

/// The dates that clocks run from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Started {
    /// The day of the remittance or letter.
    pub notice: Option<ServiceDate>,
    /// The day of service from which a claim's time runs.
    pub service: Option<ServiceDate>,
}

/// Returns the last day of a clock; `None` where the payer's class or the date is not known.
pub fn deadline(
    terms: &Terms<'_>,
    class: PayerClass,
    clock: Clock,
    started: Started,
) -> Option<Deadline> {
    let id = class.id();
    match clock {
        Clock::Appeal => appeal_deadline(terms, class, 1, started.notice?),
        Clock::CorrectedClaim if matches!(class, PayerClass::Medicare | PayerClass::Tricare) => {
            let start = started.service?;
            let year = start.naive().checked_add_months(Months::new(12))?;
            let safe = start.plus_days(year.signed_duration_since(start.naive()).num_days());
            Some(Deadline {
                clock,
                start,
                days: safe.days_since(start),
                presumed: 0,
                last: rolled(terms, class, safe),
                safe,
            })
        }
        Clock::CorrectedClaim => {
            let days = terms.get(&format!("den.corrected_claim_days.{id}"))?;
            Some(counted(terms, class, clock, started.notice?, days, 0))
        }
        Clock::Coordination => {
            let days = terms.get("den.coordination_days")?;
            Some(counted(terms, class, clock, started.notice?, days, 0))
        }
        Clock::Records => {
            let days = terms.get(&format!("den.records_days.{id}"))?;
            Some(counted(terms, class, clock, started.notice?, days, 0))
        }
        Clock::None => None,
    }
}

/// Returns the last day of a level of appeal, from the date of the decision appealed against.
pub fn appeal_deadline(
    terms: &Terms<'_>,
    class: PayerClass,
    level: u8,
    notice: ServiceDate,
) -> Option<Deadline> {
    let id = class.id();
    let days = terms.get(&format!("den.appeal_days.{id}.{level}"))?;
    let presumed = terms.get(&format!("den.receipt_days.{id}"))?;
    Some(counted(terms, class, Clock::Appeal, notice, days, presumed))
}

fn counted(
    terms: &Terms<'_>,
    class: PayerClass,
    clock: Clock,
    start: ServiceDate,
    days: i64,
    presumed: i64,
) -> Deadline {
    let safe = start.plus_days(days);
    Deadline {
        clock,
        start,
        days,
        presumed,
        last: rolled(terms, class, safe.plus_days(presumed)),
        safe,
    }
}

/// The clock for reporting and returning an overpayment, once the facility knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnClock {
    /// The day on which the facility knows.
    pub known: ServiceDate,
    /// The last day to report and return.
    pub report_by: ServiceDate,
    /// The day until which a timely, good-faith investigation may suspend that; `None` where no
    /// regulation says so.
    pub suspended_until: Option<ServiceDate>,
    /// Payments received before this day need not be returned.
    pub look_back_from: ServiceDate,
    /// Where the duty is written.
    #[serde(with = "known")]
    pub authority: Known,
}

/// Returns the clock for a payer's overpayments that the facility knows of on a day; `None` where
/// the duty is the contract's and not the law's.
pub fn return_clock(policy: &Policy, class: PayerClass, known: ServiceDate) -> Option<ReturnClock> {
    let authority = match class {
        PayerClass::Medicare => "42 CFR 401.305",
        PayerClass::MedicareAdvantage | PayerClass::Medicaid => "Social Security Act 1128J(d)",
        PayerClass::Commercial | PayerClass::Tricare | PayerClass::Unknown => return None,
    };
    let days = |key: &str| known.plus_days(policy.number(key));
    let years = u32::try_from(policy.number("overpayment.look_back_years")).ok()?;
    let from = known
        .naive()
        .checked_sub_months(Months::new(years.checked_mul(12)?))?;
    let back = known.naive().signed_duration_since(from).num_days();
    Some(ReturnClock {
        known,
        report_by: days("overpayment.report_days"),
        // The regulation is of Medicare parts A and B alone.
        suspended_until: (class == PayerClass::Medicare)
            .then(|| days("overpayment.investigation_days")),
        look_back_from: known.plus_days(-back),
        authority,
    })
}

/// Returns the day itself, or the next business day where the payer's rule moves it.
fn rolled(terms: &Terms<'_>, class: PayerClass, day: ServiceDate) -> ServiceDate {
    let rolls = terms.get(&format!("den.weekend_rolls.{}", class.id()));
    if rolls != Some(1) {
        return day;
    }
    let mut day = day;
    while !is_business_day(day) {
        day = day.plus_days(1);
    }
    day
}

/// Returns whether federal offices are open: no weekend and no federal holiday.
pub fn is_business_day(day: ServiceDate) -> bool {
    !matches!(day.weekday_from_sunday(), 0 | 6) && !is_federal_holiday(day)
}

fn is_federal_holiday(day: ServiceDate) -> bool {
    let (month, date, weekday) = (day.month(), day.day(), day.weekday_from_sunday());
    let nth_monday = |nth: u32| weekday == 1 && date.div_ceil(7) == nth;
    let floating = match month {
        1 => nth_monday(3),
        2 => nth_monday(3),
        5 => weekday == 1 && date > 24,
        9 => nth_monday(1),
        10 => nth_monday(2),
        11 => weekday == 4 && date.div_ceil(7) == 4,
        _ => false,
    };
    // A fixed day on a Saturday is kept on the Friday, one on a Sunday on the Monday.
    let is_fixed = |day: ServiceDate| {
        matches!(
            (day.month(), day.day()),
            (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25)
        )
    };
    floating
        || is_fixed(day)
        || (weekday == 5 && is_fixed(day.plus_days(1)))
        || (weekday == 1 && is_fixed(day.plus_days(-1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LevelOfCare, Payer};

    fn date(text: &str) -> ServiceDate {
        ServiceDate::parse_iso(text).expect("a date")
    }

    fn dates(filing: &str, clock: Clock, level: u8, start: &str) -> Option<(String, String)> {
        let policy = Policy::default();
        let payer = Payer {
            filing_code: filing.to_owned(),
            ..Payer::default()
        };
        let class = policy.payer_class(&payer);
        let key = policy.payer_key(&payer);
        let terms = policy.terms(key, LevelOfCare::IntensiveOutpatient, None);
        let start = ServiceDate::parse_iso(start);
        let found = if level > 1 {
            appeal_deadline(&terms, class, level, start?)
        } else {
            let started = Started {
                notice: start,
                service: start,
            };
            deadline(&terms, class, clock, started)
        };
        found.map(|found| (found.safe.to_string(), found.last.to_string()))
    }

    #[test]
    fn last_days_of_dated_cases() {
        use Clock::*;
        let cases = [
            // Medicare: 120 days and 5 for receipt; 2026-05-15 is a Friday.
            ("MB", Appeal, 1, "2026-01-10", "2026-05-10", "2026-05-15"),
            // The 125th day is a Saturday, then a Sunday: the Monday holds.
            ("MA", Appeal, 1, "2026-01-11", "2026-05-11", "2026-05-18"),
            ("MA", Appeal, 1, "2026-01-12", "2026-05-12", "2026-05-18"),
            // The 125th day is Memorial Day.
            ("MB", Appeal, 1, "2026-01-20", "2026-05-20", "2026-05-26"),
            // Over the leap day of 2028.
            ("MB", Appeal, 1, "2027-11-01", "2028-02-29", "2028-03-06"),
            // The 4th of July 2026 is a Saturday, kept on Friday the 3rd: Monday the 6th.
            ("MB", Appeal, 1, "2026-02-28", "2026-06-28", "2026-07-06"),
            ("MB", Appeal, 2, "2026-03-02", "2026-08-29", "2026-09-03"),
            ("MB", Appeal, 3, "2026-03-02", "2026-05-01", "2026-05-06"),
            ("MB", Appeal, 4, "2026-03-02", "2026-05-01", "2026-05-06"),
            ("MB", Appeal, 5, "2026-03-02", "2026-05-01", "2026-05-06"),
            ("16", Appeal, 1, "2026-03-02", "2026-05-06", "2026-05-11"),
            ("MC", Appeal, 1, "2026-03-02", "2026-05-01", "2026-05-01"),
            ("MC", Appeal, 2, "2026-03-02", "2026-06-30", "2026-06-30"),
            // A commercial last day on a Saturday stays there.
            ("CI", Appeal, 1, "2026-03-02", "2026-08-29", "2026-08-29"),
            ("CI", Appeal, 2, "2026-03-02", "2026-06-30", "2026-06-30"),
            ("CH", Appeal, 1, "2026-03-02", "2026-05-31", "2026-05-31"),
            (
                "CI",
                CorrectedClaim,
                1,
                "2026-03-02",
                "2026-05-31",
                "2026-05-31",
            ),
            // One calendar year; a service on a leap day ends on the 28th.
            (
                "MB",
                CorrectedClaim,
                1,
                "2026-03-02",
                "2027-03-02",
                "2027-03-02",
            ),
            (
                "MB",
                CorrectedClaim,
                1,
                "2024-02-29",
                "2025-02-28",
                "2025-02-28",
            ),
            (
                "MB",
                CorrectedClaim,
                1,
                "2025-02-28",
                "2026-02-28",
                "2026-03-02",
            ),
            (
                "CI",
                Coordination,
                1,
                "2026-03-02",
                "2026-05-31",
                "2026-05-31",
            ),
            ("MB", Records, 1, "2026-03-02", "2026-04-16", "2026-04-16"),
            ("HM", Records, 1, "2026-03-02", "2026-04-01", "2026-04-01"),
        ];
        for (filing, clock, level, start, safe, last) in cases {
            assert_eq!(
                dates(filing, clock, level, start),
                Some((safe.to_owned(), last.to_owned())),
                "{filing} {clock:?} {level} {start}"
            );
        }
    }

    #[test]
    fn no_date_no_class_and_no_clock_give_none() {
        assert_eq!(dates("CI", Clock::Appeal, 1, ""), None);
        assert_eq!(dates("", Clock::Appeal, 1, "2026-03-02"), None);
        assert_eq!(dates("CI", Clock::None, 1, "2026-03-02"), None);
        assert_eq!(dates("16", Clock::Appeal, 2, "2026-03-02"), None);
    }

    #[test]
    fn an_overpayment_is_returned_within_sixty_days_of_knowing() {
        let policy = Policy::default();
        let clock = |class, known| return_clock(&policy, class, date(known));
        let medicare = clock(PayerClass::Medicare, "2028-02-29").expect("a clock");
        assert_eq!(medicare.report_by, date("2028-04-29"));
        assert_eq!(medicare.suspended_until, Some(date("2028-08-27")));
        assert_eq!(medicare.look_back_from, date("2022-02-28"));
        let medicaid = clock(PayerClass::Medicaid, "2026-04-15").expect("a clock");
        assert_eq!(medicaid.report_by, date("2026-06-14"));
        assert_eq!(medicaid.suspended_until, None);
        assert_eq!(clock(PayerClass::Commercial, "2026-04-15"), None);
    }

    #[test]
    fn levels_have_their_days_and_federal_holidays_are_known() {
        for row in LEVELS.iter() {
            let key = format!("den.appeal_days.{}.{}", row.class, row.level);
            assert!(crate::policy::Parameters::describe(&key).is_some(), "{key}");
        }
        let level = appeal_level(PayerClass::Medicare, 2);
        assert_eq!(
            level.map(|level| level.name.as_str()),
            Some("reconsideration")
        );
        for day in [
            "2026-01-01",
            "2026-01-19",
            "2026-02-16",
            "2026-05-25",
            "2026-06-19",
            "2026-07-03",
            "2026-09-07",
            "2026-10-12",
            "2026-11-11",
            "2026-11-26",
            "2026-12-25",
            "2027-12-24",
            "2022-06-20",
        ] {
            assert!(!is_business_day(date(day)), "{day}");
        }
        assert!(is_business_day(date("2026-11-19")) && is_business_day(date("2026-05-18")));
    }
}

//! Dates as people write them, and what must not be taken for one.

use super::*;
use proptest::prelude::*;

#[test]
fn reads_dates_as_people_write_them() {
    for text in "04/05/2026 | 4/5/26 | 4/5/2026 | 2026-04-05 | 2026-4-5 | 2026/04/05 | \
          2026-04-05T10:00:00 | 2026-04-05 00:00:00 | 2026-04-05T10:00:00.000-05:00 | \
          05-Apr-2026 | 5-APR-26 | 05 Apr 2026 | Apr 5, 2026 | Apr. 5, 2026 | APR 05 2026 | \
          April 5, 2026 | april 5th, 2026 | 5th of April, 2026 | 04052026 | 20260405 | \
          4.5.26 | 4-5-26 | 04-05-2026 | Sun 4/5/26 | Sunday, April 5, 2026 | \
          Sun. 4/5/2026 | 04 / 05 / 2026 |  4/5/2026  | 4/5/2026 10:03 AM EDT | \
          4/5/2026 @ 1403 | 4/5/2026 at 2:03 pm | Apr-05-2026 | 5/Apr/2026 | 4/5/2026 0:00 | \
          20260405 1030"
        .split(" | ")
    {
        let date = parse_date(text).map(|date| date.to_string());
        assert_eq!(date.as_deref(), Some("2026-04-05"), "{text}");
    }
    for (text, expected) in [
        ("25/04/2026", "2026-04-25"),
        ("25.04.2026", "2026-04-25"),
        ("12/31/69", "1969-12-31"),
        ("12/31/68", "2068-12-31"),
        ("Sept 9, 2026", "2026-09-09"),
        ("2/29/2024", "2024-02-29"),
    ] {
        assert_eq!(
            parse_date(text).map(|date| date.to_string()).as_deref(),
            Some(expected)
        );
    }
}

#[test]
fn refuses_what_could_mean_two_things_or_nothing() {
    for text in "April 2026 | 4/5 | 13/13/2026 | 25/04/26 | 26-04-05 | 2/29/2026 | 4/5/026 | \
          4/5-2026 | 12122012x | 999999999 | Apr 5, 26 | 04/05/2026 and more | 1/2/3/4 | \
          120/80 | 555-123-4567 | 123-45-6789 | 00/00/0000 | é4/5/2026 | May | 10101010"
        .split(" | ")
    {
        let got = parse_date(text);
        assert_eq!(got, None, "{text}");
    }
}

#[test]
fn birth_dates_are_never_in_the_future() {
    for (text, expected) in [
        ("1/2/55", Some("1955-01-02")),
        ("1/2/98", Some("1998-01-02")),
        ("1/2/08", Some("2008-01-02")),
        ("1/2/26", None),
        ("01/02/1955", Some("1955-01-02")),
        ("2-Jan-55", Some("1955-01-02")),
    ] {
        assert_eq!(
            parse_birth_date(text).map(|d| d.to_string()).as_deref(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn timestamps_keep_the_time() {
    let stamp = |text| parse_timestamp(text).map(|stamp| stamp.to_string());
    assert_eq!(
        stamp("4/5/2026 2:03 PM").as_deref(),
        Some("2026-04-05 14:03")
    );
    assert_eq!(
        stamp("2026-04-05T10:03:00Z").as_deref(),
        Some("2026-04-05 10:03")
    );
    assert_eq!(stamp("4/5/2026").as_deref(), Some("2026-04-05"));
    assert_eq!(stamp("4/5/2026 later"), None);
}

#[test]
fn finds_dates_in_running_text() {
    for (text, expected) in [
        (
            "Seen 4/5/2026, again 04-06-26.",
            vec!["4/5/2026", "04-06-26"],
        ),
        ("from 4/5/2026-4/9/2026", vec!["4/5/2026", "4/9/2026"]),
        (
            "(Apr 5, 2026) signed 2026-04-06T10:00",
            vec!["Apr 5, 2026", "2026-04-06"],
        ),
        ("BP 120/80, call 555-123-4567, SSN 123-45-6789", vec![]),
        ("may 5 20 mg; MRN 20260405; v1.4.5.26", vec![]),
        ("Zoë—4/5/2026", vec![]),
        ("DOS:4/5/2026 DOB=1/2/1980", vec!["4/5/2026", "1/2/1980"]),
        ("ends. 5 April 2026 starts", vec!["5 April 2026"]),
    ] {
        let found: Vec<_> = find_dates(text).map(|(range, _)| &text[range]).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn excel_serials_are_days_since_the_end_of_1899() {
    let date = |text| from_excel_serial(text).map(|date| date.to_string());
    assert_eq!(date("45292").as_deref(), Some("2024-01-01"));
    assert_eq!(date("46117.4375").as_deref(), Some("2026-04-05"));
    assert_eq!(date("12345"), None);
    assert_eq!(date("90837"), None);
}

proptest! {
    #[test]
    fn never_panics(text in "[0-9/.:\\- a-zA-Zé,'T@]{0,40}|\\PC{0,40}") {
        let _ = (parse_date(&text), parse_birth_date(&text), parse_time(&text));
        let _ = from_excel_serial(&text);
        for (range, date) in find_dates(&text) {
            prop_assert_eq!(parse_date(&text[range]), Some(date));
        }
    }

    #[test]
    fn every_date_survives_its_common_spellings(days in 0_i64..60_000) {
        let date = ServiceDate::new(1930, 1, 1).map(|first| first.plus_days(days));
        let naive = date.expect("a date").naive();
        for format in ["%m/%d/%Y", "%Y-%m-%d", "%d-%b-%Y", "%B %-d, %Y", "%Y%m%d", "%-m.%-d.%Y"] {
            prop_assert_eq!(parse_date(&naive.format(format).to_string()), date, "{}", format);
        }
    }
}

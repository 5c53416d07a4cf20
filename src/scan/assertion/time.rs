//! Reads when a statement is dated: ages ("3 days ago"), years, dates, against the date of
//! service.

use super::scope::View;
use crate::model::ServiceDate;
use crate::read::dates::MONTHS;

/// One time expression of a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct When {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Days before the date of service; `None` when it is past by an unknown number of days.
    pub(crate) days: Option<u32>,
    /// The date, where one is written.
    pub(crate) date: Option<ServiceDate>,
}

/// Refills `whens` with the time expressions of a sentence.
pub(crate) fn find(view: &View<'_>, service: Option<ServiceDate>, whens: &mut Vec<When>) {
    whens.clear();
    let tokens = view.tokens;
    let word = |index: usize| tokens.get(index).map_or("", |token| token.of(view.text));
    for (index, token) in tokens.iter().enumerate() {
        let text = token.of(view.text);
        let mut add = |from: usize, to: usize, days: Option<u32>, date: Option<ServiceDate>| {
            if let (Some(first), Some(last)) = (tokens.get(from), tokens.get(to)) {
                whens.push(When {
                    start: first.start,
                    end: last.end,
                    days,
                    date,
                });
            }
        };
        match text {
            // "Six months since his last relapse".
            "since" if (index + 1..index + 4).any(|next| word(next) == "last") => {
                if let Some((from, days)) = age_before(index, &word) {
                    add(from, index, Some(days), None);
                }
            }
            "ago" => {
                if let Some((from, days)) = age_before(index, &word) {
                    add(from, index, Some(days), None);
                }
            }
            // "Attempt age 19"; "client, age 19" is as old now.
            "age" | "aged"
                if matches!(word(index.wrapping_sub(1)), "at" | "the")
                    || is_event(word(index.wrapping_sub(1))) =>
            {
                let number = index + if word(index + 1) == "of" { 2 } else { 1 };
                if word(number).parse::<u8>().is_ok() {
                    add(index, number, None, None);
                }
            }
            "yesterday" => add(index, index, Some(1), None),
            "in" => {
                if let Some((to, days)) = month_after(index, &word, service)
                    && tokens.iter().any(|token| happens_once(token.of(view.text)))
                {
                    add(index, to, Some(days), None);
                }
            }
            "last" => {
                let days = match word(index + 1) {
                    "week" | "wk" => 7,
                    "month" => 31,
                    "year" => 365,
                    "summer" | "winter" | "spring" | "fall" => 180,
                    _ => continue,
                };
                if !matches!(word(index.wrapping_sub(1)), "the" | "past" | "until") {
                    add(index, index + 1, Some(days), None);
                }
            }
            _ if token.word && text.len() == 4 => {
                let Ok(year) = text.parse::<i32>() else {
                    continue;
                };
                // "Since 2014" goes on; "through March 2026" is yet to come.
                let lasting = (1..=6)
                    .map(|back| word(index.wrapping_sub(back)))
                    .take_while(|word| !matches!(*word, "," | ";" | "."))
                    .any(|word| word == "since")
                    || (1..=2).any(|back| {
                        matches!(
                            word(index.wrapping_sub(back)),
                            "since"
                                | "through"
                                | "thru"
                                | "until"
                                | "till"
                                | "by"
                                | "expires"
                                | "expiring"
                                | "due"
                        )
                    });
                if lasting {
                    continue;
                }
                // "Last use 11/2023".
                let month = || word(index.wrapping_sub(2)).parse::<u32>().ok();
                if word(index.wrapping_sub(1)) == "/"
                    && word(index.wrapping_sub(3)) != "/"
                    && let Some(date) = month().and_then(|month| ServiceDate::new(year, month, 1))
                {
                    let days = service.map(|today| today.days_since(date));
                    if days.is_none_or(|days| days > 31) {
                        add(index - 2, index, days.map(|days| days as u32), None);
                    }
                    continue;
                }
                let clock = matches!(
                    word(index.wrapping_sub(1)),
                    "@" | "at" | "$" | "#" | "/" | "room" | "-" | "."
                );
                if !(1940..2100).contains(&year)
                    || clock
                    || matches!(
                        word(index + 1),
                        "mg" | "ml" | "-" | "calories" | "kcal" | "hrs" | "hours" | "h" | "/"
                    )
                {
                    continue;
                }
                match service {
                    Some(today) if year == today.year() => {}
                    Some(today) if year > today.year() => {}
                    Some(today) => {
                        add(index, index, Some((today.year() - year) as u32 * 365), None)
                    }
                    None => add(index, index, None, None),
                }
            }
            "/" => {
                if let Some((to, date)) = date_around(index, &word, service)
                    && let Some(today) = service
                {
                    let days = today.days_since(date);
                    if days >= 0 {
                        add(index - 1, to, Some(days as u32), Some(date));
                    }
                }
            }
            _ => {}
        }
    }
}

/// Returns whether a date is that of an event told beside a score: "PCL-5 41 (nursery fire 2019)", "fell
/// from a roof in 2019, PHQ-9 17". A date alone in brackets or at the head of a clause dates the score.
pub(super) fn is_of_event(view: &View<'_>, when: &When, from: usize, to: usize) -> bool {
    let (low, high) = if when.start >= to {
        (to, when.start)
    } else {
        (when.end, from)
    };
    let middle = view.text.get(low..high).unwrap_or("");
    if when.start >= to {
        let remark = middle
            .rsplit_once(['(', ',', ';'])
            .or_else(|| middle.rsplit_once(" - "));
        return remark.is_some_and(|(_, inside)| !inside.contains(')') && tells_event(inside));
    }
    let clause = view.text.get(..when.start).unwrap_or("");
    let first = view.tokens.first().map_or(0, |token| token.start);
    let clause = clause.get(first..).unwrap_or("");
    let clause = clause
        .rsplit_once([',', ';', ':', '('])
        .map_or(clause, |(_, last)| last);
    middle.contains([',', ')']) && tells_event(clause)
}

/// Returns whether words before a date name what was on it.
fn tells_event(words: &str) -> bool {
    words
        .split([' ', '/'])
        .filter(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic()))
        .any(|word| {
            !matches!(
                word.trim_matches(|sign: char| !sign.is_ascii_alphanumeric()),
                "on" | "in"
                    | "from"
                    | "at"
                    | "as"
                    | "of"
                    | "the"
                    | "was"
                    | "intake"
                    | "admission"
                    | "admit"
                    | "baseline"
                    | "last"
                    | "prior"
                    | "since"
                    | "dated"
                    | "date"
                    | "taken"
                    | "done"
                    | "completed"
                    | "score"
                    | "initial"
                    | "previous"
                    | "down"
                    | "up"
            )
        })
}

/// Returns whether a word names what happens once, so that an age behind it is the age then.
fn is_event(word: &str) -> bool {
    matches!(
        word,
        "attempt"
            | "attempts"
            | "sa"
            | "od"
            | "overdose"
            | "overdoses"
            | "overdosed"
            | "hospitalization"
            | "hospitalized"
            | "inpatient"
            | "assault"
            | "assaulted"
            | "rape"
            | "raped"
            | "abused"
    )
}

/// Returns whether a word tells what happens once, and begins nothing that lasts.
fn happens_once(word: &str) -> bool {
    is_event(word) || matches!(word, "attempted" | "jumped" | "hanged" | "hung" | "talked")
}

/// Reads a month without a year behind "in" ("in January", "in early January"): its last token and the
/// days since its end. The month of the note itself tells nothing, and one that is soon to come again
/// may be meant ahead.
fn month_after<'t>(
    at: usize,
    word: &impl Fn(usize) -> &'t str,
    service: Option<ServiceDate>,
) -> Option<(usize, u32)> {
    /// A month farther back is as near ahead.
    const MOST_BACK: u32 = 8;
    let to = at
        + if matches!(word(at + 1), "early" | "mid" | "late") {
            2
        } else {
            1
        };
    let named = word(to);
    let month = MONTHS
        .iter()
        .position(|name| *name == named || (named.len() == 3 && name.starts_with(named)))?;
    // "In January 2019", "in Jan '19" and "in March 3" are read for themselves.
    if word(to + 1).starts_with(|c: char| c.is_ascii_digit() || c == '\'') || word(to + 1) == "of" {
        return None;
    }
    let today = service?;
    let back = (today.month() + 11 - month as u32) % 12;
    if back == 0 || back > MOST_BACK {
        return None;
    }
    let first = ServiceDate::new(today.year(), today.month(), 1)?;
    // The first of the month behind it.
    let year = if month as u32 + 1 < today.month() {
        today.year()
    } else {
        today.year() - 1
    };
    let (year, next) = if month == 11 {
        (year + 1, 1)
    } else {
        (year, month as u32 + 2)
    };
    let end = ServiceDate::new(year, next, 1)?;
    (first.days_since(end) >= 0).then(|| (to, today.days_since(end) as u32 + 1))
}

/// Reads the count and unit before "ago": first token and days.
fn age_before<'t>(ago: usize, word: &impl Fn(usize) -> &'t str) -> Option<(usize, u32)> {
    let unit_at = ago.checked_sub(1)?;
    let unit_word = word(unit_at);
    let digits = unit_word.len()
        - unit_word
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len();
    if digits > 0 {
        // "3d ago".
        let count: u32 = unit_word.get(..digits)?.parse().ok()?;
        return Some((
            unit_at,
            count.min(1000) * unit_days(unit_word.get(digits..)?)?,
        ));
    }
    let days = unit_days(unit_word)?;
    let count_at = ago.checked_sub(2)?;
    let count = match word(count_at) {
        "a" | "an" | "one" => 1,
        "two" | "couple" => 2,
        "three" | "few" | "several" => 3,
        "of" => return Some((ago.checked_sub(3)?, 2 * days)),
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" | "many" => 10,
        "twenty" => 20,
        number => match number.parse::<f32>() {
            Ok(count) => count.clamp(0.0, 1000.0).round() as u32,
            Err(_) => return Some((unit_at, 2 * days)),
        },
    };
    Some((count_at, count * days))
}

/// Returns the days in a unit of time; hours count as none.
pub(crate) fn unit_days(unit: &str) -> Option<u32> {
    Some(match unit.trim_end_matches('.') {
        "h" | "hr" | "hrs" | "hour" | "hours" | "min" | "mins" | "minutes" | "minute" => 0,
        "d" | "day" | "days" => 1,
        "w" | "wk" | "wks" | "week" | "weeks" => 7,
        "mo" | "mos" | "month" | "months" => 30,
        "y" | "yr" | "yrs" | "year" | "years" | "summers" | "winters" | "springs" => 365,
        "decades" | "decade" => 3650,
        _ => return None,
    })
}

/// Reads `M/D` or `M/D/Y` around a slash: last token and date.
fn date_around<'t>(
    slash: usize,
    word: &impl Fn(usize) -> &'t str,
    service: Option<ServiceDate>,
) -> Option<(usize, ServiceDate)> {
    let month: u32 = word(slash.checked_sub(1)?).parse().ok()?;
    let day: u32 = word(slash + 1).parse().ok()?;
    if matches!(
        word(slash.wrapping_sub(2)),
        "/" | "bp" | "pain" | "rated" | "attended" | "cravings" | "anxiety"
    ) {
        return None;
    }
    if word(slash + 2) == "/" {
        // "CIWA 12/11/9" is a row of scores.
        if !matches!(word(slash + 3).len(), 2 | 4) {
            return None;
        }
        let year: i32 = word(slash + 3).parse().ok()?;
        let year = if year < 100 { 2000 + year } else { year };
        return Some((slash + 3, ServiceDate::new(year, month, day)?));
    }
    // Without a year, "2/10" may be a rating and "2/5 groups" a share.
    let before = word(slash.wrapping_sub(2));
    let after = word(slash + 2);
    let dated = matches!(
        before,
        "on" | "since" | "until" | "from" | "dated" | "date" | "by" | "thru" | "through"
    );
    if !dated
        && (day == 10
            || day == month
            || matches!(
                after,
                "groups"
                    | "group"
                    | "sessions"
                    | "days"
                    | "of"
                    | "mins"
                    | "strength"
                    | "meals"
                    | "times"
            ))
    {
        return None;
    }
    let today = service?;
    let this_year = ServiceDate::new(today.year(), month, day)?;
    // "Nightmares 5/7" counts the nights of a week, unless the day is one of the last weeks.
    if !dated && day == 7 && !(0..=31).contains(&today.days_since(this_year)) {
        return None;
    }
    let date = if this_year.days_since(today) > 60 {
        ServiceDate::new(today.year() - 1, month, day)?
    } else {
        this_year
    };
    Some((slash + 1, date))
}

#[cfg(test)]
mod tests {
    use crate::model::{Assertion, NoteKind, ServiceDate};
    use crate::scan::{Lexicon, NoteInput, Scanner};
    use crate::text::{FileId, Page, PageMaps, Span};

    #[test]
    fn a_month_dates_what_happens_once() {
        for (text, month, class) in [
            ("He attempted suicide in January.", 3, Assertion::Historical),
            (
                "In January he attempted suicide by hanging.",
                3,
                Assertion::Historical,
            ),
            (
                "He attempted suicide in late Dec.",
                3,
                Assertion::Historical,
            ),
            ("He attempted suicide in March.", 3, Assertion::Affirmed),
            ("He attempted suicide in February.", 3, Assertion::Affirmed),
            // Ahead or behind?
            ("He attempted suicide in May.", 3, Assertion::Affirmed),
            (
                "He attempted suicide; in therapy since.",
                3,
                Assertion::Affirmed,
            ),
        ] {
            let pages = [Page::plain(1, text)];
            let spans = [Span::new(FileId(0), 1, 0, text.len() as u32)];
            let mentions = Scanner::new(Lexicon::embedded()).note(&NoteInput {
                pages: &PageMaps::new(&pages),
                spans: &spans,
                kind: NoteKind::Unknown,
                service_date: ServiceDate::new(2026, month, 25),
                headings: &[],
            });
            let told = mentions.iter().find(|mention| mention.indicator == "D3-06");
            assert_eq!(told.map(|mention| mention.assertion), Some(class), "{text}");
        }
    }
}

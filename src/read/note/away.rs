//! Finds that a patient of 24-hour care spent a night away: on a pass or leave that ends on a
//! later day, gone without leave and not back, kept in hospital, or back from a night away.
//! Plans, rules, requests and other people's passes are no such night.

mod house;

use super::guards::Guard;
use super::remarks::Window;
use super::view::NoteView;
use crate::model::{Minute, NoteKind, Remark, RemarkKind, ServiceDate};
use crate::text::Pattern;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Returns the nights away that a note of the date tells of.
pub(super) fn nights_away(
    view: &NoteView<'_>,
    kind: NoteKind,
    (date, start): (ServiceDate, Option<Minute>),
) -> Vec<Remark> {
    let tells = matches!(
        kind,
        NoteKind::ShiftNote
            | NoteKind::NursingNote
            | NoteKind::ProgressNote
            | NoteKind::ProgramSummary
            | NoteKind::CaseManagement
            | NoteKind::Contact
            | NoteKind::NoShow
            | NoteKind::Unknown
    );
    let (true, Some(patterns)) = (tells, PATTERNS.as_ref()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut returns = None;
    for (index, line) in view.body_lines() {
        if !line.may(Guard::Away) {
            continue;
        }
        if let Some(place) = patterns.away_at_midnight(line.text) {
            found.push(Remark {
                kind: RemarkKind::AwayOvernight,
                minutes: None,
                from: None,
                to: None,
                on: Some(night_of_midnight(date, start)),
                span: view.place(index, place),
            });
            continue;
        }
        let window = Window::around(view, index);
        let nights = patterns.nights(&window.text, date);
        if nights.is_empty() {
            let returns = *returns.get_or_insert_with(|| {
                let mut lines = view.body_lines();
                lines.any(|(_, line)| house::tells_of_return(line.text))
            });
            let note = house::Setting {
                date,
                start,
                returns,
            };
            found.extend(house::nights(view, &window, &note));
            continue;
        }
        // The words that open the statement are of one line, which finds it.
        let own = nights
            .into_iter()
            .filter(|night| window.own.contains(&night.place.start));
        found.extend(own.filter_map(|night| {
            Some(Remark {
                kind: RemarkKind::AwayOvernight,
                minutes: None,
                from: None,
                to: None,
                on: Some(night.day),
                span: window.span(view, &night.place)?,
            })
        }));
    }
    found
}

/// Returns the night of the midnight that a note speaks of: one begun before noon tells of the
/// midnight behind it.
fn night_of_midnight(date: ServiceDate, start: Option<Minute>) -> ServiceDate {
    let is_morning = start.is_some_and(|start| start.since_midnight() < 12 * 60);
    date.plus_days(if is_morning { -1 } else { 0 })
}

/// Words of which one stands on every line that opens such a statement.
pub(super) fn cues() -> impl Iterator<Item = &'static str> {
    CUES.into_iter().chain(house::CUES)
}

const CUES: [&str; 10] = [
    "pass", "leave", "loa", "awol", "elope", "return", "hospital", "kept", "admitted", "midnight",
];

struct Night {
    day: ServiceDate,
    place: Range<usize>,
}

struct Patterns {
    census: Regex,
    ticked: Regex,
    empty: Regex,
    on_pass: Pattern,
    named: Pattern,
    opened: Pattern,
    taken: Pattern,
    later: Pattern,
    date: Pattern,
    not_back: Pattern,
    kept: Pattern,
    back: Pattern,
    elsewhere: Pattern,
    is_back: Pattern,
}

static PATTERNS: LazyLock<Option<Patterns>> = LazyLock::new(|| {
    let who = r"(?:client|patient|pt\.?|resident|member|consumer|participant|she|he|they|m(?:r|s|rs)\.?\s+\w+)";
    let leave = r"(?:(?:[\w/-]+\s+){0,2}pass|(?:therapeutic|home|trial|overnight|weekend|family)\s+(?:leave|visit)|loa|leave\s+of\s+absence|leave)\b";
    let place = r"(?:hospital|medical\s+center|med(?:ical)?\s+floor|icu|ed|er|emergency\s+(?:room|department))\b";
    let day = r"(?:\d{1,2}/\d{1,2}|tomorrow|(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\b|(?:the\s+)?next\s+(?:day|morning)|in\s+the\s+(?:morning|am)\b)";
    let regex = |pattern: &str| Pattern::new(&format!("(?i){pattern}"));
    let plain = |pattern: &str| Regex::new(&format!("(?i){pattern}")).ok();
    let gone = r"(?:(?:overnight|weekend|home|therapeutic|on|out\s+on)\s+)?(?:pass|loa|leave(?:\s+of\s+absence)?|awol|eloped|hospital(?:ized)?|out(?:\s+of\s+(?:the\s+)?(?:building|facility|house))?|away|absent)";
    Some(Patterns {
        census: plain(
            r"\bmidnight\s+(?:bed\s+)?(?:census|check|count|status|presence)\s*[:\-–]?\s*(?P<value>[^\s.].*)$",
        )?,
        ticked: plain(&format!(
            r"(?:[\[(]\s*[x✓✔]\s*[\])]|[☒☑✓✔])\s*(?P<gone>{gone})\s*(?:$|[\[(☐□☒☑.,;]|\s)"
        ))?,
        empty: plain(
            r"\b(?:(?:bed|room)\s+(?:was\s+|is\s+|found\s+)?(?:empty|unoccupied)\s+at\s+midnight|not\s+(?:present\s+)?(?:in|at|on)\s+(?:the\s+)?(?:building|house|facility|unit|program)\s+at\s+(?:\d{1,2}:?\d{2}\s*(?:or|and|,|/)\s*)?midnight|(?:absent|away|out\s+of\s+the\s+(?:building|house|facility))\s+at\s+midnight)",
        )?,
        on_pass: regex(&format!(
            r"(?:\b{who}\s+(?:(?:was|is|has|been|remained|remains|left|went|out|currently|still|away|gone)\s+){{0,4}}|(?:^|[.;:!]\s+)(?:(?:out|still|remains|currently|away|left|gone)\s+){{0,3}})(?:on|for)\s+(?:an?\s+|his\s+|her\s+|their\s+)?(?P<leave>{leave})"
        ))?,
        // A bare name before "leave" may be a therapist's; nobody but a patient has a pass.
        named: regex(
            r"(?:^|[.;:!]\s+)(?-i:[A-Z][a-z]+)\s+(?:left|went(?:\s+out)?|goes|is(?:\s+out)?|remains|remained)\s+(?:on|for)\s+(?:an?\s+|his\s+|her\s+|their\s+)?(?P<leave>(?:overnight|weekend|home|therapeutic|family|trial)\s+pass)\b",
        )?,
        opened: regex(
            r"(?:^|[.;!]\s+)(?P<leave>(?:overnight|weekend|home|therapeutic)\s+(?:pass|leave))\s*[,(:–-]",
        )?,
        // Who of the family takes the patient home does not make it another's pass.
        taken: regex(&format!(
            r"(?:^|[.;:!]\s+)(?:at\s+\d[\d:]*\s*(?:[ap]m?)?\s*,?\s+)?(?:(?:his|her|their|the|{who}'s)\s+)?(?:mother|father|mom|dad|parents?|grandmother|grandfather|grandparents|aunt|uncle|guardian|foster\s+(?:mother|father|parents?)|family|husband|wife|spouse|sister|brother)\s+(?:picked\s+(?:him|her|them|{who})\s+up|picked\s+up\s+{who}|signed\s+(?:him|her|them|{who})\s+out|took\s+(?:him|her|them|{who})(?:\s+home)?|arrived\s+to\s+pick\s+(?:him|her|them|{who})\s+up)\s+(?:at\s+\d[\d:]*\s*(?:[ap]m?)?\s+)?(?:on|for)\s+(?:an?\s+|his\s+|her\s+|their\s+|the\s+)?(?P<leave>{leave})"
        ))?,
        later: regex(&format!(
            r"\b(?:return(?:s|ing)?|due|back|until|till?|thru|through|expected|to)\b[^.;]{{0,30}}?(?P<day>{day})|[-–]\s*\d{{1,2}}/\d"
        ))?,
        date: regex(r"\b(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/(?P<year>20\d{2}|\d{2}))?\b")?,
        not_back: regex(&format!(
            r"\b{who}\s+(?:(?:did\s+not|didn't|has\s+not|failed\s+to)\s+(?:yet\s+)?return(?:ed)?\s+(?:from\s+(?:an?\s+|his\s+|her\s+|their\s+)?(?:\w+\s+)?(?:pass|leave|loa)\b|by\s+curfew|to\s+(?:the\s+)?(?:facility|unit|program|house|building)\b)|(?:(?:is|was|remains|went|still)\s+){{0,2}}(?:awol|eloped)\b[^.]{{0,80}}?(?:\bnot\s+(?:yet\s+)?(?:returned|back)|did\s+not\s+return|whereabouts\s+(?:are\s+)?unknown|bed\s+(?:held|empty)|overnight))"
        ))?,
        kept: regex(&format!(
            r"\b(?:{who}\s+|and\s+)(?:(?:was|is|being|will\s+be)\s+)?(?:(?:kept|held|stayed|staying|remained|remains)\s+(?:overnight\s+(?:at|in)\s+(?:the\s+)?(?:[\w.']+\s+){{0,3}}{place}|(?:at|in)\s+(?:the\s+)?(?:[\w.']+\s+){{0,3}}{place}\s+(?:overnight|for\s+the\s+night))|admitted\s+overnight\s+(?:at|to)\s+(?:the\s+)?(?:[\w.']+\s+){{0,3}}{place})"
        ))?,
        back: regex(
            r"\b(?:returned|ret(?:'?d)?|rtn(?:'?d|ed)?|rt'd|came\s+back|back|arrived\s+back)\b[^.;]{0,30}?\b(?:from|fr|after)\s+(?:an?\s+|the\s+|his\s+|her\s+|their\s+)?(?P<kind>overnight|over-night|o/n|1-night|one-night|weekend|wkend|wknd)\s+(?:\w+\s+)?(?:pass|leave|visit|loa)\b",
        )?,
        elsewhere: regex(
            r"\b(?:if|when|whenever|unless|would|will|could|can|may|might|wants?|request\w*|ask\w*|plan(?:s|ned|ning)?|approv\w*|denied|discuss\w*|eligible|policy|rules?|history|hx|previous\w*|prior|last|yesterday|next|upcoming|never|not\s+on|no\s+longer|peers?|roommate|other|another|reports?|reported|dream\w*|worr\w*|mother|father|wife|husband|spouse|brother|sister|ago)\b",
        )?,
        is_back: regex(
            r"\b(?:returned|came\s+back|arrived\s+back|is\s+back|back\s+(?:at|by|on\s+(?:the\s+)?unit|in\s+(?:the\s+)?(?:house|building|program))\s*(?:\d|$|[.,;]|at\b))",
        )?,
    })
});

impl Patterns {
    /// Returns where a line says that the patient was away at midnight: by the box ticked in the
    /// midnight census, by its value, or in words.
    fn away_at_midnight(&self, line: &str) -> Option<Range<usize>> {
        if let Some(value) = self
            .census
            .captures(line)
            .and_then(|found| found.name("value"))
        {
            let has_boxes = value
                .as_str()
                .contains(['[', '(', '☐', '☒', '☑', '□', '✓', '✔']);
            let ticked = self.ticked.captures(value.as_str());
            let ticked =
                ticked.and_then(|found| Some(found.get(0)?.start()..found.name("gone")?.end()));
            if let Some(ticked) = ticked {
                // Two boxes ticked tell nothing.
                let lower = value.as_str().to_lowercase();
                let ticks = TICKS.iter().map(|tick| lower.matches(tick).count());
                let is_one = ticks.sum::<usize>() == 1;
                return is_one.then_some(value.start() + ticked.start..value.start() + ticked.end);
            }
            let plain = value.as_str().trim().trim_end_matches('.');
            return (!has_boxes && GONE.iter().any(|gone| plain.eq_ignore_ascii_case(gone)))
                .then(|| value.range());
        }
        let found = self.empty.find(line)?;
        (!self.is_elsewhere(line, &found.range())).then(|| found.range())
    }

    fn nights(&self, text: &str, date: ServiceDate) -> Vec<Night> {
        let mut found = Vec::new();
        // "Overnight pass, due back Sun 6 pm": where the patient is, once the return is told.
        let is_due = |behind: &str| self.later.is_match(behind) && !self.elsewhere.is_match(behind);
        let on_pass = self.on_pass.captures_iter(text);
        let on_pass = on_pass.chain(self.named.captures_iter(text));
        let opened = self.opened.captures_iter(text);
        let opened = opened.filter(|all| {
            all.get(0)
                .is_some_and(|whole| is_due(clause(text, whole.end())))
        });
        for captures in on_pass.chain(opened) {
            let (Some(whole), Some(leave)) = (captures.get(0), captures.name("leave")) else {
                continue;
            };
            let behind = clause(text, whole.end());
            if !self.is_elsewhere(text, &whole.range())
                && self.ends_later(leave.as_str(), behind, date)
            {
                let place = trimmed(text, whole.start()..whole.end() + behind.len());
                let is_told = found.iter().any(|told: &Night| told.place.end == place.end);
                if !is_told {
                    found.push(Night { day: date, place });
                }
            }
        }
        for captures in self.taken.captures_iter(text) {
            let (Some(whole), Some(leave)) = (captures.get(0), captures.name("leave")) else {
                continue;
            };
            let behind = clause(text, whole.end());
            let is_past = [" last ", " yesterday", " ago"]
                .iter()
                .any(|word| behind.contains(word));
            if !is_past && self.ends_later(leave.as_str(), behind, date) {
                found.push(Night {
                    day: date,
                    place: trimmed(text, whole.start()..whole.end() + behind.len()),
                });
            }
        }
        for pattern in [&self.not_back, &self.kept] {
            for whole in pattern.captures_iter(text).filter_map(|all| all.get(0)) {
                let behind = clause(text, whole.end());
                if !self.is_elsewhere(text, &whole.range()) && !self.is_back.is_match(behind) {
                    found.push(Night {
                        day: date,
                        place: whole.range(),
                    });
                }
            }
        }
        for captures in self.back.captures_iter(text) {
            let (Some(whole), Some(kind)) = (captures.get(0), captures.name("kind")) else {
                continue;
            };
            // "Weekend" tells which night only on the weekend itself.
            let is_sure = !kind.as_str().to_ascii_lowercase().starts_with('w')
                || matches!(date.weekday_from_sunday(), 0 | 6);
            let sentence = self.is_elsewhere(text, &whole.range())
                || WEEKDAY.as_ref().is_some_and(|day| {
                    let behind = clause(text, whole.end());
                    day.is_match(behind) || day.is_match(whole.as_str())
                });
            if is_sure && !sentence {
                found.push(Night {
                    day: date.plus_days(-1),
                    place: whole.range(),
                });
            }
        }
        found
    }

    /// Returns whether a leave ends on a day after the note's.
    fn ends_later(&self, leave: &str, behind: &str, date: ServiceDate) -> bool {
        let leave = leave.to_ascii_lowercase();
        if self.is_back.is_match(behind)
            || leave.contains("bus")
            || leave.contains("medical") && !leave.contains("pass")
            || WORK.as_ref().is_some_and(|work| work.is_match(behind))
        {
            return false;
        }
        let dates: Vec<ServiceDate> = self
            .date
            .captures_iter(behind)
            .filter_map(|captures| {
                let number = |name| captures.name(name)?.as_str().parse::<u32>().ok();
                let year = captures.name("year").and_then(|year| {
                    let year: i32 = year.as_str().parse().ok()?;
                    Some(if year < 100 { 2000 + year } else { year })
                });
                let made = |year| ServiceDate::new(year, number("month")?, number("day")?);
                match year {
                    Some(year) => made(year),
                    // In December a return in January is of the next year.
                    None => made(date.year())
                        .filter(|found| found.days_since(date) > -180)
                        .or_else(|| made(date.year() + 1)),
                }
            })
            .collect();
        match dates.as_slice() {
            // A leave that begins later has not begun.
            [first, _, ..] if *first > date => return false,
            [.., last] => {
                return *last > date && last.days_since(date) <= 14 && self.later.is_match(behind);
            }
            [] => {}
        }
        if let Some(captures) = self.later.captures(behind) {
            let day = captures.name("day").map_or("", |day| day.as_str());
            let today = WEEKDAYS.get(date.weekday_from_sunday() as usize).copied();
            let start = day.get(..3).unwrap_or_default().to_ascii_lowercase();
            return today != Some(start.as_str());
        }
        // Friday and Saturday nights are a weekend's.
        leave.contains("overnight")
            || leave.contains("o/n")
            || leave.contains("weekend")
                && matches!(date.weekday_from_sunday(), 5 | 6)
                && !behind.contains(':')
    }

    /// Returns whether the sentence up to the statement's end speaks of other people or times.
    fn is_elsewhere(&self, text: &str, place: &Range<usize>) -> bool {
        let before = text.get(..place.start).unwrap_or_default();
        let from = before.rfind(['.', ';', '!', '?']).map_or(0, |at| at + 1);
        let own = text.get(from..place.end).unwrap_or_default();
        self.elsewhere.is_match(own)
            || text
                .get(place.end..)
                .and_then(|behind| behind.trim_start().split(char::is_whitespace).next())
                .is_some_and(|word| {
                    let word = word.trim_end_matches(['.', ',', ';']);
                    [
                        "tomorrow", "next", "policy", "rules", "request", "form", "approved",
                    ]
                    .iter()
                    .any(|later| word.eq_ignore_ascii_case(later))
                })
    }
}

const TICKS: [&str; 6] = ["[x]", "(x)", "☒", "☑", "✓", "✔"];

/// What a midnight census without boxes says of a patient who is away.
const GONE: [&str; 10] = [
    "pass",
    "on pass",
    "out on pass",
    "overnight pass",
    "weekend pass",
    "loa",
    "leave",
    "awol",
    "hospital",
    "out",
];

const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

static WEEKDAY: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)\b(?:(?:mon|tues?|wednes|thurs|fri|satur|sun)day|yesterday|last|earlier|\d{1,2}/\d{1,2})\b",
    )
});

static WORK: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?i)^\s*from\s+(?:his\s+|her\s+|their\s+|the\s+)?(?:work|job|school|employer|employment|college|military|teaching|position)\b|^\s*(?:with|under)\s+(?:fmla|pay)\b",
    )
});

/// Returns what follows up to the end of the sentence, over semicolons.
fn clause(text: &str, from: usize) -> &str {
    let rest = text.get(from..).unwrap_or_default();
    let end = rest
        .find(". ")
        .or_else(|| rest.strip_suffix('.').map(str::len))
        .unwrap_or(rest.len());
    let end = rest
        .char_indices()
        .nth(140)
        .map_or(end, |(most, _)| end.min(most));
    rest.get(..end).unwrap_or_default()
}

fn trimmed(text: &str, place: Range<usize>) -> Range<usize> {
    let own = text.get(place.clone()).unwrap_or_default();
    let lead = own.len() - own.trim_start_matches(['.', ';', '!', ' ']).len();
    let tail = own.len() - own.trim_end().len();
    place.start + lead..place.end - tail
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nights(text: &str, (month, day): (u32, u32)) -> Vec<String> {
        let date = ServiceDate::new(2026, month, day).expect("a date");
        let patterns = PATTERNS.as_ref().expect("the patterns compile");
        let found = patterns.nights(text, date);
        found
            .iter()
            .map(|night| night.day.to_string()[5..].to_owned())
            .collect()
    }

    #[test]
    fn nights_away_are_told_in_many_words() {
        // 6 March 2026 is a Friday.
        for (text, date, night) in [
            (
                "Client on weekend pass to cousin; left 3/7 9:00am, return due 3/8 8:00pm.",
                (3, 7),
                "03-07",
            ),
            (
                "Resident is out on therapeutic leave, expected back tomorrow by noon.",
                (3, 4),
                "03-04",
            ),
            ("Pt. left on home pass until Sunday 1800.", (3, 6), "03-06"),
            ("On LOA 3/4 - 3/6 with family.", (3, 5), "03-05"),
            (
                "Client is on an overnight pass with parents.",
                (3, 4),
                "03-04",
            ),
            (
                "Ms. Roe went on weekend pass after dinner.",
                (3, 6),
                "03-06",
            ),
            (
                "Left on pass 11:00 am w/ grandmother. Overnight pass, due back Sun 6 pm.",
                (3, 7),
                "03-07",
            ),
            ("Ivan left on overnight pass at 11:00 am.", (3, 7), "03-07"),
            (
                "Client is AWOL since group, has not returned at bed check.",
                (3, 4),
                "03-04",
            ),
            (
                "Client did not return from pass by curfew.",
                (3, 4),
                "03-04",
            ),
            (
                "Seen in ED for chest pain and kept overnight at Mercy hospital.",
                (3, 4),
                "03-04",
            ),
            (
                "Client returned from overnight pass at 9am, bag clear.",
                (3, 5),
                "03-04",
            ),
            ("Ret from overnight pass 1750 w/ husband.", (3, 5), "03-04"),
            ("Rtn'd 5pm from o/n pass, bag clear.", (3, 5), "03-04"),
            ("Pt is on o/n pass with sister.", (3, 4), "03-04"),
            (
                "Resident back from his weekend pass at 6pm.",
                (3, 8),
                "03-07",
            ),
            ("On LOA, return 1/1.", (12, 31), "12-31"),
            (
                "He had a hard morning. At 14:00 his mother picked him up for a weekend pass at home, due back Sunday 03/08 at 17:00.",
                (3, 6),
                "03-06",
            ),
            (
                "Her grandmother signed her out on an overnight pass.",
                (3, 4),
                "03-04",
            ),
        ] {
            assert_eq!(nights(text, date), [night], "{text}");
        }
    }

    #[test]
    fn the_midnight_census_tells_who_was_away() {
        let patterns = PATTERNS.as_ref().expect("the patterns compile");
        for away in [
            "Midnight census: [ ] Present  [x] Pass  [ ] Out",
            "Midnight census: [ ] Present  [X] Overnight pass  [ ] Hospital",
            "Midnight Check: ☐ Present ☒ AWOL ☐ Hospital",
            "Midnight census: LOA",
            "Called at 21:40, all well, bed empty at midnight.",
            "Client was not in the building at midnight.",
            "OUT ON PASS. Not in house at 2300 or midnight census.",
        ] {
            assert!(patterns.away_at_midnight(away).is_some(), "{away}");
        }
        let boxes = "Midnight census: [ ] Present  [x] Pass  [ ] Out";
        let cited = patterns.away_at_midnight(boxes).expect("away");
        assert_eq!(&boxes[cited], "[x] Pass");
        for not in [
            "Midnight census: [x] Present  [ ] Pass  [ ] Out",
            "Midnight census: [ ] Present  [ ] Pass  [ ] Out",
            "Midnight census: [x] Present  [x] Pass",
            "Midnight census: [x] Pass  [x] Present",
            "Midnight census:",
            "Midnight census: 14 of 16 beds",
            "Midnight census: Present",
            "Roommate's bed empty at midnight; peer on pass.",
            "Awake at midnight, asked for water.",
            "Her therapist is not on unit tonight; pass denied.",
        ] {
            assert_eq!(patterns.away_at_midnight(not), None, "{not}");
        }
        let day = ServiceDate::new(2026, 3, 4).expect("a date");
        let at = |hour: u32| Minute::new(hour, 0);
        let night = |start| night_of_midnight(day, start).day();
        assert_eq!((night(None), night(at(23)), night(at(1))), (4, 4, 3));
    }

    #[test]
    fn day_passes_plans_and_other_people_are_no_night_away() {
        for (text, date) in [
            ("Client on pass with mother 10am to 6pm.", (3, 4)),
            (
                "Client on weekend pass to cousin; returned 8:10pm, bag clear.",
                (3, 8),
            ),
            ("Client on day pass, back by 8pm.", (3, 7)),
            (
                "His mother picked him up for a day pass, back by 8pm.",
                (3, 7),
            ),
            (
                "His mother picked him up for an overnight pass last week.",
                (3, 7),
            ),
            (
                "His mother picked up his brother for a weekend pass, due back 3/8.",
                (3, 6),
            ),
            (
                "Staff said that his mother would pick him up for a weekend pass on Friday.",
                (3, 4),
            ),
            ("Client will be on overnight pass next Saturday.", (3, 4)),
            ("Client asked if she could be on overnight pass.", (3, 4)),
            ("Anna is on maternity leave until Monday.", (3, 4)),
            ("Overnight pass: rules reviewed, due back Sunday.", (3, 4)),
            (
                "Overnight pass, requested for 3/14, due back Sunday.",
                (3, 4),
            ),
            ("Roommate is on overnight pass, client slept alone.", (3, 4)),
            ("Client is on medical leave from her job until 4/1.", (3, 4)),
            ("Client is on leave from work until Monday.", (3, 4)),
            (
                "Reviewed rules for residents on overnight pass next weekend.",
                (3, 4),
            ),
            ("Client is AWOL risk; denied plan to leave.", (3, 4)),
            ("Client returned from weekend pass, mood good.", (3, 9)),
            ("Client returned from overnight pass on Saturday.", (3, 9)),
            ("Client went to ED at 3pm and returned at 7pm.", (3, 4)),
            ("Client slept overnight without incident.", (3, 4)),
            ("Client on pass 3/7-3/8, approved.", (3, 4)),
            (
                "Client was admitted to the hospital unit this morning.",
                (3, 4),
            ),
        ] {
            assert_eq!(nights(text, date), [""; 0], "{text}");
        }
    }
}

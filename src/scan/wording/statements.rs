//! Reads statements that are true on one day only: days since the last use, the day of a
//! detoxification, and the patient's age.

use super::Piece;
use super::persons::{is_other_person, is_subject};
use crate::model::{Relative, RelativeKind, WordingFacts};
use crate::text::Located;
use crate::text::bytes::any_three;
use regex::Regex;
use std::sync::LazyLock;

static SINCE_USE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:last (?:drink|drank|use|used|alcohol|etoh|dose|opioid use|heroin use|fentanyl use|drug use|substance use|alcohol use)|last (?:drank|used) alcohol|(?:drank|used) last)\b[^.\n]{0,40}?\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) days? (?:ago|prior|before)",
    )
    .ok()
});

static SINCE_EVENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:last (?:panic attack|panic|cut|cutting|self-harm|self harm|self-harmed|purge|purged|binge|binged|seizure|blackout|flashback|nightmare|episode|suicide attempt|suicidal thoughts?|si)|last (?:had|reported) (?:a |an )?(?:panic attack|seizure|flashback|nightmare|suicidal thoughts?))\b[^.\n]{0,40}?\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) days? (?:ago|prior|before)",
    )
    .ok()
});

static DAY_OF: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:day (?:#\s?)?(\d{1,2}) of (?:detox|detoxification|withdrawal|wm|taper|admission|his stay|her stay|their stay|stay|hospitalization)|(?:detox|hospital|taper|withdrawal) day (?:#\s?)?(\d{1,2}))\b",
    )
    .ok()
});

static AGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(\d{2})[\s-]?(?:years?|yrs?|yr)[\s-]?old\b|\b(\d{2})[\s-]?(?:y/o|yo|y\.o\.)")
        .ok()
});

/// Statements kept of one note.
const MOST: usize = 4;

/// Reads the statements of a piece of a note.
pub(super) fn read(piece: &Piece<'_>, facts: &mut WordingFacts) {
    let lower = &piece.lower;
    if lower.contains("last ") && lower.contains(" day") {
        relative(piece, SINCE_USE.as_ref(), RelativeKind::SinceUse, facts);
        relative(piece, SINCE_EVENT.as_ref(), RelativeKind::SinceEvent, facts);
    }
    if may_count_days(lower) {
        relative(piece, DAY_OF.as_ref(), RelativeKind::DayOf, facts);
    }
    if facts.age.is_none() && may_tell_age(lower) {
        facts.age = age(piece);
    }
}

/// Returns whether a number may stand after "day", as in all that counts days. Other digits than
/// those of ASCII give no number.
fn may_count_days(lower: &str) -> bool {
    any_three(lower.as_bytes(), |first, second, third| {
        (first == b'y') & (second == b' ') & ((third == b'#') | third.is_ascii_digit())
    })
}

/// Returns whether years may stand after a number, with one sign between them at most.
fn may_tell_age(lower: &str) -> bool {
    // Outside ASCII a blank has several bytes, and there are other digits.
    !lower.is_ascii()
        || any_three(lower.as_bytes(), |first, second, third| {
            first.is_ascii_digit() & ((second == b'y') | (third == b'y'))
        })
}

fn relative(
    piece: &Piece<'_>,
    pattern: Option<&Regex>,
    kind: RelativeKind,
    facts: &mut WordingFacts,
) {
    let Some(pattern) = pattern else { return };
    for found in pattern.captures_iter(&piece.lower) {
        let (Some(whole), Some(days)) = (found.get(0), found.iter().skip(1).flatten().next())
        else {
            continue;
        };
        let Some(days) = number(days.as_str()) else {
            continue;
        };
        let before = piece.lower.get(..whole.start()).unwrap_or_default();
        let sentence = before.rfind(['.', '\n', ';']).map_or(0, |at| at + 1);
        let lead = before.get(sentence..).unwrap_or_default();
        // A relative's last drink, or one told of another time.
        let is_aside = lead.split_whitespace().any(is_other_person)
            || [
                "at intake",
                "on admission",
                "at admission",
                "at that time",
                "reported that at",
            ]
            .iter()
            .any(|words| lead.contains(words));
        if is_aside || facts.relative.len() >= MOST {
            continue;
        }
        let (start, end) = piece.line(whole.start(), whole.end());
        let line = piece.lower.get(start..end).unwrap_or_default();
        let after = piece.lower.get(whole.end()..end).unwrap_or_default();
        let words = match kind {
            // What comes again is told by its own sentence, wherever the line breaks.
            RelativeKind::SinceEvent => hash(&format!("{lead}{}{}", whole.as_str(), few(after))),
            RelativeKind::SinceUse | RelativeKind::DayOf => hash(line),
        };
        facts.relative.push(Relative {
            kind,
            days,
            words,
            span: piece.span(whole.start(), whole.end()),
        });
    }
}

/// Returns the first words of a sentence's rest.
fn few(after: &str) -> &str {
    let sentence = after.split('.').next().unwrap_or_default();
    let ends = sentence.match_indices(' ').nth(3);
    ends.map_or(sentence, |(at, _)| sentence.get(..at).unwrap_or(sentence))
}

fn number(text: &str) -> Option<u16> {
    const WORDS: [&str; 10] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    let by_word = WORDS.iter().position(|word| *word == text);
    by_word
        .map(|place| place as u16 + 1)
        .or_else(|| text.parse().ok())
}

fn age(piece: &Piece<'_>) -> Option<Located<u8>> {
    const BEHIND: [&str; 14] = [
        "male",
        "female",
        "man",
        "woman",
        "m",
        "f",
        "client",
        "patient",
        "who",
        "with",
        "single",
        "married",
        "divorced",
        "caucasian",
    ];
    for found in AGE.as_ref()?.captures_iter(&piece.lower) {
        let whole = found.get(0)?;
        let years: u8 = found
            .iter()
            .skip(1)
            .flatten()
            .next()?
            .as_str()
            .parse()
            .ok()?;
        let before = piece.lower.get(..whole.start()).unwrap_or_default();
        let start = before.rfind(['.', '\n', ';', ':']).map_or(0, |at| at + 1);
        let lead = before.get(start..).unwrap_or_default();
        let mut words = lead.split_whitespace();
        if words.clone().any(is_other_person) || words.clone().count() > 6 {
            continue;
        }
        let mut behind = piece
            .lower
            .get(whole.end()..)
            .unwrap_or_default()
            .split_whitespace();
        let is_described = behind
            .by_ref()
            .take(3)
            .any(|word| BEHIND.contains(&word.trim_matches([',', '.', ';', '/'])));
        let is_subject = words.any(is_subject) || lead.trim().is_empty();
        if is_described && is_subject {
            return Some(Located::new(years, piece.span(whole.start(), whole.end())));
        }
    }
    None
}

fn hash(words: &str) -> u32 {
    let letters = words.bytes().filter(u8::is_ascii_alphanumeric);
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = letters.fold(0xcbf2_9ce4_8422_2325, fold);
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use crate::model::{RelativeKind, WordingFacts};
    use crate::scan::wording::wording;
    use crate::text::{FileId, Span};

    fn facts(text: &str) -> WordingFacts {
        let place = Span::new(FileId(0), 1, 0, text.len() as u32);
        let wording = wording(&[(place, text)], None);
        wording.facts().cloned().unwrap_or_default()
    }

    #[test]
    fn times_counted_from_the_day_are_read() {
        let found = |text: &str| -> Vec<(RelativeKind, u16)> {
            let facts = facts(text);
            facts
                .relative
                .iter()
                .map(|found| (found.kind, found.days))
                .collect()
        };
        assert_eq!(
            found("Client reports last drink was 3 days ago."),
            [(RelativeKind::SinceUse, 3)]
        );
        assert_eq!(
            found("Last used heroin two days ago"),
            [(RelativeKind::SinceUse, 2)]
        );
        assert_eq!(
            found("Pt is on day 4 of detox."),
            [(RelativeKind::DayOf, 4)]
        );
        assert_eq!(found("His brother's last drink was 3 days ago"), []);
        assert_eq!(found("Spoke of a day of rest last week"), []);
    }

    /// Every expression is asked only where a cheap test passes, so each form is shown to pass.
    #[test]
    fn no_form_is_kept_from_its_expression() {
        for counted in [
            "day 4 of detox",
            "day #4 of detox",
            "day # 4 of wm",
            "detox day 12",
            "taper day #3",
            "hospital day # 2",
        ] {
            assert_eq!(facts(counted).relative.len(), 1, "{counted}");
        }
        for told in [
            "34 year old male",
            "34-years-old male",
            "34 yr old male",
            "34yo male",
            "34 y/o male",
            "34-y.o. male",
            "34yrs old male",
            "34\u{a0}year old male",
            "34\nyo male",
        ] {
            assert_eq!(facts(told).age.map(|age| age.value), Some(34), "{told}");
        }
    }

    #[test]
    fn the_patients_age_is_read_and_no_one_elses() {
        let age = |text: &str| facts(text).age.map(|age| age.value);
        assert_eq!(age("Client is a 34-year-old single male."), Some(34));
        assert_eq!(age("34 yo F with alcohol use disorder"), Some(34));
        assert_eq!(
            age("Her 12 year old son and 45-year-old sister who drinks"),
            None
        );
        assert_eq!(age("Started drinking when he was 14 years old"), None);
    }
}

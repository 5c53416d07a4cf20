//! Reads a payer's letter that asks for records or refuses payment: its date, and the dates of
//! service it names. A facility's own request to another provider names no claim.

use super::phrases::{Meaning, phrases};
use super::refusal;
use crate::model::{Letter, LetterKind, NoteKind, ServiceDate};
use crate::read::note::labels::Label;
use crate::read::note::lines::Line;
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::Located;

/// Lines of a letter's beginning in which its date stands.
const REACH: usize = 25;

/// Returns what a payer's letter does and when it was written.
pub(super) fn read_letter(view: &NoteView<'_>, kind: NoteKind) -> Option<Letter> {
    if !matches!(kind, NoteKind::Administrative | NoteKind::Unknown) {
        return None;
    }
    let lines: Vec<(usize, &Line<'_>, String)> = view
        .body_lines()
        .filter(|(_, line)| !line.is_blank())
        .map(|(index, line)| (index, line, line.text.to_ascii_lowercase()))
        .collect();
    let does = does(&lines)?;
    let mut names_claims = false;
    let mut date: Option<Located<ServiceDate>> = None;
    let mut services: Option<(ServiceDate, ServiceDate)> = None;
    let mut due: Option<Located<ServiceDate>> = None;
    let mut within: Option<Located<ServiceDate>> = None;
    for (place, (index, line, lower)) in lines.iter().enumerate() {
        let index = *index;
        names_claims |= ["claim", "overpayment", "payment review", "medical review"]
            .iter()
            .any(|word| lower.contains(word));
        if let Some(date) = date.filter(|_| does != LetterKind::Demand) {
            let next = lines
                .get(place + 1)
                .map(|(index, line, _)| (*index, line.text));
            // A line break is a blank: "no later than" may end a line and the day begin the next.
            let over_the_break = asks_over_the_break(line.text, lower, next);
            due = due.or_else(|| {
                over_the_break.map(|(day, at, bytes)| Located::new(day, view.place(at, bytes)))
            });
            let next = next.map_or("", |(_, text)| text);
            let days = match does {
                LetterKind::RecordsRequest => days_within(lower, next),
                // A letter of denial counts the days of its own answer, too.
                _ => lower
                    .split(". ")
                    .filter(|sentence| sentence.contains("appeal"))
                    .find_map(|sentence| {
                        let ends = lower.ends_with(sentence);
                        days_within(sentence, if ends { next } else { "" })
                    }),
            };
            if let Some(days) = days {
                let span = view.place(index, 0..line.text.len());
                let day = Located::new(date.value.plus_days(days), span);
                within =
                    Some(within.map_or(
                        day,
                        |known| if known.value <= day.value { known } else { day },
                    ));
            }
        }
        let mut dates = when::find_dates(line.text);
        dates.retain(|found| !is_of_birth(view, index, found.start));
        if does == LetterKind::Denial && !dates.is_empty() {
            // "Within 60 days of this letter (May 19, 2026)": no day of service.
            dates.retain(|found| {
                let is_answer = date.is_some() && speaks_of_appeal(lower, found.start);
                if is_answer && asks_by(sentence_at(lower, found.start)) {
                    let bytes = found.start..found.end;
                    let day = Located::new(found.date, view.place(index, bytes));
                    due = due.or(Some(day));
                }
                !is_answer
            });
        }
        let Some(first) = dates.first() else { continue };
        // "For the services above. Records must be received by June 29, 2026."
        let sentence = dates.last().and_then(|last| lower.get(..last.start));
        let sentence = sentence.and_then(|head| head.rsplit(". ").next());
        let of_service = |text: &str| text.contains("service") || text.contains("dos");
        let asks = sentence.is_some_and(|sentence| asks_by(sentence) && !of_service(sentence));
        if of_service(lower) && !(asks && due.is_none() && date.is_some()) {
            for found in &dates {
                services = Some(match services {
                    Some((from, to)) => (from.min(found.date), to.max(found.date)),
                    None => (found.date, found.date),
                });
            }
        } else if due.is_none() && date.is_some() && asks_by(lower) {
            // Where several dates stand on such a line, the last one is the day asked for.
            due = dates.last().map(|last| {
                let bytes = last.start..last.end;
                Located::new(last.date, view.place(index, bytes))
            });
        } else if date.is_none() && place < REACH && dates_the_letter(lower) {
            let bytes = first.start..first.end;
            date = Some(Located::new(first.date, view.place(index, bytes)));
        }
    }
    let date = date?;
    // Of a day and a number of days the earlier holds: a later one loses the claim.
    let due = match (due, within) {
        (Some(day), Some(counted)) if counted.value < day.value => Some(counted),
        (day, counted) => day.or(counted),
    };
    names_claims.then_some(Letter {
        kind: does,
        date,
        services,
        due: due.filter(|due| due.value > date.value),
    })
}

/// Returns what a letter does: what its head calls it, or what its sentences say.
fn does(lines: &[(usize, &Line<'_>, String)]) -> Option<LetterKind> {
    let named = lines.iter().take(REACH).find_map(|(_, line, _)| {
        phrases(line.text).find_map(|(meaning, _)| match meaning {
            Meaning::Request => Some(LetterKind::RecordsRequest),
            Meaning::Denial => Some(LetterKind::Denial),
            Meaning::Demand => Some(LetterKind::Demand),
            _ => None,
        })
    });
    let refuses = || refusal::refuses(lines.iter().take(MOST).map(|(.., lower)| lower.as_str()));
    named.or_else(|| refuses().then_some(LetterKind::Denial))
}

/// Lines of a letter that are read for its refusal; a handbook has more.
const MOST: usize = 150;

/// Returns whether a date is the patient's birth date, which heads the pages of charts.
fn is_of_birth(view: &NoteView<'_>, line: usize, byte: usize) -> bool {
    let mut fields = view.fields_on(line);
    fields.any(|field| {
        field.label == Label::BirthDate && field.value_line == line && field.value.contains(&byte)
    })
}

/// Returns the sentence around a byte.
fn sentence_at(text: &str, byte: usize) -> &str {
    let (before, behind) = text.split_at_checked(byte).unwrap_or((text, ""));
    let from = before.rfind(". ").map_or(0, |at| at + 2);
    let to = behind.find(". ").map_or(text.len(), |at| byte + at);
    text.get(from..to).unwrap_or(text)
}

/// Returns whether a date's sentence tells until when to appeal.
fn speaks_of_appeal(lower: &str, byte: usize) -> bool {
    let sentence = sentence_at(lower, byte);
    sentence.contains("appeal")
        && !sentence.contains("service")
        && (asks_by(sentence) || sentence.contains("within"))
}

/// Lines of a letter's beginning that say what it is.
const HEAD: usize = 12;

/// Returns whether a document without a title of its own is a payer's letter on a claim: its head
/// speaks of an appeal's or a claim's decision, and names the member and the claim. Staff who write
/// of such a letter sign with a credential.
pub(in crate::read::note) fn is_payers_letter(view: &NoteView<'_>) -> bool {
    const SAYS: [&str; 22] = [
        "appeals & grievances",
        "unable to approve payment",
        "we have denied",
        "have denied your claim",
        "appeal decision",
        "appeal determination",
        "appeal resolution",
        "level appeal",
        "appeals and grievances",
        "reconsideration decision",
        "reconsideration determination",
        "redetermination decision",
        "redetermination notice",
        "notice of denial",
        "notice of claim denial",
        "notice of decision",
        "notice of determination",
        "adverse determination",
        "determination: denied",
        "decision: denied",
        "claim review decision",
        "payment integrity",
    ];
    let (mut says, mut member, mut claim) = (false, false, false);
    for (place, (_, line)) in view.body_lines().enumerate() {
        if place > 60 || (place >= HEAD && !says) {
            break;
        }
        let lower = line.text.to_ascii_lowercase();
        says |= place < HEAD && SAYS.iter().any(|words| lower.contains(words));
        member |= [
            "member",
            "enrollee",
            "beneficiary",
            "patient:",
            "subscriber",
        ]
        .iter()
        .any(|word| lower.contains(word));
        claim |= lower.contains("claim");
        let is_charted = ["signed by", "spoke with", "progress note", "called "]
            .iter()
            .any(|word| lower.contains(word));
        if is_charted {
            return false;
        }
    }
    says && member && claim
}

/// Returns whether a line's date can be the day by which an answer is wanted.
fn asks_by(lower: &str) -> bool {
    let words = lower
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut before = "";
    for word in words {
        if matches!(word, "by" | "due" | "deadline") || (before == "no" && word == "later") {
            return true;
        }
        if before == "on" && word == "or" {
            return lower.contains("on or before");
        }
        before = word;
    }
    false
}

/// Phrases that a day follows by which an answer is wanted.
const CUES: [&str; 6] = [
    "no later than",
    "not later than",
    "on or before",
    " by",
    " due",
    "deadline",
];

/// What may stand between such a phrase and its day.
fn only_leads_to(between: &str) -> bool {
    const WORDS: [&str; 24] = [
        "the", "close", "of", "business", "cob", "eob", "end", "day", "on", "date", "is", "at",
        "pm", "am", "p", "a", "m", "et", "ct", "mt", "pt", "est", "eastern", "central",
    ];
    let mut words = between
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.all(|word| WORDS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns the day by which an answer is wanted where the phrase for it ends a line and the day
/// begins the next, with the place of what stands there of it.
fn asks_over_the_break(
    text: &str,
    lower: &str,
    next: Option<(usize, &str)>,
) -> Option<(ServiceDate, usize, std::ops::Range<usize>)> {
    let (at, next) = next?;
    let from = CUES
        .iter()
        .filter_map(|cue| Some(lower.rfind(cue)? + cue.len()))
        .max()?;
    // "April" may end this line and "16, 2026" begin the next.
    let tail = text.get(from..)?;
    let alone = when::find_dates(tail).is_empty() && tail.len() <= 40;
    if !alone || lower.get(from..)?.starts_with(char::is_alphanumeric) {
        return None;
    }
    let joined = format!("{} {}", tail.trim_end(), next.trim_start());
    let break_at = tail.trim_end().len() + 1;
    let found = when::find_dates(&joined).into_iter().next()?;
    let lead = joined.get(..found.start)?.to_ascii_lowercase();
    if found.end <= break_at || !only_leads_to(&lead) {
        return None;
    }
    let indent = next.len() - next.trim_start().len();
    let start = found.start.saturating_sub(break_at) + indent;
    Some((found.date, at, start..found.end - break_at + indent))
}

/// Returns how many days from its own date a letter grants: `within 15 days of the date of this
/// letter`. Business days are another count, and days from the receipt begin nobody knows when.
fn days_within(lower: &str, next: &str) -> Option<i64> {
    let from = lower.rfind("within")? + "within".len();
    let joined = format!(
        "{} {}",
        lower.get(from..)?,
        next.trim().to_ascii_lowercase()
    );
    let mut words = joined
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut words = words.by_ref().take(14);
    let mut days = None;
    for word in words.by_ref().take(4) {
        if let Ok(count) = word.parse::<i64>() {
            days = Some(count).filter(|count| (1..=365).contains(count));
        } else if word == "days" {
            break;
        } else if matches!(word, "business" | "working") {
            return None;
        }
    }
    let rest: Vec<&str> = words.collect();
    let rest = rest.join(" ");
    const FROM: [&str; 8] = [
        "of the date of this",
        "from the date of this",
        "after the date of this",
        "of the date on this",
        "from the date on this",
        "of the letter date",
        "of this",
        "from this",
    ];
    const LETTER: [&str; 4] = ["letter", "notice", "request", "date"];
    let begins = |from: &str| {
        rest.strip_prefix(from).is_some_and(|tail| {
            let tail = tail.trim_start();
            from.ends_with("letter date") || LETTER.iter().any(|word| tail.starts_with(word))
        })
    };
    days.filter(|_| FROM.iter().any(|from| begins(from)))
}

/// Returns whether a line's date can be the letter's own.
fn dates_the_letter(lower: &str) -> bool {
    ![
        "birth",
        "dob",
        "d.o.b",
        "born",
        "due",
        "respond",
        "no later",
        "within",
        "received",
        "paid",
        "admit",
        "fax",
        "before",
        "deadline",
        "discharge",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

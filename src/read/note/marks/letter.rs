//! Reads a payer's letter that asks for records or refuses payment: its date, and the dates of
//! service it names. A facility's own request to another provider names no claim.

use super::letter_asks::{self, claim_numbers};
use super::phrases::{Meaning, phrases};
use super::refusal;
use crate::model::{Letter, LetterKind, NoteKind, ProcedureCode, ServiceDate};
use crate::read::note::labels::Label;
use crate::read::note::lines::Line;
use crate::read::note::view::NoteView;
use crate::read::note::when;
use crate::text::Located;

/// Lines of a letter's beginning in which its date stands.
const REACH: usize = 25;

/// A letter's lines that are not blank: the number of each, the line, and its text in small letters.
type Lines<'l, 't> = [(usize, &'l Line<'t>, String)];

/// What a letter names: the numbers of claims, and codes of services.
#[derive(Default)]
pub(super) struct Named {
    pub(super) claims: Vec<String>,
    pub(super) codes: Vec<ProcedureCode>,
}

/// Returns what a payer's letter does and when it was written, with what it names.
pub(super) fn read_letter(view: &NoteView<'_>, kind: NoteKind) -> Option<(Letter, Named)> {
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
    let mut named = Named::default();
    let labelled = labelled_date(view, &lines);
    let mut date = labelled;
    let mut services: Option<(ServiceDate, ServiceDate)> = None;
    let mut asked = Asked::default();
    for (place, (index, line, lower)) in lines.iter().enumerate() {
        let index = *index;
        names_claims |= ["claim", "overpayment", "payment review", "medical review"]
            .iter()
            .any(|word| lower.contains(word));
        claim_numbers(line.text, lower, &mut named.claims);
        letter_asks::codes(line.text, lower, &mut named.codes);
        if let Some(date) = date.filter(|_| does != LetterKind::Demand) {
            let next = lines
                .get(place + 1)
                .map(|(index, line, _)| (*index, line.text));
            // A line break is a blank: "no later than" may end a line and the day begin the next.
            if let Some((day, at, bytes)) = asks_over_the_break(line.text, lower, next) {
                let end = lower.trim_end().len().saturating_sub(1);
                let wanted = Wanted::of(does, &sentence_over_lines(&lines, place, end));
                asked.take_day(wanted, Located::new(day, view.place(at, bytes)));
            }
            let next = next.map_or("", |(_, text)| text);
            let mut from = 0;
            for sentence in lower.split(". ") {
                let ends = from + sentence.len() == lower.len();
                let days = days_within(sentence, if ends { next } else { "" });
                if let Some(days) = days {
                    // A letter of denial counts the days of its own answer, too.
                    let wanted = match does {
                        LetterKind::RecordsRequest => Wanted::ANSWER,
                        _ => Wanted::told(&sentence_over_lines(&lines, place, from)),
                    };
                    let span = view.place(index, 0..line.text.len());
                    asked.take_count(wanted, Located::new(date.value.plus_days(days), span));
                }
                from += sentence.len() + 2;
            }
        }
        let mut dates = when::find_dates(line.text);
        dates.retain(|found| !is_of_birth(view, index, found.start));
        let own = labelled.map(|date| date.span);
        dates.retain(|found| own != Some(view.place(index, found.start..found.end)));
        if does == LetterKind::Denial && !dates.is_empty() {
            // "Within 60 days of this letter (May 19, 2026)": no day of service.
            dates.retain(|found| {
                let sentence = sentence_over_lines(&lines, place, found.start);
                let wanted = Wanted::told(&sentence);
                let is_answer = date.is_some()
                    && wanted != Wanted::default()
                    && !sentence.contains("service")
                    && (asks_by(&sentence) || sentence.contains("within"));
                if is_answer && asks_by(&sentence) {
                    let bytes = found.start..found.end;
                    asked.take_day(wanted, Located::new(found.date, view.place(index, bytes)));
                }
                !is_answer
            });
        }
        let Some(first) = dates.first() else { continue };
        // "For the services above. Records must be received by June 29, 2026."
        let sentence = dates.last().and_then(|last| lower.get(..last.start));
        let sentence = sentence.and_then(|head| head.rsplit(". ").next());
        let of_service = |text: &str| text.contains("service") || text.contains("dos");
        let asks = sentence.is_some_and(|sentence| {
            asks_by(sentence) && (!of_service(sentence) || is_sent_by(sentence))
        });
        if of_service(lower) && !(asks && asked.due.is_none() && date.is_some()) {
            for found in &dates {
                services = Some(match services {
                    Some((from, to)) => (from.min(found.date), to.max(found.date)),
                    None => (found.date, found.date),
                });
            }
        } else if asked.due.is_none() && date.is_some() && asks_by(lower) {
            // Where several dates stand on such a line, the last one is the day asked for.
            asked.due = dates.last().map(|last| {
                let bytes = last.start..last.end;
                Located::new(last.date, view.place(index, bytes))
            });
        } else if date.is_none() && place < REACH && dates_the_letter(lower) {
            let bytes = first.start..first.end;
            date = Some(Located::new(first.date, view.place(index, bytes)));
        }
    }
    let date = date?;
    let later = |day: &Located<ServiceDate>| day.value > date.value;
    let letter = Letter {
        kind: does,
        date,
        services,
        due: earlier(asked.due, asked.within).filter(later),
        correct_by: earlier(asked.correct_by, asked.correct_within).filter(later),
    };
    names_claims.then_some((letter, named))
}

/// Returns the earlier of a day and a number of days: a later one loses the claim.
fn earlier(
    day: Option<Located<ServiceDate>>,
    counted: Option<Located<ServiceDate>>,
) -> Option<Located<ServiceDate>> {
    match (day, counted) {
        (Some(day), Some(counted)) if counted.value < day.value => Some(counted),
        (day, counted) => day.or(counted),
    }
}

/// The days by which a letter wants its answers.
#[derive(Default)]
struct Asked {
    due: Option<Located<ServiceDate>>,
    within: Option<Located<ServiceDate>>,
    correct_by: Option<Located<ServiceDate>>,
    correct_within: Option<Located<ServiceDate>>,
}

impl Asked {
    /// Takes a printed day; the first one holds.
    fn take_day(&mut self, wanted: Wanted, day: Located<ServiceDate>) {
        if wanted.answer {
            self.due = self.due.or(Some(day));
        }
        if wanted.correction {
            self.correct_by = self.correct_by.or(Some(day));
        }
    }

    /// Takes a day that was counted; the earliest one holds.
    fn take_count(&mut self, wanted: Wanted, day: Located<ServiceDate>) {
        if wanted.answer {
            self.within = earlier(self.within, Some(day));
        }
        if wanted.correction {
            self.correct_within = earlier(self.correct_within, Some(day));
        }
    }
}

/// What a sentence wants by a day.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Wanted {
    /// An appeal of a denial, or the records that were asked for.
    answer: bool,
    /// A corrected claim.
    correction: bool,
}

impl Wanted {
    const ANSWER: Self = Self {
        answer: true,
        correction: false,
    };

    /// Returns what a sentence in small letters says that a denial wants.
    fn told(sentence: &str) -> Self {
        let says = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
        Self {
            answer: says(&refusal::APPEAL),
            correction: says(&letter_asks::CORRECTION),
        }
    }

    /// Returns what a sentence wants that says by when; of a denial an appeal, unless it says.
    fn of(does: LetterKind, sentence: &str) -> Self {
        let told = Self::told(sentence);
        if does == LetterKind::Denial && told.correction {
            told
        } else {
            Self::ANSWER
        }
    }
}

/// Returns what a letter does: what its head calls it, or what its sentences say.
fn does(lines: &Lines<'_, '_>) -> Option<LetterKind> {
    let named = lines.iter().take(REACH).find_map(|(_, line, _)| {
        phrases(line.text).find_map(|(meaning, _)| match meaning {
            Meaning::Request => Some(LetterKind::RecordsRequest),
            Meaning::Denial => Some(LetterKind::Denial),
            Meaning::Demand => Some(LetterKind::Demand),
            _ => None,
        })
    });
    named.or_else(|| {
        // A phrase may go on over the line's end.
        let mut text = String::new();
        for (.., lower) in lines.iter().take(MOST) {
            text.extend(lower.split_whitespace().flat_map(|word| [word, " "]));
        }
        if refusal::refuses(&text) || letter_asks::returns(&text) {
            return Some(LetterKind::Denial);
        }
        let mut claims = Vec::new();
        if text.contains("claim") {
            let lines = lines.iter().take(REACH);
            lines.for_each(|(_, line, lower)| claim_numbers(line.text, lower, &mut claims));
        }
        let requests = letter_asks::requests(&text, !claims.is_empty());
        requests.then_some(LetterKind::RecordsRequest)
    })
}

/// Words before a letter's own date.
const DATED: [&str; 11] = [
    "letter date",
    "date of letter",
    "date of the letter",
    "date of notice",
    "date of this notice",
    "notice date",
    "date mailed",
    "mail date",
    "mailing date",
    "mailed on",
    "mailed:",
];

/// Returns the date that a letter's head calls its own.
fn labelled_date(view: &NoteView<'_>, lines: &Lines<'_, '_>) -> Option<Located<ServiceDate>> {
    lines.iter().take(REACH).find_map(|(index, line, lower)| {
        let behind = DATED
            .iter()
            .find_map(|label| Some(lower.find(label)? + label.len()))?;
        let mut found = when::find_dates(line.text).into_iter();
        let date = found.find(|found| found.start >= behind)?;
        let between = lower.get(behind..date.start)?;
        let is_next = between.len() <= 12 && !between.contains(char::is_alphanumeric);
        let place = view.place(*index, date.start..date.end);
        is_next.then(|| Located::new(date.date, place))
    })
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

/// Returns the sentence around a byte of a line, in small letters, with what stands of it on the
/// lines before and behind.
fn sentence_over_lines(lines: &Lines<'_, '_>, place: usize, byte: usize) -> String {
    let Some((_, _, lower)) = lines.get(place) else {
        return String::new();
    };
    let mut sentence = sentence_at(lower, byte).to_owned();
    let mut begins = lower
        .get(..byte)
        .is_some_and(|before| !before.contains(". "));
    for at in (place.saturating_sub(1)..=place).rev() {
        if !begins || !goes_on(lines, at) {
            break;
        }
        let Some((_, _, before)) = at.checked_sub(1).and_then(|before| lines.get(before)) else {
            break;
        };
        let tail = before
            .rsplit_once(". ")
            .map_or(before.as_str(), |(_, tail)| tail);
        begins = tail.len() == before.len();
        sentence = format!("{} {}", tail.trim(), sentence.trim_start());
    }
    let ends = lower.get(byte..).is_some_and(|tail| !tail.contains(". "));
    if ends && goes_on(lines, place + 1) {
        let next = lines.get(place + 1).map_or("", |(.., next)| next.as_str());
        sentence.push(' ');
        sentence.push_str(next.split(". ").next().unwrap_or(next).trim());
    }
    sentence
}

/// Returns whether a line goes on with the sentence of the line before.
fn goes_on(lines: &Lines<'_, '_>, place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|at| lines.get(at));
    let (Some((from, before, _)), Some((to, line, _))) = (before, lines.get(place)) else {
        return false;
    };
    let before = before.text.trim_end();
    let is_small = line.text.trim_start().starts_with(char::is_lowercase);
    from + 1 == *to
        && !before.ends_with(['.', ':', '!', '?'])
        && (is_small || before.len() >= 45 && !before.contains(':'))
}

/// Returns whether a day's sentence, read up to the day, ends in the phrase for a last day and
/// tells of papers to be sent: `upload the record for the service listed by`.
fn is_sent_by(sentence: &str) -> bool {
    const SENT: [&str; 9] = [
        "send", "submit", "upload", "return", "fax", "provide", "forward", "receive", "mail",
    ];
    let behind = CUES
        .iter()
        .filter_map(|cue| Some(sentence.rfind(cue)? + cue.len()))
        .max();
    let led = behind.and_then(|at| sentence.get(at..));
    led.is_some_and(only_leads_to) && SENT.iter().any(|word| sentence.contains(word))
}

/// Lines of a letter's beginning that say what it is.
const HEAD: usize = 12;

/// Returns whether a document without a title of its own is a payer's letter on a claim: its head
/// speaks of an appeal's or a claim's decision, and names the member and the claim. Staff who write
/// of such a letter sign with a credential.
pub(in crate::read::note) fn is_payers_letter(view: &NoteView<'_>) -> bool {
    const SAYS: [&str; 35] = [
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
        "adverse benefit determination",
        "notice of adverse action",
        "upheld our denial",
        "provider dispute resolution",
        "corrected claim must",
        "submit a corrected claim",
        "request medical records",
        "requesting medical records",
        "copy of the chart",
        "copy of the medical record",
        "complete medical record",
        "prepayment review",
        "pre-payment review",
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
        // "RE: Jane Doe, ID 100, claim C-1"
        let opens = lower.trim_start();
        member |= opens.starts_with("patient ")
            || ((opens.starts_with("re:") || opens.starts_with("re ")) && lower.contains("claim"));
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
        if before == "have" && word == "until" {
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
const CUES: [&str; 7] = [
    "no later than",
    "not later than",
    "on or before",
    "have until",
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
        "process",
        "effective",
        "adjudicat",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

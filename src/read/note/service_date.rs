//! Finds a note's date of service: labelled, else from its header, its file's name, or its
//! signature. Birth dates, printing dates, admissions and appointments are never taken.

use super::guards::Guard;
use super::labels::{Field, Label};
use super::view::NoteView;
use super::when::{self, FoundDate};
use super::{kind, signature};
use crate::model::{DateBasis, NoteKind, ServiceDate, Timestamp};
use crate::text::{Located, Span, strip_prefix_ignoring_case};

/// A note's date of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DateOfService {
    /// The (first) date.
    pub(crate) date: Located<ServiceDate>,
    /// The last date, when the note covers a range.
    pub(crate) to: Option<ServiceDate>,
    /// How it was found.
    pub(crate) basis: DateBasis,
}

/// Returns a date that stands beside the note's text under a name of its own.
pub(crate) fn stated(date: Located<ServiceDate>) -> DateOfService {
    DateOfService {
        date,
        to: None,
        basis: DateBasis::Labelled,
    }
}

/// Returns the date of service of a note of the kind, given when it was signed.
pub(crate) fn read_service_date(
    view: &NoteView<'_>,
    kind: NoteKind,
    signed: Option<Located<Timestamp>>,
) -> Option<DateOfService> {
    labelled(view, signed)
        .or_else(|| added_to(view))
        .or_else(|| header_label(view))
        .or_else(|| title_line(view))
        .or_else(|| session_line(view))
        .or_else(|| header_timestamp(view))
        .or_else(|| effective(view))
        .or_else(|| plan_opening(view, kind))
        .or_else(|| file_name(view))
        .or_else(|| {
            signed.map(|at| DateOfService {
                date: Located::new(at.value.date, at.span),
                to: None,
                basis: DateBasis::Signature,
            })
        })
}

fn labelled(view: &NoteView<'_>, signed: Option<Located<Timestamp>>) -> Option<DateOfService> {
    view.labelled(Label::ServiceDate).find_map(|field| {
        let line = view.line(field.line)?;
        let name = line.text.get(field.name.clone())?.to_ascii_lowercase();
        read_value(view, field, DateBasis::Labelled)
            .map(|found| spread_week(found, &name))
            .or_else(|| {
                // "Week of 4/5": the year is that of the signature or of another date near by.
                let year = signed
                    .map(|at| at.value.date.year())
                    .or_else(|| nearby_year(view))?;
                let value = view.value(field);
                let found = when::find_partial_date(value, year)?;
                let rest = value.get(found.end..).unwrap_or_default();
                let to = when::find_partial_date(rest, year).map(|last| last.date);
                let date = located(view, field, &found);
                let read = DateOfService {
                    date,
                    to: to.filter(|to| *to > found.date),
                    basis: DateBasis::Labelled,
                };
                Some(spread_week(read, &name))
            })
    })
}

/// "Week of 4/5/26" speaks for seven days from then, "week ending" for seven until then.
fn spread_week(mut found: DateOfService, name: &str) -> DateOfService {
    if found.to.is_some() {
        return found;
    }
    match name {
        "week of" => found.to = Some(found.date.value.plus_days(6)),
        "week ending" | "w/e" => {
            found.to = Some(found.date.value);
            found.date.value = found.date.value.plus_days(-6);
        }
        _ => {}
    }
    found
}

fn nearby_year(view: &NoteView<'_>) -> Option<i32> {
    let birth = |line: usize| view.fields_on(line).any(|f| f.label == Label::BirthDate);
    view.body_lines()
        .filter(|(index, _)| !birth(*index))
        .take(60)
        .find_map(|(_, line)| {
            when::find_dates(line.text)
                .first()
                .map(|found| found.date.year())
        })
}

/// Reads `4/5/2026`, `4/5/26 - 4/11/26`, `4/5/2026 10:00 AM - 10:50 AM`.
fn read_value(view: &NoteView<'_>, field: &Field, basis: DateBasis) -> Option<DateOfService> {
    let value = view.value(field);
    let dates = when::find_dates(value);
    let first = dates
        .first()
        .copied()
        .or_else(|| when::find_compact_date(value))?;
    let partial_from = leading_partial(value, &first);
    let to = dates
        .get(1)
        .filter(|second| second.date > first.date && joins(value.get(first.end..second.start)))
        .map(|second| second.date);
    let (date, to) = match (partial_from, to) {
        // "4/5 - 4/11/2026": the year stands only behind the last date.
        (Some(from), None) if from.date < first.date => {
            (located(view, field, &from), Some(first.date))
        }
        (_, to) => (located(view, field, &first), to),
    };
    let near = to.filter(|to| to.days_since(date.value) <= 35);
    Some(DateOfService {
        date,
        to: near,
        basis,
    })
}

fn leading_partial(value: &str, first: &FoundDate) -> Option<FoundDate> {
    let before = value.get(..first.start)?;
    let found = when::find_partial_date(before, first.date.year())?;
    joins(before.get(found.end..)).then_some(found)
}

fn joins(between: Option<&str>) -> bool {
    between.is_some_and(|between| {
        let word = between.trim().to_ascii_lowercase();
        matches!(
            word.as_str(),
            "-" | "–" | "—" | "to" | "thru" | "through" | "until"
        )
    })
}

fn located(view: &NoteView<'_>, field: &Field, found: &FoundDate) -> Located<ServiceDate> {
    Located::new(found.date, view.part_span(field, found.start..found.end))
}

fn header_label(view: &NoteView<'_>) -> Option<DateOfService> {
    let by_label = |label: Label| {
        view.labelled(label).find_map(|field| {
            let header = field.line < view.header_end || view.is_furniture(field.line);
            let line = view.line(field.line)?;
            if !header || signature::is_signature_line(line.text) || signs_above(view, field) {
                return None;
            }
            read_value(view, field, DateBasis::Header)
        })
    };
    // "Date: Mon 3/2": the year is that of another date near by.
    let without_year = || {
        view.labelled(Label::Date).find_map(|field| {
            if field.line >= view.header_end || signs_above(view, field) {
                return None;
            }
            let value = view.value(field);
            let found = when::find_partial_date(value, nearby_year(view)?)?;
            let before = value.get(..found.start)?.trim();
            let opens = before.len() <= 9
                && before
                    .chars()
                    .all(|c| c.is_alphabetic() || ",. ".contains(c));
            let rest = value.get(found.end..)?;
            let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '/');
            (opens && ends).then(|| DateOfService {
                date: located(view, field, &found),
                to: None,
                basis: DateBasis::Header,
            })
        })
    };
    // Start and stop may be written as full timestamps.
    by_label(Label::Date)
        .or_else(|| by_label(Label::Start))
        .or_else(|| by_label(Label::Time))
        .or_else(without_year)
}

/// Reads the date by which a plan or certification calls itself: `Recertification Date`.
fn effective(view: &NoteView<'_>) -> Option<DateOfService> {
    view.labelled(Label::Effective).find_map(|field| {
        let name = view.line(field.line)?.text.get(field.name.clone())?;
        let own = ["certification", "plan", "review"]
            .iter()
            .any(|word| name.to_ascii_lowercase().contains(word));
        (own && field.line < view.header_end)
            .then(|| read_value(view, field, DateBasis::Header))
            .flatten()
    })
}

/// Returns whether the date's label dates a signature on the same line or just above.
fn signs_above(view: &NoteView<'_>, field: &Field) -> bool {
    let from = field.line.saturating_sub(2).max(view.from);
    view.document
        .fields_in(from..field.line + 1)
        .iter()
        .any(|other| {
            matches!(
                other.label,
                Label::Signature | Label::Cosignature | Label::PatientSignature
            ) && (other.line, other.name.start) < (field.line, field.name.start)
        })
}

/// Lines of a document of its own on which stands what it adds to.
const ADDS: usize = 8;

/// Reads the day of the note to which a document of its own adds: `Addendum written 04/20/2026 to the
/// nursing note of 04/05/2026`. When it was written is told by its signature.
fn added_to(view: &NoteView<'_>) -> Option<DateOfService> {
    view.body_lines().take(ADDS).find_map(|(index, line)| {
        if !line.may(Guard::Adds) {
            return None;
        }
        let text = line.text.trim_start();
        let lead = line.text.len() - text.len();
        let behind = strip_prefix_ignoring_case(text, "addendum")?;
        let to = text.len() - behind.len() + behind.find(" to ")?;
        let rest = text.get(to..)?;
        let dates = when::find_dates(rest);
        let [only] = dates.as_slice() else {
            return None;
        };
        let named = rest.get(..only.start)?.trim_end();
        let joins = [" of", " for", " from", " dated", " on"];
        let ends = rest.get(only.end..)?.trim_start();
        if !joins.iter().any(|join| named.ends_with(join)) || ends.starts_with('-') {
            return None;
        }
        let bytes = lead + to + only.start..lead + to + only.end;
        Some(DateOfService {
            date: Located::new(only.date, view.place(index, bytes)),
            to: None,
            basis: DateBasis::Header,
        })
    })
}

/// Reads a date within the title: `Group Note - 04/05/2026`, `DISCHARGE SUMMARY   08/03/2026`.
fn title_line(view: &NoteView<'_>) -> Option<DateOfService> {
    view.body_lines()
        .take(8)
        .filter(|(index, line)| {
            view.fields_on(*index).next().is_none()
                && (kind::title_of_line(line.text).is_some() || kind::names_a_document(line.text))
        })
        .find_map(|(index, line)| {
            // Behind a plan's day stands when it is to be reviewed.
            let text = kind::before_review_due(line.text);
            bare_date(view, index, text)
                .or_else(|| topic_behind(view, index, text))
                .or_else(|| discharge_title(view, index, text))
        })
}

/// Lines of a plan's beginning on which its day may open the text.
const OPENING: usize = 8;

/// Reads the day with which a plan's text opens: `1/13/2026. Dx F43.23.`, `Created 02/20/2026,
/// review 08/20/2026.`
fn plan_opening(view: &NoteView<'_>, kind: NoteKind) -> Option<DateOfService> {
    const LEADS: [&str; 14] = [
        "plan date",
        "date of plan",
        "plan dated",
        "plan made",
        "plan created",
        "plan of",
        "created",
        "developed",
        "written",
        "completed",
        "initiated",
        "effective",
        "dated",
        "date",
    ];
    if !matches!(kind, NoteKind::TreatmentPlan | NoteKind::PlanReview) {
        return None;
    }
    view.body_lines().take(OPENING).find_map(|(index, line)| {
        let text = line.text;
        let trimmed = text.trim_start();
        let lead = LEADS
            .iter()
            .find_map(|lead| strip_prefix_ignoring_case(trimmed, lead));
        let behind = lead.unwrap_or(trimmed);
        let date = behind.trim_start_matches([' ', ':', '-']);
        if lead.is_some() && date.len() == behind.len() {
            return None;
        }
        let start = text.len() - date.len();
        let found = when::find_dates(text).into_iter().next()?;
        let rest = text.get(found.end..)?;
        let ends = rest.trim().is_empty() || rest.starts_with(['.', ',', ';', '|']);
        (found.start == start && ends).then(|| titled(view, index, &found))
    })
}

/// Reads the one date between a note's name and a topic: `GROUP NOTE   06/02/2026   Interpersonal
/// Effectiveness`. The words of the topic say nothing of the date.
fn topic_behind(view: &NoteView<'_>, index: usize, text: &str) -> Option<DateOfService> {
    let dates = when::find_dates(text);
    let [only] = dates.as_slice() else {
        return None;
    };
    let name = text.get(..only.start)?;
    (!rejects(name) && kind::read_title(name).is_some()).then(|| titled(view, index, only))
}

fn titled(view: &NoteView<'_>, index: usize, found: &FoundDate) -> DateOfService {
    DateOfService {
        date: Located::new(found.date, view.place(index, found.start..found.end)),
        to: None,
        basis: DateBasis::Header,
    }
}

/// Reads the one date behind the name of a discharge summary, which is no label of the date.
fn discharge_title(view: &NoteView<'_>, index: usize, text: &str) -> Option<DateOfService> {
    let lower = text.to_ascii_lowercase();
    let name = ["discharge summary", "discharge note"]
        .into_iter()
        .find(|name| lower.contains(name))?;
    if rejects(&lower.replacen(name, "", 1)) {
        return None;
    }
    let dates = when::find_dates(text);
    let [only] = dates.as_slice() else {
        return None;
    };
    Some(titled(view, index, only))
}

/// Reads the date of a header line that states when a session was, and with whom: `Date 04/07/2026
/// 9:30 AM - 2:30 PM (lunch 12:00-12:30 not counted) Ann Roe, LPC`.
fn session_line(view: &NoteView<'_>) -> Option<DateOfService> {
    view.body_lines().take(4).find_map(|(index, line)| {
        let signs = signature::is_signature_line(line.text);
        if line.words() > 20 || signs || rejects(line.text) {
            return None;
        }
        let dates = when::find_dates(line.text);
        let [only] = dates.as_slice() else {
            return None;
        };
        let times = when::find_times_beside(line.text, &dates);
        let range = *when::find_ranges(line.text, &times).first()?;
        let before = line.text.get(..only.start)?;
        let between = line.text.get(only.end..range.start)?;
        let joined = between.chars().all(|c| !c.is_alphanumeric()) && between.len() <= 6
            || names_times(between) && !names_next(before);
        (only.start <= 60 && joined).then(|| titled(view, index, only))
    })
}

/// Returns whether what stands between a day and times only says that times follow: `04/28/2026
/// time 14:00-14:50`, `04/28/2026 prog hrs attended 09:00-15:00`.
fn names_times(between: &str) -> bool {
    const WORDS: [&str; 17] = [
        "time", "times", "at", "from", "hrs", "hours", "hr", "prog", "program", "attended",
        "session", "seen", "start", "in", "of", "service", "visit",
    ];
    let mut words = between
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    between.len() <= 40
        && words.clone().count() <= 4
        && words.all(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// Returns whether the words before a day are of a later one: `Next visit 05/05/2026 at 2:00-3:00`.
fn names_next(before: &str) -> bool {
    const LATER: [&str; 7] = ["next", "return", "rtc", "f/u", "follow", "sched", "appt"];
    let lower = before.to_ascii_lowercase();
    LATER.iter().any(|word| lower.contains(word))
}

/// Reads a date that stands in the header without a label.
fn header_timestamp(view: &NoteView<'_>) -> Option<DateOfService> {
    view.body_lines()
        .take_while(|(index, _)| *index < view.header_end)
        .take(14)
        .filter(|(index, line)| {
            let labelled = view.fields_on(*index).any(|f| {
                !matches!(
                    f.label,
                    Label::NoteType | Label::Author | Label::GroupTopic | Label::Program
                )
            });
            !labelled
                && !line.text.contains("....")
                && line.words() <= 12
                && !rejects(line.text)
                && !signature::is_signature_line(line.text)
        })
        .find_map(|(index, line)| bare_date(view, index, line.text))
}

fn bare_date(view: &NoteView<'_>, index: usize, text: &str) -> Option<DateOfService> {
    if rejects(text) {
        return None;
    }
    let dates = when::find_dates(text);
    let first = dates.first()?;
    let to = dates
        .get(1)
        .filter(|second| second.date > first.date && joins(text.get(first.end..second.start)))
        .map(|second| second.date)
        .filter(|to| to.days_since(first.date) <= 35);
    let span: Span = view.place(index, first.start..first.end);
    Some(DateOfService {
        date: Located::new(first.date, span),
        to,
        basis: DateBasis::Header,
    })
}

/// Returns whether a line's dates are of printing, birth, policy or other papers.
fn rejects(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "print",
        "dob",
        "birth",
        "born",
        "report run",
        "run date",
        "fax",
        "revised",
        "revision",
        "rev.",
        "policy",
        "effective",
        "next appointment",
        "next session",
        "next appt",
        "next visit",
        "admit",
        "admission",
        "period",
        "covers",
        "discharge",
        "expires",
        "exported",
        "generated",
        "copyright",
        "form ",
        "version",
        "due",
        "last seen",
        "referral",
        "created",
        "modified",
    ];
    let lower = text.to_ascii_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

fn file_name(view: &NoteView<'_>) -> Option<DateOfService> {
    if !view.is_whole_file() {
        return None;
    }
    let name = view.document.name.rsplit(['/', '\\']).next()?;
    // Underscores join words in file names, and would hide a date's edges.
    let plain = name.replace('_', " ");
    let found = when::find_dates(&plain)
        .into_iter()
        .next()
        .or_else(|| when::find_compact_date(&plain))?;
    let (index, line) = view.body_lines().next()?;
    let start = line.text.len() - line.text.trim_start().len();
    let span = view.place(index, start..start + 1);
    Some(DateOfService {
        date: Located::new(found.date, span),
        to: None,
        basis: DateBasis::FileName,
    })
}

//! Reads who a note is about, from its own labels first, then from running headers.

mod nobody;

use super::chart_head;
use super::identity_line::{is_number, name_before, read_identity_line, read_member};
use super::labels::{Field, Label};
use super::view::NoteView;
use super::when;
use crate::model::{PatientIdentity, PersonName, ServiceDate, Sex};
use crate::text::Located;
use crate::text::bytes::has_digit;
pub(super) use nobody::is_nobody;
use nobody::{names_a_form, names_a_place, names_a_staff_form};
use std::ops::Range;

/// Returns what a note says of who its patient is.
pub(crate) fn read_patient(view: &NoteView<'_>) -> PatientIdentity {
    let mut identity = labelled(view);
    if let Some(owner) = chart_head::other_than(view, &identity) {
        return owner;
    }
    if (identity.name.is_none() || identity.mrn.is_none() || identity.birth_date.is_none())
        && let Some(line) = read_identity_line(view)
    {
        line.fill(&mut identity);
    }
    if identity.name.is_none() && identity.mrn.is_none() {
        // A signature's initial is too little to tell whose note it is.
        identity.name = named_by(view, |view, field| {
            signs_below(view, field) && !has_initial(view.value(field))
        });
    }
    if identity.is_empty()
        && let Some(member) = read_member(view)
    {
        identity.name = member.name;
        identity.member_id = member.member_id;
    }
    identity
}

/// Returns whether a name begins with an initial, without a comma.
fn has_initial(name: &str) -> bool {
    let first = name.split_whitespace().next();
    let is_one = first.is_some_and(|word| word.trim_end_matches('.').chars().count() == 1);
    is_one && !name.contains(',')
}

/// Returns whether a patient's label stands before a name and a day below the header, as the patient
/// signs a plan, `Client: E. Roe 3/14/26`: an initial there is no second name.
fn signs_below(view: &NoteView<'_>, field: &Field) -> bool {
    if field.label != Label::PatientName || view.is_furniture(field.line) {
        return false;
    }
    let value = view.value(field);
    let Some(part) = name_part(value) else {
        return false;
    };
    let name = value.get(part.clone()).unwrap_or_default();
    let is_initial = has_initial(name);
    let behind = value.get(part.end..).unwrap_or_default();
    let day = when::find_dates(behind).first().map(|day| day.start);
    // A birth date follows a name in a header.
    let is_below = field.line >= view.header_end || is_initial;
    is_below
        && day.is_some_and(|start| behind.get(..start).is_some_and(|gap| gap.trim().is_empty()))
}

fn labelled(view: &NoteView<'_>) -> PatientIdentity {
    PatientIdentity {
        mrn: first(view, Label::Mrn, record_number)
            .or_else(|| first(view, Label::Account, record_number)),
        member_id: first(view, Label::MemberId, record_number),
        name: name(view),
        birth_date: birth_date(view),
        sex: view
            .labelled(Label::Sex)
            .find_map(|field| sex(view.value(field))),
        source_id: None,
    }
}

fn first(
    view: &NoteView<'_>,
    label: Label,
    read: fn(&str) -> Option<Range<usize>>,
) -> Option<Located<String>> {
    view.labelled(Label::Mrn)
        .filter(|field| label == Label::MemberId && is_members(view, field))
        .chain(view.labelled(label))
        .filter(|field| label != Label::Mrn || !is_members(view, field))
        .filter(|field| in_header(view, field))
        .find_map(|field| {
            let value = view.value(field);
            let part = read(value)?;
            Some(Located::new(
                value.get(part.clone())?.to_owned(),
                view.part_span(field, part),
            ))
        })
        .or_else(|| {
            if label == Label::Mrn {
                number_in_brackets(view)
            } else {
                None
            }
        })
}

/// Returns whether a bare `ID` is a member's, as in a payer's letter: `Member: Ann Roe   ID H4471`.
fn is_members(view: &NoteView<'_>, field: &Field) -> bool {
    let text = view.line(field.line).map_or("", |line| line.text);
    let name = text.get(field.name.clone()).unwrap_or_default();
    let is_bare = name.trim_end_matches(['#', ' ']).eq_ignore_ascii_case("id");
    let before = || text.get(..field.name.start).unwrap_or_default();
    is_bare
        && ["member", "enrollee", "insured", "subscriber"]
            .iter()
            .any(|word| before().to_ascii_lowercase().contains(word))
}

/// Identity is stated in headers and signature blocks; in the body a label may be about others.
fn in_header(view: &NoteView<'_>, field: &Field) -> bool {
    let placed = field.line < view.header_end.max(view.from + 12)
        || view.is_furniture(field.line)
        || field.marked;
    placed && counts(view, field)
}

/// Returns whether a label tells whose note this is. Inside a sentence it may be about anybody;
/// it counts only in a file that says nowhere else who its patient is.
fn counts(view: &NoteView<'_>, field: &Field) -> bool {
    !field.in_prose || !view.document.has_banner
}

/// Returns the first token with a digit.
pub(super) fn record_number(value: &str) -> Option<Range<usize>> {
    let lead = value.len() - value.trim_start_matches([' ', '#', ':', '.']).len();
    let rest = value.get(lead..)?;
    let length = rest
        .char_indices()
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '-' | '/' | '_' | '.')))
        .map_or(rest.len(), |(at, _)| at);
    let prefixed = rest.get(..length).filter(|head| {
        (1..=4).contains(&head.len()) && head.bytes().all(|byte| byte.is_ascii_uppercase())
    });
    // "FH 2218": letters and digits of one number.
    let length = match prefixed {
        Some(head) => {
            let digits = rest
                .get(head.len()..)
                .and_then(|tail| tail.strip_prefix(' '))
                .map_or(0, |tail| {
                    tail.bytes().take_while(u8::is_ascii_digit).count()
                });
            if digits >= 3 {
                length + 1 + digits
            } else {
                length
            }
        }
        None => length,
    };
    let token = rest.get(..length)?.trim_end_matches(['.', '-', '/']);
    // "11/14" is so many of so many, or a day.
    let few = |part: &str| part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    if token
        .split_once('/')
        .is_some_and(|(one, other)| few(one) && few(other))
    {
        return None;
    }
    // A date is not an id, whatever the columns say.
    let date = when::find_dates(token)
        .first()
        .is_some_and(|date| date.end - date.start == token.len());
    (token.len() >= 2 && token.len() <= 30 && has_digit(token) && !date)
        .then_some(lead..lead + token.len())
}

/// Reads `Client: Jane Doe (10442)`.
fn number_in_brackets(view: &NoteView<'_>) -> Option<Located<String>> {
    let first = view.labelled(Label::PatientName).find_map(|field| {
        // "Client: 10442 Doe, Jane".
        let value = view.value(field);
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        let named = value
            .get(digits..)
            .is_some_and(|rest| rest.starts_with([' ', '-']) && rest.contains(char::is_alphabetic));
        (digits >= 3 && named).then(|| {
            let text = value.get(..digits).unwrap_or_default().to_owned();
            Located::new(text, view.part_span(field, 0..digits))
        })
    });
    first.or_else(|| {
        view.labelled(Label::PatientName).find_map(|field| {
            let value = view.value(field);
            // "Client/Record No.: Ann Roe / 10442".
            let slash = || {
                let at = value.find(" / ")? + 2;
                let token = value.get(at..)?.split_whitespace().next()?;
                // Not a code or times.
                is_number(token, false, true, view.document.name).then_some(at)
            };
            let Some(open) = value.find(['(', '[', '#']).or_else(slash) else {
                return number_in_next_cell(view, field);
            };
            let inner = value.get(open + 1..)?;
            let part = record_number(inner)?;
            let bytes = open + 1 + part.start..open + 1 + part.end;
            let text = value.get(bytes.clone())?;
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            (digits >= 3).then(|| Located::new(text.to_owned(), view.part_span(field, bytes)))
        })
    })
}

/// Reads `Pt: Jane Doe   #LM-3309   dob 1/2/1980` and `Resident: Jane D.  (10442)`, where a wide gap
/// parts name and number.
fn number_in_next_cell(view: &NoteView<'_>, field: &Field) -> Option<Located<String>> {
    let text = view.line(field.value_line)?.text;
    let behind = text.get(field.value.end..)?;
    let lead = behind.len() - behind.trim_start_matches([' ', '\t', '|']).len();
    let sign = behind.get(lead..)?;
    let rest = sign.strip_prefix(['#', '('])?;
    let part = record_number(rest)?;
    let digits = rest.get(part.clone())?.bytes().filter(u8::is_ascii_digit);
    // "(555) 0142" is a telephone's.
    let least = if sign.starts_with('(') { 4 } else { 3 };
    if digits.count() < least || part.start > 1 {
        return None;
    }
    let from = field.value.end + lead + 1;
    let bytes = from + part.start..from + part.end;
    let number = text.get(bytes.clone())?.to_owned();
    Some(Located::new(number, view.place(field.value_line, bytes)))
}

fn name(view: &NoteView<'_>) -> Option<Located<PersonName>> {
    named_by(view, |view, field| !signs_below(view, field))
        .or_else(|| beside_identifier(view))
        .or_else(|| above_identifier(view))
}

/// Returns the name behind the first label that counts.
fn named_by(
    view: &NoteView<'_>,
    counts: fn(&NoteView<'_>, &Field) -> bool,
) -> Option<Located<PersonName>> {
    let labelled = view
        .labelled(Label::PatientName)
        .filter(|field| in_header(view, field) && counts(view, field));
    let plain = view
        .labelled(Label::PlainName)
        .filter(|field| field.line < view.header_end || view.is_furniture(field.line));
    labelled.chain(plain).find_map(|field| {
        let value = view.value(field);
        let part = name_part(value)?;
        let text = value.get(part.clone())?;
        let name = PersonName::parse(text).filter(|_| !is_subject(text))?;
        if is_aside(view, field, &part) {
            return None;
        }
        let name = wrapped(view, field, text).unwrap_or(name);
        Some(Located::new(name, view.part_span(field, part)))
    })
}

/// Reads a name of which the page prints the last part at the beginning of the next line, before the
/// label of a number or a birth date: `Client: Ann` above `Roe-Poe  MR#: X-1005`.
fn wrapped(view: &NoteView<'_>, field: &Field, first: &str) -> Option<PersonName> {
    let line = view.line(field.value_line)?;
    let is_alone = !first.contains([' ', ',']) && view.value(field).trim() == first;
    let ends = line.text.get(field.value.end..)?.trim().is_empty();
    if !is_alone || !ends {
        return None;
    }
    let below = field.value_line + 1;
    let opens = view.fields_on(below).next()?;
    let is_of_patient = matches!(opens.label, Label::Mrn | Label::BirthDate | Label::Account);
    let last = view.line(below)?.text.get(..opens.name.start)?;
    let last = last.trim_matches([' ', '\t', '|']);
    let part = name_part(last)?;
    let is_all = part == (0..last.len()) && last.split(' ').count() <= 3;
    (is_of_patient && is_all && !last.contains(',') && !is_nobody(last))
        .then(|| PersonName::parse(&format!("{first} {last}")))
        .flatten()
}

/// Returns whether a label's one word begins a sentence, `Pt: Arousal 7 > 4. Chose low drum.`, in a
/// file that has its patient's number elsewhere.
fn is_aside(view: &NoteView<'_>, field: &Field, name: &Range<usize>) -> bool {
    let value = view.value(field);
    let is_word = value
        .get(name.clone())
        .is_some_and(|text| !text.contains([' ', ',']));
    let behind = value.get(name.end..).unwrap_or_default();
    let goes_on = || {
        let words = behind.split_whitespace();
        words
            .filter(|word| word.contains(char::is_alphanumeric))
            .nth(1)
            .is_some()
    };
    let has_number = || {
        view.document.fields.iter().any(|other| {
            other.label == Label::Mrn
                && !other.in_prose
                && other.line != field.line
                && record_number(view.value(other)).is_some()
        })
    };
    let has_own_number = behind.trim_start().starts_with(['#', '(', '[']);
    // "Member: Self" in a list of insurances.
    let of_insurance = || {
        let line = view.line(field.line).map_or("", |line| line.text);
        let label = line.get(field.name.clone()).unwrap_or_default();
        label.eq_ignore_ascii_case("member") || label.eq_ignore_ascii_case("enrollee")
    };
    is_word && (of_insurance() || goes_on() && !has_own_number && has_number())
}

/// Returns whether a text is what a letter is about: `RE: Additional Documentation Request`.
pub(super) fn is_subject(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "request",
        "documentation",
        "demand",
        "notice",
        "denial",
        "repayment",
        "overpayment",
        "letter",
        "records",
        "record",
        "appeal",
        "claim",
        "claims",
        "review",
        "authorization",
        "determination",
        "audit",
        "refund",
        "recoupment",
        "payment",
        "account",
        "decision",
    ];
    text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        WORDS
            .iter()
            .any(|subject| word.eq_ignore_ascii_case(subject))
    })
}

/// Returns the length of the word for a patient that a value puts before the name:
/// `Re: Member JANE DOE`.
fn past_role(value: &str) -> usize {
    const ROLES: [&str; 9] = [
        "member",
        "our member",
        "patient",
        "client",
        "enrollee",
        "beneficiary",
        "insured",
        "subscriber",
        "resident",
    ];
    let named = |role: &&&str| {
        let head = value.get(..role.len());
        let behind = value.get(role.len()..).unwrap_or_default();
        let behind = behind.strip_prefix(':').unwrap_or(behind);
        head.is_some_and(|head| head.eq_ignore_ascii_case(role))
            && behind
                .strip_prefix(' ')
                .is_some_and(|name| name.trim_start().starts_with(char::is_uppercase))
    };
    ROLES.iter().find(named).map_or(0, |role| {
        let behind = value.get(role.len()..).unwrap_or_default();
        value.len() - behind.trim_start_matches([':', ' ']).len()
    })
}

/// Labels that follow a name on pages that print one blank between cells.
const LABELS: [&str; 12] = [
    " ID ",
    " DOB ",
    " MRN ",
    " Acct ",
    " ACCT ",
    " Account ",
    " Chart ",
    " CHART ",
    " Case ",
    " Record ",
    " No ",
    " Born ",
];

/// Returns the part of a value that is a name: letters up to digits, brackets or a label.
pub(super) fn name_part(value: &str) -> Option<Range<usize>> {
    let lead = value.len() - value.trim_start_matches([' ', '*', ':', '_']).len();
    let number = value
        .get(lead..)?
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    // "10442 Doe, Jane": the number stands before the name.
    let lead = match value.get(lead + number..) {
        Some(rest) if number >= 3 && rest.starts_with([' ', '-']) => {
            value.len() - rest.trim_start_matches([' ', '-']).len()
        }
        _ => lead,
    };
    let lead = lead + past_role(value.get(lead..)?);
    let rest = value.get(lead..)?;
    let mut end = rest
        .char_indices()
        .find(|(_, c)| !(c.is_alphabetic() || matches!(c, ' ' | ',' | '.' | '\'' | '’' | '-')))
        .map_or(rest.len(), |(at, _)| at);
    // "Roe, Ann, MH-3140": letters right before digits are a number's.
    let tail = rest.get(end..).unwrap_or_default();
    if tail.starts_with(|c: char| c.is_ascii_digit()) {
        end = rest.get(..end)?.rfind([' ', ',']).map_or(0, |at| at + 1);
    }
    if rest.get(end..).is_some_and(|tail| tail.starts_with(':')) {
        // The last word is a label that the lexicon does not know.
        end = rest.get(..end)?.trim_end().rfind(' ').unwrap_or(0);
    }
    // "Ann Roe ID H4471": pages that print one blank between cells.
    if let Some(label) = LABELS
        .iter()
        .filter_map(|label| rest.find(label))
        .filter(|&at| at > 0 && at < end)
        .min()
    {
        end = label;
    }
    let dash = rest.get(..end)?.find(" - ").unwrap_or(end);
    let name = rest.get(..dash)?.trim_end_matches([' ', ',', '-', '.']);
    let words: Vec<&str> = name
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let capital = words
        .first()
        .is_some_and(|word| word.starts_with(char::is_uppercase));
    let particles = [
        "de", "la", "van", "von", "del", "der", "da", "di", "bin", "al", "ii", "iii", "jr", "sr",
    ];
    let named = words.iter().all(|word| {
        word.starts_with(char::is_uppercase) || particles.contains(&word.to_lowercase().as_str())
    });
    // "Individual", "None", "Information" are headings of forms, not names.
    let heading = [
        "information",
        "signature",
        "name",
        "none",
        "denies",
        "reports",
        "id",
        "is",
        "was",
        "education",
        "unknown",
        "n/a",
        "statement",
        "response",
        "goals",
        "progress",
    ]
    .iter()
    .any(|word| words.iter().any(|w| w.eq_ignore_ascii_case(word)));
    let fits =
        !words.is_empty() && words.len() <= 6 && capital && named && !heading && name.len() >= 2;
    (fits).then_some(lead..lead + name.len())
}

/// Reads a name without a label on a line that also gives a birth date or record number:
/// `DOE, JANE   DOB 01/02/1980   MRN 10442`.
fn beside_identifier(view: &NoteView<'_>) -> Option<Located<PersonName>> {
    view.fields
        .iter()
        .filter(|field| matches!(field.label, Label::Mrn | Label::BirthDate | Label::MemberId))
        .filter(|field| field.line < view.header_end || view.is_furniture(field.line))
        .find_map(|field| {
            let line = view.line(field.line)?;
            let opens = view.fields_on(field.line).next()?;
            if opens.name != field.name {
                return None;
            }
            let before = line.text.get(..field.name.start)?;
            // "BHT DAILY / Ann Roe / X-1005 / dob": what stands first may be the title.
            if let Some(part) = name_before(before, view.document.name) {
                let name = PersonName::parse(before.get(part.clone())?)?;
                return Some(Located::new(name, view.place(field.line, part)));
            }
            let cut = before.trim_end_matches([' ', '|', '(', '-', '\t', '[', '•', '·']);
            let start = cut.rfind("  ").map_or(0, |at| at + 2);
            let bars = cut.rmatch_indices(['|', '\t', '·', '•']).next();
            let start = start.max(bars.map_or(0, |(at, bar)| at + bar.len()));
            let part = name_part(cut.get(start..)?)?;
            let text = cut.get(start + part.start..start + part.end)?;
            let words = text
                .split([' ', ','])
                .filter(|word| !word.is_empty())
                .count();
            let name = PersonName::parse(text)?;
            let is_other = super::kind::read_title(text).is_some()
                || names_a_form(text)
                || names_a_staff_form(text);
            (words >= 2 && !is_other).then(|| {
                Located::new(
                    name,
                    view.place(field.line, start + part.start..start + part.end),
                )
            })
        })
}

/// Reads a line that is only a name, just above a line that opens with a birth date or record
/// number.
fn above_identifier(view: &NoteView<'_>) -> Option<Located<PersonName>> {
    view.fields
        .iter()
        .filter(|field| matches!(field.label, Label::Mrn | Label::BirthDate))
        .filter(|field| field.name.start < 3 && field.line < view.header_end)
        .find_map(|field| {
            let above = field
                .line
                .checked_sub(1)
                .filter(|above| *above >= view.from)?;
            let line = view.line(above)?;
            let text = line.text.trim();
            let part = name_part(line.text)?;
            let words = text.split_whitespace().count();
            let alone = line.text.get(part.clone())? == text && (2..=4).contains(&words);
            let free = view.fields_on(above).next().is_none()
                && super::kind::read_title(text).is_none()
                && !names_a_place(text);
            let name = PersonName::parse(text)?;
            (alone && free).then(|| Located::new(name, view.place(above, part)))
        })
}

fn birth_date(view: &NoteView<'_>) -> Option<Located<ServiceDate>> {
    let labelled = view.labelled(Label::BirthDate);
    let mut labelled = labelled.filter(|field| counts(view, field));
    labelled.find_map(|field| {
        let value = view.value(field);
        let found = when::parse_date(value)?;
        Some(Located::new(
            born_on(&found)?,
            view.part_span(field, found.start..found.end),
        ))
    })
}

/// Returns a birth date as written: two digits of a year above 30 can only be of the last century.
pub(super) fn born_on(found: &when::FoundDate) -> Option<ServiceDate> {
    match found.date.year() {
        year @ 2031..2070 if found.short_year => {
            ServiceDate::new(year - 100, found.date.month(), found.date.day())
        }
        _ => Some(found.date),
    }
}

fn sex(value: &str) -> Option<Sex> {
    let word = value
        .split(|c: char| !c.is_alphabetic())
        .find(|word| !word.is_empty())?;
    match word.to_ascii_lowercase().as_str() {
        "f" | "female" | "woman" => Some(Sex::Female),
        "m" | "male" | "man" => Some(Sex::Male),
        "u" | "unknown" | "other" | "x" | "nonbinary" => Some(Sex::Unknown),
        _ => None,
    }
}

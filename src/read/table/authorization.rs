//! Reads the rows of an authorization log. Whether an authorization covers a claim is not its
//! matter.

use super::codes::codes;
use super::columns::Header;
use super::csv::{Cell, Row};
use super::field::Field;
use super::level::level_from_text;
use super::sheet::{DateCell, Sheet, body};
use super::vocabulary::decision;
use crate::model::{
    Authorization, AuthorizationDecision, AuthorizationDetails, IN_A_REMARK, Payer, Qualifier,
    Reference, ServiceDate, UnitKind, Units,
};
use crate::problem::{Problem, ProblemKind};
use crate::read::dates::{find_dates, parse_date};
use crate::text::Located;

/// Reads every row below the header.
pub(super) fn read<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    rows: &[Row<'t>],
) -> Vec<Authorization> {
    if header.column(Field::Decision).is_none() {
        sheet.problems.push(without_decisions(sheet, header, rows));
    }
    let found: Vec<Authorization> = body(header, rows)
        .filter_map(|row| authorization(sheet, header, row))
        .collect();
    if !has_quantity(header) {
        sheet
            .problems
            .extend(without_quantities(sheet, header, rows));
    }
    found
}

fn has_quantity(header: &Header) -> bool {
    let quantities = [
        Field::Units,
        Field::UnitsDays,
        Field::UnitsVisits,
        Field::UnitsHours,
        Field::PerWeek,
    ];
    let has = |field| header.column(field).is_some();
    quantities.into_iter().any(has)
}

/// Says that no column gives a quantity, where one that was left unread may: most logs state units,
/// but a payer may grant days of a range alone.
fn without_quantities(sheet: &Sheet<'_>, header: &Header, rows: &[Row<'_>]) -> Option<Problem> {
    let row = rows.get(header.row)?;
    let columns = || (0..row.cells.len()).filter(|column| row.text(*column).len() <= 40);
    let unread = header.unread(rows);
    let counts = |column: &usize| {
        let below = body(header, rows).take(40).map(|row| row.text(*column));
        let mut values = below.filter(|text| !text.is_empty()).peekable();
        values.peek().is_some()
            && values
                .all(|text| Units::parse(text).is_some_and(|units| units < Units::whole(1_000)))
    };
    let names: Vec<&str> = columns()
        .filter(|column| unread.contains(&row.text(*column)) && counts(column))
        .map(|column| row.text(column))
        .collect();
    let message = format!(
        "no column is known to give how many units were granted, so no units are counted; left \
         unread: {}. Name the column in chartproof.toml ([columns.headers]) as `units`",
        names.join(", ")
    );
    let place = sheet.span(&row.range);
    (!names.is_empty()).then(|| Problem::at(place, ProblemKind::BadValue, message))
}

fn without_decisions(sheet: &Sheet<'_>, header: &Header, rows: &[Row<'_>]) -> Problem {
    let place = match rows.get(header.row) {
        Some(row) => sheet.span(&row.range),
        None => sheet.start(),
    };
    let message = "no column for the decision was found (such as Status, Decision, Case Status), \
                   so it is unknown which rows were approved: their units are counted, but a \
                   pended or denied row cannot be told. Name the column in chartproof.toml \
                   ([[columns]]) or rename its header";
    Problem::at(place, ProblemKind::BadValue, message)
}

/// Reads one row; `None` for one that names neither patient, number nor dates, which is reported.
fn authorization<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Option<Authorization> {
    let patient = sheet.patient(header, row);
    let number = sheet.id(header, row, Field::AuthNumber, "authorization number");
    let (from, to) = window(sheet, header, row);
    if patient.is_empty() {
        let message = "names no patient; it is matched by its authorization number only, where it \
                       has one. Add a name with birth date, an MRN or a member id";
        sheet.trouble(row, ProblemKind::NoPatient, message);
        if number.is_none() && from.is_none() {
            return None;
        }
    }
    let (procedures, revenues, modifiers) = codes(header, row);
    let level_text = sheet
        .text(header, row, Field::Level)
        .or_else(|| requested_level(sheet, header, row));
    let (units, unit_kind) = units(sheet, header, row);
    Some(Authorization {
        file: sheet.file,
        span: sheet.span(&row.range),
        number,
        patient,
        payer: Payer {
            name: header.text(row, Field::Payer).to_owned(),
            id: header.text(row, Field::PayerId).to_owned(),
            filing_code: String::new(),
        },
        decision: decision_of(header, row),
        level: level_text
            .as_ref()
            .and_then(|level| level_from_text(&level.value)),
        level_text,
        procedures,
        revenues,
        modifiers,
        units,
        unit_kind,
        per_week: per_week(header.text(row, Field::PerWeek)),
        from,
        to,
        requested: sheet
            .date(header, row, Field::Requested, "request date")
            .date(),
        decided: decided(sheet, header, row),
        review: review(header, row),
        rendering_npi: sheet
            .text(header, row, Field::RenderingNpi)
            .map(|npi| npi.value),
        billing_npi: sheet
            .text(header, row, Field::BillingNpi)
            .map(|npi| npi.value),
        clinical_summary: sheet
            .cell(header, row, Field::Summary)
            .map(|cell| sheet.span(&cell.range)),
        mentions: Vec::new(),
        details: AuthorizationDetails {
            references: mentioned(sheet, row),
            ..place(header.text(row, Field::PlaceOfService))
        },
    })
}

/// Returns the level that was requested, where the log has no column of the level granted and the
/// request was approved as it stood. In part, another level may have been.
fn requested_level<'t>(
    sheet: &Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> Option<Located<String>> {
    let is_only = header.column(Field::Level).is_none();
    let as_asked = decision_of(header, row) == AuthorizationDecision::Approved;
    (is_only && as_asked)
        .then(|| sheet.text(header, row, Field::LevelRequested))
        .flatten()
}

/// Returns the kind of review, with what any cell of the row says of a retroactive one: billers write
/// it into remarks, whatever these are headed ("RETRO review - eligibility determined 5/20").
fn review(header: &Header, row: &Row<'_>) -> String {
    let review = header.text(row, Field::Review);
    let is_retro = row.cells.iter().any(|cell| contains(&cell.text, "retro"));
    if is_retro && !contains(review, "retro") {
        return format!("{review} retro").trim().to_owned();
    }
    review.to_owned()
}

fn contains(text: &str, word: &str) -> bool {
    let mut windows = text.as_bytes().windows(word.len());
    windows.any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
}

/// Digits from which on a word of a remark may be an authorization's number, and is no hour, score
/// or amount.
const LEAST_DIGITS: usize = 4;

/// Words from which on a cell is a remark.
const LEAST_WORDS: usize = 3;

/// Returns what may be numbers of other authorizations in a row's remarks, whatever these are headed.
/// Dates are none.
fn mentioned(sheet: &Sheet<'_>, row: &Row<'_>) -> Vec<Reference> {
    let is_remark = |cell: &&Cell<'_>| cell.text.split_whitespace().nth(LEAST_WORDS - 1).is_some();
    let is_number = |word: &&str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let may_be = |c: char| c.is_ascii_alphanumeric() || c == '-';
        digits >= LEAST_DIGITS && word.chars().all(may_be)
    };
    let mut found = Vec::new();
    for cell in row.cells.iter().filter(is_remark) {
        let words = cell
            .text
            .split(|c: char| c.is_whitespace() || ",;:()#".contains(c))
            .map(|word| word.trim_matches(|c: char| !c.is_ascii_alphanumeric()));
        found.extend(words.filter(is_number).map(|word| Reference {
            qualifier: Qualifier::new(IN_A_REMARK),
            value: Located::new(word.to_owned(), sheet.span(&cell.range)),
            payer_id: String::new(),
        }));
    }
    found.truncate(8);
    found
}

/// Reads the place of service as a 278 states it.
fn place(text: &str) -> AuthorizationDetails {
    let digits: String = text
        .trim()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let is_place = matches!(digits.len(), 1 | 2);
    let (code, set) = if is_place {
        (format!("{digits:0>2}"), "B")
    } else {
        (String::new(), "")
    };
    AuthorizationDetails {
        facility_code: Qualifier::new(&code),
        facility_code_set: Qualifier::new(set),
        ..AuthorizationDetails::default()
    }
}

/// Reads first and last day. A window of which one end cannot be read covers nothing: an open
/// end would let it cover every later day.
fn window<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> (Option<ServiceDate>, Option<ServiceDate>) {
    let from = sheet.date(header, row, Field::From, "start date");
    let to = sheet.date(header, row, Field::To, "end date");
    let range = header.text(row, Field::DateRange);
    let (from, to) = match (from, to) {
        (DateCell::Bad, to) => (None, to.date()),
        (_, DateCell::Bad) => (None, None),
        (DateCell::Blank, DateCell::Blank) if !range.is_empty() => {
            let mut dates = find_dates(range).map(|(_, date)| date);
            match (dates.next(), dates.next(), dates.next()) {
                (Some(from), Some(to), None) => (Some(from), Some(to)),
                (Some(day), None, None) => (Some(day), Some(day)),
                _ => {
                    let message = "the dates are not one range of two dates; it covers no day. \
                                   Write MM/DD/YYYY - MM/DD/YYYY";
                    sheet.trouble(row, ProblemKind::BadValue, message);
                    (None, None)
                }
            }
        }
        (from, to) => (from.date(), to.date()),
    };
    if let (Some(first), Some(last)) = (from, to)
        && last < first
    {
        let message = "ends before it starts; it covers no day until the log is corrected";
        sheet.trouble(row, ProblemKind::BadValue, message);
        return (None, None);
    }
    (from, to)
}

/// Reads when it was decided. `Date Approved` beside a window of its own is that day.
fn decided<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>) -> Option<ServiceDate> {
    if header.column(Field::Decided).is_none() && header.column(Field::From).is_some() {
        return parse_date(header.text(row, Field::DateRange));
    }
    sheet
        .date(header, row, Field::Decided, "decision date")
        .date()
}

fn decision_of(header: &Header, row: &Row<'_>) -> AuthorizationDecision {
    // A log may say so in the place of the number.
    let stated = decision(header.text(row, Field::Decision)).or_else(|| {
        decision(header.text(row, Field::AuthNumber)).filter(|key| *key == "not-required")
    });
    match stated {
        Some("approved") => AuthorizationDecision::Approved,
        Some("partial") => AuthorizationDecision::Partial,
        Some("pended") => AuthorizationDecision::Pended,
        Some("denied") => AuthorizationDecision::Denied,
        Some("void") => AuthorizationDecision::Void,
        Some("not-required") => AuthorizationDecision::NotRequired,
        _ => AuthorizationDecision::Unknown,
    }
}

/// Reads the units granted and what a unit is, from the header or from the cell itself: `5 days`.
fn units<'t>(
    sheet: &mut Sheet<'t>,
    header: &Header,
    row: &Row<'t>,
) -> (Option<Located<Units>>, Option<UnitKind>) {
    let stated = unit_kind(header.text(row, Field::UnitKind));
    for (field, kind) in [
        (Field::Units, None),
        (Field::UnitsDays, Some(UnitKind::Day)),
        (Field::UnitsVisits, Some(UnitKind::Visit)),
        (Field::UnitsHours, Some(UnitKind::Hour)),
    ] {
        let Some(cell) = sheet.cell(header, row, field) else {
            continue;
        };
        let text = cell.text.as_ref();
        let length = text
            .bytes()
            .take_while(|b| b.is_ascii_digit() || *b == b'.' || *b == b',');
        let (number, rest) = text.split_at(length.count());
        let number = number.replace(',', "");
        let kind = stated.or_else(|| unit_kind(rest)).or(kind);
        // Logs write 999 where the payer set no limit.
        if matches!(
            number.trim_start_matches('0').split('.').next(),
            Some("999" | "9999")
        ) {
            return (None, kind);
        }
        return match Units::parse(&number) {
            // Zero may stand for none, for no limit, or for nothing entered.
            Some(units) if units == Units::default() && decision_of(header, row).grants() => {
                let message = "0 units were granted, which may mean no limit; checks of units skip \
                               this row. State the units, or deny the row";
                sheet.trouble(row, ProblemKind::BadValue, message);
                (None, kind)
            }
            Some(units) if rest.trim().is_empty() || unit_kind(rest).is_some() => {
                check_balance(sheet, header, row, units);
                (Some(sheet.located(units, cell)), kind)
            }
            _ => {
                let message = "the units are not a number; checks of units skip this row";
                sheet.trouble(row, ProblemKind::BadValue, message);
                (None, kind)
            }
        };
    }
    (None, stated)
}

/// Says where units used and remaining do not add up to those granted; the audit counts from the
/// claims and uses neither.
fn check_balance<'t>(sheet: &mut Sheet<'t>, header: &Header, row: &Row<'t>, granted: Units) {
    let read = |field| {
        sheet
            .cell(header, row, field)
            .and_then(|cell| Units::parse(&cell.text))
    };
    if let (Some(used), Some(remaining)) = (read(Field::UnitsUsed), read(Field::UnitsRemaining))
        && used.plus(remaining) != granted
    {
        let message = "units used and remaining do not add up to the units granted; used units are \
                       counted from the claims instead";
        sheet.trouble(row, ProblemKind::BadValue, message);
    }
}

/// Returns the kind of unit that a text begins with.
pub(super) fn unit_kind(text: &str) -> Option<UnitKind> {
    let lower = text.trim().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    if begins(&["day", "dy", "per diem", "diem", "da"]) {
        Some(UnitKind::Day)
    } else if begins(&["visit", "vs", "session", "encounter"]) {
        Some(UnitKind::Visit)
    } else if begins(&["hour", "hr", "hs"]) {
        Some(UnitKind::Hour)
    } else if begins(&["unit", "un"]) || is_quarter_hour(&lower) {
        Some(UnitKind::Unit)
    } else {
        None
    }
}

/// Returns whether a unit is so many minutes: `15 min`, `per 15 minutes`, `quarter hour`.
fn is_quarter_hour(lower: &str) -> bool {
    let number = lower.trim_start_matches("per ").trim_start();
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = number.len() - rest.len();
    (1..=2).contains(&digits) && rest.trim_start_matches([' ', '-']).starts_with("min")
        || lower.starts_with("quarter")
}

/// Reads `5`, `5x/wk`, `5 days per week`, `3-5/wk` (the higher number is the limit).
fn per_week(text: &str) -> Option<u32> {
    let numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let numbers: Vec<u32> = numbers.filter_map(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [one] => Some(*one),
        [low, high] if low < high => Some(*high),
        _ => None,
    }
}

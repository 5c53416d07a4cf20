//! Tells what an ambiguous header means by the shape of the values below it.

use super::authorization::unit_kind;
use super::column_map::Hints;
use super::csv::Row;
use super::field::Field;
use super::header_words::words;
use super::heading::{Heading, exact};
use crate::model::Units;
use crate::read::dates::parse_date;
use std::collections::BTreeSet;

/// How many rows below a header are looked at for what a column holds.
const SAMPLED_ROWS: usize = 40;

/// Adds to ambiguous headers what their values tell: `Requested` and `Approved` above counts are
/// quantities and no dates, `Unit` above words like `days` says what a unit is, `Decided` above
/// dates is when it was, and `Policy` or `Member` names a person or that person's number. An
/// insurance's id that many people have in common is the payer's.
pub(super) fn told_by_values(
    mut headings: Vec<Option<Heading>>,
    rows: &[Row<'_>],
    first: usize,
) -> Vec<Option<Heading>> {
    let below = rows.get(first..).unwrap_or_default();
    let below = below.get(..SAMPLED_ROWS).unwrap_or(below);
    let people = headings.iter().position(|slot| {
        let field = slot
            .as_ref()
            .and_then(|heading| exact(&heading.words, &Hints::default(), None));
        matches!(
            field,
            Some(Field::PatientName | Field::PatientLast | Field::Mrn)
        )
    });
    for (column, slot) in headings.iter_mut().enumerate() {
        let Some(heading) = slot else { continue };
        let is = |word: &str| heading.words.contains(word);
        if heading.words.len() == 2
            && is("insurance")
            && is("id")
            && people.is_some_and(|people| is_shared(below, people, column))
        {
            *slot = Some(Heading::new(words("payer id")));
            continue;
        }
        let may_be_either = is("request") || is("approved");
        let is_lone = heading.words.len() == 1;
        // `Auth #` is the payer's number and `# Auth` a count, as is `# Approved`.
        let is_numbered = heading.words.len() == 2
            && is("number")
            && (is("approved") || is("authorization") && counts_first(rows, first, column));
        let may_be_lone = may_be_either || is("decision") || is("member");
        if !(may_be_lone && is_lone || is("units") || is_numbered) {
            continue;
        }
        let values = || {
            let texts = below.iter().map(|row| row.text(column));
            texts.filter(|text| !text.is_empty())
        };
        if values().next().is_none() {
            continue;
        }
        if is_numbered {
            let mut counts = values().filter(|text| text.contains(char::is_alphanumeric));
            if counts.all(|text| is_count(text) || is_counted(text)) {
                *slot = Some(Heading::new(words("quantity approved")));
            }
        } else if is("units") && values().all(|text| unit_kind(text).is_some()) {
            *slot = Some(Heading::new(words("unit type")));
        } else if is("decision") && values().all(|text| parse_date(text).is_some()) {
            *slot = Some(Heading::new(words("decision date")));
        } else if is("member") && values().all(is_number_of_person) {
            *slot = Some(Heading::new(words("member id")));
        } else if is("member") && values().all(is_name) {
            *slot = Some(Heading::new(words("member name")));
        } else if may_be_either && values().all(is_count) {
            let mut words = heading.words.clone();
            words.insert("quantity".to_owned());
            *slot = Some(Heading::new(words));
        }
    }
    headings
}

/// Returns whether four people or more have one id, as no family but a payer's members do.
fn is_shared(rows: &[Row<'_>], people: usize, column: usize) -> bool {
    let filled = rows.iter().filter(|row| !row.text(column).is_empty());
    let (mut names, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for row in filled {
        names.insert(row.text(people));
        ids.insert(row.text(column));
    }
    !ids.is_empty() && names.len() >= ids.len() * 4
}

fn is_number_of_person(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits >= 3 && text.len() <= 20 && !text.contains(char::is_whitespace)
}

fn is_name(text: &str) -> bool {
    let is_of_name = |c: char| c.is_alphabetic() || c.is_whitespace() || "',.-".contains(c);
    text.chars().all(is_of_name) && text.split_whitespace().nth(1).is_some()
}

/// Returns whether the header begins with what counts: `# Auth`, `No. of Auths`.
fn counts_first(rows: &[Row<'_>], first: usize, column: usize) -> bool {
    let Some(above) = first.checked_sub(1).and_then(|row| rows.get(row)) else {
        return false;
    };
    let header = above.text(column).trim_start().to_ascii_lowercase();
    let word = header.split(|c: char| !c.is_alphanumeric()).next();
    header.starts_with('#') || matches!(word, Some("no" | "nbr" | "num" | "number"))
}

/// Returns whether a text is a count with what it counts: `5 days`.
fn is_counted(text: &str) -> bool {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(length);
    is_count(number) && unit_kind(rest).is_some()
}

fn is_count(text: &str) -> bool {
    Units::parse(text).is_some_and(|units| units < Units::whole(1_000))
}

//! Reads labels that bold letters alone tell from their values, as notes in Markdown have them:
//! `**Client** Ann Roe **Acct** 20128 **In** 9:00a`.

use super::{Label, begins_with_number};
use std::ops::Range;

const BOLD: &str = "**";

/// Returns where the value of a label in bold letters begins, where it looks as such a value does. A
/// word that a sentence stresses has none.
pub(super) fn value_of(text: &str, name: &Range<usize>, label: Label) -> Option<usize> {
    if !text.get(..name.start)?.ends_with(BOLD) {
        return None;
    }
    let value = text.get(name.end..)?.strip_prefix(BOLD)?.trim_start();
    let is_value = match label {
        Label::Mrn | Label::MemberId | Label::Account => begins_with_number(value),
        Label::Start | Label::Stop | Label::Time | Label::Duration => {
            value.starts_with(|c: char| c.is_ascii_digit())
        }
        Label::BirthDate | Label::ServiceDate | Label::Date | Label::SignedAt => {
            let word = value.split(BOLD).next()?;
            word.len() < 40 && word.bytes().any(|byte| byte.is_ascii_digit())
        }
        // "**Client** Calm." is what a note says of a client.
        Label::PatientName | Label::Author => {
            let mut words = value.split(' ').take(2);
            let is_capital = |word: &str| word.starts_with(char::is_uppercase);
            words.next().is_some_and(is_capital) && words.next().is_some_and(is_capital)
        }
        _ => false,
    };
    is_value.then(|| text.len() - value.len())
}

//! Finds the dosing record of a program that gives methadone or buprenorphine: a table with a row a
//! day, which tells the dose and who gave it. Each row is a record of its own day's dose.
//!
//! What looks like it and is none: the doses of the last days that a visit's note repeats, a list of
//! drugs, and a medication administration record of many drugs a day.

use super::day_log::{Entry, Log, heads_another, may_open, opening, states_one_session};
use super::labels::cells;
use super::lines::Line;
use super::log_words::Columns;
use super::view::Document;
use crate::model::NoteKind;
use crate::text::bytes::has_digit;
use std::ops::Range;

/// Most filled lines above the table and below it.
const HEAD: usize = 14;
const FOOT: usize = 10;
/// Most days from the first row to the last.
const ALL: i64 = 62;
/// Bytes of a row within which its day begins.
const REACH: usize = 4;

/// Returns the record that some lines are, all of them.
pub(super) fn find(document: &Document<'_>, range: Range<usize>) -> Option<Log> {
    let lines = document.lines.get(range.clone())?;
    let shown = || {
        lines
            .iter()
            .filter(|line| !line.furniture && !line.is_blank())
    };
    // Nearly every note ends here.
    let rows = shown().filter(|line| line.is_parted && may_open(line.text));
    if rows.take(2).count() < 2 {
        return None;
    }
    let heading = lines.iter().position(heads_doses)? + range.start;
    let (entries, end) = rows_below(document, heading + 1..range.end)?;
    let first = entries.first()?.lines.start;
    let (head, foot) = (range.start..first, end..range.end);
    let filled = |lines: Range<usize>| {
        let lines = document.lines.get(lines).unwrap_or_default().iter();
        lines
            .filter(|line| !line.is_blank() && !line.furniture)
            .count()
    };
    let is_whole = filled(head.clone()) <= HEAD && filled(foot.clone()) <= FOOT;
    let titled = document.lines.get(range.start..heading)?;
    if !is_whole
        || !titled.iter().any(names_dosing)
        || states_one_session(document, head.clone())
        || begins_another(document, foot.clone())
    {
        return None;
    }
    Some(Log {
        columns: Columns::above(document, head.clone()),
        head,
        entries,
        foot,
        kind: NoteKind::MedicationRecord,
        title: None,
        is_signed_each: false,
    })
}

/// Returns whether another document begins below the table. A print's foot names the patient again.
fn begins_another(document: &Document<'_>, foot: Range<usize>) -> bool {
    let mut lines = document.lines.get(foot.clone()).unwrap_or_default().iter();
    let last = lines.rposition(|line| !line.is_blank() && !line.furniture);
    let last = last.map_or(foot.start, |last| foot.start + last);
    heads_another(document, foot.start..last)
}

/// Returns whether a line is the row of headings of a table of one drug's doses by the day.
fn heads_doses(line: &Line<'_>) -> bool {
    const DAYS: [&str; 4] = ["date", "day", "dose date", "date of dose"];
    const DOSES: [&str; 7] = [
        "dose",
        "dose (mg)",
        "dose mg",
        "mg",
        "dose given",
        "amount",
        "total dose",
    ];
    const DRUGS: [&str; 5] = [
        "medication",
        "drug",
        "med",
        "medication name",
        "medications",
    ];
    if !line.is_parted || line.text.len() > 160 || has_digit(line.text) {
        return false;
    }
    let columns = cells(line.text);
    let has = |names: &[&str]| {
        columns.iter().any(|column| {
            let name = line.text.get(column.clone()).unwrap_or_default();
            names.iter().any(|known| name.eq_ignore_ascii_case(known))
        })
    };
    columns.len() >= 3 && has(&DAYS) && has(&DOSES) && !has(&DRUGS)
}

/// Returns whether a short line of a head says that doses are recorded below.
fn names_dosing(line: &Line<'_>) -> bool {
    const WORDS: [&str; 6] = [
        "dosing",
        "dose",
        "doses",
        "dispensing",
        "methadone",
        "buprenorphine",
    ];
    let mut words = line.text.split(|c: char| !c.is_alphanumeric());
    line.words() <= 14
        && words.any(|word| WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// Returns the rows in the order of their days, and where they end.
fn rows_below(document: &Document<'_>, range: Range<usize>) -> Option<(Vec<Entry>, usize)> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut end = range.start;
    for index in range {
        let line = document.lines.get(index)?;
        // A rule below the headings, a page's running head.
        let is_rule = || !line.text.contains(char::is_alphanumeric) && entries.is_empty();
        if line.furniture || line.is_blank() && entries.is_empty() || is_rule() {
            continue;
        }
        let row = opening(line.text, None)
            .filter(|(_, at)| line.is_parted && at.start <= REACH && tells_dose(line.text, at.end));
        let Some((date, at)) = row else { break };
        end = index + 1;
        match entries.last_mut() {
            // A split dose has a row in the morning and one in the evening.
            Some(last) if last.date == date => last.lines.end = end,
            _ => entries.push(Entry {
                lines: index..end,
                date,
                at,
            }),
        }
    }
    let (first, last) = (entries.first()?.date, entries.last()?.date);
    let pairs = || entries.iter().zip(entries.iter().skip(1));
    let is_in_order = pairs().all(|(one, next)| one.date < next.date)
        || pairs().all(|(one, next)| one.date > next.date);
    let is_near = (1..=ALL).contains(&last.days_since(first).abs());
    (is_in_order && is_near).then_some((entries, end))
}

/// Returns whether a row tells of a dose behind its day, or why there was none.
fn tells_dose(text: &str, from: usize) -> bool {
    const TOLD: [&str; 14] = [
        "mg",
        "mcg",
        "ml",
        "missed",
        "no show",
        "no-show",
        "noshow",
        "absent",
        "held",
        "refused",
        "closed",
        "not dosed",
        "guest",
        "take",
    ];
    let rest = text.get(from..).unwrap_or_default().to_ascii_lowercase();
    TOLD.iter().any(|word| rest.contains(word))
        || cells(&rest).iter().any(|cell| {
            let cell = rest.get(cell.clone()).unwrap_or_default();
            cell.len() <= 5
                && cell
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
}

#[cfg(test)]
mod tests {
    use crate::model::NoteKind;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    const HEAD: &str = "Lark Hill OTP\nWeekly Dosing Record\nClient: Doe, Jane   MRN: 1042\n\
        Dosing history 04/06/2026 - 04/09/2026   Medication: Methadone oral conc 10 mg/mL\n\n\
        Date        Time   Dose   Type       Given by\n";
    const ROWS: &str = "04/06/2026  06:10  70 mg  OBS        Ann Roe, LPN\n\
        04/07/2026  --     70 mg  TAKE-HOME  --\n\
        04/08/2026  --     MISSED NO SHOW    --\n\
        04/09/2026  06:22  70 mg  OBS        Bea Poe, RN\n";

    fn read(text: &str) -> Vec<(NoteKind, String, bool)> {
        let pages = [Page::plain(1, text)];
        let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
        let told = notes.iter().map(|note| {
            let date = note.date().map(|date| date.to_string()).unwrap_or_default();
            (note.kind, date, note.attendance.is_some())
        });
        told.collect()
    }

    #[test]
    fn each_row_is_the_record_of_its_own_day() {
        let foot = "\nFri 04/10 no show, unable to reach.\n\nNurse: Bea Poe, RN   e-signed 04/10/26 11:12\n";
        let found = read(&format!("{HEAD}{ROWS}{foot}"));
        let days: Vec<&str> = found.iter().map(|(_, day, _)| day.as_str()).collect();
        assert_eq!(
            days,
            ["2026-04-06", "2026-04-07", "2026-04-08", "2026-04-09"]
        );
        for (kind, day, is_missed) in &found {
            assert_eq!(*kind, NoteKind::MedicationRecord, "{day}");
            assert!(!is_missed, "{day}: what stands below tells of another day");
        }
    }

    #[test]
    fn a_prints_foot_that_names_the_patient_heads_nothing() {
        let foot = "\nNurse: Bea Poe, RN   e-signed 04/09/26 11:12\n\n\
            Client # 1042 DOE, Jane Printed 07/14/2026 10:00 records Page 1 of 1\n";
        assert_eq!(read(&format!("{HEAD}{ROWS}{foot}")).len(), 4);
    }

    #[test]
    fn doses_within_another_note_are_not_parted() {
        let visit = HEAD.replace(
            "Weekly Dosing Record",
            "Nursing Note\nDate: 04/09/2026   Time: 07:10 - 07:25",
        );
        assert_eq!(read(&format!("{visit}{ROWS}")).len(), 1);
        let drugs = HEAD.replace("Type     ", "Medication");
        assert_eq!(read(&format!("{drugs}{ROWS}")).len(), 1);
        let one = ROWS.lines().next().unwrap_or_default();
        assert_eq!(read(&format!("{HEAD}{one}\n")).len(), 1);
    }
}

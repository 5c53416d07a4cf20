//! Tells which patients a page that could not be read may concern.

use crate::ledger::PatientRecord;
use crate::model::ServiceDate;
use crate::problem::TableGuess;
use crate::text::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// Counts unread pages on the records of the patients whom the page's file names; where it names
/// nobody, on that of the one patient whom the files of its folder name; else on everyone's.
///
/// A table that was lost and may hold notes counts as a file instead, and a note that names nobody
/// is told to the patients whom the rest of its file names. A table that may be an attendance sheet or
/// the like is told to everyone.
pub(super) fn mark(
    patients: &mut [PatientRecord],
    unread: &[(FileId, u32)],
    lost: &[FileId],
    tables: &[(FileId, TableGuess)],
    paths: &[String],
) {
    let path_of = |file: FileId| paths.get(file.0 as usize).cloned().unwrap_or_default();
    if !tables.is_empty() {
        let tables = tables.iter().map(|&(file, guess)| (guess, path_of(file)));
        let tables: BTreeSet<(TableGuess, String)> = tables.collect();
        for record in patients.iter_mut() {
            record.unread_tables = tables.iter().cloned().collect();
        }
    }
    let unplaced: Vec<(FileId, ServiceDate)> = patients
        .iter()
        .flat_map(|record| &record.notes)
        .filter(|note| note.patient.is_empty() && !note.kind.is_not_delivery())
        .filter_map(|note| Some((note.place().file, note.date()?)))
        .collect();
    if unread.is_empty() && lost.is_empty() && unplaced.is_empty() {
        return;
    }
    let mut by_file: BTreeMap<FileId, BTreeSet<usize>> = BTreeMap::new();
    let mut by_folder: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (index, record) in patients.iter().enumerate() {
        // The header of a fax makes a note of its own, which names nobody.
        for note in record.notes.iter().filter(|note| !note.patient.is_empty()) {
            let file = note.place().file;
            by_file.entry(file).or_default().insert(index);
            if let Some(folder) = folder_of(paths, file) {
                by_folder.entry(folder).or_default().insert(index);
            }
        }
    }
    let concerned = |file: FileId| {
        let folder = || {
            let named = by_folder.get(folder_of(paths, file)?)?;
            // A folder of several charts may hold that of a patient who is named nowhere yet.
            (named.len() == 1).then_some(named)
        };
        by_file.get(&file).or_else(folder)
    };
    for &(file, pages) in unread {
        let named = concerned(file);
        for (index, record) in patients.iter_mut().enumerate() {
            if named.is_none_or(|named| named.contains(&index)) {
                record.unread_pages = record.unread_pages.saturating_add(pages);
            }
        }
    }
    for &file in lost {
        let named = concerned(file);
        for (index, record) in patients.iter_mut().enumerate() {
            if named.is_none_or(|named| named.contains(&index)) {
                record.unread_files.push(path_of(file));
            }
        }
    }
    for (file, day) in unplaced {
        for &index in by_file.get(&file).into_iter().flatten() {
            if let Some(record) = patients.get_mut(index) {
                record.unplaced.entry(day).or_insert_with(|| path_of(file));
            }
        }
    }
}

/// Returns the folder that a file lies in, or `None` for one at the root of the case.
fn folder_of(paths: &[String], file: FileId) -> Option<&str> {
    let (folder, _) = paths.get(file.0 as usize)?.rsplit_once('/')?;
    Some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{self, ReadOptions};

    fn record(file: u32) -> PatientRecord {
        let text = "GROUP NOTE\nClient: Doe, Jane\nDate of Service: 04/05/2026\nShe slept well.\n";
        record_of(file, text)
    }

    fn record_of(file: u32, text: &str) -> PatientRecord {
        let content = read::file(
            FileId(file),
            "a.txt",
            text.as_bytes(),
            &ReadOptions::default(),
        );
        PatientRecord {
            notes: content.notes,
            ..PatientRecord::default()
        }
    }

    fn marked(unread: u32) -> [u32; 2] {
        let paths = ["jane/a.txt", "ann/b.txt", "jane/scan.pdf", "fax/scan.pdf"];
        let paths = paths.map(str::to_owned);
        let mut patients = [record(0), record(1)];
        mark(&mut patients, &[(FileId(unread), 3)], &[], &[], &paths);
        patients.map(|record| record.unread_pages)
    }

    #[test]
    fn an_unread_page_concerns_whom_its_file_or_folder_names_else_everyone() {
        assert_eq!(marked(0), [3, 0]);
        assert_eq!(marked(2), [3, 0]);
        assert_eq!(marked(3), [3, 3]);
    }

    #[test]
    fn a_lost_table_and_a_note_that_names_nobody_are_told_by_path() {
        let paths = ["jane/a.txt", "ann/b.txt", "notes.csv"].map(str::to_owned);
        let nobody = record_of(
            0,
            "GROUP NOTE\nDate of Service: 04/06/2026\nShe slept well.\n",
        );
        let mut patients = [record(0), record(1), nobody];
        let sheet = [(FileId(2), TableGuess::Attendance)];
        mark(&mut patients, &[], &[FileId(2)], &sheet, &paths);
        assert!(patients.iter().all(|record| {
            record.unread_table(TableGuess::Attendance) == Some("notes.csv")
                && record.unread_table(TableGuess::Payments).is_none()
        }));
        assert!(
            patients
                .iter()
                .all(|record| record.unread_files == ["notes.csv"])
        );
        let days = |at: usize| -> Vec<String> {
            let days = patients[at].unplaced.iter();
            days.map(|(day, path)| format!("{day} {path}")).collect()
        };
        assert_eq!(days(0), ["2026-04-06 jane/a.txt"]);
        assert!(days(1).is_empty());
    }
}

//! `worklist.xlsx` and `worklist.csv`: what has to be done, one row a task, by deadline, then
//! dollars. Several findings that one action settles are one task.
//!
//! Each task has two amounts. `at_risk` is all that its findings touch, each day of a line once; of
//! two tasks it may name the same dollars. `counted` names each dollar on one task only, the one
//! with the finding that takes most of the day. The counted dollars of all tasks, with those of
//! findings for information, which are no tasks, add up to the gross exposure. A third amount,
//! `disputed`, is what a payer refused or asks records for; what was refused was not paid and is no
//! exposure.

mod about;
mod csv;
mod deadline;
mod group;
mod owner;
mod task;
mod xlsx;

pub use csv::write as write_csv;
pub use xlsx::write as write_xlsx;

#[cfg(test)]
mod tests {
    use super::super::{Results, finding_rows, sample};
    use super::task::Worklist;
    use super::*;
    use crate::finding::{Cure, Outcome, Severity};
    use crate::model::{Money, ServiceDate};
    use calamine::{Data, Reader, Xlsx};
    use std::io::Cursor;

    fn cells(results: &Results) -> Vec<Vec<Data>> {
        let mut out = Vec::new();
        write_xlsx(results, &finding_rows(results), &mut out).unwrap();
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(out)).unwrap();
        let sheet = book.worksheet_range("Worklist").unwrap();
        sheet.rows().map(<[Data]>::to_vec).collect()
    }

    #[test]
    fn every_dollar_is_counted_on_one_task() {
        let results = sample::results();
        let rows = finding_rows(&results);
        let list = Worklist::of(&results, &rows);
        assert!(list.tasks.len() > 3);
        assert_eq!(
            list.counted() + list.left_out_dollars,
            results.exposure.total.gross
        );
        let findings: usize = list.tasks.iter().map(|task| task.findings).sum();
        assert_eq!(findings + list.left_out, rows.len());
        assert!(list.tasks.iter().all(|task| task.counted <= task.at_risk));
        let is_told = |task: &super::task::Task<'_>| task.severity == Severity::Info;
        assert!(!list.tasks.iter().any(is_told));
    }

    #[test]
    fn tasks_stand_by_deadline_then_dollars() {
        let mut results = sample::facility(40);
        for (finding, day) in results.findings.iter_mut().step_by(7).zip((1..=28).cycle()) {
            finding.due = ServiceDate::new(2025, 7, day);
        }
        let rows = finding_rows(&results);
        let list = Worklist::of(&results, &rows);
        let key = |task: &super::task::Task<'_>| {
            let until = task.until.map(|until| until.day);
            (until.is_none(), until, std::cmp::Reverse(task.counted))
        };
        assert!(list.tasks.is_sorted_by_key(key));
        assert!(list.tasks.iter().any(|task| task.until.is_some()));
        assert!(list.tasks.iter().any(|task| task.counted > Money::ZERO));
    }

    #[test]
    fn what_one_signature_settles_is_one_task_and_each_day_is_counted_once() {
        let mut results = sample::results();
        let patient = results.findings[0].patient.clone();
        let note = results.quotes.keys().next().copied();
        let own: Vec<usize> = (0..results.findings.len())
            .filter(|&index| {
                let finding = &results.findings[index];
                finding.patient == patient && finding.outcome != Outcome::NoData
            })
            .filter(|&index| results.findings[index].severity != Severity::Info)
            .collect();
        assert!(own.len() > 2);
        let whole = results.findings[own[0]].clone();
        for &index in &own {
            results.findings[index].cure = &[Cure::C1];
            results.about[index].note = note;
            results.about[index].person = Some("Ines Tollefson".to_owned());
        }
        // A second finding on the same day of the same line, as a rule beside it makes.
        results.findings.push(whole.clone());
        let last = results.findings.len() - 1;
        results.findings[last].cure = &[Cure::C1];
        let mut twin = results.exposure.shares[own[0]].clone();
        twin.iter_mut().for_each(|share| share.decides = false);
        results.exposure.shares.push(twin);
        let amount = results.exposure.by_finding[own[0]];
        results.exposure.by_finding.push(amount);
        results.about.push(results.about[own[0]].clone());
        let rows = finding_rows(&results);
        let list = Worklist::of(&results, &rows);
        let tasks = list.tasks.iter().filter(|task| {
            Some(task.patient) == patient.as_deref() && task.outcome != Outcome::NoData
        });
        let tasks: Vec<_> = tasks.collect();
        assert_eq!(tasks.len(), 1);
        assert_eq!(tasks[0].findings, own.len() + 1);
        assert_eq!(tasks[0].person, "Ines Tollefson");
        assert_eq!(tasks[0].owner.words(), "clinician");
        assert_eq!(tasks[0].counted, tasks[0].at_risk);
        let counted = own.iter().map(|&index| results.exposure.counted_on(index));
        assert_eq!(tasks[0].counted, counted.sum());
    }

    #[test]
    fn text_that_looks_like_a_formula_is_defused_in_both() {
        for formula in ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1"] {
            let mut results = sample::results();
            for finding in &mut results.findings {
                finding.message = formula.to_owned();
                finding.claim = Some(formula.to_owned());
            }
            let mut out = Vec::new();
            write_csv(&results, &finding_rows(&results), &mut out).unwrap();
            let mut table = ::csv::Reader::from_reader(&out[..]);
            for record in table.records() {
                for (cell, place) in record.unwrap().iter().zip(0..) {
                    assert!(
                        !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']),
                        "{place}"
                    );
                }
            }
            let rows = cells(&results);
            assert!(rows.len() > 1);
            for cell in rows.iter().flatten() {
                if let Data::String(text) = cell {
                    assert!(
                        !text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']),
                        "{formula:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_workbook_says_what_the_table_says() {
        let mut results = sample::facility(40);
        let words = [
            " a <b> & \"c\" ",
            "two\nlines\ta\rb",
            "\u{1}, \u{7}, \u{ffff}",
            "_x000D_ é",
        ];
        for (finding, words) in results.findings.iter_mut().zip(words.iter().cycle()) {
            finding.message.push_str(words);
            finding.due = ServiceDate::new(2026, 2, 28).filter(|_| words.starts_with('_'));
        }
        let mut out = Vec::new();
        write_csv(&results, &finding_rows(&results), &mut out).unwrap();
        let mut table = ::csv::Reader::from_reader(&out[..]);
        let records: Vec<_> = table.records().map(Result::unwrap).collect();
        let rows = cells(&results);
        assert_eq!(rows.len(), records.len() + 1);
        let day = |number: f64| {
            ServiceDate::new(1900, 1, 1)
                .unwrap()
                .plus_days(number as i64 - 2)
        };
        let said = |cell: &Data| match cell {
            Data::String(text) => text.clone(),
            Data::Float(number) => format!("{number:.2}"),
            Data::DateTime(number) => day(number.as_f64()).to_string(),
            Data::Empty => String::new(),
            other => panic!("{other:?}"),
        };
        for (row, record) in rows[1..].iter().zip(&records) {
            for column in 0..18 {
                assert_eq!(said(&row[column]), record[column], "column {column}");
            }
            let place = match (&record[18], &record[19]) {
                (path, "") => path.to_owned(),
                (path, page) => format!("{path}, page {page}"),
            };
            assert_eq!(said(&row[18]), place);
            assert_eq!(said(&row[19]), format!("{}.00", &record[20]));
            assert_eq!(said(&row[20]), record[21]);
        }
    }

    #[test]
    fn the_workbook_holds_numbers_dates_and_the_same_bytes_each_time() {
        let results = sample::results();
        let listed = finding_rows(&results);
        let list = Worklist::of(&results, &listed);
        let rows = cells(&results);
        assert_eq!(rows.len(), list.tasks.len() + 1);
        let cents: i64 = rows[1..]
            .iter()
            .map(|row| match row[5] {
                Data::Float(dollars) => (dollars * 100.0).round() as i64,
                _ => panic!("no number"),
            })
            .sum();
        assert_eq!(cents, list.counted().cents());
        let dated = |row: &&Vec<Data>| matches!(row[0], Data::DateTime(_));
        let expected = list.tasks.iter().filter(|task| task.until.is_some());
        assert_eq!(rows[1..].iter().filter(dated).count(), expected.count());
        let (mut one, mut two) = (Vec::new(), Vec::new());
        write_xlsx(&results, &finding_rows(&results), &mut one).unwrap();
        write_xlsx(&results, &finding_rows(&results), &mut two).unwrap();
        assert!(one == two);
    }
}

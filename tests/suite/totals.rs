//! Every output that shows a total shows the same one, to the cent.

use crate::money::{draw, grouped};
use crate::support::{Audited, cents, root};
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::io::Cursor;
use std::path::Path;

/// Returns the sum of a column of a table, in cents.
fn sum(table: &str, column: &str) -> i64 {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let place = header
        .iter()
        .position(|own| own == column)
        .expect("a column");
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| cents(&row[place].into())).sum()
}

/// Returns a sheet of the worklist.
fn sheet(audited: &Audited, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(audited.bytes("worklist.xlsx"))).expect("XLSX");
    let sheet = book.worksheet_range(name).expect("a sheet");
    sheet.rows().map(<[Data]>::to_vec).collect()
}

fn in_cents(cell: &Data) -> i64 {
    match cell {
        Data::Float(dollars) => (dollars * 100.0).round() as i64,
        Data::Int(dollars) => dollars * 100,
        other => panic!("no number: {other:?}"),
    }
}

/// Holds all totals of a case against each other and returns the gross exposure and how many tasks
/// there are.
fn totals_agree(case: &Path) -> (i64, usize) {
    let audited = Audited::run(case, &["--quiet"]);
    let shown = case.display();
    let summary: Value = serde_json::from_str(&audited.text("summary.json")).expect("JSON");
    let gross = cents(&summary["totals"]["exposure"]["gross"]);

    let lines = audited.rows("lines.jsonl");
    let live = lines.iter().filter(|line| line["superseded"] != true);
    let of_lines: i64 = live.map(|line| cents(&line["exposure"])).sum();
    assert_eq!(of_lines, gross, "{shown}: lines.jsonl");
    let page = audited.text("report.html");
    let at_risk = format!("<dt>At risk</dt>\n<dd><strong>${}</strong>", grouped(gross));
    assert!(page.contains(&at_risk), "{shown}: {at_risk}");
    let findings = audited.text("findings.csv");
    assert_eq!(
        sum(&findings, "exposure_counted"),
        gross,
        "{shown}: findings.csv"
    );

    // No finding for information puts dollars at risk, so the tasks carry all of them.
    let worklist = audited.text("worklist.csv");
    assert_eq!(sum(&worklist, "counted"), gross, "{shown}: worklist.csv");
    let tasks = sheet(&audited, "Worklist");
    let column = |name: &str| {
        let is_it = |cell: &Data| matches!(cell, Data::String(text) if text == name);
        tasks[0].iter().position(is_it).expect("a column")
    };
    let counted: i64 = tasks[1..]
        .iter()
        .map(|row| in_cents(&row[column("Counted")]))
        .sum();
    assert_eq!(counted, gross, "{shown}: worklist.xlsx");
    assert_eq!(tasks.len(), worklist_rows(&worklist) + 1);
    for row in &tasks[1..] {
        assert!(in_cents(&row[column("Counted")]) <= in_cents(&row[column("At risk")]));
    }
    let about = sheet(&audited, "About");
    let told = |name: &str| {
        let is_it = |row: &&Vec<Data>| matches!(&row[0], Data::String(text) if text == name);
        in_cents(&about.iter().find(is_it).expect("a row")[1])
    };
    assert_eq!(told("Dollars counted on tasks"), gross);
    assert_eq!(told("Gross exposure (summary.json)"), gross);
    assert_eq!(told("Dollars counted on findings for information"), 0);
    (gross, tasks.len() - 1)
}

fn worklist_rows(table: &str) -> usize {
    csv::Reader::from_reader(table.as_bytes()).records().count()
}

#[test]
fn outputs_of_two_facilities_show_one_total() {
    for facility in ["alder-point", "elm-street"] {
        let (gross, tasks) = totals_agree(&root().join("corpus").join(facility));
        assert!(gross > 0 && tasks > 10, "{facility}: {gross}, {tasks}");
    }
}

#[test]
fn outputs_of_drawn_cases_show_one_total() {
    let mut all = 0;
    for seed in 21..=24 {
        all += totals_agree(draw(seed).folder.path()).0;
    }
    assert!(all > 0);
}

//! Workbooks, written here and read back.

use super::told;
use crate::model::{AttendanceStatus, Money, NoteKind};
use crate::problem::ProblemKind;
use crate::read::table::{Hints, read_workbook};
use crate::read::{FileContent, FileKind, ReadOptions, file};
use crate::text::{CharMap, FileId, Span};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::Write;

fn read(book: &mut Workbook) -> FileContent {
    let bytes = book.save_to_buffer().expect("a workbook");
    file(FileId(0), "book.xlsx", &bytes, &ReadOptions::default())
}

fn quoted(content: &FileContent, span: Span) -> String {
    let page = content.pages.iter().find(|page| page.number == span.page);
    let text = page.expect("the page").text.as_str();
    CharMap::new(text).slice(span.start, span.end).to_owned()
}

#[test]
fn each_sheet_is_a_page_and_a_table_of_its_own() {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("mm/dd/yyyy");
    let time = Format::new().set_num_format("h:mm AM/PM");
    let claims = book.add_worksheet();
    claims.write(0, 0, "Invented Clinic").unwrap();
    for (column, header) in ["Claim #", "Client ID", "DOS", "CPT", "Units", "Charge"]
        .into_iter()
        .enumerate()
    {
        claims.write(2, column as u16, header).unwrap();
    }
    let day = ExcelDateTime::from_ymd(2026, 1, 5).unwrap();
    claims.write(3, 0, 123_456_789_012_f64).unwrap();
    claims.write(3, 1, "00042").unwrap();
    claims.write_with_format(3, 2, &day, &date).unwrap();
    claims.write(3, 3, 90_837).unwrap();
    claims.write(3, 4, 1).unwrap();
    let sum = Formula::new("=100.1+50.2").set_result("150.29999999999998");
    claims.write_formula(3, 5, sum).unwrap();
    let sheet = book.add_worksheet();
    for (column, header) in ["Client ID", "Date", "Group", "Time In", "Time Out"]
        .into_iter()
        .enumerate()
    {
        sheet.write(0, column as u16, header).unwrap();
    }
    sheet.write(1, 0, "00042").unwrap();
    sheet.write_with_format(1, 1, &day, &date).unwrap();
    sheet.write(1, 2, "Process").unwrap();
    let clock = |hour| ExcelDateTime::from_hms(hour, 30, 0.0).unwrap();
    sheet.write_with_format(1, 3, clock(9), &time).unwrap();
    sheet.write_with_format(1, 4, clock(12), &time).unwrap();
    let content = read(&mut book);
    assert_eq!(told(&content), "");
    assert_eq!(content.kind, FileKind::Xlsx);
    assert_eq!(content.pages.len(), 2);
    let claim = &content.claims[0];
    assert_eq!(claim.id, "123456789012");
    assert_eq!(claim.patient.mrn.as_ref().unwrap().value, "00042");
    assert_eq!(
        claim.lines[0].dates.unwrap().value.to_string(),
        "2026-01-05"
    );
    assert_eq!(claim.total_charge, Money::from_cents(15_030));
    assert_eq!(
        quoted(&content, claim.lines[0].span),
        "123456789012\t00042\t2026-01-05\t90837\t1\t150.3"
    );
    let entry = &content.attendance[0];
    assert_eq!(entry.span.page, 2);
    assert_eq!(
        (entry.minutes, entry.status),
        (Some(180), AttendanceStatus::Present)
    );
    assert_eq!(entry.time_in.unwrap().to_string(), "09:30");
}

#[test]
fn merged_hidden_and_odd_cells_are_read_with_care() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet
        .merge_range(0, 0, 0, 5, "Authorization log", &plain)
        .unwrap();
    for (column, header) in ["Client", "DOB", "Auth #", "Start", "End", "Units"]
        .into_iter()
        .enumerate()
    {
        sheet.write(1, column as u16, header).unwrap();
    }
    sheet
        .merge_range(2, 0, 3, 0, "Muster, Ana", &plain)
        .unwrap();
    for row in 2..4 {
        sheet.write(row, 1, "1/2/1980").unwrap();
        sheet.write(row, 2, format!("A-{row}\nline two")).unwrap();
        sheet.write(row, 3, 46_027).unwrap();
        sheet.write(row, 4, "2026-01-30").unwrap();
        sheet.write(row, 5, 10).unwrap();
    }
    let cover = book.add_worksheet();
    cover.write(0, 0, "How to use this file").unwrap();
    let hidden = book.add_worksheet();
    hidden.set_hidden(true);
    hidden.write(0, 0, "Color").unwrap();
    hidden.write(1, 0, "blue").unwrap();
    let content = read(&mut book);
    let [first, second] = content.authorizations.as_slice() else {
        panic!("two rows: {}", told(&content))
    };
    assert_eq!(
        first.patient.name,
        second.patient.name.clone().map(|mut name| {
            name.span = first.patient.name.as_ref().unwrap().span;
            name
        })
    );
    assert_eq!(first.from.unwrap().to_string(), "2026-01-05");
    assert_eq!(first.number.as_ref().unwrap().value, "A-2 line two");
    let told = told(&content);
    assert!(told.contains("sheet 3 is hidden"), "{told}");
    assert!(told.contains("UnknownColumns"), "{told}");
    assert_eq!(content.pages.len(), 3);
}

#[test]
fn damage_and_bombs_end_in_a_sentence() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Client").unwrap();
    let mut bytes = book.save_to_buffer().expect("a workbook");
    bytes.truncate(bytes.len() - 200);
    let cut = read_workbook(FileId(0), &bytes, &Hints::default());
    assert_eq!(cut.problems[0].kind, ProblemKind::Unreadable);

    // 300 MB of blanks pack into a few hundred kilobytes.
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("xl/workbook.xml", options).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..300 {
        archive.write_all(&blanks).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 2 << 20);
    let bomb = read_workbook(FileId(0), &bytes, &Hints::default());
    assert!(told(&bomb).contains("unfolds to more"));

    // One cell at the far corner must not lay out the sheet before it.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "Client").unwrap();
    sheet.write(1_048_575, 16_383, "x").unwrap();
    let sparse = read(&mut book);
    assert!(sparse.pages[0].text.len() < 10_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn never_panics(place in 0usize..6000, byte in any::<u8>(), cut in 0usize..6000) {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (row, text) in ["Client", "Muster, Ana", "Roe"].into_iter().enumerate() {
            sheet.write(row as u32, 0, text).unwrap();
            sheet.write(row as u32, 1, 46_027.5).unwrap();
        }
        let mut bytes = book.save_to_buffer().expect("a workbook");
        if let Some(slot) = bytes.get_mut(place) {
            *slot = byte;
        }
        let _ = read_workbook(FileId(0), &bytes, &Hints::default());
        bytes.truncate(cut);
        let _ = read_workbook(FileId(0), &bytes, &Hints::default());
        let _ = read_workbook(FileId(0), &[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", &bytes[..]].concat(), &Hints::default());
    }
}

#[test]
fn the_name_of_a_sheet_of_notes_tells_their_kind() {
    let mut book = Workbook::new();
    for (name, body) in [
        (
            "Tx Plans",
            "Master plan. Goal 1: sleep six hours a night by May, with a log kept.",
        ),
        (
            "Sheet3",
            "She slept six hours, kept the log and named two worries of the week.",
        ),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap();
        let headers = [
            "Client",
            "MR #",
            "Service Date",
            "Note Text",
            "Signed By",
            "Signed At",
        ];
        let row = [
            "Roe, Ann",
            "M1",
            "03/02/2026",
            body,
            "Al Gray, LCSW",
            "03/02/2026 4:00 PM",
        ];
        for (column, (header, cell)) in headers.into_iter().zip(row).enumerate() {
            sheet.write(0, column as u16, header).unwrap();
            sheet.write(1, column as u16, cell).unwrap();
        }
    }
    let content = read(&mut book);
    let kinds: Vec<NoteKind> = content.notes.iter().map(|note| note.kind).collect();
    assert_eq!(kinds[0], NoteKind::TreatmentPlan, "{}", told(&content));
    assert_ne!(kinds[1], NoteKind::TreatmentPlan);
}

//! One note, written by several programs, says the same; archives are read as folders; files of
//! other kinds are refused, each with its own advice.

use crate::support::Audited;
use chartproof::model::Note;
use chartproof::read::{self, FileContent};
use chartproof::text::FileId;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Lines of a progress note; a line of several cells is a row of a table where there are tables.
const NOTE: &[&[&str]] = &[
    &["Cedar Example Behavioral Health"],
    &["INDIVIDUAL THERAPY NOTE"],
    &["Patient Name:", "Roe, Zoë", "MRN:", "X-1001"],
    &["DOB:", "02/03/1990", "Date of Service:", "01/05/2026"],
    &["Start Time:", "10:00 AM", "End Time:", "10:55 AM"],
    &["Data: Client reports low mood and anxiety at 3–4 of 10. Denies SI. “I slept better.”"],
    &["☒ Anxious  ☐ Hopeless"],
    &["Assessment: Some progress toward goal 1."],
    &["Plan: Continue weekly sessions."],
    &["Electronically signed by: Dana Poe, LCSW on 01/05/2026 11:10 AM"],
];

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a member");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

fn as_text() -> Vec<u8> {
    let lines = NOTE.iter().map(|cells| cells.join("  ") + "\r\n");
    lines.collect::<String>().into_bytes()
}

fn as_docx() -> Vec<u8> {
    let paragraph = |text: &str| {
        let text = text.replace('&', "&amp;");
        // Editors cut words into runs wherever a spelling was checked.
        let middle = text.char_indices().nth(text.chars().count() / 2);
        let (one, two) = text.split_at(middle.map_or(0, |(at, _)| at));
        format!(
            "<w:p><w:r><w:t xml:space=\"preserve\">{one}</w:t></w:r>\
             <w:r><w:t xml:space=\"preserve\">{two}</w:t></w:r></w:p>"
        )
    };
    let line = |cells: &&[&str]| match cells {
        [text] => paragraph(text),
        cells => {
            let cells: String = cells
                .iter()
                .map(|text| format!("<w:tc>{}</w:tc>", paragraph(text)))
                .collect();
            format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
        }
    };
    let body: String = NOTE.iter().map(line).collect();
    let document = format!("<w:document><w:body>{body}<w:sectPr/></w:body></w:document>");
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
    ])
}

fn as_rtf() -> Vec<u8> {
    let escaped = |text: &str| {
        let character = |c: char| match c {
            '\\' | '{' | '}' => format!("\\{c}"),
            c if c.is_ascii() => c.to_string(),
            'ë' => "\\'eb".to_owned(),
            '–' => "\\endash ".to_owned(),
            c => format!("\\u{}?", c as u32),
        };
        text.chars().map(character).collect::<String>()
    };
    let line = |cells: &&[&str]| match cells {
        [text] => format!("\\pard {}\\par\r\n", escaped(text)),
        cells => {
            let cells: String = cells
                .iter()
                .map(|text| format!("{}\\cell ", escaped(text)))
                .collect();
            format!("\\trowd\\cellx1\\cellx2\\cellx3\\cellx4\\pard\\intbl {cells}\\row\r\n")
        }
    };
    let body: String = NOTE.iter().map(line).collect();
    format!("{{\\rtf1\\ansi\\ansicpg1252{{\\fonttbl{{\\f0\\fcharset0 Arial;}}}}\\f0\r\n{body}}}")
        .into_bytes()
}

fn as_html() -> Vec<u8> {
    let line = |cells: &&[&str]| match cells {
        [text] => format!("<p>{}</p>\n", text.replace("  ", "&nbsp; ")),
        cells => {
            let cells: String = cells
                .iter()
                .map(|text| format!("  <td>{text}</td>\n"))
                .collect();
            format!("<table><tr>\n{cells}</tr></table>\n")
        }
    };
    let body: String = NOTE.iter().map(line).collect();
    format!("<!DOCTYPE html>\n<html><head><meta charset=utf-8><title>x</title></head><body>\n{body}</body></html>")
        .into_bytes()
}

fn read_file(name: &str, bytes: &[u8]) -> FileContent {
    read::file(FileId(0), name, bytes, &Default::default())
}

/// Returns what is told of a note, without its places.
fn facts(note: &Note) -> String {
    let patient = &note.patient;
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        note.kind,
        patient.name.as_ref().map(|name| name.value.display()),
        patient.mrn.as_ref().map(|mrn| &mrn.value),
        patient.birth_date.map(|date| date.value.to_string()),
        note.service_date.map(|(date, _)| date.value.to_string()),
        note.time.map(|time| (time.start, time.stop, time.minutes)),
        note.author.as_ref().map(|author| &author.value),
        note.credential.as_ref().map(|held| &held.value.text),
        note.signature.state,
        note.signature.signed_at.map(|at| at.value.to_string()),
        note.participants.map(|number| number.value),
    )
}

#[test]
fn one_note_says_the_same_in_every_format() {
    let plain = read_file("note.txt", &as_text());
    let [expected] = plain.notes.as_slice() else {
        panic!("{} notes", plain.notes.len());
    };
    let expected = facts(expected);
    for word in [
        "Roe",
        "X-1001",
        "1990-02-03",
        "2026-01-05",
        "Dana Poe",
        "LCSW",
        "55",
    ] {
        assert!(expected.contains(word), "{word}: {expected}");
    }
    for (name, bytes) in [
        ("note.docx", as_docx()),
        ("note.rtf", as_rtf()),
        ("note.html", as_html()),
        // The name never says what a file is.
        ("note.doc", as_rtf()),
        ("note.pdf", as_docx()),
    ] {
        let content = read_file(name, &bytes);
        assert_eq!(content.problems, [], "{name}");
        let notes: Vec<String> = content.notes.iter().map(facts).collect();
        assert_eq!(notes, [expected.as_str()], "{name}");
        let text = content.pages[0].text.as_str();
        assert!(
            text.contains("at 3–4 of 10. Denies SI. “I slept better.”\n☒ Anxious  ☐ Hopeless"),
            "{name}: {text}"
        );
        assert!(
            text.contains("Patient Name: Roe, Zoë | MRN: X-1001"),
            "{name}: {text}"
        );
    }
}

#[test]
fn a_running_header_names_the_patient() {
    let document = "<w:document><w:body><w:p><w:r><w:t>Nursing Note</w:t></w:r></w:p>\
        <w:p><w:r><w:t>Date of Service: 01/05/2026</w:t></w:r></w:p>\
        <w:p><w:r><w:t>Client slept well and denies cravings.</w:t></w:r></w:p>\
        <w:sectPr><w:headerReference w:type=\"default\" r:id=\"h\"/></w:sectPr></w:body></w:document>";
    let bytes = zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        (
            "word/_rels/document.xml.rels",
            b"<Relationships><Relationship Id=\"h\" Type=\"x/header\" Target=\"header1.xml\"/></Relationships>",
        ),
        (
            "word/header1.xml",
            b"<w:hdr><w:p><w:r><w:t>Patient: Roe, Ann</w:t><w:tab/><w:t>MRN: X-1001</w:t></w:r></w:p></w:hdr>",
        ),
    ]);
    let content = read_file("note.docx", &bytes);
    assert_eq!(content.problems, []);
    let mrn = content.notes[0].patient.mrn.as_ref().map(|mrn| &*mrn.value);
    assert_eq!(mrn, Some("X-1001"));
}

#[test]
fn a_picture_of_a_signature_is_no_blank() {
    let state = |signature: &str| {
        let html = format!(
            "<html><p>Individual Therapy Note<p>Patient: Roe, Ann<p>Date of Service: 01/05/2026\
             <p>Client reports low mood and talked about her week at home.\
             <table><tr><td>Provider Signature:</td><td>{signature}</td><td>Date:</td><td></td></tr></table>"
        );
        let content = read_file("note.html", html.as_bytes());
        format!("{:?}", content.notes[0].signature.state)
    };
    assert_eq!(state(""), "Blank");
    assert_eq!(state("<img src=pen.png>"), "TypedName");
}

#[test]
fn each_foreign_kind_is_refused_with_its_own_advice() {
    let ole = |stream: &str| {
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(1024, 0);
        for (at, unit) in stream.encode_utf16().enumerate() {
            bytes[512 + 2 * at..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        bytes[576] = 2 * stream.len() as u8 + 2;
        bytes
    };
    let odt = zip(&[
        ("mimetype", b"application/vnd.oasis"),
        ("content.xml", b"<x/>"),
    ]);
    for (bytes, words) in [
        (ole("WordDocument"), [".doc", "save it as .docx or PDF"]),
        (
            ole("EncryptedPackage"),
            ["password", "save a copy without one"],
        ),
        (odt, ["OpenDocument", "save it as .docx or PDF"]),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            ["picture", "text recognition"],
        ),
        (
            b"II*\0\x08\0\0\0\0\0".to_vec(),
            ["TIFF", "text recognition"],
        ),
        (b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), ["gzip", "unpack it"]),
        (
            b"7z\xbc\xaf\x27\x1c\0\x04\0\0".to_vec(),
            ["7z", "unpack it"],
        ),
        (b"Rar!\x1a\x07\x01\0\0\0".to_vec(), ["RAR", "unpack it"]),
        (
            b"Return-Path: <a@example.org>\nFrom: a@example.org\nSubject: x\n\nHello".to_vec(),
            ["e-mail", "save it as PDF"],
        ),
        (b"PK\x03\x04 and no more".to_vec(), ["damaged", "again"]),
    ] {
        let content = read_file("file", &bytes);
        let [problem] = content.problems.as_slice() else {
            panic!("{} problems", content.problems.len());
        };
        for word in words {
            assert!(problem.message.contains(word), "{}", problem.message);
        }
    }
}

#[test]
fn an_audit_reads_archives_and_says_what_it_refused() {
    let case = tempfile::tempdir().expect("a temporary folder");
    let inner = zip(&[("b.docx", &as_docx())]);
    let archive = zip(&[
        ("charts/a.rtf", &as_rtf()),
        ("charts/inner.zip", &inner),
        ("../../outside.txt", b"Patient: Doe, Al"),
    ]);
    let path = case.path().join("export.zip");
    std::fs::write(&path, archive).expect("written");
    // The folder that holds the archive, and the archive itself in place of a folder.
    for root in [case.path(), path.as_path()] {
        let audited = Audited::run(root, &["--quiet"]);
        assert_eq!(audited.code(), Some(1), "{}", audited.stderr());
        // A long path may be broken over lines where its parts end.
        let report = audited.text("report.html").replace("<wbr>", "");
        for file in [
            "export.zip <",
            "export.zip/charts/a.rtf",
            "export.zip/charts/inner.zip/b.docx",
        ] {
            assert!(report.contains(file), "{file} is not listed");
        }
        let problems = audited.rows("problems.jsonl");
        let outside: Vec<_> = problems
            .iter()
            .filter(|row| {
                row["message"]
                    .as_str()
                    .is_some_and(|m| m.contains("outside"))
            })
            .collect();
        assert_eq!(outside.len(), 1, "{problems:?}");
    }
    let scanned = crate::support::chartproof(&["scan", path.to_str().expect("UTF-8")]);
    let rows = String::from_utf8_lossy(&scanned.stdout).into_owned();
    for file in [
        "export.zip/charts/a.rtf",
        "export.zip/charts/inner.zip/b.docx",
    ] {
        assert!(rows.contains(file), "{file}: {rows}");
    }
    assert_eq!(scanned.status.code(), Some(1), "the refused member is said");
}

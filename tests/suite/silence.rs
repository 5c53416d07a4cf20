//! What a whole export lacks is said once, and no finding is made for it on any patient.

use crate::support::{Audited, files_under, root};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// Copies the corpus's facility without the folders of these names.
fn cedar_hollow_without(to: &Path, left_out: &[&str]) {
    let from = root().join("corpus/cedar-hollow");
    for file in files_under(&from, &[""]) {
        let relative = file.strip_prefix(&from).expect("within the facility");
        let top = relative.components().next().expect("a part").as_os_str();
        if left_out.iter().any(|name| top == *name) {
            continue;
        }
        let copy = to.join(relative);
        std::fs::create_dir_all(copy.parent().expect("a folder")).expect("a folder");
        std::fs::copy(&file, &copy).expect("a copy");
    }
}

fn without_patient(findings: &[Value]) -> Vec<&Value> {
    let all = findings.iter();
    all.filter(|finding| finding["patient"].is_null() && finding["outcome"] == "no-data")
        .filter(|finding| {
            finding["message"]
                .as_str()
                .is_some_and(|told| told.starts_with("no "))
        })
        .collect()
}

#[test]
fn a_facility_without_sheets_or_authorizations_gets_no_more_findings() {
    let whole = Audited::run(&root().join("corpus/cedar-hollow"), &["--quiet"]);
    let count = whole.rows("findings.jsonl").len();
    for (folder, kind) in [
        ("attendance", "attendance sheets"),
        ("authorizations", "authorizations"),
    ] {
        let case = tempfile::tempdir().expect("a temporary folder");
        cedar_hollow_without(case.path(), &[folder]);
        let audited = Audited::run(case.path(), &["--quiet"]);
        let findings = audited.rows("findings.jsonl");
        assert!(
            findings.len() <= count,
            "{folder}: {} findings, {count} with it",
            findings.len()
        );
        let mut told = without_patient(&findings);
        let start = format!("no {kind} were supplied");
        told.retain(|one| {
            one["message"]
                .as_str()
                .expect("a message")
                .starts_with(&start)
        });
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(
            !told[0]["evidence"].as_array().expect("a list").is_empty(),
            "a statement says where was looked"
        );
        let summary: Value = serde_json::from_str(&audited.text("summary.json")).expect("JSON");
        let kinds = summary["not_supplied"].as_array().expect("a list");
        assert!(kinds.iter().any(|one| one["kind"] == kind), "{kinds:?}");
        assert!(audited.text("report.html").contains("What was not found"));
    }
}

#[test]
fn a_file_that_was_not_understood_is_not_called_missing() {
    let case = tempfile::tempdir().expect("a temporary folder");
    cedar_hollow_without(case.path(), &["attendance"]);
    let sheet = "Colour,Shape,Weight,Height,Shelf\nred,round,2,3,A\nblue,flat,4,1,B\n\
        green,long,5,9,C\n";
    std::fs::write(case.path().join("house.csv"), sheet).expect("a table");
    let audited = Audited::run(case.path(), &["--quiet"]);
    let findings = audited.rows("findings.jsonl");
    let told = without_patient(&findings)
        .into_iter()
        .find(|one| {
            one["message"]
                .as_str()
                .is_some_and(|told| told.starts_with("no attendance sheets could be read"))
        })
        .expect("it is told");
    assert_eq!(told["evidence"][0]["file"], "house.csv");
}

/// Writes a facility of intensive-outpatient patients without a plan among their notes.
fn program(to: &Path, patients: u32, complete: bool) {
    std::fs::write(
        to.join("chartproof.toml"),
        format!("schema = 1\nas_of = \"2026-04-15\"\nchart_complete = {complete}\n"),
    )
    .expect("settings");
    let mut claims = String::from(
        "Claim Number,Patient Name,MRN,DOB,Payer,Date of Service,Procedure,Revenue Code,Units,Charge\n",
    );
    let names = ["Abbot", "Birch", "Carver", "Dorset", "Ewing", "Foxley"];
    for (patient, name) in (1..=patients).zip(names) {
        for day in [5, 7, 9, 12, 14, 16, 19] {
            writeln!(
                claims,
                "C-{patient},\"{name}, Jan\",MR-{patient},01/0{patient}/1990,Harbor Mutual,01/{day:02}/2026,H0015,0906,1,210.00"
            )
            .expect("text");
            let note = format!(
                "GROUP PROGRESS NOTE\nClient: {name}, Jan   MRN: MR-{patient}   DOB: 01/0{patient}/1990\n\
                 Date of Service: 01/{day:02}/2026   Time: 9:00 AM - 12:00 PM\n\
                 Topic {day}: coping. Client number {patient} shared a plan for day {day}.\n\
                 Electronically signed by Ann Poe, LPC on 01/{day:02}/2026 1:00 PM\n"
            );
            std::fs::write(to.join(format!("note-{patient}-{day}.txt")), note).expect("a note");
        }
    }
    std::fs::write(to.join("claims.csv"), claims).expect("claims");
}

fn of_rule<'f>(findings: &'f [Value], rule: &str) -> Vec<&'f Value> {
    let all = findings.iter();
    all.filter(|finding| finding["rule"] == rule && !finding["patient"].is_null())
        .collect()
}

#[test]
fn plans_that_nobody_has_are_told_once() {
    for (patients, complete, on_patients) in
        [(6, false, 0), (2, false, 0), (6, true, 0), (3, true, 3)]
    {
        let case = tempfile::tempdir().expect("a temporary folder");
        program(case.path(), patients, complete);
        let audited = Audited::run(case.path(), &["--quiet", "--select", "PLN-001,PLN-010"]);
        let findings = audited.rows("findings.jsonl");
        let on = of_rule(&findings, "PLN-001");
        assert_eq!(on.len(), on_patients, "{patients} {complete}: {on:#?}");
        let told = without_patient(&findings);
        assert_eq!(told.len(), usize::from(on_patients == 0), "{told:#?}");
    }
}

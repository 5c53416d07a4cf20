//! Appeal packets: they open in other programs, mark the words they quote, name no other patient,
//! and state nothing without its page.

use crate::support::{chartproof, files_under, has, root};
use chartproof::read::{ReadOptions, document, file};
use chartproof::text::{FileId, Page, WordBox};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// One packet in a temporary folder.
struct Made {
    folder: tempfile::TempDir,
    output: Output,
}

impl Made {
    fn of(case: &Path, claim: &str, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let out = folder.path().join("packet.pdf");
        let mut arguments = vec![
            "packet",
            case.to_str().expect("a UTF-8 path"),
            "--claim",
            claim,
            "--out",
            out.to_str().expect("a UTF-8 path"),
            "--quiet",
        ];
        arguments.extend(more);
        let output = chartproof(&arguments);
        Self { folder, output }
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.path().join(format!("packet.{ending}"))
    }

    fn bytes(&self, ending: &str) -> Vec<u8> {
        let said = String::from_utf8_lossy(&self.output.stderr);
        std::fs::read(self.path(ending)).unwrap_or_else(|error| panic!("{ending}: {error}; {said}"))
    }

    fn manifest(&self) -> Value {
        serde_json::from_slice(&self.bytes("manifest.json")).expect("JSON")
    }

    fn reviewer(&self) -> String {
        String::from_utf8(self.bytes("reviewer.txt")).expect("UTF-8")
    }

    /// Returns the pages as the program's own reader sees them, without the attached manifest.
    fn pages(&self) -> Vec<Page> {
        let mut pages = document::pdf_pages(FileId(0), &self.bytes("pdf"), &ReadOptions::default());
        pages.truncate(self.manifest()["pages"].as_array().expect("pages").len());
        pages
    }

    fn text(&self) -> String {
        let pages = self.pages();
        let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
        texts.join("\n")
    }

    fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }
}

fn corpus(facility: &str) -> PathBuf {
    root().join("corpus").join(facility)
}

/// Packets of text notes, of a merged PDF, and of a chart under 42 CFR Part 2.
const SAMPLES: [(&str, &str); 3] = [
    ("lime-quay", "LQ5019-1"),
    ("cedar-hollow", "CH1002-01"),
    ("cedar-hollow", "CH1012-01"),
];

/// Copies a facility so that a test can change it.
fn copied(facility: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let from = corpus(facility);
    for path in files_under(&from, &[""]) {
        let to = folder.path().join(path.strip_prefix(&from).expect("below"));
        std::fs::create_dir_all(to.parent().expect("a folder")).expect("made");
        std::fs::copy(&path, to).expect("copied");
    }
    folder
}

fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"))
}

#[test]
fn other_programs_open_a_packet_without_complaint() {
    for (facility, claim) in SAMPLES {
        let made = Made::of(&corpus(facility), claim, &[]);
        let path = made.path("pdf");
        let path = path.to_str().expect("a UTF-8 path");
        let pages = made.manifest()["pages"].as_array().expect("pages").len();
        if has("qpdf") {
            let checked = run("qpdf", &["--check", path]);
            let said = String::from_utf8_lossy(&checked.stdout).into_owned();
            assert!(checked.status.success(), "{claim}: {said}");
            assert!(!said.contains("WARNING"), "{claim}: {said}");
        }
        if has("pdfinfo") {
            let told = run("pdfinfo", &[path]);
            let said = String::from_utf8_lossy(&told.stdout).into_owned();
            assert!(told.stderr.is_empty(), "{claim}: complaints");
            let counted = said.lines().find_map(|line| line.strip_prefix("Pages:"));
            assert_eq!(counted.map(str::trim), Some(&*pages.to_string()), "{claim}");
        }
        if has("pdftotext") {
            let told = run("pdftotext", &["-layout", path, "-"]);
            let said = String::from_utf8_lossy(&told.stdout).into_owned();
            assert!(told.stderr.is_empty(), "{claim}: complaints");
            for words in [
                "Exhibit A",
                "Chronology",
                claim,
                &format!("page {pages} of {pages}"),
            ] {
                assert!(said.contains(words), "{claim}: {words}");
            }
        }
    }
}

#[test]
fn a_packet_made_again_is_the_same_to_the_byte() {
    for (facility, claim) in SAMPLES {
        let one = Made::of(&corpus(facility), claim, &[]);
        let other = Made::of(&corpus(facility), claim, &[]);
        for ending in ["pdf", "manifest.json", "reviewer.txt"] {
            assert!(
                one.bytes(ending) == other.bytes(ending),
                "{claim}: {ending}"
            );
        }
    }
}

#[test]
fn every_mark_lies_on_the_words_that_the_manifest_quotes() {
    let mut marks = 0;
    for (facility, claim) in SAMPLES {
        let made = Made::of(&corpus(facility), claim, &[]);
        let pages = made.pages();
        let manifest = made.manifest();
        assert_eq!(manifest["schema"], "chartproof.packet/1");
        for row in manifest["pages"].as_array().expect("pages") {
            let number = row["page"].as_u64().expect("a number") as usize;
            let page = &pages[number - 1];
            let text: Vec<char> = page.text.as_str().chars().collect();
            for quote in row["quotes"].as_array().into_iter().flatten() {
                let boxes: Vec<Vec<f64>> =
                    serde_json::from_value(quote["boxes"].clone()).expect("boxes");
                // Part of a word may be marked, as a field of a row of a table is.
                let meets = |word: &&WordBox| {
                    let y = f64::from(word.y0 + word.y1) / 2.0;
                    let (x0, x1) = (f64::from(word.x0) + 0.5, f64::from(word.x1) - 0.5);
                    boxes
                        .iter()
                        .any(|area| area[0] < x1 && x0 < area[2] && area[1] < y && y < area[3])
                };
                let under: String = page
                    .words
                    .iter()
                    .filter(meets)
                    .map(|word| {
                        text[word.start as usize..word.end as usize]
                            .iter()
                            .collect::<String>()
                    })
                    .collect();
                let wanted: String = quote["quote"]
                    .as_str()
                    .expect("words")
                    .split_whitespace()
                    .collect();
                // A quote that runs over two pages has a part of it on each.
                let is_part = under.contains(&wanted) || wanted.contains(&under);
                assert!(
                    is_part && !under.is_empty(),
                    "{claim} page {number}: {wanted} / {under}"
                );
                marks += 1;
            }
        }
    }
    assert!(marks > 100, "only {marks} marks");
}

#[test]
fn quotes_are_the_words_of_the_sources() {
    let (facility, claim) = SAMPLES[1];
    let made = Made::of(&corpus(facility), claim, &[]);
    let manifest = made.manifest();
    let mut sources: BTreeMap<String, Vec<Page>> = BTreeMap::new();
    let mut quotes = 0;
    for row in manifest["pages"].as_array().expect("pages") {
        let Some(name) = row["file"].as_str() else {
            continue;
        };
        let pages = sources.entry(name.to_owned()).or_insert_with(|| {
            let bytes = std::fs::read(corpus(facility).join(name)).expect("a source");
            file(FileId(0), name, &bytes, &ReadOptions::default()).pages
        });
        let number = row["source_page"].as_u64().expect("a number") as usize;
        let text: Vec<char> = pages[number - 1].text.as_str().chars().collect();
        for quote in row["quotes"].as_array().expect("quotes") {
            let at = |key: &str| quote[key].as_u64().expect("a number") as usize;
            let words: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(
                words,
                quote["quote"].as_str().expect("words"),
                "{name} {number}"
            );
            quotes += 1;
        }
    }
    assert!(quotes > 30, "only {quotes} quotes");
}

/// Returns the patients' names by claim number.
fn names_by_claim(case: &Path) -> BTreeMap<String, (String, String)> {
    let mut names = BTreeMap::new();
    for path in files_under(&case.join("claims"), &[".837"]) {
        let bytes = std::fs::read(&path).expect("a claim file");
        let content = file(FileId(0), "claims.837", &bytes, &ReadOptions::default());
        for claim in content.claims {
            let name = claim.patient.name.expect("a name").value;
            let small = (name.last.to_lowercase(), name.first.to_lowercase());
            names.insert(claim.id, small);
        }
    }
    names
}

fn names(text: &str, (last, first): &(String, String)) -> bool {
    let small: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    small
        .windows(2)
        .any(|two| two == [first.as_str(), last.as_str()] || two == [last.as_str(), first.as_str()])
}

#[test]
fn no_packet_of_a_facility_names_another_patient() {
    let mut checked = 0;
    for facility in ["lime-quay", "cedar-hollow"] {
        let case = corpus(facility);
        let mut by_claim = names_by_claim(&case);
        let everyone: BTreeSet<&(String, String)> = by_claim.values().collect();
        assert!(everyone.len() > 4, "{facility}: too few patients");
        let everyone: BTreeSet<(String, String)> = everyone.into_iter().cloned().collect();
        if facility == "cedar-hollow" {
            // Its charts are long: one claim of each patient.
            let mut seen = BTreeSet::new();
            by_claim.retain(|_, own| seen.insert(own.clone()));
        }
        for (claim, own) in &by_claim {
            let made = Made::of(&case, claim, &[]);
            let mut text = made.text();
            if has("pdftotext") {
                let path = made.path("pdf");
                let told = run("pdftotext", &[path.to_str().expect("a path"), "-"]);
                text.push_str(&String::from_utf8_lossy(&told.stdout));
            }
            assert!(text.contains(claim.as_str()), "{claim}: not its own packet");
            for other in everyone.iter().filter(|other| *other != own) {
                assert!(!names(&text, other), "{facility} {claim}: {other:?}");
            }
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} claims");
}

#[test]
fn a_note_that_names_another_patient_is_kept_out_and_listed() {
    let case = copied("lime-quay");
    let note = case.path().join("charts/LQ-5019_20260303_group.txt");
    let text = std::fs::read_to_string(&note).expect("a note");
    let changed = text.replace("Pia cried", "Joan Ellery and Pia cried");
    assert_ne!(text, changed);
    std::fs::write(&note, changed).expect("written");
    let made = Made::of(case.path(), "LQ5019-1", &[]);
    assert!(!made.text().contains("Ellery"), "the packet names her");
    assert!(
        !made.text().contains("held ice"),
        "the note is in the packet"
    );
    let sheet = made.reviewer();
    let kept = "charts/LQ-5019_20260303_group.txt, page 1, group note of 2026-03-03: it names another patient";
    assert!(sheet.contains(kept), "{sheet}");
}

#[test]
fn a_private_note_is_kept_out_and_listed() {
    let case = copied("lime-quay");
    let note = case.path().join("charts/LQ-5005_20260305_session.txt");
    let text = "LIME QUAY BEHAVIORAL HEALTH\nIndividual Therapy Note\n\
        Patient: Joan Ellery    MRN: LQ-5005\nDate of service: 03/05/2026\n\n\
        My countertransference was strong today. I wonder whether she wants me to be the mother \
        she lost; my hypothesis is a wish to be left.\n\n\
        Electronically signed by Ingrid Lowther, LCSW on 03/05/2026 18:05\n";
    std::fs::write(&note, text).expect("written");
    let made = Made::of(case.path(), "LQ5005-1", &[]);
    assert!(
        !made.text().contains("countertransference"),
        "it is in the packet"
    );
    let sheet = made.reviewer();
    assert!(
        sheet.contains("LQ-5005_20260305_session.txt, page 1"),
        "{sheet}"
    );
    assert!(sheet.contains("private (psychotherapy) note"), "{sheet}");
}

#[test]
fn what_speaks_against_the_lines_is_told_to_the_reviewer_alone() {
    let made = Made::of(&corpus("lime-quay"), "LQ5019-1", &[]);
    let sheet = made.reviewer();
    assert!(sheet.starts_with("FOR THE REVIEWER ONLY"), "{sheet}");
    assert!(sheet.contains("LOC-021"), "{sheet}");
    let text = made.text();
    assert!(!text.contains("LOC-021"), "a rule's code in the packet");
    let quoted = made.manifest().to_string();
    // The finding rests on these words of a note that is in the packet.
    assert!(sheet.contains("“hurt herself”") && !quoted.contains("hurt herself"));
    assert!(text.contains("hurt herself"), "the page itself is whole");
}

#[test]
fn the_notice_of_part_2_goes_with_records_of_substance_use() {
    let notice = "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";
    let flat = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let with = Made::of(&corpus("cedar-hollow"), "CH1002-01", &[]);
    assert!(flat(with.text()).contains(notice));
    let without = Made::of(&corpus("lime-quay"), "LQ5019-1", &[]);
    assert!(!flat(without.text()).contains(notice));
}

#[test]
fn a_letter_with_an_uncited_fact_is_refused_by_its_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let letter = folder.path().join("letter.txt");
    let letter_path = letter.to_str().expect("a path");
    let refused = |text: &str, words: &str| {
        std::fs::write(&letter, text).expect("written");
        let made = Made::of(&corpus("lime-quay"), "LQ5019-1", &["--letter", letter_path]);
        assert_eq!(made.output.status.code(), Some(2), "{text}");
        assert!(made.stderr().contains(words), "{text}: {}", made.stderr());
        assert!(!made.path("pdf").exists(), "{text}: a packet was written");
    };
    refused(
        "To {payer}.\n\nYou refused {amount_refused}.\n",
        "line 3: this sentence states {amount_refused}",
    );
    refused(
        "The patient was suicidal.\n",
        "line 1: this sentence states something about the patient",
    );
    std::fs::write(&letter, "You refused {amount_refused} ({cite denial}).\n").expect("written");
    let made = Made::of(&corpus("lime-quay"), "LQ5019-1", &["--letter", letter_path]);
    let first = made.pages()[0].text.as_str().to_owned();
    assert!(
        first.contains("You refused $1,350.00 (Exhibit A, page "),
        "{first}"
    );
}

#[test]
fn every_citation_of_the_letter_names_a_page_of_that_exhibit() {
    let made = Made::of(&corpus("cedar-hollow"), "CH1002-01", &[]);
    let manifest = made.manifest();
    let rows = manifest["pages"].as_array().expect("pages");
    let letter: Vec<usize> = (0..rows.len())
        .filter(|&row| rows[row]["part"] == "letter")
        .collect();
    let mut cited = 0;
    for page in letter {
        let text = made.pages()[page]
            .text
            .as_str()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        for (at, _) in text.match_indices("Exhibit ") {
            let rest = &text[at..];
            let Some((label, number)) = rest.split_once(", page ") else {
                continue;
            };
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            if label.len() != "Exhibit A".len() || digits.is_empty() {
                continue;
            }
            let number: usize = digits.parse().expect("a number");
            assert_eq!(rows[number - 1]["exhibit"], *label, "{rest:.60}");
            cited += 1;
        }
    }
    assert!(cited > 20, "only {cited} citations");
}

#[test]
fn pages_of_an_encrypted_chart_are_copied_with_its_password() {
    if !has("qpdf") {
        return;
    }
    let case = copied("cedar-hollow");
    let chart = case
        .path()
        .join("charts/CH-1002-apsey/CH-1002_Apsey_chart.pdf");
    let plain = case.path().join("plain.pdf");
    std::fs::rename(&chart, &plain).expect("moved");
    let (plain_path, chart_path) = (
        plain.to_str().expect("a path"),
        chart.to_str().expect("a path"),
    );
    let arguments = [
        "--encrypt",
        "secret",
        "secret",
        "256",
        "--",
        plain_path,
        chart_path,
    ];
    assert!(run("qpdf", &arguments).status.success());
    std::fs::remove_file(&plain).expect("removed");
    let made = Made::of(case.path(), "CH1002-01", &["--pdf-password", "secret"]);
    let manifest = made.manifest();
    let rows = manifest["pages"].as_array().expect("pages").iter();
    let copied = rows.filter(|row| row["rendering"] == "copied").count();
    assert!(copied > 10, "{copied} pages copied");
    assert!(made.text().contains("Cedar Hollow Behavioral Health"));
}

#[test]
fn a_records_request_is_answered_and_not_appealed() {
    let made = Made::of(&corpus("lime-quay"), "LQ5011-1", &[]);
    let text = made.text().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains(
            "asked for records of this claim in a letter dated 2026-03-27 (Exhibit A, page"
        )
    );
    assert!(
        !text.contains("reviewed and reversed"),
        "nothing was refused"
    );
}

#[test]
fn an_unknown_claim_is_told_with_the_next_step() {
    let made = Made::of(&corpus("lime-quay"), "NO-SUCH", &[]);
    assert_eq!(made.output.status.code(), Some(2));
    let said = made.stderr();
    assert!(
        said.contains("claim NO-SUCH") && said.contains("chartproof queue"),
        "{said}"
    );
}

#[test]
fn a_claim_that_was_not_refused_gives_a_packet_that_says_so() {
    let made = Made::of(&corpus("lime-quay"), "LQ5001-1", &[]);
    let text = made.text();
    assert!(text.contains("submits the records"), "{text}");
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("No denial of this claim and no request for its records was found"));
}

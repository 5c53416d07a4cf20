//! `text` and `inspect` tell what was read, character for character.

use crate::support::{chartproof, root};
use serde_json::Value;

#[test]
fn a_page_is_printed_exactly_so_that_positions_can_be_checked() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("log.csv");
    let text = "Client,Auth #,Start,End\r\n\"Muster, Zoë\",A1,1/5/2026,1/9/2026\r\n";
    std::fs::write(&path, text).expect("written");
    let path = path.to_str().expect("a UTF-8 path");
    let page = chartproof(&["text", path, "--page", "1"]);
    assert!(page.status.success());
    assert_eq!(String::from_utf8_lossy(&page.stdout), text);
    let positions = chartproof(&["text", path, "--page", "1", "--positions"]);
    assert_eq!(
        String::from_utf8_lossy(&positions.stdout),
        "0-23\tClient,Auth #,Start,End\n25-59\t\"Muster, Zoë\",A1,1/5/2026,1/9/2026\n"
    );
    let whole = chartproof(&["text", path]);
    assert!(String::from_utf8_lossy(&whole.stdout).starts_with("=== page 1 of 1 ===\nClient"));
    let beyond = chartproof(&["text", path, "--page", "2"]);
    assert_eq!(beyond.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&beyond.stderr).contains("has no page 2"));
}

#[test]
fn what_cannot_be_read_ends_with_code_1_and_its_reason() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(
        folder.path().join("a.txt"),
        "Progress note\nDate of Service: 1/5/2026\n",
    )
    .expect("written");
    std::fs::write(folder.path().join("b.png"), b"\x89PNG\r\n\x1a\n").expect("written");
    std::fs::write(
        folder.path().join("odd.csv"),
        "Wer,Was,Beginn,Ende,Menge\nA,IOP,x,y,1\nB,IOP,x,y,2\nC,IOP,x,y,3\n",
    )
    .expect("written");
    let path = folder.path().to_str().expect("a UTF-8 path");
    let run = chartproof(&["inspect", path]);
    let shown = String::from_utf8_lossy(&run.stdout).into_owned();
    assert_eq!(run.status.code(), Some(1), "{shown}");
    assert_eq!(
        shown.lines().count(),
        4,
        "a line per file and the totals: {shown}"
    );
    assert!(
        shown.contains("b.png: unknown, 1 problem: a picture (PNG)"),
        "{shown}"
    );
    assert!(
        shown.contains("odd.csv: csv, 1 page, 1 problem: the columns"),
        "{shown}"
    );
    assert!(shown.contains("total: 3 files"), "{shown}");
    // The user names the columns and all is well but for the picture.
    std::fs::write(
        folder.path().join("chartproof.toml"),
        "schema = 1\n[[columns]]\nfile = \"odd*\"\nkind = \"authorization-log\"\n\
         [columns.headers]\nWer = \"patient-name\"\nWas = \"level\"\nBeginn = \"from\"\n\
         Ende = \"to\"\nMenge = \"units\"\n",
    )
    .expect("written");
    let run = chartproof(&["inspect", path, "--format", "json"]);
    let shown: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let odd = shown["files"].as_array().expect("files").iter();
    let odd = odd
        .clone()
        .find(|file| file["file"] == "odd.csv")
        .expect("the table");
    assert_eq!(odd["counts"]["authorizations"], 3, "{shown}");
    std::fs::write(
        folder.path().join("chartproof.toml"),
        "schema = 1\n[[columns]]\n[columns.headers]\nWer = \"who\"\n",
    )
    .expect("written");
    let run = chartproof(&["inspect", path]);
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("patient-name"));
}

#[test]
fn the_demo_facility_is_read_whole() {
    let case = root().join("corpus/cedar-hollow");
    let run = chartproof(&[
        "inspect",
        case.to_str().expect("a UTF-8 path"),
        "--format",
        "json",
    ]);
    assert_eq!(run.status.code(), Some(0));
    let shown: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let totals = &shown["totals"];
    for count in [
        "notes",
        "claims",
        "lines",
        "remittances",
        "authorizations",
        "attendance",
    ] {
        assert!(
            totals[count].as_u64().is_some_and(|count| count > 0),
            "{count}: {totals}"
        );
    }
    assert_eq!(totals["pages_unread"], 0);
}

//! The report printed as PDF by an installed browser: its totals, its bookmarks, its page numbers.

use crate::support::{Audited, chartproof, has, root};
use serde_json::Value;
use std::process::Command;

/// Returns the words of a PDF; `None` where this machine has no poppler or no browser.
fn words(pdf: &std::path::Path) -> Option<String> {
    let read = Command::new("pdftotext")
        .arg("-layout")
        .arg(pdf)
        .arg("-")
        .output()
        .ok()?;
    read.status
        .success()
        .then(|| String::from_utf8_lossy(&read.stdout).into_owned())
}

#[test]
fn the_printed_report_says_what_the_others_say() {
    if !has("chromium") || !has("pdftotext") {
        return;
    }
    let audited = Audited::run(&root().join("corpus/lime-quay"), &["--quiet", "--pdf"]);
    let pdf = audited.path("report.pdf");
    let text = words(&pdf).expect("the words of the PDF");
    let summary: Value = serde_json::from_str(&audited.text("summary.json")).expect("JSON");
    let totals = &summary["totals"];
    let exposure = &totals["exposure"];
    let plain = text.replace(',', "");
    for amount in [
        &totals["charged"],
        &totals["paid"],
        &exposure["gross"],
        &exposure["curable"],
    ] {
        let amount = amount.as_str().expect("an amount");
        assert!(
            plain.contains(&format!("${amount}")),
            "{amount} is not in the PDF"
        );
    }
    for section in [
        "Exposure",
        "Claims by loss",
        "Payments in question",
        "Method and limits",
    ] {
        assert!(text.contains(section), "{section} is missing");
    }
    let bytes = std::fs::read(&pdf).expect("a PDF");
    let holds = |cue: &[u8]| bytes.windows(cue.len()).any(|window| window == cue);
    assert!(holds(b"/Outlines"), "the PDF has no bookmarks");
    let pages = text.matches('\u{c}').count();
    assert!(
        text.contains(&format!("1 of {pages}")),
        "the pages are not numbered"
    );
    let out = audited.path("");
    let verified = chartproof(&["verify", out.to_str().expect("a UTF-8 path")]);
    assert!(
        verified.status.success(),
        "{}",
        String::from_utf8_lossy(&verified.stdout)
    );
}

#[test]
fn without_a_browser_the_rest_is_written_and_that_is_said() {
    let case = root().join("corpus/lime-quay");
    let audited = Audited::run(
        &case,
        &["--quiet", "--pdf", "--browser", "/nowhere/browser"],
    );
    assert_eq!(audited.output.status.code(), Some(2));
    assert!(
        audited.stderr().contains("no browser"),
        "{}",
        audited.stderr()
    );
    assert!(audited.text("report.html").contains("</html>"));
    assert!(!audited.path("report.pdf").exists() && audited.path("manifest.json").exists());
}

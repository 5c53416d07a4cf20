//! Note text, names, birth dates and ids never reach the log, at any level.

use crate::support::{Audited, root};

#[test]
fn the_log_holds_no_words_of_the_chart() {
    let case = tempfile::tempdir().expect("a temporary folder");
    let note = "Patient: Zebulon Quarkwright\nMRN: ZQ-887766\nDOB: 03/14/1959\n\
        Date of Service: 01/05/2026\nIndividual Therapy Note\n\
        Start: 10:00 AM End: 10:53 AM\n\
        Client reports a crimson umbrella and denies SI.\n\
        Electronically signed by: Ottoline Fizzwick, LCSW 01/05/2026 11:00\n";
    std::fs::write(case.path().join("note.txt"), note).expect("written");
    std::fs::write(
        case.path().join("broken.txt"),
        "crimson umbrella\0\u{1}\u{2}ZQ-887766",
    )
    .expect("written");
    std::fs::write(
        case.path().join("auth.csv"),
        "Patient Name,MRN,Auth #,Start,End\nZebulon Quarkwright,ZQ-887766,A1,notadate,02/30/2026\n",
    )
    .expect("written");
    let audited = Audited::run(case.path(), &["-vv", "--quiet"]);
    let log = audited.stderr();
    assert!(log.contains("read"), "the log was on: {log}");
    for word in [
        "Zebulon",
        "Quarkwright",
        "887766",
        "1959",
        "03/14",
        "crimson",
        "umbrella",
        "Fizzwick",
        "denies",
    ] {
        assert!(!log.contains(word), "`{word}` reached the log");
    }
}

#[test]
fn debug_of_facts_holds_no_words_of_the_chart() {
    let text =
        "Patient: Zebulon Quarkwright  MRN: ZQ-887766\nNursing note 01/05/2026\nDenies SI.\n";
    let content = chartproof::read::file(
        chartproof::text::FileId(0),
        "note.txt",
        text.as_bytes(),
        &Default::default(),
    );
    assert!(!content.notes.is_empty(), "a note was read");
    let shown = format!("{:?} {:?}", content.pages, content.notes[0].patient);
    for word in ["Zebulon", "Quarkwright", "887766", "Denies"] {
        assert!(!shown.contains(word), "`{word}` in Debug");
    }
    assert!(root().join("Cargo.toml").is_file());
}

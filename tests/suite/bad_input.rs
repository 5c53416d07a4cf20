//! Bad files end in a clear sentence and leave the rest of the audit intact.

use crate::support::Audited;
use std::path::Path;

pub(crate) const GOOD_NOTE: &str = "Cedar Example Behavioral Health\n\
    INDIVIDUAL THERAPY NOTE\n\
    Patient: Roe, Ann   MRN: X-1001   DOB: 02/03/1990\n\
    Date of Service: 01/05/2026\n\
    Start Time: 10:00 AM   End Time: 10:55 AM\n\
    Data: Client reports low mood and anxiety. Denies SI.\n\
    Assessment: Some progress toward goal 1.\n\
    Plan: Continue weekly sessions.\n\
    Electronically signed by: Dana Poe, LCSW on 01/05/2026 11:10 AM\n";

pub(crate) const GOOD_CLAIM: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
    *260110*1200*^*00501*000000001*0*P*:~GS*HC*S*R*20260110*1200*1*X*005010X222A1~\
    ST*837*0001*005010X222A1~BHT*0019*00*1*20260110*1200*CH~NM1*41*2*CEDAR*****46*1~\
    NM1*40*2*PAYER*****46*2~HL*1**20*1~NM1*85*2*CEDAR*****XX*1234567893~N3*1 A ST~\
    N4*TOWN*OH*44101~REF*EI*123456789~HL*2*1*22*0~SBR*P*18*******CI~\
    NM1*IL*1*ROE*ANN****MI*W100~N3*2 B ST~N4*TOWN*OH*44101~DMG*D8*19900203*F~\
    NM1*PR*2*EXAMPLE HEALTH*****PI*60054~CLM*C100*150***11:B:1*Y*A*Y*Y~HI*ABK:F331~\
    LX*1~SV1*HC:90837*150*UN*1***1~DTP*472*D8*20260105~SE*22*0001~GE*1*1~IEA*1*000000001~";

/// A PDF of one page on which nothing is written.
const BLANK_PDF: &str = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
    2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
    3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>\nendobj\n\
    trailer\n<< /Root 1 0 R >>\n%%EOF\n";

/// An authorization log whose headers nobody could guess.
const UNKNOWN_HEADERS: &str = "Kennung,Wer,Was,Beginn,Ende,Menge\n\
    A-1182,Roe,IOP,05.01.2026,31.01.2026,12\n\
    A-1183,Poe,PHP,05.01.2026,31.01.2026,20\n\
    A-1184,Doe,IOP,12.01.2026,28.02.2026,9\n";

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    std::fs::write(folder.join(name), bytes).expect("written");
}

/// Audits a folder that holds a good note, a good claim and one bad file; returns the sentences
/// that `problems.jsonl` has for that file.
fn sentences(name: &str, bytes: &[u8]) -> (Audited, Vec<String>) {
    let case = tempfile::tempdir().expect("a temporary folder");
    write(case.path(), "good-note.txt", GOOD_NOTE);
    write(case.path(), "good-claim.837", GOOD_CLAIM);
    write(case.path(), name, bytes);
    let audited = Audited::run(case.path(), &["--quiet"]);
    let sentences = audited
        .rows("problems.jsonl")
        .iter()
        .filter(|row| row["file"] == name)
        .map(|row| row["message"].as_str().expect("a sentence").to_owned())
        .collect();
    let lines = audited.rows("lines.jsonl");
    assert!(
        lines.iter().any(|line| line["claim"] == "C100"
            && line["notes"]
                .as_array()
                .is_some_and(|notes| !notes.is_empty())),
        "the good claim and note are still joined beside {name}"
    );
    (audited, sentences)
}

#[test]
fn files_that_cannot_be_read_are_named_and_end_with_code_1() {
    for (name, bytes) in [
        ("empty.txt", &b""[..]),
        (
            "garbage.txt",
            &b"\x00\x01\x02\xff\xfe\x00\x9c\x00garbage\x00\x03\x04\x05"[..],
        ),
        ("headers.csv", UNKNOWN_HEADERS.as_bytes()),
        ("not-really.pdf", &b"%PDF-1.7\nthis is no PDF at all"[..]),
        ("no-text.pdf", BLANK_PDF.as_bytes()),
    ] {
        let (audited, sentences) = sentences(name, bytes);
        assert!(!sentences.is_empty(), "{name}: no sentence");
        assert_eq!(audited.code(), Some(1), "{name}: {}", audited.stderr());
    }
}

#[test]
fn a_truncated_claim_file_keeps_what_came_before_the_cut() {
    let cut = GOOD_CLAIM.replace("C100", "C200");
    let cut = &cut[..cut.find("SE*22").expect("an SE")];
    let (audited, sentences) = sentences("truncated.837", cut.as_bytes());
    assert!(!sentences.is_empty());
    assert_eq!(audited.code(), Some(1));
    let claims: Vec<_> = audited
        .rows("lines.jsonl")
        .iter()
        .map(|row| row["claim"].clone())
        .collect();
    assert!(claims.iter().any(|claim| claim == "C200"), "{claims:?}");
}

#[test]
fn wrong_control_counts_are_said_and_lose_nothing() {
    let wrong = GOOD_CLAIM
        .replace("C100", "C300")
        .replace("SE*22*", "SE*99*");
    let (audited, sentences) = sentences("counts.837", wrong.as_bytes());
    assert!(
        sentences.iter().any(|sentence| sentence.contains("99")),
        "{sentences:?}"
    );
    assert_eq!(audited.code(), Some(1));
    assert!(
        audited
            .rows("lines.jsonl")
            .iter()
            .any(|row| row["claim"] == "C300")
    );
}

#[test]
fn a_claim_without_a_patient_is_listed() {
    let nameless = GOOD_CLAIM
        .replace("C100", "C400")
        .replace("NM1*IL*1*ROE*ANN****MI*W100~", "")
        .replace("DMG*D8*19900203*F~", "")
        .replace("SE*22*", "SE*20*");
    let (audited, sentences) = sentences("nameless.837", nameless.as_bytes());
    assert!(!sentences.is_empty());
    assert_eq!(audited.code(), Some(1));
    assert!(
        audited
            .rows("lines.jsonl")
            .iter()
            .any(|row| row["claim"] == "C400"),
        "not dropped"
    );
}

#[test]
fn jobs_that_cannot_be_done_end_with_code_2_and_a_next_step() {
    let audited = Audited::run(Path::new("/nonexistent/case"), &[]);
    assert_eq!(audited.code(), Some(2));
    assert!(audited.stderr().contains("help:"), "{}", audited.stderr());

    let case = tempfile::tempdir().expect("a temporary folder");
    write(case.path(), "note.txt", GOOD_NOTE);
    // A file stands where the output folder should be.
    let blocked = tempfile::NamedTempFile::new().expect("a file");
    let output = crate::support::chartproof(&[
        "audit",
        case.path().to_str().expect("UTF-8"),
        "--out",
        blocked.path().to_str().expect("UTF-8"),
    ]);
    assert_eq!(output.status.code(), Some(2));

    write(
        case.path(),
        "chartproof.toml",
        "schema = 1\ncolour = \"red\"\n",
    );
    let audited = Audited::run(case.path(), &[]);
    assert_eq!(audited.code(), Some(2));
    assert!(audited.stderr().contains("colour"), "{}", audited.stderr());
}

//! Exports of notes whose text stands in several columns, or in several rows.

use super::{content, quoted, told};
use crate::model::{NoteKind, SignatureState};
use crate::policy::ColumnsEntry;
use crate::read::table::{ColumnMap, Hints};
use crate::text::FileId;

const HEAD: &str = "visit_id,client_id,last_name,first_name,dob,visit_date,timein,timeout,service_type,cptcode,emp_name,credentials,status,approved,signature_time,supervisor,supervisor_signature_time";
const ONE: &str = "880147,1042,Roe,Ann,05/14/1980,03/02/2026,09:00,09:53,Individual therapy,90837,\"Poe, Max\",LMSW,COMPLETE,Y,2026-03-02 12:05,\"Hill, Al\",2026-03-03 08:00";
const TWO: &str = "880154,1074,Ferr,Zeke,03/30/1985,03/03/2026,10:00,10:50,Individual therapy,90834,\"Poe, Max\",LMSW,COMPLETE,Y,2026-03-03 12:05,\"Hill, Al\",";

const TEXTS: [[&str; 4]; 2] = [
    [
        "Panic three times this week, avoids the bus and sleeps badly.",
        "Taught paced breathing and wrote a fear ladder with her.",
        "Tearful, then named two steps that she can take.",
        "Ladder step one by Friday. Goal 2.",
    ],
    [
        "Cravings after payday, drank on Saturday night, ashamed of it now.",
        "Chain analysis of Saturday and a plan for the next payday.",
        "Engaged, wrote down three triggers of his own.",
        "Call the sponsor daily. Goal 1.",
    ],
];

fn table(heads: &[&str]) -> String {
    let row = |known: &str, texts: &[&str; 4]| {
        let cells: Vec<String> = texts
            .iter()
            .take(heads.len())
            .map(|text| format!("\"{text}\""))
            .collect();
        format!("{known},{}", cells.join(","))
    };
    let (one, two) = (row(ONE, &TEXTS[0]), row(TWO, &TEXTS[1]));
    format!("{HEAD},{}\n{one}\n{two}\n", heads.join(","))
}

#[test]
fn the_parts_of_a_note_in_columns_are_one_note() {
    for heads in [
        ["Presenting problem", "Intervention", "Response", "Plan"].as_slice(),
        &["Subjective", "Objective", "Assessment", "Plan"],
        &["Data", "Assessment", "Plan"],
        &["Behavior", "Intervention", "Response", "Plan"],
        &["Goal", "Progress", "Summary"],
        &["Progress Note", "Response", "Plan"],
    ] {
        let text = table(heads);
        assert!(super::looks_like(&text), "{heads:?}");
        let read = content(&text);
        assert_eq!(told(&read), "", "{heads:?}");
        assert!(read.claims.is_empty() && read.attendance.is_empty());
        let [one, two] = read.notes.as_slice() else {
            panic!("two notes of {heads:?}")
        };
        let shown: Vec<&str> = one.spans.iter().map(|span| quoted(&text, *span)).collect();
        let last = TEXTS[0][heads.len() - 1];
        assert_eq!(shown.first(), Some(&"Individual therapy"));
        assert!(shown.contains(&heads[1]) && shown.contains(&TEXTS[0][1]));
        assert_eq!(shown.last(), Some(&last));
        assert_eq!(one.kind, NoteKind::IndividualNote);
        assert_eq!(one.time.unwrap().minutes, 53);
        assert_eq!(one.author.as_ref().unwrap().value, "Poe, Max");
        assert_eq!(one.signature.state, SignatureState::Signed);
        assert_eq!(
            one.cosignature.as_ref().map(|second| second.state),
            Some(SignatureState::Signed)
        );
        // Who supervises has not signed where no time stands.
        assert_eq!(two.cosignature, None);
        assert!(one.spans[0] != two.spans[0] && one.marks.below_signature.is_none());
    }
}

#[test]
fn one_column_of_whole_notes_is_enough_and_one_of_remarks_is_not() {
    let long = TEXTS[0].join(" ");
    for head in [
        "Note",
        "Notes",
        "Progress Note",
        "Narrative",
        "Documentation",
    ] {
        let text = format!("{HEAD},{head}\n{ONE},\"{long}\"\n{TWO},\"{long} He agreed.\"\n");
        let read = content(&text);
        assert_eq!((read.notes.len(), read.claims.len()), (2, 0), "{head}");
    }
    let text = format!("{HEAD},Notes\n{ONE},paid twice\n{TWO},see below\n");
    assert_eq!(content(&text).notes, []);
}

#[test]
fn claims_with_words_of_notes_in_their_headers_stay_claims() {
    let charged = table(&["Subjective", "Objective", "Assessment", "Plan"])
        .replace("approved", "Charge")
        .replace(",Y,", ",120.00,");
    assert_eq!(content(&charged).notes, []);
    let text = "Claim #,Client,Chart No,Date,CPT,Clinician,Plan,Response\n\
        C-1,\"Roe, Ann\",1042,3/2/2026,90837,\"Poe, Max\",Blue Cross of Ohio,Denied\n\
        C-2,\"Poe, Al\",1043,3/3/2026,90837,\"Poe, Max\",Blue Cross of Ohio,Paid in full\n";
    let read = content(text);
    assert_eq!((read.notes.len(), read.claims.len()), (0, 2));
}

#[test]
fn the_status_of_a_visit_makes_it_a_missed_one() {
    for (status, want) in [
        ("NOSHOW", NoteKind::NoShow),
        ("CANCELLED", NoteKind::NoShow),
        ("KEPT", NoteKind::IndividualNote),
    ] {
        let text = table(&["Data", "Assessment", "Plan"]).replace("COMPLETE", status);
        let read = content(&text);
        assert_eq!(read.notes[0].kind, want, "{status}");
        let is_missed = want == NoteKind::NoShow;
        assert_eq!(read.notes[0].attendance.is_some(), is_missed, "{status}");
    }
}

#[test]
fn the_questions_of_one_visit_are_one_note() {
    let mut text = format!("{HEAD},question,answer\n");
    for (known, texts) in [(ONE, TEXTS[0]), (TWO, TEXTS[1])] {
        for (question, answer) in ["Subjective", "Objective", "Assessment", "Plan"]
            .iter()
            .zip(texts)
        {
            text.push_str(&format!("{known},{question},\"{answer}\"\n"));
        }
    }
    let read = content(&text);
    assert_eq!(told(&read), "");
    assert_eq!((read.notes.len(), read.claims.len()), (2, 0));
    let shown: Vec<&str> = read.notes[1]
        .spans
        .iter()
        .map(|span| quoted(&text, *span))
        .collect();
    assert_eq!(shown.len(), 9);
    assert_eq!(shown[1..3], ["Subjective", TEXTS[1][0]]);
    // Answers that are no sentences make no note, and no claim either.
    let mut scores = format!("{HEAD},question,answer\n");
    for answer in ["Not at all", "2", "Several days"] {
        scores.push_str(&format!("{ONE},Little interest,{answer}\n"));
    }
    let read = content(&scores);
    assert_eq!((read.notes.len(), read.claims.len()), (0, 0));
    assert_eq!(read.problems.len(), 1);
}

#[test]
fn several_columns_that_a_user_names_are_one_text() {
    let heads = ["Was gesagt", "Was getan", "Was nun"];
    let entry = |kind: &str| ColumnsEntry {
        file: String::new(),
        kind: kind.to_owned(),
        headers: heads
            .iter()
            .map(|head| ((*head).to_owned(), "note-body".to_owned()))
            .collect(),
    };
    let text = table(&heads);
    let map = ColumnMap::new(&[entry("note-export")]).unwrap();
    let read = crate::read::table::read(FileId(0), &text, &map.hints("visits.csv"));
    assert_eq!(told(&read), "");
    assert_eq!(read.notes.len(), 2);
    assert_eq!(read.notes[0].spans.len(), 7);
    // A problem that names what is missing names something.
    let plain = text.replace("visit_date", "kept_on");
    let hints = Hints {
        kind: map.hints("visits.csv").kind,
        ..Hints::default()
    };
    let read = crate::read::table::read(FileId(0), &plain, &hints);
    assert_eq!(read.notes, []);
    assert!(!told(&read).contains("for ."), "{}", told(&read));
}

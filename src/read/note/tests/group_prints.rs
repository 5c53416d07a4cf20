//! Prints of a group session with a part for each client.

use crate::model::{AttendanceStatement, Note, NoteKind};
use crate::read::document::text::pages_of;
use crate::read::note::from_pages;
use crate::text::FileId;

fn notes(text: &str) -> Vec<Note> {
    from_pages(FileId(0), "p.txt", &pages_of(text, 1), &mut Vec::new())
}

/// Returns what a note states, as `name number day start minutes author state`.
fn told(note: &Note) -> String {
    let patient = &note.patient;
    let name = patient.name.as_ref().map(|name| name.value.display());
    let time = note.time.map(|time| {
        let start = time.start.map_or("-".to_owned(), |start| start.to_string());
        format!("{start} {}", time.minutes)
    });
    [
        name.unwrap_or("-".to_owned()),
        patient
            .mrn
            .as_ref()
            .map_or("-", |mrn| &mrn.value)
            .to_owned(),
        note.date().map_or("-".to_owned(), |day| day.to_string()),
        time.unwrap_or("-".to_owned()),
        note.author
            .as_ref()
            .map_or("-", |author| &author.value)
            .to_owned(),
        format!("{:?}", note.signature.state),
    ]
    .join(", ")
}

const HEAD: &str = "Kestrel House - Group session record\nSession type: Intensive Outpatient Group\nDate: March 3, 2026\nTime: 5:00 PM - 8:00 PM EST\nFacilitator: Cal Rowe, LCSW\nGroup topic: How a craving climbs\nInterventions: lesson with slides, role play, process round and homework.\n\n";
const ADA: &str = "Smoked daily until last week and once on Saturday after a fight at home.";
const BO: &str = "Drank six on Thursday and none since, and practised the breathing on camera.";
const FOOT: &str = "\nE-signed by Cal Rowe, LCSW on 03/03/2026 at 8:31 PM EST\n";

#[test]
fn each_part_is_a_note_with_head_and_foot() {
    for (one, two) in [
        (
            "Ada Marsh · DOB 08/22/2008 · Client ID KW2001",
            "Bo Quill · DOB 10/09/2007 · Client ID KW2002",
        ),
        (
            "Client: Ada Marsh   MRN: KW2001",
            "Client: Bo Quill   MRN: KW2002",
        ),
        (
            "Patient: Marsh, Ada (KW2001)",
            "Patient: Quill, Bo (KW2002)",
        ),
        ("Ada Marsh (MRN KW2001):", "Bo Quill (MRN KW2002):"),
        ("Ada Marsh\nMRN: KW2001", "Bo Quill\nMRN: KW2002"),
    ] {
        let text = format!("{HEAD}{one}\nClient note: {ADA}\n\n{two}\nClient note: {BO}\n{FOOT}");
        let found: Vec<String> = notes(&text).iter().map(told).collect();
        let rest = "2026-03-03, 17:00 180, Cal Rowe, Signed";
        assert_eq!(
            found,
            [
                format!("Ada Marsh, KW2001, {rest}"),
                format!("Bo Quill, KW2002, {rest}")
            ],
            "{one}"
        );
    }
}

#[test]
fn every_citation_stands_where_it_was_printed() {
    let text = format!(
        "{HEAD}Client: Ada Marsh\nClient note: {ADA}\n\nClient: Bo Quill\nClient note: {BO}\n{FOOT}"
    );
    let all: Vec<char> = text.chars().collect();
    let read: Vec<String> = notes(&text)
        .iter()
        .map(|note| {
            let quote = |span: &crate::text::Span| -> String {
                all[span.start as usize..span.end as usize].iter().collect()
            };
            note.spans.iter().map(quote).collect::<Vec<_>>().join("|")
        })
        .collect();
    let (head, foot) = (HEAD.trim(), FOOT.trim());
    assert_eq!(
        read,
        [
            format!("Client: Ada Marsh\nClient note: {ADA}|{head}|{foot}"),
            format!("Client: Bo Quill\nClient note: {BO}|{head}|{foot}"),
        ]
    );
}

#[test]
fn a_clients_own_time_and_absence_count() {
    let text = format!(
        "{HEAD}Client: Ada Marsh\nSession clock: Joined 3:01 PM / Left 4:30 PM MST\nClient note: {ADA}\n\nClient: Bo Quill\nSession clock: did not join\nClient note: NO SHOW. Two calls, no answer; the father says that he is asleep and well.\n{FOOT}"
    );
    let found = notes(&text);
    assert!(told(&found[0]).contains("17:01 89"), "{}", told(&found[0]));
    assert_eq!(found[0].kind, NoteKind::GroupNote);
    assert_eq!(found[1].kind, NoteKind::NoShow);
    let missed = found[1].attendance.map(|said| said.value);
    assert_eq!(missed, Some(AttendanceStatement::NoShow));
}

#[test]
fn a_table_has_a_row_for_each_client() {
    let text = format!(
        "{HEAD}Client | MRN | Minutes | Response\nMarsh, Ada | KW2001 | 90 | {ADA}\nQuill, Bo | KW2002 | 180 | {BO}\n{FOOT}"
    );
    let found: Vec<String> = notes(&text).iter().map(told).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("Ada Marsh, KW2001, 2026-03-03, - 90"),
        "{found:?}"
    );
    assert!(
        found[1].starts_with("Bo Quill, KW2002, 2026-03-03"),
        "{found:?}"
    );
}

#[test]
fn sessions_of_several_days_stand_in_one_file() {
    let day = |day: u32| {
        let dated = |text: &str| {
            text.replace("March 3,", &format!("March {day},"))
                .replace("03/03/", &format!("03/0{day}/"))
        };
        format!(
            "{}Client: Ada Marsh\nClient note: {ADA}\n\nClient: Bo Quill\nClient note: {BO}\n{}",
            dated(HEAD),
            dated(FOOT)
        )
    };
    let found: Vec<String> = notes(&[day(3), day(4), day(5)].concat())
        .iter()
        .map(told)
        .collect();
    assert_eq!(found.len(), 6, "{found:#?}");
    assert!(
        found[3].starts_with("Bo Quill, -, 2026-03-04"),
        "{found:#?}"
    );
    assert!(
        found.iter().all(|note| note.ends_with("Cal Rowe, Signed")),
        "{found:#?}"
    );
}

#[test]
fn a_signature_below_each_part_is_its_own() {
    let own = "Signed: Cal Rowe, LCSW 03/03/2026 8:31 PM\n\n";
    let text = format!(
        "{HEAD}Client: Ada Marsh\nClient note: {ADA}\n{own}Client: Bo Quill\nClient note: {BO}\n{own}"
    );
    let found = notes(&text);
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].spans.len(), 2);
    assert!(
        told(&found[1]).contains("2026-03-03, 17:00 180"),
        "{}",
        told(&found[1])
    );
}

#[test]
fn what_only_looks_like_a_groups_print_is_read_as_before() {
    let alone = |text: &str| {
        let found = notes(text);
        found
            .iter()
            .all(|note| note.spans.len() == 1 && note.kind != NoteKind::NoShow)
    };
    // One patient's note that lists who was there.
    let roster = format!(
        "GROUP NOTE\nPatient: Cy Poe   MRN: KW2003\nDate: 03/03/2026\nAda Marsh (MRN KW2001): present\nBo Quill (MRN KW2002): present\n{ADA}\n{FOOT}"
    );
    assert!(alone(&roster));
    let list = format!(
        "GROUP NOTE\nDate: 03/03/2026\nAda Marsh (MRN KW2001): present\nBo Quill (MRN KW2002): present\nCy Poe (MRN KW2003): present\n{ADA} {BO}\n{FOOT}"
    );
    assert!(alone(&list));
    // A log of the unit, and an incident.
    for title in ["MILIEU LOG", "INCIDENT REPORT"] {
        let log = format!(
            "{title}\nDate: 03/03/2026\nClient: Ada Marsh   MRN: KW2001\n{ADA}\n\nClient: Bo Quill   MRN: KW2002\n{BO}\n{FOOT}"
        );
        assert!(alone(&log), "{title}");
    }
    // Notes of several patients, each with a head of its own.
    let whole = |name: &str, day: u32| {
        format!(
            "GROUP NOTE\nPatient: {name}\nDate of Service: 03/0{day}/2026\n{ADA}\nSigned: Cal Rowe, LCSW 03/0{day}/2026 8:31 PM\n\n"
        )
    };
    // A group's note above another document of the day.
    let other = format!(
        "{HEAD}Client: Ada Marsh\n{ADA}\nSigned: Cal Rowe, LCSW 03/03/2026 8:31 PM\n\nINDIVIDUAL NOTE\nClient: Bo Quill\nDate: 03/03/2026\n{BO}\nSigned: Cal Rowe, LCSW 03/03/2026 8:31 PM\n"
    );
    assert!(alone(&other));
    let each = [whole("Ada Marsh", 3), whole("Bo Quill", 4)].concat();
    assert!(alone(&each));
    assert_eq!(notes(&each).len(), 2);
}

//! Answers for the tests of what notes contain: the table's examples, sections, groups.

use super::*;
use crate::scan::{Lexicon, NoteInput, Scanner};
use crate::text::{FileId, Page, PageMaps};

fn read(text: &str, kind: NoteKind) -> Elements {
    let page = Page::plain(1, text);
    let pages = [page];
    let maps = PageMaps::new(&pages);
    let spans = [Span::new(FileId(0), 1, 0, text.chars().count() as u32)];
    let input = NoteInput {
        pages: &maps,
        spans: &spans,
        kind,
        service_date: None,
        headings: &[],
    };
    let mut scanner = Scanner::new(Lexicon::embedded());
    scanner.note(&input);
    scanner.elements(&input)
}

fn words(text: &str, elements: &Elements, element: Element) -> String {
    let span = elements.place(element).expect("an element");
    let length = (span.end - span.start) as usize;
    text.chars()
        .skip(span.start as usize)
        .take(length)
        .collect()
}

#[test]
fn every_group_keeps_its_examples() {
    let file: File =
        toml::from_str(include_str!("../../knowledge/elements.toml")).expect("elements.toml");
    for group in &file.element {
        assert!(!group.yes.is_empty() && !group.no.is_empty());
        for text in &group.yes {
            let found = read(text, NoteKind::IndividualNote);
            assert!(found.has(group.kind), "{:?}: {text}", group.kind);
        }
        for text in &group.no {
            let found = read(text, NoteKind::IndividualNote);
            assert!(!found.has(group.kind), "{:?}: {text}", group.kind);
        }
        for phrase in &group.phrases {
            let told = format!("the writer wrote that {phrase} once more in a note");
            let found = read(&told, NoteKind::IndividualNote);
            assert!(found.has(group.kind), "{:?}: {phrase}", group.kind);
        }
    }
}

#[test]
fn sections_and_prose_show_elements() {
    let birp = "INDIVIDUAL NOTE\nB: Client arrived on time, restless.\nI: Therapist drew a chain of \
                the last lapse.\nR: She saw where she could have stopped.\nP: Chain of the next \
                urge for Thursday.";
    let found = read(birp, NoteKind::IndividualNote);
    for element in [Element::Intervention, Element::Response, Element::NextStep] {
        assert!(found.has(element), "{element:?}");
    }
    assert!(words(birp, &found, Element::Response).contains("She saw"));
    let prose = "Clinician utilized CBT. Client was receptive. Will continue weekly.";
    let found = read(prose, NoteKind::IndividualNote);
    assert!(found.has(Element::Modality) && found.has(Element::NextStep));
    assert_eq!(words(prose, &found, Element::Response), "receptive");
}

#[test]
fn a_short_plan_is_a_plan_and_letters_stand_within_a_line() {
    let soap =
        "S: spent 400 on yarn. O: speech nl rate. A: F31.31, early warning list used. P: 2w.";
    let found = read(soap, NoteKind::IndividualNote);
    for element in [Element::Intervention, Element::Progress, Element::NextStep] {
        assert!(found.has(element), "{element:?}");
    }
    for (plan, is_plan) in [
        ("P: debrief.", true),
        ("Plan: 4/22.", true),
        ("P: none.", false),
        ("P: ____", false),
    ] {
        let note = format!("S: Job interview on Friday.\n{plan}");
        let found = read(&note, NoteKind::IndividualNote);
        assert_eq!(found.has(Element::NextStep), is_plan, "{plan}");
    }
}

#[test]
fn a_part_that_opens_with_an_initial_is_on_the_patient() {
    let own = |body: &str| {
        let note = format!("GROUP NOTE\nGroup: Craving Lab\n{body}");
        read(&note, NoteKind::GroupNote).own_words()
    };
    let told = "D. reported woke at night w/ craving, used the plan (tech, tea, cold water) w/o being \
                told. still would not trust herself past one night. bar leaves Sunday per husband.";
    assert!(own(told) >= 26, "{}", own(told));
    // A header's long line runs on into it.
    let wrapped =
        format!("Date: 03/21/2026 10:00 AM-11:30 AM Facilitator: Ann Roe, CADC II\n{told}");
    assert!(own(&wrapped) >= 26, "{}", own(&wrapped));
    let leader = "Topic: refusal skills led by J. Poe with the whole group in the room.";
    assert!(own(leader) <= 4, "{}", own(leader));
    // What the group did after it is the group's.
    let after = "D. passed. Topic: refusal skills. Group discussed people, places and things that lead \
                 back to use and practised how to say no to a neighbor.";
    assert!(own(after) <= 4, "{}", own(after));
}

#[test]
fn an_empty_field_shows_nothing() {
    let blank = "GROUP NOTE\nTopic: anger\nIntervention:\nResponse: ____\nProgress toward goal:\n\
                 Plan:\n";
    let found = read(blank, NoteKind::GroupNote);
    let five = [
        Element::Goal,
        Element::Intervention,
        Element::Response,
        Element::Progress,
        Element::NextStep,
    ];
    assert!(!found.has_any(&five), "{found:?}");
}

#[test]
fn what_describes_the_group_is_told_from_the_patient() {
    let note = "GROUP NOTE\nTopic: relapse triggers\nThe group discussed people, places and \
                things that lead back to use and members shared plans for the weekend.\nClient \
                said her brother still drinks in the garage. She named two exits.";
    let found = read(note, NoteKind::GroupNote);
    assert!(found.shared_words >= 15, "{found:?}");
    assert!((10..=16).contains(&found.own_words()), "{found:?}");
    assert!(found.specifics >= 1);
    // Other kinds of notes speak of one patient alone.
    assert_eq!(read(note, NoteKind::IndividualNote).shared_words, 0);
}

//! Labels in every layout, and how far a line is searched for them.

use super::super::lines::lines_of;
use super::*;
use crate::text::Page;
use proptest::prelude::*;

fn fields(text: &str) -> Vec<(Label, String)> {
    let pages = [Page::plain(1, text)];
    let lines = lines_of(&pages);
    find_fields(&lines)
        .into_iter()
        .filter(|field| field.label != Label::Other)
        .map(|field| {
            (
                field.label,
                lines[field.value_line].text[field.value].to_owned(),
            )
        })
        .collect()
}

#[test]
fn the_number_of_a_service_is_no_patients() {
    let box_head = "| Group Note                Service ID: 8123456       |";
    assert!(fields(box_head).is_empty(), "{:?}", fields(box_head));
    assert_eq!(
        fields("Client ID: 1042   Session ID: 77"),
        [(Label::Mrn, "1042".to_owned())]
    );
}

// Looking at the whole rest of the line for each label would take time by the square.
#[test]
fn a_line_may_be_one_long_word_of_labels() {
    assert!(fields(&",Patient".repeat(50_000)).is_empty());
    assert!(fields(&format!("MRN {}", "7".repeat(LONGEST_NUMBER + 1))).is_empty());
    let longest = "7".repeat(LONGEST_NUMBER);
    assert_eq!(fields(&format!("MRN {longest}")), [(Label::Mrn, longest)]);
}

proptest! {
    #[test]
    fn a_line_is_searched_only_where_it_can_hold_a_label(
        text in "(Client|patient|MRN|DOB|Date of [Ss]ervice|D\\.O\\.B\\.|Begin|Signature( 1)?|seen by|mr|x{30}|He spoke of work at length|and title|s\\)|\u{a0}|é|[ .,;:=#(/&*-]|[0-9]){0,24}"
    ) {
        let pages = [Page::plain(1, text.as_str())];
        let mut lines = lines_of(&pages);
        // A line that is parted is searched as a whole.
        lines.retain(|line| !line.is_parted);
        let found = find_fields(&lines);
        lines.iter_mut().for_each(|line| line.is_parted = true);
        prop_assert_eq!(found, find_fields(&lines));
    }
}

#[test]
fn reads_labels_in_every_layout() {
    use Label::*;
    let cases: &[(&str, &[(Label, &str)])] = &[
        (
            "Client: Doe, J   MRN: 12",
            &[(PatientName, "Doe, J"), (Mrn, "12")],
        ),
        (
            "Patient: Jane Doe MRN: 12 DOB: 1/2/1980",
            &[
                (PatientName, "Jane Doe"),
                (Mrn, "12"),
                (BirthDate, "1/2/1980"),
            ],
        ),
        ("Patient Name:\nDoe, Jane", &[(PatientName, "Doe, Jane")]),
        (
            "Patient Name    DOB         MRN\nDoe, Jane       1/2/1980    55",
            &[
                (PatientName, "Doe, Jane"),
                (BirthDate, "1/2/1980"),
                (Mrn, "55"),
            ],
        ),
        ("| Client | Doe, Jane |", &[(PatientName, "Doe, Jane")]),
        (
            "DOE, JANE  DOB 1/2/1980  MRN #55",
            &[(BirthDate, "1/2/1980"), (Mrn, "#55")],
        ),
        (
            "Start Time: 1:00 PM End Time: 1:50 PM",
            &[(Start, "1:00 PM"), (Stop, "1:50 PM")],
        ),
        (
            "Signature: ____________  Date: ______",
            &[(Signature, "____________"), (Date, "______")],
        ),
        (
            "**Date of Service:** 4/5/2026",
            &[(ServiceDate, "4/5/2026")],
        ),
        (
            "The patient: she said no. Time in treatment was short.",
            &[],
        ),
        ("Patient reports he slept well and denies all", &[]),
    ];
    for (text, want) in cases {
        let want: Vec<_> = want
            .iter()
            .map(|(label, value)| (*label, (*value).to_owned()))
            .collect();
        assert_eq!(fields(text), want, "{text}");
    }
}

proptest! {
    #[test]
    fn no_label_that_joins_stands_behind_the_last_that_is_looked_for(
        text in "([*#-] ?)?(Patient|client|MRN|DOB|Date|date of birth|time|led by|Signature| |, |:|\\(s\\)|=|7|12/3|\n|é|ate|and ){0,24}"
    ) {
        let pages = [Page::plain(1, text.as_str())];
        let mut lines = lines_of(&pages);
        let found = find_fields(&lines);
        for line in &mut lines {
            line.is_parted = true;
        }
        prop_assert_eq!(found, find_fields(&lines));
    }

    #[test]
    fn never_panics(text in "(Patient|MRN|DOB|Date|:| |  |\t|\\||\n|é|x|1){0,40}|\\PC{0,60}") {
        fields(&text);
    }
}

#[test]
fn a_veteran_is_a_patient_and_a_veterans_status_is_none() {
    for (text, named) in [
        ("Veteran: BRANDT, LUCIUS   DOB: 11/08/1969", true),
        ("Veteran Name: Lucius Brandt", true),
        ("Veteran: Yes", false),
        ("Veteran: No", false),
        ("Veteran: US Army", false),
        ("Veteran: Yes, Air Force", false),
        ("Veteran: served 2004 to 2008", false),
    ] {
        let pages = [crate::text::Page::plain(1, text)];
        let lines = crate::read::note::lines::lines_of(&pages);
        let fields = super::find_fields(&lines);
        let found = fields
            .iter()
            .any(|field| field.label == super::Label::PatientName);
        assert_eq!(found, named, "{text}");
    }
}

//! The shapes and words by which titles are told.

use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn two_thirds_of_a_titles_words_are_capitalized(
        words in proptest::collection::vec("[A-Z][a-z]|[a-z]{2}|of|and|[0-9]|É|é|-", 0..15)
    ) {
        let counted = words.iter().filter(|word| {
            word.starts_with(char::is_alphabetic) && !SMALL.contains(&word.as_str())
        });
        let capital = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
        let counted = counted.count();
        let expected = words.len() <= 12 && counted > 0 && capital * 3 >= counted * 2;
        // Marks around a title are none of its words.
        let is_marked = |word: Option<&String>| word.is_some_and(|word| word == "-");
        if !is_marked(words.first()) && !is_marked(words.last()) {
            prop_assert_eq!(looks_like_title(&words.join(" ")), expected);
        }
    }
}

#[test]
fn every_knowledge_phrase_is_already_folded() {
    let file: KindFile = toml::from_str(include_str!("../../../knowledge/note_kinds.toml"))
        .expect("valid knowledge");
    for entry in file.kind {
        for phrase in entry.title.iter().chain(&entry.service).chain(&entry.body) {
            assert_eq!(fold(phrase).trim(), phrase);
        }
    }
}

#[test]
fn reads_titles_of_many_systems() {
    use NoteKind::*;
    for (title, want) in [
        ("GROUP PROGRESS NOTE", GroupNote),
        ("Nursing Shift Note", NursingNote),
        ("Individual Therapy", IndividualNote),
        ("Master Treatment Plan", TreatmentPlan),
        ("Master Treatment Plan Review - 30 Day", PlanReview),
        ("Physician Certification of Need for PHP", Certification),
        ("WEEKLY TREATMENT REVIEW", PlanReview),
        ("Physician Recertification", Recertification),
        ("PHP Process Group", GroupNote),
        ("Residential Shift Note (Night)", ShiftNote),
        ("Psychiatric Progress Note", PrescriberNote),
        ("Initial Psychiatric Evaluation", PsychiatricEvaluation),
        ("BIOPSYCHOSOCIAL ASSESSMENT", Assessment),
        ("History & Physical", HistoryAndPhysical),
        ("Discharge Summary", DischargeSummary),
        ("Medication Administration Record (MAR)", MedicationRecord),
        ("CIWA-Ar Flowsheet", Flowsheet),
        ("Individual Therapy - No Show", NoShow),
        ("Prior Authorization Request", Administrative),
        ("Continued Stay Review", UtilizationReview),
        ("Progress Note", ProgressNote),
        ("Family Therapy Progress Note", FamilyNote),
        ("Urine Drug Screen Results", LabResult),
        ("IOP Daily Progress Note", ProgramSummary),
        ("Peer Support Note", CaseManagement),
    ] {
        assert_eq!(
            read_title(title).map(|reading| reading.kind),
            Some(want),
            "{title}"
        );
    }
    for text in ["Plan", "Objective", "Jane Doe", "Sunrise Recovery Center"] {
        assert_eq!(read_title(text), None, "{text}");
    }
}

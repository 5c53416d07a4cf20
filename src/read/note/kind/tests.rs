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

/// What [`fold`] gives, put together as text.
fn folded_as_text(text: &str) -> String {
    let mut folded = String::from(" ");
    for character in text.chars() {
        if character.is_alphanumeric() {
            folded.extend(character.to_lowercase());
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

/// What [`is_of_title`] tells, one list of words after the other.
fn is_of_title_by_lists(word: &str) -> bool {
    const PARTS: &str = "am pm a p at to min mins minutes hours hrs from on hr";
    const DAYS: &str = "mon tue wed thu fri sat sun";
    const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec";
    let bare = word
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    let starts = |names: &str| {
        let mut names = names.split(' ');
        names.any(|name| bare.starts_with(name) && (bare.len() <= 4 || is_calendar(&bare)))
    };
    !bare.is_empty()
        && !PARTS.split(' ').any(|part| part == bare)
        && !starts(DAYS)
        && (word == "MAR" || !starts(MONTHS))
}

proptest! {
    #[test]
    fn titles_are_folded_as_their_letters_are(text in "(GROUP|note|[ .,-]|É|ẞ|İ|\u{212a}|Ǆ|½|7){0,12}") {
        let folded = fold(&text);
        prop_assert_eq!(&folded, &folded_as_text(&text));
        let words = folded.split_whitespace().count();
        prop_assert_eq!(super::folded(&text, |_| ()) as usize, words);
    }

    #[test]
    fn words_of_dates_and_times_are_told_as_by_lists(
        word in "[(.]?(MAR|Mar|march|Sept?|september|Thu(rs)?|thursday|mon|monday|may|maybe|a|P|Mins|hr|at|atm|\u{212a})[a-zé\u{212a}]{0,3}[.,]?"
    ) {
        prop_assert_eq!(is_of_title(&word), is_of_title_by_lists(&word));
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

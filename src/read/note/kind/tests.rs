//! The shapes and words by which titles are told.

mod heads;

use super::named::sentence_title;
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
fn psychotherapy_for_a_crisis_is_no_individual_session() {
    let kind = |title: &str| read_title(title).map(|reading| reading.kind);
    for title in [
        "Crisis Psychotherapy",
        "Crisis Psychotherapy Note",
        "Mobile Crisis Response",
    ] {
        assert_eq!(kind(title), Some(NoteKind::CrisisNote), "{title}");
    }
    assert_eq!(
        kind("Individual Psychotherapy"),
        Some(NoteKind::IndividualNote)
    );
    assert_eq!(kind("Crisis Plan"), Some(NoteKind::SafetyPlan));
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
        ("ECT PROCEDURE NOTE", PrescriberNote),
        ("Nursing - LAI", NursingNote),
        ("Cognitive Behavioral Group", GroupNote),
        ("Individual Therapy - No Show", NoShow),
        ("Prior Authorization Request", Administrative),
        ("Continued Stay Review", UtilizationReview),
        ("Progress Note", ProgressNote),
        ("Family Therapy Progress Note", FamilyNote),
        ("Urine Drug Screen Results", LabResult),
        ("IOP Daily Progress Note", ProgramSummary),
        ("Peer Support Note", CaseManagement),
        ("ISP", TreatmentPlan),
        ("ISP Review", PlanReview),
        ("ISP Progress Note", ProgressNote),
        ("Point Sheet (of 50)", Flowsheet),
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

fn kind_of(text: &str) -> NoteKind {
    let pages = [crate::text::Page::plain(1, text)];
    let notes =
        crate::read::note::from_pages(crate::text::FileId(0), "n.txt", &pages, &mut Vec::new());
    assert_eq!(notes.len(), 1, "{text}");
    notes[0].kind
}

#[test]
fn forms_and_results_are_told_by_their_titles() {
    let of = |title: &str, signer: &str| {
        kind_of(&format!(
            "Hill Counseling & Recovery\n{title}\nPatient: Doe, Jane   MRN: 1042\n\
             Date: 04/05/2026\n\nWhat was seen and said on that day is told here in full.\n\n\
             Electronically signed by Ann Roe, {signer} on 04/05/2026 4:30 PM\n"
        ))
    };
    for (title, signer, kind) in [
        (
            "TOXICOLOGY RESULT (urine, presumptive cup, ordered by Bea Poe, NP)",
            "MA",
            NoteKind::LabResult,
        ),
        ("SAFETY PLAN", "LCSW", NoteKind::SafetyPlan),
        ("Pass Log", "RN", NoteKind::Administrative),
        ("Leave of Absence Log", "RN", NoteKind::Administrative),
        (
            "Seclusion and Restraint Debriefing",
            "RN",
            NoteKind::Contact,
        ),
        ("Debriefing Group", "LCSW", NoteKind::GroupNote),
        ("Progress Note", "LCSW", NoteKind::ProgressNote),
    ] {
        assert_eq!(of(title, signer), kind, "{title}");
    }
}

#[test]
fn a_part_about_safety_makes_no_safety_plan() {
    let text = "PROGRESS NOTE\nPatient: Doe, Jane   MRN: 1042\nDate: 04/05/2026\nSafety Plan\n\
                She named two people whom she can call and gave the pills to her sister.\n\
                Electronically signed by Ann Roe, LCSW on 04/05/2026 4:30 PM\n";
    assert_eq!(kind_of(text), NoteKind::ProgressNote);
}

#[test]
fn a_form_that_the_patient_signed_too_is_the_staffs() {
    let text = "CONSENT TO TELEHEALTH\nName: Jane Doe\nMRN: 1042    DOB: 08/20/1996\n\
                Date: 04/01/2026\n\nI agree to treatment by live video.\n\
                Signed: Jane Doe, 04/01/2026\n\n\
                Electronically signed by Ann Roe, LCSW on 04/01/2026 4:30 PM\n";
    let author = |text: &str| {
        let pages = [crate::text::Page::plain(1, text)];
        let file = crate::text::FileId(0);
        let notes = crate::read::note::from_pages(file, "n.txt", &pages, &mut Vec::new());
        let author = notes[0].author.as_ref();
        author
            .map(|author| author.value.clone())
            .unwrap_or_default()
    };
    assert_eq!(author(text), "Ann Roe");
    // Nobody of the staff signed: the patient's own signature stays what it was.
    let alone = text.replace(
        "Electronically signed by Ann Roe, LCSW on 04/01/2026 4:30 PM\n",
        "",
    );
    assert_ne!(author(&alone), "Ann Roe");
}

#[test]
fn a_day_of_march_is_no_medication_record() {
    for text in ["Mar 3, 2026", "MAR 3, 2026", "3 Mar 2026", "Tue Mar 3"] {
        assert_eq!(read_title(text), None, "{text}");
    }
    for text in ["MAR", "MAR Unit B 03/2026", "eMAR"] {
        let kind = read_title(text).map(|reading| reading.kind);
        assert_eq!(kind, Some(NoteKind::MedicationRecord), "{text}");
    }
}

#[test]
fn a_date_below_its_label_is_the_date_of_service_in_every_month() {
    for (month, number) in [("Mar", 3), ("March", 3), ("May", 5)] {
        let text = format!(
            "Session type\nIndividual therapy\nClient\nAnn Roe\nClient ID\nKW10\nDate\n{month} 3, 2026\n\
             Session clock\nJoined 2:00 PM / Left 2:41 PM MST\n\nShe spoke of school.\n\
             E-signed by Bex Low, LCSW on {month} 4, 2026 at 3:01 PM MST\n"
        );
        let pages = [crate::text::Page::plain(1, text.as_str())];
        let file = crate::text::FileId(0);
        let notes = crate::read::note::from_pages(file, "n.txt", &pages, &mut Vec::new());
        let date = notes[0].date().expect("a date");
        assert_eq!((date.month(), date.day()), (number, 3), "{month}");
        let time = notes[0].time.as_ref().expect("a time");
        assert_eq!(time.minutes, 41, "{month}");
    }
}

#[test]
fn the_word_group_in_a_firms_name_names_no_session() {
    for text in [
        "Juniper & Main Behavioral Group, PLLC  400 Juniper St",
        "JUNIPER AND MAIN BEHAVIORAL GROUP",
        "Ash Counseling Group, LLC",
        "Valley Medical Group",
    ] {
        assert_eq!(read_title(text), None, "{text}");
    }
    for text in [
        "Dialectical Behavioral Group",
        "Counseling Group",
        "Boundaries Group",
    ] {
        let kind = read_title(text).map(|reading| reading.kind);
        assert_eq!(kind, Some(NoteKind::GroupNote), "{text}");
    }
}

#[test]
fn a_day_note_before_brackets_is_the_programs() {
    let text = "Ann Roe · 11/03/2006 · Client ID KW10\nSession type\n\
                Virtual Partial Hospitalization day note (telehealth, live audio + video)\nDate\n\
                Mar 2, 2026\nSession clock\nJoined 9:58 AM / Left 3:00 PM EST\n\n\
                Guarded, more talkative in the smaller group.\n\
                E-signed by Bex Low, LMFT on Mar 2, 2026 at 4:02 PM EST\n";
    assert_eq!(kind_of(text), NoteKind::ProgramSummary);
}

#[test]
fn an_admission_is_an_assessment_by_its_title_or_its_dimensions() {
    let note = |title: &str, body: &str| {
        kind_of(&format!(
            "Hill Recovery IOP\nPatient: Doe, Jane   MRN: 1042\n{title}\n\
             04/06/2026 0800-0855, Ann Roe, LPC\n{body}\n\
             Ann Roe, LPC e-signed 04/06/2026 0910\n"
        ))
    };
    let dims =
        "D1 0, stable on her dose. D2 0. D3 2 cries daily. D4 1. D5 3 craving 7. D6 2 moved out.";
    for title in [
        "IOP ADMISSION (ASAM 2.1)",
        "ASAM 3.1 ADMISSION   04/06/2026 13:00-14:00   Ann Roe, LPC",
        "ADMIT NOTE (MD)",
    ] {
        assert_eq!(note(title, dims), NoteKind::Assessment, "{title}");
    }
    assert_eq!(
        note(
            "Psychiatric evaluation, PHP admission",
            "She is 46 and does not sleep."
        ),
        NoteKind::PsychiatricEvaluation
    );
    // Papers of an admission assess nothing.
    let belongings = "Belongings locked, tour given, handbook given, phone rules read to her.";
    assert_ne!(
        note("IOP ADMISSION (ASAM 2.1)", belongings),
        NoteKind::Assessment
    );
    assert_eq!(note("ADMISSION ORDERS", dims), NoteKind::Order);
    assert_eq!(note("GROUP NOTE", dims), NoteKind::GroupNote);
}

#[test]
fn a_plan_with_its_next_review_is_no_review() {
    for (title, want) in [
        (
            "IOP TREATMENT PLAN   04/08/2026, review due 05/08/2026",
            NoteKind::TreatmentPlan,
        ),
        (
            "Treatment Plan 4/8/2026 (next review 5/8/2026)",
            NoteKind::TreatmentPlan,
        ),
        (
            "TREATMENT PLAN REVIEW 04/08/2026, next review due 05/08/2026",
            NoteKind::PlanReview,
        ),
    ] {
        assert_eq!(
            title_of_line(title).map(|found| found.kind),
            Some(want),
            "{title}"
        );
    }
}

#[test]
fn a_prescribers_visit_with_psychotherapy_is_a_visit() {
    let note = |body: &str| {
        kind_of(&format!(
            "Hill Partners\nPatient: Doe, Jane   MRN: 1042\nOUTPATIENT PSYCHIATRY\n\
             Date: 04/08/2026. Max Poe, MD. Dictated.\n{body}\n\
             Electronically signed by Max Poe, MD 04/08/2026 13:20\n"
        ))
    };
    let both = "She sleeps. Lower the dose. Moderate complexity decision making.\nIn addition, 40 minutes of supportive psychotherapy, 10:35 to 11:15, about the shop.";
    assert_eq!(note(both), NoteKind::PrescriberNote);
    let alone = "She came for psychotherapy only today, 10:00 to 10:24, and no change was made.";
    assert_eq!(note(alone), NoteKind::IndividualNote);
}

#[test]
fn a_plain_note_is_named_by_a_line_with_one_capital() {
    let note = |title: &str| {
        kind_of(&format!(
            "{title}\nPatient: Doe, Jane   MRN: 1042\nDate: 04/08/2026\n\
             She slept and ate soup, and her husband came for an hour.\n\
             Electronically signed by Ann Roe, LPC 04/08/2026 13:20\n"
        ))
    };
    for (title, kind) in [
        ("Progress note", NoteKind::ProgressNote),
        ("PHP day note", NoteKind::ProgressNote),
        ("IOP day note", NoteKind::ProgressNote),
    ] {
        assert_eq!(note(title), kind, "{title}");
    }
    // A sentence that holds the words names nothing.
    assert_eq!(
        note("See progress note of Monday for her"),
        NoteKind::Unknown
    );
}

#[test]
fn a_visit_with_psychotherapy_is_a_visit_whatever_its_title() {
    let note = |title: &str, body: &str| {
        kind_of(&format!(
            "Hill Partners\n{title}\nPatient: Doe, Jane   MRN: 1042\nDate: 04/08/2026\n\n{body}\n\n\
             Electronically signed by Max Poe, MD 04/08/2026 13:20\n"
        ))
    };
    let titles = [
        "Psychiatry Clinic Visit",
        "Psychiatry Visit",
        "Follow-up Visit",
        "Established Patient Visit",
        "Return Visit - Behavioral Health",
        "Psychiatry: E/M with psychotherapy add-on",
    ];
    for title in titles {
        for body in [
            "E/M: GAD, escitalopram 20 tolerated. Moderate MDM.\nPsychotherapy (separate from E/M) 10:18 - 10:50, 32 minutes, CBT.",
            "Med mgmt and psychotherapy, total time 45 minutes. She sleeps.",
            "Medication management: continue. Psychotherapy 20 minutes about the shop.",
            "Continue sertraline 100 mg. Then psychotherapy, 20 minutes, about the shop.",
        ] {
            assert_eq!(
                note(title, body),
                NoteKind::PrescriberNote,
                "{title}: {body}"
            );
        }
    }
    for body in [
        "41 min of psychotherapy (4:00 to 4:41 PM). No medication issues addressed today. CBT for GAD.",
        "Psychotherapy 45 minutes. Medication management per PCP. CBT for GAD.",
        "Psychotherapy, 45 minutes, without E/M. She takes sertraline 100 mg.",
    ] {
        assert_eq!(
            note("Follow-up Visit", body),
            NoteKind::IndividualNote,
            "{body}"
        );
    }
    // Psychotherapy by its own title must name the visit.
    let titled = |body: &str| note("Individual Psychotherapy", body);
    assert_eq!(
        titled("Med check by phone last week. CBT."),
        NoteKind::IndividualNote
    );
    assert_eq!(
        titled("E/M: low MDM. CBT 20 minutes."),
        NoteKind::PrescriberNote
    );
}

#[test]
fn an_assessment_by_a_short_title_is_told_by_what_it_holds() {
    let note = |title: &str, body: &str| {
        kind_of(&format!(
            "Hill Recovery\nClient: Jane Doe | MRN: CL-04 | DOB: 04/16/1994\n{title}\n\n{body}\n\n\
             Electronically signed by: Ann Roe, LPC, 10/31/2025 10:07 AM\n"
        ))
    };
    let dims = "ASAM 3rd: D1 none. D2 none. D3 PHQ-9 15. D4 prep. D5 high: 5 relapses. D6 unsafe.";
    let told = "Alcohol since 19, last use 10/2. Dx F10.20. Recommended level of care: IOP.";
    for title in [
        "Service: Assessment / ASAM | Date of service: 10/31/2025 | Time: 9:00 AM - 10:00 AM",
        "**Assessment / ASAM** 10/31/2025 time: 10:00 AM to 11:00 AM",
        "Biopsychosocial / ASAM 4th ed.   10/31/2025 10:00-11:00",
        "IOP assessment   10/31/2025",
        "Assessment",
    ] {
        assert_eq!(note(title, dims), NoteKind::Assessment, "{title}");
        assert_eq!(note(title, told), NoteKind::Assessment, "{title}");
    }
    // A part of a note, and a title without what it promises.
    let talk = "He was calm and spoke of the week at work, and of his sister.";
    assert_ne!(note("Assessment", talk), NoteKind::Assessment);
    let parts = format!("Subjective\n{talk}\nAssessment\n{told}");
    assert_ne!(note("10/31/2025", &parts), NoteKind::Assessment);
    let progress = format!("Progress Note\n{talk}\nAssessment\n{told}");
    assert_ne!(note("10/31/2025", &progress), NoteKind::Assessment);
}

#[test]
fn a_therapists_session_by_its_method_is_an_individual_session() {
    let note = |title: &str, signer: &str| {
        kind_of(&format!(
            "{title}\nStallworthy, Gideon / MRN MH-31 / dob 08/19/2008\n04/29/2026 10:00-10:50\n\
             D: 50 min. Puree spoon, SUDS 80 to 40. R: proud. P: again Friday.\n\
             Electronically signed by Ann Roe, {signer} 04/29/2026 11:00\n"
        ))
    };
    for title in ["Exposure session", "ERP Session", "Meal support session"] {
        assert_eq!(note(title, "LISW-S"), NoteKind::IndividualNote, "{title}");
    }
    assert_ne!(note("Exposure session", "MHT"), NoteKind::IndividualNote);
    assert_ne!(
        note("Supervision session", "LISW-S"),
        NoteKind::IndividualNote
    );
}

#[test]
fn a_sentences_title_before_a_bar_names_the_note() {
    let title = "Admission evaluation adolescent residential | Ann Roe (MH-3112) DOB 06/03/2010";
    let kind = |title: &str| sentence_title(title).map(|found| found.kind);
    assert_eq!(
        kind(title),
        kind("Admission evaluation adolescent residential")
    );
    assert!(kind(title).is_some());
    // Before the bar may as well stand the house.
    assert_eq!(kind("Hill House | PHP day note"), None);
    assert_eq!(
        kind("Her admission evaluation was read to her again and signed | Ann Roe"),
        None
    );
}

#[test]
fn titles_name_teaching_couples_and_short_words_for_groups() {
    for (title, kind) in [
        ("Patient Education and Training", NoteKind::GroupNote),
        ("Training and Education Service", NoteKind::GroupNote),
        ("Grp Psychotherapy", NoteKind::GroupNote),
        ("Group Psychotherapy Progress Note", NoteKind::GroupNote),
        ("Group teletherapy session", NoteKind::GroupNote),
        ("Teletherapy session", NoteKind::IndividualNote),
        ("Couple Therapy Progress Note", NoteKind::FamilyNote),
        ("Psychotherapy Intake (90791)", NoteKind::Assessment),
        ("Psychotherapy Intake", NoteKind::Assessment),
        ("Psychotherapy (90847)", NoteKind::FamilyNote),
        ("Psychotherapy Note", NoteKind::IndividualNote),
        ("Group Counseling H0004", NoteKind::GroupNote),
        ("SUD Evaluation", NoteKind::Assessment),
        ("Bio-Psycho-Social", NoteKind::Assessment),
        (
            "Pre-Admission Screening and Assessment",
            NoteKind::Assessment,
        ),
        ("ASAM Continuum Summary", NoteKind::Assessment),
        ("PSYCHIATRIC AND SUBSTANCE USE INTAKE", NoteKind::Assessment),
        (
            "Diagnostic Impression and Recommendations",
            NoteKind::Assessment,
        ),
    ] {
        let read = read_title(title).map(|reading| reading.kind);
        assert_eq!(read, Some(kind), "{title}");
    }
    assert_eq!(read_title("Education and Training"), None);
}

#[test]
fn a_nurse_teaches_a_group_where_its_size_stands() {
    let note = |title: &str, size: &str| {
        kind_of(&format!(
            "{title}\nPatient: Doe, Jane   MRN: 1042\nDate: 04/08/2026\n{size}\n\n\
             Taught missed doses, she repeated two of four points.\n\n\
             Electronically signed by Ann Roe, RN 04/08/2026 13:20\n"
        ))
    };
    for title in ["Nursing Education", "RN Teaching"] {
        assert_eq!(note(title, "Group size: 6"), NoteKind::GroupNote, "{title}");
        assert_eq!(note(title, "Unit: 2"), NoteKind::NursingNote, "{title}");
    }
    assert_eq!(
        note("Nursing Progress Note", "Group size: 6"),
        NoteKind::NursingNote
    );
}

#[test]
fn psychotherapy_added_to_a_visit_leaves_it_a_prescribers() {
    let note = |title: &str, signer: &str| {
        kind_of(&format!(
            "{title}\nPatient: Doe, Jane   MRN: 1042\nDate: 04/08/2026\n\n\
             She spoke of her brother. Total time today 55 minutes.\n\n\
             Electronically signed by Ann Roe, {signer} 04/08/2026 13:20\n"
        ))
    };
    for title in [
        "Follow-up with Psychotherapy",
        "Medication Management and Psychotherapy",
    ] {
        assert_eq!(note(title, "MD"), NoteKind::PrescriberNote, "{title}");
    }
    assert_eq!(
        note("Follow-up with Psychotherapy", "LCSW"),
        NoteKind::IndividualNote
    );
    assert_eq!(note("Psychotherapy", "MD"), NoteKind::IndividualNote);
}

#[test]
fn the_author_behind_a_title_is_none_of_it() {
    let weight = |text: &str| title_of_line(text).map(|title| (title.kind, title.weight));
    for (text, want) in [
        (
            "Certification by Ann Roe, MD at 3/2/2026 9:00 AM",
            NoteKind::Certification,
        ),
        (
            "Recertification by Ann Marie Roe, DO at 3/20/2026 9:00 AM",
            NoteKind::Recertification,
        ),
    ] {
        assert_eq!(weight(text), Some((want, 300)), "{text}");
    }
    // One bare word among others names nothing.
    let listed = weight("Certification, Plan and Orders 3/2/2026");
    assert!(listed.is_none_or(|(_, weight)| weight < 300), "{listed:?}");
}

//! Names with credentials, posts and degrees behind them.

use super::*;
use proptest::prelude::*;

#[test]
fn reads_names_and_the_credential_that_counts() {
    use AuthorClass::*;
    for (text, name, credential, class) in [
        ("Jane Roe, LCSW", "Jane Roe", "LCSW", Independent),
        (
            "Jane Q. Roe, PhD, LCSW-S",
            "Jane Q. Roe",
            "LCSW-S",
            Independent,
        ),
        ("Bea Poe RN, BSN 04/05/2026", "Bea Poe", "RN", Nurse),
        ("Poe, Bea, RN", "Poe, Bea", "RN", Nurse),
        ("Dr. Sam O'Neil, M.D.", "Dr. Sam O'Neil", "M.D.", Physician),
        (
            "A. Smith-Jones, MSN, PMHNP-BC",
            "A. Smith-Jones",
            "PMHNP-BC",
            OtherPrescriber,
        ),
        ("Kim Lee, LPC Intern", "Kim Lee", "LPC Intern", Supervised),
        ("Kim Lee, LMSW", "Kim Lee", "LMSW", Supervised),
        ("Al Gray, CADC II", "Al Gray", "CADC II", Counselor),
        ("Al Gray, LADC I, MA", "Al Gray", "LADC I", Independent),
        ("Al Gray LCDC III 4/5/26", "Al Gray", "LCDC III", Counselor),
        ("Al Gray, RN 4/5/26", "Al Gray", "RN", Nurse),
        ("Tom Hill, BHT", "Tom Hill", "BHT", Technician),
        (
            "Tom Hill, Behavioral Health Technician",
            "Tom Hill",
            "Behavioral Health Technician",
            Technician,
        ),
        ("Tom Hill (BHT)", "Tom Hill", "BHT", Technician),
        ("Mia Fox, MA, LPC", "Mia Fox", "LPC", Independent),
        ("Mia Fox, Psy.D.", "Mia Fox", "Psy.D.", Psychologist),
        ("Mia Fox, OTR/L", "Mia Fox", "OTR/L", ActivityTherapist),
        ("ANN ROE, LICSW on 4/5/26", "ANN ROE", "LICSW", Independent),
        ("I. Roe, LMFT on 03/02/2026", "I. Roe", "LMFT", Independent),
        ("N. Roe, RN", "N. Roe", "RN", Nurse),
        ("Ann Roe-Poe, SUDRC", "Ann Roe-Poe", "SUDRC", Counselor),
        (
            "Ann Roe, AOD Counselor, CATC",
            "Ann Roe",
            "AOD Counselor",
            Counselor,
        ),
        ("Rev. Cal Roe, MDiv, BCC", "Rev. Cal Roe", "BCC", StateRole),
        // One that no list holds.
        (
            "Ann Roe, XQRST (Staff ID 12)",
            "Ann Roe",
            "XQRST",
            StateRole,
        ),
        (
            "S. Roe-Poe, RD, LD on 03/04/2026",
            "S. Roe-Poe",
            "RD",
            StateRole,
        ),
        ("Ann I. Roe, LCSW", "Ann I. Roe", "LCSW", Independent),
        ("T. Roe, YCW  03/02/2026 1503", "T. Roe", "YCW", Technician),
        ("T. Roe, YC II 03/02/2026", "T. Roe", "YC II", Technician),
        (
            "T. Roe, Youth Care Worker",
            "T. Roe",
            "Youth Care Worker",
            Technician,
        ),
        (
            "T. Roe, Youth Counselor",
            "T. Roe",
            "Youth Counselor",
            Technician,
        ),
        ("T. Roe, Direct Care", "T. Roe", "Direct Care", Technician),
        ("T. Roe, DSP", "T. Roe", "DSP", Technician),
        (
            "T. Roe, Overnight Awake Staff",
            "T. Roe",
            "Overnight Awake Staff",
            Technician,
        ),
        ("T. Roe, TGH staff, BA", "T. Roe", "TGH staff", StateRole),
        (
            "T. Roe, Lodge staff, BA",
            "T. Roe",
            "Lodge staff",
            StateRole,
        ),
        ("T. Roe, BA", "T. Roe", "BA", StateRole),
        ("T. Roe, BSW", "T. Roe", "BSW", StateRole),
        ("T. Roe, MSW", "T. Roe", "MSW", Supervised),
        (
            "Ann Roe-Poe, SUDRC (Staff ID 4)",
            "Ann Roe-Poe",
            "SUDRC",
            Counselor,
        ),
        ("Ann Roe, CMPSS", "Ann Roe", "CMPSS", Technician),
        (
            "Ann Roe, AOD Counselor, CATC",
            "Ann Roe",
            "AOD Counselor",
            Counselor,
        ),
        (
            "Ann Roe, Registered AOD Counselor",
            "Ann Roe",
            "Registered AOD Counselor",
            Counselor,
        ),
        ("Ann Roe, QSAC on 03/02/2026", "Ann Roe", "QSAC", StateRole),
    ] {
        let person = read_person(text).unwrap_or_else(|| panic!("no person in {text}"));
        assert_eq!(&text[person.name], name, "{text}");
        let (found, place) = person
            .credential
            .unwrap_or_else(|| panic!("no credential in {text}"));
        assert_eq!(
            (found.text.as_str(), found.class),
            (credential, class),
            "{text}"
        );
        assert_eq!(&text[place], credential);
    }
}

#[test]
fn titles_held_under_supervision_are_no_licences() {
    use AuthorClass::*;
    for (title, written, class) in [
        ("MFT Associate", "MFT Associate", Supervised),
        ("LPC Associate 04/05/2026", "LPC Associate", Supervised),
        ("LMHC-Associate", "LMHC-Associate", Supervised),
        ("LMFT (Associate)", "LMFT (Associate)", Supervised),
        ("LPC Assoc. on 4/5/2026", "LPC Assoc.", Supervised),
        ("MA, LPC Associate", "MA, LPC Associate", Supervised),
        ("Associate MFT", "Associate MFT", Supervised),
        (
            "Associate Professional Clinical Counselor",
            "Associate Professional Clinical Counselor",
            Supervised,
        ),
        (
            "Licensed Professional Counselor Associate",
            "Licensed Professional Counselor Associate",
            Supervised,
        ),
        (
            "Marriage and Family Therapist Associate",
            "Marriage and Family Therapist Associate",
            Supervised,
        ),
        ("Psychology Associate", "Psychology Associate", Supervised),
        ("Social Work Associate", "Social Work Associate", Supervised),
        ("MFT Trainee", "MFT Trainee", Supervised),
        (
            "Resident in Counseling",
            "Resident in Counseling",
            Supervised,
        ),
        ("PhD Candidate", "PhD Candidate", Supervised),
        ("Therapist Intern", "Therapist Intern", Supervised),
        // Posts of people who hold the licence, and other people's titles.
        ("LPC, Associate Director", "LPC", Independent),
        ("LPC Associate Director", "LPC", Independent),
        ("PhD, Associate Professor", "PhD", Psychologist),
        ("LCSW", "LCSW", Independent),
        (
            "Mental Health Associate",
            "Mental Health Associate",
            Technician,
        ),
        (
            "Physician Associate",
            "Physician Associate",
            OtherPrescriber,
        ),
        ("MD, Resident", "MD", Physician),
    ] {
        let text = format!("Ann Roe, {title}");
        let person = read_person(&text).unwrap_or_else(|| panic!("no person in {text}"));
        let found = person
            .credential
            .map(|(found, _)| (found.text, found.class));
        assert_eq!(found, Some((written.to_owned(), class)), "{text}");
    }
}

#[test]
fn a_name_without_credential_has_none() {
    for text in [
        "Jane Roe",
        "Roe, Jane",
        "Jane Roe on 4/5/2026",
        "Jane Roe, pending",
        "Jane Roe, told staff about it",
        "Jane Roe, Client told staff",
        "Jane Roe, DOB 3/4/1980",
        "Jane Roe, 14:02 PST",
        "Jane Roe, PST",
        "ROE, JANE",
    ] {
        assert_eq!(
            read_person(text).map(|person| person.credential),
            Some(None),
            "{text}"
        );
    }
    for text in ["____", "pending", "Staff", "BHT", "04/05/2026", "Date:", ""] {
        assert_eq!(read_person(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn never_panics(text in "(Jane|Roe|,| |RN|LPC|-|/|\\(|\\)|é|Intern|\\.){0,20}|\\PC{0,60}") {
        if let Some(person) = read_person(&text) {
            prop_assert!(text.get(person.name).is_some());
            prop_assert!(text.get(..person.end).is_some());
        }
    }
}

#[test]
fn capitals_that_are_no_credential_are_none() {
    for text in [
        "ROE, JANE",
        "Roe, JANE",
        "Ann Roe, MRN 1042",
        "Ann Roe, PHP day two",
        "Ann Roe, DOB: 1/2/1980",
    ] {
        let found = read_person(text).and_then(|person| person.credential);
        assert_eq!(found, None, "{text}");
    }
}

//! Identity lines as they are typed.

use crate::read::note::from_pages;
use crate::text::{FileId, Page};

/// Returns `number name birth-date` as read from a typed note.
fn identity(header: &str) -> String {
    identity_in("n.txt", header)
}

fn identity_in(path: &str, header: &str) -> String {
    let text = format!("INDIVIDUAL NOTE\n{header}\nDOS 1/9/26\n\nClient was on time.\n");
    let notes = from_pages(FileId(0), path, &[Page::plain(1, text)], &mut Vec::new());
    let Some(note) = notes.first() else {
        return String::new();
    };
    let patient = &note.patient;
    format!(
        "{} {} {}",
        patient.mrn.as_ref().map_or("-", |mrn| &mrn.value),
        patient
            .name
            .as_ref()
            .map_or_else(|| "-".to_owned(), |name| name.value.display()),
        patient
            .birth_date
            .map_or_else(|| "-".to_owned(), |date| date.value.to_string()),
    )
}

#[test]
fn typed_lines_give_name_number_and_birth_date() {
    for (header, expected) in [
        ("Ann Roe  X-1005  dob 1/30/84", "X-1005 Ann Roe 1984-01-30"),
        (
            "ROE, ANN | 10442 | DOB 01/30/1984",
            "10442 ANN ROE 1984-01-30",
        ),
        (
            "Ann Q. O'Roe   (#20881)   D.O.B. 1/30/1984",
            "20881 Ann O'Roe 1984-01-30",
        ),
        ("Ann Roe  dob 1/30/84", "- Ann Roe 1984-01-30"),
        ("Ann Roe  X-1005  dob 1/30/61", "X-1005 Ann Roe 1961-01-30"),
        (
            "PHP day note / Roe, Ann / MH-3120 / dob 11/22/1994",
            "MH-3120 Ann Roe 1994-11-22",
        ),
        (
            "ann roe MH-3152 dob 08/19/2008",
            "MH-3152 ann roe 2008-08-19",
        ),
        (
            "Day Shift -- Ann Roe -- MH-3152 -- DOB 08/19/2008",
            "MH-3152 Ann Roe 2008-08-19",
        ),
        (
            "pt Ann Roe | MH-3152 | DOB 08/19/2008 | 09:30-10:10",
            "MH-3152 Ann Roe 2008-08-19",
        ),
        (
            "**Ann Roe-Poe** · MH-3140 · born 07/03/2003",
            "MH-3140 Ann Roe-Poe 2003-07-03",
        ),
        (
            "Weekly team review | Ann Roe (MH-3112) DOB 06/03/2010",
            "MH-3112 Ann Roe 2010-06-03",
        ),
        (
            "Roe, Ann #MH-3140 DOB 07/03/2003",
            "MH-3140 Ann Roe 2003-07-03",
        ),
        (
            "Roe, Ann, MH-3140, DOB 07/03/2003",
            "MH-3140 Ann Roe 2003-07-03",
        ),
        (
            "Client Roe-Poe, Ann · ID LK-20417 · b. 3/14/2001",
            "LK-20417 Ann Roe-Poe 2001-03-14",
        ),
        (
            "Hill Center · Client Roe-Poe, Ann · ID LK-20417 · b. 3/14/2001",
            "LK-20417 Ann Roe-Poe 2001-03-14",
        ),
        (
            "**Client** Ann Roe-Poe **Acct** 20128 **DOB** 1981-01-25",
            "20128 Ann Roe-Poe 1981-01-25",
        ),
        (
            "Client Ann Roe-Poe Acct 20128 DOB 1981-01-25",
            "20128 Ann Roe-Poe 1981-01-25",
        ),
        (
            "Client Ann Roe, ID 20128, DOB 1981-01-25",
            "20128 Ann Roe 1981-01-25",
        ),
        (
            "Guest: Roe-Poe, Ann   Guest No: 20119   D.O.B.: 07/30/1977",
            "20119 Ann Roe-Poe 1977-07-30",
        ),
        (
            "HILL HOLLOW RTC :: CLIENT ROE, ANN :: MRN LH-3336 :: DOB 07/07/2011",
            "LH-3336 ANN ROE 2011-07-07",
        ),
        (
            "STUDENT/CLIENT  ROE, ANN    ID LH-3320    BIRTHDATE 14-MAR-11",
            "LH-3320 ANN ROE 2011-03-14",
        ),
        (
            "Participant: Ann Roe-Poe (they/he)   Participant ID: LH-3325   DOB: June 18, 2006",
            "LH-3325 Ann Roe-Poe 2006-06-18",
        ),
        (
            "Ann Roe (she/her) MRN 10442 DOB 3/14/2001",
            "10442 Ann Roe 2001-03-14",
        ),
        (
            "Member name: Ann Roe   Member chart: LH-3318   Birth: 05/05/2005",
            "LH-3318 Ann Roe 2005-05-05",
        ),
        (
            "Person in Care: Roe, Ann   Case No. 10442   D/O/B 3/14/2001",
            "10442 Ann Roe 2001-03-14",
        ),
        (
            "Client Name/ID: Roe, Ann (10442)   Birth Date: 3/14/2001",
            "10442 Ann Roe 2001-03-14",
        ),
        ("Client/Record No.: Ann Roe / 10442", "10442 Ann Roe -"),
        ("Client: Ann Roe / 90837 / 53 min", "- Ann Roe -"),
        ("Client: Ann Roe / 0900-0945", "- Ann Roe -"),
        ("Resident: Ann R.  (10442)", "10442 Ann R -"),
        ("Resident: Ann R.  (555) 555-0142", "- Ann R -"),
    ] {
        assert_eq!(identity(header), expected, "{header}");
    }
}

#[test]
fn numbers_of_something_else_are_no_record_number() {
    for header in [
        "Ann Roe | Rm214 | DOB 01/30/1984",
        "Ann Roe 214 dob 01/30/1984",
        "Ann Roe | H0015 | DOB 01/30/1984",
        "IOP / Roe, Ann / 90853 / dob 01/30/1984",
        "Ann Roe | 555-0142 | DOB 01/30/1984",
        "Ann Roe | 03-09-2026 | DOB 01/30/1984",
        "Ann Roe | 1400-1450 | DOB 01/30/1984",
        "Prior Auth A104421 | Ann Roe | DOB 01/30/1984",
        "Ann Roe | AUTH104421 | DOB 01/30/1984",
    ] {
        assert_eq!(identity(header), "- Ann Roe 1984-01-30", "{header}");
    }
}

#[test]
fn the_number_that_the_file_is_called_by_needs_no_birth_date() {
    let filed = "charts/roe_MH-3120/0505_day.txt";
    let header = "PHP day note / Roe, Ann / MH-3120";
    assert_eq!(identity_in(filed, header), "MH-3120 Ann Roe -");
    assert_eq!(identity(header), "- - -");
    let program =
        "Client ID: MH-3120   Episode: 3   Program: WM 3.2 (Basin North)   Svc Date: 05/05/2026";
    assert_eq!(identity_in(filed, program), "MH-3120 - -");
    // Not one of another chart, nor the day in the file's name.
    assert_eq!(
        identity_in(filed, "PHP day note / Roe, Ann / MH-3121"),
        "- - -"
    );
    let dated = "charts/20260505_day.txt";
    assert_eq!(
        identity_in(dated, "PHP day note / Roe, Ann / 20260505"),
        "- - -"
    );
}

#[test]
fn a_sentence_of_an_agreement_names_its_member() {
    let read = |line: &str| {
        let text = format!("SINGLE CASE AGREEMENT\n{line} PHP per diem at $610.\n");
        let notes = from_pages(
            FileId(0),
            "sca.txt",
            &[Page::plain(1, text)],
            &mut Vec::new(),
        );
        let patient = notes.first().map(|note| note.patient.clone());
        let name = patient.as_ref().and_then(|patient| patient.name.as_ref());
        let member = patient
            .as_ref()
            .and_then(|patient| patient.member_id.as_ref());
        let name = name.map_or("-".to_owned(), |name| name.value.display());
        format!("{name} {}", member.map_or("-", |id| &id.value))
    };
    let line = "Hill PPO and Roe House. Member Roe, Ann LBX61209.";
    assert_eq!(read(line), "Ann Roe LBX61209");
    assert_eq!(
        read("Member Roe, Ann (88120455) is admitted."),
        "Ann Roe 88120455"
    );
    assert_eq!(read("Member services, call 8005550142."), "- -");
    assert_eq!(read("Each member pays, at most, 1200."), "- -");
}

#[test]
fn sentences_about_birth_are_no_identity() {
    assert!(identity("Client was born in Ohio and moved here.").starts_with("- -"));
    assert!(identity("**Client** Calm and on time.").starts_with("- -"));
    assert!(identity("Meds: a. none b. 20 mg at night").starts_with("- -"));
}

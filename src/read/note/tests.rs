//! Notes in the manner of many record systems, with the facts that must come out of them.

use super::*;
use crate::model::{PersonName, TimeBasis};
use crate::read::document::text::pages_of;
use proptest::prelude::*;

fn notes_of(name: &str, text: &str) -> Vec<Note> {
    let pages = pages_of(text);
    let mut problems = Vec::new();
    from_pages(FileId(0), name, &pages, &mut problems)
}

/// Prints the facts of a note, one word each, so that a case can name those it is about.
fn facts(note: &Note) -> String {
    let mut out = vec![format!("kind={}", note.kind.id())];
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push(format!("{name}={}", value.replace(' ', "_")));
        }
    };
    add(
        "name",
        note.patient
            .name
            .as_ref()
            .map(|n| PersonName::display(&n.value)),
    );
    add("mrn", note.patient.mrn.as_ref().map(|n| n.value.clone()));
    add(
        "member",
        note.patient.member_id.as_ref().map(|n| n.value.clone()),
    );
    add(
        "dob",
        note.patient
            .birth_date
            .as_ref()
            .map(|d| d.value.to_string()),
    );
    add(
        "dos",
        note.service_date.map(|(date, basis)| {
            let to = note
                .service_date_to
                .map_or(String::new(), |to| format!("..{to}"));
            format!("{}{to}/{basis:?}", date.value)
        }),
    );
    add(
        "time",
        note.time.map(|time| {
            let at = |minute: Option<crate::model::Minute>| {
                minute.map_or(String::new(), |m| m.to_string())
            };
            let basis = if time.basis == TimeBasis::Duration {
                "/total"
            } else {
                ""
            };
            format!(
                "{}-{}={}{basis}",
                at(time.start),
                at(time.stop),
                time.minutes
            )
        }),
    );
    add(
        "stated",
        note.time
            .and_then(|time| time.stated_minutes)
            .map(|m| m.to_string()),
    );
    add("author", note.author.as_ref().map(|a| a.value.clone()));
    add(
        "cred",
        note.credential
            .as_ref()
            .map(|c| format!("{}/{:?}", c.value.text, c.value.class)),
    );
    let signed = |signature: &crate::model::Signature| {
        let at = signature
            .signed_at
            .map_or(String::new(), |at| format!("@{}", at.value));
        format!("{:?}{at}", signature.state)
    };
    add("sig", Some(signed(&note.signature)));
    add(
        "signer",
        note.signature.signer.as_ref().map(|s| s.value.clone()),
    );
    add("cosig", note.cosignature.as_ref().map(signed));
    add(
        "cosigner",
        note.cosignature
            .as_ref()
            .and_then(|s| s.signer.clone())
            .map(|s| s.value),
    );
    add("present", note.participants.map(|p| p.value.to_string()));
    add("absent", note.attendance.map(|a| format!("{:?}", a.value)));
    add("level", note.level_hint.map(|l| l.value.id().to_owned()));
    if let Some(plan) = &note.plan {
        add("from", plan.effective.map(|d| d.value.to_string()));
        add("to", plan.expires.map(|d| d.value.to_string()));
        add("admit", plan.admission.map(|d| d.value.to_string()));
        add("plan-level", plan.level.map(|l| l.value.id().to_owned()));
        add(
            "hours",
            plan.hours_per_week_tenths.map(|h| h.value.to_string()),
        );
    }
    out.join(" ")
}

/// Says which of the wanted facts the single note of a text lacks; `!word` must be absent.
fn check(name: &str, text: &str, want: &str) -> Vec<String> {
    let notes = notes_of(name, text);
    let all: Vec<String> = notes.iter().map(facts).collect();
    let [got] = all.as_slice() else {
        return vec![format!(
            "{} notes instead of one in:\n{text}\n{all:#?}",
            all.len()
        )];
    };
    let have: Vec<&str> = got.split(' ').collect();
    want.split_whitespace()
        .filter(|word| match word.strip_prefix('!') {
            Some(absent) => have
                .iter()
                .any(|fact| fact.split('=').next() == Some(absent)),
            None => !have.contains(word),
        })
        .map(|word| format!("wanted {word}, got [{got}] from:\n{text}"))
        .collect()
}

fn assert_no_failures(failures: Vec<String>) {
    assert!(
        failures.is_empty(),
        "{} failures:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn reads_whole_notes_in_many_styles() {
    let mut failures = Vec::new();
    let cases: &[(&str, &str, &str)] = &[
        (
            "a.txt",
            "SUNRISE RECOVERY CENTER\nGROUP PROGRESS NOTE\n\nClient: Doe, Jane        MRN: 10442\nDOB: 03/14/1988          Date of Service: 04/05/2026\nProgram: PHP             Start Time: 1:00 PM   End Time: 1:50 PM\nGroup Topic: Coping skills   # of Participants: 8\n\nIntervention: Facilitator led a discussion.\nResponse: Client shared one trigger and practiced breathing.\nPlan: Continue PHP.\n\nElectronically signed by: Ann Roe, LCSW 04/05/2026 14:32\n",
            "kind=group-note name=Jane_Doe mrn=10442 dob=1988-03-14 dos=2026-04-05/Labelled time=13:00-13:50=50 author=Ann_Roe cred=LCSW/Independent sig=Signed@2026-04-05_14:32 present=8 level=PHP !absent !cosig",
        ),
        (
            "b.txt",
            "Progress Note\nPatient Name: John Q. Public     Patient ID: A-7731\nDate/Time: 04/06/2026 09:00 AM - 09:53 AM\nNote Type: Individual Therapy\nDuration: 53 minutes\nProvider: Kim Lee, LPC\n\nData: Client presented on time and spoke about work stress this week.\nAssessment: Improving.\nPlan: Weekly.\n\nStaff Signature: Kim Lee, LPC      Date: 04/06/2026 10:15 AM\n",
            "kind=individual-note name=John_Public mrn=A-7731 dos=2026-04-06/Header time=09:00-09:53=53 stated=53 author=Kim_Lee cred=LPC/Independent sig=Signed@2026-04-06_10:15",
        ),
        (
            "c.txt",
            "NURSING SHIFT NOTE\nResident: ROE, MAX (MRN 5521)\nShift: 7:00 PM - 7:00 AM    Date: 4/7/26\nPt. alert and oriented x4. q15 min checks maintained through the night without incident.\nB. Poe, RN  04/08/2026 0710\n",
            "kind=nursing-note mrn=5521 dos=2026-04-07/Header time=19:00-07:00=720 author=B._Poe cred=RN/Nurse sig=Signed@2026-04-08_07:10",
        ),
        (
            "d.txt",
            "Psychiatric Progress Note\nEncounter Date: Apr 8, 2026\nPatient: Jane Doe | MRN: 10442 | DOB: 3/14/88\nInterval history: Sleeping better. Denies side effects of the medication that was started.\nTotal time: 25 min\n/s/ Sam Hill, MD\n04/08/2026 5:05 PM\n",
            "kind=prescriber-note name=Jane_Doe mrn=10442 dob=1988-03-14 dos=2026-04-08/Labelled time=-=25/total author=Sam_Hill cred=MD/Physician sig=Signed@2026-04-08_17:05",
        ),
        (
            "e.txt",
            "Individual Therapy Note\n*** DRAFT - NOT SIGNED ***\nClient: Doe, J\nDOS: 2026-04-09\nClient met with therapist from 10:00 to 10:45 and discussed family conflict at length.\nAuthor: Kim Lee, LPC\n",
            "kind=individual-note dos=2026-04-09/Labelled sig=MarkedUnsigned author=Kim_Lee time=10:00-10:45=45",
        ),
        (
            "f.txt",
            "GROUP NOTE\nName: Doe, Jane\nDate: 04/05/2026\nGroup: Process group, 8 members present.\nClient listened and gave feedback to a peer who had shared about relapse and grief.\n\nSignature: ______________________   Date: ____________\n",
            "kind=group-note name=Jane_Doe dos=2026-04-05/Header present=8 sig=Blank !author",
        ),
        (
            "g.txt",
            "Individual Counseling\nClient Name: Doe, Jane\nService Date: 04/05/2026\nClient talked about her return to work and fears of using again after discharge.\n\nKim Lee, MSW Intern\nSupervised by: Ann Roe, LCSW   Cosigned 04/07/2026 8:00 AM\n",
            "kind=individual-note cred=MSW_Intern/Supervised author=Kim_Lee sig=TypedName cosig=Signed@2026-04-07_08:00 cosigner=Ann_Roe",
        ),
        (
            "h.txt",
            "Group Therapy\nPatient: Doe, Jane  MRN: 1\nDate of Service: 04/05/2026\nClient did not attend group today due to illness.\nElectronically signed by Ann Roe, LCSW on 04/05/2026 at 3:00 PM\n",
            "kind=group-note absent=NoShow",
        ),
        (
            "charts/2026-04-11_jdoe_milieu.txt",
            "Milieu note\nClient Jane appeared calm in the day room and was redirected twice for volume.\nTom Hill, BHT\n",
            "kind=shift-note dos=2026-04-11/FileName cred=BHT/Technician sig=TypedName !name",
        ),
        (
            "i.txt",
            "MASTER TREATMENT PLAN\nPatient: Doe, Jane      MRN: 10442\nAdmission Date: 04/01/2026\nPlan Effective Date: 04/03/2026     Next Review Due: 05/03/2026\nLevel of Care: Partial Hospitalization (PHP)\nFrequency: 5 days x 4 hours\nGoal 1: Client will remain sober.\nDate of Service: 04/03/2026\nPhysician Signature: Sam Hill, MD   Date: 04/04/2026\nClient Signature: Jane Doe   Date: 04/04/2026\n",
            "kind=treatment-plan from=2026-04-03 to=2026-05-03 admit=2026-04-01 plan-level=PHP hours=200 sig=Signed@2026-04-04 signer=Sam_Hill",
        ),
        (
            "j.txt",
            "Physician Certification\nPatient: Doe, Jane\nDate: 04/01/2026\nI certify that partial hospitalization services are required; the patient would otherwise require inpatient care.\nCertification Period: 04/01/2026 - 04/18/2026\nElectronically authenticated by Sam Hill, DO 04/01/2026 16:00\n",
            "kind=certification from=2026-04-01 to=2026-04-18 plan-level=PHP cred=DO/Physician",
        ),
        (
            "k.txt",
            "Weekly Progress Summary\nClient: Doe, Jane\nWeek of: 4/5/26\nClient attended all groups this week and completed the assignments that were given to her.\nElectronically signed: Kim Lee, LPC-Associate, 4/11/26 4:10pm\nReviewed by supervisor: Ann Roe, LPC-S, 4/12/26 9:00am\n",
            "kind=program-summary dos=2026-04-05..2026-04-11/Labelled cred=LPC-Associate/Supervised cosig=Signed@2026-04-12_09:00",
        ),
    ];
    for (name, text, want) in cases {
        failures.extend(check(name, text, want));
    }
    assert_no_failures(failures);
}

/// Wraps a header line into a note that is otherwise fixed.
fn with_header(line: &str) -> String {
    format!(
        "INDIVIDUAL THERAPY NOTE\nPatient: Doe, Jane   MRN: 10442\n{line}\nDATA: Client talked about her week and the cravings she had on the weekend at home.\nPLAN: Meet again.\n"
    )
}

#[test]
fn reads_dates_of_service() {
    let mut failures = Vec::new();
    for (line, want) in [
        ("Date of Service: 04/05/2026", "dos=2026-04-05/Labelled"),
        ("DOS: 4/5/26", "dos=2026-04-05/Labelled"),
        ("DOS 04-05-2026", "dos=2026-04-05/Labelled"),
        ("Service Date: April 5, 2026", "dos=2026-04-05/Labelled"),
        ("Session date: 2026-04-05", "dos=2026-04-05/Labelled"),
        ("Encounter Date    05-Apr-2026", "dos=2026-04-05/Labelled"),
        ("Date: 04/05/2026", "dos=2026-04-05/Header"),
        (
            "DOB: 03/14/1988   Date: 04/05/2026",
            "dos=2026-04-05/Header",
        ),
        (
            "Admission Date: 03/01/2026   Date of Service: 04/05/2026",
            "dos=2026-04-05/Labelled",
        ),
        (
            "Printed: 04/20/2026\nDate: 04/05/2026",
            "dos=2026-04-05/Header",
        ),
        ("Admission Date: 03/01/2026", "!dos"),
        ("DOB: 03/14/1988", "!dos"),
        ("Printed on 04/20/2026 10:00 AM", "!dos"),
        ("Next appointment: 04/12/2026", "!dos"),
        ("Sunday, April 5, 2026", "dos=2026-04-05/Header"),
        ("04/05/2026 10:00 AM", "dos=2026-04-05/Header"),
        (
            "Dates of Service: 4/5/26-4/11/26",
            "dos=2026-04-05..2026-04-11/Labelled",
        ),
        (
            "Dates of Service: 4/5 - 4/11/2026",
            "dos=2026-04-05..2026-04-11/Labelled",
        ),
        (
            "Week ending: 4/11/2026",
            "dos=2026-04-05..2026-04-11/Labelled",
        ),
        (
            "Start: 04/05/2026 10:00 AM   End: 04/05/2026 10:50 AM",
            "dos=2026-04-05/Header",
        ),
        ("Date of Service\n04/05/2026", "dos=2026-04-05/Labelled"),
        (
            "Form revised 01/2024\nVisit Date: 04/05/2026",
            "dos=2026-04-05/Labelled",
        ),
        ("Date of Service: 04052026", "dos=2026-04-05/Labelled"),
    ] {
        failures.extend(check("a.txt", &with_header(line), want));
    }
    let signed =
        with_header("Mood: fair") + "Electronically signed by Ann Roe, LCSW 04/05/2026 14:32\n";
    failures.extend(check("a.txt", &signed, "dos=2026-04-05/Signature"));
    for name in [
        "x/2026-04-05.txt",
        "x/note_20260405.txt",
        "doe_04-05-2026_group.txt",
        "4.5.26 note.txt",
        "progress_04052026.txt",
    ] {
        failures.extend(check(
            name,
            &with_header("Mood: fair"),
            "dos=2026-04-05/FileName",
        ));
    }
    assert_no_failures(failures);
}

#[test]
fn reads_times_of_service() {
    let mut failures = Vec::new();
    for (line, want) in [
        (
            "Start Time: 1:00 PM  End Time: 1:50 PM",
            "time=13:00-13:50=50",
        ),
        (
            "Time In: 9:00 am   Time Out: 9:55 am",
            "time=09:00-09:55=55",
        ),
        ("Begin Time: 0900   End Time: 0950", "time=09:00-09:50=50"),
        ("Start: 1305 Stop: 1358", "time=13:05-13:58=53"),
        (
            "Session Start: 10:00 AM\nSession End: 10:45 AM",
            "time=10:00-10:45=45",
        ),
        ("Time: 1:00-1:50 pm", "time=13:00-13:50=50"),
        ("Time: 11:30-12:20 pm", "time=11:30-12:20=50"),
        ("Time: 11:30-12:20", "time=11:30-12:20=50"),
        ("Time: 1:00 - 1:50", "time=13:00-13:50=50"),
        ("Session Time: 9:00a-9:52a", "time=09:00-09:52=52"),
        ("Time of Service: 1300–1350", "time=13:00-13:50=50"),
        (
            "Start/Stop Time: 10:00 AM to 11:00 AM",
            "time=10:00-11:00=60",
        ),
        (
            "Date of Service: 04/05/2026 10:00 AM - 10:50 AM",
            "time=10:00-10:50=50",
        ),
        ("Time: 9-10:30am", "time=09:00-10:30=90"),
        ("Duration: 50 minutes", "time=-=50/total"),
        ("Duration (minutes): 50", "time=-=50/total"),
        ("Total Time: 1 hr 30 min", "time=-=90/total"),
        ("Minutes: 45", "time=-=45/total"),
        ("Length of session: 1.5 hours", "time=-=90/total"),
        ("Total Time in Group: 60 min", "time=-=60/total"),
        (
            "Start Time: 10:00 AM  End Time: 10:50 AM  Duration: 45 min",
            "time=10:00-10:50=50 stated=45",
        ),
        ("Time: 10:00 AM   Duration: 50 min", "time=10:00-=50/total"),
        ("Mood 8-9 of 10", "!time"),
        (
            "Medications: Librium 25 mg given 9:00 AM - 1:00 PM",
            "!time",
        ),
    ] {
        failures.extend(check("a.txt", &with_header(line), want));
    }
    for (body, want) in [
        (
            "Therapist held a 53 min session with client about grief.",
            "time=-=53/total",
        ),
        (
            "Met with client for 45 minutes to discuss cravings.",
            "time=-=45/total",
        ),
        (
            "Client was seen for individual session from 2:00 pm to 2:50 pm in the office.",
            "time=14:00-14:50=50",
        ),
        (
            "Client went for a 10 min walk and arrived 15 min late to session.",
            "!time",
        ),
        (
            "Staff kept q15 min checks all night long for this client.",
            "!time",
        ),
        (
            "She slept from 10:00 pm to 6:00 am and felt rested.",
            "!time",
        ),
        (
            "Group schedule\n9:00 AM - 9:50 AM Process\n10:00 AM - 10:50 AM Skills\n11:00 AM - 11:50 AM Yoga",
            "!time",
        ),
    ] {
        let text = format!(
            "INDIVIDUAL THERAPY NOTE\nPatient: Doe, Jane   MRN: 10442\nDate: 4/5/2026\nNarrative:\n{body}\nPLAN: Meet again.\n"
        );
        failures.extend(check("a.txt", &text, want));
    }
    assert_no_failures(failures);
}

#[test]
fn reads_signatures_of_many_systems() {
    let mut failures = Vec::new();
    for (block, want) in [
        (
            "Electronically signed by: Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe cred=LCSW/Independent",
        ),
        (
            "Electronically signed by Jane Roe, LCSW on 04/05/2026 at 2:32 PM",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Digitally signed by Jane Roe, LPC\nDate: 2026.04.05 14:32:10",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "/s/ Jane Roe, LMFT    04/05/2026",
            "sig=Signed@2026-04-05 signer=Jane_Roe",
        ),
        (
            "Jane Roe, LCSW, electronically signed 4/5/2026 2:32pm",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Signed: Jane Roe, LCSW  04-05-26 @1432",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Signed by Jane Roe, RN, BSN on Apr 5, 2026 2:32 PM",
            "sig=Signed@2026-04-05_14:32 cred=RN/Nurse",
        ),
        (
            "Staff Signature: Jane Roe, LPC (Staff), 04/05/2026 10:02 AM",
            "sig=Signed@2026-04-05_10:02 signer=Jane_Roe",
        ),
        (
            "Therapist Signature: Jane Roe, LCSW\nDate Signed: 04/05/2026",
            "sig=Signed@2026-04-05",
        ),
        (
            "Signature:\nJane Roe, LCSW\n04/05/2026 2:32 PM",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "Authenticated by ROE, JANE LCSW 2026-04-05T14:32:00-04:00",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Signature: ____________________ Date: ____________",
            "sig=Blank !signer",
        ),
        ("Clinician Signature:\nDate:", "sig=Blank !signer"),
        ("Staff Signature: ________________", "sig=Blank"),
        (
            "*** UNSIGNED ***\nAuthor: Jane Roe, LCSW",
            "sig=MarkedUnsigned author=Jane_Roe",
        ),
        ("Pending signature", "sig=MarkedUnsigned"),
        ("Electronic Signature: Pending", "sig=MarkedUnsigned"),
        ("This note has not been signed.", "sig=MarkedUnsigned"),
        ("Jane Roe, LCSW", "sig=TypedName signer=Jane_Roe"),
        (
            "Completed by: Jane Roe, LCSW",
            "sig=TypedName author=Jane_Roe",
        ),
        (
            "Jane Roe, LCSW 04/05/2026 14:32",
            "sig=Signed@2026-04-05_14:32",
        ),
        ("Client agrees and will return next week.", "sig=Absent"),
        (
            "Signed ROI for mother was sent; unsigned ROI for father is pending review.",
            "sig=Absent",
        ),
        (
            "Client signed consent for release of information to her physician today.",
            "sig=Absent",
        ),
        (
            "Client Signature: Jane Doe   Date: 04/05/2026",
            "sig=Absent",
        ),
        (
            "Electronically signed by Kim Lee, LMSW 04/05/2026 2:00 PM\nCo-signed by Ann Roe, LCSW 04/06/2026 9:00 AM",
            "signer=Kim_Lee cosigner=Ann_Roe cosig=Signed@2026-04-06_09:00",
        ),
        (
            "Kim Lee, LMSW  4/5/26\nSupervisor Signature: ____________ Date: ______",
            "cosig=Blank",
        ),
        (
            "Signed on 04/05/2026 at 2:32 PM by Jane Roe, LCSW",
            "sig=Signed@2026-04-05_14:32",
        ),
        (
            "Note signed by: Jane Roe LCSW (04/05/2026 02:32 PM)",
            "sig=Signed@2026-04-05_14:32 signer=Jane_Roe",
        ),
        (
            "E-signed by Roe, Jane, PMHNP-BC 4/5/2026 14:32",
            "sig=Signed@2026-04-05_14:32 cred=PMHNP-BC/OtherPrescriber",
        ),
    ] {
        failures.extend(check(
            "a.txt",
            &(with_header("Date: 04/05/2026") + block + "\n"),
            want,
        ));
    }
    failures.extend(check(
        "a.txt",
        &with_header("Date: 04/05/2026   Status: In Progress"),
        "sig=MarkedUnsigned",
    ));
    failures.extend(check(
        "a.txt",
        &(with_header("Status: Signed") + "Electronically signed by Jane Roe, LCSW 4/5/2026\n"),
        "sig=Signed@2026-04-05",
    ));
    assert_no_failures(failures);
}

#[test]
fn reads_patients_in_many_headers() {
    let mut failures = Vec::new();
    for (header, want) in [
        ("Patient: Doe, Jane", "name=Jane_Doe"),
        (
            "Patient Name: Jane Doe   MRN: 10442   DOB: 3/14/1988",
            "name=Jane_Doe mrn=10442 dob=1988-03-14",
        ),
        ("Client: Doe, J", "name=J_Doe"),
        (
            "Client Name: Jane A. Doe\nClient ID: 5-221",
            "name=Jane_Doe mrn=5-221",
        ),
        (
            "Name: Jane Doe  Chart #: 88123  D.O.B.: 03/14/88",
            "name=Jane_Doe mrn=88123 dob=1988-03-14",
        ),
        (
            "DOE, JANE    DOB 03/14/1988    MRN 10442",
            "name=JANE_DOE mrn=10442 dob=1988-03-14",
        ),
        ("Resident: Jane Doe (10442)", "name=Jane_Doe mrn=10442"),
        (
            "Pt: Doe, Jane  Medical Record #: 00-10442",
            "name=Jane_Doe mrn=00-10442",
        ),
        (
            "Patient Name    DOB           MRN\nDoe, Jane       03/14/1988    10442",
            "name=Jane_Doe mrn=10442 dob=1988-03-14",
        ),
        (
            "| Client | Doe, Jane | MRN | 10442 |",
            "name=Jane_Doe mrn=10442",
        ),
        (
            "Member ID: W123456789   Patient: Jane Doe",
            "member=W123456789 name=Jane_Doe",
        ),
        ("Patient: 45 y/o male   MRN: 10442", "mrn=10442 !name"),
        (
            "Patient Name: O'Neil-Smith, Mary Kate",
            "name=Mary_O'Neil-Smith",
        ),
        ("Birth date: 1/2/45", "dob=1945-01-02"),
    ] {
        failures.extend(check("a.txt", &format!("GROUP NOTE\n{header}\nDate: 4/5/2026\nNarrative: They listened well and took part in the exercise with the others.\n"), want));
    }
    assert_no_failures(failures);
}

#[test]
fn tells_absence_from_talk_of_absence() {
    let mut failures = Vec::new();
    for (body, want) in [
        ("Client was a no-show for group today.", "absent=NoShow"),
        ("Client did not attend group.", "absent=NoShow"),
        ("Attendance: Absent", "absent=NoShow"),
        ("Attended: No", "absent=NoShow"),
        ("[ ] Attended  [x] No Show", "absent=NoShow"),
        ("Pt called to cancel today's session.", "absent=NoShow"),
        (
            "Client refused to attend group this afternoon.",
            "absent=Refused",
        ),
        (
            "Client was on a therapeutic pass with family.",
            "absent=OnPass",
        ),
        ("Patient eloped at 3 PM and remains away.", "absent=Awol"),
        ("Client denies missing groups.", "!absent"),
        ("No show policy reviewed with client.", "!absent"),
        ("A peer no-showed and client was upset by it.", "!absent"),
        (
            "Client did not attend yesterday's group due to court.",
            "!absent",
        ),
        (
            "Client refused medication but took part in the group.",
            "!absent",
        ),
        (
            "Client reported that she missed sessions last week.",
            "!absent",
        ),
        ("If client misses session, call the family.", "!absent"),
        ("Attendance: Present", "!absent"),
        ("Client will be on pass tomorrow.", "!absent"),
    ] {
        failures.extend(check(
            "a.txt",
            &format!(
                "GROUP PROGRESS NOTE\nPatient: Doe, Jane\nDate: 4/5/2026\nNarrative:\n{body}\n"
            ),
            want,
        ));
    }
    failures.extend(check(
        "a.txt",
        "NO SHOW NOTE\nPatient: Doe, Jane\nDate: 4/5/2026\nLeft voicemail.\n",
        "kind=no-show absent=NoShow",
    ));
    assert_no_failures(failures);
}

#[test]
fn reads_planned_hours() {
    let mut failures = Vec::new();
    for (line, hours) in [
        ("Frequency: 5 days x 4 hours", "hours=200"),
        ("Frequency: 3 hrs/day, 3 days/week", "hours=90"),
        ("Hours per week: 20", "hours=200"),
        (
            "Client will attend IOP 9 hours per week for 8 weeks.",
            "hours=90",
        ),
        ("PHP 5 days per week, 4 hours per day", "hours=200"),
        ("Planned: 3 days/week x 3 hours", "hours=90"),
        ("IOP 3x/week for 3 hours each", "hours=90"),
        ("20 hrs/wk of group therapy", "hours=200"),
        ("Client sleeps 8 hours per night", "!hours"),
    ] {
        failures.extend(check("a.txt", &format!("TREATMENT PLAN\nPatient: Doe, Jane\nDate: 4/5/2026\n{line}\nGoal 1: Remain sober.\n"), hours));
    }
    assert_no_failures(failures);
}

#[test]
fn a_text_without_anything_is_one_unknown_note_with_problems() {
    let pages = pages_of("lorem ipsum dolor sit amet");
    let mut problems = Vec::new();
    let notes = from_pages(FileId(0), "x.txt", &pages, &mut problems);
    assert_eq!(
        notes.iter().map(|note| note.kind).collect::<Vec<_>>(),
        [NoteKind::Unknown]
    );
    let kinds: Vec<_> = problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, [ProblemKind::NoPatient, ProblemKind::NoServiceDate]);
}

#[test]
fn spans_cover_what_they_name() {
    let text = "GROUP NOTE\nClient: Dœ, Jané  MRN: 10442\nDate of Service: 04/05/2026\nÉlan was shown by all in the room today, and more words follow here.\nSigned: Ann Roe, LCSW 4/5/2026\n";
    let notes = notes_of("a.txt", text);
    let map = crate::text::CharMap::new(text);
    let quote = |span: Span| map.slice(span.start, span.end);
    let note = &notes[0];
    assert_eq!(
        note.service_date.map(|(date, _)| quote(date.span)),
        Some("04/05/2026")
    );
    assert_eq!(
        note.patient.mrn.as_ref().map(|mrn| quote(mrn.span)),
        Some("10442")
    );
    assert_eq!(
        note.patient.name.as_ref().map(|name| quote(name.span)),
        Some("Dœ, Jané")
    );
    assert_eq!(
        note.author.as_ref().map(|author| quote(author.span)),
        Some("Ann Roe")
    );
    assert_eq!(
        note.signature.span.map(quote),
        Some("Signed: Ann Roe, LCSW 4/5/2026")
    );
    assert_eq!(note.title.map(quote), Some("GROUP NOTE"));
}

#[test]
fn a_merged_chart_of_several_systems_is_parted() {
    let group = "Sunrise Wellness Center\nGroup Session Note\nPatient Name: Doe, Jane A.   MR#: 2026-0144\nProgram: PHP\nSession Date & Time: 04/05/2026 10:00 AM to 10:50 AM\nNumber of Group Members: 9\nClient Participation:\nJane was attentive and offered that boredom on evenings is her strongest trigger.\nStaff Signature: Maria Lopez, LMHC (Staff), 04/05/2026 11:12 AM\n";
    let therapy = "Progress Note\nJane Doe\nDOB: 3/14/1988\nDate and Time: April 5, 2026 2:00 PM\nDuration: 53 minutes\nService Code: 90837\nSubjective Report: Jane reports cravings have lessened since last week.\nKim Lee, LPC-S, Provider, License #12345, electronically signed this note on 4/5/2026 at 3:10 PM\n";
    let psychiatry = "DOE, JANE   MRN: 2026-0144   DOB: 3/14/1988   Age: 38 y.o.   Sex: F\nProgress Notes by Sam Hill, MD at 4/6/2026  9:15 AM\nAuthor: Sam Hill, MD   Service: Psychiatry\nFiled: 4/6/2026  9:40 AM   Date of Service: 4/6/2026  9:15 AM   Status: Signed\n\nPsychiatric Progress Note\nSubjective: Sleep improved with trazodone and the patient states that mood is better today.\nElectronically signed by Sam Hill, MD at 4/6/2026  9:40 AM\n";
    let nurse = "*** CONFIDENTIAL - 42 CFR PART 2 ***\nClient: DOE,JANE (2026-0144)       Episode: 3\nPractitioner: POE,BEA (RN)\nDate of Service: 04/07/2026       Time: 07:00-15:00\nService Program: Residential 3.5\nNote Type: Nursing Shift Note\nClient up for breakfast, took her medication, and attended two groups without distress.\nElectronically Signed By: POE,BEA RN  04/07/2026 15:12\n";
    let want = [
        "kind=group-note mrn=2026-0144 dos=2026-04-05/Header time=10:00-10:50=50 present=9 level=PHP cred=LMHC/Independent sig=Signed@2026-04-05_11:12",
        "kind=individual-note name=Jane_Doe dos=2026-04-05/Header time=14:00-=53/total cred=LPC-S/Independent sig=Signed@2026-04-05_15:10",
        "kind=prescriber-note mrn=2026-0144 dos=2026-04-06/Labelled cred=MD/Physician sig=Signed@2026-04-06_09:40",
        "kind=nursing-note mrn=2026-0144 dos=2026-04-07/Labelled time=07:00-15:00=480 level=RES-HIGH cred=RN/Nurse sig=Signed@2026-04-07_15:12",
    ];
    let parts = [group, therapy, psychiatry, nurse];
    for joint in ["\n", "\u{c}", "\n----------------------\n"] {
        let notes = notes_of("chart.txt", &parts.join(joint));
        let got: Vec<String> = notes.iter().map(facts).collect();
        assert_eq!(got.len(), 4, "{joint:?}: {got:#?}");
        for (got, want) in got.iter().zip(want) {
            for word in want.split(' ') {
                assert!(
                    got.split(' ').any(|fact| fact == word),
                    "no {word} in [{got}]"
                );
            }
        }
    }
}

#[test]
fn identity_comes_from_running_headers() {
    let page = |rest: &str| format!("Doe, Jane   MRN 10442   DOB 3/14/1988\n{rest}\n");
    let text = [
        page("GROUP NOTE\nDate of Service: 4/5/2026\nShe took part in the group and shared about the past week.\nSigned: Ann Roe, LCSW 4/5/2026"),
        page("GROUP NOTE\nDate of Service: 4/6/2026\nShe was quiet at first and then shared about the past week.\nSigned: Ann Roe, LCSW 4/6/2026"),
        page("GROUP NOTE\nDate of Service: 4/7/2026\nShe was tired today but shared about the past week again.\nSigned: Ann Roe, LCSW 4/7/2026"),
    ]
    .join("\u{c}");
    let notes = notes_of("chart.txt", &text);
    assert_eq!(notes.len(), 3);
    for (note, day) in notes.iter().zip(["2026-04-05", "2026-04-06", "2026-04-07"]) {
        assert_eq!(
            note.patient.mrn.as_ref().map(|mrn| mrn.value.as_str()),
            Some("10442")
        );
        assert_eq!(
            note.date().map(|date| date.to_string()).as_deref(),
            Some(day)
        );
    }
}

#[test]
fn a_running_header_goes_with_the_notes_of_its_page() {
    let page = |name: &str, mrn: &str, day: u8| {
        format!(
            "Client: {name}    Chart #: {mrn}\n-----------------\nGROUP NOTE\nDate: 04/0{day}/2026\nTopic: Anger\n\nShe said that anger at her brother leads her to isolate.\nSigned: Al Gray, CADC 04/0{day}/2026\n\nNURSING NOTE\nDate: 04/0{day}/2026\nSlept through the night and took all of her medication this morning.\nSigned: Bea Poe, RN 04/0{day}/2026\n"
        )
    };
    let mut pages: Vec<String> = (1..4).map(|day| page("Doe, Jane", "A-11", day)).collect();
    pages.extend((1..4).map(|day| page("Poe, Mary", "B-22", day)));
    let notes = notes_of("chart.txt", &pages.join("\u{c}"));
    let mrns: Vec<&str> = notes
        .iter()
        .filter_map(|note| note.patient.mrn.as_ref())
        .map(|mrn| mrn.value.as_str())
        .collect();
    assert_eq!(mrns, [["A-11"; 6], ["B-22"; 6]].concat());
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,200}|([A-Z][a-z]+ |Patient: |Signed|\n|Date: |4/5/26|10:00-|: |, RN|___|\\[x\\]|é|\u{c}| {2}){0,60}") {
        for note in notes_of("a 4.5.26.txt", &text) {
            prop_assert!(!note.spans.is_empty());
        }
    }
}

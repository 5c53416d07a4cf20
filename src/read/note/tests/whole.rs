//! Whole notes, each in the style of one system.

use super::{FileId, ProblemKind, assert_no_failures, check, from_pages};

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

#[test]
fn more_lines_than_any_chart_holds_are_refused() {
    let pages = crate::read::document::text::pages_of(&"a\n".repeat(2_000_001), 1);
    let mut problems = Vec::new();
    assert!(from_pages(FileId(0), "a.txt", &pages, &mut problems).is_empty());
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].kind, ProblemKind::Unreadable);
}

#[test]
fn groups_by_what_they_teach_are_group_notes() {
    let mut failures = Vec::new();
    for title in [
        "Skills education group",
        "Psychoeducation group",
        "Psychoeducation Group Note",
        "Skills education group - PHP",
        "Skills Education Group                1/5/2026",
        "Coping skills education group note",
        "Note type: Skills education group",
        "Service: Psychoeducation group",
        "1/5/2026 9:00 AM Skills education group",
        "MERCY BEHAVIORAL HEALTH                      Skills education group",
    ] {
        let text = format!(
            "{title}\nClient: Doe, Jane   MRN: 12\nDate: 01/05/2026\nTime: 9:00am - 10:30am\n\n\
             Taught distress tolerance. Client named one skill.\n\n\
             Electronically signed by Ann Roe, RN 01/05/2026 11:00am\n"
        );
        failures.extend(check("a.txt", &text, "kind=group-note"));
    }
    assert_no_failures(failures);
}

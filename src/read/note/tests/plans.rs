//! Facts that only plans state.

use super::{assert_no_failures, check, notes_of};
use crate::model::LevelOfCare;

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
        (
            "IOP 3 days a week, 9.5 group hours/week, individual 1x/week 60 minutes",
            "hours=105",
        ),
        ("PHP, 5 therapy hours a day x 5 days", "hours=250"),
        ("Client sleeps 8 hours per night", "!hours"),
        (
            "Individual: 1 hour weekly\nGroup: 4 hours daily, 5 days per week",
            "hours=210",
        ),
        (
            "Individual therapy 1 hour per week\nPHP 20 hours per week",
            "hours=200",
        ),
        ("PHP services 4 hours/day x 5 days/week", "hours=200"),
        (
            "Program schedule: 4 days per week, 3 hours per day of scheduled therapy (12 hours per week).\nGroup psychotherapy daily.",
            "hours=120",
        ),
        // A sentence beside it speaks of sleep, and a list goes on.
        (
            "Goals: sleeps 5 h for 4 nights by 4/17. Services: PHP groups 3 days a week, 4 hours a day (12 hours per week), individual 1x, MD weekly, family 1x.",
            "hours=120",
        ),
        (
            "Goal: sleep 7 hours. Program hours: 12 hours per week.",
            "hours=120",
        ),
        (
            "Group therapy 8 hours per week, individual therapy 1 hour per week",
            "hours=90",
        ),
        (
            "Group therapy 9 hours per week, 3 days x 3 hours",
            "hours=90",
        ),
        // How much the other comes to is not told.
        (
            "Group therapy 6 hours per week, education group 45 min daily",
            "!hours",
        ),
    ] {
        failures.extend(check("a.txt", &format!("TREATMENT PLAN\nPatient: Doe, Jane\nDate: 4/5/2026\n{line}\nGoal 1: Remain sober.\n"), hours));
    }
    assert_no_failures(failures);
}

const HEAD: &str = "TREATMENT PLAN\nPatient: Doe, Jane   MRN: 10442\nDate: 4/5/2026\n";

fn assert_plans(cases: &[(&str, &str)]) {
    let mut failures = Vec::new();
    for (body, want) in cases {
        failures.extend(check("a.txt", &format!("{HEAD}{body}\n"), want));
    }
    assert_no_failures(failures);
}

#[test]
fn reads_the_review_that_a_sentence_sets() {
    assert_plans(&[
        (
            "Next review due 05/08/2026. Dx F53.0. Goal 1: Remain sober.",
            "to=2026-05-08",
        ),
        (
            "Plan made with client, review due by 5/8/2026.",
            "to=2026-05-08",
        ),
        ("Next treatment plan review on 5/8/2026", "to=2026-05-08"),
        ("Chart review 4/8/2026. Goal 1: Remain sober.", "!to"),
        ("UR review due 4/8/2026", "!to"),
        ("Goal 1 due 5/8/2026", "!to"),
    ]);
}

#[test]
fn reads_goals_in_every_form() {
    assert_plans(&[
        (
            "Problem 1: Depressed mood\nGoal 1: Patient will feel better.\nObjective 1a: Patient will use coping skills.\nIntervention: CBT group",
            "goals=0/2",
        ),
        (
            "Problem #1 - Depression (F33.2)\nLong-term goal: Improve mood\nShort term goal: PHQ-9 below 10 by 5/1/26\nServices: group",
            "goals=1/2",
        ),
        (
            "Goal 1: Reduce anxiety\n  Interventions: exposure\n  Target Date: 5/4/2026\nGoal 2: Sleep better\n  Interventions: sleep hygiene",
            "goals=1/2",
        ),
        (
            "Problem            Goal                Intervention      Target Date\nDepression         Brighter mood       CBT               05/04/2026\nAnxiety            Fewer worries       Exposure          05/04/2026\nSignature: Ann Poe, LCSW 4/5/2026",
            "goals=2/2",
        ),
        (
            "Narrative plan of care follows for this patient as agreed in team.\nJane will attend the program and get better.\nShe will call her sister.",
            "goals=0/2",
        ),
        (
            "Problem A. Schooling\nGoal A1. Register for the course.\nGoal A2. Finish it.",
            "goals=0/2",
        ),
        ("Patient will walk ten minutes each day.", "goals=1/1"),
        ("Goals:\n1. Improve insight\n2. Improve coping", "goals=0/1"),
    ]);
}

#[test]
fn reads_diagnosis_frequency_and_length() {
    assert_plans(&[
        ("Diagnosis: F33.2", "dx="),
        ("Dx: Recurrent depression, severe", "dx="),
        ("Diagnosis: deferred\nGoal: feel better", "!dx"),
        (
            "Type/Amount/Frequency/Duration: Group therapy, 4 hrs, 5x/week, 4 weeks",
            "often= long=",
        ),
        (
            "Services: PHP Monday through Friday; individual 45 min weekly",
            "often= long=",
        ),
        ("Group therapy 3 days/week x 6 weeks", "often= long="),
        ("Modalities: group, individual, family", "!often !long"),
        (
            "Goal: Patient will use coping skills daily for 14 days",
            "!often !long",
        ),
        ("Plan: attend partial program as scheduled", "!often"),
    ]);
}

#[test]
fn reads_who_signs_and_the_patients_consent() {
    assert_plans(&[
        (
            "Patient signature: ______________  Date: ______",
            "consent=Blank",
        ),
        (
            "Patient Signature: Jane Doe   Date: 4/5/2026",
            "consent=Signed",
        ),
        (
            "Client signature: ____________   Date: ________\nElectronically signed by Ann Poe, LCSW at 4/5/2026 1530",
            "consent=Blank",
        ),
        (
            "Mr. Doe took part in the plan and received a copy.",
            "consent=Stated",
        ),
        (
            "Therapist: Mary Smith, LMFT 03/02/2026 10:15 AM\nMedical Director: John Roe, MD 03/03/2026 8:01 AM",
            "signs=Physician:Signed",
        ),
        (
            "John Doe            03/02/2026\nClient\nS. Patel MD         03/04/2026\nPhysician",
            "consent=Signed signs=Physician:Signed",
        ),
        (
            "Signature of supervising physician: ______________ Date ____",
            "signs=Physician:Blank",
        ),
        ("Client refused to sign the plan.", "consent=Refused"),
        (
            "Signatures (electronic):\nResident T. Lindqvist 02/16/2026\nAnn Poe, LCSW 02/16/2026",
            "consent=Signed",
        ),
        (
            "Ann Poe, LCSW 02/16/2026\nPt: Wilma Doe-Poe 02/16/2026",
            "consent=Signed",
        ),
        ("Pt. W. Doe 02/16/2026", "consent=Signed"),
        ("Pt: Wilma Doe DOB 02/16/1990", "!consent"),
        ("Pt to be discharged 02/16/2026", "!consent"),
        ("Youth signature: T. Lindqvist 02/16/2026", "consent=Signed"),
        ("Youth signature: ________ Date: ______", "consent=Blank"),
        ("Resident to be discharged 02/16/2026", "!consent"),
        ("Resident moved to Pine House on 02/16/2026", "!consent"),
        ("Patient Signature: refused", "consent=Refused"),
        (
            "Patient participated in the development of this plan.",
            "consent=Stated",
        ),
        (
            "Plan was reviewed with patient, who agrees.",
            "consent=Stated",
        ),
        (
            "Review of treatment plan, day 7. Team present: counselor, nursing, H. Roe MD, client.",
            "consent=Stated",
        ),
        (
            "Present: client, counselor\nClient signature: ______ Date: ______",
            "consent=Blank",
        ),
        ("Present: counselor, client's mother", "!consent"),
        ("Team present: counselor, nursing, H. Roe MD", "!consent"),
        ("Services: group therapy", "!consent"),
        (
            "Electronically signed by Ann Poe, LCSW 4/5/2026 09:00\nElectronically signed by Lee Roe, MD 4/6/2026 10:00",
            "signs=Independent:Signed signs=Physician:Signed",
        ),
        (
            "Electronically signed by Ann Poe, LCSW 4/5/2026 09:00\nPhysician Signature: ____________ Date: ______",
            "signs=Independent:Signed signs=Physician:Blank",
        ),
    ]);
}

#[test]
fn reads_plans_signed_on_one_line_and_who_signs_for_the_patient() {
    let head = "TREATMENT PLAN\nPatient: Doe-Poe, Rufus   MRN: 10442\nDate: 4/8/2026\nDx F11.20. Goal: 0 uses by 5/1. Services: group 3x a week for 3 hours.\n";
    let mut failures = Vec::new();
    for (block, want) in [
        (
            "Client sig R. Doe-Poe 4/8/26. Ann Roe, LPC e-signed 04/08/2026 1245. A. Fox MD e-signed 04/09/2026 0805",
            "consent=Signed sig=Signed@2026-04-08_12:45 signer=Ann_Roe signs=Independent:Signed signs=Physician:Signed",
        ),
        (
            "Services: group daily. Client sig: Rufus Doe-Poe 4/8/26\nAnn Roe, LPC e-sign 04/08/2026 11:15",
            "consent=Signed sig=Signed@2026-04-08_11:15",
        ),
        (
            "Rufus D-P. signed 4/8/26, grandmother signed 4/8/26. Ann Roe, LPC signed 04/08/2026 6:40 PM. Max Fox, MD signed 04/09/2026 8:00 AM",
            "consent=Signed sig=Signed@2026-04-08_18:40 signer=Ann_Roe signs=Physician:Signed",
        ),
        (
            "R. Doe-Poe 4/8/26. Ann Roe, LPC signed 04/08/2026 4:00 PM.",
            "consent=Signed sig=Signed@2026-04-08_16:00 signer=Ann_Roe",
        ),
        (
            "R. Doe-Poe 4/8/26\nElectronically signed by Ann Roe, LPC 04/08/2026",
            "consent=Signed",
        ),
        // Any word for the patient among other signatures, and a line that the print broke.
        (
            "Reviewed: Ann Roe, LCSW e-signed 04/08/2026 04:10 PM. Consumer: R. Doe-Poe\n04/08/2026.",
            "consent=Signed",
        ),
        (
            "Max Fox, MD e-signed 04/08/2026 9:00 AM. Person served: S. Doe (X, her mark, witnessed) 04/08/2026. Copy to file.",
            "consent=Signed",
        ),
        (
            "Guest: R. Poe 4/8/26. LPHA Ann Roe, LCSW (same).",
            "consent=Signed",
        ),
        (
            "Participant agreed on screen, e-signature R. D-P.\nSigned: Ann Roe, LPC - e-sign April 8, 2026 6:40 PM",
            "consent=Signed sig=Signed@2026-04-08_18:40 signer=Ann_Roe",
        ),
        (
            "Member e-signed on tablet 4/8/26\nAnn Roe, LPC signed 04/08/2026 6:40 PM",
            "consent=Signed sig=Signed@2026-04-08_18:40",
        ),
        (
            "Member e-signature: ____ Date: ____\nAnn Roe, LPC signed 04/08/2026 6:40 PM",
            "consent=Blank",
        ),
        (
            "Consumer: _________\nAnn Roe, LPC signed 04/08/2026 6:40 PM",
            "!consent",
        ),
        (
            "Member services: Ann Poe 4/8/26 called.\nAnn Roe, LPC signed 04/08/2026 6:40 PM",
            "!consent",
        ),
        // Another of the name, and a line that nobody filled.
        (
            "S. Doe-Poe 4/8/26\nElectronically signed by Ann Roe, LPC 04/08/2026",
            "!consent",
        ),
        (
            "Client sig: ____________ Date: ________\nElectronically signed by Ann Roe, LPC 04/08/2026",
            "consent=Blank",
        ),
    ] {
        failures.extend(check("a.txt", &format!("{head}{block}\n"), want));
    }
    assert_no_failures(failures);
}

#[test]
fn a_plan_is_dated_by_its_title_or_its_first_words() {
    let mut failures = Vec::new();
    let sign = "Ann Roe, LPC e-signed 04/09/2026 1245\n";
    for (head, want) in [
        (
            "IOP TREATMENT PLAN   04/08/2026, review due 05/08/2026\nPatient: Doe, Jane   MRN: 10442\nDx F11.20. Problem: cravings. Goal: negative UDS by 5/1.\n",
            "kind=treatment-plan dos=2026-04-08/Header",
        ),
        (
            "Treatment Plan\nPatient: Doe, Jane   MRN: 10442\n4/8/2026. Dx F43.23. Objective: sleep 7 hours 5 nights a week by 7/1, at intake 4 hours. Weekly individual.\n",
            "kind=treatment-plan dos=2026-04-08/Header",
        ),
        (
            "ISP\nPatient: Doe, Jane   MRN: 10442\nCreated 04/08/2026, review 08/20/2026. Dx F91.3. Services: individual weekly at school, family as needed.\n",
            "kind=treatment-plan dos=2026-04-08/Header",
        ),
        // When the patient came is not when the plan was made.
        (
            "Treatment Plan\nPatient: Doe, Jane   MRN: 10442\nAdmitted 4/1/2026. Dx F43.23. Objective: sleep 7 hours 5 nights a week by the next month. Weekly individual.\n",
            "kind=treatment-plan dos=2026-04-09/Signature",
        ),
    ] {
        failures.extend(check("plan.txt", &format!("{head}{sign}"), want));
    }
    assert_no_failures(failures);
}

#[test]
fn a_level_that_was_before_is_not_the_plans() {
    let level = |line: &str| {
        let text = format!(
            "Treatment Plan Review\nPatient: Doe, Jane   MRN: 10442\nDate: 04/08/2026\n{line}\nGoals: sleep 6 h.\nElectronically signed by Ann Roe, LPC 04/08/2026 3:02 PM\n"
        );
        let notes = notes_of("plan.txt", &text);
        notes[0]
            .plan
            .as_ref()
            .and_then(|plan| plan.level.as_ref())
            .map(|level| level.value)
    };
    let before = "Still needs 24-hour care, took pills nine days ago while in PHP.";
    assert_eq!(level(before), None);
    let now = "She needs PHP, took pills nine days ago at home.";
    assert_eq!(level(now), Some(LevelOfCare::PartialHospitalization));
    let program =
        "Note Addresses Which Existing Service Program: Residential Treatment - Adolescent\n";
    assert_eq!(
        level(&format!("{program}{now}")),
        Some(LevelOfCare::ResidentialHigh)
    );
}

#[test]
fn a_plan_names_the_level_that_follows_where_it_says_how_much() {
    let next = |line: &str| {
        let text = format!(
            "Treatment Plan PHP\nPatient: Doe, Jane   MRN: 10442\nDate: 04/08/2026\n{line}\nGoals: sleep 6 h.\nElectronically signed by Ann Roe, LPC 04/08/2026 3:02 PM\n"
        );
        let notes = notes_of("plan.txt", &text);
        notes[0]
            .plan
            .as_ref()
            .and_then(|plan| plan.next_level.as_ref())
            .map(|level| level.value)
    };
    for line in [
        "PHP 5 days per week, 4.5 hours per day, est. 2 weeks, then IOP 3 days x 3 hours.",
        "PHP 5 days per week, 4.5 hours per day, est. 2 weeks, then IOP 3\ndays x 3 hours.",
        "PHP daily x 10 days followed by IOP 3x/week.",
    ] {
        assert_eq!(next(line), Some(LevelOfCare::IntensiveOutpatient), "{line}");
    }
    for line in [
        "Discharge plan: step down to IOP when stable.",
        "She came from PHP, then IOP was refused.",
        "Step down to IOP is expected by 4/22/2026.",
    ] {
        assert_eq!(next(line), None, "{line}");
    }
}

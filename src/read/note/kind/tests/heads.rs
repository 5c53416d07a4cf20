//! Titles among the first heads of a document, and documents without any.

use super::kind_of;
use crate::model::NoteKind;

#[test]
fn a_title_below_the_facility_and_the_patient_is_the_documents() {
    let note = |head: &str| {
        kind_of(&format!(
            "**Hill Hollow Virtual** — Young Adult Track\n- Participant: Ann Roe (they/he)\n\
             - Participant ID: LH-3325\n- DOB: June 18, 2006\n\
             - Plan date: November 5, 2025. Next review: December 3, 2025\n\n{head}\n\
             F50.82 ARFID. Three meals two snacks 6 of 7 days by 12/3, two fear foods a week.\n\
             Participant agreed on screen, e-signature A. R.\n\n\
             Signed: Bo Low, LCSW - e-sign November 5, 2025 5:40 PM\n"
        ))
    };
    for head in [
        "## Treatment plan",
        "#### Treatment plan",
        "**Treatment plan**",
        "Treatment plan",
        "Plan of treatment",
    ] {
        assert_eq!(note(head), NoteKind::TreatmentPlan, "{head}");
    }
    assert_eq!(note("## Treatment plan review"), NoteKind::PlanReview);
    assert_eq!(note("### Discharge summary"), NoteKind::DischargeSummary);
    // Parts of many notes, and sentences.
    for head in [
        "## Plan",
        "## Vital signs",
        "## Risk assessment",
        "Treatment plan was read to her.",
    ] {
        let kind = note(head);
        let wrong = [
            NoteKind::TreatmentPlan,
            NoteKind::Flowsheet,
            NoteKind::Assessment,
        ];
        assert!(!wrong.contains(&kind), "{head}");
    }
}

#[test]
fn a_heading_below_a_notes_title_is_a_part_of_it() {
    let text = "Individual note\nPatient: Ann Roe   MRN: 1042\nDate: 03/10/2026\nTime: 9:00 AM - 9:45 AM\n\
                ## Treatment plan\nGoal 1 goes on.\n\nSigned: Bo Low, LCSW 03/10/2026 5:40 PM\n";
    assert_eq!(kind_of(text), NoteKind::IndividualNote);
}

#[test]
fn an_assessment_with_its_day_in_the_head_is_one() {
    let note = |head: &str| {
        kind_of(&format!(
            "HILL DAY TREATMENT\nSTUDENT/CLIENT  ROE, ANN    ID LH-3320    BIRTHDATE 14-MAR-11\n{head}\n\n\
             14 y/o with autism (F84.0) and school refusal. At home calm, sleeps 8 hrs.\n\n\
             E-SIGNED B. LOW, LCSW 20-OCT-25 1612\n"
        ))
    };
    for head in [
        "ASSESSMENT      20-OCT-25  0815-0925       BY B. LOW LCSW",
        "Evaluation   10/20/2025",
        "Comprehensive Adolescent Assessment 10/20/2025",
    ] {
        assert_eq!(note(head), NoteKind::Assessment, "{head}");
    }
    for head in [
        "Assessment: anxious   10/20/2025",
        "Assessment",
        "10/20/2025",
    ] {
        assert_ne!(note(head), NoteKind::Assessment, "{head}");
    }
}

#[test]
fn a_laboratorys_print_is_no_note_of_who_ordered_it() {
    let print = "NORTH LAB  Acct Hill Ridge\nPatient ROE ANN   DOB 02/03/1987   Collected 04/13/2026  \
                 Reported 04/15/2026\nEtG 612 ng/mL LOW POSITIVE   EtS positive    others neg\n\
                 Ordered by: R Low MD\n";
    assert_eq!(kind_of(print), NoteKind::LabResult);
    let labelled = "Hill Reference\nPatient: Roe, Ann\nSpecimen: urine   Collection Date: 04/13/2026 08:10\n\
                    Result Date: 04/15/2026\nOrdering Provider: R Low MD\nAMP neg\nCOC POS 210 ng/mL\n";
    assert_eq!(kind_of(labelled), NoteKind::LabResult);
    // A note that tells of a result, and one of a specimen alone.
    let told = "Patient: Roe, Ann   MRN: 1042\nDate: 04/15/2026\n\
                UDS collected 04/13/2026, reported 04/15/2026 by the lab: she was told that it was positive and \
                says that she drank wine at her sister's wedding and has not wanted any since then at all.\n\
                R. Low, MD 04/15/2026 10:00\n";
    assert_ne!(kind_of(told), NoteKind::LabResult);
    let taken = "Patient: Roe, Ann   MRN: 1042\nDate: 04/15/2026\nUrine collected 04/15/2026, sent to the lab.\n\
                 R. Low, MD 04/15/2026 10:00\n";
    assert_ne!(kind_of(taken), NoteKind::LabResult);
}

//! Invented exports in the habits of several servers, whole and damaged.

use crate::model::{ClaimForm, ClaimStatus, CoverageStatus, Money, NoteKind, SignatureState};
use crate::problem::ProblemKind;
use crate::read::{FileContent, FileKind, ReadOptions, file};
use crate::text::{CharMap, FileId, Span};
use base64::Engine;
use proptest::prelude::*;

fn read(text: &str) -> FileContent {
    file(
        FileId(0),
        "export/all.json",
        text.as_bytes(),
        &ReadOptions::default(),
    )
}

fn encoded(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn bundle(resources: &[&str]) -> String {
    let entries: Vec<String> = resources
        .iter()
        .map(|resource| format!(r#"{{"resource": {resource}}}"#))
        .collect();
    format!(
        r#"{{"resourceType": "Bundle", "type": "collection", "entry": [{}]}}"#,
        entries.join(",\n")
    )
}

fn quoted(text: &str, span: Span) -> &str {
    CharMap::new(text).slice(span.start, span.end)
}

const PATIENT: &str = r#"{"resourceType":"Patient","id":"p1",
 "identifier":[{"type":{"coding":[{"code":"SS"}]},"value":"000-00-0000"},
  {"type":{"coding":[{"code":"MR"}]},"value":"X-1005"}],
 "name":[{"use":"nickname","given":["Annie"]},{"use":"official","family":"de la Roe","given":["Ann","Q"]}],
 "gender":"female","birthDate":"1984-01-30"}"#;
const CLINICIAN: &str = r#"{"resourceType":"Practitioner","id":"d1","name":[{"family":"Poe","given":["Jane"]}],
 "identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}],
 "qualification":[{"code":{"text":"LCSW"}}]}"#;
const ENCOUNTER: &str = r#"{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"AMB"},
 "subject":{"reference":"Patient/p1"},
 "period":{"start":"2026-01-07T10:00:00-05:00","end":"2026-01-07T10:50:00-05:00"}}"#;

fn document(more: &str, text: &str) -> String {
    format!(
        r#"{{"resourceType":"DocumentReference","id":"n1","status":"current","docStatus":"final",
 "type":{{"text":"Progress Note"}},"description":"Individual Therapy Progress Note",
 "subject":{{"reference":"Patient/p1"}},"date":"2026-01-07T11:30:00-05:00",
 "author":[{{"reference":"Practitioner/d1"}}]{more},
 "context":{{"encounter":[{{"reference":"Encounter/e1"}}]}},
 "content":[{{"attachment":{{"contentType":"text/plain","data":"{}"}}}}]}}"#,
        encoded(text)
    )
}

const WORDS: &str =
    "She slept four hours and denies thoughts of suicide. She named two triggers.\n";

#[test]
fn a_document_takes_patient_visit_author_and_state_from_its_resources() {
    let authenticated = r#","authenticator":{"reference":"Practitioner/d1"}"#;
    let note = document(authenticated, WORDS);
    let content = read(&bundle(&[PATIENT, CLINICIAN, ENCOUNTER, &note]));
    assert_eq!(content.kind, FileKind::Fhir);
    assert_eq!(content.problems, []);
    let told = content.notes.first().expect("a note");
    assert_eq!(told.kind, NoteKind::IndividualNote);
    assert_eq!(
        told.date().map(|d| d.to_string()).as_deref(),
        Some("2026-01-07")
    );
    assert_eq!(told.time.map(|time| time.minutes), Some(50));
    assert_eq!(
        told.author.as_ref().map(|a| a.value.as_str()),
        Some("Jane Poe")
    );
    assert_eq!(
        told.credential.as_ref().map(|c| c.value.text.as_str()),
        Some("LCSW")
    );
    assert_eq!(told.signature.state, SignatureState::Signed);
    let patient = &told.patient;
    assert_eq!(
        patient.mrn.as_ref().map(|mrn| mrn.value.as_str()),
        Some("X-1005")
    );
    let name = patient
        .name
        .as_ref()
        .map(|name| name.value.clone())
        .expect("a name");
    assert_eq!(
        (name.last.as_str(), name.first.as_str()),
        ("de la Roe", "Ann")
    );
    assert!(told.spans.iter().all(|span| span.page == 2));
    let page = content.pages.get(1).map_or("", |page| page.text.as_str());
    assert!(page.contains("denies thoughts of suicide") && !page.contains("000-00-0000"));
}

#[test]
fn what_a_document_says_of_its_state_is_its_signature() {
    let state = |more: &str, status: &str| {
        let note = document(more, WORDS).replace("\"docStatus\":\"final\"", status);
        let content = read(&bundle(&[PATIENT, CLINICIAN, ENCOUNTER, &note]));
        content.notes.first().map(|note| note.signature.state)
    };
    let is = |state: SignatureState| Some(state);
    // Final by word of the system alone: the author's name stands, and no signature.
    assert_eq!(
        state("", "\"docStatus\":\"final\""),
        is(SignatureState::TypedName)
    );
    assert_eq!(
        state("", "\"docStatus\":\"preliminary\""),
        is(SignatureState::MarkedUnsigned)
    );
    // FHIR obliges nobody to state it, so silence is no proof that nobody signed.
    assert_eq!(state("", "\"x\":1"), is(SignatureState::TypedName));
    // A signature line of the document's own speaks for itself.
    let open = document(
        "",
        "She slept well.\n\nStaff Signature: ____________  Date: ______\n",
    );
    let content = read(&bundle(&[PATIENT, CLINICIAN, ENCOUNTER, &open]));
    let state = content.notes.first().map(|note| note.signature.state);
    assert_eq!(state, is(SignatureState::Blank));
    let withdrawn = document("", WORDS).replace("\"final\"", "\"entered-in-error\"");
    let content = read(&bundle(&[PATIENT, &withdrawn]));
    assert!(
        content
            .notes
            .iter()
            .all(|note| note.kind == NoteKind::Administrative)
    );
    assert!(
        content
            .problems
            .iter()
            .any(|p| p.message.contains("entered in error"))
    );
}

#[test]
fn two_documents_never_merge() {
    let first = document("", WORDS);
    let second = document("", "He came late and left early.").replace("\"n1\"", "\"n2\"");
    let content = read(&bundle(&[PATIENT, CLINICIAN, ENCOUNTER, &first, &second]));
    let pages: Vec<u32> = content.notes.iter().map(|note| note.place().page).collect();
    assert_eq!(pages, [2, 3, 4]);
    let numbers: Vec<u32> = content.pages.iter().map(|page| page.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
}

#[test]
fn formats_of_one_document_are_read_once() {
    let both = format!(
        r#"[{{"attachment":{{"contentType":"image/png","data":"{}"}}}},{{"attachment":{{"contentType":"text/plain","data":"{}"}}}},{{"attachment":{{"contentType":"text/plain","data":"{}"}}}}]"#,
        base64::engine::general_purpose::STANDARD.encode(b"\x89PNG\r\n\x1a\n"),
        encoded(WORDS),
        encoded(WORDS)
    );
    let one = document("", "x");
    let at = one.find("[{\"attachment\"").expect("content");
    let note = format!("{}{both}}}", one.get(..at).expect("a part"));
    let content = read(&bundle(&[PATIENT, CLINICIAN, ENCOUNTER, &note]));
    let all: String = content
        .pages
        .iter()
        .skip(1)
        .map(|p| p.text.as_str())
        .collect();
    assert_eq!(all.matches("two triggers").count(), 1);
}

#[test]
fn attachments_elsewhere_are_counted_and_binaries_are_found() {
    let at = |url: &str| {
        let note = document("", "x");
        let data = format!("\"data\":\"{}\"", encoded("x"));
        note.replace(&data, &format!("\"url\":\"{url}\""))
    };
    let lost = read(&bundle(&[PATIENT, &at("https://ehr.test/Binary/b9")]));
    assert!(lost.problems.iter().any(|p| {
        p.kind == ProblemKind::PageWithoutText && p.message.starts_with("1 document(s)")
    }));
    let binary = format!(
        r#"{{"resourceType":"Binary","id":"b1","contentType":"text/plain","data":"{}"}}"#,
        encoded(WORDS)
    );
    let found = read(&bundle(&[
        PATIENT,
        &binary,
        &at("https://ehr.test/Binary/b1"),
    ]));
    let all: String = found
        .pages
        .iter()
        .skip(1)
        .map(|p| p.text.as_str())
        .collect();
    assert!(all.contains("two triggers"));
}

#[test]
fn a_stay_or_a_greenwich_evening_is_no_date_of_service() {
    let stay = ENCOUNTER.replace("2026-01-07T10:50", "2026-01-30T10:50");
    let content = read(&bundle(&[PATIENT, CLINICIAN, &stay, &document("", WORDS)]));
    let note = content.notes.first().expect("a note");
    assert_eq!(
        note.date().map(|d| d.to_string()).as_deref(),
        Some("2026-01-07")
    );
    assert_eq!((note.time, note.service_date_to), (None, None));

    let evening = ENCOUNTER
        .replace("2026-01-07T10:00:00-05:00", "2026-01-08T00:30:00Z")
        .replace("2026-01-07T10:50:00-05:00", "2026-01-08T01:20:00Z");
    let content = read(&bundle(&[
        PATIENT,
        CLINICIAN,
        &evening,
        &document("", WORDS),
    ]));
    let note = content.notes.first().expect("a note");
    assert_eq!(
        note.time.map(|time| (time.minutes, time.start)),
        Some((50, None))
    );
    assert!(
        content
            .problems
            .iter()
            .any(|p| p.message.contains("Greenwich"))
    );
    assert_ne!(
        note.date().map(|d| d.to_string()).as_deref(),
        Some("2026-01-08")
    );
}

#[test]
fn a_composition_prints_its_sections_and_its_attesters() {
    let composition = r#"{"resourceType":"Composition","id":"c1","status":"final","title":"Group Therapy Progress Note",
 "subject":{"reference":"urn:uuid:5d0f"},"date":"2026-01-07T15:00:00-05:00",
 "author":[{"reference":"Practitioner/d1"}],
 "attester":[{"mode":"professional","time":"2026-01-07T15:10:00-05:00","party":{"reference":"Practitioner/d1"}},
  {"mode":"personal","party":{"reference":"Patient/p1"}}],
 "section":[{"title":"Topic","text":{"div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Coping &amp; craving</p><ul><li>He spoke twice.</li></ul></div>"},
  "section":[{"title":"Plan","text":{"div":"<div><table><tr><td>Next</td><td>Relapse</td></tr></table></div>"}}]},
  {"title":"Scores","entry":[{"reference":"Observation/o1"}]}]}"#;
    let score = r#"{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"CIWA-Ar score"},
 "subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-01-07T09:00:00-05:00","valueInteger":14}"#;
    let text = bundle(&[PATIENT, CLINICIAN, composition, score]).replacen(
        "{\"resource\"",
        "{\"fullUrl\":\"urn:uuid:5d0f\",\"resource\"",
        1,
    );
    let content = read(&text);
    assert_eq!(content.problems, []);
    let note = content.notes.first().expect("a note");
    assert_eq!(note.kind, NoteKind::GroupNote);
    assert_eq!(note.signature.state, SignatureState::Signed);
    let signed = note.signature.signed_at.map(|at| at.value.to_string());
    assert_eq!(signed.as_deref(), Some("2026-01-07 15:10"));
    let page = content.pages.get(1).map_or("", |page| page.text.as_str());
    let body = "Topic\nCoping & craving\n- He spoke twice.\n\nPlan\nNext | Relapse\n\nScores\nCIWA-Ar score: 14 | 01/07/2026 9:00 AM";
    assert!(page.contains(body), "{page}");
    // What a document prints, no flowsheet repeats.
    assert!(
        content
            .notes
            .iter()
            .all(|note| note.kind != NoteKind::Flowsheet)
    );
}

#[test]
fn observations_become_one_flowsheet_a_day() {
    let observation = |id: &str, at: &str, rest: &str| {
        format!(
            r#"{{"resourceType":"Observation","id":"{id}","status":"final","subject":{{"reference":"Patient/p1"}},"effectiveDateTime":"{at}",{rest}}}"#
        )
    };
    let pulse = r#""code":{"text":"Heart rate"},"valueQuantity":{"value":112,"unit":"/min"}"#;
    let pressure = r#""code":{"text":"Blood pressure"},"component":[{"code":{"text":"Systolic"},"valueQuantity":{"value":150,"unit":"mmHg"}},{"code":{"text":"Diastolic"},"valueQuantity":{"value":95,"unit":"mmHg"}}]"#;
    let content = read(&bundle(&[
        PATIENT,
        &observation("o1", "2026-01-07T20:00:00-05:00", pulse),
        &observation("o2", "2026-01-07T08:00:00-05:00", pressure),
        &observation("o3", "2026-01-08T08:00:00-05:00", pulse),
    ]));
    let days: Vec<String> = content
        .notes
        .iter()
        .filter(|note| note.kind == NoteKind::Flowsheet)
        .filter_map(|note| note.date().map(|date| date.to_string()))
        .collect();
    assert_eq!(days, ["2026-01-07", "2026-01-08"]);
    let page = content.pages.get(1).map_or("", |page| page.text.as_str());
    let lines = "Blood pressure: Systolic 150 mmHg, Diastolic 95 mmHg | 01/07/2026 8:00 AM\nHeart rate: 112 /min | 01/07/2026 8:00 PM";
    assert!(page.contains(lines), "{page}");
}

#[test]
fn answers_stand_behind_their_questions() {
    let answers = r#"{"resourceType":"QuestionnaireResponse","id":"q1","status":"completed","authored":"2026-01-07",
 "subject":{"reference":"Patient/p1"},"author":{"reference":"Practitioner/d1"},
 "item":[{"linkId":"1","text":"PHQ-9","item":[{"linkId":"1.1","text":"Little interest","answer":[{"valueCoding":{"display":"Several days"}}]},
 {"linkId":"1.2","text":"Thoughts of being better off dead","answer":[{"valueBoolean":false}]},{"linkId":"1.3","text":"Sleep"}]}]}"#;
    let content = read(&bundle(&[PATIENT, CLINICIAN, answers]));
    let page = content.pages.get(1).map_or("", |page| page.text.as_str());
    let body = "PHQ-9\nLittle interest: Several days\nThoughts of being better off dead: No\nSleep: not answered";
    assert!(page.contains(body), "{page}");
}

const CLAIM: &str = r#"{"resourceType":"Claim","id":"c1","status":"active","use":"claim",
 "identifier":[{"value":"CLM-7"}],"type":{"coding":[{"code":"professional"}]},
 "patient":{"reference":"Patient/p1"},"created":"2026-01-09","insurer":{"display":"Acme Health"},
 "provider":{"reference":"Practitioner/d1"},
 "careTeam":[{"sequence":1,"provider":{"reference":"Practitioner/d1"},"role":{"coding":[{"code":"rendering"}]}}],
 "diagnosis":[{"sequence":2,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F33.1"}]}},
  {"sequence":1,"diagnosisCodeableConcept":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F10.20"}]}}],
 "insurance":[{"sequence":1,"focal":true,"coverage":{"reference":"Coverage/v1"},"preAuthRef":["A-1182"]}],
 "item":[{"sequence":1,"careTeamSequence":[1],"diagnosisSequence":[2],
  "productOrService":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"90837"}]},
  "modifier":[{"coding":[{"code":"GT"}]}],"servicedDate":"2026-01-07","quantity":{"value":1,"unit":"UN"},
  "locationCodeableConcept":{"coding":[{"code":"10"}]},"net":{"value":180.00,"currency":"USD"}}],
 "total":{"value":180.00,"currency":"USD"}}"#;
const COVERAGE: &str = r#"{"resourceType":"Coverage","id":"v1","status":"active","subscriberId":"M-55",
 "beneficiary":{"reference":"Patient/p1"},"payor":[{"display":"Acme Health"}],"order":1,
 "period":{"start":"2026-01-01"},"class":[{"type":{"coding":[{"code":"group"}]},"value":"G-1"}]}"#;

#[test]
fn a_claim_keeps_its_facts_with_their_places() {
    let text = bundle(&[PATIENT, CLINICIAN, COVERAGE, CLAIM]);
    let content = read(&text);
    assert_eq!(content.problems, []);
    let claim = content.claims.first().expect("a claim");
    assert_eq!(
        (claim.id.as_str(), claim.form),
        ("CLM-7", ClaimForm::Professional)
    );
    assert_eq!(claim.total_charge, Money::from_cents(18000));
    assert_eq!(claim.payer.name, "Acme Health");
    assert_eq!(claim.payer_sequence, "P");
    let member = claim.patient.member_id.as_ref().map(|id| id.value.as_str());
    assert_eq!(member, Some("M-55"));
    let codes: Vec<&str> = claim
        .diagnoses
        .iter()
        .map(|code| code.value.as_str())
        .collect();
    assert_eq!(codes, ["F1020", "F331"]);
    let number = claim.authorizations.first().expect("a number");
    assert_eq!(quoted(&text, number.span), "A-1182");
    let rendering = claim.rendering.as_ref().expect("a provider");
    assert!(rendering.npi().is_some());
    assert_eq!(rendering.name, "Poe");
    let line = claim.lines.first().expect("a line");
    let procedure = line.procedure.as_ref().expect("a procedure");
    assert_eq!(quoted(&text, procedure.span), "90837");
    assert_eq!(line.diagnosis_pointers, [2]);
    assert_eq!(line.modifiers.len(), 1);
    let days = line.dates.map(|dates| dates.value.to_string());
    assert_eq!(days.as_deref(), Some("2026-01-07"));
    assert_eq!(
        line.place_of_service.as_ref().map(|p| p.value.as_str()),
        Some("10")
    );
    assert_eq!(line.units.map(|units| units.value.floor()), Some(1));

    let coverage = content.coverages.first().expect("a coverage");
    assert_eq!(coverage.status, CoverageStatus::Active);
    assert_eq!((coverage.group.as_str(), coverage.to), ("G-1", None));
}

#[test]
fn facility_claims_have_bill_type_revenue_and_statement() {
    let institutional = CLAIM
        .replace("\"professional\"", "\"institutional\"")
        .replace(
            "\"servicedDate\":\"2026-01-07\"",
            "\"revenue\":{\"coding\":[{\"code\":\"905\"}]}",
        )
        .replace(
            "\"created\":",
            r#""billablePeriod":{"start":"2026-01-05","end":"2026-01-09"},"supportingInfo":[{"category":{"coding":[{"code":"typeofbill"}]},"code":{"coding":[{"code":"0137"}]}}],"created":"#,
        );
    let content = read(&bundle(&[PATIENT, CLINICIAN, COVERAGE, &institutional]));
    let claim = content.claims.first().expect("a claim");
    assert_eq!(claim.form, ClaimForm::Institutional);
    assert_eq!(
        claim.type_of_bill.as_ref().map(|b| b.value.as_str()),
        Some("137")
    );
    assert_eq!(claim.frequency, crate::model::ClaimFrequency::Replacement);
    let line = claim.lines.first().expect("a line");
    assert_eq!(
        line.revenue.as_ref().map(|r| r.value.as_str()),
        Some("0905")
    );
    assert_eq!(line.dates.map(|dates| dates.value.days()), Some(5));
}

#[test]
fn what_is_no_bill_is_said_and_wrong_values_are_placed() {
    let asked = CLAIM.replace("\"use\":\"claim\"", "\"use\":\"preauthorization\"");
    let content = read(&bundle(&[PATIENT, &asked]));
    assert!(content.claims.is_empty());
    assert!(
        content
            .problems
            .iter()
            .any(|p| p.message.contains("not taken as billed"))
    );

    let wrong = CLAIM
        .replace("2026-01-07\"", "01/07/2026\"")
        .replace("180.00", "\"much\"");
    let text = bundle(&[PATIENT, CLINICIAN, COVERAGE, &wrong]);
    let content = read(&text);
    assert_eq!(content.claims.len(), 1);
    let quoted: Vec<&str> = content
        .problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::BadValue)
        .filter_map(|problem| problem.span.map(|span| quoted(&text, span)))
        .collect();
    assert!(
        quoted.contains(&"01/07/2026") && quoted.contains(&"much"),
        "{quoted:?}"
    );
}

#[test]
fn a_decision_gives_amounts_reasons_and_the_claim_where_none_is() {
    let decision = r#"{"resourceType":"ExplanationOfBenefit","id":"x1","status":"active","use":"claim","outcome":"complete",
 "identifier":[{"value":"ICN-9"}],"type":{"coding":[{"code":"professional"}]},"claim":{"reference":"Claim/c1"},
 "patient":{"reference":"Patient/p1"},"insurer":{"display":"Acme Health"},"payment":{"date":"2026-01-20","amount":{"value":0}},
 "item":[{"sequence":1,"productOrService":{"coding":[{"code":"90837"}]},"servicedDate":"2026-01-07","quantity":{"value":1},
 "adjudication":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":180}},
 {"category":{"coding":[{"code":"copay"}]},"amount":{"value":20}},
 {"category":{"coding":[{"code":"denialreason"}]},"reason":{"coding":[{"system":"https://x12.org/codes/claim-adjustment-reason-codes","code":"197"}]}}]}]}"#;
    let with = read(&bundle(&[PATIENT, CLINICIAN, COVERAGE, CLAIM, decision]));
    let without = read(&bundle(&[PATIENT, decision]));
    assert_eq!((with.claims.len(), without.claims.len()), (1, 1));
    let paid = with.remittances.first().expect("a decision");
    assert_eq!(
        (paid.claim_id.as_str(), paid.payer_control_number.as_str()),
        ("CLM-7", "ICN-9")
    );
    assert_eq!(paid.status, ClaimStatus::Denied);
    let line = paid.lines.first().expect("a line");
    assert_eq!(line.charge, Money::from_cents(18000));
    let reasons: Vec<&str> = line.adjustments.iter().map(|a| a.reason.as_str()).collect();
    assert_eq!(reasons, ["3", "197"]);
    assert_eq!(paid.patient_responsibility, Money::from_cents(2000));
}

#[test]
fn lines_of_an_export_keep_the_patients_key_across_files() {
    let line = |resource: &str| resource.replace('\n', "");
    let notes = format!("{}\n{}\n", line(&document("", WORDS)), line(ENCOUNTER));
    let content = read(&notes);
    let key = |content: &FileContent| {
        let note = content.notes.first().expect("a note");
        note.patient.source_id.as_ref().map(|id| id.value.clone())
    };
    assert_eq!(key(&content).as_deref(), Some("export|Patient/p1"));
    assert!(
        content
            .problems
            .iter()
            .all(|p| p.kind != ProblemKind::NoPatient)
    );
    assert!(
        content
            .problems
            .iter()
            .any(|p| p.message.contains("Patient (1)"))
    );
    let patients = read(&line(PATIENT));
    assert_eq!(key(&patients), key(&content));
    let mrn = patients
        .notes
        .first()
        .and_then(|note| note.patient.mrn.clone());
    assert_eq!(mrn.map(|mrn| mrn.value).as_deref(), Some("X-1005"));
}

#[test]
fn a_cut_line_loses_that_line_only() {
    let line = |resource: &str| resource.replace('\n', "");
    let claim = line(CLAIM);
    let cut = claim.get(..claim.len() - 90).expect("a part");
    let content = read(&format!("{}\n{cut}\n{}\n", line(PATIENT), line(COVERAGE)));
    assert_eq!((content.claims.len(), content.coverages.len()), (0, 1));
    let lost = content
        .problems
        .iter()
        .filter(|p| p.kind == ProblemKind::ClaimStructure);
    assert_eq!(lost.count(), 2);
}

#[test]
fn circles_depth_and_strangers_end_in_a_problem() {
    let circle = r#"{"resourceType":"PractitionerRole","id":"r1","practitioner":{"reference":"PractitionerRole/r1"}}"#;
    let note = document("", WORDS).replace("Practitioner/d1", "PractitionerRole/r1");
    let content = read(&bundle(&[PATIENT, circle, &note]));
    assert!(
        content
            .notes
            .iter()
            .any(|note| note.kind == NoteKind::IndividualNote)
    );

    let deep = format!(
        "{{\"resourceType\":\"Bundle\",\"entry\":{}",
        "[".repeat(1_000_000)
    );
    let brackets = "[".repeat(1_000_000);
    for text in [deep, brackets, "{\"resourceType\":5}".to_owned()] {
        let content = read(&text);
        assert!(content.notes.is_empty());
        assert!(content.problems.iter().any(|p| p.kind.loses_the_file()));
    }
    let other = read("{\"rows\": [1, 2], \"total\": 2}");
    assert_eq!(other.kind, FileKind::Unknown);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mutated_exports_never_panic(cuts in prop::collection::vec((0usize..5000, 0usize..30, "[\\[\\]{}\",:é0-9a-z]{0,6}"), 0..6)) {
        let note = document("", WORDS);
        let mut text = bundle(&[PATIENT, CLINICIAN, ENCOUNTER, COVERAGE, CLAIM, &note]);
        for (at, length, with) in cuts {
            let floor = |index: usize| (0..=index.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
            let (from, to) = (floor(at), floor(at + length));
            text.replace_range(from..to, &with);
        }
        let content = read(&text);
        for note in &content.notes {
            prop_assert!(!note.spans.is_empty());
        }
    }
}

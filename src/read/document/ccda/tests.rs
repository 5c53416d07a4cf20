//! Invented documents in the habits of several record systems, whole and damaged.

use crate::model::{NoteKind, SignatureState};
use crate::problem::ProblemKind;
use crate::read::{FileContent, FileKind, ReadOptions, file};
use crate::text::FileId;
use proptest::prelude::*;

fn read(text: &str) -> FileContent {
    file(
        FileId(0),
        "export.xml",
        text.as_bytes(),
        &ReadOptions::default(),
    )
}

/// Returns a head in which `more` stands behind the patient.
fn document(code: &str, title: &str, more: &str, body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc">
<code code="{code}" codeSystem="2.16.840.1.113883.6.1"/><title>{title}</title>
<effectiveTime value="20260109081500-0500"/>
<recordTarget><patientRole>
<id root="2.16.840.1.113883.4.1" extension="000-00-0000"/>
<id root="1.2.3.4" extension="X-1005" assigningAuthorityName="Larkspur MRN"/>
<id root="1.2.3.5" extension="77120"/>
<patient><name use="L"><given>Ann</given><given>Q</given><family>Roe</family></name>
<administrativeGenderCode code="F"/><birthTime value="19840130"/></patient>
</patientRole></recordTarget>
{more}<component><structuredBody>{body}</structuredBody></component></ClinicalDocument>"#
    )
}

const VISIT: &str = r#"<author><time value="20260107120000-0500"/><assignedAuthor><id root="9"/>
<assignedPerson><name><given>Jane</given><family>Poe</family><suffix>LCSW</suffix></name></assignedPerson></assignedAuthor></author>
<legalAuthenticator><time value="20260107141500-0500"/><signatureCode code="S"/><assignedEntity>
<assignedPerson><name><given>Jane</given><family>Poe</family><suffix>LCSW</suffix></name></assignedPerson></assignedEntity></legalAuthenticator>
<componentOf><encompassingEncounter><effectiveTime><low value="20260107100000-0500"/><high value="20260107105000-0500"/></effectiveTime></encompassingEncounter></componentOf>"#;

fn section(title: &str, text: &str, entries: &str) -> String {
    format!(
        "<component><section><title>{title}</title><text>{text}</text>{entries}</section></component>"
    )
}

fn page(content: &FileContent) -> &str {
    content.pages.first().map_or("", |page| page.text.as_str())
}

#[test]
fn a_progress_note_gives_patient_day_times_author_and_signature() {
    let body = section(
        "Subjective",
        "<paragraph>She slept four hours and denies thoughts of suicide.</paragraph>",
        "",
    );
    let content = read(&document(
        "11506-3",
        "Individual Therapy Progress Note",
        VISIT,
        &body,
    ));
    assert_eq!(content.kind, FileKind::Ccda);
    assert_eq!(content.problems, []);
    let [note] = content.notes.as_slice() else {
        panic!("one note");
    };
    assert_eq!(note.kind, NoteKind::IndividualNote);
    let mrn = note.patient.mrn.as_ref().map(|mrn| mrn.value.as_str());
    assert_eq!(mrn, Some("X-1005"));
    let birth = note.patient.birth_date.map(|date| date.value.to_string());
    assert_eq!(birth.as_deref(), Some("1984-01-30"));
    let day = note.date().map(|date| date.to_string());
    assert_eq!(day.as_deref(), Some("2026-01-07"));
    assert_eq!(note.time.map(|time| time.minutes), Some(50));
    assert_eq!(
        note.author.as_ref().map(|a| a.value.as_str()),
        Some("Jane Poe")
    );
    let credential = note.credential.as_ref().map(|c| c.value.text.as_str());
    assert_eq!(credential, Some("LCSW"));
    assert_eq!(note.signature.state, SignatureState::Signed);
    let signed = note.signature.signed_at.map(|at| at.value.to_string());
    assert_eq!(signed.as_deref(), Some("2026-01-07 14:15"));
    assert!(!page(&content).contains("000-00-0000"));
}

#[test]
fn times_in_the_authors_words_count_before_the_visits() {
    let body = section(
        "Session",
        "Session Start Time: 10:05 AM<br/>Session End Time: 10:35 AM<br/>She spoke of her week at length.",
        "",
    );
    let content = read(&document("11506-3", "Progress Note", VISIT, &body));
    let minutes = content.notes.first().and_then(|note| note.time);
    assert_eq!(minutes.map(|time| time.minutes), Some(30));
}

#[test]
fn a_stay_is_no_date_of_service() {
    let stay = VISIT.replace(
        "<high value=\"20260107105000-0500\"/>",
        "<high value=\"20260131\"/>",
    );
    let body = section(
        "Note",
        "He took part in both groups and spoke in each of them.",
        "",
    );
    let content = read(&document("11506-3", "Progress Note", &stay, &body));
    let note = content.notes.first();
    let day = note.and_then(|note| note.date()).map(|d| d.to_string());
    // The day on which it was written, and no range.
    assert_eq!(day.as_deref(), Some("2026-01-07"));
    assert!(page(&content).contains("Admission Date: 01/07/2026"));
    assert!(note.is_some_and(|note| note.time.is_none() && note.service_date_to.is_none()));
}

#[test]
fn the_title_of_a_section_is_not_that_of_the_document() {
    let body = section("Vital Signs", "BP 120/80", "")
        + &section("Treatment Plan", "Go on with groups twice a week.", "");
    let progress = read(&document("11506-3", "Progress Note", VISIT, &body));
    let summary = read(&document("34133-9", "Visit Summary", VISIT, &body));
    let kind = |content: &FileContent| content.notes.first().map(|note| note.kind);
    assert_eq!(kind(&progress), Some(NoteKind::ProgressNote));
    assert_eq!(kind(&summary), Some(NoteKind::Unknown));
    // A title that says which session it was refines the document's own.
    let body = section("Individual Therapy", "She spoke of her week.", "");
    let session = read(&document("11506-3", "Progress Note", VISIT, &body));
    assert_eq!(kind(&session), Some(NoteKind::IndividualNote));
}

#[test]
fn an_exports_own_time_is_no_signing_time() {
    let stamped = VISIT.replace("20260107141500-0500", "20260109081500-0500");
    let content = read(&document(
        "11506-3",
        "Progress Note",
        &stamped,
        &section("A", "b", ""),
    ));
    let signature = content.notes.first().map(|note| note.signature.clone());
    let signature = signature.expect("a note");
    assert_eq!(signature.state, SignatureState::Signed);
    assert_eq!(signature.signed_at, None);
    assert!(
        content
            .problems
            .iter()
            .any(|p| p.kind == ProblemKind::BadValue)
    );
    // An intended signature is none.
    let intended = VISIT.replace("signatureCode code=\"S\"", "signatureCode code=\"X\"");
    let content = read(&document(
        "11506-3",
        "Progress Note",
        &intended,
        &section("A", "b", ""),
    ));
    let state = content.notes.first().map(|note| note.signature.state);
    assert_eq!(state, Some(SignatureState::MarkedUnsigned));
}

const NOTES: &str = r##"<component><section><title>Progress Notes</title><text><list>
<item ID="n1"><caption>Jane Poe, LCSW - 01/07/2026 10:00 AM</caption><paragraph>Group Therapy Progress Note</paragraph><paragraph>He named two triggers and a plan for each of them.</paragraph></item>
<item ID="n2"><caption>Bea Moe, RN - 01/08/2026 7:00 AM</caption><paragraph>Nursing Shift Note</paragraph><paragraph>Slept well, took all of breakfast, and voiced no complaints.</paragraph></item>
<item>Older notes are on paper.</item></list></text>
<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.202"/><code code="34109-9"><translation code="11506-3" displayName="Group Therapy Progress Note"/></code>
<text><reference value="#n1"/></text><statusCode code="completed"/><effectiveTime value="202601071000-0500"/>
<author><time value="202601071130-0500"/><assignedAuthor><assignedPerson><name><given>Jane</given><family>Poe</family><suffix>LCSW</suffix></name></assignedPerson></assignedAuthor></author></act></entry>
<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.202"/><code code="34746-8" displayName="Nursing Shift Note"/>
<text><reference value="#n2"/></text><statusCode code="completed"/><effectiveTime value="202601080700-0500"/>
<author><time value="202601080710-0500"/><assignedAuthor><assignedPerson><name><given>Bea</given><family>Moe</family><suffix>RN</suffix></name></assignedPerson></assignedAuthor></author></act></entry>
</section></component>"##;

#[test]
fn the_notes_of_a_summary_stay_apart() {
    let body = section(
        "Problems",
        "<list><item>Alcohol dependence</item></list>",
        "",
    ) + NOTES;
    let content = read(&document("34133-9", "Continuity of Care", "", &body));
    let told: Vec<_> = content
        .notes
        .iter()
        .map(|note| {
            let day = note.date().map_or("-".to_owned(), |day| day.to_string());
            let author = note.author.as_ref().map_or("-", |author| &author.value);
            (note.kind, day, author.to_owned(), note.spans.len())
        })
        .collect();
    let expected = [
        (NoteKind::Administrative, "-".to_owned(), "-".to_owned(), 1),
        (
            NoteKind::GroupNote,
            "2026-01-07".to_owned(),
            "Jane Poe".to_owned(),
            1,
        ),
        (
            NoteKind::NursingNote,
            "2026-01-08".to_owned(),
            "Bea Moe".to_owned(),
            1,
        ),
    ];
    assert_eq!(told, expected);
    assert_eq!(content.pages.len(), 3);
    // What is no note's stays with the summary, and nothing is printed twice.
    let all: String = content.pages.iter().map(|p| p.text.as_str()).collect();
    assert!(page(&content).contains("Older notes are on paper."));
    assert_eq!(all.matches("two triggers").count(), 1);
    for note in &content.notes {
        assert_eq!(
            note.patient.mrn.as_ref().map(|m| m.value.as_str()),
            Some("X-1005")
        );
    }
}

#[test]
fn a_note_without_words_is_said() {
    let body = NOTES.replace("ID=\"n1\"", "ID=\"other\"");
    let content = read(&document("34133-9", "Summary", "", &body));
    let missing = content
        .problems
        .iter()
        .filter(|p| p.message.contains("does not hold"));
    assert_eq!(missing.count(), 1);
    assert!(page(&content).contains("two triggers"));
}

#[test]
fn coded_entries_are_printed_where_the_narrative_is_silent() {
    let entries = r#"<entry><observation><code displayName="CIWA-Ar score"/><effectiveTime value="202601071015-0500"/><value value="14"/></observation></entry>
<entry><observation><code displayName="Heart rate"/><effectiveTime value="202601071015-0500"/><value value="112" unit="/min"/></observation></entry>
<entry><observation negationInd="true"><code displayName="Problem"/><value displayName="Seizure disorder"/></observation></entry>
<entry><observation moodCode="GOL"><code displayName="Goal"/><value>Thirty days without a drink</value></observation></entry>"#;
    let silent = read(&document(
        "11506-3",
        "Note",
        VISIT,
        &section("Vital Signs", "", entries),
    ));
    for line in [
        "CIWA-Ar score: 14 | 01/07/2026 10:15 AM",
        "Heart rate: 112 /min | 01/07/2026 10:15 AM",
        "Not: Problem: Seizure disorder",
        "Goal: Goal: Thirty days without a drink",
    ] {
        assert!(page(&silent).lines().any(|l| l == line), "{line}");
    }
    let told = "Heart rate 112. No seizure disorder.";
    let partly = read(&document(
        "11506-3",
        "Note",
        VISIT,
        &section("Vital Signs", told, entries),
    ));
    let text = page(&partly);
    assert!(text.contains("Coded entry: CIWA-Ar score: 14"));
    assert!(!text.contains("Coded entry: Heart rate"));
    assert!(!text.contains("Coded entry: Not: Problem"));
}

#[test]
fn an_attached_body_is_read_by_the_reader_of_its_kind() {
    use base64::Engine;
    let note = "GROUP PROGRESS NOTE\nTopic: Coping\n\nShe named two skills that she used at home this week.\n";
    let encoded = base64::engine::general_purpose::STANDARD.encode(note);
    let whole = document("11506-3", "Group note", VISIT, "");
    let attach = |body: &str| {
        let body = format!("<nonXMLBody>{body}</nonXMLBody>");
        whole.replace("<structuredBody></structuredBody>", &body)
    };
    let text = format!(r#"<text mediaType="text/plain" representation="B64">{encoded}</text>"#);
    let content = read(&attach(&text));
    assert_eq!(content.notes.len(), 1);
    let note = content.notes.first().expect("a note");
    assert_eq!(note.kind, NoteKind::GroupNote);
    assert_eq!(note.signature.state, SignatureState::Signed);
    assert_eq!(
        note.date().map(|d| d.to_string()).as_deref(),
        Some("2026-01-07")
    );

    let elsewhere = read(&attach(
        r#"<text mediaType="application/pdf"><reference value="note.pdf"/></text>"#,
    ));
    let damaged = read(&attach(
        r#"<text mediaType="application/pdf" representation="B64">%%%</text>"#,
    ));
    for content in [elsewhere, damaged] {
        let kinds: Vec<ProblemKind> = content.problems.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, [ProblemKind::PageWithoutText]);
    }
}

#[test]
fn encodings_prefixes_and_fragments_are_read() {
    let whole = document(
        "11506-3",
        "Progress Note",
        VISIT,
        &section("Plan", "Zoë rests, R&amp;R.", ""),
    );
    let latin: Vec<u8> = whole.chars().map(|c| c as u32 as u8).collect();
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(whole.encode_utf16().flat_map(u16::to_le_bytes));
    let marked = [b"\xef\xbb\xbf".as_slice(), whole.as_bytes()].concat();
    let prefixed = whole
        .replace('<', "<n:")
        .replace("<n:/", "</n:")
        .replace("<n:?", "<?")
        .replace("xmlns=", "xmlns:n=");
    let options = ReadOptions::default();
    for bytes in [latin, utf16, marked, prefixed.into_bytes()] {
        let content = file(FileId(0), "x.xml", &bytes, &options);
        assert_eq!(content.kind, FileKind::Ccda);
        assert!(
            page(&content).contains("Zoë rests, R&R."),
            "{}",
            page(&content)
        );
        assert_eq!(content.problems, []);
    }
    let part = read(
        "<section><code code=\"18776-5\" codeSystem=\"2.16.840.1.113883.6.1\"/><title>Plan</title><text>Rest.</text></section><section><title>Next</title><text>Walk.</text></section>",
    );
    assert_eq!(page(&part).trim_start(), "Plan\nRest.\n\nNext\nWalk.");
    assert!(
        part.problems
            .iter()
            .any(|p| p.message.contains("no ClinicalDocument"))
    );
}

#[test]
fn the_visit_within_a_stay_dates_a_note() {
    let event = |date: &str| {
        format!(
            "<documentationOf><serviceEvent><effectiveTime><low value=\"{date}091500-0500\"/>\
             <high value=\"{date}100000-0500\"/></effectiveTime></serviceEvent></documentationOf>"
        )
    };
    let stay = "<componentOf><encompassingEncounter><effectiveTime><low value=\"20260104\"/>\
                </effectiveTime></encompassingEncounter></componentOf>";
    let told = |times: &str| {
        let text = document(
            "11506-3",
            "Progress Note",
            times,
            &section("Plan", "Rest.", ""),
        );
        page(&read(&text)).to_owned()
    };
    let within = told(&format!("{}{stay}", event("20260109")));
    assert!(
        within.contains("01/09/2026") && !within.contains("01/04/2026"),
        "{within}"
    );
    // The visit of the first day is that day's, however long the stay went on.
    let whole = stay.replace("20260104\"/>", "20260104\"/><high value=\"20260120\"/>");
    let first = told(&format!("{}{whole}", event("20260104")));
    assert!(
        first.contains("01/04/2026") && !first.contains("01/20/2026"),
        "{first}"
    );
    // Without a visit of its own the encounter dates the note.
    assert!(told(stay).contains("01/04/2026"));
}

#[test]
fn hostile_documents_end_in_a_problem() {
    let bomb = r#"<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ClinicalDocument xmlns="urn:hl7-org:v3">&b;</ClinicalDocument>"#;
    let deep = format!("<ClinicalDocument>{}", "<section>".repeat(300_000));
    for text in [bomb, &deep] {
        let content = read(text);
        let kinds: Vec<ProblemKind> = content.problems.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, [ProblemKind::Unreadable]);
        assert!(content.notes.is_empty());
    }
    let whole = document(
        "11506-3",
        "Progress Note",
        VISIT,
        &section("Plan", "Rest. Walk. Then", ""),
    );
    let cut = whole.find("Walk").map(|at| &whole[..at]).expect("text");
    let content = read(cut);
    assert!(page(&content).contains("Rest.") || page(&content).contains("Plan"));
    assert!(
        content
            .problems
            .iter()
            .any(|p| p.message.contains("breaks off"))
    );
}

#[test]
fn xml_of_another_kind_is_refused() {
    let content = read("<?xml version='1.0'?><invoice><total>5</total></invoice>");
    assert_eq!(content.kind, FileKind::Unknown);
    let content = read("<invoice><total>5</total></invoice>");
    assert_eq!(content.kind, FileKind::Unknown);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mutated_documents_never_panic(cuts in prop::collection::vec((0usize..6000, 0usize..40, "[<>&/\"#é0-9a-z]{0,6}"), 0..6)) {
        let body = section("Problems", "<table><tr><td>a</td></tr></table>", "") + NOTES;
        let mut text = document("34133-9", "Summary", VISIT, &body);
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

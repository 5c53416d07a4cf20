//! What every note must have: places that cover what they name, problems where facts lack.

use super::*;

#[test]
fn a_text_without_anything_is_one_unknown_note_with_problems() {
    let pages = pages_of("lorem ipsum dolor sit amet", 1);
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

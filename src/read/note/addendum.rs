//! Reads what was added to a note after it was signed: `Addendum by Ann Roe, RN at 4/6/2026 8:30
//! AM`, with its own time and author. A late entry is a note of its own and is read as one.

use super::guards::Guard;
use super::signature::{self, timestamp};
use super::view::NoteView;
use super::{credential, labels::Label, when};
use crate::model::{Addendum, Timestamp};
use crate::text::{Located, strip_prefix_ignoring_case};

/// Lines of an addendum in which its signature is looked for.
const REACH: usize = 30;

/// Words of which one stands in every line that [`heads_addendum`] or [`dates_addition`].
pub(super) const HEADS: [&str; 7] = [
    "adde",
    "late entry",
    "amend",
    "correction",
    "clarification",
    "added",
    "appended",
];

/// Bytes of a line in which what was added below it is named and dated.
const HEAD: usize = 120;

/// Returns whether a line that passes [`Guard::Adds`] heads an addendum.
pub(crate) fn heads_addendum(text: &str) -> bool {
    let text = text.trim();
    // Behind a colon the line may go on with what is added.
    let head = head_of(text);
    if text.len() > 160 && head.len() == text.len() {
        return false;
    }
    let lower = head.to_ascii_lowercase();
    // "02/17/2026 ADDENDUM   STATUS: COMPLETED" has its date first.
    let start = lower.trim_start_matches(|c: char| !c.is_alphabetic());
    let start = ["am ", "pm "]
        .iter()
        .find_map(|half| start.strip_prefix(half))
        .unwrap_or(start)
        .trim_start_matches(|c: char| !c.is_alphabetic());
    let rest = ["addendum", "addended", "late addendum"]
        .iter()
        .find_map(|word| start.strip_prefix(word));
    // "Addendum was written yesterday" is a sentence.
    rest.is_some_and(|rest| {
        let next = rest.split_whitespace().next().unwrap_or_default();
        // "Addendum to the note of 05/07/2026, entered 05/27/2026: …".
        let is_dated = || head.len() < text.len() && !when::find_dates(head).is_empty();
        let is_sentence = matches!(next, "was" | "is" | "will" | "has" | "to" | "needed");
        !is_sentence || next == "to" && is_dated()
    })
}

/// Returns the part of a line that may name and date what was added: up to its colon or dash, the
/// whole line where it has neither near.
fn head_of(text: &str) -> &str {
    let near = text
        .get(..text.floor_char_boundary(HEAD))
        .unwrap_or_default();
    let ends = [": ", " - ", " -- ", " – ", " — "].iter();
    let end = ends
        .filter_map(|gap| near.find(gap))
        // "ADDENDUM - April 6, 2026" and "Addendum: 4/6/2026" go on with the day.
        .filter(|&at| {
            !near
                .get(..at)
                .is_some_and(|head| when::find_dates(head).is_empty())
        })
        .min();
    let first = || near.find(": ");
    text.get(..end.or_else(first).unwrap_or(text.len()))
        .unwrap_or(text)
}

/// Returns whether a line below a signature says that it was added, and when: `Late entry 05/27/2026:
/// …`, `Amended 5/27/26 9:14 AM by Jane Roe, LPC: …`. Above a signature such words head the note.
fn dates_addition(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "late entry",
        "amendment",
        "amended",
        "correction",
        "corrected",
        "clarification",
        "added",
        "appended",
        "addition",
    ];
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let head = head_of(text);
    let mut words = WORDS.iter();
    let Some(behind) = words.find_map(|word| strip_prefix_ignoring_case(head, word)) else {
        return false;
    };
    // Between the word and the day stands nothing that tells of something else, and nothing goes on
    // behind the day.
    const JOINS: [&str; 13] = [
        "entered", "written", "on", "dated", "made", "added", "note", "to", "the", "by", "date",
        "time", "at",
    ];
    let dates = when::find_dates(behind);
    let (Some(first), true) = (dates.first(), head.len() < text.len()) else {
        return false;
    };
    let mut between = behind
        .get(..first.start)
        .unwrap_or_default()
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    between.all(|word| JOINS.iter().any(|join| word.eq_ignore_ascii_case(join)))
}

/// Returns the lines that head what was added to a note, below its header.
fn heads<'v>(view: &'v NoteView<'_>) -> impl Iterator<Item = usize> + 'v {
    let mut is_signed = false;
    view.body_lines().skip(2).filter_map(move |(index, line)| {
        let adds = line.may(Guard::Adds)
            && (heads_addendum(line.text) || is_signed && dates_addition(line.text));
        is_signed |= signature::is_signature(line);
        adds.then_some(index)
    })
}

/// Returns the line of the first addendum below a note's header.
pub(crate) fn first_addendum(view: &NoteView<'_>) -> Option<usize> {
    heads(view).next()
}

/// Returns a note's addenda in order.
pub(super) fn read_addenda(view: &NoteView<'_>) -> Vec<Addendum> {
    let heads: Vec<usize> = heads(view).collect();
    heads
        .iter()
        .enumerate()
        .filter_map(|(place, &head)| {
            let end = heads.get(place + 1).copied().unwrap_or(view.to);
            addendum(view, head, end)
        })
        .collect()
}

fn addendum(view: &NoteView<'_>, head: usize, end: usize) -> Option<Addendum> {
    let line = view.line(head)?;
    let mut at = last_stamp(view, head, head_of(line.text));
    let mut author = by_person(view, head);
    // "ADDENDUM: … Jane Roe, LPC e-signed 05/27/2026".
    if let Some(own) = signature::signed_in(view, head) {
        at = at.or(own.signed_at);
        author = author.or(own.signer);
    }
    author = author.or_else(|| wrapped(view, head));
    for index in (head + 1..end.min(head + REACH)).filter(|&index| !view.is_furniture(index)) {
        let Some(below) = view.line(index) else { break };
        if !signature::is_signature_line(below.text) {
            continue;
        }
        if at.is_none() {
            at =
                timestamp(below.text).map(|(at, place)| Located::new(at, view.place(index, place)));
        }
        if author.is_none() {
            author = signer(view, index);
        }
    }
    Some(Addendum {
        span: line.trimmed_span(view.file()),
        at,
        author,
    })
}

/// Returns who signs on a head's line where the name is broken by the line's end: `… Electronically
/// signed by Jane` over `Roe, LCSW on 4/6/2026`.
fn wrapped(view: &NoteView<'_>, head: usize) -> Option<Located<String>> {
    let (line, next) = (view.line(head)?, view.line(head + 1)?);
    let given = signature::name_at_end(line.text)?;
    let joined = format!("{given} {}", next.text.trim_start());
    let person = credential::read_person(&joined)?;
    person.credential.as_ref()?;
    let name = joined.get(person.name)?.to_owned();
    // The part of the name on the next line is where it is cited.
    let from = next.text.len() - next.text.trim_start().len();
    let to = from + name.len().checked_sub(given.len() + 1)?;
    Some(Located::new(name, view.place(head + 1, from..to)))
}

/// Returns the last of the days that a head names: the one before may be that of the service.
fn last_stamp(view: &NoteView<'_>, index: usize, head: &str) -> Option<Located<Timestamp>> {
    let stamps = when::find_dates(head).into_iter().filter_map(|date| {
        let (stamp, place) = timestamp(head.get(date.start..)?)?;
        Some((stamp, date.start + place.start..date.start + place.end))
    });
    // "8:30 AM 4/6/2026" has its time first.
    let whole = timestamp(head)
        .into_iter()
        .filter(|(stamp, _)| stamp.time.is_some());
    let (stamp, place) = stamps.chain(whole).max_by_key(|(stamp, _)| *stamp)?;
    Some(Located::new(stamp, view.place(index, place)))
}

/// Returns the person behind "by" on the line that heads an addendum.
fn by_person(view: &NoteView<'_>, index: usize) -> Option<Located<String>> {
    let text = head_of(view.line(index)?.text);
    let from = text.to_ascii_lowercase().find(" by")? + 3;
    let rest = text.get(from..)?;
    let from = text.len() - rest.trim_start_matches([' ', ':']).len();
    let person = credential::read_person(text.get(from..)?)?;
    let bytes = from + person.name.start..from + person.name.end;
    Some(Located::new(
        text.get(bytes.clone())?.to_owned(),
        view.place(index, bytes),
    ))
}

fn signer(view: &NoteView<'_>, index: usize) -> Option<Located<String>> {
    let field = view
        .fields_on(index)
        .find(|field| matches!(field.label, Label::Signature | Label::Author));
    match field {
        Some(field) => {
            let person = credential::read_person(view.value(field))?;
            let value = view.value(field).get(person.name.clone())?.to_owned();
            Some(Located::new(value, view.part_span(field, person.name)))
        }
        None => signature::signer_on(view, index),
    }
}

#[cfg(test)]
mod tests {
    use super::heads_addendum;
    use crate::read::note::from_pages;
    use crate::text::{FileId, Page};

    #[test]
    fn tells_addenda_from_sentences() {
        for text in [
            "Addendum by Roe, Ann, RN at 4/6/2026 8:30 AM",
            "02/17/2026 ADDENDUM                      STATUS: COMPLETED",
            "*** ADDENDUM ***",
            "Addendum - April 6, 2026 at 9:15 AM",
            "4/6/2026 8:30 AM Addendum:",
        ] {
            assert!(heads_addendum(text), "{text}");
        }
        for text in [
            "Addendum was written by the nurse.",
            "See addendum.",
            "GROUP NOTE",
        ] {
            assert!(!heads_addendum(text), "{text}");
        }
    }

    #[test]
    fn an_addendum_keeps_its_own_time_and_author() {
        let text = "NURSING NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\nSlept through the night and took all of her medication on time.\nElectronically signed by Ann Roe, RN 04/05/2026 07:10\n\nAddendum by Bea Poe, LPN at 04/06/2026 08:30\nShe asked for the morning dose again, and it was not given to her.\nElectronically signed by Bea Poe, LPN 04/06/2026 08:31\n";
        let notes = from_pages(FileId(0), "n.txt", &[Page::plain(1, text)], &mut Vec::new());
        assert_eq!(notes.len(), 1);
        let note = &notes[0];
        assert_eq!(
            note.author.as_ref().map(|author| author.value.as_str()),
            Some("Ann Roe")
        );
        assert_eq!(note.cosignature, None, "an addendum cosigns nothing");
        assert_eq!(note.addenda.len(), 1);
        let added = &note.addenda[0];
        assert_eq!(
            added.at.map(|at| at.value.to_string()).as_deref(),
            Some("2026-04-06 08:30")
        );
        assert_eq!(
            added.author.as_ref().map(|author| author.value.as_str()),
            Some("Bea Poe")
        );
    }

    #[test]
    fn a_name_that_the_lines_end_breaks_signs_an_addendum() {
        let author = |added: &str| {
            let text = format!(
                "NURSING NOTE\nPatient: Doe, Jane   MRN: 1042\nDate of Service: 04/05/2026\nSlept through the night and took all of her medication on time.\nElectronically signed by Ann Roe, RN 04/05/2026 07:10\n\nADDENDUM 04/06/2026 08:30 AM - {added}\n"
            );
            let notes = from_pages(
                FileId(0),
                "n.txt",
                &[Page::plain(1, &text)],
                &mut Vec::new(),
            );
            let author = notes[0].addenda[0].author.clone();
            author.map(|author| author.value)
        };
        let broken =
            "the visit is at 5:30. Electronically signed by Bea\nPoe, LPN on 04/06/2026 08:30 AM";
        assert_eq!(author(broken).as_deref(), Some("Bea Poe"));
        assert_eq!(author("the visit is at 5:30 and not at 5."), None);
    }

    #[test]
    fn an_addendum_of_its_own_is_of_the_day_of_the_note_it_adds_to() {
        let read = |head: &str| {
            let text = format!(
                "LARK HILL CLINIC\nADDENDUM\nPatient: Doe, Jane   MRN: 1042\n{head}\n\n\
                 She also told the nurse of chills that morning.\n\n\
                 Electronically signed by Ann Roe, RN 06/20/2026 14:07\n"
            );
            let pages = [Page::plain(1, &text)];
            let notes = from_pages(FileId(0), "n.txt", &pages, &mut Vec::new());
            assert_eq!(notes.len(), 1, "{head}");
            let date = notes[0].date().map(|date| date.to_string());
            (date, !notes[0].addenda.is_empty())
        };
        let day = Some("2026-04-05".to_owned());
        for head in [
            "Addendum written 06/20/2026 14:05 to Nursing Note of 04/05/2026",
            "ADDENDUM to the group note dated 04/05/2026",
        ] {
            assert_eq!(read(head).0, day, "{head}");
        }
        assert!(read("Addendum written 06/20/2026 14:05 to Nursing Note of 04/05/2026").1);
        let own = read("Addendum written 06/20/2026 14:05 to her plan").0;
        assert_eq!(own.as_deref(), Some("2026-06-20"));
    }
}

//! Tells the lines of a note that name it, or whom and when it is about, from those that tell
//! something, and texts in capitals from others. It does not know sections.

/// A title is not longer, in words.
const LONGEST_TITLE: usize = 10;

/// What a document is called by.
const DOCUMENTS: [&str; 21] = [
    "note",
    "notes",
    "evaluation",
    "summary",
    "assessment",
    "plan",
    "report",
    "form",
    "record",
    "visit",
    "log",
    "intake",
    "checklist",
    "documentation",
    "review",
    "session",
    "screening",
    "update",
    "h&p",
    "certification",
    "consultation",
];
/// On the first line a service alone names the note.
const SERVICES: [&str; 7] = [
    "therapy",
    "counseling",
    "group",
    "psychotherapy",
    "psychoeducation",
    "management",
    "program",
];
/// A title that holds one of these tells what happened ("NO SHOW NOTE").
const EVENTS: [&str; 22] = [
    "no",
    "not",
    "show",
    "missed",
    "refused",
    "declined",
    "cancelled",
    "canceled",
    "absent",
    "absence",
    "ama",
    "incident",
    "denies",
    "attended",
    "completed",
    "left",
    "late",
    "reports",
    "endorses",
    "low",
    "high",
    "positive",
];

/// Returns whether a whole line of plain text is the title of a note. `capital` tells whether the
/// letter at a byte of the line is a capital; `opens` whether the line is the note's first.
pub(super) fn is_title(line: &str, opens: bool, capital: impl Fn(usize) -> bool) -> bool {
    let bytes = line.as_bytes();
    if matches!(bytes.last(), Some(b'.' | b',' | b';' | b'?' | b'!')) || bytes.contains(&b':') {
        return false;
    }
    let (mut count, mut named, mut at) = (0, false, 0);
    for word in bytes.split(|&byte| byte == b' ') {
        let start = at;
        at += word.len() + 1;
        let (Some(head), Some(tail)) = (
            word.iter().position(u8::is_ascii_alphanumeric),
            word.iter().rposition(u8::is_ascii_alphanumeric),
        ) else {
            continue;
        };
        // The first letter may stand behind a bracket.
        let first = start + head;
        let word = line.get(first..=start + tail).unwrap_or("");
        count += 1;
        if count > LONGEST_TITLE {
            return false;
        }
        let small = word.len() < 4 || !bytes.get(first).is_some_and(u8::is_ascii_alphabetic);
        if (!small && !capital(first)) || EVENTS.contains(&word) {
            return false;
        }
        named |= DOCUMENTS.contains(&word) || (opens && SERVICES.contains(&word));
    }
    named && count > 1
}

/// Words with which an account of today begins behind one of the family or of the past.
const EXAMS: [&str; 14] = [
    "on exam",
    "on physical exam",
    "on arrival he",
    "on arrival she",
    "on interview",
    "on mental status",
    "on mse",
    "at interview",
    "at present he",
    "at present she",
    "currently he",
    "currently she",
    "today he",
    "today she",
];

/// Returns whether a sentence begins an account of the patient as seen today.
pub(super) fn opens_exam(piece: &str) -> bool {
    EXAMS.iter().any(|words| piece.starts_with(words))
}

/// Returns whether the whole text is written in capitals, so that capitals mark no heading.
pub(super) fn is_shouted(original: &str) -> bool {
    let mut upper = 0_usize;
    let mut letters = 0_usize;
    // Short pieces keep the counts small enough to be taken many bytes at a time.
    for piece in original.as_bytes().chunks(usize::from(u8::MAX)) {
        let count =
            |test: fn(&u8) -> bool| piece.iter().map(|byte| u8::from(test(byte))).sum::<u8>();
        let capitals = usize::from(count(u8::is_ascii_uppercase));
        upper += capitals;
        letters += capitals + usize::from(count(u8::is_ascii_lowercase));
    }
    letters > 0 && upper * 10 > letters * 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(line: &str, first: bool) -> bool {
        is_title(&line.to_lowercase(), first, |at| {
            line.as_bytes().get(at).is_some_and(u8::is_ascii_uppercase)
        })
    }

    #[test]
    fn titles_are_told_from_statements() {
        for line in [
            "Group Therapy Note",
            "WITHDRAWAL MANAGEMENT NURSING NOTE",
            "Family Session Note (90847)",
        ] {
            assert!(title(line, false), "{line}");
        }
        assert!(title("Family Therapy", true));
        for line in [
            "Denies SI",
            "No Show Note",
            "Missed Session",
            "Tearful in session",
            "Note: craving",
            "Family Therapy",
        ] {
            assert!(!title(line, false), "{line}");
        }
    }
}

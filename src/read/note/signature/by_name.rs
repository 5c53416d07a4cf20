//! Reads signatures that a clinician's name opens, where no label and none of the common phrases
//! stands: `Jane Roe, LCSW signed this note on 4/5/2026`, `Signed Jane Roe, LCSW 4/5/2026`; and
//! lines on which several people sign one behind the other, or one behind other sentences.

use super::before;
use super::method::{is_method, past_method};
use super::person::skip_joining_words;
use super::phrases::{COSIGN, PHRASE};
use super::stamp::timestamp;
use crate::read::note::credential;
use crate::read::note::when;
use crate::text::bytes::has_digit;
use crate::text::{Pattern, strip_prefix_ignoring_case};
use std::ops::Range;
use std::sync::LazyLock;

static SIGNS_THIS: LazyLock<Option<Pattern>> = LazyLock::new(|| {
    Pattern::new(
        r"(?ix)^[\s,;:|(–-]*(?:has\s+)?(?:electronically\s+|digitally\s+)?(?:e-?)?
        (?:signed|authenticated|finali[sz]ed|attested|locked)\s+(?:off\s+on\s+)?
        (?:this(?:\s+\w+){0,2}?\s+(?:note|document|record|entry|report|form|plan|evaluation|assessment|summary|encounter|visit)
        |the\s+(?:\w+\s+)?(?:note|document|record|entry))\b",
    )
});

/// Returns where the words end by which a clinician, named first, signs the document: `Jane Roe,
/// LCSW signed this note`.
pub(super) fn signs_this(text: &str) -> Option<usize> {
    let person = credential::read_person(text)?;
    person.credential.as_ref()?;
    let found = SIGNS_THIS.as_ref()?.find(text.get(person.end..)?)?;
    Some(person.end + found.end)
}

/// Words with which a line that signs opens.
const OPENINGS: [&str; 22] = [
    "signed off",
    "signed",
    "e-signed",
    "esigned",
    "e signed",
    "e-sign",
    "esign",
    "e-sig",
    "esig",
    "e sig",
    "e/s",
    "sgd",
    "sign-off",
    "signoff",
    "sign off",
    "authenticated",
    "auth'd",
    "auth’d",
    "cosigned",
    "co-signed",
    "cosig",
    "co-sig",
];

/// Words that open other lines as well: a prescription's `Sig: 1 tab`, `Verified by phone`. They sign
/// with a credential and a day only.
const MAYBE_OPENINGS: [&str; 7] = [
    // "s/ Jane Roe, LCSW 4-5-26", beside "s/p surgery".
    "s/",
    "sig",
    "verified",
    "validated",
    "attested",
    "finalized",
    "finalised",
];

/// Words before one that signs: "Reviewed and signed Jane Roe, MD 04/05/2026".
const BEFORE: [&str; 8] = [
    "reviewed and ",
    "reviewed & ",
    "reviewed/",
    "read and ",
    "completed and ",
    "completed & ",
    "completed/",
    "written and ",
];

/// Returns where the name begins in `Signed Jane Roe, LCSW 04/05/2026 2:32 PM`, `[e-sig] Jane Roe, RN
/// 04/05/2026 1432`, `e-signed 04/05/2026 1432 Jane Roe, RN`. Between the name and the day stands no
/// word, as one does where a paper was signed: `Signed Max's school form`.
pub(super) fn signed_name(text: &str) -> Option<usize> {
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    rest = BEFORE
        .iter()
        .find_map(|words| strip_prefix_ignoring_case(rest, words))
        .unwrap_or(rest);
    let opened = |list: &[&str]| list.iter().find_map(|word| behind_word(rest, word));
    let (tail, is_sure) = match opened(&OPENINGS) {
        Some(tail) => (tail, true),
        None => (opened(&MAYBE_OPENINGS)?, false),
    };
    let mut tail = joint(past_method(tail));
    // The day may stand before the name.
    let first = when::find_dates(tail).into_iter().next();
    let is_dated = first.is_some_and(|date| date.start == 0);
    if is_dated {
        let (_, stamp) = timestamp(tail)?;
        tail = joint(past_method(tail.get(stamp.end..)?));
    }
    let name = tail;
    let person = credential::read_person(name)?;
    let words = name.get(person.name.clone())?.split(' ').count();
    let is_known = person.credential.is_some();
    let behind = name.get(person.end..)?;
    let is_joined = |between: &str| {
        words_of(between).all(|word| is_any(word, &["on", "at", "date", "staff", "time"]))
    };
    let is_signed = if is_dated {
        is_known && is_joined(behind)
    } else if let Some(date) = when::find_dates(behind).into_iter().next() {
        is_joined(behind.get(..date.start)?) && (is_known || is_sure && words >= 2)
    } else {
        is_sure && is_known && is_joined(behind) && !has_digit(behind)
    };
    is_signed.then(|| text.len() - name.len())
}

/// Returns what follows the word with which a text begins, where the word ends there.
fn behind_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    strip_prefix_ignoring_case(text, word)
        .filter(|tail| !tail.starts_with(|c: char| c.is_alphanumeric() || c == '\''))
}

/// Skips what stands between the word that signs and the name.
fn joint(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let words = ["by", "on", "electronically", "digitally"];
        match words.iter().find_map(|word| behind_word(rest, word)) {
            Some(tail) => rest = tail,
            None => return rest,
        }
    }
}

/// Returns whether a line that no common phrase marks signs.
pub(super) fn signs(text: &str) -> bool {
    signed_name(text).is_some() || text.contains("igned") && signs_this(text).is_some()
}

/// Returns the parts of a line that sign each for itself, where it is more than one signature:
/// `Client sig J. Doe 4/5/26. Jane Roe, LPC e-signed 04/05/2026 1245. Ann Poe, MD 04/06/2026 0805`.
/// The patient's part is none of them.
pub(super) fn parts(text: &str) -> Vec<Range<usize>> {
    let parts = all_parts(text);
    let first = text.len() - text.trim_start().len();
    // One signature from the line's beginning on is read as any other line is.
    let is_plain = matches!(parts.as_slice(), [only] if only.start == first);
    if is_plain { Vec::new() } else { parts }
}

/// Bytes at a long line's end in which it may be signed.
const TAIL: usize = 280;

/// Returns the parts of a line that sign, also where it is but one.
pub(super) fn all_parts(text: &str) -> Vec<Range<usize>> {
    let mut from = text.ceil_char_boundary(text.len().saturating_sub(TAIL));
    let tail = text.get(from..).unwrap_or_default();
    if !has_digit(tail) {
        return Vec::new();
    }
    let before = from;
    let mut parts = Vec::new();
    let mut says = false;
    for date in when::find_dates(tail) {
        let start = before + date.start;
        if start < from {
            continue;
        }
        let Some((_, stamp)) = text.get(start..).and_then(timestamp) else {
            continue;
        };
        let end = start + stamp.end;
        if let Some((part, is_said)) = part_before(text, from..end)
            && (is_closed(text, end) || follows_sentence(text, part.start))
        {
            parts.push(part);
            says |= is_said;
        }
        from = end;
    }
    // Names with times alone may be appointments.
    if says { parts } else { Vec::new() }
}

/// Returns whether nothing goes on behind a stamp as a sentence does: `PCP: Max Poe, MD signed
/// 4/2/2026 an order for`.
fn is_closed(text: &str, end: usize) -> bool {
    let behind = text.get(end..).unwrap_or_default().trim_start();
    !behind.starts_with(char::is_lowercase)
        || behind.starts_with("hrs")
        || behind.starts_with("est")
}

/// Returns whether a part of a line begins with the line or a sentence.
fn follows_sentence(text: &str, start: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let ends = [". ", "; ", "  ", ") "];
    !before.contains(char::is_alphanumeric) || ends.iter().any(|gap| before.ends_with(gap))
}

/// Returns the end of a paragraph that signs and has no day, or has it on the next line: `… every
/// week. Jane Roe, LCSW signed`.
pub(super) fn open_part(text: &str) -> Option<Range<usize>> {
    const ENDS: [&str; 5] = ["signed", "authenticated", "esig", "e-sig", "e-signature"];
    let end = text.trim_end_matches([' ', '.', ')', ']']).len();
    let from = text.ceil_char_boundary(text.len().saturating_sub(TAIL));
    let written = text.get(from..end)?;
    let is_said = ENDS.iter().any(|word| written.ends_with(word));
    (is_said && !has_digit(written.get(written.rfind(". ")?..)?))
        .then(|| part_before(text, from..end))?
        .map(|(part, _)| part)
}

/// Sentences before a stamp with which its signature may begin: a name's initials end like one.
const STARTS: usize = 6;

/// What ends a sentence or parts it from a signature.
const GAPS: [&str; 15] = [
    ". ", "; ", "  ", ") ", "! ", "? ", " (", " [", "\" ", "] ", "| ", "- ", "– ", "— ", ": ",
];

/// Returns the longest end of a stretch that is a signature and nothing else, and whether a word of
/// it says so.
fn part_before(text: &str, stretch: Range<usize>) -> Option<(Range<usize>, bool)> {
    let written = text.get(stretch.clone())?;
    let opens = written.len()
        - written
            .trim_start_matches(|c: char| !c.is_alphanumeric() && c != '/')
            .len();
    let mut starts: Vec<usize> = GAPS
        .iter()
        .flat_map(|gap| written.match_indices(gap).map(|(at, gap)| at + gap.len()))
        .filter(|&at| at > opens)
        .collect();
    starts.push(opens);
    starts.sort_unstable();
    let last = starts.len().saturating_sub(STARTS);
    let by_gap = starts.get(last..)?.iter().find_map(|&at| {
        let says = is_signing(written.get(at..)?)?;
        Some((stretch.start + at..stretch.end, says))
    });
    by_gap.or_else(|| {
        // "Done with Jane Roe LPC, signed electronically 4/5/26".
        let phrase = PHRASE.as_ref()?.find_iter(written).last()?;
        let (at, _) = before::clinician(written, phrase.start)?;
        let says = is_signing(written.get(at..)?)?;
        Some((stretch.start + at..stretch.end, says))
    })
}

/// Returns whether a word says that a text signs, which is one signature: a clinician, perhaps a word
/// that signs, and a stamp.
fn is_signing(text: &str) -> Option<bool> {
    let opening = opening(text);
    let name = skip_joining_words(text.get(opening..)?);
    let (_, writes) = before::lead(text);
    let person = credential::read_person(name).filter(|person| person.credential.is_some())?;
    let tail = name.get(person.end..).unwrap_or_default();
    let date = when::find_dates(tail).into_iter().next();
    let between = date.map_or(tail, |date| tail.get(..date.start).unwrap_or_default());
    let is_timed = || timestamp(tail).is_some_and(|(stamp, _)| stamp.time.is_some());
    let says = phrase_at(text).is_some()
        || SAYS.iter().any(|word| between.contains(word))
        || writes && is_timed();
    let is_plain = words_of(between).all(|word| is_any(word, &BETWEEN) || is_method(word));
    (is_plain && (says || is_timed())).then_some(says)
}

/// Words that stand between a signer and the day.
const BETWEEN: [&str; 36] = [
    "signed",
    "sign",
    "e",
    "esigned",
    "electronically",
    "digitally",
    "cosigned",
    "co",
    "on",
    "at",
    "date",
    "dated",
    "this",
    "the",
    "note",
    "plan",
    "and",
    "reviewed",
    "staff",
    "esig",
    "esign",
    "sig",
    "sgd",
    "signature",
    "authenticated",
    "finalized",
    "locked",
    "completed",
    "entered",
    "entry",
    "record",
    "via",
    "using",
    "with",
    "by",
    "has",
];

/// Words of which one says between a name and a day that the first signed.
const SAYS: [&str; 7] = [
    "sign",
    "SIGN",
    "Sign",
    "authenticated",
    "esig",
    "sgd",
    "locked",
];

/// Returns where the words end with which a signature opens, 0 where its name does.
pub(super) fn opening(text: &str) -> usize {
    phrase_at(text).unwrap_or_else(|| before::lead(text).0)
}

/// Returns where the phrase ends with which a signature opens, perhaps behind who wrote: `Authored and
/// signed by`.
fn phrase_at(text: &str) -> Option<usize> {
    phrase_opens(text).or_else(|| {
        let (lead, _) = before::lead(text);
        let behind = text.get(lead..).filter(|_| lead > 0)?.trim_start();
        Some(text.len() - behind.len() + phrase_opens(behind)?)
    })
}

fn phrase_opens(text: &str) -> Option<usize> {
    let opens = |pattern: &LazyLock<Option<Pattern>>| {
        let found = pattern.as_ref()?.find(text)?;
        (found.start == 0).then_some(found.end)
    };
    opens(&COSIGN)
        .or_else(|| opens(&PHRASE))
        .or_else(|| signed_name(text))
        .filter(|&end| end > 0)
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
}

fn is_any(word: &str, list: &[&str]) -> bool {
    list.iter().any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_parted_where_each_part_signs() {
        let cut = |text: &'static str| -> Vec<&str> {
            parts(text)
                .into_iter()
                .map(|part| &text[part])
                .collect::<Vec<_>>()
        };
        assert_eq!(
            cut(
                "Client sig X. Doe 4/8/26. Ann Roe, LPC e-signed 04/08/2026 1245. A. Poe MD e-signed 04/09/2026 0805"
            ),
            [
                "Ann Roe, LPC e-signed 04/08/2026 1245",
                "A. Poe MD e-signed 04/09/2026 0805"
            ]
        );
        assert_eq!(
            cut(
                "J. Doe 4/6/26. Ann Roe, LPC signed 04/06/2026 4:00 PM. Electronically signed by Max Poe, MD 04/06/2026 5:12 PM"
            ),
            [
                "Ann Roe, LPC signed 04/06/2026 4:00 PM.",
                "Electronically signed by Max Poe, MD 04/06/2026 5:12 PM"
            ]
        );
        assert_eq!(
            cut("Al Gray, TMS tech. Reviewed and signed Max Poe, MD 05/12/2026 12:00"),
            ["Reviewed and signed Max Poe, MD 05/12/2026 12:00"]
        );
        assert_eq!(
            cut(
                "Electronically signed by Ann Roe, LCSW on 04/02/2026 18:10.  A. Poe, MD 04/03/2026 07:50"
            ),
            [
                "Electronically signed by Ann Roe, LCSW on 04/02/2026 18:10",
                "A. Poe, MD 04/03/2026 07:50"
            ]
        );
        for one in [
            "Electronically signed by Ann Roe, LCSW on 04/02/2026 18:10",
            "She saw Ann Roe, MD on 4/2/2026. Her mother signed the form 4/3/2026.",
            "Refer to Max Poe, MD 4/3/2026. Client signed 4/2/2026",
            "Al Gray, TMS tech. Reviewed and signed with Max Poe, MD 05/12/2026 12:00",
            "Plan signed. Max Poe, MD 4/12/2026 10:00 AM. Ann Roe, LPC 4/13/2026 9:00 AM",
        ] {
            assert_eq!(cut(one), [""; 0], "{one}");
        }
    }
}

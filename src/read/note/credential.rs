//! Reads people's names with the credentials behind them: `Jane Q. Roe, PhD, LCSW-S`.

mod provisional;
mod unknown;

use crate::model::{AuthorClass, Credential};
use crate::text::words::{WordMap, WordSet};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CredentialFile {
    class: Vec<ClassEntry>,
    degrees: Degrees,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassEntry {
    class: AuthorClass,
    tokens: Vec<String>,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Degrees {
    tokens: Vec<String>,
}

#[derive(Default)]
struct Lexicon {
    /// Token to (rank, class).
    tokens: WordMap<(usize, AuthorClass)>,
    words: WordMap<(usize, AuthorClass)>,
    /// The words with which `words` begin.
    first_words: WordSet,
    degrees: WordSet,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let Ok(file) =
        toml::from_str::<CredentialFile>(include_str!("../../knowledge/credentials.toml"))
    else {
        return Lexicon::default();
    };
    let mut lexicon = Lexicon {
        degrees: file.degrees.tokens.into_iter().collect(),
        ..Lexicon::default()
    };
    for (rank, entry) in file.class.into_iter().enumerate() {
        for token in entry.tokens {
            lexicon.tokens.entry(token).or_insert((rank, entry.class));
        }
        for word in entry.words {
            let first = word.get(..role_word(&word)).unwrap_or_default();
            lexicon.first_words.insert(first.to_owned());
            lexicon.words.entry(word).or_insert((rank, entry.class));
        }
    }
    lexicon
});

/// A person as a signature or author line names them; places are bytes of the line read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedPerson {
    /// The name without credentials.
    pub(crate) name: Range<usize>,
    /// The credential that counts most, with its place.
    pub(crate) credential: Option<(Credential, Range<usize>)>,
    /// The given name, where it stands behind the credential: `Roe LCSW, Ann`.
    pub(crate) given: Option<Range<usize>>,
    /// One past everything read.
    pub(crate) end: usize,
}

/// Reads a person at the start of the text; `None` when it does not begin with a name.
pub(crate) fn read_person(text: &str) -> Option<NamedPerson> {
    let start = text.len()
        - text
            .trim_start_matches([' ', ':', '-', '\t', '*', '_', '"', '\''])
            .len();
    let name_end = name_at(text, start)?;
    let found = credentials_after(text, name_end);
    let name_text = text.get(start..name_end)?;
    // A credential alone, or a role ("Staff", "BHT"), is nobody's name.
    if classify(name_text).is_some() && !name_text.contains(' ') {
        return None;
    }
    // "Roe, Jane" has its given name after the comma.
    let name_end = match &found {
        None => given_after_comma(text, name_end).unwrap_or(name_end),
        Some(_) => name_end,
    };
    let found = found.or_else(|| credentials_after(text, name_end));
    let mut end = found.as_ref().map_or(name_end, |(_, _, end)| *end);
    let given = match &found {
        Some(_) if !text.get(start..name_end)?.contains(' ') => given_behind(text, end),
        _ => None,
    };
    if let Some(given) = &given {
        end = given.end;
    }
    Some(NamedPerson {
        name: start..name_end,
        given,
        credential: found.map(|(credential, place, _)| (credential, place)),
        end,
    })
}

/// Returns the byte after a name that begins at `start`: two to four capitalized words, or one
/// with an initial.
fn name_at(text: &str, start: usize) -> Option<usize> {
    let mut end = start;
    let mut words = 0;
    let mut position = start;
    while words < 5 {
        let rest = text.get(position..)?;
        let lead = rest.len() - rest.trim_start_matches(' ').len();
        if words > 0 && lead != 1 {
            break;
        }
        let word_start = position + lead;
        let word = text.get(word_start..)?;
        let length = word
            .char_indices()
            .find(|(_, c)| !(c.is_alphabetic() || matches!(c, '\'' | '’' | '-' | '.')))
            .map_or(word.len(), |(at, _)| at);
        let word = word.get(..length)?;
        let bare = word.trim_end_matches(['.', '-']);
        let particle = matches!(
            bare,
            "de" | "la" | "van" | "von" | "del" | "der" | "da" | "di" | "bin" | "al"
        );
        if bare.is_empty() || !(bare.starts_with(char::is_uppercase) || particle && words > 0) {
            break;
        }
        // "I. Roe", "N. Poe": the letter of a given name.
        let is_initial = word.len() == 2 && word.ends_with('.');
        let stops = is_stop(bare) && !is_initial;
        if bare.chars().count() > 20 || (words > 0 && (stops || is_credential(bare))) {
            break;
        }
        if words == 0 && stops {
            return None;
        }
        words += 1;
        let dotted_initial = word.ends_with('.') && (bare.chars().count() <= 2 || is_title(bare));
        end = word_start + if dotted_initial { length } else { bare.len() };
        position = word_start + length;
        if length != bare.len() && !dotted_initial {
            break;
        }
    }
    (words >= 1 && end > start).then_some(end)
}

fn is_title(word: &str) -> bool {
    matches!(
        word,
        "Dr" | "Mr" | "Ms" | "Mrs" | "Jr" | "Sr" | "St" | "Rev" | "Fr"
    )
}

/// Words that end a name or are none.
fn is_stop(word: &str) -> bool {
    let lower = word.to_lowercase();
    matches!(
        lower.as_str(),
        "on" | "at"
            | "date"
            | "time"
            | "signed"
            | "electronically"
            | "by"
            | "signature"
            | "the"
            | "and"
            | "for"
            | "credentials"
            | "title"
            | "license"
            | "staff"
            | "pending"
            | "unsigned"
            | "none"
            | "n"
            | "na"
            | "not"
            | "draft"
            | "client"
            | "patient"
            | "provider"
            | "clinician"
            | "therapist"
            | "group"
            | "progress"
            | "note"
            | "session"
            | "individual"
            | "i"
            | "no"
            | "yes"
            | "page"
            | "printed"
            | "program"
            | "service"
            | "mrn"
            | "dob"
            | "with"
            | "to"
            | "of"
            | "this"
            | "is"
            | "was"
            | "has"
            | "facilitator"
            | "role"
            | "npi"
            | "am"
            | "pm"
            | "start"
            | "end"
            | "supervisor"
            | "reviewed"
            | "cosigned"
            | "co"
            | "attending"
            | "status"
            | "electronic"
            | "digitally"
            | "verified"
            | "completed"
            | "awaiting"
            | "required"
            | "on-file"
            | "file"
            | "sunday"
            | "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
    )
}

/// Returns the given name that stands behind a lone family name's credential.
fn given_behind(text: &str, end: usize) -> Option<Range<usize>> {
    let after = text.get(end..)?.strip_prefix(", ")?;
    let start = text.len() - after.len();
    let stop = name_at(text, start)?;
    let words = text.get(start..stop)?.split(' ').count();
    (words <= 2).then_some(start..stop)
}

fn given_after_comma(text: &str, name_end: usize) -> Option<usize> {
    let rest = text.get(name_end..)?;
    let after = rest.strip_prefix(',')?;
    let lead = after.len() - after.trim_start_matches(' ').len();
    let start = name_end + 1 + lead;
    name_at(text, start)
}

/// Reads the list of credentials after a name; returns the one that counts most, its place, and
/// the end of the list.
pub(crate) fn credentials_after(
    text: &str,
    from: usize,
) -> Option<(Credential, Range<usize>, usize)> {
    let mut best: Option<(usize, Credential, Range<usize>)> = None;
    let mut degree: Option<(Credential, Range<usize>)> = None;
    let mut supervised: Option<(Credential, Range<usize>)> = None;
    let mut end = from;
    let mut position = from;
    for _ in 0..10 {
        let rest = text.get(position..)?;
        let lead = rest.len()
            - rest
                .trim_start_matches([' ', ',', '/', '(', '&', ';', '-', '–', '|', '\t'])
                .len();
        if lead > 6 && position > from {
            break;
        }
        let start = position + lead;
        let Some((length, rank, class)) = longest_role(text, start) else {
            let Some(length) = token_length(text, start) else {
                break;
            };
            let token = text.get(start..start + length)?;
            let key = key_of(token);
            if LEXICON.degrees.contains(&key) {
                if degree.is_none()
                    && let Some(class) = class_of_degree(&key)
                {
                    let credential = Credential {
                        text: token.to_owned(),
                        class,
                    };
                    degree = Some((credential, start..start + length));
                }
                position = start + length;
                end = position;
                continue;
            }
            let Some((rank, class)) = class_of(token) else {
                // "TGH staff, BA": a post that no list holds.
                if let Some(length) = post_in_bracket(text, start) {
                    position = start + length;
                    continue;
                }
                let post = post_length(text, start).filter(|_| is_behind_comma(text, start));
                let Some(length) = post.or_else(|| unknown::length(text, from, start)) else {
                    break;
                };
                let credential = Credential {
                    text: text.get(start..start + length)?.to_owned(),
                    // Social workers and staff of a house sign so: what the post may do is the
                    // state's matter.
                    class: AuthorClass::StateRole,
                };
                if best.is_none() {
                    best = Some((usize::MAX, credential, start..start + length));
                }
                position = start + length;
                end = position;
                continue;
            };
            let (length, rank, class) = graded(text, start, length, (rank, class));
            let bare = length;
            let (length, class) = provisional::with_word(text, start, length, class);
            let token = text.get(start..start + length)?;
            let credential = Credential {
                text: token.to_owned(),
                class,
            };
            if length > bare {
                supervised = Some((credential, start..start + length));
            // A bare MA behind a licence is a degree; alone it is a medical assistant.
            } else if best.as_ref().is_none_or(|(known, ..)| rank < *known) {
                best = Some((rank, credential, start..start + length));
            }
            position = start + length;
            end = position;
            continue;
        };
        let (length, class) = provisional::with_word(text, start, length, class);
        let credential = Credential {
            text: text.get(start..start + length)?.to_owned(),
            class,
        };
        if class == AuthorClass::Supervised {
            // "LPC Intern" is no LPC yet.
            supervised = Some((credential, start..start + length));
        } else if best.as_ref().is_none_or(|(known, ..)| rank < *known) {
            best = Some((rank, credential, start..start + length));
        }
        position = start + length;
        end = position;
    }
    let (credential, place) = match (supervised, best) {
        (Some((credential, place)), Some((_, known, known_place)))
            if known.class != AuthorClass::Physician =>
        {
            // Keep both words as written: "LPC Intern".
            let _ = known;
            let start = known_place.start.min(place.start);
            let text = text
                .get(start..place.end.max(known_place.end))
                .unwrap_or(&credential.text);
            (
                Credential {
                    text: text.to_owned(),
                    class: credential.class,
                },
                start..place.end.max(known_place.end),
            )
        }
        (_, Some((_, credential, place))) => (credential, place),
        (Some(found), None) => found,
        (None, None) => degree?,
    };
    // A closing bracket belongs to the list.
    if text.get(end..).is_some_and(|rest| rest.starts_with(')')) {
        end += 1;
    }
    Some((credential, place, end))
}

/// Returns what a degree makes of somebody who writes no licence: a master's graduate is on the way
/// to one; whoever has a bachelor's or an associate's works in posts that need none, as the state
/// and the payer say.
fn class_of_degree(key: &str) -> Option<AuthorClass> {
    match key {
        "MSW" | "MS" | "MED" => Some(AuthorClass::Supervised),
        "BSW" | "BA" | "BS" | "AA" | "AAS" | "BHS" | "BSPSY" | "MDIV" => {
            Some(AuthorClass::StateRole)
        }
        _ => None,
    }
}

/// Words with which the posts of staff without a licence end.
const POSTS: [&str; 8] = [
    "staff",
    "worker",
    "aide",
    "tech",
    "technician",
    "attendant",
    "monitor",
    "houseparent",
];

/// Returns the length of a post in words at the text's start: one to four, of which the last is the
/// name of a post and the others have capitals.
fn post_length(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    if !rest.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    let mut end = 0;
    for _ in 0..4 {
        let tail = rest.get(end..)?;
        let gap = tail.len() - tail.trim_start_matches(' ').len();
        let word = tail.get(gap..)?;
        let length = role_word(word);
        if length == 0 || end > 0 && gap != 1 {
            return None;
        }
        end += gap + length;
        let word = word.get(..length)?;
        if POSTS.iter().any(|post| word.eq_ignore_ascii_case(post)) {
            return Some(end);
        }
        // "Client told staff" is a sentence.
        if !word.starts_with(char::is_uppercase) {
            return None;
        }
    }
    None
}

/// Returns the length of a post that stands before a credential in a bracket, and is none beside it:
/// `Jane Roe (Therapist, LPC #4881)`.
fn post_in_bracket(text: &str, start: usize) -> Option<usize> {
    const LONGEST: usize = 30;
    text.get(..start)?.ends_with('(').then_some(())?;
    let rest = text.get(start..)?;
    let length = rest.find(',').filter(|length| *length <= LONGEST)?;
    let is_worded = rest
        .bytes()
        .take(length)
        .all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
    let next = start + length + 2;
    let token = text.get(next..next + token_length(text, next)?)?;
    (is_worded && class_of(token).is_some()).then_some(length)
}

fn is_behind_comma(text: &str, start: usize) -> bool {
    text.get(..start)
        .is_some_and(|before| before.trim_end().ends_with(','))
}

/// Takes a grade behind a credential with it: `CADC II`, `LADC I`, which may be another class.
fn graded(
    text: &str,
    start: usize,
    length: usize,
    (rank, class): (usize, AuthorClass),
) -> (usize, usize, AuthorClass) {
    let rest = text.get(start + length..).unwrap_or_default();
    let gap = rest.len() - rest.trim_start_matches([' ', '-']).len();
    let grade = rest.get(gap..).unwrap_or_default();
    let size = grade
        .bytes()
        .take_while(|byte| matches!(byte, b'I' | b'V' | b'1'..=b'4'))
        .count();
    let ends = grade.get(size..).is_some_and(|tail| {
        !tail.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | ':' | '-' | '.'))
    });
    let digit = grade.starts_with(|c: char| c.is_ascii_digit());
    if gap != 1 || !(1..=3).contains(&size) || !ends || digit && size > 1 {
        return (length, rank, class);
    }
    let longer = length + gap + size;
    let key = text
        .get(start..start + longer)
        .map(key_of)
        .unwrap_or_default();
    let (rank, class) = LEXICON.tokens.get(&key).copied().unwrap_or((rank, class));
    (longer, rank, class)
}

fn token_length(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let length = rest
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/')))
        .map_or(rest.len(), |(at, _)| at);
    let token = rest.get(..length)?;
    // "OTR/L" is one credential, "RN/LPC" two.
    let length = match token.find('/') {
        Some(slash) if class_of(token).is_none() => slash,
        _ => length,
    };
    let trimmed = rest.get(..length)?.trim_end_matches(['-', '/']);
    (!trimmed.is_empty() && trimmed.starts_with(|c: char| c.is_ascii_alphabetic()))
        .then_some(trimmed.len())
}

fn key_of(token: &str) -> String {
    token
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Looks a credential up, with and without endings that mark a certification or a grade.
fn class_of(token: &str) -> Option<(usize, AuthorClass)> {
    // "Ma" or "Do" in lower case is a word, not a credential.
    let letters = token.bytes().filter(u8::is_ascii_alphabetic).count();
    let upper = token.bytes().filter(u8::is_ascii_uppercase).count();
    if upper < 2 && !(letters <= 4 && token.contains('.')) || letters < 2 {
        return None;
    }
    let key = key_of(token);
    let lexicon = &*LEXICON;
    if let Some(found) = lexicon.tokens.get(&key) {
        return Some(*found);
    }
    let (head, _) = token.rsplit_once('-').or_else(|| token.rsplit_once(' '))?;
    lexicon.tokens.get(&key_of(head)).copied().or_else(|| {
        let (head, _) = head.rsplit_once('-')?;
        lexicon.tokens.get(&key_of(head)).copied()
    })
}

fn is_credential(word: &str) -> bool {
    let key = key_of(word);
    // In "DO, JANE" the capitals say nothing, so only tokens of three letters count in names.
    key.len() >= 2
        && (class_of(word).is_some() || (word.len() > 2 && LEXICON.degrees.contains(&key)))
}

/// Returns the longest role in words ("Behavioral Health Technician") that begins at `start`.
fn longest_role(text: &str, start: usize) -> Option<(usize, usize, AuthorClass)> {
    let rest = text.get(start..)?;
    let mut end = 0;
    let mut best = None;
    for _ in 0..6 {
        let tail = rest.get(end..)?;
        let lead = tail.len() - tail.trim_start_matches(' ').len();
        if end > 0 && lead == 0 {
            break;
        }
        let word = tail.get(lead..)?;
        let length = role_word(word);
        if length == 0 {
            break;
        }
        let is_first = end == 0;
        end += lead + length;
        let phrase = rest.get(..end)?.to_lowercase();
        if is_first && !LEXICON.first_words.contains(&phrase) {
            return None;
        }
        if let Some((rank, class)) = LEXICON.words.get(&phrase) {
            best = Some((end, *rank, *class));
        }
    }
    best
}

/// Returns the length of the word of a role at the text's start.
fn role_word(text: &str) -> usize {
    text.char_indices()
        .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '\'' | '-')))
        .map_or(text.len(), |(at, _)| at)
}

/// Returns the class of a text that is a credential or a role and nothing else.
pub(crate) fn classify(text: &str) -> Option<AuthorClass> {
    let text = text.trim().trim_matches(['(', ')', ',', '.']);
    let lower = text.to_lowercase();
    if let Some((_, class)) = LEXICON.words.get(&lower) {
        return Some(*class);
    }
    class_of(text).map(|(_, class)| class)
}

#[cfg(test)]
mod tests;

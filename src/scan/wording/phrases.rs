//! Finds the phrases by which a note's wording is known, all in one pass.

use super::Piece;
use crate::model::WordingFacts;
use crate::scan::openings::Openings;
use crate::text::bytes;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    leftover: Vec<Leftover>,
    log: Vec<Phrases>,
    attribution: Vec<Phrases>,
    gender: Vec<Phrases>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    Plain,
    Stars,
    Braces,
    Slot,
    Directed,
    Shortcut,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leftover {
    form: Form,
    phrases: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "an example for the tests"))]
    matches: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "an example for the tests"))]
    spares: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrases {
    phrases: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "an example for the tests"))]
    matches: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "an example for the tests"))]
    spares: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Leftover(Form),
    Log,
    Attribution,
    Gender,
}

struct Table {
    phrases: Vec<String>,
    meanings: Vec<Meaning>,
    openings: Openings,
}

fn parsed() -> Option<File> {
    toml::from_str(include_str!("../../knowledge/wording.toml")).ok()
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut words: Vec<String> = Vec::new();
    let mut meanings = Vec::new();
    if let Some(file) = parsed() {
        for leftover in file.leftover {
            for phrase in leftover.phrases {
                words.push(match leftover.form {
                    Form::Slot | Form::Directed => format!("[{phrase}"),
                    _ => phrase,
                });
                meanings.push(Meaning::Leftover(leftover.form));
            }
        }
        for (list, meaning) in [
            (file.log, Meaning::Log),
            (file.attribution, Meaning::Attribution),
            (file.gender, Meaning::Gender),
        ] {
            for phrase in list.into_iter().flat_map(|list| list.phrases) {
                words.push(phrase);
                meanings.push(meaning);
            }
        }
    }
    Table {
        openings: Openings::new(&words),
        phrases: words,
        meanings,
    }
});

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .match_kind(MatchKind::LeftmostLongest)
        .build(&TABLE.phrases)
        .ok()
});

/// Leftovers kept of one note.
const MOST_LEFTOVERS: usize = 6;
/// Words in angle brackets that tell of the record's state.
const MARKS: [&str; 8] = [
    "signed",
    "e-signed",
    "cosigned",
    "locked",
    "final",
    "unsigned",
    "end",
    "end of note",
];
/// Bytes of a note's beginning in which a log calls itself one.
const OPENING: usize = 240;

/// Reads the phrases of a piece of a note.
pub(super) fn read(piece: &Piece<'_>, is_first: bool, facts: &mut WordingFacts) {
    let table = &*TABLE;
    if !may_hold_any(piece, is_first, table) {
        return;
    }
    let Some(finder) = FINDER.as_ref() else {
        return;
    };
    for found in finder.find_iter(&piece.lower) {
        let (from, to) = (found.start(), found.end());
        let Some(&meaning) = table.meanings.get(found.pattern().as_usize()) else {
            continue;
        };
        match meaning {
            Meaning::Leftover(form) => {
                if facts.leftovers.len() < MOST_LEFTOVERS
                    && let Some((from, to)) = leftover(piece, form, from, to)
                {
                    facts.leftovers.push(piece.span(from, to));
                }
            }
            _ if !stands_alone(&piece.lower, from, to) => {}
            Meaning::Log => facts.is_log |= is_first && from < OPENING,
            Meaning::Attribution => {
                if facts.attribution.is_none() {
                    facts.attribution = Some(piece.span(from, to));
                }
            }
            Meaning::Gender => facts.speaks_of_gender = true,
        }
    }
}

/// Returns whether a piece may hold a phrase that counts, as few do. Where one stands, all are
/// looked for at every byte, since a phrase that does not count hides what begins within it.
fn may_hold_any(piece: &Piece<'_>, is_first: bool, table: &Table) -> bool {
    // The phrases for braces are too short for openings.
    let mut may_hold = bytes::any(piece.lower.as_bytes(), |byte| {
        (byte == b'{') | (byte == b'}') | (byte == b'<') | (byte == b'>') | (byte == b'$')
    });
    table.openings.find(&piece.lower, |start, phrase| {
        let is_of_log = table.meanings.get(phrase) == Some(&Meaning::Log);
        may_hold |= !is_of_log || is_first && start < OPENING;
    });
    may_hold
}

fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let before = text.get(..from).and_then(|text| text.chars().next_back());
    let after = text.get(to..).and_then(|text| text.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Returns where the end of a bracket may stand: in the rest of the paragraph, whose lines may be
/// wrapped.
fn within(after: &str) -> &str {
    after.split("\n\n").next().unwrap_or_default()
}

/// Returns the bytes to cite where words of a form are what nobody filled in.
fn leftover(piece: &Piece<'_>, form: Form, from: usize, to: usize) -> Option<(usize, usize)> {
    let text = piece.text;
    let before = text.get(..from)?;
    let after = text.get(to..)?;
    let (start, end) = piece.line(from, to);
    let line = text.get(start..end)?;
    match form {
        Form::Plain => stands_alone(&piece.lower, from, to).then_some((from, to)),
        Form::Stars => {
            // Rules, banners ("*** END ***"), masked numbers and footnotes have stars too.
            let is_banner = line.matches("***").count() != 1
                || line.trim_start().starts_with("***") && !line.contains(char::is_lowercase);
            let joins = |letter: char| letter == '*' || letter == '-' || letter.is_alphanumeric();
            let is_joined = before.chars().next_back().is_some_and(joins)
                || after.chars().next().is_some_and(joins);
            let has_words = line.split_whitespace().count() >= 3;
            (!is_banner && !is_joined && has_words).then_some((from, to))
        }
        Form::Braces => {
            let opened = text.get(from..to)?;
            let (open, close) = match opened {
                "{{" => ("{{", "}}"),
                "<<" => ("<<", ">>"),
                "${" => ("${", "}"),
                "<%" => ("<%", "%>"),
                _ => return None,
            };
            let inner = within(after);
            let length = inner.find(close)?;
            let words = inner.get(..length)?;
            let is_name = !words.trim().is_empty() && words.len() <= 60 && open != close;
            // "<< signed >>" marks what was done and names nothing to fill in.
            let is_mark = MARKS
                .iter()
                .any(|mark| words.trim().eq_ignore_ascii_case(mark));
            (is_name && !is_mark && words.contains(char::is_alphabetic))
                .then_some((from, to + length + close.len()))
        }
        Form::Slot => {
            // "[client" must be the whole of what the brackets hold, or its beginning as a word.
            let rest = within(after);
            let length = rest.find(']')?;
            let inner = rest.get(..length)?;
            let phrase = text.get(from + 1..to)?.to_ascii_lowercase();
            let is_whole = inner.trim().is_empty();
            let goes_on = inner.starts_with([' ', ':', '-', '/', '\'', '\n']) && inner.len() <= 60;
            // A word that brackets may hold in earnest ("[client laughed]") must be all of it.
            let must_be_whole = matches!(phrase.as_str(), "patient" | "client" | "list");
            let is_slot = is_whole || goes_on && !must_be_whole;
            is_slot.then_some((from, to + length + 1))
        }
        Form::Directed => {
            // What follows the word must tell somebody to write.
            const DIRECTS: [&str; 14] = [
                "insert",
                "enter",
                "add",
                "describe",
                "specify",
                "replace",
                "fill",
                "complete",
                "edit",
                "write",
                "personalize",
                "customize",
                "document",
                "expand",
            ];
            let rest = within(after);
            let length = rest.find(']')?;
            let inner = rest.get(..length)?;
            let told = inner.trim_start_matches([' ', ':', '-', '–', '—', ',', '\n']);
            let is_parted = told.len() < inner.len();
            let word = told.split(|c: char| !c.is_ascii_alphabetic()).next()?;
            let directs = DIRECTS.iter().any(|verb| word.eq_ignore_ascii_case(verb));
            (is_parted && directs && inner.len() <= 160).then_some((from, to + length + 1))
        }
        Form::Shortcut => {
            let is_at = text.get(from..)?.starts_with('@');
            let opens = before.chars().next_back().is_none_or(char::is_whitespace);
            let closes = after.chars().next().is_none_or(|next| {
                next.is_whitespace() || matches!(next, ',' | ';' | ')') || next == '.'
            });
            // A capital is a sentence whose space is missing.
            let is_lower = text
                .get(from..to)?
                .chars()
                .all(|letter| !letter.is_uppercase());
            (opens && closes && (is_at || is_lower)).then_some((from, to))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::wording::wording;
    use crate::text::{CharMap, FileId, Span};

    fn facts(text: &str) -> WordingFacts {
        let place = Span::new(FileId(0), 1, 0, text.len() as u32);
        let wording = wording(&[(place, text)], None);
        wording.facts().cloned().unwrap_or_default()
    }

    #[test]
    fn every_list_matches_its_example_and_spares_the_other() {
        let file = parsed().expect("the file parses");
        for list in &file.leftover {
            assert!(
                !facts(&list.matches).leftovers.is_empty(),
                "{}",
                list.matches
            );
            assert!(facts(&list.spares).leftovers.is_empty(), "{}", list.spares);
        }
        for list in &file.log {
            assert!(facts(&list.matches).is_log, "{}", list.matches);
            assert!(!facts(&list.spares).is_log, "{}", list.spares);
        }
        for list in &file.attribution {
            assert!(
                facts(&list.matches).attribution.is_some(),
                "{}",
                list.matches
            );
            assert!(facts(&list.spares).attribution.is_none(), "{}", list.spares);
        }
        for list in &file.gender {
            assert!(facts(&list.matches).speaks_of_gender, "{}", list.matches);
            assert!(!facts(&list.spares).speaks_of_gender, "{}", list.spares);
        }
    }

    #[test]
    fn no_phrase_is_kept_from_the_finder() {
        let table = &*TABLE;
        let place = Span::new(FileId(0), 1, 0, 0);
        for phrase in &table.phrases {
            let piece = Piece {
                place,
                text: phrase,
                lower: phrase.clone(),
                map: CharMap::new(phrase),
            };
            assert!(may_hold_any(&piece, true, table), "{phrase}");
        }
    }

    #[test]
    fn leftovers_are_cited_whole_and_forms_are_not_taken_for_them() {
        let cited = |text: &str| -> Vec<String> {
            let facts = facts(text);
            let words = |span: &Span| text[span.start as usize..span.end as usize].to_owned();
            facts.leftovers.iter().map(words).collect()
        };
        assert_eq!(
            cited("Goal: [insert measurable goal] by May"),
            ["[insert measurable goal]"]
        );
        assert_eq!(
            cited("Hello {{client.first}} and <<topic>>"),
            ["{{client.first}}", "<<topic>>"]
        );
        assert_eq!(
            cited("<< Signed >> Jane Roe, RN, for <<signer>>"),
            ["<<signer>>"]
        );
        assert_eq!(
            cited("practised [insert\nskill] twice"),
            ["[insert\nskill]"]
        );
        assert_eq!(cited("Seen by @NAME@ today"), ["@NAME@"]);
        assert_eq!(cited("Denies *** and sleeps well"), ["***"]);
        for honest in [
            "[x] Client  [ ] Patient  [Client laughed] [list of groups attached] [redacted]",
            "SSN ***-**-1234",
            "*** END OF NOTE ***",
            "**********",
            "*** Allergies reviewed ***",
            "Dose is .5 mg. she left .She came back.",
            "web: www.example.me",
            "if a < b and b >> c",
        ] {
            assert_eq!(cited(honest), [""; 0], "{honest}");
        }
    }
}

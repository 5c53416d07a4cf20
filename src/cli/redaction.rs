//! `--redact`: what was typed on the command line, and every path below a folder that was named
//! there, is told on standard error as a short hash. Folders and files are often named for
//! patients.
//!
//! The hash has no key, so that it is the same in every run: it hides a name from whoever reads
//! over a log, not from somebody who has a list of names to try.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Hexadecimal digits of a hash that are shown.
const DIGITS: usize = 8;

/// What is known to be hidden; `None` where nothing is.
static KNOWN: Mutex<Option<Redaction>> = Mutex::new(None);

/// Texts to hide, longest first.
#[derive(Debug, Default)]
struct Redaction {
    known: Vec<Known>,
}

#[derive(Debug, PartialEq, Eq)]
struct Known {
    text: String,
    is_path: bool,
}

/// Starts to hide the values among the arguments. `commands` are words that are none.
pub(super) fn start(arguments: impl Iterator<Item = String>, commands: &[String]) {
    let mut redaction = Redaction::default();
    for argument in arguments {
        let value = match argument.strip_prefix('-') {
            None => argument.as_str(),
            Some(flag) => flag.split_once('=').map_or("", |(_, value)| value),
        };
        if !commands.iter().any(|command| command == value) {
            redaction.hide(value);
        }
    }
    if let Ok(mut known) = KNOWN.lock() {
        *known = Some(redaction);
    }
}

/// Also hides a path that came up later.
pub(super) fn hide_path(path: &Path) {
    if let Ok(mut known) = KNOWN.lock()
        && let Some(redaction) = known.as_mut()
    {
        redaction.add(&path.to_string_lossy(), true);
    }
}

/// Returns a text as it is told.
pub(super) fn redacted(text: &str) -> String {
    match KNOWN.lock() {
        Ok(known) => known
            .as_ref()
            .map_or_else(|| text.to_owned(), |redaction| redaction.apply(text)),
        // Another thread broke off while it held this; nothing is told unredacted.
        Err(_) => String::new(),
    }
}

impl Redaction {
    fn hide(&mut self, value: &str) {
        let path = Path::new(value);
        let is_path = value.contains(['/', '\\', '.']) || path.exists();
        self.add(value.trim_end_matches(['/', '\\']), is_path);
        // Results and index are named for the case folder.
        if let Some(name) = path.file_stem().filter(|_| is_path) {
            self.add(&name.to_string_lossy(), true);
        }
        if let Ok(full) = path.canonicalize() {
            self.add(&full.to_string_lossy(), true);
        }
    }

    fn add(&mut self, text: &str, is_path: bool) {
        let text = text.to_owned();
        // A number of two digits or an option's letter names nobody and is part of too much else.
        let is_folder_here = matches!(text.as_str(), "." | "..");
        if text.chars().count() < 3 && !is_folder_here {
            return;
        }
        let known = Known { text, is_path };
        if !self.known.contains(&known) {
            self.known.push(known);
            self.known
                .sort_by_key(|known| std::cmp::Reverse(known.text.len()));
        }
    }

    fn apply(&self, text: &str) -> String {
        let mut told = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = None;
        while let Some(next) = rest.chars().next() {
            let found = self.known.iter().find_map(|known| known.at(rest, before));
            let taken = match found {
                Some((length, is_path)) => {
                    let hidden = rest.get(..length).unwrap_or_default();
                    told.push_str(&label(hidden, is_path));
                    length
                }
                None => {
                    told.push(next);
                    next.len_utf8()
                }
            };
            before = rest.get(..taken).and_then(|text| text.chars().last());
            rest = rest.get(taken..).unwrap_or_default();
        }
        told
    }
}

impl Known {
    /// Returns how much of the text's beginning is hidden, where it begins with this.
    fn at(&self, rest: &str, before: Option<char>) -> Option<(usize, bool)> {
        let within_a_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let behind = rest.strip_prefix(&self.text)?;
        if within_a_word(before) || within_a_word(behind.chars().next()) {
            return None;
        }
        let goes_on = self.is_path && behind.starts_with(['/', '\\']);
        if self.text.starts_with('.') && self.text.len() < 3 && !goes_on {
            return None;
        }
        // What lies in a named folder goes with it: messages put a colon or a mark behind a path.
        let more = match goes_on {
            true => [": ", "`", "\"", "\n"]
                .iter()
                .filter_map(|end| behind.find(end))
                .min()
                .unwrap_or(behind.len()),
            false => 0,
        };
        Some((self.text.len() + more, self.is_path))
    }
}

fn label(hidden: &str, is_path: bool) -> String {
    // However a path is written, it is the same file.
    let full = PathBuf::from(hidden).canonicalize();
    let named = match full {
        Ok(full) if is_path => full.to_string_lossy().into_owned(),
        _ => hidden.to_owned(),
    };
    let mut hash = blake3::hash(named.as_bytes()).to_hex().to_string();
    hash.truncate(DIGITS);
    format!("{}-{hash}", if is_path { "file" } else { "id" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hiding(values: &[&str]) -> Redaction {
        let mut redaction = Redaction::default();
        for value in values {
            redaction.hide(value);
        }
        redaction
    }

    #[test]
    fn a_path_goes_with_everything_below_it() {
        let redaction = hiding(&["/nowhere/Doe, Jane"]);
        for (text, end) in [
            (
                "/nowhere/Doe, Jane/a b.txt: cannot be read",
                ": cannot be read",
            ),
            ("/nowhere/Doe, Jane: cannot be read", ": cannot be read"),
            ("`/nowhere/Doe, Jane/x`: no results", "`: no results"),
            (
                "reports/Doe, Jane: cannot be written",
                ": cannot be written",
            ),
        ] {
            let told = redaction.apply(text);
            assert!(told.ends_with(end) && !told.contains("Doe"), "{told}");
            assert_eq!(told, redaction.apply(text));
            assert!(told.contains("file-"), "{told}");
        }
    }

    #[test]
    fn a_key_is_hidden_as_a_word_of_its_own() {
        let redaction = hiding(&["MRN1", "7", "."]);
        let told = redaction.apply("claim MRN1: none; MRN12 is another; 7 lines. ./Doe/a: gone\n");
        let id = label("MRN1", false);
        let path = label("./Doe/a", true);
        assert_eq!(
            told,
            format!("claim {id}: none; MRN12 is another; 7 lines. {path}: gone\n")
        );
    }

    #[test]
    fn one_file_has_one_hash_however_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("a"), folder.path().join("../a"));
        assert_ne!(
            label(&one.to_string_lossy(), true),
            label(&other.to_string_lossy(), true)
        );
        let same = folder.path().join(".");
        assert_eq!(
            label(&folder.path().to_string_lossy(), true),
            label(&same.to_string_lossy(), true)
        );
    }
}

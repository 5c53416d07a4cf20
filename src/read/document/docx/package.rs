//! Opens the zip package of an Office document and gives its parts by name. It does not know
//! what the parts say.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Most bytes of one part.
const MAX_PART: u64 = 128 * 1024 * 1024;
/// Most bytes of all parts together.
const MAX_ALL: u64 = 256 * 1024 * 1024;

/// An opened package.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Places of members by their names in small letters, with `/` between folders: some writers
    /// use other letters and strokes than their own relationships.
    places: BTreeMap<String, usize>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// What went wrong with a part.
    pub(super) trouble: Option<Trouble>,
}

/// Why a part could not be read, or not all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It is larger than any document.
    TooLarge,
    /// It is encrypted.
    Encrypted,
    /// Its bytes are damaged.
    Damaged,
}

/// A relationship of a part to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    /// What the other part is, the last word of the relationship's type.
    pub(super) kind: String,
    /// Where it lies in the package; `None` when it lies outside.
    pub(super) target: Option<String>,
}

impl<'b> Package<'b> {
    /// Opens a package; `None` when the bytes are no zip file that can be read.
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        let zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let places = zip
            .file_names_raw()
            .enumerate()
            .map(|(place, name)| (key(&String::from_utf8_lossy(name)), place))
            .collect();
        Some(Self {
            zip,
            places,
            left: MAX_ALL,
            trouble: None,
        })
    }

    /// Returns a part's text; where the part is damaged, what comes before the damage.
    pub(super) fn part(&mut self, name: &str) -> Option<String> {
        let place = *self.places.get(&key(name))?;
        let bytes = match read_member(&mut self.zip, place, MAX_PART.min(self.left)) {
            Ok((bytes, trouble)) => {
                self.trouble = self.trouble.or(trouble);
                bytes
            }
            Err(trouble) => {
                self.trouble = self.trouble.or(Some(trouble));
                return None;
            }
        };
        self.left = self.left.saturating_sub(bytes.len() as u64);
        Some(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => crate::read::decode::text(error.as_bytes()).text,
        })
    }

    /// Returns a part's bytes.
    pub(super) fn bytes(&mut self, name: &str) -> Option<Vec<u8>> {
        let place = *self.places.get(&key(name))?;
        let (bytes, trouble) = read_member(&mut self.zip, place, MAX_PART.min(self.left)).ok()?;
        self.trouble = self.trouble.or(trouble);
        self.left = self.left.saturating_sub(bytes.len() as u64);
        Some(bytes)
    }

    /// Returns how many members stand in folders of this name.
    pub(super) fn count_in(&self, folder: &str) -> usize {
        let folder = format!("{folder}/");
        let in_folder = |name: &&String| name.contains(&folder) && !name.ends_with('/');
        self.places.keys().filter(in_folder).count()
    }

    /// Returns the relationships of a part by their ids.
    pub(super) fn relations(&mut self, part: &str) -> BTreeMap<String, Relation> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let Some(text) = self.part(&join(folder, &format!("_rels/{name}.rels"))) else {
            return BTreeMap::new();
        };
        let mut relations = BTreeMap::new();
        let mut reader = reader(&text);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Empty(element) | Event::Start(element)
                    if element.local_name().into_inner() == "Relationship" =>
                {
                    let kind = attribute(&element, "Type").unwrap_or_default();
                    let outside = attribute(&element, "TargetMode").as_deref() == Some("External");
                    let target = attribute(&element, "Target").filter(|_| !outside);
                    relations.insert(
                        attribute(&element, "Id").unwrap_or_default(),
                        Relation {
                            kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                            target: target.map(|target| join(folder, &target)),
                        },
                    );
                }
                Event::Eof => break,
                _ => {}
            }
        }
        relations
    }
}

/// Returns a reader of XML that takes what is there: elements that do not match are no reason to
/// lose the text after them.
pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// Returns an attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == name)
        .map(
            |attribute| match quick_xml::escape::unescape(&attribute.value) {
                Ok(value) => value.into_owned(),
                Err(_) => attribute.value.clone().into_owned(),
            },
        )
}

fn read_member(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    place: usize,
    limit: u64,
) -> Result<(Vec<u8>, Option<Trouble>), Trouble> {
    if zip
        .by_index_data(place)
        .is_ok_and(|entry| entry.encrypted())
    {
        return Err(Trouble::Encrypted);
    }
    let member = zip.by_index(place).map_err(|_| Trouble::Damaged)?;
    let mut bytes = Vec::new();
    let read = member.take(limit + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > limit {
        return Err(Trouble::TooLarge);
    }
    Ok((bytes, read.is_err().then_some(Trouble::Damaged)))
}

fn key(name: &str) -> String {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    name.trim_start_matches('/').to_owned()
}

/// Joins a folder and a target relative to it; a target from the root stands alone.
fn join(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_their_part() {
        assert_eq!(join("word", "header1.xml"), "word/header1.xml");
        assert_eq!(join("word", "/word/header1.xml"), "word/header1.xml");
        assert_eq!(join("word", "../custom/item.xml"), "custom/item.xml");
        assert_eq!(join("", "word/document.xml"), "word/document.xml");
    }

    #[test]
    fn bytes_that_are_no_zip_open_nothing() {
        assert!(Package::open(b"PK\x03\x04 and no more").is_none());
    }
}

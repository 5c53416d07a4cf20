//! Answers for the appeal packet: one PDF of letter, comparison, chronology, exhibit index and
//! the record's own pages, in which every statement names the page that shows it; and beside it
//! what the reviewer alone should know. It opens no file and judges nothing; the ledger and the
//! rules have. It proposes no clinical text.

mod chronology;
mod cite;
mod comparison;
mod draw;
mod excerpt;
mod facts;
mod index;
mod letter;
mod manifest;
mod others;
mod pdf;
mod place;
mod reviewer;
mod select;
mod stamp;

pub use letter::LetterError;
pub use manifest::SCHEMA;
pub use others::Others;
pub use select::{Selection, select};

use crate::denials::QueueEntry;
use crate::model::ServiceDate;
use crate::read::FileKind;
use crate::text::{FileId, Page};
use cite::Citer;
use draw::{Draft, Face, Flow, Op};
use letter::Template;
use pdf::{Assembly, Bookmark, Leaf, Original, assemble};
use place::{Body, Places};
use sha2::{Digest, Sha256};
use stamp::Stamp;
use std::collections::BTreeMap;
use thiserror::Error;

/// What the name of a packet's manifest ends with, in the place of `pdf`.
pub const MANIFEST_ENDING: &str = "manifest.json";

/// What the name of the sheet for the reviewer ends with, in the place of `pdf`.
pub const REVIEWER_ENDING: &str = "reviewer.txt";

/// Why a statement on the level of care is marked.
const LEVEL: &str = "level of care";

/// The statement that goes with records of substance use treatment disclosed with consent: the
/// shorter of the two, statement 2 of 42 CFR 2.32(a)(2), as amended by 89 FR 12472 (February 16,
/// 2024), which added use to disclosure.
const PART_2_NOTICE: &str =
    "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";

/// A source opened once more.
#[derive(Debug)]
pub struct Source<'s> {
    /// Its path relative to the case folder.
    pub path: &'s str,
    /// Its SHA-256 in hexadecimal.
    pub sha256: &'s str,
    /// What kind of file it is.
    pub kind: FileKind,
    /// Its pages as findings count them.
    pub pages: Vec<Page>,
    /// Its bytes, for PDFs, whose pages are copied.
    pub bytes: Option<Vec<u8>>,
    /// Whether its path names another patient, so that the packet must not show it.
    pub is_path_hidden: bool,
}

impl Source<'_> {
    fn page(&self, number: u32) -> Option<&Page> {
        self.pages.iter().find(|page| page.number == number)
    }

    /// Returns the path as the packet shows it.
    fn shown_path(&self) -> &str {
        if self.is_path_hidden {
            "a file whose name is withheld"
        } else {
            self.path
        }
    }
}

/// What the sender decides.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The facility's name.
    pub facility: String,
    /// The date of the letter; left open where there is none.
    pub date: Option<ServiceDate>,
    /// A letter template in place of the usual one.
    pub letter: Option<String>,
    /// Passwords of encrypted PDFs.
    pub pdf_passwords: Vec<String>,
}

/// A finished packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// The PDF.
    pub pdf: Vec<u8>,
    /// The manifest, as it is attached to the PDF.
    pub manifest: Vec<u8>,
    /// The sheet for the reviewer alone.
    pub reviewer: String,
    /// Pages in all.
    pub pages: usize,
    /// Exhibits.
    pub exhibits: usize,
    /// Pages and documents that were kept out.
    pub kept_out: usize,
}

/// Why a packet could not be made.
#[derive(Debug, Error)]
pub enum PacketError {
    /// The letter template is not valid.
    #[error("the letter template, {0}")]
    Letter(LetterError),
    /// The PDF could not be put together.
    #[error("the packet's PDF could not be put together: {0}")]
    Pdf(String),
}

/// Builds a packet from what was selected and the sources opened for it.
pub fn build(
    selection: &Selection<'_>,
    sources: &BTreeMap<FileId, Source<'_>>,
    others: &Others,
    queue: &[QueueEntry],
    settings: &Settings,
) -> Result<Packet, PacketError> {
    let template = Template::parse(settings.letter.as_deref().unwrap_or(letter::USUAL))
        .map_err(PacketError::Letter)?;
    let mut originals = originals(sources, &settings.pdf_passwords);
    let places = place::place(selection, sources, &originals, others);
    let front = Front::laid(selection, sources, &places, &template, settings);
    let citer = Citer {
        places: &places,
        front: front.pages.len(),
    };
    let claim = &selection.claim().id;
    let parts: Vec<&str> = front.pages.iter().map(|(part, _)| *part).collect();
    let manifest = manifest::manifest(claim, &parts, &citer, sources);
    let leaves = leaves(claim, &front, &citer, sources);
    let bookmarks = bookmarks(&front, &citer);
    let mut id = [0; 16];
    for (own, digit) in id.iter_mut().zip(Sha256::digest(&manifest)) {
        *own = digit;
    }
    let replaced = replaced(&leaves);
    let pdf = assemble(Assembly {
        leaves: &leaves,
        originals: &mut originals,
        bookmarks: &bookmarks,
        title: &format!("Appeal packet, claim {claim}"),
        manifest: &manifest,
        id,
    })
    .map_err(PacketError::Pdf)?;
    let remarks = reviewer::Remarks {
        queue,
        letter_lines: front.left_out.clone(),
        replaced,
    };
    Ok(Packet {
        reviewer: reviewer::sheet(selection, sources, &citer, &remarks),
        pages: leaves.len(),
        exhibits: places.kinds().len(),
        kept_out: places.kept_out.len(),
        pdf,
        manifest,
    })
}

fn originals(
    sources: &BTreeMap<FileId, Source<'_>>,
    passwords: &[String],
) -> BTreeMap<FileId, Original> {
    let opened = sources.iter().filter_map(|(file, source)| {
        let bytes = source.bytes.as_deref()?;
        Some((*file, Original::open(bytes, passwords)?))
    });
    opened.collect()
}

/// The pages before the first exhibit, each with the part it belongs to.
struct Front {
    pages: Vec<(&'static str, Draft)>,
    /// Lines of the letter template whose sentences were left out.
    left_out: Vec<usize>,
}

impl Front {
    /// Lays the front out until its own length no longer changes the page numbers in it.
    fn laid(
        selection: &Selection<'_>,
        sources: &BTreeMap<FileId, Source<'_>>,
        places: &Places,
        template: &Template,
        settings: &Settings,
    ) -> Self {
        let date = settings.date.map(|date| date.to_string());
        let facts = facts::facts(selection, places, &settings.facility, date);
        let mut length = 4;
        // Numbers grow by a digit at most, so a second or third pass settles.
        for _ in 0..6 {
            let citer = Citer {
                places,
                front: length,
            };
            let front = Self::with(selection, sources, template, &facts, &citer);
            if front.pages.len() == length {
                return front;
            }
            length = front.pages.len();
        }
        let citer = Citer {
            places,
            front: length,
        };
        let mut front = Self::with(selection, sources, template, &facts, &citer);
        // Two lengths that lead to each other: the longer one holds both.
        while front.pages.len() < length {
            front.pages.push(("blank", Draft::letter()));
        }
        front
    }

    fn with(
        selection: &Selection<'_>,
        sources: &BTreeMap<FileId, Source<'_>>,
        template: &Template,
        facts: &facts::Facts,
        citer: &Citer<'_>,
    ) -> Self {
        let mut pages = Vec::new();
        let mut add = |part: &'static str, flow: Flow| {
            pages.extend(flow.finish().into_iter().map(|page| (part, page)));
        };
        let mut flow = Flow::new();
        let left_out = letter::write(template, facts, citer, &mut flow);
        add("letter", flow);
        if selection.is_substance_use {
            let mut flow = Flow::new();
            flow.title("Notice");
            flow.paragraph(PART_2_NOTICE);
            add("notice", flow);
        }
        let mut flow = Flow::new();
        comparison::write(selection, sources, citer, &mut flow);
        add("comparison", flow);
        let mut flow = Flow::new();
        chronology::write(selection, citer, &mut flow);
        add("chronology", flow);
        let mut flow = Flow::new();
        index::write(selection, sources, citer, &mut flow);
        add("index", flow);
        Self { pages, left_out }
    }
}

/// Stamps all pages.
fn leaves(
    claim: &str,
    front: &Front,
    citer: &Citer<'_>,
    sources: &BTreeMap<FileId, Source<'_>>,
) -> Vec<Leaf> {
    let of = front.pages.len() + citer.places.pages.len();
    let mut leaves = Vec::with_capacity(of);
    for (part, page) in &front.pages {
        let mut draft = page.clone();
        let stamp = Stamp {
            label: part_title(part),
            claim,
            number: leaves.len() + 1,
            of,
            source: String::new(),
        };
        stamp.on(&mut draft);
        leaves.push(Leaf::Drawn {
            draft,
            highlights: Vec::new(),
        });
    }
    for placed in &citer.places.pages {
        let source = sources.get(&placed.file);
        let stamp = Stamp {
            label: &citer.label(placed.kind),
            claim,
            number: leaves.len() + 1,
            of,
            source: source.map_or_else(String::new, |source| stamp::source_words(source, placed)),
        };
        let highlights = placed.highlights();
        leaves.push(match &placed.body {
            Body::Copied { width, .. } => Leaf::Copied {
                file: placed.file,
                page: placed.page,
                stamp: stamp.alone(*width),
                highlights,
            },
            Body::Text(text) => {
                let mut draft = text.draft.clone();
                let title = facts::capitalized(&placed.title);
                draft.text(54.0, 46.0, Face::Bold, 9.0, &title);
                stamp.on(&mut draft);
                Leaf::Drawn { draft, highlights }
            }
        });
    }
    leaves
}

fn part_title(part: &str) -> &'static str {
    match part {
        "letter" => "Letter",
        "notice" => "Notice",
        "comparison" => "Comparison",
        "chronology" => "Chronology",
        "index" => "Exhibit index",
        _ => "Appeal packet",
    }
}

fn bookmarks(front: &Front, citer: &Citer<'_>) -> Vec<Bookmark> {
    let mut bookmarks: Vec<Bookmark> = Vec::new();
    let mut before = "";
    for (place, (part, _)) in front.pages.iter().enumerate() {
        if *part != before {
            bookmarks.push(Bookmark {
                title: part_title(part).to_owned(),
                page: place + 1,
            });
        }
        before = part;
    }
    for kind in citer.places.kinds() {
        let first = citer.places.pages.iter().position(|page| page.kind == kind);
        if let Some(first) = first {
            bookmarks.push(Bookmark {
                title: format!("{}: {}", citer.label(kind), kind.title()),
                page: citer.front + first + 1,
            });
        }
    }
    bookmarks
}

/// Counts the characters that no font holds.
fn replaced(leaves: &[Leaf]) -> usize {
    let drafts = leaves.iter().filter_map(|leaf| match leaf {
        Leaf::Drawn { draft, .. } => Some(draft),
        Leaf::Copied { .. } => None,
    });
    let texts = drafts
        .flat_map(|draft| &draft.ops)
        .filter_map(|op| match op {
            Op::Text { face, text, .. } => Some((*face, text)),
            Op::Fill { .. } => None,
        });
    texts
        .map(|(face, text)| text.chars().filter(|c| face.show(*c).is_replaced).count())
        .sum()
}

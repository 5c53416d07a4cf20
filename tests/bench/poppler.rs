//! Measures reading of PDFs against poppler's `pdftotext`: the same words, in the same order
//! within a block, with the same boxes, and as many pages a second on one thread.
//!
//! Run `cargo bench --bench poppler -- [FILE or FOLDER …]`; `tests/data/pdf` is always measured.
//! `--once N FILE or FOLDER …` reads these N times and prints the bytes of text that this gave, for
//! `instructions.sh` beside this file.
//! Ends with code 1 where fewer than 99.5 % of poppler's words are found in order.

#![allow(missing_docs, clippy::print_stdout)]

use chartproof::read::{ReadOptions, document};
use chartproof::text::{FileId, Page};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// Least share of poppler's words that must be found in order.
const LEAST_AGREEMENT: f64 = 0.995;
/// The password of the encrypted files measured.
const PASSWORD: &str = "secret";
/// Times each program reads a file; the fastest counts.
const RUNS: usize = 5;

/// A word with its box, origin at the upper left of the page as shown.
#[derive(Debug, Clone)]
struct Word {
    text: String,
    block: usize,
    area: [f64; 4],
}

/// A page's size as shown and its words.
#[derive(Debug, Default)]
struct Sheet {
    width: f64,
    height: f64,
    words: Vec<Word>,
}

/// How many of poppler's words were met.
#[derive(Debug, Default, Clone, Copy)]
struct Agreement {
    words: usize,
    ordered: usize,
    beside: usize,
    boxed: usize,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, path] = arguments.as_slice()
        && mode == "--read"
    {
        // The child that is timed: a whole process that reads one file and writes its words.
        let pages = read(Path::new(path));
        let words: usize = pages.iter().map(|page| page.words.len()).sum();
        println!("{words}");
        return ExitCode::SUCCESS;
    }
    if let [mode, path] = arguments.as_slice()
        && mode == "--text"
    {
        for page in read(Path::new(path)) {
            println!("{}\u{c}", page.text.as_str());
        }
        return ExitCode::SUCCESS;
    }
    if let [mode, passes, places @ ..] = arguments.as_slice()
        && mode == "--once"
    {
        println!("{}", read_again(passes.parse().unwrap_or(1), places));
        return ExitCode::SUCCESS;
    }
    let found = Command::new("pdftotext")
        .arg("-v")
        .stderr(Stdio::null())
        .status();
    if found.is_err() {
        println!("POPPLER IS MISSING: nothing was compared; install poppler-utils");
        return ExitCode::from(u8::from(std::env::var_os("CI").is_some()));
    }
    let mut files = files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pdf"));
    for argument in arguments
        .iter()
        .filter(|argument| !argument.starts_with("--"))
    {
        files.extend(files_in(Path::new(argument)));
    }
    println!(
        "{:<44} {:>5} {:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>6}",
        "file", "pages", "words", "in order", "beside", "boxes", "ours p/s", "theirs", "ratio"
    );
    let (mut total, mut time) = (Agreement::default(), (0.0, 0.0));
    for file in &files {
        let theirs = poppler(file);
        let pages = read(file);
        let mut own = Agreement::default();
        for (index, sheet) in theirs.iter().enumerate() {
            own.add(pages.get(index).map_or_else(
                || Agreement {
                    words: sheet.words.len(),
                    ..Agreement::default()
                },
                |page| compare(sheet, page),
            ));
        }
        let (ours, other) = (time_ours(file), time_poppler(file));
        let count = theirs.len().max(1) as f64;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        println!(
            "{name:<44} {:>5} {:>7} {:>8.2}% {:>8.2}% {:>8.2}% {:>9.0} {:>9.0} {:>6.2}",
            theirs.len(),
            own.words,
            100.0 * own.share(own.ordered),
            100.0 * own.share(own.beside),
            100.0 * own.share(own.boxed),
            count / ours,
            count / other,
            other / ours
        );
        total.add(own);
        time = (time.0 + ours, time.1 + other);
    }
    println!(
        "all: {} words, {:.3}% in order, {:.2}% edges within 1 pt, {:.2}% boxes within 1 pt, {:.2} times poppler's speed",
        total.words,
        100.0 * total.share(total.ordered),
        100.0 * total.share(total.beside),
        100.0 * total.share(total.boxed),
        time.1 / time.0
    );
    ExitCode::from(u8::from(total.share(total.ordered) < LEAST_AGREEMENT))
}

impl Agreement {
    fn add(&mut self, other: Self) {
        self.words += other.words;
        self.ordered += other.ordered;
        self.beside += other.beside;
        self.boxed += other.boxed;
    }

    fn share(&self, count: usize) -> f64 {
        count as f64 / self.words.max(1) as f64
    }
}

fn files_in(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(place)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|kind| kind == "pdf"))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> Vec<Page> {
    let bytes = std::fs::read(path).expect("the file can be read");
    let options = ReadOptions {
        pdf_passwords: vec![PASSWORD.to_owned()],
        ..ReadOptions::default()
    };
    document::pdf_pages(FileId(0), &bytes, &options)
}

/// Reads the files so many times and returns the bytes of text that all of it gave.
fn read_again(passes: usize, places: &[String]) -> usize {
    let files = places.iter().flat_map(|place| files_in(Path::new(place)));
    let files: Vec<PathBuf> = files.collect();
    let pages = (0..passes).flat_map(|_| &files).flat_map(|file| read(file));
    pages.map(|page| page.text.as_str().len()).sum()
}

fn time_ours(path: &Path) -> f64 {
    let program = std::env::current_exe().expect("this program has a path");
    fastest(|| {
        let mut command = Command::new(&program);
        command.arg("--read").arg(path);
        command
    })
}

fn time_poppler(path: &Path) -> f64 {
    fastest(|| {
        let mut command = Command::new("pdftotext");
        command
            .args(["-bbox", "-upw", PASSWORD])
            .arg(path)
            .arg("/dev/null");
        command
    })
}

fn fastest(command: impl Fn() -> Command) -> f64 {
    let once = || {
        let begin = Instant::now();
        let _ = command()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        begin.elapsed().as_secs_f64()
    };
    (0..RUNS).map(|_| once()).fold(f64::MAX, f64::min)
}

/// Returns poppler's words by page, parted into its blocks.
fn poppler(path: &Path) -> Vec<Sheet> {
    let output = Command::new("pdftotext")
        .args(["-bbox-layout", "-upw", PASSWORD])
        .arg(path)
        .arg("-")
        .stderr(Stdio::null())
        .output()
        .expect("pdftotext runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut block = 0;
    for line in text.lines().map(str::trim) {
        if line.starts_with("<page") {
            sheets.push(Sheet {
                width: attribute(line, "width"),
                height: attribute(line, "height"),
                words: Vec::new(),
            });
        } else if line.starts_with("<block") {
            block += 1;
        } else if line.starts_with("<word")
            && let Some(sheet) = sheets.last_mut()
        {
            let inner = line
                .split_once('>')
                .and_then(|(_, rest)| rest.strip_suffix("</word>"))
                .unwrap_or_default();
            let text = plain(&unescape(inner));
            if !text.is_empty() {
                sheet.words.push(Word {
                    text,
                    block,
                    area: ["xMin", "yMin", "xMax", "yMax"].map(|name| attribute(line, name)),
                });
            }
        }
    }
    sheets
}

fn attribute(line: &str, name: &str) -> f64 {
    line.split_once(&format!("{name}=\""))
        .and_then(|(_, rest)| rest.split_once('"'))
        .and_then(|(value, _)| value.parse().ok())
        .unwrap_or_default()
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// Writes ligatures as letters and drops what has no shape, as both programs may.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '\u{fb00}' => plain.push_str("ff"),
            '\u{fb01}' => plain.push_str("fi"),
            '\u{fb02}' => plain.push_str("fl"),
            '\u{fb03}' => plain.push_str("ffi"),
            '\u{fb04}' => plain.push_str("ffl"),
            '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
            // A bullet of a symbol font.
            '\u{f0b7}' => plain.push('•'),
            c if c.is_whitespace() || c.is_control() => {}
            c => plain.push(c),
        }
    }
    plain
}

/// Compares a page under the quarter turn that fits best, since boxes lie in unrotated space.
fn compare(theirs: &Sheet, page: &Page) -> Agreement {
    let (best, missed) = (0..8)
        .map(|turn| agreement(theirs, &shown(page, theirs, turn)))
        .max_by_key(|(agreement, _)| (agreement.ordered, agreement.beside, agreement.boxed))
        .unwrap_or_default();
    if std::env::var_os("SHOW_MISSED").is_some() {
        for word in missed {
            println!("page {} {word}", page.number);
        }
    }
    best
}

fn shown(page: &Page, sheet: &Sheet, turn: u8) -> Vec<Word> {
    let characters: Vec<char> = page.text.as_str().chars().collect();
    page.words
        .iter()
        .map(|word| {
            let text: String = characters
                .get(word.start as usize..word.end as usize)
                .unwrap_or_default()
                .iter()
                .collect();
            let (x0, y0, x1, y1) = (
                f64::from(word.x0),
                f64::from(word.y0),
                f64::from(word.x1),
                f64::from(word.y1),
            );
            // Some versions state the size of a turned page before the turn.
            let (width, height) = if turn < 4 {
                (sheet.width, sheet.height)
            } else {
                (sheet.height, sheet.width)
            };
            Word {
                text: plain(&text),
                block: 0,
                area: match turn % 4 {
                    0 => [x0, height - y1, x1, height - y0],
                    1 => [y0, x0, y1, x1],
                    2 => [width - x1, y0, width - x0, y1],
                    _ => [width - y1, height - x1, width - y0, height - x0],
                },
            }
        })
        .collect()
}

fn agreement(theirs: &Sheet, ours: &[Word]) -> (Agreement, Vec<String>) {
    let mut missed = Vec::new();
    let mut by_text: std::collections::BTreeMap<&str, Vec<usize>> = Default::default();
    for (index, word) in ours.iter().enumerate() {
        by_text.entry(&word.text).or_default().push(index);
    }
    let mut total = Agreement {
        words: theirs.words.len(),
        ..Agreement::default()
    };
    let mut before: Option<(usize, Option<usize>)> = None;
    for word in &theirs.words {
        let distance = |index: &usize| {
            let area = ours[*index].area;
            let apart = |a: usize, b: usize| {
                ((word.area[a] + word.area[b]) - (area[a] + area[b])).abs() / 2.0
            };
            apart(0, 2) + apart(1, 3)
        };
        let found = by_text
            .get(word.text.as_str())
            .and_then(|places| {
                places
                    .iter()
                    .copied()
                    .min_by(|a, b| distance(a).total_cmp(&distance(b)))
            })
            .filter(|index| distance(index) < 12.0);
        let place = match before {
            Some((block, place)) if block == word.block => place,
            _ => None,
        };
        let off = |index: usize, edge: usize| (ours[index].area[edge] - word.area[edge]).abs();
        if let Some(index) = found {
            let ordered = place.is_none_or(|place| place < index);
            total.ordered += usize::from(ordered);
            if !ordered {
                missed.push(format!("out of order {word:?}"));
            }
            let beside = off(index, 0) <= 1.0 && off(index, 2) <= 1.0;
            total.beside += usize::from(beside);
            total.boxed += usize::from(beside && off(index, 1) <= 1.0 && off(index, 3) <= 1.0);
        } else {
            missed.push(format!("missed {word:?}"));
        }
        before = Some((word.block, found.or(place)));
    }
    (total, missed)
}

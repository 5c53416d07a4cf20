//! Measures how fast notes are scanned, on the charts of the facilities in `corpus/` or on the
//! folders named as arguments, each read as the audit reads it; apart from them, on the labelled
//! sentences, of which nearly every word counts. Prints one JSON line and a small table; it
//! asserts nothing about time.
//!
//! A number among the arguments sets the megabytes to scan. Speeds are told twice where the
//! system counts a thread's own processor time: by the clock, and by that time, which a busy
//! machine disturbs less. `--once` makes a given number of plain passes and measures nothing;
//! `instructions.sh` beside this file counts the instructions of such passes.

#![expect(clippy::print_stdout, reason = "a bench prints what it measures")]

use chartproof::read::{self, FileContent, ReadOptions, note};
use chartproof::scan::{Lexicon, NoteInput, Scanner, sketch};
use chartproof::store;
use chartproof::text::{FileId, Page, PageMaps, Span};
use std::path::Path;
use std::time::Instant;

/// Megabytes of note text to scan.
const MEGABYTES: usize = 200;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    arguments.retain(|argument| argument != "--bench");
    let once = take(&mut arguments, "--once");
    let only = ["--scan", "--pages", "--sketch"]
        .into_iter()
        .find(|part| take(&mut arguments, part))
        .unwrap_or("--scan");
    let number = arguments.iter().find_map(|argument| argument.parse().ok());
    arguments.retain(|argument| argument.parse::<usize>().is_err());
    if arguments.is_empty() {
        arguments = facilities(Path::new("corpus"));
    }

    let start = Timer::start();
    let lexicon = Lexicon::embedded();
    let compile = start.clock() * 1e3;
    let start = Timer::start();
    let warm = Folder::invented();
    warm.scan(&mut Scanner::new(lexicon));
    let first_note = start.clock() * 1e3;

    let folder = Folder::load(&arguments);
    assert!(folder.bytes > 0, "the folders named hold no notes");
    if once {
        let passes: usize = number.unwrap_or(1);
        for _ in 0..passes {
            match only {
                "--pages" => folder.read_pages(),
                "--sketch" => folder.sketch(),
                _ => folder.scan(&mut Scanner::new(lexicon)),
            };
        }
        println!("{}", passes * folder.bytes);
        return;
    }
    let wanted = number.unwrap_or(MEGABYTES) * 1_000_000;
    let passes = wanted.div_ceil(folder.bytes.max(1));
    // The expressions that read values are compiled when first needed.
    folder.scan(&mut Scanner::new(lexicon));

    let one = run(1, passes, &folder, |folder, scanner| folder.scan(scanner));
    let two = run(2, passes, &folder, |folder, scanner| folder.scan(scanner));
    let fewer = passes.div_ceil(4);
    let pages = run(1, fewer, &folder, |folder, _| folder.read_pages());
    let sketched = run(1, fewer, &folder, |folder, _| folder.sketch());
    let small = line(&folder, 1_000_000);
    let large = line(&folder, 10_000_000);
    let dense = Folder::load(&["corpus/labelled".to_owned()]);
    let dense = run(
        1,
        wanted / 20 / dense.bytes.max(1),
        &dense,
        |folder, scanner| folder.scan(scanner),
    );
    let speedup = two.clock / one.clock;
    let notes = folder.notes as f64 / folder.bytes as f64 * 1e6;
    println!(
        "{{\"bench\":\"scan\",\"files\":{},\"notes\":{},\"megabytes\":{:.1},\"mentions\":{},\
         \"lexicon_ms\":{compile:.1},\"first_note_ms\":{first_note:.1},\"mb_per_s\":{:.1},\
         \"mb_per_processor_s\":{:.1},\"notes_per_s\":{:.0},\"mentions_per_s\":{:.0},\
         \"two_threads_mb_per_s\":{:.1},\"two_threads_mb_per_processor_s\":{:.1},\
         \"two_threads\":{speedup:.2},\"line_1_mb_ms\":{:.1},\"line_10_mb_ms\":{:.1},\
         \"line_ratio\":{:.2},\"dense_mb_per_processor_s\":{:.1},\"pages_mb_per_s\":{:.1},\"pages_mb_per_processor_s\":{:.1},\
         \"sketch_mb_per_s\":{:.1},\"sketch_mb_per_processor_s\":{:.1}}}",
        folder.files.len(),
        folder.notes,
        (passes * folder.bytes) as f64 / 1e6,
        one.results,
        one.clock,
        one.processor,
        one.clock * notes,
        one.clock * notes * one.results as f64 / folder.notes.max(1) as f64,
        two.clock,
        two.processor,
        small * 1e3,
        large * 1e3,
        large / small,
        dense.processor,
        pages.clock,
        pages.processor,
        sketched.clock,
        sketched.processor,
    );
    println!("| what                 | MB/s | MB per processor second |");
    println!("|----------------------|-----:|------------------------:|");
    for (name, speed) in [
        ("scan, one thread", &one),
        ("scan, two threads", &two),
        ("labelled sentences", &dense),
        ("read notes' facts", &pages),
        ("sketch", &sketched),
    ] {
        println!(
            "| {name:<20} | {:>4.1} | {:>23.1} |",
            speed.clock, speed.processor
        );
    }
    println!(
        "lexicon {compile:.0} ms; a line of 10 MB takes {:.1} times one of 1 MB; two threads {speedup:.2} times one",
        large / small
    );
}

/// Returns the invented facilities, which alone hold notes as charts do.
fn facilities(corpus: &Path) -> Vec<String> {
    let mut folders: Vec<String> = std::fs::read_dir(corpus)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("chartproof.toml").is_file())
        .map(|path| path.to_string_lossy().into_owned())
        .collect();
    folders.sort();
    folders
}

fn take(arguments: &mut Vec<String>, name: &str) -> bool {
    let before = arguments.len();
    arguments.retain(|argument| argument != name);
    arguments.len() < before
}

/// Megabytes a second by the clock and by processor time, and what one pass found.
struct Speed {
    clock: f64,
    processor: f64,
    results: usize,
}

/// Makes so many passes on each of the threads.
fn run(
    threads: usize,
    passes: usize,
    folder: &Folder,
    pass: impl Fn(&Folder, &mut Scanner<'_>) -> usize + Sync,
) -> Speed {
    let start = Instant::now();
    let measured: Vec<(f64, usize)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut scanner = Scanner::new(Lexicon::embedded());
                    let timer = Timer::start();
                    let mut results = 0;
                    for _ in 0..passes {
                        results = pass(folder, &mut scanner);
                    }
                    (timer.processor(), results)
                })
            })
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or((f64::NAN, 0)))
            .collect()
    });
    let clock = start.elapsed().as_secs_f64();
    let processor: f64 = measured.iter().map(|(seconds, _)| seconds).sum();
    let megabytes = (threads * passes * folder.bytes) as f64 / 1e6;
    Speed {
        clock: megabytes / clock,
        processor: megabytes / processor,
        results: measured.first().map_or(0, |&(_, results)| results),
    }
}

/// Returns the seconds of processor time that one line of so many bytes takes.
fn line(folder: &Folder, bytes: usize) -> f64 {
    let mut text = String::with_capacity(bytes + 1000);
    while text.len() < bytes {
        for (_, content) in &folder.files {
            for page in &content.pages {
                text.push_str(&page.text.as_str().replace(['\n', '\r'], " "));
                text.push(' ');
            }
        }
    }
    let end = (0..=bytes)
        .rev()
        .find(|&end| text.is_char_boundary(end))
        .unwrap_or(0);
    text.truncate(end);
    let folder = Folder::of(&text);
    let mut scanner = Scanner::new(Lexicon::embedded());
    folder.scan(&mut scanner);
    let timer = Timer::start();
    folder.scan(&mut scanner);
    timer.processor()
}

/// What is scanned.
struct Folder {
    files: Vec<(String, FileContent)>,
    /// Every note's text.
    texts: Vec<String>,
    notes: usize,
    bytes: usize,
}

impl Folder {
    fn load(folders: &[String]) -> Self {
        let options = ReadOptions::default();
        let mut files = Vec::new();
        for folder in folders {
            let case = match store::discover(Path::new(folder)) {
                Ok(case) => case,
                Err(error) => {
                    println!("{folder}: {error}");
                    continue;
                }
            };
            for file in case.files.iter().filter(|file| !file.is_auxiliary) {
                if let Ok((bytes, _)) = file.location.read() {
                    let content = read::file(file.id, &file.path, &bytes, &options);
                    if !content.notes.is_empty() {
                        files.push((file.path.clone(), content));
                    }
                }
            }
        }
        Self::new(files)
    }

    fn of(text: &str) -> Self {
        let mut problems = Vec::new();
        let pages = vec![Page::plain(1, text)];
        let mut content = FileContent::empty(read::FileKind::Text);
        let short = vec![Page::plain(1, "Progress note\n01/05/2026")];
        content.notes = note::from_pages(FileId(0), "note.txt", &short, &mut problems);
        for note in &mut content.notes {
            let characters = text.chars().count() as u32;
            note.spans = vec![Span::new(FileId(0), 1, 0, characters)];
        }
        content.pages = pages;
        Self::new(vec![("note.txt".to_owned(), content)])
    }

    /// A note that asks once for what is prepared at the first use.
    fn invented() -> Self {
        Self::of("Denies SI. PHQ-9 14, was 19. Last drink 3 days ago.")
    }

    fn new(files: Vec<(String, FileContent)>) -> Self {
        let mut texts = Vec::new();
        for (_, content) in &files {
            let pages = PageMaps::new(&content.pages);
            for note in &content.notes {
                let mut text = String::new();
                for span in &note.spans {
                    text.push_str(pages.slice(span));
                    text.push('\n');
                }
                texts.push(text);
            }
        }
        Self {
            notes: texts.len(),
            bytes: texts.iter().map(String::len).sum(),
            files,
            texts,
        }
    }

    fn scan(&self, scanner: &mut Scanner<'_>) -> usize {
        let mut mentions = 0;
        for (_, content) in &self.files {
            let pages = PageMaps::new(&content.pages);
            for note in &content.notes {
                let found = scanner.note(&NoteInput::of(note, &pages));
                mentions += found.len();
            }
        }
        mentions
    }

    fn read_pages(&self) -> usize {
        let mut problems = Vec::new();
        self.files
            .iter()
            .map(|(name, content)| {
                problems.clear();
                note::from_pages(FileId(0), name, &content.pages, &mut problems).len()
            })
            .sum()
    }

    fn sketch(&self) -> usize {
        self.texts
            .iter()
            .map(|text| sketch::sketch_of(text).tokens as usize)
            .sum()
    }
}

/// Measures seconds by the clock and of this thread's processor time.
struct Timer {
    clock: Instant,
    processor: Option<f64>,
}

impl Timer {
    fn start() -> Self {
        Self {
            processor: processor_seconds(),
            clock: Instant::now(),
        }
    }

    fn clock(&self) -> f64 {
        self.clock.elapsed().as_secs_f64()
    }

    fn processor(&self) -> f64 {
        match (processor_seconds(), self.processor) {
            (Some(now), Some(then)) => now - then,
            _ => self.clock(),
        }
    }
}

/// Linux tells a thread's processor time in nanoseconds; elsewhere the clock must do.
fn processor_seconds() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(told.split(' ').next()?.parse::<f64>().ok()? / 1e9)
}

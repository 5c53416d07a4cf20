//! `chartproof scan`: prints every mention found in files or on standard input.

use crate::audit;
use crate::cli::exit::Exit;
use crate::cli::read_arguments::ReadArguments;
use crate::cli::redaction;
use crate::cli::stderr::stderr;
use crate::cli::stdout;
use crate::model::{LevelOfCare, Measure, Mention};
use crate::read::{self, FileContent};
use crate::scan::{self, Lexicon, NoteInput, Scanner};
use crate::store::{self, Location};
use crate::text::{FileId, PageMaps, Span, on_one_line};
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde::Serialize;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Print every mention found in files, folders or on standard input
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// Files or folders; `-` or nothing reads standard input
    path: Vec<PathBuf>,
    /// A lexicon of the user's own, laid over the program's
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,
    /// Use that lexicon alone, in place of the program's
    #[arg(long, requires = "lexicon")]
    lexicon_only: bool,
    #[command(flatten)]
    read: ReadArguments,
    /// Tell why each mention has its class: the rule, the cue and its scope
    #[arg(long)]
    explain: bool,
    /// How to print
    #[arg(long, value_enum, default_value = "jsonl")]
    format: ScanFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScanFormat {
    Jsonl,
    Text,
}

/// One mention as printed.
#[derive(Serialize)]
struct Row<'r> {
    file: &'r str,
    page: u32,
    start: u32,
    end: u32,
    quote: &'r str,
    indicator: String,
    dimension: &'static str,
    direction: &'static str,
    weight: u8,
    assertion: &'static str,
    section: &'static str,
    value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<ReasonRow>,
}

/// Why a mention has its class, as printed.
#[derive(Serialize)]
struct ReasonRow {
    rule: &'static str,
    cue: Option<Words>,
    scope: Option<Words>,
}

/// Words of a page by their characters.
#[derive(Serialize)]
struct Words {
    start: u32,
    end: u32,
    quote: String,
}

/// Scans and prints.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    let user;
    let lexicon = match &arguments.lexicon {
        None => Lexicon::embedded(),
        Some(path) => {
            let (bytes, _) = store::read_file(path)?;
            let text = String::from_utf8(bytes)
                .with_context(|| format!("{}: not UTF-8 text", path.display()))?;
            let read = if arguments.lexicon_only {
                Lexicon::only_user(&text)
            } else {
                Lexicon::with_user(&text)
            };
            user = read.with_context(|| path.display().to_string())?;
            &user
        }
    };
    let options = arguments.read.options()?;
    let mut stdout = match arguments.format {
        ScanFormat::Jsonl => stdout::json(),
        ScanFormat::Text => stdout::text(),
    };
    let mut exit = Exit::Clean;
    if arguments.path.is_empty() || arguments.path.iter().any(|path| path.as_os_str() == "-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .read_to_end(&mut bytes)
            .context("standard input cannot be read")?;
        let content = read::file(FileId(0), "-", &bytes, &options);
        print(
            "-",
            &content,
            &mut Scanner::new(lexicon),
            arguments,
            &mut stdout,
        )?;
    }
    for path in arguments.path.iter().filter(|path| path.as_os_str() != "-") {
        let files = if path.is_dir() {
            store::discover(path)?.files
        } else {
            store::files_at(path)
        };
        let printed: Vec<Result<(Vec<u8>, bool)>> = files
            .par_iter()
            .map_init(
                || Scanner::new(lexicon),
                |scanner, file| {
                    let mut out = Vec::new();
                    let content = match &file.location {
                        // A file that is named and cannot be opened is a job not done.
                        Location::Disk(_) => {
                            let (bytes, _) = file.location.read()?;
                            read::file(file.id, &file.path, &bytes, &options)
                        }
                        _ => audit::read_case_file(file, &options).content,
                    };
                    print(&file.path, &content, scanner, arguments, &mut out)?;
                    Ok((out, lost(&content)))
                },
            )
            .collect();
        for result in printed {
            let (out, lost) = result?;
            stdout.write_all(&out)?;
            exit = if lost { Exit::Findings } else { exit };
        }
    }
    Ok(exit)
}

fn lost(content: &FileContent) -> bool {
    content
        .problems
        .iter()
        .any(|problem| problem.kind.loses_the_file())
}

fn print(
    file: &str,
    content: &FileContent,
    scanner: &mut Scanner<'_>,
    arguments: &Arguments,
    out: &mut dyn Write,
) -> Result<()> {
    for problem in &content.problems {
        if problem.kind.loses_the_file() {
            redaction::hide_path(Path::new(file));
            writeln!(stderr(), "{file}: {}", problem.message)?;
        }
    }
    let pages = PageMaps::new(&content.pages);
    for note in &content.notes {
        let input = NoteInput::of(note, &pages);
        if arguments.explain {
            for (mention, reason) in scanner.explained(&input) {
                let reason = ReasonRow {
                    rule: reason.rule,
                    cue: reason.cue.map(|span| words(&pages, span)),
                    scope: reason.scope.map(|span| words(&pages, span)),
                };
                write_one(file, &pages, &mention, Some(reason), arguments.format, out)?;
            }
        } else {
            for mention in scanner.note(&input) {
                write_one(file, &pages, &mention, None, arguments.format, out)?;
            }
        }
    }
    Ok(())
}

fn write_one(
    file: &str,
    pages: &PageMaps<'_>,
    mention: &Mention,
    reason: Option<ReasonRow>,
    format: ScanFormat,
    out: &mut dyn Write,
) -> Result<()> {
    let quote = pages.slice(&mention.span);
    match format {
        ScanFormat::Jsonl => {
            serde_json::to_writer(&mut *out, &row(file, mention, quote, reason))?;
            writeln!(out)?;
        }
        ScanFormat::Text => {
            writeln!(
                out,
                "{}:{}:{}-{}  {} {} {} w{}  {}",
                on_one_line(file),
                mention.span.page,
                mention.span.start,
                mention.span.end,
                mention.indicator,
                mention.assertion.id(),
                mention.direction.id(),
                mention.weight,
                on_one_line(quote),
            )?;
            if let Some(reason) = reason {
                let cue = reason
                    .cue
                    .map(|cue| format!(", cue `{}`", on_one_line(&cue.quote)))
                    .unwrap_or_default();
                let scope = reason
                    .scope
                    .map(|scope| format!(", within `{}`", on_one_line(&scope.quote)))
                    .unwrap_or_default();
                writeln!(out, "    {}{cue}{scope}", reason.rule)?;
            }
        }
    }
    Ok(())
}

/// A value as it is printed: `{"kind":"score","value":7.0}`.
#[derive(Serialize)]
struct Value(#[serde(with = "MeasureRow")] Measure);

/// The shape in which a [`Measure`] is printed.
#[derive(Serialize)]
#[serde(
    remote = "Measure",
    rename_all = "kebab-case",
    tag = "kind",
    content = "value"
)]
enum MeasureRow {
    Score(f32),
    AgeDays(f32),
    Ratio(u16, u16),
    HoursPerWeek(f32),
    Level(LevelOfCare),
    DimensionRating(u8, u8),
    BloodAlcohol(f32),
    BloodPressure(u16, u16),
    HeartRate(u16),
    Temperature(f32),
    Number(f32),
}

fn words(pages: &PageMaps<'_>, span: Span) -> Words {
    Words {
        start: span.start,
        end: span.end,
        quote: pages.slice(&span).to_owned(),
    }
}

fn row<'r>(file: &'r str, mention: &Mention, quote: &'r str, reason: Option<ReasonRow>) -> Row<'r> {
    Row {
        file,
        page: mention.span.page,
        start: mention.span.start,
        end: mention.span.end,
        quote,
        indicator: mention.indicator.to_string(),
        dimension: mention.dimension.id(),
        direction: mention.direction.id(),
        weight: mention.weight,
        assertion: mention.assertion.id(),
        section: scan::section_name(mention.section),
        value: mention.measure.map(Value),
        reason,
    }
}

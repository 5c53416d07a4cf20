//! `chartproof text`: prints what was read of a file, so that positions in findings can be
//! checked.

use crate::audit;
use crate::cli::exit::Exit;
use crate::cli::read_arguments::ReadArguments;
use crate::cli::stderr::stderr;
use crate::cli::stdout;
use crate::read::{FileContent, ReadOptions};
use crate::store;
use crate::text::Page;
use anyhow::{Result, bail};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Print what was read of a file, page by page
///
/// With --page, prints that page's text and nothing else: findings count characters of it. A sign
/// stands for each character that is not seen and steers terminals.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The file, or a member of a zip archive as in `export.zip/charts/a.pdf`
    file: PathBuf,
    /// Only this page, from 1; for a workbook, the sheet
    #[arg(long, value_name = "N")]
    page: Option<u32>,
    /// Print before each line its first character and the one past its last
    #[arg(long)]
    positions: bool,
    #[command(flatten)]
    read: ReadArguments,
}

/// Reads and prints.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    let name = arguments.file.to_string_lossy();
    let content = read(&arguments.file, &arguments.read.options()?)?;
    let mut stdout = stdout::text();
    match arguments.page {
        Some(number) => {
            let Some(page) = content.pages.iter().find(|page| page.number == number) else {
                bail!(
                    "{name}: has no page {number}; it has {}",
                    content.pages.len()
                );
            };
            print(page, arguments.positions, &mut stdout)?;
        }
        None => {
            for page in &content.pages {
                writeln!(
                    stdout,
                    "=== page {} of {} ===",
                    page.number,
                    content.pages.len()
                )?;
                print(page, arguments.positions, &mut stdout)?;
                if !page.text.as_str().ends_with('\n') {
                    writeln!(stdout)?;
                }
            }
        }
    }
    let mut exit = Exit::Clean;
    for problem in &content.problems {
        if problem.kind.loses_a_record() {
            exit = Exit::Findings;
            let page = problem.span.map(|span| format!(" page {}:", span.page));
            let page = page.unwrap_or_default();
            writeln!(stderr(), "{name}:{page} {}", problem.message)?;
        }
    }
    Ok(exit)
}

/// Reads a file, or the member of an archive that the rest of the path names.
fn read(path: &Path, options: &ReadOptions) -> Result<FileContent> {
    let on_disk = path.ancestors().find(|part| part.is_file());
    let Some(on_disk) = on_disk else {
        bail!("{}: no such file", path.display());
    };
    let wanted = path.to_string_lossy();
    let files = store::files_at(on_disk);
    let Some(file) = files.iter().find(|file| file.path == wanted) else {
        bail!("{}: has no such member", on_disk.display());
    };
    Ok(audit::read_case_file(file, options).content)
}

fn print(page: &Page, positions: bool, out: &mut dyn Write) -> std::io::Result<()> {
    if !positions {
        return out.write_all(page.text.as_str().as_bytes());
    }
    let mut start = 0;
    for line in page.text.as_str().split_inclusive('\n') {
        let shown = line.trim_end_matches(['\n', '\r']);
        let end = start + shown.chars().count();
        writeln!(out, "{start}-{end}\t{shown}")?;
        start += line.chars().count();
    }
    Ok(())
}

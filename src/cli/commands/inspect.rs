//! `chartproof inspect`: tells, file by file, what was read and what was not, before any audit.

use crate::audit;
use crate::cli::exit::Exit;
use crate::cli::read_arguments::ReadArguments;
use crate::cli::stdout;
use crate::model::PatientIdentity;
use crate::read::table::ColumnMap;
use crate::read::{FileContent, FileKind};
use crate::store;
use crate::text::on_one_line;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// Tell what each file holds: type, patient, notes, pages, records, problems
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// A file or a folder
    path: PathBuf,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: InspectFormat,
    #[command(flatten)]
    read: ReadArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InspectFormat {
    Text,
    Json,
}

/// What one file holds.
#[derive(Serialize)]
struct FileRow {
    file: String,
    kind: FileKind,
    patients: Vec<String>,
    counts: Counts,
    problems: Vec<ProblemRow>,
}

/// Numbers of what was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
struct Counts {
    notes: usize,
    pages_read: usize,
    pages_unread: usize,
    claims: usize,
    lines: usize,
    remittances: usize,
    authorizations: usize,
    attendance: usize,
    coverages: usize,
    stays: usize,
    staff: usize,
    problems: usize,
}

#[derive(Serialize)]
struct ProblemRow {
    page: Option<u32>,
    loses_a_record: bool,
    message: String,
}

#[derive(Serialize)]
struct Inspection<'i> {
    schema: &'static str,
    files: &'i [FileRow],
    totals: Counts,
}

/// Reads every file and prints a line for each.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    let rows = rows(arguments)?;
    let totals = rows
        .iter()
        .fold(Counts::default(), |sum, row| sum.plus(row.counts));
    match arguments.format {
        InspectFormat::Json => {
            let inspection = Inspection {
                schema: "chartproof.inspection/1",
                files: &rows,
                totals,
            };
            let inspection = serde_json::to_string_pretty(&inspection)?;
            writeln!(stdout::json(), "{inspection}")?;
        }
        InspectFormat::Text => {
            let mut stdout = stdout::text();
            for row in &rows {
                writeln!(stdout, "{}", on_one_line(&row.line()))?;
            }
            writeln!(stdout, "total: {} files, {}", rows.len(), totals.words())?;
        }
    }
    let lost = rows
        .iter()
        .flat_map(|row| &row.problems)
        .any(|problem| problem.loses_a_record);
    Ok(if lost { Exit::Findings } else { Exit::Clean })
}

/// Reads a file, an archive or a case folder, the folder under its own column names.
fn rows(arguments: &Arguments) -> Result<Vec<FileRow>> {
    let mut options = arguments.read.options()?;
    let files = if arguments.path.is_dir() {
        let facility = store::load_facility_file(&arguments.path, &[])?;
        options.columns = ColumnMap::new(&facility.columns)?;
        store::discover(&arguments.path)?.files
    } else {
        arguments
            .path
            .metadata()
            .with_context(|| arguments.path.display().to_string())?;
        store::files_at(&arguments.path)
    };
    Ok(files
        .par_iter()
        .map(|file| {
            let content = audit::read_case_file(file, &options).content;
            row(file.path.clone(), &content)
        })
        .collect())
}

fn row(file: String, content: &FileContent) -> FileRow {
    let is_unread = |page: &&crate::text::Page| page.text.as_str().trim().is_empty();
    let unread = content.pages.iter().filter(is_unread).count();
    FileRow {
        file,
        kind: content.kind,
        patients: patients(content),
        counts: Counts {
            notes: content.notes.len(),
            pages_read: content.pages.len() - unread,
            pages_unread: unread,
            claims: content.claims.len(),
            lines: content.claims.iter().map(|claim| claim.lines.len()).sum(),
            remittances: content.remittances.len(),
            authorizations: content.authorizations.len(),
            attendance: content.attendance.len(),
            coverages: content.coverages.len(),
            stays: content.stays.len(),
            staff: content.staff.len(),
            problems: content.problems.len(),
        },
        problems: content
            .problems
            .iter()
            .map(|problem| ProblemRow {
                page: problem.span.map(|span| span.page),
                loses_a_record: problem.kind.loses_a_record(),
                message: problem.message.clone(),
            })
            .collect(),
    }
}

/// Returns the patients that a file names, each by its record number, else its name, else its
/// member id.
fn patients(content: &FileContent) -> Vec<String> {
    let notes = content.notes.iter().map(|note| &*note.patient);
    let claims = content.claims.iter().map(|claim| &claim.patient);
    let authorizations = content.authorizations.iter().map(|row| &row.patient);
    let attendance = content.attendance.iter().map(|row| &row.patient);
    let coverages = content.coverages.iter().map(|row| &row.patient);
    let stays = content.stays.iter().map(|row| &row.patient);
    let all = notes
        .chain(claims)
        .chain(authorizations)
        .chain(attendance)
        .chain(coverages)
        .chain(stays);
    let label = |patient: &PatientIdentity| {
        let mrn = patient.mrn.as_ref().map(|mrn| mrn.value.clone());
        let name = || patient.name.as_ref().map(|name| name.value.display());
        let member = || patient.member_id.as_ref().map(|id| id.value.clone());
        mrn.or_else(name).or_else(member)
    };
    let labels: BTreeSet<String> = all.filter_map(label).collect();
    labels.into_iter().collect()
}

impl FileRow {
    fn line(&self) -> String {
        let kind = serde_json::to_value(self.kind).unwrap_or_default();
        let kind = kind.as_str().unwrap_or_default().to_owned();
        let mut parts = vec![kind];
        match self.patients.as_slice() {
            [] => {}
            [one] => parts.push(format!("patient {one}")),
            several => parts.push(format!("{} patients", several.len())),
        }
        parts.extend((self.counts != Counts::default()).then(|| self.counts.words()));
        let gravest = self
            .problems
            .iter()
            .find(|problem| problem.loses_a_record)
            .or(self.problems.first());
        let told = gravest.map_or(String::new(), |problem| format!(": {}", problem.message));
        format!("{}: {}{told}", self.file, parts.join(", "))
    }
}

impl Counts {
    fn fields(&self) -> [(usize, &'static str, &'static str); 12] {
        [
            (self.notes, "note", "notes"),
            (self.pages_read, "page", "pages"),
            (self.pages_unread, "page unread", "pages unread"),
            (self.claims, "claim", "claims"),
            (self.lines, "line", "lines"),
            (self.remittances, "remittance", "remittances"),
            (self.authorizations, "authorization", "authorizations"),
            (self.attendance, "attendance row", "attendance rows"),
            (self.coverages, "coverage", "coverages"),
            (self.stays, "census row", "census rows"),
            (self.staff, "staff row", "staff rows"),
            (self.problems, "problem", "problems"),
        ]
    }

    /// Returns what there is, in words: `3 notes, 2 pages, 1 problem`.
    fn words(&self) -> String {
        let there = self.fields().into_iter().filter(|(count, ..)| *count > 0);
        let words = there.map(|(count, one, several)| {
            format!("{count} {}", if count == 1 { one } else { several })
        });
        words.collect::<Vec<_>>().join(", ")
    }

    fn plus(self, other: Self) -> Self {
        Self {
            notes: self.notes + other.notes,
            pages_read: self.pages_read + other.pages_read,
            pages_unread: self.pages_unread + other.pages_unread,
            claims: self.claims + other.claims,
            lines: self.lines + other.lines,
            remittances: self.remittances + other.remittances,
            authorizations: self.authorizations + other.authorizations,
            attendance: self.attendance + other.attendance,
            coverages: self.coverages + other.coverages,
            stays: self.stays + other.stays,
            staff: self.staff + other.staff,
            problems: self.problems + other.problems,
        }
    }
}

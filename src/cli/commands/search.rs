//! `chartproof search`: finds notes by words and by what was read from them.

use crate::cli::exit::Exit;
use crate::cli::stderr::stderr;
use crate::model::{Assertion, IndicatorId, ServiceDate};
use crate::search::{Hit, NoteIndex, Query, Searcher};
use crate::store;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::PathBuf;

/// Search the audited notes by words and by what they say
///
/// Words beside each other must all be there; "a phrase" is found as written; crav* finds any
/// word that begins so; AND, OR, NOT in capitals, and parentheses; patient:CH-1001,
/// kind:group-note, level:PHP, author:roe, indicator:D3-01, assertion:affirmed.
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    /// The query; an empty text asks for every note that fits the filters
    #[arg(default_value = "")]
    query: String,
    /// The index, or the folder that holds it as its only index
    #[arg(long, value_name = "DIR", default_value = "index")]
    index: PathBuf,
    /// Only notes of this patient
    #[arg(long, value_name = "KEY")]
    patient: Option<String>,
    /// Only notes dated on or after this date
    #[arg(long, value_name = "DATE", value_parser = super::audit::date)]
    from: Option<ServiceDate>,
    /// Only notes dated on or before this date
    #[arg(long, value_name = "DATE", value_parser = super::audit::date)]
    to: Option<ServiceDate>,
    /// Only notes that mention this indicator
    #[arg(long, value_name = "ID")]
    indicator: Option<String>,
    /// Only mentions of this status: affirmed, negated, historical, hypothetical, other-person,
    /// uncertain
    #[arg(long, value_name = "CLASS")]
    assertion: Option<String>,
    /// How many notes to show at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Searches and prints.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    let query = query(arguments)?;
    let folder = store::locate_whole_index(&arguments.index)?;
    let searcher = Searcher::new(&NoteIndex::in_folder(&folder)?)?;
    let hits = searcher.search(&query, arguments.limit)?;
    let total = searcher.count(&query)?;
    let mut out = anstream::stdout().lock();
    for hit in &hits {
        match arguments.format {
            Format::Json => {
                serde_json::to_writer(&mut out, hit)?;
                writeln!(out)?;
            }
            Format::Text => print(hit, &mut out)?,
        }
    }
    if total > hits.len() {
        writeln!(
            stderr(),
            "{} of {total} notes shown; `--limit` shows more",
            hits.len()
        )?;
    }
    Ok(Exit::Clean)
}

fn query(arguments: &Arguments) -> Result<Query> {
    let mut query = Query::parse(&arguments.query)?;
    if let Some(patient) = &arguments.patient {
        query = query.of_patient(patient);
    }
    if let Some(id) = &arguments.indicator {
        let Some(id) = IndicatorId::new(id) else {
            bail!("`--indicator {id}`: expected an id like D3-01");
        };
        query = query.with_indicator(id);
    }
    if let Some(class) = &arguments.assertion {
        let Some(assertion) = Assertion::from_id(class) else {
            let known = Assertion::ALL.map(Assertion::id).join(", ");
            bail!("`--assertion {class}`: expected one of {known}");
        };
        query = query.with_assertion(assertion);
    }
    if let Some(date) = arguments.from {
        query = query.from(date);
    }
    if let Some(date) = arguments.to {
        query = query.to(date);
    }
    Ok(query)
}

fn print(hit: &Hit, out: &mut dyn Write) -> std::io::Result<()> {
    let date = hit
        .date
        .map_or_else(|| "undated".to_owned(), |date| date.to_string());
    writeln!(out, "{}  {}  {}  {}", hit.patient, date, hit.kind, hit.file)?;
    for found in &hit.matches {
        let (before, after) = (flat(found.before.as_str()), flat(found.after.as_str()));
        writeln!(
            out,
            "  page {}, {}-{}: {before}[{}]{after}",
            found.page,
            found.start,
            found.end,
            flat(found.quote.as_str())
        )?;
    }
    Ok(())
}

/// Folds line breaks so that a match stays on one line.
fn flat(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

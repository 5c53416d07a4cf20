//! `chartproof search`: finds notes by words and by what was read from them.

use crate::cli::exit::Exit;
use crate::cli::stderr::stderr;
use crate::cli::stdout;
use crate::model::{Assertion, IndicatorId, ServiceDate};
use crate::search::{Hit, NoteIndex, Query, Searcher};
use crate::store;
use crate::text::on_one_line;
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
    match arguments.format {
        Format::Json => {
            let mut out = stdout::json();
            for hit in &hits {
                writeln!(out, "{}", serde_json::to_string(hit)?)?;
            }
        }
        Format::Text => {
            let mut out = stdout::text();
            for hit in &hits {
                print(hit, &mut out)?;
            }
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
    let (patient, file) = (on_one_line(&hit.patient), on_one_line(&hit.file));
    writeln!(out, "{patient}  {date}  {}  {file}", hit.kind)?;
    for found in &hit.matches {
        let [before, quote, after] =
            [&found.before, &found.quote, &found.after].map(|text| on_one_line(text.as_str()));
        writeln!(
            out,
            "  page {}, {}-{}: {before}[{quote}]{after}",
            found.page, found.start, found.end,
        )?;
    }
    Ok(())
}

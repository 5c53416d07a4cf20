//! `chartproof eval assertions`: how often the status of a marked statement is told right.

use super::scores::Confusion;
use crate::cli::exit::Exit;
use crate::cli::stdout;
use crate::model::Assertion;
use crate::scan::{self, Classified};
use crate::store;
use crate::text::CharMap;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::PathBuf;

/// Score the assertion engine on rows of `{"text","start","end","assertion"}`
///
/// `start` and `end` are character offsets of the target in the text.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The labelled rows, one JSON object a line
    file: PathBuf,
    /// Score this class against everything else
    #[arg(long, value_name = "CLASS")]
    binary: Option<String>,
    /// Write each row with the predicted class to this file
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
    /// Print each row's class with its reason: the rule, the cue and its scope
    #[arg(long)]
    explain: bool,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// A labelled row. Rows may carry more fields; they are kept in the predictions.
#[derive(Debug, Deserialize, Serialize)]
struct Row {
    text: String,
    start: u32,
    end: u32,
    assertion: String,
    #[serde(flatten)]
    more: serde_json::Map<String, serde_json::Value>,
}

/// Scores and prints.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let (bytes, _) = store::read_file(&arguments.file)?;
    let text = String::from_utf8(bytes)
        .with_context(|| format!("{}: not UTF-8 text", arguments.file.display()))?;
    if let Some(class) = &arguments.binary
        && Assertion::from_id(class).is_none()
    {
        bail!("`--binary {class}`: expected one of {}", class_names());
    }
    let mut confusion = Confusion::default();
    let mut predictions = String::new();
    for (index, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let place = || format!("{}, line {}", arguments.file.display(), index + 1);
        // The row is clinical text, so the message names only the place.
        let mut row: Row = serde_json::from_str(line)
            .ok()
            .with_context(|| format!("{}: expected text, start, end and assertion", place()))?;
        if Assertion::from_id(&row.assertion).is_none() && arguments.binary.is_none() {
            bail!("{}: assertion must be one of {}", place(), class_names());
        }
        let classified = scan::classify(&row.text, row.start, row.end);
        let predicted = classified.assertion.id();
        if arguments.explain {
            explain(&row, &classified, arguments.format)?;
        }
        match &arguments.binary {
            None => confusion.add(&row.assertion, predicted),
            Some(class) => {
                let fold = |name: &str| {
                    if name == class {
                        class.clone()
                    } else {
                        "other".to_owned()
                    }
                };
                confusion.add(&fold(&row.assertion), &fold(predicted));
            }
        }
        if arguments.predictions.is_some() {
            row.more.insert("predicted".to_owned(), predicted.into());
            predictions.push_str(&serde_json::to_string(&row)?);
            predictions.push('\n');
        }
    }
    if let Some(path) = &arguments.predictions {
        store::write_atomically(path, |writer| writer.write_all(predictions.as_bytes()))?;
    }
    print(&confusion, arguments.format)?;
    Ok(Exit::Clean)
}

/// Prints why a row has its class.
fn explain(row: &Row, classified: &Classified, format: Format) -> Result<()> {
    let map = CharMap::new(&row.text);
    let words = |(start, end)| map.slice(start, end);
    let class = classified.assertion.id();
    if format == Format::Json {
        let cue = classified
            .cue
            .map(|(start, end)| serde_json::json!({"start": start, "end": end, "quote": words((start, end))}));
        let (start, end) = classified.scope;
        let line = serde_json::json!({
            "target": words((row.start, row.end)),
            "assertion": row.assertion,
            "predicted": class,
            "rule": classified.rule,
            "cue": cue,
            "scope": {"start": start, "end": end, "quote": words((start, end))},
        });
        writeln!(stdout::json(), "{line}")?;
        return Ok(());
    }
    let mark = if row.assertion == class { "=" } else { "!" };
    let cue = classified
        .cue
        .map(|cue| format!(", cue `{}`", words(cue)))
        .unwrap_or_default();
    writeln!(
        stdout::text(),
        "{mark} {} -> {class}  [{}]  {}{cue}, within `{}`",
        row.assertion,
        words((row.start, row.end)),
        classified.rule,
        words(classified.scope).replace('\n', " "),
    )?;
    Ok(())
}

fn class_names() -> String {
    Assertion::ALL.map(Assertion::id).join(", ")
}

fn print(confusion: &Confusion, format: Format) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let scores = confusion.scores();
    if format == Format::Json {
        let json = serde_json::json!({"classes": scores, "n": confusion.rows()});
        writeln!(out, "{json}")?;
        return Ok(());
    }
    writeln!(
        out,
        "{:<14} {:>9} {:>9} {:>9} {:>9}",
        "class", "precision", "recall", "F1", "support"
    )?;
    for (class, score) in &scores {
        writeln!(
            out,
            "{class:<14} {:>9.4} {:>9.4} {:>9.4} {:>9}",
            score.precision, score.recall, score.f1, score.support
        )?;
    }
    let macro_f1 = scores.values().map(|score| score.f1).sum::<f64>() / scores.len().max(1) as f64;
    writeln!(
        out,
        "{:<14} {:>29.4} {:>9}",
        "macro F1",
        macro_f1,
        confusion.rows()
    )?;
    writeln!(out, "\nrows: labelled; columns: predicted")?;
    write!(out, "{:<14}", "")?;
    for class in scores.keys() {
        write!(out, " {class:>12}")?;
    }
    writeln!(out)?;
    for wanted in scores.keys() {
        write!(out, "{wanted:<14}")?;
        for predicted in scores.keys() {
            write!(out, " {:>12}", confusion.count(wanted, predicted))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

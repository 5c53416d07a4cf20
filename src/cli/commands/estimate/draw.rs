//! `chartproof estimate draw`: a sample that anybody can draw again.

use super::{Columns, about, name_of, text_of};
use crate::cli::exit::Exit;
use crate::cli::stdout;
use crate::exposure::estimate::{FrameUnit, METHOD, Sizes, draw};
use crate::model::Money;
use crate::read::table::frame::{self, FrameRow, UnitKind};
use crate::report::estimate::{DrawRecord, Excluded, FrameSource, write_record, write_sample};
use crate::store;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Draw a sample from a frame, so that anybody can draw it again
///
/// Units are sorted by the SHA-256 of `SEED|UNIT` and the first of each stratum are taken. Writes
/// the sample with empty columns `correct` and `note` for the reviewer, and beside it a record of
/// seed, frame, strata and exclusions.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The frame: a CSV file with one row a sampling unit
    #[arg(required_unless_present = "frame_from")]
    frame: Option<PathBuf>,
    /// The results folder of an audit, whose lines.jsonl is the frame
    #[arg(long, value_name = "REPORT_DIR", conflicts_with_all = ["frame", "unit", "amount"])]
    frame_from: Option<PathBuf>,
    /// What is drawn from an audit
    #[arg(long, value_enum, default_value = "claim", requires = "frame_from")]
    units: Units,
    /// The seed; write it down before looking at what it draws
    #[arg(long)]
    seed: u64,
    /// How many units to draw from a frame that is not stratified
    #[arg(
        long,
        value_name = "N",
        required_unless_present = "sizes",
        conflicts_with = "strata"
    )]
    size: Option<u64>,
    /// How many units to draw from each stratum: PHP=30,OP=40; with OP=0 it is left out
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = size, requires = "strata")]
    sizes: Vec<(String, u64)>,
    #[command(flatten)]
    columns: Columns,
    /// Leave out units on which nothing, or less than nothing, was paid, and count them
    #[arg(long)]
    exclude_unpaid: bool,
    /// Where to write the sample; its record is written beside it as .json
    #[arg(long, value_name = "FILE", default_value = "sample.csv")]
    out: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Units {
    Claim,
    Line,
}

fn size(text: &str) -> Result<(String, u64), String> {
    let (name, size) = text
        .rsplit_once('=')
        .ok_or_else(|| format!("`{text}` is not like PHP=30"))?;
    let size = size.trim().parse();
    let size = size.map_err(|_| format!("`{text}`: the size is not a whole number"))?;
    Ok((name.trim().to_owned(), size))
}

/// A frame on its way to the drawing.
struct Frame {
    rows: Vec<FrameRow>,
    source: FrameSource,
    excluded: Vec<Excluded>,
}

/// Draws and writes.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let record_path = arguments.out.with_extension("json");
    for path in [&arguments.out, &record_path] {
        if path.exists() {
            bail!(
                "{}: is there already and may hold a review; choose another file with `--out`",
                path.display()
            );
        }
    }
    let mut frame = match (&arguments.frame, &arguments.frame_from) {
        (_, Some(folder)) => of_audit(folder, arguments)?,
        (Some(path), None) => of_table(path, arguments)?,
        (None, None) => bail!("no frame: give a CSV file, or an audit with `--frame-from`"),
    };
    if arguments.exclude_unpaid {
        let before = frame.rows.len();
        frame
            .rows
            .retain(|row| row.paid.unwrap_or_default() > Money::ZERO);
        exclude(
            &mut frame.excluded,
            "zero, negative or no amount paid",
            before - frame.rows.len(),
        );
    }
    let sizes = match arguments.size {
        Some(size) => Sizes::Whole(size),
        None => Sizes::Strata(sizes_by_name(arguments, &mut frame)?),
    };
    let units = frame.rows.into_iter().map(unit).collect::<Result<_>>()?;
    let drawn = draw(units, arguments.seed, &sizes)?;
    let record = DrawRecord::new(
        &drawn,
        arguments.seed,
        frame.source,
        frame.excluded,
        name_of(&arguments.out),
    );
    store::write_atomically(&arguments.out, |out| write_sample(&drawn, out))?;
    store::write_atomically(&record_path, |out| write_record(&record, out))?;
    tell(&record, &arguments.out, &record_path)?;
    Ok(Exit::Clean)
}

fn of_table(path: &Path, arguments: &Arguments) -> Result<Frame> {
    let (text, sha256) = text_of(path)?;
    let table = frame::frame(&text, &arguments.columns.names());
    let table = table.map_err(|error| about(path, error))?;
    let mut excluded = Vec::new();
    exclude(&mut excluded, "total or page footer", table.footers);
    let source = FrameSource {
        file: name_of(path),
        sha256,
        unit: table.unit_column,
        amount: table.paid_column,
        stratum: arguments.columns.strata.clone(),
    };
    Ok(Frame {
        rows: table.rows,
        source,
        excluded,
    })
}

fn of_audit(folder: &Path, arguments: &Arguments) -> Result<Frame> {
    let path = folder.join("lines.jsonl");
    let (text, sha256) = text_of(&path).with_context(|| {
        format!(
            "`--frame-from {}`: no results of an audit",
            folder.display()
        )
    })?;
    let stratum = arguments.columns.strata.as_deref();
    if stratum.is_some_and(|column| column != "level") {
        bail!("`--strata`: the lines of an audit can be stratified by `level` only");
    }
    let (kind, unit) = match arguments.units {
        Units::Claim => (UnitKind::Claim, "claim"),
        Units::Line => (UnitKind::Line, "claim/line"),
    };
    let lines = frame::of_lines(&text, kind).map_err(|error| about(&path, error))?;
    let mut excluded = Vec::new();
    exclude(
        &mut excluded,
        "line of a claim that a later one replaced or voided",
        lines.superseded,
    );
    exclude(
        &mut excluded,
        "no remittance tells what was paid",
        lines.unpaid,
    );
    let source = FrameSource {
        file: name_of(&path),
        sha256,
        unit: unit.to_owned(),
        amount: "paid".to_owned(),
        stratum: stratum.map(str::to_owned),
    };
    Ok(Frame {
        rows: lines.rows,
        source,
        excluded,
    })
}

fn exclude(excluded: &mut Vec<Excluded>, reason: &str, count: usize) {
    if count > 0 {
        excluded.push(Excluded {
            reason: reason.to_owned(),
            count,
        });
    }
}

fn unit(row: FrameRow) -> Result<FrameUnit> {
    let paid = row.paid.with_context(|| {
        format!(
            "row {}: the amount paid is empty; fill it in, or leave such rows out with \
             `--exclude-unpaid`",
            row.row
        )
    })?;
    Ok(FrameUnit {
        id: row.unit,
        stratum: row.stratum,
        paid,
    })
}

/// Returns the sizes by stratum. Strata with the size 0 are left out of the frame and counted.
fn sizes_by_name(arguments: &Arguments, frame: &mut Frame) -> Result<BTreeMap<String, u64>> {
    let mut named = BTreeMap::new();
    for (name, size) in &arguments.sizes {
        if named.insert(name.clone(), *size).is_some() {
            bail!("`--sizes`: `{name}` is given twice; give each stratum one size");
        }
    }
    for name in named
        .iter()
        .filter(|(_, size)| **size == 0)
        .map(|(name, _)| name)
    {
        let before = frame.rows.len();
        frame.rows.retain(|row| row.stratum != *name);
        let reason = format!("stratum {name}, left out of the universe");
        exclude(&mut frame.excluded, &reason, before - frame.rows.len());
    }
    named.retain(|_, size| *size > 0);
    Ok(named)
}

fn tell(record: &DrawRecord, sample: &Path, record_path: &Path) -> Result<()> {
    let mut out = stdout::text();
    for stratum in &record.strata {
        writeln!(
            out,
            "{}: {} of {} units drawn, ${} paid on all",
            stratum.stratum, stratum.drawn, stratum.units, stratum.dollars
        )?;
    }
    for excluded in &record.excluded {
        writeln!(out, "excluded: {} ({})", excluded.count, excluded.reason)?;
    }
    writeln!(
        out,
        "seed {}, frame {}, SHA-256 {}",
        record.seed, record.frame.file, record.frame.sha256
    )?;
    writeln!(out, "{METHOD}")?;
    writeln!(out, "sample: {}; fill in `correct`", sample.display())?;
    writeln!(out, "record: {}", record_path.display())?;
    Ok(())
}

//! Measures how fast patients are judged, on the facilities in `corpus/` or on the folders named as
//! arguments: the join of each patient's notes, claims and payments, and every rule over it. Files
//! are read once before. Prints one JSON line; it asserts nothing about time.
//!
//! A number among the arguments sets how many times all are judged. `--once` measures nothing and
//! prints how many service lines were judged; `instructions.sh` beside this file counts the
//! instructions of such passes.

#![expect(clippy::print_stdout, reason = "a bench prints what it measures")]

use chartproof::audit;
use chartproof::ledger::PatientRecord;
use chartproof::policy::Policy;
use chartproof::read::ReadOptions;
use chartproof::read::table::ColumnMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Times that all patients are judged.
const PASSES: usize = 20;

fn main() -> anyhow::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let once = arguments.iter().any(|argument| argument == "--once");
    arguments.retain(|argument| !argument.starts_with("--"));
    let number = arguments.iter().find_map(|argument| argument.parse().ok());
    arguments.retain(|argument| argument.parse::<usize>().is_err());
    let passes = number.unwrap_or(PASSES);
    let folders = match arguments.is_empty() {
        true => facilities(Path::new("corpus")),
        false => arguments.iter().map(PathBuf::from).collect(),
    };
    let facilities: Vec<Facility> = folders
        .iter()
        .map(|one| Facility::read(one))
        .collect::<Result<_, _>>()?;
    let (mut lines, mut findings) = (0, 0);
    let start = Instant::now();
    for _ in 0..passes {
        for facility in &facilities {
            lines += facility.lines();
            findings += facility.judge();
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    if once {
        println!("{lines}");
        return Ok(());
    }
    let patients: usize = facilities.iter().map(|one| one.records.len()).sum();
    println!(
        "{{\"bench\":\"judge\",\"patients\":{patients},\"passes\":{passes},\"lines\":{lines},\
         \"findings\":{findings},\"lines_per_s\":{:.0}}}",
        lines as f64 / seconds
    );
    Ok(())
}

/// A facility's patients with the policy by which they are judged.
struct Facility {
    policy: Policy,
    records: Vec<PatientRecord>,
}

impl Facility {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let (case, policy) = audit::open(folder, &[])?;
        let options = ReadOptions {
            columns: ColumnMap::new(&policy.columns)?,
            ..ReadOptions::default()
        };
        let records = audit::records(&case, &policy, &options)?;
        Ok(Self { policy, records })
    }

    /// Returns how many service lines the patients have.
    fn lines(&self) -> usize {
        let claims = self.records.iter().flat_map(|record| &record.claims);
        claims.map(|claim| claim.lines.len()).sum()
    }

    /// Judges every patient and returns how many findings that gave.
    fn judge(&self) -> usize {
        let records = self.records.iter();
        records
            .map(|record| audit::patient(record, &self.policy).findings.len())
            .sum()
    }
}

/// Returns the invented facilities.
fn facilities(corpus: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(corpus).into_iter().flatten();
    let mut folders: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("chartproof.toml").is_file())
        .collect();
    folders.sort();
    folders
}

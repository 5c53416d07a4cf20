//! `chartproof policy show`: the packs, one pack, or the numbers in force for a payer.

use super::{Format, date, ids, period};
use crate::cli::exit::Exit;
use crate::cli::stdout;
use crate::model::{LevelOfCare, Payer, ServiceDate};
use crate::policy::{
    FacilityFile, InForce, Pack, Parameters, PayerClass, Policy, levels_of, pack, packs,
};
use crate::store;
use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;

/// Show the packs, one pack, or the numbers in force for a payer
///
/// Without a pack or a payer: the packs, and the numbers that hold where no pack speaks. With
/// --payer: every number that holds for the payer, and which layer it comes from. A payer's own
/// number goes before the facility's, the facility's before the pack's, the pack's before the
/// default.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Name of a pack, medicare-php-iop
    pack: Option<String>,
    /// A payer by id or name as the facility's file has it, or a class: medicare,
    /// medicare-advantage, medicaid, commercial, tricare
    #[arg(long, value_name = "ID", conflicts_with = "pack")]
    payer: Option<String>,
    /// Only numbers that hold at this level, PHP
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    level: Option<LevelOfCare>,
    /// Date of service [default: what holds now]
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<ServiceDate>,
    /// Case folder whose chartproof.toml holds
    #[arg(long, value_name = "CASE")]
    case: Option<PathBuf>,
    /// Facility or policy file laid over it; may be given more than once
    #[arg(long, value_name = "FILE")]
    policy: Vec<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

fn level(text: &str) -> Result<LevelOfCare, String> {
    LevelOfCare::from_id(text)
        .ok_or_else(|| format!("no level `{text}`; there are {}", ids(&LevelOfCare::ALL)))
}

/// Prints what was asked for.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let mut out = match arguments.format {
        Format::Text => stdout::text(),
        Format::Json => stdout::json(),
    };
    if let Some(name) = &arguments.pack {
        let Some(pack) = pack(name) else {
            let names: Vec<&str> = packs().iter().map(|pack| pack.name.as_str()).collect();
            bail!("no pack `{name}`; there are {}", names.join(", "));
        };
        print_pack(&mut out, pack, arguments)?;
        return Ok(Exit::Clean);
    }
    let mut file = FacilityFile::default();
    if let Some(case) = &arguments.case {
        file = store::load_facility_file(case, &[])?;
    }
    for path in &arguments.policy {
        file.overlay(store::load_policy_file(path)?);
    }
    let policy = Policy::for_facility(file)?;
    let payer = match &arguments.payer {
        Some(name) => Some(payer(&policy, name)?),
        None => None,
    };
    let rows = rows(&policy, payer.as_ref(), arguments);
    match arguments.format {
        Format::Json => {
            let packs: Vec<Value> = packs().iter().map(pack_json).collect();
            let numbers: Vec<Value> = rows.iter().map(Row::json).collect();
            writeln!(out, "{}", json!({"packs": packs, "numbers": numbers}))?;
        }
        Format::Text => {
            if payer.is_none() {
                writeln!(out, "Packs")?;
                for pack in packs() {
                    let levels = if pack.levels.is_empty() {
                        "every level".to_owned()
                    } else {
                        ids(&pack.levels)
                    };
                    writeln!(
                        out,
                        "  {:<31} {} ({}; {} numbers)",
                        pack.name,
                        pack.title,
                        levels,
                        pack.numbers.len()
                    )?;
                }
                writeln!(out, "\nNumbers where no pack speaks")?;
            }
            for row in &rows {
                row.print(&mut out)?;
            }
        }
    }
    Ok(Exit::Clean)
}

/// Returns the payer of an id, a name or a class.
fn payer(policy: &Policy, name: &str) -> Result<Payer> {
    let known = Payer {
        id: name.to_owned(),
        name: name.to_owned(),
        ..Payer::default()
    };
    if policy.payer_entry(&known).is_some() {
        return Ok(known);
    }
    let filing_code = match name.to_ascii_lowercase().as_str() {
        "medicare" => "MB",
        "medicare-advantage" => "16",
        "medicaid" => "MC",
        "commercial" => "CI",
        "tricare" => "CH",
        _ => bail!(
            "no payer `{name}` in the facility's file, and no class of payers of that name \
             (medicare, medicare-advantage, medicaid, commercial, tricare)"
        ),
    };
    Ok(Payer {
        filing_code: filing_code.to_owned(),
        ..Payer::default()
    })
}

/// One number in force, with the levels at which it is so; none means all that its key speaks of.
struct Row {
    number: InForce,
    levels: Vec<LevelOfCare>,
}

fn rows(policy: &Policy, payer: Option<&Payer>, arguments: &Arguments) -> Vec<Row> {
    let key = match payer {
        Some(payer) => policy.payer_key(payer),
        // No pack speaks for a class that is not known.
        None => policy.payer_key(&Payer::default()),
    };
    debug_assert!(payer.is_some() || key.class == PayerClass::Unknown);
    let mut rows: Vec<Row> = Vec::new();
    for parameter in Parameters::all() {
        let spoken_of = levels_of(&parameter.key);
        let asked = |level: &LevelOfCare| arguments.level.is_none_or(|only| only == *level);
        let mut of_key: Vec<Row> = Vec::new();
        for level in spoken_of.into_iter().filter(asked) {
            let terms = policy.terms(key, level, arguments.on);
            let Some(number) = terms.find(&parameter.key) else {
                continue;
            };
            match of_key.iter_mut().find(|row| row.number == number) {
                Some(row) => row.levels.push(level),
                None => of_key.push(Row {
                    number,
                    levels: vec![level],
                }),
            }
        }
        if let [only] = of_key.as_mut_slice() {
            only.levels.clear();
        }
        rows.append(&mut of_key);
    }
    rows
}

impl Row {
    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        let number = &self.number;
        let levels = if self.levels.is_empty() {
            String::new()
        } else {
            format!(" at {}", ids(&self.levels))
        };
        writeln!(
            out,
            "  {:<34} {:>5} {}{levels} [{}]",
            number.parameter.key,
            number.value,
            number.parameter.unit,
            number.layer.words()
        )?;
        writeln!(out, "      {}", number.parameter.meaning)?;
        if !number.source.is_empty() {
            writeln!(
                out,
                "      {}{}",
                number.source,
                unverified(number.verified)
            )?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let number = &self.number;
        let levels: Vec<&str> = self.levels.iter().map(|level| level.id()).collect();
        json!({
            "key": number.parameter.key,
            "value": number.value,
            "unit": number.parameter.unit,
            "meaning": number.parameter.meaning,
            "layer": number.layer.words(),
            "source": number.source,
            "verified": number.verified,
            "levels": levels,
        })
    }
}

fn unverified(verified: bool) -> &'static str {
    if verified {
        ""
    } else {
        " (not verified; confirm with the payer)"
    }
}

fn print_pack(out: &mut impl Write, pack: &Pack, arguments: &Arguments) -> Result<()> {
    if arguments.format == Format::Json {
        writeln!(out, "{}", pack_json(pack))?;
        return Ok(());
    }
    let classes: Vec<&str> = pack.classes.iter().map(|class| class.id()).collect();
    writeln!(out, "{}: {}", pack.name, pack.title)?;
    writeln!(out, "payers: {}", classes.join(", "))?;
    if pack.levels.is_empty() {
        writeln!(out, "levels: every level")?;
    } else {
        writeln!(out, "levels: {}", ids(&pack.levels))?;
    }
    for number in &pack.numbers {
        let at_level = arguments
            .level
            .is_none_or(|level| pack.speaks_for(number, level));
        if !at_level || (arguments.on.is_some() && !number.holds_on(arguments.on)) {
            continue;
        }
        let mut scope = period(number);
        if !number.levels.is_empty() {
            if !scope.is_empty() {
                scope.push_str("; ");
            }
            scope.push_str(&ids(&number.levels));
        }
        if !scope.is_empty() {
            scope = format!(" ({scope})");
        }
        writeln!(
            out,
            "  {:<34} {:>5} {}{scope}",
            number.key, number.value, number.unit
        )?;
        if let Some(parameter) = Parameters::describe(&number.key) {
            writeln!(out, "      {}", parameter.meaning)?;
        }
        writeln!(
            out,
            "      {}{}",
            number.source,
            unverified(number.verified)
        )?;
    }
    Ok(())
}

fn pack_json(pack: &Pack) -> Value {
    let levels =
        |levels: &[LevelOfCare]| -> Vec<&str> { levels.iter().map(|level| level.id()).collect() };
    let numbers: Vec<Value> = pack
        .numbers
        .iter()
        .map(|number| {
            json!({
                "key": number.key,
                "value": number.value,
                "unit": number.unit,
                "source": number.source,
                "verified": number.verified,
                "from": number.from.map(|date| date.to_string()),
                "to": number.to.map(|date| date.to_string()),
                "levels": levels(&number.levels),
            })
        })
        .collect();
    let classes: Vec<&str> = pack.classes.iter().map(|class| class.id()).collect();
    json!({
        "name": pack.name,
        "title": pack.title,
        "classes": classes,
        "levels": levels(&pack.levels),
        "numbers": numbers,
    })
}

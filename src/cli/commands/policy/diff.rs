//! `chartproof policy diff`: the numbers in which two policies differ.

use super::{Format, date, ids, period};
use crate::cli::exit::Exit;
use crate::cli::stdout;
use crate::model::ServiceDate;
use crate::policy::{FacilityFile, Parameters, pack, packs};
use crate::store;
use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

/// Show the numbers in which two policies differ
///
/// A policy is the name of a pack, `default`, or a facility or policy file. A number that one of
/// them leaves out is shown as the default.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A pack, `default`, or a file
    a: String,
    /// What it is compared with
    b: String,
    /// Date of service [default: every dated number]
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<ServiceDate>,
    /// How to print
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// One value with where and when it holds, in words.
#[derive(PartialEq, Eq)]
struct Stated {
    value: i64,
    scope: String,
    source: String,
}

type Numbers = BTreeMap<String, Vec<Stated>>;

/// Compares and prints.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let a = numbers(&arguments.a, arguments.on)?;
    let b = numbers(&arguments.b, arguments.on)?;
    let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let mut out = match arguments.format {
        Format::Text => stdout::text(),
        Format::Json => stdout::json(),
    };
    let mut differing: Vec<Value> = Vec::new();
    for key in keys {
        let (in_a, in_b) = (of_key(&a, key), of_key(&b, key));
        let values = |stated: &[Stated]| -> Vec<(i64, String)> {
            let each = stated.iter();
            each.map(|one| (one.value, one.scope.clone())).collect()
        };
        // Where each says one and the same number, the dates and levels at which it says so are
        // no difference.
        let distinct: BTreeSet<i64> = in_a.iter().chain(&in_b).map(|one| one.value).collect();
        if distinct.len() < 2 || values(&in_a) == values(&in_b) {
            continue;
        }
        let parameter = Parameters::describe(key);
        let unit = parameter.map_or("", |parameter| parameter.unit.as_str());
        if arguments.format == Format::Text {
            writeln!(out, "{key} ({unit})")?;
            print(&mut out, "-", &arguments.a, &in_a)?;
            print(&mut out, "+", &arguments.b, &in_b)?;
        }
        differing.push(json!({
            "key": key,
            "unit": unit,
            "meaning": parameter.map(|parameter| parameter.meaning.as_str()),
            "a": in_a.iter().map(Stated::json).collect::<Vec<_>>(),
            "b": in_b.iter().map(Stated::json).collect::<Vec<_>>(),
        }));
    }
    if arguments.format == Format::Json {
        let json = json!({"a": arguments.a, "b": arguments.b, "differing": differing});
        writeln!(out, "{json}")?;
    } else if differing.is_empty() {
        writeln!(out, "no number differs")?;
    }
    Ok(Exit::Clean)
}

impl Stated {
    fn json(&self) -> Value {
        json!({"value": self.value, "scope": self.scope, "source": self.source})
    }
}

fn print(out: &mut impl Write, mark: &str, name: &str, stated: &[Stated]) -> Result<()> {
    for one in stated {
        let scope = if one.scope.is_empty() {
            String::new()
        } else {
            format!(" {}", one.scope)
        };
        writeln!(
            out,
            "  {mark} {name}: {}{scope} [{}]",
            one.value, one.source
        )?;
    }
    Ok(())
}

/// Returns what a policy says of a key: the default where it says nothing.
fn of_key(numbers: &Numbers, key: &str) -> Vec<Stated> {
    let stated = numbers.get(key).into_iter().flatten();
    let copies = stated.map(|one| Stated {
        value: one.value,
        scope: one.scope.clone(),
        source: one.source.clone(),
    });
    let mut copies: Vec<Stated> = copies.collect();
    if copies.is_empty() {
        copies.extend(Parameters::describe(key).map(|parameter| Stated {
            value: parameter.value,
            scope: String::new(),
            source: format!("default: {}", parameter.source),
        }));
    }
    copies
}

/// Returns the numbers that a policy states.
fn numbers(name: &str, on: Option<ServiceDate>) -> Result<Numbers> {
    let mut numbers = Numbers::new();
    if name == "default" {
        return Ok(numbers);
    }
    if let Some(pack) = pack(name) {
        let holds = pack
            .numbers
            .iter()
            .filter(|number| on.is_none() || number.holds_on(on));
        for number in holds {
            let mut scope = Vec::new();
            if !number.levels.is_empty() {
                scope.push(format!("at {}", ids(&number.levels)));
            }
            if on.is_none() && !period(number).is_empty() {
                scope.push(period(number));
            }
            numbers.entry(number.key.clone()).or_default().push(Stated {
                value: number.value,
                scope: scope.join(", "),
                source: number.source.clone(),
            });
        }
        return Ok(numbers);
    }
    let path = Path::new(name);
    if !path.is_file() {
        let names: Vec<&str> = packs().iter().map(|pack| pack.name.as_str()).collect();
        bail!(
            "`{name}` is no file and no pack; there are {}",
            names.join(", ")
        );
    }
    of_file(&store::load_policy_file(path)?, &mut numbers)?;
    Ok(numbers)
}

/// Adds the numbers that a facility's file states for every payer and for single ones.
fn of_file(file: &FacilityFile, numbers: &mut Numbers) -> Result<()> {
    Parameters::are_known(file.parameters.keys())?;
    let mut add = |key: &String, value: i64, scope: String| {
        numbers.entry(key.clone()).or_default().push(Stated {
            value,
            scope,
            source: "the file".to_owned(),
        });
    };
    for (key, value) in &file.parameters {
        add(key, *value, String::new());
    }
    for payer in &file.payers {
        Parameters::are_known(payer.parameters.keys())?;
        let name = if payer.id.is_empty() {
            &payer.name
        } else {
            &payer.id
        };
        for (key, value) in &payer.parameters {
            add(key, *value, format!("for payer {name}"));
        }
    }
    Ok(())
}

//! `chartproof sbom`: the crates that the program was built from, as CycloneDX 1.5.

use crate::cli::exit::Exit;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::io::Write;

/// The list that the build was held to; it names every crate with its version and sum.
const LOCKED: &str = include_str!("../../../Cargo.lock");

/// Print the crates that the program was built from, as a CycloneDX 1.5 bill of materials
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Arguments {}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    checksum: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bill {
    bom_format: &'static str,
    spec_version: &'static str,
    version: u32,
    metadata: Metadata,
    components: Vec<Component>,
}

#[derive(Serialize)]
struct Metadata {
    component: Component,
}

#[derive(Serialize)]
struct Component {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "bom-ref")]
    reference: String,
    name: String,
    version: String,
    purl: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
}

#[derive(Serialize)]
struct Hash {
    alg: &'static str,
    content: String,
}

/// Prints the bill. It holds no time and no serial number, so the same build prints the same bytes.
pub(in crate::cli) fn run(_: &Arguments) -> Result<Exit> {
    let mut stdout = anstream::stdout().lock();
    serde_json::to_writer_pretty(&mut stdout, &bill()?)?;
    writeln!(stdout)?;
    Ok(Exit::Clean)
}

fn bill() -> Result<Bill> {
    let lock: Lock = toml::from_str(LOCKED).context("Cargo.lock of the build cannot be read")?;
    let own = |package: &Package| package.name == env!("CARGO_PKG_NAME");
    let (program, crates): (Vec<_>, Vec<_>) = lock.package.into_iter().partition(own);
    let program = program.into_iter().next();
    let program = program.context("Cargo.lock of the build does not name the program")?;
    Ok(Bill {
        bom_format: "CycloneDX",
        spec_version: "1.5",
        version: 1,
        metadata: Metadata {
            component: component(program, "application"),
        },
        components: crates
            .into_iter()
            .map(|package| component(package, "library"))
            .collect(),
    })
}

fn component(package: Package, kind: &'static str) -> Component {
    // A package URL writes the plus of build metadata as %2B.
    let version = package.version.replace('+', "%2B");
    let purl = format!("pkg:cargo/{}@{version}", package.name);
    let hash = |content| Hash {
        alg: "SHA-256",
        content,
    };
    Component {
        kind,
        reference: purl.clone(),
        name: package.name,
        version: package.version,
        purl,
        hashes: package.checksum.into_iter().map(hash).collect(),
    }
}

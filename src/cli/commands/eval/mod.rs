//! `chartproof eval`: measures the program against labelled data.

mod assertions;
mod corpus;
mod scores;

use crate::cli::exit::Exit;
use anyhow::Result;
use clap::{Args, Subcommand};

/// Measure the program against labelled data
#[derive(Debug, Args)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Assertions(assertions::Arguments),
    Corpus(corpus::Arguments),
}

/// Measures and prints.
pub(in crate::cli) fn run(arguments: &Arguments) -> Result<Exit> {
    match &arguments.what {
        What::Assertions(arguments) => assertions::run(arguments),
        What::Corpus(arguments) => corpus::run(arguments),
    }
}

//! Answers for the command line: what was typed, progress, logging, exit codes. The library
//! below never prints; only this module and its commands do.

mod commands;
mod exit;
mod logging;
mod progress;
mod read_arguments;
mod waiting;

pub use exit::Exit;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Audits behavioral-health charts against the claims billed for them.
///
/// Reads a folder exported from an EHR and a billing system and tells which billed days the
/// record supports, which are exposed to post-service audit or recoupment, why, where the proof
/// stands, and for how many dollars.
#[derive(Debug, Parser)]
#[command(name = "chartproof", version, max_term_width = 100)]
struct Arguments {
    /// Say more on standard error: once for steps, twice for details. Never shows note text
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Audit(commands::audit::Arguments),
    Search(commands::search::Arguments),
    Scan(commands::scan::Arguments),
    Text(commands::text::Arguments),
    Inspect(commands::inspect::Arguments),
    Rule(commands::rule::Arguments),
    Policy(commands::policy::Arguments),
    Queue(commands::queue::Arguments),
    Verify(commands::verify::Arguments),
    Estimate(commands::estimate::Arguments),
    Packet(commands::packet::Arguments),
    Eval(commands::eval::Arguments),
    Clean(commands::clean::Arguments),
}

/// Runs the program and returns its exit code: 0 nothing at or above `--fail-on`, 1 findings at
/// or above it or a file that could not be read, 2 the job could not be done.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not failures. A closed pipe changes nothing here.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::NotDone
            } else {
                Exit::Clean
            }
            .into();
        }
    };
    logging::start(arguments.verbose);
    logging::tell_panics_without_words();
    let done = match arguments.command {
        Command::Audit(arguments) => commands::audit::run(&arguments),
        Command::Search(arguments) => commands::search::run(&arguments),
        Command::Scan(arguments) => commands::scan::run(&arguments),
        Command::Text(arguments) => commands::text::run(&arguments),
        Command::Inspect(arguments) => commands::inspect::run(&arguments),
        Command::Rule(arguments) => commands::rule::run(&arguments),
        Command::Policy(arguments) => commands::policy::run(&arguments),
        Command::Queue(arguments) => commands::queue::run(&arguments),
        Command::Verify(arguments) => commands::verify::run(&arguments),
        Command::Estimate(arguments) => commands::estimate::run(&arguments),
        Command::Packet(arguments) => commands::packet::run(&arguments),
        Command::Eval(arguments) => commands::eval::run(&arguments),
        Command::Clean(arguments) => commands::clean::run(&arguments),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) => exit::explain(&error).into(),
    }
}

//! Answers for the command line: what was typed, progress, logging, exit codes. The library
//! below never prints; only this module and its commands do.

mod commands;
mod exit;
mod logging;
mod progress;
mod read_arguments;
mod redaction;
mod stderr;
mod stdout;
mod waiting;

pub use exit::Exit;

use clap::{CommandFactory, Parser, Subcommand};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
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
    /// Show paths and keys on standard error as short hashes, the same in every run
    #[arg(long, global = true)]
    redact: bool,
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
    Deidentify(commands::deidentify::Arguments),
    Seal(commands::seal::Arguments),
    Unseal(commands::unseal::Arguments),
    Eval(commands::eval::Arguments),
    Clean(commands::clean::Arguments),
    Sbom(commands::sbom::Arguments),
}

/// Runs the program and returns its exit code: 0 nothing at or above `--fail-on`, 1 findings at
/// or above it or a file that could not be read, 2 the job could not be done.
pub fn main() -> ExitCode {
    hide_arguments();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are answers, not failures. A closed pipe changes nothing here.
            if error.use_stderr() {
                let _ = write!(stderr::styled(), "{}", error.render().ansi());
                return Exit::NotDone.into();
            }
            let _ = error.print();
            return Exit::Clean.into();
        }
    };
    logging::start(arguments.verbose);
    logging::tell_panics_without_words();
    match catch_unwind(AssertUnwindSafe(|| run(arguments.command))) {
        Ok(Ok(exit)) => exit.into(),
        Ok(Err(error)) => exit::explain(&error).into(),
        Err(_) => exit::explain_panic().into(),
    }
}

/// Hides what was typed where `--redact` asks for it, even when the rest cannot be understood.
fn hide_arguments() {
    let typed = || std::env::args_os().skip(1);
    if typed().any(|argument| argument == "--redact") {
        let command = Arguments::command();
        let mut names: Vec<String> = Vec::new();
        for command in command.get_subcommands() {
            names.push(command.get_name().to_owned());
            let inner = command.get_subcommands();
            names.extend(inner.map(|inner| inner.get_name().to_owned()));
        }
        let typed = typed().map(|argument| argument.to_string_lossy().into_owned());
        redaction::start(typed, &names);
    }
}

fn run(command: Command) -> anyhow::Result<Exit> {
    match command {
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
        Command::Deidentify(arguments) => commands::deidentify::run(&arguments),
        Command::Seal(arguments) => commands::seal::run(&arguments),
        Command::Unseal(arguments) => commands::unseal::run(&arguments),
        Command::Eval(arguments) => commands::eval::run(&arguments),
        Command::Clean(arguments) => commands::clean::run(&arguments),
        Command::Sbom(arguments) => commands::sbom::run(&arguments),
    }
}

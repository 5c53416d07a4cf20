//! The `chartproof` program: everything is in [`chartproof::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    chartproof::cli::main()
}

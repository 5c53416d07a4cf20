//! The `chartproof` program: everything is in [`chartproof::cli`].

use std::process::ExitCode;

/// Facts that stay lie between many that are dropped at once, in two threads. The system's
/// allocator took twice the memory for the same case, and a tenth more time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    chartproof::cli::main()
}

//! The `chartproof` program: everything is in [`chartproof::cli`].

use std::process::ExitCode;

/// Facts that stay lie between many that are dropped at once, in two threads: measured on 20,000
/// notes, the system's allocator takes a twelfth more processor time and no less room. It asks for
/// no pages of two megabytes: the system clears each as a whole, of which much is never used, a
/// sixth more room for no less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    chartproof::cli::main()
}

//! The log on standard error. Note text, names, birth dates and ids never reach it: what is
//! logged are counts, file numbers and times.

use super::stderr::stderr;
use std::io::Write;
use tracing_subscriber::EnvFilter;

/// Starts the log at a level given by how often `--verbose` was typed.
pub(super) fn start(verbose: u8) {
    let level = match verbose {
        0 => "off",
        1 => "chartproof=info",
        _ => "chartproof=trace",
    };
    // A second start (in tests) keeps the first log.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level))
        .with_writer(stderr)
        .without_time()
        .try_init();
}

/// Makes a panic tell its place and not its message, which may hold words of a chart. Panics
/// inside a library that reads a file are caught where it is called and become problems.
pub(super) fn tell_panics_without_words() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            // There is nobody left to tell when standard error is gone.
            let _ = writeln!(
                stderr(),
                "note: a step was given up at {}:{}; please report this place to the makers of \
                 chartproof (no words of the record are in it)",
                place.file(),
                place.line()
            );
        }
    }));
}

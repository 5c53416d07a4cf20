//! The log on standard error. Note text, names, birth dates and ids never reach it: what is
//! logged are counts, file numbers and times.

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
        .with_writer(std::io::stderr)
        .without_time()
        .try_init();
}

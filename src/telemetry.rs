//! Logs: one line an event on standard error, filtered by `RUST_LOG`.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Starts logging. A filter that does not read is replaced by `info`, and said so.
pub fn start(filter: &str) {
    let (filter, problem) = match EnvFilter::try_new(filter) {
        Ok(filter) => (filter, None),
        Err(error) => (EnvFilter::new("info"), Some(error)),
    };
    // The database's own notices ("relation exists, skipping") are about nothing a host can mend.
    let filter = match "sqlx::postgres::notice=warn".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        // With `debug`, each stage of a load says how long it took.
        .with_span_events(FmtSpan::CLOSE)
        .init();
    if let Some(problem) = problem {
        tracing::warn!("RUST_LOG does not read ({problem}); logging at `info`");
    }
}

//! The program: parses the command line, starts telemetry, runs.

use clap::Parser;
use std::process::ExitCode;
use weighbridge::{cli, store, telemetry};

/// A page is thousands of short texts: of the time one takes, a fifth was the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The embedded server's supervisor is this same program; it must not see threads or a runtime.
    store::embedded::maybe_supervise();
    let command_line = cli::CommandLine::parse();
    let config = &command_line.config;
    telemetry::log::start(&config.log, config.log_format.parse().unwrap_or_default());
    match cli::run(command_line) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("weighbridge: {}", cli::in_words(&error));
            ExitCode::FAILURE
        }
    }
}

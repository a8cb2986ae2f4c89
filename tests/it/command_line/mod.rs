//! The program as it is used: commands, their words and exit codes, and the running server.

mod check;
mod collect;
mod day;
mod program;
mod schedule;

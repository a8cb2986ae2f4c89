//! Golden pictures and promises of the whole layer.

mod goldens;
mod promises;
mod samples;

//! Golden pictures and promises of the whole layer.

mod bands;
mod bars;
mod drawings;
mod goldens;
mod promises;
mod samples;

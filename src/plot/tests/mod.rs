//! Golden pictures and promises of the whole layer.

mod aligned;
mod bands;
mod bars;
mod drawings;
mod goldens;
mod panels;
mod promises;
mod samples;
mod strips;
mod table;
mod tiles;

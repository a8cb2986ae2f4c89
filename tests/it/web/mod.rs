//! Promises of the site, kept through its addresses: what a reader asks for and gets.

mod as_of;
mod catalog;
mod claims;
mod counters;
mod crossover;
mod explorer;
mod facts;
mod forms;
mod front;
mod golden;
mod headlines;
mod hostile;
mod kinds;
mod landing;
mod markup;
mod pages;
mod pictures;
mod places;
mod push;
mod reader;
mod refusals;
mod registries;
mod snapshot_files;
mod sound;
mod table;
mod to_classify;

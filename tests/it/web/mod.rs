//! Promises of the site, kept through its addresses: what a reader asks for and gets.

mod as_of;
mod catalog;
mod counters;
mod facts;
mod forms;
mod golden;
mod headlines;
mod hostile;
mod markup;
mod pages;
mod pictures;
mod places;
mod reader;
mod refusals;
mod registries;
mod snapshot_files;
mod sound;
mod to_classify;

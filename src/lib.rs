//! Weighbridge measures which AI models the world builds on: open-weight or closed, Chinese or
//! Western, under which license, over time.
//!
//! The house, from the ground up. A room may use the rooms below it that its line names, and no
//! others; `tests/it/layers.rs` reads the source and enforces it.
//!
//! | room | what lives there | may use |
//! |---|---|---|
//! | [`domain`] | facts and rules: countries, licenses, metrics, the catalog | nothing |
//! | [`plot`] | scales, layout, SVG; knows no models | nothing |
//! | [`text`] | messages of pages, by key and language | domain |
//! | [`snapshot`] | what a snapshot file says, and its one canonical form | domain |
//! | [`query`] | the question, its address, its sentence, its answer | domain, text |
//! | [`bundled`] | the catalog and the snapshots this binary carries | domain |
//! | [`store`] | the only code that runs SQL; the embedded Postgres | domain, query, snapshot |
//! | [`collect`] | fetching from sources; the only HTTP client | domain, snapshot |
//! | [`ingest`] | from a file to the store, all or nothing | domain, snapshot, store, telemetry |
//! | [`schedule`] | when sources are asked; a run from its beginning to its record | collect, domain, ingest, snapshot, store, telemetry |
//! | [`charts`] | from an answer to a figure with words around it | domain, plot, query, text |
//! | [`export`] | the same view as a file | charts, domain, plot, query, snapshot, text |
//! | [`config`], [`telemetry`] | settings; logs and metrics | nothing |
//! | [`web`] | the site; the only code that knows HTTP | all but collect and cli |
//! | [`cli`] | one arm a command | all |
//!
//! A newcomer reads [`domain`], then [`query`], then follows a snapshot through [`snapshot`],
//! [`ingest`] and [`store::merge`], and a page through [`web::routes`]. `docs/ARCHITECTURE.md` walks both ways.

pub mod bundled;
pub mod charts;
pub mod cli;
pub mod collect;
pub mod config;
pub mod domain;
pub mod export;
pub mod ingest;
pub mod plot;
pub mod query;
pub mod schedule;
pub mod snapshot;
pub mod store;
pub mod telemetry;
pub mod text;
pub mod web;

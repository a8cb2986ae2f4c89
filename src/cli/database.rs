//! The database of a command: the one `DATABASE_URL` names, else the embedded one.

use crate::config::Config;
use crate::store::embedded::{self, Cluster, Options as ClusterOptions};
use crate::store::{self, Address, Store};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Connections in each pool; the embedded server allows 100.
const MAX_CONNECTIONS: u32 = 16;
/// How long the embedded server may take to stop.
const STOP_WITHIN: Duration = Duration::from_secs(20);
/// How long the pools may take to close.
const POOLS_WITHIN: Duration = Duration::from_secs(1);
/// How long a person at the keyboard waits for a database that does not answer.
const PATIENCE_AT_HAND: Duration = Duration::from_secs(5);
/// Database within the embedded server.
const NAME: &str = "weighbridge";

/// An open database.
pub(super) struct Database {
    pub store: Store,
    /// What a person should know of it.
    pub note: String,
    cluster: Option<Cluster>,
}

impl Database {
    /// Opens the database; starts or joins the embedded server where no address is given.
    pub async fn open(config: &Config) -> Result<Self> {
        let patience = Duration::from_secs(config.database_wait).min(PATIENCE_AT_HAND);
        Self::open_within(config, patience).await
    }

    /// The same, where a database that does not answer yet is waited for.
    pub async fn open_within(config: &Config, patience: Duration) -> Result<Self> {
        if let Some(list) = config.database_url() {
            let write = Address::list(list).context("DATABASE_URL")?;
            let read = config.database_read_url().map(Address::list);
            let options = store::Options {
                read: read
                    .transpose()
                    .context("DATABASE_READ_URL")?
                    .unwrap_or_default(),
                write,
                max_connections: MAX_CONNECTIONS,
            };
            // The pool would only say that it waited in vain.
            store::reach(&options.write, patience, |server, error| {
                let seconds = patience.as_secs();
                tracing::warn!(%server, %error, "the database does not answer; it is waited for, up to {seconds} s");
            })
            .await
            .context("the server of DATABASE_URL cannot be reached")?;
            return Ok(Self {
                store: Store::open(&options),
                note: "the server of DATABASE_URL".to_owned(),
                cluster: None,
            });
        }
        let data_dir = data_dir(config)?;
        let executable = std::env::current_exe().context("finding this program")?;
        let mut options = ClusterOptions::new(data_dir.clone(), executable);
        options.binaries = config.pg_bin().map(Path::to_path_buf).into();
        let cluster = tokio::task::spawn_blocking(move || Cluster::start(&options)).await??;
        let url = cluster.url(NAME);
        store::create_database(&cluster.url("postgres"), NAME).await?;
        let options = store::Options::of(&url, MAX_CONNECTIONS)?;
        let how = if cluster.joined() {
            "joined"
        } else {
            "started"
        };
        let note = format!("{} (embedded PostgreSQL, {how})", data_dir.display());
        Ok(Self {
            store: Store::open(&options),
            note,
            cluster: Some(cluster),
        })
    }

    /// Closes the pools and, where nobody else uses it, stops the embedded server.
    pub async fn close(self) {
        self.close_within(STOP_WITHIN).await;
    }

    /// The same within a time; what is not done by then ends without us.
    pub async fn close_within(self, patience: Duration) {
        // What still holds a connection is cut with it, and undone by the database.
        if tokio::time::timeout(POOLS_WITHIN, self.store.close())
            .await
            .is_err()
        {
            tracing::warn!("some work on the database did not end in time and is cut");
        }
        if let Some(cluster) = self.cluster {
            let stopped = tokio::task::spawn_blocking(move || cluster.stop(patience)).await;
            if let Err(error) = stopped {
                tracing::warn!(%error, "stopping the embedded server");
            }
        }
    }
}

/// Where the embedded database lives.
pub(super) fn data_dir(config: &Config) -> Result<PathBuf> {
    if let Some(folder) = config.data_dir() {
        return std::path::absolute(folder).context("WEIGHBRIDGE_DATA_DIR");
    }
    let xdg_data_home = std::env::var_os("XDG_DATA_HOME");
    let home = std::env::home_dir();
    embedded::default_data_dir(
        embedded::running_as_root(),
        xdg_data_home.as_deref(),
        home.as_deref(),
    )
    .context("there is no home folder to keep the data in; set WEIGHBRIDGE_DATA_DIR")
}

//! The database of a command: the one `DATABASE_URL` names, else the embedded one.

use crate::config::Config;
use crate::store::embedded::{self, Cluster, Options as ClusterOptions};
use crate::store::{self, Store};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Connections in each pool; the embedded server allows 100.
const MAX_CONNECTIONS: u32 = 16;
/// How long the embedded server may take to stop.
const STOP_WITHIN: Duration = Duration::from_secs(20);
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
        if let Some(url) = config.database_url() {
            let options = store::Options {
                url: url.to_owned(),
                read_url: config.database_read_url().map(str::to_owned),
                max_connections: MAX_CONNECTIONS,
            };
            let store = Store::open(&options).context("DATABASE_URL does not read")?;
            // The pool would only say that it waited in vain.
            store::reach(url)
                .await
                .context("the server of DATABASE_URL cannot be reached")?;
            return Ok(Self {
                store,
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
        let options = store::Options {
            url,
            read_url: None,
            max_connections: MAX_CONNECTIONS,
        };
        let how = if cluster.joined() {
            "joined"
        } else {
            "started"
        };
        let note = format!("{} (embedded PostgreSQL, {how})", data_dir.display());
        Ok(Self {
            store: Store::open(&options)?,
            note,
            cluster: Some(cluster),
        })
    }

    /// Closes the pools and, where nobody else uses it, stops the embedded server.
    pub async fn close(self) {
        self.store.close().await;
        if let Some(cluster) = self.cluster {
            let stopped = tokio::task::spawn_blocking(move || cluster.stop(STOP_WITHIN)).await;
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

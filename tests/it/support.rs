//! Databases for tests: each test has its own, copied from one that was migrated and has the
//! catalog, made once a process, on the embedded server of the test run.

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::io::Cursor;
use std::path::Path;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use weighbridge::store::embedded::{Cluster, trial};
use weighbridge::store::{Options, Store};
use weighbridge::{bundled, ingest};

/// Marks the advisory locks by which a process shows that its databases are in use.
const IN_USE: i32 = 0x77_65_69;

/// Address of a server on which databases may be made: its maintenance database. The first call
/// starts or joins the embedded server of the test run, which this process then uses to its end.
pub fn server_url() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(|| {
        let options = trial::options(
            Path::new(env!("CARGO_MANIFEST_DIR")),
            Path::new(env!("CARGO_TARGET_TMPDIR")),
            env!("CARGO_BIN_EXE_weighbridge").into(),
        );
        Cluster::start(&options).expect("the embedded server starts")
    });
    cluster.url("postgres")
}

/// A store with a database of its own, dropped at the end.
pub struct TestStore {
    /// The store, with the catalog of this build loaded.
    pub store: Store,
    /// The same database, for plain SQL.
    pub pool: PgPool,
    /// Its address.
    pub url: String,
    database: String,
}

impl TestStore {
    /// A store with the catalog and without snapshots.
    pub async fn new() -> Self {
        Self::copy_of(template()).await
    }

    /// A store with the catalog and the bundled snapshots.
    pub async fn bundled() -> Self {
        Self::copy_of(bundled_template()).await
    }

    /// A store without even a schema.
    pub async fn empty() -> Self {
        Self::copy_of("template0").await
    }

    async fn copy_of(template: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let database = format!("wt_{}_{number}", std::process::id());
        let mut server = PgConnection::connect(&server_url()).await.unwrap();
        make_database(&mut server, &database, template).await;
        server.close().await.unwrap();

        let url = url_of(&database);
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .connect_lazy(&url)
            .unwrap();
        let store = open(&url);
        Self {
            store,
            pool,
            url,
            database,
        }
    }

    /// Another store over the same database, as a second instance has one.
    pub fn second_instance(&self) -> Store {
        open(&self.url)
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        let database = self.database.clone();
        // A runtime of its own: this one may be ending.
        let dropped = std::thread::spawn(move || {
            block_on(async {
                let mut server = PgConnection::connect(&server_url()).await.unwrap();
                drop_database(&mut server, &database).await;
            });
        });
        dropped.join().unwrap();
    }
}

/// Runs a future to its end.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn open(url: &str) -> Store {
    Store::open(&Options::of(url, 4).unwrap())
}

/// Name of the template database; made at the first call, by a thread that stays and keeps the
/// lock that says it is in use.
fn template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let (made, is_made) = mpsc::channel();
        std::thread::spawn(move || {
            block_on(async {
                let process = std::process::id();
                let mut server = PgConnection::connect(&server_url()).await.unwrap();
                sqlx::query("SELECT pg_advisory_lock($1, $2)")
                    .bind(IN_USE)
                    .bind(process.cast_signed())
                    .execute(&mut server)
                    .await
                    .unwrap();
                drop_abandoned(&mut server).await;
                let name = format!("wt_{process}_template");
                make_database(&mut server, &name, "template0").await;
                let store = open(&url_of(&name));
                store.migrate().await.unwrap();
                store
                    .load_catalog(&bundled::catalog().unwrap())
                    .await
                    .unwrap();
                store.close().await;
                made.send(name).unwrap();
                std::future::pending::<()>().await;
            });
        });
        is_made.recv().expect("the template database could be made")
    })
}

/// Name of a second template, which has the bundled snapshots too; made at the first call.
fn bundled_template() -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let made = std::thread::spawn(|| {
            block_on(async {
                // Also keeps the lock that says our databases are in use.
                let without = template();
                let name = format!("wt_{}_bundled", std::process::id());
                let mut server = PgConnection::connect(&server_url()).await.unwrap();
                make_database(&mut server, &name, without).await;
                server.close().await.unwrap();
                let store = open(&url_of(&name));
                let catalog = Arc::new(bundled::catalog().unwrap());
                let mut snapshots: Vec<_> = bundled::snapshots().collect();
                snapshots.sort_by(|a, b| a.0.cmp(&b.0));
                for (name, bytes) in snapshots {
                    let (origin, bytes) = (format!("bundled: {name}"), bytes.into_owned());
                    let input = Cursor::new(bytes);
                    let now = chrono::Utc::now();
                    ingest::ingest(&store, &catalog, &origin, input, now)
                        .await
                        .unwrap();
                }
                store.refresh_statistics().await.unwrap();
                store.close().await;
                name
            })
        });
        made.join().expect("the bundled snapshots could be loaded")
    })
}

/// Drops the databases of test processes that are gone.
async fn drop_abandoned(server: &mut PgConnection) {
    let names: Vec<String> =
        sqlx::query_scalar("SELECT datname::text FROM pg_database WHERE datname ~ '^wt_[0-9]+_'")
            .fetch_all(&mut *server)
            .await
            .unwrap();
    for name in names {
        let process = name.split('_').nth(1).and_then(|text| text.parse().ok());
        let abandoned: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock($1, $2)")
            .bind(IN_USE)
            .bind(process.unwrap_or(0_i32))
            .fetch_one(&mut *server)
            .await
            .unwrap();
        if abandoned && process != Some(std::process::id().cast_signed()) {
            drop_database(server, &name).await;
        }
    }
}

async fn make_database(server: &mut PgConnection, name: &str, template: &str) {
    sqlx::raw_sql(AssertSqlSafe(format!(
        "CREATE DATABASE {name} TEMPLATE {template}"
    )))
    .execute(server)
    .await
    .unwrap();
}

async fn drop_database(server: &mut PgConnection, name: &str) {
    sqlx::raw_sql(AssertSqlSafe(format!(
        "DROP DATABASE IF EXISTS {name} WITH (FORCE)"
    )))
    .execute(server)
    .await
    .unwrap();
}

fn url_of(database: &str) -> String {
    let options = PgConnectOptions::from_str(&server_url()).unwrap();
    let url = sqlx::ConnectOptions::to_url_lossy(&options.database(database));
    url.to_string()
}

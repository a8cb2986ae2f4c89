//! The stores that pages are read from, on an embedded server of their own: generated files loaded
//! the way a host loads them, and, for the large one, copied within the database.

use crate::generate::Plan;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use weighbridge::store::embedded::{Cluster, Options};

/// How many times the small store the large one is.
const TIMES: usize = 7;

/// The server and its databases.
pub struct Stores {
    cluster: Cluster,
    data_dir: PathBuf,
    small: String,
    large: String,
}

impl Stores {
    /// Opens the stores in a folder; what is not there yet is made.
    pub fn open(folder: &Path, program: &str, plan: &Plan) -> Self {
        fs::create_dir_all(folder).unwrap();
        let data_dir = folder.join("server");
        let cluster = Cluster::start(&Options::new(data_dir.clone(), program.into())).unwrap();
        let name = format!("site_{}_{}", plan.models, plan.weeks);
        let stores = Self {
            small: cluster.url(&name),
            large: cluster.url(&format!("{name}_large")),
            cluster,
            data_dir,
        };
        if !stores.has(&name) {
            let files = plan
                .write(folder, &weighbridge::bundled::catalog().unwrap())
                .unwrap();
            stores.sql("postgres", &format!("CREATE DATABASE {name}"));
            for action in [
                ["migrate"].as_slice(),
                &["ingest", files.first.to_str().unwrap()],
            ] {
                let mut command = Command::new(program);
                command
                    .arg("--no-bundled")
                    .args(action)
                    .env("DATABASE_URL", &stores.small);
                assert!(command.status().unwrap().success());
            }
            stores.sql(&name, "VACUUM ANALYZE");
        }
        stores
    }

    /// Address of the store of about 3 million observations.
    pub fn small(&self) -> &str {
        &self.small
    }

    /// Address of the store of about 20 million; made at the first call. Each model is there seven
    /// times under other names, straight in the tables, with the sums that go with it.
    pub fn large(&self) -> &str {
        // Behind the question mark is a path.
        let address = self.small.split('?').next().unwrap();
        let small = address.rsplit_once('/').map_or("", |(_, name)| name);
        let large = format!("{small}_large");
        if !self.has(&large) {
            self.sql(
                "postgres",
                &format!("CREATE DATABASE {large} TEMPLATE {small}"),
            );
            self.sql(&large, &multiplied());
            self.sql(&large, "VACUUM ANALYZE");
        }
        &self.large
    }

    /// Process number of the server.
    pub fn postmaster(&self) -> u32 {
        let text = fs::read_to_string(self.data_dir.join("data/postmaster.pid")).unwrap();
        text.lines().next().unwrap().trim().parse().unwrap()
    }

    fn has(&self, database: &str) -> bool {
        let mut command = self.psql("postgres");
        let question = format!("SELECT count(*) FROM pg_database WHERE datname = '{database}'");
        let output = command.args(["-At", "-c", &question]).output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim() == "1"
    }

    fn sql(&self, database: &str, statement: &str) {
        let mut command = self.psql(database);
        let status = command.args(["-o", "/dev/null", "-c", statement]).status();
        assert!(status.unwrap().success(), "{statement}");
    }

    fn psql(&self, database: &str) -> Command {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d"]);
        command.arg(self.cluster.url(database));
        command
    }
}

/// Statements that make seven of each model and observation.
fn multiplied() -> String {
    let copies = TIMES - 1;
    format!(
        "CREATE TEMP TABLE offset_by AS SELECT max(id) AS step FROM model;
         CREATE TEMP TABLE measured AS SELECT DISTINCT model_id AS id FROM observation;
         INSERT INTO model (id, source_id, external_id, name, unlisted, scope, organization_id,
             weights, catalog_license_id, license_now_id, cataloged, catalog_weights, basis)
         SELECT m.id + n * step, source_id, external_id || '-copy' || n, name || ' ' || n,
             unlisted, scope, organization_id, weights, catalog_license_id, license_now_id,
             false, catalog_weights, basis
         FROM model m JOIN measured USING (id), offset_by, generate_series(1, {copies}) AS n;
         INSERT INTO model_claim (model_id, attribute, first_seen, last_seen, text_id)
         SELECT model_id + n * step, attribute, first_seen, last_seen, text_id
         FROM model_claim c JOIN measured ON measured.id = c.model_id, offset_by,
             generate_series(1, {copies}) AS n;
         INSERT INTO observation (model_id, snapshot_id, value, known_from, known_to,
             superseded_by, observed_on, license_text_id, metric_id)
         SELECT model_id + n * step, snapshot_id, value, known_from, known_to, superseded_by,
             observed_on, license_text_id, metric_id
         FROM generate_series(1, {copies}) AS n, offset_by, observation
         ORDER BY observed_on, metric_id, 1;
         UPDATE rollup SET value = value * {TIMES}, models = models * {TIMES},
             slugs = slugs * {TIMES}, restated = restated * {TIMES},
             restated_by = restated_by * {TIMES};
         UPDATE data_version SET version = version + 1;"
    )
}
